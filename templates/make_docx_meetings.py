"""Templates of meetings, incoming papers and delegations: 会议纪要, 会议记录, 文件处理单, 授权委托书."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as Doc
from docx_base import FANG, GB, HEI, KAI, SAN, WU, XIAO_SI, H, P, Style, begin
from docx_faces import at_foot, blank_lines, feet, form_head, letterhead, running_head
from docx_kit import (
    HOUSE,
    RED,
    SLIM,
    Cell,
    Row,
    body,
    cell,
    each,
    label,
    name,
    p,
    put,
    restyle,
    row,
    rule,
    t,
    table,
    value,
    when,
)  # fmt: skip
from make_docx_national import LINE, MARK_GAP, NATIONAL, _feet, _one_in

LINES_15 = ("auto", 360)
MEETING = restyle(
    HOUSE,
    Style("会议项目", align="left", left=500, hanging=400, line=LINES_15),
    Style(
        "议定标题", HEI, XIAO_SI, align="left", first=200, line=LINES_15, before=120, after=60, keep_next=True
    ),
    Style("签发行", align="right", line=LINES_15, before=240),
    Style("发言", align="both", first=200, line=LINES_15),
    Style("插话", KAI, 0, character=True),
    Style("散会", align="left", first=200, line=LINES_15, before=120, keep_next=True),
)
"""The house layout with what the papers of a meeting add."""
DECISIONS = (16, 60, 20, 18, 16, 26)
"""Widths of the table of decisions, mm (forms.md A10)."""
BROKEN = rule(0.75, gap=4)


def _line(title: str, *value_: str, only: str = "") -> str:
    """Return a line of the head: label in 黑体, value hanging under itself; ``only`` makes it optional."""
    line = p("会议项目", t(f"{title}：", "标签"), *value_)
    return when(only, line) if only else line


def _head() -> str:
    """Return time, place and people, and the rule below them."""
    return "".join(
        (
            _line("时　间", "{{ x.time }}"),
            _line("地　点", "{{ r.place }}"),
            _line("主　持", "{{ x.chair }}"),
            _line("出　席", "{{r x.present }}"),
            _line("来　宾", "{{r x.guests }}", only="x.guests"),
            _line("列　席", "{{r x.attending }}", only="x.attending"),
            _line("请　假", "{{r x.absent }}", only="x.absent"),
            _line("记　录", "{{ x.recorder }}"),
            p("空行", props=BROKEN + SLIM),
        )
    )


def _items() -> str:
    """Return theme and items, each a heading and what was heard, considered and decided."""
    return when("r.theme", p("会议项目", t("主题词：", "标签"), "{{ r.theme }}")) + each(
        "item in x.items", p("一级标题", "{{ item.heading }}"), body("item.body")
    )


def _decisions() -> str:
    """Return the table of decisions, header repeated; nothing if the meeting decided nothing."""
    titles = ("编号", "议定事项", "责任部门", "责任人", "协办", "完成时限")
    heads = row(*(label(title) for title in titles), h=8, header=True)
    due = Cell(
        when("d.due", p("表头", "{{ d.due }}"))
        + when("d.review", p("表头", "{{ d.review }}"))
        + when("not d.due and not d.review", p("表头"))
    )
    assist = Cell(each("a in d.assist", p("表头", "{{ a }}")) + when("not d.assist", p("表头")))
    cells = (
        cell(p("表下注", "{{ d.id }}", align="center")), value("{{ d.text }}"), label("{{ d.dept }}"),
        label("{{ d.owner }}"), assist, due,
    )  # fmt: skip
    made = table(DECISIONS, heads, row(*cells, loop="d in x.decisions"), pad=0.6)
    return when("x.decisions", p("议定标题", "议定事项"), made, p("空行", props=SLIM))


def _papers(first: str = "附件：") -> str:
    """Return the meeting's papers with their own numbers, 纪008-材1."""
    lines = each("a in x.attachments", p("会议项目", "{{ a.id }}　{{ a.title }}"))
    return when("x.attachments", p("会议项目", t(first, "标签"), keep=True), lines)


