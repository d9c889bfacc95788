"""Personal values stand in git only as sealed scalars; their keys lie in a folder outside of it."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import asking
import cards
import scratch
import verbs
from wenshu import glass, keyindex, keyring, keys, sealed, yamlread
from wenshu.commands import _staged
from wenshu.office import Office

ID = "customers/2026/c-00001"
PHONE, PLATE, NAME = "13912345678", "沪A3K512", "章之远"
CLEAR = (NAME, PHONE, PLATE, "望川市南桥路12号3栋501", "LSVAA4182E2184847")
VISITS = """\
$schema: http://json-schema.org/draft-07/schema#
title: 来访
x-en: Visit
x-role: kind
x-paper: none
x-subject: title
x-date: on
x-person: who
type: object
additionalProperties: false
required: [title]
properties:
  title: {title: 事由, x-en: Matter, type: string, maxLength: 60}
  who: {title: 何人, x-en: Who, type: string, maxLength: 60}
  "on": {title: 日期, x-en: On, type: string, format: date}
  phone: {title: 电话, x-en: Telephone, type: string, format: phone, x-personal: contact}
  bonus: {title: 奖金, x-en: Bonus, type: integer, minimum: 1, x-personal: performance}
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with both cards and the visits, in git."""
    folder = tmp_path_factory.mktemp("sealed")
    text = cards.COMPANY.replace("meeting_types:\n", asking.SERIES + "meeting_types:\n")
    root = cards.company(folder, text=text)
    (root / "schemas/visits.yaml").write_text(VISITS, encoding="utf-8", newline="\n")
    verbs.git(root, "add", "-A")
    verbs.git(root, "commit", "-q", "-m", "visits")
    return root


@pytest.fixture
def root(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, without a key folder."""
    monkeypatch.delenv("WENSHU_KEYS", raising=False)
    monkeypatch.delenv("WENSHU_IDENTITY", raising=False)
    return Path(shutil.copytree(base, tmp_path / "company"))


@pytest.fixture
def who(root: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Path]:
    """The key folder beside it with its readers; the identity at hand is 李明's (contact, sale)."""
    found = cards.readers(root)
    monkeypatch.setenv("WENSHU_IDENTITY", str(found["李明"]))
    return found


def read(root: Path, id_: str = ID) -> str:
    return (root / f"records/{id_}.yaml").read_text(encoding="utf-8")


def value(root: Path, field: str, id_: str = ID) -> str:
    """Return the scalar that stands behind a key, without quotes."""
    found = re.search(rf"^\s*{field}: '?([^\s']+)'?$", read(root, id_), re.MULTILINE)
    assert found is not None, field
    return found[1]


def swap(root: Path, old: str, new: str, id_: str = ID) -> None:
    path = root / f"records/{id_}.yaml"
    path.write_text(read(root, id_).replace(old, new), encoding="utf-8", newline="\n")


def said(root: Path, line: str) -> str:
    """Run a command that must not succeed; return what it said."""
    told = verbs.run(root, line)
    assert told.code in (1, 2, 4), told
    return told.out + told.err


def office(root: Path) -> Office:
    found = scratch.read(root).office
    assert found is not None
    return found


def codes(root: Path) -> set[str]:
    return {code for code in scratch.codes(root) if code.startswith(("SEA", "KEY"))}


def objects(root: Path) -> bytes:
    """Return every git object, unpacked, and every file of the cache."""
    told = subprocess.run(
        ["git", "cat-file", "--batch", "--batch-all-objects"], cwd=root, check=True, capture_output=True
    ).stdout
    cache = root / ".wenshu"
    return told + b"".join(path.read_bytes() for path in sorted(cache.rglob("*")) if path.is_file())


# ── the scalar ────────────────────────────────────────────────────────────────────────────────


def test_a_value_comes_out_as_it_went_in_and_is_never_sealed_twice_the_same() -> None:
    public, private = sealed.make_key()
    one, two = (sealed.seal(public, PHONE) for _ in range(2))
    assert one != two and sealed.is_sealed(one) and sealed.key_of(one) == sealed.fingerprint(public)
    assert sealed.unseal(private, one) == sealed.unseal(private, two) == PHONE
    assert sealed.unseal(private, sealed.seal(public, "")) == ""
    _, other = sealed.make_key()
    for key, text in ((other, one), (private, one[:-9] + "AAAAAAAA="), (private, PHONE), ("no key", one)):
        with pytest.raises(sealed.Shut):
            sealed.unseal(key, text)
    assert not sealed.is_public("age1x") and sealed.is_public(public) and not sealed.opens("no key", "x")


def test_a_file_with_sealed_values_is_read_short_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    public, _ = sealed.make_key()
    a, b = sealed.seal(public, "甲"), sealed.seal(public, "乙")
    fp = sealed.fingerprint(public)
    for text in (
        f"a: {a}\nb: {b}\n", f"a: '{a}'  # {b}\nl:\n- {b}\n- \"{a}\"\n", f"l: [{a}, {b}]\nm: {{x: {a}}}\n",
        f"a: |\n  见 {a}\n  和 {b}。\nb: sealed:{fp}:0\n", f"{a}: 甲\n? {b}\n: 乙\n", f"a: {a} {b}\n",
        f"a: {a}\nb: \"s\\x65aled:{fp}:0\"\n", f"a: {a}\nb: \"sealed:{fp}:\\\n  0\"\n", f"a: sealed:{fp}:1\nb: {b}=\n",
        f"a: {a}\na: {b}\n", f"a: {a}\nb: [\n", f"a: {a}\nb：{b}\n", f"a:{a}\n", f"a: {a}\n  b\n",
    ):  # fmt: skip
        short = yamlread.read("x.yaml", text.encode("utf-8"))
        with monkeypatch.context() as plain:
            plain.setattr(yamlread, "FAST", False)  # ruamel alone reads it in full
            assert short == yamlread.read("x.yaml", text.encode("utf-8")), text


