"""To be alone with the records: one writer at a time, and what a killed one left is finished or undone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from .. import files, gitlog, gitrefs, journal, publishing
from ..diagnostics import Code, Finding, Severity
from ..gitrun import GitFailed
from . import Desk, Stop

LOCKED = Code(
    "FIL10", Severity.ERROR,
    "另一个命令正在写：{holder}",
    "another command is writing: {holder}",
    "等它结束再试；它若已被中断，锁会自动解开。",
    "Wait for it to end; a command that was killed gives the lock back by itself.",
)  # fmt: skip
ELSEWHERE = Code(
    "REV16", Severity.ERROR,
    "现在在分支“{branch}”上，“{verb}”要在正式分支上做",
    "HEAD is on {branch}; {verb} is done on the main branch",
    "改完先 wenshu save，再用 wenshu revise --leave 回到正式分支。",
    "Save what you changed, then go back with wenshu revise --leave.",
)  # fmt: skip

ADRIFT = Code(
    "GIT07", Severity.ERROR,
    "现在不在任何分支上（打开的是旧版本），这里写下的以后找不到",
    "HEAD is on no branch (an old version is open): what is written here would be lost",
    "先用 wenshu revise --leave 回到正式分支，再做。",
    "Go back to the main branch with wenshu revise --leave, then do it again.",
)  # fmt: skip
NOT_WRITTEN = Code(
    "FIL12", Severity.ERROR,
    "写不进去：{reason}",
    "it cannot be written: {reason_en}",
    "什么也没有写入。看看这个文件夹是不是只读、磁盘是不是满了、文件是不是正被 Word 或别的程序打开。",
    "Nothing was written. Is the folder read-only, the disk full, the file open in another program?",
)  # fmt: skip

ON_A_REQUEST = frozenset({"save", "revise", "decide", "sync"})
"""Verbs that write while HEAD is on a request branch; facts are written on the main branch only."""

ON_NO_BRANCH = frozenset({"revise", "decide", "sync"})
"""Verbs that do not commit where HEAD is: they go back to the main branch, or write on branches by name."""


@contextlib.contextmanager
def alone(desk: Desk, verb: str) -> Iterator[None]:
    """Hold the root's lock; what a killed verb left is finished or undone first, and erasures on record obeyed.

    Raises:
        Stop: somebody else is writing, or another program holds a file of the site (exit 3).
    """
    try:
        with files.lock(desk.root, f"wenshu {verb}"):
            try:
                recover(desk.root)
            except GitFailed as failed:
                desk.tell(refused(str(failed)))
                raise Stop(4) from None
            from ._checkouts import alone_there
            from ._erased import obey

            with alone_there(desk, verb):
                obey(desk, desk.root)
                yield
    except files.Locked as locked:
        desk.tell([LOCKED.at(".wenshu/lock", holder=locked.holder)])
        raise Stop(3) from None
    except publishing.Held as held:
        desk.tell([publishing.HELD.at(held.path)])
        raise Stop(3) from None


def refused(reason: str) -> tuple[Finding, ...]:
    """Return git's own words as a finding; of a lock that was left behind it says which."""
    return gitrefs.locked(reason) or (gitlog.REFUSED.at(".git", reason=" ".join(reason.split())),)


def unwritten(desk: Desk, error: OSError) -> Stop:
    """Say which file cannot be written; return the exception that ends the command with exit code 4."""
    where = error.filename or ""
    told = {"reason": f"{files.why(error)}（{where}）", "reason_en": f"{error.strerror or error} ({where})"}
    desk.tell([NOT_WRITTEN.at(Path(where).name or "records", None, **told)])
    return Stop(4)


def recover(root: Path) -> bool:
    """Finish or undo a verb that was killed; say whether there was one. The caller holds the lock.

    A verb whose commit was made is finished; any other is undone, file by file.
    """
    verb = journal.standing(root)
    if verb is None:
        return False
    committed = gitlog.is_repository(root) and gitlog.head(root) != verb.head and gitlog.holds(root, verb.new)
    if committed:
        gitlog.refresh(root, verb.new)
        journal.end(root)
    else:
        journal.undo(root, verb)
    return True


def on_main(desk: Desk, verb: str) -> None:
    """Refuse a verb that writes facts while HEAD is on a request branch, and one that commits while it is on none.

    Raises:
        Stop: it is (exit 1).
    """
    on = gitrefs.branch(desk.root)
    if not on and verb not in ON_NO_BRANCH and gitlog.is_repository(desk.root):
        raise desk.refuse(ADRIFT.at(".git"))
    if on.startswith("revision/") and verb not in ON_A_REQUEST:
        raise desk.refuse(ELSEWHERE.at(".git", branch=on, verb=verb))
