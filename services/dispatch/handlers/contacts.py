"""Whether people can be reached, as notify announces it: kept, and told on where it changes who is on duty."""

from collections.abc import Sequence

from schemas.envelope import Received
from schemas.events.contact import ContactReachabilityV1
from services.chassis.revisions import refuse_jump
from services.chassis.timers import Timer, schedule
from services.dispatch.incident.leaving import no_text_reaches, texts_arrive_again
from services.dispatch.model.roster import Reach
from services.dispatch.roster.shifts import DUTY_CHANGED, tell_duty_changed
from services.dispatch.unit_of_work import IncidentUnitOfWork


async def on_reachability(work: IncidentUnitOfWork, events: Sequence[Received[ContactReachabilityV1]]) -> None:
    """Order and repetition change nothing: the highest revision of a person counts.

    Who is on a mission and gets texts again hears what they may have missed; who is paged hears who is in danger.
    """
    store = work.roster
    for event in events:
        refuse_jump(f"person {event.data.person_id}", event.data.revision, work.now)
    latest = {event.data.person_id: event.data for event in sorted(events, key=lambda event: event.data.revision)}
    announced = {person_id: (data.revision, reach_from(data)) for person_id, data in latest.items()}
    known = await store.reach_revisions(announced)
    news = {person_id: data for person_id, data in latest.items() if data.revision > known.get(person_id, 0)}
    before = set(await store.unreachable_of(news))
    again = {person_id for person_id in before if news[person_id].by_text}
    gone = {person_id for person_id in news.keys() - before if _gets_none_any_more(news[person_id])}
    if again | gone:
        concerned = await work.offers.incidents_concerning(again | gone, work.now)
        missions = await work.lock_missions(incident_id for _, incident_id in concerned)
        for mission in missions.values():
            for each in mission.team:
                if each.person.volunteer_id in again:
                    texts_arrive_again(mission, each)
                elif each.person.volunteer_id in gone and each.sent and each.unreached_at is None:
                    no_text_reaches(mission, each)
        if missions:
            await work.save()
    networks = await store.save_reach(announced)  # pages are locked before people, everywhere
    for network_id in sorted(networks):
        await tell_duty_changed(work.unit, store, network_id)
    paged = [person_id for person_id, each in (await store.volunteers(again)).items() if each.is_ever_paged]
    await schedule(work.unit, [Timer(person_id, DUTY_CHANGED, work.now) for person_id in sorted(paged)])


def _gets_none_any_more(data: ContactReachabilityV1) -> bool:
    """Known before any text is lost; of a text that did not arrive its delivery tells."""
    return not data.by_text and data.text_reason != "undelivered"


def reach_from(data: ContactReachabilityV1) -> Reach:
    return Reach(
        None if data.by_text else data.text_reason or "unknown",
        None if data.by_mail else data.mail_reason or "unknown",
    )
