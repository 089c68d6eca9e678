from store.models import Handover, Message, Ticket
from tests.support.scene import Scene, actions, meaning, texts

UNCLEAR = meaning(
    "other_thanks",
    confidence=0.3,
    alternatives=[("question_delivery_fee", 0.25), ("complaint_late", 0.2), ("question_price", 0.1)],
)
ODD = meaning("other_out_of_scope")


def test_an_unclear_message_is_asked_about_with_its_two_likeliest_meanings(regular: Scene) -> None:
    (question,) = regular.says("ship", UNCLEAR)
    number = regular.rows(Message)[-2].id
    assert actions(question) == [
        f"mean:{number}:question_delivery_fee",
        f"mean:{number}:complaint_late",
        "human",
    ]
    assert [button.label for row in question.buttons for button in row] == [
        "Hỏi phí giao hàng",
        "Giao hàng trễ",
        "Gặp nhân viên",
    ]


def test_the_tapped_meaning_is_what_the_message_meant(regular: Scene) -> None:
    (question,) = regular.says("ship", UNCLEAR)
    gone, answer, toast = regular.taps(actions(question)[0])
    assert (gone.what, toast.what) == ("buttons", "toast")
    assert "20.000đ" in answer.text
    kept = next(message for message in regular.rows(Message) if message.text == "ship")
    assert (kept.intent, kept.kind, kept.topic) == ("question_delivery_fee", "question", "delivery_fee")
    assert regular.conversation().unsure_in_a_row == 0


def test_a_meaning_is_chosen_once(regular: Scene) -> None:
    (question,) = regular.says("ship", UNCLEAR)
    regular.taps(actions(question)[1])
    assert texts(regular.taps(actions(question)[1])) == []
    assert len(regular.rows(Ticket)) == 1


def test_a_complaint_chosen_by_a_button_shows_the_written_words_on_its_card(regular: Scene) -> None:
    (question,) = regular.says("ship lâu", UNCLEAR)
    regular.taps(actions(question)[1])
    assert "“ship lâu”" in regular.sent()[0].text
    assert "Khách tự chọn ý này" in regular.sent()[0].text


def test_the_second_time_in_a_row_a_person_takes_over(regular: Scene) -> None:
    regular.says("ship", UNCLEAR)
    (answer,) = texts(regular.says("là sao", UNCLEAR))
    assert "chậm nhất" in answer
    assert regular.the(Handover).reason == "Bot hai lần liền không hiểu khách"


def test_a_clear_message_in_between_starts_the_count_again(regular: Scene) -> None:
    regular.says("ship", UNCLEAR)
    regular.says("shop ở đâu", meaning("question_address"))
    regular.says("hmm", UNCLEAR)
    assert regular.rows(Handover) == []


def test_the_button_calls_a_person(regular: Scene) -> None:
    regular.says("ship", UNCLEAR)
    (answer,) = texts(regular.taps("human"))
    assert "chậm nhất" in answer
    assert regular.the(Handover)
    assert "“Gặp nhân viên”" in regular.sent()[0].text


def test_without_a_meaning_worth_asking_the_customer_says_it_again(regular: Scene) -> None:
    (question,) = regular.says("ê", meaning("other_greeting", confidence=0.2))
    assert actions(question) == ["human"]


def test_yes_and_no_to_two_meanings(regular: Scene) -> None:
    regular.says("ship", UNCLEAR)
    (please_tap,) = texts(regular.says("ừ", meaning("other_yes")))
    assert "bấm" in please_tap
    (person_comes,) = texts(regular.says("không phải", meaning("other_no")))
    assert "chậm nhất" in person_comes
    assert regular.the(Handover)


def test_what_is_not_the_shops_business_is_declined_politely(regular: Scene) -> None:
    (answer,) = regular.says("hôm nay trời mưa không", ODD)
    assert actions(answer) == ["human"]
    assert regular.rows(Handover) == []
    regular.says("thời tiết Huế sao", ODD)
    assert regular.the(Handover)


def test_one_odd_message_is_not_held_against_an_unclear_one(regular: Scene) -> None:
    regular.says("hôm nay trời mưa không", ODD)
    (question,) = regular.says("ship", UNCLEAR)
    assert len(actions(question)) == 3
    assert regular.rows(Handover) == []


def test_another_persons_message_cannot_be_given_a_meaning(regular: Scene) -> None:
    (question,) = regular.says("ship", UNCLEAR)
    regular.says(command="start", chat="1002")
    assert regular.taps(actions(question)[0], chat="1002")[-1].text == "Nút này đã cũ, không dùng được nữa."
