"""One verb, several checkouts: the company's own and those it includes, each with its lock, journal and commit.

What is written into included checkouts is committed first, what the main ledger says of it last: a verb
killed in between leaves a sign-off that the same command, given again, finds and goes on from.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .. import clearance, files, gitlog, gitrefs, gitsign, joined, journal, yamlread
from ..diagnostics import Code, Place, Severity
from ..gitrun import GitFailed
from . import Stop
from ._alone import ADRIFT, LOCKED, recover, refused, unwritten

if TYPE_CHECKING:
    from ..model import Record
    from ..past import Author
    from . import Desk
    from ._pen import Pen

NOT_IN = Code(
    "JOI09", Severity.ERROR,
    "并入的文书库里的文件，现在不能用 wenshu {verb}",
    "wenshu {verb} does nothing with a paper of an included checkout",
    "另写一份新文件代替它（wenshu new … --in {home}，supersedes 写原文件的编号路径），发文后旧的自动失效；"
    "或用 wenshu void 废止。",
    "Write a new paper in its place (wenshu new … --in {home}, supersedes: the old one's id); or wenshu void.",
)  # fmt: skip
NO_INCLUDE = Code(
    "JOI10", Severity.ERROR,
    "没有并入叫“{name}”的文书库，或它不在本处",
    "no included checkout is called \"{name}\", or it is not here",
    "公司档案 include 里写着的：{known}；不在本处的先克隆到它的位置。",
    "The company file includes: {known}. Clone one that is not here to its place first.",
)  # fmt: skip
_TOLD_THERE = frozenset({"Reason"})
"""Trailers that speak of what an included paper says: they stand in its own checkout only."""


@contextlib.contextmanager
def alone_there(desk: Desk, verb: str) -> Iterator[None]:
    """Hold the locks of the included checkouts that are here; what a killed verb left there is mended.

    Raises:
        Stop: somebody else is writing there (exit 3).
    """
    path = "records/company.yaml"
    data = files.read(desk.root / path) or b""
    tree = yamlread.read(path, data)[0] if b"include:" in data else None
    here, _ = joined.find(desk.root, joined.told(tree or {}))
    with contextlib.ExitStack() as held:
        for name, folder in sorted(here.items()):
            files.shelter(folder)
            try:
                held.enter_context(files.lock(folder, f"wenshu {verb}"))
            except files.Locked as other:
                desk.tell([LOCKED.at(Place(".wenshu/lock", home=name), holder=other.holder)])
                raise Stop(3) from None
            except OSError:  # it may only be read: nothing can be written or mended there
                continue
            try:
                recover(folder)
            except GitFailed as failed:
                desk.tell(refused(str(failed)))
                raise Stop(4) from None
        yield


@dataclass(frozen=True)
class Part:
    """What a verb writes in one checkout. ``home`` is ``""`` for the company's own."""

    home: str
    root: Path
    changes: Mapping[str, bytes | None]
    also: tuple[str, ...]


def homes(pen: Pen) -> dict[str, frozenset[str]]:
    """Return in which checkouts each change lies: a scan lies beside every fact that rests on it."""
    told = {path: pen.home(path) for path in pen.changes}
    scans = {path for path in told if path.startswith("records/attachments/")}
    facts = {home for path, home in told.items() if path not in scans and not path.startswith("records/numbers/")}
    beside = frozenset(facts or {""})
    return {path: beside if path in scans else frozenset({home}) for path, home in told.items()}


def parts(pen: Pen, also: Sequence[str]) -> tuple[Part, ...]:
    """Return what is written where, in order: included checkouts by name, the company's own last."""
    lies = homes(pen)
    folders = {**dict(sorted(pen.believed.brought.folders.items())), "": pen.root}
    found = []
    for home, root in folders.items():
        changes = {path: data for path, data in pen.changes.items() if home in lies[path]}
        beside = tuple(path for path in also if path not in changes and pen.home(path) == home)
        if home and not changes:  # a draft that is committed as it stands is not committed again
            new = gitlog.status(root) if beside else ()
            beside = tuple(path for path in beside if path in new)
        found.append(Part(home, root, changes, beside))
    others = any(p.changes or p.also for p in found if p.home)
    return tuple(p for p in found if p.changes or p.also or not (p.home or others))


