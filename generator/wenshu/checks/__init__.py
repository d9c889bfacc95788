"""The table of checks: one module per subject, each with a tuple ``CHECKS``; rules of kinds join in."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from .. import rules
from ..diagnostics import Finding
from ..office import Office
from ..rules import Check


@cache
def _own() -> tuple[Check, ...]:
    modules = (
        importlib.import_module(f"{__name__}.{info.name}")
        for info in sorted(pkgutil.iter_modules(__path__), key=lambda i: i.name)
    )
    return tuple(check for module in modules for check in getattr(module, "CHECKS", ()))


def table(office: Office) -> tuple[Check, ...]:
    """Return every check that applies to an office, in a fixed order."""
    return (*_own(), *rules.checks(office.kinds))


def run(office: Office) -> tuple[Finding, ...]:
    """Run every check; return what they found, in the order of the table."""
    return tuple(finding for check in table(office) for finding in check(office))
