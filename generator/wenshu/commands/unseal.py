"""``wenshu unseal FILE FIELD``: print one sealed value on the terminal; nothing is written anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk
from ._field import Spot, reading, spot

if TYPE_CHECKING:
    from ..diagnostics import Finding
    from ..keyring import Opener
    from ._pen import Pen

SHUT = Code(
    "SEA14", Severity.ERROR,
    "{label}打不开：{why}",
    "{label} cannot be opened: {why_en}",
    "怎么办：{tip}",
    "What to do: {tip_en}",
)  # fmt: skip


@click.command("unseal")
@click.argument("file", metavar="FILE")
@click.argument("field", metavar="FIELD")
@click.pass_context
def COMMAND(ctx: click.Context, file: str, field: str) -> int:
    """在屏幕上看一项密封的内容（不写入）。Show a sealed value on the terminal only."""
    from .. import keyring

    desk: Desk = ctx.obj
    pen = reading(desk, True)
    found = spot(pen, file, field)
    if not found.sealed:
        desk.echo(found.text)
        desk.tell([_clear(found)])
        return 1
    opener = keyring.Opener(pen.root)
    clear = None if _decided(pen, found) else opener(found.text)
    if clear is None:
        raise desk.refuse(SHUT.at(found.place, None, label=found.label, **_why(pen, found, opener)))
    desk.echo(clear)
    return 0


def _clear(found: Spot) -> Finding:
    from ..checks.sealed import CLEAR

    return CLEAR.at(found.place, label=found.label)


def _decided(pen: Pen, found: Spot) -> str:
    """Return what an erasure record says of the key: 删除, 限制, or nothing."""
    from .. import keys, sealed

    fp = sealed.key_of(found.text)
    if fp in keys.erased(pen.office):
        return keys.DELETED
    return keys.LIMITED if fp in keys.restricted(pen.office) else ""


def _why(pen: Pen, found: Spot, opener: Opener) -> dict[str, str]:
    """Return why a value stays shut, and what to do about it."""
    from .. import keyring, keys, sealed

    purpose = str(found.schema.get("x-personal", ""))
    fp = sealed.key_of(found.text)
    decided = _decided(pen, found)
    if decided == keys.DELETED:
        return _told("已经应本人要求删除，钥匙已销毁", "it was erased: its key is destroyed",
                     "这项内容再也打不开。", "It can never be opened again.")  # fmt: skip
    if decided:
        return _told("已限制处理，法定期限内只保存、不使用", "its processing is restricted: kept, not used",
                     "看删除记录里写的期限和依据。", "See term and ground in the erasure record.")  # fmt: skip
    if not sealed.is_whole(found.text) or opener.key(fp) is not None:
        return _told("密封的内容损坏了", "the sealed text is damaged",
                     "从历史里找回原来的这一行，或重新键入：wenshu seal … --value -。",
                     "Restore the line from history, or type it anew: wenshu seal … --value -.")  # fmt: skip
    if not keyring.present(pen.root):
        return _told("没有钥匙文件夹", "there is no key folder",
                     f"应在 {keyring.folder(pen.root)}；放在别处的，用环境变量 WENSHU_KEYS 指明。",
                     f"It should lie at {keyring.folder(pen.root)}; else name it in WENSHU_KEYS.")  # fmt: skip
    if fp not in keyring.keys(pen.root):
        return _told("钥匙文件夹里没有它的钥匙", "its key is not in the key folder",
                     f"从备份里恢复 {purpose}/{fp}.age。", f"Restore {purpose}/{fp}.age from the copy.")  # fmt: skip
    if not keyring.identities():
        return _told(*keyring.unidentified(),
                     "把自己的身份文件写在环境变量 WENSHU_IDENTITY 里"
                     "（Windows：setx WENSHU_IDENTITY 文件，再另开一个窗口）。",
                     "Name your identity file in WENSHU_IDENTITY (Windows: setx, then a new window).")  # fmt: skip
    names = "、".join(one.name for one in keyring.readers(pen.root).get(purpose, ())) or "（无）"
    return _told(f"你的身份打不开这把钥匙（用途 {purpose}）", f"your identity does not open this key ({purpose})",
                 f"能打开的人：{names}；要添读者用 wenshu keys add-reader。",
                 f"Who can: {names}; more readers by wenshu keys add-reader.")  # fmt: skip


def _told(why: str, why_en: str, tip: str, tip_en: str) -> dict[str, str]:
    return {"why": why, "why_en": why_en, "tip": tip, "tip_en": tip_en}
