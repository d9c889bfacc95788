"""Where personal values stand in a file, and what of them is sealed before anybody commits it.

Pure: keys come in as functions, changes go out as pointers. Nothing here tells a clear value: a finding about
one names its field and place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from . import keys, schema_clear, sealed, yamlread
from .diagnostics import Code, Finding, Severity
from .kinds import Kind
from .model import Pointer, Tree
from .office import Office
from .personal_fields import Value as Value
from .personal_fields import compares as compares
from .personal_fields import holds as holds
from .personal_fields import values as values
from .schema_nodes import Compiled

UNFIT: Final = Code(
    "SEA10", Severity.ERROR,
    "{label}的内容不合规定，没有密封：{why}（内容不在这里显示）",
    "{label} does not hold what it should and was not sealed: {why_en} (the value is not shown)",
    "请对照原件改正后再做。{tip}",
    "Mend it from the original, then do it again. {tip}",
)  # fmt: skip
COMPANY_ID: Final = "company"
_QUOTING: Final = frozenset({"line", "lost", "whole", "rest", "value", "near", "text", "found"})
"""Values of findings that repeat what a person typed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written into one file so that nothing personal stands there in the clear."""

    changes: Mapping[Pointer, Any] = field(default_factory=dict)
    """Pointer → sealed text, or a public half below ``seals``."""
    labels: tuple[str, ...] = ()
    """Labels of the values sealed."""
    findings: tuple[Finding, ...] = ()
    fresh: Mapping[str, tuple[Value, str]] = field(default_factory=dict)
    """Sealed text → the value, with its clear text, and the fingerprint of its key: for the index of duplicates."""


def schema_of(office: Office, path: str) -> Mapping[str, Any]:
    """Return the schema of a file below records/, ``{}`` where it has none."""
    head, _, rest = path.removeprefix("records/").partition("/")
    if not rest:
        return office.facts.get(COMPANY_ID, {}) if head == "company.yaml" else {}
    kind = office.kinds.get(head)
    return kind.schema if kind is not None else office.facts.get(head, {})


def stray(office: Office, path: str) -> bool:
    """Say whether a file beside records of persons is none itself: an editor's backup, a copy, a note.

    Nothing seals what stands in it, and it never goes into git.
    """
    head, _, rest = path.removeprefix("records/").partition("/")
    among = head in office.kinds and holds(office.kinds[head].schema) if rest else "company.yaml" in head
    if not path.startswith("records/") or not among:
        return False
    return not path.endswith(".yaml") or path.rpartition("/")[2].startswith((".", "#", "~"))


def owner(office: Office, path: str, tree: dict[str, Tree], value: Value) -> str:
    """Return whose value it is: the person of the company file, whom ``x-person`` names, or the record itself."""
    if path == "records/company.yaml":
        return keys.PEOPLE + str(value.pointer[1]) if len(value.pointer) > 1 else ""
    id_ = path.removeprefix("records/").removesuffix(".yaml")
    kind = office.kinds.get(id_.partition("/")[0])
    named = tree.get(str(kind.x.get("x-person", ""))) if kind is not None else None
    return (keys.subject(office, named) if isinstance(named, str) else "") or id_


def seals_of(path: str, tree: dict[str, Tree], value: Value) -> tuple[Pointer, Mapping[str, str]]:
    """Return where the public halves beside a value stand in its own file, and those that do."""
    top: Pointer = value.pointer[:2] if path == "records/company.yaml" else ()
    beside: Any = tree
    for step in top:
        beside = beside.get(step, {}) if isinstance(beside, dict) else {}
    told = beside.get("seals") if isinstance(beside, dict) else None
    held = {k: v for k, v in told.items() if isinstance(v, str) and v} if isinstance(told, dict) else {}
    return (*top, "seals"), held


def plan(
    office: Office, path: str, tree: dict[str, Tree], data: bytes, make: Callable[[str], str],
    was: Iterable[str] = (), opener: Callable[[str], str | None] | None = None, only: Pointer | None = None,
) -> Plan:  # fmt: skip
    """Return what has to be written into a file so that its personal values are sealed.

    Args:
        make: makes a key of a purpose and returns its public half; called only where there is none yet.
        was: sealed scalars of the version before: a clear text that one of them holds gets it back.
        opener: opens those, where the identity can.
        only: the one value to be sealed; None: all that stand in the clear.
    """
    known = yamlread.places(data)
    changes: dict[Pointer, Any] = {}
    added: dict[Pointer, dict[str, str]] = {}
    labels: list[str] = []
    wrong: list[Finding] = []
    fresh: dict[str, tuple[Value, str]] = {}
    old, gone = tuple(was), keys.erased(office)
    schema = schema_of(office, path)
    for value in values(schema, tree):
        if (only is not None and value.pointer != only) or value.text.startswith(sealed.PREFIX):
            continue
        told = schema_clear.problem(value.field, value.text)
        if told:
            wrong.append(UNFIT.at(
                yamlread.nearest(path, known, value.pointer), None, label=value.label, why=told[0], why_en=told[1],
                tip=f"说明：{value.field['x-hint']}。" if value.field.get("x-hint") else "",
            ))  # fmt: skip
            continue
        at, held = seals_of(path, tree, value)
        own = {**held, **added.get(at, {})}
        who = owner(office, path, tree, value)
        public = own.get(value.purpose) or keys.of(office, who).get(value.purpose) or ""
        # nothing is sealed to a destroyed key: it could never be opened
        public = "" if sealed.fingerprint(public) in gone else public
        if not public or (value.purpose not in own and _here(path, who)):
            public = added.setdefault(at, {})[value.purpose] = public or make(value.purpose)
        text = _again(value, public, old, opener) or sealed.seal(public, value.text)
        changes[value.pointer] = text
        labels.append(value.label)
        fresh[text] = (value, sealed.fingerprint(public))
    for at, more in added.items():
        changes |= _joined(tree, at, more)
    return Plan(changes, tuple(labels), tuple(wrong), fresh)


def _here(path: str, who: str) -> bool:
    """Say whether the public halves of a person stand in this very file."""
    return path == "records/company.yaml" or path == f"records/{who}.yaml"


def promised(
    office: Office, path: str, tree: dict[str, Tree], purposes: Iterable[str], make: Callable[[str], str]
) -> Mapping[Pointer, Any]:
    """Return the keys a new person's record gets at once (``x-purposes``), as changes of its file."""
    told = tree.get("seals")
    held = told if isinstance(told, dict) else {}
    theirs = keys.of(office, owner(office, path, tree, Value(("seals",), {}, "")))
    lacking = [purpose for purpose in purposes if not held.get(purpose) and not theirs.get(purpose)]
    return _joined(tree, ("seals",), {purpose: make(purpose) for purpose in lacking}) if lacking else {}


