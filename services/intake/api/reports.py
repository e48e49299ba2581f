"""What hotline systems call: post a report, and read what became of it."""

import json
import re
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, assert_never
from uuid import UUID

from fastapi import APIRouter, Request, Response

from schemas.api.intake.common import ReportStateName
from schemas.api.intake.reports import AcceptedReport, ReportedPlace, ReportedSalute, ReportStatus, ReportSubmission
from schemas.values import Accuracy
from services.chassis.auth import Staff
from services.chassis.errors import FieldError, Problem
from services.chassis.http_access import TheDatabase
from services.chassis.http_server import not_found
from services.chassis.openapi import KnownProblem, refuses, takes
from services.intake.api.bodies import read
from services.intake.api.dependencies import (
    REPLAYED,
    SOURCE_SECURITY,
    TOO_MANY_REQUESTS,
    StaffOrSource,
    replayed,
    require_posting_source,
    source_directory_of,
)
from services.intake.model.report import ReportProgress, ReportState, status_of
from services.intake.model.source import AuthenticatedSource
from services.intake.reports.draft import DraftFault, ReportDraft
from services.intake.reports.geography import Point, cell_of
from services.intake.reports.redaction import CleanText, cleaned, cleaned_or_none, cleaned_place, cleaned_place_or_none
from services.intake.reports.writer import IdempotencyKeyReused, ReportWriter, RequestReplayed, StoredReport
from services.intake.store.reports import ReportStore

IDEMPOTENCY_KEY: Final = re.compile(r'^("?)([A-Za-z0-9_-]{8,64})\1$')
KEY_HEADER: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "8 to 64 of A-Z a-z 0-9 _ -; the same key and body again give the same answer.",
    "schema": {"type": "string"},
}
DOCUMENTED: Final[dict[str, Any]] = {
    **takes(ReportSubmission),
    "parameters": [KEY_HEADER],
    "security": SOURCE_SECURITY,
}

KEY_NEEDED: Final = KnownProblem(400, "idempotency-key", "An Idempotency-Key is needed")
KEY_REUSED: Final = KnownProblem(422, "idempotency-key-reused", "This key was used for another report")
REFUSED: Final = refuses(KEY_NEEDED, REPLAYED, KEY_REUSED, TOO_MANY_REQUESTS)

router = APIRouter(prefix="/v1/reports", tags=["reports"])
noop_router = APIRouter(prefix="/v1/reports", tags=["test mode"])
"""The bench's other half: everything that a report costs before it is sealed and stored. Test mode only."""


@router.post("", status_code=202, response_model=AcceptedReport, openapi_extra=DOCUMENTED, responses=REFUSED)
async def post_report(request: Request) -> Response:
    """Take a report once per source and Idempotency-Key; answered when it is stored, and not before."""
    sender, key, body, submission = await _admitted(request)
    writer: ReportWriter = request.app.state.report_writer
    draft = draft_from(submission)
    if draft.safe_to_text and not (await source_directory_of(request)).may_text(sender.source, exercise=draft.exercise):
        draft = replace(draft, receipt=False)
    result = await writer.write(draft, source=sender.source, idempotency_key=key, body=body, nonce=sender.nonce)
    match result:
        case StoredReport(report_id, ref, missing):
            return _accepted(report_id, ref, missing)
        case IdempotencyKeyReused():
            raise Problem(
                *KEY_REUSED,
                "Nothing was stored. A new report needs a new key.",
                (FieldError("header:Idempotency-Key", "was used with another body"),),
            )
        case RequestReplayed():
            raise replayed()
        case DraftFault(pointer, detail):
            raise Problem(422, "invalid", "Some fields do not fit", errors=(FieldError(pointer, detail),))
        case never:
            assert_never(never)


@noop_router.post("/noop", status_code=202, response_model=AcceptedReport, openapi_extra=DOCUMENTED, responses=REFUSED)
async def post_nothing(request: Request) -> Response:
    """Check a report and forget it."""
    sender, _, _, submission = await _admitted(request)
    draft_from(submission)
    return _accepted(str(sender.source.id), "000000", ("trust",))


