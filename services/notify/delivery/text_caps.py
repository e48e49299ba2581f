"""Count texts to numbers that others name, and our own answers, before they are planned (rules R27, R121).

A number's lock is held until the transaction ends, so that replicas never count past each other.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog

from services.chassis.connection import Connection
from services.chassis.telemetry import TEXTS_CAPPED
from services.notify.delivery.caller_caps import CallerCaps, Cap
from services.notify.model.caller_texts import NumberKind, TextsHad
from services.notify.store.caller_texts import CallerTextStore

log = structlog.get_logger()

AN_ALARM_EVERY: Final = timedelta(hours=1)


class TextCaps:
    """`a_minute`, `a_day`: how many all numbers together may get, from all replicas."""

    def __init__(self, *, a_minute: int = 300, a_day: int = 10_000) -> None:
        self._a_minute = a_minute
        self._a_day = a_day
        self._alarmed_at: datetime | None = None

    async def of_numbers(self, connection: Connection, numbers: Collection[bytes], now: datetime) -> CallerCaps:
        """Of callers, by blind index: with what we answered them ourselves."""
        store = CallerTextStore(connection)
        await store.lock(numbers)
        return await self._left(store, await store.texts_had(numbers, now), now)

    async def of_person(self, connection: Connection, person_id: UUID, number: bytes, now: datetime) -> CallerCaps:
        """Of somebody whom we know: what we answered them ourselves, and none of what a network asks or warns them."""
        store = CallerTextStore(connection)
        await store.lock([number])
        return await self._left(store, {(number, False): await store.answers_had(person_id, now)}, now)

    def tell_of(self, cap: Cap, now: datetime) -> None:
        """All together: somebody has to look at who makes us text; told of once an hour."""
        TEXTS_CAPPED.labels(cap).inc()
        if cap == "total" and (self._alarmed_at is None or now - self._alarmed_at >= AN_ALARM_EVERY):
            self._alarmed_at = now
            log.critical("texts.capped_in_total")

    async def _left(self, store: CallerTextStore, had: dict[NumberKind, TextsHad], now: datetime) -> CallerCaps:
        minute, day = await store.all_texts(now)
        return CallerCaps(had, minute_left=self._a_minute - minute, day_left=self._a_day - day)
