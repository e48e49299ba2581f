"""`hotline hold`: what legal keeps from ending, whatever its time."""

from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.options import YesOption
from services.console.cli.output import as_document
from services.console.cli.references import reference_of
from services.console.cli.session import ask_services, session_of

if TYPE_CHECKING:
    from schemas.api.dispatch.holds import HoldList
    from services.console.client.services import ServicesClient

hold_app = typer.Typer(no_args_is_help=True)
IncidentArgument = Annotated[str, typer.Argument(metavar="INCIDENT")]
WhyOption = Annotated[str, typer.Option("--why")]


@hold_app.command("put")
def put(context: typer.Context, incident: IncidentArgument, why: WhyOption) -> None:
    session = session_of(context)
    code = reference_of(incident)
    answer = ask_services(session, lambda services: services.dispatch.hold(code, why=why))
    session.out.say("hold_put" if answer.changed else "hold_was", code=code)
    session.out.document(as_document(answer))


@hold_app.command("end")
def end(context: typer.Context, incident: IncidentArgument, why: WhyOption, yes: YesOption = False) -> None:
    session = session_of(context)
    code = reference_of(incident)
    if not yes:
        session.out.confirm("hold_sure", {"incident": code}, code=code)
    answer = ask_services(session, lambda services: services.dispatch.let_go(code, why=why))
    session.out.say("hold_ended" if answer.changed else "hold_was_not", code=code)
    session.out.document(as_document(answer))


@hold_app.command("list")
def list_holds(context: typer.Context) -> None:
    session = session_of(context)
    out = session.out

    async def look(services: "ServicesClient") -> "HoldList":
        return await services.dispatch.holds()

    found = ask_services(session, look)
    if not found.holds:
        out.say("hold_none")
    else:
        out.table(
            ("code", "state", "held_since", "held_by", "why", "id"),
            (
                (
                    each.code,
                    out.words("incident_state", each.state),
                    out.clock(each.held_at, each.network_id),
                    each.held_by,
                    each.why,
                    str(each.incident_id),
                )
                for each in found.holds
            ),
        )
    out.document(as_document(found))
