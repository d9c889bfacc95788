"""Turn a tree of texts into typed values by a JSON Schema (draft-07), and say all that does not fit.

One schema is compiled once (:func:`compile`) into converters and a jsonschema-rs validator; one record
costs one walk and one validation. The error texts are our own (:mod:`wenshu.schema_words`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import jsonschema_rs

from wenshu import schema_errors, schema_formats, schema_words
from wenshu.diagnostics import Finding
from wenshu.model import Pointer, RawRecord, Tree
from wenshu.schema_nodes import Broken, Compiled, Node, compile_node

GAPS: Final = schema_words.GAPS
"""Ids of the findings that are gaps of a draft (something is still missing): a warning there."""

__all__ = ["GAPS", "Broken", "Compiled", "Node", "compile", "content_hash", "text_strings", "typed"]

def compile(schema: Mapping[str, Any]) -> Compiled:
    """Compile one schema.

    Raises:
        Broken: it is no JSON Schema of draft-07, or a reference in it leads nowhere.
    """
    try:
        validator = jsonschema_rs.Draft7Validator(
            dict(schema), validate_formats=False, offline=True, pattern_options=jsonschema_rs.RegexOptions()
        )
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        raise Broken(tuple(getattr(error, "instance_path", ())), str(error).split("\n", 1)[0]) from None
    root = compile_node(schema, schema, {})
    if root.shape != "object":
        raise Broken((), "the top of a schema describes an object with properties")
    late = tuple(
        (key, since)
        for key, node in root.props.items()
        if (since := schema_formats.day(str(node.schema.get("x-required-from", "")))) is not None
    )
    return Compiled(schema, root, validator, late, str(schema.get("x-date", "")))


def typed(compiled: Compiled, raw: RawRecord) -> tuple[Mapping[str, Any], tuple[Finding, ...]]:
    """Type a record's values and tell everything that does not fit.

    Returns:
        The values (see :class:`wenshu.model.Record`): absent and empty fields are not in it, nor are
        fields that did not fit; and the findings, each at its line and column.
    """
    values = _object(compiled.root, raw.tree)
    ok = compiled.validator.is_valid(values)
    wrong: list[tuple[Pointer, str, Any]] = []
    if compiled.root.has_format:
        _formats(compiled.root, values, (), wrong)
    missing = _late(compiled, values) if compiled.required_from else ()
    if ok and not wrong and not missing:
        return values, ()
    return schema_errors.explain(compiled, raw, _object(compiled.root, raw.tree), values, wrong, missing)


def _late(compiled: Compiled, values: Mapping[str, Any]) -> tuple[str, ...]:
    on = values.get(compiled.date_field)
    return tuple(
        key for key, since in compiled.required_from
        if key not in values and not (isinstance(on, date) and on < since)
    )


def _object(node: Node, tree: Mapping[str, Tree]) -> dict[str, Any]:
    """Return the object with its scalars typed, days and times still as text, empty fields left out."""
    values: dict[str, Any] = {}
    plain, props = node.plain, node.props
    for key, below in tree.items():
        if not below:
            continue
        if key in plain:
            values[key] = below
            continue
        child = props.get(key, node.extra)
        value = below if child is None else _value(child, below)
        if value is not None:
            values[key] = value
    return values


def _value(node: Node, tree: Tree) -> Any:
    """Return the typed value, the tree itself where it does not fit, None where nothing is filled in."""
    shape = node.shape
    if isinstance(tree, str):
        return _either(node, tree) if shape == "union" else _scalar(shape, tree)
    if shape == "union":
        want = "object" if isinstance(tree, dict) else "array"
        node = next((branch for branch in node.branches if branch.shape == want), node)
        shape = node.shape
    if isinstance(tree, dict):
        return (_object(node, tree) if shape == "object" else tree) or None
    if shape != "array" or node.items is None:
        return tuple(tree) if shape == "any" else tree
    items = node.items
    if items.shape == "text":
        return tuple(one for one in tree if one) or None
    return tuple(value for one in tree if one and (value := _value(items, one)) is not None) or None


_PARSERS: Final = {"integer": schema_formats.integer, "number": schema_formats.number,
                   "boolean": schema_formats.boolean}


def _scalar(shape: str, text: str) -> Any:
    parser = _PARSERS.get(shape)
    value = parser(text) if parser is not None else None
    return text if value is None else value


def _either(node: Node, text: str) -> Any:
    """Return the text typed by the first branch that reads it."""
    for branch in node.branches:
        if branch.shape == "text":
            return text
        if branch.shape in _PARSERS:
            value = _PARSERS[branch.shape](text)
            if value is not None:
                return value
    return text


def _formats(node: Node, values: dict[str, Any], at: Pointer, wrong: list[tuple[Pointer, str, Any]]) -> None:
    """Read days, times, numbers of telephones … in place; what does not fit is noted in ``wrong``."""
    for key in node.formatted if node.extra is None else tuple(values):
        value = values.get(key)
        child = node.props.get(key, node.extra)
        if value is not None and child is not None and child.has_format:
            values[key] = _format(child, value, (*at, key), wrong)


def _format(node: Node, value: Any, at: Pointer, wrong: list[tuple[Pointer, str, Any]]) -> Any:
    if node.shape == "union":
        return _format_either(node, value, at, wrong)
    if isinstance(value, str):
        if not node.format or node.format not in schema_formats.FORMATS:
            return value
        read = schema_formats.FORMATS[node.format](value)
        if read is None:
            wrong.append((at, node.format, value))
            return value
        return read
    if isinstance(value, dict) and node.shape == "object":
        _formats(node, value, at, wrong)
    elif isinstance(value, tuple) and node.items is not None and node.items.has_format:
        items = node.items
        return tuple(_format(items, one, (*at, index), wrong) for index, one in enumerate(value))
    return value


def _format_either(node: Node, value: Any, at: Pointer, wrong: list[tuple[Pointer, str, Any]]) -> Any:
    """Read the value by the first branch that takes it; a text that no branch takes is noted."""
    free = not isinstance(value, str)
    for branch in node.branches:
        if not isinstance(value, str):
            if branch.shape == ("object" if isinstance(value, dict) else "array"):
                return _format(branch, value, at, wrong)
        elif value in branch.schema.get("enum", ()) or value == branch.schema.get("const"):
            return value
        elif branch.format in schema_formats.FORMATS:
            read = schema_formats.FORMATS[branch.format](value)
            if read is not None:
                return read
        else:
            free = free or not {"enum", "const"} & set(branch.schema)
    if not free:
        wrong.append((at, "", value))
    return value


def content_hash(kind: str, tree: Mapping[str, Tree]) -> str:
    """Return ``v1:`` + sha256 of the canonical JSON of a record (life.md, Content hash).

    The JSON is ``{"kind": …, "record": …}`` in UTF-8: every scalar its text as read, keys sorted by code
    point, no blanks, nothing normalised, no character escaped beyond what JSON demands. So comments, key
    order, quoting and line ends do not count; ``|`` against ``|-`` does, for it changes the text.
    """
    whole = {"kind": kind, "record": tree}
    told = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "v1:" + hashlib.sha256(told.encode("utf-8")).hexdigest()


def text_strings(compiled: Compiled, values: Mapping[str, Any]) -> Iterator[tuple[Pointer, str]]:
    """Give every string that law 6 looks for: text fields without enum, format or reference."""
    yield from _texts(compiled.root, values, ())


def _texts(node: Node, value: Any, at: Pointer) -> Iterator[tuple[Pointer, str]]:
    if isinstance(value, str):
        if node.is_text or any(branch.is_text for branch in node.branches):
            yield at, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            child = node.child(key)
            if child is not None:
                yield from _texts(child, one, (*at, key))
    elif isinstance(value, tuple):
        child = node.child(0)
        if child is not None:
            for index, one in enumerate(value):
                yield from _texts(child, one, (*at, index))
