"""Values that many papers of one office ask for, computed once: an office is frozen, so they stay true."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from ..office import Office

T = TypeVar("T")


def once(office: Office, name: str, make: Callable[[Office], T]) -> T:
    """Return ``make(office)``, computed at the first call with this name and kept with the office."""
    shelf: dict[str, object] = office.__dict__.setdefault("_kept", {})
    if name not in shelf:
        shelf[name] = make(office)
    return cast(T, shelf[name])
