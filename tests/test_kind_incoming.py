"""Incoming papers and the steps of their handling: what is wrong, how far they are, what the sheet shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import scratch
from meetings import INCOMING, derived, found, issue, office, paper, text
from wenshu.office import Office
from wenshu.rules.incoming import Progress, out, progress

Maker = Callable[..., Path]
ID = "incoming/2026/parts"
OURS = ("INC", "HDL", "SCH", "REF")


def incoming(**changes: str | None) -> str:
    return paper(INCOMING, **changes)


def step(name: str, on: str, by: str = "林晓岚", record: str = "parts", **more: str) -> str:
    return paper({"record": record, "step": name, "on": on, "by": by}, **more)


STEPS = {
    "handling/2026/a": step("拟办", "2026-03-16", text="请配件口汇总需求，月底前回复。"),
    "handling/2026/b": step("批示", "2026-03-17", "周启衡", text="同意，服务部主办。"),
    "handling/2026/c": step("交办", "2026-03-17", lead="服务部", handler="陆工", assist="[销售部, 财务部]"),
}
CLOSED = {
    "handling/2026/d": step("办结", "2026-03-27", text="已按期报送。"),
    "handling/2026/e": step("归档", "2026-03-30", place="文书柜2-1-3"),
}


def at(root: Path) -> tuple[Office, Progress]:
    told = office(root)
    return told, progress(told, told.records[ID])


@pytest.mark.req("DOC-39")
def test_a_paper_of_the_head_company_is_entered_numbered_and_handled(company_dir: Maker) -> None:
    root = company_dir({ID: incoming(), **STEPS, **CLOSED})
    told = issue(root, ID, series="收")
    assert told.number(told.records[ID]) == "(收)字第[2026]001号"
    assert {code for code in scratch.codes(root) if code[:3] in OURS} == set()
    assert told.standing(told.records[ID]).chain == ()  # numbered at entry, nobody signs


@pytest.mark.req("DOC-40")
def test_papers_of_others_say_from_whom_and_where_the_scan_lies(company_dir: Maker) -> None:
    scan = f"[{{name: 扫描件, pages: 2, sha256: {'a' * 64}, ext: pdf, place: 扫描盘 2026-03}}]"
    root = company_dir(
        {ID: incoming(from_kind="政府机关", from_org="望川市税务局", attachments=scan, **{"class": "机密"})}
    )
    assert {code for code in scratch.codes(root) if code[:3] in (*OURS, "ATT")} == set()
    assert derived(office(root), ID)["attachments"] == ["1.扫描件（共2页，扫描盘 2026-03）"]
    scratch.put(root, {ID: incoming(from_org=None)})
    issue(root, ID, series="收")
    assert "SCH" in {code[:3] for code in scratch.codes(root)}


BAD: tuple[tuple[str, dict[str, str | None], str], ...] = (
    ("INC02", {"due": None}, "办件没有写办结时限"),
    ("INC03", {"due": "2026-03-01"}, "要求办结日期 2026-03-01 早于收文日期 2026-03-16"),
    ("INC04", {"internal_due": "2026-07-20"}, "本公司时限 2026-07-20 晚于来文要求 2026-07-10"),
    ("INC05", {"attachments": "[{name: 扫描件, at: git}]"}, "附件“扫描件”写明存于库内，却没有校验值"),
    ("INC06", {"attachments": "[{name: 扫描件}]"}, "附件“扫描件”没有写存放处"),
    ("INC07", {"due": "2026-06-29"}, "来文要求的时限 2026-06-29 已过，还没有办结（林晓岚）"),
    ("INC08", {"their_date": "2026-03-20"}, "来文日期 2026-03-20 晚于收文日期 2026-03-16"),
)


@pytest.mark.parametrize(("code", "changes", "words"), BAD)
def test_mistakes(company_dir: Maker, code: str, changes: dict[str, str | None], words: str) -> None:
    root = company_dir({ID: incoming(**changes)})
    told = found(root, code)
    assert told, scratch.said(root)
    assert words in told[0].message()
    assert told[0].place.line and told[0].hint() and told[0].hint("en")


def test_the_same_paper_twice(company_dir: Maker) -> None:
    root = company_dir(
        {ID: incoming(), "incoming/2026/parts-again": incoming(received_at="2026-03-18 10:00")}
    )
    told = found(root, "INC01")
    assert [f.place.path for f in told] == ["records/incoming/2026/parts-again.yaml"]
    assert "长河汽车制造公司的“长河商〔2026〕31号”已经登记过" in told[0].message()


STEPS_BAD: tuple[tuple[str, dict[str, str], str], ...] = (
    ("HDL01", {"x": step("发送", "2026-03-17", result="成功")}, "收文没有“发送”这一步"),
    ("HDL02", {"x": step("批示", "2026-03-17", "周启衡")}, "“批示”没有写批示内容"),
    ("HDL02", {"x": step("交办", "2026-03-17")}, "“交办”没有写主办部门"),
    ("HDL02", {"x": step("答复", "2026-03-17")}, "“答复”没有写复文或答复内容"),
    ("HDL03", {"x": step("交办", "2026-03-17", lead="服务部", assist="[服务部]")}, "服务部既主办又协办"),
    ("HDL04",
     {"x": step("交办", "2026-03-17", lead="服务部"), "y": step("交办", "2026-03-17", lead="销售部")},
     "同一天交办给了两个主办部门：服务部、销售部"),
    ("HDL05", {"x": step("拟办", "2026-03-10", text="请办。")}, "早于收文日期 2026-03-16"),
    ("HDL06", {"x": step("传阅", "2026-03-17", to="陆工", circulation="阅退")}, "陆工阅退了文件，却没有送阅"),
    ("HDL07", {"x": step("办结", "2026-03-17", text="已办。")}, "“办结”之前缺“拟办”"),
    ("HDL08", {"x": step("拟办", "2026-03-17", "李明", text="请办。")}, "“拟办”由李明办，应由总经理秘书办"),
    ("HDL10", {"x": step("传阅", "2026-03-17", to="陆工", returned="2026-03-16")}, "阅退日期 2026-03-16"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "steps", "words"), STEPS_BAD)
def test_mistakes_of_steps(company_dir: Maker, code: str, steps: dict[str, str], words: str) -> None:
    root = company_dir({ID: incoming(), **{f"handling/2026/{key}": text for key, text in steps.items()}})
    told = found(root, code)
    assert told, scratch.said(root)
    assert words in told[0].message()


def test_a_left_out_step_may_say_why(company_dir: Maker) -> None:
    root = company_dir(
        {
            ID: incoming(),
            "handling/2026/x": step("批示", "2026-03-17", "周启衡", text="未经拟办，直接批示：速办。"),
        }
    )
    assert found(root, "HDL07") == []


@pytest.mark.parametrize(("count", "state"), ((0, "待拟办"), (1, "待批示"), (2, "待交办"), (3, "承办中")))
def test_states_of_a_paper_to_act_on(company_dir: Maker, count: int, state: str) -> None:
    root = company_dir({ID: incoming(), **dict(list(STEPS.items())[:count])})
    assert at(root)[1].state == state


def test_late_closed_and_archived(company_dir: Maker) -> None:
    root = company_dir({ID: incoming(due="2026-06-29"), **STEPS})
    assert at(root)[1].state == "逾期"
    scratch.put(root, dict(list(CLOSED.items())[:1]))
    told = at(root)[1]
    assert (told.state, told.closed_on, told.closed_by) == ("已办结", date(2026, 3, 27), "林晓岚")
    assert "INC07" not in scratch.codes(root)
    scratch.put(root, CLOSED)
    assert (at(root)[1].state, at(root)[1].place) == ("已归档", "文书柜2-1-3")


def test_one_lead_and_its_helpers(company_dir: Maker) -> None:
    told = at(company_dir({ID: incoming(), **STEPS}))[1]
    assert (told.lead, told.handler, told.assist) == ("服务部", "陆工", ("销售部", "财务部"))
    assert told.holder == "陆工"


def test_a_later_step_hands_it_to_another_department(company_dir: Maker) -> None:
    again = {"handling/2026/z": step("交办", "2026-03-20", lead="销售部")}
    root = company_dir({ID: incoming(), **STEPS, **again})
    told = at(root)[1]
    assert (told.lead, told.holder) == ("销售部", "沈一鸣")  # the head, until somebody is named
    assert "HDL04" not in scratch.codes(root)


def test_where_it_is_now_is_the_last_who_has_not_given_it_back(company_dir: Maker) -> None:
    root = company_dir(
        {
            ID: incoming(handling="阅件", due=None),
            "handling/2026/a": step("传阅", "2026-03-17", to="沈一鸣", returned="2026-03-18"),
            "handling/2026/b": step("传阅", "2026-03-18", to="陆工"),
        }
    )
    told, now = at(root)
    assert (now.state, now.holder) == ("传阅中", "陆工")
    scratch.put(
        root, {"handling/2026/c": step("传阅", "2026-03-20", to="陆工", circulation="阅退", text="已阅。")}
    )
    told, now = at(root)
    assert (now.state, now.holder) == ("已阅", "林晓岚")
    assert out(told, told.records[ID])[1] == ("陆工", date(2026, 3, 18), date(2026, 3, 20), "已阅。")
    assert {code for code in scratch.codes(root) if code[:3] in OURS} == set()


def test_our_deadline_comes_before_the_senders(company_dir: Maker) -> None:
    root = company_dir({ID: incoming()})
    assert (at(root)[1].due, at(root)[1].internal_due) == (date(2026, 7, 10), date(2026, 7, 9))
    assert derived(office(root), ID)["internal_due"] == "2026年7月9日"
    scratch.put(root, {ID: incoming(internal_due="2026-07-01")})
    assert at(root)[1].internal_due == date(2026, 7, 1)


def reply(**changes: str) -> str:
    base = {
        "title": "关于二季度零件需求的报告", "doc_type": "报告", "series": "办", "issuer": "试点公司",
        "to": "[{outside: 长河汽车制造公司}]", "distribution": "[{department: 服务部, copies: 1}]",
        "drafted_by": "陆工", "drafted_on": "2026-03-24", "body": "现将需求报上。",
    }  # fmt: skip
    return paper(base, **changes)


def test_the_reply_is_linked_both_ways(company_dir: Maker) -> None:
    answered = step("答复", "2026-03-26", reply="need")
    root = company_dir({ID: incoming(), **STEPS, "documents/2026/need": reply(), "handling/2026/x": answered})
    assert found(root, "HDL09")
    told, now = at(root)
    assert now.reply is told.records["documents/2026/need"]
    scratch.put(root, {"documents/2026/need": reply(basis="[incoming/2026/parts]")})
    assert found(root, "HDL09") == []
    (root / "records/handling/2026/x.yaml").unlink()
    told, now = at(root)
    assert now.reply is told.records["documents/2026/need"]  # its basis is enough
    assert ID in {r.id for r in told.records.values()} and told.linked(ID)


def test_the_sheet_shows_every_option_and_is_filled_by_the_steps(company_dir: Maker) -> None:
    root = company_dir({ID: incoming()})
    x = derived(office(root), ID)
    assert x["handling"] == ["☑办件", "□阅件"]
    assert x["via"] == "☑邮寄　□专人　□传真　□邮件　□厂家系统　□会议带回"
    assert x["proposals"] == [{"text": "", "by": "＿＿＿＿", "on": "　年　　月　　日"}]
    assert len(x["circulation"]) == 10 and len(x["chases"]) == 6
    scratch.put(
        root,
        {**STEPS, "handling/2026/x": step("催办", "2026-03-24", via="电话", to="陆工", answer="明日送到")},
    )
    x = derived(office(root), ID)
    assert x["proposals"] == [
        {"text": "请配件口汇总需求，月底前回复。", "by": "林晓岚", "on": "2026年3月16日"}
    ]
    assert (x["lead"], x["assist"], x["handed_on"]) == ("服务部", "销售部、财务部", "2026年3月17日")
    assert x["chases"][0] == {"on": "2026-03-24", "by": "林晓岚", "via": "电话（陆工）", "answer": "明日送到"}


def test_the_sheet_does_not_depend_on_the_day(company_dir: Maker) -> None:
    root = company_dir({ID: incoming(due="2026-04-30"), **STEPS})
    days = [scratch.read(root, date(2026, month, 1)).office for month in (4, 6)]
    assert days[0] and days[1] and derived(days[0], ID) == derived(days[1], ID)


def test_the_sheet_is_printed_front_and_back(company_dir: Maker) -> None:
    scan = "[{name: 需求表, pages: 2, place: 扫描盘 2026-03}]"
    circulated = {
        "handling/2026/x": step("传阅", "2026-03-18", to="沈一鸣", returned="2026-03-19", text="已阅。")
    }
    pressed = {"handling/2026/y": step("催办", "2026-03-24", via="电话", to="陆工", answer="明日送到")}
    records = {ID: incoming(attachments=scan, waybill="SF1234", **{"class": "机密"}), **STEPS, **CLOSED}
    told = text(issue(company_dir({**records, **circulated, **pressed}), ID, series="收"), ID)
    for words in (
        "(收)字第[2026]001号",
        "2026年3月16日",
        "9点20分",
        "☑办件",
        "长河汽车制造公司",
        "长河商〔2026〕31号",
        "2026年3月12日",
        "☑总公司·厂家",
        "机密",
        "☑急件",
        "快递单号：SF1234",
        "1.需求表（共2页，扫描盘2026-03）",
        "2026年7月10日",
        "2026年7月9日",
        "请配件口汇总需求",
        "签名：林晓岚",
        "同意，服务部主办。",
        "签名：周启衡",
        "服务部",
        "陆工",
        "已按期报送。",
        "文书柜2-1-3",
        "文件处理单（背面）",
        "1沈一鸣2026-03-182026-03-19已阅。",
        "电话（陆工）明日送到",
    ):
        assert words in told, words


def test_an_unsigned_sheet_has_lines_to_sign(company_dir: Maker) -> None:
    told = text(office(company_dir({ID: incoming()})), ID)
    assert told.count("签名：＿＿＿＿年月日") == 3


def test_a_company_says_whose_steps_they_are_and_how_early_it_answers(company_dir: Maker) -> None:
    policies = "policies: {proposal_post: 销售顾问, internal_due_days: 5}"
    company = scratch.COMPANY.replace("policies: {}", policies)
    root = company_dir(
        {ID: incoming(), "handling/2026/x": step("拟办", "2026-03-17", "李明", text="请办。")}, company
    )
    assert found(root, "HDL08") == []
    assert at(root)[1].internal_due == date(2026, 7, 5)
    odd = company.replace("internal_due_days: 5", "internal_due_days: 五")
    scratch.put(root, {"company": odd})
    assert at(root)[1].internal_due == date(2026, 7, 9)
