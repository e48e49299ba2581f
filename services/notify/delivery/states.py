"""What may follow each state of a delivery, and on what evidence; docs/states.md is written from it. Pure."""

from collections.abc import Mapping
from typing import Final

from services.notify.model import RANK, State

PROVEN: Final[Mapping[State, str]] = {
    State.ACCEPTED: "the provider has it",
    State.SENT: "the provider handed it on",
    State.FAILED: "the provider gave up",
    State.UNDELIVERED: "the carrier could not deliver it",
    State.DELIVERED: "it arrived",
}
"""What the provider can prove, by its answer, its receipt or its list."""
UNFIT: Final[Mapping[State, str]] = {
    State.EXPIRED: "its time is over",
    State.SUPPRESSED: "opted out, or may not be texted",
    State.FAILED: "refused for good, given up, or it cannot be worded",
}


def _upward(state: State) -> dict[State, str]:
    """Proof moves a delivery to a higher rank only, whenever it comes."""
    return {proven: why for proven, why in PROVEN.items() if RANK[proven] > RANK[state]}


_MOVES: Final[Mapping[State, Mapping[State, str]]] = {
    State.QUEUED: {State.SENDING: "claimed, and committed before the POST", **UNFIT},
    State.SENDING: {
        State.QUEUED: "provably not taken: again later",
        State.UNKNOWN: "it may have been taken: look it up",
        State.UNCONFIRMED: "a mail that may have been taken, which nobody can look up",
        **UNFIT,
    },
    State.UNKNOWN: {
        State.QUEUED: "provably not taken, or absent from the provider's whole list: once more",
        State.UNCONFIRMED: "absent, and not worth a second POST",
        State.SUPPRESSED: UNFIT[State.SUPPRESSED],
    },
    State.ACCEPTED: {State.UNCONFIRMED: "no receipt in time"},
    State.SENT: {State.UNCONFIRMED: "no receipt in time"},
}
MOVES: Final[Mapping[State, Mapping[State, str]]] = {
    state: {**_upward(state), **_MOVES.get(state, {})} for state in State
}
