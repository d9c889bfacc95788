"""``wenshu correct ID``: a slip of wording, mended between the last sign-off and issue.

The secretary mends the word in the file; this verb records what was mended, and proves that nothing else
was: with the one wording taken back, the content must be the very one that was signed.
"""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk
from ._options import DRY_RUN, ON

if TYPE_CHECKING:
    from ..ledger_nouns import Approval
    from ..model import Record
    from ._pen import Pen

NOT_MENDED = Code(
    "APP22", Severity.ERROR,
    "文件里的改动不是只把一处“{before}”改成“{after}”",
    "what changed in the file is not one \"{before}\" becoming \"{after}\"",
    "先在文件里改好这一处，别的都不动，再登记更正；改动多的须重新送签。",
    "Mend that one place in the file, nothing else, then record it; a larger change is signed again.",
)  # fmt: skip
NOT_WHOLE = Code(
    "APP23", Severity.ERROR,
    "签批还没有齐（{missing}），不用登记更正",
    "sign-offs are still missing ({missing}): no correction is needed",
    "文件改过以后，重新送签即可。",
    "Just circulate the changed draft again.",
)  # fmt: skip


@click.command("correct")
@click.argument("paper", metavar="ID")
@click.option("--before", "was", required=True, help="原来的文字 wording before")
@click.option("--after", "now", required=True, help="改成的文字 wording after")
@click.option("--reason", required=True, help="事由 reason")
@click.option("--as", "person", default="", help="经办人，不写则为总经理秘书 who corrects")
@ON
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, paper: str, was: str, now: str, reason: str, person: str, on: date | None,
    dry_run: bool,
) -> int:  # fmt: skip
    """登记签发后的文字更正。Record a correction of wording before issue."""
    from ..ledger import CORRECTION
    from ._checkouts import title
    from .approve import FROZEN, path

    desk: Desk = ctx.obj
    with desk.writing("correct", dry_run) as pen:
        record = pen.record(paper)
        if pen.office.entry(record) is not None:
            raise desk.refuse(FROZEN.at(record.path))
        signed = _signed(pen, record, was, now)
        if signed is None:
            raise desk.refuse(NOT_MENDED.at(record.path, before=was, after=now))
        day = pen.day(on)
        who = pen.person(person or pen.operator(), pen.clerk(record), day)
        pen.fact(path(record.id, record.content, signed.n + 1, CORRECTION), {
            "record": record.id, "content": record.content, "step": CORRECTION, "person": who,
            "post": pen.office.company.post_of(who, day), "date": day, "decision": "同意",
            "after": signed.digest, "replaces": signed.content, "was": was, "now": now, "reason": reason,
        })  # fmt: skip
        after = pen.preview().office
        missing = after.standings[record.id].missing if after else ()
        if missing:
            raise desk.refuse(NOT_WHOLE.at(record.path, missing="、".join(map(str, missing))))
        trailers = [("Record", record.id), ("Content", record.content), ("Reason", reason)]
        pen.commit(f"更正：{title(pen, record)}", trailers, who, also=[record.path])
        if not dry_run:
            desk.echo(f"{record.id}  已登记更正 correction recorded：{was} → {now}")
    return 0


def _signed(pen: Pen, record: Record, was: str, now: str) -> Approval | None:
    """Return the last fragment of the draft that reads like this one but for the wording."""
    from ..checks.approvals import restores
    from ..signing import drafts

    for draft in reversed(tuple(drafts(pen.office.ledger.approvals.get(record.id, ())))):
        claim = dataclasses.replace(draft[-1], replaces=draft[-1].content, was=was, now=now)
        if draft[-1].content != record.content and restores(record, claim):
            return draft[-1]
    return None
