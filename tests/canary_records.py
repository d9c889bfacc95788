"""A valid record of any kind, made from its schema alone, with a mark in every place that takes a text.

:class:`Maker` reads ``schemas/*.yaml`` as they are found. A kind it cannot make a valid record of is told by
:meth:`Maker.valid`; what a schema cannot say (that a delegation is not to oneself) stands in :data:`HINTS`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

import cards
import scratch
from canary import Mark, Mint

CLASSES = ("公开", "内部资料", "商业秘密（普通）", "商业秘密（核心）")
HINTS: Mapping[str, Mapping[str, Any]] = {
    "documents": {"series": "通", "doc_type": "通知", "title": "关于{mark}的通知", "issuer": "试点公司", "layout": None,
                  "basis": None},
    "delegations": {"grantor": "周启衡", "grantee": "何管", "series": ["通"], "steps": None, "drafted_by": "林晓岚"},
    "minutes": {
        "meeting_type": "总经理办公会", "chair": "周启衡", "recorder": "林晓岚", "layout": None,
        "attending": None, "present": ["周启衡", "林晓岚"], "decisions.due": "2026-09-01", "reported_to": None,
        "distribution": [{"department": "总经理办公室"}, {"department": "{dept}"}, {"outside": "{mark}"}],
    },
    "transcript": {
        "meeting_type": "总经理办公会", "chair": "周启衡", "recorder": "林晓岚", "minutes": None,
        "attending": None, "present": ["周启衡", "林晓岚"],
    },
    "incoming": {"due": "2026-09-01"},
    "handling": {"step": "拟办"},
    "subject_answers": {"decided_by": "周启衡"},
}  # fmt: skip
"""Kind → field (``decisions.due``: of the items) → its value; ``{mark}`` is a mark, None leaves the field out."""
BY_VERBS: Mapping[str, str] = {
    "erasures": "subject erase", "subject_answers": "subject answer", "subject_requests": "subject request",
    "releases": "publish", "release_recalls": "a release that was called back; its texts name no paper",
}  # fmt: skip
"""Kinds that a verb writes from what it is told: the scenario has it write one."""
PERSONS = {"销售部": "李明", "管理部": "顾言", "总经理办公室": "林晓岚"}
_DAY = "2026-06-0{}"


def schemas(root: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the kinds of record a company has, as their files say: name → schema; every scalar is text."""
    found = {}
    for path in sorted((root / "schemas").glob("*.yaml")):
        told = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
        if told.get("x-role", "kind") == "kind":
            found[path.stem] = told
    return found


@dataclass
class Made:
    """One record of the canary."""

    id: str
    kind: str
    class_: str
    dept: str
    values: dict[str, Any]
    depts: frozenset[str] = frozenset()
    draft: bool = False
    """Not signed, or not numbered, as yet."""


