"""The canary's company: one year of an office in a real git repository, with a mark wherever a text can be typed.

:func:`live` lays out the company, writes a record of every kind in every class (``canary_records``), and then
does what an office does, verb by verb, with marks in every opinion, reason, purpose and addressee. What each
command printed is kept. Which verbs were driven is told, so that a test can ask for the others.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click
import yaml

import asking
import cards
import paperwork
import verbs
from canary import Hit, Mark, Mint, Piece, Place, folder, repository
from canary_records import BY_VERBS, CLASSES, Made, Maker
from wenshu import cli

SERIES = """\
  - code: 个
    title: 个人信息请求
    forms: {house: '个〔{year}〕{serial:03}', short: '个{serial:03}'}
    chain: []
    number_at: entry
    allots: 总经理秘书
    restart: year
    start: 1
"""
COMPANY = cards.COMPANY.replace("meeting_types:\n", SERIES + asking.SERIES + "meeting_types:\n", 1).replace(
    "archives:\n", "  顾言: {status: 在职, dept: 管理部}\narchives:\n", 1
)
NOT_DRIVEN: Mapping[str, str] = {
    "init": "makes another, empty company", "demo": "makes another company out of this house",
    "explain": "knows codes only and reads no record",
    "sync": "sends what `git` places hold; it writes no text of its own",
    "number adopt": "reads a workbook of numbers older than the company; its texts are 内部资料 like any number's",
    "number reconcile": "needs a number claimed by a clone that died", "number close-year": "the year is not over",
    "hook pre-receive": "runs in a server's repository and prints findings",
    "hook pre-commit": "is run by git at `save`",
}  # fmt: skip
"""Verb → why the scenario may leave it out."""
NOT_TYPED = frozenset({
    "--as", "--by", "--checked-by", "--endorsed-by", "--delegation", "--word-of", "--key", "--remove",  # people, keys
    "--slug", "--in", "--impact", "--archive", "--edition", "--series", "--audience", "--request", "--lift",  # things
    "--purpose", "--until", "--correction-of", "--code", "--against", "--with", "--dept", "--message",  # codes, days, …
})  # fmt: skip
"""Options that name what is known already, and take no text of their own."""


@dataclass
class Told:
    """What one command printed."""

    line: str
    code: int
    text: str


@dataclass
class World:
    """A company that was lived in, and everything it left behind."""

    home: Path
    root: Path
    maker: Maker
    identities: Mapping[str, Path]
    told: list[Told] = field(default_factory=list)
    driven: set[str] = field(default_factory=set)
    typed: set[tuple[str, str]] = field(default_factory=set)
    """Verb and option that were typed."""
    failed: list[str] = field(default_factory=list)
    unsealed: list[str] = field(default_factory=list)
    subject: str = ""
    """Whose values were asked for, exported and destroyed."""
    erased: frozenset[str] = frozenset()

    @property
    def mint(self) -> Mint:
        return self.maker.mint

    @property
    def company(self) -> Mapping[str, Any]:
        text = (self.root / "records/company.yaml").read_text(encoding="utf-8")
        told: Mapping[str, Any] = yaml.load(text, yaml.BaseLoader)
        return told

    def run(self, line: str, fails: bool = False, typed: str = "") -> Told:
        """Run a command, keep what it printed; a failure that was not meant is told at the end."""
        keyboard, sys.stdin = sys.stdin, io.StringIO(typed)
        try:
            said = verbs.run(self.root, line)
        except Exception:  # a verb that breaks leaves as much behind as another: the year goes on, and it is told
            said = verbs.Said(99, "", traceback.format_exc())
        finally:
            sys.stdin = keyboard
        told = Told(line, said.code, said.out + said.err)
        self.told.append(told)
        words = shlex.split(line)
        verb = words[0] if words[0] in VERBS else " ".join(words[:2])
        self.driven.add(verb)
        self.typed |= {(verb, word) for word in words if word.startswith("--")}
        if bool(said.code) != fails:
            wrong = [one for one in told.text.split("\n") if ": error " in one] or [told.text[-400:]]
            self.failed.append(f"{line[:160]} → {said.code}: {' ; '.join(wrong[:4])[:600]}")
        return told

    def has(self, verb: str) -> bool:
        """Say whether there is a verb; the scenario drives what is there."""
        return verb in VERBS

    def mark(self, planted: str, made: Made | None = None, **more: object) -> str:
        """Make a mark for what is typed after a verb; it has the class of the paper it is about."""
        told = {"owner": made.id} if made else {"class_": "内部资料"}
        return self.mint.mark(planted, **{**told, **more}).text  # type: ignore[arg-type]


def _leaves(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield " ".join(words), command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner is not None:
            yield from _leaves(inner, (*words, name))


VERBS = dict(_leaves(cli.hall, ()))
"""Every verb there is, as found: ``number reserve`` → its command."""


@contextlib.contextmanager
def surroundings(**values: str | None) -> Iterator[None]:
    """Set variables of the environment, and put them back."""
    before = {name: os.environ.get(name) for name in values}
    for name, value in values.items():
        os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)


def live(home: Path) -> World:
    """Lay out the company in a folder and live a year of it; temporary files lie in ``home/temp``."""
    (home / "temp").mkdir()
    (home / "out").mkdir()
    with surroundings(WENSHU_KEYS=None, WENSHU_IDENTITY=None, WENSHU_VERIFIED=None, TMPDIR=str(home / "temp")):
        before, tempfile.tempdir = tempfile.tempdir, None
        try:
            root = cards.company(home, {}, COMPANY)
            world = World(home, root, Maker(root, Mint(), {}), cards.readers(root))
            for chapter in (
                _write,
                _sign,
                _cite,
                _office,
                _lend,
                _revise,
                _numbers,
                _build,
                _hand_out,
                _rights,
                _after,
            ):
                chapter(world)
        finally:
            tempfile.tempdir = before
    return world


# ── the year ──────────────────────────────────────────────────────────────────────────────────────


def _write(world: World) -> None:
    """Records of every kind, typed in the clear; people of the company file; and what ``new`` makes."""
    maker, root = world.maker, world.root
    for kind, schema in maker.kinds.items():
        if kind in BY_VERBS:
            continue
        variants = [(CLASSES[2], "销售部"), (CLASSES[2], "管理部"), (CLASSES[3], "管理部"), (CLASSES[1], "销售部")]
        for class_, dept in variants if "class" in schema["properties"] else variants[3:]:
            if dept == "销售部" or maker.refs.get(kind) is None or "class" in schema["properties"]:
                maker.record(kind, class_, dept)
    _people(world)
    (root / "out").mkdir(exist_ok=True)
    # what the writers seal may stand in the clear until it is saved
    world.failed += maker.valid(("PII", "SEA", "KEY"))
    world.run("save -m 起草")
    world.unsealed = [
        mark.planted for mark in maker.marks() if mark.purpose
        and any(mark.text.encode() in path.read_bytes() for path in (root / "records").rglob("*.yaml"))
    ]  # fmt: skip
    title = world.mark("title of a paper begun by new", class_="内部资料", draft=True)
    world.run(
        f"new documents --set series=通 --set doc_type=通知 --set title=关于{title}的通知 --set issuer=试点公司"
        " --no-ask"
    )
    given = []
    for key, schema in maker.kinds["customers"]["properties"].items():
        if "x-personal" in schema and schema.get("x-mask") in ("name", "phone", "plate"):
            mask = schema["x-mask"]
            mark = world.mint.mark(f"new customers --set {key}", "text" if mask == "name" else mask, mask=mask,
                                   purpose=schema["x-personal"], kind="customers", class_=CLASSES[2], draft=True,
                                   archive="顾客档案", depts=frozenset({"销售部"}))  # fmt: skip
            given.append(f"--set {key}={mark.text}")
    more = "--set model=远山 --set vehicle_kind=SUV --set wishes=按时"
    more += " --set clerk=李明 --set dept=销售部 --set opened_on=2026-06-01"
    world.run(f"new customers {' '.join(given)} {more} --no-ask")
    shown = world.mint.mark(
        "new customers --dry-run", purpose="contact", kind="customers", class_=CLASSES[2], draft=True
    )
    world.run(f"new customers --set name={shown.text} {more} --no-ask --dry-run")
    bare = world.mint.mark("a personal value in a message", "phone", purpose="contact")
    world.run(f"save -m 致电{bare.text}", fails=True)
    world.run("save -m 又起草")


def _people(world: World) -> None:
    """Give people of the company file every private field that its schema has, typed in the clear."""
    schema = yaml.load((world.root / "schemas/company.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    fields = schema["properties"]["people"]["additionalProperties"]["properties"]
    lines = []
    for key, told in fields.items():
        if "x-personal" in told:
            sort = "phone" if told.get("format") == "phone" else "id" if told.get("x-mask") == "id" else "text"
            mark = world.mint.mark(f"people.李明.{key}", sort, purpose=told["x-personal"], owner="people/李明",
                                   class_=told.get("x-class", "内部资料"),
                                   mask=told.get("x-mask", told.get("format", "")))  # fmt: skip
            lines.append(f"{key}: '{mark.text}'")
    path = world.root / "records/company.yaml"
    text = path.read_text(encoding="utf-8")
    start = "李明: {status: 在职,"
    assert start in text
    path.write_text(text.replace(start, f"李明: {{{', '.join(lines)}, status: 在职,"), encoding="utf-8", newline="\n")


def _paper(world: World, kind: str, class_: str, dept: str) -> Made:
    return next(m for m in world.maker.made if (m.kind, m.class_, m.dept) == (kind, class_, dept))


def _sign(world: World) -> None:
    """Sign what has a chain, with an opinion each; number what has a series."""
    issued = [m for m in world.maker.made if m.draft and m.class_ != CLASSES[3]]
    for made in issued:
        office = paperwork.office(world.root)
        schema = world.maker.kinds[made.kind]
        for n, wanted in enumerate(office.standing(office.records[made.id]).chain):
            who = wanted.person or office.company.holders(wanted.post, office.as_of)[0].id
            opinion = f"--opinion {world.mark(f'opinion on {made.id}', made)}" if n < 2 else ""
            world.run(
                f"approve {made.id} --as {who} --step {wanted.step} --on 2026-06-12 --dept '{wanted.dept}' {opinion}"
            )
        made.draft = "x-series" in schema or "x-series-field" in schema
    refused = _paper(world, "documents", CLASSES[3], "管理部")
    world.run(f"circulate {refused.id} --out {world.home / 'out' / 'circulate'}")
    opinion = world.mark("opinion of a refusal", refused)
    world.run(f"approve {refused.id} --as 何管 --step 核稿 --decision 退回 --opinion {opinion} --on 2026-06-12")
    done = [made for made in issued if made.draft]
    world.run(f"issue {' '.join(made.id for made in done)} --on 2026-06-13")
    for made in done:
        made.draft = False


def _cite(world: World) -> None:
    """A paper for everybody cites a customer by his number; a sheet is scanned whose file bears his telephone."""
    card = _paper(world, "customers", CLASSES[2], "销售部")
    other = _paper(world, "documents", CLASSES[1], "销售部")
    office = paperwork.office(world.root)
    number = office.number(office.records[card.id])
    values = {**other.values, "title": "关于回访顾客的通知", "body": f"请于本周回访@{number}，并记录。\n"}
    for key in ("attachments", "decisions", "contact"):
        values.pop(key, None)
    made = Made("documents/2026/visit", "documents", CLASSES[1], "销售部", values, frozenset({"销售部"}))
    path = world.root / "records" / f"{made.id}.yaml"
    path.write_text(cards.dump(values), encoding="utf-8", newline="\n")
    world.run("save -m 回访")
    name = world.mint.mark("name of a scanned file", "phone", purpose="contact", owner=card.id)
    sheet = world.home / f"{name.text}.pdf"
    sheet.write_bytes(b"%PDF-1.4 " + world.mark("a scanned sheet", class_=CLASSES[1]).encode())
    office = paperwork.office(world.root)
    for n, wanted in enumerate(office.standing(office.records[made.id]).chain):
        who = wanted.person or office.company.holders(wanted.post, office.as_of)[0].id
        scan = f"--sheet {sheet}" if n == 0 else ""
        world.run(f"approve {made.id} --as {who} --step {wanted.step} --on 2026-06-13 --dept '{wanted.dept}' {scan}")
    world.run(f"issue {made.id} --on 2026-06-13")


def _office(world: World) -> None:
    """Print, hand out, receive, recall, file."""
    paper = _paper(world, "documents", CLASSES[2], "管理部")
    other = _paper(world, "documents", CLASSES[1], "销售部")
    outside = world.mark("addressee of a copy", paper)
    world.run(f"print {paper.id} --printed 9 --kept 2 --on 2026-06-14")
    world.run(f"distribute {paper.id} --to 外单位:{outside} --copies 1 --on 2026-06-14")
    place = world.mark("place in the archive", paper)
    world.run(f"distribute {paper.id} --to 文书档案 --copies 2 --place {place} --on 2026-06-14")
    world.run(f"distribute {paper.id} --to 管理部 --copies 1 --on 2026-06-14")
    by = world.mark("who signed for an outsider", paper)
    world.run(f"receive {paper.id} --to 外单位:{outside} --by {by} --on 2026-06-15")
    world.run(f"recall {paper.id} --to 管理部 --disposal 销毁 --on 2026-06-16")
    world.run(f"distribute {other.id} --to 文书档案 --copies 2 --place 一柜 --on 2026-06-14")


def _lend(world: World) -> None:
    """Lend, renew, return, lose: each tells why."""
    paper = _paper(world, "documents", CLASSES[2], "管理部")
    purpose, shown = world.mark("purpose of a loan", paper), world.mark("what was shown at a renewal", paper)
    outcome, note = world.mark("outcome of a loan", paper), world.mark("note of a return", paper)
    reason = world.mark("reason of a loan against the rules", paper)
    approved = "--approved-by 林晓岚 --approved-on 2026-06-15"
    world.run(
        f"lend {paper.id} --to 何管 --use 外借 --purpose {purpose} {approved} --copy 2 --reason {reason}"
        " --on 2026-06-15"
    )
    late = world.mark("reason of a renewal against the rules", paper)
    world.run(f"renew {paper.id} --due 2026-06-29 --approved-by 林晓岚 --shown {shown} --reason {late} --on 2026-06-20")
    world.run(f"return {paper.id} --condition 污损 --outcome {outcome} --note {note} --on 2026-06-22")
    again, report = world.mark("purpose of a second loan", paper), world.mark("report of a loss", paper)
    name, unit = world.mark("borrower from outside", paper), world.mark("his organisation", paper)
    world.run(f"lend {paper.id} --outsider {name} --unit {unit} --identity 工作证 --use 阅览 --purpose {again} "
              f"{approved} --companion 何管 --copy 2 --reason {reason} --on 2026-06-23")  # fmt: skip
    world.run(f"return {paper.id} --lost --report {report} --on 2026-06-24")


def _revise(world: World) -> None:
    """Ask for a change of an issued paper of a high class and decide; refuse another; withdraw one; void one."""
    paper = _paper(world, "documents", CLASSES[2], "管理部")
    for n, (way, day) in enumerate((("--approve", "2026-06-25"), ("--refuse", "2026-06-26"))):
        path = world.root / "records" / f"{paper.id}.yaml"
        text = path.read_text(encoding="utf-8")
        new = world.mark(f"wording {n} of a revision", paper)
        path.write_text(
            re.sub(r"(?m)^(body: '?\|?.*?)。", rf"\1，{new}。", text, count=1), encoding="utf-8", newline="\n"
        )
        reason = world.mark(f"reason of revision {n}", paper)
        world.run(f"revise {paper.id} --reason {reason} --kind 更正件 --requested-by 何管 --on {day}")
        branch = f"revision/{paper.id.rpartition('/')[2]}-{day}"
        opinion = world.mark(f"opinion on revision {n}", paper)
        for who in ("何管", "周启衡") if way == "--approve" else ("何管",):
            world.run(f"decide {branch} {way} --as {who} --opinion {opinion} --on {day}")
    gone = _paper(world, "documents", CLASSES[2], "销售部")
    said = paperwork.office(world.root).records[gone.id]
    reason = world.mark("reason of a repeal", gone)
    assert said is not None
    world.run(
        f"correct {gone.id} --before 通知 --after {world.mark('wording of a correction', gone)}通知 --reason 误",
        fails=True,
    )
    world.run(f"void {gone.id} --as 周启衡 --reason {reason} --on 2026-06-27")


def _numbers(world: World) -> None:
    """The ledger's own texts are 内部资料."""
    world.run(f"number reserve 通 2 --reason {world.mark('reason of a reserved number')} --until 2026-12-31")
    said = world.run("number list 通 --format json")
    serials = [int(n) for n in re.findall(r'"serial": (\d+)', said.text)] or [99]
    world.run(f"number void 通 {max(serials)} --reason {world.mark('reason of a void number')}")
    world.run("number list")


