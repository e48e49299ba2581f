"""What must hold of every service's table of retention: its statements find their rows by an index of theirs."""

from collections.abc import Sequence

from services.chassis.database import Database
from services.chassis.retention import OF_EVERY_SERVICE, KeptRows
from tests.support.plans import walked


async def found_by_key(database: Database, kept: Sequence[KeptRows]) -> None:
    for each in (*OF_EVERY_SERVICE, *kept):
        assert await walked(database, each.ending) == set(), each.name
        assert each.at_once <= 1000, each.name
