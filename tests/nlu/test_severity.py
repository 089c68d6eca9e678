"""Severity, reasons and anger follow from intents and words by the rules of data/lexicon/severity.yml."""

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from nlu.evaluation.held_out import SEVERITY, known_intents, read_set
from nlu.lexicon import homographs
from nlu.reading import Reader, UnreadableAnswer
from nlu.text import fold, nfc
from nlu.understanding import Understanding

LEXICON = Path(__file__).parents[2] / "data" / "lexicon"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def read(reader: Reader, intent: str, text: str, *also: str) -> Understanding:
    parts = [{"intent": name, "confidence": 0.8, "start": 0, "end": len(text)} for name in (intent, *also)]
    return reader.read(text, {"intent": {"name": intent, "confidence": 0.8}, "parts": parts})


HARM = "khách nói bị dị ứng hoặc đau rát trên người"
INJURY = "khách nói có người bị thương"
FOOD = "khách nói bị ngộ độc hoặc đau bụng vì đồ ăn uống"
FIRE = "khách nói có cháy nổ hoặc giật điện"
HOSPITAL = "khách nói phải vào viện"
POSTS = "khách doạ đăng bài cho mọi người biết"
LAW = "khách doạ kiện hoặc báo cơ quan chức năng"
THING = "khách nói trong đồ ăn có vật lạ hoặc đồ đã hỏng"
VIOLENCE = "khách nói bị đe doạ, hành hung hoặc quấy rối"
SOUNDS = "nghe giống những tin nghiêm trọng"
LEAK = "khách nói thông tin cá nhân bị lộ"
SAFETY = "khách nói bị hại đến sức khoẻ hoặc an toàn"
OFTEN = "khách nhắn hoặc gọi nhiều lần"

