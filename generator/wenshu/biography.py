"""The life of one paper, number or file, event by event, from facts and from history.

A fact says when it happened; the commit that brought it says when it was recorded and by whom. Where there
is no history the facts alone are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from . import loans, requests, yamlread
from .ledger import CORRECTION, VOIDING
from .ledger_nouns import Approval, Copy, Entry
from .model import Record, Tree
from .office import Office
from .past import Commit
from .registers import papers
from .requests import Asked

EVENTS: Mapping[str, str] = {
    "起草": "begun", "存稿": "saved", "签批": "signed", "退回": "returned", "更正": "corrected", "预留": "reserved",
    "编号": "numbered", "作废": "spoilt", "新版本": "new edition", "印制": "printed", "发放": "handed out",
    "签收": "received", "收回": "called back", "申请修改": "change asked", "修改稿": "change drafted",
    "决定": "decided", "废止": "withdrawn", "改动": "changed", loans.LENT: "lent", loans.RETURNED: "returned by",
    loans.RENEWED: "renewed", loans.CONFIRMED: "confirmed", loans.LOST: "lost", loans.CHANGED: "custody changed",
    loans.CORRECTED: "custody corrected", loans.GAP: "records missing",
}  # fmt: skip
"""What may happen, with its English name."""


_LAST = 1 << 30


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    on: date | None
    """The day of the fact; None where only its recording is known."""
    what: str
    told: str
    who: str
    commit: str = ""
    recorded: date | None = None
    order: int = _LAST
    """Position in history; what is not in it comes last."""

    @property
    def day(self) -> date:
        """Return the day it stands under."""
        return self.on or self.recorded or date.max

    @property
    def late(self) -> date | None:
        """Return the day it was recorded, where that is another than the day of the fact."""
        return self.recorded if self.on is not None and self.recorded != self.on else None


@dataclass(frozen=True)
class Told:
    """The commits that touched some paths, oldest first, each with git's name of what it left there."""

    office: Office
    touches: Mapping[str, tuple[tuple[int, Commit, str], ...]] = field(default_factory=dict)
    orders: Mapping[str, int] = field(default_factory=dict)
    """Position in history of every commit that matters."""

    def first(self, path: str, holds: Callable[[Mapping[str, Tree]], bool] = bool) -> tuple[int, Commit] | None:
        """Return the commit that brought what a file says: the first after which it holds."""
        for order, commit, blob in self.touches.get(path, ()):
            if blob and holds(self._tree(path, blob)):
                return order, commit
        return None

    def at(self, commit: Commit) -> tuple[int, Commit]:
        """Return a commit with its position; one of a pending branch stands last."""
        return self.orders.get(commit.id, _LAST), commit

    def _tree(self, path: str, blob: str) -> Mapping[str, Tree]:
        data = self.office.past.texts.get(blob)
        return (yamlread.read(path, data)[0] if data is not None else None) or {}

    def event(
        self, on: date | None, what: str, told: str, who: str, found: tuple[int, Commit] | None
    ) -> Event:
        """Return an event with the commit that recorded it."""
        if found is None:
            return Event(on, what, told, who)
        order, commit = found
        return Event(on, what, told, who or commit.author.name, commit.id, commit.authored.date(), order)


def touched(office: Office, words: Iterable[str], mine: Callable[[str], bool]) -> Told:
    """Return what history says of the paths that are ``mine``; ``words`` stand in every commit that matters."""
    found: dict[str, list[tuple[int, Commit, str]]] = {}
    orders: dict[str, int] = {}
    if office.past.state == "whole":
        for order, commit in enumerate(office.past.matching(*words)):
            orders[commit.id] = order
            for change in commit.changes:
                if mine(change.path):
                    found.setdefault(change.path, []).append((order, commit, change.new))
    return Told(office, {path: tuple(held) for path, held in found.items()}, orders)


def wanted(told: Told) -> frozenset[str]:
    """Return git's names of the contents from which days of recording are read."""
    return frozenset(blob for held in told.touches.values() for _, _, blob in held if blob)


def of_record(office: Office, record: Record) -> Told:
    """Return what history says of a paper, its sign-offs, its number and its copies."""
    entry = office.entry(record)
    paths = {record.path, *([entry.path] if entry else ())}
    folders = tuple(f"records/{top}/{record.id}/" for top in ("approvals", "distribution"))
    return touched(office, (record.id, *paths), lambda path: path in paths or path.startswith(folders))


