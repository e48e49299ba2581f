"""What happens when a text is undelivered: an offer is replaced, a page goes to the next person, else a lead calls."""

from collections.abc import Sequence
from typing import Final

from schemas.envelope import Received
from schemas.events.delivery import VolunteerDeliveryChangedV1 as Changed
from schemas.provider_codes import OUT_OF_REACH, TAKES_NO_TEXTS
from schemas.values import DeliveryState, MessageClass
from services.dispatch.escalation.digest import CALM_DIGEST, DIGEST
from services.dispatch.escalation.fates import PageFate, PageFates
from services.dispatch.escalation.page_texts import (
    LATER_FINDING,
    SOS_TEMPLATES,
    TEMPLATES,
    UNREAD_TEMPLATES,
    WITH_DETAIL,
)
from services.dispatch.handlers.brakes import release_brakes
from services.dispatch.incident.leaving import no_text_reaches
from services.dispatch.incident.offering import texts_arrive
from services.dispatch.incident.team import no_text_arrived
from services.dispatch.model.message_request import CLASS_OF
from services.dispatch.model.mission import Mission
from services.dispatch.unit_of_work import IncidentUnitOfWork

OFFERS: Final = frozenset(template for template, lane in CLASS_OF.items() if lane is MessageClass.OFFER)
ABOUT_ONE_PAGE: Final = frozenset(
    {LATER_FINDING, *SOS_TEMPLATES, *UNREAD_TEMPLATES}
    | {name for name, _ in (*TEMPLATES.values(), *WITH_DETAIL.values())}
)
PAGES: Final = ABOUT_ONE_PAGE | {DIGEST, CALM_DIGEST}
DANGER: Final = frozenset({"V8", "V8b", "V8c", "V12", "V12a", "V12b", "V12c", "V12d"})
MUST_ARRIVE: Final = frozenset(
    DANGER
    | {"V3", "V6", "V6a", "V6b", "V38", "V38b", "V20", "V20b", "V20c"}
    | {"V4d", "V30", "V31", "V31b", "V32", "V33", "V34", "V35", "V35b", "V45", "V46"}
)
"""Who does not get one of these must be reached by voice."""
SURE_TO_BE_MISSED: Final = frozenset({DeliveryState.SUPPRESSED, DeliveryState.FAILED, DeliveryState.EXPIRED})
IN_DOUBT: Final = SURE_TO_BE_MISSED | {DeliveryState.UNCONFIRMED}
OF_THE_PHONE: Final = frozenset(f"provider:{code}" for code in OUT_OF_REACH | TAKES_NO_TEXTS)
OVERTAKEN: Final = "overtaken"
"""Not sent any more, because LEAVE NOW or its like was asked for after it."""


async def on_deliveries(work: IncidentUnitOfWork, batch: Sequence[Received[Changed]]) -> None:
    """An unconfirmed offer is left until its window ends: it may well have been read."""
    changes = [event.data for event in batch]
    arrived = [
        (change.subject_id, change.person_id, change.message_id, change.changed_at)
        for change in changes
        if change.template in OFFERS and change.state is DeliveryState.DELIVERED and change.person_id is not None
    ]
    work.moves_brakes = True
    work.reached |= {
        change.person_id
        for change in changes
        if change.template.startswith("D") and change.state is DeliveryState.DELIVERED and change.person_id is not None
    }
    arrived_pages = {
        change.message_id: change.person_id
        for change in changes
        if change.template in ABOUT_ONE_PAGE
        and change.state is DeliveryState.DELIVERED
        and change.person_id is not None
    }
    missed = [change for change in changes if _was_missed(change)]
    lost_pages = [
        PageFate(
            change.message_id,
            change.person_id,
            sure=change.state in SURE_TO_BE_MISSED,
            of_the_phone=_is_of_the_phone(change),
            expired_at=change.changed_at if change.state is DeliveryState.EXPIRED else None,
        )
        for change in missed
        if change.template in PAGES and change.person_id is not None
    ]
    work.page_fates = PageFates(lost_pages, arrived_pages)
    if lost_pages:
        work.to_page |= await work.pages.networks_told([fate.message_id for fate in lost_pages])
    reached = {subject_id for subject_id, *_ in arrived}
    braked = await work.brakes.braked_among(reached) if reached else set()
    failed = await work.pages.texts_failed(reached) if reached else set()
    missions = await work.lock_missions(
        failed | {change.subject_id for change in missed if change.template not in PAGES},
        networks=braked | work.to_page,
    )
    for incident_id in failed & missions.keys():
        texts_arrive(missions[incident_id])
    for change in missed:
        _make_up_for(missions.get(change.subject_id), change)
    if braked:
        await release_brakes(work, braked)
    if missed or failed or work.reached or work.pending.brakes:
        await work.save()
    await work.offers.note_delivered(arrived)  # last: incidents and people are locked before offers, everywhere


def _was_missed(change: Changed) -> bool:
    if change.reason == OVERTAKEN:
        return False
    if change.template in OFFERS:
        return change.state in SURE_TO_BE_MISSED
    if change.template in PAGES:
        by_text = change.channel != "email" and change.reason != "exercise"
        return by_text and change.state in IN_DOUBT
    if change.template in DANGER:
        return change.state in IN_DOUBT
    return change.template in MUST_ARRIVE and change.state in SURE_TO_BE_MISSED


def _is_of_the_phone(change: Changed) -> bool:
    if change.state is DeliveryState.EXPIRED:
        return False
    return change.state is DeliveryState.SUPPRESSED or change.reason is None or change.reason in OF_THE_PHONE


def _make_up_for(mission: Mission | None, change: Changed) -> None:
    if mission is not None and change.template in OFFERS:
        _replace(mission, change)
    elif mission is not None and change.template in MUST_ARRIVE:
        _by_voice(mission, change)


def _replace(mission: Mission, change: Changed) -> None:
    offer = mission.offers.get(change.person_id) if change.person_id else None
    if offer is not None and offer.message_id == change.message_id:
        never_sent = change.state is DeliveryState.EXPIRED
        no_text_arrived(mission, offer, never_sent=never_sent, of_the_phone=_is_of_the_phone(change))


def _by_voice(mission: Mission, change: Changed) -> None:
    """Of who opted out meanwhile and back in, what was lost was said again when texts reached them again."""
    assignment = mission.assignment_of(change.person_id) if change.person_id else None
    opted_in = change.state is DeliveryState.SUPPRESSED and change.person_id not in mission.unreachable
    if assignment is not None and not opted_in:
        mission.note("not_reached", callsign=assignment.person.callsign)
        no_text_reaches(mission, assignment)
