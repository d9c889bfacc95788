"""Write all Word templates: ``python templates/make_docx.py``. A developers' tool; the program never runs it.

Every ``make_docx_<subject>.py`` beside this file has ``TEMPLATES``, a mapping from the template's name to
the function that makes it. Two runs write the same bytes.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from docx.document import Document as Doc

HERE = Path(__file__).resolve().parent


def makers() -> Mapping[str, Callable[[], Doc]]:
    """Return every template's maker by name, in order."""
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    found: dict[str, Callable[[], Doc]] = {}
    for script in sorted(HERE.glob("make_docx_*.py")):
        found |= importlib.import_module(script.stem).TEMPLATES
    return dict(sorted(found.items()))


def main(target: Path = HERE / "docx") -> int:
    """Write every template below ``target`` and return how many."""
    made = makers()
    from docx_base import save

    for name, make in made.items():
        save(make(), target / f"{name}.docx")
    return len(made)


if __name__ == "__main__":
    sys.stdout.write(f"{main()} templates\n")
