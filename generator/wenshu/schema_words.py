"""What a schema error means to the person who typed it: what is wrong, what is allowed, how to mend it."""

from __future__ import annotations

from typing import Final

from wenshu.diagnostics import Code, Severity

_E: Final = Severity.ERROR

UNKNOWN: Final = Code(
    "SCH01", _E,
    "不认识的字段“{key}”", "unknown field \"{key}\"",
    "{guess}这里可以写的字段：{allowed}。", "{guess_en}Fields allowed here: {allowed_en}.",
)
MISSING: Final = Code(
    "SCH02", _E,
    "缺少{label}", "{label_en} is missing",
    "请补上一行“{key}: …”。{tip}", "Add a line \"{key}: …\". {tip_en}",
)
SHAPE: Final = Code(
    "SCH03", _E,
    "{label}应当{wanted}，现在{found}", "{label_en} should be {wanted_en}, but it is {found_en}",
    "应当这样写：{advice}{tip}", "Write it so: {advice_en} {tip_en}",
)
NUMBER: Final = Code(
    "SCH04", _E,
    "{label}应当是{wanted}，现在是“{value}”", "{label_en} should be {wanted_en}, not \"{value}\"",
    "{guess}只写半角数字，不写单位、逗号和汉字数字。{tip}",
    "{guess_en}Digits only: no unit, no comma, no Chinese numerals. {tip_en}",
)
TRUTH: Final = Code(
    "SCH05", _E,
    "{label}只能写 是 或 否，现在是“{value}”", "{label_en} is true or false, not \"{value}\"",
    "请写 是 或 否（也可以写 true 或 false）。{tip}", "Write true or false (是 or 否). {tip_en}",
)
DATE: Final = Code(
    "SCH06", _E,
    "{label}写成了“{value}”，日期的写法不对", "{label_en}: \"{value}\" is not written as a date",
    "{guess}日期写成 2026-03-01：四位年、两位月、两位日，用半角短横线连接；纸面上会印成 2026年3月1日。",
    "{guess_en}Write a date as 2026-03-01; on paper it is printed 2026年3月1日.",
)
NO_SUCH_DAY: Final = Code(
    "SCH07", _E,
    "{label}写成了“{value}”，没有这一天", "{label_en}: there is no day {value}",
    "{guess}请查日历后改正。", "{guess_en}Look at the calendar and mend it.",
)
TIME: Final = Code(
    "SCH08", _E,
    "{label}写成了“{value}”，时间的写法不对", "{label_en}: \"{value}\" is not a time",
    "{guess}时间写成 14:00：24 小时制，两位时、两位分，用半角冒号。",
    "{guess_en}Write a time as 14:00, in 24 hours.",
)
MOMENT: Final = Code(
    "SCH09", _E,
    "{label}写成了“{value}”，日期时间的写法不对", "{label_en}: \"{value}\" is not a day and time",
    "{guess}写成 2026-03-16 14:00：日期和时间之间空一格。",
    "{guess_en}Write 2026-03-16 14:00, with a blank between.",
)
WORD: Final = Code(
    "SCH10", _E,
    "{label}不能写“{value}”", "{label_en} cannot be \"{value}\"",
    "{guess}只能写：{allowed}。{tip}", "{guess_en}Allowed: {allowed}. {tip_en}",
)
LONG: Final = Code(
    "SCH11", _E,
    "{label}有 {length} 个字，最多 {limit} 个字",
    "{label_en} has {length} characters; at most {limit} are allowed",
    "请缩短，去掉 {over} 个字。{tip}", "Shorten it by {over}. {tip_en}",
)
SHORT: Final = Code(
    "SCH12", _E,
    "{label}只有 {length} 个字，至少要 {limit} 个字",
    "{label_en} has {length} characters; at least {limit} are needed",
    "请写完整。{tip}", "Write it in full. {tip_en}",
)
PATTERN: Final = Code(
    "SCH13", _E,
    "{label}“{value}”的写法不合规定", "{label_en}: \"{value}\" is not written as it should be",
    "请照规定的写法改正。{tip}", "Write it as it should be. {tip_en}",
)
FEW: Final = Code(
    "SCH14", _E,
    "{label}只有 {length} 项，至少要 {limit} 项",
    "{label_en} has {length} entries; at least {limit} are needed",
    "请在下面补一行，以“- ”开头。{tip}", "Add a line beginning with \"- \". {tip_en}",
)
MANY: Final = Code(
    "SCH15", _E,
    "{label}有 {length} 项，最多 {limit} 项", "{label_en} has {length} entries; at most {limit} are allowed",
    "请去掉多出的 {over} 项。{tip}", "Take out {over}. {tip_en}",
)
TWICE: Final = Code(
    "SCH16", _E,
    "{label}里有重复的项", "{label_en} has the same entry twice",
    "每一项只写一次，请删去重复的。{tip}", "Write each entry once. {tip_en}",
)
RANGE: Final = Code(
    "SCH17", _E,
    "{label}是 {value}，{wanted}", "{label_en} is {value}; {wanted_en}",
    "请核对后改正。{tip}", "Check the figure. {tip_en}",
)
PHONE: Final = Code(
    "SCH18", _E,
    "{label}“{value}”不是电话号码", "{label_en}: \"{value}\" is not a telephone number",
    "固定电话写成 0551-65550100（分机：0551-65550100转8001），手机写 11 位，客服热线写成 400-000-0000；"
    "只写一个号码，用半角数字。",
    "A fixed line as 0551-65550100, a mobile with 11 digits, a hotline as 400-000-0000; one number only.",
)
POSTCODE: Final = Code(
    "SCH19", _E,
    "{label}“{value}”不是邮政编码", "{label_en}: \"{value}\" is not a postcode",
    "邮政编码是 6 位半角数字，例如 230001。", "A postcode has six digits, like 230001.",
)
SHA256: Final = Code(
    "SCH20", _E,
    "{label}“{value}”不是校验值（sha256）", "{label_en}: \"{value}\" is not a sha256",
    "校验值是 64 位小写的 0–9、a–f，由程序算出，不要手工键入。",
    "A sha256 has 64 digits 0–9 a–f in lower case; let the program compute it.",
)
EMAIL: Final = Code(
    "SCH21", _E,
    "{label}“{value}”不是邮箱地址", "{label_en}: \"{value}\" is not an e-mail address",
    "邮箱写成 name@company.example，全部用半角字符。", "Write it as name@company.example.",
)
RULE: Final = Code(
    "SCH22", _E,
    "{label}不合规定：{what}", "{label_en} breaks a rule of its schema: {what_en}",
    "请对照同类文件改正。{tip}", "Compare another record of this kind. {tip_en}",
)
EITHER: Final = Code(
    "SCH23", _E,
    "{label}“{value}”不在可写的几种之内", "{label_en}: \"{value}\" is none of the alternatives",
    "{guess}可以写：{allowed}。{tip}", "{guess_en}Allowed: {allowed_en}. {tip_en}",
)

