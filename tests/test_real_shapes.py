"""Shapes of real papers that once broke something: rules and notes as typists type them, words invented."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

import scratch
import verbs
import wordfiles
from wenshu import build, markdown, markdown_plain
from wenshu.checks import text
from wenshu.markdown import Heading, Item, Paragraph, parse, plain
from wenshu.markdown_tokens import Reader

MINUTES = "minutes/2026/weekly"
TRANSCRIPT = "transcript/2026/weekly"


def minutes(items: str, more: str = "") -> str:
    """Return the YAML of minutes with these items (YAML list, not indented)."""
    head = """\
meeting_type: 总经理办公会
date: 2026-05-11
start: 09:00
end: 10:00
place: 二楼会议室
chair: 周启衡
present: [周启衡, 何管, 沈一鸣]
recorder: 林晓岚
attending: [林晓岚]
guests: [{name: 石蕾, org: 安运公司}]
distribution:
  - department: 总经理办公室
  - department: 管理部
  - department: 销售部
compiled_on: 2026-05-11
items:
"""
    return head + re.sub(r"(?m)^(?=.)", "  ", items) + more


def paragraphs(root: Path, id_: str) -> list[tuple[str, bool]]:
    """Build; return each paragraph of the paper's body: its text, and whether it keeps with the next."""
    answer = build.build(root, None, scratch.TODAY)
    assert answer.built is not None, [str(f.message()) for f in answer.findings]
    data = (root / "site" / "office" / f"{id_}.docx").read_bytes()
    return [
        (p.text, p._p.pPr is not None and p._p.pPr.find(qn("w:keepNext")) is not None)
        for p in docx.Document(io.BytesIO(data)).paragraphs
    ]


# -- bodies as they are typed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "1、先登记\n2、再上架\n3、当日对账",
        "（一）先登记\n（二）再上架\n（三）当日对账",
        "(1)先登记\n(2)再上架\n(3)当日对账",
        "1）先登记\n2）再上架\n3）当日对账",
        "①先登记\n②再上架\n③当日对账",
        "第一条 先登记\n第二条 再上架\n第三条 当日对账",
        "·先登记\n·再上架\n·当日对账",
        "1 、先登记\n2 、再上架\n3 、当日对账",
        "【人】先登记\n【车】再上架\n【账】当日对账",
    ],
)
def test_lines_that_begin_with_a_number_of_their_own_are_paragraphs(source: str) -> None:
    for body in (parse(source), Reader(source).body()):
        assert [type(block) for block in body.blocks] == [Paragraph] * 3
        assert [plain(block.spans) for block in body.blocks] == source.split("\n")
        assert [block.line for block in body.blocks] == [1, 2, 3]


def test_bold_numbers_too_and_other_lines_are_still_joined() -> None:
    body = parse("各部门请办：\n**1、盘点**\n2、上报，数字\n要核对")
    assert [plain(block.spans) for block in body.blocks] == ["各部门请办：", "1、盘点", "2、上报，数字要核对"]


def test_lines_that_run_into_one_paragraph_are_told(tmp_path: Path) -> None:
    listed = "分工如下：\n何管，负责场地\n沈一鸣，负责展车的摆放、清洁和钥匙的保管\n李明，负责登记"
    wrapped = "展车每日营业前由销售部清洁，钥匙由前台\n统一保管，试驾前核对驾驶证，交还时当面\n检查外观。"
    for body, wanted in ((listed, True), (wrapped, False), (listed.replace("\n", "\n\n"), False)):
        items = "- title: 分工\n  decided: |-\n" + re.sub(r"(?m)^(?=.)", "    ", body) + "\n"
        root = scratch.make(tmp_path / str(len(body)), {MINUTES: minutes(items)})
        said = [line for line in scratch.said(root) if "BOD03" in line]
        assert bool(said) == wanted
        assert not said or (":19:1:" in said[0] and "4 行" in said[0]), said


def test_a_year_at_the_end_of_a_line_begins_nothing() -> None:
    assert len(parse("展厅开放到\n2026年3月底，共\n30天").blocks) == 1


@pytest.mark.parametrize("source", ["　#0", "　1、甲", "甲\n　#0", "- 甲\n1、乙", "1、甲\n- 乙\n2、丙", "1.5 倍\n2.甲"])
def test_both_ways_of_reading_agree(source: str) -> None:
    quick = markdown_plain.read(source)
    assert quick is None or quick == Reader(source).body()


