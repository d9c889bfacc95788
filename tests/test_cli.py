"""The command as a person meets it: exit codes, formats, languages, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import scratch

MINUTES = """\
    meeting_type: 总经理办公会
    date: 2026-03-16
    start: '14:00'
    end: '15:16'
    place: 二楼会议室
    chair: 周启衡
    present: [周启衡, 林晓岚]
    recorder: 林晓岚
    items: [{title: 交车安排, decided: 按计划办理。}]
    distribution: [{person: 周启衡, copies: 1}, {person: 林晓岚, copies: 1}]
    compiled_on: 2026-03-17
"""


def wenshu(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "wenshu", "-C", str(root), *arguments],
        capture_output=True, encoding="utf-8", check=False, env={**os.environ, **environment},
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_exit_codes(company_dir: Callable[..., Path], tmp_path: Path) -> None:
    root = company_dir({"minutes/2026/a": MINUTES})
    assert wenshu(root, "check").returncode == 0
    assert wenshu(root, "check", "--format", "nonsense").returncode == 2
    assert wenshu(root, "nonsense").returncode == 2
    assert wenshu(tmp_path, "check").returncode == 4
    scratch.put(root, {"minutes/2026/a": MINUTES.replace("15:16", "13:16")})
    wrong = wenshu(root, "check")
    assert wrong.returncode == 1
    assert "records/minutes/2026/a.yaml:4:6: error MIN03 结束时间早于开始时间" in wrong.stdout
    assert wenshu(root, "build").returncode == 1
    assert not (root / "site").exists()


def test_strict_counts_warnings(company_dir: Callable[..., Path]) -> None:
    root = company_dir({"minutes/2026/a": MINUTES.replace("present: [周启衡, 林晓岚]", "present: [林晓岚, 周启衡]")})
    told = wenshu(root, "check")
    assert told.returncode == 0 and " warning MIN" in told.stdout
    assert wenshu(root, "check", "--strict").returncode == 1


def test_formats_and_languages(company_dir: Callable[..., Path]) -> None:
    root = company_dir({"minutes/2026/a": MINUTES.replace("15:16", "13:16")})
    told = json.loads(wenshu(root, "check", "--format", "json").stdout)
    assert told["records"] == 1
    [finding] = [f for f in told["findings"] if f["code"] == "MIN03"]
    assert {k: finding[k] for k in ("severity", "file", "line", "column")} == {
        "severity": "error", "file": "records/minutes/2026/a.yaml", "line": 4, "column": 6,
    }  # fmt: skip
    assert finding["message"].startswith("结束时间早于开始时间") and finding["hint"]
    github = wenshu(root, "check", "--format", "github").stdout
    assert "::error file=records/minutes/2026/a.yaml,line=4,col=6,title=MIN03::" in github
    done = subprocess.run(
        [sys.executable, "-m", "wenshu", "-C", str(root), "--lang", "en", "check"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert "MIN03" in done.stdout and "1 records, 1 errors" in done.stdout


def test_build_prints_its_totals(company_dir: Callable[..., Path]) -> None:
    root = company_dir({"minutes/2026/a": MINUTES})
    keys = {"records", "documents", "pages", "rendered", "kept", "deleted", "slow_way", "shared", "seconds"}
    first = json.loads(wenshu(root, "build", "--format", "json").stdout)
    assert keys <= first.keys() and first["rendered"] > 0 and first["slow_way"] == 0
    assert set(first["audiences"]) == {"staff", "office"}
    assert all(set(count) == keys for count in first["audiences"].values())
    second = json.loads(wenshu(root, "build", "--format", "json").stdout)
    assert (second["rendered"], second["deleted"], second["kept"]) == (0, 0, first["rendered"])
    (root / "records/minutes/2026/a.yaml").unlink()
    third = json.loads(wenshu(root, "build", "--format", "json").stdout)
    assert third["deleted"] > 0 and not (root / "site/office/minutes").exists()


def test_one_audience_leaves_the_other_alone(company_dir: Callable[..., Path]) -> None:
    root = company_dir({"minutes/2026/a": MINUTES})
    assert wenshu(root, "build").returncode == 0
    before = (root / "site/staff/index.html").read_bytes()
    scratch.put(root, {"company": scratch.COMPANY.replace("试点汽车销售", "试行汽车销售")})
    assert wenshu(root, "build", "--audience", "office").returncode == 0
    assert (root / "site/staff/index.html").read_bytes() == before
    assert "试行汽车销售" in (root / "site/office/index.html").read_text(encoding="utf-8")
    assert wenshu(root, "build", "--audience", "nobody").returncode == 2


def test_explain(company_dir: Callable[..., Path]) -> None:
    root = company_dir()
    told = wenshu(root, "explain", "min03")
    assert told.returncode == 0 and "结束时间早于开始时间" in told.stdout and "办法" in told.stdout
    assert wenshu(root, "explain", "MIN99").returncode == 2
    assert "MIN03" in wenshu(root, "explain").stdout


def test_publish_copies_what_differs(company_dir: Callable[..., Path], tmp_path: Path) -> None:
    root = company_dir({"minutes/2026/a": MINUTES})
    share = tmp_path / "共享 文件夹"
    assert wenshu(root, "publish", str(share)).returncode == 1
    assert wenshu(root, "build").returncode == 0
    assert wenshu(root, "publish", str(share), "--dry-run").returncode == 0 and not share.exists()
    assert wenshu(root, "publish", str(share), "--audience", "staff").returncode == 0
    assert {p.name for p in share.iterdir()} == {"staff"}
    (share / "staff/stray.html").write_text("x", encoding="utf-8")
    again = wenshu(root, "publish", str(share), "--audience", "staff")
    assert "更新 0 个文件" in again.stdout and not (share / "staff/stray.html").exists()
    for folder in ("", str(root), str(root / "site"), str(root / "records/documents"), str(root / ".git/x")):
        assert wenshu(root, "publish", folder).returncode == 2, folder
    (tmp_path / "others/staff").mkdir(parents=True)
    (tmp_path / "others/staff/letter.docx").write_bytes(b"somebody else's")
    refused = wenshu(root, "publish", str(tmp_path / "others"), "--audience", "staff")
    assert refused.returncode == 2 and "别的文件" in refused.stderr
    assert [p.name for p in (tmp_path / "others/staff").iterdir()] == ["letter.docx"]


def test_two_builds_at_once(company_dir: Callable[..., Path]) -> None:
    from wenshu import files

    root = company_dir({"minutes/2026/a": MINUTES})
    with files.lock(root, "wenshu issue"):
        second = wenshu(root, "build")
    assert second.returncode == 3 and "wenshu issue" in second.stderr


def test_a_file_that_cannot_be_opened_is_told(company_dir: Callable[..., Path]) -> None:
    """FIL01, FIL03: what cannot be opened, and a folder that is no company."""
    root = company_dir()
    os.symlink(root / "nowhere.yaml", root / "records/lost.yaml")
    assert "FIL01" in wenshu(root, "check").stdout
    assert "FIL03" in wenshu(root.parent, "check").stderr


def test_a_site_file_held_open_is_told_and_carried_out_later(
    company_dir: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """FIL02: Word holds a file of the site. Nothing is lost; the next command goes on."""
    from wenshu import build, publishing

    root = company_dir({"minutes/2026/a": MINUTES})
    assert build.build(root, None, scratch.TODAY).built is not None
    scratch.put(root, {"minutes/2026/a": MINUTES.replace("二楼会议室", "三楼会议室")})
    really = os.replace

    def held(source: str | Path, target: str | Path) -> None:
        if str(target).endswith("a.docx"):
            raise PermissionError(13, "held by Word", str(target))
        really(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(publishing.Held):
        build.build(root, None, scratch.TODAY)
    monkeypatch.undo()
    assert wenshu(root, "build").returncode == 0
    assert "三楼会议室" in (root / "site/office/minutes/2026/a.html").read_text(encoding="utf-8")
    clean = scratch.make(root.parent / "clean", {"minutes/2026/a": MINUTES.replace("二楼会议室", "三楼会议室")})
    assert build.build(clean, None, scratch.TODAY).built is not None
    for path in (root / "site").rglob("*"):
        assert path.is_dir() or path.read_bytes() == (clean / path.relative_to(root)).read_bytes()


def test_check_and_build_name_a_broken_template_and_its_tag(company_dir: Callable[..., Path]) -> None:
    """Which template, which tag: told by check already, not only when papers are printed."""
    root = company_dir({"minutes/2026/a": MINUTES})
    path = root / "templates/docx/minutes.docx"
    with zipfile.ZipFile(path) as paper:
        members = {name: paper.read(name) for name in paper.namelist()}
    spoilt = members["word/document.xml"].replace(b"{%p endif %}", b"{%p endfi %}", 1)
    assert spoilt != members["word/document.xml"]
    with zipfile.ZipFile(path, "w") as paper:
        for name, data in {**members, "word/document.xml": spoilt}.items():
            paper.writestr(name, data)
    for verb in ("check", "build"):
        told = wenshu(root, verb)
        assert told.returncode == 1
        [line] = [line for line in told.stdout.split("\n") if line.startswith("templates/docx/minutes.docx: error TPL")]
        assert "endfi" in line


def test_an_answer_repeated_waits_for_no_printer(tmp_path: Path) -> None:
    """A build that changes nothing brings along neither Word, nor the clients of the web, nor the sieve of numbers."""
    root = scratch.make(tmp_path / "company")
    line = "import sys\nfrom wenshu import cli\ntry:\n    cli.main(['-C', sys.argv[1], 'build'])\nexcept SystemExit:\n"
    line += "    print(sorted({'lxml', 'docx', 'stdnum', 'ssl', 'pyrage', 'wenshu.press'} & set(sys.modules)))\n"
    told = [
        subprocess.run([sys.executable, "-c", line, str(root)], capture_output=True, encoding="utf-8", check=True)
        for _ in range(2)
    ]
    assert [said.stdout.split("\n")[-2] == "[]" for said in told] == [False, True], told[1]
