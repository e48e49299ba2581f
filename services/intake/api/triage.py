"""What staff call: find a report, work the queue, read content, release, and see the texts that would go out."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request

from services.chassis.auth import Role
from services.chassis.database import Database
from services.chassis.errors import FieldError, Problem
from services.chassis.http_server import not_found
from services.chassis.outbox import append, outgoing
from services.chassis.sealing import KeyMissing
from services.intake.api import models
from services.intake.api.access import Doors
from services.intake.api.reports import status_from
from services.intake.callers.notices import finding_notice
from services.intake.model import Finding
from services.intake.reports.factory import CLOCKS_DIFFER, Change, Clerk, released
from services.intake.reports.geography import Point
from services.intake.reports.release_rule import missing_for_a_person, missing_for_release
from services.intake.store.reports import IntakeStore, Kept

QUEUE_PAGE: Final = 500
OPENS: Final = "open or join an incident"
NOTHING: Final = "change nothing"


def triage_router(*, doors: Doors, clerk: Clerk, database: Database) -> APIRouter:
    router = APIRouter()

    @router.get("/v1/reports")
    async def find_reports(request: Request, ref: Annotated[str, Query(pattern=r"^\d{6,8}$")]) -> models.StatusList:
        """By the number that a caller says. For staff only: a ref proves nothing."""
        doors.staff(request)
        async with database.connection() as connection:
            found = await IntakeStore(connection).progress_by_ref(ref)
        return models.StatusList(reports=[status_from(progress) for progress in found])

    @router.get("/v1/queue")
    async def read_queue(
        request: Request, limit: Annotated[int, Query(ge=1, le=QUEUE_PAGE)] = QUEUE_PAGE
    ) -> models.Queue:
        """Reports that wait for a person, most pressing first, then oldest first."""
        doors.staff(request)
        async with database.connection() as connection:
            total, rows = await IntakeStore(connection).queue(limit)
        waiting = [models.QueuedReport(**row) for row in rows]
        return models.Queue(total=total, reports=waiting)

    @router.get("/v1/reports/{report_id}/content")
    async def read_content(report_id: UUID, request: Request) -> models.Content:
        """What the caller said and where; each reading is noted. Who called is not shown to anyone."""
        staff = doors.staff(request, Role.OPERATOR, Role.DUTY_LEAD)
        async with database.transaction() as connection:
            report = await IntakeStore(connection).content_for(report_id, actor=staff.actor, role=staff.role)
        if report is None:
            raise not_found("report")
        try:
            place, words = clerk.open_place(report), clerk.open_words(report)
        except KeyMissing:
            raise Problem(410, "gone", "The content was destroyed", "Its time was over; counts remain.") from None
        return models.Content(
            report_id=report_id,
            ref=report.ref,
            place=models.OpenedPlace(**place) if place else None,
            narrative=words.get("narrative"),
            salute=words.get("salute") or {},
        )

    @router.post("/v1/reports/{report_id}/release")
    async def release_report(report_id: UUID, wanted: models.Release, request: Request) -> models.Released:
        """Let a held report text observers. A person may do so without trust, freshness or a duty lead on duty,
        but not without a place, nor for somebody who asked for something else.
        """
        staff = doors.staff(request, Role.OPERATOR, Role.DUTY_LEAD)
        change = change_in(wanted.corrections)
        async with database.transaction() as connection:
            store = IntakeStore(connection)
            kept = await store.report_for_change(report_id)
            if kept is None:
                raise not_found("report")
            if kept.held is None:
                return _already(kept, wanted)
            standings, now = await store.standings([(kept.source_id, kept.network_id)])
            _refuse_future(change, now)
            report = clerk.corrected(kept.held, change)
            lacks = missing_for_release(report, trust=report.source_trust, standing=standings[kept.source_id], now=now)
            answer = models.Released(
                released=False, ref=kept.ref, revision=kept.revision, will=OPENS, missing=list(lacks)
            )
            if missing_for_a_person(report):
                return answer.model_copy(update={"will": NOTHING})
            if wanted.preview:
                return answer
            event = released(report, by=staff.actor)
            going = outgoing(event, subject=str(report_id), at=now, correlation_id=report_id)
            await store.save_release(event, event_id=going.event_id)
            await append(connection, [going], now)
        database.committed([going.lane])
        return answer.model_copy(update={"released": True, "revision": event.revision})

    @router.post("/v1/notices/preview")
    async def preview_notices(wanted: models.NoticesWanted, request: Request) -> models.Notices:
        """The texts that callers would get if this finding were reviewed so; sends nothing."""
        doors.staff(request)
        finding = Finding(wanted.outcome, wanted.went, wanted.agency, wanted.seen_at)
        async with database.connection() as connection:
            store = IntakeStore(connection)
            callers = await store.callers(wanted.report_ids)
            networks = await store.networks(sorted({caller.network_id for caller in callers}))
            now = await database.now()
        texts = []
        for caller in callers:
            if (network := networks.get(caller.network_id)) is None:
                continue
            notice = finding_notice(
                caller.ref, caller.language, finding, network, place=wanted.place or "", reviewed_at=now
            )
            texts.append(
                models.NoticeText(
                    ref=caller.ref,
                    template=notice.template,
                    language=caller.language,
                    params={**notice.params, **notice.sealed},
                )
            )
        return models.Notices(texts=texts, unreachable=len(set(wanted.report_ids)) - len(texts))

    return router


def change_in(corrections: models.Corrections) -> Change:
    place = corrections.place
    return Change(
        request=corrections.request,
        accuracy=corrections.accuracy,
        is_residence=corrections.is_residence,
        observed_at=corrections.observed_at,
        point=Point(place.lat, place.lon) if place else None,
        place_text=place.text if place else None,
    )


def _refuse_future(change: Change, now: datetime) -> None:
    if change.observed_at is not None and change.observed_at > now + CLOCKS_DIFFER:
        pointer = "/corrections/observed_at"
        raise Problem(422, "invalid", "Some fields do not fit", errors=(FieldError(pointer, "lies in the future"),))


def _already(kept: Kept, wanted: models.Release) -> models.Released:
    """A second click changes nothing; corrections of what was released come too late.

    Raises:
        Problem: 409, there are corrections.
    """
    if wanted.corrections != models.Corrections():
        raise Problem(409, "already-released", "It was released before", "Corrections come too late.")
    return models.Released(released=True, ref=kept.ref, revision=kept.revision, will=NOTHING, missing=[])
