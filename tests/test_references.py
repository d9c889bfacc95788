"""What a record refers to: people, departments, archives, records, attachments. What is not there is told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

import scratch
from paperwork import document, incoming, minutes
from wenshu.diagnostics import Finding

Maker = Callable[..., Path]
ID = "documents/2026/a"
PATH = f"records/{ID}.yaml"


def found(root: Path, code: str) -> list[Finding]:
    """Return the findings of one code."""
    return [finding for finding in scratch.read(root).findings if finding.code.id == code]


# code · field · what stands in it · words at whose first character it is told · words of message and hint
BAD: dict[str, tuple[str, str, str, str, str]] = {
    "nobody": ("REF01", "drafted_by", "何官", "何官", "也许是“何管”？"),
    "no department": ("REF02", "drafted_dept", "管理科", "管理科", "也许是“管理部”？"),
    "no department in a list": ("REF02", "countersign", "[销售部, 后勤部]", "后勤部", "“会签部门”里的“后勤部”"),
    "no archive": ("REF02", "distribution", "[{archive: 文书档}]", "文书档", "也许是“文书档案”？"),
    "no series": ("REF02", "series", "后", "后", "“系列”里的“后”"),
    "no record": ("REF03", "basis", "[documents/2026/none]", "documents/2026/none", "“依据”引用的"),
    "nearly a record": ("REF03", "basis", "[incoming/2026/stok]", "incoming/2026/stok", "“incoming/2026/stock”？"),
    "no decision": ("REF03", "decisions", "[纪001-9]", "纪001-9", "“纪001-9”找不到"),
    "wrong kind": (
        "REF04", "supersedes", "[incoming/2026/stock]", "incoming/2026/stock", "是收文，这里只能引用公司正式文件",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_is_not_there_is_told_where_it_stands(company_dir: Maker, case: str) -> None:
    code, field, value, start, words = BAD[case]
    text = document(**{field: value})
    told = found(company_dir({ID: text, "incoming/2026/stock": incoming()}), code)
    before = text[: text.index(start, text.index(f"{field}: "))]
    place = f"{PATH}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    assert [str(f.place) for f in told] == [place]
    assert words in told[0].message() + told[0].hint()
    assert "…" not in told[0].message("en") + told[0].hint("en"), "every value the words ask for is told"


def test_what_is_there_is_found_by_id_tail_or_number(company_dir: Maker) -> None:
    root = company_dir(
        {ID: document(basis="[incoming/2026/stock, stock]"), "incoming/2026/stock": incoming()}
    )
    assert found(root, "REF03") == []


def test_REF05_a_department_before_its_time_and_after_it(company_dir: Maker) -> None:
    old, new = "{name: 技术部, code: JSB, head", "{name: 技术部, code: JSB, from: 2026-04-01, head"
    assert old in scratch.COMPANY
    root = company_dir({ID: document(to="[{department: 技术部}]")}, scratch.COMPANY.replace(old, new))
    (told,) = found(root, "REF05")
    assert str(told.place) == f"{PATH}:5:19", "the paper was drafted on 10 March"
    assert "“技术部”在 2026-03-10 已撤销或尚未设立" in told.message()
    ended = scratch.COMPANY.replace(old, new.replace("from: 2026-04-01", "until: 2026-03-09"))
    scratch.put(root, {"company": ended})
    assert len(found(root, "REF05")) == 1
    scratch.put(root, {"company": ended.replace("until: 2026-03-09", "until: 2026-03-10")})
    assert found(root, "REF05") == []


SCAN = b"a scanned page"
SHA = hashlib.sha256(SCAN).hexdigest()


def _attach(root: Path, name: str, data: bytes) -> None:
    path = root / f"records/attachments/{name[:2]}/{name}.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)


def test_ATT01_a_scan_said_to_lie_in_the_repository_lies_there(company_dir: Maker) -> None:
    text = document(body="|\n  清单见附件。", attachments=f"[{{title: 清单, sha256: {SHA}, ext: pdf, at: git}}]")
    root = company_dir({ID: text})
    (told,) = found(root, "ATT01")
    line = text[: text.index("attachments:")].count("\n") + 1
    assert str(told.place) == f"{PATH}:{line}:15" and "附件“清单”" in told.message()
    _attach(root, SHA, SCAN)
    assert found(root, "ATT01") == []


@pytest.mark.parametrize("at", ["vault", "paper", ""])
def test_a_scan_kept_elsewhere_need_not_lie_in_the_repository(company_dir: Maker, at: str) -> None:
    where = f", at: {at}" if at else ""
    root = company_dir({ID: document(attachments=f"[{{title: 清单, sha256: {SHA}{where}}}]")})
    assert found(root, "ATT01") == []


def test_ATT02_a_scan_changed_since_is_told_wherever_it_is_kept(company_dir: Maker) -> None:
    root = company_dir({ID: document()})
    _attach(root, SHA, SCAN + b", touched up")
    (told,) = found(root, "ATT02")
    assert str(told.place) == f"records/attachments/{SHA[:2]}/{SHA}.pdf" and told.severity == "error"


def test_a_decision_of_minutes_is_named_by_number_and_item(company_dir: Maker) -> None:
    root = company_dir({ID: document(decisions="[gm-1]"), "minutes/2026/gm": minutes()})
    assert found(root, "REF03") == []
