"""issue and number: the next integer, once and for ever (domain.md §2; laws 5 and 8)."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import paperwork
import scratch
import verbs
from verbs import STOCK, git, paper, run
from wenshu import numbering, to_docx, views
from wenshu.company_nouns import Series
from wenshu.ledger_nouns import Entry


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company in git with one signed paper."""
    found = verbs.company(tmp_path)
    verbs.signed(found)
    return found


def entries(root: Path) -> dict[tuple[str, int | None, int], Entry]:
    """Return the ledger by series, year and serial."""
    return {(e.series, e.year, e.serial): e for e in paperwork.office(root).ledger.entries}


def errors(root: Path) -> list[str]:
    """Return the codes of all errors."""
    return [f.code.id for f in scratch.read(root).findings if f.severity == "error"]


# ── issue ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-22")
@pytest.mark.req("DOC-23")
def test_issue_pins_what_was_issued_and_commits_it(root: Path) -> None:
    said = run(root, "issue stock --on 2026-03-13")
    assert said.code == 0 and "试点公司(销)字第[2026]001号" in said.out
    office = paperwork.office(root)
    record = office.records[STOCK]
    entry = entries(root)[("销", 2026, 1)]
    assert (entry.state, entry.record, entry.date, entry.by) == ("issued", STOCK, date(2026, 3, 13), "林晓岚")
    edition = entry.editions[0]
    assert (edition.edition, edition.content, edition.date) == ("1", record.content, date(2026, 3, 13))
    log = git(root, "log", "-1", "--format=%an <%ae>%n%B")
    assert log.startswith(
        "林晓岚 <secretary@example.test>\n发文：试点公司(销)字第[2026]001号 关于春季备货的通知"
    )
    assert "Number: 试点公司(销)字第[2026]001号" in log and f"Content: {record.content}" in log
    assert errors(root) == [] and git(root, "status", "--porcelain") == ""


