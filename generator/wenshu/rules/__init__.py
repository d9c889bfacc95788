"""One optional module per kind: its own checks and the values its paper computes.

A module is found by the name of its kind; a kind without one has neither.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable, Mapping
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


def abridges(kind: str) -> bool:
    """Say whether parts of this kind's records may have classes of their own."""
    return hasattr(of(kind), "abridged")


def abridged(
    kind: str, view: Mapping[str, Any], classes: Collection[str]
) -> tuple[Mapping[str, Any], tuple[Pointer, ...]]:
    """Return a paper's view for readers of some classes, and the parts of the record it leaves out.

    A kind whose parts have classes of their own says so with ``abridged(view, classes)`` in its rules.
    """
    module = of(kind)
    if module is None or not hasattr(module, "abridged"):
        return view, ()
    shorn, left = module.abridged(view, classes)
    return ({**shorn, "withheld": [list(pointer) for pointer in left]} if left else view), left


def checks(kinds: Iterable[str]) -> tuple[Check, ...]:
    """Return the checks of the kinds that have a rule module."""
    modules = (of(kind) for kind in sorted(kinds))
    return tuple(check for module in modules if module for check in getattr(module, "CHECKS", ()))


def titles(kinds: Iterable[str]) -> Mapping[str, Callable[[Office, Record], str]]:
    """Return how records without a typed title are named, for the kinds that say so (``title``)."""
    modules = {kind: of(kind) for kind in sorted(kinds)}
    return {kind: module.title for kind, module in modules.items() if module and hasattr(module, "title")}
