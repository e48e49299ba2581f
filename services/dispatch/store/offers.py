"""SQL about offers and assignments: who was asked, who has a seat. The indexes hold the law (rule R42)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.values import Level
from services.chassis.connection import Connection, Write, by_columns
from services.dispatch.model.incident import (
    Assignment,
    AssignmentState,
    MissionPerson,
    Offer,
    OfferState,
    RecentIncident,
)

OFFERS_OF = """
    SELECT offer_id, incident_id, volunteer_id, callsign, level, languages, wave, asked, state, reasons, message_id,
           not_after, offered_at, answered_at, eta_minutes, asked_again
    FROM offer WHERE incident_id = ANY($1::uuid[]) ORDER BY offered_at, offer_id
"""
ASSIGNMENTS_OF = """
    SELECT assignment_id, incident_id, volunteer_id, callsign, level, languages, state, eta_minutes, held_at,
           confirmed_at, en_route_at, on_scene_at, sos_at, sos_cleared_by, out_at, released_at, release_reason,
           asked_release
    FROM assignment WHERE incident_id = ANY($1::uuid[]) ORDER BY held_at, assignment_id
"""
SAVE_OFFERS = """
    INSERT INTO offer (offer_id, incident_id, volunteer_id, callsign, level, languages, wave, asked, state, reasons,
                       message_id, not_after, offered_at, answered_at, eta_minutes, asked_again)
    SELECT o.offer_id, o.incident_id, o.volunteer_id, o.callsign, o.level, string_to_array(o.languages, ','), o.wave,
           o.asked, o.state, string_to_array(o.reasons, ','), o.message_id, o.not_after, o.offered_at, o.answered_at,
           o.eta_minutes, o.asked_again
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[],
                $9::text[], $10::text[], $11::uuid[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[],
                $15::int[], $16::boolean[])
        AS o (offer_id, incident_id, volunteer_id, callsign, level, languages, wave, asked, state, reasons, message_id,
              not_after, offered_at, answered_at, eta_minutes, asked_again)
    ON CONFLICT (offer_id) DO UPDATE SET
        level = excluded.level, languages = excluded.languages, wave = excluded.wave, asked = excluded.asked,
        state = excluded.state, reasons = excluded.reasons, message_id = excluded.message_id,
        not_after = excluded.not_after, offered_at = excluded.offered_at, answered_at = excluded.answered_at,
        eta_minutes = excluded.eta_minutes, asked_again = excluded.asked_again
"""
SAVE_ASSIGNMENTS = """
    INSERT INTO assignment (assignment_id, incident_id, volunteer_id, callsign, level, languages, state, eta_minutes,
                            held_at, confirmed_at, en_route_at, on_scene_at, sos_at, sos_cleared_by, out_at,
                            released_at, release_reason, asked_release)
    SELECT a.assignment_id, a.incident_id, a.volunteer_id, a.callsign, a.level, string_to_array(a.languages, ','),
           a.state, a.eta_minutes, a.held_at, a.confirmed_at, a.en_route_at, a.on_scene_at, a.sos_at,
           a.sos_cleared_by, a.out_at, a.released_at, a.release_reason, a.asked_release
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
                $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[],
                $14::text[], $15::timestamptz[], $16::timestamptz[], $17::text[], $18::boolean[])
        AS a (assignment_id, incident_id, volunteer_id, callsign, level, languages, state, eta_minutes, held_at,
              confirmed_at, en_route_at, on_scene_at, sos_at, sos_cleared_by, out_at, released_at, release_reason,
              asked_release)
    ON CONFLICT (assignment_id) DO UPDATE SET
        state = excluded.state, eta_minutes = excluded.eta_minutes, confirmed_at = excluded.confirmed_at,
        en_route_at = excluded.en_route_at, on_scene_at = excluded.on_scene_at, sos_at = excluded.sos_at,
        sos_cleared_by = excluded.sos_cleared_by, out_at = excluded.out_at, released_at = excluded.released_at,
        release_reason = excluded.release_reason, asked_release = excluded.asked_release
"""
# What a person may be answering: not over, and they were asked or are on it.
CONCERNED = """
    SELECT o.volunteer_id, o.incident_id FROM offer o JOIN incident i USING (incident_id)
    WHERE o.volunteer_id = ANY($1::uuid[]) AND i.state <> 'closed'
      AND o.state IN ('open', 'standby', 'declined', 'expired', 'undeliverable')
    UNION
    SELECT volunteer_id, incident_id FROM assignment WHERE volunteer_id = ANY($1::uuid[]) AND state <> 'released'
