"""Discover the kinds of record: one schema file each, found and never registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from wenshu import schema as record_schema
from wenshu import schema_file, schema_personal, schema_relied, yamlread
from wenshu.company_nouns import Step
from wenshu.diagnostics import Code, Finding, Severity, sort
from wenshu.model import Record

NOT_KINDS: Final = frozenset(
    {"calendar", "numbers", "approvals", "distribution", "prints", "custody", "attachments"}
)
"""Folders below records/ that hold facts or files, never a kind (life.md, Names)."""

NESTED = Code(
    "KND09", Severity.ERROR,
    "结构文件要直接放在 schemas/ 里，这个放在下一级文件夹，没有读",
    "a schema lies directly in schemas/; this one lies in a folder below it and was not read",
    "移到 schemas/ 下面，文件名就是种类的名称；多余的请删去。",
    "Move it up: its file name is the name of the kind; delete it if it is a spare copy.",
)  # fmt: skip
_FACTS: Final = frozenset({"fact", "company"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One schema file: a kind of record, a kind of fact, or the company file."""

    name: str
    """File name without .yaml = folder below records/."""
    title: str
    """Chinese name."""
    en: str
    schema: Mapping[str, Any]
    compiled: record_schema.Compiled
    class_: str
    """Secrecy class of a record that names none; ``""`` = none."""
    papers: Mapping[str, str]
    """``x-layouts``: layout → template."""
    series: str
    """Code of the one series of this kind, or ``""``."""
    series_field: str
    """Field of the record that names its series, or ``""``."""
    subject: str
    """Field that names a record."""
    date_field: str
    dept_field: str
    author_field: str
    party_field: str
    chain: tuple[Step, ...]
    """Sign-offs of a kind without a series."""
    editions: tuple[Mapping[str, Any], ...]
    """``x-editions``: conditions one of which a record with editions meets; ``{}`` is met by every record."""
    paper: bool
    """False: no DOCX (``x-paper: none``)."""
    order: int
    x: Mapping[str, Any]
    """All ``x-`` keys of the top level as written."""

    @property
    def numbered(self) -> bool:
        """Whether a record of this kind takes a number of a series."""
        return bool(self.series or self.series_field)

    def series_of(self, record: Record) -> str:
        """Return the code of the series a record is numbered in, or ``""``."""
        return self.series or (record.text(self.series_field) if self.series_field else "")

    def editioned(self, record: Record) -> bool:
        """Say whether a record has editions (A/0, A/1 …): it is revised in place instead of being replaced."""
        return any(_matches(when, record.values) for when in self.editions)

    def template(self, record: Record) -> str:
        """Return the base name of the Word template of a record; ``""`` where it has no paper.

        Order: the first matching ``x-template`` rule, ``x-layouts`` by the field ``layout``,
        ``x-paper``, the name of the kind.
        """
        if not self.paper:
            return ""
        for rule in self.x.get("x-template", ()):
            if isinstance(rule, Mapping) and _matches(rule.get("when", {}), record.values):
                return str(rule.get("use", self.name))
        layout = str(record.values.get("layout", "")) or next(iter(self.papers), "")
        return self.papers.get(layout) or str(self.x.get("x-paper", "")) or self.name

    def templates(self) -> tuple[str, ...]:
        """Return every template this kind may ask for, sorted."""
        if not self.paper:
            return ()
        ruled = {str(rule["use"]) for rule in self.x.get("x-template", ()) if "use" in rule}
        rest = set(self.papers.values()) or {str(self.x.get("x-paper", "")) or self.name}
        return tuple(sorted(ruled | rest))


def _conditions(told: Any) -> tuple[Mapping[str, Any], ...]:
    if isinstance(told, list):
        return tuple(when for when in told if isinstance(when, Mapping))
    return ({},) if told is True else ()


def _matches(when: Any, values: Mapping[str, Any]) -> bool:
    if not isinstance(when, Mapping):
        return False
    for key, wanted in when.items():
        told = str(values.get(key, ""))
        if told not in (wanted if isinstance(wanted, list) else [wanted]):
            return False
    return True


def discover(schemas: Mapping[str, bytes]) -> tuple[Mapping[str, Kind], tuple[Finding, ...]]:
    """Compile every schema that describes a kind of record.

    Args:
        schemas: path (``schemas/minutes.yaml``) or name (``minutes``) → bytes.

    Returns:
        Name → kind in menu order (``x-order``, then name), and the findings. A schema that is broken is
        told and left out.
    """
    found, findings = _of_role(schemas, lambda role: role not in _FACTS)
    return found, findings


