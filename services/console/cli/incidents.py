"""`hotline incidents|incident`: what is going on. The steps that change it are in steps.py."""

from typing import TYPE_CHECKING, Literal

import typer

from services.console.cli.beside import state_of
from services.console.cli.options import CodeArgument
from services.console.cli.output import Output, as_document
from services.console.cli.references import reference_of
from services.console.cli.session import ask_services, session_of
from services.console.cli.sos import show_first
from services.console.language.timeline import timeline_sentence

if TYPE_CHECKING:
    from schemas.api.dispatch.incidents import AssignmentSummary, IncidentSummary


def incidents(context: typer.Context, state: Literal["open", "closed", "all"] = "open") -> None:
    session = session_of(context)
    out = session.out
    found = ask_services(session, lambda services: services.dispatch.incidents(state))
    show_first(out, found.sos)
    if found.incidents:
        out.table(
            ("code", "zone", "state", "opened", "reports", "wave", "offers", "team", "finding", "callers_waiting"),
            (_row(out, each) for each in found.incidents),
        )
    else:
        out.say("incidents_none")
    out.document(as_document(found))


def incident(context: typer.Context, code: CodeArgument) -> None:
    session = session_of(context)
    out = session.out
    found = ask_services(session, lambda services: services.dispatch.incident(reference_of(code)))
    out.say("incident_head", code=found.code, zone=found.zone, state=state_of(out, found))
    out.table(
        ("at", "what"),
        (
            (
                out.clock(line.at, found.network_id, seconds=True),
                timeline_sentence(line.kind, line.params, out.language),
            )
            for line in found.timeline
        ),
    )
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


def _still_out(out: Output, person: "AssignmentSummary", since: str) -> str:
    key = "still_out_asked" if person.signs_asked else "still_out_since"
    return out.text(key, callsign=person.callsign, since=since, asked=person.signs_asked)


def _row(out: Output, item: "IncidentSummary") -> tuple[object, ...]:
    counts = item.offers.model_dump()
    marks = [out.text(mark) for mark in ("exercise", "without_lead") if getattr(item, mark)]
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
