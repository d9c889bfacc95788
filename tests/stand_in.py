"""Stand-ins for views: whatever a Word template asks for is there, as a text that names itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import Environment, meta

from wenshu import docx_slow, markdown
from wenshu.markdown import Body

BODY = markdown.parse(
    """\
## 总体要求

各部门应当于2026年3月20日前完成**春季库存**盘点，见[上次通知](documents/2026/a)。以“账实相符”为准，A&B<C>。

### 范围

1. 整车库存
2. 配件库存
   - 常用件
   - 易损件

| 部门 | 负责人 | 起 | 止 | 完成时限 |
|---|:-:|---|---|--:|
| 销售部 | 沈一鸣 | 1 | 2 | 3月18日 |
| 配件部 | 李明 | 3 | 4 | 3月19日 |
"""
)
_BODIES = frozenset({"body", "decision", "heard", "thought"})


class Anything(str):
    """A text that has every field; looped over, it gives two of itself. Always true."""

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("__"):
            return super().__getattribute__(name)
        if name == "logo":
            return ""  # the mark drawn in the template
        return BODY if name in _BODIES else Anything(f"{str.__str__(self)}·{name}")

    def __iter__(self) -> Iterator[Anything]:  # type: ignore[override]
        return iter((Anything(f"{str.__str__(self)}①"), Anything(f"{str.__str__(self)}②")))

    def __getitem__(self, key: Any) -> Any:
        return Anything(f"{str.__str__(self)}·{key}")


def view(template: bytes, **given: Any) -> Mapping[str, Any]:
    """Return a view that has all a Word template asks for; ``given`` stands instead of stand-ins."""
    wanted: set[str] = set()
    for part in docx_slow.source(template).parts:
        tree = Environment(autoescape=True).parse(part.source)
        wanted |= meta.find_undeclared_variables(tree)
    return {name: Anything(name) for name in sorted(wanted)} | given


def squeezed(text: str) -> str:
    """Return a text without any blank."""
    return re.sub(r"\s+", "", text)


__all__ = ["BODY", "Anything", "Body", "squeezed", "view"]
