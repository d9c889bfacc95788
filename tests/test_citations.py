"""Citations of persons in bodies: what stands for ``@KH-2026-0007``, for whom, and what never depends on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cards
import revisions
import scratch
import verbs
from wenshu import citations, markdown, markdown_cited, sealed, to_docx, views, zh
from wenshu.company_nouns import Mask
from wenshu.differences import of as differences
from wenshu.glass import DARK, Glass
from wenshu.markdown_cited import Told
from wenshu.office import Office
from wenshu.verify import delivered

KEYS = {"contact": sealed.make_key(), "sale": sealed.make_key()}
NOTICE = "documents/2026/stock"
FIRST, SECOND, STAFF = "customers/2026/c-00001", "customers/2026/c-00002", "employees/2021/e-00001"
NUMBERED = {
    "numbers/2026/客/0007": f"{{state: issued, record: {FIRST}, date: 2026-05-06, by: 林晓岚}}\n",
}
MASKS = {"name": Mask(1, 0, 2)}
ASKED_IN = revisions.COMPANY[revisions.COMPANY.index("  - code: 改") :].partition("meeting_types:")[0]
"""The series of requests."""


def shut(purpose: str, text: str) -> str:
    return sealed.seal(KEYS[purpose][0], text)


def seals() -> dict[str, str]:
    return {purpose: public for purpose, (public, _) in KEYS.items()}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Two customers whose names are sealed, one employee whose name is not, and a notice."""
    records = {NOTICE: verbs.paper(), **NUMBERED}
    root = scratch.make(tmp_path_factory.mktemp("cited") / "company", records, cards.COMPANY)
    cards.lay(root)
    for n, (name, sex) in enumerate((("章之远", "男"), ("欧阳小敏", "女")), 1):
        cards.customer(root, n, name=shut("contact", name), sex=shut("contact", sex), seals=seals())
    cards.employee(root, 1, name="李明", sex=None)
    found = scratch.read(root).office
    assert found is not None
    return found


def seen(office: Office, how: str = "", **more: object) -> Office:
    """Return the office through a glass that shows the purpose of names in one way."""
    opener: Callable[[str], str | None] = lambda text: sealed.unseal(KEYS["contact"][1], text)  # noqa: E731
    glass = Glass({"contact": how} if how else {}, opener if how else DARK.open, masks=MASKS, **more)  # type: ignore[arg-type]
    return replace(office, glass=glass)


def said(office: Office, source: str) -> str:
    return citations.body(office, source).text()


# ── what is printed ───────────────────────────────────────────────────────────────────────────


def test_whoever_sees_the_name_reads_surname_and_title(office: Office) -> None:
    assert said(seen(office, "clear"), "请回访@KH-2026-0007。") == "请回访章先生。"
    assert said(seen(office, "clear"), "请回访@c-00002。") == "请回访欧阳女士。"


def test_a_mask_shows_what_a_mask_shows(office: Office) -> None:
    assert said(seen(office, "mask"), "请回访@KH-2026-0007。") == "请回访章**。"


def test_without_keys_the_word_of_the_kind_stands(office: Office) -> None:
    assert said(seen(office), "请回访@KH-2026-0007。") == "请回访该客户。"
    closed = replace(seen(office, "clear"), glass=Glass({"contact": "clear"}))
    assert said(closed, "请回访@KH-2026-0007。") == "请回访该客户。"


def test_after_erasure_it_says_so_to_everybody(office: Office) -> None:
    gone = frozenset({sealed.fingerprint(KEYS["contact"][0])})
    assert said(seen(office, "clear", erased=gone), "请回访@KH-2026-0007。") == "请回访已删除。"
    hidden = replace(seen(office, erased=gone), hidden=frozenset({FIRST}))
    assert said(hidden, "请回访@KH-2026-0007。") == "请回访已删除。"


def test_a_restricted_value_is_never_printed(office: Office) -> None:
    kept = frozenset({sealed.fingerprint(KEYS["contact"][0])})
    assert said(seen(office, "clear", restricted=kept), "请回访@KH-2026-0007。") == "请回访该客户。"


def test_the_card_a_reader_may_not_see_gives_no_name(office: Office) -> None:
    hidden = replace(seen(office, "clear"), hidden=frozenset({FIRST, STAFF}))
    assert said(hidden, "@KH-2026-0007 由 @e-00001 跟踪") == "该客户由该员工跟踪"
    assert said(seen(office, "clear"), "由@e-00001跟踪") == "由李明跟踪"  # a name that is not personal, of unknown sex


def test_the_pinned_words_depend_on_no_key_reader_or_erasure(office: Office) -> None:
    gone = frozenset({sealed.fingerprint(KEYS["contact"][0])})
    glasses = (office, seen(office), seen(office, "clear"), seen(office, "mask"), seen(office, "clear", erased=gone))
    for other in glasses:
        record = replace(
            other.records[NOTICE], values={**other.records[NOTICE].values, "body": "请回访 @KH-2026-0007，@x-9。"}
        )
        body = views.spoken(other, record)["r"]["body"]
        assert body.text() == "请回访〔KH-2026-0007〕，〔x-9〕。"


