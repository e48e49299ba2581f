"""What somebody took and nobody has seen to: when its page comes again. Pure."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final
from uuid import UUID

from services.dispatch.incident.looking import where_to_look
from services.dispatch.incident.near_sos import NEAR_SOS_PAGES, cries_near
from services.dispatch.incident.sending_off import waits_for_a_place
from services.dispatch.model.incident import SETTLED, IncidentState, Page, PageReason
from services.dispatch.model.mission import Mission
from services.dispatch.model.unread_text import PAGED_AS, UnreadKind

TAKEN: Final = "page_taken"
COMES_AGAIN: Final = timedelta(minutes=30)
"""Who took it may have forgotten it, or have handed it to nobody."""
ABOUT_WORDS: Final = {reason: kind for kind, reasons in PAGED_AS.items() for reason in reasons}
LOOKED_AT_AGAIN: Final = frozenset(
    {
        PageReason.SOS,
        PageReason.CALLER_CRIES,
        PageReason.FINDING,
        PageReason.MEETING_POINT,
        PageReason.WHERE_TO_LOOK,
        *NEAR_SOS_PAGES,
        *ABOUT_WORDS,
    }
)
"""Of any other reason what is undone pages by another way, or nobody but its taker can tell."""


def is_undone(
    page: Page, mission: Mission | None, in_danger: Collection[UUID], unread: Collection[tuple[UUID, UnreadKind]]
) -> bool:
    """Whether the cause of a page that was taken is still there.

    Args:
        in_danger: whose SOS is open.
        unread: whose texts of which kind wait for a person.
    """
    if page.reason is PageReason.SOS:
        return page.about_id in in_danger
    if page.reason is PageReason.CALLER_CRIES:
        return True  # until somebody has spoken with them, which ends the page
    if (kind := ABOUT_WORDS.get(page.reason)) is not None:
        return page.about_id is not None and (page.about_id, kind) in unread
    if mission is None or mission.incident.state is IncidentState.CLOSED:
        return False
    if page.reason is PageReason.FINDING:
        return bool(mission.waiting_findings)
    if page.reason is PageReason.MEETING_POINT:
        return waits_for_a_place(mission)
    if page.reason in NEAR_SOS_PAGES:
        waits = mission.incident.near_sos_at is not None and mission.incident.state not in SETTLED
        return waits and bool(cries_near(mission)) is (page.reason is PageReason.SOS_NEAR)
    settled = mission.incident.state in SETTLED or not mission.team
    return page.reason is PageReason.WHERE_TO_LOOK and not settled and where_to_look(mission.incident) is None
