"""Audiences: each site is built from the office as its readers see it, and from nothing else."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

import cards
import paperwork
import revisions
import scratch
import verbs
from paperwork import copy, document, followup, issue, office
from wenshu import abridge, build, clearance, pages, registers, veil, views
from wenshu.company_nouns import Audience, Sight
from wenshu.model import Built
from wenshu.office import Office

Maker = Callable[..., Path]

ORDINARY, CORE = "商业秘密（普通）", "商业秘密（核心）"
ALL = f"[公开, 内部资料, {ORDINARY}, {CORE}]"
AUDIENCES = f"""\
audiences:
  - {{name: staff, title: 全体员工, drafts: false, classes: [公开, 内部资料]}}
  - {{name: notices, title: 公告栏, drafts: false, classes: [公开, 内部资料]}}
  - {{name: visitors, title: 来访者, drafts: false, classes: [公开]}}
  - name: sales
    title: 销售部
    drafts: false
    classes: [公开, 内部资料]
    also: [{{classes: [{ORDINARY}], depts: [销售部]}}]
  - {{name: office, title: 总经理办公室, drafts: true, classes: {ALL}}}
  - name: personnel
    title: 行政办
    drafts: false
    classes: [公开, 内部资料]
    also: [{{classes: [{ORDINARY}], archives: [人事档案]}}]
    values: {{contact: clear}}
    on_demand: true
  - name: auditor
    title: 审计
    drafts: true
    classes: {ALL}
    also: [{{classes: {ALL}, archives: [人事档案, 业绩档案, 顾客档案]}}]
policies: {{}}
"""
NAMES = ("staff", "notices", "visitors", "sales", "office", "personnel", "auditor")
COMPANY = cards.COMPANY.partition("audiences:\n")[0].replace(
    "meeting_types:\n", revisions.SERIES + "meeting_types:\n"
) + AUDIENCES + cards.COMPANY[cards.COMPANY.index("purposes:"):].replace("policies: {}\n", "")  # fmt: skip

PLAN, NOTICE, OLD, CUT = (f"documents/2026/{slug}" for slug in ("merger-plan", "opening", "old-plan", "bonus-cut"))
MEETING, TENDER, DRAFT = "minutes/2026/march", "incoming/2026/tender", "documents/2026/summer-draft"
QUOTE, PERSON = "quotes/2026/q-1", "employees/2021/e-00001"

QUOTES = f"""\
$schema: http://json-schema.org/draft-07/schema#
title: 报价
x-en: Quotes
x-role: kind
x-class: 内部资料
x-paper: none
x-subject: name
type: object
additionalProperties: false
required: [name]
properties:
  name: {{title: 名称, x-en: Name, type: string}}
  floor: {{title: 底价, x-en: Floor, type: string, x-class: {CORE}}}
  rounds:
    title: 轮次
    x-en: Rounds
    type: array
    items:
      type: object
      additionalProperties: false
      required: [told]
      properties:
        told: {{title: 经过, x-en: Told, type: string}}
        margin: {{title: 毛利, x-en: Margin, type: string, x-class: {ORDINARY}}}
        class: {{title: 密级, x-en: Class, type: string, enum: {ALL}}}