FORMATS: Final = {
    "date": DATE, "time": TIME, "date-time": MOMENT, "phone": PHONE, "postcode": POSTCODE, "sha256": SHA256,
    "email": EMAIL,
}
GAPS: Final = frozenset({MISSING.id, SHORT.id, FEW.id})
"""Ids of what is only missing as yet: a draft's own gaps (life.md, Severity)."""

SAMPLES: Final = {
    "date": ("日期，如 2026-03-01", "a day like 2026-03-01"),
    "time": ("时间，如 14:00", "a time like 14:00"),
    "date-time": ("日期时间，如 2026-03-16 14:00", "a day and time like 2026-03-16 14:00"),
    "phone": ("一个电话号码，如 13900000000、0551-65550100", "one telephone number"),
    "postcode": ("6 位邮政编码", "a postcode"),
    "sha256": ("校验值", "a sha256"), "email": ("邮箱地址", "an e-mail address"),
}
SHAPES: Final = {
    "text": ("写一段文字", "a text"), "integer": ("整数", "a whole number"), "number": ("数字", "a number"),
    "boolean": ("是或否", "true or false"), "object": ("分行写几个字段", "a group of fields"),
    "array": ("写成列表", "a list"), "any": ("有内容", "something"), "union": ("写一段文字", "a text"),
}
"""What is wanted, after 应当."""
FOUND: Final = {
    "str": ("是一段文字", "a text"), "dict": ("是一组字段", "a group of fields"),
    "tuple": ("是一个列表", "a list"), "list": ("是一个列表", "a list"),
    "int": ("是数字", "a number"), "Decimal": ("是数字", "a number"), "bool": ("是是或否", "true or false"),
}
"""What was found, by the name of its class."""
ADVICE: Final = {
    "array": ("每项另起一行，行首缩进两格，写“- ”再写内容。",
              "Put each entry on a line of its own: \"- \" and the entry."),
    "object": ("在下一行缩进两格，逐行写“字段: 内容”。",
               "Put \"field: text\" on the lines below, set in by two blanks."),
    "text": (
        "直接写在冒号后面，一行写完；几段文字用“|”起头。文字里有“: ”或以“-”“[”开头时，整段加英文引号。",
        "Write it after the colon on one line, or as a block after \"|\". Quote it where it has \": \" in "
        "it.",
    ),
}
"""How to mend a wrong shape, by the shape wanted."""
