"""History against its laws, where the company file names the commit they hold from (life.md, Here and in a company)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .. import gitpast, witness
from ..diagnostics import Code, Finding, Place, Severity, errors
from ..office import Office

STAYS = Code(
    "WIT03", Severity.WARNING,
    "以上 {count} 处记在历史里，改正以后仍会一直报告，也不再生成网站",
    "{count} of these stand in history: they are told for ever, mended or not, and no site is built",
    "先按各条恢复，查清经过报总经理；然后用 wenshu revise company 申请把 witness.since 移到查清的提交，"
    "在纸质登记簿注明，核验另起一份记录（wenshu verify --note）。",
    "Restore what each names and report it; then ask to move witness.since past it (wenshu revise company), "
    "say so on paper, and begin a new note (wenshu verify --note).",
)  # fmt: skip


def _witness(office: Office) -> Iterator[Finding]:
    office = office.apart or office  # what was joined has a history of its own
    if office.company.witness and office.past.state != "none":  # no history at all is told by itself
        told = witness.findings(office.past, office, office.company.witness)
        yield from told
        if wrong := errors(told):
            yield STAYS.at("records/company.yaml", count=len(wrong))


def _included(office: Office) -> Iterator[Finding]:
    if office.company.witness:
        for name in office.joined.pasts:
            yield from included(office, name)


def included(office: Office, name: str) -> Iterator[Finding]:
    """Judge the history of an included checkout from its first commit on: sign-offs, custody, distribution.

    Its numbers lie in the main ledger: that an issued paper was changed is seen by the hash there.
    """
    past = office.joined.pasts[name]
    if past.state == "shallow":
        yield gitpast.SHALLOW.at(Place(".git", home=name))
    if past.state != "whole":
        return
    own = replace(office, past=past, apart=None, ledger=replace(office.ledger, entries=()))
    for finding in witness.findings(past, own, past.first):
        if finding.place.path.startswith("records/"):
            yield replace(finding, place=replace(finding.place, home=name))


CHECKS = (_witness, _included)
