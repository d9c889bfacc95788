"""LibreOffice opens each template's shortest and longest paper with the expected number of pages.

One call for all, with a profile of its own; LibreOffice ends with 0 even where it failed, so pages are
counted and the text is read back from the PDF.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import formviews
import meetings
import paperwork
import scratch
from wenshu import markdown, register_sheet, registers, slips, views
from wenshu.office import Office
from wordlook import TEMPLATES, template

TOOLS = {"soffice": "libreoffice-writer", "pdfinfo": "poppler-utils", "pdftotext": "poppler-utils"}
LAST = "以上各项请遵照执行并按时回复。"
HOME = "望川市高新技术产业开发区汽车产业园创新大道1688号3号楼B座"


def lines(count: int, indent: str = "  ") -> str:
    """Return a block scalar of short paragraphs that ends with the last sentence."""
    told = [f"第{n}段工作按时完成，责任到人。" for n in range(1, count)] + [LAST]
    return "|\n" + "".join(f"{indent}{line}\n\n" for line in told)


def paper(layout: str, count: int, doc_type: str = "通知", series: str = "通") -> str:
    """Return the YAML of a document of ``count`` paragraphs."""
    return paperwork.document(
        f"关于开展{count}项工作的{doc_type}", series, layout=layout, doc_type=doc_type, material="表格",
        body=lines(count),
    )  # fmt: skip


def decided(count: int) -> dict[str, str]:
    """Return items and decisions of a meeting, ``count`` each."""
    one = "{{text: 完成第{n}项工作并书面报告, dept: 总经理办公室, owner: 林晓岚, assist: [销售部], due: 2026-04-30}}"
    return {
        "items": "[" + ", ".join(f"{{title: 第{n}项, decided: 第{n}项工作照办。}}" for n in range(count)) + "]",
        "decisions": "[" + ", ".join(one.format(n=n) for n in range(1, count + 1)) + "]",
    }


def spoken(count: int) -> str:
    """Return the speeches of a meeting."""
    told = ", ".join(f"{{speaker: 沈一鸣, text: 第{n}项已经办妥，情况附后。}}" for n in range(count - 1))
    return f"[{told}{', ' if told else ''}{{speaker: 周启衡, text: {LAST}}}]"


def copies(count: int, id_: str) -> dict[str, str]:
    """Return ``count`` copies handed out."""
    return {
        f"distribution/{id_}/e1-{n:02}": paperwork.copy("department: 销售部", 1) for n in range(1, count + 1)
    }


def pledge(count: int) -> str:
    """Return a pledge to keep ``count`` sorts of papers secret."""
    known = ", ".join(f"第{n}类商业秘密文件和报表" for n in range(1, count + 1))
    return paperwork.fields(
        person="李明", dept="销售部", post="销售顾问", may_know=f"[{known}]", years="2", drafted_on="2026-03-02",
        text=lines(count),
    )  # fmt: skip


LIAISON = {
    "from": "销售部", "contact": "李明", "to": "[{department: 服务部}]", "date": "2026-04-02",
    "subject": "请安排展车整备",
}  # fmt: skip
FAX = {
    "to_org": "远山汽车总公司", "to_person": "王先生", "to_fax": "0399-5550199", "from_dept": "销售部",
    "drafted_by": "李明", "sent_at": "2026-03-20 09:30", "subject": "报送春季备货安排", "purpose": "请审阅",
}  # fmt: skip
RECORDS: dict[str, str] = {
    **{f"documents/2026/house-{n}": paper("house", n) for n in (1, 120)},
    **{f"documents/2026/simple-{n}": paper("simple", n) for n in (1, 120)},
    **{f"documents/2026/gb-{n}": paper("gbt9704", n) for n in (1, 120)},
    **{f"documents/2026/up-{n}": paper("gbt9704", n, "报告", "办") for n in (1, 120)},
    **{f"documents/2026/letter-{n}": paper("gbt9704", n, "函", "办") for n in (1, 120)},
    **{f"liaison/2026/l-{n}": paperwork.fields(**LIAISON, body=lines(n)) for n in (1, 90)},
    "fax/2026/f-1": paperwork.fields(**FAX, note=lines(1)),
    "fax/2026/f-30": paperwork.fields(
        **FAX, note=lines(1), papers="[" + ", ".join(f"{{title: 资料{n}, pages: 2}}" for n in range(30)) + "]"
    ),
    **{f"incoming/2026/i-{n}": paperwork.incoming("关于报送库存的通知" * (1 + 3 * n)) for n in (0, 1)},
    **{f"handling/2026/h{n:02}": paperwork.step("i-1", "催办", f"2026-06-{n + 2:02}", answer=LAST, via="电话")
       for n in range(24)},
    **{f"minutes/2026/m-{n}": meetings.minutes(**decided(n), session=str(n)) for n in (1, 24)},
    **{f"minutes/2026/g-{n}": meetings.minutes(
        **decided(n), session=str(n), layout="gbt9704", meeting_type="部门例会", dept="销售部") for n in (1, 24)},
    **{f"transcript/2026/t-{n}": meetings.paper(meetings.TRANSCRIPT, speeches=spoken(n)) for n in (1, 80)},
    **{f"pledges/2026/p-{n}": pledge(n) for n in (1, 20)},
    "delegations/2026/d-1": meetings.paper(meetings.DELEGATION),
    "delegations/2026/d-2": meetings.paper(
        meetings.DELEGATION, series="[办, 通, 销, 服, 财]", limits="不含人事任免和对外担保，" * 15 + LAST
    ),
}  # fmt: skip
ISSUED = {"documents/2026/house-1": ("通", 1), "documents/2026/house-120": ("通", 2),
          "minutes/2026/m-1": ("纪", 1), "minutes/2026/m-24": ("纪", 2)}  # fmt: skip
"""Papers that bear a number; the others are opened as drafts."""


@dataclass(frozen=True)
class Opened:
    """A paper to open: its template, its record, the pages it must have, what must stand on it."""

    template: str
    id: str
    pages: int
    words: tuple[str, ...] = ()


CASES = (
    Opened("documents", "documents/2026/house-1", 1, ("试点公司(通)字第[2026]001号", LAST)),
    Opened("documents", "documents/2026/house-120", 5, ("试点公司(通)字第[2026]002号", LAST)),
    Opened("documents-simple", "documents/2026/simple-1", 1, (LAST,)),
    Opened("documents-simple", "documents/2026/simple-120", 5, (LAST,)),
    Opened("documents-gbt9704", "documents/2026/gb-1", 1, (LAST, "试点汽车销售服务有限公司文件")),
    Opened("documents-gbt9704", "documents/2026/gb-120", 7, (LAST, "— 7 —")),
    Opened("documents-gbt9704-up", "documents/2026/up-1", 1, (LAST, "签发人：")),
    Opened("documents-gbt9704-up", "documents/2026/up-120", 7, (LAST,)),
    Opened("documents-gbt9704-letter", "documents/2026/letter-1", 1, (LAST,)),
    Opened("documents-gbt9704-letter", "documents/2026/letter-120", 6, (LAST,)),
    Opened("liaison", "liaison/2026/l-1", 1, (LAST, "工作联络单")),
    Opened("liaison", "liaison/2026/l-90", 3, (LAST, "第60段")),
    Opened("fax", "fax/2026/f-1", 1, (LAST, "总页数1页（含本页）")),
    Opened("fax", "fax/2026/f-30", 2, (LAST, "总页数61页（含本页）")),
    Opened("incoming", "incoming/2026/i-0", 2, ("文件处理单（背面）",)),
    Opened("incoming", "incoming/2026/i-1", 3, (LAST,)),
    Opened("minutes", "minutes/2026/m-1", 1, ("试点公司(纪)字第[2026]001号", "纪001-1", "签发：")),
    Opened("minutes", "minutes/2026/m-24", 4, ("试点公司(纪)字第[2026]002号", "纪002-24", "签发：")),
    Opened("minutes-gbt9704", "minutes/2026/g-1", 2, ("试点公司会议纪要", "签发：")),
    Opened("minutes-gbt9704", "minutes/2026/g-24", 5, ("试点公司会议纪要", "签发：")),
    Opened("transcript", "transcript/2026/t-1", 1, (LAST, "散会时间：15点16分")),
    Opened("transcript", "transcript/2026/t-80", 4, (LAST, "散会时间：15点16分")),
    Opened("delegations", "delegations/2026/d-1", 1, ("授权委托书",)),
    Opened("delegations", "delegations/2026/d-2", 1, ("授权委托书", LAST)),
    Opened("circulate", "documents/2026/house-1", 1, ("发文稿纸", "试点公司(通)字第[2026]001号")),
    Opened("circulate", "documents/2026/house-120", 1, ("发文稿纸", "试点公司(通)字第[2026]002号")),
    Opened("receipts", "documents/2026/house-1", 1, ("文件发放签收单", "试点公司(通)字第[2026]001号")),
    Opened("receipts", "documents/2026/house-120", 2, ("文件发放签收单", "40")),
    Opened("number-note", "5", 1, ("文号作废说明", "试点公司(通)字第[2026]005号", "误用")),
    Opened("number-note", "6", 1, ("文号预留说明", LAST)),
    Opened("loan", "short", 1, ("借阅申请单", "利用效果")),
    Opened("loan", "long", 1, ("第12份", formviews.LAST)),
    Opened("loan-card", "short", 1, ("代卷卡",)),
    Opened("loan-card", "long", 1, (formviews.LONG, "应还日期")),
    Opened("loan-reminder", "short", 1, ("催还通知单", "签收日期")),
    Opened("loan-reminder", "long", 1, (formviews.LONG, "第19次", "签收日期")),
    Opened("revision-request", "short", 1, ("文件修改申请单", "旧版收回")),
    Opened("revision-request", "long", 11, ("改〔2026〕007", formviews.LAST, "修改前", "应收18份")),
    Opened("pledges", "pledges/2026/p-1", 1, ("保密承诺书", LAST, "销售部经理")),
    Opened("pledges", "pledges/2026/p-20", 2, ("第20类商业秘密文件和报表", LAST, "本承诺书一式二份")),
    Opened("subject_answers", "short", 1, ("关于个人信息删除请求的答复", "用途0")),
    Opened("subject_answers", "long", 2, ("用途19", formviews.LAST, "居民身份证，林晓岚2026年3月2日")),
    Opened("subject-export", "short", 1, ("个人信息复制件", "共1处1项", "商业秘密（普通）")),
    Opened("subject-export", "long", 4, ("第12处", formviews.LONG, "一式两份")),
    Opened("erasure", "short", 1, ("个人信息删除核对单", "全部处理完毕：")),
    Opened("erasure", "long", 2, ("第24处", formviews.LONG[:12], "全部处理完毕：")),
    Opened("register", "missing-copies", 1, ("缺副本清单",)),
    Opened("register", "handouts", 3, ("文件发放记录", "试点公司(通)字第[2026]002号")),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A scratch company with a shortest and a longest paper of every kind."""
    root = scratch.make(tmp_path_factory.mktemp("papers") / "company", RECORDS)
    for id_, (series, serial) in ISSUED.items():
        paperwork.issue(root, id_, series, serial)
    scratch.put(root, copies(40, "documents/2026/house-120"))
    card = {"date": "2026-03-15", "by": "林晓岚"}
    paperwork.enter(root, "通", 5, paperwork.fields(state="void", reason="误用", **card))
    paperwork.enter(
        root, "通", 6, paperwork.fields(state="reserved", reason="待会期确定，" * 5 + LAST, until="2026-07-31", **card)
    )
    return paperwork.office(root)


