"""wenshu sync: fetch, merge, push; what two people did to one paper or number is told as such."""

from __future__ import annotations

from pathlib import Path

import pytest

import clones
import paperwork
import revisions
import scratch
import verbs
from clones import REMOTE, away, refs
from test_claims import given, letters
from verbs import STOCK, git, paper, run
from wenshu import files, gitjoin
from wenshu.commands import _pen

OTHER = "documents/2026/other"
LONG = "".join(f"  第{n}段。\n\n" for n in "一二三四五六七八九")


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A bare repository of a company with two drafts and two letters."""
    drafts = {STOCK: paper(), OTHER: paper(title="关于别的事的通知")}
    return clones.bare(tmp_path, drafts | letters("a", "b"))


def edit(root: Path, id_: str, old: str, new: str, save: str = "save") -> None:
    """Change a paper in an editor and save it."""
    path = root / f"records/{id_}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    if save:
        verbs.done(root, save)


def as_person(root: Path, name: str, email: str) -> Path:
    """Let somebody else sit at a clone."""
    git(root, "config", "user.name", name)
    git(root, "config", "user.email", email)
    return root


def still(root: Path) -> tuple[str, str, dict[str, str]]:
    """Return what a command that changes nothing leaves alone."""
    return git(root, "rev-parse", "HEAD"), git(root, "status", "--porcelain"), verbs.tree(root)


# ── what goes through ─────────────────────────────────────────────────────────────────────────────


def test_two_clones_that_changed_different_papers(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), as_person(clones.clone(hub, "b"), "周总", "gm@example.test")
    edit(a, STOCK, "春季", "夏季")
    edit(b, OTHER, "别的事", "另一件事")
    assert "取回 0 次提交，送出 1 次" in run(a, "sync").out
    assert "取回 1 次提交，送出 2 次" in run(b, "sync").out
    assert "取回 2 次提交，送出 0 次" in run(a, "sync").out
    assert verbs.tree(a) == verbs.tree(b) and still(a)[1] == still(b)[1] == ""
    assert "夏季" in (b / f"records/{STOCK}.yaml").read_text(encoding="utf-8")
    head = git(b, "log", "-1", "--format=%an <%ae>|%s|%(trailers:key=Synced-with,valueonly)").strip()
    assert head == "周启衡 <gm@example.test>|同步：并入 origin 的 1 次提交|origin"
    assert not (b / ".git/MERGE_HEAD").exists()


def test_what_others_have_seen_stays_the_main_line(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    edit(a, STOCK, "春季", "夏季")
    verbs.done(a, "sync")
    edit(b, OTHER, "别的事", "另一件事")
    own = git(b, "rev-parse", "HEAD").strip()
    verbs.done(b, "sync")
    parents = git(b, "log", "-1", "--format=%P").split()
    assert parents == [git(a, "rev-parse", "HEAD").strip(), own]


def test_one_paper_changed_in_different_paragraphs(tmp_path: Path) -> None:
    hub = clones.bare(tmp_path, {STOCK: paper().replace("  各部门请备货。\n", LONG)})
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    edit(a, STOCK, "第一段", "第一段（改）")
    edit(b, STOCK, "第九段", "第九段（改）")
    verbs.done(a, "sync")
    verbs.done(b, "sync")
    text = (b / f"records/{STOCK}.yaml").read_text(encoding="utf-8")
    assert "第一段（改）" in text and "第九段（改）" in text


def test_new_and_deleted_papers(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    (a / f"records/{OTHER}.yaml").unlink()
    scratch.put(a, {"documents/2026/新稿": paper(title="关于新事的通知")})
    verbs.done(a, "save", "sync")
    edit(b, STOCK, "春季", "夏季")
    verbs.done(b, "sync")
    assert not (b / f"records/{OTHER}.yaml").exists() and (b / "records/documents/2026/新稿.yaml").exists()
    assert still(b)[1] == ""


def test_modes_and_links_are_laid_down_as_they_are(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    tool = a / "tool.sh"
    tool.write_text("#!/bin/sh\n", encoding="utf-8", newline="\n")
    tool.chmod(0o755)
    (a / "link").symlink_to("tool.sh")
    git(a, "add", "-A")
    git(a, "commit", "-q", "-m", "tool")
    verbs.done(a, "sync")
    verbs.done(b, "sync")
    assert (b / "tool.sh").stat().st_mode & 0o100 and (b / "link").is_symlink() and still(b)[1] == ""


def test_it_works_beside_unsaved_changes_that_nobody_else_touched(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    edit(a, STOCK, "春季", "夏季")
    verbs.done(a, "sync")
    edit(b, OTHER, "别的事", "没写完的事", save="")
    scratch.put(b, {"documents/2026/half": "title: 半"})
    verbs.done(b, "sync")
    assert git(b, "status", "--porcelain").splitlines() == [
        f" M records/{OTHER}.yaml", "?? records/documents/2026/half.yaml",
    ]  # fmt: skip
    assert "没写完" in (b / f"records/{OTHER}.yaml").read_text(encoding="utf-8")


def test_request_branches_go_along(hub: Path) -> None:
    a = clones.clone(hub, "a")
    git(a, "branch", "revision/stock-2026-03-12")
    verbs.done(a, "sync")
    assert refs(hub, "refs/heads/revision") == ["refs/heads/revision/stock-2026-03-12"]
    b = clones.clone(hub, "b")
    assert "origin/revision/stock-2026-03-12" in git(b, "branch", "-r")


def test_a_decision_made_here_while_others_sent_theirs_passes_the_hook(tmp_path: Path) -> None:
    root = revisions.company(tmp_path)
    since = git(root, "rev-parse", "HEAD").strip()
    scratch.put(root, {"company": revisions.COMPANY + f"remote: origin\nwitness: {{since: {since}}}\n"})
    verbs.done(root, "save")
    hub = tmp_path / "hub.git"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(hub))
    git(root, "remote", "add", "origin", str(hub))
    verbs.done(root, "sync")
    verbs.done(hub, "hook install")
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    scratch.put(a, {OTHER: paper(title="关于别的事的通知")})
    verbs.done(a, "save", "sync")
    revisions.edit(b)
    revisions.agree(b, revisions.ask(b))
    assert refs(hub) == ["refs/numbers/2026/u6539/0001"]
    verbs.done(b, "sync")
    verbs.done(a, "sync")
    assert git(a, "rev-parse", "HEAD") == git(hub, "rev-parse", "main")
    for line in ("check", "verify"):
        said = run(a, line)
        assert said.code == 0, said.out + said.err


def test_an_empty_remote_gets_everything(tmp_path: Path) -> None:
    root = verbs.company(tmp_path, None, REMOTE)
    hub = tmp_path / "hub.git"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(hub))
    git(root, "remote", "add", "origin", str(hub))
    verbs.done(root, "sync")
    assert git(hub, "rev-parse", "main") == git(root, "rev-parse", "HEAD")


def test_without_a_remote_in_the_company_file_it_takes_the_one_there_is(tmp_path: Path) -> None:
    hub = clones.bare(tmp_path, None, scratch.COMPANY)
    a = clones.clone(hub, "a")
    edit(a, STOCK, "春季", "夏季")
    verbs.done(a, "sync")
    assert git(hub, "rev-parse", "main") == git(a, "rev-parse", "HEAD")


def test_a_dry_run_says_how_many_and_moves_nothing(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    edit(a, STOCK, "春季", "夏季")
    verbs.done(a, "sync")
    edit(b, OTHER, "别的事", "另一件事")
    before, far = still(b), git(hub, "rev-parse", "main")
    assert "将取回 1 次提交、送出 2 次" in run(b, "sync --dry-run").out
    assert still(b) == before and git(hub, "rev-parse", "main") == far


def test_a_push_that_was_overtaken_is_joined_again(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wenshu import gitnet

    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    edit(b, OTHER, "别的事", "另一件事")
    real, told = gitnet.push, []

    def slow(*arguments: str) -> bool:
        if not told:
            told.append(1)
            edit(a, STOCK, "春季", "夏季")
            git(a, "push", "-q", "origin", "main")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(gitnet, "push", slow)
    verbs.done(b, "sync")
    assert git(hub, "rev-parse", "main") == git(b, "rev-parse", "HEAD")
    assert git(b, "log", "--merges", "--format=%H").count("\n") == 1  # the attempt that lost left no trace


# ── what does not ─────────────────────────────────────────────────────────────────────────────────


def test_SYN04_a_paper_changed_here_and_there(hub: Path) -> None:
    a, b = as_person(clones.clone(hub, "a"), "周总", "gm@example.test"), clones.clone(hub, "b")
    edit(a, STOCK, "春季", "夏季")
    edit(b, STOCK, "春季", "秋季")
    verbs.done(a, "sync")
    before = still(b)
    said = run(b, "sync")
    assert said.code == 3 and "SYN04" in said.err
    assert "《关于秋季备货的通知》在两边都改了：本机 林晓岚" in said.err and "origin 周启衡" in said.err
    assert still(b) == before and not (b / ".git/MERGE_HEAD").exists() and "<<<<" not in said.err
    way = said.err.partition("git checkout ")[2].partition("，")[0]  # the way out it names leads out
    git(b, "checkout", *way.split())
    verbs.done(b, "save", "sync")
    assert "夏季" in (b / f"records/{STOCK}.yaml").read_text(encoding="utf-8") and still(b)[1] == ""


def test_SYN04_a_paper_deleted_here_and_changed_there(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    edit(a, STOCK, "春季", "夏季")
    verbs.done(a, "sync")
    (b / f"records/{STOCK}.yaml").unlink()
    verbs.done(b, "save")
    said = run(b, "sync")
    assert said.code == 3 and "《关于夏季备货的通知》" in said.err and "删掉了" in said.err


def test_SYN04_the_company_file_and_a_template(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    for root, word in ((a, "甲"), (b, "乙")):
        scratch.put(root, {"company": REMOTE.replace("试点汽车销售服务有限公司", f"试点{word}有限公司")})
        (root / "templates/assets/own.css").write_text(word, encoding="utf-8", newline="\n")
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "x")
    verbs.done(a, "sync")
    said = run(b, "sync")
    assert said.code == 3 and "公司档案在两边都改了" in said.err and "文件 templates/assets/own.css" in said.err


def test_SYN04_a_sign_off_made_on_both_sides(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    verbs.done(a, "approve stock --as 沈一鸣 --step 核稿 --on 2026-03-11", "sync")
    verbs.done(b, "approve stock --as 沈一鸣 --step 核稿 --on 2026-03-12")
    said = run(b, "sync")
    assert said.code == 3 and "《关于春季备货的通知》的签批记录在两边都改了" in said.err


def test_SYN05_one_number_on_both_sides(tmp_path: Path) -> None:
    """It cannot happen by claims; it can where the company file named no remote yet."""
    hub = clones.bare(tmp_path, letters("a", "b"), scratch.COMPANY)
    a, b = as_person(clones.clone(hub, "a"), "周总", "gm@example.test"), clones.clone(hub, "b")
    verbs.done(a, "issue a", "sync")
    verbs.done(b, "issue b")
    before = still(b)
    said = run(b, "sync")
    assert said.code == 3 and "SYN05" in said.err
    assert "(收)字第[2026]001号 两边都用了：本机 《关于第b件事的通知》" in said.err
    assert "origin 《关于第a件事的通知》" in said.err and still(b) == before and given(hub_clone(hub)) == {1: "a"}


def hub_clone(hub: Path) -> Path:
    """Return a fresh clone: what the bare repository holds."""
    return clones.clone(hub, "fresh")


def test_SYN07_what_each_side_has_right_and_both_together_wrong(tmp_path: Path) -> None:
    hub = clones.bare(tmp_path, letters("a", "b"))
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    verbs.done(a, "issue a", "sync")
    verbs.done(b, "issue a")  # the same letter, not fetched yet: it has two numbers now
    before, far = still(b), git(hub, "rev-parse", "main")
    said = run(b, "sync")
    assert said.code == 1 and "SYN07" in said.err and "NUM02" in said.err
    assert still(b) == before and git(hub, "rev-parse", "main") == far


def test_SYN03_unsaved_changes_in_the_way(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    edit(a, STOCK, "春季", "夏季")
    scratch.put(a, {"documents/2026/new": paper(title="关于新事的通知")})
    verbs.done(a, "save", "sync")
    edit(b, STOCK, "春季", "秋季", save="")
    scratch.put(b, {"documents/2026/new": paper(title="关于我的新事的通知")})
    before = still(b)
    said = run(b, "sync")
    assert said.code == 3 and said.err.count("SYN03") == 2 and "wenshu save" in said.err
    assert "《关于秋季备货的通知》" in said.err and still(b) == before


def test_SYN08_what_the_server_refuses_stays_here_and_the_rest_comes(hub: Path) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    edit(a, STOCK, "春季", "夏季")
    verbs.done(a, "sync")
    hook = clones.hook(hub, "pre-receive", "echo 已发文件没有修改申请; exit 1")
    edit(b, OTHER, "别的事", "另一件事")
    far = git(hub, "rev-parse", "main")
    said = run(b, "sync")
    assert said.code == 1 and "SYN08" in said.err and "已发文件没有修改申请" in said.err
    assert "取回 1 次提交，送出 0 次" in said.out and git(hub, "rev-parse", "main") == far
    assert "夏季" in (b / f"records/{STOCK}.yaml").read_text(encoding="utf-8") and still(b)[1] == ""
    hook.unlink()
    verbs.done(b, "sync")
    assert git(hub, "rev-parse", "main") == git(b, "rev-parse", "HEAD")


def test_SYN01_out_of_reach(hub: Path) -> None:
    a = clones.clone(hub, "a")
    edit(a, STOCK, "春季", "夏季")
    away(a)
    before = still(a)
    said = run(a, "sync")
    assert said.code == 4 and "SYN01" in said.err and "没有这个仓库" in said.err and still(a) == before


def test_SYN02_nowhere_to_go(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    said = run(root, "sync")
    assert said.code == 4 and "SYN02" in said.err and "git remote add" in said.err
    scratch.put(root, {"company": scratch.COMPANY + "remote: hq\n"})
    git(root, "commit", "-qam", "hq")
    assert "这里没有" in run(root, "sync").err
    plain = scratch.make(tmp_path / "plain")
    assert run(plain, "sync").code == 4


def test_SYN09_another_repository(hub: Path, tmp_path: Path) -> None:
    root = verbs.company(tmp_path / "x", None, REMOTE)
    git(root, "commit", "-q", "--amend", "-m", "another beginning")
    git(root, "remote", "add", "origin", str(hub))
    said = run(root, "sync")
    assert said.code == 4 and "SYN09" in said.err


def test_SYN10_others_are_always_quicker(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from wenshu import gitnet

    a = clones.clone(hub, "a")
    edit(a, STOCK, "春季", "夏季")
    monkeypatch.setattr(gitnet, "push", lambda *_: False)
    before = still(a)
    said = run(a, "sync")
    assert said.code == 3 and "SYN10" in said.err and still(a) == before


def test_SYN11_on_no_branch(hub: Path) -> None:
    a = clones.clone(hub, "a")
    git(a, "checkout", "-q", "--detach")
    said = run(a, "sync")
    assert said.code == 1 and "SYN11" in said.err


def test_SYN06_a_root_below_the_top_of_its_repository(tmp_path: Path) -> None:
    top, hub = tmp_path / "top", tmp_path / "hub.git"
    scratch.make(top / "公司", {STOCK: paper(), OTHER: paper(title="关于别的事的通知")}, REMOTE)
    (top / "公司/.gitignore").write_text(".wenshu/\n", encoding="utf-8", newline="\n")
    git(top, "init", "-q", "-b", "main")
    as_person(top, "某人", "secretary@example.test")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "begin")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(hub))
    git(top, "remote", "add", "origin", str(hub))
    git(top, "push", "-q", "origin", "main")
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    edit(a / "公司", STOCK, "春季", "夏季")
    edit(b / "公司", OTHER, "别的事", "另一件事")
    verbs.done(a / "公司", "sync")
    verbs.done(b / "公司", "sync")
    assert "夏季" in (b / f"公司/records/{STOCK}.yaml").read_text(encoding="utf-8") and still(b / "公司")[1] == ""
    (b / "readme").write_text("x", encoding="utf-8", newline="\n")
    git(b, "add", "-A")
    git(b, "commit", "-q", "-m", "readme")
    verbs.done(b / "公司", "sync")
    said = run(a / "公司", "sync")
    assert said.code == 3 and "SYN06" in said.err and "git pull" in said.err


def test_a_merge_somebody_began_is_not_meddled_with(hub: Path) -> None:
    a = clones.clone(hub, "a")
    (a / ".git/MERGE_HEAD").write_text(git(a, "rev-parse", "HEAD"), encoding="utf-8", newline="\n")
    said = run(a, "sync")
    assert said.code == 3 and "GIT02" in said.err


# ── killed ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("module", "name", "when", "sent"), [
    ("gitnet", "fetch", "after", False), ("gitnet", "push", "before", False), ("gitnet", "push", "after", True),
    ("journal", "begin", "after", True), ("journal", "carry_out", "after", True),
    ("gitlog", "refresh", "before", True), ("journal", "end", "before", True),
])  # fmt: skip
def test_killed_at_each_step_leaves_the_old_or_the_new(
    hub: Path, module: str, name: str, when: str, sent: bool
) -> None:
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    edit(a, STOCK, "春季", "夏季")
    verbs.done(a, "sync")
    edit(b, OTHER, "别的事", "另一件事")
    old, far = git(b, "rev-parse", "HEAD"), git(hub, "rev-parse", "main")
    clones.killed(b, module, name, when, "sync")
    with files.lock(b, "test"):
        _pen.recover(b)
    assert git(b, "status", "--porcelain") == "" and not (b / ".wenshu/verb").exists()
    assert (git(hub, "rev-parse", "main") != far) is sent
    assert git(b, "rev-parse", "HEAD") in (old, git(hub, "rev-parse", "main"))
    verbs.done(b, "sync")
    assert git(b, "rev-parse", "HEAD") == git(hub, "rev-parse", "main") and still(b)[1] == ""
    assert git(b, "log", "--merges", "--format=%H").count("\n") == 1
    assert len(paperwork.office(b).records) == 4


# ── the join itself ───────────────────────────────────────────────────────────────────────────────


def test_a_join_agrees_with_git_s_own_merge(hub: Path) -> None:
    """On what both settle, the tree is the one ``git merge`` makes."""
    a, b = clones.clone(hub, "a"), clones.clone(hub, "b")
    edit(a, STOCK, "春季", "夏季")
    (a / f"records/{OTHER}.yaml").unlink()
    verbs.done(a, "save", "sync")
    edit(b, STOCK, "各部门请备货", "请各部门备货")
    scratch.put(b, {"documents/2026/new": paper(title="关于新事的通知")})
    verbs.done(b, "save")
    git(b, "fetch", "-q")
    ours, theirs = (git(b, "rev-parse", name).strip() for name in ("HEAD", "origin/main"))
    base = gitjoin.base(b, ours, theirs)
    found = gitjoin.join(b, base, ours, theirs, lambda _: False)
    git(b, "merge", "-q", "--no-edit", "-Xno-renames", "origin/main")
    assert found.tree == git(b, "rev-parse", "HEAD^{tree}").strip() and found.conflicts == ()
    whole = gitjoin.join(b, base, ours, theirs, lambda _: True)
    assert whole == gitjoin.Joined("", (f"records/{STOCK}.yaml",))
