"""Record what became of deliveries, many in one transaction: answers, receipts and time that ran out alike.

Group commit: a flush takes whatever came while the last one ran, and for GATHER_SECONDS more, since nobody waits for an
outcome by the millisecond.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from schemas.events.delivery import CallerDeliveryChangedV1, VolunteerDeliveryChangedV1
from schemas.values import DeliveryState
from services.chassis.database import Database
from services.chassis.failpoints import failpoint
from services.chassis.group_commit import GroupCommit
from services.chassis.telemetry import ACCEPTED_TWICE, HANDOFF, SAFETY_RESENT
from services.chassis.unit_of_work import UnitOfWork
from services.notify.contacts.announcing import announce_reach, note_verdicts
from services.notify.contacts.reach import NumberVerdict, verdict_on_number
from services.notify.delivery.settling import settle
from services.notify.model.deliveries import Announcement, Message, SettledMessage
from services.notify.model.evidence import AcceptedByProvider, Evidence
from services.notify.model.messages import AskedBy
from services.notify.store.contacts import ContactStore
from services.notify.store.deliveries import DeliveryStore

GATHER_SECONDS: Final = 0.025
MOST_AT_ONCE: Final = 256
MOST_WAITING: Final = 8192


class Recorder:
    """Takes evidence from the sender, the webhooks and the reconciler; each caller waits for the commit."""

    def __init__(self, database: Database, *, receipt_seconds: float) -> None:
        self._database = database
        self._receipt_seconds = receipt_seconds
        self._group: GroupCommit[Evidence, None] = GroupCommit(
            "recorder", self._commit, at_once=MOST_AT_ONCE, limit=MOST_WAITING, gather=_gather
        )

    async def record(self, evidence: Evidence) -> None:
        """Returns when it is committed. A caller who goes away cancels nothing.

        Raises:
            INFRASTRUCTURE: the database, or too much is waiting (TryAgain); nothing was recorded, and the same
                evidence may be given again.
        """
        await self._group.commit(evidence)

    async def _commit(self, batch: Sequence[Evidence]) -> list[None]:
        by_message: dict[UUID, list[Evidence]] = {}
        for evidence in batch:
            by_message.setdefault(evidence.token.message_id, []).append(evidence)
        async with self._database.unit() as unit:
            store = DeliveryStore(unit.connection)
            loaded = await store.load(sorted(by_message))
            settled = [
                settle(message, by_message[message.message_id], now=unit.now, receipt_seconds=self._receipt_seconds)
                for message in loaded
            ]
            await store.save(settled, unit.now)
            await _note_numbers(unit, loaded, settled)
            for each in settled:
                for news in each.announcements:
                    announce(unit, each.message, news)
        await failpoint("N.recorded")
        _count(settled, by_message, unit)
        return [None] * len(batch)


def announce(unit: UnitOfWork, message: Message, news: Announcement) -> None:
    """Tell whoever asked for the message; nobody asked for notify's own."""
    if message.asked_by is AskedBy.NOTIFY:
        return
    kind = VolunteerDeliveryChangedV1 if message.asked_by is AskedBy.DISPATCH else CallerDeliveryChangedV1
    unit.announce(
        kind(
            message_id=message.message_id,
            subject_id=message.subject_id,
            person_id=message.person_id,
            template=message.template,
            channel=news.channel,
            state=news.state,
            reason=news.reason,
            changed_at=unit.now,
        ),
        subject=str(message.subject_id),
        key=str(message.message_id),
        correlation_id=message.correlation_id,
    )


async def _note_numbers(unit: UnitOfWork, before: Sequence[Message], settled: Sequence[SettledMessage]) -> None:
    """Which numbers take texts; those that opted out at the provider we refuse ourselves from now on."""
    refused = {
        each.opted_out.optout_index: str(each.message.message_id)
        for each in settled
        if each.opted_out is not None and each.opted_out.optout_index is not None
    }
    changed = await note_verdicts(unit, _verdicts(before, settled))
    store = ContactStore(unit.connection)
    people = await store.lock(changed | refused.keys())
    for number in sorted(refused):
        await store.opt_out(number, how="provider", evidence=refused[number], now=unit.now)
    await announce_reach(unit, people)


def _verdicts(before: Sequence[Message], settled: Sequence[SettledMessage]) -> Iterator[tuple[bytes, NumberVerdict]]:
    """Of texts to people we know: a caller's number is nobody's reach."""
    for message, after in zip(before, settled, strict=True):
        known = {delivery.key: delivery for delivery in message.deliveries}
        for delivery in after.changed if message.person_id is not None else ():
            verdict = verdict_on_number(known[delivery.key], delivery)
            if verdict is not None and delivery.optout_index is not None:
                yield delivery.optout_index, verdict


def _count(settled: Sequence[SettledMessage], by_message: dict[UUID, list[Evidence]], unit: UnitOfWork) -> None:
    for each in settled:
        if any(news.state is DeliveryState.HANDED_OFF for news in each.announcements):
            HANDOFF.observe(max(0.0, (unit.now - each.message.requested_at).total_seconds()))
        if each.added:
            SAFETY_RESENT.inc()
        for evidence in by_message[each.message.message_id]:
            delivery = each.message.delivery(evidence.token.channel, evidence.token.round)
            observation = evidence.observation
            if (
                delivery is not None
                and isinstance(observation, AcceptedByProvider)
                and observation.sid is not None
                and delivery.provider_sid not in (None, observation.sid)
            ):
                ACCEPTED_TWICE.inc()


def _gather(waiting: int, _: float) -> float | None:
    return GATHER_SECONDS if waiting < MOST_AT_ONCE else None
