"""A person's rights: requests, decisions, letters, export, correction, erasure, what the law keeps."""

from __future__ import annotations

import base64
import re
import shlex
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

import cards
import clones
import paperwork
import revisions
import scratch
import verbs
from verbs import done, git, run
from wenshu import keyring, registers, retention, sealed
from wenshu.commands import _erased

SERIES = """\
  - code: 个
    title: 个人信息请求
    forms: {house: '试点个信〔{year}〕{serial}号', gbt9704: '试点个信〔{year}〕{serial}号', short: '个{serial:03}'}
    chain: []
    number_at: entry
    allots: 总经理秘书
    restart: year
    start: 1
"""
COMPANY = cards.COMPANY.replace("meeting_types:\n", SERIES + revisions.SERIES + "meeting_types:\n", 1)
NUMBER = "试点个信〔2026〕1号"
LAW47, LAW31 = "个人信息保护法第四十七条", "电子商务法第三十一条"
CARD = "customers/2026/c-00001"
SECRETS = ("章之远", "13912345678", "望川市南桥路12号3栋501")
"""Values of the customer that are sealed for the purpose contact."""
KEPT = ("沪A3K512", "LSVAA4182E2184847")
"""Those sealed for the purpose sale, which the law keeps until 2029."""
ENTERED = (
    f"subject request {CARD} --kind 删除 --received 2026-06-20 --identity 居民身份证 --checked-by 李明 "
    "--purpose contact --purpose sale"
)
DECIDED = (
    f"subject decide {NUMBER} --purpose contact=同意 --purpose sale=限制处理 "
    f"--ground contact={LAW47} --ground sale={LAW31} --as 周启衡"
)
ERASED = f"subject erase {CARD} --as 周启衡 --ground {LAW47} --request {NUMBER}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with one numbered customer, sealed; its key folder and identities beside it."""
    found = cards.company(tmp_path_factory.mktemp("made"), text=COMPANY)
    cards.readers(found)
    cards.customer(found, 1)
    done(found, "save", f"issue {CARD}")
    return found


