"""The one Jinja environment of papers and pages: sandboxed, escaping, strict about missing names.

docxtpl's default environment drops text at ``&`` or ``<`` in silence, prints missing variables blank and
runs code found in a template; nothing here is ever rendered with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateRuntimeError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

_CHANCE = ("random",)
"""Filters whose answer differs from run to run; a paper is the same bytes every time."""


class MissingVariable(UndefinedError):
    """A template asked for a variable or field that its view does not have.

    Attributes:
        name: the variable or field, without what it belongs to.
    """

    def __init__(self, name: str) -> None:
        super().__init__(f"'{name}' is undefined")
        self.name = name


class _Missing(StrictUndefined):
    """An undefined value: printing, testing or looping over it raises :class:`MissingVariable`."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[TemplateRuntimeError] = MissingVariable,
    ) -> None:
        super().__init__(hint, obj, name, exc)

    @property
    def _undefined_message(self) -> str:
        return self._undefined_hint or str(self._undefined_name)


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment. Of a mapping, ``a.b`` is always the item ``b``, never a method of ``dict``.

    So a record may have fields named ``items`` or ``values``, and a template cannot call methods of
    the data it is given.
    """

    def __init__(self, autoescape: bool = True) -> None:
        super().__init__(autoescape=autoescape, undefined=_Missing)
        del self.globals["lipsum"]
        for name in _CHANCE:
            del self.filters[name]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return ``obj.attribute`` for a template."""
        if isinstance(obj, Mapping):
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return ``obj[argument]`` for a template."""
        if isinstance(obj, Mapping):
            try:
                return obj[argument]
            except (KeyError, TypeError):
                return self.undefined(obj=obj, name=argument)
        return super().getitem(obj, argument)