"""
MARKS: Mapping[str, frozenset[str]] = {
    word: frozenset(names.split()) for word, names in {
        "收购望川二店": "office auditor", "merger-plan": "office auditor", "先付三成定金": "office auditor",
        "谈判底线已变": "office auditor", "bonus-cut": "office auditor", "奖金方案外泄": "office auditor",
        "削减奖金": "office auditor", "暂缓外传": "office auditor",
        "夏季草稿": "office auditor", "summer-draft": "office auditor",
        "进货九一折": "office auditor", "进货折扣": "office auditor",
        "试驾返利": "sales office auditor", "返利每台": "sales office auditor",
        "场地租金": "office auditor", "租金每月": "office auditor",
        "催收旧账": "office auditor", "旧账已收": "office auditor",
        "已按底线回复": "office auditor", "机密招标": "office auditor", "tender": "office auditor",
        "成交底价三十万": "office auditor", "毛利八个点": "office auditor", "第二轮秘谈": "office auditor",
        "马守诚": "personnel auditor", "e-00001": "personnel auditor",
        "展厅开放": "staff notices sales office personnel auditor",
    }.items()
}  # fmt: skip
"""A word, and the audiences in whose sites it may (and must) stand."""


EVERYBODY = "[{department: 总经理办公室}, {department: 销售部}, {department: 管理部}]"


def papers() -> dict[str, str]:
    """Return the records: papers, minutes and a tender of every class, facts about them, a card."""
    items = f"""[{{title: 展厅整理}}, {{title: 进货折扣, decided: 按进货九一折执行。, class: {CORE}}},
                 {{title: 试驾返利, decided: 返利每台二百元。, class: {ORDINARY}, depts: [销售部]}},
                 {{title: 场地租金, decided: 租金每月三千元。, class: {ORDINARY}}}]"""
    decisions = f"""[{{text: 整理展厅, dept: 销售部, due: 2026-04-10}},
                     {{text: 催收旧账, dept: 财务部, due: 2026-04-20, class: {ORDINARY}}},
                     {{text: 试驾返利造册, dept: 销售部, due: 2026-04-20, class: {ORDINARY}}}]"""
    return {
        OLD: document("旧的经营方案"),
        PLAN: document(
            "关于收购望川二店的决定", **{"class": CORE}, supersedes=f"[{OLD}]",
            to="[{department: 财务部}]", distribution="[{department: 财务部}]", body="|\n  先付三成定金。",
        ),
        NOTICE: document("关于展厅开放的通知"),
        CUT: document("关于削减奖金的通知", **{"class": ORDINARY}, to="[{department: 财务部}]",
                      distribution="[{department: 财务部}]"),
        DRAFT: document("关于夏季草稿的通知"),
        MEETING: paperwork.minutes(items=" ".join(items.split()), decisions=" ".join(decisions.split()),
                                   distribution=EVERYBODY),
        TENDER: paperwork.incoming("机密招标文件", **{"class": "机密"}),
        "handling/2026/tender-1": paperwork.step(TENDER, "拟办", "2026-06-02", text="已按底线回复"),
        "followups/2026/march-2": followup(MEETING, 2, "进展", "2026-04-02", "旧账已收三成"),
        QUOTE: f"""\
            name: 展厅开放用车
            floor: 成交底价三十万
            rounds:
              - {{told: 初谈, margin: 毛利八个点}}
              - {{told: 第二轮秘谈, class: {CORE}}}
            """,
    }  # fmt: skip


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company in git with papers of every class: signed, issued, lent, asked to be changed, one void."""
    root = verbs.company(tmp_path_factory.mktemp("audiences"), papers(), COMPANY)
    cards.lay(root)
    (root / "schemas/quotes.yaml").write_text(QUOTES, encoding="utf-8", newline="\n")
    cards.employee(root, 1, name="马守诚", **dict.fromkeys(
        ("birth", "identity", "phone", "address", "emergency", "contract", "appraisal", "sex")
    ))  # fmt: skip
    schema = root / "schemas/employees.yaml"  # this card says nothing personal: seals are not what is tried here
    schema.write_text(
        schema.read_text(encoding="utf-8").replace(
            "required: [name, identity, phone, address, emergency, dept,", "required: [name, dept,"
        ),
        encoding="utf-8", newline="\n",
    )  # fmt: skip
    for serial, id_ in enumerate((OLD, PLAN, NOTICE, CUT), 1):
        issue(root, id_, "通", serial)
    issue(root, MEETING, "纪", 1)
    paperwork.number(root, "收", 1, TENDER, date(2026, 6, 1))
    paperwork.number(root, "工", 1, PERSON, date(2021, 1, 4), 2021)
    scratch.put(root, {f"distribution/{PLAN}/e1-01": copy("department: 财务部", 3, received_by="钱多安")})
    verbs.git(root, "add", "-A")
    verbs.git(root, "commit", "-qm", "papers")
    verbs.done(root, f"void {CUT} --as 周启衡 --reason 奖金方案外泄 --on 2026-06-01")
    verbs.done(root, f"revise {PLAN} --reason 谈判底线已变，暂缓外传 --requested-by 何管 --on 2026-06-10 --kind 更正件")
    verbs.git(root, "checkout", "-q", "main")
    return root


@pytest.fixture(scope="module")
def counts(lived: Path) -> Built:
    """What one build of all sites counted."""
    answer = build.build(lived, None, scratch.TODAY, NAMES, cached=False)
    wrong = [f"{x.file}: {x.code} {x.message}" for x in answer.findings if x.severity == "error"]
    assert answer.built is not None, wrong
    return answer.built


