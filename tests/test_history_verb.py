"""history: the life of a paper, a number or a template, like a page of a register."""

from __future__ import annotations

from pathlib import Path

import pytest

import asking
import scratch
import verbs
from asking import Request, approve, ask, commit, end
from verbs import STOCK, git, run
from wenshu import zh


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company in git with one issued paper."""
    return asking.company(tmp_path)


def told(root: Path, ref: str = "stock", lang: str = "zh") -> list[list[str]]:
    """Return the lines below the heading, cut into cells where two blanks stand."""
    said = run(root, f"--lang {lang} history '{ref}'")
    assert said.code == 0, said.err
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in said.out.split("\n")[2:] if line]


def short(root: Path, *arguments: str) -> list[str]:
    """Return the first eight characters of commits, oldest first, as plain git tells them."""
    return [line[:8] for line in git(root, "log", "--reverse", "--format=%H", *arguments).split()]


def test_the_life_of_a_paper_reads_from_draft_to_edition(root: Path) -> None:
    approve(root, ask(root))
    end(root, ask(root, Request(slug="second", on="2026-04-05", edit=("十日", "五日"))), 2, on="2026-04-06")
    ask(root, Request(slug="third", on="2026-04-07", edit=("十日", "三日")))
    lines = told(root)
    begun, issued = short(root, "--first-parent", "main")[:2]
    assert [line[:3] for line in lines[:6]] == [
        ["2026-03-10", "起草", "关于春季备货的通知"], ["2026-03-12", "签批", "核稿 同意"],
        ["2026-03-12", "签批", "秘书核稿 同意"], ["2026-03-12", "签批", "审核 同意"],
        ["2026-03-12", "签批", "签发 同意"], ["2026-03-12", "编号", "试点公司(销)字第[2026]001号"],
    ]  # fmt: skip
    assert lines[0][-1].endswith(begun) and lines[5][-1] == issued  # a day of recording only where it differs
    what = [line[1] for line in lines[6:]]
    assert what.count("申请修改") == 3 and what.count("决定") == 3 and "新版本" in what
    assert lines[-1] == ["未决定", "决定", "待批"]
    (edition,) = [line for line in lines if line[1] == "新版本"]
    assert edition[2:4] == ["第 2 版 改〔2026〕001", "周启衡"]
    asked = next(line for line in lines if line[1] == "申请修改")
    assert asked[0] == "2026-04-01" and asked[-1].startswith("2026-04-02 ")  # asked on one day, recorded on the next


def test_every_commit_named_is_one_that_git_shows_for_the_paper(root: Path) -> None:
    approve(root, ask(root))
    known = set(short(root, "--all"))
    named = [line[-1].split()[-1] for line in told(root)]
    assert set(named) <= known
    touching = set(short(root, "--all", "--", asking.PAPER, f"records/approvals/{STOCK}", asking.LEDGER))
    assert touching <= set(named)  # nothing that changed the paper, its sign-offs or its number is left out


def test_copies_stand_in_one_line_per_day(root: Path) -> None:
    sent = "copies: 1\nmedium: 纸质\nsent: 2026-03-13\n"
    scratch.put(root, {
        f"distribution/{STOCK}/e1-01": f"to: {{department: 销售部}}\n{sent}",
        f"distribution/{STOCK}/e1-02": f"to: {{department: 服务部}}\n{sent}",
        f"distribution/{STOCK}/e1-print": "printed: 3\nkept: 1\non: 2026-03-13\nby: 林晓岚\n",
    })  # fmt: skip
    handed = commit(root, "发放", when="2026-03-13T09:00:00+08:00")
    received = f"{sent}received_by: 陆工\nreceived: 2026-03-14\n"
    scratch.put(root, {f"distribution/{STOCK}/e1-02": f"to: {{department: 服务部}}\n{received}"})
    signed = commit(root, "签收", when="2026-03-16T09:00:00+08:00")
    gone = f"{received}recalled: 2026-04-02\nrecalled_by: 林晓岚\ndisposal: 销毁\n"
    scratch.put(root, {f"distribution/{STOCK}/e1-02": f"to: {{department: 服务部}}\n{gone}"})
    back = commit(root, "收回", when="2026-04-02T09:00:00+08:00")
    rows = {line[1]: line for line in told(root)}
    assert rows["印制"][2] == "第 1 版印 3 份，存档 1 份"
    assert rows["发放"][2] == "销售部 1 份、服务部 1 份" and rows["发放"][-1] == handed[:8]
    assert rows["签收"][2] == "服务部 陆工" and rows["签收"][-1] == f"2026-03-16 {signed[:8]}"
    assert rows["收回"][2] == "服务部 1 份（销毁）" and rows["收回"][-1] == back[:8]


def test_a_draft_that_was_saved_and_corrected(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    asking.change(root, asking.PAPER, "请备货", "请速备货")
    saved = commit(root, "改一句")
    rows = told(root)
    assert [row[1] for row in rows] == ["起草", "存稿"]
    assert rows[1][2:] == ["改一句", "林晓岚", saved[:8]]


def test_a_withdrawn_paper_says_who_and_why(root: Path) -> None:
    verbs.done(root, "void stock --as 沈一鸣 --reason 数量有误")
    row = next(line for line in told(root) if line[1] == "废止")
    assert row[2:4] == ["数量有误", "沈一鸣（销售部经理）"]


@pytest.mark.parametrize("ref", ["改〔2026〕002", "2026/改/0002"])
def test_the_life_of_a_refused_request_is_found_by_its_number(root: Path, ref: str) -> None:
    approve(root, ask(root))
    end(root, ask(root, Request(slug="second", on="2026-04-05", edit=("十日", "五日"))), 2, on="2026-04-06")
    rows = told(root, ref)
    assert {row[1] for row in rows} == {"申请修改", "修改稿", "决定", "编号"}
    assert any("退回 期限另行通知" in row[2] for row in rows)


def test_a_spoilt_number_has_a_life_too(root: Path) -> None:
    scratch.put(root, {"numbers/2026/销/0002": "state: reserved\nuntil: 2026-04-30\nreason: 备用\nby: 林晓岚\n"
                                               "date: 2026-03-20\n"})  # fmt: skip
    commit(root, "预留", when="2026-03-20T09:00:00+08:00")
    scratch.put(root, {"numbers/2026/销/0002": "state: void\nreason: 写坏\nby: 林晓岚\ndate: 2026-04-30\n"})
    commit(root, "作废", when="2026-04-30T09:00:00+08:00")
    assert [(row[0], row[1]) for row in told(root, "试点公司(销)字第[2026]002号")] == [
        ("2026-03-20", "预留"), ("2026-04-30", "作废"),
    ]  # fmt: skip


def test_the_life_of_a_template(root: Path) -> None:
    rows = told(root, "templates/docx/documents.docx")
    assert [row[1] for row in rows] == ["改动"]
    asked = Request(about="templates/html/list.html", slug="list", edit=("{%", "{#x#}{%"), kind="修改")
    approve(root, ask(root, asked), edition="")
    assert [row[1] for row in told(root, asked.about) if row[1] != "改动"] == [
        "申请修改", "修改稿", "签批", "签批", "签批", "决定",
    ]  # fmt: skip
    assert told(root, "company")[0][1] == "改动"


def test_in_english(root: Path) -> None:
    said = run(root, "--lang en history stock").out
    assert "recorded" in said and "numbered" in said and "登记" not in said.split("\n")[1]


def test_without_history_the_facts_are_told_and_it_is_said(root: Path) -> None:
    approve(root, ask(root))
    (root / ".git").rename(root / ".elsewhere")
    said = run(root, "history stock")
    assert said.code == 0 and "没有完整的 git 历史" in said.out and "第 2 版" in said.out
    assert "No whole git history" in run(root, "--lang en history stock").out


@pytest.mark.parametrize("ref", ["nothing", "templates/docx/nothing.docx", "2026/销/0099", "改〔2026〕009", " "])
def test_what_is_not_there_is_said(root: Path, ref: str) -> None:
    said = run(root, f"history '{ref}'")
    assert said.code == 2 and "REQ10" in said.err and "Traceback" not in said.err


def test_long_words_go_on_in_the_next_line(tmp_path: Path) -> None:
    title = "关于" + "春季备货" * 18 + "的通知"
    root = asking.company(tmp_path, papers={STOCK: verbs.paper(title=title)})
    lines = run(root, "history stock").out.split("\n")
    assert all(zh.width(line) < 150 for line in lines[1:])
    first, *more = ([cell for cell in line.split("  ") if cell.strip()] for line in lines[2:6])
    folded = first[2] + "".join(cells[0].strip() for cells in more)
    assert folded.startswith(title)
