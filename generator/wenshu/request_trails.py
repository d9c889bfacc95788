"""Where history speaks of revision requests: which commits open one, which merge brought it, what it changed.

Read from the past alone; what the ledger says of the same request is joined in :mod:`wenshu.requests`.
A request is opened by a commit with a trailer ``Revision-Request`` (life.md, Revision).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from . import yamlread
from .ledger_nouns import REQUESTS, Approval
from .past import Branch, Commit, FileChange, Past
from .schema import content_hash
from .schema_formats import day

OPENS = "Revision-Request"
_LEDGER = re.compile(rf"records/numbers/(?:[1-9][0-9]{{3}}|all)/{REQUESTS}/[0-9]{{4,5}}\.yaml")


@dataclass(frozen=True, slots=True)
class Trail:
    """One request as commits: its opening, what followed on its side, the merge that ended it."""

    opening: Commit
    commits: tuple[Commit, ...]
    """From the opening on, oldest first; of other requests on the same side nothing."""
    merge: Commit | None
    """None while it is pending, and where it came in without a merge."""
    pending: bool
    branch: str = ""
    """Known of a pending one only; git forgets the name of a merged branch."""
    remotes: tuple[str, ...] = ()
    """Where its branch stands: ``""`` here, else the name of a remote."""
    parted: bool = False
    """Whether local and remote branch went different ways."""
    entries: tuple[str, ...] = ()
    """Paths of the ledger files of series 改 that it brought."""
    before: str = ""
    """Git's name of the text it began with, ``""`` while nothing was changed."""
    after: str = ""
    """Git's name of the text it asks for."""

    @property
    def about(self) -> str:
        """Return what it asks to change: a record id, or the path of another file."""
        return self.opening.trailer(OPENS).strip()

    @property
    def path(self) -> str:
        """Return the path of that file."""
        return path_of(self.about)

    @property
    def base(self) -> str:
        """Return the content hash of the text it is to change: the last one, where it was taken up again."""
        told = [c.trailer("Base") for c in self.commits if c.trailer("Base")]
        return told[-1] if told else ""

    def changed(self) -> tuple[FileChange, ...]:
        """Return the changes of its text since it was last taken up, oldest first."""
        again = max((i for i, c in enumerate(self.commits) if c.trailer("Base")), default=0)
        return tuple(f for c in self.commits[again:] for f in c.changes if f.path == self.path)


def path_of(about: str) -> str:
    """Return the path below the root of what a request names: a record by its id, another file by its path."""
    if about.startswith(("records/", "templates/", "schemas/")):
        return about
    return f"records/{about}.yaml"  # the company file is called ``company``


def read(past: Past) -> tuple[Trail, ...]:
    """Return every request that history knows, merged ones in ancestry order, pending ones after them."""
    if past.state != "whole":
        return ()
    openings = past.trailed(OPENS)
    merged = [c for c in openings if not _ahead(past, c)]
    merges = past.named({c.landed for c in merged if c.landed != c.id})
    found = (*(_merged(past, opening, merges.get(opening.landed)) for opening in merged), *_pending(past, openings))
    return tuple(_texts(past, trail) for trail in found)


def _texts(past: Past, trail: Trail) -> Trail:
    """Return a request with its texts; one taken up again began with the text main had when it was."""
    changed = trail.changed()
    if not changed:
        return trail
    joins = [c for c in trail.commits if c.merge]
    before = _main_text(past, trail.path, joins[-1].parents[1]) if joins else changed[0].old
    return replace(trail, before=before, after=changed[-1].new)


def _main_text(past: Past, path: str, at: str) -> str:
    """Return git's name of what a path held at a commit of the first-parent line."""
    told = ""
    for commit in past.matching(json.dumps(path, ensure_ascii=False), f'["{at}"'):
        if commit.landed == commit.id:
            told = next((f.new for f in commit.net if f.path == path), told)
        if commit.id == at:
            break
    return told


def wanted(past: Past) -> frozenset[str]:
    """Return git's names of the texts that are needed: before and after each request, sign-offs on its side."""
    found = {
        name for trail in read(past)
        for name in (trail.before, trail.after, *(blob for _, blob in _signed(trail)))
    }  # fmt: skip
    return frozenset(found - {""})


def _signed(trail: Trail) -> Iterator[tuple[str, str]]:
    """Yield path and contents of the sign-offs that its commits added."""
    for commit in trail.commits:
        for change in commit.changes:
            if change.new and change.path.startswith(f"records/approvals/{trail.about}/"):
                yield change.path, change.new


