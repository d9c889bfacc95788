"""Revision requests read from git: register, editions, contradictions. What git says is asked of git itself too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docx import Document

import asking
import scratch
import verbs
from asking import Request, approve, ask, commit, end
from verbs import STOCK, git
from wenshu import build, registers, requests, to_docx, views
from wenshu.checks import requests as checks
from wenshu.diagnostics import Finding
from wenshu.office import Office

SECOND = Request(slug="second", on="2026-04-05", edit=("备货。", "备足货。"), reason="数量不够")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company in git with one issued paper."""
    return asking.company(tmp_path)


def office(root: Path) -> Office:
    """Return the office of a root, its history read."""
    found = scratch.read(root).office
    assert found is not None, scratch.said(root)
    return found


def rows(root: Path, register: str = "requests") -> list[dict[str, str]]:
    """Return the rows of a register by the titles of its columns."""
    told = registers.table(registers.all()[register], office(root))
    return [dict(zip((c.title for c in told.columns), line, strict=True)) for line in told.lines()]


def found(root: Path) -> dict[str, Finding]:
    """Return what the checks of requests say, by code."""
    held = office(root)
    return {f.code.id: f for check in checks.CHECKS for f in check(held)}


def witness(root: Path) -> None:
    """Let history bear witness from the first commit on."""
    first = git(root, "rev-list", "--max-parents=0", "HEAD").strip()
    company = root / "records/company.yaml"
    company.write_text(company.read_text(encoding="utf-8") + f"witness: {{since: {first}}}\n", encoding="utf-8")
    commit(root, "witness")


# ── what history says ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("FRM-04")
def test_a_pending_request_stands_in_the_register_with_all_it_says(root: Path) -> None:
    more = (("Impact", "documents/2026/other"), ("Old-stock", "用完为止"), ("Effective", "2026-05-01"))
    ask(root, Request(typed_by=asking.SECRETARY, via="口头补单", more=more))
    (asked,) = requests.all(office(root))
    assert (asked.result, asked.about, asked.branch) == ("待批", STOCK, "revision/stock-2026-04-01")
    assert (asked.asked_by, asked.typed_by, asked.decided_by) == ("李明", "林晓岚", "")  # three people, three fields
    assert (asked.via, asked.impact, asked.old_stock) == ("口头补单", ("documents/2026/other",), "用完为止")
    assert str(asked.effective) == "2026-05-01" and asked.places == ("正文第1段",)
    (change,) = requests.changes(office(root), asked)
    assert (change.before, change.after) == ("各部门请备货。", "各部门请于四月十日前备货。")
    assert rows(root) == [{
        "申请号": "待定", "日期": "2026-04-01", "部门": "销售部", "申请人": "李明（林晓岚录入）",
        "文件编号": "试点公司(销)字第[2026]001号", "名称": "关于春季备货的通知", "类别": "更正件",
        "原因": "备货期限不明确", "结果": "待批", "批准日期": "", "新版本": "", "生效": "2026-05-01",
    }]  # fmt: skip


@pytest.mark.req("FRM-05")
def test_pending_ones_on_top_then_the_newest_and_refused_ones_stay_with_their_reason(root: Path) -> None:
    approve(root, ask(root))
    end(root, ask(root, SECOND), serial=2)
    end(root, ask(root, Request(slug="third", on="2026-04-06", edit=("备货。", "进货。"))), 3, "撤回", "李明",
        opinion="不需要了")  # fmt: skip
    ask(root, Request(slug="fourth", on="2026-04-07", edit=("备货。", "补货。")))
    told = [(r["申请号"], r["结果"], r["原因"], r["新版本"], r["批准日期"]) for r in rows(root)]
    assert told == [
        ("待定", "待批", "备货期限不明确", "", ""),
        ("改〔2026〕003", "撤回", "备货期限不明确（撤回：不需要了）", "", "2026-04-02"),
        ("改〔2026〕002", "退回", "数量不够（退回：期限另行通知）", "", "2026-04-02"),
        ("改〔2026〕001", "同意", "备货期限不明确", "2", "2026-04-02"),
    ]
    refused = requests.all(office(root))[2]
    assert [d.after for d in requests.changes(office(root), refused)] == ["各部门请于四月十日前备足货。"]
    assert requests.approvals(office(root), refused) == ()
    assert "十日前备货" in (root / asking.PAPER).read_text(encoding="utf-8")  # refused and withdrawn: text unchanged


