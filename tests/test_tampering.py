"""Each way to tamper with the records, on a copy of one company whose head was verified; each is named.

Who tampers here knows git and the program's formats: he recomputes hashes, forges sign-offs and rewrites
history. A finding has to name what he did, and a clean company has none.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

import evidence
import paperwork
import scratch
import verbs
from evidence import DRAFT, HALL, HOURS, commit, enter, ledger
from verbs import STOCK, git
from wenshu.verify import heads
from wenshu.verify.reprint import Printer

PAPER = f"records/{STOCK}.yaml"
WORDS = ("各部门请备货。", "各部门不必备货。")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return evidence.prepared(tmp_path_factory)


@pytest.fixture
def company(prepared: Path, tmp_path: Path) -> Path:
    return evidence.copy(prepared, tmp_path)


# ── papers, hashes, sign-offs ─────────────────────────────────────────────────────────────────


def reword(root: Path) -> str:
    """Change an issued paper; return its new content hash."""
    path = root / PAPER
    path.write_text(path.read_text(encoding="utf-8").replace(*WORDS), encoding="utf-8", newline="\n")
    return paperwork.office(root).records[STOCK].content


def paper_changed(root: Path) -> None:
    reword(root)
    commit(root)


def paper_and_hash_changed(root: Path) -> None:
    told = ledger(root, "销/0001")
    told["editions"][0]["content"] = reword(root)
    enter(root, "销/0001", told)
    commit(root)


def paper_hash_and_approvals_changed(root: Path) -> None:
    """The whole paper exchanged: words, pinned hashes, and a new chain of sign-offs in place of the old one."""
    told = ledger(root, "销/0001")
    shutil.rmtree(root / "records/approvals" / STOCK)
    told["editions"][0]["content"] = reword(root)
    enter(root, "销/0001", told)
    paperwork.sign(root, STOCK)
    told["editions"][0]["text"] = text_of(root, STOCK)
    enter(root, "销/0001", told)
    commit(root)


def text_of(root: Path, id_: str) -> str:
    """Return the text hash of a paper as it stands: what a forger can compute too."""
    believed = scratch.read(root)
    assert believed.office is not None
    said = Printer().text(believed.tree, believed.office, believed.office.records[id_])
    return hashlib.sha256(said.encode("utf-8")).hexdigest()


def pinned_text_changed(root: Path) -> None:
    told = ledger(root, "销/0001")
    told["editions"][0]["text"] = "0" * 64
    enter(root, "销/0001", told)
    commit(root)


def approval_deleted(root: Path) -> None:
    next((root / "records/approvals" / STOCK).glob("*-2-秘书核稿.yaml")).unlink()
    commit(root)


def approved_without_the_post(root: Path) -> None:
    evidence.sign(root, DRAFT, steps=-1)
    verbs.forge(root, DRAFT, "签发", "李明", "总经理")
    commit(root)


def post_in_hindsight(root: Path) -> None:
    """A sales clerk signs as general manager; then the company file says that he was deputy all along."""
    evidence.sign(root, DRAFT, steps=-1)
    verbs.forge(root, DRAFT, "签发", "李明", "总经理")
    commit(root, "签发")
    company_file = root / "records/company.yaml"
    text = company_file.read_text(encoding="utf-8")
    more = "posts: [{post: 总经理, from: 2026-03-01, until: 2026-03-31}, {post: 销售顾问, from: 2021-01-01}]"
    found = text.replace("posts: [{post: 销售顾问, from: 2021-01-01}]", more)
    assert found != text
    company_file.write_text(found, encoding="utf-8", newline="\n")
    commit(root, "补登任职")


def issued_before_it_was_written(root: Path) -> None:
    """A number is given to words that were written only afterwards."""
    evidence.sign(root, DRAFT)
    verbs.done(root, f"issue {DRAFT} --on 2026-03-13")
    git(root, "reset", "-q", "--soft", "HEAD~1")
    path = root / f"records/{DRAFT}.yaml"
    real = path.read_text(encoding="utf-8")
    path.write_text(real.replace("整理展厅", "先空着"), encoding="utf-8", newline="\n")
    commit(root, "发文")
    path.write_text(real, encoding="utf-8", newline="\n")
    commit(root, "补上正文")


def issued_with_another_text(root: Path) -> None:
    """What was pinned at issue is not what the paper says: another sheet went out under the number."""
    evidence.sign(root, DRAFT)
    verbs.done(root, f"issue {DRAFT} --on 2026-03-13")
    git(root, "reset", "-q", "--soft", "HEAD~1")
    told = ledger(root, "通/0004")
    told["editions"][0]["text"] = hashlib.sha256("另一张纸".encode()).hexdigest()
    enter(root, "通/0004", told)
    commit(root, "发文")


# ── numbers ───────────────────────────────────────────────────────────────────────────────────


def ledger_file_deleted(root: Path) -> None:
    (root / evidence.NUMBER.format("通/0003")).unlink()
    commit(root)


def number_reused(root: Path) -> None:
    evidence.sign(root, DRAFT)
    told = ledger(root, "通/0002")
    content = paperwork.office(root).records[DRAFT].content
    told |= {"record": DRAFT, "state": "issued"}
    told["editions"] = [{"edition": "1", "content": content, "text": "0" * 64, "date": "2026-03-13"}]
    enter(root, "通/0002", told)
    told["editions"][0]["text"] = text_of(root, DRAFT)
    enter(root, "通/0002", told)
    commit(root)


def void_undone(root: Path) -> None:
    enter(root, "通/0002", {**ledger(root, "通/0002"), "state": "issued"})
    commit(root)


def serial_moved(root: Path) -> None:
    git(root, "mv", evidence.NUMBER.format("通/0002"), evidence.NUMBER.format("通/0009"))
    commit(root)


def record_moved(root: Path) -> None:
    """A paper takes another place; ledger and sign-offs are adapted so that they agree with each other."""
    moved = "documents/2026/big-hall"
    git(root, "mv", f"records/{HALL}.yaml", f"records/{moved}.yaml")
    git(root, "mv", f"records/approvals/{HALL}", f"records/approvals/{moved}")
    enter(root, "通/0001", {**ledger(root, "通/0001"), "record": moved})
    digests: dict[str, str] = {}
    for path in sorted((root / "records/approvals" / moved).glob("*.yaml")):
        old = path.read_bytes()
        text = old.decode("utf-8").replace(HALL, moved)
        for before, after in digests.items():
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8", newline="\n")
        digests[hashlib.sha256(old).hexdigest()] = hashlib.sha256(path.read_bytes()).hexdigest()
    commit(root)


# ── history ───────────────────────────────────────────────────────────────────────────────────


def history_rewritten(root: Path) -> None:
    """The last commits are made anew, with another author and the same files."""
    git(root, "reset", "-q", "--soft", "HEAD~3")
    commit(root, "预留文号")


def branch_set_back(root: Path) -> None:
    git(root, "reset", "-q", "--hard", "HEAD~2")


def changed_inside_a_merge(root: Path) -> None:
    """A merge of an innocent draft changes an issued paper by itself; a later commit puts the words back."""
    git(root, "checkout", "-q", "-b", "side")
    scratch.put(root, {"documents/2026/side": paperwork.document("关于清洁的通知")})
    commit(root, "起草")
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "--no-commit", "side")
    before = (root / PAPER).read_bytes()
    reword(root)
    commit(root, "合并")
    (root / PAPER).write_bytes(before)
    commit(root, "改回")


def loans_squashed(root: Path) -> None:
    """A copy went out and came back again; both commits are made one."""
    verbs.done(
        root, f"lend {HALL} --to 李明 --due 2026-05-12 --use 外借 --purpose 学习 --approved-by 林晓岚 --on 2026-05-06",
        f"return {HALL} --on 2026-05-07 --condition 完好",
    )  # fmt: skip
    git(root, "reset", "-q", "--soft", "HEAD~2")
    commit(root, "借阅")


def clock_set_back(root: Path) -> None:
    scratch.put(root, {"documents/2026/late": paperwork.document("关于清洁的通知")})
    commit(root, "起草", None, "2026-01-05T09:00:00+08:00")


def commit_replaced(root: Path) -> None:
    """HEAD is covered by another commit without the void; every name stays as it was."""
    git(root, "replace", "HEAD", "HEAD~1")


def parents_grafted(root: Path) -> None:
    """The last three commits are cut out of history, for whoever looks with git."""
    head, before = (git(root, "rev-parse", name).strip() for name in ("HEAD", "HEAD~3"))
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/grafts").write_text(f"{head} {before}\n", encoding="utf-8")


def object_exchanged(root: Path) -> None:
    """The bytes of a stored paper are exchanged on disk below the name git knows them by."""
    name = git(root, "rev-parse", f"HEAD:{PAPER}").strip()
    found = root / ".git/objects" / name[:2] / name[2:]
    other = git(root, "rev-parse", f"HEAD:records/{HALL}.yaml").strip()
    found.chmod(0o644)
    shutil.copyfile(root / ".git/objects" / other[:2] / other[2:], found)


def witness_moved(root: Path) -> None:
    reword(root)
    commit(root)
    git(root, "revert", "--no-edit", "HEAD")
    company_file = root / "records/company.yaml"
    text = company_file.read_text(encoding="utf-8")
    start = text.index("witness:")
    since = git(root, "rev-parse", "HEAD").strip()
    company_file.write_text(f"{text[:start]}witness: {{since: {since}}}\n", encoding="utf-8", newline="\n")
    commit(root)


def note_altered(root: Path) -> None:
    note = evidence.note(root)
    held = note.read_text(encoding="utf-8").rstrip().rpartition("\n")[2].split()
    note.write_text(" ".join((held[0], git(root, "rev-parse", "HEAD~2").strip(), *held[2:])) + "\n", encoding="utf-8")


def ledger_smaller(root: Path) -> None:
    """The paper register remembers one number more than the ledger holds."""
    line = heads.line(date(2026, 6, 30), git(root, "rev-parse", "HEAD").strip(), 6)
    evidence.note(root).write_text(f"{line}\n", encoding="utf-8")


# ── copies, company file, this clone ──────────────────────────────────────────────────────────


def replaced(path: Path, *words: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert words[0] in text
    path.write_text(text.replace(*words), encoding="utf-8", newline="\n")


def copies(root: Path) -> Path:
    return root / f"records/distribution/{HALL}"


def copies_deleted(root: Path) -> None:
    shutil.rmtree(copies(root))
    commit(root)


def copy_sent_earlier(root: Path) -> None:
    replaced(copies(root) / "e1-01.yaml", "sent: 2026-03-14", "sent: 2026-03-13")
    commit(root)


def copy_renumbered(root: Path) -> None:
    git(root, "mv", *(f"records/distribution/{HALL}/e1-{n}.yaml" for n in ("01", "07")))
    commit(root)


def controlled_loosened(root: Path) -> None:
    """Templates are taken off the list of controlled files, then one is exchanged."""
    replaced(root / "records/company.yaml", "witness: {since:", "witness: {controlled: [schemas/], since:")
    commit(root, "公司档案")
    evidence.reword_template(root / "templates/docx/liaison.docx")
    commit(root, "模板")


def main_renamed(root: Path) -> None:
    replaced(root / "records/company.yaml", "as_of:", "main: trunk\nas_of:")
    commit(root)


def folder_moved(root: Path) -> None:
    """Everything goes one folder down, where git's history of it begins anew; a void number stays behind."""
    below = root / "office"
    below.mkdir()
    for top in ("records", "schemas", "templates"):
        (root / top).rename(below / top)
    (below / evidence.NUMBER.format("通/0002")).unlink()
    commit(root)


