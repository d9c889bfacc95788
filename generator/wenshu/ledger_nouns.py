"""The frozen nouns of facts: what the small files below numbers/, approvals/ and distribution/ say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import date as day  # where a field is called date

REQUESTS = "改"
"""Code of the series that numbers decided revision requests (company file)."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One line of a ledger entry's ``editions``: what was issued, and what it said."""

    edition: str
    content: str
    text: str
    date: date | None
    correction: str = ""
    request: str = ""
    """Where in the ledger the request stands that brought this edition: ``2026/改/0001``."""
    effective: day | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A decided revision request, as its number's ledger file tells it (forms.md A13)."""

    about: str
    """Record id, or path of a template, schema or company file."""
    branch: str
    kind: str
    """修改 | 换版 | 更正件 | 勘误."""
    reason: str
    asked_by: str
    asked_on: date | None
    via: str
    """网页 | 纸质 | 口头补单."""
    decision: str
    """同意 | 修改后同意 | 退回 | 撤回."""
    decided_by: str
    decided_on: date | None
    opinion: str = ""
    edition: str = ""
    effective: date | None = None
    places: tuple[str, ...] = ()
    old_stock: str = ""
    impact: tuple[str, ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One integer of a series: ``numbers/<year or all>/<series>/<4 digits>.yaml``."""

    year: int | None
    """None where the series never restarts (folder ``all``)."""
    series: str
    serial: int
    state: str
    """``reserved`` | ``issued`` | ``void``."""
    path: str
    reason: str = ""
    until: day | None = None
    record: str = ""
    date: day | None = None
    """编号日期: the day the number was given (or reserved, or spoilt)."""
    by: str = ""
    """Who allotted it (person)."""
    printed: str = ""
    """The number as it stood on an older paper, for one taken over from an Excel register."""
    title: str = ""
    """Title of a paper taken over without a record, else empty."""
    signed: day | None = None
    """成文日期 of a paper taken over without a record, else None."""
    editions: tuple[Edition, ...] = ()
    request: Request | None = None
    """What a number of the series 改 stands for."""
    home: str = ""
    """The included checkout that holds the paper (``from``); here stand its number, hash and class alone."""
    class_: str = ""
    """The class of such a paper: nothing else of it is known where that checkout is not."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One sign-off: ``approvals/<id>/<12 hex>-<n>-<step>.yaml``."""

    path: str
    record: str
    content: str
    step: str
    person: str
    post: str
    date: date | None
    decision: str
    """同意 | 修改后同意 | 退回."""
    n: int
    digest: str
    """sha256 of this fragment's own bytes; the next one's ``after``."""
    after: str = ""
    opinion: str = ""
    delegation: str = ""
    evidence: str = ""
    """``sheet`` | ``signed``."""
    sheet: str = ""
    dept: str = ""
    """The department that countersigns, for a 会签 step."""
    replaces: str = ""
    """Content hash before a correction of wording; set on correction fragments only."""
    reason: str = ""
    was: str = ""
    """The wording before a correction, as the log shows it; set on correction fragments only."""
    now: str = ""
    """The wording after it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One 分发号: ``distribution/<id>/e<edition>-<nn>.yaml``."""

    path: str
    record: str
    edition: str
    number: int
    to: Mapping[str, str]
    """One of department, team, person, archive, outside → its name."""
    copies: int
    medium: str
    """纸质 | 电子."""
    sent: date | None
    received_by: str = ""
    received: date | None = None
    recalled: date | None = None
    disposal: str = ""
    """归档 | 销毁 | 遗失, once it came back or was lost."""
    place: str = ""
    """柜-层-盒, for a copy that an archive keeps."""


@dataclass(frozen=True, slots=True)
class PrintRun:
    """``distribution/<id>/e<edition>-print.yaml``."""

    path: str
    record: str
    edition: str
    printed: int
    kept: int
    on: date | None
    by: str


@dataclass(frozen=True, slots=True)
class Closing:
    """``numbers/<year>/closed.yaml``: after it no number of that year can be given."""

    year: int
    on: date | None
    by: str
    path: str
