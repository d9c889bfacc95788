"""The laws of the house, over the demonstration company and over generated ones."""

from __future__ import annotations

import ast
import hashlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

import scratch
from wenshu import build, files, pages, publishing, views
from wenshu.diagnostics import errors
from wenshu.law import is_text
from wenshu.markdown import parse
from wenshu.office import Office, leaves


def wenshu(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "wenshu", "-C", str(root), *arguments],
        capture_output=True, encoding="utf-8", check=False, env={**os.environ, **environment},
    )  # fmt: skip


def tree(folder: Path) -> dict[str, str]:
    """Return path → sha256 of every file below a folder."""
    found = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in found}


def test_law_1_the_order_of_files_never_matters(built: Path) -> None:
    straight = files.read_tree(built)[0]
    names = list(straight)
    random.Random(1).shuffle(names)
    one, other = (build.judge(t, None, scratch.TODAY) for t in (straight, {n: straight[n] for n in names}))
    assert one.findings == other.findings
    assert one.office is not None and other.office is not None
    for first, second in zip(one.office.records.values(), other.office.records.values(), strict=True):
        assert views.fingerprint(views.paper(one.office, first)) == views.fingerprint(views.paper(other.office, second))


def test_law_2_two_builds_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    elsewhere = scratch.demonstration(tmp_path / "另一个 文件夹")
    done = wenshu(elsewhere, "build", TZ="America/Los_Angeles", LC_ALL="C", PYTHONHASHSEED="7", COLUMNS="40")
    assert done.returncode == 0, done.stdout
    assert tree(elsewhere / "site") == tree(built / "site")


def test_a_second_build_renders_nothing(built: Path) -> None:
    before = tree(built / "site")
    again = build.build(built, None, scratch.TODAY).built
    assert again is not None and (again.rendered, again.deleted) == (0, 0)
    disbelieved = build.build(built, None, scratch.TODAY, cached=False).built
    assert disbelieved is not None and disbelieved.rendered == 0
    assert tree(built / "site") == before