def file_overlooked(root: Path) -> None:
    """git is told to overlook a template, which then prints other words."""
    path = "templates/docx/liaison.docx"
    git(root, "update-index", "--assume-unchanged", path)
    evidence.reword_template(root / path)


def file_filtered(root: Path) -> None:
    """A filter of this clone shows git what was committed, and everybody else another draft."""
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/attributes").write_text(f"records/{DRAFT}.yaml filter=mask\n", encoding="utf-8")
    git(root, "config", "filter.mask.clean", "sed s/不必整理/整理展厅/")
    replaced(root / f"records/{DRAFT}.yaml", "整理展厅", "不必整理")
    assert git(root, "status", "--porcelain") == ""


def cache_put_in(root: Path) -> None:
    """A history made up beforehand is committed where wenshu check keeps what it read."""
    (root / ".wenshu").mkdir(exist_ok=True)
    (root / ".wenshu/history").write_bytes(b"[]")
    git(root, "add", "-f", ".wenshu/history")
    commit(root)


# ── attachments, templates, signatures ────────────────────────────────────────────────────────


def attachment_changed(root: Path) -> None:
    next((root / "records/attachments").rglob("*.pdf")).write_bytes(b"%PDF-1.4 another sheet\n")
    commit(root)


def scan_taken_away(root: Path) -> None:
    next((root / "records/attachments").rglob("*.pdf")).unlink()
    commit(root)


