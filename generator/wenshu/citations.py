"""Bodies as they are printed: a person cited by reference is named as far as the reader's glass shows the name.

The name clear: 张先生. Masked: 张**. Else the word of the kind: 该客户. Its key destroyed: 已删除. Through
:data:`~wenshu.glass.DARK`, by which papers are pinned and proved, the reference itself: 〔KH-2026-0007〕.
"""

from __future__ import annotations

from . import markdown, sealed, zh
from .cards import Card
from .glass import ERASED
from .leaves import leaves
from .markdown_body import Body
from .markdown_cited import Told, bracketed, canonical, cited, references
from .model import Record
from .office import Office

POLITE = {"男": "先生", "女": "女士"}


def body(office: Office, source: str) -> Body:
    """Return a body as a reader of this office gets it."""
    if not references(source):
        return markdown.parse(source)
    if not office.glass.cites:
        return canonical(source)
    return cited(markdown.parse(source), lambda ref: told(office, ref))


def told(office: Office, ref: str) -> Told | None:
    """Return what stands for a reference, and the record whose page it leads to; None for a reference to nobody."""
    if not office.glass.cites:
        return Told(bracketed(ref))
    card = office.cards.card(ref)
    if card is None:
        return None
    seen = card.record in office.records and card.record not in office.hidden
    return Told(_name(office, card, seen), card.record if seen else "")


def possible(record: Record) -> bool:
    """Say whether a body of a record may cite anybody: hardly any file holds an @, and one look spares the rest."""
    data = record.raw.data
    # of a veiled record there are no bytes, and an escape hides the sign
    return not data or b"@" in data or b"\\" in data


def named(office: Office, record: Record) -> frozenset[str]:
    """Return the ids of the records that the bodies of a record cite."""
    found: set[str] = set()
    for _, schema, value in leaves(office.kind(record).schema, record.values) if possible(record) else ():
        if schema.get("x-markdown") and isinstance(value, str):
            cards = (office.cards.card(reference.ref) for reference in references(value))
            found.update(card.record for card in cards if card is not None)
    return frozenset(found)


def _name(office: Office, card: Card, seen: bool) -> str:
    glass = office.glass
    personal = "x-personal" in card.name_schema
    if personal and sealed.key_of(card.name) in glass.erased:
        return ERASED
    left = any(part[:1] == (card.field,) for part in office.left.get(card.record, ()))
    if not seen or left or not card.name:
        return card.word
    shown = glass.show(card.name_schema, card.name) if personal else card.name
    if shown.startswith("〔"):  # shut, restricted, not sealed as it should be
        return card.word
    clear = not personal or glass.how.get(str(card.name_schema["x-personal"])) == "clear"
    return _polite(office, card, shown) if clear else shown


def _polite(office: Office, card: Card, name: str) -> str:
    sex = office.glass.show(card.sex_schema, card.sex) if "x-personal" in card.sex_schema else card.sex
    title = POLITE.get(sex, "")
    # a company, or a foreigner's name, has no surname to address
    return f"{zh.surname(name)}{title}" if title and zh.surname(name) else name