def test_the_sign_offs_of_an_approved_one_are_its_fragments_in_order(root: Path) -> None:
    approve(root, ask(root), trailers={"Approved-by": "何管"})
    held = office(root)
    (asked,) = requests.all(held)
    assert [(a.step, a.person) for a in requests.approvals(held, asked)] == [
        ("部门审核", "沈一鸣"), ("归口审核", "沈一鸣"), ("批准", "周启衡"),
    ]  # fmt: skip
    assert asked.decided_by == "周启衡"  # a trailer only repeats it, and is not believed


def test_sign_offs_of_one_that_waits_are_read_from_its_branch(root: Path) -> None:
    asked = ask(root)
    git(root, "checkout", "-q", asked.branch)
    asking.sign(root, asked, asking.content(root, asked), "2026-04-02", "同意", (("部门审核", "沈一鸣", "销售部经理"),))
    commit(root, "签批申请")
    git(root, "checkout", "-q", "main")
    held = office(root)
    (told,) = requests.all(held)
    assert [(a.step, a.person, str(a.date)) for a in requests.approvals(held, told)] == [
        ("部门审核", "沈一鸣", "2026-04-02")
    ]
    git(root, "checkout", "-q", asked.branch)
    asking.change(root, asking.PAPER, "十日", "九日")
    commit(root, "再改")
    git(root, "checkout", "-q", "main")
    held = office(root)
    assert requests.approvals(held, requests.all(held)[0]) == ()  # the text changed: it counts no longer


def test_one_branch_here_and_on_a_remote_is_one_request(root: Path, tmp_path: Path) -> None:
    asked = ask(root)
    git(root, "clone", "-q", "--bare", ".", str(tmp_path / "shelf.git"))
    git(root, "remote", "add", "origin", str(tmp_path / "shelf.git"))
    git(root, "fetch", "-q")
    assert [r["结果"] for r in rows(root)] == ["待批"]
    git(root, "branch", "-q", "-D", asked.branch)  # a colleague's request is known by the remote's branch alone
    (told,) = requests.all(office(root))
    assert told.trail is not None and (told.branch, told.trail.remotes) == (asked.branch, ("origin",))


def test_a_branch_that_went_two_ways_is_told(root: Path, tmp_path: Path) -> None:
    asked = ask(root)
    git(root, "clone", "-q", "--bare", ".", str(tmp_path / "shelf.git"))
    git(root, "remote", "add", "origin", str(tmp_path / "shelf.git"))
    git(root, "fetch", "-q")
    git(root, "checkout", "-q", asked.branch)
    git(root, "reset", "-q", "--hard", "HEAD~1")
    asking.change(root, asking.PAPER, "请备货", "请速备货")
    commit(root, "另一种改法")
    git(root, "checkout", "-q", "main")
    (told,) = requests.all(office(root))
    assert told.trail is not None and told.trail.parted
    assert "REQ07" in found(root)


def test_head_on_the_branch_itself_sees_the_request(root: Path) -> None:
    asked = ask(root)
    git(root, "checkout", "-q", asked.branch)
    (told,) = requests.all(office(root))
    assert (told.result, told.branch) == ("待批", asked.branch)
    assert [d.place for d in requests.changes(office(root), told)] == ["正文第1段"]


def test_an_overtaken_request_says_so(root: Path) -> None:
    first, second = ask(root), ask(root, SECOND)
    approve(root, first)
    told = {a.branch: a.result for a in requests.all(office(root))}
    assert told == {second.branch: "待批（已过时）", first.branch: "同意"}
    assert found(root)["REQ06"].place.path == asking.PAPER


