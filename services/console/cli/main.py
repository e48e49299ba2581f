"""`hotline`: set a network up, operate it, watch it. This file puts the commands together; each module has its own."""

import json
import logging
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal

import typer

from services.console.cli import callers as caller_commands
from services.console.cli import endings, erasures, holds, mission, topics, watch
from services.console.cli import floods as flood_commands
from services.console.cli import incidents as incident_commands
from services.console.cli import operations as operations_commands
from services.console.cli import pages as page_commands
from services.console.cli import reports as report_commands
from services.console.cli import setup as setup_commands
from services.console.cli import sos as sos_commands
from services.console.cli import unread as unread_commands
from services.console.cli import volunteers as volunteer_commands
from services.console.cli.content import with_content
from services.console.cli.help_texts import HELP_OPTIONS, tell_help
from services.console.cli.output import Output
from services.console.cli.session import CommandSession, zones_asked_once
from services.console.client.environment import Environment, language_of
from services.console.errors import REFUSED, UNREACHABLE, CommandRefused, ServiceUnreachable
from services.console.language.refusals import complaint, how_misused
from services.console.language.words import said

_MisusedCommand: Any = typer.BadParameter.__mro__[1]  # Typer names it in no public place

app = typer.Typer(
    name="hotline",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": list(HELP_OPTIONS)},
)
app.add_typer(setup_commands.network_app, name="network")
app.add_typer(setup_commands.source_app, name="source")
app.add_typer(setup_commands.staff_app, name="staff")
app.add_typer(volunteer_commands.volunteers_app, name="volunteers")
app.command("on")(volunteer_commands.on)
app.command("off")(volunteer_commands.off)
app.add_typer(volunteer_commands.duty_app, name="duty")
app.command("text-me")(volunteer_commands.text_me)
app.command("report")(report_commands.report)
app.command("status")(report_commands.status)
app.command("queue")(report_commands.queue)
app.add_typer(flood_commands.flood_app, name="flood")
app.command("read")(report_commands.read)
app.command("caller")(caller_commands.caller)
app.command("spoke")(caller_commands.spoke)
app.command("release")(report_commands.release)
app.command("dismiss")(report_commands.dismiss)
app.command("incidents")(incident_commands.incidents)
app.command("incident")(incident_commands.incident)
app.add_typer(sos_commands.sos_app, name="sos")
app.add_typer(page_commands.pages_app, name="pages")
app.add_typer(unread_commands.unread_app, name="unread")
app.command("review")(endings.review)
app.command("split")(mission.split)
app.command("meeting-point")(mission.meeting_point)
app.command("look-at")(mission.look_at)
app.command("send-on")(mission.send_on)
app.command("stand-down")(endings.stand_down)
app.command("tell")(endings.tell)
app.command("out")(mission.out_of)
app.command("sos-clear")(sos_commands.sos_clear)
app.command("close")(endings.close)
app.add_typer(erasures.erase_app, name="erase")
app.add_typer(holds.hold_app, name="hold")
app.command("watch")(watch.watch)
app.command("lag")(operations_commands.lag)
app.command("replay")(operations_commands.replay)
app.command("retention")(operations_commands.retention)
app.command("keys")(operations_commands.keys)
app.add_typer(topics.app, name="topics")


@app.callback()
def everywhere(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    lang: Literal["en", "es"] | None = None,
) -> None:
    environment = Environment.read()
    language = language_of({"HOTLINE_LANG": lang}) if lang else environment.language
    context.obj = CommandSession(Output(language, as_json, zones_asked_once(environment)), environment)


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point; always ends with SystemExit."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # we say ourselves what does not answer
    command = typer.main.get_command(app)
    tell_help(command, spoken_in(given))
    try:
        if arguments is None:  # this process's own, which others see
            given = with_content(options_first(given), command)
        ended = command.main(options_first(given), prog_name="hotline", standalone_mode=False)
        raise SystemExit(ended if isinstance(ended, int) else 0)
    except _MisusedCommand as misuse:
        raise SystemExit(_show_usage(misuse, spoken_in(given))) from None
    except typer.Abort:
        raise SystemExit(REFUSED) from None
    except (CommandRefused, ServiceUnreachable) as problem:
        raise SystemExit(_complain(problem, given)) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def _show_usage(misuse: Any, language: str) -> int:
    """How the command is typed, where its help is, and what was wrong; of no command at all, the help itself."""
    out, context = Output(language), misuse.ctx
    if context is not None and misuse.message == context.get_help():
        misuse.show()
        return int(misuse.exit_code)
    if context is not None:
        help_of = f"{context.command_path} {context.help_option_names[0]}"
        out.warn(f"{context.get_usage()}\n{out.text('help_is_there', command=help_of)}\n")
    out.warn(f"{how_misused(language, misuse.format_message())}.")
    return int(misuse.exit_code)


def options_first(arguments: Sequence[str]) -> list[str]:
    """`hotline queue --json` is `hotline --json queue`: what holds for every command may stand anywhere."""
    first: list[str] = []
    rest: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            rest += [argument, *left]
        elif argument == "--json" or argument.startswith("--lang="):
            first.append(argument)
        elif argument == "--lang":
            first += [argument, *[value for value in [next(left, None)] if value is not None]]
        else:
            rest.append(argument)
    return first + rest


def spoken_in(arguments: Sequence[str]) -> str:
    """The language asked for: by --lang, by HOTLINE_LANG, by the locale."""
    first = options_first(arguments)
    asked = next((option.removeprefix("--lang=") for option in first if option.startswith("--lang=")), None)
    asked = asked or next((value for option, value in pairwise(first) if option == "--lang"), None)
    return language_of({"HOTLINE_LANG": asked}) if asked else Environment.read().language


def _complain(problem: CommandRefused | ServiceUnreachable, arguments: Sequence[str]) -> int:
    """One clear line on standard error; with --json, one JSON object there."""
    language = spoken_in(arguments)
    if isinstance(problem, CommandRefused):
        code, kind, line = REFUSED, problem.key, complaint(language, problem.key, problem.facts)
    else:
        code, kind, line = UNREACHABLE, "unreachable", said(language, "unreachable", **problem.facts)
    as_json = "--json" in options_first(arguments)
    Output(language).warn(json.dumps({"error": kind, "detail": line}, ensure_ascii=False) if as_json else line)
    return code


if __name__ == "__main__":
    main()
