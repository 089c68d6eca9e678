"""How a customer is addressed: what is heard of it, and how sentences are said with it."""

import pytest

from support import address
from tests.support.order_scenes import ROOT

ADDRESS = address.load(ROOT / "data/address.yml")
OF_THEMSELVES = [
    ("em là nữ ạ", "chị"),
    ("chị hỏi chút", "chị"),
    ("anh muốn đổi", "anh"),
    ("gọi chú là được", "chú"),
    ("đừng kêu chị, anh là nam", "anh"),
    ("mình là con trai", "anh"),
    ("kêu bạn thôi nha", "bạn"),
    ("em la nu a", "chị"),
    ("chi hoi chut", "chị"),
    ("anh muon doi", "anh"),
    ("goi chu la duoc", "chú"),
    ("dung keu chi, anh la nam", "anh"),
    ("minh la con trai", "anh"),
    ("keu ban thoi nha", "bạn"),
    ("gọi chị nha", "chị"),
    ("shop ơi chị muốn hỏi giá", "chị"),
    ("cho c hỏi chút", "chị"),
    ("cho a hoi phi ship", "anh"),
    ("giúp chị với", "chị"),
    ("check đơn giùm anh nha", "anh"),
    ("đơn của chị đâu rồi em", "chị"),
    ("bác mua cái nồi hôm qua", "bác"),
    ("cô hỏi xíu", "cô"),
    ("em là con gái mà", "chị"),
    ("mình là nữ cao 1m6 mặc size gì", "chị"),
    ("tui là nam nha shop", "anh"),
    ("kêu mình bằng cô nghe", "cô"),
    ("gọi em là chị nha", "chị"),
    ("mình không phải con gái đâu", "anh"),
    ("anh nha, không phải chị", "anh"),
    ("chị chứ không phải anh", "chị"),
    ("không phải chị, là anh nha", "anh"),
    ("cứ gọi bác", "bác"),
    ("gọi chị cho thân", "chị"),
    ("Chị đặt hàng 5 ngày chưa thấy", "chị"),
    ("anh chưa nhận được hàng", "anh"),
    ("kiem tra giup chi voi", "chị"),
    ("cho chi hoi phi ship", "chị"),
    ("bac muon hoi gia", "bác"),
    ("gọi là anh đi", "anh"),
    ("đừng gọi chị nữa, mình là nam", "anh"),
    ("em là nam, gọi anh nha", "anh"),
]
OF_OTHERS = [
    "chị nhân viên hôm qua",
    "anh shipper",
    "cho chị gái em",
    "bạn ơi",
    "anh ơi",
    "chi phí",
    "chỉ",
    "anh em",
    "anh Nam giao hàng",
    "chi phi ship bao nhieu",
    "chi can mua 1 cai",
    "chi muon hoi gia thoi",
    "co muon doi",
    "co can mua gi ko",
    "anh bi mo",
    "anh dat giao hang",
    "chị ơi chị cần em gửi gì",
    "anh cần thêm thông tin gì không",
    "chị kiểm tra giúp em",
    "anh shipper giao trễ",
    "chị nhận được tiền chưa",
    "anh cho em hỏi",
    "chị em mua nhiều có giảm không",
    "chi hoi chut thoi",
    "chỉ muốn hỏi giá",
    "cho chị gái em mượn",
    "mua cho chị đổi size",
    "em là Nam",
    "con em là nữ",
    "em là nam hay nữ vậy",
    "em là con gái hả",
    "bạn là nam hay nữ",
    "ai kêu chị",
    "sao kêu anh chờ",
    "gọi anh shipper giùm",
    "đã gọi anh rồi",
    "chị gái em là nữ",
    "anh nhân viên muốn đổi",
    "chị muốn em chờ tới bao giờ",
    "cảm ơn chị",
    "dạ chị",
    "có bác sĩ không",
    "cô ấy muốn đổi",
    "áo bạn em mua",
    "chú ý giúp em",
    "bác cỏ",
    "anh ấy muốn đổi hàng",
    "đồ cho nam",
    "size nữ",
    "áo nam còn không",
    "gọi chị Lan nha",
    "anh giao hàng thái độ",
    "chị bán hàng nói vậy",
    "anh ơi anh muốn đổi à",
    "tôi muốn chị mua",
    "shop anh muốn gì",
    "mình là khách quen",
    "em là khách cũ",
    "không phải chị",
    "cô giao hàng muốn tiền",
    "bạn muốn gì",
    "mua cho bạn gái",
    "em là nữ hả shop",
    "có cô nào tư vấn không",
]


@pytest.mark.parametrize(("said", "form"), OF_THEMSELVES)
def test_how_people_speak_of_themselves_is_heard(said: str, form: str) -> None:
    told = ADDRESS.heard(said)
    assert told is not None
    assert told.form == form


@pytest.mark.parametrize("said", OF_OTHERS)
def test_what_is_said_of_others_is_not(said: str) -> None:
    told = ADDRESS.heard(said)
    assert told is None or told.form is None


@pytest.mark.parametrize(
    ("said", "named", "alone"),
    [
        ("em là nữ ạ", True, True),
        ("gọi chị nha 😊", True, True),
        ("đừng kêu chị, anh là nam", True, True),
        ("em là nữ ạ, cho hỏi phí ship", True, False),
        ("mình là nữ cao 1m6 nặng 50", False, False),
        ("đừng kêu chị nữa", True, True),
    ],
)
def test_what_is_said_outright_is_told_from_the_rest(said: str, named: bool, alone: bool) -> None:
    told = ADDRESS.heard(said)
    assert told is not None
    assert (told.explicit, told.named, told.alone) == (True, named, alone)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Dạ mình chờ em nha. Mình cần gì cứ nhắn.", "Dạ chị chờ em nha. Chị cần gì cứ nhắn."),
        ("Mình đi một mình, tự mình xem, chúng mình vui.", "Chị đi một mình, tự mình xem, chúng mình vui."),
        ("Thình mình bình mìnhh", "Thình chị bình mìnhh"),
    ],
)
def test_a_sentence_calls_the_customer_so(written: str, said: str) -> None:
    assert ADDRESS.call("chị", written) == said
    assert ADDRESS.call(None, written) == written


def test_without_a_file_nothing_is_heard_and_nothing_changed() -> None:
    nobody = address.Address()
    assert nobody.heard("gọi chị nha") is None
    assert nobody.call("chị", "Mình ơi") == "Mình ơi"
