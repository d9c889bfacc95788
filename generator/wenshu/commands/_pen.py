"""The pen of the verbs that write: one lock, one judgement, one journal, one commit."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import build, gitlog, gitrefs, gitsign, yamlwrite
from ..checks import personal
from ..diagnostics import Finding, Place, errors
from ..gitrun import GitFailed
from ..model import Record
from ..office import Office
from ..past import Author
from . import Desk, Stop, _checkouts, _naming
from ._alone import alone, on_main, recover, refused
from ._sealing import Hand, settle

if TYPE_CHECKING:
    from ._branches import Branches

__all__ = ["FACTS", "Pen", "alone", "recover", "take"]

FACTS = ("records/numbers/", "records/approvals/", "records/distribution/", "records/custody/")


class Pen:
    """What one verb reads and is about to write. Paths are below the root, with forward slashes."""

    def __init__(self, desk: Desk, root: Path, believed: build.Believed, dry_run: bool) -> None:
        if believed.office is None:
            raise desk.refuse(*believed.findings)
        self.desk = dataclasses.replace(desk, placed=believed.brought.placed)
        self.root = root
        self.believed = believed
        self.homes: dict[str, str] = {}
        self.office: Office = believed.office
        self.dry_run = dry_run
        self.changes: dict[str, bytes | None] = {}
        self.hand = Hand(desk, root, dry_run)
        self.hand.where = self.folder
        self._seen: tuple[build.Believed, dict[str, bytes | None], build.Believed] | None = None

    # ── reading ───────────────────────────────────────────────────────────────────────────────

    def record(self, ref: str) -> Record:
        """Return the record a person names.

        Raises:
            Stop: there is none, or there are several (exit 2).
        """
        return _naming.record(self.desk, self.office, _naming.plain(self.root, ref))

    def person(self, named: str, post: str, on: date) -> str:
        """Return the person named, else the one who holds a post on a day.

        Raises:
            Stop: nobody is, or several are (exit 2).
        """
        return _naming.person(self.desk, self.office, named, post, on)

    def staff(self, named: str, on: date) -> str:
        """Return the person named, who is with the company on a day.

        Raises:
            Stop: nobody is called so (exit 2); he has left (exit 1).
        """
        return _naming.staff(self.desk, self.office, self.person(named, "", on), on)

    def day(self, on: date | None) -> date:
        """Return the day of a fact: the one typed, else the present one.

        Raises:
            Stop: it has not come yet (exit 1).
        """
        return _naming.day(self.desk, self.office, on)

    def clerk(self, record: Record) -> str:
        """Return the post that keeps the papers of a record's series (of the first series without one)."""
        series = self.office.company.series
        own = series.get(self.office.series(record)) or next(iter(series.values()), None)
        return own.allots if own else ""

    def author(self, person: str = "") -> Author:
        """Return who stands in the commit: a person's own e-mail, else the user's git settings."""
        people = self.office.company.people
        if person in people and people[person].emails:
            return Author(people[person].name, people[person].emails[0])
        told = gitlog.configured(self.root)
        operator = self.operator(told)
        if told is not None:
            return Author(people[operator].name, told.email) if operator else told
        return Author("wenshu", "wenshu@localhost")

    def operator(self, told: Author | None = None) -> str:
        """Return the person whose e-mail the user's git settings bear, or ``""``."""
        told = told or gitlog.configured(self.root)
        people = self.office.company.people.values()
        return next((p.id for p in people if told and told.email in p.emails), "")

    def branches(self) -> Branches:
        """Return the branches of the repository, for a verb that asks for a revision or decides one.

        Raises:
            Stop: there is no main branch (exit 1) or no repository (exit 4).
        """
        from ._branches import Branches

        return Branches(self)

    # ── writing ───────────────────────────────────────────────────────────────────────────────

    def put(self, path: str, data: bytes | None) -> None:
        """Say what a file will hold; None takes it away. Personal values are sealed on the way.

        Raises:
            Stop: such a value is not what its field asks for (exit 1).
            keyring.Refused: a key is needed and cannot be made.
        """
        if data is not None:
            if path in self.believed.tree and path not in self.changes:
                settle(self, [path])  # the journal keeps the old bytes: they are sealed too
            data, _ = self.hand.closed(self.office, path, data, self.believed.tree.get(path, b""))
        self.changes[path] = data

    def home(self, path: str) -> str:
        """Return the included checkout a path lies in, or will lie in; ``""`` for the company's own."""
        return self.homes.get(path) or self.believed.brought.home(path)

    def folder(self, path: str) -> Path:
        """Return the top of the checkout a path lies in."""
        return self.believed.brought.folders.get(self.home(path), self.root)

    def fact(self, path: str, values: Mapping[str, Any]) -> bytes:
        """Write a new fact: its fields in order, what is empty left out. Returns its bytes."""
        data = yamlwrite.dump({key: value for key, value in values.items() if value not in ("", None, ())})
        self.put(path, data)
        return data

    def amend(self, path: str, values: Mapping[str, Any]) -> None:
        """Set some fields of a fact that stands; comments, order and all else stay."""
        told = self.changes.get(path) or self.believed.tree[path]
        self.put(path, yamlwrite.changed(told, {(key,): value for key, value in values.items()}))

    def attach(self, file: Path) -> str:
        """Take a scan into records/attachments and return its sha256.

        Raises:
            Stop: it cannot be read, or is empty (exit 1).
        """
        from ..ledger import digest

        data = _naming.scan(self.desk, file)
        told = digest(data)
        suffix = file.suffix.lower() or ".bin"
        self.put(f"records/attachments/{told[:2]}/{told}{suffix}", data)
        return told

    def preview(self) -> build.Believed:
        """Believe the records as they would be with the changes; the same changes are judged once."""
        if self._seen is None or self._seen[0] is not self.believed or self._seen[1] != self.changes:
            after = self._judged(laid_over(self.believed.tree, self.changes))
            self._seen = self.believed, dict(self.changes), after
        return self._seen[2]

    def _judged(self, tree: Mapping[str, bytes]) -> build.Believed:
        own = self.office.apart or self.office
        homes = {path: min(held) for path, held in _checkouts.homes(self).items() if "" not in held}
        brought = self.believed.brought.with_homes(homes)
        return build.judge(tree, self.desk.as_of, self.desk.today, past=own.past, brought=brought)

    def worse(self) -> tuple[Finding, ...]:
        """Return the errors that the changes would bring; a draft's gap that issue makes an error is one."""
        wrong = errors(self.preview().findings)
        # what was wrong before is asked only where something is wrong: its checks cost as much again
        known = {_same(f) for f in errors(self.believed.findings)} if wrong else ()
        return tuple(f for f in wrong if _same(f) not in known)

    def commit(
        self, message: str, trailers: Sequence[tuple[str, str]], person: str = "", also: Iterable[str] = (),
        event: bool = False, allow: Collection[str] = (), signing: gitsign.Signing | None = None,
    ) -> str:  # fmt: skip
        """Write the changes as one and commit them, with the files of ``also`` as they lie on disk.

        Nothing is written if the records would be less in order than before. An ``event`` happened and can
        always be recorded (life.md, Severity): only what the facts themselves contradict stops it. Codes of
        ``allow`` do not stop it either. ``signing`` is with whose key the
        commit is signed. Returns the commit, ``""`` where there is no git or in a dry run.

        Raises:
            Stop: the changes are not in order (exit 1); git refused (exit 4).
        """
        wrong = [
            f for f in self.worse()
            if f.code.id not in allow
            and (not event or f.place.path.startswith(FACTS) or f.code in personal.NEVER)
        ]  # fmt: skip
        if wrong:
            raise self.desk.refuse(*wrong)
        also = tuple(also)
        self.may_say(message, trailers, (*self.changes, *also))
        if self.dry_run:
            self._show(message, trailers)
            return ""
        return self._write(message, trailers, self.author(person), tuple(also), signing)

    def may_say(self, message: str, trailers: Iterable[tuple[str, str]], paths: Iterable[str]) -> None:
        """Refuse a commit whose message, trailers or paths hold a personal number: git forgets none of them.

        Raises:
            Stop: they do (exit 1).
        """
        if bare := personal.before_commit(self.office.company, message, trailers, paths):
            raise self.desk.refuse(*bare)

    def lay_down(self) -> None:
        """Write the changes as one and commit nothing: a draft is her own until she saves it."""
        self.hand.lay()
        _checkouts.lay_down(self)

    def _show(self, message: str, trailers: Sequence[tuple[str, str]]) -> None:
        for path, data in sorted(self.changes.items()):
            place = Place(path, home=self.home(path))
            self.desk.echo(f"将{'写入' if data is not None else '删除'} would write {place}")
            if data is not None and path.endswith(".yaml"):
                told = _told(self.believed.tree.get(path, b"").decode("utf-8", "replace"), data.decode("utf-8"))
                self.desk.echo(textwrap.indent(told.rstrip("\n"), "    "))
        self.desk.echo(f"将提交 would commit: {message}")
        for key, value in trailers:
            if value:
                self.desk.echo(f"    {key}: {' '.join(value.split())}")

    def _write(
        self, message: str, trailers: Sequence[tuple[str, str]], author: Author, also: tuple[str, ...],
        signing: gitsign.Signing | None = None,
    ) -> str:  # fmt: skip
        self.hand.lay()
        return _checkouts.write(self, message, trailers, author, also, signing)


