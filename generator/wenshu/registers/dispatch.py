"""发文登记簿: every paper issued or sent, by number within its series; also by direction and party."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..ledger_nouns import Copy
from ..office import Office
from ..rules import handling
from . import Column, Register, Row, Tab, iso, papers

_SERIES, _DIRECTION, _PARTY = "系列", "方向", "单位"


def rows(office: Office) -> tuple[Row, ...]:
    """Return one row per issued paper; a void one keeps its row with the reason."""
    heads = papers.heads(office)
    return tuple(_row(office, paper, heads) for paper in papers.issued(office))


def _row(office: Office, paper: papers.Paper, heads: frozenset[str]) -> Row:
    run = papers.print_run(office, paper)
    copies = papers.copies(office, paper)
    sent_to = papers.parties(office, paper)
    record = paper.record
    cells = {
        "signed": iso(papers.signed_on(office, paper)),
        "printed_on": iso(run.on if run else _sent_on(office, paper)),
        "number": papers.number(office, paper),
        "title": papers.title(office, paper),
        "attachments": str(len(record.rows("attachments")) or "") if record else "",
        "class": papers.class_of(office, paper),
        "signer": _signer(office, paper),
        "printed": str(run.printed) if run else "",
        "to": "、".join(party.name for party in sent_to),
        "received": _received(copies),
        "kept": _kept(copies) or (str(run.kept) if run else ""),
    }
    tabs = tuple(_tabs(office, paper, sent_to, heads))
    links = {"title": paper.id, "number": paper.id} if paper.id else {}
    mark = "void" if paper.void else ""
    return Row(cells, paper.id, tabs, links, papers.own_class(paper), mark)


def _sent_on(office: Office, paper: papers.Paper) -> date | None:
    """Return the day a paper without a number was sent (fax); a numbered one is printed, not sent."""
    sent = handling.last(office, paper.record, "发送") if paper.record and not paper.entry else None
    return sent.day("on") if sent else None


def _signer(office: Office, paper: papers.Paper) -> str:
    """Return who signed last, （代） where a delegation stood in."""
    done = office.standing(paper.record).done if paper.record else ()
    if not done:
        return ""
    return office.person(done[-1].person) + ("（代）" if done[-1].delegation else "")


def _received(copies: tuple[Copy, ...]) -> str:
    """Return signed for / handed out, archive copies apart; ``""`` before anything was handed out."""
    out = [c for c in copies if "archive" not in c.to]
    return f"{sum(bool(c.received) for c in out)}/{len(out)}" if out else ""


def _kept(copies: tuple[Copy, ...]) -> str:
    return "、".join(dict.fromkeys(c.place for c in copies if "archive" in c.to and c.place))


def _tabs(
    office: Office, paper: papers.Paper, sent_to: tuple[papers.Party, ...], heads: frozenset[str]
) -> Iterator[Tab]:
    if paper.entry is not None:
        yield Tab(_SERIES, paper.entry.series)
    if paper.record is None:
        return
    if paper.entry is None:
        yield Tab(_SERIES, office.kind(paper.record).title)
    for direction in papers.directions(sent_to, paper.record.text("doc_type"), heads):
        yield Tab(_DIRECTION, direction)
    for party in sent_to:
        yield Tab(_PARTY, party.name)


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return the totals: papers, void ones, those to the head company."""
    void = sum(row.mark == "void" for row in held)
    up = sum(Tab(_DIRECTION, papers.HEAD_COMPANY) in row.tabs for row in held)
    return f"发文 {len(held) - void} 件 · 作废 {void} 件 · 其中报送总公司 {up} 件"


REGISTER = Register(
    id="dispatch",
    title="发文登记簿",
    en="Register of papers issued",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("signed", "成文日期", 22, "center", whole=True),
        Column("printed_on", "印发日期", 22, "center", whole=True),
        Column("number", "文号", 46, whole=True),
        Column("title", "标题", 45),
        Column("attachments", "附件", 12, "right"),
        Column("class", "密级", 18, "center"),
        Column("signer", "签发人", 16, "center"),
        Column("printed", "印制", 12, "right"),
        Column("to", "发往", 26),
        Column("received", "签收", 14, "center"),
        Column("kept", "存档", 17, "center"),
    ),
    rows=rows,
    foot=foot,
    order=10,
    tabs=tuple(Tab(_DIRECTION, way) for way in papers.DIRECTIONS),
    kept=("no", "number", _SERIES),
    continuous=True,
)
