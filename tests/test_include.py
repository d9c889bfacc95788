"""Included checkouts: what is secret lies in a repository of its own, and joins at build time."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

import scratch
import verbs
from wenshu import build, files, journal, views
from wenshu.checks import joined as laws

PAPER = "documents/2026/s-0001"
SECOND = "documents/2026/s-0002"
TITLE = "关于收购望川二店的决定"
WORDS = "价款一千二百万元，先付三成"
COMPANY = scratch.COMPANY.replace("policies: {}", "include:\n  - {name: secret, path: ../secret}\npolicies: {}")


def company(folder: Path, text: str = COMPANY) -> Path:
    """Return a company with one plain paper, and a second repository beside it that it includes."""
    root = verbs.company(folder, text=text)
    checkout(folder / "secret")
    return root


def checkout(folder: Path) -> Path:
    """Return a repository of secrets with nothing in it but a first commit."""
    folder.mkdir(parents=True)
    verbs.git(folder, "init", "-q", "-b", "main")
    verbs.git(folder, "config", "user.name", "某人")
    verbs.git(folder, "config", "user.email", "secretary@example.test")
    (folder / "README").write_text("保密文书\n", encoding="utf-8", newline="\n")
    verbs.git(folder, "add", "-A")
    verbs.git(folder, "commit", "-q", "-m", "begin")
    return folder


def draft(root: Path, title: str = TITLE) -> None:
    """Begin, finish and save a secret paper."""
    given = {
        "series": "销", "doc_type": "决定", "title": title, "issuer": "销售部", "drafted_by": "李明",
        "drafted_dept": "销售部", "drafted_on": "2026-03-10", "class": "商业秘密（核心）",
        "distribution": "department: 销售部", "body": f"{WORDS}。",
    }  # fmt: skip
    sets = " ".join(f"--set '{key}={value}'" for key, value in given.items())
    verbs.done(root, f"new documents --in secret {sets}", "save")


def issued(root: Path) -> None:
    """Sign and number the secret paper."""
    draft(root)
    verbs.signed(root, PAPER)
    verbs.done(root, f"issue {PAPER} --on 2026-03-12")


def leaks(repository: Path, *words: str) -> list[str]:
    """Return the git objects of a repository, reachable or not, that hold one of the words."""
    told = verbs.git(repository, "cat-file", "--batch-all-objects", "--batch-check").split("\n")
    found = []
    for name, kind, *_ in (row.split() for row in told if row):
        held = verbs.git(repository, "cat-file", "-p", name) if kind != "blob" else _blob(repository, name)
        found += [f"{kind} {name}" for word in words if word in held]
    return found


def _blob(repository: Path, name: str) -> str:
    import subprocess

    done = subprocess.run(["git", "cat-file", "blob", name], cwd=repository, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "replace")


def site(root: Path, audience: str) -> dict[str, str]:
    """Return the sha256 of every file of a built site."""
    top = root / "site" / audience
    return {
        path.relative_to(top).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(top.rglob("*")) if path.is_file()
    }  # fmt: skip


def built(root: Path) -> build.Answer:
    """Build all sites; return the answer."""
    answer = build.build(root, None, scratch.TODAY)
    assert answer.built is not None, [f"{line.file} {line.code} {line.message}" for line in answer.findings]
    return answer


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a company that issued a plain and a secret paper, and the checkout of the latter."""
    folder = tmp_path_factory.mktemp("lived")
    root = company(folder)
    issued(root)
    verbs.signed(root)
    verbs.done(
        root, f"issue {verbs.STOCK} --on 2026-03-12", f"distribute {verbs.STOCK} {PAPER} --on 2026-03-13",
        f"receive {verbs.STOCK} {PAPER} --on 2026-03-14", f"distribute {PAPER} --to 文书档案 --on 2026-03-14",
        f"lend {PAPER} --to 李明 --purpose 谈判 --use 阅览 --approved-by 林晓岚 --on 2026-04-01 --due 2026-04-03",
    )  # fmt: skip
    draft(root, "关于未定的事的决定")
    return folder


@pytest.fixture
def root(lived: Path, tmp_path: Path) -> Path:
    """A copy of both repositories; the root of the company."""
    shutil.copytree(lived, tmp_path / "life")
    return tmp_path / "life" / "company"


def away(root: Path) -> Path:
    """Take the included checkout away; return where it went."""
    gone = root.parent / "elsewhere"
    (root.parent / "secret").rename(gone)
    return gone


