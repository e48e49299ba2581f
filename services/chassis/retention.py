"""How long each class of rows is kept, and the job that ends them (rule R69); each service has a table of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from services.chassis.connection import Connection
from services.chassis.database import Database
from services.chassis.telemetry import RETENTION_DUE, RETENTION_ENDED, RETENTION_RAN

EVERY_SECONDS: Final = 3600
MOST_COUNTED: Final = 10_000
"""A look counts up to so many: whoever looks wants to know that there is a backlog, not its last row."""

NOTE_RUN = """
    INSERT INTO retention_run AS known (class, ran_at, ended, ended_in_all)
    SELECT class, app.now(), ended, ended FROM unnest($1::text[], $2::bigint[]) AS r (class, ended)
    ON CONFLICT (class) DO UPDATE SET ran_at = excluded.ran_at,
        ended_in_all = known.ended_in_all + excluded.ended,
        ended = CASE WHEN excluded.ended > 0 THEN excluded.ended ELSE known.ended END
"""
RUNS = "SELECT class, ran_at, ended, ended_in_all FROM retention_run"


@dataclass(frozen=True, slots=True)
class KeptRows:
    """Rows of one class. They end `keep` after `since`, unless they are still needed."""

    name: str
    table: str
    key: str
    since: str
    """A column that an index is in the order of."""
    keep: timedelta
    source: str
    """Whose figure it is, or of what; of two the shorter (rule R10)."""
    only: str = "true"
    """Which of them: none that is still needed. `{cut}` is the moment before which they are due."""
    change: str | None = None
    """What of a row ends, as the SET of an UPDATE; None: the row."""
    with_it: tuple[str, ...] = ()
    """Statements for what hangs on the rows `due`."""
    at_once: int = 500
    """Rows in a transaction; with what hangs on them not much above a thousand, which takes milliseconds."""

    @property
    def due(self) -> str:
        only = self.only.format(cut="(SELECT at FROM cut)")
        return f"FROM {self.table} WHERE {self.since} < (SELECT at FROM cut) AND {only}"  # noqa: S608  # ours

    @property
    def ending(self) -> str:
        """The statement that ends up to $2 of those that began more than $1 ago; another replica's are passed over."""
        hanging = "".join(f", with_{number} AS ({each})" for number, each in enumerate(self.with_it))
        verb = f"DELETE FROM {self.table}" if self.change is None else f"UPDATE {self.table} SET {self.change}"  # noqa: S608
        return (
            f"{_CUT}, due AS MATERIALIZED (SELECT {self.key} {self.due} ORDER BY {self.since} LIMIT $2"  # noqa: S608
            f" FOR UPDATE SKIP LOCKED){hanging} {verb} WHERE ({self.key}) IN (SELECT {self.key} FROM due)"
        )

    @property
    def look(self) -> str:
        """The statement that counts those that are due, up to $2, and says since when the first was kept."""
        return (
            f"{_CUT} SELECT count(*)::int AS due, min(since) AS oldest"  # noqa: S608  # ours
            f" FROM (SELECT {self.since} AS since {self.due} ORDER BY {self.since} LIMIT $2) AS first"
        )


_CUT: Final = "WITH cut AS MATERIALIZED (SELECT app.now() - $1::interval AS at)"


def _discarding(kind: str, table: str, key: str, only: str = "true") -> str:
    """Nobody ran it again or gave it up: that stays, as when a person does (rule R76)."""
    return f"""
        INSERT INTO discarded
            (kind, consumer_group, topic, subject, event_id, reason, set_aside_at, discarded_by, why, at)
        SELECT '{kind}', consumer_group, topic, subject, event_id, reason, at, 'retention', 'nobody did', app.now()
        FROM {table} WHERE {key} IN (SELECT {key} FROM due) AND {only}
    """  # noqa: S608  # ours


OF_EVERY_SERVICE: Final = (
    KeptRows(
        "inbox",
        "inbox",
        "event_id",
        "at",
        timedelta(days=14),
        "what a topic keeps for 72 hours, with room for a producer that was away",
        only="NOT EXISTS (SELECT FROM parked WHERE parked.event_id = inbox.event_id)",
    ),
    KeptRows("timer", "timer", "id", "fired_at", timedelta(days=7), "ours: a week to look back at a night"),
    KeptRows(
        "parked",
        "parked",
        "position",
        "at",
        timedelta(days=30),
        "design: words and places, 30 days",
        with_it=(_discarding("parked", "parked", "position"),),
    ),
    KeptRows(
        "dead_letter",
        "dead_letter",
        "id",
        "at",
        timedelta(days=30),
        "design: words and places, 30 days",
        with_it=(_discarding("dead", "dead_letter", "id", "replayed_at IS NULL"),),
    ),
    KeptRows("discarded", "discarded", "id", "at", timedelta(days=1825), "audit, 5 years"),
)


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One class, and what of it is due."""

    name: str
    keep_days: int
    due: int
    oldest: datetime | None
    ran_at: datetime | None
    ended_last: int
    ended_in_all: int


class Retention:
    """Of one service. Any replica may run it at any time."""

    def __init__(self, database: Database, kept: Sequence[KeptRows]) -> None:
        self._database = database
        self._kept = (*OF_EVERY_SERVICE, *kept)

    async def run(self, seconds: float = EVERY_SECONDS / 4) -> dict[str, int]:
        """End what is due, in batches, for so long; the next run goes on. Returns how many rows of each class."""
        until = monotonic() + seconds
        ended = dict.fromkeys((each.name for each in self._kept), 0)
        for each in self._kept:
            more = True
            while more and monotonic() < until:
                async with self._database.connection() as connection:
                    rows = _rows_of(await connection.execute(each.ending, each.keep, each.at_once))
                ended[each.name] += rows
                RETENTION_ENDED.labels(each.name).inc(rows)
                more = rows == each.at_once
        async with self._database.connection() as connection:
            await connection.execute(NOTE_RUN, list(ended), list(ended.values()))
        RETENTION_RAN.set_to_current_time()
        await self.look()
        return ended

    async def look(self) -> list[ClassFigures]:
        """What a run would end now, without doing it."""
        async with self._database.reading() as connection:
            runs = {row["class"]: row for row in await connection.fetch(RUNS)}
            found = [await self._look_at(connection, each, runs.get(each.name)) for each in self._kept]
        return found

    async def _look_at(self, connection: Connection, kept: KeptRows, run: Any) -> ClassFigures:
        row = await connection.fetchrow(kept.look, kept.keep, MOST_COUNTED)
        assert row is not None, "an aggregate has one row"
        RETENTION_DUE.labels(kept.name).set(row["due"])
        return ClassFigures(
            kept.name,
            kept.keep.days,
            row["due"],
            row["oldest"],
            run["ran_at"] if run else None,
            run["ended"] if run else 0,
            run["ended_in_all"] if run else 0,
        )


def _rows_of(status: str) -> int:
    """`DELETE 5`"""
    return int(status.rsplit(" ", 1)[-1])
