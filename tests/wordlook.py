"""What a Word paper looks like: effective values of paragraphs and runs, read from the produced XML."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

import scratch
from paperwork import office
from wenshu import to_docx, views

TEMPLATES = scratch.HOUSE / "templates"
sys.path.insert(0, str(TEMPLATES))


def template(name: str) -> to_docx.CompiledTemplate:
    """Return a template of the house, compiled."""
    return to_docx.compile(name, (TEMPLATES / "docx" / f"{name}.docx").read_bytes())


def printed(root: Path, id_: str, name: str = "", view: Mapping[str, Any] | None = None) -> Paper:
    """Return the paper of a record of a scratch company, as the program prints it."""
    held = office(root)
    record = held.records[id_]
    name = name or held.kind(record).template(record)
    return Paper(template(name).render(view or views.paper(held, record)))


class Paper:
    """A produced Word file, with the questions that typography asks."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.doc = Document(io.BytesIO(data))
        self.section = self.doc.sections[0]

    @property
    def text(self) -> str:
        """The visible text."""
        return to_docx.visible_text(self.data)

    def paragraphs(self, style: str) -> list[Any]:
        """Return the body's paragraphs of a style (tables included), by style id."""
        wanted = f"{qn('w:pPr')}/{qn('w:pStyle')}[@{qn('w:val')}='{style}']"
        return [p for p in self.doc.element.body.iter(qn("w:p")) if p.find(wanted) is not None]

    def one(self, style: str) -> Any:
        """Return the only paragraph of a style."""
        found = self.paragraphs(style)
        assert len(found) == 1, f"{style}: {len(found)}"
        return found[0]

    def styled(self, style: str) -> Any:
        """Return the style's element."""
        for element in self.doc.styles.element.iter(qn("w:style")):
            if element.get(qn("w:styleId")) == style:
                return element
        raise AssertionError(f"no style {style}")

    def prop(self, paragraph: Any, path: str, attribute: str = "val") -> str:
        """Return an effective property: the paragraph's own, else its style's, else the document's default.

        ``path`` is below w:pPr (``spacing``) or w:rPr (``r/sz``).
        """
        for holder in self._holders(paragraph, path):
            found = holder.find(qn(f"w:{path.removeprefix('r/')}"))
            if found is not None and found.get(qn(f"w:{attribute}")) is not None:
                return str(found.get(qn(f"w:{attribute}")))
        return ""

    def has(self, paragraph: Any, path: str) -> bool:
        """Say whether a switch such as ``r/b`` is on."""
        for holder in self._holders(paragraph, path):
            found = holder.find(qn(f"w:{path.removeprefix('r/')}"))
            if found is not None:
                return found.get(qn("w:val")) not in ("0", "false")
        return False

    def _holders(self, paragraph: Any, path: str) -> Iterator[Any]:
        kind = qn("w:rPr") if path.startswith("r/") else qn("w:pPr")
        own = paragraph.find(f"{qn('w:r')}/{kind}") if path.startswith("r/") else paragraph.find(kind)
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val"))
        sources = [own]
        while style:
            element = self.styled(style)
            sources.append(element.find(kind))
            based = element.find(qn("w:basedOn"))
            style = based.get(qn("w:val")) if based is not None else ""
        defaults = self.doc.styles.element.find(qn("w:docDefaults"))
        sources.append(defaults.find(f"{qn('w:rPrDefault')}/{kind}") if path.startswith("r/") else None)
        yield from (source for source in sources if source is not None)

    def margins(self) -> tuple[float, ...]:
        """Return width, height, and margins top, bottom, left, right of the page in mm, to a tenth."""
        s = self.section
        sides = (s.page_width, s.page_height, s.top_margin, s.bottom_margin, s.left_margin, s.right_margin)
        return tuple(round(side.mm, 1) for side in sides if side is not None)

    def story(self, part: Any) -> str:
        """Return the text of a header or footer."""
        return "\n".join(
            "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in part._element.iter(qn("w:p"))
        )


def said(paragraph: Any) -> str:
    """Return the text of a paragraph."""
    return "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
