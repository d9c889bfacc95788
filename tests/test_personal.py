"""Personal numbers: what is found, what is not, and where they are refused before git has them."""

from __future__ import annotations

import subprocess
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

import cards
import revisions
import scratch
import verbs
from verbs import STOCK
from wenshu import personal, sealed
from wenshu.checks import personal as checked
from wenshu.commands import _push
from wenshu.office import Office
from wenshu.personal import CARD, IDENTITY, MOBILE, PLATE, find, find_in_path
from wenshu.yamlread import read as read_yaml

PHONE = "13812345678"
"""An invented number, as every one in this file."""


def kinds(text: str, *allowed: str) -> list[str]:
    return [number.kind for number in find(text, allowed)]


# ── what is found ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("written", [
    PHONE, "138 1234 5678", "138-1234-5678", "138.1234.5678", "(138)1234-5678", "138－1234－5678",
    "１３８１２３４５６７８", "１３８－１２３４－５６７８", "+86 13812345678", "+8613812345678", "+86-138-1234-5678",
    "0086 138 1234 5678", "8613812345678", "138\u00a01234\u00a05678", "138\u30001234\u30005678", "138–1234–5678",
    "1381234 5678", "138 12345678", "138·1234·5678", "1 3 8 1 2 3 4 5 6 7 8", "13812345678@mail.test",
])  # fmt: skip
def test_a_mobile_number_is_found_as_people_write_it(written: str) -> None:
    text = f"请于上午打{written}，联系。"
    (number,) = find(text)
    assert number.kind == MOBILE
    assert text[number.start : number.end] in (written, written.removesuffix("@mail.test"), written.lstrip("("))


@pytest.mark.parametrize("written", [
    "沪A12345", "沪A·12345", "沪A 12345", "沪 A12345", "沪a12345", "沪Ａ１２３４５", "川A1B2C3", "沪AD12345",
    "沪A·D12345", "京A12345D", "粤Z1234港", "京A1234学", "鲁B1234挂", "渝A1234警", "苏E-12345",
])  # fmt: skip
def test_a_plate_is_found(written: str) -> None:
    assert kinds(f"车号{written}的客户") == [PLATE]


@pytest.mark.parametrize("written", [
    "110101199203042314", "110101 19920304 2314", "110101-19920304-2314", "44010619800101123x", "130503670401001",
])  # fmt: skip
def test_an_identity_number_is_found(written: str) -> None:
    if written.endswith("x"):
        written = written[:-1] + ric.calc_check_digit(written[:-1] + "0").lower()
    assert kinds(f"身份证：{written}。") == [IDENTITY]


@pytest.mark.parametrize("start", ["621700", "622848", "955880", "411111", "510000", "353011"])
def test_a_bank_card_is_found(start: str) -> None:
    bare = f"{start}123456789"
    number = bare + luhn.calc_check_digit(bare)
    assert kinds(f"卡号{number}") == [CARD]
    assert kinds(f"卡号{number[:4]} {number[4:8]} {number[8:12]} {number[12:]}") == [CARD]


# ── what is not ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", [
    "电话 0399-5550200，传真 0399-5550201", "010-88881234", "400-138-1234", "8008301234", "客服热线 95598",
    "2026年3月12日", "2026-03-12 13:30", "20260312", "2026.03.12-2026.12.31", "试点公司(销)字第[2026]012号",
    "国发〔2012〕14号", "统一社会信用代码 91310000MA1FL0XX0A", "统一社会信用代码 913100007109284562",
    "时间戳 1735689600000", "订单号 20260312123456789012", "金额 13812345678.50 元", "￥13812345678",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "a13812345678b", "编号X13812345678",
    "2138123456789", "138123456789", "23812345678", "12345678901", "138-1234-5678-90", "2026-138-1234-5678",
    "138.1234.5678.1", "550e8400-e29b-41d4-a716-446655440000", "ISBN 978-7-5117-2734-7", "6901234567892",
    "110101199203042315", "110101199213042314", "000000000000000000", "6222021234567890124", "0000000000000000",
    "京ICP备12345678号", "粤B2-20090059", "最新GB50016规范", "更新A4纸", "苏州", "新V20260301版", "云Server1",
    "沪A1234", "沪I12345", "沪ABCDEF", "零件号 5Q0 615 301 H", "VIN LSVAA4182E2184847", "1.2345678 9.1234567",
    "长 1500 宽 1200 高 3000",
])  # fmt: skip
def test_other_numbers_are_none(text: str) -> None:
    assert kinds(text) == []


