"""The log of loans: what git's history of the custody files says, and nothing else (life.md, Custody)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import lending
import paperwork
import scratch
import verbs
from lending import BOX, MANUAL, STOCK, column, done, lend, table
from verbs import git
from wenshu import loans, registers, workdays
from wenshu.registers import Tab

SHOWN = "--approved-by 林晓岚 --shown 验看原件"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five loans: returned, renewed and late, entered afterwards, corrected, to a team for good."""
    root = lending.company(tmp_path_factory.mktemp("lived"))
    done(root, "2026-04-01", lend(use="外借", copy="2"))
    done(root, "2026-04-07", "return stock --condition 完好 --outcome 数量已核对")
    done(root, "2026-04-13", lend(to="陆工", copy="3", use="复印"))
    done(root, "2026-04-17", f"renew stock --due 2026-04-27 {SHOWN}")
    done(root, "2026-05-11", lend("brake-manual", to="机修班", approved_by="纪青", copy="1") + " --standing")
    wrong = done(root, "2026-05-12", lend("box-2026-01", to="何管", purpose="抄录目录", use="摘抄"), "2026-05-18")
    with lending.on("2026-05-19"):
        verbs.done(root, f"lend box-2026-01 --purpose 抄录盒内目录 --correction-of {wrong}")
    done(root, "2026-05-19", "return box-2026-01 --condition 完好")
    line = lend("brake-manual", approved_by="纪青", use="外借", purpose="试驾准备", copy="2")
    done(root, "2026-05-20", line)
    return root


@pytest.fixture
def root(lived: Path, tmp_path: Path) -> Path:
    """The same company, to be changed."""
    return shutil.copytree(lived, tmp_path / "company")


# ── the registers ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-48")
def test_every_loan_stands_in_the_register_newest_first(lived: Path) -> None:
    told = table(lived, "loans")
    assert [f"{c.title} {c.mm}" for c in told.columns] == [
        "序号 9", "借阅日期 20", "档号/文号 46", "题名 36", "份号 9", "借阅人 15", "部门 16", "用途 11", "批准人 15",
        "应还 20", "归还 20", "状况 12", "接收人 15", "状态 16",
    ]  # fmt: skip
    assert told.lines() == [
        ["1", "2026-05-20", "JS-2026-004", "制动系统维修手册", "2", "李明", "销售部", "外借", "纪青", "2026-06-03",
         "", "", "", "逾期"],
        ["2", "2026-05-12", "2026-D10-01", "二〇二六年第一盒", "1", "何管", "管理部", "摘抄", "林晓岚", "2026-05-19",
         "2026-05-19", "完好", "林晓岚", "已还·补登·更正"],
        ["3", "2026-05-11", "JS-2026-004", "制动系统维修手册", "1", "陆工", "机修班", "阅览", "纪青", "长期",
         "", "", "", "长期"],
        ["4", "2026-04-13", "试点公司(销)字第[2026]001号", "关于春季备货的通知", "3", "陆工", "服务部", "复印",
         "林晓岚", "2026-04-27", "", "", "", "逾期"],
        ["5", "2026-04-01", "试点公司(销)字第[2026]001号", "关于春季备货的通知", "2", "李明", "销售部", "外借",
         "林晓岚", "2026-04-08", "2026-04-07", "完好", "林晓岚", "已还"],
    ]  # fmt: skip
    assert {Tab("状态", "在借"), Tab("状态", "逾期"), Tab("登记", "补登")} <= set(told.tabs)
    assert told.foot == "借阅 5 次 · 在借 3 份 · 逾期 2 份 · 补登 1 次 · 更正 1 次"
    assert lending.codes(lived) == {"LEN17"}


@pytest.mark.req("DOC-49")
def test_returns_stand_in_the_register_and_late_copies_in_a_list_of_their_own(lived: Path) -> None:
    told = table(lived, "loans", "2026-04-20")
    back = next(row for row in told.rows if row.get("copy") == "2" and row.get("returned"))
    assert (back.get("returned"), back.get("condition"), back.get("received")) == ("2026-04-07", "完好", "林晓岚")
    late = table(lived, "overdue-loans")
    assert [(r.get("due"), r.get("days"), r.get("person")) for r in late.rows] == [
        ("2026-04-27", "64", "陆工"), ("2026-06-03", "27", "李明"),
    ]  # fmt: skip
    assert late.foot == "逾期 2 份 · 最长 64 天"
    where = "文书档案/documents/2026/stock/20260413-03"
    assert late.rows[0].get("reminded") == "第10次"
    assert late.rows[0].sheets == {"since": f"loans/{where}", "reminded": f"reminders/{where}"}
    assert all(row.sheets["since"].startswith("loans/") for row in told.rows)
    assert table(lived, "overdue-loans", "2026-04-27").rows == ()


