"""Find out why a YAML file cannot be read, or does not say what its writer meant.

Works on the lines a person sees, not on the tokens of a parser: each trap of a Chinese input method and
of copied text has a finding of its own (libraries.md, "Input as people type it").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from wenshu import yaml_codes as codes
from wenshu.diagnostics import Code, Finding, Place, Severity

_CONTROL: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_DIRECTION: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ZERO: Final = "\u00ad\u034f\u180e\u200b-\u200d\u2060-\u2064\ufff9-\ufffb"
_ANY: Final = re.compile(f"[{_CONTROL}{_DIRECTION}{_ZERO}]")
_IS_CONTROL: Final = re.compile(f"[{_CONTROL}]")
_IS_DIRECTION: Final = re.compile(f"[{_DIRECTION}]")

_MOST: Final = 20
"""Findings of one sort in one file: a file full of one fault is one fault."""

_ODD: Final = re.compile(
    r"\n[ -]*(?:[\t\u3000\u00a0\u2000-\u200a\u202f－—–•·●▪“]"
    r"|(?!sealed:[a-z2-7]{12}:)[A-Za-z_]\w*(?: ?:[^ \n/:]|[ \u3000]?：)|(?<=-)[^ \n\d-])"
)
_EDGE: Final = re.compile(r"[\u3000\u00a0] *\n|[:-] +[\u3000\u00a0]")
_QUOTE_MARK: Final = re.compile(r": +[“‘＂｜]|- +[“‘＂]")
_CUT: Final = re.compile(r" #[^\s#]")
_OPENS: Final = re.compile(
    r"^( *)((?:- +)*)(?:[^\s#'\"\[{&*!|>%@`].*?: +|(?<=- ))[|>][-+0-9]{0,2} *(?:#.*)?$"
)
_QUOTED: Final = re.compile(r"^ *(?:- +)*(?:[^\s'\"#][^'\"#]*?: +)?(['\"])")
_KEY: Final = re.compile(r"^ *(?:- +)*[“\"]?([A-Za-z_]\w*)[”\"]?[ \u3000]*：")
_ZH_KEY: Final = re.compile(r"^ *([\u4e00-\u9fff]{1,10})[ \u3000]*：")
_GLUED: Final = re.compile(r"^ *(?:- +)*(?!sealed:[a-z2-7]{12}:)([A-Za-z_]\w*) ?:([^ \t:/].*)$")
_FIELD: Final = re.compile(r"^( *(?:- +)*)(?:([^\s#'\"\[{][^#]*?):(?: +|$))?(.*)$")
_BAD_DASH: Final = re.compile(
    r"^ *(?:[－—–•·●▪]+[ \u3000]?|\*[ \u3000]?(?=[\u4e00-\u9fff])|-(?=[^ \t\d-]))(.*)$"
)
_WIDE_BLANK: Final = re.compile(r"^ *(?:- +)*(?:[A-Za-z_]\w* ?:|-)[\u3000\u00a0]")
_ENCLOSED: Final = re.compile(r"“[^“”]*”|‘[^‘’]*’|＂[^＂]*＂")


def decode(path: str, data: bytes) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the text with LF line ends, without BOM; None with a finding where it cannot be read."""
    findings: tuple[Finding, ...] = ()
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        findings = (codes.BOM.at(Place(path, 1, 1)),)
    if data.count(0) > len(data) // 4:
        return None, (codes.ENCODING.at(path, encoding="UTF-16"),)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_undecoded(path, data, error.start),)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            line = text[: text.index("\r")].count("\n") + 1
            findings += (codes.CR.at(Place(path, line, 1)),)
            text = text.replace("\r", "\n")
    if not (_IS_CONTROL if text.isascii() else _ANY).search(text):
        return text, findings
    findings += tuple(_invisible(path, text))
    return (None if _IS_CONTROL.search(text) else text), findings


