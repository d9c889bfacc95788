"""The only door to the key folder: private halves outside git, one file per person and purpose.

``<folder>/<purpose>/<fp>.age`` holds a private half, wrapped to the readers of that purpose; ``readers.yaml``
who they are; ``copied.yaml`` when the folder was last copied. A reader's own identity is the file that
``WENSHU_IDENTITY`` names. Whoever deletes a key file destroys what it sealed, git's history included.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import sealed
from .diagnostics import Code, Severity
from .keyfolder import (
    BAD_PURPOSE,
    DAMAGED,
    IDENTITY,
    KEY_FILE,
    Refused,
    entries,
    folder,
    held,
    is_purpose,
    likenesses,
    listed,
    present,
    read_file,
    stamp,
    table,
    write,
)

__all__ = ["Refused", "folder", "present"]

READERS, COPIED = "readers.yaml", "copied.yaml"
_AGE_FILE = b"age-encryption.org/v1\n-> X25519 "

NO_READERS = Code(
    "KEY02", Severity.ERROR,
    "用途“{purpose}”还没有读者，做不了钥匙，什么也没有写入",
    "purpose {purpose} has no reader yet: no key can be made; nothing was written",
    "先做一份身份：wenshu keys new-identity 文件（放在 git 之外），"
    "再登记：wenshu keys add-reader 姓名 age1… --purpose {purpose}。",
    "First `wenshu keys new-identity FILE` (outside git), then "
    "`wenshu keys add-reader NAME age1… --purpose {purpose}`.",
)  # fmt: skip
BAD_RECIPIENT = Code(
    "KEY05", Severity.ERROR,
    "“{name}”的公钥不对：要写 age1 开头的一行",
    "the recipient of {name} is none: it begins with age1",
    "让本人运行 wenshu keys new-identity 文件，把印出的 age1… 原样发来。",
    "Let him run `wenshu keys new-identity FILE` and send the age1… line it prints.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """Who may open the values of a purpose: his name, his public half, since when."""

    name: str
    recipient: str
    since: str = ""


def keys(root: Path) -> Mapping[str, str]:
    """Return the keys whose private halves are here: fingerprint → purpose.

    Raises:
        Refused: the folder lies in a git work tree.
    """
    found: dict[str, str] = {}
    for path in listed(folder(root)):
        if match := KEY_FILE.fullmatch(path.name):
            found[match[1]] = path.parent.name
    return dict(sorted(found.items()))


def signature(root: Path) -> str:
    """Return a hash over the key folder and the identity as they lie there: input of cached answers.

    Raises:
        Refused: the folder lies in a git work tree.
    """
    top = folder(root)
    told = os.environ.get(IDENTITY, "")
    seen = [top / READERS, top / COPIED, *listed(top), *(entries(top / "index"))]
    rows = [str(top), told, *(stamp(path) for path in sorted(seen)), stamp(Path(told)) if told else ""]
    return hashlib.sha256("\n".join(rows).encode("utf-8", "surrogatepass")).hexdigest()


def readers(root: Path) -> Mapping[str, tuple[Reader, ...]]:
    """Return who may open what: purpose → readers.

    Raises:
        Refused: the folder lies in a git work tree, or its list of readers is damaged.
    """
    found: dict[str, tuple[Reader, ...]] = {}
    for purpose, rows in table(root, READERS).items():
        told = rows if isinstance(rows, list) else [rows]
        each = [row for row in told if isinstance(row, dict)]
        held = tuple(
            Reader(*(str(row.get(key, "")) for key in ("name", "recipient", "since"))) for row in each
        )  # fmt: skip
        if len(held) != len(told) or not all(one.name and sealed.is_public(one.recipient) for one in held):
            raise Refused(DAMAGED.at(READERS, name=READERS))
        found[purpose] = held
    return found


def copied(root: Path) -> tuple[str, str]:
    """Return when and where the folder was last copied, ``("", "")`` if never or not known.

    Raises:
        Refused: the folder lies in a git work tree.
    """
    with contextlib.suppress(Refused):
        told = table(root, COPIED)
        return str(told.get("on", "")), str(told.get("to", ""))
    folder(root)
    return "", ""


def asked(root: Path, purpose: str) -> tuple[Reader, ...]:
    """Return who will read a key of a purpose that is about to be made.

    Raises:
        Refused: nobody would, or the folder cannot be used.
    """
    if not is_purpose(purpose):
        raise Refused(BAD_PURPOSE.at(READERS, purpose=purpose))
    who = readers(root).get(purpose, ())
    if not who:
        raise Refused(NO_READERS.at(READERS, purpose=purpose))
    return who


def make(root: Path, purpose: str) -> str:
    """Make a key, wrapped to the readers of its purpose, and return its public half.

    Raises:
        Refused: the folder cannot be used, or the purpose has no readers.
    """
    public, private = sealed.make_key()
    lay(root, [(purpose, private)])
    return public


def lay(root: Path, made: Iterable[tuple[str, str]]) -> None:
    """Lay down private halves, each wrapped to the readers of its purpose.

    Raises:
        Refused: the folder cannot be used, or a purpose has no readers; no key was laid down then.
    """
    made = tuple(made)
    if not made:
        return
    with held(root):
        wrapped = [(purpose, private, wrap(asked(root, purpose), private)) for purpose, private in made]
        for purpose, private, data in wrapped:
            write(root, f"{purpose}/{sealed.fingerprint(sealed.public_of(private))}.age", data)


def wrap(who: tuple[Reader, ...], private: str) -> bytes:
    """Return a secret as a file that some readers can open."""
    return sealed.wrap(tuple(one.recipient for one in who), private.encode("ascii"))


def delete(root: Path, fps: Iterable[str]) -> tuple[str, ...]:
    """Destroy keys for ever; return those that were here.

    Raises:
        Refused: the folder cannot be used.
    """
    wanted = frozenset(fps)
    if not wanted or not present(root):
        return ()
    gone = []
    with held(root):
        for fp, purpose in keys(root).items():
            if fp in wanted:
                # what a killed writer, an editor or a sync service left beside it holds the same key
                for path in (*likenesses(folder(root), fp), folder(root) / purpose / f"{fp}.age"):
                    # the bytes go before the name does: an undelete finds nothing
                    path.write_bytes(b"\0" * path.stat().st_size)
                    path.unlink()
                gone.append(fp)
    return tuple(gone)


def forget(root: Path, fps: Iterable[str]) -> None:
    """Drop the lines of keys from the index of duplicates.

    Raises:
        Refused: the folder cannot be used.
    """
    wanted = frozenset(fps)
    if not wanted or not present(root):
        return
    with held(root):
        for path in entries(folder(root) / "index"):
            lines = path.read_bytes().splitlines(keepends=True) if path.suffix == ".txt" else []
            kept = [line for line in lines if line[:12].decode("ascii", "replace") not in wanted]
            if len(kept) < len(lines):
                write(root, f"index/{path.name}", b"".join(kept))


def identities() -> tuple[str, ...]:
    """Return the private halves of the reader's own identity file, none where there is none."""
    told = os.environ.get(IDENTITY, "")
    data = read_file(Path(told).expanduser()) if told else None
    lines = (data or b"").decode("utf-8-sig", "replace").split()
    return tuple(line for line in lines if line.startswith("AGE-SECRET-KEY-1"))


