"""The pipeline on one page: read → believe → check → pages → plan → render → publish."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from . import (
    answers,
    checks,
    company_findings,
    company_mark,
    files,
    gitrefs,
    joined,
    keyindex,
    keyring,
    kinds,
    ledger,
    plan,
    program,
    publishing,
    readership,
    recollect,
    rules,
    schema,
    sealing,
    yamlread,
)
from .answers import Answer as Answer
from .checks import key_folder, names
from .company import Company
from .company import believe as believe_company
from .diagnostics import Finding, Severity, errors, sort
from .kinds import Kind
from .model import BINDING, RawRecord, Record
from .office import Office, open_office
from .past import NO_PAST, Past, merged

COMPANY = "records/company.yaml"


@dataclass(frozen=True)
class Believed:
    """What the files say. ``office`` is None only where there is no company to speak of."""

    office: Office | None
    read: tuple[Finding, ...]
    """What reading found, before any check."""
    tree: Mapping[str, bytes]
    each: bool = True
    """Whether the checks of single records belong to the findings."""
    brought: joined.Joined = joined.NOTHING
    """The included checkouts that were joined, and which paths are theirs."""

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Return all that is wrong. Whoever asks for the office alone does not wait for the checks."""
        if self.office is None:
            return sort(self.brought.placed(self.read))
        single = (checks.each(self.office, record) for record in self.office.records.values() if self.each)
        found = chain(self.read, checks.run(self.office, self.tree), *single)
        return sort(self.brought.placed(found))

    def only(self, names: frozenset[str]) -> Believed:
        """Return what is believed where only some of the included checkouts are."""
        if self.office is None or self.office.apart is None or names == self.brought.folders.keys():
            return self
        if not names:
            return Believed(self.office.apart, (), self.brought.left(self.tree), self.each)
        day, past = self.office.as_of, self.office.apart.past
        return judge(self.brought.left(self.tree, names), day, day, self.each, past, self.brought.only(names))


def believe(root: Path, as_of: date | None, today: date, each: bool = True) -> Believed:
    """Read and check everything below a root.

    Args:
        as_of: the day asked for; else the company file's, else ``today``.
        each: whether the checks of single records run too (a build leaves them to the press).
    """
    tree, findings = files.read_tree(root)
    told = _told(tree)
    witness = told.get("witness")
    since = str(witness.get("since", "")) if isinstance(witness, dict) else ""
    past = recollect.past(root, str(told.get("main", "main")), since)
    brought, tree, more = joined.read(root, joined.told(told), tree)
    pasts = {name: recollect.of_checkout(folder) for name, folder in brought.folders.items()}
    judged = judge(tree, as_of, today, each, past, replace(brought, pasts=pasts))
    ring = keyindex.look(root)
    of_keys = key_folder.against(judged.office, tree, ring) if judged.office is not None else ()
    return replace(judged, read=(*findings, *more, *judged.read, *of_keys))


def _told(tree: Mapping[str, bytes]) -> Mapping[str, Any]:
    """Return the company file as written."""
    company, _ = _raw(COMPANY, tree.get(COMPANY, b""))
    return company.tree if company is not None else {}


def judge(
    tree: Mapping[str, bytes], as_of: date | None, today: date, each: bool = True, past: Past = NO_PAST,
    brought: joined.Joined = joined.NOTHING,
) -> Believed:  # fmt: skip
    """Believe and check a tree in memory: what is on disk, or what a verb is about to write.

    ``past`` is the company's own; what was ``brought`` from included checkouts lies in the tree already.
    """
    if not brought.folders:
        return Believed(*_open(tree, as_of, today, past), tree, each)
    own, _ = _open(brought.left(tree), as_of, today, past)
    office, read = _open(tree, as_of, today, merged(past, brought.pasts.values()), brought)
    office = replace(office, apart=own) if office is not None else None
    return Believed(office, read, tree, each, brought)


