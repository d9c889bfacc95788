"""Each edition ever issued, proved where it was issued: its content, and the words on its paper.

The commit that wrote an edition's line holds the records, schemas and templates of that day. Today's
program prints the paper from them once more and compares. Then it prints it from those records with
today's company file, schemas and templates: what a paper said stays said (life.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .. import build, gitpast, yamlread
from ..diagnostics import Code, Finding, Severity
from ..joined import NOTHING, Joined
from ..ledger_nouns import Edition, Entry
from ..model import EMPTY
from ..office import Office
from ..past import Past
from . import numbers
from .reprint import FOLDER, CannotPrint, Printer

CONTENT = Code(
    "VER01", Severity.ERROR,
    "{record} 的第 {edition} 版：记下它的提交 {commit} 里，{why}",
    "edition {edition} of {record}: in commit {commit}, which wrote it down, {why_en}",
    "从核验过的克隆或备份里找出发文时的原文对照；台账和文件必须在同一次提交里写成。",
    "Compare with the paper as issued in a verified clone or backup; ledger and paper are written by one commit.",
)  # fmt: skip
TEXT = Code(
    "VER02", Severity.ERROR,
    "{record} 的第 {edition} 版：按提交 {commit} 重印，{why}",
    "edition {edition} of {record}, printed again from commit {commit}: {why_en}",
    "与发出的纸质件对照，查明台账的文本校验值、当时的文件还是模板被换过。",
    "Compare it with the paper that was sent out: its pinned hash, its record or its template was exchanged.",
)  # fmt: skip
SAYS_OTHERWISE = Code(
    "VER03", Severity.ERROR,
    "{record} 的第 {edition} 版现在印出来和当时不一样了：提交 {commit} 改动的 {cause} 让它换了说法",
    "edition {edition} of {record} does not print as it was issued: commit {commit} changed {cause}",
    "发出的文件不得因模板、结构文件或公司档案的改动而换说法。恢复 {cause} 的原文；"
    "要换新模板，旧的另存为“<模板>@<最后一天>.docx”；公司、岗位、姓名的变化另起一期（from、until）。",
    "No change of template, schema or company file may alter what was issued. Restore {cause}; keep a replaced "
    "template as <name>@<last day>.docx, and give changed names, posts and letterheads a period of their own.",
)  # fmt: skip
TOPS = ("records", "schemas", "templates")
HOUSE = ("schemas/", "templates/")
COMPANY = "records/company.yaml"
_ATTACHMENTS = "records/attachments/"


@dataclass(frozen=True, slots=True)
class Pin:
    """An edition line of the ledger, and the commit that wrote it (``""``: none did)."""

    entry: Entry
    edition: Edition
    commit: str


def pins(past: Past, entries: Iterable[Entry], texts: Mapping[str, bytes]) -> tuple[Pin, ...]:
    """Return every edition of the ledger with the commit that first holds its line.

    Args:
        texts: contents of :func:`wanted`, by git's name.
    """
    held = _versions(past)
    return tuple(
        Pin(entry, edition, _first(entry.path, edition, held.get(entry.path, []), texts))
        for entry in entries if entry.record for edition in entry.editions
    )  # fmt: skip


def wanted(past: Past) -> frozenset[str]:
    """Return git's names of every state of every ledger file."""
    return frozenset(blob for states in _versions(past).values() for _, blob in states)


def _versions(past: Past) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for commit in past.below(numbers.FOLDER):
        for change in commit.changes:
            if change.path.startswith(numbers.FOLDER) and change.new:
                found.setdefault(change.path, []).append((commit.id, change.new))
    return found


def _first(path: str, edition: Edition, states: Iterable[tuple[str, str]], texts: Mapping[str, bytes]) -> str:
    wanted_ = (edition.edition, edition.content, edition.text)
    for commit, blob in states:
        told, _ = yamlread.read(path, texts.get(blob, b""))
        rows = numbers.editions(told or {})
        if any((r.get("edition"), r.get("content"), r.get("text")) == wanted_ for r in rows):
            return commit
    return ""


