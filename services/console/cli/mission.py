"""`hotline split|meeting-point|look-at|send-on|out`: a mission steered while it goes on."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.options import (
    CallsignArgument,
    CodeArgument,
    LatitudeOption,
    LongitudeOption,
    PreviewOption,
    ReportArgument,
    YesOption,
)
from services.console.cli.references import reference_of
from services.console.cli.session import ask_services, session_of
from services.console.cli.steps import Step, carry_out
from services.console.errors import CommandRefused

if TYPE_CHECKING:
    from schemas.api.dispatch.steps import LookAtAnswer, StepAnswer
    from schemas.network_file import MeetingSpot
    from services.console.client.dispatch import DispatchClient


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
    carry_out(session_of(context), code, step, yes=yes, preview=preview)


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

    carry_out(session, code, Step("meeting-point", take, {"name": spot[0]}), yes=yes, preview=preview)


async def _spot_named(dispatch: "DispatchClient", reference: str, name: str) -> "MeetingSpot":
    """One of the network's own, by the beginning of its name."""
    incident = await dispatch.incident(reference)
    network = await dispatch.network(incident.network_id)
    spots = [spot for spot in network.file.meeting_points if spot.name.lower().startswith(name.lower())]
    if len(spots) != 1:
        raise CommandRefused("no_such_point", name=name)
    return spots[0]


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
    carry_out(session, code, Step("look-at", take, {"place": told}), yes=yes, preview=preview)


def send_on(context: typer.Context, code: CodeArgument, yes: YesOption = False, preview: PreviewOption = False) -> None:
    reference = reference_of(code)
    step = Step("send-on", lambda dispatch, trying: dispatch.send_on(reference, preview=trying))
    carry_out(session_of(context), code, step, yes=yes, preview=preview)


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
    carry_out(session_of(context), code, step, yes=yes)
