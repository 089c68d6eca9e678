"""What was found is compared with a held-out row's labels."""

import pytest

from nlu.entities import find_entities
from nlu.entities.labels import matches


def test_right_found_and_expected() -> None:
    seen = matches(find_entities("đơn DH9 trễ 3 ngày, thu 50k"), {"duration": ["3d"], "money": [60000]})
    assert seen.right == {("duration", 4_320)}
    assert seen.found == {("duration", 4_320), ("money", 50_000)}
    assert seen.expected == {("duration", 4_320), ("money", 60_000)}
    assert [len(facts) for facts in seen.named("money")] == [0, 1, 1]


@pytest.mark.parametrize(("label", "typed"), [("2h", "hai tiếng"), ("15m", "15 phút"), ("15d", "nửa tháng")])
def test_durations_are_labelled_shortly(label: str, typed: str) -> None:
    assert len(matches(find_entities(typed), {"duration": [label]}).right) == 1


def test_a_fact_said_twice_counts_once() -> None:
    assert len(matches(find_entities("cho 1 sao, 1 sao thôi"), None).found) == 1


def test_today_is_not_labelled() -> None:
    assert matches(find_entities("hôm nay"), None).found == frozenset()


def test_a_label_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ValueError, match='"3 ngày"'):
        matches((), {"duration": ["3 ngày"]})
