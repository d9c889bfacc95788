"""Tables of a Word template as HTML: column widths, rules, merged cells, header rows, Jinja row loops."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from .paper_css import (
    TWIPS_PER_MM,
    Decls,
    W,
    borders,
    is_on,
    millimetres,
    number,
    points,
)
from .paper_parts import Template, attributes, is_tag, value
from .paper_styles import Sheet, Styles

_CELL_MARGIN = "108"
"""Word's own side margins of a cell, in twips, where neither table nor style states any."""
_HALF_RULE = 10.0
"""Twips. Word draws rules over the edge of a cell; CSS takes half of each from the room of the text."""
_SCROLLS_FROM = 5
"""A ruled table with at least so many columns scrolls in its box on a telephone."""
_ROOM_PER_COLUMN_MM = 14.0
_INSIDE = {"top": "insideH", "bottom": "insideH", "left": "insideV", "right": "insideV",
           "insideH": "insideH", "insideV": "insideV"}
_ALIGN = {"right": "margin-left:auto;", "end": "margin-left:auto;", "center": "margin-inline:auto;"}


class Tables:
    """Writes the tables of one template into its sheet and markup."""

    def __init__(self, template: Template, styles: Styles, sheet: Sheet,
                 blocks: Callable[[etree._Element], Iterator[str]]) -> None:
        self.template = template
        self.styles = styles
        self.sheet = sheet
        self.blocks = blocks
        self.count = 0

    def write(self, node: etree._Element) -> str:
        """Write one ``w:tbl``."""
        self.count += 1
        name = f"tb{self.count}"
        tpr = node.find(f"{W}tblPr")
        grid = [float(col.get(f"{W}w", "0")) for col in node.findall(f"{W}tblGrid/{W}gridCol")]
        rows = [child for child in node if is_tag(child) or child.tag == f"{W}tr"]
        headed = 0
        while headed < len(rows) and _is_header(rows[headed]):
            headed += 1
        framed = self._css(name, tpr, grid, headed=bool(headed))
        head = "".join(self._rows(rows[:headed], head=True))
        body = "".join(self._rows(rows[headed:], head=False))
        columns = "".join(f'<col class="{self._column(width, sum(grid))}">' for width in grid)
        table = (
            f'<table class="{name}"><colgroup>{columns}</colgroup>'
            + (f"<thead>{head}</thead>" if head else "") + f"<tbody>{body}</tbody></table>"
        )
        wide = framed and len(grid) >= _SCROLLS_FROM
        names = " ".join(filter(None, ("at-foot" if _sinks(tpr) else "", "scroll" if wide else "")))
        if not names:
            return table
        focus = ' tabindex="0" role="group" aria-label="表格"' if wide else ""
        return f'<div class="{names}"{focus}>{table}</div>'

    def _column(self, width: float, total: float) -> str:
        return self.sheet.name({"width": f"{number(100 * width / total)}%"}) if total else ""

    def _css(self, name: str, tpr: etree._Element | None, grid: list[float], *, headed: bool) -> bool:
        """Write the rules of one table; tell whether it is ruled or only a layout."""
        style = self.styles.element(value(tpr, "tblStyle"))
        rules = borders(style.find(f"{W}tblPr/{W}tblBorders") if style is not None else None)
        rules |= borders(tpr.find(f"{W}tblBorders") if tpr is not None else None)
        framed = any(rules.get(word, "none") != "none" for word in ("insideV", "insideH"))
        top = "thead" if headed else "tbody"
        cells = {
            "*>tr>*": {"border-top": "insideH", "border-bottom": "insideH",
                       "border-left": "insideV", "border-right": "insideV"},
            "*>tr>:first-child": {"border-left": "left"},
            "*>tr>:last-child": {"border-right": "right"},
            f"{top}>tr:first-child>*": {"border-top": "top"},
            "tbody>tr:last-child>*": {"border-bottom": "bottom"},
        }
        lines = [f".paper .{name}{{width:{_width(tpr, grid)};{_ALIGN.get(value(tpr, 'jc'), '')}}}",
                 f":where(.paper .{name}>*>tr>*){{padding:{self._margins(tpr, style, framed)}}}"]
        for where, sides in cells.items():
            said = ";".join(f"{side}:{rules.get(word, 'none')}" for side, word in sides.items())
            edge = any(rules.get(word) != rules.get(_INSIDE[word]) for word in sides.values())
            if edge or where == "*>tr>*":
                lines.append(f":where(.paper .{name}>{where}){{{said}}}")
        if framed and len(grid) >= _SCROLLS_FROM:
            room = min(sum(grid) / TWIPS_PER_MM, _ROOM_PER_COLUMN_MM * len(grid))
            rule = f".paper .{name}{{min-width:{number(room)}mm}}"
            lines.append(f"@media screen and (max-width:840px){{{rule}}}")
        self.sheet.tables[name] = lines
        return framed

    def _margins(self, tpr: etree._Element | None, style: etree._Element | None, framed: bool) -> str:
        """Return the padding of cells: the table's, else its style's, else Word's."""
        for parent in (tpr, style.find(f"{W}tblPr") if style is not None else None):
            mar = parent.find(f"{W}tblCellMar") if parent is not None else None
            if mar is None:
                continue
            left = value(mar, "left", "w") or value(mar, "start", "w") or _CELL_MARGIN
            right = value(mar, "right", "w") or value(mar, "end", "w") or _CELL_MARGIN
            top, bottom = value(mar, "top", "w") or "0", value(mar, "bottom", "w") or "0"
            return f"{points(top)} {_side(right, framed)} {points(bottom)} {_side(left, framed)}"
        return f"0 {_side(_CELL_MARGIN, framed)}"

    def _rows(self, rows: list[etree._Element], *, head: bool) -> Iterator[str]:
        for index, row in enumerate(rows):
            if is_tag(row):
                yield self.template.tag(row)
                continue
            css: Decls = {}
            height = row.find(f"{W}trPr/{W}trHeight")
            if height is not None:
                css["height"] = points(height.get(f"{W}val", "0"))
            if row.find(f"{W}trPr/{W}cantSplit") is not None:
                css["break-inside"] = "avoid"
            name = self.sheet.name(css)
            joined = index > 0 and not is_tag(rows[index - 1])
            cells = "".join(self._cells(row, _unbroken(rows[index + 1:]), joined, head=head))
            yield f'<tr class="{name}">{cells}</tr>' if name else f"<tr>{cells}</tr>"

    def _cells(self, row: etree._Element, below: list[etree._Element], joined: bool, *,
               head: bool) -> Iterator[str]:
        """Write the cells of a row; ``below`` are the rows that follow before any Jinja tag."""
        at = 0
        for cell in row:
            if is_tag(cell):
                yield self.template.tag(cell)
            if cell.tag != f"{W}tc":
                continue
            tcpr = cell.find(f"{W}tcPr")
            span = self.template.attribute(value(tcpr, "gridSpan") or "1")
            merge = _merge(cell)
            width = int(span) if span.isdigit() else 1
            if merge == "continue" and joined:
                at += width
                continue  # the cell above reaches down over this one
            depth = 1
            while merge == "restart" and depth <= len(below) and _continues_at(below[depth - 1], at):
                depth += 1
            stated = f' colspan="{span}"' if span != "1" else ""
            stated += f' rowspan="{depth}"' if depth > 1 else ""
            if name := self.sheet.name(_cell_css(tcpr)):
                stated += f' class="{name}"'
            tag = 'th scope="col"' if head else "td"
            yield f"<{tag}{stated}>{''.join(self.blocks(cell))}</{tag[:2]}>"
            at += width


