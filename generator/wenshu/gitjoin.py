"""Two lines of commits joined beside the work tree: nothing half-merged ever lies about.

Three trees are read into a scratch index; what only one side changed is settled there. A file that both
changed is mended line by line, unless it is to be taken whole: two versions of a fact are never mixed. The
result is a tree, or the paths where the two contradict each other. A rename is a deletion and a new file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import gitpast
from .gitrun import GitFailed, git, raw

_PLAIN = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class Joined:
    """What joining two commits gives: a tree, or the paths on which they contradict each other."""

    tree: str
    """``""`` where there are conflicts."""
    conflicts: tuple[str, ...] = ()
    """Relative to the top of the repository."""


@dataclass(frozen=True, slots=True)
class Touch:
    """Who changed a path last on one side, and when; ``gone`` where he took it away."""

    who: str
    when: str
    gone: bool = False


def base(root: Path, ours: str, theirs: str) -> str:
    """Return the commit both come from, ``""`` where there is none."""
    try:
        return git(root, "merge-base", "--end-of-options", ours, theirs).strip()
    except GitFailed:
        return ""


def count(root: Path, tip: str, without: str) -> int:
    """Return how many commits a tip has that another has not.

    Raises:
        GitFailed: one of them is no commit.
    """
    not_in = (f"^{without}",) if without else ()
    return int(git(root, "rev-list", "--count", tip, *not_in))


def join(root: Path, came_from: str, ours: str, theirs: str, whole: Callable[[str], bool]) -> Joined:
    """Join two commits that come from a third.

    Args:
        whole: says of a path whether it is taken whole or not at all.

    Raises:
        GitFailed: git refused.
    """
    with tempfile.TemporaryDirectory(prefix="wenshu-") as scratch:
        env = {"GIT_INDEX_FILE": str(Path(scratch, "index"))}
        git(root, "read-tree", "-i", "-m", "--aggressive", came_from, ours, theirs, env=env)
        rows, conflicts = [], []
        for path, stages in _open(root, env).items():
            mended = _mended(root, stages, Path(scratch)) if not whole(path) else ""
            if mended:
                rows.append(f"0 {'0' * len(mended)}\t{path}\0{stages['2'][0]} {mended}\t{path}\0")
            else:
                conflicts.append(path)
        if conflicts:
            return Joined("", tuple(sorted(conflicts)))
        if rows:
            git(root, "update-index", "-z", "--index-info", env=env, feed="".join(rows).encode("utf-8"))
        return Joined(git(root, "write-tree", env=env).strip())


def changed(root: Path, before: str, after: str) -> Mapping[str, tuple[str, str]]:
    """Return the paths that differ between two trees, from the top → (mode, git's name) after, ``""``: gone.

    Raises:
        GitFailed: one of them is no tree.
    """
    told = git(root, "diff-tree", "-r", "-z", "--no-renames", "--end-of-options", before, after).split("\0")
    found = {}
    for about, path in zip(told[::2], told[1::2], strict=False):
        _, mode, _, blob, letter = about.split()
        found[path] = ("", "") if letter == "D" else (mode, blob)
    return found


def check_out(root: Path, paths: list[str]) -> None:
    """Lay down files as the index has them, with their modes and links.

    Raises:
        GitFailed: git refused.
    """
    if paths:
        feed = "\0".join(paths).encode("utf-8")
        git(root, "checkout-index", "--force", "-z", "--stdin", feed=feed)


def touched(root: Path, path: str, tip: str, without: str) -> Touch:
    """Return who changed a path last between two commits.

    Raises:
        GitFailed: one of them is no commit.
    """
    told = git(
        root, "log", "-1", "--no-renames", "--full-history", "--name-status", "-z", "--format=%an%x1f%as%x1f",
        tip, f"^{without}", "--", path, env={"GIT_LITERAL_PATHSPECS": "1"},
    )  # fmt: skip
    who, when, rest = (*told.split("\x1f"), "", "", "")[:3]
    return Touch(who.strip("\0\n"), when, "D" in rest.strip("\0\n").partition("\0")[0])


def _open(root: Path, env: Mapping[str, str]) -> dict[str, dict[str, tuple[str, str]]]:
    """Return path → stage (1 base, 2 ours, 3 theirs) → (mode, blob) of what is not settled yet."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in git(root, "ls-files", "-u", "-z", "--full-name", ":/", env=env).split("\0"):
        about, _, path = row.partition("\t")
        if path:
            mode, blob, stage = about.split()
            found.setdefault(path, {})[stage] = (mode, blob)
    return found


def _mended(root: Path, stages: Mapping[str, tuple[str, str]], scratch: Path) -> str:
    """Return git's name of a text in which both sides' changes stand, ``""`` where they meet in a line."""
    if set(stages) != {"1", "2", "3"} or any(mode not in _PLAIN for mode, _ in stages.values()):
        return ""
    held = gitpast.contents(root, (blob for _, blob in stages.values()))
    for stage, (_, blob) in stages.items():
        Path(scratch, stage).write_bytes(held[blob])
    try:
        text = raw(root, "merge-file", "-p", "-q", *(str(Path(scratch, stage)) for stage in ("2", "1", "3")))
    except GitFailed:  # git says with its exit code that they do
        return ""
    return git(root, "hash-object", "-w", "--stdin", feed=text).strip()