@pytest.fixture(scope="module")
def sites(lived: Path, counts: Built) -> Mapping[str, str]:
    """Every byte and file name of each site, Word and Excel files unpacked."""
    return {name: everything(lived / "site" / name) for name in NAMES}


def everything(folder: Path) -> str:
    """Return the names and texts of all files below a folder."""
    told = []
    for path in sorted(folder.rglob("*")):
        told.append(path.relative_to(folder).as_posix())
        data = path.read_bytes() if path.is_file() else b""
        if data[:2] == b"PK":
            with zipfile.ZipFile(path) as package:
                data = b"\n".join(name.encode() + b"\n" + package.read(name) for name in package.namelist())
        told.append(data.decode("utf-8", "replace"))
    return "\n".join(told)


def seen_by(told: Office, name: str) -> Office:
    """Return the office as an audience sees it."""
    return veil.of(told, told.company.audiences[name])


# ── every byte ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("word", MARKS)
def test_a_word_stands_in_the_sites_of_those_who_may_know_it_and_in_no_other(
    sites: Mapping[str, str], word: str
) -> None:
    assert {name for name, text in sites.items() if word in text} == MARKS[word]


def test_the_same_minutes_in_each_site(lived: Path, sites: Mapping[str, str]) -> None:
    told = {
        name: (lived / "site" / name / f"{MEETING}.html").read_text(encoding="utf-8")
        for name in sites if name != "visitors"
    }  # fmt: skip
    assert not (lived / "site/visitors" / f"{MEETING}.html").exists()
    assert "（摘发）" in told["staff"] and "议题2、议题3、议题4、议定事项2、议定事项3（不在发送范围）" in told["staff"]
    assert "（摘发）" in told["sales"] and "议题2、议题4、议定事项2（不在发送范围）" in told["sales"]
    assert "二、（不在发送范围）" in told["sales"] and "三、试驾返利" in told["sales"]
    assert "（摘发）" not in told["office"] and "三、试驾返利" in told["office"]


def test_a_secret_item_that_names_no_department_is_the_meetings_own(lived: Path) -> None:
    whole = office(lived)
    sight = (Sight((ORDINARY,), depts=("总经理办公室",)),)
    own = Audience("own", "总经理办公室", False, ("公开", "内部资料"), also=sight)
    assert ("items", 3) in seen_by(whole, "sales").left[MEETING]
    assert veil.of(whole, own).left[MEETING] == (("items", 1), ("items", 2), ("decisions", 1), ("decisions", 2))


def test_the_check_code_of_an_abridged_copy_says_nothing_of_what_was_left_out(
    lived: Path, company_dir: Maker
) -> None:
    told = office(lived)
    full, cut = (
        views.check(shown, shown.records[MEETING], told.number(told.records[MEETING]), "a1", True)
        for shown in (told, seen_by(told, "staff"))
    )
    assert full != cut, "else its reader could try what was left out until the code fits"
    papers_ = papers()
    other = {**papers_, MEETING: papers_[MEETING].replace("租金每月三千元", "租金每月四千元")}
    assert other[MEETING] != papers_[MEETING]
    hers, others = (
        build.believe(company_dir(text, COMPANY), None, date(2026, 6, 30)).office for text in (papers_, other)
    )
    assert hers is not None and others is not None
    codes = [{views.check(shown, shown.records[MEETING], "纪001", "a1", True)
              for shown in (seen_by(hers, name), seen_by(others, name))} for name in ("staff", "office")]  # fmt: skip
    assert [len(each) for each in codes] == [1, 2]
    page = (lived / "site/staff" / f"{MEETING}.html").read_text(encoding="utf-8")
    code = page.partition("<dt>校验码</dt>")[2].partition("<dd>")[2].partition("</dd>")[0]
    said = verbs.run(lived, f"verify --code {code}")
    assert said.code == 0 and "摘发：全体员工" in said.out and MEETING in said.out, said


def test_pages_seen_alike_are_one_rendering_and_the_same_bytes(lived: Path, counts: Built) -> None:
    staff, notices = (counts.audiences[name] for name in ("staff", "notices"))
    files = {
        name: {p.relative_to(lived / "site" / name).as_posix(): p.read_bytes()
               for p in (lived / "site" / name).rglob("*") if p.is_file()}
        for name in ("staff", "notices")
    }  # fmt: skip
    differ = {path for path in files["staff"] if files["staff"][path] != files["notices"].get(path)}
    assert files["staff"].keys() == files["notices"].keys() and differ == {"assets/reader.js"}
    assert staff["shared"] == 0 and notices["shared"] == len(files["notices"]) - 1
    assert "全体员工" in files["staff"]["assets/reader.js"].decode("utf-8")


