"""What a person types to name a paper, a person, a day or a scan, and what it means."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .. import build
from ..company import likely
from ..diagnostics import Code, Severity
from . import Desk, Stop

if TYPE_CHECKING:
    from ..model import Record
    from ..office import Office

NO_RECORD = Code(
    "CMD01", Severity.ERROR,
    "没有“{ref}”这份文件",
    "there is no paper \"{ref}\"",
    "写文件的编号路径（如 documents/2026/spring-stock）、其末段或文号。{likely}",
    "Name it by its id, a unique tail of it, or its number as printed. {likely}",
)  # fmt: skip
NO_PERSON = Code(
    "CMD02", Severity.ERROR,
    "找不到这个人：{what}",
    "no such person: {what_en}",
    "写公司档案 people 里的姓名，同名的带上括号里的部门；缺人的，用 --as 写明。{likely}",
    "Name a person as the company file does, namesakes with their department; use --as where one lacks. {likely}",
)  # fmt: skip
SEVERAL = Code(
    "CMD06", Severity.ERROR,
    "叫“{ref}”的不止一份：{which}",
    "\"{ref}\" can mean several papers: {which}",
    "写全编号路径，或写文号。",
    "Write the whole id, or the number as printed.",
)  # fmt: skip

LEFT = Code(
    "CMD08", Severity.ERROR,
    "{person} 在 {on} 已经不在公司",
    "{person} was not with the company any more on {on}",
    "核对姓名和日期（--on）；离职以后来的，按外单位的人办。",
    "Look at the name and the day (--on); who comes after he has left is treated as an outsider.",
)  # fmt: skip
NO_SCAN = Code(
    "CMD09", Severity.ERROR,
    "扫描件“{name}”读不了：{why}",
    "the scan \"{name}\" cannot be read: {why_en}",
    "用 Windows 的看图程序打开看看；读不出的重新扫描，或放到自己的文件夹里再试。",
    "Open it in a viewer; scan it again, or copy it to a folder of your own and try again.",
)  # fmt: skip
NOT_YET = Code(
    "CMD07", Severity.ERROR,
    "日期 {on} 还没有到，不能登记",
    "the day {on} has not come yet: nothing can be recorded for it",
    "写事情发生的那一天；核对年份。",
    "Write the day on which it happened; look at the year.",
)  # fmt: skip


def plain(root: Path, ref: str) -> str:
    """Return a path as it is typed or dropped on Windows, or completed by a shell, as one below the root.

    ``.\\records\\fax\\2026\\a.yaml`` and the whole path of that file are ``records/fax/2026/a.yaml``.
    """
    told = ref.strip().strip("\"'").replace("\\", "/")
    for top in (f"{root.as_posix()}/", f"{root.resolve().as_posix()}/"):
        told = told.removeprefix(top)
    while told.startswith("./"):
        told = told[2:]
    return told


def record(desk: Desk, office: Office, ref: str) -> Record:
    """Return the record a person names.

    Raises:
        Stop: there is none, or there are several (exit 2).
    """
    found = office.find(ref)
    if found is not None:
        return found
    several = [id_ for id_ in office.records if ref and id_.endswith("/" + ref)]
    if len(several) > 1:
        desk.tell([SEVERAL.at("records", ref=ref, which="、".join(several))])
        raise Stop(2)
    near = likely(ref, [*office.records, *(r.rpartition("/")[2] for r in office.records)])
    desk.tell([NO_RECORD.at("records", ref=ref, likely=near)])
    raise Stop(2)


def person(desk: Desk, office: Office, named: str, post: str, on: date) -> str:
    """Return the person named, else the one who holds a post on a day.

    Raises:
        Stop: nobody is, or several are (exit 2).
    """
    company = office.company
    if named in company.people:
        return named
    holders = company.holders(post, on) if not named else ()
    if holders:
        return holders[0].id
    alike = [p.id for p in company.people.values() if named and p.name == named]
    near = "、".join(alike) or likely(named, company.people)
    what, what_en = f"公司档案里没有“{named}”", f"\"{named}\" is not in the company file"
    if alike:
        what, what_en = f"“{named}”有 {len(alike)} 个，没有说是哪一个", f"{len(alike)} are called \"{named}\""
    if not named:
        what, what_en = f"{on} 没有人任“{post}”", f"nobody holds \"{post}\" on {on}"
    desk.tell([NO_PERSON.at(build.COMPANY, what=what, what_en=what_en, likely=near)])
    raise Stop(2)


def staff(desk: Desk, office: Office, who: str, on: date) -> str:
    """Return a person who is with the company on a day.

    Raises:
        Stop: he has left (exit 1).
    """
    told = office.company.people[who]
    if told.status == "离职" and not office.company.post_of(who, on):
        raise desk.refuse(LEFT.at(build.COMPANY, person=who, on=on))
    return who


def scan(desk: Desk, file: Path) -> bytes:
    """Return the bytes of a scan.

    Raises:
        Stop: it is no file, is empty or cannot be read (exit 1).
    """
    why, why_en, data = "不是文件", "it is no file", b""
    if file.is_file():  # a device or a pipe could go on for ever
        why, why_en = "是空的", "it is empty"
        try:
            data = file.read_bytes()
        except OSError as error:
            why, why_en = "没有权限，或正被别的程序占用", error.strerror or str(error)
    if not data:
        raise desk.refuse(NO_SCAN.at(file.name, name=file.name, why=why, why_en=why_en))
    return data


def day(desk: Desk, office: Office, on: date | None) -> date:
    """Return the day of a fact: the one typed, else the present one.

    Raises:
        Stop: it has not come yet (exit 1).
    """
    if on is not None and on > max(office.as_of, desk.today):
        raise desk.refuse(NOT_YET.at("records", on=on))
    return on or office.as_of
