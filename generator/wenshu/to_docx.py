"""Word papers from compiled templates.

At compile time docxtpl patches the XML of body, headers, footers and footnotes once, and each part is
compiled once by Jinja. Per paper the parts are rendered as strings, only they are deflated, and every
other member of the zip is copied as the bytes already deflated. The canonical XML of every part equals
docxtpl's own (:meth:`CompiledTemplate.render_slow`; :mod:`wenshu.docx_slow` names the repairs made to
it). A template that uses what this way does not support goes through docxtpl and says so in ``slow``.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from jinja2 import Template
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from lxml import etree

from . import docx_problems, docx_slow, docx_zip, ooxml
from .diagnostics import Finding
from .docx_places import PartEnvironment
from .docx_problems import ForbiddenText, TemplateProblem
from .docx_text import canonical, forbidden, visible_text
from .sandbox import Sandbox

__all__ = [
    "CompiledTemplate",
    "ForbiddenText",
    "TemplateProblem",
    "canonical",
    "compile",
    "forbidden",
    "visible_text",
]

_CONTROLS = bytes(b for b in range(32) if b not in b"\n\t\r")
"""What no XML may hold. In UTF-8 these bytes stand for nothing else."""
_NONE, _LAST = "\ufffe".encode(), "\uffff".encode()
_STAND_IN = re.compile("\ue000([a-z]+)\ue001")
_FAILURES = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
)
"""What a mistake in a template can raise while it is filled."""
_UNREADABLE = (zipfile.BadZipFile, KeyError, ValueError, etree.XMLSyntaxError, PackageNotFoundError)
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_PICTURE = re.compile(r'(<wp:docPr\b[^>]*?\bid=")[^"]*')
_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Part:
    """One part: its compiled template and the fixed bytes around what it renders."""

    name: str
    source: str
    template: Template
    head: bytes = b""
    tail: bytes = b""
    pictures: bool = False
    """Whether drawings are numbered anew, as docxtpl does in the body."""
    tables: bool = False
    """Whether a table may come out with other columns than its grid, so that docxtpl must mend it."""

    def fill(self, view: Mapping[str, Any]) -> bytes:
        text = "".join(self.template.root_render_func(self.template.new_context(dict(view))))
        if "\t" in text or "\n" in text:
            text = _docxtpl().resolve_listing(text)
        if self.pictures:
            ids = count(1001)
            text = _PICTURE.sub(lambda found: f"{found.group(1)}{next(ids)}", text)
        if self.tables:
            return self._mended(text)
        return self.head + text.encode("utf-8") + self.tail

    def _mended(self, text: str) -> bytes:
        whole = self.head.decode("utf-8") + text + self.tail.decode("utf-8")
        tree = _docxtpl().fix_tables(whole[whole.index("<w:document") :])
        return bytes(etree.tostring(tree, encoding="UTF-8", standalone=True))


def _docxtpl() -> docx_slow.Docx:
    return docx_slow.Docx(BytesIO())


class _Core:
    """The core properties, with those that name the paper filled in."""

    def __init__(self, source: docx_slow.Source) -> None:
        self.name = source.core
        self.source = " ".join(source.properties.values())
        plain = Sandbox(autoescape=False)
        self.templates = {name: plain.from_string(text) for name, text in source.properties.items()}
        self.pieces = _STAND_IN.split(source.members[source.core].decode("utf-8"))

    def fill(self, view: Mapping[str, Any]) -> bytes:
        pieces = list(self.pieces)
        for at in range(1, len(pieces), 2):
            told = self.templates[pieces[at]].render(view)[: docx_slow.PROPERTY_LIMIT]
            pieces[at] = told.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return "".join(pieces).encode("utf-8")


class CompiledTemplate:
    """A Word template made ready. Made by :func:`compile`.

    Attributes:
        name: the template's base name.
        slow: why it goes through docxtpl, or ``""``.
    """

    def __init__(self, name: str, data: bytes, source: docx_slow.Source, tool: docx_zip.Engine) -> None:
        self.name = name
        self.slow = source.slow
        self._data = data
        self._tool = tool
        self._environment = PartEnvironment(source.sizes, source.width)
        self._parts: list[_Part | _Core] = [self._part(part) for part in source.parts]
        if source.properties:
            self._parts.append(_Core(source))
        self._archive = docx_zip.Archive(source.members, frozenset(part.name for part in self._parts), tool)
        lacking = [style for style in ooxml.STYLES if style not in source.styles]
        self._lacking = "、".join(lacking) if self._environment.prints_blocks else ""

    def _part(self, part: docx_slow.Part) -> _Part:
        source = _PARAGRAPH.sub("\n<w:p", part.source)
        self._environment.tables_fixed = True
        try:
            template = self._environment.from_string(source)
        except TemplateSyntaxError as error:
            raise docx_problems.problem(self.name, self._data, part.name, source, error, error.lineno) from error
        body = part.name == "word/document.xml"
        pictures = body and "<wp:docPr" in source
        tables = body and not self._environment.tables_fixed
        return _Part(part.name, source, template, part.head, part.tail, pictures, tables)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Warnings about the template itself: styles it lacks, the slow way."""
        where = docx_problems.place(self.name)
        found = [docx_problems.TPL08.at(where, styles=self._lacking)] if self._lacking else []
        return (*found, docx_problems.TPL09.at(where, why=self.slow)) if self.slow else tuple(found)

    def render(self, view: Mapping[str, Any]) -> bytes:
        """Return the paper: a DOCX of the same bytes for the same view, engine and packages.

        Raises:
            TemplateProblem: the template asks for what the view does not have, or cannot be filled.
            ForbiddenText: a text of the view holds a character that no Word file can hold.
        """
        return self.pack(view, self.parts(view))

    def parts(self, view: Mapping[str, Any]) -> Mapping[str, bytes]:
        """Return the XML of the parts that a view fills, by member name. Raises as :meth:`render` does."""
        changed: dict[str, bytes] = {}
        for part in self._parts:
            try:
                data = part.fill(view)
            except UnicodeEncodeError as error:
                raise ForbiddenText(forbidden(view) or ()) from error
            except _FAILURES as error:
                raise self._problem(part, error) from error
            if len(data.translate(None, _CONTROLS)) != len(data) or _NONE in data or _LAST in data:
                raise ForbiddenText(forbidden(view) or ())
            changed[part.name] = data
        return changed

    def pack(self, view: Mapping[str, Any], parts: Mapping[str, bytes]) -> bytes:
        """Return the paper of some parts; a template that goes the slow way is filled by docxtpl instead."""
        if self.slow:
            return docx_zip.repacked(self.render_slow(view), self._tool)
        return self._archive.pack(parts)

    def render_slow(self, view: Mapping[str, Any]) -> bytes:
        """Return the paper as docxtpl itself makes it, with the same sandbox; its zip bytes may vary."""
        doc = docx_slow.Docx(BytesIO(self._data))
        doc.render(dict(view), self._environment)
        saved = BytesIO()
        doc.save(saved)
        return saved.getvalue()

    def _problem(self, part: _Part | _Core, error: Exception) -> TemplateProblem:
        line = docx_problems.error_line(part.template, error.__traceback__) if isinstance(part, _Part) else 1
        return docx_problems.problem(self.name, self._data, part.name, part.source, error, line)


