"""Chinese words for values."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenshu import zh


def test_a_day_has_no_leading_zeros_in_a_paper_and_has_them_in_a_register() -> None:
    day = date(2026, 3, 2)
    assert zh.long_date(day) == "2026年3月2日"
    assert zh.iso_date(day) == "2026-03-02"
    assert zh.archive_date(day) == "20260302"
    assert zh.weekday(day) == "星期一"


def test_times_read_as_in_minutes() -> None:
    assert zh.clock(time(14, 0)) == "14点00分"
    assert zh.iso_clock(time(9, 5)) == "09:05"
    assert zh.long_moment(datetime(2026, 3, 16, 14, 0)) == "2026年3月16日 14点00分"
    assert zh.iso_moment(datetime(2026, 3, 16, 14, 0)) == "2026-03-16 14:00"


def test_a_meeting_runs_from_to_or_only_from() -> None:
    day = date(2026, 3, 16)
    assert zh.long_period(day, time(14, 0), time(15, 16)) == "2026年3月16日 14点00分—15点16分"
    assert zh.long_period(day, time(14, 0), None) == "2026年3月16日 14点00分"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"), (3, "三"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "一百"),
        (103, "一百零三"), (110, "一百一十"), (1001, "一千零一"), (1010, "一千零一十"),
        (9999, "九千九百九十九"),
    ],
)  # fmt: skip
def test_numerals(number: int, text: str) -> None:
    assert zh.numeral(number) == text


def test_numerals_beyond_four_digits_are_refused() -> None:
    with pytest.raises(ValueError, match="10000"):
        zh.numeral(10000)


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_no_two_numbers_share_a_numeral(one: int, other: int) -> None:
    assert (zh.numeral(one) == zh.numeral(other)) == (one == other)


def test_the_four_levels_of_headings() -> None:
    assert [zh.level_number(level, 2) for level in (1, 2, 3, 4)] == ["二、", "（二）", "2.", "（2）"]
    with pytest.raises(ValueError, match="level 5"):
        zh.level_number(5, 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("3.500"), "3.5"),
        (Decimal("1E+2"), "100"),
        (Decimal("-0.0"), "0"),
        (Decimal("0.10"), "0.1"),
        (7, "7"),
    ],
)
def test_quantities_have_no_trailing_zeros_and_no_exponent(value: Decimal | int, text: str) -> None:
    assert zh.quantity(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234.5"), "¥1,234.50"),
        (Decimal("0.005"), "¥0.01"),
        (Decimal("-3"), "-¥3.00"),
        (Decimal("-0"), "¥0.00"),
    ],
)
def test_money(value: Decimal, text: str) -> None:
    assert zh.money(value) == text


def test_printed_form_of_any_typed_value() -> None:
    values = [
        "办",
        True,
        False,
        3,
        Decimal("1.50"),
        date(2026, 1, 4),
        time(8, 30),
        datetime(2026, 1, 4, 8, 30),
    ]
    told = ["办", "是", "否", "3", "1.5", "2026年1月4日", "8点30分", "2026年1月4日 8点30分"]
    assert [zh.printed(value) for value in values] == told
    with pytest.raises(TypeError, match="list"):
        zh.printed([])


def test_lines_of_a_paragraph_join_without_a_blank_between_chinese() -> None:
    assert zh.join_lines(["各部门", "请于月底前", "上报。"]) == "各部门请于月底前上报。"
    assert zh.join_lines(["see", "the plan"]) == "see the plan"
    assert zh.join_lines(["他说", "“好”", "。"]) == "他说“好”。"
    assert zh.join_lines(["", "一"]) == "一"


def test_room_of_a_text() -> None:
    assert zh.width("车型A") == 5


def test_names_of_two_characters_are_split_for_widening() -> None:
    assert zh.spread("李明") == ("李", "明", "")
    assert zh.spread("李明（出差）") == ("李", "明", "（出差）")
    assert zh.spread("林晓岚") == ("", "", "林晓岚")
    assert zh.spread("Li") == ("", "", "Li")
