"""decide: one verb for every decision on a request, and what stands in git and in the ledger afterwards."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import paperwork
import revisions
import scratch
import verbs
from revisions import DAY, NOTICE, RULE, agree, ask, edit
from test_revise import killed, trailers
from verbs import git, run
from wenshu import build, gitmerge, gitpast
from wenshu.commands import Desk
from wenshu.commands._text import said as said_text
from wenshu.diagnostics import errors
from wenshu.gitrun import GitFailed
from wenshu.model import State
from wenshu.past import Author

BRANCH = f"revision/test-drive-{DAY}"
LEDGER = "records/numbers/2026/改/0001.yaml"
BY_GM = f"decide {BRANCH} --approve --as 周启衡 --on 2026-06-12"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company with an issued rule and an issued notice."""
    return revisions.company(tmp_path)


@pytest.fixture
def asked(root: Path) -> Path:
    """The same, with a change of the rule asked for by 李明 of the sales department."""
    edit(root)
    ask(root)
    return root


def tips(root: Path) -> tuple[str, str]:
    """Return where the main branch and the request stand."""
    return git(root, "rev-parse", "main"), git(root, "rev-parse", BRANCH)


def green(root: Path) -> None:
    """Every commit of the main line since the papers were issued can be built."""
    for commit in git(root, "rev-list", "--first-parent", "-4", "main").split()[:3]:
        believed = build.judge(gitpast.tree_at(root, commit), None, scratch.TODAY)
        assert errors(believed.findings) == (), commit


def line(root: Path, id_: str = RULE) -> dict[str, object]:
    """Return the last edition of a paper."""
    office = paperwork.office(root)
    entry = office.entry(office.records[id_])
    assert entry is not None
    last = entry.editions[-1]
    return {"edition": last.edition, "date": last.date, "request": last.request, "content": last.content}


# ── agreed ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("FRM-04")
@pytest.mark.req("FRM-05")
def test_the_change_stands_only_after_the_general_manager_agreed(asked: Path) -> None:
    root = asked
    before, _ = tips(root)
    said = run(root, f"decide {BRANCH} --approve --as 沈一鸣 --on 2026-06-11")
    assert said.code == 0 and "批准：总经理" in said.out
    assert tips(root)[0] == before and not (root / LEDGER).exists()
    assert line(root)["edition"] == "A/0"
    said = run(root, BY_GM)
    assert said.code == 0 and "改〔2026〕001" in said.out and "A/1" in said.out
    office = paperwork.office(root)
    record = office.records[RULE]
    assert line(root) == {
        "edition": "A/1", "date": date(2026, 6, 12), "request": "2026/改/0001", "content": record.content,
    }  # fmt: skip
    assert "月底前" in record.text("body")
    revision = office.standing(record).revisions[0]
    assert [a.step for a in revision.done] == ["部门审核", "归口审核", "批准"]
    assert revision.request is not None and revision.request.asked_by == "李明"
    assert git(root, "status", "--porcelain") == "" and errors(scratch.read(root).findings) == ()
    green(root)


def test_the_merge_holds_both_sides_and_says_what_was_decided(asked: Path) -> None:
    before, _ = tips(asked)
    agree(asked, BRANCH)
    main, branch = tips(asked)
    assert git(asked, "log", "-1", "--format=%P", "main").split() == [before.strip(), branch.strip()]
    assert git(asked, "show", "--format=", "--diff-merges=combined", main.strip()).strip() == ""
    assert trailers(asked, "main") == {
        "Request": "改〔2026〕001", "Record": RULE, "Step": "批准", "Decision": "同意",
        "Approved-by": "周启衡（总经理）", "Date": "2026-06-12", "Edition": "A/1",
    }  # fmt: skip
    told = (asked / LEDGER).read_text(encoding="utf-8")
    assert "decided_by: 周启衡" in told and "edition: A/1" in told and "- 正文" in told


