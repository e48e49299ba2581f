"""Messages as they were asked for and planned, and as they are handed to a provider. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

from schemas.values import DeliveryState, MessageClass

DeliveryChannel = Literal["sms", "email"]

URGENCY = {each: rank for rank, each in enumerate(MessageClass)}
"""The lanes, 0 first."""
SAFETY = URGENCY[MessageClass.SAFETY]
OFFER = URGENCY[MessageClass.OFFER]
GET_AWAY: Final = frozenset(
    {"V8", "V8b", "V8c", "V12", "V12a", "V12b", "V12c", "V12d", "V20", "V20b", "V31", "V47", "V49"}
)
"""To leave, or to wait elsewhere: whatever was asked of the same person about the same mission before is over."""
WHERE_TO_BE: Final = frozenset(
    {"V3", "V4", "V4c", "V6", "V6a", "V6b", "V19", "V21", "V30"}
    | {"V31c", "V31d", "V31e", "V33", "V35", "V35b", "V38", "V38b", "V38c", "V40", "V46"}
)
"""To come, to wait, to look: after one of those above it would stand last, and send somebody into danger."""


class AskedBy(StrEnum):
    """Who is told what became of a message; nobody is told of notify's own."""

    DISPATCH = "dispatch"
    INTAKE = "intake"
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True)
class SigningNetwork:
    """As texts sign it."""

    network_id: str
    name: str
    hotline_phone: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextToCaller:
    """The last text about a report to a number that is nobody's we know."""

    network_id: str
    language: str | None
    report_id: UUID
    requested_at: datetime


@dataclass(frozen=True, slots=True)
class RequestedMessage:
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
    channels: tuple[DeliveryChannel, ...] = ("sms",)
    correlation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Deliverable:
    """By these channels, one delivery each."""

    channels: tuple[DeliveryChannel, ...]


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """It ends here, before any channel was used."""

    state: DeliveryState
    reason: str


@dataclass(frozen=True, slots=True)
class PlannedMessage:
    """A request and what was decided about it."""

    request: RequestedMessage
    plan: Deliverable | Undeliverable
    optout_index: bytes | None = None
    checked: bool = True
    """False for the answers to STOP and HELP alone: they go out although the number opted out."""
    not_before: datetime | None = None
    """None: at once."""


@dataclass(frozen=True, slots=True)
class TextMessage:
    to: str
    body: str


@dataclass(frozen=True, slots=True)
class MailMessage:
    to: str
    subject: str
    text: str