"""
# What a late answer may name, the latest first.
RECENT_CODES = """
    SELECT o.volunteer_id, i.incident_id, i.code, i.exercise FROM offer o JOIN incident i USING (incident_id)
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

    async def concerned(self, person_ids: Collection[UUID]) -> list[tuple[UUID, UUID]]:
        """(person, incident): read before the rows are locked, so read again afterwards."""
        rows = await self._connection.fetch(CONCERNED, list(person_ids))
        return [(row["volunteer_id"], row["incident_id"]) for row in rows]

    async def recent_codes(self, person_ids: Collection[UUID], now: datetime) -> dict[UUID, dict[str, RecentIncident]]:
        found: dict[UUID, dict[str, RecentIncident]] = {person_id: {} for person_id in person_ids}
        for row in await self._connection.fetch(RECENT_CODES, list(person_ids), now):
            found[row["volunteer_id"]].setdefault(row["code"], RecentIncident(row["incident_id"], row["exercise"]))
        return found

    async def delivered(self, texts: Sequence[tuple[UUID, UUID, UUID, datetime]]) -> None:
        """(incident, volunteer, message, when); says nothing, so it needs no incident's lock."""
        if texts:
            await self._connection.execute(DELIVERED, *map(list, zip(*sorted(texts), strict=True)))

    async def lock_people(self, volunteer_ids: Collection[UUID]) -> None:
        await self._connection.execute(LOCK_PEOPLE, sorted(volunteer_ids))


def saving_offers(offers: Iterable[Offer]) -> Write | None:
    return by_columns(SAVE_OFFERS, map(_offer, offers))


def saving_assignments(assignments: Iterable[Assignment]) -> Write | None:
    return by_columns(SAVE_ASSIGNMENTS, map(_assignment, assignments))


def person_from(row: Any) -> MissionPerson:
    return MissionPerson(row["volunteer_id"], row["callsign"], Level(row["level"]), tuple(row["languages"]))


def offer_from(row: Any) -> Offer:
    return Offer(
        id=row["offer_id"],
        incident_id=row["incident_id"],
        person=person_from(row),
        wave=row["wave"],
        asked=row["asked"],
        state=OfferState(row["state"]),
        reasons=tuple(row["reasons"]),
        message_id=row["message_id"],
        not_after=row["not_after"],
        offered_at=row["offered_at"],
        answered_at=row["answered_at"],
        eta_minutes=row["eta_minutes"],
        asked_again=row["asked_again"],
    )


def assignment_from(row: Any) -> Assignment:
    return Assignment(
        id=row["assignment_id"],
        incident_id=row["incident_id"],
        person=person_from(row),
        state=AssignmentState(row["state"]),
        held_at=row["held_at"],
        eta_minutes=row["eta_minutes"],
        confirmed_at=row["confirmed_at"],
        en_route_at=row["en_route_at"],
        on_scene_at=row["on_scene_at"],
        sos_at=row["sos_at"],
        sos_cleared_by=row["sos_cleared_by"],
        out_at=row["out_at"],
        released_at=row["released_at"],
        release_reason=row["release_reason"],
        asked_release=row["asked_release"],
    )


def _offer(offer: Offer) -> tuple[Any, ...]:
    return (
        offer.id,
        offer.incident_id,
        offer.person.volunteer_id,
        offer.person.callsign,
        offer.person.level.value,
        ",".join(offer.person.languages),
        offer.wave,
        offer.asked,
        offer.state.value,
        ",".join(offer.reasons),
        offer.message_id,
        offer.not_after,
        offer.offered_at,
        offer.answered_at,
        offer.eta_minutes,
        offer.asked_again,
    )


def _assignment(assignment: Assignment) -> tuple[Any, ...]:
    return (
        assignment.id,
        assignment.incident_id,
        assignment.person.volunteer_id,
        assignment.person.callsign,
        assignment.person.level.value,
        ",".join(assignment.person.languages),
        assignment.state.value,
        assignment.eta_minutes,
        assignment.held_at,
        assignment.confirmed_at,
        assignment.en_route_at,
        assignment.on_scene_at,
        assignment.sos_at,
        assignment.sos_cleared_by,
        assignment.out_at,
        assignment.released_at,
        assignment.release_reason,
        assignment.asked_release,
    )
