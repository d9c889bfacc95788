"""The printing press: renders what the plan asks for, on as many processors as there are.

Workers are forked, so they share the office without copying it; each renders whole jobs, writes the
files it made into the stage and returns only rows. Where a process cannot be forked (Windows) or the
work is small, the same function runs here.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
import time
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from . import checks, files, law, pages, program, proof, to_csv, to_docx, to_html, to_xlsx, views
from .diagnostics import Code, Finding, Severity, errors
from .glass import Glass
from .model import EMPTY, Made, Page
from .office import Office
from .plan import Manifest, Row, Standing
from .publishing import Stage

UNPRINTABLE = Code(
    "TPL32", Severity.ERROR,
    "“{where}”里有 Word 存不了的字符（控制字符）",
    "{where} holds a character that no Word file can hold",
    "删去这个看不见的字符；多半是从别的软件粘贴带来的，或写成了反斜杠加字母。",
    "Remove the invisible character; it usually came by pasting, or as a backslash escape.",
)  # fmt: skip
NO_TEMPLATE = Code(
    "TPL31", Severity.ERROR,
    "没有这个 Word 模板",
    "there is no such Word template",
    "每个种类在 templates/docx/ 里要有同名的 .docx；不出纸的种类在 schemas 里写 x-paper: none。",
    "A kind needs a .docx of its name in templates/docx/; one without a paper says x-paper: none in its schema.",
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
    glasses: Mapping[str, Glass] = field(default_factory=lambda: EMPTY)
    """Audience → what it sees sealed values through; nothing is opened for one not named."""


@dataclass
class Pressed:
    """What a run made: rows of the manifest, what was done for each path, findings."""

    rows: dict[str, Row] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def staged(self) -> tuple[str, ...]:
        """The paths that were written into the stage."""
        return tuple(path for path, made in self.made.items() if made.staged)

    def join(self, other: Pressed) -> None:
        """Take in what another worker made."""
        self.rows.update(other.rows)
        self.made.update(other.made)
        self.findings += other.findings


@dataclass
class Ready:
    """What a job has rendered: an audience that sees the same page gets the same bytes."""

    marks: MutableMapping[tuple[int, str, str], str] = field(default_factory=dict)
    """View (its identity, while the job holds it), way of rendering and template → fingerprint."""
    bytes: MutableMapping[str, bytes] = field(default_factory=dict)
    """Fingerprint → what was rendered."""


class Press:
    """One worker's press: the planner, templates compiled when first wanted, renderings by fingerprint."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.sources = pages.word_templates(work.tree)
        self.inks = {name: _digest(data) for name, data in self.sources.items()}
        html = _below(work.tree, "templates/html/")
        self.site = to_html.compile_site(html)
        self.site_ink = _digest(*html.values())
        assets = _below(work.tree, "templates/assets/")
        self.planner = pages.Planner(work.office, work.audiences, assets, self._drawn, work.glasses)
        self._papers: dict[str, to_docx.CompiledTemplate] = {}
        self._derived: dict[str, to_html.CompiledPage] = {}

    def paper(self, name: str) -> to_docx.CompiledTemplate:
        """Return a Word template, compiled.

        Raises:
            to_docx.TemplateProblem: it is broken, or there is none of this name.
        """
        if name not in self._papers:
            self._papers[name] = _compiled(name, self.sources[name])
        return self._papers[name]

    def derived(self, name: str) -> to_html.CompiledPage:
        """Return the page of a Word template.

        Raises:
            to_docx.TemplateProblem: the template is broken.
        """
        if name not in self._derived:
            self.paper(name)
            self._derived[name] = derived(name, self.sources[name])
        return self._derived[name]

    def _drawn(self, name: str) -> Mapping[str, bytes]:
        """Return the style sheet and images of a template's page; compiles both, so that each is proved."""
        self.paper(name)
        return to_html.assets({name: self.derived(name)})

    def run(self, jobs: Iterable[pages.Job]) -> Pressed:
        """Render what is out of date among the pages of some jobs."""
        pressed = Pressed()
        for job in jobs:
            ready = Ready()
            if job[0] == "record":
                pressed.findings += checks.each(self.work.office, self.work.office.records[job[1]])
            try:
                if job[0] == "template":
                    pressed.findings += proof.read(self.paper(job[1]), self.sources[job[1]])
                planned = self.planner.of(job)
                for page in planned:
                    began = time.perf_counter()
                    path = f"{page.audience}/{page.path}"
                    staged, shared = self._page(path, page, pressed, ready)
                    slow = page.render == "paper" and bool(self.paper(page.template).slow)
                    pressed.made[path] = Made(page.render, staged, slow, time.perf_counter() - began, shared)
            except to_docx.TemplateProblem as problem:
                pressed.findings.append(problem.finding)
            except to_docx.ForbiddenText as forbidden:
                pressed.findings.append(UNPRINTABLE.at(f"records/{job[-1]}.yaml", where=str(forbidden)))
        return pressed

    def _page(self, path: str, page: Page, pressed: Pressed, ready: Ready) -> tuple[bool, bool]:
        """Render a page that is out of date; say whether a file was written, and whether it was ready already."""
        which = (id(page.view), page.render, page.template)
        if which not in ready.marks:
            ready.marks[which] = views.fingerprint(page.view, page.render, *self._ink(page), program.digest())
        mark = ready.marks[which]
        if self.work.manifest.keeps(path, mark, self.work.standing):
            pressed.rows[path] = self.work.manifest.rows[path]
            return False, False
        shared = mark in ready.bytes
        if not shared:
            data, found = self._render(page)
            pressed.findings += found
            if errors(found):
                return False, False
            ready.bytes[mark] = data
        pressed.rows[path], staged = self._put(path, mark, ready.bytes[mark])
        return staged, shared

    def _ink(self, page: Page) -> Sequence[str]:
        """Return the hashes of the templates a page is made with."""
        if page.render in ("paper", "sheet"):
            logo = self.work.tree.get(f"templates/assets/{page.view['company']['logo']}", b"")
            return (self._ink_of(page.template), _digest(logo))
        if page.render == "html":
            paper = page.view.get("template")
            return (self.site_ink, self._ink_of(paper) if paper else "")
        return ()

    def _ink_of(self, template: str) -> str:
        if template not in self.inks:
            raise to_docx.TemplateProblem(NO_TEMPLATE.at(f"templates/docx/{template}.docx"))
        return self.inks[template]

    def _render(self, page: Page) -> tuple[bytes, tuple[Finding, ...]]:
        """Render one page; a broken template, a forbidden character or a lost text is a finding."""
        if page.render == "xlsx":
            return to_xlsx.render(page.view), ()
        if page.render == "csv":
            return to_csv.render(page.view), ()
        if page.render == "asset":
            return bytes.fromhex(page.view["bytes"]), ()
        if page.render == "html":
            return self._html(page)
        return self._docx(page)

    def _html(self, page: Page) -> tuple[bytes, tuple[Finding, ...]]:
        name = page.view.get("template")
        paper = self.derived(name) if name else None
        text = self.site.render(page.template, page.view, paper)
        return text.encode("utf-8"), law.kept(self.planner.office(page.audience), page, text)

    def _docx(self, page: Page) -> tuple[bytes, tuple[Finding, ...]]:
        template = self.paper(page.template)
        parts = template.parts(page.view)
        # the core properties name the paper, they do not print it
        printed = b"".join(data for name, data in parts.items() if name.startswith("word/"))
        mark = self.work.tree.get(f"templates/assets/{page.view['company']['logo']}")
        lost = law.kept(self.planner.office(page.audience), page, printed.decode("utf-8"))
        return template.pack(page.view, parts, mark), lost

    def _put(self, path: str, mark: str, data: bytes) -> tuple[Row, bool]:
        """Write a file into the stage, unless it stands already with these very bytes."""
        size, mtime = self.work.standing.get(path, (-1, 0))
        if size == len(data) and self.work.stage.stands(path, data):
            return Row(mark, size, mtime), False
        return Row(mark, len(data), self.work.stage.put(path, data)), True


