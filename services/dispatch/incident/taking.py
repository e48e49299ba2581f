"""Somebody takes pages, by text or over HTTP: what ends, whose cry is seen to, when it is looked at again. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from services.dispatch.escalation.paging import acknowledge
from services.dispatch.incident import distress
from services.dispatch.incident.undone import COMES_AGAIN, LOOKED_AT_AGAIN, TAKEN
from services.dispatch.model.incident import Page, PageReason
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.pending_changes import PendingChanges, PendingTimer
from services.dispatch.model.sos_call import SosCall


def take_pages(
    pages: Sequence[Page],
    by: UUID | None,
    callsign: str,
    duty: NetworkDuty,
    calls: Mapping[UUID, SosCall],
    pending: PendingChanges,
    now: datetime,
    occasion: str,
) -> tuple[list[Page], list[SosCall]]:
    """The pages as they are taken, and the cries that these are about as they are answered.

    Args:
        by: who took them, where they are one of those who are paged.
        calls: every open cry, by who cried.
    """
    others = {member.volunteer_id: member.callsign for member in duty.chain}
    for page in pages:
        if page.reason in LOOKED_AT_AGAIN:
            pending.timers.append(PendingTimer(page.id, TAKEN, now + COMES_AGAIN, page.attempt))
    cries = {page.about_id for page in pages if page.reason is PageReason.SOS and page.about_id is not None}
    answered = [distress.acknowledged(calls[person], callsign, now) for person in sorted(cries & calls.keys())]
    return acknowledge(pages, by, callsign, others, pending, now, occasion), answered
