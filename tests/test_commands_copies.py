"""distribute, print, receive, recall: who has a copy, and what became of it (forms.md A12, H-3)."""

from __future__ import annotations

from pathlib import Path

import pytest

import paperwork
import scratch
import verbs
from verbs import STOCK, git, paper, run
from wenshu.ledger_nouns import Copy

LIST = "[{department: 销售部, copies: 2}, {team: 前台}, {person: 李明, medium: 电子}, {outside: 某厂}]"
TEAM = scratch.COMPANY.replace(
    "  - {name: 财务部,", "  - {name: 前台, code: QT, parent: 服务部}\n  - {name: 财务部,"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company in git with an issued paper for a department, a team, a person and a stranger."""
    found = verbs.company(tmp_path, {STOCK: paper(distribution=LIST)}, TEAM)
    verbs.signed(found)
    verbs.done(found, "issue stock --on 2026-03-13")
    return found


def copies(root: Path) -> tuple[Copy, ...]:
    """Return the copies on record."""
    return paperwork.office(root).ledger.copies.get(STOCK, ())


def errors(root: Path) -> list[str]:
    """Return the codes of all errors."""
    return [f.code.id for f in scratch.read(root).findings if f.severity == "error"]


@pytest.mark.req("DOC-36")
def test_everyone_on_the_list_gets_his_number(root: Path) -> None:
    verbs.done(root, "distribute stock --all --printed 6 --kept 1 --on 2026-03-13")
    held = copies(root)
    assert [(c.number, dict(c.to), c.copies, c.medium) for c in held] == [
        (1, {"department": "销售部"}, 2, "纸质"), (2, {"team": "前台"}, 1, "纸质"),
        (3, {"person": "李明"}, 0, "电子"), (4, {"outside": "某厂"}, 1, "纸质"),
    ]  # fmt: skip
    assert [p.name for p in sorted((root / "records/distribution" / STOCK).iterdir())] == [
        "e1-01.yaml", "e1-02.yaml", "e1-03.yaml", "e1-04.yaml", "e1-print.yaml",
    ]  # fmt: skip
    assert errors(root) == [] and git(root, "status", "--porcelain") == ""


def test_receipt_and_recall_with_the_signing_sheet(root: Path) -> None:
    sheet = root.parent / "签收单.png"
    sheet.write_bytes(b"scan")
    verbs.done(root, "distribute stock --all --printed 6 --kept 1 --on 2026-03-13")
    verbs.done(root, f"receive stock --on 2026-03-14 --sheet {sheet} --to 销售部 --to 前台 --to 李明")
    assert [c.received_by for c in copies(root)] == ["沈一鸣", "陆工", "李明", ""]
    verbs.done(root, "receive stock --on 2026-03-15 --by 王某 --to 外单位:某厂")
    verbs.done(root, "recall stock --to 销售部 --on 2026-04-01 --disposal 归档")
    verbs.done(root, "recall stock --on 2026-04-02 --disposal 遗失 --to 前台")
    assert [c.disposal for c in copies(root)] == ["归档", "遗失", "", ""]
    assert errors(root) == []
    assert "sheet: " in (root / "records/distribution" / STOCK / "e1-01.yaml").read_text(encoding="utf-8")


@pytest.mark.req("DOC-37")
def test_the_archive_keeps_its_copy_in_a_place(root: Path) -> None:
    verbs.done(root, "distribute stock --to 文书档案 --place 2柜-3层-1盒 --printed 2 --kept 1")
    copy = copies(root)[0]
    assert (dict(copy.to), copy.place) == ({"archive": "文书档案"}, "2柜-3层-1盒")
    assert errors(root) == []


def test_a_later_copy_takes_the_next_number(root: Path) -> None:
    verbs.done(
        root,
        "distribute stock --to 前台",
        "distribute stock --to 财务部 --copies 3",
        "distribute stock --all",
    )
    assert [(c.number, next(iter(c.to.values())), c.copies) for c in copies(root)] == [
        (1, "前台", 1), (2, "财务部", 3), (3, "销售部", 2), (4, "李明", 0), (5, "某厂", 1),
    ]  # fmt: skip
    assert "DST04" in scratch.codes(root)


def test_a_second_printing_adds_up(root: Path) -> None:
    verbs.done(root, "print stock --printed 5 --kept 1", "print stock --printed 3")
    run_ = paperwork.office(root).ledger.prints[STOCK][0]
    assert (run_.printed, run_.kept) == (8, 1)


def test_DST02_more_than_was_printed_is_refused(root: Path) -> None:
    before = verbs.tree(root)
    said = run(root, "distribute stock --all --printed 2 --kept 1")
    assert said.code == 1 and "DST02" in said.err and verbs.tree(root) == before


def test_DST20_nobody_left(root: Path) -> None:
    verbs.done(root, "distribute stock --all")
    assert "DST20" in run(root, "distribute stock --all").err


def test_DST21_a_receiver_the_company_does_not_know(root: Path) -> None:
    said = run(root, "distribute stock --to 消售部")
    assert said.code == 1 and "DST21" in said.err and "销售部" in said.err


def test_DST22_a_draft_is_not_handed_out(tmp_path: Path) -> None:
    root = verbs.company(tmp_path / "other")
    assert "DST22" in run(root, "distribute stock --to 销售部").err


def test_DST23_nothing_is_open(root: Path) -> None:
    assert "DST23" in run(root, "receive stock").err
    verbs.done(root, "distribute stock --all", "receive stock --to 销售部")
    assert "DST23" in run(root, "receive stock --to 销售部").err


def test_comments_and_order_of_a_fact_are_kept(root: Path) -> None:
    verbs.done(root, "distribute stock --to 前台 --on 2026-03-13")
    path = root / "records/distribution" / STOCK / "e1-01.yaml"
    path.write_text("# 面交\n" + path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    git(root, "commit", "-qam", "a note")
    verbs.done(root, "receive stock --on 2026-03-14")
    assert path.read_text(encoding="utf-8").splitlines() == [
        "# 面交", "to:", "  team: 前台", "copies: 1", "medium: 纸质", "sent: 2026-03-13",
        "received_by: 陆工", "received: 2026-03-14",
    ]  # fmt: skip