# a process that builds again and again (a verb after a verb, the sides of a company) compiles a template once
@lru_cache(maxsize=64)
def _compiled(name: str, data: bytes) -> to_docx.CompiledTemplate:
    return to_docx.compile(name, data)


@lru_cache(maxsize=64)
def derived(name: str, data: bytes) -> to_html.CompiledPage:
    """Return the page of a Word template; compiles both, once in a process."""
    return to_html.compile_page(name, data, _compiled(name, data).source)


def _below(tree: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {p.removeprefix(folder): data for p, data in tree.items() if p.startswith(folder)}


def _digest(*parts: bytes) -> str:
    import hashlib

    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


_PRESS: Press | None = None


def run(work: Work, jobs: tuple[pages.Job, ...], processes: int | None = None) -> Pressed:
    """Render all jobs; return what was made. ``processes`` None means one for each processor."""
    global _PRESS
    try:
        press = Press(work)
    except to_docx.TemplateProblem as problem:
        return Pressed(findings=[problem.finding])
    count = processes or os.cpu_count() or 1
    if count < 2 or len(jobs) < SMALL or "fork" not in multiprocessing.get_all_start_methods():
        made = press.run(jobs)
    else:
        _PRESS = press
        made = Pressed()
        # what the workers share must not be touched by a collection, or every page of it would be copied
        gc.collect()
        gc.freeze()
        with multiprocessing.get_context("fork").Pool(count, _enrol, (os.getpid(),)) as pool:
            for part in pool.imap_unordered(_chunk, _chunks(jobs, count)):
                made.join(part)
        _PRESS = None
        gc.unfreeze()
    return made


def _enrol(parent: int) -> None:
    """Begin a worker: it leaves the lock to its parent, and ends when its parent does."""
    files.let_go()
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


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
