"""The person a right is asked for: who is meant, which keys are his, now and in history."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .. import gitpast, keys, retention, sealed, sealing, yamlread
from ..build import COMPANY
from ..diagnostics import Code, Severity
from ..gitrun import GitFailed
from ..rules import subjects
from . import Stop, _naming

if TYPE_CHECKING:
    from datetime import date

    from ..model import Record
    from ._pen import Pen

NO_PERSON = Code(
    "SUB24", Severity.ERROR,
    "不知道当事人是谁",
    "it is not clear whose values are meant",
    "写他的档案编号（如 KH-2026-0007、customers/2026/c-00007），公司人员写姓名或 people/键名；其他文件不是人。",
    "Name his record by id or number, or somebody of the company file; no other paper is a person.",
)  # fmt: skip
NO_REQUEST = Code(
    "SUB26", Severity.ERROR,
    "“{ref}”不是个人信息请求",
    "\"{ref}\" is no request of a data subject",
    "写请求的编号（如 个信〔2026〕1号）或路径；没有登记的先 wenshu subject request。",
    "Name a request by its number or id; record it first with wenshu subject request.",
)  # fmt: skip
NOT_HIS_REQUEST = Code(
    "SUB32", Severity.ERROR,
    "{number}是另一个人的请求",
    "{number} is the request of another person",
    "核对请求编号和当事人。",
    "Look at the number and at the person.",
)  # fmt: skip


def person(pen: Pen, ref: str) -> str:
    """Return the subject a person names: ``people/<key>``, a key, a record's id, its unique tail or its number.

    Raises:
        Stop: nobody is meant (exit 2). What was typed is not said again: it may be a name.
    """
    found = keys.subject(pen.office, _naming.plain(pen.root, ref))
    record = pen.office.records.get(found)
    if not found or (record is not None and not is_person(pen, record)):
        pen.desk.tell([NO_PERSON.at("records")])
        raise Stop(2)
    return found


def is_person(pen: Pen, record: Record) -> bool:
    """Say whether a record is a person's own: its kind has personal fields and names nobody else as theirs."""
    kind = pen.office.kind(record)
    if kind.x.get("x-person"):
        return False
    return bool(kind.x.get("x-purposes")) or any("x-personal" in field for field in subjects.fields(kind.schema))


def request(pen: Pen, ref: str, subject: str = "") -> Record:
    """Return the request a person names.

    Raises:
        Stop: there is none (exit 2), it is no request, or of another person than ``subject`` (exit 1).
    """
    found = pen.record(ref)
    if found.kind != subjects.REQUESTS:
        raise pen.desk.refuse(NO_REQUEST.at(found.path, ref=found.id))
    if subject and keys.subject(pen.office, found.text("subject")) != subject:
        raise pen.desk.refuse(NOT_HIS_REQUEST.at(found.path, number=pen.office.number(found)))
    return found


def every_key(pen: Pen, subject: str) -> Mapping[str, tuple[str, ...]]:
    """Return every key that ever sealed a value of a person, here or in history: purpose → fingerprints."""
    found = {code: set(fps) for code, fps in subjects.concerned(pen.office, subject).items()}
    whose = subjects.whose(pen.office)
    for code, fp in _past(pen, subject):
        if whose.get(fp, subject) == subject:
            found.setdefault(code, set()).add(fp)
    return {code: tuple(sorted(found[code])) for code in sorted(found)}


def _past(pen: Pen, subject: str) -> Iterator[tuple[str, str]]:
    """Yield purpose and key of every value, and of every public half, in all versions of a person's own files."""
    mine = {COMPANY} if subject.startswith(keys.PEOPLE) else set()
    mine |= {record.path for record in retention.own(pen.office, subject)}
    past = pen.office.past
    commits = (*past.commits, *(commit for branch in past.branches for commit in branch.commits))
    blobs = {(c.path, name) for commit in commits for c in commit.changes if c.path in mine for name in (c.old, c.new)}
    texts: dict[str, bytes] = {}
    for folder in (pen.root, *pen.believed.brought.folders.values()):
        with contextlib.suppress(GitFailed):
            texts |= gitpast.contents(folder, {name for _, name in blobs} - texts.keys())
    for path, name in sorted(blobs):
        tree = yamlread.read(path, texts.get(name, b""))[0] or {}
        for value in sealing.values(sealing.schema_of(pen.office, path), tree):
            fp = sealed.key_of(value.text)
            if fp and sealing.owner(pen.office, path, tree, value) == subject:
                yield value.purpose, fp
        for code, public in _seals(path, tree, subject).items():
            yield str(code), sealed.fingerprint(str(public))


def _seals(path: str, tree: Mapping[str, Any], subject: str) -> Mapping[str, Any]:
    """Return the public halves that stand beside a person in one version of a file."""
    people = tree.get("people")
    own = people.get(subject.removeprefix(keys.PEOPLE)) if path == COMPANY and isinstance(people, dict) else tree
    seals = own.get("seals") if isinstance(own, dict) else None
    return seals if isinstance(seals, dict) else {}


def entitled(pen: Pen, named: str, on: date, place: str) -> str:
    """Return who decides: the person named, else who holds the post.

    Raises:
        Stop: nobody is called so (exit 2), or he may not decide (exit 1).
    """
    from ..rules.subject_answers import unentitled

    who = pen.person(named, subjects.decider(pen.office), on)
    if not subjects.may_decide(pen.office, who, on):
        raise pen.desk.refuse(unentitled(pen.office, place, who, on))
    return who
