"""The law of trailers: they repeat what the fragments say; where the two differ, the fragment holds.

What commits of a decided request repeat of the ledger is compared with the other checks of requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..diagnostics import Code, Finding, Severity
from ..ledger_nouns import Approval
from ..past import Commit
from .case import Case
from .chronicle import Touch

CONTRADICTS = Code(
    "WIT90", Severity.WARNING,
    "提交 {commit} 的说明与它写下的记录不符：{key} 写的是“{said}”，记录是“{fact}”",
    "the trailers of commit {commit} contradict its facts: {key} says \"{said}\", the file says \"{fact}\"",
    "以记录文件为准；提交说明改不了，请查明是谁手写的，今后都用 wenshu 登记。",
    "The file holds; the message cannot be changed: find out who typed it and let wenshu write from now on.",
)  # fmt: skip
CLAIMED = Code(
    "WIT91", Severity.WARNING,
    "提交 {commit} 的说明写着“{person}”已签批，却没有他的签批记录",
    "commit {commit} says that {person} approved, and no sign-off of his is on record",
    "签批只认 records/approvals 里的记录：确已签批的用 wenshu approve 补登记。",
    "Only the files below records/approvals count: record a real sign-off with wenshu approve.",
)  # fmt: skip


def _repeated(case: Case) -> Iterator[Finding]:
    fragments = {a.path: a for held in case.office.ledger.approvals.values() for a in held}
    for at, commit in enumerate(case.chronicle.commits):
        if not case.chronicle.judged[at] or not commit.trailers:
            continue
        touches = case.chronicle.by_commit.get(at, ())
        added = [fragments[t.path] for t in touches if t.path in fragments and _untouched(case, t)]
        told = (*_signing(commit, added), *_issuing(case, commit, touches), *_loans(case, commit, touches))
        for key, said, fact in told:
            if said != fact:
                place = added[0].path if added else touches[0].path if touches else ".git"
                yield CONTRADICTS.at(place, commit=case.said(at), key=key, said=_list(said), fact=_list(fact))
        signing = any(t.path.startswith("records/approvals/") for t in touches)
        claimed = frozenset() if signing else _people(commit)
        for person in claimed - _signers(case, commit) if claimed else ():
            yield CLAIMED.at(".git" if not touches else touches[0].path, commit=case.said(at), person=person)


_CUSTODY = "records/custody/"
_SEQ = re.compile(rb"""^seq:[ \t]*['"]?(\d+)""", re.MULTILINE)

Said = tuple[str, frozenset[str], frozenset[str]]
"""Key, what the trailers say, what the facts say."""


def _untouched(case: Case, touch: Touch) -> bool:
    """Say whether a file is still what this commit added: what was altered is told by its own law."""
    return not touch.old and len(case.chronicle.touches[touch.path]) == 1


def _people(commit: Commit) -> frozenset[str]:
    return frozenset(name.partition("（")[0].strip() for name in commit.trailed("Approved-by"))


def _signers(case: Case, commit: Commit) -> frozenset[str]:
    """Return who ever signed what a commit is about; of a decided request, or of nothing named, anybody."""
    approvals = case.office.ledger.approvals
    about = () if commit.trailer("Request") else commit.trailed("Record")
    return frozenset(a.person for held in map(approvals.get, about or approvals) for a in held or ())


def _signing(commit: Commit, added: Iterable[Approval]) -> Iterator[Said]:
    held = tuple(added)
    if not held:
        return
    told = {
        "Approved-by": (_people(commit), {a.person for a in held}),
        "Step": (frozenset(s for step in commit.trailed("Step") for s in step.split("、")), {a.step for a in held}),
    }
    if not commit.merge and not commit.trailer("Request"):
        told["Decision"] = (frozenset(commit.trailed("Decision")), {a.decision for a in held})
    records = {a.record for a in held}
    said = frozenset(commit.trailed("Record"))
    yield from ((key, says, frozenset(facts)) for key, (says, facts) in told.items() if says)
    if said and not records <= said:
        yield "Record", said, frozenset(records)


def _issuing(case: Case, commit: Commit, touches: tuple[Touch, ...]) -> Iterator[Said]:
    entries = [case.by_path[t.path] for t in touches if t.path in case.by_path and _untouched(case, t)]
    said = frozenset(commit.trailed("Content"))
    facts = frozenset(e.editions[0].content for e in entries if e.editions)
    if said and facts and not facts <= said:
        yield "Content", said, facts


def _loans(case: Case, commit: Commit, touches: tuple[Touch, ...]) -> Iterator[Said]:
    loans, counts = commit.trailed("Loan"), commit.trailed("Seq")
    facts = {
        t.path.removeprefix(_CUSTODY).removesuffix(".yaml"): _seq(case, t.new)
        for t in touches if t.path.startswith(_CUSTODY) and t.new
    }  # fmt: skip
    if not loans or (commit.merge and not facts):
        return
    if set(loans) != set(facts):
        yield "Loan", frozenset(loans), frozenset(facts) or frozenset({"没有借阅登记"})
    elif len(loans) == len(counts):
        for loan, count in zip(loans, counts, strict=True):
            if facts[loan] is not None:
                yield "Seq", frozenset({count}), frozenset({str(facts[loan])})


def _seq(case: Case, blob: str) -> int | None:
    """Return the count of events a custody file states, None where it is not at hand."""
    found = _SEQ.search(case.text(blob) or b"")
    return int(found[1]) if found else None


def _list(words: frozenset[str]) -> str:
    return "、".join(sorted(words))


LAWS = (_repeated,)
