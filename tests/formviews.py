"""Views of forms for tests of their templates alone: with nothing in them, with little, with very much."""

from __future__ import annotations

from typing import Any

from wenshu import views, zh

HEAD = {
    "full": "试点汽车销售服务有限公司", "short": "试点公司", "logo": "", "address": "望川市旧街1号",
    "postcode": "690001", "telephone": "0399-5550100", "fax": "0399-5550101",
}  # fmt: skip
LONG = "关于进一步加强展厅接待、车辆交付、售后回访和客户投诉处理全过程管理工作的若干规定（试行）"
LAST = "最后一处改到这里为止。"
HANDED = ("date", "by", "condition", "pages")
_LOAN = (
    "stamp", "check", "qr", "number", "date", "archive", "item", "copy", "title", "contents", "pages", "class_",
    "state", "borrower", "dept", "telephone", "outsider", "uses", "purpose", "until", "outcome", "due", "place",
    "late", "reminded", "keeper", "day",
)  # fmt: skip
_REQUEST = (
    "stamp", "check", "number", "date", "dept", "person", "typist", "via", "about", "edition", "subject", "kinds",
    "reason", "impact", "old_stock", "outcome", "new_edition", "effective", "done_by", "recalled",
    "class_",
)  # fmt: skip


def signature(label: str = "", person: str = "", **told: str) -> dict[str, str]:
    """Return a sign-off as a form sees it; without a person one that nobody has taken."""
    given = {"person": person, "date": "2026年3月12日", "mark": "3f9a12c4", "decision": "同意"} if person else {}
    return {**views.Signs()[""], "label": label, **given, **told}


def loan(**told: Any) -> dict[str, Any]:
    """Return a view of 借阅申请单, 代卷卡 and 催还通知单, empty but for what is named."""
    handed = dict.fromkeys(HANDED, "")
    signs = {"left": signature("部门主管\n意　　见"), "right": signature("档案管理\n部门负责\n人意见")}
    blank = {"company": HEAD, "signs": signs, "lent": handed, "returned": handed, "renewals": []}
    return {**dict.fromkeys(_LOAN, ""), **blank, **told}


def long_loan() -> dict[str, Any]:
    """Return the loan of a box to somebody with a long name, signed by delegates, renewed, back with damage."""
    delegate = {"delegate": "（代）", "opinion": "因审计需要，限于阅览室内查阅，不得拍照"}
    handed = {"date": "2026年3月12日", "by": "林晓岚", "condition": "完好", "pages": "1280 页"}
    renewed = "2026年3月19日　新期限 2026年3月26日　批准 林晓岚（代）　验看原件"
    return loan(
        qr="holdings/2026/box-of-the-general-managers-meetings-01", number="20260312-12", date="2026年3月11日",
        archive="文书档案", item="试点公司(销)字第[2026]012号", copy="第 12 份", title=LONG,
        contents="；".join(f"{n}.试点公司(纪)字第[2026]{n:03}号" for n in range(1, 7)) + "等 12 件，见盒内目录",
        pages="1280 页", class_="商业秘密（普通）", state="续借", borrower="慕容雪·阿依古丽", dept="总经理办公室",
        outsider="单位：望川市会计师事务所（特殊普通合伙）第三审计业务部　证件：工作证　介绍信：有　陪同人：林晓岚",
        uses=zh.boxes(("阅览", "外借", "复印", "摘抄", "拍照"), "摘抄"), purpose="年度审计需要核对上年合同。" * 8,
        until="2026年3月19日", due="2026年4月2日", place="二楼档案室东墙12柜3层第15盒右侧",
        signs={"left": signature("部门主管\n意　　见", "欧阳林晓", **delegate),
               "right": signature("档案管理\n部门负责\n人意见", "欧阳林晓", **delegate)},
        lent=handed, returned={**handed, "condition": "污损：封面沾油，已由借阅人更换封套并补页"},
        renewals=[{"label": f"续借{n}", "text": renewed} for n in "一二"], outcome=LAST,
        late="128 天", reminded="第 19 次", keeper="林晓岚", day="2026年8月8日",
    )  # fmt: skip


def request(*changes: tuple[str, str, str], **told: Any) -> dict[str, Any]:
    """Return a view of 文件修改申请单; a change is (place, before, after), all of its words changed."""
    signs = {
        "pairs": [{"left": signature("申请部门\n主管"), "right": signature("归口部门\n审核")}],
        "last": signature("总经理\n批准"),
    }
    shown = [{"place": place, "before": _words(a), "after": _words(b)} for place, a, b in changes or (("", "", ""),)]
    return {**dict.fromkeys(_REQUEST, ""), "company": HEAD, "signs": signs, "changes": shown, **told}


