"""Run parked and dead events again through the same handlers, or discard them (rule R76); for `hotline replay`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from schemas.envelope import EventData, Received, Undecodable, decode, type_in
from schemas.events.receipt import EventsNoted
from schemas.topics import MAY_CRY
from services.chassis import inbox
from services.chassis.batch_handler import Handler
from services.chassis.database import Database
from services.chassis.event_macs import UNAUTHENTIC, EventMacs, Unauthentic
from services.chassis.sealing import KeyMissing

PARKED = "SELECT position, event_id, subject, topic, reason, value FROM parked ORDER BY position LIMIT $1"
DEAD = """
    SELECT id, event_id, subject, topic, reason, value FROM dead_letter
    WHERE replayed_at IS NULL AND value IS NOT NULL ORDER BY (reason LIKE 'unauthentic:%'), id LIMIT $1
"""
UNPARK = "DELETE FROM parked WHERE position = $1 RETURNING position"
REVIVE = "UPDATE dead_letter SET replayed_at = app.now() WHERE id = $1 AND replayed_at IS NULL RETURNING id"
# Of a record that is no event only its number is known.
NAMED_PARKED = "SELECT position AS number, event_id, subject, topic, reason FROM parked WHERE event_id = $1"
NAMED_DEAD = """
    SELECT id AS number, event_id, subject, topic, reason FROM dead_letter
    WHERE replayed_at IS NULL AND (event_id = $1 OR (event_id IS NULL AND id = $2))
"""
DISCARD = """
    WITH gone AS (DELETE FROM {table} WHERE {key} = $1 RETURNING *)
    INSERT INTO discarded (kind, consumer_group, topic, subject, event_id, reason, set_aside_at, discarded_by, why, at)
    SELECT '{kind}', consumer_group, topic, subject, event_id, reason, at, $2, $3, app.now() FROM gone
    RETURNING event_id
"""
DISCARD_PARKED = DISCARD.format(table="parked", key="position", kind="parked")
DISCARD_DEAD = DISCARD.format(table="dead_letter", key="id", kind="dead")


@dataclass(frozen=True, slots=True)
class SetAsideRecord:
    """A record that was set aside: `kind` is parked or dead; `outcome` tells what a replay made of it."""

    kind: str
    number: int
    event_id: str | None
    subject: str | None
    topic: str
    reason: str
    outcome: str = "waiting"


class Replay:
    """Lists and reruns what one service set aside."""

    def __init__(
        self, database: Database, handlers: Mapping[str, Handler], kinds: Sequence[type[EventData]], macs: EventMacs
    ) -> None:
        self._database = database
        self._macs = macs
        self._handlers = handlers
        self._kinds = {kind.TYPE: kind for kind in kinds}

    async def run(
        self,
        *,
        subject: str | None = None,
        event_id: str | None = None,
        only_parked: bool = False,
        dry_run: bool = True,
        limit: int = 1000,
    ) -> list[SetAsideRecord]:
        """In order, parked before dead, forged ones last: a flood of them hides nothing else (rule R123).

        A subject whose record fails again keeps its later ones parked.
        """
        async with self._database.connection() as connection:
            parked = await connection.fetch(PARKED, limit)
            dead = await connection.fetch(DEAD, limit) if not only_parked else []
        done: list[SetAsideRecord] = []
        stuck: set[str] = set()
        for kind, rows, number in (("parked", parked, "position"), ("dead", dead, "id")):
            for row in rows:
                aside = SetAsideRecord(
                    kind,
                    row[number],
                    row["event_id"] and str(row["event_id"]),
                    row["subject"],
                    row["topic"],
                    row["reason"],
                )
                if (subject and aside.subject != subject) or (event_id and aside.event_id != event_id):
                    continue
                outcome = "waiting" if dry_run else await self._rerun(aside, row["value"], stuck)
                done.append(replace(aside, outcome=outcome))
        return done

    async def discard(
        self, *, event_id: UUID | None, number: int | None, by: str, why: str, dry_run: bool = True
    ) -> list[SetAsideRecord]:
        """Give up one event, or one dead record that is none, by its number. What waited behind it is run again.

        Who, why and when are kept; the record itself is gone, and never handled when it comes again.
        """
        async with self._database.connection() as connection:
            parked = await connection.fetch(NAMED_PARKED, event_id) if event_id is not None else []
            dead = await connection.fetch(NAMED_DEAD, event_id, number)
        done: list[SetAsideRecord] = []
        for kind, rows in (("parked", parked), ("dead", dead)):
            for row in rows:
                named = row["event_id"] and str(row["event_id"])
                aside = SetAsideRecord(kind, row["number"], named, row["subject"], row["topic"], row["reason"])
                outcome = "waiting" if dry_run else await self._give_up(aside, by, why)
                done.append(replace(aside, outcome=outcome))
        subjects = {aside.subject for aside in done if aside.kind == "parked" and aside.outcome == "discarded"}
        for subject in filter(None, subjects):
            done += await self.run(subject=subject, only_parked=True, dry_run=False)
        return done

    async def _give_up(self, aside: SetAsideRecord, by: str, why: str) -> str:
        statement = DISCARD_PARKED if aside.kind == "parked" else DISCARD_DEAD
        async with self._database.unit() as unit:
            gone = await unit.connection.fetchrow(statement, aside.number, by, why)
            if gone is None:
                return "gone"
            if gone["event_id"] is not None:
                await unit.connection.execute(inbox.CLAIM, [gone["event_id"]], inbox.DEAD)
                await unit.connection.execute(inbox.MARK, [gone["event_id"]], inbox.DEAD)
        return "discarded"

    async def _rerun(self, aside: SetAsideRecord, value: bytes, stuck: set[str]) -> str:
        if aside.kind == "parked" and aside.subject in stuck and aside.topic not in MAY_CRY:
            return "behind"
        try:
            event = self._decode(aside, value)
        except Undecodable as error:
            return f"undecodable: {error}"
        except (Unauthentic, KeyMissing) as cause:
            return f"{UNAUTHENTIC}: {cause}"
        try:
            async with self._database.unit() as unit:
                taken = await unit.connection.fetchval(UNPARK if aside.kind == "parked" else REVIVE, aside.number)
                if taken is None:
                    return "gone"
                [claimed] = await unit.connection.fetch(inbox.CLAIM, [event.id], inbox.HANDLED)
                if aside.event_id is None and event.id not in claimed["fresh"]:
                    return "handled"  # this record could not be read, but the event came again since
                await unit.connection.execute(inbox.MARK, [event.id], inbox.HANDLED)
                if not isinstance(event.data, EventsNoted):  # its ids were published again long ago
                    await self._handlers[aside.topic](unit, [event])
        except Exception as error:
            if aside.subject is not None and aside.topic not in MAY_CRY:
                stuck.add(aside.subject)
            return f"failed: {type(error).__name__}"
        return "handled"

    def _decode(self, aside: SetAsideRecord, value: bytes) -> Received[Any]:
        """What was authentic when it was set aside stays so: it may lie here for longer than its key lives. Nobody
        can have anything else run.
        """
        if aside.reason.startswith(UNAUTHENTIC):
            value = self._macs.verified(aside.topic, value)
        kind = self._kinds.get(type_in(value) or "")
        if kind is None or aside.topic != kind.TOPIC:
            raise Undecodable("no event that this service handles")
        return decode(kind, value)
