"""Law 6: what went in comes out.

Every string that the schema marks as text stands, Markdown marks removed, in its paper and its page.
Looked for where it must be: in the XML or HTML just rendered. A template that leaves a field out, or
damages it, is a finding, and the build writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any

from . import citations
from .diagnostics import Code, Finding, Severity
from .model import Page, Pointer, Record
from .office import Office, leaves

LOST = Code(
    "LAW06", Severity.ERROR,
    "模板“{template}”没有印出“{label}”里的“{text}”",
    "template \"{template}\" does not print what stands in {label}: \"{text}\"",
    "在模板里加上这一项；确实不印的字段，在 schemas 里写 x-printed: false。",
    "Add the field to the template; a field that is never printed is marked x-printed: false in its schema.",
)  # fmt: skip

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"</w:p>|<w:br/>|<w:tab/>|<br>|</p>|</td>|</div>|</li>|</h\d>")
_BLANK = re.compile(r"\s+")


def kept(office: Office, page: Page, markup: str) -> tuple[Finding, ...]:
    """Return a finding for each text of a page's record that its rendering lost."""
    record = office.records.get(page.record)
    if record is None:
        return ()
    seen = ""
    found = []
    left = _withheld(page)
    for place, label, pieces in _texts(office, record):
        if any(place[: len(part)] == part for part in left):
            continue
        if all(escape(piece) in markup or escape(piece, quote=False) in markup for piece in pieces):
            continue
        # line breaks, a name in several runs, another way of escaping: read the visible text itself
        seen = seen or visible(markup)
        text = "".join(pieces)
        if _BLANK.sub("", text) not in seen:
            template = page.view.get("template") or page.template
            short = text if len(text) <= 20 else text[:20] + "…"
            if isinstance(pieces[0], _Shown):
                short = "…"  # a finding never repeats a personal value
            found.append(LOST.at(office.place(record, *place), template=template, label=label, text=short))
    return tuple(found)


def _withheld(page: Page) -> frozenset[Pointer]:
    """Return the parts of the record that a class keeps from the page's readers (listed with the page)."""
    view = page.view.get("paper") or page.view
    return frozenset(tuple(part) for part in view.get("withheld", ()))


def visible(markup: str) -> str:
    """Return the visible text of XML or HTML, all blanks removed."""
    return _BLANK.sub("", unescape(_TAG.sub("", _BREAK.sub("\n", markup))))


class _Shown(str):
    """A personal value as the glass shows it."""


def is_text(field: Mapping[str, Any]) -> bool:
    """Say whether a field's schema marks it as text: a string without enum, format or reference."""
    return field.get("type") == "string" and not any(key in field for key in ("enum", "format", "x-ref"))


def _texts(office: Office, record: Record) -> Iterator[tuple[Pointer, str, tuple[str, ...]]]:
    """Yield (pointer, label, text) of what must be printed; a body's text in the pieces its runs hold."""
    for pointer, field, value in leaves(office.kind(record).schema, record.values):
        if not isinstance(value, str) or not value or field.get("x-printed") is False:
            continue
        label = str(field.get("title", pointer[-1]))
        if field.get("x-markdown"):
            for _, spans in citations.body(office, value).spans():
                if spans:
                    yield pointer, label, tuple(span.text for span in spans)
        elif "x-personal" in field:
            yield pointer, label, (_Shown(office.glass.show(field, value)),)
        elif is_text(field):
            yield pointer, label, (value,)
