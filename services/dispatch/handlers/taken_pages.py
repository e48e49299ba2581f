"""A page that was taken, and whose cause is still there half an hour later, comes again (rule R50)."""

from collections.abc import Sequence

from services.chassis.timers import Timer
from services.dispatch.escalation.paging import raised_again
from services.dispatch.incident.undone import COMES_AGAIN, is_undone
from services.dispatch.model.incident import Page
from services.dispatch.unit_of_work import IncidentUnitOfWork


async def on_taken_due(work: IncidentUnitOfWork, timers: Sequence[Timer]) -> None:
    """Unless it was raised or taken anew meanwhile, which has its own time."""
    taken = await work.pages.taken([timer.subject_id for timer in timers], work.now - COMES_AGAIN)
    networks = {page.network_id for page in taken}
    missions = await work.lock_missions({page.incident_id for page in taken if page.incident_id}, networks=networks)
    await work.lock_calls(networks)
    unread = await work.unread_texts.waiting_of({page.about_id for page in taken if page.about_id})
    open_pages = [page for mission in missions.values() for page in mission.pages.values()]
    open_pages += await work.pages.open_pages_without_incident(networks)
    open_causes = set(map(_cause, open_pages))
    for page in taken:
        mission = missions.get(page.incident_id) if page.incident_id else None
        if _cause(page) not in open_causes and is_undone(page, mission, work.calls, unread):
            work.put_page(raised_again(page, work.now))
            open_causes.add(_cause(page))
    await work.save()


def _cause(page: Page) -> tuple[object, ...]:
    return page.incident_id or page.network_id, page.reason, page.about_id
