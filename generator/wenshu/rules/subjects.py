"""A person's rights: what his requests, their answers and erasures say of each other.

A person is a record id or ``people/<key>``; how he is called in public is his number or his key, never a
customer's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from .. import chains, keys, retention
from ..company_nouns import Series
from ..model import Record
from ..office import Office, leaves
from .kept import days, once, post

REQUESTS, ANSWERS, ERASURES = "subject_requests", "subject_answers", keys.ERASURES
DAYS, MOST = 15, 30
"""Days to answer in: the company's (policy ``subject_days``), and the law's."""
DECIDES = "决定个人信息请求"
"""The step a delegation names that lends the right to decide."""
AGREED = frozenset({"同意", "部分同意"})
ERASING = frozenset({"删除", "撤回"})
"""Kinds of request that an erasure answers."""


def named(office: Office, subject: str) -> str:
    """Return how a person is called in a register or a letter's head: his number, or his name of the company file."""
    if subject.startswith(keys.PEOPLE):
        return office.person(subject.removeprefix(keys.PEOPLE))
    record = office.records.get(subject)
    if record is None:
        return subject
    return office.number(record) if office.entry(record) is not None else record.id


def purpose(office: Office, code: str) -> str:
    """Return what a purpose is called."""
    return office.company.purposes.get(code, code)


def purposes(office: Office) -> frozenset[str]:
    """Return every purpose there is: of the company file, and of the personal fields of all kinds."""
    return once(office, "purposes", _purposes)


def _purposes(office: Office) -> frozenset[str]:
    schemas = (*(kind.schema for kind in office.kinds.values()), *office.facts.values())
    found = {str(field["x-personal"]) for schema in schemas for field in fields(schema) if "x-personal" in field}
    return frozenset(found | set(office.company.purposes))


def fields(schema: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every subschema, whatever it hangs on."""
    if isinstance(schema, Mapping):
        yield schema
        for below in schema.values():
            yield from fields(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from fields(below)


def concerned(office: Office, subject: str) -> Mapping[str, frozenset[str]]:
    """Return the purposes of a person with the keys that stand in the records now: purpose → fingerprints."""
    from .. import sealed

    found: dict[str, set[str]] = {}
    for code, public in keys.of(office, subject).items():
        found.setdefault(code, set()).add(sealed.fingerprint(public))
    for record in retention.own(office, subject):
        for _, field, value in leaves(office.kind(record).schema, record.values):
            if "x-personal" in field and isinstance(value, str) and sealed.key_of(value):
                found.setdefault(str(field["x-personal"]), set()).add(sealed.key_of(value))
    return {code: frozenset(found[code]) for code in sorted(found)}


def whose(office: Office) -> Mapping[str, str]:
    """Return whose each key of the records is: fingerprint → subject; a paper about somebody has his keys."""
    return once(office, "whose keys", _whose)


def _whose(office: Office) -> Mapping[str, str]:
    own = {fp: owner for fp, (owner, _) in keys.subjects(office).items()}
    return {fp: keys.subject_of(office, office.records[one]) if one in office.records else one
            for fp, one in own.items()}  # fmt: skip


def answers(office: Office, request: Record) -> tuple[Record, ...]:
    """Return the answers to a request, by their day."""
    return once(office, "answers", _answers).get(request.id, ())


def _answers(office: Office) -> Mapping[str, tuple[Record, ...]]:
    found: dict[str, list[Record]] = {}
    for answer in sorted(office.of(ANSWERS), key=lambda r: (r.day("decided_on") or date.min, r.id)):
        target = office.find(answer.text("request")) if answer.text("request") else None
        if target is not None and target.kind == REQUESTS:
            found.setdefault(target.id, []).append(answer)
    return {id_: tuple(rows) for id_, rows in found.items()}


def decisions(office: Office, request: Record) -> Mapping[str, Mapping[str, Any]]:
    """Return what was decided of a request: purpose → row of its last answer that names it."""
    rows = (row for answer in answers(office, request) for row in answer.rows("decisions"))
    return {str(row.get("purpose", "")): row for row in rows if isinstance(row, Mapping)}


def identified(office: Office, request: Record) -> Mapping[str, Any]:
    """Return how identity was checked: as the request says, else as an answer does; empty: it was not."""
    told = (record.values.get("identity") for record in (request, *answers(office, request)))
    return next((one for one in told if isinstance(one, Mapping) and one), {})


def due(office: Office, request: Record) -> date | None:
    """Return the last day for the answer to a request."""
    received = request.day("received")
    return retention.deadline(received, days(office, "subject_days", DAYS), MOST) if received else None


def decider(office: Office) -> str:
    """Return the post that decides: policy ``subject_decides``, else the highest of the company."""
    first = min(office.company.posts.values(), key=lambda p: p.rank, default=None)
    return post(office, "subject_decides", first.name if first else "")


def may_decide(office: Office, person: str, on: date) -> bool:
    """Say whether a person decides on such requests on a day, in his own right or by a delegation on record."""
    wanted = chains.Wanted(DECIDES, decider(office))
    series = office.kinds[REQUESTS].series if REQUESTS in office.kinds else ""
    if chains.may_take(office.company, wanted, person, on):
        return True
    company, ledger = office.company, office.ledger
    lent = office.of("delegations")
    return any(chains.stands_in(company, ledger, one, wanted, person, series, on) for one in lent)


def series(office: Office) -> Series | None:
    """Return the series of requests, None where the company file has none."""
    kind = office.kinds.get(REQUESTS)
    return office.company.series.get(kind.series) if kind else None
