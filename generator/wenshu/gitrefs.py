"""Where HEAD and the branches stand, and whether another git program holds them."""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path

from .diagnostics import Code, Finding, Severity
from .gitrun import GitFailed, git

HELD = Code(
    "GIT06", Severity.ERROR,
    "另一个 git 程序正占着这个仓库",
    "another git program holds this repository",
    "什么也没有写入。等它结束再试；都关了还这样，是它没有正常结束，请删去文件 {lock}。",
    "Nothing was written. Try again when it has ended; if none is running, it was killed: delete {lock}.",
)  # fmt: skip


def pulse(root: Path) -> str:
    """Return a hash that differs when HEAD or a branch has moved, read from .git without running git.

    It is an input of the cached answers: it may change without need, never stay when a branch moved.
    """
    found = next((f / ".git" for f in (root, *root.parents) if (f / ".git").exists()), None)
    if found is None:
        return ""
    if found.is_file():  # a linked work tree
        found = (found.parent / found.read_text(encoding="utf-8").partition(":")[2].strip()).resolve()
    shared = found / "commondir"
    common = (found / shared.read_text(encoding="utf-8").strip()).resolve() if shared.is_file() else found
    told = [found / "HEAD", common / "packed-refs", common / "shallow", common / "reftable" / "tables.list"]
    told += [p for top in ("heads", "remotes") for p in sorted((common / "refs" / top).rglob("*")) if p.is_file()]
    rows = [f"{path}|{path.read_bytes()!r}" for path in told if path.is_file()]
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()


def tip(root: Path, name: str) -> str:
    """Return the commit a name means, or ``""``."""
    try:
        return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").strip()
    except GitFailed:
        return ""


def branch(root: Path) -> str:
    """Return the short name of the branch HEAD is on (before its first commit too), ``""`` where on none."""
    try:
        return git(root, "symbolic-ref", "--quiet", "--short", "HEAD").strip()
    except GitFailed:
        return ""


def standing(root: Path) -> tuple[str, dict[str, str]]:
    """Return the short name of the branch HEAD is on (``""``: on none), and each branch with its tip.

    Branches are local (``main``) and remote-tracking ones (``origin/main``).
    """
    told = git(root, "for-each-ref", "--format=%(HEAD) %(objectname) %(refname)", "refs/heads", "refs/remotes")
    tips, here = {}, ""
    for row in told.splitlines():
        mark, id_, name = row[0], *row[2:].split(" ", 1)
        short = name.removeprefix("refs/heads/").removeprefix("refs/remotes/")
        if not name.endswith("/HEAD"):
            tips[short] = id_
        here = short if mark == "*" else here
    return here, tips


def outside(root: Path, head: str, main: str) -> frozenset[str]:
    """Return the commits that HEAD has and main lacks."""
    if not main or main == head:
        return frozenset()
    return frozenset(git(root, "rev-list", "--end-of-options", head, f"^{main}").split())


def held(root: Path, patience: float = 2.0) -> str:
    """Return the lock file of another git program that works on the index, ``""`` where there is none.

    One that is only looking is waited for.
    """
    try:
        lock = root / git(root, "rev-parse", "--git-path", "index.lock").strip()
    except GitFailed:
        return ""
    until = time.monotonic() + patience
    while lock.exists():
        if time.monotonic() > until:
            return str(lock)
        time.sleep(0.1)
    return ""


def locked(reason: str) -> tuple[Finding, ...]:
    """Return the finding that stands for git's own words, where they are about a lock file."""
    lock = re.search(r"'([^']+\.lock)': File exists", reason)
    return (HELD.at(".git", lock=lock[1]),) if lock else ()
