"""One optional module per kind: its own checks and the values its paper computes.

A module is found by the name of its kind; a kind without one has neither.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import ModuleType
from typing import Any

from ..diagnostics import Finding
from ..model import EMPTY, Pointer, Record
from ..office import Office

Check = Callable[[Office], Iterable[Finding]]
"""A named check: the office in, findings out."""


@cache
def _names() -> frozenset[str]:
    return frozenset(info.name for info in pkgutil.iter_modules(__path__))


@cache
def of(kind: str) -> ModuleType | None:
    """Return the rule module of a kind, or None."""
    name = kind.replace("-", "_")
    return importlib.import_module(f"{__name__}.{name}") if name in _names() else None


def derive(office: Office, record: Record) -> Mapping[str, Any]:
    """Return the values a record's paper computes (the view's ``x``)."""
    module = of(record.kind)
    if module is None or not hasattr(module, "derive"):
        return EMPTY
    derived: Mapping[str, Any] = module.derive(office, record)
    return derived


def about(office: Office, record: Record) -> tuple[str, Pointer] | None:
    """Return the record, and the part of it, that a record is about; None where its rules name none.

    A fact about one part of a paper (the progress of a decision) says so with ``about`` in its rules: it is
    seen by those who see that part.
    """
    module = of(record.kind)
    if module is None or not hasattr(module, "about"):
        return None
    found: tuple[str, Pointer] | None = module.about(office, record)
    return found


def counted(office: Office, kind: str) -> Mapping[str, Any]:
    """Return what papers of a kind are counted by, whoever may see them (``COUNTED``): by name, as ``kept`` has it."""
    made: Mapping[str, Callable[[Office], Any]] = getattr(of(kind), "COUNTED", EMPTY)
    return {name: make(office) for name, make in made.items()}


def checks(kinds: Iterable[str]) -> tuple[Check, ...]:
    """Return the checks of the kinds that have a rule module."""
    modules = (of(kind) for kind in sorted(kinds))
    return tuple(check for module in modules if module for check in getattr(module, "CHECKS", ()))


def titles(kinds: Iterable[str]) -> Mapping[str, Callable[[Office, Record], str]]:
    """Return how records without a typed title are named, for the kinds that say so (``title``)."""
    modules = {kind: of(kind) for kind in sorted(kinds)}
    return {kind: module.title for kind, module in modules.items() if module and hasattr(module, "title")}
