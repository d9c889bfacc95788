"""Standing: what a paper's sign-offs are worth today, and the state that follows from them.

One judgement serves the commands, the checks and the papers: a sign-off counts if it names this very
content (through corrections of wording), comes in order, and its signer held the post that day or
stood in by a delegation on record. What does not count says why.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from .chains import COUNTERSIGN, RETURNED, Wanted, author, chain, home_dept, of_request
from .company import Company
from .diagnostics import Finding
from .judging import BACKDATED, NOBODY, POST_NOT_HELD, Judged, Matter, judge
from .kinds import Kind
from .ledger import ASIDE, Ledger
from .ledger_nouns import REQUESTS, Approval, Edition, Entry, Request
from .model import Record, State
from .succession import replaced

__all__ = ["Revision", "Standing", "Wanted", "chain", "check_code", "standing", "standings"]

@dataclass(frozen=True, slots=True)
class Revision:
    """One line of the ledger's ``editions`` after the first: who asked for it, and who agreed."""

    edition: Edition
    number: Entry | None
    """The ledger entry of the series 改 that brought it, None where there is none (a finding)."""
    chain: tuple[Wanted, ...]
    done: tuple[Approval, ...]
    missing: tuple[Wanted, ...]
    problems: tuple[Finding, ...]
    trail: tuple[Approval, ...]

    @property
    def request(self) -> Request | None:
        """Return what was asked and decided."""
        return self.number.request if self.number else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stands on a day.

    ``done`` are the sign-offs valid for its present content, in order; ``missing`` what is still wanted;
    ``signed_on`` the day of the last sign-off of a whole chain (成文日期); ``draft_no`` counts returned
    and changed drafts; ``trail`` is the present draft's own chain, corrections included.
    """

    state: State
    author: str
    chain: tuple[Wanted, ...]
    done: tuple[Approval, ...]
    missing: tuple[Wanted, ...]
    signed_on: date | None
    draft_no: int
    problems: tuple[Finding, ...] = ()
    trail: tuple[Approval, ...] = ()
    stale: tuple[Approval, ...] = ()
    """Sign-offs of drafts that read otherwise: they say nothing about the present one."""
    replaced_by: tuple[str, ...] = ()
    revisions: tuple[Revision, ...] = ()
    """Editions after the first. ``done`` and ``signed_on`` stay those of the first edition, which the paper
    prints; ``missing``, ``problems`` and ``trail`` speak of the edition in force."""


def standings(
    company: Company, ledger: Ledger, kinds: Mapping[str, Kind], records: Mapping[str, Record], as_of: date
) -> Mapping[str, Standing]:
    """Return the standing of every record, by id."""
    gone = replaced(company, ledger, records, as_of)
    return {
        id_: _standing(company, ledger, kinds[record.kind], record, as_of, records, gone.get(id_, ()))
        for id_, record in records.items()
    }


def standing(
    company: Company, ledger: Ledger, kind: Kind, record: Record, as_of: date, records: Mapping[str, Record]
) -> Standing:
    """Return the standing of one record on a day."""
    gone = replaced(company, ledger, records, as_of).get(record.id, ())
    return _standing(company, ledger, kind, record, as_of, records, gone)


def check_code(number: str, edition: str, content: str) -> str:
    """Return the 10 base32 characters of sha256(number, edition, content) by which a paper is found."""
    told = "\n".join((number, edition, content)).encode("utf-8")
    return base64.b32encode(hashlib.sha256(told).digest()).decode("ascii")[:10]


def drafts(approvals: tuple[Approval, ...]) -> Iterator[tuple[Approval, ...]]:
    """Yield the chain of each draft: a chain begins where nothing stands before."""
    held: list[Approval] = []
    for approval in approvals:
        if not approval.after and held:
            yield tuple(held)
            held = []
        held.append(approval)
    if held:
        yield tuple(held)


def _standing(
    company: Company, ledger: Ledger, kind: Kind, record: Record, as_of: date,
    records: Mapping[str, Record], replaced: tuple[str, ...],
) -> Standing:  # fmt: skip
    on = _begun(kind, record) or as_of
    wanted = chain(company, kind, record, on)
    every = tuple(drafts(ledger.approvals.get(record.id, ())))
    entry = ledger.entry(record.id)
    editions = entry.editions if entry else ()
    later = _revisions(company, ledger, kind, record, records, editions, every)
    revised = bool(later) and editions[-1].content == record.content
    first = _of(every, editions[0].content if revised else record.content)
    matter = Matter(company, ledger, records, kind.series_of(record), author(kind, record))
    asked_for = bool(editions) and record.content not in {e.content for e in editions}
    judged = Judged((), wanted, ()) if asked_for else judge(matter, wanted, first)
    if revised:
        judged = _at_issue(judged, first)
    others = tuple(d for d in every if d is not first and all(d is not r.trail for r in later))
    returned = any(a.decision == RETURNED for a in first)
    whole = judged.done and not judged.missing
    signed = judged.done[-1].date if whole else None if wanted else _begun(kind, record)
    state = _state(ledger, kind, record, as_of, bool(replaced), returned, judged)
    last = later[-1] if revised else None
    return Standing(
        state, author(kind, record), wanted, judged.done, (*judged.missing, *(last.missing if last else ())),
        signed, len(others) + 1, (*judged.problems, *(p for r in later for p in r.problems)),
        last.trail if last else first, tuple(a for d in others for a in d), replaced, later,
    )  # fmt: skip


def _of(every: tuple[tuple[Approval, ...], ...], content: str) -> tuple[Approval, ...]:
    """Return the chain whose last sign-off names a content, corrections of wording included."""
    return next((d for d in every if d[-1].content == content), ())


def _revisions(
    company: Company, ledger: Ledger, kind: Kind, record: Record, records: Mapping[str, Record],
    editions: tuple[Edition, ...], every: tuple[tuple[Approval, ...], ...],
) -> tuple[Revision, ...]:  # fmt: skip
    """Return every edition after the first, judged by the chain of requests (series 改)."""
    found = []
    for edition in editions[1:]:
        trail = _of(every, edition.content)
        number = ledger.request(edition.request)
        asked = number.request if number else None
        if asked is None:
            wanted: tuple[Wanted, ...] = ()
        else:
            on = asked.asked_on or edition.date or date.min
            wanted = of_request(company, asked.asked_by, home_dept(company, kind, record, on), on)
        matter = Matter(company, ledger, records, REQUESTS, asked.asked_by if asked else "")
        told = judge(matter, wanted, trail)
        found.append(Revision(edition, number, wanted, told.done, told.missing, told.problems, trail))
    return tuple(found)


def _at_issue(judged: Judged, trail: tuple[Approval, ...]) -> Judged:
    """Return what the first edition's sign-offs were worth, where the paper now names others for some steps.

    A revision may name another author or countersigning department: the chain as it was at issue stands no
    longer in the paper. A step that nobody took, and a signer without his post, are found all the same.
    """
    taken = {a.step for a in trail}
    missing = tuple(w for w in judged.missing if w.step != COUNTERSIGN and w.step not in taken)
    problems = tuple(p for p in judged.problems if p.code in (NOBODY, POST_NOT_HELD, BACKDATED))
    if not judged.missing:
        return judged
    done = tuple(a for a in trail if a.step not in ASIDE and a.decision != RETURNED)
    return Judged(done, missing, problems)


def _state(
    ledger: Ledger, kind: Kind, record: Record, as_of: date, replaced: bool, returned: bool, judged: Judged
) -> State:
    entry = ledger.entry(record.id)
    if entry is not None and entry.state == "void":
        return State.REPEALED
    numbered = bool(kind.series_of(record))
    if (entry is not None and entry.state == "issued") or (not numbered and not judged.missing):
        until = record.day("until")
        if replaced:
            return State.SUPERSEDED
        if until is not None and until < as_of:
            return State.EXPIRED
        return State.ISSUED if numbered else State.FILED
    if returned:
        return State.RETURNED
    if judged.missing:
        return State.PENDING if judged.done else State.DRAFT
    return State.SIGNED if judged.done else State.DRAFT


def _begun(kind: Kind, record: Record) -> date | None:
    value = record.values.get(kind.date_field)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
