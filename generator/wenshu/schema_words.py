"""What a schema error means to the person who typed it. (First version.)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from wenshu import yamlread
from wenshu.diagnostics import Code, Finding, Severity
from wenshu.model import Pointer, RawRecord

if TYPE_CHECKING:
    from wenshu.schema import Compiled

GAPS = frozenset({"SCH02", "SCH14"})
RULE = Code("SCH22", Severity.ERROR, "{what}", "{what}", "请改正。", "Please mend it.")


def explain(
    compiled: Compiled, raw: RawRecord, instance: dict[str, Any], values: dict[str, Any],
    wrong: Iterable[tuple[Pointer, str, Any]], missing: Iterable[str],
) -> tuple[Mapping[str, Any], tuple[Finding, ...]]:
    """Return the values that fit and the findings."""
    known = yamlread.places(raw.data)
    found = [RULE.at(yamlread.nearest(raw.path, known, tuple(e.instance_path)), what=e.message)
             for e in compiled.validator.iter_errors(instance)]
    found += [RULE.at(yamlread.nearest(raw.path, known, at), what=f"{name}: {text}") for at, name, text in wrong]
    found += [RULE.at(raw.path, what=name) for name in missing]
    return values, tuple(found)
