"""Forms of requests and loans: 文件修改申请单, 借阅申请单, 代卷卡, 催还通知单, and the QR codes on them."""

from __future__ import annotations

import hashlib
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import segno
from docx.oxml.ns import qn

import asking
import formviews
import lending
import scratch
import verbs
from lending import BOX, MANUAL, lend
from verbs import STOCK
from wenshu import build, docx_zip, loan_forms, loans, qr, request_forms, requests, sheets, to_docx, to_html
from wenshu.model import EMPTY
from wenshu.office import Office
from wenshu.sheets import Sheet
from wordfiles import line
from wordlook import TEMPLATES, Paper, said, template

TEXT = "documents/2026/spring-stock"
DOTS = 8
FORMS = ("revision-request", "loan", "loan-card", "loan-reminder")


def printed(sheet: Sheet) -> Paper:
    """Return the Word form of a sheet."""
    return Paper(template(sheet.template).render(sheet.view))


def filled(office: Office, module: str) -> dict[str, Sheet]:
    """Return the sheets of a module by path."""
    return {sheet.path: sheet for sheet in sheets.modules()[module](office)}


def cells(paper: Paper) -> list[str]:
    """Return the text of each cell of the body, lines joined."""
    found = []
    for cell in paper.doc.element.body.iter(qn("w:tc")):
        found.append("\n".join(filter(None, map(said, cell.iter(qn("w:p"))))))
    return found


def beside(paper: Paper, label: str) -> str:
    """Return what stands in the cell after a label."""
    told = [re.sub(r"[\s　]", "", cell) for cell in cells(paper)]
    return cells(paper)[told.index(label) + 1]


# ── QR codes ──────────────────────────────────────────────────────────────────────────────────


