"""What a push is, read from git for the gate: which refs it moves, what it builds on, what it adds.

git runs the hook with the new objects in quarantine and says so in the environment; every git started here
inherits it, so nothing of the push stands in the repository before it was judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from .. import build, files, gate, gitpast, gitproof, gitrefs, signers, witness
from ..company import Company
from ..diagnostics import Code, Finding, Severity
from ..gitrun import GitFailed, git
from ..past import Past
from . import _bare

NOT_A_PUSH = Code(
    "HOK11", Severity.ERROR,
    "看不懂这一行：{line}",
    "this line is not understood: {line}",
    "每行写：旧提交 新提交 引用名（没有的提交写 40 个 0），git 调用钩子时就是这样给的。",
    "Each line: old commit, new commit, ref (40 zeros where there is none), as git gives them to the hook.",
)  # fmt: skip
TOPS = ("records", "schemas", "templates")
_ROW = re.compile(r"([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (refs/\S.*)")


@dataclass(frozen=True, slots=True)
class Update:
    """One line of the hook's input; ``""`` where the ref is not there before or after."""

    ref: str
    old: str
    new: str


def updates(told: str) -> tuple[list[Update], list[Finding]]:
    """Read the hook's input."""
    found, strange = [], []
    for line in told.split("\n"):
        row = _ROW.fullmatch(line)
        if row:
            old, new = ("" if set(name) == {"0"} else name for name in row.groups()[:2])
            found.append(Update(row[3], old, new))
        elif line.strip():
            strange.append(NOT_A_PUSH.at("stdin", line=line[:120]))
    return found, strange


def judge(root: Path, moved: list[Update], as_of: date | None, today: date) -> tuple[Finding, ...]:
    """Return everything that is wrong with a push; warnings stop nothing.

    Args:
        root: the repository's own folder (of a bare one: the repository).

    Raises:
        GitFailed: git is missing, or a commit is.
    """
    mains = _mains(root, moved)
    if len(mains) != 1:
        named_main = (gate.NO_MAIN.at("HEAD", names="、".join(sorted(mains))),) if mains else ()
        return (*named_main, *_bare.pushed(root, moved, Company(())))
    main = mains.pop()
    own = next((u for u in moved if u.ref == f"refs/heads/{main}"), None)
    base = own.old if own else gitrefs.tip(root, f"refs/heads/{main}")
    company = _company(root, base, as_of, today) if base else None
    claims = company.claims if company else Company(()).claims
    after = own.new if own else base
    named = company.main if company and not own else _main_of(root, after) if after else ""
    other = next((u.new for u in moved if u.ref == f"refs/heads/{named}"), gitrefs.tip(root, f"refs/heads/{named}"))
    before = company or (_company(root, own.new, as_of, today) if own and own.new else None) or Company(())
    found = [
        *gate.refs([_move(root, u, after) for u in moved], main, claims), *gate.renamed(main, named, after, other),
        *_smuggled(root, moved), *_bare.pushed(root, moved, before),
    ]
    if found or own is None or not own.new:
        return tuple(found)
    if company is None:
        return gate.founding(gitpast.tree_at(root, own.new, TOPS), main, as_of, today)
    return _landing(root, main, own, company, as_of, today)


def _smuggled(root: Path, moved: list[Update]) -> Iterator[Finding]:
    for update in moved:
        if update.new and update.ref.startswith("refs/heads/"):
            yield from gate.smuggled(update.ref, gitpast.listed(root, update.new, (files.CACHE,)))


def _landing(
    root: Path, main: str, own: Update, company: Company, as_of: date | None, today: date
) -> tuple[Finding, ...]:
    new = gitpast.between(root, own.old, own.new)
    line = [commit for commit in new.commits if commit.landed == commit.id]
    if len(line) > gate.LIMIT:
        return (gate.many(len(line), line[gate.LIMIT - 1].id, main),)
    # a law may lead back before the push: to the merge, the number, the wording it is measured by
    past = gitpast.between(root, "", own.new)
    past = replace(past, texts=gitpast.contents(root, witness.wanted(past, own.old)))
    known: dict[str, bytes] = {}
    base, tip = _tree(root, own.old, known), _tree(root, own.new, known)
    steps = ((commit, _tree(root, commit.id, known)) for commit in line)
    signed = _signed(root, new, company)
    return gate.landing(gate.Landing(main, base, own.old, past, tip, steps, signed), as_of, today)


def _signed(root: Path, past: Past, company: Company) -> dict[str, str]:
    """Return who signed the commits that bring sign-offs, by the keys of the company file before the push."""
    commits = [c.id for c in past.below("records/approvals/")]
    found = gitproof.signatures(root, commits, signers.allowed(company))
    good = {id_: told.signer for id_, told in found.items() if told.state == "G"}
    return {id_: signers.person(company, good[id_]) if id_ in good else "" for id_ in commits}


def _tree(root: Path, commit: str, known: dict[str, bytes]) -> Mapping[str, bytes]:
    """Return the tree of a commit; what one commit left as it was is read once."""
    names = gitpast.listed(root, commit, TOPS)
    known |= gitpast.contents(root, (blob for blob in names.values() if blob not in known))
    return gitpast.tree_at(root, commit, TOPS, known)


def _move(root: Path, update: Update, main: str) -> gate.Move:
    """Say of a ref whether it goes forward, and whether main will hold what it held."""
    if not update.old or not update.ref.startswith("refs/heads/"):
        return gate.Move(update.ref, update.old, update.new)
    forward = bool(update.new) and _holds(root, update.new, update.old)
    return gate.Move(update.ref, update.old, update.new, forward, bool(main) and _holds(root, main, update.old))


def _holds(root: Path, tip: str, commit: str) -> bool:
    return not git(root, "rev-list", "--max-count=1", "--end-of-options", commit, f"^{tip}").strip()


def _mains(root: Path, moved: list[Update]) -> set[str]:
    """Return the name of the main branch, several where that cannot be said, none where there is none yet.

    The company file that stands says it: that of HEAD, else that of the branches that are there; only where
    there is none, a company file that is being pushed.
    """
    head = gitrefs.branch(root)
    at_head = gitrefs.tip(root, f"refs/heads/{head}") if head else ""
    if at_head:
        named = _main_of(root, at_head)
        return {named if named and gitrefs.tip(root, f"refs/heads/{named}") else head}
    there = dict(_heads(root))
    standing = {name for name, tip in there.items() if _main_of(root, tip) == name}
    pushed = {u.ref.removeprefix("refs/heads/"): u.new for u in moved if u.ref.startswith("refs/heads/") and u.new}
    return standing or {name for name, tip in pushed.items() if _main_of(root, tip) == name}


def _heads(root: Path) -> Iterator[tuple[str, str]]:
    told = git(root, "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads")
    for row in told.split("\n"):
        tip, _, name = row.partition(" ")
        if name and not name.startswith(gate.REQUESTS):
            yield name.removeprefix("refs/heads/"), tip


def _main_of(root: Path, commit: str) -> str:
    company = _company(root, commit, None, date.min)
    return company.main if company else ""


def _company(root: Path, commit: str, as_of: date | None, today: date) -> Company | None:
    """Return the company as the file of a commit says it, or None where there is none that can be read."""
    try:
        tree = gitpast.tree_at(root, commit, ("records/company.yaml", "schemas/company.yaml"))
    except GitFailed:  # no commit at all
        return None
    office = build.judge(tree, as_of, today).office
    return office.company if office else None
