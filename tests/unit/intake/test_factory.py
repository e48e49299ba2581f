"""What a report becomes: an event as its model says, sealed where it is personal, and a receipt only after a yes."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.envelope import Received, decode
from schemas.events.message import CallerMessageRequestedV1
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from schemas.values import Accuracy, Channel, Request, Trust
from services.chassis.sealing import KeyMissing, Keyring, Sealer
from services.intake.model.network import NetworkCopy, ReleaseContext
from services.intake.model.prepared import KINDS, PreparedReport
from services.intake.model.source import Source
from services.intake.reports.draft import DraftFault, ReportAmendment, ReportDraft
from services.intake.reports.factory import LONGEST_WORDS, ReportFactory, released
from services.intake.reports.geography import Point, cell_of
from services.intake.reports.redaction import CleanText

NOW = datetime(2026, 11, 24, 14, 42, 0, 123456, tzinfo=UTC)
MILLENNIUM = datetime(2000, 1, 1, tzinfo=timezone(timedelta(hours=-8)))
PLAZA = Point(34.0437, -118.21)
OPERATOR = Source(uuid4(), "desk", "la", Trust.OPERATOR, 600, 1200)
NETWORK = NetworkCopy("la", "RRN", "213-555-0142", "America/Los_Angeles", ("es",), True, timedelta(minutes=60), 20)


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> ReportFactory:
    return ReportFactory(Sealer(_keyring(tmp_path_factory.mktemp("keys"))))


def _keyring(folder: Path) -> Keyring:
    keyring = Keyring(folder / "keyring")
    keyring.ensure(NOW.date())
    return keyring


def a_draft(**changes: Any) -> ReportDraft:
    point = changes.get("point", PLAZA)
    facts: dict[str, Any] = {
        "request": Request.OBSERVE,
        "channel": Channel.PHONE,
        "observed_at": NOW - timedelta(minutes=5),
        "point": point,
        "cell": cell_of(point) if point else None,
        "place_text": "Soto St & E 1st St",
        "accuracy": Accuracy.INTERSECTION,
        "is_residence": False,
        "narrative": "vests",
        "salute": {"uniform": "POLICE ICE"},
        "phone": "+12135550111",
        "caller_language": "es",
        "safe_to_text": True,
    }
    return ReportDraft(**{**facts, **changes})


def prepare(
    factory: ReportFactory, draft: ReportDraft, *, source: Source = OPERATOR, context: ReleaseContext | None = None
) -> PreparedReport | DraftFault:
    return factory.prepare(
        draft,
        source=source,
        network_id="la",
        idempotency_key="key-12345678",
        body=b"{}",
        context=context or ReleaseContext(NETWORK),
        ref="482193",
        now=NOW,
    )


def prepared(factory: ReportFactory, draft: ReportDraft, **options: Any) -> PreparedReport:
    found = prepare(factory, draft, **options)
    assert isinstance(found, PreparedReport)
    return found


def event_in(found: PreparedReport) -> Received[Any]:
    return decode(KINDS[found.report.kind - 1], found.report.payload)


def receipt_in(found: PreparedReport) -> CallerMessageRequestedV1:
    assert found.receipt is not None
    event = decode(CallerMessageRequestedV1, found.receipt.payload)
    assert str(event.id) == found.receipt.event_id
    return event.data


def test_a_released_report_says_everything_and_nothing_personal_in_clear(factory: ReportFactory) -> None:
    found = prepared(factory, a_draft(languages=("es", "quc"), people=4, vehicles=2, evidence=("photo", "marked")))

    event = event_in(found)
    data = event.data
    assert isinstance(data, ReportReleasedV1)
    assert (event.id, event.subject, event.correlation_id) == (data.report_id, str(data.report_id), data.report_id)
    assert (data.ref, data.revision, data.released_by) == ("482193", 1, "rule")
    assert (data.source_id, data.source_trust, data.network_id) == (OPERATOR.id, Trust.OPERATOR, "la")
    assert (data.received_at, data.observed_at) == (NOW, NOW - timedelta(minutes=5))
    assert (data.cell, data.accuracy, data.is_residence) == ("8729a1d76ffffff", Accuracy.INTERSECTION, False)
    assert (data.languages, data.people, data.vehicles, data.evidence) == (("es", "quc"), 4, 2, ("photo", "marked"))
    assert factory.open_place(data) == {"lat": 34.0437, "lon": -118.21, "text": "Soto St & E 1st St"}
    assert factory.open_words(data) == {"narrative": "vests", "salute": {"uniform": "POLICE ICE"}}
    for personal in (b"Soto", b"34.04", b"vests", b"POLICE", b"5550111"):
        assert personal not in found.report.payload
        assert found.receipt is not None
        assert personal not in found.receipt.payload


drafts = st.builds(
    ReportDraft,
    request=st.sampled_from(Request),
    channel=st.sampled_from(Channel),
    exercise=st.booleans(),
    observed_at=st.none()
    | st.integers(1, 26 * 365 * 86400).map(lambda seconds: MILLENNIUM + timedelta(seconds=seconds)),
    point=st.none() | st.just(PLAZA),
    cell=st.none() | st.builds(Point, st.floats(-90, 90), st.floats(-180, 180)).map(cell_of),
    place_text=st.none() | st.text(max_size=20),
    accuracy=st.sampled_from(Accuracy),
    is_residence=st.none() | st.booleans(),
    languages=st.lists(st.sampled_from(["es", "en", "zh-Hant"]), max_size=3).map(tuple),
    people=st.none() | st.integers(0, 999),
    vehicles=st.none() | st.integers(0, 999),
    evidence=st.lists(st.sampled_from(["photo", "witness", "marked"]), unique=True).map(tuple),
    narrative=st.none() | st.text(max_size=50),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(drafts, st.sampled_from(Trust))
def test_every_event_written_by_hand_is_what_its_model_would_write(
    factory: ReportFactory, draft: ReportDraft, trust: Trust
) -> None:
    source = Source(uuid4(), "x", "la", trust, 1, 1)

    found = prepared(factory, draft, source=source)

    model: type[ReportHeldV1 | ReportReleasedV1] = ReportHeldV1 if found.missing else ReportReleasedV1
    assert model is KINDS[found.report.kind - 1]
    strict = model.model_validate_json(found.report.told)
    written = json.loads(found.report.told)
    by_model = json.loads(strict.model_dump_json(exclude_none=True))
    assert {**written, "observed_at": None} == {**by_model, "observed_at": None}
    assert event_in(found).data == strict
    assert strict.observed_at == draft.observed_at
    assert strict.exercise == (draft.exercise or trust is Trust.TEST)


def test_who_said_yes_gets_a_receipt_for_the_number_that_only_notify_opens(factory: ReportFactory) -> None:
    found = prepared(factory, a_draft())

    text = receipt_in(found)
    assert (text.template, text.language, str(text.subject_id)) == ("C1", "es", found.report.report_id)
    assert text.params == {"org": "RRN", "ref": "482193", "hotline": "213-555-0142"}
    number = factory.open_text(text.sealed_contact, purpose="report.contact", record=text.subject_id)
    assert number == "+12135550111"


@pytest.mark.parametrize("caller", [{"safe_to_text": False}, {"phone": None}])
def test_no_yes_or_no_number_no_text(factory: ReportFactory, caller: dict[str, Any]) -> None:
    found = prepared(factory, a_draft(**caller))

    assert found.receipt is None


def test_a_number_is_kept_sealed_even_when_it_may_not_be_texted(factory: ReportFactory) -> None:
    found = prepared(factory, a_draft(safe_to_text=False))

    assert not found.report.safe_to_text
    assert found.report.sealed_contact


def test_of_an_unknown_network_no_receipt_can_be_signed(factory: ReportFactory) -> None:
    assert prepared(factory, a_draft(), context=ReleaseContext(None)).receipt is None


@pytest.mark.parametrize(("draft", "trust"), [({"exercise": True}, Trust.OPERATOR), ({}, Trust.TEST)])
def test_exercises_and_test_sources_are_marked_in_every_event(
    factory: ReportFactory, draft: dict[str, Any], trust: Trust
) -> None:
    found = prepared(factory, a_draft(**draft), source=Source(uuid4(), "drill", "la", trust, 1, 1))

    assert (event_in(found).data.exercise, receipt_in(found).exercise) == (True, True)


def test_a_sighting_in_the_future_was_now_and_is_refused_beyond_what_clocks_differ(factory: ReportFactory) -> None:
    edge = timedelta(minutes=15)

    assert event_in(prepared(factory, a_draft(observed_at=NOW + edge))).data.observed_at == NOW
    assert prepare(factory, a_draft(observed_at=NOW + edge + timedelta(microseconds=1))) == DraftFault(
        "/observed_at", "lies in the future"
    )


def test_words_that_would_not_fit_their_event_are_refused(factory: ReportFactory) -> None:
    longest = a_draft(narrative="🚨" * 4000, salute={"size": "🚨" * 200})
    assert isinstance(prepare(factory, longest), PreparedReport)

    found = prepare(factory, a_draft(narrative="🚨" * 4000, salute={name: "🚨" * 200 for name in ("size", "time")}))

    assert isinstance(found, DraftFault)
    assert str(LONGEST_WORDS) in found.detail


def test_nothing_is_stored_unsealed_when_the_keys_are_missing(tmp_path: Path) -> None:
    factory = ReportFactory(Sealer(Keyring(tmp_path / "empty")))

    with pytest.raises(KeyMissing):
        prepare(factory, a_draft())


def test_the_same_body_is_known_again_until_its_key_is_destroyed(tmp_path: Path) -> None:
    keyring = _keyring(tmp_path)
    factory = ReportFactory(Sealer(keyring))
    mac = prepared(factory, a_draft()).report.body_mac

    assert factory.same_body(b"{}", body_mac=mac, received_at=NOW)
    assert not factory.same_body(b"{ }", body_mac=mac, received_at=NOW)
    keyring.destroy(f"contact/{NOW.date()}")
    assert not factory.same_body(b"{}", body_mac=mac, received_at=NOW)


def test_a_release_is_the_next_revision_with_what_the_person_knew_better(factory: ReportFactory) -> None:
    held = event_in(prepared(factory, a_draft(is_residence=None, point=None))).data
    assert isinstance(held, ReportHeldV1)
    amendment = ReportAmendment(is_residence=False, point=Point(34.05, -118.2), place_text=CleanText("Mariachi Plaza"))

    event = released(factory.amended(held, amendment), by="OWL")

    assert (event.revision, event.released_by, event.is_residence) == (2, "OWL", False)
    assert event.cell is not None
    assert factory.open_place(event) == {"lat": 34.05, "lon": -118.2, "text": "Mariachi Plaza"}
    assert event.sealed_words == held.sealed_words
    assert event.received_at == held.received_at