def test_what_is_sealed_or_hashed_is_never_looked_into() -> None:
    public, private = sealed.make_key()
    for _ in range(60):
        assert kinds(f"phone: {sealed.seal(public, PHONE)}\nseals: {{contact: {public}}}\n") == []
    assert kinds(private) == []
    assert kinds("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG/13812345678/x9Qm4Zy7Zr1dWJt0fLkP2n8sT5uVwXyZ0aBcD a") == []


def test_what_the_company_lists_is_allowed_however_it_is_written() -> None:
    assert kinds("值班手机138 1234 5678", PHONE) == []
    assert kinds("值班手机+86 13812345678", "138-1234-5678") == []
    assert kinds("值班手机13812345678，另一个13912345678", PHONE) == [MOBILE]
    assert kinds("试驾车沪A12345、沪A12346", "沪A·12345") == [PLATE]
    assert kinds("见“热线 13812345678”", "热线 13812345678") == []


def test_a_path_is_looked_at_more_closely() -> None:
    assert [n.kind for n in find_in_path("records/customers/2026/zhang13812345678.yaml")] == [MOBILE]
    assert [n.kind for n in find_in_path("records/customers/2026/zhang_13812345678_2.yaml")] == [MOBILE]
    assert [n.kind for n in find_in_path("records/customers/沪A12345/card.yaml")] == [PLATE]
    digest = "13812345678" + "a" * 53
    assert find_in_path(f"records/attachments/13/{digest}.pdf") == ()
    assert find_in_path("records/approvals/documents/2026/stock/a13812345678-1-签发.yaml") == ()
    assert find_in_path("records/numbers/2026/销/0001.yaml") == ()


# ── laws ──────────────────────────────────────────────────────────────────────────────────────

CHINESE = st.text(st.sampled_from("请于上午联系客户张先生，并将维修单、手册送到服务部。的了"), min_size=1, max_size=20)
MOBILES = st.builds(
    lambda a, b, c, gap, country: f"{country}{gap.join((f'1{a:02}', f'{b:04}', f'{c:04}'))}",
    st.integers(30, 99), st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(["", " ", "-"]),
    st.sampled_from(["", "+86 ", "+86"]),
)  # fmt: skip
BODY = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
PLATES = st.builds(
    lambda province, letter, gap, digits, letters: province + letter + gap + letters + digits,
    st.sampled_from("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"), st.sampled_from(BODY[:24]),
    st.sampled_from(["", "·", " "]), st.text("0123456789", min_size=3, max_size=3),
    st.text(BODY[:24], min_size=2, max_size=2).filter(lambda two: two[0] not in "BCT"),
)  # fmt: skip


@st.composite
def identities(draw: st.DrawFn) -> str:
    day = draw(st.dates(date(1930, 1, 1), date(2025, 12, 31)))
    place = draw(st.sampled_from(["110101", "310104", "440106", "650102", "820000"]))
    bare = f"{place}{day:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return bare + ric.calc_check_digit(bare + "0")


@given(CHINESE, st.one_of(MOBILES, PLATES, identities()), CHINESE)
def test_every_number_planted_in_a_sentence_is_found(before: str, planted: str, after: str) -> None:
    text = before + planted + after
    spans = [(number.start, number.end) for number in find(text)]
    assert (len(before), len(before) + len(planted)) in spans


@given(CHINESE, st.one_of(MOBILES, PLATES, identities()), CHINESE)
def test_no_listed_number_is_ever_reported(before: str, listed: str, after: str) -> None:
    assert find(before + listed + after, (listed,)) == ()


