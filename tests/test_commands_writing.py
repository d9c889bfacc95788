"""new, save, and how every verb writes: one lock, one journal, one commit (law 8)."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import paperwork
import scratch
import verbs
from verbs import STOCK, git, paper, run
from wenshu import files, gitlog, journal, yamlread
from wenshu.commands import _pen, new


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A company in git with one draft."""
    return verbs.company(tmp_path)


# ── new ───────────────────────────────────────────────────────────────────────────────────────────

_SET = (
    "new documents --set 系列=销 --set doc_type=通知 --set title=关于春季备货的通知 --set issuer=销售部 "
    "--set drafted_by=李明 --set 拟稿部门=销售部 --set body=请备货。"
)


def test_a_new_record_has_its_labels_beside_its_keys(root: Path) -> None:
    said = run(root, f"{_SET} --set 'distribution=department: 服务部, copies: 2；部门：财务部'")
    assert said.code == 0, said.err
    path = root / "records/documents/2026/chun-ji-bei-huo.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# 还可以写：\n#   layout 版式、")
    assert "\nseries: 销 # 系列\ndoc_type: 通知 # 文种\n" in text
    assert "body: |\n  请备货。\n" in text and "drafted_on: 2026-06-30" in text
    tree, findings = yamlread.read("x", path.read_bytes())
    assert findings == () and tree is not None
    assert tree["distribution"] == [{"department": "服务部", "copies": "2"}, {"department": "财务部"}]
    assert git(root, "log", "--oneline").count("\n") == 1


def test_new_asks_for_what_is_required_and_not_given(root: Path) -> None:
    process = child(root, _CHILD, "new", "工作联络单", "--ask", "--set", "date=2026-03-10")
    to = "送达部门: 服务部, 收件人: 陆工；送达部门: 财务部"
    answers = ["销售部", "李明", to, "急件", "借用试驾车", "请安排一辆。"]
    out, err = process.communicate("\n".join(answers).encode("utf-8") + b"\n", 60)
    assert process.returncode == 0, err.decode("utf-8")
    assert "送达部门（送达部门: …, 收件人: …；下一个）" in out.decode("utf-8")
    data = (root / "records/liaison/2026/jie-yong-shi-jia-che.yaml").read_bytes()
    tree, _ = yamlread.read("x", data)
    assert tree is not None
    assert tree["to"] == [{"department": "服务部", "person": "陆工"}, {"department": "财务部"}]
    assert (tree["from"], tree["urgency"], tree["body"]) == ("销售部", "急件", "请安排一辆。\n")


def test_the_same_subject_gets_another_name(root: Path) -> None:
    verbs.done(root, _SET, _SET)
    names = sorted(p.stem for p in (root / "records/documents/2026").iterdir())
    assert names[:2] == ["chun-ji-bei-huo", "chun-ji-bei-huo-2"]


@pytest.mark.parametrize(("subject", "slug"), [
    ("关于春季备货的通知", "chun-ji-bei-huo"),
    ("4S 店 OEM-2026 计划", "4s-dian-oem-2026-ji-hua"),
    ("关于进一步加强售后服务跟踪回访工作的若干规定", "jin-yi-bu-jia-qiang-shou-hou-fu-wu-gen"),
    ("？！", ""), ("", ""),
])  # fmt: skip
def test_a_name_is_made_of_sounds(subject: str, slug: str) -> None:
    assert new.slugged(subject) == slug and len(slug) <= new.LONGEST


def test_CMD11_CMD12_CMD13_CMD14_what_new_cannot_do(root: Path) -> None:
    said = run(root, "new document --set title=甲")
    assert said.code == 2 and "CMD11" in said.err and "documents" in said.err
    said = run(root, "new documents --set titel=甲")
    assert said.code == 2 and "CMD12" in said.err and "title" in said.err
    assert "CMD13" in run(root, f"{_SET} --slug stock").err
    assert "CMD14" in run(root, f"{_SET} --slug 备货").err


def test_a_kind_may_be_named_in_chinese_and_dry_run_writes_nothing(root: Path) -> None:
    before = verbs.tree(root)
    said = run(root, "new 传真附页 --set subject=关于价格 --dry-run")
    assert said.code == 0 and "subject: 关于价格 # 主题" in said.out
    assert verbs.tree(root) == before


# ── save ──────────────────────────────────────────────────────────────────────────────────────────


def test_save_commits_her_changes_under_her_name(root: Path) -> None:
    scratch.put(
        root, {STOCK: paper(title="关于夏季备货的通知"), "documents/2026/b": paper(title="关于乙的通知")}
    )
    (root / "templates" / "mine.txt").write_text("not a record\n", encoding="utf-8", newline="\n")
    verbs.done(root, "save")
    assert git(root, "log", "-1", "--format=%an <%ae>").strip() == "林晓岚 <secretary@example.test>"
    assert git(root, "show", "--name-only", "--format=", "HEAD").split() == [
        "records/documents/2026/b.yaml", f"records/{STOCK}.yaml",
    ]  # fmt: skip
    assert git(root, "status", "--porcelain") == "?? templates/mine.txt\n"
    assert "Nothing to save" in run(root, "save").out


