"""The company file: who the company is, its departments, posts, people and number series, day by day.

Letterhead, posts and departments have periods (life.md, "What the paper said stays said"): every
question takes the day it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .diagnostics import Code, Finding, Severity
from .model import (
    Audience,
    Department,
    Letterhead,
    Person,
    Pointer,
    PostPeriod,
    RawRecord,
    Series,
    Step,
)
from .yamlread import at

ROLES = frozenset(
    {"拟稿部门主管", "本部门主管", "会签部门主管", "主持人", "记录人", "会议批准人", "授权人", "拟稿人"}
)
"""Posts that a chain may name by their part in the paper instead of by title."""

UNKNOWN = Code(
    "COM01", Severity.ERROR,
    "{what}“{value}”在公司档案里没有登记",
    "{what} \"{value}\" is not in the company file",
    "先在 records/company.yaml 里登记，或改成已有的名称。{likely}",
    "Register it in records/company.yaml first, or use one that is there. {likely}",
)  # fmt: skip
TWICE = Code(
    "COM02", Severity.ERROR,
    "{what}“{value}”登记了两次",
    "{what} \"{value}\" is registered twice",
    "每个名称只登记一次；同名的人另起一个键，例如 李明（销售部）。",
    "Register each name once; give namesakes a key of their own.",
)  # fmt: skip
PERIOD = Code(
    "COM03", Severity.ERROR,
    "{what}的起止日期颠倒或重叠（{value}）",
    "periods of {what} are reversed or overlap ({value})",
    "止日不得早于起日；信笺的各期首尾相接，不重叠。",
    "An end must not lie before its start; letterhead periods follow one another.",
)  # fmt: skip
FORM = Code(
    "COM04", Severity.ERROR,
    "系列“{series}”的文号式样“{value}”看不懂",
    "series \"{series}\" has a number form that cannot be read: \"{value}\"",
    "只能用 {{year}}、{{serial}} 或 {{serial:03}}，流水号恰好一次；按年编号的系列还要有 {{year}}。",
    "Use {{year}}, {{serial}} or {{serial:03}} only, the serial exactly once; yearly series need {{year}}.",
)  # fmt: skip
NO_LETTERHEAD = Code(
    "COM05", Severity.ERROR,
    "公司档案里没有 {value} 那天的信笺（名称、地址、电话）",
    "the company file has no letterhead for {value}",
    "在 letterheads 里补上包含这一天的一期。",
    "Add a letterhead period that contains this day.",
)  # fmt: skip

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class PostInfo:
    """A post: its rank (1 is highest) and the department it belongs to."""

    name: str
    rank: int
    dept: str = ""


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive: the post that keeps it and the post that approves loans from it."""

    name: str
    keeper: str
    approver: str


@dataclass(frozen=True, slots=True)
class MeetingType:
    """A type of meeting: who approves its minutes (a post, or 本部门主管)."""

    name: str
    approver: str
    dept: str = ""


@dataclass(frozen=True)
class Company:
    """What the company file says. Mappings are by name (people by key, series by code)."""

    letterheads: tuple[tuple[date | None, date | None, Letterhead], ...]
    departments: Mapping[str, Department] = field(default_factory=dict)
    posts: Mapping[str, PostInfo] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    archives: Mapping[str, Archive] = field(default_factory=dict)
    meeting_types: Mapping[str, MeetingType] = field(default_factory=dict)
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    policies: Mapping[str, Any] = field(default_factory=dict)
    as_of: date | None = None
    zone: str = "Asia/Shanghai"
    main: str = "main"

    def letterhead(self, on: date) -> Letterhead:
        """Return the letterhead of the day; before the first period the first, after the last the last."""
        last = self.letterheads[0][2]
        for since, until, head in self.letterheads:
            if within(on, since, until):
                return head
            if since is not None and since <= on:
                last = head
        return last

    def head(self, dept: str, on: date) -> Person | None:
        """Return who heads a department on a day; a team without a head of its own answers with its parent's."""
        seen: set[str] = set()
        while dept and dept not in seen:
            seen.add(dept)
            found = self.departments.get(dept)
            if found is None:
                return None
            if found.head:
                holders = self.holders(found.head, on)
                return holders[0] if holders else None
            dept = found.parent
        return None

    def holders(self, post: str, on: date) -> tuple[Person, ...]:
        """Return who holds a post on a day, in the order of the company file."""
        return tuple(p for p in self.people.values() if self.holds(p.id, post, on))

    def holds(self, person: str, post: str, on: date) -> bool:
        """Say whether a person holds a post on a day."""
        found = self.people.get(person)
        return found is not None and any(
            held.post == post and within(on, held.since, held.until) for held in found.posts
        )

    def post_of(self, person: str, on: date) -> str:
        """Return the highest post a person holds on a day, or ``""``."""
        found = self.people.get(person)
        held = [p.post for p in found.posts if within(on, p.since, p.until)] if found else []
        return min(held, key=lambda post: self._rank_of(post), default="")

    def rank(self, person: str, on: date) -> int:
        """Return the rank of a person on a day: 1 is highest, 999 without a post."""
        return self._rank_of(self.post_of(person, on))

    def _rank_of(self, post: str) -> int:
        return self.posts[post].rank if post in self.posts else 999

    def dept_of(self, person: str, on: date) -> str:
        """Return the department of a person: that of his post on the day, else the one in his entry."""
        post = self.post_of(person, on)
        if post in self.posts and self.posts[post].dept:
            return self.posts[post].dept
        found = self.people.get(person)
        return found.dept if found else ""

    def under(self, dept: str) -> frozenset[str]:
        """Return a department and everything below it in the tree."""
        below = {dept}
        while True:
            more = {d.name for d in self.departments.values() if d.parent in below} - below
            if not more:
                return frozenset(below)
            below |= more


