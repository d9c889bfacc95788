"""The pipeline on one page: read → believe → check → pages → plan → render → publish."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from . import (
    checks,
    company_findings,
    company_mark,
    files,
    gitrefs,
    kinds,
    ledger,
    plan,
    program,
    publishing,
    recollect,
    rules,
    schema,
    yamlread,
)
from .checks import names, revisions
from .company import Company
from .company import believe as believe_company
from .diagnostics import Finding, Line, Severity, errors, sort
from .kinds import Kind
from .model import BINDING, Built, RawRecord, Record
from .office import Office, open_office
from .past import NO_PAST, Past

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

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Return all that is wrong. Whoever asks for the office alone does not wait for the checks."""
        if self.office is None:
            return sort(self.read)
        single = (checks.each(self.office, record) for record in self.office.records.values() if self.each)
        return sort(chain(self.read, checks.run(self.office), revisions.check(self.office, self.tree), *single))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check or build has to say: findings as printed, and the counts (None: nothing was built)."""

    records: int
    findings: tuple[Line, ...]
    built: Built | None
    as_of: str


def believe(root: Path, as_of: date | None, today: date, each: bool = True) -> Believed:
    """Read and check everything below a root.

    Args:
        as_of: the day asked for; else the company file's, else ``today``.
        each: whether the checks of single records run too (a build leaves them to the press).
    """
    tree, findings = files.read_tree(root)
    company, _ = _raw(COMPANY, tree.get(COMPANY, b""))
    told = company.tree if company is not None else {}
    witness = told.get("witness")
    since = str(witness.get("since", "")) if isinstance(witness, dict) else ""
    past = recollect.past(root, str(told.get("main", "main")), since)
    judged = judge(tree, as_of, today, each, past)
    return replace(judged, read=(*findings, *judged.read))


def judge(
    tree: Mapping[str, bytes], as_of: date | None, today: date, each: bool = True, past: Past = NO_PAST
) -> Believed:
    """Believe and check a tree in memory: what is on disk, or what a verb is about to write."""
    return Believed(*_open(tree, as_of, today, past), tree, each)


def _open(
    tree: Mapping[str, bytes], as_of: date | None, today: date, past: Past
) -> tuple[Office | None, tuple[Finding, ...]]:
    known, findings = kinds.discover(_below(tree, "schemas/"))
    facts, more = kinds.facts(_below(tree, "schemas/"))
    raws, unread = _read(tree)
    company, about = _company(raws, facts, tree)
    findings = (*findings, *more, *unread, *about, *names.check(tree, known))
    if company is None:
        return None, findings
    book, unbelieved = ledger.believe((r for r in raws.values() if r.kind in ledger.FACTS), facts)
    records, gaps = _type((r for r in raws.values() if r.kind in known), known)
    attachments = {p: d.decode() for p, d in tree.items() if p.startswith("records/attachments/")}
    day = as_of or company.as_of or today
    labels = {name: compiled.schema for name, compiled in facts.items()}
    older = _replaced(tree)
    office = open_office(company, known, records, book, day, attachments, rules.titles(known), past, labels, older)
    return office, (*findings, *unbelieved, *_weighed(office, gaps), *recollect.findings(office))


def _replaced(tree: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    """Return the last days of the Word templates that were replaced, by their name."""
    found: dict[str, list[str]] = {}
    for path in sorted(p for p in tree if p.startswith("templates/docx/") and p.endswith(".docx")):
        name, at, last = path.removeprefix("templates/docx/").removesuffix(".docx").rpartition("@")
        if at:
            found.setdefault(name, []).append(last)
    return {name: tuple(days) for name, days in found.items()}


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


def check(root: Path, as_of: date | None, today: date, cached: bool = True) -> Answer:
    """Check everything; write nothing but the disposable cache."""
    key = _key(root, as_of, today, "check")
    if cached and (last := _last(root, "checked", key)):
        return last
    # what prints is imported only where the records or templates changed
    from . import proof

    believed = believe(root, as_of, today)
    answer = _answer(believed.office, sort((*believed.findings, *proof.every(believed.tree))), None)
    _keep(root, "checked", key, answer)
    return answer


def build(
    root: Path, as_of: date | None, today: date, audiences: tuple[str, ...] = (), cached: bool = True,
    processes: int | None = None,
) -> Answer:  # fmt: skip
    """Build the site of every audience (or of those named), or write nothing if there is an error.

    Raises:
        publishing.Held: a file of the site is held open; the next command goes on where this one stopped.
    """
    began = time.perf_counter()
    stage = publishing.open_stage(root)
    key = _key(root, as_of, today, "build", *audiences)
    manifest = plan.load(files.memory(root, "manifest"))
    standing = publishing.standing_files(stage.site)
    if cached and manifest.stands(standing) and (last := _last(root, "built", key)):
        return replace(last, built=_again(last.built, time.perf_counter() - began))
    # the press brings the printers of Word and pages along: an answer repeated does without them
    from . import pages, press, tally

    believed = believe(root, as_of, today, each=False)
    office = believed.office
    if office is None or _stopped(believed.findings):
        return _answer(office, replace(believed, each=True).findings, None)
    chosen = tuple(a for a in office.company.audiences if not audiences or a in audiences)
    work = press.Work(office, believed.tree, chosen, stage, manifest if cached else plan.Manifest(), standing)
    pressed = press.run(work, pages.jobs(office, believed.tree), processes)
    findings = sort((*believed.findings, *pressed.findings))
    if _stopped(findings):
        return _answer(office, findings, None)
    rows = {**_other_audiences(manifest, chosen, office), **pressed.rows}
    gone = plan.gone(rows, standing)
    publishing.publish(root, stage, pressed.staged, gone, plan.dump(rows))
    built = tally.count(pressed.made, office, chosen, gone, time.perf_counter() - began)
    answer = _answer(office, findings, built)
    _keep(root, "built", key, answer)
    return answer


def _stopped(findings: Iterable[Finding]) -> bool:
    """Say whether a finding stops the build."""
    return any(f.code.id not in recollect.STOPS_NOTHING for f in errors(findings))


def _other_audiences(
    manifest: plan.Manifest, chosen: tuple[str, ...], office: Office
) -> dict[str, plan.Row]:
    """Keep what stands of audiences that exist and were not asked for this time."""
    others = set(office.company.audiences) - set(chosen)
    return {path: row for path, row in manifest.rows.items() if path.partition("/")[0] in others}


def _answer(office: Office | None, findings: Iterable[Finding], built: Built | None) -> Answer:
    lines = tuple(f.told() for f in findings)
    return Answer(len(office.records) if office else 0, lines, built, str(office.as_of) if office else "")


def _again(built: Built | None, seconds: float) -> Built | None:
    """The counts of a build that found nothing to do."""
    if built is None:
        return None
    each = {
        name: {**count, "rendered": 0, "kept": count["rendered"] + count["kept"], "deleted": 0, "seconds": 0.0}
        for name, count in built.audiences.items()
    }
    kept = built.kept + built.rendered
    return replace(built, rendered=0, kept=kept, deleted=0, seconds=round(seconds, 3), audiences=each)


def _key(root: Path, as_of: date | None, today: date, *words: str) -> str:
    return "|".join((files.signature(root), gitrefs.pulse(root), program.digest(), str(as_of), str(today), *words))


def _last(root: Path, name: str, key: str) -> Answer | None:
    """Return the last answer if nothing that goes into it has changed."""
    data = files.memory(root, name)
    if data is None:
        return None
    try:
        kept = json.loads(data)
        if kept["key"] != key:
            return None
        built = Built(**kept["built"]) if kept["built"] else None
        lines = tuple(Line(**line) for line in kept["findings"])
    except (ValueError, TypeError, KeyError):
        return None
    return Answer(kept["records"], lines, built, kept["as_of"])


def _keep(root: Path, name: str, key: str, answer: Answer) -> None:
    data = json.dumps({"key": key, **asdict(answer)}, ensure_ascii=False)
    files.remember(root, name, data.encode("utf-8"))
