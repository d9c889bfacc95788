"""Differences of two versions, as a person reads them: by field and paragraph, never by lines of YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from wenshu import differences
from wenshu.difference_words import pieces
from wenshu.differences import ADDED, CHANGED, LOOKS, REMOVED, SEALED, UNSEEN, of, of_file, of_word, places

HOUSE = Path(__file__).resolve().parent.parent


def schema(kind: str) -> Any:
    """Return a schema of the house as written."""
    return yaml.safe_load((HOUSE / f"schemas/{kind}.yaml").read_text(encoding="utf-8"))


DOCUMENTS = schema("documents")
BODY = "前言。\n\n## 目的\n\n加强仓库管理。\n\n## 要求\n\n1. 禁止烟火。\n2. 每日检查一次。\n"


def test_a_field_is_called_by_its_label() -> None:
    told = of(DOCUMENTS, {"title": "关于安全的通知"}, {"title": "关于仓库安全的通知"})
    assert [(d.place, d.before, d.after, d.kind) for d in told] == [
        ("标题", "关于安全的通知", "关于仓库安全的通知", CHANGED)
    ]
    assert [p.text for p in told[0].marked_after() if p.changed] == ["仓库"]
    assert all(not p.changed for p in told[0].marked_before())


def test_a_field_that_came_or_went_says_so() -> None:
    came = of(DOCUMENTS, {}, {"until": "2026-12-31"})
    assert [(d.place, d.before, d.after, d.kind) for d in came] == [("有效至", "", "2026-12-31", ADDED)]
    went = of(DOCUMENTS, {"until": "2026-12-31"}, {"until": ""})
    assert [(d.place, d.after, d.kind) for d in went] == [("原有效至", "", REMOVED)]


def test_a_body_is_compared_by_paragraph_below_its_headings() -> None:
    new = BODY.replace("一次", "两次").replace("## 要求", "## 范围\n\n全部仓库。\n\n## 要求")
    told = of(DOCUMENTS, {"body": BODY}, {"body": new})
    # the heading put in moved the number of the next one: that is no change of its text
    assert [(d.place, d.before, d.after) for d in told] == [
        ("正文二标题", "", "二、范围"),
        ("正文二第1段", "", "全部仓库。"),
        ("正文三第2段", "2.每日检查一次。", "2.每日检查两次。"),
    ]


def test_a_paragraph_put_in_front_does_not_make_the_others_look_changed() -> None:
    before = "".join(f"第{n}条规定某事。\n\n" for n in "甲乙丙丁戊")
    told = of(DOCUMENTS, {"body": before}, {"body": "总的说明。\n\n" + before})
    assert [(d.place, d.after, d.kind) for d in told] == [("正文第1段", "总的说明。", ADDED)]


def test_a_table_is_compared_by_row() -> None:
    table = "| 项目 | 次数 |\n|---|---|\n| 灯 | 1 |\n| 门 | 2 |\n"
    told = of(DOCUMENTS, {"body": table}, {"body": table.replace("| 2 |", "| 3 |")})
    assert [(d.place, d.before, d.after) for d in told] == [("正文表1第2行", "门 ｜ 2", "门 ｜ 3")]


def test_items_of_a_list_are_matched_by_what_they_say() -> None:
    before = {"distribution": [{"department": "销售部", "copies": "1"}, {"archive": "文书"}]}
    after = {"distribution": [{"department": "服务部", "copies": "1"}, {"department": "销售部", "copies": "2"},
                              {"archive": "文书"}]}  # fmt: skip
    told = of(DOCUMENTS, before, after)
    assert [(d.place, d.before, d.after, d.kind) for d in told] == [
        ("发放第1项", "", "部门：服务部；份数：1", ADDED),
        ("发放第2项·份数", "1", "2", CHANGED),
    ]


def test_a_part_keeps_the_class_it_states() -> None:
    before = {"decisions": [{"text": "降价", "dept": "销售部", "class": "商业秘密（核心）"}]}
    after = {"decisions": [{"text": "降价一成", "dept": "销售部", "class": "商业秘密（核心）"}]}
    assert [d.class_ for d in of(schema("minutes"), before, after)] == ["商业秘密（核心）"]


def test_a_change_that_nobody_can_read_is_still_told() -> None:
    bold = of(DOCUMENTS, {"body": "加强管理。\n"}, {"body": "加强**管理**。\n"})
    assert [(d.place, d.before, d.after) for d in bold] == [("正文第1段", UNSEEN, UNSEEN)]
    blank = of(DOCUMENTS, {"body": "加强管理。"}, {"body": "加强管理。\n"})
    assert [(d.place, d.after) for d in blank] == [("正文", UNSEEN)]
    assert [d.place for d in of(DOCUMENTS, {"title": "甲"}, {"title": "甲", "until": ""})] == ["全文"]


def test_a_sealed_value_is_never_shown() -> None:
    told = of({}, {"telephone": "sealed:AAAA"}, {"telephone": "sealed:BBBB"})
    assert "AAAA" not in repr(told) and "BBBB" not in repr(told)
    assert SEALED in repr(of({}, {}, {"telephone": "sealed:BBBB"}))


def test_names_are_printed_by_who_asks() -> None:
    told = of(DOCUMENTS, {"drafted_by": "liming"}, {"drafted_by": "heguan"}, lambda s, text: f"<{text}>")
    assert [(d.before, d.after) for d in told] == [("<liming>", "<heguan>")]


def test_a_schema_that_refers_to_a_definition_gives_its_labels() -> None:
    told = of(
        {"properties": {"home": {"$ref": "#/definitions/place"}},
         "definitions": {"place": {"title": "住处", "properties": {"town": {"title": "城市"}}}}},
        {"home": {"town": "甲"}}, {"home": {"town": "乙"}},
    )  # fmt: skip
    assert [d.place for d in told] == ["住处·城市"]
    assert of({"properties": {"a": {"$ref": "#/nowhere"}}}, {"a": "1"}, {"a": "2"})[0].place == "a"


def test_places_are_few_and_short() -> None:
    after = BODY.replace("。", "！")
    told = of(DOCUMENTS, {"title": "甲", "body": BODY}, {"title": "乙", "body": after})
    assert places(told) == ("标题", "正文第1段", "正文一第1段", "正文二第1段", "正文二第2段")
    many = "".join(f"第{n}段。\n\n" for n in range(9))
    assert places(of(DOCUMENTS, {"body": many}, {"body": many.replace("段", "条")})) == ("正文9处",)
    long = of({"properties": {"a": {"title": "很长的标签" * 20}}}, {}, {"a": "1"})
    assert [len(place) for place in places(long)] == [60]


def test_a_template_is_compared_by_what_it_says(tmp_path: Path) -> None:
    def word(*lines: str, bold: bool = False) -> bytes:
        doc = Document()
        for line in lines:
            doc.add_paragraph().add_run(line).bold = bold
        doc.save(tmp_path / "a.docx")
        return (tmp_path / "a.docx").read_bytes()

    told = of_word(word("甲{{ r.title }}", "乙"), word("甲：{{ r.title }}", "乙", "丙"))
    assert [(d.place, d.before, d.after) for d in told] == [
        ("第1段", "甲{{ r.title }}", "甲：{{ r.title }}"), ("第3段", "", "丙"),
    ]  # fmt: skip
    looks = of_word(word("甲"), word("甲", bold=True))
    assert [(d.place, d.before, d.after) for d in looks] == [("全文", LOOKS, LOOKS)]
    assert of_word(word("甲"), b"no Word file")[0].kind == REMOVED
    assert of_word(b"", b"") == ()


def test_a_file_is_compared_by_what_it_is() -> None:
    company = schema("company")
    old, new = b"full: x\npolicies:\n  loan_days: 7\n", b"full: x\npolicies:\n  loan_days: 10\n"
    told = of_file("records/company.yaml", old, new, company)
    assert [(d.place, d.before, d.after) for d in told] == [("办事规定·loan_days", "7", "10")]
    assert [d.place for d in of_file("templates/html/a.html", b"<p>1\n", b"<p>2\n")] == ["第1行"]
    assert [d.place for d in of_file("records/a/b.yaml", b"a: 1\n", b"a: [\n")] == ["第1行"]  # broken YAML: by lines
    assert of_file("records/a/b.yaml", b"", b"title: x\n")[0].kind == ADDED


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("每日检查一次", "每日检查两次", ["一"], ["两"]),
        ("期限7天", "期限10天", ["7"], ["10"]),
        ("完全不同的话", "ABC", ["完全不同的话"], ["ABC"]),
        ("", "新写的", [], ["新写的"]),
        ("甲x乙", "丙x丁", ["甲x乙"], ["丙x丁"]),  # one letter left between two changes is no island
    ],
)
def test_changed_words_are_marked(before: str, after: str, gone: list[str], new: list[str]) -> None:
    was, now = pieces(before, after)
    assert ([p.text for p in was if p.changed], [p.text for p in now if p.changed]) == (gone, new)


_TEXT = st.text("甲乙丙丁 *#-|\n1", max_size=30)
_TREE = st.fixed_dictionaries(
    {},
    optional={
        "title": _TEXT, "body": _TEXT, "until": st.sampled_from(["", "2026-01-01"]),
        "distribution": st.lists(
            st.fixed_dictionaries({}, optional={"department": _TEXT, "copies": _TEXT}), max_size=4
        ),
    },
)  # fmt: skip


@settings(deadline=None)
@given(_TREE, _TREE)
def test_unlike_versions_always_differ_and_equal_ones_never(before: Any, after: Any) -> None:
    told = of(DOCUMENTS, before, after)
    assert bool(told) == (before != after)
    assert all(d.kind in (CHANGED, ADDED, REMOVED) and (d.before or d.after) and d.place for d in told)
    assert all(len(place) <= 60 for place in places(told))
    for one in told:
        assert "".join(p.text for p in one.marked_before()) == one.before
        assert "".join(p.text for p in one.marked_after()) == one.after


def test_the_names_of_kinds_are_those_of_the_form() -> None:
    assert (CHANGED, ADDED, REMOVED) == ("改", "增", "删")
    assert differences.plain({"type": "boolean"}, "true") == "是"
