"""The laws of the number ledger: a number once given stays, and says of itself what it said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..diagnostics import Code, Finding, Severity
from ..ledger_nouns import Entry
from ..model import Tree
from .case import Case, rows, word
from .chronicle import Chronicle, Touch, Wrongs

LEDGER = "records/numbers/"

GONE = Code(
    "WIT10", Severity.ERROR,
    "提交 {commit} 删除了文号台账里的 {number}",
    "commit {commit} deleted {number} from the ledger",
    "给过的号一直在。请从历史里恢复这个台账文件（git restore --source={short}~1），并把经过报总经理；"
    "查清以后，由公司档案的 witness.since 另起起点。",
    "A number once given stays: restore the file from history and report it; "
    "once cleared up, let witness.since in the company file begin anew.",
)  # fmt: skip
MOVED = Code(
    "WIT11", Severity.ERROR,
    "提交 {commit} 把 {number} 挪成了 {to}",
    "commit {commit} moved {number} to {to}",
    "文号不能挪用。请恢复原来的台账文件；编错的号用 wenshu void 废止，再编新号。",
    "A serial never moves: restore the file; void a wrong number and issue the paper again.",
)  # fmt: skip
REUSED = Code(
    "WIT12", Severity.ERROR,
    "提交 {commit} 把 {number} 从“{before}”改给了“{after}”",
    "commit {commit} gave {number}, which was of {before}, to {after}",
    "一个号只给一份文件。请恢复台账；后来的那份文件另编新号。",
    "A number serves one paper: restore the ledger; the later paper takes a number of its own.",
)  # fmt: skip
UNVOIDED = Code(
    "WIT13", Severity.ERROR,
    "提交 {commit} 把已作废的 {number} 改回了“{state}”",
    "commit {commit} turned {number}, which was void, back into {state}",
    "作废不能撤销。请恢复台账；文件仍要用的，另行签批、编新号。",
    "A void number stays void: restore the ledger; sign and issue the paper anew if it is wanted.",
)  # fmt: skip
ALTERED = Code(
    "WIT14", Severity.ERROR,
    "提交 {commit} 改了 {number} 的台账（{what}）",
    "commit {commit} altered the ledger of {number} ({what})",
    "台账只许预留转已用、预留或已用转作废、加一行新版本，都由 wenshu 写。请恢复这个文件，并把经过报总经理。",
    "Only reserved to issued, reserved or issued to void, and one more edition are allowed, "
    "all written by wenshu: restore the file and report it.",
)  # fmt: skip

AFTER_CLOSING = Code(
    "WIT15", Severity.ERROR,
    "{year} 年已在 {closed} 结账，提交 {commit} 又给了 {number}",
    "{year} was closed in {closed}; {commit} gave {number} after that",
    "结账以后那一年不再给号。请查明经过报总经理；文件还要发的，签批后在本年编号。",
    "No number of a closed year is given: report it; sign the paper again and number it in the open year.",
)  # fmt: skip
TAKEN_OVER_LATE = Code(
    "WIT16", Severity.WARNING,
    "提交 {commit} 从旧登记簿接来 {number}，可比它小的 {other} 早已由本库在 {before} 给出",
    "{commit} takes {number} over from an older register, but {other}, a lower one, was given here before ({before})",
    "旧登记簿的号在本库起号以前。两处并行过的，核对旧登记簿原件并写明事由；否则请查明经过报总经理。",
    "Numbers of an older register come before ours. If both were kept for a time compare the old one; else report it.",
)  # fmt: skip

_MAY = {
    ("reserved", "issued"): {"state", "record", "date", "by", "editions", "request"},
    ("reserved", "void"): {"state", "reason", "date", "by"},
    ("issued", "void"): {"state", "reason"},
    ("issued", "issued"): {"editions"},
}
"""State before and after → the fields that may differ (life.md, Number)."""


def _ledger(case: Case) -> Iterator[Finding]:
    wrongs = Wrongs()
    for touch in case.chronicle.below(LEDGER):
        if not touch.old:
            yield from _again(case, touch)
        elif not touch.new:
            yield _gone(case, touch)
        elif not wrongs.mends(touch):
            for finding in _altered(case, touch):
                wrongs.add(touch)
                yield finding


def _closed(case: Case) -> Iterator[Finding]:
    """After a year was closed no number of it is given (life.md, Names)."""
    told = case.chronicle
    for touch in told.below(LEDGER):
        year = touch.path.removeprefix(LEDGER).partition("/")[0]
        closing = told.touches.get(f"{LEDGER}{year}/closed.yaml", ())
        if not closing or touch.path == closing[0].path or touch.old or told.first(touch.path) is not touch:
            continue
        if touch.at != closing[0].at and told.reaches(touch.at, closing[0].at):
            yield AFTER_CLOSING.at(
                touch.path, year=year, closed=case.said(closing[0].at), commit=case.said(touch.at),
                number=case.number(touch.path),
            )  # fmt: skip


def _taken_over(case: Case) -> Iterator[Finding]:
    """A number of an older register is lower than those given here."""
    held: dict[tuple[int | None, str], list[tuple[int, Entry]]] = {}
    for entry in case.office.ledger.entries:
        at = case.chronicle.brought(entry.path)
        if at is not None:
            held.setdefault((entry.year, entry.series), []).append((at, entry))
    for entries in held.values():
        ours = [(entry.serial, at, entry) for at, entry in entries if entry.record and not entry.printed]
        if not ours:
            continue
        serial, first, own = min(ours, key=lambda one: one[0])
        for at, entry in entries:
            late = entry.printed and entry.serial > serial and case.chronicle.judged[at] and at != first
            if late and case.chronicle.reaches(at, first):
                yield TAKEN_OVER_LATE.at(
                    entry.path, commit=case.said(at), number=case.number(entry.path), other=case.number(own.path),
                    before=case.said(first),
                )  # fmt: skip


def _gone(case: Case, touch: Touch) -> Finding:
    commit, number = case.said(touch.at), case.number(touch.path)
    record = word(case.tree(touch.path, touch.old), "record")
    for other in case.chronicle.by_commit[touch.at]:
        if not other.path.startswith(LEDGER) or not other.new or other.path == touch.path:
            continue
        said = word(case.tree(other.path, other.new), "record")
        if other.new == touch.old or (record and said == record):
            return MOVED.at(touch.path, commit=commit, number=number, to=case.number(other.path))
    short = case.chronicle.commits[touch.at].id[:10]
    return GONE.at(touch.path, commit=commit, number=number, short=short)


def _again(case: Case, touch: Touch) -> Iterator[Finding]:
    """A number that was deleted and came back: as another paper's, or as it was."""
    held = case.chronicle.touches[touch.path]
    before = [t for t in held[: held.index(touch)] if not t.new and case.chronicle.reaches(touch.at, t.at)]
    if before and before[-1].old != touch.new:
        old, new = (case.tree(touch.path, blob) for blob in (before[-1].old, touch.new))
        yield from _judged(case, touch, old, new)


