"""The laws of the clock: ancestry is order, so a date that contradicts it is told. Late entries are no fault."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..diagnostics import Code, Finding, Severity
from ..ledger_nouns import Entry
from .case import Case, word

BACKWARD = Code(
    "WIT80", Severity.WARNING,
    "提交 {commit} 的时间比它前面的 {before} 还早 {days} 天",
    "commit {commit} is dated {days} days before {before}, which it follows",
    "先后以提交的次序为准。请校准写这次提交的电脑的时钟；有意倒填日期的，报总经理。",
    "Order follows the commits. Set that computer's clock right; a date typed backwards is reported.",
)  # fmt: skip
AHEAD = Code(
    "WIT81", Severity.WARNING,
    "{what}写的日期 {date} 晚于登记它的提交 {commit}",
    "{what_en} is dated {date}, after commit {commit} that recorded it",
    "还没有发生的事不能先登记：核对日期和电脑的时钟；抄错的另登一次更正。",
    "What has not happened cannot be recorded: check the date and the clock; record a correction if it was mistyped.",
)  # fmt: skip

BACKDATED = Code(
    "WIT82", Severity.WARNING,
    "{number}写的编号日期是 {date}，可提交 {before} 已先登记了 {other}，日期是 {later}",
    "{number} is dated {date}, but {other}, dated {later}, was on record before it ({before})",
    "号是按先后给的，后给的号日期不会更早：核对编号日期；确是补登的，在事由里写明。",
    "Numbers are given in turn: check the date; for a late entry say so in its reason.",
)  # fmt: skip

_DAY = timedelta(days=1)


def _backward(case: Case) -> Iterator[Finding]:
    told = case.chronicle
    for i, commit in enumerate(told.commits):
        if not told.judged[i]:
            continue
        before = max(told.parents(i), key=lambda p: told.commits[p].committed, default=None)
        if before is not None and (late := told.commits[before].committed - commit.committed) > _DAY:
            changed = next(iter(told.by_commit.get(i, ())), None)
            place = changed.path if changed is not None else ".git"
            yield BACKWARD.at(place, commit=case.said(i), before=case.said(before), days=late.days)


def _ahead(case: Case) -> Iterator[Finding]:
    for held in case.office.ledger.approvals.values():
        for approval in held:
            yield from _later(case, approval.path, approval.date, "签批记录", "a sign-off")
    for entry in case.office.ledger.entries:
        number = case.number(entry.path)
        yield from _later(case, entry.path, entry.date, f"{number} 的台账", f"the ledger of {number}")


def _later(case: Case, path: str, day: date | None, what: str, what_en: str) -> Iterator[Finding]:
    at = case.chronicle.brought(path)
    if at is None or day is None or not case.chronicle.judged[at]:
        return
    if day > case.chronicle.commits[at].committed.date() + _DAY:
        yield AHEAD.at(path, what=what, what_en=what_en, date=day, commit=case.said(at))


def _backdated(case: Case) -> Iterator[Finding]:
    """A number given after another of its series does not bear an earlier day. One reserved may: it waited."""
    held: dict[tuple[int | None, str], list[tuple[int, Entry, date]]] = {}
    for entry in case.office.ledger.entries:
        touches = case.chronicle.touches.get(entry.path, ())
        if len(touches) == 1 and not touches[0].old and entry.date is not None and not entry.printed:
            held.setdefault((entry.year, entry.series), []).append((touches[0].at, entry, entry.date))
    for numbers in held.values():
        best: tuple[int, Entry, date] | None = None
        for at, entry, day in sorted(numbers, key=lambda n: (n[0], n[1].serial)):
            if best is None or day >= best[2]:
                best = (at, entry, day)
            elif case.chronicle.judged[at] and at != best[0] and case.chronicle.reaches(at, best[0]):
                yield BACKDATED.at(
                    entry.path, number=case.number(entry.path), date=day, other=case.number(best[1].path),
                    later=best[2], before=case.said(best[0]),
                )  # fmt: skip


def _before_reserved(case: Case) -> Iterator[Finding]:
    """A number that was reserved is not spoilt on a day before that; a paper entered late may use it."""
    for entry in case.office.ledger.entries:
        if entry.date is None or entry.record or len(case.chronicle.touches.get(entry.path, ())) < 2:
            continue
        touch, said = case.versions(entry.path)[0]
        day = word(said, "date")
        if word(said, "state") == "reserved" and case.chronicle.judged[touch.at] and str(entry.date) < day:
            yield BACKDATED.at(
                entry.path, number=case.number(entry.path), date=entry.date, other="它的预留", later=day,
                before=case.said(touch.at),
            )  # fmt: skip


LAWS = (_backward, _ahead, _backdated, _before_reserved)
