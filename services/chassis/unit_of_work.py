"""What a handler works with: one transaction, one `now`, and the events that are published when it commits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from schemas.envelope import EventData
from schemas.events.receipt import RECEIPTS
from services.chassis.connection import Connection
from services.chassis.outbox import OutgoingEvent, append, outgoing

RECEIPT_SIZE: Final = 500


@dataclass(slots=True)
class UnitOfWork:
    """One transaction, one `now`, the events to publish: what a handler is handed (rule R73). It never commits."""

    connection: Connection
    now: datetime
    outgoing: list[OutgoingEvent] = field(default_factory=list)
    after_commit: list[Callable[[], None]] = field(default_factory=list)
    """Called once this very transaction has committed: what only its rows should wake."""

    def announce(
        self,
        data: EventData,
        *,
        subject: str,
        key: str | None = None,
        event_id: UUID | None = None,
        correlation_id: UUID | None = None,
    ) -> UUID:
        """Publish with this transaction's commit, in the order announced; returns the event's id."""
        event = outgoing(data, subject=subject, at=self.now, key=key, event_id=event_id, correlation_id=correlation_id)
        self.outgoing.append(event)
        return event.event_id

    def announce_receipt(self, service: str, event_ids: Sequence[UUID]) -> None:
        """Tell the producers of these events that they need not publish them again."""
        for start in range(0, len(event_ids), RECEIPT_SIZE):
            receipt = RECEIPTS[service](event_ids=tuple(event_ids[start : start + RECEIPT_SIZE]))
            self.announce(receipt, subject=service)

    async def flush(self) -> set[int]:
        """Write what was announced in one statement; returns the lanes of the outbox that it went to."""
        lanes = {event.lane for event in self.outgoing}
        if self.outgoing:
            await append(self.connection, self.outgoing, self.now)
            self.outgoing.clear()
        return lanes
