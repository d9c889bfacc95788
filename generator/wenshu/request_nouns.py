"""The frozen nouns of revision requests: one request, one edition with what brought it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .ledger_nouns import Edition, Entry
from .request_trails import Trail, path_of

PENDING, STALE, DECIDED, UNDECIDED = "待批", "待批（已过时）", "已决待并", "未决并入"
AGREED = frozenset({"同意", "修改后同意"})
NO_NUMBER = "待定"
FIRST = "首次印发"
"""What stands for the places of a first edition."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. Three people in three fields: ``asked_by``, ``typed_by``, ``decided_by``."""

    about: str
    """Record id, or path of a template, schema or company file."""
    result: str
    """待批 | 待批（已过时） | 已决待并 | 同意 | 修改后同意 | 退回 | 撤回 | 未决并入."""
    branch: str
    kind: str
    reason: str
    asked_by: str
    asked_on: date | None
    via: str
    typed_by: str
    """Person whose e-mail stands in the commits, else the name that stands there."""
    decided_by: str = ""
    decided_on: date | None = None
    opinion: str = ""
    edition: str = ""
    effective: date | None = None
    sheet: str = ""
    """sha256 of the request form on paper."""
    impact: tuple[str, ...] = ()
    old_stock: str = ""
    places: tuple[str, ...] = ()
    base: str = ""
    """Content hash of the text that was to be changed."""
    entry: Entry | None = None
    """Its number in the ledger."""
    trail: Trail | None = None
    """Its commits, None where there is no history of it here."""
    nth: int = 1
    """Which one it is of those whose branches would have the same name on the site."""

    @property
    def path(self) -> str:
        """Return the path of what it is about."""
        return path_of(self.about)

    @property
    def pending(self) -> bool:
        """Say whether nobody has decided it."""
        return self.result in (PENDING, STALE)

    @property
    def page(self) -> str:
        """Return where its form stands on the site, without suffix."""
        if self.entry is not None:
            return f"requests/{self.entry.year or 'all'}-{self.entry.serial:03}"
        slug = re.sub(r"[^0-9a-z一-鿿-]+", "-", self.branch.removeprefix("revision/").lower())
        return f"requests/{slug}" + (f"-{self.nth}" if self.nth > 1 else "")


@dataclass(frozen=True, slots=True)
class Line:
    """One edition of a paper, with what brought it."""

    edition: Edition
    entry: Entry | None
    """The request that brought it; None for the first one."""
    places: tuple[str, ...]
    approved_by: str
    approved_on: date | None

    @property
    def mark(self) -> str:
        """Return the edition as the register shows it: ``2``, ``1（勘误）``."""
        return self.edition.edition + ("（勘误）" if self.edition.correction else "")
