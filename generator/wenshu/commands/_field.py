"""Which personal value a person means by FILE and FIELD: ``phones.1``, ``电话.1``, ``people.李明.phone``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import build, sealed, sealing, yamlread
from ..company import likely
from ..diagnostics import Code, Place, Severity
from . import Desk, Stop, _naming

if TYPE_CHECKING:
    from ..model import Pointer
    from ._pen import Pen

NO_SUCH_FIELD = Code(
    "SEA11", Severity.ERROR,
    "这个文件没有叫“{field}”的个人信息项",
    "this file has no personal field called \"{field}\"",
    "写字段名或中文名，列表写第几项，如 phones.1 是第一个。可以写：{known}。{likely}",
    "Name the field or its label, entries of a list as phones.1 (the first). It can be one of: {known}. {likely}",
)  # fmt: skip
NOTHING_THERE = Code(
    "SEA28", Severity.ERROR,
    "{label}这一项还没有内容",
    "{label} holds nothing as yet",
    "要键入内容：wenshu seal {file} {field} --value -（内容不在屏幕和文件里停留）；或写在文件里，再 wenshu save。",
    "Type it: `wenshu seal {file} {field} --value -`; or write it into the file, then `wenshu save`.",
)  # fmt: skip
UNREADABLE = Code(
    "SEA13", Severity.ERROR,
    "这个文件读不出，先改好再密封",
    "this file cannot be read: mend it first",
    "用 wenshu check 看看错在哪里。",
    "wenshu check says what is wrong.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """One personal field of one file."""

    path: str
    pointer: Pointer
    schema: Mapping[str, Any]
    text: str
    place: Place
    tree: Any

    @property
    def label(self) -> str:
        return str(self.schema.get("title", "")) or str(self.pointer[-1])

    @property
    def sealed(self) -> bool:
        return self.text.startswith(sealed.PREFIX)

    def change(self, text: str) -> dict[Pointer, Any]:
        """Return the change that puts a text there, with whatever is missing above it."""
        at = self.pointer
        told: Any = text
        while len(at) > 1 and not _there(self.tree, at[:-1]):
            told = [told] if isinstance(at[-1], int) else {at[-1]: told}
            at = at[:-1]
        return {at: told}


def reading(desk: Desk, dry_run: bool) -> Pen:
    """Return a pen that only reads; the caller holds the lock.

    Raises:
        Stop: there is no company to speak of (exit 1).
    """
    from ._pen import Pen

    root = desk.root
    return Pen(desk, root, build.believe(root, desk.as_of, desk.today), dry_run)


def spot(pen: Pen, file: str, field: str, typing: bool = False) -> Spot:
    """Return the personal field a person names.

    Args:
        file: id, tail or number of a record, its path, ``company``, or ``people/<key>``.
        typing: the field may be empty or missing as yet.

    Raises:
        Stop: there is no such file or field (exit 2), or the file cannot be read (exit 1).
    """
    path, before = _file(pen, file)
    schema = sealing.schema_of(pen.office, path)
    data = pen.believed.tree.get(path, b"")
    tree: Any = yamlread.read(path, data)[0]
    if tree is None:
        raise pen.desk.refuse(UNREADABLE.at(path))
    found = _walked(schema, tree, [*before, *field.replace("。", ".").split(".")])
    if found is not None and not typing and not _there(tree, found[0]):
        label = str(found[1].get("title", "")) or field
        raise pen.desk.refuse(NOTHING_THERE.at(path, label=label, file=file, field=field))
    if found is None:
        there = {_spoken(_plain(schema, v.pointer)[len(before):]): v.label for v in sealing.values(schema, tree)
                 if list(v.pointer[: len(before)]) == before}  # fmt: skip
        for step in before:
            schema = schema.get("properties", {}).get(step) or schema.get("additionalProperties", {})
        known = {**there, **_names(schema)} if typing or not there else there
        told = "、".join(f"{key}（{label}）" for key, label in known.items()) or "（无）"
        near = likely(field, [*known, *known.values()])
        pen.desk.tell([NO_SUCH_FIELD.at(path, field=field, known=told, likely=near)])
        raise Stop(2)
    pointer, inner = found
    text = _at(tree, pointer)
    where = yamlread.nearest(path, yamlread.places(data), pointer)
    return Spot(path, pointer, inner, text if isinstance(text, str) else "", where, tree)


def _plain(schema: Any, pointer: Pointer) -> Pointer:
    """Return a place as far as the schema names it: keys within a personal value may be words of the person."""
    for n, step in enumerate(pointer):
        if not isinstance(schema, Mapping) or "x-personal" in schema:
            return tuple(pointer[:n]) + tuple(s for s in pointer[n : n + 1] if isinstance(s, int))
        schema = schema.get("items") if isinstance(step, int) else (
            schema.get("properties", {}).get(step) or schema.get("additionalProperties")
        )
    return pointer


def _spoken(pointer: Pointer) -> str:
    """Return a place in a file as a person types it: entries of a list counted from one."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in pointer)


def _file(pen: Pen, file: str) -> tuple[str, list[str]]:
    """Return the path a person names, and the first steps into it."""
    told = _naming.plain(pen.root, file)
    if told in ("company", "company.yaml", build.COMPANY):
        return build.COMPANY, []
    if told.removeprefix("people/") in pen.office.company.people:
        return build.COMPANY, ["people", told.removeprefix("people/")]
    if told in pen.believed.tree and sealing.schema_of(pen.office, told):
        return told, []
    return pen.record(told).path, []


def _walked(schema: Any, tree: Any, steps: list[str]) -> tuple[Pointer, Mapping[str, Any]] | None:
    """Follow names or labels down to a personal field."""
    pointer: list[str | int] = []
    for step in steps:
        if not isinstance(schema, Mapping) or "x-personal" in schema:
            return None
        inner: Mapping[str, Any] = schema.get("properties", {})
        titles = {str(one.get("title", "")): key for key, one in inner.items()}
        key: str | int = titles.get(step, step)
        if schema.get("type") == "array":
            size = len(tree) if isinstance(tree, list) else 0
            if not step.isdecimal() or not 0 < int(step) <= size + 1:
                return None
            key, schema = int(step) - 1, schema.get("items")
        elif key in inner:
            schema = inner[str(key)]
        elif isinstance(tree, dict) and key in tree:
            schema = schema.get("additionalProperties")
        else:
            return None
        pointer.append(key)
        tree = _at(tree, (key,))
    personal = isinstance(schema, Mapping) and "x-personal" in schema
    return (tuple(pointer), schema) if personal else None


def _names(schema: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """Return the personal fields a schema has: dotted name → label."""
    found: dict[str, str] = {}
    if "x-personal" in schema:
        return {before.strip("."): str(schema.get("title", ""))}
    for key, inner in schema.get("properties", {}).items():
        found |= _names(inner, f"{before}.{key}")
    if isinstance(schema.get("items"), Mapping):
        found |= _names(schema["items"], f"{before}.1")
    if isinstance(schema.get("additionalProperties"), Mapping):
        found |= _names(schema["additionalProperties"], f"{before}.…")
    return found


def _there(tree: Any, pointer: Pointer) -> bool:
    found = _at(tree, pointer)
    return found is not None and found != ""


def _at(tree: Any, pointer: Pointer) -> Any:
    for step in pointer:
        if isinstance(tree, dict) and isinstance(step, str):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int):
            tree = tree[step] if step < len(tree) else None
        else:
            return None
    return tree
