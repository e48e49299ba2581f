"""Incidents over HTTP: looked at by staff, steered by the duty lead; each step can be tried without doing it."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from schemas.network_file import Latitude, Longitude, PointName
from schemas.values import Callsign, Outcome, ShortText, rfc3339
from services.chassis.auth import Role, StaffKeys
from services.chassis.database import Database
from services.chassis.errors import FieldError, Problem
from services.chassis.http_server import not_found
from services.chassis.sealing import KeyMissing, Sealer, wire
from services.dispatch.incident import review as reviewing
from services.dispatch.incident import scene
from services.dispatch.incident import team as teaming
from services.dispatch.incident.findings import AGENCIES, Decision, Refusal, public_place
from services.dispatch.incident.timeline import sentence
from services.dispatch.matching import geography
from services.dispatch.model.incident import OVER, AssignmentState, IncidentState, StandDown
from services.dispatch.model.message_request import MessageRequest, fitted
from services.dispatch.model.mission import Mission
from services.dispatch.model.roster import MeetingPoint
from services.dispatch.resources import DispatchResources
from services.dispatch.store.views import IncidentViews
from services.dispatch.unit_of_work import IncidentUnitOfWork

LISTED_AT_MOST: Final = 500
CODE: Final = re.compile(r"^[2-9CDFGHJKMNPQRTVWXY]{3,5}$")
Authorization = Annotated[str | None, Header()]
REFUSALS: Final = {
    Refusal.NOTHING_TO_REVIEW: (409, "There is no finding that waits for a review"),
    Refusal.FINDING_WAITS: (409, "A finding waits for its review; decide on that first"),
    Refusal.OWN_FINDING: (403, "Nobody decides on their own finding"),
    Refusal.OUTCOME_MISSING: (422, "A correction says what it was"),
    Refusal.AGENCY_MISSING: (422, f"Not immigration: say what it was, one of {', '.join(sorted(AGENCIES))}"),
}


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StandDownBody(_Body):
    reason: Literal["finished", "safety", "cancelled"] = "finished"
    preview: bool = False


class ReviewBody(_Body):
    decision: Decision
    outcome: Outcome | None = None
    agency: Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}$")] | None = None
    note: ShortText | None = None
    preview: bool = False


class MeetingPointBody(_Body):
    name: PointName
    lat: Latitude
    lon: Longitude
    preview: bool = False


class CloseBody(_Body):
    outcome: Literal["unable"] = "unable"
    preview: bool = False


class OutBody(_Body):
    callsign: Callsign
    why: Annotated[ShortText, Field(min_length=1)]


class SosClearBody(_Body):
    callsign: Callsign


Step = Callable[[IncidentUnitOfWork, Mission], dict[str, Any] | None]


def incidents_router(database: Database, staff: StaffKeys, resources: DispatchResources) -> APIRouter:
    router = APIRouter()

    async def do(reference: str, step: Step, *, preview: bool = False) -> dict[str, Any]:
        """Decide under the incident's lock. A preview decides the same and saves nothing."""
        async with database.unit() as unit:
            incident_id = await _find(IncidentViews(unit.connection), reference)
            work = IncidentUnitOfWork(unit, resources)
            mission = (await work.lock_missions([incident_id])).get(incident_id)
            if mission is None:
                raise not_found("incident")
            more = step(work, mission) or {}
            if not preview:
                await work.save()
        return {
            "incident_id": str(mission.incident.id),
            "code": mission.incident.code,
            "state": mission.incident.state.value,
            "texts": [_text(text) for text in work.pending.messages],
            "report_ids": [],
            **more,
        }

    @router.get("/v1/incidents")
    async def incidents(
        state: Annotated[Literal["open", "closed", "all"], Query()] = "open", authorization: Authorization = None
    ) -> list[dict[str, Any]]:
        """Newest first, at most 500."""
        staff.who(authorization)
        async with database.connection() as connection:
            rows = await IncidentViews(connection).listed(state, LISTED_AT_MOST)
        return [_incident(row) for row in rows]

    @router.get("/v1/incidents/{reference}")
    async def incident(reference: str, authorization: Authorization = None) -> dict[str, Any]:
        """With its timeline. The words of a finding are for those who review it."""
        who = staff.who(authorization)
        async with database.connection() as connection:
            views = IncidentViews(connection)
            incident_id = await _find(views, reference)
            row = await views.whole(incident_id)
            if row is None:
                raise not_found("incident")
            timeline = await views.timeline(incident_id)
            found = {
                **_incident(row),
                "report_ids": [str(report_id) for report_id in await views.report_ids(incident_id)],
                "assignments": [_plain(each) for each in await views.team(incident_id)],
                "asked": [_plain(each) for each in await views.offers(incident_id)],
            }
        if who.role is Role.DUTY_LEAD and row["words"] is not None:
            found["finding"]["words"] = _opened(resources.sealer, row["words"], "finding.words", row["finding_id"])
        return {**found, "timeline": [_line(*entry) for entry in timeline], "excluded": _excluded(timeline)}

    @router.post("/v1/incidents/{reference}/stand-down")
    async def stand_down(reference: str, body: StandDownBody, authorization: Authorization = None) -> dict[str, Any]:
        """No more offers; everyone who is out there is asked to leave and text OUT."""
        who = staff.who(authorization, Role.DUTY_LEAD, Role.OPERATOR)

        def step(_: IncidentUnitOfWork, mission: Mission) -> None:
            _not_over(mission)
            scene.stand_down(mission, StandDown(body.reason), by=who.actor)

        return await do(reference, step, preview=body.preview)

    @router.post("/v1/incidents/{reference}/review")
    async def review(reference: str, body: ReviewBody, authorization: Authorization = None) -> dict[str, Any]:
        """By somebody other than who submitted it. Only then are callers told."""
        who = staff.who(authorization, Role.DUTY_LEAD)

        def step(work: IncidentUnitOfWork, mission: Mission) -> dict[str, Any]:
            finding = mission.finding
            refusal = reviewing.review(
                mission,
                decision=body.decision,
                reviewer=who.actor,
                outcome=body.outcome,
                agency=body.agency,
                sealed_place=_sealed_place(work, mission),
                sealed_note=_sealed(work, body.note, "finding.note", finding.id if finding else None),
            )
            _refuse(refusal)
            if body.decision is Decision.REJECT:
                return {}
            seen_at = finding.submitted_at if finding else None
            return _to_callers(mission, seen_at=seen_at, went=True)

        return await do(reference, step, preview=body.preview)

    @router.post("/v1/incidents/{reference}/close")
    async def close(reference: str, body: CloseBody, authorization: Authorization = None) -> dict[str, Any]:
        """Nobody could check it: its callers hear so, and whoever waited is free."""
        who = staff.who(authorization, Role.DUTY_LEAD)

        def step(work: IncidentUnitOfWork, mission: Mission) -> dict[str, Any]:
            if mission.incident.state is IncidentState.CLOSED or mission.incident.reviewed_at is not None:
                raise Problem(409, "incident-over", "It was decided already")
            _refuse(reviewing.close_unable(mission, by=who.actor, sealed_place=_sealed_place(work, mission)))
            return _to_callers(mission, seen_at=None, went=mission.incident.went)

        return await do(reference, step, preview=body.preview)

    @router.post("/v1/incidents/{reference}/meeting-point")
    async def meeting_point(
        reference: str, body: MeetingPointBody, authorization: Authorization = None
    ) -> dict[str, Any]:
        """A public place, never the scene (PRACTICE §0.1 rule 3)."""
        staff.who(authorization, Role.DUTY_LEAD)

        def step(_: IncidentUnitOfWork, mission: Mission) -> None:
            _not_over(mission)
            incident = mission.incident
            away_m = geography.km_between(body.lat, body.lon, incident.lat, incident.lon) * 1000
            if away_m < incident.policy.meeting_min_m:
                detail = f"at least {incident.policy.meeting_min_m} m from the reported place"
                raise Problem(422, "too-near", "That is too near the scene", errors=(FieldError("/lat", detail),))
            teaming.meet_at(mission, MeetingPoint(body.name, body.lat, body.lon))

        return await do(reference, step, preview=body.preview)

    @router.post("/v1/incidents/{reference}/out")
    async def out(reference: str, body: OutBody, authorization: Authorization = None) -> dict[str, Any]:
        """For somebody who is away and cannot text OUT; why is kept sealed."""
        who = staff.who(authorization, Role.DUTY_LEAD, Role.OPERATOR)

        def step(work: IncidentUnitOfWork, mission: Mission) -> None:
            assignment = mission.assignment_named(body.callsign)
            if assignment is None:
                raise _nobody(body.callsign)
            if assignment.state is AssignmentState.SOS:
                raise Problem(409, "sos-open", "The SOS must be cleared first, after speaking with them")
            why = _sealed(work, body.why, "timeline.why", mission.incident.id)
            scene.out_by_lead(mission, assignment, sealed_why=wire(why) if why else "", by=who.actor)

        return await do(reference, step)

    @router.post("/v1/incidents/{reference}/sos-clear")
    async def sos_clear(reference: str, body: SosClearBody, authorization: Authorization = None) -> dict[str, Any]:
        """After speaking with them; a text never ends an SOS (PRACTICE T8)."""
        who = staff.who(authorization, Role.DUTY_LEAD)

        def step(_: IncidentUnitOfWork, mission: Mission) -> None:
            assignment = mission.assignment_named(body.callsign)
            if assignment is None:
                raise _nobody(body.callsign)
            if assignment.state is not AssignmentState.SOS:
                raise Problem(409, "no-sos", f"{body.callsign} has no open SOS")
            scene.clear_sos(mission, assignment, by=who.actor)

        return await do(reference, step)

    @router.get("/v1/unread")
    async def unread(authorization: Authorization = None) -> list[dict[str, Any]]:
        """Texts from volunteers that only a person can understand, newest first, opened."""
        staff.who(authorization, Role.DUTY_LEAD, Role.OPERATOR)
        async with database.connection() as connection:
            texts = await IncidentViews(connection).unread(LISTED_AT_MOST)
        return [
            {
                "reply_id": str(text.reply_id),
                "callsign": text.callsign,
                "network_id": text.network_id,
                "code": text.code or None,
                "guess": text.guess,
                "received_at": rfc3339(text.received_at),
                "text": _opened(resources.sealer, text.words, "reply.text", text.reply_id),
            }
            for text in texts
        ]

    return router


