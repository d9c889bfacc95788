"""The files a forge reads: workflow, pull-request text, forms of requests, who keeps what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..diagnostics import Code, Finding, Severity

if TYPE_CHECKING:
    from ..company import Company
    from ..company_nouns import Person

NO_OWNER = Code(
    "INI04", Severity.WARNING,
    "{path} 没有写进 CODEOWNERS：{post}现在没有人任，或没有登记邮箱",
    "{path} is not in CODEOWNERS: nobody holds \"{post}\" now, or no e-mail of his is on record",
    "在公司档案的 people 里补上任职和 emails，再运行一次 wenshu init --forge。",
    "Complete posts and emails in the company file and run `wenshu init --forge` again.",
)  # fmt: skip

FORGES: Mapping[str, Mapping[str, str]] = {
    "gitea": {
        ".gitea/workflows/wenshu.yml": "actions.yml",
        ".gitea/PULL_REQUEST_TEMPLATE.md": "request.md",
        ".gitea/ISSUE_TEMPLATE/revision.yml": "revision.yml",
        ".gitea/ISSUE_TEMPLATE/borrowing.yml": "borrowing.yml",
    },
    "github": {
        ".github/workflows/wenshu.yml": "actions.yml",
        ".github/PULL_REQUEST_TEMPLATE.md": "request.md",
        ".github/ISSUE_TEMPLATE/revision.yml": "revision.yml",
        ".github/ISSUE_TEMPLATE/borrowing.yml": "borrowing.yml",
    },
    "gitlab": {
        ".gitlab-ci.yml": "gitlab-ci.yml",
        ".gitlab/merge_request_templates/Default.md": "request.md",
        ".gitlab/issue_templates/文件修改申请.md": "revision.md",
        ".gitlab/issue_templates/借阅申请.md": "borrowing.md",
    },
}
"""Of each forge: path in the company's repository → the file of this program it is made from."""
SOURCES = Path(__file__).parents[1] / "forge"


def files(forge: str, company: Company, on: date) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Return the files of a forge, made from the company file, and the keepers that could not be named."""
    departments, archives = list(company.departments), list(company.archives)
    words = {
        "forge": forge, "main": company.main, "version": __version__,
        "departments": json.dumps(departments, ensure_ascii=False), "departments_told": "、".join(departments),
        "archives": json.dumps(archives, ensure_ascii=False), "archives_told": "、".join(archives),
    }  # fmt: skip
    made = {}
    for path, source in FORGES[forge].items():
        text = Path(SOURCES / source).read_text(encoding="utf-8")
        for word, value in words.items():
            text = text.replace("{" + word + "}", value)
        made[path] = text.encode("utf-8")
    owners, findings = _codeowners(forge, company, on)
    made[f".{forge}/CODEOWNERS"] = owners.encode("utf-8")
    return made, findings


def _codeowners(forge: str, company: Company, on: date) -> tuple[str, tuple[Finding, ...]]:
    lines = [
        "# 谁管哪一部分，申请送给他看。由 wenshu init --forge 从公司档案写成；换了人请再运行一次。",
        "# Who keeps what, from the company file; run `wenshu init --forge` again when people change.",
    ]
    if forge == "gitea":
        lines.append("# Gitea 只认用户名，这里用邮箱 @ 前的部分；不同的请改公司档案里的邮箱。")
    findings = []
    for path, post in _kept(company):
        people = [p for p in company.holders(post, on) if p.emails]
        if people:
            lines.append(f"{_pattern(forge, path)} {' '.join(_name(forge, p) for p in people)}")
        else:
            findings.append(NO_OWNER.at("records/company.yaml", path=path, post=post))
    return "\n".join(lines) + "\n", tuple(findings)


def _kept(company: Company) -> Iterator[tuple[str, str]]:
    """Yield each part of the records office with the post that keeps it; what comes later goes before."""
    first = min(company.posts.values(), key=lambda post: post.rank).name
    allots = next((s.allots for s in company.series.values()), first)
    yield "records/company.yaml", first
    yield "schemas/", first
    yield "templates/", allots
    yield "records/distribution/", allots
    for series in company.series.values():
        yield f"records/numbers/*/{series.code}/", series.allots
    for archive in company.archives.values():
        yield f"records/custody/{archive.name}/", archive.keeper


def _pattern(forge: str, path: str) -> str:
    if forge == "gitea":  # a regular expression over the whole path, its escapes escaped once more
        told = path.replace(".", "\\\\.").replace("*", "[^/]+")
        return (told + ".*" if told.endswith("/") else told).replace(" ", "\\ ")
    return "/" + path.replace(" ", "\\ ")


def _name(forge: str, person: Person) -> str:
    return "@" + person.emails[0].partition("@")[0] if forge == "gitea" else person.emails[0]
