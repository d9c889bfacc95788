"""``wenshu demo DIR``: make the demonstration company by living its half-year again, verb by verb.

The life is data (``demo/life.yaml``): a ``save`` hands in records as their authors wrote them, a ``do``
is a command as a secretary types it. Each step is a commit that bears the day of the life. The records
that come out equal those of the program's own repository byte for byte: regenerating those is this
command and a copy of its records/ (CONTRIBUTING).
"""

from __future__ import annotations

import dataclasses
import gc
import importlib
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop

if TYPE_CHECKING:
    from ._replay import Replay

NOT_EMPTY = Code(
    "CMD30", Severity.ERROR,
    "{folder} 里已有文件，示范公司要造在新的或空的文件夹里",
    "{folder} holds files already; the demonstration company needs a new or empty folder",
    "换一个文件夹名，例如 wenshu demo 示范公司。",
    "Name another folder, such as `wenshu demo demo-company`.",
)  # fmt: skip
BROKE_OFF = Code(
    "CMD31", Severity.ERROR,
    "示范公司的第 {number} 步（{on}）没有做成：{step}",
    "step {number} of the demonstration company ({on}) failed: {step}",
    "原因见上面的问题；life.yaml 或示范记录要跟着结构文件和模板一起改。",
    "See the findings above; life.yaml and the records change together with schemas and templates.",
)  # fmt: skip

ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")
EVENING, OPENING = time(18, 0), time(8, 30)
PACE = timedelta(minutes=7)
"""The first step of a day is committed at 08:30, each further one seven minutes later."""
FOUNDING = "建库：公司档案、结构文件和模板"
"""What the first commit of the life says."""
COMPANY = "records/company.yaml"
LIFE = Path(__file__).parents[1] / "demo"
KEYS, IDENTITY = LIFE / "keys", "demo-identity.txt"
"""Keys of the invented staff, wrapped to an invented reader whose identity lies beside them: worth nothing."""
WRITTEN = ("save", "first", "edit")
BRANCHING = ("revise", "decide")
"""Verbs that work on branches: they run on git itself, not on what the replay keeps for later."""
COPIED = ("schemas", "templates/docx", "templates/html", "templates/assets")
KEPT_OUT = ".wenshu/\n/site/\n/out/\n~$*\n"
BYTES = "* text=auto eol=lf\n*.docx binary\n*.png binary\nrecords/attachments/** -text\n"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the life: the words of a command, or records that a person writes.

    ``save`` hands in records as they still stand, ``first`` first drafts that were changed later, ``edit``
    changes a file and leaves the commit to the next command; ``id@a1`` is the text of another edition.
    """

    on: date
    verb: str
    by: str = ""
    words: tuple[str, ...] = ()
    """Of a command its words as typed, else the ids of the records."""

    def __str__(self) -> str:
        return " ".join(self.words if self.verb == "do" else (self.verb, *self.words))


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--build", "built", is_flag=True, help="造好后生成网站；已造好的只生成 build its site too")
@click.pass_context
def COMMAND(ctx: click.Context, folder: Path, built: bool) -> int:
    """造一个示范公司。Make the demonstration company in a new folder."""
    desk: Desk = ctx.obj
    root = (desk.start / folder).resolve()
    if root.exists() and any(root.iterdir()):
        if not built or not _lived(root):
            raise desk.refuse(NOT_EMPTY.at(str(folder), folder=str(folder)))
        desk.echo(f"示范公司已在 {folder}。It is there already.")
    else:
        steps = tuple(life())
        keys = lay_keys(root)
        # a life keeps nearly all that it makes: collecting in between only takes time
        gc.disable()
        replay(root, house(), steps, desk.lang)
        desk.echo(f"示范公司已造好：{folder}，共 {len(steps)} 步。Made with {len(steps)} steps.")
        for line in _seeing(folder, keys):
            desk.echo(line)
    return _build(desk, root, folder) if built else 0


def lay_keys(root: Path) -> Path | None:
    """Lay the key folder of the demonstration beside it and return it; one that is there is left alone.

    None: beside it is a git work tree, where keys never lie.
    """
    from .. import keyfolder

    beside = root.with_name(f"{root.name}-keys")
    if keyfolder.in_work_tree(beside):
        return None
    if not beside.exists():
        for path in sorted(p for p in KEYS.rglob("*") if p.is_file()):
            # an identity never lies among the keys that it opens
            target = identity(root) if path.name == IDENTITY else beside / path.relative_to(KEYS)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not target.exists():
                target.write_bytes(path.read_bytes())
    return beside


def identity(root: Path) -> Path:
    """Return where the demonstration identity of a folder lies."""
    return root.with_name(f"{root.name}-{IDENTITY.removeprefix('demo-')}")


def _seeing(folder: Path, keys: Path | None) -> tuple[str, ...]:
    """Return how the sealed values are seen, in the words of the terminal."""
    if keys is None:
        return (
            f"个人信息都是密封的，钥匙从不放进 git 工作区；要看，造在工作区外面：wenshu demo ../{folder.name}",
            f"Personal values are sealed; keys never lie in a git work tree. To see them: wenshu demo ../{folder.name}",
        )
    shown = folder.with_name(keys.name)
    told = f"WENSHU_IDENTITY={identity(folder)} wenshu -C {folder} build --audience personnel"
    return (
        f"示范钥匙在 {shown}（虚构，毫无价值）；要看密封的个人信息：{told}",
        f"Demonstration keys, invented and worthless, lie in {shown}. To see sealed values: {told}",
    )


def _lived(root: Path) -> bool:
    """Say whether a folder holds a demonstration company made before."""
    from .. import gitpast

    past, _ = gitpast.read(root)
    return bool(past.lines) and past.commits[0].subject == FOUNDING


def _build(desk: Desk, root: Path, folder: Path) -> int:
    from .. import build, tell
    from ._pen import alone

    there = dataclasses.replace(desk, start=root)
    with alone(there, "build"):
        answer = build.build(root, desk.as_of, desk.today)
    desk.echo(tell.text(answer, desk.lang))
    desk.echo(f"请打开 open {folder / 'site' / 'staff' / 'index.html'}")
    return tell.exit_code(answer, False)


def house() -> Path:
    """Return where schemas/, templates/ and records/ lie: inside the installed program, or the repository."""
    package = Path(__file__).parents[1]
    return package / "house" if (package / "house" / "records").is_dir() else package.parents[1]


def life() -> Iterator[Step]:
    """Yield the steps of the life in order."""
    from .. import yamlread

    tree, _ = yamlread.read("demo/life.yaml", (LIFE / "life.yaml").read_bytes())
    rows = (tree or {}).get("steps", [])
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            verb = next(v for v in ("do", *WRITTEN) if v in row)
            words = row[verb]
            typed = map(str, words) if isinstance(words, list) else shlex.split(str(words))
            yield Step(date.fromisoformat(str(row["on"])), verb, str(row.get("by", "")), tuple(typed))


def replay(root: Path, source: Path, steps: Sequence[Step], lang: str = "zh") -> None:
    """Live the life in ``root``: copy what the company starts with, then take every step.

    Raises:
        Stop: a step was refused (exit 1), or there is no git (exit 4).
    """
    from ._replay import Replay

    past = Replay(root, lang)
    past.found(_beginning(source), FOUNDING, datetime.combine(steps[0].on - timedelta(days=1), EVENING, ZONE))
    done, day = 0, date.min
    for number, step in enumerate(steps, 1):
        done, day = (done + 1, day) if step.on == day else (0, step.on)
        when = datetime.combine(day, OPENING, ZONE) + PACE * done
        desk = past.desk(when)
        try:
            code = _do(past, desk, step) if step.verb == "do" else _write(past, source, step, when)
        except (Stop, click.ClickException) as error:
            code = error.code if isinstance(error, Stop) else error.exit_code
        if code:
            desk.tell([BROKE_OFF.at("demo/life.yaml", number=number, on=day, step=step)])
            raise Stop(code)
    past.commit()


def _beginning(source: Path) -> dict[str, bytes]:
    """Return what the company begins with: company file, schemas and templates."""
    found = {".gitignore": KEPT_OUT.encode("utf-8"), ".gitattributes": BYTES.encode("utf-8")}
    paths = [source / COMPANY]
    for folder in COPIED:
        paths += [p for p in (source / folder).rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc")]
    for path in paths:
        if not path.name.startswith("~$"):
            found[path.relative_to(source).as_posix()] = path.read_bytes()
    return dict(sorted(found.items()))


def _write(past: Replay, source: Path, step: Step, when: datetime) -> int:
    """Write records as their authors wrote them."""
    from .. import kinds, yamlread

    known, _ = kinds.discover({p: d for p, d in past.tree.items() if p.startswith("schemas/")})
    files, told = {}, []
    for word in step.words:
        id_, _, older = word.partition("@")
        path = f"records/{id_}.yaml"
        early = LIFE / "first" / f"{word}.yaml"
        files[path] = (early if step.verb == "first" or older else source / path).read_bytes()
        tree, _ = yamlread.read(path, files[path])
        kind = known[id_.partition("/")[0]]
        named = (tree or {}).get(kind.subject, "")
        told.append(f"{kind.title}《{named}》" if named else kind.title)
    if step.verb == "edit":
        past.put(files)
    else:
        past.add(files, "存入：" + "、".join(told), step.by, when)
    return 0


def _do(past: Replay, desk: Desk, step: Step) -> int:
    """Carry out a command as it would be typed."""
    words = [word.replace("scans:", f"{LIFE / 'scans'}/") for word in step.words]
    if words[0] not in BRANCHING:
        return carry_out(desk, words)
    code = carry_out(past.branching(desk.when or datetime.now(ZONE), step.by), words)
    past.look_again()
    return code


def carry_out(desk: Desk, words: Sequence[str]) -> int:
    """Call a verb at a desk."""
    module = importlib.import_module(f"{__package__}.{words[0].replace('-', '_')}")
    command: click.Command = module.COMMAND
    code = command.main(list(words[1:]), prog_name=words[0], standalone_mode=False, obj=desk)
    return code if isinstance(code, int) else 0
