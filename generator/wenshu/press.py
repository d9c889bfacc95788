"""The printing press: renders what the plan asks for, on as many processors as there are.

Workers are forked, so they share the office without copying it; each renders whole jobs, writes the
files it made into the stage and returns only rows. Where a process cannot be forked (Windows) or the
work is small, the same function runs here.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2.exceptions import TemplateError

from . import law, pages, program, to_csv, to_docx, to_html, to_xlsx, views
from .diagnostics import Code, Finding, Severity, errors
from .files import Stage
from .model import Built, Page
from .office import Office
from .plan import Manifest, Row, Standing

PAGE = Code(
    "TPL20", Severity.ERROR,
    "网页“{page}”生成不了：{reason}",
    "the page \"{page}\" cannot be made: {reason}",
    "检查模板里写错的变量名或标签；刚改过的，先恢复原来的模板。",
    "Look for a misspelt variable or tag in the template; if it was changed just now, put the old one back.",
)  # fmt: skip
SMALL = 60
"""Fewer jobs than this are not worth a second process."""


@dataclass(frozen=True)
class Work:
    """What a run renders from, and what stands already."""

    office: Office
    tree: Mapping[str, bytes]
    audiences: tuple[str, ...]
    stage: Stage
    manifest: Manifest
    standing: Standing


@dataclass
class Pressed:
    """What a run made: rows of the manifest, staged paths, findings, and what each page was."""

    rows: dict[str, Row] = field(default_factory=dict)
    staged: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    slow: int = 0
    made: dict[str, str] = field(default_factory=dict)
    """Path → how it is rendered, for counting."""

    def join(self, other: Pressed) -> None:
        """Take in what another worker made."""
        self.rows.update(other.rows)
        self.made.update(other.made)
        self.staged += other.staged
        self.findings += other.findings
        self.slow += other.slow


class Press:
    """One worker's press: compiled templates, the planner, and renderings remembered by fingerprint."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.papers, self.page_templates, found = _templates(work.tree, work.office)
        self.findings = found
        html = _below(work.tree, "templates/html/")
        assets = _below(work.tree, "templates/assets/")
        self.site = to_html.compile_site(html)
        self.assets = {**assets, **to_html.assets(self.page_templates)}
        self.planner = pages.Planner(work.office, work.audiences, self.assets)
        self.inks = {name: _digest(data) for name, data in _below(work.tree, "templates/docx/").items()}
        self.site_ink = _digest(*html.values())

    def run(self, jobs: Iterable[pages.Job]) -> Pressed:
        """Render what is out of date among the pages of some jobs."""
        made = Pressed()
        staged: list[str] = []
        for job in jobs:
            remembered: dict[str, bytes] = {}
            for page in self.planner.of(job):
                self._page(page, made, staged, remembered)
        made.staged = tuple(staged)
        return made

    def _page(self, page: Page, made: Pressed, staged: list[str], remembered: dict[str, bytes]) -> None:
        path = f"{page.audience}/{page.path}"
        mark = views.fingerprint(page.view, page.render, *self._ink(page), program.digest())
        made.made[path] = page.render
        if page.render == "paper":
            made.slow += bool(self.papers[f"{page.template}.docx"].slow)
        if self.work.manifest.keeps(path, mark, self.work.standing):
            made.rows[path] = self.work.manifest.rows[path]
            return
        data = remembered.get(mark)
        if data is None:
            data, found = self._render(page)
            made.findings += found
            if errors(found):
                return
            remembered[mark] = data
        made.rows[path] = self._put(path, mark, data, staged)

    def _ink(self, page: Page) -> Sequence[str]:
        """Return the hashes of the templates a page is made with."""
        if page.render in ("paper", "sheet"):
            return (self.inks[f"{page.template}.docx"],)
        if page.render == "html":
            paper = page.view.get("template")
            return (self.site_ink, self.inks[f"{paper}.docx"] if paper else "")
        return (_digest(self.assets[page.template]),) if page.template in self.assets else ()

    def _render(self, page: Page) -> tuple[bytes, tuple[Finding, ...]]:
        """Render one page; a broken template, a forbidden character or a lost text is a finding."""
        if page.render == "xlsx":
            return to_xlsx.render(page.view), ()
        if page.render == "csv":
            return to_csv.render(page.view), ()
        if page.render == "asset":
            text = page.view.get("text")
            return (text.encode("utf-8") if isinstance(text, str) else self.assets[page.template]), ()
        if page.render == "html":
            return self._html(page)
        return self._docx(page)

    def _html(self, page: Page) -> tuple[bytes, tuple[Finding, ...]]:
        name = page.view.get("template")
        paper = self.page_templates[f"{name}.docx"] if name else None
        try:
            text = self.site.render(page.template, page.view, paper)
        except TemplateError as error:
            where = f"templates/docx/{name}.docx" if name else f"templates/html/{page.template}.html"
            return b"", (PAGE.at(where, page=page.path, reason=to_html.problem(error)),)
        return text.encode("utf-8"), law.kept(self.work.office, page, text)

    def _docx(self, page: Page) -> tuple[bytes, tuple[Finding, ...]]:
        template = self.papers[f"{page.template}.docx"]
        try:
            data = template.render(page.view)
        except to_docx.TemplateProblem as problem:
            return b"", (problem.finding,)
        return data, ()

    def _put(self, path: str, mark: str, data: bytes, staged: list[str]) -> Row:
        stage = self.work.stage
        size, mtime = self.work.standing.get(path, (-1, 0))
        if size == len(data) and (stage.site / path).read_bytes() == data:
            return Row(mark, size, mtime)
        stage.put(path, data)
        staged.append(path)
        return Row(mark, len(data), (stage.folder / path).stat().st_mtime_ns)


