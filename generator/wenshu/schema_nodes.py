"""The fields of a schema, compiled: what shape each has, and where a format has to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from wenshu import schema_formats
from wenshu.model import Pointer

if TYPE_CHECKING:
    import jsonschema_rs


class Broken(Exception):
    """A schema that cannot be compiled: ``pointer`` into the schema, ``reason`` in English."""

    def __init__(self, pointer: Pointer, reason: str) -> None:
        super().__init__(reason)
        self.pointer = pointer
        self.reason = reason


@dataclass(slots=True)
class Node:
    """One field of a schema, compiled. ``shape``: text integer number boolean object array union any."""

    shape: str
    label: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict)
    format: str = ""
    props: dict[str, Node] = field(default_factory=dict)
    extra: Node | None = None
    items: Node | None = None
    branches: tuple[Node, ...] = ()
    plain: frozenset[str] = frozenset()
    """Keys of an object whose value is its text and nothing else."""
    formatted: tuple[str, ...] = ()
    """Keys of an object below which a format has to be read."""
    has_format: bool = False
    is_text: bool = False
    """A string without enum, format or reference, and not sealed: law 6 looks for it on paper and page."""

    def child(self, step: str | int) -> Node | None:
        """Return the node one step down, or None where the schema says nothing."""
        for node in (self, *self.branches):
            found = node.items if isinstance(step, int) else node.props.get(step, node.extra)
            if found is not None:
                return found
        return None


_SHAPES: Final = {"string": "text", "integer": "integer", "number": "number", "boolean": "boolean",
                  "object": "object", "array": "array", "null": "any"}


def compile_node(schema: Any, top: Mapping[str, Any], seen: dict[str, Node]) -> Node:
    """Compile one subschema; ``seen`` holds the references being or already compiled."""
    if not isinstance(schema, Mapping):
        return Node("any")
    reference = schema.get("$ref")
    if isinstance(reference, str):
        if reference not in seen:
            seen[reference] = Node("any")
            target = compile_node(_resolve(top, reference), top, seen)
            for name in Node.__slots__:
                setattr(seen[reference], name, getattr(target, name))
        return seen[reference]
    branches = schema.get("anyOf") or schema.get("oneOf")
    types = schema.get("type", "")
    label = str(schema.get("title", ""))
    if isinstance(types, list):
        branches = [{**schema, "type": one} for one in types if one != "null"]
    if branches and not isinstance(types, list) and "properties" in schema:
        branches = None  # alternatives of which fields are needed, not of what the value is
    if branches:
        nodes = tuple(compile_node(branch, top, seen) for branch in branches)
        return Node("union", label, schema, branches=nodes, has_format=True)
    shape = _SHAPES.get(str(types)) or _guessed(schema)
    node = Node(shape, label, schema, str(schema.get("format", "")))
    if shape == "object":
        _compile_object(node, schema, top, seen)
    elif shape == "array":
        node.items = compile_node(schema.get("items", {}), top, seen)
        node.has_format = node.items.has_format or node.items.shape == "any"
    elif shape == "text":
        node.has_format = node.format in schema_formats.FORMATS
        node.is_text = not node.format and schema.keys().isdisjoint(("x-ref", "enum", "const", "x-personal"))
    return node


def _guessed(schema: Mapping[str, Any]) -> str:
    if "properties" in schema or "additionalProperties" in schema:
        return "object"
    if "items" in schema:
        return "array"
    return "text" if {"enum", "const", "format", "pattern", "maxLength"} & set(schema) else "any"


def _compile_object(
    node: Node, schema: Mapping[str, Any], top: Mapping[str, Any], seen: dict[str, Node]
) -> None:
    for key, below in schema.get("properties", {}).items():
        node.props[key] = compile_node(below, top, seen)
    extra = schema.get("additionalProperties", True)
    if isinstance(extra, Mapping):
        node.extra = compile_node(extra, top, seen)
    node.plain = frozenset(key for key, below in node.props.items() if below.shape == "text")
    node.formatted = tuple(
        key for key, below in node.props.items() if below.has_format or below.shape == "any"
    )
    node.has_format = bool(node.formatted) or node.extra is not None


def _resolve(top: Mapping[str, Any], reference: str) -> Any:
    found: Any = top
    for part in reference.removeprefix("#").strip("/").split("/"):
        if not isinstance(found, Mapping) or part not in found:
            raise Broken((), f"the reference {reference} leads nowhere")
        found = found[part]
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A compiled schema, equal to itself alone. Not picklable (it holds the validator): workers are forked."""

    schema: Mapping[str, Any]
    root: Node
    validator: jsonschema_rs.Draft7Validator
    required_from: tuple[tuple[str, date], ...]
    """Top fields required only of papers dated from a day on (``x-required-from``)."""
    date_field: str

    def node(self, pointer: Pointer) -> Node | None:
        """Return the compiled field at ``pointer``, or None."""
        node: Node | None = self.root
        for step in pointer:
            if node is None:
                return None
            node = node.child(step)
        return node
