"""Obedience to erasure records: a clone that meets one destroys its own copy of the keys, and says so.

Nothing of it rests on the clone that decided: the record in git is what is obeyed, whenever it arrives. What may
show a value (sites with clear or masked values, the cache) goes first and the key last, so that a command
killed in between finds its work again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from .. import build, files, gitlog, gitpast, gitrefs, keyring, keys, publishing, yamlread
from ..company import Company
from ..diagnostics import Code, Severity, errors
from ..gitrun import GitFailed
from . import Desk

FOLDER = f"records/{keys.ERASURES}"
DESTROYED = Code(
    "SUB28", Severity.WARNING,
    "按这份删除记录，已销毁本机钥匙文件夹里的 {count} 把钥匙（{purposes}）",
    "by this erasure {count} keys of the key folder here were destroyed ({purposes})",
    "能看到这些内容的旧网站也删了，请重新 wenshu build；钥匙文件夹另有备份的，从备份里一并删去。",
    "Sites that showed the values are gone: build anew. Delete the same keys from copies of the key folder.",
)  # fmt: skip
STILL_HERE = Code(
    "SUB29", Severity.WARNING,
    "这份删除记录要销毁的 {count} 把钥匙还在本机的钥匙文件夹里",
    "{count} keys that this erasure destroys are still in the key folder here",
    "运行一次 wenshu build 或 wenshu sync，就会销毁；wenshu check 只报告，不动钥匙。",
    "Run wenshu build or wenshu sync once: they destroy them. wenshu check only tells.",
)  # fmt: skip
NOT_OBEYED = Code(
    "SUB30", Severity.WARNING,
    "这份删除记录有错误，{count} 把钥匙没有销毁",
    "this erasure has errors: {count} keys were not destroyed",
    "先按 wenshu check 的提示改正（决定人、当事人、钥匙）；改正前钥匙留着。",
    "Mend what wenshu check says of it (who decided, whose keys); the keys stay until then.",
)  # fmt: skip
NOT_PURGED = Code(
    "SUB34", Severity.WARNING,
    "旧网站 {folder} 删不掉：正被别的程序打开，或没有权限",
    "the old site {folder} cannot be deleted: another program holds it, or a permission lacks",
    "关闭 Word、浏览器以后，手工删去这个文件夹，再 wenshu build。",
    "Close Word and the browser, delete the folder by hand, then build anew.",
)  # fmt: skip
_STAYS = ("lock", "journal", "verb")
"""Beginnings of names in the cache that are no cache: the lock, and what a killed command is finished by."""


def met(root: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the erasure records on record whose keys are still here: path → fingerprints.

    A file that nobody has committed destroys nothing.
    """
    if not (root / FOLDER).is_dir():
        return {}
    try:
        here = keyring.keys(root)
    except keyring.Refused:
        return {}
    found = {}
    for entry in sorted(files.walk(str(root / FOLDER)), key=lambda e: e.path) if here else ():
        path = Path(entry.path).relative_to(root).as_posix()
        data = files.read(Path(entry.path)) or b""
        fps = tuple(fp for fp in _destroyed(path, data) if fp in here)
        if fps and _committed(root, "HEAD", path, data):
            found[path] = fps
    return found


def _destroyed(path: str, data: bytes) -> Iterable[str]:
    tree, _ = yamlread.read(path, data)
    rows = (tree or {}).get("purposes", [])
    for row in rows if isinstance(rows, list) else ():
        told = row.get("keys", []) if isinstance(row, dict) and row.get("decision") == keys.DELETED else []
        yield from (fp for fp in told if isinstance(fp, str)) if isinstance(told, list) else ()


def _committed(root: Path, at: str, path: str, data: bytes) -> bool:
    """Say whether a commit holds a file with these bytes; without a repository what lies there counts."""
    if not gitlog.is_repository(root):
        return True
    try:
        commit = gitrefs.tip(root, at)
        return bool(commit) and gitpast.listed(root, commit, (path,)).get(path) == gitlog.blob_name(data, len(commit))
    except GitFailed:
        return False


def obey(desk: Desk, root: Path) -> tuple[str, ...]:
    """Destroy the keys here that erasures on record name, with all that may show what they opened; say so.

    The caller holds the root's lock. A record with errors (decided by nobody entitled, another's keys) is not
    obeyed. Returns the keys that are gone.

    Raises:
        keyring.Refused: the key folder cannot be written.
    """
    owed = met(root)
    if not owed:
        return ()
    here = keyring.keys(root)
    believed = build.believe(root, desk.as_of, desk.today)
    if believed.office is None:
        return ()
    company = believed.office.company
    main = f"refs/heads/{company.main}"
    wrong = {f.place.path for f in errors(believed.findings)}
    gone: list[str] = []
    for path, fps in owed.items():
        if gitrefs.tip(root, main) and not _committed(root, main, path, believed.tree.get(path, b"")):
            continue  # on a branch of its own nothing is decided yet
        if path in wrong:
            desk.tell([NOT_OBEYED.at(path, count=len(fps))])
            continue
        if not gone:
            purge(desk, root, company)
        keyring.forget(root, fps)
        deleted = keyring.delete(root, fps)
        gone += deleted
        told = "、".join(sorted({here[fp] for fp in deleted}))
        desk.tell([DESTROYED.at(path, count=len(deleted), purposes=told)] if deleted else [])
    return tuple(gone)


def report(desk: Desk, root: Path) -> None:
    """Tell of keys here that erasures on record name; destroy nothing."""
    desk.tell(STILL_HERE.at(path, count=len(fps)) for path, fps in met(root).items())


def purge(desk: Desk, root: Path, company: Company) -> None:
    """Delete the cache, and the built sites that may show personal values in clear or masked."""
    publishing.recover(root)
    site = root / "site"
    for folder in sorted(site.iterdir()) if site.is_dir() else ():
        audience = company.audiences.get(folder.name)
        # a site of an audience that is no more may have shown anything
        if folder.is_dir() and (audience is None or audience.private):
            shutil.rmtree(folder, ignore_errors=True)
            if folder.is_dir():
                desk.tell([NOT_PURGED.at(f"site/{folder.name}", folder=f"site/{folder.name}")])
    cache = root / files.CACHE
    for entry in sorted(cache.iterdir()) if cache.is_dir() else ():
        if entry.is_dir() and not entry.name.startswith(_STAYS):
            shutil.rmtree(entry, ignore_errors=True)
        elif not entry.is_dir() and not entry.name.startswith(_STAYS):
            entry.unlink(missing_ok=True)
