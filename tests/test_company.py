"""The company file: what in it contradicts itself is told at its line, and never goes by in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import scratch
from wenshu import files
from wenshu.build import judge
from wenshu.diagnostics import Finding, Place, Severity

Maker = Callable[..., Path]
PATH = "records/company.yaml"


def changed(*changes: tuple[str, str]) -> str:
    """Return the scratch company with pieces of its file replaced, each of which stands there."""
    text = scratch.COMPANY
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def found(root: Path, code: str) -> list[Finding]:
    """Return the findings of one code."""
    return [finding for finding in scratch.read(root).findings if finding.code.id == code]


# code · what is replaced · by what · the words at whose first character it is told · words of the message
_OFFICE = "'试点公司(办)字第[{year}]{serial:03}号'"
BAD: dict[str, tuple[str, str, str, str, str]] = {
    "unknown head": ("COM01", "head: 服务部经理", "head: 服务经理", "服务经理", "岗位“服务经理”"),
    "unknown parent": ("COM01", "code: JSB", "code: JSB, parent: 后勤部", "后勤部", "部门“后勤部”"),
    "unknown post held": ("COM01", "[{post: 销售顾问,", "[{post: 销售员,", "销售员", "岗位“销售员”"),
    "unknown step": ("COM01", "签发, post: 总经理}", "签发, post: 董事长}", "董事长", "“董事长”"),
    "unknown approver": ("COM01", "办公会, approver: 总经理}", "办公会, approver: 总裁}", "总裁", "“总裁”"),
    "department twice": (
        "COM02", "name: 技术部, code", "name: 财务部, code", "财务部, code: JSB", "部门“财务部”",
    ),
    "series twice": ("COM02", "- code: 收", "- code: 纪", "纪\n    title: 收文", "系列“纪”"),
    "one e-mail of two": (
        "COM02", "secretary@example.test", "gm@example.test", "gm@example.test]\n",
        "邮箱“gm@example.test”",
    ),
    "post ends before it begins": (
        "COM03", "销售顾问, from: 2021-01-01", "销售顾问, from: 2021-01-01, until: 2020-01-01",
        "{post: 销售顾问, from", "李明任销售顾问",
    ),
    "letterheads overlap": ("COM03", "until: 2026-03-31", "until: 2026-04-02", "from: 2026-04-01", "信笺"),
    "department ends before it begins": (
        "COM03", "code: CWB", "code: CWB, from: 2020-01-01, until: 2019-01-01", "{name: 财务部, ", "“财务部”",
    ),
    "form of another language": (
        "COM04", _OFFICE, _OFFICE.replace("year", "nian"), _OFFICE.replace("year", "nian"), "不认识“{nian}”",
    ),
    "form without a serial": (
        "COM04", _OFFICE, "'试点公司(办)字第[{year}]号'", "'试点公司(办)字第[{year}]号'", "写了 0 次",
    ),
    "form without a year": (
        "COM04", _OFFICE, "'试点公司(办)字第{serial}号'", "'试点公司(办)字第{serial}号'", "要写年份",
    ),
    "form with half a brace": (
        "COM04", _OFFICE, _OFFICE.replace("year}", "year"), _OFFICE.replace("year}", "year"), "不认识",
    ),
    "a gap between letterheads": (
        "COM05", "until: 2026-03-31", "until: 2026-03-20", "from: 2026-04-01", "2026-03-21 那天",
    ),
    "departments in a circle": (
        "COM08", "head: 财务部经理}", "parent: 财务部}", "财务部}", "财务部 → 财务部",
    ),
    "left, but still in his post": (
        "COM09", "李明: {status: 在职", "李明: {status: 离职", "{post: 销售顾问", "“销售顾问”却没有写止日",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_contradicts_itself_is_told_where_it_stands(company_dir: Maker, case: str) -> None:
    code, old, new, start, words = BAD[case]
    text = changed((old, new))
    told = {f.place: f for f in found(company_dir({}, text), code)}
    before = text[: text.index(start)]
    place = Place(PATH, before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert place in told, list(map(str, told))
    assert words in told[place].message(), told[place].message()
    english = told[place].message("en") + told[place].hint("en")
    assert "…" not in told[place].hint() + english, "every value the words ask for is told"


def test_the_scratch_company_itself_is_sound(company_dir: Maker) -> None:
    assert scratch.said(company_dir()) == []


def test_COM01_offers_the_likely_name(company_dir: Maker) -> None:
    (told,) = found(company_dir({}, changed(("head: 服务部经理", "head: 服务经理"))), "COM01")
    assert "也许是“服务部经理”？" in told.hint()


def test_COM08_a_circle_of_two_is_told_at_both(company_dir: Maker) -> None:
    text = changed(("head: 财务部经理}", "parent: 技术部}"), ("head: 技术部经理}", "parent: 财务部}"))
    told = found(company_dir({}, text), "COM08")
    ways = [f.message().partition("：")[2] for f in told]
    assert ways == ["财务部 → 技术部 → 财务部", "技术部 → 财务部 → 技术部"]


def test_COM09_is_silenced_by_the_last_day(company_dir: Maker) -> None:
    text = changed(
        ("李明: {status: 在职", "李明: {status: 离职"),
        ("from: 2021-01-01", "from: 2021-01-01, until: 2026-05-31"),
    )
    assert scratch.said(company_dir({}, text)) == []


@pytest.mark.parametrize("broken", ["missing", "no schema", "a kind"])
def test_COM06_no_schema_of_the_company_is_told(company_dir: Maker, broken: str) -> None:
    root = company_dir()
    path = root / "schemas/company.yaml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    if broken != "missing":
        text = text.replace("x-role: company", "x-role: kind") if broken == "a kind" else "type: 对象\n"
        path.write_text(text, encoding="utf-8", newline="\n")
    told = scratch.read(root)
    assert told.office is None
    assert [f.place.path for f in told.findings if f.code.id == "COM06"] == ["schemas/company.yaml"]


@pytest.mark.parametrize(
    "data", [b"", b"# only a note\n", b"- a\n", b"\xff\xfe\x00", "名称: 公司\n".encode("gbk")]
)
def test_COM07_a_company_file_that_cannot_be_read_is_told(company_dir: Maker, data: bytes) -> None:
    root = company_dir()
    (root / PATH).write_bytes(data)
    told = scratch.read(root)
    assert told.office is None
    codes = [f.code.id for f in told.findings if f.place.path == PATH]
    assert "COM07" in codes and len(codes) > 1, "why it cannot be read is told beside it"


def test_COM07_a_company_file_that_is_gone_is_told(company_dir: Maker) -> None:
    tree = {path: data for path, data in files.read_tree(company_dir())[0].items() if path != PATH}
    told = judge(tree, None, date(2026, 6, 30))
    assert told.office is None
    (finding,) = (f for f in told.findings if f.place.path == PATH)
    assert (finding.code.id, finding.severity) == ("COM07", Severity.ERROR)
