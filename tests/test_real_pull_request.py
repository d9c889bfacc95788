"""A real pull request: a bare repository behind git's own daemon on loopback, its hook, and people's clones.

Nothing is played: staff push over the network, the server refuses or takes by its hook, and the site is
built from a fresh clone of what the server has.
"""

from __future__ import annotations

import csv
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import revisions
import verbs
from revisions import NOTICE, RULE
from verbs import git

DAEMON = ("--reuseaddr", "--listen=127.0.0.1", "--export-all", "--enable=receive-pack", "--informative-errors")


@dataclass(frozen=True)
class Server:
    """The company's server: its bare repository, and the address people know."""

    bare: Path
    address: str

    def clone(self, folder: Path, name: str, email: str) -> Path:
        """Clone as a person does; return the root."""
        git(folder.parent, "clone", "-q", self.address, str(folder))
        git(folder, "config", "user.name", name)
        git(folder, "config", "user.email", email)
        return folder

    def refs(self) -> dict[str, str]:
        """Return what stands on the server."""
        told = git(self.bare, "for-each-ref", "--format=%(refname) %(objectname)").split()
        return dict(zip(told[::2], told[1::2], strict=True))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with the company on it, pushed by the secretary; its process ends with the test."""
    folder = tmp_path / "server"
    folder.mkdir()
    bare = folder / "office.git"
    git(folder, "init", "-q", "--bare", "-b", "main", str(bare))
    verbs.done(bare, "hook install")
    # git's daemon itself, not `git daemon`, which would leave it behind when it ends
    program = Path(git(folder, "--exec-path").strip()) / "git-daemon"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    daemon = subprocess.Popen([program, *DAEMON, f"--port={port}", f"--base-path={folder}", folder])
    try:
        wait(port)
        made = Server(bare, f"git://127.0.0.1:{port}/office.git")
        begin(made, folder / "office")
        yield made
    finally:
        daemon.terminate()
        daemon.wait(timeout=10)


def wait(port: int) -> None:
    """Wait until something listens."""
    for _ in range(100):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("git daemon does not listen")


def begin(server: Server, folder: Path) -> None:
    """Let the secretary put the company on the server; from then on numbers are claimed there."""
    root = revisions.company(folder)
    file = root / "records/company.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("as_of:", "remote: origin\nas_of:", 1), encoding="utf-8", newline="\n")
    git(root, "commit", "-qam", "文号由服务器管")
    git(root, "remote", "add", "origin", server.address)
    assert "HOK12" in push(root, "main")


def push(root: Path, *words: str) -> str:
    """Push; return what the server said."""
    done = subprocess.run(["git", "push", "origin", *words], cwd=root, check=True, capture_output=True)
    return done.stderr.decode("utf-8")


def refused(root: Path, *words: str) -> str:
    """Push what must be refused; return the server's words."""
    done = subprocess.run(["git", "push", "origin", *words], cwd=root, capture_output=True)
    said = done.stderr.decode("utf-8")
    assert done.returncode == 1 and "pre-receive hook declined" in said, said
    assert "Traceback" not in said, said
    return said


def build(root: Path) -> Path:
    """Build a clone; return the office's site."""
    built = verbs.run(root, "build")
    assert built.code == 0, built.out
    return root / "site/office"


def page(site: Path, path: str) -> str:
    """Return the visible text of a page."""
    told = Path(site / f"{path}.html").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", told).replace("\u3000", ""))


