"""Runs of a Word paragraph as tokens, and tokens as running HTML."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape

from lxml import etree

from . import qr
from .paper_css import EMU_PER_MM, Props, W, flat, is_on, number, run_css
from .paper_parts import Part, Template, is_tag, value
from .paper_styles import Sheet, Styles, difference, overlay

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_NOT_RUN = frozenset({"rStyle", "shd"})
_DEPTH = dict.fromkeys(("if", "for", "with", "filter"), 1) | dict.fromkeys(
    ("endif", "endfor", "endwith", "endfilter"), -1)
PAGE_COUNTERS = {"PAGE": "counter(page)", "NUMPAGES": "counter(pages)", "SECTIONPAGES": "counter(pages)"}
_INLINE_BOXES = frozenset(f"{W}{name}" for name in ("hyperlink", "ins", "smartTag", "sdt", "fldSimple"))


@dataclass
class Token:
    """A piece of a paragraph: text, value, statement, tab, break, field or block."""

    kind: str
    html: str = ""
    css: str = ""


@dataclass
class Field:
    """A Word field being read: its instruction (`` PAGE ``) and the text Word last put for it."""

    inside: bool = False
    instruction: str = ""
    result: list[str] = field(default_factory=list)


class Runs:
    """Reads the runs of one template's paragraphs."""

    def __init__(self, template: Template, styles: Styles, sheet: Sheet,
                 blocks: Callable[[etree._Element], Iterator[str]]) -> None:
        self.template = template
        self.styles = styles
        self.sheet = sheet
        self.blocks = blocks
        self.part = Part(etree.Element("none"), {})
        self.field = Field()
        self.images: dict[str, bytes] = {}

    def tokens(self, node: etree._Element, base: Props) -> Iterator[Token]:
        """Read the runs of a paragraph whose style has the run properties ``base``."""
        for child in node:
            if is_tag(child):
                yield self._tag(child, "")
            elif child.tag == f"{W}r":
                yield from self._run(child, base)
            elif child.tag == f"{W}fldSimple" and _counter(child.get(f"{W}instr", "")):
                yield Token("field", _folio(map(str, child.itertext())), _counter(child.get(f"{W}instr", "")))
            elif child.tag in _INLINE_BOXES:
                inner = child.find(f"{W}sdtContent")
                yield from self.tokens(inner if inner is not None else child, base)
            if child.tail and child.tail.strip():
                yield Token("text", escape(child.tail, quote=False))

    def _tag(self, node: etree._Element, css: str) -> Token:
        tag = self.template.tag(node)
        return Token("value" if tag.startswith("{{") else "statement", tag, css)

    def _run(self, node: etree._Element, base: Props) -> Iterator[Token]:
        rpr = node.find(f"{W}rPr")
        own = flat(rpr, _NOT_RUN)
        if is_on(own.get("vanish")):
            return
        css = self._face(rpr, own, base) if rpr is not None else ""
        for child in node:
            if self._in_field(child):
                continue
            if child.tag == f"{W}fldChar":
                if counter := self._field_mark(child):
                    yield Token("field", _folio(self.field.result), counter)
            elif is_tag(child):
                yield self._tag(child, css)
            else:
                yield from self._piece(child, css)

    def _face(self, rpr: etree._Element, own: Props, base: Props) -> str:
        """Return the class of a run that differs from its paragraph's style."""
        style = value(rpr, "rStyle")
        extra = self.styles.get(style).run if style else {}
        return self.sheet.name(difference(run_css(base), run_css(overlay(overlay(base, extra), own))))

    def _piece(self, child: etree._Element, css: str) -> Iterator[Token]:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name == "t":
            yield from self._text(child, css)
        elif name == "tab":
            yield Token("tab")
        elif name in ("br", "cr"):
            paged = child.get(f"{W}type") == "page"
            yield Token("break", '<span class="page-end"></span>' if paged else "<br>")
        elif name == "noBreakHyphen":
            yield Token("text", "\u2011", css)
        elif name in ("drawing", "pict", "AlternateContent", "object"):
            yield from self._drawing(child)

    def _in_field(self, child: etree._Element) -> bool:
        """Collect a page number's instruction and last result; tell whether ``child`` was one of these."""
        if child.tag == f"{W}instrText":
            self.field.instruction += "".join(map(str, child.itertext()))
            return True
        if child.tag == f"{W}t" and self.field.inside and _counter(self.field.instruction):
            self.field.result.append("".join(map(str, child.itertext())))
            return True
        return False

    def _field_mark(self, mark: etree._Element) -> str:
        """Open or close a field; return the page counter that a closed one prints."""
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self.field = Field(inside=True)
        elif kind == "end":
            self.field.inside = False
            return _counter(self.field.instruction)
        return ""

    def _text(self, node: etree._Element, css: str) -> Iterator[Token]:
        if node.text:
            yield Token("text", escape(node.text, quote=False), css)
        for child in node:
            if is_tag(child):
                yield self._tag(child, css)
            if child.tail:
                yield Token("text", escape(child.tail, quote=False), css)

    def _drawing(self, node: etree._Element) -> Iterator[Token]:
        place = self._float(node)
        # the first: AlternateContent repeats it for old readers
        box = next(node.iter(f"{W}txbxContent"), None)
        if box is not None:
            yield Token("block", f'<div class="box{place}">{"".join(self.blocks(box))}</div>')
        for blip in node.iter(f"{A}blip"):
            target = self.part.targets.get(blip.get(f"{R}embed", ""), "")
            extent = next(node.iter(f"{WP}extent"), None)
            if target in self.template.members and extent is not None:
                described = next(node.iter(f"{WP}docPr"), None)
                yield Token("image", self._picture(described, extent, target, place))

    def _picture(
        self, described: etree._Element | None, extent: etree._Element, target: str, place: str
    ) -> str:
        """Write a picture; that of the company's mark and that of a QR code are filled in per paper."""
        name = described.get("name") if described is not None else ""
        wide, high = _mm(extent.get("cx", "0")), _mm(extent.get("cy", "0"))
        names = self.sheet.name({"width": wide, "height": high}) + place
        if name == qr.NAME:
            return f'<span class="qr {names}" role="img" aria-label="二维码">{{{{ qr | qr_code }}}}</span>'
        file = asset = f"{self.template.name}-{posixpath.basename(target)}"
        self.images[asset] = self.template.members[target]
        alt = escape(described.get("descr", "") if described is not None else "")
        if name == "标识":
            file = f"{{{{ company is defined and company.logo or '{asset}' }}}}"
        return f'<img class="{names}" src="{{{{ _root }}}}assets/{file}" alt="{alt}">'

    def _float(self, node: etree._Element) -> str:
        """Return the classes of a floating drawing: laid over the sheet, turned as Word turns it."""
        anchor = next(node.iter(f"{WP}anchor"), None)
        if anchor is None:
            return ""
        css = {}
        turned = next((form.get("rot", "0") for form in anchor.iter(f"{A}xfrm")), "0")
        if float(turned):
            css["rotate"] = f"{number(float(turned) / 60000)}deg"
        extent = anchor.find(f"{WP}extent")
        if extent is not None:
            css["width"] = _mm(extent.get("cx", "0"))
        centred = [align.text for align in anchor.iter(f"{WP}align")] == ["center", "center"]
        for axis, side in (("positionH", "left"), ("positionV", "top")):
            offset = anchor.find(f"{WP}{axis}/{WP}posOffset")
            if offset is not None:
                css[side] = _mm(offset.text or "0")
        return " float" + (" mid" if centred else "") + f" {self.sheet.name(css)}"


