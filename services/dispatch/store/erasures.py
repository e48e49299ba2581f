"""SQL that erases a person: who is to go, what still needs them, and everything that is linked to them (rule R116)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.chassis.connection import Connection
from services.chassis.scope import Scope
from services.dispatch.model.erasure import Erasure, ErasureWait
from services.dispatch.store.retention import ASSIGNMENT_UNLINKED, NOT_HELD, OFFER_UNLINKED, TOLD_OF_NOBODY

# Who asks again waits as long as they would have.
ASK = """
    INSERT INTO erasure AS known (person_id, network_id, callsign, asked_at, asked_by) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (person_id) DO UPDATE SET callsign = known.callsign
    RETURNING person_id, network_id, callsign, asked_at, asked_by
"""
WAITING = """
    SELECT person_id, network_id, callsign, asked_at, asked_by FROM erasure
    WHERE erased_at IS NULL AND ($1::text[] IS NULL OR network_id = ANY($1)) ORDER BY network_id, asked_at
"""
TAKE = "SELECT asked_by FROM erasure WHERE person_id = $1 AND erased_at IS NULL FOR UPDATE"
# Their missions first, as everybody locks them; then whatever a mission's unit locks after those.
# Without those that legal holds: their rows keep the call sign until the hold is over (rule R117).
MISSIONS = """
    SELECT incident_id FROM (
    SELECT incident_id FROM offer WHERE volunteer_id = $1
    UNION SELECT incident_id FROM assignment WHERE volunteer_id = $1 AND state <> 'released'
    UNION SELECT incident_id FROM assignment WHERE volunteer_id = $1 AND released_at IS NOT NULL
    ) AS theirs WHERE incident_id NOT IN (SELECT incident_id FROM incident WHERE held_at IS NOT NULL)
"""
LOCK_MISSIONS = f"""
    SELECT incident_id FROM incident WHERE incident_id IN ({MISSIONS}) ORDER BY incident_id FOR UPDATE
"""  # noqa: S608  # ours
ON_HOLD = """
    SELECT count(DISTINCT incident_id)::int FROM incident JOIN offer USING (incident_id)
    WHERE held_at IS NOT NULL AND volunteer_id = $1
"""
LOCK_PERSON = "SELECT callsign FROM volunteer WHERE volunteer_id = $1 FOR UPDATE"
# A finding is under its author's call sign until a reviewer, who must be somebody else, has decided.
WAITS_FOR = """
    SELECT 'mission' AS what, i.code FROM assignment a JOIN incident i USING (incident_id)
    WHERE a.volunteer_id = $1 AND a.state <> 'released'
    UNION SELECT 'offer', i.code FROM offer o JOIN incident i USING (incident_id)
    WHERE o.volunteer_id = $1 AND o.state IN ('open', 'standby') AND i.state NOT IN ('stood_down', 'closed')
    UNION SELECT 'finding', i.code FROM finding f JOIN incident i USING (incident_id)
    WHERE f.incident_id = ANY($2::uuid[]) AND f.submitted_by = $3 AND f.decision IS NULL
      AND i.state NOT IN ('stood_down', 'closed')
    UNION SELECT 'sos', code FROM sos_call WHERE volunteer_id = $1 AND cleared_at IS NULL
    UNION SELECT 'text', code FROM unread_text WHERE person_id = $1 AND settled_at IS NULL
    UNION SELECT 'page', code FROM page WHERE about_id = $1 AND open
    UNION SELECT 'duty', '' FROM duty WHERE volunteer_id = $1
    ORDER BY 1, 2
"""
# Who it was goes, what happened stays.
UNLINK_OFFERS = f"UPDATE offer SET {OFFER_UNLINKED} WHERE volunteer_id = $1 AND {NOT_HELD.format(table='offer')}"  # noqa: S608  # ours
UNLINK_ASSIGNMENTS = (
    f"UPDATE assignment SET {ASSIGNMENT_UNLINKED} WHERE volunteer_id = $1 AND incident_id = ANY($2::uuid[])"  # noqa: S608
)
UNLINK_FINDINGS = """
    UPDATE finding SET submitted_by = CASE WHEN submitted_by = $2 THEN '' ELSE submitted_by END,
        words = CASE WHEN submitted_by = $2 THEN NULL ELSE words END, seen_by = array_remove(seen_by, $2)
    WHERE incident_id = ANY($1::uuid[]) AND (submitted_by = $2 OR $2 = ANY (seen_by))
"""
UNLINK_TIMELINE = f"""
    UPDATE timeline SET {TOLD_OF_NOBODY} WHERE incident_id = ANY($1::uuid[]) AND strpos(params::text, $2) > 0
"""  # noqa: S608  # ours
UNLINK_PAGES = """
    UPDATE page SET about_id = NULL, about = NULL, detail = NULL
    WHERE NOT open AND page_id IN (
        SELECT page_id FROM page WHERE about_id = $1
        UNION SELECT page_id FROM page
        WHERE incident_id = ANY($2::uuid[]) AND (about = $3 OR strpos(coalesce(detail, ''), $3) > 0)
    )
