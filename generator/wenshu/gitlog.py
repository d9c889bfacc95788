"""Writing in git, and what stands there now.

A commit is made beside the user's index: a scratch index takes HEAD and the named paths, the tree is
written, the commit made, and the branch moved by compare-and-swap. So only the named paths are in it,
whatever else is staged; no hook, signature, editor or template of the user's settings has a say; and a
command killed at any instant leaves either no commit or a whole one.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from . import gitsign
from .diagnostics import Code, Severity
from .gitrun import GitFailed, git
from .past import Author

NO_GIT = Code(
    "GIT01", Severity.WARNING,
    "文件已写好，但没有提交：{reason}",
    "the files are written, but nothing was committed: {reason}",
    "安装 git，并在文书文件夹里运行一次 git init；以后每次写入都会自动提交。",
    "Install git and run `git init` once in the folder; from then on every writing command commits.",
)  # fmt: skip
MERGING = Code(
    "GIT02", Severity.ERROR,
    "上一次合并还没有做完，现在不能写入",
    "a merge is not finished; nothing can be written now",
    "先做完合并（git commit）或放弃合并（git merge --abort）。",
    "Finish the merge (git commit) or give it up (git merge --abort) first.",
)  # fmt: skip
REFUSED = Code(
    "GIT03", Severity.ERROR,
    "git 没有完成：{reason}",
    "git did not finish: {reason}",
    "什么也没有写入。请把这句话告诉管理员。",
    "Nothing was written. Tell your administrator what it says.",
)  # fmt: skip


class Lagging(GitFailed):
    """The commit is made, and another program holds the index: it is brought along later."""

    def __init__(self, reason: str, made: str = "") -> None:
        super().__init__(reason)
        self.made = made


def is_repository(root: Path) -> bool:
    """Say whether ``root`` lies in the work tree of a git repository (False too where git is missing)."""
    try:
        return git(root, "rev-parse", "--is-inside-work-tree").strip() == "true"
    except GitFailed:
        return False


def head(root: Path) -> str:
    """Return the commit HEAD names, or ``""`` before the first one.

    Raises:
        GitFailed: no git, or no repository.
    """
    try:
        return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD^{commit}").strip()
    except GitFailed:
        if is_repository(root):
            return ""
        raise


def status(root: Path, folder: str = "records") -> tuple[str, ...]:
    """Return the paths below ``folder`` that differ from HEAD or are new, sorted, relative to ``root``.

    Deleted files are among them; ignored ones are not. A rename is a deletion and a new file.
    """
    told = git(root, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", folder)
    prefix = _prefix(root)
    return tuple(sorted(row[3:].removeprefix(prefix) for row in told.split("\0") if len(row) > 3))


def merging(root: Path) -> bool:
    """Say whether a merge has been begun and not committed."""
    where = git(root, "rev-parse", "--git-path", "MERGE_HEAD").strip()
    return (root / where).exists()


def begin(root: Path, branch: str, author: Author) -> None:
    """Make a new repository with an empty branch; whoever writes in it is ``author`` until he says otherwise.

    Raises:
        GitFailed: git is missing or refused.
    """
    git(root, "init", "--quiet", f"--initial-branch={branch}", "--template=")
    introduce(root, author)


def introduce(root: Path, author: Author) -> None:
    """Let the repository's own settings say who works in it.

    Raises:
        GitFailed: git is missing or refused.
    """
    git(root, "config", "user.name", author.name)
    git(root, "config", "user.email", author.email)


def configured(root: Path) -> Author | None:
    """Return the name and e-mail of the user's git settings, or None where they are not set."""
    try:
        told = [git(root, "config", "--get", key).strip() for key in ("user.name", "user.email")]
        return Author(*told)
    except GitFailed:
        return None


def holds(root: Path, contents: Mapping[str, bytes | None]) -> bool:
    """Say whether HEAD holds exactly these contents at these paths (None: no such path)."""
    at = head(root)
    if not at:
        return all(data is None for data in contents.values())
    listed = _listed(root, at, contents)
    return all(listed.get(path, "") == blob_name(data, len(at)) for path, data in contents.items())


def blob_name(data: bytes | None, digits: int) -> str:
    """Return git's name of these bytes (records end their lines with LF, so nothing is converted)."""
    if data is None:
        return ""
    told = b"blob %d\0" % len(data) + data
    return (hashlib.sha1 if digits == 40 else hashlib.sha256)(told, usedforsecurity=False).hexdigest()


