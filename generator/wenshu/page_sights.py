"""Who gets what: the audiences of a site grouped by what they see, and what is withheld from each (laws 6 and 7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from . import abridge, personal_fields, sealed, veil
from .company_nouns import Audience
from .glass import DARK, Glass
from .model import EMPTY, Page, Pointer, Record, Withheld
from .office import Office, leaves


@dataclass(frozen=True)
class Sight:
    """One or more audiences that see exactly the same, and the office as they see it."""

    names: tuple[str, ...]
    office: Office
    """Veiled: nothing is in it that they may not see."""
    seen: veil.Seen
    may: frozenset[str]
    """Ids of the records they get."""

    def pages(
        self, path: str, render: str, template: str, view: Mapping[str, Any], record: str = "", title: str = ""
    ) -> Iterator[Page]:
        """Yield one page for each of them: of one view, so it is rendered once."""
        for name in self.names:
            yield Page(name, path, render, template, view, record, title)

    def site(self, depth: int, title: str) -> Mapping[str, Any]:
        """Return what every page knows of its site. Not whose it is: see ``assets/reader.js``."""
        last = self.office.company.letterheads[-1][2]
        return {"title": title, "company": last.full, "short": last.short, "root": "../" * depth}


def of(office: Office, audiences: Collection[Audience], glasses: Mapping[str, Glass] = EMPTY) -> tuple[Sight, ...]:
    """Return the sights of some audiences, in their order; those that see the same share one.

    Args:
        glasses: by audience, what sealed values are seen through; by default nothing is opened.
    """
    groups: dict[Any, list[Audience]] = {}
    for audience in audiences:
        glass = glasses.get(audience.name, DARK)
        shown = (tuple(sorted(glass.how.items())), glass.erased, glass.restricted, glass.cites)
        groups.setdefault((veil.seen(office, audience).key, shown), []).append(audience)
    return tuple(_sight(office, held, glasses.get(held[0].name, DARK)) for held in groups.values())


def _sight(office: Office, held: Collection[Audience], glass: Glass) -> Sight:
    first = next(iter(held))
    told = veil.seen(office, first)
    may = frozenset(office.records.keys() - told.hidden.keys())
    return Sight(tuple(a.name for a in held), veil.drawn(office, first, told, glass), told, may)


def withheld(office: Office, audience: Audience, record: Record) -> str:
    """Return why an audience does not get a record, or ``""`` (law 7)."""
    return veil.seen(office, audience).hidden.get(record.id, "")


def readable(office: Office, audience: Audience) -> frozenset[str]:
    """Return the ids of the records an audience gets."""
    return frozenset(office.records.keys() - veil.seen(office, audience).hidden.keys())


def withholdings(office: Office, audience: Audience, glass: Glass = DARK) -> tuple[Withheld, ...]:
    """Return every record an audience does not get, and every one it gets without some of its parts or values."""
    told = veil.seen(office, audience)
    personal = {name for name, kind in office.kinds.items() if personal_fields.holds(kind.schema)}
    shown: dict[tuple[str, str], bool] = {}
    found = []
    for record in office.records.values():
        if record.id in told.hidden:
            found.append(Withheld(audience.name, record.id, told.hidden[record.id]))
            continue
        left = told.left.get(record.id, ())
        parts = [f"密级：{'、'.join(abridge.labels(office.kind(record).schema, left))}"] if left else []
        shut = _shut(office, record, glass, left, shown) if record.kind in personal else ()
        parts += [f"密封：{'、'.join(shut)}"] if shut else []
        if parts:
            found.append(Withheld(audience.name, record.id, "；".join(parts), whole=False))
    return tuple(found)


def left_out(office: Office, record: Record) -> str:
    """Return what a veiled office leaves out of a record, for its page: ``议题2、议定事项1``."""
    left = office.left.get(record.id, ())
    told = "、".join(abridge.labels(office.kind(record).schema, left))
    return f"{told}{abridge.LEFT_OUT}" if told else ""


def _shut(
    office: Office, record: Record, glass: Glass, left: Collection[Pointer], shown: dict[tuple[str, str], bool]
) -> tuple[str, ...]:
    """Return the fields whose sealed values do not show: 电话, 住址. One value of each key is tried, no more."""
    found: dict[str, None] = {}
    for pointer, field, value in leaves(office.kind(record).schema, record.values):
        if "x-personal" not in field or abridge.parts(left, pointer):
            continue
        which = (sealed.key_of(str(value)), str(field["x-personal"]))
        if which not in shown:
            shown[which] = not glass.show(field, str(value)).startswith("〔")
        if not shown[which]:
            found[str(field.get("title", pointer[-1]))] = None
    return tuple(found)