def _mm(emu: str) -> str:
    return f"{number(float(emu) / EMU_PER_MM)}mm"


def whole(segment: list[Token]) -> bool:
    """Tell whether every Jinja block opened in a segment is closed in it."""
    depth = 0
    for token in segment:
        if token.kind == "statement":
            word = token.html.strip("{%- }").split()[:1]
            depth += _DEPTH.get(word[0] if word else "", 0)
            if depth < 0:
                return False
    return depth == 0


def inline(tokens: list[Token]) -> str:
    """Write tokens as running text; a span never reaches over a Jinja statement."""
    pieces: list[str] = []
    css = ""
    for token in tokens:
        wanted = token.css if token.kind in ("text", "value") else ""
        if wanted != css:
            pieces.append(("</span>" if css else "") + (f'<span class="{wanted}">' if wanted else ""))
            css = wanted
        pieces.append('<span class="tab"></span>' if token.kind == "tab" else token.html)
    return "".join(pieces) + ("</span>" if css else "")


def _counter(instruction: str) -> str:
    word = instruction.split()[:1]
    return PAGE_COUNTERS.get(word[0], "") if word else ""


def _folio(result: Iterable[str]) -> str:
    return f'<span class="page-field">{escape("".join(result))}</span>'


def css_string(text: str) -> str:
    return '"' + unescape(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
