"""Bodies: what Markdown may say in a paper, and that nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenshu import markdown, markdown_plain, markdown_tokens
from wenshu.markdown import Heading, Item, Paragraph, Span, Table, parse, plain


def problems(source: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.what) for problem in parse(source).problems]


def lines(source: str) -> list[str]:
    return parse(source).text().split("\n")


def test_headings_are_numbered_by_the_program() -> None:
    source = "## 总则\n\n### 目的\n\n### 范围\n\n#### 部门\n\n##### 班组\n\n## 附则\n\n### 解释"
    assert lines(source) == [
        "一、总则",
        "（一）目的",
        "（二）范围",
        "1.部门",
        "（1）班组",
        "二、附则",
        "（一）解释",
    ]
    assert problems(source) == []


def test_levels_may_be_left_out() -> None:
    assert lines("## 甲\n\n#### 乙\n\n#### 丙\n\n## 丁\n\n#### 戊") == [
        "一、甲",
        "1.乙",
        "2.丙",
        "二、丁",
        "1.戊",
    ]


def test_text_arrives_as_typed() -> None:
    typed = "{{ 7*7 }} {% if %} A & B < C > D \"引\" '号' &amp; &nbsp; C:\\data 1...2 -- (c) ~ ^ | # ！"
    assert plain(parse(typed).blocks[0].spans) == typed  # type: ignore[union-attr]
    assert problems(typed) == []


def test_a_backslash_frees_a_sign_from_its_meaning() -> None:
    assert lines("2 \\* 3 \\_甲\\_ \\# \\[注\\]") == ["2 * 3 _甲_ # [注]"]


def test_soft_line_breaks_leave_no_blank_between_chinese() -> None:
    assert lines("各部门请于\n月底前上报。\nSee the\nplan") == ["各部门请于月底前上报。 See the plan"]


def test_a_forced_line_break_stays() -> None:
    body = parse("第一行  \n第二行\\\n第三行")
    assert lines("第一行  \n第二行\\\n第三行") == ["第一行", "第二行", "第三行"]
    assert body.text_strings() == ("第一行", "第二行", "第三行")
    assert len(body.blocks) == 1


def test_a_line_that_begins_with_full_width_blanks_is_a_paragraph() -> None:
    body = parse("　　第一段。\n　　第二段，\n续行。")
    assert body.blocks == (Paragraph((Span("第一段。"),), 1), Paragraph((Span("第二段，续行。"),), 2))


@pytest.mark.parametrize(
    "source",
    [
        "**注意：**请核对",
        "请**（务必）**核对",
        "他说**“好”**了",
        "**100%**完成",
        "于**3月1日前**报",
        "**甲**、**乙**",
    ],
)
def test_bold_works_beside_chinese_marks(source: str) -> None:
    body = parse(source)
    assert body.text() == source.replace("**", "")
    assert any(span.bold for span in body.blocks[0].spans)  # type: ignore[union-attr]
    assert body.problems == ()


def test_lists_of_two_levels_with_their_markers_as_text() -> None:
    source = "1. 采购\n   - 轮胎\n   - 机油\n2. 盘点\n   1. 初盘\n   2. 复盘\n\n- 其他"
    body = parse(source)
    assert lines(source) == ["1.采购", "－轮胎", "－机油", "2.盘点", "（1）初盘", "（2）复盘", "·其他"]
    assert [item.level for item in body.blocks if isinstance(item, Item)] == [1, 2, 2, 1, 2, 2, 1]
    assert body.problems == ()


def test_a_list_starts_where_it_says_and_an_item_may_have_two_paragraphs() -> None:
    body = parse("5. 甲\n\n   甲的第二段\n\n6. 乙")
    told = [(item.marker, plain(item.spans)) for item in body.blocks if isinstance(item, Item)]
    assert told == [("5.", "甲"), ("", "甲的第二段"), ("6.", "乙")]


def test_the_lazy_way_of_numbering_is_no_problem_and_a_jump_is() -> None:
    assert problems("1. 甲\n1. 乙\n1. 丙") == []
    assert problems("1. 甲\n2. 乙\n4. 丙") == [(3, "order")]


def test_a_table() -> None:
    body = parse("| 车型 | 数量 | 备注 |\n|:--|--:|:-:|\n| 甲 | 3 | **急** |\n| a \\| b | |")
    (table,) = body.blocks
    assert isinstance(table, Table)
    assert table.align == ("left", "right", "center")
    assert [[plain(cell) for cell in row] for row in (table.header, *table.rows)] == [
        ["车型", "数量", "备注"],
        ["甲", "3", "急"],
        ["a | b", "", ""],
    ]
    assert body.text_strings() == ("车型", "数量", "备注", "甲", "3", "急", "a | b")


def test_more_cells_than_the_header_are_told_and_kept() -> None:
    body = parse("| 甲 | 乙 |\n|--|--|\n| 1 | 2 | 3 |")
    assert problems(body.source) == [(3, "cells")]
    assert body.text() == "甲\t乙\n1\t2 | 3"


def test_links_to_records() -> None:
    body = parse("按[春季备货](documents/2026/spring-stock)执行")
    assert body.links() == (("documents/2026/spring-stock", 1),)
    assert body.text() == "按春季备货执行"
    assert body.problems == ()


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("<b>急</b>", "html"),
        ("甲<br>乙", "html"),
        ("<!-- 注 -->", "html"),
        ("![图](a.png)", "image"),
        ("用`命令`启动", "code"),
        ("```\n代码\n```", "code"),
        ("> 引用", "quote"),
        ("# 标题", "heading"),
        ("###### 六级", "heading"),
        ("##没有空格", "hash"),
        ("## 一、总则", "number"),
        ("### （二）范围", "number"),
        ("#### 3.部门", "number"),
        ("这是*斜*体", "italics"),
        ("规格 5*6*7", "italics"),
        ("~~作废~~", "strike"),
        ("---", "rule"),
        ("- 一\n  - 二\n    - 三", "deep"),
        ("- 一\n\n  > 引", "inside"),
        ("1. 甲\n3. 乙", "order"),
        ("[网站](https://example.com)", "link"),
        ("[附件](见附页)", "link"),
        ("<https://example.com>", "link"),
        ("| 甲 | 乙 |\n| 1 | 2 |", "table"),
        ("| 甲 |\n|--|\n| 1 | 2 |", "cells"),
    ],
)
def test_what_is_not_allowed_is_told_with_its_line_and_its_text_stays(source: str, what: str) -> None:
    body = parse("第一段。\n\n" + source)
    assert what in {problem.what for problem in body.problems}
    assert all(problem.line >= 3 and problem.column >= 1 for problem in body.problems)
    assert letters(source) in letters(body.text())
    assert all(problem.said("zh") and problem.said("en") for problem in body.problems)


def test_every_kind_of_problem_has_words_and_a_test() -> None:
    cases = test_what_is_not_allowed_is_told_with_its_line_and_its_text_stays.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {what for _, what in cases} == set(markdown.SAY)


@pytest.mark.parametrize(
    "source", ["甲 < 乙", "<申请单>", "<KPI>", "a<b", "[注]: 由财务部填写", "[ ] 待办", "《x》"]
)
def test_what_only_looks_like_markup_is_text(source: str) -> None:
    assert problems(source) == []
    assert parse(source).text() == source


def test_indented_text_is_a_paragraph() -> None:
    assert parse("甲\n\n    缩进四格").text() == "甲\n缩进四格"


def test_an_unclosed_fence_loses_nothing() -> None:
    assert letters(parse("甲\n\n```\n乙\n\n丙").text()) == "甲乙丙"


def test_a_hundred_levels_lose_nothing() -> None:
    source = "\n".join("  " * depth + f"- 第{depth}层" for depth in range(120))
    told = letters(parse(source).text())
    assert all(f"第{depth}层" in told for depth in range(120))
    assert letters(parse(">" * 200 + "深").text()) == "深"


def test_an_empty_body_prints_nothing() -> None:
    assert not parse("")
    assert not parse(" \n\n")
    assert parse("").text_strings() == ()


def letters(text: str) -> str:
    return re.sub(r"[^\w]|_", "", text)


_WORDS = st.text(alphabet="甲乙丙ab12 \n　\t*_-#>|`~[]()!<>&\\.、。“”:{}%1234567890", max_size=120)


@settings(max_examples=400, deadline=None)
@given(_WORDS)
def test_no_letter_of_any_source_is_lost(source: str) -> None:
    """Letters and digits come out in order; of a list's number only the typed digits may be renumbered."""
    body = parse(source)
    kept = iter(letters(re.sub(r"(?m)^([\s>*+-]*)\d{1,9}([.)])(?=\s|$)", r"\1\2", source)))
    told = letters(body.text())
    at = 0
    for letter in kept:
        at = told.find(letter, at) + 1
        assert at, (source, body)
    assert all(1 <= problem.line <= source.count("\n") + 1 for problem in body.problems)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_at_all_is_read(source: str) -> None:
    body = parse(source)
    assert isinstance(hash(body), int)
    assert all(isinstance(block, (Heading, Paragraph, Item, Table)) for block in body.blocks)


