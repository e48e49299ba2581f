"""A step of a mission: what would come of it is shown, its texts first; then it is asked for, then done."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from services.console.cli import text_preview
from services.console.cli.output import Output, as_document
from services.console.cli.references import reference_of
from services.console.cli.review_list import ReviewedReports, reports_document, show_reports
from services.console.cli.session import CommandSession, ask_services
from services.console.errors import CommandRefused
from services.console.language.refusals import why_refused

if TYPE_CHECKING:
    from schemas.api.dispatch.review import ReviewPage
    from schemas.api.dispatch.steps import StepAnswer
    from schemas.api.intake.callers import NoticePreviewRequest
    from services.console.client.dispatch import DispatchClient
    from services.console.client.services import ServicesClient

ENDS_A_MISSION: Final = frozenset({"stand-down", "review", "tell", "out"})
"""Steps after which callers may be left whom nobody has answered."""
STILL_TO_SAY: Final = frozenset(
    {"findings-differ", "outcome-missing", "agency-missing", "agency-words-missing", "correction-unsaid"}
)
"""Refusals of a review that ask for a word of the reviewer, who decides after reading."""
TOLD_BY_NO_TEXT: Final = frozenset({"told_by_voice", "nothing"})


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


def carry_out(session: CommandSession, code: str, step: Step, *, yes: bool, preview: bool = False) -> None:
    """Show what goes out, ask, do."""
    from schemas.api.dispatch.steps import CODE_TO_COME

    out = session.out
    seen = _StepSeen()
    if step.previewed:
        seen = ask_services(session, lambda services: _look(services, reference_of(code), step))
        if seen.reports is not None:
            show_reports(out, seen.reports)
        if seen.tried is not None:
            _say_whose_sos(out, seen.tried)
        if seen.refusal is None:
            text_preview.show(out, [*seen.team, *seen.callers.texts], seen.callers)
        if seen.tried is not None:
            _say_who_waits(out, step, seen.tried)
            _ask_why(out, step, seen.tried)
            if seen.tried.code == CODE_TO_COME:
                out.say("code_to_come", blank=CODE_TO_COME)
    document = {"code": code, **_seen_document(out, step, seen)}
    if seen.refusal is not None:
        _propose_agency(out, step, seen.refusal)
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
    from schemas.api.dispatch.steps import SendOnAnswer

    document: dict[str, Any] = {
        "texts": text_preview.documents([*seen.team, *seen.callers.texts]),
        "callers": text_preview.callers_document(seen.callers),
    }
    if isinstance(seen.tried, SendOnAnswer):
        document |= seen.tried.model_dump(mode="json", include={"sos", "meeting_point"})
    if seen.reports is not None:
        document["reports"] = reports_document(out, seen.reports)
    if step.page is not None:
        document["findings"] = [as_document(finding) for finding in step.page.findings]
    return document


def _say_who_waits(out: Output, step: Step, answer: "StepAnswer") -> None:
    """Nobody chose yet what these callers are told."""
    if answer.callers_waiting and step.name in ENDS_A_MISSION:
        out.say("callers_wait", count=answer.callers_waiting, code=answer.code)


def _say_whose_sos(out: Output, tried: "StepAnswer") -> None:
    """What a mission is sent into, and where its team would meet."""
    from schemas.api.dispatch.steps import SendOnAnswer

    if not isinstance(tried, SendOnAnswer):
        return
    for sos in tried.sos:
        since = out.clock(sos.cleared_at or sos.raised_at, None)
        key = "sos_is_near" if sos.cleared_at is None else "sos_was_near"
        out.say(key, callsign=sos.callsign, code=sos.code, metres=sos.metres, since=since)
    out.say("would_meet" if tried.meeting_point else "would_not_meet", place=tried.meeting_point or "")


def _ask_why(out: Output, step: Step, tried: "StepAnswer") -> None:
    """A team went and left without a word: callers hear that it was not checked, unless somebody says why."""
    from schemas.api.dispatch.steps import ReviewAnswer

    if step.name == "close" and isinstance(tried, ReviewAnswer) and tried.went and tried.why is None:
        out.say("close_asks_why")


def _propose_agency(out: Output, step: Step, refusal: CommandRefused) -> None:
    """How to say which agency it was, by the words of whoever saw it."""
    if refusal.facts["kind"] == "agency-missing" and step.page is not None:
        from services.console.language.agency_words import agency_named

        words = [finding.words for finding in step.page.findings if finding.waits and finding.words]
        named = next(filter(None, map(agency_named, words)), "...")
        out.say("agency_needed", code=step.page.code, agency=named)


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
    held = sum(each.cried_at is not None for each in notices.waiting)
    by_text = tried.ending not in TOLD_BY_NO_TEXT
    callers = await text_preview.callers_to_tell(
        services,
        notices.texts,
        waiting=notices.waiting,
        unsafe=notices.unreachable if by_text else 0,
        told_before=max(0, notices.silent - held) if by_text else 0,
        exercise=incident.exercise,
    )
    if page is None:
        return _StepSeen(tried, team, callers)
    answered = frozenset(tried.report_ids)
    languages = {each.report_id: each.language for each in notices.texts if each.report_id is not None}
    languages = {**_without(languages, callers.out_of_reach), **await _languages(services, page, but=answered)}
    return _StepSeen(
        tried, team, callers, ReviewedReports(page, answered, callers.by_report, languages, held=callers.held)
    )


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
