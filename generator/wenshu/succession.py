"""Which paper ends another: who replaces whom, on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from . import numbering
from .company import Company
from .ledger import Ledger
from .model import Record


def _named(record: Record) -> tuple[str, ...]:
    """Return what a record says it replaces, as typed: ids, tails of ids, printed numbers."""
    return tuple(str(ref) for ref in record.rows("supersedes"))


def replaced(
    company: Company, ledger: Ledger, records: Mapping[str, Record], as_of: date
) -> Mapping[str, tuple[str, ...]]:
    """Return the ids replaced by papers issued and in force on the day, each with who replaced it."""
    gone: dict[str, tuple[str, ...]] = {}
    for record in records.values():
        if "supersedes" not in record.values:
            continue
        entry = ledger.entry(record.id)
        if entry is None or entry.state != "issued":
            continue
        since = record.day("effective_from") or entry.date
        if since is None or since <= as_of:
            for ref in _named(record):
                old = _resolve(company, ledger, records, ref)
                gone[old] = (*gone.get(old, ()), record.id)
    return gone


def _resolve(company: Company, ledger: Ledger, records: Mapping[str, Record], ref: str) -> str:
    """Return the id that a reference names: an id, a number as printed, or a unique tail."""
    if ref in records:
        return ref
    number = numbering.parse(ref, company.series)
    entry = ledger.at(*number) if number else None
    if entry is not None:
        return entry.record
    tails = [id_ for id_ in records if id_.endswith("/" + ref)]
    return tails[0] if len(tails) == 1 else ""
