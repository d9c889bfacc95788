"""Numbers across clones: one integer is given once, whoever asks, wherever, and whatever is killed."""

from __future__ import annotations

import json
import signal
import socket
import time
from datetime import date
from pathlib import Path

import pytest

import clones
import paperwork
import scratch
import verbs
from clones import REMOTE, away, back, refs
from verbs import git, paper, run
from wenshu import claims, gitnet, gitrun
from wenshu.claims import Claim
from wenshu.commands import _claim
from wenshu.company_nouns import Series
from wenshu.ledger_nouns import Entry

IN = (
    "title: 关于第{}件事的通知\nreceived_at: 2026-03-10 16:00\nreceived_by: 林晓岚\nfrom_org: 某厂\n"
    "from_kind: 供应商\nvia: 邮寄\nhandling: 阅件\nplace: 办公室\n"
)
RESERVE = ("number", "reserve", "收", "--until", "2026-12-01")


def letters(*names: str) -> dict[str, str]:
    """Return incoming letters: numbered at entry, without a chain of sign-off."""
    return {f"incoming/2026/{name}": IN.format(name) for name in names}


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A bare repository of a company whose numbers are kept there, with six letters to be numbered."""
    return clones.bare(tmp_path, letters(*"abcdef"))


def ledger(root: Path) -> dict[tuple[str, int | None, int], Entry]:
    """Return the ledger by series, year and serial."""
    return {(e.series, e.year, e.serial): e for e in paperwork.office(root).ledger.entries}


def given(root: Path) -> dict[int, str]:
    """Return serial → record of the incoming letters numbered here."""
    return {e.serial: e.record.rpartition("/")[2] for e in ledger(root).values() if e.series == "收"}


# ── what a claim is ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("number", "place"), [
    (("销", 2026, 12), "2026/u9500/0012"), (("改", None, 1), "all/u6539/0001"),
    (("售后", 2026, 10000), "2026/u552eu540e/10000"),
])  # fmt: skip
def test_where_a_claim_stands(number: tuple[str, int | None, int], place: str) -> None:
    assert claims.place(*number) == place and claims.where(place) == number


@pytest.mark.parametrize("at", [
    "2026/销/0012", "2026/u9500/12", "2026/u9500/00012", "2026/u9500/0000", "26/u9500/0001", "2026/u95/0001",
    "2026/u9500/0001/x", "heads/main",
])  # fmt: skip
def test_a_ref_that_is_no_claim(at: str) -> None:
    assert claims.where(at) is None and claims.load({at: b"{}"}) == ()


def test_a_claim_reads_back_as_it_was_written() -> None:
    told = Claim(
        2026, "销", 3, "林晓岚", "c1", "2026-03-12T09:00:00+08:00", "n", reason="备用", until=date(2026, 12, 1)
    )
    assert claims.load({"2026/u9500/0003": claims.dump(told)}) == (told,)


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{", b'{"person": 3, "until": "never"}'])
def test_a_claim_nobody_can_read_still_takes_its_number(data: bytes) -> None:
    (found,) = claims.load({"2026/u9500/0003": data})
    assert found.number == ("销", 2026, 3)
    series = Series("销", "销售", {}, (), "signed", "总经理秘书", "year", 1)
    assert claims.Known((found,)).free((), series, 2026) == 4


# ── issue ─────────────────────────────────────────────────────────────────────────────────────────


def test_issue_claims_on_the_remote_and_another_clone_takes_the_next(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    verbs.done(a, "issue a --on 2026-03-13")
    verbs.done(b, "issue b --on 2026-03-13")
    assert given(a) == {1: "a"} and given(b) == {2: "b"}
    assert refs(hub) == ["refs/numbers/2026/u6536/0001", "refs/numbers/2026/u6536/0002"]
    told = json.loads(git(hub, "cat-file", "blob", refs(hub)[0]))
    assert (told["person"], told["record"], told["serial"]) == ("林晓岚", "incoming/2026/a", 1)
    assert told["clone"] == gitnet.clone(a) and len(told["nonce"]) == 32 and told["time"]


def test_the_gap_another_clone_left_is_no_error_and_sync_closes_it(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    verbs.done(a, "issue a")
    verbs.done(b, "issue b")
    said = run(b, "check")
    assert said.code == 0 and "CLM01" in said.out + said.err
    verbs.done(a, "sync")
    verbs.done(b, "sync")
    said = run(b, "check")
    assert said.code == 0 and "CLM01" not in said.out + said.err and given(b) == {1: "a", 2: "b"}


def test_many_papers_at_once(hub: Path) -> None:
    a = clones.clone(hub, "a")
    verbs.done(a, "issue a b c")
    assert sorted(given(a)) == [1, 2, 3] and len(refs(hub)) == 3


def test_a_paper_that_is_refused_claims_nothing(hub: Path) -> None:
    a = clones.clone(hub, "a")
    assert run(a, "issue a --as 何管").code == 1
    path = a / "records/incoming/2026/b.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("via: 邮寄", "via: 鸽子"), encoding="utf-8", newline="\n")
    assert run(a, "issue b").code == 1
    verbs.done(a, "issue c --dry-run")
    assert refs(hub) == []


def test_without_a_remote_in_the_company_file_nothing_is_claimed(tmp_path: Path) -> None:
    hub = clones.bare(tmp_path, letters("a"), scratch.COMPANY)
    a = clones.clone(hub, "a")
    away(a)
    verbs.done(a, "issue a", "number reserve 收 --reason 留 --until 2026-12-01", "number void 收 3 --reason 误")
    assert refs(hub) == [] and len(ledger(a)) == 3


def test_claims_where_a_server_takes_only_tags(tmp_path: Path) -> None:
    company = REMOTE + "claims: refs/tags/numbers\n"
    hub = clones.bare(tmp_path, letters("a", "b"), company)
    clones.hook(hub, "update", 'case "$1" in refs/heads/*|refs/tags/*) ;; *) exit 1;; esac')
    a = clones.clone(hub, "a")
    verbs.done(a, "issue a", "sync")
    assert refs(hub, "refs/tags") == ["refs/tags/numbers/2026/u6536/0001"]
    b = clones.clone(hub, "b")
    verbs.done(b, "issue b")
    assert given(b) == {1: "a", 2: "b"}


def test_CLM03_a_server_that_takes_no_claims_says_why(hub: Path) -> None:
    clones.hook(hub, "update", 'case "$1" in refs/heads/*) ;; *) echo 只收分支 >&2; exit 1;; esac')
    a = clones.clone(hub, "a")
    said = run(a, "issue a")
    assert said.code == 4 and "CLM03" in said.err and "只收分支" in said.err and "refs/tags/numbers" in said.err
    assert given(a) == {} and git(a, "status", "--porcelain") == ""


def test_a_number_the_remote_s_ledger_holds_is_taken_though_nobody_claimed_it(tmp_path: Path) -> None:
    """Numbers given before the company named a remote have no claim."""
    hub = clones.bare(tmp_path, letters("a", "b"), scratch.COMPANY)
    first, late = clones.clone(hub, "first"), clones.clone(hub, "late")
    verbs.done(first, "issue a", "sync")
    for root in (first, late):
        scratch.put(root, {"company": REMOTE})
        verbs.done(root, "save")
    verbs.done(late, "issue b")
    assert given(late) == {2: "b"}


def test_NUM06_a_later_number_bears_no_earlier_day_in_another_clone_either(tmp_path: Path) -> None:
    ids = ["documents/2026/a", "documents/2026/b"]
    hub = clones.bare(tmp_path, {id_: paper(title=f"关于{id_[-1]}的通知") for id_ in ids})
    first = clones.clone(hub, "first")
    verbs.signed(first, ids[0], "2026-03-14")
    verbs.signed(first, ids[1], "2026-03-12")
    verbs.done(first, "sync")
    second = clones.clone(hub, "second")
    verbs.done(first, "issue a")
    said = run(second, "issue b")
    assert said.code == 1 and "NUM06" in said.err and len(refs(hub)) == 1


# ── out of reach ──────────────────────────────────────────────────────────────────────────────────


def test_offline_only_what_this_clone_set_aside(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    verbs.done(a, "number reserve 收 2 --until 2026-12-01 --reason 备用", "sync")
    assert git(a, "log", "-1", "--format=%(trailers:key=Clone,valueonly)").strip() == gitnet.clone(a)
    verbs.done(b, "sync")
    away(a)
    away(b)
    said = run(b, "issue b")
    assert said.code == 4 and "CLM02" in said.err and "没有这个仓库" in said.err and given(b) == {1: "", 2: ""}
    said = run(a, "issue a")
    assert said.code == 0 and "预留的 收 1 号" in said.out
    verbs.done(a, "issue c")
    assert given(a) == {1: "a", 2: "c"}
    assert "CLM02" in run(a, "issue d").err
    back(a, hub)
    back(b, hub)
    verbs.done(b, "issue b")
    verbs.done(a, "sync")
    verbs.done(b, "sync")
    assert given(b) == {1: "a", 2: "c", 3: "b"} and run(b, "check").code == 0


def test_CLM07_what_needs_the_remote_says_so(hub: Path) -> None:
    a = clones.clone(hub, "a")
    away(a)
    for line in ("number reserve 收 --until 2026-12-01 --reason 留", "number void 收 1 --reason 误",
                 "number reconcile 收 1 --finish"):  # fmt: skip
        said = run(a, line)
        assert said.code == 4 and "CLM07" in said.err, line
    assert ledger(a) == {}


def test_CLM05_another_clone_s_reserved_number_is_not_used_or_voided_here(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    verbs.done(a, "number reserve 收 --until 2026-12-01 --reason 年会", "sync")
    verbs.done(b, "sync")
    for line in ("issue b --reserved 1", "number void 收 1 --reason 误"):
        said = run(b, line)
        assert said.code == 1 and "CLM05" in said.err and "林晓岚" in said.err, line
    verbs.done(a, "issue a --reserved 1")


def test_a_number_set_aside_until_a_day_that_is_past_is_not_drawn_on(hub: Path) -> None:
    a = clones.clone(hub, "a")
    verbs.done(a, "number reserve 收 --until 2026-07-01 --reason 备用")
    away(a)
    said = run(a, "issue a", as_of="2026-08-01")
    assert said.code == 4 and "CLM02" in said.err


def test_a_server_that_never_answers_is_given_up(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a = clones.clone(hub, "a")
    monkeypatch.setattr(gitnet, "LONG", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        git(a, "remote", "set-url", "origin", f"git://127.0.0.1:{silent.getsockname()[1]}/x")
        began = time.monotonic()
        said = run(a, "issue a")
    assert said.code == 4 and "很久没有回答" in said.err and time.monotonic() - began < 15


@pytest.mark.parametrize(("told", "words"), [
    ("fatal: unable to access 'https://x/': Could not resolve host: x", "找不到服务器"),
    ("ssh: connect to host x port 22: Connection refused\nfatal: Could not read from remote repository.", "连不上"),
    ("fatal: Authentication failed for 'https://x/'", "没有让您进去"),
    ("fatal: could not read Username for 'https://x': terminal prompts disabled", "没有让您进去"),
    ("fatal: 'x' does not appear to be a git repository", "没有这个仓库"),
    ("remote: 文号不得删除\nTo x\n ! [remote rejected] main -> main (pre-receive hook declined)", "文号不得删除"),
    ("something else", "something else"), ("", "git"),
])  # fmt: skip
def test_what_git_says_of_a_server_in_plain_words(told: str, words: str) -> None:
    assert words in gitnet.plain(told)


# ── killed between claim and commit ───────────────────────────────────────────────────────────────


def test_CLM04_a_claim_without_a_ledger_file_shows(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    clones.killed(a, "gitnet", "claim", "after", "issue", "a")
    assert len(refs(hub)) == 1 and given(a) == {} and git(a, "status", "--porcelain") == ""
    for line in ("number list", "number reconcile", "sync"):
        said = run(a, line)
        assert said.code == 0 and "CLM04" in said.err and "incoming/2026/a" in said.err, line
        assert "收 1 号占号未用：林晓岚" in said.err and "--finish" in said.err
    said = run(b, "number list")
    assert "另一台电脑占的" in said.err
    assert json.loads(run(a, "number list --format json").out)[0]["state"] == "claimed"
    verbs.done(b, "issue b")
    assert given(b) == {2: "b"}


def test_issue_takes_up_its_own_claim_again(hub: Path) -> None:
    a = clones.clone(hub, "a")
    clones.killed(a, "gitnet", "claim", "after", "issue", "a")
    verbs.done(a, "issue b")
    verbs.done(a, "issue a")
    assert given(a) == {1: "a", 2: "b"} and len(refs(hub)) == 2
    assert "CLM04" not in run(a, "number list").err


def test_reconcile_finishes_what_a_number_was_claimed_for(hub: Path) -> None:
    a = clones.clone(hub, "a")
    clones.killed(a, "gitnet", "claim", "after", "issue", "a")
    clones.killed(a, "gitnet", "claim", "after", *RESERVE, "2", "--reason", "年会")
    verbs.done(a, "number reconcile 收 1 --finish", "number reconcile 收 2 --finish")
    assert given(a)[1] == "a"
    held = ledger(a)[("收", 2026, 2)]
    assert (held.state, held.reason, held.until) == ("reserved", "年会", date(2026, 12, 1))
    verbs.done(a, "number reconcile 收 3 --void --reason 不用了")
    assert ledger(a)[("收", 2026, 3)].state == "void" and "占号未用 0 个" in run(a, "number reconcile").out
    assert run(a, "check").code == 0 and len(refs(hub)) == 3


def test_CLM08_what_cannot_be_reconciled(hub: Path) -> None:
    a = clones.clone(hub, "a")
    verbs.done(a, "issue a")
    for serial in (1, 2):
        said = run(a, f"number reconcile 收 {serial} --void --reason 误")
        assert said.code == 1 and "CLM08" in said.err
    for line in ("number reconcile 收 1", "number reconcile 收", "number reconcile 收 1 --void",
                 "number reconcile 收 1 --void --finish --reason 误"):  # fmt: skip
        assert run(a, line).code == 2, line
    assert "NUM27" in run(a, "number reconcile 密 1 --finish").err


def test_CLM05_another_clone_s_claim_is_ended_only_when_that_clone_is_lost(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    clones.killed(a, "gitnet", "claim", "after", "issue", "a")
    for how in ("--void --reason 电脑坏了", "--finish"):
        said = run(b, f"number reconcile 收 1 {how}")
        assert said.code == 1 and "CLM05" in said.err and "--lost" in said.err
    assert "CLM05" in run(b, "number void 收 1 --reason 误").err
    verbs.done(b, "number reconcile 收 1 --finish --lost")
    assert given(b) == {1: "a"}


def test_CLM09_it_is_ended_by_the_one_who_claimed_it_or_his_successor(tmp_path: Path) -> None:
    second = "{post: 总经理秘书, from: 2020-01-01}"
    company = REMOTE.replace("管理部经理, from: 2020-01-01}]", f"管理部经理, from: 2020-01-01}}, {second}]")
    hub = clones.bare(tmp_path, letters("a"), company)
    a = clones.clone(hub, "a")
    clones.killed(a, "gitnet", "claim", "after", "issue", "a")
    said = run(a, "number reconcile 收 1 --finish --as 何管")
    assert said.code == 1 and "CLM09" in said.err and "林晓岚" in said.err
    left = company.replace(f"[{second}]", "[{post: 总经理秘书, from: 2020-01-01, until: 2026-05-31}]")
    scratch.put(a, {"company": left})
    verbs.done(a, "save")
    verbs.done(a, "number reconcile 收 1 --finish --as 何管")
    assert given(a) == {1: "a"}


def test_CLM10_the_paper_it_was_for_is_gone(hub: Path) -> None:
    a = clones.clone(hub, "a")
    clones.killed(a, "gitnet", "claim", "after", "issue", "a")
    (a / "records/incoming/2026/a.yaml").unlink()
    verbs.done(a, "save")
    said = run(a, "number reconcile 收 1 --finish")
    assert said.code == 1 and "CLM10" in said.err and "文件已不在" in said.err
    verbs.done(a, "number reconcile 收 1 --void --reason 来件退回")
    assert ledger(a)[("收", 2026, 1)].reason == "来件退回"


def test_CLM10_the_number_of_a_request_is_taken_up_by_deciding_it_again(tmp_path: Path) -> None:
    series = "  - code: 改\n    title: 申请\n    forms: {house: '改〔{year}〕{serial:03}', short: '改{serial:03}'}\n"
    rest = "    chain: []\n    number_at: entry\n    allots: 总经理秘书\n    restart: year\n    start: 1\n"
    hub = clones.bare(tmp_path, letters("a"), REMOTE.replace("  - code: 收\n", series + rest + "  - code: 收\n"))
    a = clones.clone(hub, "a")
    told = Claim(2026, "改", 1, "林晓岚", gitnet.clone(a), nonce="n", record="incoming/2026/a")
    assert gitnet.claim(a, "origin", "refs/numbers", {claims.place(*told.number): claims.dump(told)})
    said = run(a, "number reconcile 改 1 --finish")
    assert said.code == 1 and "CLM10" in said.err and "wenshu decide" in said.err


def test_a_year_is_not_closed_while_a_claim_of_it_is_open(hub: Path) -> None:
    a = clones.clone(hub, "a")
    clones.killed(a, "gitnet", "claim", "after", "issue", "a")
    for name in "bcdef":
        verbs.done(a, f"issue {name}")
    verbs.done(a, "number reconcile 收 1 --finish")
    b = clones.clone(hub, "b")
    clones.killed(b, "gitnet", "claim", "after", *RESERVE, "--reason", "留")
    verbs.done(b, "number reconcile 收 7 --void --reason 不用了", "sync")
    clones.killed(a, "gitnet", "claim", "after", *RESERVE, "--reason", "留")
    said = run(a, "number close-year 2026 --on 2027-01-10", as_of="2027-01-10")
    assert said.code == 1 and "CLM04" in said.err and "收 8 号" in said.err
    verbs.done(a, "number reconcile 收 8 --void --reason 不用了", "sync")
    verbs.done(a, "number close-year 2026 --on 2027-01-10", as_of="2027-01-10")


def test_void_claims_the_integer_it_spoils(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    verbs.done(a, "number void 收 1 --reason 误印")
    assert len(refs(hub)) == 1
    assert "CLM05" in run(b, "number void 收 1 --reason 误").err
    assert "NUM29" in run(b, "number void 收 3 --reason 误").err
    verbs.done(b, "issue b")
    assert given(b) == {2: "b"}


def test_reserve_takes_the_count_behind_the_series_or_as_an_option(hub: Path) -> None:
    a = clones.clone(hub, "a")
    said = run(a, "number reserve 收 2 --until 2026-12-01 --reason 备用")
    assert said.code == 0 and "收 1—2 已预留" in said.out
    assert "收 3—5 已预留" in run(a, "number reserve 收 --count 3 --until 2026-12-01 --reason 备用").out
    assert "收 6 已预留" in run(a, "number reserve 收 --until 2026-12-01 --reason 备用").out
    assert run(a, "number reserve 收 0 --until 2026-12-01 --reason 备用").code == 2
    assert len(refs(hub)) == 6


# ── the seam ──────────────────────────────────────────────────────────────────────────────────────


def test_a_ref_that_stands_is_never_overwritten(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    assert gitnet.claim(a, "origin", "refs/numbers", {"2026/u9500/0001": b"mine\n"})
    assert not gitnet.claim(b, "origin", "refs/numbers", {"2026/u9500/0001": b"yours\n"})
    assert git(hub, "cat-file", "blob", "refs/numbers/2026/u9500/0001") == "mine\n"
    both = {"2026/u9500/0001": b"x\n", "2026/u9500/0002": b"y\n"}
    assert not gitnet.claim(b, "origin", "refs/numbers", both)
    assert len(refs(hub)) == 1  # all or none


def test_a_claim_whose_answer_was_lost_is_read_back(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a = clones.clone(hub, "a")
    real = gitnet.raw

    def deaf(root: Path, *arguments: str, **more: object) -> bytes:
        told = real(root, *arguments, **more)  # type: ignore[arg-type]
        if "push" in arguments:
            raise gitrun.GitFailed("fatal: the remote end hung up unexpectedly")
        return told

    monkeypatch.setattr(gitnet, "raw", deaf)
    assert gitnet.claim(a, "origin", "refs/numbers", {"2026/u9500/0001": b"mine\n"})


def test_CLM06_others_are_always_quicker(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a = clones.clone(hub, "a")
    monkeypatch.setattr(_claim, "TRIES", 3)
    monkeypatch.setattr(gitnet, "claim", lambda *_: False)
    said = run(a, "issue a")
    assert said.code == 3 and "CLM06" in said.err and given(a) == {}


# ── four clones, twenty-five each, one of them killed ─────────────────────────────────────────────

_WORKER = """
import sys
from wenshu import cli
root, *papers = sys.argv[1:]
for paper in papers:
    try:
        cli.main(["-C", root, "issue", paper])
    except SystemExit as end:
        if end.code:
            sys.exit(end.code)
