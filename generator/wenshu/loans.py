"""The log of loans: every event of every custody file, from the git history of those files and nothing else.

An event is a commit that changed a custody file and raised its ``seq`` by one. A commit that raises it by
more has swallowed events (a squash); one that changes the file and does not raise it was not made by a
verb. Both are told, as rows and, where history is witnessed, as findings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from . import workdays
from .custody import FOLDER, Back, Custody, Lost, read
from .diagnostics import Code, Finding, Severity
from .office import Office
from .past import Commit, FileChange, Past
from .rules.kept import once

MERGED = Code(
    "LEN40", Severity.ERROR,
    "{copy} 有 {missing} 次借阅登记被合并掉了：提交 {commit} 一次把次数从 {before} 改到 {after}",
    "{copy}: {missing} loan events were merged away: commit {commit} took the count from {before} to {after}",
    "借阅登记的提交不得压缩合并（squash）。从原分支找回那几次提交再合并；找不回的，由经办人写明经过。",
    "Commits of loans are never squashed. Merge the branch they came from; if it is lost, its clerk writes down "
    "what happened.",
)  # fmt: skip
UNCOUNTED = Code(
    "LEN41", Severity.ERROR,
    "{copy} 的借阅现况被提交 {commit} 改动，却没有算作一次登记（次数 {before} → {after}）",
    "{copy}: commit {commit} changed who has it without counting an event ({before} → {after})",
    "借阅只用 wenshu lend、renew、return 登记；登记错了用 --correction-of 更正，不手改、不撤回提交。",
    "Loans are recorded by wenshu lend, renew and return; mistakes are mended with --correction-of, never by hand.",
)  # fmt: skip
IN_MERGE = Code(
    "LEN42", Severity.WARNING,
    "{copy} 的借阅现况是在合并 {commit} 里改的，不是哪一次登记",
    "{copy}: the merge {commit} itself changed who has it; no event did",
    "两边都登记过的，合并后以实物为准，用 wenshu lend 或 return 补登。",
    "Where both sides recorded something, look at the shelf and record what is true with wenshu lend or return.",
)  # fmt: skip
PASSED_ON = Code(
    "LEN43", Severity.ERROR,
    "{copy} 还没有归还就又借给了别人（提交 {commit}）",
    "{copy} was lent on before it came back (commit {commit})",
    "一份不能借给两个人：先补登归还（wenshu return --on 日期），再登记后一次借出。",
    "One copy is never lent twice: record its return first, with its date.",
)  # fmt: skip
UNNAMED = Code(
    "LEN44", Severity.WARNING,
    "提交 {commit} 改动了 {copy} 已登记的事实，没有写明更正哪一次",
    "commit {commit} changed recorded facts of {copy} and does not say which record it corrects",
    "更正用 --correction-of 写明原来的提交。",
    "Corrections name the commit they mend (--correction-of).",
)  # fmt: skip
DELETED = Code(
    "LEN45", Severity.ERROR,
    "{copy} 的借阅现况被提交 {commit} 删除",
    "commit {commit} deleted the custody file of {copy}",
    "借阅现况从第一次借出起一直保留；请从历史里恢复这个文件。",
    "A custody file stays from the first loan on: restore it from history.",
)  # fmt: skip
UNREAD = Code(
    "LEN46", Severity.ERROR,
    "{copy} 在提交 {commit} 里的内容读不出，这一次登记不详",
    "what commit {commit} says of {copy} cannot be read",
    "借阅现况不手改；看那次提交改了什么，再用 wenshu 补登。",
    "Custody files are not edited by hand: see what that commit did, then record the event anew.",
)  # fmt: skip

LENT, RETURNED, RENEWED, CONFIRMED, LOST = "借出", "归还", "续借", "清点", "报失"
CORRECTED, CHANGED, GAP = "更正", "改动", "缺登记"
LATE_DAYS = 1
"""A fact recorded more than this many working days after (or before) its day is 补登 (life.md, Custody)."""


@dataclass(frozen=True, slots=True)
class Event:
    """One commit's change of one custody file."""

    kind: str
    commit: str
    recorded: datetime
    """The commit's own date, which says when it was recorded."""
    by: str
    """Who recorded it: a person of the company file by his e-mail, else the name in the commit."""
    path: str
    before: Custody | None
    after: Custody | None
    on: date | None = None
    """The day of the fact, as the file says it."""
    correction_of: str = ""
    problem: Code | None = None

    @property
    def days(self) -> int:
        """Working days from the fact to its recording; negative where it was recorded before it happened."""
        return workdays.between(self.on, self.recorded.date()) if self.on else 0

    @property
    def late(self) -> bool:
        """Say whether it was entered afterwards (补登)."""
        return abs(self.days) > LATE_DAYS

    @property
    def counted(self) -> tuple[int, int]:
        """``seq`` before and after."""
        return (self.before.seq if self.before else 0, self.after.seq if self.after else 0)

    @property
    def missing(self) -> int:
        """How many events were swallowed."""
        before, after = self.counted
        return max(0, after - before - 1)


