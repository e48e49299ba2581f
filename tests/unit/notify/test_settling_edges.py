"""Settling, each rule at its edge, and what must not happen beside it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
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
)
from services.notify.model.evidence import (
    AcceptedByProvider,
    DeferredByProvider,
    DueTimePassed,
    Evidence,
    NotFoundAtProvider,
    NotPosted,
    Observation,
    OutcomeUnknown,
    RejectedByProvider,
    Withheld,
)
from services.notify.model.messages import OFFER, SAFETY
from tests.unit.notify.test_settling import NOTICE, NOW, a_delivery, a_message, after, of, only, settled, states


def keys(deliveries: Sequence[Delivery]) -> list[tuple[str, int]]:
    return [delivery.key for delivery in deliveries]


def test_evidence_about_no_delivery_of_ours_is_passed_over_and_the_rest_counts() -> None:
    result = settled(a_message(), of(AcceptedByProvider("SM9"), round_=1), AcceptedByProvider("SM1"))

    assert only(result).provider_sid == "SM1"


@pytest.mark.parametrize("heard", [AcceptedByProvider("SM1"), RejectedByProvider("provider:21211"), DueTimePassed()])
def test_nobody_is_opted_out_but_by_the_word_of_the_provider(heard: Observation) -> None:
    assert settled(a_message(), heard).opted_out is None


def test_an_opting_out_is_heard_even_from_an_earlier_post() -> None:
    second = a_message(a_delivery(tries=2))
    result = settled(second, of(RejectedByProvider("opted_out", opted_out=True), attempt=1))

    assert result.opted_out == second.deliveries[0]
    assert result.changed == ()


def test_the_hand_over_is_told_once_with_its_channel_and_not_after_the_end() -> None:
    (handed_off,) = settled(a_message(), AcceptedByProvider("SM1")).announcements
    ended = a_message(a_delivery(state=DeliveryStage.UNCONFIRMED), finished=DeliveryState.UNCONFIRMED)

    assert (handed_off.channel, handed_off.state) == ("sms", DeliveryState.HANDED_OFF)
    assert settled(ended, AcceptedByProvider("SM1", DeliveryStage.FAILED)).announcements == ()


def test_only_what_moved_is_saved() -> None:
    mail = Delivery("email", 0, DeliveryStage.QUEUED, after(60))
    result = settled(a_message(a_delivery(), mail), AcceptedByProvider("SM1"))

    assert keys(result.changed) == [("sms", 0)]
    assert result.message.deliveries[1] is mail
    assert result.message.finished is None


def test_a_refusal_for_good_ends_it_with_its_reason() -> None:
    result = settled(a_message(), RejectedByProvider("provider:21211"))

    assert states(result) == [("failed", "provider:21211")]
    assert (only(result).state, only(result).ended_at) == (DeliveryStage.FAILED, after(1))
    assert result.message.finished is DeliveryState.FAILED


@pytest.mark.parametrize(
    "heard",
    [
        DeferredByProvider("provider:429"),
        RejectedByProvider("provider:21211"),
        OutcomeUnknown("no_answer"),
        NotPosted(),
    ],
)
@pytest.mark.parametrize(
    "delivery",
    [a_delivery(state=DeliveryStage.ACCEPTED, handed_off_at=NOW), a_delivery(tries=2), a_delivery(tries=0)],
    ids=["accepted already", "of an earlier post", "of no post"],
)
def test_a_bad_answer_moves_only_the_post_that_it_answers(heard: Observation, delivery: Delivery) -> None:
    assert settled(a_message(delivery), heard).changed == ()


def test_a_second_lost_answer_does_not_put_off_the_look_up() -> None:
    unknown = a_message(a_delivery(state=DeliveryStage.UNKNOWN, due_at=after(5)))

    assert settled(unknown, OutcomeUnknown("no_answer"), at=4).changed == ()


def test_what_was_unknown_and_turns_out_not_taken_is_tried_again() -> None:
    unknown = a_message(a_delivery(state=DeliveryStage.UNKNOWN))

    assert only(settled(unknown, DeferredByProvider("provider:429"))).state is DeliveryStage.QUEUED


def test_the_providers_list_says_nothing_about_a_post_under_way() -> None:
    assert settled(a_message(), NotFoundAtProvider(complete=True), at=50).changed == ()
    second = a_message(a_delivery(state=DeliveryStage.UNKNOWN, tries=2))
    assert settled(second, of(NotFoundAtProvider(complete=True), attempt=1), at=50).changed == ()


def test_what_waits_is_withheld_and_what_may_be_out_is_not() -> None:
    withheld = Withheld(DeliveryStage.EXPIRED, "expired")
    queued = settled(a_message(a_delivery(state=DeliveryStage.QUEUED, tries=0)), withheld)

    assert states(queued) == [("expired", "expired")]
    assert only(queued).ended_at == after(1)
    for state in (DeliveryStage.UNKNOWN, DeliveryStage.ACCEPTED, DeliveryStage.DELIVERED):
        assert settled(a_message(a_delivery(state=state)), withheld).changed == ()


def test_a_receipt_brings_the_providers_id_only_where_none_is_known() -> None:
    accepted = a_delivery(state=DeliveryStage.ACCEPTED, handed_off_at=NOW)
    known = replace(accepted, provider_sid="SM1")

    assert only(settled(a_message(accepted), AcceptedByProvider("SM1"))).provider_sid == "SM1"
    assert settled(a_message(known), AcceptedByProvider("SM2")).changed == ()
    assert settled(a_message(accepted), AcceptedByProvider()).changed == ()
    further = only(settled(a_message(known), AcceptedByProvider(None, DeliveryStage.SENT)))
    assert (further.state, further.provider_sid) == (DeliveryStage.SENT, "SM1")


def test_a_receipt_keeps_the_hand_over_and_says_why_it_failed() -> None:
    accepted = a_message(a_delivery(state=DeliveryStage.ACCEPTED, handed_off_at=NOW), urgency=NOTICE)
    sent = only(settled(accepted, AcceptedByProvider("SM1", DeliveryStage.SENT), at=30))
    failed = settled(accepted, AcceptedByProvider("SM1", DeliveryStage.UNDELIVERED, 30003), at=30)

    assert (sent.handed_off_at, sent.ended_at, sent.reason, sent.due_at) == (NOW, None, None, after(60))
    assert states(failed) == [("failed", "provider:30003")]
    assert only(failed).ended_at == after(30)


def test_the_first_end_of_a_delivery_is_kept() -> None:
    given_up = a_delivery(state=DeliveryStage.UNCONFIRMED, handed_off_at=NOW, ended_at=after(120))
    ended = a_message(given_up, finished=DeliveryState.UNCONFIRMED)

    assert only(settled(ended, AcceptedByProvider("SM1", DeliveryStage.DELIVERED), at=200)).ended_at == after(120)


@pytest.mark.parametrize(
    ("urgency", "not_after", "due"),
    [
        (NOTICE, 15, 21),  # other messages wait for their receipt beyond their end
        (OFFER, 15, 15),
        (OFFER, None, 21),
        (OFFER, -5, 1),  # its end has passed: now, not in the past
    ],
)
def test_only_an_offers_wait_ends_with_it(urgency: int, not_after: float | None, due: float) -> None:
    end = None if not_after is None else after(not_after)
    message = a_message(urgency=urgency, not_after=end)

    assert only(settled(message, AcceptedByProvider("SM1"))).due_at == after(due)


def test_a_safety_text_is_looked_at_5_and_10_seconds_after_its_claim() -> None:
    message = a_message(urgency=SAFETY, not_after=None)
    looks: list[float] = []
    for _ in range(3):
        message = settled(message, AcceptedByProvider("SM1"), DueTimePassed(), at=looks[-1] if looks else 1).message
        looks.append((message.deliveries[0].due_at - NOW).total_seconds())

    assert looks == [5, 10, 21]


@pytest.mark.parametrize(("low_bits", "seconds"), [(0x0000, 0.5), (0xFFFF, 1)])
def test_who_waits_how_long_depends_on_the_message(low_bits: int, seconds: float) -> None:
    message = a_message(message_id=UUID(int=0xABC0000 | low_bits))
    answer = Evidence(AttemptToken(message.message_id, "sms", 0, 1), DeferredByProvider("provider:429"))

    assert only(settle(message, [answer], now=NOW, receipt_seconds=120)).due_at == after(seconds)


def test_the_provider_is_not_asked_again_before_it_said() -> None:
    delivery = only(settled(a_message(), DeferredByProvider("provider:429", 5)))

    assert (delivery.due_at, delivery.reason) == (after(6), "provider:429")


@pytest.mark.parametrize(("end", "state"), [(6, DeliveryStage.FAILED), (6.001, DeliveryStage.QUEUED)])
def test_a_try_that_would_come_at_the_end_is_none(end: float, state: DeliveryStage) -> None:
    message = a_message(not_after=after(end))

    assert only(settled(message, DeferredByProvider("provider:429", 5))).state is state


def test_seven_refusals_are_not_enough_and_an_hour_is_just_not_too_long() -> None:
    seventh = a_message(a_delivery(tries=7), urgency=NOTICE, not_after=None)
    down = DeferredByProvider("unreachable:ConnectError", down=True)

    refused = of(DeferredByProvider("provider:21602"), attempt=7)
    assert only(settled(seventh, refused)).state is DeliveryStage.QUEUED
    assert only(settled(seventh, of(down, attempt=7), at=3600)).state is DeliveryStage.QUEUED


def test_a_mail_that_may_have_been_taken_is_neither_looked_up_nor_sent_again() -> None:
    mail = a_message(Delivery("email", 0, DeliveryStage.SENDING, after(15), tries=1, claimed_at=NOW))

    assert states(settled(mail, of(OutcomeUnknown("no_answer"), channel="email"))) == [("unconfirmed", "unknown")]


def test_what_the_provider_never_had_goes_at_once_and_says_why() -> None:
    unknown = a_message(a_delivery(state=DeliveryStage.UNKNOWN), not_after=None)

    delivery = only(settled(unknown, NotFoundAtProvider(complete=True), at=45))
    assert (delivery.state, delivery.due_at, delivery.reason) == (DeliveryStage.QUEUED, after(45), "absent")


def test_a_safety_text_that_went_again_is_not_resent_on_top() -> None:
    message = a_message(
        a_delivery(state=DeliveryStage.UNKNOWN),
        a_delivery(state=DeliveryStage.SENDING, round=1, claimed_at=after(30)),
        urgency=SAFETY,
        not_after=None,
    )
    first, again = settled(message, NotFoundAtProvider(complete=True), at=45).message.deliveries

    assert (first.state, first.reason) == (DeliveryStage.UNCONFIRMED, "unknown")
    assert again.state is DeliveryStage.SENDING


def test_before_its_time_nothing_is_overdue() -> None:
    assert settled(a_message(), DueTimePassed(), at=14.9).changed == ()


def test_a_claim_is_dead_after_15_seconds_whenever_it_was_looked_at() -> None:
    early = a_message(a_delivery(due_at=after(10)))
    delivery = only(settled(early, DueTimePassed(), at=10))

    assert (delivery.state, delivery.due_at) == (DeliveryStage.SENDING, after(15))


def test_what_is_being_looked_up_is_looked_up_again() -> None:
    unknown = a_message(a_delivery(state=DeliveryStage.UNKNOWN, due_at=after(5)))
    delivery = only(settled(unknown, DueTimePassed(), at=5))

    assert (delivery.state, delivery.due_at) == (DeliveryStage.UNKNOWN, after(15))


@pytest.mark.parametrize("not_after", [None, after(61)])
def test_what_is_queued_and_still_of_use_stays(not_after: datetime | None) -> None:
    queued = a_message(a_delivery(state=DeliveryStage.QUEUED, due_at=NOW), not_after=not_after)

    assert settled(queued, DueTimePassed(), at=60).changed == ()


@pytest.mark.parametrize("state", [DeliveryStage.DELIVERED, DeliveryStage.FAILED, DeliveryStage.SUPPRESSED])
def test_what_has_ended_is_never_overdue(state: DeliveryStage) -> None:
    assert settled(a_message(a_delivery(state=state, due_at=NOW)), DueTimePassed(), at=600).changed == ()


def a_safety_message(*deliveries: Delivery, **changes: Any) -> Message:
    waiting = a_delivery(state=DeliveryStage.ACCEPTED, handed_off_at=NOW, due_at=after(10))
    return a_message(*(deliveries or (waiting,)), **({"urgency": SAFETY, "not_after": None} | changes))


def test_the_second_safety_text_is_due_at_once_under_the_same_stop() -> None:
    result = settled(a_safety_message(has_email=True), DueTimePassed(), at=10)
    text, mail = result.added

    assert (text.state, text.due_at, text.optout_index) == (DeliveryStage.QUEUED, after(10), b"i")
    assert (mail.state, mail.due_at, mail.optout_index) == (DeliveryStage.QUEUED, after(10), None)
    assert keys(result.message.deliveries) == [("sms", 0), ("sms", 1), ("email", 1)]
    assert keys(result.changed) == [("sms", 0)]


def test_a_safety_text_goes_again_by_mail_only_where_no_mail_went() -> None:
    waiting = a_delivery(state=DeliveryStage.ACCEPTED, handed_off_at=NOW, due_at=after(10))
    mailed = Delivery("email", 0, DeliveryStage.DELIVERED, NOW, tries=1, claimed_at=NOW, handed_off_at=NOW)

    assert keys(settled(a_safety_message(), DueTimePassed(), at=10).added) == [("sms", 1)]
    with_mail = a_safety_message(waiting, mailed, has_email=True)
    assert keys(settled(with_mail, DueTimePassed(), at=10).added) == [("sms", 1)]


@pytest.mark.parametrize(
    "message",
    [
        a_message(a_delivery(state=DeliveryStage.ACCEPTED, handed_off_at=NOW, due_at=after(10)), urgency=NOTICE),
        a_safety_message(finished=DeliveryState.DELIVERED),
        a_safety_message(a_delivery(state=DeliveryStage.QUEUED, due_at=after(10))),
        a_safety_message(a_delivery(state=DeliveryStage.SENDING, due_at=after(10), claimed_at=None)),
        a_safety_message(a_delivery(state=DeliveryStage.SENDING, due_at=after(10), round=1)),
    ],
    ids=["no safety text", "ended", "not out yet", "never claimed", "went again already"],
)
def test_what_does_not_go_again(message: Message) -> None:
    assert settled(message, of(DueTimePassed(), round_=message.deliveries[0].round), at=10).added == ()


def test_a_receipt_alone_sends_nothing_again() -> None:
    waiting = a_safety_message(a_delivery(due_at=after(10)))

    assert settled(waiting, AcceptedByProvider("SM1", DeliveryStage.SENT), at=12).added == ()


@pytest.mark.parametrize(
    ("text", "mail", "told"),
    [
        (DeliveryStage.FAILED, DeliveryStage.FAILED, ("sms", "failed")),
        (DeliveryStage.UNDELIVERED, DeliveryStage.FAILED, ("sms", "failed")),
        (DeliveryStage.UNDELIVERED, DeliveryStage.EXPIRED, ("sms", "failed")),
        (DeliveryStage.SUPPRESSED, DeliveryStage.EXPIRED, ("email", "expired")),
        (DeliveryStage.EXPIRED, DeliveryStage.FAILED, ("email", "failed")),
        (DeliveryStage.FAILED, DeliveryStage.UNCONFIRMED, ("email", "unconfirmed")),
        (DeliveryStage.UNCONFIRMED, DeliveryStage.DELIVERED, ("email", "delivered")),
        (DeliveryStage.DELIVERED, DeliveryStage.DELIVERED, ("sms", "delivered")),
    ],
)
def test_a_message_ends_as_well_as_the_best_of_its_deliveries(
    text: DeliveryStage, mail: DeliveryStage, told: tuple[str, str]
) -> None:
    both = (a_delivery(state=text, handed_off_at=NOW), Delivery("email", 0, mail, NOW, handed_off_at=NOW))
    (end,) = settled(a_message(*both, urgency=NOTICE)).announcements

    assert (end.channel, end.state.value) == told


def test_a_message_does_not_end_while_a_delivery_is_open() -> None:
    open_text = a_delivery(state=DeliveryStage.ACCEPTED, handed_off_at=NOW)
    for stage in (DeliveryStage.FAILED, DeliveryStage.DELIVERED):
        mail = Delivery("email", 0, stage, NOW, handed_off_at=NOW)
        assert settled(a_message(open_text, mail, urgency=NOTICE)).announcements == ()
    delivered = a_delivery(state=DeliveryStage.DELIVERED, handed_off_at=NOW)
    waiting_mail = Delivery("email", 0, DeliveryStage.QUEUED, NOW)
    assert states(settled(a_message(delivered, waiting_mail, urgency=NOTICE))) == [("delivered", None)]


def test_of_a_safety_message_by_mail_alone_the_mail_counts() -> None:
    mail = Delivery("email", 0, DeliveryStage.DELIVERED, NOW, handed_off_at=NOW)

    assert states(settled(a_safety_message(mail))) == [("delivered", None)]


def test_a_safety_text_waits_four_seconds_at_most_and_is_looked_up_at_ten() -> None:
    patient = DeferredByProvider("provider:429", 60)

    assert only(settled(a_safety_message(a_delivery()), patient)).due_at == after(5)
    assert only(settled(a_safety_message(a_delivery()), OutcomeUnknown("no_answer"), at=6)).due_at == after(10)
    assert only(settled(a_message(), OutcomeUnknown("no_answer"), at=6)).due_at == after(15)


def test_every_end_has_its_time() -> None:
    tired = a_message(a_delivery(tries=8), urgency=NOTICE, not_after=None)
    unknown = a_message(a_delivery(state=DeliveryStage.UNKNOWN), urgency=NOTICE)

    assert only(settled(tired, of(DeferredByProvider("provider:21602"), attempt=8))).ended_at == after(1)
    assert only(settled(unknown, NotFoundAtProvider(complete=True), at=45)).ended_at == after(45)


def test_of_what_has_no_time_of_a_claim_the_present_counts() -> None:
    sending = a_delivery(claimed_at=None)
    unknown = a_message(a_delivery(state=DeliveryStage.UNKNOWN, claimed_at=None))
    safety = a_safety_message(sending)

    assert only(settled(a_message(sending), OutcomeUnknown("no_answer"))).due_at == after(6)
    assert settled(unknown, NotFoundAtProvider(complete=True), at=500).changed == ()
    assert only(settled(safety, AcceptedByProvider("SM1"))).due_at == after(6)


def test_the_second_safety_text_is_left_alone_when_the_first_is_looked_at() -> None:
    first = a_delivery(state=DeliveryStage.ACCEPTED, handed_off_at=NOW, due_at=after(20))
    second = a_delivery(round=1, claimed_at=after(10), due_at=after(25))
    result = settled(a_safety_message(first, second), DueTimePassed(), at=20)

    assert result.message.deliveries[1] is second
    assert keys(result.changed) == [("sms", 0)]
