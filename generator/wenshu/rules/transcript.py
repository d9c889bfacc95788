"""Transcripts: who said what, interjections in their place, papers read out cited and not copied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .. import markdown
from ..diagnostics import Code, Finding, Severity
from ..model import Pointer, Record
from ..office import Office
from . import meeting_head
from .meeting_checks import DRAFTS, held, known_type
from .meeting_people import at_meeting

title = meeting_head.listed
"""How a record without a typed title is named (see ``rules.titles``)."""

PUBLIC = Code(
    "TRA01", Severity.ERROR,
    "会议记录的密级写成了“公开”",
    "the transcript is classed 公开 (public)",
    "会议记录至少为内部资料；可以公开的结论写进会议纪要。",
    "A transcript is at least 内部资料; what may be public goes into the minutes.",
)  # fmt: skip
NUMBERED = Code(
    "TRA02", Severity.ERROR,
    "会议记录写了“{field}”：会议记录不编文号",
    "the transcript has a field \"{field}\": transcripts bear no number",
    "删去这一行；要编号发出的是会议纪要（wenshu new minutes）。",
    "Remove the line; the paper with a number is the minutes.",
)  # fmt: skip
DISTRIBUTED = Code(
    "TRA03", Severity.ERROR,
    "会议记录写了“{field}”：会议记录不分发",
    "the transcript has a field \"{field}\": transcripts are not distributed",
    "删去这一行；要发给到会人员的是会议纪要。",
    "Remove it; what goes to those present is the minutes.",
)  # fmt: skip
STRANGER = Code(
    "TRA04", Severity.WARNING,
    "发言人“{name}”不在到会名单里",
    "the speaker \"{name}\" is not among those at the meeting",
    "写名单里的姓名，不写“王总”一类称呼；外单位的人写进来宾 guests。{likely}",
    "Write a name from the lists, no form of address; outsiders go into guests. {likely}",
)  # fmt: skip
DIFFERS = Code(
    "TRA05", Severity.WARNING,
    "{field}与对应的纪要不一致：记录是{here}，纪要是{there}",
    "{field} differs from the minutes: {here} here, {there} there",
    "核对原始记录，改正其中写错的一份；纪要已发的，按更正办理。",
    "Check the notes and mend the one that is wrong.",
)  # fmt: skip
SILENT = Code(
    "TRA06", Severity.ERROR,
    "{name}的这次发言没有内容",
    "the speech of {name} says nothing",
    "写发言内容 text，或写宣读的文件 reads；没有发言的不列。",
    "Give its text, or the paper read out (reads); leave silent people out.",
)  # fmt: skip
OPEN_BRACKET = Code(
    "TRA07", Severity.WARNING,
    "插话的括号没有成对（{start}……）",
    "an interjection's bracket is not closed ({start}…)",
    "插话写成（姓名：……），用全角括号，首尾齐全。",
    "Write an interjection as （name：…） with both full-width brackets.",
)  # fmt: skip

_NUMBERS = ("number", "series", "serial")
_COPIES = ("distribution", "to", "cc", "reported_to", "copies")
_ASIDE = re.compile(
    r"[（(][^\d\s（）()：:\n][^（）()：:\n]{0,29}[：:][^（）()\n]*(?:[（(][^（）()\n]*[）)][^（）()\n]*)*[）)]"
)
_OPENED = re.compile(r"[（(][^\d\s（）()：:\n]{2,8}[：:][^（）()\n]*$", re.M)


def segments(text: str) -> tuple[tuple[str, str], ...]:
    """Split a line into (plain text, interjection after it); joined again they are the line, nothing is lost.

    An interjection is （name：…）: brackets and colon of either width, a name that begins with no digit.
    """
    found: list[tuple[str, str]] = []
    at = 0
    for aside in _ASIDE.finditer(text):
        found.append((text[at : aside.start()], aside[0]))
        at = aside.end()
    if at < len(text) or not found:
        found.append((text[at:], ""))
    return tuple(found)


def _refused(office: Office) -> Iterator[Finding]:
    for record in office.of("transcript"):
        for keys, code in ((_NUMBERS, NUMBERED), (_COPIES, DISTRIBUTED)):
            for key in keys:
                if key in record.raw.tree:
                    yield code.at(office.place(record, key), field=key)
        if record.text("class") == "公开":
            yield PUBLIC.at(office.place(record, "class"))


def _meeting(office: Office) -> Iterator[Finding]:
    for record in office.of("transcript"):
        yield from held(office, record)
        yield from known_type(office, record)
        minutes = office.find(record.text("minutes")) if record.text("minutes") else None
        if minutes is not None and minutes.kind == "minutes":
            yield from _same(office, record, minutes)


def _same(office: Office, record: Record, minutes: Record) -> Iterator[Finding]:
    labels = (("meeting_type", "会议类型"), ("date", "日期"), ("start", "开始时间"), ("end", "结束时间"),
              ("place", "地点"), ("chair", "主持"), ("dept", "部门"))  # fmt: skip
    for key, label in labels:
        here, there = record.values.get(key), minutes.values.get(key)
        if here != there:
            yield DIFFERS.at(office.place(record, key), field=label, here=here or "空", there=there or "空")
    typed = record.values.get("session")
    if isinstance(typed, int) and typed != meeting_head.session(office, minutes):
        there = meeting_head.session(office, minutes)
        yield DIFFERS.at(office.place(record, "session"), field="次数", here=typed, there=there)


def _speeches(office: Office) -> Iterator[Finding]:
    for record in office.of("transcript"):
        known = at_meeting(office, record)
        for i, speech in enumerate(record.rows("speeches")):
            if isinstance(speech, Mapping):
                yield from _speech(office, record, i, speech, known)


def _speech(
    office: Office, record: Record, i: int, speech: Mapping[str, Any], known: Iterable[str]
) -> Iterator[Finding]:
    speakers: list[tuple[Pointer, str]] = [(("speeches", i, "speaker"), speech.get("speaker", ""))]
    for j, aside in enumerate(speech.get("interjections", ())):
        speakers.append((("speeches", i, "interjections", j, "speaker"), aside.get("speaker", "")))
    for pointer, name in speakers:
        if name and name not in known:
            near = next((one for one in sorted(known) if one[0] == name[0]), "")
            yield STRANGER.at(office.place(record, *pointer), name=name, likely=near)
    text = str(speech.get("text", ""))
    if not text.strip() and not speech.get("reads") and not speech.get("interjections"):
        weight = Severity.WARNING if office.state(record) in DRAFTS else None
        yield SILENT.at(office.place(record, "speeches", i), weight, name=speech.get("speaker", ""))
    if opened := _OPENED.search(text):
        yield OPEN_BRACKET.at(office.place(record, "speeches", i, "text"), start=opened[0][:12])


CHECKS = (_refused, _meeting, _speeches)


def derive(office: Office, record: Record) -> Mapping[str, Any]:
    """Return what the paper of a transcript computes: head, paragraphs, end of the meeting, recording."""
    recording = record.values.get("recording", {})
    duration = f"{recording['duration']}分钟" if recording.get("duration") else ""
    keeper = f"{office.person(str(recording['keeper']))}保管" if recording.get("keeper") else ""
    until = f"至{recording['keep_until']:%Y-%m-%d}" if recording.get("keep_until") else ""
    told = "，".join(part for part in (str(recording.get("number", "")), duration, keeper + until) if part)
    return {
        **meeting_head.head(office, record),
        "paragraphs": [p for s in record.rows("speeches") for p in _paragraphs(office, record, s)],
        "ended": meeting_head.ended(record),
        "recording": told,
    }


def _paragraphs(office: Office, record: Record, speech: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield paragraphs of a speech: the first bears the speaker, the last what others threw in.

    ``runs`` are texts with the interjection that follows; ``cited`` is a paper read out, with its link.
    """
    speaker = f"{_told(office, str(speech.get('speaker', '')))}："
    lines = [line.strip() for line in str(speech.get("text", "")).splitlines() if line.strip()]
    told: list[dict[str, Any]] = [
        {"runs": [{"text": text, "aside": aside} for text, aside in segments(line)], "cited": ""}
        for line in lines
    ]
    if speech.get("reads"):
        told.append(
            {"runs": [], "cited": markdown.parse(meeting_head.cite_linked(office, str(speech["reads"])))}
        )
    asides = [
        f"（{_told(office, str(a.get('speaker', '')))}：{str(a.get('text', '')).strip()}）"
        for a in speech.get("interjections", ())
    ]
    told = told or [{"runs": [], "cited": ""}]
    told[-1]["asides"] = asides
    for paragraph in told:
        yield {"speaker": speaker, "asides": [], **paragraph}
        speaker = ""


def _told(office: Office, speaker: str) -> str:
    return speaker if speaker not in office.company.people else office.person(speaker)
