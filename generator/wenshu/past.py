"""The past: commits as frozen values, in ancestry order, and the questions asked of them.

Ancestry is order; dates are only shown (a wrong clock drops nothing). ``landed`` says of each commit with
which commit of the first-parent line it came in: itself, or the merge that brought its side.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache


@dataclass(frozen=True, slots=True)
class Author:
    """Who stands in a commit."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A path (below the root, forward slashes) before and after a commit, as git's names of its contents.

    ``""``: the path was not there. Of a merge only what it changed itself is told: what differs from every
    parent; ``old`` is then what its first parent had.
    """

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit. Times are as its clock said, with their zone."""

    id: str
    parents: tuple[str, ...]
    landed: str
    author: Author
    authored: datetime
    committer: Author
    committed: datetime
    message: str
    trailers: tuple[tuple[str, str], ...]
    changes: tuple[FileChange, ...]
    """Of a merge only what it changed itself: what differs from every parent (git's combined form)."""
    net: tuple[FileChange, ...] = ()
    """Of a merge of the first-parent line: everything it changed against its first parent. A merge that takes
    one parent's word and drops the other's shows here and not in ``changes``. Else the same as ``changes``."""

    @property
    def subject(self) -> str:
        """Return the first line of its message."""
        return self.message.partition("\n")[0]

    @property
    def merge(self) -> bool:
        """Say whether it has more than one parent."""
        return len(self.parents) > 1

    def trailer(self, key: str) -> str:
        """Return the first trailer of a name, or ``""``."""
        return next((value for name, value in self.trailers if name == key), "")

    def trailed(self, key: str) -> tuple[str, ...]:
        """Return every trailer of a name, in order."""
        return tuple(value for name, value in self.trailers if name == key)


@dataclass(frozen=True, slots=True)
class Branch:
    """A request branch, local or remote-tracking, whose tip HEAD does not hold yet.

    ``commits`` are those HEAD does not hold, oldest first; they have ``landed`` ``""``.
    """

    name: str
    """``revision/…``, without remote."""
    remote: str
    """``""`` for a local branch."""
    tip: str
    commits: tuple[Commit, ...]


