"""What the watcher shows of a record: never what is sealed, and only what its filter wants."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schemas.envelope import EventData, headers
from schemas.publishing import golden, publish
from services.console.cli.proof import Prover
from services.console.feed.events import EventFilter, WatchedEvent, learn_zone, visible, watched_from
from services.console.language.moments import NetworkZones, WallClock
from tests.support.event_macs import shared_keyring, signed

NOW = datetime(2026, 11, 24, 14, 50, tzinfo=UTC)
CLOCK = WallClock(NOW)


def watched(full: EventData) -> WatchedEvent:
    document = publish.example_of(full, whole=True)
    copied = dict(headers(event_id=golden.EVENT_ID, type=full.TYPE, subject=document["subject"]))
    return watched_from(full.TOPIC, 3, 17, copied, json.dumps(document).encode(), NOW)


def of(event_type: str) -> WatchedEvent:
    return watched(next(full for full in golden.FULL if event_type == full.TYPE))


RELEASED = of("hotline.intake.report.released.v1")
WAVE = of("hotline.dispatch.incident.wave_opened.v1")
READY = of("hotline.dispatch.incident.team_ready.v1")
TEXT = of("hotline.dispatch.message.requested.v1")
REVIEWED = of("hotline.dispatch.incident.finding_reviewed.v1")


@pytest.mark.parametrize("full", golden.FULL, ids=lambda full: full.TYPE)
def test_nothing_sealed_is_shown(full: EventData) -> None:
    event = watched(full)
    for shown in (
        event.as_json(),
        event.as_json(indent=2),
        event.told("en", CLOCK),
        event.told("es", CLOCK),
        repr(event),
    ):
        assert golden.SEALED not in shown


def test_how_much_is_sealed_is_shown() -> None:
    assert RELEASED.data["sealed_place"] == f"(sealed, {len(golden.SEALED)} characters)"
    assert visible("data", {"list": [{"sealed_x": "abc", "open": None}]}) == {
        "list": [{"sealed_x": "(sealed, 3 characters)", "open": None}]
    }
    assert visible("sealed_x", None) is None


def test_json_says_where_the_record_lies() -> None:
    document = json.loads(WAVE.as_json())
    assert (document["topic"], document["partition"], document["offset"]) == (
        "hotline.dispatch.incident.v1",
        3,
        17,
    )
    assert document["data"]["code"] == "K7Q"


@pytest.mark.parametrize(
    ("wanted", "event", "fits"),
    [
        (EventFilter(), WAVE, True),
        (EventFilter(topic="incident"), WAVE, True),
        (EventFilter(topic="notify"), WAVE, False),
        (EventFilter(type="wave_opened"), WAVE, True),
        (EventFilter(type="closed"), WAVE, False),
        (EventFilter(network="la"), WAVE, True),
        (EventFilter(network="sf"), WAVE, False),
        (EventFilter(incident="k7q"), WAVE, True),
        (EventFilter(incident=str(golden.INCIDENT)), WAVE, True),
        (EventFilter(incident="M4T"), WAVE, False),
        (EventFilter(incident="K7Q"), TEXT, True),
        (EventFilter(incident=str(golden.INCIDENT)), TEXT, True),
        (EventFilter(report="482193"), RELEASED, True),
        (EventFilter(report=str(golden.REPORT)), RELEASED, True),
        (EventFilter(report=str(golden.OTHER)), REVIEWED, True),
        (EventFilter(report="111111"), RELEASED, False),
        (EventFilter(text="maple"), READY, True),
        (EventFilter(text="maple"), WAVE, False),
        (EventFilter(text="badger"), WAVE, False),
        (EventFilter(incident="K7Q", type="wave", text="ASKED 2"), WAVE, True),
        (EventFilter(incident="K7Q", type="wave", text="badger"), WAVE, False),
    ],
)
def test_everything_given_must_fit(wanted: EventFilter, event: WatchedEvent, fits: bool) -> None:
    assert wanted.wants(event, event.told("en", CLOCK)) is fits


@pytest.mark.parametrize("value", [None, b"", b"{", b"[]", b'{"type": 3}', b'{"data": 4}', b"\xff\xfe"])
def test_a_record_that_nobody_can_read_is_shown_as_that(value: bytes | None) -> None:
    event = watched_from("hotline.notify.reply.v1", 0, 1, {"ce_type": b"odd"}, value, NOW)
    assert event.told("en", CLOCK) == "An event that is not known here: odd"
    assert event.at == NOW


def test_a_dead_letter_says_whose_and_why() -> None:
    document = publish.example_of(golden.FULL[0], whole=True)
    named = {"ce_type": b"undecodable", "ce_subject": b"7c"}
    event = watched_from("hotline.dispatch.main.dlt", 0, 1, named, json.dumps(document).encode(), NOW)
    assert event.told("en", CLOCK).startswith("Dead letter of hotline.dispatch.main: undecodable")
    assert event.told("es", CLOCK).startswith("Carta muerta de")
    assert event.tone == "danger"


def test_danger_stands_out_and_receipts_stay_quiet() -> None:
    assert of("hotline.dispatch.incident.sos_raised.v1").tone == "danger"
    assert of("hotline.dispatch.incident.unfilled.v1").tone == "warning"
    assert of("hotline.dispatch.incident.team_ready.v1").tone == "good"
    assert of("hotline.notify.receipt.noted.v1").tone == "quiet"
    assert of("hotline.notify.receipt.noted.v1").is_quiet
    assert WAVE.tone == "plain"


def test_a_time_without_a_zone_is_not_believed() -> None:
    document: dict[str, Any] = publish.example_of(golden.FULL[0], whole=True)
    document["time"] = "2026-11-24T14:45:03"
    event = watched_from("hotline.intake.report.v1", 0, 1, {}, json.dumps(document).encode(), NOW)
    assert event.at == NOW
    assert replace(event, data={}).told("en", CLOCK)


def test_an_event_that_changes_a_network_says_its_zone() -> None:
    zones = NetworkZones()

    changed = of("hotline.dispatch.network.changed.v1")

    learn_zone(WAVE, zones)
    learn_zone(changed, zones)
    learn_zone(replace(changed, proof="unverified"), zones)
    unheard = zones.zone_of("la")
    learn_zone(replace(changed, proof="verified"), zones)

    assert unheard is None
    assert zones.zone_of("la") == ZoneInfo("America/Los_Angeles")
    assert (WAVE.network_id, of("hotline.notify.reply.received.v1").network_id) == ("la", None)


def test_a_record_that_may_be_forged_stands_out_and_cannot_say_that_it_is_proven() -> None:
    document = publish.example_of(golden.FULL[0], whole=True) | {"proof": "verified", "topic": "hotline.other.v1"}
    event = watched_from("hotline.intake.report.v1", 0, 1, {}, json.dumps(document).encode(), NOW, "unverified")
    receipt = replace(of("hotline.notify.receipt.noted.v1"), proof="unverified")

    said = json.loads(event.as_json())
    assert (said["proof"], said["topic"]) == ("unverified", "hotline.intake.report.v1")
    assert (event.tone, receipt.tone, receipt.is_quiet) == ("danger", "danger", False)


def test_every_topic_has_a_mac_for_whoever_watches() -> None:
    keyring = shared_keyring()
    prover = Prover(keyring)
    for full in golden.FULL:
        value = signed(full.TOPIC, json.dumps(publish.example_of(full, whole=True)).encode())
        assert prover.proof(full.TOPIC, value) == "verified", full.TOPIC
        assert prover.proof(full.TOPIC, value.replace(b'"type"', b'"typo"', 1)) == "unverified"
    assert prover.unknown() == []


def test_without_a_key_nothing_is_told(tmp_path: Path) -> None:
    value = signed(WAVE.topic, json.dumps(dict(WAVE.envelope)).encode())
    assert Prover(tmp_path).proof(WAVE.topic, value) == "cannot_tell"
    assert Prover(tmp_path).proof("hotline.dispatch.main.dlt", value) == "cannot_tell"
    assert Prover(tmp_path).unknown() == ["dispatch", "intake", "notify"]