@dataclass(frozen=True)
class Loan:
    """One loan, from the day it went out to the day it came back."""

    lent: Custody
    """What the file said last while it was out, corrections taken in."""
    events: tuple[Event, ...]
    back: Back | None = None
    lost: Lost | None = None
    passed_on: bool = False

    @property
    def open(self) -> bool:
        """Say whether it has not come back."""
        return not (self.back or self.lost or self.passed_on)


@dataclass(frozen=True)
class Log:
    """Every event in order of ancestry, and the loans they make, oldest first."""

    state: str
    """``whole`` | ``shallow`` | ``none``, of the history it was read from."""
    events: tuple[Event, ...] = ()
    loans: tuple[Loan, ...] = ()
    problems: tuple[Event, ...] = field(default=())


def wanted(past: Past) -> frozenset[str]:
    """Return git's names of the contents the log is read from."""
    return frozenset(
        name for c in past.below(FOLDER) for f in c.changes if f.path.startswith(FOLDER)
        for name in (f.old, f.new) if name
    )  # fmt: skip


def log(office: Office) -> Log:
    """Return the log of an office; empty where history is not whole."""
    return once(office, "loans", _log)


def of(office: Office, path: str) -> tuple[Loan, ...]:
    """Return the loans of one copy, oldest first."""
    return tuple(loan for loan in log(office).loans if loan.lent.path == path)


def findings(office: Office) -> Iterator[Finding]:
    """Say what in the log was merged away or not made by a verb, after the commit the witness begins with."""
    told = log(office) if office.company.witness else Log("")
    if not told.problems:
        return
    before = _ancestry(office.past, office.company.witness)
    for event in told.problems:
        if event.commit not in before and event.problem:
            old, new = event.counted
            yield event.problem.at(
                event.path, commit=event.commit[:10], missing=event.missing, before=old, after=new,
                copy=event.path.removeprefix(FOLDER).removesuffix(".yaml"),
            )  # fmt: skip


def _ancestry(past: Past, since: str) -> frozenset[str]:
    """Return the ids of a commit and everything before it."""
    todo = [c.id for c in past.commits if c.id.startswith(since)]
    found: set[str] = set()
    while todo:
        id_ = todo.pop()
        if id_ not in found and id_ in past.by_id:
            found.add(id_)
            todo += past.by_id[id_].parents
    return frozenset(found)


def _log(office: Office) -> Log:
    past = office.past
    if past.state != "whole":
        return Log(past.state)
    people = {email: p.id for p in office.company.people.values() for email in p.emails}
    found = tuple(
        _event(past.texts, people, commit, change)
        for commit in past.below(FOLDER) for change in commit.changes
        if change.path.startswith(FOLDER) and change.path.endswith(".yaml")
    )  # fmt: skip
    loans: dict[str, list[Loan]] = {}
    for event in found:
        _enter(loans.setdefault(event.path, []), event)
    order = {id(event): n for n, event in enumerate(found)}
    every = sorted((loan for held in loans.values() for loan in held), key=lambda n: order[id(n.events[0])])
    return Log(past.state, found, tuple(every), tuple(e for e in found if e.problem))


