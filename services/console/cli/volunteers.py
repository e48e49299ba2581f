"""`hotline volunteers|on|off|duty|text-me`: who is there, and who is on call."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from services.console.cli.options import NetworkOption
from services.console.cli.output import Output, as_document
from services.console.cli.roster import network_meant, volunteers_meant
from services.console.cli.session import ask_services, session_of
from services.console.cli.volunteer_import import import_volunteers
from services.console.errors import CommandRefused

if TYPE_CHECKING:
    from schemas.api.dispatch.volunteers import VolunteerSummary
    from schemas.api.notify import PhoneTestAnswer
    from services.console.client.services import ServicesClient

volunteers_app = typer.Typer(no_args_is_help=True)
volunteers_app.command("import")(import_volunteers)
duty_app = typer.Typer(no_args_is_help=True)

Callsigns = list[str]
LONGEST_HOURS: Final = 72
TRAINEE: Final = "trainee"
DUTY_LEAD: Final = "duty_lead"


@volunteers_app.command("list")
def list_volunteers(
    context: typer.Context,
    network: NetworkOption = None,
    on_call: Annotated[bool, typer.Option("--on-call")] = False,
) -> None:
    session = session_of(context)
    out = session.out

    async def load(services: "ServicesClient") -> "tuple[str, list[VolunteerSummary]]":
        meant = (await network_meant(services.dispatch, network)).network_id
        return meant, await services.dispatch.volunteers(meant)

    network_id, found = ask_services(session, load)
    people = [person for person in found if not on_call or person.on_call]
    out.table(
        ("callsign", "roles", "level", "languages", "on_call", "assigned", "duty", "reach"),
        (
            (
                person.callsign,
                ", ".join(out.words("role", role) for role in person.roles),
                out.words("level", person.level),
                ", ".join(out.words("language", tag) for tag in person.languages),
                _on_call(out, person, network_id),
                out.yes_or_no(person.assigned),
                out.words("duty", person.duty) if person.duty else "",
                out.words("unreachable", person.unreachable) if person.unreachable else out.text("reach_by_text"),
            )
            for person in people
        ),
    )
    out.document({"volunteers": [as_document(person) for person in people]})


def on(
    context: typer.Context,
    callsigns: Callsigns,
    span: Annotated[str | None, typer.Option("--for")] = None,
    network: NetworkOption = None,
) -> None:
    session = session_of(context)
    hours = hours_in(span)
    names = [callsign.upper() for callsign in callsigns]
    people, answer = ask_services(
        session, lambda services: _set_on_call(services, network, names, on=True, hours=hours)
    )
    told = session.out.text("for_hours", hours=f"{hours:g}") if hours is not None else ""
    session.out.say("now_on_call", callsigns=", ".join(names), span=told)
    for person in people:
        _say_what_on_call_means(session.out, person)
    for each in answer["unreachable"]:
        why = session.out.words("unreachable", each["unreachable"])
        session.out.warn(session.out.text("on_call_in_vain", callsign=each["callsign"], why=why))
    session.out.document({"callsigns": names, "on": True, "hours": hours, **answer})


def _say_what_on_call_means(out: Output, person: "VolunteerSummary") -> None:
    """Of whom no mission is offered to (as ranking.py has it), and of who may think that they are on duty now."""
    if person.level == TRAINEE:
        out.warn(out.text("on_call_trainee", callsign=person.callsign))
    elif person.duty is not None:
        out.warn(out.text("on_call_on_duty", callsign=person.callsign))
    elif DUTY_LEAD in person.roles:
        out.warn(out.text("on_call_no_duty", callsign=person.callsign))


def off(context: typer.Context, callsigns: Callsigns, network: NetworkOption = None) -> None:
    session = session_of(context)
    names = [callsign.upper() for callsign in callsigns]
    _, answer = ask_services(session, lambda services: _set_on_call(services, network, names, on=False, hours=None))
    session.out.say("now_off_call", callsigns=", ".join(names))
    session.out.document({"callsigns": names, "on": False, **answer})


@duty_app.command("on")
def duty_on(
    context: typer.Context,
    callsign: str,
    backup: Annotated[bool, typer.Option("--backup")] = False,
    network: NetworkOption = None,
) -> None:
    session = session_of(context)
    position = "backup" if backup else "lead"
    answer = ask_services(
        session, lambda services: _set_duty(services, network, callsign.upper(), on=True, position=position)
    )
    words = session.out.words("duty", position)
    session.out.say("now_on_duty", callsign=callsign.upper(), position=words)
    say_duty_in_vain(session.out, answer["duty"])
    session.out.document({"callsign": callsign.upper(), "on": True, "position": position, **answer})


@duty_app.command("off")
def duty_off(
    context: typer.Context,
    callsign: str,
    successor: Annotated[str | None, typer.Option()] = None,
    anyway: Annotated[bool, typer.Option("--anyway")] = False,
    network: NetworkOption = None,
) -> None:
    session = session_of(context)
    next_one = successor.upper() if successor else None
    answer = ask_services(
        session,
        lambda services: _set_duty(services, network, callsign.upper(), on=False, successor=next_one, anyway=anyway),
    )
    session.out.say("now_off_duty", callsign=callsign.upper())
    if answer["open_missions"]:
        left = [holder["callsign"] for holder in answer["duty"]]
        session.out.say(
            "missions_are_with" if left else "missions_without_lead",
            codes=", ".join(answer["open_missions"]),
            callsigns=", ".join(left),
        )
    if answer["open_sos"]:
        session.out.say("sos_are_open", codes=", ".join(answer["open_sos"]))
    if answer["callers_in_danger"]:
        session.out.say("callers_are_in_danger", refs=", ".join(answer["callers_in_danger"]))
    session.out.document({"callsign": callsign.upper(), "on": False, **answer})


def text_me(context: typer.Context, callsign: str, network: NetworkOption = None) -> None:
    session = session_of(context)
    answer = ask_services(session, lambda services: _text(services, network, callsign.upper()))
    session.out.say("texted", callsign=callsign.upper())
    session.out.document({"callsign": callsign.upper(), **as_document(answer)})


def say_duty_in_vain(out: Output, duty: Sequence[Mapping[str, Any]]) -> None:
    """Who is on duty and cannot be paged, and, where nobody can be, that nobody will be asked."""
    lost = [holder for holder in duty if holder["unreachable"] is not None]
    for holder in lost:
        why = out.words("unreachable", holder["unreachable"])
        out.warn(out.text("on_duty_in_vain", callsign=holder["callsign"], why=why))
    if lost and len(lost) == len(duty):
        out.warn(out.text("nobody_on_duty_reachable"))


def hours_in(span: str | None) -> float | None:
    """`4h`, `4` or `0.5h`.

    Raises:
        CommandRefused: anything else, or more than three days.
    """
    if span is None:
        return None
    try:
        hours = float(span.strip().lower().removesuffix("h"))
    except ValueError:
        hours = 0.0
    if not 0 < hours <= LONGEST_HOURS:
        raise CommandRefused("bad_span")
    return int(hours) if hours == int(hours) else hours


async def _set_on_call(
    services: "ServicesClient", named: str | None, callsigns: list[str], *, on: bool, hours: float | None
) -> "tuple[list[VolunteerSummary], dict[str, Any]]":
    network_id = (await network_meant(services.dispatch, named)).network_id
    people = await volunteers_meant(services.dispatch, network_id, callsigns)
    answer = await services.dispatch.switch_on_call(network_id, callsigns=callsigns, on=on, hours=hours)
    return people, {"network_id": network_id, **as_document(answer)}


async def _set_duty(
    services: "ServicesClient", named: str | None, callsign: str, *, on: bool, **more: Any
) -> dict[str, Any]:
    network_id = (await network_meant(services.dispatch, named)).network_id
    answer = await services.dispatch.switch_duty(network_id, callsign=callsign, on=on, **more)
    return {"network_id": network_id, **as_document(answer)}


async def _text(services: "ServicesClient", named: str | None, callsign: str) -> "PhoneTestAnswer":
    network_id = (await network_meant(services.dispatch, named)).network_id
    [person] = await volunteers_meant(services.dispatch, network_id, [callsign])
    return await services.notify.test_phone(person.volunteer_id)


def _on_call(out: Output, person: "VolunteerSummary", network_id: str) -> str:
    if person.on_call and person.on_call_until is not None:
        return out.text("on_call_until", until=out.clock(person.on_call_until, network_id, how="until"))
    return out.yes_or_no(person.on_call)
