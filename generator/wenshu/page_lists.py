"""The first page of a site and its lists by kind, year and department."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import registers, sheets, views
from .company_nouns import INTERNAL
from .model import Page, Record, State
from .office import Office
from .page_sights import Sight

_GROUPS = (("kind", "kinds", "种类"), ("year", "years", "年度"), ("dept", "depts", "部门"))
_UNFINISHED = frozenset({State.DRAFT.value, State.PENDING.value, State.SIGNED.value, State.RETURNED.value})


def overviews(sight: Sight) -> Iterator[Page]:
    """Yield the lists of the records that the readers of a sight may read."""
    rows = [_row(sight.office, sight.office.records[id_]) for id_ in sorted(sight.may)]
    rows.sort(key=lambda row: (row["date"], row["href"]), reverse=True)
    yield from _index(sight, rows)
    for group, folder, heading in _GROUPS:
        for name in sorted({row[group] for row in rows if row[group]}):
            chosen = [row for row in rows if row[group] == name]
            title = f"{heading}：{chosen[0][group + '_title']}"
            view = {"site": sight.site(1, title), "rows": chosen}
            yield from sight.pages(f"{folder}/{name}.html", "html", "list", view, "", title)


def _row(office: Office, record: Record) -> Mapping[str, str]:
    kind = office.kind(record)
    dept = office.dept(record)
    known = office.company.departments.get(dept)
    day = office.dated(record)
    state = office.face(record)
    return {
        "href": f"{record.id}.html",
        "number": office.number(record) if state not in views.DRAFTS else "",
        "title": office.title(record),
        "date": day.isoformat(),
        "state": state.value,
        "kind": kind.name, "kind_title": kind.title,
        "paper": kind.template(record),
        "year": str(day.year), "year_title": f"{day.year}年",
        "dept": (known.code or known.name) if known else "", "dept_title": dept,
        "class": views.class_of(office, record),
    }  # fmt: skip


def _index(sight: Sight, rows: list[Mapping[str, str]]) -> Iterator[Page]:
    """Yield the first page."""
    classes = sight.seen.strict
    counted: dict[str, list[Mapping[str, Any]]] = {}
    for group, folder, _ in _GROUPS:
        names = {row[group]: row[group + "_title"] for row in rows if row[group]}
        counted[group] = [
            {"title": title, "href": f"{folder}/{name}.html", "count": sum(r[group] == name for r in rows)}
            for name, title in sorted(names.items(), reverse=group == "year")
        ]
    order = {kind.title: i for i, kind in enumerate(sight.office.kinds.values())}
    counted["kind"].sort(key=lambda entry: order.get(entry["title"], 999))
    view = {
        "site": sight.site(0, "文书"),
        "registers": [
            {"title": r.title, "href": f"registers/{r.id}.html"}
            for r in registers.all().values() if r.shown(sight.office, classes)
        ],
        "forms": [
            {"title": title, "href": f"{path}.docx"}
            for path, title in sheets.blanks() if INTERNAL in classes
        ],
        "kinds": counted["kind"], "years": counted["year"], "depts": counted["dept"],
        "latest": [row for row in rows if row["paper"] and row["state"] not in _UNFINISHED][:12],
        "drafts": [row for row in rows if row["state"] in _UNFINISHED],
    }  # fmt: skip
    yield from sight.pages("index.html", "html", "index", view, "", "文书")
