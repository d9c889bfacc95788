"""The proof: what an outsider can be shown offline, from the repository alone and one line of paper.

:func:`prove` reads the commits, the ledger as it ever stood, and the last verified heads; it judges HEAD,
prints every edition again and asks git for signatures. It writes nothing. What it cannot prove, it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from .. import __version__, build, gitpast, gitproof, gitrefs, program, recollect, signers, yamlread
from ..company import Company
from ..diagnostics import Code, Finding, Severity, errors, sort
from ..gitrun import GitFailed
from ..office import Office
from ..past import Past
from . import editions, heads, here, numbers, sheets, signatures
from .protocol import Protocol, items

NO_WITNESS = Code(
    "VER10", Severity.WARNING,
    "公司档案没有写从哪个提交起核对历史（witness），关于历史什么也没有证明：只核对了现有文件的校验值",
    "the company file names no commit from which history is witnessed: of history nothing was proved, only hashes",
    "在 records/company.yaml 写 witness: {{since: 提交}}，此后的每次改动都受核对。",
    "Write witness: {{since: COMMIT}} in records/company.yaml; every change from there on is then judged.",
)  # fmt: skip
NOT_PROVABLE = Code(
    "VER11", Severity.ERROR,
    "这里没有 git 历史，什么都证明不了：{reason}",
    "there is no git history here, nothing can be proved: {reason}",
    "安装 git，从公司的仓库或审计包完整克隆一份（git clone），在克隆里核验；不要只复制文件夹。",
    "Install git and verify in a whole clone of the repository or of the auditor's bundle, not in a copied folder.",
)  # fmt: skip
WITNESS_GONE = Code(
    "VER22", Severity.ERROR,
    "公司档案的见证起点 witness 换到了核验过的提交之后：{day} 核验时是 {before}，现在是 {now}，中间的改动没有人核对",
    "the witness of the company file was moved beyond what was verified: {before} on {day}, now {now}; what lies "
    "between goes unjudged",
    "恢复 records/company.yaml 里的这一行。确要重新起头的，查清中间的改动，另用一个核验记录文件（--note），"
    "并在纸质登记簿注明。",
    "Restore the line. For a new start look into what lies between, begin a new note (--note) and say so on paper.",
)  # fmt: skip
DAMAGED = Code(
    "VER21", Severity.ERROR,
    "git 仓库本身坏了或被动过手脚：{reason}",
    "the git repository itself is damaged or was tampered with: {reason}",
    "从别的克隆、服务器或备份重新克隆一份，在新克隆里核验；坏掉的这份留着备查。",
    "Clone again from the server, another clone or a backup and verify there; keep the damaged one as evidence.",
)  # fmt: skip

STOPS = frozenset({NOT_PROVABLE.id, gitpast.SHALLOW.id})
"""Findings after which nothing more can be said: exit 4."""


@dataclass(frozen=True)
class Case:
    """What is to be proved: HEAD as it stands, how it came about, and what was verified before."""

    root: Path
    past: Past
    office: Office
    tree: Mapping[str, bytes]
    held: tuple[heads.Verified, ...]
    note: str
    """What the note of verified heads is called in findings."""
    quick: bool = False
    """Whether papers issued before the last verified head are printed again."""

    @property
    def given(self) -> int:
        """Return how many numbers the ledger holds: issued, reserved and void."""
        return len(self.office.ledger.entries)

    @property
    def last(self) -> heads.Verified | None:
        """Return the last verified head, or None."""
        return self.held[-1] if self.held else None


def prove(
    root: Path, as_of: date | None, today: date, note: tuple[str, str], against: str = "", quick: bool = False
) -> Protocol:
    """Prove what can be proved of HEAD.

    Args:
        note: what the note of verified heads is called in findings, and its text (``""`` for the first time).
        against: a line of verified heads from somewhere else: typed, or scanned from paper.
        quick: papers issued before the last verified head are not printed again.
    """
    typed, mistyped = heads.read(against, "--against")
    held, spoilt = heads.read(note[1], note[0])
    try:
        tree = gitpast.tree_at(root, "HEAD")
    except GitFailed as error:
        return _nothing(as_of or today, NOT_PROVABLE.at(".git", reason=error))
    main, since = main_and_witness(tree)
    # never from the cache: whoever tampers with a folder can write there too
    past, _ = gitpast.read(root, main)
    if past.state != "whole":
        why = gitpast.SHALLOW.at(".git") if past.state == "shallow" else NOT_PROVABLE.at(".git", reason="HEAD")
        return _nothing(as_of or today, why)
    past = replace(past, texts=gitpast.contents(root, recollect.wanted(past, since)))
    judged = build.judge(tree, as_of, today, past=past)
    if judged.office is None:
        return _nothing(as_of or today, *errors(judged.findings))
    case = Case(root, past, judged.office, tree, (*typed, *held), note[0], quick)
    # what a commit did with its clock or its words is a warning, and belongs here; what a day brings does not
    told = (f for f in judged.findings if f.severity is Severity.ERROR or f.code.id.startswith("WIT"))
    return _protocol(case, (*mistyped, *spoilt, *told))


def main_and_witness(tree: Mapping[str, bytes]) -> tuple[str, str]:
    """Return main branch and witness as the company file names them."""
    company, _ = yamlread.read(build.COMPANY, tree.get(build.COMPANY, b""))
    told = company or {}
    witness = told.get("witness")
    return str(told.get("main", "main")), str(witness.get("since", "")) if isinstance(witness, dict) else ""


def _nothing(day: date, *findings: Finding) -> Protocol:
    return Protocol("", "", str(day), __version__, program.packages(), "", (), sort(findings), {})


def _protocol(case: Case, found: tuple[Finding, ...]) -> Protocol:
    office = case.office
    texts = gitpast.contents(case.root, editions.wanted(case.past))
    # a paper of an included checkout is proved there
    pins = editions.pins(case.past, (e for e in office.ledger.entries if not e.home), texts)
    prover = editions.Prover(case.root, case.past, case.tree, office.as_of)
    claims = signatures.claims(case.past, (a for held in office.ledger.approvals.values() for a in held))
    done = _proved(case)
    proofs = prover.prove(pin for pin in pins if pin.commit not in done)
    signatures_ = signed(case.root, tuple(_trusted(case)) if claims else (), office.company, claims)
    findings = [*found, *weighed(office, proofs), *_history(case), *signatures_]
    stands = here.findings(case.root, case.past, case.tree, office.company.main)
    told = sort((*findings, *sheets.findings(office), *_damaged(case.root), *stands))
    counts = {
        "commits": len(case.past.lines), "numbers": case.given, "editions": prover.read, "texts": prover.printed,
        "approvals": sum(map(len, office.ledger.approvals.values())), "records": len(office.records),
        "attachments": len(office.attachments), "signatures": len(claims),
    }  # fmt: skip
    earned = not errors(told) and not case.past.outside
    recorded = str(heads.line(office.as_of, case.past.head, case.given)) if earned else ""
    since = str(case.last) if case.last else ""
    return Protocol(
        case.past.head, case.past.branch, str(office.as_of), __version__, program.packages(), since,
        items(told, counts, case.office.company.witness, len(case.held)), told, counts, recorded,
    )  # fmt: skip


def _proved(case: Case) -> frozenset[str]:
    """Return the commits whose papers need not be printed again.

    They were, when an earlier head was verified. Where the company file, a schema or a template has changed
    since, all are printed again all the same.
    """
    last = case.last
    if not case.quick or last is None or not case.past.holds(last.head):
        return frozenset()
    if any(editions.of_house(p) for p in gitproof.changed(case.root, last.head, case.past.head)):
        return frozenset()
    new = gitrefs.outside(case.root, case.past.head, last.head)
    return frozenset(c.id for c in case.past.below(numbers.FOLDER)) - new


def weighed(office: Office, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings: without a witness the commit of an edition's line may be later than its issue, a guess."""
    for finding in findings:
        guess = not office.company.witness and finding.code in (editions.TEXT, editions.CONTENT)
        yield finding.code.at(finding.place, Severity.WARNING, **dict(finding.values)) if guess else finding


