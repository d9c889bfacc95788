"""Where the next number comes from: the ledger alone, or claims on the remote of the company file."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from .. import claims, gitnet, gitpast, gitrefs, numbering
from ..checks.numbers import OUT_OF_DATE_ORDER
from ..claims import Claim, Known, Number
from ..diagnostics import Code, Finding, Severity
from ..gitrun import GitFailed
from . import Stop

if TYPE_CHECKING:
    from pathlib import Path

    from ..company import Company
    from ..company_nouns import Series
    from ..ledger_nouns import Entry
    from ._pen import Pen

OFFLINE = Code(
    "CLM02", Severity.ERROR,
    "连不上管文号的“{remote}”，本机也没有预留的{series}字号，不能编号：{reason}",
    "\"{remote}\" is out of reach and this clone holds no reserved number of {series}: {reason}",
    "连上网再编号。常断网的，平时先留几个备用：wenshu number reserve {series} 5 --until 日期 --reason 备用。",
    "Issue it when connected. Keep some in hand: wenshu number reserve {series} 5 --until DATE --reason spare.",
)  # fmt: skip
REFUSED = Code(
    "CLM03", Severity.ERROR,
    "“{remote}”不肯登记占号：{reason}",
    "\"{remote}\" does not take claims of numbers: {reason}",
    "请管理员允许建立 {prefix}/…；只收标签的服务器，在公司档案写 claims: refs/tags/numbers。",
    "Let the server take refs below {prefix}/; where it takes only tags, say claims: refs/tags/numbers.",
)  # fmt: skip
UNUSED = Code(
    "CLM04", Severity.WARNING,
    "{series} {serial} 号占号未用：{person} {time} 为“{what}”占的，台账里还没有",
    "number {serial} of {series} is claimed and not used: by {person}, {time}, for \"{what}\"",
    "占了的号不收回。{tip}",
    "A number once claimed is never taken back. {tip_en}",
)  # fmt: skip
ELSEWHERE = Code(
    "CLM05", Severity.ERROR,
    "{series} {serial} 号是 {person} 在另一台电脑上占的，这里不能用也不能作废",
    "number {serial} of {series} was claimed by {person} in another clone; it is not used or voided here",
    "请在那台电脑上办；那台电脑已经没有了的，写 wenshu number reconcile {series} {serial} --lost。",
    "Do it in that clone; if it is gone for good, say wenshu number reconcile {series} {serial} --lost.",
)  # fmt: skip
CROWDED = Code(
    "CLM06", Severity.ERROR,
    "很多人在同时编{series}字号，试了 {tries} 次都被别人先占",
    "too many are numbering {series} at once: {tries} attempts were overtaken",
    "什么也没有写入，请过一会儿再试。",
    "Nothing was written; try again in a moment.",
)  # fmt: skip
UNHEARD = Code(
    "CLM07", Severity.ERROR,
    "连不上管文号的“{remote}”，这一步要先问它：{reason}",
    "\"{remote}\", which keeps the numbers, is out of reach, and this needs its answer: {reason}",
    "连上网再办；远端的名称和地址见公司档案 remote 和 git remote -v。",
    "Do it when connected; see remote in the company file and git remote -v.",
)  # fmt: skip

TRIES = 60


class Numbers:
    """Where one verb takes its numbers from. Without a remote in the company file: from the ledger alone."""

    def __init__(self, pen: Pen, lost: bool = False) -> None:
        company = pen.office.company
        self.pen = pen
        self.lost = lost
        """Whether somebody said that the clone which claimed them is gone for good."""
        self.remote = company.remote
        self.known = known(pen.root, company) if company.remote else Known()
        self.mine: list[Claim] = []
        """What this verb has claimed."""

    @property
    def claims_now(self) -> bool:
        """Say whether numbers are to be claimed: not without a remote, out of its reach, or in a dry run."""
        return bool(self.remote) and not self.known.away and not self.pen.dry_run

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the ledger here."""
        return self.pen.office.ledger.entries

    def open(self, number: Number) -> Claim | None:
        """Return the claim of a number that no ledger knows, or None."""
        return next((c for c in self.known.unused(self.entries) if c.number == number), None)

    def next(self, series: Series, year: int | None, record: str, day: date, taken: Iterable[Entry]) -> int:
        """Return the number a paper would get now; nothing is claimed yet.

        A number this clone claimed for this very paper before it was stopped is taken up again.

        Raises:
            Stop: the remote is out of reach and nothing is reserved here (exit 4); a later day has a number (1).
        """
        entries = (*self.entries, *taken)
        for claim in self.known.unused(entries):
            own = claim.clone == self.known.clone and claim.record == record
            if own and (claim.series, claim.year) == (series.code, year):
                return claim.serial
        if self.known.away:
            return self._set_aside(series, year, taken)
        self._in_order(entries, series, year, day)
        return self.known.free(entries, series, year)

    def _set_aside(self, series: Series, year: int | None, taken: Iterable[Entry]) -> int:
        given = {e.path for e in taken}
        held = self.known.held(self.entries, series, year, self.pen.office.as_of)
        found = next((e.serial for e in held if e.path not in given), 0)
        if not found:
            why = self.known.away
            self.pen.desk.tell([OFFLINE.at(_folder(series, year), remote=self.remote, series=series.code, reason=why)])
            raise Stop(4)
        told = f"连不上“{self.remote}”，用本机预留的 {series.code} {found} 号。Offline: a reserved number."
        self.pen.desk.echo(told)
        return found

    def claim(self, entries: list[Entry], days: Mapping[str, date]) -> list[Entry]:
        """Claim the numbers of papers, each its own or, where another was quicker, the next.

        Args:
            days: the day each paper bears, by record id.

        Raises:
            Stop: the remote says no or nothing (exit 4).
        """
        if not self.claims_now:
            return entries
        claimed: list[Entry] = []
        for entry in entries:
            held = self.pen.office.ledger.at(entry.series, entry.year, entry.serial)
            if held is None and self.open((entry.series, entry.year, entry.serial)) is None:
                series = self.pen.office.company.series[entry.series]
                want = Claim(entry.year, entry.series, 0, entry.by, record=entry.record, dated=days[entry.record])
                serial = self.block(series, entry.year, 1, want, claimed)[0]
                path = numbering.path(series, entry.year, serial)
                entry = dataclasses.replace(entry, serial=serial, path=path)
            claimed.append(entry)
        return claimed

    def would(self, series: Series, year: int | None, count: int, taken: Iterable[Entry] = ()) -> range:
        """Return the next integers, unclaimed."""
        start = self.known.free((*self.entries, *taken), series, year)
        return range(start, start + count)

    def block(
        self, series: Series, year: int | None, count: int, want: Claim, taken: Iterable[Entry] = ()
    ) -> range:  # fmt: skip
        """Claim the next integers, all at once, and return them.

        Raises:
            Stop: the remote says no or nothing (exit 4), or others are always quicker (exit 3).
        """
        entries = (*self.entries, *taken)
        for _ in range(TRIES):
            if want.dated is not None:
                self._in_order(entries, series, year, want.dated)
            span = self.would(series, year, count, taken)
            if not self.claims_now or self.take(want, span):
                return span
            self.look()
        self.pen.desk.tell([CROWDED.at(_folder(series, year), series=series.code, tries=TRIES)])
        raise Stop(3)

    def take(self, want: Claim, serials: Iterable[int]) -> bool:
        """Claim exactly these integers, all or none; say whether they are this clone's now.

        Raises:
            Stop: the remote says no or nothing (exit 4).
        """
        when = (self.pen.desk.when or datetime.now().astimezone()).isoformat(timespec="seconds")
        told = [
            dataclasses.replace(want, serial=serial, clone=self.known.clone, nonce=gitnet.nonce(), time=when)
            for serial in serials
        ]  # fmt: skip
        blobs = {claims.place(c.series, c.year, c.serial): claims.dump(c) for c in told}
        try:
            got = gitnet.claim(self.pen.root, self.remote, self.pen.office.company.claims, blobs)
        except GitFailed as failed:
            raise self._unheard(failed) from None
        if got:
            self.mine += told
            self.known = dataclasses.replace(self.known, claims=(*self.known.claims, *told))
        return got

    def look(self) -> None:
        """Read anew what is claimed on the remote.

        Raises:
            Stop: it does not answer (exit 4).
        """
        company = self.pen.office.company
        try:
            gitnet.fetch(self.pen.root, self.remote, company.claims)
            self.known = dataclasses.replace(self.known, claims=claims.load(gitnet.seen(self.pen.root)))
        except GitFailed as failed:
            raise self._unheard(failed) from None

    def insist(self) -> None:
        """Stop where a remote is named and does not answer.

        Raises:
            Stop: it does not (exit 4).
        """
        if self.known.away:
            raise self._unheard(gitnet.Unreachable(self.known.away))

    def sound(self) -> None:
        """Stop before anything is claimed, if the changes are not in order.

        Raises:
            Stop: they are not (exit 1).
        """
        if self.claims_now and (wrong := self.pen.worse()):
            raise self.pen.desk.refuse(*wrong)

    def own(self, number: Number) -> None:
        """Stop where a number was claimed by another clone, which may give it without asking.

        Raises:
            Stop: it was, and nobody said that the other clone is lost (exit 1).
        """
        at = next((c for c in self.known.claims if c.number == number), None)
        if at is not None and at.clone != self.known.clone and not self.lost:
            person = at.person or "有人"
            raise self.pen.desk.refuse(ELSEWHERE.at(_ALL, series=number[0], serial=number[2], person=person))

    def left(self) -> None:
        """Tell of numbers this verb claimed and could not use."""
        self.pen.desk.tell(told(self.mine, self.known.clone))

    def _in_order(self, entries: Iterable[Entry], series: Series, year: int | None, day: date) -> None:
        later = self.known.later(entries, series, year, day)
        if later is not None:
            last = {"before": later.serial, "earlier": later.dated}
            raise self.pen.desk.refuse(OUT_OF_DATE_ORDER.at(_ALL, None, number=series.code, date=day, **last))

    def _unheard(self, failed: GitFailed) -> Stop:
        code = UNHEARD if isinstance(failed, gitnet.Unreachable) else REFUSED
        self.left()
        prefix = self.pen.office.company.claims
        self.pen.desk.tell([code.at("records/company.yaml", remote=self.remote, prefix=prefix, reason=str(failed))])
        return Stop(4)


