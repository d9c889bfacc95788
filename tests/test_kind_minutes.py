"""Minutes: what the YAML says, what is found wrong in it, and what stands on the paper."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import scratch
from meetings import derived, found, issue, minutes, office, paper_xml, text
from wenshu import law, pages, to_docx, veil, views
from wenshu.build import build
from wenshu.diagnostics import Severity
from wordlook import template

Maker = Callable[..., Path]
FIRST = "minutes/2026/first"
SECOND = "minutes/2026/second"


def codes(root: Path) -> set[str]:
    return {code for code in scratch.codes(root) if code[:3] in ("MIN", "FOL", "SCH", "REF")}


def test_sound_minutes_have_no_finding(company_dir: Maker) -> None:
    root = company_dir({FIRST: minutes()})
    issue(root, FIRST)
    assert codes(root) - {"MIN23"} == set()  # the decision of April is overdue on 30 June


BAD: tuple[tuple[str, dict[str, str | None], str], ...] = (
    ("MIN01", {"meeting_type": "总经理办公例会"}, "没有“总经理办公例会”这种会议"),
    ("MIN03", {"end": "13:16"}, "结束时间早于开始时间"),
    ("MIN03", {"end": "14:00"}, "结束时间早于开始时间"),
    ("MIN04", {"present": "[沈一鸣, 陆工, 林晓岚, 李明]"}, "主持人周启衡不在出席名单里"),
    ("MIN05", {"present": "[周启衡, 沈一鸣, 沈一鸣, 陆工]"}, "沈一鸣在到会和请假名单里出现了两次"),
    ("MIN05", {"absent": "[{person: 李明}]"}, "李明在到会和请假名单里出现了两次"),
    ("MIN06", {"recorder": "何管"}, "记录人何管在请假名单里"),
    ("MIN07", {"recorder": "周启衡"}, "周启衡既主持又记录"),
    ("MIN08", {"present": "[周启衡, 李明, 沈一鸣, 陆工, 林晓岚]"}, "沈一鸣（销售部经理）应排在李明前面"),
    ("MIN09", {"announced_points": "8"}, "会上说讲 8 点，纪要列了 1 个议题"),
    ("MIN10", {"distribution": "[{department: 销售部}]"}, "纪要没有发给周启衡、陆工、林晓岚、何管"),
    ("MIN11", {"decisions": "[{text: 整顿展厅, dept: 销售部}]"}, "议定事项“整顿展厅”没有完成时限"),
    ("MIN11", {"decisions": "[{text: 整顿展厅, dept: 销售部, long_term: true}]"}, "没有完成时限"),
    (
        "MIN12",
        {"decisions": "[{text: 整顿展厅, dept: 销售部, due: 2026-05-01, long_term: true}]"},
        "又写了长期",
    ),
    (
        "MIN13",
        {"decisions": "[{text: 整顿展厅, dept: 销售部, due: 2025-05-01}]"},
        "完成时限 2025-05-01 早于会议日期",
    ),
    (
        "MIN14",
        {"decisions": "[{text: 改期, dept: 销售部, due: 2026-05-01, moves: 纪009-1}]"},
        "“纪009-1”找不到",
    ),
    ("MIN16", {"compiled_on": "2026-03-01"}, "整理日期 2026-03-01 早于会议日期"),
    ("MIN17", {"meeting_type": "部门例会"}, "“部门例会”没有写部门"),
    ("MIN18", {"items": "[{title: 库存, reporter: 赵先生}]"}, "汇报人“赵先生”不在到会名单里"),
    ("MIN19", {"decisions": "[{text: 下月完成盘点, dept: 销售部, due: 2026-04-30}]"}, "“下月”没有说清日期"),
    ("MIN20", {"distribution": "[{copies: 2}, {department: 总经理办公室}]"}, "第 1 行没有写明发给谁"),
    ("MIN20", {"distribution": "[{person: 李明, department: 销售部}]"}, "或写了两个对象"),
    ("MIN21", {"distribution": "[{person: 李明}, {person: 李明}]"}, "李明出现了两次"),
    ("MIN23", {}, "议定事项 纪001-1 已过时限 2026-04-30"),
    ("MIN24", {"items": "[{title: 库存, decided: '## 一季度'}]"}, "一级标题"),
)


@pytest.mark.parametrize(("code", "changes", "words"), BAD)
def test_mistakes(company_dir: Maker, code: str, changes: dict[str, str | None], words: str) -> None:
    root = company_dir({FIRST: minutes(**changes)})
    issue(root, FIRST)
    told = found(root, code)
    assert told, scratch.said(root)
    assert words in told[0].message()
    assert told[0].place.path == f"records/{FIRST}.yaml" and told[0].place.line
    assert told[0].hint() and told[0].message("en") and told[0].hint("en")


@pytest.mark.req("MIN-01", "MIN-02", "MIN-03")
def test_date_time_and_place_stand_on_the_paper(company_dir: Maker) -> None:
    root = company_dir({FIRST: minutes()})
    assert derived(office(root), FIRST)["time"] == "2026年3月16日 14点00分—15点16分"
    for missing in ("date", "start", "end", "place"):
        scratch.put(root, {FIRST: minutes(**{missing: None})})
        issue(root, FIRST)
        assert any(f.severity is Severity.ERROR for f in scratch.read(root).findings), missing
    scratch.put(root, {FIRST: minutes(end="15:16:30")})
    assert "SCH" in {code[:3] for code in scratch.codes(root)}  # to the minute, not to the second


def test_a_meeting_past_midnight_says_so(company_dir: Maker) -> None:
    root = company_dir({FIRST: minutes(start="21:30", end="00:30", ends_next_day="true")})
    assert "MIN03" not in scratch.codes(root)
    assert derived(office(root), FIRST)["time"] == "2026年3月16日 21点30分—次日0点30分"


@pytest.mark.req("MIN-04", "MIN-05")
def test_people_stand_in_rank_order_and_keep_their_stored_names(company_dir: Maker) -> None:
    root = company_dir({FIRST: minutes(guests="[{name: 顾远, org: 长河公司, post: 区域经理}]")})
    x = derived(office(root), FIRST)
    assert x["present"].names == (
        "周启衡",
        "沈一鸣",
        "陆工",
        "林晓岚",
        "李明",
    )  # 李明 is widened by spacing only
    assert x["chair"] == "周启衡（总经理）"
    assert x["absent"].names == ("何管（出差）",)
    assert x["guests"].names == ("顾远（长河公司 区域经理）",)
    scratch.put(root, {FIRST: minutes(present="[周启衡, 李 明]")})
    assert "REF01" in scratch.codes(root)  # a space typed into a name is no other spelling of it


def test_namesakes_bear_their_keys() -> None:
    people = "  李明（机修班）: {name: 李明, status: 在职, dept: 服务部, posts: []}\narchives:"
    company = scratch.COMPANY.replace("archives:", people, 1)
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        root = scratch.make(
            Path(folder) / "c", {FIRST: minutes(present="[周启衡, 李明, 李明（机修班）]")}, company
        )
        assert derived(office(root), FIRST)["present"].names == ("周启衡", "李明", "李明（机修班）")


@pytest.mark.req("MIN-09")
def test_theme_is_a_field_of_the_paper(company_dir: Maker) -> None:
    root = company_dir({FIRST: minutes(theme="提质降耗")})
    assert office(root).records[FIRST].text("theme") == "提质降耗"
    scratch.put(root, {FIRST: minutes(theme="长" * 21)})
    assert "SCH" in {code[:3] for code in scratch.codes(root)}


@pytest.mark.req("MIN-10")
def test_items_are_numbered_and_announced_points_are_counted(company_dir: Maker) -> None:
    items = "[{title: 库存, decided: 每周盘点。}, {title: 回访, heard: 客服情况。, considered: 成绩明显。}]"
    root = company_dir({FIRST: minutes(items=items, announced_points="2")})
    assert "MIN09" not in scratch.codes(root)
    x = derived(office(root), FIRST)
    assert [item["heading"] for item in x["items"]] == ["一、库存", "二、回访"]
    assert x["items"][1]["body"].source == "会议听取了客服情况。\n\n会议认为，成绩明显。"


def test_leads_are_not_doubled_and_stand_alone_before_a_list(company_dir: Maker) -> None:
    items = "\n  - title: 库存\n    decided: |-\n      1. 盘点\n      2. 上报"
    items += "\n  - {title: 其他, decided: 会议明确，照旧。}"
    root = company_dir({FIRST: minutes(items=items)})
    bodies = [item["body"].source for item in derived(office(root), FIRST)["items"]]
    assert bodies == ["会议决定：\n\n1. 盘点\n2. 上报", "会议明确，照旧。"]


@pytest.mark.req("MIN-11")
def test_minutes_must_reach_everybody_present_and_on_leave(company_dir: Maker) -> None:
    root = company_dir(
        {FIRST: minutes(distribution="[{department: 总经理办公室}, {department: 服务部}, {person: 李明}]")}
    )
    told = found(root, "MIN10")
    assert told[0].message() == "纪要没有发给沈一鸣、何管"
    assert told[0].severity is Severity.WARNING  # a draft's own gap
    issue(root, FIRST)
    assert found(root, "MIN10")[0].severity is Severity.ERROR


def test_a_department_receives_for_its_people(company_dir: Maker) -> None:
    root = company_dir({FIRST: minutes()})
    assert "MIN10" not in scratch.codes(root)


def test_sessions_count_per_type_and_year(company_dir: Maker) -> None:
    root = company_dir(
        {
            FIRST: minutes(session="4"),
            SECOND: minutes(session=None, date="2026-03-23", compiled_on="2026-03-24", decisions=None),
            "minutes/2026/third": minutes(
                session="7", date="2026-03-30", compiled_on="2026-03-31", decisions=None
            ),
        }
    )
    told = found(root, "MIN02")
    assert [f.place.path for f in told] == ["records/minutes/2026/third.yaml"]
    assert "应为第 6 次，这里是第 7 次" in told[0].message()
    assert derived(office(root), SECOND)["subtitle"] == "（2026年第5次）"


def test_a_later_year_begins_with_session_one(company_dir: Maker) -> None:
    root = company_dir(
        {
            "minutes/2025/last": minutes(
                session="30", date="2025-12-29", compiled_on="2025-12-30", decisions=None
            ),
            FIRST: minutes(session="2"),
        }
    )
    assert "应为第 1 次，这里是第 2 次" in found(root, "MIN02")[0].message()
    scratch.put(root, {FIRST: minutes(session="1")})
    assert found(root, "MIN02") == []


def test_department_meetings_count_by_themselves(company_dir: Maker) -> None:
    sales = {"meeting_type": "部门例会", "dept": "销售部", "chair": "沈一鸣", "present": "[沈一鸣, 李明]",
             "absent": None, "recorder": "李明", "items": "[{title: 周报}]", "decisions": None}  # fmt: skip
    service = {**sales, "dept": "服务部", "chair": "陆工", "present": "[陆工, 李明]"}
    root = company_dir({FIRST: minutes(**sales), SECOND: minutes(**service)})
    assert found(root, "MIN02") == []
    x = derived(office(root), FIRST)
    assert (x["title"], x["subtitle"]) == ("销售部例会会议纪要", "（部门例会 2026年第1次）")


def test_meeting_papers_are_numbered_after_the_minutes(company_dir: Maker) -> None:
    root = company_dir({FIRST: minutes(attachments="[{title: 签到表, pages: 1}, {title: 汇报材料}]")})
    told = derived(issue(root, FIRST), FIRST)["attachments"]
    assert told == [{"id": "纪001-材1", "title": "签到表（共1页）"}, {"id": "纪001-材2", "title": "汇报材料"}]


SECRET = "商业秘密（核心）"


def classed(**changes: str) -> str:
    return minutes(
        **changes,
        items=f"[{{title: 库存}}, {{title: 进货底价, decided: 按九折执行。, class: {SECRET}}}]",
        decisions=f"[{{text: 底价表加锁保管, dept: 销售部, due: 2026-04-30, class: {SECRET}}}]",
    )


def test_what_a_class_withholds_keeps_its_number(company_dir: Maker) -> None:
    told = issue(company_dir({FIRST: classed()}), FIRST)
    staff = told.company.audiences["staff"]
    assert veil.of(told, told.company.audiences["office"]).records[FIRST] is told.records[FIRST]
    shown = veil.of(told, staff)
    assert shown.left == {FIRST: (("items", 1), ("decisions", 0))}
    shorn = views.paper(shown, shown.records[FIRST])
    assert shorn["x"]["abridged"] == "本件为摘发，未发送：议题2、议定事项1"
    assert shorn["x"]["title"] == "总经理办公会会议纪要（摘发）"
    assert shorn["x"]["items"][1]["heading"] == "二、（不在发送范围）"
    row = shorn["x"]["decisions"][0]
    assert (row["id"], row["text"]) == ("纪001-1", "（不在发送范围）")
    assert not re.search("进货底价|按九折执行|底价表", repr(shorn))
    assert [w.reason for w in pages.withholdings(told, staff)] == ["密级：议题2、议定事项1"]


@pytest.mark.parametrize("layout", ["house", "gbt9704"])
def test_the_abridged_copy_says_on_paper_what_it_leaves_out(company_dir: Maker, layout: str) -> None:
    told = issue(company_dir({FIRST: classed(layout=layout)}), FIRST)
    name = "minutes" if layout == "house" else "minutes-gbt9704"
    staff = veil.of(told, told.company.audiences["staff"])
    shorn, full = (template(name).render(views.paper(one, one.records[FIRST])) for one in (staff, told))
    said = to_docx.visible_text(shorn)
    assert "总经理办公会会议纪要（摘发）" in said
    assert "（本件为摘发，未发送：议题2、议定事项1）" in said
    assert "二、（不在发送范围）" in said and "纪001-1" in said
    assert "摘发" not in to_docx.visible_text(full)


def test_no_byte_of_a_withheld_item_reaches_a_lower_site(company_dir: Maker) -> None:
    root = company_dir({FIRST: classed(), "minutes/2026/shown": minutes(session="2", date="2026-03-23",
                        compiled_on="2026-03-24", decisions=None)})  # fmt: skip
    issue(root, FIRST)
    approve(root, FIRST)
    answer = build(root, None, scratch.TODAY, cached=False)
    assert answer.built is not None, [line.message for line in answer.findings]
    lower, higher = (sites(root / "site" / name) for name in ("staff", "office"))
    for word in ("进货底价", "按九折执行", "底价表加锁"):
        assert word not in lower, word
        assert word in higher, word
    assert "（摘发）" in lower and "（不在发送范围）" in lower
    assert "（摘发）" not in higher


def sites(folder: Path) -> str:
    """Return every text below a site's folder, those of Word and Excel files included."""
    told = []
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        if data[:2] == b"PK":
            with zipfile.ZipFile(path) as package:
                data = b"\n".join(package.read(name) for name in package.namelist())
        told.append(data.decode("utf-8", "replace"))
    return "\n".join(told)


