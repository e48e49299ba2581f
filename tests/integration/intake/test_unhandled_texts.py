"""A stranger's text that cannot be read, or on which our code fails, may be a cry: its sender is called."""

import base64
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from aiokafka import ConsumerRecord
from structlog.testing import capture_logs

from schemas.envelope import decode, encode
from schemas.events.reply import InboundTextReceivedV1
from schemas.events.report import CallerTextedV1
from services.chassis.batch_handler import BatchHandler
from services.chassis.bus import Bus
from services.chassis.clocks import PeerClocks
from services.intake.handlers import events
from services.intake.handlers.events import GROUP, KINDS
from tests.support.event_macs import macs_of, signed
from tests.support.intake_harness import Stand, a_caller, a_report
from tests.support.intake_news import a_text, told

TOPIC = InboundTextReceivedV1.TOPIC
NUMBER = "+13235550177"
Delivered = Callable[..., Awaitable[None]]


async def never(error: BaseException, seconds: float) -> None:
    return


@pytest.fixture
def delivered(stand: Stand, bus: Bus) -> Delivered:
    """Records as Kafka would hand them to intake, one batch."""
    batches = BatchHandler(
        service="intake",
        group=GROUP,
        handlers=stand.handlers.handlers(),
        kinds=KINDS,
        database=stand.database,
        bus=bus,
        macs=macs_of("intake"),
        relay=None,
        clocks=PeerClocks(),
        wait_out=never,
        tell_of=stand.handlers.tellers(),
    )
    offsets = iter(range(1000))

    async def deliver(*texts: InboundTextReceivedV1 | bytes) -> None:
        records: list[Any] = []
        for text in texts:
            value = text if isinstance(text, bytes) else encoded(text)
            said = signed(TOPIC, value)
            records.append(ConsumerRecord(bus.wire(TOPIC), 0, next(offsets), 0, 0, None, said, None, 0, 0, ()))
        with capture_logs():
            assert await batches.handle(records) == {}

    return deliver


def encoded(text: InboundTextReceivedV1) -> bytes:
    return encode(text, event_id=uuid4(), subject=str(text.inbound_id), at=datetime.now(UTC))


def with_a_key_gone(text: InboundTextReceivedV1, *, number_too: bool = False) -> InboundTextReceivedV1:
    gone = {"sealed_text": under_no_key(text.sealed_text)}
    if number_too:
        gone["sealed_contact"] = under_no_key(text.sealed_contact)
    return text.model_copy(update=gone)


def under_no_key(sealed: str) -> str:
    blob = base64.b64decode(sealed)
    key = blob[2 : 2 + blob[1]]
    return base64.b64encode(blob.replace(key, key[:-10] + b"2020-01-01", 1)).decode()


async def cries(stand: Stand) -> list[tuple[str, str | None]]:
    async with stand.database.connection() as connection:
        rows = await connection.fetch("SELECT payload FROM outbox WHERE type = $1 ORDER BY seq", CallerTextedV1.TYPE)
    told_of = [decode(CallerTextedV1, row["payload"]).data for row in rows]
    assert all(each.cries and each.network_id == "la" for each in told_of)
    return [(str(each.report_id), each.ref) for each in told_of]


async def queue(stand: Stand) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await stand.http.get("/v1/queue", headers=stand.as_staff())).json()["reports"]
    return found


async def caller(stand: Stand, report_id: str) -> dict[str, Any]:
    asked = await stand.http.get(f"/v1/reports/{report_id}/caller", headers=stand.as_staff("duty_lead"))
    found: dict[str, Any] = asked.json()
    return found


@pytest.mark.sets_aside(parked=3)
async def test_a_strangers_text_whose_key_is_gone_is_a_cry_by_whose_code_its_sender_is_called(
    stand: Stand, delivered: Delivered
) -> None:
    await delivered(with_a_key_gone(a_text(stand, "SOS")))

    [waiting] = await queue(stand)
    assert await cries(stand) == [(waiting["report_id"], waiting["ref"])]
    assert waiting["cried_at"] is not None
    assert (await caller(stand, waiting["report_id"]))["phone"] == NUMBER
    assert await told(stand) == []

    await delivered(with_a_key_gone(a_text(stand, "?")), with_a_key_gone(a_text(stand, "!", number="+13235550178")))

    assert len(await queue(stand)) == 2, "one for each of the two senders"
    reports = [report for report, _ in await cries(stand)]
    assert (len(reports), len(set(reports))) == (3, 2)


@pytest.mark.sets_aside(parked=1)
async def test_about_a_report_it_is_a_cry_of_its_caller(stand: Stand, delivered: Delivered) -> None:
    report = (await stand.posted(a_report(caller=a_caller())))["report_id"]
    before = len(await told(stand))

    await delivered(with_a_key_gone(a_text(stand, "SOS", report_id=UUID(report)), number_too=True))

    [waiting] = await queue(stand)
    assert (waiting["report_id"], waiting["texts_waiting"]) == (report, 1)
    assert await cries(stand) == [(report, waiting["ref"])]
    assert len(await told(stand)) == before, "nobody is answered by a text that cannot be read"


@pytest.mark.sets_aside(parked=1, dead_letter=2)
async def test_where_not_even_the_number_can_be_read_one_report_of_the_day_stands_for_all(
    stand: Stand, delivered: Delivered
) -> None:
    await delivered(with_a_key_gone(a_text(stand, "SOS"), number_too=True))
    spoilt = encoded(a_text(stand, "SOS")).replace(b'"sealed_text":', b'"sealed_texts":')

    await delivered(spoilt, spoilt)

    [waiting] = await queue(stand)
    assert await cries(stand) == [(waiting["report_id"], waiting["ref"])] * 3
    assert waiting["texts_waiting"] == 2


@pytest.mark.sets_aside(parked=1)
async def test_a_text_on_which_our_own_code_fails_is_one_too_and_the_next_goes_through(
    stand: Stand, delivered: Delivered, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: str) -> bool:
        raise ArithmeticError

    with monkeypatch.context() as broken:
        broken.setattr(events, "cries_out", fails)
        await delivered(a_text(stand, "they are breaking my door now help"))
    assert len(await cries(stand)) == 1

    await delivered(a_text(stand, "they are at the door help"))

    [report] = {report for report, _ in await cries(stand)}
    content = (await stand.http.get(f"/v1/reports/{report}/content", headers=stand.as_staff())).json()
    assert [text["words"] for text in content["texts"]] == ["they are at the door help"]
