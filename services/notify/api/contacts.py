"""Import people with number and address, and forget them again. Nothing personal is answered or logged."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, status

from schemas.api.notify import (
    ContactChange,
    ContactEntry,
    ContactImportResult,
    ContactsImportAnswer,
    ContactsImportRequest,
)
from schemas.mail_addresses import needs_smtputf8
from schemas.phone_numbers import one_number
from services.chassis.auth import Role, Staff
from services.chassis.database import Database
from services.chassis.http_access import TheDatabase, TheSealer, require_staff
from services.chassis.http_server import not_found
from services.chassis.openapi import LARGE_BODY, refuses
from services.chassis.sealing import KeyMissing, Sealer, Tampered
from services.notify.api.dependencies import AllowedPrefixes, TheMail, TheTextSender
from services.notify.contacts.announcing import announce_reach
from services.notify.contacts.enrolment import (
    STATED,
    EnrolledContact,
    ImportedContact,
    RejectedContact,
    enrol,
    fault_of,
)
from services.notify.contacts.numbers import optout_index, optout_indexes, phone_index, phone_indexes
from services.notify.delivery.sender import DeliverySender
from services.notify.inbound import answers
from services.notify.model import purposes
from services.notify.model.contacts import ConsentEntry, KnownContact, SealedContact
from services.notify.store.contacts import ContactStore
from services.notify.store.messages import MessageStore

log = structlog.get_logger()

router = APIRouter(prefix="/v1/contacts", tags=["contacts"])

ContactAdmin = Annotated[Staff, Depends(require_staff(Role.ADMIN))]


@router.put("", openapi_extra=LARGE_BODY)
async def import_contacts(
    wanted: ContactsImportRequest,
    staff: ContactAdmin,
    database: TheDatabase,
    sealer: TheSealer,
    sender: TheTextSender,
    mail: TheMail,
    allowed_prefixes: AllowedPrefixes,
    dry_run: bool = False,
) -> ContactsImportAnswer:
    """New ones, and changes, of networks that the key names: the same import again changes nothing. Without consent, V1
    invites to opt in.

    `dry_run`: what would become of each, by the same decision; nothing is stored and nobody is texted.
    """
    if not all(contact.network_id in staff.scope for contact in wanted.contacts):
        raise not_found("network")
    handed_in = [imported_contact_from(contact) for contact in wanted.contacts]
    beyond_ascii = any(contact.email is not None and needs_smtputf8(contact.email) for contact in handed_in)
    takes_them = await mail.takes_beyond_ascii() if beyond_ascii else None
    faults = {
        index: fault_of(contact, allowed_prefixes, takes_beyond_ascii=takes_them)
        for index, contact in enumerate(handed_in)
    }
    sound = {contact.person_id: contact for index, contact in enumerate(handed_in) if faults[index] is None}
    indexed = [_indexed(contact, sealer) for contact in sound.values()]
    if dry_run:
        tried = await _try_to_enrol(indexed, database, sealer)
        return _answer(handed_in, faults, tried, sealer, dry_run=True)
    await asyncio.to_thread(sealer.keyring.make_person_keys, list(sound))
    decided = {each.contact.person_id: each for each in await _enrol(indexed, database, sealer, sender)}
    taken = [each for each in decided.values() if isinstance(each, EnrolledContact)]
    log.info(
        "contacts.imported",
        taken=len(taken),
        invited=sum(each.invite for each in taken),
        not_taken=len(handed_in) - len(taken),
    )
    return _answer(handed_in, faults, decided, sealer)


@router.delete(
    "/{person_id}", status_code=status.HTTP_204_NO_CONTENT, responses=refuses((404, "not-found", "No such contact"))
)
async def forget_contact(person_id: UUID, staff: ContactAdmin, database: TheDatabase, sealer: TheSealer) -> None:
    """The key is destroyed with it: what is sealed under it is unreadable everywhere from then on."""
    async with database.unit() as unit:
        if not await ContactStore(unit.connection).delete(person_id, staff.scope, unit.now):
            raise not_found("contact")  # an id of something else reaches no key
        sealer.keyring.destroy(f"person/{person_id}")
        await announce_reach(unit, [person_id])
    log.info("contact.erased", person_id=str(person_id))


async def _enrol(
    contacts: Sequence[ImportedContact], database: Database, sealer: Sealer, sender: DeliverySender
) -> list[EnrolledContact | RejectedContact]:
    async with database.unit() as unit:
        store = ContactStore(unit.connection)
        decided = await _decide(store, contacts, sealer)
        enrolled = [each for each in decided if isinstance(each, EnrolledContact)]
        await store.save([_sealed(each, sealer) for each in enrolled], unit.now)
        entries = [_sealed_entry(each.contact, each.entry, sealer) for each in enrolled if each.entry is not None]
        await store.note_consent(entries, unit.now)
        await announce_reach(unit, [each.contact.person_id for each in enrolled])
        invitations = [
            answers.invitation(each.contact.person_id, each.contact.network_id, each.optout_index, unit.now)
            for each in enrolled
            if each.invite and each.optout_index is not None
        ]
        if await MessageStore(unit.connection).add(invitations, unit.now):
            unit.after_commit.append(sender.wake)
    return decided


async def _try_to_enrol(
    contacts: Sequence[ImportedContact], database: Database, sealer: Sealer
) -> Mapping[UUID, EnrolledContact | RejectedContact]:
    async with database.unit() as unit:
        decided = await _decide(ContactStore(unit.connection), contacts, sealer)
    return {each.contact.person_id: each for each in decided}


async def _decide(
    store: ContactStore, contacts: Sequence[ImportedContact], sealer: Sealer
) -> list[EnrolledContact | RejectedContact]:
    numbers = [contact.phone for contact in contacts if contact.phone is not None]
    known = await store.existing(
        [contact.person_id for contact in contacts],
        [index for number in numbers for index in phone_indexes(sealer, number)],
    )
    forms = {optout_index(sealer, number): optout_indexes(sealer, number) for number in numbers}
    kept = [each.optout_index for each in known if each.optout_index is not None]
    suppressed = await store.suppressed([*kept, *(index for each in forms.values() for index in each)])
    suppressed |= {today for today, each in forms.items() if not suppressed.isdisjoint(each)}
    return enrol(contacts, known, suppressed)


def imported_contact_from(entry: ContactEntry) -> ImportedContact:
    return ImportedContact(
        person_id=entry.person_id,
        network_id=entry.network_id,
        callsign=entry.callsign,
        org=entry.org,
        language=entry.language if "language" in entry.model_fields_set else entry.language_if_new or "en",
        phone=one_number(entry.phone) if entry.phone else None,
        email=entry.email or None,
        consent_how=entry.consent.how if entry.consent else None,
        consent_at=entry.consent.at if entry.consent else None,
        removes=frozenset(entry.remove),
        keeps_language="language" not in entry.model_fields_set,
    )


def _indexed(contact: ImportedContact, sealer: Sealer) -> ImportedContact:
    if contact.phone is None:
        return contact
    return replace(
        contact,
        phone_index=phone_index(sealer, contact.phone),
        optout_index=optout_index(sealer, contact.phone),
        former_indexes=phone_indexes(sealer, contact.phone)[1:],
    )


def _sealed(enrolled: EnrolledContact, sealer: Sealer) -> SealedContact:
    """What was not said is written as it was."""
    contact, before = enrolled.contact, enrolled.before

    def sealed(purpose: str, value: str) -> bytes:
        return sealer.seal_for_person(contact.person_id, purpose=purpose, record=str(contact.person_id), text=value)

    phone = sealed(purposes.PHONE, contact.phone) if contact.phone is not None else None
    email = sealed(purposes.EMAIL, contact.email) if contact.email is not None else None
    number = contact.phone_index
    if before is not None and enrolled.keeps_number:
        phone, number = before.sealed_phone, before.phone_index
    if before is not None and contact.email is None and "email" not in contact.removes:
        email = before.sealed_email
    return SealedContact(
        person_id=contact.person_id,
        network_id=contact.network_id,
        callsign=contact.callsign,
        org=contact.org,
        language=before.language if before is not None and contact.keeps_language else contact.language,
        consent=enrolled.consent,
        sealed_phone=phone,
        sealed_email=email,
        phone_index=number,
        optout_index=enrolled.optout_index,
    )


def _sealed_entry(contact: ImportedContact, entry: ConsentEntry, sealer: Sealer) -> ConsentEntry:
    """What an admin wrote of how they agreed may name them: it goes with their key."""
    if entry.how != STATED or contact.consent_how is None:
        return entry
    person = contact.person_id
    sealed = sealer.seal_for_person(person, purpose=purposes.CONSENT, record=str(person), text=contact.consent_how)
    return replace(entry, sealed_how=sealed)


def _answer(
    handed_in: Sequence[ImportedContact],
    faults: Mapping[int, str | None],
    decided: Mapping[UUID, EnrolledContact | RejectedContact],
    sealer: Sealer,
    *,
    dry_run: bool = False,
) -> ContactsImportAnswer:
    return ContactsImportAnswer(
        contacts=tuple(
            _result(contact, faults[at], decided.get(contact.person_id), sealer if dry_run else None)
            for at, contact in enumerate(handed_in)
        )
    )


def _result(
    contact: ImportedContact,
    fault: str | None,
    decided: EnrolledContact | RejectedContact | None,
    opening: Sealer | None,
) -> ContactImportResult:
    """`opening`: opens what is to be told of changes."""
    if fault is not None:
        return ContactImportResult(person_id=contact.person_id, state=None, problem=fault)
    if isinstance(decided, RejectedContact):
        return ContactImportResult(person_id=contact.person_id, state=None, problem=decided.problem)
    if decided is None:
        return ContactImportResult(person_id=contact.person_id, state=None)
    changes = tuple(_changes(decided, opening)) if opening is not None else ()
    return ContactImportResult(
        person_id=contact.person_id, state=decided.consent.value, reached_by=decided.reached_by, changes=changes
    )


def _changes(enrolled: EnrolledContact, sealer: Sealer) -> Iterator[ContactChange]:
    contact, before = enrolled.contact, enrolled.before
    old_phone = _opened(before, before.sealed_phone if before else None, purposes.PHONE, sealer)
    old_email = _opened(before, before.sealed_email if before else None, purposes.EMAIL, sealer)
    for field, old, new in (("phone", old_phone, contact.phone), ("email", old_email, contact.email)):
        after = None if field in contact.removes else new or old
        if after != old and (old is None or after is None or one_number(old) != after):
            yield ContactChange(field=field, old=_masked(old), new=_masked(after))
    if before is not None and not contact.keeps_language and before.language != contact.language:
        yield ContactChange(field="language", old=before.language, new=contact.language)
    if before is not None and before.consent is not enrolled.consent:
        yield ContactChange(field="consent", old=before.consent.value, new=enrolled.consent.value)


def _opened(before: KnownContact | None, sealed: bytes | None, purpose: str, sealer: Sealer) -> str | None:
    """To be told masked; what cannot be opened any more is a number nobody can say."""
    if before is None or sealed is None:
        return None
    try:
        return sealer.open_text(sealed, purpose=purpose, record=str(before.person_id))
    except (KeyMissing, Tampered, UnicodeDecodeError):
        return "?"


def _masked(value: str | None) -> str | None:
    """Enough to tell which it is by whoever knows it: …42, h…@e…"""
    if value is None:
        return None
    local, at, domain = value.partition("@")
    return f"{local[:1]}…@{domain[:1]}…" if at else f"…{value[-2:]}"