def commit(
    root: Path, paths: Iterable[str], message: str, trailers: Sequence[tuple[str, str]], author: Author,
    when: datetime | None = None, signing: gitsign.Signing | None = None,
) -> str:  # fmt: skip
    """Commit the named paths as they lie on disk, and nothing else; return the new commit.

    Args:
        paths: below ``root``, forward slashes; a path that is no longer there is committed as deleted.
        trailers: (key, value) in order; line breaks in a value become blanks.
        when: the instant author and committer bear; None is now.
        signing: with whose key it is signed, None: not at all.

    Raises:
        Lagging: it is committed, only the index could not be brought along.
        GitFailed: git is missing, refused, or HEAD moved meanwhile. Nothing was committed.
    """
    named = sorted(set(paths))
    parent = head(root)
    with tempfile.TemporaryDirectory(prefix="wenshu-") as scratch:
        index = str(Path(scratch, "index"))
        env = {"GIT_INDEX_FILE": index, "GIT_LITERAL_PATHSPECS": "1", **who(author, when)}
        git(root, "read-tree", parent or "--empty", env=env)
        _add(root, named, env)
        tree = git(root, "write-tree", env=env).strip()
        parents = (parent,) if parent else ()
        made = gitsign.commit_tree(root, tree, parents, full_message(message, trailers), env, signing)
    subject = "wenshu: " + message.split("\n", 1)[0]
    move = ("-m", subject, "--end-of-options", "HEAD", made, parent or "0" * len(made))
    git(root, "update-ref", *move, env=who(author, when))
    try:
        refresh(root, named)
    except Lagging as late:
        raise Lagging(str(late), made) from None
    return made


@dataclass(frozen=True, slots=True)
class Change:
    """A commit to be made: path → bytes (None: deleted), message with its trailers, who and when."""

    files: Mapping[str, bytes | None]
    message: str
    trailers: Sequence[tuple[str, str]]
    author: Author
    when: datetime


def commit_all(root: Path, branch: str, changes: Iterable[Change]) -> None:
    """Make many commits on a branch, in one movement, as :func:`commit` would one by one.

    Raises:
        GitFailed: git is missing or refused.
    """
    stream: list[bytes] = []
    start = f"from refs/heads/{branch}^0\n" if head(root) else ""
    for change in changes:
        who = f"{change.author.name} <{change.author.email}> {change.when.timestamp():.0f} {change.when:%z}"
        text = full_message(change.message, change.trailers).encode("utf-8")
        about = f"commit refs/heads/{branch}\nauthor {who}\ncommitter {who}\ndata {len(text)}\n"
        stream += [about.encode("utf-8"), text, start.encode("utf-8")]
        start = ""
        for path, data in sorted(change.files.items()):
            if data is None:
                stream.append(f"D {path}\n".encode())
            else:
                stream += [f"M 100644 inline {path}\ndata {len(data)}\n".encode(), data, b"\n"]
    git(root, "fast-import", "--quiet", feed=b"".join(stream))
    git(root, "reset", "--quiet", "--mixed")


def refresh(root: Path, paths: Iterable[str]) -> None:
    """Make the user's index say what HEAD says of these paths; the rest of the index stays as it is.

    Raises:
        Lagging: another program holds the index.
    """
    named = "\0".join(sorted(set(paths))).encode("utf-8")
    if not head(root):
        return
    try:
        git(
            root, "reset", "--quiet", "--pathspec-from-file=-", "--pathspec-file-nul", "HEAD",
            env={"GIT_LITERAL_PATHSPECS": "1"}, feed=named,
        )  # fmt: skip
    except GitFailed as failed:
        raise Lagging(str(failed)) from None

def _add(root: Path, named: Sequence[str], env: Mapping[str, str]) -> None:
    there = [path for path in named if os.path.lexists(root / path)]
    gone = [path for path in named if not os.path.lexists(root / path)]
    if there:
        feed = "\0".join(there).encode("utf-8")
        git(root, "add", "--force", "--pathspec-from-file=-", "--pathspec-file-nul", env=env, feed=feed)
    if gone:
        feed = "\0".join(gone).encode("utf-8")
        options = ("--cached", "--quiet", "--ignore-unmatch", "--pathspec-from-file=-", "--pathspec-file-nul")
        git(root, "rm", *options, env=env, feed=feed)


def full_message(message: str, trailers: Sequence[tuple[str, str]]) -> str:
    """Return a commit's message with its trailers."""
    told = [f"{key}: {' '.join(value.split())}" for key, value in trailers if value]
    return message.rstrip() + "\n" + ("\n" + "\n".join(told) + "\n" if told else "")


def who(author: Author, when: datetime | None) -> dict[str, str]:
    """Return the environment by which git takes an author and an instant for its own."""
    env = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", author.name), ("EMAIL", author.email))
    }
    if when is not None:
        told = when.isoformat(timespec="seconds")
        env |= {"GIT_AUTHOR_DATE": told, "GIT_COMMITTER_DATE": told}
    return env


def _listed(root: Path, at: str, paths: Iterable[str]) -> dict[str, str]:
    """Return path → blob of a commit, for the paths it holds, relative to ``root``."""
    told = git(
        root, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", at, env={"GIT_LITERAL_PATHSPECS": "1"}
    )
    wanted, prefix = set(paths), _prefix(root)
    found = {}
    for row in told.split("\0"):
        about, _, path = row.partition("\t")
        if path.startswith(prefix) and path.removeprefix(prefix) in wanted:
            found[path.removeprefix(prefix)] = about.split()[2]
    return found


def _prefix(root: Path) -> str:
    return git(root, "rev-parse", "--show-prefix").strip("\n")
