"""``wenshu seal FILE FIELD``: seal the clear value that stands there, or one typed at the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop, _sealing, _stdin
from ._field import Spot, spot
from ._options import DRY_RUN

if TYPE_CHECKING:
    from ._pen import Pen

EMPTY = Code(
    "SEA12", Severity.ERROR,
    "{label}还没有内容，没有可密封的",
    "{label} is empty: there is nothing to seal",
    "先在文件里写上再密封；或用 --value - 从键盘键入，这样内容不会在文件里停留。",
    "Write it into the file first, or type it with --value -, so that it never stands in a file.",
)  # fmt: skip


@click.command("seal")
@click.argument("file", metavar="FILE")
@click.argument("field", metavar="FIELD")
@click.option("--value", type=click.Choice(["-"]), default=None, help="从键盘或管道读入内容 read the value from stdin")
@DRY_RUN
@click.pass_context
def COMMAND(ctx: click.Context, file: str, field: str, value: str | None, dry_run: bool) -> int:
    """密封一项个人信息（不提交）。Seal a personal value; nothing is committed."""
    from .. import sealed
    from ._alone import alone
    from ._field import reading

    desk: Desk = ctx.obj
    with alone(desk, "seal"):
        pen = reading(desk, dry_run)
        found = spot(pen, file, field, typing=value is not None)
        text = _stdin.value(found.label) if value is not None else found.text
        if value is not None and text.startswith(sealed.PREFIX):
            raise Stop(2, "要键入的是原文，不是 sealed: 开头的密文。Type the value itself, not a sealed: text.")
        if not text:
            raise desk.refuse(EMPTY.at(found.place, label=found.label))
        if value is None and found.sealed:
            desk.echo(f"{found.label}已经是密封的，没有改动。Sealed already; nothing was changed.")
            return 0
        _seal(pen, found, text)
    return 0


def _seal(pen: Pen, found: Spot, text: str) -> None:
    """Write the file with the value sealed; of a mistake it stays as it was.

    Raises:
        Stop: the value is not what its field asks for, or still the file would not read (exit 1).
        keyring.Refused: a key is needed and cannot be made.
    """
    from .. import yamlread, yamlwrite

    data = pen.believed.tree[found.path]
    if text != found.text:
        data = yamlwrite.changed(data, found.change(text))
    tree: Any = yamlread.read(found.path, data)[0]
    if tree is None:
        raise Stop(1, "文件读不出，先 wenshu check。The file cannot be read: wenshu check says why.")
    before = pen.believed.tree[found.path]
    plan = pen.hand.planned(pen.office, found.path, tree, data, before, only=found.pointer)
    after = yamlwrite.changed(data, plan.changes)
    if pen.dry_run:
        pen.desk.echo(f"将密封 would seal：{found.path}（{found.label}）")
        return
    pen.hand.lay()
    _sealing.rewrite(pen.root, found.path, after)
    pen.desk.echo(f"已密封 sealed：{found.path}（{found.label}）")
    record = next((one for one in pen.office.records.values() if one.path == found.path), None)
    if record is not None and pen.office.entry(record) is not None:
        verb = f"wenshu revise {record.id} --reason 原因"
        pen.desk.echo(f"    文件已编号，改动要走修改申请：{verb}。It is numbered: ask for a revision.")
        return
    pen.desk.echo("    还没有提交；用 wenshu save 保存。Not committed yet: wenshu save.")