def test_save_refuses_what_is_an_error(root: Path) -> None:
    (root / "records/documents/2026/bad.yaml").write_text("title: [甲\n", encoding="utf-8", newline="\n")
    said = run(root, "save")
    assert said.code == 1 and "YML" in said.err and git(root, "log", "--oneline").count("\n") == 1


def test_a_deleted_draft_is_saved_as_deleted(root: Path) -> None:
    (root / "records" / f"{STOCK}.yaml").unlink()
    verbs.done(root, "save")
    assert STOCK not in git(root, "ls-files") and git(root, "status", "--porcelain") == ""


def test_CMD10_facts_are_not_saved_by_hand(root: Path) -> None:
    verbs.done(root, "number void 销 1 --reason 误")
    path = root / "records/numbers/2026/销/0001.yaml"
    path.write_text("state: reserved\nreason: 改\nuntil: 2026-12-01\n", encoding="utf-8", newline="\n")
    said = run(root, "save")
    assert said.code == 1 and "CMD10" in said.err


# ── every verb has its dry run ────────────────────────────────────────────────────────────────────


def test_a_dry_run_says_what_would_be_written_and_writes_nothing(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    verbs.signed(root)
    other = "documents/2026/other"
    scratch.put(root, {other: paper(title="关于乙的通知")})
    verbs.done(root, "save")
    lines = [
        "issue stock", "approve other --as 沈一鸣 --step 核稿",
        "number reserve 销 --reason 留 --until 2026-12-01",
        "number void 销 1 --reason 误", "save", _SET, "circulate other",
    ]  # fmt: skip
    _dry(root, lines)
    verbs.done(root, "issue stock")
    _dry(
        root,
        ["distribute stock --to 销售部", "print stock --printed 3", "void stock --as 沈一鸣 --reason 误"],
    )
    verbs.done(root, "distribute stock --to 销售部")
    _dry(root, ["receive stock", "recall stock"])


def _dry(root: Path, lines: list[str]) -> None:
    before, head = verbs.tree(root), git(root, "rev-parse", "HEAD")
    lock = (root / ".wenshu/lock.who").read_bytes()
    for line in lines:
        said = run(root, f"{line} --dry-run")
        assert said.code == 0 and said.out, f"{line}: {said.err}"
    assert verbs.tree(root) == before and git(root, "rev-parse", "HEAD") == head
    assert (root / ".wenshu/lock.who").read_bytes() == lock


# ── git ───────────────────────────────────────────────────────────────────────────────────────────


def test_GIT01_without_git_the_files_are_written_and_said_so(tmp_path: Path) -> None:
    root = scratch.make(tmp_path / "plain", {STOCK: paper()})
    said = run(root, "approve stock --as 沈一鸣 --step 核稿")
    assert said.code == 0 and "GIT01" in said.err
    assert len(paperwork.office(root).ledger.approvals[STOCK]) == 1
    assert run(root, "save").code == 4


def test_GIT02_not_in_the_middle_of_a_merge(root: Path) -> None:
    (root / ".git/MERGE_HEAD").write_text(git(root, "rev-parse", "HEAD"), encoding="utf-8", newline="\n")
    said = run(root, "approve stock --as 沈一鸣 --step 核稿")
    assert said.code == 3 and "GIT02" in said.err


def test_GIT03_what_git_refuses_leaves_nothing(root: Path) -> None:
    before = verbs.tree(root)
    (root / ".git/refs/heads/main.lock").write_bytes(b"")
    said = run(root, "approve stock --as 沈一鸣 --step 核稿")
    assert said.code == 4 and "GIT03" in said.err
    assert verbs.tree(root) == before and not (root / ".wenshu/verb").exists()


def test_the_first_commit_of_a_repository_and_a_root_below_its_top(tmp_path: Path) -> None:
    git_root = tmp_path / "top"
    root = scratch.make(git_root / "公司", {STOCK: paper()})
    git(git_root, "init", "-q", "-b", "main")
    git(git_root, "config", "user.name", "某人")
    git(git_root, "config", "user.email", "nobody@example.test")
    verbs.done(root, "save", "approve stock --as 沈一鸣 --step 核稿")
    assert git(git_root, "log", "--format=%an").split() == ["某人", "某人"]
    assert git(git_root, "status", "--porcelain", "公司/records") == ""


def test_status_and_holds_read_chinese_paths(root: Path) -> None:
    scratch.put(root, {"documents/2026/甲": paper(title="关于甲的通知")})
    assert gitlog.status(root) == ("records/documents/2026/甲.yaml",)
    verbs.done(root, "save")
    data = (root / "records/documents/2026/甲.yaml").read_bytes()
    assert gitlog.holds(root, {"records/documents/2026/甲.yaml": data, "records/none.yaml": None})
    assert not gitlog.holds(root, {"records/documents/2026/甲.yaml": data + b"#"})


# ── law 8: a killed verb leaves nothing or a commit ───────────────────────────────────────────────

_CHILD = "import sys; from wenshu.cli import main; main(sys.argv[1:])"
LINE = ["approve", "stock", "--as", "沈一鸣", "--step", "核稿"]


def child(root: Path, code: str, *line: str) -> subprocess.Popen[bytes]:
    """Start a command in a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(scratch.HOUSE / "generator")}
    return subprocess.Popen(
        [sys.executable, "-c", code, "-C", str(root), *line],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def whole(root: Path, before: dict[str, str]) -> bool:
    """Say whether the verb happened; fail if it half happened."""
    with files.lock(root, "test"):
        _pen.recover(root)
    assert git(root, "status", "--porcelain") == ""
    assert not (root / ".wenshu/verb").exists()
    count = int(git(root, "rev-list", "--count", "HEAD"))
    if count == 1:
        assert verbs.tree(root) == before
        return False
    assert count == 2 and len(paperwork.office(root).ledger.approvals[STOCK]) == 1
    return True


_STOP = """
import os, signal, sys
from wenshu import gitlog, journal
module, name, when = {module}, {name!r}, {when!r}
real = getattr(module, name)
def deadly(*a, **k):
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(*a, **k)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, deadly)
from wenshu.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("module", "name", "made"), [
    ("journal", "begin", False), ("journal", "carry_out", False), ("gitlog", "_add", False),
    ("gitlog", "refresh", True), ("journal", "end", True),
])  # fmt: skip
def test_killed_at_each_step(root: Path, module: str, name: str, made: bool, when: str) -> None:
    before = verbs.tree(root)
    process = child(root, _STOP.format(module=module, name=name, when=when), *LINE)
    assert process.wait(60) == -signal.SIGKILL
    assert whole(root, before) is made
    again = run(root, " ".join(LINE))
    assert again.code == (1 if made else 0)


