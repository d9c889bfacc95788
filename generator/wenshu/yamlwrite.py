"""Write YAML as a person would: comments and key order kept, bodies as block scalars, labels beside keys.

Scalars are texts on the way out as on the way in (:mod:`wenshu.yamlread`): nothing is quoted because it
looks like a number, and nothing that stood in a file is restyled because a line beside it changed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import MappingNode, SequenceNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from wenshu.model import Pointer

WIDTH: Final = 1_000_000
"""Never fold a line: folding puts a blank between Chinese characters."""

_EMPTY: Final = "\uf8ffnothing\uf8ff"
_OFFSET: Final = re.compile(
    r"^[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*( *)- ", re.MULTILINE
)
_UNSAFE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class _Texts(VersionedResolver):
    """Resolves every scalar to text, so that reading and writing leave ``0745`` and ``yes`` alone."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        """Return the tag of a node by its shape alone."""
        if kind is SequenceNode:
            return self.DEFAULT_SEQUENCE_TAG
        return self.DEFAULT_MAPPING_TAG if kind is MappingNode else self.DEFAULT_SCALAR_TAG


def dump(values: Mapping[str, Any], labels: Mapping[str, Any] | None = None, head: str = "") -> bytes:
    """Return a new file.

    Args:
        values: key → text, number, truth, day, time, list or mapping, in the order to be written.
            ``""`` and None leave the place after the colon empty, to be filled in.
        labels: key → Chinese label, put beside the key as a comment; for a list or a mapping of fields
            a mapping with the label under ``""`` and the labels of the fields below it.
        head: comment lines for the top of the file, without ``#``.

    Returns:
        UTF-8 with LF line ends.
    """
    tree = _grown(values)
    _label(tree, labels or {})
    text = _written(tree, 2)
    top = "".join(f"# {line}".rstrip() + "\n" for line in head.splitlines())
    return (top + text).encode("utf-8")


def changed(data: bytes, changes: Mapping[Pointer, Any]) -> bytes:
    """Return the file with some values set, comments, key order and the style of all else kept.

    Args:
        data: a file that :func:`wenshu.yamlread.read` has read without error.
        changes: pointer → new value (as for :func:`dump`), or None to take the key or item out. An index
            equal to the length of its list appends.

    Raises:
        KeyError: a pointer leads through something that is not there.
    """
    text = data.decode("utf-8-sig")
    yaml = _yaml(_offset(text))
    tree = yaml.load(text)
    for pointer, value in changes.items():
        _set(tree, pointer, value)
    return _written(tree, _offset(text), yaml).encode("utf-8")


def _yaml(offset: int) -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.Resolver = _Texts
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=2 + offset, offset=offset)
    return yaml


def _offset(text: str) -> int:
    """Return how far the lists of a file are set in under their key; two where it has none."""
    found = _OFFSET.search(text)
    return 2 if found is None else len(found[1])


def _written(tree: CommentedMap, offset: int, yaml: YAML | None = None) -> str:
    _mark_empty(tree)
    stream = io.StringIO()
    (yaml or _yaml(offset)).dump(tree, stream)
    return stream.getvalue().replace(f" {_EMPTY}", "")


def _mark_empty(tree: Any) -> None:
    """Put a mark where nothing stands after a colon: ruamel would leave a blank at the end of the line."""
    for step in range(len(tree)) if isinstance(tree, list) else tuple(tree):
        value = tree[step]
        if type(value) is str and not value:
            tree[step] = _EMPTY
        elif isinstance(value, dict | list):
            _mark_empty(value)


def _set(tree: Any, pointer: Pointer, value: Any) -> None:
    for step in pointer[:-1]:
        tree = tree[step]
    last = pointer[-1]
    if value is None:
        del tree[last]
    elif isinstance(tree, list) and last == len(tree):
        tree.append(_grown(value))
    else:
        tree[last] = _grown(value)
        comments = tree.ca.items.get(last)
        if comments is not None and comments[2] is not None:
            comments[2].start_mark.column = 0  # one blank before it, not the column of the old value


def _grown(value: Any) -> Any:
    """Return a value as ruamel writes it: scalars as texts, long ones as blocks."""
    if isinstance(value, Mapping):
        return CommentedMap((key, _grown(one)) for key, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        # ruamel breaks lines after an empty {} or [] in a list below a comment; nothing says the same
        return CommentedSeq("" if _is_empty(one) else _grown(one) for one in value)
    text = told(value)
    if _UNSAFE.search(text) or ("\n" in text and "\r" in text):
        return DoubleQuotedScalarString(text)
    return LiteralScalarString(text) if "\n" in text else text


def _is_empty(value: Any) -> bool:
    return isinstance(value, Mapping | list | tuple) and not value


def told(value: Any) -> str:
    """Return the text of a typed scalar as the schema reads it back.

    Raises:
        TypeError: it is no scalar of a record.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str | int):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no scalar of a record")


def _label(tree: Any, labels: Mapping[str, Any], indent: int = 0) -> None:
    """Put each label behind its key (above it, where a block follows); in a list only in the first item."""
    if isinstance(tree, CommentedSeq):
        if tree:
            _label(tree[0], labels, indent + 2)
        return
    if not isinstance(tree, CommentedMap):
        return
    for key in tree:
        told_here = labels.get(key)
        below = told_here if isinstance(told_here, Mapping) else {}
        label = below.get("") if below else told_here
        if label and isinstance(tree[key], LiteralScalarString):
            tree.yaml_set_comment_before_after_key(key, before=str(label), indent=indent)
        elif label:
            tree.yaml_add_eol_comment(str(label), key, column=0)
        if below:
            _label(tree[key], below, indent + 2)
