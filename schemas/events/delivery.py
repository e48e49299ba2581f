"""What became of a message: handed to the provider, and one final state (rule R71)."""

from typing import ClassVar, Literal
from uuid import UUID

from schemas.envelope import EventData
from schemas.values import DeliveryState, Moment


class _Delivery(EventData):
    TOPIC: ClassVar[str] = "hotline.notify.delivery.v1"

    message_id: UUID
    subject_id: UUID
    person_id: UUID | None = None
    """None: a caller."""
    template: str
    channel: Literal["sms", "email", "none"]
    """`none`: no channel could be used (no contact, no consent, exercise)."""
    state: DeliveryState
    reason: str | None = None
    """A code: opted_out, no_contact, exercise, expired, provider:30003, unknown ..."""
    changed_at: Moment


class VolunteerDeliveryChangedV1(_Delivery):
    """Of a message that dispatch asked for."""

    TYPE: ClassVar[str] = "hotline.notify.delivery.volunteer_changed.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "dispatch"


class CallerDeliveryChangedV1(_Delivery):
    """Of a message that intake asked for."""

    TYPE: ClassVar[str] = "hotline.notify.delivery.caller_changed.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"
