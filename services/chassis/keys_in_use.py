"""Which days' keys open matters still need: whoever destroys keys asks every service first (docs/adr/0030)."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from services.chassis.connection import Connection
from services.chassis.database import Database
from services.chassis.key_classes import KEY_CLASSES
from services.chassis.sealing import Keyring, day_of
from services.chassis.telemetry import KEYS_OVERDUE

KEYS_PATH: Final = "/keys-in-use"
LOOK_SECONDS: Final = 30
"""How often a process looks whether keys that it has in memory are still there."""

WAITING_EVENTS: Final = r"""
    SELECT decode(found[1], 'base64')
    FROM (
        SELECT payload FROM outbox WHERE topic NOT LIKE '%.dlt'
        UNION ALL SELECT payload FROM awaiting
        UNION ALL SELECT value FROM parked
        UNION ALL SELECT value FROM dead_letter WHERE event_id IS NOT NULL AND replayed_at IS NULL
    ) AS event (payload), regexp_matches(
        encode(payload, 'escape'),
        '"sealed_[a-z_]*":\s*"((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)"', 'g'
    ) AS found
"""
"""What travels or was set aside. Not read as JSON: one record that is none would hide the keys of all."""


def keys_of(matters: str) -> str:
    """The statement that lists the keys; `matters`: one that gives the sealed values of what is open, in one column."""
    sealed = f"({matters}) UNION ALL {WAITING_EVENTS}"
    return f"SELECT DISTINCT app.key_of(sealed) AS key FROM ({sealed}) AS needed (sealed)"  # noqa: S608  # ours


async def days_in_use(connection: Connection, statement: str) -> set[tuple[str, date]]:
    """Class and day of each; keys of persons and sources go with them, not with a day."""
    keys = (day_of(row["key"]) for row in await connection.fetch(statement) if row["key"] is not None)
    return {key for key in keys if key is not None}


@dataclass(frozen=True, slots=True)
class KeyDays:
    """Keys of one class: one a day."""

    name: str
    keep_days: int
    there: tuple[date, ...]
    """Up to today."""
    in_use: tuple[date, ...]
    """Days whose key an open matter of this service needs; it may be another service's class, which it passes on."""
    overdue: int
    """Keys that are there beyond their date, whoever needs them."""


class KeyWatch:
    """What a service knows of its keys: which are there, and which of them its open matters need."""

    def __init__(self, keyring: Keyring, database: Database, statement: str) -> None:
        self._keyring = keyring
        self._database = database
        self._statement = statement

    async def in_use(self) -> tuple[datetime, set[tuple[str, date]]]:
        """With the database's time before it was looked at."""
        async with self._database.connection() as connection:
            now = await connection.fetchval("SELECT app.now()")
            return now, await days_in_use(connection, self._statement)

    async def look(self) -> list[KeyDays]:
        """Of every class that this service may read, or has something of."""
        now, in_use = await self.in_use()
        there = await asyncio.to_thread(self._keyring.days)
        names = there.keys() | {name for name, _ in in_use}
        return [_of_class(name, there.get(name, []), in_use, now.date()) for name in sorted(names)]

    async def run(self) -> None:
        """Forget what was destroyed, and say what should have been (rule R63)."""
        await asyncio.to_thread(self._keyring.forget_destroyed)
        today = (await self._database.now()).date()
        for name, days in (await asyncio.to_thread(self._keyring.days)).items():
            KEYS_OVERDUE.labels(name).set(_of_class(name, days, set(), today).overdue)


def answer_of(service: str, now: datetime, in_use: Collection[tuple[str, date]]) -> dict[str, Any]:
    """What a service answers at KEYS_PATH."""
    days: Sequence[tuple[str, date]] = sorted(in_use)
    return {"service": service, "now": now.isoformat(), "in_use": [f"{name}/{day}" for name, day in days]}


def over(name: str, day: date, today: date) -> bool:
    """Its key was kept as long as the class says."""
    keep_days = KEY_CLASSES[name].keep_days
    return keep_days is not None and (today - day).days > keep_days


def _of_class(name: str, days: Sequence[date], in_use: Collection[tuple[str, date]], today: date) -> KeyDays:
    keep_days = KEY_CLASSES[name].keep_days
    assert keep_days is not None, "only classes with a key a day are listed"
    return KeyDays(
        name,
        keep_days,
        tuple(day for day in days if day <= today),
        tuple(sorted(day for of, day in in_use if of == name)),
        sum(over(name, day, today) for day in days),
    )
