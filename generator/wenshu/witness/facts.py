"""The laws of sign-offs and attachments, which never change, and of facts that a merge left out."""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import Code, Finding, Severity
from .case import Case
from .chronicle import PROTECTED, Lost, Wrongs

SIGN_OFF = Code(
    "WIT20", Severity.ERROR,
    "提交 {commit} {what}了签批记录（{record}）",
    "commit {commit} {what_en} a sign-off ({record})",
    "签批记录写后不动。请从历史里恢复这个文件，并把经过报总经理；签错的由签批人再签一次，旧的照样留着。",
    "A sign-off is never touched: restore the file and report it; a wrong one is signed again and both stay.",
)  # fmt: skip
ATTACHMENT = Code(
    "WIT21", Severity.ERROR,
    "提交 {commit} {what}了附件 {name}",
    "commit {commit} {what_en} the attachment {name}",
    "附件的字节不许改。请从历史里恢复；新的扫描件作为新附件登记。",
    "The bytes of an attachment stay: restore it; a new scan is a new attachment.",
)  # fmt: skip
DROPPED = Code(
    "WIT22", Severity.ERROR,
    "合并 {merge} 丢掉了提交 {commit} 写下的{what}",
    "the merge {merge} dropped what commit {commit} wrote: {what_en}",
    "合并时两边的记录都要留。请从那次提交里取回这个文件（git restore --source={short}），另行提交；"
    "两边占了同一个号的，后来的文件另编新号。",
    "A merge keeps the facts of both sides: take the file back from that commit; "
    "where both took one number, the later paper gets a new one.",
)  # fmt: skip
EVENTS_DROPPED = Code(
    "WIT23", Severity.WARNING,
    "合并 {merge} 丢掉了提交 {commit} 登记的借阅事项（{item}）",
    "the merge {merge} dropped a loan event that commit {commit} recorded ({item})",
    "以实物为准，把丢掉的那一次补登记（wenshu lend、return），两次都会列入补登、更正清单。",
    "Look at the shelf and record the lost event again; both stand in the list of late entries.",
)  # fmt: skip

RECORD_DROPPED = Code(
    "WIT27", Severity.WARNING,
    "合并 {merge} 丢掉了提交 {commit} 起草的文件 {path}",
    "the merge {merge} dropped the record {path} that commit {commit} wrote",
    "还要的，请从那次提交里取回（git restore --source={short} {path}），另行提交；不要的，注明是谁定的。",
    "If it is still wanted take it back from that commit; if not, say who decided so.",
)  # fmt: skip

_FIXED = {"records/approvals/": SIGN_OFF, "records/attachments/": ATTACHMENT}
_WORDS = {
    "records/numbers/": ("文号", "a number"), "records/approvals/": ("签批记录", "a sign-off"),
    "records/attachments/": ("附件", "an attachment"), "records/distribution/": ("发放记录", "a copy handed out"),
}  # fmt: skip


def _fixed(case: Case) -> Iterator[Finding]:
    wrongs = Wrongs()
    for folder, code in _FIXED.items():
        for touch in case.chronicle.below(folder):
            if touch.old and not wrongs.mends(touch):
                wrongs.add(touch)
                what, what_en = ("改动", "altered") if touch.new else ("删除", "deleted")
                rest = touch.path.removeprefix(folder)
                about = {"record": case.paper(rest.rpartition("/")[0]), "name": rest.rpartition("/")[2]}
                yield code.at(touch.path, None, commit=case.said(touch.at), what=what, what_en=what_en, **about)


def _dropped(case: Case) -> Iterator[Finding]:
    for lost in case.chronicle.dropped:
        at = lost.touch.at
        if not case.chronicle.judged[at] and not case.chronicle.judged[lost.merge]:
            continue
        path = lost.touch.path
        told = {"merge": case.said(lost.merge), "commit": case.said(at)}
        if path.startswith("records/custody/"):
            item = path.removeprefix("records/custody/").removesuffix(".yaml")
            yield EVENTS_DROPPED.at(path, None, **told, item=item)
        elif not _refused(case, lost):
            folder = "/".join(path.split("/")[:2]) + "/"
            short = case.chronicle.commits[at].id[:10]
            if folder not in _WORDS:
                yield RECORD_DROPPED.at(path, None, **told, path=path, short=short)
                continue
            what, what_en = _WORDS[folder]
            if folder == "records/numbers/":
                what = what_en = case.number(path)
            yield DROPPED.at(path, None, **told, what=what, what_en=what_en, short=short)


def _refused(case: Case, lost: Lost) -> bool:
    """Say whether a fact belongs to a request that was refused or withdrawn: its merge takes nothing."""
    path = lost.touch.path
    if path.startswith("records/approvals/"):
        held = case.decisions.get(path.removeprefix("records/approvals/").rpartition("/")[0], ())
    elif path.startswith(PROTECTED) and not path.startswith("records/attachments/"):
        return False
    else:
        held = case.every_decision
    return any(not d.granted and d.holds(case.chronicle, lost.touch.at) for d in held)


LAWS = (_fixed, _dropped)
