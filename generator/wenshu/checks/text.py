"""Text damaged on its way: by conversion between encodings, by copying, by the page it was copied from.

Looks at every text of a record (the strings that law 6 looks for). :func:`problems` works on one text and
is also right for the words of a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from wenshu import schema
from wenshu.diagnostics import Code, Finding, Place, Severity
from wenshu.model import Record
from wenshu.zh_traditional import SIMPLIFIED

if TYPE_CHECKING:
    from wenshu.office import Office

QUESTION: Final = Code(
    "TXT01", Severity.ERROR,
    "汉字之间有半角问号，可能丢了字：{near}", "a ? between Chinese characters: one may be lost: {near}",
    "请对照原件补上丢失的字；确实是问号时，请用全角“？”。",
    "Restore the lost character from the original; a true question mark is the full-width one.",
)
REPLACED: Final = Code(
    "TXT02", Severity.ERROR,
    "有无法显示的字（U+FFFD），原来的字已经丢失：{near}", "a replacement character (U+FFFD): {near}",
    "请对照原件补上丢失的字。", "Restore the lost character from the original.",
)
GARBLED: Final = Code(
    "TXT03", Severity.ERROR,
    "有乱码：{near}", "garbled text: {near}",
    "文字是用错的编码打开后保存的。请从原件重新复制，或用原来的编码（多半是 GBK）打开后另存为 UTF-8。",
    "It was opened in a wrong encoding and saved. Copy it anew from the original.",
)
PINYIN: Final = Code(
    "TXT04", Severity.ERROR,
    "括号里的拼音可能是丢失的字：{near}", "pinyin in brackets stands where a character may be lost: {near}",
    "请对照原件补上这个字并删去拼音；确实要注音时，用全角括号并标声调，如（chōng）。",
    "Restore the character; a true pronunciation stands in full-width brackets with its tone mark.",
)
TRADITIONAL: Final = Code(
    "TXT05", Severity.WARNING,
    "有繁体字：{found}", "traditional characters: {found}",
    "请改成简体：{simple}。照抄外单位的名称时可以保留。",
    "Write them in simplified form: {simple}. In the name of another organisation they may stay.",
)
DIGITS: Final = Code(
    "TXT06", Severity.WARNING,
    "全角数字和半角数字混用：{near}", "full-width and ASCII digits are mixed: {near}",
    "数字一律用半角：{narrow}。", "Use ASCII digits: {narrow}.",
)
ADVERTISING: Final = Code(
    "TXT07", Severity.ERROR,
    "夹带了网页上的广告文字：{near}", "words of advertising from a web page: {near}",
    "这不是文件的内容，请删去这一句。", "They are no part of the paper: take the sentence out.",
)
HOTLINE: Final = Code(
    "TXT08", Severity.WARNING,
    "夹带了热线电话：{near}", "a hotline number: {near}",
    "若是从网页上一起复制来的，请删去；确是本公司公布的号码就不用改。",
    "Take it out if it was copied along; leave it if the company publishes it.",
)
PRIVATE: Final = Code(
    "TXT09", Severity.WARNING,
    "有字体自造的符号（{name}），换一台电脑会变成方框：{near}", "a private-use character ({name}): {near}",
    "多半是 Word 的项目符号或自造字，请改用普通文字或列表的“- ”。",
    "Usually a bullet of Word: use an ordinary character or a list.",
)
MARKUP: Final = Code(
    "TXT10", Severity.WARNING,
    "有网页代码：{near}", "code of a web page: {near}",
    "请删去；空格直接键入，分段空一行。", "Take it out; type blanks and paragraphs as such.",
)
INDENTED: Final = Code(
    "TXT11", Severity.WARNING,
    "段首用全角空格缩进", "a paragraph is set in by full-width blanks",
    "段首缩进由版式自动加上，请删去段首的全角空格，否则会缩进两次。",
    "The layout sets paragraphs in by itself: take the blanks out.",
)

ASKING: Final = Code(
    "TXT12", Severity.WARNING,
    "问句用了半角问号：{near}", "a question ends in an ASCII question mark: {near}",
    "请改成全角“？”；若这里原是一个字，请对照原件补上。",
    "Write the full-width mark; if a character stood here, restore it from the original.",
)

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_TONED: Final = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ"
_TONES: Final = str.maketrans(_TONED, "aaaaooooeeeeiiiiuuuuvvvv")
_SYLLABLE: Final = re.compile(
    "(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?"
    "(?:iang|uang|iong|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ui|ao|ou|iu|ie|ue|ve|er|an|en|in|un|vn|ia|ua|uo"
    "|a|o|e|i|u|v|ü|üe)[1-5]?"
)
_NOT_PINYIN: Final = frozenset(
    {"min", "ha", "can", "pin", "fan", "long", "run", "ping", "lan", "wan", "man", "she", "he", "me", "an"}
)
"""Units and English words that a syllable of pinyin could be."""

_QUESTION: Final = re.compile(
    f"(?<=[{_HAN}，。、；：])\\?+(?=[{_HAN}])|\\?[a-z]*[{_TONED}][a-z]*\\)"
)
_ASKING: Final = re.compile(
    f"(?:[吗呢么]|多少|几[{_HAN}]?)$|(?:什么|怎[么样]|如何|为何|何时|几时|[是能可]否|谁|哪)[^，。；：、？！\\n]{{0,20}}$"
)
"""Words before a question mark that ask."""
_GARBLED: Final = re.compile(
    "锟斤拷?|斤拷|烫烫烫|屯屯屯|[锛銆鈥]|[ÃÂ][\u0080-\u00bf]"
    "|[åäæçèé][\u0080-\u00bf\u2018-\u201e€™š›œžŸ]"
)
_PINYIN: Final = re.compile(
    f"([(（])([a-z{_TONED}]{{2,7}}[1-5]?(?: [a-z{_TONED}]{{1,7}}[1-5]?){{0,3}})[)）]"
)
_BEFORE_PINYIN: Final = re.compile(f"[{_HAN}A-Za-z，。、]")
_TRADITIONAL: Final = re.compile(f"[{''.join(SIMPLIFIED)}]")
_DIGITS: Final = re.compile("[0-9][０-９]|[０-９][0-9]")
_WIDE: Final = re.compile("[０-９]")
_ADVERTISING: Final = re.compile(
    "广告位(?:招商|招租|出租|投放)|招商(?:热线|电话)|加盟(?:热线|电话)"
    "|欢迎(?:大家|广大[用读客]户?者?|各位)?(?:下载|转载|关注公众号|加微信)|(?:点击|扫码|免费)(?:这里)?下载|扫码关注"
    "|关注(?:我们的)?(?:微信)?公众号|更多(?:资料|精彩|内容|文档)请(?:访问|关注|点击|下载)"
    "|本文(?:档)?(?:来源于|来自|转自|摘自)(?:网络|互联网)|如有侵权|版权归原作者"
    "|百度文库|道客巴巴|豆丁网|原创力文档|下载后可(?:任意)?编辑|全国统一(?:热线|客服)"
)
_HOTLINE: Final = re.compile(
    "(?:(?:咨询|订购|服务|客服|免费|24小时|全国|销售|业务)(?:电话)?热线(?:电话)?[：: ]{0,2}[（(]?[0-9０-９]"
    "|咨询电话[：: ]{0,2}[（(]?[48４８]00)[0-9０-９ \\-—－）)]{6,}"
)
_MARKUP: Final = re.compile(
    r"&(?:nbsp|lt|gt|amp|quot|#\d{2,5});|</?(?:br|p|div|span|font|strong|table|td|tr|img|a)\b[^>\n]{0,80}>"
)
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_INDENTED: Final = re.compile("(?:^|\\n) *\u3000")

_PATTERNS: Final[tuple[tuple[Code, re.Pattern[str]], ...]] = (
    (QUESTION, _QUESTION), (ADVERTISING, _ADVERTISING), (HOTLINE, _HOTLINE), (MARKUP, _MARKUP),
)
_NOISE: Final = re.compile(
    "[?&<]|广告|招商|加盟|下载|转载|关注|微信|更多|本文|侵权|版权|文库|道客|豆丁|原创力|全国统一|热线|咨询电话"
)
"""A text without any of these matches none of the patterns above: one quick look spares four."""
_ODD: Final = re.compile("[\ufffd锟斤屯烫锛銆鈥ÃÂåäæçèé０-９\ue000-\uf8ff\U000f0000-\U0010fffd]")

_MOST: Final = 5
"""Findings of one sort in one text."""


def problems(text: str) -> Iterator[tuple[Code, int, dict[str, str]]]:
    """Give what is damaged in a text: code, index of the fault, values of its message."""
    first = _TRADITIONAL.search(text)
    if first:
        yield TRADITIONAL, first.start(), _traditional(text)
    if _NOISE.search(text):
        for code, pattern in _PATTERNS:
            for fault in _found(code, pattern, text):
                asks = code is QUESTION and _ASKING.search(text, max(0, fault[1] - 24), fault[1])
                yield (ASKING, *fault[1:]) if asks else fault
    if "(" in text or "（" in text:
        yield from _pinyin(text)
    if "\u3000" in text and (set_in := _INDENTED.search(text)):
        yield INDENTED, set_in.end() - 1, {}
    if _ODD.search(text):
        yield from _found(REPLACED, re.compile("\ufffd+"), text)
        yield from _found(GARBLED, _GARBLED, text)
        yield from _digits(text)
        yield from _found(PRIVATE, _PRIVATE, text)


def _found(code: Code, pattern: re.Pattern[str], text: str) -> Iterator[tuple[Code, int, dict[str, str]]]:
    for found in islice(pattern.finditer(text), _MOST):
        name = f"U+{ord(found[0][0]):04X}"
        yield code, found.start(), {"name": name, "near": near(text, found.start(), found.end())}


def _traditional(text: str) -> dict[str, str]:
    found = list(dict.fromkeys(_TRADITIONAL.findall(text)))
    shown = found[:8]
    more = f"等 {len(found)} 个" if len(found) > len(shown) else ""
    simple = "、".join(f"{one}→{SIMPLIFIED[one]}" for one in shown)
    return {"found": "、".join(shown) + more, "simple": simple}


def _pinyin(text: str) -> Iterator[tuple[Code, int, dict[str, str]]]:
    for found in _PINYIN.finditer(text):
        if not _BEFORE_PINYIN.fullmatch(text[max(0, found.start() - 1) : found.start()]):
            continue
        plain = found[2].translate(_TONES)
        syllables = plain.split(" ")
        toned = plain != found[2]
        if toned and found[1] == "（":
            continue  # a pronunciation given as it should be
        if all(_SYLLABLE.fullmatch(one) for one in syllables) and (toned or plain not in _NOT_PINYIN):
            yield PINYIN, found.start(), {"near": near(text, found.start(), found.end())}


def _digits(text: str) -> Iterator[tuple[Code, int, dict[str, str]]]:
    wide = _WIDE.search(text)
    if wide is None or not re.search("[0-9]", text):
        return
    at = (_DIGITS.search(text) or wide).start()
    shown = near(text, at, at + 1)
    narrow = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in shown)
    yield DIGITS, at, {"near": shown, "narrow": narrow}


def near(text: str, start: int, end: int) -> str:
    """Return the fault with a few characters on both sides, on one line."""
    left, right = max(0, start - 6), min(len(text), end + 6)
    shown = text[left:right].replace("\n", "⏎")
    return f"{'…' if left else ''}{shown}{'…' if right < len(text) else ''}"


def _damaged(office: Office, record: Record) -> Iterable[Finding]:
    compiled = office.kinds[record.kind].compiled
    for pointer, text in schema.text_strings(compiled, record.values):
        for code, index, values in problems(text):
            start = office.place(record, *pointer)
            yield code.at(place_in(start, record, text, index), None, **values)


def place_in(start: Place, record: Record, text: str, index: int) -> Place:
    """Return the place of one character of a text that begins at ``start``: its own line in a block scalar."""
    lines = record.raw.data.decode("utf-8-sig", "replace").splitlines()
    row = text.count("\n", 0, index)
    opened = lines[start.line - 1][start.column - 1 :] if 0 < start.line <= len(lines) else ""
    if not opened.startswith("|"):
        plain = opened.startswith(text[: index + 1])
        return Place(start.path, start.line, start.column + index) if plain else start
    told = text.split("\n")[row]
    source = lines[start.line + row] if start.line + row < len(lines) else ""
    column = source.find(told) + 1 + index - (text.rfind("\n", 0, index) + 1)
    return Place(start.path, start.line + 1 + row, max(1, column))


EACH = (_damaged,)
