"""The past of a root: read from git, remembered in the cache, with the old contents somebody will ask for."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from . import files, gitpast, gitrefs, requests
from . import witness as laws
from .diagnostics import Finding, Severity
from .gitrun import GitFailed
from .office import Office
from .past import Past

STOPS_NOTHING = frozenset({gitpast.SHALLOW.id})
"""Errors of which a build tells and goes on: papers and plain registers do not need history."""


def past(root: Path, main: str, witness: str = "") -> Past:
    """Return what git knows of a root, with the contents that logs and laws need.

    Args:
        main: name of the main branch.
        witness: the commit from which on history is judged, ``""`` where it is not.
    """
    found, kept = gitpast.read(root, main, files.memory(root, gitpast.KEPT))
    if kept is not None:
        files.remember(root, gitpast.KEPT, kept)
    return replace(found, texts=_texts(root, wanted(found, witness))) if found.state == "whole" else found


def of_checkout(folder: Path) -> Past:
    """Return the past of an included checkout, judged from its first commit on."""
    try:
        found, kept = gitpast.read(folder, gitrefs.branch(folder), files.memory(folder, gitpast.KEPT))
    except GitFailed:
        return Past()
    files.shelter(folder)
    with contextlib.suppress(OSError):  # one that may only be read is read without a cache
        if kept is not None:
            files.remember(folder, gitpast.KEPT, kept)
        return replace(found, texts=_texts(folder, wanted(found, found.first))) if found.lines else found
    return replace(found, texts=gitpast.contents(folder, wanted(found, found.first)))


def wanted(found: Past, witness: str = "") -> frozenset[str]:
    """Return git's names of the contents that somebody will ask for."""
    names = {n for c in found.below("records/custody/") for f in c.changes for n in (f.old, f.new)}
    for side in found.sides.values():
        if any(c.trailer("Revision-Request") for c in side):
            names |= {n for c in side for f in c.changes for n in (f.old, f.new)}
    names |= {n for b in found.branches for c in b.commits for f in c.changes for n in (f.old, f.new)}
    of_laws = laws.wanted(found, witness) if witness else frozenset()
    return frozenset(names - {""}) | requests.wanted(found) | of_laws


def _texts(root: Path, names: frozenset[str]) -> dict[str, bytes]:
    """Return contents, asking git only for those that the last reading did not leave in the cache."""
    held: dict[str, bytes] = {}
    try:
        told = json.loads(files.memory(root, "contents") or b"{}")
        held = {name: text.encode("latin-1") for name, text in told.items() if name in names}
    except (ValueError, AttributeError):
        held = {}
    new = names - held.keys()
    if not new:
        return held
    try:
        held |= gitpast.contents(root, new)
    except GitFailed:
        return held
    text = json.dumps({name: data.decode("latin-1") for name, data in sorted(held.items())})
    files.remember(root, "contents", text.encode("ascii"))
    return held


def findings(office: Office) -> Iterator[Finding]:
    """Say what cannot be told for want of history."""
    if office.past.state == "shallow":
        # where no witness is named nothing is claimed of history: its logs are missing, no more
        yield gitpast.SHALLOW.at(".git", None if office.company.witness else Severity.WARNING)
    asked = [entry for entry in office.ledger.entries if entry.request is not None]
    if office.past.state == "none" and (asked or office.company.witness):
        yield gitpast.NO_HISTORY.at(".", what="修改、借阅等登记簿", what_en="logs of revisions and loans")
