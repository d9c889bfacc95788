"""What is left out of a record for a reader who may see the rest of it: fields and items of lists.

Generic over schemas, so a later kind falls under it without an edit: a field says ``x-class`` in its schema, an
item of a list (or an object) states a ``class`` of its own. Works on typed values and on trees of texts alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from .model import EMPTY, Pointer

LEFT_OUT = "（不在发送范围）"
"""What stands in an item that was left out; the item keeps its place and number."""

Seen = Callable[[str, Mapping[str, Any], Any], bool]
"""Says of a class, and of the part's schema and value (whose departments may matter), whether it may be seen."""


def parted(schema: Any) -> bool:
    """Say whether records of a schema may have parts with a class of their own."""
    if isinstance(schema, list):
        return any(parted(one) for one in schema)
    if not isinstance(schema, Mapping):
        return False
    below = [
        inner
        for key, inner in schema.get("properties", {}).items()
        if isinstance(inner, Mapping)
    ] + [schema[key] for key in ("items", "additionalProperties") if isinstance(schema.get(key), Mapping)]
    return any("x-class" in inner or "class" in inner.get("properties", {}) or parted(inner) for inner in below)


def shear(
    schema: Mapping[str, Any], values: Mapping[str, Any], seen: Seen
) -> tuple[Mapping[str, Any], tuple[Pointer, ...]]:
    """Return the values without what may not be seen, and the way to each part left out.

    A field goes; an item of a list keeps its place with :data:`LEFT_OUT` in it. Values of which nothing is left
    out are returned as they are.
    """
    left: list[Pointer] = []
    shorn = _object(schema, values, seen, (), left)
    return (shorn, tuple(left)) if left else (values, ())


def _object(schema: Mapping[str, Any], values: Mapping[str, Any], seen: Seen, at: Pointer, left: list[Pointer]) -> Any:
    found = {}
    properties, others = schema.get("properties", EMPTY), schema.get("additionalProperties")
    for key, value in values.items():
        field = properties.get(key) or (others if isinstance(others, Mapping) else EMPTY)
        if _kept(field, value, seen):
            found[key] = _value(field, value, seen, (*at, key), left)
        else:
            left.append((*at, key))
    return found


def _kept(field: Mapping[str, Any], value: Any, seen: Seen) -> bool:
    """Say whether a value may be seen as a whole: its field and the items of its list, and it itself if it says so."""
    stated = [field.get("x-class"), field.get("items", EMPTY).get("x-class")]
    if isinstance(value, Mapping) and "class" in field.get("properties", EMPTY):
        stated.append(value.get("class"))
    return all(seen(str(class_), field, value) for class_ in stated if class_)


def _value(field: Mapping[str, Any], value: Any, seen: Seen, at: Pointer, left: list[Pointer]) -> Any:
    if isinstance(value, Mapping):
        return _object(field, value, seen, at, left)
    if isinstance(value, tuple | list):
        items = field.get("items", EMPTY)
        return type(value)(_item(items, item, seen, (*at, i), left) for i, item in enumerate(value))
    return value


def _item(schema: Mapping[str, Any], item: Any, seen: Seen, at: Pointer, left: list[Pointer]) -> Any:
    if not isinstance(item, Mapping):
        return _value(schema, item, seen, at, left)
    class_ = str(item.get("class") or "")
    if class_ and "class" in schema.get("properties", EMPTY) and not seen(class_, schema, item):
        left.append(at)
        return {**_blank(schema), "class": class_}
    return _object(schema, item, seen, at, left)


def _blank(schema: Mapping[str, Any]) -> dict[str, str]:
    """Return the item that keeps the place of one left out: it says so where its first text stood."""
    required = frozenset(schema.get("required", ()))
    texts = [key for key, field in schema.get("properties", EMPTY).items() if key != "class" and _words(field)]
    first = next((key for key in texts if key in required), texts[0] if texts else "")
    return {first: LEFT_OUT} if first else {}


def _words(field: Mapping[str, Any]) -> bool:
    named = ("enum", "format", "x-ref", "x-personal", "x-markdown", "pattern")
    return field.get("type") == "string" and not any(key in field for key in named)


def classes(schema: Mapping[str, Any], value: Any, left: Iterable[Pointer], at: Pointer = ()) -> Iterator[str]:
    """Yield the classes of the parts that a record holds, those of parts left out excepted."""
    if isinstance(value, Mapping):
        for key, field in schema.get("properties", EMPTY).items():
            if key in value:
                yield from (str(told["x-class"]) for told in (field, field.get("items", EMPTY)) if "x-class" in told)
                yield from classes(field, value[key], left, (*at, key))
        if at and "class" in schema.get("properties", EMPTY) and value.get("class") and at not in left:
            yield str(value["class"])
    elif isinstance(value, tuple | list):
        for i, item in enumerate(value):
            yield from classes(schema.get("items", EMPTY), item, left, (*at, i))


def labels(schema: Mapping[str, Any], left: Iterable[Pointer]) -> Iterator[str]:
    """Yield what each part left out is called: 议题2, 议定事项1, 联系人2·电话."""
    for pointer in left:
        words: list[str] = []
        at: Mapping[str, Any] = schema
        for part in pointer:
            if isinstance(part, int):
                at = at.get("items", EMPTY)
                words[-1] += str(part + 1)
            else:
                others = at.get("additionalProperties")
                at = at.get("properties", EMPTY).get(part) or (others if isinstance(others, Mapping) else EMPTY)
                words.append(str(at.get("title", part)))
        yield "·".join(words)


def parts(record: Iterable[Pointer], pointer: Pointer) -> bool:
    """Say whether a place lies in one of the parts left out."""
    return any(pointer[: len(part)] == part for part in record)