def test_a_paper_seen_alike_behind_two_veils_is_rendered_once(lived: Path, counts: Built) -> None:
    assert 0 < counts.audiences["office"]["shared"] < counts.audiences["office"]["rendered"]
    same = [(lived / "site" / name / f"{NOTICE}.html").read_bytes() for name in ("staff", "office")]
    assert same[0] == same[1]


# ── registers ─────────────────────────────────────────────────────────────────────────────────────


def test_a_hidden_number_keeps_its_row_and_nothing_else(lived: Path, sites: Mapping[str, str]) -> None:
    told = registers.table(registers.all()["dispatch"], seen_by(office(lived), "staff"))
    shown = [(row.get("no"), row.get("number"), row.get("title")) for row in told.rows]
    number = "试点公司(通)字第[2026]{:03}号".format
    assert shown[:4] == [
        ("1", number(1), "旧的经营方案"), ("2", number(2), registers.HIDDEN),
        ("3", number(3), "关于展厅开放的通知"), ("4", number(4), registers.HIDDEN),
    ]  # fmt: skip
    assert set(told.rows[1].cells) == {"no", "number", "title"} and not told.rows[1].links
    assert told.foot.startswith("发文 3 件 · 作废 0 件") and told.foot.endswith("不在阅读范围 2 条")
    assert "财务部" not in [tab.title for tab in told.tabs]


def test_a_decision_left_out_keeps_its_number(lived: Path) -> None:
    told = registers.table(registers.all()["decisions"], seen_by(office(lived), "sales"))
    assert {row.get("number"): row.get("title") for row in told.rows} == {
        "纪001-1": "整理展厅", "纪001-2": registers.HIDDEN, "纪001-3": "试驾返利造册",
    }  # fmt: skip


def test_a_register_that_counts_no_numbers_has_no_row_for_what_is_hidden(lived: Path) -> None:
    for id_ in ("handouts", "in-force", "missing-copies", "on-loan", "loans", "late-entries", "editions"):
        told = registers.table(registers.all()[id_], seen_by(office(lived), "staff"))
        assert registers.HIDDEN not in repr(told.rows), id_
        assert "阅读范围" not in told.foot, id_


def test_a_request_about_a_hidden_paper_is_not_heard_of(lived: Path) -> None:
    whole = registers.table(registers.all()["requests"], office(lived))
    assert [row.get("reason") for row in whole.rows] == ["谈判底线已变，暂缓外传"]
    shown = seen_by(office(lived), "staff")
    assert registers.table(registers.all()["requests"], shown).rows == ()
    assert shown.past.branches == () and not any("merger" in tip for tip in shown.past.tips)
    assert not any("merger-plan" in c.message or c.trailers for c in shown.past.commits)


def test_a_paper_replaced_by_a_hidden_one_is_dead_and_names_the_number_alone(lived: Path) -> None:
    shown = seen_by(office(lived), "staff")
    assert views.stamp(shown, shown.records[OLD]) == "作废（被试点公司(通)字第[2026]002号代替）"


# ── the veil ──────────────────────────────────────────────────────────────────────────────────────


def test_what_is_hidden_is_a_stub(lived: Path) -> None:
    whole = office(lived)
    shown = seen_by(whole, "staff")
    stub = shown.records[PLAN]
    assert shown.title(stub) == veil.HIDDEN and stub.raw.tree == {} and stub.raw.data == b"" and stub.content == ""
    assert shown.standing(stub).done == () and PLAN not in shown.ledger.approvals and PLAN not in shown.ledger.copies
    assert "奖金" not in repr(shown.ledger.entries) and "三成" not in repr(shown.records)
    assert shown.records[NOTICE] is whole.records[NOTICE]


def test_whoever_sees_everything_sees_the_office_itself(lived: Path) -> None:
    whole = office(lived)
    assert seen_by(whole, "auditor") is whole
    assert seen_by(whole, "office").hidden >= {PERSON}


def test_a_field_and_an_item_above_the_reader_are_not_in_the_values(lived: Path) -> None:
    whole = office(lived)
    shown = seen_by(whole, "staff").records[QUOTE]
    assert shown.values == {
        "name": "展厅开放用车",
        "rounds": ({"told": "初谈"}, {"told": abridge.LEFT_OUT, "class": CORE}),
    }
    assert "秘谈" not in repr(shown.raw.tree)
    [told] = [w for w in pages.withholdings(whole, whole.company.audiences["staff"]) if w.record == QUOTE]
    assert (told.reason, told.whole) == ("密级：底价、轮次1·毛利、轮次2", False)


