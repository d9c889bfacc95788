"""Seal the private values of the demonstration's staff: ``python tests/demo_keys.py``. A developers' tool.

Sealing is random, so what it made is kept as text: the scalars and public halves in records/company.yaml, the
private halves in generator/wenshu/demo/keys/, wrapped to a reader who is invented and whose identity lies beside
them, worthless. What is sealed already stays as it stands: a second run changes nothing. Every value is invented:
no mobile number begins with 154, no identity number with 99.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from wenshu import keyring, sealed, yamlread

ROOT = Path(__file__).resolve().parent.parent
KEYS = ROOT / "generator" / "wenshu" / "demo" / "keys"
COMPANY = ROOT / "records" / "company.yaml"
IDENTITY = "demo-identity.txt"
READER, SINCE = "示范读者（虚构）", "2025-07-01"
PURPOSES = ("contact", "employment", "performance", "sale")
CLEAR: Mapping[str, Mapping[str, str]] = {
    "林晓岚": {"phone": "15400000101", "address": "望川市青溪区柳岸街8号2幢301", "emergency": "林某（父）15400000201"},
    "郑雨桐": {"phone": "15400000102", "address": "望川市东郊区槐荫路31号", "identity": "99010119890607"},
    "罗小芳": {"phone": "15400000103"},
    "韩立新": {
        "phone": "15400000104", "address": "望川市东郊区临河路40号5幢102", "emergency": "韩某（妻）15400000204",
        "identity": "99010119820915",
    },
    "许嘉宁": {"phone": "15400000105", "address": "望川市青溪区通达路52号", "identity": "99010119900226"},
    "李明（销售部）": {"phone": "15400000106", "emergency": "李某（兄）15400000206"},
    "田永强": {"phone": "15400000107", "address": "望川市西关区站前街17号", "identity": "99010119850411"},
    "何静怡": {"phone": "15400000108"},
    "秦浩": {
        "phone": "15400000109", "address": "望川市西关区校场巷6号", "emergency": "秦某（母）15400000209",
        "identity": "99010120040119",
    },
}  # fmt: skip
"""Person → field → value; an identity number without its serial and check digit, which :func:`whole` adds."""
FIELDS = ("phone", "address", "emergency", "identity")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def whole(digits: str, serial: int) -> str:
    """Return an identity number: area and date of birth, serial, check digit."""
    body = f"{digits}{serial:03}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def clear() -> Iterator[tuple[str, str, str]]:
    """Yield person, field and value of everything that is sealed."""
    for serial, (person, told) in enumerate(CLEAR.items(), 1):
        for field in FIELDS:
            if field in told:
                yield person, field, whole(told[field], serial) if field == "identity" else told[field]


def main(dry_run: bool = False) -> int:
    """Seal what is not sealed yet, or only count it; return how many values were."""
    with tempfile.TemporaryDirectory() as above:
        folder = Path(above) / "keys"
        shutil.copytree(KEYS, folder) if KEYS.is_dir() else folder.mkdir()
        os.environ["WENSHU_KEYS"], os.environ["WENSHU_IDENTITY"] = str(folder), str(folder / IDENTITY)
        _reader(folder)
        text, made = _sealed(COMPANY.read_text(encoding="utf-8"))
        if not dry_run:
            shutil.copytree(folder, KEYS, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".*"))
            COMPANY.write_text(text, encoding="utf-8", newline="\n")
    return made


def _reader(folder: Path) -> None:
    if (folder / IDENTITY).exists():
        return
    public, private = sealed.make_key()
    note = "# 示范身份：虚构、公开、毫无价值。只用来看示范公司里虚构的号码，不得用于任何真实资料。\n"
    also = "# A demonstration identity: invented, public, worthless. Never seal anything real to it.\n"
    (folder / IDENTITY).write_text(f"{note}{also}# public key: {public}\n{private}\n", encoding="utf-8", newline="\n")
    row = f"  - {{name: {READER}, recipient: {public}, since: {SINCE}}}\n"
    told = "".join(f"{purpose}:\n{row}" for purpose in PURPOSES)
    (folder / keyring.READERS).write_text(told, encoding="utf-8", newline="\n")


def _sealed(text: str) -> tuple[str, int]:
    tree, _ = yamlread.read("records/company.yaml", text.encode("utf-8"))
    people = (tree or {})["people"]
    fields = _purposes()
    opened, made = keyring.opener(ROOT), 0
    new: dict[str, dict[str, str]] = {}
    seals: dict[str, dict[str, str]] = {}
    for person, field, value in clear():
        purpose, held = fields[field], people[person]
        known = seals.setdefault(person, dict(held.get("seals", {})))
        if purpose not in known:
            known[purpose] = keyring.make(ROOT, purpose)
        now = str(held.get(field, ""))
        same = sealed.key_of(now) == sealed.fingerprint(known[purpose]) and opened(now) == value
        made += not same
        new.setdefault(person, {})[field] = now if same else sealed.seal(known[purpose], value)
    for person, told in new.items():
        text = _written(text, person, told, seals[person])
    return text, made


def _purposes() -> Mapping[str, str]:
    raw = (ROOT / "schemas" / "company.yaml").read_bytes()
    tree, _ = yamlread.read("schemas/company.yaml", raw)
    properties = (tree or {})["properties"]["people"]["additionalProperties"]["properties"]
    return {field: str(properties[field]["x-personal"]) for field in FIELDS}


def _written(text: str, person: str, told: Mapping[str, str], seals: Mapping[str, str]) -> str:
    """Return the company file with a person's sealed fields at the end of his block."""
    block = re.search(rf"(?m)^  {re.escape(person)}:\n(?:    .*\n)+", text)
    assert block is not None, person
    kept = re.sub(rf"(?m)^    (?:{'|'.join((*FIELDS, 'seals'))}):.*\n(?:      .*\n)*", "", block[0])
    lines = [f"    {field}: {value}\n" for field, value in told.items()]
    lines += ["    seals:\n", *(f"      {purpose}: {public}\n" for purpose, public in sorted(seals.items()))]
    return text[: block.start()] + kept + "".join(lines) + text[block.end() :]


if __name__ == "__main__":
    sys.stdout.write(f"{main('--check' in sys.argv)} sealed\n")
