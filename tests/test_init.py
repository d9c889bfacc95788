"""A new company's folder, and the files of its forge."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import verbs
from wenshu.commands._forge import FORGES, SOURCES

HOUSE = Path(__file__).parent.parent


def tracked(root: Path) -> list[str]:
    return verbs.git(root, "ls-files", "-z").split("\0")[:-1]


def test_a_new_company_is_in_order_from_its_first_commit(tmp_path: Path) -> None:
    said = verbs.run(tmp_path, "init 新公司")
    root = tmp_path / "新公司"
    assert said.code == 0 and "records/company.yaml" in said.out and "check" in said.out
    checked = verbs.run(root, "check")
    assert checked.code == 0 and "0 个错误，0 个提醒" in checked.out
    assert verbs.git(root, "status", "--porcelain") == ""
    assert verbs.git(root, "log", "--format=%an|%ae|%s").strip().endswith("建库：公司档案、结构文件和模板")
    assert verbs.git(root, "symbolic-ref", "--short", "HEAD").strip() == "main"
    files = tracked(root)
    assert {".gitattributes", ".gitignore", "records/company.yaml", "schemas/company.yaml"} <= set(files)
    assert not [f for f in files if f.startswith((".github", ".gitea", ".gitlab")) or f.endswith(".py")]
    assert verbs.run(root, "build").code == 0


def test_what_is_made_up_is_plainly_made_up(tmp_path: Path) -> None:
    verbs.done(tmp_path, "init company")
    told = (tmp_path / "company/records/company.yaml").read_text(encoding="utf-8")
    company = yaml.safe_load(told)
    assert all(name.startswith("某") for name in company["people"])
    assert all(head["full"].startswith("某某") and head["postcode"] == "000000" for head in company["letterheads"])
    emails = [email for person in company["people"].values() for email in person["emails"]]
    assert all(email.endswith(".example") for email in emails)
    # every section says in Chinese what it is for
    assert all(re.search(r"^" + key + r":.*#.*[一-鿿]", told, re.M) for key in company)


def test_the_first_paper_can_be_written_signed_and_issued(tmp_path: Path) -> None:
    verbs.done(tmp_path, "init company")
    root = tmp_path / "company"
    id_ = "documents/2026/first"
    path = root / f"records/{id_}.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(
        verbs.paper("通", "某经理", "管理部", distribution="[{department: 管理部}]"), encoding="utf-8", newline="\n"
    )
    verbs.done(root, "save --as 某经理", as_of="2026-03-12")
    for step, person in (("核稿", "某经理"), ("秘书核稿", "某秘书"), ("签发", "某总经理")):
        verbs.done(root, f"approve {id_} --as {person} --step {step} --on 2026-03-12", as_of="2026-03-12")
    said = verbs.run(root, f"issue {id_}", as_of="2026-03-12")
    assert said.code == 0 and "某某公司(通)字第[2026]001号" in said.out, said.err


def test_the_company_of_a_remote_numbers_there(tmp_path: Path) -> None:
    verbs.git(tmp_path, "init", "-q", "--bare", "-b", "main", "office.git")
    verbs.done(tmp_path, f"init company --remote '{tmp_path / 'office.git'}'")
    root = tmp_path / "company"
    assert "\nremote: origin" in (root / "records/company.yaml").read_text(encoding="utf-8")
    verbs.git(root, "push", "-q", "origin", "main")
    assert verbs.git(root, "rev-parse", "origin/main") == verbs.git(root, "rev-parse", "HEAD")
    bad = verbs.run(tmp_path, "init other --remote=--upload-pack=sh")
    assert bad.code == 2 and not (tmp_path / "other").exists()


def test_the_clone_of_an_empty_repository_becomes_the_company(tmp_path: Path) -> None:
    verbs.git(tmp_path, "init", "-q", "-b", "zhengshi", "company")
    verbs.git(tmp_path / "company", "config", "user.email", "gm@company.example")
    verbs.git(tmp_path / "company", "config", "user.name", "某总经理")
    verbs.done(tmp_path, "init company")
    root = tmp_path / "company"
    assert verbs.git(root, "log", "--format=%ae %D").strip() == "gm@company.example HEAD -> zhengshi"
    assert yaml.safe_load((root / "records/company.yaml").read_text(encoding="utf-8"))["main"] == "zhengshi"


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    said = verbs.run(tmp_path, "init company --forge gitea --dry-run")
    assert said.code == 0 and ".gitea/CODEOWNERS" in said.out and not (tmp_path / "company").exists()


def test_ini01_a_company_that_stands_is_left_alone(tmp_path: Path) -> None:
    verbs.done(tmp_path, "init company")
    before = verbs.tree(tmp_path / "company")
    said = verbs.run(tmp_path, "init company")
    assert said.code == 1 and "INI01" in said.err and "--forge gitea" in said.err
    assert verbs.tree(tmp_path / "company") == before


def test_ini02_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    said = verbs.run(tmp_path.parent, f"init {tmp_path.name}")
    assert said.code == 1 and "INI02" in said.err
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


# ── the forge ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("forge", sorted(FORGES))
def test_the_files_of_a_forge(tmp_path: Path, forge: str) -> None:
    root = verbs.company(tmp_path)
    assert verbs.run(root, f"init --forge {forge}").code == 0
    assert {*FORGES[forge], f".{forge}/CODEOWNERS"} <= set(tracked(root))
    assert verbs.git(root, "status", "--porcelain") == ""
    again = verbs.run(root, f"init --forge {forge}")
    assert again.code == 0 and "没有要写的" in again.out
    assert verbs.git(root, "log", "--format=%s").count(forge) == 1
    checked = verbs.run(root, "check")
    assert checked.code == 0, checked.out
    for path in FORGES[forge]:
        text = (root / path).read_text(encoding="utf-8")
        assert not re.search(r"(?<!\$)\{[a-z_]+\}", text), path  # every word was filled in
        assert re.search("[一-鿿]", text)


@pytest.mark.parametrize("forge", ["gitea", "github"])
def test_the_forms_of_requests_offer_what_the_company_has(tmp_path: Path, forge: str) -> None:
    root = verbs.company(tmp_path)
    verbs.done(root, f"init --forge {forge}")
    fields: dict[str, dict[str, Any]] = {}
    for name in ("revision", "borrowing"):
        form = yaml.safe_load((root / f".{forge}/ISSUE_TEMPLATE/{name}.yml").read_text(encoding="utf-8"))
        assert form["name"] and form["description"] and form["body"]
        fields[name] = {row["id"]: row["attributes"] for row in form["body"] if "id" in row}
        assert len(fields[name]) == sum("id" in row for row in form["body"])
    assert fields["revision"]["dept"]["options"][:2] == ["总经理办公室", "管理部"]
    assert fields["revision"]["kind"]["options"] == ["修改", "换版", "更正件", "勘误"]
    assert {"reason", "before", "after", "impact"} <= set(fields["revision"])
    assert fields["borrowing"]["archive"]["options"] == ["文书档案"]
    assert fields["borrowing"]["use"]["options"] == ["阅览", "外借", "复印", "摘抄", "拍照"]
    assert {"item", "borrower", "purpose", "due"} <= set(fields["borrowing"])


def scripts(told: Any) -> Iterator[str]:
    """Yield every shell script of a workflow."""
    if isinstance(told, dict):
        for key, value in told.items():
            if key == "run" and isinstance(value, str):
                yield value
            elif key == "script" and isinstance(value, list):
                yield "\n".join(value)
            else:
                yield from scripts(value)
    elif isinstance(told, list):
        for value in told:
            yield from scripts(value)


@pytest.mark.parametrize("forge", sorted(FORGES))
def test_the_workflow_judges_by_plain_scripts(tmp_path: Path, forge: str) -> None:
    root = verbs.company(tmp_path)
    verbs.done(root, f"init --forge {forge}")
    path = next(p for p, source in FORGES[forge].items() if source in ("actions.yml", "gitlab-ci.yml"))
    workflow = yaml.safe_load((root / path).read_text(encoding="utf-8"))
    text = (root / path).read_text(encoding="utf-8")
    assert "uses:" not in text and "checkout@" not in text
    told = "\n".join(scripts(workflow))
    for command in ("git ", "wenshu hook pre-receive", "wenshu check", "wenshu build", "--no-ff"):
        assert command in told, command
    for script in scripts(workflow):
        subprocess.run(["sh", "-n"], input=script.encode("utf-8"), check=True)
    if forge != "gitlab":  # judged by the workflow of the main branch, and with no right to write
        assert set(workflow[True]) == {"pull_request_target", "push"}
        assert workflow["permissions"] == {"contents": "read"}


def test_the_workflow_refuses_what_the_server_refuses(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    verbs.done(root, "init --forge gitlab")
    verbs.git(root, "checkout", "-q", "-b", "revision/stock-2026-06-30")
    trailers = (f"--trailer=Revision-Request: {verbs.STOCK}", "--trailer=Requested-by: 李明")
    verbs.git(root, "commit", "-q", "--allow-empty", "-m", "修改申请", *trailers)
    verbs.git(root, "update-ref", "refs/merge-requests/7/head", "HEAD")
    verbs.git(root, "checkout", "-q", "main")
    workflow = yaml.safe_load((root / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    # the program that is tested stands for the one that pip brings
    steps = [s for s in workflow["文书核对"]["script"] if "program" not in s]
    (tmp_path / "work").mkdir()
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join(steps)], cwd=tmp_path / "work", capture_output=True,
        env={"PATH": program(tmp_path), "HOME": str(tmp_path), "CI_REPOSITORY_URL": str(root), "MAIN": "main",
             "CI_MERGE_REQUEST_IID": "7"},
    )  # fmt: skip
    assert done.returncode == 1 and "HOK07" in done.stderr.decode("utf-8"), done.stderr.decode("utf-8")


def program(folder: Path) -> str:
    """Return a PATH with the program as it is installed."""
    import os
    import sys

    (folder / "bin").mkdir()
    script = folder / "bin/wenshu"
    script.write_text(f"#!/bin/sh\nexec '{sys.executable}' -P -m wenshu \"$@\"\n", encoding="utf-8")
    script.chmod(0o755)
    return f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"


def owners(root: Path, forge: str) -> dict[str, list[str]]:
    told = (root / f".{forge}/CODEOWNERS").read_text(encoding="utf-8").split("\n")
    rows = [line.split() for line in told if line and not line.startswith("#")]
    return {row[0]: row[1:] for row in rows}


def test_codeowners_are_the_keepers_of_the_company_file(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    for forge in ("github", "gitlab", "gitea"):
        verbs.done(root, f"init --forge {forge}")
    for forge in ("github", "gitlab"):
        found = owners(root, forge)
        assert found["/records/custody/文书档案/"] == ["secretary@example.test"]
        assert found["/records/numbers/*/销/"] == ["secretary@example.test"]
        assert found["/records/company.yaml"] == ["gm@example.test"]
    found = owners(root, "gitea")
    assert found["records/custody/文书档案/.*"] == ["@secretary"]
    assert found[r"records/company\\.yaml"] == ["@gm"]


def test_ini04_a_keeper_who_cannot_be_named_is_told(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    path = root / "records/company.yaml"
    told = path.read_text(encoding="utf-8")
    path.write_text(
        told.replace("archives:\n", "archives:\n  - {name: 技术资料, keeper: 技术部经理, approver: 技术部经理}\n"),
        encoding="utf-8", newline="\n",
    )  # fmt: skip
    said = verbs.run(root, "init --forge github")
    assert said.code == 0 and "INI04" in said.err and "技术部经理" in said.err
    assert "/records/custody/技术资料/" not in owners(root, "github")


def test_ini03_a_file_that_was_changed_is_not_replaced(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    verbs.done(root, "init --forge github")
    path = root / ".github/CODEOWNERS"
    path.write_text("* gm@example.test\n", encoding="utf-8")
    verbs.git(root, "commit", "-qam", "改")
    said = verbs.run(root, "init --forge github")
    assert said.code == 1 and "INI03" in said.err and path.read_text(encoding="utf-8") == "* gm@example.test\n"
    verbs.done(root, "init --forge github --force")
    assert "records/custody" in path.read_text(encoding="utf-8")


def test_what_the_company_is_made_from_comes_with_the_program() -> None:
    packaged = (HOUSE / "pyproject.toml").read_text(encoding="utf-8")
    assert 'packages = ["generator/wenshu"]' in packaged
    for folder in (SOURCES, SOURCES.parent / "founding"):
        assert folder.is_relative_to(HOUSE / "generator" / "wenshu")
        ignored = subprocess.run(["git", "check-ignore", "-q", str(folder / "x.yml")], cwd=HOUSE)
        assert ignored.returncode == 1  # what git ignores is left out of the wheel
    assert {p.name for p in SOURCES.iterdir()} == {name for forge in FORGES.values() for name in forge.values()}
