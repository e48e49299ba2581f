"""`hotline report|status|queue|release|dismiss`: what callers said, and letting it go out."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from uuid import UUID, uuid4

import typer

from services.console.cli import text_preview
from services.console.cli.beside import BesideChoice, beside_document, look_beside, may_be_chosen, show_beside, span
from services.console.cli.endings import EndingOption, ending_word
from services.console.cli.floods import say_floods
from services.console.cli.options import (
    AccuracyOption,
    ChannelOption,
    LatitudeOption,
    LongitudeOption,
    PreviewOption,
    ReportArgument,
    RequestOption,
    ResidenceOption,
    YesOption,
)
from services.console.cli.output import Output, as_document
from services.console.cli.report_form import (
    ReportAnswers,
    ask_report,
    corrections_from,
    now_utc,
    report_from,
    report_in,
)
from services.console.cli.session import ask_services, session_of
from services.console.cli.sos import open_sos, show_first
from services.console.errors import USAGE, CommandRefused

if TYPE_CHECKING:
    from schemas.api.dispatch.beside import ReportBeside
    from schemas.api.dispatch.sos import SosList
    from schemas.api.intake.content import ReportContent
    from schemas.api.intake.queue import QueuedReport, ReportQueue
    from schemas.api.intake.reports import ReportStatus
    from schemas.api.intake.triage import ReportReleaseResult
    from services.console.cli.text_preview import CallersToTell
    from services.console.client.intake import IntakeClient
    from services.console.client.services import ServicesClient

CHANGES_NOTHING: Final = "change_nothing"
"""Intake's code for a release that it will not carry out."""
FORBIDDEN: Final = 403


def report(
    context: typer.Context,
    place: str | None = None,
    lat: LatitudeOption = None,
    lon: LongitudeOption = None,
    accuracy: AccuracyOption = "unknown",
    residence: ResidenceOption = None,
    ago: Annotated[float | None, typer.Option(min=0)] = None,
    request: RequestOption = "observe",
    channel: ChannelOption = "phone",
    language: list[str] | None = None,
    people: Annotated[int | None, typer.Option(min=0, max=999)] = None,
    vehicles: Annotated[int | None, typer.Option(min=0, max=999)] = None,
    narrative: str | None = None,
    phone: str | None = None,
    safe_to_text: Annotated[bool, typer.Option("--safe-to-text")] = False,
    exercise: Annotated[bool, typer.Option("--exercise")] = False,
    file: Path | None = None,
    key: str | None = None,
) -> None:
    session = session_of(context)
    out = session.out
    if file is not None:
        submission = report_in(file)
    elif place is not None or lat is not None or request != "observe":
        answers = ReportAnswers(
            request, channel, ago, place, lat, lon, accuracy, residence, tuple(language or ()),
            people, vehicles, narrative, phone, None, safe_to_text, exercise,
        )  # fmt: skip
        submission = report_from(answers, now_utc())
    elif sys.stdin.isatty() and not out.as_json:
        submission = report_from(ask_report(out, exercise), now_utc())
        out.confirm("ask.send", {})
    else:
        out.warn(out.text("report_what"))
        raise typer.Exit(USAGE)
    answer = ask_services(
        session,
        lambda services: services.intake.post_report(
            submission, source_key=session.environment.source_key, idempotency_key=key or uuid4().hex
        ),
    )
    out.say("report_taken", ref=answer.ref, state=out.words("report_state", answer.state))
    _say_missing(out, "report_missing", answer.missing)
    out.document(as_document(answer))


def status(context: typer.Context, report: ReportArgument) -> None:
    session = session_of(context)
    out = session.out
    found = ask_services(session, lambda services: report_meant(services.intake, report))
    out.table(
        ("ref", "state", "status", "incident", "outcome"),
        [
            (
                found.ref,
                out.words("report_state", found.state),
                out.words("status", found.status),
                found.incident_code,
                out.words("outcome", found.outcome) if found.outcome else "",
            )
        ],
    )
    if found.state == "held":
        _say_missing(out, "report_missing", found.missing)
    if found.caller_cried:
        out.say("caller_cried", ref=found.ref)
    out.document(as_document(found))


