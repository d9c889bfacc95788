"""History against its laws, where the company file names the commit they hold from (life.md, Here and in a company)."""

from __future__ import annotations

from collections.abc import Iterator

from .. import witness
from ..diagnostics import Finding
from ..office import Office


def _witness(office: Office) -> Iterator[Finding]:
    if office.company.witness and office.past.state != "none":  # no history at all is told by itself
        yield from witness.findings(office.past, office, office.company.witness)


CHECKS = (_witness,)
