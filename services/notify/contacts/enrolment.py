"""Decide what an import makes of each contact: kept, invited, opted in, or not taken, and why. Pure.

A number is one person's in a network; it may go from one to another, also within an import, and be another person's in
another network. Consent is the number's: STOP outlives every import, until START is texted from it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final, Literal, NamedTuple
from uuid import UUID

from schemas.mail_addresses import address_on_the_wire, needs_smtputf8
from schemas.phone_numbers import may_be_texted
from services.notify.model.contacts import ConsentEntry, ConsentState, KnownContact

PHONE: Final = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)

STATED: Final = "stated"
"""How somebody agreed, as an import tells: its words are sealed with the entry."""


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """A contact as it was handed in, its number indexed. What is None stays what it is."""

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
    removes: frozenset[str] = frozenset()
    """`phone`, `email`: that it is to be forgotten."""
    keeps_language: bool = False
    """The one above is for whom we do not know yet."""
    former_indexes: tuple[bytes, ...] = ()
    """Under which older rows may have the number."""


@dataclass(frozen=True, slots=True)
class EnrolledContact:
    """To be saved; `invite`: V1 goes out."""

    contact: ImportedContact
    consent: ConsentState
    invite: bool
    entry: ConsentEntry | None
    before: KnownContact | None = None

    @property
    def keeps_number(self) -> bool:
        return self.contact.phone_index is None and "phone" not in self.contact.removes

    @property
    def optout_index(self) -> bytes | None:
        """Of the number that they have after it."""
        if self.keeps_number and self.before is not None:
            return self.before.optout_index
        return self.contact.optout_index

    @property
    def reached_by(self) -> Literal["text", "mail", "nothing"]:
        """By what they have after it."""
        if self.optout_index is not None:
            return "text"
        keeps_address = self.before is not None and self.before.sealed_email is not None
        has_address = self.contact.email is not None or (keeps_address and "email" not in self.contact.removes)
        return "mail" if has_address else "nothing"


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
    if contact.phone is not None and not PHONE.fullmatch(contact.phone):
        return "phone: not in E.164, like +12135550142"
    if contact.phone is not None and not contact.phone.startswith(allow_prefixes):
        return "phone: begins with none of " + ", ".join(allow_prefixes)
    if contact.phone is not None and not may_be_texted(contact.phone, allow_prefixes):
        return "phone: premium, or +1 outside the United States and Canada"
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
    """In the order given. Two may not have one number in one network when all is done; who has it and keeps it has it,
    then who is first."""
    known = _under_todays_indexes(handed_in, known)
    by_person = {each.person_id: each for each in known}
    elsewhere = {each.person_id for each in handed_in if _is_of_another(each, by_person.get(each.person_id))}
    taken_from = _owners_instead([each for each in handed_in if each.person_id not in elsewhere], by_person)
    consents: dict[bytes, set[ConsentState]] = {}
    for each in known:
        if each.phone_index is not None:
            consents.setdefault(each.phone_index, set()).add(each.consent)
    decided: list[EnrolledContact | RejectedContact] = []
    for contact in handed_in:
        before = by_person.get(contact.person_id)
        if contact.person_id in elsewhere:
            decided.append(RejectedContact(contact, "person_id: of another network"))
        elif contact.person_id in taken_from:
            decided.append(RejectedContact(contact, f"phone: {taken_from[contact.person_id]}'s already"))
        elif before is None and contact.phone is None and contact.email is None:
            decided.append(RejectedContact(contact, "neither phone nor email"))
        else:
            decided.append(_enrolled(contact, before, consents, suppressed))
    return decided


def _is_of_another(contact: ImportedContact, before: KnownContact | None) -> bool:
    """Nobody is taken from one network into another: dispatch knows them in theirs alone (rule R95)."""
    return before is not None and before.network_id != contact.network_id


def _under_todays_indexes(
    handed_in: Sequence[ImportedContact], known: Sequence[KnownContact]
) -> Sequence[KnownContact]:
    today = {
        former: contact.phone_index
        for contact in handed_in
        if contact.phone_index is not None
        for former in contact.former_indexes
    }
    return [
        each if each.phone_index not in today else replace(each, phone_index=today[each.phone_index]) for each in known
    ]


def _owners_instead(handed_in: Sequence[ImportedContact], known: Mapping[UUID, KnownContact]) -> dict[UUID, str]:
    """Whose the number is and stays, by the person who claims it as well.

    Who is refused keeps the number they had, which may be what another claims: so it is gone through again.
    """
    refused: dict[UUID, str] = {}
    while True:
        stay: list[_Claim] = []
        come: list[_Claim] = []
        importing = {contact.person_id: contact for contact in handed_in if contact.person_id not in refused}
        for each in known.values():
            contact = importing.get(each.person_id)
            if contact is None or _number_after(contact, each) == each.phone_index:
                stay.append(_Claim(each.person_id, each.network_id, each.phone_index, each.callsign))
                importing.pop(each.person_id, None)
        for contact in importing.values():
            number = _number_after(contact, known.get(contact.person_id))
            come.append(_Claim(contact.person_id, contact.network_id, number, contact.callsign))
        losing = _second_owners([*stay, *come])
        if not losing:
            return refused
        refused |= losing


class _Claim(NamedTuple):
    """A person and the number that is to be theirs."""

    person_id: UUID
    network_id: str
    number: bytes | None
    callsign: str


def _second_owners(claims: Sequence[_Claim]) -> dict[UUID, str]:
    owners: dict[tuple[str, bytes], _Claim] = {}
    losing: dict[UUID, str] = {}
    for claim in claims:
        if claim.number is not None:
            owner = owners.setdefault((claim.network_id, claim.number), claim)
            if owner is not claim:
                losing[claim.person_id] = owner.callsign
    return losing


def _number_after(contact: ImportedContact, before: KnownContact | None) -> bytes | None:
    if contact.phone_index is not None:
        return contact.phone_index
    return None if before is None or "phone" in contact.removes else before.phone_index


def _enrolled(
    contact: ImportedContact,
    before: KnownContact | None,
    consents: Mapping[bytes, set[ConsentState]],
    suppressed: set[bytes],
) -> EnrolledContact:
    """Consent belongs to the number, whoever has it: another number starts anew."""
    number = _number_after(contact, before)
    same_number = before is not None and before.phone_index == number
    held = before.consent if before is not None and same_number else None
    if number is not None and held is not ConsentState.OPTED_OUT:
        of_number = consents.get(number, set())
        held = next((each for each in (ConsentState.OPTED_OUT, ConsentState.OPTED_IN) if each in of_number), held)
    draft = EnrolledContact(contact, held or ConsentState.INVITED, invite=False, entry=None, before=before)
    index = draft.optout_index
    if number is None or index is None:
        return draft
    if index in suppressed or held is ConsentState.OPTED_OUT:
        return replace(draft, consent=ConsentState.OPTED_OUT)
    entered = partial(ConsentEntry, contact.person_id, index, language=contact.language)
    if held is ConsentState.OPTED_IN:
        entry = None if same_number else entered("opted_in", "by the number's owner before")
        return replace(draft, entry=entry)
    if contact.consent_how is not None:
        entry = entered("opted_in", STATED, stated_at=contact.consent_at)
        return replace(draft, consent=ConsentState.OPTED_IN, entry=entry)
    if held is ConsentState.INVITED:
        return draft
    return replace(draft, invite=True, entry=entered("invited", "V1"))