def queue(context: typer.Context, every: Annotated[bool, typer.Option("--all")] = False) -> None:
    session = session_of(context)
    out = session.out

    async def look(services: "ServicesClient") -> "tuple[SosList | None, ReportQueue]":
        return await open_sos(services), await services.intake.queue(whole=every)

    calls, found = ask_services(session, look)
    show_first(out, calls)
    say_floods(out, found.floods)
    if found.reports:
        out.table(
            ("ref", "age", "request", "channel", "accuracy", "languages", "source", "missing"),
            (
                (
                    _named(out, each),
                    span(out, each.age_s),
                    out.words("request", each.request),
                    out.words("channel", each.channel),
                    out.words("accuracy", each.accuracy),
                    ", ".join(out.words("language", tag) for tag in each.languages),
                    each.source,
                    "; ".join(_waits_for(out, each)),
                )
                for each in found.reports
            ),
        )
    else:
        out.say("queue_empty")
    if len(found.sources) > 1:
        out.say("queue_sources", sources=", ".join(f"{it.source} {it.waiting}" for it in found.sources))
    out.more(found.total, len(found.reports))
    out.document(as_document(found))


def _named(out: Output, report: "QueuedReport") -> str:
    marks = ("caller_cries", report.cried_at is not None), ("exercise", report.exercise)
    return " ".join((report.ref, *(out.text(mark) for mark, holds in marks if holds)))


def _waits_for(out: Output, report: "QueuedReport") -> list[str]:
    """What a held report lacks; what its caller texted since; that somebody is to speak with them."""
    waits = [out.words("missing", code) for code in report.missing] if report.state == "held" else []
    if report.texts_waiting:
        waits.append(out.text("texts_waiting", count=report.texts_waiting))
    if report.cried_at is not None:
        waits.append(out.text("answer_held" if report.answer_held else "nobody_spoke", ref=report.ref))
    return waits


def read(context: typer.Context, report: ReportArgument) -> None:
    session = session_of(context)
    out = session.out

    async def look(services: "ServicesClient") -> "tuple[ReportStatus, ReportContent | None]":
        found = await report_meant(services.intake, report)
        return found, await content_of(services.intake, str(found.report_id))

    found, content = ask_services(session, look)
    out.say("report_said", ref=found.ref, state=out.words("report_state", found.state))
    show_content(out, content)
    out.document(as_document(content) if content is not None else {"ref": found.ref, "content": None})


