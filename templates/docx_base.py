"""The empty Word file under every template: parts, styles, settings, fixed mark, fixed bytes.

A developers' tool, not part of the program. The document is our own, not the one that python-docx
carries: no theme fonts, no line grid, an East-Asian and a Latin font on every style. Sizes are in
points, lengths of paper in millimetres.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as Doc
from docx_theme import theme

SONG, HEI, FANG, KAI, BIAO = "宋体", "黑体", "仿宋", "楷体", "方正小标宋简体"
ROMAN = "Times New Roman"
XIAO_YI, ER, XIAO_ER, SAN, XIAO_SAN = 24.0, 22.0, 18.0, 16.0, 15.0
SI, XIAO_SI, WU, XIAO_WU = 14.0, 12.0, 10.5, 9.0
FONTS = {
    SONG: ("SimSun", "auto"),
    HEI: ("SimHei", "modern"),
    FANG: ("仿宋_GB2312", "modern"),
    KAI: ("楷体_GB2312", "modern"),
    BIAO: ("小标宋", "auto"),
}

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STAMP = (2000, 1, 1, 0, 0, 0)
"""Date of every zip member: the same bytes on every run."""


@dataclass(frozen=True)
class Paper:
    """A sheet: its size, margins (top, bottom, left, right), distances of header and footer, all in mm."""

    width: float
    height: float
    margins: tuple[float, float, float, float]
    header: float
    footer: float

    @property
    def usable(self) -> float:
        """Width between the side margins, mm."""
        return self.width - self.margins[2] - self.margins[3]


H = Paper(210, 297, (25, 25, 28, 26), 8, 12)
"""Official papers of the company."""
GB = Paper(210, 297, (37, 35, 28, 26), 15, 21.6)
"""GB/T 9704: type area 156 × 225 mm."""
P = Paper(210, 297, (20, 15, 25, 15), 8, 7)
"""Single-sheet forms."""
LANDSCAPE = Paper(297, 210, (20, 15, 25, 12), 8, 7)
"""Registers, bound at the left."""
LANDSCAPE_A3 = Paper(420, 297, (20, 15, 25, 15), 8, 7)
CARD = Paper(148, 105, (8, 8, 8, 8), 4, 4)
SLIP = Paper(210, 148, (10, 8, 15, 10), 5, 4)


@dataclass(frozen=True)
class Style:
    """A named style; its id is its name. ``first`` and ``left`` indents are in hundredths of a character."""

    name: str
    east: str = SONG
    size: float = XIAO_SI
    latin: str = ROMAN
    bold: bool = False
    align: str = "both"
    first: int = 0
    left: int = 0
    hanging: int = 0
    line: tuple[str, int] = ("auto", 240)
    before: int = 0
    after: int = 0
    keep_next: bool = False
    level: int = -1
    tight: int = 0
    """Space between characters, twentieths of a point."""
    color: str = ""
    character: bool = False

    def xml(self) -> str:
        """Return the ``w:style`` element."""
        kind = "character" if self.character else "paragraph"
        base = "" if self.character else '<w:basedOn w:val="Normal"/>'
        props = "" if self.character else f"<w:pPr>{self._paragraph()}</w:pPr>"
        name = quoteattr(self.name)
        return (
            f'<w:style w:type="{kind}" w:customStyle="1" w:styleId={name}><w:name w:val={name}/>{base}'
            f"<w:qFormat/>{props}<w:rPr>{self._run()}</w:rPr></w:style>"
        )

    def _paragraph(self) -> str:
        rule, line = self.line
        unit = self.size / 5  # a hundredth of a character, in twentieths of a point
        indent = ""
        for key, hundredths in (("left", self.left), ("firstLine", self.first), ("hanging", self.hanging)):
            if hundredths:
                indent += f' w:{key}Chars="{hundredths}" w:{key}="{round(hundredths * unit)}"'
        return (
            ("<w:keepNext/>" if self.keep_next else "")
            + '<w:widowControl/><w:snapToGrid w:val="0"/>'
            + f'<w:spacing w:before="{self.before}" w:after="{self.after}" w:line="{line}"'
            + f' w:lineRule="{rule}"/>'
            + (f"<w:ind{indent}/>" if indent else "")
            + f'<w:jc w:val="{self.align}"/>'
            + (f'<w:outlineLvl w:val="{self.level}"/>' if self.level >= 0 else "")
        )

    def _run(self) -> str:
        half = round(self.size * 2)
        parts = [
            # the hint sets “ ” … — □, which both fonts have, in the Chinese one
            f'<w:rFonts w:hint="eastAsia" w:ascii="{self.latin}" w:hAnsi="{self.latin}"'
            f' w:eastAsia="{self.east}" w:cs="{ROMAN}"/>',
            "<w:b/>" if self.bold else "",
            f'<w:color w:val="{self.color}"/>' if self.color else "",
            f'<w:spacing w:val="{self.tight}"/>' if self.tight else "",
            f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if self.size else "",
        ]
        return "".join(parts)


def tw(mm: float) -> int:
    """Return twentieths of a point for a length in mm."""
    return round(mm * 1440 / 25.4)


def begin(paper: Paper, styles: Iterable[Style], *, first: bool = False, odd_even: bool = False) -> Doc:
    """Return an empty document on ``paper`` with exactly ``styles``.

    ``first``: page 1 has a header and a footer of its own. ``odd_even``: left and right pages differ.
    """
    return Document(io.BytesIO(_package(paper, tuple(styles), first, odd_even)))


def save(doc: Doc, path: Path) -> None:
    """Write the document with sorted members and fixed dates, so that two runs give the same bytes."""
    raw = io.BytesIO()
    doc.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            info = zipfile.ZipInfo(name, STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            new.writestr(info, old.read(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue())


def _types() -> str:
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    kinds = {
        "document.main": "document",
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
    }
    named = {f"/word/{part}.xml": f"{office}{kind}+xml" for kind, part in kinds.items()}
    named["/word/theme/theme1.xml"] = "application/vnd.openxmlformats-officedocument.theme+xml"
    named["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    parts = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in named.items())
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _package(paper: Paper, styles: tuple[Style, ...], first: bool, odd_even: bool) -> bytes:
    rel = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": f'<Relationships xmlns="{rel}"><Relationship Id="rId1" Type="{R}/officeDocument" '
        'Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package'
        '/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": _core(),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{rel}">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{R}/{part}" Target="{part}.xml"/>'
            for n, part in enumerate(("styles", "settings", "fontTable"), 1)
        )
        + f'<Relationship Id="rId9" Type="{R}/theme" Target="theme/theme1.xml"/>'
        + "</Relationships>",
        "word/document.xml": _document(paper, first),
        "word/styles.xml": _styles(styles),
        "word/settings.xml": _settings(odd_even),
        "word/fontTable.xml": _fonts(),
        "word/theme/theme1.xml": theme(SONG, ROMAN),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(name, HEAD + text)
    return out.getvalue()


def _core() -> str:
    return (
        "<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title></dc:title><dc:creator>wenshu</dc:creator>'
        "<cp:lastModifiedBy>wenshu</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2000-01-01T00:00:00Z</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _document(paper: Paper, first: bool) -> str:
    top, bottom, left, right = (tw(mm) for mm in paper.margins)
    turned = ' w:orient="landscape"' if paper.width > paper.height else ""
    return (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body><w:sectPr>'
        f'<w:pgSz w:w="{tw(paper.width)}" w:h="{tw(paper.height)}"{turned}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="{tw(paper.header)}" w:footer="{tw(paper.footer)}" w:gutter="0"/>'
        + ("<w:titlePg/>" if first else "")
        + "</w:sectPr></w:body></w:document>"
    )


def _styles(styles: tuple[Style, ...]) -> str:
    fonts = (
        f'<w:rFonts w:hint="eastAsia" w:ascii="{ROMAN}" w:hAnsi="{ROMAN}" w:eastAsia="{SONG}" w:cs="{ROMAN}"/>'
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 0), ("left", 85), ("bottom", 0), ("right", 85))
    )
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:kern w:val="2"/>'
        '<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f'<w:pPr><w:snapToGrid w:val="0"/></w:pPr><w:rPr>{fonts}</w:rPr></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        f'<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>"
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
        + "".join(style.xml() for style in styles)
        + "</w:styles>"
    )


def _settings(odd_even: bool) -> str:
    compat = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 15),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
        )
    )
    return (
        f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/>'
        '<w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val="420"/>'
        + ("<w:evenAndOddHeaders/>" if odd_even else "")
        + '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:spaceForUL/>'
        "<w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
        f"<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>{compat}</w:compat>"
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/>'
        '<w:listSeparator w:val=","/></w:settings>'
    )


def _fonts() -> str:
    east = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{escape(alias)}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (alias, family) in FONTS.items()
    )
    return (
        f'<w:fonts xmlns:w="{W}"><w:font w:name="{ROMAN}"><w:charset w:val="00"/>'
        f'<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>{east}</w:fonts>'
    )
