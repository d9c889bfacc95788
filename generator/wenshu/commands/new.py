"""``wenshu new KIND``: begin a record. Asks field by field on a terminal, or takes ``--set field=value``."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from ..diagnostics import Code, Severity
from . import Desk, Stop
from ._options import DRY_RUN
from ._serial import THERE, serial

if TYPE_CHECKING:
    from ..kinds import Kind
    from ._pen import Pen

NO_KIND = Code(
    "CMD11", Severity.ERROR,
    "没有“{kind}”这种文件",
    "there is no kind of record called \"{kind}\"",
    "可以新建：{known}。{likely}",
    "You can begin: {known}. {likely}",
)  # fmt: skip
NO_FIELD = Code(
    "CMD12", Severity.ERROR,
    "{title}没有“{field}”这一项",
    "a {title} has no field \"{field}\"",
    "写成 --set 项=值。有这些项：{known}。{likely}",
    "Write --set field=value. Its fields are: {known}. {likely}",
)  # fmt: skip
BAD_SLUG = Code(
    "CMD14", Severity.ERROR,
    "文件名“{slug}”不合用",
    "\"{slug}\" cannot be a file name",
    "只用小写字母 a–z、数字和短横线，最多 {most} 个字符。",
    "Use a–z, 0–9 and hyphens only, at most {most} characters.",
)  # fmt: skip

LONGEST = 40
"""Characters of a slug (life.md, Names)."""


@click.command("new")
@click.argument("kind", metavar="KIND")
@click.option("--set", "given", multiple=True, metavar="项=值", help="填写一项，可重复 fill in a field")
@click.option("--slug", default="", help="文件名 a–z0–9- file name")
@click.option("--in", "home", default="", metavar="NAME", help="写在并入的哪一个文书库里 in which included checkout")
@click.option("--ask/--no-ask", default=None, help="逐项询问 ask field by field")
@DRY_RUN
@click.pass_context
def COMMAND(
    ctx: click.Context, kind: str, given: tuple[str, ...], slug: str, home: str, ask: bool | None, dry_run: bool
) -> int:
    """起草一份记录。Begin a record."""
    from .. import keyring
    from ._checkouts import named

    desk: Desk = ctx.obj
    with desk.writing("new", dry_run) as pen:
        known = _kind(pen, kind)
        for purpose in known.x.get("x-purposes", ()):
            keyring.asked(pen.root, purpose)  # before anything is asked: nothing typed is lost
        values = _given(pen, known, given)
        if ask or (ask is None and not given and sys.stdin.isatty()):
            values = _asked(pen, known, values)
        values = {**_usual(pen, known, values), **values}
        place = named(pen, home) if home else ""
        path = _neutral(pen, known) if place and not slug else _path(pen, known, values, slug)
        pen.homes |= {path: place} if place else {}
        pen.put(path, written(known, values))
        if dry_run:
            desk.echo(f"将写入 would write {f'{place}: {path}' if place else path}")
            desk.echo((pen.changes[path] or b"").decode("utf-8").rstrip("\n"))
            return 0
        pen.lay_down()
        desk.echo(f"已建 begun：{f'{place}: {path}' if place else path}")
        desk.echo("用编辑器接着写；写完 wenshu check、wenshu save。Go on in an editor, then check and save.")
    return 0


def _kind(pen: Pen, name: str) -> Kind:
    from ..company import likely

    kinds = pen.office.kinds
    for kind in kinds.values():
        if name in (kind.name, kind.title):
            return kind
    known = "、".join(f"{k.name}（{k.title}）" for k in kinds.values())
    near = likely(name, [*kinds, *(k.title for k in kinds.values())])
    pen.desk.tell([NO_KIND.at("schemas", kind=name, known=known, likely=near)])
    raise Stop(2)


def _given(pen: Pen, kind: Kind, given: Iterable[str]) -> dict[str, Any]:
    """Return the values of ``--set``, by key or label; see :func:`parsed`."""
    from ..company import likely

    fields: Mapping[str, Any] = kind.schema["properties"]
    by_name = {**{f.get("title", k): k for k, f in fields.items()}, **{k: k for k in fields}}
    values: dict[str, Any] = {}
    for one in given:
        name, sign, text = one.partition("=")
        key = by_name.get(name.strip())
        if key is None or not sign:
            known = "、".join(f"{k}（{f.get('title', k)}）" for k, f in fields.items())
            near = likely(name, by_name)
            pen.desk.tell([NO_FIELD.at(kind.name, title=kind.title, field=name, known=known, likely=near)])
            raise Stop(2)
        values[key] = parsed(fields[key], text.replace("\\n", "\n"))
    return values


def parsed(field: Mapping[str, Any], text: str) -> Any:
    """Return what a person typed for a field as a tree: lists by ；, mappings by ``key: value``."""
    if field.get("type") == "array":
        items = [part for part in re.split(r"\s*[；;\n]\s*", text.strip()) if part]
        return [parsed(field.get("items", {}), part) for part in items]
    if field.get("type") == "object":
        pairs = [re.split(r"[:：=]\s*", part, maxsplit=1) for part in re.split(r"\s*[,，]\s*", text)]
        inner: Mapping[str, Any] = field.get("properties", {})
        titles = {f.get("title", k): k for k, f in inner.items()}
        return {titles.get(p[0].strip(), p[0].strip()): p[1].strip() for p in pairs if len(p) == 2}
    if field.get("x-markdown") and text and not text.endswith("\n"):
        return text + "\n"
    return text


def _asked(pen: Pen, kind: Kind, values: dict[str, Any]) -> dict[str, Any]:
    """Ask what is required and not given; an empty answer leaves a field for the editor."""
    fields: Mapping[str, Any] = kind.schema["properties"]
    told = {**_usual(pen, kind, values), **values}
    for key in kind.schema.get("required", ()):
        if key not in values:
            answer = _ask(pen, fields[key], str(told.get(key, "")))
            if answer:
                values[key] = parsed(fields[key], answer)
    return values


def _ask(pen: Pen, field: Mapping[str, Any], usual: str) -> str:
    label = str(field.get("title", "")) + _how(field)
    hint = str(field.get("x-hint", ""))
    choices = _choices(pen, field)
    questionary = _questionary()
    if questionary is None:
        shown = f"（{'、'.join(choices[:20])}）" if choices else f"（{hint}）" if hint else ""
        return str(click.prompt(label + shown, default=usual, show_default=bool(usual)))
    if choices and len(choices) <= 12 and field.get("type") != "array":
        first = usual if usual in choices else None
        answer = questionary.select(label, choices=choices, default=first, instruction=hint or None).ask()
    elif choices:
        answer = questionary.autocomplete(label, choices=choices, default=usual).ask()
    else:
        answer = questionary.text(label, default=usual, instruction=f"（{hint}）" if hint else None).ask()
    if answer is None:
        raise click.Abort
    return str(answer)


def _how(field: Mapping[str, Any]) -> str:
    """Return how a list is typed on one line: ``（部门: …, 份数: …；下一个）``."""
    if field.get("type") != "array":
        return ""
    inner: Mapping[str, Any] = field.get("items", {}).get("properties", {})
    names = [f"{one.get('title', key)}: …" for key, one in inner.items()]
    return f"（{', '.join(names[:4])}；下一个）" if names else "（多个用；隔开）"


def _questionary() -> Any:
    """Return the library of nicer questions where it is installed and there is a terminal, else None."""
    if not sys.stdin.isatty():
        return None
    try:
        import questionary
    except ImportError:
        return None
    return questionary


def _choices(pen: Pen, field: Mapping[str, Any]) -> list[str]:
    """Return what may be answered: the words of an enum, or the names of the company file."""
    company = pen.office.company
    names: Mapping[str, Iterable[str]] = {
        "person": company.people, "dept": company.departments, "post": company.posts,
        "series": company.series, "archive": company.archives,
    }  # fmt: skip
    words = field.get("enum") or field.get("x-clear", {}).get("enum") or names.get(str(field.get("x-ref", "")), ())
    return [str(word) for word in words]


def _usual(pen: Pen, kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what usually stands in some fields: today, the user, the department of him who is named, defaults."""
    from ..schema_formats import FORMATS

    fields: Mapping[str, Any] = kind.schema["properties"]
    day = pen.office.as_of
    values: dict[str, Any] = {}
    date_field = fields.get(kind.date_field, {})
    if date_field.get("format") == "date" and "date" in FORMATS:
        values[kind.date_field] = str(day)
    named = given.get(kind.author_field)
    operator = named if isinstance(named, str) and named in pen.office.company.people else pen.operator()
    if operator and kind.author_field in fields:
        values[kind.author_field] = operator
        if kind.dept_field in fields:
            values[kind.dept_field] = pen.office.company.dept_of(operator, day)
    return values