@pytest.fixture
def root(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, with 李明's identity at hand: he may open contact and sale."""
    return copied(made, tmp_path, monkeypatch)


def copied(made: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for beside in ("", "-keys", "-identities"):
        shutil.copytree(made.with_name(made.name + beside), folder / f"company{beside}", symlinks=True)
    monkeypatch.setenv("WENSHU_IDENTITY", str(folder / "company-identities/reader-1.txt"))
    return folder / "company"


def said(root: Path, prefix: tuple[str, ...] = ("SUB", "RET")) -> list[str]:
    return [line for line in scratch.said(root) if line.partition(": ")[2].startswith(prefix)]


def text(path: Path) -> str:
    """Return every word of a Word file, tables and feet included."""
    document = Document(str(path))
    stories = [document.element.body, *(s.footer._element for s in document.sections)]
    return "\n".join(node.text or "" for story in stories for node in story.iter() if node.tag.endswith("}t"))


# ── requests and decisions ────────────────────────────────────────────────────────────────────


def test_a_request_gets_its_number_and_no_word_of_the_person_stands_in_git(root: Path) -> None:
    told = run(root, ENTERED)
    assert told.code == 0 and NUMBER in told.out and "2026-07-05" in told.out
    log = git(root, "log", "-1", "--format=%B")
    assert "subject_requests/2026/r-00001" in log and NUMBER in log
    assert not [secret for secret in SECRETS if secret in git(root, "log", "-p", "--all")]
    table = registers.table(registers.all()["subject-requests"], paperwork.office(root))
    assert [c.mm for c in table.columns] == [10, 28, 24, 28, 26, 26, 24, 28, 28, 22, 16]
    assert table.lines() == [
        ["1", NUMBER, "2026-06-20", "KH-2026-0001", "删除", "居民身份证 李明", "2026-07-05", "", "", "", "林晓岚"]
    ]


def test_a_request_to_correct_seals_what_it_should_read(root: Path) -> None:
    done(root, f"subject request {CARD} --kind 更正 --received 2026-06-20 --field 电话 --wanted 13800001111")
    stored = (root / "records/subject_requests/2026/r-00001.yaml").read_text(encoding="utf-8")
    assert "wanted: sealed:" in stored and "13800001111" not in git(root, "log", "-p", "--all")
    [fp] = {sealed.key_of(line.split(": ")[1]) for line in stored.split("\n") if line.startswith("wanted")}
    assert fp in keyring.keys(root), "sealed with the customer's own key"


def test_the_letter_answers_purpose_by_purpose(root: Path) -> None:
    done(root, ENTERED, DECIDED, "build --audience office")
    letter = text(root / "site/office/subject_answers/2026/r-00001-1.docx")
    for words in ("关于个人信息删除请求的答复", NUMBER, LAW47, LAW31, "限制处理", "2029年5月6日", "尊敬的客户"):
        assert words in letter, words
    assert "居民身份证" in letter
    assert "章" not in letter.replace("章程", ""), "the office's glass shows no name"
    row = registers.table(registers.all()["subject-requests"], paperwork.office(root)).rows[0]
    assert row.get("decision") == "联系：同意；销售与售后：限制处理至2029-05-06" and row.get("answered") == "2026-06-30"


def test_a_reader_who_sees_the_name_is_addressed_by_it(root: Path) -> None:
    done(root, ENTERED, DECIDED)
    clear = COMPANY.replace("    title: 审计\n", "    title: 审计\n    values: {contact: clear}\n")
    scratch.put(root, {"company": clear})
    done(root, "build --audience auditor")
    assert "章先生：" in text(root / "site/auditor/subject_answers/2026/r-00001-1.docx")


REFUSED: tuple[tuple[str, str, int], ...] = (
    ("SUB24", "subject request nobody --kind 查阅 --received 2026-06-20", 2),
    ("SUB10", DECIDED.replace("周启衡", "李明"), 1),
    ("SUB04", f"subject decide {NUMBER} --purpose moon=同意 --ground {LAW47} --as 周启衡", 1),
    ("SUB26", f"subject decide {CARD} --purpose contact=同意 --ground {LAW47} --as 周启衡", 1),
    ("SUB03", DECIDED + " --on 2026-06-01", 1),
    ("SUB22", f"subject erase people/何管 --ground {LAW47}", 1),
    ("SUB32", f"subject erase people/何管 --ground {LAW47} --request {NUMBER}", 1),
    ("SUB10", ERASED.replace("周启衡", "李明"), 1),
    ("SUB25", f"subject erase {CARD} --ground {LAW47} --purpose employment", 1),
    ("SUB38", f"subject export {CARD} .", 1),
    ("SUB36", f"subject correct {CARD} model --value 远山", 1),
)


def test_what_is_refused_says_why_and_writes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done(root, ENTERED)
    before, here = verbs.tree(root), keyring.keys(root)
    monkeypatch.chdir(root)
    for code, line, exit_code in REFUSED:
        told = run(root, line)
        assert (told.code, code in told.err) == (exit_code, True), (line, told.err)
        assert told.err.count("\n") >= 2 and not [secret for secret in SECRETS if secret in told.err]
    assert verbs.tree(root) == before and keyring.keys(root) == here


def test_identity_comes_before_decision_export_and_erasure(root: Path, tmp_path: Path) -> None:
    done(root, ENTERED.replace("--identity 居民身份证 --checked-by 李明", ""))
    for line in (DECIDED, ERASED, f"subject export {CARD} {tmp_path / 'out'} --request {NUMBER}"):
        told = run(root, line)
        assert told.code == 1 and "SUB20" in told.err, line
    done(root, DECIDED + " --identity 护照 --checked-by 林晓岚 --checked-on 2026-06-29")
    done(root, ERASED)
    assert not [line for line in said(root) if "SUB08" in line]


def test_a_delegate_may_decide(root: Path) -> None:
    done(root, ENTERED)
    lent = {
        "title": "总经理出差", "grantor": "周启衡", "grantee": "何管", "from": "2026-06-01", "until": "2026-07-31",
        "basis": "办公会", "steps": "[决定个人信息请求]", "drafted_by": "周启衡", "drafted_on": "2026-05-30",
    }  # fmt: skip
    scratch.put(root, {"delegations/2026/trip": "".join(f"{k}: {v}\n" for k, v in lent.items())})
    assert run(root, DECIDED.replace("周启衡", "何管")).code == 1, "not signed yet"
    paperwork.sign(root, "delegations/2026/trip", date(2026, 5, 31))
    done(root, DECIDED.replace("周启衡", "何管"))


def test_a_company_without_the_series_is_told_what_to_add(tmp_path: Path) -> None:
    bare = cards.company(tmp_path)
    told = run(bare, "subject request people/李明 --kind 查阅 --received 2026-06-20")
    assert told.code == 1 and "SUB31" in told.err and "个信〔{year}〕{serial}号" in told.err


REQUEST = "subject: {}\nkind: 删除\nreceived: 2026-05-01\nvia: 当面\npurposes: [contact, sale]\nclerk: 林晓岚\n"
ANSWER = (
    "request: subject_requests/2026/r-1\ndecisions:\n- {{purpose: {}, decision: 同意, ground: 法}}\n"
    "decided_by: {}\ndecided_on: {}\nchannel: 信函\nclerk: 林晓岚\n"
)
ERASURE = (
    "subject: {}\nby: {}\non: 2026-06-01\nground: 法\npurposes:\n- {{purpose: {}, keys: [{}], decision: 删除}}\n"
)


def test_checks_tell_what_cannot_be_and_what_is_late(root: Path) -> None:
    """SUB01, SUB02, SUB04, SUB05, SUB07, SUB08, SUB09, SUB10."""
    scratch.put(root, {"subject_requests/2026/r-1": REQUEST.format("customers/2026/c-99999")})
    assert any("SUB01 找不到当事人“customers/2026/c-99999”" in line for line in said(root))
    scratch.put(root, {"subject_requests/2026/r-1": REQUEST.format(CARD)})
    paperwork.number(root, "个", 1, "subject_requests/2026/r-1", date(2026, 5, 1))
    assert any("SUB02" in line and "2026-05-16" in line and "45 天" in line for line in said(root))
    row = registers.table(registers.all()["subject-requests"], paperwork.office(root)).rows[0]
    assert (row.mark, row.get("due"), row.get("identity")) == ("overdue", "2026-05-16 逾期45天", "未核验")
    scratch.put(root, {"subject_answers/2026/a": ANSWER.format("contact", "李明", "2026-05-20")})
    told = "\n".join(said(root))
    assert all(code in told for code in ("SUB05", "SUB08", "SUB09", "SUB10")) and "销售与售后" in told
    scratch.put(root, {"subject_answers/2026/a": ANSWER.format("moon", "周启衡", "2026-04-20")})
    told = "\n".join(said(root))
    assert "SUB04" in told and "SUB03" in told and "SUB10" not in told
    scratch.put(root, {"company": COMPANY.replace("policies: {}", "policies: {subject_days: 45}")})
    assert any("SUB07" in line for line in said(root))
    held = paperwork.office(root)
    due = retention.deadline(date(2026, 5, 1), 45, 30)
    assert due == date(2026, 5, 31) and held.company.policies["subject_days"] == 45


def test_an_erasure_written_by_hand_is_judged(root: Path) -> None:
    """SUB06 not granted, SUB11 kept by law, SUB12 another's key, SUB13 twice, SUB10 not entitled."""
    cards.customer(root, 2, phones=["13700001111"], plate=None, vin=None)
    run(root, "save")
    other = next(iter(paperwork.office(root).records["customers/2026/c-00002"].values["seals"].values()))
    mine = paperwork.office(root).records[CARD].values["seals"]
    sale, foreign = sealed.fingerprint(mine["sale"]), sealed.fingerprint(other)
    scratch.put(root, {"erasures/2026/a": ERASURE.format(CARD, "周启衡", "sale", sale)})
    told = "\n".join(said(root))
    assert "SUB06" in told and "SUB11" in told and "电子商务法第三十一条" in told and "SUB12" not in told
    scratch.put(root, {"erasures/2026/b": ERASURE.format(CARD, "李明", "sale", f"{foreign}, {sale}")})
    told = "\n".join(said(root))
    assert "SUB12" in told and "SUB13" in told and "SUB10" in told
    assert keyring.keys(root).keys() >= {sale, foreign}
    run(root, "build --audience staff")
    assert keyring.keys(root).keys() >= {sale, foreign}, "what nobody committed destroys nothing"
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "by hand")
    told_ = run(root, "check")
    assert "SUB29" in told_.err
    told_ = run(root, "save")
    assert "SUB30" in told_.err and foreign in keyring.keys(root), "with errors it is not obeyed"


# ── what the law keeps ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("event", "on", "until"), (
    ("opened_on: '2024-02-29'", "2026-06-30", date(2027, 3, 1)), ("opened_on: '2020-01-01'", "2026-06-30", None),
    ("opened_on: '2023-06-30'", "2026-06-30", date(2026, 6, 30)), ("opened_on: '2023-06-29'", "2026-06-30", None),
))  # fmt: skip
def test_a_rule_counts_from_its_event_and_is_never_shortened(
    tmp_path: Path, event: str, on: str, until: date | None
) -> None:
    root = cards.lay(scratch.make(tmp_path / "c", {}, COMPANY))
    cards.customer(root, 1, opened_on=event.split("'")[1])
    told = retention.held(paperwork.office(root), CARD, "sale", date.fromisoformat(on))
    assert (told.until if told else None) == until


