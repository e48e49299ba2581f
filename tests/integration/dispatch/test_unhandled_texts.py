"""A reply that cannot be read, or on which our code fails, is paged at once and mutes nothing that comes after it."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiokafka import ConsumerRecord
from structlog.testing import capture_logs

from schemas.envelope import Received, encode
from schemas.events.reply import ReplyReceivedV1
from schemas.events.report import CallerTextedV1
from schemas.values import uuid7
from services.chassis import batch_handler
from services.chassis.batch_handler import BatchHandler
from services.chassis.bus import Bus
from services.chassis.clocks import PeerClocks
from services.dispatch.escalation.page_texts import SOS_TEMPLATES
from services.dispatch.handlers import reply_handler
from services.dispatch.handlers.events import KINDS, event_handlers, tellers
from tests.support.dispatch_harness import Stand, a_volunteer
from tests.support.dispatch_staff import Staffed
from tests.support.event_macs import macs_of, signed


async def never(error: BaseException, seconds: float) -> None:
    return


@pytest.fixture
def delivered(stand: Stand, bus: Bus) -> Callable[..., Awaitable[None]]:
    """Records as Kafka would hand them to dispatch, one batch."""
    batches = BatchHandler(
        service="dispatch",
        group="hotline.dispatch.main",
        handlers=event_handlers(stand.resources),
        kinds=KINDS,
        database=stand.database,
        bus=bus,
        macs=macs_of("dispatch"),
        relay=None,
        clocks=PeerClocks(),
        wait_out=never,
        tell_of=tellers(stand.resources),
    )
    offsets = iter(range(1000))

    async def deliver(*events: Received[Any] | bytes, topic: str = ReplyReceivedV1.TOPIC) -> None:
        records: list[Any] = []
        for each in events:
            value = each if isinstance(each, bytes) else b""
            if isinstance(each, Received):
                value = encode(each.data, event_id=each.id, subject=each.subject, at=each.at)
            said = signed(topic, value)
            records.append(ConsumerRecord(bus.wire(topic), 0, next(offsets), 0, 0, None, said, None, 0, 0, ()))
        with capture_logs():
            assert await batches.handle(records) == {}

    return deliver


Delivered = Callable[..., Awaitable[None]]


async def a_team(stand: Stand) -> str:
    await stand.set_up([a_volunteer("HERON"), a_volunteer("MAPLE")])
    await stand.take(await stand.report())
    await stand.say("HERON", "Y 5")
    await stand.say("MAPLE", "Y 5")
    await stand.announced()
    return str(await stand.fetchval("SELECT code FROM incident"))


def with_a_key_gone(reply: Received[ReplyReceivedV1]) -> Received[ReplyReceivedV1]:
    blob = base64.b64decode(reply.data.sealed_text)
    gone = blob.replace(blob[2 : 2 + blob[1]], b"words/2020-01-01", 1)
    return changed(reply, sealed_text=base64.b64encode(gone).decode())


def changed(reply: Received[ReplyReceivedV1], **facts: Any) -> Received[ReplyReceivedV1]:
    return Received(reply.id, reply.subject, reply.at, reply.correlation_id, reply.data.model_copy(update=facts))


@pytest.mark.sets_aside(dead_letter=2)
async def test_a_reply_whose_key_is_gone_pages_at_once_and_the_next_sos_goes_through(
    stand: Stand, delivered: Delivered
) -> None:
    code = await a_team(stand)

    await delivered(
        with_a_key_gone(await stand.a_reply("MAPLE", "SOS")), with_a_key_gone(await stand.a_reply("MAPLE", "?"))
    )

    texts = await stand.texts()
    assert texts.to("ROBIN") == ["D4c"], "one page, however many texts"
    assert texts.one("D4c", "ROBIN").params.items() >= {"code": code, "callsign": "MAPLE"}.items()
    assert texts.to("MAPLE") == ["V25"]

    await delivered(await stand.a_reply("MAPLE", "SOS"))

    assert "ROBIN" in (await stand.texts()).of(*SOS_TEMPLATES)


@pytest.mark.sets_aside(dead_letter=1)
async def test_another_persons_words_are_not_taken_for_ones_own(stand: Stand, delivered: Delivered) -> None:
    await a_team(stand)
    said = await stand.a_reply("HERON", "SOS")

    await delivered(changed(said, person_id=stand.ids["MAPLE"]))

    assert (await stand.texts()).one("D4c", "ROBIN").params["callsign"] == "MAPLE"
    await delivered(Received(uuid7(), said.subject, said.at, None, said.data))
    assert "ROBIN" in (await stand.texts()).of(*SOS_TEMPLATES), "nor does it swallow the true one"


@pytest.mark.sets_aside(parked=1)
async def test_a_fault_of_ours_pages_and_later_texts_of_the_same_person_work(
    stand: Stand, delivered: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await a_team(stand)

    def fails(*_: Any) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as broken:
        broken.setattr(batch_handler, "TRIES", 1)
        broken.setattr(reply_handler, "answer", fails)
        await delivered(await stand.a_reply("MAPLE", "i think they saw us"))
    paged = (await stand.texts()).one("D4c", "ROBIN")
    await delivered(await stand.a_reply("MAPLE", "SOS"))

    assert paged.params.items() >= {"code": code, "callsign": "MAPLE"}.items()
    assert "ROBIN" in (await stand.texts()).of(*SOS_TEMPLATES)


@pytest.mark.sets_aside(parked=1)
async def test_what_nobody_can_be_told_is_kept_all_the_same(
    stand: Stand, delivered: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_team(stand)
    monkeypatch.setattr(batch_handler, "TRIES", 1)
    monkeypatch.setattr("services.dispatch.store.roster.RosterStore.volunteers", None)

    await delivered(await stand.a_reply("MAPLE", "SOS"))

    assert await stand.texts() is not None


@pytest.mark.sets_aside(dead_letter=3)
@pytest.mark.parametrize("says_who", [True, False])
async def test_what_is_no_reply_at_all_pages_with_what_it_says_of_its_sender(
    stand: Stand, delivered: Delivered, says_who: bool
) -> None:
    await a_team(stand)
    person = str(stand.ids["MAPLE"]) if says_who else "?"

    junk = ({"type": ReplyReceivedV1.TYPE, "data": {"person_id": person, "of": number}} for number in range(3))
    await delivered(*(json.dumps(each, separators=(",", ":")).encode() for each in junk))

    texts = await stand.texts()
    assert texts.to("ROBIN") == ["D4c"]
    assert texts.one("D4c", "ROBIN").params["callsign"] == ("MAPLE" if says_who else "UNKNOWN")


@pytest.mark.sets_aside(parked=1)
async def test_a_callers_cry_on_which_our_code_fails_is_paged(
    stand: Stand, delivered: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    await stand.set_up([])
    monkeypatch.setattr(batch_handler, "TRIES", 1)
    monkeypatch.setattr("services.dispatch.unit_of_work.IncidentUnitOfWork.lock_missions", None)
    said = CallerTextedV1(report_id=uuid7(), network_id="la", ref="482193", cries=True)

    await delivered(await stand.received(said, said.report_id), topic=CallerTextedV1.TOPIC)

    assert (await stand.texts()).one("D24b", "ROBIN").params["ref"] == "482193"


async def test_a_text_of_the_last_release_is_read_for_three_days(
    stand: Stand, staffed: Staffed, delivered: Delivered
) -> None:
    await a_team(stand)
    reply = await stand.a_reply("MAPLE", "donde me estaciono")
    now = await stand.database.now()
    unbound = stand.sealer.seal(
        "words", now.date(), purpose="reply.text", record=str(reply.data.reply_id), text="donde me estaciono"
    )

    await delivered(changed(reply, sealed_text=base64.b64encode(unbound).decode()))

    [text] = (await staffed.get("/v1/unread"))["texts"]
    assert text["text"] == "donde me estaciono"


@pytest.mark.sets_aside(dead_letter=1)
async def test_after_that_it_is_not(stand: Stand, delivered: Delivered) -> None:
    await a_team(stand)
    reply = await stand.a_reply("MAPLE", "SOS")
    now = await stand.database.now()
    unbound = stand.sealer.seal("words", now.date(), purpose="reply.text", record=str(reply.data.reply_id), text="SOS")
    await stand.later(hours=97)
    await stand.announced()

    await delivered(changed(reply, sealed_text=base64.b64encode(unbound).decode()))

    assert "D4c" in (await stand.texts()).to("ROBIN")
