"""Every page and document that will exist, and where it lies below ``site/<audience>/``.

A job is a piece of work that can be done alone: one record for all audiences, one register, one overview.
:meth:`Planner.of` says which pages a job makes; nothing is rendered here. Whatever an audience gets is made of
the office as it sees it (``veil``) and of nothing else; two that see the same share it, pages and all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from . import (
    citations,
    page_lists,
    page_revisions,
    page_sights,
    register_sheet,
    registers,
    sheets,
    slips,
    to_html,
    views,
)
from .glass import Glass
from .model import EMPTY, Page, Record
from .office import Office
from .page_sights import Sight
from .page_sights import readable as readable
from .page_sights import withheld as withheld
from .page_sights import withholdings as withholdings
from .registers import Table
from .sheets import Sheet

Job = tuple[str, ...]
"""(what, name): ("record", id) · ("register", id) · ("sheets", module) · ("template", name), or one word:
("overviews",) · ("assets",)."""

ASOF = "assets/asof.js"
READER = "assets/reader.js"
"""The only place of a site that names its readers: so a page that two audiences see alike is the same file."""


def jobs(office: Office, tree: Mapping[str, bytes]) -> tuple[Job, ...]:
    """Return the work to do for a whole site: registers first, they are the longest."""
    lists = [("register", id_) for id_ in registers.all()]
    drawn = [("template", name) for name in word_templates(tree)]
    forms = [("sheets", name) for name in sheets.modules()]
    return (*lists, *forms, ("overviews",), ("assets",), *drawn, *(("record", id_) for id_ in office.records))


def word_templates(tree: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the Word templates of a tree by base name."""
    top, end = "templates/docx/", ".docx"
    return {p[len(top) : -len(end)]: d for p, d in tree.items() if p.startswith(top) and p.endswith(end)}


class Planner:
    """Makes the pages of a job. Holds what several jobs share: the office as each audience sees it."""

    def __init__(
        self,
        office: Office,
        chosen: Collection[str],
        assets: Mapping[str, bytes],
        drawn: Callable[[str], Mapping[str, bytes]],
        glasses: Mapping[str, Glass] = EMPTY,
    ) -> None:
        """Take the office, the audiences wanted, the site's own assets, a way to those of a template, glasses."""
        self.audiences = tuple(a for name, a in office.company.audiences.items() if name in chosen)
        self.sights = page_sights.of(office, self.audiences, glasses)
        self.assets = assets
        self.drawn = drawn
        self._offices = {name: sight.office for sight in self.sights for name in sight.names}

    def office(self, audience: str) -> Office:
        """Return the office as an audience sees it."""
        return self._offices[audience]

    def of(self, job: Job) -> tuple[Page, ...]:
        """Return the pages of a job, for every audience."""
        if job[0] == "template":
            return tuple(self._files(self.drawn(job[1])))
        if job[0] == "assets":
            return tuple(self._assets())
        return tuple(page for sight in self.sights for page in _of(sight, job))

    def _assets(self) -> Iterator[Page]:
        for sight in self.sights:
            day = to_html.asof_script(sight.office.as_of.isoformat())
            yield from self._files({**self.assets, ASOF.rpartition("/")[2]: day.encode("utf-8")}, sight.names)
        for audience in self.audiences:
            told = to_html.reader_script(audience.title).encode("utf-8")
            yield from self._files({READER.rpartition("/")[2]: told}, (audience.name,))

    def _files(self, found: Mapping[str, bytes], names: Collection[str] = ()) -> Iterator[Page]:
        for name, data in sorted(found.items()):
            view = {"bytes": data.hex()}
            for audience in names or [a.name for a in self.audiences]:
                yield Page(audience, f"assets/{name}", "asset", "", view)


def _of(sight: Sight, job: Job) -> Iterator[Page]:
    """Yield the pages that all audiences of one sight get from a job."""
    if job[0] == "record":
        if job[1] in sight.may:
            yield from _record(sight, sight.office.records[job[1]])
    elif job[0] == "register":
        yield from _register(sight, job[1])
    elif job[0] == "sheets":
        yield from _sheets(sight, job[1])
    else:
        yield from page_lists.overviews(sight)


# ── one record ────────────────────────────────────────────────────────────────────────────────


def _record(sight: Sight, record: Record) -> Iterator[Page]:
    office = sight.office
    view = views.paper(office, record)
    template = office.template(record)
    if template:
        yield from sight.pages(f"{record.id}.docx", "paper", template, view, record.id, view["subject"])
    if slips.needs_receipts(office, record):
        yield from sight.pages(f"sheets/{record.id}.docx", "sheet", "receipts", slips.receipts(office, record))
    shown = _record_page(sight, record, view, template)
    yield from sight.pages(f"{record.id}.html", "html", "record", shown, record.id, view["subject"])