# -- the fast lane and its referee -----------------------------------------------------------------

_MARKERS = st.sampled_from(
    ["- ", "* ", "1. ", "2. ", "3) ", "10. ", "## ", "### ", "##", "# ", "> ", "-", "a", "　"]
)
_PIECE = st.text(alphabet="甲乙丙，。ab12 　*", min_size=0, max_size=8)
_LINE = st.one_of(
    _PIECE,
    st.builds("{}{}{}".format, st.sampled_from(["", "  ", "   ", "    "]), _MARKERS, _PIECE),
    st.builds("| {} | {} |".format, _PIECE, _PIECE),
    st.sampled_from(
        ["", "", "", "|--|:-:|", "| - | -: |", "|--|", "**甲**乙**丙**", "[x](a/b)", "---", "甲  ", "1.", "-"]
    ),
)
_TEXT = st.text(alphabet="甲乙，。ab1 　", min_size=1, max_size=6).map(lambda text: "甲" + text)
_USUAL = st.one_of(
    _TEXT,
    st.builds("{}{}".format, st.sampled_from(["- ", "- ", "* ", "1. ", "2. ", "3. ", "1) ", "10. "]), _TEXT),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["  ", "  ", "   ", "    "]),
        st.sampled_from(["- ", "* ", "1. ", "2. "]),
        _TEXT,
    ),
    st.builds("{} {}".format, st.sampled_from(["##", "###", "####", "#####"]), _TEXT),
    st.builds("| {} | {} |\n|--|:-:|\n| {} |".format, _TEXT, _TEXT, _TEXT),
    st.builds("{}**{}**{}".format, _TEXT, _TEXT, _TEXT),
    st.just("　　甲乙"),
)
_USUAL_BODIES = st.lists(st.tuples(_USUAL, st.sampled_from(["\n", "\n", "\n\n", "\n \n\n"])), max_size=8).map(
    lambda lines: "".join(line + end for line, end in lines)
)


