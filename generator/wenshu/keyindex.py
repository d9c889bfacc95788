"""The index of duplicates in the key folder: keyed hashes of telephones, plates and identity numbers.

``index/<purpose>.age`` is the key of the hashes, wrapped to the readers of the purpose; ``index/<purpose>.txt``
has one line per sealed value: the key it was sealed with, the sha256 of the sealed text, and the keyed hash of
the value under a pad of that line. So without an identity not even the equality of two lines can be read.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import keyring, schema_formats
from .keyfolder import folder, held, present, read_file, write

SORTS = frozenset({"phone", "plate", "id"})
"""What is looked for twice: a name or an address may well be shared."""


@dataclass(frozen=True, slots=True)
class Ring:
    """What the key folder says to whoever looks into it with his identity."""

    present: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)
    """Fingerprint → purpose of each private half that is here."""
    damaged: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    """sha256 of a sealed text → keyed hash of its value."""
    readable: frozenset[str] = frozenset()
    """Purposes whose index this identity opens."""
    identity: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One value for the index."""

    purpose: str
    key: str
    """Fingerprint of the key it was sealed with."""
    sealed: str
    sort: str
    clear: str


def look(root: Path) -> Ring:
    """Return what the key folder says.

    Raises:
        keyring.Refused: it lies in a work tree.
    """
    if not present(root):
        return Ring()
    opener = keyring.Opener(root)
    tags: dict[str, str] = {}
    readable = set()
    for path in sorted((folder(root) / "index").glob("*.age")):
        secret = opener.secret(f"index/{path.name}")
        if secret is not None:
            readable.add(path.stem)
            tags |= _tags(root, path.stem, secret)
    return Ring(
        True, keyring.keys(root), keyring.damaged(root), tags, frozenset(readable), bool(keyring.identities())
    )  # fmt: skip


def add(root: Path, entries: Iterable[Entry]) -> int:
    """Put values into the index where the identity opens it; return how many were new.

    A purpose without an index gets one if the identity is among its readers.

    Raises:
        keyring.Refused: the key folder cannot be used.
    """
    by_purpose: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.sort in SORTS:
            by_purpose.setdefault(entry.purpose, []).append(entry)
    if not by_purpose or not keyring.identities() or not present(root):
        return 0
    new = 0
    with held(root):
        for purpose, each in by_purpose.items():
            secret = _secret(root, purpose)
            if secret is None:
                continue
            lines = read_file(folder(root) / f"index/{purpose}.txt") or b""
            known = {line.split()[1].decode("ascii") for line in lines.splitlines() if len(line.split()) == 3}
            fresh = {digest(one.sealed): _line(secret, one) for one in each if digest(one.sealed) not in known}
            if fresh:
                write(root, f"index/{purpose}.txt", lines + "".join(fresh.values()).encode("ascii"))
                new += len(fresh)
    return new


def digest(sealed: str) -> str:
    """Return by what a line of the index names a sealed text; of the value it says nothing."""
    return hashlib.sha256(sealed.encode("ascii", "replace")).hexdigest()


def _secret(root: Path, purpose: str) -> str | None:
    opener = keyring.Opener(root)
    name = f"index/{purpose}.age"
    if not (folder(root) / name).exists():
        readers = keyring.readers(root).get(purpose, ())
        if not readers:
            return None
        made = keyring.wrap(readers, secrets.token_hex(32))
        write(root, name, made)
    return opener.secret(name)


def _tags(root: Path, purpose: str, secret: str) -> dict[str, str]:
    """Return the keyed hashes of a purpose with their pads taken off; a damaged line is passed over."""
    found = {}
    for line in (read_file(folder(root) / f"index/{purpose}.txt") or b"").splitlines():
        parts = line.decode("ascii", "replace").split()
        if len(parts) == 3 and re.fullmatch("[0-9a-f]{64}", parts[2]):
            found[parts[1]] = _padded(secret, parts[1], parts[2])
    return found


def _line(secret: str, entry: Entry) -> str:
    sha = digest(entry.sealed)
    return f"{entry.key} {sha} {_padded(secret, sha, _keyed(secret, f'{entry.sort}:{plain(entry)}'))}\n"


def _padded(secret: str, sha: str, tag: str) -> str:
    return f"{int(tag, 16) ^ int(_keyed(secret, f'line:{sha}'), 16):064x}"


def _keyed(secret: str, text: str) -> str:
    return hmac.new(bytes.fromhex(secret), text.encode("utf-8"), hashlib.sha256).hexdigest()


def plain(entry: Entry) -> str:
    """Return a value as it is compared: blanks, dashes and the country left out."""
    text = re.sub(r"[\s\-.·•()（）]", "", entry.clear.translate(schema_formats.NARROW)).upper()
    return re.sub(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)", "", text) if entry.sort == "phone" else text
