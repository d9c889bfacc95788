"""Transcripts: by speaker, interjections where they fell, papers read out cited and not copied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scratch
from meetings import TRANSCRIPT, derived, found, issue, minutes, office, paper, paper_xml, text
from wenshu.rules.transcript import segments

Maker = Callable[..., Path]
ID = "transcript/2026/first"


def transcript(**changes: str | None) -> str:
    return paper(TRANSCRIPT, **changes)


def test_a_sound_transcript_has_no_finding(company_dir: Maker) -> None:
    root = company_dir({ID: transcript()})
    assert {code for code in scratch.codes(root) if code[:3] in ("TRA", "MIN", "SCH", "REF")} == set()


BAD: tuple[tuple[str, dict[str, str], str], ...] = (
    ("TRA01", {"class": "公开"}, "密级写成了“公开”"),
    ("TRA02", {"number": "纪008"}, "会议记录写了“number”：会议记录不编文号"),
    ("TRA02", {"series": "纪"}, "会议记录不编文号"),
    ("TRA03", {"distribution": "[{department: 销售部}]"}, "会议记录不分发"),
    ("TRA04", {"speeches": "[{speaker: 周总, text: 开会。}]"}, "发言人“周总”不在到会名单里"),
    ("TRA04", {"speeches": "[{speaker: 李明, interjections: [{speaker: 赵先生, text: 对。}]}]"}, "“赵先生”"),
    ("TRA06", {"speeches": "[{speaker: 李明}]"}, "李明的这次发言没有内容"),
    ("TRA07", {"speeches": "[{speaker: 李明, text: 先说第一条（沈一鸣：等一等}]"}, "括号没有成对"),
    ("MIN03", {"end": "13:00"}, "结束时间早于开始时间"),
    ("MIN01", {"meeting_type": "茶话会"}, "没有“茶话会”这种会议"),
    ("MIN04", {"chair": "何管"}, "主持人何管不在出席名单里"),
)


@pytest.mark.parametrize(("code", "changes", "words"), BAD)
def test_mistakes(company_dir: Maker, code: str, changes: dict[str, str], words: str) -> None:
    root = company_dir({ID: transcript(**changes)})
    told = found(root, code)
    assert told, scratch.said(root)
    assert words in told[0].message()
    assert told[0].place.line and told[0].hint() and told[0].hint("en")


def test_a_transcript_agrees_with_its_minutes(company_dir: Maker) -> None:
    root = company_dir({"minutes/2026/m": minutes(), ID: transcript(minutes="m", end="15:20")})
    assert found(root, "TRA05")[0].message() == "结束时间与对应的纪要不一致：记录是15:20:00，纪要是15:16:00"


@pytest.mark.req("MIN-06")
def test_the_body_goes_by_speaker(company_dir: Maker) -> None:
    first = "\n  - speaker: 周启衡\n    text: |\n      第一段。\n      第二段。"
    root = company_dir({ID: transcript(speeches=first + "\n  - {speaker: 李明, text: 同意。}")})
    told = derived(office(root), ID)["paragraphs"]
    said = [(p["speaker"], p["runs"][0]["text"]) for p in told]
    assert said == [("周启衡：", "第一段。"), ("", "第二段。"), ("李明：", "同意。")]


@pytest.mark.req("MIN-07")
def test_interjections_keep_their_place_and_their_brackets(company_dir: Maker) -> None:
    speeches = (
        "\n  - speaker: 周启衡\n    text: 台账没有记（李明：记了，没有记全。）就要补（共三处）。"
        "\n    interjections: [{speaker: 陆工, text: 我来补。}]"
    )
    root = company_dir({ID: transcript(speeches=speeches)})
    told = derived(office(root), ID)["paragraphs"]
    assert told[0]["runs"] == [
        {"text": "台账没有记", "aside": "（李明：记了，没有记全。）"},
        {"text": "就要补（共三处）。", "aside": ""},
    ]
    assert told[0]["asides"] == ["（陆工：我来补。）"]


@pytest.mark.parametrize(
    ("line", "aside"),
    (
        ("没有记(李明:没有记全。)", "(李明:没有记全。)"),
        ("没有记（李明：没有记全（三处）。）再补", "（李明：没有记全（三处）。）"),
        ("定在(9:30)开会", ""),
        ("（鼓掌）谢谢", ""),
        ("共三处（见附表）", ""),
    ),
)
def test_what_is_an_interjection(line: str, aside: str) -> None:
    assert next((a for _, a in segments(line) if a), "") == aside


@given(st.text(alphabet="（）()：:，。李明甲乙9 \t", max_size=60))
def test_splitting_a_line_loses_nothing(line: str) -> None:
    assert "".join(text + aside for text, aside in segments(line)) == line


@pytest.mark.req("MIN-08")
def test_a_paper_read_out_is_cited_and_not_copied(company_dir: Maker) -> None:
    body = "各部门自即日起核对台账，逐台登记。"
    root = company_dir(
        {
            "documents/2026/ledger": (
                "title: 关于核对台账的通知\ndoc_type: 通知\nseries: 通\nlayout: house\nissuer: 试点公司\n"
                "to: [{department: 销售部}]\ndistribution: [{department: 销售部, copies: 1}]\n"
                f"drafted_by: 何管\ndrafted_on: 2026-03-01\nbody: {body}\n"
            ),
            ID: transcript(speeches="[{speaker: 林晓岚, reads: ledger}]"),
            "minutes/2026/m": minutes(items="[{title: 学习文件, ref: ledger}]"),
        }
    )
    told = issue(root, "documents/2026/ledger", series="通")
    spans = derived(told, ID)["paragraphs"][0]["cited"].blocks[0].spans
    assert [(span.text, span.record) for span in spans] == [
        ("宣读", ""),
        ("《关于核对台账的通知》", "documents/2026/ledger"),
        ("（试点公司(通)字第[2026]001号）（略）", ""),
    ]
    assert "林晓岚：宣读《关于核对台账的通知》（试点公司(通)字第[2026]001号）（略）" in text(told, ID)
    source = derived(told, "minutes/2026/m")["items"][0]["body"].source
    assert "[《关于核对台账的通知》](documents/2026/ledger)" in source and source.endswith("（略）")
    assert body not in text(told, ID) + text(told, "minutes/2026/m")
    assert ("会议记录", "transcript") in {
        (told.kind(r).title, r.kind) for r, _ in told.linked("documents/2026/ledger")
    }


def test_transcripts_have_a_chain_and_no_series(company_dir: Maker) -> None:
    told = office(company_dir({ID: transcript()}))
    record = told.records[ID]
    assert told.number(record) == ""
    assert [(w.step, w.person) for w in told.standing(record).chain] == [
        ("记录", "林晓岚"),
        ("审阅", "周启衡"),
    ]


@pytest.mark.req("MIN-06", "MIN-07")
def test_the_paper_goes_by_speaker_with_interjections_in_their_own_face(company_dir: Maker) -> None:
    speeches = (
        "\n  - speaker: 周启衡\n    text: |\n      没有记（李明：没有记全 & <漏>。）补上。\n      第二段。"
        "\n    interjections: [{speaker: 陆工, text: 好。}]"
    )
    recording = "{number: 录-2026-03, duration: 76, keeper: 林晓岚, keep_until: 2027-03-16}"
    root = company_dir({ID: transcript(speeches=speeches, recording=recording)})
    xml = paper_xml(office(root), ID)
    aside = '<w:t xml:space="preserve">（李明：没有记全 &amp; &lt;漏&gt;。）</w:t>'
    assert '<w:rPr><w:rStyle w:val="插话"/></w:rPr>' + aside in xml
    told = text(office(root), ID)
    assert "周启衡：没有记（李明：没有记全&<漏>。）补上。\n第二段。（陆工：好。）".replace("\n", "") in told
    assert "散会时间：15点16分录音：录-2026-03，76分钟，林晓岚保管至2027-03-16" in told
    assert "记录人：" in told and "主持人：" in told and "发送" not in told and "字第" not in told
