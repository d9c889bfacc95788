"""The sheet a paper lies on: size, margins, page numbers in the margin, marks framed at a place of it."""

from __future__ import annotations

from lxml import etree

from .paper_css import TWIPS_PER_MM, Decls, Props, millimetres, paragraph_css, run_css
from .paper_parts import attributes
from .paper_runs import Token, css_string

_A4 = {"w": "11906", "h": "16838"}
_WORD_MARGIN = "1440"
"""Twips: Word's margin where a section states none."""
_EDGES = ("top", "bottom", "left", "right", "header", "footer")
_HAIR = TWIPS_PER_MM
"""Twips of each side margin that the printed sheet keeps as its own padding: Chromium cuts what stands on
the edge of the page area in half, and rules of tables do."""
_FOOT_LINE = 5 * TWIPS_PER_MM
"""What the printed page gives back of its lower margin to a foot that says more than its number: in Word that
line lies in the margin, in Chromium nothing can; papers that fill one page still do."""


class Sheet:
    """The page of one template while it is being derived."""

    def __init__(self, section: etree._Element | None) -> None:
        self.size = attributes(section, "pgSz", _A4)
        margin = attributes(section, "pgMar", {})
        self.edge = {key: float(margin.get(key, _WORD_MARGIN)) for key in _EDGES}
        self.boxes: dict[str, dict[str, str]] = {}
        """Kind of foot (default, even, first) → place (left, center, right) → what stands in the margin."""
        self.foot = ""
        """The kind of foot being read, or ``""`` outside of feet."""
        self.speaks = False
        """Whether a foot says more than the page's number: a check code, a rule of keeping."""
        self.left = self.edge["left"] - _HAIR
        self.right = self.edge["right"] - _HAIR
        self.head_to = self.edge["top"]
        """How far down the head of the first page reaches: the body begins below."""

    def start(self, foot: str) -> None:
        """Begin to read a foot; ``""``: the feet are read."""
        self.foot = foot
        if foot:
            self.boxes[foot] = {}

    def number(self, tokens: list[Token], place: str, paragraph: Props, run: Props) -> None:
        """Put a page number (第 1 页 共 3 页) into the margin, in its own size and place."""
        words = [t.css if t.kind == "field" else css_string(t.html) for t in tokens if t.html]
        css = {key: value for key, value in run_css(run).items() if key in ("font-family", "font-size")}
        indents = paragraph_css(paragraph)
        for side in ("left", "right"):
            if f"margin-{side}" in indents:
                css[f"padding-{side}"] = indents[f"margin-{side}"]
        css |= {"vertical-align": "bottom", "padding-bottom": millimetres(self.edge["footer"])}
        self._box(place, {"content": " ".join(words), **css})

    def _box(self, place: str, css: Decls) -> None:
        if self.foot:
            self.boxes[self.foot][place] = ";".join(f"{key}:{value}" for key, value in css.items())

    def frame(self, ppr: etree._Element | None, paragraph: Props, empty: bool) -> Decls:
        """Return where a paragraph stands that is framed at a place of the page; nothing for another.

        An empty one in a foot is a pair of rules (the letter layout): printed, they stand in the margin.
        """
        stated = attributes(ppr, "framePr", {})
        if stated.get("vAnchor") != "page" or stated.get("hAnchor") != "page" or "y" not in stated:
            return {}
        x, y, wide, high = (float(stated.get(key, "0")) for key in "xywh")
        self.left = min(self.left, x)
        self.right = min(self.right, float(self.size["w"]) - x - wide)
        css = {"left": f"calc({millimetres(x)} - var(--origin-x))", "width": millimetres(wide)}
        if not self.foot:
            self.head_to = max(self.head_to, y + high)
            return css | {"top": f"calc({millimetres(y)} - var(--origin-y))"}
        below = float(self.size["h"]) - y
        if empty:
            said = paragraph_css(paragraph)
            rules = {key: line for key, line in said.items() if key.startswith("border")}
            down = millimetres(self.edge["bottom"] - below)
            self._box("center", {"content": '""', "height": millimetres(high), "margin-top": down, **rules})
        # the sheet on screen is as long as its text: counted from below
        return css | {"bottom": millimetres(below - high)}

    def css(self) -> str:
        """Return @page for printing and the lengths that the common sheet lays screen pages out by."""
        edge = {key: millimetres(value) for key, value in self.edge.items()}
        wide, high = millimetres(self.size["w"]), millimetres(self.size["h"])
        bottom = millimetres(self.edge["bottom"] - (_FOOT_LINE if self.speaks else 0))
        sides = f"{millimetres(self.right)} {bottom} {millimetres(self.left)}"
        default, first = self.boxes.get("default", {}), self.boxes.get("first")
        if first is not None:
            first = {place: first.get(place, "content:none") for place in sorted({*default, *first})}
        lines = [
            f"@page{{size:{wide} {high};margin:{edge['top']} {sides};{_boxes(default)}}}",
            f"@page :first{{margin-top:{edge['header']};{_boxes(first or {})}}}",
        ]
        if even := self.boxes.get("even"):
            silent = {place: even.get(place, "content:none") for place in sorted({*default, *even})}
            lines.insert(1, f"@page :left{{{_boxes(silent)}}}")
        lengths = {
            "sheet-w": wide, "sheet-h": high, "edge-left": edge["left"], "edge-right": edge["right"],
            "edge-head": edge["header"], "edge-foot": edge["footer"],
            "head-h": millimetres(self.head_to - self.edge["header"]),
            "foot-h": millimetres(max(0.0, self.edge["bottom"] - self.edge["footer"])),
            "print-x": millimetres(self.left), "print-left": millimetres(self.edge["left"] - self.left),
            "print-right": millimetres(self.edge["right"] - self.right),
        }  # fmt: skip
        lines.append(":root{" + ";".join(f"--{key}:{value}" for key, value in lengths.items()) + "}")
        return "\n".join(lines) + "\n"


def _boxes(places: dict[str, str]) -> str:
    return "".join(f"@bottom-{place}{{{css}}}" for place, css in sorted(places.items()))
