"""Sealed scalars: the only keeper of age (pyrage).

``sealed:<key>:<base64 of an age file>``: ``key`` is the fingerprint of the public half it was sealed to, the
base64 holds one X25519 recipient. The clear text is padded first, so that its length does not show.
"""

from __future__ import annotations

import base64
import hashlib
import re

PREFIX = "sealed:"
_SCALAR = re.compile(r"sealed:([a-z2-7]{12}):([A-Za-z0-9+/]{200,}={0,2})")
_BLOCK = 32
"""Bytes: a sealed text is padded to a multiple of these."""


class Shut(Exception):
    """A sealed value that a key does not open: another key's, damaged, or no key at all."""


def is_sealed(text: str) -> bool:
    """Say whether a scalar is a sealed value, whole and well formed."""
    return _SCALAR.fullmatch(text) is not None


def key_of(text: str) -> str:
    """Return the fingerprint of the key a sealed scalar names, ``""`` for any other text."""
    found = _SCALAR.fullmatch(text)
    return found[1] if found else ""


def fingerprint(public: str) -> str:
    """Return the name of a key: 12 base32 characters of the sha256 of its public half."""
    return base64.b32encode(hashlib.sha256(public.encode("ascii")).digest()).decode("ascii")[:12].lower()


def make_key() -> tuple[str, str]:
    """Make an X25519 key; return its public (``age1…``) and private (``AGE-SECRET-KEY-1…``) half."""
    from pyrage import x25519

    made = x25519.Identity.generate()
    return str(made.to_public()), str(made)


def public_of(private: str) -> str:
    """Return the public half of a private one.

    Raises:
        Shut: it is no age identity.
    """
    return str(_identity(private).to_public())


def seal(public: str, clear: str) -> str:
    """Return a text sealed to a public half, as it stands in a record; never the same twice."""
    data = clear.encode("utf-8")
    padded = data + b"\0" * (-len(data) % _BLOCK or (_BLOCK if not data else 0))
    return f"{PREFIX}{fingerprint(public)}:{base64.b64encode(wrap((public,), padded)).decode('ascii')}"


def unseal(private: str, text: str) -> str:
    """Return the clear text of a sealed scalar.

    Raises:
        Shut: the key does not open it.
    """
    found = _SCALAR.fullmatch(text)
    if found is None:
        raise Shut("not a sealed value")
    return unwrap(private, base64.b64decode(found[2])).rstrip(b"\0").decode("utf-8")


def wrap(publics: tuple[str, ...], data: bytes) -> bytes:
    """Return bytes as an age file for several recipients.

    Raises:
        Shut: one of them is no age recipient.
    """
    import pyrage

    try:
        return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(public) for public in publics]))
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise Shut(str(error)) from None


def unwrap(private: str, data: bytes) -> bytes:
    """Return what an age file holds.

    Raises:
        Shut: the key does not open it.
    """
    import pyrage

    try:
        return bytes(pyrage.decrypt(data, [_identity(private)]))
    except pyrage.DecryptError as error:
        raise Shut(str(error)) from None


def _identity(private: str):  # type: ignore[no-untyped-def]  # pyrage's own class
    import pyrage

    try:
        return pyrage.x25519.Identity.from_str(private.strip())
    except pyrage.IdentityError as error:
        raise Shut(str(error)) from None
