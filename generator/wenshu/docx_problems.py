"""What can be wrong with a Word template, told in findings: which template, which part, which tag."""

from __future__ import annotations

import re
from types import TracebackType

from jinja2 import Template
from jinja2.exceptions import SecurityError, TemplateSyntaxError

from .diagnostics import Code, Finding, Place, Severity
from .docx_places import Crossing, Unprintable
from .docx_zip import members
from .model import Pointer
from .sandbox import MissingVariable

TPL01 = Code(
    "TPL01",
    Severity.ERROR,
    "模板不是可读的 Word 文件（{why}）",
    "the template is not a readable Word file ({why})",
    "请用 Word 或 WPS 打开后另存为 .docx 再放回 templates/docx；不是 .doc，也不是改了扩展名的别种文件",
    "open it in Word, save it as .docx and put it back under templates/docx",
)
TPL02 = Code(
    "TPL02",
    Severity.ERROR,
    "模板的{where}标签写错：{tag}（{why}）",
    "a tag is wrong in the template's {where_en}: {tag} ({why})",
    "允许 {{{{ 变量 }}}}、{{% if %}}…{{% endif %}}、{{% for %}}…{{% endfor %}}"
    "（整段用 {{%p，整行用 {{%tr）；请核对拼写和成对",
    "allowed are {{{{ name }}}}, {{% if %}}…{{% endif %}}, {{% for %}}…{{% endfor %}}; "
    "check spelling and pairs",
)
TPL03 = Code(
    "TPL03",
    Severity.ERROR,
    "模板的{where}要的“{name}”没有：{tag}",
    "the template's {where_en}, asks for “{name}”, which does not exist: {tag}",
    "请核对变量名；字段写 r.字段英文名，字段名见 schemas 里同名的文件",
    "check the name; a field is r.<key>, its keys stand in the schema of the same name",
)
TPL04 = Code(
    "TPL04",
    Severity.ERROR,
    "模板的{where}的 {{% … %}} 在一处开始、在另一处结束，略去时会破坏文件：{tag}",
    "a {{% … %}} block of the template's {where_en}, opens and closes in different places: {tag}",
    "开始和结束要同在一段之内，或各自独占一段（{{%p … %}}）、一行表格（{{%tr … %}}）",
    "begin and end it within one paragraph, or give each a paragraph ({{%p … %}}) or table row "
    "({{%tr … %}}) of its own",
)
TPL05 = Code(
    "TPL05",
    Severity.ERROR,
    "模板的{where}印不出 {tag}：它是{name}，不是文字",
    "the template's {where_en}, cannot print {tag}: it is a {name}, not text",
    "列表要用 {{% for %}} 逐项印出，对象要写明印哪一项",
    "print a list item by item with {{% for %}}, name the field of an object",
)
TPL06 = Code(
    "TPL06",
    Severity.ERROR,
    "模板的{where}算不出来：{tag}（{why}）",
    "the template's {where_en}, cannot be computed: {tag} ({why})",
    "请简化这个标签；模板只取值、判断和循环",
    "make the tag simpler; templates take values, test and loop",
)
TPL07 = Code(
    "TPL07",
    Severity.ERROR,
    "模板的{where}里有标签，但这一部分从不填写：{tag}",
    "there is a tag in the template's {where_en}, which is never filled: {tag}",
    "标签可以放在正文、表格、页眉、页脚和脚注里；请从批注、尾注中移出",
    "tags may stand in body, tables, headers, footers and footnotes; move it out of comments and endnotes",
)
TPL08 = Code(
    "TPL08",
    Severity.WARNING,
    "模板要印正文，但缺少样式：{styles}",
    "the template prints a body but lacks the styles {styles}",
    "请在 Word 里新建同名的段落样式，样式标识与名称相同",
    "make paragraph styles of these names in Word, the style id equal to the name",
)
TPL09 = Code(
    "TPL09",
    Severity.WARNING,
    "模板用了慢速方式（{why}），每份约慢几十倍",
    "the template takes the slow way ({why}), some dozens of times slower per paper",
    "一般可改用 {{%tr 逐行循环；改好后自动恢复",
    "loop over rows with {{%tr instead; the fast way then comes back by itself",
)
QRC01 = Code(
    "QRC01",
    Severity.ERROR,
    "模板里有名为“二维码”的图片，可是这种文件没有二维码的内容",
    "the template has a picture named 二维码, but this paper has no text for a QR code",
    "二维码只用在借阅单、代卷卡等单据上；请从模板里删去这个图片，或给它改名",
    "QR codes stand on slips such as loan cards; take the picture out of the template, or rename it",
)
QRC02 = Code(
    "QRC02",
    Severity.ERROR,
    "二维码装不下这段内容：{text}…",
    "the text is too long for a QR code: {text}…",
    "二维码只放编号或查询用的一行字，不超过两千个字节",
    "a QR code takes a number or one line to look something up, at most two thousand bytes",
)

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML = re.compile(r"<[^>]+>")


