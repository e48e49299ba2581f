"""Show the exact texts before they go out, send a test text, and tell what became of messages."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, status
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from schemas.values import Language
from services.chassis.auth import Role, StaffKeys
from services.chassis.database import Database
from services.chassis.errors import FieldError, Problem
from services.chassis.http_server import not_found
from services.notify.delivery.planning import plan
from services.notify.delivery.sender import Sender
from services.notify.inbound import answers
from services.notify.model.messages import SigningNetwork, Undeliverable
from services.notify.store.contacts import ContactStore
from services.notify.store.messages import MessageStore
from services.notify.wording import render as wording
from services.notify.wording.composer import in_words
from services.notify.wording.segments import segments

Param = Annotated[str, StringConstraints(max_length=200)]


class TextIn(BaseModel):
    """For a person we know, in their language, or for anybody in the language named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    person_id: UUID | None = None
    language: Language | None = None
    template: Annotated[str, StringConstraints(max_length=40)]
    params: dict[Param, Param] = Field(default_factory=dict, max_length=20)
    exercise: bool = False


class TextsIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"texts": [{"language": "es", "template": "V5", "params": {"code": "K7Q"}}]}],
        },
    )

    texts: Annotated[list[TextIn], Field(min_length=1, max_length=500)]


class TextOut(BaseModel):
    body: str
    segments: int
    encoding: str
    language: str


class TextsOut(BaseModel):
    texts: list[TextOut]


class TestIn(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    person_id: UUID


class TestOut(BaseModel):
    message_id: UUID


def messages_router(*, database: Database, staff: StaffKeys, sender: Sender) -> APIRouter:
    router = APIRouter()

    @router.post("/v1/messages/preview")
    async def preview(wanted: TextsIn, authorization: Annotated[str | None, Header()] = None) -> TextsOut:
        """Word for word what would go out; nothing is sent or stored."""
        staff.who(authorization)
        people = [text.person_id for text in wanted.texts if text.person_id is not None]
        async with database.connection() as connection:
            known = {each.person_id: each for each in await ContactStore(connection).people(people)}
            networks = await MessageStore(connection).networks()
        fallback = next(iter(networks.values()), None)
        texts = []
        for index, text in enumerate(wanted.texts):
            person = known.get(text.person_id) if text.person_id is not None else None
            if text.person_id is not None and person is None:
                raise not_found("contact")
            network = networks.get(person.network_id) if person else fallback
            texts.append(_worded(index, text, person.language if person else text.language or "en", network))
        return TextsOut(texts=texts)

    @router.post("/v1/messages/test", status_code=status.HTTP_202_ACCEPTED)
    async def send_test(wanted: TestIn, authorization: Annotated[str | None, Header()] = None) -> TestOut:
        """`hotline text-me`: the road to one phone, tried."""
        staff.who(authorization, Role.ADMIN, Role.OPERATOR)
        async with database.unit() as unit:
            store = MessageStore(unit.connection)
            person = next(iter(await ContactStore(unit.connection).people([wanted.person_id])), None)
            if person is None:
                raise not_found("contact")
            recipient = (await store.recipients([wanted.person_id]))[wanted.person_id]
            planned = answers.test_text(person.person_id, person.network_id, person.optout_index or b"", unit.now)
            decision = plan(planned.request, recipient, now=unit.now, production=False)
            if isinstance(decision, Undeliverable):
                raise Problem(409, decision.reason.replace("_", "-"), "This person cannot be texted", decision.reason)
            await store.add([planned], unit.now)
            unit.after_commit.append(sender.wake)
        return TestOut(message_id=planned.request.message_id)

    @router.get("/v1/deliveries")
    async def deliveries(
        subject_id: Annotated[UUID, Query()], authorization: Annotated[str | None, Header()] = None
    ) -> dict[str, Any]:
        """What became of the messages of an incident or a report; ids, states and times only."""
        staff.who(authorization)
        async with database.connection() as connection:
            return {"deliveries": await MessageStore(connection).deliveries_of(subject_id)}

    return router


def _worded(index: int, text: TextIn, language: str, network: SigningNetwork | None) -> TextOut:
    try:
        body = in_words(text.template, language, text.params, network=network, exercise=text.exercise)
    except wording.WordingError as error:
        raise Problem(
            422, "wording", "This text cannot be worded", errors=(FieldError(f"/texts/{index}", str(error)),)
        ) from None
    counted = segments(body)
    return TextOut(body=body, segments=counted.count, encoding=counted.encoding, language=wording.readable(language))
