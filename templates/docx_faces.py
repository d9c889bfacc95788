"""The faces of a paper: letterhead, running head, page numbers, stamp, head of a form, signature block."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docx.document import Document as Doc
from docx_base import H, Paper, tw
from docx_kit import SLIM, Cell, Row, cell, field, p, put, row, t, table, value, when
from docx_mark import code, mark

MARK_MM = (20.0, 12.0)
"""The mark of the letterhead fits into 20 × 12 mm (forms.md A1)."""
QR_MM = 26.0
"""Side of a QR code with the white around it: a usual one has modules of 0.7 mm, to be read at arm's length."""
EMU = 36000
"""English metric units in a millimetre."""
BIG_STAMP = 12
"""Characters of a stamp that fit on a line in large type; a longer one says behind 作废 what replaced it."""
SECRECY = "{% if class_ not in ('', '公开') %}{{ class_ }}{% endif %}"
"""The class of a paper; 公开 prints nothing. A company that wants it otherwise says so in its templates."""
SECRET = "class_ not in ('', '公开')"
"""The condition under which there is a class to print."""
BESIDE = "{% if class_ not in ('', '公开') %}　{{ class_ }}{% endif %}"
"""The class behind other words of a head line."""
ONE_LINE = 42
"""Characters of address, postcode, telephone and fax that fit beside the mark in 小五 with their labels."""


def logo(story: Any, height: float = MARK_MM[1]) -> str:
    """Return the mark as an inline picture ``height`` mm high, its bytes laid into the story's part.

    The program finds it by its name and may put the company's own there.
    """
    return _picture(story, mark(), "标识", 1, height * MARK_MM[0] / MARK_MM[1], height)


def qr(story: Any, side: float = QR_MM) -> str:
    """Return the place of a QR code, ``side`` mm wide and high: the program puts that of ``qr`` there."""
    return _picture(story, code(), "二维码", 3, side, side)


def _picture(story: Any, data: bytes, name: str, number: int, width: float, height: float) -> str:
    """Return an inline picture; ``number`` is the drawing's own in the file, the size is in mm."""
    relation, _ = story.part.get_or_add_image(io.BytesIO(data))
    wide, high = round(width * EMU), round(height * EMU)
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{number}" name="{name}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="0" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def stamp(paper: Paper, number: int) -> str:
    """Return the words of state lying grey across the page, behind the text; nothing when empty.

    ``number`` is the shape's own (unique in the file). A text box without a fallback picture: its words
    are read back as text, once.
    """
    wide, high = round(min(paper.usable, 150) * EMU), round(34 * EMU)
    two = p("印章", "{{ stamp[:2] }}") + p("印章", t("{{ stamp[2:] }}", fmt='<w:sz w:val="36"/>'))
    words = when(f"stamp|length > {BIG_STAMP}", two, other=p("印章", "{{ stamp }}"))
    shape = (
        '<w:p><w:pPr><w:pStyle w:val="页码"/>' + SLIM + "</w:pPr><w:r><mc:AlternateContent>"
        '<mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" '
        'simplePos="0" relativeHeight="2" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="page"><wp:align>center</wp:align></wp:positionH>'
        '<wp:positionV relativeFrom="page"><wp:align>center</wp:align></wp:positionV>'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        '<wp:docPr id="'
        f'{number}" name="印章"/><wp:cNvGraphicFramePr/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f'<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm rot="-2400000"><a:off x="0" y="0"/>'
        f'<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
        "<a:ln><a:noFill/></a:ln></wps:spPr>"
        f"<wps:txbx><w:txbxContent>{words}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"><a:noAutofit/>'
        "</wps:bodyPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
    )
    return when("stamp", shape)


def letterhead(doc: Doc, paper: Paper = H) -> None:
    """Lay the letterhead into the header of page 1: mark | company, address line; lower rule 1.0 pt."""
    header = doc.sections[0].first_page_header
    header.is_linked_to_previous = False
    put(
        header,
        stamp(paper, 11),
        table(
            (22, paper.usable - 22),
            row(
                cell(p("信笺名称", logo(header))),
                Cell(_company()),
                h=13,
            ),
            rules={"bottom": 1.0},
            pad=0,
        ),
        p("信笺地址", props=SLIM),
    )


def _company() -> str:
    """Return name and address line of the letterhead; a long address has two lines in the same room."""
    where = "地址：{{ company.address }}　邮编：{{ company.postcode }}"
    by = "电话：{{ company.telephone }}　传真：{{ company.fax }}"
    parts = ("address", "postcode", "telephone", "fax")
    size = "(" + " ~ ".join(f"company.{part}" for part in parts) + ")|length"
    name_line, line = (
        f'<w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/>' for height in (420, 230)
    )
    long = (
        p("信笺名称", "{{ company.full }}", props=name_line),
        p("信笺地址", where, props=line),
        p("信笺地址", by, props=line),
    )
    short = p("信笺名称", "{{ company.full }}") + p("信笺地址", f"{where}　{by}")
    return when(f"{size} > {ONE_LINE}", *long, other=short)


