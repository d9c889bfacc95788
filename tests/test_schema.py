"""Typing by the schema: what a scalar means, every error at its line with the right word beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import paperwork
import scratch
from wenshu import kinds, schema, schema_file, schema_formats, yamlread
from wenshu.diagnostics import Finding
from wenshu.model import RawRecord, Tree

HOUSE = Path(__file__).resolve().parent.parent
PATH = "records/papers/2026/a.yaml"

SCHEMA = """\
title: 文件
x-en: Paper
type: object
additionalProperties: false
required: [title, body]
x-date: drafted_on
properties:
  title: {title: 标题, x-en: Title, type: string, minLength: 2, maxLength: 12, x-hint: 写全称}
  body: {title: 正文, x-en: Body, type: string, x-markdown: true}
  doc_type: {title: 文种, x-en: Type, type: string, enum: [通知, 函, 报告]}
  pages: {title: 页数, x-en: Pages, type: integer, minimum: 1, maximum: 99}
  year: {title: 年份, x-en: Year, type: integer, enum: [2025, 2026]}
  sum: {title: 金额, x-en: Sum, type: number, exclusiveMinimum: 0}
  public: {title: 公开, x-en: Public, type: boolean}
  drafted_on: {title: 拟稿日期, x-en: Drafted on, type: string, format: date}
  start: {title: 开始, x-en: Start, type: string, format: time}
  met_at: {title: 会议时间, x-en: Met at, type: string, format: date-time}
  tel: {title: 电话, x-en: Telephone, type: string, format: phone}
  postcode: {title: 邮编, x-en: Postcode, type: string, format: postcode}
  digest: {title: 校验值, x-en: Digest, type: string, format: sha256}
  mail: {title: 邮箱, x-en: E-mail, type: string, format: email}
  code: {title: 代号, x-en: Code, type: string, pattern: '^[A-Z]+$'}
  due: {title: 期限, x-en: Due, anyOf: [{type: string, enum: [长期]}, {type: string, format: date}]}
  by: {title: 经办人, x-en: By, type: string, x-ref: person}
  cc: {title: 抄送, x-en: Cc, type: array, uniqueItems: true, maxItems: 2, items: {type: string, x-ref: dept}}
  free: {title: 设定, x-en: Settings, type: object, additionalProperties: {type: [integer, boolean, string]}}
  rows:
    title: 发放
    x-en: Distribution
    type: array
    minItems: 2
    items:
      type: object
      additionalProperties: false
      required: [dept]
      properties:
        dept: {title: 部门, x-en: Department, type: string, x-ref: dept}
        copies: {title: 份数, x-en: Copies, type: integer, minimum: 1}
        note: {title: 备注, x-en: Note, type: string}
