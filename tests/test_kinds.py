"""A kind of record is discovered from its schema file, never registered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import scratch
from wenshu import kinds, schema, yamlread
from wenshu.company_nouns import Step
from wenshu.model import RawRecord, Record

PAPER = """\
title: 公司文件
x-en: Paper
x-class: 内部资料
x-layouts: {house: documents, gbt9704: documents-gbt9704}
x-template:
  - when: {layout: gbt9704, doc_type: [报告, 请示]}
    use: documents-gbt9704-up
  - when: {layout: gbt9704, doc_type: 函}
    use: documents-gbt9704-letter
x-series-field: series
x-date: drafted_on
x-dept: dept
x-editions: true
x-order: 10
type: object
additionalProperties: false
required: [title]
properties:
  title: {title: 标题, x-en: Title, type: string}
  series: {title: 系列, x-en: Series, type: string, x-ref: series}
  drafted_on: {title: 拟稿日期, x-en: Drafted on, type: string, format: date}
  dept: {title: 部门, x-en: Department, type: string, x-ref: dept}
  layout: {title: 版式, x-en: Layout, type: string, enum: [house, gbt9704]}
  doc_type: {title: 文种, x-en: Type, type: string, enum: [通知, 报告, 请示, 函]}
"""
NOTE = """\
title: 便条
x-en: Note
x-paper: none
x-subject: about
x-chain: [{step: 审阅, post: 拟稿部门主管}]
type: object
additionalProperties: false
properties:
  about: {title: 事由, x-en: About, type: string}
"""
FACT = (
    "title: 台账\nx-en: Ledger\nx-role: fact\ntype: object\nadditionalProperties: false\nproperties: {}\n"
)


def discover(**files: str) -> tuple[dict[str, kinds.Kind], list[str]]:
    found, findings = kinds.discover(
        {f"schemas/{name}.yaml": text.encode() for name, text in files.items()}
    )
    return dict(found), [finding.code.id for finding in findings]


def record(kind: kinds.Kind, text: str) -> Record:
    tree, _ = yamlread.read("records/x/a.yaml", text.encode())
    assert tree is not None
    raw = RawRecord("x/a", "x", "records/x/a.yaml", text.encode(), tree)
    return Record(raw, schema.typed(kind.compiled, raw)[0], "")


def test_every_key_of_a_schema_is_read() -> None:
    found, findings = discover(papers=PAPER, notes=NOTE, ledger=FACT)
    assert findings == []
    assert list(found) == ["papers", "notes"]  # menu order; a fact is no kind
    paper, note = found["papers"], found["notes"]
    assert (paper.title, paper.en, paper.class_, paper.subject) == (
        "公司文件",
        "Paper",
        "内部资料",
        "title",
    )
    assert (paper.series, paper.series_field, paper.date_field, paper.dept_field) == (
        "",
        "series",
        "drafted_on",
        "dept",
    )
    assert paper.editions and paper.paper and paper.numbered and paper.x["x-order"] == 10
    assert paper.papers == {"house": "documents", "gbt9704": "documents-gbt9704"}
    assert note.chain == (Step("审阅", "拟稿部门主管"),)
    assert not note.paper and not note.numbered and not note.editions and note.subject == "about"


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("title: x\n", "documents"),
        ("title: x\nlayout: house\ndoc_type: 报告\n", "documents"),
        ("title: x\nlayout: gbt9704\n", "documents-gbt9704"),
        ("title: x\nlayout: gbt9704\ndoc_type: 请示\n", "documents-gbt9704-up"),
        ("title: x\nlayout: gbt9704\ndoc_type: 函\n", "documents-gbt9704-letter"),
    ],
)
def test_the_first_rule_that_matches_names_the_template(text: str, template: str) -> None:
    found, _ = discover(papers=PAPER)
    assert found["papers"].template(record(found["papers"], text)) == template


def test_without_rules_the_template_is_x_paper_or_the_kind() -> None:
    bare = NOTE.replace("x-paper: none\n", "")
    found, _ = discover(
        notes=bare, slips=bare.replace("x-en: Note\n", "x-en: Note\nx-paper: sheet\n"), quiet=NOTE
    )
    for name, template in (("notes", "notes"), ("slips", "sheet"), ("quiet", "")):
        assert found[name].template(record(found[name], "about: x\n")) == template
    assert found["notes"].templates() == ("notes",) and found["quiet"].templates() == ()
    assert discover(papers=PAPER)[0]["papers"].templates() == (
        "documents",
        "documents-gbt9704",
        "documents-gbt9704-letter",
        "documents-gbt9704-up",
    )


def test_facts_and_the_company_are_told_apart() -> None:
    files = {"schemas/ledger.yaml": FACT.encode(), "schemas/notes.yaml": NOTE.encode()}
    facts, findings = kinds.facts(files)
    assert list(facts) == ["ledger"] and findings == ()


def test_one_broken_schema_leaves_the_others() -> None:
    found, findings = discover(papers=PAPER, notes=NOTE.replace("type: object", "type: thing"))
    assert list(found) == ["papers"]
    assert "SCH30" in findings


def test_a_file_that_is_no_schema_is_passed_over() -> None:
    assert kinds.discover({"schemas/readme.txt": b"x", "schemas/notes.yaml": NOTE.encode()})[
        0
    ].keys() == {"notes"}


def test_a_new_kind_is_new_files_and_no_edits(company_dir: Callable[..., Path]) -> None:
    root = company_dir({"visits/2026/first": "about: 走访客户\n", "visits/2026/second": "abuot: 走访\n"})
    assert "KND01" in scratch.codes(root)
    (root / "schemas" / "visits.yaml").write_text(
        NOTE.replace("便条", "走访记录"), encoding="utf-8", newline="\n"
    )
    found = scratch.read(root)
    assert found.office is not None
    assert found.office.kinds["visits"].title == "走访记录"
    assert [one.id for one in found.office.of("visits")] == ["visits/2026/first", "visits/2026/second"]
    told = [
        finding for finding in found.findings if finding.place.path == "records/visits/2026/second.yaml"
    ]
    (unknown,) = [finding for finding in told if finding.code.id == "SCH01"]
    assert "about（事由）" in unknown.hint()


def test_a_schema_in_a_lower_folder_is_told_and_not_read() -> None:
    """KND09: a spare copy below schemas/ must not double a kind."""
    paper = PAPER.encode("utf-8")
    found, findings = kinds.discover({"schemas/paper.yaml": paper, "schemas/old/paper.yaml": paper})
    assert list(found) == ["paper"]
    assert [(f.code.id, str(f.place)) for f in findings] == [("KND09", "schemas/old/paper.yaml")]