def of_path(office: Office, path: str) -> Told:
    """Return what history says of one file and of the sign-offs for it."""
    folder = f"records/approvals/{path}/"
    return touched(office, (path,), lambda other: other == path or other.startswith(folder))


def paper(told: Told, record: Record) -> tuple[Event, ...]:
    """Return the life of a paper."""
    office = told.office
    entry = office.entry(record)
    asked = requests.about(office, record.id)
    return _sorted((
        *_drafts(told, record, _side(asked)),
        *_signed(told, record.id),
        *(_numbers(told, entry) if entry else ()),
        *_prints(told, record),
        *_copies(told, record),
        *(event for one in asked for event in request(told, one)),
        *_loans(office, record),
    ))  # fmt: skip


def number(told: Told, entry: Entry) -> tuple[Event, ...]:
    """Return the life of an integer that no paper bears: reserved, spoilt, a decided request."""
    asked = next((a for a in requests.all(told.office) if a.entry is not None and a.entry.path == entry.path), None)
    return _sorted((*_numbers(told, entry), *(request(told, asked) if asked else ())))


def file(told: Told, path: str) -> tuple[Event, ...]:
    """Return the life of a template, a schema or the company file."""
    asked = requests.about(told.office, path)
    side = _side(asked)
    changed = [
        told.event(None, "改动", commit.subject, "", (order, commit))
        for order, commit, _ in told.touches.get(path, ()) if commit.id not in side
    ]  # fmt: skip
    names = {path, *(a.about for a in asked)}
    return _sorted((
        *changed, *(event for name in names for event in _signed(told, name)),
        *(event for one in asked for event in request(told, one)),
    ))  # fmt: skip


def _sorted(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda e: (e.day, e.order)))


def _side(asked: Iterable[Asked]) -> frozenset[str]:
    """Return the commits that belong to requests: told with them."""
    return frozenset(c.id for a in asked if a.trail for c in a.trail.commits)


def _drafts(told: Told, record: Record, side: frozenset[str]) -> Iterator[Event]:
    office = told.office
    begun = office.begun(record)
    author = office.person(office.standing(record).author)
    held = told.touches.get(record.path, ())
    yield told.event(begun, "起草", office.title(record), author, held[0][:2] if held else None)
    for order, commit, blob in held[1:]:
        if commit.id not in side:
            said = commit.subject if blob else f"{commit.subject}（删除）"
            yield told.event(None, "存稿", said, "", (order, commit))


def _signed(told: Told, about: str) -> Iterator[Event]:
    for approval in told.office.ledger.approvals.get(about, ()):
        yield told.event(*_sign(told.office, approval), told.first(approval.path))


def _sign(office: Office, approval: Approval) -> tuple[date | None, str, str, str]:
    who = office.person(approval.person) + (f"（{approval.post}）" if approval.post else "")
    if approval.step == CORRECTION:
        return approval.date, "更正", f"“{approval.was}”改为“{approval.now}”：{approval.reason}", who
    if approval.step == VOIDING:
        return approval.date, "废止", approval.reason, who
    said = f"{approval.step} {approval.decision}" + (f"：{approval.opinion}" if approval.opinion else "")
    if approval.delegation:
        said += "（代签）"
    return approval.date, "退回" if approval.decision == "退回" else "签批", said, who


def _numbers(told: Told, entry: Entry) -> Iterator[Event]:
    office = told.office
    printed, by = papers.printed(office, entry), office.person(entry.by)
    reserved = told.first(entry.path, _says("state", "reserved"))
    if entry.state == "reserved" or reserved:
        yield told.event(entry.date if entry.state == "reserved" else None, "预留", printed, by, reserved)
    if entry.state == "void" and not entry.record:
        yield told.event(entry.date, "作废", f"{printed}：{entry.reason}", by,
                         told.first(entry.path, _says("state", "void")))  # fmt: skip
    if entry.state == "reserved" or (entry.state == "void" and not entry.record):
        return
    yield told.event(entry.date, "编号", printed, by, told.first(entry.path, _says("state", "issued")))
    for n, edition in enumerate(entry.editions[1:], 2):
        found = told.first(entry.path, editions(n))
        asked = office.ledger.request(edition.request)
        said = " ".join(filter(None, (f"第 {edition.edition} 版", edition.correction and f"勘误：{edition.correction}",
                                      requests.printed(office, asked) if asked else "")))  # fmt: skip
        who = office.person(asked.request.decided_by) if asked and asked.request else ""
        yield told.event(edition.date, "新版本", said, who, found)