def test_the_paper_prints_its_first_sign_off_and_its_new_edition(asked: Path) -> None:
    from wenshu import views

    office = paperwork.office(asked)
    before = views.paper(office, office.records[RULE])
    agree(asked, BRANCH)
    office = paperwork.office(asked)
    after = views.paper(office, office.records[RULE])
    assert (before["edition"], after["edition"]) == ("A/0", "A/1")
    assert after["signed"] == before["signed"] and after["check"] != before["check"]
    assert office.signed_on(office.records[RULE]) == paperwork.SIGNED
    assert office.state(office.records[RULE]) is State.ISSUED


def test_a_second_change_brings_the_next_edition_and_the_next_number(asked: Path) -> None:
    agree(asked, BRANCH)
    edit(asked, "月底前", "十五日前")
    ask(asked, more="--kind 换版")
    agree(asked, BRANCH + "-2")
    assert line(asked)["edition"] == "B/0" and line(asked)["request"] == "2026/改/0002"
    assert [r.edition.edition for r in paperwork.office(asked).standings[RULE].revisions] == ["A/1", "B/0"]
    green(asked)


def test_a_slip_of_wording_keeps_the_edition(root: Path) -> None:
    edit(root, new="各部门请备齐货。", id_=NOTICE)
    agree(root, ask(root, NOTICE, "--kind 勘误"))
    entry = paperwork.office(root).ledger.entry(NOTICE)
    assert entry is not None
    assert [(e.edition, e.correction) for e in entry.editions] == [("1", ""), ("1", "实际做法已变")]
    green(root)


def test_a_corrected_copy_goes_out_under_the_same_number_and_the_old_ones_come_back(root: Path) -> None:
    verbs.done(root, f"print {NOTICE} --printed 2 --kept 1", f"distribute {NOTICE}")
    edit(root, new="各部门请备齐货。", id_=NOTICE)
    branch = ask(root, NOTICE, "--kind 更正件")
    verbs.done(root, f"decide {branch} --approve --as 沈一鸣")
    said = run(root, f"decide {branch} --approve --as 周启衡")
    assert said.code == 0 and "请收回" in said.out and "销售部" in said.out
    assert line(root, NOTICE)["edition"] == "2"


@pytest.mark.parametrize("about", ["templates/docx/fax.docx", "schemas/fax.yaml", "company"])
def test_templates_schemas_and_the_company_file_go_the_same_way(root: Path, about: str) -> None:
    path = root / ("records/company.yaml" if about == "company" else about)
    if about.endswith(".docx"):
        path.write_bytes((root / "templates/docx/liaison.docx").read_bytes())
    else:
        path.write_bytes(path.read_bytes() + "# 改过\n".encode())
    want = path.read_bytes()
    branch = ask(root, about)
    assert path.read_bytes() != want
    said = run(root, f"decide {branch} --approve --as 沈一鸣")
    assert said.code == 0 and "归口审核：总经理秘书" in said.out
    verbs.done(root, f"decide {branch} --approve --as 林晓岚")
    said = run(root, f"decide {branch} --approve --as 周启衡")
    assert said.code == 0, said.err
    assert path.read_bytes() == want
    assert git(root, "status", "--porcelain") == "" and errors(scratch.read(root).findings) == ()


def test_a_replaced_template_goes_on_printing_what_was_issued_with_it(root: Path) -> None:
    entry = paperwork.office(root).ledger.entry(RULE)
    template = root / "templates/docx/documents.docx"
    template.write_bytes((root / "templates/docx/documents-simple.docx").read_bytes())
    branch = ask(root, "templates/docx/documents.docx")
    agree(root, branch, "沈一鸣", "林晓岚", "周启衡")
    assert (root / "templates/docx/documents@2026-06-12.docx").is_file()
    believed = scratch.read(root)
    office = believed.office
    assert office is not None and entry is not None
    record = office.records[RULE]
    assert office.template(record) == "documents@2026-06-12"
    desk = Desk(root, None, scratch.TODAY)
    assert said_text(desk, believed, record) == entry.editions[0].text
    scratch.put(root, {"documents/2026/later": verbs.paper(title="关于夏季备货的通知", drafted_on="2026-06-13")})
    verbs.done(root, "save")
    verbs.signed(root, "documents/2026/later", "2026-06-15")
    verbs.done(root, "issue later --on 2026-06-15")
    office = paperwork.office(root)
    assert office.template(office.records["documents/2026/later"]) == "documents"
    assert run(root, "build").code == 0


