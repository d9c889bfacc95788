"""Commands as they are typed, for tests: a scratch company in a real git repository of its own."""

from __future__ import annotations

import contextlib
import hashlib
import io
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

import paperwork
import scratch
from wenshu import cli

STOCK = "documents/2026/stock"


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


def paper(series: str = "销", by: str = "李明", dept: str = "销售部", **more: str) -> str:
    """Return the YAML of a draft notice."""
    fields = {
        "series": series, "doc_type": "通知", "title": "关于春季备货的通知", "issuer": dept,
        "to": "[{group: 各部门}]", "drafted_by": by, "drafted_dept": dept, "drafted_on": "2026-03-10",
        "distribution": "[{department: 销售部}]", **more,
    }  # fmt: skip
    return "".join(f"{key}: {value}\n" for key, value in fields.items()) + "body: |\n  各部门请备货。\n"


def company(folder: Path, records: dict[str, str] | None = None, text: str = scratch.COMPANY) -> Path:
    """Return the root of a scratch company whose files are committed in git."""
    root = scratch.make(folder / "company", records if records is not None else {STOCK: paper()}, text)
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "某人")
    git(root, "config", "user.email", "secretary@example.test")
    (root / ".gitignore").write_text(".wenshu/\n/out/\n", encoding="utf-8", newline="\n")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "begin")
    return root


def git(root: Path, *arguments: str) -> str:
    """Run git and return what it printed; Chinese paths as they are."""
    done = subprocess.run(
        ["git", "-c", "core.quotePath=false", *arguments], cwd=root, check=True, capture_output=True
    )
    return done.stdout.decode("utf-8")


def run(root: Path, line: str, as_of: str = "") -> Said:
    """Run one command line in this process."""
    day = ["--as-of", as_of] if as_of else []
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main(["-C", str(root), *day, *shlex.split(line)])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
    return Said(code, out.getvalue(), err.getvalue())


def done(root: Path, *lines: str, as_of: str = "") -> None:
    """Run commands that must succeed."""
    for line in lines:
        said = run(root, line, as_of)
        assert said.code == 0, f"{line}: {said.err}{said.out}"


def signed(root: Path, id_: str = STOCK, on: str = "2026-03-12", as_of: str = "") -> None:
    """Sign a draft by every step of its chain, by command."""
    held = paperwork.office(root)
    for wanted in held.standing(held.records[id_]).chain:
        who = wanted.person or held.company.holders(wanted.post, held.as_of)[0].id
        done(root, f"approve {id_} --as {who} --step {wanted.step} --on {on} --dept '{wanted.dept}'", as_of=as_of)


def forge(root: Path, id_: str, step: str, person: str, post: str = "", **more: str) -> str:
    """Write a sign-off by hand behind the last one of the present draft; return its path below records/."""
    held = paperwork.office(root)
    record = held.records[id_]
    trail = held.standing(record).trail
    values = {
        "record": id_, "content": record.content, "step": step, "person": person,
        "post": post or held.company.post_of(person, held.as_of), "date": "2026-03-12", "decision": "同意",
        "after": trail[-1].digest if trail else "", **more,
    }  # fmt: skip
    text = "".join(f"{key}: {value}\n" for key, value in values.items() if value)
    n = trail[-1].n + 1 if trail else 1
    where = f"approvals/{id_}/{values['content'].partition(':')[2][:12]}-{n}-{step}"
    scratch.put(root, {where: text})
    return where


def tree(root: Path) -> dict[str, str]:
    """Return the sha256 of every file below records/."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((root / "records").rglob("*")) if path.is_file()
    }  # fmt: skip
