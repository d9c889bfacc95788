"""The laws of history: each tampering on a small repository of its own, and the clean life of a paper."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import paperwork
import pasts
import scratch
import verbs
from verbs import git
from wenshu import build, files, gitpast, schema, witness, yamlread
from wenshu.diagnostics import Finding
from wenshu.past import NO_PAST

STOCK = verbs.STOCK
PAPER = f"records/{STOCK}.yaml"
NUMBER = "records/numbers/2026/销/0001.yaml"
REQUEST = "records/numbers/2026/改/0001.yaml"
CUSTODY = f"records/custody/文书档案/{STOCK}/1.yaml"
REVISIONS = """\
  - code: 改
    title: 修改申请
    forms: {house: '改〔{year}〕{serial:03}', short: '改{serial:03}'}
    chain:
      - {step: 部门审核, post: 拟稿部门主管}
      - {step: 批准, post: 总经理}
    number_at: entry
    allots: 总经理秘书
    restart: year
    start: 1
"""
COMPANY = scratch.COMPANY.replace("meeting_types:", REVISIONS + "meeting_types:", 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company whose witness begins after its first commit."""
    return witnessed(verbs.company(tmp_path, text=COMPANY))


def witnessed(root: Path) -> Path:
    since = git(root, "rev-parse", "HEAD").strip()
    write(root, "records/company.yaml", COMPANY + f"witness: {{since: {since}}}\n")
    save(root, "公司档案：从这里起核对历史")
    return root


@pytest.fixture
def issued(root: Path) -> Path:
    """The same with one issued paper."""
    verbs.signed(root)
    verbs.done(root, f"issue {STOCK} --on 2026-03-13")
    return root


def write(root: Path, path: str, text: str | Callable[[str], str]) -> None:
    """Write a file, or change what it says."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    told = text if isinstance(text, str) else text(file.read_text(encoding="utf-8"))
    file.write_text(told, encoding="utf-8", newline="\n")


def save(root: Path, message: str, *trailers: str, when: str = "") -> str:
    """Commit everything as somebody without wenshu would; return the commit's short id."""
    git(root, "add", "-A")
    day = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when else {}
    text = message + ("\n\n" + "\n".join(trailers) if trailers else "")
    subprocess.run(
        ["git", "commit", "-q", "--allow-empty", "-m", text], cwd=root, check=True, env={**os.environ, **day}
    )
    return git(root, "rev-parse", "HEAD").strip()[:10]


def found(root: Path) -> list[Finding]:
    """Return what the laws of history say, without the remark that it stays (WIT03)."""
    told = scratch.read(root).findings
    return [f for f in told if f.code.id.startswith("WIT") and f.code.id != "WIT03"]


def said(root: Path) -> list[str]:
    return [f"{f.code.id} {f.message()}" for f in found(root)]


def only(root: Path, code: str, *words: str) -> Finding:
    """Return the one finding there must be, which names its commit and says these words."""
    told = found(root)
    assert [f.code.id for f in told] == [code], said(root)
    for word in words:
        assert word in told[0].message(), told[0].message()
    assert told[0].hint() and told[0].message("en")
    return told[0]


# ── a clean life ──────────────────────────────────────────────────────────────────────────────────


def content(root: Path, id_: str = STOCK) -> str:
    tree, _ = yamlread.read("", (root / f"records/{id_}.yaml").read_bytes())
    return schema.content_hash(id_.partition("/")[0], tree or {})


def ask(root: Path, about: str = STOCK, name: str = "stock") -> str:
    """Open a request's branch as the contract says; return its name."""
    branch = f"revision/{name}-2026-04-01"
    git(root, "switch", "-q", "-c", branch)
    save(
        root, f"修改申请：{about}", f"Revision-Request: {about}", "Requested-by: 李明", "Requested-on: 2026-04-01",
        "Via: 网页", "Kind: 修改", "Reason: 时间写错了",
    )  # fmt: skip
    return branch


def mend(root: Path, word: str = "请在四月底前备货") -> None:
    write(root, PAPER, lambda text: text.replace("请备货", word))
    save(root, "改正时间", f"Record: {STOCK}")


def request(decision: str = "同意", about: str = STOCK, branch: str = "revision/stock-2026-04-01") -> str:
    return (
        "state: issued\ndate: 2026-04-02\nby: 林晓岚\nrequest:\n"
        f"  about: {about}\n  branch: {branch}\n  kind: 修改\n  reason: 时间写错了\n  asked_by: 李明\n"
        f"  asked_on: 2026-04-01\n  via: 网页\n  decision: {decision}\n  decided_by: 周启衡\n  decided_on: 2026-04-02\n"
    )


def edition(root: Path, number: str = NUMBER, name: str = "2") -> None:
    line = (
        f"  - edition: '{name}'\n    content: {content(root)}\n    text: {'0' * 64}\n    date: 2026-04-02\n"
        "    request: 2026/改/0001\n"
    )
    write(root, number, lambda text: text.rstrip("\n") + "\n" + line)


def approve(root: Path) -> None:
    for wanted in paperwork.office(root).standing(paperwork.office(root).records[STOCK]).chain:
        holder = paperwork.office(root).company.holders(wanted.post, scratch.TODAY)[0].id
        verbs.forge(root, STOCK, wanted.step, holder, date="2026-04-02")


def decide(root: Path, decision: str = "同意") -> None:
    approve(root)
    edition(root)
    write(root, REQUEST, request(decision))
    save(root, f"决定：{decision}", "Request: 2026/改/0001", f"Record: {STOCK}")


