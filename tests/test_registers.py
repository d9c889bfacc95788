"""Registers: YAML in, the rows a secretary expects out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from paperwork import (
    copy,
    document,
    enter,
    incoming,
    issue,
    minutes,
    number,
    office,
    rows,
    sign,
    step,
    tabs,
    told,
)
from scratch import put
from wenshu import register_html, register_sheet, registers
from wenshu.registers import HIDDEN, Column, Row, Tab, seen

Maker = Callable[..., Path]
PRINT = "printed: {}\nkept: {}\non: 2026-03-13\nby: 林晓岚\n"


# ── all registers ─────────────────────────────────────────────────────────────────────────────


def test_every_register_of_part_h_is_found_and_fills_the_sheet() -> None:
    assert [r.title for r in registers.all().values()] == [
        "发文登记簿",
        "收文登记簿",
        "文号台账",
        "文件发放记录",
        "现行有效文件清单",
        "文件修改申请登记",
        "修改状态一览",
        "缺副本清单",
        "会议纪要目录",
        "议定事项督办表",
        "授权（代理签批）登记",
        "保密承诺登记",
        "人员通讯录",
        "个人信息请求登记",
        "借阅登记簿",
        "技术资料借用登记",
        "在借一览",
        "逾期未还清单",
        "补登、更正清单",
        "发放登记",
    ]
    for register in registers.all().values():
        assert sum(column.mm for column in register.columns) == 260, register.id
        keys = [column.key for column in register.columns]
        assert len(set(keys)) == len(keys)
        assert register.told in keys


def test_widths_are_those_of_the_forms() -> None:
    def widths(id_: str) -> str:
        return " · ".join(f"{c.title} {c.mm}" for c in registers.all()[id_].columns)

    # 9 mm of the title's room: 商业秘密（普通） and 一柜-一层-01盒 stand on two lines, not on three
    assert widths("dispatch") == (
        "序号 10 · 成文日期 22 · 印发日期 22 · 文号 46 · 标题 45 · 附件 12 · 密级 18 · 签发人 16 · 印制 12 · "
        "发往 26 · 签收 14 · 存档 17"
    )
    assert widths("incoming") == (
        "收文号 28 · 收文日期 20 · 来文单位 28 · 来文字号 28 · 标题 44 · 份数 10 · 密级 12 · "
        "承办 18 · 限办 20 · 办结 20 · 复文号 20 · 存放 12"
    )
    assert widths("handouts") == (
        "序号 10 · 文号 46 · 标题 38 · 版本 12 · 分发号 14 · 领用部门/班组 28 · 领用人 18 · 份数 10 · "
        "发放日期 22 · 签收 18 · 收回日期 22 · 处置 22"
    )
    assert widths("ledger-numbers") == (
        "系列 14 · 年度 14 · 流水号 16 · 状态 16 · 文号 46 · 标题/事由 80 · "
        "成文日期 24 · 编号日期 24 · 经办 26"
    )
    assert widths("in-force") == (
        "序号 10 · 文号 46 · 名称 68 · 版本 14 · 施行日期 24 · 归口部门 24 · "
        "复审到期 24 · 代替 32 · 分发份数 18"
    )
    assert (
        widths("missing-copies") == "序号 10 · 收/发 16 · 文号 50 · 标题 90 · 日期 24 · 单位 50 · 责任人 20"
    )
    assert widths("meetings") == (
        "序号 10 · 文号 46 · 会议 42 · 第N次 14 · 日期 22 · 主持 18 · 议题 60 · 议定 14 · 办结 14 · 发放 20"
    )
    assert widths("decisions") == (
        "编号 18 · 议定事项 64 · 责任部门 22 · 责任人 18 · 协办 18 · 时限 22 · 延期 12 · "
        "进展 30 · 办结日期 22 · 确认会议 18 · 状态 16"
    )
    assert widths("delegations") == (
        "序号 10 · 授权人 24 · 受托人 24 · 事项/系列 60 · 起 26 · 止 26 · 依据 50 · 使用次数 20 · 状态 20"
    )


def test_empty_register_says_so(company_dir: Maker) -> None:
    held = office(company_dir())
    for register in registers.all().values():
        view = registers.plain(registers.table(register, held))
        assert view["rows"] == []
        assert view["empty"] == "本期无记录"


def test_plain_view_is_json_and_names_the_day_only_where_rows_depend_on_it(company_dir: Maker) -> None:
    root = company_dir({"documents/2026/a": document()})
    issue(root, "documents/2026/a", "通", 1)
    for day in (date(2026, 6, 30), date(2026, 7, 31)):
        held = office(root, day)
        for register in registers.all().values():
            view = registers.plain(registers.table(register, held))
            assert json.loads(json.dumps(view, ensure_ascii=False)) == view
            if register.daily:
                assert view["as_of"] == day.isoformat()
    assert registers.plain(told("dispatch", held))["as_of"] == "2026-03-12"


def test_registers_that_are_not_daily_do_not_change_with_the_day(company_dir: Maker) -> None:
    root = company_dir({"incoming/2026/a": incoming(), "minutes/2026/a": minutes()})
    number(root, "收", 1, "incoming/2026/a")
    issue(root, "minutes/2026/a", "纪", 1)
    early, late = office(root, date(2026, 4, 1)), office(root, date(2026, 12, 31))
    for register in registers.all().values():
        same = registers.plain(registers.table(register, early)) == registers.plain(
            registers.table(register, late)
        )
        assert same or register.daily, register.id


# ── rows out of reach ─────────────────────────────────────────────────────────────────────────


def test_row_out_of_reach_keeps_its_number() -> None:
    held = (
        Row({"no": "1", "number": "甲1", "title": "公开的", "to": "销售部"}, "a"),
        Row({"no": "2", "number": "甲2", "title": "机要的", "to": "财务部"}, "b", (Tab("单位", "财务部"),)),
        Row({"no": "3", "number": "甲3", "title": "引用机要", "reply": "甲2"}, "a", links={"reply": "b"}),
    )
    shown = seen(held, lambda record: record == "a")
    assert [row.get("number") for row in shown] == ["甲1", "甲2", "甲3"]
    assert dict(shown[1].cells) == {"no": "2", "number": "甲2", "title": HIDDEN}
    assert shown[1].record == "" and shown[1].tabs == () and shown[1].mark == "hidden"
    assert shown[2].get("reply") == "甲2" and dict(shown[2].links) == {}
    assert seen(held, lambda record: True) == held


def test_row_with_a_class_of_its_own() -> None:
    held = (Row({"number": "纪001-1", "title": "调价"}, "m", class_="商业秘密（核心）"),)
    assert seen(held, lambda record: True)[0].get("title") == HIDDEN
    assert seen(held, lambda record: True, ("内部资料",))[0].get("title") == HIDDEN
    assert seen(held, lambda record: True, ("商业秘密（核心）",)) == held
    assert seen(held, lambda record: False, ("商业秘密（核心）",))[0].get("title") == HIDDEN


def test_hidden_paper_leaves_no_trace_but_its_number(company_dir: Maker) -> None:
    secret = document(
        "关于调价的决定", **{"class": "商业秘密（核心）", "doc_type": "决定", "to": "[{outside: 临河银行}]"}
    )
    root = company_dir({"documents/2026/a": document(), "documents/2026/b": secret})
    issue(root, "documents/2026/a", "通", 1)
    issue(root, "documents/2026/b", "通", 2)
    held = office(root)
    table = registers.table(
        registers.all()["dispatch"], held, lambda r: r == "documents/2026/a", ("内部资料",)
    )
    assert [row.get("no") for row in table.rows] == ["1", "2"]
    assert table.rows[1].get("number") == "试点公司(通)字第[2026]002号"
    text = json.dumps(registers.plain(table), ensure_ascii=False)
    assert "调价" not in text and "临河银行" not in text and "documents/2026/b" not in text
    assert HIDDEN in text


# ── 发文登记簿 ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-38")
@pytest.mark.req("DOC-40")
def test_dispatch_by_series_direction_and_party(company_dir: Maker) -> None:
    out = {"doc_type": "函", "series": "办", "to": "[{outside: 临河银行}]"}
    up = {
        "doc_type": "报告",
        "series": "办",
        "to": "[{outside: 远山汽车总公司}]",
        "cc": "[{department: 财务部}]",
    }
    fax = (
        "to_org: 临河银行\nto_person: 张先生\nto_fax: 0399-5550300\nfrom_dept: 财务部\ndrafted_by: 钱多安\n"
        "sent_at: 2026-03-16 14:30\nsubject: 授信资料\npurpose: 资料\n"
    )
    root = company_dir(
        {
            "documents/2026/inside": document(),
            "documents/2026/letter": document("关于授信的函", **out),
            "documents/2026/report": document("关于一季度库存的报告", **up),
            "incoming/2026/a": incoming(),
            "fax/2026/bank": fax,
        }
    )
    number(root, "收", 1, "incoming/2026/a", date(2026, 6, 1))
    issue(root, "documents/2026/inside", "通", 1)
    issue(root, "documents/2026/letter", "办", 1)
    issue(root, "documents/2026/report", "办", 2)
    sign(root, "fax/2026/bank", date(2026, 3, 16))
    put(root, {"handling/2026/sent": step("fax/2026/bank", "发送", "2026-03-17", result="成功")})
    table = told("dispatch", office(root))
    assert [(row.get("signed"), row.get("printed_on")) for row in table.rows][-1] == (
        "2026-03-16",
        "2026-03-17",
    )
    assert [(row.get("number"), row.get("to")) for row in table.rows] == [
        ("试点公司(办)字第[2026]001号", "临河银行"),
        ("试点公司(办)字第[2026]002号", "远山汽车总公司、财务部"),
        ("试点公司(通)字第[2026]001号", "各部门"),
        ("（传真附页）", "临河银行"),
    ]
    assert tabs(table, "系列") == ["办", "通", "传真附页"]
    assert tabs(table, "方向") == ["上行", "报送总公司", "下行", "对外"]
    assert tabs(table, "单位") == ["临河银行", "远山汽车总公司", "财务部", "各部门"]
    assert table.foot == "发文 4 件 · 作废 0 件 · 其中报送总公司 1 件"


def test_dispatch_row_in_full(company_dir: Maker) -> None:
    root = company_dir(
        {
            "documents/2026/a": document(attachments="[{title: 平面图, pages: 2}]", urgency="急件"),
            "distribution/documents/2026/a/e1-01": copy(
                "department: 销售部", 2, received="2026-03-14", received_by="李明"
            ),
            "distribution/documents/2026/a/e1-02": copy("department: 服务部"),
            "distribution/documents/2026/a/e1-03": copy("archive: 文书档案", place="1柜-2层-3盒"),
            "distribution/documents/2026/a/e1-print": PRINT.format(5, 1),
        }
    )
    issue(root, "documents/2026/a", "通", 1)
    assert rows("dispatch", office(root)) == [
        {
            "no": "1",
            "signed": "2026-03-12",
            "printed_on": "2026-03-13",
            "number": "试点公司(通)字第[2026]001号",
            "title": "关于整理展厅的通知",
            "attachments": "1",
            "class": "内部资料",
            "signer": "周启衡",
            "printed": "5",
            "to": "各部门",
            "received": "1/2",
            "kept": "1柜-2层-3盒",
        }
    ]


def test_dispatch_void_paper_keeps_its_row_with_the_reason(company_dir: Maker) -> None:
    root = company_dir({"documents/2026/a": document()})
    issue(root, "documents/2026/a", "通", 1)
    enter(root, "通", 2, "state: void\nreason: 打印错号\ndate: 2026-03-13\nby: 林晓岚\n")
    enter(
        root, "通", 3, "state: reserved\nreason: 年检通知\nuntil: 2026-07-31\ndate: 2026-03-13\nby: 林晓岚\n"
    )
    enter(
        root,
        "通",
        4,
        "state: issued\nprinted: 通字04号\ntitle: 旧的通知\nsigned: 2026-01-05\ndate: 2026-01-05\n",
    )
    table = told("dispatch", office(root))
    assert [(row.get("number"), row.get("title"), row.mark) for row in table.rows] == [
        ("试点公司(通)字第[2026]001号", "关于整理展厅的通知", ""),
        ("试点公司(通)字第[2026]002号", "作废：打印错号", "void"),
        ("通字04号", "旧的通知", ""),
    ]
    assert table.rows[2].get("signed") == "2026-01-05"
    hidden = registers.table(registers.all()["dispatch"], office(root), lambda record: True, ("公开",))
    assert hidden.rows[1].get("title") == HIDDEN and hidden.rows[2].get("title") == HIDDEN


# ── 文号台账 ──────────────────────────────────────────────────────────────────────────────────


def test_ledger_has_every_integer(company_dir: Maker) -> None:
    root = company_dir({"documents/2026/a": document()})
    issue(root, "documents/2026/a", "通", 2)
    enter(
        root,
        "通",
        1,
        "state: issued\nprinted: 通字01号\ntitle: 旧的通知\nsigned: 2026-01-05\ndate: 2026-01-06\n",
    )
    enter(root, "通", 3, "state: void\nreason: 打印错号\ndate: 2026-03-13\nby: 林晓岚\n")
    enter(
        root, "通", 4, "state: reserved\nreason: 年检通知\nuntil: 2026-07-31\ndate: 2026-03-13\nby: 林晓岚\n"
    )
    table = told("ledger-numbers", office(root))
    assert [
        (r.get("series"), r.get("year"), r.get("serial"), r.get("state"), r.get("title")) for r in table.rows
    ] == [
        ("通", "2026", "001", "已用", "旧的通知（旧登记簿接收）"),
        ("通", "2026", "002", "已用", "关于整理展厅的通知"),
        ("通", "2026", "003", "作废", "作废：打印错号"),
        ("通", "2026", "004", "预留", "年检通知（留至 2026-07-31）"),
    ]
    assert table.rows[1].get("signed") == "2026-03-12" and table.rows[1].get("by") == "林晓岚"
    assert table.rows[2].get("number") == "试点公司(通)字第[2026]003号" and table.rows[2].get("signed") == ""
    assert table.foot == "已用 2 · 预留 1 · 作废 1 · 断号 0"


def test_ledger_shows_a_gap_as_a_row(company_dir: Maker) -> None:
    root = company_dir()
    enter(root, "财", 3, "state: void\nreason: 打印错号\ndate: 2026-03-13\nby: 林晓岚\n")
    table = told("ledger-numbers", office(root))
    assert [(r.get("serial"), r.get("state"), r.mark) for r in table.rows] == [
        ("001", "断号", "gap"),
        ("002", "断号", "gap"),
        ("003", "作废", "void"),
    ]
    assert table.foot.endswith("断号 2")


# ── 文件发放记录 ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-36")
def test_handouts_and_both_balances(company_dir: Maker) -> None:
    root = company_dir(
        {
            "documents/2026/a": document(),
            "distribution/documents/2026/a/e1-01": copy(
                "department: 销售部",
                2,
                received="2026-03-14",
                received_by="李明",
                recalled="2026-05-01",
                disposal="销毁",
            ),
            "distribution/documents/2026/a/e1-02": copy(
                "person: 陆工", 1, received="2026-03-15", received_by="陆工"
            ),
            "distribution/documents/2026/a/e1-03": copy("archive: 文书档案", place="1柜-2层-3盒"),
            "distribution/documents/2026/a/e1-04": copy("department: 财务部", 0, medium="电子"),
            "distribution/documents/2026/a/e1-05": copy("department: 技术部", 1, disposal="遗失"),
            "distribution/documents/2026/a/e1-print": PRINT.format(8, 1),
        }
    )
    issue(root, "documents/2026/a", "通", 1)
    table = told("handouts", office(root))
    keys = ("no", "edition", "copy", "to", "person", "copies", "sent", "received", "recalled", "disposal")
    assert [tuple(row.get(key) for key in keys) for row in table.rows if not row.total] == [
        ("1", "1", "01", "销售部", "李明", "2", "2026-03-13", "2026-03-14", "2026-05-01", "销毁"),
        ("2", "1", "02", "服务部", "陆工", "1", "2026-03-13", "2026-03-15", "", ""),
        ("3", "1", "03", "文书档案", "", "1", "2026-03-13", "", "", ""),
        ("4", "1", "04", "财务部", "", "电子", "2026-03-13", "", "", ""),
        ("5", "1", "05", "技术部", "", "1", "2026-03-13", "", "", "遗失"),
    ]
    last = table.rows[-1]
    assert last.total and last.get("no") == "" and last.mark == "balance"
    assert last.get("title") == (
        "平衡（版本 1）：印制8＝发出4＋存档1＋余存3；发出4＝在外1＋已收回2＋遗失1；已收回2＝归档0＋销毁2　✓"
    )
    assert table.foot == "发放 5 笔 · 未签收 2 笔 · 平衡 1 件 · 不平衡 0 件"
    assert tabs(table, "签收") == ["已签收", "存档", "未签收"]


def test_handouts_that_do_not_balance(company_dir: Maker) -> None:
    root = company_dir(
        {
            "documents/2026/a": document(),
            "documents/2026/b": document("关于值班的通知"),
            "distribution/documents/2026/a/e1-01": copy("department: 销售部", 9),
            "distribution/documents/2026/a/e1-print": PRINT.format(8, 1),
            "distribution/documents/2026/b/e1-01": copy("department: 销售部", 1),
        }
    )
    issue(root, "documents/2026/a", "通", 1)
    issue(root, "documents/2026/b", "通", 2)
    table = told("handouts", office(root))
    balances = [row for row in table.rows if row.total]
    assert "余存-2" in balances[0].get("title") and balances[0].get("title").endswith("✗")
    assert "印制数未登记" in balances[1].get("title")
    assert table.foot == "发放 2 笔 · 未签收 2 笔 · 平衡 0 件 · 不平衡 2 件"


# ── 现行有效文件清单 ──────────────────────────────────────────────────────────────────────────


def test_in_force_by_department_with_the_obsolete_last(company_dir: Maker) -> None:
    rule = {"doc_type": "制度", "effective_from": "2026-04-01", "review_by": "2026-06-01"}
    new = {"doc_type": "制度", "effective_from": "2026-05-01", "supersedes": "[documents/2026/old]"}
    letter = {"doc_type": "函", "series": "办", "to": "[{outside: 临河银行}]"}
    root = company_dir(
        {
            "documents/2026/old": document("展厅管理制度", **rule),
            "documents/2026/new": document("展厅管理制度（修订）", **new),
            "documents/2026/sales": document(
                "关于试驾的通知", **rule | {"doc_type": "通知"}, drafted_dept="销售部"
            ),
            "documents/2026/coming": document("值班制度", doc_type="制度", effective_from="2026-08-01"),
            "documents/2026/letter": document("关于授信的函", **letter),
            "distribution/documents/2026/new/e1-01": copy("department: 销售部", 3),
        }
    )
    for serial, name in enumerate(("old", "new", "sales", "coming"), 1):
        issue(root, f"documents/2026/{name}", "通", serial)
    issue(root, "documents/2026/letter", "办", 1)
    table = told("in-force", office(root))
    assert [(r.get("dept"), r.get("title"), r.mark) for r in table.rows] == [
        ("管理部", "展厅管理制度（修订）", ""),
        ("销售部", "关于试驾的通知", "overdue"),
        ("管理部", "值班制度", ""),
        ("管理部", "展厅管理制度（被代替）", "void"),
    ]
    assert table.rows[0].get("replaces") == "试点公司(通)字第[2026]001号"
    assert (table.rows[0].get("edition"), table.rows[0].get("from"), table.rows[0].get("copies")) == (
        "1",
        "2026-05-01",
        "3",
    )
    assert tabs(table, "状态") == ["现行", "尚未施行", "已失效"]
    assert table.foot == "现行 2 件 · 尚未施行 1 件 · 已失效 1 件 · 复审逾期 1 件"


# ── 缺副本清单 ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-37")
def test_missing_copies_until_a_place_is_on_record(company_dir: Maker) -> None:
    fax = (
        "to_org: 临河银行\nto_person: 张先生\nto_fax: 0399-5550300\nfrom_dept: 财务部\ndrafted_by: 钱多安\n"
        "sent_at: 2026-03-16 14:30\nsubject: 授信资料\npurpose: 资料\n"
    )
    root = company_dir(
        {
            "documents/2026/kept": document(),
            "documents/2026/lost": document("关于值班的通知"),
            "documents/2026/draft": document("关于未发的通知"),
            "minutes/2026/a": minutes(),
            "fax/2026/bank": fax,
            "incoming/2026/a": incoming(),
            "incoming/2026/b": incoming("没有存放的来文", their_number="远山〔2026〕9号", place=""),
            "distribution/documents/2026/kept/e1-01": copy("archive: 文书档案", place="1柜-2层-3盒"),
            "distribution/documents/2026/lost/e1-01": copy("archive: 文书档案"),
        }
    )
    issue(root, "documents/2026/kept", "通", 1)
    issue(root, "documents/2026/lost", "通", 2)
    issue(root, "minutes/2026/a", "纪", 1, date(2026, 3, 17))
    sign(root, "fax/2026/bank", date(2026, 3, 16))
    number(root, "收", 1, "incoming/2026/a", date(2026, 6, 1))
    number(root, "收", 2, "incoming/2026/b", date(2026, 6, 1))
    table = told("missing-copies", office(root))
    assert [(r.get("way"), r.get("title"), r.get("date"), r.get("person")) for r in table.rows] == [
        ("发", "关于值班的通知", "2026-03-12", "何管"),
        ("发", "总经理办公会会议纪要", "2026-03-17", "林晓岚"),
        ("发", "授信资料", "2026-03-16", "钱多安"),
        ("收", "没有存放的来文", "2026-06-01", "林晓岚"),
    ]
    put(
        root,
        {
            "distribution/documents/2026/lost/e1-01": copy("archive: 文书档案", place="1柜-2层-3盒"),
            "distribution/minutes/2026/a/e1-01": copy("archive: 文书档案", place="1柜-2层-4盒"),
            "handling/2026/f": step("fax/2026/bank", "归档", "2026-03-17", place="1柜-3层-1盒"),
            "handling/2026/g": step("incoming/2026/b", "归档", "2026-06-17", place="1柜-3层-1盒"),
        },
    )
    assert told("missing-copies", office(root)).rows == ()


def test_a_register_ends_with_its_last_entry_not_with_a_day_ahead() -> None:
    columns = (Column("on", "日期", 60), Column("by", "经办·日期", 100), Column("effective", "生效", 100, ahead=True))
    cells = {"on": "2026-05-20 08:51", "by": "周明川 · 2026-06-08", "effective": "2026-07-15"}
    assert registers._last_day((Row(cells),), {c.key for c in columns if c.ahead}) == date(2026, 6, 8)
    assert registers._last_day((Row({**cells, "by": "延至2026-12-31"}),), {"effective"}) == date(2026, 5, 20)


def test_a_heading_runs_over_the_whole_line_and_is_no_fact() -> None:
    columns = [{"key": k, "title": k, "mm": 130, "align": "left", "whole": False} for k in ("no", "title")]
    rows = [
        {"cells": cells, "record": "", "links": links, "tabs": [0], "mark": mark, "total": bool(mark)}
        for cells, links, mark in (
            (["", "甲规定"], {"title": "documents/2026/a"}, "heading"), (["1", "周明川 · 2026-06-08"], {}, "")
        )
    ]  # fmt: skip
    table = {"columns": columns, "rows": rows, "tabs": [{"group": "文件", "title": "甲"}], "told": 1, "empty": ""}
    told = register_html.told(table, {"documents/2026/a": "../a.html"})
    heading, row = str(told["rows_html"]).split("\n")
    assert heading == '<tr class="m-heading total" data-t="0"><td colspan="2"><a href="../a.html">甲规定</a></td></tr>'
    assert '<span class="nw">2026-06-08</span>' in row and told["facts"] == 1
    assert str(register_sheet.table(table)).count('<w:gridSpan w:val="2"/>') == 1


def test_a_day_behind_a_name_is_not_broken_on_paper() -> None:
    assert register_sheet.broken("周明川 · 2026-05-08", 28) == "周明川 ·\n2026-05-08"
