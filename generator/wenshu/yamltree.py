"""Grow a tree of texts from the events of a YAML parser, whichever of the two it is.

The parsers differ only in the classes of their events; a table says what each class is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from sys import intern
from typing import Any, Final

from wenshu import yaml_codes, yamlcauses
from wenshu.diagnostics import Finding, Place
from wenshu.model import Tree

DEPTH: Final = 40
"""Levels of nesting a record may have. Ours need six; a deeper one is a mistake or an attack."""

STREAM, START, SCALAR, MAP, LIST, END, ALIAS, CLOSE = range(8)


def kinds_of(events: Any) -> dict[type, int]:
    """Return the class → kind table of one library's events."""
    return {
        events.StreamStartEvent: STREAM, events.StreamEndEvent: CLOSE,
        events.DocumentStartEvent: START, events.DocumentEndEvent: STREAM,
        events.ScalarEvent: SCALAR, events.AliasEvent: ALIAS,
        events.MappingStartEvent: MAP, events.MappingEndEvent: END,
        events.SequenceStartEvent: LIST, events.SequenceEndEvent: END,
    }


class Refused(Exception):
    """The tree cannot be believed; carries the findings. Never leaves :mod:`wenshu.yamlread`."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__()
        self.findings = findings


def grown(
    path: str, text: str, event_of: Callable[[], Any], kinds: Mapping[type, int]
) -> tuple[dict[str, Tree], list[Any]]:
    """Build the tree from events; the whole file is parsed, so a later mistake is not missed."""
    growth = Growth(path, event_of, kinds)
    tree: Tree | None = None
    documents = 0
    while (event := event_of()) is not None:
        kind = kinds[type(event)]
        if kind == START:
            documents += 1
            if documents > 1:
                raise Refused(yaml_codes.DOCUMENTS.at(growth.place(event)))
            if event.version is not None or event.tags:
                line = next(n for n, told in enumerate(text.split("\n"), 1) if told.startswith("%"))
                raise Refused(yaml_codes.TAG.at(Place(path, line, 1), sign="%"))
        elif kind <= LIST and kind != STREAM:
            tree = growth.node(event, 0)
        elif kind == ALIAS:
            growth.refuse(event)
    if tree is None or tree == "":
        raise Refused(yaml_codes.EMPTY.at(path))
    if not isinstance(tree, dict):
        raise Refused(*growth.findings, *yamlcauses.not_a_mapping(path, text, isinstance(tree, list)))
    if growth.findings:
        raise Refused(*growth.findings)
    return tree, growth.doubts


class Growth:
    """One file's tree while it grows: the findings that forbid it, and the scalars to look at twice."""

    __slots__ = ("_kinds", "_next", "_path", "doubts", "findings")

    def __init__(self, path: str, event_of: Callable[[], Any], kinds: Mapping[type, int]) -> None:
        self._path = path
        self._next = event_of
        self._kinds = kinds
        self.findings: list[Finding] = []
        self.doubts: list[Any] = []

    def place(self, event: Any) -> Place:
        """Return the place of an event."""
        mark = event.start_mark
        return Place(self._path, mark.line + 1, mark.column + 1)

    def refuse(self, event: Any) -> None:
        """Note an anchor, an alias or a tag: none may stand in a record."""
        kind = self._kinds[type(event)]
        sign = str(getattr(event, "tag", ""))
        if event.anchor:
            sign = f"{'*' if kind == ALIAS else '&'}{event.anchor}"
        self.findings.append(yaml_codes.TAG.at(self.place(event), sign=sign))

    def node(self, event: Any, depth: int) -> Tree:
        """Return the tree that begins with ``event``."""
        kind = self._kinds[type(event)]
        if event.anchor is not None or kind == ALIAS or event.tag is not None:
            self.refuse(event)
            if kind == ALIAS:
                return ""
        if kind == SCALAR:
            value: str = event.value
            style = event.style
            if not style or style in "'\"":
                folded = (" " in value or "\n" in value) and event.start_mark.line != event.end_mark.line
                if folded or (style == '"' and not value.isprintable()):
                    self.doubts.append(event)
            return value
        if depth >= DEPTH:
            raise Refused(yaml_codes.DEEP.at(self.place(event), depth=DEPTH))
        return self._mapping(depth + 1) if kind == MAP else self._list(depth + 1)

    def _list(self, depth: int) -> list[Tree]:
        grown: list[Tree] = []
        kinds, event_of = self._kinds, self._next
        while kinds[type(event := event_of())] != END:
            grown.append(self.node(event, depth))
        return grown

    def _mapping(self, depth: int) -> dict[str, Tree]:
        grown: dict[str, Tree] = {}
        kinds, event_of = self._kinds, self._next
        while (kind := kinds[type(event := event_of())]) != END:
            key = self.node(event, depth)
            value = self.node(event_of(), depth)
            if kind == ALIAS:
                continue
            if kind != SCALAR or key == "":
                self.findings.append(yaml_codes.KEY.at(self.place(event)))
            elif key == "<<" and not event.style:
                self.findings.append(yaml_codes.TAG.at(self.place(event), sign="<<"))
            elif key in grown:
                self.findings.append(yaml_codes.DUPLICATE.at(self.place(event), key=key))
            else:
                grown[intern(str(key))] = value  # ten thousand records share their keys
        return grown
