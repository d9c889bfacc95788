"""What a check or build answered, kept beside the records and repeated while nothing that went into it changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from . import files
from .diagnostics import Finding, Line
from .model import Built
from .office import Office


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check or build has to say: findings as printed, and the counts (None: nothing was built)."""

    records: int
    findings: tuple[Line, ...]
    built: Built | None
    as_of: str


def of(office: Office | None, findings: Iterable[Finding], built: Built | None) -> Answer:
    """Return the answer of an office."""
    lines = tuple(f.told() for f in findings)
    return Answer(len(office.records) if office else 0, lines, built, str(office.as_of) if office else "")


def again(built: Built | None, seconds: float) -> Built | None:
    """Return the counts of a build that found nothing to do."""
    if built is None:
        return None
    each = {
        name: {**count, "rendered": 0, "kept": count["rendered"] + count["kept"], "deleted": 0, "seconds": 0.0}
        for name, count in built.audiences.items()
    }
    kept = built.kept + built.rendered
    return replace(built, rendered=0, kept=kept, deleted=0, seconds=round(seconds, 3), audiences=each)


def last(root: Path, name: str, key: str) -> Answer | None:
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


def keep(root: Path, name: str, key: str, answer: Answer) -> None:
    """Keep an answer under the key of what went into it."""
    data = json.dumps({"key": key, **asdict(answer)}, ensure_ascii=False)
    files.remember(root, name, data.encode("utf-8"))