def _record_page(sight: Sight, record: Record, view: Mapping[str, Any], template: str) -> Mapping[str, Any]:
    office, may = sight.office, sight.may
    depth = record.id.count("/")
    links = [
        {"label": label, "title": _named(office, other), "href": f"{other.id}.html"}
        for other, label in office.linked(record.id)
        if other.id in may
    ]
    replacers = [
        {"title": office.name(office.records[id_]), "href": f"{id_}.html"}
        for id_ in office.replacers.get(record.id, ())
        if id_ in may
    ]
    return {
        "site": sight.site(depth, view["subject"]),
        "paper": view if template else None,
        # of what the record itself names, the pages this reader may open
        "reach": sorted((office.named(record) | citations.named(office, record)) & may),
        "template": template,
        "meta": [{"label": a, "value": b} for a, b in _meta(sight, record, view) if b],
        "fields": [] if template else views.fields(office, record),
        "links": links,
        "replacers": replacers,
        "revisions": page_revisions.told(sight, record),
        "stamp": view["stamp"],
        "downloads": list(_downloads(office, record, template, "../" * depth)),
    }


def _named(office: Office, record: Record) -> str:
    """Return what a record is called in a link: number and title, or the title alone."""
    name, title = office.name(record), office.title(record)
    return name if title in name else f"{name} {title}"


def _downloads(office: Office, record: Record, template: str, root: str) -> Iterable[Mapping[str, str]]:
    if template:
        yield {"title": "Word", "href": f"{record.id.rpartition('/')[2]}.docx"}
    if slips.needs_receipts(office, record):
        yield {"title": "签收单", "href": f"{root}sheets/{record.id}.docx"}


def _meta(sight: Sight, record: Record, view: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    office = sight.office
    signed = office.signed_on(record)
    yield "种类", view["kind"]
    yield "状态", view["state"]
    yield "文号", view["number"] if not view["draft"] else ""
    yield "密级", view["class_"]
    yield "摘发", page_sights.left_out(office, record)
    yield "部门", office.dept(record)
    yield "成文日期", signed.isoformat() if signed else ""
    yield "版本", view["edition"]
    yield "签批", "；".join(f"{s['step']} {s['person']}{s['delegate']}" for s in view["signed"])
    yield "校验码", view["check"]
    yield "记录", record.id


# ── registers ─────────────────────────────────────────────────────────────────────────────────


def _register(sight: Sight, id_: str) -> Iterator[Page]:
    register = registers.all()[id_]
    if not register.shown(sight.office, sight.seen.strict):
        return
    told = registers.table(register, sight.office, sight.may.__contains__, sight.seen.wide, alone=sight.seen.strict)
    plain = registers.plain(told)
    where = f"registers/{id_}"
    shown = {"site": sight.site(1, told.title), "table": plain}
    yield from sight.pages(f"{where}.html", "html", "register", shown, "", told.title)
    yield from sight.pages(f"{where}.xlsx", "xlsx", "", plain, "", told.title)
    yield from sight.pages(f"{where}.csv", "csv", "", plain, "", told.title)
    yield from sight.pages(f"{where}.docx", "sheet", "register", _sheet(sight.office, told), "", told.title)


def _sheet(office: Office, told: Table) -> Mapping[str, Any]:
    company = views.letterhead(office.company.letterheads[-1][2])
    return {**register_sheet.sheet(told), "company": company}


# ── sheets ────────────────────────────────────────────────────────────────────────────────────


def _sheets(sight: Sight, name: str) -> Iterator[Page]:
    for sheet in sheets.modules()[name](sight.office):
        if sheet.record and sheet.record not in sight.may:
            continue
        if sheet.class_ and sheet.class_ not in (sight.seen.wide if sheet.record else sight.seen.strict):
            continue
        yield from sight.pages(f"{sheet.path}.docx", "sheet", sheet.template, sheet.view, "", sheet.title)
        if sheet.page:
            yield from sight.pages(f"{sheet.path}.html", "html", "record", _sheet_page(sight, sheet), "", sheet.title)


def _sheet_page(sight: Sight, sheet: Sheet) -> Mapping[str, Any]:
    links = [
        {"label": label, "title": title, "href": f"{id_}.html"} for label, title, id_ in sheet.links if id_ in sight.may
    ]
    return {
        "site": sight.site(sheet.path.count("/"), sheet.title),
        "paper": sheet.view, "reach": [], "template": sheet.template,
        "meta": [{"label": a, "value": b} for a, b in sheet.meta if b], "fields": [], "links": links,
        "replacers": [], "revisions": [], "stamp": sheet.view.get("stamp", ""),
        "downloads": [
            {"title": title, "href": f"{name}.docx"}
            for title, name in (("Word", sheet.path.rpartition("/")[2]), *sheet.beside)
        ],
    }  # fmt: skip


@cache
def daily(path: str) -> bool:
    """Say whether a page may follow the as-of day (life.md, The day): reminders, their registers, asof.js."""
    if path == ASOF or path.startswith(sheets.DAILY):
        return True
    name = path.removeprefix("registers/").partition(".")[0]
    return path.startswith("registers/") and registers.all()[name].daily
