# ruff: noqa: E402  # the kit of the house lies beside its own templates
"""Templates of the two cards, made like those of the house: ``python tests/cards/make_docx_cards.py``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "templates"))

from docx.document import Document as Doc
from docx_base import P, begin, save
from docx_faces import feet, form_head, sub_line
from docx_grid import EIGHT, halves, thirds, whole
from docx_kit import SLIM, Cell, Row, each, p, put, table
from docx_styles import HOUSE


def _form(doc: Doc, title: str, number: str, left: str, *rows: Row) -> Doc:
    form_head(doc, P, number)
    feet(doc, P, left=left)
    put(
        doc, p("密级缓急", "{{ class_ }}"), p("文件标题", title),
        sub_line(P, "{{ r.dept }}", "{{ number }}　{% if stamp %}{{ stamp }}{% endif %}"),
        table(EIGHT, *rows), p("空行", props=SLIM),
    )  # fmt: skip
    return doc


def customers() -> Doc:
    """客户档案基本资料表, without the history of visits."""
    consent = (
        "{{ c.purpose }}（{{ c.basis }}，{{ c.on }}{% if c.how %}，{{ c.how }}{% endif %}"
        "{% if c.withdrawn %}，{{ c.withdrawn }}撤回{% endif %}）"
    )
    cycle = (
        "{% if r.cycle.months %}{{ r.cycle.months }}个月{% endif %}{% if r.cycle.km %}{{ r.cycle.km }}公里{% endif %}"
    )
    return _form(
        begin(P, HOUSE), "客户档案基本资料表", "客服部001号　版本 A/0", "各业务部门保存",
        thirds(("建档日期", "{{ r.opened_on }}"), ("客户名称", "{{ r.name }}"), ("性别", "{{ r.sex }}")),
        halves(("联系人", "{{ r.contact }}"), ("电话", Cell(each("t in r.phones", p("表格文字", "{{ t }}"))))),
        whole("地址", "{{ r.address }}"),
        thirds(("车型", "{{ r.model }}"), ("车号", "{{ r.plate }}"), ("车种", "{{ r.vehicle_kind }}")),
        halves(("车架号", "{{ r.vin }}"), ("保养周期", cycle)),
        whole("希望得到\n的服务", Cell(p("表格文字", "{{p r.wishes }}"))),
        whole("潜在需求", "{{ r.needs.text }}　{{ r.needs.by }}　{{ r.needs.on }}"),
        whole("兴趣话题", Cell(each("t in r.interests", p("表格文字", "{{ t }}")) + p("表格文字", props=SLIM))),
        whole("告知同意", Cell(each("c in r.consent", p("表格文字", consent)) + p("表格文字", props=SLIM))),
        whole("跟踪业务员", "{{ r.clerk }}"),
    )  # fmt: skip


def employees() -> Doc:
    """入职登记表, without the papers received."""
    return _form(
        begin(P, HOUSE), "入职登记表", "管理部015号　版本 A/0", "管理部行政办保存",
        thirds(("姓名", "{{ r.name }}"), ("拼音", "{{ r.pinyin }}"), ("性别", "{{ r.sex }}")),
        thirds(("出生日期", "{{ r.birth }}"), ("证件号码", "{{ r.identity }}"), ("手机", "{{ r.phone }}")),
        whole("现住址", "{{ r.address }}"),
        thirds(
            ("紧急\n联系人", "{{ r.emergency.name }}"), ("关系", "{{ r.emergency.relation }}"),
            ("电话", "{{ r.emergency.phone }}"),
        ),
        thirds(("岗位", "{{ r.post }}"), ("入职日期", "{{ r.joined_on }}"), ("离职日期", "{{ r.left_on }}")),
        whole("劳动合同", "{{ r.contract }}"),
        whole("考核评语", "{{ r.appraisal }}"),
        whole("登记人", "{{ r.recorded_by }}"),
    )  # fmt: skip


TEMPLATES: Mapping[str, Callable[[], Doc]] = {"customers": customers, "employees": employees}


def main(target: Path = HERE / "docx") -> int:
    """Write both templates below ``target`` and return how many."""
    for name, make in TEMPLATES.items():
        save(make(), target / f"{name}.docx")
    return len(TEMPLATES)


if __name__ == "__main__":
    sys.stdout.write(f"{main()} templates\n")
