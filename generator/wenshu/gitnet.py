"""The far side of git: claims of numbers, fetching and pushing. Nothing is ever forced.

A claim is a ref on the remote that points to a blob of its own. The push that makes it says "only where
there is none" (``--force-with-lease=<ref>:``), which every git server decides under its own lock; then the
ref is read back, for a push whose answer was lost may have arrived, and two clones that push one and the
same object are both told that it went well. Every claim seen is kept below ``refs/wenshu/claims`` of this
clone, so that a number once seen taken stays taken when the remote is out of reach.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from pathlib import Path

from . import gitpast
from .gitrun import GitFailed, git, raw

SEEN = "refs/wenshu/claims"
"""Where this clone keeps every claim it has seen."""

SHORT = 60.0
"""Seconds that asking and claiming may take."""
LONG = 900.0
"""Seconds that fetching and pushing commits may take."""

_TRIES = 4
_LINE = ("-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=30")
_PUSH = ("push", "--quiet", "--no-follow-tags", "--no-recurse-submodules", "--no-signed")
_FETCH = (
    "fetch", "--quiet", "--no-tags", "--no-prune", "--no-recurse-submodules", "--no-write-fetch-head",
    "--no-auto-maintenance",
)  # fmt: skip
_ENV = {"GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never"}

_PLAIN = (
    (("could not resolve host", "no address associated", "name or service not known"),
     "找不到服务器，网络没有连上或地址写错了"),
    (("timeout: the command", "timed out", "too slow"), "服务器很久没有回答"),
    (("connection refused", "unable to connect", "failed to connect", "unreachable", "connection reset",
      "hung up", "early eof"), "连不上服务器"),
    (("authentication failed", "could not read username", "could not read password", "permission denied",
      "access denied", "403", "401"), "服务器没有让您进去（用户名、密码或密钥不对，或没有权限）"),
    (("no such remote", "does not appear to be a git repository", "not found", "does not exist"),
     "那里没有这个仓库，或它的地址没有配好"),
    (("certificate",), "服务器的证书不对"),
    (("no space left",), "服务器的磁盘满了"),
)  # fmt: skip


class Unreachable(GitFailed):
    """The remote does not answer. The text says why, in plain words and git's own."""


class Refused(GitFailed):
    """The remote answered no. The text is what it said."""


