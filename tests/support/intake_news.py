"""What intake hears in its tests: findings reviewed, texts of callers; and what it has callers told."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from schemas.events.incident import (
    FindingReviewedV1,
)
from schemas.events.message import CallerMessageRequestedV1
from schemas.events.reply import InboundTextReceivedV1
from schemas.values import Outcome
from services.chassis.sealing import wire
from tests.support.intake_harness import (
    Stand,
)

RECEIPTS = ("C1", "C10", "C11", "C12", "C13")
SEEN_AT = datetime(2026, 11, 24, 15, 2, tzinfo=UTC)


def reviewed(
    stand: Stand, incident_id: UUID, *report_ids: str, place: str | None = None, **changes: Any
) -> FindingReviewedV1:
    sealed = None
    if place is not None:
        day, purpose = datetime.now(UTC).date(), "incident.public_place"
        sealed = wire(stand.sealer.seal("case", day, purpose=purpose, record=str(incident_id), text=place))
    facts: dict[str, Any] = {
        "code": "K7Q",
        "outcome": Outcome.CONFIRMED_ONGOING,
        "went": True,
        "seen_by": 2,
        "seen_at": SEEN_AT,
        "finding_id": uuid4(),
        "reviewed_by": "LARK",
    }
    return FindingReviewedV1(
        incident_id=incident_id,
        network_id="la",
        report_ids=tuple(map(UUID, report_ids)),
        sealed_place=sealed,
        **{**facts, **changes},
    )


async def told(stand: Stand) -> list[CallerMessageRequestedV1]:
    """The texts to callers, receipts left out."""
    texts = [event.data for event in await stand.announced(CallerMessageRequestedV1)]
    return [text for text in texts if text.template not in RECEIPTS]


def a_text(stand: Stand, words: str, *, number: str = "+13235550177", **about: Any) -> InboundTextReceivedV1:
    inbound, day = uuid4(), datetime.now(UTC).date()
    contact = stand.sealer.seal("contact", day, purpose="inbound.contact", record=str(inbound), text=number)
    text = stand.sealer.seal("words", day, purpose="inbound.text", record=str(inbound), text=words)
    return InboundTextReceivedV1(
        inbound_id=inbound,
        received_at=datetime.now(UTC),
        sealed_contact=wire(contact),
        sealed_text=wire(text),
        **about,
    )
