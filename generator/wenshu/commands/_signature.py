"""Signing a commit with one's own SSH key: whose it must be, and where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import gitsign, signers
from ..diagnostics import Code, Severity

if TYPE_CHECKING:
    from ._pen import Pen

NO_KEY = Code(
    "APP32", Severity.ERROR,
    "不能以“{person}”的名义签名：{reason}",
    "cannot sign for {person}: {reason_en}",
    "公司档案该人的 keys 写他的 SSH 公钥；私钥用 --key 指明，或写在 git 设置 user.signingkey 里。",
    "His SSH public key stands in the company file (keys); name the private one with --key or user.signingkey.",
)  # fmt: skip


def signing(pen: Pen, person: str, key: str) -> gitsign.Signing:
    """Return with what a person's commit is signed.

    Raises:
        Stop: no key of his is on record, or none is given (exit 1).
    """
    company = pen.office.company
    found = company.people[person]
    place = "records/company.yaml"
    if not found.keys:
        told = {"reason": "公司档案里没有他的公钥", "reason_en": "the company file has no key of his"}
        raise pen.desk.refuse(NO_KEY.at(place, None, person=person, **told))
    chosen = key or gitsign.configured_key(pen.root)
    if not chosen:
        told = {"reason": "没有指明密钥", "reason_en": "no key was given"}
        raise pen.desk.refuse(NO_KEY.at(place, None, person=person, **told))
    return gitsign.Signing(chosen, signers.allowed(company), found.emails or (found.id,))