def _open(
    tree: Mapping[str, bytes], as_of: date | None, today: date, past: Past,
    brought: joined.Joined = joined.NOTHING,
) -> tuple[Office | None, tuple[Finding, ...]]:  # fmt: skip
    known, findings = kinds.discover(_below(tree, "schemas/"))
    facts, more = kinds.facts(_below(tree, "schemas/"))
    raws, unread = _read(tree)
    company, about = _company(raws, facts, tree)
    unread = tuple(sealing.hushed(unread, known, facts))
    findings = (*findings, *more, *unread, *about, *names.check(tree, known))
    if company is None:
        return None, findings
    book, unbelieved = ledger.believe((r for r in raws.values() if r.kind in ledger.FACTS), facts)
    records, gaps = _type((r for r in raws.values() if r.kind in known), known)
    attachments = {p: d.decode() for p, d in tree.items() if p.startswith("records/attachments/")}
    day = as_of or company.as_of or today
    labels = {name: compiled.schema for name, compiled in facts.items()}
    older = kinds.replaced(tree)
    office = open_office(company, known, records, book, day, attachments, rules.titles(known), past, labels, older)
    office = replace(office, joined=brought) if brought.folders else office
    typed = sealing.hushed(_weighed(office, gaps), known, facts, frozenset())
    return office, (*findings, *unbelieved, *typed, *recollect.findings(office))


def _below(tree: Mapping[str, bytes], folder: str) -> dict[str, bytes]:
    return {path: data for path, data in tree.items() if path.startswith(folder)}


# a verb judges the records before and after its change: all but a few files are the same bytes
@lru_cache(maxsize=1 << 14)
def _raw(path: str, data: bytes) -> tuple[RawRecord | None, tuple[Finding, ...]]:
    tree, findings = yamlread.read(path, data)
    id_ = path.removeprefix("records/").removesuffix(".yaml")
    return None if tree is None else RawRecord(id_, id_.partition("/")[0], path, data, tree), findings


def _read(tree: Mapping[str, bytes]) -> tuple[dict[str, RawRecord], tuple[Finding, ...]]:
    raws: dict[str, RawRecord] = {}
    findings: list[Finding] = []
    for path, data in tree.items():
        if path.startswith("records/") and path.endswith(".yaml"):
            raw, told = _raw(path, data)
            findings.extend(told)
            if raw is not None:
                raws[raw.id] = raw
    return raws, tuple(findings)


def _company(
    raws: Mapping[str, RawRecord], facts: Mapping[str, schema.Compiled], tree: Mapping[str, bytes]
) -> tuple[Company | None, tuple[Finding, ...]]:
    raw = raws.get("company")
    if raw is None or "company" not in facts:
        return None, company_findings.unread(raw, "company" in facts)
    values, company, findings = _constituted(facts["company"], raw)
    return company, (*findings, *company_mark.findings(values, raw, tree))


@lru_cache(maxsize=64)
def _constituted(compiled: schema.Compiled, raw: RawRecord) -> tuple[Mapping[str, Any], Company, tuple[Finding, ...]]:
    values, findings = schema.typed(compiled, raw)
    company = believe_company(values)
    return values, company, (*findings, *company_findings.contradictions(company, values, raw))


@lru_cache(maxsize=1 << 14)
def _record(compiled: schema.Compiled, raw: RawRecord) -> tuple[Record, tuple[Finding, ...]]:
    values, findings = schema.typed(compiled, raw)
    return Record(raw, values, schema.content_hash(raw.kind, raw.tree)), findings


def _type(
    raws: Iterable[RawRecord], known: Mapping[str, Kind]
) -> tuple[dict[str, Record], dict[str, tuple[Finding, ...]]]:
    records: dict[str, Record] = {}
    gaps: dict[str, tuple[Finding, ...]] = {}
    for raw in sorted(raws, key=lambda r: r.id):
        records[raw.id], findings = _record(known[raw.kind].compiled, raw)
        if findings:
            gaps[raw.id] = findings
    return records, gaps


