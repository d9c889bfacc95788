"""A walk through the literal XML of a template, from tag to tag: which elements are open, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_MARKUP = re.compile(r"<(?:!--.*?-->|\?.*?\?>|(/?)([\w:.-]+)([^<>]*?)(/?)>)", re.DOTALL)
_VALUE = re.compile(r'w:val="([^"]*)"')
_WIDTH = re.compile(r'w:w="(\d+)"')
_TYPE = re.compile(r'w:type="(\w+)"')
TEXT = frozenset({"w:t", "w:instrText", "w:delText"})
RUNS = frozenset({"w:p", "w:hyperlink", "w:ins", "w:smartTag", "w:fldSimple"})
BLOCKS = frozenset({"w:body", "w:tc", "w:hdr", "w:ftr", "w:txbxContent", "w:footnote", "w:sdtContent"})
CELL_MARGINS = 216
"""Word's own left and right margin of a cell together, in twips; what a table says is not looked up."""


@dataclass(slots=True)
class Grid:
    """What is known of a table that is open: its columns, and whether one row surely fills them."""

    depth: int
    columns: int = 0
    full: bool = False
    over: bool = False
    row_depth: int = 0
    cells: int = 0
    span: int = 0


@dataclass(slots=True)
class Cell:
    """A cell that is open: its inner width in twips, and whether it surely ends with a paragraph."""

    depth: int
    width: int = 0
    sure: bool = False


@dataclass(slots=True)
class Walk:
    """The state of the walk."""

    open: list[str] = field(default_factory=list)
    style: str = ""
    """Style id of the paragraph that is open."""
    cells: list[Cell] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    tables_fixed: bool = True
    """Whether no table can come out with other columns than its grid says."""
    cells_filled: bool = True
    """Whether no cell can come out without a paragraph at its end, which Word refuses."""
    dangling: str = ""
    """A tag cut in two by an expression in an attribute."""

    def state(self) -> tuple[str, ...]:
        """Return the open elements, outermost first."""
        return (*self.open, self.dangling) if self.dangling else tuple(self.open)

    def place(self) -> str:
        """Return where an expression stands: text, runs, blocks, attribute, or markup (anywhere else)."""
        if self.dangling or not self.open:
            return "attribute"
        inner = self.open[-1]
        if inner in TEXT:
            return "text"
        if inner in RUNS or (inner == "w:sdtContent" and self.open[-3:-2] == ["w:p"]):
            return "runs"
        if inner in BLOCKS:
            return "blocks"
        return "markup" if inner.startswith("w:") else "text"

    @property
    def cell_width(self) -> int:
        """Return the inner width of the innermost open cell, or 0."""
        return self.cells[-1].width if self.cells else 0

    def blocks_printed(self, depth: int) -> None:
        """Note that blocks are printed here: in a cell they always end with a paragraph."""
        if self.cells and self.open[-1] == "w:tc":
            self.cells[-1].sure = self.cells[-1].sure or depth == self.cells[-1].depth

    def read(self, xml: str, depth: int) -> None:
        """Walk on through a piece of XML that stands ``depth`` block tags deep."""
        xml = self.dangling + xml
        self.dangling = ""
        cut = xml.rfind("<")
        if cut >= 0 and ">" not in xml[cut:]:
            self.dangling, xml = xml[cut:], xml[:cut]
        for found in _MARKUP.finditer(xml):
            close, name, attributes, empty = found.groups()
            if name is None:
                continue
            if close:
                self._close(name, depth)
            else:
                self._open(name, attributes, depth)
                if empty:
                    self._close(name, depth)

    def _open(self, name: str, attributes: str, depth: int) -> None:
        if self.cells and self.open[-1:] == ["w:tc"] and name in ("w:p", "w:tbl"):
            cell = self.cells[-1]
            # a table at the end needs a paragraph behind it, even if it is sometimes left out
            cell.sure = name == "w:p" and (cell.sure or depth == cell.depth)
        self.open.append(name)
        if name == "w:p":
            self.style = ""
        elif name == "w:pStyle":
            self.style = _first(_VALUE, attributes)
        elif name == "w:tc":
            self.cells.append(Cell(depth))
            if self.grids:
                grid = self.grids[-1]
                grid.cells += 1
                grid.span += 1
                grid.over = grid.over or depth != grid.row_depth
        elif name == "w:tcW" and self.cells and _first(_TYPE, attributes) != "pct":
            self.cells[-1].width = max(int(_first(_WIDTH, attributes) or 0) - CELL_MARGINS, 0)
        elif name == "w:tbl":
            self.grids.append(Grid(depth))
        elif self.grids:
            self._grid(self.grids[-1], name, attributes, depth)

    def _grid(self, grid: Grid, name: str, attributes: str, depth: int) -> None:
        if name == "w:gridCol":
            grid.columns += 1
        elif name == "w:tr":
            grid.row_depth, grid.cells, grid.span = depth, 0, 0
        elif name == "w:gridSpan":
            told = _first(_VALUE, attributes)
            if told.isdigit() and depth == grid.row_depth:
                grid.span += int(told) - 1
            else:
                grid.over = True

    def _close(self, name: str, depth: int) -> None:
        if not self.open or self.open[-1] != name:
            # left as it is: the state differs from then on, and whoever compares states sees it
            self.open.append("/" + name)
            return
        self.open.pop()
        if name == "w:tc" and self.cells:
            sure = self.cells.pop().sure
            self.cells_filled = self.cells_filled and sure
        elif name == "w:tr" and self.grids:
            grid = self.grids[-1]
            grid.over = grid.over or grid.cells > grid.columns
            grid.full = grid.full or (grid.row_depth == grid.depth and grid.span >= grid.columns)
        elif name == "w:tbl" and self.grids:
            grid = self.grids.pop()
            if grid.over or not grid.full:
                self.tables_fixed = False


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found.group(1) if found else ""
