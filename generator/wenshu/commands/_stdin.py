"""A personal value that is typed at the prompt, unseen, or comes through a pipe: one line, in whatever encoding."""

from __future__ import annotations

import sys

import click

from . import Stop


def value(label: str) -> str:
    """Return one value from the keyboard or a pipe, without blanks around it.

    A Windows console pipes Chinese in its own code page (GBK), PowerShell may put a mark before it.

    Raises:
        Stop: it is more than one line, or no text (exit 2). It is not said again.
    """
    if sys.stdin.isatty():
        return str(click.prompt(label, hide_input=True, default="", show_default=False)).strip()
    piped = getattr(sys.stdin, "buffer", None)
    told = _decoded(piped.read()) if piped is not None else sys.stdin.read()
    lines = told.removeprefix("\ufeff").strip().splitlines()
    if len(lines) > 1:
        raise Stop(2, f"{label}只能是一行，读到了 {len(lines)} 行，什么也没有写入。One line only: nothing was written.")
    text = lines[0] if lines else ""
    if not text.isprintable() and not text.replace("\t", " ").isprintable():
        raise Stop(2, f"{label}里有不能显示的字符，什么也没有写入；请直接键入。Control characters: type it anew.")
    return text


def _decoded(data: bytes) -> str:
    """Return the text of bytes in UTF-8, else GBK, else UTF-16 where they begin with its mark.

    Raises:
        Stop: they are none of these (exit 2).
    """
    codes = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "gb18030")
    for code in codes:
        try:
            return data.decode(code)
        except UnicodeDecodeError:
            continue
    raise Stop(2, "读到的不是正常的文字（可能是别的编码），什么也没有写入；请直接键入。This is no text: type it anew.")
