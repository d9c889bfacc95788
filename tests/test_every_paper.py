"""Every file the demonstration company is given: Word would open it, and it says what its page says."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from wenshu.office import Office

RECORDS = ("delegations", "documents", "fax", "incoming", "liaison", "minutes", "transcript")


def made(root: Path, pattern: str) -> Iterator[Path]:
    """Yield the site's files of a pattern, one of several that are the same to the byte."""
    seen: set[bytes] = set()
    for path in sorted((root / "site").rglob(pattern)):
        data = path.read_bytes()
        if data not in seen:
            seen.add(data)
            yield path


def squeezed(text: str) -> str:
    """Return a text without any blank."""
    return re.sub(r"\s+", "", text)


def paragraphs(story: Any) -> str:
    """Return the text of a body, header or footer as a stranger reads it, without blanks."""
    return squeezed("".join(node.text or "" for node in story.iter(qn("w:t"))))


def test_every_word_file_is_valid(built: Path) -> None:
    check = OpenXmlValidator()
    files = list(made(built, "*.docx"))
    wrong = {path.name: [error.description for error in check.validate(str(path)).errors] for path in files}
    assert {name: errors for name, errors in wrong.items() if errors} == {}
    assert len(files) > 80, "papers, registers, sheets"
    assert {path.parts[-3] for path in files} >= set(RECORDS)


def test_every_paper_says_what_its_page_says(built: Path, office: Office) -> None:
    read = 0
    for audience in office.company.audiences:
        site = built / "site" / audience
        for path in sorted(p for kind in RECORDS for p in (site / kind).rglob("*.docx")):
            doc = Document(str(path))
            page = html.fromstring(path.with_suffix(".html").read_bytes())
            (shown,) = page.find_class("paper-body")
            assert paragraphs(doc.element.body) == squeezed(shown.text_content()), path
            first = doc.sections[0]
            head = first.first_page_header if first.different_first_page_header_footer else first.header
            for shown in page.find_class("paper-head"):
                assert paragraphs(head._element) == squeezed(shown.text_content()), path
            record = office.records[path.relative_to(site).with_suffix("").as_posix()]
            assert squeezed(office.number(record)) in paragraphs(doc.element.body) + paragraphs(head._element)
            read += 1
    assert read > 80


@pytest.mark.parametrize("audience", ["office", "staff"])
def test_every_register_says_the_same_in_word_excel_csv_and_on_its_page(built: Path, audience: str) -> None:
    folder = built / "site" / audience / "registers"
    names = sorted(path.stem for path in folder.glob("*.html"))
    assert len(names) >= 9
    for name in names:
        page = html.fromstring((folder / f"{name}.html").read_bytes())
        (table,) = page.find_class("register")
        told = [[squeezed(cell.text_content()) for cell in row.iter("th", "td")] for row in table.iter("tr")]
        with open(folder / f"{name}.csv", encoding="utf-8-sig", newline="") as stream:
            listed = [[squeezed(cell) for cell in row] for row in csv.reader(stream)]
        assert _words(listed) == _words(told), name
        word = Document(str(folder / f"{name}.docx")).tables[-1]
        rows = [[paragraphs(cell) for cell in row.iter(qn("w:tc"))] for row in word._element.iter(qn("w:tr"))]
        assert _words(rows) == _words(told), name
        _excel(folder / f"{name}.xlsx", told)


def _words(rows: list[list[str]]) -> list[str]:
    """Return what each row says, whatever cells are joined or empty; a CSV marks texts with ' or =""."""
    return [re.sub(r'^=?"|"$|[=\'"]', "", "".join(row)) for row in rows]


def _excel(path: Path, told: list[list[str]]) -> None:
    """Open a workbook as two strangers do: both read the rows of the page."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    seen = [[squeezed(str(value)) for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]
    other = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())).get_sheet_by_index(0).to_python()
    numbers = [[squeezed(_plain(value)) for value in row] for row in other]
    assert _words(seen) == _words(told), path
    assert _words(numbers) == _words(told), path
    assert sheet.freeze_panes, path


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
