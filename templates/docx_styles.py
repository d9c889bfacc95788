"""The named styles of the house layout. A style's id is its name."""

from __future__ import annotations

from collections.abc import Sequence

from docx_base import HEI, KAI, SAN, SONG, WU, XIAO_ER, XIAO_WU, Style

RED, GREY = "E60000", "BFBFBF"
LINES_15 = ("auto", 360)

HOUSE: tuple[Style, ...] = (
    Style("文号", size=WU, align="right"),
    Style("密级缓急", HEI, WU, align="left"),
    Style("空行", line=("auto", 240)),
    Style("文件标题", HEI, XIAO_ER, bold=True, align="center", line=("auto", 300), keep_next=True, level=0),
    Style("副标题", align="center", line=LINES_15, keep_next=True),
    Style("主送", align="left", line=LINES_15, keep_next=True),
    Style("正文", first=200, line=LINES_15),
    Style("一级标题", bold=True, align="left", first=200, line=LINES_15, keep_next=True, level=1),
    Style("二级标题", align="left", first=200, line=LINES_15, keep_next=True, level=2),
    Style("三级标题", align="left", first=200, line=LINES_15, keep_next=True, level=3),
    Style("四级标题", align="left", first=200, line=LINES_15, keep_next=True, level=4),
    Style("列表一", left=300, hanging=100, line=LINES_15),
    Style("列表二", left=400, hanging=100, line=LINES_15),
    Style("附件说明", align="left", left=575, hanging=375, line=LINES_15, keep_next=True),
    Style("署名日期", align="center", line=LINES_15, keep_next=True),
    Style("附注", align="left", first=200, line=LINES_15, keep_next=True),
    Style("附件序号", HEI, align="left", line=LINES_15, keep_next=True),
    Style(
        "附件标题",
        HEI,
        SAN,
        bold=True,
        align="center",
        line=("auto", 300),
        after=240,
        keep_next=True,
        level=1,
    ),
    Style("文尾栏", size=WU, align="left", line=("auto", 276)),
    Style("页码", size=XIAO_WU, align="center"),
    Style("信笺名称", HEI, SAN, align="left"),
    Style("信笺地址", size=XIAO_WU, align="left", before=40, tight=-2),
    Style("表格文字", size=WU, align="left", before=20, after=20),
    Style("表头", size=WU, align="center", before=20, after=20),
    Style("表下注", size=XIAO_WU, align="left"),
    Style("印章", HEI, 36.0, bold=True, align="center", color=GREY),
    Style("姓名", KAI, 0, character=True),
    Style("校验码", size=XIAO_WU, latin="Courier New", character=True),
    Style("标签", HEI, 0, character=True),
    Style("印发信息", SONG, 0, character=True),
)
"""The styles of the house layout (domain.md §1); ``Style`` names are style ids. Size 0 inherits."""


def restyle(styles: Sequence[Style], *changed: Style) -> tuple[Style, ...]:
    """Return ``styles`` with those of the same name replaced, new ones at the end."""
    new = {style.name: style for style in changed}
    kept = tuple(new.pop(style.name, style) for style in styles)
    return kept + tuple(new.values())
