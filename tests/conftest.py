"""Fixtures of the whole suite, and ``pytest --requirements``.

``--requirements`` prints a line for each requirement with the tests that bear its id; one of a group that
is not pending and has no test fails the run. Where ``WENSHU_NO_SKIP`` is set (CI), a skipped test fails.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import scratch
from wenshu import build, press
from wenshu.office import Office

HERE = Path(__file__).parent


@pytest.fixture
def company_dir(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of scratch companies: ``company_dir({"documents/2026/a": '''yaml'''})``."""

    def maker(records: dict[str, str] | None = None, company: str = scratch.COMPANY) -> Path:
        return scratch.make(tmp_path / "company", records, company)

    return maker


@pytest.fixture(scope="session", autouse=True)
def compiled() -> None:
    """Compile our Word templates once: every build of this process, and the workers it forks, finds them ready."""
    for path in sorted((scratch.HOUSE / "templates/docx").glob("*.docx")):
        press.derived(path.stem, path.read_bytes())


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration company, built once; whoever changes it copies it first."""
    root = scratch.demonstration(tmp_path_factory.mktemp("demonstration"))
    answer = build.build(root, None, scratch.TODAY)
    assert answer.built is not None, [f"{line.file}:{line.line} {line.code} {line.message}" for line in answer.findings]
    assert answer.built.slow_way == 0
    return root


@pytest.fixture(scope="session")
def office(built: Path) -> Office:
    """What the demonstration company believes."""
    found = scratch.read(built).office
    assert found is not None
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--requirements", action="store_true", help="list requirements and the tests that prove them")
    parser.addoption("--bless", action="store_true", help="write golden files anew; read them before you commit")


def requirements() -> dict[str, str]:
    """Return id → requirement."""
    with Path(HERE / "requirements.csv").open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row["requirement"] for row in csv.DictReader(stream)}


def pending() -> frozenset[str]:
    """Return the ids that need no test yet."""
    lines = (HERE / "requirements-pending.txt").read_text(encoding="utf-8").split("\n")
    wanted = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
    return frozenset(id_ for id_ in requirements() if id_ in wanted or id_.partition("-")[0] in wanted)


def _proofs() -> dict[str, list[str]]:
    """Return id → tests that bear it, read from the sources so that a part of the suite lists all."""
    found: dict[str, list[str]] = {}
    for path in sorted(HERE.glob("test_*.py")):
        ids: list[str] = []
        for line in path.read_text(encoding="utf-8").split("\n"):
            if "mark.req(" in line:
                ids += re.findall(r"\b[A-Z]{3}-\d\d\b", line)
            elif match := re.match(r"\s*(?:async )?def (test_\w+)", line):
                for id_ in ids:
                    found.setdefault(id_, []).append(f"{path.name}::{match[1]}")
                ids = []
    return found


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not session.config.getoption("--requirements"):
        return
    proofs = _proofs()
    missing = sorted(set(requirements()) - pending() - set(proofs))
    unknown = sorted(set(proofs) - set(requirements()))
    if missing or unknown:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not terminalreporter.config.getoption("--requirements"):
        return
    proofs, waiting = _proofs(), pending()
    terminalreporter.section("requirements")
    for id_, text in requirements().items():
        told = "、".join(proofs.get(id_, ())) or ("pending" if id_ in waiting else "NO TEST")
        terminalreporter.line(f"{id_}  {text}  ← {told}")
    for id_ in sorted(set(proofs) - set(requirements())):
        terminalreporter.line(f"{id_}  is no requirement  ← {'、'.join(proofs[id_])}")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and os.environ.get("WENSHU_NO_SKIP"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may skip: {report.longrepr}"
