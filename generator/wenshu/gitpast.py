"""Reading the past: one pass of ``git log``, streamed; old contents by one ``cat-file --batch``.

``--diff-merges=combined`` shows what a merge changed itself; a second pass over the merges of the
first-parent line shows what each of them brought or dropped. Paths come as bytes (``-z``), order is
ancestry, a rename is a deletion and a new file. What was read is handed back as bytes to keep: the next
reading asks git for what is new only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from . import gitrefs
from .diagnostics import Code, Severity
from .gitrun import GitFailed, git, raw, stream
from .past import NO_PAST, Author, Branch, Commit, FileChange, Past, line

SHALLOW = Code(
    "GIT04", Severity.ERROR,
    "这个仓库只取了最近的一段历史，修改、借阅等登记簿做不出来，也什么都证明不了",
    "this clone holds only the latest part of history: logs cannot be told and nothing can be proved",
    "补齐历史：git fetch --unshallow；文件和其他登记簿照常生成。",
    "Fetch the rest with `git fetch --unshallow`; papers and other registers are built all the same.",
)  # fmt: skip
NO_HISTORY = Code(
    "GIT05", Severity.WARNING,
    "这里没有 git 历史，{what}是空的",
    "there is no git history here: {what_en} stay empty",
    "从公司的仓库克隆一份（git clone），不要只复制文件夹；新建的运行一次 git init 再 wenshu save。",
    "Clone the company's repository instead of copying the folder; in a new one run git init, then wenshu save.",
)  # fmt: skip

_FORMAT = "%x00".join(
    ("%H", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%B",
     "%(trailers:only,unfold,key_value_separator=%x1d,separator=%x1c)"), ) + "%x00"  # fmt: skip
_RAW = ("-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none")
KEPT = "history-1"
"""Under which name the lines are kept; another form of line needs another name."""
_HEAD = re.compile(rb'\["([0-9a-f]{40,64})","\1",')


def read(root: Path, main: str = "main", kept: bytes | None = None) -> tuple[Past, bytes | None]:
    """Return the past of HEAD, and what to keep for the next reading (None: nothing new).

    Args:
        root: a work tree, a folder in one, or a bare repository.
        main: name of the main branch.
        kept: what the last reading handed back.
    """
    try:
        shallow, prefix, head = git(
            root, "rev-parse", "--is-shallow-repository", "--show-prefix", "HEAD^{commit}"
        ).split("\n")[:3]
    except GitFailed:  # no repository, or no commit yet
        return NO_PAST, None
    if shallow == "true":
        return Past(state="shallow", head=head), None
    relative = ("--relative",) if prefix else ()
    roll = _roll(root, head, relative, kept or b"")
    branch, tips = gitrefs.standing(root)
    at_main = tips.get(main, "")
    outside = gitrefs.outside(root, head, at_main)
    past = Past(
        "whole", head, branch, at_main, outside, tips, roll, _branches(root, tips, relative)
    )  # fmt: skip
    return past, None if roll is kept else roll


def between(root: Path, base: str, tip: str) -> Past:
    """Return the past of a tip as far as a base does not hold it: what a push brings.

    Raises:
        GitFailed: one of them is no commit.
    """
    not_in = (f"^{base}",) if base else ()
    commits = _landed(tuple(_log(root, tip, *not_in)), tip)
    return Past("whole", tip, "", base, frozenset(c.id for c in commits), {}, _told(root, commits, tip, base))


def brought(root: Path, tip: str, held: Iterable[str]) -> tuple[Commit, ...]:
    """Return the commits that a tip has and none of some others, parents first.

    Raises:
        GitFailed: one of them is no commit.
    """
    return tuple(reversed(tuple(_log(root, tip, *(f"^{other}" for other in held)))))


def contents(root: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    """Return contents by git's name; a name git does not know is left out.

    Raises:
        GitFailed: git is missing.
    """
    asked = sorted(set(blobs) - {""})
    if not asked:
        return {}
    told = raw(root, "cat-file", "--batch", "--buffer", feed="\n".join((*asked, "")).encode("ascii"))
    found: dict[str, bytes] = {}
    at = 0
    while at < len(told):
        end = told.index(b"\n", at)
        head = told[at:end].split()
        at = end + 1
        if head[-1] == b"missing":
            continue
        size = int(head[2])
        found[head[0].decode("ascii")] = told[at : at + size]
        at += size + 1
    return found


def listed(root: Path, commit: str, tops: Iterable[str] = ()) -> dict[str, str]:
    """Return path → git's name of every file of a commit (below some folders), relative to ``root``.

    Raises:
        GitFailed: there is no such commit.
    """
    prefix = git(root, "rev-parse", "--show-prefix").strip("\n")
    told = git(
        root, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit, *(prefix + top for top in tops),
        env={"GIT_LITERAL_PATHSPECS": "1"},
    )  # fmt: skip
    found = {}
    for row in told.split("\0"):
        about, _, path = row.partition("\t")
        if path.startswith(prefix) and about.split()[1:2] == ["blob"]:
            found[path.removeprefix(prefix)] = about.split()[2]
    return found


def tree_at(
    root: Path, commit: str, tops: Iterable[str] = ("records", "schemas", "templates"),
    known: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:  # fmt: skip
    """Return the files of a commit in the shape of :func:`wenshu.files.read_tree`: path → bytes.

    Of an attachment the sha256 of its bytes is returned in their place. ``known`` are contents by git's name
    that need not be asked for again.

    Raises:
        GitFailed: there is no such commit.
    """
    names = listed(root, commit, tops)
    held = dict(known or {})
    held |= contents(root, (blob for blob in names.values() if blob not in held))
    return {
        path: hashlib.sha256(held[blob]).hexdigest().encode("ascii")
        if path.startswith("records/attachments/") else held[blob]
        for path, blob in sorted(names.items()) if not path.rpartition("/")[2].startswith(("~$", "."))
    }  # fmt: skip


def _was(kept: bytes) -> str:
    """Return the head of the last reading: the last line is HEAD itself, which lands after all it brought in."""
    found = _HEAD.match(kept, kept.rfind(b"\n") + 1)
    return found[1].decode("ascii") if found else ""


def _roll(
    root: Path, head: str, relative: tuple[str, ...], kept: bytes
) -> bytes:
    """Return the lines of every commit up to HEAD.

    The last reading is gone on from where the first-parent line of HEAD does; else all is read anew.
    """
    was = _was(kept)
    if was == head:
        return kept
    if was:
        try:
            new = tuple(_log(root, head, f"^{was}", *relative))
        except GitFailed:  # the old head was thrown away
            new = ()
        at, by_id = head, {c.id: c for c in new}
        while at in by_id:
            at = next(iter(by_id[at].parents), "")
        if at == was:
            return b"\n".join((kept, _told(root, _landed(new, head), head, was, relative)))
    return _told(root, _landed(tuple(_log(root, head, *relative)), head), head, "", relative)


def _told(
    root: Path, commits: Iterable[Commit], head: str, was: str, relative: tuple[str, ...] = ()
) -> bytes:
    found = tuple(commits)
    nets: Mapping[str, tuple[FileChange, ...]] = {}
    if any(c.merge and c.landed == c.id for c in found):
        options = ("--first-parent", "--merges", "--diff-merges=first-parent", *relative)
        nets = {c.id: c.changes for c in _log(root, head, *((f"^{was}",) if was else ()), *options)}
    return b"\n".join(line(replace(c, net=nets[c.id]) if c.id in nets else c) for c in found)


def _landed(commits: tuple[Commit, ...], head: str) -> tuple[Commit, ...]:
    """Order commits along the first-parent line, each after the side it brought in, and say so of each.

    The order rests on the graph alone: whatever git was asked before, the same past is told the same way.
    """
    by_id = {c.id: c for c in commits}
    trunk = []
    at = head
    while at in by_id:
        trunk.append(at)
        at = next(iter(by_id[at].parents), "")
    told: dict[str, Commit] = {}
    for step in reversed(trunk):
        for commit in _inward(by_id, step, told):
            told[commit.id] = replace(commit, landed=step)
    return tuple(told.values())


def _inward(by_id: Mapping[str, Commit], tip: str, known: Container[str] = ()) -> tuple[Commit, ...]:
    """Return the commits a tip holds and ``known`` lacks, parents before children, a first parent's line first."""
    found: dict[str, Commit] = {}
    waiting = [(tip, False)]
    while waiting:
        id_, ready = waiting.pop()
        if id_ in known or id_ in found or id_ not in by_id:
            continue
        if ready:
            found[id_] = by_id[id_]
            continue
        waiting.append((id_, True))
        waiting += [(parent, False) for parent in reversed(by_id[id_].parents)]
    return tuple(found.values())


