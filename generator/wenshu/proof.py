"""Proof-reading of Word templates: what their own words hold that no paper should (GEN-04).

A template is often made from a file found on the net. Its words are printed on every paper, so they are
read like those of a record: advertising, hotlines, lost characters, code of web pages.
"""

from __future__ import annotations

import re
from typing import Final

from .checks import text
from .diagnostics import Finding
from .docx_problems import place
from .docx_text import visible_text
from .to_docx import CompiledTemplate

_TAGS: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LAYOUT: Final = frozenset({text.INDENTED.id})
"""Blanks that set a line in are the layout's own affair in a template."""


def read(template: CompiledTemplate, data: bytes) -> tuple[Finding, ...]:
    """Return what is wrong with a template beyond its tags: its styles, the slow way, its words.

    Args:
        data: the bytes of the .docx it was compiled from.
    """
    where = place(template.name)
    words = _TAGS.sub(" ", visible_text(data))
    found = [
        code.at(where, None, **values)
        for line in words.split("\n")
        for code, _, values in text.problems(line)
        if code.id not in _LAYOUT
    ]
    return (*template.findings, *found)
