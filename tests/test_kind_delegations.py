"""Delegations: who signs for whom, for which series, from when to when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import scratch
from meetings import DELEGATION, derived, found, office, paper, text
from wenshu.rules.delegations import used

Maker = Callable[..., Path]
ID = "delegations/2026/trip"


def delegation(**changes: str | None) -> str:
    return paper(DELEGATION, **changes)


def test_a_sound_delegation_has_no_finding(company_dir: Maker) -> None:
    root = company_dir({ID: delegation()})
    assert {code for code in scratch.codes(root) if code[:3] in ("DEL", "SCH", "REF")} == set()


BAD: tuple[tuple[str, dict[str, str | None], str], ...] = (
    ("DEL01", {"until": "2026-03-31"}, "授权的止日 2026-03-31 早于起日 2026-04-01"),
    ("DEL02", {"grantee": "周启衡"}, "周启衡授权给了自己"),
    ("DEL03", {"grantor": "李明"}, "李明在 2026-04-01 不签“通”系列"),
    (
        "DEL03",
        {"grantor": "陆工", "series": "[销]", "steps": "[签发]"},
        "陆工在 2026-04-01 不签“销”系列的签发",
    ),
    ("DEL05", {"until": "2027-04-10"}, "授权长达 375 天，超过规定的 366 天"),
    ("DEL06", {"basis": None}, "没有写授权依据"),
    (
        "DEL07",
        {"from_": "2019-01-01", "until": "2019-01-02", "drafted_on": "2019-01-01"},
        "在 2019-01-01 没有任职",
    ),
    ("DEL08", {"steps": "[盖章]"}, "“通”系列没有“盖章”这一步"),
)


@pytest.mark.parametrize(("code", "changes", "words"), BAD)
def test_mistakes(company_dir: Maker, code: str, changes: dict[str, str | None], words: str) -> None:
    root = company_dir({ID: delegation(**changes)})
    told = found(root, code)
    assert told, scratch.said(root)
    assert words in told[0].message()
    assert told[0].hint() and told[0].hint("en")


@pytest.mark.parametrize(("grantor", "series", "steps"), (
    ("沈一鸣", "[销]", "[签发]"), ("周启衡", "[销]", "[审核]"),
    ("林晓岚", "[办, 通]", "[编号]"), ("陆工", "[通]", "[核稿]"),
))  # fmt: skip
def test_who_holds_the_post_may_lend_it(company_dir: Maker, grantor: str, series: str, steps: str) -> None:
    root = company_dir({ID: delegation(grantor=grantor, grantee="何管", series=series, steps=steps)})
    assert found(root, "DEL03") == [] and found(root, "DEL08") == []


def test_one_person_per_series_at_a_time(company_dir: Maker) -> None:
    other = "delegations/2026/other"
    root = company_dir(
        {ID: delegation(), other: delegation(grantee="陆工", from_="2026-04-05", until="2026-04-20")}
    )
    told = found(root, "DEL04")
    assert told[0].message() == "周启衡的“通”系列在 2026-04-01—2026-04-10 已授权给沈一鸣"
    for harmless in ({"series": "[办]"}, {"from_": "2026-04-11"}, {"grantor": "陆工", "grantee": "何管"}):
        scratch.put(
            root,
            {
                other: delegation(
                    **{"grantee": "陆工", "from_": "2026-04-05", "until": "2026-04-20", **harmless}
                )
            },
        )
        assert found(root, "DEL04") == [], harmless


def test_the_paper_names_posts_series_and_days(company_dir: Maker) -> None:
    x = derived(office(company_dir({ID: delegation(series="[办, 通]", steps="[签发]")})), ID)
    assert x == {
        "grantor_post": "总经理", "grantee_post": "销售部经理", "series": "办（上行文与函）、通（管理文件）",
        "steps": "签发", "period": "2026年4月1日至2026年4月10日（共10天）",
    }  # fmt: skip


def test_the_grantor_signs_it_himself(company_dir: Maker) -> None:
    told = office(company_dir({ID: delegation()}))
    assert [(w.step, w.person) for w in told.standing(told.records[ID]).chain] == [("授权", "周启衡")]
    assert used(told) == {}


def test_the_paper_can_be_signed(company_dir: Maker) -> None:
    told = text(office(company_dir({ID: delegation(limits="不含人事任免")})), ID)
    for words in (
        "授权委托书",
        "（总经理出差期间的签发）",
        "周启衡总经理",
        "沈一鸣销售部经理",
        "通（管理文件）",
        "不含人事任免",
        "总经理赴厂家开会",
        "2026年4月1日至2026年4月10日（共10天）",
        "签名：＿＿＿＿",
    ):
        assert words in told, words