def within(on: date, since: date | None, until: date | None) -> bool:
    """Say whether a day lies in a period (both ends included, None is open)."""
    return (since is None or since <= on) and (until is None or on <= until)


def believe(values: Mapping[str, Any], raw: RawRecord) -> tuple[Company, tuple[Finding, ...]]:
    """Build the company from its typed values, with what in it contradicts itself."""
    letterheads = tuple(
        (h.get("from"), h.get("until"), _letterhead(h)) for h in values.get("letterheads", ())
    ) or ((None, None, _letterhead({})),)
    company = Company(
        letterheads=letterheads,
        departments={d.name: d for d in _departments(values)},
        posts={p["name"]: PostInfo(p["name"], p.get("rank", 999), p.get("dept", "")) for p in _rows(values, "posts")},
        people={key: _person(key, p) for key, p in values.get("people", {}).items()},
        series={s["code"]: _series(s) for s in _rows(values, "series", "code")},
        archives={
            a["name"]: Archive(a["name"], a.get("keeper", ""), a.get("approver", ""))
            for a in _rows(values, "archives")
        },
        meeting_types={
            m["name"]: MeetingType(m["name"], m.get("approver", ""), m.get("dept", ""))
            for m in _rows(values, "meeting_types")
        },
        audiences={
            a["name"]: Audience(a["name"], a.get("title", a["name"]), a.get("drafts", False), a.get("classes", ()))
            for a in _rows(values, "audiences")
        },
        policies=values.get("policies", {}),
        as_of=values.get("as_of"),
        zone=values.get("zone", "Asia/Shanghai"),
        main=values.get("main", "main"),
    )
    return company, tuple(_contradictions(company, values, raw))


