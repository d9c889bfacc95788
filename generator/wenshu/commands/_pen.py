"""The pen of the verbs that write: one lock, one judgement, one journal, one commit."""

from __future__ import annotations

import contextlib
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import build, gitlog, gitrefs, gitsign, journal, yamlwrite
from ..diagnostics import Finding, errors
from ..gitrun import GitFailed
from ..model import Record
from ..office import Office
from ..past import Author
from . import Desk, Stop, _naming
from ._alone import alone, on_main, recover, refused, unwritten

if TYPE_CHECKING:
    from ._branches import Branches

__all__ = ["FACTS", "Pen", "alone", "recover", "take"]

FACTS = ("records/numbers/", "records/approvals/", "records/distribution/", "records/custody/")


class Pen:
    """What one verb reads and is about to write. Paths are below the root, with forward slashes."""

    def __init__(self, desk: Desk, root: Path, believed: build.Believed, dry_run: bool) -> None:
        if believed.office is None:
            raise desk.refuse(*believed.findings)
        self.desk = desk
        self.root = root
        self.believed = believed
        self.office: Office = believed.office
        self.dry_run = dry_run
        self.changes: dict[str, bytes | None] = {}
        self._seen: tuple[build.Believed, dict[str, bytes | None], build.Believed] | None = None

    # ── reading ───────────────────────────────────────────────────────────────────────────────

    def record(self, ref: str) -> Record:
        """Return the record a person names.

        Raises:
            Stop: there is none, or there are several (exit 2).
        """
        return _naming.record(self.desk, self.office, ref)

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
        """Say what a file will hold; None takes it away."""
        self.changes[path] = data

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
        return build.judge(tree, self.desk.as_of, self.desk.today, past=self.office.past)

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
            if f.code.id not in allow and (not event or f.place.path.startswith(FACTS))
        ]  # fmt: skip
        if wrong:
            raise self.desk.refuse(*wrong)
        if self.dry_run:
            self._show(message, trailers)
            return ""
        return self._write(message, trailers, self.author(person), tuple(also), signing)

    def lay_down(self) -> None:
        """Write the changes as one and commit nothing: a draft is her own until she saves it."""
        verb = journal.begin(self.root, self.changes, "")
        journal.carry_out(self.root, verb)
        journal.end(self.root)

    def _show(self, message: str, trailers: Sequence[tuple[str, str]]) -> None:
        for path, data in sorted(self.changes.items()):
            self.desk.echo(f"将{'写入' if data is not None else '删除'} would write {path}")
            if data is not None and path.endswith(".yaml"):
                self.desk.echo(textwrap.indent(data.decode("utf-8").rstrip("\n"), "    "))
        self.desk.echo(f"将提交 would commit: {message}")
        for key, value in trailers:
            if value:
                self.desk.echo(f"    {key}: {' '.join(value.split())}")

    def _write(
        self, message: str, trailers: Sequence[tuple[str, str]], author: Author, also: tuple[str, ...],
        signing: gitsign.Signing | None = None,
    ) -> str:  # fmt: skip
        root = self.root
        repository = gitlog.is_repository(root)
        verb = journal.begin(root, self.changes, gitlog.head(root) if repository else "")
        try:
            journal.carry_out(root, verb)
            paths = (*self.changes, *also)
            made = ""
            if repository:
                made = gitlog.commit(root, paths, message, trailers, author, self.desk.when, signing)
        except gitlog.Lagging as late:
            return late.made  # the journal stands: the next command brings the index along
        except (GitFailed, OSError) as error:
            journal.undo(root, verb)
            if isinstance(error, gitsign.NotHis):
                raise self.desk.refuse(gitsign.FOREIGN.at(".git", key=str(error))) from None
            if isinstance(error, OSError):
                raise unwritten(self.desk, error) from None
            self.desk.tell(refused(str(error)))
            raise Stop(4) from None
        journal.end(root)
        if not repository:
            self.desk.tell([gitlog.NO_GIT.at(".", reason="这个文件夹不是 git 仓库，或没有安装 git")])
        return made


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
