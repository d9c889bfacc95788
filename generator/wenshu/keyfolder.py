"""Where private halves lie, outside git: finding the folder, holding it alone, reading and writing its files."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from . import files, yamlread, yamlwrite
from .diagnostics import Barred, Code, Severity

FOLDER, IDENTITY = "WENSHU_KEYS", "WENSHU_IDENTITY"

IN_TREE = Code(
    "KEY01", Severity.ERROR,
    "钥匙文件夹放在 git 的工作区里了：{folder}",
    "the key folder lies in a git work tree: {folder}",
    "钥匙绝不能进 git。请把文件夹移到任何 git 工作区之外，用环境变量 WENSHU_KEYS 指明；不写则为文书库旁边的 {usual}。",
    "Keys never stand in git: move the folder out of every work tree and name it in WENSHU_KEYS (default {usual}).",
)  # fmt: skip
DAMAGED = Code(
    "KEY03", Severity.ERROR,
    "钥匙文件夹里的 {name} 损坏了，读不出",
    "{name} in the key folder is damaged",
    "从钥匙文件夹的备份里恢复这个文件；没有备份的，把它移走，"
    "请现有读者用 wenshu keys add-reader 逐个重新登记各用途的读者，钥匙不受影响。",
    "Restore it from the copy of the key folder; without one move it away, and let a reader enter the readers of "
    "each purpose again with `wenshu keys add-reader`: the keys are not touched.",
)  # fmt: skip
BUSY = Code(
    "KEY04", Severity.ERROR,
    "另一个命令正在写钥匙文件夹：{holder}",
    "another command is writing the key folder: {holder}",
    "等它结束再试。",
    "Wait for it to end, then try again.",
)  # fmt: skip
NOT_WRITTEN = Code(
    "KEY06", Severity.ERROR,
    "钥匙文件夹写不进去：{reason}",
    "the key folder cannot be written: {reason_en}",
    "什么也没有写入。看看这个文件夹是不是只读、磁盘是不是满了、有没有权限。",
    "Nothing was written. Is the folder read-only, the disk full, a permission lacking?",
)  # fmt: skip
BAD_PURPOSE = Code(
    "KEY07", Severity.ERROR,
    "“{purpose}”不能作用途的代号",
    "{purpose} cannot name a purpose",
    "用途写小写英文字母、数字、下划线，字母开头，最多 20 个字符，如 contact、sale；index 另有用处。",
    "A purpose is written in lower-case letters, digits and underscores, a letter first, at most 20; not `index`.",
)  # fmt: skip
PURPOSE = re.compile(r"[a-z][a-z0-9_]{0,19}")
KEY_FILE = re.compile(r"([a-z2-7]{12})\.age")


class Refused(Barred):
    """The key folder cannot be used as it is; carries why."""


def folder(root: Path) -> Path:
    """Return the key folder of a repository, whether it is there or not.

    Raises:
        Refused: it lies in a git work tree (the usual place only where something lies there).
    """
    told = os.environ.get(FOLDER, "")
    found = Path(told).expanduser().resolve() if told else _usual(root)
    if in_work_tree(found) and (told or found.exists()):
        raise _in_tree(root, found)
    return found


def _usual(root: Path) -> Path:
    """Return the place beside the repository: the records may lie in a folder of it."""
    here = root.resolve()
    top = next((up for up in (here, *here.parents) if (up / ".git").exists()), here)
    return top.parent / f"{top.name}-keys"


def _in_tree(root: Path, found: Path) -> Refused:
    return Refused(IN_TREE.at(FOLDER, folder=found, usual=f"../{_usual(root).name}"))


def in_work_tree(path: Path) -> bool:
    """Say whether a path lies in a git work tree or in a repository's own folder."""
    return any(
        (up / ".git").exists() or ((up / "HEAD").is_file() and (up / "objects").is_dir())
        for up in (path, *path.parents)
    )


def present(root: Path) -> bool:
    """Say whether there is a key folder.

    Raises:
        Refused: it lies in a git work tree.
    """
    return folder(root).is_dir()


@contextlib.contextmanager
def held(root: Path) -> Iterator[None]:
    """Hold the key folder alone, and make it if it is not there yet.

    Raises:
        Refused: another command holds it for long, it lies in a work tree or cannot be written.
    """
    top = folder(root)
    if in_work_tree(top):
        raise _in_tree(root, top)
    try:
        top.mkdir(mode=0o700, parents=True, exist_ok=True)
        with contextlib.ExitStack() as stack:
            for last in (False, False, False, False, True):
                try:
                    stack.enter_context(files.lock(top, "wenshu keys"))
                    break
                except files.Locked as locked:
                    if last:
                        raise Refused(BUSY.at(top.name, holder=locked.holder)) from None
                    time.sleep(0.2)
            yield
    except OSError as error:
        told = {"reason": files.why(error), "reason_en": error.strerror or str(error)}
        raise Refused(NOT_WRITTEN.at(top.name, None, **told)) from None


def write(root: Path, name: str, data: bytes) -> None:
    """Write a file of the key folder in one movement, for its owner's eyes only. The caller holds the folder."""
    top = folder(root)
    target = top / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    private(target, data)


def private(target: Path, data: bytes) -> None:
    """Write any file in one movement with mode 0600."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(fresh, target)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def write_table(root: Path, name: str, values: Mapping[str, Any]) -> None:
    """Write one of the lists of the key folder. The caller holds the folder."""
    write(root, name, yamlwrite.dump(values))


def read_file(path: Path) -> bytes | None:
    """Return a file's bytes, None where it is not there or cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def table(root: Path, name: str) -> Mapping[str, Any]:
    """Return one of the lists of the key folder, empty where there is none.

    Raises:
        Refused: it is damaged, or the folder lies in a work tree.
    """
    data = files.read(folder(root) / name)
    if not data:
        return {}
    tree, _ = yamlread.read(name, data)
    if tree is None:
        raise Refused(DAMAGED.at(name, name=name))
    return tree


def is_purpose(name: str) -> bool:
    """Say whether a word can name a purpose, and so a folder of keys."""
    return name != "index" and PURPOSE.fullmatch(name) is not None


def listed(top: Path) -> list[Path]:
    """Return the key files, in the folders that are named like a purpose."""
    return [
        path for below in entries(top) if is_purpose(below.name)
        for path in entries(below) if KEY_FILE.fullmatch(path.name)
    ]  # fmt: skip


def likenesses(top: Path, fp: str) -> list[Path]:
    """Return the other files named after a key, wherever below: half-written ones, copies, backups."""
    return [path for path in sorted(top.rglob(f"*{fp}*")) if path.is_file() and path.name != f"{fp}.age"] + [
        path for path in sorted(top.rglob(f"{fp}.age")) if path.parent.parent != top
    ]


def entries(top: Path) -> list[Path]:
    """Return what lies in a folder, sorted; nothing where there is none."""
    try:
        return sorted(top.iterdir())
    except OSError:
        return []


def stamp(path: Path) -> str:
    """Return what changes when a file does: size, time, inode."""
    try:
        stat = path.stat()
    except OSError:
        return f"{path}|"
    return f"{path}|{stat.st_size}|{stat.st_mtime_ns}|{stat.st_ino}"
