"""The chronicle: what every commit did to every path, read once, with the order of commits.

A merge is told three ways: what it changed itself (a change like any other), what its side brought, and
what came of both. Where the side's word was not taken, or was taken over a word that the main line had
meanwhile, nobody's single commit shows it; :meth:`Chronicle.clashes` and :meth:`Chronicle.dropped` do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ..past import Commit, Past, commit

CUSTODY = "records/custody/"
DISTRIBUTION = "records/distribution/"
PROTECTED = ("records/numbers/", "records/approvals/", "records/attachments/", CUSTODY, DISTRIBUTION)
"""Folders whose files are facts: what a side brought there may not be lost in a merge."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A commit changed a path. ``""``: it was not there."""

    at: int
    """Place of the commit in :attr:`Chronicle.commits`."""
    path: str
    old: str
    new: str


class Wrongs:
    """Changes that were told: what puts back exactly what one of them took away is no second wrong."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str, str]] = set()

    def mends(self, touch: Touch) -> bool:
        """Say whether a change undoes one that was told."""
        return (touch.path, touch.new, touch.old) in self._told

    def add(self, touch: Touch) -> None:
        """Remember a change that was told."""
        self._told.add((touch.path, touch.old, touch.new))


@dataclass(frozen=True, slots=True)
class Lost:
    """A merge of the main line holds neither what its side said of a path nor anything later."""

    merge: int
    touch: Touch


@dataclass(frozen=True)
class Chronicle:
    """Every commit in order of ancestry, and what is asked of them. Commits are named by their place."""

    commits: tuple[Commit, ...]
    order: Mapping[str, int]
    touches: Mapping[str, tuple[Touch, ...]]
    """Path → changes, oldest first, clashes of merges among them."""
    judged: tuple[bool, ...]
    """Whether a commit lies after the start of the witness."""
    whole: bool
    """Whether the chronicle begins at the beginning, and not at a later commit (a push)."""
    position: tuple[int, ...]
    """Place of the commit with which each one came in, on the first-parent line."""
    dropped: tuple[Lost, ...] = ()
    _forks: dict[tuple[int, int], bool] = field(default_factory=dict, compare=False)

    def trunk(self, at: int) -> bool:
        """Say whether a commit lies on the first-parent line itself."""
        return self.commits[at].landed == self.commits[at].id

    def reaches(self, later: int, earlier: int) -> bool:
        """Say whether ``earlier`` is ``later`` or one of its forebears."""
        if later == earlier:
            return True
        if earlier > later or self.position[earlier] > self.position[later]:
            return False
        if self.trunk(later):
            return True
        return self._climb(later, earlier)

    def _climb(self, later: int, earlier: int) -> bool:
        known = self._forks.get((later, earlier))
        if known is not None:
            return known
        seen: set[int] = set()
        waiting = [later]
        found = False
        while waiting and not found:
            for parent in self.parents(waiting.pop()):
                if parent == earlier or (self.trunk(parent) and self.position[earlier] <= self.position[parent]):
                    found = True
                elif parent > earlier and parent not in seen and not self.trunk(parent):
                    seen.add(parent)
                    waiting.append(parent)
        self._forks[later, earlier] = found
        return found

    def parents(self, at: int) -> tuple[int, ...]:
        """Return the parents that the chronicle holds, in order."""
        return tuple(self.order[p] for p in self.commits[at].parents if p in self.order)

    def main(self, at: int) -> int | None:
        """Return the first parent of a commit, None where the chronicle does not hold it."""
        parents = self.commits[at].parents
        return self.order.get(parents[0]) if parents else None

    def sides(self, at: int) -> tuple[int, ...]:
        """Return the parents of a merge that the chronicle holds, without the first."""
        return tuple(self.order[p] for p in self.commits[at].parents[1:] if p in self.order)

    def first(self, path: str) -> Touch | None:
        """Return the change that brought a path, or None."""
        return next(iter(self.touches.get(path, ())), None)

    def brought(self, path: str) -> int | None:
        """Return the commit that added a path, None where the chronicle does not tell."""
        found = self.first(path)
        return found.at if found is not None and not found.old else None

    def below(self, folder: str) -> Iterator[Touch]:
        """Yield the judged changes below a folder (given with its closing slash), path by path."""
        for path, touches in self.touches.items():
            if path.startswith(folder):
                yield from (t for t in touches if self.judged[t.at])

    @cached_property
    def by_commit(self) -> Mapping[int, tuple[Touch, ...]]:
        """Return every commit's changes below records/ and in the controlled folders."""
        found: dict[int, list[Touch]] = {}
        for touches in self.touches.values():
            for touch in touches:
                found.setdefault(touch.at, []).append(touch)
        return {at: tuple(held) for at, held in found.items()}

    @cached_property
    def requests(self) -> tuple[int, ...]:
        """Return the commits that open a revision request."""
        return tuple(i for i, c in enumerate(self.commits) if c.trailers and c.trailer("Revision-Request"))

    @cached_property
    def mergers(self) -> Mapping[int, tuple[int, ...]]:
        """Return commit → the merges that took it in as a side."""
        found: dict[int, list[int]] = {}
        for i, c in enumerate(self.commits):
            if len(c.parents) > 1:
                for parent in self.sides(i):
                    found.setdefault(parent, []).append(i)
        return {side: tuple(merges) for side, merges in found.items()}

    @cached_property
    def heirs(self) -> Mapping[int, tuple[int, ...]]:
        """Return commit → the commits whose first parent it is."""
        found: dict[int, list[int]] = {}
        for i, c in enumerate(self.commits):
            if c.parents and c.parents[0] in self.order:
                found.setdefault(self.order[c.parents[0]], []).append(i)
        return {parent: tuple(heirs) for parent, heirs in found.items()}


