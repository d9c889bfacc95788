"""Commits on branches beside the work tree: a course of them is described first, then carried out as one.

Trees are built in a scratch index and commits written as loose objects; only then all branches move, in one
transaction that fails whole where any of them is not where it was (compare-and-swap). A command killed at any
instant leaves every branch where it was, or all of them where they belong.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from . import gitpast, gitrefs, gitsign
from .gitlog import full_message, refresh, who
from .gitrun import GitFailed, git
from .past import Author, Commit

HEADS = "refs/heads/"


@dataclass(frozen=True, slots=True)
class Planned:
    """A commit to be made, and the branch it moves.

    ``parents`` are refs as they then stand (earlier commits of the same course count) or commit ids; ``files``
    (None: deleted) is what differs from the tree of the first of them.
    """

    on: str
    """Full name of the branch: ``refs/heads/revision/…``."""
    parents: tuple[str, ...]
    files: Mapping[str, bytes | None]
    message: str
    trailers: tuple[tuple[str, str], ...]
    author: Author
    signing: gitsign.Signing | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """A branch as it stands beside another: what it changes against their merge base.

    Contents are git's names, ``""`` where a path is not there.
    """

    ref: str
    name: str
    """Without ``refs/heads/`` or ``refs/remotes/<remote>/``."""
    tip: str
    commits: tuple[Commit, ...]
    """Those the other branch does not hold, oldest first."""
    old: Mapping[str, str]
    new: Mapping[str, str]


def sides(root: Path, main: str, prefix: str) -> tuple[Side, ...]:
    """Return the branches below a prefix, local and remote-tracking, that a commit does not hold.

    Of a branch that is here and on remotes the one that holds the others is told; where they went apart, each.

    Raises:
        GitFailed: git is missing or refused.
    """
    told = git(
        root, "for-each-ref", f"--no-merged={main}", "--format=%(refname)", f"{HEADS}{prefix}", "refs/remotes"
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for ref in told.split():
        name = ref.removeprefix(HEADS) if ref.startswith(HEADS) else "/".join(ref.split("/")[3:])
        if name.startswith(prefix):
            found.setdefault(name, []).append(ref)
    return tuple(side(root, main, name, ref) for name, refs in found.items() for ref in _furthest(root, refs))


def side(root: Path, main: str, name: str, ref: str) -> Side:
    """Return a branch beside a commit.

    Raises:
        GitFailed: git refused, or they have no common commit.
    """
    tip = gitrefs.tip(root, ref)
    base = git(root, "merge-base", "--end-of-options", main, tip).strip()
    before, after = gitpast.listed(root, base), gitpast.listed(root, tip)
    paths = sorted(p for p in before.keys() | after.keys() if before.get(p) != after.get(p))
    commits = tuple(gitpast.between(root, main, tip).commits)
    old = {path: before.get(path, "") for path in paths}
    return Side(ref, name, tip, commits, old, {path: after.get(path, "") for path in paths})


def _furthest(root: Path, refs: Sequence[str]) -> tuple[str, ...]:
    """Return the refs that no other one holds; of equal ones the first (local ones come first)."""
    tips = {ref: gitrefs.tip(root, ref) for ref in refs}
    kept: list[str] = []
    for ref, tip in tips.items():
        others = {t for t in tips.values() if t != tip}
        if tip not in (tips[k] for k in kept) and not any(_holds(root, other, tip) for other in others):
            kept.append(ref)
    return tuple(kept)


def _holds(root: Path, tip: str, commit: str) -> bool:
    return git(root, "rev-list", "--max-count=1", "--end-of-options", commit, f"^{tip}").strip() == ""


def write(root: Path, course: Sequence[Planned], when: datetime | None = None) -> dict[str, str]:
    """Write the commits of a course, and move nothing; return where each branch would stand.

    Raises:
        gitsign.NotHis: a signature is not by the person who should have made it.
        GitFailed: git refused.
    """
    moved: dict[str, str] = {}
    for planned in course:
        parents = [moved.get(p) or gitrefs.tip(root, p) for p in planned.parents]
        tree = _tree(root, parents[0], planned.files)
        text = full_message(planned.message, planned.trailers)
        moved[planned.on] = gitsign.commit_tree(
            root, tree, tuple(dict.fromkeys(parents)), text, who(planned.author, when), planned.signing
        )
    return moved


def move(root: Path, moved: Mapping[str, str], were: Mapping[str, str], why: str, author: Author) -> None:
    """Move branches as one, each from where it was (``""``: it was not there).

    Raises:
        GitFailed: one of them stands elsewhere by now. None was moved.
    """
    rows = [f"update {ref} {new} {were.get(ref) or '0' * len(new)}\n" for ref, new in moved.items()]
    feed = "".join(("start\n", *rows, "prepare\n", "commit\n")).encode("utf-8")
    subject = "wenshu: " + why.split("\n", 1)[0]
    git(root, "update-ref", "-m", subject, "--stdin", env=who(author, None), feed=feed)


def stand_on(root: Path, branch: str, paths: Sequence[str]) -> None:
    """Let HEAD name another branch; the index says what it says of the named paths, the work tree stays.

    Raises:
        GitFailed: git refused.
    """
    git(root, "symbolic-ref", "-m", f"wenshu: {branch}", "HEAD", HEADS + branch)
    if paths:
        refresh(root, paths)


def address(root: Path, remote: str) -> str:
    """Return the address of a remote, ``""`` where it has none."""
    try:
        return git(root, "remote", "get-url", "--", remote).strip()
    except GitFailed:
        return ""


def _tree(root: Path, parent: str, files: Mapping[str, bytes | None]) -> str:
    prefix = git(root, "rev-parse", "--show-prefix").strip("\n")
    rows = []
    for path, data in files.items():
        if data is None:
            rows.append(f"0 {'0' * len(parent)}\t{prefix}{path}\0")
        else:
            blob = git(root, "hash-object", "-w", "--stdin", feed=data).strip()
            rows.append(f"100644 {blob}\t{prefix}{path}\0")
    with tempfile.TemporaryDirectory(prefix="wenshu-") as scratch:
        env = {"GIT_INDEX_FILE": str(Path(scratch, "index"))}
        git(root, "read-tree", parent, env=env)
        git(root, "update-index", "-z", "--index-info", env=env, feed="".join(rows).encode("utf-8"))
        return git(root, "write-tree", env=env).strip()