CASES = [
    # Harm to people.
    ("complaint_safety", "khó chịu quá", "S1", [SAFETY]),
    ("complaint_quality", "bôi vào bị dị ứng", "S1", [HARM]),
    ("complaint_quality", "đắp xong mặt em rát đỏ", "S1", [HARM]),
    ("complaint_quality", "dép cứa đứt chân con em", "S1", [INJURY]),
    ("complaint_quality", "ghế gãy làm bà ngoại bị ngã", "S1", [INJURY]),
    ("complaint_quality", "ăn xong cả nhà tiêu chảy", "S1", [FOOD]),
    (
        "complaint_quality",
        "trong bánh có mảnh thuỷ tinh",
        "S1",
        ["khách nói trong đồ ăn có vật lạ hoặc đồ đã hỏng"],
    ),
    ("complaint_quality", "máy bị giật điện", "S1", [FIRE]),
    ("complaint_quality", "cục sạc bốc khói", "S1", [FIRE]),
    ("complaint_quality", "phải đi cấp cứu", "S1", [HOSPITAL]),
    ("complaint_quality", "đồ chơi rớt ốc, bé suýt hóc", "S1", ["khách nói trẻ nhỏ gặp nguy hiểm"]),
    ("complaint_quality", "mèo ăn xong nó bỏ ăn luôn", "S1", ["khách nói thú cưng bị hại"]),
    ("complaint_courier", "shipper doạ đánh em", "S1", ["khách nói bị đe doạ, hành hung hoặc quấy rối"]),
    ("complaint_quality", "không bị dị ứng nhưng kem loãng", "S3", []),
    ("complaint_quality", "không biết sao da em nổi mẩn", "S1", [HARM]),
    ("complaint_quality", "nồi chạy ồn quá", "S3", []),
    ("complaint_quality", "phòng trọ em nhỏ mà máy ồn", "S3", []),
    # What looks like harm without its accents and is none.
    ("complaint_quality", "ao giat ra mau qua troi", "S3", []),
    ("complaint_quality", "giay bi bong keo", "S3", []),
    ("complaint_quality", "ghe gay chan roi", "S3", []),
    ("complaint_quality", "dien thoai bi giat lag", "S3", []),
    ("complaint_late", "giao cham", "S3", []),
    ("complaint_warranty", "khong nhan bao hanh, con doi thu tien cong", "S3", []),
    # Threats.
    ("complaint_late", "không giao là tôi đăng bài lên facebook", "S1", [POSTS]),
    ("complaint_damaged", "không đổi thì mình đăng clip lên mấy hội nhóm", "S1", [POSTS]),
    ("complaint_missing_item", "không bù đủ tôi nhờ báo đài vào cuộc", "S1", [POSTS]),
    ("complaint_no_reply", "mai tôi livestream cho bà con biết", "S1", [POSTS]),
    ("complaint_false_advertising", "livestream nói một đằng bán một nẻo", "S3", []),
    ("complaint_false_advertising", "hình shop đăng lên đẹp mà về xấu", "S3", []),
    ("complaint_damaged", "mở thùng em có quay clip lại", "S3", []),
    ("complaint_refund", "tôi sẽ báo công an", "S1", [LAW, "khách chờ hoàn tiền"]),
    ("complaint_warranty", "tôi gửi đơn lên hội bảo vệ người tiêu dùng", "S1", [LAW]),
    ("complaint_quality", "không giải quyết tôi khởi kiện", "S1", [LAW]),
    ("complaint_wrong_item", "kiện hàng giao sai màu", "S3", []),
    ("complaint_lost", "kiện tới trước còn kiện sau đâu", "S2", ["khách nói không nhận được hàng"]),
    # Personal data.
    ("complaint_privacy", "sao người ta biết đơn của em", "S1", [LEAK]),
    ("complaint_courier", "shipper làm lộ số điện thoại của em", "S1", [LEAK]),
    # Money and goods.
    ("complaint_late", "đơn 5tr2 mà trễ", "S2", ["khách nhắc đến 5.200.000 đ"]),
    ("complaint_late", "đơn 999k mà trễ", "S3", []),
    ("complaint_refund", "chưa thấy tiền đâu", "S2", ["khách chờ hoàn tiền"]),
    (
        "complaint_lost",
        "báo giao thành công mà có nhận được gì đâu",
        "S2",
        ["khách nói không nhận được hàng"],
    ),
    ("complaint_counterfeit", "tem không quét được", "S2", ["khách nghi hàng giả"]),
    ("complaint_overcharge", "giá trên kệ khác bill", "S2", ["khách nói bị thu dư tiền"]),
    ("complaint_courier", "ship bắt em trả thêm 15k", "S2", ["khách nói bị thu dư tiền"]),
    ("complaint_missing_item", "thiếu đồ mà thu đủ", "S2", ["khách nói bị thu dư tiền"]),
    ("complaint_no_reply", "nhận tiền xong lặn mất tăm", "S2", ["khách nói bị lừa"]),
    ("complaint_quality", "dở quá, hoàn tiền đi", "S3", ["khách đòi lại tiền"]),
    # Waiting.
    ("complaint_late", "giao trễ 2 ngày", "S3", ["khách nói đã 2 ngày"]),
    ("complaint_late", "trễ 10 ngày rồi đó", "S2", ["khách nói đã 10 ngày"]),
    ("complaint_late", "hẹn 7 ngày mà chưa giao", "S3", []),
    ("complaint_warranty", "bảo hành 12 tháng mà không chịu sửa", "S3", []),
    ("complaint_warranty", "bảo hành 2 tháng rồi chưa trả", "S2", ["khách nói đã 60 ngày"]),
    ("complaint_warranty", "gửi máy 3 tuần rồi", "S2", ["khách nói đã 21 ngày"]),
    ("complaint_quality", "mới mặc 2 tuần đã bung chỉ", "S3", []),
    ("complaint_quality", "báo lỗi chờ 2 tuần chưa ai xử lý", "S2", ["khách nói đã 14 ngày"]),
    # Again and again.
    ("complaint_late", "nhắn 3 lần rồi mà hàng chưa tới", "S2", ["khách nói đã nhắn hoặc gọi 3 lần"]),
    ("complaint_late", "nhắn một lần thôi", "S3", []),
    ("complaint_no_reply", "ib 6 bận không ai đọc", "S2", ["khách nói đã nhắn hoặc gọi 6 lần"]),
    ("complaint_no_reply", "gọi mấy lần không được", "S2", [OFTEN]),
    ("complaint_late", "gọi hoài mà hơi lâu á", "S2", [OFTEN]),
    ("complaint_no_reply", "tin thứ bảy tôi gửi rồi", "S2", ["khách nói đây là lần thứ 7"]),
    ("complaint_staff", "đây là lần thứ 3 bị vậy", "S2", ["khách nói đây là lần thứ 3"]),
    ("complaint_quality", "đổi hai lần vẫn rò nước", "S2", ["khách nói đã đổi, sửa hoặc giao lại 2 lần"]),
    ("complaint_no_reply", "tổng đài 4 lần đều tự ngắt", "S2", ["khách nói đã nhắn hoặc gọi 4 lần"]),
    ("complaint_quality", "sửa hoài không hết", "S2", ["khách nói đã đổi, sửa hoặc giao lại nhiều lần"]),
    ("complaint_quality", "giặt 3 lần đã phai", "S3", []),
    # Swearing and anger.
    ("complaint_late", "vcl chậm thế", "S2", ["khách chửi thề"]),
    ("complaint_staff", "đồ mất dạy", "S2", ["khách xúc phạm shop"]),
    ("complaint_staff", "coi thường khách vừa thôi", "S2", ["khách rất giận"]),
    ("complaint_quality", "mặc đồ tôi thấy không hợp", "S3", []),
    # Said without the obvious word: families of harm, of threats and of losses.
    ("complaint_quality", "kệ đổ ập xuống, tủ rớt trúng chân em", "S1", [INJURY]),
    ("complaint_quality", "búa rơi trúng ngón tay tôi", "S1", [INJURY]),
    ("complaint_quality", "xém té vì cái ghế này", "S1", [INJURY]),
    ("complaint_quality", "poodle nhà em ăn hạt này xong nằm bẹp", "S1", ["khách nói thú cưng bị hại"]),
    ("complaint_quality", "uống xong ôm bồn cầu cả buổi", "S1", [FOOD]),
    ("complaint_quality", "thuốc uống vô là lịm đi", "S1", [HARM]),
    ("complaint_late", "không giao là cả xóm này biết mặt", "S1", [POSTS]),
    ("complaint_staff", "chuẩn bị lên sóng đi", "S1", [POSTS]),
    ("complaint_late", "mai tôi gọi 113", "S1", [LAW]),
    ("complaint_warranty", "hẹn nhau ngoài toà", "S1", [LAW]),
    ("complaint_courier", "tự nhiên 3 số lạ nhắn cho em", "S1", [LEAK]),
    ("complaint_quality", "cái loa mấy chục triệu mà rè", "S2", ["khách nhắc đến tiền triệu"]),
    ("complaint_late", "đặt hôm 4, nay 19", "S2", ["khách nói đã 15 ngày"]),
    ("complaint_late", "đặt ngày 28 giờ mùng 8", "S2", ["khách nói đã 10 ngày"]),
    ("complaint_late", "đặt 2/6 mà nay 20/6", "S2", ["khách nói đã 18 ngày"]),
    ("complaint_late", "bữa nay ngày thứ 12", "S2", ["khách nói đã chờ rất lâu"]),
    ("complaint_late", "chờ từ rằm", "S2", ["khách nói đã chờ rất lâu"]),
    ("complaint_quality", "báo lỗi 9 hôm r chưa ai ngó", "S2", ["khách nói đã 9 ngày"]),
    ("complaint_no_reply", "sáng gọi trưa gọi", "S2", [OFTEN]),
    ("complaint_late", "giục tới giục lui", "S2", [OFTEN]),
    ("complaint_staff", "lũ vô trách nhiệm", "S2", ["khách xúc phạm shop", "khách thất vọng"]),
    ("complaint_staff", "phẫn nộ thật", "S2", ["khách rất giận"]),
    ("complaint_quality", "lò này ra lửa", "S1", [FIRE]),
    ("complaint_quality", "hạt cho hamster mà nó nằm cứng đơ", "S1", ["khách nói thú cưng bị hại"]),
    ("complaint_late", "em đưa chuyện này lên báo nha", "S1", [POSTS]),
    ("complaint_missing_item", "không phải lần đầu thiếu", "S2", ["khách nói chuyện đã lặp lại nhiều lần"]),
    ("complaint_late", "hỏi riết mà hàng chưa tới", "S2", [OFTEN]),
    ("complaint_quality", "trong chén chè có sợi kẽm", "S1", [THING]),
    ("other_greeting", "shop ơi trong gói mì có con gián", "S1", [THING]),
    ("complaint_quality", "dây sạc chảy nhựa dính xuống bàn", "S1", [FIRE]),
    ("complaint_quality", "té cái là nứt xương chậu", "S1", [INJURY]),
    ("complaint_courier", "ông giao hàng giật tóc con gái tôi", "S1", [VIOLENCE]),
    ("complaint_staff", "bảo vệ túm cổ áo khách", "S1", [VIOLENCE]),
    ("complaint_no_reply", "mai gửi theanh28 nha", "S1", [POSTS]),
    ("other_out_of_scope", "mai lên phường nói chuyện", "S1", [LAW]),
    ("question_job", "bảo vệ người tiêu dùng nhận đơn rồi", "S1", [LAW]),
    ("complaint_overcharge", "tổng đài 1022 ghi nhận rồi", "S1", [LAW, "khách nói bị thu dư tiền"]),
    ("complaint_late", "ba cái chủ nhật trôi qua", "S2", ["khách nói đã chờ rất lâu"]),
    ("complaint_warranty", "gửi sửa hồi tết giờ sắp trung thu", "S2", ["khách nói đã chờ rất lâu"]),
    ("complaint_no_reply", "zalo không đọc, hotline không nghe, mail không đáp", "S2", [OFTEN]),
    ("question_payment", "cọc xong lặn", "S2", ["khách nói bị lừa"]),
    ("complaint_missing_item", "cân thử còn 6 lạng", "S2", ["khách nói bị lừa"]),
    ("other_out_of_scope", "tui ra phường làm đơn nghen", "S1", [LAW]),
    ("other_erase_my_data", "trình báo bên an ninh mạng rồi", "S1", [LAW]),
    ("review_positive", "cắm vô là nhảy cb nguyên dãy", "S1", [FIRE]),
    ("complaint_staff", "hỏi vụ đổi hàng mà giữ giấy tờ, không cho em ra về", "S1", [VIOLENCE]),
    ("complaint_damaged", "chú em giờ nằm việt đức", "S1", [HOSPITAL]),
    ("other_order", "ông bán gạt tui mua cây giống khác", "S2", ["khách nói bị lừa"]),
    # The same words where they mean something else.
    ("complaint_damaged", "ship đập cho móp cái hộp", "S3", []),
    ("complaint_late", "kêu người đến lấy hàng mà chưa thấy", "S3", []),
    ("review_mixed", "xinh chết người mà chật", None, []),
    ("review_mixed", "mì cay bốc khói, hơi mặn", None, []),
    ("complaint_wrong_item", "mua bình chữa cháy xanh mà giao đỏ", "S3", []),
    ("complaint_damaged", "thùng nát như tai nạn", "S3", []),
    ("complaint_late", "hàng về trụ sở công an xã mà trễ", "S3", []),
    ("complaint_quality", "cũ rồi, không kiện cáo gì đâu", "S3", []),
    ("complaint_late", "nôn quá shop ơi", "S3", []),
    ("complaint_quality", "giày cứng đơ", "S3", []),
    ("complaint_quality", "xe khó nổ máy", "S3", []),
    ("complaint_staff", "bắt ra ngã tư lấy hàng", "S3", []),
    ("complaint_late", "làm mất cả hứng", "S3", []),
    ("complaint_quality", "không đến mức phải kiện nhưng đổi giúp em", "S3", []),
    ("complaint_wrong_item", "3 món mà kiện có 2", "S3", []),
    ("complaint_missing_item", "mua 2 chai mà giao có một", "S3", []),
    ("complaint_late", "nhận từ 8 giờ, giờ 17 giờ chưa thấy", "S3", []),
    # Mild words.
    ("complaint_late", "giao hơi trễ shop ơi", "S4", ["khách nói nhẹ nhàng"]),
    ("complaint_damaged", "hộp móp xíu", "S4", ["khách nói nhẹ nhàng"]),
    ("complaint_quality", "nồi cơm bị xì hơi", "S3", []),
    ("complaint_late", "thất vọng, hơi lâu đó", "S3", ["khách thất vọng"]),
    (
        "complaint_refund",
        "tiền hoàn khi nào cũng được, không gấp",
        "S4",
        ["khách chờ hoàn tiền", "khách nói không gấp"],
    ),
    ("complaint_refund", "hoàn tiền hơi lâu", "S2", ["khách chờ hoàn tiền"]),
    (
        "complaint_refund",
        "không gấp nhưng 2tr của em đâu",
        "S2",
        ["khách chờ hoàn tiền", "khách nhắc đến 2.000.000 đ"],
    ),
    ("complaint_safety", "ngứa chút thôi, không sao", "S1", [SAFETY]),
    # Reviews tell of harm and threaten; what else they say makes nothing grave.
    ("review_negative", "kem dở, bôi vào nổi mẩn đỏ", "S1", [HARM]),
    ("review_mixed", "thơm mà xài bị rát mặt", "S1", [HARM]),
    ("review_negative", "tệ, tôi đăng bài lên nhóm rồi đó", "S1", [POSTS]),
    ("review_negative", "vải xấu, không đáng tiền", None, []),
    ("review_negative", "phí 3tr cho cái nồi", "S2", ["khách nhắc đến 3.000.000 đ"]),
    ("review_negative", "đợi 15 ngày mới tới, dở", "S2", ["khách nói đã 15 ngày"]),
    ("review_negative", "xài 15 ngày hỏng, dở", None, []),
    ("review_negative", "toàn hàng nhái, dở", "S2", ["khách nói hàng giả"]),
    ("review_mixed", "đẹp mà đợi 15 ngày", None, []),
    ("review_positive", "3tr mà quá đáng tiền", None, []),
    ("review_positive", "mặc không bị ngứa, thích", None, []),
    ("review_positive", "dùng hết dị ứng luôn", None, []),
    ("review_positive", "son đẹp mà thoa vào bị sưng môi", "S1", [HARM]),
    # Questions and whatever else: harm that was done, threats that cannot be misread.
    ("question_how_to_use", "bôi kem bị nổi mẩn đỏ có sao không shop", "S1", [HARM]),
    ("question_exchange_return", "em bôi bị dị ứng rồi, có được trả không", "S1", [HARM]),
    ("question_warranty", "máy tự nhiên bốc khói, bảo hành sao shop", "S1", [FIRE]),
    ("other_out_of_scope", "nhập viện vì kem của shop", "S1", [HOSPITAL]),
    ("other_out_of_scope", "em sẽ đưa lên công an", "S1", [LAW]),
    ("question_order_status", "mai không giao tôi bóc phốt shop", "S1", [POSTS]),
    ("other_erase_my_data", "xoá hết đi, làm lộ số điện thoại của tôi rồi", "S1", [LEAK]),
    ("question_price", "kem này bị dị ứng có dùng được không, bao nhiêu", None, []),
    ("question_product_info", "hỏi xem kem này có gây dị ứng không", None, []),
    ("question_product_info", "bôi bị dị ứng không shop", None, []),
    ("question_product_info", "da em dễ dị ứng xài được không", None, []),
    ("question_exchange_return", "nếu bôi bị dị ứng thì có được trả không", None, []),
    ("question_product_info", "lỡ chập điện thì máy có tự ngắt không", None, []),
    ("question_product_info", "shop có bán thông tin khách không", None, []),
    ("question_address", "gần đồn công an phường 3 đúng không", None, []),
    ("question_job", "shop tuyển người đăng bài facebook không", None, []),
    ("other_cancel_order", "mẹ em nhập viện, huỷ đơn giúp em", None, []),
    ("question_payment", "đã giữ cọc của em còn im", "S2", ["khách chờ hoàn tiền"]),
    ("question_invoice", "bill cộng trùng một hộp", "S2", ["khách nói bị thu dư tiền"]),
    ("other_give_info", "đơn DH3390 thất lạc", "S2", ["khách nói không nhận được hàng"]),
    ("question_order_status", "đợi 9 ngày rồi, đơn tới đâu", "S2", ["khách nói đã 9 ngày"]),
    ("question_order_status", "đơn hẹn 9 ngày tới đâu rồi", None, []),
    ("other_cancel_order", "đợi 9 ngày rồi thôi huỷ", "S2", ["khách nói đã 9 ngày"]),
    ("question_stock", "hỏi đi hỏi lại, còn không", "S2", [OFTEN]),
    ("other_insult", "lũ ngốc", "S2", ["khách xúc phạm shop"]),
    ("other_out_of_scope", "nhờ luật sư rồi nha", "S1", [LAW]),
    ("other_out_of_scope", "mai không có thì tôi lên báo", "S1", [POSTS]),
    ("other_out_of_scope", "đọc báo thấy có nhà báo khen tiệm", None, []),
    ("question_job", "bữa phỏng vấn xong rồi có kết quả chưa", None, []),
    ("question_delivery_fee", "có thu thêm phí không", None, []),
    ("question_product_info", "có phải hàng giả không", None, []),
    ("other_out_of_scope", "app đặt xe trừ tiền 2 lần", None, []),
    ("other_cancel_order", "ông nhà tôi nằm viện nên huỷ đơn", None, []),
    ("other_spam", "nhận đăng bài bóc phốt, báo công an giùm", None, []),
    ("other_thanks", "cảm ơn shop", None, []),
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
        ("question_product_info", "hạt óc chó còn không shop", False),
        ("question_delivery_time", "kịp sáng mai để soạn đồ cho bé không", False),
        ("other_yes", "chuẩn cmnr", False),
        ("other_spam", "đồ ngu mới không vay bên này", False),
    ],
)
def test_swearing_and_threats_are_anger(reader: Reader, intent: str, text: str, angry: bool) -> None:
    assert read(reader, intent, text).angry is angry


