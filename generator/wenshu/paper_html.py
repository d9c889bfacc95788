"""The page of a paper, derived from its Word template.

A template's parts (body, letterhead, foot), already patched by docxtpl's rules, are walked once and
written down as HTML; every Jinja tag travels through as a processing instruction and comes out
where it stood. So a kind needs one template, and its page says what its paper says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from lxml import etree

from .paper_css import Props, W, flat, is_on, paragraph_css
from .paper_page import Sheet as PageSheet
from .paper_parts import Part, Template, is_tag, value
from .paper_runs import R, Runs, Token, inline, whole
from .paper_styles import Sheet, Style, Styles, class_name, difference, overlay, styles_of
from .paper_tables import Tables

_NOT_PARAGRAPH = frozenset({"pStyle", "rPr", "tabs", "sectPr", "numPr", "framePr", "shd"})


@dataclass(frozen=True)
class Derived:
    """A page template: Jinja markup, its style sheet, and the images it shows (asset name → bytes)."""

    markup: str
    css: str
    images: Mapping[str, bytes]


def derive(name: str, patched: Mapping[str, bytes], members: Mapping[str, bytes]) -> Derived:
    """Derive the page of a Word template.

    Args:
        name: the template's name, used in class names.
        patched: XML of document, headers and footers after docxtpl's patching, by member name.
        members: every member of the .docx by name.

    Raises:
        lxml.etree.XMLSyntaxError: a part is not well-formed once its tags are taken out.
        KeyError: the package lacks a part that it names.
    """
    return _Walk(Template(name, patched, members)).run()


class _Walk:
    """One derivation. State: the sheet of classes, the images met, whether later pages differ."""

    def __init__(self, template: Template) -> None:
        self.template = template
        self.styles = styles_of(template.members["word/styles.xml"])
        self.sheet = Sheet()
        self.runs = Runs(template, self.styles, self.sheet, self.blocks)
        self.page = PageSheet(None)
        self.tables = Tables(template, self.styles, self.sheet, self.blocks)

    def run(self) -> Derived:
        document = self.template.part("word/document.xml")
        body = document.root.find(f"{W}body")
        assert body is not None
        section = body.find(f"{W}sectPr")
        self.page = PageSheet(section)
        head, foot = self._around(document, section)
        self.runs.part = document
        main = "".join(self.blocks(body))
        markup = (
            f'<div class="paper t-{self.template.name}">'
            f'<div class="paper-head">{head}</div><div class="paper-body">{main}</div>'
            f'<div class="paper-foot">{foot}</div></div>'
        )
        css = self.page.css() + self.sheet.text(self.styles, markup)
        return Derived(markup, css, self.runs.images)

    # -- head and foot -------------------------------------------------------------------------

    def _around(self, document: Part, section: etree._Element | None) -> tuple[str, str]:
        if section is None:
            return "", ""
        titled = section.find(f"{W}titlePg")
        first = titled is not None and is_on(titled.get(f"{W}val", "1"))
        heads = self._references(document, section, "headerReference")
        feet = self._references(document, section, "footerReference")
        head_path = heads.get("first", "") if first else heads.get("default", "")
        foot_path = feet.get("first") or feet.get("default", "") if first else feet.get("default", "")
        head = self._read(head_path)
        foot = ""
        for kind, path in feet.items():
            self.page.start(kind)
            read = self._read(path)  # those that are not shown give their page number only
            foot = read if path == foot_path else foot
        self.page.start("")
        return head, foot

    def _references(self, document: Part, section: etree._Element, name: str) -> dict[str, str]:
        return {
            ref.get(f"{W}type", "default"): document.targets.get(ref.get(f"{R}id", ""), "")
            for ref in section.findall(f"{W}{name}")
        }

    def _read(self, path: str) -> str:
        if not path:
            return ""
        self.runs.part = self.template.part(path)
        return "".join(self.blocks(self.runs.part.root))

    # -- blocks --------------------------------------------------------------------------------

    def blocks(self, parent: etree._Element) -> Iterator[str]:
        """Write the paragraphs and tables of a body, cell, header or footer."""
        if parent.text:
            yield escape(parent.text.strip(), quote=False)
        for child in parent:
            if is_tag(child):
                yield self._placed(self.template.tag(child), parent.tag == f"{W}tc")
            elif child.tag == f"{W}p":
                yield self.paragraph(child)
            elif child.tag == f"{W}tbl":
                yield self.tables.write(child)
            elif child.tag in (f"{W}sdt", f"{W}ins", f"{W}smartTag"):
                inner = child.find(f"{W}sdtContent")
                yield from self.blocks(inner if inner is not None else child)

    def _placed(self, tag: str, in_cell: bool) -> str:
        """Return a tag that stands among paragraphs: a value there becomes paragraphs itself."""
        if not tag.startswith("{{"):
            return tag
        return f"{{{{ ({tag[2:-2].strip(' -+')}) | {'cell_blocks' if in_cell else 'page_blocks'} }}}}"

    def paragraph(self, node: etree._Element) -> str:
        """Write one paragraph."""
        ppr = node.find(f"{W}pPr")
        style = self.styles.get(value(ppr, "pStyle"))
        own = flat(ppr, _NOT_PARAGRAPH)
        resolved = overlay(style.paragraph, own)
        css = difference(paragraph_css(style.paragraph), paragraph_css(resolved)) if own else {}
        self.sheet.used.add(class_name(style.name))
        names = [class_name(style.name), self.sheet.name(css)]
        tokens = list(self.runs.tokens(node, style.run))
        self.page.speaks |= bool(self.page.foot and not _counts(tokens) and _says(tokens))
        stops = _tab_stops(ppr, self.styles, style)
        inner, flexed = self._lay(tokens, stops, resolved, style.run)
        if flexed:
            names.append("tabbed")
        if ppr is not None and ppr.find(f"{W}sectPr") is not None:
            names.append("page-end")
        if is_on(resolved.get("pageBreakBefore")):
            names.append("new-page")
        if frame := self.page.frame(ppr, resolved, not tokens):
            names += ["frame", self.sheet.name(frame)]
        # a box inside holds paragraphs of its own, and HTML allows no p in a p
        tag = _element(resolved)
        if any(token.kind == "block" for token in tokens):
            tag = "div"
            names.append("para")
        return f'<{tag} class="{" ".join(filter(None, names))}">{inner}</{tag}>'

    def _lay(self, tokens: list[Token], stops: list[str], paragraph: Props, run: Props) -> tuple[str, bool]:
        """Lay tokens out: columns where tabs lead to centre or right stops, else running text."""
        align = {"center": "center", "right": "right", "end": "right"}.get(paragraph.get("jc", ""), "left")
        segments: list[list[Token]] = [[]]
        for token in tokens:
            if token.kind == "tab":
                segments.append([])
            else:
                segments[-1].append(token)
        flexed = len(segments) > 1 and set(stops) & {"center", "right", "end"} and all(map(whole, segments))
        if not flexed:
            if len(segments) == 1 and _counts(tokens):
                self.page.number(tokens, align, paragraph, run)
                return f'<span class="folio">{inline(tokens)}</span>', False
            return inline(tokens), False
        written = []
        places = ["left", *[{"end": "right"}.get(stop, stop) for stop in stops]]
        for place, segment in zip(places, segments, strict=False):
            folio = " folio" if _counts(segment) else ""
            if folio:
                self.page.number(segment, place, paragraph, run)
            written.append(f'<span class="seg seg-{place}{folio}">{inline(segment)}</span>')
        written += [inline(segment) for segment in segments[len(places):]]
        return "".join(written), True


def _counts(tokens: list[Token]) -> bool:
    """Tell whether tokens are a printed page number and nothing else: 第 1 页 共 3 页."""
    kinds = {token.kind for token in tokens}
    return "field" in kinds and kinds <= {"field", "text", "break"}


def _says(tokens: list[Token]) -> bool:
    return any(token.kind == "value" or (token.kind == "text" and token.html.strip()) for token in tokens)


def _element(paragraph: Props) -> str:
    """Return the element of a paragraph: a heading where Word has an outline level."""
    level = paragraph.get("outlineLvl", "9")
    return f"h{int(level) + 1}" if level in ("0", "1", "2", "3", "4") else "p"


def _tab_stops(ppr: etree._Element | None, styles: Styles, style: Style) -> list[str]:
    """Return the kinds of the tab stops, in order of their places; the paragraph's own, else its style's."""
    for parent in (ppr, styles.paragraph_of(style)):
        tabs = parent.find(f"{W}tabs") if parent is not None else None
        if tabs is not None:
            kept = [tab for tab in tabs if tab.get(f"{W}val") not in ("clear", "bar")]
            kept.sort(key=lambda tab: float(tab.get(f"{W}pos", "0")))
            return [tab.get(f"{W}val", "left") for tab in kept]
    return []
