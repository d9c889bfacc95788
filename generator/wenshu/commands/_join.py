"""Joining what others did with what was done here: judged before it is made, told as papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import build, claims, gitjoin, gitlog, gitpast, gitsign, journal, numbering, yamlread
from ..diagnostics import Code, Finding, Severity, errors
from ..gitrun import GitFailed, git
from . import Stop
from ._pen import FACTS

if TYPE_CHECKING:
    from ..office import Office
    from ._pen import Pen
    from .sync import Plan

UNSAVED = Code(
    "SYN03", Severity.ERROR,
    "{what}有没保存的改动，别人也改了它，现在不能合并",
    "{what} has unsaved changes here and was changed by others: nothing can be merged now",
    "先保存自己的改动（wenshu save），再 wenshu sync。",
    "Save your changes first (wenshu save), then run wenshu sync again.",
)  # fmt: skip
CONFLICT = Code(
    "SYN04", Severity.ERROR,
    "{what}在两边都改了：本机 {here}，{remote} {there}",
    "{what} was changed here and there: here by {here}, on {remote} by {there}",
    "什么也没有改动。{tip}",
    "Nothing was changed. {tip_en}",
)  # fmt: skip
SAME_NUMBER = Code(
    "SYN05", Severity.ERROR,
    "{number} 两边都用了：本机 {here}，{remote} {there}",
    "number {number} was used on both sides: here {here}, on {remote} {there}",
    "以已经送出的为准。本机这份请收回纸件，由管理员撤下本机未送出的那次提交，再 wenshu issue 取新号。",
    "The one already sent stands. Call back the paper issued here, undo its unsent commit, and issue it anew.",
)  # fmt: skip
OUTSIDE = Code(
    "SYN06", Severity.ERROR,
    "要合并的 {path} 不在文书文件夹里",
    "{path}, which is to be merged, lies outside of the records' folder",
    "文书文件夹外面的文件请用 git pull 合并。",
    "Merge files outside of the folder with git pull.",
)  # fmt: skip


def joined(pen: Pen, remote: str, ours: str, theirs: str) -> Plan:
    """Return the commit in which both sides are whole; nothing has moved yet.

    Raises:
        Stop: they contradict each other, or unsaved changes are in the way (exit 3); the join has errors (1).
        GitFailed: git refused.
    """
    from .sync import UNRELATED, Plan

    root = pen.root
    if not theirs or ours == theirs:
        return Plan(ours, 0, gitjoin.count(root, ours, theirs))
    came_from = gitjoin.base(root, ours, theirs) if ours else ""
    if not came_from:
        pen.desk.tell([UNRELATED.at(".git", remote=remote)])
        raise Stop(4)
    bring, send = gitjoin.count(root, theirs, ours), gitjoin.count(root, ours, theirs)
    if came_from == theirs:
        return Plan(ours, 0, send)
    if came_from == ours:
        _in_the_way(pen, ours, theirs)
        return Plan(theirs, bring, 0)
    found = gitjoin.join(root, came_from, ours, theirs, _whole)
    if found.conflicts:
        pen.desk.tell(conflicts(pen, found.conflicts, remote, ours, theirs))
        raise Stop(3)
    _judge(pen, found.tree, ours, theirs)
    _in_the_way(pen, ours, found.tree)
    text = gitlog.full_message(f"同步：并入 {remote} 的 {bring} 次提交", [("Synced-with", remote)])
    env = gitlog.who(pen.author(), pen.desk.when)
    return Plan(gitsign.commit_tree(root, found.tree, (theirs, ours), text, env), bring, send + 1)


def lay_down(pen: Pen, ours: str, tip: str) -> None:
    """Make the branch, the index and the work tree what a commit says; a kill leaves all of it or nothing.

    Raises:
        GitFailed: HEAD moved meanwhile, or git refused. Nothing was changed.
    """
    if ours == tip:
        return
    root = pen.root
    paths = _paths(pen, ours, tip)
    held = gitpast.contents(root, (blob for mode, blob in paths.values() if mode == _FILE))
    plain = {path: held[blob] if blob else None for path, (mode, blob) in paths.items() if mode in ("", _FILE)}
    verb = journal.begin(root, plain, ours)
    try:
        journal.carry_out(root, verb)
        told = ("-m", "wenshu: sync", "--end-of-options", "HEAD", tip, ours)
        git(root, "update-ref", *told, env=gitlog.who(pen.author(), pen.desk.when))
    except (GitFailed, OSError) as error:
        journal.undo(root, verb)
        raise GitFailed(str(error)) from None
    try:
        gitlog.refresh(root, paths)
    except gitlog.Lagging:
        return  # all is there; the journal stands, the next command brings the index along
    gitjoin.check_out(root, [path for path, (mode, _) in paths.items() if mode not in ("", _FILE)])
    journal.end(root)


_FILE = "100644"


def _whole(path: str) -> bool:
    """Say whether a path is taken whole: facts, and what is not plain text, are never mended by lines."""
    return _fact(path) or not path.endswith((".yaml", ".md", ".txt"))


def _fact(path: str) -> bool:
    return f"/{path}".rpartition("/records/")[2].startswith(_TOPS)


_TOPS = tuple(folder.removeprefix("records/") for folder in FACTS)


def _paths(pen: Pen, before: str, after: str) -> dict[str, tuple[str, str]]:
    """Return what differs, relative to the root → (mode, git's name).

    Raises:
        Stop: something outside of the root does (exit 3).
    """
    prefix = git(pen.root, "rev-parse", "--show-prefix").strip("\n")
    found = gitjoin.changed(pen.root, before, after)
    beyond = [path for path in found if not path.startswith(prefix)]
    if beyond:
        pen.desk.tell(OUTSIDE.at(path, path=path) for path in beyond[:5])
        raise Stop(3)
    return {path.removeprefix(prefix): told for path, told in found.items()}


def _in_the_way(pen: Pen, ours: str, after: str) -> None:
    """Stop where the join would change a file that has unsaved changes.

    Raises:
        Stop: it would (exit 3).
    """
    dirty = set(gitlog.status(pen.root, "."))
    met = sorted(dirty & _paths(pen, ours, after).keys())
    if met:
        pen.desk.tell(UNSAVED.at(path, what=_what(pen.office, path)) for path in met)
        raise Stop(3)


def _judge(pen: Pen, tree: str, ours: str, theirs: str) -> None:
    """Stop where the join has errors that neither side has.

    Raises:
        Stop: it has (exit 1).
    """
    from .sync import NOT_JOINED

    known = {_sign(f) for side in (ours, theirs) for f in errors(_believed(pen, side).findings)}
    brought = [f for f in _believed(pen, tree).findings if _sign(f) not in known]
    wrong = errors(brought)
    if wrong:
        raise pen.desk.refuse(NOT_JOINED.at("records", count=len(wrong)), *wrong)


def _believed(pen: Pen, tree: str) -> build.Believed:
    return build.judge(gitpast.tree_at(pen.root, tree), pen.desk.as_of, pen.desk.today)


def _sign(finding: Finding) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return what makes two findings the same mistake, wherever its line has moved."""
    return (finding.place.path, finding.code.id, finding.values)


def conflicts(pen: Pen, paths: tuple[str, ...], remote: str, ours: str, theirs: str) -> list[Finding]:
    """Return what two sides contradict each other in: papers and numbers, with who changed them and when."""
    there = _believed(pen, theirs).office or pen.office
    prefix = git(pen.root, "rev-parse", "--show-prefix").strip("\n")
    told = []
    for path in paths:
        mine, other = (gitjoin.touched(pen.root, path, *ends) for ends in ((ours, theirs), (theirs, ours)))
        within = path.removeprefix(prefix)
        number = claims.numbers([within])
        tips = (tip.format(theirs=theirs[:12], path=f":/{path}") for tip in (_FACT if _fact(within) else _PAPER))
        values = {"remote": remote, **dict(zip(("tip", "tip_en"), tips, strict=True))}
        sides = [_touch(touch) for touch in (mine, other)]
        if number:
            code, values["number"] = SAME_NUMBER, _number(pen.office, *next(iter(number)))
            papers = (_bearer(pen, office, at, within) for office, at in ((pen.office, ours), (there, theirs)))
            sides = [f"{paper}（{side}）" for paper, side in zip(papers, sides, strict=True)]
        else:
            code, values["what"] = CONFLICT, _what(pen.office if not mine.gone else there, within)
        told.append(code.at(within, None, here=sides[0], there=sides[1], **values))
    return told


def _touch(touch: gitjoin.Touch) -> str:
    return f"{touch.who} {touch.when}{' 删掉了' if touch.gone else ''}".strip()


def _number(office: Office, series: str, year: int | None, serial: int) -> str:
    known = office.company.series.get(series)
    return numbering.printed(known, "house", year, serial) if known else f"{series} {serial}"


def _bearer(pen: Pen, office: Office, commit: str, path: str) -> str:
    """Return the paper that bears a number on one side, or what else became of it."""
    data = gitpast.tree_at(pen.root, commit, (path,)).get(path, b"")
    tree, _ = yamlread.read(path, data)
    told = {str(key): str(value) for key, value in (tree or {}).items()}
    record = office.records.get(told.get("record", ""))
    return f"《{office.title(record)}》" if record else told.get("title") or told.get("reason") or "—"


def _what(office: Office, path: str) -> str:
    """Return a file as the office calls it: 《title》, or which slip of which paper."""
    id_ = path.removeprefix("records/").removesuffix(".yaml")
    record = office.records.get(id_)
    if record is not None:
        return f"《{office.title(record)}》"
    top, _, rest = id_.partition("/")
    longest = sorted(office.records, key=len, reverse=True)
    about = next((r for r in longest if f"{r}/" in f"{rest}/"), "") if top in _SLIPS else ""
    if about:
        return f"《{office.title(office.records[about])}》的{_SLIPS[top]}"
    number = claims.numbers([path])
    if number:
        return _number(office, *next(iter(number)))
    return "公司档案" if path == build.COMPANY else f"文件 {path} "


_SLIPS = {"approvals": "签批记录", "distribution": "发放记录", "custody": "借阅记录"}


_PAPER = (
    "先用对方的稿子：git checkout {theirs} -- {path}，wenshu save，再 wenshu sync；自己要改的，同步以后再写进去。",
    "Take theirs: git checkout {theirs} -- {path}, wenshu save, wenshu sync; write your own change in afterwards.",
)
_FACT = (
    "以已经送出的为准：请管理员撤下本机未送出的那次提交，同步以后再用 wenshu 的命令补登。",
    "The one already sent stands: undo the unsent commit of this clone, synchronise, and record it again.",
)