class Prover:
    """Prints issued papers again. Holds what many of them share: contents, offices, compiled templates.

    ``read`` counts the editions whose content was found where it was issued, ``printed`` those whose words were.
    """

    def __init__(
        self, root: Path, past: Past, now: Mapping[str, bytes], as_of: date,
        more: Mapping[str, bytes] = EMPTY, brought: Joined = NOTHING,
    ) -> None:  # fmt: skip
        """Take what all papers share; ``more`` is what an included checkout brings to each tree."""
        self.root = root
        self.more = more
        self.brought = brought
        self.past = past
        self.now = now
        self.as_of = as_of
        self.printer = Printer()
        self.house = {p: d for p, d in now.items() if of_house(p)}
        self._known: dict[str, bytes] = {}
        self.read = 0
        self.printed = 0

    def prove(self, found: Iterable[Pin]) -> Iterator[Finding]:
        """Yield what is wrong with each edition, commit by commit."""
        by_commit: dict[str, list[Pin]] = {}
        for pin in found:
            by_commit.setdefault(pin.commit, []).append(pin)
        for pin in by_commit.pop("", []):
            yield _content(pin, "台账里没有这一行", "the ledger has no such line")
        landed = {c.id: c.landed for c in self.past.named(by_commit.keys()).values()}
        for commit, held in by_commit.items():
            tree = self._tree(commit)
            office = self._office(tree)
            for pin in held:
                yield from self._pin(pin, tree, office, landed.get(commit, ""))

    def _pin(self, pin: Pin, tree: Mapping[str, bytes], office: Office | None, landed: str) -> Iterator[Finding]:
        record = office.records.get(pin.entry.record) if office else None
        if office is None or record is None:
            yield _content(pin, "没有这份文件", "there is no such paper")
            return
        if record.content != pin.edition.content:
            yield _content(pin, "文件的内容不是台账所记的那一份", "the paper is not the one the ledger names")
            return
        self.read += 1
        try:
            said = self.printer.text(tree, office, record)
        except CannotPrint as problem:
            yield _text(pin, f"印不出来（{problem}）", f"it cannot be printed ({problem})")
            return
        if _digest(said) != pin.edition.text:
            # a decision is written on a branch: what it says may be whole only where the branch came in
            tree = self._tree(landed) if landed not in ("", pin.commit) else {}
            if not tree or not self._same(pin, tree):
                yield _text(pin, "字句与台账所记的文本校验值不符", "its words are not those of the pinned hash")
                return
        self.printed += 1
        cause = self._cause(pin, tree, office)
        if cause:
            by = self.past.of(cause)
            told = {"record": pin.entry.record, "edition": pin.edition.edition}
            yield SAYS_OTHERWISE.at(cause, None, cause=cause, commit=by[-1].id[:12] if by else "?", **told)

    def _cause(self, pin: Pin, tree: Mapping[str, bytes], office: Office) -> str:
        """Return the path of today's house (company file, schema, template) that alters a paper, or ``""``."""
        changed = self._changed(pin, tree, office)
        if not changed or self._same(pin, {**_records(tree), **self.house}):
            return ""
        alone = (path for path in changed if not self._same(pin, _with(tree, path, self.house)))
        return next(alone, changed[0])

    def _changed(self, pin: Pin, tree: Mapping[str, bytes], office: Office) -> list[str]:
        """Return what of the house a paper is made of and now differs."""
        record = office.records[pin.entry.record]
        # one kept under a last day may have come since, and takes the place of the one that printed it
        template = f"{FOLDER}{office.template(record).partition('@')[0]}"
        made_of = {p for p in (*tree, *self.house) if p.startswith(("schemas/", f"{template}@"))}
        made_of |= {COMPANY, f"{template}.docx"}
        return sorted(p for p in made_of if tree.get(p) != self.house.get(p))

    def _same(self, pin: Pin, tree: Mapping[str, bytes]) -> bool:
        office = self._office(tree)
        record = office.records.get(pin.entry.record) if office else None
        if office is None or record is None:
            return False
        try:
            return _digest(self.printer.text(tree, office, record)) == pin.edition.text
        except CannotPrint:
            return False

    def _office(self, tree: Mapping[str, bytes]) -> Office | None:
        return build.judge(tree, self.as_of, self.as_of, each=False, brought=self.brought).office

    def _tree(self, commit: str) -> dict[str, bytes]:
        names = gitpast.listed(self.root, commit, TOPS)
        needed = {blob for path, blob in names.items() if not path.startswith(_ATTACHMENTS)}
        self._known |= gitpast.contents(self.root, needed - self._known.keys())
        found = {
            path: _named(path) if path.startswith(_ATTACHMENTS) else self._known[blob]
            for path, blob in sorted(names.items())
        }  # fmt: skip
        return {**found, **self.more}


def _content(pin: Pin, why: str, why_en: str) -> Finding:
    told = {"record": pin.entry.record, "edition": pin.edition.edition, "commit": pin.commit[:12] or "?"}
    return CONTENT.at(pin.entry.path, None, why=why, why_en=why_en, **told)


def _text(pin: Pin, why: str, why_en: str) -> Finding:
    told = {"record": pin.entry.record, "edition": pin.edition.edition, "commit": pin.commit[:12]}
    return TEXT.at(pin.entry.path, None, why=why, why_en=why_en, **told)


def of_house(path: str) -> bool:
    """Say whether a path belongs to what papers are printed with: company file, schemas, templates."""
    return path == COMPANY or path.startswith(HOUSE)


def _records(tree: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in tree.items() if not of_house(path)}


def _with(tree: Mapping[str, bytes], path: str, house: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a tree with one file as the house has it, or without it where the house has none."""
    left = {p: data for p, data in tree.items() if p != path}
    return {**left, path: house[path]} if path in house else left


def _named(path: str) -> bytes:
    """Return the sha256 an attachment's name states: no paper prints more of it."""
    return path.rpartition("/")[2].partition(".")[0].encode("utf-8")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
