"""SQL about offers and assignments: who was asked, who has a seat. The indexes hold the law (rule R42)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.values import Level
from services.chassis.connection import Connection, Write
from services.chassis.stored_table import Column, StoredTable
from services.dispatch.model.incident import (
    Assignment,
    AssignmentState,
    IncidentState,
    MissionPerson,
    Offer,
    OfferState,
)
from services.dispatch.model.recent_incident import OFF_LATELY, RecentIncident

OFFER = StoredTable[Offer](
    "offer",
    Column("offer_id", "uuid", "id"),
    Column("incident_id", "uuid"),
    Column("volunteer_id", "uuid", "person.volunteer_id"),
    Column("callsign", "text", "person.callsign"),
    Column("level", "text", "person.level", changes=True),
    Column("languages", "text[]", "person.languages", changes=True),
    Column("wave", "int", changes=True),
    Column("asked", "int", changes=True),
    Column("state", "text", read=OfferState, changes=True),
    Column("reasons", "text[]", changes=True),
    Column("message_id", "uuid", changes=True),
    Column("not_after", "timestamptz", changes=True),
    Column("offered_at", "timestamptz", changes=True),
    Column("answered_at", "timestamptz", changes=True),
    Column("eta_minutes", "int", changes=True),
    Column("asked_again", "boolean", changes=True),
    Column("delivered_at", "timestamptz"),
)
ASSIGNMENT = StoredTable[Assignment](
    "assignment",
    Column("assignment_id", "uuid", "id"),
    Column("incident_id", "uuid"),
    Column("volunteer_id", "uuid", "person.volunteer_id"),
    Column("callsign", "text", "person.callsign"),
    Column("level", "text", "person.level"),
    Column("languages", "text[]", "person.languages"),
    Column("state", "text", read=AssignmentState, changes=True),
    Column("eta_minutes", "int", changes=True),
    Column("held_at", "timestamptz"),
    Column("confirmed_at", "timestamptz", changes=True),
    Column("en_route_at", "timestamptz", changes=True),
    Column("on_scene_at", "timestamptz", changes=True),
    Column("sos_at", "timestamptz", changes=True),
    Column("sos_cleared_by", "text", changes=True),
    Column("out_at", "timestamptz", changes=True),
    Column("released_at", "timestamptz", changes=True),
    Column("release_reason", "text", changes=True),
    Column("asked_release", "boolean", changes=True),
    Column("sign_due_at", "timestamptz", changes=True),
    Column("signs_asked", "smallint", changes=True),
    Column("word_at", "timestamptz", changes=True),
    Column("word_minutes", "smallint", changes=True),
    Column("unreached_at", "timestamptz", changes=True),
)
OFFERS_OF = OFFER.select("WHERE incident_id = ANY($1::uuid[]) ORDER BY offered_at, offer_id")
ASSIGNMENTS_OF = ASSIGNMENT.select("WHERE incident_id = ANY($1::uuid[]) ORDER BY held_at, assignment_id")
SAVE_OFFERS = OFFER.upsert()
SAVE_ASSIGNMENTS = ASSIGNMENT.upsert()
# What a person may be answering: not over, and they were asked, are on it, left it so lately that a cry of theirs is
# about it, or were there and may tell what they saw.
CONCERNED = """
    WITH long_lived AS (
        SELECT incident_id FROM incident WHERE state <> 'closed' AND opened_at <= $2::timestamptz - interval '14 days'
        UNION ALL
        SELECT incident_id FROM incident
        WHERE closed_at > $2::timestamptz - interval '12 hours' AND closed_at - opened_at > interval '13 days'
          AND state = 'closed'
    ), asked AS (
        SELECT volunteer_id, incident_id, state FROM offer
        WHERE volunteer_id = ANY($1::uuid[]) AND offered_at > $2::timestamptz - interval '14 days'
        UNION
        SELECT o.volunteer_id, o.incident_id, o.state FROM long_lived
        JOIN offer o USING (incident_id) WHERE o.volunteer_id = ANY($1::uuid[])
    )
    SELECT o.volunteer_id, o.incident_id FROM asked o JOIN incident i USING (incident_id)
    WHERE i.state <> 'closed' AND o.state IN ('open', 'standby', 'declined', 'expired', 'undeliverable')
    UNION
    SELECT volunteer_id, incident_id FROM assignment WHERE volunteer_id = ANY($1::uuid[]) AND state <> 'released'
    UNION
    SELECT o.volunteer_id, o.incident_id FROM assignment a JOIN offer o USING (incident_id, volunteer_id)
    WHERE a.volunteer_id = ANY($1::uuid[]) AND a.released_at > $2::timestamptz - $3::interval
    UNION
    SELECT o.volunteer_id, o.incident_id FROM asked o JOIN incident i USING (incident_id)
    JOIN assignment a USING (incident_id, volunteer_id)
    WHERE i.went AND a.on_scene_at IS NOT NULL
      AND (i.state <> 'closed' OR i.closed_at > $2::timestamptz - interval '12 hours')
