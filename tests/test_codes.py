"""The catalogue: every code is explained in both languages and has a case in these tests."""

from __future__ import annotations

import re
from pathlib import Path

from wenshu import diagnostics

HERE = Path(__file__).parent


def test_every_code_has_a_case() -> None:
    told = "\n".join(p.read_text(encoding="utf-8") for p in HERE.glob("*.py") if p.name != "test_codes.py")
    used = set(re.findall(r"\b[A-Z]{3,4}\d\d\b", told))
    assert sorted(diagnostics.catalogue().keys() - used) == []


def test_every_code_says_what_is_wrong_and_how_to_mend_it() -> None:
    for code in diagnostics.catalogue().values():
        assert re.fullmatch(r"[A-Z]{3,4}\d\d", code.id), code.id
        for text in (code.zh, code.hint_zh):
            assert re.search(r"[\u4e00-\u9fff]", text), (code.id, text)
        for text in (code.en, code.hint_en):
            assert text and not re.search(r"^[\u4e00-\u9fff]", text), (code.id, text)
        finding = code.at("records/a.yaml")
        assert finding.message() and finding.hint("en"), code.id
