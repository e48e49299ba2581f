"""`hotline pages`: whatever somebody is asked about until somebody takes it, who is in danger first."""

from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.output import Output, as_document
from services.console.cli.session import ask_services, session_of

if TYPE_CHECKING:
    from schemas.api.dispatch.pages import OpenPageSummary


def pages(context: typer.Context, code: Annotated[str | None, typer.Argument(metavar="CODE")] = None) -> None:
    session = session_of(context)
    out = session.out
    found = ask_services(session, lambda services: services.dispatch.pages(code.upper() if code else None))
    if found.pages:
        out.table(
            ("code", "reason", "about", "zone", "page_since", "cries", "asked", "asked_next", "take_it"),
            (_row(out, each) for each in found.pages),
        )
        out.say("pages_taken_how")
    elif code:
        out.say("pages_none_of_code", code=code.upper())
    else:
        out.say("pages_none")
    out.more(found.total, len(found.pages))
    out.document(as_document(found))


def _row(out: Output, page: "OpenPageSummary") -> tuple[object, ...]:
    return (
        f"{page.code} {out.text('exercise')}" if page.exercise else page.code,
        out.words("page", page.reason),
        page.about or page.report,
        page.zone if page.incident_id else f"{page.zone} ({out.text('no_mission')})",
        out.clock(page.since, page.network_id),
        page.times_asked,
        " ".join(page.asked) or out.text("by_nobody"),
        _asked_next(out, page),
        page.take if page.open else _ended(out, page),
    )


def _ended(out: Output, page: "OpenPageSummary") -> str:
    if page.taken_by is None or page.taken_at is None:
        return out.text("page_over")
    return out.text("page_taken", by=page.taken_by, at=out.clock(page.taken_at, page.network_id))


def _asked_next(out: Output, page: "OpenPageSummary") -> str:
    if page.next_at is None:
        return out.text("asked_no_more")
    at, people = out.clock(page.next_at, page.network_id), " ".join(page.next_asked)
    if not people:
        return out.text("asked_unreached", at=at)
    return out.text("asked_next_by_mail" if page.next_by == "mail" else "asked_next_at", people=people, at=at)
