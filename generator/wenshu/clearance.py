"""Clearance: which classes, kinds, archives and departments one audience may see. Pure, and asked everywhere.

Whatever has a class of its own is asked for here: a record, a field (``x-class``), an item of a list that
states a ``class``, a request, a number of the ledger. Nothing else decides who sees what.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import Any

from .company import Company
from .company_nouns import CLASSES, INTERNAL, Audience, Sight
from .kinds import Kind
from .model import Record

NOBODY: Collection[str] = ()


def sees(
    company: Company,
    audience: Audience,
    class_: str,
    kind: str = "",
    reserved: str = "",
    depts: Collection[str] | Callable[[], Collection[str]] = NOBODY,
) -> bool:
    """Say whether an audience may see something.

    Args:
        class_: its class; one that is not ours (机密 of a stranger's paper) counts as our highest.
        kind: the kind of its record, ``""`` for what belongs to none.
        reserved: the archive its kind is reserved to, ``""`` for one that is not.
        depts: the departments it belongs or goes to, or what tells them: asked only where it matters.
    """
    told = class_ if class_ in CLASSES else CLASSES[-1]
    if not reserved and told in audience.classes:
        return True
    return any(_meets(company, sight, told, kind, reserved, depts) for sight in audience.also)


def _meets(
    company: Company,
    sight: Sight,
    class_: str,
    kind: str,
    reserved: str,
    depts: Collection[str] | Callable[[], Collection[str]],
) -> bool:
    """Say whether all conditions of a sight are met; a reserved kind only by one that names its archive."""
    if class_ not in sight.classes or (sight.kinds and kind not in sight.kinds):
        return False
    if (reserved or sight.archives) and reserved not in sight.archives:
        return False
    if not sight.depts:
        return True
    told = depts() if callable(depts) else depts
    return any(dept in company.under(above) for above in sight.depts for dept in told)


class Reader:
    """The eyes of one audience."""

    def __init__(self, company: Company, audience: Audience) -> None:
        self.company = company
        self.audience = audience

    def sees(
        self,
        class_: str,
        kind: str = "",
        reserved: str = "",
        depts: Collection[str] | Callable[[], Collection[str]] = NOBODY,
    ) -> bool:
        """Say whether it may see something; see :func:`sees`."""
        return sees(self.company, self.audience, class_, kind, reserved, depts)

    @cached_property
    def strict(self) -> frozenset[str]:
        """The classes it sees of whatever belongs to no record: reasons in the ledger, registers, empty forms."""
        return frozenset(class_ for class_ in CLASSES if self.sees(class_))

    @property
    def all(self) -> bool:
        """Whether nothing that is not reserved is kept from it."""
        return self.audience.drafts and set(CLASSES) <= set(self.audience.classes)


def class_of(kind: Kind, record: Record) -> str:
    """Return the class a record states, else that of its kind, else 内部资料."""
    return record.text("class") or kind.class_ or INTERNAL


def reserved(kind: Kind) -> str:
    """Return the archive a kind is reserved to (``x-reserved``), or ``""``."""
    return str(kind.x.get("x-reserved", ""))


def stated(schema: Mapping[str, Any], value: Any) -> frozenset[str]:
    """Return the departments a value names: addressees, distribution, countersigners, a part's own.

    Those of a part that states a class speak for that part and not for what it lies in.
    """
    found: set[str] = set()
    _stated(schema, value, found)
    return frozenset(found)


def _stated(schema: Mapping[str, Any], value: Any, found: set[str]) -> None:
    if isinstance(value, Mapping):
        properties = schema.get("properties", {})
        for key, inner in value.items():
            _stated(properties.get(key, {}), inner, found)
    elif isinstance(value, tuple | list):
        items = schema.get("items", {})
        for item in value:
            if not (isinstance(item, Mapping) and item.get("class")):
                _stated(items, item, found)
    elif schema.get("x-ref") == "dept" and isinstance(value, str):
        found.add(value)
