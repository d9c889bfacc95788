"""Canary: unguessable marks, and a search for them in every byte that a company leaves behind.

A mark is a word that stands nowhere else: Chinese characters each of which belongs to that one mark, or a valid
telephone, plate, identity number, frame number, day or file name out of a range that nothing else uses. So one
regular expression over decoded text finds all of them in one pass, and finds pieces of them too.

:class:`Mint` makes marks, :class:`Search` looks for them, :func:`folder` and :func:`repository` give it all bytes.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import re
import subprocess
import urllib.parse
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pypinyin import lazy_pinyin

HOUSE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Mark:
    """A word planted in one place of the company."""

    text: str
    planted: str
    """Where: ``customers.phones of customers/2026/qxv…``."""
    kind: str = ""
    class_: str = ""
    """Class of what it stands in, the highest of record, field and item."""
    depts: frozenset[str] = frozenset()
    """Departments its record, or its part of it, belongs or goes to."""
    archive: str = ""
    """``x-reserved`` of its kind."""
    draft: bool = False
    purpose: str = ""
    """Of a personal value: its ``x-personal``; ``""`` for all else."""
    mask: str = ""
    owner: str = ""
    """The record, or ``people/<key>``."""


@dataclass(frozen=True)
class Place:
    """One piece of what was left behind: which sort of place, whose, and its path in it."""

    sort: str
    """git · work · cache · keys · site · published · output · temp · handed."""
    who: str
    """The audience of a site, the verb of an output."""
    path: str


@dataclass(frozen=True)
class Piece:
    """Bytes and where they lie; its path is looked at as well."""

    place: Place
    data: bytes


@dataclass(frozen=True)
class Hit:
    """A mark, or a part of it, found somewhere."""

    mark: Mark
    place: Place
    how: str
    """In which form: text · name · inside tags · escaped · utf-16 · gb18030 · hex · base64 · pinyin."""
    seen: str
    """What stood there."""

    @property
    def masked(self) -> bool:
        """Say whether only what a mask leaves was seen."""
        return "*" in self.seen

    def __str__(self) -> str:
        return f"{self.place.sort}:{self.place.who} {self.place.path} [{self.how}] {self.seen!r} ← {self.mark.planted}"


# ── marks ─────────────────────────────────────────────────────────────────────────────────────────


def _alphabet() -> list[str]:
    """Return characters that no file of the house uses: simplified ones, each with a pronunciation."""
    from wenshu.zh_traditional import SIMPLIFIED

    used: set[str] = set("锟斤拷烫屯锛銆鈥")
    for pattern in (
        "generator/wenshu/**/*.py",
        "schemas/*.yaml",
        "templates/**/*.*",
        "records/**/*.yaml",
        "tests/**/*.*",
    ):
        for path in HOUSE.glob(pattern):
            if path.suffix in (".py", ".yaml", ".html", ".js", ".css"):
                used |= set(path.read_text(encoding="utf-8"))
    first = [
        bytes((row, column)).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for column in range(0xA1, 0xFF)
    ]
    rest = [chr(code) for code in range(0x4E00, 0x9FA6)]
    return [one for one in dict.fromkeys(first + rest) if one and one not in used and one not in SIMPLIFIED]


@dataclass
class Mint:
    """Makes marks; the same ones in the same order on every run."""

    made: list[Mark] = field(default_factory=list)
    seed: int = 1

    @cached_property
    def _letters(self) -> Iterator[str]:
        return iter(sorted(_alphabet(), key=lambda one: hashlib.sha256(f"{self.seed}{one}".encode()).digest()))

    def _digits(self, least: int, most: int) -> int:
        told = hashlib.sha256(f"{self.seed}/{len(self.made)}".encode()).digest()
        return least + int.from_bytes(told[:8], "big") % (most - least + 1)

    def word(self, sort: str, room: int = 99) -> str:
        """Return a word that is no mark yet, of a sort; see :meth:`mark`."""
        n = self._digits(0, 10**9)
        if sort == "phone":
            return f"1997{n % 10**7:07}"
        if sort == "id":
            return _identity(f"659004190{n % 10}0{n % 9 + 1}{n % 18 + 10}{n // 10 % 1000:03}")
        if sort == "plate":
            return f"沪AZ{n % 9000 + 1000}"
        if sort == "vin":
            return f"LZRXW41{n % 10}2E{n % 10**7:07}"
        if sort == "date":
            return f"18{n % 60 + 20}-0{n % 9 + 1}-{n % 18 + 10}"
        if sort == "slug":
            return "qxv" + base64.b32encode(hashlib.sha256(str((self.seed, n)).encode()).digest()).decode()[:9].lower()
        if sort == "moment":
            return f"18{n % 60 + 20}-0{n % 9 + 1}-{n % 18 + 10} 09:{n % 60:02}"
        return "".join(next(self._letters) for _ in range(max(1, min(room, 5))))

    def mark(self, planted: str, sort: str = "text", room: int = 99, text: str = "", **more: object) -> Mark:
        """Make a mark: ``text`` of at most ``room`` characters, ``phone``, ``id``, ``plate``, ``vin``, ``date``, …"""
        word = text or self.word(sort, room)
        while word in {one.text for one in self.made}:
            self.seed += 1000
            word = self.word(sort, room)
        self.made.append(Mark(word, planted, **more))  # type: ignore[arg-type]
        return self.made[-1]


def _identity(seventeen: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return seventeen + "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, weights, strict=True)) % 11]


# ── the search ────────────────────────────────────────────────────────────────────────────────────

_RANGES = re.compile(
    r"(?P<phone>199[ -]?[7*][0-9*]{3}[ -]?[0-9]{4})|(?P<id>659004[0-9*]{11}[0-9Xx])|(?P<vin>LZRXW41[0-9A-Z]{10})"
    r"|(?P<plate>沪A[·・. ]?[Z*][0-9*]{4})|(?P<slug>qxv[a-z2-7]{9})"
    r"|(?P<date>18[2-7][0-9]-[01][0-9]-[0-3][0-9])|(?P<day>18[2-7][0-9]年[0-9]{1,2}月[0-9]{1,2}日)"
    r"|(?P<stamp>(?<![0-9])18[2-7][0-9][01][0-9][0-3][0-9](?![0-9]))"
)
_TAGS = re.compile(r"<[^<>]*>|\s+")
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})|\\u\{([0-9a-fA-F]{1,6})\}|\\U([0-9a-fA-F]{8})")
_OCTAL = re.compile(r"(?:\\[0-3][0-7]{2}){3,}")
_BACKSLASH_X = re.compile(r"(?:\\x[0-9a-fA-F]{2}){3,}")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2}){3,}|(?:=[0-9A-F]{2}){3,}")
_HEX = re.compile(r"(?:[0-9a-f]{2}){6,}|(?:[0-9A-F]{2}){6,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}")
_ZIP = b"PK\x03\x04"
_Seen = tuple[str, Mark, str, str]
"""Where in a package (``!word/document.xml``), which mark, in which form, what stood there."""
_BLANKS = re.compile(r"[-_ \u3000]+")
_SPELT = frozenset({".html", ".js", ".json", ".csv", ".txt", ".yaml", ".md", ".svg", ""})


class Search:
    """Finds all marks in bytes, in one pass over each decoding."""

    def __init__(self, marks: Iterable[Mark]) -> None:
        self.marks = tuple(marks)
        self._of = {one: (mark, at) for mark in self.marks if _is_text(mark) for at, one in enumerate(mark.text)}
        letters = "".join(self._of) or "\ue000"
        self._run = re.compile(f"[{letters}]+\\**")
        self._ranges = {_plain(mark.text): mark for mark in self.marks if not _is_text(mark)}
        self._spelt = {
            "".join(lazy_pinyin(mark.text[:4])): mark for mark in self.marks if _is_text(mark) and len(mark.text) > 3
        }
        self._pinyin = re.compile(_trie(self._spelt))
        self._seen: dict[bytes, tuple[_Seen, ...]] = {}

    def look(self, pieces: Iterable[Piece]) -> list[Hit]:
        """Return every mark in every piece, its path and whatever is packed into it."""
        found: list[Hit] = []
        for piece in pieces:
            place = piece.place
            found += (Hit(mark, place, how, seen) for mark, how, seen in self._name(place.path))
            for below, mark, how, seen in self._data(Path(place.path).suffix in _SPELT, piece.data):
                found.append(Hit(mark, replace(place, path=place.path + below), how, seen))
        return found

    def _name(self, path: str) -> Iterator[tuple[Mark, str, str]]:
        for mark, how, seen in self._text(path, spelt=True):
            yield mark, "name" if how == "text" else f"name, {how}", seen

    def _data(self, spelt: bool, data: bytes) -> tuple[_Seen, ...]:
        """Look into bytes, once for each; of a package into what is packed, and into the names there."""
        key = hashlib.blake2b(data, digest_size=16).digest()
        if key not in self._seen:
            told: list[_Seen] = []
            for name, inner in _packed(data):
                at = f"!{name}"
                told += ((at, mark, how, seen) for mark, how, seen in self._name(name))
                told += ((at + below, *rest) for below, *rest in self._data(spelt=False, data=inner))  # type: ignore[misc]
            if not told and data[:4] != _ZIP:
                told = [("", *one) for one in self._bytes(data, spelt)]
            self._seen[key] = tuple(dict.fromkeys(told))
        return self._seen[key]

    def _bytes(self, data: bytes, spelt: bool) -> Iterator[tuple[Mark, str, str]]:
        try:
            yield from self._text(data.decode("utf-8"), spelt)
            return
        except UnicodeDecodeError:
            # in compressed bytes a single character stands by chance
            yield from self._text(data.decode("utf-8", "replace"), spelt=False, least=2)
        for encoding in ("utf-16-le", "utf-16-be", "gb18030"):
            for skip in (0, 1) if encoding != "gb18030" else (0,):
                yield from self._found(data[skip:].decode(encoding, "replace"), encoding, least=3)

    def _text(self, text: str, spelt: bool, least: int = 1) -> Iterator[tuple[Mark, str, str]]:
        yield from self._found(text, "text", least)
        if "<" in text:
            yield from self._found(_TAGS.sub("", text), "inside tags", least=2)
        plain = _unescaped(text)
        if plain != text:
            yield from self._found(_TAGS.sub("", plain), "escaped", least=2)
        for packed in _HEX.finditer(text):
            yield from self._found(bytes.fromhex(packed[0]).decode("utf-8", "ignore"), "hex", least=3)
        for packed in _BASE64.finditer(text):
            for told in _from_base64(packed[0]):
                yield from self._found(told, "base64", least=3)
        if spelt:
            for name in self._pinyin.finditer(_BLANKS.sub("", text.lower())):
                yield self._spelt[name[0]], "pinyin", name[0]

    def _found(self, text: str, how: str, least: int) -> Iterator[tuple[Mark, str, str]]:
        for run in self._run.finditer(text):
            yield from self._pieces(run[0], how, least)
        for told in _RANGES.finditer(text):
            word = _plain(told[0])
            mark = self._ranges.get(word)
            if mark is not None:
                yield mark, how, told[0]
            elif "*" in word:
                yield from ((one, how, told[0]) for one in self._ranges.values() if _hidden(word, one.text))

    def _pieces(self, run: str, how: str, least: int) -> Iterator[tuple[Mark, str, str]]:
        at = 0
        while at < len(run) and run[at] != "*":
            mark, first = self._of[run[at]]
            end = at + 1
            while end < len(run) and self._of.get(run[end]) == (mark, first + end - at):
                end += 1
            # one character alone tells something of a personal value only
            enough = max(least, 1 if mark.purpose else 2)
            if end - at >= min(enough, len(mark.text)):
                stars = run[end:] if set(run[end:]) == {"*"} else ""
                yield mark, how, run[at:end] + stars
            at = end


def _is_text(mark: Mark) -> bool:
    return "\u3400" <= mark.text[-1] <= "\u9fff"


def _plain(text: str) -> str:
    """Return a number as it is typed without marks: days as 18520314."""
    if day := re.fullmatch(r"(18\d\d)年(\d+)月(\d+)日", text):
        return f"{day[1]}{int(day[2]):02}{int(day[3]):02}"
    return re.sub(r"[-·・. ]", "", text.partition(" 0")[0]).upper()


def _hidden(masked: str, text: str) -> bool:
    """Say whether a masked word is what is left of a text."""
    head, tail = masked.partition("*")[0], masked.rpartition("*")[2]
    return text.startswith(head) and text.endswith(tail) and len(head) + len(tail) < len(text)


def _trie(words: Iterable[str]) -> str:
    tree: dict[str, dict] = {}  # type: ignore[type-arg]
    for word in words:
        at = tree
        for letter in word:
            at = at.setdefault(letter, {})
        at[""] = {}
    return _branches(tree) or "(?!)"


def _branches(tree: Mapping[str, Mapping]) -> str:  # type: ignore[type-arg]
    told = [re.escape(letter) + _branches(below) for letter, below in sorted(tree.items()) if letter]
    if not told:
        return ""
    inner = told[0] if len(told) == 1 else f"(?:{'|'.join(told)})"
    return f"(?:{inner})?" if "" in tree else inner


def _unescaped(text: str) -> str:
    if "\\" in text:
        text = _UNICODE.sub(lambda m: chr(min(int(m[1] or m[2] or m[3], 16), 0x10FFFF)), text)
        text = _OCTAL.sub(
            lambda m: bytes(int(o, 8) & 255 for o in m[0][1:].split("\\")).decode("utf-8", "ignore"), text
        )
        text = _BACKSLASH_X.sub(lambda m: bytes.fromhex(m[0].replace("\\x", "")).decode("utf-8", "ignore"), text)
    if "&" in text:
        text = html.unescape(text)
    return _PERCENT.sub(lambda m: urllib.parse.unquote(m[0].replace("=", "%"), errors="ignore"), text)


def _from_base64(text: str) -> Iterator[str]:
    plain = text.replace("-", "+").replace("_", "/")
    for skip in range(4):
        part = plain[skip:]
        part = part[: len(part) // 4 * 4] if len(part) % 4 == 1 else part + "=" * (-len(part) % 4)
        if part:
            yield base64.b64decode(part).decode("utf-8", "ignore")


def _packed(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Give what is packed into a package: names, contents, and what else can be written there."""
    if data[:4] != _ZIP:
        return
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        yield "", packed.comment
        for info in packed.infolist():
            yield info.filename, packed.read(info)
            yield info.filename, info.extra + info.comment


