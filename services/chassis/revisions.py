"""Revisions of what is told whole each time, of which the highest wins: they rise with the clock (rule R125).

A revision is a second of the producer's clock, or the one after the last where that is later. So whoever missed many,
and whoever was restored from a backup, is never taken for a liar; what says more than the clock can have come to is.
"""

from datetime import datetime, timedelta
from typing import Final

from services.chassis.errors import Jump

MOST_AHEAD: Final = timedelta(days=1)
"""A clock that is off by a time zone is believed, and so long at most a false revision silences the true ones."""


def next_revision(known: int, now: datetime) -> int:
    return max(known + 1, int(now.timestamp()))


def is_jump(revision: int, now: datetime) -> bool:
    return revision > (now + MOST_AHEAD).timestamp()


def refuse_jump(what: str, revision: int, now: datetime) -> None:
    """
    Raises:
        Jump: who believed it would believe nothing that is true for longer than a day.
    """
    if is_jump(revision, now):
        raise Jump(f"{what}: revision {revision}")
