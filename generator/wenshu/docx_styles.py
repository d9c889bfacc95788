"""What a template's styles say: their ids, and the size of each paragraph style."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _styles(files: Mapping[str, bytes]) -> etree._Element | None:
    data = files.get("word/styles.xml")
    return None if data is None else etree.fromstring(data)


def ids(files: Mapping[str, bytes]) -> frozenset[str]:
    """Return the ids of all styles."""
    root = _styles(files)
    found = () if root is None else root.iter(f"{_W}style")
    return frozenset(style.get(f"{_W}styleId", "") for style in found)


def sizes(files: Mapping[str, bytes]) -> dict[str, int]:
    """Return half points per paragraph style id, inherited where not said; under ``""`` the default."""
    root = _styles(files)
    if root is None:
        return {"": 24}
    own: dict[str, tuple[int, str]] = {}
    standard = ""
    default = root.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}sz")
    base = int(default.get(f"{_W}val", "20")) if default is not None else 20
    for style in root.iter(f"{_W}style"):
        size = style.find(f"{_W}rPr/{_W}sz")
        parent = style.find(f"{_W}basedOn")
        name = style.get(f"{_W}styleId", "")
        own[name] = (
            int(size.get(f"{_W}val", "0")) if size is not None else 0,
            parent.get(f"{_W}val", "") if parent is not None else "",
        )
        if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"):
            standard = name
    found = {name: _inherited(name, own, base) for name in own}
    found[""] = found.get(standard, base)
    return found


def _inherited(name: str, own: Mapping[str, tuple[int, str]], base: int) -> int:
    for _ in range(len(own)):
        size, parent = own.get(name, (base, ""))
        if size:
            return size
        name = parent
    return base