def test_a_request_taken_up_again_begins_with_the_text_of_that_day(root: Path) -> None:
    first, second = ask(root), ask(root, SECOND)
    approve(root, first)
    text = (root / asking.PAPER).read_bytes()
    git(root, "checkout", "-q", second.branch)
    git(root, "merge", "-q", "--no-commit", "-s", "ours", "main")
    git(root, "checkout", "-q", "main", "--", "records")
    (root / asking.PAPER).write_bytes(text.replace("十日前备货".encode(), "十日前备足货".encode()))
    base = asking.content(git_main(root), first)
    commit(root, "接着今天的文本改", (("Record", STOCK), ("Base", base)))
    git(root, "checkout", "-q", "main")
    told = next(a for a in requests.all(office(root)) if a.branch == second.branch)
    assert told.result == "待批"
    (change,) = requests.changes(office(root), told)
    assert (change.before, change.after) == ("各部门请于四月十日前备货。", "各部门请于四月十日前备足货。")


def git_main(root: Path) -> Path:
    """Return a second work tree of main."""
    other = root.parent / "main"
    git(root, "worktree", "add", "-q", "--detach", str(other), "main")
    return other


def test_a_template_is_asked_for_in_the_same_way(root: Path) -> None:
    path = "templates/docx/documents.docx"
    asked = Request(about=path, slug="documents", kind="修改", edit=("", ""), reason="加一行电话")
    git_branch = ask(root, asked).branch
    git(root, "checkout", "-q", git_branch)
    doc = Document(root / path)
    doc.add_paragraph("客户热线")
    doc.save(root / path)
    commit(root, "改模板", (), asking.LI)
    git(root, "checkout", "-q", "main")
    (told,) = requests.all(office(root))
    assert [(d.after, d.kind) for d in requests.changes(office(root), told)] == [("客户热线", "增")]
    approve(root, asked, edition="")
    (row,) = rows(root)
    assert (row["文件编号"], row["名称"], row["结果"]) == (path, "模板", "同意")
    at = to_docx.visible_text((root / path).read_bytes()).split("\n").index("客户热线") + 1
    assert [r["修改内容"] for r in rows(root, "editions")] == [f"{path}　第{at}段：增“客户热线”"]
    assert "REQ02" not in found(root)


def test_without_history_decided_ones_stand_from_the_ledger_alone(root: Path) -> None:
    approve(root, ask(root))
    ask(root, SECOND)
    (root / ".git").rename(root / ".elsewhere")
    (told,) = requests.all(office(root))
    assert (told.result, told.asked_by, told.typed_by, told.decided_by) == ("同意", "李明", "", "周启衡")
    assert [r["申请号"] for r in rows(root)] == ["改〔2026〕001"]
    foot = registers.table(registers.all()["requests"], office(root)).foot
    assert "没有 git 历史" in foot
    assert rows(root, "editions")[2]["修改内容"] == "备货期限不明确"  # the reason: the texts are not here


@pytest.mark.req("FRM-04")
def test_the_register_equals_what_plain_git_log_shows(root: Path) -> None:
    approve(root, ask(root))
    end(root, ask(root, SECOND), serial=2)
    approve(root, ask(root, Request(slug="third", on="2026-04-06", edit=("十日", "十二日"))), 3, edition="3")
    ask(root, Request(slug="fourth", on="2026-04-07", edit=("备货。", "补货。")))
    ask(root, Request(slug="fifth", on="2026-04-08", edit=("备货。", "添货。"), reason="措辞"))
    shown = {(r["申请号"], r["日期"], r["申请人"], r["结果"], r["原因"].partition("（")[0]) for r in rows(root)}
    assert shown == _by_git(root) and len(shown) == 5


