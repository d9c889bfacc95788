"""The house keeps its walls: each foreign library has its keepers, files are opened at the doors only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import wenshu

PACKAGE = Path(wenshu.__file__).parent
KEEPERS = {
    "git": r"gitrun",
    "docxtpl": r"docx_\w+|to_docx",
    "docx": r"docx_\w+",
    "ruamel": r"yaml\w+",
    "yaml": r"yaml\w+",
    "markdown_it": r"markdown\w*",
    "jsonschema_rs": r"schema\w*",
    "python_calamine": r"_adopt",
    "pypinyin": r"new",
    "segno": r"qr",
    "pyrage": r"sealed",
    "stdnum": r"personal|schema_clear",
    "isal": r"docx_zip",
    "lxml": r"docx_\w+|paper_\w+|to_docx",
    "jinja2": r"sandbox|docx_\w+|to_docx|to_html",
}
"""Package → the modules that may import it; foreign exceptions are translated there."""
DOORS = {"files", "publishing", "journal", "program", "keyring", "keyfolder"}
"""Beside them every module whose name begins with git: the doors to git."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).with_suffix("").as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def test_each_foreign_library_has_its_keepers() -> None:
    for name, tree in modules():
        for library in set(imported(tree)) & KEEPERS.keys():
            assert re.fullmatch(KEEPERS[library], name.rpartition("/")[2]), f"{name} imports {library}"


def test_files_are_opened_at_the_doors_only() -> None:
    touching = {"read_bytes", "write_bytes", "read_text", "write_text", "unlink", "rename", "rmtree", "mkdir"}
    for name, tree in modules():
        if name in DOORS or name.startswith("git") or name.startswith("commands/"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func
                told = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                assert told not in touching | {"open"}, f"{name}:{node.lineno} {told}"


def test_utf_8_is_named_at_every_open() -> None:
    for name, tree in modules():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            told = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            words = {word.arg for word in node.keywords}
            modes = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if told in ("read_text", "write_text"):
                assert "encoding" in words, f"{name}:{node.lineno}"
            if told == "open" and isinstance(called, ast.Name) and not any("b" in mode for mode in modes):
                assert "encoding" in words, f"{name}:{node.lineno}"


def test_modules_can_be_read_in_one_sitting() -> None:
    for name, tree in modules():
        lines = len((PACKAGE / f"{name}.py").read_text(encoding="utf-8").split("\n"))
        assert lines <= 300, f"{name} has {lines} lines"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno is not None
                assert node.end_lineno - node.lineno < 45, f"{name}.{node.name} is long"
