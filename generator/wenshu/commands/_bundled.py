"""Included checkouts and the auditor's bundle: they are not in it, unless they are asked for by name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..diagnostics import Code, Place, Severity, errors
from . import Desk

if TYPE_CHECKING:
    from ..build import Believed

LEFT_OUT = Code(
    "JOI12", Severity.WARNING,
    "并入的文书库“{name}”没有装进审计包，看得到它的网站也没有装（{sites}）",
    "the included checkout \"{name}\" is not in the bundle, nor are the sites that show it ({sites})",
    "包里只有它的文号、密级和校验值。要一并交出的，经批准后加 --with {name}。",
    "The bundle has its numbers, classes and hashes only. To hand it over too, with permission, add --with {name}.",
)  # fmt: skip
HOW = """
并入的文书库 included checkouts
------------------------------
{rows}
  在这个文件夹里 in this folder:  git clone NAME.bundle NAME
  放到公司档案 include 所写的位置，再核验一次；每个文书库有自己的核验记录 NAME-verified.txt。
  Put each where `include:` of the company file says and verify again; each has a line of its own.
"""


def proved(desk: Desk, file: Path, taken: tuple[str, ...], unproved: bool) -> None:
    """Refuse to take along what is not here, not saved, or not proved.

    Raises:
        Stop: one of them is so (exit 1).
    """
    from .. import build, gitlog
    from . import _checkouts, bundle
    from ._pen import Pen
    from .verify import included

    if not taken:
        return
    pen = Pen(desk, desk.root, build.believe(desk.root, desk.as_of, desk.today, each=False), True)
    done, _ = included(desk, file)
    for name in taken:
        folder = pen.believed.brought.folders[_checkouts.named(pen, name)]
        loose = gitlog.status(folder)
        if loose:
            place = Place(loose[0], home=name)
            raise desk.refuse(bundle.NOT_SAVED.at(place, count=len(loose), some="、".join(loose[:3])))
        wrong = errors(done[name].findings) if name in done else ()
        if wrong and not unproved:
            raise desk.refuse(*wrong, bundle.NOT_PROVED.at(Place(".", home=name)))


def sites(desk: Desk, chosen: tuple[str, ...], taken: tuple[str, ...]) -> tuple[str, ...]:
    """Return the audiences whose sites show nothing of what is left out, and say what is left out."""
    from .. import build

    believed = build.believe(desk.root, desk.as_of, desk.today, each=False)
    left = [name for name in believed.brought.folders if name not in taken]
    showing = {name: _showing(believed, name, chosen) for name in left}
    desk.tell(
        LEFT_OUT.at(build.COMPANY, name=name, sites="、".join(found) or "—") for name, found in showing.items()
    )  # fmt: skip
    return tuple(audience for audience in chosen if all(audience not in found for found in showing.values()))


def _showing(believed: Believed, name: str, chosen: tuple[str, ...]) -> list[str]:
    """Return the audiences who read anything of an included checkout."""
    from .. import readership

    if believed.office is None:
        return []
    sides = readership.sides(believed.office, chosen)
    return [audience for there, readers in sides.items() if name in there for audience in readers]


def add(desk: Desk, file: Path, taken: tuple[str, ...], beside: Path) -> str:
    """Put checkouts into a bundle that is being made; return what its instructions say of them."""
    from .. import build, files, gitproof
    from .bundle import REFS

    if not taken:
        return ""
    believed = build.believe(desk.root, desk.as_of, desk.today, each=False)
    for name in taken:
        folder = believed.brought.folders[name]
        gitproof.bundle(folder, beside / f"{name}.bundle", gitproof.refs(folder, *REFS))
        note = files.read(file.with_name(f"{name}-verified.txt"))
        if note is not None:
            (beside / f"{name}-verified.txt").write_bytes(note)
    return HOW.format(rows="\n".join(f"  {name}.bundle" for name in taken))
