"""Fields whose type the program itself relies on: a schema may add to them, never retype them (life.md).

Only days, whole numbers and truths are listed: a text that is no text any more does not fit its own file,
and that is told there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from wenshu.diagnostics import Code, Finding, Severity
from wenshu.model import Pointer
from wenshu.schema_nodes import Node
from wenshu.schema_words import SAMPLES, SHAPES
from wenshu.yamlread import nearest, places

RETYPED: Final = Code(
    "SCH37", Severity.ERROR,
    "程序要用的字段“{key}”应当是{wanted}，这个结构文件改了它的类型",
    "the program relies on the field {key} being {wanted_en}; this schema retypes it",
    "把这个字段恢复为 {told}；字段可以增加，已有的不能改名、改类型。",
    "Write it as {told} again. Fields may be added; those there are not renamed or retyped.",
)

_DATE, _WHOLE, _TRUTH = "date", "integer", "boolean"
RELIED: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "company": {
        _DATE: (
            "as_of", "letterheads/0/from", "letterheads/0/until", "departments/0/from", "departments/0/until",
            "people/*/posts/0/from", "people/*/posts/0/until",
        ),
        _WHOLE: ("posts/0/rank", "series/0/start"),
        _TRUTH: ("audiences/0/drafts",),
    },
    "numbers": {_DATE: ("date", "until", "signed", "editions/0/date")},
    "approvals": {_DATE: ("date",)},
    "distribution": {_DATE: ("sent", "received", "recalled"), _WHOLE: ("copies",)},
    "prints": {_DATE: ("on",), _WHOLE: ("printed", "kept")},
}  # fmt: skip
"""Schema → type → fields; ``0`` is any entry of a list, ``*`` any key."""


def check(name: str, root: Node, path: str, data: bytes) -> Iterator[Finding]:
    """Yield the fields of a schema that the program relies on and that it types otherwise.

    Args:
        root: the compiled schema.
        data: the bytes of the schema file, for lines and columns.
    """
    for wanted, fields in RELIED.get(name, {}).items():
        for told in fields:
            steps = tuple(int(step) if step == "0" else step for step in told.split("/"))
            node = _node(root, steps)
            if node is None or wanted not in (node.format, node.shape):
                zh, en = SAMPLES.get(wanted) or SHAPES[wanted]
                form = "type: string, format: date" if wanted == _DATE else f"type: {wanted}"
                where = nearest(path, places(data), _in_schema(steps))
                yield RETYPED.at(where, key=steps[-1], wanted=zh, wanted_en=en, told=form)


def _node(root: Node, steps: Pointer) -> Node | None:
    node: Node | None = root
    for step in steps:
        node = node.child(step) if node is not None else None
    return node


def _in_schema(steps: Pointer) -> Pointer:
    """Return where a schema describes a field: ``posts/0/rank`` stands in properties, items, properties."""
    found: list[str | int] = []
    for step in steps:
        if step == 0:
            found.append("items")
        elif step == "*":
            found.append("additionalProperties")
        else:
            found += ["properties", step]
    return tuple(found)
