"""Turn every error of a record against its schema into a finding at its line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from wenshu import schema_formats, schema_words, yamlread
from wenshu.diagnostics import Code, Finding, Place
from wenshu.model import Pointer, RawRecord
from wenshu.schema_labels import guess, label, unknown

if TYPE_CHECKING:
    from wenshu.schema_nodes import Compiled, Node

_Told = tuple[Pointer, Code, dict[str, object]]
"""Where, what, and the values of its texts."""

KEPT: Final = frozenset(
    {"required", "additionalProperties", "minItems", "maxItems", "uniqueItems", "minProperties",
     "maxProperties", "dependencies", "propertyNames", "if", "not", "contains"}
)
"""Errors about a whole that leave its parts good."""


def explain(
    compiled: Compiled, raw: RawRecord, instance: dict[str, Any], values: dict[str, Any],
    wrong: Iterable[tuple[Pointer, str, Any]], missing: Iterable[str],
) -> tuple[Mapping[str, Any], tuple[Finding, ...]]:
    """Return the values that fit, and a finding for everything that does not.

    Args:
        instance: the tree as the validator saw it; days and times are text in it.
        values: the typed values, mended in place: what did not fit is taken out.
        wrong: (pointer, format, text) of scalars that their format refused.
        missing: top fields required since a day (``x-required-from``).
    """
    told: list[_Told] = []
    bad: set[Pointer] = set()
    error: Any  # the kinds of error differ in what they carry
    for error in compiled.validator.iter_errors(instance):
        at = tuple(error.instance_path)
        name = error.kind.name
        if name not in KEPT:
            bad.add(at)
        elif name == "additionalProperties":
            bad.update((*at, key) for key in error.kind.unexpected)
        told.extend(_error(compiled, at, name, error))
    for at, form, text in wrong:
        if at not in bad:
            bad.add(at)
            told.append(_format(form, at, str(text)) if form else _either(at, compiled.node(at), text))
    told.extend(((), schema_words.MISSING, {"key": key}) for key in missing)
    for at in sorted(bad, key=lambda p: [(isinstance(s, str), s) for s in p], reverse=True):
        _take_out(values, at)
    known = yamlread.places(raw.data)
    return values, tuple(_finding(compiled, raw, known, *one) for one in told)


def _finding(
    compiled: Compiled, raw: RawRecord, known: Mapping[Pointer, tuple[int, int]], at: Pointer, code: Code,
    values: dict[str, object],
) -> Finding:
    """Put the label, the help text of the field and the place to what is wrong."""
    about = (*at, str(values["key"])) if code in (schema_words.MISSING, schema_words.UNKNOWN) else at
    node = compiled.node(about)
    hint = str(node.schema.get("x-hint", "")) if node is not None else ""
    settled = yamlread.settle(raw.tree, at)
    if code is schema_words.UNKNOWN:
        settled = (*settled, str(values["key"]), yamlread.MARK_KEY)
    place = yamlread.nearest(raw.path, known, settled)
    if code is schema_words.MISSING and not at:
        place = Place(raw.path, *known.get((), (1, 1)))
    filled: dict[str, object] = {
        "label": label(compiled, about, "zh"), "label_en": label(compiled, about, "en"),
        "tip": f"说明：{hint}。" if hint else "", "tip_en": f"({hint})" if hint else "",
        "guess": "", "guess_en": "",
    }
    if hint:
        values = {key: value for key, value in values.items() if key not in ("tip", "tip_en")}
    return code.at(place, None, **{**filled, **values})


def _error(compiled: Compiled, at: Pointer, name: str, error: Any) -> Iterator[_Told]:
    node = compiled.node(at)
    if name == "required":
        yield at, schema_words.MISSING, {"key": error.kind.property}
    elif name == "additionalProperties":
        for key in error.kind.unexpected:
            yield at, schema_words.UNKNOWN, unknown(compiled, node, key)
    elif name == "type":
        yield _type(at, node, error)
    elif name in ("enum", "const"):
        yield _word(at, node, error)
    elif name in ("anyOf", "oneOf", "oneOfNotValid", "oneOfMultipleValid"):
        yield _either(at, node, error.instance)
    elif name in _SIMPLE:
        code, values = _SIMPLE[name](error)
        yield at, code, values
    else:
        yield at, schema_words.RULE, {"what": _RULES.get(name, "与结构文件不符"), "what_en": error.message}


def _lengths(code: Code) -> Callable[[Any], tuple[Code, dict[str, object]]]:
    def values(error: Any) -> tuple[Code, dict[str, object]]:
        length, limit = len(error.instance), error.kind.limit
        return code, {"length": length, "limit": limit, "over": abs(length - limit)}

    return values


def _range(zh: str, en: str) -> Callable[[Any], tuple[Code, dict[str, object]]]:
    def values(error: Any) -> tuple[Code, dict[str, object]]:
        limit = getattr(error.kind, "limit", None)
        limit = error.kind.value if limit is None else limit
        wanted = {"wanted": f"{zh} {limit}", "wanted_en": f"{en} {limit}"}
        return schema_words.RANGE, {"value": error.instance, **wanted}

    return values


def _pattern(error: Any) -> tuple[Code, dict[str, object]]:
    pattern = error.kind.pattern
    return schema_words.PATTERN, {
        "value": _short(error.instance), "tip": f"规定的式样：{pattern}", "tip_en": f"Pattern: {pattern}",
    }


_SIMPLE: Final[Mapping[str, Callable[[Any], tuple[Code, dict[str, object]]]]] = {
    "maxLength": _lengths(schema_words.LONG), "minLength": _lengths(schema_words.SHORT),
    "minItems": _lengths(schema_words.FEW), "maxItems": _lengths(schema_words.MANY),
    "minProperties": _lengths(schema_words.FEW), "maxProperties": _lengths(schema_words.MANY),
    "uniqueItems": lambda error: (schema_words.TWICE, {}), "pattern": _pattern,
    "minimum": _range("不能小于", "it cannot be below"), "maximum": _range("不能大于", "it cannot be above"),
    "exclusiveMinimum": _range("必须大于", "it must be above"),
    "exclusiveMaximum": _range("必须小于", "it must be below"),
    "multipleOf": _range("必须是它的倍数：", "it must be a multiple of"),
}
_RULES: Final[Mapping[str, str]] = {
    "falseSchema": "这种情况下不写这一项", "not": "出现了不允许的写法", "contains": "缺少必须有的一项",
    "dependencies": "写了一项，与它相连的另一项没有写",
}


def _type(at: Pointer, node: Node | None, error: Any) -> _Told:
    value = error.instance
    shape = node.shape if node is not None else "any"
    wanted, wanted_en = schema_words.SHAPES[shape]
    if isinstance(value, str) and shape in ("integer", "number"):
        meant = _digits(value, shape)
        return at, schema_words.NUMBER, {"value": value, "wanted": wanted, "wanted_en": wanted_en, **meant}
    if isinstance(value, str) and shape == "boolean":
        return at, schema_words.TRUTH, {"value": value}
    found, found_en = schema_words.FOUND[type(value).__name__]
    other = ("照同类文件的写法。", "as in another record of this kind.")
    advice, advice_en = schema_words.ADVICE.get(shape, other)
    if shape in ("integer", "number", "boolean"):
        wanted = f"写{wanted}"
    return at, schema_words.SHAPE, {
        "wanted": wanted, "wanted_en": wanted_en, "found": found, "found_en": found_en,
        "advice": advice, "advice_en": advice_en,
    }


def _digits(value: str, shape: str) -> dict[str, object]:
    narrow = re.sub(r"[,，\s]", "", value.translate(schema_formats.NARROW)).replace("．", ".")
    found = re.match(r"[+-]?[0-9]+(\.[0-9]+)?", narrow)
    numeral = re.match("[零一二两三四五六七八九十](?![零一二两三四五六七八九十百千万])", value)
    text = found[0] if found else ""
    if numeral:
        text = str("零一二三四五六七八九十".index(numeral[0].replace("两", "二")))
    return guess(text if text and (shape == "number" or "." not in text) else "")


def _word(at: Pointer, node: Node | None, error: Any) -> _Told:
    options = getattr(error.kind, "options", None)
    allowed = [error.kind.expected_value] if options is None else list(options)
    words = [str(word) for word in allowed]
    value = str(error.instance)
    near = get_close_matches(value.strip(), words, 1, 0.4)
    near = near or [word for word in words if word in value or value in word][:1]
    return at, schema_words.WORD, {
        "value": _short(value), "allowed": "、".join(words), **guess(near[0] if near else "")
    }


def _either(at: Pointer, node: Node | None, typed: Any) -> _Told:
    told: list[tuple[str, str]] = []
    words: list[str] = []
    for branch in node.branches if node is not None else ():
        enum = [str(word) for word in branch.schema.get("enum", ())]
        words += enum
        if enum:
            told.append(("、".join(enum), ", ".join(enum)))
        else:
            told.append(schema_words.SAMPLES.get(branch.format) or schema_words.SHAPES[branch.shape])
    if not told:
        return at, schema_words.RULE, {
            "what": "缺少必须有的一项，或几项不能同时写",
            "what_en": "something is missing, or excludes something else",
        }
    value = str(typed) if isinstance(typed, str | int) else "…"
    near = get_close_matches(value, words, 1, 0.5) or [schema_formats.guess_date(value)]
    return at, schema_words.EITHER, {
        "value": _short(value), "allowed": "；或".join(zh for zh, _ in told),
        "allowed_en": "; or ".join(en for _, en in told), **guess(near[0]),
    }


def _format(form: str, at: Pointer, text: str) -> _Told:
    code = schema_words.FORMATS[form]
    meant = ""
    if form == "date":
        meant = schema_formats.guess_date(text)
        if not meant and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            code, meant = schema_words.NO_SUCH_DAY, _last_day(text)
    elif form == "time":
        meant = schema_formats.guess_time(text)
    elif form == "date-time":
        on = schema_formats.guess_date(text)
        clock = schema_formats.guess_time(re.sub(r"^.*?[日号T ]|^[0-9]{4}-[0-9]+-[0-9]+", "", text))
        meant = f"{on} {clock}" if on and clock else ""
    return at, code, {"value": _short(text), **guess(meant)}


def _last_day(text: str) -> str:
    """Return the last day of the month that was meant, for a day beyond its end."""
    year, month, day = (int(part) for part in text.split("-"))
    if not (1 <= month <= 12 and 28 < day <= 31 and year):
        return ""
    return next(t for d in range(31, 27, -1) if schema_formats.day(t := f"{year:04}-{month:02}-{d:02}"))


def _short(text: object) -> str:
    told = str(text).replace("\n", "⏎")
    return told if len(told) <= 40 else told[:39] + "…"


def _take_out(values: Any, at: Pointer) -> None:
    """Take a value that did not fit out of the typed values; in a list the rest moves up."""
    trail: list[Any] = [values]
    for step in at[:-1]:
        inner = trail[-1]
        try:
            trail.append(inner[step])
        except (KeyError, IndexError, TypeError):
            return
    if not at:
        return
    changed: Any = trail[-1]
    if isinstance(changed, dict):
        changed.pop(at[-1], None)
    elif isinstance(changed, tuple) and isinstance(at[-1], int):
        _put(trail, at[:-1], changed[: at[-1]] + changed[at[-1] + 1 :])


def _put(trail: list[Any], at: Pointer, value: Any) -> None:
    """Replace the value at ``at`` by another, up through tuples to the mapping that holds them."""
    for depth in range(len(at) - 1, -1, -1):
        holder = trail[depth]
        step: Any = at[depth]
        if isinstance(holder, dict):
            holder[step] = value
            return
        value = (*holder[:step], value, *holder[step + 1 :])
