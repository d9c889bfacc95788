"""The ledger: what the fact files below numbers/, approvals/ and distribution/ say, believed together.

A fact file is one event (life.md): an integer of a series, a sign-off, a copy handed out, a print run.
Its path is part of what it says, so path and content must agree. Order never rests on dates: a
sign-off names the digest of the one before it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any

from . import custody, schema, trails
from .custody import Custody
from .diagnostics import Code, Finding, Severity
from .ledger_nouns import Approval, Closing, Copy, Edition, Entry, PrintRun, Request
from .model import RawRecord
from .yamlread import at

FACTS = ("numbers", "approvals", "distribution", "custody")
"""Folders below records/ that hold facts, not records."""

CORRECTION = "correction"
"""The step of a correction fragment: a slip of wording mended between the last sign-off and issue."""
VOIDING = "void"
"""The step by which the post that signed a paper withdraws it."""
ASIDE = frozenset({CORRECTION, VOIDING})
"""Steps that stand beside the chain of sign-off and not in it."""

NUMBER_PATH = Code(
    "NUM01", Severity.ERROR,
    "文号台账里放错了地方：{path}",
    "not a place of the number ledger: {path}",
    "台账文件是 numbers/<年份或 all>/<系列>/<四位流水号>.yaml，由 wenshu issue 和 wenshu number 写，不手建。",
    "They are numbers/<year or all>/<series>/<4 digits>.yaml, written by wenshu issue and wenshu number.",
)  # fmt: skip
APPROVAL_PATH = Code(
    "APP01", Severity.ERROR,
    "签批记录的文件名与内容不符：{what}",
    "the name of a sign-off file does not agree with what it says: {what_en}",
    "签批记录由 wenshu approve 写成，写后不得改名、移动或改字；请用 git restore 恢复原样。",
    "Sign-offs are written by wenshu approve, never renamed, moved or edited; restore it from history.",
)  # fmt: skip
COPY_PATH = Code(
    "DST01", Severity.ERROR,
    "发放记录放错了地方或与内容不符：{path}",
    "not a place of a distribution record: {path}",
    "发放记录是 distribution/<文件>/e<版本>-<两位分发号>.yaml 或 e<版本>-print.yaml，由 wenshu 写成。",
    "They are distribution/<id>/e<edition>-<nn>.yaml or e<edition>-print.yaml, written by wenshu distribute.",
)  # fmt: skip
RECORD_TWICE = Code(
    "NUM02", Severity.ERROR,
    "同一份文件占了两个文号：{record}（{first} 与 {second}）",
    "one paper bears two numbers: {record} ({first} and {second})",
    "一份文件只有一个文号；多占的那个请用 wenshu number void 作废并写明事由。",
    "A paper has one number; void the other with wenshu number void and say why.",
)  # fmt: skip
EDITION_ORDER = Code(
    "NUM03", Severity.ERROR,
    "台账里的版本次序不对：{edition} 排在 {before} 之后",
    "editions of a ledger entry are out of order: {edition} after {before}",
    "新版本只能加在最后一行，日期不得早于前一版；请用 git restore 恢复台账文件。",
    "A new edition is the last line and not dated before the one above it; restore the file from history.",
)  # fmt: skip
NO_SCHEMA = Code(
    "NUM16", Severity.ERROR,
    "结构文件 schemas/{name}.yaml 不见了或读不出，{name} 下的记录没有核对",
    "schemas/{name}.yaml is missing or broken: nothing below records/{name} was checked",
    "用 git restore 恢复这个文件；它是程序自带的，不用改。",
    "Restore the file from history; it comes with the program and is not edited.",
)  # fmt: skip

_NUMBER_ID = re.compile(r"numbers/([1-9][0-9]{3}|all)/([^/]+)/([0-9]{4,5})")
_CLOSING_ID = re.compile(r"numbers/([1-9][0-9]{3})/closed")
_APPROVAL_ID = re.compile(r"approvals/(.+)/([0-9a-f]{12})-([1-9]\d*)-([^/]+)")
_COPY_ID = re.compile(r"distribution/(.+)/e([A-Z]?\d+)-(\d{2,}|print)")


Fact = Entry | Closing | Approval | Copy | PrintRun | Custody


@dataclass(frozen=True)
class Ledger:
    """Every fact. Entries by year, series and serial; the rest by record id."""

    entries: tuple[Entry, ...] = ()
    approvals: Mapping[str, tuple[Approval, ...]] = field(default_factory=dict)
    copies: Mapping[str, tuple[Copy, ...]] = field(default_factory=dict)
    prints: Mapping[str, tuple[PrintRun, ...]] = field(default_factory=dict)
    closed: Mapping[int, Closing] = field(default_factory=dict)
    custody: Mapping[str, tuple[Custody, ...]] = field(default_factory=dict)

    @cached_property
    def _by_record(self) -> Mapping[str, Entry]:
        return {e.record: e for e in reversed(self.entries) if e.record}

    def entry(self, record_id: str) -> Entry | None:
        """Return the entry that bears a record, or None."""
        return self._by_record.get(record_id)

    def request(self, place: str) -> Entry | None:
        """Return the decided request at a place of the ledger (``2026/改/0001``), or None."""
        parts = place.split("/")
        if len(parts) != 3 or not parts[2].isdecimal():
            return None
        year = int(parts[0]) if parts[0].isdecimal() else None
        found = self.at(parts[1], year, int(parts[2]))
        return found if found is not None and found.request is not None else None

    def at(self, series: str, year: int | None, serial: int) -> Entry | None:
        """Return the entry of one integer, or None."""
        return self._by_number.get((series, year, serial))

    @cached_property
    def _by_number(self) -> Mapping[tuple[str, int | None, int], Entry]:
        return {(e.series, e.year, e.serial): e for e in self.entries}


def believe(
    facts: Iterable[RawRecord], compiled: Mapping[str, schema.Compiled]
) -> tuple[Ledger, tuple[Finding, ...]]:
    """Return the ledger that the fact files make, and what in them contradicts itself.

    ``facts`` are the raw files whose first folder is one of :data:`FACTS`; ``compiled`` has the fact
    schemas ``numbers``, ``approvals``, ``distribution``, ``prints``.
    """
    found: list[Fact] = []
    findings: list[Finding] = []
    missing = {name for name in (*FACTS, "prints") if name not in compiled}
    findings += [NO_SCHEMA.at(f"schemas/{name}.yaml", name=name) for name in sorted(missing)]
    for raw in facts:
        if raw.kind in missing or (raw.kind == "distribution" and "prints" in missing):
            continue
        read, told = _one(raw, compiled["prints" if _prints(raw) else raw.kind])
        found += [read] if read is not None else []
        findings += told
    entries = tuple(sorted((f for f in found if isinstance(f, Entry)), key=_entry_order))
    chains, broken = trails.chained(f for f in found if isinstance(f, Approval))
    copies = sorted((f for f in found if isinstance(f, Copy)), key=lambda c: (c.edition, c.number, c.path))
    prints = sorted((f for f in found if isinstance(f, PrintRun)), key=lambda p: p.path)
    closed = {f.year: f for f in found if isinstance(f, Closing)}
    lent = sorted((f for f in found if isinstance(f, Custody)), key=lambda c: (c.archive, c.copy))
    ledger = Ledger(entries, chains, _by_record(copies), _by_record(prints), closed, _by_record(lent))
    return ledger, (*findings, *broken, *_twice(entries), *_editions_in_order(entries))


def edition_mark(edition: str) -> str:
    """Return how an edition stands in a path: ``1`` → ``e1``, ``A/0`` → ``eA0``."""
    return "e" + edition.replace("/", "")


def digest(data: bytes) -> str:
    """Return the sha256 of a fragment's bytes, which the next one names as ``after``."""
    return hashlib.sha256(data).hexdigest()


