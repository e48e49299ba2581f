"""Requests to notify: one message to one person. Personal parts travel sealed; expired ones are dropped, never late."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field

from schemas.envelope import EventData
from schemas.values import Language, MessageClass, Moment, NetworkId, Sealed


class _Message(EventData):
    ACKNOWLEDGED_BY: ClassVar[str | None] = "notify"

    message_id: UUID
    """UUIDv5 of (subject, person, template, occasion): a repeat of the request is the same message."""
    network_id: NetworkId
    subject_id: UUID
    """The incident (dispatch) or the report (intake)."""
    template: str
    message_class: MessageClass
    params: dict[str, str] = Field(default_factory=dict)
    """Nothing personal: codes, zone names, times, call signs. Language and agency codes are worded by notify."""
    sealed_params: Sealed | None = None
    """Class `params`, purpose `message.params`, record = message id: JSON of the params that no topic may show."""
    not_after: Moment | None = None
    """Dropped, and reported as expired, when not handed to the provider by then."""
    exercise: bool = False


class VolunteerMessageRequestedV1(_Message):
    """A text (or mail) to a volunteer or to staff; notify alone knows their number."""

    TYPE: ClassVar[str] = "hotline.dispatch.message.requested.v1"
    TOPIC: ClassVar[str] = "hotline.dispatch.message.v1"

    person_id: UUID
    channels: tuple[Literal["sms", "email"], ...] = ("sms",)
    new_language: Literal["en", "es"] | None = None
    """They asked to be texted in it from now on: notify keeps it, and this message is the first."""


class CallerMessageRequestedV1(_Message):
    """A text to a caller who said that texts are safe (rule R7), or the one answer to a stranger who cried (C20d)."""

    TYPE: ClassVar[str] = "hotline.intake.message.requested.v1"
    TOPIC: ClassVar[str] = "hotline.intake.message.v1"

    language: Language
    safe_to_text: Literal[True]
    sealed_contact: Sealed
    """Class `contact`, purpose `report.contact`, record = subject_id: the number in E.164."""


class PersonErasedV1(EventData):
    """Whom dispatch erased (rule R116): notify forgets their contact and their texts, and ends their key."""

    TYPE: ClassVar[str] = "hotline.dispatch.person.erased.v1"
    TOPIC: ClassVar[str] = "hotline.dispatch.message.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "notify"

    person_id: UUID


class CallerErasedV1(EventData):
    """A caller whom intake erased, by what they reported (rule R116): notify forgets what it texted and was texted."""

    TYPE: ClassVar[str] = "hotline.intake.caller.erased.v1"
    TOPIC: ClassVar[str] = "hotline.intake.message.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "notify"

    report_ids: tuple[UUID, ...] = Field(min_length=1, max_length=500)