def _by_git(root: Path) -> set[tuple[str, str, str, str, str]]:
    """Return number, date, asker, result, reason of every request, from plain git commands alone."""
    keys = ("Requested-on", "Requested-by", "Reason", "Revision-Request")
    form = "--format=%H" + "".join(f"%x09%(trailers:key={key},valueonly,separator=)" for key in keys)
    told = set()
    for row in git(root, "log", "--branches", form).split("\n"):
        parts = row.split("\t")
        if len(parts) < 5 or not parts[4]:
            continue
        path = git(root, "rev-list", "--merges", "--ancestry-path", f"{parts[0]}..main").split()
        if not path:
            told.add(("待定", parts[1], parts[2], "待批", parts[3]))
            continue
        merge = git(root, "show", "-s", "--format=%(trailers:key=Request,valueonly,separator=)%x09"
                    "%(trailers:key=Decision,valueonly,separator=)", path[-1]).strip().split("\t")  # fmt: skip
        told.add((merge[0], parts[1], parts[2], merge[1], parts[3]))
    return told


def test_a_form_above_a_readers_class_is_not_linked(root: Path) -> None:
    secret = "商业秘密（核心）"
    row = registers.Row({"number": "改1"}, sheets={"number": "requests/2026-001"}, sheet_class=secret)
    assert registers.seen((row,), lambda _: True, ("公开", "内部资料"))[0].sheets == {}
    assert registers.seen((row,), lambda _: True, ("内部资料", secret))[0].sheets == row.sheets
    hidden = registers.Row({"number": "改1"}, class_=secret, sheets=row.sheets)
    told = registers.seen((hidden,), lambda _: True, ("公开",))
    assert told[0].sheets == {} and told[0].get("title") == registers.HIDDEN


def test_the_class_of_a_request_is_that_of_its_most_secret_part(root: Path) -> None:
    ask(root, Request(edit=("doc_type: 通知\n", "doc_type: 通知\nclass: 商业秘密（核心）\n")))
    held = office(root)
    assert requests.class_of(held, requests.all(held)[0]) == "商业秘密（核心）"


# ── editions ──────────────────────────────────────────────────────────────────────────────────────


def test_each_edition_is_a_row_below_its_paper(root: Path) -> None:
    approve(root, ask(root))
    slip = Request(slug="slip", on="2026-04-06", kind="勘误", edit=("备货。", "备贷。"), reason="错字")
    approve(root, ask(root, slip), 2)
    told = rows(root, "editions")
    assert told[0]["修改内容"] == "试点公司(销)字第[2026]001号　关于春季备货的通知" and not told[0]["版本"]
    assert [(r["版本"], r["申请号"], r["修改位置"], r["批准·日期"]) for r in told[1:]] == [
        ("1", "", "首次印发", "沈一鸣 · 2026-03-12"),
        ("2", "改〔2026〕001", "正文第1段", "周启衡 · 2026-04-02"),
        ("2（勘误）", "改〔2026〕002", "正文第1段", "周启衡 · 2026-04-02"),
    ]
    assert told[2]["修改内容"] == "正文第1段：“各部门请备货。”改为“各部门请于四月十日前备货。”"
    assert [r["经办·日期"] for r in told[1:]] == ["李明 · 2026-03-10", "李明 · 2026-04-01", "李明 · 2026-04-06"]


def test_a_long_paragraph_is_cut_to_where_it_changed(root: Path) -> None:
    told = "库存清点由各部门负责，" * 12
    approve(root, ask(root, Request(edit=("各部门请备货。", f"各部门请备货。{told}"))))
    approve(root, ask(root, Request(slug="end", on="2026-04-06", edit=("负责，\n", "承办，\n"))), 2, edition="3")
    what = rows(root, "editions")[3]["修改内容"]
    assert "负责" in what and "承办" in what and "“…" in what and len(what) < 120


def test_copies_of_the_old_edition_are_counted_back(root: Path) -> None:
    copies = {
        f"distribution/{STOCK}/e1-01": "to: {department: 销售部}\ncopies: 2\nmedium: 纸质\nsent: 2026-03-13\n"
                                       "recalled: 2026-04-03\nrecalled_by: 林晓岚\ndisposal: 销毁\n",
        f"distribution/{STOCK}/e1-02": "to: {department: 服务部}\ncopies: 1\nmedium: 纸质\nsent: 2026-03-13\n",
        f"distribution/{STOCK}/e1-03": "to: {department: 财务部}\ncopies: 0\nmedium: 电子\nsent: 2026-03-13\n",
    }  # fmt: skip
    scratch.put(root, copies)
    commit(root, "发放")
    approve(root, ask(root))
    assert rows(root, "editions")[2]["旧版收回"] == "2/3"
    assert "旧版未收齐 1 个" in registers.table(registers.all()["editions"], office(root)).foot


