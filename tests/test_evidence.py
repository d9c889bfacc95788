"""What proves a sign-off: the sheet, or a commit the signer signed with his own SSH key; the company file asks."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import paperwork
import revisions
import scratch
import verbs
from revisions import DAY, RULE, ask, edit
from verbs import STOCK, git, paper, run
from wenshu import gitsign, signers
from wenshu.diagnostics import Severity

BRANCH = f"revision/test-drive-{DAY}"


def key(folder: Path, name: str) -> tuple[Path, str]:
    """Make an SSH key; return its file and the public line."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(file)], check=True, capture_output=True
    )  # fmt: skip
    return file, file.with_suffix(".pub").read_text(encoding="utf-8").strip()


def with_keys(text: str, gm: str, head: str = "") -> str:
    """Return a company file in which the general manager (and the head of sales) has a key."""
    text = text.replace("emails: [gm@example.test],", f"emails: [gm@example.test], keys: ['{gm}'],")
    if head:
        text = text.replace("沈一鸣: {status: 在职,", f"沈一鸣: {{status: 在职, keys: ['{head}'],")
    return text


def asking(text: str, step: str, evidence: str) -> str:
    """Return a company file that asks for evidence of one step."""
    return text.replace(f"{{step: {step}, post: 总经理}}", f"{{step: {step}, post: 总经理, evidence: {evidence}}}")


# ── allowed signers ───────────────────────────────────────────────────────────────────────────────


def test_the_list_of_signers_is_made_of_the_company_file(tmp_path: Path) -> None:
    _, gm = key(tmp_path / "keys", "gm")
    _, head = key(tmp_path / "keys", "head")
    root = verbs.company(tmp_path, text=with_keys(scratch.COMPANY, gm, head))
    company = paperwork.office(root).company
    assert signers.allowed(company).splitlines() == [
        f'gm@example.test namespaces="git" {" ".join(gm.split()[:2])}',
        f'沈一鸣 namespaces="git" {" ".join(head.split()[:2])}',
    ]  # fmt: skip
    assert signers.person(company, "gm@example.test") == "周启衡"
    assert signers.person(company, "沈一鸣") == "沈一鸣" and signers.person(company, "nobody@x") == ""


# ── a signed commit ───────────────────────────────────────────────────────────────────────────────


def signer(root: Path, commit: str) -> str:
    """Return the person who signed a commit."""
    company = paperwork.office(root).company
    return signers.person(company, gitsign.signer(root, commit, signers.allowed(company)))


def test_a_sign_off_by_a_signed_commit(tmp_path: Path) -> None:
    file, gm = key(tmp_path / "keys", "gm")
    _, head = key(tmp_path / "keys", "head")
    root = verbs.company(tmp_path, {STOCK: paper("通", "何管", "管理部")}, with_keys(scratch.COMPANY, gm, head))
    for who in ("何管", "林晓岚"):
        verbs.done(root, f"approve {STOCK} --as {who}")
    verbs.done(root, f"approve {STOCK} --as 周启衡 --signed --key {file}")
    approval = paperwork.office(root).ledger.approvals[STOCK][-1]
    assert (approval.evidence, approval.person) == ("signed", "周启衡")
    assert signer(root, "HEAD") == "周启衡" and signer(root, "HEAD~1") == ""
    assert git(root, "log", "-1", "--format=%an").strip() == "周启衡"


def test_the_key_of_the_git_settings_and_a_person_without_e_mail(tmp_path: Path) -> None:
    _, gm = key(tmp_path / "keys", "gm")
    file, head = key(tmp_path / "keys", "head")
    root = verbs.company(tmp_path, text=with_keys(scratch.COMPANY, gm, head))
    git(root, "config", "user.signingkey", str(file))
    verbs.done(root, f"approve {STOCK} --as 沈一鸣 --signed")
    assert signer(root, "HEAD") == "沈一鸣"


def test_a_person_with_several_addresses_and_keys(tmp_path: Path) -> None:
    _, first = key(tmp_path / "keys", "first")
    file, second = key(tmp_path / "keys", "second")
    mails = "emails: [gm@example.test, boss@example.test], "
    text = scratch.COMPANY.replace("emails: [gm@example.test],", f"{mails}keys: ['{first}', '{second}'],")
    root = verbs.company(tmp_path, {STOCK: paper("通", "何管", "管理部")}, text)
    for who in ("何管", "林晓岚"):
        verbs.done(root, f"approve {STOCK} --as {who}")
    verbs.done(root, f"approve {STOCK} --as 周启衡 --signed --key {file}")
    assert signer(root, "HEAD") == "周启衡"


