"""The laws of papers: what was issued changes by an approved request only, and no record moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .. import schema
from ..diagnostics import Code, Finding, Severity
from ..ledger_nouns import Entry
from .case import COMPANY, Case, record_of, word
from .chronicle import Chronicle, Touch, Wrongs

CHANGED = Code(
    "WIT40", Severity.ERROR,
    "提交 {commit} 改动了已发文件 {paper}，没有经过批准的修改申请",
    "commit {commit} changed the issued paper {paper} without an approved request",
    "请恢复原文（git restore --source={short}~1 {path}）；要改，用 wenshu revise {id} --reason 事由 提出申请。",
    "Restore the text, then ask for the change: wenshu revise {id} --reason WHY.",
)  # fmt: skip
OTHERWISE = Code(
    "WIT41", Severity.ERROR,
    "合并 {commit} 之后，{paper} 的内容与批准的第 {edition} 版不同",
    "after the merge {commit}, {paper} does not read as the approved edition {edition}",
    "批准以后不能再动。请按批准的内容恢复；还要改的，另提一份申请。",
    "Nothing changes after approval: restore the approved text; ask again for more.",
)  # fmt: skip
DELETED = Code(
    "WIT42", Severity.ERROR,
    "提交 {commit} 删除了已发文件 {paper}",
    "commit {commit} deleted the issued paper {paper}",
    "已发文件永远留着。请恢复（git restore --source={short}~1 {path}）；停用的用 wenshu void。",
    "An issued paper stays for ever: restore it; withdraw one with wenshu void.",
)  # fmt: skip
MOVED = Code(
    "WIT43", Severity.ERROR,
    "提交 {commit} 把 {paper} 从 {path} 挪到了 {to}",
    "commit {commit} moved {paper} from {path} to {to}",
    "文件提交以后不改名、不挪动：编号、签批都认这个位置。请挪回原处。",
    "A record never moves once it is committed: numbers and sign-offs name its place. Move it back.",
)  # fmt: skip

_NO_RECORDS = ("records/numbers/", "records/approvals/", "records/distribution/", "records/custody/",
               "records/attachments/", "records/calendar/")  # fmt: skip


def _papers(case: Case) -> Iterator[Finding]:
    issued = _Issued(case)
    wrongs = Wrongs()
    yield from _merged(case, issued, wrongs)
    yield from _touched(case, issued, wrongs)


def _touched(case: Case, issued: _Issued, wrongs: Wrongs) -> Iterator[Finding]:
    for touch in case.chronicle.below("records/"):
        if not touch.old or touch.path == COMPANY or touch.path.startswith(_NO_RECORDS):
            continue
        id_ = record_of(touch.path)
        if id_ and not touch.new:
            yield from _gone(case, issued, id_, touch)
        elif id_ and not wrongs.mends(touch):
            for finding in _changed(case, issued, id_, touch):
                wrongs.add(touch)
                yield finding


def _changed(case: Case, issued: _Issued, id_: str, touch: Touch) -> Iterator[Finding]:
    if not issued.before(id_, touch.at):
        return
    if _asked(case, id_, touch.at) or case.awaits(id_, touch.at):
        return
    yield _told(CHANGED, case, id_, touch)


def _asked(case: Case, id_: str, at: int) -> bool:
    return any(d.holds(case.chronicle, at) and d.merge != at for d in case.decisions.get(id_, ()))


def _gone(case: Case, issued: _Issued, id_: str, touch: Touch) -> Iterator[Finding]:
    there = case.chronicle.by_commit[touch.at]
    name = touch.path.rpartition("/")[2]
    kind = id_.partition("/")[0]
    to = next(
        (t.path for t in there if not t.old and t.path.startswith("records/") and not t.path.startswith(_NO_RECORDS)
         and (t.new == touch.old or (t.path.endswith("/" + name) and record_of(t.path).startswith(kind + "/")))), "",
    )  # fmt: skip
    if to:
        weight = None if issued.before(id_, touch.at) or _named(case, id_) else Severity.WARNING
        told = {"commit": case.said(touch.at), "paper": case.paper(id_), "path": touch.path, "to": to}
        yield MOVED.at(touch.path, weight, **told)
    elif issued.before(id_, touch.at):
        yield _told(DELETED, case, id_, touch)


def _named(case: Case, id_: str) -> bool:
    """Say whether a sign-off ever named a record by its place."""
    folder = f"records/approvals/{id_}/"
    return any(path.startswith(folder) for path in case.chronicle.touches)


def _told(code: Code, case: Case, id_: str, touch: Touch) -> Finding:
    short = case.chronicle.commits[touch.at].id[:10]
    said = {"commit": case.said(touch.at), "paper": case.paper(id_), "short": short, "path": touch.path, "id": id_}
    return code.at(touch.path, None, **said)


def _merged(case: Case, issued: _Issued, wrongs: Wrongs) -> Iterator[Finding]:
    """What stands on main after a merge of an issued paper's change is what an edition approved."""
    for i, commit in enumerate(case.chronicle.commits):
        if len(commit.parents) < 2 or not case.chronicle.judged[i] or not case.chronicle.trunk(i):
            continue
        for change in commit.net:
            id_ = record_of(change.path)
            if change.old and change.new and id_ in issued.known and not change.path.startswith(_NO_RECORDS):
                touch = Touch(i, change.path, change.old, change.new)
                for finding in _as_approved(case, issued, id_, touch):
                    wrongs.add(touch)
                    yield finding


