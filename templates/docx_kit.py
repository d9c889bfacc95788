"""Pieces of a Word template as OOXML text: paragraphs, tags, box tables.

Every function returns markup; :func:`put` lays it into a document, header or footer. Text may hold
docxtpl tags. Use like this::

    doc = begin(P, HOUSE)
    put(doc, p("文件标题", "{{ subject }}"), when("r.cc", p("正文", "抄送：{{ r.cc }}")), body("r.body"))
    put(doc, table((34, 136), row(label("主题"), value("{{ r.subject }}")), row(label("批准"), sign("批准"))))
    feet(doc, P)
    save(doc, TARGET / "liaison.docx")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document as Doc
from docx.oxml import parse_xml
from docx_base import R, W, tw

NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
BLANK_SIGN = "签名：＿＿＿＿　　年　　月　　日"


def put(story: Any, *markup: str) -> None:
    """Append markup to a document, header or footer (python-docx objects), before its section end."""
    root = story.element.body if isinstance(story, Doc) else story._element
    if not isinstance(story, Doc):
        for old in root.findall(f"{{{W}}}p"):
            if old.find(f".//{{{W}}}t") is None and old.find(f".//{{{W}}}drawing") is None:
                root.remove(old)  # the empty paragraph that python-docx lays into a new header
    parsed = parse_xml(f"<w:body {NAMESPACES}>{''.join(markup)}</w:body>")
    end = root.find(f"{{{W}}}sectPr")
    for element in list(parsed):
        if end is None:
            root.append(element)
        else:
            end.addprevious(element)


def t(text: str, style: str = "", fmt: str = "") -> str:
    """Return a run; ``style`` names a character style, ``fmt`` is extra ``w:rPr`` markup."""
    mark_ = (f'<w:rStyle w:val="{style}"/>' if style else "") + fmt
    look = f"<w:rPr>{mark_}</w:rPr>" if mark_ else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def name(tag: str) -> str:
    """Return a person's name in 楷体; ``tag`` is the expression: ``x.signer``."""
    return t("{{ " + tag + " }}", "姓名")


