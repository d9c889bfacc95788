"""The laws of who signed and when: before the issue, and by the post as the company file had it then."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from .. import yamlread
from ..company import within
from ..diagnostics import Code, Finding, Severity
from ..ledger import VOIDING
from ..ledger_nouns import Approval
from ..model import Tree
from . import requests
from .case import COMPANY, Case
from .chronicle import Chronicle

LATE = Code(
    "WIT70", Severity.ERROR,
    "{paper} 第 {edition} 版在 {issued} 编定，“{step}”（{person}）的签批到 {commit} 才有",
    "edition {edition} of {paper} was issued in {issued}; the \"{step}\" of {person} came only with {commit}",
    "签批在前，编号在后。事后补的签批不作数：请查明经过报总经理，需要的话废止后重新签批、编号。",
    "Sign-offs come before the number; one added afterwards is none. Report it; void and issue anew if need be.",
)  # fmt: skip
HINDSIGHT = Code(
    "WIT71", Severity.ERROR,
    "{person} 在提交 {commit} 签“{step}”时，公司档案里他并不任“{post}”；到 {later} 才补上这段任职",
    "when {person} signed \"{step}\" in {commit} the company file did not give him \"{post}\"; {later} added it later",
    "任职要先登记、后签批。请由当时任职的人重新签批；任命早有文件的，把文件作为附件写明，报总经理。",
    "A post is entered before its holder signs: let who held it sign again, or attach the earlier appointment.",
)  # fmt: skip

EMPOWERED_LATER = Code(
    "WIT72", Severity.ERROR,
    "{person} 在提交 {commit} 凭授权“{delegation}”签“{step}”，这份授权到 {later} 才有",
    "{person} signed \"{step}\" in {commit} by the delegation {delegation}, which came only with {later}",
    "授权先登记、签署，后代签。请由授权人本人重新签批；授权早有书面的，把它作为附件写明，报总经理。",
    "A delegation is written down and signed before anybody acts on it: let its grantor sign again himself.",
)  # fmt: skip

Posts = Mapping[str, tuple[tuple[str, str, str], ...]]
"""Person → (post, from, until) as written; ``""`` is open."""


def _late(case: Case) -> Iterator[Finding]:
    chronicle = case.chronicle
    for entry in case.office.ledger.entries:
        series = case.office.company.series.get(entry.series)
        held = case.office.ledger.approvals.get(entry.record, ())
        if not held or series is None or series.number_at != "signed":
            continue
        for edition, issued in requests.editions(case, entry):
            for approval in held:
                if approval.content != edition.content or approval.step == VOIDING:
                    continue
                at = chronicle.brought(approval.path)
                if at is not None and chronicle.judged[at] and not chronicle.reaches(issued, at):
                    yield LATE.at(
                        approval.path, paper=case.paper(entry.record), edition=edition.edition, step=approval.step,
                        person=approval.person, issued=case.said(issued), commit=case.said(at),
                    )  # fmt: skip


def _hindsight(case: Case) -> Iterator[Finding]:
    at_commit = _companies(case.chronicle)
    if not at_commit:
        return
    now = at_commit[-1]
    for held in case.office.ledger.approvals.values():
        for approval in held:
            at = case.chronicle.brought(approval.path)
            if at is None or not case.chronicle.judged[at] or at_commit[at] == now or not approval.post:
                continue
            yield from _given_later(case, approval, at, at_commit)


def _empowered(case: Case) -> Iterator[Finding]:
    """A delegation and its own sign-offs stand before what is signed by it; both may come in one commit."""
    approvals = case.office.ledger.approvals
    for approval in (a for held in approvals.values() for a in held if a.delegation):
        at = case.chronicle.brought(approval.path)
        if at is None or not case.chronicle.judged[at]:
            continue
        signed = approvals.get(approval.delegation, ())[:1]
        rests_on = (f"records/{approval.delegation}.yaml", *(a.path for a in signed))
        for path in rests_on:
            given = case.chronicle.brought(path)
            if given is not None and not case.chronicle.reaches(at, given):
                yield EMPOWERED_LATER.at(
                    approval.path, person=approval.person, step=approval.step, delegation=approval.delegation,
                    commit=case.said(at), later=case.said(given),
                )  # fmt: skip
                break


def _given_later(case: Case, approval: Approval, at: int, at_commit: tuple[str, ...]) -> Iterator[Finding]:
    then = case.text(at_commit[at])
    if then is None or approval.date is None or _holds(then, approval):
        return
    for touch in case.chronicle.touches.get(COMPANY, ()):
        after = case.text(touch.new)
        if not case.chronicle.reaches(at, touch.at) and after is not None and _holds(after, approval):
            yield HINDSIGHT.at(
                approval.path, person=approval.person, step=approval.step, post=approval.post,
                commit=case.said(at), later=case.said(touch.at),
            )  # fmt: skip
            return


def _holds(company: bytes, approval: Approval) -> bool:
    assert approval.date is not None
    return any(
        post == approval.post and within(approval.date, _day(since), _day(until))
        for post, since, until in _posts(company).get(approval.person, ())
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _posts(company: bytes) -> Posts:
    """Return who held which post by a company file; only the people in it are read."""
    part = re.search(rb"^people:.*?(?=^[^\s#]|\Z)", company, re.MULTILINE | re.DOTALL)
    return _of_people(part[0] if part else company)


@lru_cache(maxsize=256)
def _of_people(data: bytes) -> Posts:
    tree, _ = yamlread.read(COMPANY, data)
    people = tree.get("people") if tree else None
    return {key: tuple(_periods(person)) for key, person in people.items()} if isinstance(people, dict) else {}


def _periods(person: Tree) -> Iterator[tuple[str, str, str]]:
    posts = person.get("posts") if isinstance(person, dict) else None
    for row in posts if isinstance(posts, list) else ():
        if isinstance(row, dict):
            post, since, until = (row.get(key, "") for key in ("post", "from", "until"))
            yield str(post), str(since), str(until)


def _companies(told: Chronicle) -> tuple[str, ...]:
    """Return the company file in force at each commit, by git's name; ``()`` where it never changed."""
    touches = told.touches.get(COMPANY, ())
    if len(touches) < 2 and not (touches and touches[0].old):
        return ()
    changed = {t.at: t.new for t in touches}
    rank = {touches[0].old: -1, **{t.new: n for n, t in enumerate(touches)}}
    found: list[str] = []
    for i in range(len(told.commits)):
        above = {found[p] for p in told.parents(i)}
        found.append(changed.get(i) or max(above, key=lambda blob: rank.get(blob, -1), default=touches[0].old))
    return tuple(found)


def wanted(told: Chronicle) -> Iterator[str]:
    """Yield the contents this needs: the company file as it was, where it changed after the start."""
    touches = told.touches.get(COMPANY, ())
    if any(told.judged[t.at] for t in touches) and (len(touches) > 1 or touches[0].old):
        first = next(n for n, t in enumerate(touches) if told.judged[t.at])
        yield from (blob for t in touches[max(first - 1, 0) :] for blob in (t.old, t.new))


LAWS = (_late, _hindsight, _empowered)
WANTED = (wanted,)
