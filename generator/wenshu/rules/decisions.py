"""Decisions of meetings: their stable ids, what moved them, how far they are. Feeds the 督办表 (H-10).

A decision lives in its minutes and never changes there. Its due date moves only by a later meeting
(``moves``), which counts as one 延期; progress and closing are ``followups``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..model import Record, State
from ..office import Office
from .kept import once
from .meeting_head import order

UNNUMBERED = "（待编号）"
SOON = timedelta(days=7)
CLOSED, LATE, DUE_SOON, OPEN, STANDING = "已办结", "逾期", "7日内到期", "进行中", "长期"
DECIDED = frozenset({State.SIGNED, State.ISSUED, State.FILED})
"""States of minutes whose decisions bind: before approval nothing is decided."""

_REFERENCE = re.compile(r"^(.+?)\s*[-－—–#]\s*(\d{1,3})$")


@dataclass(frozen=True, slots=True)
class DecisionState:
    """One decision on the as-of day. ``item`` counts from 1; persons and departments are keys."""

    id: str
    """``纪008-3``."""
    record: str
    """Record id of the minutes that decided it."""
    item: int
    text: str
    dept: str
    owner: str
    assist: tuple[str, ...]
    decided_on: date | None
    due: date | None
    """As last moved."""
    review_on: date | None
    moved: int
    """延期: how many later meetings moved it."""
    moved_by: tuple[str, ...]
    """Record ids of those minutes, in order."""
    progress: str
    progress_on: date | None
    closed_on: date | None
    confirmed_by: str
    """Record id of the meeting that took note of the closing, or ``""``."""
    state: str
    """进行中 | 7日内到期 | 逾期 | 已办结 | 长期."""
    class_: str
    """The decision's own class, ``""`` for that of its minutes."""


def decision_id(office: Office, record: Record, item: int) -> str:
    """Return the id people quote: ``纪008-3``; ``（待编号）-3`` before the minutes have their number."""
    return f"{office.short_number(record) or UNNUMBERED}-{item}"


def resolve(office: Office, reference: str, asking: Record | None = None) -> tuple[Record, int] | None:
    """Return the minutes and the item that ``纪005-2`` names; None if the minutes or the item do not exist.

    A short number bears no year: the latest minutes with it that are not later than the asking ones.
    """
    found = _REFERENCE.match(reference.strip())
    if found is None:
        return None
    record = _minutes(office, found[1].strip(), asking)
    item = int(found[2])
    if record is None or not 1 <= item <= len(record.rows("decisions")):
        return None
    return record, item


def minutes_named(office: Office, reference: str, asking: Record | None = None) -> Record | None:
    """Return the minutes a decision reference names, whether or not they have that item."""
    found = _REFERENCE.match(reference.strip())
    return _minutes(office, found[1].strip(), asking) if found else None


def _minutes(office: Office, reference: str, asking: Record | None) -> Record | None:
    same = list(once(office, "minutes by short number", _by_short).get(reference, ()))
    if asking is not None:
        same = [r for r in same if order(r)[0] <= order(asking)[0]] or same
    if same:
        return max(same, key=order)
    record = office.find(reference)
    return record if record is not None and record.kind == "minutes" else None


def _by_short(office: Office) -> Mapping[str, tuple[Record, ...]]:
    found: dict[str, tuple[Record, ...]] = {}
    for record in office.of("minutes"):
        short = office.short_number(record)
        found[short] = (*found.get(short, ()), record)
    return found