def field(code: str) -> str:
    """Return a field (PAGE, NUMPAGES) with 1 as the value shown before Word counts."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def p(style: str, *runs: str, props: str = "", align: str = "", frame: str = "", keep: bool = False) -> str:
    """Return a paragraph. Each run is text, or markup from :func:`t`, :func:`name`, :func:`field`.

    ``props`` goes into ``w:pPr`` between keepNext and jc (borders, spacing, indents: in schema order).
    """
    inside = "".join(run if run.startswith("<w:") else t(run) for run in runs if run)
    about = (
        f'<w:pStyle w:val="{style}"/>'
        + ("<w:keepNext/>" if keep else "")
        + frame
        + props
        + (f'<w:jc w:val="{align}"/>' if align else "")
    )
    return f"<w:p><w:pPr>{about}</w:pPr>{inside}</w:p>"


def tag(text: str) -> str:
    """Return a paragraph that docxtpl removes: ``tag("p if r.cc")``."""
    return p("Normal", "{%" + text + " %}")


def when(condition: str, *markup: str, other: str = "") -> str:
    """Return markup that stands only if the condition holds, else ``other``."""
    middle = tag("p else") + other if other else ""
    return tag(f"p if {condition}") + "".join(markup) + middle + tag("p endif")


def each(loop: str, *markup: str) -> str:
    """Return markup once per item: ``each("a in r.attachments", …)``."""
    return tag(f"p for {loop}") + "".join(markup) + tag("p endfor")


def body(expression: str) -> str:
    """Return the place where the program puts paragraphs of its own: ``body("r.body")``."""
    return p("正文", "{{p " + expression + " }}")


def rule(points: float = 0.5, color: str = "auto", gap: int = 1, side: str = "bottom") -> str:
    """Return ``props`` of a paragraph with a rule on one side; sizes in points."""
    size = round(points * 8)
    return f'<w:pBdr><w:{side} w:val="single" w:sz="{size}" w:space="{gap}" w:color="{color}"/></w:pBdr>'


CLOSE = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
"""``props`` of a paragraph without room between characters and digits: a name, a date keep to one line."""
SLIM = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
"""``props`` of a paragraph that takes no room: Word asks for one after a table."""


BOX = {"top": 1.0, "left": 1.0, "bottom": 1.0, "right": 1.0, "insideH": 0.5, "insideV": 0.5}
"""Rules of a form (forms.md 0.2): outer 1.0 pt, inner 0.5 pt, no shading."""


@dataclass(frozen=True)
class Cell:
    """A cell: its paragraphs as markup, how many columns it spans, ``vmerge`` ``restart`` or ``continue``."""

    markup: str
    span: int = 1
    valign: str = "center"
    vmerge: str = ""


@dataclass(frozen=True)
class Row:
    """A row at least ``h`` mm high; ``loop`` repeats it (``c in x.copies``), ``only`` makes it optional.

    With both, ``only`` is asked of each turn: ``loop.last``. A row that may ``split`` holds a body: a long
    one begins on this page and goes on overleaf.
    """

    cells: tuple[Cell, ...]
    h: float = 8
    exact: bool = False
    header: bool = False
    loop: str = ""
    only: str = ""
    split: bool = False


def cell(
    *lines: str,
    span: int = 1,
    style: str = "表格文字",
    align: str = "",
    valign: str = "center",
    vmerge: str = "",
) -> Cell:
    """Return a cell; each line is text (one paragraph in ``style``) or paragraph markup."""
    markup = "".join(
        line if line.startswith("<w:p>") or line.startswith("<w:tbl>") else p(style, line, align=align)
        for line in lines
    )
    return Cell(markup or p(style, align=align), span, valign, vmerge)


def label(text: str, span: int = 1, vmerge: str = "") -> Cell:
    """Return a label cell: 宋体 五号 centred."""
    return cell(*text.split("\n"), span=span, style="表头", vmerge=vmerge)


def value(*lines: str, span: int = 1, align: str = "", valign: str = "center") -> Cell:
    """Return a value cell: 宋体 五号 left; numbers ``align="right"``, dates ``"center"``."""
    return cell(*lines, span=span, align=align, valign=valign)


def sign(step: str, span: int = 1, signed: str = "", tight: bool = False, noted: str = "") -> Cell:
    """Return a signature cell for a step of the chain: opinion above, name and date at its foot.

    ``signed``: the expression to read instead of ``sign.<step>`` (for a loop over countersigners).
    ``tight``: set name and date closer, for half a form; a delegate's date has a line of its own there.
    ``noted``: what the record is called that the mark names, where it is no 签批记录 and may be missing.
    """
    s = signed or f"sign.{step}"
    below = "{{ '\\n' if " + s + ".delegate else ' ' }}"
    gap, close = (below, '<w:spacing w:val="-4"/>') if tight else ("　", "")
    words = ("签名：", gap + "{{ " + s + ".date }}")
    before, after = (t(word, fmt=close) if close else word for word in words)
    note = "〔" + (noted or "签批记录") + " {{ " + s + ".mark }}〕"
    if noted:
        note = "{% if " + s + ".mark %}" + note + "{% endif %}"
    filled = (
        p(
            "表格文字",
            "{{ " + s + ".decision }}{% if " + s + ".opinion %}：{{ " + s + ".opinion }}{% endif %}",
        ),
        p(
            "表格文字",
            before,
            t("{{ " + s + ".person }}{{ " + s + ".delegate }}", "姓名", close + '<w:u w:val="single"/>'),
            after,
            props=CLOSE if tight else "",
            align="right",
        ),
        p("表下注", note, align="right"),
    )
    return Cell(when(f"{s}.person", *filled, other=p("表格文字", BLANK_SIGN, align="right")), span, "bottom")


def row(
    *cells: Cell,
    h: float = 8,
    exact: bool = False,
    header: bool = False,
    loop: str = "",
    only: str = "",
    split: bool = False,
) -> Row:
    """Return a row; see :class:`Row`."""
    return Row(cells, h, exact, header, loop, only, split)


def table(
    widths: Sequence[float],
    *rows: Row,
    rules: Mapping[str, float] = BOX,
    color: str = "auto",
    align: str = "",
    indent: float = 0,
    floating: str = "",
    pad: float = 1.5,
) -> str:
    """Return a table of exact column widths in mm; ``rules`` are points per side (:data:`BOX`, ``{}``: none).

    ``align``: ``right`` or ``center`` on the page. ``floating``: ``w:tblpPr`` markup. Rows stay whole.
    """
    columns = [tw(mm) for mm in widths]
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{round(rules[side] * 8)}" w:space="0" w:color="{color}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        if side in rules
    )
    margins = "".join(f'<w:{side} w:w="{tw(pad)}" w:type="dxa"/>' for side in ("left", "right"))
    about = (
        floating
        + f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/>'
        + (f'<w:jc w:val="{align}"/>' if align else "")
        + f'<w:tblInd w:w="{tw(indent)}" w:type="dxa"/>'
        + (f"<w:tblBorders>{lines}</w:tblBorders>" if lines else "")
        + f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (
        f"<w:tbl><w:tblPr>{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        + "".join(_row(one, columns) for one in rows)
        + "</w:tbl>"
    )


def _row(one: Row, columns: Sequence[int]) -> str:
    cells, at = "", 0
    for c in one.cells:
        width = sum(columns[at : at + c.span])
        at += c.span
        cells += (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>'
            + (f'<w:gridSpan w:val="{c.span}"/>' if c.span > 1 else "")
            + (f'<w:vMerge w:val="{c.vmerge}"/>' if c.vmerge else "")
            + f'<w:vAlign w:val="{c.valign}"/></w:tcPr>{c.markup}</w:tc>'
        )
    if at != len(columns):
        raise ValueError(f"a row spans {at} of {len(columns)} columns")
    height = (
        f'<w:trHeight w:val="{tw(one.h)}" w:hRule="{"exact" if one.exact else "atLeast"}"/>' if one.h else ""
    )
    header = "<w:tblHeader/>" if one.header else ""
    whole = "" if one.split else "<w:cantSplit/>"
    made = f"<w:tr><w:trPr>{whole}{height}{header}</w:trPr>{cells}</w:tr>"
    for word, told in (("if", one.only), ("for", one.loop)):
        if told:
            made = _tag_row(f"tr {word} {told}", columns) + made + _tag_row(f"tr end{word}", columns)
    return made


def _tag_row(text: str, columns: Sequence[int]) -> str:
    width = sum(columns)
    return (
        f'<w:tr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{len(columns)}"/>'
        f"</w:tcPr>{tag(text)}</w:tc></w:tr>"
    )
