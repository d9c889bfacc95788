"""``wenshu audit``: a sample anybody can draw again, each paper with its trail, in one printable bundle."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import evidence
import paperwork
import scratch
import verbs
from evidence import HALL, HOURS, STOCK
from verbs import git
from wenshu import docx_text, drawing, yamlread

PERIOD = "--from 2026-03-01 --to 2026-03-31"
ORDER = f"{PERIOD} --sample 2 --seed 7731 --word-of 周启衡"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return evidence.prepared(tmp_path_factory)


@pytest.fixture
def root(prepared: Path, tmp_path: Path) -> Path:
    return evidence.copy(prepared, tmp_path)


@pytest.fixture(scope="module")
def audit(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """An audit of three of three papers, and the company it is of."""
    folder = tmp_path_factory.mktemp("audit")
    root = evidence.copy(prepared, folder)
    said = verbs.run(root, f"audit {folder / 'out'} {PERIOD} --sample 3 --seed 甲乙 --word-of 周启衡", evidence.AS_OF)
    assert said.code == 0, said.err + said.out
    yield folder / "out", root


def words(html: str) -> str:
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("</style>")[2]))


# ── the lots ──────────────────────────────────────────────────────────────────────────────────


def test_the_sample_can_be_drawn_again_by_hand(root: Path, tmp_path: Path) -> None:
    said = verbs.run(root, f"audit {tmp_path / 'out'} {ORDER} --dry-run", evidence.AS_OF)
    assert said.code == 0 and not (tmp_path / "out").exists(), said.err
    drawn = re.findall(r"^ +(\d+)  (\S+)  ([0-9a-f]{16})$", said.out, re.MULTILINE)
    numbers = {f"试点公司({s})字第[2026]{n:03}号" for s, n in (("销", 1), ("通", 1), ("通", 2))}
    lots = {
        subprocess.run(f"printf '%s' '7731|{n}' | sha256sum", shell=True, capture_output=True).stdout.decode()[:16]: n
        for n in numbers
    }  # fmt: skip
    assert drawn == [(str(i), lots[lot], lot) for i, lot in enumerate(sorted(lots)[:2], 1)]
    again = verbs.run(root, f"audit {tmp_path / 'out'} {ORDER} --dry-run", evidence.AS_OF)
    assert again.out == said.out
    assert "总体 2 份" in verbs.run(root, f"audit {tmp_path / 'out'} {ORDER} --series 通 --dry-run", evidence.AS_OF).out


def test_every_number_of_the_period_is_listed_and_only_papers_are_drawn(root: Path) -> None:
    office = paperwork.office(root)
    told = drawing.population(office, date(2026, 3, 1), date(2026, 7, 1))
    assert [(n.number[-6:], n.state, n.on) for n in told] == [
        ("6]001号", "已发", date(2026, 3, 13)), ("6]002号", "废止", date(2026, 3, 13)),
        ("6]003号", "预留", office.as_of),
        ("6]001号", "已发", date(2026, 3, 12)),
    ]  # fmt: skip
    drawn = drawing.draw(told, 3, "a")
    assert [bool(n.lot) for n in drawn] == [True, True, False, True] and sum(n.drawn for n in drawn) == 3
    assert {n.lot for n in drawn if n.lot} == {
        hashlib.sha256(f"a|{n.number}".encode()).hexdigest() for n in told if n.paper
    }
    assert [n.rank for n in drawing.drawn(drawn)] == [1, 2, 3]


def test_a_gap_and_a_number_of_another_day_stand_in_the_list(root: Path) -> None:
    (root / "records/numbers/2026/通/0002.yaml").unlink()
    told = drawing.population(paperwork.office(root), date(2026, 3, 1), date(2026, 7, 1), ("通",))
    assert [(n.serial, n.state) for n in told] == [(1, "已发"), (2, "断号"), (3, "预留")]
    assert told[1].number == "试点公司(通)字第[2026]002号" and not told[1].paper
    told = drawing.population(paperwork.office(root), date(2026, 3, 13), date(2026, 3, 13), ("通",))
    assert [(n.serial, n.state) for n in told] == [(1, "已发")]
    entry = root / "records/numbers/2026/通/0001.yaml"  # as if it had been numbered on a day after the period
    later = entry.read_text(encoding="utf-8").replace("date: 2026-03-13", "date: 2026-05-04", 1)
    entry.with_name("0002.yaml").write_text(later, encoding="utf-8", newline="\n")
    told = drawing.population(paperwork.office(root), date(2026, 3, 1), date(2026, 3, 31), ("通",))
    assert [(n.serial, n.state) for n in told] == [(1, "已发")]
    told = drawing.population(paperwork.office(root, date(2026, 6, 30)), date(2026, 6, 1), date(2026, 6, 30), ("通",))
    assert [(n.serial, n.state) for n in told] == [(3, "预留")] and drawing.frame(told) == 0


# ── the bundle ────────────────────────────────────────────────────────────────────────────────


def test_the_cover_says_how_it_was_drawn(audit: tuple[Path, Path]) -> None:
    folder, root = audit
    said = words((folder / "index.html").read_text(encoding="utf-8"))
    head = git(root, "rev-parse", "HEAD~1").strip()  # the register's own commit came after
    for told in (
        "试点汽车销售服务有限公司", "2026年3月1日—2026年3月31日（按编号日期）", "3 份已发文件（期内文号 3 个",
        "甲乙", "周启衡（总经理）", "林晓岚", head, "2026年6月30日", "printf", "通过", "文号清单",
    ):  # fmt: skip
        assert told in said, told
    assert "<script" not in (folder / "index.html").read_text(encoding="utf-8")


def test_each_paper_has_its_trail(audit: tuple[Path, Path]) -> None:
    folder, root = audit
    html = (folder / "index.html").read_text(encoding="utf-8")
    papers = {re.search(r"<h2>([^<]+)", leaf)[1]: words("</style>" + leaf) for leaf in html.split('id="p')[1:]}  # type: ignore[index]
    assert len(papers) == 3
    hall = papers["试点公司(通)字第[2026]001号"]
    record = paperwork.office(root).records[HALL]
    for told in (
        f"records/{HALL}.yaml", "records/numbers/2026/通/0001.yaml", record.content, "重印后字句相同", "✓",
        "本人签名的提交", "文书档案", "李明 外借 2026-04-01 2026-04-06 2026-04-02", "改〔2026〕001", "写明时间",
        "更正件", "借出", "还没有发给“销售部”",
    ):  # fmt: skip
        assert told in hall, told
    assert "✗" not in "".join(papers.values())
    for commit in git(root, "log", "--format=%h", "--abbrev=16", "--", f"records/{HALL}.yaml").split():
        assert commit in hall, commit
    stock = papers["试点公司(销)字第[2026]001号"]
    sheet = hashlib.sha256((root.parent / "scan.pdf").read_bytes()).hexdigest()
    assert f"签批单 {sheet[:12]}" in stock and "没有借阅" in stock
    assert "时间有误" in papers["试点公司(通)字第[2026]002号"]


def test_the_word_files_are_those_of_the_site(audit: tuple[Path, Path]) -> None:
    folder, root = audit
    assert sorted(p.name[4:] for p in (folder / "papers").iterdir()) == ["hall.docx", "hours.docx", "stock.docx"]
    verbs.done(root, "build", as_of=evidence.AS_OF)
    for id_ in (HALL, HOURS, STOCK):
        name = id_.rpartition("/")[2]
        (paper,) = (folder / "papers").glob(f"*-{name}.docx")
        there = (root / f"site/office/{id_}.docx").read_bytes()
        assert docx_text.visible_text(paper.read_bytes()) == docx_text.visible_text(there)


def test_an_audit_is_a_release_on_record(audit: tuple[Path, Path]) -> None:
    folder, root = audit
    (path,) = (root / "records/releases/2026").iterdir()
    told = yamlread.read(path.name, path.read_bytes())[0] or {}
    line = r"find . -type f | sed 's|^[.]/||' | LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum | sha256sum"
    digest = subprocess.run(line, shell=True, cwd=folder, capture_output=True).stdout.decode()[:64]
    assert (told["digest"], told["word_of"], told["post"]) == (digest, "周启衡", "总经理")
    assert told["what"] == "抽样审计 2026-03-01—2026-03-31" and told["class"] == "商业秘密（核心）"
    assert '<p class="secrecy">商业秘密（核心）</p>' in (folder / "index.html").read_text(encoding="utf-8")
    assert not {c for c in scratch.codes(root) if c.startswith("REL")}


def test_a_paper_that_was_tampered_with_says_so_in_its_trail(root: Path, tmp_path: Path) -> None:
    path = root / f"records/{STOCK}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("请备货", "不必备货"), encoding="utf-8", newline="\n")
    said = verbs.run(root, f"audit {tmp_path / 'out'} {ORDER}", evidence.AS_OF)
    assert said.code == 1 and "VER24" in said.err and not (tmp_path / "out").exists()
    evidence.commit(root, "改一个字")
    said = verbs.run(root, f"audit {tmp_path / 'out'} {PERIOD} --sample 3 --seed 1 --word-of 周启衡", evidence.AS_OF)
    assert said.code == 0, said.err
    said_ = words((tmp_path / "out/index.html").read_text(encoding="utf-8"))
    assert "✗" in said_ and "不通过" in said_ and "NUM07" in said_ and "改一个字" in said_


def test_a_restricted_auditor_learns_nothing_of_what_he_may_not_see(root: Path, tmp_path: Path) -> None:
    auditor = "  - {name: auditor, title: 外聘审计, classes: [公开], approver: 总经理, readers: [监事]}\n"
    path = root / "records/company.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("policies: {}\n", auditor + "policies: {}\n"),
                    encoding="utf-8", newline="\n")  # fmt: skip
    evidence.commit(root, "请外面的审计")
    verbs.done(root, f"audit {tmp_path / 'out'} {PERIOD} --sample 3 --seed 1", as_of=evidence.AS_OF)
    html = words((tmp_path / "out/index.html").read_text(encoding="utf-8"))
    assert html.count("〔不在审计人员阅读范围：密级〕") == 6 and "试点公司(通)字第[2026]001号" in html
    for secret in ("整理展厅", "春季备货", "营业时间", "documents/2026", "写明时间", "学习"):
        assert secret not in html, secret
    assert not (tmp_path / "out/papers").exists()


# ── what cannot be asked ──────────────────────────────────────────────────────────────────────


def test_what_cannot_be_drawn_is_said_in_words(root: Path, tmp_path: Path) -> None:
    """AUT01, AUT02, AUT03, REL01, and usage."""
    out, day = tmp_path / "out", evidence.AS_OF
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("x", encoding="utf-8")
    for line, code, told in (
        (f"{out} --from 2026-04-01 --to 2026-03-01 --sample 1 --seed 1", 2, "颠倒"),
        (f"{out} {PERIOD} --sample 0 --seed 1", 2, "--sample"), (f"{out} {PERIOD} --sample 1 --seed ''", 2, "种子"),
        (f"{out} {ORDER} --series 没有", 2, "没有系列"), (f"{out} {PERIOD} --sample 1 --seed 1", 1, "REL01"),
        (f"{out} --from 2020-01-01 --to 2020-12-31 --sample 1 --seed 1 --word-of 周启衡", 1, "AUT01"),
        (f"{out} {PERIOD} --sample 9 --seed 1 --word-of 周启衡", 1, "AUT02"), (f"{root / 'x'} {ORDER}", 1, "AUT03"),
        (f"{tmp_path / 'full'} {ORDER}", 1, "AUT03"), (f"{out} {ORDER} --word-of 无此人", 2, "CMD02"),
        (f"{out} --from 昨天 --to 2026-03-31 --sample 1 --seed 1", 2, "2026-03-12"),
    ):  # fmt: skip
        said = verbs.run(root, f"audit {line}", day)
        assert said.code == code and told in said.err, (line, said)
    assert not out.exists() and not (root / "records/releases").exists()


def test_without_git_no_trail_can_be_told(root: Path, tmp_path: Path) -> None:
    """AUT04: a copied folder has no history."""
    shutil.rmtree(root / ".git")
    said = verbs.run(root, f"audit {tmp_path / 'out'} {ORDER}", evidence.AS_OF)
    assert said.code == 4 and "AUT04" in said.err and not (tmp_path / "out").exists()


def test_a_paper_that_cannot_be_printed_keeps_its_trail(root: Path, tmp_path: Path) -> None:
    """AUT05: the template is gone; the trail is told all the same."""
    (root / "templates/docx/documents.docx").unlink()
    evidence.commit(root, "删去模板")
    said = verbs.run(root, f"audit {tmp_path / 'out'} {ORDER}", evidence.AS_OF)
    assert said.code == 0 and "AUT05" in said.err, said
    assert not (tmp_path / "out/papers").exists() and "印不出来" in said.err
    assert "没有借阅" in words((tmp_path / "out/index.html").read_text(encoding="utf-8"))
