"""What the clear text of a sealed value must look like; whoever is told why it does not never sees it repeated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from . import schema_formats
from .schema_words import SAMPLES


def problem(field: Mapping[str, Any], text: str) -> tuple[str, str] | None:
    """Return why a clear text cannot be what its field asks for (Chinese, English), or None.

    Args:
        field: the loosened schema: what it said of the clear text stands under ``x-clear``.
    """
    told: Mapping[str, Any] = field.get("x-clear", {})
    form = str(told.get("format", ""))
    if form in schema_formats.FORMATS and schema_formats.FORMATS[form](text) is None:
        return f"写法不对，应是{SAMPLES[form][0]}，用半角", f"it should be {SAMPLES[form][1]}, in plain ASCII"
    kind = str(told.get("type", "string"))
    if kind in _PARSERS and _PARSERS[kind](text) is None:
        return "应当是数字或是否", f"it should be of type {kind}"
    if "pattern" in told and not re.search(str(told["pattern"]), text):
        return "写法不合规定", "it does not match its pattern"
    allowed = told.get("enum", [told["const"]] if "const" in told else None)
    if allowed is not None and text not in [str(one) for one in allowed]:
        return f"只能写 {'、'.join(str(one) for one in allowed)}", "it is none of the words allowed"
    return _size(told, kind, text) or _check_digit(field, text)


_PARSERS: Final = {
    "integer": schema_formats.integer, "number": schema_formats.number, "boolean": schema_formats.boolean,
}  # fmt: skip


def _size(told: Mapping[str, Any], kind: str, text: str) -> tuple[str, str] | None:
    most, least = told.get("maxLength"), told.get("minLength")
    if isinstance(most, int) and len(text) > most:
        return f"最多 {most} 个字", f"at most {most} characters"
    if isinstance(least, int) and len(text) < least:
        return f"至少要 {least} 个字", f"at least {least} characters"
    number = schema_formats.number(text) if kind in ("integer", "number") else None
    if number is not None and not told.get("minimum", number) <= number <= told.get("maximum", number):
        return "数值超出范围", "the number is out of range"
    return None


def _check_digit(field: Mapping[str, Any], text: str) -> tuple[str, str] | None:
    """Look at the last sign of an identity number of eighteen signs: a digit misread shows there."""
    if field.get("x-mask") != "id" or not re.fullmatch(r"[0-9]{17}[0-9Xx]", text):
        return None
    # imported late: it brings the clients of the web along, and a build that changes nothing waits for neither
    from stdnum.cn import ric

    if ric.calc_check_digit(text) != text[17].upper():
        return "校验位不对，多半抄错了一位", "its check digit is wrong: a digit was misread"
    return None
