"""Word papers from compiled templates.

At compile time docxtpl patches the XML of body, headers, footers and footnotes once, and each part is
compiled once by Jinja. Per paper the parts are rendered as strings, only they are deflated, and every
other member of the zip is copied as the bytes already deflated. The canonical XML of every part equals
docxtpl's own (:meth:`CompiledTemplate.render_slow`; :mod:`wenshu.docx_slow` names the repairs made to
it). A template that uses what this way does not support goes through docxtpl and says so in ``slow``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from jinja2.exceptions import TemplateError, TemplateSyntaxError

from . import docx_pictures, docx_problems, docx_zip, ooxml, qr
from .diagnostics import Finding
from .docx_parts import Code, CoreFill, PartFill, compiled, lined
from .docx_places import PartEnvironment
from .docx_problems import ForbiddenText, TemplateProblem
from .docx_source import Part, Source
from .docx_text import canonical, forbidden, visible_text

__all__ = [
    "CompiledTemplate",
    "ForbiddenText",
    "TemplateProblem",
    "canonical",
    "compile",
    "forbidden",
    "visible_text",
]

MARK_NAME = "标识"
"""What the picture of the company's mark is called in a template."""
_CONTROLS = bytes(b for b in range(32) if b not in b"\n\t\r")
"""What no XML may hold. In UTF-8 these bytes stand for nothing else."""
_NONE, _LAST = "\ufffe".encode(), "\uffff".encode()
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
_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


class CompiledTemplate:
    """A Word template made ready. Made by :func:`compile`.

    Attributes:
        name: the template's base name.
        slow: why it goes through docxtpl, or ``""``.
        source: what docxtpl made of the template, for whoever else derives something from it.
    """

    def __init__(self, name: str, data: bytes, source: Source, tool: docx_zip.Engine) -> None:
        self.name = name
        self.slow = source.slow
        self.source = source
        self._data = data
        self._tool = tool
        self._pictures = docx_pictures.named(source)
        self._environment = PartEnvironment(source.sizes, source.width)
        self._parts: list[PartFill | CoreFill] = [
            PartFill(self._code(part), part, self._environment) for part in source.parts
        ]
        if source.properties:
            self._parts.append(CoreFill(source))
        self._archive = docx_zip.Archive(source.members, frozenset(part.name for part in self._parts), tool)

    def _code(self, part: Part) -> Code:
        try:
            return compiled(part, self._environment)
        except TemplateSyntaxError as error:
            told = docx_problems.problem(
                self.name, self._data, part.name, lined(part.source), error, error.lineno
            )
            raise told from error

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Warnings about the template itself: styles it lacks, the slow way."""
        where = docx_problems.place(self.name)
        found: list[Finding] = []
        lacking = [style for style in ooxml.STYLES if style not in self.source.styles]
        if self._environment.prints_blocks and lacking:
            found.append(docx_problems.TPL08.at(where, styles="、".join(lacking)))
        if self.slow:
            found.append(docx_problems.TPL09.at(where, why=self.slow))
        return tuple(found)

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

    def pack(self, view: Mapping[str, Any], parts: Mapping[str, bytes], mark: bytes | None = None) -> bytes:
        """Return the paper of some parts; a template that goes the slow way is filled by docxtpl instead.

        Args:
            mark: the company's mark (PNG), in the place of the one drawn in the template.

        Raises:
            TemplateProblem: a picture is to be a QR code, and the view has no text for it, or too long a one.
        """
        pictures = {**self._shown(MARK_NAME, mark), **self._coded(view)}
        if self.slow:
            return docx_zip.repacked(self.render_slow(view), self._tool, pictures)
        return self._archive.pack({**parts, **pictures})

    def _shown(self, name: str, data: bytes | None) -> Mapping[str, bytes]:
        return dict.fromkeys(self._pictures.get(name, ()), data) if data is not None else {}

    def _coded(self, view: Mapping[str, Any]) -> Mapping[str, bytes]:
        """Return the picture of ``view["qr"]``; an empty one leaves the template's, which no reader can read."""
        if qr.NAME not in self._pictures:
            return {}
        where = docx_problems.place(self.name)
        text = view.get("qr")
        if not isinstance(text, str):
            raise TemplateProblem(docx_problems.QRC01.at(where))
        try:
            return self._shown(qr.NAME, qr.png(text)) if text else {}
        except qr.TooLong as error:
            raise TemplateProblem(docx_problems.QRC02.at(where, None, text=str(error))) from error

    def render_slow(self, view: Mapping[str, Any]) -> bytes:
        """Return the paper as docxtpl itself makes it, with the same sandbox; its zip bytes may vary."""
        from .docx_slow import Docx

        doc = Docx(BytesIO(self._data))
        doc.allow_missing_pics = True  # a condition may have left it out
        for data in set(self._coded(view).values()):
            doc.replace_pic(qr.NAME, BytesIO(data))
        doc.render(dict(view), self._environment)
        saved = BytesIO()
        doc.save(saved)
        return saved.getvalue()

    def _problem(self, part: PartFill | CoreFill, error: Exception) -> TemplateProblem:
        line = 1
        if isinstance(part, PartFill):
            line = docx_problems.error_line(part.template, error.__traceback__)
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
    from . import docx_slow

    where = docx_problems.place(name)
    try:
        source = docx_slow.source(data)
    except docx_slow.UNREADABLE as error:
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


def _unfilled(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the tags in parts that docxtpl does not fill: comments, endnotes."""
    filled = {part.name for part in source.parts}
    for member, content in sorted(source.members.items()):
        if member.startswith("word/") and member.endswith(".xml") and member not in filled:
            found = _TAGS.search(re.sub(r"<[^>]*>", "", content.decode("utf-8")))
            if found:
                yield member, found.group()[:60]
