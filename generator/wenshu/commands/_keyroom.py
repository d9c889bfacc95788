"""What the verbs of the key folder share: where files of keys may lie, whose identity it is, what is indexed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .. import keyfolder, keyring
from ..diagnostics import Code, Severity
from . import Desk, Stop

if TYPE_CHECKING:
    from ..keyindex import Entry
    from ._pen import Pen

BAD_PLACE = Code(
    "KEY16", Severity.ERROR,
    "{what}不能放在这里：{why}",
    "{what_en} cannot lie here: {why_en}",
    "放到任何 git 工作区和钥匙文件夹之外，最好是 U 盘或自己的文件夹。",
    "Put it outside of every git work tree and of the key folder, best on a stick or in a folder of your own.",
)  # fmt: skip
NO_IDENTITY = Code(
    "KEY17", Severity.ERROR,
    "做不了：{why}",
    "it cannot be done: {why_en}",
    "把自己的身份文件写在环境变量 WENSHU_IDENTITY 里（Windows：setx WENSHU_IDENTITY 文件，再另开一个窗口）；"
    "还没有的，用 wenshu keys new-identity 文件 做一份。",
    "Name your identity file in WENSHU_IDENTITY (Windows: `setx WENSHU_IDENTITY FILE`, then a new window); "
    "`wenshu keys new-identity FILE` makes one.",
)  # fmt: skip
BAD_NAME = Code(
    "KEY18", Severity.ERROR,
    "读者的姓名不能是空的，也不能带换行",
    "the name of a reader cannot be empty, nor hold a line break",
    "写本人的姓名：wenshu keys add-reader 姓名 age1… --purpose contact。",
    "Write his name: `wenshu keys add-reader NAME age1… --purpose contact`.",
)  # fmt: skip
NO_PURPOSE = Code(
    "KEY19", Severity.ERROR,
    "没有登记过用途“{purpose}”的读者",
    "nobody was entered as a reader of purpose {purpose}",
    "登记过的用途：{known}。",
    "Purposes with readers: {known}.",
)  # fmt: skip


def unidentified(desk: Desk) -> Stop:
    """Refuse for want of an identity, and say what is wrong with the one that was named."""
    why, why_en = keyring.unidentified()
    return desk.refuse(NO_IDENTITY.at(keyfolder.IDENTITY, why=why, why_en=why_en))


def outside(desk: Desk, root: Path, target: Path, what: tuple[str, str]) -> None:
    """Refuse a place inside a git work tree or inside the key folder, or one that is no folder.

    Raises:
        Stop: it is one (exit 1).
    """
    place = target.expanduser().resolve()
    if keyfolder.in_work_tree(place):
        raise misplaced(desk, place, what, ("这是 git 的工作区", "it is a git work tree"))
    if keyfolder.folder(root) in (place, *place.parents):
        raise misplaced(desk, place, what, ("这是钥匙文件夹", "it is the key folder"))
    above = next((up for up in (place, *place.parents) if up.exists()), place)
    if above != place and not above.is_dir():
        raise misplaced(desk, place, what, (f"{above.name} 是文件，不是文件夹", f"{above.name} is no folder"))


def misplaced(desk: Desk, target: Path, what: tuple[str, str], why: tuple[str, str]) -> Stop:
    """Refuse a place, and say why."""
    told = {"what": what[0], "what_en": what[1], "why": why[0], "why_en": why[1]}
    return desk.refuse(BAD_PLACE.at(str(target), None, **told))


def uncopied(root: Path) -> int:
    """Return how many key files were written since the folder was last copied."""
    top = keyfolder.folder(root)
    try:
        then = (top / keyring.COPIED).stat().st_mtime_ns
        return sum(path.stat().st_mtime_ns > then for path in keyfolder.listed(top))
    except OSError:
        return 0


def entries(pen: Pen) -> tuple[list[Entry], int]:
    """Return what the index of duplicates may hold of all records, and how many values did not open."""
    from .. import keyindex, keys, sealed, sealing, yamlread

    opener = keyring.Opener(pen.root)
    gone = keys.erased(pen.office)
    found: list[Entry] = []
    shut = 0
    for path, data in pen.believed.tree.items():
        schema = sealing.schema_of(pen.office, path) if path.endswith(".yaml") else {}
        if not path.startswith("records/") or not sealing.holds(schema):
            continue
        for value in sealing.values(schema, yamlread.read(path, data)[0] or {}):
            fp = sealed.key_of(value.text)
            if value.sort not in keyindex.SORTS or not fp or fp in gone:
                continue
            clear = opener(value.text)
            shut += clear is None
            if clear is not None:
                found.append(keyindex.Entry(value.purpose, fp, value.text, value.sort, clear))
    return found, shut