def write(
    pen: Pen, message: str, trailers: Sequence[tuple[str, str]], author: Author, also: Sequence[str],
    signing: gitsign.Signing | None,
) -> str:  # fmt: skip
    """Write the changes and commit them, checkout by checkout; return the last commit.

    Raises:
        Stop: a file cannot be written, or git refused (exit 4); an included checkout is on no branch (exit 1).
    """
    todo = parts(pen, also)
    for part in todo:
        if part.home:
            _ready(pen, part)
    made = ""
    split = any(part.home for part in todo)
    for part in todo:
        own = _own(pen, part, trailers) if split else trailers
        made = _commit(pen, part, message, own, author, signing) or made
    return made


def lay_down(pen: Pen) -> None:
    """Write the changes and commit nothing."""
    for part in parts(pen, ()):
        verb = journal.begin(part.root, part.changes, "")
        journal.carry_out(part.root, verb)
        journal.end(part.root)


def _own(pen: Pen, part: Part, trailers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the trailers of one checkout's commit: what it is about, and nothing that is told elsewhere only."""
    here = "\n".join((*part.changes, *part.also))
    pinned = b"\n".join(d or b"" for p, d in part.changes.items() if p.startswith("records/numbers/")).decode()
    kept = []
    for key, value in trailers:
        about = key != "Record" or value in here or value in pinned
        if about and (part.home or key not in _TOLD_THERE):
            kept.append((key, value))
    return kept


def _ready(pen: Pen, part: Part) -> None:
    lock = gitrefs.held(part.root)
    if lock or gitlog.merging(part.root):
        wrong = gitrefs.HELD.at(Place(".git", home=part.home), lock=lock) if lock else gitlog.MERGING.at(
            Place(".git", home=part.home)
        )  # fmt: skip
        pen.desk.tell([wrong])
        raise Stop(3)
    if not gitrefs.branch(part.root):
        raise pen.desk.refuse(ADRIFT.at(Place(".git", home=part.home)))


def _commit(
    pen: Pen, part: Part, message: str, trailers: Sequence[tuple[str, str]], author: Author,
    signing: gitsign.Signing | None,
) -> str:  # fmt: skip
    root, desk, made = part.root, pen.desk, ""
    repository = gitlog.is_repository(root)
    verb = journal.begin(root, part.changes, gitlog.head(root) if repository else "")
    try:
        journal.carry_out(root, verb)
        if repository:
            made = gitlog.commit(root, (*part.changes, *part.also), message, trailers, author, desk.when, signing)
    except gitlog.Lagging as late:
        return late.made  # the journal stands: the next command brings the index along
    except (GitFailed, OSError) as error:
        journal.undo(root, verb)
        if isinstance(error, gitsign.NotHis):
            raise desk.refuse(gitsign.FOREIGN.at(".git", key=str(error))) from None
        if isinstance(error, OSError):
            raise unwritten(desk, error) from None
        desk.tell(refused(str(error)))
        raise Stop(4) from None
    journal.end(root)
    if not repository:
        desk.tell([gitlog.NO_GIT.at(".", reason="这个文件夹不是 git 仓库，或没有安装 git")])
    return made


def title(pen: Pen, record: Record) -> str:
    """Return what a message of a commit calls a paper: one of an included checkout is named by its id only."""
    return record.id if pen.office.joined.of(record.id) else pen.office.title(record)


def called(pen: Pen, record: Record) -> str:
    """Return what a message of a commit calls a paper: its number, else what :func:`title` says."""
    return pen.office.name(record) if pen.office.entry(record) is not None else title(pen, record)


def pinned(pen: Pen, record: Record) -> dict[str, str]:
    """Return what the main ledger says of an included paper besides its number and hashes."""
    home = pen.office.joined.of(record.id)
    return {"from": home, "class": clearance.class_of(pen.office.kind(record), record)} if home else {}


def here_only(pen: Pen, record: Record, verb: str) -> None:
    """Refuse a verb that does nothing with included papers.

    Raises:
        Stop: the paper is one (exit 1).
    """
    home = pen.office.joined.of(record.id)
    if home:
        raise pen.desk.refuse(NOT_IN.at(record.path, verb=verb, home=home))


def named(pen: Pen, name: str) -> str:
    """Return the included checkout a person names.

    Raises:
        Stop: there is none, or it is not here (exit 1).
    """
    if name not in pen.believed.brought.folders:
        known = "、".join(one.name for one in pen.office.company.includes) or "（无）"
        raise pen.desk.refuse(NO_INCLUDE.at("records/company.yaml", name=name, known=known))
    return name
