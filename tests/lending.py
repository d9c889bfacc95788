"""A lending desk for tests: a scratch company whose archives have something to lend, each verb on its own day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import paperwork
import scratch
import verbs
from verbs import STOCK, Said
from wenshu import registers
from wenshu.custody import Custody
from wenshu.office import Office
from wenshu.registers import Table

MANUAL = "holdings/2026/brake-manual"
BOX = "holdings/2026/box-2026-01"
ARCHIVES = """\
archives:
  - name: 文书档案
    keeper: 总经理秘书
    approver: 总经理秘书
    approvers:
      - {classes: [商业秘密（普通）, 商业秘密（核心）], approver: 总经理}
      - {kinds: [minutes], meeting_types: [总经理办公会], approver: 总经理}
      - {uses: [外借], kinds: [holdings], approver: 总经理}
    original_uses: [阅览, 复印, 摘抄, 拍照]
    outside: [阅览, 摘抄]
  - {name: 技术资料, keeper: 技术部经理, approver: 技术部经理, days: 14, register: 技术资料借用登记}
"""
COMPANY = scratch.COMPANY.replace(
    "archives:\n  - {name: 文书档案, keeper: 总经理秘书, approver: 总经理秘书}\n", ARCHIVES
).replace("  - {name: 财务部,", "  - {name: 机修班, code: JX, parent: 服务部}\n  - {name: 财务部,")
PEOPLE = "emails: [jiqing@example.test], posts: [{post: 技术部经理"
COMPANY = COMPANY.replace("posts: [{post: 技术部经理", PEOPLE)
HOLDING = """\
archive: 技术资料
call_no: JS-2026-004
title: 制动系统维修手册
form: 册
copies: 2
place: 技术柜-1层
filed_by: 纪青
filed_on: 2026-02-02
"""
BOXED = f"""\
archive: 文书档案
call_no: 2026-D10-01
title: 二〇二六年第一盒
form: 盒
copies: 1
place: 一柜-一层-01盒
contents: [{STOCK}]
filed_by: 林晓岚
filed_on: 2026-04-02
"""


def company(folder: Path, text: str = COMPANY, **more: str) -> Path:
    """Return a company with an issued notice (three archive copies), a manual in two copies and a box."""
    root = verbs.company(folder, {STOCK: verbs.paper(), MANUAL: HOLDING, BOX: BOXED, **more}, text)
    with on("2026-03-13"):
        verbs.signed(root)
        verbs.done(
            root, "issue stock --on 2026-03-13",
            "distribute stock --to 文书档案 --copies 3 --place 一柜-一层-01盒 --printed 8 --kept 3 --on 2026-03-13",
        )  # fmt: skip
    return root


@contextmanager
def on(day: str) -> Iterator[None]:
    """Let commits bear a day, at ten in the morning."""
    names = ("GIT_COMMITTER_DATE", "GIT_AUTHOR_DATE")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, f"{day}T10:00:00+08:00"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def run(root: Path, day: str, line: str, recorded: str = "") -> Said:
    """Run one verb on a day; ``recorded`` is the day of its commit, if that was another."""
    with on(recorded or day):
        return verbs.run(root, f"{line} --on {day}", day)


def done(root: Path, day: str, line: str, recorded: str = "") -> str:
    """Run one verb that must succeed; return its commit."""
    said = run(root, day, line, recorded)
    assert said.code == 0, f"{line}: {said.err}{said.out}"
    return verbs.git(root, "rev-parse", "HEAD").strip()


def lend(item: str = "stock", to: str = "李明", **more: str) -> str:
    """Return a ``lend`` line; options are given by name, an empty one is left out."""
    given = {"to": to, "purpose": "核对春季备货数量", "use": "阅览", "approved_by": "林晓岚", **more}
    options = [f"--{key.replace('_', '-')} '{value}'" for key, value in given.items() if value]
    return f"lend {item} {' '.join(options)}"


def custody(root: Path, item: str = STOCK) -> tuple[Custody, ...]:
    """Return the custody files of an item."""
    return paperwork.office(root).ledger.custody.get(item, ())


def office(root: Path, day: str = "2026-06-30") -> Office:
    """Return the office of a root on a day."""
    return paperwork.office(root, date.fromisoformat(day))


def table(root: Path, id_: str, day: str = "2026-06-30") -> Table:
    """Return a register on a day, as somebody sees it who may see everything."""
    return registers.table(registers.all()[id_], office(root, day))


def column(told: Table, key: str) -> list[str]:
    """Return the cells of one column."""
    return [row.get(key) for row in told.rows]


def codes(root: Path, day: str = "2026-06-30") -> set[str]:
    """Return the codes of the findings about loans on a day."""
    return {f.code.id for f in scratch.read(root, date.fromisoformat(day)).findings if f.code.id.startswith("LEN")}
