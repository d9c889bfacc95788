"""What one audience sees of an office: which records, which parts of them, which words of ledger and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from . import abridge, requests, rules, veil_past
from .clearance import Reader, class_of, reserved, stated
from .company_nouns import CLASSES, INTERNAL, Audience
from .kinds import Kind
from .ledger_nouns import Entry
from .model import EMPTY, Pointer, Record, State, Tree
from .office import Office

DRAFT, CLASS = "草稿", "密级"
"""Why a record is withheld."""
DRAFTS = frozenset({State.DRAFT, State.PENDING, State.SIGNED, State.RETURNED})
_VANISHED = CLASSES[2]
"""The class of a record that history knows and the office does not: its own cannot be asked."""


@dataclass(frozen=True)
class Seen:
    """What of an office one audience sees."""

    hidden: Mapping[str, str] = field(default_factory=dict)
    """Record → why it is withheld."""
    left: Mapping[str, tuple[Pointer, ...]] = field(default_factory=dict)
    """Record → the parts of it that are withheld."""
    secret: frozenset[str] = frozenset()
    """Paths of ledger files whose words are withheld, and commits of requests that are."""
    strict: frozenset[str] = frozenset()
    """The classes it sees of what belongs to no record."""
    wide: frozenset[str] = frozenset()
    """The classes of which it sees anything at all."""

    @property
    def key(self) -> tuple[Any, ...]:
        """Return what two audiences that see the same have in common."""
        left = tuple(sorted(self.left.items()))
        return (frozenset(self.hidden), left, self.secret, self.strict, self.wide)


def seen(office: Office, audience: Audience) -> Seen:
    """Return what of an office an audience sees; remembered with the office."""
    shelf: dict[str, tuple[Audience, Seen]] = office.__dict__.setdefault("_seen", {})
    held = shelf.get(audience.name)
    if held is None or held[0] is not audience:
        held = shelf[audience.name] = (audience, _seen(office, audience))
    return held[1]


def _seen(office: Office, audience: Audience) -> Seen:
    reader = Reader(office.company, audience)
    hidden: dict[str, str] = {}
    left: dict[str, tuple[Pointer, ...]] = {}
    parted = {name: abridge.parted(kind.schema) for name, kind in office.kinds.items()}
    for record in office.records.values():
        kind = office.kinds[record.kind]
        if office.standings[record.id].state in DRAFTS and not audience.drafts:
            hidden[record.id] = DRAFT
        elif not _sees(office, reader, kind, record):
            hidden[record.id] = CLASS
        elif parted[record.kind]:
            _, cut = abridge.shear(kind.schema, record.values, parts(office, reader, kind, record))
            if cut:
                left[record.id] = cut
    _follow(office, hidden, left)
    secret = _secret(office, reader, hidden, left)
    return Seen(hidden, left, secret, reader.strict, audience.wide)


def _sees(office: Office, reader: Reader, kind: Kind, record: Record) -> bool:
    return reader.sees(class_of(kind, record), kind.name, reserved(kind), lambda: _depts(office, kind, record))


def _depts(office: Office, kind: Kind, record: Record) -> frozenset[str]:
    """Return the department a record belongs to, and those it states."""
    return stated(kind.schema, record.values) | {office.dept(record)} - {""}


def parts(office: Office, reader: Reader, kind: Kind, record: Record) -> abridge.Seen:
    """Return what says of a part of a record whether it is seen: by its class and its own departments.

    A part that names none belongs to the record's own department: whoever the record is handed out to was
    given the rest of it, not its secrets.
    """

    def told(class_: str, schema: Mapping[str, Any], value: Any) -> bool:
        return reader.sees(
            class_, kind.name, reserved(kind),
            lambda: stated(schema, value) or {office.dept(record)} - {""},
        )  # fmt: skip

    return told


def _follow(office: Office, hidden: dict[str, str], left: Mapping[str, tuple[Pointer, ...]]) -> None:
    """Hide what is told about a hidden record or part: a fact has the class of what it is about."""
    if not hidden and not left:
        return
    fields = {name: _subjects(kind) for name, kind in office.kinds.items()}
    rows = [(r, about) for r in office.records.values() if fields[r.kind] for about in (rules.about(office, r),)]
    more = True
    while more:
        more = False
        for record, part in rows:
            if record.id in hidden:
                continue
            targets = [office.find(record.text(key)) for key in fields[record.kind] if record.text(key)]
            why = next((hidden[t.id] for t in targets if t is not None and t.id in hidden), "")
            if part is not None and abridge.parts(left.get(part[0], ()), part[1]):
                why = CLASS
            if why:
                hidden[record.id] = why
                more = True


def _subjects(kind: Kind) -> tuple[str, ...]:
    """Return the fields that name the record another one is about: references it cannot be without."""
    required = frozenset(kind.schema.get("required", ()))
    properties = kind.schema.get("properties", EMPTY)
    return tuple(key for key, told in properties.items() if key in required and told.get("x-ref") == "record")


def _secret(
    office: Office, reader: Reader, hidden: Mapping[str, str], left: Mapping[str, tuple[Pointer, ...]]
) -> frozenset[str]:
    """Return the ledger files and the commits whose words are kept from a reader."""
    if not hidden and not left and reader.strict >= set(CLASSES):
        return frozenset()
    found = {e.path for e in office.ledger.entries if _withheld(office, reader, e, hidden)}
    for asked in requests.all(office):
        if _asks_secretly(office, reader, asked, hidden, left):
            found |= {asked.entry.path} if asked.entry else set()
            found |= {c.id for c in asked.trail.commits} if asked.trail else set()
    return frozenset(found)


def _withheld(office: Office, reader: Reader, entry: Entry, hidden: Mapping[str, str]) -> bool:
    if entry.record in office.records:
        return entry.record in hidden
    return entry.request is None and (entry.class_ or INTERNAL) not in reader.strict


def _asks_secretly(
    office: Office, reader: Reader, asked: requests.Asked, hidden: Mapping[str, str],
    left: Mapping[str, tuple[Pointer, ...]],
) -> bool:  # fmt: skip
    """Say whether a request tells of something its reader may not see: its reason and its changes go then."""
    record = requests.record(office, asked)
    if record is None:
        return not knows(office, reader, hidden, veil_past.about(asked.path))
    if record.id in hidden:
        return True
    kind = office.kinds[record.kind]
    depts = frozenset(_depts(office, kind, record))
    if not reader.sees(requests.class_of(office, asked), kind.name, reserved(kind), depts):
        return True
    if record.id not in left and not abridge.parted(kind.schema):
        return False
    trail = asked.trail
    names = {name: asked.path for name in (trail.before, trail.after) if name} if trail else {}
    shorn = veil_past.Texts(office.past.texts, names, shearer(office, reader))
    return requests.changes(office, asked) != requests.changes(office, asked, shorn)


def knows(office: Office, reader: Reader, hidden: Mapping[str, str], id_: str) -> bool:
    """Say whether a reader may know of a record, by its id, or of another file, by its path."""
    if id_ in office.records:
        return id_ not in hidden
    if id_.startswith(("records/", "templates/", "schemas/")) or "/" not in id_:
        return requests.SECRET_FILES.get(f"records/{id_}.yaml", INTERNAL) in reader.strict
    return id_.partition("/")[0] in ("calendar", "prints") or _VANISHED in reader.strict


def shearer(office: Office, reader: Reader) -> veil_past.Shorn:
    """Return what takes from an old version of a record what its reader may not see of it."""

    def shorn(path: str, tree: dict[str, Tree]) -> Mapping[str, Tree] | None:
        id_ = veil_past.about(path)
        record, kind = office.records.get(id_), office.kinds.get(id_.partition("/")[0])
        if record is None or kind is None or path != record.path:
            return None
        old = replace(record, values=tree)
        if not reader.sees(class_of(kind, old), kind.name, reserved(kind), lambda: _depts(office, kind, record)):
            return {}
        told, cut = abridge.shear(kind.schema, tree, parts(office, reader, kind, record))
        return told if cut else None

    return shorn