def test_the_life_of_a_secret_paper(root: Path) -> None:
    secret = root.parent / "secret"
    number = (root / "records/numbers/2026/销/0001.yaml").read_text(encoding="utf-8")
    assert "from: secret" in number and "class: 商业秘密（核心）" in number and f"record: {PAPER}" in number
    assert "title" not in number
    assert (secret / f"records/{PAPER}.yaml").exists() and not (root / f"records/{PAPER}.yaml").exists()
    verbs.done(
        root, f"renew {PAPER} --due 2026-04-08 --approved-by 林晓岚 --shown 验看原件 --on 2026-04-03",
        f"return {PAPER} --on 2026-04-06 --condition 完好", f"recall {PAPER} --to 销售部 --on 2026-04-20",
    )  # fmt: skip
    assert not [c for c in scratch.codes(root) if c.startswith(("JOI", "NUM", "APP", "LEN"))], scratch.said(root)
    for fact in ("approvals", "distribution", "custody"):
        assert list((secret / "records" / fact).rglob("s-0001/*.yaml")), fact
        assert not list((root / "records" / fact).rglob("s-0001")), fact
    # every verb left both work trees as committed
    assert verbs.git(root, "status", "--porcelain") == "" and verbs.git(secret, "status", "--porcelain") == ""
    assert leaks(root, TITLE, WORDS, "收购", "谈判", "未定的事") == []
    assert leaks(secret, TITLE)


def test_a_site_that_may_not_see_it_is_the_same_wherever_the_checkout_is(root: Path) -> None:
    other = root.parent.parent / "without" / "company"
    shutil.copytree(root, other)
    built(root)
    built(other)
    assert site(root, "staff") == site(other, "staff")
    assert site(root, "office") != site(other, "office")
    assert TITLE in (root / f"site/office/{PAPER}.html").read_text(encoding="utf-8")
    ledger = (other / "site/office/registers/ledger-numbers.csv").read_text(encoding="utf-8-sig")
    assert "试点公司(销)字第[2026]001号" in ledger and "〔不在本处〕" in ledger and TITLE not in ledger
    numbers = (root / "site/staff/registers/ledger-numbers.csv").read_text(encoding="utf-8-sig")
    assert "001" in numbers and "002" in numbers and "断号 0" not in numbers
    shelves = [path.read_bytes() for path in (root / "site/staff").rglob("*") if path.suffix in (".html", ".csv")]
    assert not any(TITLE.encode() in data or b"s-0001" in data for data in shelves)


def test_without_the_checkout_there_is_one_line_and_no_error(root: Path) -> None:
    away(root)
    said = verbs.run(root, "check")
    assert said.code == 0, said.out
    assert re.findall("JOI[0-9]+", said.out) == ["JOI01"] and "2 份" not in said.out and "1 份" in said.out
    # numbers go on after the one that is not here
    verbs.done(root, "number reserve 销 --reason 备用 --until 2026-12-31")
    assert (root / "records/numbers/2026/销/0003.yaml").exists()
    refused = verbs.run(root, "new documents --in secret --set title=x")
    assert refused.code == 1 and "JOI10" in refused.err


def test_an_answer_is_not_repeated_when_the_checkout_changed(root: Path) -> None:
    def answer() -> list[str]:
        return [line.code for line in build.check(root, None, scratch.TODAY).findings]

    plain = answer()
    assert (root / ".wenshu/checked").exists() and answer() == plain
    paper = root.parent / f"secret/records/{SECOND}.yaml"
    told = paper.read_bytes()
    paper.write_bytes(told.replace(b"doc_type:", b"doc_typ:"))
    assert answer() != plain
    paper.write_bytes(told)
    assert answer() == plain
    gone = away(root)
    assert "JOI01" in answer()
    gone.rename(root.parent / "secret")
    assert answer() == plain


def test_findings_name_the_checkout(root: Path) -> None:
    paper = root.parent / f"secret/records/{PAPER}.yaml"
    paper.write_text(paper.read_text(encoding="utf-8").replace("三成", "五成"), encoding="utf-8", newline="\n")
    said = verbs.run(root, "check")
    assert said.code == 1 and f"secret: records/{PAPER}.yaml" in said.out and "NUM07" in said.out