if: {properties: {doc_type: {const: 函}}, required: [doc_type]}
then: {required: [tel], properties: {code: false}}
"""

GOOD = "title: 关于库存的通知\nbody: 各部门：\n"


@pytest.fixture(scope="module")
def compiled() -> schema.Compiled:
    found, findings = kinds.discover({"schemas/papers.yaml": SCHEMA.encode("utf-8")})
    assert findings == ()
    return found["papers"].compiled


def raw(text: str) -> RawRecord:
    data = text.encode("utf-8")
    tree, _ = yamlread.read(PATH, data)
    assert tree is not None
    return RawRecord("papers/2026/a", "papers", PATH, data, tree)


def typed(compiled: schema.Compiled, text: str) -> tuple[Mapping[str, Any], tuple[Finding, ...]]:
    return schema.typed(compiled, raw(text))


def test_values_are_typed_by_the_schema(compiled: schema.Compiled) -> None:
    values, findings = typed(
        compiled,
        GOOD + "pages: 012\nsum: 1.10\npublic: 是\ndrafted_on: 2026-03-12\nstart: 09:05\n"
        "met_at: 2026-03-16 14:00\ndue: 2026-04-01\nfree: {a: 3, b: false, c: x}\n"
        "rows:\n- {dept: 甲, copies: 2}\n- {dept: 乙}\n",
    )
    assert findings == ()
    assert values["pages"] == 12
    assert values["sum"] == Decimal("1.10") and str(values["sum"]) == "1.10"
    assert values["public"] is True
    assert values["drafted_on"] == values["due"].replace(month=3, day=12) == date(2026, 3, 12)
    assert values["start"] == time(9, 5)
    assert values["met_at"] == datetime(2026, 3, 16, 14, 0)
    assert values["free"] == {"a": 3, "b": False, "c": "x"}
    assert values["rows"] == ({"dept": "甲", "copies": 2}, {"dept": "乙"})


def test_an_empty_form_is_as_good_as_none(compiled: schema.Compiled) -> None:
    values, findings = typed(
        compiled, GOOD + "pages:\ncc: []\nfree: {}\nrows:\n  - dept:\n    copies:\n  -\n"
    )
    assert findings == ()
    assert set(values) == {"title", "body"}


def test_zero_and_no_are_values(compiled: schema.Compiled) -> None:
    values, findings = typed(compiled, GOOD + "public: 否\nfree: {a: 0, b: false}\n")
    assert findings == ()
    assert values["public"] is False and values["free"] == {"a": 0, "b": False}


BAD: tuple[tuple[str, str, str, str, str], ...] = (
    ("SCH01", "tilte: x\n", "3:1", "不认识的字段“tilte”", "是不是“title（标题）”"),
    ("SCH01", "抄送: [甲]\n", "3:1", "不认识的字段“抄送”", "是不是“cc（抄送）”"),
    ("SCH01", "Drafted-On: 2026-01-01\n", "3:1", "“Drafted-On”", "是不是“drafted_on（拟稿日期）”"),
    ("SCH01", "rows:\n  - {dept: 甲}\n  - {dept: 乙, department: 丙}\n", "5:15", "“department”", "“dept（部门）”？"),
    ("SCH01", "rows:\n  - {dept: 甲, copies_no: 2}\n  - {dept: 乙}\n", "4:15", "“copies_no”", "是不是“copies（份数）”"),
    ("SCH01", "经办: 李明\n", "3:1", "“经办”", "是不是“by（经办人）”"),
    ("SCH01", "post: '230001'\n", "3:1", "“post”", "是不是“postcode（邮编）”"),
    ("SCH01", "copies: 2\n", "3:1", "不认识的字段“copies”", "写在“发放”下面"),
    (
        "SCH01",
        "rows:\n- {dept: 甲, medium: 纸质}\n- {dept: 乙}\n",
        "4:13",
        "“medium”",
        "部门（dept）、份数（copies）",
    ),
    (
        "SCH02",
        "rows:\n- {copies: 2}\n- {dept: 乙}\n",
        "4:3",
        "缺少“发放”第 1 项的“部门”（dept）",
        "“dept: …”",
    ),
    ("SCH02", "doc_type: 函\n", "1:1", "缺少“电话”（tel）", "“tel: …”"),
    ("SCH03", "cc: 销售部\n", "3:5", "“抄送”（cc）应当写成列表，现在是一段文字", "“- ”"),
    ("SCH03", "rows: [甲, {dept: 乙}]\n", "3:8", "“发放”第 1 项应当分行写几个字段", "缩进两格"),
    ("SCH03", "by: [甲]\n", "3:5", "“经办人”（by）应当写一段文字，现在是一个列表", "英文引号"),
    ("SCH03", "by: {a: b}\n", "3:5", "现在是一组字段", "英文引号"),
    ("SCH04", "pages: ２页\n", "3:8", "“页数”（pages）应当是整数，现在是“２页”", "是不是“2”"),
    ("SCH04", "sum: 1,234.50\n", "3:6", "“金额”（sum）应当是数字", "是不是“1234.50”"),
    ("SCH04", "pages: 两页\n", "3:8", "现在是“两页”", "是不是“2”"),
    ("SCH05", "public: yes\n", "3:9", "只能写 是 或 否，现在是“yes”", "true"),
    ("SCH06", "drafted_on: 2026年3月1日\n", "3:13", "写成了“2026年3月1日”", "是不是“2026-03-01”"),
    ("SCH06", "drafted_on: 2026/3/1\n", "3:13", "“2026/3/1”", "是不是“2026-03-01”"),
    ("SCH06", "drafted_on: 三月一日\n", "3:13", "“三月一日”", "四位年、两位月、两位日"),
    ("SCH07", "drafted_on: 2026-02-30\n", "3:13", "没有这一天", "是不是“2026-02-28”"),
    ("SCH07", "drafted_on: 2026-13-01\n", "3:13", "没有这一天", "请查日历"),
    ("SCH08", "start: 14点05分\n", "3:8", "“14点05分”", "是不是“14:05”"),
    ("SCH08", "start: 24:10\n", "3:8", "“24:10”", "24 小时制"),
    ("SCH09", "met_at: 2026年3月16日 9:30\n", "3:9", "“2026年3月16日 9:30”", "是不是“2026-03-16 09:30”"),
    ("SCH09", "met_at: 2026-03-16\n", "3:9", "“2026-03-16”", "空一格"),
    ("SCH10", "doc_type: 通報\n", "3:11", "“文种”（doc_type）不能写“通報”", "是不是“通知”"),
    ("SCH10", "year: 2027\n", "3:7", "不能写“2027”", "2025、2026"),
    (
        "SCH11",
        "title: 关于开展春季库存清点工作的通知\n",
        "1:8",
        "有 15 个字，最多 12 个字",
        "去掉 3 个字。说明：写全称",
    ),
    ("SCH12", "title: 函\n", "1:8", "只有 1 个字，至少要 2 个字", "写全称"),
    ("SCH13", "code: abc\n", "3:7", "“代号”（code）“abc”的写法不合规定", "^[A-Z]+$"),
    ("SCH14", "rows:\n- {dept: 甲}\n", "4:1", "只有 1 项，至少要 2 项", "补一行"),
    ("SCH15", "cc: [甲, 乙, 丙]\n", "3:5", "有 3 项，最多 2 项", "去掉多出的 1 项"),
    ("SCH16", "cc: [甲, 甲]\n", "3:5", "“抄送”（cc）里有重复的项", "只写一次"),
    ("SCH17", "pages: 0\n", "3:8", "是 0，不能小于 1", "核对"),
    ("SCH17", "pages: 100\n", "3:8", "是 100，不能大于 99", "核对"),
    ("SCH17", "sum: 0.00\n", "3:6", "必须大于 0", "核对"),
    ("SCH18", "tel: 1234\n", "3:6", "“1234”不是电话号码", "11 位"),
    ("SCH18", "tel: ０５５１-65550100\n", "3:6", "不是电话号码", "半角数字"),
    ("SCH19", "postcode: 23001\n", "3:11", "“23001”不是邮政编码", "6 位"),
    ("SCH20", "digest: ABC\n", "3:9", "不是校验值", "64 位"),
    ("SCH21", "mail: 王@公司\n", "3:7", "不是邮箱地址", "name@company.example"),
    ("SCH22", "doc_type: 函\ntel: 110\ncode: A\n", "5:7", "这种情况下不写这一项", "同类文件"),
    ("SCH23", "due: 长久\n", "3:6", "“长久”不在可写的几种之内", "长期；或日期，如 2026-03-01"),
    ("SCH23", "due: 2026年5月1日\n", "3:6", "不在可写的几种之内", "是不是“2026-05-01”"),
)


@pytest.mark.parametrize(("code", "lines", "place", "words", "hint"), BAD)
def test_an_error_is_told_in_words(
    compiled: schema.Compiled, code: str, lines: str, place: str, words: str, hint: str
) -> None:
    text = lines + "body: 各部门：\n" if lines.startswith("title:") else GOOD + lines
    _, findings = typed(compiled, text)
    assert [finding.code.id for finding in findings] == [code]
    finding = findings[0]
    assert str(finding.place) == f"{PATH}:{place}"
    assert words in finding.message()
    assert hint in finding.hint()
    assert "…" not in finding.message("en") and "{" not in finding.message("en") + finding.hint("en")


def test_a_missing_field_is_told_at_the_top(compiled: schema.Compiled) -> None:
    _, findings = typed(compiled, "# 文件\npages: 1\n")
    assert [(f.code.id, str(f.place), f.message()) for f in findings] == [
        ("SCH02", f"{PATH}:2:1", "缺少“标题”（title）"),
        ("SCH02", f"{PATH}:2:1", "缺少“正文”（body）"),
    ]
    assert all(finding.code.id in schema.GAPS for finding in findings)


def test_all_errors_are_told_at_once_and_what_fits_is_kept(compiled: schema.Compiled) -> None:
    values, findings = typed(
        compiled,
        "title: 关于库存的通知\npages: 两\ndrafted_on: 昨天\nwrong: x\nby: 甲\n"
        "rows:\n- {dept: 甲, copies: 0}\n- {dept: 乙, copies: 3}\ncc: [甲, {x: y}, 乙]\n",
    )
    assert sorted({finding.code.id for finding in findings}) == [
        "SCH01",
        "SCH02",
        "SCH03",
        "SCH04",
        "SCH06",
        "SCH15",
        "SCH17",
    ]
    assert values == {
        "title": "关于库存的通知",
        "by": "甲",
        "rows": ({"dept": "甲"}, {"dept": "乙", "copies": 3}),
        "cc": ("甲", "乙"),
    }


@pytest.mark.parametrize(
    ("drafted", "wanted"), [("2026-04-30", []), ("2026-05-01", ["SCH02"]), ("", ["SCH02"])]
)
def test_a_field_may_be_required_only_since_a_day(drafted: str, wanted: list[str]) -> None:
    late = "  late: {title: 归档号, x-en: File number, type: string, x-required-from: '2026-05-01'}\n"
    found, _ = kinds.discover({"papers": SCHEMA.replace("  body:", late + "  body:").encode()})
    _, findings = typed(found["papers"].compiled, GOOD + f"drafted_on: {drafted}\nlate:\n")
    assert [finding.code.id for finding in findings] == wanted
    assert found["papers"].compiled.required_from == (("late", date(2026, 5, 1)),)


@pytest.mark.parametrize(
    "number",
    ["0551-65550100", "010-65550100", "(010)65550100", "（0551）65550100", "0551-65550100转8001",
     "13900000000",
     "139 0000 0000", "+86 13900000000", "400-000-0000", "4000000000", "65550100", "95598", "12315", "110"],
)  # fmt: skip
def test_telephones_as_people_write_them(number: str) -> None:
    assert schema_formats.phone(number) == number


@pytest.mark.parametrize(
    "number",
    [
        "",
        "1234",
        "12900000000",
        "1390000000",
        "139000000000",
        "0551-0555010",
        "0551 65550100、65550101",
        "八位",
    ],
)
def test_what_is_no_telephone(number: str) -> None:
    assert schema_formats.phone(number) is None


@pytest.mark.parametrize(
    "text", ["2026-2-01", "2026-02-30", "20260201", "２026-02-01", "0000-01-01", "2026-02-01 "]
)
def test_what_is_no_day(text: str) -> None:
    assert schema_formats.day(text) is None


def test_text_strings_are_those_that_law_6_looks_for(compiled: schema.Compiled) -> None:
    values, _ = typed(
        compiled,
        GOOD
        + "doc_type: 通知\nby: 甲\ntel: '110'\nfree: {k: v, n: 1}\n"
        "rows:\n- {dept: 甲, note: 备注}\n- {dept: 乙}\n",
    )
    assert dict(schema.text_strings(compiled, values)) == {
        ("title",): "关于库存的通知",
        ("body",): "各部门：",
        ("free", "k"): "v",
        ("rows", 0, "note"): "备注",
    }


# --- content hash (life.md) ------------------------------------------------------------------------

ONE = "title: 关于库存的通知\nto:\n  - {dept: 销售部, copies: 2}\nbody: |\n  第一段\n  第二段\n"


def hashed(text: str | bytes) -> str:
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    tree, _ = yamlread.read(PATH, data)
    assert tree is not None
    return schema.content_hash("papers", tree)


@pytest.mark.parametrize(
    "same",
    [
        "# 拟稿\n" + ONE.replace("通知\n", "通知 # 标题\n"),
        "body: |\n  第一段\n  第二段\nto:\n- copies: '2'\n  dept: \"销售部\"\ntitle: '关于库存的通知'\n",
        ONE.replace("\n", "\r\n").encode("utf-8"),
        b"\xef\xbb\xbf" + ONE.encode("utf-8"),
        ONE.replace("body: |\n  第一段\n  第二段\n", 'body: "第一段\\n第二段\\n"\n'),
    ],
)
def test_comments_order_quotes_and_line_ends_do_not_count(same: str | bytes) -> None:
    assert hashed(same) == hashed(ONE)


@pytest.mark.parametrize(
    "other",
    [
        ONE.replace("body: |", "body: |-"), ONE.replace("2}", "02}"), ONE.replace("第二段", "第二段 "),
        ONE.replace("销售部", "服务部"), ONE + "cc:\n", ONE.replace("title", "Title"),
        ONE.replace("库存", "库\u0301存"),
    ],
)  # fmt: skip
def test_every_other_change_counts(other: str) -> None:
    assert hashed(other) != hashed(ONE)


def test_the_hash_is_that_of_the_canonical_json() -> None:
    tree: dict[str, Tree] = {"b": ["1", {"z": "", "a": "甲\n"}], "a": "é"}
    told = '{"kind":"papers","record":{"a":"é","b":["1",{"a":"甲\\n","z":""}]}}'
    assert schema.content_hash("papers", tree) == "v1:" + hashlib.sha256(told.encode("utf-8")).hexdigest()
    assert schema.content_hash("minutes", tree) != schema.content_hash("papers", tree)


_trees: st.SearchStrategy[Tree] = st.recursive(
    st.text(max_size=5),
    lambda t: st.lists(t, max_size=3) | st.dictionaries(st.text(max_size=3), t, max_size=3),
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.text(max_size=3), _trees, max_size=4))
def test_equal_trees_hash_equal_in_any_order(tree: dict[str, Tree]) -> None:
    turned: dict[str, Tree] = dict(reversed(tree.items()))
    assert schema.content_hash("k", tree) == schema.content_hash("k", turned)
    assert json.loads(json.dumps(tree)) == tree


# --- whatever is typed, nothing is raised and nothing is lost --------------------------------------

_words = st.sampled_from(
    [
        "",
        "x",
        "2",
        "2026-03-01",
        "是",
        "长期",
        "14:00",
        "通知",
        "函",
        "甲",
        "1.5",
        "110",
        "2026-03-16 14:00",
    ]
)
_anything: st.SearchStrategy[Tree] = st.recursive(
    _words,
    lambda t: (
        st.lists(t, max_size=3) | st.dictionaries(st.sampled_from(["dept", "copies", "x"]), t, max_size=3)
    ),
)
_KEYS = [
    "title",
    "body",
    "doc_type",
    "pages",
    "sum",
    "public",
    "drafted_on",
    "due",
    "cc",
    "rows",
    "free",
    "by",
    "y",
]


@settings(max_examples=300, deadline=None)
@given(tree=st.dictionaries(st.sampled_from(_KEYS), _anything, max_size=8))
def test_every_value_is_typed_or_told(compiled: schema.Compiled, tree: dict[str, Tree]) -> None:
    data = json.dumps(tree, ensure_ascii=False).encode("utf-8")
    values, findings = schema.typed(compiled, RawRecord("papers/a", "papers", PATH, data, tree))
    assert all(finding.message() and finding.hint() and finding.message("en") for finding in findings)
    lost = {key for key, value in tree.items() if not yamlread.is_empty(value)} - set(values)
    told = {finding.place for finding in findings}
    for key in lost:
        at = yamlread.places(data)[key, yamlread.MARK_KEY]
        assert any(place.column >= at[1] for place in told)


# --- schemas that are broken themselves ------------------------------------------------------------

BROKEN: tuple[tuple[str, str, str, str], ...] = (
    ("SCH30", "type: object", "type: objekt", "结构文件有误"),
    ("SCH30", "maxLength: 12", "maxLength: zwölf", "结构文件有误"),
    ("SCH30", "pattern: '^[A-Z]+$'", "pattern: '(['", "结构文件有误"),
    (
        "SCH30",
        "{title: 正文, x-en: Body, type: string, x-markdown: true}",
        "{$ref: '#/definitions/nowhere'}",
        "有误",
    ),
    ("SCH31", "x-markdown: true", "x-markdwn: true", "不认识“x-markdwn”"),
    ("SCH31", "x-date: drafted_on", "x-data: drafted_on", "不认识“x-data”"),
    ("SCH32", "title: 正文, ", "", "“body”没有写title"),
    ("SCH32", "x-en: Body, ", "", "“body”没有写x-en"),
    ("SCH35", "x-date: drafted_on", "x-date: draftedon", "“x-date”写的字段“draftedon”"),
    ("SCH35", "x-date: drafted_on", "x-date: draftedon", "“x-date”写的字段“draftedon”"),
    ("SCH36", "x-date: drafted_on", "x-chain: [{step: 签发}]", "“x-chain”的写法不对"),
    ("SCH36", "x-date: drafted_on", "x-layouts: house", "“x-layouts”的写法不对"),
    ("SCH36", "x-date: drafted_on", "x-template: [{use: a}]", "“x-template”的写法不对"),
    ("SCH36", "x-markdown: true", "x-markdown: yes", "“x-markdown”的写法不对"),
    ("SCH33", "format: postcode", "format: zip", "“format”不能写“zip”"),
    ("SCH33", "x-ref: person", "x-ref: human", "“x-ref”不能写“human”"),
    (
        "SCH34",
        "x-en: Paper\ntype: object\nadditionalProperties: false",
        "x-en: Paper\ntype: object",
        "additionalProperties",
    ),
)


@pytest.mark.parametrize(("code", "old", "new", "words"), BROKEN)
def test_a_broken_schema_is_a_finding(code: str, old: str, new: str, words: str) -> None:
    assert old in SCHEMA
    _, findings = kinds.discover({"schemas/papers.yaml": SCHEMA.replace(old, new, 1).encode("utf-8")})
    told = [finding for finding in findings if finding.code.id == code]
    assert told, [finding.message() for finding in findings]
    assert words in told[0].message()
    assert told[0].place.path == "schemas/papers.yaml"
    assert told[0].place.line > 0


def test_a_schema_that_is_no_yaml_is_a_finding() -> None:
    found, findings = kinds.discover({"schemas/papers.yaml": "title：文件\n".encode()})
    assert found == {} and [finding.code.id for finding in findings] == ["YML08"]


def test_a_schema_keeps_words_that_look_like_something_else() -> None:
    text = "title: x\nx-en: x\ntype: object\nadditionalProperties: false\n"
    text += "properties:\n  on: {title: 日, x-en: On, enum: [是, yes, 007]}\n"
    told, _ = schema_file.read("schemas/x.yaml", text.encode("utf-8"))
    assert told is not None
    assert told["properties"]["on"]["enum"] == ["是", "yes", "007"]
    assert told["additionalProperties"] is False


# --- the company file ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def company() -> schema.Compiled:
    facts, findings = kinds.facts({"schemas/company.yaml": (HOUSE / "schemas/company.yaml").read_bytes()})
    assert findings == ()
    return facts["company"]


def test_the_company_of_the_repository_fits(company: schema.Compiled) -> None:
    path = "records/company.yaml"
    data = (HOUSE / path).read_bytes()
    tree, findings = yamlread.read(path, data)
    assert tree is not None and findings == ()
    values, findings = schema.typed(company, RawRecord("company", "company", path, data, tree))
    assert [finding.message() for finding in findings] == []
    assert values["letterheads"][0]["full"]


@pytest.mark.parametrize(
    ("field", "wrong", "code"),
    [
        ("postcode", "39901", "SCH19"),
        ("telephone", "0399-555", "SCH18"),
        ("fax", "无", "SCH18"),
        ("from", "去年", "SCH06"),
    ],
)
def test_a_wrong_phone_or_postcode_is_told_at_its_line(
    company: schema.Compiled, field: str, wrong: str, code: str
) -> None:
    path = "records/company.yaml"
    lines = (HOUSE / path).read_text(encoding="utf-8").split("\n")
    at = next(
        n for n, line in enumerate(lines) if line.strip().removeprefix("- ").startswith(f"{field}: ")
    )
    column = lines[at].index(f"{field}: ") + len(f"{field}: ") + 1
    lines[at] = lines[at][: column - 1] + wrong
    data = "\n".join(lines).encode("utf-8")
    tree, _ = yamlread.read(path, data)
    assert tree is not None
    _, findings = schema.typed(company, RawRecord("company", "company", path, data, tree))
    assert [(f.code.id, str(f.place)) for f in findings] == [(code, f"{path}:{at + 1}:{column}")]


def test_every_schema_of_the_house_is_sound() -> None:
    files = {
        f"schemas/{path.name}": path.read_bytes() for path in sorted((HOUSE / "schemas").glob("*.yaml"))
    }
    found, findings = kinds.discover(files)
    facts, more = kinds.facts(files)
    assert [(str(f.place), f.message()) for f in (*findings, *more)] == []
    assert {"numbers", "approvals", "distribution", "prints", "custody", "company"} == set(facts)
    assert found


def test_only_what_a_draft_does_not_say_yet_is_a_warning(company_dir: Callable[..., Path]) -> None:
    """A draft's own gaps are warnings (SCH02, SCH12, SCH14); what it says wrongly is an error from the start."""
    id_ = "documents/2026/a"
    gaps = paperwork.document(title="''", body="").replace("drafted_on: 2026-03-10\n", "")
    wrong = paperwork.document(drafted_on="2026-02-30", layout="houses", copeis="3")
    root = company_dir({id_: gaps})
    assert {f.code.id for f in scratch.read(root).findings if f.code.id.startswith("SCH")} == {"SCH02"}
    assert {f.severity for f in scratch.read(root).findings if f.code.id in schema.GAPS} == {"warning"}
    scratch.put(root, {id_: wrong})
    told = {f.code.id: f.severity for f in scratch.read(root).findings if f.code.id.startswith("SCH")}
    assert told == {"SCH01": "error", "SCH07": "error", "SCH10": "error"}
    scratch.put(root, {id_: paperwork.document()})
    paperwork.issue(root, id_, "通", 1)
    scratch.put(root, {id_: gaps})
    assert {f.severity for f in scratch.read(root).findings if f.code.id in schema.GAPS} == {"error"}


