"""The ledger against that of the last verified head: every number is still there and says all that it said.

What each single commit did to the ledger, the witness judges. This holds without a witness too, and for a
history that was exchanged as a whole: two trees are compared, nothing else is believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import yamlread
from ..diagnostics import Code, Finding, Severity
from ..past import Past

FOLDER = "records/numbers/"

GONE = Code(
    "VER04", Severity.ERROR,
    "{day} 核验时给过的号，现在台账里没有了（提交 {commit}）",
    "a number that was there when verified on {day} is missing from the ledger (commit {commit})",
    "恢复它：git restore --source {head} -- {path}，再用 wenshu save 存入；台账文件从不删除。",
    "Restore it: git restore --source {head} -- {path}, then wenshu save; ledger files are never deleted.",
)  # fmt: skip
TAKEN_BACK = Code(
    "VER05", Severity.ERROR,
    "{day} 核验时台账说过的话被收回了：{what}（提交 {commit}）",
    "the ledger takes back what it said when verified on {day}: {what_en} (commit {commit})",
    "台账只能续写。与核验时的文件对照（git show {head}:{path}），恢复原来的那几行。",
    "A ledger file is only added to. Compare it with git show {head}:{path} and restore what stood there.",
)  # fmt: skip

_RANK = {"reserved": 0, "issued": 1, "void": 2, "closed": 2}


def kept(
    before: Mapping[str, bytes], now: Mapping[str, bytes], past: Past, day: str, head: str
) -> Iterator[Finding]:
    """Yield the numbers that are gone and the words that were taken back since a verified head.

    Args:
        before: the ledger files of the verified head, ``now`` those of HEAD.
        day: when it was verified; ``head``: that commit.
    """
    for path, data in sorted(before.items()):
        if now.get(path) == data:
            continue
        last = past.of(path)
        told = {"day": day, "head": head[:12], "path": path, "commit": last[-1].id[:12] if last else "…"}
        if path not in now:
            yield GONE.at(path, None, **told)
            continue
        for zh, en in _lost(_read(path, data), _read(path, now[path])):
            yield TAKEN_BACK.at(path, None, what=zh, what_en=en, **told)


def _lost(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the earlier state of a ledger file said and the later one does not."""
    was, is_ = str(before.get("state", "")), str(after.get("state", ""))
    if _RANK.get(is_, -1) < _RANK.get(was, -1):
        yield f"状态由 {was} 退回 {is_}", f"its state went back from {was} to {is_}"
    for key, zh in (("record", "文件"), ("printed", "原文号")):
        if before.get(key) and before[key] != after.get(key):
            yield f"{zh}由 {before[key]} 换成 {after.get(key, '')}", f"{key} {before[key]} became {after.get(key, '')}"
    rows = editions(after)
    for row in editions(before):
        if row not in rows:
            told = row.get("edition", "")
            yield f"版本 {told} 的那一行变了或没了", f"the line of edition {told} was changed or removed"


def editions(told: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """Return the edition lines of a ledger file, as texts."""
    rows = told.get("editions", ())
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _read(path: str, data: bytes) -> Mapping[str, Any]:
    told, _ = yamlread.read(path, data)
    return told or {}