async def _find(views: IncidentViews, reference: str) -> UUID:
    """By id or by code; an open incident goes before one that is over."""
    try:
        return UUID(reference)
    except ValueError:
        pass
    code = reference.upper()
    named = await views.named(code) if CODE.match(code) else []
    if not named:
        raise not_found("incident")
    if len(named) > 1 and named[1][1]:
        raise Problem(409, "ambiguous-code", "Two networks have an open incident by that code; name it by its id")
    return named[0][0]


def _not_over(mission: Mission) -> None:
    if mission.incident.state in OVER:
        raise Problem(409, "incident-over", "It is over already", f"Its state is {mission.incident.state.value}.")


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        status, title = REFUSALS[refusal]
        raise Problem(status, refusal.value, title)


def _nobody(callsign: str) -> Problem:
    return Problem(404, "not-found", f"{callsign} is not on this mission")


def _sealed(work: IncidentUnitOfWork, text: str | None, purpose: str, record: UUID | None) -> bytes | None:
    if text is None or record is None:
        return None
    return work.resources.sealer.seal("words", work.now.date(), purpose=purpose, record=str(record), text=text)


def _sealed_place(work: IncidentUnitOfWork, mission: Mission) -> str:
    place = fitted({"place": public_place(mission.incident)})["place"]
    return wire(
        work.resources.sealer.seal(
            "case", work.now.date(), purpose="incident.public_place", record=str(mission.incident.id), text=place
        )
    )