def view(told: Office, case: Opened) -> Mapping[str, Any]:
    """Return what a template is filled with."""
    if case.template in formviews.CASES:
        return formviews.CASES[case.template][case.id]
    if case.template == "number-note":
        (entry,) = (one for one in told.ledger.entries if one.serial == int(case.id) and one.series == "通")
        return slips.number_note(told, entry)
    if case.template == "register":
        head = views.letterhead(told.company.letterhead(told.as_of))
        return {**register_sheet.sheet(registers.table(registers.all()[case.id], told)), "company": head}
    record = told.records[case.id]
    return slips.receipts(told, record) if case.template == "receipts" else views.paper(told, record)


def needed() -> None:
    """Skip, saying what to install, where LibreOffice or poppler is missing."""
    missing = [f"apt-get install {package}" for tool, package in TOOLS.items() if shutil.which(tool) is None]
    if missing:
        pytest.skip("; ".join(dict.fromkeys(missing)))


def converted(folder: Path, papers: Mapping[str, bytes]) -> None:
    """Write papers as DOCX and have LibreOffice make a PDF of each in one call."""
    for name, data in papers.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = (folder / "profile").as_uri()
    names = [str(folder / f"{name}.docx") for name in papers]
    call = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*call, str(folder), *names], check=True, capture_output=True, timeout=300)


