"""What a decision leaves behind: the edition line with its hashes, the old template, the copies to call back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from .. import yamlwrite
from ._request import path_of
from ._text import said

if TYPE_CHECKING:
    from ..ledger_nouns import Entry
    from ..model import Record
    from ._pen import Pen


def pinned(pen: Pen, record: Record, entry: Entry, line: Mapping[str, Any]) -> bytes:
    """Return the ledger file with one more edition, its text hash taken from the paper as it will print.

    The pen holds everything else that comes with the edition; the file is put there too.
    """
    told = {key: value for key, value in line.items() if value not in ("", None)}
    at = ("editions", len(entry.editions))
    data = pen.believed.tree[entry.path]
    pen.put(entry.path, yamlwrite.changed(data, {at: told}))
    after = pen.preview()
    revised = after.office.records[record.id] if after.office else record
    told["text"] = said(pen.desk, after, revised)
    made = yamlwrite.changed(data, {at: told})
    pen.put(entry.path, made)
    return made


def places(pen: Pen, about: str) -> tuple[str, ...]:
    """Return short labels of the places that a request changes (修改位置): 标题, 正文第2段."""
    from .. import requests

    path = path_of(about)
    data = pen.changes.get(path)
    if data is None:
        return ()
    return requests.places(pen.office, path, pen.believed.tree.get(path, b""), data)


def kept_template(pen: Pen, about: str, until: date) -> dict[str, bytes]:
    """Return the Word template that is being replaced under the name by which it goes on printing old papers."""
    if not about.startswith("templates/docx/") or not about.endswith(".docx") or "@" in about:
        return {}
    where = f"{about.removesuffix('.docx')}@{until}.docx"
    return {} if where in pen.believed.tree else {where: pen.believed.tree[about]}


def recall(pen: Pen, record: Record, old: str, new: str) -> None:
    """Say which copies of the edition before are to be called back."""
    from ..checks.distribution import name

    for copy in pen.office.ledger.copies.get(record.id, ()):
        if old != new and copy.edition == old and copy.recalled is None and copy.copies and "archive" not in copy.to:
            told = f"{copy.number:02} 号 {name(copy)} {copy.copies} 份（{old}）"
            pen.desk.echo(f"    请收回 call back：{told}")
