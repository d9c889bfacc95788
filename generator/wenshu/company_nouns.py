"""The frozen nouns of the company file: who the company is and who works in it, each with its periods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

INTERNAL = "内部资料"
"""The class of what the ledger alone knows: reasons of void numbers, titles taken over without a record."""
CLASSES = ("公开", INTERNAL, "商业秘密（普通）", "商业秘密（核心）")
"""The classes of a company, lowest first."""


def class_rank(class_: str) -> int:
    """Return how high a class stands (0 is 公开); one of a stranger's paper (机密) stands above all of ours."""
    return CLASSES.index(class_) if class_ in CLASSES else len(CLASSES)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The company as it was on a day."""

    full: str
    short: str
    logo: str
    address: str
    postcode: str
    telephone: str
    fax: str


@dataclass(frozen=True, slots=True)
class Department:
    """部门, 办 or 班组; a tree by ``parent``, with periods and successors."""

    name: str
    code: str = ""
    parent: str = ""
    head: str = ""
    """The post whose holder heads it."""
    since: date | None = None
    until: date | None = None
    successor: str = ""


@dataclass(frozen=True, slots=True)
class PostPeriod:
    """A person held a post from one day to another (both included)."""

    post: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the company file. People are never removed."""

    id: str
    name: str
    pinyin: str
    status: str
    dept: str
    posts: tuple[PostPeriod, ...]
    emails: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    seals: Mapping[str, str] = field(default_factory=dict)
    """Purpose → public half of the key that seals this person's values."""
    sealed: Mapping[str, str] = field(default_factory=dict)
    """Field → sealed scalar."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain of sign-off: what it is called and which post takes it.

    ``post`` is a post of the company file, or one of the roles 拟稿部门主管, 本部门主管 (head of the
    series' department), 会签部门主管 (one step per department of ``countersign``), 主持人, 记录人,
    会议批准人 (by meeting type); in the chain of 改: 申请部门主管 (head of the department of him who asked),
    归口部门主管 (head of the paper's department; of the series' own for templates and the company file).
    """

    step: str
    post: str
    evidence: str = ""
    """``sheet`` (a scan) or ``signed`` (a commit signed by that person) where this step needs one."""


@dataclass(frozen=True, slots=True)
class Series:
    """A number series of the company file (life.md, Series)."""

    code: str
    title: str
    forms: Mapping[str, str]
    """Printed form per layout, with ``{year}`` and ``{serial}`` or ``{serial:03}``; ``short`` for registers."""
    chain: tuple[Step, ...]
    number_at: str
    """``signed`` | ``entry``."""
    allots: str
    restart: str
    """``year`` | ``never``."""
    start: int
    dept: str = ""
    doc_types: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    """Which steps print at the foot, in order: (签发,) or (签发, 审核)."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One rule of what an audience sees; all of its conditions must be met, an empty one is met by everything."""

    classes: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    depts: tuple[str, ...] = ()
    """Departments (with all below them) whose papers, or parts of papers, these are."""
    archives: tuple[str, ...] = ()
    """Archives whose reserved kinds (``x-reserved``) these are; no other rule ever meets a reserved kind."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads one site, and what it shows."""

    name: str
    title: str
    drafts: bool
    classes: tuple[str, ...]
    """Classes it sees of every kind that is not reserved."""
    also: tuple[Sight, ...] = ()
    """What it sees beyond that."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Purpose of sealed values → ``clear`` | ``mask``; a purpose not named stays sealed."""
    readers: tuple[str, ...] = ()
    """People and posts who read it; of a class above 内部资料 each has a pledge on record."""
    approver: str = ""
    """The post on whose word its site goes out (``publish``)."""
    on_demand: bool = False
    """Built only when named (``build --audience``): a site for one desk."""

    @property
    def wide(self) -> frozenset[str]:
        """Return the classes of which it sees anything at all."""
        return frozenset({*self.classes, *(class_ for sight in self.also for class_ in sight.classes)})

    @property
    def private(self) -> bool:
        """Say whether its site shows personal values: it never lies where another audience's does."""
        return bool(self.values)


@dataclass(frozen=True, slots=True)
class Mask:
    """How much of a sealed value a mask shows: characters at its head and tail, stars between."""

    head: int
    tail: int
    stars: int
    after: str = ""
    """What is put after the head, as the point of a plate."""


@dataclass(frozen=True, slots=True)
class Retention:
    """A rule that keeps values of a purpose: how long, from which event, by whose authority (domain.md 5)."""

    purpose: str
    years: int
    event: str
    """The field of the person's record, or ``left`` (a person's last post), from which the years count."""
    authority: str
    article: str = ""
    since: date | None = None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Include:
    """Another checkout that brings records, approvals and custody of its own (a repository of secrets)."""

    name: str
    path: str


USES = ("阅览", "外借", "复印", "摘抄", "拍照")
"""What a copy is lent for (forms.md 0.9); all but 外借 happen where the archive is."""
TAKEN_AWAY = "外借"


@dataclass(frozen=True, slots=True)
class LoanRule:
    """Who approves a loan that meets all conditions named; an empty condition is met by every loan."""

    approver: str
    """A post."""
    classes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    meeting_types: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive: the post that keeps it, the post that approves loans from it, and its terms (forms.md 0.9)."""

    name: str
    keeper: str
    approver: str
    approvers: tuple[LoanRule, ...] = ()
    """Looked at in order, before ``approver``."""
    uses: tuple[str, ...] = USES
    original_uses: tuple[str, ...] | None = None
    """Uses of copy 1, the original; None: as any other copy."""
    outside: tuple[str, ...] = tuple(use for use in USES if use != TAKEN_AWAY)
    """Uses by outsiders, in the reading room."""
    originals: tuple[str, ...] = ()
    """Kinds whose filing (归档, with a place) puts one original into this archive."""
    days: int = 7
    renewals: int = 2
    register: str = ""
    """Title of a register of its own, beside 借阅登记簿."""
