"""公司正式文件: what its paper and its circulation sheet compute (forms.md A1, A2, A4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from .. import citations, elsewhere, zh
from ..ledger_nouns import Approval, PrintRun
from ..model import Record
from ..office import Office

NO_DATE = "　　　　年　　月　　日"
PLAIN_CLASSES = frozenset({"", "公开"})
_TARGETS = ("department", "team", "outside", "archive", "group")


def derive(office: Office, record: Record) -> Mapping[str, Any]:
    """Return the computed values of a paper: marks, addressees, signature, foot, and what its sheet adds."""
    return {
        "marks": _marks(record),
        "to": "、".join(target(office, one) for one in record.rows("to")),
        "cc": "、".join(target(office, one) for one in record.rows("cc")),
        "distribution": "、".join(_share(office, one) for one in record.rows("distribution")),
        "issuer": issuer(office, record),
        "date": _day(office.signed_on(record)),
        "contact": _contact(office, record),
        "attachments": attachments(record),
        "annexes": annexes(office, record),
        **_signed(office, record),
        **_printed(office, record),
        **_sheet(office, record),
    }


def target(office: Office, to: object) -> str:
    """Return the printed name of an addressee: department, team, person, outside, archive or collective."""
    if not isinstance(to, Mapping):
        return str(to)
    if to.get("person"):
        return office.person(str(to["person"]))
    return next((str(to[key]) for key in _TARGETS if to.get(key)), "")


def issuer_dept(office: Office, record: Record) -> str:
    """Return the department that issues a paper, or ``""`` where the company does."""
    told = record.text("issuer")
    return told if told in office.company.departments else ""


def issuer(office: Office, record: Record) -> str:
    """Return 署名: 澄远公司（销售部） in the house, the full name in a paper to authorities."""
    head = office.company.letterhead(office.on(record))
    dept = issuer_dept(office, record)
    if dept:
        return f"{head.full}{dept}" if office.layout(record) == "gbt9704" else f"{head.short}（{dept}）"
    told = record.text("issuer")
    return head.full if told in ("", "公司") else told


def attachments(record: Record) -> list[dict[str, str]]:
    """Return 附件说明: ``line`` as printed below the body, ``name`` with pages. One alone has no number."""
    rows = [row for row in record.rows("attachments") if isinstance(row, Mapping)]
    found = []
    for i, row in enumerate(rows, 1):
        pages = f"（共{row['pages']}页）" if row.get("pages") else ""
        name = f"{row.get('title', '')}{pages}"
        number = f"{i}." if len(rows) > 1 else ""
        found.append({"line": f"{'附件：' if i == 1 else '　　　'}{number}{name}", "name": f"{number}{name}"})
    return found


def annexes(office: Office, record: Record) -> list[dict[str, Any]]:
    """Return the attachments whose text the record holds, each for a page of its own."""
    rows = [row for row in record.rows("attachments") if isinstance(row, Mapping)]
    return [
        {
            "label": f"附件{i}" if len(rows) > 1 else "附件",
            "title": str(row.get("title", "")),
            "body": citations.body(office, str(row["body"])),
        }
        for i, row in enumerate(rows, 1)
        if row.get("body")
    ]


def _marks(record: Record) -> str:
    secrecy, urgency = record.text("class"), record.text("urgency")
    parts = ["" if secrecy in PLAIN_CLASSES else secrecy, "" if urgency in ("", "平件") else urgency]
    return "　".join(part for part in parts if part)


def _share(office: Office, row: object) -> str:
    name = target(office, row)
    if not isinstance(row, Mapping):
        return name
    return f"{name}（电子）" if row.get("medium") == "电子" else f"{name}{row.get('copies', 1)}份"


def _contact(office: Office, record: Record) -> str:
    told = record.values.get("contact")
    if not isinstance(told, Mapping):
        return ""
    parts = [f"联系人：{office.person(str(told['person']))}" if told.get("person") else "",
             f"电话：{told['telephone']}" if told.get("telephone") else ""]  # fmt: skip
    return "　".join(part for part in parts if part)


def _day(day: date | None, blank: str = NO_DATE) -> str:
    return zh.long_date(day) if day else blank


def _signed(office: Office, record: Record) -> dict[str, str]:
    """Return 签发人 (and 审核人 where the series prints him), 拟稿, 核稿; empty until signed."""
    series = office.company.series.get(office.series(record))
    steps = series.signers if series else ("签发",)
    done = office.standing(record).done
    signer = _last(done, steps[:1])
    reviewer = _last(done, steps[1:2])
    post = reviewer.post if reviewer else ""
    checker = _last(done, ("秘书核稿",)) or _last(done, ("核稿",))
    return {
        "signer": _name(office, signer), "signer_note": _stood_in(signer),
        "reviewer": _name(office, reviewer),
        "reviewer_note": _stood_in(reviewer) or (f"（{post}）" if post else ""),
        "drafter": office.person(record.text("drafted_by")), "checker": _name(office, checker),
    }  # fmt: skip


def _last(done: Iterable[Approval], steps: Iterable[str]) -> Approval | None:
    wanted = tuple(steps)
    return next((a for a in reversed(tuple(done)) if a.step in wanted), None)


def _name(office: Office, approval: Approval | None) -> str:
    return office.person(approval.person) if approval else ""


def _stood_in(approval: Approval | None) -> str:
    return "（代）" if approval and approval.delegation else ""


def _run(office: Office, record: Record) -> PrintRun | None:
    """Return the print run of the paper's last edition, or None."""
    runs = office.ledger.prints.get(record.id, ())
    return runs[-1] if runs else None


