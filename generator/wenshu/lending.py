"""Lending: what an archive has to lend, who may approve it, for how long (forms.md 0.8, 0.9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from . import clearance, workdays
from .chains import Wanted, stands_in
from .company_nouns import Archive, class_rank
from .custody import Custody
from .model import Record
from .office import Office
from .rules import handling

STEP = "借阅"
"""What a delegation calls the approval of a loan, where it names steps (and then no series)."""
HOLDINGS = "holdings"
_ELECTRONIC = "电子"


def class_of(office: Office, record: Record) -> str:
    """Return the class of what is lent: its own, and of a box the highest of what lies in it."""
    inside = []
    if record.kind == HOLDINGS:
        inside = [paper for ref in record.rows("contents") if (paper := office.find(str(ref)))]
    return max((clearance.class_of(office.kind(held), held) for held in (record, *inside)), key=class_rank)


# ── what there is to lend ─────────────────────────────────────────────────────────────────────────


def copies(office: Office, archive: str, record: Record) -> int:
    """Return how many copies of a paper or holding an archive ever took in: they are numbered 1 to this."""
    return _holding(archive, record) + _filed(office, archive, record) + sum(
        c.copies for c in office.ledger.copies.get(record.id, ()) if c.to.get("archive") == archive
        and c.medium != _ELECTRONIC
    )  # fmt: skip


def gone(office: Office, archive: str, record: Record) -> int:
    """Return how many of them are destroyed, lost or otherwise out of the archive for good."""
    return sum(
        c.copies for c in office.ledger.copies.get(record.id, ())
        if c.to.get("archive") == archive and (c.recalled or c.disposal)
    )  # fmt: skip


def keepers(office: Office, record: Record) -> tuple[Archive, ...]:
    """Return the archives that have a copy."""
    return tuple(a for name, a in office.company.archives.items() if copies(office, name, record))


def _holding(archive: str, record: Record) -> int:
    if record.kind != HOLDINGS or record.text("archive") != archive:
        return 0
    told = record.values.get("copies", 1)
    return told if isinstance(told, int) else 1


def _filed(office: Office, archive: str, record: Record) -> int:
    known = office.company.archives.get(archive)
    if known is None or record.kind not in known.originals:
        return 0
    return int(any(step.text("place") for step in handling.events(office, record, "归档")))


def place(office: Office, archive: str, record: Record) -> str:
    """Return where in an archive a paper or holding stands (柜-层-盒), or ``""``."""
    if record.kind == HOLDINGS:
        return record.text("place")
    told = [c.place for c in office.ledger.copies.get(record.id, ()) if c.to.get("archive") == archive]
    told += [step.text("place") for step in handling.events(office, record, "归档")]
    return next((p for p in told if p), "")


def call_number(office: Office, record: Record) -> str:
    """Return what names it on shelf and slip: its number, or the call number of a holding."""
    return record.text("call_no") if record.kind == HOLDINGS else office.number(record)


# ── who has what ──────────────────────────────────────────────────────────────────────────────────


def of(office: Office, archive: str, record: Record) -> Mapping[int, Custody]:
    """Return the custody of each copy of one archive that was ever lent, by copy."""
    return {c.copy: c for c in office.ledger.custody.get(record.id, ()) if c.archive == archive}


def free(office: Office, archive: str, record: Record) -> tuple[int, ...]:
    """Return the copies that are in, lowest first."""
    held = of(office, archive, record)
    away = {n for n, c in held.items() if c.out or c.lost}
    return tuple(n for n in range(1, copies(office, archive, record) + 1) if n not in away)


def out(office: Office) -> tuple[Custody, ...]:
    """Return every copy that somebody has, by the day it was lent."""
    held = (c for copies in office.ledger.custody.values() for c in copies if c.out)
    return tuple(sorted(held, key=lambda c: (c.since or date.min, c.path)))


def lent(office: Office, record: Record) -> tuple[Custody, ...]:
    """Return the copies of a paper that somebody has, and the boxes with it that somebody has."""
    boxes = [h for h in office.of(HOLDINGS) if record.id in _contents(office, h)]
    held = (c for r in (record, *boxes) for c in office.ledger.custody.get(r.id, ()))
    return tuple(c for c in held if c.out)


def _contents(office: Office, holding: Record) -> Iterator[str]:
    found = (office.find(str(ref)) for ref in holding.rows("contents"))
    return (r.id for r in found if r)


def overdue(told: Custody, on: date) -> int:
    """Return by how many days a loan is late: natural days after its last day, which rolls on (forms.md 0.7)."""
    if not told.out or told.until is None:
        return 0
    return max(0, (on - workdays.on_or_after(told.until)).days)


def default_due(archive: Archive, on: date) -> date:
    """Return the last day of a loan of the usual term."""
    return workdays.on_or_after(date.fromordinal(min(on.toordinal() + archive.days, date.max.toordinal())))


def borrower(office: Office, told: Custody) -> str:
    """Return who has a copy, as printed: the person, or the outsider with his organisation."""
    if told.outsider:
        return told.outsider.name + (f"（{told.outsider.unit}）" if told.outsider.unit else "")
    return office.person(told.holder)


# ── who approves ──────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval of a loan or renewal, to be judged."""

    person: str
    on: date
    use: str
    borrower: str = ""
    delegation: str = ""


def approver(office: Office, archive: Archive, record: Record, use: str) -> str:
    """Return the post that approves a loan: by the rules of the archive, in order, else its ``approver``."""
    told = {
        "classes": class_of(office, record), "kinds": record.kind,
        "meeting_types": record.text("meeting_type"), "uses": use,
    }  # fmt: skip
    for rule in archive.approvers:
        if all(value in getattr(rule, key) for key, value in told.items() if getattr(rule, key)):
            return rule.approver
    return archive.approver


def fits(office: Office, post: str, given: Approval) -> bool:
    """Say whether an approval counts: by the post that day, by a delegation on record, and never for oneself.

    Whoever holds the post and borrows himself asks somebody of a higher rank.
    """
    company = office.company
    if given.person == given.borrower:
        return False
    if given.delegation:
        record = office.find(given.delegation)
        wanted = Wanted(STEP, post)
        return record is not None and stands_in(
            company, office.ledger, record, wanted, given.person, "", given.on
        )
    if given.borrower and company.holds(given.borrower, post, given.on):
        return company.rank(given.person, given.on) < company.rank(given.borrower, given.on)
    return company.holds(given.person, post, given.on)
