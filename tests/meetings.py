"""Meetings and papers that come in, written as YAML for tests: a sound one, and what a test changes in it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from openxml_audit import OpenXmlValidator

import scratch
from wenshu import law, to_docx, views
from wenshu.diagnostics import Finding
from wenshu.model import Page
from wenshu.office import Office

MINUTES = {
    "meeting_type": "总经理办公会",
    "session": "1",
    "date": "2026-03-16",
    "start": "14:00",
    "end": "15:16",
    "place": "二楼会议室",
    "chair": "周启衡",
    "present": "[周启衡, 沈一鸣, 陆工, 林晓岚, 李明]",
    "absent": "[{person: 何管, reason: 出差}]",
    "recorder": "林晓岚",
    "items": "[{title: 一季度库存, reporter: 沈一鸣, heard: 库存汇报。, decided: 每周盘点一次。}]",
    "decisions": "[{text: 每周五盘点展车, dept: 销售部, owner: 沈一鸣, due: 2026-04-30}]",
    "distribution": "[{department: 总经理办公室}, {team: 销售部}, {department: 服务部}, {person: 何管}]",
    "compiled_on": "2026-03-17",
}
TRANSCRIPT = {
    "meeting_type": "总经理办公会",
    "date": "2026-03-16",
    "start": "14:00",
    "end": "15:16",
    "place": "二楼会议室",
    "chair": "周启衡",
    "present": "[周启衡, 沈一鸣, 陆工, 林晓岚, 李明]",
    "recorder": "林晓岚",
    "speeches": "[{speaker: 周启衡, text: 现在开会。}]",
}
INCOMING = {
    "title": "关于报送二季度零件需求的通知",
    "received_at": "2026-03-16 09:20",
    "received_by": "林晓岚",
    "from_org": "长河汽车制造公司",
    "from_kind": "总公司·厂家",
    "their_number": "长河商〔2026〕31号",
    "their_date": "2026-03-12",
    "doc_type": "通知",
    "urgency": "急件",
    "copies": "1",
    "via": "邮寄",
    "handling": "办件",
    "due": "2026-07-10",
    "place": "文书柜2-1-3",
}
DELEGATION = {
    "title": "总经理出差期间的签发",
    "grantor": "周启衡",
    "grantee": "沈一鸣",
    "series": "[通]",
    "from": "2026-04-01",
    "until": "2026-04-10",
    "basis": "总经理赴厂家开会",
    "drafted_by": "林晓岚",
    "drafted_on": "2026-03-30",
}


def paper(base: dict[str, str], **changes: str | None) -> str:
    """Return YAML of a paper with some fields changed (None removes one). ``from_`` stands for ``from``."""
    fields: dict[str, str | None] = {**base, **{key.rstrip("_"): value for key, value in changes.items()}}
    return "".join(f"{key}: {value}\n" for key, value in fields.items() if value is not None)


def minutes(**changes: str | None) -> str:
    """Return YAML of minutes."""
    return paper(MINUTES, **changes)


def number(office: Office, id_: str, serial: int, series: str = "纪", year: int = 2026) -> dict[str, str]:
    """Return the ledger file that gives a record its number, for :func:`scratch.put`."""
    record = office.records[id_]
    return {
        f"numbers/{year}/{series}/{serial:04}": (
            f"state: issued\nrecord: {id_}\ndate: 2026-03-18\nby: 林晓岚\neditions:\n"
            f"  - {{edition: '1', content: '{record.content}', text: '{'0' * 64}', date: 2026-03-18}}\n"
        )
    }


def issue(root: Path, *ids: str, series: str = "纪") -> Office:
    """Give records the next numbers of a series in the order named; return the office then."""
    for serial, id_ in enumerate(ids, 1):
        scratch.put(root, number(office(root), id_, serial, series))
    return office(root)


def office(root: Path) -> Office:
    """Return the office of a scratch company."""
    found = scratch.read(root).office
    assert found is not None
    return found


def found(root: Path, code: str) -> list[Finding]:
    """Return the findings of a code."""
    return [f for f in scratch.read(root).findings if f.code.id == code]


def derived(told: Office, id_: str) -> Any:
    """Return what a record's paper computes."""
    return views.paper(told, told.records[id_])["x"]


def paper_xml(told: Office, id_: str) -> str:
    """Return the body of a record's Word paper, proved sound.

    The compiled way equals docxtpl's, the file is valid, and every text of the record stands in it.
    """
    record = told.records[id_]
    name = told.kind(record).template(record)
    view = views.paper(told, record)
    template = to_docx.compile(name, (scratch.HOUSE / f"templates/docx/{name}.docx").read_bytes(), view)
    assert template.slow == ""
    data = template.render(view)
    xml = _member(data, "word/document.xml")
    page = Page("office", f"{id_}.docx", "paper", name, view, id_)
    assert [f.message() for f in law.kept(told, page, xml)] == []
    assert [error.description for error in _audit(data)] == []
    return xml


def text(told: Office, id_: str) -> str:
    """Return the visible text of a record's paper without blanks."""
    return law.visible(paper_xml(told, id_))


def _member(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode("utf-8")


def _audit(data: bytes) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.docx"
        path.write_bytes(data)
        return OpenXmlValidator().validate(path).errors
