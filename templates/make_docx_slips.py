"""Templates of what goes with papers: 发文稿纸, 文件发放签收单, 文号说明, registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as Doc
from docx_base import CARD, LANDSCAPE, SAN, WU, XIAO_WU, P, Style, begin
from docx_base import HEI as HEITI
from docx_faces import BESIDE, feet, form_head, sub_line
from docx_grid import EIGHT, halves, thirds, whole
from docx_kit import SLIM, Cell, Row, cell, each, field, label, name, p, put, row, sign, t, table, value, when
from docx_styles import HOUSE, restyle


def _countersigned() -> Cell:
    """Return the cell of 会签: a line per department, its opinion and name when given."""
    filled = p("表格文字", "{{ c.dept }}：{{ c.decision }}{% if c.opinion %}，{{ c.opinion }}{% endif %}") + p(
        "表下注", name("c.person"), "　{{ c.date }}　〔{{ c.mark }}〕", align="right"
    )
    blank = p("表下注", "{{ c.dept }}：＿＿＿＿　　月　　日")
    lines = each("c in x.countersigns", when("c.person", filled, other=blank))
    return Cell(when("x.countersigns", lines, other=p("表格文字", "—")), 1, "center")


def _signed() -> tuple[Row, ...]:
    """Return the rows of 发文稿纸 that are signed."""
    review = when("x.reviewed", sign("审核").markup, other=p("表格文字", "—", align="center"))
    checks = Cell(
        p("表格文字", "□文种 □格式 □依据 □会签 □附件 □与现行文件不重复") + sign("秘书核稿").markup,
        1,
        "bottom",
    )
    drafted = cell(
        p("表格文字", name("x.drafter"), "　{{ x.drafted_dept }}"),
        p("表格文字", "电话：{{ x.telephone }}"),
        p("表格文字", "{{ r.drafted_on }}"),
    )
    return (
        halves(("签发", sign("签发")), ("会签", _countersigned()), h=30),
        halves(("总经理\n审核", Cell(review, 1, "bottom")), ("秘书\n核稿", checks), h=30),
        halves(("拟稿部门\n主管", sign("核稿")), ("拟稿人\n电话\n日期", drafted), h=22),
    )


def circulate() -> Doc:
    """发文稿纸: the sheet that travels with a draft and is signed."""
    doc = begin(P, HOUSE)
    form_head(doc, P, "管理部001号　版本 A/0", secrecy="")
    feet(doc, P, left="总经理办公室保存·与定稿一同归档")
    listed = each("a in x.attachments", p("表格文字", "{{ a.name }}"))
    form = table(
        EIGHT,
        thirds(("缓急", "{{ x.urgency }}"), ("密级", "{{ class_ }}"), ("稿次", "第 {{ x.draft_no }} 稿")),
        *_signed(),
        row(
            label("文种"),
            value("{{ r.doc_type }}"),
            label("系列"),
            value("{{ r.series }}"),
            label("文号"),
            value("{{ number }}", span=3),
            h=9,
        ),
        whole("标题", "{{ r.title }}", h=16),
        whole("主送", "{{ x.to }}"),
        whole("抄送", "{{ x.cc }}"),
        whole("发放部门\n及份数", "{{ x.distribution }}", h=16),
        row(label("附件"), cell(listed, p("表格文字", props=SLIM), span=7), h=14),
        whole("行文依据\n和说明", "{{ x.basis }}", h=18),
        whole("代替文件", "{{ x.supersedes }}"),
        halves(
            ("编号人\n日期", "{{ x.numbered }}"), ("印制份数\n校对", "{{ x.copies }}　　校对：＿＿＿＿"), h=12
        ),
        halves(("印发日期", "{{ x.printed_day }}"), ("归档号", "")),
    )
    put(
        doc,
        p("文件标题", "发文稿纸"),
        sub_line(P, "{{ x.drafted_dept }}", "正文　　页　　校验码 {{ check }}"),
        form,
        p("空行", props=SLIM),
    )
    return doc


COPIES = {
    "no": "序号", "copy": "分发号", "to": "领用部门/班组", "copies": "份数", "received_by": "领用人签名",
    "received": "领取日期", "recalled": "收回日期", "recalled_by": "收回人", "disposal": "处置",
}  # fmt: skip
"""Columns of 文件发放签收单: key of a copy → heading."""


def receipts() -> Doc:
    """文件发放签收单: one per paper and edition, rows of copies and blank ones for ink."""
    doc = begin(P, HOUSE)
    form_head(doc, P, "管理部003号　版本 A/0")
    feet(doc, P, left="总经理秘书保存·随文件期限")
    head = table(
        EIGHT,
        row(
            label("文号"),
            value("{{ number }}", span=3),
            label("版本"),
            value("{{ edition }}", align="center"),
            label("发放方式"),
            value("{{ medium }}"),
            h=9,
        ),
        whole("标题", "{{ subject }}", h=10),
        thirds(("印制份数", "{{ printed }}"), ("存档份数", "{{ kept }}"), ("余存", "{{ left }}")),
    )
    cells = tuple(value("{{ c." + key + " }}", align="left" if key == "to" else "center") for key in COPIES)
    rows = table(
        (10, 16, 34, 12, 26, 22, 22, 14, 14),
        row(*map(label, COPIES.values()), h=10, header=True),
        row(*cells, h=9, loop="c in copies"),
        pad=0.6,
    )
    put(
        doc,
        p("文件标题", "文件发放签收单"),
        sub_line(P, "", "{{ date }}"),
        head,
        p("空行", props='<w:spacing w:line="160" w:lineRule="exact"/>'),
        rows,
        p("表下注", "平衡：{{ balance }}", props='<w:spacing w:before="120"/>'),
    )
    return doc


def number_note() -> Doc:
    """文号作废（预留）说明: a card per integer that is not in use."""
    doc = begin(
        CARD,
        restyle(
            HOUSE, Style("文件标题", HEITI, SAN, bold=True, align="center", before=60, after=100, level=0)
        ),
    )
    put(
        doc,
        sub_line(CARD, "{{ company.short }}" + BESIDE, "{{ company.short }}管理部028号　版本 A/0"),
        p("文件标题", "文号{{ state }}说明"),
        table(
            (18, 26, 18, 26, 18, 26),
            row(
                label("系列"),
                value("{{ series }}"),
                label("年度"),
                value("{{ year }}"),
                label("流水号"),
                value("{{ serial }}"),
                h=7,
            ),
            row(label("文号"), value("{{ number }}", span=3), label("状态"), value("{{ state }}"), h=7),
            row(label("原标题"), value("{{ title }}", span=5), h=9),
            row(label("事由"), value("{{ reason }}", span=5), h=14),
            row(
                label("预留至"), value("{{ until }}", span=2), label("申请人"), value("{{ by }}", span=2), h=7
            ),
            row(
                label("秘书签字"),
                value("＿＿＿＿＿＿", span=2),
                label("日期"),
                value("{{ date }}", span=2),
                h=9,
            ),
        ),
        p("空行", props=SLIM),
    )
    return doc


REGISTER = restyle(
    HOUSE,
    Style("表格文字", size=XIAO_WU, align="left"),
    Style("表头", size=WU, align="center"),
    Style("文件标题", HEITI, SAN, bold=True, align="center", keep_next=True, level=0),
)


def register() -> Doc:
    """A register on landscape A4: title, line below it, the table the program puts, page foot."""
    doc = begin(LANDSCAPE, REGISTER)
    foot = "{% if as_of %} · 截至 {{ as_of }}{% endif %} · 登记人＿＿＿"
    footer = doc.sections[0].footer
    footer.is_linked_to_previous = False
    put(footer, p("页码", t("第 "), field("PAGE"), t(" 页 共 "), field("NUMPAGES"), t(" 页" + foot)))
    put(
        doc, p("文件标题", "{{ title }}"), sub_line(LANDSCAPE, "{{ subtitle_left }}" + BESIDE, "{{ subtitle_right }}"),
        p("表格文字", "{{p table }}"),
        when("foot", p("表下注", "{{ foot }}", props='<w:spacing w:before="80"/>')),
        p("空行", props=SLIM),
    )  # fmt: skip
    return doc


TEMPLATES: Mapping[str, Callable[[], Doc]] = {
    "circulate": circulate,
    "receipts": receipts,
    "number-note": number_note,
    "register": register,
}
