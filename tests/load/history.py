"""A year of history in a stack's databases before its capacity is measured."""

import asyncpg

from deploy.local.stack import Stack
from tests.load.fill import SERVICES, YEAR, fill


async def fill_history(stack: Stack) -> None:
    """Service after service, each stopped meanwhile."""
    for service in SERVICES:
        await stack.stop(service)
        connection = await asyncpg.connect(stack.database_url(service))
        try:
            await fill(connection, service, YEAR)
        finally:
            await connection.close()
        await stack.start(service)
