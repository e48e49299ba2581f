"""SQL of legal holds as dispatch tells of them, and every value of the held reports that is sealed (rule R117)."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from schemas.events.incident import LegalHoldChangedV1
from services.chassis.connection import Connection
from services.chassis.legal_hold import HeldValue

# An incident of which nothing else was heard yet is known by its hold.
SAVE_HOLD = """
    INSERT INTO incident AS i (incident_id, network_id, code, held_at, hold_changed_at)
    VALUES ($1, $2, $3, CASE WHEN $4 THEN $5::timestamptz END, $5)
    ON CONFLICT (incident_id) DO UPDATE SET held_at = excluded.held_at, hold_changed_at = excluded.hold_changed_at
    WHERE coalesce(i.hold_changed_at, '-infinity') < excluded.hold_changed_at
"""
HELD = "SELECT incident_id FROM incident WHERE held_at IS NOT NULL ORDER BY incident_id"

_REPORTS: Final = "report_id IN (SELECT report_id FROM report WHERE incident_id = $1)"


def _told(name: str, purpose: str) -> HeldValue:
    """A sealed part of what the event of the report's revision says."""
    return HeldValue(
        "report",
        "report_id",
        "incident_id = $1",
        f"decode(told->>'{name}', 'base64')",
        f"told = jsonb_set(told::jsonb, '{{{name}}}', to_jsonb(translate(encode($2, 'base64'), E'\\n', '')))::json",
        purpose,
        "report_id::text",
    )


HELD_VALUES: Final = (
    _told("sealed_place", "report.place"),
    _told("sealed_words", "report.words"),
    HeldValue(
        "report",
        "report_id",
        "incident_id = $1",
        "sealed_contact",
        "sealed_contact = $2",
        "report.contact",
        "report_id::text",
    ),
    HeldValue("caller_text", "text_id", _REPORTS, "words", "words = $2", "report.text", "text_id::text"),
    HeldValue("caller_spoken", "spoken_id", _REPORTS, "note", "note = $2", "report.spoken", "spoken_id::text"),
)


class HeldReportStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def save(self, events: Sequence[LegalHoldChangedV1]) -> None:
        """The latest counts, in whatever order they come."""
        for each in sorted(events, key=lambda event: event.changed_at):
            await self._connection.execute(
                SAVE_HOLD, each.incident_id, each.network_id, each.code, each.held, each.changed_at
            )

    async def held(self) -> list[UUID]:
        return [row["incident_id"] for row in await self._connection.fetch(HELD)]
