"""What a secretary types at the verbs of sealing: names, places, pipes and mistakes, and what she is told."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

import cards
import verbs
from wenshu import keyring, publishing, sealed

ID = "customers/2026/c-00001"
PHONE, OTHER = "13912345678", "13899990000"
_, PRIVATE = sealed.make_key()
PUBLIC = sealed.public_of(PRIVATE)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with a sealed customer, its readers, and who they are."""
    root = cards.company(tmp_path_factory.mktemp("secretary"))
    cards.readers(root)
    cards.customer(root)
    verbs.done(root, "save")
    return root


@pytest.fixture
def root(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for folder in (base, cards.folder(base), base.with_name(f"{base.name}-identities")):
        shutil.copytree(folder, tmp_path / folder.name)
    monkeypatch.setenv("WENSHU_IDENTITY", str(tmp_path / f"{base.name}-identities" / "reader-1.txt"))
    yield tmp_path / base.name


@pytest.fixture
def pipe(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, bytes], verbs.Said]:
    def piped(line: str, data: bytes) -> verbs.Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="strict"))
        return verbs.run(root, line)

    return piped


def laid(root: Path) -> Mapping[str, bytes]:
    """Return every file of the key folder."""
    top = cards.folder(root)
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}


def test_a_reader_without_a_name_is_refused_before_the_list_of_readers_breaks(root: Path) -> None:
    before = laid(root)
    for name in ("''", "'  '", "'甲\n乙'"):
        told = verbs.run(root, f"keys add-reader {name} {PUBLIC} --purpose contact")
        assert told.code == 1 and "KEY18" in told.err, name
    assert laid(root) == before and verbs.run(root, "keys list").code == 0


def test_entries_of_a_list_are_counted_from_one_by_every_verb(
    root: Path, pipe: Callable[[str, bytes], verbs.Said]
) -> None:
    assert pipe(f"seal {ID} phones.2 --value -", OTHER.encode()).code == 0
    assert verbs.run(root, f"unseal {ID} phones.1").out.strip() == PHONE
    verbs.done(root, "save", f"subject correct {ID} phones.2 --value 13899990001")
    assert verbs.run(root, f"unseal {ID} 电话.2").out.strip() == "13899990001"
    assert verbs.run(root, f"unseal {ID} phones.1").out.strip() == PHONE
    assert verbs.run(root, f"unseal {ID} phones.0").code == 2


def test_a_pipe_may_be_in_the_code_page_of_windows(root: Path, pipe: Callable[[str, bytes], verbs.Said]) -> None:
    for code in ("gbk", "utf-8-sig", "utf-16"):
        data = "望川市北路1号\r\n".encode(code)
        assert pipe(f"seal {ID} address --value -", data).code == 0, data
        assert verbs.run(root, f"unseal {ID} address").out.strip() == "望川市北路1号"
    assert pipe(f"subject correct {ID} address --value -", "望川市南路2号\r\n".encode("gbk")).code == 0
    assert verbs.run(root, f"unseal {ID} address").out.strip() == "望川市南路2号"


@pytest.mark.parametrize("data", ["南路3号\n李四\n".encode(), b"\x00\x01abc", "南\u2028路".encode(), b"\x80\xff\xff"])
def test_what_is_more_than_a_line_or_no_text_is_refused_and_not_said_again(
    root: Path, pipe: Callable[[str, bytes], verbs.Said], data: bytes
) -> None:
    before = verbs.git(root, "status", "--short")
    told = pipe(f"seal {ID} address --value -", data)
    assert told.code == 2 and "什么也没有写入" in told.err and "李四" not in told.err and "南" not in told.err
    assert verbs.git(root, "status", "--short") == before


def test_a_file_is_named_as_windows_and_a_shell_do(root: Path) -> None:
    whole = root / "records" / f"{ID}.yaml"
    for named in (f".\\records\\{ID}.yaml".replace("/", "\\"), f"./records/{ID}.yaml", str(whole), "c-00001"):
        told = verbs.run(root, f"unseal '{named}' phones.1")
        assert told.out.strip() == PHONE, (named, told)
    assert verbs.run(root, f"subject hold './records/{ID}.yaml' --ground 诉讼 --dry-run").code == 0


