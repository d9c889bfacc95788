"""Read a schema file: the same reader as for records, its keywords typed by what they are.

A schema is typed by its own keywords, not by YAML: ``minLength: 1`` is a number, ``additionalProperties:
false`` a truth, an enum word ``是`` or ``yes`` stays text. So one reader, one set of findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from wenshu import schema_formats, yamlread
from wenshu.diagnostics import Code, Finding, Severity
from wenshu.model import Pointer, Tree

BROKEN: Final = Code(
    "SCH30", Severity.ERROR,
    "这个结构文件有误：{reason}", "this schema is broken: {reason}",
    "结构文件按 JSON Schema draft-07 书写，用 YAML 格式；请对照 schemas/ 里别的文件改正，或退回上一个版本。",
    "A schema is JSON Schema (draft-07) written as YAML: compare another file in schemas/, or go back one "
    "version.",
)
UNKNOWN_KEY: Final = Code(
    "SCH31", Severity.ERROR,
    "结构文件里不认识“{key}”", "the schema keyword {key!s} is not known",
    "{guess}这里可以用的 x- 项：{allowed}。", "{guess_en}x- keys allowed here: {allowed}.",
)
NO_LABEL: Final = Code(
    "SCH32", Severity.ERROR,
    "字段“{key}”没有写{lack}", "the field {key} has no {lack}",
    "每个字段都要有中文名 title 和英文名 x-en：界面、提示和纸面都用它。",
    "Every field has a Chinese label (title) and an English one (x-en): findings and pages use them.",
)
BAD_WORD: Final = Code(
    "SCH33", Severity.ERROR,
    "“{key}”不能写“{value}”", "{key} cannot be {value}",
    "可以写：{allowed}。", "Allowed: {allowed}.",
)
OPEN_OBJECT: Final = Code(
    "SCH34", Severity.ERROR,
    "“{key}”没有写 additionalProperties: false", "{key} does not say additionalProperties: false",
    "不写这一行，键入错的字段名就查不出来。请在 properties 旁边补上。",
    "Without it a mistyped field goes unnoticed. Add it beside properties.",
)

NO_FIELD: Final = Code(
    "SCH35", Severity.ERROR,
    "“{key}”写的字段“{value}”不在 properties 里", "{key} names the field {value}, which is not there",
    "请写 properties 里有的字段：{allowed}。", "Name a field of properties: {allowed}.",
)
SHAPE: Final = Code(
    "SCH36", Severity.ERROR,
    "“{key}”的写法不对", "{key} has the wrong shape",
    "应当写成：{wanted}。", "Write it as {wanted}.",
)

_NUMERIC: Final = frozenset({
    "minLength",
    "maxLength", "minItems", "maxItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
    "minProperties", "maxProperties", "x-order",
})
_TRUTH: Final = frozenset({"uniqueItems", "x-editions", "x-markdown", "x-printed"})
_PLAIN: Final = frozenset({
    "$schema", "$id", "$ref", "$comment", "title", "description", "type", "format", "pattern", "properties",
    "patternProperties", "propertyNames", "required", "items", "additionalItems", "additionalProperties",
    "definitions", "enum", "const", "default", "examples", "anyOf", "oneOf", "allOf", "not", "if", "then", "else",
    "contains", "dependencies",
}) | _NUMERIC | _TRUTH
_X_TOP: Final = frozenset({
    "x-en",
    "x-role",
    "x-class",
    "x-paper",
    "x-layouts",
    "x-template",
    "x-series",
    "x-series-field",
    "x-subject",
    "x-date", "x-dept", "x-author", "x-party", "x-chain", "x-editions", "x-order", "x-hint",
    "x-reserved", "x-person", "x-purposes", "x-cited",
})
_X_FIELD: Final = frozenset({
    "x-en",
    "x-ref",
    "x-kinds",
    "x-markdown",
    "x-printed",
    "x-class",
    "x-hint",
    "x-required-from",
    "x-en-enum",
    "x-personal",
    "x-mask",
})
REFS: Final = ("person", "dept", "post", "archive", "series", "record", "decision", "kind")
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "x-role": ("kind", "fact", "company"), "x-ref": REFS, "format": tuple(schema_formats.FORMATS),
    "type": ("string", "integer", "number", "boolean", "array", "object"),
}
_NAMES_FIELD: Final = ("x-subject", "x-date", "x-dept", "x-author", "x-party", "x-series-field", "x-person")
_MAPS: Final = frozenset({"properties", "definitions", "patternProperties"})
_LISTS: Final = frozenset({"anyOf", "oneOf", "allOf"})
_ONE: Final = frozenset(
    {"items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"}
)


def read(path: str, data: bytes) -> tuple[Mapping[str, Any] | None, tuple[Finding, ...]]:
    """Read one schema file; None where it cannot be used. Never raises for what a person typed."""
    tree, findings = yamlread.read(path, data)
    if tree is None:
        return None, findings
    schema = _subschema(tree)
    known: Mapping[Pointer, tuple[int, int]] = {}
    usable = True
    for pointer, code, values in problems(schema):
        known = known or yamlread.places(data)
        findings += (code.at(yamlread.nearest(path, known, pointer), None, **values),)
        usable = usable and code is not SHAPE
    return (schema if usable else None), findings


def _subschema(tree: Tree) -> Any:
    """Return a subschema with its keywords typed."""
    if tree in ("true", "false"):
        return tree == "true"
    if not isinstance(tree, dict):
        return tree
    return {key: _keyword(key, value, str(tree.get("type", ""))) for key, value in tree.items()}


def _keyword(key: str, value: Tree, kind: str) -> Any:
    if key in _MAPS and isinstance(value, dict):
        return {name: _subschema(below) for name, below in value.items()}
    if key in _LISTS and isinstance(value, list):
        return [_subschema(below) for below in value]
    if key in _ONE:
        return _subschema(value)
    if isinstance(value, str):
        if key in _TRUTH:
            return {"true": True, "false": False}.get(value, value)
        if key in _NUMERIC:
            return _number(value)
    if key in ("const", "default", "enum", "examples"):
        return [_of_kind(one, kind) for one in value] if isinstance(value, list) else _of_kind(value, kind)
    return value


def _of_kind(value: Tree, kind: str) -> Any:
    if not isinstance(value, str):
        return value
    if kind in ("integer", "number"):
        return _number(value)
    truth = {"true": True, "false": False}
    # a const of an ``if`` stands without its type: true and false are truths there
    return truth.get(value, value) if kind in ("boolean", "") else value


def _number(text: str) -> Any:
    whole = schema_formats.integer(text)
    if whole is not None:
        return whole
    value = schema_formats.number(text)
    return text if value is None else float(value)


_Problem = tuple[Pointer, Code, dict[str, str]]


def problems(schema: Any, at: Pointer = (), is_field: bool = True) -> Iterator[_Problem]:
    """Give what is wrong in a schema beyond JSON Schema itself: keywords, labels, closed objects."""
    if not isinstance(schema, Mapping):
        return
    yield from _words(schema, at)
    yield from _shapes(schema, at)
    if not at:
        yield from _named_fields(schema)
    if is_field and "$ref" not in schema:
        yield from _labels(schema, at)
    if "properties" in schema and is_field and "additionalProperties" not in schema:
        yield (*at, "properties"), OPEN_OBJECT, {"key": str(at[-1]) if at else "最外层"}
    for key, below in schema.items():
        if key == "properties" and isinstance(below, Mapping):
            for name, one in below.items():
                yield from problems(one, (*at, key, name), is_field)
        elif key == "definitions" and isinstance(below, Mapping):
            for name, one in below.items():
                yield from problems(one, (*at, key, name), False)
        elif key in _LISTS and isinstance(below, list):
            for index, one in enumerate(below):
                yield from problems(one, (*at, key, index), False)
        elif key in _ONE:
            yield from _below(below, (*at, key), is_field and key in ("items", "additionalProperties"))


def _shapes(schema: Mapping[str, Any], at: Pointer) -> Iterator[_Problem]:
    for key, value in schema.items():
        wanted, fits = _SHAPES.get(key, ("", _is_text))
        if wanted and not fits(value):
            yield (*at, key), SHAPE, {"key": key, "wanted": wanted}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())


def _is_chain(value: Any) -> bool:
    return isinstance(value, list) and all(_is_texts(one) and {*one} == {"step", "post"} for one in value)


def _is_conditions(value: Any) -> bool:
    return isinstance(value, list) and all(_is_when(when) for when in value)


def _is_rules(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, Mapping) and {*one} == {"when", "use"}
        and _is_text(one["use"]) and _is_when(one["when"])
        for one in value
    )


def _is_when(value: Any) -> bool:
    return isinstance(value, Mapping) and all(_is_text(one) or _is_list(one) for one in value.values())


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


_TEXTS: Final = (
    "title", "x-en", "x-hint", "x-class", "x-paper", "x-series", "x-ref", "x-role", "x-required-from",
    "format", "x-personal", "x-mask", "x-reserved", *_NAMES_FIELD,
)
_SHAPES: Final[Mapping[str, tuple[str, Callable[[Any], bool]]]] = {
    **dict.fromkeys(_TEXTS, ("一段文字", _is_text)),
    "x-layouts": ("{版式: 模板, …}", _is_texts),
    "x-template": ("[{when: {字段: 值}, use: 模板}, …]", _is_rules),
    "x-chain": ("[{step: 步骤, post: 岗位}, …]", _is_chain),
    "x-kinds": ("[种类, …]", _is_list),
    "x-purposes": ("[用途, …]", _is_list),
    "x-cited": ("{as: 称呼, name: 字段, sex: 字段}", _is_texts),
    "x-order": ("整数", lambda value: isinstance(value, int)),
    **dict.fromkeys(sorted(_TRUTH), ("true 或 false", lambda value: isinstance(value, bool))),
    "x-editions": ("true，或 [{字段: [值, …]}, …]", lambda value: isinstance(value, bool) or _is_conditions(value)),
    "properties": ("{字段: {…}, …}", lambda value: isinstance(value, Mapping)),
}
"""How the keywords that we read ourselves are written; JSON Schema sees to the rest."""


def _named_fields(schema: Mapping[str, Any]) -> Iterator[_Problem]:
    fields = schema.get("properties", {})
    if not isinstance(fields, Mapping):
        return
    for key in _NAMES_FIELD:
        if key in schema and str(schema[key]) not in fields:
            yield (key,), NO_FIELD, {"key": key, "value": str(schema[key]), "allowed": "、".join(fields)}


def _below(schema: Any, at: Pointer, is_field: bool) -> Iterator[_Problem]:
    """Items and values of a mapping need no label of their own; what they hold does."""
    for pointer, code, values in problems(schema, at, is_field):
        if pointer[: len(at)] == at and code is NO_LABEL and len(pointer) == len(at):
            continue
        yield pointer, code, values


def _labels(schema: Mapping[str, Any], at: Pointer) -> Iterator[_Problem]:
    for key in ("title", "x-en"):
        if not schema.get(key):
            yield at, NO_LABEL, {"key": str(at[-1]) if at else "最外层", "lack": key}


def _words(schema: Mapping[str, Any], at: Pointer) -> Iterator[_Problem]:
    allowed = _X_FIELD if at else _X_TOP
    for key, value in schema.items():
        if key not in _PLAIN and key not in allowed:
            near = get_close_matches(key, sorted(allowed | _PLAIN), 1)
            yield (*at, key, "#key"), UNKNOWN_KEY, {
                "key": key, "allowed": "、".join(sorted(allowed)),
                "guess": f"是不是“{near[0]}”？" if near else "",
                "guess_en": f"Did you mean {near[0]}? " if near else "",
            }
        words = _WORDS.get(key)
        for one in value if isinstance(value, list) else (value,):
            if words and isinstance(one, str) and one not in words:
                yield (*at, key), BAD_WORD, {"key": key, "value": one, "allowed": "、".join(words)}
