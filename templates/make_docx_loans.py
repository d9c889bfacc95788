"""Templates of borrowing (forms A14): 借阅申请单, 代卷卡, 催还通知单."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as Doc
from docx_base import CARD, HEI, SAN, XIAO_WU, P, Style, begin
from docx_faces import BESIDE, feet, form_head, qr, sub_line
from docx_grid import EIGHT, halves, thirds, whole
from docx_kit import SLIM, Cell, Row, cell, label, name, p, put, row, sign, table, value, when
from docx_styles import HOUSE, restyle

SMALL = restyle(
    HOUSE,
    Style("文件标题", HEI, SAN, bold=True, align="center", before=20, after=80, level=0),
    Style("表下注", size=XIAO_WU, align="left", before=40),
)


def _code(doc: Doc, side: float, *, span: int = 1, vmerge: str = "") -> Cell:
    """Return the cell of the QR code with what it says below it, for a reader without a camera."""
    shown = p("表头", qr(doc, side)) + p("页码", "{{ qr }}")
    return Cell(when("qr", shown, other=p("表头")), span, "center", vmerge)


def _signed() -> Row:
    """Return the two signature cells side by side."""
    content = (
        part
        for side in ("left", "right")
        for part in (
            label("{{ signs." + side + ".label }}"),
            sign("", 3, f"signs.{side}", tight=True, noted="借阅登记"),
        )
    )
    return row(*content, h=28)


def _handed() -> tuple[Row, ...]:
    """Return the rows of 发出 and 归还, beside each other."""
    pairs = (("日　　期", "日　　期", "date"), ("经办人", "接收人", "by"), ("状　　况", "状　　况", "condition"),
             ("页　　数", "页　　数", "pages"))  # fmt: skip
    return (
        row(label("发　　出", span=4), label("归　　还", span=4), h=7),
        *(halves((a, "{{ lent." + key + " }}"), (b, "{{ returned." + key + " }}"), h=8.5) for a, b, key in pairs),
    )


def loan() -> Doc:
    """借阅申请单: what is asked for, by whom, who allowed it, how it went out and came back."""
    doc = begin(P, HOUSE)
    form_head(doc, P, "管理部005号　版本 A/0", secrecy="")
    feet(doc, P, left="档案管理部门保存·随借阅登记簿")
    form = table(
        EIGHT,
        thirds(("申请号", "{{ number }}"), ("申请日期", "{{ date }}"), ("档案类别", "{{ archive }}")),
        halves(("档号·文号", "{{ item }}"), ("份号·盒号", "{{ copy }}"), h=10),
        whole("题　　名", "{{ title }}", h=11),
        row(label("内装文件"), value("{{ contents }}", span=7), h=9, only="contents"),
        thirds(("页　　数", "{{ pages }}"), ("密　　级", "{{ class_ }}"), ("状　　态", "{{ state }}")),
        thirds(("借阅人", "{{ borrower }}"), ("部　　门", "{{ dept }}"), ("电　　话", "{{ telephone }}")),
        whole("外单位\n人　员", "{{ outsider }}", h=11),
        whole("用　　途", "{{ uses }}"),
        row(label("事　　由"), value("{{ purpose }}", span=7, valign="top"), h=30),
        whole("拟 借 至", "{{ until }}"),
        _signed(),
        *_handed(),
        row(label("{{ n.label }}"), value("{{ n.text }}", span=7), h=9, loop="n in renewals"),
        row(label("利用效果"), value("{{ outcome }}", span=6, valign="top"), _code(doc, 26), h=36),
    )
    put(doc, p("文件标题", "借阅申请单"), form, p("空行", props=SLIM))
    return doc


def card() -> Doc:
    """代卷卡: stands on the shelf in the place of what was lent."""
    doc = begin(CARD, SMALL)
    widths = (20, 38, 20, 18, 36)
    who = value(p("表格文字", name("borrower")))
    put(
        doc,
        sub_line(CARD, "{{ company.short }}" + BESIDE, "{{ archive }}"),
        p("文件标题", "代　卷　卡"),
        table(
            widths,
            row(label("档号·文号"), value("{{ item }}", span=3), _code(doc, 30, vmerge="restart"), h=10),
            row(label("题　　名"), value("{{ title }}", span=3), cell(vmerge="continue"), h=14),
            row(label("份号·盒号"), value("{{ copy }}", span=3), cell(vmerge="continue"), h=10),
            row(label("存放位置"), value("{{ place }}", span=3), cell(vmerge="continue"), h=10),
            row(label("借阅人"), who, label("部　　门"), value("{{ dept }}", span=2), h=10),
            row(label("借出日期"), value("{{ lent.date }}"), label("应还日期"), value("{{ due }}", span=2), h=10),
        ),
        p("表下注", "归还时核对状况、页数，收回此卡；此卡不得随件借出。"),
    )
    return doc


def reminder() -> Doc:
    """催还通知单: to one who has kept a thing too long."""
    doc = begin(CARD, SMALL)
    day = value("　年　月　日", align="right")
    put(
        doc,
        sub_line(CARD, "{{ company.short }}" + BESIDE, "{{ archive }}"),
        p("文件标题", "催还通知单"),
        p("表格文字", "下列档案已超过应还日期，请立即归还，或持档案到保管人处续借。"),
        table(
            (22, 52, 22, 36),
            row(label("借阅人"), value(p("表格文字", name("borrower"))), label("部　　门"), value("{{ dept }}"), h=8),
            row(label("档号·文号"), value("{{ item }}"), label("份号·盒号"), value("{{ copy }}"), h=9),
            row(label("题　　名"), value("{{ title }}", span=3), h=10),
            row(label("借出日期"), value("{{ lent.date }}"), label("应还日期"), value("{{ due }}"), h=8),
            row(label("逾期天数"), value("{{ late }}"), label("催还次数"), value("{{ reminded }}"), h=8),
            row(label("保管人"), value("{{ keeper }}"), label("通知日期"), value("{{ day }}"), h=8),
            row(label("借阅人签收"), value("＿＿＿＿＿＿"), label("签收日期"), day, h=9),
        ),
        p("空行", props=SLIM),
    )
    return doc


TEMPLATES: Mapping[str, Callable[[], Doc]] = {"loan": loan, "loan-card": card, "loan-reminder": reminder}
