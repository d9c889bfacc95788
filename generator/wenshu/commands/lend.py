"""``wenshu lend ITEM…``: an archive's copy goes out, for reading on the spot too; one commit for all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from ..company_nouns import USES
from ..diagnostics import Code, Severity
from . import Desk
from ._loan import APPROVED_BY, ARCHIVE, COPY, CORRECTION, DELEGATION, REASON
from ._options import DAY, DRY_RUN, ON, SHEET

if TYPE_CHECKING:
    from ..company_nouns import Archive
    from ..model import Record
    from ._loan import Event
    from ._pen import Pen

BORROWER = Code(
    "LEN25", Severity.ERROR,
    "借阅人不清：{why}",
    "who borrows is not clear: {why_en}",
    "本公司的人写 --to；外单位的人写 --outsider 姓名 --unit 单位 --identity 证件 --letter 文件 --companion 陪同人。",
    "Staff: --to NAME. Others: --outsider NAME --unit ORGANISATION --identity WORD --letter FILE --companion NAME.",
)  # fmt: skip
TEAM = Code(
    "LEN27", Severity.ERROR,
    "“{team}”是部门或班组：{why}",
    "\"{team}\" is a department or team: {why_en}",
    "配发班组长期使用的加 --standing，由班组的主管负责；一次借阅写借阅人姓名。",
    "For a standing loan to a team add --standing: its head answers for it; else name the person.",
)  # fmt: skip


@click.command("lend")
@click.argument("items", nargs=-1, required=True, metavar="ITEM…")
@click.option("--to", "named", default="", help="借给谁 who borrows")
@click.option("--due", type=DAY, default=None, help="应还日期，不写按档案的借期 due, 2026-03-12")
@click.option("--purpose", default="", help="事由（因何工作需要） the work it is needed for")
@click.option("--use", type=click.Choice(USES), default=None, help="用途 use")
@APPROVED_BY
@click.option("--approved-on", type=DAY, default=None, help="批准日期，不写则为借出日 day of approval")
@DELEGATION
@click.option("--endorsed-by", default="", help="借阅人部门主管 head of the borrower's department")
@click.option("--applied-on", type=DAY, default=None, help="申请日期 day of the application")
@ARCHIVE
@COPY
@click.option("--standing", is_flag=True, default=None, help="长期借用，每年清点 a standing loan")
@click.option("--outsider", default="", help="外单位借阅人姓名 borrower from outside")
@click.option("--unit", default="", help="其单位 his organisation")
@click.option("--identity", default="", help="出示的证件种类，不写号码 kind of identity shown")
@click.option("--letter", type=click.Path(exists=True, dir_okay=False), default=None, help="介绍信扫描件 letter")
@click.option("--companion", default="", help="陪同人 who sits beside him")
@click.option("--condition", type=click.Choice(["完好", "缺页", "污损"]), default=None, help="借出状况 condition")
@click.option("--pages", type=click.IntRange(1), default=None, help="页数 pages")
@click.option("--as", "person", default="", help="经办人 who hands it out")
@REASON
@CORRECTION
@SHEET
@ON
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, /, items: tuple[str, ...], archive: str, copy: int | None, wrong: str,
    on: date | None, dry_run: bool, **given: Any,
) -> int:  # fmt: skip
    """登记借出；阅览、复印、摘抄、拍照也是借阅。Record that copies of an archive were lent."""
    from . import _loan

    desk: Desk = ctx.obj
    if not wrong:
        _asked(given)
    with desk.writing("lend", dry_run) as pen:
        day = pen.day(on)
        records = list({r.id: r for r in map(pen.record, items)}.values())
        scans = {key: pen.attach(file) for key in ("sheet", "letter") if (file := _file(given[key]))}
        given = {**given, "sheet": "", "letter": "", **scans}
        events, trailer = [], ""
        for record in records:
            if wrong:
                told = _loan.standing(pen, record, archive, copy)
                trailer = _loan.corrected(pen, record, told, wrong)
                who = _who(pen, given, on or day) if given["named"] or given["outsider"] else {}
                said = _said(pen, given, day)
                events.append(_loan.change(pen, record, told, {**who, "since": on, "due": given["due"], **said}))
                continue
            where = _loan.archive(pen, record, archive)
            events.append(_lend(pen, record, where, _loan.free(pen, record, where, copy), day, given))
        clerk = given["person"] or pen.operator()
        _loan.commit(pen, "借出", "lend", events, day, clerk, reason=given["reason"], wrong=trailer)
    return 0


def _asked(given: Mapping[str, Any]) -> None:
    """Say what is missing as a command line says it; a correction names only what it changes."""
    for key in ("purpose", "use"):
        if not str(given[key] or "").strip():
            what = "事由" if key == "purpose" else "用途"
            raise click.UsageError(f"还缺 --{key}：借阅要写明{what} (--{key} is missing)")
    if not given["approved_by"] and not given["reason"]:
        raise click.UsageError("还缺 --approved-by：借阅须经批准 (--approved-by is missing)")


def _file(given: Any) -> Any:
    from pathlib import Path

    return Path(given) if given else None


def _lend(
    pen: Pen, record: Record, where: Archive, copy: int, day: date, given: Mapping[str, Any]
) -> Event:
    from .. import custody, lending
    from . import _loan

    path = custody.path(where.name, record.id, copy)
    before = lending.of(pen.office, where.name, record).get(copy)
    due = given["due"] or (None if given["standing"] else lending.default_due(where, day))
    said = _said(pen, given, day)
    values = {**_who(pen, given, day), "since": day, "due": due, **said}
    values["approved_on"] = given["approved_on"] or (day if said["approved_by"] else None)
    values["lent_by"] = pen.person(given["person"] or pen.operator(), where.keeper, day)
    return _loan.lay(pen, record, path, before.seq + 1 if before else 1, {k: values.get(k) for k in _ORDER})


_ORDER = (
    "holder", "dept", "team", "outsider", "since", "due", "purpose", "use", "applied_on", "endorsed_by", "approved_by",
    "approved_on", "delegation", "lent_by", "condition", "pages", "standing", "reason", "sheet",
)  # fmt: skip


def _said(pen: Pen, given: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Return what was typed, people and delegations as the company file and the records name them."""
    people = {key: given[key] and pen.person(given[key], "", day) for key in ("approved_by", "endorsed_by")}
    plain = ("use", "applied_on", "approved_on", "condition", "pages", "standing", "reason", "sheet")
    delegation = given["delegation"] and pen.record(given["delegation"]).id
    purpose = " ".join(given["purpose"].split())
    return {"purpose": purpose, **people, "delegation": delegation, **{key: given[key] for key in plain}}