def modules(png: bytes) -> list[list[bool]]:
    """Read a picture of one bit a pixel: whether the middle of each module is black, white around left out."""
    wide, high = struct.unpack(">II", png[16:24])
    at, packed = 8, b""
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    raw, stride, rows = zlib.decompress(packed), wide // 8, [bytes(wide // 8)]
    for y in range(high):
        way, line = raw[y * (stride + 1)], raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)]
        assert way in (0, 2), "each line as it is, or by its difference from the one above"
        rows.append(line if way == 0 else bytes((a + b) % 256 for a, b in zip(line, rows[-1], strict=True)))
    middle = range(4 * DOTS + DOTS // 2, wide - 4 * DOTS, DOTS)
    return [[not rows[y + 1][x // 8] >> (7 - x % 8) & 1 for x in middle] for y in middle]


def test_the_picture_of_a_code_shows_the_modules_of_its_text() -> None:
    wanted = segno.make_qr(TEXT, error="m", encoding="utf-8", boost_error=False).matrix
    assert modules(qr.png(TEXT)) == [[bool(module) for module in row] for row in wanted]
    assert [list(row) for row in qr.rows(TEXT)] == modules(qr.png(TEXT))


def test_the_picture_is_the_same_bytes_whatever_deflates() -> None:
    told = "a738288f2284d00f46e6caebd27c82ef83798b9a84447050c7c88053cf8b95bf"
    assert hashlib.sha256(qr.png(TEXT)).hexdigest() == told


def test_a_code_of_chinese_is_utf_8_and_not_a_japanese_coding() -> None:
    assert qr.rows("中国") == tuple(
        tuple(bool(m) for m in row)
        for row in segno.make_qr("中国".encode(), error="m", mode="byte", boost_error=False).matrix
    )


def coded(name: str, view: Mapping[str, Any]) -> set[bytes]:
    """Return the pictures of a printed form, the company's mark left out."""
    return {
        data for member, data in docx_zip.members(template(name).render(view)).items() if member.endswith(".png")
    } - {data for member, data in docx_zip.members(template("liaison")._data).items() if member.endswith(".png")}


@pytest.mark.parametrize("name", ["loan", "loan-card"])
def test_word_shows_the_code_of_the_views_text_both_ways(name: str) -> None:
    view, made = formviews.loan(qr=TEXT), template(name)
    assert coded(name, view) == {qr.png(TEXT)}
    assert to_docx.canonical(made.render(view)) == to_docx.canonical(made.render_slow(view))
    made.slow = "as if it could not be compiled"
    assert qr.png(TEXT) in docx_zip.members(made.render(view)).values()
    assert coded(name, formviews.loan(qr=BOX)) == {qr.png(BOX)}


def test_an_empty_form_has_no_code() -> None:
    paper = Paper(template("loan").render(formviews.loan()))
    assert not list(paper.doc.element.body.iter(qn("w:drawing")))


def test_the_place_of_a_code_in_the_template_holds_nothing_that_can_be_read() -> None:
    import docx_mark

    assert struct.unpack(">II", docx_mark.code()[16:24]) == (296, 296)
    with zipfile.ZipFile(TEMPLATES / "docx" / "loan-card.docx") as archive:
        assert docx_mark.code() in [archive.read(n) for n in archive.namelist() if n.endswith(".png")]


def page(name: str, view: Mapping[str, Any]) -> str:
    """Return the page derived from a Word template."""
    data = (TEMPLATES / "docx" / f"{name}.docx").read_bytes()
    return str(to_html.compile_page(name, data).render(view, "../"))


def test_the_page_draws_the_code_itself_so_that_it_works_from_a_folder() -> None:
    told = page("loan", formviews.loan(qr=TEXT))
    drawn = re.search(r'<span class="qr [^"]*" role="img" aria-label="二维码">(<svg .*?</svg>)</span>', told)
    assert drawn is not None and drawn[1] == qr.svg(TEXT)
    assert "style=" not in told and "data:" not in told
    assert "<svg" not in page("loan", formviews.loan())


def test_a_template_of_papers_without_a_code_says_so() -> None:
    """QRC01: a picture named 二维码 in the template of a paper that has no text for one."""
    view = {key: value for key, value in formviews.loan().items() if key != "qr"}
    with zipfile.ZipFile(TEMPLATES / "docx" / "loan-card.docx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    body = members["word/document.xml"].decode("utf-8")
    body = body.replace("{%p if qr %}", "{%p if title %}").replace("{{ qr }}", "")
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in {**members, "word/document.xml": body.encode("utf-8")}.items():
            archive.writestr(name, data)
    with pytest.raises(to_docx.TemplateProblem) as told:
        to_docx.compile("letters", out.getvalue()).render(view)
    assert told.value.finding.code.id == "QRC01"
    assert told.value.finding.place.path == "templates/docx/letters.docx"


def test_a_text_too_long_for_a_code_is_a_finding() -> None:
    """QRC02."""
    with pytest.raises(to_docx.TemplateProblem) as told:
        template("loan").render(formviews.loan(qr="长" * 3000))
    assert told.value.finding.code.id == "QRC02" and "长长" in told.value.finding.message()
    with pytest.raises(qr.TooLong):
        qr.svg("长" * 3000)


def test_a_template_without_a_place_for_a_code_needs_no_text() -> None:
    assert to_docx.compile("t", line("{{ a }}")).render({"a": "文"})


# ── layout ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", FORMS)
def test_sheets_have_their_paper_and_tables_fill_its_width(name: str) -> None:
    paper = Paper((TEMPLATES / "docx" / f"{name}.docx").read_bytes())
    card = name in ("loan-card", "loan-reminder")
    assert paper.margins() == ((148, 105, 8, 8, 8, 8) if card else (210, 297, 20, 15, 25, 15))
    for table in paper.doc.element.body.iter(qn("w:tbl")):
        widths = [int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))]
        assert sum(widths) / 1440 * 25.4 == pytest.approx(132 if card else 170, abs=0.1)
        assert table.find(f"{qn('w:tblPr')}/{qn('w:tblLayout')}").get(qn("w:type")) == "fixed"


def test_a_long_difference_flows_on_under_its_header_row() -> None:
    paper = Paper((TEMPLATES / "docx" / "revision-request.docx").read_bytes())
    _, changes, _ = paper.doc.element.body.findall(qn("w:tbl"))
    head, *rows = changes.findall(qn("w:tr"))
    assert [said(cell) for cell in head.iter(qn("w:tc"))] == ["修改位置", "修改前", "修改后"]
    assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    content = [row for row in rows if "{%" not in said(next(row.iter(qn("w:p")))) or "s in" in said(row)]
    assert content and all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None for row in content)
    heights = [int(row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}").get(qn("w:val"))) / 56.7 for row in content]
    # one change has the whole room of the form, two and three share it
    assert heights[0] >= 60 and heights[1] == pytest.approx(heights[0] / 2, abs=0.1)
    assert heights[2] == pytest.approx(heights[0] / 3, abs=0.1) and heights[3] == pytest.approx(9, abs=0.1)


# ── 文件修改申请单 ──────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """A company in git with an issued notice."""
    return asking.company(tmp_path)


def request_form(root: Path, path: str = "") -> tuple[Sheet, Paper]:
    """Return the form of the request at a path; of the only one."""
    found = {p: s for p, s in filled(scratch_office(root), "requests").items() if p.startswith("requests/")}
    sheet = found[path] if path else next(iter(found.values()))
    return sheet, printed(sheet)


def scratch_office(root: Path) -> Office:
    """Return the office of a root, history read."""
    held = scratch.read(root).office
    assert held is not None, scratch.said(root)
    return held


@pytest.mark.req("FRM-04")
def test_a_pending_request_prints_what_is_asked_and_no_number(company: Path) -> None:
    asking.ask(company, asking.Request(typed_by=asking.SECRETARY, via="口头补单"))
    sheet, paper = request_form(company)
    assert sheet.path == "requests/stock-2026-04-01"
    assert beside(paper, "申请号") == "待定"
    assert (beside(paper, "申请人"), beside(paper, "录入人")) == ("李明", "林晓岚")
    assert beside(paper, "申请部门") == "销售部"
    assert beside(paper, "申请日期") == "2026年4月1日"
    assert beside(paper, "文件编号") == "试点公司(销)字第[2026]001号"
    assert beside(paper, "现行版本") == "1"
    assert beside(paper, "修改类别") == "□修改　□换版　☑更正件　□勘误"
    assert beside(paper, "提出方式") == "□网页　□纸质　☑口头补单"
    assert beside(paper, "修改原因") == "备货期限不明确"
    assert beside(paper, "决定") == "待批"
    assert paper.text.count("签名：＿＿＿＿") == 3 and "〔签批记录" not in paper.text
    assert sheet.view["stamp"] == "" and len(sheet.view["check"]) == 8


def test_before_and_after_stand_beside_each_other_with_the_changed_words_underlined(company: Path) -> None:
    asking.ask(company)
    _, paper = request_form(company)
    told = cells(paper)
    at = told.index("修改后") + 1
    assert told[at : at + 3] == ["正文第1段", "各部门请备货。", "各部门请于四月十日前备货。"]
    ruled = [
        "".join(t.text for t in run.iter(qn("w:t")))
        for run in paper.doc.element.body.iter(qn("w:r"))
        if run.find(f"{qn('w:rPr')}/{qn('w:u')}") is not None
    ]
    assert "于四月十日前" in ruled


@pytest.mark.req("FRM-05")
def test_a_granted_request_bears_its_number_three_approvals_and_the_new_edition(company: Path) -> None:
    asked = asking.ask(company)
    asking.approve(company, asked)
    sheet, paper = request_form(company, "requests/2026-001")
    assert beside(paper, "申请号") == "改〔2026〕001"
    assert beside(paper, "申请部门主管").startswith("同意\n签名：沈一鸣 2026年4月2日\n〔签批记录 ")
    assert beside(paper, "归口部门审核").startswith("同意\n签名：沈一鸣 2026年4月2日")
    assert beside(paper, "总经理批准").startswith("同意\n签名：周启衡　2026年4月2日")
    assert len(re.findall(r"〔签批记录 [0-9a-f]{8}〕", paper.text)) == 3
    assert beside(paper, "决定") == "同意　周启衡　2026年4月2日"
    assert (beside(paper, "现行版本"), beside(paper, "新版本")) == ("1", "2")
    assert beside(paper, "生效日期") == "2026年4月2日"
    assert beside(paper, "执行人") == "林晓岚　2026年4月2日"
    assert len(sheet.view["check"]) == 10, "the check code of the edition it brought"


def test_what_was_handed_out_of_the_old_edition_is_counted(company: Path) -> None:
    asked = asking.ask(company)
    asking.approve(company, asked)
    scratch.put(company, {
        f"distribution/{STOCK}/e1-01": "to: {department: 销售部}\ncopies: 3\nmedium: 纸质\nsent: 2026-03-13\n"
        "received_by: 李明\nreceived: 2026-03-13\nrecalled: 2026-04-03\ndisposal: 销毁\n",
        f"distribution/{STOCK}/e1-02": "to: {department: 服务部}\ncopies: 2\nmedium: 纸质\nsent: 2026-03-13\n",
    })  # fmt: skip
    _, paper = request_form(company)
    assert beside(paper, "旧版收回") == "应收 5 份　实收 3 份　销毁 3 份"


def test_an_erratum_keeps_the_edition_and_leaves_the_recall_to_ink(company: Path) -> None:
    asked = asking.ask(company, asking.Request(kind="勘误"))
    asking.approve(company, asked, edition="1")
    _, paper = request_form(company)
    assert (beside(paper, "现行版本"), beside(paper, "新版本")) == ("1", "1")
    assert beside(paper, "旧版收回") == "应收＿份　实收＿份　销毁＿份"


@pytest.mark.parametrize("decision", ["退回", "撤回"])
def test_a_request_that_came_to_nothing_says_so_across_the_form(company: Path, decision: str) -> None:
    asked = asking.ask(company)
    asking.end(company, asked, decision=decision)
    sheet, paper = request_form(company, "requests/2026-001")
    assert sheet.view["stamp"] == decision
    assert decision in paper.story(paper.section.header)
    assert beside(paper, "决定") == f"{decision}　周启衡　2026年4月2日　期限另行通知"
    assert beside(paper, "新版本") == "" and beside(paper, "旧版收回") == ""
    told = cells(paper)
    at = told.index("修改后") + 1
    assert told[at + 2] == "各部门请于四月十日前备货。", "what was asked for stays readable"


def test_a_request_whose_history_is_not_here_is_told_from_the_ledger(company: Path, tmp_path: Path) -> None:
    asking.approve(company, asking.ask(company))
    bare = tmp_path / "copied without its history"
    shutil.copytree(company, bare, ignore=shutil.ignore_patterns(".git"))
    sheet, paper = request_form(bare)
    assert sheet.path == "requests/2026-001"
    told = cells(paper)
    at = told.index("修改后") + 1
    assert told[at] == "正文第1段" and "不在本机的历史里" in told[at + 1]
    assert beside(paper, "录入人") == "" and beside(paper, "决定") == "同意　周启衡　2026年4月2日"


def test_a_request_about_a_template_shows_its_words(company: Path) -> None:
    asked = asking.Request(about="templates/docx/liaison.docx", slug="liaison", kind="换版", edit=("", ""))
    verbs.git(company, "checkout", "-q", "-b", asked.branch)
    trailers = (
        ("Revision-Request", asked.about), ("Requested-by", "李明"), ("Requested-on", "2026-04-01"), ("Via", "网页"),
        ("Kind", "换版"), ("Reason", "联络单加一栏"), ("Base", asking.content(company, asked)),
    )  # fmt: skip
    asking.commit(company, "修改申请", trailers, asking.LI)
    shutil.copy(company / "templates/docx/fax.docx", company / asked.about)
    asking.commit(company, "修改", (), asking.LI)
    verbs.git(company, "checkout", "-q", "main")
    sheet, paper = request_form(company)
    assert beside(paper, "文件编号") == "templates/docx/liaison.docx"
    assert beside(paper, "文件名称") == "模板 liaison.docx"
    assert sheet.record == "" and sheet.class_ == "内部资料"
    assert len(sheet.view["changes"]) > 3


def test_a_form_is_as_secret_as_what_it_tells(company: Path) -> None:
    asking.ask(company)
    office = scratch_office(company)
    (asked,) = requests.all(office)
    assert request_forms.class_of(office, asked) == "内部资料"
    told = replace(asked, about="records/company.yaml", trail=None)
    assert request_forms.class_of(office, told) == "商业秘密（普通）"


def test_the_class_a_request_would_lower_still_counts(tmp_path: Path) -> None:
    secret = verbs.paper() + "class: 商业秘密（普通）\n"
    root = asking.company(tmp_path, papers={STOCK: secret})
    asking.ask(root, asking.Request(edit=("class: 商业秘密（普通）", "class: 公开")))
    office = scratch_office(root)
    (asked,) = requests.all(office)
    assert request_forms.class_of(office, asked) == "商业秘密（普通）"


def test_the_empty_form_keeps_room_for_ink(company: Path) -> None:
    found = filled(scratch_office(company), "requests")
    assert list(found) == ["forms/revision-request"]
    paper = printed(found["forms/revision-request"])
    assert beside(paper, "修改类别") == "□修改　□换版　□更正件　□勘误"
    assert beside(paper, "在用空白表处理") == "□用完为止　□立即收回"
    assert beside(paper, "旧版收回") == "应收＿份　实收＿份　销毁＿份"
    assert beside(paper, "修改原因") == "" and paper.text.count("签名：＿＿＿＿") == 3


# ── 借阅申请单 ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A company whose archives have something to lend."""
    return lending.company(tmp_path)


def loan_sheet(root: Path, path: str, day: str = "2026-06-30") -> Paper:
    """Return the printed sheet at a path."""
    return printed(filled(lending.office(root, day), "loans")[path])


NOTICE = f"文书档案/{STOCK}/20260402-02"


@pytest.mark.req("DOC-45")
def test_a_loan_has_the_form_its_borrower_applied_with(desk: Path) -> None:
    line_ = lend(endorsed_by="沈一鸣", applied_on="2026-04-01", condition="完好", pages="3", due="2026-04-09")
    commit = lending.done(desk, "2026-04-02", line_)
    paper = loan_sheet(desk, f"loans/{NOTICE}")
    assert beside(paper, "申请号") == "20260402-02" and beside(paper, "申请日期") == "2026年4月1日"
    assert beside(paper, "档案类别") == "文书档案" and beside(paper, "份号·盒号") == "第 2 份"
    assert beside(paper, "档号·文号") == "试点公司(销)字第[2026]001号"
    assert beside(paper, "题名") == "关于春季备货的通知" and beside(paper, "页数") == "3 页"
    assert (beside(paper, "借阅人"), beside(paper, "部门"), beside(paper, "外单位人员")) == ("李明", "销售部", "无")
    assert beside(paper, "用途") == "☑阅览　□外借　□复印　□摘抄　□拍照"
    assert beside(paper, "事由") == "核对春季备货数量" and beside(paper, "拟借至") == "2026年4月9日"
    assert beside(paper, "部门主管意见") == f"同意\n签名：沈一鸣 2026年4月1日\n〔借阅登记 {commit[:8]}〕"
    assert beside(paper, "档案管理部门负责人意见").startswith("同意\n签名：林晓岚 2026年4月2日")
    assert beside(paper, "经办人") == "林晓岚" and beside(paper, "接收人") == ""
    assert beside(paper, "状态") == "在借"
    assert beside(paper, "续借一").startswith("＿＿＿＿年") and beside(paper, "续借二").startswith("＿＿＿＿年")


def test_the_code_on_a_form_names_the_thing_as_the_verbs_take_it(desk: Path) -> None:
    lending.done(desk, "2026-04-02", lend())
    found = filled(lending.office(desk), "loans")
    for path in (f"loans/{NOTICE}", f"loans/{NOTICE}-card"):
        assert found[path].view["qr"] == STOCK
        assert qr.png(STOCK) in docx_zip.members(printed(found[path]).data).values()
        assert STOCK in printed(found[path]).text, "in letters, too, for a reader without a camera"
    assert lending.run(desk, "2026-04-03", f"return {STOCK} --condition 完好").code == 0


def test_renewals_and_the_return_fill_the_same_form(desk: Path) -> None:
    lending.done(desk, "2026-04-02", lend(due="2026-04-09", pages="3"))
    lending.done(desk, "2026-04-09", "renew stock --due 2026-04-16 --approved-by 林晓岚 --shown 验看原件")
    assert beside(loan_sheet(desk, f"loans/{NOTICE}"), "状态") == "续借"
    end = "return stock --condition 污损 --pages 3 --outcome 数量已核对 --note 封面沾油，已更换封套"
    lending.done(desk, "2026-04-15", end)
    found = filled(lending.office(desk), "loans")
    assert f"loans/{NOTICE}-card" not in found, "the card is taken from the shelf"
    paper = printed(found[f"loans/{NOTICE}"])
    assert beside(paper, "状态") == "已还"
    assert beside(paper, "续借一") == "2026年4月9日　新期限 2026年4月16日　批准 林晓岚　验看原件"
    assert beside(paper, "接收人") == "林晓岚" and "污损：封面沾油，已更换封套" in cells(paper)
    assert beside(paper, "利用效果") == "数量已核对" and beside(paper, "拟借至") == "2026年4月9日"


def test_an_outsider_is_told_with_papers_and_companion(desk: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF letter")
    who = {"to": "", "outsider": "郑审计", "unit": "望川会计师事务所", "identity": "工作证", "companion": "林晓岚"}
    lending.done(desk, "2026-04-02", lend(**who, letter=str(letter)))
    paper = loan_sheet(desk, f"loans/{NOTICE}")
    assert beside(paper, "借阅人") == "郑审计" and beside(paper, "部门") == ""
    assert beside(paper, "外单位人员") == "单位：望川会计师事务所　证件：工作证　介绍信：有　陪同人：林晓岚"


def test_a_box_says_what_lies_in_it(desk: Path) -> None:
    lending.done(desk, "2026-04-02", lend(BOX, approved_by="林晓岚"))
    paper = loan_sheet(desk, f"loans/文书档案/{BOX}/20260402-01")
    assert beside(paper, "内装文件") == "1.试点公司(销)字第[2026]001号"
    assert beside(paper, "档号·文号") == "2026-D10-01"


def test_a_lost_copy_is_told_plainly(desk: Path) -> None:
    lending.done(desk, "2026-04-02", lend())
    lending.done(desk, "2026-04-09", "return stock --lost --report 在途中遗失，已报告部门主管")
    paper = loan_sheet(desk, f"loans/{NOTICE}")
    assert beside(paper, "状态") == "遗失" and "遗失：在途中遗失，已报告部门主管" in cells(paper)


def test_two_loans_of_a_copy_on_one_day_have_two_forms(desk: Path) -> None:
    for _ in range(2):
        lending.done(desk, "2026-04-02", lend())
        lending.done(desk, "2026-04-02", "return stock --condition 完好")
    found = filled(lending.office(desk), "loans")
    assert {f"loans/{NOTICE}", f"loans/{NOTICE}-2"} <= found.keys()
    assert found[f"loans/{NOTICE}-2"].view["number"] == "20260402-02-2"


# ── 代卷卡、催还通知单 ──────────────────────────────────────────────────────────────────────────


def test_the_card_says_where_a_thing_is_and_where_it_belongs(desk: Path) -> None:
    lending.done(desk, "2026-04-02", lend(MANUAL, approved_by="纪青", due="2026-04-16"))
    path = f"loans/技术资料/{MANUAL}/20260402-01-card"
    paper = loan_sheet(desk, path)
    assert beside(paper, "档号·文号") == "JS-2026-004" and beside(paper, "题名") == "制动系统维修手册"
    assert beside(paper, "存放位置") == "技术柜-1层" and beside(paper, "借阅人") == "李明"
    assert (beside(paper, "借出日期"), beside(paper, "应还日期")) == ("2026年4月2日", "2026年4月16日")


def test_a_reminder_counts_the_days_and_the_reminders(desk: Path) -> None:
    lending.done(desk, "2026-04-02", lend(due="2026-04-09"))
    assert f"reminders/{NOTICE}" not in filled(lending.office(desk, "2026-04-09"), "loans")
    paper = loan_sheet(desk, f"reminders/{NOTICE}", "2026-04-21")
    assert beside(paper, "逾期天数") == "12 天" and beside(paper, "催还次数") == "第 2 次"
    assert beside(paper, "应还日期") == "2026年4月9日" and beside(paper, "通知日期") == "2026年4月21日"
    assert beside(paper, "保管人") == "林晓岚"


@pytest.mark.parametrize(("late", "times"), [(0, 0), (1, 1), (7, 1), (8, 2), (15, 3)])
def test_a_reminder_goes_out_on_the_first_day_and_every_week(late: int, times: int) -> None:
    assert loan_forms.reminders(late) == times


def test_only_reminders_follow_the_day(desk: Path) -> None:
    lending.done(desk, "2026-04-02", lend(due="2026-04-09"))
    early, late = (filled(lending.office(desk, day), "loans") for day in ("2026-04-20", "2026-06-30"))
    assert early.keys() == late.keys()
    differing = {path for path in early if early[path] != late[path]}
    assert differing == {f"reminders/{NOTICE}"}


def test_without_history_the_shelf_still_has_its_cards(desk: Path, tmp_path: Path) -> None:
    lending.done(desk, "2026-04-02", lend())
    bare = tmp_path / "copied without its history"
    shutil.copytree(desk, bare, ignore=shutil.ignore_patterns(".git"))
    office = lending.office(bare)
    assert loans.log(office).state == "none"
    assert f"loans/{NOTICE}-card" in filled(office, "loans")
    paper = printed(filled(office, "loans")[f"loans/{NOTICE}"])
    assert "签名：林晓岚" in paper.text and "〔借阅登记" not in paper.text


# ── on the site ───────────────────────────────────────────────────────────────────────────────


def test_forms_of_loans_stand_on_the_site_of_those_who_may_read_the_thing(desk: Path) -> None:
    secret = "holdings/2026/price-lists"
    scratch.put(desk, {secret: lending.BOXED + "class: 商业秘密（普通）\n"})
    lending.done(desk, "2026-04-02", lend())
    lending.done(desk, "2026-04-02", lend(secret, approved_by="周启衡"))
    assert build.build(desk, date(2026, 4, 2), scratch.TODAY).built is not None
    for audience in ("staff", "office"):
        site = desk / "site" / audience
        assert qr.svg(STOCK) in (site / f"loans/{NOTICE}.html").read_text(encoding="utf-8")
        with zipfile.ZipFile(site / f"loans/{NOTICE}-card.docx") as card:
            assert qr.png(STOCK) in [card.read(name) for name in card.namelist()]
        assert (site / "forms/loan.docx").is_file() and (site / "forms/revision-request.docx").is_file()
    hidden = f"loans/文书档案/{secret}/20260402-01.html"
    assert (desk / "site/office" / hidden).is_file() and not (desk / "site/staff" / hidden).exists()


def test_the_form_of_a_request_is_a_page_with_the_words_before_and_after(company: Path) -> None:
    asking.approve(company, asking.ask(company))
    view = request_form(company)[0].view
    told = page("revision-request", view)
    assert "各部门请" in told and ">于四月十日前<" in told and "text-decoration" in css("revision-request")


def css(name: str) -> str:
    """Return the style sheet of the page of a Word template."""
    return to_html.compile_page(name, (TEMPLATES / "docx" / f"{name}.docx").read_bytes()).css


def test_views_have_what_the_templates_ask_for_and_nothing_is_undefined(desk: Path) -> None:
    office = lending.office(desk)
    for name, view in (("loan", loan_forms.blank(office)), ("revision-request", request_forms.blank(office))):
        assert template(name).render(view)
        assert page(name, {**EMPTY, **view})
