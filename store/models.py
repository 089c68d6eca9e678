"""Everything that is kept, one class a table. Uniqueness is a constraint here, never a check before an insert.

Chat and message ids are text, because a second channel may not count in numbers. What a customer wrote is kept as
written. Moments are UTC.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from store.types import Json, UtcDateTime

# SQLite counts up by itself only a primary key that is plainly INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """The base of all tables; constraints get names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        dict[str, Any]: Json,
        list[Any]: Json,
    }


class InboxUpdate(Base):
    """A raw update of a channel, committed before it is acknowledged.

    `state`: new (to be worked), done (its payload is emptied), poisoned (cannot be parsed, or failed too often; kept
    with its error).
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "update_id"),
        Index(
            "ix_inbox_new",
            "chat_id",
            "id",
            sqlite_where=text("state = 'new'"),
            postgresql_where=text("state = 'new'"),
        ),
        # Worked rows are deleted after some days, and an id must never come back.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    update_id: Mapped[str] = mapped_column(String(64))
    chat_id: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10), default="new")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime]
    retry_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]


class OutboxMessage(Base):
    """Something to be sent, written in the transaction that decided it.

    `lane`: 0 answers to customers, 1 what staff must see, 2 what nobody waits for (check-ins, surveys). `state`: waiting, sending (an at-most-once row claimed),
    sent, failed (the channel refused it for good), unsure (at most once, and nobody knows whether it arrived),
    withdrawn (taken back before it was sent). An `ephemeral` row forgets its chat and its content at its end.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "lane",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    chat_id: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]]
    lane: Mapped[int] = mapped_column(default=0)
    at_most_once: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    channel_message_id: Mapped[str | None] = mapped_column(String(64))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    response_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"))
    # Set on what goes to the staff group about a conversation: a reply to it there is for that customer.
    about_conversation_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"))
    about_ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    ephemeral: Mapped[bool] = mapped_column(default=False, server_default=false())


class Customer(Base):
    """A person who writes to the shop, whatever the chat. `phone` is E.164 and was shared by its owner.

    `address` is how they want to be called ("chị", "anh"), None while nobody knows; `address_told` when they said so
    and it was not only heard from how they speak of themselves.

    Who was erased at `erased_at` has neither name nor phone any more, and never comes back as this customer.
    """

    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    address: Mapped[str | None] = mapped_column(String(10))
    address_told: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class Conversation(Base):
    """A customer's private chat on a channel.

    `pending` is what the bot last asked and still waits for (see support/pending.py), None when nothing.
    `unsure_in_a_row` counts messages that the bot could not understand one after another.
    `unreachable_since` is set while the customer blocks the bot.
    """

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "chat_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    chat_id: Mapped[str] = mapped_column(String(64))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    pending: Mapped[dict[str, Any] | None]
    unsure_in_a_row: Mapped[int] = mapped_column(default=0)
    unreachable_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    customer: Mapped[Customer] = relationship()


