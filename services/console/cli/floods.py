"""`hotline flood on|off|status`: for some hours more of what is reported in a network waits for a person."""

from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.options import NetworkOption
from services.console.cli.output import Output, as_document
from services.console.cli.roster import network_meant
from services.console.cli.session import ask_services, session_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemas.api.intake.floods import FloodMode
    from services.console.client.services import ServicesClient

flood_app = typer.Typer(no_args_is_help=True)


@flood_app.command("on")
def flood_on(
    context: typer.Context,
    network: NetworkOption = None,
    hours: Annotated[int, typer.Option(min=1, max=72)] = 6,
) -> None:
    session = session_of(context)

    async def begin(services: "ServicesClient") -> "FloodMode":
        return await services.intake.begin_flood_mode(await _meant(services, network), hours)

    flood = ask_services(session, begin)
    say_floods(session.out, [flood])
    session.out.document(as_document(flood))


@flood_app.command("off")
def flood_off(context: typer.Context, network: NetworkOption = None) -> None:
    session = session_of(context)

    async def end(services: "ServicesClient") -> "FloodMode":
        return await services.intake.end_flood_mode(await _meant(services, network))

    flood = ask_services(session, end)
    session.out.say("flood_ended", network=flood.network_id)
    session.out.document(as_document(flood))


@flood_app.command("status")
def flood_status(context: typer.Context) -> None:
    session = session_of(context)
    out = session.out
    found = ask_services(session, lambda services: services.intake.flood_modes())
    on = [flood for flood in found.floods if flood.on]
    say_floods(out, on)
    if not on:
        out.say("flood_none")
    if found.floods:
        out.table(
            ("network", "flood_began", "begun_by", "flood_until", "flood_ended_by"),
            (
                (
                    flood.network_id,
                    out.clock(flood.began_at, flood.network_id),
                    flood.begun_by,
                    out.clock(flood.ended_at or flood.until, flood.network_id),
                    out.text("flood_by_time") if flood.ended_by == "expired" else flood.ended_by or "",
                )
                for flood in found.floods
            ),
        )
    out.document(as_document(found))


def say_floods(out: Output, floods: "Iterable[FloodMode]") -> None:
    """Also above the queue: whoever reads it knows why so much waits."""
    for flood in floods:
        time = out.clock(flood.until, flood.network_id)
        out.say("flood_is_on", network=flood.network_id, time=time, by=flood.begun_by)


async def _meant(services: "ServicesClient", named: str | None) -> str:
    """One that is named is asked about at intake alone: also where dispatch does not answer."""
    return named or (await network_meant(services.dispatch, None)).network_id
