"""Pages derived from Word templates: what the paper says, the page says; nothing comes from elsewhere."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree, html

from stand_in import BODY, squeezed, view
from wenshu import docx_text, docx_zip, to_docx, to_html
from wenshu.docx_problems import TemplateProblem
from wenshu.model import Names

HOUSE = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((HOUSE / "templates" / "docx").glob("*.docx"))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def site() -> to_html.Site:
    """Return the site of the repository's own page templates."""
    folder = HOUSE / "templates" / "html"
    return to_html.compile_site({path.name: path.read_bytes() for path in folder.glob("*.html")})


def about(**more: Any) -> dict[str, Any]:
    """Return what every page knows of its site."""
    company = {"company": "试点汽车销售服务有限公司", "short": "试点公司"}
    return {"title": "题", **company, "audience": "全体员工", "root": "../../"} | more


def page_text(markup: str) -> str:
    """Return what a page shows of a paper, the numbers that count pages left out."""
    root = html.fragment_fromstring(markup)
    for gone in root.xpath('.//*[contains(concat(" ", @class, " "), " page-field ")]'):
        gone.drop_tree()
    return squeezed(str(root.text_content()))


def paper_text(docx: bytes) -> str:
    """Return what the first page's head, the body and the foot of a paper say."""
    parts = docx_zip.members(docx)
    document = etree.fromstring(parts["word/document.xml"])
    section = document.find(f"{W}body/{W}sectPr")
    assert section is not None
    first = section.find(f"{W}titlePg") is not None
    for kind in ("headerReference", "footerReference"):
        named = {ref.get(f"{W}type"): ref for ref in section.findall(f"{W}{kind}")}
        shown = "first" if first and ("first" in named or kind == "headerReference") else "default"
        for name, ref in named.items():
            if name != shown:
                section.remove(ref)
    parts["word/document.xml"] = etree.tostring(document)
    out = io.BytesIO()
    out.write(docx_zip.repacked(_zipped(parts), docx_zip.engine()))
    return squeezed(to_docx.visible_text(out.getvalue()))


def _zipped(parts: dict[str, bytes]) -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_page_says_what_the_paper_says(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_text, "SILENT_STYLES", frozenset())  # check code and stamp count here
    data = path.read_bytes()
    seen = view(data)
    page = to_html.compile_page(path.stem, data).render(seen)
    paper = to_docx.compile(path.stem, data).render(seen)
    assert page_text(page) == paper_text(paper)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_page_is_whole_html_without_style_or_address_of_its_own(path: Path) -> None:
    data = path.read_bytes()
    compiled = to_html.compile_page(path.stem, data)
    markup = compiled.render(view(data), "../../")
    parser = etree.HTMLParser(recover=False)
    etree.fromstring(f"<!DOCTYPE html><html><body>{markup}</body></html>", parser)
    assert "style=" not in markup and "<script" not in markup
    assert not re.search(r"https?://|url\(", markup + compiled.css)
    for image in re.findall(r'src="([^"]+)"', markup):
        assert image.removeprefix("../../assets/") in compiled.images


def test_assets_name_no_other_host() -> None:
    for path in [*(HOUSE / "templates" / "assets").iterdir(), *(HOUSE / "templates" / "html").iterdir()]:
        if path.suffix == ".png":
            continue
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|//[a-z]+\.|@import|url\(", text), path.name
        assert " style=" not in text and "onclick" not in text, path.name


# ── derivation, piece by piece ────────────────────────────────────────────────────────────────────


def derived(doc: Any, seen: dict[str, Any] | None = None) -> tuple[str, str]:
    """Return (rendered page, style sheet) of a document made with python-docx."""
    out = io.BytesIO()
    doc.save(out)
    page = to_html.compile_page("small", out.getvalue())
    return str(page.render(seen or {})), page.css


def rule(css: str, name: str) -> str:
    """Return the declarations of a class."""
    found = re.search(rf"^\.paper \.{name}\{{(.*)\}}$", css, re.MULTILINE)
    assert found, name
    return found.group(1)


def test_runs_keep_their_difference_and_jinja_its_place() -> None:
    doc = Document()
    line = doc.add_paragraph("甲{% if on %}乙")
    line.add_run("丙").bold = True
    line.add_run("{{ x }}").font.size = Pt(9)
    line.add_run("{% endif %}丁 < &")
    page, css = derived(doc, {"on": True, "x": "A&B<C>"})
    runs = r'甲乙<span class="d\d">丙</span><span class="d\d">A&amp;B&lt;C&gt;</span>丁 &lt; &amp;'
    assert re.search(runs, page)
    assert "font-weight:bold" in css and "font-size:9pt" in css
    assert "甲丁 &lt; &amp;" in derived(doc, {"on": False, "x": ""})[0]


