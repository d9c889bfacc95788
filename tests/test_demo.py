"""The demonstration company: its life replayed is its records, and an auditor finds them in order."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import redirect_stderr
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

import scratch
from wenshu import build, gitlog, views
from wenshu.commands import Desk, Stop, demo
from wenshu.model import State
from wenshu.office import Office
from wenshu.registers.handouts import balance

ROOT = Path(__file__).parent.parent
OFF = (
    ("2025-10-01", "2025-10-08"), ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"),
    ("2026-04-04", "2026-04-06"), ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"),
)  # fmt: skip
MADE_UP = {
    date(2025, 9, 28), date(2025, 10, 11), date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9)
}
MEANT = {
    ("LEN17", "records/custody/文书档案/documents/2026/warehouse-safety-rules/1.yaml"),
    ("DST08", "records/distribution/documents/2026/warehouse-inspection-bulletin/e1-04.yaml"),
    ("DST08", "records/distribution/documents/2026/warehouse-inspection-bulletin/e1-05.yaml"),
    ("INC07", "records/incoming/2026/parts-account-letter.yaml"),
    ("MIN23", "records/minutes/2026/gm-office-04.yaml"),
    ("MIN23", "records/minutes/2026/gm-office-05.yaml"),
    ("PLE01", "records/company.yaml"),
    ("SEA09", "records"),
}
"""What is left undone on the as-of day: copies not signed for, a letter and decisions overdue, a pledge not signed.

SEA09 says that nothing was compared for duplicates: there are no keys.
"""
SITES = ("auditor", "finance", "office", "sales", "staff")
"""What ``wenshu build`` makes; three more are built on demand."""


def working(day: date) -> bool:
    """Say whether people were at work (the public holidays of 2025 and 2026)."""
    off = any(date.fromisoformat(a) <= day <= date.fromisoformat(b) for a, b in OFF)
    return day in MADE_UP or (not off and day.weekday() < 5)


def git(root: Path, *words: str) -> str:
    words = ("git", "-C", str(root), *words)
    return subprocess.run(words, capture_output=True, check=True, encoding="utf-8").stdout


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration company, made by its life."""
    above = tmp_path_factory.mktemp("demo")
    told: list[str] = []
    desk = Desk(above, None, date(2030, 1, 1), echo=told.append)
    with redirect_stderr(io.StringIO()) as minded:
        assert demo.COMMAND.main(["company"], standalone_mode=False, obj=desk) == 0
    assert minded.getvalue() == "", "what verbs minded of past days is no news"
    assert str(sum(1 for _ in demo.life())) in told[0]
    assert "WENSHU_IDENTITY=company-identity.txt" in told[1]
    return above / "company"


@pytest.fixture(scope="module")
def office() -> Office:
    found = build.believe(ROOT, None, date(2030, 1, 1)).office
    assert found is not None
    return found


def contents(root: Path) -> dict[str, bytes]:
    files = [p for p in (root / "records").rglob("*") if p.is_file() and not p.name.startswith(".")]
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in files}


def test_the_life_ends_in_these_very_records(lived: Path) -> None:
    made, ours = contents(lived), contents(ROOT)
    assert sorted(made) == sorted(ours)
    assert [path for path in ours if made[path] != ours[path]] == []


def test_every_step_is_a_commit_of_its_day_and_its_person(lived: Path) -> None:
    log = git(lived, "log", "--first-parent", "--reverse", "--format=%ad|%cd|%ae|%s", "--date=short").splitlines()
    steps = [step for step in demo.life() if step.verb != "edit" and not asks(step)]
    assert len(log) == len(steps) + 1
    for line, step in zip(log[1:], steps, strict=True):
        on, committed, email, subject = line.split("|", 3)
        assert on == committed == step.on.isoformat()
        assert email.endswith("@chengyuan.example") and subject
    assert git(lived, "status", "--porcelain") == ""
    assert git(lived, "log", "-1", "--format=%(trailers:key=Record)", "--grep=^签批").startswith("Record: ")


