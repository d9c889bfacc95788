"""Attachments by sha256: what is stated to lie in git must lie there and be what its name says (life.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..diagnostics import Code, Finding, Severity
from ..model import Pointer, Record
from ..office import Office

MISSING = Code(
    "ATT01", Severity.ERROR,
    "附件“{name}”写明存于库内，但 records/attachments/ 里没有它（{sha}…）",
    "attachment \"{name}\" is said to lie in the repository, but records/attachments/ has none ({sha}…)",
    "把文件放到 records/attachments/校验和前两位/校验和.扩展名；不存库内的，写 at: vault 或 at: paper。",
    "Put it at records/attachments/<2 hex>/<sha256>.<ext>, or state at: vault or at: paper.",
)  # fmt: skip
CHANGED = Code(
    "ATT02", Severity.ERROR,
    "附件的内容与它的文件名（校验和）不符：文件被改动过",
    "the attachment's bytes are not those its name (sha256) says: it was changed",
    "从原始扫描件重新放一份；确实要换的，按新内容改名并登记为新附件。",
    "Put back the original; if it is really another file, name it by its own sha256 and register it anew.",
)  # fmt: skip
NOT_IN_GIT = frozenset({"vault", "paper"})


def _missing(office: Office) -> Iterator[Finding]:
    names = {path.rpartition("/")[2].partition(".")[0] for path in office.attachments}
    for record in office.records.values():
        for pointer, value in _objects(record.values, ()):
            sha = value.get("sha256") or value.get("sha")
            if isinstance(sha, str) and sha and sha not in names and _in_git(office, record, pointer, value):
                name = value.get("name") or value.get("title") or pointer[-1]
                yield MISSING.at(office.place(record, *pointer), name=name, sha=sha[:12])


def _in_git(office: Office, record: Record, pointer: Pointer, value: Mapping[str, Any]) -> bool:
    """Say whether the bytes should lie in the repository; without ``at`` the default of its schema counts."""
    node = office.kinds[record.kind].compiled.node((*pointer, "at"))
    default = node.schema.get("default") if node else None
    return value.get("at", default) not in NOT_IN_GIT


def _objects(
    value: Mapping[str, Any] | tuple[Any, ...], pointer: Pointer
) -> Iterator[tuple[Pointer, Mapping[str, Any]]]:
    if not isinstance(value, tuple):
        if pointer:
            yield pointer, value
        for key, inner in value.items():
            if isinstance(inner, (dict, tuple)):  # most fields hold one value
                yield from _objects(inner, (*pointer, key))
    else:
        for i, item in enumerate(value):
            if isinstance(item, (dict, tuple)):
                yield from _objects(item, (*pointer, i))


def _changed(office: Office) -> Iterator[Finding]:
    for path, digest in office.attachments.items():
        if path.rpartition("/")[2].partition(".")[0] != digest:
            yield CHANGED.at(path)


CHECKS = (_missing, _changed)
