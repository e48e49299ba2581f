"""What an answer lets one conclude, and when to try and look again."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notify.delivery.retry import Accepted, NotAccepted, Refused, Uncertain, judge, next_look, next_try
from services.notify.model import OFFER, SAFETY

NOW = datetime(2026, 11, 24, 14, 40, tzinfo=UTC)


def test_a_2xx_is_accepted() -> None:
    assert judge(201, sid="SM1") == Accepted("SM1")


@pytest.mark.parametrize("code", [21211, 21614, 30007])
def test_a_number_that_can_never_get_it_is_refused_for_good(code: int) -> None:
    assert judge(400, code=code) == Refused(f"provider:{code}")


def test_21610_opts_the_number_out() -> None:
    assert judge(400, code=21610) == Refused("opted_out", opted_out=True)


@pytest.mark.parametrize(("status", "code"), [(400, 21602), (401, 20003), (404, 20404), (403, None), (302, None)])
def test_what_was_provably_not_accepted_may_be_tried_again(status: int, code: int | None) -> None:
    assert judge(status, code=code) == NotAccepted(f"provider:{code or status}")


def test_too_many_requests_waits_as_long_as_it_was_told() -> None:
    assert judge(429, code=20429, retry_after=7) == NotAccepted("provider:20429", 7, down=True)


def test_the_providers_own_503_is_a_refusal_and_anybody_elses_is_not() -> None:
    assert judge(503, code=20503) == NotAccepted("provider:20503", None, down=True)
    assert judge(503) == Uncertain("provider:503")


@pytest.mark.parametrize(("status", "code"), [(500, None), (500, 20500), (502, None), (504, None), (408, None)])
def test_what_may_have_been_accepted_is_unknown(status: int, code: int | None) -> None:
    assert isinstance(judge(status, code=code), Uncertain)


def test_waiting_doubles_up_to_half_a_minute() -> None:
    waits = [
        (next_try(tries, urgency=OFFER, now=NOW, jitter=1) - NOW).total_seconds() for tries in (1, 2, 3, 4, 5, 6, 9)
    ]

    assert waits == [1, 2, 4, 8, 16, 30, 30]


def test_chance_takes_off_at_most_half() -> None:
    assert next_try(3, urgency=OFFER, now=NOW, jitter=0) == NOW + timedelta(seconds=2)


def test_a_safety_text_waits_four_seconds_at_most() -> None:
    late = next_try(8, urgency=SAFETY, now=NOW, jitter=1, wait_seconds=60)

    assert late == NOW + timedelta(seconds=4)


def test_the_provider_is_asked_at_5_15_and_45_seconds() -> None:
    seen = []
    now = NOW
    for _ in range(4):
        now = next_look(claimed_at=NOW, now=now, urgency=OFFER)
        seen.append((now - NOW).total_seconds())

    assert seen == [5, 15, 45, 55]


def test_a_safety_text_is_also_looked_at_when_its_patience_ends() -> None:
    assert next_look(claimed_at=NOW, now=NOW + timedelta(seconds=5), urgency=SAFETY) == NOW + timedelta(seconds=10)
