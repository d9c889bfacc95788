"""What the key folder says of the sealed values: keys that are missing, values that stand with two people.

It comes in as a :class:`keyindex.Ring`; without a folder or an identity one warning says that nothing was compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from wenshu import keyindex, keys, sealed, sealing
from wenshu.checks.sealed import COMPANY, beside, company_tree, place_of
from wenshu.diagnostics import Code, Finding, Severity
from wenshu.keyfolder import IDENTITY

if TYPE_CHECKING:
    from wenshu.office import Office

MISSING: Final = Code(
    "SEA07", Severity.WARNING,
    "{whose}的“{purpose}”钥匙（{key}）不在钥匙文件夹里，用它密封的内容这里打不开",
    "the {purpose} key of {whose} ({key}) is not in the key folder: what it sealed cannot be opened here",
    "先查 seals 是谁改的（wenshu history）：换上别人的公钥，以后密封的就归他看。确是丢了的，从备份里恢复 "
    "{purpose}/{key}.age；没有备份，这些内容就永远没有了。",
    "First see who changed `seals` (wenshu history): whose public half stands there reads what is sealed next. If it "
    "was lost, restore {purpose}/{key}.age from the copy; without one these values are lost for ever.",
)  # fmt: skip
MISPLACED: Final = Code(
    "SEA20", Severity.ERROR,
    "{whose}的 seals 把“{other}”的钥匙（{key}）写成了“{purpose}”的",
    "`seals` of {whose} names the {other} key ({key}) as that of {purpose}",
    "看得到“{other}”的人会因此看到“{purpose}”的内容。查是谁改的（wenshu history），恢复原来的这一行。",
    "Who reads {other} would read {purpose} by it. See who changed it (wenshu history) and restore the line.",
)  # fmt: skip
TWICE: Final = Code(
    "SEA08", Severity.WARNING,
    "{label}与{other}里的相同",
    "{label} is the same as in {other}",
    "多半是同一个人建了两份档案，请核对后并成一份；确是两人共用的，不用改。",
    "Perhaps one person has two records: look at both; two people may also share it.",
)  # fmt: skip
SKIPPED: Final = Code(
    "SEA09", Severity.WARNING,
    "没有查重复的电话、车号、证件号：{why}",
    "duplicate telephones, plates and identity numbers were not looked for: {why_en}",
    "要查的，在有钥匙文件夹的电脑上，用能打开它的身份（{variable}）再运行一次。",
    "Run it where the key folder lies, with an identity ({variable}) that opens it.",
)  # fmt: skip
UNINDEXED: Final = Code(
    "SEA15", Severity.WARNING,
    "有 {count} 项电话、车号、证件号还没有进查重索引，没有查",
    "{count} telephones, plates or identity numbers are not in the index of duplicates and were not looked at",
    "运行 wenshu keys index 补上。",
    "`wenshu keys index` completes it.",
)  # fmt: skip
DAMAGED_FILE: Final = Code(
    "SEA16", Severity.WARNING,
    "钥匙文件 {name} 损坏了，用它密封的内容打不开",
    "the key file {name} is damaged: what it sealed cannot be opened",
    "从钥匙文件夹的备份里恢复它。",
    "Restore it from the copy of the key folder.",
)  # fmt: skip


def against(office: Office, files: Mapping[str, bytes], ring: keyindex.Ring) -> Iterator[Finding]:
    """Compare the records with the key folder: keys that are missing, values that stand twice."""
    if ring.present:
        gone = keys.erased(office)
        yield from (DAMAGED_FILE.at(name, name=name) for name in ring.damaged)
        for fp, (whose, purpose) in keys.subjects(office).items():
            if fp not in ring.keys and fp not in gone:
                place = beside(office, files, whose, purpose)
                yield MISSING.at(place, whose=whose, purpose=purpose, key=fp)
            elif ring.keys.get(fp, purpose) != purpose:
                place = beside(office, files, whose, purpose)
                yield MISPLACED.at(place, whose=whose, purpose=purpose, key=fp, other=ring.keys[fp])
    yield from _duplicates(office, files, ring)


def _files(office: Office, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes, Any]]:
    """Yield path, bytes and tree of the company file and of every record with values that are compared."""
    company = files.get(COMPANY, b"")
    yield COMPANY, company, company_tree(company)
    compared = {name for name, kind in office.kinds.items() if sealing.compares(kind.schema)}
    for record in office.records.values():
        if record.kind in compared:
            yield record.path, record.raw.data, record.raw.tree


def _duplicates(office: Office, files: Mapping[str, bytes], ring: keyindex.Ring) -> Iterator[Finding]:
    """Tell the values that stand with two people; without an identity one warning, at the first value there is."""
    gone = keys.erased(office)
    first: dict[str, str] = {}
    lacking = 0
    for path, data, tree in _files(office, files):
        for value in sealing.values(sealing.schema_of(office, path), tree):
            fp = sealed.key_of(value.text) if value.sort in keyindex.SORTS else ""
            if not fp or fp in gone:
                continue
            if not ring.readable:
                yield _skipped(ring)
                return
            if value.purpose not in ring.readable:
                continue
            tag = ring.tags.get(keyindex.digest(value.text))
            lacking += tag is None
            if tag is None:
                continue
            whose = sealing.owner(office, path, tree, value)
            other = first.setdefault(tag, whose)
            if other != whose:
                yield TWICE.at(place_of(path, data, value), label=value.label, other=other)
    if lacking:
        yield UNINDEXED.at("records", count=lacking)


def _skipped(ring: keyindex.Ring) -> Finding:
    why, why_en = "这里没有钥匙文件夹", "there is no key folder here"
    if ring.present:
        why, why_en = "没有能打开索引的身份，或索引还没有建", "no identity opens the index, or there is none yet"
    return SKIPPED.at("records", why=why, why_en=why_en, variable=IDENTITY)