def _approved() -> str:
    """Return who approved, with post and day, or a line to sign."""
    signed = p("签发行", "签发：", name("x.signer"), "{{ x.signer_post }}　{{ x.signed_on }}")
    return when("x.signer", signed, other=p("签发行", "签发：＿＿＿＿＿＿　　　　年　　月　　日"))


def minutes() -> Doc:
    """会议纪要, house layout (forms.md A10)."""
    doc = begin(H, MEETING, first=True)
    letterhead(doc)
    running_head(doc)
    feet(doc)
    put(
        doc,
        p("文号", "{{ number }}"),
        when("r.class", p("密级缓急", "{{ r.class }}")),
        blank_lines(1),
        p("文件标题", "{{ x.title }}"),
        when("x.subtitle", p("副标题", "{{ x.subtitle }}")),
        _head(), _items(), _decisions(), _papers(),
        _approved(),
        _foot(),
    )  # fmt: skip
    return doc


def _foot() -> str:
    """Return 文尾栏: to whom, reported to whom, compiled when, printed when, how many."""
    lines = (
        p("文尾栏", "发送：{{ x.sent }}{% if x.reported %}　　抄报：{{ x.reported }}{% endif %}"),
        p(
            "文尾栏",
            "整理：{{ r.compiled_on }}　　{{ x.issuer }} ",
            t("{{ x.printed_on }}", "印发信息"),
            "　{{ x.printed }}",
        ),
    )
    return at_foot(H, row(cell(*lines, span=2), h=0), rules={"top": 0.75})


def minutes_gbt9704() -> Doc:
    """会议纪要, 纪要式 (forms.md A2): red mark, people below the body, 分送; no 主送, no seal."""
    who = {"line": LINE, "tight": -5}
    styles = restyle(
        NATIONAL,
        Style("会议项目", FANG, SAN, align="left", left=500, hanging=300, **who),
        Style("会议情况", FANG, SAN, align="left", first=200, **who),
        Style("议定标题", HEI, SAN, align="left", first=200, keep_next=True, **who),
        Style("签发行", FANG, SAN, align="right", **who),
        Style("表格文字", FANG, WU, align="left", line=("exact", 320)),
        Style("表头", FANG, WU, align="center", line=("exact", 320)),
    )
    doc = begin(GB, styles, odd_even=True)
    _feet(doc)
    gap = f'<w:spacing w:before="{MARK_GAP}" w:after="0" w:line="600" w:lineRule="exact"/>'
    people = "".join((
        _line("主持", "{{ x.chair }}"), _line("出席", "{{r x.present }}"),
        _line("来宾", "{{r x.guests }}", only="x.guests"),
        _line("列席", "{{r x.attending }}", only="x.attending"),
        _line("请假", "{{r x.absent }}", only="x.absent"), _line("记录", "{{ x.recorder }}"),
        _line("整理", "{{ r.compiled_on }}"),
    ))  # fmt: skip
    put(
        doc,
        when("r.class", p("密级缓急", "{{ r.class }}")),
        p("发文机关标志", "{{ company.short }}会议纪要", props=gap),
        blank_lines(1),
        p("文号", "{{ number }}"),
        p("空行", props=rule(1.5, RED, gap=5) + SLIM),
        blank_lines(1),
        p("文件标题", "{{ x.title }}"),
        when("x.subtitle", p("文号", "{{ x.subtitle }}")),
        p("会议情况", "时间：{{ x.time }}"), p("会议情况", "地点：{{ r.place }}"),
        when("r.theme", p("会议情况", "主题词：{{ r.theme }}")),
        each("item in x.items", p("一级标题", "{{ item.heading }}"), body("item.body")),
        _decisions(), _papers(), people,
        _approved(),
        _gb_foot(),
    )  # fmt: skip
    return doc


