"""Everything known of one person, gathered: his records, his entry, what cites him, facts, loans.

Read through the glass of the reader who asks; nothing is opened that his identity does not open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import keys, loans, markdown, markdown_cited, retention, views, yamlread, zh
from ..build import COMPANY
from ..model import Pointer, Record
from ..office import Office, leaves
from ..rules import subjects

if TYPE_CHECKING:
    from ._pen import Pen

FACTS = {"numbers": "文号台账", "approvals": "签批记录", "distribution": "发放记录", "custody": "借阅现况"}
_HIDDEN = frozenset({"seals"})


@dataclass(frozen=True, slots=True)
class Known:
    """One value: what the field is called, what it holds, for which purpose it is kept."""

    label: str
    value: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One place where something of the person stands."""

    title: str
    place: str
    why: str
    rows: tuple[Known, ...]


def known(pen: Pen, office: Office, subject: str) -> tuple[Section, ...]:
    """Return every place that tells something of a person, his own records first.

    Args:
        office: the office seen through the reader's glass.
    """
    own = retention.own(office, subject)
    mine = {record.id for record in own}
    others = (r for r in office.records.values() if r.id not in mine)
    found = (
        *_entry(pen, office, subject),
        *(_whole(office, record, "本人的记录") for record in sorted(own, key=lambda r: (r.id != subject, r.id))),
        *(section for record in others for section in _mentions(office, record, subject)),
        *_facts(pen, office, subject),
        *_lent(office, subject),
    )
    return tuple(section for section in found if section.rows)


def _entry(pen: Pen, office: Office, subject: str) -> Iterator[Section]:
    """Yield what the company file says of somebody who works here."""
    if not subject.startswith(keys.PEOPLE):
        return
    key = subject.removeprefix(keys.PEOPLE)
    tree = yamlread.read(COMPANY, pen.believed.tree[COMPANY])[0] or {}
    people = tree.get("people")
    told = people.get(key) if isinstance(people, dict) else None
    schema = office.facts.get("company", {}).get("properties", {}).get("people", {}).get("additionalProperties", {})
    # the key is the name wherever the entry does not give one
    rows = dict.fromkeys([Known("姓名", office.person(key)), *_raw(office, schema, told, "")])
    yield Section("公司档案：人员", COMPANY, "本人的记录", tuple(rows))


def _raw(office: Office, schema: Mapping[str, Any], tree: Any, label: str) -> Iterator[Known]:
    if isinstance(tree, dict):
        for key, below in tree.items():
            if key not in _HIDDEN:
                field = schema.get("properties", {}).get(key, {})
                name = str(field.get("title", key))
                yield from _raw(office, field, below, f"{label} · {name}" if label else name)
    elif isinstance(tree, list):
        for n, below in enumerate(tree, 1):
            yield from _raw(office, schema.get("items", {}), below, f"{label} {n}" if len(tree) > 1 else label)
    elif tree:
        yield _row(office, schema, str(tree), label)


def _row(office: Office, field: Mapping[str, Any], value: Any, label: str) -> Known:
    if "x-personal" in field:
        code = str(field["x-personal"])
        return Known(label, office.glass.show(field, str(value)), subjects.purpose(office, code))
    if field.get("x-markdown"):
        lines = ("".join(span.text for span in spans) for _, spans in markdown.parse(str(value)).spans())
        return Known(label, "\n".join(lines))
    # what only the program says by a code, its reader gets in words: contact, people/韩立新
    named = subjects.named(office, str(value)) if str(value).startswith(keys.PEOPLE) else ""
    return Known(label, named or office.company.purposes.get(str(value)) or str(views.printed(office, field, value)))


def _whole(office: Office, record: Record, why: str) -> Section:
    schema = office.kind(record).schema
    rows = [
        _row(office, field, value, _label(schema, at, _several(record, at)))
        for at, field, value in leaves(schema, record.values) if at and at[0] not in _HIDDEN
    ]  # fmt: skip
    return Section(f"{office.kind(record).title} {_called(office, record)}".strip(), record.path, why, tuple(rows))


def _several(record: Record, at: Pointer) -> bool:
    """Say whether a list on the way to a value has more than one item."""
    here: Any = record.values
    for step in at:
        if isinstance(step, int) and len(here) > 1:
            return True
        here = here[step]
    return False


def _called(office: Office, record: Record) -> str:
    return office.number(record) if office.entry(record) is not None else ""


