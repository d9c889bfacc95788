"""The law of controlled paths: templates and what else the company file names change by request, as papers do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from .. import schema
from ..diagnostics import Code, Finding, Severity
from .case import Case, record_of
from .chronicle import Chronicle, Touch, Wrongs
from .decisions import Decided

UNASKED = Code(
    "WIT50", Severity.ERROR,
    "提交 {commit} {what}了受控文件 {path}，没有经过批准的修改申请",
    "commit {commit} {what_en} the controlled file {path} without an approved request",
    "旧文件会因此说出别的话。请恢复（git restore --source={short}~1 {path}）；"
    "要改，用 wenshu revise {path} --reason 事由 提出申请。",
    "Old papers may say something else by it: restore it, then ask: wenshu revise {path} --reason WHY.",
)  # fmt: skip
UNSIGNED = Code(
    "WIT51", Severity.ERROR,
    "受控文件 {path} 由 {number} 改定，签批的却不是这些内容（提交 {commit}）",
    "{path} was changed by request {number}, but no sign-off names this content (commit {commit})",
    "批准以后不能再动。请按批准的内容恢复，或另提一份申请。",
    "Nothing changes after approval: restore what was approved, or ask again.",
)  # fmt: skip


def _controlled(case: Case) -> Iterator[Finding]:
    for path, touches in case.chronicle.touches.items():
        if not governs(case.office.company.controlled, path):
            continue
        wrongs = Wrongs()
        for touch in touches:
            if case.chronicle.judged[touch.at] and not wrongs.mends(touch):
                for finding in _judged(case, touch):
                    wrongs.add(touch)
                    yield finding
    yield from _signed(case)


def governs(controlled: tuple[str, ...], path: str) -> bool:
    """Say whether a path is one of the company's controlled files, or lies in one of its controlled folders."""
    return any(path == one or (one.endswith("/") and path.startswith(one)) for one in controlled)


def _judged(case: Case, touch: Touch) -> Iterator[Finding]:
    granted = [d for held in _about(case, touch.path) for d in held if d.holds(case.chronicle, touch.at)]
    if any(d.merge != touch.at for d in granted) or any(case.awaits(thing, touch.at) for thing in _things(touch.path)):
        return
    what = ("改动", "changed") if touch.old and touch.new else ("添加", "added") if touch.new else ("删除", "deleted")
    short = case.chronicle.commits[touch.at].id[:10]
    told = {"commit": case.said(touch.at), "what": what[0], "what_en": what[1], "path": touch.path, "short": short}
    yield UNASKED.at(touch.path, None, **told)


def _about(case: Case, path: str) -> Iterator[tuple[Decided, ...]]:
    yield from (case.decisions.get(thing, ()) for thing in _things(path))


def _things(path: str) -> tuple[str, ...]:
    """Return what a request may name to change a path: itself, or the template whose old form it keeps."""
    told = PurePosixPath(path)
    kept = (str(told.with_name(told.stem.partition("@")[0] + told.suffix)),) if "@" in told.stem else ()
    return (path, *((record_of(path),) if record_of(path) else ()), *kept)


def _signed(case: Case) -> Iterator[Finding]:
    """What a merged request left in a controlled file is what its sign-offs name."""
    for path, touches in case.chronicle.touches.items():
        if not governs(case.office.company.controlled, path):
            continue
        for decided in (d for thing in (path, record_of(path)) for d in case.decisions.get(thing, ())):
            last = [t for t in touches if decided.holds(case.chronicle, t.at)]
            if decided.granted and last and case.chronicle.judged[decided.at] and not _named(case, decided, last[-1]):
                commit, number = case.said(last[-1].at), case.number(decided.entry.path)
                yield UNSIGNED.at(path, path=path, number=number, commit=commit)


def _named(case: Case, decided: Decided, touch: Touch) -> bool:
    data = case.text(touch.new)
    if data is None:  # gone, or not at hand: nothing to compare
        return True
    contents = {"b1:" + hashlib.sha256(data).hexdigest()}
    tree = case.tree(touch.path, touch.new) if touch.path.endswith(".yaml") else None
    if tree is not None:
        contents.add(schema.content_hash(record_of(touch.path).partition("/")[0], tree))
    held = case.office.ledger.approvals.get(decided.request.about, ())
    return any(a.content in contents for a in held)


def wanted(told: Chronicle) -> Iterator[str]:
    """Yield the contents this needs: what requests about files that are no records left in them."""
    for i in told.requests:
        for thing in told.commits[i].trailed("Revision-Request"):
            for path in (thing, f"records/{thing}.yaml"):
                yield from (t.new for t in told.touches.get(path, ()) if t.at > i and told.judged[t.at])


LAWS = (_controlled,)
WANTED = (wanted,)
