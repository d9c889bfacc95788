"""Views: exactly what a template may see of a record, in printed form.

Rendering is pure, so the view is the list of what a page depends on: nothing else is tracked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from . import abridge, citations, clearance, elsewhere, markdown, requests, rules, signing, zh
from .company_nouns import CLASSES, Letterhead, class_rank
from .glass import DARK
from .ledger_nouns import Approval
from .model import Names, Record, State
from .office import Office
from .schema import content_hash

DRAFT_STAMP = "草稿·未编号·不得引用"
DRAFTS = frozenset({State.DRAFT, State.PENDING, State.SIGNED, State.RETURNED})


class Signs(dict[str, Mapping[str, str]]):
    """Sign-offs by step; a step nobody has taken prints as empty."""

    def __missing__(self, key: str) -> Mapping[str, str]:
        return _UNSIGNED


_UNSIGNED: Mapping[str, str] = dict.fromkeys(
    ("step", "dept", "person", "post", "date", "decision", "opinion", "mark", "delegate"), ""
)


def paper(office: Office, record: Record) -> Mapping[str, Any]:
    """Return the view of a record's paper: company, number, stamp, printed fields, derived values, signs."""
    kind = office.kind(record)
    standing = office.standing(record)
    entry = office.entry(record)
    on = office.on(record)
    number = office.number(record)
    edition = entry.editions[-1].edition if entry and entry.editions else ""
    lines = editions(office, record)
    signed = [signature(office, approval) for approval in standing.done]
    return {
        "company": letterhead(office.company.letterhead(on)),
        "number": number,
        "short_number": office.short_number(record),
        "kind": kind.title,
        "subject": office.title(record),
        "state": office.face(record).value,
        "draft": standing.state in DRAFTS,
        "stamp": stamp(office, record),
        "class_": marked(office, record),
        "edition": edition,
        "face_edition": edition if lines or "/" in edition else "",
        "editions": lines,
        "check": check(office, record, number, edition, entry is not None),
        "record": record.id,
        "r": _object(office, kind.schema, record.values),
        "x": rules.derive(office, record),
        "signed": signed,
        "sign": Signs({s["step"]: s for s in signed}),
        "as_of": "",
    }


def editions(office: Office, record: Record) -> list[Mapping[str, str]]:
    """Return 修改记录 as a template sees it: nothing where the paper has one edition only.

    From ledger and sign-offs alone, never from git: the same text is printed where there is no history.
    """
    lines = requests.editions(office, record)
    return [
        {
            "edition": line.mark,
            "number": requests.printed(office, line.entry) if line.entry else "",
            "places": "、".join(line.places) or (line.edition.correction if n else requests.FIRST),
            "date": zh.iso_date(line.approved_on) if line.approved_on else "",
            "person": office.person(line.approved_by),
        }
        for n, line in enumerate(lines)
    ] if len(lines) > 1 else []  # fmt: skip


def spoken(office: Office, record: Record) -> Mapping[str, Any]:
    """Return the view whose words are pinned at issue and proved later (life.md, What the paper said stays said).

    The check code is left out: it names the content of its edition, which the words cannot know of themselves.
    Sealed values stay shut and citations print as typed: the words depend on no key, reader or erasure.
    """
    seen = office if office.glass is DARK else replace(office, glass=DARK)
    return {**paper(seen, record), "check": ""}


def letterhead(head: Letterhead) -> Mapping[str, str]:
    """Return the letterhead as a template sees it."""
    return {
        "full": head.full, "short": head.short, "logo": head.logo, "address": head.address,
        "postcode": head.postcode, "telephone": head.telephone, "fax": head.fax,
    }  # fmt: skip


def class_of(office: Office, record: Record) -> str:
    """Return the class a record states, else that of its kind, else 内部资料."""
    return clearance.class_of(office.kind(record), record)


def marked(office: Office, record: Record) -> str:
    """Return the class printed on a paper: the highest of its own and those of the parts that it still holds."""
    own = class_of(office, record)
    schema = office.kind(record).schema
    shelf: dict[str, bool] = office.__dict__.setdefault("_parted", {})
    if record.kind not in shelf:
        shelf[record.kind] = abridge.parted(schema)
    if not shelf[record.kind] or own not in CLASSES:
        return own
    told = abridge.classes(schema, record.values, office.left.get(record.id, ()))
    return max((own, *told), key=class_rank)