def _opened(sealer: Sealer, blob: bytes, purpose: str, record: UUID) -> str | None:
    """None: its key is gone, and so are the words."""
    try:
        return sealer.open_text(blob, purpose=purpose, record=str(record))
    except KeyMissing:
        return None


def _to_callers(mission: Mission, *, seen_at: datetime | None, went: bool) -> dict[str, Any]:
    """What intake needs to show the callers' texts."""
    incident = mission.incident
    return {
        "report_ids": [str(report_id) for report_id in mission.report_ids],
        "outcome": incident.outcome and incident.outcome.value,
        "agency": incident.agency,
        "went": went,
        "seen_at": seen_at and rfc3339(seen_at),
        "place": fitted({"place": public_place(incident)})["place"],
    }


def _text(text: MessageRequest) -> dict[str, Any]:
    return {
        "person_id": str(text.person_id),
        "callsign": text.callsign,
        "template": text.template,
        "params": fitted({**text.params, **(text.sealed or {})}),
    }


def _incident(row: dict[str, Any]) -> dict[str, Any]:
    finding = None
    if row["found"] is not None:
        finding = {
            "outcome": row["found"],
            "people": row["people"],
            "vehicles": row["vehicles"],
            "submitted_by": row["submitted_by"],
            "submitted_at": rfc3339(row["submitted_at"]),
            "decision": row["decision"],
        }
    return {
        "incident_id": str(row["incident_id"]),
        "code": row["code"],
        "network_id": row["network_id"],
        "state": row["state"],
        "zone": row["zone"],
        "opened_at": rfc3339(row["opened_at"]),
        "reports": row["reports"],
        "wave": row["wave"],
        "needs": {"observers": row["observers"], "level": row["level"], "languages": list(row["languages"])},
        "offers": {"open": 0, "accepted": 0, "declined": 0, "expired": 0} | _counts(row["offers"]),
        "team": list(row["team"] or ()),
        "finding": finding,
        "outcome": row["outcome"],
        "agency": row["agency"],
        "reviewed_by": row["reviewed_by"],
        "closed_at": row["closed_at"] and rfc3339(row["closed_at"]),
        "exercise": row["exercise"],
    }


def _counts(offers: str | None) -> dict[str, int]:
    return dict(json.loads(offers)) if offers else {}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: rfc3339(value) if isinstance(value, datetime) else str(value) if isinstance(value, UUID) else value
        for name, value in row.items()
    }


def _line(at: datetime, kind: str, params: dict[str, str]) -> dict[str, Any]:
    english, spanish = sentence(kind, params)
    return {"at": rfc3339(at), "kind": kind, "text_en": english, "text_es": spanish}


def _excluded(timeline: list[tuple[datetime, str, dict[str, str]]]) -> list[dict[str, str]]:
    """Who was near when the latest wave went out and was not asked, each with the first gate they failed."""
    waves = [params for _, kind, params in timeline if kind == "wave"]
    listed = waves[-1].get("excluded", "") if waves else ""
    pairs = [each.split(" ", 1) for each in listed.split(",") if " " in each]
    return [{"callsign": callsign, "reason": reason} for callsign, reason in pairs]
