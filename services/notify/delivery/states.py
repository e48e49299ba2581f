"""What may follow each state of a delivery, and on what evidence; docs/states.md is written from it. Pure."""

from collections.abc import Mapping
from typing import Final

from services.notify.model.deliveries import STAGE_RANK, DeliveryStage

PROVEN: Final[Mapping[DeliveryStage, str]] = {
    DeliveryStage.ACCEPTED: "the provider has it",
    DeliveryStage.SENT: "the provider handed it on",
    DeliveryStage.FAILED: "the provider gave up",
    DeliveryStage.UNDELIVERED: "the carrier could not deliver it",
    DeliveryStage.DELIVERED: "it arrived",
}
"""What the provider can prove, by its answer, its receipt or its list."""
WITHHELD: Final[Mapping[DeliveryStage, str]] = {
    DeliveryStage.EXPIRED: "its time is over",
    DeliveryStage.SUPPRESSED: "opted out, or may not be texted",
    DeliveryStage.FAILED: "refused for good, given up, or it cannot be worded",
}


def _upward(state: DeliveryStage) -> dict[DeliveryStage, str]:
    """Proof moves a delivery to a higher rank only, whenever it comes."""
    return {proven: why for proven, why in PROVEN.items() if STAGE_RANK[proven] > STAGE_RANK[state]}


_MOVES: Final[Mapping[DeliveryStage, Mapping[DeliveryStage, str]]] = {
    DeliveryStage.QUEUED: {DeliveryStage.SENDING: "claimed, and committed before the POST", **WITHHELD},
    DeliveryStage.SENDING: {
        DeliveryStage.QUEUED: "provably not taken: again later",
        DeliveryStage.UNKNOWN: "it may have been taken: look it up",
        DeliveryStage.UNCONFIRMED: "a mail that may have been taken, which nobody can look up",
        **WITHHELD,
    },
    DeliveryStage.UNKNOWN: {
        DeliveryStage.QUEUED: "provably not taken, or absent from the provider's whole list: once more",
        DeliveryStage.UNCONFIRMED: "absent, and not worth a second POST",
        DeliveryStage.SUPPRESSED: WITHHELD[DeliveryStage.SUPPRESSED],
    },
    DeliveryStage.ACCEPTED: {DeliveryStage.UNCONFIRMED: "no receipt in time"},
    DeliveryStage.SENT: {DeliveryStage.UNCONFIRMED: "no receipt in time"},
}
MOVES: Final[Mapping[DeliveryStage, Mapping[DeliveryStage, str]]] = {
    state: {**_upward(state), **_MOVES.get(state, {})} for state in DeliveryStage
}
