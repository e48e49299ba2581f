"""`hotline stand-down|tell|review|split|close|meeting-point|look-at|out`: a mission steered, texts first."""

import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, get_args
from uuid import UUID

import typer

from services.console.cli import text_preview
from services.console.cli.options import (
    CallsignArgument,
    CodeArgument,
    LatitudeOption,
    LongitudeOption,
    PreviewOption,
    ReportArgument,
    YesOption,
)
from services.console.cli.output import Output, as_document
from services.console.cli.references import reference_of
from services.console.cli.report_form import ask, one_of
from services.console.cli.review_list import ReviewedReports, reports_document, show_reports
from services.console.cli.session import CommandSession, ask_services, session_of
from services.console.errors import CommandRefused
from services.console.language.refusals import why_refused
from services.console.language.words import counted

if TYPE_CHECKING:
    from schemas.api.dispatch.review import ReviewPage, WaitingFinding
    from schemas.api.dispatch.steps import LookAtAnswer, StepAnswer
    from schemas.api.intake.callers import NoticePreviewRequest
    from schemas.network_file import MeetingSpot
    from services.console.client.dispatch import DispatchClient
    from services.console.client.services import ServicesClient

LONGEST_CALLSIGN: Final = 10
ENDS_A_MISSION: Final = frozenset({"stand-down", "review", "tell", "out", "sos-clear"})
"""Steps after which callers may be left whom nobody has answered."""
STILL_TO_SAY: Final = frozenset(
    {"findings-differ", "outcome-missing", "agency-missing", "agency-words-missing", "correction-unsaid"}
)
"""Refusals of a review that ask for a word of the reviewer, who decides after reading."""
TOLD_BY_NO_TEXT: Final = frozenset({"told_by_voice", "nothing"})
EndingOption = Literal["not-checked", "stopped", "mistake", "duplicate", "told-by-voice", "nothing"]
Decided = Literal["accept", "confirmed_ongoing", "confirmed_past", "unfounded_other", "nothing_seen", "unable"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the catalogue words it (`sure.<name>`, `done.<name>`) and as dispatch takes it: a preview, or done."""

    name: str
    take: "Callable[[DispatchClient, bool], Awaitable[StepAnswer]]"
    facts: dict[str, str] = field(default_factory=dict)
    previewed: bool = True
    """False: dispatch sends nothing out with it, so the question alone is asked."""
    page: "ReviewPage | None" = None
    """Of a review: the reports that are decided on."""


def stand_down(
    context: typer.Context,
    code: CodeArgument,
    reason: Literal["finished", "safety", "cancelled"] = "finished",
    tell: EndingOption | None = None,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session, reference = session_of(context), reference_of(code)
    chosen: str | None = tell
    if chosen is None and not (yes or preview or session.out.as_json) and sys.stdin.isatty():
        chosen = _what_to_tell(session, reference)
    ending = None if chosen is None else ending_word(chosen)
    step = Step(
        "stand-down",
        lambda dispatch, trying: dispatch.stand_down(reference, reason=reason, tell=ending, preview=trying),
    )
    _carry_out(session, code, step, yes=yes, preview=preview)


def _what_to_tell(session: CommandSession, reference: str) -> str | None:
    """Asked where callers wait and no finding may answer them; None: later."""
    incident = ask_services(session, lambda services: services.dispatch.incident(reference))
    finding_waits = incident.finding is not None and incident.finding.decision is None
    if not incident.callers_waiting or finding_waits:
        return None
    return ask(session.out, "ask.tell", one_of(*get_args(EndingOption)), None)


def tell(
    context: typer.Context,
    code: CodeArgument,
    ending: Annotated[EndingOption, typer.Argument(metavar="ENDING")],
    report: list[str] | None = None,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session, reference = session_of(context), reference_of(code)
    meant = [named for named in report or ()]
    reports = ask_services(session, lambda services: _reports_of(services, reference, meant)) if meant else None
    word = ending_word(ending)
    step = Step(
        "tell",
        lambda dispatch, trying: dispatch.tell(reference, ending=word, reports=reports, preview=trying),
        {"ending": session.out.words("ending", word)},
    )
    _carry_out(session, code, step, yes=yes, preview=preview)


def ending_word(option: str) -> str:
    """As dispatch and intake have it."""
    return option.replace("-", "_")


def review(
    context: typer.Context,
    code: CodeArgument,
    outcome: Decided = "accept",
    finding: str | None = None,
    agency: str | None = None,
    agency_en: Annotated[str | None, typer.Option("--agency-en")] = None,
    agency_es: Annotated[str | None, typer.Option("--agency-es")] = None,
    why: Literal["cannot-tell", "no-access", "unsafe"] | None = None,
    corrects: Annotated[bool | None, typer.Option("--corrects/--new-look")] = None,
    note: str | None = None,
    leave_out: Annotated[list[str] | None, typer.Option("--leave-out", metavar="REPORT")] = None,
    also: Annotated[list[str] | None, typer.Option("--also", metavar="REPORT")] = None,
    reject: Annotated[bool, typer.Option("--reject")] = False,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    reference = reference_of(code)
    page = ask_services(session, lambda services: services.dispatch.review_page(reference))
    _show_findings(session.out, page)
    decision = "reject" if reject else "accept" if outcome == "accept" else "correct"
    own_words = {"en": agency_en, "es": agency_es} if agency_en or agency_es else None
    said = {
        "decision": decision,
        "finding": finding.upper() if finding is not None and len(finding) <= LONGEST_CALLSIGN else finding,
        "outcome": None if outcome == "accept" else outcome,
        "agency": agency or ("other_agency" if own_words else None),
        "agency_words": own_words,
        "why": why and ending_word(why),
        "corrects": corrects,
        "note": note,
        "leave_out": leave_out or [],
        "also": also or [],
    }
    waiting = [each for each in page.findings if each.waits]
    if finding is None and len(waiting) == 1:  # what was read is what is decided on, whatever comes meanwhile
        said["finding"] = str(waiting[0].finding_id)
    step = Step(
        "review",
        lambda dispatch, trying: dispatch.review(reference, said, preview=trying),
        {"outcome": _decided(session.out, decision, outcome)},
        page=page,
    )
    _carry_out(session, code, step, yes=yes, preview=preview)


def close(
    context: typer.Context,
    code: CodeArgument,
    outcome: Literal["unable"] = "unable",
    why: Literal["cannot-tell", "no-access", "unsafe"] | None = None,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    reference = reference_of(code)
    reason = why and ending_word(why)
    step = Step(
        "close",
        lambda dispatch, trying: dispatch.close(reference, outcome=outcome, why=reason, preview=trying),
        {"outcome": session.out.words("outcome", outcome)},
    )
    _carry_out(session, code, step, yes=yes, preview=preview)


def split(
    context: typer.Context,
    code: CodeArgument,
    report: ReportArgument,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    reference = reference_of(code)
    step = Step(
        "split", lambda dispatch, trying: dispatch.split(reference, report=report, preview=trying), {"report": report}
    )
    _carry_out(session_of(context), code, step, yes=yes, preview=preview)


def meeting_point(
    context: typer.Context,
    code: CodeArgument,
    name: Annotated[str, typer.Option()],
    lat: LatitudeOption = None,
    lon: LongitudeOption = None,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    reference = reference_of(code)
    if (lat is None) != (lon is None):
        raise typer.BadParameter(session.out.text("lat_with_lon"))
    if lat is not None and lon is not None:
        spot = name, lat, lon
    else:
        known = ask_services(session, lambda services: _spot_named(services.dispatch, reference, name))
        spot = known.name, known.lat, known.lon

    def take(dispatch: "DispatchClient", trying: bool) -> "Awaitable[StepAnswer]":
        place, latitude, longitude = spot
        return dispatch.choose_meeting_point(reference, name=place, lat=latitude, lon=longitude, preview=trying)

    _carry_out(session, code, Step("meeting-point", take, {"name": spot[0]}), yes=yes, preview=preview)


def look_at(
    context: typer.Context,
    code: CodeArgument,
    place: Annotated[str | None, typer.Option()] = None,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session, reference = session_of(context), reference_of(code)

    def take(dispatch: "DispatchClient", trying: bool) -> "Awaitable[LookAtAnswer]":
        return dispatch.choose_where_to_look(reference, place=place, preview=trying)

    told = ask_services(session, lambda services: take(services.dispatch, True)).place
    _carry_out(session, code, Step("look-at", take, {"place": told}), yes=yes, preview=preview)


def out_of(
    context: typer.Context,
    code: CodeArgument,
    callsign: CallsignArgument,
    why: str = "told by voice",
    yes: YesOption = False,
) -> None:
    reference, name = reference_of(code), callsign.upper()
    step = Step(
        "out",
        lambda dispatch, _: dispatch.say_out(reference, callsign=name, why=why),
        {"callsign": name},
        previewed=False,
    )
    _carry_out(session_of(context), code, step, yes=yes)


def _carry_out(session: CommandSession, code: str, step: Step, *, yes: bool, preview: bool = False) -> None:
    """Show what goes out, ask, do."""
    from schemas.api.dispatch.steps import CODE_TO_COME

    out = session.out
    seen = _StepSeen()
    if step.previewed:
        seen = ask_services(session, lambda services: _look(services, reference_of(code), step))
        if seen.reports is not None:
            show_reports(out, seen.reports)
        if seen.refusal is None:
            text_preview.show(out, [*seen.team, *seen.callers.texts], seen.callers)
        if seen.tried is not None:
            _say_who_waits(out, step, seen.tried)
            _ask_why(out, step, seen.tried)
            if seen.tried.code == CODE_TO_COME:
                out.say("code_to_come", blank=CODE_TO_COME)
    document = {"code": code, **_seen_document(out, step, seen)}
    if seen.refusal is not None:
        if not preview:
            raise seen.refusal
        out.say("review_needs", why=why_refused(out.language, seen.refusal.facts["problem"]))
        out.document({"done": False, **document, "needs": seen.refusal.facts["kind"]})
        return
    if preview:
        out.document({"done": False, **document})
        return
    if not yes:
        out.confirm(f"sure.{step.name}", document, code=reference_of(code), **step.facts)
    answer = ask_services(session, lambda services: step.take(services.dispatch, False))
    out.say(f"done.{step.name}", code=reference_of(code), opened=answer.code, **step.facts)
    if seen.callers.texts or seen.callers.lost:
        text_preview.say_who_hears(out, seen.callers)
    if not step.previewed:
        _say_who_waits(out, step, answer)
    out.document({"done": True, **document, **as_document(answer)})


def _seen_document(out: Output, step: Step, seen: "_StepSeen") -> dict[str, Any]:
    document: dict[str, Any] = {
        "texts": text_preview.documents([*seen.team, *seen.callers.texts]),
        "callers": text_preview.callers_document(seen.callers),
    }
    if seen.reports is not None:
        document["reports"] = reports_document(out, seen.reports)
    if step.page is not None:
        document["findings"] = [as_document(finding) for finding in step.page.findings]
    return document


def _say_who_waits(out: Output, step: Step, answer: "StepAnswer") -> None:
    """Nobody chose yet what these callers are told."""
    if answer.callers_waiting and step.name in ENDS_A_MISSION:
        out.say("callers_wait", count=answer.callers_waiting, code=answer.code)


def _ask_why(out: Output, step: Step, tried: "StepAnswer") -> None:
    """A team went and left without a word: callers hear that it was not checked, unless somebody says why."""
    from schemas.api.dispatch.steps import ReviewAnswer

    if step.name == "close" and isinstance(tried, ReviewAnswer) and tried.went and tried.why is None:
        out.say("close_asks_why")


@dataclass(frozen=True, slots=True)
class _StepSeen:
    """What a person sees before the step is done."""

    tried: "StepAnswer | None" = None
    team: tuple[text_preview.PreviewedText, ...] = ()
    callers: text_preview.CallersToTell = field(default_factory=text_preview.CallersToTell)
    reports: ReviewedReports | None = None
    refusal: CommandRefused | None = None
    """What a reviewer must say first; what there is to read is shown all the same."""


async def _look(services: "ServicesClient", reference: str, step: Step) -> _StepSeen:
    """What the step would do, its texts to team and callers, and of a review each report with what its caller reads."""
    from schemas.api.dispatch.steps import ReviewAnswer

    incident = await services.dispatch.incident(reference)
    page = step.page
    try:
        tried = await step.take(services.dispatch, True)
    except CommandRefused as refusal:
        if page is None or refusal.facts.get("kind") not in STILL_TO_SAY:
            raise
        return _StepSeen(
            reports=ReviewedReports(page, None, languages=await _languages(services, page)), refusal=refusal
        )
    team = tuple(await text_preview.team_texts(services, tried.texts, exercise=incident.exercise))
    if not tried.report_ids or not (tried.ending or isinstance(tried, ReviewAnswer)):
        # no caller hears of most steps, nor of a finding that was rejected
        if page is None:
            return _StepSeen(tried, team)
        languages = await _languages(services, page)
        rejected = isinstance(tried, ReviewAnswer) and tried.outcome is None
        return _StepSeen(
            tried, team, reports=ReviewedReports(page, frozenset(), languages=languages, rejected=rejected)
        )
    notices = await services.intake.preview_notices(_notices_of(tried))
    callers = await text_preview.callers_to_tell(
        services,
        notices.texts,
        waiting=notices.waiting,
        unsafe=0 if tried.ending in TOLD_BY_NO_TEXT else notices.unreachable,
        exercise=incident.exercise,
    )
    if page is None:
        return _StepSeen(tried, team, callers)
    answered = frozenset(tried.report_ids)
    languages = {each.report_id: each.language for each in notices.texts if each.report_id is not None}
    languages = {**_without(languages, callers.out_of_reach), **await _languages(services, page, but=answered)}
    return _StepSeen(tried, team, callers, ReviewedReports(page, answered, callers.by_report, languages))


async def _languages(
    services: "ServicesClient", page: "ReviewPage", but: "frozenset[UUID]" = frozenset()
) -> dict[UUID, str]:
    """Of the callers who may be texted and are reached, whatever they will be told."""
    from schemas.api.intake.callers import NoticePreviewRequest
    from schemas.endings import Ending

    asked = tuple(each.report_id for each in page.reports if each.report_id not in but)
    if not asked:
        return {}
    order = NoticePreviewRequest(report_ids=asked, incident_id=page.incident_id, ending=Ending.NOT_CHECKED)
    texts = (await services.intake.preview_notices(order)).texts
    named = {each.report_id: each.language for each in texts if each.report_id is not None}
    return _without(named, await services.notify.callers_out_of_reach(list(named)) if named else {})


def _without(languages: Mapping[UUID, str], lost: Mapping[UUID, str]) -> dict[UUID, str]:
    return {report_id: language for report_id, language in languages.items() if report_id not in lost}


def _notices_of(tried: "StepAnswer") -> "NoticePreviewRequest":
    from schemas.api.dispatch.steps import ReviewAnswer
    from schemas.api.intake.callers import NoticePreviewRequest
    from schemas.endings import Ending, UnableWhy
    from schemas.values import Outcome

    if not isinstance(tried, ReviewAnswer) or tried.ending is not None:
        return NoticePreviewRequest(
            report_ids=tried.report_ids, incident_id=tried.incident_id, ending=Ending(tried.ending or "not_checked")
        )
    return NoticePreviewRequest(
        report_ids=tried.report_ids,
        incident_id=tried.incident_id,
        outcome=tried.outcome or Outcome.UNABLE,
        agency=tried.agency,
        agency_words=tried.agency_words,
        why=UnableWhy(tried.why) if tried.why else None,
        went=bool(tried.went),
        seen_by=tried.seen_by,
        corrects=tried.corrects,
        seen_at=tried.seen_at,
        place=tried.place,
    )


async def _reports_of(services: "ServicesClient", reference: str, named: list[str]) -> "list[UUID]":
    """Reports of this incident, by their refs or ids.

    Raises:
        CommandRefused: the incident has no such report.
    """
    page = await services.dispatch.review_page(reference)
    found: list[UUID] = []
    for name in named:
        fitting = [each.report_id for each in page.reports if name in (each.ref, str(each.report_id))]
        if len(fitting) != 1:
            raise CommandRefused("no_such_report", report=name)
        found += fitting
    return found


def _show_findings(out: Output, page: "ReviewPage") -> None:
    """Everything that waits to be decided on, in the observers' own words; that two differ is said first.

    Beside it who cried for help there, and what was said before: a finding may be worth less for either.
    """
    if page.findings_differ:
        out.say("findings_differ")
    if page.cried:
        out.say("review_sos", callsigns=", ".join(page.cried))
    if page.not_answered:
        out.say("not_answered_yet", callsigns=", ".join(page.not_answered))
    for finding in page.findings:
        if finding.waits:
            _show_finding(out, finding)
        else:
            out.say("finding_was", callsign=finding.submitted_by, outcome=out.words("outcome", finding.outcome))


def _show_finding(out: Output, finding: "WaitingFinding") -> None:
    counts = {"people": finding.people, "vehicles": finding.vehicles}
    seen = ", ".join(counted(out.language, name, count) for name, count in counts.items() if count)
    outcome = out.words("outcome", finding.outcome) + (f" ({seen})" if seen else "")
    out.say("finding_is", callsign=finding.submitted_by, outcome=outcome)
    if len(finding.seen_by) == 1:
        out.say("seen_by_one", callsign=finding.submitted_by)
    if finding.words:
        out.line(f"  “{finding.words}”")


async def _spot_named(dispatch: "DispatchClient", reference: str, name: str) -> "MeetingSpot":
    """One of the network's own, by the beginning of its name."""
    incident = await dispatch.incident(reference)
    network = await dispatch.network(incident.network_id)
    spots = [spot for spot in network.file.meeting_points if spot.name.lower().startswith(name.lower())]
    if len(spots) != 1:
        raise CommandRefused("no_such_point", name=name)
    return spots[0]


def _decided(out: Output, decision: str, outcome: str) -> str:
    return out.words("outcome", outcome) if decision == "correct" else out.text(f"decision.{decision}")
