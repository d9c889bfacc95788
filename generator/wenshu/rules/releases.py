"""Releases: what went out is on record with who answers for it."""

from __future__ import annotations

from collections.abc import Iterator

from ..company_nouns import INTERNAL, class_rank
from ..diagnostics import Code, Finding, Severity
from ..office import Office

NO_WORD = Code(
    "REL05", Severity.WARNING,
    "“{what}”（{class_}）发往“{to}”，没有登记凭谁的话",
    "{what} ({class_}) went to {to}, and nobody is on record on whose word",
    "发放登记不改；由批准的人写一份说明归档，以后用 --word-of 写明。",
    "The record stays; whoever approved it files a note, and the next release names him with --word-of.",
)  # fmt: skip


def _words(office: Office) -> Iterator[Finding]:
    for record in office.of("releases"):
        class_ = record.text("class") or INTERNAL
        if class_rank(class_) > class_rank(INTERNAL) and not record.text("word_of"):
            told = {"what": record.text("what"), "to": record.text("to")}
            yield NO_WORD.at(office.place(record), None, **told, class_=class_)


CHECKS = (_words,)