def test_somebody_of_the_company_file_is_named_by_his_name_and_an_empty_field_says_how_to_fill_it(
    root: Path, pipe: Callable[[str, bytes], verbs.Said]
) -> None:
    told = verbs.run(root, "unseal 李明 phone")
    assert told.code == 1 and "SEA28" in told.err and "seal 李明 phone --value -" in told.err
    assert pipe("seal 李明 phone --value -", b"13700001111\n").code == 0
    assert verbs.run(root, "unseal people/李明 电话").out.strip() == "13700001111"
    told = verbs.run(root, "unseal 李明 salary")
    assert told.code == 2 and "SEA11" in told.err and "phone（电话）" in told.err and "people." not in told.err


def test_a_dry_run_of_the_keys_writes_nothing(root: Path, tmp_path: Path) -> None:
    before = laid(root)
    for line in (
        f"keys add-reader 甲 {PUBLIC} --purpose contact", "keys rotate --purpose contact", "keys index",
        "keys rotate --remove 李明 --purpose contact", f"keys copy {tmp_path / 'stick'}",
        f"keys new-identity {tmp_path / 'me.txt'}",
    ):  # fmt: skip
        told = verbs.run(root, f"{line} --dry-run")
        assert told.code == 0 and ("将" in told.out or "要" in told.out or "可以" in told.out), (line, told)
    assert laid(root) == before and not (tmp_path / "stick").exists() and not (tmp_path / "me.txt").exists()


def test_the_list_tells_of_keys_made_since_the_folder_was_copied(root: Path, tmp_path: Path) -> None:
    verbs.done(root, f"keys copy {tmp_path / 'stick'}")
    assert "not in that copy" not in verbs.run(root, "keys list").out
    verbs.done(root, "subject correct 李明 phone --value 13700001111")
    assert "还没有备份 not in that copy：1 个文件" in verbs.run(root, "keys list").out


