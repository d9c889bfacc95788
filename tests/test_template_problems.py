"""Broken Word templates: each mistake is a finding that names the template, the part and the tag."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx.document import Document as Paper

from wenshu import to_docx
from wenshu.diagnostics import Finding
from wordfiles import body_only, fill, line, template, with_related


def broken(data: bytes, **seen: Any) -> Finding:
    """Return the finding that a broken template ends in."""
    with pytest.raises(to_docx.TemplateProblem) as caught:
        fill(data, **seen)
    finding = caught.value.finding
    assert finding.place.path == "templates/docx/t.docx"
    assert finding.message("zh") and finding.hint("zh") and finding.message("en") and finding.hint("en")
    assert "…" not in finding.message("en").replace("{% … %}", "")
    return finding


def test_a_file_that_is_no_word_file_TPL01() -> None:
    assert broken(b"PK nothing").code.id == "TPL01"
    assert broken("甲".encode("gb18030")).code.id == "TPL01"
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    assert broken(empty.getvalue()).code.id == "TPL01"


@pytest.mark.parametrize(
    ("tags", "word"),
    [
        (("第一段", "{% iff x %}甲{% endif %}"), "{% iff x %}"),
        (("第一段", "{{ x"), "{{ x"),
        (("第一段", "{{ x| }}"), "{{ x| }}"),
        (("第一段", "{{ x|nofilter }}"), "nofilter"),
        (("{%p if x %}", "甲"), "if"),
        (("{% include 'a' %}",), "include"),
        (("{% macro m() %}甲{% endmacro %}",), "macro"),
        (("{% set y %}甲{% endset %}",), "set y"),
        (("{% filter upper %}a{% endfilter %}",), "filter"),
        (("{% autoescape false %}{{ x }}{% endautoescape %}",), "autoescape"),
        (("{{ x|safe }}",), "safe"),
        (("{{ [1, 2]|random }}",), "random"),
    ],
)
def test_a_tag_that_is_wrong_TPL02(tags: tuple[str, ...], word: str) -> None:
    finding = broken(line(*tags), x="")
    assert finding.code.id == "TPL02"
    assert "正文" in finding.message() and word in finding.message()
    assert tags[0] != "第一段" or "第2段" in finding.message()


@pytest.mark.parametrize(
    "tag",
    [
        "{{ r.titel }}",
        "{{ r['titel'] }}",
        "{{r r.titel }}",
        "{%p if r.titel %}",
        "{% for i in r.titel %}{% endfor %}",
    ],
)
def test_a_variable_that_does_not_exist_is_never_blank_TPL03(tag: str) -> None:
    rest = ["{%p endif %}"] if tag.startswith("{%p") else []
    finding = broken(line("第一段 {{ r.title }}", tag, *rest), r={"title": "甲"})
    assert finding.code.id == "TPL03"
    assert "“titel”" in finding.message() and "第2段" in finding.message()
    assert tag.replace("{{r ", "{{").replace("{%p ", "{%").split()[1] in finding.message()


def test_a_missing_variable_in_header_and_properties_TPL03() -> None:
    def head(paper: Paper) -> None:
        paper.sections[0].header.paragraphs[0].text = "{{ gone }}"

    assert "页眉" in broken(template(head)).message()

    def title(paper: Paper) -> None:
        paper.core_properties.title = "{{ gone }}"

    finding = broken(template(title))
    assert finding.code.id == "TPL03" and "文件属性" in finding.message()


def test_a_block_across_elements_TPL04() -> None:
    def across(paper: Paper) -> None:
        table = paper.add_table(rows=1, cols=2)
        table.rows[0].cells[0].text = "{% if x %}甲"
        table.rows[0].cells[1].text = "乙"
        paper.add_paragraph("丙{% endif %}")

    assert broken(template(across), x="").code.id == "TPL04"


def test_a_block_over_two_paragraphs_is_sound() -> None:
    data = line("甲{% if x %}乙", "丙{% endif %}丁")
    assert to_docx.visible_text(fill(data, x=True)) == "甲乙\n丙丁"
    assert to_docx.visible_text(fill(data, x=False)) == "甲丁"


@pytest.mark.parametrize("value", [None, [], ["甲"], {"a": 1}, True, 1.5])
@pytest.mark.parametrize("tag", ["{{ x }}", "{{r x }}", "{{p x }}"])
def test_what_has_no_printed_form_is_never_printed_as_program_text_TPL05(tag: str, value: Any) -> None:
    finding = broken(line(tag), x=value)
    assert finding.code.id == "TPL05"
    assert type(value).__name__ in finding.message()


@pytest.mark.parametrize(
    "tag", ["{{ 'a' + 1 }}", "{{ x.__class__ }}", "{{ 1 // 0 }}", "{{ x() }}", "{{ x|int // x }}"]
)
def test_a_tag_that_cannot_be_computed_TPL06(tag: str) -> None:
    finding = broken(line(tag), x="甲")
    assert finding.code.id in {"TPL06", "TPL03"}
    assert finding.code.id == "TPL06" or "__class__" in tag


def test_tags_where_nothing_is_filled_TPL07() -> None:
    notes = b'<w:endnotes xmlns:w="x"><w:t>{{ r.title }}</w:t></w:endnotes>'
    data = with_related(line("甲"), "endnotes", notes)
    finding = broken(data)
    assert finding.code.id == "TPL07" and "{{ r.title }}" in finding.message()


def test_a_template_without_the_styles_of_a_body_TPL08() -> None:
    compiled = to_docx.compile("t", template(body_only, ("正文", "一级标题")))
    (finding,) = compiled.findings
    assert finding.code.id == "TPL08"
    assert "二级标题、三级标题" in finding.message() and "一级标题、" not in finding.message()
    assert to_docx.compile("t", template(lambda paper: None, ())).findings == ()