def known(root: Path, company: Company) -> Known:
    """Ask the remote what is taken; out of its reach, or outside of git, tell what was seen last."""
    away = ""
    try:
        gitnet.fetch(root, company.remote, company.claims)
    except GitFailed as failed:
        away = str(failed)
    try:
        seen = claims.load(gitnet.seen(root))
        main = gitrefs.tip(root, f"refs/remotes/{company.remote}/{company.main}")
        there = claims.numbers(gitpast.listed(root, main, ("records/numbers",)) if main else ())
        return Known(seen, there, gitnet.clone(root), away)
    except GitFailed as failed:
        return Known(away=str(failed))


def told(found: Iterable[Claim], clone: str) -> list[Finding]:
    """Return a finding for each claim that no ledger file has used, with the way out for this clone."""
    return [
        UNUSED.at(
            _ALL, series=c.series, serial=c.serial, person=c.person or "有人",
            time=c.time[:16].replace("T", " "), what=c.record or c.reason or "（没有写）",
            tip=(_MINE if c.clone == clone else _OTHERS)[0], tip_en=(_MINE if c.clone == clone else _OTHERS)[1],
        )
        for c in found
    ]  # fmt: skip


_ALL = "records/numbers"


def _folder(series: Series, year: int | None) -> str:
    return numbering.path(series, year, 1).rpartition("/")[0]


_MINE = (
    "接着用完：wenshu number reconcile 系列 号 --finish；不用了写 --void --reason 事由。",
    "Finish it: wenshu number reconcile SERIES SERIAL --finish; or spoil it: --void --reason WHY.",
)
_OTHERS = (
    "是另一台电脑占的：等那边 wenshu sync 送出；那台电脑没有了，由占号人用 reconcile --lost 了结。",
    "Another clone took it: wait for its wenshu sync; if it is gone, its holder ends it with reconcile --lost.",
)
