"""The witness: the laws of history, judged from commits alone. Values in, findings out.

One table: each module beside this one has ``LAWS`` (functions of a :class:`~wenshu.witness.case.Case`) and,
where it must read old contents, ``WANTED`` (functions of the chronicle that name them). What a commit did
stays a finding for ever, even where a later one mends it; the way out is a new start in the company file.

The check calls :func:`findings` with its office; ``verify`` likewise; a hook calls it with the past of a
pushed branch and an office made of the pushed records under the company file and schemas of the base. A
push to main is judged as main: ``replace(past, main=past.head, outside=frozenset())``.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import Any

from ..diagnostics import Code, Finding, Severity, sort
from ..office import Office
from ..past import Past
from . import chronicle
from .case import COMPANY, Case

UNKNOWN_START = Code(
    "WIT01", Severity.ERROR,
    "历史里没有见证起点 {since}：历史被改写过，或起点写错了",
    "history does not hold the commit {since} that the witness begins with: it was rewritten, or mistyped",
    "核对公司档案的 witness.since；历史确被改写的，从没有改写的克隆或 wenshu bundle 留下的包里取回。",
    "Check witness.since in the company file; if history was rewritten, fetch it from a clone that was not.",
)  # fmt: skip
UNPROVED = Code(
    "WIT02", Severity.WARNING,
    "{why}：从 {since} 起的文号、签批、修改和借阅都没有核对",
    "{why_en}: numbers, sign-offs, revisions and loans since {since} were not checked",
    "补齐历史再核对：git fetch --unshallow；没有 .git 的，从公司的仓库克隆。",
    "Fetch the whole history (git fetch --unshallow) or clone the company's repository, then check again.",
)  # fmt: skip


def wanted(past: Past, since: str = "") -> frozenset[str]:
    """Return git's names of the contents that the laws will ask ``past.texts`` for.

    What was added and never touched again needs none: the office has it.
    """
    if past.state != "whole" or not chronicle.knows(past, since):
        return frozenset()
    told = chronicle.tell(past, since)
    return frozenset(blob for ask in _table("WANTED") for blob in ask(told)) - {""}


def findings(past: Past, office: Office, since: str = "") -> tuple[Finding, ...]:
    """Judge every commit after ``since`` (``""``: all of them); that commit itself is not judged.

    Args:
        past: with the texts of :func:`wanted`; whole, or what a push brings.
        office: what is believed of the tree at ``past.head``.
    """
    if past.state != "whole":
        why, why_en = _WHY.get(past.state, _WHY["none"])
        return (UNPROVED.at(COMPANY, since=since[:10] or "开头", why=why, why_en=why_en),)
    if not chronicle.knows(past, since):
        return (UNKNOWN_START.at(COMPANY, since=since),)
    case = Case(past, office, chronicle.tell(past, since), since)
    return sort(finding for law in _table("LAWS") for finding in law(case))


_WHY = {
    "shallow": ("这个仓库只取了最近的一段历史", "this clone holds only the latest part of history"),
    "none": ("这里没有 git 历史", "there is no git history here"),
}


@cache
def _table(name: str) -> tuple[Any, ...]:
    modules = (
        importlib.import_module(f"{__name__}.{info.name}")
        for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name)
    )
    return tuple(law for module in modules for law in getattr(module, name, ()))