@given(st.text(max_size=80))
def test_any_text_has_an_answer_and_every_place_is_in_it(text: str) -> None:
    last = 0
    for number in find(text):
        assert last <= number.start < number.end <= len(text)
        last = number.end
    assert personal.veiled(text, find(text)).count("〔") >= len(find(text))


# ── in the tree ───────────────────────────────────────────────────────────────────────────────


def told(root: Path, *codes: str) -> list[str]:
    return [line for line in scratch.said(root) if any(f": {code}" in line for code in codes or ("PII",))]


def test_pii01_names_place_and_kind_and_never_the_number(tmp_path: Path) -> None:
    body = verbs.paper().replace("各部门请备货。", "各部门请备货，电话 138 1234 5678，车沪A12345。")
    root = scratch.make(tmp_path / "company", {STOCK: body + "# 客户 110101199203042314\n"})
    lines = told(root)
    assert [line.partition("：")[0] for line in lines] == [
        f"records/{STOCK}.yaml:11:13: PII01 这里明写着{MOBILE}",
        f"records/{STOCK}.yaml:11:28: PII01 这里明写着{PLATE}",
        f"records/{STOCK}.yaml:12:6: PII01 这里明写着{IDENTITY}",
    ]
    said = verbs.run(root, "check")
    assert said.code == 1
    assert not any(part in said.out + said.err for part in ("138 1234", "5678", "A12345", "199203"))


def test_facts_schemas_templates_and_the_company_file_are_looked_at_too(tmp_path: Path) -> None:
    root = scratch.make(tmp_path / "company", {STOCK: verbs.paper()})
    for path, text in (
        ("records/company.yaml", f"# 值班 {PHONE}\n"), ("schemas/fax.yaml", f"# {PHONE}\n"),
        ("templates/html/record.html", f"{{# {PHONE} #}}\n"),
    ):
        file = root / path
        file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8", newline="\n")
    scratch.put(root, {"numbers/2026/销/0001": f"state: void\nreason: 客户{PHONE}退车\n"})
    places = {line.partition(": PII01")[0].partition(":")[0] for line in told(root, "PII01")}
    assert places == {
        "records/company.yaml", "schemas/fax.yaml", "templates/html/record.html", "records/numbers/2026/销/0001.yaml",
    }  # fmt: skip


def test_a_word_template_is_read_as_it_is_seen(tmp_path: Path) -> None:
    import docx

    root = scratch.make(tmp_path / "company", {STOCK: verbs.paper()})
    made = docx.Document()
    made.add_paragraph("联系电话 138").add_run("12345678")
    made.save(str(root / "templates/docx/call.docx"))
    assert [line.partition("：")[0] for line in told(root)] == [f"templates/docx/call.docx: PII01 这里明写着{MOBILE}"]


def test_an_escape_hides_no_digit(tmp_path: Path) -> None:
    root = scratch.make(tmp_path / "company", {STOCK: verbs.paper(title='"电话138\\x31\\u00323\\x34\\x35678"')})
    assert len(told(root, "PII01")) == 1


def test_pii02_tells_a_path_without_the_number(tmp_path: Path) -> None:
    root = scratch.make(tmp_path / "company", {f"documents/2026/li-{PHONE}": verbs.paper()})
    (line,) = told(root)
    assert line.startswith("records/documents/2026/li-〔手机号码〕.yaml: PII02") and PHONE not in line


def test_the_list_of_the_company_and_its_letterhead_may_stand(tmp_path: Path) -> None:
    company = scratch.COMPANY.replace("fax: 0399-5550201", f"fax: '{PHONE}'") + (
        "allowed:\n  - {text: 139-1234-5678, reason: 值班手机，公开号码}\n  - {text: 沪A·12345, reason: 公司试驾车}\n"
    )
    body = verbs.paper().replace("请备货", f"请备货，传真{PHONE}，值班13912345678，试驾车沪A12345")
    assert told(scratch.make(tmp_path / "company", {STOCK: body}, company)) == []