def compile(
    name: str, data: bytes, sample: Mapping[str, Any] | None = None, tool: docx_zip.Engine | None = None
) -> CompiledTemplate:
    """Make a Word template ready.

    Args:
        name: base name of the template, for findings.
        data: the bytes of the .docx.
        sample: a view to render both ways; where they differ the template goes the slow way.
        tool: what deflates; default: the engine of this process.

    Raises:
        TemplateProblem: the template cannot be used; its finding says which tag in which part.
    """
    where = docx_problems.place(name)
    try:
        source = docx_slow.source(data)
    except _UNREADABLE as error:
        raise TemplateProblem(docx_problems.TPL01.at(where, why=type(error).__name__)) from error
    for member, tag in _unfilled(source):
        told = {**docx_problems.where(member), "tag": tag}
        raise TemplateProblem(docx_problems.TPL07.at(where, None, **told))
    template = CompiledTemplate(name, data, source, tool or docx_zip.engine())
    if sample is not None and not template.slow:
        fast, slow = canonical(template.render(sample)), canonical(template.render_slow(sample))
        differing = (part for part in sorted(fast | slow) if fast.get(part) != slow.get(part))
        template.slow = next((f"≠ docxtpl: {part}" for part in differing), "")
    return template


def _unfilled(source: docx_slow.Source) -> Iterator[tuple[str, str]]:
    """Yield the tags in parts that docxtpl does not fill: comments, endnotes."""
    filled = {part.name for part in source.parts}
    for member, content in sorted(source.members.items()):
        if member.startswith("word/") and member.endswith(".xml") and member not in filled:
            found = _TAGS.search(re.sub(r"<[^>]*>", "", content.decode("utf-8")))
            if found:
                yield member, found.group()[:60]
