from dataclasses import replace

from sqlalchemy import select

from store.engine import Sessions
from store.models import Consent, OutboxMessage, Response
from support import consents, surveys
from support.consents import CHECK_IN
from support.wording import Wording
from tests.support.order_scenes import Hands, add_customer, add_order, speaking_desk


def test_silence_is_neither_yes_nor_no(sessions: Sessions) -> None:
    with sessions.begin() as session:
        customer = add_customer(session).customer
        assert not consents.given(session, customer.id, CHECK_IN)
        assert not consents.refused(session, customer.id, CHECK_IN)


def test_the_last_word_counts_and_every_word_is_kept(sessions: Sessions) -> None:
    clock = Hands()
    desk = speaking_desk(clock)
    with sessions.begin() as session:
        customer = add_customer(session).customer
        for change in (consents.give, consents.withdraw, consents.give):
            change(session, desk, customer, CHECK_IN, "telegram")
            clock.forward(days=1)
            assert consents.given(session, customer.id, CHECK_IN) is (change is consents.give)
            assert consents.refused(session, customer.id, CHECK_IN) is (change is consents.withdraw)
        ledger = session.scalars(select(Consent).order_by(Consent.id)).all()
    assert [line.given for line in ledger] == [True, False, True]
    assert ledger[0].at < ledger[1].at < ledger[2].at
    assert {line.wording_version for line in ledger} == {consents.wording_version(desk)}


def test_a_purpose_does_not_speak_for_another_nor_a_customer(sessions: Sessions) -> None:
    desk = speaking_desk(Hands())
    with sessions.begin() as session:
        one, other = add_customer(session, "1").customer, add_customer(session, "2").customer
        consents.give(session, desk, one, CHECK_IN, "telegram")
        assert not consents.given(session, other.id, CHECK_IN)
        assert not consents.given(session, one.id, "news")


def test_a_button_tapped_twice_is_one_line_and_new_words_are_another(sessions: Sessions) -> None:
    desk = speaking_desk(Hands())
    reworded = replace(
        desk, wording=Wording({**desk.wording.texts, consents.QUESTION: ("Em hỏi thăm được không ạ?",)})
    )
    with sessions.begin() as session:
        customer = add_customer(session).customer
        for asked_with in (desk, desk, reworded):
            consents.give(session, asked_with, customer, CHECK_IN, "telegram")
        versions = session.scalars(select(Consent.wording_version)).all()
    assert len(versions) == len(set(versions)) == 2


def test_withdrawing_takes_back_the_question_that_was_not_sent_yet(sessions: Sessions) -> None:
    clock = Hands()
    desk = speaking_desk(clock)
    with sessions.begin() as session:
        customer = add_customer(session).customer
        consents.give(session, desk, customer, CHECK_IN, "telegram")
        add_order(session, "DH1", customer.id, delivered_at=clock.now)
        clock.forward(days=2)
        assert surveys.ask_due(session, desk) == 1
        consents.withdraw(session, desk, customer, CHECK_IN, "telegram")
    with sessions() as session:
        assert session.scalars(select(OutboxMessage.state)).all() == ["withdrawn"]
        assert session.scalars(select(Response.state)).all() == ["withdrawn"]
