"""Every SQL statement about networks, volunteers, who is on call and who is on duty. Never opens a transaction."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas.territory import DrawnTerritory
from schemas.values import LEVEL_RANK, Level
from services.chassis.connection import Connection
from services.chassis.revisions import next_revision
from services.chassis.scope import Scope
from services.chassis.stored_table import Column, StoredTable
from services.dispatch.matching.ranking import CandidateSearch
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import (
    Candidate,
    ChainMember,
    ChainPlace,
    DutyLead,
    DutyPosition,
    MeetingPoint,
    NewVolunteer,
    Reach,
    RosterNetwork,
    Volunteer,
    Zone,
)
from services.dispatch.store.caches import NetworkCache
from services.dispatch.store.candidates import LEVELS, nearest, roles_from

REVISIONS = "SELECT network_id, revision FROM network WHERE network_id = ANY($1::text[])"
NETWORKS = "SELECT network_id, revision, file, territory FROM network WHERE network_id = ANY($1::text[])"
ALL_NETWORKS = """
    SELECT network_id, revision, file, territory FROM network
    WHERE $1::text[] IS NULL OR network_id = ANY($1) ORDER BY network_id
"""
FIRST_NETWORK = "SELECT min(network_id) FROM network"
NETWORK_FILE = "SELECT file FROM network WHERE network_id = $1"
APPLY_NETWORK = """
    INSERT INTO network AS known (network_id, revision, file, territory, changed_at)
    VALUES ($1, $5, $2::jsonb, $3, $4)
    ON CONFLICT (network_id) DO UPDATE SET
        revision = greatest(known.revision + 1, excluded.revision), file = excluded.file,
        territory = excluded.territory, changed_at = excluded.changed_at
    WHERE known.file <> excluded.file OR known.territory <> excluded.territory
    RETURNING revision
"""
NEXT_REVISION = "UPDATE network SET revision = greatest(revision + 1, $3), changed_at = $2 WHERE network_id = $1"

NEW_VOLUNTEER = StoredTable[NewVolunteer](
    "volunteer",
    Column("volunteer_id", "uuid"),
    Column("callsign", "text"),
    Column("roles", "text[]", changes=True),
    Column("level", "smallint", write=LEVEL_RANK.__getitem__, changes=True),
    Column("languages", "text[]", changes=True),
    Column("home", "bigint", changes=True),
    Column("radius_km", "real", changes=True),
    Column("no_residences", "boolean", changes=True),
)
UPSERT_VOLUNTEERS = NEW_VOLUNTEER.upsert(
    conflict="network_id, callsign",
    added={"network_id": "$9"},
    order_by="sent.callsign",
    returning="volunteer_id, callsign",
)
# What notify says of a person, whether they are on the roster yet or not; `volunteer.unreachable` says it once more,
# for the index that a search for people walks.
REACH_REVISIONS = "SELECT person_id, revision FROM reach WHERE person_id = ANY($1::uuid[])"
KEEP_REACH = """
    INSERT INTO reach AS known (person_id, revision, text_reason, mail_reason)
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[])
    ON CONFLICT (person_id) DO UPDATE SET
        revision = excluded.revision, text_reason = excluded.text_reason, mail_reason = excluded.mail_reason
    WHERE known.revision < excluded.revision
"""
COPY_REACH = """
    UPDATE volunteer v SET unreachable = u.text_reason
    FROM (SELECT v.volunteer_id, r.text_reason FROM volunteer v JOIN reach r ON r.person_id = v.volunteer_id
          WHERE v.volunteer_id = ANY($1::uuid[]) AND v.unreachable IS DISTINCT FROM r.text_reason
          ORDER BY v.volunteer_id FOR UPDATE OF v) AS u
    WHERE v.volunteer_id = u.volunteer_id
    RETURNING v.volunteer_id
"""
ON_DUTY_AMONG = "SELECT DISTINCT network_id FROM duty WHERE volunteer_id = ANY($1::uuid[])"
VOLUNTEERS = """
    SELECT v.volunteer_id, v.network_id, v.callsign, v.roles, v.level, v.languages, v.home, v.radius_km,
           v.no_residences, v.on_call AND (v.on_until IS NULL OR v.on_until > app.now()) AS on_call, v.on_until,
           v.assigned, (SELECT d.position FROM duty d WHERE d.volunteer_id = v.volunteer_id
                        AND (d.on_until IS NULL OR d.on_until > app.now())) AS duty,
           v.unreachable, CASE WHEN r.person_id IS NULL THEN 'no_contact' ELSE r.mail_reason END AS mail_reason
    FROM volunteer v LEFT JOIN reach r ON r.person_id = v.volunteer_id WHERE v.volunteer_id = ANY($1::uuid[])
