"""Paths below the root: folders that are no kind, names that fail on Windows, twins (life.md, Names)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from wenshu.diagnostics import Code, Finding, Severity
from wenshu.kinds import NOT_KINDS, Kind

LONGEST_PATH: Final = 180
"""Characters of a path below the root (life.md): Windows adds the folder the company cloned into."""
LONGEST_NAME: Final = 60
"""Characters of one file or folder name (libraries.md, Windows)."""

NO_KIND: Final = Code(
    "KND01", Severity.ERROR,
    "文件夹“{folder}”没有对应的结构文件 schemas/{folder}.yaml",
    "the folder {folder} has no schema (schemas/{folder}.yaml)",
    "文件夹名就是种类名。{guess}可用的文件夹：{allowed}。要新设种类，请添加同名的结构文件。",
    "The folder is the kind. {guess_en}Folders in use: {allowed}. For a new kind add a schema of that name.",
)
TWINS: Final = Code(
    "KND02", Severity.ERROR,
    "文件名与“{other}”只差大小写或字符写法，在 Windows 上是同一个文件",
    "the name differs from {other} only in case or in the way its characters are composed",
    "请改掉其中一个文件名；两份都还没有编号时才可以改。",
    "Rename one of them, as long as it has no number yet.",
)
LONG_PATH: Final = Code(
    "KND03", Severity.ERROR,
    "路径长 {length} 个字符，最多 {most} 个",
    "the path is {length} characters long; at most {most} are allowed",
    "请缩短文件名或少套一层文件夹，否则有的电脑打不开。",
    "Shorten a name or a folder, or some machines cannot open it.",
)
FORBIDDEN: Final = Code(
    "KND04", Severity.ERROR,
    "“{name}”在 Windows 上不能作文件名：{reason}", "{name} cannot be a file name on Windows: {reason_en}",
    "文件名用小写英文字母、数字和短横线，例如 spring-stock.yaml。",
    "Use lower-case letters, digits and hyphens, like spring-stock.yaml.",
)
LONG_NAME: Final = Code(
    "KND05", Severity.ERROR,
    "“{name}”有 {length} 个字符，一个名字最多 {most} 个",
    "{name} has {length} characters; at most {most} are allowed",
    "请起一个短些的文件名，标题全文写在文件里。",
    "Give it a shorter name; the full title stands in the file.",
)
DECOMPOSED: Final = Code(
    "KND06", Severity.WARNING,
    "文件名里的字符是拆开存放的（多见于苹果电脑），引用时会对不上",
    "the name is stored in decomposed form (usual on a Mac): references to it will not match",
    "请重新键入一遍文件名。", "Type the name anew.",
)
NOT_YAML: Final = Code(
    "KND07", Severity.WARNING,
    "“{name}”不是 .yaml 文件，不会被读取", "{name} is not a .yaml file and is not read",
    "records/ 里只读取扩展名是小写 .yaml 的文件。{advice}",
    "Only files that end in .yaml, in lower case, are read below records/. {advice_en}",
)
NO_FOLDER: Final = Code(
    "KND08", Severity.ERROR,
    "“{name}”直接放在 records/ 下，看不出是哪一种", "{name} lies directly in records/: its kind is unknown",
    "请放进种类文件夹，例如 records/documents/2026/。这一层只放 company.yaml。",
    "Put it into the folder of its kind, like records/documents/2026/. Only company.yaml lies here.",
)

_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"}
)
_SIGNS: Final = re.compile(r'[<>:"\\|?*\x00-\x1f\x7f]')
_LITTER: Final = frozenset(
    {"thumbs.db", "desktop.ini", ".ds_store", ".gitkeep", ".gitignore", ".gitattributes", "readme.md"}
)


def ignored(path: str) -> bool:
    """Say whether a file is litter of Word, Windows or git that nobody means as a record."""
    name = path.rpartition("/")[2].casefold()
    return name.startswith(("~$", ".~", "._")) or name.endswith((".tmp", "~")) or name in _LITTER


def check(paths: Iterable[str], kinds: Mapping[str, Kind]) -> tuple[Finding, ...]:
    """Check the paths of everything below records/, schemas/ and templates/.

    Args:
        paths: below the root, with forward slashes.
        kinds: the kinds there are, by name.
    """
    findings: list[Finding] = []
    twins: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in sorted(paths):
        same, told = _of_one(path)
        if not same:
            continue
        findings.extend(told)
        other = twins.setdefault(same, path)
        if other != path:
            findings.append(TWINS.at(path, other=other))
        if path.startswith("records/"):
            findings.extend(_in_records(path, kinds, folders))
    return tuple(findings)


@lru_cache(maxsize=1 << 14)
def _of_one(path: str) -> tuple[str, tuple[Finding, ...]]:
    """Return what a path is on Windows and on a Mac (``""``: litter), and what is wrong with it alone."""
    if ignored(path):
        return "", ()
    return unicodedata.normalize("NFC", path).casefold(), tuple(_alone(path))


def _alone(path: str) -> Iterator[Finding]:
    if len(path) > LONGEST_PATH:
        yield LONG_PATH.at(path, length=len(path), most=LONGEST_PATH)
    if unicodedata.normalize("NFC", path) != path:
        yield DECOMPOSED.at(path)
    attachment = path.startswith("records/attachments/")
    for name in path.split("/"):
        reason, reason_en = _forbidden(name)
        if reason:
            yield FORBIDDEN.at(path, name=name, reason=reason, reason_en=reason_en)
        if len(name) > (LONGEST_NAME + 20 if attachment else LONGEST_NAME):
            yield LONG_NAME.at(path, name=name, length=len(name), most=LONGEST_NAME)


def _forbidden(name: str) -> tuple[str, str]:
    """Return why Windows refuses a name, in both languages; empty where it takes it."""
    sign = _SIGNS.search(name)
    if sign:
        return f"含有 {sign[0]!r}", f"it contains {sign[0]!r}"
    if name.endswith((".", " ")):
        return "以点或空格结尾", "it ends with a dot or a blank"
    if name.partition(".")[0].rstrip(" ").casefold() in _RESERVED:
        return "是系统保留的名字", "it is a reserved name"
    return "", ""


def _in_records(path: str, kinds: Mapping[str, Kind], told: dict[str, str]) -> Iterator[Finding]:
    folder, _, rest = path.removeprefix("records/").partition("/")
    if not rest:
        if folder != "company.yaml":
            yield NO_FOLDER.at(path, name=folder) if folder.endswith(".yaml") else _unread(path, folder)
        return
    if folder not in kinds and folder not in NOT_KINDS:
        if folder not in told:
            told[folder] = path
            yield _no_kind(f"records/{folder}", folder, kinds)
        return
    name = path.rpartition("/")[2]
    if folder != "attachments" and not name.endswith(".yaml"):
        yield _unread(path, name)


def _unread(path: str, name: str) -> Finding:
    if name.casefold().endswith((".yml", ".yaml", ".txt")):
        return NOT_YAML.at(path, name=name, advice="它若是一份记录，请改扩展名。",
                           advice_en="If it is a record, change its ending.")
    return NOT_YAML.at(path, name=name, advice="附件请放进 records/attachments/，并在文件里按校验值引用。",
                       advice_en="Put attachments into records/attachments/ and name them by their hash.")


def _no_kind(place: str, folder: str, kinds: Mapping[str, Kind]) -> Finding:
    words = {name: name for name in (*kinds, *NOT_KINDS)} | {kind.title: name for name, kind in kinds.items()}
    near = get_close_matches(folder, list(words), 1, 0.5)
    guess = words[near[0]] if near else ""
    return NO_KIND.at(
        place, folder=folder, allowed="、".join(kinds) or "（无）",
        guess=f"是不是“{guess}”？" if guess else "", guess_en=f"Did you mean {guess}? " if guess else "",
    )
