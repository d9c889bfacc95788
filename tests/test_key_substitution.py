"""Somebody proposes another public half beside a person: what is sealed next would be his to read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import cards
import scratch
import verbs
from wenshu import keys, sealed

ID = "customers/2026/c-00001"
PATH = f"records/{ID}.yaml"
MINE = sealed.make_key()[0]
"""The public half of whoever proposes the change."""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A company with one customer, whose history is judged from before him."""
    root = cards.company(tmp_path)
    who = cards.readers(root)
    monkeypatch.setenv("WENSHU_IDENTITY", str(who["李明"]))
    since = verbs.git(root, "rev-parse", "HEAD").strip()
    with (root / "records/company.yaml").open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(f"witness: {{since: {since}}}\n")
    cards.customer(root)
    verbs.done(root, "save")
    return root


def seals(root: Path) -> Mapping[str, str]:
    office = scratch.read(root).office
    assert office is not None
    return keys.of(office, ID)


def swap(root: Path, old: str, new: str) -> None:
    text = (root / PATH).read_text(encoding="utf-8")
    assert old in text
    (root / PATH).write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def found(root: Path) -> set[str]:
    return {code for code in scratch.codes(root) if code.startswith(("SEA", "WIT"))}


def proposed(root: Path, old: str, new: str) -> str:
    """Commit what a pull request brings, by plain git and with a message that says nothing."""
    swap(root, old, new)
    verbs.git(root, "commit", "-q", "--no-verify", "-am", "typo")
    return verbs.git(root, "rev-parse", "HEAD").strip()


def test_nothing_is_sealed_to_a_key_that_the_folder_does_not_have(root: Path) -> None:
    assert found(root) == set()
    proposed(root, seals(root)["contact"], MINE)
    assert "SEA07" in found(root)
    text = (root / PATH).read_text(encoding="utf-8")
    swap(root, re.search(r"phones:\n- (\S+)\n", text)[1], "'13666660000'")  # type: ignore[index]
    for line in ("save", f"seal {PATH} phones.1"):
        told = verbs.run(root, line)
        assert told.code == 1 and "SEA19" in told.err and "13666660000" not in told.err + told.out, told
    assert f"sealed:{sealed.fingerprint(MINE)}" not in (root / PATH).read_text(encoding="utf-8")


def test_a_key_of_another_purpose_is_told(root: Path) -> None:
    held = seals(root)
    proposed(root, f"  sale: {held['sale']}\n", "")
    swap(root, held["contact"], held["sale"])
    assert "SEA20" in found(root), "whoever reads the one purpose would read the other"


def test_a_replaced_key_is_told_by_history_where_no_key_folder_is(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENSHU_KEYS", str(root.parent / "none"))
    monkeypatch.delenv("WENSHU_IDENTITY")
    assert not {"WIT52"} & found(root)
    old = seals(root)["contact"]
    bad = proposed(root, old, MINE)
    told = [f for f in scratch.read(root).findings if f.code.id == "WIT52"]
    assert [f.place.path for f in told] == [PATH] and bad[:10] in told[0].message()
    assert sealed.fingerprint(old) in told[0].message() and old not in told[0].message()
    proposed(root, MINE, old)
    told = [f for f in scratch.read(root).findings if f.code.id == "WIT52"]
    assert len(told) == 1, "putting it back is no second wrong"
    with (root / "records/company.yaml").open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(f"allowed:\n  - {{commit: {bad[:12]}, reason: 钥匙文件夹坏了，另做一把}}\n")
    verbs.git(root, "commit", "-q", "--no-verify", "-am", "known")
    assert "WIT52" not in found(root)


def test_a_key_taken_out_and_another_put_in_later_is_told(root: Path) -> None:
    line = f"  contact: {seals(root)['contact']}\n"
    proposed(root, line, "")
    assert "WIT52" in found(root)


def test_an_erased_person_who_comes_back_gets_another_key_and_no_finding(root: Path) -> None:
    from wenshu.witness.seals import lost

    old, new = sealed.make_key()[0], sealed.make_key()[0]
    before, after = f"seals:\n  contact: {old}\n".encode(), f"seals:\n  contact: {new}\n".encode()
    assert lost(before, after, frozenset()) == (sealed.fingerprint(old),)
    assert lost(before, after, frozenset({sealed.fingerprint(old)})) == ()
    assert lost(after, before + after, frozenset()) == () and lost(b"", after, frozenset()) == ()
