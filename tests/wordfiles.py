"""Small Word templates for tests, and a look into finished papers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree

from wenshu import docx_places, docx_slow, ooxml, to_docx
from wenshu.markdown import parse
from wenshu.model import Names

EVERYTHING = """## 总则

各部门请于**月底前**上报，见[上期](documents/2026/a)。

### 范围

1. 采购
   - 轮胎
2. 盘点

| 车型 | 数量 |
|---|--:|
| 甲 & 乙 | **3** |
| <丙> | |

| 只有表头 |
|---|

#### 部门

##### 班组
"""


def template(fill: Callable[[Paper], None], styles: Iterable[str] = ooxml.STYLES) -> bytes:
    """Return a Word template that ``fill`` wrote its tags into."""
    paper = Document()
    for name in styles:
        style = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), name)
    fill(paper)
    saved = io.BytesIO()
    paper.save(saved)
    return saved.getvalue()


def line(*tags: str) -> bytes:
    """Return a template whose body has a paragraph per tag."""
    return template(lambda paper: [paper.add_paragraph(tag) for tag in tags] and None)


def letter(paper: Paper) -> None:
    """Write the tags of a whole letter: header, footer, split runs, blocks, loops, rows, body, names."""
    paper.core_properties.title = "{{ subject }}"
    section = paper.sections[0]
    section.header.paragraphs[0].text = "{{ company.full }} {{ company.address }}"
    section.footer.paragraphs[0].text = "{% if check %}校验码 {{ check }}{% endif %}"
    paper.add_paragraph("{{ number }}")
    title = paper.add_paragraph("标题：")
    title.add_run("{{ sub")
    title.add_run("ject }}").bold = True
    for tag in ("{%p if draft %}", "草稿 {{ subject }}", "{%p else %}", "正式", "{%p endif %}"):
        paper.add_paragraph(tag)
    for tag in ("{%p for name in r.to %}", "送{{ name }}，", "{%p endfor %}"):
        paper.add_paragraph(tag)
    paper.add_paragraph("出席：{{r names }}；")
    table = paper.add_table(rows=4, cols=3)
    rows = (
        ("序号", "名称", "数量"),
        ("{%tr for i in r.items %}", "", ""),
        ("{{ loop.index }}", "{{ i.name }}", "{{ i.n }}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    paper.add_paragraph("{{p body }}")
    paper.add_paragraph("完")


def view(**changes: Any) -> dict[str, Any]:
    """Return a view for :func:`letter`."""
    return {
        "company": {"full": "澄远汽车销售服务有限公司", "address": "本市东路 1 号"},
        "check": "7K3M9QX2AB",
        "number": "澄远公司(销)字第[2026]012号",
        "subject": "关于春季备货的通知",
        "draft": False,
        "r": {"to": ["销售部", "服务部"], "items": [{"name": "机油", "n": 3}, {"name": "轮胎", "n": 12}]},
        "names": Names(("李明", "林晓岚", "王强（出差）")),
        "body": parse(EVERYTHING),
        **changes,
    }


def part(docx: bytes, name: str = "word/document.xml") -> str:
    """Return one part of a Word file as text."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read(name).decode("utf-8")


def with_part(docx: bytes, name: str, content: bytes) -> bytes:
    """Return a Word file with one part replaced or added (without declaring it)."""
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(saved, "w") as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, content)
    return saved.getvalue()


def plain_docxtpl(docx: bytes, seen: Mapping[str, Any]) -> bytes:
    """Fill a template with docxtpl as it comes, without our repairs, in our environment."""
    source = docx_slow.source(docx)
    paper = DocxTemplate(io.BytesIO(docx))
    paper.render(dict(seen), docx_places.PartEnvironment(source.sizes, source.width))
    saved = io.BytesIO()
    paper.save(saved)
    return saved.getvalue()


def texts(docx: bytes) -> list[str]:
    """Return what each paragraph of the body says, tables included, without any care."""
    root = etree.fromstring(part(docx).encode("utf-8"))
    return ["".join(node.text or "" for node in p.iter(qn("w:t"))) for p in root.iter(qn("w:p"))]


def body_only(paper: Paper) -> None:
    """Write the tag of a body and nothing else."""
    paper.add_paragraph("{{p body }}")


def fill(docx: bytes, **seen: Any) -> bytes:
    """Compile a template and fill it."""
    return to_docx.compile("t", docx).render(seen)


def with_related(data: bytes, name: str, content: bytes) -> bytes:
    """Return a Word file with one more part of its document: comments, endnotes, footnotes."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    types = part(data, "[Content_Types].xml").replace(
        "</Types>", f'<Override PartName="/word/{name}.xml" ContentType="{kind}.{name}+xml"/></Types>'
    )
    relation = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"
    rels = part(data, "word/_rels/document.xml.rels").replace(
        "</Relationships>",
        f'<Relationship Id="rId99" Type="{relation}" Target="{name}.xml"/></Relationships>',
    )
    data = with_part(data, "[Content_Types].xml", types.encode("utf-8"))
    data = with_part(data, "word/_rels/document.xml.rels", rels.encode("utf-8"))
    return with_part(data, f"word/{name}.xml", content)
