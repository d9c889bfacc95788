"""Findings: what is wrong, where, why it matters and how to mend it.

A :class:`Code` is a constant beside the check that uses it; ``Code.at`` makes a
:class:`Finding`. Nothing here raises for a user's mistake: mistakes are values.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

_OFFERS = frozenset({"likely", "guess", "tip"})
NEAR = "likely"
"""The value of a finding that is the likely right word, or empty; patterns print it as a question."""


class Severity(StrEnum):
    """How much a finding weighs: an error stops the build, a warning is printed."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a finding lies: path below the root, 1-based line and column (0 = the whole file)."""

    path: str
    line: int = 0
    column: int = 0
    home: str = ""
    """The included checkout the path lies in, ``""`` for the company's own."""

    @property
    def file(self) -> str:
        """Return the path, with the name of its checkout where it is not the company's own."""
        return f"{self.home}: {self.path}" if self.home else self.path

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of mistake. Texts are ``str.format`` patterns over the finding's values.

    ``zh``/``en`` say what is wrong; ``hint_zh``/``hint_en`` say what is allowed and how to mend it.
    """

    id: str
    severity: Severity
    zh: str
    en: str
    hint_zh: str
    hint_en: str

    def at(self, place: Place | str, severity: Severity | None = None, **values: object) -> Finding:
        """Return the finding of this code at ``place`` (a path alone means the whole file)."""
        where = Place(place) if isinstance(place, str) else place
        told = tuple(sorted((key, str(value)) for key, value in values.items()))
        return Finding(where, self, told, severity or self.severity)


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake at one place. Sort with :func:`sort`."""

    place: Place
    code: Code
    values: tuple[tuple[str, str], ...]
    severity: Severity

    def message(self, lang: str = "zh") -> str:
        """Return what is wrong, in ``lang``."""
        return _fill(self.code.zh if lang == "zh" else self.code.en, self.values, lang)

    def hint(self, lang: str = "zh") -> str:
        """Return how to mend it, in ``lang``."""
        return _fill(self.code.hint_zh if lang == "zh" else self.code.hint_en, self.values, lang)

    def told(self) -> Line:
        """Return the finding as it is printed, in both languages."""
        return Line(
            self.code.id, self.severity.value, self.place.file, self.place.line, self.place.column,
            self.message("zh"), self.hint("zh"), self.message("en"), self.hint("en"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as printed: plain texts, so that an answer can be kept and repeated."""

    code: str
    severity: str
    file: str
    line: int
    column: int
    message: str
    hint: str
    message_en: str
    hint_en: str


class Barred(Exception):
    """What a door met outside the records and cannot go on with; the hall tells it and exits with 4."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*(finding.code.id for finding in findings))
        self.findings = findings


def _fill(pattern: str, values: Iterable[tuple[str, str]], lang: str) -> str:
    told = _Told(values)
    if told.get(NEAR):
        told[NEAR] = ("也许是“{}”？" if lang == "zh" else "Did you mean \"{}\"?").format(told[NEAR])
    return pattern.format_map(told).rstrip(" ")


class _Told(dict[str, str]):
    """Values of a finding; a name the pattern asks for and nobody told prints as ``…``, an offer as nothing."""

    def __missing__(self, key: str) -> str:
        return "" if key.removesuffix("_en") in _OFFERS else "…"


def sort(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings once each, by place, then code, then text."""
    return tuple(sorted(set(findings), key=lambda f: (f.place, f.code.id, f.values)))


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return only those that stop a build."""
    return tuple(f for f in findings if f.severity is Severity.ERROR)


def catalogue() -> Mapping[str, Code]:
    """Walk the package and return every code by id.

    Raises:
        ValueError: two different codes share an id (a programmer's mistake, caught by a test).
    """
    found: dict[str, Code] = {}
    package = importlib.import_module(__package__)
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if info.name.endswith("__main__"):
            continue
        for value in vars(importlib.import_module(info.name)).values():
            if isinstance(value, Code) and found.setdefault(value.id, value) != value:
                raise ValueError(f"two codes named {value.id}")
    return dict(sorted(found.items()))
