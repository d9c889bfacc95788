"""A scratch company: the smallest office in which a test can say what it means in YAML."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from wenshu import files
from wenshu.build import Believed, believe

HOUSE = Path(__file__).resolve().parent.parent
TODAY = date(2026, 6, 30)

_BEFORE = """\
as_of: 2026-06-30
letterheads:
  - from: 2020-01-01
    until: 2026-03-31
    full: 试点汽车销售服务有限公司
    short: 试点公司
    address: 望川市旧街1号
    postcode: '690001'
    telephone: 0399-5550100
    fax: 0399-5550101
  - from: 2026-04-01
    full: 试点汽车销售服务有限公司
    short: 试点公司
    address: 望川市新路8号
    postcode: '690002'
    telephone: 0399-5550200
    fax: 0399-5550201
departments:
  - {name: 总经理办公室, code: ZJB, head: 总经理秘书}
  - {name: 管理部, code: GLB, head: 管理部经理}
  - {name: 销售部, code: XSB, head: 销售部经理}
  - {name: 服务部, code: FWB, head: 服务部经理}
  - {name: 财务部, code: CWB, head: 财务部经理}
  - {name: 技术部, code: JSB, head: 技术部经理}
posts:
  - {name: 总经理, rank: 1, dept: 总经理办公室}
  - {name: 总经理秘书, rank: 3, dept: 总经理办公室}
  - {name: 管理部经理, rank: 2, dept: 管理部}
  - {name: 销售部经理, rank: 2, dept: 销售部}
  - {name: 服务部经理, rank: 2, dept: 服务部}
  - {name: 财务部经理, rank: 2, dept: 财务部}
  - {name: 技术部经理, rank: 2, dept: 技术部}
  - {name: 销售顾问, rank: 9, dept: 销售部}
  - {name: 监事, rank: 12, dept: 总经理办公室}  # nobody holds it: readers of secrets who need no pledge
people:
  周启衡: {status: 在职, dept: 总经理办公室, emails: [gm@example.test], posts: [{post: 总经理, from: 2020-01-01}]}
  林晓岚:
    status: 在职
    dept: 总经理办公室
    emails: [secretary@example.test]
    posts: [{post: 总经理秘书, from: 2020-01-01}]
  何管: {status: 在职, dept: 管理部, posts: [{post: 管理部经理, from: 2020-01-01}]}
  沈一鸣: {status: 在职, dept: 销售部, posts: [{post: 销售部经理, from: 2020-01-01}]}
  陆工: {status: 在职, dept: 服务部, posts: [{post: 服务部经理, from: 2020-01-01}]}
  钱多安: {status: 在职, dept: 财务部, posts: [{post: 财务部经理, from: 2020-01-01}]}
  纪青: {status: 在职, dept: 技术部, posts: [{post: 技术部经理, from: 2020-01-01}]}
  李明: {status: 在职, dept: 销售部, posts: [{post: 销售顾问, from: 2021-01-01}]}
archives:
  - {name: 文书档案, keeper: 总经理秘书, approver: 总经理秘书}
series:
"""
_GM = """\
    chain:
      - {step: 核稿, post: 拟稿部门主管}
      - {step: 秘书核稿, post: 总经理秘书}
      - {step: 会签, post: 会签部门主管}
      - {step: 签发, post: 总经理}
    number_at: signed
    allots: 总经理秘书
    restart: year
    start: 1
"""
_DEPT = """\
    chain:
      - {step: 核稿, post: 拟稿部门主管}
      - {step: 秘书核稿, post: 总经理秘书}
      - {step: 会签, post: 会签部门主管}
      - {step: 审核, post: 总经理}
      - {step: 签发, post: 本部门主管}
    signers: [签发, 审核]
    number_at: signed
    allots: 总经理秘书
    restart: year
    start: 1
"""


def _series(code: str, title: str, types: str, chain: str, dept: str = "") -> str:
    return (
        f"  - code: {code}\n    title: {title}\n"
        + (f"    dept: {dept}\n" if dept else "")
        + f"    doc_types: [{types}]\n"
        + f"    forms: {{house: '试点公司({code})字第[{{year}}]{{serial:03}}号', "
        + f"gbt9704: '试司{code}〔{{year}}〕{{serial}}号', short: '({code}){{serial:03}}'}}\n"
        + chain
    )


_TYPES = "通知, 决定, 通报, 报告, 请示, 批复, 意见, 制度"
COMPANY = (
    _BEFORE
    + _series("办", "上行文与函", "报告, 请示, 函", _GM)
    + _series("通", "管理文件", _TYPES, _GM)
    + _series("销", "销售部管理文件", _TYPES, _DEPT, "销售部")
    + _series("服", "服务部管理文件", _TYPES, _DEPT, "服务部")
    + _series("财", "财务部管理文件", _TYPES, _DEPT, "财务部")
    + """\
  - code: 纪
    title: 会议纪要
    forms:
      house: '试点公司(纪)字第[{year}]{serial:03}号'
      gbt9704: '试司纪〔{year}〕{serial}号'
      short: '纪{serial:03}'
    chain:
      - {step: 审核, post: 主持人}
      - {step: 签发, post: 会议批准人}
    number_at: signed
    allots: 总经理秘书
    restart: year
    start: 1
  - code: 收
    title: 收文
    forms:
      house: '(收)字第[{year}]{serial:03}号'
      gbt9704: '收〔{year}〕{serial:03}号'
      short: '收{serial:03}'
    chain: []
    number_at: entry
    allots: 总经理秘书
    restart: year
    start: 1
meeting_types:
  - {name: 总经理办公会, approver: 总经理}
  - {name: 部门例会, approver: 本部门主管}
audiences:
  - {name: staff, title: 全体员工, drafts: false, classes: [公开, 内部资料]}
  - name: office
    title: 总经理办公室
    drafts: true
    classes: [公开, 内部资料, 商业秘密（普通）, 商业秘密（核心）]
    readers: [监事]
policies: {}
"""
)


def make(folder: Path, records: Mapping[str, str] | None = None, company: str = COMPANY) -> Path:
    """Write a scratch company with today's schemas and templates; return its root.

    ``records`` maps a path below records/ (without .yaml) to YAML, dedented.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("schemas", "templates"):
        shutil.copytree(HOUSE / name, folder / name, dirs_exist_ok=True)
    put(folder, {"company": company})
    put(folder, records or {})
    return folder


def demonstration(folder: Path) -> Path:
    """Copy the demonstration company, its schemas and templates; return its root."""
    for name in files.INPUTS:
        shutil.copytree(HOUSE / name, folder / name)
    return folder


def put(root: Path, records: Mapping[str, str]) -> None:
    """Write records (path below records/ without .yaml → YAML, dedented)."""
    for id_, text in records.items():
        path = root / "records" / f"{id_}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8", newline="\n")


def read(root: Path, as_of: date | None = None) -> Believed:
    """Believe a root on its own as-of day."""
    return believe(root, as_of, TODAY)


def codes(root: Path) -> set[str]:
    """Return the ids of all findings."""
    return {finding.code.id for finding in read(root).findings}


def said(root: Path) -> list[str]:
    """Return ``place: CODE message`` of all findings."""
    return [f"{f.place}: {f.code.id} {f.message()}" for f in read(root).findings]