def merge(root: Path, branch: str, *trailers: str) -> str:
    git(root, "switch", "-q", "main")
    message = "合并修改申请\n\n" + "\n".join(("Request: 2026/改/0001", f"Record: {STOCK}", *trailers))
    git(root, "merge", "-q", "--no-ff", "-m", message, branch)
    return git(root, "rev-parse", "HEAD").strip()[:10]


def test_the_clean_life_of_a_paper_gives_nothing(issued: Path) -> None:
    verbs.done(
        issued,
        f"distribute {STOCK} --on 2026-03-14",
        "number reserve 通 --reason 留给年中会议 --until 2026-07-31",
        "number void 通 1 --reason 会议取消",
    )
    branch = ask(issued)
    assert found(issued) == []
    mend(issued)
    assert found(issued) == []  # 待批
    decide(issued)
    assert found(issued) == []  # decided, not yet merged
    merge(issued, branch, "Decision: 同意", "Edition: 2", "Approved-by: 周启衡（总经理）")
    for count, holder in enumerate(("沈一鸣", "", "沈一鸣", ""), 1):
        write(issued, CUSTODY, f"holder: {holder}\nseq: {count}\n")
        save(issued, "借阅", f"Loan: 文书档案/{STOCK}/1", f"Seq: {count}")
    verbs.done(issued, f"void {STOCK} --as 沈一鸣 --reason 情况有变", as_of="2026-06-01")
    assert said(issued) == []


def test_a_refused_request_leaves_everything_as_it_was(issued: Path) -> None:
    branch = ask(issued)
    mend(issued)
    approve(issued)
    save(issued, "退回", f"Record: {STOCK}")
    git(issued, "switch", "-q", "main")
    git(issued, "merge", "-q", "--no-ff", "--no-commit", "-s", "ours", branch)
    write(issued, REQUEST, request("退回"))
    save(issued, "退回修改申请", "Request: 2026/改/0001", "Decision: 退回")
    assert said(issued) == []


def test_requests_made_by_the_verbs_give_nothing(issued: Path) -> None:
    for word, verdict, people in (
        ("请在四月底前备货", "approve", ("沈一鸣", "周启衡")), ("请不要备货", "refuse", ("沈一鸣",)),
        ("请再备货", "withdraw", ("李明",)),
    ):  # fmt: skip
        write(issued, PAPER, lambda text, word=word: text.replace("备货。", f"备货，{word}。"))
        verbs.done(issued, f"revise {STOCK} --kind 更正件 --reason 时间写错了 --requested-by 李明")
        assert said(issued) == []
        git(issued, "switch", "-q", "main")
        for person in people:
            verbs.done(issued, f"decide {STOCK} --{verdict} --as {person}")
        git(issued, "switch", "-q", "main")
        assert said(issued) == []


def test_a_reserved_number_may_be_used_and_a_draft_may_change(root: Path) -> None:
    verbs.done(root, "number reserve 销 --reason 留给备货 --until 2026-07-31")
    write(root, PAPER, lambda text: text.replace("请备货", "请抓紧备货"))
    save(root, "改草稿")
    verbs.signed(root)
    verbs.done(root, f"issue {STOCK} --on 2026-03-13 --reserved 1")
    assert said(root) == []


def test_what_happened_up_to_the_start_is_not_judged(issued: Path) -> None:
    write(issued, PAPER, lambda text: text.replace("请备货", "请不要备货"))
    save(issued, "悄悄改")
    assert [f.code.id for f in found(issued)] == ["WIT40"]
    since = git(issued, "rev-parse", "HEAD").strip()
    write(issued, "records/company.yaml", COMPANY + f"witness: {{since: {since[:12]}}}\n")
    moved = save(issued, "查清以后另起起点")
    only(issued, "WIT06", moved)  # a new start is asked for: test_a_new_start_that_was_asked_for


def test_without_a_witness_nothing_is_judged(issued: Path) -> None:
    git(issued, "rm", "-q", NUMBER)
    write(issued, "records/company.yaml", COMPANY)
    save(issued, "删除")
    assert found(issued) == []


# ── numbers ───────────────────────────────────────────────────────────────────────────────────────


def test_a_deleted_number_is_a_finding_for_ever(issued: Path) -> None:
    git(issued, "rm", "-q", NUMBER)
    commit = save(issued, "整理")
    only(issued, "WIT10", commit, "某人", "2026 年 销 1 号", "删除")
    git(issued, "checkout", "-q", "HEAD~1", "--", NUMBER)
    save(issued, "恢复")
    told = only(issued, "WIT10", commit)
    assert "git restore" in told.hint()
    stays = [f for f in scratch.read(issued).findings if f.code.id == "WIT03"]
    assert [f.severity.value for f in stays] == ["warning"]
    assert "1 处" in stays[0].message() and "wenshu revise company" in stays[0].hint()


def test_a_number_given_to_another_paper(issued: Path) -> None:
    write(issued, NUMBER, lambda text: text.replace(STOCK, "documents/2026/other"))
    commit = save(issued, "换一份")
    only(issued, "WIT12", commit, "销 1 号", "documents/2026/other")


def test_a_number_deleted_and_given_again(issued: Path) -> None:
    text = (issued / NUMBER).read_text(encoding="utf-8")
    git(issued, "rm", "-q", NUMBER)
    save(issued, "删")
    write(issued, NUMBER, text.replace(STOCK, "documents/2026/other"))
    save(issued, "再用")
    assert {f.code.id for f in found(issued)} == {"WIT10", "WIT12"}


def test_a_void_that_was_undone(issued: Path) -> None:
    verbs.done(issued, f"void {STOCK} --as 沈一鸣 --reason 情况有变", as_of="2026-06-01")
    write(issued, NUMBER, lambda text: text.replace("state: void", "state: issued"))
    commit = save(issued, "恢复使用")
    only(issued, "WIT13", commit, "已作废", "已用")


