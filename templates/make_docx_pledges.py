"""Template of 保密承诺书 (forms.md C3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docx.document import Document as Doc
from docx_base import H, begin
from docx_faces import feet, form_head
from docx_kit import BLANK_SIGN, SLIM, Cell, body, each, label, p, put, row, t, table, value, when
from make_docx_meetings import MEETING


def pledges() -> Doc:
    """保密承诺书: who may know what, what he promises, for how long; his signature and his head's."""
    doc = begin(H, MEETING)
    form_head(doc, H, "管理部013号　版本 A/0")
    feet(doc, left="行政办保存·至期满后二年")
    known = each("one in x.may_know", p("表格文字", "· {{ one }}"))
    put(
        doc,
        p("文件标题", "保密承诺书"),
        p("空行", props=SLIM),
        table(
            (24, 54, 24, 54),
            row(label("承诺人"), value("{{ r.person }}"), label("拟稿日期"), value("{{ r.drafted_on }}"), h=9),
            row(label("部　门"), value("{{ r.dept }}"), label("岗　位"), value("{{ r.post }}"), h=9),
            row(label("可知悉\n范　围"), Cell(known, 3, "center"), h=18),
            row(label("期　限"), value("{{ x.period }}", span=3), h=9),
        ),
        p("空行", props='<w:spacing w:line="240" w:lineRule="exact"/>'),
        body("r.text"),
        p("空行", props='<w:spacing w:line="240" w:lineRule="exact"/>'),
        table(
            (24, 132),
            row(label("承诺人\n签　字"), _signed("承诺"), h=24),
            row(label("主　管\n签　字"), _signed("主管", "{{ x.head }}"), h=24),
        ),
        p("表下注", "本承诺书一式二份，承诺人、行政办各存一份。", props='<w:spacing w:before="120"/>'),
        p("空行", props=SLIM),
    )
    return doc


def _signed(step: str, post: str = "") -> Cell:
    s = f"sign.{step}"
    said = when(f"{s}.opinion", p("表格文字", "{{ " + s + ".opinion }}"))
    name = t("{{ " + s + ".person }}", "姓名", '<w:u w:val="single"/>')
    rest = "　{{ " + s + ".post }}　{{ " + s + ".date }}　〔签批记录 {{ " + s + ".mark }}〕"
    done = said + p("表格文字", "签名：", name, rest, align="right")
    blank = p("表格文字", f"{post}　{BLANK_SIGN}" if post else BLANK_SIGN, align="right")
    return Cell(when(f"{s}.person", done, other=blank), valign="bottom")


TEMPLATES: Mapping[str, Callable[[], Doc]] = {"pledges": pledges}
