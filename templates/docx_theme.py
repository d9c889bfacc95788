"""The theme part that a valid package must carry. No style of ours refers to it."""

from __future__ import annotations

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
COLORS = (
    ("dk1", "000000"),
    ("lt1", "FFFFFF"),
    ("dk2", "1F2937"),
    ("lt2", "F3F4F6"),
    ("accent1", "374151"),
    ("accent2", "6B7280"),
    ("accent3", "9CA3AF"),
    ("accent4", "C00000"),
    ("accent5", "4B5563"),
    ("accent6", "1F2937"),
    ("hlink", "1D4ED8"),
    ("folHlink", "6D28D9"),
)


def theme(east: str, latin: str) -> str:
    """Return theme1.xml with the given East-Asian and Latin face for headings and text."""
    colors = "".join(f'<a:{slot}><a:srgbClr val="{value}"/></a:{slot}>' for slot, value in COLORS)
    faces = f'<a:latin typeface="{latin}"/><a:ea typeface="{east}"/><a:cs typeface="{latin}"/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme xmlns:a="{A}" name="wenshu"><a:themeElements>'
        f'<a:clrScheme name="wenshu">{colors}</a:clrScheme>'
        f'<a:fontScheme name="wenshu"><a:majorFont>{faces}</a:majorFont><a:minorFont>{faces}</a:minorFont>'
        f'</a:fontScheme><a:fmtScheme name="wenshu"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
