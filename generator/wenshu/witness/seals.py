"""The law of public halves: what stands in ``seals`` goes only when its key was destroyed on record.

Whose public half stands beside a person reads what is sealed for him next. So a commit that takes one away, or
puts another in its place, is told here, where the key folder is not needed to see it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from .. import keys, sealed
from ..diagnostics import Code, Finding, Severity
from .case import COMPANY, Case
from .chronicle import Chronicle, Wrongs

REPLACED = Code(
    "WIT52", Severity.ERROR,
    "提交 {commit} 去掉或换掉了 seals 里的公钥（{keys}），没有删除记录",
    "commit {commit} took a public half ({keys}) out of `seals` without an erasure on record",
    "换上的若是别人的公钥，以后密封的就归他看。恢复原来的这一行；已经用新公钥密封的，恢复以后重新键入。"
    "钥匙确实丢了、另做了一把的，在公司档案 allowed 里写明这个 commit 和理由。",
    "Whose public half stands there reads what is sealed next. Restore the line, and type anew what was sealed since. "
    "If the key was lost and another made, list the commit under `allowed` in the company file, with a reason.",
)  # fmt: skip
_PUBLIC = re.compile(rb"\bage1[02-9ac-hj-np-z]{58}\b")
_SERIAL = re.compile(r"records/[^/]+/(?:[0-9]{4}/)?[a-z]+-[0-9]+\.yaml")
"""Records about a person are named by a serial, never by words of his."""
LATEST = 2000
"""Changes that are looked at: a swap is told while it is new, and cards of customers change every day."""


def _replaced(case: Case) -> Iterator[Finding]:
    gone = keys.erased(case.office)
    forgiven = case.office.company.forgiven
    for path, touches in case.chronicle.touches.items():
        wrongs = Wrongs()
        for touch in touches if holds(path) else ():
            before, after = case.text(touch.old), case.text(touch.new)
            if not case.chronicle.judged[touch.at] or wrongs.mends(touch) or before is None or after is None:
                continue
            names = lost(before, after, gone)
            if not names:
                continue
            wrongs.add(touch)
            if not (forgiven and case.chronicle.commits[touch.at].id.startswith(forgiven)):
                yield REPLACED.at(path, None, commit=case.said(touch.at), keys="、".join(names))


def lost(before: bytes, after: bytes, gone: Collection[str]) -> tuple[str, ...]:
    """Return the keys whose public halves a change of a file took away, those destroyed on record excepted."""
    taken = set(_PUBLIC.findall(before)) - set(_PUBLIC.findall(after))
    return tuple(sorted({sealed.fingerprint(one.decode("ascii")) for one in taken} - set(gone)))


def holds(path: str) -> bool:
    """Say whether public halves may stand in a file."""
    return path == COMPANY or _SERIAL.fullmatch(path) is not None


def wanted(told: Chronicle) -> Iterator[str]:
    """Yield both contents of the latest changes of such files; one that was never changed again needs none."""
    changes = [
        touch for path, touches in told.touches.items() if holds(path)
        for touch in touches if touch.old and touch.new and told.judged[touch.at]
    ]  # fmt: skip
    for touch in sorted(changes, key=lambda one: -one.at)[:LATEST]:
        yield from (touch.old, touch.new)


LAWS = (_replaced,)
WANTED = (wanted,)