RETYPED: dict[str, tuple[str, str, str, str]] = {
    "a day": ("numbers", "signed: {title: 成文日期, x-en: Signed on, type: string, format: date}",
              "signed: {title: 成文日期, x-en: Signed on, type: string}", "NUM16"),
    "a day below a list": ("company", "from: {title: 设立日期, x-en: From, type: string, format: date}",
                           "from: {title: 设立日期, x-en: From, type: string}", "COM06"),
    "a number": ("distribution", "type: integer, minimum: 0, maximum: 999}", "type: string}", "NUM16"),
    "a field gone": (
        "prints", "  kept: {title: 存档份数, x-en: Copies kept, type: integer, minimum: 0, maximum: 9999}\n", "",
        "NUM16",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RETYPED)
def test_SCH37_a_field_the_program_relies_on_keeps_its_type(company_dir: Callable[..., Path], case: str) -> None:
    name, old, new, also = RETYPED[case]
    root = company_dir()
    path = root / f"schemas/{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    told = {f.code.id: f for f in scratch.read(root).findings}
    assert set(told) == {"SCH37", also} and told["SCH37"].severity == "error"
    before = text[: text.index(old)].count("\n") + 1
    line = before if new else text[: text.index("properties:")].count("\n") + 2
    assert (told["SCH37"].place.path, told["SCH37"].place.line) == (f"schemas/{name}.yaml", line)
    assert told["SCH37"].message("en") and "…" not in told["SCH37"].hint()
