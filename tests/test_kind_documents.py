"""公司正式文件: what its author must state, finding by finding, and what its paper computes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from paperwork import document, enter, incoming, issue, minutes, number, office, sign
from scratch import codes, put, read
from wenshu import views
from wenshu.diagnostics import Finding

Maker = Callable[..., Path]
ID = "documents/2026/a"
PLACE = f"records/{ID}.yaml"


def told(root: Path, code: str) -> list[Finding]:
    """Return the findings of a code."""
    return [f for f in read(root).findings if f.code.id == code]


def test_a_sound_paper_has_no_finding(company_dir: Maker) -> None:
    root = company_dir({ID: document()})
    assert read(root).findings == ()


RULE = {"doc_type": "制度", "effective_from": "2026-04-01"}
REQUEST = {"series": "办", "doc_type": "请示", "title": "关于增购展车的请示"}
REPORT = {"series": "办", "doc_type": "报告", "title": "关于展车的报告"}
CASES: dict[str, tuple[str, dict[str, str]]] = {
    "title without its kind of paper": ("DOC01", {"title": "关于整理展厅的事"}),
    "rule with a title that is no rule's": ("DOC01", {**RULE, "title": "展厅整理"}),
    "request to two": (
        "DOC02", {**REQUEST, "to": "[{outside: 甲公司}, {outside: 乙公司}]"},
    ),
    "nobody it is handed to": ("DOC03", {"distribution": ""}),
    "series of another department": ("DOC04", {"series": "销", "issuer": "服务部"}),
    "company paper in a department's series": ("DOC04", {"series": "财", "issuer": "公司"}),
    "kind of paper the series does not bear": ("DOC05", {"series": "办"}),
    "simple layout for a notice": ("DOC06", {"layout": "simple"}),
    "rule without a day": ("DOC07", {"doc_type": "制度", "title": "展厅管理办法"}),
    "ends before it begins": ("DOC08", {"effective_from": "2026-04-01", "until": "2026-03-31"}),
    "review before it begins": ("DOC09", {"effective_from": "2026-04-01", "review_by": "2026-03-01"}),
    "replaces itself": ("DOC11", {"supersedes": f"[{ID}]"}),
    "State secret as class": ("DOC13", {"class": "机密"}),
    "State secret with a term": ("DOC13", {"body": "|\n  机密★1年\n\n  请各部门整理展厅。"}),
    "star in the title": ("DOC13", {"title": "★关于整理展厅的通知"}),
    "fine for staff": ("DOC14", {"body": "|\n  迟到一次罚款五十元。"}),
    "punished like by an authority": ("DOC14", {"title": "关于给予行政处罚的通知"}),
    "heading that skips a level": ("DOC15", {"body": "|\n  ## 一\n\n  #### 三\n\n  正文"}),
    "first heading too deep": ("DOC15", {"body": "|\n  ### 二\n\n  正文"}),
    "request without a contact": ("DOC16", REQUEST),
    "notice to nobody": ("DOC17", {"to": ""}),
    "issuer that is nobody": ("DOC18", {"issuer": "市场部"}),
    "attachment not listed": ("DOC19", {"body": "|\n  清单见附件2。", "attachments": "[{title: 清单}]"}),
    "number never issued": ("DOC20", {"body": "|\n  按照试点公司(通)字第[2026]099号办理。"}),
    "report that asks": (
        "DOC21", {**REPORT, "body": "|\n  拟增购三台，妥否，请批示。"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_told(company_dir: Maker, case: str) -> None:
    code, changed = CASES[case]
    root = company_dir({ID: document(**changed)})
    found = told(root, code)
    assert found and {f.place.path for f in found} == {PLACE}, codes(root)
    for finding in found:
        words = "".join((finding.message(), finding.hint(), finding.message("en"), finding.hint("en")))
        assert "…" not in words.replace("……", ""), "every value the words ask for is told"


SOUND: dict[str, tuple[str, dict[str, str]]] = {
    "rule by another word": ("DOC01", {**RULE, "title": "展厅管理办法"}),
    "title with a remark": ("DOC01", {"title": "关于整理展厅的通知（试行）"}),
    "notice to two": ("DOC02", {"to": "[{department: 销售部}, {department: 服务部}]"}),
    "own department": ("DOC04", {"series": "销", "issuer": "销售部"}),
    "technical material": ("DOC06", {"layout": "simple", "material": "技术材料"}),
    "business secret": ("DOC13", {"class": "商业秘密（核心）", "body": "|\n  商业秘密和机密文件柜的钥匙。"}),
    "levels in turn": ("DOC15", {"body": "|\n  ## 一\n\n  ### 二\n\n  #### 三\n\n  ## 又一\n\n  正文"}),
    "decision to nobody": ("DOC17", {"doc_type": "决定", "title": "关于表扬的决定", "to": ""}),
    "attachment listed": ("DOC19", {"body": "|\n  清单见附件。", "attachments": "[{title: 清单}]"}),
    "request that asks": (
        "DOC21", {**REQUEST, "body": "|\n  妥否，请批示。"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SOUND)
def test_what_is_right_is_not_told(company_dir: Maker, case: str) -> None:
    code, changed = SOUND[case]
    assert code not in codes(company_dir({ID: document(**changed)}))


def test_a_drafts_gap_is_a_warning_and_an_error_once_it_is_signed(company_dir: Maker) -> None:
    root = company_dir({ID: document(distribution="", layout="simple")})
    assert {str(f.severity) for code in ("DOC03", "DOC06") for f in told(root, code)} == {"warning"}
    sign(root, ID)
    assert {str(f.severity) for code in ("DOC03", "DOC06") for f in told(root, code)} == {"error"}


def test_class_words_of_the_state_are_errors_even_in_a_draft(company_dir: Maker) -> None:
    root = company_dir({ID: document(**{"class": "秘密"})})
    assert [str(f.severity) for f in told(root, "DOC13")] == ["error"]


def test_a_paper_in_force_before_it_was_signed_is_told(company_dir: Maker) -> None:
    root = company_dir({ID: document(effective_from="2026-03-01")})
    assert "DOC10" not in codes(root)
    sign(root, ID)
    assert "DOC10" in codes(root)


def test_only_an_issued_paper_is_replaced(company_dir: Maker) -> None:
    root = company_dir({ID: document(supersedes="[documents/2026/old]"), "documents/2026/old": document()})
    assert "DOC12" in codes(root)
    issue(root, "documents/2026/old", "通", 1)
    assert "DOC12" not in codes(root)


def test_a_number_given_by_somebody_else_is_told(company_dir: Maker) -> None:
    root = company_dir({ID: document()})
    sign(root, ID)
    number(root, "通", 1, ID)
    assert "DOC22" not in codes(root)
    path = root / "records/numbers/2026/通/0001.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("林晓岚", "李明"), encoding="utf-8", newline="\n"
    )
    assert [f.place.path for f in told(root, "DOC22")] == ["records/numbers/2026/通/0001.yaml"]


def test_an_older_number_taken_over_may_be_cited(company_dir: Maker) -> None:
    root = company_dir({ID: document(body="|\n  按照试点公司(通)字第[2026]001号办理。")})
    assert "DOC20" in codes(root)
    enter(
        root,
        "通",
        1,
        "state: issued\nprinted: 试点公司(通)字第[2026]001号\ntitle: 旧通知\ndate: 2026-01-05\nby: 林晓岚\n",
    )
    assert "DOC20" not in codes(root)


# ── what the paper computes ───────────────────────────────────────────────────────────────────


def derived(root: Path, id_: str = ID) -> dict[str, object]:
    """Return the ``x`` of a paper's view."""
    held = office(root)
    return dict(views.paper(held, held.records[id_])["x"])