def stamp(office: Office, record: Record) -> str:
    """Return what is printed across the paper: draft, void, replaced, or nothing."""
    state = office.face(record)
    if state in DRAFTS:
        return DRAFT_STAMP
    if state is State.SUPERSEDED:
        by = [office.name(office.records[id_]) for id_ in office.replacers[record.id]]
        return f"作废（被{'、'.join(by)}代替）" if by else "作废"
    return "作废" if state is State.REPEALED else ""


def check(office: Office, record: Record, number: str, edition: str, issued: bool) -> str:
    """Return the check code of an issued paper, or the first 8 characters of a draft's content hash.

    An abridged copy has a code of its own, made of what it shows: that of the whole paper would tell its reader
    whether he guessed the rest.
    """
    content = abridged(record) if office.left.get(record.id) else record.content
    return signing.check_code(number, edition, content) if issued else content.removeprefix("v1:")[:8]


def abridged(record: Record) -> str:
    """Return the content hash of what is left of a record."""
    return content_hash(record.kind, record.raw.tree)


def signature(office: Office, approval: Approval) -> Mapping[str, str]:
    """Return a sign-off as a template sees it. ``delegate`` is （代） where a delegation stood in."""
    return {
        "step": approval.step,
        "dept": approval.dept,
        "person": office.person(approval.person),
        "post": approval.post,
        "date": zh.long_date(approval.date) if approval.date else "",
        "decision": approval.decision,
        "opinion": approval.opinion,
        "mark": approval.digest[:8],
        "delegate": "（代）" if approval.delegation else "",
    }


def printed(office: Office, schema: Mapping[str, Any], value: Any) -> Any:
    """Return a typed value as it is printed; None (absent) prints as the empty value of its type."""
    if "properties" in schema:
        return _object(office, schema, value or {})
    if schema.get("type") == "array":
        return [printed(office, schema.get("items", {}), item) for item in value or ()]
    if schema.get("x-markdown"):
        return citations.body(office, value or "")
    if value is None:
        return ""
    return _scalar(office, schema, value)


def _object(office: Office, schema: Mapping[str, Any], values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        key: printed(office, inner, values.get(key)) for key, inner in schema.get("properties", {}).items()
    }


def _scalar(office: Office, schema: Mapping[str, Any], value: Any) -> str:
    if "x-personal" in schema:
        return office.glass.show(schema, str(value))
    # datetime is a date and bool an int: the narrower type is asked first
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{zh.long_date(value.date())} {zh.clock(value.time())}"
    if isinstance(value, date):
        return zh.long_date(value)
    if isinstance(value, time):
        return zh.clock(value)
    if isinstance(value, Decimal):
        return zh.quantity(value)
    reference = schema.get("x-ref")
    if reference == "person":
        return office.person(str(value))
    if reference == "record":
        if told := elsewhere.cited(office, str(value)):
            return told
        target = office.find(str(value))
        return office.name(target) if target else str(value)
    return str(value)


def fingerprint(view: Mapping[str, Any], *others: str) -> str:
    """Return the hash of a view and of what else a page is made of (template, program)."""
    text = json.dumps(view, ensure_ascii=False, default=_plain, sort_keys=True)
    digest = hashlib.blake2b(digest_size=16)
    for part in (text, *others):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, markdown.Body):
        return {"body": value.source}
    if isinstance(value, Names):
        return {"names": value.names}
    return list(value)


def fields(office: Office, record: Record) -> list[Mapping[str, Any]]:
    """Return the fields of a record without a paper, as label and printed value (law 6: nothing is dropped)."""
    return list(_fields(office, office.kind(record).schema, record.values, ""))


def _fields(
    office: Office, schema: Mapping[str, Any], values: Mapping[str, Any], before: str
) -> Iterator[Mapping[str, Any]]:
    for key, inner in schema.get("properties", {}).items():
        if key not in values or inner.get("x-printed") is False:
            continue
        label = before + str(inner.get("title", key))
        value = values[key]
        if isinstance(value, Mapping):
            yield from _fields(office, inner, value, label + " · ")
        elif isinstance(value, tuple) and any(isinstance(item, Mapping) for item in value):
            for i, item in enumerate(value, 1):
                yield from _fields(office, inner.get("items", {}), item, f"{label} {i} · ")
        elif isinstance(value, tuple):
            items = (str(printed(office, inner.get("items", {}), item)) for item in value)
            yield {"label": label, "value": "、".join(items)}
        else:
            yield {"label": label, "value": printed(office, inner, value)}
