"""How fields are called to a person, and which field or word was meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

from wenshu.model import Pointer

if TYPE_CHECKING:
    from wenshu.schema_nodes import Compiled, Node


def label(compiled: Compiled, at: Pointer, lang: str) -> str:
    """Return how a field is called to a person: ``“发放”第 2 项的“份数”（copies）``."""
    node: Node | None = compiled.root
    parts: list[str] = []
    for step in at:
        node = node.child(step) if node is not None else None
        if isinstance(step, int):
            parts.append(f"第 {step + 1} 项" if lang == "zh" else f" #{step + 1}")
            continue
        named = node.label if lang == "zh" and node is not None else ""
        if lang != "zh" and node is not None:
            named = str(node.schema.get("x-en", ""))
        parts.append(f"“{named or step}”" if lang == "zh" else f"{', ' if parts else ''}{named or step}")
    if not parts:
        return "整个文件" if lang == "zh" else "the record"
    if lang != "zh":
        return "".join(parts)
    text = parts[0]
    for before, part in pairwise(parts):
        text += f"的{part}" if part.startswith("“") or before.startswith("第") else part
    keys = [step for step in at if isinstance(step, str)]
    return f"{text}（{keys[-1]}）" if isinstance(at[-1], str) and parts[-1] != f"“{keys[-1]}”" else text


def guess(text: str) -> dict[str, object]:
    return {"guess": f"是不是“{text}”？", "guess_en": f"Did you mean \"{text}\"? "} if text else {}


def _near(plain: str, words: list[str]) -> list[str]:
    """Return the field that was likely meant: one spelt alike, one within the other, else one shortened."""
    lower = plain.lower().replace("-", "_")
    alike = get_close_matches(plain, words, 1, 0.6) or get_close_matches(lower, words, 1, 0.6)
    if alike or len(lower) < (3 if lower.isascii() else 2):
        return alike
    within = [word for word in words if lower in word or (len(word) > 2 and word in lower)]
    return within[:1] or sorted((word for word in words if _shortened(lower, word)), key=len)[:1]


def _shortened(one: str, other: str) -> bool:
    """Say whether one word is the other with letters left out: ``dept`` and ``department``, ``qty``."""
    short, whole = sorted((one, other), key=len)
    letters = iter(whole)
    return len(short) > 2 and short[0] == whole[0] and all(letter in letters for letter in short)


def unknown(compiled: Compiled, node: Node | None, key: str) -> dict[str, object]:
    props = node.props if node is not None else {}
    plain = re.sub(r"[\s“”\"'‘’：:]", "", unicodedata.normalize("NFKC", key))
    words = {name: name for name in props} | {one.label: name for name, one in props.items() if one.label}
    homes = [path for path in _homes(compiled.root, plain, ()) if path] if plain not in words else []
    near = [] if homes else _near(plain, list(words))
    allowed = "、".join(f"{one.label}（{name}）" if one.label else name for name, one in props.items())
    values: dict[str, object] = {
        "key": key, "allowed": allowed or "（无）", "allowed_en": ", ".join(props) or "none",
    }
    if near:
        name = words[near[0]]
        shown = f"{name}（{props[name].label}）" if props[name].label else name
        return {**values, "guess": f"是不是“{shown}”？", "guess_en": f"Did you mean \"{name}\"? "}
    if homes:
        return {**values, "guess": f"“{plain}”写在“{homes[0]}”下面，请检查缩进。",
                "guess_en": f"\"{plain}\" belongs below \"{homes[0]}\": check the indentation. "}
    return values


def _homes(node: Node, key: str, trail: tuple[str, ...]) -> Iterator[str]:
    """Give the fields below which a key is known, for one that stands on the wrong level."""
    below = node.items if node.items is not None else node
    for name, child in below.props.items():
        if name == key:
            yield " → ".join(trail)
        if len(trail) < 4:
            yield from _homes(child, key, (*trail, child.label or name))