def test_an_event_that_has_not_come_keeps_without_end(tmp_path: Path) -> None:
    root = cards.lay(scratch.make(tmp_path / "c", {}, COMPANY))
    one, two = cards.employee(root, 1), cards.employee(root, 2, left_on="2025-01-31")
    office, on = paperwork.office(root), date(2026, 6, 30)
    told = retention.held(office, one, "employment", on)
    assert told is not None and told.until is None and "劳动合同法第五十条" in told.ground
    assert retention.held(office, two, "employment", on).until == date(2027, 1, 31)  # type: ignore[union-attr]
    assert retention.held(office, two, "employment", date(2027, 2, 1)) is None
    assert retention.held(office, two, "contact", on) is None
    assert retention.held(office, "people/李明", "employment", on).until is None, "still with us"  # type: ignore[union-attr]


def test_a_hold_keeps_until_it_is_lifted(root: Path) -> None:
    done(root, f"subject hold {CARD} --ground 诉讼未结 --purpose contact --as 周启衡")
    told = run(root, f"subject erase {CARD} --purpose contact --ground {LAW47} --as 周启衡")
    assert told.code == 0 and "限制处理" in told.out and "诉讼未结" in told.out
    assert run(root, f"subject erase {CARD} --purpose contact --ground {LAW47} --as 周启衡").code == 1, "SUB23"
    done(root, f"subject hold {CARD} --ground 已结案 --lift subject_holds/2026/h-00001 --as 周启衡")
    told = run(root, f"subject erase {CARD} --purpose contact --ground {LAW47} --as 周启衡")
    assert told.code == 0 and "删除 erased" in told.out


