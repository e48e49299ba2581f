"""`hotline pages`: whatever somebody is asked about until somebody takes it, here or by text; danger first."""

from typing import TYPE_CHECKING, Annotated

import typer

from services.console.cli import text_preview
from services.console.cli.options import CodeArgument, PreviewOption, YesOption
from services.console.cli.output import Output, as_document
from services.console.cli.references import reference_of
from services.console.cli.session import CommandSession, ask_services, session_of

if TYPE_CHECKING:
    from schemas.api.dispatch.pages import OpenPageSummary, PagesTaken
    from services.console.client.services import ServicesClient


pages_app = typer.Typer(invoke_without_command=True)


@pages_app.callback()
def pages(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        _list(session_of(context), None)


@pages_app.command("show")
def show_pages(context: typer.Context, code: Annotated[str, typer.Argument(metavar="CODE")]) -> None:
    _list(session_of(context), code.upper())


@pages_app.command("take")
def take_pages(
    context: typer.Context,
    code: CodeArgument,
    sos: Annotated[bool, typer.Option("--sos")] = False,
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session, reference = session_of(context), reference_of(code)
    out = session.out

    async def look(services: "ServicesClient") -> "tuple[PagesTaken, list[text_preview.PreviewedText]]":
        tried = await services.dispatch.take_pages(reference, sos=sos, preview=True)
        return tried, await text_preview.team_texts(services, tried.texts, exercise=tried.exercise)

    tried, texts = ask_services(session, look)
    text_preview.show(out, texts)
    taken = [{"reason": page.reason, "about": page.about} for page in tried.pages]
    document = {"code": tried.code, "pages": taken, "texts": text_preview.documents(texts)}
    named = ", ".join(" ".join(filter(None, (out.words("page", page.reason), page.about))) for page in tried.pages)
    if preview:
        out.say("would_take", code=tried.code, pages=named)
        out.document({"done": False, **document})
        return
    if not yes:
        out.confirm("sure.take", document, code=tried.code, pages=named)
    ask_services(session, lambda services: services.dispatch.take_pages(reference, sos=sos, preview=False))
    out.say("done.take", code=tried.code, pages=named)
    out.document({"done": True, **document})


def _list(session: CommandSession, code: str | None) -> None:
    """Of one code also those that are not open."""
    out = session.out
    found = ask_services(session, lambda services: services.dispatch.pages(code))
    if found.pages:
        out.table(
            ("code", "reason", "about", "zone", "page_since", "cries", "asked", "asked_next", "take_it"),
            (_row(out, each) for each in found.pages),
        )
        out.say("pages_taken_how")
        for reason in sorted({page.reason for page in found.pages}) if code else ():
            if (until := out.words("page_ends", reason)) != reason:  # any other ends with the ACK
                out.say("page_comes_again", reason=out.words("page", reason), until=until)
    elif code:
        out.say("pages_none_of_code", code=code)
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
