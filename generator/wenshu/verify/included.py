"""Included checkouts, each proved by a history of its own: what main pinned against what lies there.

The main proof says that numbers, hashes and their order stand. Here the content and words of the papers that
lie elsewhere are held against those hashes, with their sign-offs, loans and the line of verified heads that
the checkout has for itself. One that is not here is named as not proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from .. import __version__, build, gitpast, gitproof, joined, program, recollect
from ..checks import history
from ..diagnostics import Code, Finding, Place, Severity, errors, sort
from ..gitrun import GitFailed
from ..ledger import VOIDING
from ..office import Office
from ..past import Past
from . import DAMAGED, NOT_PROVABLE, editions, heads, here, main_and_witness, sheets, signatures, signed, weighed
from .protocol import Protocol, items

UNPROVED = Code(
    "JOI11", Severity.WARNING,
    "并入的文书库“{name}”不在本处，没有核验：它的 {count} 份文件只核对了文号",
    "the included checkout \"{name}\" is not here and was not verified: of its {count} papers only the numbers were",
    "在有它的电脑上再核验一次；审计时请保管它的人当面核验。",
    "Verify again where it is; in an audit let its keeper verify it in your presence.",
)  # fmt: skip

Note = Callable[[str], tuple[str, str]]
"""Of a checkout, what its note of verified heads is called in findings, and the note's text."""


@dataclass(frozen=True)
class Scene:
    """Main as it was committed, and one checkout as it was."""

    root: Path
    main: Mapping[str, bytes]
    past: Past
    """Of main."""
    name: str
    folder: Path
    theirs: Past
    tree: Mapping[str, bytes]
    """What the checkout brings, at its HEAD."""


def prove(root: Path, as_of: date | None, today: date, note: Note) -> tuple[dict[str, Protocol], tuple[Finding, ...]]:
    """Prove every included checkout that is here.

    Returns:
        the protocol of each by name, and one finding for each that is not here.
    """
    try:
        main = gitpast.tree_at(root, "HEAD")
    except GitFailed:
        return {}, ()  # nothing can be proved, which the main proof says
    branch, _ = main_and_witness(main)
    past, _ = gitpast.read(root, branch)
    alone = build.judge(main, as_of, today, each=False)
    if alone.office is None:
        return {}, ()
    folders, unfit = joined.find(root, alone.office.company.includes)
    done = {
        name: _one(root, main, past, alone.office, name, folder, note(name)) for name, folder in folders.items()
    }  # fmt: skip
    return done, (*unfit, *_missing(alone.office, folders))


def _missing(office: Office, folders: Mapping[str, Path]) -> Iterator[Finding]:
    for one in office.company.includes:
        if one.name not in folders:
            count = sum(e.home == one.name for e in office.ledger.entries)
            yield UNPROVED.at(build.COMPANY, name=one.name, count=count)


def _one(
    root: Path, main: Mapping[str, bytes], past: Past, office: Office, name: str, folder: Path, note: tuple[str, str]
) -> Protocol:  # fmt: skip
    theirs, _ = gitpast.read(folder)
    if theirs.state != "whole":
        place = Place(".git", home=name)
        shallow = theirs.state == "shallow"
        why = gitpast.SHALLOW.at(place) if shallow else NOT_PROVABLE.at(place, reason="HEAD")
        return Protocol("", "", str(office.as_of), __version__, program.packages(), "", (), (why,), {})
    theirs = replace(theirs, texts=gitpast.contents(folder, recollect.wanted(theirs, theirs.first)))
    scene = Scene(root, main, past, name, folder, theirs, gitpast.tree_at(folder, "HEAD"))
    return _protocol(scene, office, note)


def _protocol(scene: Scene, alone: Office, note: tuple[str, str]) -> Protocol:
    whole, homes = dict(scene.main), dict[str, str]()
    wrong = joined.lay(whole, homes, scene.name, scene.tree)
    brought = joined.Joined({scene.name: scene.folder}, homes, {scene.name: scene.theirs})
    judged = build.judge(whole, alone.as_of, alone.as_of, past=scene.past, brought=brought)
    held, spoilt = heads.read(note[1], note[0])
    office = judged.office
    if office is None:  # its files made the company unreadable: those that may not be there
        told = sort((*wrong, *errors(judged.findings)))
        return Protocol("", "", str(alone.as_of), __version__, program.packages(), "", (), told, {})
    own = tuple(e for e in office.ledger.entries if e.home == scene.name)
    known = set(judged.only(frozenset()).findings)
    found = [*spoilt, *wrong, *(f for f in errors(judged.findings) if f not in known)]
    prover = editions.Prover(
        scene.root, scene.past, whole, office.as_of, _without_voids(scene.tree, homes), brought
    )  # fmt: skip
    texts = gitpast.contents(scene.root, editions.wanted(scene.past))
    found += weighed(office, prover.prove(editions.pins(scene.past, own, texts)))
    approvals = [a for each in office.ledger.approvals.values() for a in each if a.path in homes]
    claims = signatures.claims(scene.theirs, approvals)
    found += [*signed(scene.folder, (office.company,), office.company, claims), *history.included(office, scene.name)]
    found += _heads(scene, held, len(own), note[0])
    found += (f for f in sheets.findings(office) if f.place.path in homes)
    counts = {
        "commits": len(scene.theirs.lines), "numbers": len(own), "editions": prover.read, "texts": prover.printed,
        "approvals": len(approvals), "records": sum(office.joined.of(id_) == scene.name for id_ in office.records),
        "attachments": sum(p.startswith("records/attachments/") for p in homes), "signatures": len(claims),
    }  # fmt: skip
    told = sort(_placed(found, scene.name))
    line = "" if errors(told) else str(heads.line(office.as_of, scene.theirs.head, len(own)))
    since = str(held[-1]) if held else ""
    return Protocol(
        scene.theirs.head, scene.theirs.branch, str(office.as_of), __version__, program.packages(), since,
        items(told, counts, scene.theirs.first, len(held)), told, counts, line,
    )  # fmt: skip


def _heads(scene: Scene, held: tuple[heads.Verified, ...], count: int, note: str) -> Iterator[Finding]:
    newer = {
        v.head: n for v in held
        if not scene.theirs.holds(v.head) and (n := gitproof.ahead(scene.folder, scene.theirs.head, v.head))
    }  # fmt: skip
    yield from heads.standing(scene.theirs, held, count, newer, note)
    yield from here.findings(scene.folder, scene.theirs, scene.tree, scene.theirs.branch)
    if reason := gitproof.damage(scene.folder):
        yield DAMAGED.at(".git", reason=reason)


def _without_voids(tree: Mapping[str, bytes], homes: Mapping[str, str]) -> dict[str, bytes]:
    """Return what the checkout brings, without withdrawals: a paper is printed as on the day it was issued."""
    return {path: data for path, data in tree.items() if path in homes and not path.endswith(f"-{VOIDING}.yaml")}


def _placed(findings: Iterable[Finding], name: str) -> Iterator[Finding]:
    """Yield findings, those of the checkout's own files and history with its name."""
    for finding in findings:
        mains = finding.place.path.startswith(("records/numbers/", build.COMPANY, "schemas/", "templates/"))
        home = "" if mains else name
        yield replace(finding, place=replace(finding.place, home=home))
