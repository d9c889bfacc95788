"""Differences of two versions of one paper, as a person reads them: fields by their labels, bodies by paragraph.

Never lines of YAML: a requester, a head of department and an auditor read the same words that stand on the
form (forms.md A13, 修改前／修改后). Versions are trees of texts as parsed; nothing here needs the office,
so an old version is compared by the schema it has today (schemas only grow).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from . import yamlread
from .company_nouns import class_rank
from .difference_words import Piece, Unit, of_body, of_lines, paired, pieces
from .model import Tree

CHANGED, ADDED, REMOVED = "改", "增", "删"
UNSEEN = "（文字不变，只改了排版标记、空白或空项）"
"""What stands for a change that no reader of the paper can see."""
LOOKS = "（文字不变，只改了版面、样式或图片）"
SEALED = "（密封内容）"
_PLACE = 60
"""Characters of a place in the ledger (schemas/numbers.yaml)."""
_EACH = 4
"""Places of one field that are named each; more are counted."""

Say = Callable[[Mapping[str, Any], str], str]
"""How a scalar is printed: its schema and its text → what a person reads."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two versions differ."""

    place: str
    """``标题``, ``正文第2段``, ``发放第1项·份数``; of something removed its old place, led by 原."""
    before: str
    after: str
    kind: str
    """改 | 增 | 删."""
    field: str = ""
    """Label of the field at the top of the record."""
    class_: str = ""
    """The class that the part itself states (a decision more secret than its minutes), or ``""``."""

    def marked_before(self) -> tuple[Piece, ...]:
        """Return the text before in pieces, each with whether it went."""
        return pieces(self.before, self.after)[0]

    def marked_after(self) -> tuple[Piece, ...]:
        """Return the text after in pieces, each with whether it is new."""
        return pieces(self.before, self.after)[1]


@dataclass(frozen=True, slots=True)
class _At:
    """Where the comparison stands: the field's schema, its place in words, its top field and class."""

    schema: Mapping[str, Any]
    place: str
    field: str
    class_: str
    top: Mapping[str, Any]
    say: Say

    def below(self, key: str) -> _At:
        """Return the place of a field of this object."""
        schema = self._resolved(self.schema.get("properties", {}).get(key) or self.schema.get("additionalProperties"))
        label = str(schema.get("title", "")) or key
        return replace(self, schema=schema, place=f"{self.place}·{label}" if self.place else label,
                       field=self.field or label)  # fmt: skip

    def item(self, n: int) -> _At:
        """Return the place of an item of this list, counted from one."""
        return replace(self, schema=self._resolved(self.schema.get("items")), place=f"{self.place}第{n}项")

    def classed(self, *trees: Tree | None) -> _At:
        """Return the place with the class that an object states of itself, before or after."""
        told = [str(tree["class"]) for tree in trees if isinstance(tree, dict) and tree.get("class")]
        return replace(self, class_=max(told, key=class_rank)) if told else self

    def _resolved(self, schema: Any) -> Mapping[str, Any]:
        seen = 0
        while isinstance(schema, Mapping) and isinstance(schema.get("$ref"), str) and seen < 40:
            found: Any = self.top
            for part in str(schema["$ref"]).removeprefix("#").strip("/").split("/"):
                found = found.get(part) if isinstance(found, Mapping) else None
            schema, seen = found, seen + 1
        return schema if isinstance(schema, Mapping) else {}

    def told(self, before: str, after: str) -> Difference:
        """Return the difference at this place; an empty side means added or removed."""
        if before == after:  # blanks, marks of bold: nothing that can be read
            before = after = UNSEEN
        kind = CHANGED if before and after else ADDED if after else REMOVED
        place = f"原{self.place}" if kind == REMOVED else self.place
        return Difference(place, before, after, kind, self.field, self.class_)


def of(
    schema: Mapping[str, Any], before: Mapping[str, Tree], after: Mapping[str, Tree], say: Say | None = None
) -> tuple[Difference, ...]:
    """Return where two versions of one record differ, in the order of its schema.

    Args:
        schema: the schema of its kind, as written; ``{}`` where there is none (labels are then keys).
        before: the tree of the old version; ``{}`` for a record that is new.
        say: prints a scalar (names of persons, dates); by default the text as typed.

    Equal trees give nothing; unlike trees give at least one row.
    """
    at = _At(schema, "", "", "", schema, say or plain)
    found = tuple(_fields(at, before, after))
    if not found and before != after:
        return (Difference("全文", UNSEEN, UNSEEN, CHANGED, "全文"),)
    return found


def of_word(before: bytes, after: bytes) -> tuple[Difference, ...]:
    """Return where the visible paragraphs of two Word files differ; a template is one."""
    from .docx_text import spoken  # what reads Word is loaded only where a template is compared

    return _lines("第{}段", LOOKS, spoken(before), spoken(after), before != after)


def of_file(
    path: str, before: bytes, after: bytes, schema: Mapping[str, Any] | None = None, say: Say | None = None
) -> tuple[Difference, ...]:
    """Return where two contents of a file differ, by what it is: record, Word template, other text.

    Args:
        path: path below the root. A YAML file that is broken is compared by lines.
        before: ``b""`` where it was not there.
        schema: for a YAML file.
    """
    if path.endswith(".docx"):
        return of_word(before, after)
    if path.endswith((".yaml", ".yml")):
        trees = [yamlread.read(path, data)[0] if data else {} for data in (before, after)]
        if trees[0] is not None and trees[1] is not None:
            return of(schema or {}, trees[0], trees[1], say)
    texts = [data.decode("utf-8", "replace").split("\n") if data else [] for data in (before, after)]
    return _lines("第{}行", UNSEEN, texts[0], texts[1], before != after)