"""
UNREACHABLE = "SELECT volunteer_id FROM volunteer WHERE volunteer_id = ANY($1::uuid[]) AND unreachable IS NOT NULL"
ROSTER = """
    SELECT volunteer_id FROM volunteer WHERE network_id = $1 AND callsign > $2 ORDER BY callsign LIMIT $3
"""
# The index of staff holds leads and coordinators, who are few.
COORDINATORS = """
    SELECT volunteer_id FROM volunteer WHERE network_id = $1 AND roles && ARRAY['duty_lead', 'coordinator']
      AND 'coordinator' = ANY (roles) ORDER BY callsign
"""
IDS_OF = "SELECT callsign, volunteer_id FROM volunteer WHERE network_id = $1 AND callsign = ANY($2::text[])"

SWITCH_ON = "UPDATE volunteer SET on_call = true, on_until = $2 WHERE volunteer_id = ANY($1::uuid[])"
SWITCH_OFF = "UPDATE volunteer SET on_call = false, on_until = NULL WHERE volunteer_id = ANY($1::uuid[])"
END_OF_ON_CALL = """
    UPDATE volunteer SET on_call = false, on_until = NULL WHERE volunteer_id IN (
        SELECT volunteer_id FROM volunteer WHERE on_until <= $1 ORDER BY volunteer_id FOR UPDATE
    ) RETURNING volunteer_id
"""
FORGET_TRAITS = "DELETE FROM on_call_trait WHERE volunteer_id = ANY($1::uuid[])"
# Of a language what `schemas.language.tags.kept_under` says: the language, and the language with its script or *.
LEARN_TRAITS = """
    INSERT INTO on_call_trait (network_id, trait, home, volunteer_id)
    SELECT v.network_id, has.trait, v.home, v.volunteer_id
    FROM volunteer v
    CROSS JOIN LATERAL (
        SELECT split_part(tag, '-', 1) AS trait FROM unnest(v.languages) AS tag
        UNION
        SELECT split_part(tag, '-', 1) || '-' || coalesce(substring(tag FROM '^[a-z]+-([A-Z][a-z]{3})(?:-|$)'), '*')
        FROM unnest(v.languages) AS tag
        UNION SELECT 'verified' WHERE v.level >= 2
        UNION SELECT 'lead' WHERE v.level >= 3
    ) AS has
    WHERE v.volunteer_id = ANY($1::uuid[]) AND v.on_call AND v.unreachable IS NULL AND v.home IS NOT NULL
    ON CONFLICT DO NOTHING
"""

DUTY_LEADS = """
    SELECT d.network_id, d.volunteer_id, d.position, v.callsign, v.languages, v.unreachable,
           CASE WHEN r.person_id IS NULL THEN 'no_contact' ELSE r.mail_reason END AS mail_reason
    FROM duty d JOIN volunteer v USING (volunteer_id) LEFT JOIN reach r ON r.person_id = d.volunteer_id
    WHERE d.network_id = ANY($1::text[]) AND (d.on_until IS NULL OR d.on_until > $2)
    ORDER BY d.position DESC, d.since, d.volunteer_id
"""
# Few, and found by an index of their own: of a hundred thousand volunteers these are some dozens.
NOT_ON_DUTY = """
    SELECT v.network_id, v.volunteer_id, v.callsign, 'duty_lead' = ANY (v.roles) AS leads, v.unreachable,
           CASE WHEN r.person_id IS NULL THEN 'no_contact' ELSE r.mail_reason END AS mail_reason
    FROM volunteer v LEFT JOIN reach r ON r.person_id = v.volunteer_id
    WHERE v.network_id = ANY($1::text[]) AND v.roles && ARRAY['duty_lead', 'coordinator']
      AND NOT EXISTS (SELECT FROM duty d WHERE d.volunteer_id = v.volunteer_id
                      AND (d.on_until IS NULL OR d.on_until > $2))
    ORDER BY leads DESC, v.callsign
