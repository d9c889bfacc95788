"""Publishing the site: the whole new one or the whole old one (law 8).

A first site is made beside and renamed into place whole. Later ones are staged in a folder of ``.wenshu``
with a journal; the journal is then carried out file by file, ``index.html`` last. A journal that was
left behind is carried out by the next command; a stage without one is thrown away.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .diagnostics import Code, Severity
from .files import CACHE, read, walk

MARK = "assets/asof.js"
"""What every site holds, and nothing else does."""
HELD = Code(
    "FIL02", Severity.ERROR,
    "文件正被别的程序占用，没能换成新的",
    "another program holds the file; it could not be replaced",
    "请在 Word、WPS 或资源管理器里关闭它，再运行一次同样的命令：没换完的会接着换。",
    "Close it in Word or the viewer and run the same command again: the rest will be carried out.",
)  # fmt: skip


class Held(Exception):
    """A file of the site is held open by another program."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Stage:
    """Where workers put freshly rendered files before they are published, and what there is already."""

    folder: Path
    site: Path

    def stands(self, path: str, data: bytes) -> bool:
        """Say whether a file of the site has these very bytes already."""
        return read(self.site / path) == data

    def put(self, path: str, data: bytes) -> int:
        """Write one file of the new site into the stage; return its mtime (ns), which publishing keeps."""
        target = f"{self.folder}/{path}"
        try:
            stream = open(target, "wb", buffering=0)  # noqa: SIM115 (closed below)
        except FileNotFoundError:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            stream = open(target, "wb", buffering=0)  # noqa: SIM115 (closed below)
        with stream:
            stream.write(data)
            return os.fstat(stream.fileno()).st_mtime_ns


def open_stage(root: Path) -> Stage:
    """Return an empty stage; an unfinished publication is carried out or thrown away first."""
    recover(root)
    # of its own: what a killed build's last worker may still write lands in a folder that nobody reads
    folder = root / CACHE / f"stage-{os.getpid()}"
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


def publish(root: Path, stage: Stage, staged: tuple[str, ...], gone: tuple[str, ...], memory: bytes) -> None:
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
        stage.folder.rename(site)
        os.replace(cache / "manifest.new", cache / "manifest")
        return
    order = sorted(staged, key=lambda p: (PurePosixPath(p).name == "index.html", p))
    told = {"stage": stage.folder.name, "staged": order, "gone": list(gone)}
    journal = json.dumps(told, ensure_ascii=False)
    (cache / "journal.new").write_text(journal, encoding="utf-8", newline="\n")
    os.replace(cache / "journal.new", cache / "journal")
    recover(root)


def recover(root: Path) -> bool:
    """Carry out a journal that stands, throw away a stage without one. Say whether there was a journal.

    Raises:
        Held: a file is still held open by another program.
    """
    cache = root / CACHE
    stages = tuple(cache.glob("stage*"))
    text = read(cache / "journal")
    if text is None:
        if (cache / "manifest.new").exists() and not stages and (root / "site").exists():
            # killed between the rename of a first site and that of its manifest
            os.replace(cache / "manifest.new", cache / "manifest")
        _throw_away(stages)
        return False
    journal = json.loads(text)
    site = root / "site"
    stage = cache / journal["stage"]
    for path in journal["staged"]:
        if (stage / path).exists():
            _replace(stage / path, site / path)
    for path in journal["gone"]:
        _remove(site / path, site)
    if (cache / "manifest.new").exists():
        os.replace(cache / "manifest.new", cache / "manifest")
    (cache / "journal").unlink()
    _throw_away(stages)
    return True


def _throw_away(stages: Iterable[Path]) -> None:
    for stage in stages:
        shutil.rmtree(stage, ignore_errors=True)


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


def ours(folder: Path) -> bool:
    """Say whether a folder may become one audience's site: it is not there, empty, or was one before."""
    return (folder / MARK).is_file() or next(walk(str(folder)), None) is None


def listing(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file below a folder, by its path there."""
    held = ((Path(e.path).relative_to(folder).as_posix(), e.path) for e in walk(str(folder)))
    return {name: hashlib.sha256(Path(path).read_bytes()).hexdigest() for name, path in sorted(held)}


def neighbours(target: Path) -> tuple[Path, ...]:
    """Return the sites that lie in a folder, beside it, above it, or in a folder beside it: whoever opens the
    share that holds it can open them too."""
    near = {Path(found).parents[1] for top in (target, target.parent) for found in _sites(top, 2)}
    above = {Path(found).parents[1] for top in target.parents for found in _sites(top, 1)}
    return tuple(sorted(near | above))


def _sites(top: Path, depth: int) -> Iterator[Path]:
    """Yield the marks (assets/asof.js) of the sites a folder is or holds, down to a depth."""
    try:
        found = (top / MARK).is_file()
        below = [entry.path for entry in os.scandir(top) if entry.is_dir(follow_symlinks=False)] if depth else []
    except OSError:  # a folder that is not there, or that this person may not open: somebody's own on the same share
        return
    if found:
        yield top / MARK
    for path in below:
        yield from _sites(Path(path), depth - 1)


def copy_site(site: Path, target: Path, audiences: tuple[str, ...], kept: str = "") -> int:
    """Copy the built site's audiences to a folder, only what differs; return how many files were written.

    ``kept`` is the name of a file at the top of an audience's folder that is no part of the site and stays.
    """
    written = 0
    for audience in audiences:
        wanted = {Path(e.path).relative_to(site).as_posix(): e for e in walk(str(site / audience))}
        for path, entry in sorted(wanted.items(), key=lambda item: (item[0].endswith("index.html"), item[0])):
            goal = target / path
            data = Path(entry.path).read_bytes()
            if read(goal) != data:
                put(goal, data)
                written += 1
        for entry in walk(str(target / audience)):
            path = Path(entry.path).relative_to(target).as_posix()
            if path not in wanted and path != f"{audience}/{kept}":
                _remove(Path(entry.path), target)
    return written


def put(goal: Path, data: bytes) -> None:
    """Write a file beside its place and move it there.

    Raises:
        Held: another program holds it open.
    """
    goal.parent.mkdir(parents=True, exist_ok=True)
    beside = goal.with_name("~new-" + goal.name)
    beside.write_bytes(data)
    _replace(beside, goal)