def _side(twips: str, framed: bool) -> str:
    return points(max(0.0, float(twips) - _HALF_RULE) if framed else twips)


def _is_header(row: etree._Element) -> bool:
    if is_tag(row):
        return False
    mark = row.find(f"{W}trPr/{W}tblHeader")
    return mark is not None and is_on(mark.get(f"{W}val", "1"))


def _unbroken(rows: list[etree._Element]) -> list[etree._Element]:
    found = []
    for row in rows:
        if is_tag(row):
            break
        found.append(row)
    return found


def _merge(cell: etree._Element) -> str:
    mark = cell.find(f"{W}tcPr/{W}vMerge")
    return "" if mark is None else mark.get(f"{W}val", "continue")


def _continues_at(row: etree._Element, column: int) -> bool:
    at = 0
    for cell in row.findall(f"{W}tc"):
        if at == column:
            return _merge(cell) == "continue"
        span = value(cell.find(f"{W}tcPr"), "gridSpan") or "1"
        at += int(span) if span.isdigit() else 1
    return False


def _width(tpr: etree._Element | None, grid: list[float]) -> str:
    stated = attributes(tpr, "tblW", {"type": "auto", "w": "0"})
    if stated["type"] == "pct":
        share = stated["w"]
        return share if share.endswith("%") else f"{number(float(share) / 50)}%"
    if stated["type"] == "dxa" and float(stated["w"]):
        return millimetres(stated["w"])
    return millimetres(sum(grid)) if sum(grid) else "100%"


def _sinks(tpr: etree._Element | None) -> bool:
    """Tell whether a floating table is tied to the foot of the page."""
    place = attributes(tpr, "tblpPr", {})
    return place.get("tblpYSpec") == "bottom" and place.get("vertAnchor") in ("margin", "page")


def _cell_css(tcpr: etree._Element | None) -> Decls:
    css: Decls = {}
    if tcpr is None:
        return css
    for side, line in borders(tcpr.find(f"{W}tcBorders")).items():
        if side in ("top", "bottom", "left", "right"):
            css[f"border-{side}"] = line
    align = value(tcpr, "vAlign")
    if align in ("center", "bottom"):
        css["vertical-align"] = {"center": "middle"}.get(align, align)
    if value(tcpr, "textDirection").startswith("tb"):
        css["writing-mode"] = "vertical-rl"
    if tcpr.find(f"{W}noWrap") is not None:
        css["white-space"] = "nowrap"
    fill = value(tcpr, "shd", "fill")
    if fill and fill != "auto" and len(fill) == 6:
        css["background"] = f"#{fill}"
    mar = tcpr.find(f"{W}tcMar")
    for side in ("top", "bottom", "left", "right"):
        if stated := value(mar, side, "w"):
            css[f"padding-{side}"] = points(stated)
    return css
