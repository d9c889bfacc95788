"""``wenshu subject export``: everything known of one person as one paper, never in the work tree."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import files, keyfolder, keyring, keys, views, zh
from ..company_nouns import INTERNAL, class_rank
from ..diagnostics import Code, Severity
from ..glass import Glass
from ..rules import subjects
from . import Stop
from ._person import person, request

if TYPE_CHECKING:
    from ..model import Record
    from ..office import Office
    from ._pen import Pen

IN_TREE = Code(
    "SUB38", Severity.ERROR,
    "不能导出到文书库或别的 git 工作区里",
    "nothing is exported into this repository or another git work tree",
    "写一个 git 以外的文件夹，如桌面或移动盘；交给本人后从电脑上删去。",
    "Name a folder outside of git, and delete the file once it was handed over.",
)  # fmt: skip
THERE = Code(
    "SUB40", Severity.ERROR,
    "这里已经有一个文件，没有覆盖",
    "there is a file already; it was not overwritten",
    "换一个文件名；它若是上次导出、已经交给本人的，先从电脑上删去。",
    "Name another file; if it is an earlier export that was handed over, delete it first.",
)  # fmt: skip
NOT_WRITTEN = Code(
    "SUB39", Severity.ERROR,
    "导出文件写不进去：{reason}",
    "the export cannot be written: {reason_en}",
    "什么也没有写入。看看文件是不是正在 Word 里打开，文件夹有没有权限。",
    "Nothing was written. Is the file open in Word, or the folder read-only?",
)  # fmt: skip
TEMPLATE = "subject-export"


def export(pen: Pen, ref: str, target: Path, given: Mapping[str, Any]) -> None:
    """Write the paper and enter it into the register of releases.

    Raises:
        Stop: identity was not checked, or the place will not do (exit 1); nobody is meant (exit 2).
        keyring.Refused: the key folder lies in a work tree.
    """
    from . import _release
    from ._subject_request import UNSEEN
    from ._text import rendered

    subject, day = person(pen, ref), pen.day(given["on"])
    asked = request(pen, given["request"], subject) if given["request"] else None
    if asked is not None and not subjects.identified(pen.office, asked):
        raise pen.desk.refuse(UNSEEN.at(asked.path, number=pen.office.number(asked)))
    file = _place(pen, target, subject)
    clerk = _release.handler(pen, given["clerk"], day)
    office = opened(pen)
    view = paper(pen, office, subject, asked, clerk)
    word = _release.word(pen, _what(office, subject), view["class_"], subjects.decider(office), given["word_of"], day)
    data = rendered(pen.desk, pen.believed, TEMPLATE, view)
    if pen.dry_run:
        pen.desk.echo(f"将写出 would write {file.name}：{view['count']} 处 {view['values']} 项")
        return
    _write(pen, file, data)
    pen.desk.echo(f"已写出 written {file}：{view['count']} 处 {view['values']} 项")
    release = _release.Release(
        _what(office, subject), "当事人本人", _release.hashed({"subject.docx": data}), day, "subject",
        paper=subject if subject in office.records else "", class_=view["class_"], by=clerk, word_of=word,
        medium="其他", recall="交本人，本机副本删去",
    )  # fmt: skip
    _release.record(pen, release)
    _release.told(pen, (release,))


def opened(pen: Pen) -> Office:
    """Return the office as the reader's own identity lets it be seen: every purpose clear where his key opens it."""
    office = pen.office
    how = dict.fromkeys(subjects.purposes(office), "clear")
    glass = Glass(how, keyring.opener(pen.root), keys.erased(office), keys.restricted(office), office.company.masks)
    return dataclasses.replace(office, glass=glass)


def paper(pen: Pen, office: Office, subject: str, asked: Record | None, clerk: str) -> Mapping[str, Any]:
    """Return what the paper shows."""
    from ._subject_known import known

    sections = known(pen, office, subject)
    own = office.records.get(subject)
    classes = [views.class_of(office, own) if own else INTERNAL, office.kinds[subjects.REQUESTS].class_
               if subjects.REQUESTS in office.kinds else INTERNAL]  # fmt: skip
    return {
        "company": views.letterhead(office.company.letterhead(office.as_of)),
        "class_": max(classes, key=class_rank), "stamp": "", "check": "",
        "named": subjects.named(office, subject),
        "number": office.number(asked) if asked else "", "day": zh.long_date(office.as_of),
        "count": str(len(sections)), "values": str(sum(len(s.rows) for s in sections)), "by": office.person(clerk),
        "sections": [
            {"title": s.title, "place": s.place, "why": s.why,
             "rows": [{"label": r.label, "value": r.value, "purpose": r.purpose or "—"} for r in s.rows]}
            for s in sections
        ],
    }  # fmt: skip


def _what(office: Office, subject: str) -> str:
    name = "公司人员" if subject.startswith(keys.PEOPLE) else subjects.named(office, subject)
    return f"个人信息复制件（{name}）"


def _place(pen: Pen, target: Path, subject: str) -> Path:
    """Return the file to write.

    Raises:
        Stop: it would lie in a work tree (exit 1), or is no Word file (exit 2).
    """
    full = target.expanduser().resolve()
    if full.is_relative_to(pen.root.resolve()) or keyfolder.in_work_tree(full):
        raise pen.desk.refuse(IN_TREE.at(target.name))
    if full.suffix.lower() == ".docx":
        return _fresh(pen, full)
    if full.suffix and not full.is_dir():
        raise Stop(2, "写一个文件夹，或 .docx 文件。Name a folder or a .docx file.")
    slug = "person" if subject.startswith(keys.PEOPLE) else subject.rpartition("/")[2]
    return _fresh(pen, full / f"subject-{slug}.docx")


def _fresh(pen: Pen, file: Path) -> Path:
    """Return a place where nothing lies yet.

    Raises:
        Stop: something does (exit 1): it may be a paper of the user's own.
    """
    if file.exists():
        raise pen.desk.refuse(THERE.at(str(file)))
    return file


def _write(pen: Pen, file: Path, data: bytes) -> None:
    """Write the paper in one movement, for its owner's eyes only."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        keyfolder.private(file, data)
    except OSError as error:
        told = {"reason": files.why(error), "reason_en": error.strerror or str(error.errno)}
        raise pen.desk.refuse(NOT_WRITTEN.at(file.name, None, **told)) from None
