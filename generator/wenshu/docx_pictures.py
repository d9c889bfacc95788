"""Pictures of a Word template that the program replaces: they are known by their name, in Word's 选择窗格."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from lxml import etree

from .docx_source import Source

_NAMED = re.compile(r'<wp:docPr\b[^>]*?\bname="([^"]*)"|<a:blip\b[^>]*?\br:embed="([^"]*)"')


def named(source: Source) -> Mapping[str, frozenset[str]]:
    """Return, by a picture's name, the members of the package that hold its bytes."""
    found: dict[str, set[str]] = {}
    for part in source.parts:
        targets = _targets(source.members, part.name)
        name = ""
        for told, relation in _NAMED.findall(part.source):
            if relation and relation in targets:
                found.setdefault(name, set()).add(targets[relation])
            name = told or name
    return {name: frozenset(members) for name, members in found.items()}


def _targets(members: Mapping[str, bytes], part: str) -> Mapping[str, str]:
    folder, base = posixpath.split(part)
    data = members.get(f"{folder}/_rels/{base}.rels")
    if data is None:
        return {}
    return {
        rel.get("Id", ""): posixpath.normpath(posixpath.join(folder, rel.get("Target", "")))
        for rel in etree.fromstring(data)
        if rel.get("TargetMode") != "External"
    }