def test_the_blanks_a_typist_puts_around_it_go(office: Office) -> None:
    assert said(seen(office), "请回访 @KH-2026-0007 本人") == "请回访该客户本人"
    assert said(seen(office), "see @KH-2026-0007 today") == "see 该客户 today"


def test_every_part_of_a_body_may_cite(office: Office) -> None:
    source = "## 关于@c-00001\n\n- **@c-00001** 来电\n\n| 客户 | 事 |\n|---|---|\n| @c-00001 | 提车 |\n"
    assert said(seen(office, "clear"), source) == "一、关于章先生\n·章先生 来电\n客户\t事\n章先生\t提车"
    assert citations.body(seen(office, "clear"), source).problems == markdown.parse(source).problems == ()


def test_a_link_leads_to_the_card_only_where_the_reader_has_it(office: Office) -> None:
    (_, spans), = citations.body(seen(office, "clear"), "请回访@KH-2026-0007。").spans()
    assert [(span.text, span.record) for span in spans] == [("请回访", ""), ("章先生", FIRST), ("。", "")]
    hidden = replace(seen(office, "clear"), hidden=frozenset({FIRST}))
    assert citations.body(hidden, "请回访@KH-2026-0007。").links() == ()
    linked = citations.body(seen(office, "clear"), f"[见 @c-00001]({NOTICE})")
    assert linked.links() == ((NOTICE, 1),)  # a link inside a link: the outer one counts


def test_two_readers_who_read_the_same_share_a_fingerprint(office: Office) -> None:
    told = [citations.body(o, "@c-00001") for o in (seen(office), seen(office), seen(office, "clear"))]
    prints = [views.fingerprint({"body": body}) for body in told]
    assert prints[0] == prints[1] != prints[2]


@pytest.mark.parametrize("text", [
    "写信到 zhang@kh-2026.test 或 a.b@c-1", "网址 https://x.test/@user-1", "@所有人 请注意", "@2026-1",
    "＠KH-2026-0007", "@KH-2026-0007.pdf", "@KH-", "李明@销售部", "a@KH-2026-0007", "@KH-2026-0007@x",
])  # fmt: skip
def test_an_at_sign_in_ordinary_text_is_no_citation(text: str) -> None:
    assert markdown_cited.references(text) == ()
    assert markdown_cited.canonical(text) == markdown.parse(text)


@pytest.mark.parametrize(("ref", "source"), [
    ("KH-2026-0007", "回访@KH-2026-0007。"), ("c-00012", "（@c-00012）"),
    ("customers/2026/c-00012", "@customers/2026/c-00012，"), ("2026/c-00012", "由 @2026/c-00012 提出"),
    ("KH-2026-0007", "@KH-2026-0007."),
])  # fmt: skip
def test_numbers_ids_and_their_tails_are_citations(ref: str, source: str) -> None:
    assert [one.ref for one in markdown_cited.references(source)] == [ref]


@given(st.text("说a1- @。|*\n#KH-2026-0007[](/c", max_size=60))
def test_nothing_but_references_changes(source: str) -> None:
    """Law: with each reference told as it was typed, a body says what it said."""
    same = markdown_cited.cited(markdown.parse(source), lambda ref: Told(f"@{ref}"))
    blank = re.compile(r"[ \n]")
    assert blank.sub("", same.text()) == blank.sub("", markdown.parse(source).text())
    assert not markdown_cited.references(markdown_cited.canonical(source).text())


@pytest.mark.parametrize(("name", "surname"), [
    ("章之远", "章"), ("欧阳小敏", "欧阳"), ("司马南", "司马"), ("诸葛亮", "诸葛"), ("上官云", "上官"),
    ("欧阳", "欧"), ("李明", "李"), ("John", ""), ("阿里·买买提", ""), ("望川贸易有限公司", ""),
])  # fmt: skip
def test_surnames(name: str, surname: str) -> None:
    assert zh.surname(name) == surname


def test_a_difference_names_the_reference_and_nobody(office: Office) -> None:
    schema = office.kinds["documents"].schema
    found = differences(schema, {"body": "请回访 @c-00001。"}, {"body": "请回访 @c-00002。"})
    assert [(one.before, one.after) for one in found] == [("请回访〔c-00001〕。", "请回访〔c-00002〕。")]


# ── what is wrong ─────────────────────────────────────────────────────────────────────────────


def findings(tmp_path: Path, body: str, more: dict[str, str] | None = None) -> list[str]:
    text = verbs.paper().replace("  各部门请备货。", body)
    root = scratch.make(tmp_path / "company", {NOTICE: text, **NUMBERED, **(more or {})}, cards.COMPANY)
    cards.lay(root)
    cards.customer(root, 1, name=shut("contact", "章之远"))
    return [told for told in scratch.said(root) if NOTICE in told and ": CIT" in told]


