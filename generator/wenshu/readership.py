"""Which sites are built, for whom together, through which glass; and what an audience may know of findings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import checks, keyring, keys, veil, veil_past
from .company import Company
from .diagnostics import Finding, Line
from .glass import Glass
from .office import Office
from .veil import HIDDEN


class Unknown(Exception):
    """An audience was named that the company file does not have; its arguments are the names."""


def chosen(company: Company, asked: Collection[str]) -> tuple[str, ...]:
    """Return the audiences to build: those named, else all but those that are built only when named.

    Raises:
        Unknown: one of those named is not in the company file.
    """
    if unknown := tuple(dict.fromkeys(name for name in asked if name not in company.audiences)):
        raise Unknown(*unknown)
    if asked:
        return tuple(name for name in company.audiences if name in asked)
    return tuple(name for name, audience in company.audiences.items() if not audience.on_demand)


def sides(office: Office, names: Iterable[str]) -> Mapping[frozenset[str], tuple[str, ...]]:
    """Return audiences by the included checkouts of which they read anything."""
    if not office.joined.folders:
        return {frozenset(): tuple(names)}
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for name in names:
        hidden = veil.seen(office, office.company.audiences[name]).hidden
        there = frozenset(office.joined.of(id_) for id_ in office.records if id_ not in hidden) - {""}
        found[there] = (*found.get(there, ()), name)
    return found


def standing(rows: Mapping[str, Any], office: Office, built: Collection[str], asked: Collection[str]) -> dict[str, Any]:
    """Return what stands of audiences that exist and were not built this time.

    The site of an audience that is built only when named goes with the next build that does not name any: it
    was made for one desk and one day, and must not outlive an erasure.
    """
    others = {a.name for a in office.company.audiences.values() if asked or not a.on_demand} - set(built)
    return {path: row for path, row in rows.items() if path.partition("/")[0] in others}


def glasses(root: Path, office: Office, names: Iterable[str]) -> Mapping[str, Glass]:
    """Return what each audience sees sealed values through; without keys nothing is opened, and nothing fails.

    Raises:
        keyring.Refused: the key folder lies in a git work tree.
    """
    audiences = (office.company.audiences[name] for name in names)
    return {a.name: keys.glass(office, keyring.opener(root) if a.values else None, a) for a in audiences}


# ── findings ──────────────────────────────────────────────────────────────────────────────────


def heard(
    office: Office, name: str, findings: Iterable[Finding], read: Collection[Finding], tree: Mapping[str, bytes]
) -> tuple[Line, ...]:
    """Return findings as an audience may know them: of what it may not see the code alone.

    A finding is told in full if the checks find the same in the office as it sees it: so it was made of nothing
    else. What reading one of its own records found is told too, unless it names what is hidden.

    Args:
        read: those among the findings that reading found, before any check.
        tree: the files, for the checks that ask for them.

    Raises:
        Unknown: the company file has no such audience.
    """
    if name not in office.company.audiences:
        raise Unknown(name)
    shown = veil.of(office, office.company.audiences[name])
    if shown is office:
        return tuple(finding.told() for finding in findings)
    again = {_said(finding) for finding in checks.run(shown, tree)}
    again |= {
        _said(finding) for id_, record in shown.records.items() if id_ not in shown.hidden
        for finding in checks.each(shown, record)
    }  # fmt: skip
    own = frozenset(read)
    names = tuple({word for id_ in shown.hidden for word in (id_, id_.rpartition("/")[2])})
    return tuple(dict.fromkeys(_line(shown, f, _said(f) in again or (f in own and _plain(f, names))) for f in findings))


def count(office: Office, name: str) -> int:
    """Return how many records an audience sees."""
    return len(office.records) - len(veil.seen(office, office.company.audiences[name]).hidden)


def _said(finding: Finding) -> tuple[Any, ...]:
    return (finding.place.path, finding.code.id, finding.values)


def _plain(finding: Finding, names: Iterable[str]) -> bool:
    """Say whether a finding names nothing that is hidden."""
    told = "\n".join(value for _, value in finding.values)
    return not any(name in told for name in names)


def _line(shown: Office, finding: Finding, whole: bool) -> Line:
    line = finding.told()
    path = finding.place.path
    id_ = veil_past.about(path)
    if id_ in shown.hidden or path in shown.hidden or not _known(shown, id_):
        return Line(line.code, line.severity, HIDDEN, 0, 0, HIDDEN, "", HIDDEN, "")
    if whole and id_ not in shown.left:
        return line
    return replace(line, line=0, column=0, message=HIDDEN, hint="", message_en=HIDDEN, hint_en="")


def _known(shown: Office, id_: str) -> bool:
    """Say whether a path belongs to a record that is seen, or to a file that is no record."""
    return id_ in shown.records or "/" not in id_ or id_.startswith(("records/", "schemas/", "templates/", "calendar/"))
