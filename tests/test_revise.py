"""revise: how a change of something issued is asked for (life.md, Revision; forms.md A13)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import paperwork
import revisions
import scratch
import verbs
from revisions import DAY, NOTICE, RULE, ask, edit
from verbs import git, run
from wenshu import files
from wenshu.commands import _pen, _request

BRANCH = f"revision/test-drive-{DAY}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company with an issued rule and an issued notice."""
    return revisions.company(tmp_path)


def text(root: Path, id_: str = RULE) -> str:
    """Return a record as it lies in the work tree."""
    return (root / f"records/{id_}.yaml").read_text(encoding="utf-8")


def here(root: Path) -> str:
    """Return the branch HEAD is on."""
    return git(root, "branch", "--show-current").strip()


def trailers(root: Path, commit: str) -> dict[str, str]:
    """Return the trailers of a commit."""
    rows = git(root, "log", "-1", "--format=%(trailers:only,unfold)", commit).splitlines()
    return dict(row.split(": ", 1) for row in rows if row)


# ── the branch ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("FRM-04")
def test_an_edit_is_taken_along_and_the_text_in_force_comes_back(root: Path) -> None:
    before, base = text(root), paperwork.office(root).records[RULE].content
    tip = git(root, "rev-parse", "main")
    edit(root)
    assert ask(root, more="--effective 2026-07-01 --impact stock --old-stock 用完为止") == BRANCH
    assert text(root) == before and here(root) == "main" and git(root, "rev-parse", "main") == tip
    assert git(root, "status", "--porcelain") == ""
    asking, changing = git(root, "rev-list", "--reverse", f"main..{BRANCH}").split()
    assert git(root, "diff", "--stat", f"{asking}^", asking) == ""
    assert trailers(root, asking) == {
        "Revision-Request": RULE, "Requested-by": "李明", "Requested-on": DAY, "Via": "口头补单", "Kind": "修改",
        "Reason": "实际做法已变", "Base": base, "Impact": NOTICE, "Old-stock": "用完为止", "Effective": "2026-07-01",
    }  # fmt: skip
    assert git(root, "diff", "--name-only", asking, changing).split() == [f"records/{RULE}.yaml"]
    assert "月底前" in git(root, "show", f"{BRANCH}:records/{RULE}.yaml")


def test_who_typed_and_who_asked_are_told_apart(root: Path) -> None:
    ask(root, asker="何管")
    first = git(root, "rev-list", "--reverse", f"main..{BRANCH}").split()[0]
    assert git(root, "log", "-1", "--format=%an <%ae>", first).strip() == "林晓岚 <secretary@example.test>"
    assert trailers(root, first)["Requested-by"] == "何管"


def test_he_who_types_for_himself_asks_online(root: Path) -> None:
    edit(root)
    verbs.done(root, f"revise {RULE} --reason 写错 --on {DAY}")
    told = trailers(root, f"{BRANCH}~1")
    assert (told["Requested-by"], told["Via"]) == ("林晓岚", "网页")


def test_without_an_edit_she_goes_over_to_the_branch_and_comes_back(root: Path) -> None:
    ask(root)
    assert here(root) == BRANCH
    edit(root)
    assert "REV20" in scratch.codes(root) and "NUM07" not in scratch.codes(root)
    verbs.done(root, "save -m 改了时间", "revise --leave")
    assert here(root) == "main" and "月底前" not in text(root)
    assert "月底前" in git(root, "show", f"{BRANCH}:records/{RULE}.yaml")
    assert git(root, "status", "--porcelain") == ""


def test_with_stay_she_takes_her_edit_over_and_goes_on(root: Path) -> None:
    edit(root)
    ask(root, more="--stay")
    assert here(root) == BRANCH and "月底前" in text(root) and git(root, "status", "--porcelain") == ""


def test_other_edits_are_left_alone(root: Path) -> None:
    edit(root)
    scratch.put(root, {"documents/2026/other": verbs.paper(title="关于别的事的通知")})
    ask(root)
    assert git(root, "status", "--porcelain").split() == ["??", "records/documents/2026/other.yaml"]


