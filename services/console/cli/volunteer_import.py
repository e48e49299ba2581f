"""`hotline volunteers import`: a network's list of people, to dispatch who they are, to notify how they are reached."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import typer

from services.console.cli.options import DryRunOption, NetworkOption
from services.console.cli.output import Output, as_document
from services.console.cli.roster import network_meant
from services.console.cli.session import ask_services, session_of
from services.console.errors import REFUSED, CommandRefused, ServiceUnreachable
from services.console.language.refusals import why_refused

if TYPE_CHECKING:
    from uuid import UUID

    from schemas.api.dispatch.networks import NetworkSummary
    from schemas.api.dispatch.volunteers import SavedVolunteer, VolunteerChange, VolunteerEntry
    from schemas.api.notify import ContactChange, ContactEntry, ContactImportResult
    from services.console.client.services import ServicesClient
    from services.console.files.volunteers import VolunteerLine

REFUSED_BODIES: Final = (400, 409, 413, 422)
"""A service that answers so found fault with what was sent."""
CONTACTS_AT_ONCE: Final = 1000
"""In one body, as notify decides on numbers that move within one."""
CONTACTS_BYTES: Final = 900 * 1024
Row = TypeVar("Row")
Result = TypeVar("Result")


@dataclass(slots=True)
class ImportedLine:
    """What became of one line: `outcome` created|updated|problem, `contact` as notify says, or by_mail."""

    line: "VolunteerLine"
    outcome: str = "problem"
    contact: str | None = None
    why: str | None = None
    mistyped: str | None = None
    """How the home looks so."""
    volunteer_id: "UUID | None" = None
    is_half_done: bool = False
    """Dispatch has the person, and notify did not answer."""
    changes: "list[VolunteerChange | ContactChange]" = field(default_factory=list)
    """What becomes different of somebody who was known; of numbers and addresses only enough to tell which."""

    @property
    def is_reachable(self) -> bool:
        """Dispatch knows them, and the line says something of their phone or address."""
        return self.volunteer_id is not None and self.line.contact is not None


def import_volunteers(
    context: typer.Context,
    file: Path,
    network: NetworkOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Both services are asked first what they would make of it, so that neither is left with half a list."""
    from services.console.files.volunteers import read_volunteers

    session = session_of(context)
    out = session.out
    read = read_volunteers(file)
    tried = _rows(out, read.lines)
    if any(row.line.problem is None for row in tried):
        ask_services(session, lambda services: _import(out, services, tried, network, dry_run=True))
    rows = tried
    if not dry_run and any(row.volunteer_id for row in tried):
        rows = _rows(out, read.lines)
        ask_services(session, lambda services: _import(out, services, rows, network, dry_run=False))
        for row, before in zip(rows, tried, strict=True):
            row.changes = before.changes
            if row.is_half_done:
                row.why = out.text("import_half")
    _report(out, rows, blank=read.blank, dry_run=dry_run)
    if any(_is_bad(row) for row in rows):
        raise typer.Exit(REFUSED)


def _rows(out: Output, lines: "Sequence[VolunteerLine]") -> list[ImportedLine]:
    rows = [ImportedLine(line) for line in lines]
    for row in rows:
        if row.line.problem is not None:
            key, facts = row.line.problem
            row.why = out.text(key, **facts)
    return rows


async def _import(
    out: Output, services: "ServicesClient", lines: Sequence[ImportedLine], named: str | None, *, dry_run: bool
) -> None:
    """People first: notify is given an id that dispatch knows."""
    from services.console.client.chunks import chunks

    network = await network_meant(services.dispatch, named)
    by_callsign = {row.line.callsign: row for row in lines if row.line.problem is None}

    async def save(people: "Sequence[VolunteerEntry]") -> "Sequence[SavedVolunteer]":
        return (await services.dispatch.save_volunteers(network.network_id, people, dry_run=dry_run)).volunteers

    for chunk in chunks([row.line.volunteer for row in by_callsign.values() if row.line.volunteer is not None]):
        for person, saved in await _each_or_all(chunk, save, out.language):
            row = by_callsign[person.callsign]
            if isinstance(saved, str):
                row.why = saved
            else:
                row.outcome, row.volunteer_id = "created" if saved.created else "updated", saved.volunteer_id
                row.mistyped = saved.warning
                row.changes += saved.changes

    async def enrol(contacts: "Sequence[ContactEntry]") -> "Sequence[ContactImportResult]":
        return (await services.notify.import_contacts(contacts, dry_run=dry_run)).contacts

    entries = [_contact_entry(row, network) for row in by_callsign.values() if row.is_reachable]
    for chunk_of_contacts in chunks(entries, most=CONTACTS_AT_ONCE, most_bytes=CONTACTS_BYTES):
        try:
            answered = await _each_or_all(chunk_of_contacts, enrol, out.language)
        except ServiceUnreachable:
            if dry_run:
                raise
            for contact in chunk_of_contacts:
                by_callsign[contact.callsign].is_half_done = True
            continue
        for contact, enrolled in answered:
            row = by_callsign[contact.callsign]
            if isinstance(enrolled, str):
                row.why = enrolled
            else:
                without_phone = {"mail": "by_mail", "nothing": "no_contact"}.get(enrolled.reached_by or "")
                row.contact, row.why = without_phone or enrolled.state, enrolled.problem or row.why
                row.changes += enrolled.changes


def _contact_entry(row: ImportedLine, network: "NetworkSummary") -> "ContactEntry":
    """With what the line says, and no more: what is not said stays."""
    from schemas.api.notify import ContactEntry

    contact, person_id = row.line.contact, row.volunteer_id
    assert contact is not None, "only who is reachable is enrolled"
    assert person_id is not None, "only who is reachable is enrolled"
    said = {
        "phone": contact.phone,
        "email": contact.email,
        "language": contact.language,
        "language_if_new": contact.language_if_new if contact.language is None else None,
        "consent": contact.consent,
        "remove": contact.remove or None,
    }
    return ContactEntry.model_validate(
        {
            "person_id": person_id,
            "network_id": network.network_id,
            "callsign": contact.callsign,
            "org": network.name,
            **{name: value for name, value in said.items() if value is not None},
        }
    )


async def _each_or_all(
    rows: "Sequence[Row]", send: "Callable[[Sequence[Row]], Awaitable[Sequence[Result]]]", language: str
) -> "list[tuple[Row, Result | str]]":
    """Together; when the service refuses that, one by one, so that a bad one stops no other. A str says why."""
    try:
        return list(zip(rows, await send(rows), strict=True))
    except CommandRefused as refusal:
        if refusal.facts.get("status") not in REFUSED_BODIES:
            raise
        if len(rows) == 1:
            return [(rows[0], why_refused(language, refusal.facts["problem"]))]
        return [one for row in rows for one in await _each_or_all([row], send, language)]


def _report(out: Output, rows: Sequence[ImportedLine], *, blank: int, dry_run: bool) -> None:
    out.table(
        ("line", "callsign", "phone", "result", "contact", "changes"),
        (
            (
                row.line.number,
                row.line.callsign,
                _masked(row.line.contact.phone if row.line.contact else None),
                _result(out, row),
                _contact(out, row),
                "; ".join(f"{each.field} {each.old or '-'} → {each.new or '-'}" for each in row.changes),
            )
            for row in rows
        ),
    )
    outcomes = Counter(row.outcome for row in rows)
    problems = sum(_is_bad(row) for row in rows)
    counts = {
        "lines": len(rows),
        "blank": blank,
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
            "changes": [as_document(each) for each in row.changes],
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
