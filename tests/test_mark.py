"""The company's mark stands in the letterhead of paper and page; a wrong file is a finding."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

import scratch
from wenshu import build

MINUTES = """\
    meeting_type: 总经理办公会
    date: 2026-05-11
    start: '09:00'
    end: '09:40'
    place: 二楼会议室
    chair: 周启衡
    present: [周启衡, 林晓岚]
    recorder: 林晓岚
    items: [{title: 展厅布置, decided: 按方案布置。}]
    distribution: [{person: 周启衡, copies: 1}, {person: 林晓岚, copies: 1}]
    compiled_on: 2026-05-12
"""


def png(wide: int, high: int) -> bytes:
    """Return a black picture."""
    rows = b"".join(b"\0" + b"\0" * wide for _ in range(high))
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    told = (struct.pack(">I", len(d)) + tag + d + struct.pack(">I", zlib.crc32(tag + d)) for tag, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)


def company(logo: str) -> str:
    """The scratch company with a mark since April."""
    return scratch.COMPANY.replace("    address: 望川市新路8号", f"    logo: {logo}\n    address: 望川市新路8号")


@pytest.mark.req("DOC-02")
def test_the_mark_is_printed_in_the_letterhead(company_dir: Callable[..., Path]) -> None:
    root = company_dir({"minutes/2026/a": MINUTES}, company("mark.png"))
    mark = png(50, 30)
    (root / "templates/assets/mark.png").write_bytes(mark)
    assert build.build(root, None, scratch.TODAY).built is not None
    with zipfile.ZipFile(BytesIO((root / "site/office/minutes/2026/a.docx").read_bytes())) as paper:
        assert paper.read("word/media/image1.png") == mark
        assert b"image1.png" in b"".join(paper.read(n) for n in paper.namelist() if "header" in n and "rels" in n)
    page = (root / "site/office/minutes/2026/a.html").read_text(encoding="utf-8")
    assert 'src="../../assets/mark.png"' in page
    assert (root / "site/office/assets/mark.png").read_bytes() == mark


def test_another_mark_renders_its_papers_anew(company_dir: Callable[..., Path]) -> None:
    root = company_dir({"minutes/2026/a": MINUTES}, company("mark.png"))
    for mark in (png(50, 30), png(100, 60)):
        (root / "templates/assets/mark.png").write_bytes(mark)
        assert build.build(root, None, scratch.TODAY).built is not None
        with zipfile.ZipFile(root / "site/office/minutes/2026/a.docx") as paper:
            assert paper.read("word/media/image1.png") == mark


def test_a_wrong_mark_is_found(company_dir: Callable[..., Path]) -> None:
    """COM20 missing, COM21 no PNG, COM22 stretched: at the line of the letterhead that names it."""
    root = company_dir({}, company("mark.png"))
    line = company("mark.png").split("\n").index("    logo: mark.png") + 1
    path = root / "templates/assets/mark.png"
    assert f"records/company.yaml:{line}:11: COM20" in scratch.said(root)[0]
    path.write_bytes(b"GIF89a no picture for Word, whatever its name says")
    assert f"records/company.yaml:{line}:11: COM21" in scratch.said(root)[0]
    path.write_bytes(png(30, 30))
    assert "COM22 标识图片“mark.png”是 30×30，不是 5:3，印出来会变形" in scratch.said(root)[0]
