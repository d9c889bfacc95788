"""What the law keeps: which values of a person may not be erased yet, until when, by which rule.

Rules are the company file's (``retention``), counted from an event of the person's own records; a hold
(``subject_holds``) keeps values while a dispute or an inquiry lasts. Nothing here shortens a period: an event
that has not come, or that no record can tell, keeps them without an end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from . import keys
from .company_nouns import Retention
from .model import Record
from .office import Office

HOLDS = "subject_holds"
LEFT = "left"
"""The event of somebody of the company file: the end of his last post."""
GONE = frozenset({"离职", "退休"})


@dataclass(frozen=True, slots=True)
class Held:
    """A purpose of a person that may not be erased on a day."""

    purpose: str
    until: date | None
    """The last day it is kept; None: no end is known yet."""
    ground: str
    """劳动合同法第五十条, or what a hold says."""
    why: str
    """How the period is counted: 自 2026-01-31（left_on）起 2 年."""
    record: str = ""
    """The hold that keeps it, else empty."""


def held(office: Office, subject: str, purpose: str, on: date) -> Held | None:
    """Return what keeps a purpose of a person on a day, the longest where there are several; None: nothing."""
    found = [*_ruled(office, subject, purpose, on), *_stayed(office, subject, purpose, on)]
    return max(found, key=lambda h: (h.until is None, h.until or date.min), default=None)


def own(office: Office, subject: str) -> tuple[Record, ...]:
    """Return the records whose values are a person's: his own, and those whose ``x-person`` names him."""
    return tuple(r for r in office.records.values() if keys.subject_of(office, r) == subject)


def _ruled(office: Office, subject: str, purpose: str, on: date) -> Iterator[Held]:
    for rule in office.company.retention:
        if rule.purpose != purpose or (rule.since is not None and on < rule.since):
            continue
        for event in _events(office, subject, rule):
            until = years_later(event, rule.years) if event else None
            if until is None or on <= until:
                since = f"自 {event} 起" if event else "起算日还没有到，到后再满"
                yield Held(purpose, until, rule.authority + rule.article, f"{since} {rule.years} 年")


def _events(office: Office, subject: str, rule: Retention) -> Iterator[date | None]:
    """Yield the day from which a rule counts, for each thing of the person it speaks of; None: not come yet."""
    person = office.company.people.get(subject.removeprefix(keys.PEOPLE)) if subject.startswith(keys.PEOPLE) else None
    if person is not None and (not rule.kinds or "people" in rule.kinds):
        last = [post.until for post in person.posts]
        over = person.status in GONE and last and None not in last
        yield max(day for day in last if day) if over else None
    for record in own(office, subject):
        if rule.kinds and record.kind not in rule.kinds:
            continue
        if not rule.kinds and record.id != subject:
            continue  # a rule without kinds speaks of the person, not of every paper about him
        value = record.values.get(rule.event)
        yield value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def _stayed(office: Office, subject: str, purpose: str, on: date) -> Iterator[Held]:
    lifted: dict[str, date] = {}
    for record in office.of(HOLDS):
        target = office.find(record.text("lifts")) if record.text("lifts") else None
        day = record.day("on")
        if target is not None and day is not None:
            lifted[target.id] = min(day, lifted.get(target.id, day))
    for record in office.of(HOLDS):
        begun, purposes = record.day("on"), record.rows("purposes")
        if record.text("lifts") or keys.subject(office, record.text("subject")) != subject:
            continue
        if (purposes and purpose not in purposes) or begun is None or on < begun:
            continue
        if record.id not in lifted or on < lifted[record.id]:
            yield Held(purpose, None, record.text("ground"), _stay(record), record.id)


def _stay(record: Record) -> str:
    least = record.day("not_before")
    return f"自 {record.day('on')} 起暂缓删除" + (f"，至少到 {least}" if least else "") + "，到解除为止"


def years_later(day: date, years: int) -> date:
    """Return the same day some years later; of 29 February the 1st of March: a period is never shortened."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1) if day.year + years <= date.max.year else date.max


def deadline(received: date, days: int, most: int) -> date:
    """Return the last day on which a request may be answered.

    Natural days, the start day not counted. The company has no calendar of public holidays yet: once it has
    one, a last day that is off rolls on (natural_roll), and here is where it is asked.
    """
    return received + timedelta(days=min(days, most))