def _joined(tree: dict[str, Tree], at: Pointer, more: Mapping[str, str]) -> dict[Pointer, Any]:
    """Return the changes that put public halves beside those that stand there."""
    beside: Any = tree
    for step in at:
        beside = beside.get(step) if isinstance(beside, dict) else None
    if isinstance(beside, dict) and beside:
        return {(*at, purpose): public for purpose, public in more.items()}
    return {at: dict(more)}


def _again(
    value: Value, public: str, was: tuple[str, ...], opener: Callable[[str], str | None] | None
) -> str:
    """Return the sealed text that held this very value before, under the same key, or ``""``."""
    fp = sealed.fingerprint(public)
    return next(
        (text for text in was if opener and sealed.key_of(text) == fp and opener(text) == value.text), ""
    )


# ── what other findings may repeat ────────────────────────────────────────────────────────────


def hushed(
    findings: Iterable[Finding], kinds: Mapping[str, Kind], facts: Mapping[str, Compiled],
    quoting: frozenset[str] = _QUOTING,
) -> Iterator[Finding]:  # fmt: skip
    """Yield findings about the text of files; of a file with personal fields without the words they quote.

    Args:
        quoting: which of a finding's values repeat what was typed; keys that are no words of ours always do.
    """
    for finding in findings:
        head, _, rest = finding.place.path.removeprefix("records/").partition("/")
        name = head if rest else head.removesuffix(".yaml")
        schema = kinds[name].schema if name in kinds else facts[name].schema if name in facts else {}
        if finding.values and holds(schema):
            kept = tuple((key, told) for key, told in finding.values if _harmless(schema, key, told, quoting))
            yield replace(finding, values=kept)
        else:
            yield finding


def _harmless(schema: Mapping[str, Any], key: str, told: str, quoting: frozenset[str]) -> bool:
    """Say whether a value of a finding is no word of a person's: a key is one where a colon went wrong."""
    if key == "sign":  # with the name of an anchor behind it: *章某 is how some mark a name
        return re.search(r"\w", told) is None
    if key != "key":
        return key not in quoting
    labels = {str(one.get("title", "")) for one in schema.get("properties", {}).values()}
    return told in labels or re.fullmatch(r"[A-Za-z_]\w*", told, re.ASCII) is not None
