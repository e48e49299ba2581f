"""`hotline incidents|incident`: what is going on. The steps that change it are in steps.py."""

from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from services.console.cli.beside import state_of
from services.console.cli.options import CodeArgument
from services.console.cli.output import Output, as_document
from services.console.cli.references import reference_of
from services.console.cli.session import ask_services, session_of
from services.console.cli.sos import show_first
from services.console.language.timeline import timeline_sentence

if TYPE_CHECKING:
    from schemas.api.dispatch.incidents import AssignmentSummary, IncidentDetail, IncidentSummary
    from services.console.client.dispatch import DispatchClient

LINES_SHOWN: Final = 50


def incidents(context: typer.Context, state: Literal["open", "closed", "all"] = "open") -> None:
    from schemas.api.dispatch.sos import SosList

    session = session_of(context)
    out = session.out
    found = ask_services(session, lambda services: services.dispatch.incidents(state))
    show_first(out, SosList(total=found.sos_total, calls=found.sos))
    if found.incidents:
        out.table(
            ("code", "zone", "state", "opened", "reports", "wave", "offers", "team", "finding", "callers_waiting"),
            (_row(out, each) for each in found.incidents),
        )
    else:
        out.say("incidents_none")
    out.more(found.total, len(found.incidents))
    out.document(as_document(found))


def incident(
    context: typer.Context,
    code: CodeArgument,
    lines: Annotated[int, typer.Option(min=1)] = LINES_SHOWN,
    every: Annotated[bool, typer.Option("--all")] = False,
) -> None:
    session = session_of(context)
    out = session.out
    whole = every or out.as_json
    found = ask_services(session, lambda services: _with_timeline(services.dispatch, reference_of(code), whole=whole))
    shown = found.timeline if every else found.timeline[-lines:]
    out.say("incident_head", code=found.code, zone=found.zone, state=state_of(out, found))
    if found.place_gone and found.closed_at is None:
        out.say("place_gone_long")
    out.table(
        ("at", "what"),
        (
            (
                out.clock(line.at, found.network_id, seconds=True),
                timeline_sentence(line.kind, line.params, out.language),
            )
            for line in shown
        ),
    )
    if (total := found.timeline_earlier + len(found.timeline)) > len(shown):
        out.say("timeline_cut", shown=len(shown), total=total)
    still_out = [
        _still_out(out, each, out.clock(at, found.network_id, how="until"))
        for each in found.assignments
        if (at := each.still_out_since)
    ]
    if still_out:
        out.line(f"{out.text('still_out')}: {', '.join(still_out)}")
    if found.excluded:
        reasons = [f"{each.callsign} ({out.words('reason', each.reason)})" for each in found.excluded]
        out.line(f"{out.text('not_asked')}: {', '.join(reasons)}")
    out.document(as_document(found))


async def _with_timeline(dispatch: "DispatchClient", reference: str, *, whole: bool) -> "IncidentDetail":
    """With the lines that come in one answer, or with all of them."""
    found = await dispatch.incident(reference)
    while whole and found.timeline_earlier:
        part = await dispatch.timeline(str(found.incident_id), before=found.timeline_earlier)
        timeline = (*part.timeline, *found.timeline)
        found = found.model_copy(update={"timeline": timeline, "timeline_earlier": part.timeline_earlier})
    return found


def _still_out(out: Output, person: "AssignmentSummary", since: str) -> str:
    key = "still_out_asked" if person.signs_asked else "still_out_since"
    return out.text(key, callsign=person.callsign, since=since, asked=person.signs_asked)


def _row(out: Output, item: "IncidentSummary") -> tuple[object, ...]:
    counts = item.offers.model_dump()
    marks = [out.text(mark) for mark in ("exercise", "without_lead") if getattr(item, mark)]
    if item.place_gone and item.closed_at is None:
        marks.append(out.text("place_gone"))
    return (
        " ".join((item.code, *marks)),
        item.zone,
        state_of(out, item),
        out.clock(item.opened_at, item.network_id),
        item.reports,
        item.wave,
        " ".join(f"{out.words('offer_count', name)} {count}" for name, count in counts.items() if count),
        " ".join(item.team),
        out.words("outcome", shown) if (shown := item.outcome or (item.finding and item.finding.outcome)) else "",
        item.callers_waiting or "",
    )
