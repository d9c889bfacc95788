"""Erasures: what must hold of them, and the places outside the repository that must be cleared by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .. import keys, retention
from ..diagnostics import Code, Finding, Severity
from ..model import Record
from ..office import Office
from . import subjects

UNASKED = Code(
    "SUB06", Severity.WARNING,
    "删除记录没有对应的、已同意的请求：{purposes}",
    "an erasure without a request that was granted: {purposes}",
    "由本人请求的，先登记请求、作出决定，再删除；公司自行删除的，依据写清楚。",
    "Where the person asked, record request and decision first; else say clearly on what ground it was done.",
)  # fmt: skip
KEPT = Code(
    "SUB11", Severity.WARNING,
    "“{purpose}”按{ground}在 {on} 还要保存（{until}），却记为删除",
    "purpose {purpose} was still to be kept on {on} by {ground} ({until}), and is recorded as erased",
    "依法保存期内只能限制处理；请与法务核对，说明写入归档材料。",
    "It may only be restricted; look at it with counsel and file an explanation.",
)  # fmt: skip
FOREIGN = Code(
    "SUB12", Severity.ERROR,
    "钥匙 {key} 是另一个人的（{whose}），不能写在这份删除记录里",
    "key {key} belongs to another person ({whose}): it cannot stand in this erasure",
    "钥匙由 wenshu subject erase 填写，不手改；请恢复原样。",
    "Keys are filled in by wenshu subject erase: restore the file.",
)  # fmt: skip
AGAIN = Code(
    "SUB13", Severity.WARNING,
    "钥匙 {key} 已在 {on} 记为删除，又记了一次",
    "key {key} was recorded as erased on {on} already",
    "一把钥匙只销毁一次；重复的那一份不影响结果。",
    "A key is destroyed once; the second record changes nothing.",
)  # fmt: skip

RIPE = Code(
    "SUB14", Severity.WARNING,
    "“{purpose}”限制处理到 {until}，保存期已满，该删除了",
    "purpose {purpose} was restricted until {until}: its period has ended",
    "没有别的依据要保存的，用 wenshu subject erase 删除；还要保存的，用 wenshu subject hold 写明事由。",
    "Erase it with wenshu subject erase, or say with wenshu subject hold why it stays.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place outside this repository where values of a person may stand."""

    sort: str
    what: str
    who: str = ""


def title(office: Office, record: Record) -> str:
    """Return 个人信息删除: no word of the person."""
    request = office.find(record.text("request")) if record.text("request") else None
    return f"个人信息删除（{office.name(request)}）" if request else "个人信息删除"


