"""The past, written in one sitting: verbs work as always, but their commits are made together at the end.

A life of some hundred steps would run git some thousand times and read the same files as often. Here a
verb gets a pen that writes its files at once and keeps its commit for later; the next verb begins with
the tree the last one left. Message, trailers, author and bytes are the verb's own.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from .. import build, files, gitlog
from ..company import Company
from ..diagnostics import Finding, errors
from ..gitlog import Change
from ..gitrun import GitFailed
from ..past import Author
from . import Desk, Stop
from ._pen import Pen, laid_over

if TYPE_CHECKING:
    from ..gitsign import Signing

SECRETARY = "总经理秘书"


@dataclass
class Replay:
    """A new folder, the tree in it, and the commits that will tell how it came about."""

    root: Path
    lang: str = "zh"
    changes: list[Change] = field(default_factory=list)
    tree: dict[str, bytes] = field(default_factory=dict)
    believed: tuple[date, build.Believed] | None = None
    company: Company | None = None
    known: Author | None = None
    """Who works in the repository by its own settings."""

    def found(self, beginning: Mapping[str, bytes], message: str, when: datetime) -> None:
        """Write what the company begins with; its first commit is the secretary's.

        Raises:
            Stop: there is no company in it (exit 1).
        """
        self.put(dict(beginning))
        author = self.author("", when.date())
        try:
            gitlog.begin(self.root, "main", author)
        except GitFailed as error:
            raise self._refused(error) from None
        self.known = author
        self.changes.append(Change(dict(beginning), message, (), author, when))

    def author(self, person: str, on: date) -> Author:
        """Return who commits: a person of the company file, else the secretary of that day."""
        if self.company is None:
            office = self.judged(on).office
            if office is None:
                raise Stop(1)
            self.company = office.company
        people = self.company.people
        found = people[person] if person in people else self.company.holders(SECRETARY, on)[0]
        return Author(found.name, found.emails[0])

    def desk(self, when: datetime) -> Desk:
        """Return the desk of an instant of the past."""
        day = when.date()
        return _PastDesk(self.root, day, day, self.lang, when, lambda _: None, past=self)

    def judged(self, on: date) -> build.Believed:
        """Return the records as they stand, judged as of a day."""
        if self.believed is None or self.believed[0] != on:
            self.believed = on, self.judge(self.tree, on)
        return self.believed[1]

    @staticmethod
    def judge(tree: Mapping[str, bytes], on: date) -> build.Believed:
        """Judge a tree as of a day. What is wrong with a single record is found once, when all is written."""
        return build.judge(tree, on, on, each=False)

    def add(self, contents: Mapping[str, bytes], message: str, person: str, when: datetime) -> None:
        """Hand in new files, a commit of a person's own."""
        author = self.author(person, when.date())
        self.put(contents)
        trailers = [("Record", path.removeprefix("records/").removesuffix(".yaml")) for path in contents]
        self.changes.append(Change(dict(contents), message, trailers, author, when))

    def put(self, contents: Mapping[str, bytes | None]) -> None:
        """Write files below the root."""
        for path, data in contents.items():
            target = self.root / path
            if data is None:
                target.unlink(missing_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        read = {p: d for p, d in contents.items() if p.startswith(tuple(f"{top}/" for top in files.INPUTS))}
        self.tree = laid_over(self.tree, read)
        self.believed = None

    def commit(self) -> None:
        """Make the commits that were kept for later.

        Raises:
            Stop: git is missing or refused (exit 4).
        """
        try:
            gitlog.commit_all(self.root, "main", self.changes)
        except GitFailed as error:
            raise self._refused(error) from None
        self.changes = []

    def _refused(self, error: GitFailed) -> Stop:
        self.desk(datetime.now().astimezone()).tell([gitlog.REFUSED.at(".git", reason=str(error))])
        return Stop(4)

    def branching(self, when: datetime, person: str) -> Desk:
        """Return the desk of a verb that works on branches, typed by a person (``""``: the secretary).

        What was kept for later is committed first. Call :meth:`look_again` when the verb has done its work.
        """
        day = when.date()
        author = self.author(person, day)
        if author != self.known:
            gitlog.introduce(self.root, author)
            self.known = author
        self.commit()
        return _CalmDesk(self.root, day, day, self.lang, when, lambda _: None)

    def look_again(self) -> None:
        """Read what a verb that works on branches left in the folder."""
        self.tree = dict(files.read_tree(self.root)[0])
        self.believed = self.company = None


@dataclass(frozen=True)
class _CalmDesk(Desk):
    def tell(self, findings: Iterable[Finding]) -> None:
        """Print what stops the life; what a verb minds of a past day is no news to whoever wants a demonstration."""
        Desk.tell(self, errors(findings))


@dataclass(frozen=True)
class _PastDesk(_CalmDesk):
    past: Replay = dataclasses.field(kw_only=True)

    def writing(self, verb: str, dry_run: bool = False) -> contextlib.AbstractContextManager[Pen]:
        return self._writing(dry_run)

    @contextlib.contextmanager
    def _writing(self, dry_run: bool) -> Iterator[Pen]:
        yield _PastPen(self, self.past, dry_run)


class _PastPen(Pen):
    """Writes at once, commits later."""

    def __init__(self, desk: Desk, past: Replay, dry_run: bool) -> None:
        super().__init__(desk, past.root, past.judged(desk.today), dry_run)
        self.past = past

    def author(self, person: str = "") -> Author:
        return self.past.author(person, self.desk.today)

    def operator(self, told: Author | None = None) -> str:
        return self.office.company.holders(SECRETARY, self.desk.today)[0].id

    def _judged(self, tree: Mapping[str, bytes]) -> build.Believed:
        return self.past.judge(tree, self.desk.today)

    def _write(
        self, message: str, trailers: Sequence[tuple[str, str]], author: Author, also: tuple[str, ...],
        signing: Signing | None = None,
    ) -> str:  # fmt: skip
        after = self.preview()
        self.past.put(self.changes)
        self.past.believed = self.desk.today, after
        when = self.desk.when or datetime.now().astimezone()
        made = {path: self.past.tree[path] for path in also if path in self.past.tree} | self.changes
        self.past.changes.append(Change(made, message, tuple(trailers), author, when))
        return ""