def approve(root: Path, id_: str) -> None:
    """Record the sign-offs of minutes, as the commands would."""
    told = office(root)
    after = ""
    for n, (step, person, post) in enumerate((("审核", "周启衡", "总经理"), ("签发", "周启衡", "总经理")), 1):
        content = told.records[id_].content
        text_ = (
            f"record: {id_}\ncontent: {content}\nstep: {step}\nperson: {person}\npost: {post}\n"
            f"date: 2026-03-17\ndecision: 同意\nevidence: signed\n" + (f"after: {after}\n" if after else "")
        )
        name = f"approvals/{id_}/{content.removeprefix('v1:')[:12]}-{n}-{step}"
        scratch.put(root, {name: text_})
        after = hashlib.sha256((root / f"records/{name}.yaml").read_bytes()).hexdigest()


def test_the_type_of_meeting_decides_who_approves(company_dir: Maker) -> None:
    sales = {"meeting_type": "部门例会", "dept": "销售部", "chair": "李明", "present": "[李明, 沈一鸣]",
             "absent": None, "recorder": "李明", "decisions": None}  # fmt: skip
    root = company_dir({FIRST: minutes(), SECOND: minutes(**sales)})
    told = office(root)
    assert [w.post for w in told.standing(told.records[FIRST]).chain][-1] == "总经理"
    assert [w.post for w in told.standing(told.records[SECOND]).chain][-1] == "销售部经理"