def test_the_text_pinned_is_the_text_that_is_printed(root: Path) -> None:
    verbs.done(root, "issue stock --on 2026-03-13")
    believed = scratch.read(root)
    assert believed.office is not None
    record = believed.office.records[STOCK]
    view = {**views.paper(believed.office, record), "check": ""}
    template = believed.tree["templates/docx/documents.docx"]
    text = to_docx.visible_text(to_docx.compile("documents", template).render(view))
    assert "试点公司(销)字第[2026]001号" in text
    pinned = entries(root)[("销", 2026, 1)].editions[0].text
    assert pinned == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_NUM20_no_number_before_the_last_sign_off(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    verbs.done(root, "approve stock --as 沈一鸣 --step 核稿")
    said = run(root, "issue stock")
    assert said.code == 1 and "NUM20" in said.err
    assert "秘书核稿：总经理秘书、审核：总经理、签发：销售部经理" in said.err and "林晓岚" in said.err
    assert not (root / "records/numbers").exists()


@pytest.mark.req("DOC-23")
def test_NUM21_only_the_secretary_allots(root: Path) -> None:
    said = run(root, "issue stock --as 何管")
    assert said.code == 1 and "NUM21" in said.err and "总经理秘书" in said.err


def test_NUM22_a_paper_is_numbered_once(root: Path) -> None:
    verbs.done(root, "issue stock")
    said = run(root, "issue stock")
    assert said.code == 1 and "NUM22" in said.err


@pytest.mark.req("DOC-25")
def test_NUM23_a_liaison_sheet_takes_no_number(tmp_path: Path) -> None:
    sheet = (
        "from: 销售部\ncontact: 李明\nto: [{department: 服务部}]\ndate: 2026-03-10\n"
        "urgency: 平件\nsubject: 借车\nbody: 请安排。\n"
    )
    root = verbs.company(tmp_path, {"liaison/2026/van": sheet})
    verbs.done(root, "approve van --as 沈一鸣")
    assert "NUM23" in run(root, "issue van").err


_IN = (
    "title: 关于调整价格的通知\nreceived_at: {}\nreceived_by: 林晓岚\nfrom_org: 某厂\nfrom_kind: 供应商\n"
    "via: 邮寄\nhandling: 阅件\nplace: 办公室\n"
)


@pytest.mark.req("DOC-39")
def test_an_incoming_paper_is_numbered_at_entry_by_the_year_of_entry(tmp_path: Path) -> None:
    root = verbs.company(tmp_path, {"incoming/2026/price": _IN.format("2025-12-31 16:00")})
    verbs.done(root, "issue price --on 2026-01-04")
    assert ("收", 2025, 1) in entries(root)


def test_NUM24_a_paper_without_a_date(tmp_path: Path) -> None:
    root = verbs.company(tmp_path, {"incoming/2026/price": _IN.format("")})
    assert "NUM24" in run(root, "issue price").err


def test_many_papers_are_numbered_by_the_day_they_were_signed(tmp_path: Path) -> None:
    ids = ["documents/2026/a", "documents/2026/b", "documents/2026/c"]
    days = ["2026-03-14", "2026-03-12", "2026-03-13"]
    papers = {id_: paper(title=f"关于{id_[-1]}的通知") for id_ in ids}
    root = verbs.company(tmp_path, papers)
    for id_, day in zip(ids, days, strict=True):
        verbs.signed(root, id_, day)
    verbs.done(root, f"issue {' '.join(ids)} --on 2026-03-15")
    assert [entries(root)[("销", 2026, n)].record[-1] for n in (1, 2, 3)] == ["b", "c", "a"]
    assert errors(root) == []


def test_a_number_signed_in_december_and_given_in_january_bears_the_old_year(tmp_path: Path) -> None:
    root = verbs.company(tmp_path, {STOCK: paper(drafted_on="2025-12-30")})
    verbs.signed(root, on="2025-12-31")
    verbs.done(root, "issue stock --on 2026-01-04")
    assert ("销", 2025, 1) in entries(root)


def test_only_what_the_verb_wrote_is_committed(root: Path) -> None:
    (root / "note.txt").write_text("mine\n", encoding="utf-8", newline="\n")
    git(root, "add", "note.txt")
    scratch.put(root, {"documents/2026/draft": paper(title="关于别的的通知")})
    verbs.done(root, "issue stock")
    assert git(root, "show", "--name-only", "--format=", "HEAD").split() == [
        "records/numbers/2026/销/0001.yaml"
    ]
    assert git(root, "status", "--porcelain").splitlines() == [
        "A  note.txt",
        "?? records/documents/2026/draft.yaml",
    ]


def test_hooks_signing_and_editor_of_the_user_have_no_say(root: Path) -> None:
    hook = root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8", newline="\n")
    hook.chmod(0o755)
    git(root, "config", "commit.gpgsign", "true")
    git(root, "config", "core.editor", "false")
    verbs.done(root, "issue stock")
    assert "发文" in git(root, "log", "-1", "--format=%s")


def test_a_number_the_file_takes_is_a_name_everywhere(root: Path) -> None:
    verbs.done(root, "issue stock")
    for name in ("stock", STOCK, "试点公司(销)字第[2026]001号", "试司销〔2026〕1号", "(销)001"):
        assert "NUM22" in run(root, f"issue '{name}'").err


# ── reserve, void ─────────────────────────────────────────────────────────────────────────────────


def test_a_reserved_number_is_used_by_the_paper_it_waits_for(root: Path) -> None:
    verbs.done(root, "number reserve 销 --reason 年会 --until 2026-12-01 --count 2")
    path = root / "records/numbers/2026/销/0002.yaml"
    path.write_text("# 留给年会\n" + path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    git(root, "commit", "-qam", "a note")
    verbs.done(root, "issue stock --reserved 2")
    entry = entries(root)[("销", 2026, 2)]
    assert (entry.state, entry.record, entry.reason) == ("issued", STOCK, "年会")
    assert path.read_text(encoding="utf-8").startswith("# 留给年会\nstate: issued\nreason: 年会\n")
    assert errors(root) == []


def test_NUM26_a_number_that_is_not_reserved(root: Path) -> None:
    said = run(root, "issue stock --reserved 5")
    assert said.code == 1 and "NUM26" in said.err


def test_NUM27_a_series_the_company_does_not_have(root: Path) -> None:
    said = run(root, "number reserve 密 --reason 年会 --until 2026-12-01")
    assert said.code == 1 and "NUM27" in said.err and "销" in said.err


def test_NUM28_a_number_in_use_is_not_spoilt(root: Path) -> None:
    verbs.done(root, "issue stock")
    said = run(root, "number void 销 1 --reason 误")
    assert said.code == 1 and "NUM28" in said.err


def test_NUM29_no_number_is_jumped_over(root: Path) -> None:
    assert "NUM29" in run(root, "number void 销 2 --reason 误").err
    verbs.done(root, "number void 销 1 --reason 误", "issue stock")
    assert {s: e.state for (_, _, s), e in entries(root).items()} == {1: "void", 2: "issued"}


def test_the_list_tells_every_number(root: Path) -> None:
    verbs.done(root, "number void 销 1 --reason 误", "number reserve 通 --reason 年会 --until 2026-12-01")
    said = run(root, "number list --format json")
    assert [(r["series"], r["serial"], r["state"]) for r in json.loads(said.out)] == [
        ("通", 1, "reserved"), ("销", 1, "void"),
    ]  # fmt: skip
    assert "作废" in run(root, "number list 销").out


# ── adopt ─────────────────────────────────────────────────────────────────────────────────────────


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    """Write an Excel register."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    return path


def test_a_company_moves_in_with_its_older_numbers(root: Path) -> None:
    old = book(
        root.parent / "发文登记簿.xlsx", ("2026年发文登记簿",),
        ("序号", "文 号", "文件标题", "成文日期", "备注"),
        (1, "试点公司（销）字第［2026］001号", "关于甲的通知", date(2026, 1, 5), ""),
        (2, "试司销〔2026〕2号", "关于乙的通知", "2026年1月9日", ""),
        (3, "试点公司(销)字第[2026]003号", "", "", "作废"),
    )  # fmt: skip
    said = run(root, f"number adopt {old} --as 林晓岚")
    assert said.code == 0 and "接来 3 个" in said.out
    held = entries(root)
    assert [held[("销", 2026, n)].state for n in (1, 2, 3)] == ["issued", "issued", "void"]
    assert (held[("销", 2026, 1)].title, held[("销", 2026, 1)].signed) == ("关于甲的通知", date(2026, 1, 5))
    verbs.done(root, "issue stock")
    assert entries(root)[("销", 2026, 4)].record == STOCK and errors(root) == []


def test_NUM32_each_row_that_cannot_be_understood_is_told(root: Path) -> None:
    old = book(
        root.parent / "old.xlsx", ("文号", "标题", "成文日期"), ("别家〔2026〕1号", "甲", "2026-01-05"),
        ("试司销〔2026〕1号", "乙", "一月五日"), ("试司销〔2026〕1号", "", "2026-01-05"), ("", "丙", ""),
        ("试司销〔2026〕1号", "丁", "2026-01-05"), ("试司销〔2026〕1号", "丁", "2026-01-05"),
    )  # fmt: skip
    said = run(root, f"number adopt {old}")
    assert said.code == 1 and said.err.count("NUM32") == 5
    assert "第 2 行" in said.err and "第 7 行" in said.err and "两次" in said.err
    assert entries(root)[("销", 2026, 1)].title == "丁"
    assert run(root, f"number adopt {old}").err.count("已经有了") == 4


def test_a_number_missing_in_the_old_register_can_be_made_good(root: Path) -> None:
    old = book(
        root.parent / "old.xlsx", ("文号", "标题", "成文日期"), ("试司销〔2026〕1号", "甲", "2026-01-09"),
        ("试司销〔2026〕3号", "乙", "2026-01-05"),
    )  # fmt: skip
    said = run(root, f"number adopt {old} --as 林晓岚")
    assert said.code == 1 and "NUM04" in said.err and "接来 2 个" in said.out
    assert errors(root) == ["NUM04"] and "NUM06" in scratch.codes(root)
    verbs.done(root, "number void 销 2 --reason 旧登记簿漏号", "issue stock")
    assert errors(root) == [] and ("销", 2026, 4) in entries(root)


def test_NUM30_NUM31_a_file_that_is_no_register(root: Path) -> None:
    (root.parent / "bad.xlsx").write_bytes(b"no excel")
    assert "NUM30" in run(root, f"number adopt {root.parent / 'bad.xlsx'}").err
    other = book(root.parent / "other.xlsx", ("姓名", "电话"), ("甲", "1"))
    assert "NUM31" in run(root, f"number adopt {other}").err
    assert "NUM30" in run(root, f"number adopt {other} --sheet 没有").err


def test_start_is_the_first_number_kept_here(tmp_path: Path) -> None:
    text = scratch.COMPANY.replace("    start: 1\n", "    start: 37\n")
    root = verbs.company(tmp_path, text=text)
    verbs.signed(root)
    verbs.done(root, "issue stock")
    assert ("销", 2026, 37) in entries(root) and errors(root) == []


# ── the end of the year ───────────────────────────────────────────────────────────────────────────


def test_NUM34_a_year_is_closed_when_it_is_over(root: Path) -> None:
    assert "NUM34" in run(root, "number close-year 2026").err


def test_NUM36_not_while_a_signed_paper_waits_for_its_number(root: Path) -> None:
    said = run(root, "number close-year 2026", as_of="2027-01-05")
    assert said.code == 1 and "NUM36" in said.err and "关于春季备货的通知" in said.err


def test_NUM33_not_while_numbers_stand_reserved(root: Path) -> None:
    verbs.done(root, "number reserve 销 --reason 年会 --until 2026-12-01")
    said = run(root, "number close-year 2026", as_of="2027-01-05")
    assert said.code == 1 and "NUM33" in said.err and "(销)001" in said.err


def test_after_closing_no_number_of_that_year_can_be_given(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    verbs.done(root, "number void 销 1 --reason 误跳一号")
    said = run(root, f"number close-year 2026 --out {root.parent}", as_of="2027-01-05")
    assert said.code == 0, said.err
    told = (root.parent / "2026年断号说明.csv").read_bytes().decode("utf-8-sig")
    assert "误跳一号" in told and "作废" in told
    assert (root.parent / "2026年断号说明.docx").stat().st_size > 2000
    verbs.signed(root, on="2026-12-31", as_of="2027-01-05")
    said = run(root, "issue stock", as_of="2027-01-05")
    assert said.code == 1 and "NUM25" in said.err
    late = run(root, "number reserve 销 --reason x --until 2027-02-01 --year 2026", as_of="2027-01-05")
    assert "NUM25" in late.err
    assert "NUM35" in run(root, "number close-year 2026", as_of="2027-01-05").err
    assert errors(root) == []


# ── law 5: issuing a number never changes an issued one ───────────────────────────────────────────

_ACTS = st.lists(st.sampled_from(["issue", "reserve", "void", "use", "spoil"]), min_size=1, max_size=7)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=_ACTS)
def test_issuing_never_changes_an_issued_number(
    acts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    ids = [f"incoming/2026/p{n}" for n in range(len(acts))]
    papers = {
        id_: _IN.format(f"2026-03-{n + 10} 09:00").replace("价格", f"第{n}批") for n, id_ in enumerate(ids)
    }
    root = verbs.company(tmp_path_factory.mktemp("law"), papers)
    done: dict[str, bytes] = {}
    for id_, act in zip(ids, acts, strict=True):
        waiting = [e.serial for e in entries(root).values() if e.state == "reserved"]
        free = numbering.free(paperwork.office(root).ledger.entries, _series(root), 2026)
        line = {
            "issue": f"issue {id_}", "reserve": "number reserve 收 --reason 留 --until 2026-12-01",
            "void": f"number void 收 {free} --reason 误",
            "use": f"issue {id_} --reserved {waiting[0]}" if waiting else f"issue {id_}",
            "spoil": f"number void 收 {waiting[0]} --reason 误" if waiting else f"issue {id_}",
        }[act]  # fmt: skip
        verbs.done(root, line)
        now = {p.name: p.read_bytes() for p in (root / "records/numbers/2026/收").iterdir()}
        assert {name: now[name] for name in done} == done
        done = {name: data for name, data in now.items() if b"reserved" not in data}
        assert sorted(now) == [f"{n:04}.yaml" for n in range(1, len(now) + 1)]
    assert errors(root) == []


def _series(root: Path) -> Series:
    return paperwork.office(root).company.series["收"]


def test_a_gap_of_a_draft_stops_its_issue(tmp_path: Path) -> None:
    root = verbs.company(tmp_path, {STOCK: paper(distribution="")})
    verbs.signed(root)
    said = run(root, "issue stock")
    assert said.code == 1 and "DOC03" in said.err and not (root / "records/numbers").exists()
