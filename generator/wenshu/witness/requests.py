"""The laws of revision requests: asked on a branch, decided there, merged as a whole.

A request is the commit with ``Revision-Request:`` that opens its branch; its decision is the commit that
adds its number (series 改); its merge is the one that took the branch in as a side. Squashed, rebased or
fast-forwarded branches lose one of the three, and that is how they are found.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..diagnostics import Code, Finding, Severity
from ..ledger_nouns import Edition, Entry
from .case import Case, rows, word

SQUASHED = Code(
    "WIT30", Severity.ERROR,
    "{number}（{about}）的申请分支没有进历史：提交 {commit} 把它压成了一个提交",
    "the branch of request {number} ({about}) is not in history: commit {commit} squashed it",
    "修改申请的分支只能整条合并（wenshu decide，或平台上的普通合并），不能压缩合并。分支若还在，请重新合并。",
    "A request's branch is merged whole (wenshu decide, or a plain merge): never squashed. Merge it again.",
)  # fmt: skip
REBASED = Code(
    "WIT31", Severity.ERROR,
    "{number}（{about}）的申请分支被变基或快进到主线上，没有合并提交（决定在 {commit}）",
    "the branch of request {number} ({about}) was rebased or fast-forwarded: no merge holds it (decided in {commit})",
    "修改申请用 wenshu decide 合并；平台上只开放普通合并，关闭变基合并和压缩合并。",
    "Requests are merged by wenshu decide; on a forge allow plain merges only.",
)  # fmt: skip
UNDECIDED = Code(
    "WIT32", Severity.ERROR,
    "没有决定的修改申请被合并进来了：{about}（申请提交 {request}，由 {commit} 带入）",
    "an undecided revision request was merged: {about} (asked in {request}, brought by {commit})",
    "先决定，后合并：请退回这次合并，再用 wenshu decide 分支 --approve 或 --refuse --as 批准人。",
    "Decide first: undo this merge, then run wenshu decide BRANCH --approve or --refuse --as PERSON.",
)  # fmt: skip
UNASKED = Code(
    "WIT33", Severity.ERROR,
    "提交 {commit} 给 {paper} 加了第 {edition} 版，却没有一份批准了的修改申请带来它",
    "commit {commit} added edition {edition} of {paper}, and no approved request brings it",
    "新版本只由 wenshu decide 写在申请分支的最后。请补办申请（wenshu revise），把经过写在原因里。",
    "Only wenshu decide adds an edition, at the end of its branch: ask for the revision and say what happened.",
)  # fmt: skip

def _whole(case: Case) -> Iterator[Finding]:
    """Each decision has its branch and its merge."""
    for decided in case.every_decision:
        if not case.chronicle.judged[decided.at]:
            continue
        told = {
            "number": case.number(decided.entry.path), "about": case.paper(decided.request.about),
            "commit": case.said(decided.at),
        }  # fmt: skip
        if decided.asked is None:
            yield SQUASHED.at(decided.entry.path, None, **told)
        elif decided.merge is None and not case.pending(decided.at):
            yield REBASED.at(decided.entry.path, None, **told)


def _undecided(case: Case) -> Iterator[Finding]:
    chronicle = case.chronicle
    opened = {d.asked for d in case.every_decision}
    squashed = {d.at for d in case.every_decision if d.asked is None}
    for i in chronicle.requests:
        if not chronicle.judged[i] or case.pending(i) or i in opened or i in squashed:
            continue
        commit = chronicle.commits[i]
        thing = commit.trailer("Revision-Request")
        where = thing if thing.startswith(("templates/", "schemas/", "records/")) else f"records/{thing}.yaml"
        by = case.said(chronicle.order.get(commit.landed, i))
        yield UNDECIDED.at(where, about=case.paper(thing), request=case.said(i), commit=by)


def editions(case: Case, entry: Entry) -> tuple[tuple[Edition, int], ...]:
    """Return each edition of a ledger entry with the commit that brought it, where history tells it."""
    touches = case.chronicle.touches.get(entry.path, ())
    if not touches:
        return ()
    if len(touches) == 1 and not touches[0].old and case.text(touches[0].new) is None:
        return tuple((edition, touches[0].at) for edition in entry.editions[:1])  # more are not committed yet
    found: list[tuple[Edition, int]] = []
    for touch, said in case.versions(entry.path):
        known = {word(row, "content") + word(row, "edition") + word(row, "correction")
                 for row in rows(case.tree(entry.path, touch.old) if touch.old else None, "editions")}
        told = {word(row, "content") + word(row, "edition") + word(row, "correction") for row in rows(said, "editions")}
        new = told - known
        held = {id(e) for e, _ in found}
        found += [
            (e, touch.at) for e in entry.editions
            if e.content + e.edition + e.correction in new and id(e) not in held
        ]  # fmt: skip
    return tuple(found)


def _brought(case: Case) -> Iterator[Finding]:
    """Each edition after the first comes with an approved request that names this paper."""
    for entry in case.office.ledger.entries:
        if len(entry.editions) < 2:
            continue
        for edition, at in editions(case, entry):
            if edition is entry.editions[0] or not case.chronicle.judged[at]:
                continue
            fitting = [
                d for d in case.decisions.get(entry.record, ())
                if d.granted and d.place == edition.request and (d.at == at or d.asked is None
                                                                 or d.holds(case.chronicle, at))
            ]
            if not fitting:
                told = {"paper": case.paper(entry.record), "edition": edition.edition}
                yield UNASKED.at(entry.path, None, commit=case.said(at), **told)


LAWS = (_whole, _undecided, _brought)
