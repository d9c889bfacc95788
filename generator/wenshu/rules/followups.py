"""Follow-ups: progress and closing of decisions, each a file of its own that names minutes and item."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..diagnostics import Code, Finding, Severity
from ..model import Pointer, Record
from ..office import Office
from .decisions import DECIDED, decision_id

NO_ITEM = Code(
    "FOL01", Severity.ERROR,
    "{minutes}没有第 {item} 项议定事项",
    "{minutes} has no decision {item}",
    "这份纪要的议定事项是第 1 至第 {count} 项；纪008-3 的 item 写 3。",
    "Its decisions are 1 to {count}; for 纪008-3 the item is 3.",
)  # fmt: skip
NOT_DECIDED = Code(
    "FOL02", Severity.WARNING,
    "{minutes}还没有批准，它的议定事项尚未成立",
    "{minutes} is not approved yet: nothing was decided",
    "先办完纪要的签批和编号，再记进展。",
    "Have the minutes approved and numbered first.",
)  # fmt: skip
TOO_EARLY = Code(
    "FOL03", Severity.ERROR,
    "进展日期 {on} 早于会议日期 {met}",
    "the follow-up is dated {on}, before the meeting of {met}",
    "核对日期，或核对纪要和项次是否写错。",
    "Check the date, or whether minutes and item are the right ones.",
)  # fmt: skip
AFTER_CLOSING = Code(
    "FOL04", Severity.WARNING,
    "{decision} 已于 {closed} 办结，此后又记了{kind}",
    "{decision} was closed on {closed}, and a later entry follows",
    "办结只记一次；办结以后又有变化的，由下次会议另行议定。",
    "Close it once; what changes afterwards is a new decision of a later meeting.",
)  # fmt: skip
CONFIRMED_EARLY = Code(
    "FOL05", Severity.ERROR,
    "确认办结的会议（{met}）不晚于作出决定的会议，或早于办结日期 {on}",
    "the meeting that confirms the closing ({met}) is not later than the decision or lies before {on}",
    "confirmed_at 写听取办结情况的那次会议的纪要；还没有开会确认的先不写。",
    "Name the minutes of the meeting that took note of the closing; leave it out until then.",
)  # fmt: skip
NOT_CLOSING = Code(
    "FOL06", Severity.WARNING,
    "类别是“进展”，却写了确认会议",
    "an entry of progress names a confirming meeting",
    "已经办结的，类别改写“办结”；还没有办结的，删去 confirmed_at。",
    "Make the kind 办结 if it is closed, else leave confirmed_at out.",
)  # fmt: skip


def _target(office: Office, entry: Record) -> Record | None:
    minutes = office.find(entry.text("minutes")) if entry.text("minutes") else None
    return minutes if minutes is not None and minutes.kind == "minutes" else None


def _one(office: Office) -> Iterator[Finding]:
    for entry in office.of("followups"):
        minutes = _target(office, entry)
        item = entry.values.get("item")
        if minutes is None or not isinstance(item, int):
            continue
        count = len(minutes.rows("decisions"))
        if not 1 <= item <= count:
            place = office.place(entry, "item")
            yield NO_ITEM.at(place, minutes=office.name(minutes), item=item, count=count)
        elif office.state(minutes) not in DECIDED:
            yield NOT_DECIDED.at(office.place(entry, "minutes"), minutes=office.name(minutes))
        yield from _days(office, entry, minutes)


def _days(office: Office, entry: Record, minutes: Record) -> Iterator[Finding]:
    on, met = entry.day("on"), minutes.day("date")
    if on and met and on < met:
        yield TOO_EARLY.at(office.place(entry, "on"), on=on, met=met)
    ref = entry.text("confirmed_at")
    confirming = office.find(ref) if ref else None
    if confirming is None or confirming.kind != "minutes":
        return
    if entry.text("kind") == "进展":
        yield NOT_CLOSING.at(office.place(entry, "confirmed_at"))
    then = confirming.day("date")
    if then and on and (then < on or (met and then <= met)):
        yield CONFIRMED_EARLY.at(office.place(entry, "confirmed_at"), met=then, on=on)


def _closed_once(office: Office) -> Iterator[Finding]:
    told: dict[tuple[str, int], list[Record]] = {}
    for entry in office.of("followups"):
        minutes, item = _target(office, entry), entry.values.get("item")
        if minutes is not None and isinstance(item, int):
            told.setdefault((minutes.id, item), []).append(entry)
    for (id_, item), entries in told.items():
        entries.sort(key=lambda e: (e.day("on") or date.min, e.id))
        closing = next((e for e in entries if e.text("kind") == "办结"), None)
        for entry in entries[entries.index(closing) + 1 :] if closing else ():
            name = decision_id(office, office.records[id_], item)
            yield AFTER_CLOSING.at(
                office.place(entry, "kind"), decision=name, closed=closing.day("on") if closing else "",
                kind=entry.text("kind"),
            )  # fmt: skip


def about(office: Office, entry: Record) -> tuple[str, Pointer] | None:
    """Return the minutes and the decision whose progress an entry tells (see ``rules.about``)."""
    minutes, item = _target(office, entry), entry.values.get("item")
    return (minutes.id, ("decisions", item - 1)) if minutes is not None and isinstance(item, int) else None


CHECKS = (_one, _closed_once)