def _rows(values: Mapping[str, Any], key: str, name: str = "name") -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a list that have their name (one without it already has a schema finding)."""
    for row in values.get(key, ()):
        if isinstance(row, Mapping) and row.get(name):
            yield row


def _letterhead(h: Mapping[str, Any]) -> Letterhead:
    return Letterhead(*(str(h.get(k, "")) for k in ("full", "short", "logo", "address", "postcode", "telephone", "fax")))


def _departments(values: Mapping[str, Any]) -> Iterator[Department]:
    for d in _rows(values, "departments"):
        yield Department(
            d["name"], d.get("code", ""), d.get("parent", ""), d.get("head", ""),
            d.get("from"), d.get("until"), d.get("successor", ""),
        )  # fmt: skip


def _person(key: str, p: Mapping[str, Any]) -> Person:
    posts = tuple(PostPeriod(h.get("post", ""), h.get("from"), h.get("until")) for h in p.get("posts", ()))
    return Person(
        key, p.get("name", key), p.get("pinyin", ""), p.get("status", "在职"), p.get("dept", ""),
        posts, tuple(p.get("emails", ())), tuple(p.get("keys", ())),
    )  # fmt: skip


def _series(s: Mapping[str, Any]) -> Series:
    chain = tuple(Step(c.get("step", ""), c.get("post", "")) for c in s.get("chain", ()))
    return Series(
        code=s["code"], title=s.get("title", s["code"]), forms=dict(s.get("forms", {})), chain=chain,
        number_at=s.get("number_at", "signed"), allots=s.get("allots", "总经理秘书"),
        restart=s.get("restart", "year"), start=s.get("start", 1), dept=s.get("dept", ""),
        doc_types=tuple(s.get("doc_types", ())), signers=tuple(s.get("signers", ("签发",))),
    )  # fmt: skip


def _contradictions(company: Company, values: Mapping[str, Any], raw: RawRecord) -> Iterator[Finding]:
    yield from _unknowns(company, values, raw)
    yield from _repeats(values, raw)
    yield from _periods(company, values, raw)
    yield from _forms(company, values, raw)


def _unknowns(company: Company, values: Mapping[str, Any], raw: RawRecord) -> Iterator[Finding]:
    for pointer, what, value, known in _references(company, values):
        if value and value not in known:
            yield UNKNOWN.at(at(raw, pointer), what=what, value=value, likely=likely(value, known))


def likely(value: str, known: Iterable[str]) -> str:
    """Return ``也许是“…”？`` with the nearest known word, or ``""``."""
    from difflib import get_close_matches

    near = get_close_matches(value, list(known), n=1, cutoff=0.5)
    return f"也许是“{near[0]}”？" if near else ""


def _references(
    company: Company, values: Mapping[str, Any]
) -> Iterator[tuple[Pointer, str, str, Iterable[str]]]:
    posts, depts = company.posts, company.departments
    chain_posts = {*posts, *ROLES}
    for i, d in enumerate(values.get("departments", ())):
        yield ("departments", i, "head"), "岗位", d.get("head", ""), posts
        yield ("departments", i, "parent"), "部门", d.get("parent", ""), depts
        yield ("departments", i, "successor"), "部门", d.get("successor", ""), depts
    for i, p in enumerate(values.get("posts", ())):
        yield ("posts", i, "dept"), "部门", p.get("dept", ""), depts
    for key, p in values.get("people", {}).items():
        yield ("people", key, "dept"), "部门", p.get("dept", ""), depts
        for i, held in enumerate(p.get("posts", ())):
            yield ("people", key, "posts", i, "post"), "岗位", held.get("post", ""), posts
    for i, s in enumerate(values.get("series", ())):
        yield ("series", i, "dept"), "部门", s.get("dept", ""), depts
        yield ("series", i, "allots"), "岗位", s.get("allots", ""), posts
        for j, step in enumerate(s.get("chain", ())):
            yield ("series", i, "chain", j, "post"), "岗位", step.get("post", ""), chain_posts
    for i, a in enumerate(values.get("archives", ())):
        yield ("archives", i, "keeper"), "岗位", a.get("keeper", ""), posts
        yield ("archives", i, "approver"), "岗位", a.get("approver", ""), posts
    for i, m in enumerate(values.get("meeting_types", ())):
        yield ("meeting_types", i, "approver"), "岗位", m.get("approver", ""), chain_posts
        yield ("meeting_types", i, "dept"), "部门", m.get("dept", ""), depts


def _repeats(values: Mapping[str, Any], raw: RawRecord) -> Iterator[Finding]:
    names = {"departments": "部门", "posts": "岗位", "archives": "档案", "meeting_types": "会议类型", "audiences": "读者"}
    for key, what in {**names, "series": "系列"}.items():
        seen: set[str] = set()
        for i, row in enumerate(values.get(key, ())):
            name = row.get("code" if key == "series" else "name", "")
            if name in seen:
                yield TWICE.at(at(raw, (key, i)), what=what, value=name)
            seen.add(name)


def _periods(company: Company, values: Mapping[str, Any], raw: RawRecord) -> Iterator[Finding]:
    for key, p in company.people.items():
        for i, held in enumerate(p.posts):
            if held.since and held.until and held.until < held.since:
                where = at(raw, ("people", key, "posts", i))
                yield PERIOD.at(where, what=f"{p.name}任{held.post}", value=f"{held.since}—{held.until}")
    before: date | None = None
    for i, (since, until, _) in enumerate(company.letterheads):
        crossed = (since and until and until < since) or (i and (since is None or (before or date.max) >= since))
        if crossed:
            yield PERIOD.at(at(raw, ("letterheads", i)), what="信笺", value=f"{since or '…'}—{until or '…'}")
        before = until


def _forms(company: Company, values: Mapping[str, Any], raw: RawRecord) -> Iterator[Finding]:
    for i, s in enumerate(values.get("series", ())):
        for layout, form in s.get("forms", {}).items():
            fields = _PLACEHOLDER.findall(form)
            serials = [f for f in fields if re.fullmatch(r"serial(:0\d)?", f)]
            good = len(serials) == 1 and all(f in ("year", *serials) for f in fields)
            needs_year = s.get("restart", "year") == "year" and layout != "short" and "year" not in fields
            if not good or needs_year:
                where = at(raw, ("series", i, "forms", layout))
                yield FORM.at(where, series=s.get("code", ""), value=form)
