"""``wenshu subject erase``: purpose by purpose, what no rule keeps is destroyed; the rest is kept and not shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from .. import keyring, keys, retention, yamlwrite
from ..diagnostics import Code, Severity
from ..rules import erasures, subjects
from . import Desk, Stop
from ._person import entitled, every_key, person, request

if TYPE_CHECKING:
    from ..model import Record
    from ._pen import Pen

NOTHING = Code(
    "SUB22", Severity.ERROR,
    "这个人没有密封的内容，没有可以删除的钥匙",
    "nothing of this person is sealed: there is no key to destroy",
    "核对当事人；还明写着的内容先 wenshu seal 密封。没有密封的旧内容在历史里删不掉。",
    "Look at the person; what stands in the clear is sealed first with wenshu seal.",
)  # fmt: skip
DONE = Code(
    "SUB23", Severity.ERROR,
    "{purposes}已经删除或限制处理过，没有可以再删的",
    "{purposes}: erased or restricted already, nothing is left to erase",
    "删除过的见登记；限制处理的，保存期满以后再办：{until}。",
    "See the register; what is restricted is erased when its period has ended: {until}.",
)  # fmt: skip
NO_SUCH = Code(
    "SUB25", Severity.ERROR,
    "这个人没有“{purpose}”用途的内容",
    "nothing of this person is sealed for the purpose {purpose}",
    "他的用途有：{known}。",
    "His purposes are: {known}.",
)  # fmt: skip
NO_FOLDER = Code(
    "SUB27", Severity.WARNING,
    "这台电脑没有钥匙文件夹：删除记录已提交，本机没有钥匙可销毁",
    "there is no key folder here: the erasure is on record, and no key was here to destroy",
    "有钥匙文件夹的电脑各运行一次 wenshu sync，读到记录就会销毁并告知。",
    "Every clone that has the key folder runs wenshu sync once: it destroys its copy and says so.",
)  # fmt: skip


def erase(pen: Pen, ref: str, named: str, ground: str, given: Mapping[str, Any]) -> None:
    """Commit the record of an erasure, then destroy the keys it names here; tell what is left to do by hand.

    The record comes first: a command killed after it is finished by the next one (:mod:`._erased`), and one
    killed before has done nothing.

    Raises:
        Stop: it is refused (exit 1), or nobody is called so (exit 2).
        keyring.Refused: the key folder cannot be written; the record stands.
    """
    from . import _erased
    from ._subject_request import UNSEEN

    subject, day = person(pen, ref), pen.day(given["on"])
    who = entitled(pen, named, day, "records/erasures")
    asked = request(pen, given["request"], subject) if given["request"] else None
    if asked is not None and not subjects.identified(pen.office, asked):
        raise pen.desk.refuse(UNSEEN.at(asked.path, number=pen.office.number(asked)))
    rows = _rows(pen, subject, asked, given["purposes"], day)
    path = _path(pen, rows, day)
    told = {"subject": subject, "request": asked.id if asked else "", "by": who, "on": day,
            "ground": ground, "purposes": rows}  # fmt: skip
    pen.put(path, yamlwrite.dump({key: value for key, value in told.items() if value}))
    id_ = path.removeprefix("records/").removesuffix(".yaml")
    number = pen.office.number(asked) if asked else ""
    trailers = [("Record", id_), ("Request", asked.id if asked else ""), ("Date", str(day))]
    after = pen.preview().office
    pen.desk.tell(f for f in pen.preview().findings if f.place.path == path and f.severity is Severity.WARNING)
    pen.commit("个人信息删除" + (f"：{number}" if number else ""), trailers, who)
    _say(pen, rows)
    if pen.dry_run or after is None:
        return
    gone = _erased.obey(pen.desk, pen.root)
    if not gone:
        _erased.purge(pen.desk, pen.root, pen.office.company)
    if not keyring.present(pen.root):
        pen.desk.tell([NO_FOLDER.at(path)])
    _places(pen.desk, erasures.elsewhere(after, after.records[id_]), id_)


def _rows(
    pen: Pen, subject: str, asked: Record | None, named: Sequence[str], day: date
) -> list[dict[str, Any]]:
    """Return what becomes of each purpose.

    Raises:
        Stop: there is nothing to erase (exit 1).
    """
    office = pen.office
    whole = every_key(pen, subject)
    if not whole:
        raise pen.desk.refuse(NOTHING.at("records/erasures"))
    wanted = tuple(named) or _granted(pen, asked) or tuple(whole)
    for code in wanted:
        if code not in whole:
            known = "、".join(f"{c}（{subjects.purpose(office, c)}）" for c in whole)
            raise pen.desk.refuse(NO_SUCH.at("records/erasures", purpose=code, known=known))
    erased, limited = keys.erased(office), keys.restricted(office)
    rows: list[dict[str, Any]] = []
    ends: list[str] = []
    for code in wanted:
        held = retention.held(office, subject, code, day)
        fps = [fp for fp in whole[code] if fp not in erased and not (held and fp in limited)]
        if held and fp_kept(whole[code], limited):
            ends.append(_until(held))
        if not fps:
            continue
        row: dict[str, Any] = {"purpose": code, "keys": fps, "decision": keys.LIMITED if held else keys.DELETED}
        if held:
            row |= {"until": held.until} if held.until else {}
            row["rule"] = f"{held.ground}：{held.why}"[:120]
        rows.append(row)
    if not rows:
        names = "、".join(subjects.purpose(office, code) for code in wanted)
        raise pen.desk.refuse(DONE.at("records/erasures", purposes=names, until="；".join(ends) or "—"))
    return rows


def fp_kept(fps: Sequence[str], limited: frozenset[str]) -> bool:
    """Say whether one of some keys is restricted."""
    return any(fp in limited for fp in fps)


def _granted(pen: Pen, asked: Record | None) -> tuple[str, ...]:
    """Return the purposes a request was granted or restricted for, else those it asks for."""
    if asked is None:
        return ()
    told = subjects.decisions(pen.office, asked)
    granted = tuple(code for code, row in told.items() if row.get("decision") in (*subjects.AGREED, "限制处理"))
    return granted or tuple(map(str, asked.rows("purposes")))


def _until(held: retention.Held) -> str:
    return f"{held.until}（{held.ground}）" if held.until else f"{held.ground}，{held.why}"


def _path(pen: Pen, rows: Sequence[Mapping[str, Any]], day: date) -> str:
    """Return where the record will lie: named by its day and its first key, which name nobody."""
    name = f"records/{keys.ERASURES}/{day.year}/{day:%m%d}-{rows[0]['keys'][0]}"
    tries = (name, *(f"{name}-{n}" for n in range(2, len(pen.believed.tree) + 3)))
    return next(one for one in tries if f"{one}.yaml" not in pen.believed.tree) + ".yaml"


def _say(pen: Pen, rows: Sequence[Mapping[str, Any]]) -> None:
    for row in rows:
        name = subjects.purpose(pen.office, row["purpose"])
        if row["decision"] == keys.DELETED:
            pen.desk.echo(f"{name}（{row['purpose']}）  删除 erased：{len(row['keys'])} 把钥匙 keys")
        else:
            until = row.get("until") or "暂无期限 no end yet"
            pen.desk.echo(f"{name}（{row['purpose']}）  限制处理 restricted until {until}：{row['rule']}")


def _places(desk: Desk, found: Sequence[erasures.Elsewhere], id_: str) -> None:
    """Print the list of the other places, to be ticked off."""
    desk.echo("文书库以外还有这些地方，请逐项处理、打勾 Other places, to be ticked off：")
    for one in found:
        desk.echo(f"  □ {one.sort}：{one.what}" + (f"（{one.who}）" if one.who else ""))
    slug = id_.rpartition("/")[2]
    desk.echo(f"核对单可以打印 the list to print：site/<读者>/erasures/{slug}-places.docx")
    desk.echo("网站要重新生成 now run：wenshu build")


def hold(pen: Pen, ref: str, named: str, ground: str, given: Mapping[str, Any]) -> None:
    """Record that a person's purposes may not be erased while a matter lasts, or that it is over.

    Raises:
        Stop: nobody is called so (exit 2), or he may not decide (exit 1).
    """
    day = pen.day(given["on"])
    who = entitled(pen, named, day, f"records/{retention.HOLDS}")
    lifted = pen.record(given["lift"]) if given["lift"] else None
    if lifted is not None and lifted.kind != retention.HOLDS:
        raise Stop(2, "--lift 写原来那份暂缓删除的编号路径。Name the record of the hold.")
    told = {
        "subject": person(pen, ref), "purposes": list(given["purposes"]), "on": day, "by": who, "ground": ground,
        "not_before": given["until"], "lifts": lifted.id if lifted else "",
    }  # fmt: skip
    n = 1
    while (path := f"records/{retention.HOLDS}/{day.year}/h-{n:05}.yaml") in pen.believed.tree:
        n += 1
    pen.put(path, yamlwrite.dump({key: value for key, value in told.items() if value}))
    id_ = path.removeprefix("records/").removesuffix(".yaml")
    what = "解除暂缓删除" if lifted else "暂缓删除个人信息"
    pen.commit(what, [("Record", id_), ("Date", str(day))], who)
    pen.desk.echo(f"{'将登记' if pen.dry_run else '已登记'}{what}：{id_}")
