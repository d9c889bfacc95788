"""lend, renew, return: who has which copy, by whose leave, in what condition (forms.md A14, 0.8, 0.9)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import lending
import paperwork
import scratch
import verbs
from lending import BOX, MANUAL, STOCK, codes, custody, done, lend, run
from verbs import git
from wenshu import gitlog, journal, yamlread
from wenshu import lending as rules
from wenshu.commands._alone import recover
from wenshu.custody import Outsider
from wenshu.diagnostics import Severity
from wenshu.past import Author

FILE = f"records/custody/文书档案/{STOCK}/2.yaml"
OUT = {"holder": "李明", "dept": "销售部", "since": "2026-06-01", "due": "2026-06-08", "purpose": "核对", "use": "阅览",
       "approved_by": "林晓岚", "approved_on": "2026-06-01"}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company in git whose archives have something to lend."""
    return lending.company(tmp_path)


def by_hand(root: Path, place: str = f"custody/文书档案/{STOCK}/2", **fields: str) -> None:
    """Write a custody file that no verb would write; an empty field is left out."""
    told = {"seq": "1", **OUT, **fields}
    scratch.put(root, {place: "".join(f"{key}: {value}\n" for key, value in told.items() if value)})


def found(root: Path, code: str, day: str = "2026-06-02") -> list[str]:
    """Return the messages of a code on a day."""
    findings = scratch.read(root, date.fromisoformat(day)).findings
    return [f.message() for f in findings if f.code.id == code]


# ── lending ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-44")
def test_a_loan_needs_a_purpose(root: Path) -> None:
    for purpose in ("", " "):
        said = run(root, "2026-06-01", f"lend stock --to 李明 --use 阅览 --approved-by 林晓岚 --purpose '{purpose}'")
        assert said.code == 2 and "--purpose" in said.err and "事由" in said.err
    assert custody(root) == ()
    done(root, "2026-06-01", lend(purpose="核对春季备货数量"))
    assert custody(root)[0].purpose == "核对春季备货数量"
    by_hand(root, purpose="")
    assert found(root, "LEN02") == ["借阅登记缺事由"]


