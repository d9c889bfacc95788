"""Decisions: which requests were decided, and which commits opened, decided and merged each.

A request is the commit with ``Revision-Request:`` that opens its branch; its decision is the commit that
adds its number (series 改); its merge is the one that took the branch in as a side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..ledger import Ledger
from ..ledger_nouns import Entry, Request
from .chronicle import Chronicle

_APPROVED = frozenset({"同意", "修改后同意"})


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided request, with the commits that tell its life. None: not in this history."""

    entry: Entry
    request: Request
    at: int
    """Where its number was added."""
    asked: int | None
    merge: int | None

    @property
    def granted(self) -> bool:
        """Say whether the decision let the change come in."""
        return self.request.decision in _APPROVED

    @property
    def place(self) -> str:
        """Return how an edition names it: ``2026/改/0001``."""
        return self.entry.path.removeprefix("records/numbers/").removesuffix(".yaml")

    def holds(self, chronicle: Chronicle, at: int) -> bool:
        """Say whether a commit lies on the request's branch, behind its opening."""
        if self.asked is None or at == self.asked or not chronicle.reaches(at, self.asked):
            return False
        if self.merge is None or chronicle.reaches(self.at, at):
            return chronicle.reaches(self.at, at)
        main = chronicle.main(self.merge)
        return chronicle.reaches(self.merge, at) and (main is None or not chronicle.reaches(main, at))


def read(chronicle: Chronicle, ledger: Ledger) -> Mapping[str, tuple[Decided, ...]]:
    """Return the decided requests about each record or path, in the order of their decisions."""
    found: dict[str, list[Decided]] = {}
    for entry in ledger.entries:
        at = chronicle.brought(entry.path) if entry.request is not None else None
        if entry.request is None or at is None:
            continue
        asked = _asked(chronicle, entry.request.about, at)
        merge = _merge(chronicle, asked, at) if asked is not None else None
        found.setdefault(entry.request.about, []).append(Decided(entry, entry.request, at, asked, merge))
    return {thing: tuple(sorted(held, key=lambda d: d.at)) for thing, held in found.items()}


def _asked(chronicle: Chronicle, thing: str, at: int) -> int | None:
    """Return the opening of the branch that ends in a decision: back along first parents, or along a side."""
    wanted = {i for i in chronicle.requests if thing in chronicle.commits[i].trailed("Revision-Request")}
    if not wanted:
        return None
    merge = len(chronicle.commits[at].parents) > 1
    for start in chronicle.sides(at) if merge else (at,):
        step: int | None = start
        while step is not None and step >= min(wanted):
            if step in wanted:
                return step if step != at else None
            step = chronicle.main(step)
    return None


def _merge(chronicle: Chronicle, asked: int, at: int) -> int | None:
    """Return the merge that took a branch in as a side which begins with its request."""
    if len(chronicle.commits[at].parents) > 1:
        return at
    fork = chronicle.main(asked)
    waiting, seen = [at], {at}
    while waiting:
        tip = waiting.pop()
        for merge in chronicle.mergers.get(tip, ()):
            main = chronicle.main(merge)
            begins_here = fork is None or (main is not None and chronicle.reaches(main, fork))
            if begins_here and (main is None or not chronicle.reaches(main, asked)):
                return merge
        for heir in chronicle.heirs.get(tip, ()):
            if heir not in seen:
                seen.add(heir)
                waiting.append(heir)
    return None
