"""Registers as pages: the rows, and what narrows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from .body_html import Links

_DAY_LONG = 10
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
"""A day is never broken over two lines (forms.md 0.6)."""


def told(table: Mapping[str, Any], links: Links) -> dict[str, Any]:
    """Return what the page of a register wants beside its plain data: widths, groups of tabs, rows.

    Args:
        table: what ``registers.plain`` gives.
        links: addresses of the records within reach.
    """
    total = sum(column["mm"] for column in table["columns"])
    columns = [{**column, "share": f"{100 * column['mm'] / total:.2f}"} for column in table["columns"]]
    tabs = [{"n": n, **tab} for n, tab in enumerate(table["tabs"])]
    groups = [(group, list(found)) for group, found in groupby(tabs, lambda tab: tab["group"])]
    rows = Markup("\n".join([_row(row, table["columns"], links) for row in table["rows"]]))
    facts = sum(not row["total"] for row in table["rows"])
    return {"facts": facts, "table": {**table, "columns": columns}, "groups": groups, "rows_html": rows}


def _row(row: Mapping[str, Any], columns: list[Mapping[str, Any]], links: Links) -> str:
    """Return a row of a register. Written here and not in Jinja: a register has thousands."""
    if row["mark"] == "heading":
        return _heading(row, columns, links)
    cells = []
    linked = row["links"]
    for column, text in zip(columns, row["cells"], strict=True):
        shown = str(escape(text))
        if len(text) > _DAY_LONG:
            shown = _DAY.sub(r'<span class="nw">\g<0></span>', shown)
        record = linked.get(column["key"]) if linked else None
        address = links.get(record) if record else None
        if address:
            shown = f'<a href="{escape(address)}">{shown}</a>'
        align = column["align"]
        cells.append(f"<td>{shown}</td>" if align == "left" else f'<td class="{align}">{shown}</td>')
    return f"<tr{_said(row)}>{''.join(cells)}</tr>"


def _heading(row: Mapping[str, Any], columns: list[Mapping[str, Any]], links: Links) -> str:
    """Return a row that says what the rows below it are about; it runs over the whole line."""
    key, text = next((c["key"], text) for c, text in zip(columns, row["cells"], strict=True) if text)
    shown, address = str(escape(text)), links.get(row["links"].get(key, ""))
    if address:
        shown = f'<a href="{escape(address)}">{shown}</a>'
    return f'<tr{_said(row)}><td colspan="{len(columns)}">{shown}</td></tr>'


def _said(row: Mapping[str, Any]) -> str:
    """Return the attributes of a row: how it is set off, and the tabs it stands in."""
    names = " ".join(filter(None, (row["mark"] and f"m-{row['mark']}", "total" if row["total"] else "")))
    said = f' class="{names}"' if names else ""
    if row["tabs"]:
        said += f' data-t="{" ".join(map(str, row["tabs"]))}"'
    return said
