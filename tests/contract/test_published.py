"""What is published says what the models say: schemas, golden examples, and the envelope as others read it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from schemas.envelope import EventData, decode, encode, headers, type_in
from schemas.publishing import golden, publish
from schemas.topics import BY_NAME, EVENTS, GROUPS, TOPICS, dead_letter_topics

NOT_FILLED_ANY_MORE = {"hotline.notify.contact.reachability.v1": {"callsign"}}
EXAMPLES = sorted(publish.EXAMPLES.glob("*/*.json"))


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _validator(event_type: str) -> Draft202012Validator:
    schema = _read(publish.PUBLISHED / f"{event_type}.schema.json")
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def test_nothing_that_is_generated_has_drifted() -> None:
    assert publish.drift() == []


def test_no_reader_of_a_released_schema_breaks() -> None:
    assert publish.breaks() == []


def test_every_event_has_a_schema_and_two_examples() -> None:
    for event_type in EVENTS:
        assert (publish.PUBLISHED / f"{event_type}.schema.json").exists()
        assert {"full.json", "minimal.json"} <= {path.name for path in (publish.EXAMPLES / event_type).iterdir()}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_example_is_read_by_the_model_and_fits_the_published_schema(path: Path) -> None:
    event_type = path.parent.name
    document = _read(path)

    received = decode(EVENTS[event_type], json.dumps(document).encode())

    assert str(received.id) == document["id"]
    assert received.subject == document["subject"]
    assert list(_validator(event_type).iter_errors(document)) == []


@pytest.mark.parametrize("full", golden.FULL, ids=lambda full: full.TYPE)
def test_a_full_example_leaves_no_field_unsaid(full: EventData) -> None:
    """So that a new field cannot be forgotten in the examples."""
    said = full.model_dump(exclude_none=True)
    unsaid = set(type(full).model_fields) - said.keys()
    not_filled = {"person_id"} if "caller" in full.TYPE else NOT_FILLED_ANY_MORE.get(full.TYPE, set())
    assert unsaid <= not_filled, "a caller has no person id; everything else is given"


@pytest.mark.parametrize("full", golden.FULL, ids=lambda full: full.TYPE)
def test_what_is_written_is_read_back_the_same(full: EventData) -> None:
    for data in (full, golden.minimal(full)):
        value = encode(data, event_id=golden.EVENT_ID, subject="x", at=golden.AT, key="k", correlation_id=golden.REPORT)
        received = decode(type(data), value)
        assert received.data == data
        assert (received.at, received.correlation_id) == (golden.AT, golden.REPORT)


def test_a_field_that_is_unknown_is_passed_over() -> None:
    document = _read(publish.EXAMPLES / "hotline.dispatch.incident.opened.v1" / "full.json")
    document["data"]["of_a_newer_release"] = {"deep": [1]}
    document["tracestate"] = "x=1"
    decode(EVENTS["hotline.dispatch.incident.opened.v1"], json.dumps(document).encode())


@pytest.mark.parametrize("event_type", EVENTS)
def test_a_schema_refuses_another_events_message(event_type: str) -> None:
    others = "hotline.dispatch.incident.opened.v1"
    if event_type == others:
        others = "hotline.intake.report.held.v1"
    assert list(_validator(event_type).iter_errors(_read(publish.EXAMPLES / others / "full.json")))


def test_the_headers_repeat_the_envelope() -> None:
    """CloudEvents' Kafka binding, structured mode: content-type says so; ce_ headers are copies for filtering."""
    full = golden.FULL[0]
    document = publish.example_of(full, whole=True)

    copied = dict(headers(event_id=golden.EVENT_ID, type=full.TYPE, subject=document["subject"]))

    assert copied["content-type"] == b"application/cloudevents+json; charset=utf-8"
    for name in ("specversion", "id", "type", "subject"):
        assert copied[f"ce_{name}"].decode() == document[name]
    assert type_in(json.dumps(document).encode()) == full.TYPE
    assert document["partitionkey"] == document["subject"]


def test_no_topic_has_a_field_for_what_must_be_sealed() -> None:
    """Rule R61: exact places, words and contacts travel in `sealed_` fields only."""
    forbidden = {"phone", "email", "lat", "lon", "latitude", "longitude", "address", "narrative", "salute", "text"}
    for event_type, event in EVENTS.items():
        names = set(event.model_fields)
        assert not names & forbidden, event_type


def test_each_topic_is_named_after_its_producer_and_each_event_after_its_topic() -> None:
    for topic in TOPICS:
        assert topic.name.split(".")[1] == topic.producer
        assert all(topic.name == event.TOPIC for event in topic.events)
    assert len(BY_NAME) == len(TOPICS)
    assert [topic.name for topic in dead_letter_topics()] == [f"{group}.dlt" for group in GROUPS]


def test_whoever_acknowledges_an_event_reads_its_topic_and_the_producer_reads_the_receipts() -> None:
    for topic in TOPICS:
        for event in topic.events:
            if event.ACKNOWLEDGED_BY is not None:
                assert event.ACKNOWLEDGED_BY in topic.consumers, event.TYPE
                assert topic.producer in BY_NAME[f"hotline.{event.ACKNOWLEDGED_BY}.receipt.v1"].consumers, event.TYPE


def test_writing_again_changes_nothing() -> None:
    assert publish.write() == []


def test_an_example_that_changes_is_kept_under_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PUBLISHED", "BASELINE", "EXAMPLES"):
        monkeypatch.setattr(publish, name, tmp_path / name.lower())
    monkeypatch.setattr(publish, "FOLDER", tmp_path)
    publish.write()
    example = tmp_path / "examples" / golden.FULL[0].TYPE / "full.json"
    example.write_text('{"old": true}', encoding="utf-8")

    changed = publish.write()

    assert changed == [str(example.relative_to(tmp_path))]
    assert _read(example.with_name("full-1.json")) == {"old": True}
    assert publish.drift() == []


def test_the_baseline_refuses_a_schema_that_breaks_its_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish, "BASELINE", tmp_path)
    name = "hotline.notify.reply.received.v1"
    released = publish.schema_of(EVENTS[name])
    released["$defs"]["ReplyReceivedV1"]["properties"]["sender_word"] = {"type": "string"}
    (tmp_path / f"{name}.schema.json").write_text(json.dumps(released), encoding="utf-8")
    (tmp_path / "hotline.notify.gone.v1.schema.json").write_text("{}", encoding="utf-8")

    broken = publish.release()

    assert any("sender_word was removed" in change for change in broken)
    assert any("hotline.notify.gone.v1: removed" in change for change in broken)