def test_a_second_request_of_that_day_and_a_second_edit(root: Path) -> None:
    edit(root)
    ask(root)
    edit(root, new="各部门请于月中前备货。")
    said = run(root, f"revise {RULE}")
    assert said.code == 0 and "接着申请" in said.out
    assert int(git(root, "rev-list", "--count", f"main..{BRANCH}")) == 3
    verbs.done(root, f"decide {BRANCH} --withdraw --as 李明")
    edit(root)
    verbs.done(root, f"revise {RULE} --reason 又改 --requested-by 李明 --on {DAY}")
    assert git(root, "branch", "--list", f"{BRANCH}-2").strip() == f"{BRANCH}-2"


def test_the_same_edit_once_more_adds_nothing(root: Path) -> None:
    edit(root)
    ask(root)
    tip = git(root, "rev-parse", BRANCH)
    edit(root)
    verbs.done(root, f"revise {RULE}")
    assert git(root, "rev-parse", BRANCH) == tip and "月底前" not in text(root)


def test_a_request_on_paper_keeps_its_sheet(root: Path) -> None:
    sheet = root.parent / "申请单.pdf"
    sheet.write_bytes(b"%PDF-1.4 asked")
    ask(root, more=f"--via 纸质 --sheet {sheet}")
    told = trailers(root, f"{BRANCH}~1")
    assert told["Via"] == "纸质" and told["Sheet"].startswith("sha256:")
    kept = told["Sheet"].removeprefix("sha256:")
    assert git(root, "show", f"{BRANCH}:records/attachments/{kept[:2]}/{kept}.pdf") == "%PDF-1.4 asked"


def test_a_template_a_schema_and_the_company_file_are_asked_for_alike(root: Path) -> None:
    for about, name in (
        ("templates/docx/documents.docx", "documents"), ("schemas/fax.yaml", "fax"), ("company", "company"),
    ):  # fmt: skip
        ask(root, about)
        verbs.done(root, "revise --leave")
        told = trailers(root, f"revision/{name}-{DAY}")
        assert told["Revision-Request"] == about and told["Base"].startswith("b1:")


def test_a_dry_run_says_what_it_would_do(root: Path) -> None:
    edit(root)
    said = run(root, f"revise {RULE} --reason 试试 --requested-by 李明 --on {DAY} --dry-run")
    assert said.code == 0 and "Revision-Request" in said.out
    assert git(root, "branch", "--list", "revision/*") == "" and "月底前" in text(root)


# ── editions and kinds ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("now", "kind", "then"), [
    ("A/0", "修改", "A/1"), ("A/9", "修改", "B/0"), ("A/3", "换版", "B/0"), ("A/3", "勘误", "A/3"),
    ("1", "更正件", "2"), ("2", "更正件", "3"), ("1", "勘误", "1"), ("1", "修改", "A/1"), ("1", "换版", "B/0"),
])  # fmt: skip
def test_which_edition_follows(now: str, kind: str, then: str) -> None:
    assert _request.next_edition(now, kind) == then


def test_REV03_a_notice_is_not_changed_in_place(root: Path) -> None:
    edit(root, id_=NOTICE)
    said = run(root, f"revise {NOTICE} --reason 改 --requested-by 李明")
    assert said.code == 1 and "REV03" in said.err and "supersedes" in said.err
    assert run(root, f"revise {RULE} --reason 改 --kind 更正件 --requested-by 李明").code == 1
    verbs.done(root, f"revise {NOTICE} --reason 改 --kind 更正件 --requested-by 李明")


# ── what is refused ───────────────────────────────────────────────────────────────────────────────


def test_REV01_without_the_series_nothing_can_be_asked(tmp_path: Path) -> None:
    root = revisions.company(tmp_path, scratch.COMPANY)
    said = run(root, f"revise {RULE} --reason 改 --requested-by 李明")
    assert said.code == 1 and "REV01" in said.err


