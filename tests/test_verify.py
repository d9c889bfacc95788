"""``wenshu verify`` and ``wenshu bundle``: what an outsider can be shown, offline."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import asking
import evidence
import scratch
import verbs
from evidence import HALL, HOURS, commit
from verbs import STOCK, git
from wenshu import gitpast, to_docx, views
from wenshu.verify import codes, heads


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return evidence.prepared(tmp_path_factory)


@pytest.fixture
def company(prepared: Path, tmp_path: Path) -> Path:
    return evidence.copy(prepared, tmp_path)


@pytest.fixture(scope="module")
def audit(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an auditor took away; he has nothing else."""
    folder = tmp_path_factory.mktemp("auditor") / "audit"
    said = verbs.run(prepared, f"bundle {folder}", evidence.AS_OF)
    assert said.code == 0, said.out + said.err
    return folder


# ── the protocol ──────────────────────────────────────────────────────────────────────────────


def test_a_protocol_says_what_was_proved_and_how_much(company: Path) -> None:
    said = verbs.run(company, "verify", evidence.AS_OF)
    assert said.code == 0
    for words in ("文号 5 个：没有断号", "版本 4 个：内容", "文本 4 份：用发文时的记录", "签名 1 处：都是注明的人"):
        assert f"✓ {words}" in said.out
    assert "核验通过：0 个问题，0 个提醒。" in said.out


def test_a_protocol_speaks_english(company: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wenshu", "-C", str(company), "--as-of", evidence.AS_OF, "--lang", "en", "verify"],
        capture_output=True, check=True,
    )  # fmt: skip
    told = done.stdout.decode("utf-8")
    assert "Verified: 0 errors, 0 warnings." in told
    assert not re.search(r"[\u4e00-\u9fff]", told), told


def test_json_names_head_counts_and_program(company: Path) -> None:
    told = evidence.verify(company).told
    assert told["verified"] is True
    assert told["head"] == git(company, "rev-parse", "HEAD").strip()
    assert told["counts"]["numbers"] == 5 and told["counts"]["editions"] == told["counts"]["texts"] == 4
    assert "lxml" in told["packages"]


def test_without_a_witness_nothing_is_proved_of_history_and_it_says_so(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    verbs.signed(root)
    verbs.done(root, f"issue {STOCK}")
    proof = evidence.verify(root)
    assert proof.code == 0 and proof.codes == {"VER10"}
    marks = {row["text"]: row["mark"] for row in proof.told["proved"]}
    assert marks["文本 1 份：用发文时的记录和模板重印，字句一致"] == "✓"
    assert any(mark == "–" and "历史" in text for text, mark in marks.items())


def test_records_may_lie_in_a_folder_of_a_larger_repository(tmp_path: Path) -> None:
    """The note then lies beside the repository, not in it."""
    root = verbs.company(tmp_path / "whole")
    shutil.move(root / ".git", tmp_path / "whole" / ".git")
    commit(tmp_path / "whole", "并入")
    verbs.signed(root)
    verbs.done(root, f"issue {STOCK}", "verify")
    assert (tmp_path / "whole-verified.txt").is_file()
    assert evidence.verify(root, "--quick").codes == {"VER10"}
    verbs.done(root, f"bundle {tmp_path / 'audit'}", as_of=evidence.AS_OF)
    assert (tmp_path / "audit/whole.bundle").is_file() and (tmp_path / "audit/whole-verified.txt").is_file()
    assert "wenshu -C whole/company verify" in (tmp_path / "audit/HOW-TO-VERIFY.txt").read_text(encoding="utf-8")
    evidence.reword_template(root / "templates/docx/documents.docx")
    commit(root)
    assert evidence.verify(root).codes == {"VER10", "VER03"}


def test_what_lies_uncommitted_in_the_folder_is_not_what_was_verified(company: Path) -> None:
    asking.change(company, f"records/{STOCK}.yaml", "请备货", "不必备货")
    proof = evidence.verify(company)
    assert proof.codes == {"VER17"} and STOCK in proof.said("VER17") and proof.code == 0
    assert verbs.run(company, "verify --dry-run --strict", evidence.AS_OF).code == 1


def test_without_history_nothing_can_be_proved(company: Path, tmp_path: Path) -> None:
    bare = tmp_path / "plain"
    shutil.copytree(company, bare, ignore=shutil.ignore_patterns(".git"))
    proof = evidence.verify(bare)
    assert (proof.code, proof.codes) == (4, {"VER11"})
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "2", company.as_uri(), str(shallow))
    proof = evidence.verify(shallow)
    assert (proof.code, proof.codes) == (4, {"GIT04"})
    assert "--unshallow" in verbs.run(shallow, "verify --dry-run").out