def _printed(office: Office, record: Record) -> dict[str, str]:
    """Return 印发机关, 印发日期 and 份数; blanks to be filled in ink before the print run is recorded."""
    series = office.company.series.get(office.series(record))
    post = office.company.posts.get(series.allots) if series else None
    room = (post.dept if post else "") or office.dept(record)
    run = _run(office, record)
    day = _day(run.on if run else None)
    count = f"共印{run.printed}份" if run else "共印　　份"
    return {
        "office": room,
        "printed": f"{room} {day}印发　{count}" if run else f"{room}{day}印发　{count}",
        "printed_on": f"{day}印发",
        "copies": f"{run.printed}份" if run else "",
        "printed_day": day if run else "",
    }


def _sheet(office: Office, record: Record) -> dict[str, Any]:
    """Return what 发文稿纸 shows beyond the paper itself (forms.md A4)."""
    standing = office.standing(record)
    entry = office.entry(record)
    series = office.company.series.get(office.series(record))
    contact = record.values.get("contact")
    told = contact.get("telephone") if isinstance(contact, Mapping) else ""
    numbered = f"{office.person(entry.by)}　{_day(entry.date, '')}" if entry else ""
    return {
        "draft_no": str(standing.draft_no),
        "urgency": record.text("urgency") or "平件",
        "series": f"{series.code}（{series.title}）" if series else record.text("series"),
        "drafted_dept": office.dept(record),
        "telephone": str(told or "") or office.company.letterhead(office.on(record)).telephone,
        "basis": "；".join([*_quoted(office, record, "basis"), *map(str, record.rows("decisions"))]),
        "supersedes": "；".join(_quoted(office, record, "supersedes")),
        "countersigns": [_countersign(office, standing.done, str(d)) for d in record.rows("countersign")],
        "reviewed": any(wanted.step == "审核" for wanted in standing.chain),
        "numbered": numbered.strip("　"),
    }


def _quoted(office: Office, record: Record, key: str) -> list[str]:
    """Return the papers a field refers to, by number and title; as typed where there is none."""
    found = []
    for ref in record.rows(key):
        paper = office.find(str(ref))
        lodged = elsewhere.number(office, str(ref))
        if lodged is not None and (paper is None or lodged.home != office.joined.of(record.id)):
            found.append(elsewhere.cited(office, str(ref)))  # its title is told in its own checkout only
            continue
        quoted = office.number(paper) if paper and office.entry(paper) else ""
        found.append(f"{quoted}《{office.title(paper)}》" if paper else str(ref))
    return found


def _countersign(office: Office, done: Iterable[Approval], dept: str) -> dict[str, str]:
    given = next((a for a in done if a.step == "会签" and a.dept == dept), None)
    return {
        "dept": dept, "person": _name(office, given), "decision": given.decision if given else "",
        "opinion": given.opinion if given else "", "mark": given.digest[:8] if given else "",
        "date": _day(given.date, "") if given else "",
    }  # fmt: skip
