"""Revision requests: history and ledger joined, one :class:`Asked` per request (forms.md A13).

History says who asked, who typed and what was to change; the ledger says what was decided. Neither is
believed about what the other states: where they contradict each other, :mod:`wenshu.checks.requests` says
so. A decided request whose history is missing here still gives a row, from the ledger alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from . import clearance, differences, numbering, request_trails
from .company_nouns import CLASSES, INTERNAL
from .differences import Difference
from .ledger import ASIDE
from .ledger_nouns import REQUESTS as SERIES
from .ledger_nouns import Approval, Edition, Entry
from .model import Record
from .office import Office
from .request_nouns import AGREED, DECIDED, FIRST, NO_NUMBER, PENDING, STALE, UNDECIDED, Asked, Line
from .request_trails import Trail, nameless, path_of, wanted
from .rules import kept
from .schema_formats import day as day_of
from .zh import long_date

__all__ = [
    "AGREED", "DECIDED", "FIRST", "NO_NUMBER", "PENDING", "SERIES", "STALE", "UNDECIDED", "Asked", "Line", "about",
    "all", "approvals", "changes", "class_of", "edition", "editions", "nameless", "number", "path_of", "pending",
    "place", "places", "printed", "record", "wanted",
]  # fmt: skip
SECRET_FILES: Mapping[str, str] = {"records/company.yaml": CLASSES[2]}
"""Files that are no records and hold more than every member of staff may read."""


def all(office: Office) -> tuple[Asked, ...]:
    """Return every request: undecided ones first, then decided ones; the newest first."""
    return kept.once(office, "requests", _all)


def _all(office: Office) -> tuple[Asked, ...]:
    entries = {e.path: e for e in office.ledger.entries if e.request is not None}
    joined: set[str] = set()
    found: list[Asked] = []
    for trail in request_trails.read(office.past):
        entry = next((entries[p] for p in trail.entries if p in entries and _same(trail, entries[p])), None)
        if entry is None and trail.merge is None and not trail.pending:
            entry = next((e for e in entries.values() if e.path not in joined and _same(trail, e)), None)
        if entry is not None:
            joined.add(entry.path)
        found.append(_asked(office, trail, entry))
    found += [_told(e) for path, e in entries.items() if path not in joined]
    found.sort(key=_newest, reverse=True)
    return _apart(sorted(found, key=lambda a: a.entry is not None))


def _apart(found: Iterable[Asked]) -> tuple[Asked, ...]:
    """Count those whose forms would lie in the same place."""
    taken: Counter[str] = Counter()
    told = []
    for asked in found:
        taken[asked.page] += 1
        told.append(replace(asked, nth=taken[asked.page]))
    return tuple(told)


def _same(trail: Trail, entry: Entry) -> bool:
    request = entry.request
    return request is not None and path_of(request.about) == trail.path


def _newest(asked: Asked) -> tuple[int, int, date, str]:
    entry = asked.entry
    return (entry.year or 0 if entry else 0, entry.serial if entry else 0, asked.asked_on or date.min, asked.branch)


def pending(office: Office, about: str) -> tuple[Asked, ...]:
    """Return the undecided requests about a record or another file."""
    return tuple(a for a in all(office) if a.pending and a.about == about)


def about(office: Office, about: str) -> tuple[Asked, ...]:
    """Return every request about a record or another file, newest first."""
    return tuple(a for a in all(office) if a.path == path_of(about))


def place(entry: Entry) -> str:
    """Return how an edition names its request: ``2026/改/0001``."""
    return f"{entry.year or 'all'}/{entry.series}/{entry.serial:04}"


def number(office: Office, asked: Asked) -> str:
    """Return its printed number, 待定 before one was given."""
    return printed(office, asked.entry) if asked.entry is not None else NO_NUMBER


def printed(office: Office, entry: Entry) -> str:
    """Return how the number of a request is printed."""
    series = office.company.series.get(entry.series)
    if entry.printed or series is None:
        return entry.printed or place(entry)
    return numbering.printed(series, "house", entry.year, entry.serial)


def record(office: Office, asked: Asked) -> Record | None:
    """Return the record it is about, None for a template, a schema or the company file."""
    return office.records.get(asked.path.removeprefix("records/").removesuffix(".yaml"))


def edition(office: Office, asked: Asked) -> Edition | None:
    """Return the line of the paper's ledger entry that it brought, or None."""
    paper = record(office, asked)
    entry = office.entry(paper) if paper is not None else None
    if entry is None or asked.entry is None:
        return None
    return next((e for e in entry.editions if e.request == place(asked.entry)), None)


