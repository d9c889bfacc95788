"""What sealing costs: ``python tests/sealing_bench.py [N] [--rounds R]``. Never fails by the clock.

Makes N records of one small kind twice, once with ten plain fields and once with the same ten fields sealed,
and builds both without keys, in turns, each time as a command of its own and from nothing. Prints the two
medians and the ratio of each pair. Then builds fewer of them with keys for an audience that shows two of the
ten fields, and counts the sealed values that were opened.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import scratch
from wenshu import sealed

HEAD = """\
$schema: http://json-schema.org/draft-07/schema#
title: 名片
x-en: Card
x-role: kind
x-paper: none
x-subject: title
x-date: opened_on
x-dept: dept
x-author: clerk
type: object
additionalProperties: false
required: [title, clerk, dept, opened_on]
properties:
  title: {title: 标题, x-en: Title, type: string, maxLength: 60}
  clerk: {title: 跟踪业务员, x-en: Clerk, type: string, x-ref: person}
  dept: {title: 所属部门, x-en: Department, type: string, x-ref: dept}
  opened_on: {title: 建档日期, x-en: Opened on, type: string, format: date}
  wishes: {title: 希望得到的服务, x-en: Wishes, type: string, x-markdown: true}
"""
FIELDS = ("姓名", "电话", "另一电话", "住址", "单位", "联系人", "联系人电话", "车号", "车架号", "备注")
VALUES = (
    "周小舟", "0399-5{n:06}", "0398-6{n:06}", "望川市新街{n}号2单元301室", "望川市某某贸易有限公司", "吴联络",
    "0397-7{n:06}", "临牌{n:05}", "LSV0{n:04}X{n:06}", "周末上午联系，{n}",
)  # fmt: skip
"""Nothing that a number found in the clear would be refused for: the plain records hold the same values."""
RECORD = """\
title: 第{n}张名片
clerk: 李明
dept: 销售部
opened_on: 2026-03-{day:02}
wishes: |
  希望在周末保养，提前一天电话确认时间；第{n}号客户喜欢安静的休息区。

  - 接送车辆；
  - 保养后清洗。
"""


def schema(personal: bool) -> str:
    """Return the schema of the kind, its ten fields sealed or plain."""
    rows = (
        f"  f{i}: {{title: {name}, x-en: Field {i}, type: string"
        f"{f', x-personal: {purpose(i)}' if personal else ''}}}\n"
        for i, name in enumerate(FIELDS)
    )  # fmt: skip
    return HEAD + "".join(rows)


def purpose(field: int) -> str:
    """Return the purpose of a field: two of the ten are for calling."""
    return "call" if field in (1, 2) else "contact"


def make(folder: Path, n: int, personal: bool, kept: list[tuple[str, str]] | None = None) -> Path:
    """Write a scratch company with n cards; private halves go to ``kept``, with their purpose."""
    records = {}
    for i in range(n):
        lines = [value.format(n=i) for value in VALUES]
        seals = ""
        if personal:
            keys = {name: sealed.make_key() for name in ("contact", "call")}
            lines = [sealed.seal(keys[purpose(k)][0], line) for k, line in enumerate(lines)]
            seals = "seals:\n" + "".join(f"  {name}: {public}\n" for name, (public, _) in keys.items())
            if kept is not None:
                kept += [(name, private) for name, (_, private) in keys.items()]
        text = "".join(f"f{k}: {line}\n" for k, line in enumerate(lines))
        records[f"cards/{2007 + i * 20 // n}/c-{i:05}"] = RECORD.format(n=i, day=i % 28 + 1) + text + seals
    company = scratch.COMPANY.partition("audiences:\n")[0] + (
        "audiences:\n"
        "  - {name: office, title: 总经理办公室, drafts: true, classes: [公开, 内部资料]}\n"
        "  - {name: clerk, title: 业务员, drafts: true, classes: [公开, 内部资料], values: {call: clear}, "
        "on_demand: true}\npurposes: {contact: 档案, call: 联系}\npolicies: {}\n"
    )
    root = scratch.make(folder, records, company)
    (root / "schemas/cards.yaml").write_text(schema(personal), encoding="utf-8", newline="\n")
    return root


def build(root: Path) -> tuple[float, float]:
    """Build from nothing as a command, without keys; return its seconds by the clock and of processor time."""
    for left in ("site", ".wenshu"):
        shutil.rmtree(root / left, ignore_errors=True)
    env = {key: value for key, value in os.environ.items() if key not in ("WENSHU_KEYS", "WENSHU_IDENTITY")}
    began, used = time.perf_counter(), _used()
    done = subprocess.run(
        [sys.executable, "-m", "wenshu", "-C", str(root), "build", "--format", "json"],
        capture_output=True, encoding="utf-8", check=False, env=env,
    )  # fmt: skip
    seconds, processor = time.perf_counter() - began, _used() - used
    if done.returncode:
        raise SystemExit(done.stdout[-3000:] + done.stderr[-3000:])
    return seconds, processor


def _used() -> float:
    told = resource.getrusage(resource.RUSAGE_CHILDREN)
    return told.ru_utime + told.ru_stime


def compare(folder: Path, n: int, rounds: int) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return what :func:`build` says of (plain, sealed) in each round; who goes first changes from round to round."""
    plain, closed = make(folder / "plain", n, False), make(folder / "sealed", n, True)
    pairs = []
    for turn in range(rounds):
        if turn % 2:
            second, first = build(closed), build(plain)
        else:
            first, second = build(plain), build(closed)
        pairs.append((first, second))
    return pairs


