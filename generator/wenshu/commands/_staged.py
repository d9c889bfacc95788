"""What is about to be committed by plain git, and what of it only a verb may write."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from .. import build, gitlog, gitpast, gitrefs, yamlread
from ..company import Company
from ..diagnostics import Code, Finding, Severity
from ..gitrun import git
from . import _bare

BY_HAND = Code(
    "HOK20", Severity.ERROR,
    "{path} 是{what}，不能手改、手建或删除",
    "{path} is a fact ({what_en}): it is not written, changed or deleted by hand",
    "请恢复原样（git restore --staged --worktree -- 文件），再用 {verb} 来记。",
    "Restore it (git restore --staged --worktree -- FILE) and record it with {verb}.",
)  # fmt: skip
ISSUED = Code(
    "HOK21", Severity.ERROR,
    "{path} 已经编号，不能直接改",
    "{path} bears a number: it is not changed directly",
    "用 wenshu revise {id} --reason 事由 提修改申请，它会带上这次的改动；不再有效的用 wenshu void {id} 废止。",
    "Ask with `wenshu revise {id} --reason …`, which takes this change along; withdraw a dead paper with wenshu void.",
)  # fmt: skip
CONTROLLED = Code(
    "HOK22", Severity.ERROR,
    "{path} 是受控文件，改动要经申请和批准",
    "{path} is a controlled file: it changes by request and approval",
    "用 wenshu revise {path} --reason 事由 提修改申请，它会带上这次的改动。",
    "Ask with `wenshu revise {path} --reason …`, which takes this change along.",
)  # fmt: skip

ATTACHED = Code(
    "HOK23", Severity.ERROR,
    "{path} 是登记过的附件，不能改动或删除",
    "{path} is an attachment on record: it is neither changed nor deleted",
    "请恢复原样（git restore --staged --worktree -- 文件）；新的扫描件作为新附件登记。",
    "Restore it (git restore --staged --worktree -- FILE); a new scan is an attachment of its own.",
)  # fmt: skip

FACTS = {
    "records/numbers/": ("文号台账", "ledger of numbers", "wenshu issue、wenshu number"),
    "records/approvals/": ("签批记录", "sign-off", "wenshu approve"),
    "records/distribution/": ("发放、签收记录", "distribution", "wenshu distribute、receive、recall"),
    "records/custody/": ("借阅记录", "custody", "wenshu lend、return、renew"),
}
"""Folders that only verbs write: what they hold, and the verb."""


def judge(root: Path) -> tuple[Finding, ...]:
    """Return what of the staged changes is not plain git's to commit.

    Raises:
        GitFailed: git is missing, or this is no repository.
    """
    head = gitlog.head(root)
    changed = _changed(root, head)
    if not changed:
        return ()
    bare = tuple(_bare.staged(root, changed, head, _index()))
    if not head:
        return bare
    tree = gitpast.tree_at(root, head, ("records/company.yaml", "records/numbers", "schemas/company.yaml"))
    office = build.judge(tree, None, date.min).office
    company = office.company if office else Company(())
    asked = _asked(root, head, company)
    return (*_findings(changed, _numbered(tree), company, asked), *_attached(root, head, changed), *bare)


def _findings(
    changed: list[str], numbered: frozenset[str], company: Company, asked: frozenset[str]
) -> Iterator[Finding]:
    for path in changed:
        fact = next((FACTS[folder] for folder in FACTS if path.startswith(folder)), None)
        id_ = path.removeprefix("records/").removesuffix(".yaml")
        if fact:
            yield BY_HAND.at(path, path=path, what=fact[0], what_en=fact[1], verb=fact[2])
        elif id_ in numbered and id_ not in asked:
            yield ISSUED.at(path, path=path, id=id_)
        elif company.witness and path.startswith(company.controlled) and not {path, id_} & asked:
            yield CONTROLLED.at(path, path=path)


def _attached(root: Path, head: str, changed: list[str]) -> Iterator[Finding]:
    """Yield the attachments of HEAD that are not to stay as they are."""
    staged = [path for path in changed if path.startswith("records/attachments/")]
    held = gitpast.listed(root, head, ("records/attachments",)) if staged else {}
    yield from (ATTACHED.at(path, path=path) for path in staged if path in held)


def _changed(root: Path, head: str) -> list[str]:
    """Return the staged paths; while a merge is being finished, those that are neither side's."""
    env = _index()
    # before the first commit everything is new: what an empty tree lacks
    sides = [head or git(root, "hash-object", "-t", "tree", "--stdin", feed=b"").strip()]
    merging = git(root, "rev-parse", "--git-path", "MERGE_HEAD").strip()
    if (root / merging).exists():
        sides += (root / merging).read_text(encoding="ascii").split()
    found = [
        set(git(root, "diff", "--cached", "--name-only", "-z", "--no-renames", "--relative", side, env=env).split("\0"))
        for side in sides
    ]
    return sorted(set.intersection(*found) - {""})


def _index() -> dict[str, str]:
    """Return the environment in which git reads the index it is about to commit."""
    index = os.environ.get("GIT_INDEX_FILE", "")
    # git names it from the top of the work tree, where it runs hooks; the root may lie deeper
    return {"GIT_INDEX_FILE": str(Path(index).resolve())} if index else {}


def _numbered(tree: dict[str, bytes]) -> frozenset[str]:
    """Return the records that stand in the ledger of numbers."""
    found = set()
    for path, data in tree.items():
        if path.startswith("records/numbers/"):
            read, _ = yamlread.read(path, data)
            found.add(str((read or {}).get("record", "")))
    return frozenset(found - {""})


def _asked(root: Path, head: str, company: Company) -> frozenset[str]:
    """Return the papers and files whose change this branch asks for."""
    main = gitrefs.tip(root, f"refs/heads/{company.main}")
    if not main or main == head:
        return frozenset()
    form = "--format=%(trailers:key=Revision-Request,valueonly)"
    return frozenset(git(root, "log", form, "--end-of-options", head, f"^{main}").split("\n"))
