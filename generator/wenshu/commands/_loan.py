"""What lend, renew and return share: which copy is meant, and how its file is written, one event at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Code, Severity, errors

if TYPE_CHECKING:
    from ..company_nouns import Archive
    from ..custody import Custody
    from ..model import Record
    from ._pen import Pen

ALL_OUT = Code(
    "LEN20", Severity.ERROR,
    "{item} 没有可借的：{who}",
    "{item}: no copy can be lent: {who_en}",
    "一份不能借给两个人：等归还，或用 wenshu renew 让原借阅人续借。",
    "One copy is never lent twice: wait for it, or let its borrower renew.",
)  # fmt: skip
NOT_KEPT = Code(
    "LEN21", Severity.ERROR,
    "{item} 不在{where}里，没有可借的副本",
    "{item} is not kept in {where_en}: there is no copy to lend",
    "先用 wenshu distribute {ref} --to 档案名 入档，或建馆藏记录（wenshu new holdings）。",
    "File a copy first (wenshu distribute {ref} --to ARCHIVE), or make a holding (wenshu new holdings).",
)  # fmt: skip
WHICH = Code(
    "LEN22", Severity.ERROR,
    "{item} 指的不止一份：{which}",
    "{item} can mean several copies: {which}",
    "用 --archive 和 --copy 指明是哪一个档案的第几份。",
    "Say which one with --archive and --copy.",
)  # fmt: skip
NOT_OUT = Code(
    "LEN23", Severity.ERROR,
    "{item} 没有借出的",
    "no copy of {item} is lent",
    "看清是不是已经还过；漏记的借出先用 wenshu lend --on 日期 补登。",
    "See whether it is back already; a loan that was never recorded is recorded first, with its date (--on).",
)  # fmt: skip
NEEDS_REASON = Code(
    "LEN24", Severity.ERROR,
    "以上不合规定，没有写缘由，不登记",
    "this is against the rules and no reason is given: nothing was recorded",
    "能改的先改；事情已经这样办了的，用 --reason 写明缘由，照实登记。",
    "Mend what can be mended; what has happened is recorded as it was, with its --reason.",
)  # fmt: skip
NO_EVENT = Code(
    "LEN26", Severity.ERROR,
    "要更正的提交“{commit}”没有登记过 {item} 的借阅",
    "the commit \"{commit}\" recorded nothing about a loan of {item}",
    "写登记有误的那一次提交的编号（wenshu history {ref} 最后一栏），至少 7 位。",
    "Name the commit that recorded it wrongly (last column of wenshu history {ref}), by at least 7 digits.",
)  # fmt: skip

SAME = Code(
    "LEN31", Severity.ERROR,
    "更正后的内容和登记的一样，没有什么可更正",
    "the correction says what is recorded already",
    "写明要改的那一项（如 --condition、--due、--on）和正确的内容。",
    "Name the field to be corrected (as --condition, --due, --on) with what is right.",
)  # fmt: skip

CORRECTION = click.option(
    "--correction-of", "wrong", default="", metavar="COMMIT", help="更正哪一次提交所登记的 the commit it corrects"
)
ARCHIVE = click.option("--archive", default="", help="哪个档案 which archive")
COPY = click.option("--copy", type=click.IntRange(1, 9999), default=None, help="第几份 which copy")
APPROVED_BY = click.option("--approved-by", default="", help="批准人 who approved it")
DELEGATION = click.option("--delegation", default="", help="代批所凭的授权 delegation the approver stands in by")
REASON = click.option("--reason", default="", help="不合规定的缘由 why a rule was not kept")


@dataclass(frozen=True, slots=True)
class Event:
    """One event of one copy, written and not yet committed."""

    key: str
    seq: int
    record: str
    named: str


def named(pen: Pen, record: Record) -> str:
    """Return how an item stands in messages of commits: by number, never by a title that may name a person."""
    from .. import lending

    return lending.call_number(pen.office, record) or record.id


def archive(pen: Pen, record: Record, name: str) -> Archive:
    """Return the archive that lends an item: the one named, or the only one that has it.

    Raises:
        Stop: none, or several (exit 1).
    """
    from .. import lending

    found = [a for a in lending.keepers(pen.office, record) if name in ("", a.name)]
    if not found:
        where, where_en = (f"档案“{name}”", name) if name else ("任何档案", "any archive")
        ref = record.id.rpartition("/")[2]
        told = NOT_KEPT.at(record.path, item=named(pen, record), where=where, where_en=where_en, ref=ref)
        raise pen.desk.refuse(told)
    if len(found) > 1:
        which = "、".join(a.name for a in found)
        raise pen.desk.refuse(WHICH.at(record.path, item=named(pen, record), which=which))
    return found[0]


def free(pen: Pen, record: Record, where: Archive, copy: int | None) -> int:
    """Return the copy to lend: the one named if it is in, else the lowest that is.

    Raises:
        Stop: somebody has it, or every one (exit 1).
    """
    from .. import lending

    inside = lending.free(pen.office, where.name, record)
    held = lending.of(pen.office, where.name, record)
    known = copy is None or copy <= lending.copies(pen.office, where.name, record)
    if inside and (copy is None or copy in inside):
        # copies go before the original, where the archive says what the original is for
        first = [n for n in inside if n != 1] if where.original_uses is not None else []
        return copy or (first or inside)[0]
    if not known:
        return copy or 1  # the check says that there is no such copy
    away = [c for n, c in sorted(held.items()) if copy in (None, n)]
    who = "、".join(f"第 {c.copy} 份{_whereabouts(pen, c)}" for c in away)
    who_en = ", ".join(f"copy {c.copy} is {'lost' if c.lost else f'out until {c.until}'}" for c in away)
    raise pen.desk.refuse(ALL_OUT.at(record.path, item=named(pen, record), who=who, who_en=who_en))


def _whereabouts(pen: Pen, told: Custody) -> str:
    from .. import lending

    if told.lost:
        return f"已于 {told.lost.on} 报失"
    until = f"，应于 {told.until} 归还" if told.until else ""
    return f"在{lending.borrower(pen.office, told)}处{until}"


def standing(pen: Pen, record: Record, name: str, copy: int | None, ended: bool = False) -> Custody:
    """Return the custody of the copy meant: one that is lent (``ended``: one that was).

    Raises:
        Stop: there is none, or several (exit 1).
    """
    held = pen.office.ledger.custody.get(record.id, ())
    found = [c for c in held if name in ("", c.archive) and copy in (None, c.copy)]
    found = [c for c in found if ended or c.out or c.lost]
    if not found:
        raise pen.desk.refuse(NOT_OUT.at(record.path, item=named(pen, record)))
    if len(found) > 1:
        which = "、".join(f"{c.archive}第 {c.copy} 份" for c in found)
        raise pen.desk.refuse(WHICH.at(record.path, item=named(pen, record), which=which))
    return found[0]


def corrected(pen: Pen, record: Record, told: Custody, wrong: str) -> str:
    """Return the whole name of the commit a correction names, ``""`` where none is.

    Raises:
        Stop: it recorded nothing about this copy (exit 1).
    """
    past = pen.office.past
    known = [c.id for c in past.of(told.path)] if past.state == "whole" else [wrong]
    found = [id_ for id_ in known if id_.startswith(wrong)]
    if wrong and (len(found) != 1 or not re.fullmatch("[0-9a-f]{7,64}", wrong)):
        finding = NO_EVENT.at(told.path, commit=wrong, item=named(pen, record), ref=record.id)
        raise pen.desk.refuse(finding)
    return found[0] if wrong else ""


def lay(pen: Pen, record: Record, path: str, seq: int, values: Mapping[str, Any]) -> Event:
    """Write the custody file anew as it is after this event; what is empty is left out."""
    pen.fact(path, {"seq": seq, **{key: _full(value) for key, value in values.items()}})
    key = path.removeprefix("records/custody/").removesuffix(".yaml")
    return Event(key, seq, record.id, f"{named(pen, record)} 第{key.rpartition('/')[2]}份")


def change(pen: Pen, record: Record, told: Custody, values: Mapping[str, Any]) -> Event:
    """Set some fields of a custody file; the rest stays."""
    full = {key: _full(value) for key, value in values.items()}
    said = {key: value for key, value in full.items() if value not in ("", None, ())}
    pen.amend(told.path, {"seq": told.seq + 1, **said})
    return Event(told.key, told.seq + 1, record.id, f"{named(pen, record)} 第{told.copy}份")


def _full(value: Any) -> Any:
    """Return a mapping without its empty fields; an empty one is None."""
    if not isinstance(value, Mapping):
        return value
    return {key: one for key, one in value.items() if one not in ("", None)} or None


def _unchanged(pen: Pen, path: str) -> bool:
    """Say whether a custody file differs from what is recorded in the count of its events only."""
    from .. import yamlread

    old, new = (yamlread.read(path, data or b"")[0] or {} for data in (pen.believed.tree.get(path), pen.changes[path]))
    plain = [{key: value for key, value in tree.items() if key != "seq"} for tree in (old, new)]
    return plain[0] == plain[1]


def commit(
    pen: Pen, verb: str, event: str, events: Sequence[Event], day: date, person: str, *,
    reason: str = "", wrong: str = "", always: bool = False,
) -> None:  # fmt: skip
    """Commit the events of one verb, one commit, and say on standard error which rules were not kept.

    Args:
        always: what is against a rule is recorded without a reason (a return is taken as it comes).

    Raises:
        Stop: it cannot be, or is against a rule and no reason is given (exit 1); git refused (exit 4).
    """
    from ..checks.custody import RULES

    if wrong:
        for path in [p for p in pen.changes if p.startswith("records/custody/")]:
            if _unchanged(pen, path):
                raise pen.desk.refuse(SAME.at(path))
    told = [f for f in pen.preview().findings if f.place.path in pen.changes]
    broken = [f for f in told if f.code.id in RULES]
    # what cannot be true comes first: no reason makes it so
    if broken and not reason and not always and not errors(told):
        raise pen.desk.refuse(*broken, NEEDS_REASON.at(broken[0].place))
    trailers = [("Record", id_) for id_ in dict.fromkeys(e.record for e in events)]
    for e in events:
        trailers += [("Loan", e.key), ("Seq", str(e.seq))]
    trailers += [("Event", event), ("Date", str(day)), ("Correction-of", wrong)]
    titles = "、".join(e.named for e in events)
    pen.commit(f"{'更正' if wrong else ''}{verb}：{titles}", trailers, person, event=True)
    pen.desk.tell(broken)
    if not pen.dry_run:
        pen.desk.echo(f"已登记{'更正' if wrong else ''}{verb} {len(events)} 份：{titles}。{len(events)} recorded.")