def test_a_paper_prints_its_editions_only_when_it_has_more_than_one(root: Path) -> None:
    def said() -> str:
        held = scratch.read(root)
        assert held.office is not None
        record = held.office.records[STOCK]
        paper = to_docx.compile("documents", held.tree["templates/docx/documents.docx"])
        view = views.paper(held.office, record)
        return to_docx.visible_text(paper.pack(view, paper.parts(view), None))

    before = said()
    assert "修改记录" not in before and "版本" not in before
    approve(root, ask(root))
    now = said()
    log = now[now.index("修改记录") :].split("\n")
    assert log[6:16] == ["1", "首次印发", "2026-03-12", "沈一鸣", "2", "改〔2026〕001", "正文第1段", "2026-04-02",
                         "周启衡", "签发人：沈一鸣　　审核人：周启衡（总经理）"]  # fmt: skip
    assert "试点公司(销)字第[2026]001号　版本 2" in now
    (root / ".git").rename(root / ".elsewhere")
    assert said() == now  # from the ledger alone: the same text where there is no history


def test_the_page_of_a_paper_leads_to_its_requests(root: Path) -> None:
    approve(root, ask(root))
    ask(root, Request(slug="fourth", on="2026-06-25", edit=("备货。", "补货。")))
    pin(root)
    answer = build.build(root, None, scratch.TODAY)
    assert answer.built is not None, [f"{line.file} {line.code} {line.message}" for line in answer.findings]
    site = root / "site"
    audience = next(a.name for a in sorted(site.iterdir()) if (a / "registers/requests.html").exists())
    page = (site / audience / f"{STOCK}.html").read_text(encoding="utf-8")
    assert "修改状态" in page and "李明 2026-06-25 申请更正件" in page
    links = re.findall(r'href="([^"]*requests/[^"]*)"', page)
    register = (site / audience / "registers/requests.html").read_text(encoding="utf-8")
    assert len(links) == 2 and all((site / audience / STOCK).parent.joinpath(link).exists() for link in links)
    for link in re.findall(r'href="([^"]*requests/[^"]*)"', register):
        assert (site / audience / "registers" / link).exists()


def pin(root: Path) -> None:
    """Write into the ledger what the paper now says, as the verbs do."""
    import hashlib

    held = scratch.read(root)
    assert held.office is not None
    paper = to_docx.compile("documents", held.tree["templates/docx/documents.docx"])
    view = {**views.paper(held.office, held.office.records[STOCK]), "check": ""}
    text = hashlib.sha256(to_docx.visible_text(paper.pack(view, paper.parts(view), None)).encode()).hexdigest()
    ledger = (root / asking.LEDGER).read_text(encoding="utf-8")
    head, _, tail = ledger.rpartition("0" * 64)
    (root / asking.LEDGER).write_text(head + text + tail, encoding="utf-8", newline="\n")
    commit(root, "pin")


# ── contradictions ────────────────────────────────────────────────────────────────────────────────


def test_a_sound_company_gives_no_finding(root: Path) -> None:
    witness(root)
    approve(root, ask(root))
    end(root, ask(root, SECOND), serial=2)
    assert found(root) == {}


@pytest.mark.parametrize(
    ("key", "value"),
    [("Approved-by", "何管"), ("Decision", "退回"), ("Edition", "7"), ("Request", "改〔2026〕009")],
)
def test_a_trailer_of_the_merge_that_says_something_else(root: Path, key: str, value: str) -> None:
    witness(root)
    approve(root, ask(root), trailers={key: value})
    told = found(root)["REQ01"]
    assert key in told.message() and value in told.message() and told.place.path.endswith("改/0001.yaml")


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [("asked_by", "何管", "Requested-by"), ("asked_on", "2026-03-30", "Requested-on"), ("reason", "别的", "Reason"),
     ("via", "纸质", "Via"), ("kind", "勘误", "Kind")],
)  # fmt: skip
def test_a_ledger_that_says_something_else_than_was_asked(root: Path, field: str, value: str, key: str) -> None:
    witness(root)
    approve(root, ask(root), **{field: value})
    assert key in found(root)["REQ01"].message()


