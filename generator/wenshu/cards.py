"""Cards: the records that bodies may cite (``x-cited`` of their kind), found by id, tail or printed number.

Kept with the office as it was read, before any veil: which of it a reader learns is decided where it is printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from . import numbering
from .company import Company
from .kinds import Kind
from .ledger import Ledger
from .model import EMPTY, Record


@dataclass(frozen=True, slots=True)
class Card:
    """A person's record as far as a citation needs it."""

    record: str
    word: str
    """What stands for the name where it is not shown: 该客户."""
    field: str
    """The field of the name."""
    name: str
    """As it is stored: sealed, or clear in a kind whose names are not personal."""
    name_schema: Mapping[str, Any]
    sex: str
    sex_schema: Mapping[str, Any]


@dataclass(frozen=True)
class Cards:
    """Every card of an office. Looked for when somebody first asks."""

    company: Company | None = None
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)
    ledger: Ledger | None = None

    def find(self, ref: str) -> tuple[str, ...]:
        """Return the ids of the records a reference may mean: none, one, or several where it is ambiguous.

        Records of kinds that cannot be cited are among them.
        """
        if ref in self.records:
            return (ref,)
        by_number = self._numbers.get(ref)
        return (by_number,) if by_number else self._tails.get(ref, ())

    def card(self, ref: str) -> Card | None:
        """Return the card a reference names; None where it names none, or several."""
        found = self.find(ref)
        record = self.records[found[0]] if len(found) == 1 else None
        told = cited(self.kinds[record.kind]) if record is not None else EMPTY
        if record is None or not told:
            return None
        properties = self.kinds[record.kind].schema.get("properties", EMPTY)
        name, sex = str(told.get("name", "")), str(told.get("sex", ""))
        return Card(
            record.id, str(told.get("as", "")), name, record.text(name), properties.get(name, EMPTY),
            record.text(sex) if sex else "", properties.get(sex, EMPTY),
        )  # fmt: skip

    def names(self) -> tuple[str, ...]:
        """Return what a typist may write for the records that can be cited: numbers, and the last part of ids."""
        serials = {
            record.id.rpartition("/")[2] for record in self.records.values() if cited(self.kinds[record.kind])
        }  # fmt: skip
        return tuple(sorted(serials | self._numbers.keys()))

    @cached_property
    def _tails(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for id_ in self.records:
            parts = id_.split("/")
            for i in range(1, len(parts)):
                found.setdefault("/".join(parts[i:]), []).append(id_)
        return {tail: tuple(ids) for tail, ids in found.items()}

    @cached_property
    def _numbers(self) -> Mapping[str, str]:
        """Return every printed form of the numbers of records that can be cited → record."""
        found: dict[str, str] = {}
        for entry in self.ledger.entries if self.ledger is not None else ():
            record = self.records.get(entry.record)
            series = self.company.series.get(entry.series) if self.company is not None else None
            if record is None or series is None or not cited(self.kinds[record.kind]):
                continue
            for layout in series.forms:
                # a short number says no year: the latest of that number would take the place of an older one
                if layout != "short" or series.restart == "never":
                    found[numbering.printed(series, layout, entry.year, entry.serial)] = record.id
        return found


def cited(kind: Kind) -> Mapping[str, Any]:
    """Return ``x-cited`` of a kind: ``{as, name, sex}``; empty where its records cannot be cited."""
    told = kind.x.get("x-cited")
    return told if isinstance(told, Mapping) else EMPTY