def asks(step: demo.Step) -> bool:
    """Say whether a step stays on a request branch: asking, and every sign-off but the last."""
    if step.words[0] != "decide":
        return step.words[0] == "revise"
    return not {"周明川", "--withdraw", "--refuse"} & set(step.words)


def test_each_request_is_a_side_of_its_own_and_the_pending_one_waits_on_its_branch(lived: Path) -> None:
    merges = git(lived, "log", "--first-parent", "--merges", "--reverse", "--format=%s").splitlines()
    assert [line.split(" ", 1)[0] for line in merges] == [
        "批准：改〔2025〕001", "批准：改〔2026〕001", "退回：改〔2026〕002", "批准：改〔2026〕003",
        "撤回：改〔2026〕004",
    ]
    waiting = git(lived, "branch", "--no-merged", "main", "--format=%(refname:short)").split()
    assert waiting == ["revision/meeting-room-rules-2-2026-06-25"]
    assert git(lived, "log", "-1", "--format=%an", waiting[0] + "~1").strip() == "罗小芳"


def test_the_life_is_the_same_every_time(lived: Path, tmp_path: Path) -> None:
    # in a process of its own: nothing remembered, other hashes of text, another zone
    elsewhere = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/Lima"}
    words = [sys.executable, "-m", "wenshu", "demo", "again"]
    subprocess.run(words, cwd=tmp_path, env=elsewhere, check=True, capture_output=True)
    for name in ("main", "revision/meeting-room-rules-2-2026-06-25"):
        assert git(lived, "rev-parse", name) == git(tmp_path / "again", "rev-parse", name)


def test_the_past_is_written_as_the_verbs_write_it(tmp_path: Path) -> None:
    steps = tuple(demo.life())
    wanted = {"issue": 0, "approve": 0, "distribute": 0, "receive": 0}
    for number, step in enumerate(steps[:40]):
        if step.verb == "do" and step.words[0] in wanted and not wanted[step.words[0]]:
            wanted[step.words[0]] = number
    for verb, number in wanted.items():
        fast, slow = tmp_path / f"{verb}-fast", tmp_path / f"{verb}-slow"
        demo.replay(fast, ROOT, steps[: number + 1])
        demo.replay(slow, ROOT, steps[:number])
        when = gitlog_when(fast)
        day = steps[number].on
        desk = Desk(slow, day, day, "zh", when, lambda _: None)
        assert demo.carry_out(desk, steps[number].words) == 0
        assert contents(fast) == contents(slow)
        form = "--format=%an|%ae|%ad|%cn|%cd|%B%T"
        assert git(fast, "log", "-1", form) == git(slow, "log", "-1", form)


def gitlog_when(root: Path) -> datetime:
    return datetime.fromisoformat(git(root, "log", "-1", "--format=%aI").strip()).astimezone(demo.ZONE)


def test_no_error_and_only_what_the_company_left_undone(tmp_path: Path) -> None:
    # in a folder of its own: what clone of this repository a developer has is not the company's doing
    answer = build.check(scratch.demonstration(tmp_path), None, date(2030, 1, 1), cached=False)
    assert {(line.code, line.file) for line in answer.findings} == MEANT | {("GIT05", ".")}
    assert all(line.severity == "warning" for line in answer.findings)
    assert answer.as_of == "2026-06-30"


def test_the_office_works_on_working_days_and_signs_in_order(office: Office) -> None:
    for step in demo.life():
        assert working(step.on), step
    for standing in office.standings.values():
        days = [a.date for a in standing.trail if a.date]
        assert days == sorted(days)
    for entry in office.ledger.entries:
        record = office.records.get(entry.record)
        signed = office.signed_on(record) if record else None
        assert not (signed and entry.date) or timedelta(0) <= entry.date - signed <= timedelta(days=1)


