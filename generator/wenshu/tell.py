"""How an answer is told: findings as text, JSON or GitHub annotations, and the build's counts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from .build import Answer
from .diagnostics import Line
from .model import Built

FORMATS = ("text", "json", "github")


def text(answer: Answer, lang: str) -> str:
    """Return findings as ``file:line:column: severity CODE message`` with the way out below, then a summary."""
    return "\n".join((*lines(answer.findings, lang), _summary(answer, lang)))


def lines(findings: Iterable[Line], lang: str) -> list[str]:
    """Return findings as text, one entry each."""
    return [_line(line, lang) for line in findings]


def _line(line: Line, lang: str) -> str:
    message, hint = (line.message, line.hint) if lang == "zh" else (line.message_en, line.hint_en)
    lead = "办法：" if lang == "zh" else "→ "
    return f"{_place(line)}: {line.severity} {line.code} {message}\n    {lead}{hint}"


def _place(line: Line) -> str:
    return f"{line.file}:{line.line}:{line.column}" if line.line else line.file


def _summary(answer: Answer, lang: str) -> str:
    wrong = sum(line.severity == "error" for line in answer.findings)
    warned = len(answer.findings) - wrong
    day = f"（按 {answer.as_of} 计）" if lang == "zh" else f" (as of {answer.as_of})"
    if lang == "zh":
        found = f"{answer.records} 份记录，{wrong} 个错误，{warned} 个提醒{day}"
        verdict = "没有生成：请先改正错误。" if answer.built is None and wrong else ""
    else:
        found = f"{answer.records} records, {wrong} errors, {warned} warnings{day}"
        verdict = "Nothing was built: mend the errors first." if answer.built is None and wrong else ""
    return "\n".join(part for part in (found, verdict, _counts(answer.built, lang)) if part)


def _counts(built: Built | None, lang: str) -> str:
    if built is None:
        return ""
    if lang == "en":
        return (
            f"{built.documents} Word files, {built.pages} pages: {built.rendered} files rendered, {built.kept} kept, "
            f"{built.deleted} deleted; the slow way {built.slow_way}; {built.seconds:.2f} s"
        )
    return (
        f"Word 文件 {built.documents} 份，网页 {built.pages} 页：新写 {built.rendered}，未变 {built.kept}，"
        f"删除 {built.deleted}；走慢路 {built.slow_way}；用时 {built.seconds:.2f} 秒"
    )


def as_json(answer: Answer, lang: str) -> str:
    """Return ``{"records": n, "findings": […]}`` and, for a build, its totals and those of each audience."""
    told: dict[str, Any] = {"records": answer.records, "as_of": answer.as_of}
    if answer.built is not None:
        told.update(asdict(answer.built))
    told["findings"] = [plain(line, lang) for line in answer.findings]
    return json.dumps(told, ensure_ascii=False, indent=1)


def plain(line: Line, lang: str) -> dict[str, Any]:
    """Return a finding as JSON tells it."""
    zh = lang == "zh"
    return {
        "code": line.code, "severity": line.severity, "file": line.file, "line": line.line,
        "column": line.column, "message": line.message if zh else line.message_en,
        "hint": line.hint if zh else line.hint_en,
    }  # fmt: skip


def github(answer: Answer, lang: str) -> str:
    """Return GitHub workflow annotations, one a finding."""
    rows = []
    for line in answer.findings:
        message, hint = (line.message, line.hint) if lang == "zh" else (line.message_en, line.hint_en)
        place = f"file={_escape(line.file, True)}"
        if line.line:
            place += f",line={line.line},col={line.column}"
        rows.append(f"::{line.severity} {place},title={line.code}::{_escape(message + ' ' + hint)}")
    return "\n".join((*rows, _summary(answer, lang)))


def _escape(text: str, attribute: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if attribute else text


def told(answer: Answer, form: str, lang: str) -> str:
    """Return an answer in one of :data:`FORMATS`."""
    return {"text": text, "json": as_json, "github": github}[form](answer, lang)


def exit_code(answer: Answer, strict: bool) -> int:
    """Return 1 if there is an error (``strict``: or a warning), else 0."""
    return int(any(strict or line.severity == "error" for line in answer.findings))
