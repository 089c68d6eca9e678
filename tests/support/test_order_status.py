"""Where an order is, told from the order itself, and to its owner only."""

from dataclasses import replace
from datetime import date, timedelta

from store.models import Message, Ticket
from tests.support.order_scenes import add_order
from tests.support.scene import MONDAY_TEN, Scene, actions, meaning, texts

STATUS = meaning("question_order_status")
TODAY = date(2026, 11, 16)


def mine(scene: Scene, code: str, **facts: object) -> int:
    with scene.sessions.begin() as session:
        return add_order(session, code, scene.conversation().customer_id, **facts).id


def late_order(scene: Scene, code: str = "DH1026") -> int:
    return mine(scene, code, status="đang giao", expected_on=TODAY - timedelta(days=3))


def test_an_order_under_way_is_told_with_all_that_is_known(regular: Scene) -> None:
    mine(regular, "DH1024", status="đang giao", carrier="ghn", tracking_code="LNG/1 2", items="Tai nghe x1",
         expected_on=TODAY + timedelta(days=2))  # fmt: skip
    (told,) = texts(regular.says("đơn em tới đâu rồi", STATUS))
    assert told.endswith(
        "• DH1024: đang giao, gồm Tai nghe x1\n   Đơn vị giao: ghn\n   Mã vận đơn: LNG/1 2\n"
        "   Xem hàng đang ở đâu: https://donhang.ghn.vn/?order_code=LNG%2F1%202\n   Dự kiến tới: thứ tư 18/11"
    )


def test_a_carrier_without_an_address_is_told_without_a_link(regular: Scene) -> None:
    mine(regular, "DH1024", status="đang giao", carrier="Xe khách Hải Âu", tracking_code="HA1")
    (told,) = texts(regular.says("đơn em tới đâu rồi", STATUS))
    assert "Xe khách Hải Âu" in told
    assert "HA1" in told
    assert "http" not in told


def test_the_expected_day_is_said_as_people_say_it(regular: Scene) -> None:
    order = mine(regular, "DH1024", status="đang giao", expected_on=TODAY)
    assert "Dự kiến tới: hôm nay" in texts(regular.says("tới đâu r", STATUS))[0]
    regular.clock.now -= timedelta(hours=12)  # still yesterday in Vietnam
    assert "Dự kiến tới: ngày mai" in texts(regular.says("tới đâu r ạ", STATUS))[0]
    assert order


def test_a_late_order_is_owned_up_to_and_its_button_opens_a_case_for_it(regular: Scene) -> None:
    order_id = late_order(regular)
    (told,) = regular.says("đơn em tới đâu rồi", STATUS)
    assert "Hẹn tới thứ sáu 13/11, nay đã quá hẹn" in told.text
    assert "em xin lỗi" in told.text
    assert actions(told) == [f"late:{order_id}"]
    sent = regular.taps(f"late:{order_id}")
    ticket = regular.the(Ticket)
    assert (ticket.intent, ticket.order_id) == ("complaint_late", order_id)
    assert ticket.code == "KN-0001"
    assert "KN-0001" in "".join(texts(sent))
    assert regular.rows(Message)[-2].text == "Báo đơn DH1026 trễ"
    assert "DH1026" in regular.sent()[-1].text


def test_a_late_order_with_an_open_case_is_not_offered_another(regular: Scene) -> None:
    order_id = late_order(regular)
    regular.taps(f"late:{order_id}")
    (told,) = regular.says("đơn em tới đâu rồi", STATUS)
    assert actions(told) == []
    assert "KN-0001" in told.text


def test_the_day_itself_is_not_late_nor_is_what_was_delivered_cancelled_or_sent_back(regular: Scene) -> None:
    mine(regular, "DH1", status="đang giao", expected_on=TODAY)
    (told,) = regular.says("tới đâu r", STATUS)
    gone = {"expected_on": TODAY - timedelta(days=5), "carrier": "GHN", "tracking_code": "X1"}
    mine(regular, "DH2", status="đã huỷ", **gone)
    mine(regular, "DH3", status="hoàn hàng", **gone)
    mine(regular, "DH4", status="đang giao", delivered_at=MONDAY_TEN - timedelta(days=1), **gone)
    said = [told, *(regular.says(f"đơn {code} đâu", meaning("question_order_status", order_code=code))[0]
                    for code in ("DH2", "DH3", "DH4"))]  # fmt: skip
    for each in said:
        assert not [action for action in actions(each) if action.startswith("late:")]
        assert "quá hẹn" not in each.text
    assert "Mã vận đơn" not in said[1].text + said[2].text
    assert "giao ngày 15/11" in said[3].text


def test_of_many_orders_the_three_that_matter_are_told(regular: Scene) -> None:
    mine(regular, "DH1", status="đang giao")
    for number in range(2, 6):
        mine(regular, f"DH{number}", status="đã giao", delivered_at=MONDAY_TEN)
    (told,) = texts(regular.says("đơn em tới đâu rồi", STATUS))
    assert [line[2:5] for line in told.splitlines() if line.startswith("• ")] == ["DH1", "DH5", "DH4"]


def test_a_message_that_names_two_orders_hears_of_both_and_of_no_third(regular: Scene) -> None:
    for code in ("DH1", "DH2", "DH3"):
        mine(regular, code, status="đang giao")
    named, other = (meaning("question_order_status", order_code=code) for code in ("DH1", "DH3"))
    both = replace(named, entities=(*named.entities, *other.entities))
    (told,) = texts(regular.says("DH1 với DH3 giao chưa", both))
    assert "DH1" in told
    assert "DH3" in told
    assert "DH2" not in told


def test_anothers_button_for_a_late_order_does_nothing(regular: Scene) -> None:
    order_id = late_order(regular)
    regular.says(command="start", chat="2002")
    (toast,) = regular.taps(f"late:{order_id}", chat="2002")
    assert toast.text == "Nút này đã cũ, không dùng được nữa."
    assert regular.rows(Ticket) == []


def test_while_a_person_speaks_the_button_says_so_and_nothing_else(regular: Scene) -> None:
    order_id = late_order(regular)
    regular.says("cho gặp người", meaning("other_human"))
    sent = regular.taps(f"late:{order_id}")
    assert [each.what for each in sent] == ["toast"]


def test_a_shared_phone_number_tells_a_late_order_with_its_button(regular: Scene) -> None:
    with regular.sessions.begin() as session:
        order = add_order(session, "DH7", phone="+84900000001", status="đang giao",
                          expected_on=TODAY - timedelta(days=1))  # fmt: skip
        order_id = order.id
    _, told = regular.says(phone="+84900000001")
    assert actions(told) == [f"late:{order_id}"]


def test_links_are_the_shops_own(regular: Scene) -> None:
    links = {"Giao Hàng Nhanh": "https://giao.example/{code}/xem"}
    orders = regular.desk.config.orders.model_copy(update={"tracking_links": links})
    config = regular.desk.config.model_copy(update={"orders": orders})
    regular.desk = replace(regular.desk, config=config)
    mine(regular, "DH1", status="đang giao", carrier="giao hang nhanh", tracking_code="A1")
    assert "https://giao.example/A1/xem" in texts(regular.says("tới đâu r", STATUS))[0]
