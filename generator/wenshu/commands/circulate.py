"""``wenshu circulate ID…``: 发文稿纸 and the draft, with the check value of this very draft, to be signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop
from ._options import DRY_RUN

if TYPE_CHECKING:
    from ..diagnostics import Finding
    from ..model import Record
    from ._pen import Pen

SHEET = "circulate"
NO_PAPER = Code(
    "CMD20", Severity.ERROR,
    "{title}不印纸面，不用送签",
    "a {title} has no paper to circulate",
    "需要签批的，直接用 wenshu approve 登记。",
    "Record its sign-offs with wenshu approve.",
)  # fmt: skip
NO_CHAIN = Code(
    "CMD21", Severity.ERROR,
    "{title}不用签批",
    "a {title} needs no sign-off",
    "收文登记后直接编号（wenshu issue）；其余保存即可。",
    "Register incoming papers with wenshu issue; others are in force when saved.",
)  # fmt: skip
IN_ERROR = Code(
    "CMD22", Severity.ERROR,
    "文件还有错误，先改好再送签",
    "the draft has errors: mend them before it is circulated",
    "见上面的问题；签了字再改，签批就作废了。",
    "See above; a change after signing makes the sign-offs stale.",
)  # fmt: skip


@click.command("circulate")
@click.argument("papers", nargs=-1, required=True, metavar="ID…")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=None, help="文件夹")
@DRY_RUN
@click.pass_context
def COMMAND(ctx: click.Context, papers: tuple[str, ...], out: Path | None, dry_run: bool) -> int:
    """打印发文稿纸。Print the sheet that travels with a draft."""
    from .. import build
    from ._pen import Pen

    desk: Desk = ctx.obj
    believed = build.believe(desk.root, desk.as_of, desk.today)
    pen = Pen(desk, desk.root, believed, True)
    folder = out or desk.root / "out"
    printed = [file for ref in papers for file in sheets(desk, pen, pen.record(ref)).items()]
    for name, data in printed:
        if dry_run:
            desk.echo(f"将印出 would print {folder / name}")
            continue
        folder.mkdir(parents=True, exist_ok=True)
        _write(desk, folder / name, data)
        desk.echo(f"已印出 printed {folder / name}")
    return 0


def sheets(desk: Desk, pen: Pen, record: Record) -> dict[str, bytes]:
    """Return file name → DOCX: 发文稿纸 where the kind has one, and the draft itself.

    Raises:
        Stop: there is nothing to sign, an error in the draft, or a template is missing (exit 1).
    """
    from .. import views
    from ..diagnostics import errors
    from ._text import rendered

    believed, office = pen.believed, pen.office
    kind = office.kind(record)
    if not kind.template(record):
        raise desk.refuse(NO_PAPER.at(record.path, title=kind.title))
    if not office.standing(record).chain:
        raise desk.refuse(NO_CHAIN.at(record.path, title=kind.title))
    wrong = [f for f in (*errors(believed.findings), *_if_issued(pen, record)) if f.place.path == record.path]
    if wrong:
        raise desk.refuse(*wrong, IN_ERROR.at(record.path))
    believed = believed.only(believed.brought.around(record.id))
    view = views.paper(believed.office or office, record)
    slug = record.id.rpartition("/")[2]
    mark = view["check"]
    found = {}
    if "draft_no" in view["x"]:
        found[f"{slug}-{mark}-发文稿纸.docx"] = rendered(desk, believed, SHEET, view, record.path)
    paper = rendered(desk, believed, kind.template(record), view, record.path)
    found[f"{slug}-{mark}.docx"] = paper
    return found


def _if_issued(pen: Pen, record: Record) -> Iterator[Finding]:
    """Yield the gaps of the draft that would stop it from being issued: better found before it is signed."""
    from .. import numbering
    from ._checkouts import pinned

    office = pen.office
    series = office.company.series.get(office.series(record))
    if series is None or office.entry(record) is not None:
        return
    year = numbering.year_of(series, (office.begun(record) or office.as_of).year)
    edition = {"edition": "1", "content": record.content, "text": "0" * 64, "date": office.as_of}
    kept = pinned(pen, record)
    path = numbering.path(series, year, numbering.free(office.ledger.entries, series, year))
    pen.fact(path, {"state": "issued", "record": record.id, "date": office.as_of, **kept, "editions": [edition]})
    yield from (f for f in pen.worse() if not f.code.id.startswith(("APP", "NUM")))
    pen.changes.clear()


def _write(desk: Desk, path: Path, data: bytes) -> None:
    from .. import publishing

    try:
        path.write_bytes(data)
    except PermissionError:
        desk.tell([publishing.HELD.at(str(path))])
        raise Stop(3) from None