def _build(world: World) -> None:
    """Look at everything: check, build without keys, tell histories, verify."""
    paper = _paper(world, "documents", CLASSES[2], "管理部")
    world.run("check --format json")
    world.run("build")
    if (world.root / "site").is_dir():
        shutil.copytree(world.root / "site", world.home / "site-without-keys")
    world.run(f"history {paper.id}")
    for made in (_paper(world, "customers", CLASSES[2], "销售部"), _paper(world, "employees", CLASSES[2], "管理部")):
        world.run(f"history {made.id}")
    world.run("verify --quick")
    whom = world.mark("bundle --to", class_=CLASSES[3])
    world.run(f"bundle {world.home / 'handed' / 'bundle'} --unproved --to {whom} --word-of 周启衡")
    world.run("hook install")
    if world.has("hook commit-msg"):
        bare = world.mint.mark("a personal value in the message of a commit", "phone", purpose="contact")
        (world.home / "message").write_text(f"致电 {bare.text}\n", encoding="utf-8")
        world.run(f"hook commit-msg {world.home / 'message'}", fails=True)
    with _reader(world, "李明"):
        world.run("build --audience sales --audience clerk")
    with _reader(world, "何管"):
        world.run("build --audience personnel")
    with _reader(world, "林晓岚"):
        world.run("build --audience performance")