def rows(site: Path, register: str) -> list[dict[str, str]]:
    """Return the rows of a register's CSV file."""
    with Path(site / f"registers/{register}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [{key: value.strip() for key, value in row.items()} for row in csv.DictReader(stream)]


@pytest.mark.req("FRM-04", "FRM-05")
def test_a_change_goes_from_a_clerk_to_the_site(server: Server, tmp_path: Path) -> None:
    clerk = server.clone(tmp_path / "clerk", "李明", "liming@example.test")
    before = server.refs()

    # straight to main: refused, with the reason and the way out, in Chinese and English
    revisions.edit(clerk)
    git(clerk, "commit", "-qam", "顺手改了制度")
    said = refused(clerk, "main")
    assert "已编号的文件被改动" in said and "没有经过批准的修改申请" in said and f"wenshu revise {RULE}" in said
    assert "an issued paper was changed" in said
    git(clerk, "reset", "-q", "--hard", "origin/main")

    # asked for: the request goes to the server as a branch of its own
    revisions.edit(clerk)
    branch = revisions.ask(clerk)
    assert f"refs/heads/{branch}" in server.refs()
    assert server.refs()["refs/heads/main"] == before["refs/heads/main"]

    # merged by somebody who may not decide: refused
    git(clerk, "merge", "-q", "--no-ff", "-m", f"Merge branch '{branch}'", branch)
    said = refused(clerk, "main")
    assert "WIT32" in said and "没有决定的修改申请" in said and "wenshu decide" in said
    git(clerk, "reset", "-q", "--hard", "origin/main")

    # squashed, as a forge's button offers it: refused too
    git(clerk, "merge", "-q", "--squash", branch)
    git(clerk, "commit", "-qm", "压成一个提交")
    assert "NUM07" in refused(clerk, "main")
    git(clerk, "reset", "-q", "--hard", "origin/main")

    # and the branch cannot be made to disappear
    said = refused(clerk, "--delete", branch)
    assert "HOK03" in said and "还没有决定，不能删除" in said and "--withdraw" in said

    # decided by those who may, in a clone of their own
    gm = server.clone(tmp_path / "gm", "周启衡", "gm@example.test")
    revisions.agree(gm, branch, "沈一鸣")
    git(gm, "merge", "-q", "--no-ff", "-m", "还没有总经理批准", branch)
    assert "WIT32" in refused(gm, "main")
    git(gm, "reset", "-q", "--hard", "origin/main")
    revisions.agree(gm, branch, "周启衡")
    assert revisions.main(gm)[0].startswith("批准：改〔2026〕001")
    done = verbs.run(gm, "sync")
    assert done.code == 0, done.err
    merged = server.refs()["refs/heads/main"]
    assert merged == git(gm, "rev-parse", "main").strip()
    assert [ref for ref in server.refs() if ref.startswith("refs/numbers/2026/")]  # claimed where all can see it

    # now the branch has served
    push(clerk, "--delete", branch)
    assert f"refs/heads/{branch}" not in server.refs()

    # the site, built from what the server has, shows the request, its approval and the new edition
    site = build(server.clone(tmp_path / "reader", "某人", "reader@example.test"))
    (row,) = rows(site, "requests")
    wanted = {"申请号": "改〔2026〕001", "申请人": "李明", "名称": "试乘试驾管理制度", "原因": "实际做法已变",
              "结果": "同意", "批准日期": "2026-06-12", "新版本": "A/1"}  # fmt: skip
    assert row.items() >= wanted.items()
    form = page(site, "requests/2026-001")
    assert re.search("修改前 修改后 正文第1段 各部门请备货。 各部门请 ?于月底前 ?备货。", form)
    for step, person in (("申请部门 主管", "沈一鸣"), ("归口部门 审核", "沈一鸣"), ("总经理 批准", "周启衡")):
        assert f"{step} 同意 签名： {person} 2026年6月12日" in form
    paper = page(site, RULE)
    assert "版本 A/1" in paper and "各部门请于月底前备货。" in paper and "各部门请备货。" not in paper
    assert [line["申请号"] for line in rows(site, "editions") if line["版本"] == "A/1"] == ["改〔2026〕001"]


def test_what_is_pending_and_what_was_refused_show_too(server: Server, tmp_path: Path) -> None:
    clerk = server.clone(tmp_path / "clerk", "李明", "liming@example.test")
    first = len(git(clerk, "log", "--format=%H", "origin/main").split())
    revisions.edit(clerk, new="各部门随意。")
    wanted = revisions.ask(clerk)
    gm = server.clone(tmp_path / "gm", "周启衡", "gm@example.test")
    text = (gm / f"records/{RULE}.yaml").read_bytes()
    verbs.done(gm, f"decide {wanted} --refuse --as 沈一鸣 --opinion 不能随意 --on 2026-06-12", "sync")
    assert (gm / f"records/{RULE}.yaml").read_bytes() == text
    assert len(git(gm, "log", "--format=%H", "main").split()) > first

    revisions.edit(clerk, new="各部门请于月中备货。", id_=NOTICE)
    pending = revisions.ask(clerk, NOTICE, "--kind 更正件")
    assert f"refs/heads/{pending}" in server.refs()
    site = build(server.clone(tmp_path / "reader", "某人", "reader@example.test"))
    told = {row["名称"]: row for row in rows(site, "requests")}
    rule, notice = told["试乘试驾管理制度"], told["关于春季备货的通知"]
    assert (rule["申请号"], rule["结果"], rule["新版本"]) == ("改〔2026〕001", "退回", "")
    assert "不能随意" in rule["原因"] and "各部门随意" not in page(site, RULE)
    assert (notice["申请号"], notice["结果"], notice["类别"]) == ("待定", "待批", "更正件")
    assert "各部门请备货。" in page(site, NOTICE)
