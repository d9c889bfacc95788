"""The last verified head: one line a proof, kept outside the repository, short enough for a paper register.

``2026-06-30 <commit> 41 ABCDEFGHIJ``: day, head, how many numbers the ledger held, and ten characters that
tell a slip of the pen. Who rewrites history can write such a line too; he cannot change the line that
stands in a paper register.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..diagnostics import Code, Finding, Place, Severity
from ..past import Past

REWRITTEN = Code(
    "VER06", Severity.ERROR,
    "{day} 核验过的提交 {head} 不在现在的历史里：历史被改写过",
    "commit {head}, verified on {day}, is not in today's history: history was rewritten",
    "不要再写入。从别的克隆或备份取回含有这个提交的仓库，两份对照，查明谁改写了什么。",
    "Write nothing more. Fetch a clone or backup that still has the commit, compare, and find out what was changed.",
)  # fmt: skip
SET_BACK = Code(
    "VER07", Severity.ERROR,
    "分支退回过：{day} 核验过的提交 {head} 比现在的末端新，之后的 {count} 个提交不见了",
    "the branch was set back: commit {head}, verified on {day}, is newer than today's tip; {count} commits are gone",
    "把分支移回这个提交（git merge --ff-only {head}），再查明是谁退回的。",
    "Move the branch on to that commit again (git merge --ff-only {head}) and find out who set it back.",
)  # fmt: skip
SPOILT = Code(
    "VER08", Severity.ERROR,
    "核验记录的这一行对不上自己的校验：{line}",
    "this line of verified heads does not agree with its own check characters: {line}",
    "按纸质登记簿上的那一行改正；抄写时注意 0 与 O、1 与 I。",
    "Mend it after the paper register; mind 0 and O, 1 and I.",
)  # fmt: skip
FEWER = Code(
    "VER09", Severity.ERROR,
    "{day} 核验时有 {before} 个文号，现在只有 {now} 个",
    "on {day} the ledger held {before} numbers, now it holds {now}",
    "文号只增不减。从核验过的提交 {head} 恢复 records/numbers/。",
    "Numbers are never taken away: restore records/numbers/ from the verified commit {head}.",
)  # fmt: skip

HEADER = "# wenshu verify：日期 提交 文号数 校验 · day, commit, numbers, check characters\n"
_LINE = re.compile(r"(\d{4}-\d{2}-\d{2})\s+([0-9a-f]{40}|[0-9a-f]{64})\s+(\d+)\s+([A-Z2-7]{10})")


@dataclass(frozen=True, slots=True)
class Verified:
    """One line of the note."""

    day: str
    head: str
    numbers: int

    @property
    def check(self) -> str:
        """Return the line's own check characters."""
        told = f"{self.day} {self.head} {self.numbers}".encode("ascii")
        return base64.b32encode(hashlib.sha256(told).digest()).decode("ascii")[:10]

    def __str__(self) -> str:
        return f"{self.day} {self.head} {self.numbers} {self.check}"


def line(day: date, head: str, numbers: int) -> Verified:
    """Return the line of a proof."""
    return Verified(day.isoformat(), head, numbers)


def read(text: str, name: str) -> tuple[tuple[Verified, ...], tuple[Finding, ...]]:
    """Return the lines of a note (or one typed from paper), oldest first, and those that are spoilt.

    Args:
        name: what the note is called in findings.
    """
    found: list[Verified] = []
    findings: list[Finding] = []
    for n, row in enumerate(text.splitlines(), 1):
        told = row.strip().lstrip("\ufeff")
        if not told or told.startswith("#"):
            continue
        match = _LINE.fullmatch(told)
        read_ = Verified(match[1], match[2], int(match[3])) if match else None
        if read_ is None or match is None or read_.check != match[4]:
            findings.append(SPOILT.at(Place(name, n, 1), line=told[:90]))
        else:
            found.append(read_)
    return tuple(found), tuple(findings)


def standing(
    past: Past, held: tuple[Verified, ...], numbers: int, newer: dict[str, int], name: str
) -> Iterator[Finding]:
    """Say which verified heads today's history does not hold any more.

    Args:
        numbers: how many numbers the ledger holds now.
        newer: verified heads that this clone has and that descend from HEAD → by how many commits.
    """
    for verified in held:
        told = {"day": verified.day, "head": verified.head[:12]}
        if past.holds(verified.head):
            continue
        if verified.head in newer:
            yield SET_BACK.at(name, None, count=newer[verified.head], **told)
        else:
            yield REWRITTEN.at(name, None, **told)
    if held and numbers < held[-1].numbers:
        last = held[-1]
        yield FEWER.at("records/numbers", day=last.day, before=last.numbers, now=numbers, head=last.head[:12])