def _gb_foot() -> str:
    """Return 版记: 分送, 抄报, issuer and day; rules 0.35, 0.25, 0.35 mm; at the foot of the type area."""
    sent = row(cell(p("文尾栏", "分送：{{ x.sent }}。", props=_one_in()), span=2), h=9)
    reported = row(
        cell(p("文尾栏", "抄报：{{ x.reported }}。", props=_one_in()), span=2), h=9, only="x.reported"
    )
    printed = row(
        cell(p("文尾栏", "{{ x.issuer }}", props=_one_in())),
        cell(p("文尾栏", t("{{ x.printed_on }}", "印发信息"), props=_one_in(), align="right")),
        h=9,
    )
    return at_foot(GB, sent, reported, printed, rules={"top": 1.0, "bottom": 1.0, "insideH": 0.75})


def transcript() -> Doc:
    """会议记录 (forms.md A11): by speaker, interjections in 楷体 where they fell; no number."""
    doc = begin(H, MEETING)
    running_head(doc, H, "{{ class_ }}　会议记录·只供查考·不分发")
    feet(doc)
    speech = each(
        "s in x.paragraphs",
        p("发言", t("{{ s.speaker }}", "标签"), "{%r for part in s.runs %}", t("{{ part.text }}"),
          t("{{ part.aside }}", "插话"), "{%r endfor %}", "{{r s.cited }}",
          "{%r for aside in s.asides %}", t("{{ aside }}", "插话"), "{%r endfor %}"),
    )  # fmt: skip
    put(
        doc,
        when("r.class", p("密级缓急", "{{ r.class }}")),
        p("文件标题", "{{ x.title }}"),
        when("x.subtitle", p("副标题", "{{ x.subtitle }}")),
        _head(),
        when("r.minutes", p("会议项目", t("纪　要：", "标签"), "{{ r.minutes }}")),
        speech,
        p("散会", "散会时间：{{ x.ended }}"),
        when("x.recording", p("散会", "录音：{{ x.recording }}")),
        table((78, 78), row(_signed("记录人", "记录"), _signed("主持人", "审阅"), h=22), rules={}, pad=0),
        p("空行", props=SLIM),
    )
    return doc


def _signed(who: str, step: str) -> Cell:
    """Return a line to sign, or name, day and the mark of the sign-off."""
    s = f"sign.{step}"
    done = p("正文", f"{who}：", name(f"{s}.person"), "　{{ " + s + ".date }}", props=_FLUSH)
    mark = p("表下注", "〔签批记录 {{ " + s + ".mark }}〕")
    blank = p("正文", f"{who}：＿＿＿＿　　年　月　日", props=_FLUSH)
    return Cell(when(f"{s}.person", done, mark, other=blank), valign="bottom")


_FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'


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


_FRONT = (20, 28, 22, 18, 22, 18, 14, 28)


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
    return table(_FRONT, *rows, pad=0.7)


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
    form_head(doc, P, "管理部002号　版本 A/0")
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
        blank_lines(1),
        p("文件标题", "授权委托书"),
        p("副标题", "（{{ r.title }}）"),
        p("正文", "兹授权下列受托人在授权期限内，代授权人签批下列系列的文件。代签的文件在签发人"
          "姓名后注明（代），由授权人承担签批的责任；受托人不得转授权。"),
        table((34, 122), *(row(label(a), value(b), h=11) for a, b in rows),
              row(label("授权人\n签　字"), _grant(), h=30)),
        p("表下注", "拟稿：{{ r.drafted_by }}　{{ r.drafted_on }}"),
        p("空行", props=SLIM),
    )  # fmt: skip
    return doc


def _grant() -> Cell:
    s = "sign.授权"
    done = p("表格文字", "签名：", t("{{ " + s + ".person }}", "姓名", '<w:u w:val="single"/>'),
             "　{{ " + s + ".date }}　〔签批记录 {{ " + s + ".mark }}〕", align="right")  # fmt: skip
    blank = p("表格文字", "签名：＿＿＿＿＿　　　　年　　月　　日", align="right")
    return Cell(when(f"{s}.person", done, other=blank), valign="bottom")


TEMPLATES: Mapping[str, Callable[[], Doc]] = {
    "minutes": minutes,
    "minutes-gbt9704": minutes_gbt9704,
    "transcript": transcript,
    "incoming": incoming,
    "delegations": delegations,
}
