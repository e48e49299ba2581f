"""The CloudEvents 1.0 envelope in which every event travels, its Kafka headers, and how both are read back."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Final, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from schemas.values import Moment, SafeText, Value, rfc3339

CONTENT_TYPE = b"application/cloudevents+json; charset=utf-8"


_quoted = json.encoder.encode_basestring_ascii
"""A string as JSON, by the C function under json.dumps."""


class EventData(Value):
    """What an event says; a subclass per version names its type, its topic and who must acknowledge it."""

    TYPE: ClassVar[str]
    TOPIC: ClassVar[str]
    ACKNOWLEDGED_BY: ClassVar[str | None] = None
    """The service whose receipt ends re-publication (rule R70); None: a copy for people, lost with the broker."""


Data = TypeVar("Data", bound=EventData)


class Envelope(BaseModel, Generic[Data]):
    """Structured JSON; extensions: partitionkey, correlationid, traceparent, and mac on its way (event_mac.py)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: str
    id: UUID
    source: str
    type: str
    subject: SafeText
    time: Moment
    datacontenttype: str = "application/json"
    partitionkey: str | None = None
    correlationid: UUID | None = None
    traceparent: str | None = None
    data: Data


@dataclass(frozen=True, slots=True)
class Received(Generic[Data]):
    """An event as a handler gets it. `subject` is the report's or incident's id, whatever the record key is."""

    id: UUID
    subject: str
    at: datetime
    correlation_id: UUID | None
    data: Data


def kind_of(batch: "Iterable[Received[Any]]", kind: type[Data]) -> "list[Received[Data]]":
    """Those of a batch that are of one kind, in their order: a topic may carry several."""
    return [event for event in batch if isinstance(event.data, kind)]


class Undecodable(Exception):
    """The record is no event of ours; the text names the field, never its content."""


def encode(
    data: EventData,
    *,
    event_id: UUID,
    subject: str,
    at: datetime,
    key: str | None = None,
    correlation_id: UUID | None = None,
    traceparent: str | None = None,
) -> bytes:
    """The record's value."""
    body = data.model_dump_json(exclude_none=True).encode()
    return wrapped(
        body,
        type=data.TYPE,
        event_id=event_id,
        subject=subject,
        time=rfc3339(at),
        key=key,
        correlation_id=correlation_id,
        traceparent=traceparent,
    )


def wrapped(
    body: bytes,
    *,
    type: str,
    event_id: UUID | str,
    subject: str,
    time: str,
    key: str | None = None,
    correlation_id: UUID | str | None = None,
    traceparent: str | None = None,
) -> bytes:
    """Data that is JSON already, in its envelope. Put together by hand: it is the hot path of every service."""
    more = "" if key is None else f',"partitionkey":{_quoted(key)}'
    if correlation_id is not None:
        more += f',"correlationid":"{correlation_id}"'
    if traceparent is not None:
        more += f',"traceparent":{_quoted(traceparent)}'
    head = (
        f'{{"specversion":"1.0","id":"{event_id}","source":"{source_of(type)}","type":"{type}",'
        f'"subject":{_quoted(subject)},"time":"{time}","datacontenttype":"application/json"{more},"data":'
    )
    return head.encode() + body + b"}"


@cache
def producer_of(type: str) -> str:
    """The one service that says events of this type."""
    return type.split(".")[1]


def source_of(type: str) -> str:
    """As the envelope names the producer."""
    return f"/hotline/{producer_of(type)}"


def headers(*, event_id: UUID, type: str, subject: str) -> list[tuple[str, bytes]]:
    """Kafka headers, copied from the envelope for people and tools that filter; no service of ours believes them."""
    return [
        ("content-type", CONTENT_TYPE),
        ("ce_specversion", b"1.0"),
        ("ce_id", str(event_id).encode()),
        ("ce_type", type.encode()),
        ("ce_subject", subject.encode()),
    ]


@cache
def _envelope_of(kind: type[EventData]) -> Any:
    return Envelope[kind]  # type: ignore[valid-type]  # a generic model made at run time, one per event type


_TYPE_AT_HEAD: Final = re.compile(
    rb'\{"specversion":"1\.0","id":"[0-9a-f-]{36}","source":"[a-z/]{1,40}","type":"([a-z0-9_.]{1,120})"'
)
"""How an envelope begins that `wrapped` made: its type is found without parsing the rest."""


def type_in(value: bytes | None) -> str | None:
    """The event's type. Never from the record's headers: no MAC covers them."""
    if value is not None and (head := _TYPE_AT_HEAD.match(value)) is not None:
        return head[1].decode()
    try:
        document = json.loads(value or b"")
    except (ValueError, RecursionError):
        return None
    found = document.get("type") if isinstance(document, dict) else None
    return found if isinstance(found, str) else None


def decode(kind: type[Data], value: bytes | None) -> Received[Data]:
    """Read a record as the given kind.

    Raises:
        Undecodable: not JSON, not this shape, or of another type.
    """
    if value is None:
        raise Undecodable("record without a value")
    try:
        envelope: Envelope[Data] = _envelope_of(kind).model_validate_json(value)
    except ValidationError as error:
        where = sorted({".".join(str(part) for part in item["loc"]) or "document" for item in error.errors()})
        raise Undecodable(f"{kind.TYPE}: invalid at {', '.join(where)[:200]}") from None
    if envelope.type != kind.TYPE or envelope.specversion != "1.0" or envelope.source != source_of(kind.TYPE):
        raise Undecodable(f"{kind.TYPE}: the envelope says otherwise")
    return Received(envelope.id, envelope.subject, envelope.time, envelope.correlationid, envelope.data)
