"""Decide what an import makes of each contact: kept, invited, opted in, or not taken, and why. Pure.

STOP outlives every import: a number that opted out stays so until START is texted from it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from services.notify.model.contacts import ConsentEntry, ConsentState, KnownContact

PHONE: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
EMAIL: Final = re.compile(r"[^\s@<>\"(),:;\\\[\]\x00-\x1f]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


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

    given: ImportedContact
    consent: ConsentState
    invite: bool
    entry: ConsentEntry | None


@dataclass(frozen=True, slots=True)
class RejectedContact:
    given: ImportedContact
    problem: str


def fault_of(given: ImportedContact, allow_prefixes: tuple[str, ...]) -> str | None:
    """What is wrong with number or address, never repeating them."""
    if given.phone is None and given.email is None:
        return "neither phone nor email"
    if given.phone is not None and not PHONE.fullmatch(given.phone):
        return "phone: not in E.164, like +12135550142"
    if given.phone is not None and not given.phone.startswith(allow_prefixes):
        return "phone: begins with none of " + ", ".join(allow_prefixes)
    if given.email is not None and (len(given.email) > 254 or not EMAIL.fullmatch(given.email)):
        return "email: not an address"
    return None


def enrol(
    handed_in: Sequence[ImportedContact], known: Sequence[KnownContact], suppressed: set[bytes]
) -> list[EnrolledContact | RejectedContact]:
    """In the order given. A number is one person's: the second who claims it is not taken."""
    by_person = {each.person_id: each for each in known}
    owner = {each.phone_index: each.person_id for each in known if each.phone_index is not None}
    decided: list[EnrolledContact | RejectedContact] = []
    for given in handed_in:
        index = given.phone_index
        if index is not None and owner.setdefault(index, given.person_id) != given.person_id:
            decided.append(RejectedContact(given, "phone: somebody else's already"))
            continue
        decided.append(_enrolled(given, by_person.get(given.person_id), suppressed))
    return decided


def _enrolled(given: ImportedContact, before: KnownContact | None, suppressed: set[bytes]) -> EnrolledContact:
    """Consent belongs to the number: another number starts anew."""
    same_number = before is not None and before.phone_index == given.phone_index
    held = before.consent if before is not None and same_number else None
    if given.optout_index is None:
        return EnrolledContact(given, held or ConsentState.INVITED, invite=False, entry=None)
    if given.optout_index in suppressed or held is ConsentState.OPTED_OUT:
        return EnrolledContact(given, ConsentState.OPTED_OUT, invite=False, entry=None)
    if held is ConsentState.OPTED_IN:
        return EnrolledContact(given, ConsentState.OPTED_IN, invite=False, entry=None)
    if given.consent_how is not None:
        entry = ConsentEntry(
            given.person_id,
            given.optout_index,
            "opted_in",
            given.consent_how,
            language=given.language,
            stated_at=given.consent_at,
        )
        return EnrolledContact(given, ConsentState.OPTED_IN, invite=False, entry=entry)
    if held is ConsentState.INVITED:
        return EnrolledContact(given, ConsentState.INVITED, invite=False, entry=None)
    entry = ConsentEntry(given.person_id, given.optout_index, "invited", "V1", language=given.language)
    return EnrolledContact(given, ConsentState.INVITED, invite=True, entry=entry)
