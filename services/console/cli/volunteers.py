"""`hotline volunteers|on|off|duty|text-me`: who is there, and who is on call."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from services.console.cli.options import DryRunOption, NetworkOption
from services.console.cli.output import Output, as_document
from services.console.cli.roster import network_meant, volunteers_meant
from services.console.cli.session import ask_services, session_of
from services.console.errors import REFUSED, CommandRefused

if TYPE_CHECKING:
    from uuid import UUID

    from schemas.api.dispatch import NetworkSummary, SavedVolunteer, VolunteerEntry, VolunteerList, VolunteerSummary
    from schemas.api.notify import ContactEntry, ContactImportResult, PhoneTestAnswer
    from services.console.client.services import ServicesClient
    from services.console.files.volunteers import VolunteerLine

volunteers_app = typer.Typer(no_args_is_help=True)
duty_app = typer.Typer(no_args_is_help=True)

Callsigns = list[str]
LONGEST_HOURS: Final = 72
REFUSED_BODIES: Final = (400, 409, 413, 422)
"""A service that answers so found fault with what was sent."""
Row = TypeVar("Row")
Result = TypeVar("Result")


@dataclass(slots=True)
class ImportedLine:
    """What became of one line: `outcome` created|updated|valid|problem, `contact` as notify says, or by_mail."""

    line: "VolunteerLine"
    outcome: str = "valid"
    contact: str | None = None
    why: str | None = None
    volunteer_id: "UUID | None" = None

    @property
    def is_reachable(self) -> bool:
        """Dispatch knows them, and there is a phone or an address."""
        return self.volunteer_id is not None and self.line.contact is not None


@volunteers_app.command("import")
def import_volunteers(
    context: typer.Context,
    file: Path,
    network: NetworkOption = None,
    dry_run: DryRunOption = False,
) -> None:
    from services.console.files.volunteers import read_volunteers

    session = session_of(context)
    out = session.out
    rows = [ImportedLine(line) for line in read_volunteers(file)]
    for row in rows:
        if row.line.problem is not None:
            key, facts = row.line.problem
            row.outcome, row.why = "problem", out.text(key, **facts)
    good = [row for row in rows if row.line.problem is None]
    if good and not dry_run:
        ask_services(session, lambda services: _import(services, good, network))
    _report(out, rows, dry_run=dry_run)
    if any(_is_bad(row) for row in rows):
        raise typer.Exit(REFUSED)


@volunteers_app.command("list")
def list_volunteers(
    context: typer.Context,
    network: NetworkOption = None,
    on_call: Annotated[bool, typer.Option("--on-call")] = False,
) -> None:
    session = session_of(context)
    out = session.out

    async def load(services: "ServicesClient") -> "VolunteerList":
        return await services.dispatch.volunteers((await network_meant(services.dispatch, network)).network_id)

    people = [person for person in ask_services(session, load).volunteers if not on_call or person.on_call]
    out.table(
        ("callsign", "roles", "level", "languages", "on_call", "assigned", "duty"),
        (
            (
                person.callsign,
                ", ".join(out.words("role", role) for role in person.roles),
                out.words("level", person.level),
                " ".join(person.languages),
                _on_call(out, person),
                out.yes_or_no(person.assigned),
                out.words("duty", person.duty) if person.duty else "",
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
    answer = ask_services(session, lambda services: _set_on_call(services, network, names, on=True, hours=hours))
    told = session.out.text("for_hours", hours=f"{hours:g}") if hours is not None else ""
    session.out.say("now_on_call", callsigns=", ".join(names), span=told)
    session.out.document({"callsigns": names, "on": True, "hours": hours, **answer})


def off(context: typer.Context, callsigns: Callsigns, network: NetworkOption = None) -> None:
    session = session_of(context)
    names = [callsign.upper() for callsign in callsigns]
    answer = ask_services(session, lambda services: _set_on_call(services, network, names, on=False, hours=None))
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
    answer = ask_services(session, lambda services: _set_duty(services, network, callsign.upper(), position, on=True))
    words = session.out.words("duty", position)
    session.out.say("now_on_duty", callsign=callsign.upper(), position=words)
    session.out.document({"callsign": callsign.upper(), "on": True, "position": position, **answer})


@duty_app.command("off")
def duty_off(
    context: typer.Context,
    callsign: str,
    network: NetworkOption = None,
) -> None:
    session = session_of(context)
    answer = ask_services(session, lambda services: _set_duty(services, network, callsign.upper(), "lead", on=False))
    session.out.say("now_off_duty", callsign=callsign.upper())
    session.out.document({"callsign": callsign.upper(), "on": False, **answer})


def text_me(context: typer.Context, callsign: str, network: NetworkOption = None) -> None:
    session = session_of(context)
    answer = ask_services(session, lambda services: _text(services, network, callsign.upper()))
    session.out.say("texted", callsign=callsign.upper())
    session.out.document({"callsign": callsign.upper(), **as_document(answer)})


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


async def _import(services: "ServicesClient", rows: Sequence[ImportedLine], named: str | None) -> None:
    """People first: notify is given an id that dispatch knows."""
    from services.console.client.chunks import chunks

    network = await network_meant(services.dispatch, named)
    by_callsign = {row.line.callsign: row for row in rows}

    async def save(people: "Sequence[VolunteerEntry]") -> "Sequence[SavedVolunteer]":
        return (await services.dispatch.save_volunteers(network.network_id, people)).volunteers

    for chunk in chunks([row.line.volunteer for row in rows if row.line.volunteer is not None]):
        for person, saved in await _each_or_all(chunk, save):
            row = by_callsign[person.callsign]
            if isinstance(saved, str):
                row.outcome, row.why = "problem", saved
            else:
                row.outcome, row.volunteer_id = "created" if saved.created else "updated", saved.volunteer_id

    async def enrol(contacts: "Sequence[ContactEntry]") -> "Sequence[ContactImportResult]":
        return (await services.notify.import_contacts(contacts)).contacts

    for chunk_of_contacts in chunks([_contact_entry(row, network) for row in rows if row.is_reachable]):
        for contact, enrolled in await _each_or_all(chunk_of_contacts, enrol):
            row = by_callsign[contact.callsign]
            if isinstance(enrolled, str):
                row.why = enrolled
            else:
                row.contact, row.why = enrolled.state, enrolled.problem or row.why
            if row.contact == "invited" and contact.phone is None:
                row.contact = "by_mail"  # nobody is asked by text who has no phone


def _contact_entry(row: ImportedLine, network: "NetworkSummary") -> "ContactEntry":
    from schemas.api.notify import ContactEntry

    contact, person_id = row.line.contact, row.volunteer_id
    assert contact is not None, "only who is reachable is enrolled"
    assert person_id is not None, "only who is reachable is enrolled"
    return ContactEntry(
        person_id=person_id,
        network_id=network.network_id,
        callsign=contact.callsign,
        org=network.name,
        phone=contact.phone,
        email=contact.email,
        language=contact.language,
        consent=contact.consent,
    )


async def _each_or_all(
    rows: "Sequence[Row]", send: "Callable[[Sequence[Row]], Awaitable[Sequence[Result]]]"
) -> "list[tuple[Row, Result | str]]":
    """Together; when the service refuses that, one by one, so that a bad one stops no other. A str says why."""
    try:
        return list(zip(rows, await send(rows), strict=True))
    except CommandRefused as refusal:
        if refusal.facts.get("status") not in REFUSED_BODIES:
            raise
        if len(rows) == 1:
            return [(rows[0], str(refusal.facts["why"]))]
        return [one for row in rows for one in await _each_or_all([row], send)]


async def _set_on_call(
    services: "ServicesClient", named: str | None, callsigns: list[str], *, on: bool, hours: float | None
) -> dict[str, Any]:
    network_id = (await network_meant(services.dispatch, named)).network_id
    await volunteers_meant(services.dispatch, network_id, callsigns)
    answer = await services.dispatch.switch_on_call(network_id, callsigns=callsigns, on=on, hours=hours)
    return {"network_id": network_id, **as_document(answer)}


async def _set_duty(
    services: "ServicesClient", named: str | None, callsign: str, position: str, *, on: bool
) -> dict[str, Any]:
    network_id = (await network_meant(services.dispatch, named)).network_id
    answer = await services.dispatch.switch_duty(network_id, callsign=callsign, on=on, position=position)
    return {"network_id": network_id, **as_document(answer)}


async def _text(services: "ServicesClient", named: str | None, callsign: str) -> "PhoneTestAnswer":
    network_id = (await network_meant(services.dispatch, named)).network_id
    [person] = await volunteers_meant(services.dispatch, network_id, [callsign])
    return await services.notify.test_phone(person.volunteer_id)


def _report(out: Output, rows: Sequence[ImportedLine], *, dry_run: bool) -> None:
    out.table(
        ("line", "callsign", "phone", "result", "contact"),
        (
            (
                row.line.number,
                row.line.callsign,
                _masked(row.line.contact.phone if row.line.contact else None),
                _result(out, row),
                _contact(out, row),
            )
            for row in rows
        ),
    )
    outcomes = Counter(row.outcome for row in rows)
    problems = sum(_is_bad(row) for row in rows)
    counts = {
        "lines": len(rows),
        "created": outcomes["created"],
        "updated": outcomes["updated"],
        "invited": sum(row.contact == "invited" for row in rows),
        "problems": problems,
    }
    out.say("import_dry" if dry_run else "import_summary", **counts)
    lines = [
        {
            "line": row.line.number,
            "callsign": row.line.callsign,
            "volunteer_id": row.volunteer_id and str(row.volunteer_id),
            "result": row.outcome,
            "contact": row.contact,
            "problem": row.why,
        }
        for row in rows
    ]
    out.document({"dry_run": dry_run, **counts, "rows": lines})


def _is_bad(row: ImportedLine) -> bool:
    return row.why is not None


def _result(out: Output, row: ImportedLine) -> str:
    words = out.text(f"row.{row.outcome}")
    return f"{words}: {row.why}" if row.outcome == "problem" else words


def _contact(out: Output, row: ImportedLine) -> str:
    if row.line.contact is None:
        return "" if row.outcome == "problem" else out.text("contact.none")
    if row.why is not None and row.outcome != "problem":
        return out.text("contact.problem", why=row.why)
    return out.words("contact", row.contact) if row.contact else ""


def _masked(phone: str | None) -> str:
    """A roster on a screen must not be a phone book: the last two digits tell whose line it is."""
    return f"…{phone[-2:]}" if phone else ""


def _on_call(out: Output, person: "VolunteerSummary") -> str:
    if person.on_call and person.on_call_until is not None:
        return out.text("on_call_until", until=out.clock(person.on_call_until)[:-3])
    return out.yes_or_no(person.on_call)
