"""Templates of meetings: 会议纪要 in the house layout and as 纪要式, 会议记录."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as Doc
from docx_base import FANG, GB, HEI, KAI, SAN, WU, XIAO_SI, H, Style, begin
from docx_faces import SECRECY, SECRET, at_foot, blank_lines, feet, letterhead, running_head, secrecy
from docx_kit import SLIM, Cell, body, cell, each, label, name, p, put, row, rule, t, table, when
from docx_styles import HOUSE, LINES_15, RED, restyle
from make_docx_national import LINE, NATIONAL, mark, one_in, page_sides

MEETING = restyle(
    HOUSE,
    Style("会议项目", align="left", left=500, hanging=400, line=LINES_15),
    Style(
        "议定标题", HEI, XIAO_SI, align="left", first=200, line=LINES_15, before=120, after=60, keep_next=True
    ),
    Style("签发行", align="right", line=LINES_15, before=240, keep_next=True),
    Style("发言", align="both", first=200, line=LINES_15),
    Style("插话", KAI, 0, character=True),
    Style("摘发", KAI, XIAO_SI, align="center", before=60, after=60),
    Style("散会", align="left", first=200, line=LINES_15, before=120, keep_next=True),
)
"""The house layout with what the papers of a meeting add."""
DECISIONS = (16, 60, 20, 18, 16, 26)
"""Widths of the table of decisions, mm (forms.md A10)."""
BROKEN = rule(0.75, gap=4) + '<w:spacing w:before="0" w:after="100" w:line="20" w:lineRule="exact"/>'


def _line(title: str, *value_: str, only: str = "", keep: bool = False) -> str:
    """Return a line of the head: label in 黑体, value hanging under itself; ``only`` makes it optional."""
    line = p("会议项目", t(f"{title}：", "标签"), *value_, keep=keep)
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
            p("空行", props=BROKEN),
        )
    )


def _shorn(style: str, **look: str) -> str:
    """Return what a copy for some of the readers leaves out (摘发), below its title; nothing on a whole one."""
    return when("x.abridged", p(style, "（{{ x.abridged }}）", **look))


def _items() -> str:
    """Return theme and items, each a heading and what was heard, considered and decided."""
    return when("r.theme", p("会议项目", t("主题词：", "标签"), "{{ r.theme }}")) + each(
        "item in x.items", p("一级标题", "{{ item.heading }}"), body("item.body")
    )


def _decisions(ends: bool = True) -> str:
    """Return the table of decisions, header repeated; nothing if the meeting decided nothing.

    ``ends``: nothing but the meeting's papers may come between it and who approved.
    """
    last = "loop.last and not x.attachments"
    titles = ("编号", "议定事项", "责任部门", "责任人", "协办", "完成时限")
    heads = row(*(label(title) for title in titles), h=8, header=True)
    every = row(*_decision(), loop="d in x.decisions", only=f"not ({last})" if ends else "")
    kept = row(*_decision(keep=True), loop="d in x.decisions", only=last)
    made = table(DECISIONS, heads, every, *((kept,) if ends else ()), pad=0.6)
    return when("x.decisions", p("议定标题", "议定事项"), made, p("空行", props=SLIM, keep=ends))


def _decision(keep: bool = False) -> tuple[Cell, ...]:
    """Return the cells of one decision; ``keep``: on the page of who approved. Long words are set smaller."""

    def centred(text: str, style: str = "表头") -> str:
        return p(style, text, align="center", keep=keep)

    small = t("{{ d.dept }}", fmt='<w:spacing w:val="-4"/>')
    due = (
        when("d.due", centred("{{ d.due }}"))
        + when("d.review", centred("{{ d.review }}", "表下注"))
        + when("not d.due and not d.review", centred(""))
    )
    return (
        Cell(centred("{{ d.id }}", "表下注")),
        Cell(p("表格文字", "{{ d.text }}", keep=keep)),
        Cell(when("d.dept|length > 5", centred(small, "表下注"), other=centred("{{ d.dept }}"))),
        Cell(centred("{{ d.owner }}")),
        Cell(each("a in d.assist", centred("{{ a }}")) + when("not d.assist", centred(""))),
        Cell(due),
    )


def _papers(first: str = "附件：") -> str:
    """Return the meeting's papers with their own numbers, 纪008-材1."""
    lines = each("a in x.attachments", p("会议项目", "{{ a.id }}　{{ a.title }}", keep=True))
    above = '<w:spacing w:before="120"/>'
    return when("x.attachments", p("会议项目", t(first, "标签"), props=above, keep=True), lines)


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
        secrecy(),
        blank_lines(1),
        p("文件标题", "{{ x.title }}"),
        when("x.subtitle", p("副标题", "{{ x.subtitle }}")),
        _shorn("摘发"),
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
        Style("摘发", KAI, XIAO_SI, align="center", after=120),
        Style("会议情况", FANG, SAN, align="left", first=200, **who),
        Style("议定标题", HEI, SAN, align="left", first=200, keep_next=True, **who),
        Style("签发行", FANG, SAN, align="right", keep_next=True, **who),
        Style("表格文字", FANG, WU, align="left", line=("exact", 320)),
        Style("表头", FANG, WU, align="center", line=("exact", 320)),
    )
    doc = begin(GB, styles, odd_even=True)
    page_sides(doc)
    people = "".join((
        _line("主持", "{{ x.chair }}"), _line("出席", "{{r x.present }}"),
        _line("来宾", "{{r x.guests }}", only="x.guests"),
        _line("列席", "{{r x.attending }}", only="x.attending"),
        _line("请假", "{{r x.absent }}", only="x.absent"), _line("记录", "{{ x.recorder }}", keep=True),
        _line("整理", "{{ r.compiled_on }}", keep=True),
    ))  # fmt: skip
    put(
        doc,
        secrecy(),
        mark("{{ company.short }}会议纪要", SECRET),
        blank_lines(1),
        p("文号", "{{ number }}"),
        p("空行", props=rule(1.5, RED, gap=5) + SLIM),
        blank_lines(1),
        p("文件标题", "{{ x.title }}"),
        when("x.subtitle", p("文号", "{{ x.subtitle }}")),
        _shorn("摘发"),
        p("会议情况", "时间：{{ x.time }}"), p("会议情况", "地点：{{ r.place }}"),
        when("r.theme", p("会议情况", "主题词：{{ r.theme }}")),
        each("item in x.items", p("一级标题", "{{ item.heading }}"), body("item.body")),
        _decisions(ends=False), _papers(), people,
        _approved(),
        _gb_foot(),
    )  # fmt: skip
    return doc


