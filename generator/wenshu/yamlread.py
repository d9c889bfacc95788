"""Read a YAML file below records/ or schemas/ as a tree of texts; find the place of a value.

Every scalar is its text: ``0745``, ``1.10``, ``2026-02-30``, ``yes``, ``~`` and ``0x1F`` stay what was
typed; the schema types them. PyYAML's C parser is used where it is present (:data:`FAST`), ruamel.yaml
else; both feed one tree builder and ruamel is the referee of what C refuses. Anchors, aliases, tags,
merge keys and several documents are findings: a record is read by people first.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml import events as pure_events
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError

from wenshu import yaml_codes, yamlcauses
from wenshu.diagnostics import Finding, Place
from wenshu.model import Pointer, RawRecord, Tree

try:
    from yaml import YAMLError as FastError
    from yaml import _yaml as fast_parser
    from yaml import events as fast_events
except ImportError:  # PyYAML without libyaml: ruamel alone is slower and reads the same
    FAST: bool = False
else:
    FAST = True

DEPTH: Final = 40
"""Levels of nesting a record may have. Ours need six; a deeper one is a mistake or an attack."""

MARK_KEY: Final = "#key"
"""Last part of the pointer under which :func:`places` keeps the place of a key itself."""

_ERRORS: Final[tuple[type[Exception], ...]] = (YAMLError, YAMLStreamError, *((FastError,) if FAST else ()))

_STREAM, _START, _SCALAR, _MAP, _LIST, _END, _ALIAS, _CLOSE = range(8)


def _kinds_of(events: Any) -> dict[type, int]:
    """Return the class → kind table of one library's events."""
    return {
        events.StreamStartEvent: _STREAM, events.StreamEndEvent: _CLOSE,
        events.DocumentStartEvent: _START, events.DocumentEndEvent: _STREAM,
        events.ScalarEvent: _SCALAR, events.AliasEvent: _ALIAS,
        events.MappingStartEvent: _MAP, events.MappingEndEvent: _END,
        events.SequenceStartEvent: _LIST, events.SequenceEndEvent: _END,
    }


_PURE: Final = _kinds_of(pure_events)
_FAST: Final = _kinds_of(fast_events) if FAST else {}


