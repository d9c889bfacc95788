"""The past as one reader may know it: commits that touch what he does not see have lost their words.

A message, a trailer, a branch's name have the class of the paper they speak of. A commit stays in its place in
history, for what it did to papers its reader does see; whatever it did to others, and what it says, goes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from . import request_trails, yamlread
from .model import Tree
from .past import Branch, Commit, FileChange, Past, commit, line

_FACT = re.compile(r"records/(?:(?:approvals|distribution)|custody/[^/]+)/(.+)/[^/]+")
_STRUCTURE = frozenset({"Correction-of"})
"""Trailers that say nothing but which commit another one mends."""

Shorn = Callable[[str, dict[str, Tree]], Mapping[str, Tree] | None]
"""Path and tree of an old version → the tree as its reader may see it; None: it is the same."""


def about(path: str) -> str:
    """Return the id of the record a path belongs to; the path itself where it belongs to none."""
    fact = _FACT.fullmatch(path)
    if fact is not None:
        return fact[1]
    if path.startswith("records/") and not path.startswith(("records/numbers/", "records/attachments/")):
        return path.removeprefix("records/").removesuffix(".yaml")
    return path


def of(past: Past, told: Callable[[str], bool], secret: Collection[str], shorn: Shorn) -> Past:
    """Return the past without what its reader may not know.

    Args:
        told: says of a record's id, or of the path of another file, whether its reader may know of it.
        secret: commits whose words are kept from him whatever they touch.
        shorn: takes from an old version of a record what he may not see of it.
    """
    if past.state != "whole":
        return past
    cut = _Cut(told, secret)
    lines = [cut.line(old) for old in past.lines]
    branches = tuple(kept for branch in past.branches if (kept := cut.branch(branch)) is not None)
    gone = {branch.name for branch in past.branches} - {branch.name for branch in branches}
    if not cut.cut and len(branches) == len(past.branches) and not past.texts:
        return past
    return replace(
        past, roll=b"\n".join(lines), branches=branches,
        branch="" if past.branch in gone or cut.ahead(past) else past.branch,
        tips={tip: at for tip, at in past.tips.items() if not any(tip.endswith(name) for name in gone)},
        texts=Texts(past.texts, _names(cut.kept), shorn),
    )  # fmt: skip


class _Cut:
    """Takes the words from commits; remembers what is left."""

    def __init__(self, told: Callable[[str], bool], secret: Collection[str]) -> None:
        self.told = told
        self.secret = secret
        self.cut = 0
        self.kept: list[FileChange] = []
        self._known: dict[str, bool] = {}

    def sees(self, path: str) -> bool:
        id_ = about(path)
        if id_ not in self._known:
            self._known[id_] = self.told(id_)
        return self._known[id_]

    def line(self, old: bytes) -> bytes:
        """Return the line of a commit."""
        found = commit(old)
        kept = self.commit(found)
        return old if kept is found else line(kept)

    def commit(self, found: Commit) -> Commit:
        """Return a commit as its reader may know it: the same object where it says nothing he may not know."""
        changes = tuple(f for f in found.changes if self.sees(f.path))
        net = tuple(f for f in found.net if self.sees(f.path)) if found.merge else changes
        asked = found.trailer(request_trails.OPENS).strip()
        self.kept += changes
        self.kept += net if found.merge else ()
        opens = bool(asked) and found.id not in self.secret and self.sees(request_trails.path_of(asked))
        whole = len(changes) == len(found.changes) and len(net) == len(found.net if found.merge else changes)
        if opens or (whole and not asked and found.id not in self.secret):
            if whole:
                return found
            self.cut += 1
            return replace(found, changes=changes, net=net)
        self.cut += 1
        trailers = tuple(t for t in found.trailers if t[0] in _STRUCTURE)
        return replace(found, message="", trailers=trailers, changes=changes, net=net)

    def branch(self, branch: Branch) -> Branch | None:
        """Return a branch, None where it is about something its reader may not know of."""
        before = self.cut
        commits = tuple(map(self.commit, branch.commits))
        asked = [c for c in branch.commits if c.trailer(request_trails.OPENS)]
        lost = any(not new.message and old.message for old, new in zip(branch.commits, commits, strict=True))
        if lost and (not asked or not any(c.trailer(request_trails.OPENS) for c in commits)):
            return None
        return branch if self.cut == before else replace(branch, commits=commits)

    def ahead(self, past: Past) -> bool:
        """Say whether HEAD stands on the branch of something its reader may not know of."""
        return any(not self.commit(c).message and c.message for c in past.named(past.outside).values())


def _names(kept: list[FileChange]) -> Mapping[str, str]:
    """Return path by git's name of each content that is left to ask for."""
    return {name: f.path for f in kept for name in (f.old, f.new) if name}


class Texts(Mapping[str, bytes]):
    """Old versions as their reader may see them, made when somebody asks."""

    def __init__(self, texts: Mapping[str, bytes], paths: Mapping[str, str], shorn: Shorn) -> None:
        self._texts = texts
        self._paths = paths
        self._shorn = shorn
        self._made: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> bytes:
        if name not in self._made:
            self._made[name] = self._make(self._paths[name], self._texts[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._texts if name in self._paths)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _make(self, path: str, data: bytes) -> bytes:
        if not path.startswith("records/") or not path.endswith(".yaml"):
            return data
        tree, _ = yamlread.read(path, data)
        if tree is None:
            return b""  # nobody can tell what it says, so nobody can tell who may read it
        told = self._shorn(path, tree)
        # JSON is YAML whose every scalar is quoted: it reads back as the same texts
        return data if told is None else json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
