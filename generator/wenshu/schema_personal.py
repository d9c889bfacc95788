"""Fields that hold personal values (``x-personal: <purpose>``): what their schema says of the clear text.

In a record such a field holds a sealed scalar. So its schema is loosened to a text, what it said stays as
``x-clear`` for whoever seals, and a kind with such fields has ``seals``: purpose → public half of the key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SEALS: Mapping[str, Any] = {
    "title": "封存公钥", "x-en": "Seals", "type": "object", "x-printed": False,
    "additionalProperties": {"type": "string", "pattern": "^age1[02-9ac-hj-np-z]{58}$", "x-printed": False},
}  # fmt: skip
_OF_CLEAR = frozenset({"format", "pattern", "enum", "const", "minLength", "maxLength", "minimum", "maximum"})
_MAPS = frozenset({"properties", "definitions", "patternProperties"})


def loosened(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a schema in which personal fields take sealed scalars; one without such fields as it is."""
    told: Mapping[str, Any] = _loosened(schema)
    if told == schema or schema.get("x-role", "kind") != "kind":
        return told
    return {**told, "properties": {**told["properties"], "seals": SEALS}}


def _loosened(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_loosened(one) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "x-personal" in schema:
        kept = {key: value for key, value in schema.items() if key not in _OF_CLEAR}
        clear = {key: value for key, value in schema.items() if key in _OF_CLEAR or key == "type"}
        mask = schema.get("x-mask") or schema.get("format", "")
        return {**kept, "type": "string", "x-mask": mask, "x-clear": clear}
    return {
        key: {name: _loosened(one) for name, one in below.items()}
        if key in _MAPS and isinstance(below, Mapping)
        else _loosened(below)
        for key, below in schema.items()
    }
