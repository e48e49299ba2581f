"""What is asked of notify over HTTP: import people and forget them, see texts beforehand, ask what became of them.

Numbers and addresses come in and never go out again.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest
from schemas.language.tags import primary_of
from schemas.values import DeliveryState, Language, NameInClear, NetworkId, NewCallsign, ShortText, StatedMoment

MOST_CONTACTS = 1000
MOST_PREVIEWS = 500

TextParameter = Annotated[str, StringConstraints(max_length=200)]
ContactConsent = Literal["invited", "opted_in", "opted_out"]


def _as_read(tag: object) -> object:
    return primary_of(tag) if isinstance(tag, str) else tag


ReadLanguage = Annotated[Literal["en", "es"], BeforeValidator(_as_read)]
"""The languages that we have texts in; es-MX is es."""
DeliveryProgress = Literal[
    "queued", "sending", "unknown", "accepted", "sent", "unconfirmed", "failed", "undelivered", "delivered", "expired",
    "suppressed",
]  # fmt: skip
"""How far one delivery has come; `unknown`: it may have been taken, and the provider is being asked."""


class ConsentStatement(ApiRequest):
    """How and when the person agreed to texts: signed form, web form, at a training."""

    how: Annotated[ShortText, StringConstraints(min_length=1, max_length=100)]
    at: StatedMoment


class ContactEntry(ApiRequest):
    """A person as the network knows them. Of whom we know, what is not said stays; `remove` says what is forgotten.
    `language` is what they read; theirs by own wish is not overwritten."""

    person_id: UUID
    network_id: NetworkId
    callsign: NewCallsign
    org: NameInClear | None = None
    phone: ShortText | None = None
    email: Annotated[str, StringConstraints(max_length=320)] | None = None
    language: ReadLanguage = "en"
    consent: ConsentStatement | None = None
    language_if_new: ReadLanguage | None = None
    """Where `language` is not said: for whom notify does not know yet."""
    remove: Annotated[tuple[Literal["phone", "email"], ...], Field(max_length=2)] = ()


class ContactsImportRequest(ApiRequest):
    model_config = ConfigDict(
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
                            "consent": {"how": "training, signed form", "at": "2026-11-20T18:00:00.000000Z"},
                        }
                    ]
                }
            ]
        },
    )

    contacts: Annotated[list[ContactEntry], Field(min_length=1, max_length=MOST_CONTACTS)]


class ContactChange(ApiAnswer):
    """What an import would change. Of a number only the last two digits are told, of an address its first letters."""

    field: str
    """`phone`, `email`, `language`, `consent`."""
    old: str | None
    new: str | None


class ContactImportResult(ApiAnswer):
    """`problem`: why this one was not taken; the others were. It repeats neither number nor address."""

    person_id: UUID
    state: ContactConsent | None
    reached_by: Literal["text", "mail", "nothing"] | None = None
    """By which of what is known after it, said now or before; a text needs consent besides."""
    problem: str | None = None
    changes: tuple[ContactChange, ...] = ()
    """Told by a dry run alone."""


class ContactsImportAnswer(ApiAnswer):
    """In the order of the request."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "contacts": [
                        {"person_id": "6f2a1a52-5d0f-4d55-9d4e-5b1f0f7c1a01", "state": "opted_in", "problem": None},
                        {
                            "person_id": "6f2a1a52-5d0f-4d55-9d4e-5b1f0f7c1a02",
                            "state": None,
                            "problem": "phone: HERON's already",
                        },
                    ]
                }
            ]
        },
    )

    contacts: tuple[ContactImportResult, ...]


class TextPreviewRequest(ApiRequest):
    """A text for a person we know, in their language, or for anybody in the language named."""

    person_id: UUID | None = None
    language: Language | None = None
    template: Annotated[str, StringConstraints(max_length=40)]
    params: dict[TextParameter, TextParameter] = Field(default_factory=dict, max_length=20)
    exercise: bool = False