def _below(tree: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {p.removeprefix(folder): data for p, data in tree.items() if p.startswith(folder)}


def _digest(*parts: bytes) -> str:
    import hashlib

    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def _templates(tree: Mapping[str, bytes], office: Office) -> tuple[dict[str, Any], dict[str, Any], tuple[Finding, ...]]:
    """Compile every Word template and the page derived from it."""
    papers: dict[str, Any] = {}
    derived: dict[str, Any] = {}
    findings: list[Finding] = []
    for name, data in _below(tree, "templates/docx/").items():
        if not name.endswith(".docx"):
            continue
        try:
            papers[name] = to_docx.compile(name.removesuffix(".docx"), data)
            derived[name] = to_html.compile_page(name.removesuffix(".docx"), data)
        except to_docx.TemplateProblem as problem:
            findings.append(problem.finding)
    return papers, derived, tuple(findings)


_PRESS: Press | None = None


def run(work: Work, jobs: tuple[pages.Job, ...], processes: int | None = None) -> Pressed:
    """Render all jobs; return what was made. ``processes`` None means one for each processor."""
    global _PRESS
    press = Press(work)
    if errors(press.findings):
        return Pressed(findings=press.findings)
    count = processes or os.cpu_count() or 1
    if count < 2 or len(jobs) < SMALL or "fork" not in multiprocessing.get_all_start_methods():
        made = press.run(jobs)
    else:
        _PRESS = press
        made = Pressed()
        with multiprocessing.get_context("fork").Pool(count) as pool:
            for part in pool.imap_unordered(_chunk, _chunks(jobs, count)):
                made.join(part)
        _PRESS = None
    made.findings += press.findings
    return made


def _chunks(jobs: tuple[pages.Job, ...], count: int) -> Iterable[tuple[pages.Job, ...]]:
    """Deal the jobs out: the long ones one by one, records in handfuls."""
    long = [job for job in jobs if job[0] != "record"]
    short = [job for job in jobs if job[0] == "record"]
    size = max(1, min(100, len(short) // (count * 4) + 1))
    yield from ((job,) for job in long)
    for start in range(0, len(short), size):
        yield tuple(short[start : start + size])


def _chunk(jobs: tuple[pages.Job, ...]) -> Pressed:
    assert _PRESS is not None
    return _PRESS.run(jobs)


def count(pressed: Pressed, office: Office, audiences: Sequence[str], deleted: int, seconds: float) -> Built:
    """Return the totals of a build and of each audience."""
    staged = set(pressed.staged)
    each = {name: _tally(pressed, office, name, staged) for name in audiences}
    total = {key: sum(tally[key] for tally in each.values()) for key in ("documents", "pages", "rendered", "kept")}
    return Built(
        records=len(office.records), documents=int(total["documents"]), pages=int(total["pages"]),
        rendered=int(total["rendered"]), kept=int(total["kept"]), deleted=deleted, slow_way=pressed.slow,
        seconds=round(seconds, 3), audiences=each,
    )  # fmt: skip


def _tally(pressed: Pressed, office: Office, audience: str, staged: set[str]) -> Mapping[str, float]:
    mine = {path: how for path, how in pressed.made.items() if path.startswith(audience + "/")}
    told = pages.readable(office, office.company.audiences[audience])
    rendered = sum(path in staged for path in mine)
    return {
        "records": len(told),
        "documents": sum(how in ("paper", "sheet") for how in mine.values()),
        "pages": sum(how == "html" for how in mine.values()),
        "rendered": rendered, "kept": len(mine) - rendered, "deleted": 0, "slow_way": 0, "seconds": 0,
    }  # fmt: skip