def approvals(trail: Trail, texts: Mapping[str, bytes]) -> tuple[Approval, ...]:
    """Return the sign-offs that stand on its side alone: of one that waits, and of one that was refused.

    Those of a text that was changed again after them count no longer and are left out.
    """
    found = [
        told for path, blob in _signed(trail)
        if blob in texts and (told := _approval(path, texts[blob])) is not None
    ]  # fmt: skip
    content = _content(trail, texts.get(trail.after, b""))
    return tuple(sorted((a for a in found if not content or a.content == content), key=lambda a: a.n))


def _approval(path: str, data: bytes) -> Approval | None:
    tree, _ = yamlread.read(path, data)
    position = path.rpartition("/")[2].split("-")[1:2]
    if tree is None or not position or not position[0].isdecimal():
        return None
    told = {key: value for key, value in tree.items() if isinstance(value, str)}
    keys = ("record", "content", "step", "person", "post", "decision", "after", "opinion", "delegation", "evidence",
            "sheet", "dept")  # fmt: skip
    return Approval(
        path=path, date=day(told.get("date", "")), n=int(position[0]), digest=hashlib.sha256(data).hexdigest(),
        **{key: told.get(key, "") for key in keys},
    )  # fmt: skip


def _content(trail: Trail, data: bytes) -> str:
    """Return the content hash by which sign-offs name the text it asks for."""
    if not data:
        return ""
    inner = trail.path.removeprefix("records/").removesuffix(".yaml")
    if trail.path.startswith("records/") and "/" in inner:
        tree, _ = yamlread.read(trail.path, data)
        return content_hash(inner.partition("/")[0], tree) if tree is not None else ""
    return "b1:" + hashlib.sha256(data).hexdigest()


def _ahead(past: Past, opening: Commit) -> bool:
    """Say whether an opening lies on the line of HEAD that main does not hold: HEAD is on that very branch."""
    return opening.id in past.outside and opening.landed == opening.id


def _merged(past: Past, opening: Commit, merge: Commit | None) -> Trail:
    if merge is None:  # it stands on the main line itself: somebody pushed or rebased the branch onto it
        return Trail(opening, (opening,), None, False)
    side = past.sides.get(merge.id, ())
    entries = sorted({f.path for f in merge.net if not f.old and _LEDGER.fullmatch(f.path)})
    return Trail(opening, _own(side, opening), merge, False, entries=tuple(entries))


def _own(side: Iterable[Commit], opening: Commit) -> tuple[Commit, ...]:
    """Return the commits of a side from an opening to the next one."""
    found: list[Commit] = []
    for commit in side:
        if found and commit.trailer(OPENS):
            break
        if found or commit.id == opening.id:
            found.append(commit)
    return tuple(found)


def _pending(past: Past, openings: Iterable[Commit]) -> Iterator[Trail]:
    """Yield the undecided requests, each once wherever its branch stands."""
    found: dict[str, Trail] = {}
    ahead = tuple(c for c in openings if _ahead(past, c))
    for opening in ahead[-1:]:
        line = tuple(past.named(past.outside).values())
        found[opening.id] = _waiting(opening, _own(line, opening), past.branch, "")
    for branch in past.branches:
        asked = [c for c in branch.commits if c.trailer(OPENS)]
        if asked:
            trail = _waiting(asked[-1], _own(branch.commits, asked[-1]), branch.name, branch.remote)
            found[trail.opening.id] = _one(found.get(trail.opening.id), trail)
    yield from found.values()


def _waiting(opening: Commit, commits: tuple[Commit, ...], branch: str, remote: str) -> Trail:
    brought = {f.path for c in commits for f in c.changes if not f.old and _LEDGER.fullmatch(f.path)}
    return Trail(opening, commits, None, True, branch, (remote,), entries=tuple(sorted(brought)))


def _one(known: Trail | None, other: Trail) -> Trail:
    """Return one request of the same branch seen twice: the one that holds the other, both places named."""
    if known is None:
        return other
    mine, theirs = {c.id for c in known.commits}, {c.id for c in other.commits}
    longer = other if mine < theirs else known
    parted = known.parted or not (mine <= theirs or theirs <= mine)
    return replace(longer, branch=known.branch or other.branch, remotes=(*known.remotes, *other.remotes), parted=parted)


def nameless(past: Past) -> tuple[Branch, ...]:
    """Return the request branches that no commit opens as a request."""
    return tuple(b for b in past.branches if b.commits and not any(c.trailer(OPENS) for c in b.commits))