def test_without_witness_commits_are_not_judged(root: Path) -> None:
    approve(root, ask(root), trailers={"Approved-by": "何管"})
    assert "REQ01" not in found(root)


def test_a_decision_without_its_sign_off(root: Path) -> None:
    approve(root, ask(root), decided_by="何管")
    assert "何管" in found(root)["REQ02"].message()


def test_a_sign_off_of_another_day_is_not_the_decision(root: Path) -> None:
    approve(root, ask(root), decided_on="2026-04-03")
    assert "REQ02" in found(root)


def test_an_approval_that_brought_no_edition(root: Path) -> None:
    approve(root, ask(root))
    asking.change(root, asking.LEDGER, "  request: 2026/改/0001\n", "")
    assert "REQ03" in found(root)


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [("2026/改/0001", "2026/改/0009", "没有这份申请"), ("2026/改/0001", "乱写", "没有这份申请"),
     ("edition: '2'", "edition: '3'", "第 2 版")],
)  # fmt: skip
def test_an_edition_that_names_the_wrong_request(root: Path, before: str, after: str, why: str) -> None:
    approve(root, ask(root))
    asking.change(root, asking.LEDGER, before, after)
    assert why in found(root)["REQ04"].message()


def test_an_edition_that_rests_on_a_refused_request(root: Path) -> None:
    approve(root, ask(root))
    asking.change(root, "records/numbers/2026/改/0001.yaml", "decision: 同意", "decision: 退回")
    assert "退回" in found(root)["REQ04"].message()


def test_an_edition_that_rests_on_the_request_of_another_paper(root: Path) -> None:
    approve(root, ask(root))
    asking.change(root, "records/numbers/2026/改/0001.yaml", STOCK, "documents/2026/other")
    assert "documents/2026/other" in found(root)["REQ04"].message()


def test_a_request_that_waits_too_long(root: Path) -> None:
    ask(root)
    late = found(root)["REQ05"]
    assert "90 天" in late.message() and "10 天" in late.hint()
    asking.change(root, "records/company.yaml", "policies: {", "policies: {request_days: 100, ")
    assert "REQ05" not in found(root)


def test_a_branch_that_asks_for_nothing(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "revision/by-hand")
    asking.change(root, asking.PAPER, *asking.BODY)
    commit(root, "改一改")
    git(root, "checkout", "-q", "main")
    assert requests.all(office(root)) == ()
    assert "revision/by-hand" in found(root)["REQ08"].message()


@pytest.mark.parametrize(
    ("asked", "what"),
    [(Request(asked_by="无此人"), "申请人"), (Request(about="documents/2026/none", edit=("", "")), "文件")],
)
def test_a_request_about_nothing_or_by_nobody(root: Path, asked: Request, what: str) -> None:
    if asked.about != STOCK:
        (root / asked.path).write_bytes(b"title: x\n")
    ask(root, asked)
    if asked.about != STOCK:
        (root / asked.path).unlink(missing_ok=True)
    assert what in found(root)["REQ09"].message()
    assert len(rows(root)) == 1


def test_trailers_that_make_no_sense_are_no_traceback(root: Path) -> None:
    git(root, "checkout", "-q", "-b", "revision/odd")
    odd = (("Revision-Request", "../../etc"), ("Requested-on", "昨天"), ("Base", "x"), ("Impact", "y"))
    commit(root, "怪", odd)
    git(root, "checkout", "-q", "main")
    assert [r["日期"] for r in rows(root)] == ["2026-04-02"]  # the commit's own day
    assert "REQ09" in found(root)
    assert verbs.run(root, "check").code in (0, 1)
