"""Severity, reasons, anger and sentiment follow from intent and words by the rules of data/lexicon/."""

import time
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from nlu.lexicon import homographs
from nlu.reading import Reader, UnreadableAnswer
from nlu.text import fold, nfc
from nlu.understanding import Understanding

LEXICON = Path(__file__).parents[2] / "data" / "lexicon"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def read(reader: Reader, intent: str, text: str) -> Understanding:
    return reader.read(text, {"intent": {"name": intent, "confidence": 0.8}, "intent_ranking": []})


CASES = [
    ("complaint_late", "giao trễ 2 ngày", "S3", ["khách nói đã 2 ngày"]),
    ("complaint_late", "giao hơi trễ shop ơi", "S4", ["khách nói nhẹ nhàng"]),
    ("complaint_late", "trễ 10 ngày rồi đó", "S2", ["khách nói đã 10 ngày"]),
    ("complaint_late", "nhắn 3 lần rồi mà hàng chưa tới", "S2", ["khách nhắn hoặc gọi nhiều lần"]),
    ("complaint_late", "gọi hoài mà hơi lâu á", "S2", ["khách nhắn hoặc gọi nhiều lần"]),
    ("complaint_late", "đơn 5tr2 mà trễ", "S2", ["khách nhắc đến 5.200.000 đ"]),
    ("complaint_late", "vcl chậm thế", "S2", ["khách chửi thề"]),
    (
        "complaint_late",
        "không giao là tôi đăng bài lên facebook",
        "S1",
        ["khách doạ đăng bài cho mọi người biết"],
    ),
    ("complaint_refund", "chưa thấy tiền đâu", "S2", ["khách chờ hoàn tiền"]),
    (
        "complaint_refund",
        "tôi sẽ báo công an",
        "S1",
        ["khách doạ kiện hoặc báo cơ quan chức năng", "khách chờ hoàn tiền"],
    ),
    (
        "complaint_lost",
        "báo giao thành công mà có nhận được gì đâu",
        "S2",
        ["khách nói không nhận được hàng"],
    ),
    ("complaint_counterfeit", "tem không quét được", "S2", ["khách nghi hàng giả"]),
    ("complaint_safety", "khó chịu quá", "S1", ["khách nói bị hại đến sức khoẻ hoặc an toàn"]),
    ("complaint_quality", "bôi vào bị dị ứng", "S1", ["khách nói bị dị ứng hoặc đau rát trên người"]),
    ("complaint_quality", "máy bị giật điện", "S1", ["khách nói có cháy nổ hoặc giật điện"]),
    ("complaint_quality", "không bị dị ứng nhưng kem loãng", "S3", []),
    ("complaint_quality", "nồi chạy ồn quá", "S3", []),
    ("complaint_quality", "phòng trọ em nhỏ mà máy ồn", "S3", []),
    ("complaint_wrong_item", "kiện hàng giao sai màu", "S3", []),
    ("complaint_staff", "đồ mất dạy", "S2", ["khách xúc phạm shop"]),
    ("question_price", "kem này bị dị ứng có dùng được không, bao nhiêu", None, []),
    ("other_thanks", "cảm ơn shop", None, []),
    ("review_negative", "kem dở, bôi vào nổi mẩn đỏ", "S1", ["khách nói bị dị ứng hoặc đau rát trên người"]),
    ("review_negative", "vải xấu, không đáng tiền", None, []),
    ("review_positive", "mặc không bị ngứa, thích", None, []),
]


@pytest.mark.parametrize(("intent", "text", "severity", "reasons"), CASES)
def test_severity_and_reasons(
    reader: Reader, intent: str, text: str, severity: str | None, reasons: list[str]
) -> None:
    seen = read(reader, intent, text)
    assert (seen.severity, list(seen.reasons)) == (severity, reasons)


@pytest.mark.parametrize(
    ("intent", "text", "severity"), [(case[0], case[1], case[2]) for case in CASES if case[2] in ("S1", "S2")]
)
def test_what_is_grave_is_grave_without_accents_and_in_capitals(
    reader: Reader, intent: str, text: str, severity: str
) -> None:
    assert read(reader, intent, fold(text)).severity == severity
    assert read(reader, intent, text.upper()).severity == severity


