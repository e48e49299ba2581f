"""Receipts: the event ids a service has noted. A producer publishes again what nobody noted (rule R70)."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from schemas.envelope import EventData


class EventsNoted(EventData):
    """At most 500 ids an event."""

    event_ids: Annotated[tuple[UUID, ...], Field(max_length=500)]


class NotedByIntakeV1(EventsNoted):
    TYPE: ClassVar[str] = "hotline.intake.receipt.noted.v1"
    TOPIC: ClassVar[str] = "hotline.intake.receipt.v1"


class NotedByDispatchV1(EventsNoted):
    TYPE: ClassVar[str] = "hotline.dispatch.receipt.noted.v1"
    TOPIC: ClassVar[str] = "hotline.dispatch.receipt.v1"


class NotedByNotifyV1(EventsNoted):
    TYPE: ClassVar[str] = "hotline.notify.receipt.noted.v1"
    TOPIC: ClassVar[str] = "hotline.notify.receipt.v1"


RECEIPTS: dict[str, type[EventsNoted]] = {
    "intake": NotedByIntakeV1,
    "dispatch": NotedByDispatchV1,
    "notify": NotedByNotifyV1,
}
