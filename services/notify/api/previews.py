"""Show the exact texts before they go out, and send a test text to one phone."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, status

from schemas.api.notify import (
    PhoneTestAnswer,
    PhoneTestRequest,
    TextPreviewRequest,
    TextPreviewsAnswer,
    TextPreviewsRequest,
    WordedText,
)
from schemas.text_units import segments
from services.chassis.auth import Role, Staff
from services.chassis.errors import FieldError, Problem
from services.chassis.http_access import AnyStaff, TheDatabase, require_staff
from services.chassis.http_server import not_found
from services.chassis.openapi import LARGE_BODY, refuses
from services.notify.api.dependencies import TheTextSender
from services.notify.delivery.planning import plan
from services.notify.inbound import answers
from services.notify.model.contacts import KnownContact
from services.notify.model.messages import SigningNetwork, Undeliverable
from services.notify.store.contacts import ContactStore
from services.notify.store.messages import MessageStore
from services.notify.wording import render as wording
from services.notify.wording.composer import in_words

router = APIRouter(prefix="/v1/messages", tags=["messages"])

NOT_TEXTED = "This person cannot be texted"


@router.post(
    "/preview",
    openapi_extra=LARGE_BODY,
    responses=refuses((404, "not-found", "No such contact"), (422, "wording", "This text cannot be worded")),
)
async def preview_texts(wanted: TextPreviewsRequest, staff: AnyStaff, database: TheDatabase) -> TextPreviewsAnswer:
    """Word for word what would go out; nothing is sent or stored."""
    people = [text.person_id for text in wanted.texts if text.person_id is not None]
    async with database.reading() as connection:
        known = {each.person_id: each for each in await ContactStore(connection).people(people, staff.scope)}
        networks = await MessageStore(connection).networks(staff.scope)
    return TextPreviewsAnswer(
        texts=tuple(_previewed(index, text, known, networks) for index, text in enumerate(wanted.texts))
    )


@router.post(
    "/test",
    status_code=status.HTTP_202_ACCEPTED,
    responses=refuses(
        (404, "not-found", "No such contact"),
        (409, "no-consent", NOT_TEXTED),
        (409, "opted-out", NOT_TEXTED),
        (409, "no-contact", NOT_TEXTED),
    ),
)
async def send_test_text(
    wanted: PhoneTestRequest,
    staff: Annotated[Staff, Depends(require_staff(Role.ADMIN, Role.OPERATOR))],
    database: TheDatabase,
    sender: TheTextSender,
) -> PhoneTestAnswer:
    """`hotline text-me`: the road to one phone, tried."""
    async with database.unit() as unit:
        store = MessageStore(unit.connection)
        people = await ContactStore(unit.connection).people([wanted.person_id], staff.scope)
        person = next(iter(people), None)
        if person is None:
            raise not_found("contact")
        recipient = (await store.recipients([wanted.person_id]))[wanted.person_id]
        planned = answers.test_text(person.person_id, person.network_id, person.optout_index or b"", unit.now)
        decision = plan(planned.request, recipient, now=unit.now, production=False)
        if isinstance(decision, Undeliverable):
            raise Problem(409, decision.reason.replace("_", "-"), NOT_TEXTED, decision.reason)
        await store.add([planned], unit.now)
        unit.after_commit.append(sender.wake)
    return PhoneTestAnswer(message_id=planned.request.message_id)


def _previewed(
    index: int,
    text: TextPreviewRequest,
    known: Mapping[UUID, KnownContact],
    networks: Mapping[str, SigningNetwork],
) -> WordedText:
    """In the name of the person's network; for anybody else, of the first one that the key names."""
    if text.person_id is None:
        network, language = next(iter(networks.values()), None), text.language or "en"
    elif (person := known.get(text.person_id)) is not None:
        network, language = networks.get(person.network_id), person.language
    else:
        raise not_found("contact")
    try:
        body = in_words(text.template, language, text.params, network=network, exercise=text.exercise)
    except wording.WordingError as error:
        raise Problem(
            422, "wording", "This text cannot be worded", errors=(FieldError(f"/texts/{index}", str(error)),)
        ) from None
    counted = segments(body)
    return WordedText(
        body=body, segments=counted.count, encoding=counted.encoding.value, language=wording.readable(language)
    )
