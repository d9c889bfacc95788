"""Whose keys are whose: the public halves that stand in git beside each person, and what was erased.

The subject of a value is a record (``customers/2026/c-00012``) or somebody of the company file
(``people/<key>``). Private halves are ``keyring``'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from . import sealed
from .company_nouns import Audience
from .glass import DARK, Glass
from .model import Record
from .office import Office

PEOPLE = "people/"
ERASURES = "erasures"
DELETED, LIMITED = "删除", "限制"


def subject_of(office: Office, record: Record) -> str:
    """Return whose values a record holds: him whom its ``x-person`` names, else the record itself."""
    field = str(office.kinds[record.kind].x.get("x-person", ""))
    return (field and subject(office, record.text(field))) or record.id


def subject(office: Office, ref: str) -> str:
    """Return the subject a text names (``people/<key>``, a person's key, a record's id or number), or ``""``."""
    bare = ref.removeprefix(PEOPLE)
    if bare and bare in office.company.people:
        return PEOPLE + bare
    found = office.find(ref) if ref else None
    return found.id if found else ""


def of(office: Office, subject: str) -> Mapping[str, str]:
    """Return the public halves that stand beside a subject: purpose → ``age1…``."""
    person = office.company.people.get(subject.removeprefix(PEOPLE))
    if person is not None:
        return dict(person.seals)
    record = office.records.get(subject)
    seals = record.values.get("seals", {}) if record is not None else {}
    return {str(purpose): str(public) for purpose, public in seals.items()} if isinstance(seals, Mapping) else {}


def subjects(office: Office) -> Mapping[str, tuple[str, str]]:
    """Return whose each key is: fingerprint → (subject, purpose); remembered with the office."""
    held: Mapping[str, tuple[str, str]] | None = office.__dict__.get("_key_subjects")
    if held is not None:
        return held
    found: dict[str, tuple[str, str]] = {}
    owners = (*(PEOPLE + key for key in office.company.people), *office.records)
    for owner in owners:
        for purpose, public in of(office, owner).items():
            found.setdefault(sealed.fingerprint(public), (owner, purpose))
    office.__dict__["_key_subjects"] = found
    return found


def decided(office: Office) -> Iterator[tuple[str, str, str]]:
    """Yield (fingerprint, purpose, decision) of every key in the erasure records."""
    for record in office.records.values():
        if record.kind == ERASURES:
            for row in record.rows("purposes"):
                for fp in row.get("keys", ()) if isinstance(row, Mapping) else ():
                    yield str(fp), str(row.get("purpose", "")), str(row.get("decision", ""))


def erased(office: Office) -> frozenset[str]:
    """Return the keys that were destroyed on record."""
    return frozenset(fp for fp, _, decision in decided(office) if decision == DELETED)


def restricted(office: Office) -> frozenset[str]:
    """Return the keys whose values are kept and never printed."""
    return frozenset(fp for fp, _, decision in decided(office) if decision == LIMITED)


def glass(office: Office, opener: Callable[[str], str | None] | None, audience: Audience | None) -> Glass:
    """Return the glass through which an audience sees sealed values.

    Args:
        opener: of ``keyring``; None: no keys here.
        audience: whose values; None: all shut, erasures told.
    """
    how = audience.values if audience is not None else {}
    return Glass(how, opener or DARK.open, erased(office), restricted(office), office.company.masks)