class _Refused(Exception):
    """The tree cannot be believed; carries the findings. Never leaves this module."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__()
        self.findings = findings


def read(path: str, data: bytes) -> tuple[dict[str, Tree] | None, tuple[Finding, ...]]:
    """Read one file.

    Args:
        path: path below the root, for the findings.
        data: the bytes of the file.

    Returns:
        The tree of texts (``""`` where nothing stands after the colon), or None where it cannot be
        believed, and every finding. Never raises for what a person typed.
    """
    text, findings = yamlcauses.decode(path, data)
    if text is None:
        return None, findings
    try:
        tree, doubts = _tree(path, text)
    except _Refused as refused:
        return None, findings + refused.findings
    if yamlcauses.odd(text):
        findings += yamlcauses.look(path, text)
    if doubts:
        escapes = tuple(one for event in doubts for one in _escaped(path, event))
        if escapes:
            return None, findings + escapes
        findings += tuple(_folded(path, doubts, findings))
    return tree, findings


def _escaped(path: str, event: Any) -> tuple[Finding, ...]:
    place = Place(path, event.start_mark.line + 1, event.start_mark.column + 1)
    return yamlcauses.escaped(place, event.value) if event.style == '"' else ()


def _folded(path: str, doubts: list[Any], found: tuple[Finding, ...]) -> Iterator[Finding]:
    """Tell the texts that run over several lines, unless the lines have told a better cause."""
    for event in doubts:
        start, end = event.start_mark, event.end_mark
        if end.line > start.line and not any(start.line <= one.place.line - 1 <= end.line for one in found):
            yield yaml_codes.FOLDED.at(Place(path, start.line + 1, start.column + 1))


def places(data: bytes) -> Mapping[Pointer, tuple[int, int]]:
    """Return the 1-based (line, column) of each value and, under ``pointer + ("#key",)``, of each key.

    Of a file that cannot be read the values up to the mistake are given. Never raises.
    """
    text, _ = yamlcauses.decode("", data)
    found: dict[Pointer, tuple[int, int]] = {}
    if text is None:
        return found
    try:
        for pointer, event in _walk(text):
            mark = event.start_mark
            found[pointer] = (mark.line + 1, mark.column + 1)
    except _ERRORS:
        pass  # the reader has told it; what was placed before the mistake is still right
    return found


def at(raw: RawRecord, pointer: Pointer) -> Place:
    """Return the place of the value at ``pointer`` or, where it has none, of the nearest one above it.

    Args:
        pointer: into the typed values of the record, where empty entries of a list are not counted.
    """
    return nearest(raw.path, places(raw.data), settle(raw.tree, pointer))


def settle(tree: Tree, pointer: Pointer) -> Pointer:
    """Return a pointer into typed values as one into the tree, where empty list entries are counted."""
    settled: list[str | int] = []
    for step in pointer:
        if isinstance(tree, list) and isinstance(step, int):
            filled = [index for index, one in enumerate(tree) if not is_empty(one)]
            step = filled[step] if step < len(filled) else step
            tree = tree[step] if step < len(tree) else ""
        else:
            tree = tree.get(str(step), "") if isinstance(tree, dict) else ""
        settled.append(step)
    return tuple(settled)


def is_empty(tree: Tree) -> bool:
    """Say whether nothing is filled in: a form as ``new`` leaves it, without one value."""
    if isinstance(tree, dict):
        return all(is_empty(one) for one in tree.values())
    return all(is_empty(one) for one in tree) if isinstance(tree, list) else not tree


def nearest(path: str, known: Mapping[Pointer, tuple[int, int]], pointer: Pointer) -> Place:
    """Return the place of ``pointer`` or of the nearest known one above it."""
    wanted = tuple(pointer)
    while wanted:
        if wanted in known:
            return Place(path, *known[wanted])
        if (*wanted, MARK_KEY) in known:
            return Place(path, *known[*wanted, MARK_KEY])
        wanted = wanted[:-1]
    return Place(path, *known.get((), (1, 1)))


def _events(text: str, fast: bool) -> Callable[[], Any]:
    """Return a function that gives the next event of ``text``, in the end None."""
    if fast:
        get: Callable[[], Any] = fast_parser.CParser(text).get_event
        return get
    stream: Iterator[Any] = YAML(typ="base", pure=True).parse(io.StringIO(text))
    return lambda: next(stream, None)


def _tree(path: str, text: str) -> tuple[dict[str, Tree], list[Any]]:
    """Return the tree of ``text`` and the scalars that deserve a second look.

    Raises:
        _Refused: with the findings.
    """
    if FAST:
        try:
            return _grown(path, text, _events(text, True), _FAST)
        except FastError:
            pass  # ruamel is the referee: it may read it, else its line and column are told
    try:
        return _grown(path, text, _events(text, False), _PURE)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        start = error.context_mark or mark
        where = (mark.line, mark.column, start.line) if mark is not None else (0, 0, 0)
        told = f"{error.context}: {error.problem}"
        raise _Refused(*yamlcauses.diagnose(path, text, told, *where)) from None
    except (YAMLError, YAMLStreamError) as error:
        raise _Refused(*yamlcauses.diagnose(path, text, str(error), 0, 0, 0)) from None


def _grown(
    path: str, text: str, event_of: Callable[[], Any], kinds: Mapping[type, int]
) -> tuple[dict[str, Tree], list[Any]]:
    """Build the tree from events; the whole file is parsed, so a later mistake is not missed."""
    growth = _Growth(path, event_of, kinds)
    tree: Tree | None = None
    documents = 0
    while (event := event_of()) is not None:
        kind = kinds[type(event)]
        if kind == _START:
            documents += 1
            if documents > 1:
                raise _Refused(yaml_codes.DOCUMENTS.at(growth.place(event)))
            if event.version is not None or event.tags:
                raise _Refused(yaml_codes.TAG.at(growth.place(event), sign="%"))
        elif kind <= _LIST and kind != _STREAM:
            tree = growth.node(event, 0)
        elif kind == _ALIAS:
            growth.refuse(event)
    if tree is None or tree == "":
        raise _Refused(yaml_codes.EMPTY.at(path))
    if not isinstance(tree, dict):
        raise _Refused(*growth.findings, *yamlcauses.not_a_mapping(path, text, isinstance(tree, list)))
    if growth.findings:
        raise _Refused(*growth.findings)
    return tree, growth.doubts


class _Growth:
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
        sign = f"*{event.anchor}" if kind == _ALIAS else f"&{event.anchor}" if event.anchor else str(event.tag)
        self.findings.append(yaml_codes.TAG.at(self.place(event), sign=sign))

    def node(self, event: Any, depth: int) -> Tree:
        """Return the tree that begins with ``event``."""
        kind = self._kinds[type(event)]
        if event.anchor is not None or kind == _ALIAS or event.tag is not None:
            self.refuse(event)
            if kind == _ALIAS:
                return ""
        if kind == _SCALAR:
            value: str = event.value
            style = event.style
            if not style or style in "'\"":
                folded = (" " in value or "\n" in value) and event.start_mark.line != event.end_mark.line
                if folded or (style == '"' and not value.isprintable()):
                    self.doubts.append(event)
            return value
        if depth >= DEPTH:
            raise _Refused(yaml_codes.DEEP.at(self.place(event), depth=DEPTH))
        return self._mapping(depth + 1) if kind == _MAP else self._list(depth + 1)

    def _list(self, depth: int) -> list[Tree]:
        grown: list[Tree] = []
        kinds, event_of = self._kinds, self._next
        while kinds[type(event := event_of())] != _END:
            grown.append(self.node(event, depth))
        return grown

    def _mapping(self, depth: int) -> dict[str, Tree]:
        grown: dict[str, Tree] = {}
        kinds, event_of = self._kinds, self._next
        while (kind := kinds[type(event := event_of())]) != _END:
            key = self.node(event, depth)
            value = self.node(event_of(), depth)
            if kind == _ALIAS:
                continue
            if kind != _SCALAR or key == "":
                self.findings.append(yaml_codes.KEY.at(self.place(event)))
            elif key == "<<" and not event.style:
                self.findings.append(yaml_codes.TAG.at(self.place(event), sign="<<"))
            elif key in grown:
                self.findings.append(yaml_codes.DUPLICATE.at(self.place(event), key=key))
            else:
                grown[str(key)] = value
        return grown


def _walk(text: str) -> Iterator[tuple[Pointer, Any]]:
    """Give each value's and key's pointer with its event; empty values have a key only."""
    kinds = _FAST if FAST else _PURE
    event_of = _events(text, FAST)
    trail: list[str | int | None] = []  # the key or index being filled, per open container; None: a key comes
    lists: list[bool] = []
    while (event := event_of()) is not None:
        kind = kinds[type(event)]
        if kind in (_STREAM, _START, _CLOSE):
            continue
        if kind == _END:
            trail.pop()
            lists.pop()
        elif lists and not lists[-1] and trail[-1] is None:
            if kind != _SCALAR:
                return  # a key that is no text: the reader refuses such a file
            trail[-1] = event.value
            yield (*_pointer(trail), MARK_KEY), event
            continue
        else:
            if kind != _SCALAR or event.value or event.style:
                yield _pointer(trail), event
            if kind in (_MAP, _LIST):
                trail.append(0 if kind == _LIST else None)
                lists.append(kind == _LIST)
                continue
        if lists:
            step = trail[-1]
            trail[-1] = step + 1 if lists[-1] and isinstance(step, int) else None


def _pointer(trail: list[str | int | None]) -> Pointer:
    return tuple(step for step in trail if step is not None)