BAD = {
    "JOI02": "a folder that is no checkout", "JOI03": "a folder of this repository",
    "JOI04": "numbers in a checkout", "JOI05": "a paper that lies in both", "JOI06": "a sign-off beside main's papers",
    "JOI07": "a ledger that says another class", "JOI08": "a name that tells",
}  # fmt: skip


@pytest.mark.parametrize("code", BAD)
def test_what_cannot_be_joined(root: Path, code: str) -> None:
    secret = root.parent / "secret"
    ledger = root / "records/numbers/2026/销/0001.yaml"
    if code == "JOI02":
        shutil.rmtree(secret / ".git")
    elif code == "JOI03":
        shutil.move(secret, root / "secret")
        file = root / "records/company.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("../secret", "secret"), encoding="utf-8")
    elif code == "JOI04":
        shutil.copytree(root / "records/numbers", secret / "records/numbers")
        shutil.copy(root / "records/company.yaml", secret / "records/company.yaml")
    elif code == "JOI05":
        (root / f"records/{PAPER}.yaml").write_bytes((secret / f"records/{PAPER}.yaml").read_bytes())
    elif code == "JOI06":
        shutil.copytree(secret / "records/approvals", root / "records/approvals", dirs_exist_ok=True)
        shutil.rmtree(secret / "records/approvals")
    elif code == "JOI07":
        ledger.write_text(ledger.read_text(encoding="utf-8").replace("（核心）", "（普通）"), encoding="utf-8")
    else:
        (secret / "records/documents/2026/s-0002.yaml").rename(secret / "records/documents/2026/ma-dian.yaml")
    assert code in scratch.codes(root), scratch.said(root)


def test_a_work_tree_of_the_same_repository_is_no_other_repository(root: Path) -> None:
    shutil.rmtree(root.parent / "secret")
    verbs.git(root, "worktree", "add", "-q", "../secret", "-b", "side")
    assert "JOI03" in scratch.codes(root)


def test_what_cannot_be_done_says_what_can(root: Path) -> None:
    said = verbs.run(root, f"revise {PAPER} --reason 改价")
    assert said.code == 1 and "JOI09" in said.err and "supersedes" in said.err
    assert laws.NEUTRAL.fullmatch("s-0001") and not laws.NEUTRAL.fullmatch("shou-gou")


def test_void_is_told_in_both_and_explained_in_one(root: Path) -> None:
    verbs.done(
        root, f"return {PAPER} --on 2026-04-02 --condition 完好",
        f"void {PAPER} --as 沈一鸣 --reason 对方反悔 --on 2026-04-10",
    )  # fmt: skip
    ledger = (root / "records/numbers/2026/销/0001.yaml").read_text(encoding="utf-8")
    assert "state: void" in ledger and "对方反悔" not in ledger
    assert leaks(root, "对方反悔", TITLE) == [] and leaks(root.parent / "secret", "对方反悔")
    assert not [c for c in scratch.codes(root) if c.startswith(("APP", "NUM", "JOI"))], scratch.said(root)


def test_killed_between_two_checkouts(root: Path) -> None:
    secret = root.parent / "secret"
    verbs.done(root, f"return {PAPER} --on 2026-04-02 --condition 完好")
    before = (verbs.tree(root), verbs.tree(secret))
    # killed while the files of the included checkout are replaced: the next command undoes them
    fragment = "records/approvals/documents/2026/s-0001/aaaaaaaaaaaa-9-void.yaml"
    head = verbs.git(secret, "rev-parse", "HEAD").strip()
    journal.carry_out(secret, journal.begin(secret, {fragment: b"step: void\n"}, head))
    assert "APP01" in scratch.codes(root)
    verbs.done(root, "number reserve 通 --reason 备用 --until 2026-12-31")
    assert verbs.tree(secret) == before[1]
    # killed after the sign-off was committed there, before the ledger here: the verb, given again, goes on
    verbs.done(root, f"void {PAPER} --as 沈一鸣 --reason 反悔 --on 2026-04-10")
    verbs.git(root, "reset", "-q", "--hard", "HEAD~1")
    assert "APP15" in scratch.codes(root)
    verbs.done(root, f"void {PAPER} --as 沈一鸣 --reason 反悔 --on 2026-04-10")
    assert "APP15" not in scratch.codes(root)
    assert len(list((secret / "records/approvals").rglob("*-void.yaml"))) == 1


