"""文号作废（预留）说明 (forms.md A15): a card for each integer of the ledger that is not in use."""

from __future__ import annotations

from collections.abc import Iterator

from .. import slips
from ..office import Office
from ..registers import INTERNAL
from . import Sheet


def SHEETS(office: Office) -> Iterator[Sheet]:
    """Yield the cards; reasons are 内部资料."""
    for entry in slips.notes(office.ledger.entries):
        path = f"sheets/{entry.path.removeprefix('records/').removesuffix('.yaml')}"
        view = slips.number_note(office, entry)
        yield Sheet(path, "number-note", view, view["number"], entry.record, INTERNAL, page=False)