def test_APP31_APP32_somebody_elses_key_and_no_key(tmp_path: Path) -> None:
    _, gm = key(tmp_path / "keys", "gm")
    other, _ = key(tmp_path / "keys", "other")
    root = verbs.company(tmp_path, {STOCK: paper("通", "何管", "管理部")}, with_keys(scratch.COMPANY, gm))
    assert "APP32" in run(root, f"approve {STOCK} --as 何管 --signed --key {other}").err
    for who in ("何管", "林晓岚"):
        verbs.done(root, f"approve {STOCK} --as {who}")
    head, tree = git(root, "rev-parse", "HEAD"), verbs.tree(root)
    assert "APP32" in run(root, f"approve {STOCK} --as 周启衡 --signed").err
    said = run(root, f"approve {STOCK} --as 周启衡 --signed --key {other}")
    assert said.code == 1 and "APP31" in said.err
    said = run(root, f"approve {STOCK} --as 周启衡 --signed --key {tmp_path / 'none'}")
    assert said.code == 4 and "GIT03" in said.err
    assert git(root, "rev-parse", "HEAD") == head and verbs.tree(root) == tree
    assert git(root, "status", "--porcelain") == ""


# ── what the company file asks for ────────────────────────────────────────────────────────────────


def test_APP30_APP33_a_step_that_needs_its_sheet(tmp_path: Path) -> None:
    text = asking(scratch.COMPANY, "签发", "sheet")
    root = verbs.company(tmp_path, {STOCK: paper("通", "何管", "管理部")}, text)
    for who in ("何管", "林晓岚"):
        verbs.done(root, f"approve {STOCK} --as {who}")
    said = run(root, f"approve {STOCK} --as 周启衡")
    assert said.code == 1 and "APP30" in said.err and "--sheet" in said.err
    where = verbs.forge(root, STOCK, "签发", "周启衡", "总经理")
    found = [f for f in scratch.read(root).findings if f.code.id == "APP33"]
    assert [f.severity for f in found] == [Severity.ERROR]
    (root / f"records/{where}.yaml").unlink()
    sheet = tmp_path / "签批单.pdf"
    sheet.write_bytes(b"%PDF-1.4")
    verbs.done(root, f"approve {STOCK} --as 周启衡 --sheet {sheet}")
    assert "APP33" not in scratch.codes(root)


def test_papers_issued_before_the_rule_are_only_told(tmp_path: Path) -> None:
    text = asking(scratch.COMPANY, "签发", "signed")
    root = scratch.make(tmp_path / "c", {STOCK: paper("通", "何管", "管理部")}, text)
    paperwork.issue(root, STOCK, "通", 1)
    found = [f for f in scratch.read(root).findings if f.code.id == "APP33"]
    assert [f.severity for f in found] == [Severity.WARNING]


def test_APP34_a_sheet_that_is_claimed_and_not_named(tmp_path: Path) -> None:
    root = scratch.make(tmp_path / "c", {STOCK: paper()})
    verbs.forge(root, STOCK, "核稿", "沈一鸣", evidence="sheet")
    assert "APP34" in scratch.codes(root)


# ── the same for revisions ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def asked(tmp_path: Path) -> tuple[Path, Path]:
    """A company in which changes need the general manager's own signature; the request, and his key."""
    file, gm = key(tmp_path / "keys", "gm")
    root = revisions.company(tmp_path, asking(with_keys(revisions.COMPANY, gm), "批准", "signed"))
    edit(root)
    ask(root)
    verbs.done(root, f"decide {BRANCH} --approve --as 沈一鸣")
    return root, file


def test_a_change_agreed_to_by_signature(asked: tuple[Path, Path]) -> None:
    root, file = asked
    said = run(root, f"decide {BRANCH} --approve --as 周启衡")
    assert said.code == 1 and "APP30" in said.err
    verbs.done(root, f"decide {BRANCH} --approve --as 周启衡 --signed --key {file}")
    assert signer(root, BRANCH) == "周启衡" and signer(root, "main") == ""
    revision = paperwork.office(root).standings[RULE].revisions[0]
    assert revision.done[-1].evidence == "signed" and "APP33" not in scratch.codes(root)


def test_a_foreign_signature_moves_nothing(asked: tuple[Path, Path], tmp_path: Path) -> None:
    root, _ = asked
    other, _ = key(tmp_path / "keys", "other")
    before = git(root, "rev-parse", "main", BRANCH)
    said = run(root, f"decide {BRANCH} --approve --as 周启衡 --signed --key {other}")
    assert said.code == 1 and "APP31" in said.err
    assert git(root, "rev-parse", "main", BRANCH) == before and git(root, "status", "--porcelain") == ""


def test_sign_offs_are_stale_as_soon_as_the_asked_for_text_changes(asked: tuple[Path, Path]) -> None:
    root, file = asked
    edit(root, new="各部门请于月中前备货。")
    verbs.done(root, f"revise {RULE}")
    said = run(root, f"decide {BRANCH} --approve --as 周启衡 --signed --key {file}")
    assert said.code == 1 and "REV10" in said.err and "部门审核" in said.err
    verbs.done(root, f"decide {BRANCH} --approve --as 沈一鸣")
    verbs.done(root, f"decide {BRANCH} --approve --as 周启衡 --signed --key {file}")
    assert "月中前" in (root / f"records/{RULE}.yaml").read_text(encoding="utf-8")


def test_a_user_s_own_signing_settings_have_no_say(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    git(root, "config", "commit.gpgsign", "true")
    git(root, "config", "gpg.program", os.devnull)
    verbs.done(root, f"approve {STOCK} --as 沈一鸣")
    assert "gpgsig" not in git(root, "cat-file", "-p", "HEAD")
