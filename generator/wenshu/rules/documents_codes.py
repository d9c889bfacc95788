"""The findings of 公司正式文件, one constant each (rules/documents.py raises them)."""

from __future__ import annotations

from ..diagnostics import Code, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING

TITLE_WORD = Code(
    "DOC01", WARNING,
    "标题“{title}”没有以文种“{doc_type}”结尾",
    "the title does not end with its kind of paper, {doc_type}: \"{title}\"",
    "标题写成“关于……的{doc_type}”；文种写错的，改 doc_type。制度可用办法、规定、细则、规程、守则等。",
    "Write the title so that it ends with the kind of paper, or mend doc_type.",
)  # fmt: skip
ONE_ADDRESSEE = Code(
    "DOC02", WARNING,
    "请示只能主送一个单位，这里写了{count}个",
    "a request for instructions goes to one addressee; {count} are named",
    "主送（to）只留一个，其余的改写到抄送（cc）；一份请示只请示一件事。",
    "Keep one in `to`, move the others to `cc`; one request deals with one matter.",
)  # fmt: skip
NO_DISTRIBUTION = Code(
    "DOC03", ERROR,
    "“{title}”没有写发放部门",
    "\"{title}\" does not say to whom it is handed out",
    "在 distribution 里逐行写发给哪个部门、班组或个人，各几份，例如 - {{department: 销售部, copies: 2}}。",
    "List the departments, teams or persons under `distribution`, each with its copies.",
)  # fmt: skip
ISSUER_OF_SERIES = Code(
    "DOC04", ERROR,
    "“{series}”系列是{dept}的文件，发文单位却是“{issuer}”",
    "series {series} is for papers of {dept}, but the issuer is \"{issuer}\"",
    "发文单位改为{dept}；以公司名义发的管理文件用“通”系列，上报和对外函用“办”系列。",
    "Let {dept} issue it, or use series 通 (company papers) or 办 (reports upward, letters).",
)  # fmt: skip
TYPE_IN_SERIES = Code(
    "DOC05", ERROR,
    "“{series}”系列不用“{doc_type}”这个文种",
    "series {series} has no papers of kind {doc_type}",
    "“{series}”系列可用：{allowed}。请改文种或系列；允许的文种写在公司档案 series 的 doc_types 里。",
    "Allowed there: {allowed}. Change the kind of paper or the series (doc_types in the company file).",
)  # fmt: skip
NOT_SIMPLE = Code(
    "DOC06", ERROR,
    "简化版式只用于技术材料、培训材料和表格",
    "the simple layout is for technical and training material and tables only",
    "确属这三类的，加一行 material: 技术材料（或 培训材料、表格）；否则删去 layout，用公司标准格式。",
    "State which of the three in `material`, or leave `layout` out.",
)  # fmt: skip
NOT_EFFECTIVE = Code(
    "DOC07", ERROR,
    "制度没有写施行日期",
    "a rule does not say from when it is in force",
    "加一行 effective_from: 2026-04-01（施行之日），复审到期写 review_by。",
    "Add effective_from (and review_by).",
)  # fmt: skip
ENDS_EARLY = Code(
    "DOC08", ERROR,
    "有效期截止 {until} 早于施行日期 {since}",
    "valid until {until}, before it comes into force on {since}",
    "核对 until 和 effective_from。",
    "Check until and effective_from.",
)  # fmt: skip
REVIEW_EARLY = Code(
    "DOC09", WARNING,
    "复审到期 {review} 早于施行日期 {since}",
    "to be reviewed by {review}, before it comes into force on {since}",
    "复审一般在施行满一年时；核对 review_by。",
    "A review is usually due one year after effective_from.",
)  # fmt: skip
BACK_IN_FORCE = Code(
    "DOC10", WARNING,
    "施行日期 {since} 早于成文日期 {signed}",
    "in force from {since}, before it was signed on {signed}",
    "文件不溯及既往；确需追溯的，在正文里说明理由。",
    "A paper does not reach back; if it must, the body says why.",
)  # fmt: skip
ITSELF = Code(
    "DOC11", ERROR,
    "这份文件写着代替它自己",
    "the paper says that it replaces itself",
    "supersedes 写被代替的旧文件的文号或编号路径。",
    "Name the older paper in `supersedes`.",
)  # fmt: skip
NEVER_ISSUED = Code(
    "DOC12", WARNING,
    "被代替的“{ref}”从未发出",
    "\"{ref}\", which it replaces, was never issued",
    "没有发过的稿子不必代替，删去这一行；引错了的，改成旧文件的文号。",
    "A draft need not be replaced: remove the line, or name the paper that was issued.",
)  # fmt: skip
STATE_SECRET = Code(
    "DOC13", ERROR,
    "公司文件不得标注“{found}”：秘密、机密、绝密和★是国家秘密的标志",
    "\"{found}\" marks State secrets and must not stand on a company's own paper",
    "密级只用：公开、内部资料、商业秘密（普通）、商业秘密（核心）。来文上原有的国家秘密标志，登记在收文里。",
    "Use 公开, 内部资料, 商业秘密（普通） or 商业秘密（核心）.",
)  # fmt: skip
PENALTY = Code(
    "DOC14", WARNING,
    "文中用了“{found}”：公司对员工无权罚款或作行政处罚",
    "\"{found}\": a company cannot fine its staff or punish them like an authority",
    "对员工写“处理”，按规章制度和劳动合同写明具体办法；说的是外单位罚款的，可以保留。",
    "Write 处理 and name the rule; keep the word only where an authority's fine is meant.",
)  # fmt: skip
LEVEL_JUMP = Code(
    "DOC15", WARNING,
    "正文第{line}行的标题“{text}”越级了",
    "heading \"{text}\" (line {line} of the body) skips a level",
    "层次依次用 ##（一、）###（一）####（1.）#####（1），不要跳级。",
    "Use ##, ###, ####, ##### in turn, without leaving one out.",
)  # fmt: skip
NO_CONTACT = Code(
    "DOC16", WARNING,
    "{doc_type}没有写联系人和电话",
    "a {doc_type} names no contact",
    "加上 contact: {{person: 姓名, telephone: 电话}}，印在附注里。",
    "Add contact: {{person, telephone}}; it is printed below the date.",
)  # fmt: skip
NO_ADDRESSEE = Code(
    "DOC17", WARNING,
    "{doc_type}没有写主送",
    "a {doc_type} names no addressee",
    "在 to 里写主送单位，例如 - {{group: 各部门}} 或 - {{outside: 单位全称}}；只有制度、决定、通报可以不写。",
    "Name it in `to`; only 制度, 决定 and 通报 may do without.",
)  # fmt: skip
NO_ISSUER = Code(
    "DOC18", ERROR,
    "发文单位“{issuer}”既不是公司，也不是公司的部门",
    "the issuer \"{issuer}\" is neither the company nor one of its departments",
    "写“公司”、公司名称（{full}）或公司档案里的部门名称。",
    "Write 公司, the company's name, or a department of the company file.",
)  # fmt: skip
NO_ANNEX = Code(
    "DOC19", WARNING,
    "正文说到附件{number}，附件只列了{count}个",
    "the body speaks of attachment {number}, but {count} are listed",
    "在 attachments 里补上，或改正文。",
    "List it under `attachments`, or mend the body.",
)  # fmt: skip
UNKNOWN_NUMBER = Code(
    "DOC20", WARNING,
    "文中引用的“{number}”没有发过",
    "\"{number}\", cited in the text, was never issued",
    "核对文号；旧文号先用 wenshu number adopt 登记。",
    "Check the number; older ones are taken over with `wenshu number adopt`.",
)  # fmt: skip
REQUEST_IN_REPORT = Code(
    "DOC21", WARNING,
    "报告里夹带了请示事项（“{found}”）",
    "a report asks for a decision (\"{found}\")",
    "报告只报告情况；需要批准的事另写请示。",
    "A report informs; what needs a decision goes into a request (请示) of its own.",
)  # fmt: skip
NOT_ALLOTTED = Code(
    "DOC22", WARNING,
    "{number} 是{by}编的号，{date} 他不任{post}",
    "{number} was given by {by}, who was not {post} on {date}",
    "文号由{post}统一编；请本人核对这个号，任职起止写错的改公司档案。",
    "Numbers are given by {post} alone: let that person check it, or mend the periods of posts.",
)  # fmt: skip