def template_changed(root: Path) -> None:
    """The words printed around a paper change, and with them every paper issued before."""
    evidence.reword_template(root / "templates/docx/documents.docx")
    commit(root)


def template_slipped_in(root: Path) -> None:
    """Another template is laid down as the one that was in force up to a day, and the company file changes too."""
    docx = root / "templates/docx"
    shutil.copyfile(docx / "documents.docx", docx / "documents@2026-06-01.docx")
    evidence.reword_template(docx / "documents@2026-06-01.docx")
    commit(root)


def letterhead_rewritten(root: Path) -> None:
    company_file = root / "records/company.yaml"
    text = company_file.read_text(encoding="utf-8")
    found = text.replace("full: 试点汽车销售服务有限公司", "full: 试点汽车集团有限公司")
    company_file.write_text(found, encoding="utf-8", newline="\n")
    commit(root)


def unsigned(root: Path) -> None:
    evidence.sign(root, DRAFT, steps=-1)
    verbs.forge(root, DRAFT, "签发", "周启衡", evidence="signed")
    commit(root)


def signed_by_a_stranger(root: Path) -> None:
    evidence.key(root.parent, "stranger")
    evidence.sign(root, DRAFT, steps=-1)
    verbs.forge(root, DRAFT, "签发", "周启衡", evidence="signed")
    commit(root, "签发", root.parent / "stranger")