@pytest.mark.parametrize(
    ("intent", "text", "angry"),
    [
        ("other_insult", "đồ tồi", True),
        ("question_order_status", "đm đơn tao đâu", True),
        ("complaint_refund", "trả tiền không tôi kiện ra toà", True),
        ("complaint_safety", "bị phỏng tay", False),
        ("complaint_late", "trễ 5 ngày rồi", False),
        ("question_price", "bao nhiêu vậy shop", False),
        ("complaint_missing_item", "giao khong du ma noi du", False),
        ("other_order", "di cho lay cai nay len lon", False),
    ],
)
def test_swearing_and_threats_are_anger(reader: Reader, intent: str, text: str, angry: bool) -> None:
    assert read(reader, intent, text).angry is angry


@pytest.mark.parametrize(
    ("intent", "text", "sentiment"),
    [
        ("complaint_late", "cảm ơn shop, trễ 3 ngày rồi", "negative"),
        ("review_positive", "không có gì để chê", "positive"),
        ("review_negative", "vải đẹp nhưng mau hư", "negative"),
        ("review_mixed", "đẹp mà giao lâu", "neutral"),
        ("question_price", "bao nhiêu vậy shop", "neutral"),
        ("question_order_status", "sao lâu quá vậy, chán ghê", "negative"),
        ("question_stock", "mẫu này đẹp quá còn không shop 😍", "positive"),
        ("other_insult", "đồ ba xạo", "negative"),
        ("other_thanks", "tks", "positive"),
        ("other_out_of_scope", "không vui", "negative"),
        ("question_size", "em cao 1m5 mac size nao", "neutral"),
        ("question_stock", "be 3 tuoi do me do nao con", "neutral"),
    ],
)
def test_sentiment(reader: Reader, intent: str, text: str, sentiment: str) -> None:
    assert read(reader, intent, text).sentiment == sentiment


def test_kind_and_topic_are_read_off_the_intent(reader: Reader) -> None:
    seen = read(reader, "question_delivery_time", "mấy ngày tới")
    assert (seen.kind, seen.topic) == ("question", "delivery_time")
    assert read(reader, "something", "a").kind == "other"


def test_alternatives_are_the_next_likeliest(reader: Reader) -> None:
    ranking = [{"name": name, "confidence": 0.9 - 0.1 * place} for place, name in enumerate("abcdef")]
    seen = reader.read("x", {"intent": ranking[0], "intent_ranking": ranking})
    assert seen.alternatives == (("b", 0.8), ("c", 0.7), ("d", 0.6))


@pytest.mark.parametrize(
    "answer", [{}, {"intent": None}, {"intent": {"name": "a"}}, {"intent": {"name": "a", "confidence": "x"}}]
)
def test_an_answer_without_an_intent_is_refused(reader: Reader, answer: dict[str, object]) -> None:
    with pytest.raises(UnreadableAnswer):
        reader.read("x", answer)


def test_every_phrase_of_the_rules_is_found_as_typed_and_without_accents(reader: Reader) -> None:
    written = YAML(typ="safe", pure=True).load((LEXICON / "severity.yml").read_text(encoding="utf-8"))
    exact = homographs()
    for rule, reason in zip(written["reasons"], reader.gravity.reasons, strict=True):
        for phrase in (str(phrase).replace("...", "hai ba") for phrase in rule["words"]):
            without = [] if phrase in exact else [fold(phrase)]
            for typed in (phrase, phrase.upper(), *without):
                assert reason.phrases.affirmed(reader.abbreviations.spell_out(typed)), (rule["says"], typed)


@pytest.mark.parametrize(
    "part",
    [
        "1.",
        "0 ",
        "nhắn ",
        "nhan ... ",
        "không ",
        "đ",
        "#",
        "⭐",
        "a" * 50 + " ",
        "5 sao ",
        "hai trăm ",
        "\u0301",
        "!@#",
    ],
)
def test_no_message_takes_long_to_read(reader: Reader, part: str) -> None:
    started = time.process_time()
    read(reader, "complaint_late", part * 5000)
    assert time.process_time() - started < 0.5


def test_the_word_lists_are_in_nfc() -> None:
    for file in LEXICON.glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        assert text == nfc(text), file
