"""Whether and by which channels a message goes out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.values import DeliveryState, MessageClass
from services.notify.delivery.planning import plan
from services.notify.model.contacts import ConsentState, Recipient
from services.notify.model.messages import AskedBy, Deliverable, RequestedMessage, Undeliverable

NOW = datetime(2026, 11, 24, 14, 40, tzinfo=UTC)
HERON = Recipient(ConsentState.OPTED_IN, phone=True, email=True, suppressed=False, optout_index=b"i")


def a_request(**changes: Any) -> RequestedMessage:
    request = RequestedMessage(
        message_id=UUID(int=1),
        asked_by=AskedBy.DISPATCH,
        network_id="la",
        subject_id=UUID(int=2),
        person_id=UUID(int=3),
        template="V2",
        message_class=MessageClass.OFFER,
        requested_at=NOW,
        not_after=NOW + timedelta(minutes=3),
    )
    return replace(request, **changes)


def decided(
    recipient: Recipient | None = HERON, *, production: bool = False, **changes: Any
) -> Deliverable | Undeliverable:
    return plan(a_request(**changes), recipient, now=NOW, production=production)


def test_who_opted_in_gets_a_text() -> None:
    assert decided() == Deliverable(("sms",))


def test_each_channel_asked_for_is_used_once() -> None:
    assert decided(channels=("sms", "email", "sms")) == Deliverable(("sms", "email"))


@pytest.mark.parametrize("message_class", list(MessageClass))
def test_stop_beats_every_class_safety_included(message_class: MessageClass) -> None:
    stopped = replace(HERON, suppressed=True)

    assert decided(stopped, message_class=message_class) == Undeliverable(DeliveryState.SUPPRESSED, "opted_out")


def test_an_opted_out_contact_is_not_texted_even_without_a_suppressed_number() -> None:
    assert decided(replace(HERON, consent=ConsentState.OPTED_OUT)) == Undeliverable(
        DeliveryState.SUPPRESSED, "opted_out"
    )


def test_an_invitation_is_no_consent() -> None:
    assert decided(replace(HERON, consent=ConsentState.INVITED)) == Undeliverable(
        DeliveryState.SUPPRESSED, "no_consent"
    )


def test_mail_goes_to_whom_no_text_may_go() -> None:
    stopped = replace(HERON, suppressed=True)

    assert decided(stopped, channels=("sms", "email")) == Deliverable(("email",))


def test_nobody_we_know_gets_nothing() -> None:
    assert decided(None) == Undeliverable(DeliveryState.SUPPRESSED, "no_contact")


def test_a_person_without_a_phone_has_no_contact_for_texts() -> None:
    assert decided(replace(HERON, phone=False)) == Undeliverable(DeliveryState.SUPPRESSED, "no_contact")


def test_a_number_outside_the_allow_list_is_never_texted() -> None:
    assert decided(replace(HERON, allowed=False)) == Undeliverable(DeliveryState.SUPPRESSED, "not_textable")


def test_a_number_that_cannot_be_opened_fails() -> None:
    assert decided(replace(HERON, readable=False)) == Undeliverable(DeliveryState.FAILED, "unreadable_contact")


def test_the_moment_it_must_not_go_out_after_is_too_late() -> None:
    assert decided(not_after=NOW) == Undeliverable(DeliveryState.EXPIRED, "expired")
    assert decided(not_after=NOW + timedelta(microseconds=1)) == Deliverable(("sms",))


def test_an_exercise_reaches_no_real_phone() -> None:
    assert decided(exercise=True, production=True) == Undeliverable(DeliveryState.SUPPRESSED, "exercise")
    assert decided(exercise=True, production=False) == Deliverable(("sms",))


def test_an_exercise_is_texted_outside_production_and_everything_else_inside() -> None:
    assert decided(exercise=True) == Deliverable(("sms",))
    assert decided(production=True) == Deliverable(("sms",))


def test_a_message_without_an_end_is_never_too_late() -> None:
    assert decided(not_after=None) == Deliverable(("sms",))


def test_a_person_without_an_address_gets_no_mail() -> None:
    nobody = replace(HERON, email=False)

    assert decided(nobody, channels=("email",)) == Undeliverable(DeliveryState.SUPPRESSED, "no_contact")
    assert decided(nobody, channels=("email", "sms")) == Deliverable(("sms",))


def test_a_message_for_no_channel_reaches_nobody() -> None:
    assert decided(channels=()) == Undeliverable(DeliveryState.SUPPRESSED, "no_contact")


def test_the_first_channels_hindrance_is_the_reason() -> None:
    stopped = replace(HERON, suppressed=True, email=False)

    assert decided(stopped, channels=("sms", "email")) == Undeliverable(DeliveryState.SUPPRESSED, "opted_out")
    assert decided(stopped, channels=("email", "sms")) == Undeliverable(DeliveryState.SUPPRESSED, "no_contact")