class TextPreviewsRequest(ApiRequest):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"texts": [{"language": "es", "template": "V5", "params": {"code": "K7Q"}}]}]},
    )

    texts: Annotated[list[TextPreviewRequest], Field(min_length=1, max_length=MOST_PREVIEWS)]


class WordedText(ApiAnswer):
    """Word for word what would go out, and what it costs; `language` is the one it is worded in."""

    body: str
    segments: int
    encoding: Literal["gsm7", "ucs2"]
    language: str


class TextPreviewsAnswer(ApiAnswer):
    """In the order of the request."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "texts": [
                        {
                            "body": "K7Q ya tiene equipo, no hace falta ir. Por favor no vaya al lugar. "
                            "Gracias por responder.",
                            "segments": 1,
                            "encoding": "gsm7",
                            "language": "es",
                        }
                    ]
                }
            ]
        },
    )

    texts: tuple[WordedText, ...]


class PhoneTestRequest(ApiRequest):
    """Whose phone is tried."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"person_id": "6f2a1a52-5d0f-4d55-9d4e-5b1f0f7c1a01"}]},
    )

    person_id: UUID


class PhoneTestAnswer(ApiAnswer):
    """The text is on its way; it is a message like any other."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"message_id": "0d3f5b1e-8a53-5f0c-9a57-3a9f6b1c7d20"}]},
    )

    message_id: UUID


class MessageDelivery(ApiAnswer):
    """A message by one channel: ids, states and times only. One that no channel was used for has `finished` alone."""

    message_id: UUID
    subject_id: UUID
    person_id: UUID | None
    template: str
    asked_by: Literal["dispatch", "intake", "notify"]
    exercise: bool
    requested_at: ApiMoment
    finished: DeliveryState | None
    """The end of the message, once it has come."""
    finished_reason: str | None
    channel: Literal["sms", "email"] | None
    round: int | None
    """Above 0 only where a safety text went out again."""
    state: DeliveryProgress | None
    reason: str | None
    """A code: `provider:30003`, `no_receipt`, `opted_out`."""
    tries: int | None
    provider_sid: str | None
    claimed_at: ApiMoment | None
    handed_off_at: ApiMoment | None
    ended_at: ApiMoment | None


class DeliveriesAnswer(ApiAnswer):
    """By time of the request; at most 1000."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "deliveries": [
                        {
                            "message_id": "0d3f5b1e-8a53-5f0c-9a57-3a9f6b1c7d20",
                            "subject_id": "019ab5c2-9f40-7000-8000-000000000001",
                            "person_id": "6f2a1a52-5d0f-4d55-9d4e-5b1f0f7c1a01",
                            "template": "V2",
                            "asked_by": "dispatch",
                            "exercise": False,
                            "requested_at": "2026-11-24T14:42:07.120000Z",
                            "finished": "delivered",
                            "finished_reason": None,
                            "channel": "sms",
                            "round": 0,
                            "state": "delivered",
                            "reason": None,
                            "tries": 1,
                            "provider_sid": "SM1f0c2f3a5b",
                            "claimed_at": "2026-11-24T14:42:07.190000Z",
                            "handed_off_at": "2026-11-24T14:42:07.310000Z",
                            "ended_at": "2026-11-24T14:42:09.004000Z",
                        }
                    ]
                }
            ]
        },
    )

    deliveries: tuple[MessageDelivery, ...]


class CallersAsked(ApiRequest):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"report_ids": ["019ab5c2-9f40-7000-8000-000000000001"]}]},
    )

    report_ids: Annotated[tuple[UUID, ...], Field(max_length=1000)]


class UnreachableCaller(ApiAnswer):
    report_id: UUID
    reason: str
    """A code: `opted_out`, `undelivered`, `not_textable`."""


class CallersReach(ApiAnswer):
    """Whom no text reaches, as far as notify has texted them about that report; nothing of anybody else."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"unreachable": [{"report_id": "019ab5c2-9f40-7000-8000-000000000001", "reason": "opted_out"}]}
            ]
        },
    )

    unreachable: tuple[UnreachableCaller, ...]