def test_a_number_before_digits_or_letters_stands_off() -> None:
    body = parse("1. 2026年目标\n2. SUV展车\n3. 精品\n\n## 总则\n\n### 范围\n\n#### 3月起")
    items = [block for block in body.blocks if isinstance(block, Item)]
    assert [item.marker for item in items] == ["1. ", "2. ", "3."]
    assert [block.number for block in body.blocks if isinstance(block, Heading)] == ["一、", "（一）", "1. "]
    assert "1. 2026年目标" in body.text()


# -- what stays together on a page -------------------------------------------------------------------


def test_short_items_do_not_chain_the_whole_paper_to_one_page(tmp_path: Path) -> None:
    items = "".join(f"- title: 第{n}个展位\n  decided: 1、照旧。\n" for n in "甲乙丙丁戊己")
    told = paragraphs(scratch.make(tmp_path / "c", {MINUTES: minutes(items)}), MINUTES)
    assert [kept for line, kept in told if line == "1、照旧。"] == [False] * 5 + [True]
    assert [kept for line, kept in told if line == "会议决定："] == [True] * 6


def test_a_lead_stays_with_what_it_leads_to(tmp_path: Path) -> None:
    body = "夜间值守如下：\n\n| 日期 | 人 |\n|---|---|\n| 周一 | 李明 |\n\n其余照旧。"
    items = "- title: 值守\n  decided: |-\n" + re.sub(r"(?m)^(?=.)", "    ", body) + "\n- title: 其他\n"
    told = dict(paragraphs(scratch.make(tmp_path / "c", {MINUTES: minutes(items)}), MINUTES))
    assert told["会议决定：夜间值守如下："]
    assert not told["其余照旧。"]


def test_the_foot_of_minutes_never_stands_alone(tmp_path: Path) -> None:
    items = "- title: 展位\n  decided: 1、照旧。\n"
    record = minutes(items, "attachments: [{title: 图纸}]\n")
    told = paragraphs(scratch.make(tmp_path / "c", {MINUTES: record}), MINUTES)
    assert dict(told)["（待编号）-材1　图纸"]
    word = docx.Document(str(tmp_path / "c" / "site" / "office" / f"{MINUTES}.docx"))
    style = word.styles["签发行"].element
    assert style.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None


def test_the_end_of_a_transcript_stands_with_its_last_words(tmp_path: Path) -> None:
    record = minutes("").partition("guests:")[0] + (
        "speeches:\n  - speaker: 周启衡\n    text: |-\n      开会。\n      散会。\n"
    )
    told = paragraphs(scratch.make(tmp_path / "c", {TRANSCRIPT: record}), TRANSCRIPT)
    assert [kept for line, kept in told if line.endswith(("开会。", "散会。"))] == [False, True]


def test_a_long_last_paragraph_takes_no_other_along() -> None:
    from wenshu import ooxml

    short, long = "照旧。", "请各部门按本办法执行，" * 8
    for last, wanted in ((short, [True, True]), (long, [False, True])):
        pieces = ooxml.blocks(parse(f"{short}\n\n{last}")).split("</w:p>")[:2]
        assert ["<w:keepNext/>" in piece for piece in pieces] == wanted


# -- findings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["备用钥匙挂在哪里?请行政办定", "是否加装护栏?由管理部答复", "价格合适吗?先比三家", "几时交车?下周答复客户"]
)
def test_a_question_in_ascii_is_a_slip_of_the_pen_and_no_damage(said: str) -> None:
    assert [code.id for code, _, _ in text.problems(said)] == ["TXT12"]


@pytest.mark.parametrize("said", ["库存由仓?保管员清点", "请各部?按期上报"])
def test_a_lost_character_is_still_an_error(said: str) -> None:
    assert [code.id for code, _, _ in text.problems(said)] == ["TXT01"]


def test_advertising_that_came_along_however_polite() -> None:
    for said in ("欢迎大家下载使用", "欢迎广大用户关注公众号", "欢迎下载"):
        assert [code.id for code, _, _ in text.problems(said)] == ["TXT07"]


