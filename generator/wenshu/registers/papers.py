"""Papers that left the desk: what several registers ask of an issued paper. Not a register itself.

An issued paper is an integer of a series numbered at sign-off (documents, minutes, older papers taken
over without a record), or a sent paper of a kind without numbers that goes to another organisation (fax).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .. import clearance, numbering
from ..kinds import Kind
from ..ledger_nouns import Copy, Entry, PrintRun
from ..model import BINDING, Record
from ..office import Office
from ..rules import meeting_head
from . import INTERNAL

ELSEWHERE = "〔不在本处〕"
"""What stands for the title of a numbered paper whose included checkout is not here."""
HEAD_COMPANY = "报送总公司"
UPWARD, LEVEL, DOWNWARD, OUTSIDE = "上行", "平行", "下行", "对外"
DIRECTIONS = (UPWARD, HEAD_COMPANY, LEVEL, DOWNWARD, OUTSIDE)
_RISING = frozenset({"报告", "请示"})
_HEAD_KIND = "总公司·厂家"
_TARGETS = ("outside", "department", "team", "person", "group")


@dataclass(frozen=True, slots=True)
class Paper:
    """One issued paper: its integer, its record, or both. ``void`` keeps its row with the reason."""

    entry: Entry | None
    record: Record | None

    @property
    def void(self) -> bool:
        """Whether its number is void."""
        return self.entry is not None and self.entry.state == "void"

    @property
    def id(self) -> str:
        """The id of its record, or ``""``."""
        return self.record.id if self.record else ""


def issued(office: Office) -> tuple[Paper, ...]:
    """Return every issued or void paper by series (company file's order), year, serial; then the rest."""
    order = {code: i for i, code in enumerate(office.company.series)}
    used = (e for e in office.ledger.entries if e.state in ("issued", "void"))
    numbered = sorted(
        (e for e in used if not _at_entry(office, e.series)),
        key=lambda e: (order.get(e.series, len(order)), e.series, e.year or 0, e.serial),
    )
    papers = [Paper(e, office.records.get(e.record)) for e in numbered]
    return (*papers, *(Paper(None, record) for record in _sent(office)))


def _at_entry(office: Office, series: str) -> bool:
    found = office.company.series.get(series)
    return found is not None and found.number_at == "entry"


def _sent(office: Office) -> Iterator[Record]:
    """Yield the papers without a number that went to another organisation, by date."""
    kinds = [name for name, kind in office.kinds.items() if goes_out(kind)]
    records = (r for name in kinds for r in office.of(name) if office.state(r) in BINDING)
    yield from sorted(records, key=lambda r: (office.dated(r), r.id))


def goes_out(kind: Kind) -> bool:
    """Say whether a kind without numbers goes to an organisation outside (its ``x-party`` is a text)."""
    party = kind.schema.get("properties", {}).get(kind.party_field, {})
    return not kind.numbered and party.get("type") == "string" and "x-ref" not in party


def number(office: Office, paper: Paper) -> str:
    """Return the printed number; the title of the kind in brackets for a paper without one."""
    if paper.entry is None:
        return f"（{office.kind(paper.record).title}）" if paper.record else ""
    return printed(office, paper.entry, office.layout(paper.record) if paper.record else "house")


def printed(office: Office, entry: Entry, layout: str = "house") -> str:
    """Return how an integer of the ledger is printed."""
    series = office.company.series.get(entry.series)
    if entry.printed or series is None:
        return entry.printed
    return numbering.printed(series, layout, entry.year, entry.serial)


def title(office: Office, paper: Paper) -> str:
    """Return the title; of a void paper with the reason; of a spoilt integer the reason alone."""
    told = heading(office, paper.record) if paper.record else _unread(paper.entry) if paper.entry else ""
    if paper.entry is None or not paper.void:
        return told
    return f"作废：{paper.entry.reason}" + (f"（原题：{told}）" if told else "")


def _unread(entry: Entry) -> str:
    """Return what stands for the title of a paper without a record: as taken over, or that it lies elsewhere."""
    return ELSEWHERE if entry.home else entry.title


def heading(office: Office, record: Record) -> str:
    """Return the title of a record; minutes without a typed one are named by department and meeting."""
    return meeting_head.title(office, record) if record.kind in meeting_head.PAPERS else office.title(record)


def signed_on(office: Office, paper: Paper) -> date | None:
    """Return 成文日期."""
    if paper.record is not None:
        return office.signed_on(paper.record)
    return paper.entry.signed if paper.entry else None


def class_of(office: Office, paper: Paper) -> str:
    """Return the class the paper states, else that of its kind, else 内部资料."""
    if paper.record is None:
        return own_class(paper)
    return clearance.class_of(office.kind(paper.record), paper.record)


def own_class(paper: Paper) -> str:
    """Return the class of a row that no record speaks for (a spoilt integer, a paper taken over or elsewhere)."""
    if paper.record:
        return ""
    return paper.entry.class_ or INTERNAL if paper.entry else INTERNAL


def edition(paper: Paper) -> str:
    """Return the edition now in force, or ``""``."""
    return paper.entry.editions[-1].edition if paper.entry and paper.entry.editions else ""


def copies(office: Office, paper: Paper) -> tuple[Copy, ...]:
    """Return the copies of the edition now in force."""
    held = office.ledger.copies.get(paper.id, ()) if paper.record else ()
    return tuple(c for c in held if not edition(paper) or c.edition == edition(paper))


def print_run(office: Office, paper: Paper) -> PrintRun | None:
    """Return the print run of the edition now in force, or None."""
    runs = office.ledger.prints.get(paper.id, ()) if paper.record else ()
    return next((run for run in reversed(runs) if not edition(paper) or run.edition == edition(paper)), None)


@dataclass(frozen=True, slots=True)
class Party:
    """An addressee: its printed name, and whether it is another organisation."""

    name: str
    outside: bool


def parties(office: Office, paper: Paper) -> tuple[Party, ...]:
    """Return to whom a paper is addressed: 主送 and 抄送; else its party; else to whom it is handed out."""
    record = paper.record
    if record is None:
        return ()
    party = record.text(office.kind(record).party_field)
    named = [*record.rows("to"), *record.rows("cc")] or [party]
    if not any(named):
        named = [*record.rows("distribution")] or [c.to for c in copies(office, paper)]
    found = (_party(office, to) for to in named)
    return tuple(dict.fromkeys(party for party in found if party.name))


def _party(office: Office, to: object) -> Party:
    if not isinstance(to, Mapping):
        return Party(str(to), str(to) not in office.company.departments)
    return Party(target(office, to), "outside" in to)


def target(office: Office, to: Mapping[str, object]) -> str:
    """Return the name of an addressee (outside, department, team, group or person); of an archive ``""``."""
    key = next((key for key in _TARGETS if to.get(key)), "")
    name = str(to.get(key, ""))
    return office.person(name) if key == "person" else name


def heads(office: Office) -> frozenset[str]:
    """Return the names of the head company: ``policies.head_company`` and such senders of incoming papers."""
    told = office.company.policies.get("head_company", ())
    named = {told} if isinstance(told, str) else {str(name) for name in told}
    senders = {r.text("from_org") for r in office.of("incoming") if r.text("from_kind") == _HEAD_KIND}
    return frozenset(named | senders | {"总公司"})


def directions(sent_to: tuple[Party, ...], doc_type: str, known_heads: frozenset[str]) -> tuple[str, ...]:
    """Return the ways a paper goes: 上行 (and 报送总公司), 平行, 下行, 对外.

    Upward is a report or request, or any paper to the head company; level a letter between departments;
    to another organisation it goes out; all else goes downward.
    """
    if any(party.name in known_heads for party in sent_to if party.outside):
        return (UPWARD, HEAD_COMPANY)
    if any(party.outside for party in sent_to):
        return (UPWARD, OUTSIDE) if doc_type in _RISING else (OUTSIDE,)
    if doc_type in _RISING:
        return (UPWARD,)
    return (LEVEL,) if doc_type == "函" else (DOWNWARD,)
