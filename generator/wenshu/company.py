"""The company file: who the company is, its departments, posts, people and number series, day by day.

Letterhead, posts and departments have periods (life.md, "What the paper said stays said"): every
question takes the day it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from . import sealed
from .company_nouns import (
    Archive,
    Audience,
    Department,
    Include,
    Letterhead,
    LoanRule,
    Mask,
    Person,
    PostPeriod,
    Retention,
    Series,
    Sight,
    Step,
)

ROLES = frozenset(
    {"拟稿部门主管", "本部门主管", "会签部门主管", "主持人", "记录人", "会议批准人", "授权人", "拟稿人",
     "申请部门主管", "归口部门主管", "承诺人", "承诺人主管"}
)
"""Posts that a chain may name by their part in the paper instead of by title."""

MASKS: Mapping[str, Mask] = {
    "name": Mask(1, 0, 2), "phone": Mask(3, 4, 4), "plate": Mask(2, 2, 3, "·"), "id": Mask(3, 2, 6),
}  # fmt: skip
"""张**, 138****1234, 沪A·***12; the company file may say otherwise."""


@dataclass(frozen=True, slots=True)
class PostInfo:
    """A post: its rank (1 is highest) and the department it belongs to."""

    name: str
    rank: int
    dept: str = ""


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
    witness: str = ""
    """The commit from which on history is checked, ``""`` where it is not."""
    controlled: tuple[str, ...] = ("templates/",)
    """Files and folders (with a closing slash) that, like issued papers, change by request only."""
    remote: str = ""
    """The git remote that is the authority for numbers; ``""``: this clone is."""
    claims: str = "refs/numbers"
    masks: Mapping[str, Mask] = field(default_factory=lambda: MASKS)
    """How sealed values are masked, by ``x-mask`` or format of their field."""
    retention: tuple[Retention, ...] = ()
    purposes: Mapping[str, str] = field(default_factory=dict)
    """Purpose of personal values → what it is called."""
    includes: tuple[Include, ...] = ()
    allowed: tuple[str, ...] = ()
    """Numbers that stand in the clear although they look like personal ones."""
    forgiven: tuple[str, ...] = ()
    """Commits (or beginnings of their ids) whose words may hold such numbers: they cannot be mended."""

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
        """Return who heads a department on a day; a team without one answers with its parent's."""
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
        found = {p.id: p for p, held in self._held.get(post, ()) if within(on, held.since, held.until)}
        return tuple(found.values())

    @cached_property
    def _held(self) -> Mapping[str, tuple[tuple[Person, PostPeriod], ...]]:
        """Post → who held it when: every sign-off of every paper asks, each time the records are judged."""
        found: dict[str, list[tuple[Person, PostPeriod]]] = {}
        for person in self.people.values():
            for held in person.posts:
                found.setdefault(held.post, []).append((person, held))
        return {post: tuple(rows) for post, rows in found.items()}

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


