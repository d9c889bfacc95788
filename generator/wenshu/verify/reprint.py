"""Papers printed again, for their words or for their bytes."""

from __future__ import annotations

from collections.abc import Mapping

from .. import keys, to_docx, veil, views
from ..company_nouns import Audience
from ..model import Record
from ..office import Office

FOLDER = "templates/docx/"


class CannotPrint(Exception):
    """A template is missing or broken, or a text cannot stand in Word. Its text says which."""


class Printer:
    """Prints papers of many trees; a template is compiled once, whichever trees hold it."""

    def __init__(self) -> None:
        self._compiled: dict[bytes, to_docx.CompiledTemplate] = {}
        self._shown: dict[str, tuple[Office, Office]] = {}

    def text(self, tree: Mapping[str, bytes], office: Office, record: Record) -> str:
        """Return what a paper says, its as its text is pinned at issue.

        Raises:
            CannotPrint: the template is missing or broken.
        """
        if not office.template(record):
            return ""
        return to_docx.visible_text(self._print(tree, office, record, views.spoken(office, record)))

    def paper(self, tree: Mapping[str, bytes], office: Office, record: Record, audience: Audience) -> bytes:
        """Return the DOCX of a record as the site of an audience has it.

        Raises:
            CannotPrint: the template is missing or broken.
        """
        held = self._shown.get(audience.name)
        if held is None or held[0] is not office:
            held = self._shown[audience.name] = (office, veil.of(office, audience, keys.glass(office, None, audience)))
        shown = held[1]
        return self._print(tree, shown, shown.records[record.id], views.paper(shown, shown.records[record.id]))

    def _print(
        self, tree: Mapping[str, bytes], office: Office, record: Record, view: Mapping[str, object]
    ) -> bytes:
        path = f"{FOLDER}{office.template(record)}.docx"
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
            name = path.removeprefix(FOLDER).removesuffix(".docx")
            self._compiled[data] = to_docx.compile(name, data)
        return self._compiled[data]
