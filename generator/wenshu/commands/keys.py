"""``wenshu keys``: the key folder. list · add-reader · rotate · copy · index · new-identity. Never touches git."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk, _keyroom
from ._options import DAY, DRY_RUN

if TYPE_CHECKING:
    from ..diagnostics import Finding
    from ..keyring import Reader

NO_FOLDER = Code(
    "KEY10", Severity.WARNING,
    "没有钥匙文件夹：{folder}",
    "there is no key folder: {folder}",
    "第一次用：wenshu keys new-identity 文件，再 wenshu keys add-reader 姓名 age1… --purpose contact；"
    "放在别处的，用环境变量 WENSHU_KEYS 指明。",
    "To begin: `wenshu keys new-identity FILE`, then `wenshu keys add-reader NAME age1… --purpose contact`; "
    "else name it in WENSHU_KEYS.",
)  # fmt: skip
NOT_COPIED = Code(
    "KEY11", Severity.WARNING,
    "钥匙文件夹{since}没有备份了",
    "the key folder has not been copied {since_en}",
    "钥匙不在 git 里，丢了就全丢了：插上 U 盘，运行 wenshu keys copy 文件夹，收进保险柜。",
    "Keys are the one thing git does not keep: `wenshu keys copy DIR` onto a stick, and lock it away.",
)  # fmt: skip
SHUT_KEYS = Code(
    "KEY12", Severity.ERROR,
    "用途“{purpose}”有 {count} 把钥匙，你的身份打不开，什么也没有改动",
    "{count} keys of purpose {purpose} do not open with your identity; nothing was changed",
    "重新包钥匙要先能打开：请现有读者（{names}）来做，WENSHU_IDENTITY 指向他的身份文件。",
    "Wrapping keys anew means opening them first: let one of {names} do it, with WENSHU_IDENTITY set.",
)  # fmt: skip
OTHER_RECIPIENT = Code(
    "KEY13", Severity.ERROR,
    "“{name}”已经是用途“{purpose}”的读者，公钥不同",
    "{name} reads {purpose} already, with another recipient",
    "换身份的，先 wenshu keys rotate --remove {name}，再登记新公钥。",
    "To change it: `wenshu keys rotate --remove {name}`, then add the new one.",
)  # fmt: skip
NO_READER = Code(
    "KEY14", Severity.ERROR,
    "没有叫“{name}”的读者",
    "there is no reader called {name}",
    "现有读者：{names}。",
    "Readers are: {names}.",
)  # fmt: skip
LAST_READER = Code(
    "KEY15", Severity.ERROR,
    "“{name}”是用途“{purpose}”最后一位读者，不能去掉",
    "{name} is the last reader of {purpose} and cannot be removed",
    "先用 wenshu keys add-reader 登记接手的人。",
    "Add his successor first: `wenshu keys add-reader`.",
)  # fmt: skip
STALE = 30
"""Days after which a copy of the key folder is old."""


@click.group("keys")
def COMMAND() -> None:
    """钥匙文件夹（不碰 git）。The key folder; git is never touched."""


@COMMAND.command("list")
@click.pass_context
def listing(ctx: click.Context) -> int:
    """各用途的钥匙、读者、缺失和备份。Keys, readers, what is missing, when it was copied."""
    from .. import keyring, keys, yamlread
    from ._field import reading

    desk: Desk = ctx.obj
    pen = reading(desk, True)
    root, office = pen.root, pen.office
    if not keyring.present(root):
        desk.tell([NO_FOLDER.at(keyring.folder(root).name, folder=keyring.folder(root))])
        return 0
    told = (yamlread.read("records/company.yaml", pen.believed.tree["records/company.yaml"])[0] or {}).get("purposes")
    titles = told if isinstance(told, dict) else {}
    here, readers, whose = keyring.keys(root), keyring.readers(root), keys.subjects(office)
    gone = keys.erased(office)
    desk.echo(f"钥匙文件夹 key folder：{keyring.folder(root)}")
    for purpose in sorted({*here.values(), *readers, *(purpose for _, purpose in whose.values()), *titles}):
        mine = {fp for fp, held in here.items() if held == purpose}
        wanted = {fp for fp, (_, p) in whose.items() if p == purpose}
        title = f"（{titles[purpose]}）" if purpose in titles else ""
        names = "、".join(one.name for one in readers.get(purpose, ())) or "（无）"
        desk.echo(f"{purpose}{title}：钥匙 keys {len(mine)}；读者 readers {names}")
        lost = sorted(whose[fp][0] for fp in wanted - mine - gone)
        if lost:
            desk.echo(f"    缺钥匙文件 missing：{'、'.join(lost)}")
        if destroyed := {fp for fp, held, decision in keys.decided(office) if held == purpose and fp in gone}:
            desk.echo(f"    已销毁 destroyed：{len(destroyed)}")
        if left := sorted(mine & gone):
            desk.echo(f"    应已销毁却还在 should be gone：{'、'.join(left)}（wenshu subject erase）")
        if idle := sorted(mine - wanted - gone):
            desk.echo(f"    没有人用 nobody's：{'、'.join(idle)}")
    for name in keyring.damaged(root):
        desk.echo(f"    损坏 damaged：{name}")
    on, to = keyring.copied(root)
    desk.echo(f"上次备份 last copied：{f'{on}（{to}）' if on else '从未 never'}")
    if on and (fresh := _keyroom.uncopied(root)):
        desk.echo(f"    此后新做或重新包过、还没有备份 not in that copy：{fresh} 个文件 files（wenshu keys copy）")
    desk.tell(_stale(on, office.as_of))
    return 0


def _stale(on: str, day: date) -> list[Finding]:
    from ..schema_formats import day as read

    then = read(on)
    if then is None:
        return [NOT_COPIED.at("copied.yaml", since="从来", since_en="ever")]
    days = (day - then).days
    return [NOT_COPIED.at("copied.yaml", since=f"有 {days} 天", since_en=f"for {days} days")] if days > STALE else []


@COMMAND.command("add-reader")
@click.argument("name", metavar="NAME")
@click.argument("recipient", metavar="RECIPIENT")
@click.option("--purpose", "purposes", multiple=True, required=True, help="用途，可重复 purpose")
@click.option("--since", type=DAY, default=None, help="从哪天起，不写则为当日 since")
@DRY_RUN
@click.pass_context
def add_reader(
    ctx: click.Context, name: str, recipient: str, purposes: tuple[str, ...], since: date | None, dry_run: bool
) -> int:  # fmt: skip
    """登记一位读者，现有的钥匙重新包给他。Add a reader and wrap the present keys to him too."""
    from .. import keyring, sealed
    from ..keyfolder import BAD_PURPOSE, is_purpose
    from ._rewrap import readers_of, rewrap

    desk: Desk = ctx.obj
    root, name = desk.root, name.strip()
    if not name or not name.isprintable():
        raise desk.refuse(_keyroom.BAD_NAME.at(keyring.READERS))
    if not sealed.is_public(recipient):
        raise desk.refuse(keyring.BAD_RECIPIENT.at(keyring.READERS, name=name))
    if strange := [p for p in purposes if not is_purpose(p)]:
        raise desk.refuse(*(BAD_PURPOSE.at(keyring.READERS, purpose=p) for p in strange))
    day = str(since or desk.as_of or desk.today)

    def joined(purpose: str, present: tuple[Reader, ...]) -> tuple[Reader, ...]:
        known = next((one for one in present if one.name == name), None)
        if known is not None and known.recipient != recipient:
            raise desk.refuse(OTHER_RECIPIENT.at(keyring.READERS, name=name, purpose=purpose))
        return present if known is not None else (*present, keyring.Reader(name, recipient, day))

    wrapped = rewrap(desk, root, lambda known: {**known, **readers_of(known, purposes, joined)}, purposes, dry_run)
    told = f"{name}（{'、'.join(dict.fromkeys(purposes))}）"
    if dry_run:
        desk.echo(f"将登记 would add：{told}；要重新包 {wrapped} 个文件 would wrap anew")
    else:
        desk.echo(f"已登记 added：{told}；重新包了 {wrapped} 个文件 wrapped anew")
    return 0


@COMMAND.command("rotate")
@click.option("--remove", "name", default="", metavar="NAME", help="去掉一位读者 take a reader out")
@click.option("--purpose", "purposes", multiple=True, help="只做这些用途，可重复 these purposes only")
@DRY_RUN
@click.pass_context
def rotate(ctx: click.Context, name: str, purposes: tuple[str, ...], dry_run: bool) -> int:
    """把每个钥匙文件重新包给现在的读者。Wrap every key file anew to the present readers."""
    from .. import keyring
    from ._rewrap import rewrap

    desk: Desk = ctx.obj
    root = desk.root
    present = keyring.readers(root)
    if strange := [p for p in purposes if p not in present]:
        known = "、".join(present) or "（无）"
        raise desk.refuse(*(_keyroom.NO_PURPOSE.at(keyring.READERS, purpose=p, known=known) for p in strange))
    his = [p for p, each in present.items() if not name or any(one.name == name for one in each)]
    chosen = [p for p in his if not purposes or p in purposes]
    if name and not chosen:
        names = "、".join(dict.fromkeys(one.name for each in present.values() for one in each)) or "（无）"
        raise desk.refuse(NO_READER.at(keyring.READERS, name=name, names=names))

    def left(known: dict[str, tuple[Reader, ...]]) -> dict[str, tuple[Reader, ...]]:
        found = {purpose: tuple(one for one in known[purpose] if one.name != name) for purpose in chosen}
        if empty := [purpose for purpose, each in found.items() if not each]:
            raise desk.refuse(*(LAST_READER.at(keyring.READERS, name=name, purpose=p) for p in empty))
        return {**known, **found}

    wrapped = rewrap(desk, root, left, chosen, dry_run)
    verb = "要重新包 {} 个文件 files would be wrapped anew" if dry_run else "重新包了 {} 个文件 files wrapped anew"
    desk.echo(verb.format(wrapped))
    if name and not dry_run:
        desk.echo(f"    {name} 留着的旧备份他仍能打开；要收回他手里的备份。")
        desk.echo(f"    A copy that {name} kept still opens for him: take it back.")
    return 0


@COMMAND.command("copy")
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@DRY_RUN
@click.pass_context
def copy(ctx: click.Context, target: Path, dry_run: bool) -> int:
    """备份钥匙文件夹。Copy the key folder and note the day."""
    from .. import keyring, keys
    from ._field import reading
    from ._rewrap import copied

    desk: Desk = ctx.obj
    pen = reading(desk, True)
    if not keyring.present(pen.root):
        raise desk.refuse(NO_FOLDER.at(keyring.folder(pen.root).name, Severity.ERROR, folder=keyring.folder(pen.root)))
    _keyroom.outside(desk, pen.root, target, ("备份", "a copy"))
    if dry_run:
        desk.echo(f"将备份 would copy：{keyring.folder(pen.root)} → {target}")
        return 0
    count = copied(pen.root, target, keys.erased(pen.office), desk.as_of or desk.today)
    desk.echo(f"已备份 copied：{count} 个文件 files → {target}")
    return 0


@COMMAND.command("index")
@DRY_RUN
@click.pass_context
def index(ctx: click.Context, dry_run: bool) -> int:
    """补全查重索引。Complete the index of duplicates."""
    from .. import keyindex, keyring
    from ._field import reading

    desk: Desk = ctx.obj
    pen = reading(desk, True)
    if not keyring.identities():
        raise _keyroom.unidentified(desk)
    entries, shut = _keyroom.entries(pen)
    if dry_run:
        desk.echo(f"可以查看 could look at {len(entries)}，打不开 not opened {shut}")
        return 0
    added = keyindex.add(pen.root, entries)
    desk.echo(f"新记入 added {added}，共查看 looked at {len(entries)}，打不开 not opened {shut}")
    return 0


@COMMAND.command("new-identity")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@DRY_RUN
@click.pass_context
def new_identity(ctx: click.Context, file: Path, dry_run: bool) -> int:
    """做一份读者身份，印出公钥。Make a reader's identity and print its recipient."""
    from .. import keyfolder, sealed

    desk: Desk = ctx.obj
    target, what = file.expanduser().resolve(), ("身份文件", "an identity")
    _keyroom.outside(desk, desk.root, target, what)
    if target.is_dir():
        raise _keyroom.misplaced(desk, target, what, ("这是文件夹，后面要写文件名", "it is a folder: add a file name"))
    if target.exists():
        raise _keyroom.misplaced(desk, target, what, ("已经有这个文件了", "it is there already"))
    if not target.parent.is_dir():
        raise _keyroom.misplaced(desk, target, what, ("没有这个文件夹", "there is no such folder"))
    if dry_run:
        desk.echo(f"将做 would make：{target}")
        return 0
    public, private = sealed.make_key()
    keyfolder.private(target, f"# public key: {public}\n{private}\n".encode("ascii"))
    desk.echo(public)
    desk.echo(f"    身份文件 identity：{target}；只给本人用，另存一份收好。Keep it to yourself, and a copy apart.")
    return 0
