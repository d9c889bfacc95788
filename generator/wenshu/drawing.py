"""Drawing a sample of the papers of a period: by lot, and so that anybody can do it again by hand.

The lot of a number is the sha256 of ``<seed>|<number as printed>`` in UTF-8; the numbers with the smallest lots
are drawn. Whoever has the list of numbers and the seed needs nothing but ``sha256sum``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from .ledger_nouns import REQUESTS, Entry
from .model import State
from .office import Office
from .registers import papers

ISSUED, WITHDRAWN, SPOILT, RESERVED, GAP, OTHER = "已发", "废止", "作废", "预留", "断号", "期外"


@dataclass(frozen=True, slots=True)
class Number:
    """One integer of a series in the period, or between two that are."""

    series: str
    year: int | None
    serial: int
    number: str
    """As printed; the one a gap would have."""
    state: str
    """已发 废止 (both can be drawn) 作废 预留 断号 期外 (numbered on a day outside the period)."""
    title: str
    on: date | None
    entry: Entry | None = None
    """None for a gap."""
    lot: str = ""
    """``""`` for what cannot be drawn."""
    rank: int = 0
    """Its place among the lots, 1 for the smallest."""
    drawn: bool = False

    @property
    def paper(self) -> bool:
        """Say whether a paper went out under it."""
        return self.state in (ISSUED, WITHDRAWN)


def lot(seed: str, number: str) -> str:
    """Return the lot of a number."""
    return hashlib.sha256(f"{seed}|{number}".encode()).hexdigest()


def population(office: Office, since: date, until: date, series: Collection[str] = ()) -> tuple[Number, ...]:
    """Return every number of the period by series, year and serial, gaps included.

    Args:
        series: codes of the series; none named means all but that of revision requests, which are no papers.
    """
    order = {code: i for i, code in enumerate(office.company.series)}
    chosen = [e for e in office.ledger.entries if (e.series in series if series else e.series != REQUESTS)]
    chosen.sort(key=lambda e: (order.get(e.series, len(order)), e.series, e.year or 0, e.serial))
    rows: dict[tuple[str, int | None], list[Number]] = {}
    for entry in chosen:
        rows.setdefault((entry.series, entry.year), []).append(_number(office, entry, since, until))
    return tuple(row for held in rows.values() for row in _between(office, held))


def _number(office: Office, entry: Entry, since: date, until: date) -> Number:
    record = office.records.get(entry.record)
    day = _day(entry)
    state = {"reserved": RESERVED, "void": WITHDRAWN if entry.record else SPOILT}.get(entry.state, ISSUED)
    if day is None or not since <= day <= until:
        state = OTHER
    elif record is not None and state == ISSUED and office.state(record) is State.REPEALED:
        state = WITHDRAWN
    title = papers.heading(office, record) if record is not None else entry.title or entry.reason
    printed = papers.printed(office, entry, office.layout(record) if record is not None else "house")
    return Number(entry.series, entry.year, entry.serial, printed or entry.path, state, title, day, entry)


def _day(entry: Entry) -> date | None:
    """Return the day a number was given; of one taken over from an older register that of its paper."""
    return entry.date or entry.signed or next((e.date for e in entry.editions if e.date), None)


def _between(office: Office, held: list[Number]) -> Iterable[Number]:
    """Return the numbers from the first to the last of the period, with what is missing between them."""
    within = [n.serial for n in held if n.state != OTHER]
    if not within:
        return
    known = {n.serial: n for n in held}
    first = held[0]
    for serial in range(min(within), max(within) + 1):
        yield known.get(serial) or Number(
            first.series, first.year, serial, _printed(office, first, serial), GAP, "台账里没有这个号", None
        )


def _printed(office: Office, like: Number, serial: int) -> str:
    assert like.entry is not None
    bare = replace(like.entry, serial=serial, printed="")
    return papers.printed(office, bare) or f"{like.series}{serial:04}"


def frame(numbers: Iterable[Number]) -> int:
    """Return of how many papers the sample is drawn."""
    return sum(number.paper for number in numbers)


def draw(numbers: tuple[Number, ...], count: int, seed: str) -> tuple[Number, ...]:
    """Return the same numbers, each paper with its lot and rank, those of the smallest lots drawn."""
    lots = {n: lot(seed, n.number) for n in numbers if n.paper}
    order = sorted(lots, key=lambda n: (lots[n], n.number, n.series, n.year or 0, n.serial))
    ranks = {n: i for i, n in enumerate(order, 1)}
    return tuple(
        replace(n, lot=lots[n], rank=ranks[n], drawn=ranks[n] <= count) if n in ranks else n for n in numbers
    )


def drawn(numbers: Iterable[Number]) -> tuple[Number, ...]:
    """Return what was drawn, the smallest lot first."""
    return tuple(sorted((n for n in numbers if n.drawn), key=lambda n: n.rank))
