"""Read a YAML file below records/ or schemas/ as a tree of texts; find the place of a value.

Every scalar is its text: ``0745``, ``1.10``, ``2026-02-30``, ``yes``, ``~`` and ``0x1F`` stay what was
typed; the schema types them. PyYAML's C parser is used where it is present (:data:`FAST`), ruamel.yaml
else; both feed one tree builder and ruamel is the referee of what C refuses. Anchors, aliases, tags,
merge keys and several documents are findings: a record is read by people first.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml import events as pure_events
from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError

from wenshu import yaml_codes, yamlcauses
from wenshu.diagnostics import Finding, Place
from wenshu.model import Pointer, RawRecord, Tree
from wenshu.yamltree import CLOSE, END, LIST, MAP, SCALAR, START, STREAM, Refused, grown, kinds_of

try:
    from yaml import YAMLError as FastError
    from yaml import _yaml as fast_parser
    from yaml import events as fast_events
except ImportError:  # PyYAML without libyaml: ruamel alone is slower and reads the same
    FAST: bool = False
else:
    FAST = True

_REFEREE: Final = re.compile(r"\t|[|>][-+0-9]{0,2}#")
"""What libyaml takes and ruamel refuses: tabs between words, a comment glued to a block's sign. Speed never
changes what may be typed, so a file with one of these is read by ruamel alone."""

_SEALED: Final = re.compile("sealed:[a-z2-7]{12}:[A-Za-z0-9+/=]+")

MARK_KEY: Final = "#key"
"""Last part of the pointer under which :func:`places` keeps the place of a key itself."""

_ERRORS: Final[tuple[type[Exception], ...]] = (YAMLError, YAMLStreamError, *((FastError,) if FAST else ()))

_PURE: Final = kinds_of(pure_events)
_FAST: Final = kinds_of(fast_events) if FAST else {}


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
    if FAST and "sealed:" in text and (brief := _brief(path, text)) is not None:
        return brief, findings
    try:
        tree, doubts = _tree(path, text)
    except Refused as refused:
        return None, findings + refused.findings
    if yamlcauses.odd(text):
        findings += yamlcauses.look(path, text)
    if doubts:
        escapes = tuple(one for event in doubts for one in _escaped(path, event))
        if escapes:
            return None, findings + escapes
        findings += tuple(_folded(path, doubts, findings))
    return tree, findings


def _brief(path: str, text: str) -> dict[str, Tree] | None:
    """Return the tree of a file with sealed scalars, read with each of them cut short; None: read it in full.

    Their signs mean nothing to YAML, and they are most of such a file: cut short it is read several times
    faster. Whatever is odd about it is left to the reading in full, which tells the right places.
    """
    whole: list[str] = []

    def cut(found: re.Match[str]) -> str:
        whole.append(found[0])
        return f"{found[0][:20]}{len(whole) - 1}"

    short = _SEALED.sub(cut, text)
    # behind a backslash a text could be made that looks like one cut short
    if "\\" in short or _REFEREE.search(short) or yamlcauses.odd(short):
        return None
    try:
        tree, doubts = grown(path, short, _events(short, True), _FAST)
    except (Refused, FastError):
        return None
    return None if doubts else {str(_restored(key, whole)): _restored(one, whole) for key, one in tree.items()}


def _restored(tree: Tree, whole: list[str]) -> Tree:
    if isinstance(tree, dict):
        return {str(_restored(key, whole)): _restored(one, whole) for key, one in tree.items()}
    if isinstance(tree, list):
        return [_restored(one, whole) for one in tree]
    return _SEALED.sub(lambda found: whole[int(found[0][20:])], tree) if "sealed:" in tree else tree


def _escaped(path: str, event: Any) -> tuple[Finding, ...]:
    place = Place(path, event.start_mark.line + 1, event.start_mark.column + 1)
    return yamlcauses.escaped(place, event.value) if event.style == '"' else ()


def _folded(path: str, doubts: list[Any], found: tuple[Finding, ...]) -> Iterator[Finding]:
    """Tell the texts that run over several lines, unless the lines have told a better cause."""
    for event in doubts:
        start, end = event.start_mark, event.end_mark
        if end.line > start.line and not any(start.line <= one.place.line - 1 <= end.line for one in found):
            yield yaml_codes.FOLDED.at(Place(path, start.line + 1, start.column + 1))


@lru_cache(maxsize=64)
def places(data: bytes) -> Mapping[Pointer, tuple[int, int]]:
    """Return the 1-based (line, column) of each value and, under ``pointer + ("#key",)``, of each key.

    Of a file that cannot be read the values up to the mistake are given. Never raises.
    """
    text, _ = yamlcauses.decode("", data)
    found: dict[Pointer, tuple[int, int]] = {}
    if text is None:
        return MappingProxyType(found)
    try:
        for pointer, event in _walk(text):
            mark = event.start_mark
            found[pointer] = (mark.line + 1, mark.column + 1)
    except _ERRORS:
        pass  # the reader has told it; what was placed before the mistake is still right
    return MappingProxyType(found)


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
        Refused: with the findings.
    """
    if FAST and not _REFEREE.search(text):
        try:
            return grown(path, text, _events(text, True), _FAST)
        except FastError:
            pass  # ruamel is the referee: it may read it, else its line and column are told
    try:
        return grown(path, text, _events(text, False), _PURE)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        start = error.context_mark or mark
        where = (mark.line, mark.column, start.line) if mark is not None else (0, 0, 0)
        told = f"{error.context}: {error.problem}"
        raise Refused(*yamlcauses.diagnose(path, text, told, *where)) from None
    except (YAMLError, YAMLStreamError) as error:
        raise Refused(*yamlcauses.diagnose(path, text, str(error), 0, 0, 0)) from None


def _walk(text: str) -> Iterator[tuple[Pointer, Any]]:
    """Give each value's and key's pointer with its event; empty values have a key only."""
    kinds = _FAST if FAST else _PURE
    event_of = _events(text, FAST)
    trail: list[str | int | None] = []  # the key or index being filled, per open container; None: a key comes
    lists: list[bool] = []
    while (event := event_of()) is not None:
        kind = kinds[type(event)]
        if kind in (STREAM, START, CLOSE):
            continue
        if kind == END:
            trail.pop()
            lists.pop()
        elif lists and not lists[-1] and trail[-1] is None:
            if kind != SCALAR:
                return  # a key that is no text: the reader refuses such a file
            trail[-1] = event.value
            yield (*_pointer(trail), MARK_KEY), event
            continue
        else:
            if kind != SCALAR or event.value or event.style:
                yield _pointer(trail), event
            if kind in (MAP, LIST):
                trail.append(0 if kind == LIST else None)
                lists.append(kind == LIST)
                continue
        if lists:
            step = trail[-1]
            trail[-1] = step + 1 if lists[-1] and isinstance(step, int) else None


def _pointer(trail: list[str | int | None]) -> Pointer:
    return tuple(step for step in trail if step is not None)
