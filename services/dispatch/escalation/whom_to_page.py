"""Decide who is asked at which attempt, and when asking ends. Pure."""

from collections.abc import Sequence
from uuid import UUID

from services.dispatch.model.incident import PageReason
from services.dispatch.model.roster import DutyLead, DutyPosition

ALONE_REPEATS = 1
"""How often the lead is asked again before the backup is asked too: "again in 60 s, then the backup" (D1)."""
MOST_ATTEMPTS = 60
"""After an hour of silence paging ends, but for an SOS: that goes on until somebody answers."""


def whom_to_page(
    attempt: int, leads: Sequence[DutyLead], *, others: Sequence[UUID] = (), unreached: bool = False
) -> tuple[UUID, ...]:
    """Who is texted at this attempt: the lead; after one repeat, or when no text reached the lead, the backup too.

    `others`: who is asked when nobody at all is on duty, because somebody must be.
    """
    first = [lead.volunteer_id for lead in leads if lead.position is DutyPosition.LEAD]
    backups = [lead.volunteer_id for lead in leads if lead.position is DutyPosition.BACKUP]
    if not first:
        return tuple(backups or others)
    if unreached or attempt > 1 + ALONE_REPEATS:
        return (*first, *backups)
    return tuple(first)


def goes_on(reason: PageReason, attempt: int) -> bool:
    """Whether a page that nobody answered is sent again."""
    return reason is PageReason.SOS or attempt < MOST_ATTEMPTS
