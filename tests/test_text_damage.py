"""Text damaged on its way, and the noise of the page it was copied from."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from docx import Document

import scratch
from wenshu import build, kinds, proof, schema, to_docx, yamlread
from wenshu.checks import text
from wenshu.diagnostics import Place
from wenshu.model import RawRecord, Record
from wenshu.zh_traditional import SIMPLIFIED

SCHEMA = b"""\
title: x
x-en: x
type: object
additionalProperties: false
properties:
  title: {title: T, x-en: T, type: string}
  body: {title: B, x-en: B, type: string, x-markdown: true}
  dept: {title: D, x-en: D, type: string, x-ref: dept}
"""
PATH = "records/papers/2026/a.yaml"


def found(source: str) -> list[tuple[str, str, str]]:
    """Return code, place and message of what the check tells about one record."""
    known, _ = kinds.discover({"papers": SCHEMA})
    data = source.encode("utf-8")
    tree, _ = yamlread.read(PATH, data)
    assert tree is not None
    raw = RawRecord("papers/2026/a", "papers", PATH, data, tree)
    values, _ = schema.typed(known["papers"].compiled, raw)
    record = Record(raw, values, "")

    def place(one: Record, *pointer: str | int) -> Place:
        return yamlread.at(one.raw, pointer)

    office = SimpleNamespace(records={record.id: record}, kinds=known, place=place)
    (check,) = text.EACH
    return [
        (finding.code.id, str(finding.place).removeprefix(PATH + ":"), finding.message())
        for finding in check(office, record)  # type: ignore[arg-type]
    ]


DAMAGED: tuple[tuple[str, str], ...] = (
    ("TXT01", "请于明日前报?送库存表"),
    ("TXT01", "请于明日前报??送库存表"),
    ("TXT01", "已办结，?转归档"),
    ("TXT01", "仓库?qū)外开放"),
    ("TXT02", "请于明日前报\ufffd库存表"),
    ("TXT03", "锟斤拷锟斤拷库存表"),
    ("TXT03", "閫氱煡锛氳鍚勯儴闂"),
    ("TXT03", "é€šçŸ¥å„éƒ¨é—¨"),
    ("TXT03", "烫烫烫"),
    ("TXT04", "更换轮胎(lun)两条"),
    ("TXT04", "更换轮（tai）两条"),
    ("TXT04", "l(fā)给各部门"),
    ("TXT04", "会议(hui yi)纪要"),
    ("TXT05", "各部门應当按时报送"),
    ("TXT05", "各部門應當按時報送庫存報表"),
    ("TXT06", "２026年3月"),
    ("TXT06", "第１项和第2项"),
)


@pytest.mark.req("GEN-05")
@pytest.mark.parametrize(("code", "words"), DAMAGED)
def test_lost_and_damaged_characters_are_found(code: str, words: str) -> None:
    assert code in [one[0] for one in found(f"title: {words}\n")]


NOISE: tuple[tuple[str, str], ...] = (
    ("TXT07", "本栏广告位招商中，欢迎来电"),
    ("TXT07", "欢迎下载本资料"),
    ("TXT07", "更多资料请访问我们的网站"),
    ("TXT07", "本文来源于网络"),
    ("TXT07", "如有侵权请联系删除"),
    ("TXT08", "咨询热线：400-000-0000"),
    ("TXT08", "客服热线（0551）65550100"),
    ("TXT09", "\uf0b7 库存盘点"),
    ("TXT10", "库存&nbsp;盘点"),
    ("TXT10", "库存<br/>盘点"),
)


@pytest.mark.req("GEN-04")
@pytest.mark.parametrize(("code", "words"), NOISE)
def test_noise_of_the_page_it_was_copied_from_is_found(code: str, words: str) -> None:
    assert [one[0] for one in found(f"body: |\n  {words}\n")] == [code]


SOUND = (
    "库存是否相符？请于明日前答复。",
    "CAN 总线(can)、时间(min)、面积(ha)",
    "见附件（共2页）（a）（b）",
    "关于翀（chōng）字的读音",
    "二〇二六年三月",
    "著作、乾坤、瞭望、徵询",
    "客服热线由客服部值守",
    "研发部 R&D 与 A<B 的比较",
    "下载车辆数据后存档",
    "第1项（ppt）",
    "规格 10×20mm，温度 25℃，公斤",
    "公众号由管理部维护",
    "http://example.test/?a=b",
    "加注 5W-30 机油（SN级）",
    "〔2026〕12号、《规定》——……",
)


@pytest.mark.req("GEN-05")
@pytest.mark.parametrize("words", SOUND)
def test_sound_text_says_nothing(words: str) -> None:
    assert found(f"title: '{words}'\nbody: |\n  {words}\n") == []


def test_txt11_full_width_blanks_before_a_paragraph() -> None:
    assert [one[:2] for one in found("body: |\n  第一段\n  　　第二段\n")] == [("TXT11", "3:3")]


def test_the_place_is_the_character_itself() -> None:
    told = found("title: 报?送\nbody: |\n  # 一级\n\n  请报?送\n  更换轮胎(lun)\n")
    assert [(code, place) for code, place, _ in told] == [
        ("TXT01", "1:9"),
        ("TXT01", "5:5"),
        ("TXT04", "6:7"),
    ]


def test_the_simplified_form_is_offered() -> None:
    (code, _, values), *_ = text.problems("各部門應當按時報送")
    assert code.id == "TXT05"
    assert "門→门、應→应、當→当、時→时、報→报" in code.at(PATH, None, **values).hint()


def test_references_are_no_text() -> None:
    assert found("dept: 報?送部\n") == []


def test_the_table_holds_traditional_characters_only() -> None:
    assert not set(SIMPLIFIED) & set(SIMPLIFIED.values())
    for sign in SIMPLIFIED.values():
        sign.encode("gb2312")
    for sign in "的一是在不了有和人这中大为上个国我以要他时来用们":
        assert sign not in SIMPLIFIED


def test_a_sound_body_costs_little() -> None:
    body = "各部门应当按照要求完成库存清点工作，形成书面材料报送管理部（见附件）。" * 30
    began = time.perf_counter()
    for _ in range(50):
        assert list(text.problems(body)) == []
    assert (time.perf_counter() - began) / 50 < 0.005


@pytest.mark.req("GEN-04")
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("TXT07", "更多资料请访问我们的网站"),
        ("TXT07", "欢迎下载{{ subject }}"),
        ("TXT08", "咨询热线：400-000-0000"),
        ("TXT01", "请于明日前报?送"),
        ("TXT10", "<br/>落款"),
    ],
)
def test_noise_in_a_template_is_found_at_the_build(tmp_path: Path, code: str, words: str) -> None:
    """A template made from a file of the net would print its noise on every paper."""
    root = scratch.make(tmp_path / "company")
    path = root / "templates/docx/fax.docx"
    paper = Document(str(path))
    paper.add_paragraph(words)
    paper.sections[0].footer.add_paragraph("校对：{{ number }}?{{ subject }}是")
    paper.save(str(path))
    told = [line for line in build.build(root, None, scratch.TODAY).findings if line.code == code]
    assert [line.file for line in told] == ["templates/docx/fax.docx"]


@pytest.mark.req("GEN-04")
def test_the_templates_of_the_house_are_free_of_noise() -> None:
    for path in sorted((scratch.HOUSE / "templates/docx").glob("*.docx")):
        data = path.read_bytes()
        assert proof.read(to_docx.compile(path.stem, data), data) == ()
