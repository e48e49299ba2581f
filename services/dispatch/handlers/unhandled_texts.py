"""A text that could not be read, or on which our own code failed, reaches a person: whoever sent it is to be called.

It touches as little as it can: whatever failed on the text must not fail here again.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from schemas.events.report import CallerTextedV1
from schemas.values import Level
from services.chassis.batch_handler import Unhandled
from services.dispatch.escalation.hearer import Hearer, who_hears
from services.dispatch.escalation.held_too_long import Waiting
from services.dispatch.escalation.paging import begun_again, page_without_incident
from services.dispatch.escalation.whom_to_page import hardly_asks
from services.dispatch.handlers.caller_texts import UNKNOWN_REF
from services.dispatch.handlers.for_a_person import NOBODY
from services.dispatch.handlers.network_pages import page_networks
from services.dispatch.model.incident import CallerOf, MissionPerson, Page, PageReason
from services.dispatch.model.message_request import MessageRequest, id_of_message
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.roster import Volunteer
from services.dispatch.unit_of_work import IncidentUnitOfWork

NOT_EVEN_WHO: Final = UUID(int=0)
"""Whom a page is about when not even that can be read."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What can be told of a reply without its words."""

    person_id: UUID
    received_at: datetime


async def page_about_reply(work: IncidentUnitOfWork, unhandled: Unhandled) -> None:
    """The lead is asked to call its sender, once as long as nobody has; they hear that a person calls."""
    known = _known(unhandled, work.now)
    person = (await work.roster.volunteers([known.person_id])).get(known.person_id)
    network_id = person.network_id if person is not None else await work.roster.first_network()
    if network_id is None:
        return
    await work.load_duties([network_id])
    await work.pages.take_turns([network_id])
    about = MissionPerson(known.person_id, person.callsign if person else NOBODY, Level.TRAINEE, ())
    for page in await work.pages.open_pages_without_incident([network_id]):
        if page.reason is PageReason.UNREADABLE and page.about_id == about.volunteer_id:
            if hardly_asks(page):
                work.put_page(begun_again(page, work.now))
            await work.save()
            return
    page = await _raise(work, work.duties[network_id], about, known.received_at)
    if person is not None:
        work.pending.outgoing.append(_answer(work.duties[network_id], person, page))
    await work.save()


async def _raise(work: IncidentUnitOfWork, duty: NetworkDuty, about: MissionPerson, since: datetime) -> Page:
    """By the code of the mission that they are on, where they are on one."""
    name = duty.network.network_id
    code = await work.offers.mission_of(about.volunteer_id) or (await work.take_codes({name: 1}))[name][0]
    page_without_incident(
        work.pending,
        duty,
        code=code,
        reason=PageReason.UNREADABLE,
        zone=duty.network.name,
        now=work.now,
        exercise=False,
        about=about,
        since=min(since, work.now),
    )
    [page] = work.pending.pages.values()
    return page


def _answer(duty: NetworkDuty, person: Volunteer, page: Page) -> MessageRequest:
    nobody = who_hears(duty, apart_from=person.volunteer_id) is Hearer.NOBODY
    template = "V25b" if nobody else "V25"
    return MessageRequest(
        id=id_of_message(page.id, person.volunteer_id, template, str(page.id)),
        network_id=person.network_id,
        subject_id=page.id,
        person_id=person.volunteer_id,
        callsign=person.callsign,
        template=template,
        params={},
        exercise=False,
    )


def _known(unhandled: Unhandled, now: datetime) -> _Known:
    if unhandled.event is not None:
        return _Known(unhandled.event.data.person_id, unhandled.event.data.received_at)
    named = (_said(unhandled.value), (unhandled.key or b"").decode(errors="replace"))
    return _Known(next(filter(None, map(_uuid_in, named)), NOT_EVEN_WHO), now)


def _said(value: bytes) -> Any:
    try:
        return json.loads(value)["data"]["person_id"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def _uuid_in(said: Any) -> UUID | None:
    try:
        return UUID(str(said))
    except ValueError:
        return None


async def page_about_caller(work: IncidentUnitOfWork, unhandled: Unhandled) -> None:
    """As of a caller whose mission is not known: whoever is on duty reads it, or calls one who cries."""
    said = unhandled.event.data if unhandled.event is not None else None
    if not isinstance(said, CallerTextedV1):
        return
    await work.load_duties([said.network_id])
    caller = CallerOf(said.report_id, said.ref or UNKNOWN_REF) if said.cries else None
    reason = PageReason.CALLER_CRIES if said.cries else PageReason.CALLER_TEXTED
    await page_networks(work, {Waiting(reason, said.network_id, said.exercise, caller): work.now})
    await work.save()
