"""The number ledger against the papers: no gap, no reuse, no issued paper changed (domain.md §2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby, islice

from .. import numbering
from ..diagnostics import Code, Finding, Severity
from ..ledger_nouns import Entry
from ..model import Record
from ..office import Office

GAP = Code(
    "NUM04", Severity.ERROR,
    "系列“{series}”缺 {serial} 号：既没有用，也没有预留或作废",
    "series \"{series}\" lacks number {serial}: neither issued nor reserved nor void",
    "文号不得断号。误跳的号请登记：wenshu number void {series} {serial} --reason 事由。",
    "Numbers leave no gap. Spoil it with a reason: wenshu number void {series} {serial} --reason WHY.",
)  # fmt: skip
NOT_HERE_YET = Code(
    "CLM01", Severity.WARNING,
    "这里没有系列“{series}”的 {serial} 号：可能别处已占，还没有同步过来",
    "number {serial} of series \"{series}\" is not here: another clone may hold it and not have sent it yet",
    "先 wenshu sync；同步以后还缺的，用 wenshu number reconcile 查是谁占的，由他用完或作废。",
    "Run wenshu sync; for one still missing, wenshu number reconcile tells who claimed it and must end it.",
)  # fmt: skip
WRONG_SERIES = Code(
    "NUM05", Severity.ERROR,
    "文号属于系列“{series}”，文件“{record}”应编入“{wanted}”",
    "the number is of series \"{series}\"; the paper {record} belongs to \"{wanted}\"",
    "编错系列的，先 wenshu void 废止该号，再按正确的系列重新编号。",
    "Void the number with wenshu void and issue the paper again in its own series.",
)  # fmt: skip
OUT_OF_DATE_ORDER = Code(
    "NUM06", Severity.ERROR,
    "{number} 号的成文日期 {date} 早于前面 {before} 号的 {earlier}",
    "number {number} is dated {date}, before number {before} ({earlier})",
    "号大的文件日期不得更早（预留的号除外）：请签发人按实际日期重新签批，或使用预留号。",
    "A later number bears no earlier date, reserved ones aside: sign again, or use a reserved number.",
)  # fmt: skip
CHANGED = Code(
    "NUM07", Severity.ERROR,
    "已编号的文件被改动：{number} 的内容与编号时不符",
    "an issued paper was changed: {number} no longer reads as it was issued",
    "已发文件不能直接改。要修改，提修改申请（改动会一并带走）：wenshu revise {record} --reason 原因；否则恢复原文。",
    "Ask for a revision, which takes the edit along: wenshu revise {record} --reason WHY. Else restore the text.",
)  # fmt: skip
AWAITED = Code(
    "REV20", Severity.WARNING,
    "{number} 的改动待批：正在申请分支上，批准以前现行的仍是原文",
    "the change of {number} awaits its decision: this is a request branch, the old text is in force",
    "改好后 wenshu save，再 wenshu revise --leave 回到正式分支；由批准人 wenshu decide。",
    "Save it with wenshu save, go back with wenshu revise --leave; the approver decides with wenshu decide.",
)  # fmt: skip
NO_PAPER = Code(
    "NUM08", Severity.ERROR,
    "台账里的文件“{record}”不见了",
    "the ledger names the paper {record}, which is gone",
    "已编号的文件不得删除或改名，请用 git restore 恢复；失去效力的用 wenshu void 废止。",
    "An issued paper is never deleted or renamed: restore it; use wenshu void for one that has ended.",
)  # fmt: skip
RESERVED_TOO_LONG = Code(
    "NUM09", Severity.WARNING,
    "{series} {serial} 号预留到 {until}，已过期",
    "number {serial} of {series} was reserved until {until}, which is past",
    "用掉它（wenshu issue --reserved {serial}），或说明事由作废（wenshu number void）。",
    "Use it (wenshu issue --reserved {serial}) or void it with a reason (wenshu number void).",
)  # fmt: skip
NOT_NUMBERED = Code(
    "NUM10", Severity.ERROR,
    "{title}不编系列文号，“{record}”却占了 {number}",
    "a {title} bears no series number, yet {record} has {number}",
    "请用 wenshu void 废止该号；需要编号的事项改用正式文件。",
    "Void the number with wenshu void; write a document where a number is needed.",
)  # fmt: skip
WRONG_YEAR = Code(
    "NUM11", Severity.ERROR,
    "文号的年份是 {year}，成文日期却在 {date}",
    "the number bears the year {year}, the paper is dated {date}",
    "文号用成文日期（收文用收文日期）所在的年份；编错的请废止后重新编号。",
    "A number bears the year of the last sign-off (of entry for incoming papers); void it and issue again.",
)  # fmt: skip
INCOMPLETE = Code(
    "NUM12", Severity.ERROR,
    "台账的这一条写得不全：{state}的号必须有 {needs}",
    "a ledger entry is incomplete: {state_en} needs {needs}",
    "台账由 wenshu issue 和 wenshu number 写，请用 git restore 恢复。",
    "Entries are written by wenshu issue and wenshu number; restore the file from history.",
)  # fmt: skip
NUMBER_MISMATCH = Code(
    "NUM13", Severity.ERROR,
    "原文号“{printed}”与台账的位置 {path} 不符",
    "the older number \"{printed}\" does not belong at {path}",
    "接来的旧文号要放在它自己的系列、年份和流水号下；请重新运行 wenshu number adopt。",
    "An adopted number stands at its own series, year and serial; run wenshu number adopt again.",
)  # fmt: skip
NO_SERIES = Code(
    "NUM14", Severity.ERROR,
    "公司档案里没有系列“{series}”",
    "the company file has no series \"{series}\"",
    "系列写在 records/company.yaml 的 series 里；用过的系列不得删除。",
    "Series stand in records/company.yaml; one that was used is never removed.",
)  # fmt: skip
CLOSED = Code(
    "NUM15", Severity.ERROR,
    "{year} 年的文号已结账，{series} {serial} 号是结账以后给的或仍在预留",
    "the numbers of {year} are closed; {serial} of {series} was given later or is still reserved",
    "结账后的年份不再给号：请用 git restore 恢复，文件用当年的文号。",
    "After closing no number of that year is given: restore the ledger and use this year's numbers.",
)  # fmt: skip


def _series_known(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        if entry.series not in office.company.series:
            yield NO_SERIES.at(entry.path, series=entry.series)

MOST_GAPS = 50
"""Findings of missing numbers in one series and year."""


def _gaps(office: Office) -> Iterator[Finding]:
    entries = office.ledger.entries
    for (year, code), held in groupby(entries, key=lambda e: (e.year, e.series)):
        series = office.company.series.get(code)
        if series is None:
            continue
        there = {e.serial for e in held}
        whole = range(min(numbering.first(entries, series, year), *there), max(there))
        # a file named by a wrong number leaves thousands: the first of them say it
        for serial in islice((serial for serial in whole if serial not in there), MOST_GAPS):
            gap = NOT_HERE_YET if office.company.remote else GAP
            yield gap.at(numbering.path(series, year, serial), series=code, serial=serial)


def _complete(office: Office) -> Iterator[Finding]:
    needs = {"reserved": ("reason", "until"), "void": ("reason",), "issued": ("date",)}
    for entry in office.ledger.entries:
        missing = [key for key in needs.get(entry.state, ()) if not getattr(entry, key)]
        whole = (entry.record and entry.editions) or entry.printed or entry.request
        if entry.state == "issued" and not whole:
            missing.append("record, editions")
        if missing:
            state = {"reserved": "预留", "void": "作废", "issued": "已用"}[entry.state]
            yield INCOMPLETE.at(entry.path, state=state, state_en=entry.state, needs="、".join(missing))


def _papers(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        if not entry.record:
            continue
        record = office.records.get(entry.record)
        if record is None:
            if not office.joined.absent(entry):
                yield NO_PAPER.at(entry.path, record=entry.record)
            continue
        yield from _belongs(office, entry, record)
        if entry.editions and entry.editions[-1].content != record.content:
            code = AWAITED if asked_here(office, record.id) else CHANGED
            yield code.at(office.place(record), number=office.number(record), record=record.id)


def asked_here(office: Office, about: str) -> bool:
    """Say whether HEAD lies outside the main branch on a side where a change of this paper was asked for."""
    outside = office.past.outside
    asked = office.past.trailed("Revision-Request") if outside else ()
    return any(c.id in outside and c.trailer("Revision-Request") == about for c in asked)


def _belongs(office: Office, entry: Entry, record: Record) -> Iterator[Finding]:
    kind = office.kind(record)
    if not kind.numbered:
        number = office.short_number(record) or entry.path
        yield NOT_NUMBERED.at(office.place(record), title=kind.title, record=record.id, number=number)
    elif kind.series_of(record) != entry.series:
        wanted = kind.series_of(record)
        yield WRONG_SERIES.at(entry.path, series=entry.series, record=record.id, wanted=wanted)


def dated(office: Office, entry: Entry) -> date | None:
    """Return the day whose year a number bears: the last sign-off, entry where numbers come then, a decision."""
    record = office.records.get(entry.record)
    if record is None:
        return entry.request.decided_on if entry.request else entry.signed
    series = office.company.series.get(entry.series)
    if series is not None and series.number_at == "entry":
        return office.begun(record)
    return office.signed_on(record)


def _years(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        on = dated(office, entry)
        if entry.state == "issued" and entry.year is not None and on is not None and on.year != entry.year:
            yield WRONG_YEAR.at(entry.path, _weight(entry), year=entry.year, date=on)


def _weight(entry: Entry) -> Severity:
    """An older number taken over from a register is what it is: its slips are told, and stop nothing."""
    return Severity.ERROR if entry.record else Severity.WARNING


def _dates_in_order(office: Office) -> Iterator[Finding]:
    for (_, code), held in groupby(office.ledger.entries, key=lambda e: (e.year, e.series)):
        last: tuple[int, date] | None = None
        for entry in held:
            on = dated(office, entry)
            # a number that was reserved keeps its reason, and may be used for a later or an earlier paper
            if entry.state != "issued" or on is None or entry.until is not None:
                continue
            if last is not None and on < last[1]:
                number = f"{code} {entry.serial}"
                yield OUT_OF_DATE_ORDER.at(
                    entry.path, _weight(entry), number=number, date=on, before=last[0], earlier=last[1]
                )
            else:
                last = (entry.serial, on)


def _reserved(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        if entry.state == "reserved" and entry.until is not None and entry.until < office.as_of:
            yield RESERVED_TOO_LONG.at(
                entry.path, series=entry.series, serial=entry.serial, until=entry.until
            )


def _adopted(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        if entry.printed:
            read = numbering.parse(entry.printed, office.company.series)
            if read is not None and read != (entry.series, entry.year, entry.serial):
                yield NUMBER_MISMATCH.at(entry.path, printed=entry.printed, path=entry.path)


def _closed(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        closing = office.ledger.closed.get(entry.year) if entry.year is not None else None
        if closing is None:
            continue
        later = closing.on is not None and entry.date is not None and entry.date > closing.on
        if entry.state == "reserved" or (entry.state == "issued" and later):
            yield CLOSED.at(entry.path, year=entry.year, series=entry.series, serial=entry.serial)


CHECKS = (
    _series_known, _gaps, _complete, _papers, _years, _dates_in_order, _reserved, _adopted, _closed,
)  # fmt: skip
