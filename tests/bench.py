"""The benchmark: ``python tests/bench.py [N]``. Never part of the suite, never fails by the clock.

Makes N papers (Markdown bodies with headings, a list and a table) in a scratch company, then prints

* cold, no-change and one-change times of ``wenshu build``, each as a command of its own;
* the whole time per record of the cold build;
* the time per document of the compiled template against plain docxtpl, on the same prepared views, in the
  same run and in turns, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import scratch

PAPER = """\
doc_type: 通知
series: {series}
title: 关于做好第{n}批车辆交付准备工作的通知
layout: house
issuer: {issuer}
to:
  - department: 销售部
  - department: 服务部
distribution:
  - {{department: 销售部, copies: 2}}
  - {{department: 服务部, copies: 2}}
drafted_dept: {issuer}
drafted_by: {author}
drafted_on: {year}-03-{day:02}
body: |
  第{n}批车辆将于本月到店，现就交付准备工作通知如下，请各部门按时间要求**逐项落实**。

  ## 交付前的检查

  服务部在车辆到店后一个工作日内完成检查，编号 {n} 至 {m} 的车辆优先，结果当日交销售部。

  ### 检查的范围

  - 外观、轮胎和随车工具；
  - 电量、胎压和各项油液；
  - 随车资料是否齐全，缺件的当日报管理部。

  ### 发现问题的处理

  能当日处理的当日处理，不能当日处理的写明原因和完成日期，由两个部门的主管共同确认后再通知客户。

  ## 各部门的分工

  | 部门 | 事项 | 完成时间 |
  |---|---|---|
  | 销售部 | 与客户约定交车时间 | 到店后第2日 |
  | 服务部 | 完成交付前检查 | 到店后第1日 |
  | 财务部 | 核对第{n}批车款 | 交车前1日 |
  | 管理部 | 准备交车区和纪念品 | 交车前1日 |

  ## 有关要求

  交付完成后三日内回访，客户意见由销售部汇总，月底报总经理办公室。执行中的问题请及时反馈。
"""
AUTHORS = {"销售部": "沈一鸣", "服务部": "陆工", "财务部": "钱多安", "管理部": "何管"}
SERIES = {"销": "销售部", "服": "服务部", "财": "财务部", "通": "管理部"}


def make(folder: Path, n: int) -> Path:
    """Write a scratch company with n papers over 20 years and four series."""
    records = {}
    for i in range(n):
        series, issuer = list(SERIES.items())[i % 4]
        year = 2007 + i * 20 // n
        text = PAPER.format(
            n=i + 1, m=i + 8, series=series, issuer=issuer, author=AUTHORS[issuer], year=year, day=i % 28 + 1
        )
        records[f"documents/{year}/p{i:05}"] = text
    company = scratch.COMPANY.partition("audiences:\n")[0] + (
        "audiences:\n  - {name: office, title: 总经理办公室, drafts: true, classes: [公开, 内部资料]}\npolicies: {}\n"
    )
    # the company and its people are twenty years old here
    return scratch.make(folder, records, company.replace("2020-01-01", "2005-01-01").replace("2021-", "2005-"))


def run(root: Path) -> tuple[float, dict[str, object]]:
    """Run one build as a command; return its wall-clock seconds and its counts."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "wenshu", "-C", str(root), "build", "--format", "json"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(done.stdout[-3000:] + done.stderr[-3000:])
    return seconds, json.loads(done.stdout)


def compare(root: Path, papers: int) -> tuple[float, float]:
    """Return median ms per document: compiled template, plain docxtpl; same prepared views, in turns."""
    from wenshu import to_docx, views

    office = scratch.read(root).office
    assert office is not None
    chosen = office.of("documents")[:papers]
    prepared = [views.paper(office, record) for record in chosen]
    template = to_docx.compile("documents", (root / "templates/docx/documents.docx").read_bytes())
    if template.slow:
        raise SystemExit(f"the template goes the slow way: {template.slow}")
    fast, slow = [], []
    for view in prepared:
        began = time.perf_counter()
        template.render(view)
        middle = time.perf_counter()
        template.render_slow(view)
        fast.append(middle - began)
        slow.append(time.perf_counter() - middle)
    return statistics.median(fast) * 1000, statistics.median(slow) * 1000


def main() -> None:
    """Make, build, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", nargs="?", type=int, default=2000)
    n = parser.parse_args().n
    with tempfile.TemporaryDirectory() as folder:
        root = make(Path(folder) / "company", n)
        cold, counts = run(root)
        idle = [run(root) for _ in range(3)]
        changed = root / "records/documents" / sorted(os.listdir(root / "records/documents"))[0]
        paper = sorted(changed.glob("*.yaml"))[0]
        paper.write_text(paper.read_text(encoding="utf-8").replace("优先", "先办"), encoding="utf-8", newline="\n")
        one, after = run(root)
        fast, slow = compare(root, min(n, 60))
        print(f"records {n}, documents {counts['documents']}, pages {counts['pages']}, slow way {counts['slow_way']}")
        print(f"cold        {cold:7.2f} s   ({cold / n * 1000:.2f} ms per record, all told)")
        print(f"no change   {min(t for t, _ in idle):7.2f} s   (rendered {idle[-1][1]['rendered']})")
        print(f"one change  {one:7.2f} s   (rendered {after['rendered']})")
        print(f"DOCX        {fast:7.2f} ms against {slow:.1f} ms by docxtpl: {slow / fast:.0f} times")


if __name__ == "__main__":
    main()
