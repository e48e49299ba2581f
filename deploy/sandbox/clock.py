"""The sandbox's clock: whole microseconds inside, milliseconds for those who read its JSON."""

import time


def microseconds() -> int:
    """Now, since the epoch."""
    return time.time_ns() // 1_000


def milliseconds(at_us: int) -> float:
    """Epoch milliseconds with microseconds behind the point."""
    return at_us / 1_000