@contextlib.contextmanager
def _reader(world: World, name: str) -> Iterator[None]:
    with surroundings(WENSHU_IDENTITY=str(world.identities[name])):
        yield


def _hand_out(world: World) -> None:
    """Publish each site to a folder of its own; make the audit's sample."""
    options = {option for parameter in VERBS["publish"].params for option in parameter.opts}
    for name in sorted(path.name for path in (world.root / "site").glob("*") if path.is_dir()):
        # a release has the highest class of what went out
        told = "".join(
            f" {option} {world.mark(f'publish {option}', class_=_highest(world, name))}"
            for option in ("--to", "--recall") if option in options
        )  # fmt: skip
        word = " --word-of 周启衡" if "--word-of" in options else ""
        world.run(f"publish {world.home / 'published' / name / 'desk'} --audience {name}{told}{word}")
    if world.has("audit"):
        whom = world.mark("audit --for", class_=CLASSES[3])
        sample = "--from 2026-01-01 --to 2026-06-30 --sample 3 --seed 7"
        world.run(f"audit {sample} --for {whom} --word-of 周启衡 {world.home / 'handed' / 'audit'}")


def _highest(world: World, name: str) -> str:
    audience = audiences(world)[name]
    seen = {*audience["classes"], *(one for sight in audience.get("also", ()) for one in sight["classes"])}
    return max(seen, key=CLASSES.index)


