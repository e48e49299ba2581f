"""Texts that came in: from a person we know to dispatch, from anyone else to intake. Words and numbers sealed."""

from typing import ClassVar, Literal
from uuid import UUID

from schemas.envelope import EventData
from schemas.values import Moment, NetworkId, Sealed


class ReplyReceivedV1(EventData):
    """A volunteer or staff member texted."""

    TYPE: ClassVar[str] = "hotline.notify.reply.received.v1"
    TOPIC: ClassVar[str] = "hotline.notify.reply.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "dispatch"

    reply_id: UUID
    person_id: UUID
    received_at: Moment
    sealed_text: Sealed
    """Class `replies`, purpose `reply.text`, record = reply id, a slash and the person's id."""
    consent: Literal["opted_out", "opted_in"] | None = None
    """What notify already did: STOP and START take effect there, at once."""


class InboundTextReceivedV1(EventData):
    """A text from a number that is nobody's we know: it joins the report that we texted about, else the latest that
    gave its number, and becomes a held report where there is none.
    """

    TYPE: ClassVar[str] = "hotline.notify.inbound.received.v1"
    TOPIC: ClassVar[str] = "hotline.notify.inbound.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "intake"

    inbound_id: UUID
    received_at: Moment
    sealed_contact: Sealed
    """Class `contact`, purpose `inbound.contact`, record = inbound id: the number in E.164."""
    sealed_text: Sealed
    """Class `words`, purpose `inbound.text`, record = inbound id."""
    network_id: NetworkId | None = None
    """Whose number was texted, else who texted this number last; None: neither is known."""
    report_id: UUID | None = None
    """The report that we texted this number about within a day."""
    help_only: bool = False
    """Nothing but HELP, AYUDA or INFO: may be a cry, whoever writes it; where it is none, a stranger's is no report."""
