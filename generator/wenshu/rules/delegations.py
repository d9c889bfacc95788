"""Delegations: who signs for whom, for which series, from when to when. Signing itself asks ``chains``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from .. import zh
from ..chains import head_post
from ..company_nouns import Series
from ..diagnostics import Code, Finding, Severity
from ..model import Record, State
from ..office import Office
from .kept import days

REVERSED = Code(
    "DEL01", Severity.ERROR,
    "授权的止日 {until} 早于起日 {begun}",
    "the delegation ends on {until}, before it begins on {begun}",
    "起止日期都算在内，止日不得早于起日。",
    "Both days count; the end must not lie before the start.",
)  # fmt: skip
HIMSELF = Code(
    "DEL02", Severity.ERROR,
    "{person}授权给了自己",
    "{person} delegates to himself",
    "受托人写另一个人。",
    "Name another person as grantee.",
)  # fmt: skip
NOT_HIS = Code(
    "DEL03", Severity.ERROR,
    "{person}在 {begun} 不签“{series}”系列{steps}，无权授予他人",
    "{person} does not sign series \"{series}\"{steps} on {begun}: there is nothing to give",
    "授权人须任有这些系列签批步骤的岗位：{allowed}；转授权无效。",
    "The grantor must hold a post of the series' chain: {allowed}. What was lent cannot be lent on.",
)  # fmt: skip
OVERLAP = Code(
    "DEL04", Severity.ERROR,
    "{person}的“{series}”系列在 {begun}—{until} 已授权给{other}",
    "series \"{series}\" of {person} is delegated to {other} for {begun}–{until} already",
    "同一系列同一时间只授权一人；先把前一份授权改短（未签时）或等它到期。",
    "One person per series at a time; shorten the other while it is a draft, or wait for its end.",
)  # fmt: skip
TOO_LONG = Code(
    "DEL05", Severity.WARNING,
    "授权长达 {days} 天，超过规定的 {most} 天",
    "the delegation lasts {days} days; the rule allows {most}",
    "授权按次、按期办理；长期由他人签批的，改任职或改签批规定。",
    "Delegations are for a time; for good, change the post or the chain.",
)  # fmt: skip
NO_BASIS = Code(
    "DEL06", Severity.WARNING,
    "没有写授权依据，也没有凭据",
    "neither basis nor evidence is given",
    "写明依据（文号或事由），或登记授权书扫描件的校验值。",
    "Give the basis, or the sha256 of the scanned paper.",
)  # fmt: skip
GONE = Code(
    "DEL07", Severity.ERROR,
    "受托人{person}在 {begun} 没有任职",
    "the grantee {person} holds no post on {begun}",
    "授权给当日在任的人。",
    "Delegate to somebody in office that day.",
)  # fmt: skip
NO_STEP = Code(
    "DEL08", Severity.ERROR,
    "“{series}”系列没有“{step}”这一步",
    "series \"{series}\" has no step \"{step}\"",
    "这些系列的步骤有：{allowed}。",
    "Its steps are: {allowed}.",
)  # fmt: skip

MOST_DAYS = 366
"""Longest delegation unless the policy ``delegation_max_days`` says otherwise; a choice, not a law."""
ANY_HEAD = frozenset({"拟稿部门主管", "会签部门主管"})
ANYBODY = frozenset({"主持人", "记录人", "拟稿人", "授权人"})


def _days(office: Office) -> Iterator[Finding]:
    most = days(office, "delegation_max_days", MOST_DAYS)
    for record in office.of("delegations"):
        begun, until = record.day("from"), record.day("until")
        if begun and until and until < begun:
            yield REVERSED.at(office.place(record, "until"), until=until, begun=begun)
        elif begun and until and (until - begun).days + 1 > most:
            yield TOO_LONG.at(office.place(record, "until"), days=(until - begun).days + 1, most=most)
        if not record.text("basis") and not record.text("evidence"):
            yield NO_BASIS.at(office.place(record))


def _people(office: Office) -> Iterator[Finding]:
    for record in office.of("delegations"):
        grantor, grantee, begun = record.text("grantor"), record.text("grantee"), record.day("from")
        if grantor and grantor == grantee:
            yield HIMSELF.at(office.place(record, "grantee"), person=office.person(grantee))
        if begun and grantee in office.company.people and not office.company.post_of(grantee, begun):
            yield GONE.at(office.place(record, "grantee"), person=office.person(grantee), begun=begun)


def _powers(office: Office) -> Iterator[Finding]:
    for record in office.of("delegations"):
        grantor, begun = record.text("grantor"), record.day("from")
        for i, code in enumerate(record.rows("series")):
            series = office.company.series.get(str(code))
            if series is None:
                continue
            steps = tuple(map(str, record.rows("steps")))
            names = [s.step for s in series.chain] + ["编号"]
            for j, step in enumerate(steps):
                if step not in names:
                    place = office.place(record, "steps", j)
                    yield NO_STEP.at(place, series=code, step=step, allowed="、".join(names))
            if not begun or grantor not in office.company.people:
                continue
            if not _signs(office, series, steps, grantor, begun):
                allowed = "、".join(f"{s.step}：{s.post}" for s in series.chain) or "（不经签批）"
                told = f"的{'、'.join(steps)}" if steps else ""
                yield NOT_HIS.at(
                    office.place(record, "series", i), person=office.person(grantor), begun=begun,
                    series=code, steps=told, allowed=allowed,
                )  # fmt: skip


def _signs(office: Office, series: Series, steps: tuple[str, ...], person: str, on: date) -> bool:
    """Say whether a person takes one of these steps (any step, if none is named) in his own right."""
    posts = [s.post for s in series.chain if not steps or s.step in steps]
    if not steps or "编号" in steps:
        posts.append(series.allots)
    return any(_takes(office, series, post, person, on) for post in posts)


def _takes(office: Office, series: Series, post: str, person: str, on: date) -> bool:
    company = office.company
    if post in ANYBODY:
        return True
    if post == "本部门主管":
        return company.holds(person, head_post(company, series.dept), on)
    heads = {d.head for d in company.departments.values() if d.head}
    if post in ANY_HEAD:
        return any(company.holds(person, head, on) for head in heads)
    if post == "会议批准人":
        approvers = {m.approver for m in company.meeting_types.values()}
        posts = approvers | (heads if "本部门主管" in approvers else set())
        return any(company.holds(person, p, on) for p in posts)
    return company.holds(person, post, on)


def _overlaps(office: Office) -> Iterator[Finding]:
    live = [r for r in office.of("delegations") if office.state(r) not in (State.REPEALED, State.RETURNED)]
    live.sort(key=lambda r: (r.day("from") or date.min, r.id))
    for i, record in enumerate(live):
        for before in live[:i]:
            yield from _overlap(office, before, record)


def _overlap(office: Office, before: Record, record: Record) -> Iterator[Finding]:
    if before.text("grantor") != record.text("grantor"):
        return
    begun, until = before.day("from"), before.day("until")
    start, end = record.day("from"), record.day("until")
    if not (begun and until and start and end) or start > until or end < begun:
        return
    one, other = set(before.rows("steps")), set(record.rows("steps"))
    if one and other and not one & other:
        return
    mine, theirs = set(map(str, record.rows("series"))), set(map(str, before.rows("series")))
    shared = mine & theirs if mine and theirs else mine or theirs or {"全部"}
    if shared:
        yield OVERLAP.at(
            office.place(record, "from"), person=office.person(record.text("grantor")),
            series="、".join(sorted(shared)), begun=begun, until=until,
            other=office.person(before.text("grantee")),
        )  # fmt: skip


CHECKS = (_days, _people, _powers, _overlaps)


def derive(office: Office, record: Record) -> Mapping[str, Any]:
    """Return what the 授权委托书 computes: posts on the first day, series with their titles, the period."""
    begun, until = record.day("from"), record.day("until")
    on = begun or office.on(record)
    known = office.company.series
    series = [f"{code}（{known[str(code)].title}）" if str(code) in known else str(code)
              for code in record.rows("series")]  # fmt: skip
    days = (until - begun).days + 1 if begun and until else 0
    return {
        "grantor_post": office.company.post_of(record.text("grantor"), on),
        "grantee_post": office.company.post_of(record.text("grantee"), on),
        "series": "、".join(series) or "授权人签批的全部文件",
        "steps": "、".join(map(str, record.rows("steps"))) or "授权人在上述文件中的全部签批步骤",
        "period": f"{zh.long_date(begun)}至{zh.long_date(until)}（共{days}天）" if begun and until else "",
    }


def used(office: Office) -> Mapping[str, int]:
    """Return how many sign-offs each delegation stands behind, by record id (授权登记, 使用次数)."""
    found: dict[str, int] = {}
    for approvals in office.ledger.approvals.values():
        for approval in approvals:
            target = office.find(approval.delegation) if approval.delegation else None
            if target is not None:
                found[target.id] = found.get(target.id, 0) + 1
    return found
