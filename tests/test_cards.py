"""The two cards that carry the tests of sealed values are kinds like any other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cards
import scratch
from cards import make_docx_cards
from test_templates_made import packed


def test_the_word_templates_are_what_their_script_makes(tmp_path: Path) -> None:
    assert make_docx_cards.main(tmp_path) == 2
    for path in tmp_path.iterdir():
        assert packed(path) == packed(cards.HERE / "docx" / path.name), "run python tests/cards/make_docx_cards.py"


def test_the_cards_are_kinds_without_a_fault(company_dir: Callable[..., Path]) -> None:
    root = cards.lay(company_dir({}, cards.COMPANY))
    found = scratch.read(root)
    assert found.office is not None and not [f for f in found.findings if f.code.severity.value == "error"]
    assert found.office.kinds["customers"].x["x-purposes"] == ["contact", "sale"]
    assert found.office.kinds["employees"].x["x-reserved"] == "人事档案"
    assert set(found.office.company.audiences) >= {"staff", "sales", "personnel", "performance", "clerk", "auditor"}