def facts(schemas: Mapping[str, bytes]) -> tuple[Mapping[str, record_schema.Compiled], tuple[Finding, ...]]:
    """Compile the schemas of the facts (``x-role: fact``) and of the company file; see :func:`discover`.

    One that retypes a field the program relies on is told and left out.
    """
    found, findings = _of_role(schemas, lambda role: role in _FACTS)
    sound: dict[str, record_schema.Compiled] = {}
    for name, kind in found.items():
        path = f"schemas/{name}.yaml"
        data = schemas.get(path, schemas.get(name, b""))
        wrong = tuple(schema_relied.check(name, kind.compiled.root, path, data))
        findings += wrong
        if not wrong:
            sound[name] = kind.compiled
    return MappingProxyType(sound), findings


def _of_role(
    schemas: Mapping[str, bytes], wanted: Callable[[str], bool]
) -> tuple[Mapping[str, Kind], tuple[Finding, ...]]:
    found: list[Kind] = []
    findings: list[Finding] = []
    for path, data in sorted(schemas.items()):
        if path.removeprefix("schemas/").count("/"):
            # told once, by whoever asks for the kinds of record
            findings.extend([NESTED.at(path)] if wanted("kind") else [])
        elif path.endswith(".yaml") or ("/" not in path and "." not in path):
            place = path if "/" in path else f"schemas/{path.removesuffix('.yaml')}.yaml"
            role, kind, told = _read(place, data)
            if wanted(role):
                findings.extend(told)
                found.extend([kind] if kind is not None else [])
    found.sort(key=lambda kind: (kind.order, kind.name))
    return MappingProxyType({kind.name: kind for kind in found}), sort(findings)


@lru_cache(maxsize=256)
def _read(path: str, data: bytes) -> tuple[str, Kind | None, tuple[Finding, ...]]:
    """Return the role, the kind (None where the schema is broken) and the findings of one file."""
    told, findings = schema_file.read(path, data)
    if told is None:
        return "", None, findings
    role = str(told.get("x-role", "kind"))
    told = schema_personal.loosened(told)
    try:
        compiled = record_schema.compile(told)
    except record_schema.Broken as broken:
        where = yamlread.nearest(path, yamlread.places(data), broken.pointer)
        return role, None, (*findings, schema_file.BROKEN.at(where, reason=broken.reason))
    name = path.rpartition("/")[2].removesuffix(".yaml")
    return role, _kind(name, told, compiled), findings


def _kind(name: str, told: Mapping[str, Any], compiled: record_schema.Compiled) -> Kind:
    x = {key: value for key, value in told.items() if key.startswith("x-")}
    chain = tuple(
        Step(str(step.get("step", "")), str(step.get("post", "")))
        for step in x.get("x-chain", ()) if isinstance(step, Mapping)
    )
    layouts = x.get("x-layouts", {})
    order = x.get("x-order", 1000)
    return Kind(
        name=name, title=str(told.get("title", name)), en=str(x.get("x-en", name)),
        schema=told, compiled=compiled, class_=str(x.get("x-class", "")),
        papers=MappingProxyType(dict(layouts) if isinstance(layouts, Mapping) else {}),
        series=str(x.get("x-series", "")), series_field=str(x.get("x-series-field", "")),
        subject=str(x.get("x-subject", "title")), date_field=str(x.get("x-date", "")),
        dept_field=str(x.get("x-dept", "")), author_field=str(x.get("x-author", "drafted_by")),
        party_field=str(x.get("x-party", "")), chain=chain, editions=_conditions(x.get("x-editions")),
        paper=x.get("x-paper") != "none",
        order=order if isinstance(order, int) else 1000, x=MappingProxyType(x),
    )


def replaced(tree: Mapping[str, bytes]) -> dict[str, tuple[str, ...]]:
    """Return the last days of the Word templates that were replaced, by their name."""
    found: dict[str, list[str]] = {}
    for path in sorted(p for p in tree if p.startswith("templates/docx/") and p.endswith(".docx")):
        name, at, last = path.removeprefix("templates/docx/").removesuffix(".docx").rpartition("@")
        if at:
            found.setdefault(name, []).append(last)
    return {name: tuple(days) for name, days in found.items()}
