"""Every paper, form, slip and register prints its class where its layout has a place for it; 公开 prints nothing.

The class is the one that counts (``class_`` of the view), stated or not. What 公开 prints stands in the
templates alone: they are data of the company.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

import formviews
import scratch
from paperwork import document
from wenshu import build, register_sheet, registers, sheets, slips, veil, views
from wenshu.company_nouns import CLASSES
from wenshu.office import Office
from wordlook import TEMPLATES, Paper, said, template

OPEN, INTERNAL, SECRET, CORE = CLASSES
ID = "documents/2026/showroom"
CELLS = {"circulate", "loan"}
"""Forms with a cell 密级, which says 公开 as well."""


@cache
def office() -> Office:
    """The demonstration company: it holds one of everything."""
    found = build.believe(scratch.HOUSE, None, date(2030, 1, 1)).office
    assert found is not None
    return found


def views_() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield a template's name and a view it prints: papers, sheets, slips, a register."""
    held = office()
    for record in held.records.values():
        if name := held.template(record):
            yield name, views.paper(held, record)
            if record.kind == "documents":
                yield "circulate", views.paper(held, record)
        if slips.needs_receipts(held, record):
            yield "receipts", slips.receipts(held, record)
    for fill in sheets.modules().values():
        yield from ((sheet.template, sheet.view) for sheet in fill(held))
    company = views.letterhead(held.company.letterheads[-1][2])
    told = registers.table(registers.all()["dispatch"], held)
    yield "register", {**register_sheet.sheet(told), "company": company}


@cache
def first_views() -> Mapping[str, Mapping[str, Any]]:
    """One view per template, the first with a class of its own where there is one."""
    found: dict[str, Mapping[str, Any]] = {}
    for name, view in views_():
        if name not in found or (not found[name]["class_"] and view["class_"]):
            found[name] = view
    return found


NAMES = sorted(path.stem for path in (TEMPLATES / "docx").glob("*.docx"))


@pytest.mark.parametrize("name", NAMES)
def test_every_template_has_a_place_for_the_class(name: str) -> None:
    with zipfile.ZipFile(TEMPLATES / "docx" / f"{name}.docx") as archive:
        parts = [archive.read(part).decode("utf-8") for part in archive.namelist() if part.endswith(".xml")]
    assert any("class_" in part for part in parts), f"{name}: see secrecy, marks, BESIDE in templates/docx_faces.py"


@pytest.mark.parametrize("name", NAMES)
def test_every_paper_prints_its_class_once_and_nothing_where_it_is_open(name: str) -> None:
    # the layouts of one kind are printed from the same view
    view = first_views().get(name) or first_views().get(name.partition("-gbt9704")[0])
    # what a verb hands out, and no site shows, has an example of its own
    view = view or formviews.CASES[name]["short"]
    own = dict(view.get("r", {}))
    if "class" in own:
        own["class"] = ""
    view = {**view, "r": own} if own else view
    shown = {class_: Paper(template(name).render({**view, "class_": class_})).text for class_ in ("", *CLASSES)}
    for class_ in (INTERNAL, SECRET, CORE):
        assert shown[class_].count(class_) - shown[""].count(class_) == 1, class_
    assert len(shown[SECRET]) - len(shown[""]) <= len(SECRET) + len("　密级：\n"), "one line, and no more"
    assert (shown[OPEN] == shown[""]) is (name not in CELLS)


def test_an_incoming_paper_keeps_the_mark_it_came_with_and_gets_no_second() -> None:
    view = first_views()["incoming"]
    told = Paper(template("incoming").render({**view, "r": {**view["r"], "class": SECRET}, "class_": SECRET})).text
    assert told.count(SECRET) == 1


@pytest.mark.parametrize(("layout", "style"), [("house", "密级缓急"), ("gbt9704", "密级缓急"), ("simple", "密级缓急")])
def test_class_and_urgency_share_a_line(company_dir: Any, layout: str, style: str) -> None:
    def line(**told: str) -> list[str]:
        root = company_dir({ID: document(layout=layout, material="表格", **told)})
        held = build.believe(root, date(2026, 3, 20), date(2026, 3, 20)).office
        assert held is not None
        paper = Paper(template(held.template(held.records[ID])).render(views.paper(held, held.records[ID])))
        return [said(p) for p in paper.paragraphs(style)]

    assert line() == [INTERNAL], "the class of its kind, which nobody typed"
    assert line(**{"class": OPEN}) == []
    assert line(**{"class": OPEN}, urgency="急件") == ["急件"]
    assert line(**{"class": CORE}, urgency="特急") == [f"{CORE}　特急"]


def test_the_national_mark_stands_where_it_stood_with_a_class_above_it_or_not() -> None:
    for name in ("documents-gbt9704", "documents-gbt9704-up", "minutes-gbt9704"):
        view, tops = first_views()[name.partition("-gbt9704")[0]], []
        for class_ in (OPEN, CORE):
            paper = Paper(template(name).render({**view, "class_": class_}))
            above = len(paper.paragraphs("密级缓急")) * 579
            tops.append(above + int(paper.prop(paper.one("发文机关标志"), "spacing", "before")))
        assert tops[0] == tops[1], name


def test_a_register_is_as_secret_as_the_most_secret_row_its_reader_sees() -> None:
    held = office()
    told = registers.all()["dispatch"]
    assert registers.table(told, held).class_ == CORE if _core(held) else SECRET
    plain = {r.id for r in held.records.values() if views.class_of(held, r) in (OPEN, INTERNAL)}
    assert registers.table(told, held, plain.__contains__, (OPEN, INTERNAL)).class_ == INTERNAL


def test_a_register_has_the_class_of_a_kind_that_states_none_in_its_records() -> None:
    held = office()
    assert not any(record.text("class") for record in held.of("subject_requests"))
    assert registers.table(registers.all()["subject-requests"], held).class_ == SECRET


def _core(held: Office) -> bool:
    return any(r.text("class") == CORE for r in held.of("documents"))


def test_minutes_are_as_secret_as_the_most_secret_item_that_their_reader_has() -> None:
    held = office()
    minutes = held.records["minutes/2026/gm-office-05"]
    shown = {
        name: views.paper(veil.of(held, audience), veil.of(held, audience).records[minutes.id])["class_"]
        for name, audience in held.company.audiences.items()
        if name in ("staff", "sales", "office")
    }
    assert shown == {"staff": INTERNAL, "sales": SECRET, "office": CORE}
    assert views.class_of(held, minutes) == INTERNAL, "what lets a reader in is the class of the whole"