"""
_HOLD = """while read old new ref; do
  if test -e "$GIT_DIR/hold" && git cat-file -p "$new" | grep -q 'incoming/2026/d12"'; then
    touch "$GIT_DIR/held"
    while test -e "$GIT_DIR/hold"; do sleep 0.05; done
  fi
done
"""


def test_four_clones_and_a_kill_give_a_hundred_numbers(tmp_path: Path) -> None:
    """The server keeps the answer to one claim back until its asker is dead: claimed, and never committed."""
    papers = {clone: [f"incoming/2026/{clone}{n:02}" for n in range(25)] for clone in "abcd"}
    hub = clones.bare(tmp_path, letters("first"))
    clones.hook(hub, "post-receive", _HOLD)
    (hub / "hold").touch()
    roots = {clone: clones.clone(hub, clone) for clone in "abcd"}
    for clone, root in roots.items():
        scratch.put(root, letters(*(f"{clone}{n:02}" for n in range(25))))
        verbs.done(root, "save")
    began = time.perf_counter()
    at_work = {c: clones.child(_WORKER, str(roots[c]), *papers[c]) for c in "abcd"}
    while not (hub / "held").exists():
        assert at_work["d"].poll() is None and time.perf_counter() - began < 120
        time.sleep(0.02)
    at_work["d"].send_signal(signal.SIGKILL)
    assert at_work["d"].wait(60) == -signal.SIGKILL
    (hub / "hold").unlink()
    at_work["d"] = clones.child(_WORKER, str(roots["d"]), *papers["d"][13:])
    for process in at_work.values():
        _, told = process.communicate(timeout=120)
        assert process.returncode == 0, told.decode("utf-8")
    took = time.perf_counter() - began
    _settled(hub, roots, took)


def _settled(hub: Path, roots: dict[str, Path], took: float) -> None:
    """Prove that there are a hundred numbers, none twice, and the one gap explained."""
    assert len(refs(hub)) == 100
    told = [json.loads(git(hub, "cat-file", "blob", ref)) for ref in refs(hub)]
    assert sorted(c["serial"] for c in told) == list(range(1, 101))
    (gap,) = (c["serial"] for c in told if c["record"] == "incoming/2026/d12")
    said = run(roots["d"], "number list")
    assert f"收 {gap} 号占号未用" in said.err
    verbs.done(roots["d"], f"number reconcile 收 {gap} --void --reason 编号时停电，另行编号")
    for clone in "abcdabc":
        verbs.done(roots[clone], "sync")
    for root in roots.values():
        held = {e.serial: e for e in ledger(root).values()}
        assert sorted(held) == list(range(1, 101)) and git(root, "status", "--porcelain") == ""
        papers = [e.record for e in held.values() if e.record]
        assert len(papers) == len(set(papers)) == 99
        assert [(e.serial, e.state) for e in held.values() if not e.record] == [(gap, "void")]
        said = run(root, "check")
        assert said.code == 0 and "CLM01" not in said.out + said.err
    assert len({git(root, "rev-parse", "HEAD") for root in roots.values()}) == 1
    print(f"4 clones × 25 with a kill: {took:.1f} s")
