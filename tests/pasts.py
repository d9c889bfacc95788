"""Pasts for tests: repositories with any number of commits, made in one movement; and how long the laws take.

``python tests/pasts.py [N]`` prints the figures for N commits. It is no test and never fails by the clock.
"""

from __future__ import annotations

import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent))

import scratch
from wenshu import schema, yamlread

BEGIN = 1_767_225_600
"""1 January 2026, 08:00 in Shanghai, in seconds; each commit is an hour later."""
Result = TypeVar("Result")
AUTHORS = ("林晓岚 <secretary@example.test>", "李明 <sales@example.test>", "陆工 <service@example.test>")


def synthetic(folder: Path, commits: int, files: int = 2) -> Path:
    """Return a bare-bones repository of ``commits`` commits, each with about ``files`` files, some merges among them.

    Papers are drafted, signed, numbered and lent in turns, by several people; every fiftieth commit merges
    a side of three. Nothing in it breaks a law of history. The work tree is checked out.
    """
    root = scratch.make(folder, {})
    git(root, "init", "-q", "-b", "main")
    (root / ".gitignore").write_text(".wenshu/\n/out/\n", encoding="utf-8", newline="\n")
    git(root, "add", "-A")
    tree = git(root, "write-tree").strip()
    who = f"某人 <a@example.test> {BEGIN} +0800"
    begin = f"tree {tree}\nauthor {who}\ncommitter {who}\n\nbegin\n".encode()
    told = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"], cwd=root, input=begin, check=True, capture_output=True
    )
    stream = b"".join(_stream(told.stdout.decode("ascii").strip(), commits, files))
    subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=root, input=stream, check=True)
    git(root, "reset", "-q", "--hard", "main")
    return root


def git(root: Path, *arguments: str) -> str:
    """Run git and return what it printed."""
    told = subprocess.run(
        ["git", "-c", "core.quotePath=false", *arguments], cwd=root, check=True, capture_output=True
    )
    return told.stdout.decode("utf-8")


def _stream(base: str, commits: int, files: int) -> Iterator[bytes]:
    events, aside = _events(files, "通"), _events(files, "办")
    tip, at = base, 0
    while at < commits:
        side = 3 if at % 50 == 45 and at + 5 <= commits else 0
        fork = tip
        brought: dict[str, str] = {}
        for _ in range(side):
            at += 1
            message, told = next(aside)
            brought |= told
            yield _commit(at, "refs/heads/side", fork, message, told)
            fork = f":{at}"
        at += 1
        yield _commit(at, "refs/heads/main", tip, *next(events))
        tip = f":{at}"
        if side:
            at += 1
            yield _commit(at, "refs/heads/main", tip, "合并：各部门的登记", brought, fork)
            tip = f":{at}"
    yield b"reset refs/heads/side\nfrom 0000000000000000000000000000000000000000\n\n"


def _commit(mark: int, ref: str, parent: str, message: str, files: Mapping[str, str], merged: str = "") -> bytes:
    who = f"{AUTHORS[mark % len(AUTHORS)]} {BEGIN + 3600 * mark} +0800"
    text = message.encode("utf-8")
    rows = [f"commit {ref}\nmark :{mark}\nauthor {who}\ncommitter {who}\ndata {len(text)}\n".encode(), text, b"\n"]
    rows.append(f"from {parent}\n".encode())
    rows += [f"merge {merged}\n".encode()] if merged else []
    for path, content in files.items():
        data = content.encode("utf-8")
        rows += [f"M 100644 inline {path}\ndata {len(data)}\n".encode(), data, b"\n"]
    return b"".join((*rows, b"\n"))