def test_a_second_thing_a_message_says_is_weighed_too(reader: Reader) -> None:
    seen = read(reader, "other_cancel_order", "8 ngày chưa giao, huỷ đơn", "complaint_late")
    assert (seen.severity, seen.reasons) == ("S2", ("khách nói đã 8 ngày",))
    seen = read(reader, "complaint_late", "trễ mà còn gọi lung tung", "complaint_privacy")
    assert (seen.severity, seen.reasons) == ("S1", (LEAK,))


@pytest.mark.parametrize(
    ("intent", "text", "other", "verdict"),
    [
        (
            "complaint_late",
            "đơn em đâu",
            ("complaint_lost", 0.3),
            ("S2", ("có thể khách nói không nhận được hàng",)),
        ),
        (
            "question_payment",
            "tiền của em",
            ("complaint_refund", 0.2),
            ("S2", ("có thể khách chờ hoàn tiền",)),
        ),
        (
            "review_negative",
            "tivi 9tr4 hư",
            ("complaint_quality", 0.2),
            ("S2", ("khách nhắc đến 9.400.000 đ",)),
        ),
        ("question_payment", "tiền của em", ("complaint_refund", 0.01), (None, ())),
        ("question_order_status", "đơn tới đâu rồi", ("complaint_late", 0.4), (None, ())),
        ("complaint_lost", "đơn đâu", ("complaint_refund", 0.3), ("S2", ("khách nói không nhận được hàng",))),
        ("other_spam", "vay tiền", ("complaint_refund", 0.3), (None, ())),
    ],
)
def test_what_may_well_be_a_grave_complaint_is_weighed_as_one(
    reader: Reader,
    intent: str,
    text: str,
    other: tuple[str, float],
    verdict: tuple[str | None, tuple[str, ...]],
) -> None:
    ranking = [{"name": intent, "confidence": 0.5}, {"name": other[0], "confidence": other[1]}]
    seen = reader.read(text, {"intent": ranking[0], "intent_ranking": ranking})
    assert (seen.intent, seen.severity, seen.reasons) == (intent, *verdict)