def test_a_poisoned_cache_hides_nothing(company: Path) -> None:
    """The cache of history lies in the folder, where whoever tampers can write too."""
    verbs.run(company, "check")
    asking.change(company, f"records/{STOCK}.yaml", "请备货", "不必备货")
    kept = (company / ".wenshu" / gitpast.KEPT).read_bytes()
    old = git(company, "rev-parse", "HEAD").strip().encode()
    commit(company)
    asking.change(company, f"records/{STOCK}.yaml", "不必备货", "请备货")
    commit(company)
    head = git(company, "rev-parse", "HEAD").strip().encode()
    # the last line is HEAD: under its new name nothing seems to be new
    assert old in kept.rsplit(b"\n", 1)[1]
    (company / ".wenshu" / gitpast.KEPT).write_bytes(kept.replace(old, head))
    assert "WIT40" in evidence.verify(company).codes


# ── the last verified head ────────────────────────────────────────────────────────────────────


def test_a_verification_leaves_one_line_outside_the_repository(company: Path) -> None:
    note = evidence.note(company)
    before = note.read_text(encoding="utf-8")
    assert len(before.splitlines()) == 2 and before.startswith("# wenshu verify")
    verbs.run(company, "verify", evidence.AS_OF)
    assert note.read_text(encoding="utf-8") == before  # the same head is on record already
    scratch.put(company, {"documents/2026/more": verbs.paper()})
    commit(company)
    verbs.run(company, "verify", evidence.AS_OF)
    lines = note.read_text(encoding="utf-8").splitlines()
    assert lines[:2] == before.splitlines() and len(lines) == 3
    assert lines[2].split()[1] == git(company, "rev-parse", "HEAD").strip()
    assert git(company, "status", "--porcelain") == ""


def test_a_quick_verification_prints_again_what_is_new_only(company: Path) -> None:
    evidence.sign(company, evidence.DRAFT)
    verbs.done(company, f"issue {evidence.DRAFT} --reserved 3 --on 2026-04-20")
    assert evidence.verify(company, "--quick").told["counts"]["texts"] == 1
    assert evidence.verify(company).told["counts"]["texts"] == 5
    evidence.reword_template(company / "templates/docx/documents.docx")
    commit(company)
    proof = evidence.verify(company, "--quick")
    assert proof.told["counts"]["texts"] == 5 and proof.said("VER03").count("templates/docx/documents.docx: ") == 5


def test_a_request_branch_is_verified_and_not_put_on_record(company: Path) -> None:
    wanted = asking.ask(company)
    git(company, "checkout", "-q", wanted.branch)
    proof = evidence.verify(company)
    assert "VER26" in proof.codes and "git switch main" in verbs.run(company, "verify --dry-run", evidence.AS_OF).out
    assert proof.told["recorded"] == ""


