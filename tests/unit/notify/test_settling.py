"""What evidence makes of a message, in every order in which it can come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from schemas.values import DeliveryState
from services.notify.delivery.settling import settle
from services.notify.model.deliveries import (
    AttemptToken,
    Delivery,
    DeliveryStage,
    Message,
    SettledMessage,
    attempt_token_from,
)
from services.notify.model.evidence import (
    AcceptedByProvider,
    DeferredByProvider,
    DueTimePassed,
    Evidence,
    NotFoundAtProvider,
    Observation,
    OutcomeUnknown,
    RejectedByProvider,
    Withheld,
)
from services.notify.model.messages import OFFER, SAFETY, AskedBy

NOW = datetime(2026, 11, 24, 14, 40, tzinfo=UTC)
ID = UUID(int=7)
NOTICE = 4


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def a_delivery(**changes: Any) -> Delivery:
    delivery = Delivery("sms", 0, DeliveryStage.SENDING, after(15), tries=1, claimed_at=NOW, optout_index=b"i")
    return replace(delivery, **changes)


def a_message(*deliveries: Delivery, **changes: Any) -> Message:
    message = Message(
        message_id=ID,
        asked_by=AskedBy.DISPATCH,
        subject_id=UUID(int=2),
        person_id=UUID(int=3),
        template="V2",
        urgency=OFFER,
        not_after=after(180),
        requested_at=NOW,
        correlation_id=None,
        finished=None,
        has_email=False,
        deliveries=deliveries or (a_delivery(),),
    )
    return replace(message, **changes)


def of(observation: Observation, *, attempt: int = 1, channel: Any = "sms", round_: int = 0) -> Evidence:
    return Evidence(AttemptToken(ID, channel, round_, attempt), observation)


def settled(message: Message, *heard: Observation | Evidence, at: float = 1) -> SettledMessage:
    evidence = [each if isinstance(each, Evidence) else of(each) for each in heard]
    return settle(message, evidence, now=after(at), receipt_seconds=120)


def states(result: SettledMessage) -> list[tuple[str, str | None]]:
    return [(notice.state.value, notice.reason) for notice in result.announcements]


def only(result: SettledMessage) -> Delivery:
    (delivery,) = result.message.deliveries
    return delivery


def test_accepted_is_handed_off_and_waits_for_its_receipt() -> None:
    result = settled(a_message(urgency=NOTICE), AcceptedByProvider("SM1"))

    assert states(result) == [("handed_off", None)]
    assert (only(result).state, only(result).provider_sid, only(result).due_at) == (
        DeliveryStage.ACCEPTED,
        "SM1",
        after(21),
    )


def test_an_offer_waits_for_its_receipt_until_it_ends() -> None:
    assert only(settled(a_message(not_after=after(15)), AcceptedByProvider("SM1"))).due_at == after(15)


def test_a_receipt_that_does_not_come_is_asked_for_and_then_given_up() -> None:
    message = a_message(a_delivery(state=DeliveryStage.ACCEPTED, handed_off_at=NOW, due_at=after(20)), urgency=NOTICE)
    ends = []
    for look in (20, 60, 110, 120):
        assert message.deliveries[0].due_at == after(look)
        message = settled(message, DueTimePassed(), at=look).message
        ends.append(message.finished)

    assert ends == [None, None, None, DeliveryState.UNCONFIRMED]


def test_a_receipt_before_the_answer_proves_acceptance_too() -> None:
    result = settled(a_message(), AcceptedByProvider("SM1", DeliveryStage.DELIVERED))

    assert states(result) == [("handed_off", None), ("delivered", None)]
    assert only(result).ended_at == after(1)


@pytest.mark.parametrize(
    "receipts",
    [
        (DeliveryStage.ACCEPTED, DeliveryStage.SENT, DeliveryStage.DELIVERED),
        (DeliveryStage.ACCEPTED, DeliveryStage.SENT, DeliveryStage.UNDELIVERED),
        (DeliveryStage.ACCEPTED, DeliveryStage.ACCEPTED, DeliveryStage.FAILED),
        (DeliveryStage.SENT, DeliveryStage.FAILED, DeliveryStage.UNDELIVERED, DeliveryStage.DELIVERED),
    ],
)
def test_any_order_of_receipts_leads_to_the_same_state(receipts: tuple[DeliveryStage, ...]) -> None:
    """Together in one batch or one by one, with the answer among them, each of them twice."""
    highest = max(receipts, key=list(DeliveryStage).index)
    for order in permutations(receipts):
        heard: Sequence[Observation] = [
            AcceptedByProvider("SM1", state, 30003 if state is DeliveryStage.FAILED else None) for state in order
        ]
        together = settled(a_message(), *heard, *heard)
        message = a_message()
        told: list[str] = []
        for observation in heard:
            result = settled(message, observation)
            message = result.message
            told += [notice.state.value for notice in result.announcements]

        assert only(together).state is highest
        assert message.deliveries[0].state is highest
        assert told[0] == "handed_off"
        assert len(told) == 2


def test_a_receipt_after_the_end_moves_the_delivery_but_not_the_message() -> None:
    ended = a_message(
        a_delivery(state=DeliveryStage.UNCONFIRMED, handed_off_at=NOW), finished=DeliveryState.UNCONFIRMED
    )
    result = settled(ended, AcceptedByProvider("SM1", DeliveryStage.DELIVERED))

    assert only(result).state is DeliveryStage.DELIVERED
    assert states(result) == []


def test_not_accepted_goes_back_into_the_queue() -> None:
    delivery = only(settled(a_message(), DeferredByProvider("provider:20429")))

    assert delivery.state is DeliveryStage.QUEUED
    assert after(1.5) <= delivery.due_at <= after(2)


def test_not_accepted_too_late_to_try_again_fails_at_once() -> None:
    result = settled(a_message(not_after=after(1.4)), DeferredByProvider("provider:20503", 60))

    assert states(result) == [("failed", "provider:20503")]


def test_eight_refusals_are_enough_but_a_provider_that_is_down_is_waited_for() -> None:
    tired = a_message(a_delivery(tries=8), urgency=NOTICE, not_after=None)
    eighth = of(DeferredByProvider("provider:21602"), attempt=8)

    assert states(settled(tired, eighth)) == [("failed", "provider:21602")]
    down = of(DeferredByProvider("unreachable:ConnectError", down=True), attempt=8)
    assert only(settled(tired, down)).state is DeliveryStage.QUEUED
    assert states(settled(tired, down, at=3601)) == [("failed", "unreachable:ConnectError")]


def test_opted_out_at_the_provider_is_suppressed_here() -> None:
    result = settled(a_message(), RejectedByProvider("opted_out", opted_out=True))

    assert states(result) == [("suppressed", "opted_out")]
    assert result.opted_out is not None
    assert result.opted_out.optout_index == b"i"


def test_unknown_is_looked_up_and_not_resent() -> None:
    result = settled(a_message(), OutcomeUnknown("no_answer:ReadTimeout"))

    assert states(result) == []
    assert (only(result).state, only(result).due_at) == (DeliveryStage.UNKNOWN, after(5))
    assert only(result).reason == "no_answer:ReadTimeout"


def test_a_receipt_settles_what_was_unknown() -> None:
    unknown = a_message(a_delivery(state=DeliveryStage.UNKNOWN))

    assert states(settled(unknown, AcceptedByProvider("SM1", DeliveryStage.SENT))) == [("handed_off", None)]


def test_what_an_earlier_post_came_to_counts_only_as_proof_of_acceptance() -> None:
    second = a_message(a_delivery(tries=2))

    assert only(settled(second, of(DeferredByProvider("provider:429"), attempt=1))).state is DeliveryStage.SENDING
    assert only(settled(second, of(AcceptedByProvider("SM1"), attempt=1))).state is DeliveryStage.ACCEPTED


def test_absent_before_45_seconds_changes_nothing() -> None:
    unknown = a_message(a_delivery(state=DeliveryStage.UNKNOWN))

    assert settled(unknown, NotFoundAtProvider(complete=True), at=44).changed == ()


def test_absent_at_45_seconds_is_requeued_once() -> None:
    unknown = a_message(a_delivery(state=DeliveryStage.UNKNOWN))

    delivery = only(settled(unknown, NotFoundAtProvider(complete=True), at=45))

    assert (delivery.state, delivery.requeued) == (DeliveryStage.QUEUED, True)
    again = a_message(replace(delivery, state=DeliveryStage.UNKNOWN))
    assert states(settled(again, NotFoundAtProvider(complete=True), at=45)) == [("unconfirmed", "unknown")]


@pytest.mark.parametrize(
    ("changes", "complete"),
    [({"urgency": NOTICE}, True), ({}, False), ({"not_after": after(45)}, True)],
    ids=["class", "list not whole", "too late"],
)
def test_absent_is_not_requeued_where_that_might_be_twice_or_useless(changes: dict[str, Any], complete: bool) -> None:
    unknown = a_message(a_delivery(state=DeliveryStage.UNKNOWN), **changes)

    assert states(settled(unknown, NotFoundAtProvider(complete), at=45)) == [("unconfirmed", "unknown")]


def test_a_claim_nobody_recorded_is_unknown_when_it_runs_out() -> None:
    delivery = only(settled(a_message(), DueTimePassed(), at=15))

    assert (delivery.state, delivery.reason, delivery.due_at) == (DeliveryStage.UNKNOWN, "no_record", after(45))


def test_no_receipt_in_time_is_unconfirmed() -> None:
    waiting = a_message(a_delivery(state=DeliveryStage.ACCEPTED, handed_off_at=NOW, due_at=after(120)), urgency=NOTICE)

    assert states(settled(waiting, DueTimePassed(), at=119)) == []
    assert states(settled(waiting, DueTimePassed(), at=120)) == [("unconfirmed", "no_receipt")]


def test_what_is_queued_too_long_expires() -> None:
    queued = a_message(a_delivery(state=DeliveryStage.QUEUED, due_at=NOW), not_after=after(60))

    assert states(settled(queued, DueTimePassed(), at=60)) == [("expired", "expired")]


def test_stop_just_before_the_post_suppresses() -> None:
    assert states(settled(a_message(), Withheld(DeliveryStage.SUPPRESSED, "opted_out"))) == [
        ("suppressed", "opted_out")
    ]


@pytest.mark.parametrize(
    "state", [DeliveryStage.SENDING, DeliveryStage.UNKNOWN, DeliveryStage.ACCEPTED, DeliveryStage.SENT]
)
def test_a_safety_text_unconfirmed_after_10_seconds_goes_again_by_every_route(state: DeliveryStage) -> None:
    waiting = a_delivery(state=state, due_at=after(10), handed_off_at=NOW)
    message = a_message(waiting, urgency=SAFETY, not_after=None, has_email=True)

    early = settled(message, DueTimePassed(), at=9.9)
    result = settled(message, DueTimePassed(), at=10)

    assert early.added == ()
    assert [(each.channel, each.round) for each in result.added] == [("sms", 1), ("email", 1)]
    assert settled(result.message, DueTimePassed(), at=30).added == ()


def test_a_safety_text_that_arrived_does_not_go_again() -> None:
    arrived = a_message(a_delivery(state=DeliveryStage.DELIVERED), urgency=SAFETY, finished=DeliveryState.DELIVERED)

    assert settled(arrived, DueTimePassed(), at=10).added == ()


def test_the_mail_of_a_safety_text_proves_nothing() -> None:
    first = a_delivery(state=DeliveryStage.UNCONFIRMED)
    again = replace(first, round=1)
    mail = Delivery("email", 1, DeliveryStage.SENDING, after(15), tries=1, claimed_at=NOW)
    message = a_message(first, again, mail, urgency=SAFETY, not_after=None)

    assert states(settled(message, of(AcceptedByProvider(), channel="email", round_=1)))[-1][0] == "unconfirmed"


def test_a_mail_taken_by_the_mail_server_is_delivered() -> None:
    mail = a_message(Delivery("email", 0, DeliveryStage.SENDING, after(15), tries=1, claimed_at=NOW))

    assert states(settled(mail, of(AcceptedByProvider(), channel="email"))) == [
        ("handed_off", None),
        ("delivered", None),
    ]


def test_a_mail_that_is_known_to_have_failed_is_not_delivered() -> None:
    mail = a_message(Delivery("email", 0, DeliveryStage.SENDING, after(15), tries=1, claimed_at=NOW))
    bounced = of(AcceptedByProvider(None, DeliveryStage.FAILED), channel="email")

    assert only(settled(mail, bounced)).state is DeliveryStage.FAILED


def test_with_two_channels_the_text_that_arrived_ends_the_message_and_the_mail_alone_waits_for_it() -> None:
    text = a_delivery(state=DeliveryStage.ACCEPTED, handed_off_at=NOW)
    mail = Delivery("email", 0, DeliveryStage.SENDING, after(15), tries=1, claimed_at=NOW)
    message = a_message(text, mail, urgency=NOTICE)

    after_mail = settled(message, of(AcceptedByProvider(), channel="email"))
    assert states(after_mail) == [("handed_off", None)]
    assert states(settled(after_mail.message, AcceptedByProvider("SM1", DeliveryStage.DELIVERED))) == [
        ("delivered", None)
    ]
    undelivered = settled(after_mail.message, AcceptedByProvider("SM1", DeliveryStage.UNDELIVERED, 30003))
    assert [(notice.channel, notice.state.value) for notice in undelivered.announcements] == [("email", "delivered")]


def test_a_token_survives_its_journey_through_a_url() -> None:
    token = AttemptToken(ID, "sms", 1, 12)

    assert attempt_token_from(str(token)) == token


@pytest.mark.parametrize(
    "text", ["", "x", f"{ID.hex}.sms.0", f"{ID.hex}.fax.0.1", f"{ID.hex}.sms.0.²", f"{ID.hex}.sms.-1.1", "." * 61]
)
def test_what_is_no_token_of_ours_is_none(text: str) -> None:
    assert attempt_token_from(text) is None