@dataclass
class Maker:
    """Makes records for one company and remembers what it planted."""

    root: Path
    mint: Mint
    refs: dict[str, list[str]]
    """Kind → records of it that may be referred to."""
    made: list[Made] = field(default_factory=list)
    dropped: dict[str, set[str]] = field(default_factory=dict)
    """Kind → optional fields that broke a rule of the office; they are left out."""

    def __post_init__(self) -> None:
        self.kinds = schemas(self.root)
        self._making: list[str] = []
        self._n = 0

    def record(self, kind: str, class_: str, dept: str, year: int = 2026) -> Made:
        """Write a record of a kind, in a class, of a department; with parts of every class where it has parts."""
        schema = self.kinds[kind]
        own = class_ if "class" in schema["properties"] else schema.get("x-class", "内部资料")
        slug = self.mint.word("slug")
        made = Made(f"{kind}/{year}/{slug}", kind, own, dept, {})
        made.draft = any(key in schema for key in ("x-series", "x-series-field", "x-chain"))
        self.mint.mark(f"file name of {made.id}", text=slug, owner=made.id)
        self._making.append(kind)
        before, self._n = self._n, 0
        made.values = self._object(schema, _Where(made, kind, own, (), frozenset(), 0))
        self._n = before
        self._making.pop()
        made.depts = frozenset(_depts(schema, made.values)) | {dept}
        self.made.append(made)
        self.refs.setdefault(kind, []).append(made.id)
        path = self.root / "records" / f"{made.id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(cards.dump(made.values), encoding="utf-8", newline="\n")
        return made

    def marks(self) -> tuple[Mark, ...]:
        """Return all marks, each with what decides who may see it."""
        of = {one.id: one for one in self.made}
        found = []
        for mark in self.mint.made:
            made = of.get(mark.owner)
            if made is not None:
                mark = replace(
                    mark, kind=made.kind, class_=mark.class_ or made.class_, depts=mark.depts or made.depts,
                    archive=self.kinds[made.kind].get("x-reserved", ""), draft=made.draft,
                )  # fmt: skip
            found.append(mark)
        return tuple(found)

    def valid(self, least: tuple[str, ...] = ()) -> list[str]:
        """Drop what breaks rules of the office until nothing is wrong; return what cannot be mended.

        Args:
            least: code ids that may stand (a personal value not yet sealed).
        """
        for _ in range(12):
            wrong = [f for f in scratch.read(self.root).findings if f.code.severity.value == "error"]
            wrong = [f for f in wrong if not f.code.id.startswith(least)] if least else wrong
            mended = [self._mend(f.place.path, f.place.line) for f in wrong]
            if not any(mended):
                return [f"{f.place}: {f.code.id} {f.message()}" for f in wrong]
        return ["the canary's records cannot be mended"]

    def _mend(self, path: str, line: int) -> bool:
        made = next((one for one in self.made if path == f"records/{one.id}.yaml"), None)
        if made is None or not line:
            return False
        lines = (self.root / path).read_text(encoding="utf-8").split("\n")[:line]
        key = next((m[1] for m in (re.match(r"'?([a-z_]+)'?:", text) for text in reversed(lines)) if m), "")
        if key not in made.values or key in self.kinds[made.kind].get("required", ()):
            return False
        del made.values[key]
        self.dropped.setdefault(made.kind, set()).add(key)
        (self.root / path).write_text(cards.dump(made.values), encoding="utf-8", newline="\n")
        return True

    # ── values ────────────────────────────────────────────────────────────────────────────────

    def _object(self, schema: Mapping[str, Any], at: _Where) -> dict[str, Any]:
        properties = schema.get("properties", {})
        chosen = list(properties)
        if "maxProperties" in schema:
            texts = [key for key in properties if "enum" not in properties[key] and "x-ref" not in properties[key]]
            chosen = (texts or chosen)[: int(schema["maxProperties"])]
        told: dict[str, Any] = {}
        for key in chosen:
            hints = HINTS.get(at.kind, {})
            hint = ".".join((*at.path, key))
            required = key in schema.get("required", ())
            if hint in hints:
                value = self._hinted(hints[hint], properties[key], at.below(key))
            elif key == "class" and "enum" in properties[key]:
                value = at.class_
            elif not required and key in self.dropped.get(at.kind, ()) and not at.path:
                value = None
            else:
                value = self._value(properties[key], at.below(key), required)
            if value is not None:
                told[key] = value
        return told

    def _hinted(self, hint: Any, schema: Mapping[str, Any], at: _Where) -> Any:
        if isinstance(hint, list):
            return [self._hinted(one, schema.get("items", {}), at) for one in hint]
        if isinstance(hint, dict):
            properties = schema.get("properties", {})
            return {key: self._hinted(one, properties.get(key, {}), at) for key, one in hint.items()}
        if isinstance(hint, str) and "{mark}" in hint:
            return hint.replace("{mark}", self._mark(schema, at, "text").text)
        return hint.replace("{dept}", at.made.dept) if isinstance(hint, str) else hint

    def _value(self, schema: Mapping[str, Any], at: _Where, required: bool) -> Any:
        sort = schema.get("type", "string")
        if schema.get("x-class") in CLASSES:
            at = at.classed(max(at.class_, schema["x-class"], key=CLASSES.index))
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0] if required or "x-personal" in schema else None
        if "x-ref" in schema:
            return self._reference(schema, at, required)
        if sort == "array":
            return self._list(schema, at)
        if sort == "object":
            return self._object(schema, at) or None
        if sort == "boolean":
            return "true" if required else None
        if sort in ("integer", "number"):
            return schema.get("minimum", "1") if required else None
        return self._text(schema, at, required)

    def _list(self, schema: Mapping[str, Any], at: _Where) -> Any:
        items = schema.get("items", {})
        if "class" in items.get("properties", {}) and at.class_ == "内部资料":
            each = ["", "商业秘密（普通）", "商业秘密（核心）"]
            told = [self._object(items, at.classed(class_, part=True) if class_ else at) for class_ in each]
            for class_, one in zip(each, told, strict=True):
                one.pop("class", None)
                one |= {"class": class_} if class_ else {}
            return told
        one = self._value(items, at, True)
        return [one] if one is not None else None

    def _text(self, schema: Mapping[str, Any], at: _Where, required: bool) -> Any:
        form, pattern = schema.get("format", ""), schema.get("pattern", "")
        mask = schema.get("x-mask", "")
        if "x-personal" in schema:
            return self._personal(schema, at, mask or form or ("pattern" if pattern else ""), pattern)
        if form in ("date", "time", "date-time", "phone", "postcode", "email", "sha256"):
            self._n += 1
            return {
                "date": _DAY.format(1 + min(at.dates(self), 7)), "time": f"{8 + min(self._n % 12, 12):02}:30",
                "date-time": "2026-06-01 09:20", "phone": "0399-5550200", "postcode": "690002",
                "email": "secretary@example.test", "sha256": hashlib.sha256(str(self._n).encode()).hexdigest(),
            }.get(form) if required else None  # fmt: skip
        if pattern:
            if re.search(pattern, "customers/2026/x") and not re.search(pattern, "x"):
                # the first one's rights are exercised by the scenario: nothing else is said of him
                first = self._reference({"x-ref": "record", "x-kinds": ["customers"]}, at, True)
                return self.refs["customers"][-1] if first else None
            tries = ("contact", "a" * 12, "a", "1", "A/0", "ab", "age1" + "q" * 58)
            return next((one for one in tries if re.search(pattern, one)), None) if required else None
        mark = self._mark(schema, at, "text")
        return f"{mark.text}。\n" if schema.get("x-markdown") == "true" else mark.text

    def _personal(self, schema: Mapping[str, Any], at: _Where, mask: str, pattern: str) -> Any:
        if mask in ("phone", "plate", "id", "date"):
            return self._mark(schema, at, mask).text
        for sort in ("vin", "id", "phone", "plate") if pattern else ():
            mark = self._mark(schema, at, sort)
            if re.search(pattern, mark.text):
                return mark.text
            self.mint.made.remove(mark)
        return self._mark(schema, at, "text").text

    def _mark(self, schema: Mapping[str, Any], at: _Where, sort: str) -> Mark:
        room = int(schema.get("maxLength", "99"))
        return self.mint.mark(
            f"{at.made.kind}.{'.'.join(at.path)} of {at.made.id}", sort, room, class_=at.class_, depts=at.depts,
            purpose=schema.get("x-personal", ""), owner=at.made.id,
            mask=schema.get("x-mask", schema.get("format", "")),
        )  # fmt: skip

    def _reference(self, schema: Mapping[str, Any], at: _Where, required: bool) -> Any:
        sort = schema["x-ref"]
        if not required:
            return None
        if sort == "record":
            kinds = schema.get("x-kinds") or [*self.refs, "documents"]
            kind = next((one for one in kinds if one in self.kinds), "")
            if kind and not self.refs.get(kind) and kind not in self._making:
                self.record(kind, at.made.class_, at.made.dept)
            return next(iter(self.refs.get(kind, ())), None)
        known = {
            "person": PERSONS[at.made.dept],
            "dept": at.made.dept,
            "post": "销售顾问",
            "archive": "文书档案",
            "series": "通",
        }
        return known.get(sort)


@dataclass(frozen=True)
class _Where:
    """Where in a record a value stands."""

    made: Made
    kind: str
    class_: str
    path: tuple[str, ...]
    depts: frozenset[str]
    day: int

    def below(self, key: str) -> _Where:
        return _Where(self.made, self.kind, self.class_, (*self.path, key), self.depts, self.day)

    def classed(self, class_: str, part: bool = False) -> _Where:
        depts = frozenset({self.made.dept}) if part else self.depts
        return _Where(self.made, self.kind, class_, self.path, depts, self.day)

    def dates(self, maker: Maker) -> int:
        return maker._n


def _depts(schema: Mapping[str, Any], value: Any) -> Iterator[str]:
    """Give the departments a record names outside parts that have a class of their own."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _depts(schema.get("properties", {}).get(key, {}), inner)
    elif isinstance(value, list):
        for one in value:
            if not (isinstance(one, dict) and "class" in one):
                yield from _depts(schema.get("items", {}), one)
    elif schema.get("x-ref") == "dept":
        yield str(value)