def test_REV02_REV04_REV13_REV14_REV17(root: Path) -> None:
    scratch.put(root, {"documents/2026/draft": verbs.paper()})
    assert "REV02" in run(root, "revise draft --reason 改 --requested-by 李明").err
    said = run(root, "revise nothing --reason 改")
    assert said.code == 2 and "REV04" in said.err
    assert "REV13" in run(root, f"revise {RULE} --reason 改 --requested-by 李明 --via 纸质").err
    verbs.done(root, f"void {NOTICE} --as 沈一鸣 --reason 有误")
    assert "REV14" in run(root, f"revise {NOTICE} --reason 改 --kind 勘误 --requested-by 李明").err
    git(root, "branch", "-m", "main", "trunk")
    assert "REV17" in run(root, f"revise {RULE} --reason 改 --requested-by 李明").err


def test_what_must_be_said(root: Path) -> None:
    assert run(root, "revise").code == 2
    assert run(root, f"revise {RULE} --requested-by 李明").code == 2
    git(root, "config", "user.email", "stranger@example.test")
    said = run(root, f"revise {RULE} --reason 改")
    assert said.code == 2 and "--requested-by" in said.err


def test_REV12_unsaved_edits_are_not_overwritten(root: Path) -> None:
    ask(root)
    edit(root)
    said = run(root, "revise --leave")
    assert said.code == 1 and "REV12" not in said.out and "REV12" in said.err
    assert "月底前" in text(root) and here(root) == BRANCH


def test_REV28_a_request_has_a_reason_and_a_day_that_can_be(root: Path) -> None:
    for blank in ("''", "' '", "'\n'", "'　'"):
        said = run(root, f"revise {RULE} --reason {blank} --requested-by 李明")
        assert said.code == 2 and "请写明原因" in said.err, blank
    line = f"revise {RULE} --reason 改 --requested-by 李明 --dry-run"
    assert "REV28" in run(root, f"{line} --on 2020-01-01").err
    assert "CMD07" in run(root, f"{line} --on 2999-01-01").err
    assert run(root, "revise --stay --leave").code == 2
    said = run(root, f"revise {RULE} --requested-by 李明 --dry-run --reason 'x\n\nDecision: 同意'")
    assert "\n    Reason: x Decision: 同意\n" in said.out, "a reason is one line: it is no place for trailers"


def test_a_pending_request_keeps_its_kind_and_says_so(root: Path) -> None:
    ask(root)
    run(root, "revise --leave")
    said = run(root, f"revise {RULE} --reason 另一个原因 --kind 换版")
    assert said.code == 0 and "仍是提出时的（修改，实际做法已变）" in said.out and "--withdraw" in said.out


def test_GIT07_nothing_is_recorded_where_nobody_would_find_it(root: Path) -> None:
    git(root, "checkout", "-q", "--detach")
    before = git(root, "rev-parse", "HEAD")
    for line in (f"void {RULE} --as 沈一鸣 --reason 有误", "save", f"revise {RULE} --reason 改 --requested-by 李明"):
        said = run(root, line)
        assert said.code == 1 and "GIT07" in said.err and "revise --leave" in said.err, line
    assert git(root, "rev-parse", "HEAD") == before
    assert run(root, "revise --leave").code == 0 and here(root) == "main"


def test_leaving_a_branch_without_a_commit(root: Path) -> None:
    git(root, "checkout", "-q", "--orphan", "empty")
    said = run(root, "revise --leave")
    assert (said.code, here(root)) == (0, "main"), said.err


def test_REV16_facts_are_written_on_main_only(root: Path) -> None:
    ask(root)
    said = run(root, f"void {RULE} --as 沈一鸣 --reason 有误")
    assert said.code == 1 and "REV16" in said.err
    assert "REV16" in run(root, f"revise {NOTICE} --reason 改 --kind 勘误 --requested-by 李明").err


def test_save_on_main_shows_the_way_out(root: Path) -> None:
    edit(root)
    said = run(root, "save")
    assert said.code == 1 and "NUM07" in said.err and f"wenshu revise {RULE}" in said.err


def test_on_a_request_branch_save_takes_its_template_too(root: Path) -> None:
    ask(root, "templates/docx/fax.docx")
    template = root / "templates/docx/fax.docx"
    template.write_bytes((root / "templates/docx/liaison.docx").read_bytes())
    verbs.done(root, "save")
    assert git(root, "show", "--format=", "--name-only", "HEAD").split() == ["templates/docx/fax.docx"]
    assert trailers(root, "HEAD")["Record"] == "templates/docx/fax.docx"