class TemplateProblem(Exception):
    """A template is broken, or asks for what its view does not have."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message("en"))
        self.finding = finding


class ForbiddenText(ValueError):
    """A text of the view holds a character that no Word file can (see :func:`docx_text.forbidden`)."""

    def __init__(self, pointer: Pointer) -> None:
        super().__init__("/".join(str(step) for step in pointer))
        self.pointer = pointer


def place(name: str) -> Place:
    """Return where findings about a template lie."""
    return Place(f"templates/docx/{name}.docx")


_PARTS = (
    ("word/document", "正文", "body"),
    ("word/header", "页眉", "header"),
    ("word/footer", "页脚", "footer"),
    ("word/footnotes", "脚注", "footnotes"),
    ("docProps/", "文件属性", "properties"),
)


def where(member: str, paragraph: int = 0) -> dict[str, str]:
    """Return where in a template something lies, in both languages, for the texts of findings."""
    known = (names for names in _PARTS if member.startswith(names[0]))
    _, zh, en = next(known, (member, member, member))
    if not paragraph:
        return {"where": zh, "where_en": en}
    return {"where": f"{zh}第{paragraph}段", "where_en": f"{en}, paragraph {paragraph}"}


def problem(name: str, data: bytes, member: str, source: str, error: Exception, line: int) -> TemplateProblem:
    """Return what went wrong in one part of a template.

    Args:
        data: the template's own bytes, to count the paragraph as a person does in Word.
        source: the part's XML as Jinja got it.
        line: the 1-based line of it that Jinja named, 0 if none.
    """
    code, told = _kind(error)
    tag = _tag(source, line, told["name"] if isinstance(error, MissingVariable) else "")
    told = {**where(member, _paragraph(data, member, tag)), "tag": tag, **told}
    return TemplateProblem(code.at(place(name), None, **told))


def _paragraph(data: bytes, member: str, tag: str) -> int:
    """Return the 1-based paragraph of a part that has the tag, tables counted in; 0 if none has."""
    if not member.startswith("word/"):
        return 0
    from lxml import etree

    wanted = _bare(tag)
    paragraphs = etree.fromstring(members(data)[member]).iter(f"{_W}p")
    for number, paragraph in enumerate(paragraphs, 1):
        text = "".join(node.text or "" for node in paragraph.iter(f"{_W}t"))
        if wanted in _bare(text):
            return number
    return 0


def _bare(text: str) -> str:
    """Return a text without blanks and without docxtpl's p, r, tr, tc behind the brace."""
    return re.sub(r"\s+", "", re.sub(r"(\{[{%#]-?)(?:p|r|tr|tc)\s", r"\1", text))


def _kind(error: Exception) -> tuple[Code, dict[str, str]]:
    if isinstance(error, MissingVariable):
        return TPL03, {"name": error.name}
    if isinstance(error, Crossing):
        return TPL04, {}
    if isinstance(error, TemplateSyntaxError):
        return TPL02, {"why": error.message or ""}
    if isinstance(error, Unprintable):
        return TPL05, {"name": str(error)}
    if isinstance(error, SecurityError):
        return TPL06, {"why": "不安全 unsafe"}
    return TPL06, {"why": f"{type(error).__name__}: {error}"[:120]}


def _tag(source: str, line: int, name: str) -> str:
    """Return the tag meant: of those in that line, the first that has the missing name; else the line."""
    lines = source.split("\n")
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    tags = [_XML.sub("", found) for found in _TAG.findall(here)]
    whole = re.compile(rf"(?<![\w]){re.escape(name)}(?![\w])") if name else None
    for tag in tags:
        if whole is None or whole.search(tag):
            return tag
    return (tags[0] if tags else _XML.sub("", here).strip()[:60]) or "…"


def error_line(template: Template, trace: TracebackType | None) -> int:
    """Return the line of the template's source that an exception came from, 0 if none."""
    line = 0
    while trace is not None:
        known = trace.tb_frame.f_globals
        if "debug_info" in known and known.get("environment") is template.environment:
            line = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return line