def test_killed_at_random_points(root: Path, tmp_path: Path) -> None:
    began = time.perf_counter()
    base = tmp_path / "base"
    shutil.copytree(root, base)
    assert child(base, _CHILD, *LINE).wait(60) == 0
    long = time.perf_counter() - began
    before = verbs.tree(root)
    dice = random.Random(8)
    for n in range(8):
        copy = tmp_path / f"c{n}"
        shutil.copytree(root, copy)
        process = child(copy, _CHILD, *LINE)
        time.sleep(dice.uniform(0.3, 1.0) * long)
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait(60)
        whole(copy, before)


def test_a_file_changed_since_is_not_rolled_back(root: Path) -> None:
    path = root / "records" / f"{STOCK}.yaml"
    verb = journal.begin(root, {f"records/{STOCK}.yaml": b"a: 1\n", "records/x/y.yaml": b"b: 1\n"}, "")
    journal.carry_out(root, verb)
    path.write_text("c: 1\n", encoding="utf-8", newline="\n")
    journal.undo(root, verb)
    assert path.read_text(encoding="utf-8") == "c: 1\n" and not (root / "records/x").exists()


# ── two writers at once ───────────────────────────────────────────────────────────────────────────


def test_FIL10_the_second_writer_is_told_who_is_first(root: Path) -> None:
    with files.lock(root, "wenshu issue"):
        said = run(root, " ".join(LINE))
    assert (
        said.code == 3
        and "FIL10" in said.err
        and "wenshu issue" in said.err
        and f"pid {os.getpid()}" in said.err
    )
    verbs.done(root, " ".join(LINE))


def test_two_writers_at_once_never_take_the_same_number(tmp_path: Path) -> None:
    ids = ["documents/2026/a", "documents/2026/b"]
    root = verbs.company(tmp_path, {id_: paper(title=f"关于{id_[-1]}的通知") for id_ in ids})
    for id_ in ids:
        verbs.signed(root, id_)
    left = list(ids)
    while left:
        ends = [(id_, child(root, _CHILD, "issue", id_)) for id_ in left]
        codes = {id_: process.wait(60) for id_, process in ends}
        assert set(codes.values()) <= {0, 3} and 0 in codes.values()
        left = [id_ for id_, code in codes.items() if code]
    entries = paperwork.office(root).ledger.entries
    assert sorted((e.serial, e.state) for e in entries) == [(1, "issued"), (2, "issued")]
    assert {e.record for e in entries} == set(ids)
    assert git(root, "status", "--porcelain") == ""
