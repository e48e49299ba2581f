"""Import people with number and address, and forget them again. Nothing personal is answered or logged."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, status

from schemas.api.notify import ContactEntry, ContactImportResult, ContactsImportAnswer, ContactsImportRequest
from schemas.mail_addresses import needs_smtputf8
from services.chassis.auth import Role, Staff
from services.chassis.database import Database
from services.chassis.http_access import TheDatabase, TheSealer, require_staff
from services.chassis.http_server import not_found
from services.chassis.openapi import refuses
from services.chassis.sealing import Sealer
from services.notify.api.dependencies import AllowedPrefixes, TheMail, TheTextSender
from services.notify.contacts.announcing import announce_reach
from services.notify.contacts.enrolment import EnrolledContact, ImportedContact, RejectedContact, enrol, fault_of
from services.notify.delivery.sender import DeliverySender
from services.notify.inbound import answers
from services.notify.model import purposes
from services.notify.model.contacts import SealedContact
from services.notify.store.contacts import ContactStore
from services.notify.store.messages import MessageStore

log = structlog.get_logger()

router = APIRouter(prefix="/v1/contacts", tags=["contacts"])

ContactAdmin = Annotated[Staff, Depends(require_staff(Role.ADMIN))]


@router.put("")
async def import_contacts(
    wanted: ContactsImportRequest,
    _: ContactAdmin,
    database: TheDatabase,
    sealer: TheSealer,
    sender: TheTextSender,
    mail: TheMail,
    allowed_prefixes: AllowedPrefixes,
) -> ContactsImportAnswer:
    """New ones, and changes: the same import again changes nothing. Without consent, V1 invites to opt in."""
    handed_in = [imported_contact_from(contact) for contact in wanted.contacts]
    beyond_ascii = any(contact.email is not None and needs_smtputf8(contact.email) for contact in handed_in)
    takes_them = await mail.takes_beyond_ascii() if beyond_ascii else None
    faults = {
        index: fault_of(contact, allowed_prefixes, takes_beyond_ascii=takes_them)
        for index, contact in enumerate(handed_in)
    }
    sound = {contact.person_id: contact for index, contact in enumerate(handed_in) if faults[index] is None}
    indexed = [_indexed(contact, sealer) for contact in sound.values()]
    await asyncio.to_thread(sealer.keyring.make_person_keys, list(sound))
    decided = {each.contact.person_id: each for each in await _enrol(indexed, database, sealer, sender)}
    taken = [each for each in decided.values() if isinstance(each, EnrolledContact)]
    log.info(
        "contacts.imported",
        taken=len(taken),
        invited=sum(each.invite for each in taken),
        not_taken=len(handed_in) - len(taken),
    )
    return ContactsImportAnswer(
        contacts=tuple(
            _result(contact, faults[index], decided.get(contact.person_id)) for index, contact in enumerate(handed_in)
        )
    )


@router.delete(
    "/{person_id}", status_code=status.HTTP_204_NO_CONTENT, responses=refuses((404, "not-found", "No such contact"))
)
async def forget_contact(person_id: UUID, _: ContactAdmin, database: TheDatabase, sealer: TheSealer) -> None:
    """The key is destroyed first: what is sealed under it is unreadable everywhere from then on."""
    sealer.keyring.destroy(f"person/{person_id}")
    async with database.unit() as unit:
        if not await ContactStore(unit.connection).delete(person_id, unit.now):
            raise not_found("contact")
        await announce_reach(unit, [person_id])
    log.info("contact.erased", person_id=str(person_id))


async def _enrol(
    contacts: Sequence[ImportedContact], database: Database, sealer: Sealer, sender: DeliverySender
) -> list[EnrolledContact | RejectedContact]:
    async with database.unit() as unit:
        store = ContactStore(unit.connection)
        known = await store.existing(
            [contact.person_id for contact in contacts],
            [contact.phone_index for contact in contacts if contact.phone_index is not None],
        )
        suppressed = await store.suppressed([each.optout_index for each in contacts if each.optout_index is not None])
        decided = enrol(contacts, known, suppressed)
        enrolled = [each for each in decided if isinstance(each, EnrolledContact)]
        await store.save([_sealed(each, sealer) for each in enrolled], unit.now)
        await store.note_consent([each.entry for each in enrolled if each.entry is not None], unit.now)
        await announce_reach(unit, [each.contact.person_id for each in enrolled])
        invitations = [
            answers.invitation(each.contact.person_id, each.contact.network_id, each.contact.optout_index, unit.now)
            for each in enrolled
            if each.invite and each.contact.optout_index is not None
        ]
        if await MessageStore(unit.connection).add(invitations, unit.now):
            unit.after_commit.append(sender.wake)
    return decided


def imported_contact_from(entry: ContactEntry) -> ImportedContact:
    return ImportedContact(
        person_id=entry.person_id,
        network_id=entry.network_id,
        callsign=entry.callsign,
        org=entry.org,
        language=entry.language,
        phone=entry.phone or None,
        email=entry.email or None,
        consent_how=entry.consent.how if entry.consent else None,
        consent_at=entry.consent.at if entry.consent else None,
    )


def _indexed(contact: ImportedContact, sealer: Sealer) -> ImportedContact:
    if contact.phone is None:
        return contact
    return replace(
        contact,
        phone_index=sealer.blind_index("contact", contact.phone),
        optout_index=sealer.blind_index("optout", contact.phone),
    )


def _sealed(enrolled: EnrolledContact, sealer: Sealer) -> SealedContact:
    contact = enrolled.contact

    def sealed(purpose: str, value: str | None) -> bytes | None:
        if value is None:
            return None
        return sealer.seal_for_person(contact.person_id, purpose=purpose, record=str(contact.person_id), text=value)

    return SealedContact(
        person_id=contact.person_id,
        network_id=contact.network_id,
        callsign=contact.callsign,
        org=contact.org,
        language=contact.language,
        consent=enrolled.consent,
        sealed_phone=sealed(purposes.PHONE, contact.phone),
        sealed_email=sealed(purposes.EMAIL, contact.email),
        phone_index=contact.phone_index,
        optout_index=contact.optout_index,
    )


def _result(
    contact: ImportedContact, fault: str | None, decided: EnrolledContact | RejectedContact | None
) -> ContactImportResult:
    if fault is not None:
        return ContactImportResult(person_id=contact.person_id, state=None, problem=fault)
    if isinstance(decided, RejectedContact):
        return ContactImportResult(person_id=contact.person_id, state=None, problem=decided.problem)
    return ContactImportResult(person_id=contact.person_id, state=decided.consent.value if decided else None)