def test_REV27_a_controlled_company_file_is_not_saved_by_hand(root: Path) -> None:
    company = root / "records/company.yaml"
    since = git(root, "rev-parse", "HEAD").strip()
    told = f"witness: {{since: {since}, controlled: [records/company.yaml]}}\n"
    company.write_text(company.read_text("utf-8") + told, "utf-8")
    revisions.agree(root, ask(root, "company"), "沈一鸣", "林晓岚", "周启衡")
    assert "witness" in company.read_text("utf-8")
    company.write_text(company.read_text("utf-8") + "# 改\n", "utf-8")
    said = run(root, "save")
    assert said.code == 1 and "REV27" in said.err and "wenshu revise company" in said.err
    ask(root, "company", "--stay")
    company.write_text(company.read_text("utf-8") + "# 再改\n", "utf-8")
    verbs.done(root, "save")


# ── forges ────────────────────────────────────────────────────────────────────────────────────────


def test_the_branch_is_pushed_where_a_remote_answers(root: Path, tmp_path: Path) -> None:
    bare = tmp_path / "shared.git"
    git(tmp_path, "init", "-q", "--bare", str(bare))
    git(root, "remote", "add", "origin", str(bare))
    edit(root)
    ask(root)
    assert git(bare, "rev-parse", BRANCH) == git(root, "rev-parse", BRANCH)
    git(root, "remote", "set-url", "origin", str(tmp_path / "gone.git"))
    edit(root, id_=NOTICE)
    said = run(root, f"revise {NOTICE} --kind 勘误 --reason 改 --requested-by 李明 --on {DAY}")
    assert said.code == 0 and "not pushed" in said.out


@pytest.mark.parametrize(("url", "page"), [
    ("https://github.com/o/r.git", "https://github.com/o/r/compare/main...revision/x?expand=1"),
    ("git@gitea.example:o/r.git", "https://gitea.example/o/r/compare/main...revision/x"),
    ("ssh://git@git.example:2222/o/r", "https://git.example/o/r/compare/main...revision/x"),
    ("http://git.example:3000/o/r.git", "http://git.example:3000/o/r/compare/main...revision/x"),
    ("https://user@gitlab.example/g/s/r.git",
     "https://gitlab.example/g/s/r/-/merge_requests/new?merge_request[source_branch]=revision/x"
     "&merge_request[target_branch]=main"),
    ("/srv/shared.git", ""),
])  # fmt: skip
def test_the_page_of_a_pull_request(url: str, page: str) -> None:
    assert _request.page(url, "main", "revision/x") == page


# ── killed ────────────────────────────────────────────────────────────────────────────────────────

_STOP = """
import os, signal, sys
from wenshu import gitlog, gitmerge, journal
module, name, when = {module}, {name!r}, {when!r}
real = getattr(module, name)
def deadly(*a, **k):
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(*a, **k)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, deadly)
from wenshu.cli import main
main(sys.argv[1:])
"""


def killed(root: Path, module: str, name: str, when: str, line: str) -> None:
    """Run a command line that is killed at a step; then do what the next command does first."""
    code = _STOP.format(module=module, name=name, when=when)
    done = subprocess.run(
        [sys.executable, "-c", code, "-C", str(root), *line.split()], env=os.environ, capture_output=True
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    with files.lock(root, "test"):
        _pen.recover(root)
    assert not (root / ".wenshu/verb").exists()


@pytest.mark.parametrize(("module", "name", "when"), [
    ("gitmerge", "write", "after"), ("journal", "carry_out", "after"), ("gitmerge", "move", "after"),
    ("gitlog", "refresh", "after"),
])  # fmt: skip
def test_killed_it_can_be_said_again_and_the_edit_is_not_lost(
    root: Path, module: str, name: str, when: str
) -> None:
    edit(root)
    line = f"revise {RULE} --reason 实际做法已变 --requested-by 李明 --on {DAY}"
    killed(root, module, name, when, line)
    assert "月底前" in text(root)
    verbs.done(root, line)
    assert "月底前" not in text(root) and git(root, "status", "--porcelain") == ""
    assert int(git(root, "rev-list", "--count", f"main..{BRANCH}")) == 2
