"""``wenshu explain CODE``: what a finding's code means and how to mend it."""

from __future__ import annotations

import click

from . import Desk, Stop


@click.command("explain")
@click.argument("code", required=False)
@click.pass_context
def COMMAND(ctx: click.Context, code: str | None) -> int:
    """解释一个问题代码；不写代码则全部列出。Explain a code; without one, list them all."""
    from .. import company, diagnostics

    desk: Desk = ctx.obj
    known = diagnostics.catalogue()
    if code is None:
        for entry in known.values():
            click.echo(f"{entry.id}  {entry.severity.value:7}  {entry.at('').message(desk.lang)}")
        return 0
    found = known.get(code.upper())
    if found is None:
        near = company.likely(code.upper(), known)
        asked = f"也许是 {near}？" if near else ""
        raise Stop(2, f"没有代码 {code}。{asked} No such code; `wenshu explain` lists them.")
    click.echo(f"{found.id}（{'错误' if found.severity.value == 'error' else '提醒'} {found.severity.value}）")
    told = found.at("").told()  # what a finding fills in stands as …
    click.echo(f"  {told.message}\n  办法：{told.hint}\n  {told.message_en}\n  → {told.hint_en}")
    return 0
