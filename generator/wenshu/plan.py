"""Why a page is rendered or kept: its fingerprint against the last manifest's.

A page is kept when the manifest knows its fingerprint and the file still stands with the size and
mtime it had. Everything else is rendered; what stands and is not planned any more is deleted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Standing = Mapping[str, tuple[int, int]]
"""Size and mtime (ns) of the files that stand, by path below site/."""


@dataclass(frozen=True, slots=True)
class Row:
    """One file of the site as it was last published."""

    fingerprint: str
    size: int
    mtime: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the last build published: path below site/ → row."""

    rows: Mapping[str, Row] = field(default_factory=dict)

    def keeps(self, path: str, fingerprint: str, standing: Standing) -> bool:
        """Say whether a planned page need not be rendered."""
        row = self.rows.get(path)
        return row is not None and row.fingerprint == fingerprint and standing.get(path) == (row.size, row.mtime)

    def stands(self, standing: Standing) -> bool:
        """Say whether the site is exactly what the manifest says."""
        return len(standing) == len(self.rows) and all(
            standing.get(path) == (row.size, row.mtime) for path, row in self.rows.items()
        )


def load(data: bytes | None) -> Manifest:
    """Return the manifest of the cache; a missing or damaged one is empty."""
    try:
        rows = json.loads(data) if data else {}
        return Manifest({path: Row(*row) for path, row in rows.items()})
    except (ValueError, TypeError, AttributeError):
        return Manifest()


def dump(rows: Mapping[str, Row]) -> bytes:
    """Return the manifest as bytes for the cache."""
    plain = {path: (row.fingerprint, row.size, row.mtime) for path, row in sorted(rows.items())}
    return json.dumps(plain, ensure_ascii=False).encode("utf-8")


def gone(planned: Iterable[str], standing: Standing) -> tuple[str, ...]:
    """Return what stands and is planned no more."""
    return tuple(sorted(standing.keys() - set(planned)))
