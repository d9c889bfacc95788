"""Templates of a person's rights: the answering letter, the paper of all that is known, the list to tick off."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as Doc
from docx_base import H, P, begin
from docx_faces import at_foot, blank_lines, feet, form_head, letterhead, running_head, seal_gap, secrecy, signature
from docx_kit import SLIM, cell, each, label, name, p, put, row, table, value, when
from docx_styles import HOUSE

SEAL = seal_gap(2)
BELOW = '<w:spacing w:line="160" w:lineRule="exact"/>'
"""Room between a table and the text below it."""


def answers() -> Doc:
    """The letter that answers a request: decision by decision, with its ground."""
    doc = begin(H, HOUSE, first=True)
    letterhead(doc)
    running_head(doc, text="{{ x.number }}")
    feet(doc)
    decided = table(
        (34, 24, 66, 32),
        row(*map(label, ("用途", "决定", "依据", "限制至")), h=8, header=True),
        row(
            value("{{ d.purpose }}"), value("{{ d.decision }}", align="center"), value("{{ d.ground }}"),
            value("{{ d.until }}", align="center"), h=9, loop="d in x.decisions",
        ),
    )  # fmt: skip
    put(
        doc,
        p("文号", "{{ x.number }}"),
        secrecy(),
        blank_lines(1),
        p("文件标题", "关于个人信息{{ x.kind }}请求的答复"),
        blank_lines(1),
        p("主送", "{{ x.to }}："),
        p("正文", "您于{{ x.received }}提出的个人信息{{ x.kind }}请求（{{ x.number }}）已经收到。"
                  "经核验身份、逐个用途研究，现答复如下："),
        decided,
        p("空行", props=BELOW),
        when("r.text", p("正文", "{{ r.text }}")),
        when("x.limited", p("正文", "“限制处理”是指法律规定的保存期还没有满：在此期间只保存，不使用，"
                                    "也不再印出；期满后删除。")),
        p("正文", "对本答复有异议的，可以向本公司{{ x.office }}提出，也可以向履行个人信息保护职责的部门投诉。"),
        signature(H, "{{ x.issuer }}", "{{ x.date }}", gap=SEAL),
        at_foot(
            H,
            row(
                cell(
                    p("文尾栏", "签发人：", name("r.decided_by"), "{% if x.post %}（{{ x.post }}）{% endif %}"),
                    p("文尾栏", "答复方式：{{ r.channel }}{% if x.identity %}　身份核验：{{ x.identity }}{% endif %}"),
                    p("文尾栏", "经办：", name("r.clerk"), "　本件送请求人一份，存档一份"),
                    span=2,
                ),
                h=0,
            ),
            rules={"top": 0.75},
            gap=SEAL,
        ),
    )  # fmt: skip
    return doc


def export() -> Doc:
    """All that is known of one person, place by place, with the purpose of each value."""
    doc = begin(P, HOUSE)
    form_head(doc, P, "管理部041号　版本 A/0", secrecy="")
    feet(doc, P, left="送请求人·存档一份")
    rows = table(
        (44, 86, 40),
        row(*map(label, ("项目", "内容", "用途")), h=8, header=True),
        row(value("{{ f.label }}"), value("{{ f.value }}"), value("{{ f.purpose }}", align="center"),
            h=8, loop="f in s.rows"),
    )  # fmt: skip
    part = (p("表头", "{{ s.title }}", props='<w:spacing w:before="160" w:after="60"/>', align="left", keep=True),
            p("表下注", "{{ s.place }}{% if s.why %}　{{ s.why }}{% endif %}", keep=True), rows)  # fmt: skip
    put(
        doc,
        p("文件标题", "个人信息复制件"),
        secrecy(),
        p("表格文字", "当事人：{{ named }}　　{% if number %}请求编号：{{ number }}　　{% endif %}截至 {{ day }}"),
        p("表格文字", "以下是本公司文书库中关于当事人的全部记录，共 {{ count }} 处 {{ values }} 项。"
                      "〔密封·…〕是经办人的钥匙打不开的内容，〔已删除·…〕、〔限制处理·…〕是已经删除或限制处理的内容。"),
        each("s in sections", *part),
        p("表下注", "经办：{{ by }}　　本件只交当事人本人或其委托人，一式两份。", props='<w:spacing w:before="200"/>'),
    )  # fmt: skip
    return doc


def places() -> Doc:
    """The list of places outside the repository that must be cleared by hand after an erasure."""
    doc = begin(P, HOUSE)
    form_head(doc, P, "管理部042号　版本 A/0")
    feet(doc, P, left="行政办保存·随请求归档")
    head = table(
        (26, 59, 26, 59),
        row(label("当事人"), value("{{ named }}"), label("请求编号"), value("{{ number }}"), h=9),
        row(label("决定人"), value(p("表格文字", name("by"))), label("日　　期"), value("{{ day }}"), h=9),
        row(label("依　　据"), value("{{ ground }}", span=3), h=10),
    )
    done = table(
        (34, 22, 38, 76),
        row(*map(label, ("用途", "处理", "限制至", "保存依据")), h=8, header=True),
        row(value("{{ d.purpose }}"), value("{{ d.decision }}", align="center"), value("{{ d.until }}", align="center"),
            value("{{ d.rule }}"), h=8, loop="d in done"),
    )  # fmt: skip
    ticks = table(
        (10, 34, 74, 24, 28),
        row(*map(label, ("□", "何处", "做什么", "收件人\n持有人", "经手·日期")), h=9, header=True),
        row(value("□", align="center"), value("{{ e.sort }}"), value("{{ e.what }}"), value("{{ e.who }}"), value(""),
            h=12, loop="e in elsewhere"),
    )  # fmt: skip
    put(
        doc,
        p("文件标题", "个人信息删除核对单"),
        head,
        p("空行", props=SLIM),
        done,
        p("表下注", "钥匙已经销毁，文书库和它的历史里的内容再也打不开。库外的下列各处，逐项处理后打勾、签名：",
          props='<w:spacing w:before="120" w:after="60"/>'),
        ticks,
        p("表下注", "全部处理完毕：＿＿＿＿　　年　　月　　日", props='<w:spacing w:before="160"/>', align="right"),
    )  # fmt: skip
    return doc


TEMPLATES: Mapping[str, Callable[[], Doc]] = {
    "subject_answers": answers,
    "subject-export": export,
    "erasure": places,
}
