"""The door to included checkouts: git repositories of their own whose records are read as if they lay here.

What is too secret for everybody who may clone the company's repository lies in another one (``include:`` in
the company file). It brings records, sign-offs, custody, distribution and attachments; the company file, the
schemas, templates and numbers are the company's own and never come from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from . import files, gitrefs
from .company_nouns import Include
from .diagnostics import Code, Finding, Place, Severity
from .gitrun import GitFailed, git
from .ledger_nouns import Entry
from .past import Past

NO_CHECKOUT = Code(
    "JOI02", Severity.ERROR,
    "并入的文书库“{name}”所指的文件夹 {path} 不是一个 git 检出：{reason}",
    "the included checkout \"{name}\" ({path}) is not the top of a git work tree: {reason_en}",
    "写检出的最上层文件夹，相对文书库的根，如 ../secret；新建的先在那里运行 git init。",
    "Name the top folder of a checkout, relative to the root, as ../secret; in a new one run git init first.",
)  # fmt: skip
INSIDE = Code(
    "JOI03", Severity.ERROR,
    "并入的文书库“{name}”（{path}）{why}，不能并入",
    "the included checkout \"{name}\" ({path}) cannot be joined: {why_en}",
    "并入的必须是另一个仓库，放在本仓库的文件夹以外：谁能克隆本仓库，就能读到里面的一切。",
    "It must be another repository, outside this one's folder: who may clone this one reads all that is in it.",
)  # fmt: skip
FOREIGN = Code(
    "JOI04", Severity.ERROR,
    "并入的文书库里不能有这个文件：公司档案、节假日、结构文件、模板和文号台账只在总库",
    "an included checkout holds no such file: company file, calendar, schemas, templates and numbers are the main's",
    "把它移出这个文书库。并入的只有 records/ 下的文件、签批、借阅、发放和附件。",
    "Take it out. An included checkout holds records, sign-offs, custody, distribution and attachments only.",
)  # fmt: skip
TWICE = Code(
    "JOI05", Severity.ERROR,
    "这个文件在“{other}”里也有一份，分不清哪一份算数",
    "the same file lies in \"{other}\" too: which of them counts cannot be told",
    "一份文件只在一个文书库里。改掉还没有编号的那一份的文件名，或删去放错的一份。",
    "A record lies in one checkout. Rename the one without a number, or delete the one that was misplaced.",
)  # fmt: skip

_MAIN_ONLY = ("company.yaml", "company/", "calendar/", "numbers/")
MAIN = "总库"
_COMPANY = "records/company.yaml"


@dataclass(frozen=True)
class Joined:
    """What was joined: the checkouts that are here, and which paths are theirs."""

    folders: Mapping[str, Path] = field(default_factory=dict)
    """Name → top folder, of those that are here."""
    homes: Mapping[str, str] = field(default_factory=dict)
    """Path → the name of the checkout it lies in; a path that is not here is the company's own."""
    pasts: Mapping[str, Past] = field(default_factory=dict)

    def of(self, record_id: str) -> str:
        """Return the checkout a record lies in, ``""`` for the company's own."""
        return self.homes.get(f"records/{record_id}.yaml", "")

    def around(self, record_id: str) -> frozenset[str]:
        """Return the checkouts whose records a paper may speak of: its own, besides the company's."""
        return frozenset({self.of(record_id)} - {""})

    def absent(self, entry: Entry) -> bool:
        """Say whether the paper of a number lies in an included checkout that is not here."""
        return bool(entry.home) and entry.home not in self.folders

    def only(self, names: Iterable[str]) -> Joined:
        """Return the same with some of the checkouts."""
        kept = frozenset(names)
        return Joined(
            {n: f for n, f in self.folders.items() if n in kept},
            {p: n for p, n in self.homes.items() if n in kept},
            {n: p for n, p in self.pasts.items() if n in kept},
        )

    def left(self, tree: Mapping[str, bytes], names: Iterable[str] = ()) -> dict[str, bytes]:
        """Return a tree without what other checkouts than these brought."""
        kept = {"", *names}
        return {path: data for path, data in tree.items() if self.homes.get(path, "") in kept}

    def home(self, path: str) -> str:
        """Return the checkout a path belongs to, new ones too: a fact lies where its record does."""
        if path in self.homes or not self.homes:
            return self.homes.get(path, "")
        top, _, rest = path.removeprefix("records/").partition("/")
        if top == "custody":
            rest = rest.partition("/")[2]
        if top in ("approvals", "distribution", "custody"):
            return self.homes.get(f"records/{rest.rpartition('/')[0]}.yaml", "")
        return ""

    def placed(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield findings, each place with the checkout it lies in."""
        for finding in findings:
            # of a fact that was deleted its paper still tells where it lay
            home = finding.place.home or self.home(finding.place.path)
            yield replace(finding, place=replace(finding.place, home=home)) if home else finding

    def with_homes(self, homes: Mapping[str, str]) -> Joined:
        """Return the same with the homes of some more paths."""
        return replace(self, homes={**self.homes, **homes}) if homes else self


NOTHING = Joined()


def told(company: Mapping[str, Any]) -> tuple[Include, ...]:
    """Return the includes of a company file as parsed; what is no include is the schema's finding."""
    rows = company.get("include")
    found = [r for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []
    return tuple(
        Include(str(r["name"]), str(r["path"])) for r in found
        if isinstance(r.get("name"), str) and isinstance(r.get("path"), str) and r["name"] and r["path"]
    )  # fmt: skip


def find(root: Path, includes: Iterable[Include]) -> tuple[dict[str, Path], tuple[Finding, ...]]:
    """Return the checkouts that are here, and what is wrong with those that cannot be joined.

    One that is not here is no finding of this door: its papers keep their numbers.
    """
    here: dict[str, Path] = {}
    findings: list[Finding] = []
    for one in includes:
        folder = _there(root, one)
        if folder is None:
            continue
        wrong = _wrong(root.resolve(), one, folder, here)
        if wrong is None:
            here[one.name] = folder
        else:
            findings.append(wrong)
    return here, tuple(findings)


def _there(root: Path, one: Include) -> Path | None:
    """Return the folder of an include, None where it is not there, is empty, or may not be looked into."""
    try:
        folder = (root / one.path).resolve()
        return folder if folder.is_dir() and next(folder.iterdir(), None) is not None else None
    except (OSError, ValueError, RuntimeError):  # no permission; no name for a folder; links that lead in a ring
        return None


def _wrong(root: Path, one: Include, folder: Path, before: Mapping[str, Path]) -> Finding | None:
    near = next((name for name, other in before.items() if _nested(folder, other)), "")
    if one.name in before or near:
        why = (f"与“{near or one.name}”重复", f"it is {near or one.name} again")
        return INSIDE.at(_COMPANY, why=why[0], why_en=why[1], name=one.name, path=one.path)
    top = _top(root) or root
    if _nested(folder, top):
        why = ("就在本仓库的文件夹里，或包着本仓库", "it lies in the folder of this repository, or around it")
        return INSIDE.at(_COMPANY, why=why[0], why_en=why[1], name=one.name, path=one.path)
    if _top(folder) != folder:
        why = ("里面没有 .git", "it has no .git of its own")
        return NO_CHECKOUT.at(_COMPANY, reason=why[0], reason_en=why[1], name=one.name, path=one.path)
    if (found := _store(folder)) == _store(root) and found is not None:
        why = ("是本仓库的另一个工作树", "it is another work tree of this very repository")
        return INSIDE.at(_COMPANY, why=why[0], why_en=why[1], name=one.name, path=one.path)
    return None


def _nested(one: Path, other: Path) -> bool:
    return one == other or one in other.parents or other in one.parents


def _top(folder: Path) -> Path | None:
    """Return the work tree a folder lies in, by its ``.git``, without running git."""
    return next((f for f in (folder, *folder.parents) if (f / ".git").exists()), None)


def _store(folder: Path) -> Path | None:
    """Return where a work tree keeps its objects."""
    try:
        return (folder / git(folder, "rev-parse", "--git-common-dir").strip()).resolve()
    except GitFailed:
        return None


def read(
    root: Path, includes: Iterable[Include], tree: Mapping[str, bytes]
) -> tuple[Joined, Mapping[str, bytes], tuple[Finding, ...]]:
    """Lay the files of included checkouts over a tree.

    Args:
        tree: the company's own files, as :func:`wenshu.files.read_tree` returns them.

    Returns:
        what was joined (without its history), the whole tree, and what is wrong.
    """
    here, findings = find(root, includes)
    if not here:
        return NOTHING, tree, findings
    whole = dict(tree)
    homes: dict[str, str] = {}
    told_ = list(findings)
    for name, folder in here.items():
        brought, unread = files.read_tree(folder)
        told_ += (replace(f, place=replace(f.place, home=name)) for f in unread)
        told_ += lay(whole, homes, name, brought)
    return Joined(here, homes), dict(sorted(whole.items())), tuple(told_)


def lay(
    whole: dict[str, bytes], homes: dict[str, str], name: str, brought: Mapping[str, bytes]
) -> Iterable[Finding]:
    """Lay the files of one checkout over a tree; return those that may not be there, or are there twice."""
    findings = []
    for path, data in brought.items():
        if not path.startswith("records/") or path.removeprefix("records/").startswith(_MAIN_ONLY):
            findings.append(FOREIGN.at(Place(path, home=name)))
        elif path in whole and not (path.startswith("records/attachments/") and whole[path] == data):
            findings.append(TWICE.at(Place(path, home=name), other=homes.get(path) or MAIN))
        elif path not in whole:
            whole[path] = data
            homes[path] = name
    return findings


def signature(root: Path, company: Mapping[str, Any]) -> str:
    """Return what differs when an included checkout came, went, moved on or was edited."""
    rows = []
    for one in told(company):
        folder = _there(root, one)
        state = f"{files.signature(folder)} {gitrefs.pulse(folder)}" if folder is not None else "-"
        rows.append(f"{one.name}|{one.path}|{state}")
    return "\n".join(rows)