def _path(pen: Pen, kind: Kind, values: Mapping[str, Any], slug: str) -> str:
    """Return where the record will lie: ``records/documents/2026/chun-ji-bei-huo.yaml``.

    Raises:
        Stop: the slug typed cannot be a name, or is taken (exit 1).
    """
    folder = f"records/{kind.name}/{pen.office.as_of.year}"
    if kind.x.get("x-purposes") or "x-personal" in kind.schema["properties"].get(kind.subject, {}):
        return serial(pen, kind, folder, slug)
    if slug:
        if not re.fullmatch(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST - 1}}}", slug):
            raise pen.desk.refuse(BAD_SLUG.at(folder, slug=slug, most=LONGEST))
        if f"{folder}/{slug}.yaml" in pen.believed.tree:
            raise pen.desk.refuse(THERE.at(f"{folder}/{slug}.yaml"))
        return f"{folder}/{slug}.yaml"
    plain = f"{kind.name.replace('_', '-')}-{pen.office.as_of:%m%d}"
    told = slugged(str(values.get(kind.subject, ""))) or plain
    taken = told
    n = 2
    while f"{folder}/{taken}.yaml" in pen.believed.tree:
        taken = f"{told[: LONGEST - len(str(n)) - 1].rstrip('-')}-{n}"
        n += 1
    return f"{folder}/{taken}.yaml"


