"""The ledger of facts and what is checked of it: numbers, sign-offs, copies."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

import paperwork
import scratch
import verbs
from verbs import STOCK, forge, paper
from wenshu.ledger import edition_mark, edition_rank

Maker = Callable[..., Path]

_LIST = "[{department: 销售部, copies: 2}, {department: 服务部}]"


@pytest.fixture
def stock(company_dir: Maker) -> Path:
    """A company with one draft notice of the sales department."""
    return company_dir({STOCK: paper(distribution=_LIST)})


@pytest.fixture
def issued(stock: Path) -> Path:
    """The same, signed and numbered."""
    paperwork.issue(stock, STOCK, "销", 1)
    return stock


def errors(root: Path) -> list[str]:
    """Return the codes of all errors."""
    return sorted(f.code.id for f in scratch.read(root).findings if f.severity == "error")


# ── numbers ───────────────────────────────────────────────────────────────────────────────────────


def test_an_issued_paper_has_no_error(issued: Path) -> None:
    assert errors(issued) == []
    office = paperwork.office(issued)
    entry = office.ledger.entry(STOCK)
    assert entry is not None and (entry.series, entry.year, entry.serial) == ("销", 2026, 1)
    assert office.number(office.records[STOCK]) == "试点公司(销)字第[2026]001号"


@pytest.mark.parametrize(
    "where", ["2026/销/001", "26/销/0001", "2026/0001", "2026/销/0000", "2026/销/00001", "2026/销/a"]
)
def test_NUM01_a_file_that_is_no_place_of_the_ledger(stock: Path, where: str) -> None:
    scratch.put(stock, {f"numbers/{where}": "state: void\nreason: 误\n"})
    assert "NUM01" in errors(stock)


def test_NUM02_one_paper_with_two_numbers(issued: Path) -> None:
    paperwork.number(issued, "销", 2, STOCK)
    assert "NUM02" in errors(issued)


def test_NUM03_editions_in_a_wrong_order(issued: Path) -> None:
    path = issued / "records/numbers/2026/销/0001.yaml"
    text = path.read_text(encoding="utf-8")
    line = text[text.index("{edition") : text.index("]")]
    older = line.replace("date: 2026-03-12", "date: 2026-03-01").replace("edition: '1'", "edition: '2'")
    path.write_text(text.replace(line, f"{line}, {older}"), encoding="utf-8", newline="\n")
    assert "NUM03" in errors(issued)


@pytest.mark.req("DOC-23")
def test_NUM04_a_gap_is_an_error_until_it_is_void(issued: Path) -> None:
    paperwork.enter(issued, "销", 3, "state: reserved\nreason: 年会\nuntil: 2026-12-01\n")
    assert errors(issued) == ["NUM04"]
    assert "records/numbers/2026/销/0002.yaml" in {f.place.path for f in scratch.read(issued).findings}
    paperwork.enter(issued, "销", 2, "state: void\nreason: 误跳\n")
    assert errors(issued) == []


def test_NUM05_a_number_of_another_series(stock: Path) -> None:
    paperwork.sign(stock, STOCK)
    paperwork.number(stock, "服", 1, STOCK)
    assert "NUM05" in errors(stock)


def test_NUM06_a_later_number_bears_no_earlier_date_unless_reserved(issued: Path) -> None:
    second = "documents/2026/second"
    scratch.put(
        issued, {second: paper(title="关于夏季备货的通知", drafted_on="2026-03-01", distribution=_LIST)}
    )
    paperwork.sign(issued, second, paperwork.SIGNED.replace(day=5))
    paperwork.number(issued, "销", 2, second)
    assert errors(issued) == ["NUM06"]
    path = issued / "records/numbers/2026/销/0002.yaml"
    kept = path.read_text(encoding="utf-8") + "reason: 预留\nuntil: 2026-12-01\n"
    path.write_text(kept, encoding="utf-8", newline="\n")
    assert errors(issued) == []


def test_NUM07_an_issued_paper_is_not_changed(issued: Path) -> None:
    path = issued / "records" / f"{STOCK}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text("# a comment does not count\n" + text, encoding="utf-8", newline="\n")
    assert errors(issued) == []
    path.write_text(text.replace("请备货", "请勿备货"), encoding="utf-8", newline="\n")
    assert "NUM07" in errors(issued)


def test_NUM08_an_issued_paper_is_not_deleted(issued: Path) -> None:
    (issued / "records" / f"{STOCK}.yaml").unlink()
    assert {"NUM08", "APP12"} <= set(errors(issued))


def test_NUM09_a_number_reserved_too_long_is_a_warning(stock: Path) -> None:
    paperwork.enter(stock, "通", 1, "state: reserved\nreason: 年会\nuntil: 2026-06-29\n")
    assert "NUM09" in scratch.codes(stock) and errors(stock) == []
    paperwork.enter(stock, "通", 1, "state: reserved\nreason: 年会\nuntil: 2026-06-30\n")
    assert "NUM09" not in scratch.codes(stock)


@pytest.mark.req("DOC-25")
def test_NUM10_a_liaison_sheet_bears_no_number(company_dir: Maker) -> None:
    id_ = "liaison/2026/van"
    root = company_dir(
        {
            id_: """
        from: 销售部
        contact: 李明
        telephone: 0399-5550101
        to: [{department: 服务部}]
        date: 2026-03-10
        urgency: 平件
        subject: 借用试驾车
        body: |
          请安排一辆。
    """
        }
    )
    paperwork.number(root, "销", 1, id_)
    assert "NUM10" in errors(root)


def test_NUM11_the_year_is_that_of_the_last_sign_off(stock: Path) -> None:
    paperwork.sign(stock, STOCK)
    content = paperwork.office(stock).records[STOCK].content
    edition = f"{{edition: '1', content: '{content}', text: {'0' * 64}, date: 2026-03-12}}"
    facts = f"state: issued\nrecord: {STOCK}\ndate: 2026-03-12\neditions: [{edition}]\n"
    paperwork.enter(stock, "销", 1, facts, year=2025)
    assert "NUM11" in errors(stock)


@pytest.mark.parametrize("facts", [
    "state: reserved\nreason: 年会\n", "state: void\n",
    "state: issued\ndate: 2026-03-01\n", "state: issued\nprinted: 试司销〔2026〕1号\n",
])  # fmt: skip
def test_NUM12_an_entry_says_what_its_state_needs(stock: Path, facts: str) -> None:
    paperwork.enter(stock, "销", 1, facts)
    assert "NUM12" in errors(stock)


def test_NUM13_an_older_number_stands_where_it_belongs(stock: Path) -> None:
    facts = "state: issued\ndate: 2026-01-05\nsigned: 2026-01-05\ntitle: 旧文\nprinted: 试司销〔2026〕{}号\n"
    paperwork.enter(stock, "销", 1, facts.format(2))
    assert errors(stock) == ["NUM13"]
    paperwork.enter(stock, "销", 1, facts.format(1))
    assert errors(stock) == []


def test_NUM14_a_series_the_company_does_not_have(stock: Path) -> None:
    paperwork.enter(stock, "秘", 1, "state: void\nreason: 误\n")
    assert errors(stock) == ["NUM14"]


def test_NUM15_no_number_after_the_year_is_closed(issued: Path) -> None:
    scratch.put(issued, {"numbers/2026/closed": "state: closed\ndate: 2027-01-05\nby: 林晓岚\n"})
    assert errors(issued) == []
    paperwork.enter(issued, "销", 2, "state: reserved\nreason: 年会\nuntil: 2027-12-01\n")
    assert errors(issued) == ["NUM15"]


def test_editions_sort_by_letter_and_number() -> None:
    assert sorted(["B/0", "A/10", "A/2"], key=edition_rank) == ["A/2", "A/10", "B/0"]
    assert [edition_mark(e) for e in ("1", "A/0")] == ["e1", "eA0"]


# ── sign-offs ─────────────────────────────────────────────────────────────────────────────────────


def test_a_chain_is_ordered_by_what_follows_what_not_by_date(stock: Path) -> None:
    forge(stock, STOCK, "核稿", "沈一鸣", date="2026-03-12")
    forge(stock, STOCK, "秘书核稿", "林晓岚", date="2026-03-11")
    held = paperwork.office(stock).ledger.approvals[STOCK]
    assert [a.step for a in held] == ["核稿", "秘书核稿"]
    assert "APP10" in scratch.codes(stock)


@pytest.mark.parametrize(("old", "new"), [
    ("record: documents/2026/stock", "record: documents/2026/other"), ("step: 核稿", "step: 签发"),
    ("content: v1:", "content: v1:f"),
])  # fmt: skip
def test_APP01_name_and_content_of_a_sign_off_agree(stock: Path, old: str, new: str) -> None:
    path = stock / "records" / f"{forge(stock, STOCK, '核稿', '沈一鸣')}.yaml"
    text = path.read_text(encoding="utf-8").replace(old, new)
    if new.endswith("f"):
        text = "\n".join(line[:-1] if line.startswith("content") else line for line in text.split("\n"))
    path.write_text(text, encoding="utf-8", newline="\n")
    assert "APP01" in errors(stock)


def test_APP02_a_sign_off_that_was_edited_breaks_the_chain(stock: Path) -> None:
    first = stock / "records" / f"{forge(stock, STOCK, '核稿', '沈一鸣')}.yaml"
    forge(stock, STOCK, "秘书核稿", "林晓岚")
    assert errors(stock) == []
    first.write_text(first.read_text(encoding="utf-8") + "opinion: 补写\n", encoding="utf-8", newline="\n")
    assert "APP02" in errors(stock)


def test_APP02_two_branches_that_signed_after_the_same_step(stock: Path) -> None:
    first = stock / "records" / f"{forge(stock, STOCK, '核稿', '沈一鸣')}.yaml"
    after = hashlib.sha256(first.read_bytes()).hexdigest()
    forge(stock, STOCK, "秘书核稿", "林晓岚", after=after)
    path = stock / "records" / f"{forge(stock, STOCK, '会签', '陆工', after=after)}.yaml"
    path.rename(path.with_name(path.name.replace("-3-", "-2-")))
    assert "APP02" in errors(stock)


@pytest.mark.req("DOC-33")
def test_APP11_a_paper_numbered_without_its_sign_offs(stock: Path) -> None:
    paperwork.number(stock, "销", 1, STOCK)
    assert "APP11" in errors(stock)


def test_APP12_a_sign_off_of_no_paper(stock: Path) -> None:
    forge(stock, STOCK, "核稿", "沈一鸣")
    (stock / "records" / f"{STOCK}.yaml").unlink()
    assert "APP12" in errors(stock)


def test_APP13_a_change_after_signing_makes_it_stale(stock: Path) -> None:
    forge(stock, STOCK, "核稿", "沈一鸣")
    scratch.put(stock, {STOCK: paper(title="关于夏季备货的通知")})
    assert "APP13" in scratch.codes(stock)
    office = paperwork.office(stock)
    standing = office.standing(office.records[STOCK])
    assert standing.done == () and standing.draft_no == 2 and len(standing.stale) == 1


def test_APP13_a_returned_draft_is_changed_without_a_word(stock: Path) -> None:
    forge(stock, STOCK, "核稿", "沈一鸣", decision="退回")
    scratch.put(stock, {STOCK: paper(title="关于夏季备货的通知")})
    assert "APP13" not in scratch.codes(stock)


def _correct(root: Path, was: str, now: str, new: str, **more: str) -> None:
    """Change a word of the signed paper and write a correction by hand."""
    held = paperwork.office(root)
    last = held.standing(held.records[STOCK]).trail[-1]
    path = root / "records" / f"{STOCK}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(new or text.replace(was, now), encoding="utf-8", newline="\n")
    content = paperwork.office(root).records[STOCK].content
    values = {
        "replaces": last.content,
        "was": was,
        "now": now,
        "reason": "错字",
        "after": last.digest,
        **more,
    }
    where = root / "records" / f"{forge(root, STOCK, 'correction', '林晓岚', content=content, **values)}.yaml"
    where.rename(where.with_name(where.name.replace("-1-", f"-{last.n + 1}-")))


def test_APP14_a_correction_is_exactly_what_was_changed(stock: Path) -> None:
    paperwork.sign(stock, STOCK)
    _correct(stock, "请备货", "请即备货", "")
    office = paperwork.office(stock)
    assert errors(stock) == [] and office.state(office.records[STOCK]) == "已签"


def test_APP14_a_correction_that_hides_another_change(stock: Path) -> None:
    paperwork.sign(stock, STOCK)
    text = (stock / "records" / f"{STOCK}.yaml").read_text(encoding="utf-8")
    _correct(stock, "请备货", "请即备货", text.replace("请备货", "请即备货").replace("春季", "夏季"))
    assert "APP14" in errors(stock)


def test_APP15_a_void_number_has_its_decision(issued: Path) -> None:
    path = issued / "records/numbers/2026/销/0001.yaml"
    text = path.read_text(encoding="utf-8").replace("state: issued", "state: void") + "reason: 有误\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    assert errors(issued) == ["APP15"]
    forge(issued, STOCK, "void", "沈一鸣", reason="有误")
    assert errors(issued) == []


def test_APP15_only_the_post_that_signed_withdraws(issued: Path) -> None:
    forge(issued, STOCK, "void", "李明", reason="有误")
    assert errors(issued).count("APP15") == 2


def test_APP16_a_step_that_leads_to_nobody(company_dir: Maker) -> None:
    text = scratch.COMPANY.replace("{name: 技术部, code: JSB, head: 技术部经理}", "{name: 技术部, code: JSB}")
    root = company_dir({STOCK: paper("通", "纪青", "技术部")}, company=text)
    assert "APP16" in scratch.codes(root) and "APP16" not in errors(root)


def test_APP17_nothing_is_signed_after_a_return(stock: Path) -> None:
    forge(stock, STOCK, "核稿", "沈一鸣", decision="退回")
    forge(stock, STOCK, "秘书核稿", "林晓岚")
    assert "APP17" in errors(stock)


# ── copies ────────────────────────────────────────────────────────────────────────────────────────


def _copies(
    root: Path, *facts: str, printed: str = "printed: 4\nkept: 1\non: 2026-03-13\nby: 林晓岚\n"
) -> None:
    where = f"distribution/{STOCK}/e1"
    scratch.put(root, {f"{where}-{n:02}": fact for n, fact in enumerate(facts, 1)})
    scratch.put(root, {f"{where}-print": printed})


_BACK = {"received": "2026-03-14", "received_by": "沈一鸣"}


@pytest.mark.req("DOC-36")
def test_copies_that_add_up_have_no_finding(issued: Path) -> None:
    _copies(
        issued,
        paperwork.copy("department: 销售部", 2, **_BACK),
        paperwork.copy("department: 服务部", **_BACK),
    )
    assert not {c for c in scratch.codes(issued) if c.startswith("DST")}


@pytest.mark.parametrize("where", ["e1-1", "1-01", "e1-abc", "ea-01"])
def test_DST01_no_place_of_a_distribution_record(issued: Path, where: str) -> None:
    scratch.put(issued, {f"distribution/{STOCK}/{where}": paperwork.copy("department: 销售部")})
    assert "DST01" in errors(issued)


def test_DST02_more_sent_than_printed(issued: Path) -> None:
    _copies(issued, paperwork.copy("department: 销售部", 4, **_BACK))
    assert "DST02" in errors(issued)


@pytest.mark.parametrize("more", [{"recalled": "2026-04-01"}, {"disposal": "销毁"}])
def test_DST03_a_copy_came_back_and_nobody_says_where_it_is(issued: Path, more: dict[str, str]) -> None:
    _copies(issued, paperwork.copy("department: 销售部", 2, **_BACK, **more))
    assert "DST03" in errors(issued)


def test_DST04_a_copy_for_somebody_outside_the_list(issued: Path) -> None:
    _copies(issued, paperwork.copy("department: 财务部", **_BACK))
    assert "DST04" in scratch.codes(issued) and errors(issued) == []


@pytest.mark.parametrize("more", [
    {"received": "2026-03-12"}, {"received": "2026-03-14", "recalled": "2026-03-13", "disposal": "销毁"},
])  # fmt: skip
def test_DST05_received_before_it_was_sent(issued: Path, more: dict[str, str]) -> None:
    _copies(issued, paperwork.copy("department: 销售部", **more))
    assert "DST05" in errors(issued)


def test_DST06_copies_of_a_draft(stock: Path) -> None:
    _copies(stock, paperwork.copy("department: 销售部", **_BACK))
    assert "DST06" in errors(stock)


def test_DST07_copies_of_no_paper(issued: Path) -> None:
    scratch.put(
        issued, {"distribution/documents/2026/none/e1-01": paperwork.copy("department: 销售部", **_BACK)}
    )
    assert "DST07" in errors(issued)


def test_DST08_a_receiver_who_has_not_signed(issued: Path) -> None:
    _copies(issued, paperwork.copy("department: 销售部", 2))
    assert "DST08" in scratch.codes(issued) and errors(issued) == []


def test_DST09_an_addressee_without_a_copy(issued: Path) -> None:
    _copies(issued, paperwork.copy("department: 销售部", 2, **_BACK))
    told = [line for line in scratch.said(issued) if "DST09" in line]
    assert len(told) == 1 and "服务部" in told[0]


def test_DST10_copies_of_an_edition_that_was_never_issued(issued: Path) -> None:
    scratch.put(issued, {f"distribution/{STOCK}/e2-01": paperwork.copy("department: 销售部", **_BACK)})
    assert "DST10" in errors(issued)


def test_DST11_copies_of_a_withdrawn_paper_are_called_back(issued: Path) -> None:
    _copies(issued, paperwork.copy("department: 销售部", 2, **_BACK))
    path = issued / "records/numbers/2026/销/0001.yaml"
    text = path.read_text(encoding="utf-8").replace("state: issued", "state: void") + "reason: 有误\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    forge(issued, STOCK, "void", "沈一鸣", reason="有误")
    assert "DST11" in scratch.codes(issued) and errors(issued) == []


def test_the_order_of_files_does_not_matter(issued: Path) -> None:
    from wenshu import build, files

    tree, _ = files.read_tree(issued)
    there = build.judge(tree, None, scratch.TODAY)
    back = build.judge(dict(reversed(list(tree.items()))), None, scratch.TODAY)
    assert there.findings == back.findings
    assert there.office is not None and back.office is not None
    assert there.office.ledger == back.office.ledger
    assert verbs.STOCK in there.office.records


@pytest.mark.parametrize("name", ["numbers", "approvals", "distribution", "prints"])
def test_NUM16_a_schema_of_facts_that_is_gone(issued: Path, name: str) -> None:
    _copies(issued, paperwork.copy("department: 销售部", 2, **_BACK))
    (issued / "schemas" / f"{name}.yaml").unlink()
    assert "NUM16" in errors(issued)


_ODD = ["", "[]", "a: [b", "x: 1", "state: [issued]", "editions: [abc]", "editions: {a: b}", "record: {a: b}"]
_ODD += ["to: 销售部\ncopies: x\n", "to: {department: [a]}\n", "date: 2026-02-30\n", "to: {}\ncopies: -1\n"]


@pytest.mark.parametrize("text", _ODD)
def test_a_fact_file_of_nonsense_is_a_finding_and_never_a_traceback(issued: Path, text: str) -> None:
    places = ["numbers/2026/销/0002", f"distribution/{STOCK}/e1-01", f"distribution/{STOCK}/e1-print"]
    places.append(f"approvals/{STOCK}/{'0' * 12}-1-核稿")
    scratch.put(issued, dict.fromkeys(places, text))
    told = {f.place.path for f in scratch.read(issued).findings if f.severity == "error"}
    assert {f"records/{place}.yaml" for place in places} <= told


def test_NUM04_a_file_with_a_number_far_off_is_told_by_its_first_gaps(stock: Path) -> None:
    paperwork.enter(stock, "通", 99999, "state: void\nreason: 写错了文件名\n")
    told = [f for f in scratch.read(stock).findings if f.code.id == "NUM04"]
    assert 0 < len(told) <= 50
