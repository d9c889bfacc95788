"""Claims: an integer taken across clones before it stands in the ledger (design.md §5).

A claim is the ref ``<prefix>/<year or all>/<series>/<4 digits>`` of the remote that the company file names.
The series stands in it as ``u`` and four hexadecimal digits for each character (销 → ``u9500``): git takes
Chinese names, but servers that keep refs as files fold and compose letters as their file system does, and
two tags must never become one. Its blob says who took the number, when, in which clone and what for, with a
nonce that makes it like no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from . import numbering
from .company_nouns import Series
from .ledger_nouns import Entry

Number = tuple[str, int | None, int]
"""Series, year (None: it never restarts) and serial."""

_LEDGER = re.compile(r"records/numbers/([1-9][0-9]{3}|all)/([^/]+)/([0-9]{4,5})\.yaml")
_PLACE = re.compile(r"([1-9][0-9]{3}|all)/((?:u[0-9a-f]{4})+)/([0-9]{4,5})")


@dataclass(frozen=True, slots=True)
class Claim:
    """One integer taken on the remote. The place of its ref says which; the rest is what its blob says."""

    year: int | None
    series: str
    serial: int
    person: str = ""
    clone: str = ""
    """Name of the clone that took it."""
    time: str = ""
    nonce: str = ""
    record: str = ""
    """The paper it was taken for, ``""`` for a number set aside."""
    reason: str = ""
    until: date | None = None
    dated: date | None = None
    """The day the paper bears, by which numbers follow one another."""

    @property
    def number(self) -> Number:
        """Return which integer it takes."""
        return (self.series, self.year, self.serial)


def place(series: str, year: int | None, serial: int) -> str:
    """Return where a claim stands below the prefix: ``2026/u9500/0012``."""
    code = "".join(f"u{ord(letter):04x}" for letter in series)
    return f"{'all' if year is None else f'{year:04}'}/{code}/{serial:04}"


def where(at: str) -> Number | None:
    """Return (series, year, serial) of a place below the prefix; the strict inverse of :func:`place`."""
    found = _PLACE.fullmatch(at)
    if found is None:
        return None
    series = "".join(chr(int(digits, 16)) for digits in found[2].split("u")[1:])
    told = (series, None if found[1] == "all" else int(found[1]), int(found[3]))
    return told if place(*told) == at and told[2] else None


def dump(claim: Claim) -> bytes:
    """Return what the blob of a claim says: JSON, empty fields left out."""
    told = {
        "series": claim.series, "year": claim.year, "serial": claim.serial, "person": claim.person,
        "clone": claim.clone, "time": claim.time, "nonce": claim.nonce, "record": claim.record,
        "reason": claim.reason, "until": claim.until and str(claim.until), "dated": claim.dated and str(claim.dated),
    }  # fmt: skip
    kept = {key: value for key, value in told.items() if value not in ("", None)}
    return (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def load(blobs: Mapping[str, bytes]) -> tuple[Claim, ...]:
    """Return the claims that stand at places below the prefix, by number.

    A blob that nobody can read still takes its number; a ref that is no place of a claim is not ours.
    """
    found = []
    for at, data in blobs.items():
        taken = where(at)
        if taken is not None:
            series, year, serial = taken
            found.append(Claim(year, series, serial, **_said(data)))
    return tuple(sorted(found, key=lambda c: (c.year or 0, c.series, c.serial)))


def _said(data: bytes) -> dict[str, Any]:
    try:
        told = json.loads(data)
    except ValueError:
        return {}
    if not isinstance(told, dict):
        return {}
    words = {
        key: str(told[key]) for key in ("person", "clone", "time", "nonce", "record", "reason") if key in told
    }  # fmt: skip
    return {**words, "until": _day(told.get("until")), "dated": _day(told.get("dated"))}


def _day(told: object) -> date | None:
    try:
        return date.fromisoformat(str(told))
    except ValueError:
        return None


def numbers(paths: Iterable[str]) -> frozenset[Number]:
    """Return the integers whose ledger files stand at these paths below the root."""
    found = (_LEDGER.fullmatch(path) for path in paths)
    return frozenset((f[2], None if f[1] == "all" else int(f[1]), int(f[3])) for f in found if f)


@dataclass(frozen=True, slots=True)
class Known:
    """What this clone knows of numbers taken across clones."""

    claims: tuple[Claim, ...] = ()
    there: frozenset[Number] = frozenset()
    """The integers that the ledger of the remote's main branch holds."""
    clone: str = ""
    """Name of this clone."""
    away: str = ""
    """Why the remote does not answer, ``""`` where it does; the rest is then what was seen last."""

    def free(self, entries: Iterable[Entry], series: Series, year: int | None) -> int:
        """Return the next integer over the ledgers and what is claimed."""
        taken = {c.number for c in self.claims} | self.there
        highest = max((serial for code, in_year, serial in taken if (code, in_year) == (series.code, year)), default=0)
        return max(numbering.free(entries, series, year), highest + 1)

    def unused(self, entries: Iterable[Entry]) -> tuple[Claim, ...]:
        """Return the claims that no ledger knows: 占号未用, or used in a clone that has not sent it yet."""
        used = {(e.series, e.year, e.serial) for e in entries} | self.there
        return tuple(c for c in self.claims if c.number not in used)

    def held(self, entries: Iterable[Entry], series: Series, year: int | None, day: date) -> tuple[Entry, ...]:
        """Return the numbers this very clone set aside and may draw on without asking, lowest first.

        One whose day is past waits to be voided: it is not given any more.
        """
        own = {c.number for c in self.claims if c.clone == self.clone}
        here = (e for e in entries if (e.series, e.year, e.state) == (series.code, year, "reserved"))
        good = (e for e in here if (e.series, e.year, e.serial) in own and (e.until or day) >= day)
        return tuple(sorted(good, key=lambda e: e.serial))

    def later(self, entries: Iterable[Entry], series: Series, year: int | None, day: date) -> Claim | None:
        """Return a number already taken for a paper of a later day: after it no earlier one can be given.

        Numbers set aside and void ones do not count (domain.md §2).
        """
        void = {(e.series, e.year, e.serial) for e in entries if e.state == "void"}
        same = (c for c in self.claims if (c.series, c.year) == (series.code, year) and c.until is None)
        return next((c for c in same if c.dated and c.dated > day and c.number not in void), None)
