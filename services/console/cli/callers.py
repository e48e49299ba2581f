"""`hotline caller|spoke`: call a caller who cried for help, and say that somebody has spoken with them."""

from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli import text_preview
from services.console.cli.options import PreviewOption, ReportArgument, YesOption
from services.console.cli.output import Output, as_document
from services.console.cli.reports import content_of, report_meant, show_content
from services.console.cli.session import ask_services, session_of

if TYPE_CHECKING:
    from schemas.api.intake.callers import CallerPhone
    from schemas.api.intake.content import ReportContent
    from schemas.api.intake.reports import ReportStatus
    from services.console.client.services import ServicesClient


def caller(context: typer.Context, report: ReportArgument) -> None:
    session = session_of(context)
    out = session.out

    async def look(services: "ServicesClient") -> "tuple[CallerPhone, str | None, ReportContent | None]":
        found = (await report_meant(services.intake, report)).report_id
        number = await services.intake.caller(str(found))
        lost = await services.notify.callers_out_of_reach([found])
        return number, lost.get(found), await content_of(services.intake, str(found))

    number, out_of_reach, content = ask_services(session, look)
    cried = out.clock(number.cried_at, number.network_id)
    if number.phone is None:
        out.say("caller_number_unknown", ref=number.ref, time=cried)
    else:
        out.say("caller_number", ref=number.ref, time=cried, phone=number.phone)
        _say_whether_texts(out, number, out_of_reach)
    if number.language is not None:
        out.say("caller_speaks", spoken=out.words("language", number.language))
    show_content(out, content)
    out.say("caller_spoke_how", ref=number.ref)
    said = as_document(content) if content is not None else None
    out.document({**as_document(number), "out_of_reach": out_of_reach, "content": said})


def _say_whether_texts(out: Output, number: "CallerPhone", out_of_reach: str | None) -> None:
    """What they said last: who texted STOP wants none, whatever was said before."""
    if out_of_reach is not None:
        out.say("caller_texts_lost", why=out.words("unreachable", out_of_reach))
    else:
        out.say("caller_texts_safe" if number.safe_to_text else "caller_texts_unknown")


def spoke(
    context: typer.Context,
    report: ReportArgument,
    note: str | None = None,
    told: Annotated[bool, typer.Option("--told")] = False,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    out = session.out

    async def look(services: "ServicesClient") -> "tuple[ReportStatus, text_preview.CallersToTell]":
        found = await report_meant(services.intake, report)
        tried = await services.intake.spoke_with_caller(str(found.report_id), note=note, told=told, preview=True)
        return found, await text_preview.callers_to_tell(services, tried.texts, exercise=False)

    found, callers = ask_services(session, look)
    text_preview.show(out, callers.texts, callers)
    if not told and found.status == "checking":
        out.say("answer_is_undecided", ref=found.ref, code=found.incident_code or "")
    if not yes:
        out.say("spoke_ends", ref=found.ref)
    document = text_preview.report_document(found.ref, callers)
    if preview:
        out.document({"done": False, **document})
        return
    if not yes:
        out.confirm("spoke_sure", document, ref=found.ref)
    report_id = str(found.report_id)
    ask_services(
        session,
        lambda services: services.intake.spoke_with_caller(report_id, note=note, told=told, preview=False),
    )
    out.say("spoke_done", ref=found.ref)
    out.document({"done": True, **document})
