"""Word papers from compiled templates: what went in comes out, as docxtpl would, the same each time."""

from __future__ import annotations

import io
import sys
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Paper
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

import wordfiles
from wenshu import docx_zip, ooxml, to_docx
from wenshu.markdown import parse
from wenshu.model import Names
from wordfiles import EVERYTHING, body_only, fill, letter, line, part, template, texts, view

LETTER = template(letter)
PAIR = to_docx.compile("pair", line("甲{{ one }}乙{{ other }}丙"))
COMPILED = to_docx.compile("letter", LETTER)


# -- the same as docxtpl ---------------------------------------------------------------------------


def test_a_letter_equals_docxtpl_in_every_part() -> None:
    assert COMPILED.slow == ""
    fast = to_docx.canonical(COMPILED.render(view()))
    assert fast == to_docx.canonical(COMPILED.render_slow(view()))
    assert fast == to_docx.canonical(wordfiles.plain_docxtpl(LETTER, view()))


_ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from("&<>\"'{}_%#\n\t \\/-甲乙丙，。（）“”😀𠮷\u200b\u00a0|*"),
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"),
    ),
    max_size=24,
)
_VIEWS = st.fixed_dictionaries(
    {
        "company": st.fixed_dictionaries({"full": _ODD, "address": _ODD}),
        "check": _ODD,
        "number": _ODD,
        "subject": _ODD,
        "draft": st.booleans(),
        "r": st.fixed_dictionaries(
            {
                "to": st.lists(_ODD, max_size=3),
                "items": st.lists(st.fixed_dictionaries({"name": _ODD, "n": st.integers()}), max_size=3),
            }
        ),
        "names": st.lists(_ODD, max_size=3).map(lambda names: Names(tuple(names))),
        "body": st.one_of(_ODD.map(parse), st.just(parse(EVERYTHING)), _ODD),
    }
)


@settings(max_examples=40, deadline=None)
@given(_VIEWS)
def test_any_words_give_what_docxtpl_gives(seen: dict[str, Any]) -> None:
    fast, slow = to_docx.canonical(COMPILED.render(seen)), to_docx.canonical(COMPILED.render_slow(seen))
    assert [name for name in sorted(fast | slow) if fast.get(name) != slow.get(name)] == []


@settings(max_examples=200, deadline=None)
@given(_ODD, _ODD)
def test_any_words_come_out_as_typed(one: str, other: str) -> None:
    """Law 6 for one value: in a line between fixed words, a tab and a line feed included."""
    said = to_docx.visible_text(PAIR.render({"one": one, "other": other}))
    assert said == f"甲{one}乙{other}丙"


def test_what_looks_like_a_tag_stays_text() -> None:
    typed = "{{ 7*7 }} {% if %} {# x #} {_{ }_} {_% %_} & < > \" ' &amp; <w:t>"
    assert texts(fill(line("{{ a }}"), a=typed)) == [typed]
    assert "49" not in to_docx.visible_text(COMPILED.render(view(subject="{{ 7*7 }}")))


def test_the_same_view_gives_the_same_bytes() -> None:
    assert COMPILED.render(view()) == COMPILED.render(view()) == to_docx.compile("x", LETTER).render(view())


def test_the_archive_is_sorted_and_has_no_present_time() -> None:
    with zipfile.ZipFile(io.BytesIO(COMPILED.render(view()))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(archive.namelist())
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("tool", [docx_zip.ZLIB, docx_zip.engine()], ids=lambda tool: tool.name)
def test_every_engine_packs_the_same_files(tool: docx_zip.Engine) -> None:
    packed = to_docx.compile("letter", LETTER, tool=tool).render(view())
    assert docx_zip.members(packed) == docx_zip.members(COMPILED.render(view()))


def test_without_the_fast_package_zlib_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "isal", None)
    docx_zip.engine.cache_clear()
    try:
        assert docx_zip.engine() is docx_zip.ZLIB
    finally:
        docx_zip.engine.cache_clear()


def test_word_would_open_a_paper_with_everything_in_it(tmp_path: Any) -> None:
    paper, bare = tmp_path / "paper.docx", tmp_path / "bare.docx"
    paper.write_bytes(COMPILED.render(view()))
    bare.write_bytes(template(lambda paper: None))
    check = OpenXmlValidator()
    # the base document of python-docx has faults of its own; the papers of templates/ have none
    faults = {error.description for error in check.validate(str(bare)).errors}
    assert {error.description for error in check.validate(str(paper)).errors} <= faults
    Document(str(paper))


def test_core_properties_are_filled_and_not_escaped_twice() -> None:
    docx = COMPILED.render(view(subject="甲 & <乙> “丙” " + "长" * 300))
    title = Document(io.BytesIO(docx)).core_properties.title
    assert title.startswith("甲 & <乙> “丙” 长") and len(title) == 255