def knows(past: Past, since: str) -> bool:
    """Say whether history holds the commit a witness begins with."""
    return not since or _start(chronicle(past.lines, since), since) is not None


def tell(past: Past, since: str) -> Chronicle:
    """Return the chronicle of a past, judged after a commit (``""``: from the beginning)."""
    return chronicle(past.lines, since)


@lru_cache(maxsize=2)
def chronicle(lines: tuple[bytes, ...], since: str) -> Chronicle:
    """Return the chronicle of these lines: asked twice in a build, read once."""
    commits = tuple(commit(line) for line in lines)
    order = {c.id: i for i, c in enumerate(commits)}
    places = {c.id: i for i, c in enumerate(c for c in commits if c.landed == c.id)}
    position = tuple(places.get(c.landed, len(places)) for c in commits)
    whole = all(p in order for c in commits for p in c.parents)
    bare = Chronicle(commits, order, {}, (True,) * len(commits), whole, position)
    start = _start(bare, since) if since else None
    before = _forebears(bare, start) if start is not None else frozenset()
    judged = tuple(i not in before for i in range(len(commits)))
    touches, dropped = _told(commits)
    return Chronicle(commits, order, touches, judged, whole, position, dropped)


def _start(told: Chronicle, since: str) -> int | None:
    """Return the commit a witness begins with, -1 where it lies just before the chronicle, None: unknown."""
    found = next((i for i, c in enumerate(told.commits) if c.id.startswith(since)), None)
    if found is None and any(p.startswith(since) and p not in told.order for c in told.commits for p in c.parents):
        return -1
    return found


def _forebears(told: Chronicle, start: int) -> frozenset[int]:
    """Return a commit and everything before it."""
    found: set[int] = set()
    waiting = [start] if start >= 0 else []
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += told.parents(at)
    return frozenset(found)


def _told(commits: tuple[Commit, ...]) -> tuple[dict[str, tuple[Touch, ...]], tuple[Lost, ...]]:
    touches: dict[str, list[Touch]] = {}
    state: dict[str, str] = {}
    sides: dict[str, dict[str, list[Touch]]] = {}
    lost: list[Lost] = []
    for i, c in enumerate(commits):
        own = [Touch(i, f.path, f.old, f.new) for f in c.changes]
        for touch in own:
            touches.setdefault(touch.path, []).append(touch)
        if c.landed != c.id:
            side = sides.setdefault(c.landed, {})
            for touch in own:
                side.setdefault(touch.path, []).append(touch)
            continue
        if len(c.parents) > 1:
            clashes, gone = _merged(i, c, state, sides.pop(c.id, {}))
            for touch in clashes:
                last = next((t for t in reversed(touches.get(touch.path, ())) if t.new == touch.old), None)
                lost += [Lost(i, last)] if last is not None and touch.path.startswith(CUSTODY) else []
                touches.setdefault(touch.path, []).append(touch)
            lost += gone
        for f in c.net if len(c.parents) > 1 else c.changes:
            state[f.path] = f.new
    return {path: tuple(held) for path, held in touches.items()}, tuple(lost)


def _merged(
    at: int, merge: Commit, state: Mapping[str, str], side: Mapping[str, list[Touch]]
) -> tuple[list[Touch], list[Lost]]:
    """Return where main had its word on a path and another was taken, and what of the side was dropped."""
    net = {f.path: f for f in merge.net}
    own = {f.path for f in merge.changes}
    # what nobody on the side touched and the merge did not do itself is main's own word, thrown out
    clashes = [Touch(at, f.path, f.old, f.new) for f in merge.net if f.path not in own and f.path not in side]
    lost: list[Lost] = []
    for path, touches in side.items():
        before = state.get(path, net[path].old if path in net else touches[0].old)
        result = net[path].new if path in net else before
        # a side that took main's word in, and went on from it, has not thrown it out
        if path in net and path not in own and before not in {result, *(t.old for t in touches)}:
            clashes.append(Touch(at, path, before, result))
        if path not in own and (path.startswith(PROTECTED) or (not result and path.startswith("records/"))):
            later = {result, *(t.old for t in touches)}
            lost += [Lost(at, t) for t in touches if t.new and t.new not in later]
    return clashes, lost