def _log(root: Path, *revisions: str) -> Iterator[Commit]:
    """Yield commits in git's own order."""
    options = () if any(r.startswith("--diff-merges") for r in revisions) else ("--diff-merges=combined",)
    flags = [r for r in revisions if r.startswith("--")]
    names = [r for r in revisions if not r.startswith("--")]
    tokens = stream(
        root, "log", *_RAW, *options, *flags, "--root", f"--format={_FORMAT}",
        "--end-of-options", *names, "--",
    )  # fmt: skip
    head: bytes | None = next(tokens, None)
    while head is not None:
        fields = [head, *(next(tokens) for _ in range(9))]
        changes = []
        # one or two empty words end the fields: git ends a commit and, after a merge, its list of changes
        while (head := next(tokens, None)) is not None and not (head := head.removeprefix(b"\n")):
            pass
        while head is not None and head.startswith(b":"):
            changes.append(_change(head, next(tokens)))
            head = next(tokens, None)
        yield _commit([f.decode("utf-8", "replace") for f in fields], tuple(changes))


def _change(about: bytes, path: bytes) -> FileChange:
    parents = len(about) - len(about.lstrip(b":"))
    words = about.decode("ascii").split()
    names = [("" if set(word) == {"0"} else word) for word in words[parents + 1 : 2 * parents + 2]]
    return FileChange(path.decode("utf-8", "surrogateescape"), names[0], names[-1])


