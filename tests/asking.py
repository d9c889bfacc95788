"""Revision requests made with plain git, in exactly the form in which the program writes them (life.md, Revision).

For tests of whatever reads history: nothing of the program writes here but the paper's own issue. Branches,
trailers, approval fragments, ledger files and merges are put together by hand, so that a test can also make
what the program never would.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import paperwork
import scratch
import verbs
from verbs import STOCK, git

SERIES = """\
  - code: 改
    title: 文件修改申请
    forms: {house: '改〔{year}〕{serial:03}', short: '改{serial:03}'}
    chain:
      - {step: 部门审核, post: 申请部门主管}
      - {step: 归口审核, post: 归口部门主管}
      - {step: 批准, post: 总经理}
    number_at: entry
    allots: 总经理秘书
    restart: year
    start: 1
"""
COMPANY = scratch.COMPANY.replace("meeting_types:\n", SERIES + "meeting_types:\n")
NOW = "2026-04-02T10:00:00+08:00"
LI = ("李明", "liming@example.test")
SECRETARY = ("林晓岚", "secretary@example.test")
GM = ("周启衡", "gm@example.test")
LEDGER = "records/numbers/2026/销/0001.yaml"
PAPER = f"records/{STOCK}.yaml"
BODY = ("  各部门请备货。\n", "  各部门请于四月十日前备货。\n")
"""A sentence of the paper, and what most tests ask to make of it."""


@dataclass(frozen=True)
class Request:
    """A request as a test asks for it; ``more`` are further trailers."""

    about: str = STOCK
    slug: str = "stock"
    asked_by: str = "李明"
    on: str = "2026-04-01"
    reason: str = "备货期限不明确"
    kind: str = "更正件"
    via: str = "网页"
    typed_by: tuple[str, str] = LI
    edit: tuple[str, str] = BODY
    more: tuple[tuple[str, str], ...] = ()

    @property
    def branch(self) -> str:
        """Return its branch."""
        return f"revision/{self.slug}-{self.on}"

    @property
    def path(self) -> str:
        """Return the path of what it is about."""
        return self.about if self.about.startswith(("records/", "templates/")) else f"records/{self.about}.yaml"


def company(folder: Path, text: str = COMPANY, papers: dict[str, str] | None = None) -> Path:
    """Return a company in git with one paper issued on 2026-03-12 under number 1 of series 销."""
    root = verbs.company(folder, papers, text)
    paperwork.sign(root, STOCK)
    paperwork.number(root, "销", 1, STOCK)
    commit(root, "发文", (("Record", STOCK),), when="2026-03-12T09:00:00+08:00")
    return root


def commit(
    root: Path, subject: str, trailers: tuple[tuple[str, str], ...] = (), who: tuple[str, str] = SECRETARY,
    when: str = NOW, *options: str,
) -> str:  # fmt: skip
    """Commit everything that differs; return the commit's id."""
    git(root, "add", "-A")
    message = subject + "\n\n" + "".join(f"{key}: {value}\n" for key, value in trailers)
    identity = ("-c", f"user.name={who[0]}", "-c", f"user.email={who[1]}")
    git(root, *identity, "commit", "-q", "--allow-empty", f"--date={when}", "-m", message, *options)
    return git(root, "rev-parse", "HEAD").strip()


def content(root: Path, request: Request) -> str:
    """Return the content hash of what a request is about, as it stands."""
    if request.path.startswith("records/") and request.about in (records := paperwork.office(root).records):
        return records[request.about].content
    return "b1:" + hashlib.sha256((root / request.path).read_bytes()).hexdigest()


def ask(root: Path, request: Request | None = None) -> Request:
    """Open a request on a branch of its own and leave the work tree on main again."""
    wanted = request or Request()
    trailers = (
        ("Revision-Request", wanted.about), ("Requested-by", wanted.asked_by), ("Requested-on", wanted.on),
        ("Via", wanted.via), ("Kind", wanted.kind), ("Reason", wanted.reason), ("Base", content(root, wanted)),
        *wanted.more,
    )  # fmt: skip
    git(root, "checkout", "-q", "-b", wanted.branch)
    commit(root, f"修改申请：{wanted.about}", trailers, wanted.typed_by)
    if wanted.edit != ("", ""):
        change(root, wanted.path, *wanted.edit)
        commit(root, "修改", (), wanted.typed_by)
    git(root, "checkout", "-q", "main")
    return wanted


