"""History in one pass: what plain git shows is what the past tells, whatever was done to the graph."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scratch
import verbs
from verbs import git
from wenshu import build, gitpast, gitrefs
from wenshu.past import Past


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty repository."""
    return empty(tmp_path / "仓库")


def empty(folder: Path) -> Path:
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", "林晓岚")
    git(folder, "config", "user.email", "secretary@example.test")
    return folder


def save(root: Path, message: str, when: str = "", **files: str) -> str:
    """Write files (``None`` text deletes), commit them, return the commit."""
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    git(root, "add", "-A")
    day = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when else {}
    subprocess.run(
        ["git", "commit", "-q", "--allow-empty", "-m", message], cwd=root, check=True, env={**os.environ, **day}
    )
    return git(root, "rev-parse", "HEAD").strip()


def read(root: Path) -> Past:
    return gitpast.read(root, "main")[0]


def test_a_commit_is_told_whole(root: Path) -> None:
    message = "存入：春季备货\n\n正文一段。\n\nRecord: documents/2026/stock\nReason: 某事\n  续行"
    save(root, message, **{"公文__春": "一"})
    told = read(root).commits[0]
    assert told.subject == "存入：春季备货" and "正文一段。" in told.message
    assert told.trailers == (("Record", "documents/2026/stock"), ("Reason", "某事 续行"))
    assert (told.author.name, told.author.email) == ("林晓岚", "secretary@example.test")
    assert [(f.path, f.old) for f in told.changes] == [("公文/春", "")]
    assert gitpast.contents(root, [told.changes[0].new]) == {told.changes[0].new: "一".encode()}


def test_how_a_user_likes_to_see_his_log_changes_nothing(root: Path) -> None:
    save(root, "存入：春季备货\n\nRecord: documents/2026/stock", 春="一")
    plain = read(root)
    for setting, value in (
        ("i18n.logOutputEncoding", "GBK"), ("trailer.separators", "="), ("log.showSignature", "true"),
        ("core.quotePath", "true"), ("diff.renames", "copies"), ("log.date", "relative"), ("log.mailmap", "true"),
        ("diff.noprefix", "true"), ("log.decorate", "full"), ("color.ui", "always"), ("log.showRoot", "false"),
    ):  # fmt: skip
        git(root, "config", setting, value)
        assert read(root) == plain, setting


def test_a_rename_is_a_deletion_and_a_new_file(root: Path) -> None:
    save(root, "一", 甲="同样的字\n" * 9)
    git(root, "mv", "甲", "乙")
    save(root, "二")
    told = read(root)
    changes = [(f.path, bool(f.old), bool(f.new)) for f in told.commits[1].changes]
    assert changes == [("乙", False, True), ("甲", True, False)]
    # the new file has no history of the old one's
    assert [c.subject for c in told.of("乙")] == ["二"]


def test_a_change_made_inside_a_merge_is_seen(root: Path) -> None:
    save(root, "一", a="1", b="1")
    git(root, "switch", "-q", "-c", "side")
    save(root, "side", a="2")
    git(root, "switch", "-q", "main")
    save(root, "二", b="2")
    git(root, "merge", "-q", "--no-ff", "--no-commit", "side")
    merge = save(root, "并入", a="9")
    told = read(root)
    assert told.by_id[merge].merge and [f.path for f in told.by_id[merge].changes] == ["a"]
    assert [c.subject for c in told.of("a")] == ["一", "side", "并入"]
    assert [c.subject for c in told.sides[merge]] == ["side"]


def test_a_merge_that_drops_one_side_in_silence_is_seen_in_what_it_changed_in_all(root: Path) -> None:
    save(root, "一", a="1")
    git(root, "switch", "-q", "-c", "side")
    save(root, "side", c="1")
    git(root, "switch", "-q", "main")
    save(root, "编号", number="001")
    git(root, "merge", "-q", "--no-ff", "--no-commit", "side")
    (root / "number").unlink()
    merge = read_merge = save(root, "并入")
    told = read(root).by_id[read_merge]
    assert told.changes == ()  # git's combined form says nothing: the file is as on the side
    assert [(f.path, bool(f.new)) for f in told.net] == [("c", True), ("number", False)]
    assert merge == told.landed