def _label(schema: Mapping[str, Any], at: Pointer, several: bool = True) -> str:
    """Return the labels of the fields on the way to a value: 紧急联系人 · 电话; ``several``: 电话 2."""
    names: list[str] = []
    here: Any = schema
    for step in at:
        if isinstance(step, int):
            here = here.get("items", {})
            names[-1:] = [f"{names[-1]} {step + 1}"] if several else names[-1:]
        else:
            here = here.get("properties", {}).get(step) or here.get("additionalProperties") or {}
            names.append(str(here.get("title", step)))
    return " · ".join(names)


def _mentions(office: Office, record: Record, subject: str) -> Iterator[Section]:
    """Yield what another record says of him: the field that names him with those beside it, the line that cites him."""
    schema = office.kind(record).schema
    every = list(leaves(schema, record.values))
    hits = [(at, field, value) for at, field, value in every if _names(office, field, value, subject)]
    if not hits:
        return
    if record.kind in (subjects.ANSWERS, subjects.ERASURES, retention.HOLDS):
        yield _whole(office, record, "关于本人的办理")
        return
    rows: dict[Known, None] = {}
    for at, field, value in hits:
        if isinstance(value, str) and _cites(office, value, subject):
            lines = (line for line in value.split("\n") if _cites(office, line, subject))
            rows |= dict.fromkeys(Known(_label(schema, at), line.strip()) for line in lines)
            continue
        beside = [e for e in every if e[0][:-1] == at[:-1]] if len(at) > 1 and isinstance(at[-1], str) else []
        told = beside or [(at, field, value)]
        rows |= dict.fromkeys(_row(office, f, v, _label(schema, a)) for a, f, v in told)
    title = f"{office.kind(record).title} {_called(office, record)}".strip()
    yield Section(title, office.place(record, *hits[0][0]).path, "提到本人", tuple(rows))


def _names(office: Office, field: Mapping[str, Any], value: Any, subject: str) -> bool:
    """Say whether a value names a person: by reference, as the subject of a paper, or cited in a text."""
    if not isinstance(value, str):
        return False
    reference = field.get("x-ref")
    if reference == "person":
        return keys.PEOPLE + value == subject
    if reference in ("record", "decision"):
        target = office.find(value)
        about = target.text("subject") if target and target.kind == subjects.REQUESTS else ""
        return target is not None and subject in (target.id, about and keys.subject(office, about))
    return value == subject or _cites(office, value, subject)


def _cites(office: Office, text: str, subject: str) -> bool:
    return any(keys.subject(office, one.ref) == subject for one in markdown_cited.references(text))


def _facts(pen: Pen, office: Office, subject: str) -> Iterator[Section]:
    """Yield the facts that name him: who signed, who received, what bears his number."""
    wanted = {subject, subject.removeprefix(keys.PEOPLE)}
    found: dict[str, list[tuple[str, Known]]] = {}
    for path, data in pen.believed.tree.items():
        sort = path.split("/")[1] if path.startswith("records/") and path.count("/") > 1 else ""
        if sort in FACTS and any(one.encode("utf-8") in data for one in wanted):
            schema = office.facts.get("prints" if path.endswith("-print.yaml") else sort, {})
            tree = yamlread.read(path, data)[0] or {}
            told = tuple(_raw(office, schema, tree, "")) if wanted & set(_scalars(tree)) else ()
            keep = [k for k in told if len(k.value) < 64]
            found.setdefault(sort, []).extend([(path, Known(_short(path), _line(keep)))] if keep else [])
    for sort, rows in found.items():
        places = f"records/{sort}/，{len(rows)} 个文件"
        yield Section(FACTS[sort], places, "提到本人", tuple(row for _, row in rows))


def _scalars(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        for below in tree.values():
            yield from _scalars(below)
    elif isinstance(tree, Sequence):
        for below in tree:
            yield from _scalars(below)


def _short(path: str) -> str:
    return path.removeprefix("records/").partition("/")[2].removesuffix(".yaml")


def _line(rows: Iterable[Known]) -> str:
    return "；".join(f"{row.label}：{row.value}" for row in rows)


def _lent(office: Office, subject: str) -> Iterator[Section]:
    """Yield every loan by him, those that came back included: the log is read from history."""
    key = subject.removeprefix(keys.PEOPLE)
    mine = [loan.lent for loan in loans.log(office).loans if loan.lent.holder == key and subject != key]
    rows = []
    for lent in mine:
        record = office.records.get(lent.record)
        day = zh.iso_date(lent.since) if lent.since else ""
        what = office.name(record) if record else lent.record
        rows.append(Known(f"{lent.archive} {day}", f"{what} {lent.use}".strip()))
    yield Section("借阅登记", "records/custody/（历史）", "本人借阅", tuple(rows))