def _told(was: str, text: str) -> str:
    """Return a file as a dry run shows it: a new one whole, of another the lines that go and come."""
    if not was:
        return text
    found = difflib.unified_diff(was.splitlines(), text.splitlines(), n=0, lineterm="")
    return "\n".join(line for line in found if not line.startswith(("---", "+++", "@@")))


def laid_over(tree: Mapping[str, bytes], changes: Mapping[str, bytes | None]) -> dict[str, bytes]:
    """Return a tree, as it is read, with changes laid over it: of an attachment stands its sha256."""
    told = dict(tree)
    for path, data in changes.items():
        if data is None:
            told.pop(path, None)
        elif path.startswith("records/attachments/"):
            told[path] = path.rpartition("/")[2].partition(".")[0].encode("ascii")
        else:
            told[path] = data
    return dict(sorted(told.items()))


@contextlib.contextmanager
def take(desk: Desk, verb: str, dry_run: bool) -> Iterator[Pen]:
    """Give the pen; see :meth:`Desk.writing`."""
    try:
        with _taken(desk, verb, dry_run) as pen:
            yield pen
    except GitFailed as failed:
        desk.tell(refused(str(failed)))
        raise Stop(4) from None


@contextlib.contextmanager
def _taken(desk: Desk, verb: str, dry_run: bool) -> Iterator[Pen]:
    root = desk.root
    if dry_run:
        yield Pen(desk, root, build.believe(root, desk.as_of, desk.today), True)
        return
    if lock := gitrefs.held(root):
        desk.tell([gitrefs.HELD.at(".git", lock=lock)])
        raise Stop(3)
    with alone(desk, verb):
        if gitlog.is_repository(root) and gitlog.merging(root):
            desk.tell([gitlog.MERGING.at(".git")])
            raise Stop(3)
        on_main(desk, verb)
        yield Pen(desk, root, build.believe(root, desk.as_of, desk.today), False)


def _same(finding: Finding) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return what makes two findings the same mistake, wherever its line has moved."""
    return (finding.place.path, finding.code.id, finding.values)
