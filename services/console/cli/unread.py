"""`hotline unread`: texts from volunteers that wait for a person; read, answered, or closed with a word."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from services.console.cli import text_preview
from services.console.cli.beside import span
from services.console.cli.options import PreviewOption, YesOption
from services.console.cli.output import Output, as_document
from services.console.cli.session import ask_services, session_of
from services.console.cli.sos import open_sos, show_first
from services.console.errors import CommandRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from schemas.api.dispatch.sos import SosList
    from schemas.api.dispatch.unread import UnreadSettled, UnreadTextList, UnreadTextSummary
    from services.console.client.dispatch import DispatchClient
    from services.console.client.services import ServicesClient

unread_app = typer.Typer(invoke_without_command=True)

SHORT: Final = 6
"""Of an id's end: enough to name one of those that wait."""
TextArgument = Annotated[str, typer.Argument(metavar="TEXT")]


@unread_app.callback()
def unread(context: typer.Context, state: Literal["open", "settled", "all"] = "open") -> None:
    if context.invoked_subcommand is not None:
        return
    session = session_of(context)
    out = session.out

    async def look(services: "ServicesClient") -> "tuple[SosList | None, UnreadTextList]":
        return await open_sos(services), await services.dispatch.unread_texts(state)

    calls, found = ask_services(session, look)
    show_first(out, calls)
    if found.texts:
        _show(out, found.texts)
    else:
        out.say("unread_none")
    out.more(found.total, len(found.texts))
    out.document(as_document(found))


@unread_app.command("read")
def read_text(context: typer.Context, text: TextArgument) -> None:
    session = session_of(context)
    out = session.out

    async def look(services: "ServicesClient") -> "UnreadTextSummary":
        return await services.dispatch.unread_text((await _text_meant(services.dispatch, text)).reply_id)

    found = ask_services(session, look)
    _show(out, (found,))
    out.document(as_document(found))


@unread_app.command("answer")
def answer_text(
    context: typer.Context,
    text: TextArgument,
    words: Annotated[str, typer.Argument(metavar="WORDS")],
    yes: YesOption = False,
    preview: PreviewOption = False,
) -> None:
    session = session_of(context)
    out = session.out

    async def look(services: "ServicesClient") -> "tuple[UnreadTextSummary, list[text_preview.PreviewedText]]":
        meant = await _text_meant(services.dispatch, text)
        tried = await services.dispatch.answer_text(meant.reply_id, text=words, preview=True)
        return meant, await text_preview.team_texts(services, tried.texts, exercise=False)

    meant, texts = ask_services(session, look)
    text_preview.show(out, texts)
    _say_what_is_over(out, (meant,))
    document = {"reply_id": str(meant.reply_id), "texts": text_preview.documents(texts)}
    if preview:
        out.document({"done": False, **document})
        return
    if not yes:
        out.confirm("sure.answer", document, callsign=meant.callsign)
    ask_services(session, lambda services: _answer(services.dispatch, meant.reply_id, words))
    out.say("done.answer", callsign=meant.callsign)
    out.document({"done": True, **document})


@unread_app.command("close")
def close_text(
    context: typer.Context, text: TextArgument, note: Annotated[str, typer.Argument(metavar="NOTE")]
) -> None:
    session = session_of(context)

    async def closed(services: "ServicesClient") -> "UnreadSettled":
        meant = await _text_meant(services.dispatch, text)
        return await services.dispatch.close_text(meant.reply_id, note=note)

    settled = ask_services(session, closed)
    session.out.say("done.close-text", callsign=settled.callsign)
    session.out.document(as_document(settled))


async def _answer(dispatch: "DispatchClient", reply_id: "UUID", words: str) -> "UnreadSettled":
    return await dispatch.answer_text(reply_id, text=words, preview=False)


async def _text_meant(dispatch: "DispatchClient", named: str) -> "UnreadTextSummary":
    """By the end of its id, or by the call sign of whoever sent one that waits.

    Raises:
        CommandRefused: none, or more than one.
    """
    waiting = (await dispatch.unread_texts("open")).texts
    found = [text for text in waiting if str(text.reply_id).endswith(named.lower())]
    found = found or [text for text in waiting if text.callsign == named.upper()]
    if not found:
        raise CommandRefused("text_none", named=named)
    if len(found) > 1:
        raise CommandRefused("text_which", named=named, texts=" | ".join(_short(text) for text in found))
    return found[0]


def _show(out: Output, texts: "Sequence[UnreadTextSummary]") -> None:
    now = datetime.now(UTC)
    out.table(
        ("text_id", "age", "callsign", "code", "stage", "text_kind", "text", "guess"),
        (
            (
                _short(text),
                span(out, int((now - text.received_at).total_seconds())),
                text.callsign,
                text.code,
                out.words("stage", text.stage) if text.stage else "",
                out.words("unread_kind", text.kind),
                text.text,
                _guess(out, text.guess),
            )
            for text in texts
        ),
    )
    _say_what_is_over(out, texts)


def _say_what_is_over(out: Output, texts: "Sequence[UnreadTextSummary]") -> None:
    """So that no answer sends anybody where all were told to leave."""
    for text in texts:
        if text.stood_down is not None:
            why = out.words("stood_down", text.stood_down)
            out.say("unread_stood_down", callsign=text.callsign, code=text.code or "", why=why)


def _guess(out: Output, guess: str | None) -> str | None:
    """Its name in words; letter and numbers are everybody's."""
    if guess is None:
        return None
    name, *told = guess.split()
    return " ".join([out.words("guess", name), *told])


def _short(text: "UnreadTextSummary") -> str:
    return str(text.reply_id)[-SHORT:]
