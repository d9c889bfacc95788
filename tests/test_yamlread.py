"""Reading YAML: every scalar its text, every mistake of a Chinese input method a finding of its own."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wenshu import schema, yamlcauses, yamlread
from wenshu.diagnostics import Finding, Severity
from wenshu.model import RawRecord, Tree

PATH = "records/documents/2026/spring-stock.yaml"


def read(text: str | bytes) -> tuple[dict[str, Tree] | None, tuple[Finding, ...]]:
    return yamlread.read(PATH, text if isinstance(text, bytes) else text.encode("utf-8"))


def tree(text: str) -> dict[str, Tree]:
    grown, findings = read(text)
    assert grown is not None, [finding.message() for finding in findings]
    assert findings == ()
    return grown


@pytest.fixture(params=["libyaml", "ruamel"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test with each of the two parsers."""
    name = str(request.param)
    if name == "ruamel":
        monkeypatch.setattr(yamlread, "FAST", False)
    yamlread.places.cache_clear()
    return name


def test_every_scalar_is_its_text(parser: str) -> None:
    source = "a: 0745\nb: 1.10\nc: 2026-02-30\nd: yes\ne: ~\nf: 0x1F\ng: null\nh: +86\ni: 1e3\nj: true\n"
    assert tree(source) == {
        "a": "0745",
        "b": "1.10",
        "c": "2026-02-30",
        "d": "yes",
        "e": "~",
        "f": "0x1F",
        "g": "null",
        "h": "+86",
        "i": "1e3",
        "j": "true",
    }


def test_nothing_after_the_colon_is_the_empty_text(parser: str) -> None:
    assert tree("a:\nb: ''\nc:\n  -\n  - x\nd: # 备注\n") == {"a": "", "b": "", "c": ["", "x"], "d": ""}


def test_blocks_lists_and_flow(parser: str) -> None:
    source = "body: |\n  一、总则\n\n  第一段 # 不是注释\ncut: |-\n  x\nl:\n- a\n- {k: v, n: [1, 2]}\n"
    assert tree(source) == {
        "body": "一、总则\n\n第一段 # 不是注释\n",
        "cut": "x",
        "l": ["a", {"k": "v", "n": ["1", "2"]}],
    }


def test_windows_line_ends_say_nothing(parser: str) -> None:
    assert tree("a: 1\r\nbody: |\r\n  甲\r\n  乙\r\n") == {"a": "1", "body": "甲\n乙\n"}