def test_records_are_seen_withheld_or_seen_in_part(lived: Path) -> None:
    whole = office(lived)
    for audience in whole.company.audiences.values():
        told = pages.withholdings(whole, audience)
        gone = {w.record for w in told if w.whole}
        assert pages.readable(whole, audience) | gone == set(whole.records)
        assert not pages.readable(whole, audience) & gone


def test_what_is_told_about_a_hidden_paper_or_part_is_hidden_with_it(lived: Path) -> None:
    whole = office(lived)
    hidden = {name: seen_by(whole, name).hidden for name in ("staff", "sales", "office")}
    for id_ in ("handling/2026/tender-1", "followups/2026/march-2"):
        assert id_ in hidden["staff"] and id_ in hidden["sales"] and id_ not in hidden["office"]


def test_the_count_of_meetings_is_the_same_for_every_reader(company_dir: Maker) -> None:
    root = company_dir({
        "minutes/2026/first": paperwork.minutes("2026-03-02", **{"class": CORE}),
        "minutes/2026/second": paperwork.minutes("2026-03-16"),
    })  # fmt: skip
    issue(root, "minutes/2026/first", "纪", 1)
    issue(root, "minutes/2026/second", "纪", 2)
    shown = seen_by(office(root), "staff")
    assert "minutes/2026/first" in shown.hidden
    assert views.paper(shown, shown.records["minutes/2026/second"])["x"]["subtitle"] == "（2026年第2次）"


def test_an_old_version_of_a_paper_is_shown_without_its_secret_part(tmp_path: Path) -> None:
    """The paper is seen, the item is not: what a request changed in the item is not heard of either."""
    items = f"[{{title: 展厅整理}}, {{title: 进货折扣, decided: 九一折。, class: {CORE}}}]"
    other = "minutes/2026/april"
    root = verbs.company(tmp_path, {
        MEETING: paperwork.minutes(items=items, distribution=EVERYBODY),
        other: paperwork.minutes("2026-04-16", items=items, decisions="", distribution=EVERYBODY),
    }, revisions.COMPANY)  # fmt: skip
    for id_ in (MEETING, other):
        verbs.signed(root, id_, "2026-04-20")
        verbs.done(root, f"issue {id_} --on 2026-04-20")
    for id_, old, new, why in ((MEETING, "九一折", "八八折", "厂家让利"), (other, "展厅整理", "展厅布置", "用词")):
        path = root / "records" / f"{id_}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8", newline="\n")
        verbs.done(root, f"revise {id_} --reason {why} --requested-by 沈一鸣 --on 2026-06-10 --kind 更正件")
        verbs.git(root, "checkout", "-q", "main")
    whole = office(root)
    assert {r.get("reason") for r in registers.table(registers.all()["requests"], whole).rows} == {"厂家让利", "用词"}
    shown = seen_by(whole, "staff")
    assert [r.get("reason") for r in registers.table(registers.all()["requests"], shown).rows] == ["用词"]
    assert "折" not in "".join(data.decode("utf-8") for data in shown.past.texts.values())


# ── clearance ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("asked", "sees"), [
    (("内部资料",), True), ((ORDINARY,), False), ((ORDINARY, "minutes", "", ("展销组",)), True),
    ((ORDINARY, "minutes", "", ("财务部",)), False), ((CORE, "minutes", "", ("销售部",)), False), (("机密",), False),
    (("内部资料", "employees", "人事档案"), False), ((ORDINARY, "customers", "顾客档案"), True),
    ((ORDINARY, "customers", "人事档案"), False),
])  # fmt: skip
def test_who_sees_what(company_dir: Maker, asked: tuple[str, ...], sees: bool) -> None:
    team = "  - {name: 展销组, code: ZX, parent: 销售部}\n"
    text = scratch.COMPANY.replace("  - {name: 财务部,", team + "  - {name: 财务部,")
    company = office(company_dir({}, text)).company
    audience = Audience("sales", "销售部", False, ("公开", "内部资料"), (
        Sight((ORDINARY,), depts=("销售部",)), Sight((ORDINARY,), archives=("顾客档案",)),
    ))  # fmt: skip
    assert clearance.sees(company, audience, *asked) is sees  # type: ignore[arg-type]