def _event(texts: Mapping[str, bytes], people: Mapping[str, str], commit: Commit, change: FileChange) -> Event:
    before = read(change.path, texts.get(change.old, b"")) if change.old else None
    after = read(change.path, texts.get(change.new, b"")) if change.new else None
    by = people.get(commit.author.email, commit.author.name)
    plain = Event(CHANGED, commit.id, commit.committed, by, change.path, before, after)
    old, new = plain.counted
    if not change.new:
        return replace(plain, kind=GAP, problem=DELETED)
    if after is None:
        return replace(plain, kind=GAP, problem=UNREAD)
    if new != old + 1:
        return replace(plain, kind=GAP, problem=MERGED if new > old + 1 else UNCOUNTED)
    wrong = commit.trailer("Correction-of")
    kind = CORRECTED if wrong else _kind(before, after)
    problem = IN_MERGE if commit.merge else UNNAMED if kind == CHANGED else None
    if kind == LENT and before is not None and before.out:
        problem = PASSED_ON
    return replace(plain, kind=kind, on=_fact(kind, before, after), correction_of=wrong, problem=problem)


def _kind(before: Custody | None, after: Custody) -> str:
    """Return what happened between two versions of a file."""
    was = before is not None and before.out
    if before is None or not was:
        if after.out:
            return LENT
        if after.lost and not (before and before.lost):
            return LOST
        return RETURNED if before and before.lost and not after.lost else CHANGED
    if not after.out:
        return LOST if after.lost else RETURNED
    if (before.holder, before.outsider, before.since) != (after.holder, after.outsider, after.since):
        return LENT
    if len(after.renewals) > len(before.renewals):
        return RENEWED
    return CONFIRMED if after.confirmed != before.confirmed else CHANGED


def _fact(kind: str, before: Custody | None, after: Custody) -> date | None:
    """Return the day of the fact an event records; a correction bears the day of what it corrects."""
    told = kind
    if kind == CORRECTED:
        told = LENT if after.out else LOST if after.lost else RETURNED
        if before and before.renewals != after.renewals:
            told = RENEWED
    days = {
        LENT: after.since, CONFIRMED: after.confirmed, RENEWED: after.renewals[-1].on if after.renewals else None,
        RETURNED: after.last.returned_on if after.last else None, LOST: after.lost.on if after.lost else None,
    }  # fmt: skip
    return days.get(told)


def _enter(held: list[Loan], event: Event) -> None:
    """Carry one event into the loans of a copy."""
    now = held[-1] if held else None
    after = event.after
    if after is None:
        if now:
            held[-1] = replace(now, events=(*now.events, event))
    elif after.out:
        same = now is not None and now.open and (event.kind != LENT and _same(now.lent, after, event))
        if now is not None and same:
            held[-1] = replace(now, lent=after, events=(*now.events, event))
            return
        if now is not None and now.open:
            held[-1] = replace(now, passed_on=True)
        held.append(Loan(after, (event,)))
    elif now is not None and (now.open or event.kind == CORRECTED or (now.lost and not after.lost)):
        held[-1] = replace(now, back=after.last, lost=after.lost, events=(*now.events, event))
    elif event.kind != CHANGED:
        # its loan was swallowed: what the return says of it is all there is
        end = after.last or after.lost
        told = replace(after, holder=end.holder, since=end.since) if end else after
        held.append(Loan(told, (event,), after.last, after.lost))


def _same(lent: Custody, after: Custody, event: Event) -> bool:
    """Say whether a version speaks of the loan that stands; a correction always does."""
    return event.kind == CORRECTED or (lent.holder, lent.outsider, lent.since) == (
        after.holder, after.outsider, after.since,
    )  # fmt: skip