BAD: tuple[tuple[str, str | bytes, str, int, int], ...] = (
    ("YML02", "title: 甲\nlayout: house\ntitle: 乙\n", "字段“title”写了两次", 3, 1),
    ("YML02", "to:\n  - {dept: 甲, dept: 乙}\n", "字段“dept”写了两次", 2, 15),
    ("YML03", "a: &x 1\n", "“&x”", 1, 4),
    ("YML03", "a: *x\n", "“*x”", 1, 4),
    ("YML22", "a: !重要 通知\n", "“!”", 1, 4),
    ("YML03", "a: !!str 1\n", "", 1, 4),
    ("YML03", "<<: {a: 1}\n", "“<<”", 1, 1),
    ("YML03", "%YAML 1.1\n---\na: 1\n", "“%”", 1, 1),
    ("YML04", "a: 1\n---\nb: 2\n", "不止一份", 2, 1),
    ("YML05", "- a\n- b\n", "最外层", 1, 1),
    ("YML05", "只有一段话\n", "最外层", 1, 1),
    ("YML06", "标题: 关于库存的通知\n".encode("gbk"), "GBK", 0, 0),
    ("YML06", "title: 关于库存的通知\n".encode("utf-16"), "UTF-16", 0, 0),
    ("YML06", "title: x\n".encode("utf-16-le") * 9, "UTF-16", 0, 0),
    ("YML06", "title: 關於庫存的通知\n".encode("big5") + b"\xfe\x41\xff", "编码，应当是 UTF-8", 0, 0),
    ("YML07", b"\xef\xbb\xbftitle: x\n", "BOM", 1, 1),
    ("YML08", "title：通知\nlayout: house\n", "“title”后面用了全角冒号", 1, 6),
    ("YML08", "layout: house\ntitle：通知\n", "“title”", 2, 6),
    ("YML08", "标题：通知\n版式：公司\n", "“标题”", 1, 3),
    ("YML08", "to:\n  - dept：销售部\n", "“dept”", 2, 9),
    ("YML09", "a: 1\n　b: 2\n", "全角空格", 2, 1),
    ("YML09", "to:\n\u00a0\u00a0- 销售部\n", "全角空格", 2, 1),
    ("YML09", "layout: house\ntitle:　通知\n", "全角空格", 2, 7),
    ("YML09", "to:\n  -　销售部\n", "全角空格", 2, 4),
    ("YML10", "to:\n\t- 销售部\n", "Tab", 2, 1),
    ("YML10", "to:\n  - dept: 甲\n  \tcopies: 1\n", "Tab", 3, 3),
    ("YML11", "title: “关于春季库存的通知”\n", "“关于春季库存的通知”", 1, 8),
    ("YML11", "to:\n  - “销售部”\n", "“销售部”", 2, 5),
    ("YML12", "title: 事项 #3 的说明\n", "“3 的说明”", 1, 11),
    ("YML12", "title: #3 车间\n", "“3 车间”", 1, 8),
    ("YML13", "title: 库\u200b存\n", "U+200B", 1, 9),
    ("YML14", "title: 库\u202e存\n", "U+202E", 1, 9),
    ("YML15", "title: 库\x07存\nbody: \x0c\n", "U+0007", 1, 9),
    ("YML15", "title: 库\u2028存\n", "U+2028", 1, 9),
    ("YML16", "title: 库".encode() + b"\xed\xa0\xbd\n", "U+D83D", 1, 1),
    ("YML16", 'title: "库\\ud83d"\n', "U+D83D", 1, 8),
    ("YML17", b"title: x\rlayout: house\r", "CR", 1, 1),
    ("YML18", "title:关于库存的通知\nlayout: house\n", "“title:”", 1, 7),
    ("YML18", "layout: house\ntitle:关于库存的通知\n", "“title:”", 2, 7),
    ("YML18", "to:\n  - dept:销售部\n", "“dept:”", 2, 10),
    ("YML18", "title :关于库存的通知\nlayout: house\n", "“title:”", 1, 8),
    ("YML19", 'title: "关于库存\nlayout: house\n', "引号没有成对", 1, 1),
    ("YML19", 'title: "关于"库存\n', "引号", 1, 12),
    ("YML20", "title: 通知: 春季库存\n", "两处", 1, 10),
    ("YML21", "to:\n  dept: 甲\n copies: 1\n", "对不齐", 3, 2),
    ("YML21", "title: 甲\n  layout: house\n", "对不齐", 2, 9),
    ("YML22", "title: @全体\n", "“@”", 1, 8),
    ("YML22", "title: `x\n", "“`”", 1, 8),
    ("YML22", "title: *注意* 事项\n", "“*”", 1, 8),
    ("YML22", "title: - 甲\n", "“-”", 1, 8),
    ("YML23", "to: [甲, 乙\nlayout: house\n", "括号", 1, 5),
    ("YML23", "title: {甲\n", "括号", 1, 8),
    ("YML23", "title: [2026]号通知\n", "括号", 1, 8),
    ("YML24", "# 只有注释\n", "空的", 0, 0),
    ("YML24", "", "空的", 0, 0),
    ("YML25", ": 通知\n", "字段名", 1, 1),
    ("YML25", "? [a]\n: b\n", "字段名", 1, 3),
    ("YML26", "a: " + "[" * 60 + "]" * 60 + "\n", "40 层", 1, 0),
    ("YML27", 'title: "库\\x07存"\n', "U+0007", 1, 8),
    ("YML27", 'title: "库\\r存"\n', "U+000D", 1, 8),
    (
        "YML28",
        "title: 关于库存盘点的通知\nbody: 请各部门".encode() + b"\xe6\x8c\nx: 1\n",
        "第 2 行",
        2,
        1,
    ),
    ("YML29", "to:\n  -销售部\n  -服务部\n", "-销售部", 2, 3),
    ("YML29", "to:\n  － 销售部\n", "－ 销售部", 2, 3),
    ("YML29", "to:\n  • 销售部\n", "• 销售部", 2, 3),
    ("YML30", "title: 关于春季\n  库存的通知\n", "下一行", 1, 8),
    ("YML30", 'title: "关于春季\n  库存的通知"\n', "下一行", 1, 8),
    ("YML31", "body: ｜\n  第一段\n", "“body:”后面用了全角竖线", 1, 7),
    ("YML32", "title: 通知\n请各部门遵照执行\nlayout: house\n", "请各部门遵照执行", 2, 1),
    ("YML32", "title: 通知\n请各部门遵照执行", "请各部门遵照执行", 2, 1),
    ("YML32", "title﹕通知\nlayout: house\n", "title﹕通知", 1, 1),
    ("YML33", 'title: "D:\\部门"\n', "“\\”", 1, 0),
    ("YML35", "dept: 销售部　\n", "全角空格", 1, 7),
    ("YML35", "to:\n  - 　销售部 # 部门\n", "全角空格", 2, 5),
    ("YML34", "body: |第一段\n  第二段\n", "“|”", 1, 8),
)