NOTICE = """\
    doc_type: 通知
    series: 销
    title: 关于{title}的通知
    layout: house
    issuer: 销售部
    to: [{{department: 销售部}}]
    distribution: [{{department: 销售部, copies: 1}}]
    drafted_dept: 销售部
    drafted_by: 李明
    drafted_on: 2026-03-{day:02}
    body: |
      {body}
"""
WORDS = st.text(st.sampled_from("车辆交付检查安排月度&<>{}\"'-1，。"), min_size=1, max_size=12).map(lambda t: "甲" + t)
EDITS = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["write", "write", "delete", "rename"]), WORDS),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(EDITS, min_size=1, max_size=3))
def test_law_3_incremental_equals_clean(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, str, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("law3")
    root = scratch.make(folder / "company")
    for edits in rounds:
        for name, what, words in edits:
            path = root / f"records/documents/2026/{name}.yaml"
            if what == "delete":
                path.unlink(missing_ok=True)
            elif what == "rename":
                scratch.put(root, {"company": scratch.COMPANY.replace("望川市新路8号", f"望川市新路{len(words)}号")})
            else:
                title = words.replace("'", "").replace('"', "").replace("{", "").replace("}", "")
                text = NOTICE.format(title="“" + title + "”", day=len(words), body=words)
                scratch.put(root, {f"documents/2026/{name}": text})
        assert build.build(root, None, scratch.TODAY, processes=1).built is not None
    clean = folder / "clean"
    for name in files.INPUTS:
        shutil.copytree(root / name, clean / name)
    assert build.build(clean, None, scratch.TODAY, processes=1).built is not None
    assert tree(root / "site") == tree(clean / "site")


def test_law_4_check_writes_nothing(built: Path) -> None:
    tops = [built / top for top in (*files.INPUTS, "site")]
    before = {p: p.stat().st_mtime_ns for top in tops for p in top.rglob("*")}
    assert wenshu(built, "check", "--no-cache").returncode == 0
    assert {p: p.stat().st_mtime_ns for top in tops for p in top.rglob("*")} == before


def test_law_4_nothing_below_floor_4_reads_the_clock() -> None:
    package = Path(build.__file__).parent
    clocks = {"now", "today", "utcnow", "time_ns", "gmtime"}
    for path in package.rglob("*.py"):
        if path.name == "cli.py" or "commands" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            assert not (called and node.func.attr in clocks and not node.args), f"{path.name} reads the clock"  # type: ignore[attr-defined]


def test_law_6_what_went_in_comes_out(built: Path, office: Office) -> None:
    """Read back by strangers: python-docx for the paper, lxml for the page."""
    for record in office.records.values():
        paper, page = built / f"site/office/{record.id}.docx", built / f"site/office/{record.id}.html"
        assert page.exists(), record.id
        shown = squeezed(lxml_html.fromstring(page.read_bytes()).text_content())
        printed = squeezed(read_docx(paper)) if paper.exists() else shown
        for text in texts(office, record.id):
            assert squeezed(text) in printed, (record.id, text)
            assert squeezed(text) in shown, (record.id, text)


def texts(office: Office, id_: str) -> list[str]:
    record = office.records[id_]
    found: list[str] = []
    for _, field, value in leaves(office.kind(record).schema, record.values):
        if isinstance(value, str) and field.get("x-printed") is not False:
            if field.get("x-markdown"):
                found += parse(value).text_strings()
            elif is_text(field):
                found.append(value)
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def read_docx(path: Path) -> str:
    document = Document(str(path))
    parts = [document.element.body]
    for section in document.sections:
        for part in (section.header, section.first_page_header, section.footer, section.first_page_footer):
            parts.append(part._element)
    return "".join("".join(node.itertext()) for part in parts for node in part.iter() if node.tag.endswith("}t"))


def test_law_7_records_are_papers_withheld_or_without_a_paper(built: Path, office: Office) -> None:
    for audience in office.company.audiences.values():
        site = built / "site" / audience.name
        if not site.exists():
            assert audience.on_demand
            continue
        papers = {p.relative_to(site).with_suffix("").as_posix() for p in site.rglob("*.docx")} & office.records.keys()
        withheld = {w.record for w in pages.withholdings(office, audience) if w.whole}
        without = {r.id for r in office.records.values() if not office.kind(r).template(r)} - withheld
        assert papers | withheld | without == set(office.records)
        assert not papers & withheld
        assert len(papers) + len(withheld) + len(without) == len(office.records)
        for id_ in withheld:
            assert not (site / f"{id_}.html").exists()


def test_only_reminders_follow_the_day(built: Path, tmp_path: Path) -> None:
    later = scratch.demonstration(tmp_path / "later")
    day = scratch.TODAY + timedelta(days=45)
    assert build.build(later, day, day).built is not None
    one, other = tree(built / "site"), tree(later / "site")
    changed = {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}
    assert {path for path in changed if not pages.daily(path.partition("/")[2])} == set()
    assert any(path.endswith("asof.js") for path in changed)


@pytest.mark.parametrize("seed", range(4))
def test_law_8_killed_at_any_instant(built: Path, tmp_path: Path, seed: int) -> None:
    root = tmp_path / "company"
    shutil.copytree(built, root)
    shutil.rmtree(root / ".wenshu", ignore_errors=True)
    old = tree(root / "site")
    company = root / "records/company.yaml"
    text = company.read_text(encoding="utf-8")
    changed = re.sub(r"telephone: .*", "telephone: 0399-5559999", text)
    assert changed != text
    company.write_text(changed, encoding="utf-8", newline="\n")
    fresh = tmp_path / "fresh"
    for name in files.INPUTS:
        shutil.copytree(root / name, fresh / name)
    assert build.build(fresh, None, scratch.TODAY).built is not None
    new = tree(fresh / "site")
    chance = random.Random(seed)
    for _ in range(4):
        process = subprocess.Popen(
            [sys.executable, "-m", "wenshu", "-C", str(root), "build"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        time.sleep(chance.uniform(0.1, 3.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        publishing.recover(root)
        assert tree(root / "site") in (old, new)
    assert wenshu(root, "build").returncode == 0
    assert tree(root / "site") == new


def test_law_8_a_killed_build_takes_its_workers_along(built: Path, tmp_path: Path) -> None:
    """Only the build itself is killed, as a person or the system would: its workers must not keep the lock."""
    root = tmp_path / "company"
    shutil.copytree(built, root)
    shutil.rmtree(root / ".wenshu", ignore_errors=True)
    shutil.rmtree(root / "site")
    process = subprocess.Popen(
        [sys.executable, "-m", "wenshu", "-C", str(root), "build", "--processes", "2"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not list((root / ".wenshu").glob("stage*/*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.kill()
    process.wait()
    done = wenshu(root, "build")
    assert done.returncode == 0, done.stderr
    assert tree(root / "site") == tree(built / "site")


def test_the_demonstration_company_is_green() -> None:
    believed = scratch.read(scratch.HOUSE)
    assert [f"{f.place} {f.code.id} {f.message()}" for f in errors(believed.findings)] == []
    assert believed.office is not None and believed.office.as_of == date(2026, 6, 30)
