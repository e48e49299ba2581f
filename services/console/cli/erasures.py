"""`hotline erase`: somebody who left, or a caller who asks, is forgotten; and who is to be, and is not yet."""

from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli.options import CallsignArgument, NetworkOption, PreviewOption, YesOption
from services.console.cli.output import Output, as_document
from services.console.cli.reports import report_meant
from services.console.cli.roster import network_meant
from services.console.cli.session import ask_services, session_of
from services.console.errors import CommandRefused

if TYPE_CHECKING:
    from schemas.api.dispatch.erasures import ErasureList, ErasureSummary
    from schemas.api.intake.callers import CallerErased
    from services.console.client.services import ServicesClient

erase_app = typer.Typer(no_args_is_help=True)


@erase_app.command("volunteer")
def erase_volunteer(
    context: typer.Context,
    callsign: CallsignArgument,
    network: NetworkOption = None,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    out, name = session.out, callsign.upper()

    async def look(services: "ServicesClient") -> "tuple[str, ErasureSummary]":
        network_id = (await network_meant(services.dispatch, network)).network_id
        return network_id, await services.dispatch.erase(network_id, callsign=name, preview=True)

    network_id, found = ask_services(session, look)
    _say_waits(out, found)
    document = as_document(found)
    if preview:
        out.document({"done": False, **document})
        return
    if not yes:
        out.say("erase_means", callsign=name)
        out.confirm("erase_sure", document, callsign=name)
    done = ask_services(session, lambda services: services.dispatch.erase(network_id, callsign=name, preview=False))
    if done.erased:
        out.say("erased", callsign=name)
    else:
        out.say("erase_asked", callsign=name, until=out.clock(done.due_at, network_id, how="until"))
    out.document({"done": done.erased, **as_document(done)})


@erase_app.command("caller")
def erase_caller(
    context: typer.Context,
    report: Annotated[str | None, typer.Argument(metavar="REPORT")] = None,
    phone: str | None = None,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    from services.console.files.phone_cell import e164

    session = session_of(context)
    out = session.out
    if (report is None) == (phone is None):
        raise CommandRefused("erase_whom")
    number = e164(phone) if phone is not None else None

    async def look(services: "ServicesClient") -> "tuple[str | None, CallerErased]":
        found = None if report is None else str((await report_meant(services.intake, report)).report_id)
        return found, await services.intake.erase_caller(report_id=found, phone=number, preview=True)

    report_id, tried = ask_services(session, look)
    document = {"refs": list(tried.refs), "on_hold": list(tried.on_hold)}
    if tried.on_hold:
        out.say("erase_reports_on_hold", refs=", ".join(tried.on_hold))
    if not tried.refs:
        out.say("erase_nothing_known")
        out.document({"done": False, **document})
        return
    out.say("erase_reports", refs=", ".join(tried.refs))
    if preview:
        out.document({"done": False, **document})
        return
    if not yes:
        out.confirm("erase_caller_sure", document)
    ask_services(
        session, lambda services: services.intake.erase_caller(report_id=report_id, phone=number, preview=False)
    )
    out.say("erased_caller", refs=", ".join(tried.refs))
    out.document({"done": True, **document})


@erase_app.command("list")
def list_erasures(context: typer.Context, network: NetworkOption = None) -> None:
    session = session_of(context)
    out = session.out

    async def look(services: "ServicesClient") -> "tuple[str, ErasureList]":
        network_id = (await network_meant(services.dispatch, network)).network_id
        return network_id, await services.dispatch.erasures(network_id)

    network_id, found = ask_services(session, look)
    if not found.erasures:
        out.say("erase_none_waits")
    for each in found.erasures:
        key = "erase_overdue" if each.overdue else "erase_asked"
        out.say(key, callsign=each.callsign, until=out.clock(each.due_at, network_id, how="until"))
        _say_waits(out, each)
    out.document(as_document(found))


def _say_waits(out: Output, erasure: "ErasureSummary") -> None:
    if erasure.on_hold:
        out.say("erase_on_hold", count=erasure.on_hold)
    for each in erasure.waits_for:
        out.say("erase_waits", what=out.words("erasure_wait", each.what), code=each.code)