"""
SET_DUTY = """
    INSERT INTO duty AS known (volunteer_id, network_id, position, on_until, since)
    SELECT volunteer_id, network_id, $2, $3, $4 FROM volunteer WHERE volunteer_id = $1
    ON CONFLICT (volunteer_id) DO UPDATE SET
        position = excluded.position, on_until = excluded.on_until, since = excluded.since
    WHERE (known.position, coalesce(known.on_until, 'infinity'))
          <> (excluded.position, coalesce(excluded.on_until, 'infinity'))
       OR known.on_until <= excluded.since
    RETURNING volunteer_id
"""
# A cry that they took, and that is open, of a volunteer or a caller, is nobody's from now on: on_duty_changed pages
# whoever follows.
END_OF_DUTY = """
    WITH gone AS (DELETE FROM duty WHERE on_until <= $1 RETURNING volunteer_id, network_id), given_back AS (
        UPDATE sos_call SET acknowledged_by = NULL, acknowledged_at = NULL
        WHERE call_id IN (
            SELECT c.call_id FROM gone JOIN volunteer v USING (volunteer_id)
            JOIN sos_call c ON c.network_id = gone.network_id AND c.acknowledged_by = v.callsign
            WHERE c.cleared_at IS NULL ORDER BY c.call_id FOR UPDATE OF c
        )
    ), callers_given_back AS (
        UPDATE page SET taken_by = NULL
        WHERE page_id IN (
            SELECT p.page_id FROM gone JOIN volunteer v USING (volunteer_id)
            JOIN page p ON p.network_id = gone.network_id AND p.taken_by = v.callsign
            WHERE p.reason = 'caller_cries' AND p.ended_at IS NULL AND NOT p.open ORDER BY p.page_id FOR UPDATE OF p
        )
    )
    SELECT volunteer_id, network_id FROM gone