def plain(told: str) -> str:
    """Return what git said of a remote in plain words, git's own last line behind them.

    What the server itself says (``remote:`` lines: a hook's reasons) is returned as it is.
    """
    lines = [line.strip() for line in told.replace("\\n", "\n").splitlines() if line.strip()]
    said = [line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")]
    said = [line for line in said if line and not line.startswith(("error: hook declined", "error: cannot lock ref"))]
    if said:
        return "；".join(said)
    low = told.lower()
    last = next((line for line in reversed(lines) if line.startswith(("fatal:", "error:", "ssh:"))), "")
    last = last or (lines[-1] if lines else "git")
    words = next((zh for signs, zh in _PLAIN if any(sign in low for sign in signs)), "")
    return f"{words}（{last}）" if words else last


def remotes(root: Path) -> tuple[str, ...]:
    """Return the names of the remotes this clone knows.

    Raises:
        GitFailed: git is missing, or there is no repository.
    """
    return tuple(git(root, "remote").split())


def listing(root: Path, remote: str, *patterns: str) -> dict[str, str]:
    """Return the refs of a remote that a pattern names, with git's names of what they point to.

    Raises:
        Unreachable: it does not answer.
    """
    told = _asked(root, SHORT, "ls-remote", "--quiet", "--refs", "--", remote, *patterns)
    rows = (row.partition("\t") for row in told.split("\n") if row)
    return {ref: blob for blob, _, ref in rows}


def clone(root: Path) -> str:
    """Return the name of this clone, made at random when it is first asked for.

    Raises:
        GitFailed: there is no repository, or its settings cannot be written.
    """
    try:
        return git(root, "config", "--local", "--get", "wenshu.clone").strip()
    except GitFailed:
        git(root, "config", "--local", "wenshu.clone", secrets.token_hex(6))
        return git(root, "config", "--local", "--get", "wenshu.clone").strip()


def nonce() -> str:
    """Return what makes a claim like no other."""
    return secrets.token_hex(16)


def seen(root: Path) -> dict[str, bytes]:
    """Return every claim this clone has seen: its place below the prefix → what it says.

    Raises:
        GitFailed: git is missing, or there is no repository.
    """
    told = git(root, "for-each-ref", "--format=%(objectname) %(refname)", SEEN)
    rows = {name.removeprefix(SEEN + "/"): blob for blob, _, name in (r.partition(" ") for r in told.split("\n") if r)}
    held = gitpast.contents(root, rows.values())
    return {place: held.get(blob, b"") for place, blob in rows.items()}


def fetch(root: Path, remote: str, prefix: str) -> None:
    """Fetch every branch of a remote into ``refs/remotes``, and what is claimed there into :data:`SEEN`.

    A branch or claim that is gone there stays here: it is a witness.

    Raises:
        Unreachable: it does not answer.
    """
    specs = (f"+refs/heads/*:refs/remotes/{remote}/*", f"+{prefix}/*:{SEEN}/*")
    _asked(root, LONG, *_FETCH, "--", remote, *specs)


def claim(root: Path, remote: str, prefix: str, blobs: Mapping[str, bytes]) -> bool:
    """Create refs on the remote, all or none; say whether they are this clone's.

    Args:
        prefix: ``refs/numbers``.
        blobs: place below the prefix → what the claim says; no two may say the same.

    Raises:
        Unreachable: the remote does not answer; whether the claim stands is told by the next look.
        Refused: it does not take such refs.
    """
    made = {f"{prefix}/{at}": git(root, "hash-object", "-w", "--stdin", feed=blobs[at]).strip() for at in blobs}
    leases = [f"--force-with-lease={ref}:" for ref in made]
    specs = [f"{blob}:{ref}" for ref, blob in made.items()]
    together = ("--atomic",) if len(made) > 1 else ()
    told = ""
    for attempt in range(_TRIES):
        try:
            raw(root, *_LINE, *_PUSH, *together, *leases, "--", remote, *specs, env=_ENV, within=SHORT)
        except GitFailed as failed:
            told = str(failed)
        there = listing(root, remote, *made)
        if there == made:
            _keep(root, prefix, made)
            return True
        if any(ref in there for ref in made):
            return False
        time.sleep(0.1 * (attempt + 1))  # the server is just making that ref for somebody else
    raise Refused(plain(told))


def _keep(root: Path, prefix: str, made: Mapping[str, str]) -> None:
    rows = [f"update {SEEN}{ref.removeprefix(prefix)} {blob}\n" for ref, blob in made.items()]
    git(root, "update-ref", "--stdin", feed="".join(rows).encode("ascii"))


def push(root: Path, remote: str, commit: str, branch: str, known: str) -> bool:
    """Move a branch of the remote on to a commit; False where it has moved since it was fetched.

    Args:
        known: the commit it stood on when it was fetched, ``""`` where there was none.

    Raises:
        Unreachable: the remote does not answer.
        Refused: it does not take the commits; the text is what it said.
    """
    ref = f"refs/heads/{branch}"
    try:
        raw(root, *_LINE, *_PUSH, "--", remote, f"{commit}:{ref}", env=_ENV, within=LONG)
    except GitFailed as failed:
        there = listing(root, remote, ref).get(ref, "")
        if there == commit:
            return True
        if there != known:
            return False
        raise Refused(plain(str(failed))) from None
    git(root, "update-ref", f"refs/remotes/{remote}/{branch}", commit)
    return True


def _asked(root: Path, within: float, *arguments: str) -> str:
    try:
        return raw(root, *_LINE, *arguments, env=_ENV, within=within).decode("utf-8", "surrogateescape")
    except GitFailed as failed:
        raise Unreachable(plain(str(failed))) from None
