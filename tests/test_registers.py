"""Registers: YAML in, the rows a secretary expects out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from paperwork import document, enter, incoming, issue, minutes, number, office, sign
from scratch import put

from wenshu import registers
from wenshu.office import Office
from wenshu.registers import HIDDEN, Row, Tab, Table, seen

Maker = Callable[..., Path]
PRINT = "printed: {}\nkept: {}\non: 2026-03-13\nby: 林晓岚\n"


def told(id_: str, of: Office) -> Table:
    return registers.table(registers.all()[id_], of)


def rows(id_: str, of: Office) -> list[dict[str, str]]:
    return [{key: text for key, text in row.cells.items() if text} for row in told(id_, of).rows]


def tabs(table: Table, group: str) -> list[str]:
    return [tab.title for tab in table.tabs if tab.group == group]


def copy(to: str, copies: int = 1, **more: str) -> str:
    fields = {"to": f"{{{to}}}", "copies": str(copies), "medium": "纸质", "sent": "2026-03-13", **more}
    return "".join(f"{key}: {value}\n" for key, value in fields.items())


# ── all registers ─────────────────────────────────────────────────────────────────────────────


def test_every_register_of_part_h_is_found_and_fills_the_sheet() -> None:
    assert [r.title for r in registers.all().values()] == [
        "发文登记簿", "收文登记簿", "文号台账", "文件发放记录", "现行有效文件清单", "缺副本清单", "会议纪要目录",
        "议定事项督办表", "授权（代理签批）登记",
    ]  # fmt: skip
    for register in registers.all().values():
        assert sum(column.mm for column in register.columns) == 260, register.id
        keys = [column.key for column in register.columns]
        assert len(set(keys)) == len(keys)
        assert register.told in keys


def test_widths_are_those_of_the_forms() -> None:
    def widths(id_: str) -> str:
        return " · ".join(f"{c.title} {c.mm}" for c in registers.all()[id_].columns)

    assert widths("dispatch") == (
        "序号 10 · 成文日期 22 · 印发日期 22 · 文号 46 · 标题 54 · 附件 12 · 密级 14 · 签发人 16 · 印制 12 · "
        "发往 26 · 签收 14 · 存档 12"
    )
    assert widths("incoming") == (
        "收文号 28 · 收文日期 20 · 来文单位 28 · 来文字号 28 · 标题 44 · 份数 10 · 密级 12 · 承办 18 · 限办 20 · "
        "办结 20 · 复文号 20 · 存放 12"
    )
    assert widths("handouts") == (
        "序号 10 · 文号 46 · 标题 38 · 版本 12 · 分发号 14 · 领用部门/班组 28 · 领用人 18 · 份数 10 · "
        "发放日期 22 · 签收 18 · 收回日期 22 · 处置 22"
    )
    assert widths("ledger-numbers") == (
        "系列 14 · 年度 14 · 流水号 16 · 状态 16 · 文号 46 · 标题/事由 80 · 成文日期 24 · 编号日期 24 · 经办 26"
    )
    assert widths("in-force") == (
        "序号 10 · 文号 46 · 名称 68 · 版本 14 · 施行日期 24 · 归口部门 24 · 复审到期 24 · 代替 32 · 分发份数 18"
    )
    assert widths("missing-copies") == "序号 10 · 收/发 16 · 文号 50 · 标题 90 · 日期 24 · 单位 50 · 责任人 20"
    assert widths("meetings") == (
        "序号 10 · 文号 46 · 会议 42 · 第N次 14 · 日期 22 · 主持 18 · 议题 60 · 议定 14 · 办结 14 · 发放 20"
    )
    assert widths("decisions") == (
        "编号 18 · 议定事项 64 · 责任部门 22 · 责任人 18 · 协办 18 · 时限 22 · 延期 12 · 进展 30 · 办结日期 22 · "
        "确认会议 18 · 状态 16"
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
        same = registers.plain(registers.table(register, early)) == registers.plain(registers.table(register, late))
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
    secret = document("关于调价的决定", **{"class": "商业秘密（核心）", "doc_type": "决定", "to": "[{outside: 临河银行}]"})
    root = company_dir({"documents/2026/a": document(), "documents/2026/b": secret})
    issue(root, "documents/2026/a", "通", 1)
    issue(root, "documents/2026/b", "通", 2)
    held = office(root)
    table = registers.table(registers.all()["dispatch"], held, lambda r: r == "documents/2026/a", ("内部资料",))
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
    up = {"doc_type": "报告", "series": "办", "to": "[{outside: 远山汽车总公司}]", "cc": "[{department: 财务部}]"}
    fax = (
        "to_org: 临河银行\nto_person: 张先生\nto_fax: 0399-5550300\nfrom_dept: 财务部\ndrafted_by: 钱多安\n"
        "sent_at: 2026-03-16 14:30\nsubject: 授信资料\npurpose: 资料\n"
    )
    root = company_dir({
        "documents/2026/inside": document(),
        "documents/2026/letter": document("关于授信的函", **out),
        "documents/2026/report": document("关于一季度库存的报告", **up),
        "incoming/2026/a": incoming(),
        "fax/2026/bank": fax,
    })  # fmt: skip
    number(root, "收", 1, "incoming/2026/a", date(2026, 6, 1))
    issue(root, "documents/2026/inside", "通", 1)
    issue(root, "documents/2026/letter", "办", 1)
    issue(root, "documents/2026/report", "办", 2)
    sign(root, "fax/2026/bank", date(2026, 3, 16))
    table = told("dispatch", office(root))
    assert [(row.get("number"), row.get("to")) for row in table.rows] == [
        ("试点公司(办)字第[2026]001号", "临河银行"),
        ("试点公司(办)字第[2026]002号", "远山汽车总公司、财务部"),
        ("试点公司(通)字第[2026]001号", "各部门"),
        ("（传真附页）", "临河银行"),
    ]
    assert tabs(table, "系列") == ["办", "通", "传真附页"]
    assert tabs(table, "方向") == ["对外", "上行", "报送总公司", "下行"]
    assert tabs(table, "单位") == ["临河银行", "远山汽车总公司", "财务部", "各部门"]
    assert table.foot == "发文 4 件 · 作废 0 件 · 其中报送总公司 1 件"


def test_dispatch_row_in_full(company_dir: Maker) -> None:
    root = company_dir({
        "documents/2026/a": document(attachments="[{title: 平面图, pages: 2}]", urgency="急件"),
        "distribution/documents/2026/a/e1-01": copy("department: 销售部", 2, received="2026-03-14", received_by="李明"),
        "distribution/documents/2026/a/e1-02": copy("department: 服务部"),
        "distribution/documents/2026/a/e1-03": copy("archive: 文书档案", place="1柜-2层-3盒"),
        "distribution/documents/2026/a/e1-print": PRINT.format(5, 1),
    })  # fmt: skip
    issue(root, "documents/2026/a", "通", 1)
    assert rows("dispatch", office(root)) == [{
        "no": "1", "signed": "2026-03-12", "printed_on": "2026-03-13", "number": "试点公司(通)字第[2026]001号",
        "title": "关于整理展厅的通知", "attachments": "1", "class": "内部资料", "signer": "周启衡", "printed": "5",
        "to": "各部门", "received": "1/2", "kept": "1柜-2层-3盒",
    }]  # fmt: skip


def test_dispatch_void_paper_keeps_its_row_with_the_reason(company_dir: Maker) -> None:
    root = company_dir({"documents/2026/a": document()})
    issue(root, "documents/2026/a", "通", 1)
    enter(root, "通", 2, "state: void\nreason: 打印错号\ndate: 2026-03-13\nby: 林晓岚\n")
    enter(root, "通", 3, "state: reserved\nreason: 年检通知\nuntil: 2026-07-31\ndate: 2026-03-13\nby: 林晓岚\n")
    enter(root, "通", 4, "state: issued\nprinted: 通字04号\ntitle: 旧的通知\nsigned: 2026-01-05\ndate: 2026-01-05\n")
    table = told("dispatch", office(root))
    assert [(row.get("number"), row.get("title"), row.mark) for row in table.rows] == [
        ("试点公司(通)字第[2026]001号", "关于整理展厅的通知", ""),
        ("试点公司(通)字第[2026]002号", "作废：打印错号", "void"),
        ("通字04号", "旧的通知", ""),
    ]
    assert table.rows[2].get("signed") == "2026-01-05"
    hidden = registers.table(registers.all()["dispatch"], office(root), lambda record: True, ("公开",))
    assert hidden.rows[1].get("title") == HIDDEN and hidden.rows[2].get("title") == HIDDEN


# ── 收文登记簿 ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-39")
@pytest.mark.req("DOC-40")
def test_incoming_tells_who_has_it_by_when_and_what_became_of_it(company_dir: Maker) -> None:
    reply = document("关于库存的报告", **{"series": "办", "doc_type": "报告", "to": "[{outside: 远山汽车总公司}]"})
    root = company_dir({
        "incoming/2026/stock": incoming(),
        "incoming/2026/offer": incoming("报价单", from_org="临河油品", from_kind="供应商", their_number="",
                                        handling="阅件", due="", copies=""),
        "incoming/2026/late": incoming("关于召回的通知", their_number="远山〔2026〕6号", due="2026-06-27"),
        "documents/2026/report": reply,
        "handling/2026/a": "record: incoming/2026/stock\nstep: 交办\non: 2026-06-02\nby: 林晓岚\nlead: 服务部\nhandler: 陆工\n",
        "handling/2026/b": "record: incoming/2026/stock\nstep: 答复\non: 2026-06-10\nby: 陆工\nreply: documents/2026/report\n",
        "handling/2026/c": "record: incoming/2026/stock\nstep: 办结\non: 2026-06-11\nby: 林晓岚\ntext: 已报\n",
    })  # fmt: skip
    for serial, name in enumerate(("stock", "offer", "late"), 1):
        number(root, "收", serial, f"incoming/2026/{name}", date(2026, 6, 1))
    issue(root, "documents/2026/report", "办", 1, date(2026, 6, 9))
    enter(root, "收", 4, "state: void\nreason: 重复登记\ndate: 2026-06-03\nby: 林晓岚\n")
    table = told("incoming", office(root))
    first = {key: text for key, text in table.rows[0].cells.items() if text}
    assert first == {
        "number": "收〔2026〕001号", "title": "关于报送库存的通知", "date": "2026-06-01", "from": "远山汽车总公司",
        "theirs": "远山〔2026〕5号", "copies": "2", "lead": "服务部 陆工", "due": "2026-06-20",
        "closed": "2026-06-11", "reply": "(办)001", "place": "2柜-1层-3盒",
    }  # fmt: skip
    assert table.rows[0].links["reply"] == "documents/2026/report"
    assert [(row.get("closed"), row.mark) for row in table.rows] == [
        ("2026-06-11", ""), ("待传阅", ""), ("逾期3天", "overdue"), ("", "void"),
    ]  # fmt: skip
    assert table.rows[3].get("title") == "作废：重复登记"
    assert tabs(table, "来文单位") == ["总公司·厂家", "供应商"]
    assert tabs(table, "办理") == ["已办结", "办理中", "逾期"]
    assert table.foot == "收文 3 件 · 已办结 1 件 · 办理中 1 件 · 逾期 1 件"


# ── 文号台账 ──────────────────────────────────────────────────────────────────────────────────


def test_ledger_has_every_integer(company_dir: Maker) -> None:
    root = company_dir({"documents/2026/a": document()})
    issue(root, "documents/2026/a", "通", 2)
    enter(root, "通", 1, "state: issued\nprinted: 通字01号\ntitle: 旧的通知\nsigned: 2026-01-05\ndate: 2026-01-06\n")
    enter(root, "通", 3, "state: void\nreason: 打印错号\ndate: 2026-03-13\nby: 林晓岚\n")
    enter(root, "通", 4, "state: reserved\nreason: 年检通知\nuntil: 2026-07-31\ndate: 2026-03-13\nby: 林晓岚\n")
    table = told("ledger-numbers", office(root))
    assert [(r.get("series"), r.get("year"), r.get("serial"), r.get("state"), r.get("title")) for r in table.rows] == [
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
        ("001", "断号", "gap"), ("002", "断号", "gap"), ("003", "作废", "void"),
    ]  # fmt: skip
    assert table.foot.endswith("断号 2")


# ── 文件发放记录 ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-36")
def test_handouts_and_both_balances(company_dir: Maker) -> None:
    root = company_dir({
        "documents/2026/a": document(),
        "distribution/documents/2026/a/e1-01":
            copy("department: 销售部", 2, received="2026-03-14", received_by="李明", recalled="2026-05-01", disposal="销毁"),
        "distribution/documents/2026/a/e1-02": copy("person: 陆工", 1, received="2026-03-15", received_by="陆工"),
        "distribution/documents/2026/a/e1-03": copy("archive: 文书档案", place="1柜-2层-3盒"),
        "distribution/documents/2026/a/e1-04": copy("department: 财务部", 0, medium="电子"),
        "distribution/documents/2026/a/e1-05": copy("department: 技术部", 1, disposal="遗失"),
        "distribution/documents/2026/a/e1-print": PRINT.format(8, 1),
    })  # fmt: skip
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
    root = company_dir({
        "documents/2026/a": document(),
        "documents/2026/b": document("关于值班的通知"),
        "distribution/documents/2026/a/e1-01": copy("department: 销售部", 9),
        "distribution/documents/2026/a/e1-print": PRINT.format(8, 1),
        "distribution/documents/2026/b/e1-01": copy("department: 销售部", 1),
    })  # fmt: skip
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
    root = company_dir({
        "documents/2026/old": document("展厅管理制度", **rule),
        "documents/2026/new": document("展厅管理制度（修订）", **new),
        "documents/2026/sales": document("关于试驾的通知", **rule | {"doc_type": "通知"}, drafted_dept="销售部"),
        "documents/2026/coming": document("值班制度", doc_type="制度", effective_from="2026-08-01"),
        "documents/2026/letter": document("关于授信的函", **letter),
        "distribution/documents/2026/new/e1-01": copy("department: 销售部", 3),
    })  # fmt: skip
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
    assert (table.rows[0].get("edition"), table.rows[0].get("from"), table.rows[0].get("copies")) == ("1", "2026-05-01", "3")
    assert tabs(table, "状态") == ["现行", "尚未施行", "已失效"]
    assert table.foot == "现行 2 件 · 尚未施行 1 件 · 已失效 1 件 · 复审逾期 1 件"


# ── 缺副本清单 ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-37")
def test_missing_copies_until_a_place_is_on_record(company_dir: Maker) -> None:
    fax = (
        "to_org: 临河银行\nto_person: 张先生\nto_fax: 0399-5550300\nfrom_dept: 财务部\ndrafted_by: 钱多安\n"
        "sent_at: 2026-03-16 14:30\nsubject: 授信资料\npurpose: 资料\n"
    )
    root = company_dir({
        "documents/2026/kept": document(),
        "documents/2026/lost": document("关于值班的通知"),
        "documents/2026/draft": document("关于未发的通知"),
        "minutes/2026/a": minutes(),
        "fax/2026/bank": fax,
        "incoming/2026/a": incoming(),
        "incoming/2026/b": incoming("没有存放的来文", their_number="远山〔2026〕9号", place=""),
        "distribution/documents/2026/kept/e1-01": copy("archive: 文书档案", place="1柜-2层-3盒"),
        "distribution/documents/2026/lost/e1-01": copy("archive: 文书档案"),
    })  # fmt: skip
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
    put(root, {
        "distribution/documents/2026/lost/e1-01": copy("archive: 文书档案", place="1柜-2层-3盒"),
        "distribution/minutes/2026/a/e1-01": copy("archive: 文书档案", place="1柜-2层-4盒"),
        "handling/2026/f": "record: fax/2026/bank\nstep: 归档\non: 2026-03-17\nby: 林晓岚\nplace: 1柜-3层-1盒\n",
        "handling/2026/g": "record: incoming/2026/b\nstep: 归档\non: 2026-06-17\nby: 林晓岚\nplace: 1柜-3层-1盒\n",
    })  # fmt: skip
    assert told("missing-copies", office(root)).rows == ()


# ── 会议纪要目录, 督办表 ──────────────────────────────────────────────────────────────────────


def test_meetings_count_decisions_and_receipts(company_dir: Maker) -> None:
    secret = "[{title: 展厅整理}, {title: 调价方案, class: 商业秘密（核心）}]"
    root = company_dir({
        "minutes/2026/a": minutes(),
        "minutes/2026/b": minutes("2026-04-20", items=secret, decisions=""),
        "minutes/2026/draft": minutes("2026-05-20"),
        "distribution/minutes/2026/a/e1-01": copy("department: 销售部", received="2026-03-18", received_by="李明"),
        "distribution/minutes/2026/a/e1-02": copy("department: 管理部"),
        "followups/2026/a":
            "minutes: minutes/2026/a\nitem: 1\n'on': 2026-04-08\nby: 沈一鸣\nkind: 办结\ntext: 已整理\n",
    })  # fmt: skip
    issue(root, "minutes/2026/a", "纪", 1, date(2026, 3, 17))
    issue(root, "minutes/2026/b", "纪", 2, date(2026, 4, 21))
    assert rows("meetings", office(root)) == [
        {"no": "1", "number": "试点公司(纪)字第[2026]001号", "title": "总经理办公会会议纪要", "session": "1",
         "date": "2026-03-16", "chair": "周启衡", "items": "展厅整理；库存清查", "decided": "1", "closed": "1",
         "handed": "1/2 签收"},
        {"no": "2", "number": "试点公司(纪)字第[2026]002号", "title": "总经理办公会会议纪要", "session": "2",
         "date": "2026-04-20", "chair": "周启衡", "items": "展厅整理；（不在发送范围）", "decided": "0", "closed": "0"},
    ]  # fmt: skip
    assert told("meetings", office(root)).foot == "会议 2 次 · 议定 1 项 · 办结 1 项"


def test_decisions_late_ones_first(company_dir: Maker) -> None:
    listed = (
        "[{text: 已办的, dept: 销售部, owner: 沈一鸣, due: 2026-04-10}, {text: 将到期的, dept: 服务部, due: 2026-07-03},"
        " {text: 逾期的, dept: 销售部, owner: 沈一鸣, due: 2026-05-10}, {text: 在办的, dept: 财务部, due: 2026-09-01},"
        " {text: 长期的, dept: 管理部, long_term: true, review_on: 2026-12-01},"
        " {text: 机密的, dept: 财务部, due: 2026-10-01, class: 商业秘密（核心）}]"
    )
    later = "[{text: 改期, dept: 财务部, due: 2026-09-30, moves: 纪001-4}]"
    root = company_dir({
        "minutes/2026/a": minutes(decisions=listed),
        "minutes/2026/b": minutes("2026-06-20", decisions=later),
        "followups/2026/a": "minutes: minutes/2026/a\nitem: 1\n'on': 2026-04-08\nby: 沈一鸣\nkind: 办结\ntext: 已整理\n"
                            "confirmed_at: minutes/2026/b\n",
        "followups/2026/b": "minutes: minutes/2026/a\nitem: 3\n'on': 2026-05-08\nby: 沈一鸣\nkind: 进展\ntext: 过半\n",
    })  # fmt: skip
    issue(root, "minutes/2026/a", "纪", 1, date(2026, 3, 17))
    issue(root, "minutes/2026/b", "纪", 2, date(2026, 6, 21))
    table = told("decisions", office(root))
    keys = ("number", "title", "due", "moved", "state")
    assert [tuple(row.get(key) for key in keys) for row in table.rows] == [
        ("纪001-3", "逾期的", "2026-05-10", "", "逾期"),
        ("纪001-2", "将到期的", "2026-07-03", "", "7日内到期"),
        ("纪001-4", "在办的", "2026-09-30", "1", "进行中"),
        ("纪001-6", "机密的", "2026-10-01", "", "进行中"),
        ("纪001-5", "长期的", "长期，2026-12-01 复核", "", "长期"),
        ("纪001-1", "已办的", "2026-04-10", "", "已办结"),
    ]
    assert table.rows[0].get("progress") == "过半" and table.rows[0].mark == "overdue"
    assert (table.rows[5].get("closed"), table.rows[5].get("confirmed")) == ("2026-04-08", "纪002")
    assert table.foot == "逾期 1 · 7日内到期 1 · 进行中 2 · 长期 1 · 已办结 1 · 延期 1 次"
    staff = registers.table(registers.all()["decisions"], office(root), lambda record: True, ("公开", "内部资料"))
    assert [row.get("title") for row in staff.rows if row.get("number") == "纪001-6"] == [HIDDEN]


# ── 授权登记 ──────────────────────────────────────────────────────────────────────────────────


def test_delegations_count_their_use(company_dir: Maker) -> None:
    def grant(start: str, end: str, **more: str) -> str:
        fields = {
            "title": "出差期间的签发", "grantor": "周启衡", "grantee": "何管", "series": "[通]", "steps": "[签发]",
            "from": start, "until": end, "basis": "纪001", "drafted_by": "林晓岚", "drafted_on": "2026-02-25", **more,
        }  # fmt: skip
        return "".join(f"{key}: {value}\n" for key, value in fields.items() if value)

    root = company_dir({
        "delegations/2026/a": grant("2026-03-01", "2026-03-31", limits="人事任免除外"),
        "delegations/2026/b": grant("2026-06-01", "2026-07-31", steps=""),
        "delegations/2026/c": grant("2026-08-01", "2026-08-31"),
        "documents/2026/a": document(),
    })  # fmt: skip
    for name in "abc":
        sign(root, f"delegations/2026/{name}", date(2026, 2, 26))
    sign(root, "documents/2026/a", delegation="delegations/2026/a", person="何管")
    number(root, "通", 1, "documents/2026/a")
    held = office(root)
    table = told("delegations", held)
    keys = ("grantor", "grantee", "title", "from", "until", "used", "state")
    assert [tuple(row.get(key) for key in keys) for row in table.rows] == [
        ("周启衡", "何管", "出差期间的签发（通：签发）；限制：人事任免除外", "2026-03-01", "2026-03-31", "1", "期满"),
        ("周启衡", "何管", "出差期间的签发（通）", "2026-06-01", "2026-07-31", "0", "有效"),
        ("周启衡", "何管", "出差期间的签发（通：签发）", "2026-08-01", "2026-08-31", "0", "未开始"),
    ]
    assert table.foot == "授权 3 项 · 有效 1 项 · 代签 1 次"
    assert told("dispatch", held).rows[0].get("signer") == "何管（代）"
