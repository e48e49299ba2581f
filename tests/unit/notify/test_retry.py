"""When to try and look again."""

from datetime import UTC, datetime, timedelta

from services.notify.delivery import retry
from services.notify.delivery.retry import next_look, next_try
from services.notify.model.messages import OFFER, SAFETY
from services.notify.settings import SmsSettings

NOW = datetime(2026, 11, 24, 14, 40, tzinfo=UTC)


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


def test_the_times_are_those_of_the_rules() -> None:
    assert (retry.MOST_TRIES, retry.GIVE_UP_SECONDS) == (8, 3600)
    assert retry.RECEIPT_LOOKS_SECONDS == (20, 60, 110)
    assert (retry.SAFETY_LOOK_SECONDS, retry.SAFETY_PATIENCE_SECONDS) == (5, 10)


def test_a_claim_outlives_every_post_it_may_make() -> None:
    longest_post = SmsSettings.model_fields["total_seconds"].default

    assert longest_post < retry.CLAIM_SECONDS == 15


def test_without_a_word_of_the_provider_the_wait_is_our_own() -> None:
    assert next_try(1, urgency=OFFER, now=NOW, jitter=0) == NOW + timedelta(seconds=0.5)
    assert next_try(1, urgency=OFFER, now=NOW, jitter=0, wait_seconds=7) == NOW + timedelta(seconds=7)
    assert next_try(1, urgency=OFFER, now=NOW, jitter=0, wait_seconds=600) == NOW + timedelta(seconds=30)
