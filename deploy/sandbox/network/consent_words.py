"""The words a carrier acts on by itself: they block or unblock a sender before anyone else reads the text."""

from enum import Enum, auto

OPT_OUT = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
OPT_IN = frozenset({"START", "YES", "UNSTOP"})


class CarrierConsent(Enum):
    REVOKED = auto()
    GIVEN = auto()


def consent_in(body: str) -> CarrierConsent | None:
    """Only the whole text counts, whatever its case: "Stop it" is conversation."""
    word = body.strip().upper()
    if word in OPT_OUT:
        return CarrierConsent.REVOKED
    if word in OPT_IN:
        return CarrierConsent.GIVEN
    return None
