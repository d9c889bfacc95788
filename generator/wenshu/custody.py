"""Custody: who holds an archive's copy now, as the small files below custody/ say it.

One file per copy, ``custody/<archive>/<record id>/<copy>.yaml``, from its first loan on. It states the
present only; ``seq`` counts the events so far, and what happened before is read from git (``loans``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from . import schema, yamlread
from .diagnostics import Code, Finding, Severity
from .model import RawRecord, Tree
from .schema_formats import day, integer
from .yamlread import at

FOLDER = "records/custody/"
SOUND = "完好"

PATH = Code(
    "LEN01", Severity.ERROR,
    "借阅现况放错了地方：{path}",
    "not a place of a custody file: {path}",
    "它是 custody/<档案>/<文件编号路径>/<份号>.yaml，由 wenshu lend 写，不手建、不改名。",
    "It is custody/<archive>/<record id>/<copy>.yaml, written by wenshu lend, never made or renamed by hand.",
)  # fmt: skip
INCOMPLETE = Code(
    "LEN02", Severity.ERROR,
    "借阅登记缺{what}",
    "the loan does not say: {what_en}",
    "借阅要有借阅人、事由、用途、借出日期、应还日期；用 wenshu lend --correction-of 补正。",
    "A loan has borrower, purpose, use, the day it was lent and the day it is due: mend it with "
    "wenshu lend --correction-of.",
)  # fmt: skip
REVERSED = Code(
    "LEN03", Severity.ERROR,
    "借阅日期颠倒：{first_label} {first} 晚于{then_label} {then}",
    "dates are reversed: {first} lies after {then}",
    "先批准、后借出、再续借或归还；请按借阅申请单用 --correction-of 更正。",
    "A loan is approved, then made, then renewed or ended: mend it by the signed sheet with --correction-of.",
)  # fmt: skip
BOTH = Code(
    "LEN04", Severity.ERROR,
    "一份不能同时{what}",
    "one copy cannot be both: {what_en}",
    "这个文件由 wenshu lend、return 写，不手改；请用 git restore 恢复原样。",
    "The file is written by wenshu lend and return, never by hand; restore it from history.",
)  # fmt: skip

_ID = re.compile(r"custody/([^/]+)/(.+)/([1-9][0-9]{0,4})")


@dataclass(frozen=True, slots=True)
class Outsider:
    """A borrower from outside, who reads where the archive is, with a member of staff beside him."""

    name: str
    unit: str = ""
    identity: str = ""
    """What he showed, as a word (身份证); never its number."""
    letter: str = ""
    """sha256 of his letter of introduction."""
    companion: str = ""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A loan made longer."""

    on: date | None
    due: date | None
    approved_by: str = ""
    delegation: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Back:
    """The last return of a copy: who had it, who took it, how it was."""

    holder: str
    outsider: str
    since: date | None
    returned_on: date | None
    received_by: str = ""
    condition: str = ""
    pages: int | None = None
    outcome: str = ""
    note: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """A copy that did not come back, and the report about it."""

    holder: str
    outsider: str
    since: date | None
    on: date | None
    report: str
    received_by: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Custody:
    """What one custody file says. Of a copy that is in, everything about a loan is empty."""

    path: str
    archive: str
    record: str
    """Id of what was lent: a paper or a holding."""
    copy: int
    seq: int
    holder: str = ""
    dept: str = ""
    team: str = ""
    """The team a standing loan is made to; its head is the ``holder``."""
    outsider: Outsider | None = None
    since: date | None = None
    due: date | None = None
    purpose: str = ""
    use: str = ""
    applied_on: date | None = None
    endorsed_by: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    delegation: str = ""
    lent_by: str = ""
    condition: str = ""
    pages: int | None = None
    standing: bool = False
    confirmed: date | None = None
    confirmed_by: str = ""
    renewals: tuple[Renewal, ...] = ()
    reason: str = ""
    """Why a rule of the company was not kept, where one was not."""
    sheet: str = ""
    last: Back | None = None
    lost: Lost | None = None

    @property
    def out(self) -> bool:
        """Say whether somebody has it."""
        return bool(self.holder or self.outsider)

    @property
    def until(self) -> date | None:
        """Return the day it is due, renewals counted; None for a standing loan."""
        return self.renewals[-1].due if self.renewals else self.due

    @property
    def key(self) -> str:
        """Return what names a copy in trailers: ``<archive>/<record id>/<copy>``."""
        return self.path.removeprefix(FOLDER).removesuffix(".yaml")


def path(archive: str, record: str, copy: int) -> str:
    """Return where the custody file of a copy lies."""
    return f"{FOLDER}{archive}/{record}/{copy}.yaml"


def believe(raw: RawRecord, compiled: schema.Compiled) -> tuple[Custody | None, tuple[Finding, ...]]:
    """Return what a custody file says, and what in it cannot be."""
    _, findings = schema.typed(compiled, raw)
    told = tell(raw.path, raw.tree)
    if told is None:
        return None, (*findings, PATH.at(raw.path, path=raw.path))
    return told, (*findings, *_contradictions(told, raw))


@lru_cache(maxsize=1 << 14)  # a version is asked for as what was and as what is
def read(where: str, data: bytes) -> Custody | None:
    """Return what the bytes of a custody file say, an old version too; None where they cannot be read."""
    tree, _ = yamlread.read(where, data)
    return tell(where, tree) if tree is not None else None


