"""Whatever a person does to a file or types after ``wenshu``: findings and an exit code, never a traceback."""

from __future__ import annotations

import hashlib
import io
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import lending
import revisions
import scratch
import verbs
from mutations import MUTATIONS, ODD
from wenshu import cli, diagnostics, files
from wenshu.build import judge

# ── files ─────────────────────────────────────────────────────────────────────────────────────────

TREE: Mapping[str, bytes] = files.read_tree(scratch.HOUSE)[0]
"""The demonstration company: every kind of record and fact there is."""


def _sorts() -> dict[str, tuple[str, ...]]:
    """Return the files that are typed or written by the program, by kind, so that each kind is as likely."""
    found: dict[str, list[str]] = {}
    for path in TREE:
        if path.endswith(".yaml"):
            sort = path if path.count("/") == 1 else path.split("/")[1]
            found.setdefault(sort, []).append(path)
    return {sort: tuple(paths) for sort, paths in found.items()}


_paths = st.sampled_from(sorted(_sorts().items())).flatmap(lambda sort: st.sampled_from(sort[1]))
_names = st.sampled_from(["a value is another"] * 8 + ["a key is another"] * 2 + list(MUTATIONS))
_slips = st.lists(
    st.tuples(_names, st.integers(0, 1 << 16), st.sampled_from(ODD)), min_size=1, max_size=3
)  # fmt: skip
_PLACES = (
    "records/documents/0000/a.yaml", "records/documents/²/a.yaml", "records/documents/99999/a.yaml", "records/a.yaml",
    "records/documents/a.yaml", "records/numbers/0000/销/0001.yaml", "records/numbers/２０２６/销/0001.yaml",
    "records/numbers/2026/closed.yaml", "records/numbers/0000/closed.yaml", "records/numbers/all/纪/0000.yaml",
    "records/numbers/2026/销/00001.yaml", "records/approvals/x.yaml", "records/distribution/a/e0-01.yaml",
    "records/approvals/documents/2026/a/abcdefabcdef-1-签发.yaml", "records/distribution/a/e1-print.yaml",
    "records/company/company.yaml", "records/kind/a.yaml", "records/documents/2026/con.yaml", "schemas/new.yaml",
    "records/custody/文书档案/documents/2026/a/1.yaml", "records/custody/a.yaml", "records/custody/文书档案/a/01.yaml",
    "schemas/2026/minutes.yaml", "schemas/attachments.yaml", "records/attachments/ab/x.yaml", "records/é/\udcff.yaml",
)  # fmt: skip
"""Where a file may be put by mistake."""


def told(tree: Mapping[str, bytes]) -> tuple[diagnostics.Finding, ...]:
    """Judge a tree and hold its findings to their promises."""
    judged = judge(dict(sorted(tree.items())), None, scratch.TODAY)
    assert judged.findings == diagnostics.sort(judged.findings)
    assert judged.office is not None or diagnostics.errors(judged.findings), "nothing is silently unread"
    for finding in judged.findings:
        line = finding.told()
        assert line.message and line.hint and line.message_en and line.hint_en, finding
        assert line.line >= 0 and line.column >= 0 and (line.line == 0) == (line.column == 0), finding
    return judged.findings


def slipped(data: bytes, slips: list[tuple[str, int, str]]) -> bytes:
    """Return a file after some mistakes; one saved in another encoding is not typed in any more."""
    for name, at, odd in slips:
        try:
            data = MUTATIONS[name](data, at, odd)
        except UnicodeDecodeError:
            return data
    return data


@settings(max_examples=160, deadline=None, derandomize=True)
@given(_paths, _slips)
@example("schemas/transcript.yaml", [("a value is another", 42453, "signed")])
@example("schemas/company.yaml", [("a value is another", 48978, "documents/2026")])
def test_a_file_with_mistakes_is_told_about(path: str, slips: list[tuple[str, int, str]]) -> None:
    told({**TREE, path: slipped(TREE[path], slips)})