@pytest.mark.req("DOC-17", "DOC-18", "DOC-19", "DOC-20", "DOC-21", "DOC-22", "DOC-23")
def test_five_series_in_order_without_a_gap(office: Office) -> None:
    found: dict[tuple[str, int | None], list[tuple[int, date]]] = {}
    for entry in office.ledger.entries:
        assert entry.by == ("郑雨桐" if entry.series == "个" else "林晓岚") and entry.date
        found.setdefault((entry.series, entry.year), []).append((entry.serial, entry.date))
    assert {(series, year) for series in "办通销服财" for year in (2025, 2026)} <= set(found)
    for numbers in found.values():
        numbers.sort()
        assert [serial for serial, _ in numbers] == list(range(1, len(numbers) + 1))
        assert [day for _, day in numbers] == sorted(day for _, day in numbers)
    printed = {office.number(r) for r in office.of("documents") if office.state(r) is not State.DRAFT}
    assert {"澄远公司(销)字第[2026]001号", "澄远司办〔2026〕1号"} <= printed


def test_the_company_holds_one_of_everything(office: Office) -> None:
    documents = office.of("documents")
    states = Counter(office.state(r) for r in documents)
    assert sum(states[s] for s in (State.ISSUED, State.EXPIRED, State.SUPERSEDED)) >= 14
    for state in (State.SUPERSEDED, State.REPEALED, State.PENDING, State.RETURNED):
        assert states[state] == 1, state
    assert {office.layout(r) for r in documents} == {"house", "gbt9704", "simple"}
    types = {r.text("doc_type") for r in documents}
    assert types == {"通知", "决定", "通报", "报告", "请示", "批复", "函", "制度"}
    assert Counter(e.state for e in office.ledger.entries if not e.record) == {"reserved": 1, "void": 2, "issued": 5}
    kinds = {"liaison": 1, "fax": 1, "incoming": 6, "minutes": 7, "transcript": 1, "delegations": 2}
    assert {kind: len(office.of(kind)) for kind in kinds} == kinds
    assert {r.text("handling") for r in office.of("incoming")} == {"办件", "阅件"}
    assert any(row.get("moves") for r in office.of("minutes") for row in r.rows("decisions"))
    assert sum(bool(a.replaces) for held in office.ledger.approvals.values() for a in held) == 1


def test_the_delegate_signs_while_the_general_manager_is_away(office: Office) -> None:
    away = office.records["delegations/2026/gm-training-april"]
    first, last = away.day("from"), away.day("until")
    assert first and last
    every = [a for held in office.ledger.approvals.values() for a in held]
    signed = [a for a in every if a.date and first <= a.date <= last]
    assert [a.person for a in signed if a.post == "总经理"] == []
    stand_ins = [a for a in signed if a.delegation]
    assert {a.step for a in stand_ins} == {"签发", "审核"}
    assert {a.delegation for a in stand_ins} == {away.id} and {a.person for a in stand_ins} == {"方志远"}


def test_a_paper_keeps_the_letterhead_of_its_day(office: Office) -> None:
    for id_, address in (("relocation-notice", "临河路86号"), ("new-address-letter", "通达路16号")):
        view = views.paper(office, office.records[f"documents/2026/{id_}"])
        assert address in view["company"]["address"]


@pytest.mark.req("DOC-36", "DOC-37", "MIN-11")
def test_copies_add_up_and_nearly_all_lie_in_the_archive(office: Office) -> None:
    missing = set()
    for entry in office.ledger.entries:
        if not entry.editions or entry.series in ("收", "个"):
            continue
        copies = office.ledger.copies[entry.record]
        for run in office.ledger.prints[entry.record]:
            assert balance(tuple(c for c in copies if c.edition == run.edition), run).holds
        if not any(copy.place for copy in copies):
            missing.add(entry.record.rpartition("/")[2])
    assert missing == {"test-drive-registration", "rework-bulletin", "invoice-notice"}


def test_cmd30_a_folder_with_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    desk = Desk(tmp_path.parent, None, date(2030, 1, 1))
    with pytest.raises(Stop) as stop:
        demo.COMMAND.main([tmp_path.name], standalone_mode=False, obj=desk)
    assert stop.value.code == 1 and "CMD30" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_cmd31_a_step_that_fails_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = next(step for step in demo.life() if step.verb == "save")
    words = ("approve", first.words[0], "--as", "韩立新", "--step", "签发")
    with pytest.raises(Stop) as stop:
        demo.replay(tmp_path / "company", ROOT, (first, demo.Step(first.on, "do", "", words)))
    told = capsys.readouterr().err
    assert stop.value.code == 1 and "CMD31" in told and "APP20" in told