@dataclass(frozen=True)
class Past:
    """What git knows, as far as HEAD reaches.

    ``lines`` are the commits oldest first, parents before children, each as one line of JSON that is read
    when somebody asks for it: a build asks for few of many thousand.
    """

    state: str = "none"
    """``whole`` | ``shallow`` (a cut-off clone: nothing can be said) | ``none`` (no repository, no commit)."""
    head: str = ""
    branch: str = ""
    """Short name of the branch HEAD is on, ``""`` where it is on none."""
    main: str = ""
    """Tip of the main branch of the company file, ``""`` where there is no such branch here."""
    outside: frozenset[str] = frozenset()
    """Ids of the commits that HEAD has and main lacks (empty where HEAD is main)."""
    tips: Mapping[str, str] = field(default_factory=dict)
    """Every local and remote-tracking branch (``main``, ``origin/main``) → its tip."""
    roll: bytes = b""
    """The lines below each other, as they are kept: cut only when somebody asks."""
    branches: tuple[Branch, ...] = ()
    texts: Mapping[str, bytes] = field(default_factory=dict)
    """Contents by git's name, of the changes that :func:`wenshu.requests.wanted` and its like ask for."""

    @cached_property
    def lines(self) -> tuple[bytes, ...]:
        """Return each commit's line."""
        return tuple(self.roll.split(b"\n")) if self.roll else ()

    @property
    def first(self) -> str:
        """Return the id of the first commit, ``""`` before there is one."""
        return commit(self.lines[0]).id if self.lines else ""

    @cached_property
    def commits(self) -> Sequence[Commit]:
        """Return every commit, parsed."""
        return tuple(commit(line) for line in self.lines)

    @cached_property
    def by_id(self) -> Mapping[str, Commit]:
        """Return every commit by its id."""
        return {c.id: c for c in self.commits}

    def named(self, ids: Collection[str]) -> Mapping[str, Commit]:
        """Return the commits of some ids; no other is parsed."""
        told = {id_.encode("ascii") for id_ in ids}
        lines = (line for line in self.lines if line[2 : line.index(b'"', 2)] in told)
        return {c.id: c for c in map(commit, lines)}

    def holds(self, id_: str) -> bool:
        """Say whether HEAD's past has a commit of this id (or beginning of one)."""
        return any(line.startswith(b'["' + id_.encode("ascii", "replace")) for line in self.lines)

    def matching(self, *words: str) -> Iterator[Commit]:
        """Yield the commits whose line holds one of the words: a sieve, to be asked exactly afterwards."""
        told = [word.encode("utf-8", "surrogatepass") for word in words]
        for line in self.lines:
            if any(word in line for word in told):
                yield commit(line)

    def of(self, path: str) -> tuple[Commit, ...]:
        """Return the commits that changed a path, oldest first."""
        told = json.dumps(path, ensure_ascii=False)
        return tuple(c for c in self.matching(told) if any(f.path == path for f in c.changes))

    def below(self, folder: str) -> tuple[Commit, ...]:
        """Return the commits that changed something below a folder (given with its closing slash)."""
        told = json.dumps(folder, ensure_ascii=False)[:-1]
        return tuple(c for c in self.matching(told) if any(f.path.startswith(folder) for f in c.changes))

    def trailed(self, key: str) -> tuple[Commit, ...]:
        """Return the commits with a trailer of this name."""
        return tuple(c for c in self.matching(f'["{key}",') if c.trailer(key))

    @cached_property
    def sides(self) -> Mapping[str, tuple[Commit, ...]]:
        """Return, per merge of the first-parent line, the commits it brought in, oldest first."""
        found: dict[str, list[Commit]] = {}
        for line in self.lines:
            _, id_, _, landed, _ = line.split(b'"', 4)  # ["<id>","<landed>",…
            if id_ != landed:
                found.setdefault(landed.decode("ascii"), []).append(commit(line))
        return {merge: tuple(side) for merge, side in found.items()}

    def before(self, path: str, at: Commit) -> str:
        """Return git's name of a path's content before a commit changed it, ``""`` where it was not there."""
        return next((f.old for f in at.changes if f.path == path), "")


NO_PAST = Past()


def merged(main: Past, others: Iterable[Past]) -> Past:
    """Return a past in which the commits of other repositories stand behind the company's own.

    HEAD, branches and what lies outside main stay the company's: the others answer by path and trailer only.
    """
    whole = [p for p in others if p.state == "whole"] if main.state == "whole" else []
    if not whole:
        return main
    roll = b"\n".join(p.roll for p in (main, *whole) if p.roll)
    return replace(main, roll=roll, texts={k: t for p in (*whole, main) for k, t in p.texts.items()})


def line(told: Commit) -> bytes:
    """Return a commit as one line of JSON; :func:`commit` reads it back."""
    row = [
        told.id, told.landed, list(told.parents), told.author.name, told.author.email,
        told.authored.isoformat(), told.committer.name, told.committer.email, told.committed.isoformat(),
        told.message, [list(t) for t in told.trailers], [[f.path, f.old, f.new] for f in told.changes],
        [[f.path, f.old, f.new] for f in told.net] if told.merge else 0,
    ]  # fmt: skip
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")  # a path that is no UTF-8 holds half characters


@lru_cache(maxsize=1 << 15)  # laws, logs and registers ask for the same commits in turns
def commit(told: bytes) -> Commit:
    """Return the commit a line of JSON tells."""
    id_, landed, parents, *who, message, trailers, rows, nets = json.loads(told)
    name, email, authored, by, by_email, committed = who
    changes = tuple(FileChange(*row) for row in rows)
    return Commit(
        id_, tuple(parents), landed, Author(name, email), datetime.fromisoformat(authored),
        Author(by, by_email), datetime.fromisoformat(committed), message,
        tuple((key, value) for key, value in trailers), changes,
        changes if nets == 0 else tuple(FileChange(*row) for row in nets),
    )  # fmt: skip
