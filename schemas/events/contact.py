"""Whether a person can be reached, as notify knows it: by text, by mail, and why not. Compacted; nothing personal."""

from typing import ClassVar
from uuid import UUID

from schemas.envelope import EventData
from schemas.values import Callsign, Moment, Number, OpenWord


class ContactReachabilityV1(EventData):
    """The whole answer each time; the highest `revision` of a person wins, whatever order they arrive in.

    A person nobody announced has no contact. The reasons are open words; those of today: `no_contact` (no number, no
    address, or forgotten), `no_consent` (invited, and never said yes), `opted_out`, `undelivered` (their phone did not
    get two texts in a row within four hours), `not_textable` (the provider says that the number takes no texts, or we
    may not text it).
    """

    TYPE: ClassVar[str] = "hotline.notify.contact.reachability.v1"
    TOPIC: ClassVar[str] = "hotline.notify.contact.v1"
    ACKNOWLEDGED_BY: ClassVar[str | None] = "dispatch"

    person_id: UUID
    revision: Number
    by_text: bool
    text_reason: OpenWord | None = None
    """Why no text goes to them; none where one does."""
    by_mail: bool
    mail_reason: OpenWord | None = None
    callsign: Callsign | None = None
    """Not filled any more: no id of a person stands beside a call sign on a topic (rule R61)."""
    changed_at: Moment
