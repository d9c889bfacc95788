"""A company that decides revision requests: series 改, a rule with editions, a notice without."""

from __future__ import annotations

import shutil
from pathlib import Path

import asking
import paperwork
import scratch
import verbs
from verbs import git, paper

RULE = "documents/2026/test-drive"
NOTICE = "documents/2026/stock"
DAY = "2026-06-10"
SERIES = asking.SERIES.replace("    forms:", "    dept: 总经理办公室\n    forms:", 1)
"""The same with a department of its own: what belongs to none (templates, the company file) is its business."""
COMPANY = scratch.COMPANY.replace("meeting_types:\n", SERIES + "meeting_types:\n")


_MADE: dict[str, Path] = {}


def company(folder: Path, text: str = COMPANY) -> Path:
    """Return a company whose rule (A/0) and notice are issued: series 销, drafted by 李明, headed by 沈一鸣.

    It is made once and copied.
    """
    if text not in _MADE:
        _MADE[text] = _made(folder / "first", text)
    shutil.copytree(_MADE[text], folder / "company", symlinks=True)
    return folder / "company"


def _made(folder: Path, text: str) -> Path:
    records = {
        RULE: paper(
            doc_type="制度", title="试乘试驾管理制度", effective_from="2026-04-01", review_by="2027-03-31",
        ),
        NOTICE: paper(title="关于春季备货的通知"),
    }  # fmt: skip
    root = verbs.company(folder, records, text)
    schema = root / "schemas/documents.yaml"
    told = schema.read_text(encoding="utf-8")
    if "x-editions" not in told:
        told = told.replace("x-author: drafted_by\n", "x-author: drafted_by\nx-editions:\n  - {doc_type: [制度]}\n")
        schema.write_text(told, encoding="utf-8", newline="\n")
        git(root, "commit", "-qam", "editions")
    for id_ in (RULE, NOTICE):
        paperwork.sign(root, id_)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "signed")
    verbs.done(root, f"issue {RULE} {NOTICE} --on 2026-03-12")
    return root


def edit(root: Path, old: str = "各部门请备货。", new: str = "各部门请于月底前备货。", id_: str = RULE) -> None:
    """Change a wording in the work tree."""
    path = root / "records" / f"{id_}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def ask(root: Path, id_: str = RULE, more: str = "", asker: str = "李明") -> str:
    """Ask for a change; return the branch."""
    verbs.done(root, f"revise {id_} --reason 实际做法已变 --requested-by {asker} --on {DAY} {more}")
    name = id_.rpartition("/")[2].partition(".")[0]
    return f"revision/{name}-{DAY}"


def agree(root: Path, branch: str, *people: str) -> None:
    """Let people agree, one after another; without names those whom the sales department needs."""
    for person in people or ("沈一鸣", "周启衡"):
        verbs.done(root, f"decide {branch} --approve --as {person} --on 2026-06-12")


def main(root: Path) -> list[str]:
    """Return the subjects of the main branch's first-parent line, the newest first."""
    return git(root, "log", "--first-parent", "--format=%s", "main").splitlines()