def opened(folder: Path, n: int) -> tuple[int, int, int]:
    """Build for all and for an audience that shows two fields, with keys; return what was opened, and all there is.

    Returns:
        Values opened for the staff's site, for the clerk's, and sealed values in all.
    """
    from wenshu import build as builder
    from wenshu import keyring

    kept: list[tuple[str, str]] = []
    root = make(folder / "company", n, True, kept)
    public, private = sealed.make_key()
    own = folder / "identity"
    own.write_text(private + "\n", encoding="ascii")
    keys = folder / "company-keys"
    keys.mkdir()
    rows = "".join(f"{name}:\n  - {{name: 李明, recipient: {public}}}\n" for name in ("contact", "call"))
    (keys / "readers.yaml").write_text(rows, encoding="utf-8", newline="\n")
    keyring.lay(root, kept)
    before = {name: os.environ.get(name) for name in ("WENSHU_KEYS", "WENSHU_IDENTITY")}
    real, made = keyring.opener, []

    def watched(root: Path) -> keyring.Opener:
        made.append(keyring.Opener(root))
        return made[-1]

    counts = []
    try:
        os.environ |= {"WENSHU_KEYS": str(keys), "WENSHU_IDENTITY": str(own)}
        keyring.opener = watched  # type: ignore[assignment]  # the same opener, and it is kept to be asked
        for audiences in ((), ("clerk",)):
            made.clear()
            answer = builder.build(root, None, scratch.TODAY, audiences, processes=1)
            if answer.built is None:
                raise SystemExit(str(answer.findings[:3]))
            counts.append(sum(one.opened for one in made))
    finally:
        keyring.opener = real
        for name, value in before.items():
            os.environ.pop(name, None)
            os.environ |= {name: value} if value is not None else {}
    return counts[0], counts[1], n * len(FIELDS)


def main() -> None:
    """Make, build in turns, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", nargs="?", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pairs = compare(Path(folder), told.n, told.rounds)
    few = min(told.n, 500)
    with tempfile.TemporaryDirectory() as folder:
        staff, clerk, total = opened(Path(folder), few)
    print(f"python tests/sealing_bench.py {told.n} --rounds {told.rounds}")
    print(f"records {told.n}, ten fields each, built without keys")
    for n, name in enumerate(("by the clock", "processor time")):
        plain, closed = (statistics.median(each[side][n] for each in pairs) for side in (0, 1))
        ratios = [each[1][n] / each[0][n] for each in pairs]
        shown = f"{statistics.median(ratios):.3f}  ({'  '.join(f'{ratio:.3f}' for ratio in ratios)})"
        print(f"{name:14}  plain {plain:7.2f} s  sealed {closed:7.2f} s  ratio {shown}")
    print(f"opened with keys, {few} records, {total} sealed values: {staff} for the staff, {clerk} for the clerk")


if __name__ == "__main__":
    main()
