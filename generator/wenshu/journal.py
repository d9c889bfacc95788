"""Several files written as one: a verb that is killed leaves nothing or a commit (law 8).

What a verb is about to write is first laid down in ``.wenshu/verb``: the old bytes, the new bytes and the
commit HEAD was on. The files are then replaced one by one, committed, and the folder is thrown away. A
folder that was left behind tells the next command all it needs to finish the verb or to undo it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CACHE = ".wenshu"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A verb that was begun and not ended. Contents by path below the root, None where no file is."""

    head: str
    old: Mapping[str, bytes | None]
    new: Mapping[str, bytes | None]


def begin(root: Path, changes: Mapping[str, bytes | None], head: str) -> Unfinished:
    """Lay down what is about to be written; from here on :func:`standing` tells of it."""
    old = {path: _read(root / path) for path in changes}
    fresh = root / CACHE / "verb.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    rows = []
    for i, (path, new) in enumerate(sorted(changes.items())):
        for name, data in (("old", old[path]), ("new", new)):
            if data is not None:
                (fresh / f"{i}.{name}").write_bytes(data)
        rows.append({"path": path, "old": old[path] is not None, "new": new is not None})
    told = json.dumps({"head": head, "files": rows}, ensure_ascii=False)
    (fresh / "journal").write_text(told, encoding="utf-8", newline="\n")
    fresh.rename(root / CACHE / "verb")
    return Unfinished(head, old, dict(changes))


def standing(root: Path) -> Unfinished | None:
    """Return the verb that was begun and not ended, or None."""
    folder = root / CACHE / "verb"
    text = _read(folder / "journal")
    if text is None:
        return None
    told = json.loads(text)
    old: dict[str, bytes | None] = {}
    new: dict[str, bytes | None] = {}
    for i, row in enumerate(told["files"]):
        old[row["path"]] = (folder / f"{i}.old").read_bytes() if row["old"] else None
        new[row["path"]] = (folder / f"{i}.new").read_bytes() if row["new"] else None
    return Unfinished(told["head"], old, new)


def carry_out(root: Path, verb: Unfinished) -> None:
    """Make the files what the verb wants, each in one movement."""
    for path, data in sorted(verb.new.items()):
        _put(root, path, data)


def undo(root: Path, verb: Unfinished) -> None:
    """Make the files what they were; a file that somebody changed since is left as he wants it."""
    for path, data in sorted(verb.old.items()):
        if _read(root / path) == verb.new[path]:
            _put(root, path, data)
    end(root)


def end(root: Path) -> None:
    """Forget the verb: it is done, or undone."""
    folder = root / CACHE / "verb"
    done = root / CACHE / "verb.done"
    shutil.rmtree(done, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        folder.rename(done)
    shutil.rmtree(done, ignore_errors=True)


def _put(root: Path, path: str, data: bytes | None) -> None:
    target = root / path
    if data is None:
        target.unlink(missing_ok=True)
        _prune(target.parent, root / "records")
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = root / CACHE / "fresh"
    fresh.write_bytes(data)
    os.replace(fresh, target)


def _prune(folder: Path, top: Path) -> None:
    """Remove folders that a withdrawn file left empty."""
    while top in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
