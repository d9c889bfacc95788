"""Every page and document that will exist, and where it lies below ``site/<audience>/``.

A job is a piece of work that can be done alone: one record for all audiences, one register of one
audience, one overview. :func:`of` says which pages a job makes; nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any

from . import page_lists, page_revisions, register_sheet, registers, rules, sheets, slips, to_html, views
from .company_nouns import Audience
from .model import Page, Record, Withheld
from .office import Office
from .registers import Table
from .sheets import Sheet

Job = tuple[str, ...]
"""(what, name): ("record", id) · ("register", id) · ("sheets", module) · ("template", name), or one word:
("overviews",) · ("assets",)."""

ASOF = "assets/asof.js"


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


def withheld(office: Office, audience: Audience, record: Record) -> str:
    """Return why an audience does not get a record, or ``""`` (law 7)."""
    if office.state(record) in views.DRAFTS and not audience.drafts:
        return "草稿"
    if views.class_of(office, record) not in audience.classes:
        return "密级"
    return ""


def withholdings(office: Office, audience: Audience) -> tuple[Withheld, ...]:
    """Return every record an audience does not get, and every one it gets without some of its parts."""
    found = []
    for record in office.records.values():
        reason = withheld(office, audience, record)
        parts = "" if reason else _parts_withheld(office, audience, record)
        if reason or parts:
            found.append(Withheld(audience.name, record.id, reason or parts, whole=bool(reason)))
    return tuple(found)


def _parts_withheld(office: Office, audience: Audience, record: Record) -> str:
    """Return which parts of a record an audience does not get: ``密级：议题2、议定事项1``."""
    if not rules.abridges(record.kind):
        return ""
    _, left = rules.abridged(record.kind, views.paper(office, record), audience.classes)
    fields = office.kind(record).schema["properties"]
    return "密级：" + "、".join(f"{fields[key]['title']}{int(i) + 1}" for key, i in left) if left else ""


def readable(office: Office, audience: Audience) -> frozenset[str]:
    """Return the ids of the records an audience gets."""
    return frozenset(r.id for r in office.records.values() if not withheld(office, audience, r))


class Planner:
    """Makes the pages of a job. Holds what several jobs share: who may read what, rows of registers."""

    def __init__(
        self,
        office: Office,
        chosen: Collection[str],
        assets: Mapping[str, bytes],
        drawn: Callable[[str], Mapping[str, bytes]],
    ) -> None:
        """Take the office, the audiences wanted, the site's own assets, and a way to those of a template."""
        self.office = office
        self.audiences = tuple(a for name, a in office.company.audiences.items() if name in chosen)
        self.may = {a.name: readable(office, a) for a in self.audiences}
        self.assets = assets
        self.drawn = drawn

    def of(self, job: Job) -> tuple[Page, ...]:
        """Return the pages of a job, for every audience."""
        if job[0] == "record":
            return tuple(self._record(self.office.records[job[1]]))
        if job[0] == "register":
            return tuple(self._register(job[1]))
        if job[0] == "sheets":
            return tuple(self._sheets(job[1]))
        if job[0] == "template":
            return tuple(self._files(self.drawn(job[1])))
        return tuple(self._overviews() if job[0] == "overviews" else self._assets())

    # ── one record ────────────────────────────────────────────────────────────────────────────

    def _record(self, record: Record) -> Iterable[Page]:
        readers = [a for a in self.audiences if record.id in self.may[a.name]]
        if not readers:
            return
        view = views.paper(self.office, record)
        template = self.office.template(record)
        for audience in readers:
            own, _ = rules.abridged(record.kind, view, audience.classes)
            if template:
                yield Page(
                    audience.name, f"{record.id}.docx", "paper", template, own, record.id, view["subject"]
                )
            if slips.needs_receipts(self.office, record):
                slip = slips.receipts(self.office, record)
                yield Page(audience.name, f"sheets/{record.id}.docx", "sheet", "receipts", slip)
            shown = self._record_page(audience, record, own, template)
            yield Page(audience.name, f"{record.id}.html", "html", "record", shown, record.id, view["subject"])

    def _record_page(
        self, audience: Audience, record: Record, view: Mapping[str, Any], template: str
    ) -> Mapping[str, Any]:
        office, may = self.office, self.may[audience.name]
        depth = record.id.count("/")
        links = [
            {"label": label, "title": self._named(other), "href": f"{other.id}.html"}
            for other, label in office.linked(record.id)
            if other.id in may
        ]
        replacers = [
            {"title": office.name(office.records[id_]), "href": f"{id_}.html"}
            for id_ in office.replacers.get(record.id, ())
            if id_ in may
        ]
        return {
            "site": self._site(audience, depth, view["subject"]),
            "paper": view if template else None,
            # of what the record itself names, the pages this reader may open
            "reach": sorted(office.named(record) & may),
            "template": template,
            "meta": [{"label": a, "value": b} for a, b in self._meta(record, view) if b],
            "fields": [] if template else views.fields(office, record),
            "links": links,
            "replacers": replacers,
            "revisions": page_revisions.told(office, audience, record),
            "stamp": view["stamp"],
            "downloads": list(self._downloads(record, template, "../" * depth)),
        }

    def _named(self, record: Record) -> str:
        """Return what a record is called in a link: number and title, or the title alone."""
        name, title = self.office.name(record), self.office.title(record)
        return name if title in name else f"{name} {title}"

    def _downloads(self, record: Record, template: str, root: str) -> Iterable[Mapping[str, str]]:
        if template:
            yield {"title": "Word", "href": f"{record.id.rpartition('/')[2]}.docx"}
        if slips.needs_receipts(self.office, record):
            yield {"title": "签收单", "href": f"{root}sheets/{record.id}.docx"}

    def _meta(self, record: Record, view: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
        office = self.office
        signed = office.signed_on(record)
        yield "种类", view["kind"]
        yield "状态", view["state"]
        yield "文号", view["number"] if not view["draft"] else ""
        yield "密级", view["class_"]
        yield "部门", office.dept(record)
        yield "成文日期", signed.isoformat() if signed else ""
        yield "版本", view["edition"]
        yield "签批", "；".join(f"{s['step']} {s['person']}{s['delegate']}" for s in view["signed"])
        yield "校验码", view["check"]
        yield "记录", record.id

    def _site(self, audience: Audience, depth: int, title: str) -> Mapping[str, Any]:
        """Return what every page of an audience knows of its site."""
        last = self.office.company.letterheads[-1][2]
        return {
            "title": title, "company": last.full, "short": last.short,
            "audience": audience.title, "root": "../" * depth,
        }  # fmt: skip

    # ── registers ─────────────────────────────────────────────────────────────────────────────

    def _register(self, id_: str) -> Iterable[Page]:
        register = registers.all()[id_]
        rows = register.rows(self.office)
        for audience in self.audiences:
            if register.class_ and register.class_ not in audience.classes:
                continue
            may = self.may[audience.name]
            told = registers.table(register, self.office, may.__contains__, audience.classes, rows)
            plain = registers.plain(told)
            where = f"registers/{id_}"
            site = self._site(audience, 1, told.title)
            shown = {"site": site, "table": plain}
            yield Page(audience.name, f"{where}.html", "html", "register", shown, "", told.title)
            yield Page(audience.name, f"{where}.xlsx", "xlsx", "", plain, "", told.title)
            yield Page(audience.name, f"{where}.csv", "csv", "", plain, "", told.title)
            yield Page(audience.name, f"{where}.docx", "sheet", "register", self._sheet(told), "", told.title)

    def _sheet(self, told: Table) -> Mapping[str, Any]:
        company = views.letterhead(self.office.company.letterheads[-1][2])
        return {**register_sheet.sheet(told), "company": company}

    # ── sheets ────────────────────────────────────────────────────────────────────────────────

    def _sheets(self, name: str) -> Iterable[Page]:
        for sheet in sheets.modules()[name](self.office):
            for audience in self.audiences:
                if sheet.record and sheet.record not in self.may[audience.name]:
                    continue
                if sheet.class_ and sheet.class_ not in audience.classes:
                    continue
                path, view = sheet.path, sheet.view
                yield Page(audience.name, f"{path}.docx", "sheet", sheet.template, view, "", sheet.title)
                if sheet.page:
                    shown = self._sheet_page(audience, sheet)
                    yield Page(audience.name, f"{path}.html", "html", "record", shown, "", sheet.title)

    def _sheet_page(self, audience: Audience, sheet: Sheet) -> Mapping[str, Any]:
        may = self.may[audience.name]
        links = [
            {"label": label, "title": title, "href": f"{id_}.html"}
            for label, title, id_ in sheet.links if id_ in may
        ]  # fmt: skip
        return {
            "site": self._site(audience, sheet.path.count("/"), sheet.title),
            "paper": sheet.view, "reach": [], "template": sheet.template,
            "meta": [{"label": a, "value": b} for a, b in sheet.meta if b], "fields": [], "links": links,
            "replacers": [], "revisions": [], "stamp": sheet.view.get("stamp", ""),
            "downloads": [
                {"title": title, "href": f"{name}.docx"}
                for title, name in (("Word", sheet.path.rpartition("/")[2]), *sheet.beside)
            ],
        }  # fmt: skip

    # ── overviews ─────────────────────────────────────────────────────────────────────────────

    def _overviews(self) -> Iterable[Page]:
        for audience in self.audiences:
            yield from page_lists.overviews(self.office, audience, self.may[audience.name], self._site)

    # ── assets ────────────────────────────────────────────────────────────────────────────────

    def _assets(self) -> Iterable[Page]:
        day = to_html.asof_script(self.office.as_of.isoformat())
        yield from self._files({**self.assets, ASOF.rpartition("/")[2]: day.encode("utf-8")})

    def _files(self, found: Mapping[str, bytes]) -> Iterable[Page]:
        for audience in self.audiences:
            for name, data in sorted(found.items()):
                yield Page(audience.name, f"assets/{name}", "asset", "", {"bytes": data.hex()})


@cache
def daily(path: str) -> bool:
    """Say whether a page may follow the as-of day (life.md, The day): reminders, their registers, asof.js."""
    if path == ASOF or path.startswith(sheets.DAILY):
        return True
    name = path.removeprefix("registers/").partition(".")[0]
    return path.startswith("registers/") and registers.all()[name].daily