def test_the_odd_traditional_character_in_the_name_of_a_chemical() -> None:
    found = list(text.problems("清洗槽不得倒入强堿"))
    assert [code.id for code, _, _ in found] == ["TXT05"]
    assert found[0][2]["simple"] == "堿→碱"


def test_two_may_report_one_item_and_only_the_stranger_is_named(tmp_path: Path) -> None:
    items = "- title: 展位\n  reporter: {}\n"
    for reporter, wanted in (("何管、石蕾", ""), ("何管/沈一鸣", ""), ("何管、吕东", "“吕东”")):
        root = scratch.make(tmp_path / reporter.replace("/", "-"), {MINUTES: minutes(items.format(reporter))})
        said = [line for line in scratch.said(root) if "MIN18" in line]
        assert (wanted in said[0] and len(said) == 1) if wanted else not said


def test_a_title_in_english_may_be_as_long_as_a_chinese_one(tmp_path: Path) -> None:
    items = "- title: " + "Showroom lighting and floor plan, second round " * 3 + "\n"
    assert "SCH11" not in scratch.codes(scratch.make(tmp_path / "c", {MINUTES: minutes(items)}))


# -- verbs -------------------------------------------------------------------------------------------


def test_the_archives_copy_of_a_dead_paper_is_not_called_back(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    verbs.signed(root)
    verbs.done(root, f"issue {verbs.STOCK}", f"distribute {verbs.STOCK} --to 服务部 --to 文书档案 --copies 1")
    said = verbs.run(root, f"void {verbs.STOCK} --as 沈一鸣 --reason 已不执行")
    assert said.code == 0, said.err
    assert "服务部 1 份" in said.out
    assert "文书档案" not in said.out


def test_the_statement_of_a_year_counts_every_number_of_it(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    verbs.signed(root)
    verbs.done(root, f"issue {verbs.STOCK}")
    verbs.done(root, f"number close-year 2026 --out {tmp_path}", as_of="2027-01-05")
    told = docx.Document(str(tmp_path / "2026年断号说明.docx"))
    assert "已用 1 · 预留 0 · 作废 0 · 断号 0" in [p.text for p in told.paragraphs]


# -- lists and pages ---------------------------------------------------------------------------------


def test_minutes_belong_to_the_department_of_their_type_of_meeting(tmp_path: Path) -> None:
    company = scratch.COMPANY.replace(
        "{name: 总经理办公会, approver: 总经理}", "{name: 总经理办公会, approver: 总经理, dept: 总经理办公室}"
    )
    record = minutes("- title: 展位\n").replace("recorder: 林晓岚", "recorder: 李明")
    office = scratch.read(scratch.make(tmp_path / "c", {MINUTES: record}, company)).office
    assert office is not None
    assert office.dept(office.records[MINUTES]) == "总经理办公室"


def test_no_line_of_a_page_ends_within_a_name_of_two(tmp_path: Path) -> None:
    root = scratch.make(tmp_path / "c", {MINUTES: minutes("- title: 展位\n")})
    build.build(root, None, scratch.TODAY)
    page = (root / "site" / "office" / f"{MINUTES}.html").read_text(encoding="utf-8")
    assert '<span class="nw"><span class="n2">何</span>管</span>' in page
    assert ".nw{white-space:nowrap}" in (root / "site/office/assets/site.css").read_text(encoding="utf-8")


def test_a_table_of_hundreds_of_rows_comes_out_whole(tmp_path: Path) -> None:
    rows = [(f"编号{n}", f"third_part_{n}-device") for n in range(400)]
    table = "\n".join(["|编号|名称|", "|---|---|", *(f"|	{a}	|	{b} 	|" for a, b in rows)])
    items = "- title: 清单\n  decided: |-\n" + re.sub(r"(?m)^(?=.)", "    ", table) + "\n"
    paragraphs(scratch.make(tmp_path / "c", {MINUTES: minutes(items)}), MINUTES)
    word = docx.Document(str(tmp_path / "c" / "site" / "office" / f"{MINUTES}.docx"))
    seen = [tuple(cell.text for cell in row.cells) for one in word.tables for row in one.rows]
    assert [row for row in seen if row in set(rows)] == rows


def test_everything_at_once_is_still_read_by_both_ways() -> None:
    assert Reader(wordfiles.EVERYTHING).body() == markdown.parse(wordfiles.EVERYTHING)
