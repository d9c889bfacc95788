"""The look of a Word template as CSS: styles, direct formatting, page and borders.

Word resolves a property along defaults → based-on styles → style → paragraph → run; CSS here gets
the resolved values of each named style once, and a small class for each difference that a paragraph,
run, cell or table states itself. No inline style: the pages forbid it to themselves (CSP).
"""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Props = dict[str, str]
"""Raw Word properties, flat: ``{"ind.left": "480", "jc": "center", "sz": "24"}``."""
Decls = dict[str, str]
"""CSS declarations."""

TWIPS_PER_POINT = 20
TWIPS_PER_MM = 1440 / 25.4
EMU_PER_MM = 36000
SINGLE_LINE = 1.25
"""Height of Word's single line of a Chinese font, in font sizes: what ``line=240 auto`` means in CSS."""

_FONTS = {
    "宋体": "--song", "simsun": "--song", "新宋体": "--song",
    "黑体": "--hei", "simhei": "--hei",
    "仿宋": "--fang", "仿宋_gb2312": "--fang", "fangsong": "--fang",
    "楷体": "--kai", "楷体_gb2312": "--kai", "kaiti": "--kai",
    "小标宋": "--biaosong", "方正小标宋简体": "--biaosong", "方正小标宋_gbk": "--biaosong",
}
_ALIGN = {
    "left": "left", "start": "left", "center": "center", "right": "right", "end": "right",
    "both": "justify", "distribute": "justify",
}
_LINES = {"nil": "none", "none": "none", "double": "double", "dashed": "dashed", "dotted": "dotted"}
_SIDES = {"top": "top", "left": "left", "start": "left", "bottom": "bottom", "right": "right", "end": "right"}