def test_a_serial_that_moved(issued: Path) -> None:
    git(issued, "mv", NUMBER, NUMBER.replace("0001", "0002"))
    commit = save(issued, "换号")
    only(issued, "WIT11", commit, "2026 年 销 1 号", "2026 年 销 2 号")


def test_a_number_altered_in_any_other_way(issued: Path) -> None:
    old = content(issued)
    write(issued, NUMBER, lambda text: text.replace(old, "v1:" + "0" * 64))
    commit = save(issued, "改校验值")
    only(issued, "WIT14", commit, "editions")
    write(issued, NUMBER, lambda text: "# 注\n" + text)
    save(issued, "加注")
    assert any("注释或写法" in text for text in said(issued))


def test_a_closed_year_stays_closed(root: Path) -> None:
    closed = "records/numbers/2025/closed.yaml"
    write(root, closed, "state: closed\ndate: 2026-01-05\nby: 林晓岚\n")
    save(root, "结账")
    assert found(root) == []
    git(root, "rm", "-q", closed)
    save(root, "重开")
    only(root, "WIT10", "2025 年的结账记录")


def test_no_number_is_given_in_a_closed_year(root: Path) -> None:
    write(root, "records/numbers/2025/closed.yaml", "state: closed\ndate: 2026-01-05\nby: 林晓岚\n")
    closed = save(root, "结账")
    write(root, "records/numbers/2025/通/0001.yaml", "state: void\nreason: 写错\ndate: 2025-12-30\nby: 林晓岚\n")
    only(root, "WIT15", closed, save(root, "补号"), "2025 年 通 1 号")


def test_a_number_taken_over_behind_our_own_is_a_warning(issued: Path) -> None:
    old = "state: issued\nprinted: 试点公司(销)字第[2026]002号\ntitle: 关于加薪的通知\nsigned: 2026-01-05\n"
    write(issued, NUMBER.replace("0001", "0002"), old + "date: 2026-03-13\nby: 林晓岚\n")
    told = only(issued, "WIT16", save(issued, "接号"), "2026 年 销 2 号", "2026 年 销 1 号")
    assert told.severity == "warning"


def test_a_reserved_number_spoilt_before_it_was_reserved_is_a_warning(root: Path) -> None:
    verbs.done(root, "number reserve 通 1 --reason 待定 --until 2026-12-31")
    path = "records/numbers/2026/通/0001.yaml"
    day = yamlread.read("", (root / path).read_bytes())[0] or {}
    write(root, path, lambda text: text.replace("reserved", "void").replace(f"date: {day['date']}", "date: 2026-01-05"))
    save(root, "作废")
    only(root, "WIT82", "2026 年 通 1 号", "2026-01-05", "预留")


# ── sign-offs and attachments ─────────────────────────────────────────────────────────────────────


def fragment(root: Path) -> str:
    return sorted(p.relative_to(root).as_posix() for p in (root / "records/approvals").rglob("*.yaml"))[0]


def test_a_sign_off_changed_or_deleted(issued: Path) -> None:
    path = fragment(issued)
    write(issued, path, lambda text: text + "opinion: 同意，抓紧办\n")
    changed = save(issued, "补意见")
    told = only(issued, "WIT20", changed, "改动")
    assert told.place.path == path
    git(issued, "rm", "-q", path)
    gone = save(issued, "删签批")
    assert [gone in text and "删除" in text for text in said(issued)].count(True) == 1


def test_an_attachment_whose_bytes_were_changed(root: Path) -> None:
    path = "records/attachments/ab/" + "ab" * 32 + ".txt"
    write(root, path, "扫描件")
    save(root, "附件")
    write(root, path, "另一份")
    commit = save(root, "换附件")
    only(root, "WIT21", commit, "改动")


def test_a_sign_off_that_came_after_the_issue(root: Path) -> None:
    paperwork.sign(root, STOCK)
    chain = sorted((root / "records/approvals").rglob("*签发.yaml"))
    late = chain[0].read_text(encoding="utf-8")
    chain[0].unlink()
    save(root, "签批")
    paperwork.number(root, "销", 1, STOCK)
    issue = save(root, "发文")
    chain[0].write_text(late, encoding="utf-8", newline="\n")
    commit = save(root, "补签")
    only(root, "WIT70", issue, commit, "签发", "沈一鸣")


def test_a_post_given_in_hindsight(issued: Path) -> None:
    record = paperwork.office(issued).records[STOCK]
    where = verbs.forge(issued, STOCK, "void", "李明", "销售部经理", date="2026-05-01", content=record.content)
    signed = save(issued, "李明签")
    assert found(issued) == []  # the check of today's office says it: he holds no such post
    text = (issued / "records/company.yaml").read_text(encoding="utf-8")
    more = "posts: [{post: 销售顾问, from: 2021-01-01}, {post: 销售部经理, from: 2026-04-01}]}"
    write(issued, "records/company.yaml", text.replace("posts: [{post: 销售顾问, from: 2021-01-01}]}", more))
    given = save(issued, "补任职")
    told = only(issued, "WIT71", signed, given, "李明", "销售部经理")
    assert told.place.path == f"records/{where}.yaml"


# ── papers ────────────────────────────────────────────────────────────────────────────────────────


def test_an_issued_paper_changed_without_a_request(issued: Path) -> None:
    write(issued, PAPER, lambda text: text.replace("请备货", "请不要备货"))
    commit = save(issued, "悄悄改")
    told = only(issued, "WIT40", commit, "关于春季备货的通知", "没有经过批准的修改申请")
    assert f"wenshu revise {STOCK}" in told.hint()
    git(issued, "revert", "--no-edit", "HEAD")
    only(issued, "WIT40", commit)  # for ever; what puts it right is no second wrong


