"""`hotline sos`, `hotline sos-clear`: who is in danger, first of everything; what was done, and the end of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from services.console.cli import text_preview
from services.console.cli.options import CodeArgument, PreviewOption
from services.console.cli.output import Output, as_document
from services.console.cli.references import reference_of
from services.console.cli.session import CommandSession, ask_services, session_of
from services.console.errors import CommandRefused, ServiceUnreachable

if TYPE_CHECKING:
    from schemas.api.dispatch.sos import SosCleared, SosList, SosSummary
    from services.console.client.dispatch import DispatchClient
    from services.console.client.services import ServicesClient

sos_app = typer.Typer(invoke_without_command=True)

WhoOption = Annotated[str | None, typer.Option("--callsign")]


@sos_app.callback()
def sos(context: typer.Context, state: Literal["open", "cleared", "all"] = "open") -> None:
    if context.invoked_subcommand is not None:
        return
    session = session_of(context)
    found = ask_services(session, lambda services: services.dispatch.sos(state))
    if found.calls:
        show_first(session.out, found)
    else:
        session.out.say("sos_none")
    session.out.document(as_document(found))


@sos_app.command("show")
def show_sos(context: typer.Context, code: CodeArgument, callsign: WhoOption = None) -> None:
    session = session_of(context)
    out = session.out
    found = ask_services(session, lambda services: services.dispatch.sos_told(reference_of(code), _upper(callsign)))
    _show(out, (found,))
    if found.place or found.meeting_point:
        out.say("sos_where", place=found.place or "-", meeting=found.meeting_point or "-")
    out.table(
        ("at", "who", "what"),
        (
            (out.clock(line.at, found.network_id, seconds=True), line.author, line.words or "-")
            for line in found.entries
        ),
    )
    out.document(as_document(found))


@sos_app.command("note")
def note_on_sos(
    context: typer.Context,
    code: CodeArgument,
    note: Annotated[str, typer.Argument(metavar="NOTE")],
    callsign: WhoOption = None,
) -> None:
    session = session_of(context)
    noted = ask_services(
        session,
        lambda services: services.dispatch.note_on_sos(reference_of(code), note=note, callsign=_upper(callsign)),
    )
    session.out.say("sos_noted", callsign=noted.callsign, code=noted.code)
    session.out.document(as_document(noted))


def sos_clear(
    context: typer.Context,
    code: CodeArgument,
    callsign: Annotated[str | None, typer.Argument(metavar="CALLSIGN")] = None,
    spoke: Annotated[bool, typer.Option("--spoke")] = False,
    note: str | None = None,
    preview: PreviewOption = False,
) -> None:
    """Nothing but a person's word that they spoke ends an SOS, so no `--yes` stands for it."""
    session = session_of(context)
    out, reference = session.out, reference_of(code)

    async def look(services: "ServicesClient") -> "tuple[SosSummary, list[text_preview.PreviewedText]]":
        call = await _call_meant(services.dispatch, reference, _upper(callsign))
        tried = await _clear(services.dispatch, call, note, preview=True)
        return call, await text_preview.team_texts(services, tried.texts, exercise=call.exercise)

    call, texts = ask_services(session, look)
    text_preview.show(out, texts)
    document = {"code": call.code, "callsign": call.callsign, "texts": text_preview.documents(texts)}
    if preview:
        out.document({"done": False, **document})
        return
    if not spoke:
        out.confirm("sure.sos-clear", document, code=call.code, callsign=call.callsign)
    ask_services(session, lambda services: _clear(services.dispatch, call, note, preview=False))
    out.say("done.sos-clear", code=call.code, callsign=call.callsign)
    out.document({"done": True, **document})


async def open_sos(services: "ServicesClient") -> "SosList | None":
    """For the head of other lists, which are shown all the same where it cannot be had: None."""
    try:
        return await services.dispatch.sos("open")
    except (ServiceUnreachable, CommandRefused):
        return None


def show_first(out: Output, found: "SosList | None") -> None:
    """Above every other list, and nothing where nobody is in danger."""
    if found is None:
        out.warn(out.text("sos_unknown"))
    elif found.calls:
        _show(out, found.calls)
        out.more(found.total, len(found.calls))


async def sos_line(session: CommandSession) -> str:
    """Who is in danger in one line, for the foot of `hotline watch`; empty: nobody, or not known."""
    from services.console.client.services import reach

    try:
        async with reach(session.environment) as services:
            found = await open_sos(services)
    except (ServiceUnreachable, CommandRefused):
        return ""
    out = session.out
    said = [
        out.text("sos_one", callsign=call.callsign, code=call.code, since=_since(out, call), taken=_taken(out, call))
        for call in (found.calls if found else ())
    ]
    return ", ".join(said)


def _show(out: Output, calls: "Sequence[SosSummary]") -> None:
    out.table(
        ("code", "callsign", "sos_since", "cries", "zone", "with_whom", "paged", "taken", "notes", "cleared"),
        (
            (
                f"{call.code} {out.text('exercise')}" if call.exercise else call.code,
                call.callsign,
                out.clock(call.raised_at, call.network_id),
                call.cries,
                call.zone if call.incident_id else out.text("no_mission"),
                ", ".join(f"{each.callsign} ({out.words('stage', each.state)})" for each in call.team),
                " ".join(call.paged),
                _taken(out, call),
                call.notes,
                call.cleared_by,
            )
            for call in calls
        ),
        title="sos_title",
    )


def _taken(out: Output, call: "SosSummary") -> str:
    if call.acknowledged_by is None or call.is_paged:
        return out.text("by_nobody")
    return call.acknowledged_by


def _since(out: Output, call: "SosSummary") -> str:
    return out.clock(call.raised_at, call.network_id, how="until")


async def _call_meant(dispatch: "DispatchClient", reference: str, callsign: str | None) -> "SosSummary":
    """The open one by that code or call sign; of two on one mission the call sign says which.

    Raises:
        CommandRefused: none, or more than one.
    """
    found = [
        call
        for call in (await dispatch.sos("open")).calls
        if reference.upper() in (call.code, call.callsign, str(call.call_id).upper())
        and callsign in (None, call.callsign)
    ]
    if not found:
        raise CommandRefused("sos_not_open", code=reference)
    if len(found) > 1:
        raise CommandRefused("sos_which", code=reference, callsigns=" | ".join(call.callsign for call in found))
    return found[0]


async def _clear(dispatch: "DispatchClient", call: "SosSummary", note: str | None, *, preview: bool) -> "SosCleared":
    return await dispatch.clear_sos(str(call.call_id), note=note, preview=preview)


def _upper(callsign: str | None) -> str | None:
    return callsign.upper() if callsign else None
