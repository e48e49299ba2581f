"""Scenario S1 (rule R113), from the report to both OUT, and what may never be seen on the way."""

import io
import re
from collections import Counter
from pathlib import Path

import pytest
from rich.console import Console

from deploy.local.demo.outside_world import OutsideWorld, sample_volunteers
from deploy.local.demo.story import CALLER, PLACE, Narrator, play
from deploy.local.stack import Stack
from schemas.topics import TOPICS
from services.chassis.bus import Bus
from tests.e2e.canaries import CANARIES, STRANGER, bring_in
from tests.support.live_files import looked_at

OFFER = re.compile(r"check a report|revisar reporte")


@pytest.fixture(scope="module")
async def told(stack: Stack) -> Narrator:
    """The story, played once; every test below looks at what it left."""
    async with OutsideWorld(stack) as world:
        narrator = Narrator(Console(file=io.StringIO()), world)
        await play(narrator)
        answers = await bring_in(stack, world)
    assert answers == [202, 422, 400, 422, 422, 422, 400, 401, 422, 404, 403]
    return narrator


async def test_the_story_ends_as_told(told: Narrator) -> None:
    """`play` raises at the first step that does not happen; its last words are the closing."""
    assert "is closed: both are out, the caller was told" in told.steps[-1]["what"]
    assert told.posted_at < told.first_text_at


async def test_every_text_is_one_gsm_7_segment(told: Narrator) -> None:
    assert {(text.segments, text.encoding) for text in told.world.texts} == {(1, "GSM-7")}


async def test_nobody_got_the_same_text_twice(told: Narrator) -> None:
    twice = {key: times for key, times in Counter((t.callsign, t.body) for t in told.world.texts).items() if times > 1}
    pages = {key for key in twice if key[1].startswith(("DUTY", "RESPONSABLE"))}

    assert set(twice) == pages


async def test_no_offer_names_the_place(told: Narrator) -> None:
    offers = [text.body for text in told.world.texts if OFFER.search(text.body)]

    assert len(offers) >= 5
    assert [body for body in offers if "Soto" in body] == []


async def test_only_observers_were_asked_and_no_trainee(told: Narrator) -> None:
    asked = {text.callsign for text in told.world.texts if OFFER.search(text.body)}
    everyone = sample_volunteers()

    assert {callsign for callsign in asked if "observer" not in everyone[callsign].roles} == set()
    assert {callsign for callsign in asked if everyone[callsign].level == "trainee"} == set()


async def test_the_caller_was_told_twice_in_their_language_and_the_second_time_after_the_review(told: Narrator) -> None:
    bodies = [text.body for text in told.world.texts if text.phone == CALLER]

    assert len(bodies) == 2
    assert "Vemos si alguien puede ir a ver" in bodies[0]
    assert "CONFIRMADO" in bodies[1]


def content_of(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


async def test_topics_logs_and_databases_hold_nothing_personal_in_clear(told: Narrator, stack: Stack) -> None:
    phones = [person.phone.lstrip("+") for person in sample_volunteers().values()] + [CALLER.lstrip("+")]
    said = ("POLICE ICE", "knocking on doors", str(PLACE["lat"]))
    canaries = [canary.encode() for canary in (*phones, *said, *CANARIES, STRANGER.lstrip("+"))]
    bus = Bus(stack.kafka(), client_id="canary")
    tail = await bus.tail(topics=[topic.name for topic in TOPICS], from_beginning=True)
    ends = await tail.end_offsets(tail.assignment())
    values: list[bytes] = []
    while len(values) < sum(ends.values()):
        for records in (await tail.getmany(timeout_ms=500)).values():
            values += [(record.key or b"") + (record.value or b"") for record in records]
    await tail.stop()
    logs = [
        path.read_bytes()
        for path in Path(stack.layout.logs).glob("*.log*")
        if not path.stem.startswith("sandbox")  # the phone network's, and not ours
    ]
    tables = [content for _, content in looked_at(stack.layout.postgres_data, content_of) if content]

    assert len(values) > 30
    assert len(tables) > 300
    assert [canary for canary in canaries if any(canary in value for value in values)] == []
    assert [canary for canary in canaries if any(canary in log for log in logs)] == []
    assert [canary for canary in canaries if any(canary in table for table in tables)] == []
