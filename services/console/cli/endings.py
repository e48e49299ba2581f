"""`hotline stand-down|tell|review|close`: how a mission ends, and what its callers are told."""

import sys
from typing import TYPE_CHECKING, Annotated, Final, Literal, get_args
from uuid import UUID

import typer

from services.console.cli.options import CodeArgument, PreviewOption, YesOption
from services.console.cli.output import Output
from services.console.cli.references import reference_of
from services.console.cli.report_form import ask, one_of
from services.console.cli.session import CommandSession, ask_services, session_of
from services.console.cli.steps import Step, carry_out
from services.console.errors import CommandRefused
from services.console.language.words import counted

if TYPE_CHECKING:
    from schemas.api.dispatch.review import ReviewPage, WaitingFinding
    from schemas.api.intake.reports import ReportStatus
    from services.console.client.services import ServicesClient

LONGEST_CALLSIGN: Final = 10
DUPLICATE: Final = "duplicate"
MOST_SHOWN: Final = 10
"""Of an incident's reports, the first."""
EndingOption = Literal["not-checked", "stopped", "mistake", "duplicate", "told-by-voice", "nothing"]
Decided = Literal["accept", "confirmed_ongoing", "confirmed_past", "unfounded_other", "nothing_seen", "unable"]


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
    if ending == DUPLICATE:
        _say_what_others_heard(session, reference)
    step = Step(
        "stand-down",
        lambda dispatch, trying: dispatch.stand_down(reference, reason=reason, tell=ending, preview=trying),
    )
    carry_out(session, code, step, yes=yes, preview=preview)


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
    if word == DUPLICATE:
        _say_what_others_heard(session, reference)
    step = Step(
        "tell",
        lambda dispatch, trying: dispatch.tell(reference, ending=word, reports=reports, preview=trying),
        {"ending": session.out.words("ending", word)},
    )
    carry_out(session, code, step, yes=yes, preview=preview)


def _say_what_others_heard(session: CommandSession, reference: str) -> None:
    """Who hears that others reported it too is told to ask what these were told: it had better be an answer."""

    async def look(services: "ServicesClient") -> "list[ReportStatus]":
        incident = await services.dispatch.incident(reference)
        return [await services.intake.report(str(each)) for each in incident.report_ids[:MOST_SHOWN]]

    out = session.out
    others = [each for each in ask_services(session, look) if each.reviewed or each.ending is not None]
    if not others:
        out.say("others_heard_nothing")
    for each in others:
        told = out.words("ending", each.ending) if each.ending else out.words("status", each.status)
        out.say("other_heard", ref=each.ref, told=told)


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
    carry_out(session, code, step, yes=yes, preview=preview)


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


def _decided(out: Output, decision: str, outcome: str) -> str:
    return out.words("outcome", outcome) if decision == "correct" else out.text(f"decision.{decision}")


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
    carry_out(session, code, step, yes=yes, preview=preview)