def _altered(case: Case, touch: Touch) -> Iterator[Finding]:
    old, new = (case.tree(touch.path, blob) for blob in (touch.old, touch.new))
    yield from _judged(case, touch, old, new)


def _judged(
    case: Case, touch: Touch, old: Mapping[str, Tree] | None, new: Mapping[str, Tree] | None
) -> Iterator[Finding]:
    told = {"commit": case.said(touch.at), "number": case.number(touch.path)}
    if old is None or new is None:
        yield ALTERED.at(touch.path, None, **told, what="内容读不出")
        return
    states = (word(old, "state"), word(new, "state"))
    differ = {key for key in (*old, *new) if old.get(key, "") != new.get(key, "")}
    before, after = word(old, "record"), word(new, "record")
    if before and before != after:
        other = case.paper(after) if after else "空号"
        yield REUSED.at(touch.path, None, **told, before=case.paper(before), after=other)
    elif states[0] == "void" and states[1] != "void":
        yield UNVOIDED.at(touch.path, None, **told, state=_STATE.get(states[1], states[1]))
    elif not differ <= _MAY.get(states, set()) or not differ or not _grown(states, old, new):
        yield ALTERED.at(touch.path, None, **told, what="、".join(sorted(differ)) or "注释或写法")


_STATE = {"issued": "已用", "reserved": "预留", "void": "作废", "closed": "结账"}


def _grown(states: tuple[str, str], old: Mapping[str, Tree], new: Mapping[str, Tree]) -> bool:
    """Say whether the editions are those of before, with one more line where one may come."""
    before, after = rows(old, "editions"), rows(new, "editions")
    more = {"reserved": (0, 1), "issued": (1,)}.get(states[0], (0,)) if states[1] == "issued" else (0,)
    return after[: len(before)] == before and len(after) - len(before) in more


def wanted(told: Chronicle) -> Iterator[str]:
    """Yield the contents this needs: of ledger files that did not stay as they were added, or that no issue added."""
    for path, touches in told.touches.items():
        if not path.startswith(LEDGER):
            continue
        if len(touches) == 1 and not touches[0].old:
            issue = told.commits[touches[0].at].trailer("Content")
            yield from () if issue else (touches[0].new,)
        else:
            yield from (blob for t in touches for blob in (t.old, t.new))
            if any(not t.new for t in touches):
                yield from _beside(told, touches)


def _beside(told: Chronicle, touches: tuple[Touch, ...]) -> Iterator[str]:
    """Yield what came into the ledger together with a deletion: a number that moved."""
    for touch in touches:
        if not touch.new:
            yield from (t.new for t in told.by_commit[touch.at] if t.path.startswith(LEDGER))


LAWS = (_ledger, _closed, _taken_over)
WANTED = (wanted,)
