"""What stands in the clear in a push or in what is staged: personal numbers, and personal fields not sealed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Protocol

from .. import build, gitlog, gitpast, personal, sealed, sealing, yamlread
from ..checks import personal as clear
from ..company import Company
from ..diagnostics import Code, Finding, Place, Severity
from ..gitrun import git
from ..office import Office

PUSHED = Code(
    "HOK16", Severity.ERROR,
    "提交 {commit} 在这里明写着{kind}：服务器收下就再也删不掉",
    "commit {commit} has a {kind_en} here in the clear: once taken it is never forgotten",
    "请管理员重做这个提交（后面的提交删掉它也不够），号码密封在本人档案里或改成 @编号；确实可以公开的，"
    "先单独推送公司档案的 allowed，再推送这个。",
    "Make that commit anew (deleting it in a later one is not enough): seal the value or cite the person "
    "(@KH-2026-0007). What may be public is pushed first, by itself, as `allowed` in the company file.",
)  # fmt: skip
PUSHED_WORDS = Code(
    "HOK17", Severity.ERROR,
    "{ref} 的名称或文字里有{kind}：服务器收下就再也删不掉",
    "the name or words of {ref} hold a {kind_en}: once taken they are never forgotten",
    "删去这个分支、标签或引用，不写号码重做，再推送。",
    "Delete the branch, tag or ref, make it anew without the number, and push again.",
)  # fmt: skip
UNSEALED = Code(
    "HOK24", Severity.ERROR,
    "“{label}”是个人信息，没有密封，不能提交：git 永远忘不掉",
    "{label} is personal and not sealed: it cannot be committed, for git never forgets",
    "先运行 wenshu seal {id} {field}，再 git add；或者不用 git commit，用 wenshu save，它自己密封。",
    "Run `wenshu seal {id} {field}` and git add again; or let `wenshu save` commit, which seals by itself.",
)  # fmt: skip
PUSHED_OPEN = Code(
    "HOK18", Severity.ERROR,
    "提交 {commit} 里“{label}”没有密封：服务器收下就再也删不掉",
    "in commit {commit}, {label} is personal and not sealed: once taken it is never forgotten",
    "请管理员重做这个提交（后面的提交再密封也不够）：先 wenshu seal，再提交；以后用 wenshu save，它自己密封。",
    "Make that commit anew (sealing it in a later one is not enough): `wenshu seal` first; `wenshu save` does it by "
    "itself.",
)  # fmt: skip
STRAY = Code(
    "HOK25", Severity.ERROR,
    "“{name}”夹在个人档案里，不是记录，里面的内容没有密封：不能进 git",
    "\"{name}\" lies among records of persons and is none; nothing in it is sealed: it may not enter git",
    "编辑软件留下的备份、复制件请删去（git rm --cached 文件），再提交；已经在别的提交里的，请管理员重做那个提交。",
    "Delete what an editor or a copy left (git rm --cached FILE) and commit again; let the administrator make anew a "
    "commit that has it.",
)  # fmt: skip
COMPANY = "records/company.yaml"


class Moved(Protocol):
    """A ref that a push moves."""

    @property
    def ref(self) -> str: ...
    @property
    def new(self) -> str: ...


def pushed(root: Path, moved: Iterable[Moved], company: Company) -> Iterator[Finding]:
    """Yield the personal numbers in what a push brings: contents, paths and messages of every new commit.

    Args:
        company: as it stood before the push; only the company file itself is judged by its own list.

    Raises:
        GitFailed: git is missing, or an object is.
    """
    held = _tips(root)
    seen: set[str] = set()
    for update in moved:
        if not update.new or update.new in seen:
            continue
        seen.add(update.new)
        sort = git(root, "cat-file", "-t", "--end-of-options", update.new).strip()
        said = git(root, "cat-file", "-p", "--end-of-options", update.new) if sort in ("tag", "blob") else ""
        yield from _words(update.ref, said, company)
        if sort in ("commit", "tag"):
            yield from _brought(root, f"{update.new}^{{commit}}", held, company)


def _tips(root: Path) -> list[str]:
    told = git(root, "for-each-ref", "--format=%(objecttype) %(objectname)", "refs/heads", "refs/tags")
    return sorted({row.split()[1] for row in told.split("\n") if row.startswith(("commit", "tag"))})


def _words(ref: str, text: str, company: Company) -> Iterator[Finding]:
    free = clear.allowed(company)
    named = personal.find_in_path(ref, free)
    for kind in dict.fromkeys(number.kind for number in (*named, *personal.find(text, free))):
        yield PUSHED_WORDS.at("refs", ref=personal.veiled(ref, named), kind=kind, kind_en=personal.KINDS_EN[kind])


def _brought(root: Path, tip: str, held: list[str], company: Company) -> Iterator[Finding]:
    free = clear.allowed(company)
    commits = gitpast.brought(root, tip, held)
    contents = gitpast.contents(root, (change.new for commit in commits for change in commit.changes))
    office = build.judge(gitpast.tree_at(root, tip, (COMPANY, "schemas")), None, date.min).office if commits else None
    told: set[tuple[str, str, Place]] = set()
    for commit in commits:
        if commit.id.startswith(company.forgiven or ("-",)):
            continue
        yield from clear.in_commit(commit, free)
        for change in commit.changes:
            for found in _of(office, change.path, contents.get(change.new, b""), free, commit.id[:12]):
                # the same words, carried on by later commits, are told once
                if (found.code.id, change.new, found.place) not in told:
                    told.add((found.code.id, change.new, found.place))
                    yield found


def _of(
    office: Office | None, path: str, data: bytes, free: Collection[str], commit: str
) -> Iterator[Finding]:
    """Yield what stands in the clear in one file of a commit."""
    for found in clear.in_content(path, data, _free(path, data, free)):
        kind = dict(found.values)["kind"]
        yield PUSHED.at(found.place, commit=commit, kind=kind, kind_en=personal.KINDS_EN[kind])
    if data and office is not None and sealing.stray(office, path):
        yield STRAY.at(path, name=path.rpartition("/")[2])
    for place, label, _ in _unsealed(office, path, data) if office is not None else ():
        yield PUSHED_OPEN.at(place, commit=commit, label=label)


def _free(path: str, data: bytes, free: Collection[str]) -> Collection[str]:
    """Return what may stand in a file: in the company file also what it lists itself."""
    return (*free, *clear.listed(data)) if path == COMPANY else free


def staged(root: Path, changed: list[str], head: str, env: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what of the staged files stands in the clear: personal numbers, fields that a schema marks personal.

    Raises:
        GitFailed: git is missing.
    """
    rows = git(root, "ls-files", "--stage", "-z", env=env).split("\0")
    index = {path: about.split()[1] for about, _, path in (row.partition("\t") for row in rows) if path}
    tops = {path for path in index if path == COMPANY or path.startswith("schemas/")}
    wanted = {path: index[path] for path in (*changed, *tops) if path in index}
    contents = gitpast.contents(root, wanted.values())
    tree = {path: contents[blob] for path, blob in wanted.items() if blob in contents}
    before = gitpast.tree_at(root, head, (COMPANY,)).get(COMPANY, b"") if head else b""
    free = (*clear.listed(before), *clear.listed(tree.get(COMPANY, b"")))
    yield from clear.in_paths(changed, free)
    for path in changed:
        yield from clear.in_content(path, tree.get(path, b""), free)
    office = build.judge({path: data for path, data in tree.items() if path in tops}, None, date.min).office
    if office is None:
        return
    for path in changed:
        if path in index and sealing.stray(office, path):
            yield STRAY.at(path, name=path.rpartition("/")[2])
        for place, label, field in _unsealed(office, path, tree.get(path, b"")):
            yield UNSEALED.at(place, label=label, id=path.removeprefix("records/").removesuffix(".yaml"), field=field)


