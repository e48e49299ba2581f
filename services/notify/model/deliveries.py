"""A message on its way: each delivery of it by a channel, what is claimed for sending, and what is told of it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from schemas.values import DeliveryState
from services.notify.model.messages import AskedBy, DeliveryChannel, SigningNetwork


class DeliveryStage(StrEnum):
    """Of a delivery. The order in STAGE_RANK is the only direction in which evidence moves it (rule R78)."""

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


STAGE_RANK = {stage: rank for rank, stage in enumerate(DeliveryStage)}
ENDED = frozenset(stage for stage in DeliveryStage if STAGE_RANK[stage] >= STAGE_RANK[DeliveryStage.UNCONFIRMED])

ANNOUNCED_AS = {
    DeliveryStage.DELIVERED: DeliveryState.DELIVERED,
    DeliveryStage.UNDELIVERED: DeliveryState.FAILED,
    DeliveryStage.FAILED: DeliveryState.FAILED,
    DeliveryStage.UNCONFIRMED: DeliveryState.UNCONFIRMED,
    DeliveryStage.EXPIRED: DeliveryState.EXPIRED,
    DeliveryStage.SUPPRESSED: DeliveryState.SUPPRESSED,
}
"""How the end of a delivery is told to others."""


@dataclass(frozen=True, slots=True)
class AttemptToken:
    """Names one POST of one delivery: it travels in the callback URL and comes back with each receipt."""

    message_id: UUID
    channel: DeliveryChannel
    round: int
    attempt: int

    def __str__(self) -> str:
        return f"{self.message_id.hex}.{self.channel}.{self.round}.{self.attempt}"


def attempt_token_from(text: str) -> AttemptToken | None:
    """None: not one of ours."""
    parts = text.split(".")
    if len(text) > 60 or len(parts) != 4 or len(parts[0]) != 32:
        return None
    message, channel, round_, attempt = parts
    if channel not in ("sms", "email") or not (round_.isdecimal() and attempt.isdecimal() and text.isascii()):
        return None
    try:
        return AttemptToken(UUID(hex=message), "sms" if channel == "sms" else "email", int(round_), int(attempt))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way by one channel. `round` is above 0 only where a safety text went out again."""

    channel: DeliveryChannel
    round: int
    state: DeliveryStage
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
    def key(self) -> tuple[DeliveryChannel, int]:
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

    def delivery(self, channel: DeliveryChannel, round_: int) -> Delivery | None:
        return next((each for each in self.deliveries if each.key == (channel, round_)), None)

    def by(self, channel: DeliveryChannel) -> Iterator[Delivery]:
        return (each for each in self.deliveries if each.channel == channel)


@dataclass(frozen=True, slots=True)
class LaneTurn:
    """When the next text of a lane takes its turn, and how much later each after it."""

    urgency: int
    first: float
    step: float


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
    """A claimed delivery with everything its words and its address are put together from, still sealed."""

    token: AttemptToken
    urgency: int
    not_after: datetime | None
    optout_index: bytes | None
    claimed_at: datetime
    withheld: str | None
    """Why it must not go out: expired, opted_out, no_contact."""
    subject_id: UUID
    person_id: UUID | None
    network: SigningNetwork | None
    network_id: str
    template: str
    params: dict[str, str]
    sealed_params: bytes | None
    exercise: bool
    language: str
    """A BCP-47 tag: the person's own, or as the caller's was told."""
    sealed_address: bytes | None
    sealed_contact: bytes | None


@dataclass(frozen=True, slots=True)
class DueDelivery:
    token: AttemptToken
    state: DeliveryStage
    provider_sid: str | None


@dataclass(frozen=True, slots=True)
class TrackedDelivery:
    """What became of a message by one channel, as staff are told. From `channel` on: None where none was used."""

    message_id: UUID
    subject_id: UUID
    person_id: UUID | None
    template: str
    asked_by: AskedBy
    exercise: bool
    requested_at: datetime
    finished: DeliveryState | None
    finished_reason: str | None
    channel: DeliveryChannel | None
    round: int | None
    state: DeliveryStage | None
    reason: str | None
    tries: int | None
    provider_sid: str | None
    claimed_at: datetime | None
    handed_off_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Announcement:
    """To be announced: handed to the provider, or the end of the message."""

    channel: DeliveryChannel | Literal["none"]
    state: DeliveryState
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SettledMessage:
    """The message after the evidence, and what others are to hear."""

    message: Message
    announcements: tuple[Announcement, ...] = ()
    changed: tuple[Delivery, ...] = ()
    added: tuple[Delivery, ...] = ()
    """A safety text that goes again."""
    opted_out: Delivery | None = None
    """The provider says that this number opted out: it is suppressed from now on."""
