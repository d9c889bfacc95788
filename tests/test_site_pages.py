"""Pages as a reader meets them: opened from a folder in a real Chromium, wide and narrow, and printed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from stand_in import BODY, Anything, view
from wenshu import markdown, to_html

HOUSE = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
]  # fmt: skip
POINTS_A4 = (595, 842)
STAMP = "草稿·未编号·不得引用"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return the system's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


def _about(title: str, root: str) -> dict[str, str]:
    company = {"company": "试点汽车销售服务有限公司", "short": "试点公司"}
    return {"title": title, **company, "audience": "全体员工", "root": root}


def _record(paper: Any, template: str, **more: Any) -> dict[str, Any]:
    told = {
        "site": _about("关于开展春季库存盘点的通知", "../../"), "paper": paper, "template": template,
        "meta": [{"label": "状态", "value": "已发"}, {"label": "文号", "value": "(销)字第[2026]012号"}],
        "fields": [], "stamp": "", "replacers": [],
        "links": [{"label": "依据", "title": "纪008 总经理办公会会议纪要", "href": "minutes/2026/b.html"}],
        "downloads": [{"title": "Word", "href": "a.docx"}],
    }  # fmt: skip
    return told | more


def _rows(count: int) -> list[dict[str, str]]:
    return [
        {
            "href": f"documents/2026/p{n}.html", "number": f"试点公司(销)字第[2026]{n:03}号",
            "title": "关于进一步加强展厅试乘试驾车辆使用登记和行驶里程核对工作的通知", "date": "2026-03-12",
            "state": "已发" if n % 3 else "草稿", "kind": "documents", "kind_title": "公司正式文件",
            "dept_title": "总经理办公室",
        }
        for n in range(1, count + 1)
    ]  # fmt: skip


def _register() -> dict[str, Any]:
    columns = [("no", "序号", 12), ("number", "文号", 48), ("title", "标题", 120), ("date", "日期", 40)]
    columns.append(("copies", "份数", 40))
    tabs = [("系列", "通"), ("系列", "销"), *(("单位", f"第{n}单位") for n in range(12))]
    rows = [
        {
            "cells": [str(n), f"试点公司(销)字第[2026]{n:03}号", "关于库存盘点的通知", "2026-03-12", "8"],
            "links": {"title": "documents/2026/a"}, "tabs": [n % 2, 2 + n % 12],
            "mark": "", "total": False, "record": "",
        }
        for n in range(1, 61)
    ]  # fmt: skip
    return {
        "id": "dispatch", "title": "发文登记簿", "en": "Outgoing", "as_of": "2026-06-30", "empty": "",
        "columns": [{"key": k, "title": t, "mm": mm, "align": "center"} for k, t, mm in columns],
        "tabs": [{"group": group, "title": title} for group, title in tabs],
        "rows": rows, "foot": "登记人＿＿＿＿",
    }  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a small site with every kind of page and every paper; return its folder."""
    out = tmp_path_factory.mktemp("built") / "site"
    out.mkdir()
    pages = {p.name: p.read_bytes() for p in (HOUSE / "templates" / "html").glob("*.html")}
    site = to_html.compile_site(pages)
    sources = {p.stem: p.read_bytes() for p in (HOUSE / "templates" / "docx").glob("*.docx")}
    papers = {name: to_html.compile_page(name, data) for name, data in sources.items()}
    put: dict[str, str | bytes] = {f"assets/{n}": d for n, d in to_html.assets(papers).items()}
    put |= {f"assets/{p.name}": p.read_bytes() for p in (HOUSE / "templates" / "assets").iterdir()}
    put["assets/asof.js"] = to_html.asof_script("2026-06-30")
    put["assets/reader.js"] = to_html.reader_script("全体员工")
    for name, paper in papers.items():
        seen = view(sources[name], stamp="", draft=False)
        put[f"papers/2026/{name}.html"] = site.render("record", _record(seen, name), paper)
    draft = view(sources["documents"], stamp=STAMP)
    house = papers["documents"]
    put["papers/2026/draft.html"] = site.render("record", _record(draft, "documents", stamp=STAMP), house)
    long = _record(_long(sources["documents"]), "documents")
    put["papers/2026/long.html"] = site.render("record", long, house)
    for path, name, shown in _overviews():
        put[path] = site.render(name, shown)
    for path, data in put.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return out


def _overviews() -> Iterator[tuple[str, str, dict[str, Any]]]:
    fields = [{"label": "事由", "value": "已完成百分之八十。"}, {"label": "说明", "value": BODY}]
    yield "papers/2026/plain.html", "record", _record(None, "", fields=fields)
    yield "registers/dispatch.html", "register", {"site": _about("发文登记簿", "../"), "table": _register()}
    yield "kinds/documents.html", "list", {"site": _about("种类：公司正式文件", "../"), "rows": _rows(30)}
    place = "registers/dispatch.html"
    tiles = [{"title": f"第{n}种登记簿的名称", "href": place, "count": n} for n in range(1, 12)]
    yield "index.html", "index", {
        "site": _about("文书", ""), "registers": [{"title": "发文登记簿", "href": place}],
        "kinds": tiles, "years": tiles[:1], "depts": tiles, "latest": _rows(12), "drafts": _rows(3),
    }  # fmt: skip