@settings(max_examples=50, deadline=None, derandomize=True)
@given(_paths, st.sampled_from(_PLACES), st.booleans(), _slips)
def test_a_file_in_another_place_is_told_about(
    path: str, place: str, moved: bool, slips: list[tuple[str, int, str]]
) -> None:
    data = TREE[path] if moved else slipped(TREE[path], slips)
    if place.startswith("records/attachments/"):
        data = hashlib.sha256(data).hexdigest().encode("ascii")  # as the tree is read
    tree = {**TREE, place: data}
    if moved:
        del tree[path]
    told(tree)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(_paths, st.binary(max_size=80) | st.text(max_size=80).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_a_file_of_anything_is_told_about(path: str, data: bytes) -> None:
    assert told({**TREE, path: data}), "no file of ours can be anything"


@pytest.mark.parametrize("gone", ["records/", "schemas/", "records/company", "schemas/numbers", "records/numbers/"])
def test_a_folder_that_is_gone_is_told_about(gone: str) -> None:
    assert diagnostics.errors(told({path: data for path, data in TREE.items() if not path.startswith(gone)}))


# ── commands ──────────────────────────────────────────────────────────────────────────────────────

_WORDS = (
    "", " ", "无此人", "../../etc/passwd", "..", "/", "stock/", "x" * 4000, "字" * 300, "2026-02-30", "2026-3-1",
    "0000-00-00", "9999-12-31", "-1", "0", "99999999999999999999", "1.5", "²", "{0}", "%s", "a\nb", "con", "C:\\x",
    "*", "[", "(销)001", "documents/2026/stock", "stock", "--", "林晓岚", "总经理", "销", "办", "2026", "all", "签发",
    "外单位:", "title=", "=", "系列=销", "title", "series=鬼", "body={{ 7*7 }}", "distribution=xx：：，，；",
    "nowhere/x.pdf", "“”", "#", "|", "💥", "nobody", "\udcff", "\0",
)  # fmt: skip
_RIGHT: Mapping[str, tuple[str, ...]] = {
    "papers": (verbs.STOCK, "documents/2026/two"), "paper": (verbs.STOCK, "two"), "kind": ("documents", "fax"),
    "person": ("林晓岚", "沈一鸣"), "step": ("核稿", "签发"), "on": ("2026-03-12", "2026-05-20"),
    "series": ("销", "通"),
    "items": (verbs.STOCK, lending.MANUAL, "box-2026-01"), "item": (verbs.STOCK,), "named": ("李明", "销售部"),
    "branch": ("stock", "revision/stock-2026-06-10"), "approved_by": ("林晓岚", "周启衡"), "asker": ("李明", "沈一鸣"),
    "due": ("2026-06-01", "2027-01-04"), "until": ("2026-12-31",), "effective": ("2026-07-01",),
    "reason": ("有误",), "purpose": ("核对数量",), "report": ("找遍未见",), "archive": ("文书档案", "技术资料"),
    "ref": (verbs.STOCK, "templates/docx/fax.docx", "company"), "code": ("AAAAAAAAAA",), "companion": ("李明",),
}  # fmt: skip
"""What is right, so that a line does not always stumble over its first word."""


def _verbs(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        yield words, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from _verbs(inner, (*words, name))


VERBS = {" ".join(words): command for words, command in _verbs(cli.hall, ())}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company in git with one issued paper, one draft, a loan and a request."""
    text = lending.COMPANY.replace("meeting_types:\n", revisions.SERIES + "meeting_types:\n")
    made = lending.company(tmp_path_factory.mktemp("company"), text)
    lending.done(made, "2026-05-20", lending.lend())
    verbs.done(
        made, f"revise {verbs.STOCK} --reason 有误 --kind 勘误 --requested-by 李明 --on 2026-06-10", "revise --leave",
    )  # fmt: skip
    scratch.put(made, {"documents/2026/two": verbs.paper(title="关于试驾车的通知")})
    verbs.git(made, "add", "-A")
    verbs.git(made, "commit", "-q", "-m", "a draft")
    return made


def typed(chance: random.Random, command: click.Command) -> list[str]:
    """Return odd words for a command's arguments and some of its options."""
    words: list[str] = []
    for parameter in command.params:
        flag = isinstance(parameter, click.Option) and parameter.is_flag
        name = parameter.name or ""
        if isinstance(parameter, click.Argument):
            count = 1 if parameter.required else chance.randrange(2)
        elif not parameter.required and chance.random() > 0.3:
            continue
        else:
            words.append(parameter.opts[-1])
            count = 0 if flag else 1
        right = _RIGHT.get(name, ()) if chance.random() < 0.5 else ()
        if isinstance(parameter.type, click.Path):
            right = ("", "nowhere/x.pdf", "records", "con", "\udcff", "/dev/null")  # nothing that others own
        words += [chance.choice(right or _WORDS) for _ in range(count)]
    return words


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"demo"}))
def test_a_command_line_of_odd_words_is_answered(
    root: Path, verb: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root)
    chance = random.Random(verb)
    for _ in range(16):
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        before = verbs.tree(root)
        line = [*verb.split(" "), *typed(chance, VERBS[verb])]
        if any("--dry-run" in parameter.opts for parameter in VERBS[verb].params):
            line.append("--dry-run")
        with pytest.raises(SystemExit) as ended:
            cli.main(["-C", str(root), *line])
        said = capsys.readouterr()
        # 130: a question was asked and nobody answered
        assert ended.value.code in (0, 1, 2, 3, 4, 130), line
        assert ended.value.code == 0 or said.err or said.out, line
        assert "Traceback" not in said.err
        if ended.value.code or "--dry-run" in line:
            assert verbs.tree(root) == before, f"{line} wrote something"


