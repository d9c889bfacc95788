"""The veil: the office as one audience may see it, and nothing else.

Whatever is built for a reader is built from a veiled office: records he may not see are stubs under their id,
fields and items of a class above his are not in the values, facts of hidden papers are not in the ledger,
their commits have lost their words. So no page, register, form or file name has to remember to hide anything.
"""

from __future__ import annotations

from dataclasses import replace

from . import abridge, rules, signing, veil_past, veil_seen
from .clearance import Reader
from .company_nouns import CLASSES, Audience
from .glass import DARK, Glass
from .kinds import Kind
from .ledger import Ledger
from .ledger_nouns import Approval, Edition, Entry, Request
from .model import RawRecord, Record
from .office import Office
from .veil_seen import Seen as Seen
from .veil_seen import seen as seen

HIDDEN = "〔不在本人阅读范围〕"
"""What a hidden paper is called, and what stands where its words would."""


def of(office: Office, audience: Audience, glass: Glass = DARK) -> Office:
    """Return the office as an audience sees it: the office itself where nothing is kept from it."""
    return drawn(office, audience, seen(office, audience), glass)


# ── the veiled office ─────────────────────────────────────────────────────────────────────────


def drawn(office: Office, audience: Audience, told: Seen, glass: Glass = DARK) -> Office:
    """Return the office of which no more is left than is seen."""
    reader = Reader(office.company, audience)
    past = office.past
    if told.hidden or told.left or told.secret or not told.strict >= set(CLASSES):
        past = veil_past.of(
            past, lambda id_: _told(office, reader, told, id_), told.secret, veil_seen.shearer(office, reader)
        )
    if not told.hidden and not told.left and not told.secret and past is office.past:
        return office if glass is office.glass else _reglazed(office, glass)
    veiled = replace(
        office,
        records={id_: _record(office, reader, told, record) for id_, record in office.records.items()},
        ledger=_ledger(office, reader, told),
        standings={id_: _standing(told, id_, held) for id_, held in office.standings.items()},
        past=past, glass=glass, hidden=frozenset(told.hidden) | told.secret, left=told.left, apart=None,
    )  # fmt: skip
    return _kept(office, veiled)


def _reglazed(office: Office, glass: Glass) -> Office:
    """Return the whole office behind another glass, with all that was computed of it so far."""
    shown = replace(office, glass=glass)
    known = ("replacers", "_kept", "_links", "_by_kind", "_by_tail", "_by_number")
    shown.__dict__.update({name: office.__dict__[name] for name in known if name in office.__dict__})
    return shown


def _kept(office: Office, veiled: Office) -> Office:
    """Carry over what is true whoever looks: who replaced whom, and what papers of a kind are counted by."""
    veiled.__dict__["replacers"] = office.replacers
    veiled.__dict__["_kept"] = {
        name: made for kind in office.kinds for name, made in rules.counted(office, kind).items()
    }
    return veiled


def _told(office: Office, reader: Reader, told: Seen, id_: str) -> bool:
    return id_ not in told.secret and veil_seen.knows(office, reader, told.hidden, id_)


def copy(office: Office, audience: Audience, id_: str) -> Record:
    """Return a record as it is in the copy of an audience."""
    return _record(office, Reader(office.company, audience), seen(office, audience), office.records[id_])


def _record(office: Office, reader: Reader, told: Seen, record: Record) -> Record:
    kind = office.kinds[record.kind]
    if record.id in told.hidden:
        return _stub(office, kind, record)
    if record.id not in told.left:
        return record
    seen_ = veil_seen.parts(office, reader, kind, record)
    values, _ = abridge.shear(kind.schema, record.values, seen_)
    tree, _ = abridge.shear(kind.schema, record.raw.tree, seen_)
    return replace(record, raw=replace(record.raw, data=b"", tree=dict(tree)), values=values)


def _stub(office: Office, kind: Kind, record: Record) -> Record:
    """Return what stands for a hidden record: what prints its number and puts its row in its place, no more."""
    entry = office.entry(record)
    kept = {key: record.values[key] for key in ("class", "layout") if key in record.values}
    if kind.date_field and entry is not None and entry.date is not None:
        kept[kind.date_field] = entry.date
    values = {**kept, **({kind.subject: HIDDEN} if kind.subject else {})}
    return Record(RawRecord(record.id, record.kind, record.path, b"", {}), values, "")


def _standing(told: Seen, id_: str, held: signing.Standing) -> signing.Standing:
    if id_ in told.hidden:
        return signing.Standing(held.state, "", (), (), (), None, 0, replaced_by=held.replaced_by)
    if id_ in told.left:
        return replace(held, trail=tuple(map(_unworded, held.trail)), stale=(), problems=())
    return held


def _unworded(approval: Approval) -> Approval:
    """Return a correction of wording without its words: they may be those of a part that was left out."""
    return replace(approval, was="", now="", reason="") if approval.replaces else approval


def _ledger(office: Office, reader: Reader, told: Seen) -> Ledger:
    ledger = office.ledger
    known = {id_: _told(office, reader, told, id_) for id_ in {*ledger.approvals, *ledger.copies, *ledger.prints,
                                                               *ledger.custody}}  # fmt: skip
    lent = {id_ for id_ in ledger.custody if known[id_] and not _boxed(office, told, id_)}
    return replace(
        ledger,
        entries=tuple(_entry(office, told, entry) for entry in ledger.entries),
        approvals={
            id_: tuple(map(_unworded, held)) if id_ in told.left else held
            for id_, held in ledger.approvals.items() if known[id_]
        },
        copies={id_: held for id_, held in ledger.copies.items() if known[id_]},
        prints={id_: held for id_, held in ledger.prints.items() if known[id_]},
        custody={id_: held for id_, held in ledger.custody.items() if id_ in lent},
    )  # fmt: skip


def _boxed(office: Office, told: Seen, id_: str) -> bool:
    """Say whether a hidden paper lies in what was lent: who has the box has the paper."""
    held = office.records.get(id_)
    inside = (office.find(str(ref)) for ref in held.rows("contents")) if held is not None else ()
    return any(paper is not None and paper.id in told.hidden for paper in inside)


def _entry(office: Office, told: Seen, entry: Entry) -> Entry:
    """Return a number of the ledger: it, its state and its editions stay true, its words go with their paper."""
    if entry.path not in told.secret:
        if entry.record not in told.left:
            return entry
        return replace(entry, editions=tuple(_edition(line) for line in entry.editions))
    asked = entry.request
    if asked is not None:
        shown = asked.about in office.records and asked.about not in told.hidden
        # the paper itself prints who agreed to each of its editions, and where it was changed
        by, on, places = (asked.decided_by, asked.decided_on, asked.places) if shown else ("", None, ())
        asked = Request("", "", "", "", "", None, "", "", by, on, places=places)
    lines = tuple(replace(_edition(line), content="", text="") for line in entry.editions)
    return replace(entry, reason="", until=None, by="", title="", signed=None, editions=lines, request=asked)


def _edition(line: Edition) -> Edition:
    return replace(line, correction=HIDDEN) if line.correction else line
