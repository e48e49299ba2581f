"""A year of history in a stack's databases before its capacity is measured: `tests.load.fill` makes it."""

import importlib
import importlib.util

import asyncpg

from deploy.local.stack import Stack

FILL = "tests.load.fill"


async def fill_history(stack: Stack) -> bool:
    """False: this checkout has nothing that makes history, so a figure with history cannot be had."""
    if importlib.util.find_spec(FILL) is None:
        return False
    maker = importlib.import_module(FILL)
    for service in maker.SERVICES:
        await stack.stop(service)
        connection = await asyncpg.connect(stack.database_url(service))
        try:
            await maker.fill(connection, service, maker.YEAR)
        finally:
            await connection.close()
        await stack.start(service)
    return True
