"""``wenshu publish DIR``: copy the built site to a folder, only what differs, front page last."""

from __future__ import annotations

from pathlib import Path

import click

from . import Desk, Stop


@click.command("publish")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--audience", "audiences", multiple=True, help="只放这些读者的网站 only these audiences")
@click.option("--dry-run", is_flag=True, help="只说要做什么 say what would be done")
@click.pass_context
def COMMAND(ctx: click.Context, folder: Path, audiences: tuple[str, ...], dry_run: bool) -> int:
    """把生成好的网站复制到共享文件夹。Copy the built site to a shared folder."""
    from .. import files, publishing
    from ._pen import alone

    desk: Desk = ctx.obj
    site = desk.root / "site"
    built = sorted(entry.name for entry in site.iterdir() if entry.is_dir()) if site.is_dir() else []
    if not built:
        raise Stop(1, "还没有生成网站：请先运行 wenshu build。Nothing was built yet: run wenshu build first.")
    chosen = tuple(audiences) or tuple(built)
    if unknown := [name for name in chosen if name not in built]:
        raise Stop(2, f"没有这些读者的网站：{'、'.join(unknown)}。有：{'、'.join(built)}。No such audience was built.")
    target = folder.resolve()
    kept = [desk.root / name for name in (*files.INPUTS, files.CACHE, ".git", "site")]
    inside = any(target == own or own in target.parents for own in kept)
    if inside or folder == Path() or (target / "records" / "company.yaml").exists():
        raise Stop(2, "请指定文书库以外的文件夹。Name a folder outside this one.")
    if strange := [name for name in chosen if not publishing.ours(target / name)]:
        raise Stop(2, f"{target / strange[0]} 里是别的文件，放上网站会删掉它们。请换一个文件夹，或先把它们移走。"
                      "That folder holds other files, which would be deleted: name another, or move them.")
    if dry_run:
        click.echo(f"将复制 {'、'.join(chosen)} 到 {target}。Would copy to {target}.")
        return 0
    with alone(desk, "publish"):
        written = publishing.copy_site(site, target, chosen)
    click.echo(f"已放到 {target}：更新 {written} 个文件。Published to {target}: {written} files written.")
    return 0