def test_a_squash_merge_is_one_commit_without_a_side(root: Path) -> None:
    save(root, "一", a="1")
    git(root, "switch", "-q", "-c", "side")
    save(root, "改\n\nRevision-Request: a", a="2")
    save(root, "再改", a="3")
    git(root, "switch", "-q", "main")
    git(root, "merge", "-q", "--squash", "side")
    save(root, "并成一个")
    told = read(root)
    assert [c.subject for c in told.commits] == ["一", "并成一个"] and not told.sides


def test_a_wrong_clock_drops_and_reorders_nothing(root: Path) -> None:
    days = [f"{day}T09:00:00+08:00" for day in ("2026-05-01", "2019-01-01", "2031-01-01", "2026-05-02")]
    for n, day in enumerate(days):
        save(root, f"第{n}次", day, a=str(n))
    told = read(root)
    assert [c.subject for c in told.commits] == ["第0次", "第1次", "第2次", "第3次"]
    assert [c.committed.isoformat() for c in told.commits] == days


def test_odd_names_and_messages_are_read_as_they_are(root: Path) -> None:
    save(root, "含\x1e控制\x1f字符\n\nReason: a\x1db", **{'有 空格 "引号"': "1", "换\n行": "1"})
    with (Path(os.fsdecode(os.fsencode(str(root)) + b"/\xff\xfe")).open("w", encoding="utf-8")) as stream:
        stream.write("1")
    save(root, "坏名字")
    told = read(root)
    assert {f.path for c in told.commits for f in c.changes} == {
        '有 空格 "引号"', "换\n行", b"\xff\xfe".decode("utf-8", "surrogateescape")
    }  # fmt: skip
    assert told.of('有 空格 "引号"') == told.of("换\n行") == (told.commits[0],)
    assert "含\x1e控制\x1f字符" in told.commits[0].message


def test_a_folder_inside_a_repository_knows_its_own_part(root: Path) -> None:
    save(root, "一", **{"外": "1", "公司__内": "1"})
    told = read(root / "公司")
    assert [f.path for f in told.commits[0].changes] == ["内"]


def test_a_bare_repository_is_read_as_well(root: Path, tmp_path: Path) -> None:
    head = save(root, "一", a="1")
    git(tmp_path, "clone", "-q", "--bare", str(root), "bare.git")
    told = read(tmp_path / "bare.git")
    assert told.head == head and gitpast.tree_at(tmp_path / "bare.git", head, ()) == {"a": b"1"}


def test_request_branches_not_yet_merged_are_told_local_and_remote(root: Path, tmp_path: Path) -> None:
    save(root, "一", a="1")
    git(root, "switch", "-q", "-c", "revision/a-2026-05-01")
    save(root, "申请修改\n\nRevision-Request: a")
    save(root, "改", a="2")
    git(root, "switch", "-q", "main")
    git(tmp_path, "clone", "-q", str(root), "clone")
    clone = tmp_path / "clone"
    here, there = read(root).branches, read(clone).branches
    assert [(b.name, b.remote, [c.subject for c in b.commits]) for b in here] == [
        ("revision/a-2026-05-01", "", ["申请修改", "改"])
    ]
    assert [(b.name, b.remote) for b in there] == [("revision/a-2026-05-01", "origin")]
    git(root, "switch", "-q", "revision/a-2026-05-01")
    told = read(root)
    assert told.branch == "revision/a-2026-05-01" and len(told.outside) == 2 and told.branches == ()


# ── reading only what is new ──────────────────────────────────────────────────────────────────────

