"""Import people with number and address, and forget them again. Nothing personal is answered or logged."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

import structlog
from fastapi import APIRouter, Header, status
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from schemas.values import Callsign, Moment, NetworkId, ShortText
from services.chassis.auth import Role, StaffKeys
from services.chassis.database import Database
from services.chassis.http_server import not_found
from services.chassis.sealing import Sealer
from services.notify.contacts.enrolment import EnrolledContact, ImportedContact, RejectedContact, enrol, fault_of
from services.notify.delivery.sender import Sender
from services.notify.inbound import answers
from services.notify.model import purposes
from services.notify.model.contacts import SealedContact
from services.notify.store.contacts import ContactStore
from services.notify.store.messages import MessageStore

log = structlog.get_logger()

MOST_AT_ONCE = 1000


class ConsentGiven(BaseModel):
    """How and when the person agreed to texts: signed form, web form, at a training."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    how: Annotated[ShortText, StringConstraints(min_length=1, max_length=100)]
    at: Moment


class ContactIn(BaseModel):
    """A person as the network knows them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    person_id: UUID
    network_id: NetworkId
    callsign: Callsign
    org: ShortText | None = None
    phone: ShortText | None = None
    email: Annotated[str, StringConstraints(max_length=320)] | None = None
    language: Literal["en", "es"] = "en"
    consent: ConsentGiven | None = None


class ContactsIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "contacts": [
                        {
                            "person_id": "6f2a1a52-5d0f-4d55-9d4e-5b1f0f7c1a01",
                            "network_id": "la",
                            "callsign": "HERON",
                            "org": None,
                            "phone": "+12135550101",
                            "email": None,
                            "language": "es",
                            "consent": {"how": "training, signed form", "at": "2026-11-20T18:00:00Z"},
                        }
                    ]
                }
            ]
        },
    )

    contacts: Annotated[list[ContactIn], Field(min_length=1, max_length=MOST_AT_ONCE)]


class ContactOut(BaseModel):
    """`problem`: why this one was not taken; the others were."""

    person_id: UUID
    state: Literal["invited", "opted_in", "opted_out"] | None
    problem: str | None = None


class ContactsOut(BaseModel):
    contacts: list[ContactOut]


def contacts_router(
    *, database: Database, sealer: Sealer, staff: StaffKeys, sender: Sender, allow_prefixes: tuple[str, ...]
) -> APIRouter:
    router = APIRouter()

    @router.put("/v1/contacts")
    async def import_contacts(wanted: ContactsIn, authorization: Annotated[str | None, Header()] = None) -> ContactsOut:
        """New ones, and changes: the same import again changes nothing. Without consent, V1 invites to opt in."""
        staff.who(authorization, Role.ADMIN)
        handed_in = [given_from(contact) for contact in wanted.contacts]
        faults = {index: fault_of(given, allow_prefixes) for index, given in enumerate(handed_in)}
        sound = [given for index, given in enumerate(handed_in) if faults[index] is None]
        sound = list({given.person_id: given for given in sound}.values())
        sound = [_indexed(given, sealer) for given in sound]
        await asyncio.to_thread(sealer.keyring.make_person_keys, [given.person_id for given in sound])
        decided = {each.given.person_id: each for each in await _save(sound)}
        taken = [each for each in decided.values() if isinstance(each, EnrolledContact)]
        log.info(
            "contacts.imported",
            taken=len(taken),
            invited=sum(each.invite for each in taken),
            not_taken=len(handed_in) - len(taken),
        )
        return ContactsOut(
            contacts=[
                _answer(given, faults[index], decided.get(given.person_id)) for index, given in enumerate(handed_in)
            ]
        )

    async def _save(sound: Sequence[ImportedContact]) -> list[EnrolledContact | RejectedContact]:
        async with database.unit() as unit:
            store = ContactStore(unit.connection)
            indexes = [given.phone_index for given in sound if given.phone_index is not None]
            known = await store.existing([given.person_id for given in sound], indexes)
            suppressed = await store.suppressed([g.optout_index for g in sound if g.optout_index is not None])
            decided = enrol(sound, known, suppressed)
            enrolled = [each for each in decided if isinstance(each, EnrolledContact)]
            await store.save([_saved(each, sealer) for each in enrolled], unit.now)
            await store.note_consent([each.entry for each in enrolled if each.entry is not None], unit.now)
            invitations = [
                answers.invitation(each.given.person_id, each.given.network_id, each.given.optout_index, unit.now)
                for each in enrolled
                if each.invite and each.given.optout_index is not None
            ]
            if await MessageStore(unit.connection).add(invitations, unit.now):
                unit.after_commit.append(sender.wake)
        return decided

    @router.delete("/v1/contacts/{person_id}", status_code=status.HTTP_204_NO_CONTENT)
    async def forget_contact(person_id: UUID, authorization: Annotated[str | None, Header()] = None) -> Response:
        """The key is destroyed first: what is sealed under it is unreadable everywhere from then on."""
        staff.who(authorization, Role.ADMIN)
        sealer.keyring.destroy(f"person/{person_id}")
        async with database.unit() as unit:
            if not await ContactStore(unit.connection).delete(person_id, unit.now):
                raise not_found("contact")
        log.info("contact.erased", person_id=str(person_id))
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    return router


def given_from(contact: ContactIn) -> ImportedContact:
    return ImportedContact(
        person_id=contact.person_id,
        network_id=contact.network_id,
        callsign=contact.callsign,
        org=contact.org,
        language=contact.language,
        phone=contact.phone or None,
        email=contact.email or None,
        consent_how=contact.consent.how if contact.consent else None,
        consent_at=contact.consent.at if contact.consent else None,
    )


def _indexed(given: ImportedContact, sealer: Sealer) -> ImportedContact:
    if given.phone is None:
        return given
    return replace(
        given,
        phone_index=sealer.blind_index("contact", given.phone),
        optout_index=sealer.blind_index("optout", given.phone),
    )


def _saved(enrolled: EnrolledContact, sealer: Sealer) -> SealedContact:
    given = enrolled.given

    def sealed(purpose: str, value: str | None) -> bytes | None:
        if value is None:
            return None
        return sealer.seal_for_person(given.person_id, purpose=purpose, record=str(given.person_id), text=value)

    return SealedContact(
        person_id=given.person_id,
        network_id=given.network_id,
        callsign=given.callsign,
        org=given.org,
        language=given.language,
        consent=enrolled.consent,
        sealed_phone=sealed(purposes.PHONE, given.phone),
        sealed_email=sealed(purposes.EMAIL, given.email),
        phone_index=given.phone_index,
        optout_index=given.optout_index,
    )


def _answer(given: ImportedContact, fault: str | None, decided: EnrolledContact | RejectedContact | None) -> ContactOut:
    if fault is not None:
        return ContactOut(person_id=given.person_id, state=None, problem=fault)
    if isinstance(decided, RejectedContact):
        return ContactOut(person_id=given.person_id, state=None, problem=decided.problem)
    return ContactOut(person_id=given.person_id, state=decided.consent.value if decided else None)
