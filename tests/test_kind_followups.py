"""Decisions and what follows them: stable ids, due dates that only later meetings move, progress, closing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import meetings
import scratch
from meetings import derived, found, issue, minutes, office
from wenshu.rules.decisions import decisions, resolve

Maker = Callable[..., Path]
FIRST = "minutes/2026/first"
SECOND = "minutes/2026/second"


def codes(root: Path) -> set[str]:
    return {code for code in scratch.codes(root) if code[:3] in ("MIN", "FOL", "SCH", "REF")}


def test_decisions_have_stable_ids(company_dir: Maker) -> None:
    root = company_dir({FIRST: minutes()})
    assert derived(office(root), FIRST)["decisions"][0]["id"] == "（待编号）-1"
    told = issue(root, FIRST)
    assert derived(told, FIRST)["decisions"][0]["id"] == "纪001-1"
    assert resolve(told, "纪001-1") == (told.records[FIRST], 1)
    assert resolve(told, "first-1") == (told.records[FIRST], 1)
    assert resolve(told, "纪001-2") is None and resolve(told, "乱写") is None


def test_a_short_number_means_the_year_of_who_asks(company_dir: Maker) -> None:
    root = company_dir(
        {
            "minutes/2025/old": minutes(date="2025-12-01", compiled_on="2025-12-02"),
            FIRST: minutes(),
        }
    )
    scratch.put(root, meetings.number(office(root), "minutes/2025/old", 1, year=2025))
    told = issue(root, FIRST)
    old = told.records["minutes/2025/old"]
    assert resolve(told, "纪001-1", old) == (old, 1)
    assert resolve(told, "纪001-1", told.records[FIRST]) == (told.records[FIRST], 1)


def moving(**more: str) -> dict[str, str]:
    row = "{text: 展车盘点改期, dept: 销售部, due: 2026-08-15, moves: 纪001-1}"
    late = {"date": "2026-05-11", "compiled_on": "2026-05-12", "session": "2", "decisions": f"[{row}]"}
    return {FIRST: minutes(), SECOND: minutes(**{**late, **more})}


def test_a_due_date_moves_only_by_a_later_meeting(company_dir: Maker) -> None:
    root = company_dir(moving())
    told = decisions(issue(root, FIRST, SECOND))
    assert [(d.id, d.due, d.moved, d.state) for d in told] == [("纪001-1", date(2026, 8, 15), 1, "进行中")]
    assert told[0].moved_by == (SECOND,)
    assert codes(root) == set()


@pytest.mark.parametrize("row", (
    "{text: 自己改自己, dept: 销售部, due: 2026-08-15, moves: 纪002-1}",
    "{text: 没有新时限, dept: 销售部, long_term: true, review_on: 2026-12-31, moves: 纪001-1}",
))  # fmt: skip
def test_moves_that_cannot_be(company_dir: Maker, row: str) -> None:
    root = company_dir(moving(decisions=f"[{row}]"))
    issue(root, FIRST, SECOND)
    assert "MIN15" in scratch.codes(root)


def test_an_earlier_meeting_cannot_move_a_later_decision(company_dir: Maker) -> None:
    root = company_dir(moving(date="2026-01-05", compiled_on="2026-01-06"))
    issue(root, FIRST, SECOND)
    assert "MIN15" in scratch.codes(root)


def followup(**changes: str | None) -> str:
    base = {
        "minutes": "纪001",
        "item": "1",
        "on": "2026-04-10",
        "by": "沈一鸣",
        "kind": "进展",
        "text": "已盘点两次",
    }
    return meetings.paper(base, **changes)


def test_followups_tell_how_far_a_decision_is(company_dir: Maker) -> None:
    root = company_dir(
        {
            **moving(decisions="[]"),
            "followups/2026/a": followup(),
            "followups/2026/b": followup(on="2026-04-28", kind="办结", text="全部盘完", confirmed_at="纪002"),
        }
    )
    told = decisions(issue(root, FIRST, SECOND))[0]
    assert (told.state, told.progress, told.closed_on) == ("已办结", "全部盘完", date(2026, 4, 28))
    assert told.confirmed_by == SECOND
    assert codes(root) == set()


@pytest.mark.parametrize(("day", "state"), (
    ("2026-06-29", "逾期"), ("2026-06-30", "7日内到期"),
    ("2026-07-07", "7日内到期"), ("2026-07-08", "进行中"),
))  # fmt: skip
def test_states_of_decisions(company_dir: Maker, day: str, state: str) -> None:
    root = company_dir({FIRST: minutes(decisions=f"[{{text: 盘点, dept: 销售部, due: {day}}}]")})
    assert decisions(issue(root, FIRST))[0].state == state


def test_standing_decisions_and_drafts(company_dir: Maker) -> None:
    row = "[{text: 每日晨会, dept: 销售部, long_term: true, review_on: 2026-12-31}]"
    root = company_dir({FIRST: minutes(decisions=row)})
    assert decisions(office(root)) == ()  # nothing is decided before approval
    assert decisions(issue(root, FIRST))[0].state == "长期"
    row_ = derived(office(root), FIRST)["decisions"][0]
    assert (row_["due"], row_["review"]) == ("长期", "2026-12-31复核")


FOLLOWUPS: tuple[tuple[str, dict[str, str], str], ...] = (
    ("FOL01", {"item": "4"}, "没有第 4 项议定事项"),
    ("FOL03", {"on": "2026-03-01"}, "早于会议日期"),
    ("FOL05", {"kind": "办结", "confirmed_at": "纪001"}, "确认办结的会议"),
    ("FOL06", {"confirmed_at": "纪002"}, "类别是“进展”，却写了确认会议"),
)


@pytest.mark.parametrize(("code", "changes", "words"), FOLLOWUPS)
def test_followup_mistakes(company_dir: Maker, code: str, changes: dict[str, str], words: str) -> None:
    root = company_dir({**moving(decisions="[]"), "followups/2026/a": followup(**changes)})
    issue(root, FIRST, SECOND)
    assert words in found(root, code)[0].message()


def test_followups_before_approval_and_after_closing(company_dir: Maker) -> None:
    root = company_dir(
        {
            FIRST: minutes(),
            "followups/2026/a": followup(minutes="first", kind="办结"),
            "followups/2026/b": followup(minutes="first", on="2026-04-20"),
        }
    )
    assert {"FOL02", "FOL04"} <= codes(root)


def test_moving_a_closed_decision_is_told(company_dir: Maker) -> None:
    root = company_dir({**moving(), "followups/2026/a": followup(kind="办结")})
    issue(root, FIRST, SECOND)
    assert "纪001-1 已于 2026-04-10 办结，又被改期" in found(root, "MIN22")[0].message()