def _unsealed(office: Office, path: str, data: bytes) -> Iterator[tuple[Place, str, str]]:
    """Yield place, label and field of what a schema marks personal and a file holds in the clear."""
    schema = sealing.schema_of(office, path)
    if not path.startswith("records/") or not path.endswith(".yaml") or not sealing.holds(schema):
        return
    for value in sealing.values(schema, yamlread.read(path, data)[0] or {}):
        if not sealed.is_sealed(value.text):
            place = yamlread.nearest(path, yamlread.places(data), value.pointer)
            yield place, value.label, ".".join(map(str, value.pointer))


def message(root: Path, data: bytes) -> tuple[Finding, ...]:
    """Return the personal numbers of a commit's message, as git hands it to a hook.

    Raises:
        GitFailed: git is missing, or this is no repository.
    """
    head = gitlog.head(root)
    free = clear.listed(gitpast.tree_at(root, head, (COMPANY,)).get(COMPANY, b"")) if head else ()
    # lines that begin with # are git's own remarks; below the scissors stands what is staged
    text, *_ = data.decode("utf-8", "replace").split("\n# ------------------------ >8", 1)
    lines = [line for line in text.split("\n") if not line.startswith("#")]
    return clear.to_commit(clear.said("\n".join(lines), (), (), free))