def asked(*call: str) -> str:
    """Return what a tool of poppler prints."""
    return subprocess.run(call, check=True, capture_output=True).stdout.decode("utf-8")


def pages(pdf: Path) -> list[str]:
    """Return the text of each page, without blanks."""
    count = int(next(line for line in asked("pdfinfo", str(pdf)).split("\n") if line.startswith("Pages:"))[6:])
    text = asked("pdftotext", "-raw", str(pdf), "-").split("\f")[:count]
    assert len(text) == count
    return [squeezed(page) for page in text]


def squeezed(text: str) -> str:
    """Return a text without any blank."""
    return re.sub(r"\s+", "", text)


def test_every_template_is_opened_shortest_and_longest() -> None:
    opened = [case.template for case in CASES]
    assert set(opened) == {path.stem for path in (TEMPLATES / "docx").glob("*.docx")}
    assert all(opened.count(name) >= 2 for name in opened)


def test_libreoffice_opens_each_with_the_pages_it_should_have(told: Office, tmp_path: Path) -> None:
    needed()
    names = [f"{case.template}-{case.id.rpartition('/')[2]}" for case in CASES]
    converted(
        tmp_path,
        {name: template(case.template).render(view(told, case)) for name, case in zip(names, CASES, strict=True)},
    )
    read = {name: pages(tmp_path / f"{name}.pdf") for name in names}
    assert {name: len(text) for name, text in read.items()} == dict(
        zip(names, (case.pages for case in CASES), strict=True)
    )
    for name, case in zip(names, CASES, strict=True):
        text = "".join(read[name])
        title = told.title(told.records[case.id]) if case.id in told.records else ""
        for words in (title.removesuffix("（李明）"), *case.words):  # lists say whose pledge it is
            assert squeezed(words) in text, f"{name}: {words}"