# -- what a body becomes ---------------------------------------------------------------------------


def test_a_body_is_paragraphs_in_named_styles_with_numbers_as_text() -> None:
    document = Document(io.BytesIO(fill(template(body_only), body=parse(EVERYTHING))))
    told = [(p.style.name, p.text) for p in document.paragraphs if p.text]
    assert told == [
        ("一级标题", "一、总则"),
        ("正文", "各部门请于月底前上报，见上期。"),
        ("二级标题", "（一）范围"),
        ("列表一", "1.采购"),
        ("列表二", "－轮胎"),
        ("列表一", "2.盘点"),
        ("三级标题", "1.部门"),
        ("四级标题", "（1）班组"),
    ]
    assert [run.text for p in document.paragraphs for run in p.runs if run.bold] == ["月底前"]


def test_a_table_of_a_body_is_as_wide_as_the_page_and_repeats_its_header() -> None:
    xml = part(fill(template(body_only), body=parse(EVERYTHING)))
    document = Document(io.BytesIO(fill(template(body_only), body=parse(EVERYTHING))))
    section = document.sections[0]
    page = (section.page_width - section.left_margin - section.right_margin) // 635
    for table in document.tables:
        grid = [int(column.get(_w("w"))) for column in table._tbl.tblGrid.findall(_w("gridCol"))]
        assert sum(grid) == page
        for row in table.rows:
            assert [int(cell._tc.tcPr.find(_w("tcW")).get(_w("w"))) for cell in row.cells] == grid
    assert xml.count("<w:tblHeader/>") == 2
    assert xml.count("<w:cantSplit/>") == 4
    assert '<w:tblLayout w:type="fixed"/>' in xml
    assert {p.style.name for row in document.tables[0].rows[1:] for c in row.cells for p in c.paragraphs} == {
        "表格文字"
    }
    assert document.tables[0].rows[0].cells[0].paragraphs[0].style.name == "表头"


def test_a_body_in_a_cell_keeps_to_the_cell_and_leaves_the_grid_around_it_alone() -> None:
    def form(paper: Paper) -> None:
        table = paper.add_table(rows=1, cols=2)
        table.rows[0].cells[0].text = "事项"
        table.rows[0].cells[1].text = "{{p body }}"

    wide = "| 一 | 二 | 三 | 四 |\n|--|--|--|--|\n| 1 | 2 | 3 | 4 |"
    compiled = to_docx.compile("form", template(form))
    for body in (parse(wide), parse(EVERYTHING), parse("")):
        docx = compiled.render({"body": body})
        assert to_docx.canonical(docx) == to_docx.canonical(compiled.render_slow({"body": body}))
        (outer,) = Document(io.BytesIO(docx)).tables
        assert len(outer._tbl.tblGrid.findall(_w("gridCol"))) == 2
        cell = outer.rows[0].cells[1]
        assert cell._tc[-1].tag == _w("p")  # Word refuses a cell that does not end with a paragraph
        for inner in cell.tables:
            assert sum(int(column.get(_w("w"))) for column in inner._tbl.tblGrid) < cell.width // 635


@pytest.mark.parametrize("tag", ["{{ body }}", "{{r body }}", "{{p body }}"])
def test_a_body_loses_no_word_wherever_its_tag_stands(tag: str) -> None:
    body = parse(EVERYTHING)
    said = to_docx.visible_text(fill(line(tag), body=body))
    assert all(text in said for text in body.text_strings())


@pytest.mark.parametrize("tag", ["{{ x }}", "{{r x }}", "{{p x }}"])
def test_a_text_loses_no_word_wherever_its_tag_stands(tag: str) -> None:
    assert to_docx.visible_text(fill(line(tag), x="一 & 二\n三")) == "一 & 二\n三"
    assert to_docx.visible_text(fill(line(tag), x=Names(("李明", "林晓岚")))) == "李明、林晓岚"


@pytest.mark.req("MIN-05")
def test_names_of_two_characters_are_widened_by_spacing_never_by_a_blank() -> None:
    xml = part(fill(line("出席：{{r names }}。"), names=Names(("李明", "林晓岚", "王强（出差）"))))
    spaced = '<w:r><w:rPr><w:spacing w:val="{}"/></w:rPr><w:t xml:space="preserve">{}</w:t></w:r>'
    points = 11 * 20  # the size of the paragraph's style: the base document's 11 points
    assert spaced.format(points, "李") in xml and spaced.format(points, "王") in xml
    assert xml.count("w:spacing w:val") == 2
    assert "李明、林晓岚、王强（出差）" in to_docx.visible_text(
        fill(line("{{r names }}"), names=Names(("李明", "林晓岚", "王强（出差）")))
    )