def _long(template: bytes) -> Any:
    sentence = "各部门应当按照本通知的要求逐项落实，盘点中发现的问题应当及时登记并报告。"
    body = markdown.parse("\n\n".join(f"第{n}段。{sentence * 4}" for n in range(40)))
    return view(template, stamp="", r={"title": Anything("标题"), "body": body})


def opened(browser: Browser, path: Path, width: int) -> tuple[Page, list[str]]:
    """Open a file; return the page and every complaint: console, errors, requests that left the folder."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    said = listening(page)
    page.goto(path.as_uri())
    return page, said


def listening(page: Page) -> list[str]:
    """Return a list to which a page's complaints will be added."""
    said: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith("file:"):
            said.append(request.url)

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the next page was opened before the icon came
            said.append(f"failed {request.url}")

    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", asked)
    page.on("requestfailed", failed)
    return said


def files(folder: Path) -> list[Path]:
    """Return every page of the site."""
    return sorted(folder.rglob("*.html"))


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_open_from_a_folder_without_a_complaint(browser: Browser, folder: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    said = listening(page)
    for path in files(folder):
        page.goto(path.as_uri())
        assert said == [], path.name
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{path.name} is {over} px too wide at {width}"
        assert page.evaluate("document.querySelector('.asof time').textContent") == "2026-06-30"
    page.close()


def test_sheet_on_screen_has_the_size_of_the_paper(browser: Browser, folder: Path) -> None:
    page, _ = opened(browser, folder / "papers/2026/documents.html", 1280)
    box = page.evaluate("(e => [e.offsetWidth, e.offsetHeight])(document.querySelector('.paper'))")
    assert box[0] == pytest.approx(210 / 25.4 * 96, abs=1) and box[1] >= 297 / 25.4 * 96 - 1
    title = "getComputedStyle(document.querySelector('.s-文件标题'))"
    assert page.evaluate(f"{title}.fontSize") == "24px" and page.evaluate(f"{title}.textAlign") == "center"
    body = "getComputedStyle(document.querySelector('.paper .s-正文'))"
    assert page.evaluate(f"{body}.fontSize") == "16px" and page.evaluate(f"{body}.textIndent") == "32px"
    page.close()


def printed(browser: Browser, path: Path) -> tuple[int, set[tuple[int, int]]]:
    """Print a page to PDF; return its page count and page sizes in points."""
    page, _ = opened(browser, path, 1280)
    data = page.pdf(prefer_css_page_size=True, print_background=True)
    page.close()
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", data)
    return len(re.findall(rb"/Type\s*/Page\b", data)), {(round(float(w)), round(float(h))) for w, h in boxes}


def test_papers_print_on_a4(browser: Browser, folder: Path) -> None:
    count, sizes = printed(browser, folder / "papers/2026/documents.html")
    assert count == 3  # the text, and two annexes on pages of their own
    assert all(abs(w - POINTS_A4[0]) <= 1 and abs(h - POINTS_A4[1]) <= 1 for w, h in sizes), sizes
    count, _ = printed(browser, folder / "papers/2026/long.html")
    assert 9 <= count <= 11  # ten in Word: eight of text, two annexes


def test_registers_print_on_a4_landscape(browser: Browser, folder: Path) -> None:
    count, sizes = printed(browser, folder / "registers/dispatch.html")
    assert count in (3, 4) and all(abs(w - POINTS_A4[1]) <= 1 for w, _ in sizes), (count, sizes)


def test_a_draft_says_so_on_screen_and_paper(browser: Browser, folder: Path) -> None:
    page, _ = opened(browser, folder / "papers/2026/draft.html", 1280)
    assert page.locator(".stamp").inner_text() == STAMP
    mark = page.locator(".paper .float").inner_text()
    assert mark == STAMP and page.locator(".paper .float").bounding_box()
    page.emulate_media(media="print")
    assert page.locator(".paper .float").is_visible() and not page.locator(".site-head").is_visible()
    page.close()


def test_tabs_narrow_a_register_and_stand_in_its_address(browser: Browser, folder: Path) -> None:
    page, _ = opened(browser, folder / "registers/dispatch.html", 1280)
    shown = "document.querySelectorAll('table.register tbody tr:not([hidden])').length"
    assert page.evaluate(shown) == 60
    page.click(".tabs a:text-is('销')")
    assert page.evaluate(shown) == 30 and page.url.endswith("#t1")
    assert page.locator(".count b").inner_text() == "30"
    page.reload()
    assert page.evaluate(shown) == 30
    page.select_option(".tabs select", label="第1单位")  # a long group of tabs is a list
    assert page.evaluate(shown) == 5 and page.url.endswith("#t1,t3")
    page.reload()
    assert page.evaluate(shown) == 5 and page.locator(".tabs select").input_value() == "3"
    page.select_option(".tabs select", label="全部")
    page.click(".tabs a:text-is('全部')")
    assert page.evaluate(shown) == 60
    page.close()


def test_keyboard_reaches_the_text_first(browser: Browser, folder: Path) -> None:
    page, _ = opened(browser, folder / "index.html", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_pages_read_without_script(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "registers/dispatch.html").as_uri())
    assert page.locator("table.register tbody tr").count() == 60
    assert not page.locator(".narrow").is_visible()  # what would do nothing is not shown
    assert not page.locator(".asof").is_visible() and not page.locator("[data-print]").is_visible()
    context.close()
