"""What tests, the demo and the bench ask of the sandbox: the ledger, events, faults, a person's thumb."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from itertools import islice

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from deploy.sandbox.network.carrier import Carrier
from deploy.sandbox.network.event_feed import HAPPENINGS, EventFeed, EventKind, FeedEvent, TooManyListeners
from deploy.sandbox.network.faults import BadFault, FaultBook, FaultKind, read_fault
from deploy.sandbox.web.twilio_messages import PHONE

BODY_LIMIT = 1_600
LABEL_LIMIT = 40
WAIT_LIMIT_S = 60.0
HEARTBEAT_S = 15.0
BACKLOG_LIMIT = 5_000
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class BadRequest(Exception):
    """The message says what to send instead."""


class ControlApi:
    def __init__(
        self,
        carrier: Carrier,
        feed: EventFeed,
        faults: FaultBook,
        refuse_connections: Callable[[float], None],
    ) -> None:
        self._carrier = carrier
        self._feed = feed
        self._faults = faults
        self._refuse_connections = refuse_connections

    def routes(self) -> list[Route]:
        """Under /sandbox."""
        return [
            Route("/messages", self.messages, methods=["GET"]),
            Route("/messages", self.reset, methods=["DELETE"]),
            Route("/events", self.events, methods=["GET"]),
            Route("/mail", self.mail, methods=["GET"]),
            Route("/faults", self.faults, methods=["GET"]),
            Route("/faults", self.add_faults, methods=["POST"]),
            Route("/faults", self.clear_faults, methods=["DELETE"]),
            Route("/faults/{fault_id}", self.remove_fault, methods=["DELETE"]),
            Route("/phones", self.phones, methods=["GET"]),
            Route("/phones/{number}", self.phone, methods=["GET"]),
            Route("/phones/{number}", self.name_phone, methods=["POST"]),
            Route("/phones/{number}/texts", self.text_from_phone, methods=["POST"]),
        ]

    # -- reading

    async def messages(self, request: Request) -> Response:
        """Texts to phones, oldest first; `direction=all` adds those from phones."""
        query = request.query_params
        ledger = self._carrier.ledger
        after = _number(request, "after", 0)
        texts = ledger.after(after)
        if query.get("direction") != "all":
            texts = [text for text in texts if text.direction == "outbound-api"]
        if to := query.get("to"):
            texts = [text for text in texts if text.to == to]
        if limit := _number(request, "limit", 0):
            texts = texts[:limit]
        document = {
            "messages": [text.as_json() for text in texts],
            "accepted": ledger.accepted,
            "next": texts[-1].number if texts else after,
        }
        return answer(200, document)

    async def mail(self, request: Request) -> Response:
        to = request.query_params.get("to")
        mails = [mail.as_json() for mail in self._carrier.mailbox.oldest_first() if not to or to in mail.recipients]
        return answer(200, {"mail": mails})

    async def phones(self, request: Request) -> Response:
        limit = _number(request, "limit", 1_000)
        phones = [phone.as_json() for phone in islice(self._carrier.ledger.phones_newest_first(), limit)]
        return answer(200, {"phones": phones})

    async def phone(self, request: Request) -> Response:
        phone = self._carrier.ledger.known_phone(_phone_number(request))
        if phone is None:
            return nothing_here()
        return answer(200, {**phone.as_json(), "thread": [text.as_json() for text in phone.texts]})

    # -- listening

    async def events(self, request: Request) -> Response:
        """A stream; with `wait=seconds` one answer instead, as soon as there is something to tell."""
        kinds = _kinds(request.query_params.get("kinds"))
        last_seen = request.headers.get("last-event-id", "")
        was_told = last_seen.isascii() and last_seen.isdigit() and len(last_seen) <= 18
        since = _number(request, "since", int(last_seen) if was_told else self._feed.last_number)
        if "wait" in request.query_params:
            return await self._next_events(since, kinds, min(float(_number(request, "wait", 0)), WAIT_LIMIT_S))
        if self._feed.is_full:
            raise TooManyListeners
        return StreamingResponse(self._stream(since, kinds), headers=HEADERS, media_type="text/event-stream")

    async def _next_events(self, since: int, kinds: frozenset[EventKind], seconds: float) -> Response:
        told = await self._feed.wait(since, kinds, seconds)
        document = {
            "events": [{"number": event.number, "kind": event.kind, "data": event.describe()} for event in told],
            "next": told[-1].number if told else min(since, self._feed.last_number),
        }
        return answer(200, document)

    async def _stream(self, since: int, kinds: frozenset[EventKind]) -> AsyncIterator[bytes]:
        """Whoever reads too slowly is cut off and comes back with the last number it saw."""
        told: asyncio.Queue[FeedEvent] = asyncio.Queue(BACKLOG_LIMIT)

        def on_event(event: FeedEvent) -> None:
            if event.kind in kinds and not told.full():
                told.put_nowait(event)

        stop = self._feed.listen(on_event)
        try:
            yield b": here\n\n" + b"".join(map(_as_stream, self._feed.since(since, kinds)))
            while not told.full():
                try:
                    batch = [await asyncio.wait_for(told.get(), HEARTBEAT_S)]
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                while not told.empty():
                    batch.append(told.get_nowait())
                yield b"".join(map(_as_stream, batch))
        finally:
            stop()

    # -- doing

    async def reset(self, request: Request) -> Response:
        self._carrier.reset()
        return Response(status_code=204)

    async def faults(self, request: Request) -> Response:
        return answer(200, {"faults": self._faults.as_json()})

    async def add_faults(self, request: Request) -> Response:
        document = await _document(request)
        faults = [read_fault(item) for item in (document if isinstance(document, list) else [document])]
        ids = []
        for fault in faults:
            if fault.kind is FaultKind.CONNECTIONS_REFUSED:
                self._refuse_connections(fault.seconds)
            else:
                ids.append(self._faults.add(fault))
        return answer(201, {"ids": ids})

    async def clear_faults(self, request: Request) -> Response:
        self._faults.clear()
        return Response(status_code=204)

    async def remove_fault(self, request: Request) -> Response:
        text = request.path_params["fault_id"]
        found = text.isascii() and text.isdigit() and len(text) < 10 and self._faults.remove(int(text))
        return Response(status_code=204) if found else nothing_here()

    async def name_phone(self, request: Request) -> Response:
        number = _phone_number(request)
        label = _text(await _document(request), "label", LABEL_LIMIT, empty_allowed=True)
        self._carrier.name_phone(number, label.strip())
        return answer(200, self._carrier.ledger.phone(number).as_json())

    async def text_from_phone(self, request: Request) -> Response:
        number = _phone_number(request)
        document = await _document(request)
        body = _text(document, "body", BODY_LIMIT)
        hotline = document.get("to") if isinstance(document, dict) else None
        if hotline is not None and not (isinstance(hotline, str) and PHONE.fullmatch(hotline)):
            raise BadRequest("to must be a phone number like +12135550142")
        text, webhook = await self._carrier.text_from_phone(number, body, hotline)
        told = {"sid": text.sid, "to": text.to, "webhook_status": webhook.status, "attempts": webhook.attempts}
        return answer(201, told)


class _CompactJson(JSONResponse):
    def render(self, content: object) -> bytes:
        return _encode(content).encode("utf-8")


def answer(status: int, document: object) -> Response:
    return _CompactJson(document, status, HEADERS)


def nothing_here() -> Response:
    return answer(404, {"error": "there is nothing here"})


async def on_bad_request(request: Request, reason: Exception) -> Response:
    return answer(400, {"error": str(reason)})


async def on_too_many_listeners(request: Request, reason: Exception) -> Response:
    return answer(503, {"error": "too many listen already"})


ON_ERROR = {BadRequest: on_bad_request, BadFault: on_bad_request, TooManyListeners: on_too_many_listeners}


async def _document(request: Request) -> object:
    """JSON by name: a form another web page makes a browser post here never is."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadRequest("send Content-Type: application/json")
    try:
        return await request.json()
    except (ValueError, RecursionError) as reason:
        raise BadRequest("the body is not JSON, or too deep") from reason


def _phone_number(request: Request) -> str:
    text = request.path_params["number"]
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


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
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
