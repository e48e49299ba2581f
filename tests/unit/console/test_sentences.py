"""Every event is told in a sentence, in two languages, and nothing sealed is ever in it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from schemas.envelope import EventData
from schemas.language.catalogue import catalogue
from schemas.publishing import golden, publish
from schemas.topics import EVENTS
from services.console.language.moments import WallClock
from services.console.language.sentences import SENTENCES, sentence

CLOCK: Final = WallClock(datetime(2026, 11, 24, 14, 45, tzinfo=UTC), ZoneInfo("America/Los_Angeles"))


def data_of(event_type: str, **changed: Any) -> dict[str, Any]:
    full = next(full for full in golden.FULL if event_type == full.TYPE)
    return {**json.loads(full.model_dump_json(exclude_none=True)), **changed}


def test_there_is_a_sentence_for_every_event_and_for_nothing_else() -> None:
    assert set(SENTENCES) == set(EVENTS)


@pytest.mark.parametrize("full", golden.FULL, ids=lambda full: full.TYPE)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_example_is_told(full: EventData, language: str) -> None:
    for data in (full, golden.minimal(full)):
        told = sentence(full.TYPE, json.loads(data.model_dump_json(exclude_none=True)), language, CLOCK)
        assert told.endswith(".")
        assert "None" not in told
        assert "?" not in told
        assert golden.SEALED not in told


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_example_is_told_as_it_was(language: str) -> None:
    """Watched topics are read at a glance, and searched for words: a sentence changes because somebody meant it."""
    told = json.loads(Path(__file__).with_name("sentences.golden.json").read_text(encoding="utf-8"))
    for full in golden.FULL:
        for name, data in (("full", full), ("minimal", golden.minimal(full))):
            content = json.loads(data.model_dump_json(exclude_none=True))
            assert sentence(full.TYPE, content, language, CLOCK) == told[f"{full.TYPE} {name} {language}"]


@pytest.mark.parametrize("full", golden.FULL, ids=lambda full: full.TYPE)
def test_the_two_languages_differ(full: EventData) -> None:
    data = data_of(full.TYPE)
    assert sentence(full.TYPE, data, "en", CLOCK) != sentence(full.TYPE, data, "es", CLOCK)


@pytest.mark.parametrize("event_type", EVENTS)
@pytest.mark.parametrize("data", [{}, {"needs": None, "offers": [{}], "excluded": [{}], "not_after": "soon"}])
def test_what_is_missing_is_no_reason_to_fail(event_type: str, data: dict[str, Any]) -> None:
    assert sentence(event_type, data, "en", CLOCK)


def test_an_exercise_is_told_as_one() -> None:
    told = sentence(
        "hotline.dispatch.incident.sos_raised.v1", data_of("hotline.dispatch.incident.sos_raised.v1"), "en", CLOCK
    )
    assert told == "[EXERCISE] SOS: HERON is in danger on K7Q and cries again, 2 times by now."


def test_a_wave_counts_whom_it_asked_and_why_others_were_not_and_names_nobody() -> None:
    kind = "hotline.dispatch.incident.wave_opened.v1"
    english = sentence(kind, data_of(kind, exercise=False), "en", CLOCK)
    assert english == (
        "K7Q wave 1, until 06:48 PST: asked 2 people, of 5 looked at. "
        "Not asked: 1 just back from a mission, 2 too far. Who: hotline incident K7Q."
    )
    spanish = sentence(kind, data_of(kind, exercise=False), "es", CLOCK)
    assert "hasta las 06:48 PST: se preguntó a 2 personas, de 5 vistos." in spanish
    assert "2 muy lejos. Quiénes: hotline incident K7Q." in spanish


def test_a_wave_of_another_day_is_told_with_its_day() -> None:
    kind = "hotline.dispatch.incident.wave_opened.v1"
    days_later = replace(CLOCK, now=datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert "wave 1, until Tue 06:48 PST:" in sentence(kind, data_of(kind), "en", days_later)
    assert "ronda 1, hasta el martes 06:48 PST:" in sentence(kind, data_of(kind), "es", days_later)


@pytest.mark.parametrize(
    ("event_type", "changed", "told"),
    [
        (
            "hotline.intake.report.released.v1",
            {"released_by": "rule", "join": None},
            "Report 482193 released by rule: observe, by phone, near cell 8729a1d76ffffff, "
            "they speak Spanish and K'iche'.",
        ),
        (
            "hotline.intake.report.held.v1",
            {"missing": ["duty"]},
            "Report 482193 waits for a person: no reachable duty lead is on duty.",
        ),
        ("hotline.dispatch.incident.offer_answered.v2", {}, "Somebody accepted K7Q, there in 12 min."),
        (
            "hotline.dispatch.incident.offer_answered.v2",
            {"state": "expired", "eta_minutes": None},
            "Somebody did not answer in time for K7Q.",
        ),
        (
            "hotline.dispatch.incident.finding_submitted.v1",
            {"people": 1, "vehicles": 2},
            "HERON says of K7Q: CONFIRMED, going on, 1 person and 2 vehicles. Not reviewed yet.",
        ),
        (
            "hotline.dispatch.incident.finding_reviewed.v1",
            {"outcome": "unable", "went": False, "agency": None, "corrects": False},
            "ROBIN reviewed K7Q: could not be checked. Nobody was there. The callers of 2 reports may be told.",
        ),
        ("hotline.dispatch.incident.closed.v1", {"outcome": None}, "K7Q is closed: no outcome."),
        (
            "hotline.notify.delivery.volunteer_changed.v1",
            {"template": "V2b", "state": "delivered", "reason": None},
            "V2b (offer) to volunteer …000005, text: delivered.",
        ),
    ],
)
def test_sentences_as_a_coordinator_reads_them(event_type: str, changed: dict[str, Any], told: str) -> None:
    assert sentence(event_type, data_of(event_type, exercise=False, **changed), "en", CLOCK) == told


def test_an_event_of_a_newer_release_is_named() -> None:
    assert (
        sentence("hotline.dispatch.moon.v9", {}, "en", CLOCK)
        == "An event that is not known here: hotline.dispatch.moon.v9"
    )


def test_the_closed_lists_of_the_schemas_are_all_worded() -> None:
    """A value that the models know must not reach a person as a code."""
    groups = {
        ("hotline.dispatch.incident.offer_answered.v1", "state"): "offer",
        ("hotline.dispatch.incident.assignment_changed.v1", "state"): "assignment",
        ("hotline.dispatch.incident.unfilled.v1", "reason"): "unfilled",
        ("hotline.dispatch.incident.stood_down.v1", "reason"): "stood_down",
        ("hotline.dispatch.incident.duty_paged.v1", "reason"): "page",
        ("hotline.dispatch.report.unserved.v1", "reason"): "unserved",
        ("hotline.notify.delivery.volunteer_changed.v1", "state"): "delivery",
        ("hotline.notify.delivery.volunteer_changed.v1", "channel"): "channel",
        ("hotline.intake.report.held.v1", "request"): "request",
        ("hotline.intake.report.held.v1", "channel"): "channel",
        ("hotline.intake.report.held.v1", "accuracy"): "accuracy",
        ("hotline.intake.report.held.v1", "source_trust"): "trust",
        ("hotline.dispatch.incident.closed.v1", "outcome"): "outcome",
    }
    for (event_type, name), group in groups.items():
        schema = publish.schema_of(EVENTS[event_type])
        field = schema["$defs"][EVENTS[event_type].__name__]["properties"][name]
        references = [part["$ref"] for part in (field, *field.get("anyOf", ())) if "$ref" in part]
        values = field.get("enum") or schema["$defs"][references[0].rsplit("/", 1)[-1]]["enum"]
        assert set(values) <= set(catalogue("words", "en").keys_of(group)), (event_type, name)


@pytest.mark.parametrize(
    ("cries", "told"),
    [
        (1, "SOS: HERON is in danger, on no mission (K7Q)."),
        (3, "SOS: HERON is in danger, on no mission (K7Q), and cries again, 3 times by now."),
    ],
)
def test_an_sos_off_a_mission_says_so(cries: int, told: str) -> None:
    event_type = "hotline.dispatch.incident.sos_raised.v1"

    assert sentence(event_type, data_of(event_type, exercise=False, on_mission=False, cries=cries), "en", CLOCK) == told
