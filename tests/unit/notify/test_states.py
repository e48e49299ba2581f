"""The table of a delivery's states says exactly what evidence can do: no more, and no less."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from schemas.values import MessageClass
from services.notify.delivery.settling import settle
from services.notify.delivery.states import MOVES, PROVEN
from services.notify.model.deliveries import AttemptToken, Delivery, DeliveryStage, Message
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
from services.notify.model.messages import URGENCY, AskedBy, DeliveryChannel

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
MESSAGE = UUID("019ab5c2-9f40-7000-8000-000000000001")
OBSERVATIONS: tuple[Observation, ...] = (
    *(AcceptedByProvider("SM1", status) for status in PROVEN),
    DeferredByProvider("provider:429"),
    RejectedByProvider("provider:21211"),
    RejectedByProvider("opted_out", opted_out=True),
    OutcomeUnknown("read_timeout"),
    NotFoundAtProvider(complete=True),
    NotFoundAtProvider(complete=False),
    Withheld(DeliveryStage.EXPIRED, "expired"),
    Withheld(DeliveryStage.SUPPRESSED, "opted_out"),
    Withheld(DeliveryStage.FAILED, "unreadable"),
    DueTimePassed(),
)
AGES = (timedelta(seconds=1), timedelta(seconds=60), timedelta(hours=2))
TRIES = (1, 8)
WINDOWS = (None, timedelta(minutes=-1))
CHANNELS: tuple[DeliveryChannel, ...] = ("sms", "email")


def moves_of(state: DeliveryStage) -> set[DeliveryStage]:
    """Every state that some evidence about some message makes of this one."""
    found = set()
    for observation, age, tries, window, channel, urgency in product(
        OBSERVATIONS, AGES, TRIES, WINDOWS, CHANNELS, (MessageClass.OFFER, MessageClass.NOTICE)
    ):
        delivery = Delivery(
            channel, 0, state, NOW - age / 2, tries=tries, claimed_at=NOW - age, handed_off_at=NOW - age
        )
        message = Message(
            message_id=MESSAGE,
            asked_by=AskedBy.DISPATCH,
            subject_id=MESSAGE,
            person_id=MESSAGE,
            template="V2",
            urgency=URGENCY[urgency],
            not_after=None if window is None else NOW + window,
            requested_at=NOW - age,
            correlation_id=None,
            finished=None,
            has_email=False,
            deliveries=(delivery,),
        )
        token = AttemptToken(MESSAGE, channel, 0, tries)
        settled = settle(message, [Evidence(token, observation)], now=NOW, receipt_seconds=120)
        found.add(settled.message.deliveries[0].state)
    return found - {state}


@pytest.mark.parametrize("state", DeliveryStage)
def test_evidence_moves_a_delivery_along_its_table(state: DeliveryStage):
    # By the claiming statement, not by evidence.
    claimed = {DeliveryStage.SENDING} if state is DeliveryStage.QUEUED else set()

    assert moves_of(state) | claimed == set(MOVES[state])


def test_every_state_has_its_row():
    assert set(MOVES) == set(DeliveryStage)