@pytest.mark.parametrize(("code", "source", "words", "line", "column"), BAD)
def test_a_mistake_has_its_own_finding(
    parser: str, code: str, source: str | bytes, words: str, line: int, column: int
) -> None:
    _, findings = read(source)
    told = [finding for finding in findings if finding.code.id == code]
    assert told, [finding.code.id for finding in findings]
    first = told[0]
    assert words in first.message()
    assert first.place.path == PATH
    if line:
        assert first.place.line == line
    if line and column:
        assert first.place.column == column
    for lang in ("zh", "en"):
        assert "…" not in first.code.zh and first.message(lang) and first.hint(lang)
        assert "{" not in first.hint(lang).replace("{甲", "").replace("“{”", "")


def test_yml01_is_told_where_no_cause_is_known() -> None:
    (finding,) = yamlcauses.diagnose(PATH, "a: 1\nb: 2\n", "an unheard-of problem", 1, 0, 1)
    assert finding.code.id == "YML01"
    assert str(finding.place) == f"{PATH}:2:1"
    assert "b: 2" in finding.message() and "unheard" not in finding.message("en")


def test_errors_of_the_library_are_never_shown(parser: str) -> None:
    for _, source, _, _, _ in BAD:
        for finding in read(source)[1]:
            for foreign in (
                "while parsing",
                "expected <",
                "could not",
                "mapping values",
                "ruamel",
                "Error",
            ):
                assert foreign not in finding.message() + finding.hint() + finding.message("en")


def test_several_mistakes_are_told_at_once() -> None:
    _, findings = read("title：通知\nlayout:house\nto:\n\t- 销售部\n  -服务部\n")
    assert [(finding.code.id, finding.place.line) for finding in findings] == [
        ("YML08", 1),
        ("YML18", 2),
        ("YML10", 4),
        ("YML29", 5),
    ]


def test_what_looks_odd_but_is_right_says_nothing(parser: str) -> None:
    source = (
        "title: 通知 # 标题\n"  # the label that `new` writes
        "a: 关于“三包”与“召回”的通知\n"
        "b: '事项 #3'\n"
        "c: 时间：14:00\n"
        "d: http://example.test/a#b\n"
        "e: [“甲”, 乙]\n"
        "body: |\n"
        "  标题：这是正文\n"
        "  to:没有空格\n"
        "  　　全角空格\n"
        "  \t制表\n"
        "  -没有空格\n"
        "  事项 #3\n"
        "\n"
        "  key：值\n"
        "list:\n"
        "  - |\n"
        "    key：值\n"
        "  - text: |-\n"
        "      key：值\n"
        "    more: >\n"
        "      key：值\n"
        "quoted: '第一行 -x'\n"
    )
    grown, findings = read(source)
    assert grown is not None
    assert [(finding.code.id, finding.place.line) for finding in findings] == []


