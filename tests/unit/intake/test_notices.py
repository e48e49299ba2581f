"""What callers are told: only a positive identification is "not immigration", and nobody there is told as just that."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from schemas.values import Outcome
from services.intake.callers.notices import (
    NOTICE_FRESH,
    RECEIPT_FRESH,
    CallerNotice,
    finding_notice,
    receipt,
    shortened,
)
from services.intake.model.finding import ReviewedFinding
from services.intake.model.network import NetworkCopy

NETWORK = NetworkCopy("la", "RRN", "213-555-0142", "America/Los_Angeles", ("es", "en"), True, timedelta(minutes=60), 20)
SEEN_AT = datetime(2026, 11, 24, 15, 2, tzinfo=UTC)


def told(finding: ReviewedFinding, *, place: str = "Soto & 1st", language: str = "es") -> CallerNotice:
    return finding_notice("482193", language, finding, NETWORK, place=place, reviewed_at=SEEN_AT + timedelta(hours=1))


def test_the_receipt_names_the_network_the_ref_and_the_number_to_call() -> None:
    notice = receipt("482193", NETWORK)

    assert notice == CallerNotice("C1", {"org": "RRN", "ref": "482193", "hotline": "213-555-0142"})


@pytest.mark.parametrize("outcome", [Outcome.CONFIRMED_ONGOING, Outcome.CONFIRMED_PAST])
def test_a_confirmed_finding_names_its_place_sealed(outcome: Outcome) -> None:
    notice = told(ReviewedFinding(outcome, True, None, SEEN_AT))

    assert notice.template == "C4"
    assert notice.params == {"ref": "482193", "time": "7:02am", "hotline": "213-555-0142"}
    assert notice.sealed == {"place": "Soto & 1st"}


def test_something_else_is_told_with_what_it_was() -> None:
    notice = told(ReviewedFinding(Outcome.UNFOUNDED_OTHER, True, "fare_inspectors", SEEN_AT))

    assert notice == CallerNotice("C5", {"ref": "482193", "time": "7:02am", "agency": "fare_inspectors"})


def test_something_else_that_nobody_named_is_another_agency() -> None:
    notice = told(ReviewedFinding(Outcome.UNFOUNDED_OTHER, True, None, SEEN_AT))

    assert notice.params["agency"] == "other_agency"


def test_a_receipt_is_of_use_for_an_hour_and_a_finding_for_a_day() -> None:
    assert (timedelta(hours=1), timedelta(hours=24)) == (RECEIPT_FRESH, NOTICE_FRESH)


def test_a_notice_in_a_log_does_not_show_what_is_sealed() -> None:
    notice = told(ReviewedFinding(Outcome.CONFIRMED_PAST, True, None, SEEN_AT), place="Soto & 1st")

    assert "Soto" not in repr(notice)
    assert receipt("482193", NETWORK).sealed == {}


def test_nothing_seen_is_not_not_immigration() -> None:
    notice = told(ReviewedFinding(Outcome.NOTHING_SEEN, True, None, SEEN_AT))

    assert notice == CallerNotice("C6", {"ref": "482193", "time": "7:02am"})


@pytest.mark.parametrize("outcome", list(Outcome))
def test_when_nobody_went_the_caller_is_told_so_whatever_the_outcome(outcome: Outcome) -> None:
    assert told(ReviewedFinding(outcome, False, None, None)) == CallerNotice(
        "C6b", {"ref": "482193", "hotline": "213-555-0142"}
    )


def test_unable_is_told_as_not_checked() -> None:
    notice = told(ReviewedFinding(Outcome.UNABLE, True, None, SEEN_AT))

    assert notice == CallerNotice("C6b", {"ref": "482193", "hotline": "213-555-0142"})


def test_a_finding_without_a_time_is_told_with_the_time_of_its_review() -> None:
    assert told(ReviewedFinding(Outcome.NOTHING_SEEN, True, None, None)).params["time"] == "8:02am"


@pytest.mark.parametrize(
    ("language", "place"),
    [("es-MX", "el lugar del reporte"), ("en", "the place reported"), ("quc", "the place reported")],
)
def test_a_place_that_is_not_known_is_worded_around(language: str, place: str) -> None:
    notice = told(ReviewedFinding(Outcome.CONFIRMED_PAST, True, None, SEEN_AT), place=" ", language=language)

    assert notice.sealed == {"place": place}


def test_a_place_too_long_for_one_segment_is_cut_at_a_word() -> None:
    assert shortened("Soto Street & East First Street") == "Soto Street & East First"
    assert shortened("Soto St & E 1st St, bus stop") == "Soto St & E 1st St, bus"
    assert shortened("Soto Street & East Firsts now") == "Soto Street & East"
    assert shortened("Soto & E First Street, & bus stop") == "Soto & E First Street"
    assert shortened("Planta Soto y 1st MAXX otra") == "Planta Soto y 1st MAXX"
    assert shortened("x" * 40) == "x" * 24


def test_a_place_as_long_as_may_be_stays_whole() -> None:
    assert shortened(" Soto Street & East First ") == "Soto Street & East First"


def test_the_same_notice_of_the_same_report_is_the_same_message() -> None:
    report, other = uuid4(), UUID(int=1)

    assert receipt("1", NETWORK).message_id(report) == receipt("2", NETWORK).message_id(report)
    assert receipt("1", NETWORK).message_id(report) != receipt("1", NETWORK).message_id(other)
    assert receipt("1", NETWORK).message_id(report) != CallerNotice("C6", {}).message_id(report)