def test_marks_that_both_scripts_share_are_set_in_the_chinese_font() -> None:
    """Else Word sets “ ” … — in the Latin font, half as wide."""
    xml = part(fill(line("{{p body }}"), body=parse("甲“乙”……\n\n**丙——丁**\n\nplain 戊")))
    hint = '<w:rFonts w:hint="eastAsia"/>'
    assert xml.count(hint) == 2
    assert f"<w:rPr>{hint}<w:b/></w:rPr>" in xml


def test_a_table_of_a_register_has_the_widths_it_was_told() -> None:
    columns = (ooxml.Column(10, "center"), ooxml.Column(46), ooxml.Column(20, "right"))
    markup = ooxml.table(columns, ("序号", "文号", "份数"), [("1", "甲 & 乙", "3"), ("2", "", "4")])
    document = Document(io.BytesIO(fill(line("{{p t }}"), t=markup)))
    (table,) = document.tables
    assert [int(column.get(_w("w"))) for column in table._tbl.tblGrid] == [567, 2608, 1134]
    assert [[cell.text for cell in row.cells] for row in table.rows][1] == ["1", "甲 & 乙", "3"]
    edges = {
        edge.tag.partition("}")[2]: edge.get(_w("sz")) for edge in table._tbl.tblPr.find(_w("tblBorders"))
    }
    assert edges == {"top": "8", "left": "8", "bottom": "8", "right": "8", "insideH": "4", "insideV": "4"}


def _w(name: str) -> str:
    return "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}" + name


# -- templates beyond the usual --------------------------------------------------------------------


def test_a_record_may_have_fields_named_like_methods() -> None:
    assert texts(fill(line("{{ r.items }}{{ r['keys'] }}"), r={"items": "甲", "keys": "乙"})) == ["甲乙"]


def test_a_table_that_may_lose_its_rows_is_mended_as_docxtpl_does() -> None:
    def loop_only(paper: Paper) -> None:
        table = paper.add_table(rows=3, cols=2)
        for row, text in zip(
            table.rows, ("{%tr for i in items %}", "{{ i }}", "{%tr endfor %}"), strict=True
        ):
            row.cells[0].text = text

    data = template(loop_only)
    compiled = to_docx.compile("t", data)
    for items in ([], ["甲"]):
        seen = {"items": items}
        assert to_docx.canonical(compiled.render(seen)) == to_docx.canonical(
            wordfiles.plain_docxtpl(data, seen)
        )


def test_a_cell_whose_paragraphs_are_all_left_out_is_not_left_empty() -> None:
    def form(paper: Paper) -> None:
        table = paper.add_table(rows=1, cols=2)
        table.rows[0].cells[0].text = "意见"
        table.rows[0].cells[1].text = "{%p for i in items %}"
        for tag in ("{{ i }}", "{%p endfor %}"):
            table.rows[0].cells[1].add_paragraph(tag)

    compiled = to_docx.compile("t", template(form))
    for items in ([], ["同意", "照办"]):
        docx = compiled.render({"items": items})
        assert to_docx.canonical(docx) == to_docx.canonical(compiled.render_slow({"items": items}))
        cells = Document(io.BytesIO(docx)).tables[0].rows[0].cells
        assert [p.text for p in cells[1].paragraphs] == (items or [""])


def test_drawings_are_numbered_as_docxtpl_does() -> None:
    picture = (
        b'<w:r><w:drawing><wp:inline><wp:extent cx="1" cy="1"/><wp:docPr id="7" name="{{ a }}"/></wp:inline>'
        b"</w:drawing></w:r>"
    )
    data = line("{%p for i in 'xy' %}", "图 {{ a }} 止", "{%p endfor %}")
    document = part(data).replace("<w:r><w:t>图 {{ a }} 止</w:t></w:r>", picture.decode())
    data = wordfiles.with_part(data, "word/document.xml", document.encode("utf-8"))
    compiled = to_docx.compile("t", data)
    assert 'id="1002" name="标识"' in part(compiled.render({"a": "标识"}))
    assert to_docx.canonical(compiled.render({"a": "标识"})) == to_docx.canonical(
        wordfiles.plain_docxtpl(data, {"a": "标识"})
    )


