"""The audit bundle as its page sees it: a cover, the list of numbers, and each drawn paper with its trail.

What history, the ledger and the proof say stands here side by side; nothing is judged anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from . import biography, drawing, loans, requests, signing, views, zh
from .biography import Told
from .company_nouns import CLASSES
from .diagnostics import Finding, Severity
from .drawing import Number
from .ledger_nouns import Approval, Copy, Entry
from .model import Record
from .office import Office
from .registers import iso, papers

NOTHING = "—"


@dataclass(frozen=True)
class Order:
    """What was ordered: period, sample, seed, and who ordered it of whom."""

    since: date
    until: date
    sample: int
    seed: str
    series: tuple[str, ...]
    word_of: str
    """Name and post of who commissioned it."""
    by: str
    to: str
    on: date


@dataclass(frozen=True)
class Drawn:
    """One drawn number with what is told of it."""

    number: Number
    record: Record | None
    told: Told
    found: tuple[Finding, ...]
    """Findings about it, of check and of proof."""
    file: str
    """Its DOCX below the bundle, ``""`` where there is none."""
    shut: str = ""
    """Why the auditor does not get it, ``""`` where he does."""


def bundle(
    office: Office, order: Order, numbers: tuple[Number, ...], held: Collection[Drawn], shut: Mapping[str, str],
    proof: Mapping[str, Any],
) -> Mapping[str, Any]:  # fmt: skip
    """Return the view of the whole bundle.

    Args:
        office: as the auditor sees it; ``numbers`` are those of all.
        shut: record → why the auditor does not get it, where he does not.
        proof: what the proof of HEAD says: ``head``, ``program``, ``packages``, ``items``, ``proved``, ``findings``.
    """
    company = office.company.letterheads[-1][2]
    return {
        "site": {"root": "", "title": "抽样审计", "company": company.full, "short": company.short},
        # whatever was drawn, the list of numbers tells of every paper
        "class_": CLASSES[-1],
        "cover": _cover(office, order, numbers, proof), "seed": order.seed,
        "proof": proof,
        "series": _series(office, numbers),
        "numbers": [_row(n, shut.get(n.entry.record, "") if n.entry else "") for n in numbers],
        "drawn": [_paper(office, drawn, n) for n, drawn in enumerate(held, 1)],
    }


def _cover(
    office: Office, order: Order, numbers: tuple[Number, ...], proof: Mapping[str, Any]
) -> list[Mapping[str, str]]:
    size, all_ = drawing.frame(numbers), len(numbers)
    rows = (
        ("期间", f"{zh.long_date(order.since)}—{zh.long_date(order.until)}（按编号日期）"),
        ("系列", "、".join(order.series) or "全部（文件修改申请除外）"),
        ("总体", f"{size} 份已发文件（期内文号 {all_} 个，含作废、预留和断号，见文号清单）"),
        ("样本", f"{order.sample} 份"), ("种子", order.seed),
        ("委托", order.word_of), ("交给", order.to), ("经手", order.by or NOTHING), ("日期", zh.long_date(order.on)),
        ("截至", zh.long_date(office.as_of)), ("提交", str(proof["head"])),
        ("程序", f"wenshu {proof['program']}；{proof['packages']}"),
    )  # fmt: skip
    return [{"label": label, "value": value} for label, value in rows]


def _series(office: Office, numbers: tuple[Number, ...]) -> list[Mapping[str, str]]:
    """Return how many numbers of each state each series has."""
    states = (drawing.ISSUED, drawing.WITHDRAWN, drawing.SPOILT, drawing.RESERVED, drawing.GAP, drawing.OTHER)
    rows: list[Mapping[str, str]] = []
    for code in dict.fromkeys(n.series for n in numbers):
        own = [n for n in numbers if n.series == code]
        series = office.company.series.get(code)
        counts = {f"c{i}": str(sum(n.state == s for n in own) or NOTHING) for i, s in enumerate(states)}
        rows.append({"code": code, "title": series.title if series else "", **counts,
                     "drawn": str(sum(n.drawn for n in own) or NOTHING)})  # fmt: skip
    return rows


def _row(number: Number, shut: str) -> Mapping[str, Any]:
    return {
        "number": number.number, "title": f"〔不在审计人员阅读范围：{shut}〕" if shut else number.title,
        "on": iso(number.on), "state": number.state, "lot": number.lot[:16],
        "rank": str(number.rank or ""), "drawn": number.drawn,
        "gap": number.state == drawing.GAP,
    }  # fmt: skip


def _paper(office: Office, drawn: Drawn, n: int) -> Mapping[str, Any]:
    number, entry, record = drawn.number, drawn.number.entry, drawn.record
    assert entry is not None
    if drawn.shut:
        record = None
    told: dict[str, Any] = {
        "n": n, "number": number.number, "rank": number.rank, "lot": number.lot, "file": drawn.file,
        "title": number.title if not drawn.shut else "", "shut": drawn.shut,
        "facts": _facts(office, entry, record), "recomputed": _recomputed(office, entry, record, drawn.found),
        "ledger": _ledger(office, entry, drawn.told), "found": [_finding(f) for f in drawn.found if not drawn.shut],
        "signs": [], "prints": [], "copies": [], "loans": [], "requests": [], "life": [], "commits": [],
    }  # fmt: skip
    if drawn.shut:
        return told
    told["commits"] = _commits(drawn.told)
    if record is None:
        told["life"] = [_event(e) for e in biography.number(drawn.told, entry)]
        return told
    return told | {
        "signs": [_sign(office, a, drawn.told) for a in office.ledger.approvals.get(record.id, ())],
        "prints": [
            {"edition": run.edition, "printed": str(run.printed), "kept": str(run.kept), "on": iso(run.on),
             "by": office.person(run.by)} for run in office.ledger.prints.get(record.id, ())
        ],
        "copies": [_copy(office, copy) for copy in office.ledger.copies.get(record.id, ())],
        "loans": [_loan(office, loan) for loan in loans.log(office).loans if loan.lent.record == record.id],
        "requests": [_request(office, asked) for asked in requests.about(office, record.id)],
        "life": [_event(e) for e in biography.paper(drawn.told, record)],
    }  # fmt: skip


def _facts(office: Office, entry: Entry, record: Record | None) -> list[Mapping[str, str]]:
    given = f"{iso(entry.date)}　{office.person(entry.by)}".strip()
    rows: list[tuple[str, str]] = [("台账", entry.path), ("编号", given)]
    if record is not None:
        signed = office.signed_on(record)
        rows += [
            ("记录", record.path), ("种类", office.kind(record).title), ("密级", views.class_of(office, record)),
            ("部门", office.dept(record)), ("状态", office.face(record).value),
            ("拟稿", office.person(office.standing(record).author)), ("成文日期", iso(signed)),
        ]  # fmt: skip
    else:
        rows += [("记录", "没有：自旧登记簿转入，或不在审计人员阅读范围"), ("成文日期", iso(entry.signed))]
    return [{"label": label, "value": value} for label, value in rows if value]


def _recomputed(
    office: Office, entry: Entry, record: Record | None, found: tuple[Finding, ...]
) -> list[Mapping[str, str]]:
    """Return what was computed again from the files, beside what the ledger pinned on the day of issue."""
    if record is None or not entry.editions:
        return []
    last = entry.editions[-1]
    number = office.number(record)
    code = signing.check_code(number, last.edition, record.content)
    pinned = signing.check_code(number, last.edition, last.content)
    wrong = {f.code.id for f in found if f.severity is Severity.ERROR}
    words = wrong.isdisjoint({"VER01", "VER02"})
    rows = (
        ("内容校验值", last.content, record.content, last.content == record.content),
        ("校验码", pinned, code, pinned == code),
        ("文本校验值", last.text, "重印后字句相同" if words else "重印后不同，见下面的问题", words),
    )
    return [
        {"label": label, "ledger": a or NOTHING, "now": b, "mark": "✓" if same else "✗"} for label, a, b, same in rows
    ]


def _ledger(office: Office, entry: Entry, told: Told) -> list[Mapping[str, str]]:
    rows: list[Mapping[str, str]] = []
    for n, edition in enumerate(entry.editions, 1):
        found = told.first(entry.path, biography.editions(n))
        asked = office.ledger.request(edition.request)
        by = requests.printed(office, asked) if asked else edition.correction or requests.FIRST
        rows.append({
            "edition": edition.edition, "on": iso(edition.date), "by": by,
            "content": edition.content.removeprefix("v1:")[:16], "text": edition.text[:16],
            "recorded": _recorded(found[1].authored, found[1].id) if found else NOTHING,
        })  # fmt: skip
    return rows


def _recorded(when: datetime, commit: str) -> str:
    return f"{when.date().isoformat()} {commit[:8]}"


def _sign(office: Office, approval: Approval, told: Told) -> Mapping[str, str]:
    found = told.first(approval.path)
    kinds = {"sheet": f"签批单 {approval.sheet[:12]}", "signed": "本人签名的提交"}
    evidence = kinds.get(approval.evidence, "纸面签批，未附扫描件")
    said = approval.decision + (f"：{approval.opinion}" if approval.opinion else "")
    return {
        "step": approval.step + (f"（{approval.dept}）" if approval.dept else ""),
        "person": office.person(approval.person) + ("（代）" if approval.delegation else ""), "post": approval.post,
        "on": iso(approval.date), "said": said or approval.reason,
        "evidence": evidence, "mark": approval.digest[:8],
        "recorded": _recorded(found[1].authored, found[1].id) if found else NOTHING,
    }  # fmt: skip


def _copy(office: Office, copy: Copy) -> Mapping[str, str]:
    back = " ".join(filter(None, (iso(copy.recalled), copy.disposal)))
    received = f"{iso(copy.received)} {office.person(copy.received_by)}".strip()
    return {
        "no": f"{copy.edition}-{copy.number:02}", "copies": str(copy.copies or copy.medium), "sent": iso(copy.sent),
        "to": papers.target(office, copy.to) or str(copy.to.get("archive", "")),
        "received": received or NOTHING, "back": back or NOTHING,
    }  # fmt: skip


def _loan(office: Office, loan: loans.Loan) -> Mapping[str, str]:
    held = loan.lent
    who = held.outsider.name if held.outsider else office.person(held.holder)
    back = iso(loan.back.returned_on) if loan.back else "遗失" if loan.lost else "未还"
    return {
        "copy": f"{held.archive} {held.copy:02}", "who": who or held.team, "since": iso(held.since),
        "due": iso(held.due), "back": back, "use": held.use,
        "approved": f"{office.person(held.approved_by)} {iso(held.approved_on)}".strip(),
    }  # fmt: skip


def _request(office: Office, asked: requests.Asked) -> Mapping[str, str]:
    return {
        "number": requests.number(office, asked), "asked": f"{iso(asked.asked_on)} {office.person(asked.asked_by)}",
        "kind": asked.kind, "reason": asked.reason, "result": asked.result,
        "decided": f"{iso(asked.decided_on)} {office.person(asked.decided_by)}".strip() or NOTHING,
        "edition": asked.edition or NOTHING,
    }  # fmt: skip


def _event(event: biography.Event) -> Mapping[str, str]:
    day = iso(event.day) if event.day != date.max else "未决定"
    late = f"{event.late} 登记 " if event.late else ""
    recorded = f"{late}{event.commit[:8]}"
    return {"on": day, "what": event.what, "told": event.told, "who": event.who, "recorded": recorded}


def _commits(told: Told) -> list[Mapping[str, str]]:
    """Return every commit that touched the paper's files, oldest first, with the dates of both its clocks."""
    held = {c.id: (order, c) for touches in told.touches.values() for order, c, _ in touches}
    found = sorted(held.values(), key=lambda pair: pair[0])
    return [
        {
            "id": commit.id[:16], "author": commit.author.name, "authored": commit.authored.strftime("%Y-%m-%d %H:%M"),
            "committed": commit.committed.strftime("%Y-%m-%d %H:%M"),
            "landed": commit.landed[:8] if commit.landed != commit.id else "", "subject": commit.subject,
        } for _, commit in found
    ]  # fmt: skip


def _finding(found: Finding) -> Mapping[str, str]:
    return {
        "code": found.code.id, "severity": "问题" if found.severity is Severity.ERROR else "提醒",
        "text": found.message(), "place": str(found.place),
    }  # fmt: skip


def findings(found: Iterable[Finding]) -> list[Mapping[str, str]]:
    """Return findings as the page prints them."""
    return [_finding(f) for f in found]
