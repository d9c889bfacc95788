"""The house layout and that of GB/T 9704, value by value, read from the Word file that comes out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from paperwork import SIGNED, document, enter, issue, office, sign
from scratch import codes, put
from wenshu import numbering, slips, views
from wordlook import TEMPLATES, Paper, printed, said, template

Maker = Callable[..., Path]
ID = "documents/2026/showroom"
BODY = """|
  为做好春季销售，现将有关事项通知如下。

  ## 备货范围

  ### 整车

  #### 展车

  ##### 清洁

  展车每日营业前擦拭一遍，轮胎、脚垫和随车资料一并检查，缺失的当日补齐并记录在案，由值班人员签名。

  - 三月二十日前上报

  特此通知。"""


@pytest.fixture
def issued(company_dir: Maker) -> Path:
    """A company with one paper of the sales department, signed and numbered."""
    told = document(
        "关于春季备货的通知", "销", issuer="销售部", drafted_by="李明", drafted_dept="销售部", body=BODY
    )
    root = company_dir({ID: told})
    issue(root, ID, "销", 12)
    return root


@pytest.fixture
def paper(issued: Path) -> Paper:
    """Its paper."""
    return printed(issued, ID)


# ── which layout ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-01")
def test_every_paper_that_names_no_other_layout_prints_in_the_standard_one(company_dir: Maker) -> None:
    root = company_dir({
        f"documents/2026/{i}": document(f"关于整理的{kind}", doc_type=kind)
        for i, kind in enumerate(("通知", "决定", "通报", "批复", "意见"))
    })  # fmt: skip
    held = office(root)
    for record in held.of("documents"):
        assert held.kind(record).template(record) == "documents"
        assert Paper(template("documents").render(views.paper(held, record))).margins() == (
            210, 297, 25, 25, 28, 26,
        )  # fmt: skip


@pytest.mark.req("DOC-12")
def test_simple_layout_keeps_the_mark_alone_and_only_for_material(company_dir: Maker) -> None:
    told = document("交车检查培训材料的通知", "服", layout="simple", issuer="服务部")
    root = company_dir({ID: told, "documents/2026/b": told + "material: 培训材料\n"})
    found = [f for f in _findings(root) if f.code.id == "DOC06"]
    assert [f.place.path for f in found] == [f"records/{ID}.yaml"]
    paper = printed(root, "documents/2026/b")
    header = paper.section.header
    assert len(list(header._element.iter(qn("w:drawing")))) == 2, "the mark, and the stamp of a draft"
    assert "地址" not in paper.text and "签发人" not in paper.text
    assert "试点公司(服)字第[2026]＿＿号" in paper.story(header)
    assert not paper.section.different_first_page_header_footer


def _findings(root: Path) -> tuple[object, ...]:
    from scratch import read

    return read(root).findings


# ── letterhead ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-02")
def test_mark_stands_in_the_letterhead_at_most_20_by_12_mm(paper: Paper) -> None:
    header = paper.section.first_page_header
    inline = next(header._element.iter(qn("wp:inline")))
    extent = inline.find(qn("wp:extent"))
    assert int(extent.get("cx")) <= 20 * 36000 and int(extent.get("cy")) <= 12 * 36000
    relation = next(inline.iter(qn("a:blip"))).get(qn("r:embed"))
    assert header.part.related_parts[relation].blob.startswith(b"\x89PNG")


@pytest.mark.req("DOC-03", "DOC-04", "DOC-05", "DOC-06", "DOC-07")
def test_letterhead_names_company_address_postcode_telephone_and_fax_of_the_day(paper: Paper) -> None:
    head = paper.story(paper.section.first_page_header)
    for words in (
        "试点汽车销售服务有限公司",
        "地址：望川市旧街1号",
        "邮编：690001",
        "电话：0399-5550100",
        "传真：0399-5550101",
    ):
        assert words in head
    assert paper.section.different_first_page_header_footer
    assert "地址" not in paper.story(paper.section.header), "on the first page only"
    name = paper.styled("信笺名称").find(qn("w:rPr"))
    assert name.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "黑体"
    assert name.find(qn("w:sz")).get(qn("w:val")) == "32"


def test_letterhead_table_is_22_by_134_mm_with_a_rule_of_one_point(paper: Paper) -> None:
    table = next(paper.section.first_page_header._element.iter(qn("w:tbl")))
    widths = [int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))]
    assert widths == [1247, 7597]
    assert [int(cell.get(qn("w:w"))) for cell in table.iter(qn("w:tcW"))] == widths
    borders = table.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}")
    assert [(b.tag, b.get(qn("w:sz"))) for b in borders] == [(qn("w:bottom"), "8")]


def test_later_pages_bear_the_number_and_no_letterhead(paper: Paper) -> None:
    later = paper.section.header
    assert "试点公司(销)字第[2026]012号" in paper.story(later)
    assert "试点汽车" not in paper.story(later)


# ── number, title, body ───────────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-13")
def test_first_line_of_the_body_is_the_number(paper: Paper) -> None:
    first = next(paper.doc.element.body.iter(qn("w:p")))
    assert said(first) == "试点公司(销)字第[2026]012号"


@pytest.mark.req("DOC-14", "DOC-15", "DOC-16")
def test_number_is_simsun_at_the_right_in_size_five(paper: Paper) -> None:
    number = paper.one("文号")
    assert paper.prop(number, "r/rFonts", "eastAsia") == "宋体"
    assert paper.prop(number, "jc") == "right"
    assert paper.prop(number, "r/sz") == "21"


@pytest.mark.req("DOC-26", "DOC-27", "DOC-28", "DOC-29")
def test_title_is_simhei_centred_bold_small_two(paper: Paper) -> None:
    title = paper.one("文件标题")
    assert said(title) == "关于春季备货的通知"
    assert paper.prop(title, "r/rFonts", "eastAsia") == "黑体"
    assert paper.prop(title, "jc") == "center"
    assert paper.has(title, "r/b")
    assert paper.prop(title, "r/sz") == "36"


@pytest.mark.req("DOC-30", "DOC-31", "DOC-32")
def test_body_is_simsun_small_four_one_and_a_half_lines_two_characters_in(paper: Paper) -> None:
    levels = ("正文", "一级标题", "二级标题", "三级标题", "四级标题", "列表一")
    for style in levels:
        for paragraph in paper.paragraphs(style):
            assert paper.prop(paragraph, "r/rFonts", "eastAsia") == "宋体", style
            assert paper.prop(paragraph, "r/rFonts", "ascii") == "Times New Roman", style
            assert paper.prop(paragraph, "r/sz") == "24", style
            assert paper.prop(paragraph, "spacing", "line") == "360", style
            assert paper.prop(paragraph, "spacing", "lineRule") == "auto", style
    assert len(paper.paragraphs("正文")) == 3
    for paragraph in paper.paragraphs("正文"):
        assert paper.prop(paragraph, "ind", "firstLineChars") == "200"
        assert paper.prop(paragraph, "ind", "firstLine") == "480"


def test_levels_are_numbered_by_text(paper: Paper) -> None:
    heads = [said(paper.one(style)) for style in ("一级标题", "二级标题", "三级标题", "四级标题")]
    assert heads == ["一、备货范围", "（一）整车", "1.展车", "（1）清洁"]
    assert not list(paper.doc.element.body.iter(qn("w:numPr")))


def test_no_line_grid_stretches_the_lines(paper: Paper) -> None:
    assert not list(paper.doc.element.iter(qn("w:docGrid")))
    for style in paper.doc.styles.element.iter(qn("w:style")):
        if style.get(qn("w:type")) == "paragraph":
            snap = style.find(f"{qn('w:pPr')}/{qn('w:snapToGrid')}")
            assert snap is not None and snap.get(qn("w:val")) == "0", style.get(qn("w:styleId"))


def test_two_lines_of_body_stand_with_the_signature(paper: Paper) -> None:
    body = paper.paragraphs("列表一") + paper.paragraphs("正文")[-1:]
    kept = [*body, *paper.paragraphs("署名日期")]
    assert [paper.has(paragraph, "keepNext") for paragraph in kept] == [True] * 4
    assert not paper.has(paper.paragraphs("正文")[0], "keepNext")


def test_signature_is_70_mm_wide_at_the_right_with_40_mm_for_the_seal(paper: Paper) -> None:
    issuer, day = paper.paragraphs("署名日期")
    assert (said(issuer), said(day)) == ("试点公司（销售部）", "2026年3月12日")
    for line in (issuer, day):
        assert paper.prop(line, "jc") == "center"
        assert abs(int(paper.prop(line, "ind", "left")) / 1440 * 25.4 - 86) < 0.1
    above = issuer.getprevious()
    assert said(above) == "" and paper.has(above, "keepNext")
    below = next(paper.doc.element.body.iter(qn("w:tblpPr"))).get(qn("w:topFromText"))
    gaps = int(paper.prop(above, "spacing", "line")) + int(below)
    assert round((gaps / 20 + 2 * 18) / 72 * 25.4, 1) >= 40


def test_page_foot_counts_pages_in_the_centre_with_the_check_code_at_the_left(issued: Path) -> None:
    paper = printed(issued, ID)
    check = views.paper(office(issued), office(issued).records[ID])["check"]
    for footer in (paper.section.first_page_footer, paper.section.footer):
        cells = list(footer._element.iter(qn("w:tc")))
        assert [said(cell) for cell in cells] == [f"校验码 {check}", "第 1 页 共 1 页", ""]
        assert [jc.get(qn("w:val")) for jc in cells[0].iter(qn("w:jc"))] == ["left"]
        fields = [code.text.strip() for code in cells[1].iter(qn("w:instrText"))]
        assert fields == ["PAGE", "NUMPAGES"]
    style = paper.styled("页码")
    assert style.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == "center"
    assert style.find(f"{qn('w:rPr')}/{qn('w:sz')}").get(qn("w:val")) == "18"


# ── what a paper must state ───────────────────────────────────────────────────────────────────


@pytest.mark.req("DOC-08")
@pytest.mark.parametrize(
    ("issuer", "words"),
    [("公司", "试点汽车销售服务有限公司"), ("试点公司", "试点公司"), ("销售部", "试点公司（销售部）")],
)
def test_paper_states_the_company_or_department_that_issues_it(
    company_dir: Maker, issuer: str, words: str
) -> None:
    root = company_dir({ID: document(issuer=issuer)})
    assert said(printed(root, ID).paragraphs("署名日期")[0]) == words


@pytest.mark.req("DOC-09")
def test_paper_states_who_signed_and_who_reviewed(paper: Paper, company_dir: Maker) -> None:
    assert "签发人：沈一鸣　　审核人：周启衡（总经理）" in paper.text
    root = company_dir({"documents/2026/general": document()})
    issue(root, "documents/2026/general", "通", 1)
    general = printed(root, "documents/2026/general").text
    assert "签发人：周启衡" in general and "审核人" not in general


@pytest.mark.req("DOC-10")
def test_paper_states_the_departments_it_is_handed_to(company_dir: Maker) -> None:
    more = "[{department: 销售部, copies: 2}, {department: 服务部, medium: 电子}, {person: 李明}]"
    root = company_dir({ID: document(distribution=more), "documents/2026/none": document(distribution="")})
    assert "发放：销售部2份、服务部（电子）、李明1份" in printed(root, ID).text
    sign(root, "documents/2026/none")
    found = [f for f in _findings(root) if f.code.id == "DOC03"]
    assert [(f.place.path, str(f.severity)) for f in found] == [("records/documents/2026/none.yaml", "error")]


@pytest.mark.req("DOC-11")
def test_date_is_that_of_the_last_sign_off_and_blank_before(company_dir: Maker) -> None:
    root = company_dir({ID: document()})
    assert said(printed(root, ID).paragraphs("署名日期")[1]) == "　　　　年　　月　　日"
    issue(root, ID, "通", 1, on=date(2026, 3, 5))
    assert said(printed(root, ID).paragraphs("署名日期")[1]) == "2026年3月5日"


def test_foot_stands_on_the_lower_edge_of_the_last_page_and_names_copies_only_if_any(
    company_dir: Maker,
) -> None:
    root = company_dir({ID: document(), "documents/2026/b": document(cc="[{outside: 远山汽车总公司}]")})
    assert "抄送" not in printed(root, ID).text
    paper = printed(root, "documents/2026/b")
    assert "抄送：远山汽车总公司" in paper.text
    place = next(paper.doc.element.body.iter(qn("w:tblpPr")))
    assert place.get(qn("w:vertAnchor")) == "margin" and place.get(qn("w:tblpYSpec")) == "bottom"


def test_attachments_are_listed_without_a_full_stop_and_printed_on_pages_of_their_own(
    company_dir: Maker,
) -> None:
    two = "[{title: 备货清单, pages: 2, body: 按车型列出。}, {title: 检查表}]"
    root = company_dir(
        {ID: document(attachments=two), "documents/2026/b": document(attachments="[{title: 清单}]")}
    )
    paper = printed(root, ID)
    lines = [said(p) for p in paper.paragraphs("附件说明")]
    assert lines == ["附件：1.备货清单（共2页）", "　　　2.检查表"]
    annex = paper.one("附件序号")
    assert said(annex) == "附件1" and paper.has(annex, "pageBreakBefore")
    assert paper.prop(annex, "r/rFonts", "eastAsia") == "黑体" and paper.prop(annex, "r/sz") == "24"
    title = paper.one("附件标题")
    assert (paper.prop(title, "r/sz"), paper.prop(title, "jc"), paper.has(title, "r/b")) == (
        "32",
        "center",
        True,
    )
    assert [said(p) for p in printed(root, "documents/2026/b").paragraphs("附件说明")] == ["附件：清单"]


def test_marks_contact_and_addressee_are_printed_only_where_there_are_any(company_dir: Maker) -> None:
    plain = printed(company_dir({ID: document(to="", doc_type="决定", **{"class": "公开"})}), ID)
    assert [plain.paragraphs(s) for s in ("密级缓急", "主送", "附注", "附件说明")] == [[], [], [], []]
    more = {
        "class": "商业秘密（普通）",
        "urgency": "特急",
        "contact": "{person: 李明, telephone: 0399-5550188}",
    }
    full = printed(company_dir({ID: document(**more)}), ID)
    assert said(full.one("密级缓急")) == "商业秘密（普通）　特急"
    assert said(full.one("主送")) == "各部门："
    assert said(full.one("附注")) == "（联系人：李明　电话：0399-5550188）"
    assert full.prop(full.one("密级缓急"), "r/rFonts", "eastAsia") == "黑体"


def test_draft_is_stamped_across_and_bears_the_blank_number(company_dir: Maker, paper: Paper) -> None:
    draft = printed(company_dir({"documents/2026/draft": document()}), "documents/2026/draft")
    for header in (draft.section.first_page_header, draft.section.header):
        assert "草稿·未编号·不得引用" in draft.story(header)
    assert said(draft.one("文号")) == "试点公司(通)字第[2026]＿＿号"
    for header in (paper.section.first_page_header, paper.section.header):
        assert "草稿" not in paper.story(header) and not list(header._element.iter(qn("w:txbxContent")))


def test_stamp_of_a_replaced_paper_says_below_which_took_its_place(issued: Path) -> None:
    held = office(issued)
    view = {**views.paper(held, held.records[ID]), "stamp": "作废（被试点公司(销)字第[2026]013号代替）"}
    header = Paper(template("documents").render(view)).section.first_page_header
    (box,) = header._element.iter(qn("w:txbxContent"))
    assert [said(p) for p in box.iter(qn("w:p"))] == ["作废", "（被试点公司(销)字第[2026]013号代替）"]


# ── numbers and sign-off of the five series ───────────────────────────────────────────────────


@pytest.mark.req("DOC-17")
def test_series_ban_bears_reports_upward_and_letters_alone(company_dir: Maker) -> None:
    papers = {
        "documents/2026/a": document("关于一季度销售的报告", "办", doc_type="报告"),
        "documents/2026/b": document("关于商请支援展车的函", "办", doc_type="函"),
        "documents/2026/c": document(series="办"),
    }
    root = company_dir(papers)
    wrong = {f.place.path for f in _findings(root) if f.code.id == "DOC05"}
    assert wrong == {"records/documents/2026/c.yaml"}
    assert said(printed(root, "documents/2026/a").one("文号")) == "试点公司(办)字第[2026]＿＿号"


@pytest.mark.req("DOC-18", "DOC-33")
def test_company_papers_and_letters_are_signed_by_the_general_manager(company_dir: Maker) -> None:
    root = company_dir({
        ID: document(), "documents/2026/b": document("关于商请支援展车的函", "办", doc_type="函"),
    })  # fmt: skip
    held = office(root)
    for id_ in (ID, "documents/2026/b"):
        last = held.standing(held.records[id_]).chain[-1]
        assert (last.step, last.post) == ("签发", "总经理")
    sign(root, ID)
    assert "签发人：周启衡" in printed(root, ID).text


@pytest.mark.req("DOC-19", "DOC-20", "DOC-21")
@pytest.mark.parametrize(("series", "dept"), [("销", "销售部"), ("服", "服务部"), ("财", "财务部")])
def test_department_series_bear_papers_of_their_department_alone(
    company_dir: Maker, series: str, dept: str
) -> None:
    root = company_dir({
        ID: document(series=series, issuer=dept),
        "documents/2026/b": document(series=series, issuer="管理部"),
    })  # fmt: skip
    wrong = {f.place.path for f in _findings(root) if f.code.id == "DOC04"}
    assert wrong == {"records/documents/2026/b.yaml"}
    issue(root, ID, series, 7)
    assert said(printed(root, ID).one("文号")) == f"试点公司({series})字第[2026]007号"


@pytest.mark.req("DOC-22")
def test_number_is_written_one_way_and_read_back_strictly(issued: Path) -> None:
    series = office(issued).company.series
    assert numbering.printed(series["销"], "house", 2026, 12) == "试点公司(销)字第[2026]012号"
    assert numbering.parse("试点公司(销)字第[2026]012号", series) == ("销", 2026, 12)
    for wrong in (
        "试点公司(销)字第[2026]12号",
        "试点公司（销）字第[2026]012号",
        "试点公司(销)字第2026-012号",
    ):
        assert numbering.parse(wrong, series) is None
    assert office(issued).find("试点公司(销)字第[2026]012号") is not None


@pytest.mark.req("DOC-23")
def test_numbers_are_given_by_the_secretary_alone(issued: Path, tmp_path: Path) -> None:
    entry = issued / "records/numbers/2026/销/0012.yaml"
    assert "DOC22" not in codes(issued)
    entry.write_text(
        entry.read_text(encoding="utf-8").replace("林晓岚", "李明"), encoding="utf-8", newline="\n"
    )
    assert "DOC22" in codes(issued)
    import verbs

    root = verbs.company(tmp_path)
    refused = verbs.run(root, "number reserve 销 --reason 会议用 --until 2026-07-30 --as 李明")
    assert refused.code == 1 and "总经理秘书" in refused.out + refused.err


@pytest.mark.req("DOC-34", "DOC-35")
@pytest.mark.parametrize("series", ["销", "服", "财"])
def test_department_papers_are_reviewed_by_the_general_manager_then_signed_by_its_head(
    company_dir: Maker, series: str
) -> None:
    dept = {"销": "销售部", "服": "服务部", "财": "财务部"}[series]
    held = office(company_dir({ID: document(series=series, issuer=dept, drafted_dept=dept)}))
    chain = [(w.step, w.post) for w in held.standing(held.records[ID]).chain]
    assert chain[-2:] == [("审核", "总经理"), ("签发", f"{dept}经理")]


# ── GB/T 9704 ─────────────────────────────────────────────────────────────────────────────────


def _national(company_dir: Maker, kind: str, series: str = "办", **more: str) -> Paper:
    told = document(f"关于春季情况的{kind}", series, doc_type=kind, layout="gbt9704", body=BODY, **more)
    return printed(company_dir({ID: told}), ID)


def test_national_page_and_text(company_dir: Maker) -> None:
    paper = _national(company_dir, "通知", "通")
    assert paper.margins() == (210, 297, 37, 35, 28, 26)
    body = paper.paragraphs("正文")[0]
    assert paper.prop(body, "r/rFonts", "eastAsia") == "仿宋"
    assert paper.prop(body, "r/sz") == "32"
    assert (paper.prop(body, "spacing", "line"), paper.prop(body, "spacing", "lineRule")) == ("579", "exact")
    assert paper.prop(body, "r/spacing") == "-5"
    assert paper.prop(body, "ind", "firstLineChars") == "200"
    assert paper.prop(paper.one("一级标题"), "r/rFonts", "eastAsia") == "黑体"
    assert paper.prop(paper.one("二级标题"), "r/rFonts", "eastAsia") == "楷体"
    title = paper.one("文件标题")
    assert "小标宋" in paper.prop(title, "r/rFonts", "eastAsia") and not paper.has(title, "r/b")
    assert (paper.prop(title, "jc"), paper.prop(title, "r/sz")) == ("center", "44")


def test_national_head(company_dir: Maker) -> None:
    paper = _national(company_dir, "通知", "通")
    mark = paper.one("发文机关标志")
    assert said(mark) == "试点汽车销售服务有限公司文件"
    assert paper.prop(mark, "jc") == "center" and paper.prop(mark, "r/color") == "E60000"
    above = len(paper.paragraphs("密级缓急")) * 579 / 20
    top = (
        above + int(paper.prop(mark, "spacing", "before")) / 20 + (30 - 26) / 2
    )  # the line is higher than its letters
    assert abs(top / 72 * 25.4 - 35) < 0.6
    number = paper.one("文号")
    assert said(number) == "试司通〔2026〕＿＿号"
    assert (paper.prop(number, "jc"), paper.prop(number, "r/sz")) == ("center", "32")
    assert paper.prop(number, "r/rFonts", "eastAsia") == "仿宋"
    rule = number.find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:bottom')}")
    assert rule.get(qn("w:color")) == "E60000"
    between = [said(p) for p in paper.doc.element.body.iter(qn("w:p"))]
    at = between.index("试点汽车销售服务有限公司文件")
    assert between[at + 1 : at + 4] == ["", "", "试司通〔2026〕＿＿号"], "two lines below the mark"


def test_national_pages_are_numbered_right_and_left(company_dir: Maker) -> None:
    paper = _national(company_dir, "通知", "通")
    settings = paper.doc.settings.element
    assert settings.find(qn("w:evenAndOddHeaders")) is not None
    for footer, side in ((paper.section.footer, "right"), (paper.section.even_page_footer, "left")):
        assert paper.story(footer) == "— 1 —"
        assert next(footer._element.iter(qn("w:jc"))).get(qn("w:val")) == side
    style = paper.styled("页码").find(qn("w:rPr"))
    assert style.find(qn("w:sz")).get(qn("w:val")) == "28"
    assert style.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "宋体"


def test_national_imprint(company_dir: Maker) -> None:
    paper = _national(company_dir, "通知", "通", cc="[{outside: 远山汽车总公司}]")
    assert [said(p) for p in paper.paragraphs("文尾栏")] == [
        "抄送：远山汽车总公司。", "总经理办公室", "　　　　年　　月　　日印发",
    ]  # fmt: skip
    borders = next(
        t for t in paper.doc.element.body.iter(qn("w:tblBorders")) if t.find(qn("w:insideH")) is not None
    )
    sizes = {b.tag.rpartition("}")[2]: int(b.get(qn("w:sz"))) / 8 for b in borders}
    assert sizes == {"top": 1.0, "bottom": 1.0, "insideH": 0.75}, "0.35 mm and 0.25 mm"
    assert "抄送" not in _national(company_dir, "通知", "通").text


def test_national_upward_paper_bears_the_number_left_and_the_signer_right(company_dir: Maker) -> None:
    paper = _national(company_dir, "请示", contact="{person: 李明, telephone: 0399-5550188}")
    number, signer = paper.paragraphs("文号")
    assert paper.prop(number, "jc") == "left" and paper.prop(number, "ind", "leftChars") == "100"
    assert said(signer) == "签发人：" and paper.prop(signer, "jc") == "right"
    assert said(paper.one("附注")) == "（联系人：李明　电话：0399-5550188）"
    assert paper.styled("姓名").find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia")) == "楷体"


def test_national_letter_has_two_red_rules_and_no_imprint(company_dir: Maker) -> None:
    paper = _national(company_dir, "函", cc="[{outside: 远山汽车总公司}]")
    head = paper.section.first_page_header
    assert "试点汽车销售服务有限公司" in paper.story(head) and "文件" not in paper.story(head)
    assert paper.story(paper.section.first_page_footer).strip() == "", "no page number on page 1"
    frames = [
        frame
        for part in (head, paper.section.first_page_footer)
        for frame in part._element.iter(qn("w:framePr"))
    ]
    assert [int(f.get(qn("w:w"))) for f in frames] == [9638] * 3, "170 mm"
    rules = [[b.get(qn("w:sz")) for b in box] for part in (head, paper.section.first_page_footer)
             for box in part._element.iter(qn("w:pBdr"))]  # fmt: skip
    assert rules == [["18", "6"], ["6", "18"]], "thick over thin, thin over thick"
    assert [said(p) for p in paper.paragraphs("文尾栏")] == ["抄送：远山汽车总公司。"]
    assert paper.prop(paper.one("文号"), "jc") == "right"


# ── the files themselves ──────────────────────────────────────────────────────────────────────


AWKWARD = {
    "title": "关于进一步做好春季整车及零配件备货、展厅布置、试驾车管理与客户跟踪衔接并开展专项检查的通知",
    "to": "[{department: 管理部}, {department: 销售部}, {outside: 望川市东郊区汽车流通行业协会秘书处}]",
    "class": "商业秘密（核心）",
}


@pytest.mark.parametrize("layout", ["house", "gbt9704", "simple"])
def test_papers_are_valid_word_files(company_dir: Maker, layout: str) -> None:
    papers = {
        "documents/2026/short": document(layout=layout, material="表格"),
        "documents/2026/long": document(
            layout=layout, material="表格", body=BODY, attachments="[{title: 表, body: 见右。}]"
        ),
        "documents/2026/awkward": document(layout=layout, material="表格", **AWKWARD),
        "documents/2026/up": document(
            "关于情况的报告", "办", layout=layout, material="表格", doc_type="报告"
        ),
        "documents/2026/letter": document(
            "关于情况的函", "办", layout=layout, material="表格", doc_type="函"
        ),
    }
    root = company_dir(papers)
    for id_ in papers:
        _valid(root, printed(root, id_).data)


def test_sheets_are_valid_word_files_and_say_what_they_know(issued: Path) -> None:
    held = office(issued)
    record = held.records[ID]
    put(
        issued,
        {f"distribution/{ID}/e1-01": "to: {department: 销售部}\ncopies: 2\nmedium: 纸质\nsent: 2026-03-13\n"},
    )
    sheet = printed(issued, ID, "circulate")
    for words in (
        "发文稿纸",
        "关于春季备货的通知",
        "第 1 稿",
        "沈一鸣",
        "周启衡",
        "签批记录",
        "销售部1份、服务部1份",
    ):
        assert words in sheet.text
    receipt = printed(issued, ID, "receipts", slips.receipts(office(issued), record))
    assert "文件发放签收单" in receipt.text and "平衡：" in receipt.text and "01" in receipt.text
    enter(issued, "通", 4, "state: void\nreason: 误用\ndate: 2026-03-15\nby: 林晓岚\n")
    entry = slips.notes(office(issued).ledger.entries)[0]
    note = printed(issued, ID, "number-note", slips.number_note(office(issued), entry))
    assert "文号作废说明" in note.text and "误用" in note.text and "试点公司(通)字第[2026]004号" in note.text
    for paper in (sheet, receipt, note):
        _valid(issued, paper.data)


def test_signing_sheet_lists_whom_the_paper_names_before_anything_is_handed_out(issued: Path) -> None:
    held = office(issued)
    view = slips.receipts(held, held.records[ID])
    assert [row["to"] for row in view["copies"][:3]] == ["销售部", "服务部", ""]
    assert len(view["copies"]) == slips.ROWS


def _valid(root: Path, data: bytes) -> None:
    path = root / "check.docx"
    path.write_bytes(data)
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


def test_every_style_names_an_east_asian_and_a_latin_font_and_no_theme() -> None:
    for path in sorted((TEMPLATES / "docx").glob("*.docx")):
        paper = Paper(path.read_bytes())
        for style in paper.doc.styles.element.iter(qn("w:style")):
            fonts = style.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
            if style.get(qn("w:customStyle")) == "1":
                assert fonts is not None, f"{path.name} {style.get(qn('w:styleId'))}"
                assert {"ascii", "hAnsi", "eastAsia"} <= {key.rpartition("}")[2] for key in fonts.attrib}
        assert b"asciiTheme" not in zipfile.ZipFile(path).read("word/styles.xml")


def test_no_template_needs_the_slow_way() -> None:
    for path in sorted((TEMPLATES / "docx").glob("*.docx")):
        assert template(path.stem).slow == "", path.name


def test_sign_off_day_is_not_the_day_of_printing(issued: Path) -> None:
    put(issued, {f"distribution/{ID}/e1-print": "printed: 8\nkept: 1\non: 2026-03-20\nby: 林晓岚\n"})
    before = printed(issued, ID)
    assert "2026年3月20日" not in before.text, "what happens after issue is no part of what the paper said"
    shown = "".join(said(p) for p in before.paragraphs("文尾栏"))
    assert "总经理办公室 2026年3月20日印发　共印8份" in shown
    assert said(before.paragraphs("署名日期")[1]) == f"{SIGNED.year}年{SIGNED.month}月{SIGNED.day}日"