def _rights(world: World) -> None:
    """A customer asks what is known of him, and to be forgotten."""
    if not any(verb.startswith(("subject", "seal", "unseal", "keys")) for verb in VERBS):
        return
    made = _paper(world, "customers", CLASSES[2], "销售部")
    draft = _paper(world, "customers", CLASSES[3], "管理部")
    world.subject = made.id
    out = world.home / "handed" / "subject"
    out.mkdir(parents=True, exist_ok=True)
    number = recipient = ""
    with _reader(world, "李明"):
        for verb, line in _RIGHTS:
            if world.has(verb):
                ground = world.mint.mark(f"ground: {verb}", kind="erasures", class_=CLASSES[2]).text
                typed = _typed(world, draft, verb) if line.endswith(" -") or " - " in line else ""
                values = {"id": made.id, "draft": draft.id, "out": out, "home": world.home, "mark": ground}
                said = world.run(line.format(**values, number=number, recipient=recipient), typed=typed)
                recipient = (re.findall(r"age1[a-z0-9]+", said.text) or [recipient])[0]
                number = number or (re.findall(r"个〔\d+〕\d+", said.text) or [""])[0]
    world.run("save -m 更正")
    if world.has("subject erase"):
        world.erased = frozenset({"contact"})


def _typed(world: World, made: Made, verb: str) -> str:
    """Return a personal value as it is typed when a verb asks for it."""
    return world.mint.mark(f"typed after {verb}", purpose="contact", owner=made.id, mask="name").text + "\n"


