"""The laws of the guards: the lines of the company file on which all other laws rest, and its place.

Where the witness begins, which branch counts and what is controlled change by an approved request only: who
could change them at will could change everything else unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from .. import yamlread
from ..diagnostics import Code, Finding, Severity
from ..model import Tree
from .case import COMPANY, Case, word
from .chronicle import Touch, Wrongs

ELSEWHERE = Code(
    "WIT05", Severity.ERROR,
    "公司档案在见证起点以后才由提交 {commit} {what}：它以前的历史在别的文件夹里，没有人核对",
    "commit {commit} {what_en} the company file after the witness began: its earlier history lies in another folder, "
    "unjudged",
    "公司的文件夹不改名、不挪动，公司档案不删除。请把它挪回原处（git revert {short}），再核对。",
    "The company's folder never moves and its file is never deleted: undo it (git revert {short}) and check again.",
)  # fmt: skip
LOOSENED = Code(
    "WIT06", Severity.ERROR,
    "提交 {commit} 改了公司档案里的{what}（{before} → {after}），没有经过批准的修改申请",
    "commit {commit} changed {what_en} of the company file ({before} → {after}) without an approved request",
    "历史的核对全靠这一行。请恢复（git restore --source={short}~1 records/company.yaml）；"
    "要改，用 wenshu revise company --reason 事由 提出申请。",
    "Every proof rests on this line: restore it, then ask for the change: wenshu revise company --reason WHY.",
)  # fmt: skip

_GUARDS = re.compile(rb"^['\"]?(?:witness|main)['\"]?[ \t]*:.*?(?=^[^\s#]|\Z)", re.MULTILINE | re.DOTALL)
_DEFAULT = ("templates/",)


def _placed(case: Case) -> Iterator[Finding]:
    if not case.since:
        return
    for touch in case.chronicle.touches.get(COMPANY, ()):
        if case.chronicle.judged[touch.at] and not (touch.old and touch.new):
            what = ("放到这里", "put here") if touch.new else ("删除", "deleted")
            short = case.chronicle.commits[touch.at].id[:10]
            commit = case.said(touch.at)
            yield ELSEWHERE.at(COMPANY, commit=commit, what=what[0], what_en=what[1], short=short)


def _guarded(case: Case) -> Iterator[Finding]:
    wrongs = Wrongs()
    for touch in case.chronicle.touches.get(COMPANY, ()):
        if not (case.chronicle.judged[touch.at] and touch.old and touch.new) or wrongs.mends(touch):
            continue
        if _asked(case, touch) or case.awaits("company", touch.at) or case.awaits(COMPANY, touch.at):
            continue
        before_, after_ = case.text(touch.old), case.text(touch.new)
        if before_ is None or after_ is None:  # not at hand: nothing to compare
            continue
        old, new = _part(before_), _part(after_)
        for what, what_en, before, after in _differences(_read(old), _read(new)) if old != new else ():
            wrongs.add(touch)
            told = {"what": what, "what_en": what_en, "before": before[:40] or "—", "after": after[:40] or "—"}
            short = case.chronicle.commits[touch.at].id[:10]
            yield LOOSENED.at(COMPANY, None, commit=case.said(touch.at), short=short, **told)


def _part(company: bytes) -> bytes:
    """Return the lines of a company file that guard; the rest, which is long and changes often, is not read."""
    return b"".join(match[0] for match in _GUARDS.finditer(company))


@lru_cache(maxsize=64)
def _read(part: bytes) -> Mapping[str, Tree]:
    return yamlread.read(COMPANY, part)[0] or {}


def _asked(case: Case, touch: Touch) -> bool:
    return any(
        d.granted and d.holds(case.chronicle, touch.at)
        for thing in ("company", COMPANY) for d in case.decisions.get(thing, ())
    )  # fmt: skip


def _differences(old: Mapping[str, Tree], new: Mapping[str, Tree]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each guard that was taken away or moved: its name, and what it said before and after."""
    before, after = (told if isinstance(told := tree.get("witness"), dict) else {} for tree in (old, new))
    if word(before, "since") and word(before, "since") != word(after, "since"):
        yield "见证起点 witness.since", "witness.since", word(before, "since")[:12], word(after, "since")[:12]
    if before:
        was, is_ = (_controlled(told) for told in (before, after))
        if lost := [one for one in was if not any(one == n or (n[-1:] == "/" and one.startswith(n)) for n in is_)]:
            yield "受控文件 witness.controlled", "witness.controlled", "、".join(lost), "—"
    branches = [word(tree, "main") or "main" for tree in (old, new)]
    if branches[0] != branches[1]:
        yield "正式分支 main", "main", branches[0], branches[1]


def _controlled(witness: Mapping[str, Tree]) -> tuple[str, ...]:
    rows = witness.get("controlled")
    return tuple(row for row in rows if isinstance(row, str)) if isinstance(rows, list) else _DEFAULT


LAWS = (_placed, _guarded)