def test_technical_papers_have_a_register_of_their_own_by_data(lived: Path) -> None:
    told = table(lived, "loans-technical")
    assert told.title == "技术资料借用登记" and column(told, "copy") == ["2", "1"]


def test_who_has_what_is_the_state_of_the_files(lived: Path) -> None:
    told = table(lived, "on-loan")
    assert list(zip(column(told, "person"), column(told, "copy"), column(told, "state"), strict=True)) == [
        ("陆工", "3", "逾期64天"), ("陆工", "1", "长期"), ("李明", "2", "逾期27天"),
    ]  # fmt: skip
    assert told.foot == "在借 3 份 · 借阅人 2 人 · 长期 1 份 · 逾期 2 份"


def test_late_and_corrected_entries_are_listed(lived: Path) -> None:
    told = table(lived, "late-entries")
    assert [f"{c.title} {c.mm}" for c in told.columns] == [
        "序号 10", "提交时间 36", "事实日期 24", "差 12", "种类 26", "对象 70", "经办 22", "说明 60",
    ]  # fmt: skip
    wrong = git(lived, "log", "--format=%h", "--abbrev=10", "--grep=借出：2026-D10-01", "--grep=更正", "--invert-grep")
    assert wrong and [row.get("kind") for row in told.rows] == ["更正（借阅）", "补登（借阅·借出）"]
    corrected, late = told.rows
    assert corrected.get("note").startswith("事由 抄录目录→抄录盒内目录，更正提交 ")
    assert (late.get("recorded"), late.get("on"), late.get("days")) == ("2026-05-18 10:00", "2026-05-12", "4")
    assert late.get("title") == "2026-D10-01 第1份（文书档案）" and late.get("by") == "林晓岚"


def test_rows_follow_the_class_of_what_was_lent(tmp_path: Path) -> None:
    root = lending.company(tmp_path, **{BOX: lending.BOXED + "class: 商业秘密（普通）\n"})
    done(root, "2026-06-01", lend("box-2026-01", approved_by="周启衡"))
    held = lending.office(root)
    for id_ in ("loans", "on-loan"):
        seen = registers.table(registers.all()[id_], held, lambda _: True, ("公开", "内部资料"))
        assert [row.get("title") for row in seen.rows] == [registers.HIDDEN]
        assert seen.rows[0].get("person") == "" and seen.rows[0].get("number") == "2026-D10-01"


# ── an independent reading ────────────────────────────────────────────────────────────────────


