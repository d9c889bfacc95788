"""Reading back what a Word paper says, and refusing what XML cannot say."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from zipfile import BadZipFile

from lxml import etree

from .docx_zip import members
from .markdown import Body
from .model import Names, Pointer

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SILENT_STYLES = frozenset({"校验码", "印章", "印发信息"})
"""Character or paragraph styles of text that is no part of what the paper says: the check code; the stamp
of a draft or a dead paper, which comes and goes with its state; day and number of copies of the print run."""
_COUNTED = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b")


def forbidden(view: Any, pointer: Pointer = ()) -> Pointer | None:
    """Return the way to the first text that XML or Word cannot hold, or None.

    Refused are control characters other than tab and line feed, lone surrogates, U+FFFE and U+FFFF:
    Word files with them open damaged or with text cut off.
    """
    if isinstance(view, str):
        return pointer if _FORBIDDEN.search(view) else None
    if isinstance(view, Body):
        return pointer if _FORBIDDEN.search(view.source) else None
    if isinstance(view, Names):
        view = view.names
    inner: Iterator[tuple[Any, Any]]
    if isinstance(view, Mapping):
        inner = iter(view.items())
    elif isinstance(view, (list, tuple)):
        inner = iter(enumerate(view))
    else:
        return None
    for key, value in inner:
        found = forbidden(value, (*pointer, key))
        if found is not None:
            return found
    return None


# one template is read for personal numbers and proof-read, one delivered paper is compared more than once
@lru_cache(maxsize=64)
def visible_text(docx: bytes) -> str:
    """Return what a paper says: headers, body with its tables, footnotes, footers (life.md).

    One line per paragraph, in document order; empty paragraphs are left out, so are page counts, the
    check code and the stamp (:data:`SILENT_STYLES`). A line break within a paragraph is a line feed.

    Raises:
        zipfile.BadZipFile: the bytes are no Word file.
        KeyError: it has no document part.
    """
    parts = members(docx)
    document = etree.fromstring(parts["word/document.xml"])
    targets = _targets(parts)
    lines: list[str] = []
    for kind in ("headerReference", None, "footnotes", "footerReference"):
        if kind is None:
            lines += _lines(document)
        elif kind == "footnotes":
            if "word/footnotes.xml" in parts:
                lines += _lines(etree.fromstring(parts["word/footnotes.xml"]))
        else:
            # in the order the sections name them, each once
            named = [targets.get(ref.get(f"{_R}id", ""), "") for ref in document.iter(f"{_W}{kind}")]
            for name in dict.fromkeys(named):
                if name in parts:
                    lines += _lines(etree.fromstring(parts[name]))
    return "\n".join(lines)


def spoken(docx: bytes) -> tuple[str, ...]:
    """Return the visible paragraphs of a Word file or template, none where it is no Word file."""
    if not docx:
        return ()
    try:
        return tuple(visible_text(docx).split("\n"))
    except (BadZipFile, KeyError, ValueError, etree.XMLSyntaxError):
        return ()


def _targets(parts: Mapping[str, bytes]) -> dict[str, str]:
    listed = parts.get("word/_rels/document.xml.rels")
    if listed is None:
        return {}
    return {
        rel.get("Id", ""): posixpath.normpath(posixpath.join("word", rel.get("Target", "")))
        for rel in etree.fromstring(listed)
        if rel.get("TargetMode") != "External"
    }


def _lines(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(f"{_W}p"):
        if _in_fallback(paragraph):
            continue
        text = _paragraph(paragraph)
        if text.strip():
            yield text


def _in_fallback(element: etree._Element) -> bool:
    return any(True for _ in element.iterancestors(f"{_MC}Fallback"))


def _paragraph(paragraph: etree._Element) -> str:
    if _styled(paragraph, "pPr", "pStyle"):
        return ""
    pieces: list[str] = []
    fields: list[str] = []  # instructions of the complex fields that are open
    for element in _within(paragraph):
        tag = element.tag
        if tag == f"{_W}fldChar":
            kind = element.get(f"{_W}fldCharType")
            if kind == "begin":
                fields.append("")
            elif kind == "end" and fields:
                fields.pop()
        elif tag == f"{_W}instrText" and fields:
            fields[-1] += element.text or ""
        elif any(_COUNTED.match(field) for field in fields):
            continue
        elif tag == f"{_W}t":
            pieces.append(element.text or "")
        elif tag == f"{_W}tab":
            pieces.append("\t")
        elif tag in (f"{_W}br", f"{_W}cr") and element.get(f"{_W}type", "textWrapping") == "textWrapping":
            pieces.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            pieces.append("-")
    return "".join(pieces)


def _within(element: etree._Element) -> Iterator[etree._Element]:
    """Yield what stands in the runs of one paragraph; a text box has paragraphs of its own."""
    for child in element:
        tag = child.tag
        if tag in (f"{_W}pPr", f"{_W}rPr", f"{_W}txbxContent", f"{_MC}Fallback"):
            continue
        if tag == f"{_W}r" and _styled(child, "rPr", "rStyle"):
            continue
        if tag == f"{_W}fldSimple" and _COUNTED.match(child.get(f"{_W}instr", "")):
            continue
        yield child
        yield from _within(child)


def _styled(element: etree._Element, properties: str, name: str) -> bool:
    style = element.find(f"{_W}{properties}/{_W}{name}")
    return style is not None and style.get(f"{_W}val") in SILENT_STYLES


def canonical(docx: bytes) -> dict[str, bytes]:
    """Return every part by name: XML in its canonical form, other parts as they are."""
    return {
        name: _c14n(data) if name.endswith((".xml", ".rels")) else data
        for name, data in members(docx).items()
    }


def _c14n(data: bytes) -> bytes:
    return etree.tostring(etree.fromstring(data), method="c14n")