def editions(office: Office, record: Record) -> tuple[Line, ...]:
    """Return the editions of a paper, oldest first, from facts alone: the same with and without history."""
    entry = office.entry(record)
    return tuple(_line(office, record, held) for held in entry.editions) if entry is not None else ()


def _line(office: Office, paper: Record, held: Edition) -> Line:
    entry = office.ledger.request(held.request)
    if entry is not None and (told := entry.request) is not None:
        return Line(held, entry, told.places, told.decided_by, told.decided_on)
    signed = [a for a in office.ledger.approvals.get(paper.id, ()) if a.content == held.content and a.step not in ASIDE]
    if not signed:
        return Line(held, None, (), "", held.date)
    return Line(held, None, (), signed[-1].person, signed[-1].date)


def approvals(office: Office, asked: Asked) -> tuple[Approval, ...]:
    """Return the sign-offs of a request in order: those that lead up to the deciding one.

    The fragments speak, not the trailers: the last is the one of him who decided, on that day; the
    others are those it names as before it. Of one that waits or was refused they stand on its branch alone.
    """
    if asked.result not in AGREED:
        return request_trails.approvals(asked.trail, office.past.texts) if asked.trail else ()
    trail = office.ledger.approvals.get(asked.about, ()) or office.ledger.approvals.get(asked.path, ())
    line = edition(office, asked)
    last = next(
        (
            a
            for a in reversed(trail)
            if (a.content == line.content if line else a.date == asked.decided_on)
            and a.person == asked.decided_by
        ),
        None,
    )
    found: list[Approval] = []
    by_digest = {a.digest: a for a in trail}
    while last is not None and last not in found:
        found.append(last)
        last = by_digest.get(last.after)
    return tuple(reversed(found))


def changes(office: Office, asked: Asked, told: Mapping[str, bytes] | None = None) -> tuple[Difference, ...]:
    """Return what it changes, as a person reads it; nothing where its history or its texts are not here.

    Args:
        told: the texts to compare, where they are not those of the past (as a reader may see them).
    """
    trail = asked.trail
    if trail is None or not (trail.before or trail.after):
        return ()
    texts = office.past.texts if told is None else told
    if any(name and name not in texts for name in (trail.before, trail.after)):
        return ()
    before, after = (texts.get(name, b"") for name in (trail.before, trail.after))
    if told is not None:
        return _compared(office, asked.path, before, after)
    name = f"changes {asked.path} {trail.before} {trail.after}"  # register, form and page all ask
    return kept.once(office, name, lambda held: _compared(held, asked.path, before, after))


def places(office: Office, path: str, before: bytes, after: bytes) -> tuple[str, ...]:
    """Return short labels of where two contents of a file differ, as the ledger keeps them."""
    return differences.places(_compared(office, path, before, after))


def _compared(office: Office, path: str, before: bytes, after: bytes) -> tuple[Difference, ...]:
    return differences.of_file(path, before, after, _schema(office, path), lambda s, t: _say(office, s, t))