"""
UNLINK_CALLS = f"""
    WITH theirs AS (SELECT call_id FROM sos_call WHERE volunteer_id = $1 AND {NOT_HELD.format(table="sos_call")}),
        said AS (DELETE FROM sos_entry WHERE call_id IN (SELECT call_id FROM theirs))
    UPDATE sos_call SET volunteer_id = call_id, callsign = '' WHERE call_id IN (SELECT call_id FROM theirs)
"""  # noqa: S608  # ours
FORGET_TEXTS = f"DELETE FROM unread_text WHERE person_id = $1 AND {NOT_HELD.format(table='unread_text')}"  # noqa: S608
FORGET_NOT_UNDERSTOOD = "DELETE FROM not_understood WHERE person_id = $1"
FORGET_ADDRESSEE = "DELETE FROM addressee WHERE person_id = $1"
FORGET_CODE = "DELETE FROM erasure_code WHERE person_id = $1"
FORGET_REACH = "DELETE FROM reach WHERE person_id = $1"
FORGET_PERSON = """
    WITH on_call AS (DELETE FROM on_call_trait WHERE volunteer_id = $1)
    DELETE FROM volunteer WHERE volunteer_id = $1
"""
OF_PERSON: Final = (
    UNLINK_OFFERS,
    UNLINK_CALLS,
    FORGET_TEXTS,
    FORGET_NOT_UNDERSTOOD,
    FORGET_ADDRESSEE,
    FORGET_CODE,
    FORGET_REACH,
    FORGET_PERSON,
)
KEEP_CODES = """
    INSERT INTO erasure_code AS known (person_id, code, sent_at)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) ORDER BY 1
    ON CONFLICT (person_id) DO UPDATE SET code = excluded.code, sent_at = excluded.sent_at
"""
CODES = "SELECT person_id, code, sent_at FROM erasure_code WHERE person_id = ANY($1::uuid[])"
IS_ERASED = "UPDATE erasure SET callsign = NULL, erased_at = $2 WHERE person_id = $1"


class ErasureStore:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ask(self, erasure: Erasure) -> Erasure:
        """As it was asked for first."""
        row = await self._connection.fetchrow(
            ASK, erasure.person_id, erasure.network_id, erasure.callsign, erasure.asked_at, erasure.asked_by
        )
        assert row is not None, "an upsert returns its row"
        return Erasure(*row)

    async def waiting(self, scope: Scope) -> list[Erasure]:
        """Who is not erased yet, the longest waiting first of each network."""
        return [Erasure(*row) for row in await self._connection.fetch(WAITING, scope.parameter)]

    async def lock(self, person_id: UUID) -> list[UUID] | None:
        """The erasure, their missions, then themselves; returns the missions. None: another replica erased them."""
        if await self._connection.fetchval(TAKE, person_id) is None:
            return None
        missions = [row["incident_id"] for row in await self._connection.fetch(LOCK_MISSIONS, person_id)]
        await self._connection.execute(LOCK_PERSON, person_id)
        return missions

    async def missions(self, person_id: UUID) -> list[UUID]:
        """Whatever they were asked to go to, or went to, and is not a month over."""
        return [row["incident_id"] for row in await self._connection.fetch(MISSIONS, person_id)]

    async def codes(self, people: Collection[UUID]) -> dict[UUID, tuple[str, datetime]]:
        """With what each may say it again, and when they were sent that."""
        rows = await self._connection.fetch(CODES, sorted(people))
        return {row["person_id"]: (row["code"], row["sent_at"]) for row in rows}

    async def keep_codes(self, codes: Mapping[UUID, tuple[str, datetime]]) -> None:
        people = sorted(codes)
        await self._connection.execute(
            KEEP_CODES, people, [codes[each][0] for each in people], [codes[each][1] for each in people]
        )

    async def forget_code(self, person_id: UUID) -> None:
        await self._connection.execute(FORGET_CODE, person_id)

    async def on_hold(self, person_id: UUID) -> int:
        """How many of their missions legal holds."""
        count: int = await self._connection.fetchval(ON_HOLD, person_id)
        return count

    async def waits_for(self, erasure: Erasure, missions: Sequence[UUID]) -> list[ErasureWait]:
        """What has to end before: none of it is lost, and no one who is out there is."""
        rows = await self._connection.fetch(WAITS_FOR, erasure.person_id, list(missions), erasure.callsign)
        return [ErasureWait(*row) for row in rows]

    async def erase(self, erasure: Erasure, missions: Sequence[UUID], now: datetime) -> None:
        """Everything that says who they were, but that they asked."""
        person_id, callsign = erasure.person_id, erasure.callsign
        await self._connection.execute(UNLINK_ASSIGNMENTS, person_id, list(missions))
        await self._connection.execute(UNLINK_FINDINGS, list(missions), callsign)
        await self._connection.execute(UNLINK_TIMELINE, list(missions), callsign)
        await self._connection.execute(UNLINK_PAGES, person_id, list(missions), callsign)
        for statement in OF_PERSON:
            await self._connection.execute(statement, person_id)
        await self._connection.execute(IS_ERASED, erasure.person_id, now)