RICH = {
    "theme": "提质&<降耗>",
    "class": "内部资料",
    "guests": "[{name: 顾远, org: 长河公司, post: 区域经理}]",
    "attending": "[钱多安]",
    "announced_points": "1",
    "reported_to": "[长河汽车制造公司]",
    "attachments": "[{title: 汇报材料, pages: 3}]",
    "decisions": "[{text: '核对 {{ 7*7 }} 台账', dept: 销售部, owner: 李明, assist: [服务部, 财务部], "
    "due: 2026-07-31, effective_from: 2026-04-01, checker: 沈一鸣, incentive: 计入考核}]",
}


@pytest.mark.parametrize("layout", ("house", "gbt9704"))
def test_the_paper_says_all_that_was_typed(company_dir: Maker, layout: str) -> None:
    root = company_dir({FIRST: minutes(**RICH, layout=layout)})
    told = text(issue(root, FIRST), FIRST)
    for words in (
        "总经理办公会会议纪要",
        "（2026年第1次）",
        "2026年3月16日14点00分—15点16分",
        "二楼会议室",
        "周启衡（总经理）",
        "周启衡、沈一鸣、陆工、林晓岚、李明",
        "顾远（长河公司区域经理）",
        "何管（出差）",
        "提质&<降耗>",
        "一、一季度库存（汇报人：沈一鸣）",
        "会议听取了库存汇报。",
        "会议决定：每周盘点一次。",
        "纪001-1",
        "核对{{7*7}}台账（自2026年4月1日起施行；检查人：沈一鸣；奖惩：计入考核）",
        "2026-07-31",
        "纪001-材1　汇报材料（共3页）",
        "总经理办公室、销售部、服务部、何管",
        "长河汽车制造公司",
        "2026年3月17日",
        "2026年3月18日印发",
    ):
        assert words.replace("　", "") in told, words
    assert ("试点公司(纪)字第[2026]001号" if layout == "house" else "试司纪〔2026〕1号") in told


