"""What people and machines do to a file: mistakes of typing, copying and saving, one at a time."""

from __future__ import annotations

import re
from collections.abc import Callable

_VALUE = re.compile(r"(?:(?<=: )|(?<=- )|(?<=\[))[^\s,{}\[\]|][^,{}\[\]\n]*")
_KEY = re.compile(r"[A-Za-z_]\w*(?=:(?: |\n|$))")

ODD: tuple[str, ...] = (
    "", "''", '""', "~", "null", "[]", "{}", "[[]]", "{a: {}}", "[{}]", "[a, b]", "{a: b}", "[1, [2, {c: [3]}]]",
    "0", "-1", "1.5", "1e999", "١٢", "２０２６", "²", "99999999999999999999", "true", "是", "否", ".nan", "0x1F",
    "2026-02-30", "2026-13-01", "0000-00-00", "0000-01-01", "9999-12-31", "0001-01-01", "20260312", "2026/3/12",
    "2026年3月12日", "2026-03-12 25:61", "2026-03-12T14:00", "24:00", "14：00", "14点", "12:00:00",
    '"\\ud800"', '"\\x07"', '"\\0"', '"\\u2028"', '"\\uFFFE"', "'it''s'", '"half', "'half", "\ufffd", "\u200b",
    "a\tb", "\t", "　", "&a x", "*a", "!x y", "<<", "%x", "@x", "`x`", "?", ":", "-", "- ", "|", ">", "|-\n  x", "#",
    "a: b: c", "{{ 7*7 }}", "{% x %}", "{x}", "{0.__class__}", "%s", "<b>&amp;</b>", "]]>", "\\", "../../etc/passwd",
    "documents/2026", "/", ".", "C:\\x", "con", "x" * 5000, "字" * 300, "[" * 60 + "]" * 60, "{a: " * 50 + "}" * 50,
    "纪", "纪001", "纪001-", "纪001-0", "纪-1", "第0次", "(销)字第[2026]001号", "林晓岚", "无此人", "总经理", "管理部",
    "本部门主管", "会议批准人", "signed", "entry", "reserved", "void", "closed", "issued", "never", "退回", "v1:",
    "v1:" + "0" * 64, "0" * 64, "A/0", "1", "2", "|\n  ## 一\n  - a\n    - b\n      - c\n  | x |", "house", "simple",
    "办件", "阅件", "办结", "长期", "公开", "商业秘密（核心）", "绝密", "在职", "离职", "2026-03-12",
)  # fmt: skip
"""What may stand where a value stood. Much of it is right in another place."""


def _lines(change: Callable[[list[str], int, str], None]) -> Callable[[bytes, int, str], bytes]:
    def mutated(data: bytes, at: int, odd: str) -> bytes:
        lines = data.decode("utf-8").split("\n")
        change(lines, at % len(lines), odd)
        return "\n".join(lines).encode("utf-8", "surrogatepass")

    return mutated


def _pieces(pattern: re.Pattern[str]) -> Callable[[bytes, int, str], bytes]:
    def mutated(data: bytes, at: int, odd: str) -> bytes:
        text = data.decode("utf-8")
        found = list(pattern.finditer(text))
        if not found:
            return odd.encode("utf-8", "surrogatepass")
        one = found[at % len(found)]
        return (text[: one.start()] + odd + text[one.end() :]).encode("utf-8", "surrogatepass")

    return mutated


def _delete(lines: list[str], at: int, odd: str) -> None:
    del lines[at]


def _twice(lines: list[str], at: int, odd: str) -> None:
    lines.insert(at, lines[at])


def _outdent(lines: list[str], at: int, odd: str) -> None:
    lines[at] = lines[at].removeprefix("  ")


def _indent(lines: list[str], at: int, odd: str) -> None:
    lines[at] = "  " + lines[at]


def _swap(lines: list[str], at: int, odd: str) -> None:
    other = (at + 1) % len(lines)
    lines[at], lines[other] = lines[other], lines[at]


def _insert(lines: list[str], at: int, odd: str) -> None:
    lines.insert(at, odd)


def _field(lines: list[str], at: int, odd: str) -> None:
    lines.append(f"oddity: {odd}")


def _bytes(data: bytes, at: int, odd: str) -> bytes:
    at %= len(data) + 1
    return data[:at] + bytes((0xFF, 0x00, 0x80, 0x0D, 0x1B)[at % 5 : at % 5 + 1]) + data[at:]


def _cut(data: bytes, at: int, odd: str) -> bytes:
    return data[: at % (len(data) + 1)]


def _saved(data: bytes, at: int, odd: str) -> bytes:
    text = data.decode("utf-8")
    name = ("gb18030", "utf-16", "utf-8-sig", "big5", "utf-32", "latin-1")[at % 6]
    return text.encode(name, "replace")


def _whole(data: bytes, at: int, odd: str) -> bytes:
    wholes = (b"", b"\n", b"---\n", b"# x\n", b"PK\x03\x04\x00\x00", bytes(range(256)), b"[]", b"{}", b"x", b"a: b\n")
    return wholes[at % len(wholes)]


MUTATIONS: dict[str, Callable[[bytes, int, str], bytes]] = {
    "a value is another": _pieces(_VALUE), "a key is another": _pieces(_KEY), "a line is gone": _lines(_delete),
    "a line stands twice": _lines(_twice), "a line is set in": _lines(_indent), "a line is set out": _lines(_outdent),
    "two lines change places": _lines(_swap), "a line comes in": _lines(_insert), "a field comes in": _lines(_field),
    "a byte comes in": _bytes, "the end is cut off": _cut, "saved in another encoding": _saved,
    "another file altogether": _whole,
}  # fmt: skip
