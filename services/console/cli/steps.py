"""`hotline stand-down|review|split|close|meeting-point|look-at|out|sos-clear`: a mission steered, its texts first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from services.console.cli import text_preview
from services.console.cli.incidents import reference_of
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
from services.console.cli.session import CommandSession, ask_services, session_of
from services.console.errors import REFUSED, CommandRefused
from services.console.language.words import counted

if TYPE_CHECKING:
    from schemas.api.dispatch import FindingDetail, IncidentDetail, LookAtAnswer, ReviewAnswer, StepAnswer
    from schemas.api.intake import NoticePreviewRequest
    from schemas.network_file import MeetingSpot
    from services.console.client.dispatch import DispatchClient
    from services.console.client.services import ServicesClient

Decided = Literal["accept", "confirmed_ongoing", "confirmed_past", "unfounded_other", "nothing_seen", "unable"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the catalogue words it (`sure.<name>`, `done.<name>`) and as dispatch takes it: a preview, or done."""

    name: str
    take: "Callable[[DispatchClient, bool], Awaitable[StepAnswer]]"
    facts: dict[str, str] = field(default_factory=dict)
    previewed: bool = True
    """False: dispatch sends nothing out with it, so the question alone is asked."""


def stand_down(
    context: typer.Context,
    code: CodeArgument,
    reason: Literal["finished", "safety", "cancelled"] = "finished",
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    reference = reference_of(code)
    step = Step("stand-down", lambda dispatch, trying: dispatch.stand_down(reference, reason=reason, preview=trying))
    _carry_out(session_of(context), code, step, yes=yes, preview=preview)


def review(
    context: typer.Context,
    code: CodeArgument,
    outcome: Decided = "accept",
    agency: str | None = None,
    note: str | None = None,
    reject: Annotated[bool, typer.Option("--reject")] = False,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    reference = reference_of(code)
    decision = "reject" if reject else "accept" if outcome == "accept" else "correct"
    corrected = None if outcome == "accept" else outcome
    step = Step(
        "review",
        lambda dispatch, trying: dispatch.review(
            reference, decision=decision, outcome=corrected, agency=agency, note=note, preview=trying
        ),
        {"outcome": _decided(session.out, decision, outcome)},
    )
    _carry_out(session, code, step, yes=yes, preview=preview)


def close(
    context: typer.Context,
    code: CodeArgument,
    outcome: Literal["unable"] = "unable",
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    reference = reference_of(code)
    step = Step(
        "close",
        lambda dispatch, trying: dispatch.close(reference, outcome=outcome, preview=trying),
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


def sos_clear(context: typer.Context, code: CodeArgument, callsign: CallsignArgument, yes: YesOption = False) -> None:
    reference, name = reference_of(code), callsign.upper()
    step = Step(
        "sos-clear",
        lambda dispatch, _: dispatch.clear_sos(reference, callsign=name),
        {"callsign": name},
        previewed=False,
    )
    _carry_out(session_of(context), code, step, yes=yes)


def _carry_out(session: CommandSession, code: str, step: Step, *, yes: bool, preview: bool = False) -> None:
    """Show what goes out, ask, do."""
    out = session.out
    texts: list[text_preview.PreviewedText] = []
    if step.previewed:
        incident, texts, unreachable = ask_services(session, lambda services: _look(services, reference_of(code), step))
        if step.name == "review":
            _show_finding(out, incident.finding)
        text_preview.show(out, texts, unreachable)
    document: dict[str, Any] = {"code": code, "texts": text_preview.documents(texts)}
    if preview:
        out.document({"done": False, **document})
        return
    if not (yes or out.sure(f"sure.{step.name}", code=reference_of(code), **step.facts)):
        out.say("not_done")
        out.document({"done": False, **document})
        raise typer.Exit(REFUSED)
    answer = ask_services(session, lambda services: step.take(services.dispatch, False))
    out.say(f"done.{step.name}", code=reference_of(code), **step.facts)
    out.document({"done": True, **document, **as_document(answer)})


async def _look(
    services: "ServicesClient", reference: str, step: Step
) -> "tuple[IncidentDetail, list[text_preview.PreviewedText], int]":
    """The incident as it is, the texts of the step to its team and callers, and how many callers get none."""
    from schemas.api.dispatch import ReviewAnswer

    incident = await services.dispatch.incident(reference)
    tried = await step.take(services.dispatch, True)
    texts = await text_preview.team_texts(services, tried.texts, exercise=incident.exercise)
    if not (isinstance(tried, ReviewAnswer) and tried.report_ids):
        return incident, texts, 0  # no caller hears of a step, nor of a finding that was rejected
    notices = await services.intake.preview_notices(_notices_of(tried))
    callers = await text_preview.caller_texts(services, notices.texts, exercise=incident.exercise)
    return incident, texts + callers, notices.unreachable


def _notices_of(tried: "ReviewAnswer") -> "NoticePreviewRequest":
    from schemas.api.intake import NoticePreviewRequest
    from schemas.values import Outcome

    return NoticePreviewRequest(
        report_ids=tried.report_ids,
        outcome=tried.outcome or Outcome.UNABLE,
        agency=tried.agency,
        went=bool(tried.went),
        seen_at=tried.seen_at,
        place=tried.place,
    )


def _show_finding(out: Output, finding: "FindingDetail | None") -> None:
    """What is decided on, in the observer's own words where this key may read them."""
    if finding is None:
        return
    counts = {"people": finding.people, "vehicles": finding.vehicles}
    seen = ", ".join(counted(out.language, name, count) for name, count in counts.items() if count)
    outcome = out.words("outcome", finding.outcome) + (f" ({seen})" if seen else "")
    out.say("finding_is", callsign=finding.submitted_by, outcome=outcome)
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
