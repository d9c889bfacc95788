"""Stub while it grows."""
from __future__ import annotations

from wenshu.diagnostics import Code, Finding, Severity
from wenshu.model import Tree

ERR = Severity.ERROR


def _c(i: str, zh: str) -> Code:
    return Code(i, ERR, zh, zh, zh, zh)


DOCUMENTS = _c("YML04", "一个文件里有几份")
TAG = _c("YML03", "不能使用 {sign}")
EMPTY = _c("YML24", "文件是空的")
KEY = _c("YML25", "键不对")
DUPLICATE = _c("YML02", "{key} 写了两次")
DEEP = _c("YML26", "太深")
SYNTAX = _c("YML01", "看不懂")
TOP = _c("YML05", "最外层不是“字段: 内容”")
ENCODING = _c("YML06", "不是 UTF-8")


def decode(path: str, data: bytes) -> tuple[str | None, tuple[Finding, ...]]:
    """Decode."""
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return None, (ENCODING.at(path),)


def odd(text: str) -> bool:
    """Look."""
    return False


def look(path: str, text: str, tree: dict[str, Tree]) -> tuple[Finding, ...]:
    """Look."""
    return ()


def diagnose(path: str, text: str, problem: str, line: int, column: int) -> tuple[Finding, ...]:
    """Say."""
    from wenshu.diagnostics import Place
    return (SYNTAX.at(Place(path, line + 1, column + 1)),)


def not_a_mapping(path: str, text: str, is_list: bool) -> tuple[Finding, ...]:
    """Say."""
    return (TOP.at(path),)