def test_a_company_of_ten_thousand_files_is_looked_through_quickly(office: Office) -> None:
    tree = {f"records/x/{n}/{r.path}": r.raw.data + b"# %d\n" % n for n in range(150) for r in office.records.values()}
    tree = dict(list(tree.items())[:10000])
    began = time.process_time()
    assert list(checked.check(office, tree)) == []
    cold = time.process_time() - began
    began = time.process_time()
    assert list(checked.check(office, tree)) == []
    warm = time.process_time() - began
    # a third of a second on a machine where nothing else runs
    assert cold < 1.5 and warm < 0.5, (cold, warm)


def test_a_company_file_that_cannot_be_read_allows_nothing() -> None:
    for text in ("", "a: [", "allowed: 5", "allowed: [5, {text: [1], reason: x}]", "letterheads: {a: b}", "allowed:\n"):
        assert checked.listed(text.encode()) == ()
    assert checked.listed(b"allowed: [{text: '1234', reason: x}, {text: '5678'}]") == ("1234",)
    assert read_yaml("x", b"a: [")[0] is None


# ── what commits say ──────────────────────────────────────────────────────────────────────────


def test_pii03_a_commit_that_says_a_number_is_told_until_it_is_forgiven(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    verbs.git(root, "commit", "-q", "--allow-empty", "-m", "催办\n\n请打\n13812345678", "--trailer", f"Record: {STOCK}")
    commit = verbs.git(root, "rev-parse", "HEAD").strip()
    (line,) = told(root)
    assert line.startswith(f"records/{STOCK}.yaml: PII03 提交 {commit[:12]} 的提交说明里有{MOBILE}")
    assert PHONE not in line
    scratch.put(root, {"company": scratch.COMPANY + f"allowed: [{{commit: {commit[:10]}, reason: 已查清}}]\n"})
    assert told(root) == []


def test_pii03_a_path_stays_in_history_when_the_file_is_gone(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    scratch.put(root, {f"documents/2026/li-{PHONE}": verbs.paper()})
    verbs.git(root, "add", "-A")
    verbs.git(root, "commit", "-q", "-m", "写")
    verbs.git(root, "rm", "-q", f"records/documents/2026/li-{PHONE}.yaml")
    verbs.git(root, "commit", "-q", "-m", "删")
    lines = told(root)
    assert len(lines) == 2 and all(".git: PII03" in line and "文件名" in line and PHONE not in line for line in lines)


def test_pii04_no_verb_commits_a_number_in_message_reason_or_path(tmp_path: Path) -> None:
    root = verbs.company(tmp_path)
    scratch.put(root, {STOCK: verbs.paper(title="关于盘点的通知")})
    begun = verbs.git(root, "rev-parse", "HEAD").strip()
    said = verbs.run(root, f"save -m 电话{PHONE}")
    assert said.code == 1 and "PII04" in said.err and PHONE not in said.err + said.out
    said = verbs.run(root, f"save --dry-run -m 电话{PHONE}")
    assert said.code == 1 and "PII04" in said.err
    verbs.done(root, "number reserve 销 --until 2026-12-31 --reason 备用")
    said = verbs.run(root, f"number void '(销)001' --reason 客户{PHONE}退车")
    assert said.code in (1, 2) and PHONE not in said.err and (said.code == 2 or "PII0" in said.err)
    assert PHONE not in verbs.git(root, "log", "-p", "--format=%B", f"{begun}..")


def test_pii04_no_request_and_no_decision_says_one(tmp_path: Path) -> None:
    root = revisions.company(tmp_path)
    revisions.edit(root)
    said = verbs.run(root, f"revise {revisions.RULE} --reason 客户{PHONE}要求 --requested-by 李明 --on {revisions.DAY}")
    assert said.code == 1 and "PII04" in said.err and PHONE not in said.err + said.out
    assert PHONE not in verbs.git(root, "log", "--all", "-p", "--format=%B")
    branch = revisions.ask(root)
    refused = verbs.run(root, f"decide {branch} --refuse --as 沈一鸣 --on 2026-06-12 --opinion 请问{PHONE}")
    assert refused.code == 1 and "PII0" in refused.err and PHONE not in refused.err + refused.out
    assert PHONE not in verbs.git(root, "log", "--all", "-p", "--format=%B")


# ── at the gates ──────────────────────────────────────────────────────────────────────────────


def commit(root: Path, message: str = "写") -> verbs.Said:
    verbs.git(root, "add", "-A")
    done = subprocess.run(["git", "commit", "-q", "-m", message], cwd=root, capture_output=True)
    return verbs.Said(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def test_plain_git_is_stopped_before_it_commits(tmp_path: Path) -> None:
    root = cards.company(tmp_path)
    verbs.done(root, "hook install")
    begun = verbs.git(root, "rev-parse", "HEAD")
    scratch.put(root, {STOCK: verbs.paper().replace("请备货", f"请备货，电话{PHONE}")})
    said = commit(root)
    assert said.code == 1 and f"records/{STOCK}.yaml:11:12: error PII01" in said.err and PHONE not in said.err
    scratch.put(root, {STOCK: verbs.paper()})
    cards.customer(root, 1, phones=["0399-5551234"], plate=None, contact=None)
    said = commit(root)
    assert said.code == 1 and "HOK24" in said.err and "PII01" not in said.err
    assert "records/customers/2026/c-00001.yaml:1:7" in said.err
    assert "wenshu seal customers/2026/c-00001 name" in said.err
    assert "南桥路" not in said.err and "章之远" not in said.err
    (root / "records/customers/2026/c-00001.yaml").unlink()
    said = commit(root, f"电话{PHONE}")
    assert said.code == 1 and "PII04" in said.err and PHONE not in said.err
    assert verbs.git(root, "rev-parse", "HEAD") == begun
    assert commit(root).code == 0


def test_the_first_commit_of_all_is_looked_at_too(tmp_path: Path) -> None:
    root = scratch.make(tmp_path / "company", {STOCK: verbs.paper().replace("请备货", f"请备货{PHONE}")})
    verbs.git(root, "init", "-q", "-b", "main")
    verbs.git(root, "config", "user.name", "某人")
    verbs.git(root, "config", "user.email", "secretary@example.test")
    verbs.done(root, "hook install")
    said = commit(root)
    assert said.code == 1 and "PII01" in said.err


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A company with cards on a server, and the clone somebody works in."""
    root = cards.company(tmp_path_factory.mktemp("served"), {STOCK: verbs.paper()})
    bare = root.parent / "office.git"
    verbs.git(root.parent, "clone", "-q", "--bare", str(root), str(bare))
    verbs.git(root, "remote", "add", "origin", str(bare))
    return root, bare


def pushed(served: tuple[Path, Path], ref: str = "refs/heads/main", name: str = "HEAD") -> list[str]:
    """Return what the server would say of a push, its objects at hand as in quarantine; the clone goes back."""
    root, bare = served
    old = verbs.git(bare, "rev-parse", "main").strip()
    new = verbs.git(root, "rev-parse", name).strip()
    verbs.git(bare, "fetch", "-q", str(root), name)
    stands = old if ref == "refs/heads/main" else ""
    found = _push.judge(bare, [_push.Update(ref, stands, new)], None, scratch.TODAY)
    verbs.git(root, "reset", "-q", "--hard", old)
    lines = [f"{f.place}: {f.code.id} {f.message()}" for f in found]
    assert not any(PHONE in line or PHONE in f.hint() for line, f in zip(lines, found, strict=True))
    return lines


def test_hok16_a_push_brings_no_number_not_even_one_that_a_later_commit_takes_out(served: tuple[Path, Path]) -> None:
    root, _ = served
    scratch.put(root, {STOCK: verbs.paper().replace("请备货", f"请备货，电话{PHONE}")})
    assert commit(root).code == 0
    first = verbs.git(root, "rev-parse", "--short=12", "HEAD").strip()
    scratch.put(root, {STOCK: verbs.paper(title="关于盘点的通知")})
    assert commit(root).code == 0
    (line,) = pushed(served)
    assert line.startswith(f"records/{STOCK}.yaml:11:12: HOK16 提交 {first} 在这里明写着{MOBILE}")


def test_hok16_a_branch_and_a_file_of_any_kind_are_looked_at(served: tuple[Path, Path]) -> None:
    root, _ = served
    (root / "notes.txt").write_text(f"客户电话\n{PHONE}\n", encoding="utf-8", newline="\n")
    assert commit(root).code == 0
    (line,) = pushed(served, "refs/heads/revision/x-2026-06-30")
    assert line.startswith("notes.txt:2:1: HOK16")


def test_hok18_a_push_brings_no_personal_field_in_the_clear(served: tuple[Path, Path]) -> None:
    root, _ = served
    cards.customer(root, 1, phones=["0399-5551234"], plate=None)
    assert commit(root).code == 0
    (root / "records/customers/2026/c-00001.yaml").unlink()
    assert commit(root).code == 0
    lines = pushed(served, "refs/heads/other")
    assert lines and all(": HOK18 " in line for line in lines)
    assert any("“地址”没有密封" in line for line in lines) and not any("南桥路" in line for line in lines)


def test_pii03_a_push_says_none_in_messages_and_paths(served: tuple[Path, Path]) -> None:
    root, _ = served
    scratch.put(root, {STOCK: verbs.paper(title="关于盘点的通知"), f"documents/2026/li-{PHONE}": verbs.paper()})
    assert commit(root, f"联系{PHONE}").code == 0
    lines = pushed(served)
    assert len(lines) == 2 and all(": PII03 " in line for line in lines)


def test_hok17_a_tag_says_none(served: tuple[Path, Path]) -> None:
    root, bare = served
    verbs.git(root, "tag", "-a", "v1", "-m", f"联系{PHONE}", "HEAD")
    verbs.git(bare, "fetch", "-q", "--no-tags", str(root), "refs/tags/v1")
    tag = verbs.git(root, "rev-parse", "v1").strip()
    (found,) = _push.judge(bare, [_push.Update("refs/tags/v1", "", tag)], None, scratch.TODAY)
    assert found.code.id == "HOK17" and PHONE not in found.message()
    head = verbs.git(root, "rev-parse", "HEAD").strip()
    (found,) = _push.judge(bare, [_push.Update(f"refs/heads/li-{PHONE}", "", head)], None, scratch.TODAY)
    assert found.code.id == "HOK17" and "li-〔手机号码〕" in found.message()


def test_what_may_stand_is_what_the_server_has_on_record(served: tuple[Path, Path]) -> None:
    root, bare = served
    company = cards.COMPANY + f"allowed: [{{text: '{PHONE}', reason: 值班手机}}]\n"
    paper = verbs.paper().replace("请备货", f"请备货，值班{PHONE}")
    scratch.put(root, {"company": company})
    assert commit(root).code == 0
    scratch.put(root, {STOCK: paper})
    assert commit(root).code == 0
    (line,) = pushed(served)  # both at once: a push does not give itself leave
    assert line.startswith(f"records/{STOCK}.yaml") and "HOK16" in line
    scratch.put(root, {"company": company})
    assert commit(root).code == 0
    old, new = verbs.git(bare, "rev-parse", "main").strip(), verbs.git(root, "rev-parse", "HEAD").strip()
    assert pushed(served) == []
    verbs.git(bare, "update-ref", "refs/heads/main", new)
    verbs.git(root, "reset", "-q", "--hard", new)
    scratch.put(root, {STOCK: paper})
    assert commit(root).code == 0
    assert pushed(served) == []
    verbs.git(bare, "update-ref", "refs/heads/main", old)


def test_a_real_push_is_refused(served: tuple[Path, Path]) -> None:
    root, bare = served
    verbs.git(root, "reset", "-q", "--hard", verbs.git(bare, "rev-parse", "main").strip())
    verbs.done(bare, "hook install")
    scratch.put(root, {STOCK: verbs.paper().replace("请备货", f"请备货，电话{PHONE}")})
    assert commit(root).code == 0
    done = subprocess.run(["git", "push", "origin", "main"], cwd=root, capture_output=True)
    said = done.stderr.decode("utf-8")
    assert done.returncode == 1 and "HOK16" in said and PHONE not in said and "Traceback" not in said
