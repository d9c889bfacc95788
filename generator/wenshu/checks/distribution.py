"""Copies against papers: both equations, who should have one, who has not signed for his."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from ..diagnostics import Code, Finding, Severity
from ..ledger_nouns import Copy, PrintRun
from ..model import Record, State
from ..office import Office
from ..registers.handouts import balance

TOO_MANY = Code(
    "DST02", Severity.ERROR,
    "份数不平：印制 {printed} 份，发出 {sent} 份加存档 {kept} 份已超过",
    "copies do not add up: {printed} printed, yet {sent} sent and {kept} kept",
    "印制 = 发出 + 存档 + 余存。加印的另用 wenshu print 登记，或更正份数。",
    "printed = sent + kept + left. Record the true print run with wenshu print, or mend the counts.",
)  # fmt: skip
NOWHERE = Code(
    "DST03", Severity.ERROR,
    "第 {number} 号收回的去向不清：收回日期和处置（归档、销毁、遗失）要一起写",
    "copy {number}: a date of recall and a disposal (归档, 销毁, 遗失) go together",
    "发出 = 在外 + 已收回 + 遗失。用 wenshu recall --disposal 补登。",
    "sent = outside + returned + lost. Record it with wenshu recall --disposal.",
)  # fmt: skip
STRANGER = Code(
    "DST04", Severity.WARNING,
    "“{to}”不在文件的发放范围内",
    "{to} is not on the paper's distribution list",
    "核对是否发错；确需增发的保留记录，并在备注里说明。",
    "See whether it was sent in error; if it was meant, keep the record and say why in the note.",
)  # fmt: skip
TIME_ORDER = Code(
    "DST05", Severity.ERROR,
    "第 {number} 号的日期颠倒：发放 {sent}、签收 {received}、收回 {recalled}",
    "copy {number}: dates are reversed (sent {sent}, received {received}, recalled {recalled})",
    "先发放，后签收，再收回；请按签收单更正日期。",
    "A copy is sent, then received, then recalled; mend the dates by the signing sheet.",
)  # fmt: skip
NOT_ISSUED = Code(
    "DST06", Severity.ERROR,
    "文件还没有编号，不能发放",
    "the paper is not issued: copies of it cannot be handed out",
    "先签批、编号（wenshu issue），再发放；草稿只送签，不发放。",
    "Sign and issue it first (wenshu issue); a draft circulates for signature only.",
)  # fmt: skip
NO_PAPER = Code(
    "DST07", Severity.ERROR,
    "发放的文件“{record}”不存在",
    "copies are on record of {record}, which is not there",
    "发放过的文件不得删除或改名；请用 git restore 恢复。",
    "A paper that was handed out is never deleted or renamed; restore it from history.",
)  # fmt: skip
UNSIGNED = Code(
    "DST08", Severity.WARNING,
    "“{to}”{sent} 领的第 {number} 号还没有签收",
    "{to} has not signed for copy {number}, sent {sent}",
    "催收签收单，用 wenshu receive 登记。",
    "Ask for the signing sheet and record it with wenshu receive.",
)  # fmt: skip
NOT_SENT = Code(
    "DST09", Severity.WARNING,
    "{number} 已发文，还没有发给“{to}”",
    "{number} is issued, but {to} has no copy yet",
    "用 wenshu distribute 登记发放；不再需要发的，说明原因。",
    "Record the hand-over with wenshu distribute.",
)  # fmt: skip
NO_EDITION = Code(
    "DST10", Severity.ERROR,
    "发放记录写的版本“{edition}”不存在",
    "copies are on record of edition {edition}, which was never issued",
    "版本以台账为准：{editions}。",
    "The ledger knows these editions: {editions}.",
)  # fmt: skip
STILL_OUT = Code(
    "DST11", Severity.WARNING,
    "文件已{state}，“{to}”的第 {number} 号还没有收回",
    "the paper is {state}; copy {number} with {to} has not come back",
    "收回后用 wenshu recall 登记处置。",
    "Take it back and record it with wenshu recall.",
)  # fmt: skip

_KEYS = {"dept": "department", "department": "department", "team": "team", "person": "person",
         "archive": "archive", "outside": "outside"}  # fmt: skip
_ENDED = frozenset({State.REPEALED, State.SUPERSEDED})


def addressees(record: Record) -> tuple[Mapping[str, str], ...]:
    """Return whom the record's distribution list names: one ``{department: 销售部}`` each."""
    found = []
    for row in record.rows("distribution"):
        if isinstance(row, Mapping):
            found += [{_KEYS[key]: str(row[key])} for key in row if key in _KEYS]
    return tuple(found)