def test_an_identity_that_is_none_is_told_for_what_it_is(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for told, why in (("", "没有说用谁的身份"), (str(root), "是一个文件夹"), (str(root / "no"), "没有身份文件"),
                      (str(root / "records/company.yaml"), "不是身份文件")):  # fmt: skip
        monkeypatch.setenv("WENSHU_IDENTITY", told)
        for line in (f"unseal {ID} phones.1", "keys rotate --purpose contact"):
            said = verbs.run(root, line)
            assert said.code == 1 and why in said.err and "setx" in said.err, (told, line, said)


def test_a_build_without_keys_does_not_need_age(root: Path) -> None:
    """Public halves are looked at on the face of them: letters and checksum."""
    wrong = PUBLIC[:-1] + ("q" if PUBLIC[-1] != "q" else "p")
    assert sealed.is_public(PUBLIC)
    for text in (wrong, PUBLIC.upper(), PUBLIC[:-1], PUBLIC + "q", "age1", "", PUBLIC.replace("a", "é", 1)):
        assert not sealed.is_public(text), text
    program = (
        "import sys\nfrom wenshu import cli\ntry: cli.main(sys.argv[1:])\nexcept SystemExit as end: code = end.code\n"
        "assert not code and 'pyrage' not in sys.modules, (code, 'pyrage' in sys.modules)"
    )
    env = {**os.environ, "WENSHU_KEYS": str(root.parent / "none"), "WENSHU_IDENTITY": ""}
    done = subprocess.run(
        [sys.executable, "-c", program, "-C", str(root), "build"], env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-400:]


def test_an_identity_saved_by_the_notepad_is_one(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "notepad.txt"
    own.write_text(f"{PRIVATE}\r\n", encoding="utf-8-sig", newline="")
    verbs.done(root, f"keys add-reader 甲 {PUBLIC} --purpose contact")
    monkeypatch.setenv("WENSHU_IDENTITY", str(own))
    assert verbs.run(root, f"unseal {ID} phones.1").out.strip() == PHONE


def test_a_damaged_list_of_readers_is_made_anew_as_the_message_says(root: Path) -> None:
    listed = cards.folder(root) / "readers.yaml"
    listed.write_bytes(b"contact: [{name: ''")
    told = verbs.run(root, "keys list")
    assert told.code == 4 and "KEY03" in told.err and "移走" in told.err and "add-reader" in told.err
    listed.rename(root.parent / "away.yaml")
    own = sealed.public_of((root.parent / f"{root.name}-identities/reader-1.txt").read_text(encoding="utf-8"))
    verbs.done(root, f"keys add-reader 李明 {own} --purpose contact --purpose sale")
    assert verbs.run(root, f"unseal {ID} phones.1").out.strip() == PHONE and keyring.readers(root).keys()


def test_places_that_cannot_be_are_named(root: Path, tmp_path: Path) -> None:
    told = verbs.run(root, "keys rotate --purpose nothing")
    assert told.code == 1 and "KEY19" in told.err and "contact" in told.err
    (tmp_path / "file").write_bytes(b"x")
    for line, why in (
        (f"keys copy {root}", "工作区"), (f"keys copy {tmp_path / 'file' / 'in'}", "不是文件夹"),
        (f"keys new-identity {tmp_path / 'no' / 'me.txt'}", "没有这个文件夹"),
        (f"keys new-identity {tmp_path}", "这是文件夹"),
    ):  # fmt: skip
        told = verbs.run(root, line)
        assert told.code == 1 and "KEY16" in told.err and why in told.err and str(tmp_path) in told.err, (line, told)


def test_the_system_s_own_words_are_told_in_chinese(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENSHU_KEYS", str(root.parent / "file"))
    (root.parent / "file").write_bytes(b"x")
    told = verbs.run(root, f"keys add-reader 甲 {PUBLIC} --purpose contact")
    assert told.code == 4 and "KEY06" in told.err and "已经有同名的文件" in told.err
    assert "File exists" in verbs.run(root, f"--lang en keys add-reader 甲 {PUBLIC} --purpose contact").err


def test_a_telephone_that_is_none_is_told_how_to_write_it(root: Path) -> None:
    told = verbs.run(root, f"subject correct {ID} phones.1 --value １３９００００１１１１")
    assert told.code == 1 and "SEA10" in told.err and "半角" in told.err and "（phone）" not in told.err


def test_a_folder_beside_the_share_that_cannot_be_looked_into_is_passed_over(tmp_path: Path) -> None:
    """Somebody's own folder on the same share, or a name no disk takes: there is no site to be seen."""
    (tmp_path / "own").mkdir(mode=0o000)
    assert publishing.neighbours(tmp_path / "share") == ()
    assert publishing.neighbours(tmp_path / ("长" * 100)) == ()


def test_an_export_covers_no_file_that_is_there(root: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    own.write_bytes(b"my own")
    for line in (f"subject export {ID} {own}", f"subject export {ID} {own} --dry-run"):
        told = verbs.run(root, line)
        assert told.code == 1 and "SUB40" in told.err and own.read_bytes() == b"my own", told


def test_sealing_into_a_numbered_file_names_the_way_on(root: Path, pipe: Callable[[str, bytes], verbs.Said]) -> None:
    verbs.done(root, f"issue {ID}")
    told = pipe(f"seal {ID} phones.1 --value -", OTHER.encode())
    assert told.code == 0 and f"wenshu revise {ID} --reason" in told.out and "wenshu save" not in told.out


def test_without_git_save_says_so_in_chinese(root: Path, tmp_path: Path) -> None:
    (root / ".git").rename(tmp_path / "nogit")
    told = verbs.run(root, "save")
    assert told.code == 4 and "GIT01" in told.err and "fatal" not in told.err


def test_a_draft_takes_the_department_of_him_whom_it_names(root: Path) -> None:
    verbs.git(root, "config", "user.email", "secretary@example.test")
    told = verbs.run(root, "new pledges --set person=李明 --dry-run")
    assert told.code == 0 and "dept: 销售部" in told.out, told


def test_a_dry_run_says_into_which_checkout_it_would_write(root: Path) -> None:
    (root.parent / "secret/records").mkdir(parents=True)
    verbs.git(root.parent / "secret", "init", "-q", "-b", "main")
    with (root / "records/company.yaml").open("a", encoding="utf-8", newline="\n") as stream:
        stream.write("include:\n  - {name: secret, path: ../secret}\n")
    told = verbs.run(root, "new documents --in secret --set title=关于设备的通知 --set series=通 --dry-run")
    assert told.code == 0 and "would write secret: records/documents/" in told.out, told


def test_a_dry_run_shows_of_a_long_file_what_changes(root: Path) -> None:
    verbs.done(root, "subject correct 李明 phone --value 13700001111")
    told = verbs.run(root, "subject correct 李明 phone --value 13700002222 --dry-run")
    assert told.code == 0 and told.out.count("phone: sealed:") + told.out.count("phone: 'sealed:") == 2, told
    assert "audiences:" not in told.out and len(told.out.splitlines()) < 12
