"""Wrapping the key files anew to other readers, and copying the key folder: all of it or nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .. import keyfolder, keyring, yamlwrite
from . import Desk, _keyroom

if TYPE_CHECKING:
    from ..keyring import Reader


def readers_of(
    known: Mapping[str, tuple[Reader, ...]], purposes: Iterable[str],
    joined: Callable[[str, tuple[Reader, ...]], tuple[Reader, ...]],
) -> dict[str, tuple[Reader, ...]]:  # fmt: skip
    """Return the readers of some purposes after a change."""
    return {purpose: joined(purpose, known.get(purpose, ())) for purpose in purposes}


def rewrap(
    desk: Desk, root: Path, change: Callable[[dict[str, tuple[Reader, ...]]], Mapping[str, tuple[Reader, ...]]],
    purposes: Iterable[str], dry_run: bool = False,
) -> int:  # fmt: skip
    """Change the readers and wrap every key file of some purposes to them; return how many files.

    The list of readers goes first: killed half way, the same command again brings the rest along.

    Raises:
        Stop: the identity does not open one of them (exit 1); nothing was changed.
        keyring.Refused: the key folder cannot be used.
    """
    from .keys import SHUT_KEYS

    with contextlib.nullcontext() if dry_run else keyfolder.held(root):
        known = dict(keyring.readers(root))
        after = change(known)
        opener = keyring.Opener(root)
        wrapped: dict[str, bytes] = {}
        for purpose in dict.fromkeys(purposes):
            names = _files(root, purpose)
            secrets = {name: opener.secret(name) for name in names}
            shut = sum(secret is None for secret in secrets.values())
            if shut and not keyring.identities():
                raise _keyroom.unidentified(desk)
            if shut:
                told = "、".join(one.name for one in known.get(purpose, ())) or "（无）"
                raise desk.refuse(SHUT_KEYS.at(keyring.READERS, purpose=purpose, count=shut, names=told))
            wrapped |= {name: keyring.wrap(after[purpose], secret or "") for name, secret in secrets.items()}
        if dry_run:
            return len(wrapped)
        keyfolder.write_table(root, keyring.READERS, _told(after))
        for name, data in wrapped.items():
            keyfolder.write(root, name, data)
    return len(wrapped)


def _files(root: Path, purpose: str) -> list[str]:
    own = [f"{purpose}/{fp}.age" for fp, held in keyring.keys(root).items() if held == purpose]
    index = f"index/{purpose}.age"
    return [*own, *([index] if (keyfolder.folder(root) / index).exists() else [])]


def _told(readers: Mapping[str, tuple[Reader, ...]]) -> dict[str, list[dict[str, str]]]:
    return {
        purpose: [{"name": one.name, "recipient": one.recipient, "since": one.since} for one in each]
        for purpose, each in sorted(readers.items()) if each
    }  # fmt: skip


def copied(root: Path, target: Path, gone: Collection[str], day: date) -> int:
    """Copy the key folder, note the day, and return how many files; keys erased on record go from the copy too."""
    top = keyfolder.folder(root)
    count = 0
    with keyfolder.held(root):
        told = yamlwrite.dump({"on": day, "to": str(target.expanduser().resolve())})
        keyfolder.write(root, keyring.COPIED, told)
        for path in sorted(top.rglob("*")):
            below = path.relative_to(top)
            if path.is_file() and not any(part.startswith(".") for part in below.parts) and path.stem not in gone:
                place = target.expanduser().resolve() / below
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                keyfolder.private(place, path.read_bytes())
                count += 1
        for path in target.expanduser().resolve().glob("*/*.age"):
            if path.stem in gone:
                path.unlink()
    return count
