"""``wenshu history ID``: the life of a paper, a number or a template, like a page of a register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..biography import Event, Told
    from ..ledger_nouns import Entry
    from ..office import Office

UNKNOWN = Code(
    "REQ10", Severity.ERROR,
    "没有“{ref}”这份文件、文号或模板",
    "there is no paper, number or template \"{ref}\"",
    "写文件的编号路径、文号、台账里的位置（2026/通/0003），或 templates/docx/documents.docx、company。",
    "Name a paper by id or number, a number by its place (2026/通/0003), a template by its path, or company.",
)  # fmt: skip
_HEADS = {"zh": ("日期", "事项", "内容", "经办", "登记"), "en": ("date", "event", "what", "who", "recorded")}
_WIDEST = (10, 18, 56, 30, 30)
"""Half-width characters of each column; a longer text goes on in the next line."""


@click.command("history")
@click.argument("ref", metavar="ID")
@click.pass_context
def COMMAND(ctx: click.Context, ref: str) -> int:
    """一份文件（文号、模板）的经过。The life of a paper, a number or a template."""
    from .. import build

    desk: Desk = ctx.obj
    believed = build.believe(desk.root, desk.as_of, desk.today, each=False)
    if believed.office is None:
        raise desk.refuse(*believed.findings)
    title, events = _life(desk, believed.office, ref.strip(), frozenset(believed.tree))
    desk.echo(title)
    _tell(desk, events)
    if believed.office.past.state != "whole":
        desk.echo(_NO_HISTORY[desk.lang])
    return 0


_NO_HISTORY = {
    "zh": "（这里没有完整的 git 历史：存稿、登记日期和借阅无从知道，以上只是台账里的事实）",
    "en": "(No whole git history here: drafts, days of recording and loans are not known; these are facts on file.)",
}


def _life(desk: Desk, office: Office, ref: str, paths: frozenset[str]) -> tuple[str, tuple[Event, ...]]:
    """Return the heading and the events of whatever is meant.

    Raises:
        Stop: there is no such thing (exit 2).
    """
    from .. import biography
    from ..requests import path_of

    file = ref == "company" or ref.startswith(("templates/", "schemas/", "records/company.yaml"))
    path = path_of(ref) if file else ""
    if path in paths:
        told = whole(desk, biography.of_path(office, path))
        return path, biography.file(told, path)
    entry = _entry(office, ref)
    record = office.find(ref) or (office.records.get(entry.record) if entry else None)
    if record is not None:
        told = whole(desk, biography.of_record(office, record))
        name, words = office.name(record), office.title(record)
        heading = "　".join(filter(None, (name, "" if words in name else words, record.id)))
        return heading, biography.paper(told, record)
    if entry is not None:
        told = whole(desk, biography.of_path(office, entry.path))
        return _printed(office, entry), biography.number(told, entry)
    desk.tell([UNKNOWN.at("records", ref=ref)])
    raise Stop(2)


def _entry(office: Office, ref: str) -> Entry | None:
    """Return the integer that a printed number or a place of the ledger names."""
    from ..requests import place

    return next((e for e in office.ledger.entries if ref in (_printed(office, e), place(e))), None)


def _printed(office: Office, entry: Entry) -> str:
    from ..registers import papers
    from ..requests import place

    return papers.printed(office, entry) or place(entry)


def whole(desk: Desk, told: Told) -> Told:
    """Return the same with the contents from which days of recording are read."""
    from .. import biography, gitpast
    from ..gitrun import GitFailed

    past = told.office.past
    missing = biography.wanted(told) - past.texts.keys()
    if not missing:
        return told
    try:
        tops = (desk.root, *told.office.joined.folders.values())
        found = {name: data for top in tops for name, data in gitpast.contents(top, missing).items()}
        texts = {**past.texts, **found}
    except GitFailed:
        return told
    return replace(told, office=replace(told.office, past=replace(past, texts=texts)))


def _tell(desk: Desk, events: Sequence[Event]) -> None:
    rows = [_HEADS[desk.lang], *(_line(event, desk.lang) for event in events)]
    widths = [min(limit, max(_width(row[i]) for row in rows)) for i, limit in enumerate(_WIDEST)]
    for row in rows:
        cells = [_folded(text, width) for text, width in zip(row, widths, strict=True)]
        for n in range(max(map(len, cells))):
            parts = (cell[n] if n < len(cell) else "" for cell in cells)
            told = "  ".join(f"{part}{' ' * (width - _width(part))}" for part, width in zip(parts, widths, strict=True))
            desk.echo(told.rstrip())


def _line(event: Event, lang: str) -> tuple[str, str, str, str, str]:
    """Return an event as the cells of a register: day, what, told, who, recorded."""
    from ..biography import EVENTS

    what = event.what if lang == "zh" else EVENTS.get(event.what, event.what)
    day = event.day.isoformat() if event.day != date.max else ("未决定" if lang == "zh" else "open")
    later = f"{event.late} " if event.late else ""
    return day, what, event.told, event.who, f"{later}{event.commit[:8]}".strip()


def _width(text: str) -> int:
    from .. import zh

    return zh.width(text)


def _folded(text: str, width: int) -> list[str]:
    """Return a text cut into lines that fit."""
    lines, line = [], ""
    for character in " ".join(text.split("\n")):
        if line and _width(line + character) > width:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]
