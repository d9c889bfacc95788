"""One decision on a revision request: its sign-off, and with the last one edition, number and merge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from .. import numbering, yamlwrite
from ..diagnostics import Code, Severity
from ..gitmerge import HEADS, Planned
from ..ledger_nouns import REQUESTS, Entry
from . import _deciding, _editions
from ._asking import NO_SERIES, allowed_kind, title
from ._request import ERRATUM, ONLINE, content, decided, is_record, next_edition, path_of
from ._signature import signing

if TYPE_CHECKING:
    from ..company_nouns import Series
    from ..gitmerge import Side
    from ..gitsign import Signing
    from ..past import Author
    from ._branches import Branches
    from ._pen import Pen
    from ._request import Asked

STALE = Code(
    "REV06", Severity.ERROR,
    "申请提出以后，“{about}”已经换了文本，这份申请要重新过目",
    "{about} has changed since this was asked: the request is stale",
    "运行 wenshu revise {about}，在今天的文本上重改，再决定。",
    "Run wenshu revise {about}, make the change on today's text, then decide.",
)  # fmt: skip
NOTHING = Code(
    "REV07", Severity.ERROR,
    "申请分支上还没有改动，没有什么可批准的",
    "the branch changes nothing yet: there is nothing to agree to",
    "先在申请分支上改好并 wenshu save；不改了的，用 --withdraw 撤回。",
    "Make the change on the branch and save it; use --withdraw if it is not wanted any more.",
)  # fmt: skip
NOT_HIS_OWN = Code(
    "REV11", Severity.ERROR,
    "申请是 {asker} 提的，{person} 不能撤回",
    "{asker} asked for it; {person} cannot withdraw it",
    "由申请人本人撤回；纸面、口头提出的可由登记它的秘书撤回。批准人不同意的用 --refuse。",
    "He who asked withdraws it; the secretary may for one made on paper or by voice. Approvers use --refuse.",
)  # fmt: skip
TOO_EARLY = Code(
    "REV15", Severity.ERROR,
    "生效日期 {effective} 早于批准日期 {on}",
    "it would take effect on {effective}, before it was agreed to ({on})",
    "生效日期不早于批准日期。",
    "It takes effect on the day of the decision or later.",
)  # fmt: skip
BEFORE = Code(
    "REV26", Severity.ERROR,
    "决定日期 {on} 早于申请日期 {asked}",
    "the decision is dated {on}, before the request ({asked})",
    "核对申请单上的日期，用 --on 写决定的日期。",
    "Mind the dates on the form; --on is the day of the decision.",
)  # fmt: skip
SAME = Code(
    "REV18", Severity.ERROR,
    "改完的文本与 {edition} 版一字不差，签批记录分不清是哪一版的",
    "the new text equals that of edition {edition}: its sign-offs could not be told apart",
    "恢复旧文本时，请在文中写明修订情况（哪怕一句），再提申请。",
    "Say in the text that it was restored, with a single sentence at least, and ask again.",
)  # fmt: skip


class Decision:
    """One decision being written: what goes on the branch, what on the main branch."""

    def __init__(
        self, pen: Pen, branches: Branches, side: Side, asked: Asked, who: str, on: date, given: dict[str, Any]
    ) -> None:  # fmt: skip
        self.pen, self.branches, self.side, self.asked = pen, branches, side, asked
        self.who, self.on, self.given = who, on, given
        if REQUESTS not in pen.office.company.series:
            raise pen.desk.refuse(NO_SERIES.at("records/company.yaml"))
        if asked.on is not None and on < asked.on:
            raise pen.desk.refuse(BEFORE.at(path_of(asked.about), on=on, asked=asked.on))
        self.title = title(pen, asked.about)
        self.scan = {path: data for path, data in pen.changes.items() if data is not None}
        self.signing: Signing | None = signing(pen, who, given["key"]) if given["signed"] else None

    def approve(self) -> None:
        """Sign; with the last sign-off write the edition, take the number and merge.

        Raises:
            Stop: the request is stale, changes nothing, or this person may not sign now (exit 1).
        """
        pen, asked = self.pen, self.asked
        path = path_of(asked.about)
        allowed_kind(pen, asked.about, asked.kind)
        before = content(asked.about, pen.believed.tree.get(path))
        if before != asked.base:
            raise pen.desk.refuse(STALE.at(path, about=asked.about))
        brought = _deciding.bring(pen, self.branches, self.side, asked)
        if path not in brought:
            raise pen.desk.refuse(NOTHING.at(path))
        self._new_text(content(asked.about, brought[path]))
        pen.changes.update(brought)
        case = _deciding.case(pen, _deciding.readable(pen, path), self.side, asked)
        steps = _deciding.his(pen, case, self.who, self.on, self.given["delegation"])
        new: dict[str, bytes | None] = dict(self.scan)
        new |= _deciding.fragments(pen, case, steps, self.who, self.on, self.given)
        pen.changes.update(new)
        case = _deciding.case(pen, pen.preview(), self.side, asked)
        if wrong := _deciding.sound(case):
            raise pen.desk.refuse(*wrong)
        names = [wanted.step for wanted, _ in steps]
        if case.judged.missing:
            self._sign(new, names, case)
        else:
            self._agree(new, names, case)

    def _new_text(self, new: str) -> None:
        """Refuse a text that an earlier edition had: sign-offs name a text, not an edition."""
        entry = self.pen.office.ledger.entry(self.asked.about)
        for old in entry.editions if entry else ():
            if old.content == new:
                raise self.pen.desk.refuse(SAME.at(entry.path if entry else "", edition=old.edition))

    def refuse(self) -> None:
        """Sign 退回 in the first open step he may take; the text stays, the request is on record.

        Raises:
            Stop: he may take none (exit 1).
        """
        theirs = self.branches.bytes_of(self.side.new)
        self.pen.changes.update({p: d for p, d in theirs.items() if p.startswith("records/approvals/")})
        path = path_of(self.asked.about)
        if path in theirs:
            self.pen.changes[path] = theirs[path]
        case = _deciding.case(self.pen, self.pen.preview(), self.side, self.asked)
        steps = _deciding.his(self.pen, case, self.who, self.on, self.given["delegation"])[:1]
        self.given["decision"] = "退回"
        new = _deciding.fragments(self.pen, case, steps, self.who, self.on, self.given)
        self.pen.changes.clear()
        self._end({**self.scan, **new}, "退回", [steps[0][0].step])

    def withdraw(self) -> None:
        """Take the request back.

        Raises:
            Stop: he did not ask for it (exit 1).
        """
        pen, asked = self.pen, self.asked
        entered = asked.via != ONLINE and pen.office.company.holds(self.who, self._series.allots, self.on)
        if self.who != asked.by and not entered:
            raise pen.desk.refuse(NOT_HIS_OWN.at(path_of(asked.about), asker=asked.by, person=self.who))
        pen.changes.clear()
        self._end(dict(self.scan), "撤回", [])

    def _sign(self, new: dict[str, bytes | None], steps: list[str], case: _deciding.Case) -> None:
        """Leave the sign-off on the branch; others go on."""
        missing = "、".join(map(str, case.judged.missing))
        trailers = self._trailers(steps, self.given["decision"])
        message = f"签批申请：{self.given['decision']}（{'、'.join(steps)}）{self.title}"
        planned = Planned(HEADS + self.side.name, (self.side.ref,), new, message, trailers, self._hand, self.signing)
        self.branches.carry_out([planned], {})
        self.pen.desk.echo(f"{self.side.name}  已签 signed：{'、'.join(steps)}；还缺 still missing：{missing}")

    def _agree(self, new: dict[str, bytes | None], steps: list[str], case: _deciding.Case) -> None:
        edition, effective = "", self._effective()
        pen, asked = self.pen, self.asked
        record = pen.office.records.get(asked.about) if is_record(asked.about) else None
        entry = pen.office.entry(record) if record else None
        if entry is not None:
            edition = next_edition(entry.editions[-1].edition, asked.kind)
        number = self._number()
        request = number.path.removeprefix("records/numbers/").removesuffix(".yaml")
        if record is not None and entry is not None:
            line = {"edition": edition, "content": case.content, "text": "0" * 64, "date": self.on,
                    "effective": effective, "request": request,
                    "correction": asked.reason if asked.kind == ERRATUM else ""}  # fmt: skip
            new[entry.path] = b""
        more = {"edition": edition, "effective": effective, "opinion": self.given["opinion"],
                "places": _editions.places(pen, asked.about)}  # fmt: skip
        new[number.path] = self._told(number, self.given["decision"], more)
        pen.changes[number.path] = new[number.path]
        if record is not None and entry is not None:
            new[entry.path] = _editions.pinned(pen, record, entry, line)
        elif kept := _editions.kept_template(pen, asked.about, self._last_day(effective)):
            new |= kept
            pen.changes.update(kept)
        if wrong := pen.worse():
            raise pen.desk.refuse(*wrong)
        self._merge(new, dict(pen.changes), self.given["decision"], steps, number, edition)
        if record is not None and entry is not None and not pen.dry_run:
            _editions.recall(pen, record, entry.editions[-1].edition, edition)

    def _end(self, new: dict[str, bytes | None], decision: str, steps: list[str]) -> None:
        number = self._number()
        data = self._told(number, decision, {"opinion": self.given["opinion"]})
        self.pen.put(number.path, data)
        if wrong := self.pen.worse():
            raise self.pen.desk.refuse(*wrong)
        self._merge({**new, number.path: data}, {number.path: data}, decision, steps, number, "")

    def _merge(
        self, new: dict[str, bytes | None], landed: dict[str, bytes | None], decision: str, steps: list[str],
        number: Entry, edition: str,
    ) -> None:  # fmt: skip
        """Write the last commit of the branch and the merge, and move both branches at once."""
        from .. import numbering
        branches, pen = self.branches, self.pen
        printed = numbering.printed(self._series, "house", number.year, number.serial)
        word = "批准" if decision not in ("退回", "撤回") else decision
        told = f"{word}：{printed} {self.title}{f' {edition}' if edition else ''}"
        trailers = (("Request", printed), *self._trailers(steps, decision), ("Edition", edition))
        trailers = tuple((key, value) for key, value in trailers if value)
        ref = HEADS + self.side.name
        course = [
            Planned(ref, (self.side.ref,), new, told, trailers, self._hand, self.signing),
            Planned(branches.main, (branches.main, ref), landed, told, trailers, pen.author()),
        ]
        on_main = branches.on == pen.office.company.main
        branches.carry_out(course, landed if on_main else {})
        pen.desk.echo(f"{printed}  {decision}：{self.title}{f'（{edition}）' if edition else ''}")

    @property
    def _hand(self) -> Author:
        """Whose name the commit with the sign-off bears: his own where he signs it, else who types."""
        return self.pen.author(self.who if self.signing else "")

    @property
    def _series(self) -> Series:
        return self.pen.office.company.series[REQUESTS]

    def _trailers(self, steps: list[str], decision: str) -> tuple[tuple[str, str], ...]:
        post = self.pen.office.company.post_of(self.who, self.on)
        by = f"{self.who}（{post}）" if post else self.who
        rows = [("Record", self.asked.about), ("Step", "、".join(dict.fromkeys(steps))), ("Decision", decision)]
        rows += [("Approved-by" if steps else "Withdrawn-by", by), ("Date", str(self.on))]
        return tuple((key, value) for key, value in rows if value)

    def _effective(self) -> date | None:
        given: date | None = self.given["effective"]
        if given is not None and given < self.on:
            raise self.pen.desk.refuse(TOO_EARLY.at(path_of(self.asked.about), effective=given, on=self.on))
        wished = self.asked.effective
        return given or (max(wished, self.on) if wished else None)

    def _last_day(self, effective: date | None) -> date:
        """Return the last day of a template that is replaced: what was issued that day was printed with it."""
        return max(self.on, (effective or self.on) - timedelta(days=1))

    def _number(self) -> Entry:
        """Return the number the request takes.

        Raises:
            Stop: the year is closed (exit 1); the keeper of the numbers is out of reach (exit 4).
        """
        from ._claim import Numbers
        from .issue import YEAR_CLOSED

        year = numbering.year_of(self._series, self.on.year)
        if year in self.pen.office.ledger.closed:
            raise self.pen.desk.refuse(YEAR_CLOSED.at("records/numbers", year=year))
        numbers = Numbers(self.pen)
        by = self.pen.person("", self._series.allots, self.on)
        serial = numbers.next(self._series, year, self.asked.about, self.on, ())
        where = numbering.path(self._series, year, serial)
        entry = Entry(year, REQUESTS, serial, "issued", where, record=self.asked.about, date=self.on, by=by)
        return numbers.claim([entry], {self.asked.about: self.on})[0]

    def _told(self, number: Entry, decision: str, more: dict[str, Any]) -> bytes:
        """Return the ledger file of the request."""
        _, request = decided(self.asked, self.side.name, decision, self.who, self.on, **more)
        return yamlwrite.dump({"state": "issued", "date": self.on, "by": number.by, "request": request})
