"""An error of the database says nothing of what customers wrote."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from store.engine import Sessions
from store.models import Message


def test_an_error_does_not_hold_a_customers_words(sessions: Sessions) -> None:
    words = "số thẻ của tôi là bí mật"
    orphan = Message(conversation_id=404, author="customer", text=words, at=datetime.now(UTC))
    with pytest.raises(IntegrityError) as caught, sessions.begin() as session:
        session.add(orphan)
    assert words not in str(caught.value)
