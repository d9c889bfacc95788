"""circulate, approve, correct, void: what a secretary types, and what stands in git afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

import paperwork
import scratch
import verbs
from verbs import STOCK, git, paper, run
from wenshu import views
from wenshu.commands import Desk, Stop
from wenshu.commands._text import FORBIDDEN, rendered
from wenshu.model import State


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company in git with one draft."""
    return verbs.company(tmp_path, {STOCK: paper(distribution="[{department: 销售部, copies: 2}]")})


def state(root: Path, id_: str = STOCK) -> State:
    """Return the state of a record."""
    office = paperwork.office(root)
    return office.state(office.records[id_])


# ── approve ───────────────────────────────────────────────────────────────────────────────────────


def test_a_sign_off_is_a_file_a_commit_and_its_trailers(root: Path) -> None:
    before = (root / "records" / f"{STOCK}.yaml").read_bytes()
    said = run(root, "approve stock --as 沈一鸣 --step 核稿 --on 2026-03-11 --opinion 可以")
    assert said.code == 0 and "秘书核稿" in said.out
    content = paperwork.office(root).records[STOCK].content
    where = f"records/approvals/{STOCK}/{content[3:15]}-1-核稿.yaml"
    assert (root / where).read_text(encoding="utf-8").splitlines() == [
        f"record: {STOCK}", f"content: {content}", "step: 核稿", "person: 沈一鸣", "post: 销售部经理",
        "date: 2026-03-11", "decision: 同意", "opinion: 可以",
    ]  # fmt: skip
    assert git(root, "show", "--name-only", "--format=", "HEAD").split() == [where]
    log = git(root, "log", "-1", "--format=%(trailers)")
    assert (
        "Approved-by: 沈一鸣（销售部经理）" in log and f"Record: {STOCK}" in log and "Decision: 同意" in log
    )
    assert (root / "records" / f"{STOCK}.yaml").read_bytes() == before
    assert git(root, "status", "--porcelain") == ""


def test_each_sign_off_names_the_one_before(root: Path) -> None:
    verbs.signed(root)
    held = paperwork.office(root).ledger.approvals[STOCK]
    assert [a.step for a in held] == ["核稿", "秘书核稿", "审核", "签发"]
    assert [a.after for a in held] == ["", *(a.digest for a in held[:-1])]
    assert state(root) is State.SIGNED


def test_many_papers_come_back_from_the_table_at_once(tmp_path: Path) -> None:
    ids = [f"documents/2026/p{n}" for n in range(5)]
    papers = {id_: paper(title=f"关于第{n}批备货的通知") for n, id_ in enumerate(ids)}
    root = verbs.company(tmp_path, papers)
    count = git(root, "rev-list", "--count", "HEAD")
    verbs.done(root, f"approve {' '.join(ids)} --as 沈一鸣 --step 核稿 --on 2026-03-11")
    assert int(git(root, "rev-list", "--count", "HEAD")) == int(count) + 1
    assert all(state(root, id_) is State.PENDING for id_ in ids)


def test_the_signed_sheet_is_kept_by_its_hash(root: Path) -> None:
    sheet = root.parent / "签批单.pdf"
    sheet.write_bytes(b"%PDF-1.4 scan")
    verbs.done(root, f"approve stock --as 沈一鸣 --step 核稿 --sheet {sheet}")
    approval = paperwork.office(root).ledger.approvals[STOCK][0]
    assert approval.evidence == "sheet"
    kept = root / f"records/attachments/{approval.sheet[:2]}/{approval.sheet}.pdf"
    assert kept.read_bytes() == b"%PDF-1.4 scan"
    assert git(root, "status", "--porcelain") == ""


def test_APP20_only_what_is_wanted_now_is_signed(root: Path) -> None:
    said = run(root, "approve stock --as 周启衡 --step 审核")
    assert said.code == 1 and "APP20" in said.err and "核稿：销售部经理" in said.err


def test_the_wrong_signer_is_refused_and_nothing_is_written(root: Path) -> None:
    before = verbs.tree(root)
    said = run(root, "approve stock --as 陆工 --step 核稿")
    assert said.code == 1 and "APP05" in said.err and "销售部经理" in said.err
    assert verbs.tree(root) == before


def test_APP21_nothing_is_signed_after_issue(root: Path) -> None:
    verbs.signed(root)
    verbs.done(root, "issue stock")
    said = run(root, "approve stock --as 周启衡 --step 审核")
    assert said.code == 1 and "APP21" in said.err


