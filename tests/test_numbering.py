"""How numbers are printed, read back, and which comes next (domain.md §2)."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenshu import numbering
from wenshu.company_nouns import Series
from wenshu.ledger_nouns import Entry


def series(code: str = "销", restart: str = "year", start: int = 1, **forms: str) -> Series:
    """Return a series with the forms given, or the usual ones."""
    usual = {
        "house": f"试点公司({code})字第[{{year}}]{{serial:03}}号",
        "gbt9704": f"试司{code}〔{{year}}〕{{serial}}号",
        "short": f"({code}){{serial:03}}",
    }
    return Series(code, code, forms or usual, (), "signed", "总经理秘书", restart, start)


ALL = {code: series(code) for code in ("办", "通", "销", "服", "财")}
ALL["改"] = series("改", restart="never", house="改{serial:03}")


def entry(serial: int, state: str = "issued", year: int | None = 2026, code: str = "销") -> Entry:
    """Return an entry of the ledger."""
    return Entry(year, code, serial, state, f"records/numbers/{year}/{code}/{serial:04}.yaml")


@pytest.mark.req("DOC-22")
def test_both_layouts_print_the_number_of_one_record() -> None:
    assert numbering.printed(ALL["销"], "house", 2026, 12) == "试点公司(销)字第[2026]012号"
    assert numbering.printed(ALL["销"], "gbt9704", 2026, 12) == "试司销〔2026〕12号"
    assert numbering.printed(ALL["销"], "simple", 2026, 1234) == "试点公司(销)字第[2026]1234号"
    assert numbering.blank(ALL["销"], "house", 2026) == "试点公司(销)字第[2026]＿＿号"
    assert numbering.short(ALL["销"], 8) == "(销)008"
    assert numbering.path(ALL["销"], 2026, 12) == "records/numbers/2026/销/0012.yaml"
    assert numbering.path(ALL["改"], None, 12) == "records/numbers/all/改/0012.yaml"


@given(
    st.sampled_from(sorted(ALL)),
    st.integers(1000, 9999),
    st.integers(1, 99999),
    st.sampled_from(["house", "gbt9704"]),
)
def test_parse_is_the_inverse_of_printed(code: str, year: int, serial: int, layout: str) -> None:
    bears = numbering.year_of(ALL[code], year)
    printed = numbering.printed(ALL[code], layout, bears, serial)
    assert numbering.parse(printed, ALL) == (code, bears, serial)


_LITERAL = st.text(alphabet=string.ascii_letters + "第号字()[]〔〕.*+?\\^$|", max_size=6)


@given(_LITERAL, _LITERAL, _LITERAL, st.sampled_from(["{serial}", "{serial:03}", "{serial:05}"]),
       st.integers(1000, 9999), st.integers(1, 99999))  # fmt: skip
def test_any_form_of_a_company_reads_back(a: str, b: str, c: str, serial: str, year: int, n: int) -> None:
    form = f"{a}{{year}}{b}{serial}{c}"
    known = {"某": series("某", house=form)}
    assert numbering.parse(numbering.printed(known["某"], "house", year, n), known) == ("某", year, n)


@given(st.text(max_size=30))
def test_what_no_form_prints_is_no_number(text: str) -> None:
    found = numbering.parse(text, ALL)
    if found is not None:
        assert text in {
            numbering.printed(ALL[found[0]], layout, found[1], found[2]) for layout in ("house", "gbt9704")
        }


@pytest.mark.parametrize("text", [
    "试点公司(销)字第[2026]12号", "试点公司(销)字第[2026]0012号",
    "试司销〔2026〕012号", "试点公司(销)字第[26]012号",
    "试点公司(销)字第[2026]000号", " 试点公司(销)字第[2026]012号", "(销)012", "",
])  # fmt: skip
def test_a_number_typed_otherwise_is_refused(text: str) -> None:
    assert numbering.parse(text, ALL) is None


def test_a_form_can_run_no_code() -> None:
    sly = series(house="{serial.__class__}{year!r}{serial}")
    assert numbering.printed(sly, "house", 2026, 7) == "{serial.__class__}{year!r}7"


def test_the_next_number_fills_no_gap_and_uses_none_twice() -> None:
    known = [entry(1), entry(2, "void"), entry(5, "reserved"), entry(9, code="通"), entry(40, year=2025)]
    assert numbering.free(known, ALL["销"], 2026) == 6
    assert numbering.free([], ALL["销"], 2026) == 1


def test_start_counts_in_the_year_the_company_moved_in_only() -> None:
    moved = series(start=37)
    assert numbering.free([], moved, 2026) == 37
    assert numbering.free([entry(37)], moved, 2026) == 38
    assert numbering.free([entry(37)], moved, 2027) == 1
    assert numbering.first([entry(37)], moved, 2026) == 37
    assert numbering.first([entry(37)], moved, 2027) == 1
