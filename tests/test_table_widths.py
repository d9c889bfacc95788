"""Widths of tables and lines of narrow cells: short words stay whole where there is room for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenshu.register_sheet import broken
from wenshu.table_widths import MARGINS, PAGE, fitted

FOUR = 8
"""Half characters of a word of four, such as 文书档案."""


def test_a_short_word_keeps_to_one_line_beside_long_ones() -> None:
    widths = fitted([FOUR, 10, 34, 30])
    assert sum(widths) == PAGE
    assert widths[0] > FOUR * 105 + MARGINS and widths[1] > 10 * 105 + MARGINS


def test_columns_that_cannot_stand_on_a_line_share_what_is_left() -> None:
    narrow, long, longer = fitted([FOUR, 60, 600])
    assert narrow < 1200 and 0 < longer / long < 2


@given(st.lists(st.integers(4, 3000), min_size=1, max_size=20), st.integers(2000, 20000))
def test_widths_fill_the_table_and_every_column_has_some(wanted: list[int], total: int) -> None:
    widths = fitted(wanted, total)
    assert sum(widths) == total and all(width > 0 for width in widths)


@pytest.mark.parametrize(
    ("text", "mm", "lines"),
    [
        ("管理部 吴倩", 18, ["管理部", "吴倩"]),
        ("一柜-收文-01盒", 12, ["一柜-", "收文-", "01盒"]),
        ("2026-07-10 复核", 22, ["2026-07-10", "复核"]),
        ("财务部、服务部、配件部", 18, ["财务部、", "服务部、", "配件部"]),
        ("内部资料", 14, ["内部资料"]),
        ("抽听设备未到位，只抽听了4通。", 26, ["抽听设备未到位，只抽听了4通。"]),
        ("总经理办公室、管理部、财务部、销售部、配件部", 26, ["总经理办公室、管理部、财务部、销售部、配件部"]),
        (" 前后有空格 ", 13, [" 前后有空格 "]),
        ("+86 399 5550100", 13, ["+86 399 5550100"]),
        ("关于春季整车及零配件备货、展厅布置的通知", 54, ["关于春季整车及零配件备货、展厅布置的通知"]),
    ],
)
def test_a_narrow_cell_breaks_between_words(text: str, mm: float, lines: list[str]) -> None:
    assert broken(text, mm).split("\n") == lines


@given(st.text(max_size=40), st.floats(8, 28))
def test_breaking_a_cell_loses_no_character(text: str, mm: float) -> None:
    assert "".join(broken(text, mm).split()) == "".join(text.split())