def _entry_order(entry: Entry) -> tuple[int, str, int, str]:
    return (entry.year or 0, entry.series, entry.serial, entry.path)


def _by_record(items: Iterable[Any]) -> Mapping[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(item.record, []).append(item)
    return {record: tuple(held) for record, held in sorted(found.items())}


def _prints(raw: RawRecord) -> bool:
    return raw.kind == "distribution" and raw.id.endswith("-print")


def _number(raw: RawRecord, compiled: schema.Compiled) -> tuple[Entry | Closing | None, tuple[Finding, ...]]:
    values, findings = schema.typed(compiled, raw)
    closing = _CLOSING_ID.fullmatch(raw.id)
    if closing and values.get("state") == "closed":
        return Closing(int(closing[1]), values.get("date"), values.get("by", ""), raw.path), findings
    found = _NUMBER_ID.fullmatch(raw.id)
    serial = int(found[3]) if found else 0
    if not found or f"{serial:04}" != found[3] or not serial or values.get("state") == "closed":
        return None, (*findings, NUMBER_PATH.at(raw.path, path=raw.path))
    editions = tuple(_edition(e) for e in values.get("editions", ()))
    year = None if found[1] == "all" else int(found[1])
    kept = {
        key: values[key] for key in ("reason", "until", "record", "date", "by", "printed", "title", "signed")
        if key in values
    }  # fmt: skip
    kept |= {"home": values.get("from", ""), "class_": values.get("class", "")}
    request = Request(**values["request"]) if _whole(values.get("request")) else None
    entry = Entry(
        year, found[2], serial, values.get("state", ""), raw.path, editions=editions, request=request, **kept
    )
    return entry, findings


def _whole(request: Mapping[str, Any] | None) -> bool:
    """Say whether a request has all it needs; what is missing is a finding of the schema."""
    needed = (f.name for f in fields(Request) if f.default is MISSING)
    return request is not None and all(key in request for key in needed)


def _edition(e: Mapping[str, Any]) -> Edition:
    told = {key: str(e.get(key, "")) for key in ("edition", "content", "text", "correction", "request")}
    return Edition(date=e.get("date"), effective=e.get("effective"), **told)


_UNSAID = dict.fromkeys(
    ("record", "content", "step", "person", "post", "decision", "after", "opinion", "delegation", "evidence",
     "sheet", "dept", "replaces", "reason", "was", "now"), ""
)  # fmt: skip


def _approval(raw: RawRecord, compiled: schema.Compiled) -> tuple[Approval | None, tuple[Finding, ...]]:
    values, findings = schema.typed(compiled, raw)
    found = _APPROVAL_ID.fullmatch(raw.id)
    if not found:
        return None, (*findings, APPROVAL_PATH.at(raw.path, what=raw.path, what_en=raw.path))
    told = {**_UNSAID, **{key: value for key, value in values.items() if key in _UNSAID}}
    approval = Approval(
        path=raw.path, date=values.get("date"), n=int(found[3]), digest=digest(raw.data), **told
    )
    pairs = (("record", "文件", approval.record, found[1]), ("step", "步骤", approval.step, found[4]),
             ("content", "内容校验值", short(approval.content), found[2]))  # fmt: skip
    wrong = [
        APPROVAL_PATH.at(
            at(raw, (key,)), what=f"里面的{label}是“{inside}”，文件名是“{outside}”",
            what_en=f"{key}: {inside} inside, {outside} in its name",
        )
        for key, label, inside, outside in pairs if inside != outside
    ]  # fmt: skip
    return (None if wrong else approval), (*findings, *wrong)


def short(content: str) -> str:
    """Return the 12 hexadecimal digits by which a content hash stands in a file name."""
    return content.partition(":")[2][:12]


def _distribution(raw: RawRecord, compiled: schema.Compiled) -> tuple[Copy | PrintRun | None, tuple[Finding, ...]]:
    found = _COPY_ID.fullmatch(raw.id)
    if not found:
        return None, (COPY_PATH.at(raw.path, path=raw.path),)
    edition = re.sub(r"^([A-Z])(\d)", r"\1/\2", found[2])
    values, findings = schema.typed(compiled, raw)
    if found[3] == "print":
        counted = (values.get("printed", 0), values.get("kept", 0), values.get("on"), values.get("by", ""))
        return PrintRun(raw.path, found[1], edition, *counted), findings
    to = {key: str(name) for key, name in values.get("to", {}).items()}
    kept = {
        key: values[key] for key in ("received_by", "received", "recalled", "disposal", "place")
        if key in values
    }  # fmt: skip
    copy = Copy(
        raw.path, found[1], edition, int(found[3]), to, values.get("copies", 0),
        values.get("medium", "纸质"), values.get("sent"), **kept,
    )  # fmt: skip
    return copy, findings


_READERS = {
    "numbers": _number, "approvals": _approval, "distribution": _distribution, "custody": custody.believe
}  # fmt: skip


# a verb believes the facts before and after its change: all but a few files are the same
@lru_cache(maxsize=1 << 14)
def _one(raw: RawRecord, compiled: schema.Compiled) -> tuple[Fact | None, tuple[Finding, ...]]:
    return _READERS[raw.kind](raw, compiled)


def _twice(entries: Iterable[Entry]) -> Iterator[Finding]:
    seen: dict[str, Entry] = {}
    for entry in entries:
        before = seen.setdefault(entry.record, entry)
        if entry.record and before is not entry:
            yield RECORD_TWICE.at(entry.path, record=entry.record, first=before.path, second=entry.path)


def _editions_in_order(entries: Iterable[Entry]) -> Iterator[Finding]:
    for entry in entries:
        for before, this in pairwise(entry.editions):
            earlier = before.date and this.date and this.date < before.date
            back = edition_rank(this.edition) < edition_rank(before.edition)
            again = this.edition == before.edition and not this.correction
            if earlier or back or again:
                yield EDITION_ORDER.at(entry.path, edition=this.edition, before=before.edition)


def edition_rank(edition: str) -> tuple[str, int]:
    """Return what editions sort by: ``A/1`` → (``A``, 1), ``2`` → (``""``, 2)."""
    letter, _, number = edition.rpartition("/")
    return (letter, int(number) if number.isdecimal() else 0)