def test_several_steps_of_one_person_are_signed_at_once_with_sheet_and_opinion(asked: Path) -> None:
    sheet = asked.parent / "申请单.pdf"
    sheet.write_bytes(b"%PDF-1.4 signed")
    verbs.done(asked, f"decide {BRANCH} --approve --as 沈一鸣 --sheet {sheet} --opinion 属实")
    names = git(asked, "show", "--format=", "--name-only", BRANCH).split()
    assert len([n for n in names if "/approvals/" in n]) == 2 and any("attachments" in n for n in names)
    verbs.done(asked, BY_GM + " --decision 修改后同意 --opinion 照办 --effective 2026-07-01")
    told = (asked / LEDGER).read_text(encoding="utf-8")
    assert "decision: 修改后同意" in told and "opinion: 照办" in told and "effective: 2026-07-01" in told
    green(asked)


def test_a_delegation_stands_in_within_its_dates_and_series(root: Path) -> None:
    away = "delegations/2026/away"
    scratch.put(root, {away: """
        title: 总经理出差
        grantor: 周启衡
        grantee: 林晓岚
        series: [改]
        steps: [批准]
        from: 2026-06-11
        until: 2026-06-20
        drafted_by: 何管
        drafted_on: 2026-06-01
    """})  # fmt: skip
    verbs.done(root, "save -m 授权", f"approve {away} --as 周启衡 --on 2026-06-02")
    edit(root)
    ask(root, more="--kind 勘误")
    verbs.done(root, f"decide {BRANCH} --approve --as 沈一鸣 --on 2026-06-11")
    late = run(root, f"decide {BRANCH} --approve --as 林晓岚 --on 2026-06-21")
    assert late.code == 1 and "REV10" in late.err
    verbs.done(root, f"decide {BRANCH} --approve --as 林晓岚 --on 2026-06-12")
    last = paperwork.office(root).standings[RULE].revisions[-1].done[-1]
    assert (last.person, last.delegation) == ("林晓岚", away)
    green(root)


# ── refused, withdrawn ────────────────────────────────────────────────────────────────────────────


def test_a_refused_request_leaves_the_text_and_stays_reachable(asked: Path) -> None:
    before = (asked / f"records/{RULE}.yaml").read_bytes()
    verbs.done(asked, f"decide {BRANCH} --refuse --as 沈一鸣 --opinion 不必改 --on 2026-06-12")
    main, branch = tips(asked)
    assert (asked / f"records/{RULE}.yaml").read_bytes() == before and line(asked)["edition"] == "A/0"
    assert git(asked, "diff", "--name-only", "main^1", "main").split() == [LEDGER]
    assert git(asked, "merge-base", "main", BRANCH) == branch
    assert "退回" in git(asked, "show", "--format=", BRANCH) and "decision: 退回" in (asked / LEDGER).read_text("utf-8")
    assert run(asked, f"decide {BRANCH} --approve --as 周启衡").code == 2
    assert git(asked, "status", "--porcelain") == "" and main
    green(asked)


def test_he_who_asked_takes_it_back_and_nobody_else(asked: Path) -> None:
    said = run(asked, f"decide {BRANCH} --withdraw --as 何管")
    assert said.code == 1 and "REV11" in said.err
    verbs.done(asked, f"decide {BRANCH} --withdraw --as 李明 --opinion 不改了 --on 2026-06-12")
    assert "decision: 撤回" in (asked / LEDGER).read_text(encoding="utf-8")
    assert trailers(asked, "main")["Withdrawn-by"] == "李明（销售顾问）"
    green(asked)


def test_the_secretary_takes_back_what_was_entered_for_somebody(asked: Path) -> None:
    verbs.done(asked, f"decide {BRANCH} --withdraw --as 林晓岚")
    assert "decision: 撤回" in (asked / LEDGER).read_text(encoding="utf-8")
    assert trailers(asked, "main")["Withdrawn-by"].startswith("林晓岚")


