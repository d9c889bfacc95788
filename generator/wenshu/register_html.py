"""Registers as pages: the rows, and what narrows them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from .body_html import Links


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
    return {"table": {**table, "columns": columns}, "groups": groups, "rows_html": rows}


def _row(row: Mapping[str, Any], columns: list[Mapping[str, Any]], links: Links) -> str:
    """Return a row of a register. Written here and not in Jinja: a register has thousands."""
    cells = []
    linked = row["links"]
    for column, text in zip(columns, row["cells"], strict=True):
        shown = str(escape(text))
        record = linked.get(column["key"]) if linked else None
        address = links.get(record) if record else None
        if address:
            shown = f'<a href="{escape(address)}">{shown}</a>'
        align = column["align"]
        cells.append(f"<td>{shown}</td>" if align == "left" else f'<td class="{align}">{shown}</td>')
    names = " ".join(filter(None, (row["mark"] and f"m-{row['mark']}", "total" if row["total"] else "")))
    said = f' class="{names}"' if names else ""
    if row["tabs"]:
        said += f' data-t="{" ".join(map(str, row["tabs"]))}"'
    return f"<tr{said}>{''.join(cells)}</tr>"
