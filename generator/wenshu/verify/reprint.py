"""Papers printed again, for their words or for their bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from .. import rules, to_docx, views
from ..company_nouns import Audience
from ..model import Record
from ..office import Office

_FOLDER = "templates/docx/"


class CannotPrint(Exception):
    """A template is missing or broken, or a text cannot stand in Word. Its text says which."""


class Printer:
    """Prints papers of many trees; a template is compiled once, whichever trees hold it."""

    def __init__(self) -> None:
        self._compiled: dict[bytes, to_docx.CompiledTemplate] = {}

    def template(self, tree: Mapping[str, bytes], office: Office, record: Record) -> str:
        """Return the path of the template a record is printed with, ``""`` for a kind without a paper."""
        name = office.kind(record).template(record)
        return of_day(name, office.on(record), tree) if name else ""

    def text(self, tree: Mapping[str, bytes], office: Office, record: Record) -> str:
        """Return what a paper says, its check code left out (it cannot know of itself); see commands/_text.

        Raises:
            CannotPrint: the template is missing or broken.
        """
        if not self.template(tree, office, record):
            return ""
        return to_docx.visible_text(self._print(tree, office, record, {**views.paper(office, record), "check": ""}))

    def paper(self, tree: Mapping[str, bytes], office: Office, record: Record, audience: Audience) -> bytes:
        """Return the DOCX of a record as the site of an audience has it.

        Raises:
            CannotPrint: the template is missing or broken.
        """
        view, _ = rules.abridged(record.kind, views.paper(office, record), audience.classes)
        return self._print(tree, office, record, view)

    def _print(
        self, tree: Mapping[str, bytes], office: Office, record: Record, view: Mapping[str, object]
    ) -> bytes:
        path = self.template(tree, office, record)
        if path not in tree:
            raise CannotPrint(path)
        company = view["company"]
        logo = company["logo"] if isinstance(company, Mapping) else ""
        try:
            paper = self._compile(path, tree[path])
            return paper.pack(view, paper.parts(view), tree.get(f"templates/assets/{logo}"))
        except to_docx.TemplateProblem as problem:
            raise CannotPrint(problem.finding.message()) from None
        except to_docx.ForbiddenText as forbidden:
            raise CannotPrint(str(forbidden)) from None

    def _compile(self, path: str, data: bytes) -> to_docx.CompiledTemplate:
        if data not in self._compiled:
            name = path.removeprefix(_FOLDER).removesuffix(".docx")
            self._compiled[data] = to_docx.compile(name, data)
        return self._compiled[data]


def of_day(name: str, on: date, tree: Mapping[str, bytes]) -> str:
    """Return the path of the template that counts for a paper of a day.

    A replaced template stays as ``<name>@<last day>.docx`` (life.md): the first that was still in use counts.
    """
    kept = [p for p in tree if p.startswith(f"{_FOLDER}{name}@") and p.endswith(".docx")]
    days = sorted((p.rpartition("@")[2].removesuffix(".docx"), p) for p in kept)
    return next((path for last, path in days if on.isoformat() <= last), f"{_FOLDER}{name}.docx")
