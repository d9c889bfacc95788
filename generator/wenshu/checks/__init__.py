"""The table of checks: one module per subject; rules of kinds join in.

A module has ``CHECKS`` (functions of the office), ``TREES`` (functions of the office and the files it was
read from) or ``EACH`` (functions of the office and one record). The last sort needs nothing but its record,
so a build runs it beside the rendering, on all processors.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from .. import rules
from ..diagnostics import Finding
from ..model import Record
from ..office import Office
from ..rules import Check

Each = Callable[[Office, Record], Iterable[Finding]]
"""A check of one record."""


@cache
def _own(table: str) -> tuple[Any, ...]:
    modules = (
        importlib.import_module(f"{__name__}.{info.name}")
        for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name)
    )
    return tuple(check for module in modules for check in getattr(module, table, ()))


def table(office: Office) -> tuple[Check, ...]:
    """Return every check of the whole office, in a fixed order."""
    return (*_own("CHECKS"), *rules.checks(office.kinds))


def run(office: Office, tree: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Run every check of the whole office and of the files it was read from."""
    of_office = (finding for check in table(office) for finding in check(office))
    return (*of_office, *(finding for check in _own("TREES") for finding in check(office, tree)))


def each(office: Office, record: Record) -> tuple[Finding, ...]:
    """Run every check of one record."""
    return tuple(finding for check in _own("EACH") for finding in check(office, record))
