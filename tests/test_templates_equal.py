"""Every Word template of the house: filled the fast way it equals docxtpl, and Word would open it.

The views are made from the templates' own tags, so a new template is tested by being there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes
from openxml_audit import OpenXmlValidator

import wordfiles
from wenshu import docx_places, to_docx
from wenshu.docx_parts import lined
from wenshu.markdown import EMPTY, parse
from wenshu.model import Names

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "docx"
TEMPLATES = sorted(FOLDER.glob("*.docx"))
ODD = "甲 & <乙> “丙” {{ 7*7 }} {_{ '丁' 𠮷\t戊\n己 % _"
Path_ = tuple[str, ...]


class Tags(docx_places.PartEnvironment):
    """Notes what each tag of a template asks for: a text, names, a body, a list."""

    def __init__(self, template: to_docx.CompiledTemplate) -> None:
        super().__init__(template.source.sizes, template.source.width)
        self.asked: dict[Path_, str] = {}
        for part in template.source.parts:
            self._note(self.parse(lined(part.source)), {})
        for text in template.source.properties.values():
            self._note(super()._parse(text, None, None), {})

    def _note(self, node: nodes.Node, known: dict[str, Path_]) -> None:
        if isinstance(node, nodes.For):
            if (listed := self._path(node.iter, known)) and isinstance(node.target, nodes.Name):
                self.asked[listed] = "list"
                known = {**known, node.target.name: (*listed, "*")}
            for child in (*node.body, *node.else_):
                self._note(child, known)
            return
        elif isinstance(node, nodes.Filter) and node.name.startswith("as_") and node.node is not None:
            if asked := self._path(node.node, known):
                self.asked.setdefault(asked, node.name)
            return
        elif asked := self._path(node, known):
            self.asked.setdefault(asked, "text")
            return
        for child in node.iter_child_nodes():
            self._note(child, known)

    def _path(self, node: nodes.Node, known: dict[str, Path_]) -> Path_:
        if isinstance(node, nodes.Name):
            return known.get(node.name, () if node.name == "loop" else (node.name,))
        if isinstance(node, nodes.Getattr):
            inner = self._path(node.node, known)
            return (*inner, node.attr) if inner else ()
        return ()


def seen(asked: dict[Path_, str], full: bool) -> dict[str, Any]:
    """Return a view that has all that is asked for, each with odd words or each empty."""
    view: dict[str, Any] = {}
    for path in sorted(asked, key=len):
        _put(view, path, _value(asked[path], full), full)
    return view


def _value(kind: str, full: bool) -> Any:
    if kind == "list":
        return [{} for _ in range(3)] if full else []
    if kind == "as_blocks":
        return parse(wordfiles.EVERYTHING) if full else EMPTY
    if kind == "as_runs":
        return Names(("李明", "林晓岚", "王强（出差）") if full else ())
    return ODD if full else ""


def _put(place: Any, path: Path_, value: Any, full: bool) -> None:
    name, *rest = path
    if not rest:
        if not isinstance(place.get(name), dict):
            place[name] = value
        return
    if rest[0] == "*":
        items = place.get(name) or []
        if rest == ["*"]:
            place[name] = [value for _ in items]
            return
        for item in items:
            _put(item, tuple(rest[1:]), value, full)
        return
    inner = place.get(name)
    if not isinstance(inner, dict):
        inner = place[name] = {}
    _put(inner, tuple(rest), value, full)


@pytest.fixture(scope="module", params=TEMPLATES, ids=lambda path: path.stem)
def paper(request: pytest.FixtureRequest) -> to_docx.CompiledTemplate:
    """Return each template, compiled."""
    return to_docx.compile(request.param.stem, request.param.read_bytes())


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 8


def test_no_template_needs_the_slow_way_or_lacks_a_style(paper: to_docx.CompiledTemplate) -> None:
    assert paper.slow == ""
    assert paper.findings == ()


@pytest.mark.parametrize("full", [True, False], ids=["full", "empty"])
def test_a_paper_equals_docxtpl_and_is_valid(
    paper: to_docx.CompiledTemplate, full: bool, tmp_path: Path
) -> None:
    view = seen(Tags(paper).asked, full)
    docx = paper.render(view)
    assert to_docx.canonical(docx) == to_docx.canonical(paper.render_slow(view))
    assert docx == paper.render(view)
    file = tmp_path / "paper.docx"
    file.write_bytes(docx)
    assert [error.description for error in OpenXmlValidator().validate(str(file)).errors] == []
    if full:
        assert "49" not in to_docx.visible_text(docx)
        assert ODD in to_docx.visible_text(docx)
