"""Who must sign a paper, in order: the chain of its series or kind with its roles filled in.

A chain (company file, or ``x-chain`` of a kind) names posts or parts in the paper: the head of the
drafting department, of the series' department, of each department that countersigns, the chair, the
recorder, who approves a type of meeting, who grants a delegation (forms.md 0.8).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from .company import Company, within
from .company_nouns import Step
from .kinds import Kind
from .ledger import Ledger
from .ledger_nouns import REQUESTS
from .model import Record

COUNTERSIGN = "会签"
RETURNED = "退回"
_SIGNING = frozenset({"审核", "签发", "批准"})
"""Countersignatures stand before the first of these where the chain does not place them itself."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One sign-off a paper needs: the step, and the post (or the very person) that takes it."""

    step: str
    post: str
    dept: str = ""
    """The department that countersigns, else empty."""
    person: str = ""
    """Key of the person where the paper itself names him (chair, recorder), else empty."""
    evidence: str = ""
    """``sheet`` | ``signed`` where the company file asks for one."""

    def __str__(self) -> str:
        dept = f"（{self.dept}）" if self.dept else ""
        return f"{self.step}{dept}：{self.person or self.post}"


def author(kind: Kind, record: Record) -> str:
    """Return the author for the two-person rule: ``x-author`` of the kind, else ``drafted_by``."""
    return record.text(kind.author_field)


def chain(company: Company, kind: Kind, record: Record, on: date) -> tuple[Wanted, ...]:
    """Return every sign-off a record needs, in order, as the company was on a day."""
    series = company.series.get(kind.series_of(record))
    steps = _with_countersign(series.chain if series else kind.chain, record)
    home = series.dept if series and series.dept else drafting_dept(company, kind, record, on)
    return tuple(w for step in steps for w in _wanted(company, kind, record, step, home, on))


def of_request(company: Company, asker: str, dept: str, on: date) -> tuple[Wanted, ...]:
    """Return who must agree to a change somebody asked for (forms.md 0.8), as the company was on a day.

    Args:
        asker: the person who asks.
        dept: the department the paper belongs to; ``""`` (template, company file): that of the series 改.
    """
    series = company.series.get(REQUESTS)
    if series is None:
        return ()
    home = dept or series.dept
    asking = company.dept_of(asker, on)
    heads = {
        "申请部门主管": asking, "拟稿部门主管": asking, "归口部门主管": home, "本部门主管": home,
    }  # fmt: skip
    return tuple(
        Wanted(s.step, (head_post(company, heads[s.post]) if s.post in heads else "") or s.post, evidence=s.evidence)
        for s in series.chain
    )


def home_dept(company: Company, kind: Kind, record: Record, on: date) -> str:
    """Return the department a paper belongs to: ``x-dept``, else that of its type of meeting or its author."""
    meeting = company.meeting_types.get(record.text("meeting_type"))
    own = record.text(kind.dept_field)
    return own or (meeting.dept if meeting else "") or company.dept_of(author(kind, record), on)


def drafting_dept(company: Company, kind: Kind, record: Record, on: date) -> str:
    """Return the department that drafted: the kind's ``x-dept`` field, else that of its author."""
    return record.text(kind.dept_field) or company.dept_of(author(kind, record), on)


def head_post(company: Company, dept: str) -> str:
    """Return the post that heads a department; a team without a head answers with its parent's."""
    seen: set[str] = set()
    while dept in company.departments and dept not in seen:
        seen.add(dept)
        found = company.departments[dept]
        if found.head:
            return found.head
        dept = found.parent
    return ""


def groups(wanted: tuple[Wanted, ...]) -> Iterator[tuple[Wanted, ...]]:
    """Yield the sign-offs in runs of one step; within a run (countersignatures) any order is right."""
    for _, run in groupby(wanted, key=lambda w: w.step):
        yield tuple(run)


def _above(company: Company, person: str, dept: str, on: date) -> str:
    """Return the post that heads a person's department; of its head himself the highest post he does not hold."""
    head = head_post(company, dept)
    if head and not company.holds(person, head, on):
        return head
    held = (p for p in company.posts.values() if company.holders(p.name, on) and not company.holds(person, p.name, on))
    found = min(held, key=lambda p: p.rank, default=None)
    return found.name if found else ""


def may_take(company: Company, wanted: Wanted, person: str, on: date) -> bool:
    """Say whether a person may take a step in his own right on a day."""
    return person == wanted.person if wanted.person else company.holds(person, wanted.post, on)


def stands_in(
    company: Company, ledger: Ledger, delegation: Record, wanted: Wanted, person: str, series: str, on: date
) -> bool:
    """Say whether a delegation lets a person take a step: signed, in its dates, series and steps."""
    grantor = delegation.text("grantor")
    covered, steps = delegation.rows("series"), delegation.rows("steps")
    signed = any(
        a.content == delegation.content and a.person == grantor and a.decision != RETURNED
        for a in ledger.approvals.get(delegation.id, ())
    )
    return (
        signed
        and person == delegation.text("grantee")
        and may_take(company, wanted, grantor, on)
        and within(on, delegation.day("from"), delegation.day("until"))
        and (not covered or series in covered)
        and (not steps or wanted.step in steps)
    )


def signers(
    company: Company, ledger: Ledger, records: Mapping[str, Record], wanted: Wanted, series: str, on: date
) -> tuple[tuple[str, str], ...]:
    """Return who may take a step on a day: (person, delegation id or ``""``), in his own right first."""
    own = [(p, "") for p in company.people if may_take(company, wanted, p, on)]
    lent = [
        (r.text("grantee"), r.id)
        for r in records.values()
        if r.kind == "delegations" and stands_in(company, ledger, r, wanted, r.text("grantee"), series, on)
    ]
    return (*own, *lent)


def _with_countersign(steps: tuple[Step, ...], record: Record) -> tuple[Step, ...]:
    if not record.rows("countersign") or any(s.post == "会签部门主管" for s in steps):
        return steps
    before = next((i for i, s in enumerate(steps) if s.step in _SIGNING), max(len(steps) - 1, 0))
    return (*steps[:before], Step(COUNTERSIGN, "会签部门主管"), *steps[before:])


def _wanted(
    company: Company, kind: Kind, record: Record, step: Step, home: str, on: date
) -> Iterator[Wanted]:
    if step.post == "会签部门主管":
        for dept in record.rows("countersign"):
            yield Wanted(step.step, head_post(company, str(dept)) or step.post, str(dept), evidence=step.evidence)
        return
    named = {
        "主持人": "chair", "记录人": "recorder", "授权人": "grantor", "承诺人": "person",
        "拟稿人": kind.author_field,
    }  # fmt: skip
    if step.post in named:
        yield Wanted(step.step, step.post, person=record.text(named[step.post]), evidence=step.evidence)
        return
    drafting = drafting_dept(company, kind, record, on)
    post = step.post
    if post == "会议批准人":
        meeting = company.meeting_types.get(record.text("meeting_type"))
        post, home = (meeting.approver, meeting.dept or drafting) if meeting else (post, home)
    if post == "拟稿部门主管":
        post = head_post(company, drafting) or post
    elif post == "本部门主管":
        post = head_post(company, home) or post
    elif post == "承诺人主管":
        post = _above(company, record.text("person"), home, on) or post
    yield Wanted(step.step, post, evidence=step.evidence)