def test_an_approved_change_is_not_taken_back_without_a_request(issued: Path) -> None:
    branch = ask(issued)
    mend(issued)
    decide(issued)
    merge(issued, branch)
    write(issued, PAPER, lambda text: text.replace("请在四月底前备货", "请备货"))
    commit = save(issued, "改回去")
    only(issued, "WIT40", commit)


def test_a_fact_put_back_is_told_once(issued: Path) -> None:
    path = fragment(issued)
    for one in (path, NUMBER):
        write(issued, one, lambda text: text + "# 注\n")
    commit = save(issued, "加注")
    git(issued, "revert", "--no-edit", "HEAD")
    assert sorted(f.code.id for f in found(issued)) == ["WIT14", "WIT20"]
    assert all(commit in text for text in said(issued))


def test_paper_hash_and_sign_offs_changed_together(issued: Path) -> None:
    old = content(issued)
    write(issued, PAPER, lambda text: text.replace("请备货", "请不要备货"))
    new = content(issued)
    write(issued, NUMBER, lambda text: text.replace(old, new))
    for path in sorted((issued / "records/approvals").rglob("*.yaml")):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8", newline="\n")
    commit = save(issued, "全都改了")
    told = found(issued)
    assert {f.code.id for f in told} == {"WIT14", "WIT20", "WIT40"}
    assert all(commit in f.message() for f in told)


def test_an_issued_paper_deleted_or_moved(issued: Path) -> None:
    git(issued, "mv", PAPER, PAPER.replace("stock", "goods"))
    commit = save(issued, "改名")
    only(issued, "WIT43", commit, "documents/2026/stock", "documents/2026/goods")
    git(issued, "mv", PAPER.replace("stock", "goods"), PAPER)
    save(issued, "改回")
    git(issued, "rm", "-q", PAPER)
    commit = save(issued, "删")
    assert any(t.startswith("WIT42") and commit in t for t in said(issued))


def test_a_draft_that_moved_is_a_warning(root: Path) -> None:
    git(root, "mv", PAPER, "records/documents/2026/goods.yaml")
    save(root, "改名")
    assert only(root, "WIT43").severity == "warning"


def test_what_was_merged_is_what_was_approved(issued: Path) -> None:
    branch = ask(issued)
    mend(issued)
    decide(issued)
    write(issued, PAPER, lambda text: text.replace("四月底", "五月底"))
    save(issued, "再改一点")
    commit = merge(issued, branch)
    only(issued, "WIT41", commit, "第 2 版")


# ── requests ──────────────────────────────────────────────────────────────────────────────────────


def test_a_squashed_request(issued: Path) -> None:
    branch = ask(issued)
    mend(issued)
    decide(issued)
    git(issued, "switch", "-q", "main")
    git(issued, "merge", "-q", "--squash", branch)
    commit = save(issued, "修改备货通知")
    assert {f.code.id for f in found(issued)} == {"WIT30", "WIT40"}
    assert all(commit in text for text in said(issued))
    assert any("压成了一个提交" in text and "2026 年 改 1 号" in text for text in said(issued))


def test_a_squashed_request_that_kept_its_trailers(issued: Path) -> None:
    branch = ask(issued)
    mend(issued)
    decide(issued)
    git(issued, "switch", "-q", "main")
    git(issued, "merge", "-q", "--squash", branch)
    save(issued, "修改备货通知", f"Revision-Request: {STOCK}", "Requested-by: 李明")
    assert {f.code.id for f in found(issued)} == {"WIT30", "WIT40"}


@pytest.mark.parametrize("way", ["fast-forward", "rebase"])
def test_a_request_laid_flat_on_main(issued: Path, way: str) -> None:
    branch = ask(issued)
    mend(issued)
    decide(issued)
    git(issued, "switch", "-q", "main")
    if way == "rebase":
        verbs.done(issued, "number reserve 通 --reason 会议 --until 2026-07-31")
        git(issued, "switch", "-q", branch)
        git(issued, "rebase", "-q", "--empty=keep", "main")
        git(issued, "switch", "-q", "main")
    git(issued, "merge", "-q", "--ff-only", branch)
    only(issued, "WIT31", "2026 年 改 1 号", git(issued, "rev-parse", "HEAD")[:10])
    write(issued, PAPER, lambda text: text.replace("四月底", "五月底"))
    save(issued, "再改")
    assert {f.code.id for f in found(issued)} == {"WIT31", "WIT40"}


def test_an_undecided_request_that_was_merged(issued: Path) -> None:
    branch = ask(issued)
    mend(issued)
    commit = merge(issued, branch)
    told = found(issued)
    assert {f.code.id for f in told} == {"WIT32", "WIT40"}
    assert any(f.code.id == "WIT32" and commit in f.message() and "wenshu decide" in f.hint() for f in told)


def test_an_edition_without_a_request(issued: Path) -> None:
    write(issued, PAPER, lambda text: text.replace("请备货", "请抓紧备货"))
    edition(issued)
    commit = save(issued, "自己加一版")
    told = found(issued)
    assert {f.code.id for f in told} == {"WIT33", "WIT40"}
    assert all(commit in f.message() for f in told)


def test_a_paper_is_not_covered_by_the_request_of_another(issued: Path) -> None:
    branch = ask(issued, "documents/2026/other", "other")
    mend(issued)
    write(issued, REQUEST, request(about="documents/2026/other"))
    save(issued, "决定")
    merge(issued, branch)
    assert {f.code.id for f in found(issued)} == {"WIT40"}


