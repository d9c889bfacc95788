"""From the check code at the foot of a paper back to its record, number and edition."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .. import numbering, signing, veil, views
from ..diagnostics import Code, Severity
from ..ledger_nouns import Edition, Entry
from ..office import Office

UNKNOWN = Code(
    "VER16", Severity.ERROR,
    "没有哪份文件的校验码是 {code}",
    "no paper bears the check code {code}",
    "校验码是 A–Z 和 2–7 共十个字：没有 0、1、8、9，看着像的是 O、I、B；请对着纸面再看一遍。{likely}"
    "对不上的，这张纸不是本库发出的，或发出后改过。",
    "A code has ten characters of A–Z and 2–7; what looks like 0, 1, 8 is O, I, B. {likely} If none fits, this paper "
    "was not issued from these records, or was altered since.",
)  # fmt: skip
_MISTAKEN = str.maketrans("018", "OIB")


@dataclass(frozen=True, slots=True)
class Bearer:
    """An edition and the check code on its paper."""

    code: str
    number: str
    entry: Entry
    edition: Edition
    copy: str = ""
    """For whom the paper was abridged, ``""`` for the whole one."""


def typed(code: str) -> str:
    """Return a code as it was meant: capitals, without blanks and dashes, 0 → O, 1 → I, 8 → B."""
    plain = unicodedata.normalize("NFKC", code).upper()
    return re.sub(r"[^A-Z0-9]", "", plain).translate(_MISTAKEN)


def bearers(office: Office) -> Iterator[Bearer]:
    """Yield every edition of the ledger with its code; of each number in every layout it can be printed in."""
    copies = _copies(office)
    for entry in office.ledger.entries:
        series = office.company.series.get(entry.series)
        if series is None or not entry.record:
            continue
        forms = (numbering.printed(series, layout, entry.year, entry.serial) for layout in series.forms)
        for number in dict.fromkeys((entry.printed, *forms) if entry.printed else forms):
            for edition in entry.editions:
                yield Bearer(signing.check_code(number, edition.edition, edition.content), number, entry, edition)
            for content, whose in copies.get(entry.record, {}).items():
                for edition in entry.editions[-1:]:
                    yield Bearer(signing.check_code(number, edition.edition, content), number, entry, edition, whose)


def _copies(office: Office) -> Mapping[str, Mapping[str, str]]:
    """Return the abridged copies of each record as it stands: content hash → for whom."""
    found: dict[str, dict[str, str]] = {}
    for audience in office.company.audiences.values():
        for id_ in veil.seen(office, audience).left:
            content = views.abridged(veil.copy(office, audience, id_))
            found.setdefault(id_, {}).setdefault(content, audience.title)
    return found


def find(office: Office, code: str) -> tuple[Bearer | None, str]:
    """Return who bears a code, or the code nearest to it (``""`` where none is near)."""
    wanted = typed(code)
    known = {bearer.code: bearer for bearer in bearers(office)}
    if wanted in known:
        return known[wanted], ""
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.75)
    return None, near[0] if near else ""