def test_addressees_shares_and_marks_are_printed_in_one_line_each(company_dir: Maker) -> None:
    x = derived(company_dir({
        ID: document(
            to="[{group: 各部门}, {person: 李明}, {outside: 远山汽车总公司}]",
            distribution="[{department: 销售部, copies: 2}, {archive: 文书档案}, "
            "{outside: 远山, medium: 电子}]",
            urgency="平件", **{"class": "公开"},
        )
    }))  # fmt: skip
    assert x["to"] == "各部门、李明、远山汽车总公司"
    assert x["distribution"] == "销售部2份、文书档案1份、远山（电子）"
    assert x["marks"] == ""


def test_signers_print_once_they_signed_and_a_deputy_says_so(company_dir: Maker) -> None:
    root = company_dir({ID: document()})
    assert (derived(root)["signer"], derived(root)["checker"]) == ("", "")
    put(root, {
        "delegations/2026/away": "title: 出差期间的签发\ngrantor: 周启衡\ngrantee: 何管\nseries: [通]\n"
        "from: 2026-03-01\nuntil: 2026-03-31\nbasis: 出差\ndrafted_by: 林晓岚\ndrafted_on: 2026-02-26\n",
    })  # fmt: skip
    sign(root, "delegations/2026/away", date(2026, 2, 27))
    sign(root, ID, delegation="delegations/2026/away", person="何管")
    x = derived(root)
    assert (x["signer"], x["signer_note"], x["reviewer"]) == ("何管", "（代）", "")
    assert (x["drafter"], x["checker"]) == ("何管", "林晓岚")


def test_circulation_sheet_knows_basis_countersigners_draft_and_number(company_dir: Maker) -> None:
    root = company_dir({
        ID: document(
            basis="[incoming/2026/stock]", decisions="[纪001-1]", supersedes="[documents/2026/old]",
            countersign="[销售部, 财务部]",
        ),
        "documents/2026/old": document("关于旧事的通知"), "incoming/2026/stock": incoming(),
        "minutes/2026/office": minutes(),
    })  # fmt: skip
    issue(root, "documents/2026/old", "通", 1)
    number(root, "收", 1, "incoming/2026/stock")
    x = derived(root)
    assert x["basis"] == "(收)字第[2026]001号《关于报送库存的通知》；纪001-1"
    assert x["supersedes"] == "试点公司(通)字第[2026]001号《关于旧事的通知》"
    assert (x["draft_no"], x["reviewed"], x["numbered"]) == ("1", False, "")
    assert [row["person"] for row in x["countersigns"]] == ["", ""]  # type: ignore[attr-defined]
    issue(root, ID, "通", 2)
    x = derived(root)
    assert [row["person"] for row in x["countersigns"]] == ["沈一鸣", "钱多安"]  # type: ignore[attr-defined]
    assert x["numbered"] == "林晓岚　2026年3月12日"


def test_layout_and_kind_of_paper_choose_the_template(company_dir: Maker) -> None:
    wanted = {
        ("house", "通知"): "documents", ("house", "请示"): "documents",
        ("simple", "通知"): "documents-simple",
        ("gbt9704", "通知"): "documents-gbt9704", ("gbt9704", "报告"): "documents-gbt9704-up",
        ("gbt9704", "请示"): "documents-gbt9704-up", ("gbt9704", "函"): "documents-gbt9704-letter",
    }  # fmt: skip
    root = company_dir({
        f"documents/2026/p{i}": document(layout=layout, doc_type=kind)
        for i, (layout, kind) in enumerate(wanted)
    })  # fmt: skip
    held = office(root)
    kind = held.kinds["documents"]
    assert [kind.template(held.records[f"documents/2026/p{i}"]) for i in range(len(wanted))] == list(
        wanted.values()
    )