def name(copy: Copy) -> str:
    """Return who holds a copy, as printed."""
    return "、".join(copy.to.values())


def _papers(office: Office) -> Iterator[Finding]:
    ledger = office.ledger
    for id_ in {**ledger.copies, **ledger.prints}:
        held: tuple[Copy | PrintRun, ...] = (*ledger.copies.get(id_, ()), *ledger.prints.get(id_, ()))
        record = office.records.get(id_)
        if record is None:
            yield NO_PAPER.at(held[0].path, record=id_)
            continue
        entry = office.entry(record)
        if entry is None:
            if office.kind(record).numbered:
                yield NOT_ISSUED.at(held[0].path)
            continue
        known = [e.edition for e in entry.editions]
        for fact in held:
            if known and fact.edition not in known:
                yield NO_EDITION.at(fact.path, edition=fact.edition, editions="、".join(known))


def _equations(office: Office) -> Iterator[Finding]:
    for id_, held in office.ledger.copies.items():
        runs = {run.edition: run for run in office.ledger.prints.get(id_, ())}
        for edition, copies in groupby(held, key=lambda c: c.edition):
            run = runs.get(edition)
            sums = balance(tuple(copies), run)
            if run is not None and sums.left is not None and sums.left < 0:
                yield TOO_MANY.at(run.path, printed=sums.printed, sent=sums.sent, kept=sums.kept)


def _each(office: Office) -> Iterator[Finding]:
    for id_, held in office.ledger.copies.items():
        record = office.records.get(id_)
        wanted = addressees(record) if record else ()
        for copy in held:
            days = [d for d in (copy.sent, copy.received, copy.recalled) if d is not None]
            if days != sorted(days):
                yield TIME_ORDER.at(
                    copy.path, number=copy.number, sent=copy.sent, received=copy.received or "—",
                    recalled=copy.recalled or "—",
                )  # fmt: skip
            if (copy.recalled is None) != (not copy.disposal):
                yield NOWHERE.at(copy.path, number=copy.number)
            if wanted and dict(copy.to) not in wanted and "archive" not in copy.to:
                yield STRANGER.at(copy.path, to=name(copy))
            waiting = copy.received is None and copy.recalled is None and "archive" not in copy.to
            if waiting and copy.sent and copy.sent < office.as_of:
                yield UNSIGNED.at(copy.path, to=name(copy), sent=copy.sent, number=copy.number)


def _unsent(office: Office) -> Iterator[Finding]:
    for entry in office.ledger.entries:
        record = office.records.get(entry.record)
        if record is None or entry.date is None or entry.date >= office.as_of:
            continue
        if office.state(record) is not State.ISSUED:
            continue
        last = entry.editions[-1].edition if entry.editions else ""
        sent = [dict(c.to) for c in office.ledger.copies.get(record.id, ()) if c.edition == last]
        for to in addressees(record):
            if dict(to) not in sent:
                told = "、".join(to.values())
                yield NOT_SENT.at(record.path, number=office.number(record), to=told)


def _still_out(office: Office) -> Iterator[Finding]:
    for id_, held in office.ledger.copies.items():
        record = office.records.get(id_)
        if record is None:
            continue
        state = office.state(record)
        for copy in held:
            if state not in _ENDED and not outdated(office, copy):
                continue
            if copy.recalled is None and copy.medium == "纸质" and "archive" not in copy.to and copy.copies:
                told = state.value if state in _ENDED else "换发新版"
                yield STILL_OUT.at(copy.path, state=told, to=name(copy), number=copy.number)


def outdated(office: Office, copy: Copy) -> bool:
    """Say whether a later edition of the paper has been issued."""
    entry = office.ledger.entry(copy.record)
    return entry is not None and bool(entry.editions) and copy.edition != entry.editions[-1].edition


CHECKS = (_papers, _equations, _each, _unsent, _still_out)
