"""One file per verb. What they share: the desk a command works at, and the pen it writes with.

A verb computes the bytes of files below the root and hands them to the pen. The pen takes the lock,
asks whether the records with these files would still be in order, writes them as one and commits them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..diagnostics import Finding
    from ._pen import Pen


class Stop(Exception):
    """End the command with an exit code; ``text`` has been or will be said on standard error."""

    def __init__(self, code: int, text: str = "") -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True)
class Desk:
    """Where a command works: the folder it was called in, the day, the language.

    ``when`` is the instant commits bear (None: now); the replay of the demonstration company sets it.
    """

    start: Path
    as_of: date | None
    today: date
    lang: str = "zh"
    when: datetime | None = None
    echo: Callable[[str], Any] = click.echo
    placed: Callable[[Iterable[Finding]], Iterable[Finding]] = iter
    """Names in each finding the included checkout it lies in."""

    @property
    def root(self) -> Path:
        """Return the nearest folder upward with records/company.yaml.

        Raises:
            Stop: there is none (exit 4).
        """
        from .. import files

        found = files.find_root(self.start)
        if found is None:
            self.tell([files.NO_ROOT.at(str(self.start))])
            raise Stop(4)
        return found

    def tell(self, findings: Iterable[Finding]) -> None:
        """Print findings on standard error, with how to mend them."""
        for finding in self.placed(findings):
            lines = (finding.message(self.lang), finding.hint(self.lang))
            head = f"{finding.place}: {finding.severity.value} {finding.code.id} {lines[0]}"
            click.echo(f"{head}\n    {lines[1]}", err=True)

    def refuse(self, *findings: Finding) -> Stop:
        """Print findings and return the exception that ends the command with exit code 1."""
        self.tell(findings)
        return Stop(1)

    def writing(self, verb: str, dry_run: bool = False) -> AbstractContextManager[Pen]:
        """Hold the lock, finish or undo what a killed command left, and give the pen.

        A dry run takes no lock and mends nothing: it writes nothing at all.

        Raises:
            Stop: somebody else is writing, or a merge is not finished (exit 3); no company (exit 1).
        """
        from . import _pen

        return _pen.take(self, verb, dry_run)
