"""The laws of what happened: copies handed out, print runs, steps of handling and progress only grow.

A copy's file gains its receipt and its recall, a print run its further copies; a step of handling or of
progress is one file and is followed by another one (schemas). What is altered otherwise is told: of a copy it
is an error, unless the commit says ``Correction-of:``; of a step a warning, for nobody's number rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..diagnostics import Code, Finding, Severity
from ..model import Tree
from .case import Case, record_of, word
from .chronicle import DISTRIBUTION, Chronicle, Touch, Wrongs

COPY_GONE = Code(
    "WIT24", Severity.ERROR,
    "提交 {commit} 删除了发放、印制记录（{paper}，{name}）",
    "commit {commit} deleted a copy handed out or a print run ({paper}, {name})",
    "发出去的份数要能收回来。请从历史里恢复（git restore --source={short}~1 {path}）；收回、遗失用 wenshu recall。",
    "Copies out must be found again: restore the file; what came back or was lost is recorded with wenshu recall.",
)  # fmt: skip
COPY_ALTERED = Code(
    "WIT25", Severity.ERROR,
    "提交 {commit} 改了已经登记的发放、印制记录（{paper}，{name}）：{what}",
    "commit {commit} altered a copy handed out or a print run on record ({paper}, {name}): {what}",
    "发放、签收、收回只往后加。请恢复（git restore --source={short}~1 {path}）；确实记错的，改正的提交写明 "
    "Correction-of: 原来那次提交。",
    "Receipt and recall are only added: restore the file. Where it was wrong, let the commit that corrects it say "
    "Correction-of: and the commit it corrects.",
)  # fmt: skip
STEP_ALTERED = Code(
    "WIT26", Severity.WARNING,
    "提交 {commit} {what}了已经登记的{kind}：{paper}",
    "commit {commit} {what_en} a step on record: {paper}",
    "办过的事一步一个文件，记错了另写一步说明，旧文件留着。要恢复：git restore --source={short}~1 {path}。",
    "Each step is a file of its own; a wrong one is followed by another that says so. "
    "To restore it: git restore --source={short}~1 {path}.",
)  # fmt: skip

_LATER = ("received_by", "received", "recalled", "recalled_by", "disposal", "place", "note", "sheet")
"""What receive and recall add to a copy."""
_ADDED = re.compile(rb"(?:(?:%s):.*\n)*" % "|".join(_LATER).encode("ascii"))
_RUN = ("printed", "kept")


def _copies(case: Case) -> Iterator[Finding]:
    wrongs = Wrongs()
    for touch in case.chronicle.below(DISTRIBUTION):
        if not touch.old or wrongs.mends(touch) or _grew(case, touch):
            continue
        told = _told(case, touch)
        told |= {"paper": case.paper(record_of(touch.path).removeprefix("distribution/").rpartition("/")[0])}
        told |= {"name": touch.path.rpartition("/")[2].removesuffix(".yaml")}
        if not touch.new:
            wrongs.add(touch)
            yield COPY_GONE.at(touch.path, None, **told)
        elif what := _lost(case, touch):
            wrongs.add(touch)
            yield COPY_ALTERED.at(touch.path, Severity.WARNING if _corrects(case, touch) else None, what=what, **told)


def _corrects(case: Case, touch: Touch) -> bool:
    """Say whether the commit names an earlier one that wrote this file, as the one it corrects."""
    told = case.chronicle
    said = told.commits[touch.at].trailer("Correction-of")
    written = (t.at for t in told.touches[touch.path] if t.at != touch.at and told.reaches(touch.at, t.at))
    return len(said) >= 7 and any(told.commits[at].id.startswith(said) for at in written)


def _grew(case: Case, touch: Touch) -> bool:
    """Say whether a file merely got lines that receive or recall write: told without reading YAML."""
    old, new = case.text(touch.old), case.text(touch.new)
    return old is not None and new is not None and new.startswith(old) and bool(_ADDED.fullmatch(new, len(old)))


def _lost(case: Case, touch: Touch) -> str:
    """Return which fields say something else than before, ``""`` where they were only added to."""
    old, new = (case.tree(touch.path, blob) for blob in (touch.old, touch.new))
    if old is None or new is None:
        return "内容读不出"
    if touch.path.endswith("-print.yaml"):
        free = {key for key in _RUN if _number(new, key) >= _number(old, key)} | {"on", "by"}
        grown = any(_number(new, key) > _number(old, key) for key in _RUN)
    else:
        free = {key for key in _LATER if not old.get(key)}
        grown = bool(free & new.keys())
        free |= {"sheet", "note"} if not old.get("recalled") and new.get("recalled") else set()
    differ = {key for key in (*old, *new) if old.get(key, "") != new.get(key, "")}
    return "" if differ <= free and grown else "、".join(sorted(differ - free or differ)) or "注释或写法"


def _number(tree: Mapping[str, Tree], key: str) -> int:
    said = word(tree, key)
    return int(said) if said.isdecimal() else 0


def _steps(case: Case) -> Iterator[Finding]:
    """Kinds without paper, number and sign-off whose date is the day it happened (``x-date: on``)."""
    for kind in case.office.kinds.values():
        if kind.paper or kind.chain or kind.series or kind.series_field or kind.date_field != "on":
            continue
        wrongs = Wrongs()
        for touch in case.chronicle.below(f"records/{kind.name}/"):
            if not touch.old or touch.old == touch.new or wrongs.mends(touch):
                continue
            wrongs.add(touch)
            what = ("改", "altered") if touch.new else ("删", "deleted")
            told = _told(case, touch) | {"what": what[0], "what_en": what[1], "kind": kind.title}
            yield STEP_ALTERED.at(touch.path, None, paper=case.paper(record_of(touch.path)), **told)


def _told(case: Case, touch: Touch) -> dict[str, str]:
    short = case.chronicle.commits[touch.at].id[:10]
    return {"commit": case.said(touch.at), "short": short, "path": touch.path}


def wanted(told: Chronicle) -> Iterator[str]:
    """Yield the contents this needs: files of copies before and after what changed them."""
    for touch in told.below(DISTRIBUTION):
        if touch.old:
            yield from (touch.old, touch.new)


LAWS = (_copies, _steps)
WANTED = (wanted,)
