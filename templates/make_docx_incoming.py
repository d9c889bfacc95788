"""Templates of an office's own forms about other papers: 文件处理单 (incoming), 授权委托书 (delegations)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as Doc
from docx_base import HEI, H, P, Style, begin
from docx_faces import BESIDE, blank_lines, feet, form_head, letterhead, running_head, secrecy
from docx_kit import BLANK_SIGN, SLIM, Cell, Row, cell, each, label, name, p, put, row, t, table, value, when
from docx_styles import restyle
from make_docx_meetings import MEETING


def _opinion(rows: str) -> str:
    """Return what was written in a cell of the 文件处理单, each with name and day; else the line to sign."""
    return each(
        f"o in x.{rows}",
        p("表格文字", "{{ o.text }}"),
        p("表格文字", "签名：", name("o.by"), "　{{ o.on }}", align="right"),
    )


def _tight(*lines: str, span: int = 1) -> Cell:
    """Return a value cell without room between characters and digits: a number or date keeps to one line."""
    close = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    return cell(*(p("表格文字", line, props=close) for line in lines), span=span)


_FRONT = (20, 28, 22, 18, 17, 18, 14, 33)


def _front() -> str:
    """Return the front of the 文件处理单: what came in, and what is to be done with it."""
    attachments = each("a in x.attachments", p("表格文字", "{{ a }}"))
    note = when("x.handed_note", p("表格文字", "{{ x.handed_note }}"))
    waybill = when("r.waybill", p("表格文字", "快递单号：{{ r.waybill }}"))
    answers = each("a in x.answers", p("表格文字", "{{ a }}"))
    rows: tuple[Row, ...] = (
        row(label("收文号"), _tight("{{ number }}", span=2), label("收文时间"),
            _tight("{{ x.received_day }}", "{{ x.received_time }}", span=2),
            label("类别"), Cell(each("b in x.handling", p("表格文字", "{{ b }}"))), h=11),
        row(label("来文单位"), value("{{ r.from_org }}", span=2), label("来文字号"),
            value("{{ r.their_number }}", span=2), label("来文\n日期"), _tight("{{ r.their_date }}"), h=11),
        row(label("单位类别"), value("{{ x.from_kind }}", span=7)),
        row(label("标　题"), value("{{ r.title }}", span=7), h=12),
        row(label("文　种"), value("{{ r.doc_type }}", span=2), label("密　级"),
            value("{{ r.class }}", span=2), label("份数"), value("{{ r.copies }}")),
        row(label("缓　急"), value("{{ x.urgency }}", span=3), label("签收人"),
            value("{{ r.received_by }}", span=3)),
        row(label("来文方式"), Cell(p("表格文字", "{{ x.via }}") + waybill, 7)),
        row(label("附　件"), Cell(attachments + when("not x.attachments", p("表格文字", "无")), 7)),
        row(label("要求办结\n日　　期"), value("{{ r.due }}", span=2), label("本公司\n时　限"),
            value("{{ x.internal_due }}", span=4), h=10),
        row(label("拟办意见"), Cell(_opinion("proposals"), 7, "bottom"), h=28),
        row(label("领导批示"), Cell(_opinion("instructions"), 7, "bottom"), h=30),
        row(label("主办部门"), value("{{ x.lead }}", span=2), label("承办人"),
            value("{{ x.handler }}", span=2), label("交办\n日期"), _tight("{{ x.handed_on }}"), h=10),
        row(label("协办部门"), Cell(p("表格文字", "{{ x.assist }}") + note, 7)),
        row(label("办理结果"), Cell(_opinion("outcomes"), 7, "bottom"), h=35),
        row(label("复文号"), Cell(p("表格文字", "{{ x.reply }}") + answers, 2), label("办结日期"),
            value("{{ x.closed_on }}", span=2), label("核结人"), value("{{ x.closed_by }}"), h=10),
        row(label("原件存放"), value("{{ r.place }}", span=3), label("归档号"),
            value("{{ x.archived }}", span=3)),
    )  # fmt: skip
    return table(_FRONT, *rows, pad=0.9)


def _back() -> str:
    """Return the back: who read it when, and who was pressed for it."""
    heads = ("序号", "传阅人", "送阅日期", "阅退日期", "意　见", "签　名")
    keys = ("no", "person", "sent", "returned", "opinion")
    cells = [
        value("{{ c." + key + " }}") if key == "opinion" else label("{{ c." + key + " }}") for key in keys
    ]
    circulation = table(
        (12, 26, 24, 24, 54, 30),
        row(*(label(head) for head in heads), header=True),
        row(*cells, label(""), h=9, loop="c in x.circulation"), pad=1,
    )  # fmt: skip
    chases = table(
        (24, 24, 36, 86),
        row(label("催办日期"), label("催办人"), label("方式（对象）"), label("内容和答复"), header=True),
        row(label("{{ c.on }}"), label("{{ c.by }}"), label("{{ c.via }}"), value("{{ c.answer }}"), h=9,
            loop="c in x.chases"), pad=1,
    )  # fmt: skip
    about = p("表格文字", "{{ number }}　{{ r.title }}")
    return (
        p("文件标题", "文件处理单（背面）", props="<w:pageBreakBefore/>")
        + about
        + p("议定标题", "传阅")
        + circulation
        + p("议定标题", "催办")
        + chases
        + p("表下注", props=SLIM)
    )


def incoming() -> Doc:
    """文件处理单, front and back (forms.md A7)."""
    title = Style("文件标题", HEI, 18.0, bold=True, align="center", line=("auto", 276), after=60, level=0)
    doc = begin(P, restyle(MEETING, title))
    form_head(doc, P, "管理部002号　版本 A/0", secrecy="{% if not r.class %}" + BESIDE + "{% endif %}")
    feet(doc, P, left="保存：总经理办公室，与来文一同归档")
    put(doc, p("文件标题", "文件处理单"), _front(), _back())
    return doc


def delegations() -> Doc:
    """授权委托书: who signs what for whom, from when to when."""
    doc = begin(H, MEETING, first=True)
    letterhead(doc)
    running_head(doc, H, "授权委托书")
    feet(doc)
    rows = (
        ("授权人", "{{ r.grantor }}　{{ x.grantor_post }}"),
        ("受托人", "{{ r.grantee }}　{{ x.grantee_post }}"),
        ("授权系列", "{{ x.series }}"), ("授权步骤", "{{ x.steps }}"), ("授权期限", "{{ x.period }}"),
        ("限　制", "{{ r.limits }}"), ("依　据", "{{ r.basis }}"),
    )  # fmt: skip
    put(
        doc,
        secrecy(other=blank_lines(1)),
        p("文件标题", "授权委托书"),
        p("副标题", "（{{ r.title }}）"),
        p("正文", "兹授权下列受托人在授权期限内，代授权人签批下列系列的文件。代签的文件在签发人"
          "姓名后注明（代），由授权人承担签批的责任；受托人不得转授权。"),
        table((34, 122), *(row(label(a), value(b), h=11) for a, b in rows),
              row(label("授权人\n签　字"), _grant(), h=30)),
        p("表下注", "拟稿：{{ r.drafted_by }}　{{ r.drafted_on }}", props='<w:spacing w:before="120"/>'),
        p("空行", props=SLIM),
    )  # fmt: skip
    return doc


def _grant() -> Cell:
    s = "sign.授权"
    done = p("表格文字", "签名：", t("{{ " + s + ".person }}", "姓名", '<w:u w:val="single"/>'),
             "　{{ " + s + ".date }}　〔签批记录 {{ " + s + ".mark }}〕", align="right")  # fmt: skip
    blank = p("表格文字", BLANK_SIGN, align="right")
    return Cell(when(f"{s}.person", done, other=blank), valign="bottom")


TEMPLATES: Mapping[str, Callable[[], Doc]] = {"incoming": incoming, "delegations": delegations}