# ── what cannot be decided ────────────────────────────────────────────────────────────────────────


def test_REV10_in_order_and_by_the_holder_of_the_post(asked: Path) -> None:
    for person in ("周启衡", "何管", "李明"):
        said = run(asked, f"decide {BRANCH} --approve --as {person}")
        assert said.code == 1 and "REV10" in said.err, person
    verbs.done(asked, f"decide {BRANCH} --approve --as 沈一鸣")
    said = run(asked, f"decide {BRANCH} --approve --as 沈一鸣")
    assert said.code == 1 and "批准：总经理" in said.err


def test_APP08_nobody_alone_agrees_to_what_he_asked_for(tmp_path: Path) -> None:
    text = revisions.COMPANY.replace("      - {step: 批准, post: 总经理}\n    number_at: entry",
                                     "    number_at: entry")
    root = revisions.company(tmp_path, text)
    edit(root)
    ask(root, asker="沈一鸣")
    said = run(root, f"decide {BRANCH} --approve --as 沈一鸣")
    assert said.code == 1 and "APP08" in said.err
    assert not (root / LEDGER).exists()


def test_REV05_REV07_REV15_REV18(root: Path) -> None:
    said = run(root, "decide revision/none --approve --as 周启衡")
    assert said.code == 2 and "REV05" in said.err
    ask(root)
    verbs.done(root, "revise --leave")
    assert "REV07" in run(root, f"decide {BRANCH} --approve --as 沈一鸣").err
    edit(root)
    verbs.done(root, f"revise {RULE}", f"decide {BRANCH} --approve --as 沈一鸣")
    assert "REV15" in run(root, BY_GM + " --effective 2026-06-01").err
    verbs.done(root, BY_GM)
    edit(root, "月底前", "")
    path = root / f"records/{RULE}.yaml"
    path.write_text(path.read_text("utf-8").replace("请于备货", "请备货"), encoding="utf-8", newline="\n")
    ask(root)
    said = run(root, f"decide {BRANCH}-2 --approve --as 沈一鸣")
    assert said.code == 1 and "REV18" in said.err and "A/0" in said.err


def test_REV06_an_overtaken_request_is_taken_up_on_todays_text(root: Path) -> None:
    edit(root)
    ask(root)
    edit(root, "试乘试驾管理制度", "试乘试驾及展车管理制度")
    other = "revision/second-2026-06-10"
    # the second request was asked for in another clone
    tip = git(root, "rev-parse", BRANCH).strip()
    git(root, "update-ref", "-d", f"refs/heads/{BRANCH}")
    ask(root)
    git(root, "branch", "-m", BRANCH, other)
    git(root, "update-ref", f"refs/heads/{BRANCH}", tip)
    agree(root, other)
    said = run(root, f"decide {BRANCH} --approve --as 沈一鸣")
    assert said.code == 1 and "REV06" in said.err
    edit(root)
    verbs.done(root, f"revise {RULE}")
    agree(root, BRANCH)
    told = (root / f"records/{RULE}.yaml").read_text(encoding="utf-8")
    assert "展车" in told and "月底前" in told and line(root)["edition"] == "A/2"
    company = root / "records/company.yaml"
    since = git(root, "rev-list", "--max-parents=0", "main").strip()
    company.write_text(company.read_text("utf-8") + f"witness: {{since: {since}}}\n", "utf-8")
    git(root, "commit", "-qam", "witness")
    assert errors(scratch.read(root).findings) == ()
    assert git(root, "status", "--porcelain") == ""
    green(root)


def test_REV08_a_request_changes_one_paper_only(root: Path) -> None:
    ask(root)
    edit(root)
    template = root / "templates/docx/fax.docx"
    template.write_bytes(template.read_bytes() + b"\0")
    verbs.done(root, "save")
    git(root, "commit", "-qam", "template too")
    said = run(root, f"decide {BRANCH} --approve --as 沈一鸣")
    assert said.code == 1 and "REV08" in said.err and "fax.docx" in said.err


