"""What a batch of replies has in hand: each sees what those before it did, and answers or pages through it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.dispatch.escalation.hearer import Hearer, who_hears
from services.dispatch.escalation.page_texts import BY_THEIR_WORDS
from services.dispatch.escalation.paging import begun_again, page_lead
from services.dispatch.escalation.whom_to_page import hardly_asks
from services.dispatch.incident import distress
from services.dispatch.incident.offering import refill
from services.dispatch.incident.situations import ReplySender
from services.dispatch.model.incident import (
    OF_A_CRY,
    EndedOfferState,
    MissionPerson,
    OfferState,
    Page,
    PageReason,
)
from services.dispatch.model.message_request import MessageRequest, id_of_message
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.roster import Volunteer
from services.dispatch.model.sos_call import LeftMission
from services.dispatch.unit_of_work import IncidentUnitOfWork


@dataclass(frozen=True, slots=True)
class PageToRaise:
    """A page about somebody who is on no mission; its code is taken when the batch is through, if it has none yet."""

    duty: NetworkDuty
    reason: PageReason
    about: MissionPerson
    code: str = ""
    also: tuple[UUID, ...] = ()
    """Who is asked from the first, besides whose turn it is."""
    left: LeftMission | None = None
    """The mission they were on, of whoever cries when they are off it."""


@dataclass(slots=True)
class ReplyBatch:
    """The fold over a batch of replies."""

    work: IncidentUnitOfWork
    open_pages: dict[UUID, Page]
    """Those of no incident."""
    pages_named: Sequence[Page]
    """Every page by a code that one of these texts acknowledges, open or not, sent to whomever, as it was stored."""
    last_told: dict[UUID, datetime]
    """When each was last told that a text was not understood."""
    unread_lately: dict[UUID, int]
    """How many texts of each were not understood in the last ten minutes."""
    last_in_danger: dict[UUID, tuple[datetime, str]]
    """What each whose SOS is open texted last, and when."""
    pages_to_raise: list[PageToRaise] = field(default_factory=list)
    cried_off_mission: set[UUID] = field(default_factory=set)
    switched_on: dict[UUID, datetime] = field(default_factory=dict)
    switched_off: set[UUID] = field(default_factory=set)
    erase_codes: dict[UUID, tuple[str, datetime]] = field(default_factory=dict)
    """With what each who asked to be erased may say it again, and when they were sent it."""
    codes_sent: set[UUID] = field(default_factory=set)
    erased_by_text: set[UUID] = field(default_factory=set)
    accepted: bool = False
    repeated: bool = False
    """The text at hand is the same as the last one, a moment ago, of somebody in danger."""
    left_alone: bool = False
    """The text at hand says that nobody is with them any more."""

    def text(
        self,
        who: ReplySender,
        template: str,
        occasion: str,
        *,
        code: str | None = None,
        exercise: bool | None = None,
        new_language: Literal["en", "es"] | None = None,
        **params: str,
    ) -> None:
        """A text that need not be about one mission of this unit. `exercise`: where not said, as what `code` names."""
        asked = who.recent.get(code) if code else None
        mission = who.mission_named(code) if code else None
        subject = mission.incident.id if mission else asked.incident_id if asked else UUID(occasion)
        if exercise is None:
            exercise = mission.incident.exercise if mission else bool(asked and asked.exercise)
        self.work.pending.outgoing.append(
            MessageRequest(
                id=id_of_message(subject, who.person.volunteer_id, template, occasion),
                network_id=who.person.network_id,
                subject_id=subject,
                person_id=who.person.volunteer_id,
                callsign=who.person.callsign,
                template=template,
                params={**({"code": code} if code else {}), **params},
                exercise=exercise,
                new_language=new_language,
            )
        )

    def hearer(self, who: ReplySender) -> Hearer:
        return who_hears(self.work.duties[who.person.network_id], apart_from=who.person.volunteer_id)

    def is_alone(self, who: ReplySender) -> bool:
        """Out there with nobody, as we know or as they say."""
        return who.is_alone_out_there or (self.left_alone and who.own is not None and who.own[1].sent)

    def page(self, who: ReplySender, reason: PageReason) -> None:
        person = person_of(who.person)
        about = who.about
        if about is not None and reason is not PageReason.SOS:
            about.note("asked_for_a_person", callsign=person.callsign)
            if reason is PageReason.UNREAD_TEXT and self.is_alone(who):
                said = BY_THEIR_WORDS if self.left_alone else None
                page_lead(about, PageReason.UNREAD_ALONE, person, detail=said)
            else:
                page_lead(about, reason, person)
            return
        duty = self.work.duties.get(who.person.network_id)
        if duty is not None:
            found = who.cried_from if reason is PageReason.SOS else None
            self.page_without_incident(duty, reason, person, left=None if found is None else distress.left_by(*found))

    def page_without_incident(
        self,
        duty: NetworkDuty,
        reason: PageReason,
        person: MissionPerson,
        *,
        also: tuple[UUID, ...] = (),
        left: LeftMission | None = None,
    ) -> None:
        """Once, as long as nobody has taken the page; again where nobody was asked any more."""
        about = person.volunteer_id
        same = [page for page in self.open_pages.values() if page.reason is reason and page.about_id == about]
        for page in same:
            if hardly_asks(page):
                self.open_pages[page.id] = begun_again(page, self.work.now)
                self.work.put_page(self.open_pages[page.id])
        if not same and not any(
            page.about.volunteer_id == about for page in self.pages_to_raise if page.reason is reason
        ):
            call = self.work.calls.get(person.volunteer_id) if reason in OF_A_CRY else None
            self.pages_to_raise.append(PageToRaise(duty, reason, person, call.code if call else "", also, left))

    def give_up_offers(self, who: ReplySender, state: EndedOfferState) -> None:
        for mission in who.missions_asked(OfferState.OPEN, OfferState.STANDBY):
            offer = mission.offers[who.person.volunteer_id]
            was_open = offer.state is OfferState.OPEN
            mission.end_offer(offer, state)
            refill(mission, 1 if was_open else 0)


def person_of(volunteer: Volunteer) -> MissionPerson:
    return MissionPerson(volunteer.volunteer_id, volunteer.callsign, volunteer.level, volunteer.languages)