def test_nothing_is_committed_where_git_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise gitlog.GitFailed("no")

    monkeypatch.setattr(gitlog, "begin", refuse)
    with pytest.raises(Stop) as stop:
        demo.replay(tmp_path / "company", ROOT, tuple(demo.life())[:1])
    assert stop.value.code == 4


def walked(root: Path) -> tuple[set[Path], list[str]]:
    """Follow every link of a site from its first page; return the files met and the links that lead nowhere."""
    met: set[Path] = set()
    dead: list[str] = []
    ahead = [root / "index.html"]
    while ahead:
        page = ahead.pop()
        if page in met:
            continue
        met.add(page)
        text = page.read_text(encoding="utf-8") if page.suffix == ".html" else ""
        for link in re.findall(r'(?:href|src)="([^"#]+)', text):
            target = (page.parent / unquote(unescape(link))).resolve()
            if target.is_file() and target.is_relative_to(root):
                ahead.append(target)
            else:
                dead.append(f"{page.relative_to(root)}: {link}")
    return met, dead


def test_from_the_first_page_every_reader_comes_to_all_that_is_his(lived: Path, tmp_path: Path) -> None:
    root = tmp_path.resolve() / "company"
    shutil.copytree(lived, root)
    answer = build.build(root, None, date(2030, 1, 1))
    assert answer.built is not None
    sites = sorted((root / "site").iterdir())
    assert tuple(site.name for site in sites) == SITES
    for site in sites:
        met, dead = walked(site)
        assert dead == [], site.name
        left = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()} - {
            p.relative_to(site).as_posix() for p in met
        }
        assert {name for name in left if not name.startswith("assets/")} == set(), site.name
    shown = [(site / "registers/overdue-loans.html").read_text(encoding="utf-8") for site in sites]
    assert all("reminders/" in page and ">第2次<" in page for page in shown)
    staff = root / "site/staff"
    first = (staff / "index.html").read_text(encoding="utf-8")
    assert "forms/loan.docx" in first and "forms/revision-request.docx" in first
    # what staff may not read: in a register that is no register of numbers there is no row of it
    for name in ("html", "csv"):
        register = (staff / f"registers/loans.{name}").read_text(encoding="utf-8-sig")
        assert "LY-2026-002" not in register and "gm-office-02-recording" not in register


# ── who may see what ──────────────────────────────────────────────────────────────────────────

KEYS = demo.KEYS