def test_REV09_what_both_sides_changed_is_told_as_a_paper(asked: Path) -> None:
    git(asked, "checkout", "-q", BRANCH)
    scratch.put(asked, {"documents/2026/other": verbs.paper(title="甲")})
    git(asked, "add", "-A")
    git(asked, "commit", "-qm", "other")
    git(asked, "checkout", "-q", "main")
    scratch.put(asked, {"documents/2026/other": verbs.paper(title="乙")})
    verbs.done(asked, "save")
    said = run(asked, f"decide {BRANCH} --approve --as 沈一鸣")
    assert said.code == 3 and "REV09" in said.err and "《乙》" in said.err


def test_REV19_two_different_branches_of_one_name(asked: Path, tmp_path: Path) -> None:
    tree = git(asked, "rev-parse", f"{BRANCH}^{{tree}}").strip()
    made = git(asked, "commit-tree", tree, "-p", f"{BRANCH}~1", "-m", "another").strip()
    git(asked, "update-ref", f"refs/remotes/origin/{BRANCH}", made)
    said = run(asked, f"decide {BRANCH} --approve --as 沈一鸣")
    assert said.code == 3 and "REV19" in said.err


def test_what_must_be_said_to_decide(asked: Path) -> None:
    assert run(asked, f"decide {BRANCH} --as 周启衡").code == 2
    assert run(asked, f"decide {BRANCH} --approve --as 无此人").code == 2
    before = git(asked, "rev-parse", "main", BRANCH)
    for two in ("--approve --refuse", "--refuse --withdraw", "--approve --withdraw --refuse"):
        said = run(asked, f"decide {BRANCH} {two} --as 沈一鸣")
        assert said.code == 2 and "写明一个决定" in said.err, two
    assert git(asked, "rev-parse", "main", BRANCH) == before, "the last word does not win"
    assert "CMD07" in run(asked, f"decide {BRANCH} --approve --as 沈一鸣 --on 2999-01-01").err


def test_a_request_written_by_hand_follows_the_same_rules(root: Path) -> None:
    base = paperwork.office(root).records[NOTICE].content
    git(root, "checkout", "-q", "-b", "revision/by-hand")
    told = f"改\n\nRevision-Request: {NOTICE}\nRequested-by: 李明\nRequested-on: 2026-06-10\nReason: 改\nBase: {base}"
    git(root, "commit", "-q", "--allow-empty", "-m", told)
    edit(root, id_=NOTICE)
    git(root, "commit", "-qam", "edit")
    git(root, "checkout", "-q", "main")
    said = run(root, "decide by-hand --approve --as 沈一鸣")
    assert said.code == 1 and "REV03" in said.err


def test_a_request_without_a_reason_can_be_ended(root: Path) -> None:
    base = paperwork.office(root).records[NOTICE].content
    git(root, "checkout", "-q", "-b", "revision/by-hand")
    told = f"改\n\nRevision-Request: {NOTICE}\nRequested-by: 李明\nRequested-on: 2026-06-10\nBase: {base}"
    git(root, "commit", "-q", "--allow-empty", "-m", told)
    git(root, "checkout", "-q", "main")
    verbs.done(root, "decide by-hand --withdraw --as 李明")
    (entry,) = (e for e in paperwork.office(root).ledger.entries if e.request)
    assert entry.request is not None and entry.request.reason == "（申请没有写原因）"
    assert errors(scratch.read(root).findings) == ()


def test_REV26_nothing_is_decided_before_it_is_asked(asked: Path) -> None:
    assert "REV26" in run(asked, f"decide {BRANCH} --approve --as 沈一鸣 --on 2026-06-09").err


