"""The head of a meeting's papers: title, which session, time, who was there. For minutes and transcripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any

from .. import zh
from ..model import Names, Record, State
from ..office import Office
from .kept import once

GONE = frozenset({State.REPEALED, State.SUPERSEDED})
"""Papers that no longer count as the record of a meeting: another one stands for it."""
PAPERS = {"minutes": "会议纪要", "transcript": "会议记录"}


def title(office: Office, record: Record) -> str:
    """Return the typed title, else department, type and paper: ``销售部例会会议纪要``."""
    typed = record.text("title")
    if typed:
        return typed
    kind = record.text("meeting_type")
    dept = record.text("dept")
    if dept and kind.startswith("部门"):
        kind = dept + kind.removeprefix("部门")
    return kind + PAPERS.get(record.kind, "")


def group(record: Record) -> tuple[str, str, int]:
    """Return what sessions are counted in: type of meeting, department, year."""
    day = record.day("date")
    return record.text("meeting_type"), record.text("dept"), day.year if day else 0


def order(record: Record) -> tuple[date, time, str]:
    """Return the place of a meeting in time."""
    start = record.values.get("start")
    return record.day("date") or date.min, start if isinstance(start, time) else time.min, record.id


def standing(office: Office) -> tuple[Record, ...]:
    """Return the minutes that count as meetings held, in the order of the meetings."""
    return tuple(sorted((r for r in office.of("minutes") if office.state(r) not in GONE), key=order))


def sessions(office: Office) -> Mapping[str, int]:
    """Return 第N次 of every meeting with minutes, by record id: the typed one, else one above the last."""
    return once(office, "sessions", _sessions)


def _sessions(office: Office) -> Mapping[str, int]:
    last: dict[tuple[str, str, int], int] = {}
    found: dict[str, int] = {}
    for record in standing(office):
        typed = record.values.get("session")
        number = typed if isinstance(typed, int) else last.get(group(record), 0) + 1
        found[record.id] = last[group(record)] = number
    return found


def session(office: Office, record: Record) -> int:
    """Return 第N次 of a meeting, 0 if nothing tells it (a transcript without minutes)."""
    typed = record.values.get("session")
    if isinstance(typed, int):
        return typed
    if record.kind == "minutes":
        return sessions(office).get(record.id, 0)
    minutes = office.find(record.text("minutes")) if record.text("minutes") else None
    return session(office, minutes) if minutes is not None and minutes.kind == "minutes" else 0


def listed(office: Office, record: Record) -> str:
    """Return how lists name a meeting without a typed title: ``总经理办公会会议纪要（2026年第3次）``."""
    return title(office, record) + subtitle(office, record)


def subtitle(office: Office, record: Record) -> str:
    """Return the line below the title: ``（2026年第12次）``, with the type if the title does not tell it."""
    day = record.day("date")
    number = session(office, record)
    kind = record.text("meeting_type")
    dept = record.text("dept")
    heading = title(office, record)
    told = "" if kind in heading else kind
    place = dept if dept and dept not in heading else ""
    count = f"{day.year}年第{number}次" if day and number else ""
    words = " ".join(part for part in (place + told, count) if part)
    return f"（{words}）" if words else ""


def span(record: Record) -> str:
    """Return ``2026年3月16日 14点00分—15点16分``; past midnight ``—次日0点30分``."""
    day = record.day("date")
    start, end = (record.values.get(key) for key in ("start", "end"))
    told = zh.long_date(day) if day else ""
    if not isinstance(start, time):
        return told
    until = ""
    if isinstance(end, time):
        until = "—" + ("次日" if record.values.get("ends_next_day") else "") + zh.clock(end)
    return f"{told} {zh.clock(start)}{until}"


def ended(record: Record) -> str:
    """Return when the meeting broke up: ``15点16分``, ``次日0点30分``."""
    end = record.values.get("end")
    day = "次日" if record.values.get("ends_next_day") else ""
    return day + zh.clock(end) if isinstance(end, time) else ""


def names(office: Office, record: Record, people: Iterable[str]) -> Names:
    """Return printed names in the order given; namesakes of one meeting bear their key, 李明（销售部）."""
    shared = _namesakes(office, record)
    return Names(tuple(_name(office, person, shared) for person in people))


def name(office: Office, record: Record, person: str) -> str:
    """Return the printed name of one person of the meeting."""
    return _name(office, person, _namesakes(office, record)) if person else ""


def with_post(office: Office, record: Record, person: str) -> str:
    """Return a name with the post held on the day of the meeting: ``周明川（总经理）``."""
    told = name(office, record, person)
    post = office.company.post_of(person, record.day("date") or office.on(record))
    return f"{told}（{post}）" if told and post else told


def everyone(record: Record) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """Yield (person, pointer) of all from the company who were there or on leave."""
    for key in ("present", "attending"):
        for i, person in enumerate(record.rows(key)):
            yield str(person), (key, i)
    for i, row in enumerate(record.rows("absent")):
        if isinstance(row, Mapping) and row.get("person"):
            yield str(row["person"]), ("absent", i, "person")


def absent(office: Office, record: Record) -> Names:
    """Return those on leave, each with his reason: ``罗小芳（出差）``."""
    shared = _namesakes(office, record)
    rows = [row for row in record.rows("absent") if isinstance(row, Mapping) and row.get("person")]
    return Names(
        tuple(
            _name(office, str(row["person"]), shared) + (f"（{row['reason']}）" if row.get("reason") else "")
            for row in rows
        )
    )


def guests(record: Record) -> Names:
    """Return guests from outside, each with organisation and post: ``顾长安（长河厂 区域经理）``."""
    told = []
    for row in record.rows("guests"):
        if isinstance(row, Mapping) and row.get("name"):
            who = " ".join(str(row[key]) for key in ("org", "post") if row.get(key))
            told.append(str(row["name"]) + (f"（{who}）" if who else ""))
    return Names(tuple(told))


def head(office: Office, record: Record) -> dict[str, Any]:
    """Return the head of the paper for its view."""
    return {
        "title": title(office, record),
        "subtitle": subtitle(office, record),
        "time": span(record),
        "chair": with_post(office, record, record.text("chair")),
        "present": names(office, record, map(str, record.rows("present"))),
        "guests": guests(record),
        "attending": names(office, record, map(str, record.rows("attending"))),
        "absent": absent(office, record),
        "recorder": name(office, record, record.text("recorder")),
    }


def cite(office: Office, ref: str) -> str:
    """Return how a paper read out is told, never copied: ``宣读《……》（文号）（略）``."""
    target = office.find(ref) if ref else None
    if target is None:
        return f"宣读{ref}（略）" if ref else ""
    number = office.number(target)
    return f"宣读《{named(office, target)}》" + (f"（{number}）" if number else "") + "（略）"


def cite_linked(office: Office, ref: str) -> str:
    """Return the same as Markdown, the title leading to the record."""
    target = office.find(ref) if ref else None
    if target is None:
        return escaped(cite(office, ref))
    number = office.number(target)
    told = f"[《{escaped(named(office, target))}》]({target.id})"
    return f"宣读{told}" + (f"（{escaped(number)}）" if number else "") + "（略）"


def named(office: Office, record: Record) -> str:
    """Return the title of any record, that of a meeting's paper as it is printed."""
    return title(office, record) if record.kind in PAPERS else office.title(record)


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", text)


def _namesakes(office: Office, record: Record) -> frozenset[str]:
    people = {person for person, _ in everyone(record)} | {record.text("chair"), record.text("recorder")}
    counted = Counter(office.person(person) for person in people if person)
    return frozenset(told for told, count in counted.items() if count > 1)


def _name(office: Office, person: str, shared: frozenset[str]) -> str:
    told = office.person(person)
    return person if told in shared else told