def _weighed(office: Office, gaps: Mapping[str, tuple[Finding, ...]]) -> Iterable[Finding]:
    """What a draft does not say yet is a warning; what it says wrongly is an error as in any record."""
    for id_, findings in gaps.items():
        binding = office.state(office.records[id_]) in BINDING
        for finding in findings:
            yet = not binding and finding.code.id in schema.GAPS
            yield replace(finding, severity=Severity.WARNING) if yet else finding


def check(root: Path, as_of: date | None, today: date, cached: bool = True, audience: str = "") -> Answer:
    """Check everything; write nothing but the disposable cache.

    Args:
        audience: whose answer this is, ``""`` for somebody who may know everything.

    Raises:
        readership.Unknown: the company file has no such audience.
    """
    key = _key(root, as_of, today, "check", audience)
    if cached and (last := answers.last(root, "checked", key)):
        return last
    # what prints is imported only where the records or templates changed
    from . import proof

    believed = believe(root, as_of, today)
    found = sort((*believed.findings, *proof.every(believed.tree)))
    answer = answers.of(believed.office, found, None)
    if audience and believed.office is not None:
        lines = readership.heard(believed.office, audience, found, believed.read, believed.tree)
        answer = replace(answer, findings=lines, records=readership.count(believed.office, audience))
    answers.keep(root, "checked", key, answer)
    return answer


def build(
    root: Path, as_of: date | None, today: date, audiences: tuple[str, ...] = (), cached: bool = True,
    processes: int | None = None,
) -> Answer:  # fmt: skip
    """Build the site of every audience (or of those named), or write nothing if there is an error.

    Raises:
        readership.Unknown: one was named that the company file does not have.
        publishing.Held: a file of the site is held open; the next command goes on where this one stopped.
    """
    began = time.perf_counter()
    stage = publishing.open_stage(root)
    key = _key(root, as_of, today, "build", *audiences)
    manifest = plan.load(files.memory(root, "manifest"))
    standing = publishing.standing_files(stage.site)
    if cached and manifest.stands(standing) and (told := answers.last(root, "built", key)):
        return replace(told, built=answers.again(told.built, time.perf_counter() - began))
    # the press brings the printers of Word and pages along: an answer repeated does without them
    from . import pages, press, tally

    believed = believe(root, as_of, today, each=False)
    office = believed.office
    if office is None or _stopped(believed.findings):
        return answers.of(office, replace(believed, each=True).findings, None)
    chosen = readership.chosen(office.company, audiences)
    glasses = readership.glasses(root, office, chosen)
    pressed = press.Pressed()
    for there, readers in readership.sides(office, chosen).items():
        # a site is made from nothing its readers could not have: not even from knowing that a checkout is here
        side = believed.only(there)
        shown = side.office or office
        last = manifest if cached else plan.Manifest()
        work = press.Work(shown, side.tree, readers, stage, last, standing, glasses)
        pressed.join(press.run(work, pages.jobs(shown, side.tree), processes))
    findings = sort((*believed.findings, *believed.brought.placed(pressed.findings)))
    if _stopped(findings):
        return answers.of(office, findings, None)
    rows = {**readership.standing(manifest.rows, office, chosen, audiences), **pressed.rows}
    gone = plan.gone(rows, standing)
    publishing.publish(root, stage, pressed.staged, gone, plan.dump(rows))
    built = tally.count(pressed.made, office, chosen, gone, time.perf_counter() - began, glasses)
    answer = answers.of(office, findings, built)
    answers.keep(root, "built", key, answer)
    return answer


def _stopped(findings: Iterable[Finding]) -> bool:
    """Say whether a finding stops the build."""
    return any(f.code.id not in recollect.STOPS_NOTHING for f in errors(findings))


def _key(root: Path, as_of: date | None, today: date, *words: str) -> str:
    company = files.read(root / COMPANY) or b""
    others = joined.signature(root, _told({COMPANY: company})) if b"include:" in company else ""
    doors = files.signature(root), gitrefs.pulse(root), others, keyring.signature(root)
    return "|".join((*doors, program.digest(), str(as_of), str(today), *words))