"""
CLEAR_DUTY = END_OF_DUTY.replace("on_until <= $1", "volunteer_id = $1")


class RosterStore:
    """Takes a connection, and the process's `NetworkCache` where networks are asked for often."""

    def __init__(self, connection: Connection, networks: NetworkCache | None = None) -> None:
        self._connection = connection
        self._networks = networks or NetworkCache()

    async def networks(self, network_ids: Collection[str]) -> dict[str, RosterNetwork]:
        """Those that exist, at their latest revision."""
        cache = self._networks
        revisions = {
            row["network_id"]: row["revision"] for row in await self._connection.fetch(REVISIONS, list(network_ids))
        }
        if outdated := cache.outdated(revisions):
            cache.keep(network_from(row) for row in await self._connection.fetch(NETWORKS, outdated))
        return {name: cache[name] for name in revisions}

    async def first_network(self) -> str | None:
        found: str | None = await self._connection.fetchval(FIRST_NETWORK)
        return found

    async def all_networks(self, scope: Scope) -> list[RosterNetwork]:
        return [network_from(row) for row in await self._connection.fetch(ALL_NETWORKS, scope.parameter)]

    async def network_file(self, network_id: str) -> dict[str, Any] | None:
        """The network file as it was applied."""
        text = await self._connection.fetchval(NETWORK_FILE, network_id)
        return None if text is None else dict(json.loads(text))

    async def apply_network(
        self, network_id: str, file: Mapping[str, Any], territory: Sequence[int], now: datetime
    ) -> bool:
        """Create or replace; False: it was the same already."""
        facts = network_id, json.dumps(file, sort_keys=True), territory, now, next_revision(0, now)
        return await self._connection.fetchval(APPLY_NETWORK, *facts) is not None

    async def next_revision(self, network_id: str, now: datetime) -> None:
        """What others know of the network changed otherwise: its duty."""
        await self._connection.execute(NEXT_REVISION, network_id, now, next_revision(0, now))

    async def candidates(
        self, searches: Sequence[CandidateSearch], *, policies: Mapping[str, DispatchPolicy], now: datetime
    ) -> dict[UUID, list[Candidate]]:
        """For each place the nearest people on call, enough of them to fill `wanted`, as far as the policy looks.

        Those who may not be asked now are among them (the reasons are shown to people), but do not count. Exact: by
        whole kilometre nobody nearer, and within a kilometre nobody who waited longer, is left out. Where nobody among
        them stands at the mission's level or speaks its language, the nearest who does is added.
        """
        return await nearest(self._connection, searches, policies, now)

    async def duty_leads(self, network_ids: Collection[str], now: datetime) -> dict[str, tuple[DutyLead, ...]]:
        """Who is on duty now, leads first, then backups; a network with nobody on duty has no entry."""
        leads: dict[str, tuple[DutyLead, ...]] = {}
        for row in await self._connection.fetch(DUTY_LEADS, list(network_ids), now):
            lead = DutyLead(
                row["volunteer_id"],
                row["callsign"],
                DutyPosition(row["position"]),
                tuple(row["languages"]),
                reach_from(row),
            )
            leads[row["network_id"]] = (*leads.get(row["network_id"], ()), lead)
        return leads

    async def not_on_duty(self, network_ids: Collection[str], now: datetime) -> dict[str, tuple[ChainMember, ...]]:
        """Who is paged besides those on duty: the other duty leads, then the coordinators, each by call sign."""
        others: dict[str, tuple[ChainMember, ...]] = {}
        for row in await self._connection.fetch(NOT_ON_DUTY, list(network_ids), now):
            place = ChainPlace.OTHER_LEAD if row["leads"] else ChainPlace.COORDINATOR
            member = ChainMember(row["volunteer_id"], row["callsign"], place, reach_from(row))
            others[row["network_id"]] = (*others.get(row["network_id"], ()), member)
        return others

    async def volunteers(self, volunteer_ids: Collection[UUID]) -> dict[UUID, Volunteer]:
        rows = await self._connection.fetch(VOLUNTEERS, list(volunteer_ids))
        return {row["volunteer_id"]: volunteer_from(row) for row in rows}

    async def unreachable_of(self, volunteer_ids: Collection[UUID]) -> list[UUID]:
        """Those of them whom no text reaches."""
        if not volunteer_ids:
            return []
        return [row["volunteer_id"] for row in await self._connection.fetch(UNREACHABLE, list(volunteer_ids))]

    async def coordinators(self, network_id: str) -> tuple[Volunteer, ...]:
        """Who gets the mail: by call sign, whether on duty, on call or neither."""
        return tuple(await self._in_order(COORDINATORS, network_id))

    async def roster(self, network_id: str, *, after: str = "", at_most: int | None = None) -> list[Volunteer]:
        """By call sign, from the one behind `after` on; None: everyone."""
        return await self._in_order(ROSTER, network_id, after, at_most)

    async def ids_of(self, network_id: str, callsigns: Collection[str]) -> dict[str, UUID]:
        """Call sign -> id, of those that exist."""
        rows = await self._connection.fetch(IDS_OF, network_id, list(callsigns))
        return {row["callsign"]: row["volunteer_id"] for row in rows}

    async def by_callsign(self, network_id: str, callsigns: Collection[str]) -> dict[str, Volunteer]:
        """Those that exist."""
        people = await self.volunteers((await self.ids_of(network_id, callsigns)).values())
        return {person.callsign: person for person in people.values()}

    async def save_volunteers(self, network_id: str, people: Sequence[NewVolunteer]) -> dict[str, UUID]:
        """Create or update by call sign; call sign -> id. Who is on call or on a mission stays so."""
        write = NEW_VOLUNTEER.write(UPSERT_VOLUNTEERS, people, network_id)
        if write is None:
            return {}
        statement, arguments = write
        rows = await self._connection.fetch(statement, *arguments)
        ids = {row["callsign"]: row["volunteer_id"] for row in rows}
        await self._connection.execute(COPY_REACH, list(ids.values()))
        await self._renew_traits(list(ids.values()))
        return ids

    async def reach_revisions(self, person_ids: Collection[UUID]) -> dict[UUID, int]:
        """At which revision it is known of each of them whether they can be reached."""
        rows = await self._connection.fetch(REACH_REVISIONS, list(person_ids))
        return {row["person_id"]: row["revision"] for row in rows}

    async def save_reach(self, announced: Mapping[UUID, tuple[int, Reach]]) -> set[str]:
        """What notify says of people, each at its revision: an older one changes nothing.

        Returns the networks on whose duty somebody can be texted now, or cannot any more.
        """
        people = sorted(announced)
        revisions, reaches = zip(*(announced[person] for person in people), strict=True) if people else ((), ())
        texts, mails = [reach.text_reason for reach in reaches], [reach.mail_reason for reach in reaches]
        await self._connection.execute(KEEP_REACH, people, list(revisions), texts, mails)
        changed = [row["volunteer_id"] for row in await self._connection.fetch(COPY_REACH, people)]
        if not changed:
            return set()
        await self._renew_traits(changed)
        return {row["network_id"] for row in await self._connection.fetch(ON_DUTY_AMONG, changed)}

    async def switch_on(self, volunteer_ids: Collection[UUID], until: datetime | None) -> None:
        """On call until then (None: until switched off); for those already on call the new end holds.

        `shifts.switch_on` also sees to it that they are taken off when the time is over.
        """
        await self._connection.execute(SWITCH_ON, sorted(volunteer_ids), until)
        await self._renew_traits(volunteer_ids)

    async def switch_off(self, volunteer_ids: Collection[UUID]) -> None:
        """Off call. Open offers and missions go on."""
        await self._connection.execute(SWITCH_OFF, sorted(volunteer_ids))
        await self._connection.execute(FORGET_TRAITS, sorted(volunteer_ids))

    async def end_on_call(self, now: datetime) -> int:
        """Take everyone off call whose time is over; how many."""
        over = [row["volunteer_id"] for row in await self._connection.fetch(END_OF_ON_CALL, now)]
        if over:
            await self._connection.execute(FORGET_TRAITS, over)
        return len(over)

    async def set_duty(self, volunteer_id: UUID, position: DutyPosition, until: datetime | None, now: datetime) -> bool:
        """On duty; False: they were, in the same position and until the same time."""
        return await self._connection.fetchval(SET_DUTY, volunteer_id, position, until, now) is not None

    async def clear_duty(self, volunteer_id: UUID) -> bool:
        """Off duty; False: they were not on duty."""
        return await self._connection.fetchval(CLEAR_DUTY, volunteer_id) is not None

    async def end_duty(self, now: datetime) -> set[str]:
        """Take everyone off duty whose time is over; the networks concerned."""
        return {row["network_id"] for row in await self._connection.fetch(END_OF_DUTY, now)}

    async def _renew_traits(self, volunteer_ids: Collection[UUID]) -> None:
        await self._connection.execute(FORGET_TRAITS, sorted(volunteer_ids))
        await self._connection.execute(LEARN_TRAITS, sorted(volunteer_ids))

    async def _in_order(self, question: str, *facts: str | int | None) -> list[Volunteer]:
        ids = [row["volunteer_id"] for row in await self._connection.fetch(question, *facts)]
        found = await self.volunteers(ids)
        return [found[each] for each in ids]