def test_warnings_leave_the_tree() -> None:
    for source in (b"\xef\xbb\xbfa: 1\n", b"a: 1\r", "a: x\u200b\n".encode(), "a: “x”\n".encode()):
        grown, findings = read(source)
        assert grown is not None and "a" in grown
        assert [finding.severity for finding in findings] == [Severity.WARNING]


def test_places_are_those_an_editor_shows(parser: str) -> None:
    source = "\ufeff# x\r\ntitle: 甲\r\nto:\r\n  - dept: b\r\n    copies:\r\nbody: |\r\n  t\r\n".encode()
    found = yamlread.places(source)
    assert found["title",] == (2, 8)
    assert found["to", 0, "dept"] == (4, 11)
    assert found["to", 0, "dept", yamlread.MARK_KEY] == (4, 5)
    assert ("to", 0, "copies") not in found
    assert found["body",] == (6, 7)


def test_the_nearest_place_is_told() -> None:
    data = b"title: x\nto:\n  - dept: b\n    copies:\n"
    raw = RawRecord("documents/a", "documents", PATH, data, tree(data.decode()))
    assert str(yamlread.at(raw, ("to", 0, "copies"))) == f"{PATH}:4:5"
    assert str(yamlread.at(raw, ("to", 0, "medium"))) == f"{PATH}:3:5"
    assert str(yamlread.at(raw, ("nowhere",))) == f"{PATH}:1:1"


def test_places_of_a_file_that_cannot_be_read_end_at_the_mistake(parser: str) -> None:
    assert yamlread.places(b"a: 1\nb: [\n")["a",] == (1, 4)
    assert yamlread.places("标题: x".encode("gbk")) == {}


def test_empty_entries_are_not_counted_in_typed_values() -> None:
    grown = tree("to:\n  -\n  - dept:\n    copies:\n  - dept: 销售部\n")
    assert yamlread.settle(grown, ("to", 0, "dept")) == ("to", 2, "dept")


# --- the two parsers tell the same -----------------------------------------------------------------

_SIGNS = "ab1甲（：“”'\"#-:,[]{}|>&*!%@?~ \t\\.=<"
_scalars = st.text(alphabet=_SIGNS, max_size=8)
_lines = st.builds(
    lambda indent, dash, key, value: " " * indent + dash + key + value,
    st.sampled_from([0, 0, 0, 1, 2, 2, 4]),
    st.sampled_from(["", "", "", "- ", "-", "- - "]),
    st.sampled_from(["", "a: ", "b: ", "c:", "标题: ", "甲：", "'k': ", "? ", ": "]),
    _scalars
    | st.sampled_from(["", "|", ">-", "|2", "[a, b]", "{a: 1}", "'x y'", '"x\\ny"', "# c", "x # c"]),
)
_documents = st.lists(_lines, max_size=7).map("\n".join)


def both(text: str) -> tuple[object, object]:
    data = text.encode("utf-8")
    yamlread.places.cache_clear()
    fast = (read(data)[0], yamlread.places(data))
    yamlread.places.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yamlread, "FAST", False)
        pure = (read(data)[0], yamlread.places(data))
    return fast, pure


@settings(max_examples=300, deadline=None)
@given(_documents)
@example("a: 1\nb:\n  - x\n")
def test_both_parsers_grow_the_same_tree(text: str) -> None:
    fast, pure = both(text)
    assert isinstance(fast, tuple) and isinstance(pure, tuple)
    assert fast[0] == pure[0]
    if pure[0] is not None:
        assert fast[1] == pure[1]


_texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Cn", "Zl", "Zp"]), max_size=12)
_trees: st.SearchStrategy[Tree] = st.recursive(
    _texts,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(_texts.filter(bool), below, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(_texts.filter(bool), _trees, min_size=1, max_size=4))
def test_what_json_says_is_read_back(grown: dict[str, Tree]) -> None:
    import json

    source = json.dumps(grown, ensure_ascii=False)
    assert read(source)[0] == grown


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60) | _documents.map(lambda text: text.encode("utf-8")))
def test_no_bytes_raise(data: bytes) -> None:
    grown, findings = read(data)
    yamlread.places(data)
    assert grown is not None or findings
    if grown is not None:
        schema.content_hash("documents", grown)