def number(value: float) -> str:
    """Print a CSS number with at most two decimals and no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def points(twips: str | float) -> str:
    """Turn twentieths of a point into a CSS length."""
    return f"{number(float(twips) / TWIPS_PER_POINT)}pt"


def millimetres(twips: str | float) -> str:
    """Turn twentieths of a point into millimetres."""
    return f"{number(round(float(twips) / TWIPS_PER_MM, 1))}mm"  # twips cut a millimetre into 56.7


def is_on(value: str | None) -> bool:
    """Tell whether a Word toggle (``<w:b/>``, ``w:val="0"``) is on."""
    return value is not None and value not in ("0", "false", "off", "none")


def flat(element: etree._Element | None, skip: frozenset[str] = frozenset()) -> Props:
    """Flatten a ``pPr`` or ``rPr``: one entry per child, or per attribute where it has several."""
    found: Props = {}
    for child in element if element is not None else ():
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname
        if name in skip:
            continue
        if name in ("ind", "spacing", "rFonts"):
            for key, value in child.attrib.items():
                found[f"{name}.{etree.QName(str(key)).localname}"] = str(value)
            if name == "spacing" and child.get(f"{W}val") is not None:
                found["tracking"] = found.pop("spacing.val")
        elif name == "pBdr":
            for side in child:
                found[f"pBdr.{etree.QName(side).localname}"] = border(side)
        else:
            found[name] = child.get(f"{W}val", "1")
    return found


def border(side: etree._Element) -> str:
    """Return the CSS of one Word border (``sz`` counts eighths of a point)."""
    kind = side.get(f"{W}val", "single")
    line = _LINES.get(kind, "double" if kind.startswith("th") else "solid")
    if line == "none":
        return "none"
    width = float(side.get(f"{W}sz", "4")) / 8
    if line == "double":
        width = max(width * (1.5 if kind.startswith("th") else 3), 2.25)
    colour = side.get(f"{W}color", "auto")
    return f"{number(width)}pt {line} {'currentColor' if colour == 'auto' else '#' + colour}"


def borders(element: etree._Element | None) -> dict[str, str]:
    """Return ``{side: css}`` of ``tblBorders`` or ``tcBorders``; insideH and insideV keep their names."""
    found = {}
    for side in element if element is not None else ():
        name = etree.QName(side).localname
        found[_SIDES.get(name, name)] = border(side)
    return found


def font_family(props: Props) -> str:
    """Return the CSS stack: Latin letters first, then the Chinese face with local substitutes."""
    chinese = props.get("rFonts.eastAsia", "")
    latin = props.get("rFonts.ascii", "")
    stack = []
    if latin and latin.lower() not in _FONTS:
        stack.append("var(--roman)" if "times" in latin.lower() else f'"{latin}"')
    face = _FONTS.get(chinese.lower()) or _FONTS.get(latin.lower())
    if face:
        stack.append(f"var({face})")
    return ", ".join(stack)


def run_css(props: Props) -> Decls:
    """Return the declarations of resolved run properties."""
    css: Decls = {}
    if family := font_family(props):
        css["font-family"] = family
    if "sz" in props:
        css["font-size"] = f"{number(float(props['sz']) / 2)}pt"
    if "b" in props:
        css["font-weight"] = "bold" if is_on(props["b"]) else "normal"
    if "i" in props:
        css["font-style"] = "italic" if is_on(props["i"]) else "normal"
    if is_on(props.get("u")):
        css["text-decoration"] = "underline"
    if is_on(props.get("strike")):
        css["text-decoration"] = "line-through"
    if props.get("color", "auto") != "auto":
        css["color"] = f"#{props['color']}"
    if float(props.get("tracking", "0")):
        css["letter-spacing"] = points(props["tracking"])
    if props.get("vertAlign") in ("superscript", "subscript"):
        css["vertical-align"] = props["vertAlign"][:5].replace("subsc", "sub")
    return css


def paragraph_css(props: Props) -> Decls:
    """Return the declarations of resolved paragraph properties."""
    css: Decls = {}
    if props.get("jc") in _ALIGN:
        css["text-align"] = _ALIGN[props["jc"]]
    if props.get("jc") == "distribute":
        css["text-align-last"] = "justify"
    css |= _indents(props) | _spacing(props)
    for side in ("top", "bottom", "left", "right"):
        if f"pBdr.{side}" in props:
            css[f"border-{side}"] = props[f"pBdr.{side}"]
    if is_on(props.get("keepNext")):
        css["break-after"] = "avoid"
    if is_on(props.get("keepLines")):
        css["break-inside"] = "avoid"
    if is_on(props.get("pageBreakBefore")):
        css["break-before"] = "page"
    return css


def _indents(props: Props) -> Decls:
    css: Decls = {}
    for side, names in (("left", ("left", "start")), ("right", ("right", "end"))):
        for name in names:
            length = _length(props, f"ind.{name}")
            if length:
                css[f"margin-{side}"] = length
    hanging, first = _length(props, "ind.hanging"), _length(props, "ind.firstLine")
    if hanging:
        css["text-indent"] = f"-{hanging}"
    elif first:
        css["text-indent"] = first
    return css


def _length(props: Props, name: str) -> str:
    """Return an indent; the form in hundredths of a character wins, as in Word."""
    chars = props.get(f"{name}Chars", "")
    if chars:  # a stated 0 means no indent in characters
        return f"{number(float(chars) / 100)}em" if float(chars) else ""
    return points(props[name]) if props.get(name) else ""


def _spacing(props: Props) -> Decls:
    # Word adds the space after one paragraph to the space before the next; CSS margins would collapse
    css: Decls = {}
    for side, name in (("top", "before"), ("bottom", "after")):
        if float(props.get(f"spacing.{name}", "0")):
            css[f"padding-{side}"] = points(props[f"spacing.{name}"])
        lines = float(props.get(f"spacing.{name}Lines", "0"))
        if lines:
            css[f"padding-{side}"] = f"{number(lines / 100 * SINGLE_LINE)}em"
    line = props.get("spacing.line")
    if line:
        rule = props.get("spacing.lineRule", "auto")
        css["line-height"] = number(float(line) / 240 * SINGLE_LINE) if rule == "auto" else points(line)
    return css
