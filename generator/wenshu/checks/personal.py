"""Personal numbers in the clear: in the texts of the tree, in paths, in what commits say. Git forgets none of it.

The number itself is never repeated: a finding names its kind and its place. What may stand in the clear is
listed in the company file (``allowed``); the telephones of the company's own letterhead always may.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from .. import docx_text, past, yamlread
from ..company import Company
from ..diagnostics import Code, Finding, Place, Severity
from ..personal import KINDS_EN, Number, find, find_in_path, paths, places, veiled

if TYPE_CHECKING:
    from ..office import Office

_HINT = (
    "本人档案里的用 wenshu seal 文件 字段 密封；正文里写 @编号 引用本人（如 @KH-2026-0007），不写号码；"
    "确实可以公开的，在公司档案 allowed 里写明号码和理由。"
)
_HINT_EN = (
    "Seal it in the person's own record (`wenshu seal FILE FIELD`); a body cites the person (@KH-2026-0007); "
    "what may be public is listed under `allowed` in the company file, with a reason."
)

IN_CLEAR = Code(
    "PII01", Severity.ERROR,
    "这里明写着{kind}：个人信息进了 git 就删不掉",
    "a {kind_en} stands here in the clear: git never forgets it",
    _HINT, _HINT_EN,
)  # fmt: skip
IN_PATH = Code(
    "PII02", Severity.ERROR,
    "文件名或文件夹名里有{kind}：个人信息进了 git 就删不掉",
    "a path holds a {kind_en}: git never forgets it",
    "改一个名字：客户和人员的文件用流水号（如 c-00012），其余用标题的拼音；确实可以公开的，在公司档案 allowed 里写明。",
    "Rename it: a serial for customers and persons (c-00012), else pinyin of the title; what may be public is listed "
    "under `allowed` in the company file.",
)  # fmt: skip
IN_COMMIT = Code(
    "PII03", Severity.ERROR,
    "提交 {commit} 的{where}里有{kind}{about}",
    "the {where_en} of commit {commit} holds a {kind_en}{about_en}",
    "还没有推送的，请管理员重做这次提交；已经推送的改不掉：查明经过，报告负责人，再在公司档案 allowed 里写明 "
    "commit 和理由。",
    "If it was not pushed, let the administrator make that commit anew; else report it and list the commit under "
    "`allowed` in the company file, with a reason.",
)  # fmt: skip
TO_COMMIT = Code(
    "PII04", Severity.ERROR,
    "{where}里有{kind}，没有写入",
    "the {where_en} holds a {kind_en}; nothing was written",
    "事由、说明里不写个人的号码：写客户编号或“该客户”，号码留在本人档案里密封保存；确实可以公开的，在公司档案 "
    "allowed 里写明。",
    "Reasons and messages name no personal numbers: write the customer's number; the value stays sealed in the "
    "person's own record. What may be public is listed under `allowed` in the company file.",
)  # fmt: skip

NEVER = (IN_CLEAR, IN_PATH)
"""What no verb may write, an event that happened included: it can be recorded without the number."""
WHERE = {
    "message": ("提交说明", "message"), "path": ("文件名", "path"), "trailer": ("事由或附注", "reason or trailer"),
}  # fmt: skip


def allowed(company: Company) -> tuple[str, ...]:
    """Return the texts that may stand in the clear: those listed, and what the letterheads print."""
    heads = [head for _, _, head in company.letterheads]
    return (*company.allowed, *(text for head in heads for text in (head.telephone, head.fax) if text))


def listed(data: bytes) -> tuple[str, ...]:
    """Return the same of a company file as it is written, whatever else is wrong with it; nothing if it is no YAML."""
    tree, _ = yamlread.read("records/company.yaml", data) if data else (None, ())
    rows = {key: [row for row in told if isinstance(row, dict)] for key in ("allowed", "letterheads")
            if isinstance(told := (tree or {}).get(key), list)}  # fmt: skip
    texts = [row.get("text") for row in rows.get("allowed", ()) if row.get("reason")]
    texts += [row.get(key) for row in rows.get("letterheads", ()) for key in ("telephone", "fax")]
    return tuple(text for text in texts if isinstance(text, str) and text)


def check(office: Office, tree: Mapping[str, bytes]) -> Iterator[Finding]:
    """Yield the personal numbers that stand in the clear in the files of a tree and in their paths."""
    free = allowed(office.company)
    for path, data in tree.items():
        if not path.startswith("records/attachments/") and _numbers(path[-5:], data):
            yield from in_content(path, data, free)
    yield from in_paths(tree, free)


def in_paths(listed: Iterable[str], free: Collection[str]) -> Iterator[Finding]:
    """Yield what is personal in some paths; a finding's place names the path without the number."""
    for path in paths(listed):
        numbers = find_in_path(path, free)
        for kind in dict.fromkeys(number.kind for number in numbers):
            yield IN_PATH.at(_named(path, free), kind=kind, kind_en=KINDS_EN[kind])