def rows(record: Record) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield (item from 1, decision) of minutes."""
    for i, row in enumerate(record.rows("decisions")):
        if isinstance(row, Mapping):
            yield i + 1, row


def day(row: Mapping[str, Any], key: str) -> date | None:
    """Return a date of a decision, or None."""
    value = row.get(key)
    return value if isinstance(value, date) else None


def decisions(office: Office) -> tuple[DecisionState, ...]:
    """Return every binding decision, by minutes and item. One that moves another has no row of its own."""
    return once(office, "decisions", _decisions)


def _decisions(office: Office) -> tuple[DecisionState, ...]:
    movers = _movers(office)
    entries = _entries(office)
    found: list[DecisionState] = []
    for record in sorted(office.of("minutes"), key=order):
        if office.state(record) not in DECIDED:
            continue
        for item, row in rows(record):
            if row.get("moves") and resolve(office, str(row["moves"]), record):
                continue
            key = (record.id, item)
            found.append(_state(office, record, item, row, movers.get(key, ()), entries.get(key, ())))
    return tuple(found)


def _movers(office: Office) -> Mapping[tuple[str, int], tuple[tuple[Record, Mapping[str, Any]], ...]]:
    found: dict[tuple[str, int], tuple[tuple[Record, Mapping[str, Any]], ...]] = {}
    for record in sorted(office.of("minutes"), key=order):
        if office.state(record) not in DECIDED:
            continue
        for _, row in rows(record):
            target = _origin(office, record, row)
            if target is not None and target[0].id != record.id:
                key = (target[0].id, target[1])
                found[key] = (*found.get(key, ()), (record, row))
    return found


def _origin(office: Office, record: Record, row: Mapping[str, Any]) -> tuple[Record, int] | None:
    """Return the first decision behind a move: a move of a move counts for the decision itself."""
    target: tuple[Record, int] | None = None
    seen: set[tuple[str, int]] = set()
    while row.get("moves"):
        step = resolve(office, str(row["moves"]), record)
        if step is None or (step[0].id, step[1]) in seen:
            break
        target = step
        seen.add((step[0].id, step[1]))
        record, row = step[0], step[0].rows("decisions")[step[1] - 1]
    return target


def _entries(office: Office) -> Mapping[tuple[str, int], tuple[Record, ...]]:
    """Return the follow-ups of each decision, oldest first."""
    found: dict[tuple[str, int], list[Record]] = {}
    for entry in office.of("followups"):
        minutes = office.find(entry.text("minutes"))
        item = entry.values.get("item")
        if minutes is not None and isinstance(item, int):
            found.setdefault((minutes.id, item), []).append(entry)
    return {key: tuple(sorted(told, key=_told_on)) for key, told in found.items()}


def _told_on(entry: Record) -> tuple[date, str]:
    return entry.day("on") or date.min, entry.id


def _state(
    office: Office, record: Record, item: int, row: Mapping[str, Any],
    moves: tuple[tuple[Record, Mapping[str, Any]], ...], entries: tuple[Record, ...],
) -> DecisionState:  # fmt: skip
    now = {**row, **{k: v for _, m in moves for k, v in m.items() if k in ("due", "dept", "owner", "assist")}}
    closing = next((e for e in entries if e.text("kind") == "办结"), None)
    last = closing or (entries[-1] if entries else None)
    due = day(now, "due")
    confirming = closing.text("confirmed_at") if closing else ""
    confirmed = office.find(confirming) if confirming else None
    return DecisionState(
        id=decision_id(office, record, item), record=record.id, item=item, text=str(row.get("text", "")),
        dept=str(now.get("dept", "")), owner=str(now.get("owner", "")),
        assist=tuple(map(str, now.get("assist", ()))), decided_on=record.day("date"), due=due,
        review_on=day(row, "review_on"), moved=len(moves), moved_by=tuple(m.id for m, _ in moves),
        progress=last.text("text") if last else "", progress_on=last.day("on") if last else None,
        closed_on=closing.day("on") if closing else None, confirmed_by=confirmed.id if confirmed else "",
        state=_how_far(office.as_of, due, bool(row.get("long_term")), closing is not None),
        class_=str(row.get("class", "")),
    )  # fmt: skip


def _how_far(as_of: date, due: date | None, long_term: bool, closed: bool) -> str:
    if closed:
        return CLOSED
    if due is None:
        return STANDING if long_term else OPEN
    if due < as_of:
        return LATE
    return DUE_SOON if due - as_of <= SOON else OPEN
