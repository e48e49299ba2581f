"""Page whoever is on duty in a network about what waits for a person there: one open page stands for all of a kind."""

from collections.abc import Mapping
from datetime import datetime

from services.dispatch.escalation.paging import begun_again, page_without_incident
from services.dispatch.model.incident import PageReason
from services.dispatch.unit_of_work import IncidentUnitOfWork

Waiting = Mapping[tuple[str, bool], datetime]
"""Since when something waits, by network and whether it is an exercise."""


async def page_networks(work: IncidentUnitOfWork, reason: PageReason, waiting: Waiting) -> None:
    """Where a page of the kind is open it goes on; one that nobody answered for an hour begins again.

    The duties of these networks were loaded; a network that is not known has nobody to page.
    """
    of_ours = {of: since for of, since in waiting.items() if of[0] in work.duties}
    paged = {
        (page.network_id, page.exercise): page
        for page in await work.pages.open_pages_without_incident({name for name, _ in of_ours})
        if page.reason is reason
    }
    for of in of_ours.keys() & paged.keys():
        if paged[of].given_up:
            work.put_page(begun_again(paged[of], work.now))
    wanted = {of: since for of, since in of_ours.items() if of not in paged}
    codes = await work.take_codes({name: sum(name == of for of, _ in wanted) for name, _ in wanted})
    for (name, exercise), since in sorted(wanted.items()):
        duty = work.duties[name]
        page_without_incident(
            work.pending,
            duty,
            code=codes[name].pop(0),
            reason=reason,
            zone=duty.network.name,
            now=work.now,
            exercise=exercise,
            about=None,
            since=since,
        )
