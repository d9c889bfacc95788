"""Sealed scalars: the only keeper of age (pyrage).

``sealed:<key>:<base64 of an age file>``: ``key`` is the fingerprint of the public half it was sealed to, the
base64 holds one X25519 recipient. The clear text is padded first, so that its length does not show.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import operator
import re
from collections.abc import Mapping

PREFIX = "sealed:"
_SCALAR = re.compile(r"sealed:([a-z2-7]{12}):([A-Za-z0-9+/]{200,}={0,2})")
_HEAD = re.compile(r"sealed:([a-z2-7]{12}):")
_LEAST = 219
_HEADER = re.compile(rb"age-encryption\.org/v1\n-> X25519 .*?\n--- [A-Za-z0-9+/]{43}\n", re.DOTALL)
_AROUND = 32
_BLOCK = 32
"""Bytes: a sealed text is padded to a multiple of these."""


class Shut(Exception):
    """A sealed value that a key does not open: another key's, damaged, or no key at all."""


def is_sealed(text: str) -> bool:
    """Say whether a scalar is a sealed value, whole and well formed."""
    return _SCALAR.fullmatch(text) is not None


def key_of(text: str) -> str:
    """Return the fingerprint of the key a sealed scalar names, ``""`` for any other text.

    Only its head is looked at: every page asks this of every value.
    """
    found = _HEAD.match(text)
    return found[1] if found and len(text) > _LEAST else ""


def is_whole(text: str) -> bool:
    """Say whether a sealed scalar has the length and shape it was written with, as far as can be seen from outside."""
    found = _SCALAR.fullmatch(text)
    if found is None:
        return False
    try:
        data = base64.b64decode(found[2], validate=True)
    except ValueError:
        return False
    payload = _HEADER.match(data)
    # behind the header: a nonce, the padded text, a tag
    return payload is not None and len(data) - payload.end() > _AROUND and not (
        len(data) - payload.end() - _AROUND
    ) % _BLOCK


def fingerprint(public: str) -> str:
    """Return the name of a key: 12 base32 characters of the sha256 of its public half."""
    return base64.b32encode(hashlib.sha256(public.encode("ascii")).digest()).decode("ascii")[:12].lower()


def is_public(text: str) -> bool:
    """Say whether a text is the public half of a key (``age1…``): its letters and their checksum (Bech32).

    Every build asks this of every key in git, so it does without pyrage.
    """
    if len(text) != 4 + _LETTERS or not text.startswith("age1"):
        return False
    try:
        summed = functools.reduce(operator.xor, map(operator.getitem, _sums(), text[4:]))
    except KeyError:
        return False
    # 52 letters hold 260 bits: the last four of them are none of the key's
    return summed == _AGE and text[4 + _LETTERS - 7] in "qs"


@functools.cache
def _sums() -> tuple[Mapping[str, int], ...]:
    """Return what each letter adds to the checksum at each place: its remainder is linear in them."""
    row = list(range(32))
    found = [dict(zip(_ALPHABET, row, strict=True))]
    while len(found) < _LETTERS:
        row = [_shifted(value) for value in row]
        found.append(dict(zip(_ALPHABET, row, strict=True)))
    return tuple(reversed(found))


def _shifted(value: int) -> int:
    told = (value & 0x1FFFFFF) << 5
    for bit, more in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
        told ^= more if value >> 25 >> bit & 1 else 0
    return told


def _begun() -> int:
    """Return the remainder that the letters of a key with a right checksum come to, behind ``age1``."""
    value = 1
    for part in (*(ord(c) >> 5 for c in "age"), 0, *(ord(c) & 31 for c in "age")):
        value = _shifted(value) ^ part
    for _ in range(_LETTERS):
        value = _shifted(value)
    return value ^ 1


_ALPHABET, _LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l", 58
_AGE = _begun()


def opens(private: str, fp: str) -> bool:
    """Say whether a private half is that of the key with this fingerprint."""
    try:
        return fingerprint(public_of(private)) == fp
    except Shut:
        return False


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