def running_head(doc: Doc, paper: Paper = H, text: str = "{{ number }}") -> None:
    """Lay the head of the later pages: the number at the right in 小五, and the stamp."""
    header = doc.sections[0].header
    header.is_linked_to_previous = False
    put(header, stamp(paper, 12), p("页码", text, align="right"))


def feet(doc: Doc, paper: Paper = H, left: str = "", right: str = "", count: bool = True) -> None:
    """Lay the page foot ``left`` | 第 1 页 共 3 页 | ``right`` on all pages.

    The check code stands at the left, or at the right where ``left`` says something else (lines by ``\\n``).
    """
    section = doc.sections[0]
    footers = [section.footer]
    if section.different_first_page_header_footer:
        footers.append(section.first_page_footer)
    check = "".join((t("{% if check %}校验码 {% endif %}"), t("{{ check }}", "校验码")))
    pages = [t("第 "), field("PAGE"), t(" 页"), *((t(" 共 "), field("NUMPAGES"), t(" 页")) if count else ())]
    side = (paper.usable - 50) / 2
    for footer in footers:
        footer.is_linked_to_previous = False
        put(
            footer,
            table(
                (side, 50, side),
                row(
                    cell(*(p("页码", line, align="left") for line in (left or check).split("\n"))),
                    cell(p("页码", *pages)),
                    cell(p("页码", right or (check if left else ""), align="right")),
                    h=0,
                ),
                rules={},
                pad=0,
            ),
            p("页码", props=SLIM),
        )


def form_head(doc: Doc, paper: Paper, number: str, secrecy: str = BESIDE) -> None:
    """Lay the first line of a form into the header: mark 10 mm and short name, form number at the right.

    ``number``: the form's own number after the company's short name, ``管理部003号　版本 A/0``. ``secrecy``:
    how the class stands behind the short name; ``""`` where the form has a cell for it.
    """
    header = doc.sections[0].header
    header.is_linked_to_previous = False
    half = paper.usable / 2
    put(
        header,
        stamp(paper, 12),
        table(
            (20, half - 20, half),
            row(
                cell(p("信笺地址", logo(header, 10))),
                cell(p("表格文字", "{{ company.short }}" + secrecy)),
                cell(p("信笺地址", "{{ company.short }}" + number, align="right"), valign="bottom"),
                h=10,
            ),
            rules={},
            pad=0,
        ),
        p("信笺地址", props=SLIM),
    )


def marks() -> str:
    """Return class and urgency of an official paper on one line; nothing where there is neither."""
    urgent = "{% if x.urgency != '平件' %}{% if " + SECRET + " %}　{% endif %}{{ x.urgency }}{% endif %}"
    return when(MARKED, p("密级缓急", SECRECY + urgent))


MARKED = f"{SECRET} or x.urgency != '平件'"
"""The condition under which an official paper has a line of :func:`marks`."""


def secrecy(other: str = "") -> str:
    """Return the line of a paper's class; ``other`` stands where there is none to print."""
    return when(SECRET, p("密级缓急", "{{ class_ }}"), other=other)


def sub_line(paper: Paper, left: str, right: str, share: float = 0.5) -> str:
    """Return the line below a form's title, 宋体 五号; ``share`` of the width is for ``left``."""
    width = paper.usable * share
    line = row(value(left), value(right, align="right"), h=7)
    return table((width, paper.usable - width), line, rules={}, pad=0) + p("表格文字", props=SLIM)


def seal_gap(lines: int, room: float = 40, line: float = 6.35) -> float:
    """Return what must stay free above and below ``lines`` of ``line`` mm, in ``room`` mm for the seal."""
    return max(room - line * lines, 0) / 2


def signature(paper: Paper, *lines: str, width: float = 70, gap: float = 0) -> str:
    """Return issuer and date centred on each other, ``width`` mm at the right, ``gap`` mm below the text.

    Paragraphs with an indent, not a table: only they are kept with the text before and the foot after by
    every program. The gap is an empty line: LibreOffice forgets to keep one with much space before it.
    What must be free below, the foot keeps away (:func:`at_foot`).
    """
    empty = p("空行", props=f'<w:spacing w:line="{max(tw(gap), 20)}" w:lineRule="exact"/>', keep=True)
    indent = f'<w:ind w:left="{tw(paper.usable - width)}"/>'
    return empty + "".join(p("署名日期", text, props=indent) for text in lines)


def at_foot(paper: Paper, *rows: Row, rules: Mapping[str, float], gap: float = 2) -> str:
    """Return a table that stands on the lower edge of the type area of the last page (文尾栏, 版记).

    It keeps ``gap`` mm away from the text above. It floats, anchored to the page's side: LibreOffice lets
    a table as wide as the text float only so.
    """
    _, _, left, _ = paper.margins
    place = (
        f'<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:topFromText="{tw(gap)}" w:vertAnchor="margin" '
        f'w:horzAnchor="page" w:tblpX="{tw(left)}" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>'
    )
    widths = (paper.usable / 2, paper.usable / 2)
    return table(widths, *rows, rules=rules, floating=place, pad=0) + p("空行", props=SLIM)


def blank_lines(count: int) -> str:
    """Return empty lines in the size and spacing of the layout's style 空行."""
    return p("空行") * count