def test_a_deputy_signs_by_the_delegation_on_record(root: Path) -> None:
    away = (
        "title: 总经理出差\ngrantor: 周启衡\ngrantee: 何管\nseries: [销]\n"
        "from: 2026-03-01\nuntil: 2026-03-31\n"
        "drafted_by: 林晓岚\ndrafted_on: 2026-02-28\nbasis: 出差\n"
    )
    scratch.put(root, {"delegations/2026/away": away})
    verbs.done(
        root, "save", "approve away --as 周启衡 --step 授权 --on 2026-03-01",
        "approve stock --as 沈一鸣 --on 2026-03-11", "approve stock --as 林晓岚 --on 2026-03-11",
        "approve stock --as 何管 --step 审核 --on 2026-03-12", "approve stock --as 沈一鸣 --on 2026-03-12",
    )  # fmt: skip
    review = paperwork.office(root).ledger.approvals[STOCK][2]
    assert (review.person, review.post, review.delegation) == ("何管", "管理部经理", "delegations/2026/away")
    assert state(root) is State.SIGNED


def test_a_return_ends_the_draft_and_stays(root: Path) -> None:
    verbs.done(root, "approve stock --as 沈一鸣 --step 核稿 --decision 退回 --opinion 数量不对")
    assert state(root) is State.RETURNED
    said = run(root, "approve stock --as 沈一鸣 --step 核稿")
    assert said.code == 1 and "APP17" in said.err
    scratch.put(root, {STOCK: paper(title="关于夏季备货的通知")})
    verbs.done(root, "save", "approve stock --as 沈一鸣 --step 核稿")
    assert len(list((root / "records/approvals" / STOCK).iterdir())) == 2


def test_CMD01_a_paper_nobody_knows(root: Path) -> None:
    said = run(root, "approve stok --as 沈一鸣 --step 核稿")
    assert said.code == 2 and "CMD01" in said.err and "stock" in said.err


def test_CMD02_a_person_nobody_knows(root: Path) -> None:
    said = run(root, "approve stock --as 沈一名 --step 核稿")
    assert said.code == 2 and "CMD02" in said.err and "沈一鸣" in said.err


# ── correct ───────────────────────────────────────────────────────────────────────────────────────


def _mend(root: Path, old: str, new: str) -> None:
    path = root / "records" / f"{STOCK}.yaml"
    text = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(text, encoding="utf-8", newline="\n")


def test_a_slip_of_wording_is_mended_before_issue(root: Path) -> None:
    verbs.signed(root)
    _mend(root, "请备货", "请即备货")
    assert state(root) is State.DRAFT
    verbs.done(root, "correct stock --before 请备货 --after 请即备货 --reason 漏字")
    assert state(root) is State.SIGNED
    last = paperwork.office(root).ledger.approvals[STOCK][-1]
    assert (last.step, last.was, last.now, last.reason, last.n) == (
        "correction",
        "请备货",
        "请即备货",
        "漏字",
        5,
    )
    verbs.done(root, "issue stock")
    assert git(root, "status", "--porcelain") == ""


@pytest.mark.parametrize("words", [
    "--before 请备货 --after 请就备货", "--before 备货 --after 即备货", "--before 无此 --after 请即备货",
])  # fmt: skip
def test_APP22_a_correction_tells_what_was_changed(root: Path, words: str) -> None:
    verbs.signed(root)
    _mend(root, "请备货", "请马上备货")
    said = run(root, f"correct stock {words} --reason 漏字")
    assert said.code == 1 and "APP22" in said.err


def test_APP22_the_word_is_mended_in_the_file_first(root: Path) -> None:
    verbs.signed(root)
    assert "APP22" in run(root, "correct stock --before 请备货 --after 请即备货 --reason 漏字").err


def test_APP23_before_the_last_sign_off_there_is_nothing_to_correct(root: Path) -> None:
    verbs.done(root, "approve stock --as 沈一鸣 --step 核稿")
    _mend(root, "请备货", "请即备货")
    said = run(root, "correct stock --before 请备货 --after 请即备货 --reason 漏字")
    assert said.code == 1 and "APP23" in said.err


# ── circulate ─────────────────────────────────────────────────────────────────────────────────────


