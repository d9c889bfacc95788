"""Two cards for tests of sealed values: a customer's (forms.md F1) and an employee's (D2).

They are kinds of nobody's house: :func:`lay` puts their schemas and Word templates into a scratch company.
:data:`COMPANY` is a scratch company that has their series and archives, audiences for every desk, purposes,
masks and retention; ``verbs.company(folder, {}, cards.COMPANY)``, then ``cards.lay(root)``::

    root = cards.company(tmp_path)              # in git, cards laid, no key folder
    identities = cards.readers(root)            # key folder beside it, one identity file per reader
    cards.customer(root, 1, name="章之远")       # written in the clear, as a person types it
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import yaml

import scratch
import verbs

HERE = Path(__file__).resolve().parent
PURPOSES = {"contact": "联系", "sale": "销售与售后", "employment": "劳动关系", "performance": "业绩考核"}
READERS: Mapping[str, tuple[str, ...]] = {
    "contact": ("李明", "何管", "林晓岚"), "sale": ("李明",), "employment": ("何管",), "performance": ("林晓岚",),
}  # fmt: skip
"""Purpose → who may open its keys in :func:`readers`."""

_ALL = "[公开, 内部资料, 商业秘密（普通）, 商业秘密（核心）]"
_ARCHIVES = """\
  - {name: 顾客档案, keeper: 销售部经理, approver: 销售部经理}
  - {name: 人事档案, keeper: 管理部经理, approver: 管理部经理}
  - {name: 业绩档案, keeper: 总经理秘书, approver: 总经理}
"""
_SERIES = """\
  - code: 客
    title: 客户档案
    forms: {house: 'KH-{year}-{serial:04}', gbt9704: 'KH-{year}-{serial:04}', short: 'KH-{year}-{serial:04}'}
    chain: []
    number_at: entry
    allots: 总经理秘书
    restart: year
    start: 1
  - code: 工
    title: 入职登记
    forms: {house: 'GH-{year}-{serial:04}', gbt9704: 'GH-{year}-{serial:04}', short: 'GH-{year}-{serial:04}'}
    chain: []
    number_at: entry
    allots: 总经理秘书
    restart: year
    start: 1
"""
AUDIENCES = f"""\
audiences:
  - {{name: staff, title: 全体员工, drafts: false, classes: [公开, 内部资料], approver: 总经理}}
  - name: sales
    title: 销售部
    drafts: false
    classes: [公开, 内部资料]
    also:
      - {{classes: [商业秘密（普通）], depts: [销售部]}}
      - {{classes: [商业秘密（普通）], depts: [销售部], archives: [顾客档案]}}
    values: {{contact: mask, sale: mask}}
    readers: [销售部经理, 销售顾问]
    approver: 总经理
  - name: office
    title: 总经理办公室
    drafts: true
    classes: {_ALL}
    readers: [总经理, 总经理秘书]
    approver: 总经理
  - name: personnel
    title: 行政办（人事档案）
    drafts: false
    classes: [公开, 内部资料]
    also: [{{classes: [商业秘密（普通）, 商业秘密（核心）], archives: [人事档案]}}]
    values: {{employment: clear, contact: mask}}
    readers: [管理部经理]
    approver: 总经理
    on_demand: true
  - name: performance
    title: 总经理秘书（业绩档案）
    drafts: false
    classes: [公开, 内部资料]
    also: [{{classes: [商业秘密（普通）], archives: [业绩档案, 人事档案]}}]
    values: {{performance: clear}}
    readers: [总经理秘书]
    approver: 总经理
  - name: clerk
    title: 跟踪业务员
    drafts: false
    classes: [公开]
    also: [{{classes: [商业秘密（普通）], kinds: [customers], archives: [顾客档案]}}]
    values: {{contact: clear}}
    readers: [李明]
    approver: 销售部经理
    on_demand: true
  - name: auditor
    title: 审计
    drafts: true
    classes: {_ALL}
    also: [{{classes: {_ALL}, archives: [顾客档案, 人事档案, 业绩档案]}}]
    readers: [总经理]
    approver: 总经理
masks:
  name: {{head: 1, stars: 2}}
  phone: {{head: 3, tail: 4, stars: 4}}
  plate: {{head: 2, tail: 2, stars: 3, after: ·}}
  id: {{head: 3, tail: 2, stars: 9}}
purposes: {{contact: 联系, sale: 销售与售后, employment: 劳动关系, performance: 业绩考核}}
retention:
  - {{purpose: employment, years: 2, event: left_on, authority: 劳动合同法, article: 第五十条}}
  - {{purpose: sale, years: 3, event: opened_on, authority: 电子商务法, article: 第三十一条, kinds: [customers]}}
