"""Pages: papers derived from their Word templates, and the site around them (templates/html).

A page is a pure function of its view and its templates. ``Site.render`` takes the contexts that
``pages`` makes; a paper comes in as the :class:`CompiledPage` of its Word template.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from jinja2 import DictLoader, Template, pass_context
from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.runtime import Context
from markupsafe import Markup

from . import body_html, docx_problems, register_html
from .body_html import Links
from .diagnostics import Code, Place, Severity
from .docx_problems import TemplateProblem
from .docx_source import Source
from .markdown import Body
from .model import EMPTY, Names, State
from .ooxml import BODY, CELL
from .paper_html import Derived, derive
from .sandbox import MissingVariable, Sandbox

HTM01 = Code(
    "HTM01", Severity.ERROR,
    "这个 Word 模板做不成网页（{why}）",
    "no page can be derived from this Word template ({why})",
    "请用 Word 打开模板另存为 .docx；仍不行，请把图形、文本框移出正文。",
    "save the template again from Word; if that does not help, move drawings and text boxes out of its body.",
)  # fmt: skip
HTM02 = Code(
    "HTM02", Severity.ERROR,
    "网页模板有错：{why}",
    "a page template is wrong: {why_en}",
    "请核对这一行的标签；templates/html 里的模板改坏了，可以用 git restore 恢复。",
    "Check the tag in that line; the template as it was stands in history.",
)  # fmt: skip
HTM03 = Code(
    "HTM03", Severity.ERROR,
    "网页模板不是 UTF-8 编码",
    "the page template is not encoded in UTF-8",
    "用记事本打开，选“另存为”，编码选 UTF-8，覆盖原文件；文字已成乱码的，用 git restore 恢复。",
    "Open it in an editor and save it as UTF-8; if its text is damaged, restore it from history.",
)  # fmt: skip
_FAILURES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""What a mistake in a page template can raise while it is filled."""

UNFINISHED = frozenset({State.DRAFT.value, State.PENDING.value, State.SIGNED.value, State.RETURNED.value})
_LINKS = "_links"
_ROOT = "_root"


class Reach(Mapping[str, str]):
    """Addresses of record pages seen from one page: its way to the root, and the records within reach.

    Args:
        root: the relative way to the site's root: ``../../`` or empty.
        ids: the records that this reader may open; None means every record.
    """

    def __init__(self, root: str, ids: frozenset[str] | None) -> None:
        self.root = root
        self.ids = ids

    def __getitem__(self, record: str) -> str:
        if self.ids is not None and record not in self.ids:
            raise KeyError(record)
        return f"{self.root}{record}.html"

    def __iter__(self) -> Any:
        return iter(self.ids or ())

    def __len__(self) -> int:
        return len(self.ids or ())


@pass_context
def _finalize(context: Context, value: Any) -> Any:
    """Print a value inside a paragraph. Text goes on to be escaped; an undefined one raises there."""
    if type(value) is str:
        return value
    if isinstance(value, Names):
        return body_html.names(value)
    if isinstance(value, Body):
        return body_html.inline(value, context.get(_LINKS, EMPTY))
    return value


def _placed(context: Context, value: Any, cell: bool) -> Any:
    if isinstance(value, Body):
        return body_html.blocks(value, context.get(_LINKS, EMPTY), cell)
    if isinstance(value, Names):
        return Markup(body_html.paragraph(CELL if cell else BODY, body_html.names(value)))
    return value if isinstance(value, Markup) else body_html.text_blocks(str(value), cell)


@pass_context
def _page_blocks(context: Context, value: Any) -> Any:
    """Print a value that stands where paragraphs stand."""
    return _placed(context, value, cell=False)


@pass_context
def _cell_blocks(context: Context, value: Any) -> Any:
    """Print a value that stands where the paragraphs of a cell stand."""
    return _placed(context, value, cell=True)


def environment(templates: Mapping[str, str] = EMPTY) -> Sandbox:
    """Return the environment of all pages: sandboxed, escaping, strict about missing names."""
    made = Sandbox()
    made.loader = DictLoader(dict(templates))
    made.finalize = _finalize
    made.filters |= {"page_blocks": _page_blocks, "cell_blocks": _cell_blocks, "qr_code": body_html.code}
    made.globals["unfinished"] = UNFINISHED
    return made


class CompiledPage:
    """The page of one Word template. Deriving happens at once, compiling when the first page is wanted."""

    def __init__(self, name: str, derived: Derived) -> None:
        self.name = name
        self.markup = derived.markup
        self.css = derived.css
        self.images = derived.images

    @cached_property
    def template(self) -> Template:
        """The Jinja template of the page."""
        return _PAPERS.from_string(self.markup)

    def render(self, view: Mapping[str, Any], root: str = "", links: Links = EMPTY) -> Markup:
        """Render a paper.

        Args:
            view: what ``views.paper`` gives.
            root: the relative way from the page to the site's root.
            links: addresses of records that bodies may link to.

        Raises:
            sandbox.MissingVariable: the template asks for what the view does not have.
        """
        return Markup(self.template.render(view, **{_ROOT: root, _LINKS: links}))


