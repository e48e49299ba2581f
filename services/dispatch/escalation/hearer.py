"""Who hears a page first, so that a person in danger is told nothing that is not so. Pure."""

from enum import StrEnum

from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.roster import ChainPlace


class Hearer(StrEnum):
    """Whom a text reaches now."""

    LEAD = "lead"
    SOMEBODY_ELSE = "somebody_else"
    NOBODY = "nobody"


def who_hears(duty: NetworkDuty) -> Hearer:
    """The lead on duty; failing that a backup, another lead or a coordinator; or nobody, and the person must call."""
    reached = next((member for member in duty.chain if member.reach.text), None)
    if reached is None:
        return Hearer.NOBODY
    return Hearer.LEAD if reached.place is ChainPlace.LEAD else Hearer.SOMEBODY_ELSE
