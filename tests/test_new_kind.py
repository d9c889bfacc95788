"""A new kind is new files and no edits: a schema and a Word template (README, Adding a kind)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from docx import Document

import scratch
from wenshu import build

SCHEMA = """\
    $schema: http://json-schema.org/draft-07/schema#
    title: 访客登记单
    x-en: Visitor
    x-order: 200
    x-class: 内部资料
    x-subject: visitor
    x-date: date
    x-dept: dept
    type: object
    additionalProperties: false
    required: [visitor, dept, date, host]
    properties:
      visitor: {title: 来访人, x-en: Visitor, type: string, minLength: 1}
      date: {title: 日期, x-en: Date, type: string, format: date}
      dept: {title: 接待部门, x-en: Department, type: string, x-ref: dept}
      host: {title: 接待人, x-en: Host, type: string, x-ref: person}
      purpose: {title: 事由, x-en: Purpose, type: string, x-markdown: true}
"""
VISIT = """\
    visitor: 顾客代表 A & B
    date: 2026-05-06
    dept: 销售部
    host: 沈一鸣
    purpose: |
      看车，并了解**保养**安排。
"""


def add_kind(root: Path) -> None:
    """Add the kind with new files only."""
    scratch.put(root, {"../schemas/visitors": SCHEMA})
    document = Document()
    for style in ("正文", "一级标题", "二级标题", "三级标题", "四级标题", "列表一", "列表二", "表格文字", "表头"):
        document.styles.add_style(style, 1)
    document.add_paragraph("{{ company.full }}")
    document.add_paragraph("来访人：{{ r.visitor }}　{{ r.date }}　接待：{{ r.dept }} {{ r.host }}")
    document.add_paragraph("{{p r.purpose }}")
    paper = BytesIO()
    document.save(paper)
    (root / "templates/docx/visitors.docx").write_bytes(paper.getvalue())


def test_a_new_kind_is_new_files(company_dir: Callable[..., Path]) -> None:
    root = company_dir({"visitors/2026/a": VISIT})
    assert "KND01" in scratch.codes(root) or any("visitors" in line for line in scratch.said(root))
    before = {p: p.read_bytes() for top in ("schemas", "templates") for p in (root / top).rglob("*") if p.is_file()}
    add_kind(root)
    assert all(p.read_bytes() == data for p, data in before.items())
    answer = build.build(root, None, scratch.TODAY)
    assert answer.built is not None and [line.message for line in answer.findings if line.severity == "error"] == []
    paper = Document(str(root / "site/office/visitors/2026/a.docx"))
    said = "\n".join(p.text for p in paper.paragraphs)
    assert "来访人：顾客代表 A & B　2026年5月6日　接待：销售部 沈一鸣" in said
    assert "看车，并了解保养安排。" in said
    page = (root / "site/office/visitors/2026/a.html").read_text(encoding="utf-8")
    assert "顾客代表 A &amp; B" in page and "访客登记单" in page
    assert "访客登记单" in (root / "site/office/index.html").read_text(encoding="utf-8")


def test_a_template_that_leaves_a_field_out_is_found(company_dir: Callable[..., Path]) -> None:
    """LAW06: what went in must come out; the build writes nothing."""
    root = company_dir({"visitors/2026/a": VISIT})
    add_kind(root)
    path = root / "templates/docx/visitors.docx"
    document = Document(str(path))
    for paragraph in document.paragraphs:
        if "purpose" in paragraph.text:
            paragraph._element.getparent().remove(paragraph._element)
    document.save(str(path))
    answer = build.build(root, None, scratch.TODAY)
    assert answer.built is None and not (root / "site").exists()
    [line] = {(f.code, f.file, f.line, f.message) for f in answer.findings if f.code == "LAW06"}
    assert line[1:3] == ("records/visitors/2026/a.yaml", 5)
    assert "模板“visitors”没有印出“事由”里的" in line[3]


def test_a_kind_without_a_template_is_found(company_dir: Callable[..., Path]) -> None:
    """TPL31: a kind that prints needs a Word template of its name."""
    root = company_dir({"visitors/2026/a": VISIT})
    scratch.put(root, {"../schemas/visitors": SCHEMA})
    answer = build.build(root, None, scratch.TODAY)
    assert answer.built is None
    assert ("TPL31", "templates/docx/visitors.docx") in {(f.code, f.file) for f in answer.findings}
