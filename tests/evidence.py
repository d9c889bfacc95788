"""A repository that can be verified, made by commands as a secretary types them, for tests that tamper with it.

Three papers: STOCK signed on a sheet; HALL, whose last sign-off is an SSH-signed commit of the general
manager, and which has a second edition; HOURS withdrawn. A draft, a reserved number, a loan. The company
file names a witness, and the head was verified: the note lies beside the repository.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

import asking
import paperwork
import verbs
from verbs import STOCK, git

HALL = "documents/2026/hall"
HOURS = "documents/2026/hours"
DRAFT = "documents/2026/draft"
NUMBER = "records/numbers/2026/{}.yaml"
AS_OF = "2026-06-30"


@dataclass(frozen=True)
class Proof:
    """What ``wenshu verify`` answered."""

    code: int
    told: dict[str, Any]

    @property
    def codes(self) -> set[str]:
        """Return the codes of all findings."""
        return {finding["code"] for finding in self.told["findings"]}

    def said(self, code: str) -> str:
        """Return places and messages of one code."""
        found = (f for f in self.told["findings"] if f["code"] == code)
        return "\n".join(f"{f['file']}: {f['message']}" for f in found)

    def __str__(self) -> str:
        return "\n".join(f"{f['file']}: {f['code']} {f['message']}" for f in self.told["findings"])


def verify(root: Path, options: str = "") -> Proof:
    """Run ``wenshu verify`` and leave no line in the note."""
    said = verbs.run(root, f"verify --dry-run --format json {options}", AS_OF)
    assert said.out, said.err
    return Proof(said.code, json.loads(said.out))


def key(folder: Path, name: str) -> str:
    """Make an SSH key without a passphrase; return its public half."""
    file = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(file)], check=True)
    return " ".join(file.with_suffix(".pub").read_text(encoding="utf-8").split()[:2])


_MADE: list[Path] = []


def prepared(factory: pytest.TempPathFactory) -> Path:
    """Return the company of :func:`prepare`, made once for the whole run; whoever changes it copies it first."""
    if not _MADE:
        _MADE.append(prepare(factory.mktemp("evidence")))
    return _MADE[0]


def prepare(folder: Path) -> Path:
    """Return the root of a company whose history can be proved; its keys and its note lie beside it."""
    keys = f"  周启衡: {{keys: ['{key(folder, 'gm')}'], status: 在职,"
    text = asking.COMPANY.replace("  周启衡: {status: 在职,", keys)
    papers = {
        STOCK: verbs.paper(), HALL: paperwork.document(), DRAFT: paperwork.document("关于整理库房的通知"),
        HOURS: paperwork.document("关于营业时间的通知"),
    }  # fmt: skip
    root = verbs.company(folder, papers, text)
    since = git(root, "rev-parse", "HEAD").strip()
    with (root / "records/company.yaml").open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(f"witness: {{since: {since}}}\n")
    commit(root, "起用见证")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 the signed sheet\n")
    sign(root, STOCK, folder / "scan.pdf")
    verbs.done(root, f"issue {STOCK} --on 2026-03-12")
    sign(root, HALL, steps=-1)
    verbs.done(root, f"approve {HALL} --as 周启衡 --step 签发 --on 2026-03-12 --signed --key {folder / 'gm'}")
    verbs.done(root, f"issue {HALL} --on 2026-03-13")
    sign(root, HOURS)
    verbs.done(root, f"issue {HOURS} --on 2026-03-13", f"void {HOURS} --as 周启衡 --reason 时间有误 --on 2026-03-16")
    verbs.done(root, "number reserve 通 1 --reason 待发 --until 2026-12-31")
    verbs.done(
        root, f"distribute {HALL} --to 文书档案 --on 2026-03-14",
        f"lend {HALL} --to 李明 --due 2026-04-06 --use 外借 --purpose 学习 --approved-by 林晓岚 --on 2026-04-01",
        f"return {HALL} --on 2026-04-02 --condition 完好",
    )  # fmt: skip
    revise(root, HALL, "整理展厅。", "每周整理展厅。")
    said = verbs.run(root, "verify", AS_OF)
    assert said.code == 0, said.out + said.err
    return root


def revise(root: Path, id_: str, before: str, after: str) -> None:
    """Ask to change words of an issued paper and decide for it."""
    asking.change(root, f"records/{id_}.yaml", before, after)
    branch = f"revision/{id_.rpartition('/')[2]}-2026-04-08"
    verbs.done(
        root, f"revise {id_} --reason 写明时间 --kind 更正件 --requested-by 李明 --on 2026-04-08",
        *(f"decide {branch} --approve --on 2026-04-09 --as {who}" for who in ("沈一鸣", "何管", "周启衡")),
    )  # fmt: skip


def sign(root: Path, id_: str, sheet: Path | None = None, steps: int | None = None, on: str = "2026-03-12") -> None:
    """Sign a draft by command, with the scan of a sheet where there is one; ``steps`` cuts its chain short."""
    held = paperwork.office(root)
    scan = f" --sheet {sheet}" if sheet else ""
    for wanted in held.standing(held.records[id_]).chain[:steps]:
        who = wanted.person or held.company.holders(wanted.post, held.as_of)[0].id
        verbs.done(root, f"approve {id_} --as {who} --step {wanted.step} --on {on} --dept '{wanted.dept}'{scan}")


def copy(prepared: Path, folder: Path) -> Path:
    """Return a copy of a prepared company, of its keys and its note."""
    shutil.copytree(prepared.parent, folder / "copy")
    return folder / "copy" / prepared.name


def note(root: Path) -> Path:
    """Return the note of verified heads beside a root."""
    return root.with_name(f"{root.name}-verified.txt")


def commit(root: Path, subject: str = "改动", signing: Path | None = None, when: str = "", *options: str) -> None:
    """Commit everything that differs, signed with an SSH key where one is given."""
    git(root, "add", "-A")
    keys = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={signing}") if signing else ()
    sure = ("-S",) if signing else ("--no-gpg-sign",)
    env = {**os.environ, **({"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": when} if when else {})}
    line = ["git", *keys, "commit", "-q", "--allow-empty", *sure, "-m", subject, *options]
    subprocess.run(line, cwd=root, check=True, capture_output=True, env=env)


def reword_template(path: Path) -> None:
    """Add a word to those that a Word template prints around a paper."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old:
        parts = {info.filename: old.read(info) for info in old.infolist()}
    body = parts["word/document.xml"].decode("utf-8")
    end = body.index("</w:t>", body.index("<w:body>"))
    parts["word/document.xml"] = (body[:end] + "（试行）" + body[end:]).encode("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def ledger(root: Path, number: str) -> dict[str, Any]:
    """Return what the ledger says of a number (``通/0001``), as texts."""
    told: dict[str, Any] = yaml.load((root / NUMBER.format(number)).read_text(encoding="utf-8"), yaml.BaseLoader)
    return told


def enter(root: Path, number: str, values: dict[str, Any]) -> None:
    """Write what the ledger says of a number."""
    text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False)
    (root / NUMBER.format(number)).write_text(text, encoding="utf-8", newline="\n")
