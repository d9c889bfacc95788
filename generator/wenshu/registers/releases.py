"""发放登记: what went out to whom, on whose word; what was called back of it."""

from __future__ import annotations

from ..company_nouns import INTERNAL
from ..model import Record
from ..office import Office
from . import Column, Register, Row, Tab, iso

_YEAR, _WHAT = "年度", "内容"


def rows(office: Office) -> tuple[Row, ...]:
    """Return the releases, the newest first."""
    back: dict[str, list[Record]] = {}
    for recall in office.of("release_recalls"):
        target = office.find(recall.text("release"))
        back.setdefault(target.id if target else "", []).append(recall)
    found = sorted(office.of("releases"), key=lambda r: (iso(r.day("on")), r.id), reverse=True)
    return tuple(_row(office, record, back.get(record.id, [])) for record in found)


def _row(office: Office, record: Record, back: list[Record]) -> Row:
    post, word = record.text("post"), office.person(record.text("word_of"))
    came = sorted(back, key=lambda r: (iso(r.day("on")), r.id))
    on = iso(record.day("on"))
    cells = {
        "on": on,
        "title": record.text("what"),
        "to": record.text("to"),
        "medium": record.text("medium"),
        "files": record.text("files"),
        "by": office.person(record.text("by")),
        "word": word + (f"（{post}）" if post else ""),
        "head": record.text("head")[:8],
        "digest": record.text("digest")[:12],
        "back": "；".join(f"{iso(r.day('on'))} {r.text('outcome')}" for r in came) or record.text("recall"),
    }
    tabs = (Tab(_WHAT, record.text("what")), Tab(_YEAR, on[:4]))
    links = {"title": record.id, **({"back": came[-1].id} if came else {})}
    return Row(cells, record.id, tabs, links, record.text("class") or INTERNAL)


def foot(office: Office, held: tuple[Row, ...]) -> str:
    """Return how often something went out, and how the digest is got by hand."""
    return (f"共发放 {len(held)} 次 · 校验为放出文件清单（每行 sha256、两个空格、路径，按路径排序）的 sha256 前 12 位，"
            "全值见各条")  # fmt: skip


REGISTER = Register(
    id="releases",
    title="发放登记",
    en="Releases",
    columns=(
        Column("no", "序号", 10, "center"),
        Column("on", "日期", 22, "center", whole=True),
        Column("title", "内容", 41),
        Column("to", "发往", 36),
        Column("medium", "介质", 20, "center"),
        Column("files", "文件数", 14, "right"),
        Column("by", "经手", 16, "center"),
        Column("word", "凭何人", 30, "center"),
        Column("head", "提交", 18, "center", whole=True),
        Column("digest", "校验", 28, "center", whole=True),
        Column("back", "收回", 25),
    ),
    rows=rows,
    foot=foot,
    order=130,
    kept=("no",),
)
