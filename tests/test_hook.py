"""The gate of the company's repository: what a push is refused for, in which words, and the way out."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import revisions
import scratch
import verbs
from verbs import STOCK
from wenshu import gate, gitpast
from wenshu.commands import _push

ISSUED = f"records/{STOCK}.yaml"


@dataclass(frozen=True)
class House:
    """The company's bare repository with its hook, and somebody's clone of it."""

    bare: Path
    root: Path

    def push(self, *words: str) -> verbs.Said:
        """Push as staff do."""
        done = subprocess.run(["git", "push", "origin", *words], cwd=self.root, capture_output=True)
        return verbs.Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def write(self, id_: str, text: str) -> None:
        """Write a record and commit it with plain git."""
        scratch.put(self.root, {id_: text})
        self.commit("写")

    def commit(self, message: str, *trailers: str) -> str:
        """Commit everything with plain git."""
        verbs.git(self.root, "add", "-A")
        verbs.git(self.root, "commit", "-q", "--allow-empty", "-m", message, *(f"--trailer={t}" for t in trailers))
        return verbs.git(self.root, "rev-parse", "HEAD").strip()


def served(root: Path) -> House:
    """Put a company on a server beside it, with its hook."""
    bare = root.parent / "office.git"
    verbs.git(root.parent, "init", "-q", "--bare", "-b", "main", str(bare))
    verbs.done(bare, "hook install")
    verbs.git(root, "remote", "add", "origin", str(bare))
    house = House(bare, root)
    assert house.push("main").code == 0
    return house


def copied(house: House, folder: Path) -> House:
    """Return a copy of a server and its clone."""
    for path in (house.root, house.bare):
        shutil.copytree(path, folder / path.name, symlinks=True)
    mine = House(folder / house.bare.name, folder / house.root.name)
    verbs.git(mine.root, "remote", "set-url", "origin", str(mine.bare))
    return mine


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> House:
    root = verbs.company(tmp_path_factory.mktemp("begun"))
    verbs.signed(root)
    verbs.done(root, f"issue {STOCK}")
    return served(root)


@pytest.fixture
def house(begun: House, tmp_path: Path) -> House:
    """A company with one issued paper, pushed; this test's own."""
    return copied(begun, tmp_path)


@pytest.fixture(scope="module")
def agreed(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, str]:
    house = served(revisions.company(tmp_path_factory.mktemp("agreed")))
    revisions.edit(house.root)
    branch = revisions.ask(house.root)
    revisions.agree(house.root, branch)
    return house, branch


@pytest.fixture
def decided(agreed: tuple[House, str], tmp_path: Path) -> tuple[House, str]:
    """A company with a decided request that is not pushed yet, and the request's branch."""
    return copied(agreed[0], tmp_path), agreed[1]


def edit(house: House, old: str, new: str, path: str = ISSUED) -> None:
    file = house.root / path
    told = file.read_text(encoding="utf-8")
    assert old in told
    file.write_text(told.replace(old, new), encoding="utf-8", newline="\n")


def refused(said: verbs.Said, *words: str) -> None:
    assert said.code == 1 and "pre-receive hook declined" in said.err, said.err
    assert "Traceback" not in said.err, said.err
    for word in words:
        assert word in said.err, (word, said.err)


def asked(house: House) -> str:
    """Ask for a revision with plain git, as wenshu revise writes it; return the branch."""
    branch = "revision/stock-2026-06-30"
    verbs.git(house.root, "checkout", "-q", "-b", branch)
    house.commit("修改申请", f"Revision-Request: {STOCK}", "Requested-by: 李明", "Requested-on: 2026-06-30",
                 "Via: 网页", "Kind: 修改", "Reason: 数目写错")  # fmt: skip
    edit(house, "请备货", "请进货")
    house.commit("改正文")
    return branch


# ── the main branch ──────────────────────────────────────────────────────────────────────────