def test_a_request_found_in_another_clone_and_synced(issued: Path, tmp_path: Path) -> None:
    """Sync merges bring decided requests as a side within a side."""
    other = tmp_path / "other"
    git(issued, "clone", "-q", str(issued), str(other))
    for key, value in (("user.name", "林晓岚"), ("user.email", "secretary@example.test")):
        git(other, "config", key, value)
    verbs.done(issued, "number reserve 通 --reason 会议 --until 2026-07-31")
    branch = ask(other)
    mend(other)
    decide(other)
    merge(other, branch)
    git(issued, "pull", "-q", "--no-rebase", "--no-edit", str(other), "main")
    assert said(issued) == []


# ── controlled files ──────────────────────────────────────────────────────────────────────────────

TEMPLATE = "templates/docx/documents.docx"


def test_a_template_changed_without_a_request(root: Path) -> None:
    data = (root / TEMPLATE).read_bytes()
    (root / TEMPLATE).write_bytes(data + b"\0")
    commit = save(root, "换模板")
    told = only(root, "WIT50", commit, TEMPLATE, "改动")
    assert f"wenshu revise {TEMPLATE}" in told.hint()
    (root / "templates/docx/documents@2026-01-31.docx").write_bytes(data)
    save(root, "添一个旧模板")
    assert [f.code.id for f in found(root)] == ["WIT50", "WIT50"]


def template_request(root: Path, approved: bytes) -> str:
    """Ask for another template, decide for these bytes."""
    import hashlib

    branch = ask(root, TEMPLATE, "documents")
    old = (root / TEMPLATE).read_bytes()
    (root / TEMPLATE).write_bytes(old + b"\0")
    (root / "templates/docx/documents@2026-04-02.docx").write_bytes(old)
    save(root, "改模板")
    told = hashlib.sha256(approved).hexdigest()
    write(
        root, f"records/approvals/{TEMPLATE}/{told[:12]}-1-批准.yaml",
        f"record: {TEMPLATE}\ncontent: b1:{told}\nstep: 批准\nperson: 周启衡\npost: 总经理\ndate: 2026-04-02\n"
        "decision: 同意\n",
    )  # fmt: skip
    write(root, REQUEST, request(about=TEMPLATE, branch=branch))
    save(root, "同意", "Request: 2026/改/0001")
    return branch


def test_a_template_changed_by_a_request(root: Path) -> None:
    branch = template_request(root, (root / TEMPLATE).read_bytes() + b"\0")
    merge(root, branch)
    assert said(root) == []


def test_a_template_whose_sign_offs_name_other_bytes(root: Path) -> None:
    branch = template_request(root, b"something else")
    merge(root, branch)
    only(root, "WIT51", TEMPLATE, "2026 年 改 1 号")


# ── merges ────────────────────────────────────────────────────────────────────────────────────────


def side(root: Path, name: str = "side") -> None:
    git(root, "switch", "-q", "-c", name)


def test_a_change_made_inside_a_merge(issued: Path) -> None:
    side(issued)
    save(issued, "旁支")
    git(issued, "switch", "-q", "main")
    save(issued, "主线")
    git(issued, "merge", "-q", "--no-ff", "--no-commit", "side")
    write(issued, PAPER, lambda text: text.replace("请备货", "请不要备货"))
    write(issued, NUMBER, lambda text: text.replace("state: issued", "state: reserved"))
    commit = save(issued, "合并")
    told = found(issued)
    assert {f.code.id for f in told} == {"WIT14", "WIT40"}
    assert all(commit in f.message() for f in told)


def test_a_merge_that_drops_what_a_side_brought(root: Path) -> None:
    side(root)
    verbs.signed(root)
    verbs.done(root, f"issue {STOCK} --on 2026-03-13")
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-s", "ours", "-m", "合并", "side")
    commit = git(root, "rev-parse", "HEAD")[:10]
    told = found(root)
    assert {f.code.id for f in told} == {"WIT22"}
    assert all(commit in f.message() for f in told)
    assert any("2026 年 销 1 号" in f.message() for f in told)


def test_a_merge_that_takes_the_side_whole_and_drops_main(root: Path) -> None:
    side(root)
    save(root, "旁支")
    git(root, "switch", "-q", "main")
    verbs.signed(root)
    verbs.done(root, f"issue {STOCK} --on 2026-03-13")
    git(root, "merge", "-q", "--no-ff", "--no-commit", "-s", "ours", "side")
    git(root, "read-tree", "-u", "--reset", "side")
    commit = save(root, "合并")
    told = found(root)
    assert {f.code.id for f in told} == {"WIT10", "WIT20"}
    assert all(commit in f.message() for f in told)


def test_two_clones_that_took_one_number(root: Path) -> None:
    scratch.put(root, {"documents/2026/other": verbs.paper(title="关于展厅的通知")})
    save(root, "另一份")
    for name, id_ in (("side", "documents/2026/other"), ("main", STOCK)):
        git(root, "switch", "-q", *(["-c"] if name == "side" else []), name)
        verbs.signed(root, id_)
        verbs.done(root, f"issue {id_} --on 2026-03-13")
    for option in ("theirs", "ours"):
        git(root, "switch", "-q", "--detach", "main")
        git(root, "merge", "-q", "--no-ff", "-X", option, "-m", "合并", "side")
        commit = git(root, "rev-parse", "HEAD")[:10]
        told = said(root)
        assert len(told) == 1 and commit in told[0], told
        assert told[0].startswith("WIT12" if option == "theirs" else "WIT22")


