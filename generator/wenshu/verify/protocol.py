"""How a proof is told: what was proved, how much of it, what was found; in plain words, JSON or annotations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .. import tell
from ..build import Answer
from ..diagnostics import Finding, Severity, errors

FORMATS = tell.FORMATS


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was to be proved. ``mark`` is ``✓`` proved, ``✗`` disproved, ``–`` not asked or not possible."""

    mark: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """What a verification has to say. ``recorded`` is its line of verified heads, ``""`` where it earned none."""

    head: str
    branch: str
    as_of: str
    program: str
    packages: str
    since: str
    items: tuple[Item, ...]
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    recorded: str = ""

    @property
    def proved(self) -> bool:
        """Say whether nothing speaks against it."""
        return not any(f.severity is Severity.ERROR for f in self.findings)


@dataclass(frozen=True, slots=True)
class _Aim:
    """One thing to be proved: its count, the codes that disprove it, what it is of and what is claimed."""

    key: str
    codes: tuple[str, ...]
    zh: str
    en: str
    claim: str
    claim_en: str


_AIMS = (
    _Aim("numbers", ("NUM",), "文号 {n} 个", "{n} numbers",
         "没有断号，没有一号两用", "no gap, none given twice"),
    _Aim("editions", ("VER01", "NUM07", "NUM08"), "版本 {n} 个", "{n} editions",
         "内容与发文时一致", "their content is that of the day of issue"),
    _Aim("texts", ("VER02", "VER03"), "文本 {n} 份", "{n} papers",
         "用发文时的记录和模板重印，字句一致", "printed again from the records of their day, they say the same words"),
    _Aim("approvals", ("APP",), "签批 {n} 次", "{n} sign-offs",
         "次序、岗位、内容相符", "in order, each by a holder of the post, each of this content"),
    _Aim("signatures", ("VER12", "VER13", "VER15"), "签名 {n} 处", "{n} signatures",
         "都是注明的人签的", "each by the person named"),
    _Aim("attachments", ("ATT", "VER27"), "附件、扫描件 {n} 个", "{n} attachments",
         "内容与名称（校验值）一致，签批所凭的都在", "they are what their names (sha256) say, and none is missing"),
)  # fmt: skip


def items(found: Iterable[Finding], counts: Mapping[str, int], witness: str, held: int) -> tuple[Item, ...]:
    """Return what was to be proved, each with its mark.

    Args:
        witness: the commit from which history is judged, or ``""``.
        held: how many verified heads were there before.
    """
    wrong = sorted({f.code.id for f in errors(found)})
    named = (*(code for aim in _AIMS for code in aim.codes), *_HISTORY, *_HEADS)
    rest = tuple(code for code in wrong if not code.startswith(named))
    since = witness[:12]
    aims = (
        *((aim, counts[aim.key]) for aim in _AIMS),
        (_Aim("", rest, "记录 {n} 份", "{n} records", "合乎结构和规定", "they keep to schemas and rules"),
         counts["records"]),
        (_Aim("", _HISTORY, f"历史 {counts['commits']} 个提交", f"{counts['commits']} commits",
              f"自 {since} 起逐个核对，给过的号、签过的字、借还的事都没有收回",
              f"judged one by one from {since} on; no number, sign-off or loan was taken back"), int(bool(witness))),
        (_Aim("", _HEADS, "以前核验过的提交 {n} 个", "{n} heads verified before",
              "都还在历史里，那时台账上的话都还在", "all are in history, and so is what the ledger then said"), held),
    )  # fmt: skip
    return tuple(_item(aim, n, any(code.startswith(aim.codes) for code in wrong if aim.codes)) for aim, n in aims)


def _item(aim: _Aim, n: int, wrong: bool) -> Item:
    zh, en = aim.zh.format(n=n), aim.en.format(n=n)
    if wrong:
        return Item("✗", f"{zh}：不能证明“{aim.claim}”，见下", f"{en}: not so that {aim.claim_en}; see below")
    if not n:
        return Item("–", f"{zh}：没有核对", f"{en}: not judged")
    return Item("✓", f"{zh}：{aim.claim}", f"{en}: {aim.claim_en}")


_HISTORY = ("WIT", "GIT", "VER21", "VER22")
_HEADS = ("VER04", "VER05", "VER06", "VER07", "VER08", "VER09")


def told(protocol: Protocol, form: str, lang: str) -> str:
    """Return a protocol in one of :data:`FORMATS`."""
    if form == "json":
        return _json(protocol, lang)
    lines = tuple(f.told() for f in protocol.findings)
    answer = Answer(protocol.counts.get("records", 0), lines, None, protocol.as_of)
    if form == "github":
        return tell.github(answer, lang)
    return "\n".join((*_head(protocol, lang), *tell.lines(lines, lang), _verdict(protocol, lang)))


def _head(protocol: Protocol, lang: str) -> Iterable[str]:
    zh = lang == "zh"
    at = protocol.head[:12] + (f"（{protocol.branch}）" if zh and protocol.branch else "")
    if zh:
        yield f"核验：提交 {at}，按 {protocol.as_of} 计，程序 wenshu {protocol.program}"
        yield f"上次核验：{protocol.since or '没有记录，这是第一次'}"
    else:
        yield f"Verifying commit {at}, as of {protocol.as_of}, with wenshu {protocol.program}"
        yield f"Last verified: {protocol.since or 'no record; this is the first time'}"
    for row in protocol.items:
        yield f"  {row.mark} {row.zh if zh else row.en}"


def _verdict(protocol: Protocol, lang: str) -> str:
    wrong = sum(f.severity is Severity.ERROR for f in protocol.findings)
    warned = len(protocol.findings) - wrong
    if lang == "zh":
        verdict = "核验通过" if not wrong else "核验不通过"
        told_ = f"{verdict}：{wrong} 个问题，{warned} 个提醒。"
        line = f"\n记入核验记录（抄到纸质登记簿）：{protocol.recorded}" if protocol.recorded else ""
    else:
        verdict = "Verified" if not wrong else "Not verified"
        told_ = f"{verdict}: {wrong} errors, {warned} warnings."
        line = f"\nVerified head (copy it into the paper register): {protocol.recorded}" if protocol.recorded else ""
    return told_ + line


def _json(protocol: Protocol, lang: str) -> str:
    zh = lang == "zh"
    shown: dict[str, Any] = {
        "verified": protocol.proved, "head": protocol.head, "branch": protocol.branch, "as_of": protocol.as_of,
        "program": protocol.program, "packages": protocol.packages, "since": protocol.since,
        "counts": protocol.counts, "recorded": protocol.recorded,
        "proved": [{"mark": row.mark, "text": row.zh if zh else row.en} for row in protocol.items],
        "findings": [tell.plain(f.told(), lang) for f in protocol.findings],
    }  # fmt: skip
    return json.dumps(shown, ensure_ascii=False, indent=1)


def kept(protocol: Protocol) -> dict[str, Any]:
    """Return a protocol as plain values, for whoever writes it down."""
    return {**asdict(protocol), "findings": [asdict(f.told()) for f in protocol.findings]}
