"""The only door to the filesystem: reading the tree, the lock, publishing the site, writing records.

Publishing (law 8): a first site is made beside and renamed into place whole. Later ones are staged in
``.wenshu/stage`` with a journal; the journal is then carried out file by file, ``index.html`` last.
A journal that was left behind is carried out by the next command; a stage without one is thrown away.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .diagnostics import Code, Finding, Severity

INPUTS = ("records", "schemas", "templates")
CACHE = ".wenshu"

UNREADABLE = Code(
    "FIL01", Severity.ERROR,
    "文件打不开：{reason}",
    "the file cannot be opened: {reason}",
    "若在 Word、WPS 或 Excel 里开着，请关闭后重试；否则检查权限。",
    "If Word or Excel holds it, close it and try again; else look at its permissions.",
)  # fmt: skip
HELD = Code(
    "FIL02", Severity.ERROR,
    "文件正被别的程序占用，没能换成新的",
    "another program holds the file; it could not be replaced",
    "请在 Word、WPS 或资源管理器里关闭它，再运行一次同样的命令：没换完的会接着换。",
    "Close it in Word or the viewer and run the same command again: the rest will be carried out.",
)  # fmt: skip
NO_ROOT = Code(
    "FIL03", Severity.ERROR,
    "这里不是文书库：向上各级文件夹里都没有 records/company.yaml",
    "no records/company.yaml in this folder or any above it",
    "请先进入公司的文书文件夹，或用 -C 指明；新建示范公司用 wenshu demo 文件夹。",
    "Go into the company's folder or name it with -C; `wenshu demo DIR` makes a demonstration company.",
)  # fmt: skip


class Locked(Exception):
    """Another command is writing. Holds who and since when."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class Held(Exception):
    """A file of the site is held open by another program."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


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
                with open(entry.path, "rb") as stream:
                    if path.startswith("records/attachments/"):
                        found[path] = hashlib.file_digest(stream, "sha256").hexdigest().encode("ascii")
                    else:
                        found[path] = stream.read()
            except OSError as error:
                findings.append(UNREADABLE.at(path, reason=error.strerror or str(error)))
    return dict(sorted(found.items())), tuple(findings)


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
    stream = open(folder / "lock", "a+", encoding="utf-8")  # noqa: SIM115 (held open as long as the lock)
    try:
        _take(stream.fileno())
    except OSError:
        stream.close()
        raise Locked(_holder(folder / "lock.who")) from None
    try:
        who = f"{what} (pid {os.getpid()})"
        (folder / "lock.who").write_text(who, encoding="utf-8", newline="\n")
        yield
    finally:
        stream.close()


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


# ── publishing ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Stage:
    """Where workers put freshly rendered files before they are published, and what there is already."""

    folder: Path
    site: Path

    def put(self, path: str, data: bytes) -> None:
        """Write one file of the new site into the stage."""
        target = self.folder / path
        try:
            target.write_bytes(data)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def open_stage(root: Path) -> Stage:
    """Return an empty stage; an unfinished publication is carried out or thrown away first."""
    recover(root)
    folder = root / CACHE / "stage"
    folder.mkdir(parents=True, exist_ok=True)
    return Stage(folder, root / "site")


def standing_files(site: Path) -> dict[str, tuple[int, int]]:
    """Return size and mtime (ns) of every file of the site, by path below it."""
    prefix = len(str(site)) + 1
    found = {}
    for entry in walk(str(site)):
        stat = entry.stat()
        found[entry.path[prefix:].replace(os.sep, "/")] = (stat.st_size, stat.st_mtime_ns)
    return found


def publish(root: Path, staged: tuple[str, ...], gone: tuple[str, ...], memory: bytes) -> None:
    """Make the stage the site: ``staged`` paths replace or join, ``gone`` ones leave.

    ``memory`` is the build's own manifest; it is written in the same movement, so it never tells of a
    site that is not there.

    Raises:
        Held: a file is held open by another program; the journal stays and the next command goes on.
    """
    cache = root / CACHE
    site = root / "site"
    (cache / "manifest.new").write_bytes(memory)
    if not site.exists():
        (cache / "stage").rename(site)
        os.replace(cache / "manifest.new", cache / "manifest")
        return
    order = sorted(staged, key=lambda p: (PurePosixPath(p).name == "index.html", p))
    journal = json.dumps({"staged": order, "gone": list(gone)}, ensure_ascii=False)
    (cache / "journal.new").write_text(journal, encoding="utf-8", newline="\n")
    os.replace(cache / "journal.new", cache / "journal")
    recover(root)


def recover(root: Path) -> bool:
    """Carry out a journal that stands, throw away a stage without one. Say whether there was a journal.

    Raises:
        Held: a file is still held open by another program.
    """
    cache = root / CACHE
    stage = cache / "stage"
    text = read(cache / "journal")
    if text is None:
        if (cache / "manifest.new").exists() and not stage.exists() and (root / "site").exists():
            # killed between the rename of a first site and that of its manifest
            os.replace(cache / "manifest.new", cache / "manifest")
        shutil.rmtree(stage, ignore_errors=True)
        return False
    journal = json.loads(text)
    site = root / "site"
    for path in journal["staged"]:
        if (stage / path).exists():
            _replace(stage / path, site / path)
    for path in journal["gone"]:
        _remove(site / path, site)
    if (cache / "manifest.new").exists():
        os.replace(cache / "manifest.new", cache / "manifest")
    (cache / "journal").unlink()
    shutil.rmtree(stage, ignore_errors=True)
    return True


def _replace(source: Path, target: Path) -> None:
    for wait in (0.0, 0.05, 0.2, 0.5):
        time.sleep(wait)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, target)
        except PermissionError:
            continue
        return
    raise Held(str(target))


def _remove(target: Path, top: Path) -> None:
    try:
        target.unlink(missing_ok=True)
    except PermissionError:
        raise Held(str(target)) from None
    for folder in target.parents:
        if folder == top or folder == top.parent:
            return
        try:
            folder.rmdir()
        except OSError:
            return


def memory(root: Path, name: str) -> bytes | None:
    """Return what the last build left in its cache under a name, or None."""
    return read(root / CACHE / name)


def remember(root: Path, name: str, data: bytes) -> None:
    """Leave something in the cache; it is disposable."""
    folder = root / CACHE
    folder.mkdir(exist_ok=True)
    (folder / (name + ".new")).write_bytes(data)
    os.replace(folder / (name + ".new"), folder / name)


def copy_site(site: Path, target: Path, audiences: tuple[str, ...]) -> int:
    """Copy the built site's audiences to a folder, only what differs; return how many files were written."""
    written = 0
    for audience in audiences:
        wanted = {Path(e.path).relative_to(site).as_posix(): e for e in walk(str(site / audience))}
        for path, entry in sorted(wanted.items(), key=lambda item: (item[0].endswith("index.html"), item[0])):
            goal = target / path
            data = Path(entry.path).read_bytes()
            if read(goal) != data:
                goal.parent.mkdir(parents=True, exist_ok=True)
                beside = goal.with_name("~new-" + goal.name)
                beside.write_bytes(data)
                _replace(beside, goal)
                written += 1
        for entry in walk(str(target / audience)):
            path = Path(entry.path).relative_to(target).as_posix()
            if path not in wanted:
                _remove(Path(entry.path), target)
    return written