@pytest.mark.parametrize(
    ("intent", "text", "sounds", "verdict"),
    [
        ("complaint_quality", "máy hư rồi", 0.3, ("S2", (SOUNDS,))),
        ("complaint_quality", "máy hư rồi", -0.9, ("S3", ())),
        ("complaint_quality", "máy hư rồi", None, ("S3", ())),
        ("review_positive", "áo đẹp", 0.3, ("S2", (SOUNDS,))),
        ("complaint_refund", "tiền đâu", 2.0, ("S2", ("khách chờ hoàn tiền",))),
        ("other_spam", "vay tiền", 0.3, (None, ())),
    ],
)
def test_what_sounds_grave_to_the_model_is_grave_where_no_rule_says_so(
    reader: Reader, intent: str, text: str, sounds: float | None, verdict: tuple[str | None, tuple[str, ...]]
) -> None:
    seen = reader.read(text, {"intent": {"name": intent, "confidence": 0.9}, "gravity": sounds})
    assert (seen.severity, seen.reasons) == verdict


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


def typed(phrase: object, written: Mapping[str, Any]) -> str:
    """Something a customer can type that holds the phrase."""
    lists = {**written["lists"], "số": list(written["numbers"])}
    return re.sub(
        r"<(\w+)>", lambda name: str(lists[name[1]][0]), str(phrase).replace("...", "hai ba")
    ).replace("/", " ")


