"""Waiting that ends early when a loop is asked to stop."""

import asyncio


async def stopped_within(stopping: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until the loop is to stop; says which."""
    try:
        await asyncio.wait_for(stopping.wait(), seconds)
    except TimeoutError:
        return False
    return True
