"""Decide what an import makes of each contact: kept, invited, opted in, or not taken, and why. Pure.

STOP outlives every import: a number that opted out stays so until START is texted from it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from schemas.mail_addresses import address_on_the_wire, needs_smtputf8
from services.notify.model.contacts import ConsentEntry, ConsentState, KnownContact

PHONE: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """A contact as it was handed in, its number indexed."""

    person_id: UUID
    network_id: str
    callsign: str
    language: Literal["en", "es"]
    phone: str | None
    email: str | None
    consent_how: str | None
    consent_at: datetime | None
    phone_index: bytes | None = None
    optout_index: bytes | None = None
    org: str | None = None


@dataclass(frozen=True, slots=True)
class EnrolledContact:
    """To be saved; `invite`: V1 goes out."""

    contact: ImportedContact
    consent: ConsentState
    invite: bool
    entry: ConsentEntry | None


@dataclass(frozen=True, slots=True)
class RejectedContact:
    contact: ImportedContact
    problem: str


def fault_of(
    contact: ImportedContact, allow_prefixes: tuple[str, ...], *, takes_beyond_ascii: bool | None = False
) -> str | None:
    """What is wrong with number or address, never repeating them.

    `takes_beyond_ascii`: whether the mail server does; None: it cannot be asked now.
    """
    if contact.phone is None and contact.email is None:
        return "neither phone nor email"
    if contact.phone is not None and not PHONE.fullmatch(contact.phone):
        return "phone: not in E.164, like +12135550142"
    if contact.phone is not None and not contact.phone.startswith(allow_prefixes):
        return "phone: begins with none of " + ", ".join(allow_prefixes)
    if contact.email is None:
        return None
    address = address_on_the_wire(contact.email)
    if address is None:
        return "email: not an address"
    if needs_smtputf8(address) and not takes_beyond_ascii:
        why = "does not take such (no SMTPUTF8)" if takes_beyond_ascii is False else "cannot be asked now"
        return f"email: has letters beyond ASCII, and the mail server {why}"
    return None


def enrol(
    handed_in: Sequence[ImportedContact], known: Sequence[KnownContact], suppressed: set[bytes]
) -> list[EnrolledContact | RejectedContact]:
    """In the order given. A number is one person's: the second who claims it is not taken."""
    by_person = {each.person_id: each for each in known}
    owner = {each.phone_index: each.person_id for each in known if each.phone_index is not None}
    decided: list[EnrolledContact | RejectedContact] = []
    for contact in handed_in:
        index = contact.phone_index
        if index is not None and owner.setdefault(index, contact.person_id) != contact.person_id:
            decided.append(RejectedContact(contact, "phone: somebody else's already"))
            continue
        decided.append(_enrolled(contact, by_person.get(contact.person_id), suppressed))
    return decided


def _enrolled(contact: ImportedContact, before: KnownContact | None, suppressed: set[bytes]) -> EnrolledContact:
    """Consent belongs to the number: another number starts anew."""
    same_number = before is not None and before.phone_index == contact.phone_index
    held = before.consent if before is not None and same_number else None
    if contact.optout_index is None:
        return EnrolledContact(contact, held or ConsentState.INVITED, invite=False, entry=None)
    if contact.optout_index in suppressed or held is ConsentState.OPTED_OUT:
        return EnrolledContact(contact, ConsentState.OPTED_OUT, invite=False, entry=None)
    if held is ConsentState.OPTED_IN:
        return EnrolledContact(contact, ConsentState.OPTED_IN, invite=False, entry=None)
    if contact.consent_how is not None:
        entry = ConsentEntry(
            contact.person_id,
            contact.optout_index,
            "opted_in",
            contact.consent_how,
            language=contact.language,
            stated_at=contact.consent_at,
        )
        return EnrolledContact(contact, ConsentState.OPTED_IN, invite=False, entry=entry)
    if held is ConsentState.INVITED:
        return EnrolledContact(contact, ConsentState.INVITED, invite=False, entry=None)
    entry = ConsentEntry(contact.person_id, contact.optout_index, "invited", "V1", language=contact.language)
    return EnrolledContact(contact, ConsentState.INVITED, invite=True, entry=entry)