def rows(record: Record) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the purposes of an erasure with their position."""
    for i, row in enumerate(record.rows("purposes")):
        if isinstance(row, Mapping):
            yield i, row


def _granted(office: Office) -> Iterator[Finding]:
    for record in office.of(subjects.ERASURES):
        request = office.find(record.text("request")) if record.text("request") else None
        told = subjects.decisions(office, request) if request and request.kind == subjects.REQUESTS else {}
        granted = {code for code, row in told.items() if row.get("decision") in subjects.AGREED}
        erased = [str(row.get("purpose")) for _, row in rows(record) if row.get("decision") == keys.DELETED]
        if open_ := [code for code in erased if code not in granted]:
            names = "、".join(subjects.purpose(office, code) for code in open_)
            yield UNASKED.at(office.place(record, "subject"), purposes=names)


def _kept(office: Office) -> Iterator[Finding]:
    for record in office.of(subjects.ERASURES):
        subject, on = keys.subject(office, record.text("subject")), record.day("on")
        for i, row in rows(record):
            code = str(row.get("purpose", ""))
            held = retention.held(office, subject, code, on) if on and subject else None
            if held and row.get("decision") == keys.DELETED:
                until = f"到 {held.until}" if held.until else held.why
                place, name = office.place(record, "purposes", i), subjects.purpose(office, code)
                yield KEPT.at(place, purpose=name, ground=held.ground, on=on, until=until)


def _keys(office: Office) -> Iterator[Finding]:
    whose = subjects.whose(office) if office.of(subjects.ERASURES) else {}
    seen: dict[str, Record] = {}
    for record in sorted(office.of(subjects.ERASURES), key=lambda r: (str(r.day("on")), r.id)):
        subject = keys.subject(office, record.text("subject"))
        for i, row in rows(record):
            for fp in map(str, row.get("keys", ())):
                place = office.place(record, "purposes", i)
                owner = whose.get(fp, subject)
                if owner != subject:
                    yield FOREIGN.at(place, key=fp, whose=subjects.named(office, owner))
                if row.get("decision") == keys.DELETED and (first := seen.setdefault(fp, record)) is not record:
                    yield AGAIN.at(place, key=fp, on=first.day("on"))


def _ripe(office: Office) -> Iterator[Finding]:
    gone = keys.erased(office)
    for record in office.of(subjects.ERASURES):
        for i, row in rows(record):
            until, left = row.get("until"), set(map(str, row.get("keys", ()))) - gone
            if row.get("decision") == keys.LIMITED and until and until < office.as_of and left:
                name = subjects.purpose(office, str(row.get("purpose", "")))
                yield RIPE.at(office.place(record, "purposes", i), purpose=name, until=until)


CHECKS = (_granted, _kept, _keys, _ripe)


def elsewhere(office: Office, record: Record) -> tuple[Elsewhere, ...]:
    """Return the places to be cleared by hand after an erasure, in the order of a walk through the house."""
    subject = keys.subject(office, record.text("subject"))
    name = subjects.named(office, subject)
    return (
        Elsewhere("纸质档案袋", f"{name}的档案袋、复印件、登记表原件：抽出销毁，或遮去已删除的内容"),
        *_lent(office, subject),
        Elsewhere("打印件", "打印过的名单、通话单、登记簿、签收单：收回销毁"),
        *_released(office, record),
        Elsewhere("已生成的网站", "发布到共享文件夹、光盘、U 盘的旧网站：换成新生成的，旧的删去"),
        Elsewhere("厂家（经销商）系统", "在厂家系统里删除或申请删除同一人的资料"),
        Elsewhere("钥匙文件夹的副本", "备份盘、别的电脑上的钥匙文件夹：同一把钥匙的文件一并删去"),
        Elsewhere("备份", "服务器、移动硬盘、网盘里的备份：到期覆盖，或从中删去"),
        Elsewhere("别的克隆", "每台电脑运行一次 wenshu sync，见到这份记录就会删去自己的钥匙"),
        Elsewhere("手机、邮件、通讯软件", "经办人手机通讯录、往来邮件、聊天记录里的同一内容"),
    )


def _lent(office: Office, subject: str) -> Iterator[Elsewhere]:
    for told in office.ledger.custody.get(subject, ()):
        if told.out:
            holder = office.person(told.holder) if told.holder else "外单位人员"
            yield Elsewhere("借出的档案", f"{told.archive}第 {told.copy} 份还在外面：催还后清理", holder)


def _released(office: Office, record: Record) -> Iterator[Elsewhere]:
    """Yield what went out before the erasure, may show values, and did not come back."""
    back = {found.id for r in office.of("release_recalls")
            if r.text("outcome") in _BACK and (found := office.find(r.text("release")))}  # fmt: skip
    on = record.day("on")
    for release in office.of("releases"):
        day, audience = release.day("on"), office.company.audiences.get(release.text("audience"))
        shows = audience.private if audience else True
        if "-subject-" in release.id:  # a copy for its own person: only what lies here still is to be cleared
            own = release.text("paper") == keys.subject(office, record.text("subject"))
            yield from (Elsewhere("导出的复制件", f"{day} 导出的那一份：留在电脑上的文件删去"),) if own else ()
        elif shows and release.id not in back and (on is None or day is None or day <= on):
            verb = f"wenshu new release_recalls --set release={release.id}"
            what = f"{release.text('what')}（{day or '日期不详'}）：请收件人删去或交回，再登记发放收回（{verb}）"
            yield Elsewhere("已发出的资料", what, release.text("to"))


_BACK = frozenset({"已交回", "已删去", "已销毁"})
