"""Released reports, a batch as one unit: each joins an open incident or opens one, and the first wave goes out.

Two folds over the batch: the first decides what belongs together, so that the second report joins what the first one
opens; the second asks people, so that nobody is taken twice.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from schemas.clock_times import clock_time
from services.chassis.errors import Reject
from services.chassis.sealing import Tampered
from services.dispatch.escalation.held_too_long import Waiting
from services.dispatch.handlers.held_reports import end_held_pages
from services.dispatch.handlers.network_pages import look_for_pages, raise_pages
from services.dispatch.handlers.over_quota import hold_back, paged_about, within_quota
from services.dispatch.handlers.report_revisions import refuse_jump
from services.dispatch.handlers.unserved_reports import (
    UNSERVED,
    answer_unserved,
    count_unserved,
    end_unserved_pages,
)
from services.dispatch.incident.opening import (
    ClusteredReport,
    PlacedReport,
    ReleasedReport,
    UnservedReport,
    cells_near,
    join_incident,
    joinable,
    names_in,
    noted_report,
    open_incident,
    search_once_more,
    searches_for,
    sort_out,
    with_code,
)
from services.dispatch.matching import geography
from services.dispatch.model.incident import IncidentState
from services.dispatch.model.message_request import MAIL, MessageRequest, id_of_message
from services.dispatch.model.mission import Mission
from services.dispatch.model.scene_place import ScenePlace
from services.dispatch.sealing import open_report_place
from services.dispatch.unit_of_work import IncidentUnitOfWork

LOCKED_AROUND_M: Final = 500


async def on_released(work: IncidentUnitOfWork, batch: Sequence[ReleasedReport]) -> None:
    """Load, decide, save, announce."""
    for event in batch:
        refuse_jump(event.data)
    places = {event.id: _place_of(event, work) for event in batch}
    await work.incidents.lock_areas(
        {cell for event in batch if (place := places[event.id]) for cell in _areas(place, event, work)}
    )
    known = await work.incidents.known_reports({event.data.report_id for event in batch})
    fresh, updated = sort_out(batch, known)
    for event in updated:
        stored = known[event.data.report_id]
        work.pending.reports[stored.report_id] = replace(
            noted_report(event.data, "linked", stored.incident_id),
            elsewhere=stored.elsewhere,
            look_told_at=stored.look_told_at,
        )

    placed, unserved = await _locate(work, fresh, places)
    near = await work.lock_near(cells_near(placed), names_in(placed)) if placed else {}
    over = await work.lately_over(cells_near(placed), beside=near.values())
    sorted_out = await within_quota(work, placed, unserved, [joinable(each) for each in (*near.values(), *over)])
    hold_back(work, sorted_out.over)
    refs = answer_unserved(work, sorted_out.unserved)
    belongings = sorted_out.belongings
    opening = [each for each in belongings if each.opens is not None]
    codes = await _page_and_take_codes(work, opening, refs, paged_about(sorted_out.over))
    opened = {each.incident_id: with_code(each, codes) for each in opening}
    unfilled = [near[joined] for joined in {each.incident_id for each in belongings} & near.keys()]
    unfilled = [mission for mission in unfilled if mission.incident.state is IncidentState.UNFILLED]
    if unfilled:
        await work.load_asked(sorted(mission.incident.id for mission in unfilled))
    await work.find_candidates([*searches_for(opened.values()), *map(search_once_more, unfilled)])

    missions = dict(near)
    for each in belongings:
        incident = opened.get(each.incident_id) or missions[each.incident_id].incident
        linked = each.placed.linked(incident)
        work.pending.reports[linked.report_id] = linked
        if each.opens is not None:
            missions[each.incident_id] = mission = work.mission(opened[each.incident_id])
            beside = next(
                (known for known in (*missions.values(), *over) if known.incident.id == each.opens.beside), None
            )
            code = beside.incident.code if beside else each.placed.event.data.join
            open_incident(mission, linked, each.opens.why, code)
        else:
            join_incident(missions[each.incident_id], linked)
    before = [known[report_id] for event in fresh if (report_id := event.data.report_id) in known]
    await end_held_pages(work, before)
    outside = {report.report_id for report in work.pending.reports.values() if report.state == UNSERVED}
    await end_unserved_pages(work, [r for r in before if r.state == UNSERVED and r.report_id not in outside])
    await _mail_coordinators(work, [missions[incident_id] for incident_id in opened])
    await work.save()


async def _locate(
    work: IncidentUnitOfWork, fresh: Sequence[ReleasedReport], places: Mapping[UUID, ScenePlace | None]
) -> tuple[list[PlacedReport], list[UnservedReport]]:
    """Each with its network, where that network's territory holds its place."""
    await work.load_duties({event.data.network_id for event in fresh})
    placed: list[PlacedReport] = []
    unserved: list[UnservedReport] = []
    for event in fresh:
        place = places[event.id]
        if event.data.network_id not in work.duties:
            unserved.append(UnservedReport(event, "network_unknown"))
        elif place is None:
            unserved.append(UnservedReport(event, "place_unknown"))
        elif (duty := await work.duty_at(event.data.network_id, place)) is not None:
            placed.append(PlacedReport(event, place, duty))
        else:
            unserved.append(UnservedReport(event, "outside"))
    return placed, unserved