def test_what_the_fast_way_cannot_do_goes_through_docxtpl_and_says_so_TPL09() -> None:
    def columns(paper: Paper) -> None:
        table = paper.add_table(rows=1, cols=3)
        texts = ("{%tc for c in cells %}", "{{ c }}", "{%tc endfor %}")
        for cell, text in zip(table.rows[0].cells, texts, strict=True):
            cell.text = text

    compiled = to_docx.compile("t", template(columns))
    seen = {"cells": ["甲", "乙", "丙", "丁"]}
    assert compiled.slow == "{%tc"
    assert [finding.code.id for finding in compiled.findings] == ["TPL09"]
    assert compiled.render(seen) == compiled.render(seen)
    assert to_docx.canonical(compiled.render(seen)) == to_docx.canonical(compiled.render_slow(seen))
    assert to_docx.visible_text(compiled.render(seen)) == "甲\n乙\n丙\n丁"


def test_a_sample_that_comes_out_differently_sends_the_template_the_slow_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert to_docx.compile("t", LETTER, sample=view()).slow == ""
    monkeypatch.setattr(to_docx.CompiledTemplate, "render_slow", lambda self, seen: line("x"))
    assert to_docx.compile("t", line("{{ a }}"), sample={"a": "甲"}).slow.startswith("≠ docxtpl: ")


def test_footnotes_are_filled_once_and_never_run_as_code() -> None:
    notes = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<w:footnotes xmlns:w='
        '"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="1"><w:p><w:r>'
        "<w:t>注 {{ note }}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    data = wordfiles.with_related(
        template(lambda paper: paper.add_section() and None), "footnotes", notes.encode("utf-8")
    )
    compiled = to_docx.compile("t", data)
    seen = {"note": "{{ 7*7 }} & 一"}
    assert to_docx.visible_text(compiled.render(seen)) == "注 {{ 7*7 }} & 一"
    assert to_docx.canonical(compiled.render(seen)) == to_docx.canonical(compiled.render_slow(seen))


# -- what no Word file can hold --------------------------------------------------------------------


@pytest.mark.parametrize(
    "odd", ["\x00", "\x0b", "\x0c", "\x1b", "\r", "\x7f", "\x85", "\ud800", "\ufffe", "\uffff"]
)
def test_forbidden_characters_are_found_where_they_stand(odd: str) -> None:
    assert to_docx.forbidden({"r": {"items": [{"a": "好"}, {"a": f"坏{odd}"}]}}) == ("r", "items", 1, "a")
    assert to_docx.forbidden({"body": parse(f"甲{odd}乙")}) == ("body",)
    assert to_docx.forbidden({"names": Names(("李明", odd))}) == ("names", 1)


def test_tabs_line_feeds_and_rare_characters_are_allowed() -> None:
    assert to_docx.forbidden({"a": "甲\t乙\n𠮷😀\u200b\u3000", "n": 3, "none": None}) is None


@pytest.mark.parametrize("odd", ["\x00", "\x0b", "\x0c", "\x1b", "\ud800", "\udfff", "\ufffe", "\uffff"])
def test_a_forbidden_character_never_reaches_a_file(odd: str) -> None:
    with pytest.raises(to_docx.ForbiddenText) as caught:
        COMPILED.render(view(subject=f"甲{odd}乙"))
    assert caught.value.pointer == ("subject",)


# -- reading back ----------------------------------------------------------------------------------


def test_visible_text_is_header_body_tables_footer_in_order() -> None:
    said = to_docx.visible_text(
        COMPILED.render(view(body=parse("正文一段。\n\n| 甲 | 乙 |\n|--|--|\n| 1 | 2 |")))
    )
    assert said.split("\n") == [
        "澄远汽车销售服务有限公司 本市东路 1 号",
        "澄远公司(销)字第[2026]012号",
        "标题：关于春季备货的通知",
        "正式",
        "送销售部，",
        "送服务部，",
        "出席：李明、林晓岚、王强（出差）；",
        *("序号", "名称", "数量", "1", "机油", "3", "2", "轮胎", "12"),
        "正文一段。",
        *("甲", "乙", "1", "2"),
        "完",
        "校验码 7K3M9QX2AB",
    ]


def test_the_check_code_the_stamp_and_page_counts_are_not_what_the_paper_says() -> None:
    document = part(line("甲")).replace(
        "<w:r><w:t>甲</w:t></w:r>",
        '<w:r><w:t>甲</w:t></w:r><w:r><w:rPr><w:rStyle w:val="校验码"/></w:rPr><w:t>7K3M</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>5</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr="NUMPAGES"><w:r><w:t>9</w:t></w:r>'
        "</w:fldSimple><w:r><w:t>乙</w:t><w:tab/><w:noBreakHyphen/><w:br/><w:t>丙</w:t></w:r></w:p>"
        '<w:p><w:pPr><w:pStyle w:val="印章"/></w:pPr><w:r><w:t>草稿</w:t></w:r>',
    )
    data = wordfiles.with_part(line("甲"), "word/document.xml", document.encode("utf-8"))
    assert to_docx.visible_text(data) == "甲乙\t-\n丙"
