"""``wenshu subject request`` and ``decide``: a request is entered with its number, and decided by purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from .. import keys, retention, yamlwrite
from ..diagnostics import Code, Severity
from ..rules import subjects
from ..rules.erasures import KEPT
from . import Stop
from ._person import entitled, person, request

if TYPE_CHECKING:
    from ..model import Record
    from ._pen import Pen

UNSEEN = Code(
    "SUB20", Severity.ERROR,
    "{number}还没有核验身份，不能决定、导出或删除",
    "identity was not checked for {number}: nothing can be decided, exported or erased",
    "先核验，写 --identity 证件种类 --checked-by 姓名 --checked-on 日期；号码不写。",
    "Check it, then write --identity, --checked-by and --checked-on; never a number.",
)  # fmt: skip
NO_SERIES = Code(
    "SUB31", Severity.ERROR,
    "公司档案里没有“{series}”系列，个人信息请求编不了号",
    "the company file has no series \"{series}\": requests cannot be numbered",
    "在公司档案 series 里加上：code: {series}、title: 个人信息请求、number_at: entry、chain: []、"
    "forms: {{house: '××个信〔{{year}}〕{{serial}}号', short: '个{{serial}}'}}。",
    "Add a series {series} to the company file: numbered at entry, with an empty chain.",
)  # fmt: skip
SORTS = ("居民身份证", "护照", "驾驶证", "工作证", "委托书和双方证件", "登记电话回拨", "其他")


def identity(pen: Pen, given: Mapping[str, Any], day: date) -> Mapping[str, Any]:
    """Return how identity was checked, as the options say; empty where they say nothing.

    Raises:
        Stop: nobody is called so (exit 2).
    """
    if not given["identity"]:
        return {}
    by = pen.person(given["checked_by"] or given["clerk"] or pen.operator(), "", day)
    return {"sort": given["identity"], "by": by, "on": given["checked_on"] or day}


def enter(pen: Pen, ref: str, given: Mapping[str, Any]) -> None:
    """Write the record of a request and give it its number, in one commit.

    Raises:
        Stop: it cannot be recorded (exit 1), nobody is called so (exit 2), no number can be had (exit 4).
    """
    from .issue import give

    series = subjects.series(pen.office)
    if series is None:
        code = pen.office.kinds[subjects.REQUESTS].series if subjects.REQUESTS in pen.office.kinds else "个"
        raise pen.desk.refuse(NO_SERIES.at("records/company.yaml", series=code))
    subject, day = person(pen, ref), pen.day(given["received"])
    clerk = pen.person(given["clerk"] or pen.operator(), series.allots, day)
    told = {
        "subject": subject, "kind": given["kind"], "received": day, "via": given["via"],
        "identity": identity(pen, {**given, "clerk": clerk}, day), "purposes": list(given["purposes"]),
        "field": given["field"], "wanted": given["wanted"], "clerk": clerk,
    }  # fmt: skip
    path = free(pen, subjects.REQUESTS, f"{day.year}", "r-{:05}")
    shut(pen, path, {key: value for key, value in told.items() if value})
    record = taken_in(pen, path)
    give(pen, [record], "", day, None)
    if not pen.dry_run:
        due = subjects.due(pen.office, record)
        pen.desk.echo(f"    应在 {due} 以前答复：wenshu subject decide {record.id}。To be answered by {due}.")


def free(pen: Pen, kind: str, year: str, form: str) -> str:
    """Return the path of a new record of a kind: the first serial of a year that is not taken."""
    n = 1
    while (path := f"records/{kind}/{year}/{form.format(n)}.yaml") in pen.believed.tree:
        n += 1
    return path


def shut(pen: Pen, path: str, values: Mapping[str, Any]) -> None:
    """Put a new record among the changes, its personal values sealed already.

    Raises:
        Stop: a value does not fit its field (exit 1).
        keyring.Refused: a key is wanted that cannot be made.
    """
    data, _ = pen.hand.closed(pen.office, path, yamlwrite.dump(values))
    pen.put(path, data)


def taken_in(pen: Pen, path: str) -> Record:
    """Go on as if the new record stood already, and return it: its number is given in the same commit.

    Raises:
        Stop: it has errors (exit 1).
    """
    wrong, after = pen.worse(), pen.preview()
    if wrong or after.office is None:
        raise pen.desk.refuse(*(wrong or after.findings))
    pen.believed, pen.office = after, after.office
    return after.office.records[path.removeprefix("records/").removesuffix(".yaml")]


def decide(pen: Pen, ref: str, named: str, given: Mapping[str, Any]) -> None:
    """Write the answer to a request: a decision for each purpose.

    Raises:
        Stop: identity was not checked, or he may not decide (exit 1); nobody is called so (exit 2).
    """
    asked, day = request(pen, ref), pen.day(given["on"])
    who = entitled(pen, named, day, asked.path)
    clerk = pen.person(given["clerk"] or pen.operator(), "", day) if given["clerk"] or pen.operator() else who
    checked = identity(pen, {**given, "clerk": clerk}, day)
    if not checked and not subjects.identified(pen.office, asked):
        raise pen.desk.refuse(UNSEEN.at(asked.path, number=pen.office.number(asked)))
    subject = keys.subject(pen.office, asked.text("subject"))
    rows = _rows(pen, asked, subject, day, given)
    path = free(pen, subjects.ANSWERS, f"{day.year}", asked.id.rpartition("/")[2] + "-{}")
    told = {
        "request": asked.id, "identity": dict(checked), "decisions": rows, "text": given["text"],
        "decided_by": who, "decided_on": day, "channel": given["channel"], "clerk": clerk,
    }  # fmt: skip
    pen.put(path, yamlwrite.dump({key: value for key, value in told.items() if value}))
    number = pen.office.number(asked)
    id_ = path.removeprefix("records/").removesuffix(".yaml")
    pen.commit(f"答复个人信息请求：{number}", [("Record", id_), ("Request", asked.id), ("Date", str(day))], who)
    if not pen.dry_run:
        pen.desk.echo(f"已登记答复 answer recorded：{number}  {id_}")
        pen.desk.echo(f"    答复函随 wenshu build 生成：{id_}.docx。The letter is made by the next build.")


def _rows(
    pen: Pen, asked: Record, subject: str, day: date, given: Mapping[str, Any]
) -> list[dict[str, Any]]:
    until = dict(pairs("--until", given["until"]))
    grounds = [one.partition("=") for one in given["grounds"]]
    by_purpose = {code: text for code, sign, text in grounds if sign and code in subjects.purposes(pen.office)}
    general = next((text for text in given["grounds"] if text.partition("=")[0] not in by_purpose), "")
    found = []
    for code, decision in pairs("--purpose", given["purposes"]):
        ground = by_purpose.get(code, general)
        if not ground:
            raise Stop(2, f"用途 {code} 没有写依据：--ground {code}=依据。No ground is given for {code}.")
        held = retention.held(pen.office, subject, code, day)
        row: dict[str, Any] = {"purpose": code, "decision": decision, "ground": ground}
        if until.get(code) or (decision == "限制处理" and held and held.until):
            row["until"] = until.get(code) or (held and held.until)
        if held and decision in subjects.AGREED and asked.text("kind") in subjects.ERASING:
            told = {"until": f"到 {held.until}" if held.until else held.why, "ground": held.ground}
            name = subjects.purpose(pen.office, code)
            pen.desk.tell([KEPT.at(asked.path, None, purpose=name, on=str(day), **told)])
        found.append(row)
    return found


def pairs(option: str, given: Iterable[str]) -> list[tuple[str, str]]:
    """Return ``purpose=value`` of each word.

    Raises:
        Stop: one is written otherwise (exit 2).
    """
    found = [tuple(part.strip() for part in word.partition("=")[::2]) for word in given]
    if bad := next((word for word, pair in zip(given, found, strict=True) if not all(pair)), ""):
        raise Stop(2, f"{option} 写成 用途=内容，如 contact=同意；“{bad}”不对。Write {option} PURPOSE=VALUE.")
    return [(code, value) for code, value in found]
