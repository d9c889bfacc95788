"""Named styles of a Word template, resolved, and the style sheet that its page carries.

Each named style is said once; a paragraph, run, cell or row that differs gets a small class for the
difference. Never an inline style: the pages forbid it to themselves (CSP).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from lxml import etree

from .paper_css import Decls, Props, W, flat, paragraph_css, run_css


def class_name(style: str) -> str:
    """Return the CSS class of a named style: ``s-`` and the name as Word shows it."""
    return "s-" + re.sub(r"[^\w-]", "-", style)


@dataclass(frozen=True)
class Style:
    """A named style, resolved along its based-on chain."""

    name: str
    kind: str
    own: bool
    """Made for these papers, not one of Word's stock."""
    paragraph: Props
    run: Props

    @cached_property
    def css(self) -> Decls:
        return paragraph_css(self.paragraph) | run_css(self.run)


class Styles:
    """The styles of one template, by style id."""

    def __init__(self, xml: bytes) -> None:
        root = etree.fromstring(xml)
        self._raw = {s.get(f"{W}styleId", ""): s for s in root.iter(f"{W}style")}
        self._done: dict[str, Style] = {}
        defaults = root.find(f"{W}docDefaults")
        paragraph = run = None
        if defaults is not None:
            paragraph = defaults.find(f"{W}pPrDefault/{W}pPr")
            run = defaults.find(f"{W}rPrDefault/{W}rPr")
        self._defaults = Style("", "paragraph", False, flat(paragraph), flat(run))
        self.normal = next((i for i, s in self._raw.items() if s.get(f"{W}default") in ("1", "true")
                            and s.get(f"{W}type") == "paragraph"), "")

    def get(self, style_id: str) -> Style:
        """Return a style; an unknown id is the default paragraph style, as in Word."""
        if style_id not in self._raw:
            style_id = self.normal
        if style_id not in self._done:
            self._done[style_id] = self._resolve(style_id, frozenset())
        return self._done[style_id]

    def _resolve(self, style_id: str, seen: frozenset[str]) -> Style:
        element = self._raw.get(style_id)
        if element is None or style_id in seen:
            return self._defaults
        name = element.find(f"{W}name")
        parent = element.find(f"{W}basedOn")
        kind = element.get(f"{W}type", "paragraph")
        base = Style("", kind, False, {}, {}) if kind == "character" else self._defaults
        if parent is not None:
            base = self._resolve(parent.get(f"{W}val", ""), seen | {style_id})
        own = Style("", "", False, flat(element.find(f"{W}pPr")), flat(element.find(f"{W}rPr")))
        return Style(
            name.get(f"{W}val", style_id) if name is not None else style_id, kind,
            element.get(f"{W}customStyle") in ("1", "true"),
            overlay(base.paragraph, own.paragraph), overlay(base.run, own.run))

    def element(self, style_id: str) -> etree._Element | None:
        """Return the raw style, for what only tables need (borders, cell margins)."""
        return self._raw.get(style_id)

    def paragraph_of(self, style: Style) -> etree._Element | None:
        """Return the raw ``pPr`` of a style, for its tab stops."""
        raw = next((s for i, s in self._raw.items() if self._done.get(i) is style), None)
        return raw.find(f"{W}pPr") if raw is not None else None

    def named(self, kind: str = "paragraph") -> list[Style]:
        """Return every style of a type, by name."""
        ids = [i for i, s in self._raw.items() if s.get(f"{W}type") == kind]
        return sorted((self.get(i) for i in ids), key=lambda style: style.name)


@lru_cache(maxsize=8)
def styles_of(xml: bytes) -> Styles:
    """Return the styles of a styles part; templates made together share theirs."""
    return Styles(xml)


def overlay(base: Props, own: Props) -> Props:
    """Lay ``own`` over ``base``; an indent stated in twips cancels an inherited one in characters."""
    merged = dict(base)
    for side in ("left", "right"):
        if f"ind.{side}" in own:
            merged.pop(f"ind.{side}Chars", None)
    if any(key.startswith(("ind.firstLine", "ind.hanging")) for key in own):
        for key in ("ind.firstLine", "ind.firstLineChars", "ind.hanging", "ind.hangingChars"):
            merged.pop(key, None)
    return merged | own


_UNSET = {
    "text-indent": "0", "margin-left": "0", "margin-right": "0", "padding-top": "0", "padding-bottom": "0",
    "font-weight": "normal", "font-style": "normal", "text-decoration": "none", "color": "inherit",
    "letter-spacing": "normal", "text-align": "left", "text-align-last": "auto", "line-height": "normal",
    "break-after": "auto", "break-inside": "auto", "break-before": "auto",
}


def difference(base: Decls, own: Decls) -> Decls:
    """Return what turns ``base`` into ``own``."""
    changed = {key: value for key, value in own.items() if base.get(key) != value}
    gone = {key: _UNSET[key] for key in base if key not in own and key in _UNSET}
    return changed | gone


@dataclass
class Sheet:
    """The style sheet of one template while it is being derived: one class per distinct difference."""

    rules: dict[str, str] = field(default_factory=dict)
    tables: dict[str, list[str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    """Classes of named styles that the template uses."""

    def name(self, decls: Decls, prefix: str = "d") -> str:
        """Return the class that says ``decls`` (``""`` for nothing)."""
        if not decls:
            return ""
        text = ";".join(f"{key}:{value}" for key, value in sorted(decls.items()))
        return self.rules.setdefault(text, f"{prefix}{len(self.rules) + 1}")

    def text(self, styles: Styles, markup: str) -> str:
        """Return the whole style sheet; rules of tables and styles that do not occur are left out."""
        lines = []
        for style in styles.named("paragraph"):
            if style.css and (style.own or class_name(style.name) in self.used):
                body = ";".join(f"{key}:{value}" for key, value in style.css.items())
                lines.append(f".paper .{class_name(style.name)}{{{body}}}")
        for table, rules in self.tables.items():
            if f'class="{table}"' in markup:
                lines += rules
        lines += [f".paper .{name}{{{text}}}" for text, name in self.rules.items()]
        return "\n".join(lines) + "\n"
