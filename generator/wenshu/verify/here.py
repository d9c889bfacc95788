"""What about this clone is not what was verified, or not what counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from .. import files, gitlog, gitpast
from ..diagnostics import Code, Finding, Severity
from ..gitrun import GitFailed
from ..past import Past
from . import editions

UNCOMMITTED = Code(
    "VER17", Severity.WARNING,
    "文件夹里有 {count} 个文件与提交不同（{some}）：核验的是提交，不是它们",
    "{count} files here differ from the commit ({some}); the commit is what was verified, not they",
    "存入（wenshu save）后再核验；审计时用干净的克隆。",
    "Save them (wenshu save) and verify again; an audit uses a clean clone.",
)  # fmt: skip
NOT_MAIN = Code(
    "VER26", Severity.WARNING,
    "现在站在 {branch} 上，它有 {count} 个提交还不在正式分支里：这次核验不记入核验记录",
    "HEAD is {branch}, {count} commits of which main does not hold: this verification is not put on record",
    "回到正式分支（git switch {main}）再核验一次。",
    "Go back to the main branch (git switch {main}) and verify again.",
)  # fmt: skip
CACHE_KEPT = Code(
    "VER29", Severity.ERROR,
    "版本库里存着 {path}：那是各台电脑自己的缓存，会让 wenshu check 读到假的历史",
    "the repository holds {path}: a cache of one computer, which tells wenshu check a false history",
    "移出版本库（git rm -r --cached .wenshu），.gitignore 里写上 .wenshu/，提交后删掉各处的这个文件夹；查明是谁放的。",
    "Take it out (git rm -r --cached .wenshu), keep .wenshu/ in .gitignore, delete that folder everywhere; find out "
    "who put it there.",
)  # fmt: skip


def findings(root: Path, past: Past, tree: Mapping[str, bytes], main: str) -> Iterator[Finding]:
    """Say what here differs from HEAD, and where HEAD is not main.

    Args:
        tree: the files of HEAD, as :func:`wenshu.gitpast.tree_at` returns them.
        main: name of the main branch.
    """
    if past.outside:
        told = {"branch": past.branch or past.head[:12], "main": main}
        yield NOT_MAIN.at(".git", None, count=len(past.outside), **told)
    for path in sorted(gitpast.listed(root, "HEAD", (files.CACHE,)))[:1]:
        yield CACHE_KEPT.at(path, path=path)
    try:
        status = [path for top in editions.TOPS for path in gitlog.status(root, top)]
    except GitFailed:  # a bare repository
        return
    paths = sorted({*status, *_unlike(root, tree)})
    if paths:
        yield UNCOMMITTED.at(paths[0], count=len(paths), some="、".join(paths[:3]))


def _unlike(root: Path, tree: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the files here that do not read as HEAD has them, whatever git was told to overlook.

    A filter, ``assume-unchanged``, a sparse checkout, an ignored file: git calls them clean, a build reads them.
    """
    here, _ = files.read_tree(root)
    yield from here.keys() ^ tree.keys()
    for path in here.keys() & tree.keys():
        if here[path] != tree[path] and _lines(here[path]) != _lines(tree[path]):
            yield path


def _lines(data: bytes) -> bytes:
    return data if b"\0" in data else data.replace(b"\r\n", b"\n")