def test_hok12_the_first_push_is_taken_and_said(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    bare = tmp_path / "office.git"
    verbs.git(tmp_path, "init", "-q", "--bare", "-b", "master", str(bare))
    verbs.done(bare, "hook install")
    verbs.git(root, "remote", "add", "origin", str(bare))
    said = House(bare, root).push("main")
    assert said.code == 0 and "HOK12" in said.err and "第一次推送" in said.err and "first push" in said.err
    # HEAD of the server names a branch that is not there: the company file says which one is main
    verbs.git(root, "commit", "-q", "--amend", "-m", "改写")
    refused(House(bare, root).push("-f", "main"), "HOK01")


def test_what_the_verbs_write_goes_in(house: House) -> None:
    verbs.done(house.root, f"distribute {STOCK}", f"print {STOCK} --printed 2 --kept 1")
    house.write("documents/2026/second", verbs.paper(title="关于盘点的通知"))
    said = house.push("main")
    assert said.code == 0 and "HOK" not in said.err


def test_hok01_history_is_not_rewritten(house: House) -> None:
    verbs.git(house.root, "reset", "-q", "--hard", "HEAD~1")
    refused(house.push("-f", "main"), "HOK01", "改写正式分支 main 的历史", "wenshu sync", "would rewrite history")


def test_hok02_main_is_not_deleted(house: House) -> None:
    refused(house.push("--delete", "main"), "HOK02", "删除正式分支", "delete the main branch")


def test_hok05_an_issued_paper_is_not_changed(house: House) -> None:
    edit(house, "请备货", "请进货")
    made = house.commit("改字")
    said = house.push("main")
    refused(said, "HOK05", f"提交 {made[:12]}（改字）", "NUM07", "已发文件不能直接改", "brings 1 errors", ISSUED)
    # what was refused never stood in the repository
    with pytest.raises(subprocess.CalledProcessError):
        verbs.git(house.bare, "cat-file", "-e", made)


def ledger(house: House) -> str:
    """Return the path of the one ledger file."""
    (found,) = sorted((house.root / "records/numbers").rglob("*.yaml"))
    return found.relative_to(house.root).as_posix()


def test_a_number_is_not_deleted(house: House) -> None:
    verbs.git(house.root, "rm", "-q", ledger(house))
    house.commit("删号")
    refused(house.push("main"), "HOK07", "2026 年 销 1 号", "删")


def test_a_number_is_not_given_to_another_paper(house: House) -> None:
    scratch.put(house.root, {"documents/2026/other": verbs.paper(title="关于另一件事的通知")})
    edit(house, f"record: {STOCK}", "record: documents/2026/other", ledger(house))
    house.commit("换一份文件")
    refused(house.push("main"), "HOK07", "2026 年 销 1 号")


def test_a_void_number_stays_void(house: House) -> None:
    verbs.done(house.root, f"void {STOCK} --as 沈一鸣 --reason 写错")
    assert house.push("main").code == 0
    edit(house, "state: void", "state: issued", ledger(house))
    house.commit("恢复")
    refused(house.push("main"), "HOK07", "2026 年 销 1 号")


def test_a_sign_off_is_not_deleted(house: House) -> None:
    verbs.git(house.root, "rm", "-q", "-r", "records/approvals")
    house.commit("删签批")
    refused(house.push("main"), "HOK07", "签批")


def test_main_is_green_at_each_commit_of_its_line(house: House) -> None:
    edit(house, "请备货", "请进货")
    wrong = house.commit("改字")
    edit(house, "请进货", "请备货")
    house.commit("改回来")
    refused(house.push("main"), "HOK05", wrong[:12])


def test_an_error_that_stood_before_the_push_does_not_stop_it(tmp_path: Path) -> None:
    house = served(verbs.company(tmp_path, {STOCK: verbs.paper(doc_type="通什么")}))
    house.write("documents/2026/second", verbs.paper(title="关于盘点的通知"))
    assert house.push("main").code == 0
    house.write("documents/2026/third", verbs.paper(series="无"))
    refused(house.push("main"), "HOK05", "third.yaml")


def test_the_company_file_cannot_be_taken_away(house: House) -> None:
    verbs.git(house.root, "rm", "-q", "records/company.yaml")
    house.commit("删公司档案")
    refused(house.push("main"), "HOK05", "COM07")


def test_hok09_a_push_of_very_many_commits_comes_in_parts(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    old = verbs.git(house.root, "rev-parse", "HEAD").strip()
    made = [house.commit(f"第 {n} 个") for n in range(3)]
    monkeypatch.setattr(gate, "LIMIT", 2)
    (found,) = _push.judge(
        house.root / ".git", [_push.Update("refs/heads/main", old, made[-1])], None, date(2026, 6, 30)
    )
    assert found.code.id == "HOK09" and f"{made[1][:12]}:main" in found.hint()


# ── judged by what it builds on ──────────────────────────────────────────────────────────────


def test_hok06_a_push_does_not_give_itself_a_post(house: House) -> None:
    company = "records/company.yaml"
    edit(house, "posts: [{post: 销售顾问, from: 2021-01-01}]",
         "posts: [{post: 销售顾问, from: 2021-01-01}, {post: 总经理, from: 2021-01-01}]", company)  # fmt: skip
    house.commit("调岗")
    scratch.put(house.root, {"documents/2026/own": verbs.paper(series="通", by="沈一鸣", title="关于奖金的通知")})
    house.commit("起草")
    steps = (("核稿", "沈一鸣", "销售部经理"), ("秘书核稿", "林晓岚", "总经理秘书"), ("签发", "李明", "总经理"))
    for step, person, post in steps:
        verbs.forge(house.root, "documents/2026/own", step, person, post)
    house.commit("签批")
    verbs.done(house.root, "issue documents/2026/own")
    said = house.push("main")
    refused(said, "HOK06", "APP04", "李明", "按推送以前的来判", "先单独推送", "Push the change of the company file")


def test_hok06_a_push_does_not_bring_the_rule_it_needs(house: House) -> None:
    edit(house, "enum: [通知,", "enum: [告示, 通知,", "schemas/documents.yaml")
    rule = house.commit("加文种")
    # the series of the company file names the kinds of paper too
    edit(house, "通知, 决定", "告示, 通知, 决定", "records/company.yaml")
    rule = house.commit("加文种")
    house.write("documents/2026/notice", verbs.paper(doc_type="告示", title="关于停水的告示"))
    refused(house.push("main"), "HOK06", "documents/2026/notice.yaml", "告示")
    # the way out that it tells
    assert house.push(f"{rule}:main").code == 0
    assert house.push("main").code == 0


def test_hok08_a_signed_sign_off_bears_the_signature_of_its_signer(house: House, tmp_path: Path) -> None:
    keys = {}
    for name in ("gm", "other"):
        told = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(tmp_path / name)]
        subprocess.run(told, check=True)
        keys[name] = (tmp_path / f"{name}.pub").read_text(encoding="utf-8").strip()
    email = "emails: [gm@example.test],"
    edit(house, email, f"{email} keys: ['{keys['gm']}'],", "records/company.yaml")
    scratch.put(house.root, {"documents/2026/second": verbs.paper("通", "沈一鸣", title="关于盘点的通知")})
    house.commit("登记密钥，起草")
    id_ = "documents/2026/second"
    verbs.forge(house.root, id_, "核稿", "沈一鸣", "销售部经理")
    verbs.forge(house.root, id_, "秘书核稿", "林晓岚", "总经理秘书")
    house.commit("核稿")
    assert house.push("main").code == 0
    verbs.forge(house.root, id_, "签发", "周启衡", "总经理", evidence="signed")
    verbs.git(house.root, "add", "-A")
    signed = ("-c", "gpg.format=ssh", "-c", "commit.gpgsign=true", "-c")
    verbs.git(house.root, "commit", "-q", "-m", "签发")
    refused(house.push("main"), "HOK08", "签发的签批写着由周启衡本人签名", "没有他的签名", "not signed by him")
    amend = ("commit", "-q", "--amend", "--no-edit")
    verbs.git(house.root, *signed, f"user.signingkey={tmp_path / 'other'}", *amend)
    refused(house.push("main"), "HOK08")
    verbs.git(house.root, *signed, f"user.signingkey={tmp_path / 'gm'}", *amend)
    said = house.push("main")
    assert said.code == 0, said.err


# ── requests ─────────────────────────────────────────────────────────────────────────────────


def test_hok07_a_request_not_decided_is_not_merged(house: House) -> None:
    branch = asked(house)
    assert house.push(branch).code == 0
    verbs.git(house.root, "checkout", "-q", "main")
    verbs.git(house.root, "merge", "-q", "--no-ff", "-m", "合并", branch)
    refused(house.push("main"), "HOK07", "WIT32", "没有决定的修改申请", "wenshu decide", "undecided", "NUM07")


def test_a_request_does_not_land_without_its_merge(house: House) -> None:
    branch = asked(house)
    refused(house.push(f"{branch}:main"), "HOK07", "WIT32")
    verbs.git(house.root, "checkout", "-q", "main")
    verbs.git(house.root, "merge", "-q", "--squash", branch)
    house.commit("压成一个")
    refused(house.push("main"), "NUM07")


def test_a_decided_request_goes_in_and_its_branch_may_go(decided: tuple[House, str]) -> None:
    house, branch = decided
    assert house.push("main", branch).code == 0
    assert house.push("--delete", branch).code == 0


def test_a_decided_request_may_be_merged_by_a_forges_button(decided: tuple[House, str]) -> None:
    house, branch = decided
    verbs.git(house.root, "reset", "-q", "--hard", "origin/main")
    verbs.git(house.root, "merge", "-q", "--no-ff", "-m", "Merge pull request #1", branch)
    said = house.push("main")
    assert said.code == 0, said.err


def test_a_decided_request_is_not_squashed(decided: tuple[House, str]) -> None:
    house, branch = decided
    verbs.git(house.root, "reset", "-q", "--hard", "origin/main")
    verbs.git(house.root, "merge", "-q", "--squash", branch)
    house.commit("修改制度 (#1)")
    refused(house.push("main"), "HOK07", "WIT30", "squashed")


def test_a_decided_request_is_not_rebased_or_fast_forwarded(decided: tuple[House, str]) -> None:
    house, branch = decided
    refused(house.push(f"{branch}:main"), "HOK07", "WIT31", "rebased")
    verbs.git(house.root, "reset", "-q", "--hard", "origin/main")
    house.write("documents/2026/second", verbs.paper(title="关于盘点的通知"))
    verbs.git(house.root, "cherry-pick", "--allow-empty", "--keep-redundant-commits", f"origin/main..{branch}")
    refused(house.push("main"), "HOK07", "WIT31")


def test_hok03_a_request_not_decided_is_not_deleted_or_rewritten(house: House) -> None:
    branch = asked(house)
    assert house.push(branch).code == 0
    refused(house.push("--delete", branch), "HOK03", "还没有决定，不能删除", "--withdraw", "never decided")
    verbs.git(house.root, "reset", "-q", "--hard", "HEAD~2")
    house.commit("换一个申请", f"Revision-Request: {STOCK}", "Requested-by: 林晓岚")
    refused(house.push("-f", branch), "HOK03", "不能改写")
    # any other branch is its owner's
    assert house.push("HEAD:refs/heads/draft").code == 0
    assert house.push("--delete", "draft").code == 0


# ── claims ───────────────────────────────────────────────────────────────────────────────────


def test_hok04_a_claim_stays_where_it_is(house: House) -> None:
    claim = "refs/numbers/2026/通/0001"
    blobs = []
    for text in ("林晓岚 1", "林晓岚 2"):
        (house.root / "claim.txt").write_text(text, encoding="utf-8")
        blobs.append(verbs.git(house.root, "hash-object", "-w", "claim.txt").strip())
    assert house.push(f"{blobs[0]}:{claim}").code == 0
    refused(house.push("-f", f"{blobs[1]}:{claim}"), "HOK04", "不能改写", "number reconcile", "claim")
    refused(house.push("--delete", claim), "HOK04", "不能删除")


def test_the_prefix_of_claims_is_the_companys(house: House) -> None:
    blob = verbs.git(house.root, "rev-parse", f"HEAD:{ISSUED}").strip()
    edit(house, "as_of:", "claims: refs/tags/numbers\nas_of:", "records/company.yaml")
    house.commit("占号改用标签")
    # by the company file before the push that claim is a tag like any other
    assert house.push("main", f"{blob}:refs/tags/numbers/2026/a/0001").code == 0
    refused(house.push("--delete", "refs/tags/numbers/2026/a/0001"), "HOK04")
    assert house.push(f"{blob}:refs/numbers/2026/a/0001").code == 0
    assert house.push("--delete", "refs/numbers/2026/a/0001").code == 0


def test_hok13_no_commit_stands_for_another(house: House) -> None:
    told = verbs.git(house.root, "rev-parse", "HEAD", "HEAD~1").split()
    refused(house.push(f"{told[1]}:refs/replace/{told[0]}"), "HOK13", "git replace")


def test_hok14_no_unjudged_branch_becomes_main(house: House) -> None:
    """A branch nobody judges is prepared, then the company file names it; and the other way round."""
    verbs.git(house.root, "checkout", "-q", "-b", "trunk")
    edit(house, "请备货", "请进货")
    house.commit("悄悄改")
    assert house.push("trunk").code == 0
    verbs.git(house.root, "checkout", "-q", "main")
    edit(house, "as_of:", "main: trunk\nas_of:", "records/company.yaml")
    house.commit("换正式分支")
    refused(house.push("main"), "HOK14", "git symbolic-ref HEAD")
    assert house.push(":trunk").code == 0
    refused(house.push("main", "trunk"), "HOK14")


def test_hok15_no_cache_comes_with_a_push(house: House) -> None:
    (house.root / ".wenshu").mkdir(exist_ok=True)
    (house.root / ".wenshu/history").write_bytes(b"[]")
    verbs.git(house.root, "add", "-f", ".wenshu/history")
    house.commit("缓存")
    refused(house.push("main"), "HOK15", ".wenshu/history", "git rm -r --cached")
    refused(house.push("main:refs/heads/revision/stock-2026-06-30"), "HOK15")


def test_hok10_two_branches_that_both_say_they_are_main(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    edit(House(root, root), "as_of:", "main: other\nas_of:", "records/company.yaml")
    bare = tmp_path / "office.git"
    verbs.git(tmp_path, "init", "-q", "--bare", "-b", "nobody", str(bare))
    verbs.git(root, "remote", "add", "origin", str(bare))
    house = House(bare, root)
    house.push("main")
    verbs.git(root, "checkout", "-q", "-b", "other")
    house.commit("换正式分支")
    house.push("other")
    verbs.done(bare, "hook install")
    house.commit("又一个")
    refused(house.push("other"), "HOK10", "git symbolic-ref HEAD")


def test_hok11_a_line_that_is_no_push(house: House) -> None:
    command = [sys.executable, "-m", "wenshu", "-C", str(house.bare), "hook", "pre-receive"]
    done = subprocess.run(command, input="不是推送\n".encode(), capture_output=True)
    assert done.returncode == 2 and "HOK11" in done.stderr.decode("utf-8")


# ── on one's own computer ────────────────────────────────────────────────────────────────────


def committed(house: House) -> verbs.Said:
    verbs.git(house.root, "add", "-A")
    done = subprocess.run(["git", "commit", "-m", "手改"], cwd=house.root, capture_output=True)
    return verbs.Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def test_hok20_facts_are_not_edited_by_hand(house: House) -> None:
    verbs.done(house.root, "hook install")
    (ledger,) = sorted((house.root / "records/numbers").rglob("*.yaml"))
    edit(house, "state: issued", "state: void", ledger.relative_to(house.root).as_posix())
    said = committed(house)
    assert said.code == 1 and "HOK20" in said.err and "文号台账" in said.err and "wenshu number" in said.err
    verbs.git(house.root, "checkout", "-q", "HEAD", "--", ".")
    verbs.git(house.root, "rm", "-q", "-r", "records/approvals")
    assert "签批记录" in committed(house).err


def test_hok23_an_attachment_on_record_stays(house: House) -> None:
    verbs.done(house.root, "hook install")
    path = "records/attachments/aa/" + "a" * 64 + ".pdf"
    (house.root / path).parent.mkdir(parents=True)
    (house.root / path).write_bytes(b"%PDF-1.4")
    assert committed(house).code == 0  # a new one comes as it is
    (house.root / path).write_bytes(b"%PDF-1.7")
    said = committed(house)
    assert said.code == 1 and "HOK23" in said.err and "附件" in said.err


def test_hok21_a_numbered_paper_is_revised_not_edited(house: House) -> None:
    verbs.done(house.root, "hook install")
    edit(house, "请备货", "请进货")
    said = committed(house)
    assert said.code == 1 and "HOK21" in said.err and f"wenshu revise {STOCK}" in said.err and "void" in said.err
    # a draft is its author's, and on the branch that asks for the change it is his to make
    verbs.git(house.root, "checkout", "-q", "HEAD", "--", ".")
    scratch.put(house.root, {"documents/2026/draft": verbs.paper(title="关于盘点的通知")})
    assert committed(house).code == 0
    asked(house)


def test_hok22_a_controlled_file_changes_by_request(house: House) -> None:
    verbs.done(house.root, "hook install")
    (house.root / "templates/html/list.html").write_text("<p>别的</p>", encoding="utf-8")
    verbs.git(house.root, "add", "-A")
    assert committed(house).code == 0  # nobody asked that history be watched
    since = verbs.git(house.root, "rev-parse", "HEAD").strip()
    edit(house, "as_of:", f"witness: {{since: '{since}'}}\nas_of:", "records/company.yaml")
    assert committed(house).code == 0
    (house.root / "templates/html/list.html").write_text("<p>又一个</p>", encoding="utf-8")
    said = committed(house)
    assert said.code == 1 and "HOK22" in said.err and "wenshu revise templates/html/list.html" in said.err


def test_a_merge_is_not_an_edit_by_hand(house: House) -> None:
    verbs.done(house.root, "hook install")
    verbs.git(house.root, "checkout", "-q", "-b", "other", "HEAD~1")
    (house.root / "note.txt").write_text("这边\n", encoding="utf-8")
    assert committed(house).code == 0
    verbs.git(house.root, "checkout", "-q", "main")
    (house.root / "note.txt").write_text("那边\n", encoding="utf-8")
    assert committed(house).code == 0
    verbs.git(house.root, "checkout", "-q", "other")
    subprocess.run(["git", "merge", "main"], cwd=house.root, capture_output=True)
    (house.root / "note.txt").write_text("两边\n", encoding="utf-8")
    said = committed(house)
    assert said.code == 0, said.err  # the ledger file comes from main
    assert verbs.git(house.root, "log", "-1", "--format=%P").count(" ") == 1


def test_the_hook_finds_a_company_below_the_top_of_its_repository(tmp_path: Path) -> None:
    top = tmp_path / "公司 文件"
    verbs.git(tmp_path, "init", "-q", "-b", "main", str(top))
    root = scratch.make(top / "office", {STOCK: verbs.paper()})
    verbs.git(top, "config", "user.name", "某人")
    verbs.git(top, "config", "user.email", "secretary@example.test")
    verbs.done(root, "hook install")
    house = House(root, root)
    assert committed(house).code == 0
    verbs.forge(root, STOCK, "核稿", "沈一鸣", "销售部经理")
    said = committed(house)
    assert said.code == 1 and "HOK20" in said.err, said.err


# ── putting it there ─────────────────────────────────────────────────────────────────────────


def test_hok30_a_foreign_hook_is_left_alone(house: House) -> None:
    path = house.root / ".git/hooks/pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    said = verbs.run(house.root, "hook install")
    assert said.code == 1 and "HOK30" in said.err and "hook pre-commit" in said.err
    assert path.read_text(encoding="utf-8") == "#!/bin/sh\nexit 0\n"
    assert verbs.run(house.root, "hook install --force").code == 0
    assert "-P -m wenshu hook pre-commit" in path.read_text(encoding="utf-8")
    again = verbs.run(house.root, "hook install")
    assert again.code == 0 and "已经装着" in again.out


def test_hok31_hooks_kept_elsewhere_are_said(house: House, tmp_path: Path) -> None:
    verbs.git(house.root, "config", "core.hooksPath", str(tmp_path / "hooks"))
    said = verbs.run(house.root, "hook install")
    assert said.code == 1 and "HOK31" in said.err and str(tmp_path / "hooks") in said.err
    assert not (house.root / ".git/hooks/pre-commit").exists()
    verbs.done(house.root, "hook install --force")
    assert (tmp_path / "hooks/pre-commit").is_file()


def test_a_forge_that_runs_a_folder_of_hooks(tmp_path: Path) -> None:
    bare = tmp_path / "office.git"
    verbs.git(tmp_path, "init", "-q", "--bare", str(bare))
    (bare / "hooks/pre-receive.d").mkdir(parents=True)
    verbs.done(bare, "hook install")
    assert (bare / "hooks/pre-receive.d/wenshu").is_file() and not (bare / "hooks/pre-receive").exists()


def test_hok32_no_repository(tmp_path: Path) -> None:
    said = verbs.run(tmp_path, "hook install")
    assert said.code == 1 and "HOK32" in said.err
    done = subprocess.run(
        [sys.executable, "-m", "wenshu", "-C", str(tmp_path), "hook", "pre-receive"], input=b"", capture_output=True
    )
    assert done.returncode == 4 and b"HOK32" in done.stderr


def test_the_tree_of_a_push_is_read_from_the_bare_repository(house: House) -> None:
    tip = verbs.git(house.root, "rev-parse", "HEAD").strip()
    assert ISSUED in gitpast.tree_at(house.bare, tip)