@pytest.mark.req("MIN-05")
def test_two_character_names_are_widened_by_spacing_never_by_a_space(company_dir: Maker) -> None:
    xml = paper_xml(office(company_dir({FIRST: minutes()})), FIRST)
    assert '<w:spacing w:val="240"/></w:rPr><w:t xml:space="preserve">李</w:t>' in xml
    assert not re.search("李[\\s　]+明", law.visible(xml))


@pytest.mark.req("MIN-01", "MIN-02", "MIN-03", "MIN-09")
def test_labels_are_in_their_styles(company_dir: Maker) -> None:
    xml = paper_xml(office(company_dir({FIRST: minutes(theme="提质")})), FIRST)
    for label in ("时　间：", "地　点：", "主　持：", "出　席：", "记　录：", "主题词："):
        assert f'<w:rPr><w:rStyle w:val="标签"/></w:rPr><w:t xml:space="preserve">{label}</w:t>' in xml


def test_the_table_of_decisions_has_the_widths_of_the_form(company_dir: Maker) -> None:
    xml = paper_xml(office(company_dir({FIRST: minutes()})), FIRST)
    widths = [round(mm * 1440 / 25.4) for mm in (16, 60, 20, 18, 16, 26)]
    assert "".join(f'<w:gridCol w:w="{width}"/>' for width in widths) in xml
    assert sum((16, 60, 20, 18, 16, 26)) == 156


def test_minutes_without_decisions_have_no_empty_table(company_dir: Maker) -> None:
    told = text(office(company_dir({FIRST: minutes(decisions=None)})), FIRST)
    assert "议定事项" not in told and "来宾" not in told and "列席" not in told


def test_forty_items_and_forty_decisions(company_dir: Maker) -> None:
    items = "".join(f"\n  - {{title: 第{i}题, decided: '1. 甲{i}'}}" for i in range(1, 41))
    rows = "".join(f"\n  - {{text: 第{i}事, dept: 销售部, due: 2026-07-31}}" for i in range(1, 41))
    told = text(issue(company_dir({FIRST: minutes(items=items, decisions=rows)}), FIRST), FIRST)
    assert "四十、第40题" in told and "纪001-40第40事" in told