def test_a_reference_to_nobody_is_told_with_line_column_and_the_likely_one(tmp_path: Path) -> None:
    (told,) = findings(tmp_path, "  各部门：\n\n  请回访 @KH-2026-0008。")
    assert told.startswith(f"records/{NOTICE}.yaml:13:7: CIT01") and "@KH-2026-0008" in told


def test_a_tail_of_two_records_is_ambiguous(tmp_path: Path) -> None:
    other = {"employees/2021/c-00001": cards.dump(dict(cards.EMPLOYEE))}
    (told,) = findings(tmp_path, "  请回访@c-00001。", other)
    assert "CIT02" in told and "customers/2026/c-00001、employees/2021/c-00001" in told


def test_a_paper_is_linked_and_not_cited(tmp_path: Path) -> None:
    (told,) = findings(tmp_path, "  见@stock-2。", {"documents/2026/stock-2": verbs.paper()})
    assert "CIT03" in told


def test_a_card_without_a_name_is_told(tmp_path: Path) -> None:
    other = {"customers/2026/c-00002": cards.dump({k: v for k, v in cards.CUSTOMER.items() if k == "wishes"})}
    (told,) = findings(tmp_path, "  见@c-00002。", other)
    assert "CIT04" in told and "该客户" in told


def test_right_references_are_no_finding(tmp_path: Path) -> None:
    assert findings(tmp_path, "  请回访 @KH-2026-0007、@c-00001 和 @customers/2026/c-00001；zhang@kh-2026.test。") == []


# ── a whole company ───────────────────────────────────────────────────────────────────────────


def test_each_site_prints_what_its_readers_may_read_and_the_proof_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = verbs.paper().replace("  各部门请备货。", "  请回访 @KH-2026-0001，他是**老客户**。")
    root = cards.company(tmp_path, {verbs.STOCK: notice})
    identities = cards.readers(root)
    cards.customer(root, 1, wishes="与 @KH-2026-0002 同住。")
    cards.customer(root, 2, name="欧阳小敏", sex="女", phones=["13912345679"], plate="沪A3K513", vin=None)
    verbs.done(root, "save", f"issue {FIRST} {SECOND}")
    verbs.signed(root)
    verbs.done(root, f"issue {verbs.STOCK}")
    monkeypatch.setenv("WENSHU_IDENTITY", str(identities["李明"]))
    verbs.done(root, "build", "build --audience clerk")

    def page(audience: str, id_: str) -> str:
        return re.sub(r"<(?!a )[^>]*>", "", (root / "site" / audience / f"{id_}.html").read_text(encoding="utf-8"))

    def word(audience: str, id_: str) -> str:
        return to_docx.visible_text((root / "site" / audience / f"{id_}.docx").read_bytes())

    for audience, name in (("staff", "该客户"), ("sales", "章**"), ("office", "该客户")):
        assert f"请回访{name}，他是老客户。" in word(audience, verbs.STOCK)
    assert "请回访该客户，" in page("staff", verbs.STOCK) and "c-00001" not in page("staff", verbs.STOCK)
    assert f'href="../../{FIRST}.html">章**' in page("sales", verbs.STOCK)
    assert "欧阳女士" in page("clerk", FIRST) and "欧阳女士" in word("clerk", FIRST)
    proved = verbs.run(root, "verify")
    assert proved.code == 0 and "字句一致" in proved.out
    believed = scratch.read(root)
    given = {p.relative_to(root / "site").as_posix(): p.read_bytes() for p in (root / "site/staff").rglob("*.docx")}
    assert believed.office is not None
    assert list(delivered.compared(believed.office, believed.tree, given, exact=True)) == []
    for path in (root / "site/staff").rglob("*"):
        assert path.is_dir() or "章之远".encode() not in path.read_bytes()


def test_the_form_of_a_request_shows_the_reference_to_every_reader(tmp_path: Path) -> None:
    text = cards.COMPANY.replace("meeting_types:\n", ASKED_IN + "meeting_types:\n", 1)
    root = cards.lay(revisions.company(tmp_path, text))
    verbs.git(root, "add", "-A")
    verbs.git(root, "commit", "-q", "-m", "two cards")
    cards.readers(root)
    cards.customer(root, 1)
    verbs.done(root, "save", f"issue {FIRST}")
    revisions.edit(root, new="各部门请回访 @KH-2026-0001。")
    branch = revisions.ask(root)
    verbs.done(root, "build --audience staff --audience sales")
    for audience in ("staff", "sales"):
        form = root / "site" / audience / f"requests/{branch.removeprefix('revision/')}.docx"
        assert "各部门请回访〔KH-2026-0001〕。" in to_docx.visible_text(form.read_bytes())
