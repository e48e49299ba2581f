"""The table of a delivery's states says exactly what evidence can do: no more, and no less."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest

from schemas.values import MessageClass
from services.notify.delivery.retry import Accepted, NotAccepted, Refused, Uncertain
from services.notify.delivery.settling import Absent, Clue, Evidence, Overdue, Unfit, settle
from services.notify.delivery.states import MOVES, PROVEN
from services.notify.model import URGENCY, AskedBy, Channel, Delivery, Message, State, Token

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
MESSAGE = UUID("019ab5c2-9f40-7000-8000-000000000001")
CLUES: tuple[Clue, ...] = (
    *(Accepted("SM1", status) for status in PROVEN),
    NotAccepted("provider:429"),
    Refused("provider:21211"),
    Refused("opted_out", opted_out=True),
    Uncertain("read_timeout"),
    Absent(complete=True),
    Absent(complete=False),
    Unfit(State.EXPIRED, "expired"),
    Unfit(State.SUPPRESSED, "opted_out"),
    Unfit(State.FAILED, "unreadable"),
    Overdue(),
)
AGES = (timedelta(seconds=1), timedelta(seconds=60), timedelta(hours=2))
TRIES = (1, 8)
WINDOWS = (None, timedelta(minutes=-1))
CHANNELS: tuple[Channel, ...] = ("sms", "email")


def moves_of(state: State) -> set[State]:
    """Every state that some evidence about some message makes of this one."""
    found = set()
    for clue, age, tries, window, channel, urgency in product(
        CLUES, AGES, TRIES, WINDOWS, CHANNELS, (MessageClass.OFFER, MessageClass.NOTICE)
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
        token = Token(MESSAGE, channel, 0, tries)
        settled = settle(message, [Evidence(token, clue)], now=NOW, receipt_seconds=120)
        found.add(settled.message.deliveries[0].state)
    return found - {state}


@pytest.mark.parametrize("state", State)
def test_evidence_moves_a_delivery_along_its_table(state: State):
    claimed = {State.SENDING} if state is State.QUEUED else set()  # by the claiming statement, not by evidence

    assert moves_of(state) | claimed == set(MOVES[state])


def test_every_state_has_its_row():
    assert set(MOVES) == set(State)
