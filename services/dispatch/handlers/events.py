"""What dispatch does with the news of intake and notify: load, decide, save, announce, a batch as one unit of work."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import structlog

from schemas.envelope import EventData, Received
from schemas.events.delivery import VolunteerDeliveryChangedV1
from schemas.events.receipt import NotedByIntakeV1, NotedByNotifyV1
from schemas.events.reply import ReplyReceivedV1
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from services.chassis.batch_handler import Handler
from services.chassis.connection import write_together
from services.chassis.errors import Reject
from services.chassis.failpoints import failpoint
from services.chassis.sealing import Tampered
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.escalation.paging import page_apart
from services.dispatch.handlers.replies import Conversation
from services.dispatch.handlers.reports import on_released
from services.dispatch.handlers.undelivered import on_changed
from services.dispatch.incident.situations import speaker
from services.dispatch.model.pending_changes import NotedReport
from services.dispatch.model.roster import Role
from services.dispatch.roster.shifts import switch_on
from services.dispatch.store.incidents import noting_reports
from services.dispatch.unit_of_work import Casework, House

log = structlog.get_logger()

MAIN: Final = "hotline.dispatch.main"
HELD: Final = "hotline.dispatch.held"
KINDS: Final[tuple[type[EventData], ...]] = (
    ReportReleasedV1,
    ReplyReceivedV1,
    VolunteerDeliveryChangedV1,
    NotedByIntakeV1,
    NotedByNotifyV1,
)
PAGED: Final = frozenset({Role.DUTY_LEAD, Role.COORDINATOR})
"""Who may answer ACK: leads, and coordinators where nobody was on duty."""
HELD_KINDS: Final[tuple[type[EventData], ...]] = (ReportHeldV1,)


class Consumer:
    """Handlers over batches; each says the same when an event comes twice."""

    def __init__(self, house: House) -> None:
        self._house = house

    def handlers(self) -> Mapping[str, Handler]:
        """Everything dispatch reacts to."""
        return {
            ReportReleasedV1.TOPIC: self.on_reports,
            ReplyReceivedV1.TOPIC: self.on_replies,
            VolunteerDeliveryChangedV1.TOPIC: self.on_deliveries,
            NotedByIntakeV1.TOPIC: _on_receipts,
            NotedByNotifyV1.TOPIC: _on_receipts,
        }

    def held_handlers(self) -> Mapping[str, Handler]:
        """In a group of its own, which yields while released reports wait (DESIGN §8)."""
        return {ReportHeldV1.TOPIC: self.on_held}

    async def on_reports(self, unit: UnitOfWork, events: Sequence[Received[ReportReleasedV1]]) -> None:
        await on_released(Casework(unit, self._house), events)

    async def on_held(self, unit: UnitOfWork, events: Sequence[Received[ReportHeldV1]]) -> None:
        """Noted, and nobody is texted: a person decides in intake."""
        latest: dict[Any, ReportHeldV1] = {}
        for event in events:
            known = latest.get(event.data.report_id)
            if known is None or known.revision < event.data.revision:
                latest[event.data.report_id] = event.data
        noted = [
            NotedReport(r.report_id, r.revision, r.network_id, r.source_id, "held", None, r.exercise)
            for r in sorted(latest.values(), key=lambda report: report.report_id)
        ]
        await write_together(unit.connection, [noting_reports(noted, unit.now, held=True)])

    async def on_replies(self, unit: UnitOfWork, events: Sequence[Received[ReplyReceivedV1]]) -> None:
        """Texts are opened and read only after the rows they may change are locked."""
        work = Casework(unit, self._house)
        people = await work.roster.volunteers({event.data.person_id for event in events})
        known = [event for event in events if event.data.person_id in people]
        strangers = [event.data for event in events if event.data.person_id not in people]
        networks = {person.network_id for person in people.values()}
        looks = await work.roster.first_network() if strangers else None
        networks |= {looks} if looks else set()
        paging = {person.network_id for person in people.values() if person.duty or not PAGED.isdisjoint(person.roles)}
        concerned = [incident_id for _, incident_id in await work.offers.concerned(people)]
        concerned += await work.desk.paged_incidents(paging) if paging else []
        missions = await work.take(concerned, networks=networks)
        apart = await work.desk.open_pages_apart(networks)
        recent = await work.offers.recent_codes(people, unit.now)
        talk = Conversation(work, {page.id: page for page in apart}, await work.desk.not_understood(people))
        for reply in strangers:
            log.error("reply.from_nobody", reply_id=str(reply.reply_id))
            talk.from_nobody(reply, work.duties[looks] if looks else None)

        for event in known:
            person = people[event.data.person_id]
            pages = [page for mission in missions.values() for page in mission.pages.values()]
            who = speaker(person, missions.values(), recent[person.volunteer_id], [*pages, *talk.pages.values()])
            talk.answer(event, who, self._words_of(event.data))

        await self._page_apart(work, talk)
        await work.save()
        await work.desk.keep_unread(talk.unread)
        for volunteer_id, until in sorted(talk.switched_on.items()):
            await switch_on(unit, work.roster, [volunteer_id], until)
        if talk.switched_off:
            await work.roster.switch_off(sorted(talk.switched_off))
        if talk.accepted:
            await failpoint("Y.accepted")

    async def on_deliveries(self, unit: UnitOfWork, events: Sequence[Received[VolunteerDeliveryChangedV1]]) -> None:
        await on_changed(Casework(unit, self._house), [event.data for event in events])

    async def _page_apart(self, work: Casework, talk: Conversation) -> None:
        """The codes are taken late and at once: their counters stay locked until the unit ends."""
        counts: dict[str, int] = {}
        for each in talk.apart:
            counts[each.duty.network.network_id] = counts.get(each.duty.network.network_id, 0) + 1
        codes = await work.take_codes(counts)
        for each in talk.apart:
            network = each.duty.network
            page_apart(
                work.record,
                each.duty,
                code=codes[network.network_id].pop(0),
                reason=each.reason,
                zone=network.name,
                now=work.now,
                exercise=False,
                about=each.about,
            )

    def _words_of(self, reply: ReplyReceivedV1) -> str:
        """
        Raises:
            Reject: the text was not sealed for this reply.
        """
        try:
            return self._house.sealer.open_text(reply.sealed_text, purpose="reply.text", record=str(reply.reply_id))
        except (Tampered, ValueError) as error:
            raise Reject(f"reply {reply.reply_id}: unreadable text: {type(error).__name__}") from None


async def _on_receipts(unit: UnitOfWork, events: Sequence[Received[Any]]) -> None:
    """The loop itself takes receipts; the topic is only subscribed to here."""