def test_every_phrase_of_the_rules_is_found_as_typed_and_without_accents(reader: Reader) -> None:
    written = YAML(typ="safe", pure=True).load((LEXICON / "severity.yml").read_text(encoding="utf-8"))
    exact = homographs()
    for rule, reason in zip(written["reasons"], reader.gravity.reasons, strict=True):
        accented = [*rule.get("accented", ()), *exact]
        for phrase in (*rule["words"], *rule.get("accented", ())):
            first = " ".join(word.split("/")[0] for word in str(phrase).split())
            words = typed(first, written)
            for text in (words, words.upper(), *([] if phrase in accented else [fold(words)])):
                assert reason.phrases.affirmed(reader.abbreviations.spell_out(text)), (rule["says"], text)


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
        "bôi dị ứng ",
        "gọi 3 lần ",
        "máy hai ba bốc khói ",
        "hai trăm ",
        "\u0301",
        "!@#",
    ],
)
@pytest.mark.parametrize("intent", ["complaint_late", "question_how_to_use"])
def test_no_message_takes_long_to_read(reader: Reader, intent: str, part: str) -> None:
    started = time.process_time()
    read(reader, intent, part * 5000)
    assert time.process_time() - started < 0.5


def test_the_word_lists_are_in_nfc() -> None:
    for file in LEXICON.glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        assert text == nfc(text), file


def test_few_grave_messages_are_missed_and_few_others_taken_for_grave(reader: Reader) -> None:
    grave, missed, harmless, alarms = 0, 0, 0, 0
    for row in read_set(SEVERITY, intents=known_intents()).rows:
        seen = read(reader, row.intent, row.text, *row.intents[1:]).severity in {"S1", "S2"}
        if row.severity in {"S1", "S2"}:
            grave, missed = grave + 1, missed + (not seen)
        else:
            harmless, alarms = harmless + 1, alarms + seen
    assert grave > 200
    assert harmless > 100
    assert missed / grave <= 0.02
    assert alarms / harmless <= 0.02
