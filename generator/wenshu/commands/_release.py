"""The register of releases: what went out to whom, on whose word. Every verb that hands something out writes it.

What went out is named by one digest. Each file gives the line ``<sha256>  <path>``, as sha256sum prints it;
the lines stand in the order of their paths (by code point), and the digest is the sha256 of this list. Whoever
holds the folder gets it by hand::

    find . -type f | sed 's|^[.]/||' | LC_ALL=C sort | tr '\\n' '\\0' | xargs -0 sha256sum | sha256sum
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from ..company_nouns import INTERNAL, Audience, class_rank
from ..diagnostics import Code, Severity

if TYPE_CHECKING:
    from . import Desk
    from ._pen import Pen

NO_WORD = Code(
    "REL01", Severity.ERROR,
    "“{what}”里有{class_}，没有说凭谁的话放出去",
    "{what} holds {class_}, and nobody is named on whose word it goes out",
    "写 --word-of 姓名；或在公司档案里给这类读者写上批准发布的岗位（approver）。",
    "Name him with --word-of, or give the audience an approver (a post) in the company file.",
)  # fmt: skip
NOT_HIS = Code(
    "REL04", Severity.WARNING,
    "{person} 在 {on} 不任“{post}”，而“{what}”由这个岗位批准发布",
    "{person} does not hold {post} on {on}, the post on whose word {what} goes out",
    "照登记；由批准的岗位补一句话，或改正 --word-of。",
    "It is recorded as it was; have the post confirm it, or mend --word-of.",
)  # fmt: skip
TOGETHER = Code(
    "REL03", Severity.ERROR,
    "“{title}”的网站{why}，不能和别的网站一次放出：{others}",
    "the site \"{title}\" {why_en} and never goes out together with another: {others}",
    "分开放：wenshu publish 文件夹 --audience {name}，放到只有本人能打开的地方。",
    "Publish it alone: wenshu publish FOLDER --audience {name}, where only its reader can open it.",
)  # fmt: skip
SALT = "release-salt.txt"
"""A file of chance beside what shows personal values: nobody can guess these back from the digest on record."""
MEDIA = ("共享文件夹", "移动盘", "光盘", "邮件", "纸质", "其他")


@dataclass(frozen=True, slots=True)
class Release:
    """What went out. Texts bear no personal value: ``to`` names a post, a department, a firm or a kind of reader."""

    what: str
    to: str
    files: Mapping[str, str]
    """Path → sha256 of each file that went out."""
    on: date
    slug: str
    """What its record is called after: an audience's name, ``bundle``, ``audit``, ``subject``."""
    audience: str = ""
    paper: str = ""
    """Id of the record it is of, where it is of one."""
    class_: str = INTERNAL
    by: str = ""
    word_of: str = ""
    medium: str = MEDIA[0]
    recall: str = ""


def listed(files: Mapping[str, str]) -> str:
    """Return the list of what went out, a line for each file."""
    return "".join(f"{files[path]}  {path}\n" for path in sorted(files))


def digest(files: Mapping[str, str]) -> str:
    """Return the one digest of what went out."""
    return hashlib.sha256(listed(files).encode("utf-8")).hexdigest()


def salt() -> bytes:
    """Return what :data:`SALT` holds; it goes out with the files and is hashed like any of them."""
    return f"{secrets.token_hex(32)}\n".encode("ascii")


