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
            click.echo(f"{entry.id}  {entry.severity.value:7}  {entry.zh if desk.lang == 'zh' else entry.en}")
        return 0
    found = known.get(code.upper())
    if found is None:
        near = company.likely(code.upper(), known)
        raise Stop(2, f"没有代码 {code}。{near} No such code; `wenshu explain` lists them.")
    click.echo(f"{found.id}（{'错误' if found.severity.value == 'error' else '提醒'} {found.severity.value}）")
    click.echo(f"  {found.zh}\n  办法：{found.hint_zh}\n  {found.en}\n  → {found.hint_en}")
    return 0
