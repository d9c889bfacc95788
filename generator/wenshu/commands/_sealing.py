"""The sealing hand of the verbs: what they write is sealed first, what lies in the clear on disk is settled.

Keys are made in memory and laid down only when the verb writes: a verb refused or a dry run leaves none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import build, gitlog, gitpast, keyindex, keyring, sealed, sealing, yamlread, yamlwrite
from ..diagnostics import Code, Severity
from ..gitrun import GitFailed

if TYPE_CHECKING:
    from ..office import Office
    from ..sealing import Plan
    from . import Desk
    from ._pen import Pen

STRANGE = Code(
    "SEA19", Severity.ERROR,
    "{label}没有密封：seals 里“{purpose}”的公钥（{key}）不是钥匙文件夹里的一把，密封了谁看得到不知道",
    "{label} was not sealed: the public half of {purpose} in `seals` ({key}) is none of the key folder's",
    "什么也没有写入。先用 wenshu history 查 seals 是谁改的，恢复原来的那一行；钥匙文件丢了的，从备份里恢复；"
    "没有备份，去掉这一行，再保存时另做一把。",
    "Nothing was written. See who changed `seals` (wenshu history) and restore the line; restore a lost key file from "
    "the copy; without one take the line out: the next save makes another key.",
)  # fmt: skip
_SCALAR = re.compile(rb"sealed:[a-z2-7]{12}:[A-Za-z0-9+/]+={0,2}")


class Hand:
    """Seals for one verb."""

    def __init__(self, desk: Desk, root: Path, dry_run: bool) -> None:
        self.desk = desk
        self.root = root
        self.dry_run = dry_run
        self._made: list[tuple[str, str]] = []
        self._entries: list[keyindex.Entry] = []
        self._opener: keyring.Opener | None = None
        self.where: Callable[[str], Path] = lambda path: root
        """Of a path the top of the checkout it lies in."""
        self._heads: dict[Path, str] = {}

    def make(self, purpose: str) -> str:
        """Return the public half of a new key of a purpose; see :meth:`lay`.

        Raises:
            keyring.Refused: nobody could read it.
        """
        keyring.asked(self.root, purpose)
        public, private = sealed.make_key()
        self._made.append((purpose, private))
        return public

    def lay(self) -> None:
        """Lay down the keys made so far, and put what was sealed into the index of duplicates.

        Raises:
            keyring.Refused: the key folder cannot be used.
        """
        made, entries = self._made, self._entries
        self._made, self._entries = [], []
        keyring.lay(self.root, made)
        keyindex.add(self.root, entries)

    def closed(self, office: Office, path: str, data: bytes, was: bytes = b"") -> tuple[bytes, tuple[str, ...]]:
        """Return a file with its personal values sealed, and the labels of those that were not yet.

        Args:
            was: the bytes it had before; with those of HEAD, where unchanged values are found again.

        Raises:
            Stop: a value is not what its field asks for (exit 1).
            keyring.Refused: a key is needed and cannot be made.
        """
        if not path.startswith("records/") or not path.endswith(".yaml"):
            return data, ()
        if not sealing.holds(sealing.schema_of(office, path)):
            return data, ()
        tree, _ = yamlread.read(path, data)
        if tree is None:
            return data, ()  # the reader's findings say why
        plan = self.planned(office, path, tree, data, was)
        changes = dict(plan.changes)
        kind = office.kinds.get(path.split("/")[1])
        purposes = kind.x.get("x-purposes", ()) if kind is not None else ()
        if purposes and not was and not self.at_head(path):
            laid = yamlwrite.changed(data, changes) if changes else data
            seen = yamlread.read(path, laid)[0] or tree
            changes |= sealing.promised(office, path, seen, purposes, self.make) if seen else {}
            changes = _merged(changes)
        return (yamlwrite.changed(data, changes) if changes else data), plan.labels

    def planned(
        self, office: Office, path: str, tree: Any, data: bytes, was: bytes = b"", only: Any = None
    ) -> Plan:
        """Return what has to be sealed in a file.

        Raises:
            Stop: a value is not what its field asks for (exit 1).
            keyring.Refused: a key is needed and cannot be made.
        """
        clear = any(
            not v.text.startswith(sealed.PREFIX) for v in sealing.values(sealing.schema_of(office, path), tree)
        )  # fmt: skip
        if not clear:
            return sealing.Plan()
        older = [m.decode("ascii") for m in _SCALAR.findall(was + b"\n" + self.at_head(path))]
        if self._opener is None:
            self._opener = keyring.Opener(self.root)
        plan = sealing.plan(office, path, tree, data, self.make, dict.fromkeys(older), self._opener, only)
        if plan.findings:
            raise self.desk.refuse(*plan.findings)
        self._ours(path, data, plan)
        self._entries += [
            keyindex.Entry(value.purpose, fp, text, value.sort, value.text) for text, (value, fp) in plan.fresh.items()
        ]  # fmt: skip
        return plan

    def _ours(self, path: str, data: bytes, plan: Plan) -> None:
        """See that whoever will read what is sealed is a reader of the key folder, where it is at hand.

        Raises:
            Stop: a public half is none of its keys (exit 1): anybody may have put it there.
            keyring.Refused: the folder lies in a work tree.
        """
        if not plan.fresh or not keyring.present(self.root):
            return
        known = {**keyring.keys(self.root)}
        known |= {sealed.fingerprint(sealed.public_of(private)): purpose for purpose, private in self._made}
        wrong = [
            STRANGE.at(yamlread.nearest(path, yamlread.places(data), value.pointer), None,
                       label=value.label, purpose=value.purpose, key=fp)
            for value, fp in plan.fresh.values() if known.get(fp) != value.purpose
        ]  # fmt: skip
        if wrong:
            raise self.desk.refuse(*wrong)

    def at_head(self, path: str) -> bytes:
        """Return the bytes HEAD holds at a path, ``b""`` where there is none."""
        try:
            root = self.where(path)
            if root not in self._heads:
                self._heads[root] = gitlog.head(root) if gitlog.is_repository(root) else ""
            name = gitpast.listed(root, self._heads[root], (path,)).get(path, "") if self._heads[root] else ""
            return gitpast.contents(root, (name,)).get(name, b"") if name else b""
        except GitFailed:
            return b""


def settle(pen: Pen, paths: Iterable[str]) -> None:
    """Seal what lies in the clear in files of the work tree, before anything is made of them.

    The files are rewritten where they lie (a dry run only looks at them so), and the pen believes them anew.

    Raises:
        Stop: a value is not what its field asks for (exit 1).
        keyring.Refused: a key is needed and cannot be made; no file was touched.
    """
    changed: dict[str, bytes] = {}
    told: dict[str, tuple[str, ...]] = {}
    for path in paths:
        data = pen.believed.tree.get(path)
        if data is not None:
            after, labels = pen.hand.closed(pen.office, path, data)
            if after != data:
                changed[path], told[path] = after, labels
    if not changed:
        return
    if not pen.dry_run:
        pen.hand.lay()
        for path, data in changed.items():
            rewrite(pen.folder(path), path, data)
    _reread(pen, changed)
    for path, labels in told.items():
        verb = "将密封 would seal" if pen.dry_run else "已密封 sealed"
        if labels:
            pen.desk.echo(f"{verb}：{path}（{'、'.join(dict.fromkeys(labels))}）")


def _reread(pen: Pen, changed: Mapping[str, bytes]) -> None:
    """Let the pen believe the work tree anew; in a dry run: as if it had been written."""
    from ._pen import laid_over

    desk = pen.desk
    if pen.dry_run:
        tree = laid_over(pen.believed.tree, changed)
        past = (pen.office.apart or pen.office).past
        pen.believed = build.judge(tree, desk.as_of, desk.today, past=past, brought=pen.believed.brought)
    else:
        pen.believed = build.believe(pen.root, desk.as_of, desk.today)
    if pen.believed.office is None:
        raise desk.refuse(*pen.believed.findings)
    pen.office = pen.believed.office


def rewrite(root: Path, path: str, data: bytes) -> None:
    """Replace a file of the work tree in one movement; its old bytes, perhaps in the clear, are kept nowhere."""
    target = root / path
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    fresh.write_bytes(data)
    os.replace(fresh, target)


def _merged(changes: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return changes with public halves put under their mapping where that is new in the same file."""
    told = dict(changes)
    whole = told.get(("seals",))
    if isinstance(whole, dict):
        inner = [at for at in told if len(at) == 2 and at[0] == "seals"]
        told[("seals",)] = {**whole, **{str(at[1]): told.pop(at) for at in inner}}
    return told
