"""Paths: what does not survive Windows, a folder that is no kind, twins."""

from __future__ import annotations

import unicodedata

import pytest

from wenshu import kinds
from wenshu.checks import names
from wenshu.diagnostics import Finding

SCHEMA = (
    "title: 会议纪要\nx-en: Minutes\ntype: object\nadditionalProperties: false\nproperties: {}\n".encode()
)
KINDS, _ = kinds.discover({"minutes": SCHEMA, "documents": SCHEMA.replace(b"Minutes", b"Papers")})


def check(*paths: str) -> list[Finding]:
    return list(names.check(paths, KINDS))


def codes(*paths: str) -> list[str]:
    return [finding.code.id for finding in check(*paths)]


@pytest.mark.parametrize(
    "path",
    [
        "records/company.yaml",
        "records/minutes/2026/budget.yaml",
        "records/documents/2026/春季库存.yaml",
        "records/numbers/2026/销/0001.yaml",
        "records/approvals/documents/2026/a/0123456789ab-1-签发.yaml",
        "records/attachments/ab/" + "ab" * 32 + ".pdf",
        "schemas/minutes.yaml",
        "templates/docx/minutes.docx",
        "records/minutes/2026/~$budget.yaml",
        "records/minutes/2026/.DS_Store",
        "records/minutes/2026/Thumbs.db",
        "records/minutes/README.md",
        "records/minutes/~$budget.docx",
        "records/calendar/2026.yaml",
        "records/minutes/2026/console.yaml",
        "records/minutes/2026/com10.yaml",
    ],
)
def test_sound_paths_say_nothing(path: str) -> None:
    assert codes(path) == []


@pytest.mark.parametrize(
    ("code", "path", "words"),
    [
        ("KND01", "records/minute/2026/a.yaml", "“minute”没有对应的结构文件 schemas/minute.yaml"),
        ("KND01", "records/会议纪要/2026/a.yaml", "“会议纪要”没有对应的结构文件"),
        ("KND03", "records/minutes/" + "/".join(["a" * 40] * 5) + ".yaml", "最多 180 个"),
        ("KND04", "records/minutes/2026/aux.yaml", "保留的名字"),
        ("KND04", "records/minutes/2026/COM1.x.yaml", "保留的名字"),
        ("KND04", "records/minutes/2026/a:b.yaml", "含有"),
        ("KND04", "records/minutes/2026/what?.yaml", "含有"),
        ("KND04", "records/minutes/2026./a.yaml", "以点或空格结尾"),
        ("KND05", "records/minutes/2026/" + "a" * 61 + ".yaml", "最多 60 个"),
        ("KND06", "records/minutes/2026/" + unicodedata.normalize("NFD", "é") + ".yaml", "拆开存放"),
        ("KND07", "records/minutes/2026/a.yml", "不会被读取"),
        ("KND07", "records/minutes/2026/scan.pdf", "不会被读取"),
        ("KND07", "records/notes.txt", "不会被读取"),
        ("KND08", "records/budget.yaml", "直接放在 records/ 下"),
    ],
)
def test_a_path_that_cannot_stay_is_told(code: str, path: str, words: str) -> None:
    (finding,) = check(path)
    assert finding.code.id == code
    assert words in finding.message()
    assert finding.hint() and finding.message("en") and finding.hint("en")


@pytest.mark.parametrize(
    ("folder", "guess"),
    [("minute", "minutes"), ("Documents", "documents"), ("会议纪要", "minutes"), ("number", "numbers")],
)
def test_the_kind_that_was_meant_is_offered(folder: str, guess: str) -> None:
    (finding,) = check(f"records/{folder}/2026/a.yaml")
    assert f"是不是“{guess}”" in finding.hint()


def test_a_folder_without_a_schema_is_told_once() -> None:
    assert codes("records/visits/a.yaml", "records/visits/b.yaml") == ["KND01"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("records/minutes/2026/Budget.yaml", "records/minutes/2026/budget.yaml"),
        ("records/minutes/2026/caf\u00e9.yaml", "records/minutes/2026/CAF\u00c9.yaml"),
        ("records/minutes/2026/straße.yaml", "records/minutes/2026/STRASSE.yaml"),
    ],
)
def test_knd02_twins_after_nfc_and_case_folding(one: str, other: str) -> None:
    assert codes(one, other) == ["KND02"]
    assert codes(other, one) == ["KND02"]


def test_attachments_may_bear_their_whole_hash() -> None:
    assert codes("records/attachments/ab/" + "0" * 90 + ".pdf") == ["KND05"]