def signed_with_a_key_of_his_own_making(root: Path) -> None:
    """The clerk enters his own key as the general manager's, then signs as him."""
    public = evidence.key(root.parent, "clerk")
    company_file = root / "records/company.yaml"
    text = company_file.read_text(encoding="utf-8")
    company_file.write_text(text.replace("keys: [", f"keys: ['{public}', "), encoding="utf-8", newline="\n")
    commit(root, "登记钥匙")
    evidence.sign(root, DRAFT, steps=-1)
    verbs.forge(root, DRAFT, "签发", "周启衡", evidence="signed")
    commit(root, "签发", root.parent / "clerk")


class Case(NamedTuple):
    """How somebody tampers, and what names it: findings with words of each."""

    how: Callable[[Path], None]
    named: dict[str, str]
    exit: int = 1


CASES = {
    "paper changed": Case(paper_changed, {"NUM07": STOCK, "WIT40": "关于春季备货的通知"}),
    "paper and pinned hash changed": Case(
        paper_and_hash_changed, {"VER05": "版本 1 的那一行变了或没了", "WIT14": "销 1 号", "WIT40": "春季备货"}
    ),
    "paper, hash and approvals changed": Case(
        paper_hash_and_approvals_changed, {"VER05": "销/0001", "WIT14": "销 1 号", "WIT20": STOCK}
    ),
    "pinned text changed": Case(pinned_text_changed, {"VER02": STOCK, "VER05": "销/0001"}),
    "approval deleted": Case(approval_deleted, {"WIT20": STOCK, "APP11": "秘书核稿"}),
    "approved without the post": Case(approved_without_the_post, {"APP04": "总经理"}),
    "post given in hindsight": Case(post_in_hindsight, {"WIT71": "李明"}),
    "issued before it was written": Case(issued_before_it_was_written, {"VER01": DRAFT, "WIT40": "整理库房"}),
    "issued with another text": Case(issued_with_another_text, {"VER02": DRAFT}),
    "ledger file deleted": Case(ledger_file_deleted, {"VER04": "通/0003", "WIT10": "通 3 号"}),
    "number reused": Case(number_reused, {"VER05": f"文件由 {HOURS} 换成 {DRAFT}", "WIT12": "关于营业时间的通知"}),
    "void undone": Case(void_undone, {"VER05": "状态由 void 退回 issued", "WIT13": "通 2 号"}),
    "serial moved": Case(serial_moved, {"VER04": "通/0002", "WIT11": "通 9 号"}),
    "record moved": Case(record_moved, {"VER01": "big-hall", "VER05": f"文件由 {HALL} 换成", "WIT43": "big-hall"}),
    "history rewritten": Case(history_rewritten, {"VER06": "改写"}),
    "branch set back": Case(branch_set_back, {"VER07": "7 个提交不见了"}),
    "change inside a merge": Case(changed_inside_a_merge, {"WIT40": "关于春季备货的通知"}),
    "loans squashed": Case(loans_squashed, {"LEN40": "合并掉"}),
    "clock set back": Case(clock_set_back, {"WIT80": "还早"}, 0),
    "commit covered by another": Case(commit_replaced, {"VER21": "refs/replace/"}),
    "parents grafted": Case(parents_grafted, {"VER21": "info/grafts"}),
    "object exchanged": Case(object_exchanged, {"VER21": "git"}),
    "witness moved": Case(witness_moved, {"VER22": "没有人核对"}),
    "note altered": Case(note_altered, {"VER08": "核验记录"}),
    "ledger smaller": Case(ledger_smaller, {"VER09": "只有 5 个"}),
    "copies deleted": Case(copies_deleted, {"WIT24": "e1-01"}),
    "copy sent earlier": Case(copy_sent_earlier, {"WIT25": "sent"}),
    "copy renumbered": Case(copy_renumbered, {"WIT24": "e1-01"}),
    "controlled loosened": Case(controlled_loosened, {"WIT06": "templates/"}),
    "main renamed": Case(main_renamed, {"WIT06": "main → trunk"}),
    "file overlooked": Case(file_overlooked, {"VER17": "liaison.docx"}, 0),
    "file filtered": Case(file_filtered, {"VER17": DRAFT}, 0),
    "cache put in": Case(cache_put_in, {"VER29": ".wenshu/history"}),
    "attachment changed": Case(attachment_changed, {"ATT02": "records/attachments/", "WIT21": "附件"}),
    "scan taken away": Case(scan_taken_away, {"VER27": "“核稿”", "WIT21": "删除了附件"}),
    "template changed": Case(template_changed, {"VER03": "templates/docx/documents.docx", "WIT50": "documents.docx"}),
    "template slipped in": Case(template_slipped_in, {"VER03": "documents@2026-06-01.docx", "WIT50": "@2026-06-01"}),
    "letterhead rewritten": Case(letterhead_rewritten, {"VER03": "records/company.yaml"}),
    "unsigned": Case(unsigned, {"VER12": "没有签名"}),
    "signed by a stranger": Case(signed_by_a_stranger, {"VER13": "不认识的钥匙"}),
    "signed with a key entered later": Case(signed_with_a_key_of_his_own_making, {"VER14": "新钥匙"}, 0),
}


def test_a_clean_company_has_no_finding(company: Path) -> None:
    proof = evidence.verify(company)
    assert (proof.code, str(proof)) == (0, "")
    assert {row["mark"] for row in proof.told["proved"]} == {"✓"}


@pytest.mark.parametrize("name", CASES)
def test_tampering_is_named(company: Path, name: str) -> None:
    case = CASES[name]
    case.how(company)
    proof = evidence.verify(company)
    for code, words in case.named.items():
        assert words in proof.said(code), str(proof)
    assert proof.code == case.exit, str(proof)


def test_a_company_moved_to_another_folder_is_named(company: Path) -> None:
    folder_moved(company)
    note = evidence.note(company)
    proof = evidence.verify(company / "office", f"--note {note}")
    assert proof.code == 1 and "放到这里" in proof.said("WIT05"), str(proof)
