"""Each statement of a service as it runs on a filled database, against its budget (rule R87)."""

import asyncpg

from deploy.contracts.statements import statements_of
from services.chassis.connection import Connection
from services.chassis.database import QUEUE_PLANNER, SESSION
from tests.integration.growth import asked_with
from tests.integration.growth.budgets import BLOCKS
from tests.integration.growth.parts import LOOKED_AT, PARTS
from tests.load.fill import Size
from tests.support.arguments import arguments, worst
from tests.support.plans import blocks

OF_STORES = {"dispatch": asked_with.DISPATCH, "intake": asked_with.INTAKE, "notify": asked_with.NOTIFY}
GIVEN = {f"chassis.{name}": given for name, given in asked_with.CHASSIS.items()} | {
    f"{service}.store.{name}": given for service, store in OF_STORES.items() for name, given in store.items()
}
PATIENT = SESSION | {"statement_timeout": "60s"}


def statements(service: str) -> dict[str, str]:
    """Its own and the chassis', without those that are parts of others."""
    found = statements_of(service)
    return {short: text for name, text in found.items() if (short := name.removeprefix("services.")) not in PARTS}


async def measured(url: str, service: str, size: Size) -> dict[str, int]:
    """Blocks that each statement touches, by its name; where people look with it too, the dearer of two plans."""
    working: Connection = await asyncpg.connect(url, server_settings=PATIENT | QUEUE_PLANNER)
    looking: Connection = await asyncpg.connect(url, server_settings=PATIENT)
    known, found = worst(size), {}
    try:
        for name, text in statements(service).items():
            asked = await arguments(working, text, known, GIVEN.get(name, {}))
            counted = [await blocks(working, text, asked)]
            if name.startswith(LOOKED_AT):
                counted.append(await blocks(looking, text, asked))
            found[name] = max(counted)
    finally:
        await working.close()
        await looking.close()
    return found


def over_budget(found: dict[str, int]) -> dict[str, tuple[int, int]]:
    """(touched, allowed) of those that touched more."""
    return {name: (count, BLOCKS.get(name, 0)) for name, count in found.items() if count > BLOCKS.get(name, 0)}
