"""Announce whether people can be reached, at every change of it and once for everybody."""

from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from schemas.events.contact import ContactReachabilityV1
from services.chassis.database import Database
from services.chassis.revisions import next_revision
from services.chassis.unit_of_work import UnitOfWork
from services.notify.contacts.reach import LATELY, NumberVerdict, reach_of
from services.notify.model.contacts import AnnouncedReach
from services.notify.store.contacts import ContactStore
from services.notify.store.reach import ReachStore

REVIEW_SECONDS: Final = 60
AT_ONCE: Final = 500


async def announce_reach(unit: UnitOfWork, person_ids: Collection[UUID]) -> None:
    """To be called after whatever may have changed it, in the same transaction; says nothing where nothing changed."""
    if not person_ids:
        return
    store = ReachStore(unit.connection)
    announced: list[AnnouncedReach] = []
    for each in await store.now(person_ids):
        reach = reach_of(each.recipient, each.trouble, unit.now)
        if reach == each.announced:
            continue
        revision = next_revision(each.revision, unit.now)
        announced.append(AnnouncedReach(each.person_id, revision, reach))
        news = ContactReachabilityV1(
            person_id=each.person_id,
            revision=revision,
            by_text=reach.text_reason is None,
            text_reason=reach.text_reason,
            by_mail=reach.mail_reason is None,
            mail_reason=reach.mail_reason,
            changed_at=unit.now,
        )
        unit.announce(news, subject=str(each.person_id))
    await store.note_announced(announced, unit.now)


async def note_verdicts(unit: UnitOfWork, verdicts: Iterable[tuple[bytes, NumberVerdict]]) -> set[bytes]:
    """What texts said of the numbers that they went to, in the order in which they ended.

    To be called before a contact is locked. Returns the numbers whose people are to be announced (`announce_reach`).
    """
    store = ReachStore(unit.connection)
    missed: dict[bytes, tuple[int, bool]] = {}
    arrived: set[bytes] = set()
    for number, verdict in verdicts:
        misses, takes_none = missed.pop(number, (0, False))
        if verdict is NumberVerdict.ARRIVES:
            arrived.add(number)
        else:
            missed[number] = (misses + 1, takes_none or verdict is NumberVerdict.TAKES_NO_TEXTS)
    changed = {*await store.clear(arrived), *missed}
    await store.note_missed(
        [(number, *missed[number]) for number in sorted(missed)], since=unit.now - LATELY, now=unit.now
    )
    return changed


class ReachReview:
    """What time changes: misses that are long ago, and contacts that were kept before anybody announced them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self) -> None:
        """Once; any number of processes may do it."""
        while await self._forget_some() or await self._announce_some():
            continue

    async def _forget_some(self) -> bool:
        async with self._database.unit() as unit:
            numbers = await ReachStore(unit.connection).forget_missed(unit.now - LATELY, AT_ONCE)
            await announce_reach(unit, await ContactStore(unit.connection).lock(numbers))
        return len(numbers) == AT_ONCE

    async def _announce_some(self) -> bool:
        async with self._database.unit() as unit:
            people = await ReachStore(unit.connection).never_announced(AT_ONCE)
            await announce_reach(unit, people)
        return len(people) == AT_ONCE