def in_content(path: str, data: bytes, free: Collection[str]) -> Iterator[Finding]:
    """Yield what is personal in a file: a text with line and column, a Word file as a whole."""
    if not _numbers(path[-5:], data):
        return
    text, word = _text(path[-5:], data)
    ends = [found.end() for found in re.finditer("\n", text)]
    for number in find(text, free):
        row = bisect_right(ends, number.start)
        column = number.start - (ends[row - 1] if row else 0) + 1
        place = Place(_named(path, free)) if word else Place(_named(path, free), row + 1, column)
        yield IN_CLEAR.at(place, kind=number.kind, kind_en=KINDS_EN[number.kind])


# a verb judges the tree before and after its change: all but a few files are the same bytes
@lru_cache(maxsize=1 << 14)
def _numbers(ending: str, data: bytes) -> tuple[Number, ...]:
    text, _ = _text(ending, data)
    return find(text)


_SEALED = re.compile(rb"(sealed:[a-z2-7]{12}:)[A-Za-z0-9+/=]+")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))")


def _text(ending: str, data: bytes) -> tuple[str, bool]:
    """Return the text of a file, and whether it is a Word file; of other binary files nothing."""
    if ending == ".docx":
        return "\n".join(docx_text.spoken(data)), True
    if b"\0" in data[:8000]:
        return "", False
    if b"sealed:" in data:  # what is sealed is most of such a file, and says nothing
        data = _SEALED.sub(rb"\1", data)
    text = data.decode("utf-8-sig", "replace")
    # an escape in double quotes hides a digit from the eye, not from the paper
    return (_ESCAPE.sub(_unescaped, text) if "\\" in text else text), False


def _unescaped(found: re.Match[str]) -> str:
    value = int(found[1] or found[2] or found[3], 16)
    return chr(value) if 32 <= value < 0x110000 else found[0]


def _named(path: str, free: Collection[str]) -> str:
    return veiled(path, find_in_path(path, free))


# ── what commits say ──────────────────────────────────────────────────────────────────────────


def _commits(office: Office) -> Iterator[Finding]:
    """Yield what is personal in the messages, trailers and paths of history; commits listed as known are left out."""
    branches = (commit for branch in office.past.branches for commit in branch.commits)
    free = allowed(office.company)
    for commit in (*_suspects(office.past), *branches):
        if not any(commit.id.startswith(known) for known in office.company.forgiven):
            yield from in_commit(commit, free, office.records.keys())


def _suspects(known: past.Past) -> Iterator[past.Commit]:
    """Yield the commits whose line may hold a number; no other is parsed."""
    if not known.roll:
        return
    # an escaped line break ends in a letter: a number behind it would not stand alone
    text = known.roll.decode("utf-8", "replace").replace("\\n", "\\ ").replace("\\t", "\\ ")
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    for row in sorted({bisect_right(starts, at) - 1 for at in places(text)}):
        yield past.commit(known.lines[row])


def in_commit(commit: past.Commit, free: Collection[str], records: Collection[str] = ()) -> Iterator[Finding]:
    """Yield what is personal in what a commit says of itself and in the paths it changed.

    Args:
        records: the ids of the records there are: a commit about one is told at its place.
    """
    id_ = next((value for value in commit.trailed("Record") if value in records), "")
    place = f"records/{id_}.yaml" if id_ else ".git"
    subjects = [value for key in ("Record", "Revision-Request") for value in commit.trailed(key)]
    about = next((value for value in subjects if not find_in_path(value, free)), "")
    changed = (change.path for change in commit.changes)
    for where, kind in said(commit.message, commit.trailers, changed, free):
        zh, en = WHERE[where]
        yield IN_COMMIT.at(
            _named(place, free), commit=commit.id[:12], where=zh, where_en=en, kind=kind, kind_en=KINDS_EN[kind],
            about=f"（关于 {about}）" if about else "", about_en=f" (about {about})" if about else "",
        )  # fmt: skip


def said(
    message: str, trailers: Iterable[tuple[str, str]], changed: Iterable[str], free: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Return where (a key of :data:`WHERE`) and of what kind personal numbers stand in what a commit says."""
    found = [("message", number.kind) for number in find(message, free)]
    for _, value in trailers:
        if value and value not in message:
            found += [("trailer", number.kind) for number in find(value, free)]
    for path in paths(changed):
        found += [("path", number.kind) for number in find_in_path(path, free)]
    return tuple(dict.fromkeys(found))


def before_commit(
    company: Company, message: str, trailers: Iterable[tuple[str, str]], changed: Iterable[str]
) -> tuple[Finding, ...]:
    """Return why a commit may not be made: what it would say stands in git for ever."""
    return to_commit(said(message, trailers, changed, allowed(company)))


def to_commit(told: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    """Return the findings of what :func:`said` found in a commit that is yet to be made."""
    return tuple(
        TO_COMMIT.at(".git", where=WHERE[where][0], where_en=WHERE[where][1], kind=kind, kind_en=KINDS_EN[kind])
        for where, kind in told
    )


CHECKS = (_commits,)
TREES = (check,)
