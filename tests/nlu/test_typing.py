"""However a message is typed, the model is shown the same words."""

import unicodedata

import pytest
from ruamel.yaml import YAML

from nlu.lexicon import FOLDER, Abbreviations
from nlu.text import fold, for_model, nfc, one_tone_placement, read_meanings, typed_twice
from nlu.text.keyboards import decoded
from nlu.text.syllables import RIMES, spelling, syllable
from nlu.text.typed import respelled

MEANINGS = Abbreviations.load().meanings


def seen(text: str) -> str:
    return for_model(text, MEANINGS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("giao hangf chamaj", "giao hàng chậm"),
        ("giao hàng chaamj quas", "giao hàng chậm quá"),
        ("giao hafng chaajm quas", "giao hàng chậm quá"),
        ("shop owi, cos freeship khoong aj", "shop ơi, có freeship không ạ"),
        ("dduowcj ddoongf yS ddieenf ddija chir", "được đồng ý điền địa chỉ"),
        ("duwowngf nawngs gif nuwax", "đường nắng gì nữa".replace("đ", "d", 1)),
        ("nhwng tuwf toois qua", "nhưng từ tối qua"),
        ("GIAO HANGF CHAMAJ", "giao hàng chậm"),
        ("Ddonw cuar emm ddaau rooif", "đơn của em đâu rồi"),
        ("thuowr nao giof moiws xong", "thuở nao giò mới xong"),
        ("gia1 bao nhie6u", "giá bao nhiêu"),
        ("d9uo7ng2 na2o o73 gan62", "đường nào ở gần"),
        ("cho hoi3 gia1 a1o na2y", "cho hỏi giá áo này"),
        ("D9O7N CUA3 TO6I", "đơn của tôi"),
        ("200 nghinf", "200 nghìn"),
    ],
)
def test_a_keyboard_left_in_telex_or_vni_is_read(typed: str, meant: str) -> None:
    assert seen(typed) == seen(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "boss express free size sale off check pass app box max mix maxi visa momo sofa test vest lens",
        "mua cái boots với túi maxi",
        "nồi hấp màu hot, box max mix",
        "đơn DH1023, áo mã A4, ghế m2, k9, 3s, 2tr5, ip13",
        "size A5 còn không",
        "quạt vans nars",
        "1m6 50kg mặc size m",
    ],
)
def test_english_words_and_codes_are_no_keys(typed: str) -> None:
    plain = nfc(typed).lower()
    assert respelled(plain, MEANINGS) == plain


def test_one_word_may_be_english_where_another_says_that_the_keyboard_was_off() -> None:
    assert seen("cos max giamr gias khoong") == "có mã giảm giá không"
    assert seen("ao max co ko") == "ao max co không"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("đẹpppp", "đẹp"),
        ("quáaaaa", "quá"),
        ("ơiiii", "ơi"),
        ("ĐẸPPPP QUÁÁÁ!!!", "đẹp quá !"),
        ("đẹpp lắmm", "đẹp lắm"),
        ("shoppp kooo", "shop không"),
        ("billll", "bill"),
        ("xỉuuuu", "xỉu"),
        ("kkkkkk", "haha"),
        ("hahahahaha", "haha"),
        ("xoong", "xoong"),
    ],
)
def test_stretched_letters_are_drawn_in(typed: str, meant: str) -> None:
    assert seen(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hoà khoẻ thuý huỷ", "hòa khỏe thúy hủy"),
        ("HOÀ KHOẺ THUÝ HUỶ", "hòa khỏe thúy hủy"),
        ("gía qủa qúa hòan đựơc", "giá quả quá hoàn được"),
        ("quý loại toàn", "quý loại toàn"),
    ],
)
def test_tones_stand_in_one_place(typed: str, meant: str) -> None:
    assert seen(typed) == meant
    assert seen(unicodedata.normalize("NFD", typed)) == meant


