"""`hotline volunteers import`: a network's list of people, to dispatch who they are, to notify how they are reached."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import typer

from services.console.cli.options import DryRunOption, NetworkOption
from services.console.cli.output import Output
from services.console.cli.roster import network_meant
from services.console.cli.session import ask_services, session_of
from services.console.errors import REFUSED, CommandRefused

if TYPE_CHECKING:
    from uuid import UUID

    from schemas.api.dispatch import NetworkSummary, SavedVolunteer, VolunteerEntry
    from schemas.api.notify import ContactEntry, ContactImportResult
    from services.console.client.services import ServicesClient
    from services.console.files.volunteers import VolunteerLine

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
    mistyped: str | None = None
    """How the home looks so."""
    volunteer_id: "UUID | None" = None

    @property
    def is_reachable(self) -> bool:
        """Dispatch knows them, and there is a phone or an address."""
        return self.volunteer_id is not None and self.line.contact is not None


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
                row.mistyped = saved.warning

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
            "warning": row.mistyped,
        }
        for row in rows
    ]
    out.document({"dry_run": dry_run, **counts, "rows": lines})


def _is_bad(row: ImportedLine) -> bool:
    return row.why is not None


def _result(out: Output, row: ImportedLine) -> str:
    words = out.text(f"row.{row.outcome}")
    if row.mistyped is not None:
        return f"{words}; {out.text('place_mistyped', where='home', how=out.words('mistyped', row.mistyped))}"
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
