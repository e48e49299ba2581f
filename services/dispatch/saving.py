"""What a unit decided, saved: rows and timers in one statement where that can be, then every event, then the alarms."""

from datetime import datetime
from uuid import UUID

import structlog

from schemas.envelope import EventData
from services.chassis.connection import Write, write_together
from services.chassis.failpoints import failpoint
from services.chassis.telemetry import BRAKED, PAGES_UNHEARD, STRAY_MOVES
from services.chassis.timers import Timer, scheduling
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.model.message_request import MessageRequest
from services.dispatch.model.pending_changes import PendingChanges, PendingEvent
from services.dispatch.resources import DispatchResources
from services.dispatch.sealing import sealed_message
from services.dispatch.store.brakes import saving_brakes
from services.dispatch.store.findings import saving_findings
from services.dispatch.store.incidents import IncidentStore, deciding_reports, noting_reports
from services.dispatch.store.offers import OfferStore, saving_assignments, saving_offers
from services.dispatch.store.pages import saving_addressees, saving_pages
from services.dispatch.store.sos_calls import adding_entries, saving_calls
from services.dispatch.store.tallies import (
    marking_assigned,
    marking_closed,
    marking_exercises_closed,
    marking_exercises_offered,
    marking_exercises_unsent,
    marking_offered,
    marking_released,
    marking_unsent,
)
from services.dispatch.store.timeline import writing_timeline
from services.dispatch.store.unread_texts import keeping_unread, noting_told_so, settling

log = structlog.get_logger()


async def save_changes(pending: PendingChanges, unit: UnitOfWork, resources: DispatchResources) -> None:
    """Everything decided, and every event in the order of the decisions."""
    incidents = IncidentStore(unit.connection, resources.sealer)
    changed = [pending.incidents[incident_id] for incident_id in sorted(pending.incidents)]
    people = _volunteer_writes(pending, unit.now)
    # They may be about the same rows, so one after the other: all locked in one order first.
    if len(people) > 1 or pending.switched:
        freed = {person_id for person_id, _ in pending.released}
        freed |= {offer.person.volunteer_id for offer in (*pending.unsent, *pending.exercises_unsent)}
        exercised = (pending.exercises_offered, pending.exercises_closed)
        everybody = freed.union(pending.offered, pending.closed, pending.assigned, pending.switched, *exercised)
        await OfferStore(unit.connection).lock_people(everybody)
        for write in people:
            await write_together(unit.connection, [write])
        people = []
    await write_together(
        unit.connection,
        [
            incidents.opening(pending.opened.values(), unit.now.date()),
            incidents.changing(changed, unit.now.date()),
            noting_reports(pending.reports.values(), unit.now),
            deciding_reports(pending.reports_decided.values()),
            saving_offers(pending.offers.values()),
            saving_assignments(pending.assignments.values()),
            saving_findings(pending.findings.values()),
            saving_pages(pending.pages.values()),
            saving_addressees(pending.addressees.values()),
            saving_brakes(pending.brakes.values()),
            writing_timeline(pending.timeline),
            noting_told_so(pending.not_understood, unit.now),
            keeping_unread(pending.unread),
            settling(pending.settled),
            saving_calls(pending.sos_calls.values()),
            adding_entries(pending.sos_entries),
            *people,
            scheduling([Timer(t.subject_id, t.kind, t.due_at, t.epoch) for t in pending.timers]),
        ],
    )
    if pending.offered or pending.exercises_offered:
        await failpoint("M.offer_row")
    for each in pending.outgoing:
        _announce(each, unit, resources)
    _raise_alarms(pending, unit.now)


def _volunteer_writes(pending: PendingChanges, now: datetime) -> list[Write]:
    """What changes for volunteers, in the order in which it has to be written."""
    resting: dict[datetime | None, list[UUID]] = {}
    for person_id, until in pending.released:
        resting.setdefault(until, []).append(person_id)
    writes = (
        marking_unsent(pending.unsent),
        marking_offered(pending.offered, now),
        marking_closed(pending.closed),
        marking_exercises_unsent(pending.exercises_unsent),
        marking_exercises_offered(pending.exercises_offered, now),
        marking_exercises_closed(pending.exercises_closed),
        marking_assigned(pending.assigned),
        *(marking_released(people, until) for until, people in resting.items()),
    )
    return [write for write in writes if write is not None]


def _announce(each: PendingEvent | MessageRequest, unit: UnitOfWork, resources: DispatchResources) -> None:
    if isinstance(each, MessageRequest):
        data: EventData = sealed_message(each, resources.sealer, unit.now.date())
    else:
        data = each.data
    unit.announce(data, subject=str(each.subject_id), correlation_id=each.correlation_id)


def _raise_alarms(pending: PendingChanges, now: datetime) -> None:
    for brake in pending.brakes.values():
        if brake.braked_at == now:
            BRAKED.labels(brake.network_id).inc()
            log.critical("offers.braked", network_id=brake.network_id, misses=brake.misses)
    for page in pending.unheard:
        PAGES_UNHEARD.inc()
        log.critical("page.nobody_hears", page_id=str(page.id), network_id=page.network_id, reason=page.reason)
    for stray in pending.stray_moves:
        STRAY_MOVES.labels(stray.of).inc()
        log.critical("state.strayed", of=stray.of, id=str(stray.id), before=stray.before, after=stray.after)