def test_nobody_is_asked_to_sign_what_could_never_stand_on_main(root: Path) -> None:
    template = root / "templates/docx/fax.docx"
    template.write_bytes(b"no Word file at all")
    branch = ask(root, "templates/docx/fax.docx")
    before = git(root, "rev-parse", branch)
    said = run(root, f"decide {branch} --approve --as 沈一鸣")
    assert said.code == 1 and "fax.docx" in said.err and "TPL" in said.err
    git(root, "checkout", "-q", "-b", BRANCH)
    git(root, "commit", "-q", "--allow-empty", "-m", f"删\n\nRevision-Request: {RULE}\nRequested-by: 李明\n"
        f"Requested-on: {DAY}\nReason: 删\nBase: {paperwork.office(root).records[RULE].content}")  # fmt: skip
    git(root, "rm", "-q", f"records/{RULE}.yaml")
    git(root, "commit", "-qm", "gone")
    git(root, "checkout", "-q", "main")
    said = run(root, f"decide {BRANCH} --approve --as 沈一鸣")
    assert said.code == 1 and "NUM08" in said.err
    assert git(root, "rev-parse", branch) == before


def test_a_change_that_would_break_the_main_branch_is_refused(root: Path) -> None:
    path = root / "records/company.yaml"
    path.write_text(path.read_text("utf-8").replace("post: 财务部经理, from", "post: 无此岗位, from"), "utf-8")
    said = run(root, f"revise company --reason 改 --requested-by 李明 --on {DAY}")
    assert said.code == 1 and "record" in said.err
    assert git(root, "branch", "--list", "revision/*") == ""


# ── the work tree ─────────────────────────────────────────────────────────────────────────────────


def test_unsaved_edits_of_other_papers_do_not_matter(asked: Path) -> None:
    scratch.put(asked, {"documents/2026/other": verbs.paper(title="关于别的事的通知")})
    agree(asked, BRANCH)
    assert git(asked, "status", "--porcelain").split() == ["??", "records/documents/2026/other.yaml"]
    assert line(asked)["edition"] == "A/1"


def test_an_unsaved_edit_of_that_paper_is_not_overwritten(asked: Path) -> None:
    verbs.done(asked, f"decide {BRANCH} --approve --as 沈一鸣")
    edit(asked, new="各部门请备齐。")
    before = tips(asked)
    said = run(asked, BY_GM)
    assert said.code == 1 and "REV12" in said.err and tips(asked) == before
    assert "请备齐" in (asked / f"records/{RULE}.yaml").read_text(encoding="utf-8")


def test_on_the_request_branch_it_goes_back_to_main_first(asked: Path) -> None:
    verbs.done(asked, f"revise {RULE}")
    assert git(asked, "branch", "--show-current").strip() == BRANCH
    agree(asked, BRANCH)
    assert git(asked, "branch", "--show-current").strip() == "main"
    assert "月底前" in (asked / f"records/{RULE}.yaml").read_text(encoding="utf-8")
    assert git(asked, "status", "--porcelain") == ""


def test_a_request_of_another_clone_is_decided_here(asked: Path) -> None:
    git(asked, "update-ref", f"refs/remotes/origin/{BRANCH}", BRANCH)
    git(asked, "branch", "-D", BRANCH)
    agree(asked, f"origin/{BRANCH}")
    assert line(asked)["edition"] == "A/1"
    assert git(asked, "log", "-1", "--format=%P", "main").split()[1] == git(asked, "rev-parse", BRANCH).strip()


def test_a_dry_run_shows_the_sign_off_and_moves_nothing(asked: Path) -> None:
    before = tips(asked)
    said = run(asked, f"decide {BRANCH} --approve --as 沈一鸣 --dry-run")
    assert said.code == 0 and "部门审核" in said.out and tips(asked) == before


@pytest.mark.parametrize(("module", "name", "when", "made"), [
    ("gitmerge", "write", "after", False), ("journal", "carry_out", "after", False),
    ("gitmerge", "move", "before", False), ("gitmerge", "move", "after", True),
    ("gitlog", "refresh", "after", True), ("journal", "end", "before", True),
])  # fmt: skip
def test_killed_at_each_step_it_happened_or_did_not(
    asked: Path, module: str, name: str, when: str, made: bool
) -> None:
    verbs.done(asked, f"decide {BRANCH} --approve --as 沈一鸣")
    before, files_before = tips(asked), verbs.tree(asked)
    killed(asked, module, name, when, BY_GM)
    assert git(asked, "status", "--porcelain") == ""
    if made:
        assert line(asked)["edition"] == "A/1"
    else:
        assert tips(asked) == before and verbs.tree(asked) == files_before
        verbs.done(asked, BY_GM)
    green(asked)


