"""Whether people can be reached, as notify announces it: kept, and told on where it changes who is on duty."""

from collections.abc import Sequence

from schemas.envelope import Received
from schemas.events.contact import ContactReachabilityV1
from services.chassis.timers import Timer, schedule
from services.dispatch.incident.leaving import texts_arrive_again
from services.dispatch.model.roster import Reach
from services.dispatch.roster.shifts import DUTY_CHANGED, tell_duty_changed
from services.dispatch.unit_of_work import IncidentUnitOfWork


async def on_reachability(work: IncidentUnitOfWork, events: Sequence[Received[ContactReachabilityV1]]) -> None:
    """Order and repetition change nothing: the highest revision of a person counts.

    Who is on a mission and gets texts again hears what they may have missed; who is paged hears who is in danger.
    """
    store = work.roster
    latest = {event.data.person_id: event.data for event in sorted(events, key=lambda event: event.data.revision)}
    announced = {person_id: (data.revision, reach_from(data)) for person_id, data in latest.items()}
    before = await store.unreachable_of(announced)
    concerned = await work.offers.incidents_concerning(before, work.now) if before else []
    missions = await work.lock_missions(incident_id for _, incident_id in concerned)
    networks = await store.save_reach(announced)
    again = set(before) - set(await store.unreachable_of(before))
    for mission in missions.values():
        for each in mission.team:
            if each.person.volunteer_id in again:
                texts_arrive_again(mission, each)
    if again and missions:
        await work.save()
    for network_id in sorted(networks):
        await tell_duty_changed(work.unit, store, network_id)
    paged = [person_id for person_id, each in (await store.volunteers(again)).items() if each.is_ever_paged]
    await schedule(work.unit, [Timer(person_id, DUTY_CHANGED, work.now) for person_id in sorted(paged)])


def reach_from(data: ContactReachabilityV1) -> Reach:
    return Reach(
        None if data.by_text else data.text_reason or "unknown",
        None if data.by_mail else data.mail_reason or "unknown",
    )
