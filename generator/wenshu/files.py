"""The only door to the filesystem, with ``publishing`` and ``journal`` beside it: the tree, the lock, the cache."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from .diagnostics import Code, Finding, Severity

INPUTS = ("records", "schemas", "templates")
CACHE = ".wenshu"

UNREADABLE = Code(
    "FIL01", Severity.ERROR,
    "文件打不开：{reason}",
    "the file cannot be opened: {reason_en}",
    "若在 Word、WPS 或 Excel 里开着，请关闭后重试；否则检查权限。",
    "If Word or Excel holds it, close it and try again; else look at its permissions.",
)  # fmt: skip
NO_ROOT = Code(
    "FIL03", Severity.ERROR,
    "这里不是文书库：向上各级文件夹里都没有 records/company.yaml",
    "no records/company.yaml in this folder or any above it",
    "请先进入公司的文书文件夹，或用 -C 指明；新建示范公司用 wenshu demo 文件夹。",
    "Go into the company's folder or name it with -C; `wenshu demo DIR` makes a demonstration company.",
)  # fmt: skip
_WHY = {
    errno.ENOENT: "它是一个快捷链接，所指的文件不在了", errno.EACCES: "没有读取权限", errno.EPERM: "没有读取权限",
    errno.EBUSY: "别的程序正占用着它", errno.ELOOP: "它是一个指向自己的链接", errno.EIO: "磁盘读取出错",
}  # fmt: skip
_SAID = {
    errno.ENOENT: "没有这个文件或文件夹", errno.EACCES: "没有权限", errno.EPERM: "没有权限",
    errno.EROFS: "这个磁盘是只读的", errno.ENOSPC: "磁盘满了", errno.EEXIST: "已经有同名的文件",
    errno.ENOTDIR: "路径当中有一段是文件，不是文件夹", errno.EISDIR: "这是文件夹，不是文件",
    errno.EBUSY: "别的程序正占用着它", errno.EIO: "磁盘读写出错", errno.ENAMETOOLONG: "名字太长",
}  # fmt: skip


class Locked(Exception):
    """Another command is writing. Holds who and since when."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


def find_root(start: Path) -> Path | None:
    """Return the nearest folder upward that holds records/company.yaml."""
    for folder in (start, *start.parents):
        if (folder / "records" / "company.yaml").is_file():
            return folder
    return None


def walk(top: str) -> Iterator[os.DirEntry[str]]:
    """Yield every file below a folder, in no particular order; Word's ``~$`` locks are passed over."""
    try:
        entries = list(os.scandir(top))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from walk(entry.path)
        elif not entry.name.startswith(("~$", ".")):
            yield entry


def signature(root: Path) -> str:
    """Return a hash over path, size, mtime and inode of every input file."""
    rows = []
    for top in INPUTS:
        for entry in walk(str(root / top)):
            # a link is its own file here: one that leads nowhere is told when it is read
            stat = entry.stat(follow_symlinks=False)
            rows.append(f"{entry.path}|{stat.st_size}|{stat.st_mtime_ns}|{stat.st_ino}")
    return hashlib.sha256("\n".join(sorted(rows)).encode("utf-8", "surrogatepass")).hexdigest()


def read_tree(root: Path) -> tuple[Mapping[str, bytes], tuple[Finding, ...]]:
    """Read records/, schemas/ and templates/: path below the root (forward slashes) → bytes.

    Of an attachment the sha256 is returned instead of its bytes: they may be large, and nothing but a
    hash check needs them.
    """
    found: dict[str, bytes] = {}
    findings: list[Finding] = []
    prefix = len(str(root)) + 1
    for top in INPUTS:
        for entry in walk(str(root / top)):
            path = entry.path[prefix:].replace(os.sep, "/")
            try:
                with Path(entry.path).open("rb") as stream:
                    if path.startswith("records/attachments/"):
                        found[path] = hashlib.file_digest(stream, "sha256").hexdigest().encode("ascii")
                    else:
                        found[path] = stream.read()
            except OSError as error:
                told = error.strerror or str(error)
                findings.append(UNREADABLE.at(path, reason=_WHY.get(error.errno or 0, why(error)), reason_en=told))
    return dict(sorted(found.items())), tuple(findings)


def why(error: OSError) -> str:
    """Return in Chinese what the system says of a file it cannot open or write."""
    return _SAID.get(error.errno or 0) or error.strerror or str(error)


def read(path: Path) -> bytes | None:
    """Return a file's bytes, or None if it is not there."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


@contextlib.contextmanager
def lock(root: Path, what: str) -> Iterator[None]:
    """Hold the root's lock; the operating system frees it with the process.

    Raises:
        Locked: somebody else holds it.
    """
    folder = root / CACHE
    folder.mkdir(exist_ok=True)
    stream = Path(folder / "lock").open("a+", encoding="utf-8")  # noqa: SIM115 (held open as long as the lock)
    if not _taken(stream.fileno()):
        stream.close()
        raise Locked(_holder(folder / "lock.who")) from None
    _HELD.add(stream.fileno())
    try:
        who = f"{what} (pid {os.getpid()})"
        (folder / "lock.who").write_text(who, encoding="utf-8", newline="\n")
        yield
    finally:
        _HELD.discard(stream.fileno())
        stream.close()


_HELD: set[int] = set()
"""Descriptors of the locks this process holds."""


def let_go() -> None:
    """Close, in a forked worker, the locks of its parent: they are freed with the parent, whatever lives on."""
    for descriptor in _HELD:
        os.close(descriptor)
    _HELD.clear()


def _taken(descriptor: int) -> bool:
    """Try to take the lock; a process that is just being killed may hold it for a moment yet."""
    for wait in (0.0, 0.1, 0.3):
        time.sleep(wait)
        try:
            _take(descriptor)
        except OSError:
            continue
        return True
    return False


def _holder(note: Path) -> str:
    """Return who holds the lock and since when; the note's own time says so, no clock is read here."""
    try:
        since = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(note.stat().st_mtime))
        return f"{note.read_text(encoding='utf-8')} {since}"
    except OSError:
        return "?"


if sys.platform == "win32":  # pragma: no cover - the other branch runs here
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def shelter(folder: Path) -> None:
    """Make the folder of locks, journals and caches of an included checkout, which git is told to pass over."""
    with contextlib.suppress(OSError):  # one that may only be read is read without a cache
        (folder / CACHE).mkdir(exist_ok=True)
        note = folder / CACHE / ".gitignore"
        if not note.exists():
            note.write_text("*\n", encoding="utf-8", newline="\n")


def memory(root: Path, name: str) -> bytes | None:
    """Return what the last build left in its cache under a name, or None."""
    return read(root / CACHE / name)


def remember(root: Path, name: str, data: bytes) -> None:
    """Leave something in the cache; it is disposable."""
    folder = root / CACHE
    folder.mkdir(exist_ok=True)
    (folder / (name + ".new")).write_bytes(data)
    os.replace(folder / (name + ".new"), folder / name)
