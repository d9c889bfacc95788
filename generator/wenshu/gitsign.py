"""Commits signed with an SSH key, and who signed one: git and ssh-keygen judge, against a given list of keys."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .diagnostics import Code, Severity
from .gitrun import GitFailed, git

FOREIGN = Code(
    "APP31", Severity.ERROR,
    "密钥 {key} 不是签批人本人登记的密钥，没有写入",
    "the key {key} is not one registered for him who signs; nothing was written",
    "公钥写在公司档案该人的 keys 里；用 --key 指明本人的私钥文件。",
    "His public key stands in the company file (keys); name his own key file with --key.",
)  # fmt: skip

@dataclass(frozen=True, slots=True)
class Signing:
    """With which key a commit is signed, and who may have made the signature."""

    key: str
    """Path of the private key (or of the public one, where an agent holds the other)."""
    allowed: str
    """``allowed_signers`` of everybody on record."""
    principals: tuple[str, ...]
    """The principals of him who signs; any other signature is refused."""


class NotHis(GitFailed):
    """The signature is none of the person's own."""


def commit_tree(
    root: Path, tree: str, parents: Sequence[str], text: str, env: Mapping[str, str], signing: Signing | None = None
) -> str:  # fmt: skip
    """Write a commit, signed where asked; no branch is moved.

    Raises:
        NotHis: the key is not on record for that person.
        GitFailed: git refused, or there is no such key.
    """
    told = [part for parent in parents for part in ("-p", parent)]
    settings: tuple[str, ...] = ()
    if signing is not None:
        settings = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={signing.key}")
        told.append("-S")
    made = git(root, *settings, "commit-tree", tree, *told, "-F", "-", env=env, feed=text.encode("utf-8")).strip()
    if signing is not None and signer(root, made, signing.allowed) not in signing.principals:
        raise NotHis(signing.key)
    return made


def signer(root: Path, commit: str, allowed: str) -> str:
    """Return the principal whose good signature a commit bears, ``""`` where it bears none.

    Raises:
        GitFailed: there is no such commit.
    """
    with tempfile.TemporaryDirectory(prefix="wenshu-") as scratch:
        keys = Path(scratch, "allowed_signers")
        keys.write_text(allowed, encoding="utf-8", newline="\n")
        settings = ("-c", "gpg.format=ssh", "-c", f"gpg.ssh.allowedSignersFile={keys}")
        told = git(root, *settings, "log", "-1", "--no-walk", "--format=%G?%x00%GS", "--end-of-options", commit)
    worth, _, principal = told.rstrip("\n").partition("\0")
    return principal if worth == "G" else ""


def configured_key(root: Path) -> str:
    """Return the key of the user's git settings, ``""`` where none is set."""
    try:
        return git(root, "config", "--type=path", "--get", "user.signingkey").strip()
    except GitFailed:
        return ""