_RIGHTS = (
    ("unseal", "unseal records/{id}.yaml name"),
    ("seal", "seal records/{draft}.yaml contact --value -"),
    ("keys new-identity", "keys new-identity {home}/company-identities/new.txt"),
    ("keys add-reader", "keys add-reader 沈一鸣 {recipient} --purpose sale"),
    ("keys rotate", "keys rotate --purpose contact --purpose sale"),
    ("keys index", "keys index"),
    ("keys copy", "keys copy {home}/keys-copied"),
    ("keys list", "keys list"),
    ("subject request", "subject request {id} --kind 删除 --via 当面 --identity 工作证 --checked-by 何管 --by 李明"),
    ("subject request", "subject request {draft} --kind 更正 --via 电话 --field 电话 --by 李明 --wanted -"),
    ("subject export", "subject export {id} {out}/all.docx --word-of 周启衡"),
    ("subject correct", "subject correct {draft} contact --value - --reason {mark}"),
    ("subject hold", "subject hold {id} --purpose sale --ground {mark}"),
    (
        "subject decide",
        "subject decide {number} --purpose contact=同意 --purpose sale=不同意 --ground 依法 --text {mark}",
    ),
    ("subject erase", "subject erase {id} --request {number} --ground {mark} --purpose contact --yes"),
)  # fmt: skip
"""Verb → how it is typed, in order; what does not exist is left out."""


