"""The case: what a law of history has before it, and the words it speaks in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from .. import yamlread
from ..ledger_nouns import Entry
from ..model import Tree
from ..office import Office
from ..past import Past
from . import decisions
from .chronicle import Chronicle, Touch
from .decisions import Decided

COMPANY = "records/company.yaml"


@dataclass(frozen=True)
class Case:
    """A chronicle, the contents asked for, and the office as it is believed at its end."""

    past: Past
    office: Office
    chronicle: Chronicle
    since: str = ""

    def said(self, at: int) -> str:
        """Return a commit as a reader finds it again: short id, day, author."""
        commit = self.chronicle.commits[at]
        return f"{commit.id[:10]}（{commit.committed.date()} {commit.author.name}）"

    def pending(self, at: int) -> bool:
        """Say whether a commit is not on the main branch yet."""
        return self.chronicle.commits[at].id in self.past.outside

    def text(self, blob: str) -> bytes | None:
        """Return a content that was asked for, None where it is not at hand."""
        return self.past.texts.get(blob)

    def tree(self, path: str, blob: str) -> dict[str, Tree] | None:
        """Return a content as a tree of texts, None where it is not at hand or cannot be read."""
        data = self.text(blob)
        return None if data is None else _tree(path, data)

    def paper(self, id_: str) -> str:
        """Return a record in the words of the office: number and title, else its id."""
        record = self.office.records.get(id_)
        if record is None:
            return id_
        entry = self.office.entry(record)
        title = f"《{self.office.title(record)}》"
        return f"{self.office.number(record)}{title}" if entry is not None else title

    def number(self, path: str) -> str:
        """Return a ledger file in words: ``2026 年 销 1 号``."""
        year, _, rest = path.removeprefix("records/numbers/").removesuffix(".yaml").partition("/")
        series, _, serial = rest.partition("/")
        if not serial:
            return f"{year} 年的结账记录" if rest == "closed" else path
        told = f"{series} {serial.lstrip('0') or '0'} 号"
        return told if year == "all" else f"{year} 年 {told}"

    @cached_property
    def entries(self) -> Mapping[str, tuple[Entry, ...]]:
        """Return the ledger entries of each record that ever bore one by the ledger as it is."""
        found: dict[str, list[Entry]] = {}
        for entry in self.office.ledger.entries:
            if entry.record:
                found.setdefault(entry.record, []).append(entry)
        return {id_: tuple(held) for id_, held in found.items()}

    @cached_property
    def by_path(self) -> Mapping[str, Entry]:
        """Return the ledger entries by the path of their file."""
        return {entry.path: entry for entry in self.office.ledger.entries}

    @cached_property
    def decisions(self) -> Mapping[str, tuple[Decided, ...]]:
        """Return the decided requests about each record or path."""
        return decisions.read(self.chronicle, self.office.ledger)

    @property
    def every_decision(self) -> tuple[Decided, ...]:
        """Return every decided request."""
        return tuple(d for held in self.decisions.values() for d in held)

    def awaits(self, thing: str, at: int) -> bool:
        """Say whether a commit outside main follows the opening of a request about a thing."""
        told = self.chronicle
        return self.pending(at) and any(
            thing in told.commits[i].trailed("Revision-Request") and self.pending(i) and told.reaches(at, i)
            for i in told.requests
        )

    def versions(self, path: str) -> tuple[tuple[Touch, dict[str, Tree] | None], ...]:
        """Return the changes of a file with what it said after each (None: gone, or not at hand)."""
        return tuple((t, self.tree(path, t.new) if t.new else None) for t in self.chronicle.touches.get(path, ()))


@lru_cache(maxsize=4096)
def _tree(path: str, data: bytes) -> dict[str, Tree] | None:
    return yamlread.read(path, data)[0]


def record_of(path: str) -> str:
    """Return the id of a record's file, ``""`` for any other path."""
    if not (path.startswith("records/") and path.endswith(".yaml")):
        return ""
    return path.removeprefix("records/").removesuffix(".yaml")


def rows(tree: Mapping[str, Tree] | None, key: str) -> tuple[dict[str, Tree], ...]:
    """Return the mappings of a list in a tree."""
    found = tree.get(key) if tree else None
    return tuple(row for row in found if isinstance(row, dict)) if isinstance(found, list) else ()


def word(tree: Mapping[str, Tree] | None, key: str) -> str:
    """Return a text of a tree, ``""`` where none stands there."""
    found = tree.get(key, "") if tree else ""
    return found if isinstance(found, str) else ""