@settings(max_examples=1000, deadline=None)
@given(_USUAL_BODIES)
def test_the_fast_lane_reads_usual_bodies_as_markdown_it_does(source: str) -> None:
    plain = markdown_plain.read(source)
    if plain is not None:
        assert plain == markdown_tokens.Reader(source).body()


@settings(max_examples=500, deadline=None)
@given(st.lists(_LINE, max_size=9).map("\n".join))
def test_the_fast_lane_reads_as_markdown_it_does(source: str) -> None:
    plain = markdown_plain.read(source)
    if plain is not None:
        assert plain == markdown_tokens.Reader(source).body()


@settings(max_examples=500, deadline=None)
@given(_WORDS)
def test_the_fast_lane_reads_any_marks_as_markdown_it_does(source: str) -> None:
    plain = markdown_plain.read(source)
    if plain is not None:
        assert plain == markdown_tokens.Reader(source).body()


@pytest.mark.parametrize(
    "source",
    [
        "## 总则\n\n各部门请于**月底前**上报。\n第二行\n\n- 甲\n- 乙\n\n### 范围\n1. 甲\n2. 乙\n   - 丙",
        "如下：\n- 甲\n- 乙\n\n| 甲 | 乙 |\n|--|--:|\n| 1 | 2 |",
        "　　第一段\n　　第二段\n\n按[上期](documents/2026/a)执行，{{ 7*7 }} & 30%",
    ],
)
def test_ordinary_bodies_take_the_fast_lane(source: str) -> None:
    assert markdown_plain.read(source) == markdown_tokens.Reader(source).body()
