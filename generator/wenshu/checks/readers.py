"""Readers of trade secrets: each audience that sees them names who they are, and each has pledged secrecy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..company import likely
from ..company_nouns import INTERNAL, Audience, class_rank
from ..diagnostics import Code, Finding, Severity
from ..office import Office
from ..rules import pledges
from ..rules.kept import once

COMPANY = "records/company.yaml"
NO_PLEDGE = Code(
    "PLE01", Severity.WARNING,
    "{person}是“{title}”的读者，能看商业秘密，没有有效的保密承诺书",
    "{person} reads \"{title}\", which shows trade secrets, and has no valid pledge of secrecy on record",
    "用 wenshu new pledges 起草一份，本人和主管签了以后登记签批；不该看的，从公司档案的读者里删去。",
    "Draft one (wenshu new pledges) and record its sign-offs, or take the person off the audience's readers.",
)  # fmt: skip
NO_READERS = Code(
    "PLE02", Severity.WARNING,
    "“{title}”能看商业秘密，公司档案没有写它的读者是谁",
    "\"{title}\" shows trade secrets, and the company file does not say who reads it",
    "在公司档案 audiences 里写 readers：人员或岗位，例如 [总经理, 总经理秘书]。",
    "Write its readers in the company file: people or posts.",
)  # fmt: skip
UNKNOWN = Code(
    "PLE03", Severity.ERROR,
    "“{title}”的读者“{reader}”在公司档案里没有登记，既不是人员也不是岗位",
    "the reader \"{reader}\" of \"{title}\" is neither a person nor a post of the company file",
    "先登记，或改成已有的姓名（同名的带部门）、岗位。{likely}",
    "Register it first, or name a person (namesakes with department) or post that is there. {likely}",
)  # fmt: skip
LEFT = Code(
    "PLE04", Severity.WARNING,
    "{person}已在 {left} 离任，仍写作“{title}”的读者",
    "{person} left on {left} and is still named as a reader of \"{title}\"",
    "从公司档案的读者里删去，收回他手里的钥匙和复制件。",
    "Take the name off the readers, and call back keys and copies.",
)  # fmt: skip


def secret(audience: Audience) -> bool:
    """Say whether an audience sees trade secrets, directly or by one of its further sights."""
    return any(class_rank(class_) > class_rank(INTERNAL) for class_ in audience.wide)


def people(office: Office, audience: Audience) -> Mapping[str, str]:
    """Return who reads an audience's site on the as-of day, each with the post he is named by (``""``: by name)."""
    company = office.company
    found: dict[str, str] = {}
    for reader in audience.readers:
        if reader in company.people:
            found.setdefault(reader, "")
        elif reader in company.posts:
            for person in company.holders(reader, office.as_of):
                found.setdefault(person.id, reader)
    return found


def lacking(office: Office) -> Mapping[str, tuple[str, ...]]:
    """Return who reads trade secrets without a pledge that binds, each with the titles of the audiences."""
    return once(office, "pledges lacking", _lacking)


def _lacking(office: Office) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for audience in office.company.audiences.values():
        if secret(audience):
            for person in people(office, audience):
                if not pledges.bound(office, person):
                    found[person] = (*found.get(person, ()), audience.title)
    return found


def _readers(office: Office) -> Iterator[Finding]:
    company = office.company
    for audience in company.audiences.values():
        told = {"title": audience.title}
        for reader in audience.readers:
            if reader not in company.people and reader not in company.posts:
                near = likely(reader, [*company.people, *company.posts])
                yield UNKNOWN.at(COMPANY, None, **told, reader=reader, likely=near)
            elif reader in company.people and (gone := pledges.left(company, reader, office.as_of)):
                yield LEFT.at(COMPANY, None, **told, person=office.person(reader), left=gone)
        if secret(audience) and not audience.readers:
            yield NO_READERS.at(COMPANY, None, **told)


def _pledges(office: Office) -> Iterator[Finding]:
    if not office.records:
        return  # a company of today has nothing to keep secret yet
    for person, titles in lacking(office).items():
        for title in titles:
            yield NO_PLEDGE.at(COMPANY, None, person=office.person(person), title=title)


CHECKS = (_readers, _pledges)