def release(
    context: typer.Context,
    report: ReportArgument,
    request: RequestOption | None = None,
    place: str | None = None,
    lat: LatitudeOption = None,
    lon: LongitudeOption = None,
    accuracy: AccuracyOption | None = None,
    residence: ResidenceOption = None,
    ago: Annotated[float | None, typer.Option(min=0)] = None,
    join: Annotated[str | None, typer.Option(metavar="CODE")] = None,
    apart: Annotated[bool, typer.Option("--apart")] = False,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    out = session.out
    if join is not None and apart:
        raise typer.BadParameter(out.text("join_or_apart"))
    choice = BesideChoice(join.upper() if join else None, apart)
    if (lat is None) != (lon is None) or (place is not None and lat is None):
        raise typer.BadParameter(out.text("place_with_lat_lon"))
    place_now = None if lat is None else {"text": place, "lat": lat, "lon": lon}
    corrections = corrections_from(request, accuracy, residence, place_now, ago, now_utc())

    async def look(services: "ServicesClient") -> "_ReportToRelease":
        found = await report_meant(services.intake, report)
        report_id = str(found.report_id)
        return _ReportToRelease(
            found,
            None if yes else await content_of(services.intake, report_id),
            await services.intake.release(report_id, corrections, join=choice.join, apart=choice.apart, preview=True),
            await look_beside(services, report_id, corrections),
        )

    seen = ask_services(session, look)
    before, document = seen.before, {**as_document(seen.before), **beside_document(seen.beside)}
    if not yes:
        show_content(out, seen.content)
    _say_missing(out, "release_lacks", before.missing)
    changes_nothing = before.will == CHANGES_NOTHING and not before.hands_over
    if changes_nothing:
        _say_why_nothing_changes(out, seen, choice, preview=preview)
    elif before.hands_over:
        out.say("will_hand_over", ref=before.ref)
    else:
        show_beside(out, seen.beside, choice)
    if preview or changes_nothing:
        out.document({"done": False, **document})
        return
    if yes and not before.hands_over and not may_be_chosen(seen.beside, choice):
        raise CommandRefused("beside_not_chosen", code=choice.join)
    if not yes:
        out.confirm("hand_over_sure" if before.hands_over else "release_sure", document, ref=seen.report.ref)
    report_id = str(seen.report.report_id)
    answer = ask_services(
        session,
        lambda services: services.intake.release(
            report_id, corrections, join=choice.join, apart=choice.apart, preview=False
        ),
    )
    out.say("released" if answer.released else "handed_over", ref=answer.ref)
    out.document({"done": True, "report_id": report_id, **document, **as_document(answer)})


def _say_why_nothing_changes(out: Output, seen: "_ReportToRelease", choice: BesideChoice, *, preview: bool) -> None:
    """Who only released it twice is told so; a choice that comes too late is refused."""
    if not seen.before.released:
        why = "release_cannot"
    else:
        why = "released_unserved" if seen.report.state == "unserved" else "released_before"
    if not preview and (not seen.before.released or choice != BesideChoice()):
        raise CommandRefused(why, ref=seen.report.ref)
    out.say(why, ref=seen.report.ref)


@dataclass(frozen=True, slots=True)
class _ReportToRelease:
    """What a person sees before they release it."""

    report: "ReportStatus"
    content: "ReportContent | None"
    before: "ReportReleaseResult"
    beside: "ReportBeside | None"


def dismiss(
    context: typer.Context,
    report: ReportArgument,
    tell: Annotated[EndingOption, typer.Option()],
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    out = session.out
    word = ending_word(tell)

    async def look(services: "ServicesClient") -> "tuple[ReportStatus, ReportContent | None, CallersToTell]":
        from schemas.api.intake.callers import NoticePreviewRequest
        from schemas.endings import Ending

        found = await report_meant(services.intake, report)
        content = None if yes else await content_of(services.intake, str(found.report_id))
        tried = await services.intake.dismiss(str(found.report_id), tell=word, preview=True)
        wanted = NoticePreviewRequest(report_ids=(found.report_id,), ending=Ending(word))
        notices = await services.intake.preview_notices(wanted)
        callers = await text_preview.callers_to_tell(services, tried.texts, waiting=notices.waiting, exercise=False)
        return found, content, callers

    found, content, callers = ask_services(session, look)
    if not yes:
        show_content(out, content)
    text_preview.show(out, callers.texts, callers)
    document = text_preview.report_document(found.ref, callers)
    if preview:
        out.document({"done": False, **document})
        return
    if not yes:
        out.confirm("dismiss_sure", document, ref=found.ref)
    ask_services(session, lambda services: services.intake.dismiss(str(found.report_id), tell=word, preview=False))
    out.say("dismissed", ref=found.ref, ending=out.words("ending", word))
    out.document({"done": True, **document})


async def report_meant(intake: "IntakeClient", named: str) -> "ReportStatus":
    """By id, or by its spoken ref; refs are used again another day, so several may fit.

    Raises:
        CommandRefused: none fits, or more than one.
    """
    if _is_id(named):
        return await intake.report(named)
    if not (named.isascii() and named.isdigit()):
        raise CommandRefused("no_such_report", report=named)
    reports = (await intake.reports_with_ref(named)).reports
    if not reports:
        raise CommandRefused("no_such_report", report=named)
    if len(reports) > 1:
        ids = " ".join(str(each.report_id) for each in reports)
        raise CommandRefused("several_reports", report=named, count=len(reports), ids=ids)
    return reports[0]


async def content_of(intake: "IntakeClient", report_id: str) -> "ReportContent | None":
    """None: this key's role may not read it."""
    try:
        return await intake.content(report_id)
    except CommandRefused as refusal:
        if refusal.facts.get("status") == FORBIDDEN:
            return None
        raise


def show_content(out: Output, content: "ReportContent | None") -> None:
    if content is None:
        out.say("content_hidden")
        return
    place = content.place.model_dump(exclude_none=True) if content.place else {}
    salute = content.salute.model_dump(exclude_none=True)
    told = [" ".join(map(str, place.values())), content.narrative, *(f"{k}: {v}" for k, v in salute.items())]
    for line in told:
        if line:
            out.line(f"  {line}")
    for text in content.texts:
        words = out.text("words_gone") if text.words is None else text.words
        time = out.clock(text.received_at, content.network_id)
        out.line(f"  {out.text('caller_texted', time=time, words=words)}")
    for spoken in content.spoken:
        time = out.clock(spoken.at, content.network_id)
        out.line(f"  {out.text('spoken_with', time=time, by=spoken.by, note=spoken.note or '-')}")


def _say_missing(out: Output, key: str, codes: Sequence[str]) -> None:
    if codes:
        out.say(key, missing="; ".join(out.words("missing", code) for code in codes))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