def _says(key: str, value: str) -> Callable[[Mapping[str, Tree]], bool]:
    return lambda tree: tree.get(key) == value


def editions(count: int) -> Callable[[Mapping[str, Tree]], bool]:
    """Return what says of a ledger entry that it has so many editions by now."""
    return lambda tree: len(tree.get("editions", ())) >= count


def _prints(told: Told, record: Record) -> Iterator[Event]:
    for run in told.office.ledger.prints.get(record.id, ()):
        said = f"第 {run.edition} 版印 {run.printed} 份，存档 {run.kept} 份"
        yield told.event(run.on, "印制", said, told.office.person(run.by), told.first(run.path))


def _copies(told: Told, record: Record) -> Iterator[Event]:
    """Yield what happened to the copies; those that went, or came back, by one commit stand in one line."""
    steps: tuple[tuple[str, str, Callable[[Copy], date | None]], ...] = (
        ("发放", "sent", lambda c: c.sent), ("签收", "received", lambda c: c.received),
        ("收回", "recalled", lambda c: c.recalled),
    )  # fmt: skip
    for what, key, day in steps:
        groups: dict[tuple[date | None, str, str], tuple[Event, list[Copy]]] = {}
        for copy in told.office.ledger.copies.get(record.id, ()):
            if (on := day(copy)) is not None:
                event = told.event(on, what, "", "", told.first(copy.path, _says(key, on.isoformat())))
                group = (on, event.commit, copy.disposal if key == "recalled" else "")
                groups.setdefault(group, (event, []))[1].append(copy)
        for event, held in groups.values():
            yield replace(event, told="、".join(_copy(told.office, copy, key) for copy in held))


def _copy(office: Office, copy: Copy, key: str) -> str:
    to = papers.target(office, copy.to) or copy.to.get("archive", "")
    if key == "received":
        return f"{to} {office.person(copy.received_by)}".rstrip()
    if key == "recalled":
        return f"{to} {copy.copies} 份" + (f"（{copy.disposal}）" if copy.disposal else "")
    return f"{to} {copy.copies} 份" if copy.copies else f"{to}（{copy.medium}）"


def request(told: Told, asked: Asked) -> Iterator[Event]:
    """Yield the life of one request: asked, drafted, decided."""
    office = told.office
    trail = asked.trail
    opening = trail.opening if trail else None
    typed = "" if asked.typed_by in ("", asked.asked_by) else f"（{office.person(asked.typed_by)}录入）"
    said = f"{asked.kind}：{asked.reason}（{asked.via}）"
    found = told.at(opening) if opening else None
    yield told.event(asked.asked_on, "申请修改", said, office.person(asked.asked_by) + typed, found)
    for commit in trail.commits if trail else ():
        if any(change.path == asked.path for change in commit.changes):
            places = "、".join(asked.places)
            yield told.event(None, "修改稿", places or commit.subject, "", told.at(commit))
    if asked.entry is not None:
        said = " ".join(filter(None, (requests.printed(office, asked.entry), asked.result, asked.opinion)))
        merge = trail.merge if trail else None
        found = told.at(merge) if merge else None
        yield told.event(asked.decided_on, "决定", said, office.person(asked.decided_by), found)
    else:
        yield Event(None, "决定", asked.result, "")  # nobody has yet: it stands at the end


def _loans(office: Office, record: Record) -> Iterator[Event]:
    for n, event in enumerate(loans.log(office).events):
        held = event.after or event.before
        if held is None or held.record != record.id:
            continue
        said = f"{held.archive} {held.copy:02} 号 {office.person(str(held.holder))} {held.purpose}".strip()
        by, day = office.person(event.by), event.recorded.date()
        yield Event(event.on, event.kind, said, by, event.commit, day, n)