# ── all bytes ─────────────────────────────────────────────────────────────────────────────────────


def folder(top: Path, sort: str, who: str = "", skip: frozenset[str] = frozenset()) -> Iterator[Piece]:
    """Give every file below a folder, and the names of its folders; ``skip`` names entries of the top."""
    for path in sorted(top.rglob("*")):
        name = path.relative_to(top).as_posix()
        if name.partition("/")[0] in skip:
            continue
        yield Piece(Place(sort, who, name), path.read_bytes() if path.is_file() else b"")


def repository(root: Path) -> Iterator[Piece]:
    """Give every object of a repository, reachable or not, every ref's name, and every other file of ``.git``."""
    listed = _git(root, "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)", "--unordered")
    names = [line.split() for line in listed.decode("ascii").splitlines()]
    asked = "".join(f"{name}\n" for name, _ in names).encode("ascii")
    told = io.BytesIO(_git(root, "cat-file", "--batch", given=asked))
    for name, sort in names:
        size = int(told.readline().split()[2])
        data = told.read(size)
        told.read(1)
        if sort == "tree":
            data = b"\n".join(entry.split(b" ", 1)[-1] for entry in re.split(rb"\0.{20}", data, flags=re.DOTALL))
        yield Piece(Place("git", sort, name), data)
    yield Piece(Place("git", "refs", "refs"), _git(root, "for-each-ref", "--format=%(refname) %(contents)"))
    yield from (
        Piece(Place("git", "file", piece.place.path), piece.data)
        for piece in folder(root / ".git", "git", skip=frozenset({"objects"}))
    )


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    line = ["git", "-c", "core.quotePath=false", *arguments]
    return subprocess.run(line, cwd=root, input=given, check=True, capture_output=True).stdout
