"""Scans that sign-offs and requests rest on: each one named has to be there."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import Code, Finding, Severity
from ..office import Office

MISSING = Code(
    "VER27", Severity.ERROR,
    "{what}凭一张扫描件（{sha}…），records/attachments/ 里没有它",
    "{what_en} rests on a scan ({sha}…) that records/attachments/ does not hold",
    "从原件重新扫描的字节不会相同：从别的克隆或备份找回这个文件，放到 records/attachments/{folder}/。",
    "A new scan never has the same bytes: find the file in another clone or backup, put it in "
    "records/attachments/{folder}/.",
)  # fmt: skip


def findings(office: Office) -> Iterator[Finding]:
    """Yield the sign-offs and requests whose scan is not among the attachments."""
    there = {path.rpartition("/")[2].partition(".")[0] for path in office.attachments}
    for held in office.ledger.approvals.values():
        for approval in held:
            if approval.sheet and approval.sheet not in there:
                what, what_en = f"{approval.person}的“{approval.step}”", f"the \"{approval.step}\" of {approval.person}"
                yield _missing(approval.path, approval.sheet, what, what_en)
    for entry in office.ledger.entries:
        if entry.request is not None and entry.request.sheet and entry.request.sheet not in there:
            yield _missing(entry.path, entry.request.sheet, "这份申请", "this request")


def _missing(path: str, sheet: str, what: str, what_en: str) -> Finding:
    return MISSING.at(path, sha=sheet[:12], folder=sheet[:2], what=what, what_en=what_en)