policies: {{}}
"""
COMPANY = (
    scratch.COMPANY[: scratch.COMPANY.index("audiences:")]
    .replace("series:\n", _ARCHIVES + "series:\n", 1)
    .replace("meeting_types:\n", _SERIES + "meeting_types:\n", 1)
    + AUDIENCES
)
"""A scratch company with all that the cards need. Audiences: staff, sales (one department), office, personnel
(on demand), performance, clerk (on demand), auditor (everything but personal values)."""

CUSTOMER: Mapping[str, object] = {
    "name": "章之远", "sex": "男", "contact": "章之远（本人）", "address": "望川市南桥路12号3栋501",
    "phones": ["13912345678"],
    "model": "远山 S5", "plate": "沪A3K512", "vehicle_kind": "SUV", "vin": "LSVAA4182E2184847",
    "cycle": {"months": 6, "km": 5000}, "wishes": "希望**周末**也能保养。",
    "needs": {"text": "明年有换车的打算", "by": "李明", "on": "2026-05-06"}, "interests": ["钓鱼"],
    "consent": [{"purpose": "保养提醒", "basis": "同意", "on": "2026-05-06", "how": "签字"}],
    "clerk": "李明", "dept": "销售部", "opened_on": "2026-05-06",
}  # fmt: skip
EMPLOYEE: Mapping[str, object] = {
    "name": "李明", "sex": "男", "birth": "1992-03-04", "identity": "110101199203042314", "phone": "13712345678",
    "address": "望川市北门街5号", "emergency": {"name": "李大江", "relation": "父亲", "phone": "13612345678"},
    "dept": "销售部", "post": "销售顾问", "joined_on": "2021-01-04", "contract": "固定期限，2021-01-04起三年",
    "appraisal": "试用期内三次达成目标", "recorded_by": "何管",
}  # fmt: skip


def lay(root: Path) -> Path:
    """Put the schemas and Word templates of both cards into a scratch company; return its root."""
    for name in ("customers", "employees"):
        shutil.copy(HERE / "schemas" / f"{name}.yaml", root / "schemas")
        shutil.copy(HERE / "docx" / f"{name}.docx", root / "templates" / "docx")
    return root


def company(folder: Path, records: Mapping[str, str] | None = None, text: str = COMPANY) -> Path:
    """Return the root of a scratch company with both cards, committed in git. No key folder yet."""
    root = verbs.company(folder, dict(records or {}), text)
    lay(root)
    verbs.git(root, "add", "-A")
    verbs.git(root, "commit", "-q", "-m", "two cards")
    return root


def customer(root: Path, n: int = 1, **values: object) -> str:
    """Write the card of a customer in the clear, as a person types it; a value None leaves its field out."""
    return _write(root, f"customers/2026/c-{n:05}", {**CUSTOMER, **values})


def employee(root: Path, n: int = 1, **values: object) -> str:
    """Write the card of an employee in the clear; see :func:`customer`."""
    return _write(root, f"employees/2021/e-{n:05}", {**EMPLOYEE, **values})


def _write(root: Path, id_: str, values: Mapping[str, object]) -> str:
    told = {key: value for key, value in values.items() if value is not None}
    path = root / "records" / f"{id_}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump(told), encoding="utf-8", newline="\n")
    return id_


def dump(values: object) -> str:
    """Return YAML in which every scalar is a text as it is typed; numbers are quoted, which the reader allows."""
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=4096)


def folder(root: Path) -> Path:
    """Return the key folder a scratch company has without ``WENSHU_KEYS``."""
    return root.with_name(f"{root.name}-keys")


def readers(root: Path, who: Mapping[str, tuple[str, ...]] = READERS) -> Mapping[str, Path]:
    """Make the key folder beside a company: its readers by purpose, and each reader's own identity file.

    Use an identity by ``monkeypatch.setenv("WENSHU_IDENTITY", str(identities["李明"]))``. Files are made as
    ``wenshu keys`` makes them: ``<folder>/readers.yaml``, purpose → [{name, recipient, since}].

    Returns:
        Reader → file with his AGE-SECRET-KEY-1…, outside repository and key folder.
    """
    from wenshu import sealed

    own = root.with_name(f"{root.name}-identities")
    own.mkdir(parents=True, exist_ok=True)
    made: dict[str, Path] = {}
    public: dict[str, str] = {}
    for n, name in enumerate(dict.fromkeys(name for names in who.values() for name in names), 1):
        public[name], private = sealed.make_key()
        made[name] = own / f"reader-{n}.txt"
        made[name].write_text(private + "\n", encoding="utf-8", newline="\n")
        os.chmod(made[name], 0o600)
    told = {
        purpose: [{"name": name, "recipient": public[name], "since": "2026-01-01"} for name in names]
        for purpose, names in who.items()
    }
    folder(root).mkdir(parents=True, exist_ok=True)
    (folder(root) / "readers.yaml").write_text(dump(told), encoding="utf-8", newline="\n")
    return made
