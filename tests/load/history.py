"""A year of history in a stack's databases before its capacity is measured."""

from dataclasses import replace

import asyncpg

from deploy.local.stack import Stack
from services.chassis.connection import Connection
from services.chassis.retention import OF_EVERY_SERVICE, KeptRows
from services.dispatch.store.retention import KEPT as KEPT_BY_DISPATCH
from services.intake.store.retention import KEPT as KEPT_BY_INTAKE
from services.notify.store.retention import KEPT as KEPT_BY_NOTIFY
from tests.load.fill import YEAR, Size, fill

KEPT = {"dispatch": KEPT_BY_DISPATCH, "intake": KEPT_BY_INTAKE, "notify": KEPT_BY_NOTIFY}
ALL_AT_ONCE = 100_000_000


async def fill_history(stack: Stack, size: Size = YEAR) -> None:
    """Service after service, each stopped meanwhile."""
    for service, kept in KEPT.items():
        await stack.stop(service)
        connection = await asyncpg.connect(stack.database_url(service))
        try:
            await fill(connection, service, size)
            await end_what_is_due(connection, (*OF_EVERY_SERVICE, *kept))
        finally:
            await connection.close()
        await stack.start(service)


async def end_what_is_due(connection: Connection, kept: tuple[KeptRows, ...]) -> None:
    """As the year would have, hour by hour. Left to the services, what is measured is how a year's rows are deleted:
    all of them go at it as soon as they start, and for minutes a city is told of nobody who can be reached.

    Of a row that stays, what hangs on it is left as it is: to empty a million lines takes minutes, and saves no row.
    """
    for each in kept:
        ending = each if each.change is None else replace(each, with_it=())
        await connection.execute(ending.ending, each.keep, ALL_AT_ONCE, timeout=300)
    await connection.execute("VACUUM ANALYZE")
