"""The scalars of a typed value, each with the schema of its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .model import Pointer

Leaf = tuple[Pointer, Mapping[str, Any], Any]


def leaves(schema: Mapping[str, Any], value: Any, pointer: Pointer = ()) -> Iterator[Leaf]:
    """Yield (pointer, field schema, value) of every scalar of a typed value, in schema order."""
    found: list[Leaf] = []
    _collect(schema, value, pointer, found)
    return iter(found)


def _collect(schema: Mapping[str, Any], value: Any, pointer: Pointer, found: list[Leaf]) -> None:
    # asked for every record by page after page: most values are texts, and a list costs less than nested generators
    if isinstance(value, str):
        found.append((pointer, schema, value))
    elif isinstance(value, Mapping):
        properties = schema.get("properties", {})
        for key, inner in properties.items():
            if key in value:
                _collect(inner, value[key], (*pointer, key), found)
        others = schema.get("additionalProperties")
        if isinstance(others, Mapping):
            for key in value:
                if key not in properties:
                    _collect(others, value[key], (*pointer, key), found)
    elif isinstance(value, tuple):
        items = schema.get("items", {})
        for i, item in enumerate(value):
            _collect(items, item, (*pointer, i), found)
    else:
        found.append((pointer, schema, value))