def _as_approved(case: Case, issued: _Issued, id_: str, touch: Touch) -> Iterator[Finding]:
    if not issued.on_main(id_, touch.at):
        return
    told = case.chronicle
    came = [d for d in case.decisions.get(id_, ()) if d.granted and told.position[d.at] == told.position[touch.at]]
    before = [
        t for t in told.touches.get(touch.path, ())
        if t.old and told.position[t.at] == told.position[touch.at] and issued.before(id_, t.at)
    ]
    if not came:
        if not before and not case.pending(touch.at):  # else each of these commits is told by itself
            yield _told(CHANGED, case, id_, touch)
        return
    tree = case.tree(touch.path, touch.new)
    content = schema.content_hash(id_.partition("/")[0], tree) if tree is not None else ""
    editions = [e for d in came for held in case.entries.get(id_, ()) for e in held.editions if e.request == d.place]
    if content and editions and content not in {e.content for e in editions}:
        said = {"commit": case.said(touch.at), "paper": case.paper(id_), "edition": editions[-1].edition}
        yield OTHERWISE.at(touch.path, None, **said)


class _Issued:
    """Since which commit each paper stands: the one that made its number an issued one."""

    def __init__(self, case: Case) -> None:
        self.chronicle = case.chronicle
        self.known = _issues(case)

    def before(self, id_: str, at: int) -> bool:
        """Say whether a paper was issued in the forebears of a commit."""
        return any(i < 0 or (i != at and self.chronicle.reaches(at, i)) for i in self.known.get(id_, ()))

    def on_main(self, id_: str, merge: int) -> bool:
        """Say whether a paper was issued on the main line before a merge."""
        first = self.chronicle.main(merge)
        return any(i < 0 or (first is not None and self.chronicle.reaches(first, i)) for i in self.known.get(id_, ()))


def _issues(case: Case) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for entry in case.office.ledger.entries:
        at = _since(case, entry)
        if entry.record and at is not None:
            found.setdefault(entry.record, []).append(at)
    for path, touches in case.chronicle.touches.items():
        if path.startswith("records/numbers/") and path not in case.by_path:  # gone by now, yet it was issued
            for touch in touches:
                record = word(case.tree(path, touch.old), "record") if touch.old else ""
                if record:
                    found.setdefault(record, []).append(touches[0].at if not touches[0].old else -1)
    return {id_: tuple(held) for id_, held in found.items()}


def _since(case: Case, entry: Entry) -> int | None:
    """Return the commit that issued a number, -1 for one before this history, None for one not committed."""
    touches = case.chronicle.touches.get(entry.path, ())
    if not touches:
        return None if case.chronicle.whole else -1
    if len(touches) == 1 and not touches[0].old and case.text(touches[0].new) is None:
        return touches[0].at if entry.record else None  # added by issue, whose trailers say the content
    for touch, said in case.versions(entry.path):
        if touch.old and word(case.tree(entry.path, touch.old), "record"):
            return -1
        if word(said, "record") == entry.record:
            return touch.at
    return None


def wanted(told: Chronicle) -> Iterator[str]:
    """Yield the contents this needs: what stands after merges that brought a request."""
    for i in told.requests:
        merge = told.order.get(told.commits[i].landed)
        paths = {f"records/{thing}.yaml" for thing in told.commits[i].trailed("Revision-Request")}
        if merge is not None:
            yield from (f.new for f in told.commits[merge].net if f.path in paths)


LAWS = (_papers,)
WANTED = (wanted,)
