"""What tests, the demo and the bench ask of the sandbox: the ledger, events, faults, a person's thumb."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from itertools import islice

from deploy.sandbox.network.carrier import Carrier
from deploy.sandbox.network.event_feed import HAPPENINGS, EventFeed, EventKind, FeedEvent, TooManyListeners
from deploy.sandbox.network.faults import BadFault, FaultBook, FaultKind, read_fault
from deploy.sandbox.web.server import Connection, Reply, Request, Stream, respond
from deploy.sandbox.web.twilio_messages import PHONE

BODY_LIMIT = 1_600
LABEL_LIMIT = 40
WAIT_LIMIT_S = 60.0
HEARTBEAT_S = 15.0
BACKLOG_LIMIT = 5_000
STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
    b"X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
)

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class BadRequest(Exception):
    """The message says what to send instead."""


class ControlApi:
    def __init__(
        self,
        carrier: Carrier,
        events: EventFeed,
        faults: FaultBook,
        refuse_connections: Callable[[float], None],
    ) -> None:
        self._carrier = carrier
        self._events = events
        self._faults = faults
        self._refuse_connections = refuse_connections

    def answer(self, request: Request) -> Reply | Awaitable[Reply]:
        try:
            match request.method, request.path.split("/")[2:]:
                case "GET", ["messages"]:
                    return self._messages(request)
                case "DELETE", ["messages"]:
                    self._carrier.reset()
                    return respond(204)
                case "GET", ["events"]:
                    return self._happenings(request)
                case "GET", ["mail"]:
                    return self._mail(request)
                case "GET", ["faults"]:
                    return reply(200, {"faults": self._faults.as_json()})
                case "POST", ["faults"]:
                    return self._add_faults(document_of(request))
                case "DELETE", ["faults"]:
                    self._faults.clear()
                    return respond(204)
                case "DELETE", ["faults", number] if number.isdigit():
                    return respond(204) if self._faults.remove(int(number)) else not_found()
                case "GET", ["phones"]:
                    return self._phones(request)
                case "GET", ["phones", number]:
                    return self._phone(number)
                case "POST", ["phones", number]:
                    return self._name_phone(phone_number(number), document_of(request))
                case "POST", ["phones", number, "texts"]:
                    return self._text_from_phone(phone_number(number), document_of(request))
                case _:
                    return not_found()
        except (BadRequest, BadFault) as reason:
            return reply(400, {"error": str(reason)})
        except TooManyListeners:
            return reply(503, {"error": "too many listen already"})

    # -- reading

    def _messages(self, request: Request) -> Reply:
        """Texts to phones, oldest first; `direction=all` adds those from phones."""
        query = request.query
        ledger = self._carrier.ledger
        texts = ledger.after(_number(query, "after", 0))
        if query.get("direction") != "all":
            texts = [text for text in texts if text.direction == "outbound-api"]
        if to := query.get("to"):
            texts = [text for text in texts if text.to == to]
        if limit := _number(query, "limit", 0):
            texts = texts[:limit]
        document = {
            "messages": [text.as_json() for text in texts],
            "accepted": ledger.accepted,
            "next": texts[-1].number if texts else _number(query, "after", 0),
        }
        return reply(200, document)

    def _mail(self, request: Request) -> Reply:
        to = request.query.get("to")
        mails = [mail.as_json() for mail in self._carrier.mailbox.oldest_first() if not to or to in mail.recipients]
        return reply(200, {"mail": mails})

    def _phones(self, request: Request) -> Reply:
        limit = _number(request.query, "limit", 1_000)
        phones = [phone.as_json() for phone in islice(self._carrier.ledger.phones_newest_first(), limit)]
        return reply(200, {"phones": phones})

    def _phone(self, number: str) -> Reply:
        phone = self._carrier.ledger.known_phone(phone_number(number))
        if phone is None:
            return not_found()
        return reply(200, {**phone.as_json(), "thread": [text.as_json() for text in phone.texts]})

    # -- listening

    def _happenings(self, request: Request) -> Reply | Awaitable[Reply]:
        """A stream; with `wait=seconds` one answer instead, as soon as there is something to tell."""
        query = request.query
        kinds = _kinds(query.get("kinds"))
        last_seen = request.header(b"last-event-id")
        default = int(last_seen) if last_seen.isdigit() else self._events.last_number
        since = _number(query, "since", default)
        if "wait" in query:
            seconds = min(float(_number(query, "wait", 0)), WAIT_LIMIT_S)
            return self._next_events(since, kinds, seconds)
        return Stream(STREAM_HEAD, lambda connection: self._stream(connection, since, kinds))

    async def _next_events(self, since: int, kinds: frozenset[EventKind], seconds: float) -> Reply:
        try:
            told = await self._events.wait(since, kinds, seconds)
        except TooManyListeners:
            return reply(503, {"error": "too many listen already"})
        document = {
            "events": [{"number": event.number, "kind": event.kind, "data": event.describe()} for event in told],
            "next": told[-1].number if told else min(since, self._events.last_number),
        }
        return reply(200, document)

    async def _stream(self, connection: Connection, since: int, kinds: frozenset[EventKind]) -> None:
        """Whoever reads too slowly is cut off and comes back with the last number it saw."""
        told: asyncio.Queue[FeedEvent] = asyncio.Queue(BACKLOG_LIMIT)

        def on_event(event: FeedEvent) -> None:
            if event.kind in kinds and not told.full():
                told.put_nowait(event)

        stop = self._events.listen(on_event)
        try:
            connection.write(b": here\n\n" + b"".join(map(_as_stream, self._events.since(since, kinds))))
            while not connection.gone and not told.full():
                try:
                    batch = [await asyncio.wait_for(told.get(), HEARTBEAT_S)]
                except TimeoutError:
                    connection.write(b": still here\n\n")
                    continue
                while not told.empty():
                    batch.append(told.get_nowait())
                connection.write(b"".join(map(_as_stream, batch)))
                await connection.drain()
        finally:
            stop()

    # -- doing

    def _add_faults(self, document: object) -> Reply:
        faults = [read_fault(item) for item in (document if isinstance(document, list) else [document])]
        ids = []
        for fault in faults:
            if fault.kind is FaultKind.CONNECTIONS_REFUSED:
                self._refuse_connections(fault.seconds)
            else:
                ids.append(self._faults.add(fault))
        return reply(201, {"ids": ids})

    def _name_phone(self, number: str, document: object) -> Reply:
        label = _text(document, "label", LABEL_LIMIT, empty_allowed=True)
        self._carrier.name_phone(number, label.strip())
        return reply(200, self._carrier.ledger.phone(number).as_json())

    async def _text_from_phone(self, number: str, document: object) -> Reply:
        try:
            body = _text(document, "body", BODY_LIMIT)
            hotline = document.get("to") if isinstance(document, dict) else None
            if hotline is not None and not (isinstance(hotline, str) and PHONE.fullmatch(hotline)):
                raise BadRequest("to must be a phone number like +12135550142")
        except BadRequest as reason:
            return reply(400, {"error": str(reason)})
        text, answer = await self._carrier.bring(number, body, hotline)
        document = {
            "sid": text.sid,
            "to": text.to,
            "webhook_status": answer.status,
            "attempts": answer.attempts,
        }
        return reply(201, document)


def reply(status: int, document: object) -> bytes:
    body = _encode(document).encode("utf-8")
    return respond(status, body, headers=("Cache-Control: no-store", "X-Content-Type-Options: nosniff"))


def not_found() -> bytes:
    return reply(404, {"error": "there is nothing here"})


def document_of(request: Request) -> object:
    """JSON by name: a form another web page makes a browser post here never is."""
    if request.header(b"content-type").partition(";")[0].strip().lower() != "application/json":
        raise BadRequest("send Content-Type: application/json")
    try:
        return json.loads(request.body)
    except ValueError as reason:
        raise BadRequest("the body is not JSON") from reason


def phone_number(text: str) -> str:
    number = text if text.startswith("+") else f"+{text}"
    if not PHONE.fullmatch(number):
        raise BadRequest("the number must look like +12135550101")
    return number


def _text(document: object, name: str, limit: int, *, empty_allowed: bool = False) -> str:
    value = document.get(name) if isinstance(document, dict) else None
    if not isinstance(value, str) or len(value) > limit or not (value.strip() or empty_allowed):
        raise BadRequest(f"{name} must be a text of at most {limit} characters")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise BadRequest(f"{name} holds half a character (a lone surrogate)")
    return value


def _number(query: dict[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise BadRequest(f"{name} must be a whole number")
    return int(text)


def _kinds(text: str | None) -> frozenset[EventKind]:
    if not text:
        return HAPPENINGS
    if text == "all":
        return frozenset(EventKind)
    try:
        return frozenset(EventKind(kind) for kind in text.split(","))
    except ValueError:
        raise BadRequest(f"kinds are: all, {', '.join(EventKind)}") from None


def _as_stream(event: FeedEvent) -> bytes:
    return f"id: {event.number}\nevent: {event.kind}\ndata: {_encode(event.describe())}\n\n".encode()
