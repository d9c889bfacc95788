"""Personal fields of a schema (``x-personal``), and their values in a file: the one walk that finds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .keyindex import SORTS
from .model import Pointer, Tree


@dataclass(frozen=True, slots=True)
class Value:
    """One personal value as it stands in a file, sealed or not."""

    pointer: Pointer
    field: Mapping[str, Any]
    """Its schema."""
    text: str

    @property
    def purpose(self) -> str:
        return str(self.field.get("x-personal", ""))

    @property
    def label(self) -> str:
        return str(self.field.get("title", "")) or str(self.pointer[-1])

    @property
    def sort(self) -> str:
        """Return how it is masked and compared: phone, plate, id, name, or ``""``."""
        return str(self.field.get("x-mask", ""))


def values(schema: Mapping[str, Any], tree: Tree) -> Iterator[Value]:
    """Yield every personal value of a file, clear or sealed; what is empty is left out."""
    yield from _values(schema, schema, tree, ())


def holds(schema: Mapping[str, Any]) -> bool:
    """Say whether a schema has personal fields."""
    told = _KNOWN.get(id(schema))
    if told is None or told[0] is not schema:
        if len(_KNOWN) > 512:
            _KNOWN.clear()
        told = _KNOWN[id(schema)] = (schema, _holds(schema, schema, 0))
    return told[1]


def compares(schema: Mapping[str, Any]) -> bool:
    """Say whether a schema has personal fields whose values are looked for twice: telephones, plates, identities."""
    return holds(schema) and _compares(schema, schema, 0)


def _compares(top: Mapping[str, Any], schema: Any, depth: int) -> bool:
    if not isinstance(schema, Mapping) or depth > _DEPTH:
        return False
    own = "x-personal" in schema and schema.get("x-mask") in SORTS
    return own or any(_compares(top, below, depth + 1) for below in _below(top, schema))


_KNOWN: Final[dict[int, tuple[Mapping[str, Any], bool]]] = {}
"""Schemas walked already: a verb asks of the same ones for every check."""


def _holds(top: Mapping[str, Any], schema: Any, depth: int) -> bool:
    if not isinstance(schema, Mapping) or depth > _DEPTH:
        return False
    return "x-personal" in schema or any(_holds(top, below, depth + 1) for below in _below(top, schema))


_BRANCHES: Final = frozenset({"$ref", "anyOf", "oneOf", "allOf"})
_DEPTH: Final = 12
"""Levels of a schema looked at; a schema that refers to itself goes on for ever."""


def _below(top: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Any]:
    yield from schema.get("properties", {}).values()
    yield from (schema[key] for key in ("items", "additionalProperties") if key in schema)
    yield from (branch for key in ("anyOf", "oneOf", "allOf") for branch in schema.get(key, ()))
    if "$ref" in schema:
        yield _resolved(top, schema)


def _resolved(top: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    found: Any = top
    for part in str(schema["$ref"]).removeprefix("#").strip("/").split("/"):
        found = found.get(part, {}) if isinstance(found, Mapping) else {}
    return found


def _values(top: Mapping[str, Any], schema: Any, tree: Tree, at: Pointer) -> Iterator[Value]:
    if not isinstance(schema, Mapping) or not tree:
        return
    if "$ref" in schema:
        schema = _resolved(top, schema)
    if "x-personal" in schema:
        yield from _scalars(schema, tree, at)
        return
    if isinstance(tree, dict):
        inner, extra = schema.get("properties", {}), schema.get("additionalProperties")
        for key, below in tree.items():
            field = inner.get(key, extra)
            # nearly every scalar is a plain field of its own: no walk for it
            if isinstance(below, str) and isinstance(field, Mapping) and _BRANCHES.isdisjoint(field):
                if below and "x-personal" in field:
                    yield Value((*at, key), field, below)
            else:
                yield from _values(top, field, below, (*at, key))
    elif isinstance(tree, list):
        for index, below in enumerate(tree):
            yield from _values(top, schema.get("items"), below, (*at, index))
    for key in ("anyOf", "oneOf", "allOf"):
        for branch in schema.get(key, ()):
            yield from _values(top, branch, tree, at)


def _scalars(schema: Mapping[str, Any], tree: Tree, at: Pointer) -> Iterator[Value]:
    """Yield the scalars at a personal field; a list or mapping in its place is wrong, and personal none the less."""
    if isinstance(tree, str):
        if tree:
            yield Value(at, schema, tree)
        return
    for step, below in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield from _scalars(schema, below, (*at, step))
