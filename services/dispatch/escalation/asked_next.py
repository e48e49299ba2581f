"""Who is asked next about an open page, and when: what the next round does, if nothing changes before it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.dispatch.escalation.page_texts import is_urgent
from services.dispatch.escalation.whom_to_page import pace_of, reached_by_text, whom_this_page_asks
from services.dispatch.model.addressee import MAIL_EVERY, Addressee
from services.dispatch.model.incident import Page
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.roster import ChainMember


@dataclass(frozen=True, slots=True)
class AskedNext:
    """Nobody: no text and no mail reaches anybody of the chain now."""

    at: datetime
    people: tuple[ChainMember, ...]
    by_mail: bool


def asked_next(page: Page, duty: NetworkDuty, addressees: Mapping[UUID, Addressee], now: datetime) -> AskedNext | None:
    """None: nobody is asked any more, since nobody answered for so long."""
    if page.due_at is None:
        return None
    due_at = max(page.due_at, now)
    by_text = reached_by_text(duty.chain, addressees, due_at)
    people = whom_this_page_asks(page, page.attempt + page.ahead + 1, by_text, urgent=is_urgent(page.reason))
    by_mail = not people
    if by_mail:
        people = [member for member in duty.chain if member.reach.mail and member.volunteer_id != page.about_id]
    every, urgent = timedelta(seconds=duty.network.policy.pages_every_s), is_urgent(page.reason)
    free = {
        each: _free_at(
            page,
            addressees.get(each.volunteer_id),
            due_at,
            MAIL_EVERY if by_mail else pace_of(each, by_text, every, urgent=urgent),
            by_mail=by_mail,
        )
        for each in people
    }
    at = max(due_at, min(free.values(), default=due_at))
    return AskedNext(at, tuple(each for each in people if free[each] <= at), by_mail)


def _free_at(page: Page, known: Addressee | None, due_at: datetime, every: timedelta, *, by_mail: bool) -> datetime:
    """Danger that is new to them is told at once, anything else when they were left alone long enough."""
    told_at = None if known is None else known.mailed_at if by_mail else known.texted_at
    if known is None or told_at is None:
        return due_at
    is_new = known.person_id not in (page.paged if by_mail else page.named)
    return due_at if is_new and is_urgent(page.reason) and not known.missed else told_at + every
