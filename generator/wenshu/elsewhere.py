"""Papers of included checkouts, as everybody else may speak of them: by number, whether they are here or not."""

from __future__ import annotations

from . import numbering
from .ledger_nouns import Entry
from .office import Office


def number(office: Office, ref: str) -> Entry | None:
    """Return the number of a paper of an included checkout that a reference names, or None."""
    told = numbering.parse(ref.strip(), office.company.series) if office.lodged else None
    found = office.ledger.at(*told) if told else None
    return next((e for e in office.lodged if e is found or f"/{e.record}".endswith(f"/{ref.strip()}")), None)


def cited(office: Office, ref: str) -> str:
    """Return how papers cite one of an included checkout, ``""`` where a reference names none."""
    entry = number(office, ref)
    series = office.company.series.get(entry.series) if entry else None
    return numbering.printed(series, "house", entry.year, entry.serial) if series and entry else ""


def absent(office: Office, ref: str) -> bool:
    """Say whether a reference names a numbered paper of a checkout that is not here."""
    entry = number(office, ref)
    return entry is not None and office.joined.absent(entry)
