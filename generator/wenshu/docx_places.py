"""Where each tag of a Word template stands, and that its blocks open and close within the XML.

A Jinja environment for the XML of document parts. While it parses a template it walks through the
literal XML and the tags in order and so knows for each printed expression whether it stands in a text,
between runs or between paragraphs, in which size, in how wide a cell. Each is wrapped in the filter
that prints a value rightly there, so a body, a list of names or a plain string may stand anywhere and
nothing is dropped by Word. docxtpl gets the same environment, so both ways print the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from jinja2 import Undefined, nodes
from jinja2.exceptions import TemplateSyntaxError
from markupsafe import Markup
from markupsafe import escape as xml_escape

from . import ooxml
from .docx_walk import Walk
from .markdown import Body
from .model import Names
from .sandbox import Sandbox

_NEW_LINE = re.compile(r"\n(?=<w:p[ >])")
_BRACES = re.compile(r"\{_(?=[{%])|[%}]_(?=\})")
_BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')


class Unprintable(TypeError):
    """A template prints a value that has no printed form: a list, a mapping, None, a bool."""


class PartEnvironment(Sandbox):
    """Parses the XML of one template's parts.

    Args:
        sizes: half points per paragraph style id, to widen names by.
        width: usable width of the page in twips, for tables of a body.
    """

    def __init__(self, sizes: Mapping[str, int], width: int) -> None:
        super().__init__()
        self.sizes = sizes
        self.width = width
        self.prints_blocks = False
        self.loops = 0
        self.tables_fixed = True
        self.cells_filled = True
        for name in _UNESCAPING:
            del self.filters[name]
        self.filters["in_text"] = in_text
        self.filters["in_attribute"] = in_attribute
        self.filters["as_runs"] = as_runs
        self.filters["as_blocks"] = as_blocks
        self.filters["as_markup"] = as_markup

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        walk = Walk()
        self._branch(tree.body, walk, 0)
        if walk.state():
            raise Crossing((), walk.state(), 1)
        self.tables_fixed = self.tables_fixed and walk.tables_fixed
        self.cells_filled = self.cells_filled and walk.cells_filled
        return tree

    def _branch(self, body: list[nodes.Node], walk: Walk, depth: int) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                node.nodes = [self._printed(child, walk, depth) for child in node.nodes]
            elif not isinstance(node, _ALLOWED):
                # autoescape bears no line of its own; what stands in it does
                line = node.lineno or next((n.lineno for n in node.find_all(nodes.Node) if n.lineno), 1)
                raise TemplateSyntaxError("only if, for, set and with have a place in a document", line)
            else:
                for branch in _branches(node):
                    repeated = isinstance(node, nodes.For) and branch is node.body
                    self.loops += repeated
                    before = walk.state()
                    self._branch(branch, walk, depth + 1)
                    if walk.state() != before:
                        raise Crossing(before, walk.state(), node.lineno)
                    self.loops -= repeated

    def _printed(self, node: nodes.Expr, walk: Walk, depth: int) -> nodes.Expr:
        if isinstance(node, nodes.TemplateData):
            # docxtpl puts a line feed before each paragraph, for line numbers, and takes it out of the
            # result; {_{ is its spelling of a literal {{: both are done once here
            node.data = _BRACES.sub(lambda m: m.group()[:1], _NEW_LINE.sub("", node.data))
            walk.read(node.data, depth)
            return node
        return self._wrapped(node, walk, depth)

    def _wrapped(self, node: nodes.Expr, walk: Walk, depth: int) -> nodes.Expr:
        place = walk.place()
        if place in ("text", "attribute"):
            return _filtered(node, f"in_{place}")
        if place == "markup":
            return _filtered(node, "as_markup")
        if place == "runs":
            size = self.sizes.get(walk.style, self.sizes.get("", 24))
            return _filtered(node, "as_runs", size)
        self.prints_blocks = True
        walk.blocks_printed(depth)
        cell = walk.cell_width
        # of what is repeated only the last ends the paper: kept together, all of it would want one page
        ends = _last_turn(node.lineno) if self.loops else nodes.Const(True)
        return _filtered(node, "as_blocks", cell or self.width, bool(walk.cells), ends)


class Crossing(TemplateSyntaxError):
    """A block tag opens in one element and closes in another, so leaving it out would break the XML."""

    def __init__(self, before: tuple[str, ...], after: tuple[str, ...], lineno: int) -> None:
        super().__init__(f"{'/'.join(before)} ≠ {'/'.join(after)}", lineno)


_ALLOWED = (nodes.If, nodes.For, nodes.Assign, nodes.With)
"""What may stand in a document beside printed expressions. Other blocks would take XML out of its place
(macro, set … endset, filter), read other files, or print a text unescaped (autoescape)."""
_UNESCAPING = ("safe", "e", "escape", "forceescape", "tojson", "urlize", "xmlattr")
"""Filters that would print a text of a record as XML, or escaped twice."""


def _branches(node: nodes.Node) -> list[list[nodes.Node]]:
    """Return the bodies of a block statement, in the order they stand in the source."""
    found: list[list[nodes.Node]] = []
    if isinstance(node, nodes.If):
        found.append(node.body)
        for other in node.elif_:
            found.append(other.body)
        found.append(node.else_)
    elif isinstance(node, nodes.For):
        found += [node.body, node.else_]
    elif isinstance(node, nodes.With):
        found.append(node.body)
    return found


def _filtered(node: nodes.Expr, name: str, *values: Any) -> nodes.Expr:
    told = [v if isinstance(v, nodes.Expr) else nodes.Const(v, lineno=node.lineno) for v in values]
    return nodes.Filter(node, name, told, [], None, None, lineno=node.lineno)


def _last_turn(lineno: int) -> nodes.Expr:
    """Return ``loop.last``."""
    return nodes.Getattr(nodes.Name("loop", "load", lineno=lineno), "last", "load", lineno=lineno)


def in_text(value: Any) -> Any:
    """Print a value within ``w:t``. A line feed becomes a line break; a body its plain lines."""
    if type(value) is str:
        if "\n" in value or "_" in value or "{" in value or "}" in value:
            return _careful(value)
        return value
    if isinstance(value, Markup):
        return value
    if isinstance(value, Body):
        return _careful(value.text())
    return _plain(value)


def in_attribute(value: Any) -> Any:
    """Print a value within an attribute, or in a string that is no XML of a document part."""
    if isinstance(value, str):
        return value
    return value.text() if isinstance(value, Body) else _plain(value)


def as_runs(value: Any, half_points: int) -> Markup:
    """Print a value between the runs of a paragraph."""
    if isinstance(value, Names):
        return ooxml.names(value, half_points)
    if isinstance(value, Body):
        return ooxml.inline(value)
    if isinstance(value, Markup):
        return value
    if hasattr(value, "__html__"):
        return Markup(value.__html__())
    return Markup(ooxml.run(str(_plain(value))))


def as_blocks(value: Any, width: int, cell: bool, ends: bool = True) -> Markup:
    """Print a value between paragraphs, on the page or in a cell of that width (twips).

    ``ends``: a signature may follow, with which the last lines stay.
    """
    room = ooxml.Room(width, cell)
    if isinstance(value, Body):
        return ooxml.blocks(value, room, ends)
    if isinstance(value, Names):
        style = ooxml.CELL if cell else ooxml.BODY
        return Markup(ooxml.paragraph(style, ooxml.names(value, 21 if cell else 24)))
    if not hasattr(value, "__html__"):
        return ooxml.text_blocks(str(_plain(value)), room)
    ready = Markup(value.__html__())
    return ready + Markup(ooxml.paragraph(ooxml.CELL, "")) if cell and not ready.endswith("</w:p>") else ready


def as_markup(value: Any) -> Any:
    """Print ready markup where only markup can stand (between rows, in a run beside its text)."""
    if isinstance(value, Markup) or hasattr(value, "__html__"):
        return value
    raise Unprintable(str(_plain(value)))


def _careful(text: str) -> Markup:
    """Escape a text in which docxtpl's later steps would find something of their own."""
    done = str(xml_escape(text)).replace("{", "&#123;").replace("}", "&#125;").replace("_", "&#95;")
    return Markup(done.replace("\n", _BREAK))


def _plain(value: Any) -> Any:
    """Return what prints as text by itself; its ``__str__`` or ``__html__`` is used.

    Raises:
        Unprintable: it would print as program text (a list, None …).
    """
    if isinstance(value, Undefined):
        return str(value)  # raises MissingVariable
    if isinstance(value, (str, Names, Decimal)) or hasattr(value, "__html__"):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise Unprintable(type(value).__name__)
