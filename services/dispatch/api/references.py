"""Find what a request names: an incident by its id or code, a network, people by their call signs."""

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services.chassis.errors import FieldError, Problem
from services.chassis.http_server import not_found
from services.chassis.scope import Scope
from services.dispatch.model.noted_report import NotedReport
from services.dispatch.model.roster import RosterNetwork
from services.dispatch.store.roster import RosterStore
from services.dispatch.store.views import IncidentViews

CODE: Final = re.compile(r"^[2-9CDFGHJKMNPQRTVWXY]{3,5}$")
AMBIGUOUS: Final = (409, "ambiguous-code", "Two networks have an open incident by that code; name it by its id")
UNKNOWN_REPORT: Final = (404, "unknown-report", "No such report of this incident")
UNKNOWN_CALLSIGN: Final = (404, "unknown-callsign", "Nobody by that call sign")


async def find_incident(views: IncidentViews, reference: str) -> UUID:
    """By id or by code, of those that the views show; an open incident goes before one that is over."""
    try:
        incident_id = UUID(reference)
    except ValueError:
        return await _by_code(views, reference)
    if not await views.is_there(incident_id):
        raise not_found("incident")
    return incident_id


async def _by_code(views: IncidentViews, reference: str) -> UUID:
    code = reference.upper()
    named = await views.by_code(code) if CODE.match(code) else []
    if not named:
        raise not_found("incident")
    if len(named) > 1 and named[1][1]:
        raise Problem(*AMBIGUOUS)
    return named[0][0]


async def require_network(store: RosterStore, network_id: str, scope: Scope) -> RosterNetwork:
    """Before anything of it is read or changed: every statement after it names this network."""
    network = (await store.networks([network_id])).get(network_id) if network_id in scope else None
    if network is None:
        raise not_found("network")
    return network


async def find_volunteers(store: RosterStore, network_id: str, callsigns: Sequence[str], pointer: str) -> list[UUID]:
    """All of them or a problem; `pointer` says where each stands in the body, by its index."""
    known = await store.ids_of(network_id, callsigns)
    unknown = [
        FieldError(pointer.format(at), f"{callsign} is not on the roster")
        for at, callsign in enumerate(callsigns)
        if callsign not in known
    ]
    if unknown:
        raise Problem(*UNKNOWN_CALLSIGN, errors=tuple(unknown[:20]))
    return list(known.values())


def find_reports(known: Sequence[NotedReport], named: Sequence[str], pointer: str) -> list[NotedReport]:
    """By their spoken refs or their ids; all of them or a problem. `pointer` says where each stands in the body."""
    found = {
        name: next((report for report in known if name in (report.ref, str(report.report_id))), None) for name in named
    }
    unknown = [
        FieldError(pointer.format(at), f"{name} is no report of this incident")
        for at, name in enumerate(named)
        if found[name] is None
    ]
    if unknown:
        raise Problem(*UNKNOWN_REPORT, errors=tuple(unknown[:20]))
    return list({report.report_id: report for report in found.values() if report is not None}.values())


def field_invalid(pointer: str, detail: str) -> Problem:
    return Problem(422, "invalid", "Some fields do not fit", errors=(FieldError(pointer, detail),))
