"""What rules ask of an office: values computed once (an office is frozen, so they stay true), policies."""

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


def days(office: Office, policy: str, default: int) -> int:
    """Return a policy of the company file that counts days; the default where it is no whole number."""
    value = office.company.policies.get(policy)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def post(office: Office, policy: str, default: str) -> str:
    """Return a policy of the company file that names a post."""
    return str(office.company.policies.get(policy) or default)