_PAPERS = environment()


def compile_page(name: str, data: bytes, source: Source | None = None) -> CompiledPage:
    """Derive the page of a Word template.

    Args:
        name: the template's base name.
        data: the .docx.
        source: the template as docxtpl prepared it (``CompiledTemplate.source``), if that was done
            before; else it is done here.

    Raises:
        docx_problems.TemplateProblem: the template cannot be told as a page; to_docx.compile, which
            comes first, tells what is wrong with a template for Word.
    """
    try:
        if source is None:
            from . import docx_slow  # imports docxtpl

            source = docx_slow.source(data)
        patched = {part.name: (part.head + part.source.encode("utf-8") + part.tail) for part in source.parts}
        derived = derive(name, patched, source.members)
    except Exception as error:  # python-docx and lxml have no common error
        why = f"{type(error).__name__}: {error}"[:120]
        raise TemplateProblem(HTM01.at(docx_problems.place(name), why=why)) from error
    return CompiledPage(name, derived)


def assets(papers: Mapping[str, CompiledPage]) -> dict[str, bytes]:
    """Return the style sheets and images of papers, by name below assets/."""
    found: dict[str, bytes] = {}
    for page in papers.values():
        found[f"paper-{page.name}.css"] = page.css.encode("utf-8")
        found |= page.images
    return found


def asof_script(day: str) -> str:
    """Return assets/asof.js: the only place of the site that names the as-of day outside reminders."""
    return f"window.wenshuAsOf = {json.dumps(day)};\n"


def reader_script(title: str) -> str:
    """Return assets/reader.js: the only place of the site that names its readers."""
    return f"window.wenshuReader = {json.dumps(title, ensure_ascii=False)};\n"


class Site:
    """The site around the papers: one Jinja environment over templates/html."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self.environment = environment(templates)
        self._pages: dict[str, Template] = {}

    def render(self, name: str, view: Mapping[str, Any], paper: CompiledPage | None = None) -> str:
        """Render one page of the site.

        Args:
            name: the template without ``.html``: record, register, index, list.
            view: its context (see ``pages``); of ``reach``, if there, only these records are linked.
            paper: the page of the record's Word template, for a record with a paper.

        Raises:
            docx_problems.TemplateProblem: a page template is broken or asks for what the view does not have.
        """
        root = view["site"]["root"]
        reach = view.get("reach")
        links = Reach(root, None if reach is None else frozenset(reach))
        more: dict[str, Any] = {_LINKS: links}
        if paper is not None and view.get("paper") is not None:
            more["paper_html"] = paper.render(view["paper"], root, links)
        if name == "register":
            more |= register_html.told(view["table"], links)
        try:
            return self._template(name).render(view, **more)
        except _FAILURES as error:
            raise _problem(name, error) from error

    def _template(self, name: str) -> Template:
        if name not in self._pages:
            self._pages[name] = self.environment.get_template(f"{name}.html")
        return self._pages[name]


def _problem(name: str, error: Exception) -> TemplateProblem:
    """Tell a mistake in a page template as a finding: which template, which line."""
    line = error.lineno if isinstance(error, TemplateSyntaxError) else _line(error)
    where = (error.name or name) if isinstance(error, TemplateSyntaxError) else name
    place = Place(f"templates/html/{where.removesuffix('.html')}.html", line, 1 if line else 0)
    why = why_en = (str(error).splitlines() or [""])[0] or type(error).__name__
    if isinstance(error, MissingVariable):
        why, why_en = f"要的“{error.name}”没有", f"it asks for “{error.name}”, which does not exist"
    elif isinstance(error, TemplateNotFound):
        why, why_en = "templates/html 里没有这个文件", "there is no such file in templates/html"
    return TemplateProblem(HTM02.at(place, why=why, why_en=why_en))


def _line(error: Exception) -> int:
    """Return the template line an error came from; Jinja rewrites its traceback to say so."""
    trace, line = error.__traceback__, 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in ("<template>", "<unknown>"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def compile_site(templates: Mapping[str, bytes]) -> Site:
    """Return the site of some page templates (name → bytes, UTF-8).

    Raises:
        docx_problems.TemplateProblem: one of them is in another encoding.
    """
    read: dict[str, str] = {}
    for name, data in templates.items():
        try:
            read[name] = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise TemplateProblem(HTM03.at(f"templates/html/{name}")) from error
    return Site(read)
