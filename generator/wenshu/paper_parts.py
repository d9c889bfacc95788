"""A Word template opened for reading: its patched parts as XML in which Jinja tags are instructions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from .paper_css import W

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_IN_ATTRIBUTE = re.compile("\ue000(\\d+)\ue001")


@dataclass
class Part:
    """One parsed part of the package and what its relation ids point to."""

    root: etree._Element
    targets: Mapping[str, str]


@dataclass
class Template:
    """A Word template opened for reading: patched parts, styles, other members by name."""

    name: str
    patched: Mapping[str, bytes]
    members: Mapping[str, bytes]
    tags: list[str] = field(default_factory=list)

    def part(self, path: str) -> Part:
        """Parse a part; Jinja tags become ``<?jinja n?>`` (or a marked number inside an attribute)."""
        source = (self.patched.get(path) or self.members[path]).decode("utf-8")
        pieces, at, opened = [], 0, False
        for match in _TAG.finditer(source):
            before = source[at:match.start()]
            pieces.append(before)
            if "<" in before or ">" in before:
                opened = before.rfind("<") > before.rfind(">")
            pieces.append(f"\ue000{len(self.tags)}\ue001" if opened else f"<?jinja {len(self.tags)}?>")
            self.tags.append(match.group())
            at = match.end()
        pieces.append(source[at:])
        text = re.sub(r"^<\?xml[^>]*\?>", "", "".join(pieces).lstrip())
        return Part(etree.fromstring(text.encode("utf-8")), self._targets(path))

    def _targets(self, path: str) -> Mapping[str, str]:
        folder, base = posixpath.split(path)
        data = self.members.get(f"{folder}/_rels/{base}.rels")
        if data is None:
            return {}
        return {
            rel.get("Id", ""): posixpath.normpath(posixpath.join(folder, rel.get("Target", "")))
            for rel in etree.fromstring(data)
        }

    def tag(self, node: etree._Element) -> str:
        """Return the Jinja tag that a processing instruction stands for."""
        return self.tags[int(str(node.text))]

    def attribute(self, value: str) -> str:
        """Put Jinja tags back into an attribute's value."""
        return _IN_ATTRIBUTE.sub(lambda m: self.tags[int(m.group(1))], value)


def is_tag(node: etree._Element) -> bool:
    """Tell whether a node stands for a Jinja tag."""
    return isinstance(node, etree._ProcessingInstruction)


def attributes(parent: etree._Element | None, name: str, default: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes of a child by local name, laid over ``default``."""
    child = parent.find(f"{W}{name}") if parent is not None else None
    found = dict(default)
    if child is not None:
        found |= {etree.QName(str(key)).localname: str(value) for key, value in child.attrib.items()}
    return found


def value(parent: etree._Element | None, name: str, attribute: str = "val") -> str:
    """Return one attribute of a child, or ``""``."""
    child = parent.find(f"{W}{name}") if parent is not None else None
    return str(child.get(f"{W}{attribute}", "")) if child is not None else ""
