"""What notify knows: people and their consent, messages asked for, and the delivery of each by a channel."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from schemas.values import DeliveryState, MessageClass

Channel = Literal["sms", "email"]
ReadLanguage = Literal["en", "es"]


class Consent(StrEnum):
    """To texts. Mail needs none: it goes to whom the network gave an address for."""

    INVITED = "invited"
    OPTED_IN = "opted_in"
    OPTED_OUT = "opted_out"


class AskedBy(StrEnum):
    """Who is told what became of a message; nobody is told of notify's own."""

    DISPATCH = "dispatch"
    INTAKE = "intake"
    NOTIFY = "notify"


class State(StrEnum):
    """Of a delivery. The order in RANK is the only direction in which evidence moves it (DELIVERY §1.8)."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    UNDELIVERED = "undelivered"
    DELIVERED = "delivered"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"


RANK = {state: rank for rank, state in enumerate(State)}
ENDED = frozenset(state for state in State if RANK[state] >= RANK[State.UNCONFIRMED])
URGENCY = {each: rank for rank, each in enumerate(MessageClass)}
"""The lanes, 0 first."""
SAFETY = URGENCY[MessageClass.SAFETY]
OFFER = URGENCY[MessageClass.OFFER]

FINAL = {
    State.DELIVERED: DeliveryState.DELIVERED,
    State.UNDELIVERED: DeliveryState.FAILED,
    State.FAILED: DeliveryState.FAILED,
    State.UNCONFIRMED: DeliveryState.UNCONFIRMED,
    State.EXPIRED: DeliveryState.EXPIRED,
    State.SUPPRESSED: DeliveryState.SUPPRESSED,
}


@dataclass(frozen=True, slots=True)
class Network:
    """As texts sign it."""

    network_id: str
    name: str
    hotline_phone: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One message to one person, as it is kept. Personal parts stay sealed; the body is never stored."""

    message_id: UUID
    asked_by: AskedBy
    network_id: str
    subject_id: UUID
    person_id: UUID | None
    template: str
    message_class: MessageClass
    requested_at: datetime
    params: dict[str, str] = field(default_factory=dict)
    sealed_params: bytes | None = None
    sealed_contact: bytes | None = None
    """A caller's number; people we know have theirs with their contact."""
    language: str | None = None
    """A caller's; people we know have theirs with their contact."""
    not_after: datetime | None = None
    exercise: bool = False
    channels: tuple[Channel, ...] = ("sms",)
    correlation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """Names one POST of one delivery: it travels in the callback URL and comes back with each receipt."""

    message_id: UUID
    channel: Channel
    round: int
    attempt: int

    def __str__(self) -> str:
        return f"{self.message_id.hex}.{self.channel}.{self.round}.{self.attempt}"


def token_from(text: str) -> Token | None:
    """None: not one of ours."""
    parts = text.split(".")
    if len(text) > 60 or len(parts) != 4 or len(parts[0]) != 32:
        return None
    message, channel, round_, attempt = parts
    if channel not in ("sms", "email") or not (round_.isdecimal() and attempt.isdecimal() and text.isascii()):
        return None
    try:
        return Token(UUID(hex=message), "sms" if channel == "sms" else "email", int(round_), int(attempt))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way by one channel. `round` is above 0 only where a safety text went out again."""

    channel: Channel
    round: int
    state: State
    due_at: datetime
    """When somebody must look at it again: to send it, to ask the provider, to stop waiting for a receipt."""
    tries: int = 0
    requeued: bool = False
    """Sent a second time, because the provider's list showed that it never had it."""
    claimed_at: datetime | None = None
    provider_sid: str | None = None
    reason: str | None = None
    handed_off_at: datetime | None = None
    ended_at: datetime | None = None
    optout_index: bytes | None = None

    @property
    def key(self) -> tuple[Channel, int]:
        return self.channel, self.round


@dataclass(frozen=True, slots=True)
class Message:
    """A message and all its deliveries, as they are locked and settled together."""

    message_id: UUID
    asked_by: AskedBy
    subject_id: UUID
    person_id: UUID | None
    template: str
    urgency: int
    not_after: datetime | None
    requested_at: datetime
    correlation_id: UUID | None
    finished: DeliveryState | None
    has_email: bool
    deliveries: tuple[Delivery, ...]

    def delivery(self, channel: Channel, round_: int) -> Delivery | None:
        return next((each for each in self.deliveries if each.key == (channel, round_)), None)

    def by(self, channel: Channel) -> Iterator[Delivery]:
        return (each for each in self.deliveries if each.channel == channel)