# ── save ──────────────────────────────────────────────────────────────────────────────────────


def test_save_seals_what_is_personal_and_keeps_the_rest_as_it_was(root: Path, who: Mapping[str, Path]) -> None:
    cards.customer(root)
    swap(root, "model: 远山 S5\n", "# 车\nmodel: 远山 S5  # 展车\n")
    told = verbs.run(root, "save")
    assert told.code == 0 and "已密封 sealed" in told.out and "电话" in told.out
    after = read(root)
    assert "# 车\nmodel: 远山 S5  # 展车\n" in after
    assert [line.partition(":")[0] for line in after.split("\n")[:5]] == ["name", "sex", "contact", "address", "phones"]
    assert all(sealed.is_sealed(value(root, key)) for key in ("name", "sex", "address", "plate", "vin"))
    assert not codes(root)
    assert set(keyring.keys(root).values()) == {"contact", "sale"}
    for path in cards.folder(root).rglob("*.age"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((cards.folder(root) / "contact").stat().st_mode) == 0o700
    log = verbs.git(root, "log", "-1", "--format=%B")
    assert "客户档案 c-00001" in log and "sealed:" not in log
    assert verbs.run(root, f"unseal {ID} 电话.1").out.strip() == PHONE


def test_no_part_and_no_hash_of_a_value_stands_in_git_or_the_cache(root: Path, who: Mapping[str, Path]) -> None:
    cards.customer(root)
    cards.employee(root, identity="110101199203042314")
    verbs.done(root, "save --dry-run", "save", "check")
    assert verbs.run(root, "build").code == 0
    held = objects(root)
    for clear in (*CLEAR, "110101199203042314", "13712345678", PHONE[3:], PLATE[2:]):
        data = clear.encode("utf-8")
        assert data not in held, clear
        for algorithm in ("md5", "sha1", "sha256", "blake2b"):
            digest = hashlib.new(algorithm, data)
            assert digest.hexdigest().encode("ascii") not in held and digest.digest() not in held


def test_a_dry_run_writes_neither_record_nor_key(root: Path, who: Mapping[str, Path]) -> None:
    cards.customer(root)
    told = verbs.run(root, "save --dry-run")
    assert told.code == 0 and "将密封 would seal" in told.out and PHONE not in told.out
    assert PHONE in read(root) and not keyring.keys(root)
    verbs.done(root, f"seal {ID} plate --dry-run")
    assert PLATE in read(root) and not keyring.keys(root)


def test_an_unchanged_value_is_never_sealed_anew(root: Path, who: Mapping[str, Path]) -> None:
    cards.customer(root)
    verbs.done(root, "save")
    before = read(root)
    swap(root, "model: 远山 S5", "model: 远山 S6")
    verbs.done(root, "save")
    assert read(root) == before.replace("远山 S5", "远山 S6")
    # typed again in the clear: what HEAD holds of the same value comes back, the other phone is sealed anew
    old = value(root, "plate")
    swap(root, f"plate: {old}", f"plate: {PLATE}")
    phone = re.search(r"phones:\n- (\S+)\n", read(root))
    assert phone is not None
    swap(root, f"- {phone[1]}\n", f"- '13899990000'\n- '{PHONE}'\n")
    verbs.done(root, "save")
    assert value(root, "plate") == old and phone[1] in read(root) and "13899990000" not in read(root)
    assert len(keyring.keys(root)) == 2


def test_without_an_identity_a_value_typed_again_is_sealed_anew(
    root: Path, who: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.customer(root)
    verbs.done(root, "save")
    old = value(root, "plate")
    monkeypatch.delenv("WENSHU_IDENTITY")
    swap(root, f"plate: {old}", f"plate: {PLATE}")
    verbs.done(root, "save")
    assert value(root, "plate") != old and sealed.key_of(value(root, "plate")) == sealed.key_of(old)


def test_without_a_folder_or_readers_nothing_is_written_and_nothing_lost(root: Path) -> None:
    cards.customer(root)
    before, head = read(root), verbs.git(root, "rev-parse", "HEAD")
    told = verbs.run(root, "save")
    assert told.code == 4 and "KEY02" in told.err and "wenshu keys new-identity" in told.err
    assert read(root) == before and verbs.git(root, "rev-parse", "HEAD") == head
    assert not cards.folder(root).exists() and PHONE not in told.err + told.out
    assert verbs.run(root, "new customers --set 车型=远山").code == 4
    cards.readers(root, {"contact": ("何管",)})
    assert "--purpose sale" in verbs.run(root, "save").err and read(root) == before


@pytest.mark.parametrize(("field", "bad", "why"), [
    ("phones", "[12]", "写法不对"), ("vin", "LSVAA4182E218484", "写法不合规定"), ("sex", "未知", "只能写 男、女"),
    ("name", "章" * 41, "最多 40 个字"),
])  # fmt: skip
def test_a_value_that_cannot_be_right_is_refused_and_never_quoted(
    root: Path, who: Mapping[str, Path], field: str, bad: str, why: str
) -> None:
    cards.customer(root, **{field: ["12"] if field == "phones" else bad})
    told = verbs.run(root, "save")
    assert told.code == 1 and "SEA10" in told.err and why in told.err
    assert bad.strip("[]") not in re.sub(r":\d+:\d+|12\d*|40", "", told.err) or field == "phones"
    assert not keyring.keys(root)


def test_check_digit_date_and_number_are_looked_at_before_sealing(
    root: Path, who: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENSHU_IDENTITY", str(who["何管"]))
    cards.employee(root, identity="110101199203042315", birth="1992-02-30")
    told = verbs.run(root, "save")
    assert told.code == 1 and "校验位不对" in told.err and "110101" not in told.err and "1992-02-30" not in told.err
    scratch.put(root, {"visits/2026/v": "title: 面谈\nwho: people/李明\nbonus: 十万\n"})
    told = verbs.run(root, "seal visits/2026/v 奖金")
    assert told.code == 1 and "应当是数字" in told.err and "十万" not in told.err
    scratch.put(root, {"visits/2026/v": "title: 面谈\nwho: people/李明\nbonus: '0'\n"})
    assert "超出范围" in said(root, "seal visits/2026/v bonus")


# ── new ───────────────────────────────────────────────────────────────────────────────────────


def test_new_seals_names_the_file_by_a_serial_and_makes_the_keys_of_all_purposes(
    root: Path, who: Mapping[str, Path]
) -> None:
    told = verbs.run(root, f"new 客户档案 --set 客户名称={NAME} --set 电话={PHONE} --set 跟踪业务员=李明")
    assert told.code == 0 and "customers/2026/c-00001.yaml" in told.out and NAME not in told.out
    assert sorted(keyring.keys(root).values()) == ["contact", "sale"]
    assert {"contact:", "sale:"} <= set(read(root).split()) and PHONE not in read(root)
    told = verbs.run(root, f"new customers --set 客户名称={NAME} --dry-run")
    assert "c-00002" in told.out and NAME not in told.out and len(keyring.keys(root)) == 2
    assert "SEA18" in said(root, "new customers --set 车型=远山 --slug zhang-zhi-yuan")
    assert "CMD13" in said(root, "new customers --set 车型=远山 --slug c-00001")
    verbs.done(root, "new customers --set 车型=远山 --slug c-00900", "new customers --set 车型=远山")
    assert (root / "records/customers/2026/c-00901.yaml").exists()


@pytest.mark.parametrize("name", [
    "customers/2026/c-00001.yaml~", "customers/2026/.c-00001.yaml.swp", "customers/2026/#c-00001.yaml#",
    "customers/2026/c-00001.yaml.bak", "customers/2026/c-00002.yml", "customers/2026/notes.txt", "company.yaml~",
])  # fmt: skip
def test_what_an_editor_left_beside_a_record_never_enters_git(
    root: Path, who: Mapping[str, Path], name: str
) -> None:
    cards.customer(root)
    (root / "records" / name).write_text(f"name: {NAME}\naddress: {CLEAR[3]}\n", encoding="utf-8", newline="\n")
    told = verbs.run(root, "save")
    assert told.code == 0 and "SEA22" in told.err and NAME not in told.out + told.err, told
    assert NAME.encode() not in objects(root) and value(root, "name")
    left = verbs.run(root, "save")
    assert "没有要保存的改动" in left.out and "SEA22" in left.err
    verbs.git(root, "add", "-f", f"records/{name}")
    found = _staged.judge(root)
    assert {f.code.id for f in found} == {"HOK25"} and NAME not in "".join(f.message() for f in found)


def test_revise_takes_an_edit_along_sealed(root: Path, who: Mapping[str, Path]) -> None:
    path = root / "records/company.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("李明: {", f"李明: {{phone: '{PHONE}', ", 1), encoding="utf-8", newline="\n")
    told = verbs.run(root, "revise company --reason 换号码")
    assert told.code == 0 and "已密封 sealed" in told.out, told
    assert PHONE.encode() not in objects(root)
    branch = verbs.git(root, "for-each-ref", "--format=%(refname)", "refs/heads/revision").strip()
    assert "phone: sealed:" in verbs.git(root, "show", f"{branch}:records/company.yaml").replace("'", "")


# ── seal and unseal ───────────────────────────────────────────────────────────────────────────


def test_seal_takes_field_label_and_place_in_a_list_and_leaves_git_alone(root: Path, who: Mapping[str, Path]) -> None:
    cards.customer(root)
    head = verbs.git(root, "rev-parse", "HEAD")
    verbs.done(root, f"seal {ID} phones.1", "seal c-00001 车号", f"seal records/{ID}.yaml name")
    assert sealed.is_sealed(value(root, "plate")) and PHONE not in read(root) and "望川市" in read(root)
    assert verbs.git(root, "rev-parse", "HEAD") == head and not verbs.git(root, "diff", "--cached", "--name-only")
    assert "没有改动" in verbs.run(root, f"seal {ID} plate").out
    for field in ("phones.0", "phones.7", "colour", "model", "phones", "name.first"):
        told = verbs.run(root, f"seal {ID} {field}")
        assert told.code == 2 and "SEA11" in told.err and "phones.1" in told.err, field
    assert verbs.run(root, "seal customers/2026/nobody name").code == 2


def test_a_value_typed_at_the_prompt_never_stands_in_a_file(
    root: Path, who: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.customer(root, plate=None)

    def typed(line: str, text: str) -> verbs.Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        return verbs.run(root, line)

    assert "SEA12" in typed(f"seal {ID} plate --value -", "\n").err
    assert typed(f"seal {ID} plate --value -", f"{PLATE}\n").code == 0
    assert typed(f"seal {ID} phones.2 --value -", "13899990000\n").code == 0
    assert "SEA10" in typed(f"seal {ID} phones.3 --value -", "12\n").err
    assert "sealed:" in typed(f"seal {ID} phones.3 --value -", "sealed:abc\n").err
    assert verbs.run(root, f"unseal {ID} plate").out.strip() == PLATE
    assert verbs.run(root, f"unseal {ID} phones.2").out.strip() == "13899990000"
    assert typed("seal people/李明 phone --value -", f"{PHONE}\n").code == 0
    assert verbs.run(root, "unseal company people.李明.电话").out.strip() == PHONE
    told = (root / "records/company.yaml").read_text(encoding="utf-8")
    assert PHONE not in told and "seals:" in told and keys.of(office(root), "people/李明").keys() == {"contact"}
    assert codes(root) == {"SEA01"}, "what was not asked for still stands in the clear"


def test_unseal_says_why_it_cannot(
    root: Path, who: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.customer(root)
    told = verbs.run(root, f"unseal {ID} plate")
    assert told.code == 1 and "SEA01" in told.err, "in the clear"
    verbs.done(root, "save")
    monkeypatch.setenv("WENSHU_IDENTITY", str(who["林晓岚"]))
    told = verbs.run(root, f"unseal {ID} plate")
    assert told.code == 1 and "SEA14" in told.err and "你的身份打不开" in told.err and PLATE not in told.err + told.out
    assert verbs.run(root, f"unseal {ID} name").out.strip() == NAME, "she reads contact"
    monkeypatch.setenv("WENSHU_IDENTITY", str(root / "nowhere"))
    assert "没有身份文件" in said(root, f"unseal {ID} plate")
    monkeypatch.setenv("WENSHU_IDENTITY", str(who["李明"]))
    fp = sealed.key_of(value(root, "plate"))
    (cards.folder(root) / f"sale/{fp}.age").unlink()
    assert f"sale/{fp}.age" in said(root, f"unseal {ID} plate")
    whole = value(root, "name")
    swap(root, whole, whole[:-40])
    assert "损坏" in said(root, f"unseal {ID} name")
    swap(root, whole[:-40], whole[:60])
    assert "损坏" in said(root, f"unseal {ID} name")
    shutil.rmtree(cards.folder(root))
    assert "没有钥匙文件夹" in said(root, f"unseal {ID} plate")


# ── whose key ─────────────────────────────────────────────────────────────────────────────────


def test_a_record_that_names_somebody_uses_his_key_and_its_own_where_he_has_none(
    root: Path, who: Mapping[str, Path]
) -> None:
    cards.customer(root)
    verbs.done(root, "save")
    scratch.put(root, {
        "visits/2026/a": f"title: 试驾\nwho: {ID}\nphone: '{PHONE}'\nbonus: '20'\n",
        "visits/2026/b": "title: 面谈\nwho: people/李明\nphone: '13812340000'\n",
        "visits/2026/c": "title: 面谈\nwho: 李明\nphone: '13812340000'\n",
    })  # fmt: skip
    verbs.done(root, "save")
    told = {id_: read(root, f"visits/2026/{id_}") for id_ in "abc"}
    held = office(root)
    assert sealed.key_of(value(root, "phone", "visits/2026/a")) == sealed.fingerprint(keys.of(held, ID)["contact"])
    assert "performance: age1" in told["a"] and "contact: age1" not in told["a"], "he has no key of performance"
    assert "contact: age1" in told["b"], "nor has the clerk one yet: the record has its own"
    assert keys.subject_of(held, held.records["visits/2026/a"]) == ID
    assert keys.subject_of(held, held.records["visits/2026/c"]) == "people/李明"
    assert keys.subjects(held)[sealed.key_of(value(root, "name"))] == (ID, "contact")
    assert keys.subject(held, "nobody") == "" and keys.subject(held, "李明") == "people/李明"
    assert not codes(root)


# ── the key folder ────────────────────────────────────────────────────────────────────────────


def test_a_key_folder_in_a_work_tree_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cards.customer(root)
    lines = (
        "check", "build", "save", "keys list", "keys copy x", f"seal {ID} plate", f"unseal {ID} plate", "keys rotate",
        "new customers --set 车型=远山",
    )  # fmt: skip
    places = (root / "keys", root / ".git" / "keys", *[root / "records"] * 8)
    for line, place in zip(("check", *lines), places, strict=True):
        monkeypatch.setenv("WENSHU_KEYS", str(place))
        told = verbs.run(root, line)
        assert told.code == 4 and "KEY01" in told.err, (line, told)
    assert PHONE in read(root) and not (root / "keys").exists() and not (root / "site").exists()


def test_the_folder_is_the_one_named_else_the_one_beside_the_repository(
    root: Path, who: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert keyring.folder(root) == tmp_path / "company-keys" and keyring.present(root)
    monkeypatch.setenv("WENSHU_KEYS", str(tmp_path / "elsewhere"))
    assert keyring.folder(root) == tmp_path / "elsewhere" and not keyring.present(root)
    assert keyring.keys(root) == {} and keyring.delete(root, ["abc"]) == ()
    keyring.forget(root, ["abc"])
    assert "KEY10" in verbs.run(root, "keys list").err
    before = keyring.signature(root)
    shutil.copytree(cards.folder(root), tmp_path / "elsewhere")
    assert keyring.signature(root) != before
    before = keyring.signature(root)
    public = keyring.make(root, "sale")
    assert keyring.keys(root) == {sealed.fingerprint(public): "sale"} and keyring.signature(root) != before
    with pytest.raises(keyring.Refused, match="KEY02"):
        keyring.make(root, "hobby")
    for name in ("../up", "index", "Sale", ""):
        with pytest.raises(keyring.Refused, match="KEY07"):
            keyring.make(root, name)
    assert keyring.delete(root, [sealed.fingerprint(public), "zzz"]) == (sealed.fingerprint(public),)


def test_records_in_a_folder_of_the_repository_have_their_keys_beside_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WENSHU_KEYS", raising=False)
    (tmp_path / "outer/repo/.git").mkdir(parents=True)
    root = tmp_path / "outer/repo/papers"
    root.mkdir()
    assert keyring.folder(root) == tmp_path / "outer/repo-keys" and not keyring.present(root)
    # a work tree around the repository: nothing is refused where there are no keys, and none are made there
    (tmp_path / "outer/.git").mkdir()
    assert not keyring.present(root)
    with pytest.raises(keyring.Refused, match="KEY01"):
        keyring.make(root, "sale")
    (tmp_path / "outer/repo-keys").mkdir()
    with pytest.raises(keyring.Refused, match="KEY01"):
        keyring.keys(root)


def test_a_reader_is_added_and_removed_by_somebody_who_can_open_the_keys(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def person(name: str) -> str:
        told = verbs.run(root, f"keys new-identity {tmp_path / name}")
        assert told.code == 0 and stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        return told.out.split("\n")[0]

    first, second = person("first"), person("second")
    both = "--purpose contact --purpose sale"
    verbs.done(root, f"keys add-reader 甲 {first} {both} --since 2026-01-01")
    cards.customer(root)
    verbs.done(root, "save")
    assert "KEY17" in said(root, f"keys add-reader 乙 {second} --purpose contact"), "no identity"
    monkeypatch.setenv("WENSHU_IDENTITY", str(tmp_path / "second"))
    told = said(root, f"keys add-reader 乙 {second} --purpose contact")
    assert "KEY12" in told and "甲" in told and "乙" not in keyring.readers(root)
    assert "你的身份打不开" in said(root, f"unseal {ID} name")
    monkeypatch.setenv("WENSHU_IDENTITY", str(tmp_path / "first"))
    verbs.done(root, f"keys add-reader 乙 {second} --purpose contact", "keys rotate", "keys rotate --purpose sale")
    assert [one.name for one in keyring.readers(root)["contact"]] == ["甲", "乙"]
    monkeypatch.setenv("WENSHU_IDENTITY", str(tmp_path / "second"))
    assert verbs.run(root, f"unseal {ID} name").out.strip() == NAME
    assert "KEY12" in said(root, "keys rotate"), "he does not read sale"
    verbs.done(root, "keys rotate --remove 甲 --purpose contact")
    monkeypatch.setenv("WENSHU_IDENTITY", str(tmp_path / "first"))
    assert "你的身份打不开" in said(root, f"unseal {ID} name")
    assert verbs.run(root, f"unseal {ID} plate").out.strip() == PLATE
    assert "KEY15" in said(root, "keys rotate --remove 甲") and "KEY14" in said(root, "keys rotate --remove 丙")
    assert "KEY13" in said(root, f"keys add-reader 甲 {second} --purpose sale")
    assert "KEY05" in said(root, "keys add-reader 丙 age1abc --purpose sale")
    assert "KEY07" in said(root, f"keys add-reader 丙 {second} --purpose ../up")
    for place in (root / "id", cards.folder(root) / "id", tmp_path / "first"):
        assert "KEY16" in said(root, f"keys new-identity {place}")


def test_list_says_who_reads_what_is_missing_and_when_the_folder_was_copied(
    root: Path, who: Mapping[str, Path], tmp_path: Path
) -> None:
    cards.customer(root)
    verbs.done(root, "save")
    told = verbs.run(root, "keys list")
    assert told.code == 0 and "contact（联系）：钥匙 keys 1；读者 readers 李明、何管、林晓岚" in told.out
    assert "从未 never" in told.out and "KEY11" in told.err
    assert "KEY16" in said(root, f"keys copy {root / 'backup'}")
    assert "KEY16" in said(root, f"keys copy {cards.folder(root) / 'backup'}")
    verbs.done(root, f"keys copy {tmp_path / 'stick'}", as_of="2026-06-01")
    assert "KEY11" not in verbs.run(root, "keys list", "2026-07-01").err
    late = verbs.run(root, "keys list", "2026-07-02")
    assert "有 31 天" in late.err and "2026-06-01" in late.out
    fp = sealed.key_of(value(root, "plate"))
    assert (tmp_path / f"stick/sale/{fp}.age").read_bytes() == (cards.folder(root) / f"sale/{fp}.age").read_bytes()
    idle = sealed.fingerprint(keyring.make(root, "sale"))
    (cards.folder(root) / f"sale/{fp}.age").unlink()
    (cards.folder(root) / "contact" / f"{sealed.key_of(value(root, 'name'))}.age").write_bytes(b"lost")
    told = verbs.run(root, "keys list")
    assert f"missing：{ID}" in told.out and f"nobody's：{idle}" in told.out and "损坏 damaged：contact/" in told.out
    assert {"SEA07", "SEA16"} <= codes(root)
    missing = next(f for f in scratch.read(root).findings if f.code.id == "SEA07")
    assert missing.severity.value == "warning" and missing.place.line > 1
    shutil.rmtree(cards.folder(root))
    assert "KEY10" in said(root, f"keys copy {tmp_path / 'stick2'}")


def test_damaged_lists_of_the_folder_are_told(root: Path, who: Mapping[str, Path]) -> None:
    cards.customer(root)
    (cards.folder(root) / "copied.yaml").write_text("[", encoding="utf-8")
    assert "never" in verbs.run(root, "keys list").out
    for text in ("contact: [", "contact: [{name: 甲, recipient: age1}]\n", "contact: [甲]\n", "\0"):
        (cards.folder(root) / "readers.yaml").write_text(text, encoding="utf-8")
        told = verbs.run(root, "save")
        assert told.code == 4 and "KEY03" in told.err, text
    assert PHONE in read(root)


def test_something_else_in_the_place_of_the_folder_is_told(
    root: Path, who: Mapping[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cards.folder(root) / "sale").write_bytes(b"a file where the folder of a purpose should be")
    with pytest.raises(keyring.Refused, match="KEY06"):
        keyring.make(root, "sale")


# ── two at once, killed half way ──────────────────────────────────────────────────────────────


def test_two_writers_at_once_lose_nothing(root: Path, who: Mapping[str, Path]) -> None:
    made: list[str] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(5):
                made.append(keyring.make(root, "contact"))
                fp = sealed.fingerprint(made[-1])
                entry = keyindex.Entry("contact", fp, sealed.seal(made[-1], PHONE), "phone", PHONE)
                keyindex.add(root, [entry])
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [error for error in errors if "KEY04" not in str(error)] == []
    assert set(keyring.keys(root)) >= {sealed.fingerprint(public) for public in made}
    ring = keyindex.look(root)
    assert len(ring.tags) >= len(made) - len(errors) and len(set(ring.tags.values())) == 1


def test_who_waits_too_long_for_the_folder_is_told_who_holds_it(root: Path, who: Mapping[str, Path]) -> None:
    code = "import sys, time\nfrom pathlib import Path\nfrom wenshu import keyfolder\n" \
        "with keyfolder.held(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(30)\n"
    other = subprocess.Popen([sys.executable, "-c", code, str(root)], stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None and other.stdout.readline() == b"held\n"
        with pytest.raises(keyring.Refused, match="KEY04"):
            keyring.make(root, "sale")
    finally:
        other.kill()
        other.wait()
        assert other.stdout is not None
        other.stdout.close()
    assert keyring.make(root, "sale"), "the lock went with its process"


def test_two_seals_at_once_both_stand_or_one_is_told_to_wait(root: Path, who: Mapping[str, Path]) -> None:
    cards.customer(root)
    told = [
        subprocess.Popen(
            [sys.executable, "-m", "wenshu", "-C", str(root), "seal", ID, field],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) for field in ("plate", "vin")
    ]  # fmt: skip
    answers = [(process.communicate(timeout=60), process.returncode) for process in told]
    assert {code for _, code in answers} <= {0, 3} and 0 in {code for _, code in answers}
    verbs.done(root, f"seal {ID} plate", f"seal {ID} vin")
    assert sealed.key_of(value(root, "plate")) == sealed.key_of(value(root, "vin"))
    assert sorted(keyring.keys(root).values()) == ["sale"]


KILLED = """
import os, signal, sys
from wenshu import keyring, keyfolder, keyindex, journal
from wenshu.commands import _sealing
module, name, when = {module}, {name!r}, {when!r}
real = getattr(module, name)
def deadly(*a, **k):
    if when == "after":
        real(*a, **k)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, deadly)
from wenshu.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize(("module", "name", "when"), [
    ("keyring", "lay", "after"), ("keyindex", "add", "before"), ("_sealing", "rewrite", "after"),
    ("journal", "begin", "before"),
])  # fmt: skip
def test_killed_half_way_nothing_is_lost_and_the_next_save_goes_on(
    root: Path, who: Mapping[str, Path], module: str, name: str, when: str
) -> None:
    cards.customer(root)
    head = verbs.git(root, "rev-parse", "HEAD")
    code = KILLED.format(module=module, name=name, when=when)
    done = subprocess.run([sys.executable, "-c", code, "-C", str(root), "save"], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert verbs.git(root, "rev-parse", "HEAD") == head
    cache = b"".join(path.read_bytes() for path in (root / ".wenshu").rglob("*") if path.is_file())
    assert PHONE.encode() not in cache
    verbs.done(root, "save")
    assert verbs.run(root, f"unseal {ID} phones.1").out.strip() == PHONE
    assert not codes(root) - {"SEA15"}
    assert PHONE.encode() not in objects(root)


# ── check ─────────────────────────────────────────────────────────────────────────────────────


def test_a_value_in_the_clear_is_an_error_in_drafts_and_in_the_company_file(root: Path) -> None:
    cards.customer(root)
    path = root / "records/company.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("李明: {", f"李明: {{phone: '{PHONE}', ", 1), encoding="utf-8", newline="\n")
    found = [f for f in scratch.read(root).findings if f.code.id == "SEA01"]
    assert {f.place.path for f in found} == {f"records/{ID}.yaml", "records/company.yaml"}
    assert all(f.severity.value == "error" and f.place.line for f in found)
    assert verbs.run(root, "build").code == 1 and not (root / "site").exists()
    told = verbs.run(root, "check")
    assert not any(clear in told.out + told.err for clear in CLEAR)


def test_sealed_values_of_the_wrong_key_are_told(root: Path, who: Mapping[str, Path]) -> None:
    cards.customer(root, 1)
    cards.customer(root, 2, phones=["13899990000"], plate="沪B12345")
    verbs.done(root, "save")
    sound = read(root)
    name, plate, other = value(root, "name"), value(root, "plate"), value(root, "plate", "customers/2026/c-00002")
    stranger = sealed.seal(sealed.make_key()[0], NAME)
    for old, new, code in (
        (name, name[:-30], "SEA02"), (name, "sealed:x", "SEA02"), (name, stranger, "SEA03"), (plate, other, "SEA04"),
        (plate, name, "SEA04"),
    ):  # fmt: skip
        swap(root, old, new)
        assert code in codes(root), code
        (root / f"records/{ID}.yaml").write_text(sound, encoding="utf-8", newline="\n")
    held = office(root)
    mine, his = keys.of(held, ID)["sale"], keys.of(held, "customers/2026/c-00002")["sale"]
    swap(root, mine, mine[:-1] + ("q" if mine[-1] != "q" else "p"))
    assert {"SEA05", "SEA03"} <= codes(root), "a public half mistyped"
    (root / f"records/{ID}.yaml").write_text(sound, encoding="utf-8", newline="\n")
    swap(root, mine, his)
    assert "SEA06" in codes(root)


def test_what_stood_in_the_clear_in_an_older_text_is_told_until_it_is_forgiven(
    root: Path, who: Mapping[str, Path]
) -> None:
    cards.customer(root)
    verbs.git(root, "add", "-A")
    verbs.git(root, "commit", "-q", "-m", "by hand")
    bad = verbs.git(root, "rev-parse", "HEAD").strip()
    verbs.done(root, "save")  # committed already: sealed none the less
    blob = verbs.git(root, "rev-parse", f"{bad}:records/{ID}.yaml").strip()
    from dataclasses import replace

    from wenshu.checks.sealed import TREES

    held = office(root)
    data = verbs.git(root, "cat-file", "blob", blob).encode("utf-8")
    brought = replace(held, past=replace(held.past, texts={blob: data}))
    tree = scratch.read(root).tree
    found = [f for check in TREES for f in check(brought, tree)]
    assert {f.code.id for f in found} == {"SEA17"} and all(bad[:12] in f.message() for f in found)
    forgiven = replace(brought, company=replace(held.company, forgiven=(bad[:10],)))
    assert not [f for check in TREES for f in check(forgiven, tree)]


# ── duplicates ────────────────────────────────────────────────────────────────────────────────


def test_a_duplicate_phone_is_found_with_an_identity_and_skipped_aloud_without(
    root: Path, who: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.customer(root, 1)
    cards.customer(root, 2, phones=["+86 139-1234-5678".replace(" 139-1234-5678", " 13912345678")], plate="沪B12345")
    verbs.done(root, "save")
    found = [f for f in scratch.read(root).findings if f.code.id == "SEA08"]
    assert [f.place.path for f in found] == ["records/customers/2026/c-00002.yaml"]
    assert ID in found[0].message() and PHONE not in found[0].message()
    lines = (cards.folder(root) / "index/contact.txt").read_text(encoding="ascii").split("\n")
    assert len({line.split()[2] for line in lines if line}) == 2, "not even that they are equal can be read"
    monkeypatch.setenv("WENSHU_IDENTITY", str(root / "nowhere"))
    assert codes(root) == {"SEA09"} and verbs.run(root, "check").code == 0
    monkeypatch.setenv("WENSHU_KEYS", str(root.parent / "elsewhere"))
    assert codes(root) == {"SEA09"}, "without the folder one warning"


def test_values_sealed_without_an_identity_are_indexed_later_and_forgotten_with_their_key(
    root: Path, who: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.customer(root, 1)
    verbs.done(root, "save")
    monkeypatch.delenv("WENSHU_IDENTITY")
    cards.customer(root, 2)
    verbs.done(root, "save")
    assert "KEY17" in said(root, "keys index")
    monkeypatch.setenv("WENSHU_IDENTITY", str(who["李明"]))
    assert codes(root) == {"SEA15"}
    assert "added 2" in verbs.run(root, "keys index").out and "added 0" in verbs.run(root, "keys index").out
    assert codes(root) == {"SEA08"}
    other = keys.of(office(root), "customers/2026/c-00002")
    keyring.forget(root, [sealed.fingerprint(public) for public in other.values()])
    assert codes(root) == {"SEA15"}
    with (cards.folder(root) / "index/contact.txt").open("ab") as stream:
        stream.write(b"rubbish\nx y z\n\xff\n")
    assert codes(root) == {"SEA15"}, "a damaged line is passed over"


# ── who sees it ───────────────────────────────────────────────────────────────────────────────


def test_only_what_an_audience_shows_is_opened(root: Path, who: Mapping[str, Path]) -> None:
    cards.customer(root)
    verbs.done(root, "save")
    held = office(root)
    schema = held.kinds["customers"].schema["properties"]
    record = held.records[ID]

    def shown(audience: str, opener: Callable[[str], str | None] | None) -> list[str]:
        pane = keys.glass(held, opener, held.company.audiences[audience])
        told = [pane.show(schema[key], record.text(key)) for key in ("name", "plate", "vin", "address")]
        return [*told, pane.show(schema["phones"]["items"], record.rows("phones")[0])]

    shut = ["〔密封·客户名称〕", "〔密封·车号〕", "〔密封·车架号〕", "〔密封·地址〕", "〔密封·电话〕"]
    opener = keyring.Opener(root)
    assert shown("office", opener) == shut and opener.opened == 0
    assert shown("sales", None) == shut, "without keys"
    assert shown("sales", opener) == ["章**", "沪A·***12", "****", "****", "139****5678"]
    assert shown("clerk", opener) == [NAME, *shut[1:3], CLEAR[3], PHONE] and opener.opened == 5
    assert keys.glass(held, None, None).show(schema["plate"], PLATE) == "〔未密封·车号〕", "never a bare value"
    name = schema["name"]
    sealed_name = record.text("name")
    fp = frozenset([sealed.key_of(sealed_name)])
    assert glass.Glass({"contact": "clear"}, opener, erased=fp).show(name, sealed_name) == "〔已删除·客户名称〕"
    assert glass.Glass({"contact": "clear"}, opener, restricted=fp).show(name, sealed_name) == "〔限制处理·客户名称〕"


def test_a_site_without_keys_shows_that_something_is_sealed_and_never_fails_for_it(
    root: Path, who: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.customer(root)
    cards.employee(root)
    verbs.done(root, "save")
    monkeypatch.delenv("WENSHU_IDENTITY")
    shutil.rmtree(cards.folder(root))
    assert verbs.run(root, "build").code == 0
    pages = [path.read_text(encoding="utf-8") for path in (root / "site").rglob("*.html")]
    assert any("〔密封·电话〕" in page for page in pages)
    assert not any("sealed:" in page or PHONE in page for page in pages)


# ── nothing is quoted ─────────────────────────────────────────────────────────────────────────


DAMAGED = (
    f"name：{NAME}\nphones: ['{PHONE}']\n", f"name:{NAME}{PHONE}\n", f"name: “{PHONE}”\n", f"name: 章 #{PHONE}\n",
    f"{NAME}：{PHONE}\n", f"name: {NAME}\n  phones: {PHONE}\n", f"phones:\n－ {PHONE}\n", f"name: [{PHONE}\n",
    f"phones: {{a: {PHONE}}}\n", f"name: [{NAME}, {PHONE}]\n", f"name: {NAME}\nname: {PHONE}\n", f"{PHONE}\n",
    f"name: !x {PHONE}\n", f"name: &a {NAME}\nphones: [*a]\n", f"name: @{NAME}\n", f"name: \"{NAME}\n", f"- {NAME}\n",
    f"phones: [{{{NAME}: {PHONE}}}]\n", f"name: {{a: {{{NAME}: {PHONE}}}}}\n", f"name: *{NAME}\n",
    f"{NAME}: {PHONE[:3]}\n",
    f"{NAME}: {PHONE}\n? {NAME}\n", f"name: '{NAME}' {PHONE}\n", f"name: {NAME}: {PHONE}\n",
)  # fmt: skip


def test_no_finding_quotes_what_stands_in_a_file_with_personal_fields(root: Path) -> None:
    for n, text in enumerate(DAMAGED, 1):
        scratch.put(root, {f"customers/2026/c-{n:05}": "x: 1\n"})
        (root / f"records/customers/2026/c-{n:05}.yaml").write_text(text, encoding="utf-8", newline="\n")
    for line in ("check", "--lang en check", "save", "build", f"seal {ID} name", "seal c-00009 phones.1",
                 *(f"seal records/customers/2026/c-{n:05}.yaml phones.9" for n in range(1, len(DAMAGED) + 1))):
        told = verbs.run(root, line)
        assert "Traceback" not in told.err and told.code in (1, 2, 4), (line, told)
        said_so = [row for row in (told.out + told.err).split("\n") if NAME in row or PHONE[:7] in row]
        assert not said_so, (line, said_so)
    assert "SEA13" in said(root, f"seal records/{ID}.yaml name")
    assert not [p for p in (root / ".wenshu").rglob("*") if p.is_file() and PHONE.encode() in p.read_bytes()]


def test_no_finding_about_damaged_text_quotes_a_personal_value(root: Path) -> None:
    cards.customer(root, address=f"望川?市{PHONE}錄音&nbsp;")
    told = verbs.run(root, "check")
    assert PHONE not in told.out + told.err and "望川" not in told.out + told.err


# ── speed ─────────────────────────────────────────────────────────────────────────────────────


def test_the_bench_runs(tmp_path: Path) -> None:
    import sealing_bench

    pairs = sealing_bench.compare(tmp_path, 3, 1)
    assert len(pairs) == 1 and all(seconds > 0 for told in pairs[0] for seconds in told)


def test_a_build_with_keys_opens_what_its_audience_shows_and_nothing_else(tmp_path: Path) -> None:
    import sealing_bench

    assert sealing_bench.opened(tmp_path, 4) == (0, 8, 40)