def unidentified() -> tuple[str, str]:
    """Return why there is no identity (Chinese, English): none was named, or what was named holds none."""
    told = os.environ.get(IDENTITY, "")
    path = Path(told).expanduser()
    if not told:
        return "没有说用谁的身份", "no identity was named"
    if not path.exists():
        return f"没有身份文件 {told}", f"there is no identity file {told}"
    if path.is_dir():
        return f"身份文件 {told} 是一个文件夹", f"the identity file {told} is a folder"
    return f"{told} 不是身份文件，里面没有 AGE-SECRET-KEY-1 开头的一行", f"{told} holds no AGE-SECRET-KEY-1 line"


class Opener:
    """Opens sealed scalars with the reader's identity: each key and each scalar once, only when asked for."""

    def __init__(self, root: Path) -> None:
        self._top = folder(root)
        self._who: tuple[str, ...] | None = None
        self._files: Mapping[str, str] | None = None
        self._root = root
        self._keys: dict[str, str | None] = {}
        self._clear: dict[str, str | None] = {}

    @property
    def opened(self) -> int:
        """Return how many sealed scalars were opened."""
        return sum(clear is not None for clear in self._clear.values())

    def __call__(self, text: str) -> str | None:
        """Return the clear text of a sealed scalar, None where no key here opens it."""
        if text not in self._clear:
            private = self.key(sealed.key_of(text))
            self._clear[text] = None
            if private is not None:
                with contextlib.suppress(sealed.Shut):
                    self._clear[text] = sealed.unseal(private, text)
        return self._clear[text]

    def key(self, fp: str) -> str | None:
        """Return the private half of a key, None where it is not here or the identity does not open it."""
        if fp not in self._keys:
            if self._files is None:
                self._files = keys(self._root)
            purpose = self._files.get(fp, "")
            told = self.secret(f"{purpose}/{fp}.age") if purpose else None
            self._keys[fp] = told if told and sealed.opens(told, fp) else None
        return self._keys[fp]

    def secret(self, name: str) -> str | None:
        """Return what a file of the key folder holds for this reader, or None."""
        if self._who is None:
            self._who = identities()
        data = read_file(self._top / name) if self._who else None
        for private in self._who if data else ():
            with contextlib.suppress(sealed.Shut, UnicodeDecodeError):
                return sealed.unwrap(private, data or b"").decode("ascii")
        return None


def opener(root: Path) -> Callable[[str], str | None]:
    """Return a function that opens sealed scalars with the reader's identity; see :class:`Opener`.

    Raises:
        Refused: the folder lies in a git work tree.
    """
    return Opener(root)


def damaged(root: Path) -> tuple[str, ...]:
    """Return the names of key files that are damaged on the face of them.

    Raises:
        Refused: the folder lies in a git work tree.
    """
    top = folder(root)
    return tuple(
        f"{path.parent.name}/{path.name}" for path in listed(top)
        if not (read_file(path) or b"").startswith(_AGE_FILE)
    )  # fmt: skip
