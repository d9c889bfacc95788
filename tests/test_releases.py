"""Releases: what went out to whom, on whose word. Pledges: who may read secrets, and promised to keep them."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

import paperwork
import scratch
import verbs
from verbs import git
from wenshu import yamlread

SECRET = "documents/2026/discount"
CLERK = """\
  - {name: clerk, title: 回访员, classes: [公开], values: {contact: clear}, on_demand: true, readers: [李明]}
"""
PLEDGE = """\
    person: 林晓岚
    dept: 总经理办公室
    post: 总经理秘书
    may_know:
      - 业绩考核汇总表
      - 总经理办公会纪要
    text: |
      本人知悉上列范围内的报表、档案属于公司的商业秘密，承诺如下。

      ## 保管

      只在办公场所阅看，不摘抄、不拍照、不带出，用后即交回或删去。
    years: 2
    drafted_on: 2026-03-01
    """


def company(folder: Path, **changed: str) -> Path:
    """Return a company in git whose GM's office is read by its secretary and released on the GM's word."""
    text = scratch.COMPANY.replace("    readers: [监事]\n", "    readers: [总经理秘书]\n    approver: 总经理\n")
    for before, after in changed.items():
        text = text.replace(before, after)
    text = text.replace("policies: {}\n", CLERK + "policies: {}\n")
    secret = verbs.paper(title="关于二季度折扣的通知", **{"class": "商业秘密（普通）"})
    papers = {verbs.STOCK: verbs.paper(), SECRET: secret}
    return verbs.company(folder, papers, text)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = company(tmp_path)
    verbs.done(made, "build")
    return made


def releases(root: Path) -> list[dict[str, object]]:
    """Return what the register of releases has, in the order of the files."""
    found = sorted((root / "records/releases").rglob("*.yaml"))
    return [yamlread.read(p.name, p.read_bytes())[0] or {} for p in found]


def by_hand(folder: Path) -> str:
    """Return the digest as an auditor gets it from a folder, with no program of ours."""
    line = r"find . -type f | sed 's|^[.]/||' | LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum | sha256sum"
    return subprocess.run(line, shell=True, cwd=folder, capture_output=True, check=True).stdout.decode()[:64]


# ── the register ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.req("FRM-09")
def test_what_was_published_stands_in_the_register(root: Path, tmp_path: Path) -> None:
    head = git(root, "rev-parse", "HEAD").strip()
    said = verbs.run(root, f"publish {tmp_path / 'share/a'} --audience staff --to 各部门 --recall 每月末覆盖")
    assert said.code == 0 and "已登记发放" in said.out, said.err
    told = releases(root)[0]
    folder = tmp_path / "share/a/staff"
    assert told == {
        "what": "全体员工的网站", "audience": "staff", "class": "内部资料", "to": "各部门", "by": "林晓岚",
        "on": "2026-06-30", "medium": "共享文件夹", "head": head, "recall": "每月末覆盖",
        "files": str(sum(p.is_file() for p in folder.rglob("*"))), "digest": by_hand(folder),
    }  # fmt: skip
    assert not scratch.said(root)[1:]  # but the pledge that the secretary has not signed
    assert "Release: releases/2026/2026-06-30-staff-" in git(root, "log", "-1", "--format=%B")
    assert git(root, "status", "--porcelain", "records") == ""


def test_on_whose_word_is_the_post_that_approves_an_audience(root: Path, tmp_path: Path) -> None:
    verbs.done(root, f"publish {tmp_path / 'out'} --audience office --as 李明")
    told = releases(root)[0]
    assert (told["by"], told["word_of"], told["post"]) == ("李明", "周启衡", "总经理")
    assert told["class"] == "商业秘密（核心）"
    said = verbs.run(root, f"publish {tmp_path / 'other'} --audience office --word-of 林晓岚")
    assert said.code == 0 and "REL04" in said.err and {r["word_of"] for r in releases(root)} == {"周启衡", "林晓岚"}


def test_nobody_puts_secrets_out_on_nobodys_word(tmp_path: Path) -> None:
    root = company(tmp_path, **{"    approver: 总经理\n": ""})
    verbs.done(root, "build")
    said = verbs.run(root, f"publish {tmp_path / 'out'} --audience office")
    assert said.code == 1 and "REL01" in said.err and "--word-of" in said.err
    assert not (tmp_path / "out").exists() and not (root / "records/releases").exists()
    assert verbs.run(root, f"publish {tmp_path / 'out'} --audience office --word-of 周启衡 --dry-run").code == 0
    assert not (tmp_path / "out").exists()
    verbs.done(root, f"publish {tmp_path / 'out'} --audience office --audience staff --word-of 周启衡")
    assert len(releases(root)) == 2  # each site is a release of its own
    assert verbs.run(root, f"publish {tmp_path / 'x'} --audience office --word-of 无此人").code == 2
    assert verbs.run(root, f"publish {tmp_path / 'x'} --on 2027-01-01").code == 1


def test_publishing_comes_to_rest(root: Path, tmp_path: Path) -> None:
    share = tmp_path / "share"
    line = f"publish {share} --audience staff --audience office"
    verbs.done(root, line)
    put_out = {p: p.read_bytes() for p in share.rglob("*") if p.is_file()}
    assert len(releases(root)) == 2
    for _ in range(2):  # the register's own page now tells of the release: that is no change
        verbs.done(root, "build")
        said = verbs.run(root, line)
        assert said.code == 0 and "没有新内容" in said.out and "更新 0 个文件" in said.out
        assert len(releases(root)) == 2 and git(root, "status", "--porcelain", "records") == ""
    assert {p: p.read_bytes() for p in share.rglob("*") if p.is_file()} == put_out
    assert {by_hand(share / name) for name in ("staff", "office")} == {r["digest"] for r in releases(root)}
    verbs.signed(root, verbs.STOCK)
    verbs.done(root, f"issue {verbs.STOCK} --on 2026-03-13", "build", line, "build", line)
    assert len(releases(root)) == 4
    assert "全体员工的网站" in (share / "staff/registers/releases.html").read_text(encoding="utf-8")


def test_a_release_left_off_the_register_is_entered_by_the_next_publish(root: Path, tmp_path: Path) -> None:
    line = f"publish {tmp_path / 'share'} --audience staff"
    verbs.done(root, line)
    git(root, "reset", "-q", "--hard", "HEAD~1")  # killed between copying and recording
    assert not (root / "records/releases").exists()
    verbs.done(root, line)
    assert len(releases(root)) == 1
    verbs.done(root, f"publish {tmp_path / 'stick'} --audience staff --to 会计师事务所 --medium 移动盘")
    assert {r["to"] for r in releases(root)} == {"全体员工", "会计师事务所"}  # the same files, somebody else
    assert len({r["digest"] for r in releases(root)}) == 1


def test_a_site_older_than_a_right_that_was_lost_is_not_published(root: Path, tmp_path: Path) -> None:
    line = f"publish {tmp_path / 'share'} --audience office"
    verbs.done(root, line)
    old = tmp_path / "share/office" / f"{SECRET}.html"
    assert old.is_file()
    path = root / "records/company.yaml"
    text = path.read_text(encoding="utf-8")
    kept = text.replace("内部资料, 商业秘密（普通）, 商业秘密（核心）]\n", "内部资料]\n")
    assert kept != text
    path.write_text(kept, encoding="utf-8", newline="\n")
    told = verbs.run(root, line)
    assert told.code == 1 and "REL06" in told.err and "wenshu build" in told.err and "折扣" not in told.err
    verbs.done(root, "build", line)
    assert not old.exists()


def test_the_site_of_an_audience_that_is_no_more_is_told(root: Path, tmp_path: Path) -> None:
    verbs.done(root, f"publish {tmp_path / 'share'} --audience staff")
    path = root / "records/company.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("name: staff", "name: everybody"), encoding="utf-8", newline="\n"
    )
    verbs.done(root, "build")
    told = verbs.run(root, f"publish {tmp_path / 'share'} --audience everybody")
    assert told.code == 0 and "REL07" in told.err and "staff" in told.err, told
    assert "REL07" not in verbs.run(root, f"publish {tmp_path / 'other'} --audience everybody").err


def test_a_bundle_is_a_release_too(root: Path, tmp_path: Path) -> None:
    """REL05: it holds the whole history; nobody was named on whose word it went."""
    verbs.done(root, f"bundle {tmp_path / 'out'} --unproved --to 会计师事务所 --word-of 周启衡")
    told = releases(root)[0]
    assert (told["what"], told["to"], told["class"]) == ("审计包（全部历史和网站）", "会计师事务所", "商业秘密（核心）")
    assert told["digest"] == by_hand(tmp_path / "out") and told["word_of"] == "周启衡"
    assert {p.name for p in (tmp_path / "out/site").iterdir()} == {"staff", "office"}  # what is for one desk stays
    assert "REL05" not in scratch.codes(root)
    verbs.done(root, f"bundle {tmp_path / 'more'} --unproved")
    assert "REL05" in scratch.codes(root)
    said = verbs.run(root, f"bundle {tmp_path / 'x'} --unproved --audience clerk")
    assert said.code == 1 and "REL03" in said.err and not (tmp_path / "x").exists()


def test_the_register_shows_each_reader_what_his_classes_allow(root: Path, tmp_path: Path) -> None:
    verbs.done(root, f"publish {tmp_path / 'share'} --audience staff", f"publish {tmp_path / 'gm'} --audience office")
    scratch.put(root, {"release_recalls/2026/gm": f"""\
        release: releases/2026/2026-06-30-office-{str(releases(root)[0]["digest"])[:8]}
        class: 商业秘密（核心）
        on: 2026-06-30
        by: 林晓岚
        outcome: 已销毁
        text: 移动盘当面格式化
        """})  # fmt: skip
    rows = paperwork.rows("releases", paperwork.office(root))
    assert [(r["title"], r.get("word"), r.get("back")) for r in rows] == [
        ("全体员工的网站", None, None), ("总经理办公室的网站", "周启衡（总经理）", "2026-06-30 已销毁"),
    ]  # fmt: skip
    verbs.done(root, "build")
    page = (root / "site/staff/registers/releases.html").read_text(encoding="utf-8")
    assert "全体员工的网站" in page and "共发放 1 次" in page
    assert "总经理办公室的网站" not in page and "周启衡" not in page and "移动盘当面" not in page
    page = (root / "site/office/registers/releases.html").read_text(encoding="utf-8")
    assert "总经理办公室的网站" in page and "已销毁" in page


def test_without_git_it_is_published_as_before(tmp_path: Path) -> None:
    root = scratch.make(tmp_path / "plain", {verbs.STOCK: verbs.paper()})
    verbs.done(root, "build", f"publish {tmp_path / 'share'}")
    assert (tmp_path / "share/staff/index.html").exists() and not (root / "records/releases").exists()


# ── what never lies beside another's ──────────────────────────────────────────────────────────


def test_personal_values_never_go_out_beside_another_site(root: Path, tmp_path: Path) -> None:
    verbs.done(root, "build --audience clerk")
    share, desk = tmp_path / "net/share", tmp_path / "desk/a/b"
    said = verbs.run(root, f"publish {share}")  # not what is made for one desk, nor what shows trade secrets
    assert said.code == 0 and "没有放：clerk、office" in said.out
    assert {p.name for p in share.iterdir()} == {"staff"}
    for goal in (share, share / "clerk", share.parent / "clerks", share / "staff"):
        said = verbs.run(root, f"publish {goal} --audience clerk")
        assert said.code == 1 and "REL02" in said.err and "个人信息" in said.err, goal
    said = verbs.run(root, f"publish {desk} --audience clerk --audience staff")
    assert said.code == 1 and "REL03" in said.err and not desk.exists()
    verbs.done(root, f"publish {desk} --audience clerk", "build", "build --audience clerk")
    said = verbs.run(root, f"publish {desk} --audience clerk")
    assert said.code == 0 and "没有新内容" in said.out
    assert verbs.run(root, f"publish {desk} --audience staff").code == 1  # nor does another come beside it
    assert verbs.run(root, f"publish {desk.parent / 'c'} --audience staff").code == 1


def test_the_digest_of_a_site_with_personal_values_cannot_be_guessed(root: Path, tmp_path: Path) -> None:
    verbs.done(root, "build --audience clerk")
    for name in ("one", "two"):
        verbs.done(root, f"publish {tmp_path / name / 'x'} --audience clerk --to 回访员{name}")
    told = releases(root)
    assert len({r["digest"] for r in told}) == 2  # the same pages, and a file of chance beside each
    assert {by_hand(tmp_path / name / "x/clerk") for name in ("one", "two")} == {r["digest"] for r in told}
    assert hashlib.sha256((tmp_path / "one/x/clerk/index.html").read_bytes()).hexdigest() not in str(told)


# ── pledges ───────────────────────────────────────────────────────────────────────────────────


def pledged(root: Path, **more: str) -> None:
    scratch.put(root, {"pledges/2026/lin": PLEDGE + "".join(f"{key}: {value}\n    " for key, value in more.items())})
    verbs.done(root, "save")
    verbs.done(root, "approve pledges/2026/lin --as 林晓岚 --step 承诺 --on 2026-03-01")


@pytest.mark.req("FRM-08")
def test_a_reader_of_secrets_has_a_pledge_on_record(root: Path) -> None:
    """PLE01: she reads what the GM's office sees; her own signature alone is no pledge."""
    assert [c for c in scratch.said(root) if "PLE" in c] == [
        "records/company.yaml: PLE01 林晓岚是“总经理办公室”的读者，能看商业秘密，没有有效的保密承诺书"
    ]
    pledged(root)
    rows = paperwork.rows("pledges", paperwork.office(root))
    assert [(r["name"], r["state"]) for r in rows] == [("林晓岚", "待签"), ("林晓岚", "缺")]
    assert rows[1]["title"] == "（读者：总经理办公室）"
    # she heads her department herself: the highest post that is not hers signs for it
    verbs.done(root, "approve pledges/2026/lin --as 周启衡 --step 主管 --on 2026-03-02")
    assert not [c for c in scratch.codes(root) if c.startswith("PLE")]
    rows = paperwork.rows("pledges", paperwork.office(root))
    assert rows == [{
        "no": "1", "name": "林晓岚", "dept": "总经理办公室", "post": "总经理秘书",
        "title": "业绩考核汇总表、总经理办公会纪要", "signed": "2026-03-02", "until": "离任后2年", "state": "有效",
    }]  # fmt: skip
    verbs.done(root, "build")
    assert (root / "site/staff/pledges/2026/lin.docx").stat().st_size > 5000
    page = (root / "site/staff/pledges/2026/lin.html").read_text(encoding="utf-8")
    assert "任职期间和离任后 2 年内" in page and "业绩考核汇总表" in page