def _history(case: Case) -> Iterator[Finding]:
    past, last = case.past, case.last
    newer = {
        v.head: count for v in case.held
        if not past.holds(v.head) and (count := gitproof.ahead(case.root, past.head, v.head))
    }  # fmt: skip
    yield from heads.standing(past, case.held, case.given, newer, case.note)
    since = case.office.company.witness
    if last is not None:
        before = _ledger_at(case.root, last.head)
        yield from numbers.kept(before, case.tree, past, last.day, last.head)
        was = _company_at(case.root, last.head)
        if was and was.witness and was.witness != since and not (since and _holds(case.root, last.head, since)):
            yield WITNESS_GONE.at(build.COMPANY, day=last.day, before=was.witness[:12], now=since[:12] or "—")
    if not since:
        yield NO_WITNESS.at(build.COMPANY)


def _ledger_at(root: Path, commit: str) -> Mapping[str, bytes]:
    """Return the ledger files of a commit, none where this clone has no such commit."""
    try:
        return gitpast.tree_at(root, commit, (numbers.FOLDER.rstrip("/"),))
    except GitFailed:
        return {}


def _holds(root: Path, commit: str, earlier: str) -> bool:
    """Say whether a commit is another one or comes after it."""
    return commit.startswith(earlier) or gitproof.ahead(root, earlier, commit) > 0


def _company_at(root: Path, commit: str) -> Company | None:
    """Return the company of a commit, or None where this clone has no such commit."""
    try:
        tree = gitpast.tree_at(root, commit, (build.COMPANY, "schemas"))
    except GitFailed:
        return None
    office = build.judge(tree, date.min, date.min, each=False).office
    return office.company if office else None


def signed(
    root: Path, trusted: tuple[Company, ...], now: Company, claims: tuple[signatures.Claim, ...]
) -> Iterator[Finding]:
    """Yield what is wrong with signatures: of the commits of one repository, by keys that are trusted."""
    if not claims:
        return
    commits = [claim.commit for claim in claims if claim.commit]
    try:
        by_trusted = gitproof.signatures(root, commits, "".join(signers.allowed(c) for c in trusted))
        by_now = gitproof.signatures(root, commits, signers.allowed(now))
    except GitFailed as error:
        yield signatures.UNCHECKED.at(".git", reason=error)
        return
    yield from signatures.judged(claims, trusted, now, by_trusted, by_now)


def _trusted(case: Case) -> Iterator[Company]:
    """Yield the company as every verified head and the witness knew it: a key once believed is not unbelieved."""
    seen: set[str] = set()
    for commit in (case.office.company.witness, *(v.head for v in case.held)):
        try:
            blob = gitpast.listed(case.root, commit, (build.COMPANY,)).get(build.COMPANY, "") if commit else ""
        except GitFailed:
            continue
        if blob and blob not in seen and (found := _company_at(case.root, commit)):
            seen.add(blob)
            yield found


def _damaged(root: Path) -> Iterator[Finding]:
    reason = gitproof.damage(root)
    if reason:
        yield DAMAGED.at(".git", reason=reason)
