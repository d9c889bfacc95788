"""Paperwork for tests: sign, number and hand out a paper of a scratch company, as files, without git."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import scratch
from wenshu import registers
from wenshu.office import Office
from wenshu.registers import Table

SIGNED = date(2026, 3, 12)


def office(root: Path, as_of: date | None = None) -> Office:
    """Return the office of a root; a test's own papers must be readable."""
    found = scratch.read(root, as_of).office
    assert found is not None, scratch.said(root)
    return found


def sign(root: Path, id_: str, on: date = SIGNED, delegation: str = "", person: str = "") -> None:
    """Write every sign-off a record wants; ``person`` takes the last one by ``delegation``, if given."""
    held = office(root)
    record = held.records[id_]
    chain = held.standing(record).chain
    after = ""
    for n, wanted in enumerate(chain, 1):
        by = wanted.person or held.company.holders(wanted.post, on)[0].id
        lines = [f"record: {id_}", f"content: {record.content}", f"step: {wanted.step}"]
        if delegation and n == len(chain):
            by = person
            lines.append(f"delegation: {delegation}")
        lines += (
            [f"person: {by}", f"post: {held.company.post_of(by, on)}"]
            if not wanted.person
            else [f"person: {by}"]
        )
        lines += [f"dept: {wanted.dept}"] if wanted.dept else []
        lines += [f"date: {on}", "decision: 同意"] + ([f"after: {after}"] if after else [])
        text = "\n".join(lines) + "\n"
        mark = record.content.partition(":")[2][:12]
        scratch.put(root, {f"approvals/{id_}/{mark}-{n}-{wanted.step}": text})
        after = hashlib.sha256(text.encode("utf-8")).hexdigest()


def number(root: Path, series: str, serial: int, id_: str, on: date = SIGNED, year: int = 2026) -> None:
    """Write the ledger entry of an issued record (edition 1)."""
    content = office(root).records[id_].content
    edition = f"{{edition: '1', content: '{content}', text: {'0' * 64}, date: {on}}}"
    enter(
        root,
        series,
        serial,
        fields(state="issued", record=id_, date=on, by="林晓岚", editions=f"[{edition}]"),
        year,
    )


def issue(root: Path, id_: str, series: str, serial: int, on: date = SIGNED) -> None:
    """Sign and number a record on one day."""
    sign(root, id_, on)
    number(root, series, serial, id_, on)


def enter(root: Path, series: str, serial: int, facts: str, year: int = 2026) -> None:
    """Write a bare ledger entry: ``state: void``, ``reason: …``."""
    scratch.put(root, {f"numbers/{year}/{series}/{serial:04}": facts})


def fields(**values: object) -> str:
    """Return YAML of one field a line; an empty value is left out."""
    return "".join(f"{key.rstrip('_')}: {value}\n" for key, value in values.items() if value != "")


def copy(to: str, copies: int = 1, **more: str) -> str:
    """Return the YAML of a copy handed out: ``copy("department: 销售部", 2)``."""
    return fields(**{"to": f"{{{to}}}", "copies": copies, "medium": "纸质", "sent": "2026-03-13", **more})


def step(record: str, name: str, on: str, by: str = "林晓岚", **more: str) -> str:
    """Return the YAML of a step of handling."""
    return fields(record=record, step=name, on=on, by=by, **more)


def followup(record: str, item: int, kind: str, on: str, text: str, **more: str) -> str:
    """Return the YAML of a follow-up of a decision."""
    return fields(minutes=record, item=item, on=on, by="沈一鸣", kind=kind, text=text, **more)


def document(title: str = "关于整理展厅的通知", series: str = "通", **more: str) -> str:
    """Return the YAML of a document; ``more`` replaces or adds fields (YAML text each)."""
    told = {
        "doc_type": "通知",
        "series": series,
        "title": title,
        "issuer": "试点公司",
        "to": "[{group: 各部门}]",
        "distribution": "[{department: 销售部}, {department: 服务部}]",
        "drafted_by": "何管",
        "drafted_dept": "管理部",
        "drafted_on": "2026-03-10",
        "body": "|\n  请各部门整理展厅。",
        **more,
    }
    return fields(**told)


def incoming(title: str = "关于报送库存的通知", **more: str) -> str:
    """Return the YAML of an incoming paper."""
    told = {
        "title": title,
        "received_at": "2026-06-01 09:20",
        "received_by": "林晓岚",
        "from_org": "远山汽车总公司",
        "from_kind": "总公司·厂家",
        "their_number": "远山〔2026〕5号",
        "copies": "2",
        "via": "邮寄",
        "handling": "办件",
        "due": "2026-06-20",
        "place": "2柜-1层-3盒",
        **more,
    }
    return fields(**told)


def minutes(day: str = "2026-03-16", **more: str) -> str:
    """Return the YAML of minutes of the general manager's meeting."""
    told = {
        "meeting_type": "总经理办公会",
        "date": day,
        "start": "14:00",
        "end": "15:16",
        "place": "二楼会议室",
        "chair": "周启衡",
        "present": "[周启衡, 何管, 沈一鸣]",
        "recorder": "林晓岚",
        "items": "[{title: 展厅整理}, {title: 库存清查}]",
        "decisions": "[{text: 整理展厅, dept: 销售部, owner: 沈一鸣, due: 2026-04-10}]",
        "distribution": "[{department: 销售部}, {department: 管理部}]",
        "compiled_on": day,
        **more,
    }
    return fields(**told)


def told(id_: str, of: Office) -> Table:
    """Return a register as somebody sees it who may read everything."""
    return registers.table(registers.all()[id_], of)


def rows(id_: str, of: Office) -> list[dict[str, str]]:
    """Return the filled cells of a register's rows."""
    return [{key: text for key, text in row.cells.items() if text} for row in told(id_, of).rows]


def tabs(table: Table, group: str) -> list[str]:
    """Return the titles of the tabs of a group."""
    return [tab.title for tab in table.tabs if tab.group == group]