def test_a_draft_changed_by_hand_is_committed_there_before_its_number_here(root: Path) -> None:
    secret = root.parent / "secret"
    verbs.signed(root, SECOND)
    draft_file = secret / f"records/{SECOND}.yaml"
    draft_file.write_text("# 定稿\n" + draft_file.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    said = verbs.run(root, f"issue {SECOND} --on 2026-03-12 --dry-run")
    assert said.code == 0 and "from: secret" in said.out, said.err
    verbs.done(root, f"issue {SECOND} --on 2026-03-12")
    assert verbs.git(secret, "status", "--porcelain") == "" and verbs.git(root, "status", "--porcelain") == ""
    assert verbs.git(secret, "show", f"HEAD:records/{SECOND}.yaml").startswith("# 定稿")


def test_one_writer_there_as_here(root: Path) -> None:
    secret = root.parent / "secret"
    with files.lock(secret, "wenshu elsewhere"):
        said = verbs.run(root, f"return {PAPER} --on 2026-04-02 --condition 完好")
        assert said.code == 3 and "secret: .wenshu/lock" in said.err
    verbs.git(secret, "checkout", "-q", "--detach")
    said = verbs.run(root, f"return {PAPER} --on 2026-04-02 --condition 完好")
    assert said.code == 1 and "GIT07" in said.err and verbs.git(secret, "status", "--porcelain") == ""


def test_a_paper_of_main_that_names_one_that_is_elsewhere(root: Path) -> None:
    """It says the same wherever the checkout is, and the reference is no error where it is not."""
    scratch.put(root, {"documents/2026/after": verbs.paper(supersedes=f"[{PAPER}]", title="关于后续事项的通知")})
    verbs.done(root, "save")
    verbs.signed(root, "documents/2026/after")
    verbs.done(root, "issue documents/2026/after --on 2026-03-12")
    believed = scratch.read(root)
    apart = believed.only(frozenset())
    assert believed.office and apart.office
    views_ = [views.paper(o, o.records["documents/2026/after"]) for o in (believed.office, apart.office)]
    assert views_[0] == views_[1] and "试点公司(销)字第[2026]001号" in views_[0]["x"]["supersedes"]
    away(root)
    assert not [c for c in scratch.codes(root) if c.startswith(("REF", "NUM", "APP"))], scratch.said(root)
    said = verified(root)
    assert said.code == 0, said.out
    assert leaks(root, TITLE) == []


def verified(root: Path) -> verbs.Said:
    """Run the proof, with notes of verified heads beside the repositories."""
    return verbs.run(root, f"verify --note '{root.parent / 'company-verified.txt'}'")


def commit(repository: Path, message: str) -> None:
    """Commit what lies in a repository as anybody could."""
    verbs.git(repository, "add", "-A")
    verbs.git(repository, "commit", "-q", "-m", message)


def test_verify_walks_each_history(root: Path) -> None:
    secret = root.parent / "secret"
    said = verified(root)
    assert said.code == 0, said.out
    assert "并入的文书库 secret" in said.out and said.out.count("核验通过") == 2
    theirs = said.out.partition("并入的文书库")[2]
    assert "✓ 版本 1 个" in theirs and "✓ 文本 1 份" in theirs
    line = (root.parent / "secret-verified.txt").read_text(encoding="utf-8")
    assert verbs.git(secret, "rev-parse", "HEAD").strip() in line
    paper = secret / f"records/{PAPER}.yaml"
    paper.write_text(paper.read_text(encoding="utf-8").replace("三成", "五成"), encoding="utf-8", newline="\n")
    commit(secret, "a slip")
    said = verified(root)
    assert said.code == 1 and f"secret: records/{PAPER}.yaml" in said.out and "NUM07" in said.out
    assert said.out.count("核验通过") == 1 and said.out.count("核验不通过") == 1
    # the past of the checkout thrown away, and the paper as it was: the line on record says so
    verbs.git(secret, "checkout", "-q", "--orphan", "fresh", "HEAD~1")
    commit(secret, "begin")
    verbs.git(secret, "branch", "-q", "-M", "fresh", "main")
    said = verified(root)
    assert said.code == 1 and "VER06" in said.out


def test_a_sign_off_changed_in_the_checkout_is_found(root: Path) -> None:
    secret = root.parent / "secret"
    first = next(iter(sorted((secret / "records/approvals").rglob("*.yaml"))))
    first.write_text(first.read_text(encoding="utf-8").replace("沈一鸣", "何管"), encoding="utf-8", newline="\n")
    commit(secret, "another signed")
    said = verified(root)
    assert said.code == 1 and "secret: records/approvals/" in said.out and "WIT" in said.out, said.out


def test_the_laws_of_history_hold_there_too(root: Path) -> None:
    file = root / "records/company.yaml"
    since = verbs.git(root, "rev-parse", "HEAD").strip()
    told = file.read_text(encoding="utf-8") + f"witness: {{since: {since}}}\n"
    file.write_text(told, encoding="utf-8", newline="\n")
    commit(root, "a witness")
    verbs.signed(root, SECOND)
    verbs.done(
        root, f"issue {SECOND} --on 2026-03-12", f"return {PAPER} --on 2026-04-02 --condition 完好",
        f"void {SECOND} --as 沈一鸣 --reason 作罢 --on 2026-04-10",
    )  # fmt: skip
    assert not [line for line in scratch.said(root) if " WIT" in line], scratch.said(root)
    loan = next((root.parent / "secret/records/custody").rglob("*.yaml"))
    loan.unlink()
    commit(root.parent / "secret", "never lent")
    assert any(line.startswith("secret: records/custody/") for line in scratch.said(root)), scratch.said(root)


def test_what_is_not_here_is_named_as_not_proved(root: Path) -> None:
    away(root)
    said = verified(root)
    assert said.code == 0 and "JOI11" in said.out and "没有核验" in said.out
    assert not (root.parent / "secret-verified.txt").exists()


def test_the_history_of_an_included_paper_is_told(root: Path) -> None:
    said = verbs.run(root, f"history {PAPER}")
    assert said.code == 0 and "借" in said.out and "李明" in said.out and "2026-04-01" in said.out


def test_a_bundle_leaves_it_out_unless_told(root: Path) -> None:
    out = root.parent / "bundle"
    said = verbs.run(root, f"bundle '{out}'")
    assert said.code == 0, said.err
    assert "JOI12" in said.err and not (out / "secret.bundle").exists()
    assert (out / "site/staff/index.html").exists() and not (out / "site/office").exists()
    verbs.git(out, "clone", "-q", "company.bundle", "clone")
    assert leaks(out / "clone", TITLE, WORDS) == []
    said = verbs.run(root, f"bundle '{out}2' --with secret")
    assert said.code == 0, said.err
    assert "JOI12" not in said.err and (root.parent / "bundle2/site/office/index.html").exists()
    verbs.git(root.parent / "bundle2", "clone", "-q", "secret.bundle", "secret")
    assert leaks(root.parent / "bundle2/secret", TITLE)
    assert "secret.bundle" in (root.parent / "bundle2/HOW-TO-VERIFY.txt").read_text(encoding="utf-8")


def test_one_sheet_for_papers_of_two_checkouts_lies_in_both(root: Path, tmp_path: Path) -> None:
    secret, scan = root.parent / "secret", tmp_path / "sheet.pdf"
    scan.write_bytes(b"%PDF the sheet")
    scratch.put(root, {"documents/2026/plain": verbs.paper(title="关于夏季备货的通知")})
    verbs.done(root, "save", f"approve {SECOND} documents/2026/plain --as 沈一鸣 --on 2026-03-11 --sheet '{scan}'")
    sheet = f"records/attachments/{hashlib.sha256(scan.read_bytes()).hexdigest()[:2]}"
    for repository, other in ((root, SECOND), (secret, "documents/2026/plain")):
        assert list((repository / sheet).glob("*.pdf"))
        assert verbs.git(repository, "status", "--porcelain") == ""
        told = verbs.git(repository, "log", "-1", "--format=%B")
        assert "Record: " in told and f"Record: {other}" not in told
    assert leaks(root, "未定的事") == []
    assert not [c for c in scratch.codes(root) if c.startswith(("JOI", "ATT", "VER", "APP"))], scratch.said(root)


def test_whatever_stands_there_is_told(root: Path) -> None:
    (root.parent / "empty").mkdir()
    (root.parent / "ring").symlink_to(root.parent / "ring")
    file = root / "records/company.yaml"
    told = file.read_text(encoding="utf-8")
    for path in ("../nothing", "../empty", "../ring", "../company/records/company.yaml", "'..'", "."):
        file.write_text(told.replace("path: ../secret", f"path: {path}"), encoding="utf-8", newline="\n")
        codes = scratch.codes(root)
        assert "JOI01" in codes and ("JOI03" in codes) == (path in ("'..'", ".")), (path, codes)