# ── export and correction ─────────────────────────────────────────────────────────────────────


def test_the_export_tells_everything_and_is_entered_as_a_release(root: Path, tmp_path: Path) -> None:
    body = "|\n  请销售部跟进 @KH-2026-0001 的保养提醒。\n  其他各部门照常。"
    scratch.put(root, {"documents/2026/call": paperwork.document("关于保养提醒的通知", body=body)})
    done(root, "save", ENTERED, DECIDED, f"subject export {CARD} {tmp_path / 'out'} --request {NUMBER}")
    paper = text(tmp_path / "out/subject-c-00001.docx")
    for words in (*SECRETS, *KEPT, "联系", "销售与售后", NUMBER, LAW31, "希望周末也能保养", "请销售部跟进"):
        assert words in paper, words
    assert "records/documents/2026/call.yaml" in paper
    assert "涉及用途" in paper and "contact" not in paper, "purposes have names"
    assert "其他各部门照常" not in paper and (tmp_path / "out/subject-c-00001.docx").stat().st_mode & 0o077 == 0
    [release] = paperwork.office(root).of("releases")
    assert release.text("what") == "个人信息复制件（KH-2026-0001）" and release.text("word_of") == "周启衡"
    for place in (root / "out", root.parent / "other"):
        git(root.parent, "init", "-q", "other")
        told = run(root, f"subject export {CARD} {place}")
        assert told.code == 1 and "SUB38" in told.err and not place.joinpath("subject-c-00001.docx").exists()
    (tmp_path / "full").write_text("", encoding="utf-8")
    assert "SUB39" in run(root, f"subject export {CARD} {tmp_path / 'full' / 'x.docx'}").err


