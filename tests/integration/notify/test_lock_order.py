"""Rows are locked in one order by everybody (docs/architecture.md): units that meet wait for each other, and end."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import pytest

from services.chassis.unit_of_work import UnitOfWork
from services.notify.contacts.announcing import announce_reach, note_verdicts
from services.notify.contacts.reach import NumberVerdict
from services.notify.delivery.recent_opt_outs import RecentOptOuts
from services.notify.delivery.recorder import Recorder
from services.notify.delivery.text_caps import TextCaps
from services.notify.inbound.handler import InboundHandler
from services.notify.model.deliveries import AttemptToken, DeliveryStage
from services.notify.model.evidence import AcceptedByProvider, Evidence, RejectedByProvider
from tests.support.notify_harness import (
    HERON,
    HERON_PHONE,
    HOTLINE,
    MAPLE,
    MAPLE_PHONE,
    NETWORK,
    Stand,
    an_offer,
    eventually,
)


@pytest.fixture
async def quiet(make_notify: Callable[..., Awaitable[Stand]]) -> Stand:
    """HERON and MAPLE are known; nothing is sent."""
    stand = await make_notify(loops=False)
    await stand.ask(NETWORK)
    await stand.enrol(HERON, HERON_PHONE)
    await stand.enrol(MAPLE, MAPLE_PHONE, callsign="MAPLE")
    return stand


async def number_of(stand: Stand, person_id: UUID) -> bytes:
    [row] = await stand.rows("SELECT optout_index FROM contact WHERE person_id = $1", person_id)
    return bytes(row["optout_index"])


async def posted(stand: Stand, person_id: UUID) -> AttemptToken:
    """A text to them is with the provider."""
    offer = an_offer(person_id)
    await stand.ask(offer)
    await stand.rows("UPDATE delivery SET state = 'sending', tries = 1, claimed_at = app.now()")
    return AttemptToken(offer.message_id, "sms", 0, 1)


async def somebody_waits(stand: Stand) -> bool:
    [row] = await stand.rows(
        "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return bool(row["n"])


async def misses(unit: UnitOfWork, numbers: Sequence[bytes]) -> None:
    await note_verdicts(unit, [(number, NumberVerdict.MISSED) for number in numbers])


async def consent_of(stand: Stand) -> dict[UUID, str]:
    return {row["person_id"]: row["consent"] for row in await stand.rows("SELECT person_id, consent FROM contact")}


async def test_who_records_a_refusal_and_a_miss_locks_no_contact_before_the_numbers(quiet: Stand) -> None:
    refused = Evidence(await posted(quiet, HERON), RejectedByProvider("sms:21610", opted_out=True))
    missed = Evidence(await posted(quiet, MAPLE), AcceptedByProvider("SM1", DeliveryStage.UNDELIVERED, 30003))
    recorder = Recorder(quiet.database, receipt_seconds=120)

    async with quiet.database.unit() as rival:
        await misses(rival, [await number_of(quiet, MAPLE)])
        recording = asyncio.create_task(recorder._commit([refused, missed]))
        await eventually(lambda: somebody_waits(quiet))
        await announce_reach(rival, [HERON, MAPLE])
    await recording

    assert await consent_of(quiet) == {HERON: "opted_out", MAPLE: "opted_in"}
    [row] = await quiet.rows("SELECT misses FROM undelivered_number")
    assert row["misses"] == 2


async def test_who_texts_stop_locks_no_contact_before_the_number(quiet: Stand) -> None:
    inbound = InboundHandler(
        database=quiet.database,
        sealer=quiet.sealer,
        opt_outs=RecentOptOuts(),
        sender=quiet.texts,
        caps=TextCaps(),
        network_of=lambda _: "la",
        allow_prefixes=("+1",),
        hours={},
    )
    number = await number_of(quiet, HERON)
    async with quiet.database.unit() as unit:
        await misses(unit, [number])

    async with quiet.database.unit() as rival:
        await misses(rival, [number])
        taking = asyncio.create_task(inbound.take("SM2", HERON_PHONE, "STOP", to=HOTLINE, answered=False))
        await eventually(lambda: somebody_waits(quiet))
        await announce_reach(rival, [HERON])
    await taking

    assert (await consent_of(quiet))[HERON] == "opted_out"
    assert await quiet.rows("SELECT FROM undelivered_number") == []