def _who(pen: Pen, given: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Return the borrower: a person, the head of a team, or somebody from outside.

    Raises:
        Stop: none, both, or a team for one loan (exit 1); nobody of that name (exit 2).
    """
    company, name = pen.office.company, given["named"]
    if bool(name) == bool(given["outsider"]):
        both = ("--to 和 --outsider 只写一个", "write --to or --outsider, not both")
        why = both if name else ("没有写", "nobody is named")
        raise pen.desk.refuse(BORROWER.at("records/custody", why=why[0], why_en=why[1]))
    if given["outsider"]:
        why = ("", "") if given["unit"].strip() else ("还缺 --unit", "--unit is missing")
        if re.search(r"[\d０-９]{5}", given["identity"]):
            # a number of an identity card has no place in records that are kept for ever
            why = ("--identity 只写证件的种类，不写号码", "--identity is the kind of document, never its number")
        if why[0]:
            raise pen.desk.refuse(BORROWER.at("records/custody", why=why[0], why_en=why[1]))
        companion = given["companion"] and pen.staff(given["companion"], day)
        told = {"name": given["outsider"], **{key: given[key] for key in ("unit", "identity", "letter")}}
        return {"outsider": {**told, "companion": companion}}
    if name in company.departments and name not in company.people:
        head = company.head(name, day)
        if head is None or not given["standing"]:
            headless, once = ("当日没有主管", "it has no head that day"), ("不是长期配发", "not a standing loan")
            why = headless if given["standing"] else once
            raise pen.desk.refuse(TEAM.at("records/custody", team=name, why=why[0], why_en=why[1]))
        return {"holder": head.id, "dept": name, "team": name}
    person = pen.staff(name, day)
    return {"holder": person, "dept": company.dept_of(person, day)}
