"""The law of custody, told by the log of loans: one verb, one commit, one event (:mod:`wenshu.loans`).

The check reads that log by itself; who judges a past that is not the office's own (a hook) gets it here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .. import loans
from ..diagnostics import Finding
from .case import Case
from .chronicle import CUSTODY, Chronicle


def _events(case: Case) -> Iterator[Finding]:
    if case.office.past.lines is not case.past.lines:
        company = replace(case.office.company, witness=case.since)
        yield from loans.findings(replace(case.office, past=case.past, company=company))


def wanted(told: Chronicle) -> Iterator[str]:
    """Yield the contents this needs: custody files before and after each judged event."""
    for touch in told.below(CUSTODY):
        yield from (touch.old, touch.new)


LAWS = (_events,)
WANTED = (wanted,)