def places(differences: Iterable[Difference]) -> tuple[str, ...]:
    """Return short labels of the places, each once; a field with more than a few is counted (正文12处)."""
    by_field: dict[str, dict[str, None]] = {}
    for one in differences:
        by_field.setdefault(one.field, {})[one.place] = None
    found = [
        place
        for field, held in by_field.items()
        for place in (held if len(held) <= _EACH else (f"{field}{len(held)}处",))
    ]
    return tuple(dict.fromkeys(place if len(place) <= _PLACE else place[: _PLACE - 1] + "…" for place in found))


def plain(schema: Mapping[str, Any], text: str) -> str:
    """Return a scalar as typed; 是 and 否 for a boolean, a note for a personal value, sealed as it should be or not."""
    if text.startswith("sealed:") or "x-personal" in schema:
        return SEALED
    if schema.get("type") == "boolean":
        return {"true": "是", "false": "否"}.get(text, text)
    return text


# ── trees ─────────────────────────────────────────────────────────────────────────────────────


def _value(at: _At, before: Tree | None, after: Tree | None) -> Iterator[Difference]:
    if before == after:
        return
    if not before or not after or type(before) is not type(after):
        if before or after:
            yield at.classed(before, after).told(_told(at, before), _told(at, after))
    elif isinstance(before, dict) and isinstance(after, dict):
        yield from _fields(at.classed(before, after), before, after)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _items(at, before, after)
    elif isinstance(before, str) and isinstance(after, str):
        yield from _text(at, before, after)


def _fields(at: _At, before: Mapping[str, Tree], after: Mapping[str, Tree]) -> Iterator[Difference]:
    for key in dict.fromkeys((*at.schema.get("properties", {}), *before, *after)):
        yield from _value(at.below(key), before.get(key), after.get(key))


def _items(at: _At, before: Sequence[Tree], after: Sequence[Tree]) -> Iterator[Difference]:
    units = [[_unit(at, n, item) for n, item in enumerate(items, 1)] for items in (before, after)]
    for old, new in paired(*units):
        if old is not None and new is not None:
            yield from _value(at.item(new.n), before[old.n - 1], after[new.n - 1])
        elif new is not None:
            yield from _value(at.item(new.n), None, after[new.n - 1])
        elif old is not None:
            yield from _value(at.item(old.n), before[old.n - 1], None)


def _unit(at: _At, n: int, item: Tree) -> Unit:
    told = _told(at.item(n), item)
    return Unit(n, "", told, told if isinstance(item, str) else repr(item))


def _text(at: _At, before: str, after: str) -> Iterator[Difference]:
    if at.schema.get("x-markdown"):
        rows = of_body(before, after)
    elif "x-personal" not in at.schema and ("\n" in before.strip("\n") or "\n" in after.strip("\n")):
        rows = of_lines("第{}段", before.split("\n"), after.split("\n"))
    else:
        yield at.told(at.say(at.schema, before), at.say(at.schema, after))
        return
    seen = False
    for old, new in rows:
        unit = new or old
        if unit is not None:
            seen = True
            inner = replace(at, place=at.place + unit.place)
            yield inner.told(old.text if old else "", new.text if new else "")
    if not seen:
        yield at.told(UNSEEN, UNSEEN)


def _told(at: _At, tree: Tree | None) -> str:
    """Return a whole value as text: of an object its fields, each behind its label."""
    if not tree:
        return ""
    if isinstance(tree, str):
        return of_text(at.schema, tree, at.say)
    if isinstance(tree, list):
        inner = [_told(at.item(n), item) for n, item in enumerate(tree, 1)]
        return ("\n" if any("\n" in one or "：" in one for one in inner) else "、").join(inner)
    parts = []
    for key in dict.fromkeys((*at.schema.get("properties", {}), *tree)):
        if tree.get(key):
            below = at.below(key)
            parts.append(f"{below.place.rpartition('·')[2]}：{_told(below, tree[key])}")
    return ("\n" if any("\n" in part for part in parts) else "；").join(parts)


def of_text(schema: Mapping[str, Any], text: str, say: Say = plain) -> str:
    """Return one scalar as a person reads it; of a body its lines, with the numbers the program writes."""
    if schema.get("x-markdown"):
        from . import markdown_cited

        return markdown_cited.canonical(text).text()
    return say(schema, text).strip("\n")


# ── other files ───────────────────────────────────────────────────────────────────────────────


def _lines(
    label: str, unseen: str, before: Sequence[str], after: Sequence[str], unlike: bool
) -> tuple[Difference, ...]:
    found = []
    for old, new in of_lines(label, before, after):
        unit = new or old
        if unit is not None:
            at = _At({}, unit.place, "文本", "", {}, plain)
            found.append(at.told(old.text if old else "", new.text if new else ""))
    if not found and unlike:
        return (Difference("全文", unseen, unseen, CHANGED, "文本"),)
    return tuple(found)