def _events(files: int, series: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the life of one paper after another: (message, path → text). They lie in six years, in turns."""
    n = 0
    while True:
        n += 1
        year, serial = 2020 + n % 6, (n - 1) // 6 + 1
        id_ = f"documents/{year}/{'paper' if series == '通' else 'letter'}-{n:05}"
        record = _paper(n, series, year)
        tree, _ = yamlread.read("", record.encode("utf-8"))
        content = schema.content_hash("documents", tree or {})
        more = {f"records/holdings/box-{series}-{n:05}-{k}.yaml": f"title: 盒{n}-{k}\n" for k in range(files - 2)}
        yield f"存入：第{n}号\n\nRecord: {id_}\n", {f"records/{id_}.yaml": record, **more}
        yield f"签批：同意（签发）\n\nRecord: {id_}\nStep: 签发\nApproved-by: 周启衡（总经理）\nDecision: 同意\n", {
            f"records/approvals/{id_}/{content[3:15]}-{k + 1}-签发.yaml": (
                f"record: {id_}\ncontent: {content}\nstep: 签发\nperson: 周启衡\npost: 总经理\n"
                f"date: {year}-01-02\ndecision: 同意\n" + (f"after: {'0' * 64}\n" if k else "")
            ) for k in range(max(files - 1, 1))
        }  # fmt: skip
        text = hashlib.sha256(id_.encode()).hexdigest()
        yield f"发文：{series} {n}\n\nRecord: {id_}\nNumber: {series} {n}\nContent: {content}\n", {
            f"records/numbers/{year}/{series}/{serial:04}.yaml": (
                f"state: issued\nrecord: {id_}\ndate: {year}-01-02\nby: 林晓岚\neditions:\n"
                f"- edition: '1'\n  content: {content}\n  text: {text}\n  date: {year}-01-02\n"
            )
        }  # fmt: skip
        for count, holder in ((1, "李明"), (2, "''")):
            copy = f"文书档案/{id_}/1"
            yield f"借阅：{copy}\n\nLoan: {copy}\nSeq: {count}\n", {
                f"records/custody/{copy}.yaml": f"holder: {holder}\nsince: 2026-01-03\nseq: {count}\n"
            }


def _paper(n: int, series: str, year: int) -> str:
    return (
        f"series: {series}\ndoc_type: 通知\ntitle: 关于第{n}批车辆交付的通知\nissuer: 试点公司\n"
        f"to: [{{group: 各部门}}]\ndrafted_by: 李明\ndrafted_dept: 销售部\ndrafted_on: {year}-01-01\n"
        "distribution: [{department: 销售部}]\n"
        f"body: |\n  第{n}批车辆将于本月到店，请各部门做好准备。\n"
    )


def figures(commits: int) -> str:
    """Make a repository, judge it, and return what it took: the whole past, one commit more, the laws, the loans."""
    from dataclasses import replace

    from wenshu import build, files, gitpast, gitrefs, loans, recollect, witness
    from wenshu.witness import chronicle

    rows: list[str] = []

    def timed(
        what: str, act: Callable[[], Result], tell: Callable[[Result], int] | None = None, times: int = 1
    ) -> Result:
        taken = []
        for _ in range(times):
            clock = time.perf_counter()
            told = act()
            taken.append(time.perf_counter() - clock)
        seconds = statistics.median(taken)
        rows.append(f"{seconds:8.3f} s  {what}" + (f", {tell(told)}" if tell else ""))
        return told

    with tempfile.TemporaryDirectory() as folder:
        root = synthetic(Path(folder, "long"), commits)
        tree, _ = files.read_tree(root)
        timed("pulse: has a branch moved?", lambda: gitrefs.pulse(root))
        tip = git(root, "rev-parse", "main").strip()
        git(root, "update-ref", "refs/heads/main", "main~1")
        _, kept = timed("git read whole", lambda: gitpast.read(root, "main"))
        timed("git read again, HEAD where it was", lambda: gitpast.read(root, "main", kept), times=5)
        git(root, "update-ref", "refs/heads/main", tip)
        past, more = timed("git read incremental, one merge more", lambda: gitpast.read(root, "main", kept), times=5)
        who = f"某人 <a@example.test> {BEGIN + 3600 * (commits + 2)} +0800"
        blank = f"tree {git(root, 'rev-parse', f'{tip}^{{tree}}')}parent {tip}\nauthor {who}\ncommitter {who}\n\n一\n"
        (root / "blank").write_text(blank, encoding="utf-8", newline="\n")
        plain = git(root, "hash-object", "-t", "commit", "-w", "blank").strip()
        git(root, "update-ref", "refs/heads/main", plain)
        timed("git read incremental, one commit more", lambda: gitpast.read(root, "main", more), times=5)
        git(root, "update-ref", "refs/heads/main", tip)
        since = past.commits[0].id
        timed("contents wanted by logs", lambda: recollect.wanted(past), len)
        names = timed("contents wanted by laws (reads the chronicle)", lambda: witness.wanted(past, since), len)
        names |= recollect.wanted(past)
        past = replace(past, texts=timed("contents from git", lambda: gitpast.contents(root, names), len))
        office = build.judge(tree, None, scratch.TODAY, each=False, past=past).office
        assert office is not None
        timed("laws, findings", lambda: witness.findings(past, office, since), len)
        chronicle.chronicle.cache_clear()
        timed("laws with the chronicle read anew, findings", lambda: witness.findings(past, office, since), len)
        timed("log of loans, events", lambda: loans.log(replace(office)), lambda log: len(log.events))
        return "\n".join((f"{len(past.lines)} commits, {len(office.ledger.entries)} numbers", *rows))


if __name__ == "__main__":
    print(figures(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
