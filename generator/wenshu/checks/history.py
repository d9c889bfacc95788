"""History against its laws, where the company file names the commit they hold from (life.md, Here and in a company)."""

from __future__ import annotations

from collections.abc import Iterator

from .. import witness
from ..diagnostics import Code, Finding, Severity, errors
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
    if office.company.witness and office.past.state != "none":  # no history at all is told by itself
        told = witness.findings(office.past, office, office.company.witness)
        yield from told
        if wrong := errors(told):
            yield STAYS.at("records/company.yaml", count=len(wrong))


CHECKS = (_witness,)