def test_without_the_key_the_export_says_sealed(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WENSHU_IDENTITY")
    done(root, f"subject export {CARD} {tmp_path / 'a.docx'}")
    paper = text(tmp_path / "a.docx")
    assert "〔密封·电话〕" in paper and not [secret for secret in (*SECRETS, *KEPT) if secret in paper]


def test_a_colleague_is_exported_with_his_entry_loans_and_facts(root: Path, tmp_path: Path) -> None:
    post = "posts: [{post: 销售顾问, from: 2021-01-01}]"
    told = COMPANY.replace(post, f"phone: '13712345678', {post}")
    scratch.put(root, {"company": told, "documents/2026/stock": verbs.paper()})
    done(root, "save")
    verbs.signed(root, "documents/2026/stock")
    done(root, f"subject export 李明 {tmp_path / 'b.docx'}")
    paper = text(tmp_path / "b.docx")
    for words in ("13712345678", "拟稿人", "销售顾问", "records/company.yaml", "跟踪业务员", "提到本人"):
        assert words in paper, words
    assert paper.count("姓名") == 1


def test_a_corrected_value_is_sealed_and_an_issued_card_is_revised(root: Path) -> None:
    cards.employee(root, 1)
    done(root, "save", "subject correct employees/2021/e-00001 手机 --value 13800002222")
    assert "13800002222" not in git(root, "log", "-p", "--all")
    office = paperwork.office(root)
    told = keyring.opener(root)(office.records["employees/2021/e-00001"].text("phone"))
    assert told == "13800002222"
    bad = run(root, "subject correct employees/2021/e-00001 手机 --value nonsense")
    assert bad.code == 1 and "nonsense" not in bad.err
    assert "SUB35" in run(root, f"subject correct {CARD} phones.9 --value 13800003333").err
    told_ = run(root, f"subject correct {CARD} phones --value 13800003333 --by 林晓岚")
    assert told_.code == 0 and "revision/" in told_.out, told_.err
    assert "13800003333" not in git(root, "log", "-p", "--all")


def test_a_colleagues_value_is_corrected_in_the_company_file(root: Path) -> None:
    done(root, "subject correct people/李明 phone --value 13800004444")
    assert "phone: sealed:" in (root / "records/company.yaml").read_text(encoding="utf-8")
    done(root, f"subject erase people/李明 --purpose contact --ground {LAW47}")
    told = run(root, "subject correct people/李明 phone --value 13800005555")
    assert told.code == 1 and "SUB37" in told.err


# ── erasure ───────────────────────────────────────────────────────────────────────────────────


def everything(root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every byte there is: git's objects, the key folder, the cache, the site with its archives unpacked."""
    command = ["git", "cat-file", "--batch", "--batch-all-objects", "--unordered"]
    yield "git objects", subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
    for top in (cards.folder(root), root / ".wenshu", root / "site", root / "records", root / ".git/logs"):
        for path in (p for p in top.rglob("*") if p.is_file()):
            data = path.read_bytes()
            yield str(path), data
            if data[:2] == b"PK":
                with zipfile.ZipFile(BytesIO(data)) as archive:
                    yield from ((f"{path}!{name}", archive.read(name)) for name in archive.namelist())


def opened(root: Path) -> set[str]:
    """Return every clear text that any key here, opened by any identity here, can make of anything in git."""
    private = {
        key.decode("ascii")
        for reader in root.with_name(f"{root.name}-identities").iterdir()
        for path in cards.folder(root).rglob("*.age")
        for key in _tried(reader.read_text(encoding="utf-8").strip(), path.read_bytes())
    }
    scalars = {m.decode("ascii") for _, data in everything(root) for m in _scalars(data)}
    found = set()
    for text_ in scalars:
        for key in private | {p.read_text(encoding="utf-8").strip() for p in
                              root.with_name(f"{root.name}-identities").iterdir()}:  # fmt: skip
            try:
                found.add(sealed.unwrap(key, base64.b64decode(text_.rpartition(":")[2])).rstrip(b"\0").decode("utf-8"))
            except sealed.Shut:
                continue
    return found


def _tried(reader: str, data: bytes) -> Iterator[bytes]:
    try:
        yield sealed.unwrap(reader, data)
    except sealed.Shut:
        return


def _scalars(data: bytes) -> list[bytes]:
    return re.findall(rb"sealed:[a-z2-7]{12}:[A-Za-z0-9+/]{200,}={0,2}", data)


def test_after_erasure_the_value_is_unrecoverable_history_included(root: Path) -> None:
    done(root, "build --audience clerk --audience auditor", ENTERED, DECIDED)
    clerk = root / "site/clerk" / f"{CARD}.docx"
    assert "13912345678" in text(clerk)
    assert set(SECRETS) <= opened(root) and set(KEPT) <= opened(root)
    told = run(root, ERASED)
    assert told.code == 0, told.err
    assert "联系（contact）  删除" in told.out and "restricted until 2029-05-06" in told.out
    assert "□ 纸质档案袋" in told.out and "□ 厂家" in told.out and "SUB28" in told.err
    assert not clerk.exists() and (root / "site/auditor").is_dir(), "sites with clear or masked values are gone"
    done(root, "build --audience clerk --audience auditor")
    left = opened(root)
    assert not left & set(SECRETS), "no key here opens a value of the purpose"
    assert set(KEPT) <= left, "what the law keeps can still be opened"
    for place, data in everything(root):
        for value in (*SECRETS, *KEPT):
            assert value.encode("utf-8") not in data, place
    page = (root / f"site/auditor/{CARD}.html").read_text(encoding="utf-8")
    assert "〔已删除·电话〕" in page and "〔限制处理·车号〕" in page
    paper = text(root / f"site/clerk/{CARD}.docx")
    assert "〔已删除·电话〕" in paper and "〔限制处理·车架号〕" in paper
    [sheet] = (root / "site/auditor/erasures").glob("*-places.docx")
    assert "厂家（经销商）系统" in text(sheet) and NUMBER in text(sheet) and "销售与售后" in text(sheet)
    row = registers.table(registers.all()["subject-requests"], paperwork.office(root)).rows[0]
    assert row.get("number") == NUMBER and row.get("file") == "KH-2026-0001"
    assert [line for line in said(root) if "SUB06" in line] == []


def test_old_keys_of_history_and_the_index_go_too(root: Path) -> None:
    """A key that the record names no more, but an older version does, is destroyed as well."""
    card = root / f"records/{CARD}.yaml"
    old = sealed.fingerprint(paperwork.office(root).records[CARD].values["seals"]["contact"])
    new = keyring.make(root, "contact")
    public = paperwork.office(root).records[CARD].values["seals"]["contact"]
    card.write_text(card.read_text(encoding="utf-8").replace(public, new), encoding="utf-8", newline="\n")
    git(root, "commit", "-qam", "another key")
    index = b"".join(p.read_bytes() for p in (cards.folder(root) / "index").rglob("*") if p.is_file())
    done(root, f"subject erase {CARD} --purpose contact --ground {LAW47}")
    assert not {old, sealed.fingerprint(new)} & keyring.keys(root).keys()
    after = b"".join(p.read_bytes() for p in (cards.folder(root) / "index").rglob("*") if p.is_file())
    assert len(after) < len(index) or not index


def test_copies_of_a_key_within_the_folder_go_with_it(root: Path) -> None:
    """What a killed writer, an editor, a sync service or a person left there opens the values as well as the key."""
    top = cards.folder(root)
    fp = sealed.fingerprint(paperwork.office(root).records[CARD].values["seals"]["contact"])
    key = top / "contact" / f"{fp}.age"
    for name in (f"contact/.{fp}.age.4711", f"contact/{fp} (1).age", f"contact/{fp}.age~", f"old/contact/{fp}.age"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(key, top / name)
    other = {p for p in top.rglob("*") if p.is_file() and fp not in p.name}
    done(root, f"subject erase {CARD} --purpose contact --ground {LAW47}")
    assert [p.name for p in top.rglob("*") if fp in p.name] == []
    assert other <= {p for p in top.rglob("*") if p.is_file()}


def test_erasing_twice_and_without_the_key_folder(root: Path) -> None:
    shutil.move(cards.folder(root), root.parent / "elsewhere")
    told = run(root, ERASED.replace(f" --request {NUMBER}", ""))
    assert told.code == 0 and "SUB27" in told.err, "the record is committed all the same"
    assert "erasures/2026" in git(root, "log", "-1", "--stat")
    again = run(root, ERASED.replace(f" --request {NUMBER}", ""))
    assert again.code == 1 and "SUB23" in again.err and "2029-05-06" in again.err
    assert "SUB14" not in run(root, "check", as_of="2029-05-06").out
    assert "SUB14" in run(root, "check", as_of="2029-05-07").out, "the period has ended"
    shutil.move(root.parent / "elsewhere", cards.folder(root))
    assert "SUB29" in run(root, "check").err and len(keyring.keys(root)) == 2, "check tells and destroys nothing"
    told = run(root, "save")
    assert "SUB28" in told.err and list(keyring.keys(root).values()) == ["sale"]


def test_a_dry_run_writes_and_destroys_nothing(root: Path) -> None:
    before, here = verbs.tree(root), keyring.keys(root)
    told = run(root, f"subject erase {CARD} --ground {LAW47} --dry-run")
    assert told.code == 0 and "would write records/erasures" in told.out
    assert verbs.tree(root) == before and keyring.keys(root) == here
    assert run(root, f"{ENTERED} --wanted 13811112222 --field 电话 --dry-run").code == 0
    assert verbs.tree(root) == before and keyring.keys(root) == here


@pytest.mark.parametrize(("module", "name", "when"), (
    ("journal", "begin", "before"), ("gitlog", "commit", "after"), ("keyring", "delete", "before"),
    ("keyring", "delete", "after"),
))  # fmt: skip
def test_killed_at_any_instant_it_is_whole_or_has_not_begun(root: Path, module: str, name: str, when: str) -> None:
    clones.killed(root, module, name, when, *shlex.split(f"subject erase {CARD} --ground {LAW47} --as 周启衡"))
    run(root, "save")
    begun = bool(list((root / "records").glob("erasures/*/*.yaml")))
    assert sorted(keyring.keys(root).values()) == (["sale"] if begun else ["contact", "sale"])
    assert git(root, "status", "--porcelain", "records") == ""
    assert begun == (when == "after" or module == "keyring")


def test_another_clone_that_meets_the_record_destroys_its_own_copy(root: Path, tmp_path: Path) -> None:
    """One clone erases, the other syncs: each has a key folder of its own."""
    first = root
    hub = tmp_path / "hub.git"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(hub))
    git(first, "remote", "add", "origin", str(hub))
    git(first, "push", "-q", "origin", "main")
    second = clones.clone(hub, "b")
    shutil.copytree(cards.folder(first), cards.folder(second))
    done(second, "build --audience clerk")
    assert "13912345678" in text(second / f"site/clerk/{CARD}.docx")
    done(first, f"subject erase {CARD} --ground {LAW47} --as 周启衡", "sync")
    told = run(second, "sync")
    assert told.code == 0 and "SUB28" in told.err and "contact" in told.err
    assert list(keyring.keys(second).values()) == ["sale"] and not (second / "site/clerk").exists()
    assert "SUB28" not in run(second, "build --audience clerk").err, "said once"
    assert "〔已删除·电话〕" in text(second / f"site/clerk/{CARD}.docx")


def test_an_erasure_on_a_branch_destroys_nothing_yet(root: Path) -> None:
    git(root, "checkout", "-qb", "revision/x")
    fp = sealed.fingerprint(paperwork.office(root).records[CARD].values["seals"]["contact"])
    scratch.put(root, {"erasures/2026/a": ERASURE.format(CARD, "周启衡", "contact", fp)})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "on a branch")
    run(root, "save")
    assert fp in keyring.keys(root)
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "revision/x", "-m", "merged")
    assert "SUB28" in run(root, "save").err and fp not in keyring.keys(root)


def test_an_old_site_that_cannot_be_deleted_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SUB34, and the keys go all the same."""
    done(root, "build --audience clerk")
    monkeypatch.setattr(_erased.shutil, "rmtree", lambda *a, **k: None)
    told = run(root, f"subject erase {CARD} --purpose contact --ground {LAW47}")
    assert told.code == 0 and "SUB34" in told.err and list(keyring.keys(root).values()) == ["sale"]


def test_who_comes_back_gets_a_new_key(root: Path) -> None:
    """Nothing is sealed to a destroyed key: it could never be opened."""
    cards.employee(root, 1, phone="13700001111")
    done(root, "save", f"subject erase employees/2021/e-00001 --purpose contact --ground {LAW47}")
    card = root / "records/employees/2021/e-00001.yaml"
    typed = re.sub(r"(?m)^phone: .*$", "phone: '13700002222'", card.read_text(encoding="utf-8"))
    card.write_text(typed, encoding="utf-8", newline="\n")
    done(root, "save")
    stored = paperwork.office(root).records["employees/2021/e-00001"].text("phone")
    assert keyring.keys(root)[sealed.key_of(stored)] == "contact"