# ── a ledger that does not agree ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("path", "old", "new", "code"), [
    ("numbers/2026/销/0002", "request: 2026/改/0001", "request: 2026/改/0009", "REV21"),
    ("numbers/2026/销/0002", "    request: 2026/改/0001\n", "", "REV21"),
    ("numbers/2026/销/0002", "    request: 2026/改/0001\n", "", "REV22"),
    ("numbers/2026/改/0001", "decision: 同意", "decision: 退回", "REV21"),
    ("numbers/2026/改/0001", f"about: {RULE}", f"about: {NOTICE}", "REV21"),
    ("numbers/2026/改/0001", "decided_by: 周启衡", "decided_by: 林晓岚", "REV21"),
    ("numbers/2026/改/0001", "edition: A/1", "edition: A/7", "REV21"),
])  # fmt: skip
def test_edition_and_request_must_agree(asked: Path, path: str, old: str, new: str, code: str) -> None:
    agree(asked, BRANCH)
    file = asked / f"records/{path}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    assert code in scratch.codes(asked)


def test_REV24_a_deleted_sign_off_of_a_change_is_missed(asked: Path) -> None:
    agree(asked, BRANCH)
    last = next((asked / f"records/approvals/{RULE}").glob("*-3-批准.yaml"))
    last.unlink()
    assert "REV24" in scratch.codes(asked)


def test_REV23_a_request_stands_in_its_series(asked: Path) -> None:
    agree(asked, BRANCH)
    text = (asked / LEDGER).read_text(encoding="utf-8")
    scratch.put(asked, {"numbers/2026/通/0001": text})
    assert "REV23" in scratch.codes(asked)


def test_REV25_a_controlled_file_reads_as_agreed_where_history_is_witness(root: Path) -> None:
    since = git(root, "rev-parse", "HEAD").strip()
    path = root / "templates/docx/fax.docx"
    path.write_bytes((root / "templates/docx/liaison.docx").read_bytes())
    branch = ask(root, "templates/docx/fax.docx")
    agree(root, branch, "沈一鸣", "林晓岚", "周启衡")
    company = root / "records/company.yaml"
    company.write_text(company.read_text("utf-8") + f"witness: {{since: {since}}}\n", "utf-8")
    assert "REV25" not in scratch.codes(root)
    path.write_bytes((root / "templates/docx/documents.docx").read_bytes())
    assert "REV25" in scratch.codes(root)


# ── the plumbing ──────────────────────────────────────────────────────────────────────────────────


def test_branches_move_together_or_not_at_all(asked: Path) -> None:
    main, branch = (tip.strip() for tip in tips(asked))
    with pytest.raises(GitFailed):
        gitmerge.move(
            asked, {f"refs/heads/{BRANCH}": main, "refs/heads/main": branch},
            {f"refs/heads/{BRANCH}": branch, "refs/heads/main": branch}, "moved meanwhile", Author("甲", "a@b"),
        )  # fmt: skip
    assert tuple(tip.strip() for tip in tips(asked)) == (main, branch)


def test_a_root_below_the_top_of_its_repository(root: Path, tmp_path: Path) -> None:
    top = tmp_path / "top"
    top.mkdir()
    shutil.copytree(root, top / "papers", ignore=shutil.ignore_patterns(".git", ".wenshu"))
    (top / "other.txt").write_text("x", encoding="utf-8")
    git(top, "init", "-q", "-b", "main")
    git(top, "config", "user.name", "某人")
    git(top, "config", "user.email", "secretary@example.test")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "begin")
    inner = top / "papers"
    edit(inner)
    ask(inner)
    agree(inner, BRANCH)
    assert line(inner)["edition"] == "A/1" and git(top, "status", "--porcelain") == ""
    assert git(top, "show", "main:other.txt") == "x"