def test_a_key_once_believed_is_not_unbelieved(company: Path) -> None:
    """Who loses his key gets another; what he signed before stays signed."""
    public = evidence.key(company.parent, "new")
    file = company / "records/company.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("keys: ['") + len("keys: ['")
    file.write_text(text[:start] + public + text[text.index("']", start):], encoding="utf-8", newline="\n")
    commit(company, "换钥匙")
    assert evidence.verify(company).codes == set()


def test_signatures_that_cannot_be_checked_are_not_taken_for_checked(
    company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An outsider's machine has git and no OpenSSH."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").symlink_to(str(shutil.which("git")))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    proof = evidence.verify(company)
    assert (proof.code, proof.codes) == (1, {"VER15"}) and "ssh-keygen" in str(proof)


def test_what_is_not_proved_leaves_no_line(company: Path) -> None:
    before = evidence.note(company).read_text(encoding="utf-8")
    asking.change(company, f"records/{STOCK}.yaml", "请备货", "不必备货")
    commit(company)
    assert verbs.run(company, "verify", evidence.AS_OF).code == 1
    assert evidence.note(company).read_text(encoding="utf-8") == before


def test_the_note_may_lie_elsewhere_and_may_be_out_of_reach(company: Path, tmp_path: Path) -> None:
    other = tmp_path / "审计" / "heads.txt"
    said = verbs.run(company, f"verify --note {other}", evidence.AS_OF)
    assert said.code == 0 and "VER18" in said.out  # there is no such folder: said, and the line is on the screen
    other.parent.mkdir()
    assert verbs.run(company, f"verify --note {other}", evidence.AS_OF).code == 0
    assert git(company, "rev-parse", "HEAD").strip() in other.read_text(encoding="utf-8")


def test_the_line_of_the_paper_register_is_enough(company: Path) -> None:
    line = verbs.run(company, "verify --line").out.strip()
    evidence.note(company).unlink()
    assert evidence.verify(company, f"--against '{line}'").code == 0
    commit(company, "改写", None, "", "--amend")
    assert evidence.verify(company).code == 0  # nobody remembers the old head
    proof = evidence.verify(company, f"--against '{line}'")
    assert proof.code == 1 and "VER06" in proof.codes
    mistyped = line[:-1] + ("A" if line[-1] != "A" else "B")
    assert "VER08" in evidence.verify(company, f"--against '{mistyped}'").codes


def test_the_line_is_printed_with_its_qr_code(company: Path, tmp_path: Path) -> None:
    picture = tmp_path / "head.svg"
    said = verbs.run(company, f"verify --line --qr {picture}")
    assert said.code == 0 and said.out.split()[1] == git(company, "rev-parse", "HEAD").strip()
    assert picture.read_text(encoding="utf-8").startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    evidence.note(company).unlink()
    assert verbs.run(company, "verify --line").code == 1


@pytest.mark.parametrize("row", ["", "# note", "\ufeff# note", "  "])
def test_notes_and_blank_lines_are_no_heads(row: str) -> None:
    assert heads.read(row + "\n", "note") == ((), ())


@pytest.mark.parametrize("row", ["2026-06-30", "昨天", "2026-06-30 abc 4 AAAAAAAAAA", f"2026-06-30 {'a' * 40} 4 A2A2"])
def test_a_line_that_is_none_is_told(row: str) -> None:
    found, spoilt = heads.read(f"{heads.line(date(2026, 6, 30), 'b' * 40, 4)}\n{row}\n", "note")
    assert len(found) == 1 and [(f.code.id, f.place.line) for f in spoilt] == [("VER08", 2)]


# ── check codes ───────────────────────────────────────────────────────────────────────────────


def foot(root: Path, id_: str) -> str:
    """Return the check code that stands at the foot of a paper, read from its Word file."""
    office = scratch.read(root).office
    assert office is not None
    record = office.records[id_]
    name = office.kind(record).template(record)
    paper = to_docx.compile(name, (root / f"templates/docx/{name}.docx").read_bytes())
    view = views.paper(office, record)
    told = b"".join(to_docx.canonical(paper.render(view)).values()).decode("utf-8", "replace")
    assert view["check"] in told
    return str(view["check"])


def test_the_code_at_the_foot_of_a_paper_leads_to_record_edition_and_commit(company: Path) -> None:
    said = verbs.run(company, f"verify --code {foot(company, STOCK)}")
    issued = git(company, "log", "--format=%H", "--diff-filter=A", "--", "records/numbers/2026/销/0001.yaml").strip()
    assert said.code == 0
    for words in ("文号：试点公司(销)字第[2026]001号", f"记录：{STOCK}", "版本：1", f"提交：{issued}", "状态：已发"):
        assert words in said.out


def test_the_code_of_an_earlier_edition_is_found_too(company: Path, tmp_path: Path) -> None:
    """A sheet of the first edition still hangs on a wall."""
    git(company, "branch", "first", "HEAD^{/发文.*整理展厅}")
    git(tmp_path, "clone", "-q", "-b", "first", str(company), "then")
    code = foot(tmp_path / "then", HALL)
    said = verbs.run(company, f"verify --code {code}")
    assert "版本：1（已换版）" in said.out and foot(company, HALL) != code


def test_without_history_a_paper_is_found_and_its_commit_is_not(company: Path) -> None:
    code = foot(company, HALL)
    shutil.rmtree(company / ".git")
    said = verbs.run(company, f"verify --code {code}")
    assert said.code == 0 and HALL in said.out and "提交：查不到" in said.out


def test_a_withdrawn_paper_says_so(company: Path) -> None:
    assert "状态：废止" in verbs.run(company, f"verify --code {foot(company, HOURS)}").out


def test_a_code_is_read_as_it_was_meant(company: Path) -> None:
    code = foot(company, HALL)
    typed = code.lower().replace("o", "0").replace("i", "1").replace("b", "8")
    assert verbs.run(company, f"verify --code '{typed[:5]} {typed[5:]}'").code == 0
    assert codes.typed("０o1-I8ｂ") == "OOIIBB"


def test_an_unknown_code_is_told_with_the_nearest_one(company: Path) -> None:
    code = foot(company, HALL)
    near = code[:4] + ("A" if code[4] != "A" else "C") + code[5:]
    said = verbs.run(company, f"verify --code {near}")
    assert said.code == 1 and "VER16" in said.err and code in said.err
    assert "也许" not in verbs.run(company, "verify --code 7777777777").err


# ── reprinting ────────────────────────────────────────────────────────────────────────────────


def test_a_replaced_template_that_is_kept_takes_nothing_from_what_was_issued(company: Path) -> None:
    """The old template stays under its last day; what was issued until then goes on printing with it."""
    folder = company / "templates/docx"
    shutil.copyfile(folder / "documents.docx", folder / "documents@2026-05-31.docx")
    evidence.reword_template(folder / "documents.docx")
    commit(company)
    codes_ = evidence.verify(company).codes
    assert "WIT50" in codes_ and not {c for c in codes_ if c.startswith("VER")}  # nobody was asked; all say the same


def test_a_template_that_is_gone_is_told(company: Path) -> None:
    """A paper whose template cannot be found any more is not proved, and nothing breaks."""
    git(company, "rm", "-q", "templates/docx/documents.docx")
    commit(company)
    assert "VER03" in evidence.verify(company).codes


# ── the bundle ────────────────────────────────────────────────────────────────────────────────


def test_from_the_bundle_alone_everything_can_be_verified(audit: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    shutil.copytree(audit, taken)
    git(taken, "clone", "-q", "company.bundle")
    said = verbs.run(taken / "company", "verify --dry-run", evidence.AS_OF)
    assert said.code == 0, said.out
    assert "✓ 以前核验过的提交" in said.out  # the note lies where the clone looks for it
    assert evidence.verify(taken / "company", f"--bytes {taken}").code == 0


def test_a_bundle_says_how_to_verify_it(audit: Path) -> None:
    how = (audit / "HOW-TO-VERIFY.txt").read_text(encoding="utf-8")
    assert "git clone company.bundle" in how and "怎样核验" in how and "How to verify" in how
    assert {p.name for p in audit.iterdir()} == {
        "company.bundle", "company-verified.txt", "site", "MADE-WITH.txt", "HOW-TO-VERIFY.txt", "SHA256SUMS.txt",
    }  # fmt: skip
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS.txt"], cwd=audit, capture_output=True)
    assert done.returncode == 0, done.stdout


def test_a_word_file_altered_on_its_way_is_found(audit: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    shutil.copytree(audit, taken)
    git(taken, "clone", "-q", "company.bundle")
    paper, other = (taken / f"site/staff/{id_}.docx" for id_ in (HALL, STOCK))
    shutil.copyfile(other, paper)
    proof = evidence.verify(taken / "company", f"--bytes {taken}")
    assert proof.code == 1 and "字节" in proof.said("VER19") and HALL in proof.said("VER19")
    (taken / "MADE-WITH.txt").write_text("wenshu 0.0.1\n", encoding="utf-8")
    proof = evidence.verify(taken / "company", f"--bytes {taken}")
    assert proof.codes == {"VER19"} and "文字" in proof.said("VER19")
    paper.unlink()
    assert HALL in evidence.verify(taken / "company", f"--bytes {taken}").said("VER20")


def test_a_bundle_holds_pending_requests_too(company: Path, tmp_path: Path) -> None:
    wanted = asking.ask(company)
    said = verbs.run(company, f"bundle {tmp_path / 'audit'}", evidence.AS_OF)
    assert said.code == 0, said.out + said.err
    git(tmp_path, "clone", "-q", "audit/company.bundle", "clone")
    assert f"origin/{wanted.branch}" in git(tmp_path / "clone", "branch", "-r")


def test_a_bundle_is_made_whole_or_not_at_all(company: Path, tmp_path: Path) -> None:
    target = tmp_path / "audit"
    (tmp_path / "~audit-123").mkdir()  # of one that was killed
    asking.change(company, f"records/{STOCK}.yaml", "请备货", "不必备货")
    said = verbs.run(company, f"bundle {target}")
    assert said.code == 1 and "VER24" in said.err and not target.exists()
    commit(company)
    said = verbs.run(company, f"bundle {target}", evidence.AS_OF)
    assert said.code == 1 and {"NUM07", "VER25"} <= set(re.findall(r"[A-Z]{3}\d\d", said.err))
    assert not target.exists()
    assert verbs.run(company, f"bundle --unproved {target}", evidence.AS_OF).code == 0
    assert not list(tmp_path.glob("~*"))
    assert not (target / "site").exists()  # what has errors is not built
    assert "生成不了" in (target / "HOW-TO-VERIFY.txt").read_text(encoding="utf-8")
    last = (target / "company-verified.txt").read_text(encoding="utf-8").splitlines()[-1]
    assert git(company, "rev-parse", "HEAD").strip() not in last


def test_a_bundle_needs_an_empty_folder_outside(company: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x", encoding="utf-8")
    for folder in (tmp_path / "full", company, company / "audit"):
        said = verbs.run(company, f"bundle {folder}", evidence.AS_OF)
        assert said.code == 1 and "VER23" in said.err
    assert verbs.run(company, f"bundle --audience nobody {tmp_path / 'new'}", evidence.AS_OF).code == 2
    assert verbs.run(company, f"bundle --dry-run {tmp_path / 'new'}", evidence.AS_OF).code == 0
    assert not (tmp_path / "new").exists()
