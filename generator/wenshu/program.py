"""Which program this is: a hash over its own sources and the versions of the packages it prints with."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

from . import __version__

PRINTERS = ("jinja2", "docxtpl", "python-docx", "lxml", "markdown-it-py", "isal")


@cache
def packages() -> str:
    """Return the package set that decides bytes: ``jinja2 3.1.6, docxtpl 0.20.2, …``."""
    found = []
    for name in PRINTERS:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    return ", ".join(found)


@cache
def digest() -> str:
    """Return the hash of this program, its packages and its Python."""
    total = hashlib.sha256(f"{__version__}|{sys.version}|{packages()}".encode())
    here = Path(__file__).parent
    for path in sorted(here.rglob("*.py")):
        total.update(path.relative_to(here).as_posix().encode("utf-8") + b"\0" + path.read_bytes())
    return total.hexdigest()
