"""docxtpl, mended where it would damage a paper, and what it makes of a template before rendering.

Four repairs, each for a damage that docxtpl 0.20 makes in silence:

* its repair of table grids counts the rows of inner tables too, so a body with a wide table in a cell
  would widen the grid around it;
* a cell whose paragraphs are all left out by ``{%p … %}`` comes out empty, and Word refuses the file;
* core properties come out of an escaping environment escaped twice;
* footnotes are rendered once per section: from the second time on, the text of a record is code.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any, cast

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import Environment
from lxml import etree

from . import docx_styles
from .docx_source import PROPERTIES, PROPERTY_LIMIT, Part, Source, filled_cells, stand_in
from .docx_zip import members
from .sandbox import Sandbox

UNREADABLE = (
    zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError, etree.XMLSyntaxError,
    PackageNotFoundError,
)  # fmt: skip
"""What reading a broken file raises; python-docx and lxml have no common error."""
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNSUPPORTED = (
    (re.compile(r"\{[{%#]-?tc\s"), "{%tc"),
    (re.compile(r"\{%-?\s*colspan\b"), "{% colspan"),
    (re.compile(r"\{%-?\s*cellbg\b"), "{% cellbg"),
    (re.compile(r"\{%-?\s*hm\b"), "{% hm"),
    (re.compile(r"\{%-?\s*vm\b"), "{% vm"),
)


class Docx(DocxTemplate):  # type: ignore[misc]  # docxtpl has no type information
    """docxtpl with the four repairs."""

    def fix_tables(self, xml: str) -> Any:
        """Fit each table's grid to its own rows."""
        root = etree.fromstring(xml, parser=etree.XMLParser(recover=True))
        inner = [t for t in root.iter(f"{_W}tbl") if any(True for _ in t.iterancestors(f"{_W}tbl"))]
        if not inner:
            return super().fix_tables(xml)
        outermost = [t for t in inner if sum(1 for _ in t.iterancestors(f"{_W}tbl")) == 1]
        mended = []
        for number, found in enumerate(outermost):
            stand_in = etree.Element("inner", {"n": str(number)})
            stand_in.tail = found.tail
            found.tail = None
            cast(etree._Element, found.getparent()).replace(found, stand_in)
            mended.append(self.fix_tables(etree.tostring(found, encoding="unicode")))
        tree = super().fix_tables(etree.tostring(root, encoding="unicode"))
        for stand_in in list(tree.iter("inner")):
            table = mended[int(stand_in.get("n"))]
            table.tail = stand_in.tail
            stand_in.getparent().replace(stand_in, table)
        return tree

    def render_xml_part(
        self, src_xml: str, part: Any, context: Mapping[str, Any], jinja_env: Environment | None = None
    ) -> str:
        """Fill one part, and leave no cell empty."""
        return filled_cells(super().render_xml_part(src_xml, part, context, jinja_env))

    def render_properties(self, context: Mapping[str, Any], jinja_env: Environment | None = None) -> None:
        """Fill the core properties, without escaping what the XML writer escapes anyway."""
        if not self.has_properties():
            return
        environment = Sandbox(autoescape=False)
        for name in PROPERTIES:
            told = environment.from_string(getattr(self.docx.core_properties, name)).render(context)
            setattr(self.docx.core_properties, name, told[:PROPERTY_LIMIT])

    def has_properties(self) -> bool:
        """Tell whether the template has core properties; python-docx would make some of the present time."""
        return any(
            rel.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES for rel in self.docx.part.package.rels.values()
        )

    def render_footnotes(self, context: Mapping[str, Any], jinja_env: Environment | None = None) -> None:
        """Fill the footnotes, once."""
        for part in self.footnotes():
            text = self.render_xml_part(self.patch_xml(part.blob.decode("utf-8")), part, context, jinja_env)
            part._blob = text.encode("utf-8")

    def footnotes(self) -> list[Any]:
        """Return the footnote parts."""
        return [part for part in self.docx.part.package.parts if part.content_type == _FOOTNOTES]


def source(data: bytes) -> Source:
    """Let docxtpl patch the XML of a template, once.

    Raises:
        one of :data:`UNREADABLE`: the file cannot be read.
    """
    doc = Docx(BytesIO(data))
    doc.render_init()
    core, properties = _properties(doc)
    saved = BytesIO()
    doc.docx.save(saved)
    files = members(saved.getvalue())
    parts = [_body(doc, files["word/document.xml"])]
    for uri in (Docx.HEADER_URI, Docx.FOOTER_URI):
        for _, part in doc.get_headers_footers(uri):
            xml = doc.get_part_xml(part)
            head = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
            parts.append(Part(str(part.partname)[1:], doc.patch_xml(xml), head, b""))
    for part in doc.footnotes():
        xml = re.sub(r"^(?:\ufeff)?<\?xml.*?\?>\s*", "", part.blob.decode("utf-8"), flags=re.DOTALL)
        head = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
        parts.append(Part(str(part.partname)[1:], doc.patch_xml(xml), head, b""))
    return Source(
        tuple(parts),
        files,
        core,
        properties,
        _unsupported(files),
        docx_styles.sizes(files),
        docx_styles.ids(files),
        _width(doc),
    )


def _body(doc: Docx, document: bytes) -> Part:
    start, end = document.index(b"<w:body"), document.rindex(b"</w:body>") + len(b"</w:body>")
    outer = doc.docx.element.nsmap
    opening, close, rest = doc.patch_xml(doc.get_xml()).partition(">")
    # the body alone repeats the namespaces of the document around it; the canonical form has them once
    for prefix, uri in outer.items():
        opening = opening.replace(f' xmlns:{prefix}="{uri}"', "")
    return Part("word/document.xml", opening + close + rest, document[:start], document[end:])


def _properties(doc: Docx) -> tuple[str, dict[str, str]]:
    rels = doc.docx.part.package.rels.values()
    named = [rel for rel in rels if rel.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES]
    if not named:
        return "", {}
    properties = doc.docx.core_properties
    told = {name: getattr(properties, name) for name in PROPERTIES}
    tagged = {name: text for name, text in told.items() if "{{" in text or "{%" in text or "{#" in text}
    for name, text in told.items():
        # docxtpl sets each of them, so that an absent one becomes an empty element
        setattr(properties, name, stand_in(name) if name in tagged else text)
    return str(named[0].target_part.partname)[1:], tagged


def _unsupported(files: Mapping[str, bytes]) -> str:
    for name, data in files.items():
        if name.startswith("word/") and name.endswith(".xml"):
            text = re.sub(r"<[^>]*>", "", data.decode("utf-8"))
            for pattern, what in _UNSUPPORTED:
                if pattern.search(text):
                    return what
    return ""


def _width(doc: Docx) -> int:
    section = doc.docx.sections[0]
    sides = (section.page_width, section.left_margin, section.right_margin)
    if any(side is None for side in sides):
        return 8844
    return int((sides[0] - sides[1] - sides[2]) // 635)