def test_a_pledge_binds_for_years_after_leaving_and_no_longer(root: Path) -> None:
    """PLE04: who left and is still named as a reader."""
    pledged(root)
    verbs.done(root, "approve pledges/2026/lin --as 周启衡 --step 主管 --on 2026-03-02")
    text = (root / "records/company.yaml").read_text(encoding="utf-8")
    held = "{post: 总经理秘书, from: 2020-01-01}"
    text = text.replace(held, held.replace("}", ", until: 2026-04-30}"))
    text = text.replace("readers: [总经理秘书]", "readers: [林晓岚]")
    (root / "records/company.yaml").write_text(text, encoding="utf-8", newline="\n")
    row = paperwork.rows("pledges", paperwork.office(root))[0]
    assert (row["state"], row["until"]) == ("离任后仍有效", "2028-04-30")
    assert any("PLE04" in c and "2026-04-30" in c for c in scratch.said(root))
    from datetime import date

    late = paperwork.rows("pledges", paperwork.office(root, date(2028, 5, 1)))
    assert [(r["name"], r["state"]) for r in late] == [("林晓岚", "到期"), ("林晓岚", "缺")]


def test_readers_are_named_and_known(tmp_path: Path) -> None:
    """PLE02, PLE03: secrets without a reader; a reader nobody knows."""
    root = scratch.make(tmp_path / "c", {}, scratch.COMPANY.replace("    readers: [监事]\n", ""))
    assert scratch.said(root) == [
        "records/company.yaml: PLE02 “总经理办公室”能看商业秘密，公司档案没有写它的读者是谁"
    ]
    root = scratch.make(tmp_path / "d", {}, scratch.COMPANY.replace("readers: [监事]", "readers: [监视]"))
    found = [f for f in scratch.read(root).findings if f.code.id == "PLE03"]
    assert len(found) == 1 and found[0].severity == "error" and "监事" in found[0].hint()
    # a sight that reaches secrets counts like a class of the whole audience
    sight = "classes: [公开, 内部资料], also: [{classes: [商业秘密（普通）], depts: [销售部]}]}"
    text = scratch.COMPANY.replace("classes: [公开, 内部资料]}", sight)
    assert any("全体员工" in c and "PLE02" in c for c in scratch.said(scratch.make(tmp_path / "e", {}, text)))


def test_what_a_pledge_cannot_be(tmp_path: Path) -> None:
    """PLE05, PLE06: an end before its beginning; a post not held that day."""
    wrong = PLEDGE.replace("post: 总经理秘书", "post: 总经理") + "until: 2026-02-01\n"
    root = scratch.make(tmp_path / "c", {"pledges/2026/lin": wrong})
    assert {"PLE05", "PLE06"} <= scratch.codes(root)
