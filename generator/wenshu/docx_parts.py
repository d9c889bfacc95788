"""The parts of a compiled template: each renders its own XML for a view."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from types import CodeType
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Template

from .docx_places import PartEnvironment
from .docx_source import PROPERTY_LIMIT, Part, Source, filled_cells
from .sandbox import Sandbox

if TYPE_CHECKING:
    from .docx_slow import Docx

_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_PICTURE = re.compile(r'(<wp:docPr\b[^>]*?\bid=")[^"]*')
_STAND_IN = re.compile("\ue000([a-z]+)\ue001")


class Code(NamedTuple):
    """A part compiled by Jinja, as values that :mod:`marshal` can keep."""

    name: str
    source: str
    """What Jinja compiled: the patched XML, one line per paragraph."""
    code: CodeType
    pictures: bool
    """Whether drawings are numbered anew, as docxtpl does in the body."""
    tables: bool
    """Whether a table may come out with other columns than its grid, so that docxtpl must mend it."""
    cells: bool
    """Whether a cell may come out without a paragraph."""


def compiled(part: Part, environment: PartEnvironment) -> Code:
    """Compile one part.

    Raises:
        jinja2.TemplateSyntaxError: a tag is wrong; its line counts the paragraphs (:func:`lined`).
    """
    source = lined(part.source)
    environment.tables_fixed = environment.cells_filled = True
    code = environment.compile(source)
    body = part.name == "word/document.xml"
    pictures, tables = body and "<wp:docPr" in source, body and not environment.tables_fixed
    return Code(part.name, source, code, pictures, tables, not environment.cells_filled)


def lined(source: str) -> str:
    """Return patched XML with a line per paragraph, so that Jinja's line numbers mean something."""
    return _PARAGRAPH.sub("\n<w:p", source)


class PartFill:
    """One part, ready to be filled."""

    def __init__(self, code: Code, part: Part, environment: PartEnvironment) -> None:
        self.name = code.name
        self.source = code.source
        self.template = Template.from_code(environment, code.code, environment.make_globals(None))
        self.head, self.tail = part.head, part.tail
        self.pictures, self.tables, self.cells = code.pictures, code.tables, code.cells

    def fill(self, view: Mapping[str, Any]) -> bytes:
        """Return the part's XML."""
        template = self.template
        text = "".join(template.root_render_func(template.new_context(dict(view))))
        if "\t" in text or "\n" in text:
            text = _docxtpl().resolve_listing(text)
        if self.cells:
            text = filled_cells(text)
        if self.pictures:
            ids = count(1001)
            text = _PICTURE.sub(lambda found: f"{found.group(1)}{next(ids)}", text)
        if self.tables:
            return self._mended(text)
        return self.head + text.encode("utf-8") + self.tail

    def _mended(self, text: str) -> bytes:
        from lxml import etree

        whole = self.head.decode("utf-8") + text + self.tail.decode("utf-8")
        tree = _docxtpl().fix_tables(whole[whole.index("<w:document") :])
        return bytes(etree.tostring(tree, encoding="UTF-8", standalone=True))


class CoreFill:
    """The core properties, with those that name the paper filled in."""

    def __init__(self, source: Source) -> None:
        self.name = source.core
        self.source = " ".join(source.properties.values())
        plain = Sandbox(autoescape=False)
        self.templates = {name: plain.from_string(text) for name, text in source.properties.items()}
        self.pieces = _STAND_IN.split(source.members[source.core].decode("utf-8"))

    def fill(self, view: Mapping[str, Any]) -> bytes:
        """Return the properties' XML."""
        pieces = list(self.pieces)
        for at in range(1, len(pieces), 2):
            told = self.templates[pieces[at]].render(view)[:PROPERTY_LIMIT]
            pieces[at] = told.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return "".join(pieces).encode("utf-8")


def _docxtpl() -> Docx:
    from io import BytesIO

    from .docx_slow import Docx  # docxtpl is imported only where it is needed: it takes 0.2 s

    return Docx(BytesIO())