def long_request() -> dict[str, Any]:
    """Return a request of ten pages of difference, granted by delegates."""
    before = "各部门每月底前上报，逾期的当月补报并说明原因。" * 6
    told = [(f"正文第{n}段", before, "改为网上填报。" * (n % 9 * 4)) for n in range(60)]
    delegate = {"delegate": "（代）", "opinion": "按现行考勤办法修改后施行"}
    signs = {
        "pairs": [{"left": signature("申请部门\n主管", "欧阳林晓", **delegate),
                   "right": signature("归口部门\n审核", "欧阳林晓", **delegate)}],
        "last": signature("总经理\n批准", "周启衡"),
    }  # fmt: skip
    return request(
        *told, ("附件", "", LAST), number="改〔2026〕007", date="2026年3月12日", dept="销售部", person="李明",
        typist="林晓岚", via=zh.boxes(("网页", "纸质", "口头补单"), "纸质"), about="试点公司(通)字第[2026]003号",
        edition="A/1", subject=LONG, kinds=zh.boxes(("修改", "换版", "更正件", "勘误"), "换版"),
        reason="原规定与营业时间不一致，客户到店时无人接待。" * 12,
        impact="；".join(f"试点公司(销)字第[2026]{n:03}号" for n in range(1, 6)), signs=signs,
        outcome="修改后同意　周启衡　2026年3月14日", new_edition="B/0", effective="2026年4月1日",
        done_by="林晓岚　2026年3月14日", recalled="应收 18 份　实收 16 份　销毁 16 份", check="ABCDEFGH23",
    )  # fmt: skip


def _subject(**told: Any) -> dict[str, Any]:
    """Return what the papers of a person's rights have in common."""
    return {"company": HEAD, "stamp": "", "check": "", "class_": "商业秘密（普通）", "number": "", "named": "李明",
            "by": "林晓岚", "day": "2026年3月12日", **told}  # fmt: skip


def answer(count: int, text: str = "", **told: str) -> dict[str, Any]:
    """Return a view of the letter that answers a request, with ``count`` decisions."""
    ground = "个人信息保护法第四十七条；公司档案管理办法第十二条"
    made = [{"purpose": f"用途{n}", "decision": "限制处理" if n % 2 else "同意", "ground": ground,
             "until": "2028年2月28日" if n % 2 else "—"} for n in range(count)]  # fmt: skip
    letter = {"number": "个〔2026〕007", "kind": "删除", "received": "2026年3月2日", "to": "李明", "decisions": made,
              "limited": count > 1, "identity": "", "issuer": HEAD["full"], "post": "", "office": "管理部",
              "date": "2026年3月12日", **told}  # fmt: skip
    typed = {"text": text, "decided_by": "周启衡", "channel": "当面", "clerk": "林晓岚"}
    return _subject(x=letter, r=typed)


def export(sections: int, rows: int) -> dict[str, Any]:
    """Return a view of all that is known of a person; ``rows`` values in each place."""
    told = [{"label": f"项目{n}", "value": LONG if n == rows else "〔密封·电话〕", "purpose": "联系"}
            for n in range(1, rows + 1)]  # fmt: skip
    places = [{"title": f"第{n}处", "place": f"employees/2026/e-{n:05}", "why": "", "rows": told}
              for n in range(1, sections + 1)]  # fmt: skip
    return _subject(number="个〔2026〕007", count=str(sections), values=str(sections * rows), sections=places)


def erasure(places: int) -> dict[str, Any]:
    """Return a view of the list to be ticked off after an erasure."""
    done = [{"purpose": "联系", "decision": "删除", "until": "—", "rule": "—"},
            {"purpose": "用工", "decision": "限制", "until": "2028年2月28日", "rule": "劳动合同法第五十条"}]
    told = [{"sort": f"第{n}处", "what": "收回、销毁打印过的名单、通话单、登记簿和签收单的全部复印件", "who": LONG[:12]}
            for n in range(1, places + 1)]  # fmt: skip
    return _subject(number="个〔2026〕007", ground="个人信息保护法第四十七条", done=done, elsewhere=told)


def _words(text: str) -> list[dict[str, Any]]:
    return [{"text": text, "changed": True}] if text else []


CASES = {
    "loan": {"short": loan(), "long": long_loan()},
    "loan-card": {"short": loan(), "long": long_loan()},
    "loan-reminder": {"short": loan(), "long": long_loan()},
    "revision-request": {"short": request(), "long": long_request()},
    "subject_answers": {
        "short": answer(1), "long": answer(20, LAST * 8, post="总经理", identity="居民身份证，林晓岚 2026年3月2日"),
    },
    "subject-export": {"short": export(1, 1), "long": export(12, 6)},
    "erasure": {"short": erasure(1), "long": erasure(24)},
}
"""Template → views of its shortest and its longest paper."""
