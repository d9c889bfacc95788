"""文号作废（预留）说明 (forms.md A15): a card for each integer of the ledger that is not in use."""

from __future__ import annotations

from collections.abc import Iterator

from .. import slips
from ..office import Office
from ..registers import INTERNAL, ledger_numbers
from . import Sheet


def SHEETS(office: Office) -> Iterator[Sheet]:
    """Yield the cards; reasons are 内部资料."""
    for entry in slips.notes(office.ledger.entries):
        view = slips.number_note(office, entry)
        meta = (("文号", view["number"]), ("状态", view["state"]), ("经办", view["by"]))
        links = (("原文件", view["title"], entry.record),) if entry.record else ()
        title = f"文号{view['state']}说明 {view['number']}"
        yield Sheet(ledger_numbers.note(entry), "number-note", view, title, entry.record, INTERNAL, meta, links)