def test_the_sheet_bears_the_check_value_of_this_very_draft(root: Path) -> None:
    said = run(root, "circulate stock")
    assert said.code == 0, said.err
    mark = paperwork.office(root).records[STOCK].content[3:11]
    names = sorted(path.name for path in (root / "out").iterdir())
    assert names == [f"stock-{mark}-发文稿纸.docx", f"stock-{mark}.docx"]
    book = Document(str(root / "out" / names[0]))
    text = "\n".join(c.text for t in book.tables for row in t.rows for c in row.cells)
    text += "\n".join(p.text for p in book.paragraphs)
    assert mark in text and "关于春季备货的通知" in text and "第 1 稿" in text
    assert git(root, "status", "--porcelain") == ""


def test_circulate_dry_run_prints_nothing(root: Path) -> None:
    assert run(root, "circulate stock --dry-run").code == 0
    assert not (root / "out").exists()


def test_CMD20_CMD21_nothing_to_sign(root: Path) -> None:
    scratch.put(root, {
        "followups/2026/done": "minutes: x\nitem: 1\n",
        "incoming/2026/price": "title: 关于价格的函\nreceived_at: 2026-03-16 09:20\nreceived_by: 林晓岚\n"
        "from_org: 某厂\nfrom_kind: 供应商\nvia: 邮寄\nhandling: 阅件\nplace: 办公室\n",
    })  # fmt: skip
    said = run(root, "circulate followups/2026/done")
    assert said.code == 1 and "CMD20" in said.err
    said = run(root, "circulate incoming/2026/price")
    assert said.code == 1 and "CMD21" in said.err


def test_CMD22_a_draft_with_an_error_does_not_travel(root: Path) -> None:
    scratch.put(root, {STOCK: paper(drafted_by="王某")})
    said = run(root, "circulate stock")
    assert said.code == 1 and {"CMD22", "REF01"} <= {word for word in said.err.split() if word[-1:].isdigit()}


def test_TPL20_a_template_that_is_not_there(root: Path) -> None:
    (root / "templates/docx/circulate.docx").unlink()
    said = run(root, "circulate stock")
    assert said.code == 1 and "TPL20" in said.err


# ── void ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_withdrawn_paper_is_kept_and_its_copies_called_back(root: Path) -> None:
    verbs.signed(root)
    verbs.done(root, "issue stock", "distribute stock --all --printed 3 --kept 1", "receive stock")
    said = run(root, "void stock --as 沈一鸣 --reason 内容有误")
    assert said.code == 0 and "销售部 2 份" in said.out
    assert state(root) is State.REPEALED
    office = paperwork.office(root)
    entry = office.ledger.entry(STOCK)
    assert entry is not None and (entry.state, entry.reason, entry.serial) == ("void", "内容有误", 1)
    assert [f.code.id for f in scratch.read(root).findings if f.severity == "error"] == []
    assert "CMD04" in run(root, "void stock --as 沈一鸣 --reason 再次").err


def test_only_the_post_that_signed_may_withdraw(root: Path) -> None:
    verbs.signed(root)
    verbs.done(root, "issue stock")
    before = verbs.tree(root)
    said = run(root, "void stock --as 李明 --reason 内容有误")
    assert said.code == 1 and "APP15" in said.err and verbs.tree(root) == before


def test_CMD03_a_draft_is_not_withdrawn(root: Path) -> None:
    assert "CMD03" in run(root, "void stock --as 沈一鸣 --reason 不用").err


def test_CMD05_not_while_a_copy_is_lent(root: Path) -> None:
    verbs.signed(root)
    verbs.done(root, "issue stock")
    scratch.put(root, {f"custody/文书档案/{STOCK}/1": "holder: 李明\nsince: 2026-06-01\n"})
    assert "CMD05" in run(root, "void stock --as 沈一鸣 --reason 有误").err


def test_CMD22_what_issue_would_refuse_is_told_before_it_is_signed(root: Path) -> None:
    scratch.put(root, {STOCK: paper(distribution="")})
    said = run(root, "circulate stock")
    assert said.code == 1 and "DOC03" in said.err and "CMD22" in said.err


def test_TPL21_a_character_no_word_file_can_hold(root: Path) -> None:
    desk = Desk(root, None, scratch.TODAY)
    believed = scratch.read(root)
    assert believed.office is not None
    view = {**views.paper(believed.office, believed.office.records[STOCK]), "number": "一\x01号"}
    with pytest.raises(Stop) as stop:
        rendered(desk, believed, "documents", view)
    assert stop.value.code == 1
    assert FORBIDDEN.id == "TPL21"