def network_from(row: Any) -> RosterNetwork:
    file = json.loads(row["file"])
    policy = dict(file["policy"])
    if "wave_sizes" in policy:
        policy["wave_sizes"] = tuple(policy["wave_sizes"])
    if "level" in policy:
        policy["level"] = Level(policy["level"])
    return RosterNetwork(
        row["network_id"],
        row["revision"],
        file["name"],
        file["hotline_phone"],
        file["time_zone"],
        tuple(file["languages"]),
        DrawnTerritory(file["territory"]),
        frozenset(row["territory"]),
        tuple(Zone(spot["name"], spot["lat"], spot["lon"]) for spot in file["zones"]),
        tuple(MeetingPoint(spot["name"], spot["lat"], spot["lon"]) for spot in file["meeting_points"]),
        DispatchPolicy(**policy),
    )


def volunteer_from(row: Any) -> Volunteer:
    return Volunteer(
        row["volunteer_id"],
        row["network_id"],
        row["callsign"],
        roles_from(tuple(row["roles"])),
        LEVELS[row["level"]],
        tuple(row["languages"]),
        row["home"],
        row["radius_km"],
        row["no_residences"],
        row["on_call"],
        row["on_until"] if row["on_call"] else None,
        row["assigned"],
        None if row["duty"] is None else DutyPosition(row["duty"]),
        reach_from(row),
    )


def reach_from(row: Any) -> Reach:
    return Reach(row["unreachable"], row["mail_reason"])