def _undecoded(path: str, data: bytes, start: int) -> Finding:
    """Say what an undecodable file is: UTF-16, GBK, or UTF-8 with a wound."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return codes.ENCODING.at(path, encoding="UTF-16")
    line = data[:start].count(b"\n") + 1
    loose = data.decode("utf-8", "replace")
    lost = loose.count("\ufffd") - data.count("\ufffd".encode())
    whole = sum(1 for sign in loose if ord(sign) > 0x7F and sign != "\ufffd")
    try:
        halved = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        halved = ""
    found = re.search("[\ud800-\udfff]", halved)
    if found:
        return codes.SURROGATE.at(Place(path, line, 1), name=f"U+{ord(found[0]):04X}")
    if whole > 3 * lost:
        return codes.BROKEN.at(Place(path, line, 1), bad=line)
    for name, shown in (("gb18030", "GBK"), ("big5", "Big5")):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return codes.ENCODING.at(path, encoding=shown)
    return codes.ENCODING.at(path, encoding="无法识别的")


def _invisible(path: str, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.split("\n"), 1):
        found = _ANY.search(line)
        if found:
            yield _code_of(found[0]).at(Place(path, number, found.start() + 1), name=name_of(found[0]))


def _code_of(sign: str) -> Code:
    if _IS_CONTROL.match(sign):
        return codes.CONTROL
    return codes.DIRECTION if _IS_DIRECTION.match(sign) else codes.ZERO_WIDTH


def name_of(sign: str) -> str:
    """Return how a character that cannot be seen is told: ``U+200B``."""
    return f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".rstrip()


def escaped(place: Place, value: str) -> tuple[Finding, ...]:
    """Return the finding of a quoted value whose escapes write what no text may hold."""
    found = re.search(f"[{_CONTROL}{_DIRECTION}\r\ud800-\udfff]", value)
    if found is None:
        return ()
    if "\ud800" <= found[0] <= "\udfff":
        return (codes.SURROGATE.at(place, name=f"U+{ord(found[0]):04X}"),)
    return (codes.ESCAPED.at(place, name=name_of(found[0])),)


def odd(text: str) -> bool:
    """Say quickly whether :func:`look` may find something in a file that was read without error."""
    return (
        _ODD.search("\n" + text) is not None
        or _QUOTE_MARK.search(text) is not None
        or _CUT.search(text) is not None
        or _EDGE.search(text + "\n") is not None
    )


def look(path: str, text: str) -> tuple[Finding, ...]:
    """Return what its lines say about a file beyond what YAML forbids."""
    told: dict[str, int] = {}
    findings: list[Finding] = []
    for number, line in _outside(text):
        for finding in _line(path, number, line):
            told[finding.code.id] = told.get(finding.code.id, 0) + 1
            if told[finding.code.id] <= _MOST:
                findings.append(finding)
    return tuple(findings)


def _outside(text: str) -> Iterator[tuple[int, str]]:
    """Give the lines outside block scalars and quoted texts that run over several lines."""
    inside = -1  # indentation that a block's lines must exceed
    quote = ""
    for number, line in enumerate(text.split("\n"), 1):
        if quote:
            quote = "" if line.count(quote) % 2 else quote
            continue
        if not line.strip():
            continue
        if inside >= 0:
            if len(line) - len(line.lstrip(" ")) > inside:
                continue
            inside = -1
        if line.lstrip().startswith("#"):
            continue
        yield number, line
        opened = _OPENS.match(line)
        if opened:
            dashes = opened[2] if ":" in line[opened.end(2) :] else opened[2][:-2].rstrip("-").rstrip()
            inside = len(opened[1]) + len(dashes)
        quoted = _QUOTED.match(line)
        if quoted and line[quoted.start(1) :].count(quoted[1]) % 2:
            quote = quoted[1]


def _line(path: str, number: int, line: str) -> Iterator[Finding]:
    lead = line[: len(line) - len(line.lstrip())]
    if "\t" in lead:
        yield codes.TAB.at(Place(path, number, lead.index("\t") + 1))
    elif lead.strip(" "):
        yield codes.FULL_SPACE.at(Place(path, number, len(lead) - len(lead.lstrip(" ")) + 1))
    wide = _WIDE_BLANK.match(line)
    if wide:
        yield codes.FULL_SPACE.at(Place(path, number, wide.end()))
        return
    key, glued, dash = _KEY.match(line), _GLUED.match(line), _BAD_DASH.match(line)
    if key:
        yield codes.FULL_COLON.at(Place(path, number, key.end()), key=key[1])
    elif glued:
        yield codes.NO_BLANK.at(Place(path, number, glued.start(2) + 1), key=glued[1], rest=_short(glued[2]))
    elif dash:
        yield codes.DASH.at(Place(path, number, len(lead) + 1), line=_short(line), rest=_short(dash[1]))
    else:
        yield from _value(path, number, line)


def _value(path: str, number: int, line: str) -> Iterator[Finding]:
    field = _FIELD.match(line)
    if field is None or field[3][:1] in ("'", '"', "[", "{", "|", ">"):
        return
    key, value = field[2] or "", field[3]
    place = Place(path, number, field.start(3) + 1)
    cut = re.search(r"(?:^|(?<=\s))#(?=[^\s#])", value)
    if cut and (not value[: cut.start()].strip() or re.search(r"[\u4e00-\u9fff]", value[: cut.start()])):
        lost = Place(path, number, field.start(3) + cut.start() + 1)
        yield codes.CUT.at(lost, lost=_short(value[cut.end() :]), whole=_short(value))
    plain = re.sub(r"\s+#.*$", "", value).strip()
    if _ENCLOSED.fullmatch(plain):
        yield codes.SMART_QUOTES.at(place, value=_short(plain))
    elif plain != value.split(" #")[0].strip(" \t") and plain:
        yield codes.EDGE.at(place)
    elif key and plain == "｜":
        yield codes.FULL_BAR.at(place, key=key)


def not_a_mapping(path: str, text: str, is_list: bool) -> tuple[Finding, ...]:
    """Say why the top level is a text or a list."""
    found = _breaking(path, text, 1)
    return found or (codes.TOP.at(Place(path, 1, 1)),)


def diagnose(path: str, text: str, problem: str, line: int, column: int, start: int) -> tuple[Finding, ...]:
    """Say why a file cannot be read.

    Args:
        problem: the parser's English words, used to choose a cause and never shown.
        line: 0-based line at which the parser gave up; ``column`` likewise.
        start: 0-based line at which what it was reading began.
    """
    found = _breaking(path, text, line + 1)
    if any(abs(finding.place.line - line - 1) <= 3 or finding.place.line - 1 == start for finding in found):
        return found
    lines = text.split("\n")
    return (*found, _cause(path, lines, problem, min(line, len(lines) - 1), column, start))


def _breaking(path: str, text: str, line: int) -> tuple[Finding, ...]:
    """Return what in the lines can break the whole, errors only; Chinese field names only near ``line``."""
    found = [finding for finding in look(path, text) if finding.severity is Severity.ERROR]
    for number, told in _outside(text):
        key = _ZH_KEY.match(told)
        if key and abs(number - line) <= 1:
            found.append(codes.FULL_COLON.at(Place(path, number, key.end()), key=key[1]))
    return tuple(found)


def _cause(path: str, lines: list[str], problem: str, line: int, column: int, start: int) -> Finding:
    told = lines[line]
    here = Place(path, line + 1, column + 1)
    sign = re.search(r"(?:: +|- +|^ *)([@`%*&!,\]}])|: +([-?])(?= |$)", told)
    if sign and "flow" not in problem:
        at = sign.lastindex or 1
        return codes.SIGN.at(Place(path, line + 1, sign.start(at) + 1), sign=sign[at])
    begun = Place(path, start + 1, 1)
    tab = told.find("\t")
    if tab >= 0 and ("token" in problem or "line break" in problem or "tab" in problem):
        return codes.TAB.at(Place(path, line + 1, tab + 1))
    if "escape" in problem:
        return codes.ESCAPE.at(here)
    if "quoted scalar" in problem or "end of stream" in problem or "document separator" in problem:
        return codes.OPEN_QUOTE.at(begun)
    if "chomping" in problem or "comment or a line break" in problem or "indentation indicator" in problem:
        return codes.AFTER_BAR.at(here)
    if "cannot start any token" in problem or "alphabetic or numeric" in problem or "tag" in problem:
        return codes.SIGN.at(here, sign=told[column : column + 1])
    if "',' or" in problem or "flow" in problem:
        opened = re.search(r"[\[{]", lines[start])
        return codes.BRACKET.at(Place(path, start + 1, opened.start() + 1 if opened else 1))
    if "mapping values" in problem:
        above = next((n for n in range(line - 1, -1, -1) if lines[n].strip(" #")), line)
        if not re.search(r":(?= |$)", lines[above]) and not lines[above].lstrip().startswith("#"):
            return codes.NO_COLON.at(Place(path, above + 1, 1), line=_short(lines[above]))
        two = len(re.findall(r":(?= )", told)) > 1 or (told.count(":") > 1 and told.rstrip().endswith(":"))
        return codes.TWO_COLONS.at(here) if two else codes.INDENT.at(here, line=_short(told))
    if "expected ':'" in problem:
        return _no_colon(path, lines, line, start)
    if "block" in problem or "document start" in problem:
        if re.search(r"""(?:: +|- +|^ *)(['"]).*\1\s*[^\s#]""", told):
            return codes.OPEN_QUOTE.at(here)
        bracket = re.search(r"(?:: +|- +)([\[{]).*[\]}]\s*[^\s#,]", told)
        if bracket:
            return codes.BRACKET.at(Place(path, line + 1, bracket.start(1) + 1))
        return codes.INDENT.at(here, line=_short(told))
    return codes.SYNTAX.at(here, line=_short(told))


def _no_colon(path: str, lines: list[str], line: int, start: int) -> Finding:
    """The parser notices a missing colon one line late: tell the line that has none."""
    bare = start if ":" not in lines[start] or start == line else line
    return codes.NO_COLON.at(Place(path, bare + 1, 1), line=_short(lines[bare]))


def _short(text: str) -> str:
    told = text.strip()
    return told if len(told) <= 30 else told[:29] + "…"
