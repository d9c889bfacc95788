"""Names of files for records of persons: a serial (``c-00012``), for no name may stand in a path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..diagnostics import Code, Severity

if TYPE_CHECKING:
    from ..kinds import Kind
    from ._pen import Pen

THERE = Code(
    "CMD13", Severity.ERROR,
    "已经有这个文件了",
    "the file is there already",
    "用 --slug 起一个别的文件名。",
    "Give it another name with --slug.",
)  # fmt: skip
NO_NAME = Code(
    "SEA18", Severity.ERROR,
    "这种档案的文件名只用流水号，不用姓名",
    "a record of this kind is named by a serial, never by a name",
    "不写 --slug，由程序排号；要写就写成 {example}。",
    "Leave --slug out and the program counts on; else write it like {example}.",
)  # fmt: skip


def serial(pen: Pen, kind: Kind, folder: str, slug: str) -> str:
    """Return where the record of a person will lie: its file is named by a serial, for no name may stand in a path.

    Raises:
        Stop: a slug was typed that is no serial, or it is taken (exit 1).
    """
    letter = kind.name[0]
    if slug and not re.fullmatch(r"[a-z]-[0-9]{1,8}", slug):
        raise pen.desk.refuse(NO_NAME.at(folder, example=f"{letter}-00012"))
    if slug:
        if f"{folder}/{slug}.yaml" in pen.believed.tree:
            raise pen.desk.refuse(THERE.at(f"{folder}/{slug}.yaml"))
        return f"{folder}/{slug}.yaml"
    form = re.compile(rf"records/{re.escape(kind.name)}/.*/{letter}-([0-9]{{1,8}})\.yaml")
    used = [int(found[1]) for path in pen.believed.tree if (found := form.fullmatch(path))]
    return f"{folder}/{letter}-{max(used, default=0) + 1:05}.yaml"
