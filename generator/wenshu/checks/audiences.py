"""The audiences of the company file: what they name must be there, and what they say must mean something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .. import yamlread
from ..company import likely
from ..company_nouns import Audience, Sight
from ..diagnostics import Code, Finding, Severity
from ..model import Pointer
from ..office import Office

PATH = "records/company.yaml"
_Problem = tuple[Pointer, Code, Mapping[str, Any]]
"""Where below audiences, what, and the values of the finding."""

UNKNOWN = Code(
    "AUD01", Severity.ERROR,
    "读者“{title}”写的{what}“{value}”没有登记",
    "audience \"{title}\" names the {what_en} \"{value}\", which does not exist",
    "改成已有的名称，或先登记它；写错了，这些读者就看不到本该看到的。{likely}",
    "Use a name that exists or register it first: as it is, they do not see what they should. {likely}",
)  # fmt: skip
PURPOSE = Code(
    "AUD02", Severity.ERROR,
    "读者“{title}”要看用途“{value}”的个人信息，公司档案和结构文件里都没有这个用途",
    "audience \"{title}\" is to see personal values of the purpose \"{value}\", which nothing uses",
    "用途写 purposes 里登记的代号。{likely}",
    "Name a purpose that purposes lists. {likely}",
)  # fmt: skip
NOTHING = Code(
    "AUD03", Severity.WARNING,
    "读者“{title}”另外可看的第 {n} 条没有用：写的密级本来就都看得到",
    "rule {n} of what audience \"{title}\" sees also adds nothing: it sees those classes anyway",
    "删去这一条；要看专管种类的，写明 archives。",
    "Take it out; to see a reserved kind it names archives.",
)  # fmt: skip
SAME = Code(
    "AUD04", Severity.WARNING,
    "有两个读者都叫“{title}”：{first} 和 {name}",
    "two audiences are called \"{title}\": {first} and {name}",
    "改一个的名称（title），发放登记和网页上才分得清。",
    "Give one another title: registers and pages name them by it.",
)  # fmt: skip
OPEN = Code(
    "AUD05", Severity.WARNING,
    "读者“{title}”看得到启封的个人信息，却每次都一起生成",
    "audience \"{title}\" sees personal values in the clear and is built with all the others",
    "给它写 on_demand: true：只在要用的那台电脑上点名生成，不进共享文件夹。",
    "Say on_demand: true: its site is built by name, on the desk that needs it, and never lies on a share.",
)  # fmt: skip


def _check(office: Office, tree: Mapping[str, bytes]) -> Iterator[Finding]:
    found = list(_all(office))
    places = yamlread.places(tree.get(PATH, b"")) if found else {}
    for pointer, code, values in found:
        yield code.at(yamlread.nearest(PATH, places, ("audiences", *pointer)), None, **values)


def _all(office: Office) -> Iterator[_Problem]:
    first: dict[str, Audience] = {}
    for i, audience in enumerate(office.company.audiences.values()):
        title = audience.title
        for pointer, code, values in _problems(office, audience):
            yield (i, *pointer), code, {**values, "title": title}
        if (other := first.setdefault(title, audience)) is not audience:
            yield (i, "title"), SAME, {"title": title, "first": other.name, "name": audience.name}


def _problems(office: Office, audience: Audience) -> Iterator[_Problem]:
    for n, sight in enumerate(audience.also):
        yield from _names(office, sight, n)
        if not sight.archives and set(sight.classes) <= set(audience.classes):
            yield ("also", n), NOTHING, {"n": n + 1}
    if audience.approver and audience.approver not in office.company.posts:
        near = likely(audience.approver, office.company.posts)
        told = {"what": "岗位", "what_en": "post", "value": audience.approver, "likely": near}
        yield ("approver",), UNKNOWN, told
    # to walk all schemas takes time: only for what the company file does not name itself
    unnamed = [purpose for purpose in audience.values if purpose not in office.company.purposes]
    known = {*office.company.purposes, *_purposes([kind.schema for kind in office.kinds.values()]),
             *_purposes(list(office.facts.values()))} if unnamed else set()  # fmt: skip
    for purpose in unnamed:
        if purpose not in known:
            yield ("values", purpose), PURPOSE, {"value": purpose, "likely": likely(purpose, known)}
    if audience.private and not audience.on_demand:
        yield (), OPEN, {}


def _names(office: Office, sight: Sight, n: int) -> Iterator[_Problem]:
    company = office.company
    fields = (
        ("kinds", "种类", "kind", sight.kinds, office.kinds),
        ("depts", "部门", "department", sight.depts, company.departments),
        ("archives", "档案", "archive", sight.archives, company.archives),
    )
    for key, what, what_en, names, known in fields:
        for m, name in enumerate(names):
            if name not in known:
                told = {"what": what, "what_en": what_en, "value": name, "likely": likely(name, known)}
                yield ("also", n, key, m), UNKNOWN, told


def _purposes(schema: Any) -> Iterator[str]:
    """Yield the purposes of the personal fields of a schema."""
    if isinstance(schema, Mapping):
        if isinstance(schema.get("x-personal"), str):
            yield schema["x-personal"]
        for below in schema.values():
            yield from _purposes(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from _purposes(below)


TREES = (_check,)
