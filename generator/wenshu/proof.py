"""Proof-reading of Word templates: what their own words hold that no paper should (GEN-04).

A template is often made from a file found on the net. Its words are printed on every paper, so they are
read like those of a record: advertising, hotlines, lost characters, code of web pages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from . import to_docx, to_html
from .checks import text
from .diagnostics import Finding
from .docx_problems import place
from .docx_text import visible_text
from .pages import word_templates
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


def every(tree: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return what is wrong with the templates of a tree, Word's and the pages', without printing anything."""
    found: list[Finding] = []
    for name, data in word_templates(tree).items():
        try:
            template = to_docx.compile(name, data)
            to_html.compile_page(name, data, template.source)
            found += read(template, data)
        except to_docx.TemplateProblem as problem:
            found.append(problem.finding)
    try:
        to_html.compile_site({p.rpartition("/")[2]: d for p, d in tree.items() if p.startswith("templates/html/")})
    except to_docx.TemplateProblem as problem:
        found.append(problem.finding)
    return tuple(found)
