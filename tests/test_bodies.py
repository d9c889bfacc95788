"""Bodies: what Markdown may not hold, links that lead nowhere, signs that were meant otherwise."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import scratch
from paperwork import document, issue, office
from wenshu import build
from wenshu.diagnostics import Finding
from wenshu.office import Office

Maker = Callable[..., Path]
ID = "documents/2026/a"
PATH = f"records/{ID}.yaml"


def found(root: Path, code: str) -> list[Finding]:
    """Return the findings of one code."""
    return [finding for finding in scratch.read(root).findings if finding.code.id == code]


# the third line of a body of four · words of the message
BAD: dict[str, tuple[str, str]] = {
    "a tag": ("请<b>立即</b>整理。", "HTML"),
    "a picture": ("![平面图](map.png)", "图片"),
    "code": ("请运行`setup`。", "反引号"),
    "a quotation": ("> 引用的话", "引用"),
    "a title": ("# 关于整理的通知", "两个到五个 #"),
    "a heading without its blank": ("##一、总则", "空一格"),
    "italics": ("请*立即*整理。", "斜体"),
    "struck through": ("请~~立即~~整理。", "删除线"),
    "a link to the net": ("见[网页](https://example.test)。", "链接"),
    "a number typed": ("## 一、总则", "序号由程序书写"),
}


@pytest.mark.parametrize("case", BAD)
def test_BOD01_what_a_body_may_not_hold_is_told_at_its_line(company_dir: Maker, case: str) -> None:
    line, words = BAD[case]
    text = document(body=f"|\n  请各部门整理展厅。\n\n  {line}\n\n  此通知。")
    told = found(company_dir({ID: text}), "BOD01")
    number = text[: text.index(line)].count("\n") + 1
    assert {str(f.place) for f in told} == {f"{PATH}:{number}:1"}
    assert words in told[0].message() and told[0].hint()
    assert {f.severity for f in told} == {"warning"}, "a draft may still be mended"


def test_BOD01_is_an_error_once_the_paper_is_issued(company_dir: Maker) -> None:
    root = company_dir({ID: document(body="|\n  请<b>立即</b>整理。")})
    issue(root, ID, "通", 1)
    assert {f.severity for f in found(root, "BOD01")} == {"error"}


def test_BOD02_a_link_that_leads_nowhere_is_told_at_its_line(company_dir: Maker) -> None:
    text = document(body="|\n  第一段。\n\n  按[办法](documents/2026/rulez)办理。")
    root = company_dir({ID: text, "documents/2026/rules": document()})
    (told,) = found(root, "BOD02")
    line = text[: text.index("[办法]")].count("\n") + 1
    assert str(told.place) == f"{PATH}:{line}:1"
    assert "documents/2026/rulez" in told.message() and "也许是“documents/2026/rules”？" in told.hint()
    scratch.put(root, {ID: text.replace("rulez", "rules")})
    assert found(root, "BOD02") == []


@pytest.mark.parametrize(("words", "column"), [("库存是否相符?请答复", 9), ("谁来做什么?请报名", 8)])
def test_TXT12_a_question_with_the_mark_of_another_keyboard(
    company_dir: Maker, words: str, column: int
) -> None:
    text = document(body=f"|\n  {words}。")
    root = company_dir({ID: text})
    (told,) = found(root, "TXT12")
    line = text[: text.index(words)].count("\n") + 1
    assert str(told.place) == f"{PATH}:{line}:{column}" and told.severity == "warning"
    assert found(root, "TXT01") == [], "it is no lost character"


def test_TPL32_a_character_no_word_file_can_hold_is_refused(
    company_dir: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reader refuses control characters; should one come another way, the printers refuse it too."""
    root = company_dir({ID: document()})
    held = office(root)
    record = held.records[ID]
    spoilt = dataclasses.replace(record, values={**record.values, "title": "关于整理\x0b的通知"})
    bad: Office = dataclasses.replace(held, records={ID: spoilt})
    sound = scratch.read(root)
    monkeypatch.setattr(build, "believe", lambda *_, **__: dataclasses.replace(sound, office=bad))
    answer = build.build(root, None, date(2026, 6, 30))
    assert answer.built is None and not (root / "site").exists()
    assert {(line.code, line.file) for line in answer.findings} == {("TPL32", PATH)}
