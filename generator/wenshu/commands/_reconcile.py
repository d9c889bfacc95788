"""Numbers that were claimed and not used: listed, finished or spoilt by whoever took them; integers spoilt."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from .. import numbering
from ..claims import Claim
from ..diagnostics import Code, Severity
from ..ledger_nouns import REQUESTS
from . import Desk
from ._claim import ELSEWHERE, Numbers, told

if TYPE_CHECKING:
    from ..build import Believed
    from ..company_nouns import Series
    from ._pen import Pen

NOT_OPEN = Code(
    "CLM08", Severity.ERROR,
    "{series} {serial} 号没有占号未用",
    "number {serial} of {series} is not claimed and unused",
    "占号未用的号见 wenshu number reconcile；预留的号用 wenshu issue --reserved 或 wenshu number void。",
    "See wenshu number reconcile; a reserved number is for wenshu issue --reserved or wenshu number void.",
)  # fmt: skip
NOT_HOLDER = Code(
    "CLM09", Severity.ERROR,
    "{series} {serial} 号是 {holder} 占的，不由 {person} 了结",
    "number {serial} of {series} was claimed by {holder}; it is not {person} who ends it",
    "请占号人办（--as {holder}）；他已不任“{post}”的，才由现在任此岗的人办。",
    "Let the one who claimed it do it (--as {holder}), or, once he has left the post, its present holder.",
)  # fmt: skip
NOTHING_FOR = Code(
    "CLM10", Severity.ERROR,
    "{series} {serial} 号是为“{what}”占的，现在用不上：{reason}",
    "number {serial} of {series} was claimed for \"{what}\" and is of no use to it: {reason_en}",
    "写明事由作废：wenshu number reconcile {series} {serial} --void --reason 事由。",
    "Spoil it with a reason: wenshu number reconcile {series} {serial} --void --reason WHY.",
)  # fmt: skip
WHICH = "写 --finish（接着用完）或 --void --reason 事由（作废）。Say --finish, or --void --reason WHY."


def open_claims(desk: Desk, believed: Believed) -> tuple[tuple[Claim, ...], str]:
    """Return the claims no ledger has used, and why the remote does not answer (``""``: it does)."""
    from ._claim import known

    office = believed.office
    if office is None or not office.company.remote:
        return (), ""
    found = known(desk.root, office.company)
    unused = found.unused(office.ledger.entries)
    desk.tell(told(unused, found.clone))
    return unused, found.away


def listed(desk: Desk) -> int:
    """List the numbers that are claimed and not used."""
    from .. import build

    believed = build.believe(desk.root, desk.as_of, desk.today)
    if believed.office is None:
        raise desk.refuse(*believed.findings)
    unused, away = open_claims(desk, believed)
    note = f"（连不上远端：{away}；以上是上次见到的。Offline: as last seen.）" if away else ""
    desk.echo(f"占号未用 {len(unused)} 个。{len(unused)} numbers claimed and not used.{note}")
    return 0


def finish(pen: Pen, series: Series, year: int | None, serial: int, who: str, day: date, lost: bool) -> None:
    """Use a claimed number for what it was claimed: the paper is issued, or the number set aside.

    Raises:
        Stop: it is not open, not his, or its paper is gone, numbered or of another series (exit 1).
    """
    from .issue import give

    numbers = Numbers(pen, lost)
    claim = _open(pen, numbers, series, year, serial, who, day)
    if claim.record:
        record = pen.office.records.get(claim.record)
        why = "" if record and pen.office.entry(record) is None else "numbered" if record else "gone"
        why = "decision" if series.code == REQUESTS else why
        if record is None or why:
            told = {"series": series.code, "serial": serial, "what": claim.record}
            reason, reason_en = _WHY[why]
            raise pen.desk.refuse(NOTHING_FOR.at("records/numbers", None, reason=reason, reason_en=reason_en, **told))
        give(pen, [record], who, day, serial, lost)
        return
    path = numbering.path(series, year, serial)
    pen.fact(path, {
        "state": "reserved", "reason": claim.reason or "补登占号", "until": claim.until or day, "date": day, "by": who,
    })  # fmt: skip
    pen.commit(f"预留文号：{series.code} {serial}", _trailers(series, claim.reason, numbers), who)
    if not pen.dry_run:
        pen.desk.echo(f"{series.code} {serial} 已预留至 {claim.until or day}。Reserved.")


def spoil(
    pen: Pen, series: Series, year: int | None, serial: int, who: str, day: date, reason: str, lost: bool,
    claimed: bool = False,
) -> None:  # fmt: skip
    """Spoil an integer: the next one, a reserved one, one missing in between, or one claimed and not used.

    Args:
        claimed: it must be one that is claimed and not used.

    Raises:
        Stop: it is used or void already, too far ahead, or another clone's (exit 1).
    """
    from .number import STATES, TAKEN, TOO_FAR

    desk, code = pen.desk, series.code
    numbers = Numbers(pen, lost)
    numbers.insist()
    if claimed or numbers.open((code, year, serial)) is not None:
        _open(pen, numbers, series, year, serial, who, day)
    numbers.own((code, year, serial))
    path = numbering.path(series, year, serial)
    held = pen.office.ledger.at(code, year, serial)
    free = numbers.would(series, year, 1).start
    if held is not None and held.state != "reserved":
        raise desk.refuse(TAKEN.at(path, series=code, serial=serial, state=STATES.get(held.state, held.state)))
    if serial > free:
        raise desk.refuse(TOO_FAR.at(path, series=code, serial=serial, free=free))
    if held is not None:
        pen.amend(path, {"state": "void", "reason": reason})
    else:
        pen.fact(path, {"state": "void", "reason": reason, "date": day, "by": who})
    number = (code, year, serial)
    if held is None and numbers.claims_now and all(c.number != number for c in numbers.known.claims):
        numbers.sound()
        if number in numbers.known.there or not numbers.take(Claim(year, code, 0, who, reason=reason), [serial]):
            raise desk.refuse(ELSEWHERE.at(path, series=code, serial=serial, person="有人"))
    pen.commit(f"作废文号：{code} {serial}", _trailers(series, reason, numbers), who)
    if not pen.dry_run:
        desk.echo(f"{code} {serial} 号已作废。Void.")


def _open(
    pen: Pen, numbers: Numbers, series: Series, year: int | None, serial: int, who: str, day: date
) -> Claim:  # fmt: skip
    """Return the open claim of a number that this person may end.

    Raises:
        Stop: there is none, or it is another's (exit 1); the remote is out of reach (exit 4).
    """
    numbers.insist()
    claim = numbers.open((series.code, year, serial))
    told = {"series": series.code, "serial": serial}
    if claim is None:
        raise pen.desk.refuse(NOT_OPEN.at("records/numbers", None, **told))
    if claim.person not in ("", who) and pen.office.company.holds(claim.person, series.allots, day):
        told = {**told, "holder": claim.person, "person": who, "post": series.allots}
        raise pen.desk.refuse(NOT_HOLDER.at("records/numbers", None, **told))
    numbers.own(claim.number)
    return claim


_WHY = {
    "gone": ("文件已不在", "the paper is gone"), "numbered": ("文件已有文号", "the paper has a number"),
    "decision": ("修改申请请再办一遍 wenshu decide，会接着用它", "decide the request again; it takes this number"),
}  # fmt: skip


def _trailers(series: Series, reason: str, numbers: Numbers) -> list[tuple[str, str]]:
    return [("Series", series.code), ("Reason", reason), ("Clone", numbers.known.clone)]
