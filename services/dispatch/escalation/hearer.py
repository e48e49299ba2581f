"""Who hears a page first, so that a person in danger is told nothing that is not so. Pure."""

from enum import StrEnum
from uuid import UUID

from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.roster import ChainPlace


class Hearer(StrEnum):
    """Whom a text reaches now."""

    LEAD = "lead"
    SOMEBODY_ELSE = "somebody_else"
    THE_OTHERS = "the_others"
    """Who asks is one of those who are paged, and the lead, if there is one: the next of these."""
    NOBODY = "nobody"


def who_hears(duty: NetworkDuty, *, apart_from: UUID | None = None) -> Hearer:
    """The lead on duty; failing that a backup, another lead or a coordinator; or nobody, and the person must call.

    Whose last page is known not to have arrived hears nothing either, until a text reaches them or a while has passed.
    `apart_from`: whom it is about, who does not hear their own cry, and who may be the lead themselves.
    """
    deaf = {apart_from, *duty.deaf}
    reached = next((each for each in duty.chain if each.reach.text and each.volunteer_id not in deaf), None)
    if reached is None:
        return Hearer.NOBODY
    theirs = next((each.place for each in duty.chain if each.volunteer_id == apart_from), None)
    if reached.place is ChainPlace.LEAD and theirs is not ChainPlace.LEAD:
        return Hearer.LEAD
    return Hearer.SOMEBODY_ELSE if theirs is None else Hearer.THE_OTHERS
