"""Pledges of secrecy: who gave one, until when it binds, and what its paper computes (forms.md C3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from .. import zh
from ..company import Company
from ..diagnostics import Code, Finding, Severity
from ..model import BINDING, Record, State
from ..office import Office

VALID, STAYS, OVER, WITHDRAWN, MISSING, UNSIGNED = "有效", "离任后仍有效", "到期", "撤销", "缺", "待签"

REVERSED = Code(
    "PLE05", Severity.ERROR,
    "承诺的止日 {until} 早于拟稿日期 {begun}",
    "the pledge ends on {until}, before it was drafted on {begun}",
    "核对两个日期；一直有效的不写止日。",
    "Look at both days; a pledge without an end has none.",
)  # fmt: skip
NO_POST = Code(
    "PLE06", Severity.WARNING,
    "{person}在 {on} 不任“{post}”",
    "{person} does not hold {post} on {on}",
    "岗位写签承诺那天的岗位；调岗以后看得到的范围变了，另签一份。",
    "Write the post of that day; who may know more after a change of posts signs another.",
)  # fmt: skip


def _dates(office: Office) -> Iterator[Finding]:
    for record in office.of("pledges"):
        begun, until = record.day("drafted_on"), record.day("until")
        if begun and until and until < begun:
            yield REVERSED.at(office.place(record, "until"), until=until, begun=begun)


def _posts(office: Office) -> Iterator[Finding]:
    for record in office.of("pledges"):
        person, post, on = record.text("person"), record.text("post"), record.day("drafted_on")
        known = person in office.company.people and post in office.company.posts
        if known and on and not office.company.holds(person, post, on):
            yield NO_POST.at(office.place(record, "post"), person=office.person(person), post=post, on=on)


CHECKS = (_dates, _posts)


def title(office: Office, record: Record) -> str:
    """Return how a pledge is called."""
    return f"保密承诺书（{office.person(record.text('person'))}）"


def left(company: Company, person: str, on: date) -> date | None:
    """Return the day a person left, None while he holds a post (or never had one)."""
    found = company.people.get(person)
    if found is None or not found.posts or company.post_of(person, on):
        return None
    ends = [held.until for held in found.posts if held.until is not None and held.until < on]
    return max(ends, default=None)


def ends(office: Office, record: Record) -> date | None:
    """Return the last day a pledge binds, None where it has none yet: its own, else some years after he left."""
    gone = left(office.company, record.text("person"), office.as_of)
    years = record.values.get("years")
    after = _later(gone, years) if gone and isinstance(years, int) else None
    until = record.day("until")
    return min((day for day in (until, after) if day), default=None)


def _later(day: date, years: int) -> date:
    """Return the last day of some years that begin the day after."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + years, month=3, day=1) - timedelta(days=1)


def state(office: Office, record: Record) -> str:
    """Return where a pledge stands on the as-of day."""
    held = office.state(record)
    if held is State.REPEALED or held is State.SUPERSEDED:
        return WITHDRAWN
    if held not in BINDING:
        return UNSIGNED
    last = ends(office, record)
    if last is not None and last < office.as_of:
        return OVER
    return STAYS if left(office.company, record.text("person"), office.as_of) else VALID


def bound(office: Office, person: str) -> bool:
    """Say whether a person has a pledge on record that binds him on the as-of day."""
    own = (r for r in office.of("pledges") if r.text("person") == person)
    return any(state(office, record) in (VALID, STAYS) for record in own)


def derive(office: Office, record: Record) -> Mapping[str, Any]:
    """Return what the 保密承诺书 computes: how long it binds, who signs, what it is about."""
    years, until = record.values.get("years"), record.day("until")
    after = f"离任后 {years} 年内" if years else ""
    period = "任职期间" + (f"和{after}" if after else "") + (f"，至 {zh.long_date(until)} 为止" if until else "")
    head = next((w for w in office.standing(record).chain if w.step == "主管"), None)
    return {
        "period": period, "may_know": [str(one) for one in record.rows("may_know")],
        "head": head.post if head else "",
    }  # fmt: skip
