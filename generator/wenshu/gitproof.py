"""What a proof asks of git beside the past: signatures, and a bundle to carry away."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .gitrun import GitFailed, git


@dataclass(frozen=True, slots=True)
class Signature:
    """What git says of a commit's signature."""

    state: str
    """git's letter: ``G`` good, ``U`` good by a key that is not on the list, ``B`` bad, ``N`` none, ``E`` unchecked."""
    signer: str
    """The principal of the list, ``""`` where there is none."""
    key: str
    """Fingerprint of the key, ``SHA256:…``."""


def signatures(root: Path, commits: Iterable[str], allowed: str) -> dict[str, Signature]:
    """Return the signature of each commit.

    Args:
        allowed: text of an ``allowed_signers`` file; who is not in it counts as a stranger.

    Raises:
        GitFailed: git or ssh-keygen is missing, or a commit is none.
    """
    asked = sorted(set(commits))
    if not asked:
        return {}
    if shutil.which("ssh-keygen") is None:  # git would call every signature a bad one
        raise GitFailed("没有安装 ssh-keygen (ssh-keygen is not installed)")
    with tempfile.TemporaryDirectory(prefix="wenshu-") as scratch:
        listed = Path(scratch, "allowed_signers")
        listed.write_text(allowed, encoding="utf-8", newline="\n")
        settings = ("-c", "gpg.ssh.program=ssh-keygen", "-c", f"gpg.ssh.allowedSignersFile={listed}")
        told = git(
            root, *settings, "log", "--no-walk=unsorted", "--stdin", "-z", "--format=%H%x1d%G?%x1d%GS%x1d%GF",
            feed="\n".join((*asked, "")).encode("ascii"),
        )  # fmt: skip
    rows = (row.split("\x1d") for row in told.split("\0") if row)
    return {row[0].strip(): Signature(*row[1:4]) for row in rows if len(row) > 3}


def ahead(root: Path, base: str, tip: str) -> int:
    """Return by how many commits a tip is ahead of a base it descends from; 0 where it does not, or is unknown."""
    try:
        git(root, "merge-base", "--is-ancestor", base, tip)
        return int(git(root, "rev-list", "--count", "--end-of-options", tip, f"^{base}"))
    except GitFailed:
        return 0


def top(root: Path) -> Path:
    """Return the top folder of the work tree that holds a folder; the folder itself where there is no git."""
    try:
        return Path(git(root, "rev-parse", "--show-toplevel").strip("\n") or root)
    except GitFailed:
        return root


def changed(root: Path, before: str, after: str) -> tuple[str, ...]:
    """Return the paths, relative to ``root``, in which two commits differ.

    Raises:
        GitFailed: one of them is no commit.
    """
    told = git(root, "diff", "--name-only", "--no-renames", "--no-ext-diff", "--relative", "-z", before, after, "--")
    return tuple(path for path in told.split("\0") if path)


def damage(root: Path) -> str:
    """Return what is wrong with git's own objects, or ``""``.

    Contents that are not those of their name, links that lead nowhere, and what puts one commit in another's
    place: replacements and grafts. None of these travels in a clone.

    Raises:
        GitFailed: there is no repository.
    """
    grafts = root / git(root, "rev-parse", "--git-path", "info/grafts").strip("\n")
    if grafts.is_file() and grafts.read_bytes().strip():
        return "info/grafts"
    if covered := git(root, "for-each-ref", "--count=1", "--format=%(refname)", "refs/replace").strip():
        return covered
    try:
        git(root, "fsck", "--full", "--no-dangling", "--no-reflogs", "--no-progress")
    except GitFailed as error:
        return " ".join(str(error).split())[:200] or "git fsck"
    return ""


def bundle(root: Path, target: Path, refs: Iterable[str]) -> None:
    """Write a bundle of HEAD and some refs, whole: whoever has it needs nothing else.

    Raises:
        GitFailed: git is missing or refused.
    """
    options = ("-c", "pack.threads=1", "bundle", "create", "--quiet")
    git(root, *options, os.fspath(target), "HEAD", *sorted(refs))


def refs(root: Path, *prefixes: str) -> tuple[str, ...]:
    """Return the full names of the refs below some prefixes, sorted."""
    told = git(root, "for-each-ref", "--format=%(refname)", *prefixes)
    return tuple(sorted(row for row in told.split("\n") if row and not row.endswith("/HEAD")))
