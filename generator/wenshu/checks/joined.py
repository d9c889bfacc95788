"""Included checkouts against the main ledger: what lies where, what main may say of it, what is not here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Protocol

from .. import clearance
from ..diagnostics import Code, Finding, Place, Severity
from ..joined import MAIN
from ..ledger_nouns import Entry
from ..office import Office

NOT_HERE = Code(
    "JOI01", Severity.WARNING,
    "并入的文书库“{name}”（{path}）不在本处，它的 {count} 份已编号的文件只列文号",
    "the included checkout \"{name}\" ({path}) is not here; of its {count} numbered papers only the numbers are shown",
    "有权读它的人，把它克隆到这个位置；其余的人不用管，登记簿照样连号。",
    "Who may read it clones it there; for everybody else this is as it should be, and registers stay continuous.",
)  # fmt: skip
WRONG_HOME = Code(
    "JOI06", Severity.ERROR,
    "这一条放在“{here}”，它说的文件 {record} 却在“{there}”",
    "this lies in \"{here}\", the paper {record} it speaks of in \"{there}\"",
    "签批、借阅、发放和文件放在同一个文书库里，由 wenshu 的命令写；放错的移过去，放错时不要推送。",
    "Facts lie where their paper does, written by wenshu's verbs; move what was misplaced before it is pushed.",
)  # fmt: skip
LEDGER = Code(
    "JOI07", Severity.ERROR,
    "总库的台账与并入的文件不符：{what}",
    "the ledger does not agree with the included paper: {what_en}",
    "台账由 wenshu issue 写：并入的文件只记文号、密级、校验值和它在哪个文书库。用 git restore 恢复。",
    "It is written by wenshu issue: number, class, hashes and the checkout's name, nothing else. Restore it.",
)  # fmt: skip
TELLING = Code(
    "JOI08", Severity.ERROR,
    "并入的文书库里，文件名“{name}”可能透露内容：编号路径会记进总库的台账",
    "the file name \"{name}\" may tell what the paper is about: its id goes into the main ledger",
    "改成一个字母加流水号，如 s-0001.yaml；wenshu new … --in {home} 会自动这样起名。",
    "Name it by a letter and a serial, as s-0001.yaml; wenshu new … --in {home} does so by itself.",
)  # fmt: skip

NEUTRAL = re.compile("[a-z]-[0-9]{4,6}")
"""A name that tells nothing."""


class _Fact(Protocol):
    @property
    def path(self) -> str: ...


def _here(office: Office) -> Iterator[Finding]:
    for one in office.company.includes:
        if one.name not in office.joined.folders:
            count = sum(e.home == one.name for e in office.ledger.entries)
            yield NOT_HERE.at("records/company.yaml", name=one.name, path=one.path, count=count)


def _ledger(office: Office) -> Iterator[Finding]:
    known = {one.name for one in office.company.includes}
    for entry in office.ledger.entries:
        for zh, en in _wrong(office, entry, known):
            yield LEDGER.at(entry.path, what=zh, what_en=en)


def _wrong(office: Office, entry: Entry, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    if entry.home and entry.home not in known:
        yield f"公司档案没有并入“{entry.home}”", f"the company file includes no \"{entry.home}\""
        return
    if entry.home and (entry.title or not entry.class_):
        yield "写了标题，或没有写密级", "it says a title, or no class"
    record = office.records.get(entry.record)
    if record is None:
        return
    home = office.joined.of(record.id)
    if home != entry.home:
        yield f"文件在“{home or MAIN}”，台账写的是“{entry.home or MAIN}”", "it names another checkout"
    elif entry.home and entry.class_ != clearance.class_of(office.kind(record), record):
        yield f"密级不是{entry.class_}", f"its class is not {entry.class_}"


def _facts(office: Office) -> Iterator[Finding]:
    if not office.joined.folders:
        return
    book, joined = office.ledger, office.joined
    held: tuple[Mapping[str, tuple[_Fact, ...]], ...] = (book.approvals, book.copies, book.prints, book.custody)
    for id_, facts in chain.from_iterable(found.items() for found in held):
        for fact in facts:
            here, there = joined.homes.get(fact.path, ""), joined.of(id_)
            if here != there and id_ in office.records:
                place = Place(fact.path, home=here or MAIN)
                yield WRONG_HOME.at(place, record=id_, here=here or MAIN, there=there or MAIN)


def _names(office: Office) -> Iterator[Finding]:
    for path, home in office.joined.homes.items():
        record = office.records.get(path.removeprefix("records/").removesuffix(".yaml"))
        if record is not None and office.kind(record).numbered:
            name = record.id.rpartition("/")[2]
            if not NEUTRAL.fullmatch(name):
                yield TELLING.at(record.path, name=name, home=home)


CHECKS = (_here, _ledger, _facts, _names)