class Message(Base):
    """One message of a conversation, as written, and what was understood of it.

    `author`: customer, bot, staff. `attachments`: [{"kind", "file_id", "name", "url"}]. The parts of an album share
    `group_id`. `reply_to` is the channel's id of the message that it answers, `quote` what that one says. An `edited` one is a
    later version of the message with the same channel's id. The understanding's columns are empty for what the model did
    not read. `said` are the names of the sentences that the bot's message is made of.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("inbox_id"),
        Index("ix_messages_conversation_id_id", "conversation_id", "id"),
        Index("ix_messages_conversation_id_channel_message_id", "conversation_id", "channel_message_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    # No foreign key: worked updates are deleted after some days, messages stay.
    inbox_id: Mapped[int | None] = mapped_column(BigId)
    author: Mapped[str] = mapped_column(String(10))
    staff_member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    channel_message_id: Mapped[str | None] = mapped_column(String(64))
    group_id: Mapped[str | None] = mapped_column(String(64))
    reply_to: Mapped[str | None] = mapped_column(String(64))
    quote: Mapped[str | None] = mapped_column(Text)
    edited: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime]
    kind: Mapped[str | None] = mapped_column(String(10))
    intent: Mapped[str | None] = mapped_column(String(60))
    topic: Mapped[str | None] = mapped_column(String(60))
    sentiment: Mapped[str | None] = mapped_column(String(10))
    severity: Mapped[str | None] = mapped_column(String(2))
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    confidence: Mapped[float | None]
    entities: Mapped[list[Any]] = mapped_column(default=list)
    # The further things the message says, each with its intent and place.
    also: Mapped[list[Any]] = mapped_column(default=list)
    said: Mapped[str | None] = mapped_column(Text)


class StaffMember(Base):
    """A person of the shop, known by what he does in the staff group or on the page.

    `level` is the one that config.yml said when the bot last started, `left_at` is set while he is out of the group.
    """

    __tablename__ = "staff_members"
    __table_args__ = (UniqueConstraint("channel", "user_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    left_at: Mapped[datetime | None]


class Ticket(Base):
    """A case that somebody of the shop must solve.

    `state`: new, open (a staff member holds it), waiting (for the customer), solved (as staff see it), closed.
    `solve_by` is empty while the clock stands; `solve_left` is then the working time that is left, in seconds.
    `level` is whose it is, 0 for the lowest of config.yml's; `remind_at` is when the staff group next hears of it, and
    `reminders` how often it has of the present deadline: before it, when it passed, and each time it rose a level.
    `quiet_since` is when staff last asked or said that it is solved, `warned_at` when the customer was told that the
    ticket will be closed.
    `remedy` is what the customer wants and `facts` what else they told, {name: words} (support/told.py); `intake` is what
    is asked meanwhile (support/intake.py), None when nothing is.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        Index(
            "ix_tickets_unclosed",
            "severity",
            "answer_by",
            sqlite_where=text("state != 'closed'"),
            postgresql_where=text("state != 'closed'"),
        ),
        Index(
            "ix_tickets_remind_at",
            "remind_at",
            sqlite_where=text("remind_at IS NOT NULL"),
            postgresql_where=text("remind_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    # "KN-0042": made of the id, so it is empty for the moment between insert and flush.
    code: Mapped[str | None] = mapped_column(String(20), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    intent: Mapped[str] = mapped_column(String(60))
    topic: Mapped[str] = mapped_column(String(60))
    severity: Mapped[str] = mapped_column(String(2))
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    remedy: Mapped[str | None] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    intake: Mapped[dict[str, Any] | None]
    state: Mapped[str] = mapped_column(String(10), default="new")
    staff_member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    opened_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    first_answered_at: Mapped[datetime | None]
    solve_by: Mapped[datetime | None]
    solve_left: Mapped[int | None]
    level: Mapped[int] = mapped_column(default=0)
    remind_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)
    quiet_since: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    conversation: Mapped[Conversation] = relationship()
    customer: Mapped[Customer] = relationship()
    staff_member: Mapped[StaffMember | None] = relationship()


class TicketEvent(Base):
    """A line of a ticket's history: who did what, when, from where (`source`: customer, bot, group, web, clock)."""

    __tablename__ = "ticket_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    staff_member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    what: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(10))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]


class TicketNote(Base):
    """What staff write about a ticket among themselves; no customer ever gets it. `channel_message_id` is in the group.

    `attachments` as in messages; `group_id` is what the parts of an album have in common.
    """

    __tablename__ = "ticket_notes"
    __table_args__ = (UniqueConstraint("channel", "chat_id", "channel_message_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    staff_member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    text: Mapped[str] = mapped_column(Text)
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    channel: Mapped[str] = mapped_column(String(20))
    chat_id: Mapped[str | None] = mapped_column(String(64))
    channel_message_id: Mapped[str | None] = mapped_column(String(64))
    group_id: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]


class Review(Base):
    """What a customer thinks, with 1 to 5 stars once they are known. Its message is gone when the customer was erased.

    It is as it stands now, since `changed_at` when it was changed. `offered_at` is when help was offered.
    """

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"), unique=True)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    stars: Mapped[int | None]
    # What it judges: product, delivery, staff, price; none when it is praise or blame of everything.
    topics: Mapped[list[Any]] = mapped_column(default=list)
    sentiment: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]


class ReviewVersion(Base):
    """What a review was before it was changed: in which words, with how many stars, and since when."""

    __tablename__ = "review_versions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    stars: Mapped[int | None]
    sentiment: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]


class ReviewFile(Base):
    """A message with photos or other files that came before or after a review and belongs to it."""

    __tablename__ = "review_files"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)


