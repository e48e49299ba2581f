"""Whether people can be reached, as notify announces it: kept, and told on where it changes who is on duty."""

from collections.abc import Sequence

from schemas.envelope import Received
from schemas.events.contact import ContactReachabilityV1
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.model.roster import Reach
from services.dispatch.roster.shifts import tell_duty_changed
from services.dispatch.store.roster import RosterStore


async def on_reachability(unit: UnitOfWork, events: Sequence[Received[ContactReachabilityV1]]) -> None:
    """Order and repetition change nothing: the highest revision of a person counts."""
    store = RosterStore(unit.connection)
    latest = {event.data.person_id: event.data for event in sorted(events, key=lambda event: event.data.revision)}
    announced = {person_id: (data.revision, reach_from(data)) for person_id, data in latest.items()}
    for network_id in sorted(await store.save_reach(announced)):
        await tell_duty_changed(unit, store, network_id)


def reach_from(data: ContactReachabilityV1) -> Reach:
    return Reach(
        None if data.by_text else data.text_reason or "unknown",
        None if data.by_mail else data.mail_reason or "unknown",
    )