def test_signature_and_two_lines_of_the_body_stand_on_one_page(told: Office, tmp_path: Path) -> None:
    needed()
    record = told.records["documents/2026/house-120"]
    shown = views.paper(told, record)
    counts = range(14, 30)
    body = {n: markdown.parse("\n\n".join([f"第{i}段按时完成。" for i in range(n)] + [LAST])) for n in counts}
    filled = template("documents")
    converted(
        tmp_path, {str(n): filled.render({**shown, "r": {**shown["r"], "body": body[n]}}) for n in counts}
    )
    for n in counts:
        (signed,) = (page for page in pages(tmp_path / f"{n}.pdf") if "2026年3月12日" in page)
        assert squeezed(LAST) in signed and f"第{n - 1}段按时完成。" in signed, n


def test_a_long_address_keeps_within_the_letterhead(tmp_path: Path) -> None:
    needed()
    company = scratch.COMPANY.replace("望川市旧街1号", HOME)
    root = scratch.make(tmp_path / "company", {"documents/2026/a": paper("house", 1)}, company)
    office = paperwork.office(root)
    shown = views.paper(office, office.records["documents/2026/a"])
    assert sum(len(shown["company"][key]) for key in ("address", "postcode", "telephone", "fax")) >= 60
    converted(tmp_path, {"a": template("documents").render(shown)})
    assert len(pages(tmp_path / "a.pdf")) == 1
    boxes = asked("pdftotext", "-bbox", str(tmp_path / "a.pdf"), "-")
    low = {text: float(y) for y, text in re.findall(r'yMax="([\d.]+)">([^<]*)</word>', boxes)}
    fax = next(y for text, y in low.items() if "0399-5550101" in text)
    number = next(y for text, y in low.items() if "字第" in text)
    assert fax / 72 * 25.4 < 25 < number / 72 * 25.4, "mm from the top of the page"