def test_an_old_draft_merged_over_an_issued_paper(root: Path) -> None:
    side(root)
    write(root, PAPER, lambda text: text.replace("请备货", "请抓紧备货"))
    save(root, "改草稿")
    git(root, "switch", "-q", "main")
    verbs.signed(root)
    verbs.done(root, f"issue {STOCK} --on 2026-03-13")
    git(root, "merge", "-q", "--no-ff", "-m", "合并", "side")
    only(root, "WIT40", git(root, "rev-parse", "HEAD")[:10])


def test_an_octopus_keeps_what_its_sides_brought(root: Path) -> None:
    for n, code in enumerate(("通", "办", "财")):
        git(root, "switch", "-q", "-c", f"side{n}", "main")
        verbs.done(root, f"number reserve {code} --reason 会议 --until 2026-07-31")
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "合并", "side0", "side1", "side2")
    assert len(git(root, "rev-list", "--parents", "-1", "HEAD").split()) == 5
    assert said(root) == []
    git(root, "rm", "-q", "records/numbers/2026/办/0001.yaml")
    git(root, "commit", "-q", "--amend", "--no-edit")
    assert [f.code.id for f in found(root)] == ["WIT22"]


def test_a_loan_event_that_a_merge_dropped(root: Path) -> None:
    write(root, CUSTODY, "holder: 沈一鸣\nseq: 1\n")
    save(root, "借阅")
    side(root)
    write(root, CUSTODY, "holder: ''\nseq: 2\n")
    lost = save(root, "归还")
    git(root, "switch", "-q", "main")
    write(root, CUSTODY, "holder: 沈一鸣\nrenewed: 1\nseq: 2\n")
    save(root, "续借")
    git(root, "merge", "-q", "--no-ff", "-X", "ours", "-m", "合并", "side")
    told = only(root, "WIT23", lost, STOCK)
    assert told.severity == "warning"


# ── clocks and trailers ───────────────────────────────────────────────────────────────────────────


def test_a_commit_dated_backwards(root: Path) -> None:
    write(root, "records/documents/2026/备忘.yaml", verbs.paper(title="备忘"))
    commit = save(root, "倒填日期", when="2024-01-01T09:00:00+0800")
    save(root, "下一个")
    told = only(root, "WIT80", commit)
    assert told.severity == "warning"


def test_a_fact_dated_after_the_commit_that_recorded_it(root: Path) -> None:
    paperwork.enter(root, "通", 1, "state: void\nreason: 误编\ndate: 2026-03-20\nby: 林晓岚\n")
    commit = save(root, "作废", when="2026-03-10T09:00:00+0800")
    assert any(t.startswith("WIT81") and commit in t and "2026-03-20" in t for t in said(root))


def test_trailers_that_contradict_what_they_repeat(root: Path) -> None:
    paperwork.sign(root, STOCK)
    _, *others = sorted((root / "records/approvals").rglob("*.yaml"))
    held = [(path, path.read_bytes()) for path in others]
    for path in others:
        path.unlink()
    commit = save(root, "签批", f"Record: {STOCK}", "Step: 核稿", "Approved-by: 周启衡（总经理）")
    told = only(root, "WIT90", commit, "Approved-by", "周启衡", "沈一鸣")
    assert told.severity == "warning"
    for path, data in held:
        path.write_bytes(data)
    save(root, "签批", f"Record: {STOCK}")
    assert len(found(root)) == 1


def test_an_approval_that_stands_in_a_message_only(root: Path) -> None:
    commit = save(root, "合并请求 #3", "Approved-by: 何管")
    only(root, "WIT91", commit, "何管")


def test_a_name_in_a_message_is_no_sign_off_of_this_paper(issued: Path) -> None:
    """He signed another paper once: that does not make him the signer of this one."""
    write(issued, "records/documents/2026/second.yaml", verbs.paper(title="关于盘点的通知"))
    save(issued, "起草")
    commit = save(issued, "签批", "Record: documents/2026/second", "Step: 签发", "Approved-by: 沈一鸣（销售部经理）")
    only(issued, "WIT91", commit, "沈一鸣")


def test_a_loan_that_stands_in_a_message_only(root: Path) -> None:
    commit = save(root, "借阅", f"Loan: 文书档案/{STOCK}/1", "Event: lend", "Seq: 1")
    only(root, "WIT90", commit, "没有借阅登记")


def test_a_loan_whose_trailer_counts_otherwise(root: Path) -> None:
    write(root, CUSTODY, "holder: 沈一鸣\nseq: 1\n")
    save(root, "借阅", f"Loan: 文书档案/{STOCK}/1", "Seq: 2")
    only(root, "WIT90", "Seq")


# ── copies, steps, the lines everything rests on ──────────────────────────────────────────────────


COPY = f"records/distribution/{STOCK}/e1-01.yaml"


@pytest.fixture
def handed(issued: Path) -> Path:
    """An issued paper of which copies went out."""
    verbs.done(issued, f"distribute {STOCK} --on 2026-03-14 --printed 5 --kept 1")
    return issued


def test_receipt_recall_and_more_copies_are_only_added(handed: Path) -> None:
    (handed.parent / "sheet.pdf").write_bytes(b"%PDF-1.4 signing sheet")
    verbs.done(
        handed, f"receive {STOCK} --on 2026-03-15 --sheet {handed.parent / 'sheet.pdf'}",
        f"print {STOCK} --printed 3 --kept 1 --on 2026-03-16",
        f"recall {STOCK} --disposal 销毁 --on 2026-03-20",
    )  # fmt: skip
    assert said(handed) == []


