"""The fixed parts of a workbook: types, relations, properties, styles, page. Only a title varies."""

from __future__ import annotations

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

ALIGNMENTS = ("left", "center", "right")
HEADER, TEXT, FORCED, NUMBER = 1, 2, 5, 8
"""Styles of cells: header; first of three for texts; first of three for texts with Excel's mark; number."""

PAGE = (
    '<pageMargins left="0.984" right="0.472" top="0.787" bottom="0.591" header="0.394" footer="0.315"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
)
CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-{kind}+xml"/>'
        for part, kind in (
            ("docProps/app.xml", "officedocument.extended-properties"),
            ("docProps/core.xml", "package.core-properties"),
            ("xl/workbook.xml", "officedocument.spreadsheetml.sheet.main"),
            ("xl/theme/theme1.xml", "officedocument.theme"),
            ("xl/styles.xml", "officedocument.spreadsheetml.styles"),
            ("xl/sharedStrings.xml", "officedocument.spreadsheetml.sharedStrings"),
            ("xl/worksheets/sheet1.xml", "officedocument.spreadsheetml.worksheet"),
            ("xl/worksheets/sheet2.xml", "officedocument.spreadsheetml.worksheet"),
        )
    )
    + "</Types>"
)
RELS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/extended-properties" Target="docProps/app.xml"/></Relationships>'
)
WORKBOOK_RELS = (
    f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId4" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId5" Type="{OFFICE}/theme" Target="theme/theme1.xml"/></Relationships>'
)
APP = (
    f'{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Wenshu</Application></Properties>"
)
CORE = (
    f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<dc:creator>Wenshu</dc:creator>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>'
)


def _theme() -> str:
    """Return the part xl/theme/theme1.xml: black on white, 宋体. No cell uses it; the format asks for one."""
    dark, light = '<a:sysClr val="windowText"/>', '<a:sysClr val="window"/>'
    roles = {"dk1": dark, "lt1": light, "dk2": dark, "lt2": light}
    rest = (*(f"accent{i}" for i in range(1, 7)), "hlink", "folHlink")
    colours = {**roles, **dict.fromkeys(rest, '<a:srgbClr val="000000"/>')}
    scheme = "".join(f"<a:{name}>{colour}</a:{name}>" for name, colour in colours.items())
    face = '<a:latin typeface="Times New Roman"/><a:ea typeface="宋体"/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Wenshu">'
        f'<a:themeElements><a:clrScheme name="Wenshu">{scheme}</a:clrScheme><a:fontScheme name="Wenshu">'
        f"<a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Wenshu"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )


def _styles() -> str:
    """Return the part xl/styles.xml: header; text left, centred, right; the same forced; number."""
    sides = ("left", "right", "top", "bottom")
    thin = "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in sides)
    shape = 'fontId="{font}" fillId="0" borderId="1" xfId="0" applyNumberFormat="1" applyFont="1"'
    xf = f'<xf numFmtId="{{fmt}}" {shape} applyBorder="1" applyAlignment="1"{{quote}}>{{align}}</xf>'
    align = '<alignment horizontal="{}" vertical="center" wrapText="1"/>'
    xfs = ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>']
    xfs.append(xf.format(fmt=49, font=2, quote="", align=align.format("center")))
    for quote in ("", ' quotePrefix="1"'):
        xfs += [xf.format(fmt=49, font=1, quote=quote, align=align.format(side)) for side in ALIGNMENTS]
    xfs.append(xf.format(fmt=1, font=1, quote="", align=align.format("right")))
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="3">'
        # the first measures the columns: one character of 11 points is about 2 mm, so mm ÷ 2 are characters
        '<font><sz val="11"/><name val="宋体"/><charset val="134"/></font>'
        '<font><sz val="9"/><name val="宋体"/><charset val="134"/></font>'
        '<font><b/><sz val="10.5"/><name val="宋体"/><charset val="134"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        f'<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        f"<border>{thin}<diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(xfs)}">{"".join(xfs)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


STYLES = _styles()
THEME = _theme()
