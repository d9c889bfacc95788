"""Sealed values as they stand in the files: nothing personal in the clear, every key somebody's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from wenshu import keys, sealed, sealing, yamlread
from wenshu.diagnostics import Code, Finding, Place, Severity

if TYPE_CHECKING:
    from wenshu.model import Record
    from wenshu.office import Office
    from wenshu.sealing import Value

COMPANY: Final = "records/company.yaml"

CLEAR: Final = Code(
    "SEA01", Severity.ERROR,
    "{label}是个人信息，却没有密封",
    "{label} is personal and stands in the clear",
    "运行 wenshu save，会先密封再保存；或 wenshu seal 文件 字段。已经提交进历史的，告诉管理员：历史里抹不掉。",
    "`wenshu save` seals it first, or `wenshu seal FILE FIELD`. If it is committed already, tell your administrator.",
)  # fmt: skip
BROKEN: Final = Code(
    "SEA02", Severity.ERROR,
    "{label}的密封内容损坏了，再也打不开",
    "the sealed value of {label} is damaged and cannot be opened",
    "从历史里找回原来的这一行，或重新键入：wenshu seal 文件 字段 --value -。",
    "Restore the line from history, or type it anew: `wenshu seal FILE FIELD --value -`.",
)  # fmt: skip
NOBODY: Final = Code(
    "SEA03", Severity.ERROR,
    "{label}用钥匙 {key} 密封，谁的 seals 里都没有这把钥匙",
    "{label} is sealed with key {key}, which stands in nobody's `seals`",
    "本人删除信息时会漏掉这一项。请把 seals 恢复成原来的样子，或重新键入：wenshu seal 文件 字段 --value -。",
    "An erasure would miss it. Restore `seals`, or type the value anew: `wenshu seal FILE FIELD --value -`.",
)  # fmt: skip
OTHERS: Final = Code(
    "SEA04", Severity.ERROR,
    "{label}用的是{whose}的钥匙（{key}），不是{owner}的“{purpose}”钥匙",
    "{label} is sealed with a key of {whose} ({key}), not with the {purpose} key of {owner}",
    "多半是从别的档案复制来的。请用自己的钥匙重新密封：wenshu seal 文件 字段 --value -。",
    "It was probably copied from there. Seal it anew: `wenshu seal FILE FIELD --value -`.",
)  # fmt: skip
BAD_PUBLIC: Final = Code(
    "SEA05", Severity.ERROR,
    "seals 里“{purpose}”的公钥不对",
    "the public half of {purpose} in `seals` is none",
    "seals 由程序写，不手改。请从历史里恢复原来的这一行。",
    "`seals` is written by the program: restore the line from history.",
)  # fmt: skip
SHARED: Final = Code(
    "SEA06", Severity.ERROR,
    "seals 里“{purpose}”的公钥与{whose}的是同一把",
    "the public half of {purpose} in `seals` is that of {whose} too",
    "一人一个用途一把钥匙，删除一人不能连累另一人。请去掉复制来的这一行，重新密封。",
    "One key per person and purpose: take the copied line out and seal the values anew.",
)  # fmt: skip
CLEAR_BEFORE: Final = Code(
    "SEA17", Severity.ERROR,
    "{label}在提交 {commit} 里没有密封，留在历史里了",
    "{label} stood in the clear in commit {commit}: history keeps it",
    "还没有推送的，请管理员重做这次提交；已经推送的改不掉：查明经过，报告负责人，"
    "再在公司档案 allowed 里写明 commit 和理由。",
    "If it was not pushed, let the administrator make that commit anew; else report it and list the commit under "
    "`allowed` in the company file, with a reason.",
)  # fmt: skip


STRAY: Final = Code(
    "SEA22", Severity.WARNING,
    "“{name}”夹在个人档案里，不是记录：里面的内容不会密封，也不会保存进 git",
    "\"{name}\" lies among records of persons and is none: what it holds is not sealed and never saved into git",
    "编辑软件留下的备份、复制件请删去；记录的扩展名是小写 .yaml；扫描件不放进 git，留在纸上或保险柜。",
    "Delete what an editor or a copy left; a record ends in .yaml; a scan stays on paper or in the vault.",
)  # fmt: skip


def strays(office: Office, paths: Iterable[str]) -> Iterator[Finding]:
    """Tell the files among records of persons that are none."""
    return (STRAY.at(path, name=path.rpartition("/")[2]) for path in sorted(paths) if sealing.stray(office, path))


def _check(office: Office, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Look at the public halves, and at every file but the records that may hold a personal value."""
    known = keys.subjects(office)
    yield from _publics(office, files)
    yield from strays(office, files)
    company = files.get(COMPANY, b"")
    for path, data, tree in ((COMPANY, company, company_tree(company)), *_facts(office, files)):
        yield from _file(office, path, data, tree, known)
    yield from _older(office)


