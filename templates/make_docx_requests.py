"""Template of 文件修改申请单 (forms A13): the request, before and after, who decided, what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as Doc
from docx_base import P, begin
from docx_faces import feet, form_head
from docx_grid import EIGHT, halves, thirds, whole
from docx_kit import BOX, SLIM, Cell, Row, cell, label, p, put, row, sign, t, table, value, when
from docx_styles import HOUSE

UNDERLINE = '<w:u w:val="single"/>'
JOINED = '<w:spacing w:before="0" w:after="0" w:line="14" w:lineRule="exact"/>'
"""``props`` of what parts two tables that look like one; Word takes no less."""
ROOM = 81.0
"""What stands of a short difference is as high as this, so that the form fills its page (mm)."""


def _words(pieces: str) -> Cell:
    """Return a cell of one side of a difference: changed words underlined, for a photocopy shows no colour."""
    marked = (
        "{% for s in " + pieces + " %}{% if s.changed %}",
        t("{{ s.text }}", fmt=UNDERLINE),
        "{% else %}{{ s.text }}{% endif %}{% endfor %}",
    )
    return cell(p("表格文字", *marked), valign="top")


def _differences() -> tuple[Row, ...]:
    """Return the rows of the differences: few share the room of the form, many take what they need."""
    place = cell("{{ c.place }}", style="表头", valign="top")
    content = (place, _words("c.before"), _words("c.after"))
    return (
        row(label("修改位置"), label("修改前"), label("修改后"), h=7, header=True),
        *(
            row(*content, h=ROOM / n, loop="c in changes", only=f"changes|length == {n}", split=True)
            for n in (1, 2, 3)
        ),
        row(*content, h=9, loop="c in changes", only="changes|length > 3", split=True),
    )  # fmt: skip


def _signed() -> tuple[Row, ...]:
    """Return the signature cells: two a row, the last sign-off by itself."""
    left, right = (sign("", signed=f"a.{side}", tight=True).markup for side in ("left", "right"))
    right = when("a.right.label", right, other=p("表格文字"))
    pair = row(
        label("{{ a.left.label }}"), Cell(left, 3, "bottom"), label("{{ a.right.label }}"), Cell(right, 3, "bottom"),
        h=22, loop="a in signs.pairs",
    )  # fmt: skip
    last = row(label("{{ signs.last.label }}"), sign("", 7, "signs.last"), h=25)
    return pair, last


def request() -> Doc:
    """文件修改申请单."""
    doc = begin(P, HOUSE)
    form_head(doc, P, "管理部004号　版本 A/0")
    feet(doc, P, left="总经理办公室保存·与文件一同归档")
    head = table(
        EIGHT,
        halves(("申请号", "{{ number }}"), ("申请日期", "{{ date }}"), h=8),
        thirds(("申请部门", "{{ dept }}"), ("申请人", "{{ person }}"), ("录入人", "{{ typist }}"), h=8),
        row(label("文件编号"), value("{{ about }}", span=5), label("现行版本"), value("{{ edition }}"), h=9),
        whole("文件名称", "{{ subject }}"),
        halves(("修改类别", "{{ kinds }}"), ("提出方式", "{{ via }}"), h=8),
        row(label("修改原因"), value("{{ reason }}", span=7, valign="top"), h=25),
        rules={**BOX, "bottom": 0.5},
        pad=1.0,
    )
    changes = table((24, 73, 73), *_differences(), rules={**BOX, "top": 0.5, "bottom": 0.5}, pad=1.0)
    rest = table(
        EIGHT,
        whole("影响的文\n件、表单", "{{ impact }}"),
        whole("在用空白\n表处理", "{{ old_stock }}"),
        *_signed(),
        whole("决　　定", "{{ outcome }}"),
        halves(("新版本", "{{ new_edition }}"), ("生效日期", "{{ effective }}"), h=8),
        halves(("执行人", "{{ done_by }}"), ("旧版收回", "{{ recalled }}"), h=8),
        rules={**BOX, "top": 0.5},
        pad=1.0,
    )
    put(
        doc,
        p("文件标题", "文件修改申请单"),
        head,
        p("空行", props=JOINED),
        changes,
        p("空行", props=JOINED),
        rest,
        p("空行", props=SLIM),
    )
    return doc


TEMPLATES: Mapping[str, Callable[[], Doc]] = {"revision-request": request}