def _after(world: World) -> None:
    """What stands after the erasure: sites are built again, by whoever still has keys."""
    world.run("check")
    with _reader(world, "李明"):
        world.run("build")


# ── what was left behind ──────────────────────────────────────────────────────────────────────────


def pieces(world: World, git: bool = True) -> Iterator[Piece]:
    """Give every byte the company left anywhere; without ``git`` all but the repository's own."""
    root = world.root
    if git:
        yield from repository(root)
    skip = frozenset({".git", "site", ".wenshu"})
    yield from folder(root, "work", skip=skip)
    yield from folder(root / ".wenshu", "cache")
    yield from folder(cards.folder(root), "keys")
    yield from folder(world.home / "keys-copied", "keys")
    yield from folder(world.home / "temp", "temp")
    for sort, top in (("site", root / "site"), ("site", world.home / "site-without-keys"), *_published(world)):
        for site in sorted(top.iterdir()) if top.is_dir() else ():
            yield from (
                folder(site, sort, site.name)
                if site.is_dir()
                else (Piece(Place(sort, "", site.name), site.read_bytes()),)
            )
    for handed in ("out", "handed"):
        for top in sorted((world.home / handed).iterdir()) if (world.home / handed).is_dir() else ():
            yield from folder(top, "handed", top.name)
            for n, bundle in enumerate(sorted(top.rglob("*.bundle"))):
                copy = world.home / "unbundled" / f"{top.name}-{n}"
                if not copy.is_dir():
                    subprocess.run(["git", "clone", "-q", str(bundle), str(copy)], check=True)
                yield from repository(copy)
    for n, told in enumerate(world.told):
        yield Piece(Place("output", told.line.split()[0], f"{n}"), told.text.encode("utf-8", "surrogateescape"))