def _record(office: Office, record: Record) -> Iterator[Finding]:
    """Look at the personal values of one record."""
    if sealing.holds(office.kinds[record.kind].schema):
        yield from _file(office, record.path, record.raw.data, record.raw.tree, keys.subjects(office))


@lru_cache(maxsize=4)
def company_tree(data: bytes) -> Any:
    # the whole company file takes a while to read, and a verb judges it before and after its change
    return yamlread.read(COMPANY, data)[0] or {}


def _company_values(schema: Mapping[str, Any], tree: Any) -> tuple[Value, ...]:
    """Return the personal values of the company file; the tree of :func:`company_tree` is walked once."""
    if not _WALKED or _WALKED[0][0] is not schema or _WALKED[0][1] is not tree:
        _WALKED[:] = [(schema, tree, tuple(sealing.values(schema, tree)))]
    return _WALKED[0][2]


_WALKED: Final[list[tuple[Mapping[str, Any], Any, tuple[Value, ...]]]] = []
"""Schema and tree of the company file walked last, and what it holds."""


def _facts(office: Office, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes, Any]]:
    """Yield the facts whose schema has personal fields."""
    folders = tuple(f"records/{name}/" for name, schema in office.facts.items() if sealing.holds(schema))
    for path, data in files.items() if folders else ():
        if path.startswith(folders) and path.endswith(".yaml"):
            yield path, data, yamlread.read(path, data)[0] or {}


def _older(office: Office) -> Iterator[Finding]:
    """Look at the older texts that history brings along: what stood in the clear there stands there for ever."""
    past, forgiven = office.past, office.company.forgiven
    folders = [f"records/{name}/" for name, kind in office.kinds.items() if sealing.holds(kind.schema)]
    commits = [*past.of(COMPANY), *(commit for folder in folders for commit in past.below(folder))]
    for commit in commits if past.texts else ():
        for change in commit.changes:
            schema = sealing.schema_of(office, change.path)
            data = past.texts.get(change.new)
            if not data or (forgiven and commit.id.startswith(forgiven)) or not sealing.holds(schema):
                continue
            for value in sealing.values(schema, yamlread.read(change.path, data)[0] or {}):
                if not value.text.startswith(sealed.PREFIX):
                    yield CLEAR_BEFORE.at(change.path, label=value.label, commit=commit.id[:12])


def _file(
    office: Office, path: str, data: bytes, tree: Any, known: Mapping[str, tuple[str, str]]
) -> Iterator[Finding]:
    schema = sealing.schema_of(office, path)
    for value in _company_values(schema, tree) if path == COMPANY else sealing.values(schema, tree):
        found = _wrong(office, path, tree, value, known)
        if found is not None:
            code, told = found
            yield code.at(place_of(path, data, value), None, label=value.label, **told)


def _wrong(
    office: Office, path: str, tree: Any, value: Value, known: Mapping[str, tuple[str, str]]
) -> tuple[Code, dict[str, str]] | None:
    if not value.text.startswith(sealed.PREFIX):
        return CLEAR, {}
    fp = sealed.key_of(value.text)
    if not sealed.is_whole(value.text):
        return BROKEN, {}
    whose, purpose = known.get(fp, ("", ""))
    if not whose:
        # a destroyed key may have given its place to a new one: an erasure has reached it already
        return None if fp in keys.erased(office) else (NOBODY, {"key": fp})
    owner = sealing.owner(office, path, tree, value)
    own = path.removeprefix("records/").removesuffix(".yaml")
    if whose not in (owner, own) or purpose != value.purpose:
        return OTHERS, {"key": fp, "whose": whose, "owner": owner, "purpose": value.purpose}
    return None


def place_of(path: str, data: bytes, value: Value) -> Place:
    return yamlread.nearest(path, yamlread.places(data), value.pointer)


def _publics(office: Office, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Look at the public halves: well formed, and each one person's for one purpose."""
    seen: dict[str, tuple[str, str]] = {}
    for owner in (*(keys.PEOPLE + key for key in office.company.people), *office.records):
        for purpose, public in keys.of(office, owner).items():
            if not sealed.is_public(public):
                yield BAD_PUBLIC.at(beside(office, files, owner, purpose), purpose=purpose)
            elif public in seen:
                whose = "、".join(seen[public])
                yield SHARED.at(beside(office, files, owner, purpose), purpose=purpose, whose=whose)
            seen.setdefault(public, (owner, purpose))


def beside(office: Office, files: Mapping[str, bytes], owner: str, purpose: str) -> Place:
    """Return where a public half stands."""
    if owner in office.records:
        return office.place(office.records[owner], "seals", purpose)
    pointer = ("people", owner.removeprefix(keys.PEOPLE), "seals", purpose)
    return yamlread.nearest(COMPANY, yamlread.places(files.get(COMPANY, b"")), pointer)


TREES = (_check,)
EACH = (_record,)