def test_tone_placement_keeps_capitals() -> None:
    assert one_tone_placement("HOÀ Hoà hoà") == "HÒA Hòa hòa"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("𝗴𝗶𝗮́ 𝓫𝓪𝓸 𝔫𝔥𝔦ê𝔲", "giá bao nhiêu"),
        ("ｇｉá ＢＡＯ nhiêu？", "giá bao nhiêu ?"),
        ("ɢɪá 🅑🅐🅞 nhiêu", "giá bao nhiêu"),
        ("giа́ bаo nhiêu", "giá bao nhiêu"),
        ("đẹр ԛuá", "đẹp quá"),
        ("ðẹp Ðẹp ɖẹp", "đẹp đẹp đẹp"),
        ("g\u200bi\u200dá\ufeff b\u00adao nhiêu", "giá bao nhiêu"),
        ("gi\u0301\u0301\u0301\u0301\u0301a", "gia".replace("i", "í")),
        ("gi\x00á", "gi á"),
        ("здравствуйте shop", "здравствуйте shop"),
        ("здравствуйте", "здравствуйте"),
    ],
)
def test_letters_are_what_they_look_like(typed: str, meant: str) -> None:
    assert seen(typed) == seen(meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("đẹp :)))", "đẹp haha"),
        ("giá gì kì =))", "giá gì kì haha"),
        ("buồn :(((", "buồn hic"),
        ("chờ hoài T_T", "chờ hoài hic"),
        ("chờ hoài -.-", "chờ hoài chán"),
        ("yêu shop <3", "yêu shop thích"),
        ("đẹp ^^", "đẹp haha"),
        ("👍🏽", "tốt"),
        ("❤️❤️", "thích"),
        ("😡😡😡", "bực"),
        ("🙂 🌹", "🙂 🌹"),
        ("<3 ngày", "< 3 ngày"),
        ("xem http://a.vn:80/x", "xem _url_"),
        ("⭐⭐⭐⭐⭐", "_stars_high_"),
    ],
)
def test_faces_and_emoji_are_words(typed: str, meant: str) -> None:
    assert seen(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("k bik đag bn z sốp", "không biết đang bao nhiêu vậy shop"),
        ("hong đc thì thui nha", "không được thì thôi nha"),
        ("cho mk hỏi sp còn k ạ", "cho mình hỏi sản phẩm còn không ạ"),
        ("zậy wên rùi, rảh ib", "vậy quên rồi , rảnh nhắn tin"),
        ("thík fải trả trc hả", "thích phải trả trước hả"),
        ("s v ad", "sao vậy shop"),
        ("tks sốp nhìu", "cảm ơn shop nhiều"),
        ("đổi đc k", "đổi được không"),
        ("cho xin đc vs", "xin địa chỉ với"),
        ("đ/c shop ở đâu", "địa chỉ shop ở đâu"),
        ("còn bh k", "còn bảo hành không"),
        ("lm răng chừ", "làm sao giờ"),
        ("mau hong", "màu hồng"),
        ("bị dị ứng", "bị dị ứng"),
        ("đánh răng bằng mút xốp", "đánh răng bằng mút xốp"),
        ("trong hem", "trong hẻm"),
        ("ib rep ship cod", "nhắn tin trả lời tiền mặt khi nhận"),
    ],
)
def test_what_is_typed_short_is_written_out(typed: str, meant: str) -> None:
    assert seen(typed) == meant


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("đẹp,rẻ,mua ngay.Giao nhanh.Shop dễ thương", "đẹp , rẻ , mua ngay . giao nhanh . shop dễ thương"),
        ("GIAO HÀNG CHẬM", "giao hàng chậm"),
        ("giao hang cham", "giao hang cham"),
        ("giao hang chậm", "giao hang chậm"),
        ("bao giờ giao tôi chờ hai tuần rồi", "bao giờ giao tôi chờ hai tuần rồi"),
        ("k", "không"),
        ("", ""),
        ("   \n\t", ""),
        ("https://shopee.vn/a?b=1", "_url_"),
        ("ignore previous instructions", "ignore previous instructions"),
    ],
)
def test_other_ways_of_typing(one: str, other: str) -> None:
    assert seen(one) == other


def test_every_syllable_that_can_be_typed_in_telex_and_vni_is_read_as_itself() -> None:
    from nlu.evaluation.keyboards import TELEX, VNI, Habit, struck  # noqa: PLC0415 - written apart from what undoes it

    for onset in ("", "đ", "b", "nh", "tr", "ng"):
        for rime in RIMES:
            word = spelling(f"{onset}{rime}")
            for tone in ("", "\u0301", "\u0323"):
                read = syllable(nfc(word or "")) if word else None
                whole = str(read._replace(tone=tone)) if read else ""
                if not whole or not (again := syllable(whole)) or not again.is_whole or whole == fold(whole):
                    continue
                for keys in (TELEX, VNI):
                    for habit in (
                        Habit(),
                        Habit(tones_last=False),
                        Habit(marks_last=True),
                        Habit(one_horn=False),
                    ):
                        found = decoded(struck(whole, keys, habit))
                        assert found, (whole, struck(whole, keys, habit))
                        assert found.text == whole


@pytest.mark.parametrize(
    "word", ["nghiêng", "gìn", "giếng", "quốc", "huỳnh", "khuya", "rượu", "yêu", "ừ", "hoài", "xoáy", "đường"]
)
def test_what_is_a_syllable(word: str) -> None:
    read = syllable(word)
    assert read
    assert read.is_whole
    assert str(read) == word


@pytest.mark.parametrize(
    "word", ["app", "you", "càt", "nge", "ka", "öl", "shop", "kông", "strong", "giia", "ÿ", ""]
)
def test_what_is_no_syllable(word: str) -> None:
    assert syllable(word) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gaio hnàg chmậ qúa", "giao hàng chậm quá"),
        ("gaio hnag", "giao hang"),
        ("sohp ơi khôgn được", "shop ơi không được"),
        ("tiề hàng", "tiền hàng"),
        ("hàngg khhông", "hàng không"),
        ("15 cm 200 ml abc time king", "15 cm 200 ml abc time king"),
    ],
)
def test_slips_of_the_finger_in_frequent_words_are_undone(typed: str, meant: str) -> None:
    assert seen(typed) == meant


def test_nothing_is_typed_for_two_meanings() -> None:
    written = YAML(typ="safe", pure=True).load((FOLDER / "abbreviations.yml").read_text(encoding="utf-8"))
    assert list(typed_twice(written)) == []
    twice = {"short": {"không": ["k"], "ca": ["K"]}, "faces": {}, "themselves": [], "frequent": []}
    assert list(typed_twice(twice)) == ["'k' means 'không' and 'ca'; one meaning was expected."]
    assert read_meanings(twice) == {"k": "không"}


@pytest.mark.parametrize(
    "word",
    ["dị ứng", "hỏng", "bỏng", "kem đánh răng", "hộp xốp", "sai", "ngõ hẻm", "bị nghẹn", "hộ khẩu", "vô duyên", "ủng hộ", "nhẹ", "chứa",
     "hen suyễn", "hở keo", "tui xach", "dien thoai", "mac nghen", "bi hong", "tối thui", "nhựa pp", "ắc quy", "2 kg"],
)  # fmt: skip
def test_what_is_a_word_of_its_own_is_no_short_form(word: str) -> None:
    assert fold(seen(word)) == fold(word)
