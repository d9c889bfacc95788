"""Papers as they were handed over against papers printed again: bytes where the program is the same, else words."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping

from .. import __version__, pages, program, to_docx
from ..diagnostics import Code, Finding, Severity
from ..model import BINDING
from ..office import Office
from .reprint import CannotPrint, Printer

BYTES = Code(
    "VER19", Severity.ERROR,
    "交来的 {path} 与重印的{what}不同",
    "{path} as handed over differs from the one printed again in {what_en}",
    "以重印的为准；查明交来的这份是谁、用什么改过的。",
    "The reprint counts. Find out who altered the file that was handed over, and with what.",
)  # fmt: skip
MISSING = Code(
    "VER20", Severity.ERROR,
    "交来的网站里没有 {path}",
    "the site handed over lacks {path}",
    "重新生成网站（wenshu build）后再交一次。",
    "Build the site again (wenshu build) and hand it over once more.",
)  # fmt: skip


def same_program(told: str) -> bool:
    """Say whether a note of version and packages (see :func:`made_with`) names this very program."""
    return told.strip() == made_with().strip()


def made_with() -> str:
    """Return version and package set, by which bytes may be compared, as one line."""
    return f"wenshu {__version__}; {program.packages()}\n"


def compared(
    office: Office, tree: Mapping[str, bytes], files: Mapping[str, bytes], exact: bool
) -> Iterator[Finding]:
    """Yield the issued papers that differ from what was handed over.

    Args:
        files: the DOCX of a built site, by path below it (``staff/documents/2026/a.docx``).
        exact: whether bytes are compared, else the visible text.
    """
    printer = Printer()
    there = {path.partition("/")[0] for path in files}
    for audience in office.company.audiences.values():
        if audience.name not in there:
            continue
        for record in office.records.values():
            path = f"{audience.name}/{record.id}.docx"
            if office.state(record) not in BINDING or not office.template(record):
                continue
            if path not in files:
                if not pages.withheld(office, audience, record):
                    yield MISSING.at(path, path=path)
                continue
            try:
                wrong = _differs(files[path], printer.paper(tree, office, record, audience), exact)
            except CannotPrint:  # told where the text is proved
                continue
            if wrong:
                yield BYTES.at(path, path=path, what=wrong[0], what_en=wrong[1])


def _differs(given: bytes, printed: bytes, exact: bool) -> tuple[str, str] | None:
    if exact:
        return None if given == printed else ("字节", "its bytes")
    try:
        same = to_docx.visible_text(given) == to_docx.visible_text(printed)
    except (zipfile.BadZipFile, KeyError):
        same = False
    return None if same else ("文字", "its words")