def _commit(fields: list[str], changes: tuple[FileChange, ...]) -> Commit:
    id_, parents, name, email, authored, by, by_email, committed, message, trailers = fields
    pairs = (row.partition("\x1d") for row in trailers.split("\x1c") if row)
    return Commit(
        id_, tuple(parents.split()), "", Author(name, email), datetime.fromisoformat(authored),
        Author(by, by_email), datetime.fromisoformat(committed), message.rstrip("\n"),
        tuple((key, value) for key, _, value in pairs), changes, changes,
    )  # fmt: skip


REQUESTS = "revision/"


def _branches(root: Path, tips: Mapping[str, str], relative: tuple[str, ...]) -> tuple[Branch, ...]:
    """Return the request branches that HEAD does not hold, local ones first."""
    named = []
    for name, tip in sorted(tips.items()):
        remote, _, rest = name.partition("/")
        if name.startswith(REQUESTS):
            named.append((name, "", tip))
        elif rest.startswith(REQUESTS):
            named.append((rest, remote, tip))
    if not named:
        return ()
    new = {c.id: c for c in _log(root, *sorted({tip for _, _, tip in named}), "^HEAD", *relative)}
    found = (Branch(name, remote, tip, _inward(new, tip)) for name, remote, tip in named if tip in new)
    return tuple(sorted(found, key=lambda b: (bool(b.remote), b.name, b.remote)))