class GroupNotice(Base):
    """That a group which is not the staff's was told on a day whom the bot serves: at most once a day."""

    __tablename__ = "group_notices"
    __table_args__ = (UniqueConstraint("channel", "chat_id", "day"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    chat_id: Mapped[str] = mapped_column(String(64))
    day: Mapped[str] = mapped_column(String(10))


class Handover(Base):
    """A stretch in which a person speaks with the customer and the bot is silent; running while `ended_at` is empty.

    `opening_told` is the opening that the customer, who wrote while the shop was closed, was told to wait for.
    """

    __tablename__ = "handovers"
    __table_args__ = (
        Index(
            "uq_handovers_running",
            "conversation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    reason: Mapped[str] = mapped_column(Text)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    opening_told: Mapped[datetime | None]


class StaffPost(Base):
    """A message in the staff group that is about a conversation: a reply to it goes to that customer.

    Of a post that `asks` for a "note" a reply goes nowhere else.
    """

    __tablename__ = "staff_posts"
    __table_args__ = (UniqueConstraint("channel", "chat_id", "channel_message_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    chat_id: Mapped[str] = mapped_column(String(64))
    channel_message_id: Mapped[str] = mapped_column(String(64))
    # The staff topic in which it stands, none in a plain group and in General.
    thread_id: Mapped[str | None] = mapped_column(String(64))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    asks: Mapped[str] = mapped_column(String(10), default="", server_default="")


class StaffGroup(Base):
    """What the channel last said of the group in which the staff sit.

    `manages_topics` is whether the bot may open topics there, None while nobody asked; `told_at` is when a forum was
    told that it may not. `away_since` is set while the bot cannot write there, `away_why` is the channel's reason.
    """

    __tablename__ = "staff_groups"
    __table_args__ = (UniqueConstraint("channel", "chat_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    chat_id: Mapped[str] = mapped_column(String(64))
    is_forum: Mapped[bool] = mapped_column(default=False)
    manages_topics: Mapped[bool | None]
    told_at: Mapped[datetime | None]
    away_since: Mapped[datetime | None]
    away_why: Mapped[str | None] = mapped_column(Text)


class StaffTopic(Base):
    """The topic of a forum in which everything about one conversation stands: one for each, however often it is tried."""

    __tablename__ = "staff_topics"
    __table_args__ = (
        UniqueConstraint("channel", "chat_id", "conversation_id"),
        UniqueConstraint("channel", "chat_id", "thread_id", name="uq_staff_topics_thread"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    chat_id: Mapped[str] = mapped_column(String(64))
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    thread_id: Mapped[str] = mapped_column(String(64))
    closed: Mapped[bool] = mapped_column(default=False)


class Order(Base):
    """An order as the shop's own system knows it, and the customer whose chat proved to own it.

    `phone` is E.164, `total` is in đồng. `expected_on` is the day in the shop's zone on which it should arrive. At
    `erased_at` the customer had the order made nameless: an import does not bring the name back.
    """

    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"), index=True)
    phone: Mapped[str | None] = mapped_column(String(20), index=True)
    name: Mapped[str | None] = mapped_column(Text)
    items: Mapped[str | None] = mapped_column(Text)
    total: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str | None] = mapped_column(String(40))
    carrier: Mapped[str | None] = mapped_column(String(40))
    tracking_code: Mapped[str | None] = mapped_column(String(60))
    expected_on: Mapped[date | None]
    delivered_at: Mapped[datetime | None] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class OrderGuess(Base):
    """An order code or a link that a chat named and that is not its own; many of them are slowed and refused.

    `chat` and `code` are signed marks: they can be compared, and say neither who it was nor which code. So a row may
    outlive the erasing of its customer for the days that it counts, and erasing is no way to guess on.
    """

    __tablename__ = "order_guesses"
    __table_args__ = (UniqueConstraint("chat", "code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    chat: Mapped[str] = mapped_column(String(64))
    code: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)


class Consent(Base):
    """A line of the consent ledger: the newest line of a customer and purpose is in force."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_customer_id_purpose", "customer_id", "purpose", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    purpose: Mapped[str] = mapped_column(String(20))
    given: Mapped[bool]
    wording_version: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


class Response(Base):
    """One asking of one survey, and what was answered. It is the ledger: an occasion is asked at most once.

    `survey`: check_in (of an order), csat (of a ticket). `state`: postponed (ask at `due_at`), queued (in the outbox),
    asked, unsure, refused (the channel would not deliver it), withdrawn (the customer wants no questions), answered.
    """

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("survey", "order_id", "step"),
        UniqueConstraint("survey", "ticket_id", "step"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    survey: Mapped[str] = mapped_column(String(40))
    step: Mapped[int] = mapped_column(default=1)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    state: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(20))
    score: Mapped[int | None]
    comment: Mapped[str | None] = mapped_column(Text)


class DataRequest(Base):
    """What a customer asked about their own data, with its legal clock (docs/decisions/0011).

    `what`: see, erase, stop. `state`: open, done, withdrawn (the customer thought better of it). `outbox_id` is the row
    that carries the file; when that arrived the request is done. `staff_member_id` is who settled it by hand.
    `receipt` says in counts what an erasure erased and what it left.
    """

    __tablename__ = "data_requests"
    __table_args__ = (
        Index(
            "uq_data_requests_open",
            "customer_id",
            "what",
            unique=True,
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), index=True)
    what: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10), default="open")
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    staff_member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    receipt: Mapped[dict[str, Any] | None]

    @property
    def code(self) -> str:
        """What people call it."""
        return f"DL-{self.id:04}"


class Lease(Base):
    """A lock that ends by itself: the scheduler that holds it is the only one that works."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(100))
    until: Mapped[datetime]
