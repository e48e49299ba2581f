"""Whether texts and mail get to a person, and what a text says of the number that it went to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.notify.contacts.reach import NumberVerdict, reach_of, verdict_on_number
from services.notify.model.contacts import ConsentState, ContactReach, NumberTrouble, Recipient
from services.notify.model.deliveries import Delivery, DeliveryStage

NOW = datetime(2026, 11, 24, 14, 40, tzinfo=UTC)
HERON = Recipient(ConsentState.OPTED_IN, phone=True, email=True, suppressed=False, optout_index=b"i")
ACCEPTED = Delivery("sms", 0, DeliveryStage.ACCEPTED, NOW)


def trouble(misses: int = 2, *, ago: timedelta = timedelta(), takes_no_texts: bool = False) -> NumberTrouble:
    return NumberTrouble(misses, NOW - ago, takes_no_texts)


@pytest.mark.parametrize(
    ("person", "reach"),
    [
        (HERON, ContactReach(None, None)),
        (None, ContactReach("no_contact", "no_contact")),
        (replace(HERON, phone=False), ContactReach("no_contact", None)),
        (replace(HERON, email=False), ContactReach(None, "no_contact")),
        (replace(HERON, consent=ConsentState.INVITED), ContactReach("no_consent", None)),
        (replace(HERON, consent=ConsentState.OPTED_OUT), ContactReach("opted_out", None)),
        (replace(HERON, suppressed=True), ContactReach("opted_out", None)),
        (replace(HERON, allowed=False), ContactReach("not_textable", None)),
    ],
)
def test_what_is_known_of_a_person_says_how_they_are_reached(person: Recipient | None, reach: ContactReach) -> None:
    assert reach_of(person, None, NOW) == reach


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (trouble(1), None),
        (trouble(2), "undelivered"),
        (trouble(2, ago=timedelta(hours=4) - timedelta(seconds=1)), "undelivered"),
        (trouble(2, ago=timedelta(hours=4)), None),
        (trouble(1, takes_no_texts=True), "not_textable"),
        (trouble(1, takes_no_texts=True, ago=timedelta(days=90)), "not_textable"),
    ],
)
def test_a_phone_that_gets_no_texts_is_out_of_reach_for_a_while_and_a_number_for_good(
    known: NumberTrouble, reason: str | None
) -> None:
    assert reach_of(HERON, known, NOW).text_reason == reason


def test_stop_is_said_before_trouble() -> None:
    assert reach_of(replace(HERON, suppressed=True), trouble(2), NOW).text_reason == "opted_out"


@pytest.mark.parametrize(
    ("state", "reason", "verdict"),
    [
        (DeliveryStage.DELIVERED, None, NumberVerdict.ARRIVES),
        (DeliveryStage.UNDELIVERED, "provider:30003", NumberVerdict.MISSED),
        (DeliveryStage.UNDELIVERED, "provider:30004", NumberVerdict.MISSED),
        (DeliveryStage.FAILED, "provider:30005", NumberVerdict.MISSED),
        (DeliveryStage.FAILED, "provider:30006", NumberVerdict.MISSED),
        (DeliveryStage.FAILED, "provider:21211", NumberVerdict.TAKES_NO_TEXTS),
        (DeliveryStage.FAILED, "provider:21614", NumberVerdict.TAKES_NO_TEXTS),
        (DeliveryStage.FAILED, "provider:30007", None),
        (DeliveryStage.UNDELIVERED, None, None),
        (DeliveryStage.FAILED, "unreachable:ConnectError", None),
        (DeliveryStage.UNCONFIRMED, "no_receipt", None),
        (DeliveryStage.EXPIRED, "expired", None),
        (DeliveryStage.SENT, None, None),
    ],
)
def test_only_what_the_phone_did_counts_for_or_against_it(
    state: DeliveryStage, reason: str | None, verdict: NumberVerdict | None
) -> None:
    assert verdict_on_number(ACCEPTED, replace(ACCEPTED, state=state, reason=reason)) is verdict


def test_a_text_is_missed_once_however_often_it_is_said() -> None:
    failed = replace(ACCEPTED, state=DeliveryStage.FAILED, reason="provider:30003")

    assert verdict_on_number(failed, replace(failed, state=DeliveryStage.UNDELIVERED)) is None


def test_a_mail_says_nothing_of_the_phone() -> None:
    mail = replace(ACCEPTED, channel="email")

    assert verdict_on_number(mail, replace(mail, state=DeliveryStage.DELIVERED)) is None
