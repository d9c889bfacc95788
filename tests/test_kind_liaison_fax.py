"""工作联络单 and 传真附页: what is refused, and what their papers say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from paperwork import document, issue, office, sign, step
from scratch import codes, put, read
from wenshu import views
from wenshu.diagnostics import Finding
from wordlook import Paper, printed

Maker = Callable[..., Path]
SHEET, FAX = "liaison/2026/cars", "fax/2026/stock"


def liaison(**more: str) -> str:
    """Return the YAML of a liaison sheet."""
    fields = {
        "from": "销售部", "contact": "李明", "to": "[{department: 服务部, person: 陆工}]", "cc": "[管理部]",
        "date": "2026-04-02", "urgency": "急件", "subject": "请安排展车整备",
        "body": "|\n  外展需要三台展车，请于四日下班前备好。", "reply_by": "2026-04-03", **more,
    }  # fmt: skip
    return "".join(f"{key}: {value}\n" for key, value in fields.items() if value)


def fax(**more: str) -> str:
    """Return the YAML of a fax cover."""
    fields = {
        "to_org": "远山汽车总公司", "to_person": "王先生", "to_fax": "0399-5550199", "from_dept": "销售部",
        "drafted_by": "李明", "sent_at": "2026-03-20 09:30",
        "subject": "报送春季备货安排", "purpose": "请审阅",
        "papers": "[{title: 展车照片, pages: 2}]", **more,
    }  # fmt: skip
    return "".join(f"{key}: {value}\n" for key, value in fields.items() if value)


def told(root: Path, code: str) -> list[Finding]:
    """Return the findings of a code."""
    return [f for f in read(root).findings if f.code.id == code]


# ── 工作联络单 ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-24")
def test_liaison_sheet_carries_a_routine_matter_and_room_for_the_answer(company_dir: Maker) -> None:
    root = company_dir({SHEET: liaison()})
    assert read(root).findings == ()
    paper = printed(root, SHEET)
    for words in (
        "工作联络单",
        "销售部",
        "李明",
        "服务部（陆工）",
        "请安排展车整备",
        "2026年4月3日",
        "收件签收",
        "答复内容",
    ):
        assert words in paper.text
    assert "0399-5550200" in paper.text, "the company's telephone of that day"
    _valid(root, paper)


@pytest.mark.req("DOC-25")
@pytest.mark.parametrize("key", ["series", "number", "文号"])
def test_liaison_sheet_bears_no_number(company_dir: Maker, key: str) -> None:
    root = company_dir({SHEET: liaison(**{key: "通"})})
    found = told(root, "LIA01")
    assert [(f.place.path, str(f.severity)) for f in found] == [(f"records/{SHEET}.yaml", "error")]
    assert found[0].place.line > 0


@pytest.mark.req("DOC-25")
def test_liaison_sheet_shows_its_own_name_only(company_dir: Maker) -> None:
    root = company_dir({SHEET: liaison()})
    held = office(root)
    assert not held.kinds["liaison"].numbered
    assert held.number(held.records[SHEET]) == ""
    paper = printed(root, SHEET)
    assert SHEET in paper.story(paper.section.footer)
    assert "字第" not in paper.text


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("LIA02", {"to": "[{department: 销售部}]"}),
        ("LIA03", {"reply_by": "2026-04-01"}),
        ("LIA04", {"contact": "陆工"}),
    ],
)
def test_what_is_wrong_with_a_liaison_sheet_is_told(
    company_dir: Maker, code: str, changed: dict[str, str]
) -> None:
    root = company_dir({SHEET: liaison(**changed)})
    assert [f.place.path for f in told(root, code)] == [f"records/{SHEET}.yaml"]
    assert code not in codes(company_dir({SHEET: liaison()}))


def test_liaison_sheet_is_signed_by_the_head_of_the_sender(company_dir: Maker) -> None:
    root = company_dir({SHEET: liaison()})
    chain = office(root).standing(office(root).records[SHEET]).chain
    assert [(w.step, w.post) for w in chain] == [("部门主管", "销售部经理")]
    sign(root, SHEET)
    paper = printed(root, SHEET)
    assert "沈一鸣" in paper.text and "〔签批记录" in paper.text and "草稿" not in paper.text


# ── 传真附页 ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-41")
def test_fax_is_sent_on_the_companys_letter_paper(company_dir: Maker) -> None:
    paper = printed(company_dir({FAX: fax()}), FAX)
    assert paper.margins() == (210, 297, 25, 25, 28, 26)
    head = paper.story(paper.section.first_page_header)
    assert "试点汽车销售服务有限公司" in head and "传真：0399-5550101" in head
    title = paper.one("文件标题")
    assert paper.prop(title, "r/rFonts", "eastAsia") == "黑体" and paper.prop(title, "r/sz") == "36"
    _valid(company_dir({}), paper)


@pytest.mark.req("DOC-42")
def test_fax_has_a_cover_that_counts_the_pages_itself_included(company_dir: Maker) -> None:
    root = company_dir({"documents/2026/stock": document("关于春季备货的通知")})
    issue(root, "documents/2026/stock", "通", 3)
    put(root, {FAX: fax(papers="[{ref: documents/2026/stock, pages: 3}, {title: 展车照片, pages: 2}]")})
    paper = printed(root, FAX)
    assert "6页（含本页）" in paper.text
    for words in (
        "传真附页",
        "试点公司(通)字第[2026]003号",
        "关于春季备货的通知",
        "展车照片",
        "如有缺页或字迹不清",
    ):
        assert words in paper.text


@pytest.mark.req("DOC-43")
def test_cover_states_subject_purpose_and_both_parties(company_dir: Maker) -> None:
    paper = printed(company_dir({FAX: fax(purpose="其他", purpose_note="请确认到车日期")}), FAX)
    assert "报送春季备货安排" in paper.text
    assert "□请审阅　□请回复　□请备案　□资料　☑其他：请确认到车日期" in paper.text
    for words in ("远山汽车总公司", "王先生", "0399-5550199", "销售部", "李明", "2026年3月20日 9点30分"):
        assert words in paper.text
    missing = codes(company_dir({FAX: fax(purpose="", subject="")}))
    assert any(code.startswith("SCH") for code in missing), "both are required"


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("FAX01", {"purpose": "其他"}),
        ("FAX02", {"papers": "[{pages: 2}]"}),
        ("FAX03", {"reply_by": "2026-03-19"}),
        ("FAX04", {"purpose": "请回复"}),
        ("FAX05", {"papers": "[{ref: documents/2026/draft, pages: 1}]"}),
    ],
)
def test_what_is_wrong_with_a_fax_is_told(company_dir: Maker, code: str, changed: dict[str, str]) -> None:
    root = company_dir({FAX: fax(**changed), "documents/2026/draft": document()})
    assert [f.place.path for f in told(root, code)] == [f"records/{FAX}.yaml"]
    assert code not in codes(company_dir({FAX: fax()}))


def test_outgoing_fax_is_approved_by_the_general_manager(company_dir: Maker) -> None:
    root = company_dir({FAX: fax(note="|\n  请于周五前回复。")})
    sign(root, FAX)
    held = office(root)
    assert views.paper(held, held.records[FAX])["sign"]["批准"]["person"] == "周启衡"
    text = printed(root, FAX).text
    assert "周启衡" in text and "请于周五前回复。" in text


def _valid(root: Path, paper: Paper) -> None:
    path = root / "check.docx"
    path.write_bytes(paper.data)
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def test_liaison_sheet_shows_who_received_and_answered_it(company_dir: Maker) -> None:
    root = company_dir({SHEET: liaison()})
    blank = printed(root, SHEET).text
    assert "签收时间" in blank and "年　　月　　日　　时" in blank
    put(root, {
        "handling/2026/a": step(SHEET, "签收", "2026-04-02", "陆工", at="15:20"),
        "handling/2026/b": step(SHEET, "答复", "2026-04-03", "陆工", text="三台展车已备好，停在二区。"),
    })  # fmt: skip
    paper = printed(root, SHEET)
    for words in ("2026年4月2日 15点20分", "三台展车已备好，停在二区。", "2026年4月3日"):
        assert words in paper.text
    assert "年　　月　　日　　时" not in paper.text
    put(root, {"handling/2026/c": step(SHEET, "答复", "2026-04-04", "何管", text="同意。")})
    assert "陆工：三台展车已备好" in printed(root, SHEET).text and "何管：同意。" in printed(root, SHEET).text
    _valid(root, paper)


def test_fax_cover_shows_how_sending_went(company_dir: Maker) -> None:
    root = company_dir({FAX: fax()})
    assert "□成功　□重发　□失败　　确认人：＿＿＿＿＿" in printed(root, FAX).text
    put(root, {"handling/2026/a": step(FAX, "发送", "2026-03-20", at="09:41", result="成功", text="对方来电确认。")})
    paper = printed(root, FAX)
    assert "☑成功　□重发　□失败　　确认人：林晓岚　2026年3月20日 9点41分" in paper.text
    assert "对方来电确认。" in paper.text
    _valid(root, paper)