def test_a_copy_on_record_is_not_altered(handed: Path) -> None:
    verbs.done(handed, f"receive {STOCK} --on 2026-03-15")
    write(handed, COPY, lambda text: text.replace("received: 2026-03-15", "received: 2026-03-14"))
    commit = save(handed, "改签收")
    told = only(handed, "WIT25", commit, "关于春季备货的通知", "e1-01", "received")
    assert told.severity == "error" and "Correction-of" in told.hint()


def test_a_receipt_taken_back(handed: Path) -> None:
    before = (handed / COPY).read_text(encoding="utf-8")
    verbs.done(handed, f"receive {STOCK} --on 2026-03-15")
    write(handed, COPY, before)
    only(handed, "WIT25", save(handed, "没签收"), "received")


def test_a_copy_corrected_in_the_open_is_a_warning(handed: Path) -> None:
    wrong = git(handed, "rev-parse", "HEAD").strip()
    write(handed, COPY, lambda text: text.replace("sent: 2026-03-14", "sent: 2026-03-15"))
    told = only(handed, "WIT25", save(handed, "更正", f"Correction-of: {wrong}"), "sent")
    assert told.severity == "warning"


def test_a_correction_of_nothing_is_none(handed: Path) -> None:
    write(handed, COPY, lambda text: text.replace("sent: 2026-03-14", "sent: 2026-03-15"))
    told = only(handed, "WIT25", save(handed, "更正", f"Correction-of: {'0' * 40}"), "sent")
    assert told.severity == "error"


def test_a_print_run_does_not_shrink(handed: Path) -> None:
    path = f"records/distribution/{STOCK}/e1-print.yaml"
    write(handed, path, lambda text: text.replace("printed: 5", "printed: 4"))
    only(handed, "WIT25", save(handed, "少印"), "printed")


def test_a_copy_deleted(handed: Path) -> None:
    (handed / COPY).unlink()
    only(handed, "WIT24", save(handed, "删发放"), "关于春季备货的通知", "e1-01")


def test_a_copy_that_a_merge_dropped(handed: Path) -> None:
    side(handed)
    verbs.done(handed, f"distribute {STOCK} --to 管理部 --on 2026-03-15")
    git(handed, "switch", "-q", "main")
    git(handed, "merge", "-q", "--no-ff", "-s", "ours", "-m", "合并", "side")
    assert {f.code.id for f in found(handed)} == {"WIT22"}


def test_a_draft_that_a_merge_dropped_is_a_warning(root: Path) -> None:
    side(root)
    write(root, "records/documents/2026/second.yaml", verbs.paper(title="关于盘点的通知"))
    draft = save(root, "起草")
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-s", "ours", "-m", "合并", "side")
    told = only(root, "WIT27", draft, "documents/2026/second.yaml")
    assert told.severity == "warning"


@pytest.mark.parametrize("deleted", [False, True])
def test_a_step_on_record_is_followed_not_changed(root: Path, deleted: bool) -> None:
    path = "records/handling/2026/letter-1.yaml"
    write(root, path, "record: incoming/2026/letter\nstep: 拟办\n'on': 2026-03-13\nby: 林晓岚\ntext: 请管理部办。\n")
    save(root, "拟办")
    if deleted:
        (root / path).unlink()
    else:
        write(root, path, lambda text: text.replace("管理部", "销售部"))
    told = only(root, "WIT26", save(root, "改拟办"), "删" if deleted else "改", "办理经过")
    assert told.severity == "warning"


def test_the_start_of_the_witness_moves_by_request_only(root: Path) -> None:
    head = git(root, "rev-parse", "HEAD").strip()
    text = (root / "records/company.yaml").read_text(encoding="utf-8")
    write(root, "records/company.yaml", text.replace("witness: {since: ", "witness: {since: x").partition("x")[0])
    write(root, "records/company.yaml", COMPANY + "witness: {since: " + head + "}\n")
    commit = save(root, "另起起点")
    told = only(root, "WIT06", commit, "witness.since", head[:12])
    assert "wenshu revise company" in told.hint()


def test_a_new_start_that_was_asked_for(issued: Path) -> None:
    write(issued, PAPER, lambda text: text.replace("请备货", "请不要备货"))
    save(issued, "悄悄改")
    write(issued, PAPER, lambda text: text.replace("请不要备货", "请备货"))
    cleared = save(issued, "改回")
    since = git(issued, "rev-list", "--max-parents=0", "HEAD").strip()
    write(issued, "records/company.yaml", lambda text: text.replace(since, cleared))
    verbs.done(issued, "revise company --reason 查清以后另起起点 --kind 修改 --requested-by 李明 --on 2026-04-01")
    lines = [f"decide revision/company-2026-04-01 --approve --on 2026-04-02 --as {who}" for who in ("沈一鸣", "周启衡")]
    verbs.done(issued, *lines)
    assert said(issued) == []


def test_what_is_controlled_may_grow_and_not_shrink(root: Path) -> None:
    since = git(root, "rev-list", "--max-parents=0", "HEAD").strip()
    for controlled in ("[templates/, schemas/]", "[templates/docx/, schemas/]"):
        write(root, "records/company.yaml", COMPANY + f"witness: {{since: {since}, controlled: {controlled}}}\n")
        commit = save(root, "受控文件")
        assert controlled != "[templates/, schemas/]" or found(root) == []
    only(root, "WIT06", commit, "templates/")


def test_the_company_file_is_never_away(root: Path) -> None:
    text = (root / "records/company.yaml").read_text(encoding="utf-8")
    (root / "records/company.yaml").unlink()
    gone = save(root, "删公司档案")
    write(root, "records/company.yaml", text)
    back = save(root, "放回")
    assert [(f.code.id, commit in f.message()) for f, commit in zip(found(root), (back, gone), strict=True)] in (
        [("WIT05", True)] * 2, [("WIT05", False)] * 2,
    )  # fmt: skip