@router.get("/{report_id}", responses=refuses(REPLAYED, TOO_MANY_REQUESTS))
async def read_report(report_id: UUID, reader: StaffOrSource, database: TheDatabase) -> ReportStatus:
    """What became of a report, for its source and for staff; nothing that no reviewer has decided."""
    if isinstance(reader, Staff):
        async with database.connection() as connection:
            progress = await ReportStore(connection).progress_of(report_id, reader.scope)
    else:
        async with database.for_public() as connection:
            progress = await ReportStore(connection).progress_of(report_id, of_source=reader.source.id)
    if progress is None:
        raise not_found("report")
    return status_from(progress)


async def _admitted(request: Request) -> tuple[AuthenticatedSource, str, bytes, ReportSubmission]:
    """Who, how often, which key, what: in this order, so that no stranger's body is read."""
    sender = await require_posting_source(request)
    key = _idempotency_key(request.headers.get("idempotency-key"))
    body = await request.body()
    return sender, key, body, read(ReportSubmission, body)


def _idempotency_key(header: str | None) -> str:
    found = IDEMPOTENCY_KEY.match(header or "")
    if found is None:
        raise Problem(
            *KEY_NEEDED,
            "Send Idempotency-Key: 8 to 64 of A-Z a-z 0-9 _ -, a new one for each report.",
            (FieldError("header:Idempotency-Key", "missing or malformed"),),
        )
    return found[2]


def draft_from(submission: ReportSubmission) -> ReportDraft:
    place, salute, caller = submission.place, submission.salute, submission.caller
    point = _point_of(place)
    return ReportDraft(
        request=submission.request,
        channel=submission.channel,
        exercise=submission.exercise,
        observed_at=submission.observed_at,
        point=point,
        cell=cell_of(point) if point else None,
        place_text=cleaned_place_or_none(place.text) if place else None,
        accuracy=place.accuracy if place else Accuracy.UNKNOWN,
        is_residence=place.is_residence if place else None,
        languages=submission.languages,
        people=submission.people,
        vehicles=submission.vehicles,
        evidence=submission.evidence,
        narrative=cleaned_or_none(submission.narrative),
        salute=_cleaned_salute(salute) if salute else None,
        phone=caller.phone if caller else None,
        caller_language=caller.language if caller else None,
        safe_to_text=caller is not None and caller.safe_to_text,
    )


def _cleaned_salute(salute: ReportedSalute) -> dict[str, CleanText]:
    told = salute.model_dump(exclude_none=True)
    return {name: (cleaned_place if name == "location" else cleaned)(said) for name, said in told.items()}


def _point_of(place: ReportedPlace | None) -> Point | None:
    if place is None or place.lat is None or place.lon is None:
        return None
    return Point(place.lat, place.lon)


def _accepted(report_id: str, ref: str, missing: tuple[str, ...]) -> Response:
    """Written by hand because it is the hot path; `AcceptedReport` documents it."""
    state = "held" if missing else "released"
    body = (
        f'{{"report_id":"{report_id}","ref":"{ref}","state":"{state}","missing":{_json(missing)},'
        f'"status_url":"/v1/reports/{report_id}"}}'
    )
    return Response(body.encode(), 202, media_type="application/json")


@lru_cache(maxsize=1024)
def _json(missing: tuple[str, ...]) -> str:
    return json.dumps(missing)


STATE_NAMES: Final[dict[ReportState, ReportStateName]] = {
    ReportState.HELD: "held",
    ReportState.RELEASED: "released",
    ReportState.JOINED: "joined",
    ReportState.UNSERVED: "unserved",
    ReportState.DISMISSED: "held",
}
"""As the contract knows them: of what was dismissed the status says that it is closed."""

HELD_FOR_A_PERSON: Final = "held_until_a_person_spoke_with_them"


def status_from(progress: ReportProgress) -> ReportStatus:
    finding = progress.finding
    return ReportStatus(
        report_id=progress.report_id,
        ref=progress.ref,
        state=STATE_NAMES[progress.state],
        incident_code=progress.incident_code,
        missing=progress.missing if progress.state is ReportState.HELD else (),
        status=status_of(progress),
        outcome=finding.outcome if finding else None,
        agency=finding.agency if finding else None,
        seen_at=finding.seen_at if finding else None,
        went=finding.went if finding else None,
        seen_by=finding.seen_by if finding else None,
        ending=progress.ending,
        reviewed=finding is not None,
        caller_cried=progress.caller_cried,
        tell_caller=HELD_FOR_A_PERSON if progress.caller_cried else None,
    )
