"""Trails: the sign-offs of each record, ordered by which names which as the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from .diagnostics import Code, Finding, Severity
from .ledger_nouns import Approval

BROKEN_CHAIN = Code(
    "APP02", Severity.ERROR,
    "签批记录前后接不上：“{step}”之前的那一份不存在、被改过，或被接了两次",
    "the chain of sign-offs breaks at \"{step}\": the one before it is missing, changed, or continued twice",
    "签批记录一份接一份（after 是前一份的校验值），不得改动、删除；两处同时签批的，后到的一份重新登记。",
    "Each sign-off names the digest of the one before it; never edit or delete one. Record the later again.",
)  # fmt: skip


def chained(
    approvals: Iterable[Approval],
) -> tuple[Mapping[str, tuple[Approval, ...]], tuple[Finding, ...]]:
    """Order the sign-offs of each record by ``after``; what cannot be reached from a first one is broken."""
    chains: dict[str, tuple[Approval, ...]] = {}
    broken: list[Finding] = []
    held_by: dict[str, list[Approval]] = {}
    for approval in sorted(approvals, key=lambda a: (a.n, a.date or date.min, a.path)):
        held_by.setdefault(approval.record, []).append(approval)
    for record, held in sorted(held_by.items()):
        following: dict[str, list[Approval]] = {}
        for approval in held:
            following.setdefault(approval.after, []).append(approval)
        ordered = [a for first in following.get("", ()) for a in _follow(first, following)]
        chains[record] = tuple(ordered)
        lost = set(held) - set(ordered)
        forked = {a for after, many in following.items() if after for a in many[1:]}
        heads = following.get("", [])
        firsts = {a.content: a for a in reversed(heads)}
        forked |= {a for a in heads if firsts[a.content] is not a}
        misnumbered = {a for a, n in zip(ordered, _positions(ordered), strict=True) if a.n != n}
        wrong = lost | forked | misnumbered
        broken += [BROKEN_CHAIN.at(a.path, step=a.step) for a in held if a in wrong]
    return chains, tuple(broken)


def _follow(first: Approval, following: Mapping[str, list[Approval]]) -> Iterator[Approval]:
    """Yield a chain from its first sign-off; a fork is followed at its first branch only."""
    at: Approval | None = first
    while at is not None:
        yield at
        at = next(iter(following.get(at.digest, ())), None)


def _positions(ordered: Iterable[Approval]) -> Iterator[int]:
    n = 0
    for approval in ordered:
        n = 1 if not approval.after else n + 1
        yield n
