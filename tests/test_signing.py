"""Who must sign, what a sign-off is worth, and the state that follows (forms.md 0.8, life.md)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import paperwork
import scratch
from verbs import STOCK, forge, paper
from wenshu import signing
from wenshu.model import State

Maker = Callable[..., Path]


def standing(root: Path, id_: str = STOCK, as_of: date | None = None) -> signing.Standing:
    """Return where a record stands."""
    office = paperwork.office(root, as_of)
    return office.standing(office.records[id_])


def chain(root: Path, id_: str = STOCK) -> list[str]:
    """Return the sign-offs a record wants, as text."""
    return [str(wanted) for wanted in standing(root, id_).chain]


@pytest.fixture
def stock(company_dir: Maker) -> Path:
    """A company with one draft notice of the sales department."""
    return company_dir({STOCK: paper()})


# ── who must sign ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-33")
@pytest.mark.req("DOC-17")
@pytest.mark.req("DOC-18")
@pytest.mark.parametrize("series", ["办", "通"])
def test_the_general_manager_signs_what_goes_out_or_to_everybody(company_dir: Maker, series: str) -> None:
    root = company_dir({STOCK: paper(series, "何管", "管理部")})
    assert chain(root) == ["核稿：管理部经理", "秘书核稿：总经理秘书", "签发：总经理"]


@pytest.mark.req("DOC-34")
@pytest.mark.req("DOC-35")
@pytest.mark.parametrize(("series", "head"), [
    pytest.param("销", "销售部经理", marks=pytest.mark.req("DOC-19")),
    pytest.param("服", "服务部经理", marks=pytest.mark.req("DOC-20")),
    pytest.param("财", "财务部经理", marks=pytest.mark.req("DOC-21")),
])  # fmt: skip
def test_a_department_paper_is_reviewed_by_the_general_manager_then_signed_by_its_head(
    company_dir: Maker, series: str, head: str
) -> None:
    root = company_dir({STOCK: paper(series)})
    assert chain(root) == ["核稿：销售部经理", "秘书核稿：总经理秘书", "审核：总经理", f"签发：{head}"]


def test_every_department_given_work_countersigns_in_any_order(company_dir: Maker) -> None:
    root = company_dir({STOCK: paper(countersign="[服务部, 财务部]")})
    assert chain(root)[2:4] == ["会签（服务部）：服务部经理", "会签（财务部）：财务部经理"]
    forge(root, STOCK, "核稿", "沈一鸣")
    forge(root, STOCK, "秘书核稿", "林晓岚")
    forge(root, STOCK, "会签", "钱多安", dept="财务部")
    assert [str(w) for w in standing(root).missing][:1] == ["会签（服务部）：服务部经理"]
    forge(root, STOCK, "会签", "陆工", dept="服务部")
    assert [w.step for w in standing(root).missing] == ["审核", "签发"]
    assert standing(root).problems == ()


def test_countersigning_stands_before_signature_where_the_chain_does_not_place_it(company_dir: Maker) -> None:
    text = scratch.COMPANY.replace("      - {step: 会签, post: 会签部门主管}\n", "")
    root = company_dir({STOCK: paper(countersign="[服务部]")}, company=text)
    assert [w.step for w in standing(root).chain] == ["核稿", "秘书核稿", "会签", "审核", "签发"]


@pytest.mark.parametrize(
    ("kind", "dept", "approver"),
    [("总经理办公会", "总经理办公室", "总经理"), ("部门例会", "销售部", "销售部经理")],
)
def test_minutes_are_approved_by_whom_their_meeting_says(
    company_dir: Maker, kind: str, dept: str, approver: str
) -> None:
    id_ = "minutes/2026/march"
    root = company_dir(
        {
            id_: f"""
        meeting_type: {kind}
        dept: {dept}
        date: 2026-03-16
        start: 14:00
        end: 15:16
        place: 二楼会议室
        chair: 沈一鸣
        present: [沈一鸣, 李明]
        recorder: 李明
        items: [{{title: 备货, heard: 听取了汇报。}}]
        distribution: [{{person: 李明}}]
        compiled_on: 2026-03-17
    """
        }
    )
    assert chain(root, id_) == ["审核：沈一鸣", f"签发：{approver}"]


# ── what a sign-off is worth ──────────────────────────────────────────────────────────────────────


def test_a_whole_chain_makes_a_signed_paper_dated_by_its_last_step(stock: Path) -> None:
    assert standing(stock).state is State.DRAFT
    forge(stock, STOCK, "核稿", "沈一鸣", date="2026-03-11")
    assert standing(stock).state is State.PENDING and standing(stock).signed_on is None
    forge(stock, STOCK, "秘书核稿", "林晓岚", date="2026-03-11")
    forge(stock, STOCK, "审核", "周启衡", date="2026-03-12")
    forge(stock, STOCK, "签发", "沈一鸣", date="2026-03-13")
    assert standing(stock).state is State.SIGNED
    assert standing(stock).signed_on == date(2026, 3, 13) and standing(stock).missing == ()


def test_APP03_somebody_who_is_not_in_the_company_file(stock: Path) -> None:
    forge(stock, STOCK, "核稿", "王某", "销售部经理")
    assert "APP03" in scratch.codes(stock) and standing(stock).done == ()


def test_APP04_a_post_he_did_not_hold_that_day(stock: Path) -> None:
    forge(stock, STOCK, "核稿", "沈一鸣", "销售部经理", date="2019-12-31")
    assert "APP04" in scratch.codes(stock) and standing(stock).done == ()


def test_APP05_the_wrong_signer(stock: Path) -> None:
    forge(stock, STOCK, "核稿", "陆工")
    assert "APP05" in scratch.codes(stock) and standing(stock).state is State.DRAFT


def test_APP06_too_early(stock: Path) -> None:
    forge(stock, STOCK, "核稿", "沈一鸣")
    forge(stock, STOCK, "签发", "沈一鸣")
    assert "APP06" in scratch.codes(stock)
    assert [w.step for w in standing(stock).missing] == ["秘书核稿", "审核", "签发"]


def test_APP07_a_step_this_paper_does_not_have(stock: Path) -> None:
    forge(stock, STOCK, "批示", "周启衡")
    assert "APP07" in scratch.codes(stock)


def test_APP08_nobody_is_the_only_signer_of_his_own_draft(company_dir: Maker) -> None:
    id_ = "liaison/2026/van"
    sheet = (
        "from: 销售部\ncontact: {}\nto: [{{department: 服务部}}]\ndate: 2026-03-10\n"
        "urgency: 平件\nsubject: 借车\nbody: 请安排。\n"
    )
    root = company_dir({id_: sheet.format("沈一鸣")})
    forge(root, id_, "部门主管", "沈一鸣")
    assert "APP08" in scratch.codes(root) and standing(root, id_).state is State.DRAFT
    other = "liaison/2026/other"
    scratch.put(root, {other: sheet.format("李明")})
    forge(root, other, "部门主管", "沈一鸣")
    assert standing(root, other).state is State.FILED


@pytest.mark.req("DOC-34")
def test_the_author_may_sign_last_when_another_signed_before(company_dir: Maker) -> None:
    root = company_dir({STOCK: paper(by="沈一鸣")})
    paperwork.sign(root, STOCK)
    assert standing(root).state is State.SIGNED and standing(root).problems == ()


def test_APP10_a_date_before_the_step_ahead_is_a_warning(stock: Path) -> None:
    forge(stock, STOCK, "核稿", "沈一鸣", date="2026-03-12")
    forge(stock, STOCK, "秘书核稿", "林晓岚", date="2026-03-11")
    found = [f for f in scratch.read(stock).findings if f.code.id == "APP10"]
    assert [f.severity for f in found] == ["warning"] and len(standing(stock).done) == 2


def test_a_return_ends_the_draft(stock: Path) -> None:
    forge(stock, STOCK, "核稿", "沈一鸣", decision="退回", opinion="数量不对")
    assert standing(stock).state is State.RETURNED and standing(stock).draft_no == 1
    scratch.put(stock, {STOCK: paper(title="关于夏季备货的通知")})
    assert standing(stock).state is State.DRAFT and standing(stock).draft_no == 2


# ── standing in ───────────────────────────────────────────────────────────────────────────────────

_AWAY = "delegations/2026/away"


def _delegation(**more: str) -> str:
    fields = {
        "title": "总经理出差", "grantor": "周启衡", "grantee": "何管", "series": "[销]", "from": "2026-03-11",
        "until": "2026-03-20", "drafted_by": "林晓岚", "drafted_on": "2026-03-01", **more,
    }  # fmt: skip
    return "".join(f"{key}: {value}\n" for key, value in fields.items())


def _reviewed(company_dir: Maker, signed: bool = True, on: str = "2026-03-12", **more: str) -> Path:
    """A paper whose review by the general manager was signed by a deputy."""
    root = company_dir({STOCK: paper(), _AWAY: _delegation(**more)})
    if signed:
        forge(root, _AWAY, "授权", "周启衡", date="2026-03-02")
    forge(root, STOCK, "核稿", "沈一鸣", date="2026-03-11")
    forge(root, STOCK, "秘书核稿", "林晓岚", date="2026-03-11")
    forge(root, STOCK, "审核", "何管", delegation=_AWAY, date=on)
    return root


def test_a_delegation_on_record_stands_in(company_dir: Maker) -> None:
    root = _reviewed(company_dir)
    assert standing(root).problems == ()
    assert [w.step for w in standing(root).missing] == ["签发"]
    assert standing(root).done[-1].delegation == _AWAY


@pytest.mark.parametrize(("signed", "on", "more"), [
    (False, "2026-03-12", {}),
    (True, "2026-03-21", {}),
    (True, "2026-03-10", {}),
    (True, "2026-03-12", {"series": "[通]"}),
    (True, "2026-03-12", {"grantee": "钱多安"}),
    (True, "2026-03-12", {"grantor": "陆工"}),
    (True, "2026-03-12", {"steps": "[签发]"}),
], ids=["unsigned", "late", "early", "series", "grantee", "grantor", "step"])  # fmt: skip
def test_APP09_a_delegation_that_does_not_cover_it(
    company_dir: Maker, signed: bool, on: str, more: dict[str, str]
) -> None:
    root = _reviewed(company_dir, signed, on, **more)
    assert "APP09" in scratch.codes(root)
    assert [w.step for w in standing(root).missing] == ["审核", "签发"]


# ── states ────────────────────────────────────────────────────────────────────────────────────────


def test_issued_expired_withdrawn(company_dir: Maker) -> None:
    root = company_dir({STOCK: paper(until="2026-04-30")})
    paperwork.issue(root, STOCK, "销", 1)
    assert standing(root, as_of=date(2026, 4, 30)).state is State.ISSUED
    assert standing(root, as_of=date(2026, 5, 1)).state is State.EXPIRED
    path = root / "records/numbers/2026/销/0001.yaml"
    text = path.read_text(encoding="utf-8").replace("state: issued", "state: void") + "reason: 有误\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    assert standing(root).state is State.REPEALED


@pytest.mark.parametrize("ref", [STOCK, "stock", "试点公司(销)字第[2026]001号"])
def test_a_replaced_paper_ends_on_the_day_the_new_one_takes_effect(company_dir: Maker, ref: str) -> None:
    new = "documents/2026/new"
    more = {"supersedes": f"['{ref}']", "effective_from": "2026-04-01", "title": "关于夏季备货的通知"}
    root = company_dir({STOCK: paper(), new: paper(**more)})
    paperwork.issue(root, STOCK, "销", 1)
    assert standing(root).state is State.ISSUED
    paperwork.issue(root, new, "销", 2)
    assert standing(root, as_of=date(2026, 3, 31)).state is State.ISSUED
    assert standing(root, as_of=date(2026, 4, 1)).state is State.SUPERSEDED


def test_a_paper_numbered_at_entry_needs_no_sign_off(company_dir: Maker) -> None:
    id_ = "incoming/2026/price"
    root = company_dir(
        {
            id_: """
        title: 关于调整配件价格的通知
        received_at: 2026-03-16 09:20
        received_by: 林晓岚
        from_org: 某厂
        from_kind: 供应商
        via: 邮寄
        handling: 阅件
        place: 办公室
    """
        }
    )
    found = standing(root, id_)
    assert found.chain == () and found.state is State.DRAFT and found.signed_on == date(2026, 3, 16)


def test_the_check_code_names_number_edition_and_content() -> None:
    code = signing.check_code("试点公司(销)字第[2026]001号", "1", "v1:" + "0" * 64)
    assert len(code) == 10 and set(code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    others = {
        signing.check_code("试点公司(销)字第[2026]002号", "1", "v1:" + "0" * 64),
        signing.check_code("试点公司(销)字第[2026]001号", "2", "v1:" + "0" * 64),
        signing.check_code("试点公司(销)字第[2026]001号", "1", "v1:" + "1" * 64),
    }
    assert code not in others and len(others) == 3