"""
"""Who was asked for an incident long ago was asked after it had opened: what is older than two weeks and concerns them
still is among the few incidents that were open for so long. So nobody's past is read to understand a reply (rule R87).
"""
MISSION_OF = """
    SELECT i.code FROM assignment a JOIN incident i USING (incident_id)
    WHERE a.volunteer_id = $1 AND a.state <> 'released'
"""
# What a late answer may name, the latest first.
RECENT_CODES = """
    SELECT o.volunteer_id, i.incident_id, i.code, i.exercise, i.state, i.zone, o.state AS offered,
           o.offered_at, seat.left_at, seat.saw
    FROM offer o JOIN incident i USING (incident_id)
    LEFT JOIN LATERAL (
        SELECT max(a.released_at) AS left_at, bool_or(a.on_scene_at IS NOT NULL) AS saw
        FROM assignment a
        WHERE a.incident_id = o.incident_id AND a.volunteer_id = o.volunteer_id AND a.confirmed_at IS NOT NULL
    ) seat ON true
    WHERE o.volunteer_id = ANY($1::uuid[]) AND o.offered_at > $2::timestamptz - interval '7 days'
    ORDER BY o.offered_at DESC, o.offer_id
"""
DELIVERED = """
    UPDATE offer SET delivered_at = d.at
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[]) AS d (incident_id, volunteer_id, message_id, at)
    WHERE offer.incident_id = d.incident_id AND offer.volunteer_id = d.volunteer_id
      AND offer.message_id = d.message_id AND offer.delivered_at IS NULL
"""
# In one order everywhere, for a unit that marks people by several statements.
LOCK_PEOPLE = """
    SELECT volunteer_id FROM volunteer WHERE volunteer_id = ANY($1::uuid[]) ORDER BY volunteer_id FOR NO KEY UPDATE
"""


class OfferStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def offers_of(self, incident_ids: Collection[UUID]) -> list[Offer]:
        return [offer_from(row) for row in await self._connection.fetch(OFFERS_OF, list(incident_ids))]

    async def assignments_of(self, incident_ids: Collection[UUID]) -> list[Assignment]:
        return [assignment_from(row) for row in await self._connection.fetch(ASSIGNMENTS_OF, list(incident_ids))]

    async def incidents_concerning(self, person_ids: Collection[UUID], now: datetime) -> list[tuple[UUID, UUID]]:
        """(person, incident): read before the rows are locked, so read again afterwards."""
        rows = await self._connection.fetch(CONCERNED, list(person_ids), now, OFF_LATELY)
        return [(row["volunteer_id"], row["incident_id"]) for row in rows]

    async def mission_of(self, person_id: UUID) -> str | None:
        """The code of the mission that they are on."""
        code: str | None = await self._connection.fetchval(MISSION_OF, person_id)
        return code

    async def recent_codes(self, person_ids: Collection[UUID], now: datetime) -> dict[UUID, dict[str, RecentIncident]]:
        found: dict[UUID, dict[str, RecentIncident]] = {person_id: {} for person_id in person_ids}
        for row in await self._connection.fetch(RECENT_CODES, list(person_ids), now):
            asked = RecentIncident(
                incident_id=row["incident_id"],
                exercise=row["exercise"],
                state=IncidentState(row["state"]),
                offered=OfferState(row["offered"]),
                asked_at=row["offered_at"],
                left_at=row["left_at"],
                saw=bool(row["saw"]),
                zone=row["zone"],
            )
            found[row["volunteer_id"]].setdefault(row["code"], asked)
        return found

    async def note_delivered(self, texts: Sequence[tuple[UUID, UUID, UUID, datetime]]) -> None:
        """(incident, volunteer, message, when); says nothing, so it needs no incident's lock."""
        if texts:
            await self._connection.execute(DELIVERED, *map(list, zip(*sorted(texts), strict=True)))

    async def lock_people(self, volunteer_ids: Collection[UUID]) -> None:
        await self._connection.execute(LOCK_PEOPLE, sorted(volunteer_ids))


def saving_offers(offers: Collection[Offer]) -> Write | None:
    return OFFER.write(SAVE_OFFERS, list(offers))


def saving_assignments(assignments: Collection[Assignment]) -> Write | None:
    return ASSIGNMENT.write(SAVE_ASSIGNMENTS, list(assignments))


def person_from(row: Any) -> MissionPerson:
    return MissionPerson(row["volunteer_id"], row["callsign"], Level(row["level"]), tuple(row["languages"]))


def offer_from(row: Any) -> Offer:
    return Offer(person=person_from(row), **OFFER.facts(row))


def assignment_from(row: Any) -> Assignment:
    return Assignment(person=person_from(row), **ASSIGNMENT.facts(row))
