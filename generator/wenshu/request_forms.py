"""Views of 文件修改申请单 (forms.md A13): one request as its Word template ``revision-request`` sees it.

Keys: ``company stamp check number date dept person typist via about edition subject kinds reason changes
impact old_stock signs outcome new_edition effective done_by recalled``. ``changes`` are ``place``, and
``before`` and ``after`` as pieces of ``text`` that say whether they are ``changed``. ``signs`` has ``pairs``
of ``left`` and ``right`` and the ``last``, each a sign-off as :func:`views.signature` tells it with its
``label``; one that nobody has taken, or that the form has too many of, is empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from . import requests, schema, signing, views, yamlread, zh
from .company_nouns import Step
from .differences import Difference
from .ledger_nouns import Approval, Entry
from .model import Record
from .office import Office
from .registers import handouts, papers
from .requests import Asked

VIAS: Final = ("网页", "纸质", "口头补单")
KINDS: Final = ("修改", "换版", "更正件", "勘误")
STOCKS: Final = ("用完为止", "立即收回")
STAMPS: Final[Mapping[str, str]] = {"退回": "退回", "撤回": "撤回", requests.UNDECIDED: "未经批准"}
"""Result → what is printed across the form of a request that came to nothing."""
_STEPS: Final = (Step("部门审核", "申请部门主管"), Step("归口审核", "归口部门主管"), Step("批准", "总经理"))
"""Who decides where the company file has no series 改 (forms.md 0.8)."""
_WHO: Final[Mapping[str, str]] = dict.fromkeys(("申请部门主管", "拟稿部门主管"), "申请部门\n主管") | dict.fromkeys(
    ("归口部门主管", "本部门主管"), "归口部门\n审核"
)
_FILES: Final = (("templates/", "模板"), ("schemas/", "结构文件"), ("records/company.yaml", "公司档案"))
_UNKNOWN: Final = "（这次修改的提交不在本机的历史里，见所附原件）"
_RECALL: Final = "应收＿份　实收＿份　销毁＿份"
_TEXTS: Final = (
    "stamp", "check", "number", "date", "dept", "person", "typist", "about", "edition", "subject", "reason", "impact",
    "outcome", "new_edition", "effective", "done_by", "class_",
)  # fmt: skip
_NO_CHANGE: Final[Mapping[str, Any]] = {"place": "", "before": [], "after": []}


def form(office: Office, asked: Asked) -> Mapping[str, Any]:
    """Return the view of one request."""
    day = asked.decided_on or asked.asked_on
    record = requests.record(office, asked)
    return {
        **_asked(office, asked, record), "class_": class_of(office, asked),
        "company": _letterhead(office, day),
        "stamp": STAMPS.get(asked.result, ""), "check": _check(office, asked, record),
        "changes": _changes(office, asked),
        "impact": "；".join(_named(office, id_) for id_ in asked.impact),
        "old_stock": zh.boxes(STOCKS, asked.old_stock),
        "signs": _signs(_cells(office, asked)),
        **_became(office, asked, record),
    }  # fmt: skip


def blank(office: Office) -> Mapping[str, Any]:
    """Return the view of the empty form, to be filled in by hand."""
    chain = [_cell(step, None, office) for step in _chain(office)]
    return {
        **dict.fromkeys(_TEXTS, ""), "company": _letterhead(office, None),
        "via": zh.boxes(VIAS), "kinds": zh.boxes(KINDS), "old_stock": zh.boxes(STOCKS),
        "changes": [_NO_CHANGE], "signs": _signs(chain), "recalled": _RECALL,
    }  # fmt: skip


def class_of(office: Office, asked: Asked) -> str:
    """Return the class of the form: that of the most secret thing it tells, at least 内部资料."""
    return requests.class_of(office, asked)


def subject(office: Office, asked: Asked) -> str:
    """Return what the thing to be changed is called."""
    if (record := requests.record(office, asked)) is not None:
        return papers.heading(office, record)
    kind = next((word for start, word in _FILES if asked.path.startswith(start)), "文件")
    return f"{kind} {asked.path.rpartition('/')[2]}"


# ── what was asked ────────────────────────────────────────────────────────────────────────────


def _asked(office: Office, asked: Asked, record: Record | None) -> Mapping[str, str]:
    day = asked.asked_on
    kept = office.number(record) if record is not None else ""
    return {
        "number": requests.number(office, asked), "date": _day(day),
        "dept": office.company.dept_of(asked.asked_by, day or date.max),
        "person": office.person(asked.asked_by), "typist": office.person(asked.typed_by),
        "via": zh.boxes(VIAS, asked.via), "kinds": zh.boxes(KINDS, asked.kind), "reason": asked.reason,
        "about": kept or asked.path, "subject": subject(office, asked), "edition": _edition(office, asked, record),
    }  # fmt: skip


def _edition(office: Office, asked: Asked, record: Record | None) -> str:
    """Return the edition that was to be changed: the one before what the request brought, else the last."""
    entry = office.entry(record) if record is not None else None
    lines = entry.editions if entry is not None else ()
    at = next((i for i, line in enumerate(lines) if _brought(asked, line.request)), len(lines))
    return lines[at - 1].edition if at else ""


def _brought(asked: Asked, request: str) -> bool:
    return asked.entry is not None and request == requests.place(asked.entry)


def _changes(office: Office, asked: Asked) -> list[Mapping[str, Any]]:
    told = [_change(change) for change in requests.changes(office, asked)]
    if told:
        return told
    if asked.places or asked.trail is None:
        note = [{"text": _UNKNOWN, "changed": False}]
        return [{"place": "、".join(asked.places), "before": note, "after": note}]
    return [_NO_CHANGE]


def _change(change: Difference) -> Mapping[str, Any]:
    sides = {
        "before": [piece._asdict() for piece in change.marked_before()] if change.before else _said("（原来没有）"),
        "after": [piece._asdict() for piece in change.marked_after()] if change.after else _said("（删去）"),
    }
    return {"place": change.place, **sides}


def _said(text: str) -> list[Mapping[str, Any]]:
    return [{"text": text, "changed": False}]


def _named(office: Office, id_: str) -> str:
    record = office.find(id_)
    return office.name(record) if record is not None else id_


# ── who decided ───────────────────────────────────────────────────────────────────────────────


def _chain(office: Office) -> tuple[Step, ...]:
    series = office.company.series.get(requests.SERIES)
    return series.chain if series is not None and series.chain else _STEPS


def _cells(office: Office, asked: Asked) -> list[Mapping[str, str]]:
    """Return the signature cells: a step of the chain each, then what was signed beside the chain of today."""
    signed = {a.step: a for a in requests.approvals(office, asked) if not a.replaces}
    chain = _chain(office)
    named = {step.step for step in chain}
    beside = [_cell(Step(a.step, a.post), a, office) for a in signed.values() if a.step not in named]
    told = [_cell(step, signed.get(step.step), office) for step in chain]
    return [*told[:-1], *beside, *told[-1:]]


def _cell(step: Step, approval: Approval | None, office: Office) -> Mapping[str, str]:
    label = _WHO.get(step.post) or f"{step.post}\n{step.step}"
    shown = views.signature(office, approval) if approval is not None else views.Signs()[step.step]
    return {**shown, "label": label}


def _signs(cells: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
    nobody = {**views.Signs()[""], "label": ""}
    before = [*cells[:-1], nobody]
    pairs = [{"left": before[i], "right": before[i + 1]} for i in range(0, len(before) - 1, 2)]
    return {"pairs": pairs, "last": cells[-1] if cells else nobody}


# ── what became of it ─────────────────────────────────────────────────────────────────────────


def _became(office: Office, asked: Asked, record: Record | None) -> Mapping[str, str]:
    agreed = asked.result in requests.AGREED
    line = requests.edition(office, asked)
    effective = (line.effective if line else None) or asked.effective
    return {
        "outcome": "　".join(_outcome(office, asked)),
        "new_edition": (line.edition if line else "") or asked.edition,
        "effective": _day(effective or (asked.decided_on if agreed else None)),
        "done_by": _done(office, asked.entry),
        "recalled": _recalled(office, asked, record) if agreed else "" if asked.entry else _RECALL,
    }


def _outcome(office: Office, asked: Asked) -> Iterator[str]:
    if asked.result == requests.STALE:
        yield "待批（所依据的版本已经更换，须按现行版本重新核对）"
    elif asked.entry is None:
        yield asked.result
    else:
        yield f"{asked.result}　{office.person(asked.decided_by)}　{_day(asked.decided_on)}".rstrip("　")
        if asked.opinion:
            yield asked.opinion


def _done(office: Office, entry: Entry | None) -> str:
    return f"{office.person(entry.by)}　{_day(entry.date)}".strip("　") if entry is not None else ""


def _recalled(office: Office, asked: Asked, record: Record | None) -> str:
    """Return how many copies of the old edition were out, came back, were destroyed.

    An erratum keeps the edition: of its copies nobody can tell which were handed out before it.
    """
    old, line = _edition(office, asked, record), requests.edition(office, asked)
    if line is not None and line.edition == old:
        return _RECALL
    copies = [c for c in office.ledger.copies.get(record.id, ()) if c.edition == old] if record is not None else []
    if not copies:
        return "旧版无在外纸质件"
    held = handouts.balance(copies, None)
    return f"应收 {held.sent} 份　实收 {held.returned} 份　销毁 {held.destroyed} 份"


def _check(office: Office, asked: Asked, record: Record | None) -> str:
    """Return the check code of the edition it brought, else the first characters of the text's hash."""
    line = requests.edition(office, asked)
    if line is not None and record is not None and not office.left.get(record.id):
        return signing.check_code(office.number(record), line.edition, line.content)
    after = office.past.texts.get(asked.trail.after, b"") if asked.trail is not None else b""
    if not after or record is None:
        return ""
    tree, _ = yamlread.read(asked.path, after)
    if tree is None:
        return ""
    content = schema.content_hash(record.kind, tree)
    if line is not None:  # an abridged copy: what its reader may see of that edition
        return signing.check_code(office.number(record), line.edition, content)
    return content.removeprefix("v1:")[:8]


def _letterhead(office: Office, day: date | None) -> Mapping[str, str]:
    company = office.company
    return views.letterhead(company.letterhead(day) if day else company.letterheads[-1][2])


def _day(day: date | None) -> str:
    return zh.long_date(day) if day else ""
