"""A round of paging in a test: pages as they are open, and what the round left behind."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from schemas.events.incident import DutyPagedV2
from services.dispatch.escalation.fates import PageFate, PageFates
from services.dispatch.escalation.page_texts import SceneNow
from services.dispatch.escalation.rounds import page_people
from services.dispatch.model.addressee import Addressee
from services.dispatch.model.incident import Page, PageReason
from services.dispatch.model.mission import NetworkDuty
from services.dispatch.model.pending_changes import PendingChanges, PendingEvent
from services.dispatch.model.roster import ChainMember, ChainPlace, DutyLead, DutyPosition, Reach
from tests.support.dispatch_values import NETWORK, NOW

SECOND = timedelta(seconds=1)
MINUTE = timedelta(seconds=60)
SIGNS = "-CDFGHJKMNPQRTVWXY"
REACHED = Reach(None, "no_contact")
ROBIN = DutyLead(UUID(int=1), "ROBIN", DutyPosition.LEAD, ("en",), REACHED)
WREN = DutyLead(UUID(int=2), "WREN", DutyPosition.BACKUP, ("en",), REACHED)
HERON = UUID(int=301)
PINE = ChainMember(UUID(int=3), "PINE", ChainPlace.COORDINATOR, REACHED)


def a_page(number: int = 1, reason: PageReason = PageReason.FINDING, **changes: Any) -> Page:
    facts: dict[str, Any] = {
        "id": UUID(int=100 + number),
        "network_id": "la",
        "incident_id": UUID(int=200 + number),
        "code": f"K{SIGNS[number]}Q",
        "reason": reason,
        "zone": "Boyle Heights NE",
        "exercise": False,
        "raised_at": NOW - timedelta(minutes=10) + number * SECOND,
        "about": "HERON",
        "detail": "nothing_seen",
        "due_at": NOW,
        "named": changes.get("paged", ()),
        **changes,
    }
    return Page(**facts)


class Round:
    """What a round left behind."""

    def __init__(
        self,
        *pages: Page,
        leads: tuple[DutyLead, ...] = (ROBIN,),
        others: tuple[ChainMember, ...] = (),
        known: tuple[Addressee, ...] = (),
        lost: tuple[PageFate, ...] = (),
        now: datetime = NOW,
        scenes: dict[UUID, SceneNow] | None = None,
        taken: dict[UUID, Page] | None = None,
        arrived: dict[UUID, UUID] | None = None,
    ) -> None:
        self.pending = PendingChanges()
        duty = NetworkDuty(NETWORK, leads, others)
        addressees, fates = {each.person_id: each for each in known}, PageFates(lost, arrived or {})
        page_people(duty, pages, addressees, fates, self.pending, now, scenes=scenes, taken=taken)

    @property
    def asked(self) -> list[tuple[str, str, str]]:
        """Call sign, template, the first code; mails are marked."""
        return [
            (text.callsign, ("mail:" if text.channels == ("email",) else "") + text.template, text.params["code"])
            for text in self.pending.messages
        ]

    @property
    def told(self) -> list[tuple[str | None, int]]:
        events = [each.data for each in self.pending.outgoing if isinstance(each, PendingEvent)]
        return [(event.callsign, event.attempt) for event in events if isinstance(event, DutyPagedV2)]

    def page(self, number: int = 1) -> Page:
        return self.pending.pages[UUID(int=100 + number)]

    def addressee(self, lead: DutyLead | ChainMember) -> Addressee:
        return self.pending.addressees[lead.volunteer_id]


def texted(lead: DutyLead | ChainMember, ago: timedelta, **more: Any) -> Addressee:
    return Addressee(lead.volunteer_id, texted_at=NOW - ago, **more)