@pytest.mark.req("DOC-45")
def test_the_borrower_himself_applies_and_his_sheet_is_kept(root: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "借阅申请单.png"
    sheet.write_bytes(b"scan of the signed sheet")
    line = lend(applied_on="2026-05-29", approved_on="2026-06-01", endorsed_by="沈一鸣", sheet=str(sheet))
    done(root, "2026-06-01", line)
    told = custody(root)[0]
    assert (told.holder, told.dept, told.applied_on) == ("李明", "销售部", date(2026, 5, 29))
    assert (told.endorsed_by, told.approved_by) == ("沈一鸣", "林晓岚")
    [scan] = (root / "records/attachments").rglob("*.png")
    assert scan.stem == told.sheet and codes(root, "2026-06-02") == set()
    assert run(root, "2026-06-01", lend(applied_on="2026-06-03")).code == 1  # nobody applies after it was approved


@pytest.mark.req("DOC-46")
@pytest.mark.parametrize(("item", "approver", "others"), (
    ("stock", "林晓岚", ("沈一鸣", "周启衡", "纪青")), ("brake-manual", "纪青", ("林晓岚", "陆工")),
))  # fmt: skip
def test_the_head_of_the_archive_approves(root: Path, item: str, approver: str, others: tuple[str, ...]) -> None:
    before = verbs.tree(root)
    for other in others:
        said = run(root, "2026-06-01", lend(item, approved_by=other))
        assert said.code == 1 and "LEN10" in said.err and "LEN24" in said.err
    assert verbs.tree(root) == before
    done(root, "2026-06-01", lend(item, approved_by=approver))
    assert codes(root, "2026-06-02") == set()


@pytest.mark.req("DOC-46")
def test_who_approves_follows_archive_class_kind_and_use(tmp_path: Path) -> None:
    root = lending.company(tmp_path, **{BOX: lending.BOXED + "class: 商业秘密（普通）\n"})
    held = paperwork.office(root)
    archive = held.company.archives["文书档案"]
    assert rules.approver(held, archive, held.records[STOCK], "阅览") == "总经理秘书"
    assert rules.approver(held, archive, held.records[BOX], "阅览") == "总经理"
    assert rules.approver(held, held.company.archives["技术资料"], held.records[MANUAL], "外借") == "技术部经理"
    open_box = paperwork.office(lending.company(tmp_path / "open"))
    assert rules.approver(open_box, archive, open_box.records[BOX], "外借") == "总经理"
    assert rules.approver(open_box, archive, open_box.records[BOX], "阅览") == "总经理秘书"


def test_a_box_is_as_secret_as_the_most_secret_paper_in_it(tmp_path: Path) -> None:
    root = lending.company(tmp_path, **{STOCK: verbs.paper(**{"class": "商业秘密（核心）"})})
    held = paperwork.office(root)
    assert rules.class_of(held, held.records[BOX]) == "商业秘密（核心）"
    assert "LEN10" in run(root, "2026-06-01", lend("box-2026-01")).err


@pytest.mark.req("DOC-47")
def test_the_formalities_stand_in_the_file(root: Path) -> None:
    done(root, "2026-06-01", lend(condition="完好", pages="2", use="外借"))
    told = custody(root)[0]
    assert (told.path, told.copy, told.seq) == (FILE, 2, 1)  # the original, copy 1, is not taken away
    assert (told.since, told.due) == (date(2026, 6, 1), date(2026, 6, 8))
    assert (told.condition, told.pages, told.use, told.lent_by) == ("完好", 2, "外借", "林晓岚")
    trailers = git(root, "log", "-1", "--format=%(trailers)").split("\n")
    assert {"Event: lend", "Seq: 1", f"Loan: 文书档案/{STOCK}/2", f"Record: {STOCK}"} <= set(trailers)
    assert "李明" not in git(root, "log", "-1", "--format=%B")
    assert git(root, "status", "--porcelain") == ""


def test_the_last_day_rolls_on_to_a_working_day(root: Path) -> None:
    done(root, "2026-06-06", lend())  # a Saturday: seven days later is one, too
    assert custody(root)[0].due == date(2026, 6, 15)
    done(root, "2026-06-06", lend(due="2026-06-13"))
    assert "LEN17" not in codes(root, "2026-06-15") and found(root, "LEN17", "2026-06-16") != []


def test_several_items_are_one_commit_and_one_event_each(root: Path) -> None:
    before = git(root, "rev-list", "--count", "HEAD")
    done(root, "2026-06-01", lend("stock box-2026-01"))
    assert int(git(root, "rev-list", "--count", "HEAD")) == int(before) + 1
    assert [c.seq for c in (*custody(root), *custody(root, BOX))] == [1, 1]
    assert git(root, "log", "-1", "--format=%(trailers:key=Loan,valueonly)").split() == [
        f"文书档案/{STOCK}/2", f"文书档案/{BOX}/1",
    ]  # fmt: skip


def test_a_dry_run_writes_nothing(root: Path) -> None:
    before = verbs.tree(root), git(root, "rev-parse", "HEAD")
    with lending.on("2026-06-01"):
        said = verbs.run(root, lend() + " --dry-run --on 2026-06-01")
    assert said.code == 0 and FILE in said.out and (verbs.tree(root), git(root, "rev-parse", "HEAD")) == before


@pytest.mark.req("DOC-49")
def test_LEN20_one_copy_is_never_lent_twice(root: Path) -> None:
    done(root, "2026-06-01", lend(copy="2"))
    said = run(root, "2026-06-02", lend(to="陆工", copy="2"))
    assert said.code == 1 and "LEN20" in said.err and "第 2 份在李明处，应于 2026-06-08 归还" in said.err
    for n in ("3", "1"):
        done(root, "2026-06-02", lend(to="陆工"))
        assert {c.copy for c in custody(root)} >= {int(n)}
    assert "LEN20" in run(root, "2026-06-03", lend(to="何管")).err


def test_LEN05_LEN21_LEN22_what_no_archive_has_is_not_lent(root: Path) -> None:
    assert "LEN05" in run(root, "2026-06-01", lend(copy="9")).err
    assert "LEN21" in run(root, "2026-06-01", lend(archive="技术资料")).err
    with lending.on("2026-03-13"):
        verbs.done(root, "distribute stock --to 技术资料 --on 2026-03-14")
    assert "LEN22" in run(root, "2026-06-01", lend()).err
    done(root, "2026-06-01", lend(archive="技术资料", approved_by="纪青"))
    scratch.put(root, {"custody/文书档案/documents/2026/gone/1": "seq: 1\n"})
    assert found(root, "LEN05") == ["档案“文书档案”没有 documents/2026/gone 的第 1 份"]


def test_a_filed_original_is_a_copy_where_the_archive_says_so(tmp_path: Path) -> None:
    text = lending.COMPANY.replace("    outside: [阅览, 摘抄]", "    outside: [阅览, 摘抄]\n    originals: [documents]")
    filed = f"record: {STOCK}\nstep: 归档\non: 2026-04-01\nby: 林晓岚\nplace: 一柜-二层-01盒\n"
    root = lending.company(tmp_path, text, **{"handling/2026/stock-filed": filed})
    held = paperwork.office(root)
    assert rules.copies(held, "文书档案", held.records[STOCK]) == 4


# ── rules ─────────────────────────────────────────────────────────────────────────────────────


def test_LEN08_nobody_approves_his_own_loan(root: Path) -> None:
    said = run(root, "2026-06-01", lend(to="林晓岚", approved_by="林晓岚") + " --reason 急用")
    assert said.code == 1 and "LEN08" in said.err and custody(root) == ()
    assert "LEN10" in run(root, "2026-06-01", lend(to="林晓岚", approved_by="李明")).err
    done(root, "2026-06-01", lend(to="林晓岚", approved_by="周启衡"))  # of a higher rank
    assert codes(root, "2026-06-02") == set()


def test_a_delegate_stands_in_within_his_dates(tmp_path: Path) -> None:
    given = paperwork.fields(
        title="外出期间的借阅批准", grantor="林晓岚", grantee="何管", steps="[借阅]", basis="出差", drafted_by="李明",
        drafted_on="2026-05-30", **{"from": "2026-06-01", "until": "2026-06-05"},
    )  # fmt: skip
    root = lending.company(tmp_path, **{"delegations/2026/away": given})
    line = lend(approved_by="何管", delegation="away")
    assert "LEN10" in run(root, "2026-06-02", line).err  # not signed yet
    with lending.on("2026-05-30"):
        verbs.done(root, "approve away --as 林晓岚 --step 授权 --on 2026-05-30")
    assert "LEN10" in run(root, "2026-06-08", line).err
    done(root, "2026-06-02", line)
    assert codes(root, "2026-06-03") == set() and custody(root)[0].delegation == "delegations/2026/away"


def test_LEN11_LEN24_what_happened_is_recorded_with_its_reason(root: Path) -> None:
    assert run(root, "2026-06-01", lend(approved_by="")).code == 2
    said = run(root, "2026-06-01", lend(approved_by="", reason="秘书不在，值班经理先行借出"))
    assert said.code == 0 and "LEN11" in said.err
    findings = [f for f in scratch.read(root, date(2026, 6, 2)).findings if f.code.id == "LEN11"]
    assert [f.severity for f in findings] == [Severity.WARNING]


@pytest.mark.parametrize(("code", "more"), (
    ("LEN12", {"due": "2026-07-31"}),
    ("LEN14", {"use": "外借", "copy": "1"}),
    ("LEN19", {"endorsed_by": "陆工"}),
))  # fmt: skip
def test_rules_of_the_company(root: Path, code: str, more: dict[str, str]) -> None:
    said = run(root, "2026-06-01", lend(**more))
    assert said.code == 1 and code in said.err and "LEN24" in said.err and custody(root) == ()
    done(root, "2026-06-01", lend(**more, reason="总经理口头同意"))
    assert codes(root, "2026-06-02") == {code}


def test_LEN15_an_outsider_reads_here_with_letter_identity_and_companion(root: Path, tmp_path: Path) -> None:
    letter = tmp_path / "介绍信.png"
    letter.write_bytes(b"letter")
    who = {"to": "", "outsider": "王审", "unit": "某会计师事务所", "use": "阅览"}
    said = run(root, "2026-06-01", lend(**who))
    assert said.code == 1 and "LEN15" in said.err and "没有介绍信、没有出示证件、没有陪同人" in said.err
    whole = {**who, "identity": "工作证", "letter": str(letter), "companion": "钱多安"}
    assert "外借出阅览室" in run(root, "2026-06-01", lend(**{**whole, "use": "外借"})).err
    assert "不对外复印" in run(root, "2026-06-01", lend(**{**whole, "use": "复印"})).err
    done(root, "2026-06-01", lend(**whole))
    told = custody(root)[0].outsider
    assert isinstance(told, Outsider) and (told.unit, told.companion) == ("某会计师事务所", "钱多安")
    assert codes(root, "2026-06-02") == set()
    next((root / "records/attachments").rglob("*.png")).unlink()
    assert "LEN09" in codes(root, "2026-06-02")


def test_LEN25_LEN27_the_borrower_is_one_person_or_a_team_for_good(root: Path) -> None:
    assert "LEN25" in run(root, "2026-06-01", lend(to="")).err
    assert "LEN25" in run(root, "2026-06-01", lend(outsider="王审")).err
    assert "LEN27" in run(root, "2026-06-01", lend("brake-manual", to="机修班", approved_by="纪青")).err
    assert run(root, "2026-06-01", lend(to="李小明")).code == 2


def test_LEN18_a_standing_loan_is_confirmed_every_year(root: Path) -> None:
    done(root, "2026-06-01", lend("brake-manual", to="机修班", approved_by="纪青") + " --standing")
    told = custody(root, MANUAL)[0]
    assert (told.team, told.holder, told.due, told.standing) == ("机修班", "陆工", None, True)
    assert codes(root, "2027-05-31") == set() and codes(root, "2027-06-01") == {"LEN18"}
    assert "LEN28" in run(root, "2027-06-01", "renew brake-manual --due 2027-07-01 --approved-by 纪青").err
    done(root, "2027-06-01", "renew brake-manual --confirm --as 纪青")
    assert codes(root, "2027-06-02") == set() and custody(root, MANUAL)[0].confirmed_by == "纪青"


def test_LEN13_a_loan_is_renewed_twice_at_most_with_the_item_shown(root: Path) -> None:
    done(root, "2026-06-01", lend())
    assert "LEN13" in run(root, "2026-06-05", "renew stock --due 2026-06-15 --approved-by 林晓岚").err
    done(root, "2026-06-05", "renew stock --due 2026-06-15 --approved-by 林晓岚 --shown 验看原件")
    done(root, "2026-06-12", "renew stock --due 2026-06-22 --approved-by 林晓岚 --shown 在外地，已发照片")
    told = custody(root)[0]
    assert (told.seq, told.due, told.until, len(told.renewals)) == (3, date(2026, 6, 8), date(2026, 6, 22), 2)
    said = run(root, "2026-06-19", "renew stock --due 2026-06-26 --approved-by 林晓岚 --shown 验看原件")
    assert said.code == 1 and "次数已满" in said.err
    assert "LEN10" in run(root, "2026-06-19", "renew stock --due 2026-06-26 --approved-by 陆工 --shown 验看原件").err
    assert "LEN08" in run(root, "2026-06-19", "renew stock --due 2026-06-26 --approved-by 李明 --shown 验看原件").err
    assert run(root, "2026-06-19", "renew stock --approved-by 林晓岚").code == 2


@pytest.mark.req("DOC-49")
def test_LEN17_overdue_is_told_the_day_after_the_last(root: Path) -> None:
    done(root, "2026-06-01", lend())
    assert codes(root, "2026-06-08") == set()
    assert found(root, "LEN17", "2026-06-10") == [
        "试点公司(销)字第[2026]001号 第 2 份应于 2026-06-08 归还，已逾期 2 天（李明）"
    ]


# ── returning ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-49")
def test_a_return_has_its_day_receiver_condition_and_outcome(root: Path) -> None:
    done(root, "2026-06-01", lend(pages="12"))
    assert run(root, "2026-06-05", "return stock").code == 2
    assert "LEN30" in run(root, "2026-06-05", "return stock --condition 完好 --pages 11").err
    done(root, "2026-06-05", "return stock --condition 完好 --pages 12 --outcome 数量已核对")
    told = custody(root)[0]
    assert not told.out and told.seq == 2 and told.last is not None
    assert (told.last.holder, told.last.returned_on, told.last.received_by, told.last.condition, told.last.pages,
            told.last.outcome) == ("李明", date(2026, 6, 5), "林晓岚", "完好", 12, "数量已核对")  # fmt: skip
    assert "LEN23" in run(root, "2026-06-06", "return stock --condition 完好").err
    done(root, "2026-06-08", lend(to="陆工"))
    assert (custody(root)[0].seq, custody(root)[0].holder) == (3, "陆工")


def test_LEN16_what_is_not_in_order_is_explained(root: Path) -> None:
    done(root, "2026-06-01", lend())
    said = run(root, "2026-06-05", "return stock --condition 污损")
    assert said.code == 0 and "LEN16" in said.err  # it came back as it came back
    wrong = git(root, "rev-parse", "HEAD").strip()
    done(root, "2026-06-08", f"return stock --correction-of {wrong} --on 2026-06-05 --note 茶渍一处，照价赔偿")
    assert codes(root, "2026-06-09") == set()


def test_a_lost_copy_is_reported_and_may_be_found(root: Path) -> None:
    done(root, "2026-06-01", lend())
    assert run(root, "2026-06-05", "return stock --lost").code == 2
    done(root, "2026-06-05", "return stock --lost --report 出差途中遗失，已登报")
    told = custody(root)[0]
    assert told.lost is not None and (told.lost.holder, told.lost.on) == ("李明", date(2026, 6, 5))
    assert "LEN20" in run(root, "2026-06-06", lend(copy="2")).err
    assert "LEN28" in run(root, "2026-06-06", "renew stock --due 2026-06-12 --approved-by 林晓岚").err
    done(root, "2026-06-09", "return stock --condition 完好")
    assert custody(root)[0].lost is None and custody(root)[0].seq == 3


# ── corrections ───────────────────────────────────────────────────────────────────────────────


def test_a_correction_names_the_commit_it_mends(root: Path) -> None:
    wrong = done(root, "2026-06-01", lend(purpose="核队数量"))
    assert "LEN26" in run(root, "2026-06-02", "lend stock --purpose 核对数量 --correction-of 0123456").err
    with lending.on("2026-06-02"):
        verbs.done(root, f"lend stock --purpose 核对数量 --correction-of {wrong[:10]}")
    told = custody(root)[0]
    assert (told.purpose, told.seq, told.since, told.holder) == ("核对数量", 2, date(2026, 6, 1), "李明")
    assert git(root, "log", "-1", "--format=%(trailers:key=Correction-of,valueonly)").strip() == wrong
    renewed = done(root, "2026-06-05", "renew stock --due 2026-06-12 --approved-by 林晓岚 --shown 验看原件")
    with lending.on("2026-06-05"):
        verbs.done(root, f"renew stock --due 2026-06-15 --correction-of {renewed}")
    assert custody(root)[0].renewals[0].due == date(2026, 6, 15) and custody(root)[0].seq == 4
    assert codes(root, "2026-06-06") == set()


def test_LEN31_a_correction_that_corrects_nothing_is_no_event(root: Path) -> None:
    done(root, "2026-06-01", lend())
    back = done(root, "2026-06-03", "return stock --condition 完好")
    for same in ("", "--condition 完好"):
        with lending.on("2026-06-03"):
            said = verbs.run(root, f"return stock {same} --correction-of {back[:10]}")
        assert said.code == 1 and "LEN31" in said.err
    said = verbs.run(root, "return stock --condition 污损 --correction-of 0123456")
    assert "LEN26" in said.err and f"wenshu history {STOCK}" in said.err, "she is sent to a verb, not to git"
    assert custody(root)[0].seq == 2


def test_LEN28_a_renewal_makes_a_loan_longer(root: Path) -> None:
    done(root, "2026-06-01", lend())
    said = run(root, "2026-06-05", "renew stock --due 2026-06-07 --approved-by 林晓岚 --shown 验看原件")
    assert said.code == 1 and "LEN28" in said.err and "不晚于现在的 2026-06-08" in said.err
    assert custody(root)[0].renewals == ()


def test_LEN25_the_number_of_an_identity_card_is_not_kept(root: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"letter")
    line = lend(to="", outsider="甲", letter=str(letter), companion="李明")
    for more, why in (
        ("--unit 某所 --identity 身份证110101199001010000", "不写号码"),
        ("--unit 某所 --identity １１０１０１", "不写号码"),
        ("--identity 身份证", "--unit"),
    ):  # fmt: skip
        said = run(root, "2026-06-01", f"{line} {more}")
        assert said.code == 1 and "LEN25" in said.err and why in said.err, more
    assert custody(root) == ()


def test_CMD07_CMD08_CMD09_what_cannot_have_happened_is_not_recorded(root: Path, tmp_path: Path) -> None:
    company = root / "records/company.yaml"
    text = company.read_text(encoding="utf-8")
    gone = "  旧人: {name: 旧人, status: 离职, dept: 销售部, posts: []}\n"
    company.write_text(text.replace("people:\n", "people:\n" + gone), encoding="utf-8", newline="\n")
    assert "CMD08" in run(root, "2026-06-01", lend(to="旧人")).err
    said = verbs.run(root, lend() + " --on 2999-01-01")
    assert said.code == 1 and "CMD07" in said.err
    empty, folder = tmp_path / "empty.pdf", tmp_path / "pipe"
    empty.write_bytes(b"")
    for scan in (empty, Path("/dev/null")):
        said = run(root, "2026-06-01", f"{lend()} --sheet '{scan}'")
        assert said.code in (1, 2) and ("CMD09" in said.err or said.code == 2), said.err
    assert run(root, "2026-06-01", f"{lend()} --sheet '{folder}'").code == 2
    assert run(root, "2026-06-01", "return stock --condition 完好 --pages 0").code == 2
    assert custody(root) == ()


def test_GIT06_a_locked_repository_is_told_before_anything_is_written(root: Path) -> None:
    before = git(root, "rev-parse", "HEAD")
    for lock in (".git/index.lock", ".git/refs/heads/main.lock"):
        (root / lock).touch()
        said = run(root, "2026-06-01", lend())
        assert said.code in (3, 4) and "GIT06" in said.err and lock in said.err.replace("\\", "/"), said.err
        assert git(root, "rev-parse", "HEAD") == before and custody(root) == ()
        (root / lock).unlink()
    assert git(root, "status", "--porcelain") == ""
    done(root, "2026-06-01", lend())


def test_a_commit_is_made_even_if_the_index_is_held(root: Path) -> None:
    path = f"records/custody/文书档案/{STOCK}/1.yaml"
    verb = journal.begin(root, {path: b"seq: 1\n"}, git(root, "rev-parse", "HEAD").strip())
    journal.carry_out(root, verb)
    lock = root / ".git/index.lock"
    lock.touch()
    with pytest.raises(gitlog.Lagging) as late:
        gitlog.commit(root, [path], "借出", (), Author("某人", "a@example.test"))
    assert late.value.made == git(root, "rev-parse", "HEAD").strip()
    lock.unlink()
    recover(root)  # as the next command does
    assert git(root, "status", "--porcelain") == "" and (root / path).read_bytes() == b"seq: 1\n"


def test_FIL12_what_the_disk_refuses_is_no_fault_of_git(root: Path) -> None:
    before = git(root, "rev-parse", "HEAD")
    (root / "records/custody").write_bytes(b"")  # a file where a folder should be
    said = run(root, "2026-06-01", lend())
    assert said.code == 4 and "FIL12" in said.err and "GIT03" not in said.err, said.err
    assert git(root, "rev-parse", "HEAD") == before and not (root / ".wenshu/verb").exists()


def test_CMD02_CMD06_what_can_mean_two_is_asked(root: Path) -> None:
    company = root / "records/company.yaml"
    text = company.read_text(encoding="utf-8")
    twin = "  李明（服务部）: {name: 李明, status: 在职, dept: 服务部, posts: []}\n"
    other = "  赵双（销售部）: {name: 赵双, status: 在职, dept: 销售部, posts: []}\n"
    third = "  赵双（服务部）: {name: 赵双, status: 在职, dept: 服务部, posts: []}\n"
    company.write_text(text.replace("people:\n", "people:\n" + twin + other + third), encoding="utf-8", newline="\n")
    said = run(root, "2026-06-01", lend(to="赵双"))
    assert said.code == 2 and "CMD02" in said.err and "赵双（销售部）、赵双（服务部）" in said.err
    scratch.put(root, {"documents/2025/stock": verbs.paper()})
    said = run(root, "2026-06-01", lend())
    assert said.code == 2 and "CMD06" in said.err and "documents/2025/stock、documents/2026/stock" in said.err


# ── a file is what it is ──────────────────────────────────────────────────────────────────────


def test_LEN01_a_custody_file_in_the_wrong_place(root: Path) -> None:
    by_hand(root, f"custody/文书档案/{STOCK}/original")
    assert codes(root) == {"LEN01"}


@pytest.mark.parametrize(("code", "fields"), (
    ("LEN02", {"due": ""}), ("LEN03", {"due": "2026-05-01"}), ("LEN03", {"approved_on": "2026-06-02"}),
    ("LEN04", {"outsider": "{name: 王审, unit: 某所}"}), ("LEN04", {"lost": "{on: 2026-06-02, report: 丢了}"}),
    ("LEN07", {"holder": "无此人"}), ("LEN07", {"dept": "后勤部"}),
))  # fmt: skip
def test_what_cannot_be_is_an_error(root: Path, code: str, fields: dict[str, str]) -> None:
    by_hand(root, **fields)
    findings = [f for f in scratch.read(root, date(2026, 6, 2)).findings if f.code.id == code]
    assert findings and all(f.severity is Severity.ERROR for f in findings)
    assert findings[0].place.path == FILE


def test_LEN06_a_lent_copy_is_not_destroyed(root: Path) -> None:
    done(root, "2026-06-01", lend())
    said = verbs.run(root, "void stock --as 沈一鸣 --reason 内容有误")
    assert said.code == 1 and "CMD05" in said.err and "文书档案第 2 份" in said.err
    path = root / "records/distribution" / STOCK / "e1-01.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "recalled: 2026-06-02\ndisposal: 销毁\n", encoding="utf-8")
    assert found(root, "LEN06") == ["试点公司(销)字第[2026]001号 在“文书档案”有 1 份借出未还，档案却只剩 0 份"]


def test_CMD05_a_paper_in_a_lent_box_is_not_withdrawn(root: Path) -> None:
    done(root, "2026-06-01", lend("box-2026-01"))
    assert "CMD05" in verbs.run(root, "void stock --as 沈一鸣 --reason 内容有误").err


def test_LEN29_an_archive_names_kinds_that_are_there(tmp_path: Path) -> None:
    root = lending.company(tmp_path, lending.COMPANY.replace("kinds: [holdings]", "kinds: [holding]"))
    assert found(root, "LEN29") == ["档案“文书档案”写的种类“holding”不存在"]


def test_COM01_who_approves_is_a_post_and_a_type_of_meeting_there_is(tmp_path: Path) -> None:
    text = lending.COMPANY.replace("核心）], approver: 总经理}", "核心）], approver: 总裁}")
    root = scratch.make(tmp_path / "a", {}, text.replace("meeting_types: [总经理办公会]", "meeting_types: [晨会]"))
    assert {"岗位“总裁”在公司档案里没有登记", "会议类型“晨会”在公司档案里没有登记"} <= set(found(root, "COM01"))


def test_a_custody_file_reads_back_as_it_was_written(root: Path) -> None:
    done(root, "2026-06-01", lend(condition="完好", pages="2"))
    tree, told = yamlread.read(FILE, (root / FILE).read_bytes())
    assert told == () and tree == {
        "seq": "1", "holder": "李明", "dept": "销售部", "since": "2026-06-01", "due": "2026-06-08",
        "purpose": "核对春季备货数量", "use": "阅览", "approved_by": "林晓岚", "approved_on": "2026-06-01",
        "lent_by": "林晓岚", "condition": "完好", "pages": "2",
    }  # fmt: skip
