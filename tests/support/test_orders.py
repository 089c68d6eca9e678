from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from store.engine import Sessions
from store.models import Conversation, Customer, Order
from support import orders
from support.links import make_token
from tests.support.order_scenes import SECRET, add_customer, add_order, bare_desk

DESK = bare_desk()
PHONE = "+84901234567"


def token(code: str) -> str:
    return make_token(SECRET, code)


def test_a_signed_link_ties_the_order(sessions: Sessions) -> None:
    with sessions.begin() as session:
        customer = add_customer(session).customer
        add_order(session, "DH1")
        tied = orders.tie_by_token(session, DESK, customer, token("DH1"))
        assert tied is not None
        assert orders.of_customer(session, customer.id) == [tied]


def test_a_link_that_came_before_the_import_begins_the_order(sessions: Sessions) -> None:
    with sessions.begin() as session:
        customer = add_customer(session).customer
        tied = orders.tie_by_token(session, DESK, customer, token("#dh7"))
        assert tied is not None
        assert (tied.code, tied.customer_id, tied.delivered_at) == ("DH7", customer.id, None)


def test_what_is_not_signed_ties_nothing(sessions: Sessions) -> None:
    with sessions.begin() as session:
        customer = add_customer(session).customer
        add_order(session, "DH1")
        for wrong in ("", "DH1", "x" * 64, make_token("another secret", "DH1")):
            assert orders.tie_by_token(session, DESK, customer, wrong) is None
        assert orders.of_customer(session, customer.id) == []


def test_an_order_is_not_stolen_by_its_link(sessions: Sessions) -> None:
    with sessions.begin() as session:
        owner, other = add_customer(session, "1").customer, add_customer(session, "2").customer
        assert orders.tie_by_token(session, DESK, owner, token("DH1")) is not None
        assert orders.tie_by_token(session, DESK, other, token("DH1")) is None
        assert [order.code for order in orders.of_customer(session, owner.id)] == ["DH1"]


def test_an_order_is_not_stolen_by_its_phone(sessions: Sessions) -> None:
    with sessions.begin() as session:
        owner, other = add_customer(session, "1").customer, add_customer(session, "2").customer
        add_order(session, "DH1", phone=PHONE)
        add_order(session, "DH2", phone=PHONE)
        orders.tie_by_token(session, DESK, owner, token("DH1"))
        assert [order.code for order in orders.tie_by_phone(session, DESK, other, PHONE)] == ["DH2"]
        assert [order.code for order in orders.of_customer(session, owner.id)] == ["DH1"]


def test_a_phone_ties_all_orders_with_it_and_is_kept(sessions: Sessions) -> None:
    with sessions.begin() as session:
        customer = add_customer(session).customer
        for code, phone in (("DH1", PHONE), ("DH2", PHONE), ("DH3", "+84907654321"), ("DH4", None)):
            add_order(session, code, phone=phone)
        tied = orders.tie_by_phone(session, DESK, customer, PHONE)
    assert [order.code for order in tied] == ["DH2", "DH1"]
    with sessions() as session:
        assert session.scalars(select(Customer.phone)).one() == PHONE


def test_a_customer_finds_only_his_own_orders_however_the_code_is_written(sessions: Sessions) -> None:
    with sessions.begin() as session:
        mine, other = add_customer(session, "1").customer, add_customer(session, "2").customer
        order = add_order(session, "DH-1", mine.id)
        for written in ("DH-1", "dh-1", " #dh-1 "):
            assert orders.find(session, mine.id, written) is order
        assert orders.find(session, other.id, "DH-1") is None


def test_one_of_two_who_open_a_link_in_the_same_moment_gets_the_order(sessions: Sessions) -> None:
    with sessions.begin() as session:
        chats = [add_customer(session, str(number)).id for number in range(2)]
    start = Barrier(2)

    def open_link(conversation_id: int) -> bool:
        start.wait()
        with sessions.begin() as session:
            customer = session.get_one(Conversation, conversation_id).customer
            return orders.tie_by_token(session, DESK, customer, token("DH1")) is not None

    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(open_link, chats))
    assert sorted(won) == [False, True]
    with sessions() as session:
        assert session.scalars(select(Order.code)).all() == ["DH1"]