async def _page_and_take_codes(
    work: IncidentUnitOfWork,
    opening: Sequence[ClusteredReport],
    unserved: Mapping[Waiting, Sequence[str]],
    over: Collection[Waiting],
) -> dict[str, list[str]]:
    """Pages of what is not served, and what is left of the codes for what opens: all are taken at once."""
    since = dict.fromkeys((*unserved, *over), work.now)
    to_raise = await look_for_pages(work, since) if since else None
    counts = Counter(each.placed.duty.network.network_id for each in opening)
    if to_raise is None:
        return await work.take_codes(counts)
    codes = await work.take_codes(counts + to_raise.codes)
    raise_pages(work, to_raise, codes, since=since, details=count_unserved(work, to_raise, unserved))
    return codes


async def _mail_coordinators(work: IncidentUnitOfWork, missions: Sequence[Mission]) -> None:
    """A mail that a mission is open; no place in it, for lock screens and forwarding (rule R24)."""
    for mission in missions:
        incident, network = mission.incident, mission.duty.network
        for person_id, callsign in await work.coordinators(network.network_id):
            mission.pending.outgoing.append(
                MessageRequest(
                    id=id_of_message(incident.id, person_id, "mail-opened", ""),
                    network_id=incident.network_id,
                    subject_id=incident.id,
                    person_id=person_id,
                    callsign=callsign,
                    template="mail-opened",
                    params={
                        "code": incident.code,
                        "org": network.name,
                        "zone": incident.zone,
                        "time": clock_time(incident.opened_at, network.time_zone),
                        "count": str(min(99, len(mission.offers))),
                    },
                    channels=MAIL,
                    exercise=incident.exercise,
                    correlation_id=incident.correlation_id,
                )
            )


def _place_of(event: ReleasedReport, work: IncidentUnitOfWork) -> ScenePlace | None:
    """A place whose key is not there stops this report, not the others: it is parked until the key is.

    Raises:
        Reject: it was not sealed for this report, or is no place.
    """
    sealed = event.data.sealed_place
    try:
        return None if sealed is None else open_report_place(sealed, event.data.report_id, work.resources.sealer)
    except (Tampered, ValueError, KeyError, TypeError) as error:
        raise Reject(f"report {event.data.report_id}: unreadable place: {type(error).__name__}") from None


def _areas(place: ScenePlace, event: ReleasedReport, work: IncidentUnitOfWork) -> tuple[int, ...]:
    """Before anything is read, so by what was known of the network last."""
    known = work.resources.networks.last_read(event.data.network_id)
    metres = max(LOCKED_AROUND_M, known.policy.join_m if known else 0)
    return geography.area_cells(place.lat, place.lon, metres)