STEPS = st.lists(
    st.sampled_from(["save", "side", "merge", "octopus", "back", "amend", "switch"]), min_size=1, max_size=9
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_new_after_the_kept_equals_all(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> None:
    root = empty(tmp_path_factory.mktemp("graph") / "r")
    save(root, "始", a="0")
    kept = None
    for n, step in enumerate(steps):
        graph_step(root, step, n)
        told, fresh = gitpast.read(root, "main", kept)
        whole, _ = gitpast.read(root, "main")
        assert told == whole
        plain = git(root, "rev-list", "HEAD").split()
        assert sorted(c.id for c in told.commits) == sorted(plain)
        seen: set[str] = set()
        for commit in told.commits:
            assert seen.issuperset(commit.parents)
            seen.add(commit.id)
        kept = fresh or kept


def graph_step(root: Path, step: str, n: int) -> None:
    """Do something to the graph that a person could do."""
    if step == "save":
        save(root, f"存{n}", **{f"f{n}": str(n)})
    elif step == "side":
        git(root, "switch", "-q", "-c", f"side{n}")
        save(root, f"旁{n}", **{f"s{n}": str(n)})
        git(root, "switch", "-q", "main")
    elif step in ("merge", "octopus"):
        sides = git(root, "branch", "--format=%(refname:short)", "--no-merged", "HEAD").split()
        for side in sides[: 1 if step == "merge" else 3]:
            git(root, "merge", "-q", "--no-ff", "--allow-unrelated-histories", "-X", "ours", "-m", f"并{n}", side)
    elif step == "back":
        git(root, "reset", "-q", "--hard", "HEAD~1" if len(git(root, "rev-list", "HEAD").split()) > 1 else "HEAD")
    elif step == "amend":
        git(root, "commit", "-q", "--amend", "--allow-empty", "-m", f"改写{n}")
    else:
        others = git(root, "branch", "--format=%(refname:short)").split()
        git(root, "switch", "-q", others[n % len(others)])


def test_a_cache_that_cannot_be_read_was_never_there(root: Path) -> None:
    save(root, "一", a="1")
    whole = read(root)
    for kept in (b"", b"\xff\x00", b"[]", b'["x","x",', b"null", b"\n"):
        assert gitpast.read(root, "main", kept)[0] == whole


def test_the_pulse_beats_when_head_or_a_branch_moves(root: Path) -> None:
    told = [gitrefs.pulse(root)]
    save(root, "一", a="1")
    told.append(gitrefs.pulse(root))
    git(root, "branch", "revision/x")
    told.append(gitrefs.pulse(root))
    git(root, "pack-refs", "--all")
    save(root, "二", a="2")
    told.append(gitrefs.pulse(root))
    assert len(set(told)) == 4
    assert gitrefs.pulse(root / "nowhere" / "else") == told[-1] and gitrefs.pulse(Path("/")) == ""


# ── where history is cut off, or missing ──────────────────────────────────────────────────────────


def test_a_shallow_clone_builds_its_papers_and_says_what_it_cannot_tell(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    assert "GIT04" not in verbs.run(root, "check").out
    since = git(root, "rev-parse", "HEAD").strip()
    scratch.put(root, {"company": scratch.COMPANY + f"witness: {{since: {since}}}\n"})
    git(root, "commit", "-q", "-a", "-m", "二")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    shallow = tmp_path / "shallow"
    said = verbs.run(shallow, "check")
    assert said.code == 1 and "GIT04" in said.out and "git fetch --unshallow" in said.out
    built = build.build(shallow, None, scratch.TODAY)
    assert built.built is not None and built.built.documents > 0
    assert [line.code for line in built.findings if line.severity == "error"] == ["GIT04"]


def test_a_shallow_clone_of_a_company_that_claims_nothing_is_told_and_passes(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    git(root, "commit", "-q", "--allow-empty", "-m", "二")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", "shallow")
    said = verbs.run(tmp_path / "shallow", "check")
    assert said.code == 0 and "warning GIT04" in said.out


def test_without_git_the_papers_are_built_and_nothing_is_said_that_needs_no_history(tmp_path: Path) -> None:
    root = scratch.make(tmp_path / "company", {verbs.STOCK: verbs.paper()})
    assert "GIT05" not in scratch.codes(root)
    company = scratch.COMPANY + "witness: {since: 0123abc}\n"
    scratch.put(root, {"company": company})
    said = [f for f in scratch.read(root).findings if f.code.id == "GIT05"]
    assert [f.severity.value for f in said] == ["warning"] and "git clone" in said[0].hint()


def test_an_answer_repeated_does_not_load_git(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    asked = (
        "import sys; from datetime import date; from pathlib import Path; from wenshu import build; "
        "build.check(Path('.'), None, date(2026, 6, 1)); print('git' in sys.modules)"
    )
    told = [
        subprocess.run([sys.executable, "-c", asked], cwd=root, check=True, capture_output=True, text=True).stdout
        for _ in range(2)
    ]
    assert told == ["True\n", "False\n"]


def test_what_is_wrong_is_looked_for_when_somebody_asks(tmp_path: Path) -> None:
    root = verbs.company(tmp_path, {verbs.STOCK: verbs.paper(series="无")})
    found = build.believe(root, None, scratch.TODAY)
    assert found.office is not None and "findings" not in vars(found)
    assert [f.code.id for f in found.findings if f.place.path == f"records/{verbs.STOCK}.yaml"]