def plainly(root: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield (day, path, state of the file) after every change that plain ``git log -p`` shows, oldest first."""
    told = git(root, "log", "--reverse", "-p", "--format=@%cs", "-U999", "--", "records/custody")
    day, path, lines = "", "", list[str]()
    for line in (*told.split("\n"), "@"):
        if line.startswith(("@20", "diff ")) or line == "@":
            if lines:
                top = [text for text in lines if not text.startswith((" ", "-"))]
                nested = [text.strip().removeprefix("- ") for text in lines if text.startswith(" ")]
                yield day, path, dict(re.findall(r"(\w+): (.*)", "\n".join((*top, *nested))))
            lines = []
            day = line[1:] if line.startswith("@20") else day
        elif line.startswith("+++ b/"):
            path = line[6:]
        elif line.startswith(("+", " ")) and path:
            lines.append(line[1:])


@pytest.mark.req("DOC-48")
def test_the_register_equals_what_plain_git_log_shows(lived: Path) -> None:
    """Read the same history with ``git log -p`` and a pencil: borrowed, due and returned, per copy."""
    book: dict[str, list[list[str]]] = {}
    events = 0
    for _, path, state in plainly(lived):
        events += 1
        rows = book.setdefault(path, [])
        if "returned_on" in state:
            rows[-1][3:] = [state["returned_on"]]
        elif rows and not rows[-1][3]:
            rows[-1][2] = state["due"]  # renewed or corrected: the last due date in the file
        else:
            rows.append([state["holder"], state["since"], state.get("due", ""), ""])
    copied = {f"{path.rpartition('/')[2]} {row[1]}": row for path, rows in book.items() for row in rows}
    told = table(lived, "loans")
    assert events == len(loans.log(lending.office(lived)).events) == 9
    assert {f"{r.get('copy')}.yaml {r.get('since')}": [
        r.get("person"), r.get("since"), r.get("due").replace("长期", ""), r.get("returned")
    ] for r in told.rows} == copied  # fmt: skip


def test_commits_of_other_things_do_not_change_the_log(root: Path) -> None:
    before = table(root, "loans").lines()
    for n in range(3):
        scratch.put(root, {f"followups/note-{n}": "text: 不成文\n"})
        git(root, "add", "-A")
        git(root, "commit", "-qm", f"Loan: 文书档案/{STOCK}/2\n\nLoan: 文书档案/{STOCK}/2\nEvent: lend\nSeq: 9")
    assert table(root, "loans").lines() == before


# ── what was merged away ──────────────────────────────────────────────────────────────────────


def witnessed(root: Path) -> None:
    """Let history be judged from here on."""
    since = git(root, "rev-parse", "HEAD").strip()
    path = root / "records/company.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"witness: {{since: {since}}}\n", encoding="utf-8")
    git(root, "commit", "-qam", "witness")


def squashed(root: Path) -> str:
    """Return and lend copy 3 again on a branch, and squash the branch into main."""
    git(root, "checkout", "-qb", "desk")
    done(root, "2026-06-01", "return stock --copy 3 --condition 完好")
    done(root, "2026-06-02", lend(to="何管", copy="3"))
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--squash", "desk")
    git(root, "commit", "-qm", "desk")
    return git(root, "rev-parse", "HEAD").strip()


def test_LEN40_squashed_loans_are_found_and_named(root: Path) -> None:
    witnessed(root)
    commit = squashed(root)
    findings = [f for f in scratch.read(root).findings if f.code.id == "LEN40"]
    assert [f.message() for f in findings] == [
        f"文书档案/{STOCK}/3 有 1 次借阅登记被合并掉了：提交 {commit[:10]} 一次把次数从 2 改到 4"
    ]
    gap = next(row for row in table(root, "loans").rows if row.mark == "gap" and row.get("state") == "缺登记")
    assert gap.get("title") == f"关于春季备货的通知：提交 {commit[:10]} 合并掉了 1 次登记"
    assert "缺登记" in [tab.title for tab in table(root, "late-entries").tabs]
    # the loan that vanished is not called returned, the one that stands is there
    states = {(r.get("person"), r.get("since")): r.get("state") for r in table(root, "loans").rows}
    assert states["陆工", "2026-04-13"] == "未见归还" and states["何管", "2026-06-02"].startswith("逾期")


def test_without_a_witness_gaps_are_rows_and_no_findings(root: Path) -> None:
    squashed(root)
    assert "LEN40" not in lending.codes(root)
    assert "缺登记 1 处" in table(root, "loans").foot


def test_a_whole_merge_of_the_same_branch_hides_nothing(root: Path) -> None:
    witnessed(root)
    git(root, "checkout", "-qb", "desk")
    done(root, "2026-06-01", "return stock --copy 3 --condition 完好")
    done(root, "2026-06-02", lend(to="何管", copy="3"))
    git(root, "checkout", "-q", "main")
    done(root, "2026-06-02", "return brake-manual --copy 2 --condition 完好")
    git(root, "merge", "-q", "--no-ff", "-m", "desk", "desk")
    told = table(root, "loans")
    assert "缺登记" not in told.foot and len(told.rows) == 6
    assert lending.codes(root) == {"LEN17"}  # copy 3 again, due on 2026-06-09


@pytest.mark.parametrize(("code", "old", "new"), (
    ("LEN41", "holder: 陆工", "holder: 何管"), ("LEN46", "holder: 陆工", "holder: [陆工\n\t"),
))  # fmt: skip
def test_a_file_changed_without_an_event_is_found(root: Path, code: str, old: str, new: str) -> None:
    witnessed(root)
    path = root / f"records/custody/文书档案/{STOCK}/3.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    git(root, "commit", "-qam", "by hand")
    if code == "LEN46":  # the present file can be read again: the history keeps the broken one
        path.write_text(text.replace("seq: 2", "seq: 3"), encoding="utf-8", newline="\n")
        git(root, "commit", "-qam", "mended")
    assert code in lending.codes(root)
    assert table(root, "loans").rows[0].mark == "gap"


def test_LEN44_a_change_of_facts_that_names_no_commit(root: Path) -> None:
    witnessed(root)
    path = root / f"records/custody/文书档案/{STOCK}/3.yaml"
    text = path.read_text(encoding="utf-8").replace("seq: 2", "seq: 3").replace("use: 复印", "use: 阅览")
    path.write_text(text, encoding="utf-8", newline="\n")
    git(root, "commit", "-qam", "by hand")
    assert "LEN44" in lending.codes(root)
    assert table(root, "late-entries").rows[0].get("note") == "用途 复印→阅览，没有写明更正哪一次"


def test_LEN43_lent_on_before_it_came_back(root: Path) -> None:
    witnessed(root)
    path = root / f"records/custody/文书档案/{STOCK}/3.yaml"
    text = path.read_text(encoding="utf-8").replace("seq: 2", "seq: 3").replace("holder: 陆工", "holder: 何管")
    path.write_text(text.replace("since: 2026-04-13", "since: 2026-04-20"), encoding="utf-8", newline="\n")
    git(root, "commit", "-qam", "by hand")
    assert "LEN43" in lending.codes(root)
    states = {r.get("person"): r.get("state") for r in table(root, "loans").rows if r.get("copy") == "3"}
    assert states["陆工"] == "未见归还"


def test_LEN45_a_custody_file_deleted(root: Path) -> None:
    witnessed(root)
    git(root, "rm", "-q", f"records/custody/文书档案/{STOCK}/3.yaml")
    git(root, "commit", "-qm", "gone")
    assert "LEN45" in lending.codes(root)


def test_LEN42_a_change_inside_a_merge(root: Path) -> None:
    witnessed(root)
    git(root, "checkout", "-qb", "desk")
    done(root, "2026-06-01", f"renew stock --copy 3 --due 2026-06-08 {SHOWN}")
    git(root, "checkout", "-q", "main")
    done(root, "2026-06-01", "return stock --copy 3 --condition 完好")
    path = root / f"records/custody/文书档案/{STOCK}/3.yaml"
    back = path.read_text(encoding="utf-8")
    with pytest.raises(Exception, match="merge"):
        git(root, "merge", "-q", "--no-ff", "desk", "-m", "desk")
    path.write_text(back.replace("seq: 3", "seq: 4"), encoding="utf-8", newline="\n")
    git(root, "commit", "-qam", "desk")
    assert "LEN42" in lending.codes(root)


def test_a_found_copy_and_a_lost_one(root: Path) -> None:
    done(root, "2026-06-01", "return brake-manual --copy 2 --lost --report 试驾后未找到")
    row = table(root, "loans").rows[0]
    assert (row.get("state"), row.get("condition"), row.mark) == ("遗失", "遗失", "void")
    done(root, "2026-06-03", "return brake-manual --copy 2 --condition 污损 --note 封面水渍")
    row = table(root, "loans").rows[0]
    assert (row.get("state"), row.get("returned"), row.get("condition")) == ("已还", "2026-06-03", "污损")


# ── without history ───────────────────────────────────────────────────────────────────────────


def test_without_git_the_register_is_empty_and_says_why(root: Path) -> None:
    shutil.rmtree(root / ".git")
    told = table(root, "loans")
    assert told.rows == () and told.foot.startswith("没有 git 历史")
    assert len(table(root, "on-loan").rows) == 3  # the state needs no history
    assert "没有 git 历史" in table(root, "late-entries").foot


def test_a_shallow_clone_says_how_to_mend_it(root: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "cut")
    told = table(tmp_path / "cut", "loans")
    assert told.rows == () and "git fetch --unshallow" in told.foot


# ── working days ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("first", "then", "days"), (
    ("2026-06-05", "2026-06-08", 1), ("2026-06-05", "2026-06-09", 2), ("2026-06-06", "2026-06-07", 0),
    ("2026-06-01", "2026-06-01", 0), ("2026-06-08", "2026-06-05", -1), ("2026-06-01", "2026-06-29", 20),
))  # fmt: skip
def test_working_days_are_monday_to_friday(first: str, then: str, days: int) -> None:
    assert workdays.between(date.fromisoformat(first), date.fromisoformat(then)) == days


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_working_days_add_up(first: date, more: int) -> None:
    then = date.fromordinal(first.toordinal() + more)
    counted = sum(workdays.worked(date.fromordinal(n)) for n in range(first.toordinal() + 1, then.toordinal() + 1))
    assert workdays.between(first, then) == counted
    assert workdays.worked(workdays.on_or_after(first))


def test_the_blobs_to_load_are_those_of_custody_files_alone(lived: Path) -> None:
    past = paperwork.office(lived).past
    wanted = loans.wanted(past)
    kept = {f.new for c in past.commits for f in c.changes if f.path.startswith("records/custody/")}
    assert kept <= wanted and len(wanted) == len(kept) == 9
    assert {MANUAL, BOX, STOCK} == {loan.lent.record for loan in loans.log(paperwork.office(lived)).loans}
