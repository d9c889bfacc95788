"""Sign-offs that say the commit is signed: was it, and by that very person?

Keys are those of the company files of the verified heads and of the witness commit, never of HEAD: who can
write the company file could enter his own key there (life.md, Approval).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .. import signers
from ..company import Company
from ..diagnostics import Code, Finding, Severity
from ..gitproof import Signature
from ..ledger_nouns import Approval
from ..past import Past

UNSIGNED = Code(
    "VER12", Severity.ERROR,
    "“{step}”注明由 {person} 签名提交，但写下它的提交 {commit} 没有签名",
    "\"{step}\" claims a commit signed by {person}, but commit {commit}, which wrote it, bears no signature",
    "请 {person} 在自己的电脑上重新签批（git 设好 SSH 签名），或改凭纸质签批单另行签批。",
    "Let {person} sign again on his own computer (git set up for SSH signing), or sign on paper with its scan.",
)  # fmt: skip
FOREIGN = Code(
    "VER13", Severity.ERROR,
    "“{step}”注明由 {person} 签名提交，写下它的提交 {commit} 是{by}签的（{key}）",
    "\"{step}\" claims the signature of {person}; commit {commit}, which wrote it, was signed by {by_en} ({key})",
    "钥匙登记在公司档案 people 的 keys 里；查明是谁的钥匙，由 {person} 本人重新签批。",
    "Keys stand in the company file (people, keys). Find out whose key it is and let {person} sign again.",
)  # fmt: skip
NEW_KEY = Code(
    "VER14", Severity.WARNING,
    "“{step}”是 {person} 用新钥匙签的（{key}）：上次核验以后才登记，公司档案里对得上，还没有人核对过",
    "\"{step}\" was signed by {person} with a key ({key}) that the company file names only since the last verification",
    "当面与 {person} 核对这串指纹；这次核验记入以后，就以这把钥匙为准。",
    "Compare the fingerprint with {person} face to face; once this verification is on record the key counts.",
)  # fmt: skip
UNCHECKED = Code(
    "VER15", Severity.ERROR,
    "签名没有核对：{reason}",
    "signatures were not checked: {reason}",
    "安装 OpenSSH（ssh-keygen）和 2.34 以上的 git，再核验一次。",
    "Install OpenSSH (ssh-keygen) and git 2.34 or later, and verify again.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """A sign-off with evidence ``signed`` and the commit that wrote it (``""``: none did)."""

    approval: Approval
    commit: str


def claims(past: Past, approvals: Iterable[Approval]) -> tuple[Claim, ...]:
    """Return the sign-offs that claim a signature, with the commit that added each."""
    asked = {a.path: a for a in approvals if a.evidence == "signed"}
    if not asked:
        return ()
    found: dict[str, str] = {}
    for commit in past.below("records/approvals/"):
        for change in commit.changes:
            if change.path in asked and not change.old:
                found.setdefault(change.path, commit.id)
    return tuple(Claim(approval, found.get(path, "")) for path, approval in sorted(asked.items()))


def judged(
    found: Iterable[Claim], trusted: Sequence[Company], now: Company, by_trusted: Mapping[str, Signature],
    by_now: Mapping[str, Signature],
) -> Iterator[Finding]:  # fmt: skip
    """Yield the sign-offs whose signature is missing or another's.

    Args:
        trusted: the company as witness and verified heads knew it.
        by_trusted: signature of each commit under their keys; ``by_now`` under today's.
    """
    for claim in found:
        approval = claim.approval
        told = {"step": approval.step, "person": now_name(now, approval.person), "commit": claim.commit[:12]}
        seen = by_trusted.get(claim.commit)
        if seen is None or seen.state == "N":
            yield UNSIGNED.at(approval.path, None, **told)
        elif seen.state == "G" and any(signers.person(c, seen.signer) == approval.person for c in trusted):
            continue
        else:
            yield _other(approval, told, seen, by_now.get(claim.commit), now)


def _other(
    approval: Approval, told: Mapping[str, str], seen: Signature, later: Signature | None, now: Company
) -> Finding:
    known = later is not None and later.state == "G"
    who = signers.person(now, later.signer) if later is not None and known else ""
    if who == approval.person and seen.state != "G":
        return NEW_KEY.at(approval.path, None, key=seen.key, **told)
    if seen.state == "B":
        by, by_en = "改动过以后签名对不上的人", "nobody (the signature is broken)"
    else:
        by, by_en = (now_name(now, who) if who else "不认识的钥匙"), (who or "an unknown key")
    return FOREIGN.at(approval.path, None, by=by, by_en=by_en, key=seen.key or "?", **told)


def now_name(company: Company, person: str) -> str:
    """Return the printed name of a person, his key where he is not in the company file."""
    return company.people[person].name if person in company.people else person