def _neutral(pen: Pen, kind: Kind) -> str:
    """Return where a record of an included checkout will lie: a name that tells nothing, as the ledger bears it."""
    folder = f"records/{kind.name}/{pen.office.as_of.year}/s-"
    known = [*pen.believed.tree, *(f"records/{entry.record}.yaml" for entry in pen.office.ledger.entries)]
    tails = (path.removeprefix(folder).removesuffix(".yaml") for path in known if path.startswith(folder))
    return f"{folder}{max((int(n) for n in tails if n.isdecimal()), default=0) + 1:04}.yaml"


_AROUND = re.compile(r"^.*?关于(.+?)的?(?:通知|决定|通报|报告|请示|批复|复?函|意见|制度|办法|规定)$")


def slugged(subject: str) -> str:
    """Return a file name for a subject: pinyin and hyphens, at most 40 characters, cut between words."""
    from pypinyin import lazy_pinyin

    # nearly every title is 关于……的通知: what names the paper stands between
    subject = _AROUND.sub(r"\1", subject)
    words = [w for part in lazy_pinyin(subject) for w in re.findall(r"[a-z0-9]+", part.lower())]
    told = ""
    for word in words:
        longer = f"{told}-{word}" if told else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        told = longer
    return told


def written(kind: Kind, values: Mapping[str, Any]) -> bytes:
    """Return the file: required fields and those given, in the schema's order, each with its label."""
    from .. import yamlwrite

    fields: Mapping[str, Any] = kind.schema["properties"]
    required = kind.schema.get("required", ())
    shown = {key: values.get(key, "") for key in fields if key in required or values.get(key)}
    labels = {key: _label(fields[key]) for key in shown}
    more = [f"{key} {fields[key].get('title', '')}".strip() for key in fields if key not in shown]
    lines = ["  " + "、".join(more[start : start + 6]) for start in range(0, len(more), 6)]
    return yamlwrite.dump(shown, labels, "\n".join(["还可以写：", *lines]) if more else "")


def _label(field: Mapping[str, Any]) -> Any:
    title = str(field.get("title", ""))
    inner = field.get("items", field) if field.get("type") in ("array", "object") else {}
    below = {key: _label(one) for key, one in inner.get("properties", {}).items()}
    return {"": title, **below} if below else title
