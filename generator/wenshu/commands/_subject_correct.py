"""``wenshu subject correct``: the corrected value is sealed before it lies anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .. import keys, sealed, sealing, yamlread, yamlwrite
from ..build import COMPANY
from ..diagnostics import Code, Severity
from ..model import Pointer
from ._person import person, request

if TYPE_CHECKING:
    from ._pen import Pen

NO_FIELD = Code(
    "SUB36", Severity.ERROR,
    "没有“{field}”这一项个人信息",
    "there is no personal field \"{field}\"",
    "可以更正：{known}。有几个的写第几个，如 phones.2；不密封的项目直接改文件，用 save 或 revise。",
    "Personal fields are: {known}; of several write which, as phones.2. Others are edited in the file.",
)  # fmt: skip
NO_PLACE = Code(
    "SUB35", Severity.ERROR,
    "档案里没有可以更正的“{field}”",
    "the record holds no {field} to be corrected",
    "第二个号码写 phones.2，不能跳号；整组还没有填的，在文件里补上再保存，自动密封。",
    "Write phones.2 for a second number, in order; a group not filled in yet is added in the file and saved.",
)  # fmt: skip
GONE = Code(
    "SUB37", Severity.ERROR,
    "“{purpose}”用途已经删除或限制处理，不再更正",
    "purpose {purpose} was erased or restricted: it is corrected no more",
    "本人重新成为客户、员工的，另建新的档案。",
    "Who comes back gets a new record.",
)  # fmt: skip


def correct(pen: Pen, ref: str, field: str, value: str, given: Mapping[str, Any]) -> tuple[str, str | None]:
    """Seal a corrected value into the person's own file and commit it.

    Returns:
        ``""``, or what must be revised where the file is issued or controlled, and by which kind of request: the
        sealed value lies in the work tree then, to be taken along.

    Raises:
        Stop: there is no such field, or the value does not fit it (exit 1); nobody is meant (exit 2).
        keyring.Refused: a key is wanted that cannot be made.
    """
    from ._request import REPLACEMENT
    from ._sealing import rewrite

    subject, day = person(pen, ref), pen.day(given["on"])
    asked = request(pen, given["request"], subject) if given["request"] else None
    path = COMPANY if subject.startswith(keys.PEOPLE) else f"records/{subject}.yaml"
    was = pen.believed.tree[path]
    pointer, label, purpose = _meant(pen, path, subject, field)
    laid = _laid(yamlread.read(path, was)[0], pointer, value)
    if laid is None:
        raise pen.desk.refuse(NO_PLACE.at(path, field=label))
    mine = {sealed.fingerprint(public) for code, public in keys.of(pen.office, subject).items() if code == purpose}
    if mine & (keys.erased(pen.office) | keys.restricted(pen.office)):
        raise pen.desk.refuse(GONE.at(path, purpose=purpose))
    # what is sealed is put together in memory: in the clear it is never on disk
    data, _ = pen.hand.closed(pen.office, path, yamlwrite.changed(was, laid), was)
    about = _issued(pen, path, subject)
    clerk = given["clerk"] or pen.operator()
    if about and not pen.dry_run:
        pen.hand.lay()
        rewrite(pen.root, path, data)
        pen.desk.echo(f"已密封 sealed：{label}。文件已发出，接着提修改申请 it is issued: a revision follows.")
        record = pen.office.records.get(about)
        fixed = record is not None and not pen.office.kind(record).editioned(record)
        return about, REPLACEMENT if fixed else None
    pen.put(path, data)
    trailers = [("Record", path.removeprefix("records/").removesuffix(".yaml")),
                ("Request", asked.id if asked else ""), ("Field", label), ("Date", str(day))]  # fmt: skip
    pen.commit(f"更正个人信息：{label}", trailers, pen.person(clerk, "", day) if clerk else "")
    pen.desk.echo(f"{'将更正 would correct' if pen.dry_run else '已更正 corrected'}：{label}")
    return "", None


def _laid(tree: Any, pointer: Pointer, value: str) -> Mapping[Pointer, Any] | None:
    """Return the change that puts a value where it belongs; None where there is no such place in the file."""
    above, last = pointer[:-1], pointer[-1]
    at = above if isinstance(last, int) else pointer
    here = tree
    for step in at[:-1]:
        here = here.get(step) if isinstance(here, dict) else None
    if not isinstance(here, dict):
        return None
    if not isinstance(last, int):
        return {pointer: value}
    held = here.get(at[-1]) or []
    if not isinstance(held, list) or last > len(held):
        return None
    return {pointer: value} if last < len(held) else {at: [*held, value]}


def _issued(pen: Pen, path: str, subject: str) -> str:
    """Return what a revision request would be about, where the file changes by request only, else ``""``."""
    record = pen.office.records.get(subject)
    if record is not None:
        return record.id if pen.office.entry(record) is not None else ""
    company = pen.office.company
    return "company" if company.witness and path.startswith(company.controlled) else ""


def _meant(pen: Pen, path: str, subject: str, field: str) -> tuple[Pointer, str, str]:
    """Return pointer, label and purpose of the field a person names, by key, label or ``emergency.phone``.

    Raises:
        Stop: there is none (exit 1).
    """
    schema = sealing.schema_of(pen.office, path)
    top: Pointer = ()
    if path == COMPANY:
        schema, top = schema["properties"]["people"]["additionalProperties"], ("people", subject.split("/", 1)[1])
    known = {".".join(map(str, at)): (at, told) for at, told in _fields(schema, ())}
    for name, (at, told) in known.items():
        label = str(told.get("title", name))
        last = field.rpartition(".")[2]
        several = at and at[-1] == 0
        if field in (name, label, name.removesuffix(".0")):
            return (*top, *at), label, str(told["x-personal"])
        if several and last.isdecimal() and field == f"{name.removesuffix('.0')}.{last}" and int(last):
            return (*top, *at[:-1], int(last) - 1), label, str(told["x-personal"])
    names = "、".join(f"{name.removesuffix('.0')}（{told.get('title', '')}）" for name, (_, told) in known.items())
    raise pen.desk.refuse(NO_FIELD.at(path, field=field, known=names or "（没有）"))


def _fields(schema: Mapping[str, Any], at: Pointer) -> list[tuple[Pointer, Mapping[str, Any]]]:
    if "x-personal" in schema:
        return [(at, schema)]
    found: list[tuple[Pointer, Mapping[str, Any]]] = []
    for key, below in schema.get("properties", {}).items():
        found += _fields(below, (*at, key))
    if isinstance(schema.get("items"), Mapping):
        found += _fields(schema["items"], (*at, 0))
    return found