def _published(world: World) -> Iterator[tuple[str, Path]]:
    for desk in sorted((world.home / "published").glob("*/desk")):
        yield "published", desk


def may(world: World, hit: Hit, audiences: Mapping[str, Mapping[str, Any]]) -> bool:
    """Say whether a mark may stand where it was found; the canary's own reading of the company file."""
    mark, place = hit.mark, hit.place
    if place.sort in ("site", "published"):
        audience = audiences.get(place.who)
        if audience is not None and _names_subject(world, hit):
            request = Mark("", "", "subject_requests", CLASSES[2], frozenset({"销售部"}))
            return sees(audience, request)
        if audience is None or not sees(audience, mark):
            return False
        if mark.owner == world.subject and mark.purpose in world.erased and place.sort == "site":
            return False
        if not mark.purpose:
            return True
        how = audience.get("values", {}).get(mark.purpose, "")
        return how == "clear" or (how == "mask" and _left(world, hit))
    if mark.purpose:
        # whoever asks to see one value sees it, and he whose values these are gets them on paper
        shown = place.sort == "output" and place.who == "unseal"
        return shown or (place.sort == "handed" and place.who == "subject" and mark.owner == world.subject)
    # the cache lies beside the records and holds what they say; nothing else may keep a copy
    return place.sort in ("git", "work", "cache", "output", "handed")


def _left(world: World, hit: Hit) -> bool:
    """Say whether no more was seen of a value than its mask leaves: 张**, or 张 of 张先生."""
    mask = world.company["masks"].get(hit.mark.mask, {})
    head, tail = int(mask.get("head", "0")), int(mask.get("tail", "0"))
    shown = re.sub(r"[-·・. *]", "", hit.seen)
    text = hit.mark.text
    return shown in (text[:head], text[:head] + text[len(text) - tail :])


_OF_SUBJECTS = ("subject_requests", "subject_answers", "subject_holds", "erasures")


def _names_subject(world: World, hit: Hit) -> bool:
    """Say whether a file name is what a request, an answer or an erasure calls the person it is about.

    Whoever may read a request reads whose it is: the id of his card stands there in the place of his name. The
    clerk of every request here is of 销售部.
    """
    known = {"registers", *_OF_SUBJECTS}
    return hit.mark.planted.startswith("file name of customers/") and hit.place.path.partition("/")[0] in known


def sees(audience: Mapping[str, Any], mark: Mark) -> bool:
    """Say whether an audience may see what a mark stands in."""
    if mark.draft and audience.get("drafts") != "true":
        return False
    if not mark.archive and mark.class_ in audience["classes"]:
        return True
    # what the company file keeps of a person belongs to his personnel file
    if mark.owner.startswith("people/") and not mark.archive:
        mark = replace(mark, archive="人事档案")
    return any(
        mark.class_ in sight["classes"] and (not sight.get("kinds") or mark.kind in sight["kinds"])
        and (not (mark.archive or sight.get("archives")) or mark.archive in sight.get("archives", ()))
        and (not sight.get("depts") or bool(mark.depts & set(sight["depts"])))
        for sight in audience.get("also", ())
    )  # fmt: skip


def audiences(world: World) -> Mapping[str, Mapping[str, Any]]:
    """Return the audiences of the company file."""
    return {one["name"]: one for one in world.company["audiences"]}
