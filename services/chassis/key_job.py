"""The end of the keys of days: every service is asked what it still needs, and without three answers nothing ends.

A key that an open matter needs is named by whoever has the matter. What is handed from one service to another between
two questions is with one of them at each moment, so who is asked twice, in rounds, cannot miss it: before it was taken
over it is in the sender's `awaiting`, afterwards with its receiver, and both are asked after both were asked.
"""

import asyncio
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from services.chassis.http_client import HTTPError, client
from services.chassis.keys_in_use import KEYS_PATH, over
from services.chassis.sealing import Keyring

ASKED: Final = frozenset({"intake", "dispatch", "notify"})
ANSWER_SECONDS: Final = 60
"""A year of history is looked through for it."""
ROUNDS: Final = 2


class ServiceSilent(Exception):
    """A service did not say what it needs. The text says which, and why; no key may be destroyed."""


@dataclass(frozen=True, slots=True)
class ServiceNeeds:
    """What one service said."""

    now: datetime
    in_use: frozenset[tuple[str, date]]


@dataclass(frozen=True, slots=True)
class KeysEnding:
    """What becomes of the keys that were kept long enough, as ids."""

    destroy: tuple[str, ...]
    still_needed: tuple[str, ...]


def ending(there: Mapping[str, Iterable[date]], said: Collection[ServiceNeeds], now: datetime) -> KeysEnding:
    """Pure. The earliest of all clocks counts: one that is ahead must not end a key."""
    today = min(now, *(needs.now for needs in said)).date()
    in_use = frozenset[tuple[str, date]]().union(*(needs.in_use for needs in said))
    due = [(name, day) for name, days in sorted(there.items()) for day in sorted(days) if over(name, day, today)]
    return KeysEnding(
        tuple(f"{name}/{day}" for name, day in due if (name, day) not in in_use),
        tuple(f"{name}/{day}" for name, day in due if (name, day) in in_use),
    )


async def expire(keyring: Keyring, urls: Mapping[str, str], *, dry_run: bool = False) -> KeysEnding:
    """Destroy what is due and not needed.

    Args:
        urls: of the internal port of each service, by its name.

    Raises:
        ServiceSilent: nothing was destroyed.
    """
    if missing := ASKED - urls.keys():
        raise ServiceSilent(f"{', '.join(sorted(missing))}: not among those who are asked")
    said: list[ServiceNeeds] = []
    for _ in range(ROUNDS):
        said += await asyncio.gather(*(_ask(name, urls[name]) for name in sorted(ASKED)))
    found = ending(keyring.days(), said, datetime.now(UTC))
    if not dry_run:
        for key_id in found.destroy:
            keyring.destroy(key_id)
    return found


async def _ask(service: str, url: str) -> ServiceNeeds:
    try:
        async with client(base_url=url, total_seconds=ANSWER_SECONDS) as asked:
            answer = await asked.get(KEYS_PATH)
        if answer.status_code != 200:
            raise ServiceSilent(f"{service}: answered {answer.status_code}")
        return _read(service, json.loads(answer.content))
    except (HTTPError, OSError, TimeoutError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ServiceSilent(f"{service}: {type(error).__name__}") from None


def _read(service: str, document: Any) -> ServiceNeeds:
    """
    Raises:
        ServiceSilent: another service's answer.
        ValueError, KeyError, TypeError, AttributeError: no answer at all.
    """
    if document["service"] != service:
        raise ServiceSilent(f"{service}: somebody else answers there")
    if not isinstance(document["in_use"], list):
        raise TypeError("no list of keys")  # an empty one of another kind would read as: none is needed
    keys = [key_id.partition("/") for key_id in document["in_use"]]
    now = datetime.fromisoformat(document["now"])
    if now.tzinfo is None:
        raise ValueError("a time without its zone")
    return ServiceNeeds(now, frozenset((name, date.fromisoformat(day)) for name, _, day in keys))
