"""The office: everything believed, frozen, with the questions every floor above asks of it.

Built once by :func:`open_office`; nothing in it reads a clock or a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from . import markdown, numbering, signing, succession
from .cards import Cards
from .company import Company
from .diagnostics import Place
from .glass import DARK, Glass
from .joined import NOTHING, Joined
from .kinds import Kind
from .leaves import leaves as leaves
from .ledger import Ledger
from .ledger_nouns import Entry
from .model import BINDING, EMPTY, IN_FORCE, Pointer, Record, State
from .past import NO_PAST, Past
from .yamlread import at


@dataclass(frozen=True)
class Office:
    """Company, kinds, records and ledger on one day.

    ``records`` is by id and sorted by id; ``standings`` tells the derived state of each record.
    """

    company: Company
    kinds: Mapping[str, Kind]
    records: Mapping[str, Record]
    ledger: Ledger
    as_of: date
    standings: Mapping[str, signing.Standing] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)
    """sha256 of each file below records/attachments/, by path below the root."""
    past: Past = NO_PAST
    """What git knows: the log of requests and of loans is read from it and from nothing else."""
    titles: Mapping[str, Callable[[Office, Record], str]] = field(default_factory=dict)
    """Kind → how a record without a typed title is named (``title`` of its rule module)."""
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The schemas of the company file and of the facts, as written: how their fields are called."""
    glass: Glass = DARK
    """Through which sealed values are printed; that of the reader the office is shown to."""
    replaced: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Word template → the last days of its older editions (``<name>@<last day>.docx``), in order."""
    cards: Cards = field(default_factory=Cards)
    """Whom bodies may cite; the same for every reader, whatever else is kept from him."""
    joined: Joined = NOTHING
    apart: Office | None = None
    """The same office without what was joined from included checkouts; None where nothing was."""
    hidden: frozenset[str] = frozenset()
    """What its reader may not see: ids of records, which are stubs here, and paths of ledger files (``veil``)."""
    left: Mapping[str, tuple[Pointer, ...]] = field(default_factory=dict)
    """Record → the fields and items of lists that were left out of it for its reader (``veil``)."""

    def of(self, kind: str) -> tuple[Record, ...]:
        """Return the records of a kind, by id."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[Record, ...]]:
        found: dict[str, list[Record]] = {}
        for record in self.records.values():
            found.setdefault(record.kind, []).append(record)
        return {kind: tuple(records) for kind, records in found.items()}

    def kind(self, record: Record) -> Kind:
        """Return the kind of a record."""
        return self.kinds[record.kind]

    def find(self, ref: str) -> Record | None:
        """Return the record that an id, a unique tail of one, a printed or a short number names."""
        ref = ref.strip().removesuffix(".yaml").removeprefix("records/")
        if ref in self.records:
            return self.records[ref]
        tails = self._by_tail.get("/" + ref, ())
        return self.records.get(tails[0] if len(tails) == 1 else self._by_number.get(ref, ""))

    @cached_property
    def _by_tail(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for id_ in self.records:
            parts = id_.split("/")
            for i in range(1, len(parts)):
                found.setdefault("/" + "/".join(parts[i:]), []).append(id_)
        return {tail: tuple(ids) for tail, ids in found.items()}

    @cached_property
    def _by_number(self) -> Mapping[str, str]:
        """Printed and short numbers → record id. A short number without year means the latest year."""
        found: dict[str, str] = {}
        for entry in sorted(self.ledger.entries, key=lambda e: (e.year or 0, e.series, e.serial)):
            series = self.company.series.get(entry.series)
            if series is None or not entry.record:
                continue
            for layout in series.forms:
                found[numbering.printed(series, layout, entry.year, entry.serial)] = entry.record
        return found

    def entry(self, record: Record) -> Entry | None:
        """Return the ledger entry that bears a record, or None."""
        return self.ledger.entry(record.id)

    def standing(self, record: Record) -> signing.Standing:
        """Return where a record stands: state, chain, who signed, who is missing."""
        return self.standings[record.id]

    def state(self, record: Record) -> State:
        """Return the derived state of a record."""
        return self.standings[record.id].state

    def layout(self, record: Record) -> str:
        """Return the layout a record states, ``house`` by default."""
        return record.text("layout") or "house"

    def series(self, record: Record) -> str:
        """Return the code of the series a record is numbered in, or ``""``."""
        return self.kinds[record.kind].series_of(record)

    def number(self, record: Record) -> str:
        """Return the printed number; the blank form of a draft; ``""`` for a kind without numbers."""
        entry = self.entry(record)
        series = self.company.series.get(entry.series if entry else self.series(record))
        if series is None:
            return ""
        layout = self.layout(record)
        if entry is not None:
            return entry.printed or numbering.printed(series, layout, entry.year, entry.serial)
        year = self.on(record).year if series.restart == "year" else None
        return numbering.blank(series, layout, year)

    def short_number(self, record: Record) -> str:
        """Return ``(销)012`` or ``纪008``, as quoted in narrow columns; ``""`` before a number is given."""
        entry = self.entry(record)
        series = self.company.series.get(entry.series) if entry else None
        return numbering.short(series, entry.serial) if entry and series else ""

    def name(self, record: Record) -> str:
        """Return how other papers quote a record: its number, or its title in 《》."""
        if self.entry(record) is not None:
            return self.number(record)
        return f"《{self.title(record)}》"

    @cached_property
    def lodged(self) -> tuple[Entry, ...]:
        """Return the numbers of papers that lie in included checkouts, here or not."""
        return tuple(entry for entry in self.ledger.entries if entry.home)

    def signed_on(self, record: Record) -> date | None:
        """Return 成文日期: the day of the last sign-off of a whole chain."""
        return self.standings[record.id].signed_on

    def begun(self, record: Record) -> date | None:
        """Return the date the record's kind dates it by (``x-date``)."""
        value = record.values.get(self.kinds[record.kind].date_field)
        day = value.date() if isinstance(value, datetime) else value
        return day if isinstance(day, date) else None

    def on(self, record: Record) -> date:
        """Return the day whose letterhead, names and posts count for a record (life.md).

        That of its edition; before issue that of the last sign-off, else the day it was begun.
        """
        entry = self.entry(record)
        if entry is not None and entry.editions and entry.editions[-1].date:
            return entry.editions[-1].date
        return self.signed_on(record) or self.begun(record) or self._folder_year(record)

    def _folder_year(self, record: Record) -> date:
        """Return the last day of the year a record lies in: a draft without a date must not follow the day."""
        years = [part for part in record.id.split("/") if re.fullmatch("[1-9][0-9]{3}", part)]
        return date(int(years[0]), 12, 31) if years else self.as_of

    @cached_property
    def replacers(self) -> Mapping[str, tuple[str, ...]]:
        """Record id → ids of the issued papers that replace it, on whatever day they come into force."""
        return succession.replaced(self.company, self.ledger, self.records, date.max)

    def face(self, record: Record) -> State:
        """Return the state a paper's face shows. It follows events only, never the as-of day (life.md, The day)."""
        state = self.state(record)
        if record.id in self.replacers and state in IN_FORCE | {State.EXPIRED}:
            return State.SUPERSEDED
        if state is State.EXPIRED:
            return State.ISSUED if self.series(record) else State.FILED
        return state

    def template(self, record: Record) -> str:
        """Return the base name of the Word template of a record; ``""`` where it has no paper.

        What was issued up to a template's last day goes on printing with it (life.md, What the paper said).
        """
        name = self.kinds[record.kind].template(record)
        if name not in self.replaced or self.state(record) not in BINDING:
            return name
        on = self.on(record).isoformat()
        return next((f"{name}@{last}" for last in self.replaced[name] if on <= last), name)

    def dated(self, record: Record) -> date:
        """Return the date a reader files it under: sign-off, else begun, else number, else as-of."""
        entry = self.entry(record)
        day = self.signed_on(record) or self.begun(record) or (entry.date if entry else None)
        return day or self._folder_year(record)

    def title(self, record: Record) -> str:
        """Return what names a record (``x-subject``), or the last part of its id."""
        kind = self.kinds[record.kind]
        typed = self.glass.name(kind.schema, kind.subject, record.text(kind.subject), record.id)
        if not typed and record.kind in self.titles:
            typed = self.titles[record.kind](self, record)
        return typed or record.id.rpartition("/")[2]

    def dept(self, record: Record) -> str:
        """Return the department a record belongs to, or ``""``.

        That of ``x-dept``; else that of its type of meeting; else that of its author.
        """
        kind = self.kinds[record.kind]
        if record.text(kind.dept_field):
            return record.text(kind.dept_field)
        meeting = self.company.meeting_types.get(record.text("meeting_type"))
        if meeting is not None and meeting.dept:
            return meeting.dept
        author = self.standings[record.id].author
        return self.company.dept_of(author, self.on(record)) if author else ""

    def person(self, key: str) -> str:
        """Return the printed name of a person."""
        found = self.company.people.get(key)
        return found.name if found else key

    @cached_property
    def _links(self) -> Mapping[str, tuple[tuple[Record, str], ...]]:
        found: dict[str, list[tuple[Record, str]]] = {}
        for record in self.records.values():
            for _, schema, value in leaves(self.kinds[record.kind].schema, record.values):
                if schema.get("x-ref") in ("record", "decision") and isinstance(value, str):
                    target = self.find(value) or self.find(value.rpartition("-")[0])
                    link = (record, str(schema.get("title", "")))
                    if target and link not in found.setdefault(target.id, []):
                        found[target.id].append(link)
        return {id_: tuple(links) for id_, links in found.items()}

    def named(self, record: Record) -> frozenset[str]:
        """Return the ids of the records a record refers to, in its fields and in its bodies."""
        found = set()
        for _, schema, value in leaves(self.kinds[record.kind].schema, record.values):
            if schema.get("x-ref") in ("record", "decision") and isinstance(value, str):
                target = self.find(value) or self.find(value.rpartition("-")[0])
                found.add(target.id if target else "")
            elif schema.get("x-markdown"):
                found.update(target for target, _ in markdown.parse(value).links())
        return frozenset(found & self.records.keys())

    def linked(self, record_id: str) -> tuple[tuple[Record, str], ...]:
        """Return who refers to a record, with the label of the field that does."""
        return self._links.get(record_id, ())

    def place(self, record: Record, *pointer: str | int) -> Place:
        """Return line and column of a value of a record."""
        return at(record.raw, pointer)


def open_office(
    company: Company,
    kinds: Mapping[str, Kind],
    records: Mapping[str, Record],
    ledger: Ledger,
    as_of: date,
    attachments: Mapping[str, str],
    titles: Mapping[str, Callable[[Office, Record], str]],
    past: Past = NO_PAST,
    facts: Mapping[str, Mapping[str, Any]] = EMPTY,
    replaced: Mapping[str, tuple[str, ...]] = EMPTY,
) -> Office:
    """Return the office of a day, its standings derived."""
    standings = signing.standings(company, ledger, kinds, records, as_of)
    return Office(
        company, kinds, records, ledger, as_of, standings, attachments, past, titles, facts, replaced=replaced,
        cards=Cards(company, kinds, records, ledger),
    )  # fmt: skip