def believe(values: Mapping[str, Any]) -> Company:
    """Build the company from its typed values; what in it contradicts itself, ``company_findings`` says."""
    letterheads = tuple(
        (h.get("from"), h.get("until"), _letterhead(h)) for h in values.get("letterheads", ())
    ) or ((None, None, _letterhead({})),)
    return Company(
        letterheads=letterheads,
        departments={d.name: d for d in _departments(values)},
        posts={
            p["name"]: PostInfo(p["name"], p.get("rank", 999), p.get("dept", ""))
            for p in _rows(values, "posts")
        },
        people={key: _person(key, p) for key, p in values.get("people", {}).items()},
        series={s["code"]: _series(s) for s in _rows(values, "series", "code")},
        archives={a["name"]: _archive(a) for a in _rows(values, "archives")},
        meeting_types={
            m["name"]: MeetingType(m["name"], m.get("approver", ""), m.get("dept", ""))
            for m in _rows(values, "meeting_types")
        },
        audiences={
            a["name"]: _audience(a) for a in _rows(values, "audiences")
        },
        policies=values.get("policies", {}),
        as_of=values.get("as_of"),
        zone=values.get("zone", "Asia/Shanghai"),
        main=values.get("main", "main"),
        witness=values.get("witness", {}).get("since", ""),
        controlled=tuple(values.get("witness", {}).get("controlled", ("templates/",))),
        remote=values.get("remote", ""),
        claims=values.get("claims", "refs/numbers").rstrip("/"),
        masks={**MASKS, **{
            key: Mask(m.get("head", 0), m.get("tail", 0), m.get("stars", 2), m.get("after", ""))
            for key, m in values.get("masks", {}).items()
        }},
        retention=tuple(
            Retention(r["purpose"], r.get("years", 0), r.get("event", ""), r.get("authority", ""),
                      r.get("article", ""), r.get("from"), tuple(r.get("kinds", ())))
            for r in _rows(values, "retention", "purpose")
        ),
        purposes=dict(values.get("purposes", {})),
        includes=tuple(Include(i["name"], i.get("path", "")) for i in _rows(values, "include")),
        allowed=tuple(str(a.get("text", "")) for a in _rows(values, "allowed", "reason") if a.get("text")),
        forgiven=tuple(str(a.get("commit", "")) for a in _rows(values, "allowed", "reason") if a.get("commit")),
    )  # fmt: skip


def _rows(values: Mapping[str, Any], key: str, name: str = "name") -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a list that have their name (one without it already has a schema finding)."""
    for row in values.get(key, ()):
        if isinstance(row, Mapping) and row.get(name):
            yield row


def _letterhead(h: Mapping[str, Any]) -> Letterhead:
    keys = ("full", "short", "logo", "address", "postcode", "telephone", "fax")
    return Letterhead(*(str(h.get(key, "")) for key in keys))


def _archive(a: Mapping[str, Any]) -> Archive:
    rules = tuple(LoanRule(
        r.get("approver", ""), tuple(r.get("classes", ())), tuple(r.get("kinds", ())),
        tuple(r.get("meeting_types", ())), tuple(r.get("uses", ())),
    ) for r in a.get("approvers", ()))  # fmt: skip
    told: dict[str, Any] = {
        key: tuple(a[key]) for key in ("uses", "original_uses", "outside", "originals") if key in a
    }
    told |= {key: a[key] for key in ("days", "renewals") if isinstance(a.get(key), int)}
    register = str(a.get("register", ""))
    return Archive(a["name"], a.get("keeper", ""), a.get("approver", ""), rules, register=register, **told)


def _audience(a: Mapping[str, Any]) -> Audience:
    also = tuple(
        Sight(*(tuple(s.get(key, ())) for key in ("classes", "kinds", "depts", "archives"))) for s in a.get("also", ())
    )
    return Audience(
        a["name"], a.get("title", a["name"]), a.get("drafts", False), tuple(a.get("classes", ())), also,
        dict(a.get("values", {})), tuple(a.get("readers", ())), a.get("approver", ""), a.get("on_demand", False),
    )  # fmt: skip


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
        posts, tuple(p.get("emails", ())), tuple(p.get("keys", ())), dict(p.get("seals", {})),
        {key: told for key, told in p.items() if isinstance(told, str) and sealed.is_sealed(told)},
    )  # fmt: skip


def _series(s: Mapping[str, Any]) -> Series:
    chain = tuple(Step(c.get("step", ""), c.get("post", ""), c.get("evidence", "")) for c in s.get("chain", ()))
    return Series(
        code=s["code"], title=s.get("title", s["code"]), forms=dict(s.get("forms", {})), chain=chain,
        number_at=s.get("number_at", "signed"), allots=s.get("allots", "总经理秘书"),
        restart=s.get("restart", "year"), start=s.get("start", 1), dept=s.get("dept", ""),
        doc_types=tuple(s.get("doc_types", ())), signers=tuple(s.get("signers", ("签发",))),
    )  # fmt: skip


def likely(value: str, known: Iterable[str]) -> str:
    """Return the nearest known word, or ``""``: what a finding offers as ``likely``."""
    from difflib import get_close_matches

    near = get_close_matches(value, list(known), n=1, cutoff=0.5)
    return near[0] if near else ""