def _gb_foot() -> str:
    """Return 版记: 分送, 抄报, issuer and day; rules 0.35, 0.25, 0.35 mm; at the foot of the type area."""
    sent = row(cell(p("文尾栏", "分送：{{ x.sent }}。", props=one_in()), span=2), h=9)
    reported = row(
        cell(p("文尾栏", "抄报：{{ x.reported }}。", props=one_in()), span=2), h=9, only="x.reported"
    )
    printed = row(
        cell(p("文尾栏", "{{ x.issuer }}", props=one_in())),
        cell(p("文尾栏", t("{{ x.printed_on }}", "印发信息"), props=one_in(), align="right")),
        h=9,
    )
    return at_foot(GB, sent, reported, printed, rules={"top": 1.0, "bottom": 1.0, "insideH": 0.75})


def transcript() -> Doc:
    """会议记录 (forms.md A11): by speaker, interjections in 楷体 where they fell; no number."""
    doc = begin(H, MEETING)
    running_head(doc, H, SECRECY + "　会议记录·只供查考·不分发")
    feet(doc)
    speech = each("s in x.paragraphs", when("loop.last", _speech(keep=True), other=_speech()))
    put(
        doc,
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


def _speech(keep: bool = False) -> str:
    """Return one paragraph of a speech; the last is kept with the end of the meeting."""
    return p(
        "发言", t("{{ s.speaker }}", "标签"), "{%r for part in s.runs %}", t("{{ part.text }}"),
        t("{{ part.aside }}", "插话"), "{%r endfor %}", "{{r s.cited }}",
        "{%r for aside in s.asides %}", t("{{ aside }}", "插话"), "{%r endfor %}", keep=keep,
    )  # fmt: skip


def _signed(who: str, step: str) -> Cell:
    """Return a line to sign, or name, day and the mark of the sign-off."""
    s = f"sign.{step}"
    done = p("正文", f"{who}：", name(f"{s}.person"), "　{{ " + s + ".date }}", props=_FLUSH)
    mark = p("表下注", "〔签批记录 {{ " + s + ".mark }}〕")
    blank = p("正文", f"{who}：＿＿＿＿　　年　月　日", props=_FLUSH)
    return Cell(when(f"{s}.person", done, mark, other=blank), valign="bottom")


_FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'


TEMPLATES: Mapping[str, Callable[[], Doc]] = {
    "minutes": minutes,
    "minutes-gbt9704": minutes_gbt9704,
    "transcript": transcript,
}
