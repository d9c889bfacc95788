"""Revision requests as values: what was asked, what a branch brings, how it meets the main branch.

A request is a branch ``revision/<slug>-<date>`` whose first commit is empty and carries the trailers; the
commits behind it change the one paper it is about (life.md, Revision).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .. import schema, yamlread
from ..build import COMPANY
from ..gitmerge import Side
from ..ledger_nouns import Request
from ..past import Commit

PREFIX = "revision/"
AMENDMENT, REWRITE, REPLACEMENT, ERRATUM = "修改", "换版", "更正件", "勘误"
KINDS = (AMENDMENT, REWRITE, REPLACEMENT, ERRATUM)
ONLINE, ON_PAPER, BY_VOICE = "网页", "纸质", "口头补单"
VIAS = (ONLINE, ON_PAPER, BY_VOICE)
UNSAID = "（申请没有写原因）"
"""What the ledger says where a request that was not made with ``wenshu revise`` gives no reason."""
STOCKS = ("用完为止", "立即收回")
_ADDRESS = re.compile(
    r"(?:https?://(?:[^@/]*@)?|ssh://(?:[^@/]*@)?|[\w.-]+@)([^/:]+)(?::\d+(?=/))?[:/](.+?)(?:\.git)?/?"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the trailers of a request say."""

    about: str
    by: str
    on: date | None
    via: str
    kind: str
    reason: str
    base: str
    """Content hash of the text that was to be changed; the last one, where the request was taken up again."""
    sheet: str = ""
    impact: tuple[str, ...] = ()
    old_stock: str = ""
    effective: date | None = None

    def trailers(self) -> tuple[tuple[str, str], ...]:
        """Return the trailers of its first commit."""
        rows = (
            ("Revision-Request", self.about), ("Requested-by", self.by), ("Requested-on", str(self.on or "")),
            ("Via", self.via), ("Kind", self.kind), ("Reason", self.reason), ("Base", self.base),
            ("Sheet", f"sha256:{self.sheet}" if self.sheet else ""), *(("Impact", id_) for id_ in self.impact),
            ("Old-stock", self.old_stock), ("Effective", str(self.effective or "")),
        )  # fmt: skip
        return tuple((key, value) for key, value in rows if value)


def asked(commits: Iterable[Commit]) -> Asked | None:
    """Return what the commits of a branch ask for, None where they ask for nothing."""
    held = tuple(commits)
    first = next((c for c in held if c.trailer("Revision-Request")), None)
    if first is None:
        return None
    about = first.trailer("Revision-Request")
    bases = [c.trailer("Base") for c in held if c.trailer("Base")]
    return Asked(
        about, first.trailer("Requested-by"), _day(first.trailer("Requested-on")) or first.authored.date(),
        first.trailer("Via") or ONLINE,
        first.trailer("Kind") or AMENDMENT, first.trailer("Reason"), bases[-1] if bases else "",
        first.trailer("Sheet").removeprefix("sha256:"), first.trailed("Impact"), first.trailer("Old-stock"),
        _day(first.trailer("Effective")),
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def decided(
    told: Asked, branch: str, decision: str, by: str, on: date, **more: Any
) -> tuple[Request, dict[str, Any]]:
    """Return a decided request, and its lines of the ledger file in order, without what is empty."""
    request = Request(
        told.about, branch, told.kind, told.reason or UNSAID, told.by, told.on, told.via, decision, by, on,
        old_stock=told.old_stock, impact=told.impact, sheet=told.sheet, **more,
    )  # fmt: skip
    keys = (
        "about", "branch", "kind", "reason", "asked_by", "asked_on", "via", "sheet", "decision", "decided_by",
        "decided_on", "opinion", "edition", "effective", "places", "old_stock", "impact",
    )  # fmt: skip
    values = {key: getattr(request, key) for key in keys}
    return request, {key: value for key, value in values.items() if value not in ("", None, ())}


def path_of(about: str) -> str:
    """Return the path below the root of what a request is about: a record id, ``company``, or a path."""
    if about == "company":
        return COMPANY
    return about if about.startswith(("templates/", "schemas/")) else f"records/{about}.yaml"


def is_record(about: str) -> bool:
    """Say whether a request is about a record (else about a template, a schema or the company file)."""
    return path_of(about) == f"records/{about}.yaml" and about != "company"


def content(about: str, data: bytes | None) -> str:
    """Return the content hash by which sign-offs name a text: ``v1:`` of a record, ``b1:`` of other bytes."""
    if data is None:
        return ""
    if is_record(about):
        tree, _ = yamlread.read(path_of(about), data)
        return schema.content_hash(about.partition("/")[0], tree) if tree is not None else ""
    return "b1:" + hashlib.sha256(data).hexdigest()


def branch_name(about: str, on: date, taken: Iterable[str]) -> str:
    """Return ``revision/<slug>-<date>``, with ``-2`` for a second one of that day."""
    last = about.rpartition("/")[2].partition(".")[0]
    slug = re.sub(r"[^\w-]+", "-", last).strip("-") or "paper"
    plain = f"{PREFIX}{slug}-{on}"
    held = set(taken)
    return next(n for n in (plain, *(f"{plain}-{i}" for i in range(2, len(held) + 3))) if n not in held)


def next_edition(current: str, kind: str) -> str:
    """Return the edition a change brings: A/0 → A/1 … A/9 → B/0; 1 → 2 for a copy sent again under its number.

    A paper issued before its kind had editions (``1``) goes on as A/1.
    """
    letter, _, number = current.rpartition("/")
    count = int(number) if number.isdecimal() else 0
    if kind == ERRATUM:
        return current
    if kind == REPLACEMENT:
        return str(count + 1)
    if not letter:
        return "B/0" if kind == REWRITE else "A/1"
    if kind == REWRITE or count >= 9:
        return f"{chr(ord(letter) + 1)}/0"
    return f"{letter}/{count + 1}"


def meet(side: Side, mine: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what a branch changes on the main branch (path → git's name, ``""`` deleted), and what collides.

    A path that only the branch changed is taken; one that both changed, and not alike, collides.
    """
    taken: dict[str, str] = {}
    collide = []
    for path, new in side.new.items():
        here = mine.get(path, "")
        if here == side.old[path]:
            taken[path] = new
        elif here != new:
            collide.append(path)
    return taken, tuple(collide)


def page(url: str, main: str, branch: str) -> str:
    """Return the address of a forge's page for a new pull request, ``""`` where the remote is no forge."""
    found = _ADDRESS.fullmatch(url)
    if found is None or found[1] in ("localhost", "127.0.0.1"):
        return ""
    host, path = found[1], found[2].strip("/")
    at = re.match(r"http://[^/]*", url)
    top = at[0] if at else f"https://{host}"
    if "gitlab" in host:
        wanted = f"merge_request[source_branch]={branch}&merge_request[target_branch]={main}"
        return f"{top}/{path}/-/merge_requests/new?{wanted}"
    return f"{top}/{path}/compare/{main}...{branch}" + ("?expand=1" if "github" in host else "")
