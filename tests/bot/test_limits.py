"""The limits hold whatever is asked of them and however often."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import GROUP, OVERALL, PRIVATE_BURST, PRIVATE_SECONDS, Limits

PAUSES = st.lists(st.floats(0, 3, allow_nan=False), max_size=120)


def sent_at(chat_id: str, pauses: list[float], limits: Limits | None = None) -> list[float]:
    """Ask after each pause, wait as long as is said, send; return when each message went."""
    limits, now, times = limits or Limits(), 1000.0, []
    for pause in pauses:
        now += pause
        now += limits.wait(chat_id, now)
        limits.count(chat_id, now)
        times.append(now)
    return times


def most_within(times: list[float], seconds: float) -> int:
    return max((sum(start <= each < start + seconds - 1e-6 for each in times) for start in times), default=0)


@given(PAUSES)
def test_a_group_gets_at_most_20_messages_in_any_minute(pauses: list[float]) -> None:
    assert most_within(sent_at("-100", pauses), 60) <= 20


@given(PAUSES)
def test_a_private_chat_gets_one_a_second_after_a_burst_of_three(pauses: list[float]) -> None:
    times = sent_at("7", pauses)
    for seconds in (1, 2, 5, 20):
        assert most_within(times, seconds) <= PRIVATE_BURST + seconds / PRIVATE_SECONDS


@given(st.lists(st.tuples(st.floats(0, 0.2), st.floats(0, 1), st.floats(0, 1)), max_size=150))
def test_a_jam_on_the_way_pushes_no_more_together_than_telegram_allows(
    calls: list[tuple[float, float, float]],
) -> None:
    """Each call arrives somewhere between its beginning and its answer."""
    limits, now, arrivals = Limits(), 0.0, []
    answers: list[float] = []
    for number, (pause, way, part) in enumerate(calls):
        now += pause
        while True:
            for answer in [each for each in answers if each <= now]:
                answers.remove(answer)
                limits.end()
                limits.count(str(number), answer)
            if len(answers) < 12 and limits.overall_wait(now) == 0:
                break
            now += 0.01
        limits.begin()
        arrivals.append(now + way * part)
        answers.append(now + way)
        answers.sort()
    assert most_within(arrivals, 1) <= 30


@given(st.lists(st.tuples(st.integers(1, 100), st.floats(0, 0.1)), max_size=150))
def test_all_chats_together_get_at_most_30_messages_in_any_second(asked: list[tuple[int, float]]) -> None:
    limits, now, times = Limits(), 0.0, []
    for chat, pause in asked:
        now += pause
        now += limits.wait(str(chat), now)
        limits.count(str(chat), now)
        times.append(now)
    assert most_within(times, 1) <= 30


def test_whoever_never_sent_need_not_wait() -> None:
    assert Limits().wait("7", 0.0) == 0
    assert Limits().wait("-7", 0.0) == 0


def test_a_burst_goes_at_once_and_the_fourth_waits_a_second() -> None:
    first, second, third, fourth, fifth = sent_at("7", [0.0] * 5)
    assert first == second == third
    assert fourth == third + 1
    assert fifth == fourth + 1


def test_the_wait_that_is_said_is_enough_and_no_longer_than_needed() -> None:
    times = sent_at("-7", [0.0] * 41)
    assert [round(later - earlier) for earlier, later in pairwise(times) if later > earlier] == [60, 60]


def test_chats_with_nothing_counted_are_forgotten() -> None:
    limits = Limits()
    sent_at("7", [0.0] * 3, limits)
    sent_at("-7", [0.0], limits)
    limits.forget_idle(1002.0)
    assert set(limits._chats) == {"7", "-7"}
    limits.forget_idle(1000.0 + GROUP[1])
    assert limits._chats == {}


def test_the_numbers_are_telegrams() -> None:
    assert OVERALL[0] <= 30
    assert OVERALL[1] >= 1
    assert GROUP[0] <= 20
    assert GROUP[1] >= 60