def hashed(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the sha256 of some files by path."""
    return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


def replaced(release: Release, files: Mapping[str, str]) -> Release:
    """Return a release with the files that went out."""
    return replace(release, files=files)


def highest(audience: Audience) -> str:
    """Return the highest class an audience sees, directly or by one of its further sights."""
    return max(audience.wide, key=class_rank, default=INTERNAL)


def alone(audience: Audience) -> bool:
    """Say whether an audience's site never goes where another's does."""
    return audience.private or audience.on_demand


def why(audience: Audience) -> dict[str, str]:
    """Return why it does not, as the findings say it."""
    private = audience.private
    return {
        "title": audience.title, "why": "印有个人信息" if private else "是为一张办公桌做的",
        "why_en": "shows personal values" if private else "is made for one desk",
    }  # fmt: skip


def together(desk: Desk, chosen: Iterable[Audience], where: str, also: tuple[str, ...] = ()) -> None:
    """Refuse to hand out a site for one desk together with another, or with what ``also`` names.

    Raises:
        Stop: it was asked for (exit 1).
    """
    held = tuple(chosen)
    for audience in filter(alone, held):
        if others := [*(a.name for a in held if a is not audience), *also]:
            told = {**why(audience), "others": "、".join(others), "name": audience.name}
            raise desk.refuse(TOGETHER.at(where, None, **told))


def handler(pen: Pen, named: str, on: date) -> str:
    """Return who hands it out: the person named, else the one who works here, else the secretary, else ``""``.

    Raises:
        Stop: nobody is called so (exit 2).
    """
    if named:
        return pen.person(named, "", on)
    company = pen.office.company
    posts = (series.allots for series in company.series.values() if series.allots)
    holders = company.holders(next(posts, ""), on)
    return pen.operator() or (holders[0].id if holders else "")


def word(pen: Pen, what: str, class_: str, post: str, named: str, on: date) -> str:
    """Return on whose word it goes out: the person named, else who holds the post that approves it.

    Raises:
        Stop: nobody is named or called so (exit 2); it is secret and nobody answers for it (exit 1).
    """
    company = pen.office.company
    if named:
        person = pen.person(named, "", on)
        if post and not company.holds(person, post, on):
            pen.desk.tell([NOT_HIS.at("records/releases", person=person, on=on, post=post, what=what)])
        return person
    holders = company.holders(post, on) if post else ()
    if holders:
        return holders[0].id
    if class_rank(class_) > class_rank(INTERNAL):
        raise pen.desk.refuse(NO_WORD.at("records/releases", what=what, class_=class_))
    return ""


def known(pen: Pen, audience: str, told: str) -> bool:
    """Say whether a release of an audience's site with this digest is on record."""
    return any(r.text("digest") == told and r.text("audience") == audience for r in pen.office.of("releases"))


def lay(pen: Pen, release: Release, head: str) -> str:
    """Put the record of a release among the changes of the pen; return its id."""
    told = digest(release.files)
    name = f"releases/{release.on.year}/{release.on}-{release.slug}-{told[:8]}"
    taken = {*pen.office.records, *(path.removeprefix("records/").removesuffix(".yaml") for path in pen.changes)}
    tries = (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3)))
    id_ = next(one for one in tries if one not in taken)
    post = pen.office.company.post_of(release.word_of, release.on) if release.word_of else ""
    pen.fact(f"records/{id_}.yaml", {
        "what": release.what, "audience": release.audience, "paper": release.paper, "class": release.class_,
        "to": release.to, "by": release.by, "word_of": release.word_of, "post": post, "on": release.on,
        "medium": release.medium, "head": head, "files": len(release.files), "digest": told,
        "recall": release.recall,
    })  # fmt: skip
    return id_


def record(pen: Pen, *releases: Release) -> str:
    """Write what went out into the register and commit it; return the commit, ``""`` where nothing was made.

    Call it after the files lie where they belong: it happened, so only what contradicts itself stops it. Where
    there is no repository nothing is written.

    Raises:
        Stop: git refused (exit 4).
    """
    from .. import gitlog

    if not releases or not gitlog.is_repository(pen.root):
        return ""
    head = gitlog.head(pen.root)
    ids = [lay(pen, release, head) for release in releases]
    first = releases[0]
    whats = _short("、".join(dict.fromkeys(release.what for release in releases)))
    trailers = [("Release", id_) for id_ in ids] + [("Date", str(first.on))]
    trailers += [("Word-of", release.word_of) for release in releases[:1] if release.word_of]
    return pen.commit(f"发放：{whats} → {_short(first.to)}", trailers, first.by, event=True)


def told(pen: Pen, releases: Iterable[Release]) -> None:
    """Say what stands in the register now."""
    for release in releases:
        pen.desk.echo(f"已登记发放 recorded: {release.what} → {release.to}  {len(release.files)} 个文件  "
                      f"校验 {digest(release.files)[:12]}")  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
