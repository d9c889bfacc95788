"""The branches as revise and decide see them, and one way to move them and the work tree together."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from .. import build, gitlog, gitmerge, gitnet, gitpast, gitrefs, gitsign, journal
from ..diagnostics import Code, Severity
from ..gitmerge import HEADS, Planned, Side
from ..gitrun import GitFailed
from . import Stop
from ._alone import refused, unwritten
from ._request import PREFIX, Asked, asked

if TYPE_CHECKING:
    from ._pen import Pen

IN_THE_WAY = Code(
    "REV12", Severity.ERROR,
    "“{path}”有没保存的改动，正好挡住要写的内容",
    "{path} has unsaved changes where this would write",
    "先 wenshu save，再试；这处改动不要了的，恢复原文再试：git restore {path}",
    "Save it with wenshu save, or give the change up (git restore {path}), then try again.",
)  # fmt: skip
NO_MAIN = Code(
    "REV17", Severity.ERROR,
    "这里没有正式分支“{main}”，修改申请无从提起",
    "there is no main branch \"{main}\" here: nothing can be asked of it",
    "正式分支的名称写在公司档案 main 里；先在那个分支上保存（wenshu save）。",
    "The company file names it (main); save something on that branch first.",
)  # fmt: skip


class Branches:
    """Where the branches stand. The replay of a past company puts its own in this place."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.root = pen.root
        main = pen.office.company.main
        if not gitlog.is_repository(self.root):
            raise self._failed("这个文件夹不是 git 仓库 (no git repository here)")
        self.main = HEADS + main
        self.tip = gitrefs.tip(self.root, self.main)
        if not self.tip:
            raise pen.desk.refuse(NO_MAIN.at(".git", main=main))
        self.on = gitrefs.branch(self.root)
        _, self.tips = gitrefs.standing(self.root)

    def believed(self) -> build.Believed:
        """Return the main branch as it stands, judged; what lies unsaved in the work tree has no part in it."""
        tree = gitpast.tree_at(self.root, self.tip)
        return build.judge(tree, self.pen.desk.as_of, self.pen.desk.today)

    def remotes(self) -> tuple[str, ...]:
        """Return the names of the remotes."""
        return gitnet.remotes(self.root)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return path → git's name of the main branch."""
        return gitpast.listed(self.root, self.tip)

    def bytes_of(self, names: Mapping[str, str]) -> dict[str, bytes | None]:
        """Return path → bytes for path → git's name (``""``: None)."""
        held = gitpast.contents(self.root, names.values())
        return {path: held[name] if name else None for path, name in names.items()}

    @cached_property
    def pending(self) -> tuple[Side, ...]:
        """Return the request branches that the main branch does not hold."""
        return gitmerge.sides(self.root, self.tip, PREFIX)

    def carry_out(
        self, course: Sequence[Planned], lay: Mapping[str, bytes | None], stand_on: str = "",
        taken: Collection[str] = (), point: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """Make the commits, move their branches as one and bring the work tree along.

        Args:
            lay: what the work tree will hold where it follows.
            stand_on: the branch HEAD will name, ``""``: as before.
            taken: paths of ``lay`` whose unsaved edits are in the course already.
            point: branches that will name a commit that is there already.

        Raises:
            Stop: unsaved edits are in the way, or the key is not his (exit 1); git refused (exit 4).
        """
        self._free(lay, taken)
        for planned in course:
            self.pen.may_say(planned.message, planned.trailers, planned.files)
        if self.pen.dry_run:
            self._show(course)
            return
        verb = None
        try:
            moved = {**(point or {}), **gitmerge.write(self.root, course, self.pen.desk.when)}
            if lay:
                verb = journal.begin(self.root, lay, gitlog.head(self.root))
                journal.carry_out(self.root, verb)
            if moved:
                were = {ref: self.tips.get(ref.removeprefix(HEADS), "") for ref in moved}
                why = course[-1].message if course else "revise"
                gitmerge.move(self.root, moved, were, why, self.pen.author())
            if stand_on:
                gitmerge.stand_on(self.root, stand_on, tuple(lay))
            elif lay:
                gitlog.refresh(self.root, lay)
        except gitsign.NotHis as foreign:
            raise self.pen.desk.refuse(gitsign.FOREIGN.at(".git", key=str(foreign))) from None
        except gitlog.Lagging:
            return  # all is there; the journal stands, the next command brings the index along
        except (GitFailed, OSError) as error:
            if verb is not None:
                journal.undo(self.root, verb)
            raise unwritten(self.pen.desk, error) if isinstance(error, OSError) else self._failed(str(error)) from None
        if verb is not None:
            journal.end(self.root)

    def requests(self) -> tuple[tuple[Side, Asked], ...]:
        """Return the pending requests with what they ask; a branch that asks for nothing is left out."""
        told = ((side, asked(side.commits)) for side in self.pending)
        return tuple((side, what) for side, what in told if what is not None)

    def stand(self, branch: str) -> None:
        """Go over to another branch: HEAD, and the files that differ.

        Raises:
            Stop: unsaved edits are in the way (exit 1); git refused (exit 4).
        """
        at = "HEAD" if gitrefs.tip(self.root, "HEAD") else self.main  # before the first commit of a branch
        here, there = gitpast.listed(self.root, at), gitpast.listed(self.root, HEADS + branch)
        differ = {p: there.get(p, "") for p in here.keys() | there.keys() if here.get(p) != there.get(p)}
        self.carry_out((), self.bytes_of(differ), branch)
        self.on = branch

    def saved(self, path: str) -> None:
        """Refuse to leave a branch while its paper has unsaved changes.

        Raises:
            Stop: it has (exit 1).
        """
        file = self.root / path
        now = file.read_bytes() if file.is_file() else None
        if gitlog.blob_name(now, len(self.tip)) != gitpast.listed(self.root, "HEAD").get(path, ""):
            raise self.pen.desk.refuse(IN_THE_WAY.at(path, path=path))

    def _free(self, lay: Mapping[str, bytes | None], taken: Collection[str]) -> None:
        """Refuse where the work tree holds something that neither HEAD nor the new text says."""
        if not lay:
            return
        here = gitpast.listed(self.root, "HEAD")
        for path, new in lay.items():
            file = self.root / path
            now = file.read_bytes() if file.is_file() else None
            if path in taken or now == new:
                continue
            if gitlog.blob_name(now, len(self.tip)) != here.get(path, ""):
                raise self.pen.desk.refuse(IN_THE_WAY.at(path, path=path))

    def _failed(self, reason: str) -> Stop:
        self.pen.desk.tell(refused(reason))
        return Stop(4)

    def _show(self, course: Sequence[Planned]) -> None:
        echo = self.pen.desk.echo
        for planned in course:
            echo(f"将提交到 would commit on {planned.on.removeprefix(HEADS)}: {planned.message}")
            for key, value in planned.trailers:
                echo(f"    {key}: {' '.join(value.split())}")
            for path, data in sorted(planned.files.items()):
                echo(f"  将{'写入' if data is not None else '删除'} would write {path}")
                if data is not None and path.startswith(("records/approvals/", "records/numbers/")):
                    echo(textwrap.indent(data.decode("utf-8").rstrip("\n"), "    "))
