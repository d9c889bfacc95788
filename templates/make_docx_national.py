"""Templates after GB/T 9704-2012 for papers to authorities: downward or level, upward, letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from docx.document import Document as Doc
from docx_base import BIAO, ER, FANG, GB, HEI, KAI, SAN, SI, SONG, Style, begin, tw
from docx_faces import MARKED, at_foot, blank_lines, marks, seal_gap, signature, stamp
from docx_kit import SLIM, body, cell, field, name, p, put, row, rule, t, table, when
from docx_styles import HOUSE, RED, restyle
from make_docx_papers import EDITION, annexes, attachment_list, edition_log

LINE = ("exact", 579)
"""22 lines in 225 mm: 28.95 pt."""
_CHAR = {"line": LINE, "tight": -5}
"""28 characters in 156 mm: 0.25 pt less between two."""
NATIONAL = restyle(
    HOUSE,
    Style("发文机关标志", BIAO, 26, align="center", color=RED, line=("exact", 600)),
    Style("文号", FANG, SAN, align="center", **_CHAR),
    Style("密级缓急", HEI, SAN, align="left", **_CHAR),
    Style("空行", FANG, SAN, line=LINE),
    Style("文件标题", BIAO, ER, align="center", line=("exact", 640), keep_next=True, level=0),
    Style("主送", FANG, SAN, align="left", keep_next=True, **_CHAR),
    Style("正文", FANG, SAN, first=200, **_CHAR),
    Style("一级标题", HEI, SAN, align="left", first=200, keep_next=True, level=1, **_CHAR),
    Style("二级标题", KAI, SAN, align="left", first=200, keep_next=True, level=2, **_CHAR),
    Style("三级标题", FANG, SAN, align="left", first=200, keep_next=True, level=3, **_CHAR),
    Style("四级标题", FANG, SAN, align="left", first=200, keep_next=True, level=4, **_CHAR),
    Style("列表一", FANG, SAN, left=300, hanging=100, **_CHAR),
    Style("列表二", FANG, SAN, left=400, hanging=100, **_CHAR),
    Style("附件说明", FANG, SAN, align="left", left=575, hanging=375, keep_next=True, **_CHAR),
    Style("署名日期", FANG, SAN, align="center", keep_next=True, **_CHAR),
    Style("附注", FANG, SAN, align="left", first=200, keep_next=True, **_CHAR),
    Style("附件序号", HEI, SAN, align="left", keep_next=True, line=LINE),
    Style(
        "附件标题",
        BIAO,
        ER,
        align="center",
        line=("exact", 640),
        before=579,
        after=579,
        keep_next=True,
        level=1,
    ),
    Style("文尾栏", FANG, SI, align="left", line=("exact", 480)),
    Style("页码", SONG, SI, latin=SONG, align="center"),
)
SEAL = seal_gap(2, line=10.2)
"""Free above and below issuer and date, mm."""
MARK_GAP = tw(35) - 60
"""Upper edge of the mark 35 mm below that of the type area; the line is 3 pt higher than its characters."""


def _number_foot(story: Any, side: str) -> None:
    """Lay ``— 1 —`` into a footer, one character in from ``side``."""
    indent = f'<w:ind w:{side}Chars="100" w:{side}="280"/>'
    put(story, p("页码", t("— "), field("PAGE"), t(" —"), props=indent, align=side))


def page_sides(doc: Doc, first: bool = True) -> None:
    """Lay page numbers: odd pages right, even pages left; ``first``: also on page 1."""
    section = doc.sections[0]
    stories = [(section.footer, "right"), (section.even_page_footer, "left")]
    if section.different_first_page_header_footer and first:
        stories.append((section.first_page_footer, "right"))
    for footer, side in stories:
        footer.is_linked_to_previous = False
        _number_foot(footer, side)
    headers = [section.header, section.even_page_header]
    for number, header in enumerate(headers, 12):
        header.is_linked_to_previous = False
        put(header, stamp(GB, number), p("空行", props=SLIM))


def _main(seal: bool = True) -> str:
    """Return title, 主送, body, attachments, signature, note."""
    return "".join(
        (
            blank_lines(2),
            p("文件标题", "{{ r.title }}"),
            blank_lines(1),
            when("x.to", p("主送", "{{ x.to }}：")),
            body("r.body"),
            attachment_list(),
            signature(GB, "{{ x.issuer }}", "{{ x.date }}", width=82, gap=SEAL),
            when("x.contact", p("附注", "（{{ x.contact }}）")),
            annexes(),
            edition_log(GB.usable),
        )
    )


def _imprint(issuer: bool = True) -> str:
    """Return 版记 on the lower edge of the type area; a letter has 抄送 only, without rules."""
    copies = row(cell(p("文尾栏", "抄送：{{ x.cc }}。", props=one_in()), span=2), h=9, only="x.cc")
    if not issuer:
        return when("x.cc", at_foot(GB, replace(copies, only=""), rules={}, gap=SEAL))
    printed = row(
        cell(p("文尾栏", "{{ x.office }}", props=one_in())),
        cell(p("文尾栏", t("{{ x.printed_on }}", "印发信息"), props=one_in(), align="right")),
        h=9,
    )
    return at_foot(GB, copies, printed, rules={"top": 1.0, "bottom": 1.0, "insideH": 0.75}, gap=SEAL)


def one_in() -> str:
    return '<w:ind w:leftChars="100" w:left="280" w:rightChars="100" w:right="280"/>'


def mark(words: str, marked: str) -> str:
    """Return the red mark 35 mm below the top of the type area, whether a line of marks (``marked``) stands above."""
    gap = f'<w:spacing w:before="{MARK_GAP}" w:after="0" w:line="600" w:lineRule="exact"/>'
    low = f'<w:spacing w:before="{MARK_GAP - 579}" w:after="0" w:line="600" w:lineRule="exact"/>'
    return when(marked, p("发文机关标志", words, props=low), other=p("发文机关标志", words, props=gap))


def _head() -> str:
    """Return class and urgency flush left, the mark below them, two empty lines."""
    return marks() + mark("{{ company.full }}文件", MARKED) + blank_lines(2)


def downward() -> Doc:
    """文件式·下行、平行: number centred two lines below the mark, red rule 4 mm below it."""
    doc = begin(GB, NATIONAL, odd_even=True)
    page_sides(doc)
    put(
        doc, _head(),
        p("文号", "{{ number }}", EDITION, props=rule(1.5, RED, gap=5)),
        _main(), _imprint(),
    )  # fmt: skip
    return doc


def upward() -> Doc:
    """文件式·上行: number left, 签发人 right, each one character in."""
    doc = begin(GB, NATIONAL, odd_even=True)
    page_sides(doc)
    left = '<w:ind w:leftChars="100" w:left="320"/>'
    right = '<w:ind w:rightChars="100" w:right="320"/>'
    line = table(
        (92, GB.usable - 92),
        row(
            cell(p("文号", "{{ number }}", EDITION, props=left, align="left")),
            cell(p("文号", "签发人：", name("x.signer"), "{{ x.signer_note }}", props=right, align="right")),
            h=12,
        ),
        rules={"bottom": 1.5}, color=RED, pad=0,
    )  # fmt: skip
    put(doc, _head(), line, _main(), _imprint())
    return doc


def _double_rule(story: Any, thick_first: bool, y: float) -> str:
    """Return the red double rule of a letter, 170 mm wide, centred on the page, ``y`` mm below its top."""
    top, bottom = (2.25, 0.75) if thick_first else (0.75, 2.25)
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{round(size * 8)}" w:space="0" w:color="{RED}"/>'
        for side, size in (("top", top), ("bottom", bottom))
    )
    frame = (
        f'<w:framePr w:w="{tw(170)}" w:h="40" w:hRule="exact" w:wrap="around" w:vAnchor="page" '
        f'w:hAnchor="page" w:x="{tw(20)}" w:y="{tw(y)}"/>'
    )
    thin = '<w:spacing w:before="0" w:after="0" w:line="40" w:lineRule="exact"/>'
    return p("空行", frame=frame, props=f"<w:pBdr>{sides}</w:pBdr>{thin}")


def letter() -> Doc:
    """信函式: issuer 30 mm from the page's top, two red double rules, no page number on page 1."""
    doc = begin(GB, NATIONAL, first=True, odd_even=True)
    page_sides(doc, first=False)
    section = doc.sections[0]
    head, foot = section.first_page_header, section.first_page_footer
    head.is_linked_to_previous = foot.is_linked_to_previous = False
    frame = (
        f'<w:framePr w:w="{tw(170)}" w:h="{tw(12)}" w:hRule="exact" w:wrap="around" w:vAnchor="page" '
        f'w:hAnchor="page" w:x="{tw(20)}" w:y="{tw(29)}"/>'
    )
    put(
        head,
        stamp(GB, 11),
        p("发文机关标志", "{{ company.full }}", frame=frame),
        _double_rule(head, True, 43.4),
        p("空行", props=f'<w:spacing w:before="0" w:after="0" w:line="{tw(32.3)}" w:lineRule="exact"/>'),
    )
    put(foot, _double_rule(foot, False, 276), p("空行", props=SLIM))
    put(doc, p("文号", "{{ number }}", EDITION, align="right"), marks(), _main(), _imprint(issuer=False))
    return doc


TEMPLATES: Mapping[str, Callable[[], Doc]] = {
    "documents-gbt9704": downward,
    "documents-gbt9704-up": upward,
    "documents-gbt9704-letter": letter,
}
