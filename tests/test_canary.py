"""Canary: marks planted in every restricted class and every personal field stand only where they may.

One company is lived in for the whole module (``canary_world``): every kind found in ``schemas/``, every verb found
in ``commands/``, every file found below ``site/``. Then every byte it left is looked at. The second half plants
leaks on purpose, one in each sort of place, and asks that they are found.
"""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import time
import urllib.parse
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import click
import pytest
import yaml

import canary
import canary_world
import cards
import paperwork
import scratch
from canary import Hit, Mark, Piece, Place, Search
from canary_records import BY_VERBS
from canary_world import NOT_DRIVEN, VERBS, World
from verbs import git
from wenshu import build, keyring, sealed


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The company, lived in once; whoever changes it copies what he changes."""
    return canary_world.live(tmp_path_factory.mktemp("canary"))


@pytest.fixture(scope="module")
def search(world: World) -> Search:
    """Knows all marks, and remembers the bytes it has looked at."""
    return Search(world.maker.marks())


@pytest.fixture(scope="module")
def hits(world: World, search: Search) -> list[Hit]:
    """Every mark in every byte."""
    return search.look(canary_world.pieces(world))


def leaks(world: World, hits: list[Hit]) -> list[str]:
    """Return the marks that stand where they may not."""
    allowed = canary_world.audiences(world)
    return sorted({str(hit) for hit in hits if not canary_world.may(world, hit, allowed)})


# ── the company ───────────────────────────────────────────────────────────────────────────────────


def test_every_mark_stands_only_where_it_may(world: World, hits: list[Hit]) -> None:
    found = leaks(world, hits)
    assert found == [], f"{len(found)} leaks:\n" + "\n".join(found[:40])


def test_the_year_was_lived(world: World) -> None:
    """What a command refused is not looked at: then the canary sees less than it should."""
    assert world.failed == []
    assert world.unsealed == [], "`save` left these in the clear"


def test_every_verb_was_driven(world: World) -> None:
    missing = sorted(verb for verb in VERBS if verb not in world.driven and verb not in NOT_DRIVEN)
    assert missing == [], (
        "nobody types these verbs in the canary's year: add a line to a chapter of tests/canary_world.py with a mark "
        "in every text it takes, or say in NOT_DRIVEN why it need not be"
    )
    assert sorted(set(NOT_DRIVEN) - set(VERBS)) == [], "these verbs are gone: take them out of NOT_DRIVEN"


def test_every_text_was_typed(world: World) -> None:
    """An option that takes a text is a place for a secret: the year types a mark there."""
    missing = [
        f"{verb} {option.opts[-1]}" for verb, command in VERBS.items() if verb in world.driven
        for option in command.params
        if isinstance(option, click.Option) and isinstance(option.type, click.types.StringParamType)
        and (verb, option.opts[-1]) not in world.typed and option.opts[-1] not in canary_world.NOT_TYPED
    ]  # fmt: skip
    assert missing == [], "type a mark there in tests/canary_world.py, or name the option in NOT_TYPED"


def test_a_record_of_every_kind_bears_marks(world: World) -> None:
    """A new kind falls under the canary by its schema alone."""
    made = {one.kind for one in world.maker.made}
    assert made | set(BY_VERBS) >= set(world.maker.kinds)
    assert world.maker.dropped == {}, "fields that no valid record could hold: give a value in canary_records.HINTS"
    written = {path.parts[-3] for path in (world.root / "records").rglob("*.yaml") if len(path.parts) > 3}
    for kind, verb in BY_VERBS.items():
        assert kind in written or verb not in VERBS or kind == "release_recalls", f"`{verb}` wrote no {kind}"


def test_every_personal_field_bears_a_mark(world: World) -> None:
    planted = {mark.planted.partition(" of ")[0] for mark in world.maker.marks() if mark.purpose}
    wanted = {
        f"{kind}.{'.'.join(path)}" for kind, schema in world.maker.kinds.items() if kind not in BY_VERBS
        for path in _personal(schema, ())
    }  # fmt: skip
    assert wanted - planted == set()
    assert {f"people.李明.{key}" for key in ("phone", "address", "emergency", "identity")} <= planted


def _personal(schema: dict, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:  # type: ignore[type-arg]
    if "x-personal" in schema and "enum" not in schema:
        yield path
    for key, below in schema.get("properties", {}).items():
        yield from _personal(below, (*path, key))
    if "items" in schema:
        yield from _personal(schema["items"], path)


def test_the_marks_are_alive(world: World, hits: list[Hit]) -> None:
    """Each text mark stands in git, and each audience shows what it may: else silence would prove nothing."""
    in_git = {hit.mark.text for hit in hits if hit.place.sort == "git"}
    on_disk = b"\n".join(path.read_bytes() for path in (world.root / "records").rglob("*.yaml"))
    dead = [
        m.planted for m in world.maker.marks() if not m.purpose and m.text.encode() in on_disk and m.text not in in_git
    ]
    assert dead == []
    sites = [hit for hit in hits if hit.place.sort in ("site", "published")]
    shown = {(hit.place.who, hit.mark.purpose, hit.masked) for hit in sites}
    for name, audience in canary_world.audiences(world).items():
        assert (name, "", False) in shown
        for purpose, how in audience.get("values", {}).items():
            assert (name, purpose, how == "mask") in shown, f"{name} shows no value of {purpose}"


def test_masks_show_only_what_they_leave(hits: list[Hit]) -> None:
    left = {hit.seen for hit in hits if hit.place.sort in ("site", "published") and hit.masked}
    assert left and all(seen.count("*") >= 2 and len(seen.replace("*", "")) <= 7 for seen in left), left


def test_nothing_opens_what_was_erased(world: World) -> None:
    """Whoever asks: no key that is left opens any value of the person's purpose, in any object of git."""
    sealed_ones = set()
    for piece in canary.repository(world.root):
        sealed_ones |= set(re.findall(rb"sealed:[a-z2-7]{12}:[A-Za-z0-9+/=]+", piece.data))
    told = yaml.load((world.root / f"records/{world.subject}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    gone = sealed.fingerprint(told["seals"]["contact"])
    opened = {True: 0, False: 0}
    for file in world.identities.values():
        with canary_world.surroundings(WENSHU_IDENTITY=str(file), WENSHU_KEYS=None):
            opener = keyring.opener(world.root)
            for one in sealed_ones:
                text = one.decode("ascii")
                opened[sealed.key_of(text) == gone] += opener(text) is not None
    assert sum(sealed.key_of(one.decode("ascii")) == gone for one in sealed_ones) >= 4
    assert opened[True] == 0 and opened[False] > 20


# ── a lower site tells nothing by its numbers either ──────────────────────────────────────────────


def differing(one: Path, other: Path) -> list[str]:
    """Return the files of two sites that are not the same, packages by what they hold."""
    told = [
        {path.relative_to(top).as_posix(): _content(path) for path in top.rglob("*") if path.is_file()}
        for top in (one, other)
    ]
    return sorted(name for name in told[0].keys() | told[1].keys() if told[0].get(name) != told[1].get(name))


def _content(path: Path) -> object:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            return {name: packed.read(name) for name in packed.namelist()}
    return path.read_bytes()


@pytest.fixture(scope="module")
def twins(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The staff site of the company, and that of one that lacks what staff may not see and nothing refers to."""
    staff = canary_world.audiences(world)["staff"]
    roots = []
    for name in ("with", "without"):
        root = tmp_path_factory.mktemp("twins") / name
        for part in ("records", "schemas", "templates"):
            shutil.copytree(world.root / part, root / part)
        roots.append(root)
    texts = {path: path.read_text(encoding="utf-8") for path in (roots[1] / "records").rglob("*.yaml")}
    gone = 0
    for made in world.maker.made:
        own = [path for path in texts if made.id in path.as_posix()]
        mark = Mark(
            "", "", made.kind, made.class_, made.depts, world.maker.kinds[made.kind].get("x-reserved", ""), made.draft
        )
        others = any(made.id in text for path, text in texts.items() if path not in own)
        # a meeting that was held has its number: 第5次 stays the fifth whoever may read of the fourth
        others = others or made.kind == "minutes"
        if not others and not canary_world.sees(staff, mark):
            for path in own:
                path.unlink()
            gone += 1
    assert gone >= 5
    for root in roots:
        answer = build.build(root, None, scratch.TODAY, ("staff",))
        assert answer.built is not None, [line.message for line in answer.findings if line.severity == "error"]
    return roots[0] / "site/staff", roots[1] / "site/staff"


def test_a_lower_site_is_the_same_whatever_is_kept_from_it(twins: tuple[Path, Path]) -> None:
    """Counts, feet, search, calendars: nothing on the staff site moves when a hidden record comes or goes."""
    assert differing(*twins) == []


def test_a_count_that_tells_is_found(twins: tuple[Path, Path], tmp_path: Path) -> None:
    other = shutil.copytree(twins[1], tmp_path / "staff")
    page = next(path for path in sorted(other.rglob("*.html")) if "</body>" in path.read_text(encoding="utf-8"))
    page.write_text(
        page.read_text(encoding="utf-8").replace("</body>", "<p>共 13 份，其中 7 份不公开</p></body>"), encoding="utf-8"
    )
    assert page.relative_to(other).as_posix() in differing(twins[0], other)


# ── leaks planted on purpose ──────────────────────────────────────────────────────────────────────


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as stream:
        stream.write(text.encode("utf-8"))


def _package(pattern: str, member: str, before: str) -> Callable[[World, str], None]:
    """Return a planter that puts a word into one member of the first package of the staff site."""

    def plant(world: World, word: str) -> None:
        path = next(iter(sorted((world.root / "site/staff").rglob(pattern))))
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        name = next(name for name in parts if name.endswith(member))
        parts[name] = parts[name].replace(before.encode(), (word + before).encode(), 1)
        assert word.encode() in parts[name]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for key, data in parts.items():
                new.writestr(key, data)

    return plant


def _site(pattern: str) -> Callable[[World, str], None]:
    def plant(world: World, word: str) -> None:
        _append(next(iter(sorted((world.root / "site/staff").rglob(pattern)))), word)

    return plant


def _blob(world: World, word: str) -> None:
    (world.home / "loose").write_text(word, encoding="utf-8")
    git(world.root, "hash-object", "-w", str(world.home / "loose"))


def _path_in_git(world: World, word: str) -> None:
    _append(world.root / "records" / f"{word}.txt", "x")
    git(world.root, "add", "-f", f"records/{word}.txt")
    git(world.root, "commit", "-q", "--no-verify", "-m", "x")


def _commit(message: str) -> Callable[[World, str], object]:
    return lambda world, word: git(
        world.root, "commit", "-q", "--no-verify", "--allow-empty", "-m", message.format(word)
    )  # fmt: skip


def _said(world: World, word: str) -> None:
    world.told.append(canary_world.Told("check", 1, f"电话“{word}”写得不对"))


def _moved(world: World, word: str) -> None:
    page = next(iter(sorted((world.root / "site/staff").rglob("*.html"))))
    shutil.copy(page, page.with_name(f"{word}.html"))


PLANTED: dict[str, tuple[str, Callable[[World, str], object]]] = {
    "an object nothing refers to": ("git", _blob),
    "a commit message": ("git", _commit("致电 {}")),
    "a trailer": ("git", _commit("保存\n\nReason: {}")),
    "a path": ("git", _path_in_git),
    "a branch": ("git", lambda world, word: git(world.root, "branch", f"revision/{word}")),
    "a tag's message": ("git", lambda world, word: git(world.root, "tag", "-m", word, f"v{time.monotonic_ns()}")),
    "the log of a branch": ("git", lambda world, word: _append(world.root / ".git/logs/HEAD", word)),
    "a page": ("site", _site("*.html")),
    "a Word file": ("site", _package("*.docx", "word/document.xml", "</w:t>")),
    "a Word file's properties": ("site", _package("*.docx", "docProps/core.xml", "</dc:title>")),
    "a workbook": ("site", _package("*.xlsx", "sharedStrings.xml", "</t>")),
    "a CSV file": ("site", _site("*.csv")),
    "a script": ("site", lambda world, word: _append(world.root / "site/staff/search/1.js", json.dumps({"t": word}))),
    "a file's name": ("site", _moved),
    "a name with %": ("site", lambda world, word: _append(world.root / "site/staff" / urllib.parse.quote(word), "x")),
    "the cache": ("cache", lambda world, word: _append(world.root / ".wenshu/pages.json", json.dumps([word]))),
    "what a command printed": ("output", _said),
    "the published folder": (
        "published", lambda world, word: _append(world.home / "published/staff/desk/staff/x.html", word),
    ),
    "the key folder": ("keys", lambda world, word: _append(cards.folder(world.root) / "index/contact.txt", word)),
    "a temporary file": ("temp", lambda world, word: _append(world.home / "temp/x.tmp", word)),
    "a record": ("work", lambda world, word: _append(world.root / "records/customers/2026/x.yaml", word)),
}  # fmt: skip


def _spare(world: World, folder: Path, sort: str) -> World:
    """Copy those parts of the company in which a leak of a sort is planted and looked for."""
    root = folder / "company"
    for part in (".git",) if sort == "git" else ("site/staff",):
        shutil.copytree(world.root / part, root / part)
    (root / "records").mkdir(parents=True)
    shutil.copy(world.root / "records/company.yaml", root / "records")
    (folder / "temp").mkdir()
    return replace(world, home=folder, root=root, told=[])


@pytest.mark.parametrize("where", list(PLANTED))
def test_a_planted_leak_is_found(world: World, search: Search, where: str, tmp_path: Path) -> None:
    """A personal value, and in what is for readers a paper's secret too, in each sort of place."""
    sort, plant = PLANTED[where]
    spare = _spare(world, tmp_path, sort)
    marks = [
        next(mark for mark in search.marks if mark.planted.startswith(name))
        for name in ("customers.phones", "customers.address")
    ]
    secret = next(
        mark for mark in search.marks if mark.class_ == "商业秘密（核心）" and not mark.purpose and len(mark.text) == 5
    )
    planted = (*marks, *([secret] if sort in ("site", "published") else []))
    for mark in planted:
        plant(spare, mark.text)
    found = leaks(spare, search.look(canary_world.pieces(spare, git=sort == "git")))
    for mark in planted:
        assert any(told.startswith(f"{sort}:") and mark.planted in told for told in found), f"{mark.text} in {where}"


ENCODED: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda word: word.encode(),
    "UTF-16, little": lambda word: "报 ".encode("utf-16-le") + word.encode("utf-16-le") + b"\xff",
    "UTF-16, big": lambda word: b"\xff" + word.encode("utf-16-be"),
    "GB 18030": lambda word: "报".encode("gb18030") + word.encode("gb18030"),
    "JSON": lambda word: json.dumps(word).encode(),
    "JSON, capitals": lambda word: "".join(f"\\u{ord(one):04X}" for one in word).encode(),
    "entities": lambda word: "".join(f"&#{ord(one)};" for one in word).encode(),
    "entities, hexadecimal": lambda word: "".join(f"&#x{ord(one):x};" for one in word).encode(),
    "an address": lambda word: urllib.parse.quote(word, safe="").encode() if not word.isascii() else _percent(word),
    "quoted printable": lambda word: _percent(word).replace(b"%", b"="),
    "git's quoting": lambda word: "".join(f"\\{byte:03o}" for byte in word.encode()).encode(),
    "hexadecimal": lambda word: word.encode().hex().encode(),
    "base64": lambda word: base64.b64encode(word.encode()),
    "base64, one further": lambda word: base64.b64encode(b"a" + word.encode() + b"a"),
    "base64, two further": lambda word: base64.urlsafe_b64encode(b"ab" + word.encode() + b"a"),
    "runs of Word": lambda word: "</w:t></w:r><w:r><w:t>".join(word).encode(),
    "broken lines": lambda word: ("<p>" + "\n  ".join(word) + "</p>").encode(),
    "a package in a package": lambda word: _zipped(_zipped(word.encode())),
    "a package's comment": lambda word: _zipped(b"x", word),
}


def _percent(word: str) -> bytes:
    return "".join(f"%{byte:02X}" for byte in word.encode()).encode()


def _zipped(data: bytes, comment: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inner", data)
        packed.comment = comment.encode()
    return made.getvalue()


@pytest.mark.parametrize("encoding", list(ENCODED))
def test_a_leak_is_found_in_another_encoding(search: Search, encoding: str) -> None:
    sorts = (
        "customers.name",
        "customers.phones",
        "customers.plate",
        "customers.vin",
        "employees.identity",
        "documents.body",
    )
    for name in sorts:
        mark = next(one for one in search.marks if one.planted.startswith(name))
        found = search.look([Piece(Place("site", "staff", "x.html"), ENCODED[encoding](mark.text))])
        assert mark in {hit.mark for hit in found}, (name, mark.text)


def test_pieces_of_a_value_are_found(search: Search) -> None:
    """A part of a name, what a mask would leave, another way to write a number or a day, a name spelt in pinyin."""
    wanted = ("customers.name", "customers.phones", "customers.plate", "employees.identity", "employees.birth")
    of = {name: next(mark for mark in search.marks if mark.planted.startswith(name)) for name in wanted}
    name, phone, plate = (of[key].text for key in ("customers.name", "customers.phones", "customers.plate"))
    year, month, day = of["employees.birth"].text.split("-")
    spelt = canary.lazy_pinyin(name)
    for key, written in (
        ("customers.name", name[:1] + "**"), ("customers.name", name[2:4]), ("customers.name", "-".join(spelt)),
        ("customers.name", "".join(spelt)), ("customers.name", " ".join(spelt).title()),
        ("customers.phones", f"{phone[:3]}****{phone[7:]}"),
        ("customers.phones", f"+86 {phone[:3]}-{phone[3:7]}-{phone[7:]}"),
        ("customers.plate", f"{plate[:2]}·***{plate[-2:]}"), ("customers.plate", f"{plate[:2]}·{plate[2:]}"),
        ("employees.identity", f"{of['employees.identity'].text[:6]}***********{of['employees.identity'].text[-1]}"),
        ("employees.birth", f"{year}年{int(month)}月{int(day)}日"), ("employees.birth", year + month + day),
    ):  # fmt: skip
        found = search.look([Piece(Place("site", "staff", "x.html"), written.encode())])
        assert of[key] in {hit.mark for hit in found}, (key, written)


def test_a_page_without_marks_is_silent(search: Search) -> None:
    house = canary.folder(scratch.HOUSE / "schemas", "site", "staff")
    assert search.look(house) == []


def test_the_canary_knows_the_company_file(world: World) -> None:
    """Its own reading of who sees what agrees with what is written there, on a few plain cases."""
    audiences = canary_world.audiences(world)
    secret = Mark("", "", "documents", "商业秘密（普通）", frozenset({"销售部"}))
    seen = {name for name, one in audiences.items() if canary_world.sees(one, secret)}
    assert seen == {"sales", "office", "auditor"}
    card = replace(secret, kind="customers", archive="顾客档案")
    assert {name for name, one in audiences.items() if canary_world.sees(one, card)} == {"sales", "clerk", "auditor"}
    draft = replace(secret, class_="内部资料", draft=True)
    assert {name for name, one in audiences.items() if canary_world.sees(one, draft)} == {"office", "auditor"}
    assert paperwork.office(world.root).company.audiences.keys() == audiences.keys()