def test_a_strangers_class_is_our_highest(company_dir: Maker) -> None:
    company = office(company_dir()).company
    assert clearance.sees(company, company.audiences["office"], "机密")


# ── build and check ───────────────────────────────────────────────────────────────────────────────


def test_a_site_for_one_desk_is_built_when_it_is_named(company_dir: Maker) -> None:
    desk = "audiences:\n  - {name: desk, title: 一张桌子, classes: [公开], on_demand: true}\n"
    text = scratch.COMPANY.replace("audiences:\n", desk)
    root = company_dir({}, text)
    assert set(build.build(root, None, scratch.TODAY).built.audiences) == {"staff", "office"}  # type: ignore[union-attr]
    assert set(build.build(root, None, scratch.TODAY, ("desk",)).built.audiences) == {"desk"}  # type: ignore[union-attr]
    assert {p.name for p in (root / "site").iterdir()} == {"staff", "office", "desk"}
    build.build(root, None, scratch.TODAY)
    assert {p.name for p in (root / "site").iterdir()} == {"staff", "office"}


def test_an_unknown_audience_is_told_and_nothing_is_written(company_dir: Maker) -> None:
    root = company_dir()
    for verb in ("build", "check"):
        said = verbs.run(root, f"{verb} --audience nobody")
        assert said.code == 2 and "没有这些读者：nobody" in said.err
    assert not (root / "site").exists()


def test_check_tells_an_audience_what_it_may_know(company_dir: Maker) -> None:
    """The same mistake in a hidden paper, in a hidden item, in a paper that is seen."""
    secret = "{text: 下月底前收购望川二店, dept: 销售部, class: %s, due: 2026-04-01}"
    late = f"[{secret}, {{text: 近期整理展厅, dept: 销售部, due: 2026-04-02}}]"
    root = company_dir({
        MEETING: paperwork.minutes(decisions=late % CORE),
        "minutes/2026/merger-talks": paperwork.minutes("2026-03-20", decisions=late % CORE, **{"class": CORE}),
    })  # fmt: skip
    issue(root, MEETING, "纪", 1)
    issue(root, "minutes/2026/merger-talks", "纪", 2)
    whole = verbs.run(root, "check --format json")
    assert "下月底" in whole.out and "merger-talks" in whole.out and "近期" in whole.out
    told = verbs.run(root, "check --format json --audience staff")
    assert "下月底" not in told.out and "merger-talks" not in told.out and "收购" not in told.out
    findings = json.loads(told.out)["findings"]
    assert {f["code"] for f in findings} == {f["code"] for f in json.loads(whole.out)["findings"]}
    assert {"file": veil.HIDDEN, "message": veil.HIDDEN, "line": 0}.items() <= next(
        f for f in findings if f["file"] == veil.HIDDEN
    ).items()
    again = verbs.run(root, "check --audience staff")
    assert "下月底" not in again.out and "records/minutes/2026/march.yaml" in again.out
    assert verbs.run(root, "check --audience office --format json").out == whole.out


def test_without_keys_a_site_with_values_is_built_all_the_same(lived: Path, sites: Mapping[str, str]) -> None:
    assert "personnel" in sites and "马守诚" in sites["personnel"]


# ── the company file ──────────────────────────────────────────────────────────────────────────────

WRONG = f"""\
audiences:
  - name: staff
    title: 全体员工
    classes: [公开, 内部资料]
    approver: 董事长
    values: {{hobby: clear}}
    also:
      - {{classes: [{ORDINARY}], kinds: [minuets]}}
      - {{classes: [{ORDINARY}], depts: [销售处], archives: [秘密档案]}}
      - {{classes: [公开]}}
  - {{name: office, title: 全体员工, classes: {ALL}}}
policies: {{}}
"""


def test_audiences_that_name_nothing_are_found(company_dir: Maker) -> None:
    root = company_dir({}, scratch.COMPANY.partition("audiences:\n")[0] + WRONG)
    told = [line for line in scratch.said(root) if ": AUD" in line]
    codes = [line.partition(": AUD")[2][:2] for line in told]
    assert sorted(codes) == ["01", "01", "01", "01", "02", "03", "04", "05"], told
    assert all(line.startswith("records/company.yaml:") for line in told)
    assert any("minuets" in line for line in told) and any("销售处" in line for line in told)
    codes_ = {"AUD01", "AUD02", "AUD03", "AUD04", "AUD05"}
    assert codes_ <= scratch.codes(root)
