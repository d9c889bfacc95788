"""Registers of matters in hand: incoming papers, meetings, decisions, delegations. YAML in, rows out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from paperwork import (
    copy,
    document,
    enter,
    followup,
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
from wenshu import registers, veil
from wenshu.registers import HIDDEN

Maker = Callable[..., Path]


# ── 收文登记簿 ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-39")
@pytest.mark.req("DOC-40")
def test_incoming_tells_who_has_it_by_when_and_what_became_of_it(company_dir: Maker) -> None:
    reply = document(
        "关于库存的报告", **{"series": "办", "doc_type": "报告", "to": "[{outside: 远山汽车总公司}]"}
    )
    root = company_dir(
        {
            "incoming/2026/stock": incoming(),
            "incoming/2026/offer": incoming(
                "报价单",
                from_org="临河油品",
                from_kind="供应商",
                their_number="",
                handling="阅件",
                due="",
                copies="",
            ),
            "incoming/2026/late": incoming(
                "关于召回的通知", their_number="远山〔2026〕6号", due="2026-06-27"
            ),
            "documents/2026/report": reply,
            "handling/2026/a": step(
                "incoming/2026/stock", "交办", "2026-06-02", lead="服务部", handler="陆工"
            ),
            "handling/2026/b": step(
                "incoming/2026/stock", "答复", "2026-06-10", "陆工", reply="documents/2026/report"
            ),
            "handling/2026/c": step("incoming/2026/stock", "办结", "2026-06-11", text="已报"),
        }
    )
    for serial, name in enumerate(("stock", "offer", "late"), 1):
        number(root, "收", serial, f"incoming/2026/{name}", date(2026, 6, 1))
    issue(root, "documents/2026/report", "办", 1, date(2026, 6, 9))
    enter(root, "收", 4, "state: void\nreason: 重复登记\ndate: 2026-06-03\nby: 林晓岚\n")
    table = told("incoming", office(root))
    first = {key: text for key, text in table.rows[0].cells.items() if text}
    assert first == {
        "number": "收〔2026〕001号",
        "title": "关于报送库存的通知",
        "date": "2026-06-01",
        "from": "远山汽车总公司",
        "theirs": "远山〔2026〕5号",
        "copies": "2",
        "lead": "服务部 陆工",
        "due": "2026-06-20",
        "closed": "2026-06-11",
        "reply": "(办)001",
        "place": "2柜-1层-3盒",
    }
    assert table.rows[0].links["reply"] == "documents/2026/report"
    assert [(row.get("closed"), row.mark) for row in table.rows] == [
        ("2026-06-11", ""),
        ("待传阅", ""),
        ("逾期3天", "overdue"),
        ("", "void"),
    ]
    assert table.rows[3].get("title") == "作废：重复登记"
    assert tabs(table, "来文单位") == ["总公司·厂家", "供应商"]
    assert tabs(table, "办理") == ["逾期", "办理中", "已办结"]
    assert table.foot == "收文 3 件 · 已办结 1 件 · 办理中 1 件 · 逾期 1 件"


# ── 会议纪要目录, 督办表 ──────────────────────────────────────────────────────────────────────


def test_meetings_count_decisions_and_receipts(company_dir: Maker) -> None:
    secret = "[{title: 展厅整理}, {title: 调价方案, class: 商业秘密（核心）}]"
    root = company_dir(
        {
            "minutes/2026/a": minutes(),
            "minutes/2026/b": minutes("2026-04-20", items=secret, decisions=""),
            "minutes/2026/draft": minutes("2026-05-20"),
            "distribution/minutes/2026/a/e1-01": copy(
                "department: 销售部", received="2026-03-18", received_by="李明"
            ),
            "distribution/minutes/2026/a/e1-02": copy("department: 管理部"),
            "followups/2026/a": followup("minutes/2026/a", 1, "办结", "2026-04-08", "已整理"),
        }
    )
    issue(root, "minutes/2026/a", "纪", 1, date(2026, 3, 17))
    issue(root, "minutes/2026/b", "纪", 2, date(2026, 4, 21))
    shown = veil.of(office(root), office(root).company.audiences["staff"])
    assert rows("meetings", shown) == [
        {
            "no": "1",
            "number": "试点公司(纪)字第[2026]001号",
            "title": "总经理办公会会议纪要",
            "session": "1",
            "date": "2026-03-16",
            "chair": "周启衡",
            "items": "展厅整理；库存清查",
            "decided": "1",
            "closed": "1",
            "handed": "1/2 签收",
        },
        {
            "no": "2",
            "number": "试点公司(纪)字第[2026]002号",
            "title": "总经理办公会会议纪要",
            "session": "2",
            "date": "2026-04-20",
            "chair": "周启衡",
            "items": "展厅整理；（不在发送范围）",
            "decided": "0",
            "closed": "0",
        },
    ]
    assert told("meetings", office(root)).foot == "会议 2 次 · 议定 1 项 · 办结 1 项"


def test_decisions_late_ones_first(company_dir: Maker) -> None:
    listed = (
        "[{text: 已办的, dept: 销售部, owner: 沈一鸣, due: 2026-04-10},"
        " {text: 将到期的, dept: 服务部, due: 2026-07-03},"
        " {text: 逾期的, dept: 销售部, owner: 沈一鸣, due: 2026-05-10},"
        " {text: 在办的, dept: 财务部, due: 2026-09-01},"
        " {text: 长期的, dept: 管理部, long_term: true, review_on: 2026-12-01},"
        " {text: 机密的, dept: 财务部, due: 2026-10-01, class: 商业秘密（核心）}]"
    )
    later = "[{text: 改期, dept: 财务部, due: 2026-09-30, moves: 纪001-4}]"
    root = company_dir(
        {
            "minutes/2026/a": minutes(decisions=listed),
            "minutes/2026/b": minutes("2026-06-20", decisions=later),
            "followups/2026/a": followup(
                "minutes/2026/a", 1, "办结", "2026-04-08", "已整理", confirmed_at="minutes/2026/b"
            ),
            "followups/2026/b": followup("minutes/2026/a", 3, "进展", "2026-05-08", "过半"),
        }
    )
    issue(root, "minutes/2026/a", "纪", 1, date(2026, 3, 17))
    issue(root, "minutes/2026/b", "纪", 2, date(2026, 6, 21))
    table = told("decisions", office(root))
    keys = ("number", "title", "due", "moved", "state")
    assert [tuple(row.get(key) for key in keys) for row in table.rows] == [
        ("纪001-3", "逾期的", "2026-05-10", "", "逾期"),
        ("纪001-2", "将到期的", "2026-07-03", "", "7日内到期"),
        ("纪001-4", "在办的", "2026-09-30", "1", "进行中"),
        ("纪001-6", "机密的", "2026-10-01", "", "进行中"),
        ("纪001-5", "长期的", "2026-12-01 复核", "", "长期"),
        ("纪001-1", "已办的", "2026-04-10", "", "已办结"),
    ]
    assert table.rows[0].get("progress") == "过半" and table.rows[0].mark == "overdue"
    assert (table.rows[5].get("closed"), table.rows[5].get("confirmed")) == ("2026-04-08", "纪002")
    assert table.foot == "逾期 1 · 7日内到期 1 · 进行中 2 · 长期 1 · 已办结 1 · 延期 1 次"
    staff = registers.table(
        registers.all()["decisions"], office(root), lambda record: True, ("公开", "内部资料")
    )
    assert [row.get("title") for row in staff.rows if row.get("number") == "纪001-6"] == [HIDDEN]


# ── 授权登记 ──────────────────────────────────────────────────────────────────────────────────


def test_delegations_count_their_use(company_dir: Maker) -> None:
    def grant(start: str, end: str, **more: str) -> str:
        fields = {
            "title": "出差期间的签发",
            "grantor": "周启衡",
            "grantee": "何管",
            "series": "[通]",
            "steps": "[签发]",
            "from": start,
            "until": end,
            "basis": "纪001",
            "drafted_by": "林晓岚",
            "drafted_on": "2026-02-25",
            **more,
        }
        return "".join(f"{key}: {value}\n" for key, value in fields.items() if value)

    root = company_dir(
        {
            "delegations/2026/a": grant("2026-03-01", "2026-03-31", limits="人事任免除外"),
            "delegations/2026/b": grant("2026-06-01", "2026-07-31", steps=""),
            "delegations/2026/c": grant("2026-08-01", "2026-08-31"),
            "documents/2026/a": document(),
        }
    )
    for name in "abc":
        sign(root, f"delegations/2026/{name}", date(2026, 2, 26))
    sign(root, "documents/2026/a", delegation="delegations/2026/a", person="何管")
    number(root, "通", 1, "documents/2026/a")
    held = office(root)
    table = told("delegations", held)
    keys = ("grantor", "grantee", "title", "from", "until", "used", "state")
    assert [tuple(row.get(key) for key in keys) for row in table.rows] == [
        (
            "周启衡",
            "何管",
            "出差期间的签发（通：签发）；限制：人事任免除外",
            "2026-03-01",
            "2026-03-31",
            "1",
            "期满",
        ),
        ("周启衡", "何管", "出差期间的签发（通）", "2026-06-01", "2026-07-31", "0", "有效"),
        ("周启衡", "何管", "出差期间的签发（通：签发）", "2026-08-01", "2026-08-31", "0", "未开始"),
    ]
    assert table.foot == "授权 3 项 · 有效 1 项 · 代签 1 次"
    assert told("dispatch", held).rows[0].get("signer") == "何管（代）"