@pytest.mark.parametrize(
    "line",
    [
        ["-C", "/nonexistent", "check"],
        ["--as-of", "2026-02-30", "check"],
        ["--lang", "fr", "check"],
        ["chekc"],
        ["check", "--nowhere"],
        ["explain", "MIN99"],
        ["approve"],
        ["approve", "../../etc/passwd", "--as", "nobody", "--step", "签发", "--on", "2026-03-12"],
        ["approve", verbs.STOCK, "--as", "nobody", "--step", "核稿", "--on", "2026-03-12"],
        ["issue", "a" * 5000],
        ["void", "2026", "--as", "林晓岚", "--reason", "x"],
        ["number", "reserve", "鬼"],
        ["new", "ghosts", "--set", "title=x"],
        ["new", "documents", "--set", "titel=x"],
        ["publish", ""],
        ["revise", "nobody", "--reason", "x"],
        ["revise", "two", "--reason", "x", "--requested-by", "李明"],
        ["revise", "stock", "--stay", "--leave"],
        ["decide", "stock", "--as", "沈一鸣"],
        ["decide", "stock", "--approve", "--refuse", "--as", "沈一鸣"],
        ["decide", "revision/none", "--refuse", "--as", "沈一鸣"],
        ["lend", "stock", "--to", "李明"],
        ["lend", "two", "--to", "李明", "--purpose", "x", "--use", "阅览", "--approved-by", "林晓岚"],
        ["return", "stock"],
        ["return", "two", "--condition", "完好"],
        ["renew", "stock", "--due", "２０２６-０７-０１", "--approved-by", "林晓岚"],
        ["number", "reserve", "销", "0", "--reason", "x", "--until", "2026-12-31"],
        ["number", "reserve", "销", "五", "--reason", "x", "--until", "2026-12-31"],
        ["sync"],
        ["history", "nobody"],
        ["verify", "--code", "AAAAAAAAAA"],
        ["verify", "--code", " "],
        ["verify", "--against", "x"],
        ["bundle", "records"],
        ["init", "."],
        ["demo", "."],
    ],
)
def test_what_is_wrong_ends_in_its_exit_code(
    root: Path, line: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    with pytest.raises(SystemExit) as ended:
        cli.main([*([] if "-C" in line else ["-C", str(root)]), *line])
    said = capsys.readouterr()
    assert ended.value.code in (1, 2, 3, 4) and (said.err or said.out), (ended.value.code, said)


_DISORDER: Mapping[str, Callable[[Path], object]] = {
    "no branch": lambda root: verbs.git(root, "checkout", "-q", "--detach"),
    "a branch without a commit": lambda root: verbs.git(root, "checkout", "-q", "--orphan", "empty"),
    "no HEAD": lambda root: (root / ".git/HEAD").unlink(),
    "HEAD is nonsense": lambda root: (root / ".git/HEAD").write_text("nonsense\n"),
    "no git": lambda root: shutil.rmtree(root / ".git"),
    "a lost object": lambda root: _lose(root),
    "another git works": lambda root: (root / ".git/index.lock").touch(),
    "a branch is locked": lambda root: (root / ".git/refs/heads/main.lock").touch(),
    "a merge is not finished": lambda root: (root / ".git/MERGE_HEAD").write_text(verbs.git(root, "rev-parse", "HEAD")),
}


def _lose(root: Path) -> None:
    """Throw away the tree of the last commit, as a disk may."""
    told = verbs.git(root, "rev-parse", "HEAD^{tree}").strip()
    (root / ".git/objects" / told[:2] / told[2:]).unlink()


_LINES = (
    "lend brake-manual --to 李明 --purpose 查 --use 阅览 --approved-by 纪青", "return stock --condition 完好",
    "renew stock --due 2026-12-31 --approved-by 林晓岚 --shown 验看原件", "save", "sync",
    "decide stock --refuse --as 沈一鸣",
    "revise stock --reason 有误 --kind 勘误 --requested-by 李明", "revise --leave",
    "number reserve 销 2 --reason 备用 --until 2026-12-31", "void stock --as 沈一鸣 --reason 有误",
    "history stock", "verify --quick", "number reconcile", "hook install", "check",
)  # fmt: skip


@pytest.mark.parametrize("disorder", list(_DISORDER))
def test_a_repository_in_disorder_is_told(root: Path, tmp_path: Path, disorder: str) -> None:
    made = shutil.copytree(root, tmp_path / "company")
    _DISORDER[disorder](made)
    for line in _LINES:
        before = verbs.tree(made)
        said = verbs.run(made, line)
        assert said.code in (0, 1, 2, 3, 4) and said.out + said.err, line
        assert said.code == 0 or verbs.tree(made) == before, f"{line} failed and wrote"


def test_a_broken_company_is_told_by_every_verb_that_writes(tmp_path: Path) -> None:
    """In processes of their own, as in a shell."""
    root = scratch.make(tmp_path / "company")
    (root / "records/company.yaml").write_bytes("公司: [\n".encode("gbk"))
    for words in (["check", "--format", "json"], ["build"], ["new", "documents", "--set", "title=x"], ["save"]):
        done = subprocess.run(
            [sys.executable, "-m", "wenshu", "-C", str(root), *words], capture_output=True, text=True,
            encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode in (1, 2, 3, 4), words
        assert "COM07" in done.stdout + done.stderr and "YML06" in done.stdout + done.stderr, words
        assert "Traceback" not in done.stderr