def test_a_number_dated_before_the_one_given_before_it(root: Path) -> None:
    verbs.done(root, "number void 通 1 --reason 写错 --on 2026-03-20")
    first = git(root, "rev-parse", "HEAD")[:10]
    verbs.done(root, "number void 通 2 --reason 写错 --on 2026-03-12")
    told = only(root, "WIT82", first, "2026 年 通 2 号", "2026-03-12", "2026-03-20")
    assert told.severity == "warning"


def test_a_delegation_given_in_hindsight(root: Path) -> None:
    away = "delegations/2026/away"
    given = (
        "title: 出差期间的签发\ngrantor: 沈一鸣\ngrantee: 李明\nfrom: 2026-03-01\nuntil: 2026-03-20\n"
        "drafted_by: 林晓岚\ndrafted_on: 2026-02-27\n"
    )
    write(root, f"records/{away}.yaml", given)
    paperwork.sign(root, away)
    paperwork.sign(root, STOCK, delegation=away, person="李明")
    held = {path: path.read_bytes() for path in (root / "records").rglob("*") if path.is_file() and "away" in str(path)}
    git(root, "add", "-A")
    for path in held:
        path.unlink()
    signed = save(root, "代签")
    for path, data in held.items():
        path.write_bytes(data)
    later = save(root, "补授权")
    only(root, "WIT72", signed, later, "李明", away)


# ── where nothing can be proved ───────────────────────────────────────────────────────────────────


def test_a_start_that_history_does_not_hold(issued: Path) -> None:
    text = (issued / "records/company.yaml").read_text(encoding="utf-8")
    write(issued, "records/company.yaml", text.partition("witness:")[0] + "witness: {since: 0123456789ab}\n")
    only(issued, "WIT01", "0123456789ab")


def test_a_shallow_clone_says_that_nothing_was_judged(issued: Path, tmp_path: Path) -> None:
    git(issued, "clone", "-q", "--depth", "1", f"file://{issued}", str(tmp_path / "shallow"))
    told = only(tmp_path / "shallow", "WIT02", "只取了最近的一段历史")
    assert "--unshallow" in told.hint()


def test_without_any_history_nothing_was_judged(issued: Path) -> None:
    told = witness.findings(NO_PAST, paperwork.office(issued), "0123456789")
    assert [f.code.id for f in told] == ["WIT02"] and "没有 git 历史" in told[0].message()
    assert witness.wanted(NO_PAST, "0123456789") == frozenset()


def test_a_start_on_a_side_that_was_merged(root: Path) -> None:
    """A clone that fetched main into its own line still begins where the company file says."""
    side(root, "own")
    save(root, "自己的一笔")
    git(root, "switch", "-q", "main")
    verbs.signed(root)
    write(root, PAPER, lambda text: text + "remarks: 无\n")
    since = save(root, "主线上的一笔")
    write(root, "records/company.yaml", COMPANY + f"witness: {{since: {since}}}\n")
    moved = save(root, "另起起点")
    git(root, "switch", "-q", "own")
    git(root, "merge", "-q", "--no-edit", "main")
    only(root, "WIT06", moved)
    git(root, "rm", "-q", fragment(root))
    commit = save(root, "删签批")
    assert [t for t in said(root) if t.startswith("WIT20") and commit in t]


# ── as a hook asks ────────────────────────────────────────────────────────────────────────────────


def pushed(root: Path, base: str) -> list[str]:
    """Judge what a push brings, as the gate of a bare repository does."""
    past = gitpast.between(root, base, git(root, "rev-parse", "HEAD").strip())
    past = replace(past, main=past.head, outside=frozenset())
    past = replace(past, texts=gitpast.contents(root, witness.wanted(past, base)))
    tree, _ = files.read_tree(root)
    office = build.judge(tree, None, scratch.TODAY).office
    assert office is not None
    return [f.code.id for f in witness.findings(past, office, base)]


def test_a_push_is_judged_from_its_base(issued: Path) -> None:
    base = git(issued, "rev-parse", "HEAD").strip()
    branch = ask(issued)
    mend(issued)
    decide(issued)
    merge(issued, branch)
    assert pushed(issued, base) == []
    base = git(issued, "rev-parse", "HEAD").strip()
    write(issued, PAPER, lambda text: text.replace("四月", "五月"))
    save(issued, "悄悄改")
    assert pushed(issued, base) == ["WIT40"]
    git(issued, "reset", "-q", "--hard", base)
    git(issued, "rm", "-q", NUMBER, PAPER)
    save(issued, "删")
    assert sorted(pushed(issued, base)) == ["WIT10", "WIT42"]


def test_a_push_with_squashed_loans(root: Path) -> None:
    base = git(root, "rev-parse", "HEAD").strip()
    side(root)
    for count in (1, 2, 3):
        write(root, CUSTODY, f"holder: {'沈一鸣' if count % 2 else ''}\nseq: {count}\n")
        save(root, "借阅")
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--squash", "side")
    save(root, "三月的借阅")
    assert pushed(root, base) == ["LEN40"]


# ── many ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_long_history_without_tampering_gives_nothing(tmp_path: Path) -> None:
    root = pasts.synthetic(tmp_path / "long", 400)
    past, _ = gitpast.read(root, "main")
    since = past.commits[0].id
    names = witness.wanted(past, since)
    assert len(names) < 20
    office = build.judge(files.read_tree(root)[0], None, scratch.TODAY, each=False).office
    assert office is not None and len(past.lines) >= 400
    told = witness.findings(replace(past, texts=gitpast.contents(root, names)), office, since)
    assert [f.message() for f in told] == []
    print(pasts.figures(400))