def tell(where: str, tree: Mapping[str, Tree]) -> Custody | None:
    """Return what a custody file says; None for a file in a place that names no copy.

    What does not fit its field counts as not said: old versions are read by this, too, and of the present
    one the schema tells.
    """
    found = _ID.fullmatch(where.removeprefix("records/").removesuffix(".yaml"))
    if found is None:
        return None
    outsider = _part(tree, "outsider")
    rows = tree.get("renewals", ())
    renewals = tuple(
        Renewal(_day(r, "on"), _day(r, "due"), *(_text(r, key) for key in ("approved_by", "delegation", "shown")))
        for r in (rows if isinstance(rows, list) else ()) if isinstance(r, dict)
    )  # fmt: skip
    texts = ("holder", "dept", "team", "purpose", "use", "endorsed_by", "approved_by", "delegation", "lent_by",
             "condition", "confirmed_by", "reason", "sheet")  # fmt: skip
    days = ("since", "due", "applied_on", "approved_on", "confirmed")
    return Custody(
        where, found[1], found[2], int(found[3]), _count(tree, "seq") or 0, pages=_count(tree, "pages"),
        outsider=_outsider(outsider) if outsider else None, standing=_text(tree, "standing") == "true",
        renewals=renewals, last=_back(_part(tree, "last")), lost=_lost(_part(tree, "lost")),
        **{key: _text(tree, key) for key in texts}, **{key: _day(tree, key) for key in days},  # type: ignore[arg-type]
    )  # fmt: skip


def _outsider(tree: Mapping[str, Tree]) -> Outsider:
    return Outsider(*(_text(tree, key) for key in ("name", "unit", "identity", "letter", "companion")))


def _back(tree: Mapping[str, Tree]) -> Back | None:
    if not tree:
        return None
    said = (_text(tree, key) for key in ("outcome", "note", "sheet"))
    return Back(
        _text(tree, "holder"), _text(tree, "outsider"), _day(tree, "since"), _day(tree, "returned_on"),
        _text(tree, "received_by"), _text(tree, "condition"), _count(tree, "pages"), *said,
    )  # fmt: skip


def _lost(tree: Mapping[str, Tree]) -> Lost | None:
    if not tree:
        return None
    said = (_text(tree, key) for key in ("report", "received_by", "sheet"))
    return Lost(_text(tree, "holder"), _text(tree, "outsider"), _day(tree, "since"), _day(tree, "on"), *said)


def _part(tree: Mapping[str, Tree], key: str) -> Mapping[str, Tree]:
    found = tree.get(key)
    return found if isinstance(found, dict) else {}


def _text(tree: Mapping[str, Tree], key: str) -> str:
    found = tree.get(key, "")
    return found if isinstance(found, str) else ""


def _day(tree: Mapping[str, Tree], key: str) -> date | None:
    return day(_text(tree, key))


def _count(tree: Mapping[str, Tree], key: str) -> int | None:
    return integer(_text(tree, key))


def _contradictions(told: Custody, raw: RawRecord) -> Iterator[Finding]:
    if told.holder and told.outsider:
        yield BOTH.at(at(raw, ("outsider",)), what="借给本公司和外单位的人", what_en="lent to staff and to an outsider")
    if told.out and told.lost:
        yield BOTH.at(at(raw, ("lost",)), what="在借和遗失", what_en="lent and lost")
    if told.out:
        lacking = [(zh, key) for key, zh in _NEEDED.items() if not getattr(told, key)]
        lacking += [] if told.until or told.standing else [("应还日期", "due")]
        if lacking:
            what, what_en = "、".join(zh for zh, _ in lacking), ", ".join(key for _, key in lacking)
            yield INCOMPLETE.at(raw.path, what=what, what_en=what_en)
    for (key, first), (other, then) in _ordered(told):
        if first and then and first > then:
            yield REVERSED.at(
                raw.path, first_label=_DAYS[key], first=first, then_label=_DAYS[other], then=then
            )


_NEEDED = {"since": "借出日期", "purpose": "事由", "use": "用途"}
_DAYS = {"applied_on": "申请日期", "approved_on": "批准日期", "since": "借出日期", "due": "应还日期",
         "renewed": "续借日期", "renewed_due": "新应还日期", "confirmed": "清点日期", "returned_on": "归还日期",
         "lost_on": "报失日期"}  # fmt: skip
_Day = tuple[str, date | None]


def _ordered(told: Custody) -> Iterator[tuple[_Day, _Day]]:
    """Yield pairs of days of which the first cannot lie after the second."""
    since: _Day = ("since", told.since)
    yield ("applied_on", told.applied_on), ("approved_on", told.approved_on)
    yield ("approved_on", told.approved_on), since
    yield since, ("due", told.due)
    yield since, ("confirmed", told.confirmed)
    for renewal in told.renewals:
        yield since, ("renewed", renewal.on)
        yield ("renewed", renewal.on), ("renewed_due", renewal.due)
    if told.last:
        yield ("since", told.last.since), ("returned_on", told.last.returned_on)
    if told.lost:
        yield ("since", told.lost.since), ("lost_on", told.lost.on)