def test_named_style_becomes_css() -> None:
    doc = Document()
    style = doc.styles.add_style("正文一", 1)
    style.font.size = Pt(12)
    style.font.name = "Times New Roman"
    fonts = style.element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), "宋体")
    style.paragraph_format.line_spacing = 1.5
    indent = style.element.get_or_add_pPr()._add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), "480")
    doc.add_paragraph("字", style="正文一")
    page, css = derived(doc)
    assert '<p class="s-正文一">字</p>' in page
    said = rule(css, "s-正文一")
    assert "text-indent:2em" in said and "font-size:12pt" in said and "var(--roman), var(--song)" in said


def test_table_rows_loop_merge_and_repeat_their_head() -> None:
    doc = Document()
    table = doc.add_table(5, 3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, "甲乙丙", strict=True):
        cell.text = text
    head = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(head)
    table.cell(1, 0).text = "{%tr for row in rows %}"
    table.cell(2, 1).text = "{{ row.a }}"
    table.cell(3, 0).text = "{%tr endfor %}"
    table.cell(4, 0).merge(table.cell(4, 2)).text = "合计"
    page, css = derived(doc, {"rows": [{"a": "一"}, {"a": "二"}]})
    assert "<thead><tr><th scope=" in page and page.count("<tr") == 4
    assert '<td colspan="3">' in page
    assert "border-top:0.5pt solid" in css and ".tb1{width:" in css


def test_cells_merged_downwards_span_rows() -> None:
    doc = Document()
    table = doc.add_table(3, 2)
    table.cell(0, 0).merge(table.cell(2, 0)).text = "竖"
    page, _ = derived(doc)
    assert '<td rowspan="3">' in page and page.count("<td") == 4


def field(run: Any, code: str) -> None:
    """Put a field into a run."""
    begin, middle, end = ("fldChar", "begin"), ("fldChar", "separate"), ("fldChar", "end")
    for name, told in (begin, ("instrText", code), middle, ("t", "1"), end):
        element = OxmlElement(f"w:{name}")
        if name == "fldChar":
            element.set(qn("w:fldCharType"), told)
        else:
            element.text = told
        run._r.append(element)


def test_page_numbers_go_to_the_printed_margin_only() -> None:
    doc = Document()
    line = doc.sections[0].footer.paragraphs[0]
    line.paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(Mm(78), WD_TAB_ALIGNMENT.CENTER)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run("左\t第 ")
    field(line.add_run(), " PAGE ")
    line.add_run(" 页\t校验码 {{ check }}")
    page, css = derived(doc, {"check": "ABC"})
    assert 'class="seg seg-center folio"' in page and '<span class="seg seg-right">校验码 ABC</span>' in page
    assert '@bottom-center{content:"第 " counter(page) " 页"' in css


def test_landscape_section_prints_landscape() -> None:
    doc = Document()
    doc.sections[0].page_width, doc.sections[0].page_height = Mm(297), Mm(210)
    assert "@page{size:297mm 210mm" in derived(doc)[1]


def test_only_the_first_pages_head_is_shown() -> None:
    doc = Document()
    section = doc.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "信笺"
    section.header.paragraphs[0].text = "续页"
    page, _ = derived(doc)
    assert "信笺" in page and "续页" not in page


def test_body_names_and_text_in_their_places() -> None:
    doc = Document()
    doc.add_paragraph("{{p r.body }}")
    doc.add_paragraph("出席：{{r x.names }}")
    doc.add_paragraph("{{p x.lines }}")
    cell = doc.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = "{{p r.body }}"
    seen = {"r": {"body": BODY}, "x": {"names": Names(("李明", "沈一鸣")), "lines": "一<行\n二行"}}
    out = io.BytesIO()
    doc.save(out)
    page = to_html.compile_page("small", out.getvalue())
    shown = str(page.render(seen, "", to_html.Reach("../", frozenset({"documents/2026/a"}))))
    assert '<h2 class="s-一级标题">一、总体要求</h2>' in shown and "<strong>春季库存</strong>" in shown
    assert '<a href="../documents/2026/a.html">上次通知</a>' in shown and "A&amp;B&lt;C&gt;" in shown
    assert '出席：<span class="nw"><span class="n2">李</span>明</span>、沈一鸣' in shown
    assert '<p class="s-正文">一&lt;行</p><p class="s-正文">二行</p>' in shown
    assert shown.count('<p class="s-表格文字">1.整车库存</p>') == 1  # in the cell, not in the text
    assert "<a " not in str(page.render(seen))  # out of reach: the text alone


def test_htm01_a_template_no_page_can_be_made_of() -> None:
    with pytest.raises(TemplateProblem) as caught:
        to_html.compile_page("broken", b"no zip")
    assert caught.value.finding.code.id == "HTM01"
    assert caught.value.finding.place.path == "templates/docx/broken.docx"