def change(root: Path, path: str, before: str, after: str) -> None:
    """Change words of a file."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8", newline="\n")


def approve(
    root: Path, request: Request, serial: int = 1, by: str = "周启衡", on: str = "2026-04-02", edition: str = "2",
    decision: str = "同意", trailers: dict[str, str] | None = None, steps: tuple[tuple[str, str, str], ...] = (),
    **told: Any,
) -> str:  # fmt: skip
    """Decide for a request: fragments, edition and ledger file as last commits of the branch, then the merge.

    Args:
        trailers: trailers of the merge that shall say something else.
        steps: (step, person, post) of the sign-offs, where they shall not be those of the series.
        told: fields of the ledger's ``request`` that shall say something else.
    """
    git(root, "checkout", "-q", request.branch)
    pinned = content(root, request)
    head = ("沈一鸣", "销售部经理")
    taken = steps or (("部门审核", *head), ("归口审核", *head), ("批准", by, "总经理"))
    sign(root, request, pinned, on, decision, taken)
    if request.about == STOCK:
        line = {"edition": edition, "content": pinned, "text": "0" * 64, "date": on, "request": f"2026/改/{serial:04}"}
        if request.kind == "勘误":
            line["correction"] = request.reason
        held = yaml.load((root / LEDGER).read_text(encoding="utf-8"), yaml.BaseLoader)
        held["editions"].append(line)
        _write(root, LEDGER, held)
    enter(root, request, serial, decision, by, on, edition=edition, places=["正文第1段"], **told)
    commit(root, f"同意修改申请 改〔2026〕{serial:03}", (("Record", request.about),))
    git(root, "checkout", "-q", "main")
    said = {"Request": f"改〔2026〕{serial:03}", "Record": request.about, "Decision": decision, "Approved-by": by,
            "Edition": edition, **(trailers or {})}  # fmt: skip
    return _merge(root, request, said, "--no-ff")


def end(
    root: Path, request: Request, serial: int = 1, decision: str = "退回", by: str = "周启衡", on: str = "2026-04-02",
    opinion: str = "期限另行通知", **told: Any,
) -> str:  # fmt: skip
    """Refuse or withdraw a request: a merge that keeps the old text and brings only the ledger file."""
    git(root, "merge", "-q", "--no-ff", "--no-commit", "-s", "ours", request.branch)
    enter(root, request, serial, decision, by, on, opinion=opinion, **told)
    said = {"Request": f"改〔2026〕{serial:03}", "Record": request.about, "Decision": decision, "Approved-by": by}
    return commit(root, f"{decision}修改申请 改〔2026〕{serial:03}", tuple(said.items()))


def enter(root: Path, request: Request, serial: int, decision: str, by: str, on: str, **told: Any) -> None:
    """Write the ledger file of a decided request."""
    fields = {
        "about": request.about, "branch": request.branch, "kind": request.kind, "reason": request.reason,
        "asked_by": request.asked_by, "asked_on": request.on, "via": request.via, "decision": decision,
        "decided_by": by, "decided_on": on, **told,
    }  # fmt: skip
    held = {"state": "issued", "date": on, "by": "林晓岚", "request": fields}
    _write(root, f"records/numbers/2026/改/{serial:04}.yaml", held)


def _merge(root: Path, request: Request, said: dict[str, str], *options: str) -> str:
    git(root, "merge", "-q", "--no-commit", *options, request.branch)
    trailers = tuple((key, value) for key, value in said.items() if value)
    return commit(root, f"合并修改申请 {request.branch}", trailers, GM)


def sign(
    root: Path, request: Request, pinned: str, on: str, decision: str, steps: tuple[tuple[str, str, str], ...]
) -> None:
    """Write sign-off fragments (step, person, post), one behind the other, for a content."""
    after = ""
    mark = re.sub("^[vb]1:", "", pinned)[:12]
    for n, (step, person, post) in enumerate(steps, 1):
        values = {"record": request.about, "content": pinned, "step": step, "person": person, "post": post,
                  "date": on, "decision": decision, "after": after}  # fmt: skip
        text = "".join(f"{key}: {value}\n" for key, value in values.items() if value)
        scratch.put(root, {f"approvals/{request.about}/{mark}-{n}-{step}": text})
        after = hashlib.sha256(text.encode("utf-8")).hexdigest()


def _write(root: Path, path: str, values: dict[str, Any]) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False)
    file.write_text(text, encoding="utf-8", newline="\n")
