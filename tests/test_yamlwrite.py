"""Writing YAML: comments, key order and the style of all that was not touched stay."""

from __future__ import annotations

import difflib
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenshu import yamlread, yamlwrite
from wenshu.model import Tree

HOUSE = Path(__file__).resolve().parent.parent


def tree(data: bytes) -> dict[str, Tree]:
    grown, findings = yamlread.read("x.yaml", data)
    assert grown is not None, [finding.message() for finding in findings]
    return grown


def test_a_new_file_is_what_a_person_would_type() -> None:
    written = yamlwrite.dump(
        {
            "title": "关于库存的通知",
            "layout": "house",
            "cc": "",
            "code": "0745",
            "copies": 2,
            "public": True,
            "on": date(2026, 3, 1),
            "start": time(9, 5),
            "met_at": datetime(2026, 3, 16, 14, 0),
            "sum": Decimal("1.10"),
            "note": "甲: 乙 # 丙",
            "rows": [{"dept": "销售部", "copies": 2}, {"dept": "服务部", "copies": 1}],
            "body": "第一段\n\n第二段\n",
            "empty": [],
            "reason": None,
        },
        {
            "title": "标题",
            "cc": "抄送",
            "rows": {"": "发放", "dept": "部门", "copies": "份数"},
            "body": "正文",
        },
        "公司文件\n请逐项填写",
    )
    assert written.decode("utf-8") == (
        "# 公司文件\n# 请逐项填写\ntitle: 关于库存的通知 # 标题\nlayout: house\n"
        "cc: # 抄送\ncode: 0745\ncopies: 2\n"
        "public: true\non: 2026-03-01\nstart: 09:05\nmet_at: 2026-03-16 14:00\nsum: 1.10\n"
        "note: '甲: 乙 # 丙'\nrows: # 发放\n  - dept: 销售部 # 部门\n    copies: 2 # 份数\n"
        "  - dept: 服务部\n    copies: 1\n# 正文\nbody: |\n  第一段\n\n  第二段\nempty: []\nreason:\n"
    )


SOURCE = """\
# 由程序写
state: reserved # 状态
serial: 0012
long: 关于很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的标题
quoted: '甲' # 引号留着
double: "乙"
rows:
- {edition: '1', date: 2026-03-02} # 第一版
body: |-
  正文 # 不是注释
# 末尾的注释
"""


def test_only_the_changed_line_changes() -> None:
    written = yamlwrite.changed(SOURCE.encode("utf-8"), {("state",): "issued"}).decode("utf-8")
    changed = [
        line for line in difflib.ndiff(SOURCE.splitlines(), written.splitlines()) if line[0] in "+-"
    ]
    assert changed == ["- state: reserved # 状态", "+ state: issued # 状态"]


def test_nothing_changed_is_byte_for_byte_the_same() -> None:
    assert yamlwrite.changed(SOURCE.encode("utf-8"), {}) == SOURCE.encode("utf-8")
    for path in sorted((HOUSE / "records").rglob("*.yaml")):
        data = path.read_bytes()
        assert tree(yamlwrite.changed(data, {})) == tree(data), path


def test_values_are_added_appended_and_taken_out() -> None:
    changes: dict[tuple[str | int, ...], Any] = {
        ("record",): "documents/2026/a",
        ("rows", 1): {"edition": "2", "date": date(2026, 5, 1)},
        ("double",): None,
        ("rows", 0, "date"): date(2026, 3, 3),
    }
    written = yamlwrite.changed(SOURCE.encode("utf-8"), changes)
    want = tree(SOURCE.encode("utf-8"))
    del want["double"]
    want["record"] = "documents/2026/a"
    want["rows"] = [{"edition": "1", "date": "2026-03-03"}, {"edition": "2", "date": "2026-05-01"}]
    assert tree(written) == want
    assert "# 第一版" in written.decode("utf-8") and "# 末尾的注释" in written.decode("utf-8")


def test_a_pointer_to_nowhere_raises() -> None:
    with pytest.raises(KeyError):
        yamlwrite.changed(b"a: 1\n", {("b", "c"): "x"})


def test_a_value_that_is_no_scalar_raises() -> None:
    with pytest.raises(TypeError):
        yamlwrite.dump({"a": 1.5})


_keys = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=6
).filter(lambda key: key != "<<")
_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"], include_characters="\n"),
    max_size=15,
)
_values: st.SearchStrategy[Any] = st.recursive(
    _texts,
    lambda below: (
        st.lists(below.filter(lambda one: one not in ([], {})), max_size=3)
        | st.dictionaries(_keys, below, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(_keys, _values, min_size=1, max_size=5))
def test_what_is_written_is_read_back(values: dict[str, Any]) -> None:
    assert tree(yamlwrite.dump(values)) == values


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_keys, _values, min_size=1, max_size=4), _keys, _values)
def test_a_change_is_that_change_and_no_other(values: dict[str, Any], key: str, value: Any) -> None:
    before = yamlwrite.dump(values, dict.fromkeys(values, "注"))
    assert tree(before) == values
    assert tree(yamlwrite.changed(before, {(key,): value})) == {**values, key: value}
