"""The mistakes people make in a YAML file, in words for somebody who knows no YAML."""

from __future__ import annotations

from typing import Final

from wenshu.diagnostics import Code, Severity

_E: Final = Severity.ERROR
_W: Final = Severity.WARNING

SYNTAX: Final = Code(
    "YML01", _E,
    "从这里起看不懂：{line}", "this cannot be read: {line}",
    "每行写成“字段: 内容”，冒号是半角的，后面空一格；下一层比上一层多缩进两格。请看这一行和上一行。",
    "Each line is \"field: text\" with a blank after the colon; what belongs below is set in by two blanks.",
)
DUPLICATE: Final = Code(
    "YML02", _E,
    "字段“{key}”写了两次", "the field {key} stands twice",
    "同一层里每个字段只写一次，请删去一处；几项内容请写成列表（每行以“- ”开头）。",
    "A field stands once on its level: take one out, or write a list.",
)
TAG: Final = Code(
    "YML03", _E,
    "不能使用“{sign}”这样的记号", "\"{sign}\" is not used here",
    "文件里不用 &、*、!、<<、% 这些记号的特殊用法。它本来就是文字时，请把整段内容放在英文单引号里。",
    "No anchors, aliases, tags or directives. Where it is meant as text, put the whole value in single "
    "quotes.",
)
DOCUMENTS: Final = Code(
    "YML04", _E,
    "一个文件里写了不止一份（有单独一行“---”）", "the file holds more than one document (a line of ---)",
    "一份文件存成一个 .yaml，请把“---”后面的内容移到另一个文件，或删去“---”。"
    "正文里的横线请写在“|”的下面并缩进。",
    "One record is one file: move what follows --- to a file of its own.",
)
TOP: Final = Code(
    "YML05", _E,
    "文件的最外层不是“字段: 内容”", "the file does not begin with \"field: text\"",
    "每行写一个字段，例如“title: 关于……的通知”。可以用 wenshu new 生成一份带字段名的空白文件。",
    "Write one field a line, like \"title: …\"; wenshu new makes an empty form.",
)
ENCODING: Final = Code(
    "YML06", _E,
    "文件是 {encoding} 编码，应当是 UTF-8", "the file is encoded in {encoding}, not in UTF-8",
    "用记事本打开，选“另存为”，编码选 UTF-8，覆盖原文件；文字不会变。",
    "Open it in an editor and save it as UTF-8.",
)
BOM: Final = Code(
    "YML07", _W,
    "文件开头有字节序标记（BOM）", "the file begins with a byte order mark",
    "不影响使用；另存为“UTF-8”而不是“带 BOM 的 UTF-8”就不再提示。", "Harmless; save it as UTF-8 without BOM.",
)
FULL_COLON: Final = Code(
    "YML08", _E,
    "“{key}”后面用了全角冒号“：”", "a full-width colon follows {key}",
    "请改成半角冒号，后面空一格：“{key}: …”。", "Write an ASCII colon and a blank: \"{key}: …\".",
)
FULL_SPACE: Final = Code(
    "YML09", _E,
    "这里用了全角空格或不换行空格", "a full-width or no-break space stands here",
    "缩进、冒号后面和“-”后面只用半角空格。请切换到英文输入法，删去这里的空白重新键入。",
    "Indent and separate with ordinary blanks only.",
)
TAB: Final = Code(
    "YML10", _E,
    "这里用了 Tab 键", "a tab stands here",
    "缩进和空白只用半角空格，每层缩进两个。请删去这里的空白，改按空格键（正文里面可以有 Tab）。",
    "Indent and separate with blanks only, two for each level.",
)
SMART_QUOTES: Final = Code(
    "YML11", _W,
    "内容整个放在中文引号里：{value}", "the whole value stands in Chinese quotation marks: {value}",
    "中文引号是文字的一部分，会照样印出来。内容不需要引号，请去掉；确实要印出引号就不用改。",
    "They are part of the text and will be printed. Take them out unless that is meant.",
)
CUT: Final = Code(
    "YML12", _W,
    "“#”后面的“{lost}”被当作注释，不会印出来", "\"{lost}\" after # is a comment and will not be printed",
    "“#”是内容的一部分时，请把整段内容放在英文引号里：'{whole}'。确实是注释时，在“#”后面加一个空格。",
    "If # is part of the text, quote the whole: '{whole}'. If it is a comment, put a blank after #.",
)
ZERO_WIDTH: Final = Code(
    "YML13", _W,
    "有看不见的字符（{name}）", "an invisible character ({name})",
    "多半是从网页或微信复制来的，会让名字和搜索对不上。请删去这一处前后的文字后重新键入。",
    "It came with copied text and spoils names and search. Type the words around it anew.",
)
DIRECTION: Final = Code(
    "YML14", _E,
    "有改变文字方向的看不见的字符（{name}）",
    "an invisible character that turns the direction of text ({name})",
    "它会使显示的文字与实际的不一样。请删去这一处前后的文字后重新键入。",
    "What is shown may differ from what is stored. Type the words around it anew.",
)
CONTROL: Final = Code(
    "YML15", _E,
    "有控制字符（{name}），Word 会从这里把文字截断",
    "a control character ({name}): Word would cut the text here",
    "请把光标放到这一处，删去前后各一个字后重新键入。",
    "Delete the characters around this place and type them anew.",
)
SURROGATE: Final = Code(
    "YML16", _E,
    "有残缺的字符（半个代理对 {name}）", "half a character (lone surrogate {name})",
    "多半是表情符号或生僻字在转换时损坏。请删去后重新键入。",
    "An emoji or rare character was damaged. Type it anew.",
)
CR: Final = Code(
    "YML17", _W,
    "换行是旧式的（只有 CR）", "line ends are old Mac ones (CR only)",
    "能读，但别的程序会把全文当成一行。请用编辑器另存，换行选 LF（Unix）或 CRLF（Windows）。",
    "It is read, but other programs see one line. Save it with LF line ends.",
)
NO_BLANK: Final = Code(
    "YML18", _E,
    "“{key}:”的冒号后面没有空格", "no blank after the colon of {key}",
    "请在冒号后面空一格：“{key}: {rest}”。", "Put a blank after the colon: \"{key}: {rest}\".",
)
OPEN_QUOTE: Final = Code(
    "YML19", _E,
    "引号没有成对，或引号后面还有文字", "a quotation mark is not closed, or text follows the closed one",
    "整段内容用一对英文引号括起来，里面再有引号就用中文引号；内容不以引号开头就不需要引号。",
    "Quote the whole value or nothing of it; use Chinese quotation marks inside.",
)
TWO_COLONS: Final = Code(
    "YML20", _E,
    "一行里有两处“冒号加空格”", "two \"colon and blank\" in one line",
    "内容里的冒号请用中文冒号“：”，或把整段内容放在英文引号里；若是两个字段，请分成两行。",
    "Use a Chinese colon inside the text or quote the whole value; two fields go on two lines.",
)
INDENT: Final = Code(
    "YML21", _E,
    "这一行的缩进与上下文对不齐：{line}", "the indentation of this line does not fit: {line}",
    "同一层的字段左边对齐；下一层多缩进两格；列表的“- ”彼此对齐；正文写在“|”下面，每行都缩进。",
    "Fields of one level begin in one column; what belongs below is set in by two blanks.",
)
SIGN: Final = Code(
    "YML22", _E,
    "内容不能以“{sign}”开头", "a value cannot begin with {sign}",
    "请把整段内容放在英文单引号里：'{sign}…'。", "Put the whole value in single quotes: '{sign}…'.",
)
BRACKET: Final = Code(
    "YML23", _E,
    "方括号或花括号没有成对，或里面缺逗号", "a bracket is not closed, or a comma is missing in it",
    "写成 [甲, 乙]，用半角括号和逗号；内容本来就以“[”或“{{”开头时，整段加英文引号；项目多时改成每行一个“- "
    "”。",
    "Write [a, b] with ASCII signs; quote a text that begins with a bracket.",
)
EMPTY: Final = Code(
    "YML24", _E,
    "文件是空的，或只有注释", "the file is empty or holds comments only",
    "用 wenshu new 可以生成一份带字段名的空白文件；不要这份文件就删去它。",
    "wenshu new makes an empty form; or delete the file.",
)
KEY: Final = Code(
    "YML25", _E,
    "冒号前面没有字段名，或字段名不是一段文字", "no field name before the colon, or one that is no text",
    "冒号前面写字段名，例如“title: …”；内容以“?”“:”开头时请放在英文引号里。",
    "Write the field's name before the colon.",
)
DEEP: Final = Code(
    "YML26", _E,
    "缩进的层次超过 {depth} 层", "more than {depth} levels of nesting",
    "文件通常只有两三层，请检查括号和缩进。",
    "A record has two or three levels: look at brackets and indentation.",
)
ESCAPED: Final = Code(
    "YML27", _E,
    "英文双引号里的转义写出了控制字符（{name}）",
    "an escape in double quotes writes a control character ({name})",
    "双引号里“\\”有特殊意思。请改用单引号，或删去这个转义。", "Use single quotes, or take the escape out.",
)
BROKEN: Final = Code(
    "YML28", _E,
    "第 {bad} 行有损坏的字符，文件其余部分是 UTF-8", "damaged bytes in line {bad}; the rest is UTF-8",
    "多半是复制或传输时截断了一个字。请打开文件找到这一行的乱码，删去后重新键入。",
    "A character was cut in copying. Find the damage in this line and type it anew.",
)
DASH: Final = Code(
    "YML29", _E,
    "列表的短横线写得不对：{line}", "the dash of a list entry is not right: {line}",
    "列表每行以半角短横线加一个空格开头：“- {rest}”。",
    "A list entry begins with an ASCII hyphen and a blank: \"- {rest}\".",
)
FOLDED: Final = Code(
    "YML30", _W,
    "内容写到了下一行，两行会连成一行，中间多一个空格",
    "the value runs on to the next line: both become one, with a blank between",
    "请写在一行里；要分段请在冒号后面写“|”，正文另起一行并缩进两格。",
    "Write it on one line; for paragraphs write | after the colon and set the text in below.",
)
FULL_BAR: Final = Code(
    "YML31", _E,
    "“{key}:”后面用了全角竖线“｜”", "a full-width bar follows {key}:",
    "请改成半角竖线：“{key}: |”。", "Write an ASCII bar: \"{key}: |\".",
)
NO_COLON: Final = Code(
    "YML32", _E,
    "这一行没有“字段: ”：{line}", "this line has no field and colon: {line}",
    "要写成“字段: 内容”。它若是上一个字段的正文，上一行冒号后面写“|”，这里缩进两格；它若是列表的一项，"
    "前面加“- ”。",
    "Write \"field: text\". If it belongs to the text above, write | after that colon and set this in.",
)
ESCAPE: Final = Code(
    "YML33", _E,
    "英文双引号里的“\\”用得不对", "a backslash in double quotes that means nothing",
    "请把双引号换成英文单引号，“\\”就只是文字。", "Use single quotes: a backslash is text there.",
)
EDGE: Final = Code(
    "YML35", _W,
    "内容的开头或末尾有全角空格", "the value begins or ends with a full-width space",
    "它会算作内容的一部分，名字因此对不上。请删去。",
    "It counts as part of the text and spoils names: take it out.",
)
AFTER_BAR: Final = Code(
    "YML34", _E,
    "“|”或“>”后面不能在同一行接着写正文", "no text can follow | or > on the same line",
    "“|”后面换行，正文从下一行开始，缩进两格。内容本来就以“|”“>”开头时，整段加英文引号。",
    "Begin the text on the next line, set in by two blanks; quote a text that begins with | or >.",
)