def class_of(office: Office, asked: Asked) -> str:
    """Return the class of what a request tells: that of the most secret part, at least 内部资料."""
    told = [INTERNAL, SECRET_FILES.get(asked.path, INTERNAL)]
    if (paper := record(office, asked)) is not None:
        told.append(clearance.class_of(office.kind(paper), paper))
    for change in changes(office, asked):
        # where the class itself was changed, both are words of the form
        told += [change.class_, change.before, change.after]
    return max((word for word in told if word in CLASSES), key=CLASSES.index)


def _schema(office: Office, path: str) -> Mapping[str, Any]:
    name = path.removeprefix("records/").partition("/")[0].removesuffix(".yaml")
    if path.startswith("records/") and name in office.kinds:
        return office.kinds[name].schema
    return office.facts.get(name, {}) if path.startswith("records/") else {}


def _say(office: Office, schema: Mapping[str, Any], text: str) -> str:
    reference = schema.get("x-ref")
    if reference == "person":
        return office.person(text)
    if reference == "record":
        target = office.find(text)
        return office.name(target) if target else text
    day = day_of(text) if schema.get("format") == "date" else None
    return long_date(day) if day else differences.plain(schema, text)


# ── joining ───────────────────────────────────────────────────────────────────────────────────


def _told(entry: Entry) -> Asked:
    """Return a request of which only the ledger speaks; who typed it is not known then."""
    told = entry.request
    assert told is not None
    return Asked(
        told.about, told.decision, told.branch, told.kind, told.reason, told.asked_by, told.asked_on, told.via, "",
        told.decided_by, told.decided_on, told.opinion, told.edition, told.effective, told.sheet, told.impact,
        told.old_stock, told.places, entry=entry,
    )  # fmt: skip


def _asked(office: Office, trail: Trail, entry: Entry | None) -> Asked:
    opening = trail.opening
    typed = next((c for c in trail.commits if any(f.path == trail.path for f in c.changes)), opening).author
    known: dict[str, Any] = {
        "typed_by": _person(office, typed.email) or typed.name, "base": trail.base, "trail": trail,
    }  # fmt: skip
    if entry is not None:
        told = replace(_told(entry), **known)
        return told if told.places else replace(told, places=differences.places(changes(office, told)))
    drafted = Asked(
        about=_named(trail), result=_waits(office, trail), branch=trail.branch, kind=opening.trailer("Kind"),
        reason=opening.trailer("Reason"), asked_by=opening.trailer("Requested-by"),
        asked_on=day_of(opening.trailer("Requested-on")) or opening.authored.date(),
        via=opening.trailer("Via") or "网页", effective=day_of(opening.trailer("Effective")),
        sheet=opening.trailer("Sheet").removeprefix("sha256:"), impact=opening.trailed("Impact"),
        old_stock=opening.trailer("Old-stock"), **known,
    )  # fmt: skip
    return replace(drafted, places=differences.places(changes(office, drafted)))


def _named(trail: Trail) -> str:
    """Return the record id, ``company``, or the path of another file."""
    if trail.path.startswith("records/"):
        return trail.path.removeprefix("records/").removesuffix(".yaml")
    return trail.path


def _waits(office: Office, trail: Trail) -> str:
    if not trail.pending:
        return UNDECIDED
    if trail.entries:
        return DECIDED
    return STALE if _overtaken(office, trail) else PENDING


def _overtaken(office: Office, trail: Trail) -> bool:
    """Say whether what it was to change says something else by now than when it was asked."""
    if trail.opening.id in office.past.outside:
        return False  # HEAD is on its branch: what lies here is the text asked for
    now = office.records.get(_named(trail))
    if now is not None and trail.base:
        return now.content != trail.base
    last = office.past.of(trail.path)
    at_head = next((f.new for f in last[-1].changes if f.path == trail.path), "") if last else ""
    return bool(trail.before) and trail.before != at_head


def _person(office: Office, email: str) -> str:
    mail = email.casefold()
    return next((p.id for p in office.company.people.values() if mail in (e.casefold() for e in p.emails)), "")