def test_htm02_a_page_template_that_is_wrong() -> None:
    broken = to_html.compile_site({"list.html": b"<p>\n{{ nobody }}</p>"})
    with pytest.raises(TemplateProblem) as caught:
        broken.render("list", {"site": about()})
    finding = caught.value.finding
    assert (finding.code.id, str(finding.place)) == ("HTM02", "templates/html/list.html:2:1")
    assert "nobody" in finding.message()
    with pytest.raises(TemplateProblem) as caught:
        to_html.compile_site({"list.html": b"\n{% if %}"}).render("list", {"site": about()})
    assert caught.value.finding.code.id == "HTM02" and caught.value.finding.place.line == 2
    for tag in (b"{{ 1 // 0 }}", b"{{ site.root + 1 }}", b"{{ site.root() }}", b"{% include 'gone.html' %}"):
        with pytest.raises(TemplateProblem) as caught:
            to_html.compile_site({"list.html": b"<p>\n" + tag}).render("list", {"site": about()})
        assert caught.value.finding.code.id == "HTM02"
        assert caught.value.finding.message("en") and "…" not in caught.value.finding.message()


def test_htm03_a_page_template_in_another_encoding() -> None:
    with pytest.raises(TemplateProblem) as caught:
        to_html.compile_site({"list.html": "公司文件".encode("gbk")})
    finding = caught.value.finding
    assert (finding.code.id, str(finding.place)) == ("HTM03", "templates/html/list.html")


# ── the site ──────────────────────────────────────────────────────────────────────────────────────


def register(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the plain data of a register."""
    blank = {"links": {}, "tabs": [], "mark": "", "total": False, "record": ""}
    tabs = [("系列", "销"), ("系列", "通"), ("状态", "作废")]
    return {
        "id": "dispatch", "title": "发文登记簿", "en": "x", "as_of": "",
        "foot": "共<2>件", "empty": "" if rows else "本期无记录",
        "columns": [
            {"key": "number", "title": "文号", "mm": 46, "align": "center"},
            {"key": "title", "title": "标题", "mm": 100, "align": "left"},
        ],
        "tabs": [{"group": group, "title": title} for group, title in tabs],
        "rows": [blank | row for row in rows],
    }  # fmt: skip


def test_register_rows_link_escape_and_carry_their_tabs() -> None:
    table = register([
        {"cells": ["(销)001", "甲&乙"], "links": {"title": "documents/2026/a"}, "tabs": [0, 2],
         "mark": "void"},
        {"cells": ["(通)001", "<丙>"], "total": True},
    ])  # fmt: skip
    page = site().render("register", {"site": about(root="../"), "table": table})
    assert '<tr class="m-void" data-t="0 2"><td class="center">(销)001</td>' in page
    assert '<a href="../documents/2026/a.html">甲&amp;乙</a>' in page and "&lt;丙&gt;" in page
    assert '<tr class="total">' in page and "共&lt;2&gt;件" in page
    assert page.count('class="tabs"') == 2 and 'data-tab="2">作废' in page
    assert 'width="31.51%"' in page


def test_empty_register_says_so() -> None:
    assert "本期无记录" in site().render("register", {"site": about(), "table": register([])})


def test_reach_limits_links_of_a_page() -> None:
    table = register([{"cells": ["1", "甲"], "links": {"title": "documents/2026/a"}}])
    page = site().render("register", {"site": about(), "table": table, "reach": []})
    assert "documents/2026/a" not in page


def test_the_day_stands_in_one_script() -> None:
    assert to_html.asof_script("2026-06-30") == 'window.wenshuAsOf = "2026-06-30";\n'


def record_view(**more: Any) -> dict[str, Any]:
    """Return the context of a record's page."""
    told = {
        "site": about(), "paper": None, "template": "", "stamp": "",
        "replacers": [], "links": [], "downloads": [],
        "meta": [{"label": "状态", "value": "已存"}], "fields": [{"label": "事由", "value": "甲<乙>"}],
    }  # fmt: skip
    return told | more


def test_record_without_a_paper_shows_its_fields() -> None:
    page = site().render("record", record_view())
    assert "<dt>事由</dt><dd>甲&lt;乙&gt;</dd>" in page and "paper-" not in page


def test_stamp_is_words_and_leads_to_the_paper_in_force() -> None:
    replacers = [{"title": "澄远公司(通)字第[2026]009号", "href": "documents/2026/b.html"}]
    page = site().render("record", record_view(stamp="作废", replacers=replacers))
    assert "<b>作废</b>" in page and '<a href="../../documents/2026/b.html">' in page


def elements(page: str) -> Iterator[Any]:
    """Return the elements of a whole page."""
    return html.document_fromstring(page).iter()


def test_every_page_forbids_itself_what_it_does_not_need() -> None:
    page = site().render("record", record_view())
    assert 'lang="zh-CN"' in page and "default-src 'self'" in page
    assert not [e for e in elements(page) if e.tag == "script" and not e.get("src")]
    assert not [e for e in elements(page) if e.get("style")]


def test_a_record_page_costs_little() -> None:
    path = HOUSE / "templates" / "docx" / "documents.docx"
    data = path.read_bytes()
    paper, pages = to_html.compile_page("documents", data), site()
    shown = record_view(paper=view(data, check="", stamp=""), template="documents", fields=[])
    pages.render("record", shown, paper)
    took = []
    for _ in range(50):
        began = time.perf_counter()
        pages.render("record", shown, paper)
        took.append(time.perf_counter() - began)
    assert sorted(took)[5] < 0.003  # 0.2 ms when nothing else runs; ten times that is a mistake of ours