@pytest.fixture(scope="module")
def sites(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sites of all audiences, those on demand too, seen with the demonstration's own keys."""
    root = tmp_path_factory.mktemp("seen").resolve() / "company"
    shutil.copytree(lived, root)
    shutil.copytree(lived.with_name("company-keys"), root.with_name("company-keys"))
    with pytest.MonkeyPatch.context() as told:
        told.setenv("WENSHU_IDENTITY", str(demo.identity(lived)))
        told.delenv("WENSHU_KEYS", raising=False)
        audiences = tuple(believed(root).company.audiences)
        answer = build.build(root, None, date(2030, 1, 1), audiences)
    assert answer.built is not None
    return root / "site"


def believed(root: Path) -> Office:
    found = build.believe(root, None, date(2030, 1, 1)).office
    assert found is not None
    return found


def page(site: Path, id_: str) -> str:
    text = re.sub(r"<[^>]+>", "", (site / f"{id_}.html").read_text(encoding="utf-8"))
    return re.sub(r"\s+", " ", unescape(text))


def test_the_same_minutes_look_different_in_four_sites(sites: Path) -> None:
    marks = {"上半年经营预估": {"office", "auditor"}, "滞销车成交底价": {"office", "auditor", "sales"},
             "核清五月货款": {"office", "auditor", "finance"}, "现用报表清理": set(SITES)}  # fmt: skip
    told = {name: page(sites / name, "minutes/2026/gm-office-05") for name in SITES}
    for mark, who in marks.items():
        assert {name for name, text in told.items() if mark in text} == who, mark
    assert len({told["staff"], told["sales"], told["finance"], told["office"]}) == 4
    for name in ("staff", "sales", "finance"):
        assert "（摘发）" in told[name] and "（不在发送范围）" in told[name]
    assert "（摘发）" not in told["office"] + told["auditor"]
    assert "商业秘密（核心）" in told["office"] and "商业秘密（核心）" not in told["staff"] + told["sales"]


def test_a_secret_paper_of_a_department_is_a_row_without_a_name_elsewhere(sites: Path) -> None:
    rules = "documents/2026/display-car-rules"
    seen = {name for name in SITES if (sites / name / f"{rules}.html").exists()}
    assert seen == {"office", "auditor", "sales", "finance"}
    register = (sites / "staff/registers/dispatch.csv").read_text(encoding="utf-8-sig")
    assert "澄远公司(销)字第[2026]002号" in register and "展车管理规定" not in register


def test_only_who_must_act_sees_a_telephone_in_the_clear(sites: Path) -> None:
    # the values stand in the maker of the demonstration alone, and in no repository
    import demo_keys

    values = {value for _, field, value in demo_keys.clear() if field in ("phone", "identity")}
    shown = {}
    for site in sites.iterdir():
        text = "".join(p.read_text(encoding="utf-8-sig") for p in site.rglob("*") if p.suffix in (".html", ".csv"))
        shown[site.name] = {value for value in values if value in text}
    assert {name for name, found in shown.items() if found} == {"personnel"}
    assert len(shown["personnel"]) == len(values) - 2, "all but the two of him who was erased"
    list_ = {name: (sites / name / "registers/contacts.csv") for name in (*SITES, "callers", "performance")}
    assert [name for name, path in list_.items() if path.exists()] == ["performance"]
    masked = list_["performance"].read_text(encoding="utf-8-sig")
    assert "154****0101" in masked and "********0052" in masked


def test_the_former_employee_is_erased_for_ever_and_kept_where_the_law_says(lived: Path) -> None:
    office = believed(lived)
    (gone,) = (r for r in office.of("erasures"))
    rows = {row["purpose"]: row for row in gone.rows("purposes")}
    assert rows["contact"]["decision"] == "删除" and rows["employment"]["decision"] == "限制"
    assert rows["employment"]["until"] == date(2028, 2, 28)
    keys = lived.with_name("company-keys")
    assert not (keys / "contact" / f"{rows['contact']['keys'][0]}.age").exists()
    assert (keys / "employment" / f"{rows['employment']['keys'][0]}.age").exists()
    told = page_of_answer(office)
    assert "个〔2026〕001" in {office.number(r) for r in office.of("subject_requests")} and told


def page_of_answer(office: Office) -> str:
    (answer,) = office.of("subject_answers")
    return answer.text("text")


def test_the_sealed_values_are_those_of_their_maker_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    words = [sys.executable, str(Path(__file__).with_name("demo_keys.py")), "--check"]
    told = subprocess.run(words, check=True, capture_output=True, encoding="utf-8").stdout
    assert told == "0 sealed\n"


def test_a_key_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "company-keys"
    mine.mkdir()
    (mine / "readers.yaml").write_text("mine", encoding="utf-8")
    assert demo.lay_keys(tmp_path / "company") == mine
    assert [p.name for p in mine.iterdir()] == ["readers.yaml"]


def test_no_keys_are_laid_in_a_work_tree(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    assert demo.lay_keys(tmp_path / "company") is None
    assert not (tmp_path / "company-keys").exists()


def test_every_invented_number_is_nobodys() -> None:
    import demo_keys

    for _, field, value in demo_keys.clear():
        if field == "phone":
            assert value.startswith("154") and len(value) == 11
        if field == "identity":
            assert value.startswith("99") and len(value) == 18
    private = (KEYS / demo.IDENTITY).read_text(encoding="utf-8")
    assert "worthless" in private and "虚构" in private
