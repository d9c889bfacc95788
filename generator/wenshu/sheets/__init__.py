"""Sheets: forms filled from facts and history, each a Word file and, where it helps, a page of its own.

A module of this package that has ``SHEETS`` (a function of the office that yields :class:`Sheet`) is found;
nothing lists them (:func:`modules`). A sheet is no record: it states nothing that does not stand elsewhere.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..office import Office

DAILY = "reminders/"
"""Sheets below this folder, and no others, may follow the as-of day (life.md, The day)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form, filled."""

    path: str
    """Below ``site/<audience>/``, without suffix: ``requests/2026-001``."""
    template: str
    """Base name of its Word template."""
    view: Mapping[str, Any]
    """Exactly what the template sees."""
    title: str
    record: str = ""
    """Whose audience decides who gets it; ``""``: its class alone does."""
    class_: str = ""
    """A class of its own, above that of the record; ``""``: none."""
    meta: tuple[tuple[str, str], ...] = ()
    """Label and value of what its page says beside the form."""
    links: tuple[tuple[str, str, str], ...] = ()
    """Label, title and record id of the papers its page leads to."""
    page: bool = True
    """Whether it has a page as well as a Word file."""
    beside: tuple[tuple[str, str], ...] = ()
    """Title and name, without suffix, of other Word files of its folder that its page offers."""


@cache
def blanks() -> tuple[tuple[str, str], ...]:
    """Return path, without suffix, and title of the forms that are printed empty; they are 内部资料.

    A module of this package names its own as ``BLANK``.
    """
    found = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    return tuple(m.BLANK for m in found if hasattr(m, "BLANK"))


@cache
def modules() -> Mapping[str, Callable[[Office], Iterable[Sheet]]]:
    """Return what fills the sheets, by module name."""
    found = (importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__))
    return {m.__name__.rpartition(".")[2]: m.SHEETS for m in found if hasattr(m, "SHEETS")}
