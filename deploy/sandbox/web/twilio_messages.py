"""The provider's face: Twilio's Messages resource, in the shape its real clients meet in production.

A bare ASGI application: every text of the bench passes here, and Starlette's routes cost 0.05 ms of CPU each.
"""

import asyncio
import hmac
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.types import Receive, Scope, Send

from deploy.sandbox.network.carrier import Carrier, TextOrder
from deploy.sandbox.network.faults import ANSWERS, FaultKind, NetworkFault
from deploy.sandbox.network.ledger import CarrierText
from deploy.sandbox.settings import SandboxSettings
from deploy.sandbox.web.server import HANG_UP, IDLE_SECONDS
from deploy.sandbox.webhooks.client import BadUrl, split_url
from deploy.sandbox.webhooks.forms import BadForm, read_form

PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
SENDER = re.compile(r"\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}", re.ASCII)
SERVICE = re.compile(r"MG[0-9a-f]{32}")
BODY_LIMIT = 1_600
VALIDITY_LIMIT_S = 36_000
REQUEST_LIMIT_BYTES = 64 * 1024
PAGE_SIZE, PAGE_SIZE_LIMIT = 50, 1_000
ACCEPTED_FIRST = {FaultKind.ACCEPT_THEN_TIMEOUT, FaultKind.ACCEPT_THEN_RESET, FaultKind.ACCEPT_THEN_500}

_encode = json.JSONEncoder(ensure_ascii=False).encode


class Answered(NamedTuple):
    """A whole answer, as it goes out."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Silence(NamedTuple):
    """No answer ever comes; the client gives up first."""


class HangUp(NamedTuple):
    """The connection is reset instead of an answer."""


Reply = Answered | Silence | HangUp


class TwilioRefusal(Exception):
    """An answer in Twilio's error shape."""

    def __init__(self, status: int, code: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers

    def as_answer(self) -> Answered:
        document = {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        headers = tuple((name.replace("_", "-").encode(), value.encode()) for name, value in self.headers.items())
        return Answered(self.status, _encode(document).encode(), headers)


class TwilioMessages:
    def __init__(self, settings: SandboxSettings, carrier: Carrier) -> None:
        self._carrier = carrier
        self._account = settings.account_sid
        credentials = b64encode(f"{settings.account_sid}:{settings.auth_token}".encode())
        self._authorization = b"Basic " + credentials
        self._messages = f"/2010-04-01/Accounts/{settings.account_sid}/Messages"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reply: Reply
        try:
            body = await _body(receive)
            if body is None:
                return
            reply = await self._reply(scope, body)
        except TwilioRefusal as refused:
            reply = refused.as_answer()
        match reply:
            case Answered():
                await _send(send, reply)
            case Silence():
                await _wait_until_gone(receive, IDLE_SECONDS)
                scope["state"][HANG_UP](scope)
            case HangUp():
                scope["state"][HANG_UP](scope)
                await _wait_until_gone(receive, IDLE_SECONDS)

    async def _reply(self, scope: Scope, body: bytes) -> Reply:
        if not hmac.compare_digest(_header(scope, b"authorization"), self._authorization):
            raise TwilioRefusal(401, 20003, "Authenticate", WWW_Authenticate='Basic realm="Twilio API"')
        path, method = scope["path"], scope["method"]
        if path == f"{self._messages}.json":
            match method:
                case "POST":
                    return await self._create(body)
                case "GET":
                    return self._list(scope["query_string"].decode("latin-1"))
                case _:
                    raise TwilioRefusal(405, 20004, "Method not allowed")
        if path.startswith(f"{self._messages}/") and path.endswith(".json") and method == "GET":
            sid = path.removeprefix(f"{self._messages}/").removesuffix(".json")
            if text := self._carrier.ledger.get(sid):
                return Answered(200, _encode(self._resource(text)).encode())
        raise TwilioRefusal(404, 20404, f"The requested resource {path} was not found")

    # -- create

    async def _create(self, body: bytes) -> Reply:
        try:
            form = read_form(body)
        except BadForm as reason:
            raise TwilioRefusal(400, 20001, str(reason)) from reason
        faults, to = self._carrier.faults, form.get("To", "")
        if not faults:
            return self._accept(form)
        fault = faults.strike(to, *ANSWERS)
        slow = faults.strike(to, FaultKind.LATENCY)
        reply: Reply
        try:
            reply = self._accept(form) if fault is None else self._strike(fault, form)
        except TwilioRefusal as refused:
            reply = refused.as_answer()
        if slow:
            await asyncio.sleep(slow.ms / 1_000)
        return reply

    def _accept(self, form: dict[str, str]) -> Answered:
        order = order_from(form)
        sender = order.sender or self._sender_of_service()
        if self._carrier.ledger.blocks(order.to, sender):
            raise TwilioRefusal(400, 21610, "Attempt to send to unsubscribed recipient")
        text = self._carrier.accept(
            TextOrder(order.to, sender, order.body, order.status_callback, order.service_sid, order.validity_s)
        )
        return Answered(201, _encode(self._resource(text)).encode())

    def _sender_of_service(self) -> str:
        """A messaging service has one number here: the hotline's."""
        return self._carrier.hotline_number

    def _strike(self, fault: NetworkFault, form: dict[str, str]) -> Reply:
        if fault.kind in ACCEPTED_FIRST:
            self._accept(form)
        match fault.kind:
            case FaultKind.ACCEPT_THEN_TIMEOUT | FaultKind.TIMEOUT:
                return Silence()
            case FaultKind.ACCEPT_THEN_RESET | FaultKind.RESET:
                return HangUp()
            case FaultKind.TOO_MANY_REQUESTS:
                raise TwilioRefusal(429, 20429, "Too Many Requests", Retry_After=str(fault.retry_after_s))
            case FaultKind.OUTAGE:
                raise TwilioRefusal(503, 20503, "Service Unavailable")
            case FaultKind.REFUSE:
                code = fault.error_code or 21211
                raise TwilioRefusal(400, code, MESSAGES.get(code, "The request was refused"))
            case _:
                raise TwilioRefusal(500, 20500, "Internal Server Error")

    # -- list

    def _list(self, query_string: str) -> Answered:
        query = dict(parse_qsl(query_string, keep_blank_values=True))
        size = _whole(query.get("PageSize", ""), PAGE_SIZE, 1, PAGE_SIZE_LIMIT)
        page = _whole(query.get("Page", ""), 0, 0, 10**9)
        texts: list[CarrierText] = []
        more = False
        for text in self._matching(query):
            if len(texts) == size:
                more = True
                break
            texts.append(text)
        uri = f"{self._messages}.json"
        kept = {name: value for name, value in query.items() if name not in ("Page", "PageToken", "PageSize")}
        first = {**kept, "PageSize": str(size)}
        following = {**first, "Page": str(page + 1), "PageToken": f"PA{texts[-1].sid}"} if more else None
        document = {
            "end": page * size + max(len(texts) - 1, 0),
            "first_page_uri": f"{uri}?{urlencode({**first, 'Page': '0'})}",
            "messages": [self._resource(text) for text in texts],
            "next_page_uri": f"{uri}?{urlencode(following)}" if following else None,
            "page": page,
            "page_size": size,
            "previous_page_uri": f"{uri}?{urlencode({**first, 'Page': str(page - 1)})}" if page else None,
            "start": page * size,
            "uri": f"{uri}?{query_string}" if query_string else uri,
        }
        return Answered(200, _encode(document).encode())

    def _matching(self, query: dict[str, str]) -> Iterator[CarrierText]:
        """Newest first, as the provider lists; a page token names the last text of the page before."""
        ledger = self._carrier.ledger
        to, sender = query.get("To"), query.get("From")
        phone = ledger.known_phone(to) if to else None
        after = ledger.get(query.get("PageToken", "")[2:])
        earliest, latest = _sent_between(query)
        if to and not phone and to not in ledger.hotlines:
            return
        for text in reversed(phone.texts) if phone else ledger.newest_first():
            if text.at_us < earliest:
                return
            if (
                not text.hidden
                and text.at_us < latest
                and (after is None or text.number < after.number)
                and (to is None or text.to == to)
                and (sender is None or text.sender == sender)
            ):
                yield text

    def _resource(self, text: CarrierText) -> dict[str, object]:
        sent = text.status not in ("queued", "accepted")
        uri = f"{self._messages}/{text.sid}"
        created = rfc2822(text.at_us // 1_000_000)
        return {
            "account_sid": self._account,
            "api_version": "2010-04-01",
            "body": text.body,
            "date_created": created,
            "date_sent": created if sent else None,
            "date_updated": rfc2822(text.updated_us // 1_000_000),
            "direction": text.direction,
            "error_code": text.error_code,
            "error_message": MESSAGES.get(text.error_code, "Unknown error") if text.error_code else None,
            "from": None if text.service_sid and not sent else text.sender,
            "messaging_service_sid": text.service_sid,
            "num_media": "0",
            "num_segments": str(text.segments),
            "price": None,
            "price_unit": "USD",
            "sid": text.sid,
            "status": "accepted" if text.service_sid and not sent else text.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": text.to,
            "uri": f"{uri}.json",
        }


MESSAGES = {
    21211: "Invalid 'To' Phone Number",
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number is not a valid mobile number",
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30034: "Message from an unregistered number",
    30036: "Validity period expired",
}


def order_from(form: dict[str, str]) -> TextOrder:
    """What Twilio checks before it takes a text, in its codes. The sender is empty for a messaging service."""
    to, body = form.get("To", ""), form.get("Body", "")
    sender, service = form.get("From", ""), form.get("MessagingServiceSid")
    if not to:
        raise TwilioRefusal(400, 21604, "A 'To' phone number is required.")
    if not PHONE.fullmatch(to):
        raise TwilioRefusal(400, 21211, f"Invalid 'To' Phone Number: {_masked(to)}")
    if not sender and not service:
        raise TwilioRefusal(400, 21603, "A 'From' phone number is required.")
    if service and not SERVICE.fullmatch(service):
        raise TwilioRefusal(400, 21701, "The Messaging Service does not exist")
    if sender and not SENDER.fullmatch(sender):
        raise TwilioRefusal(400, 21212, "Invalid 'From' Phone Number")
    if sender == to:
        raise TwilioRefusal(400, 21266, "'To' and 'From' number cannot be the same")
    if not body:
        raise TwilioRefusal(400, 21602, "Message body is required.")
    if len(body) > BODY_LIMIT:
        raise TwilioRefusal(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    callback = form.get("StatusCallback") or None
    if callback:
        try:
            split_url(callback)
        except BadUrl as reason:
            raise TwilioRefusal(400, 21609, "Invalid StatusCallback URL") from reason
    validity = form.get("ValidityPeriod")
    if validity and not (validity.isascii() and validity.isdigit() and 1 <= int(validity) <= VALIDITY_LIMIT_S):
        raise TwilioRefusal(400, 90007, "Invalid validity period value")
    return TextOrder(to, sender, body, callback, service, int(validity) if validity else None)


def _masked(number: str) -> str:
    """As the real answer does; what a client logs of it tells nobody's number."""
    return number[:2] + "X" * max(min(len(number), 20) - 6, 0) + number[-4:] if len(number) > 6 else "XXXX"


def _whole(text: str, default: int, least: int, most: int) -> int:
    return min(max(int(text), least), most) if text.isascii() and text.isdigit() and len(text) < 10 else default


def _sent_between(query: dict[str, str]) -> tuple[int, int]:
    """Microseconds from (inclusive) and until (exclusive) of the three DateSent filters."""
    earliest, latest = 0, 2**63
    if on := query.get("DateSent"):
        moment, precision = _moment(on)
        earliest, latest = moment, moment + precision
    if since := query.get("DateSent>"):
        earliest = max(earliest, _moment(since)[0])
    if until := query.get("DateSent<"):
        latest = min(latest, _moment(until)[0] + 1_000_000)
    return earliest, latest


def _moment(text: str) -> tuple[int, int]:
    """The whole second (or the UTC day) that a filter names: the provider's dates have no fractions."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise TwilioRefusal(400, 20001, "DateSent must be YYYY-MM-DD or an ISO 8601 time") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    precision = timedelta(days=1) if len(text) <= 10 else timedelta(seconds=1)
    return int(moment.timestamp()) * 1_000_000, int(precision / timedelta(microseconds=1))


@lru_cache(maxsize=4_096)
def rfc2822(second: int) -> str:
    return format_datetime(datetime.fromtimestamp(second, UTC))


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for known, value in scope["headers"] if known == name), b"")


async def _body(receive: Receive) -> bytes | None:
    """None when the client is gone before it has said everything."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part: bytes = message["body"]
        body += part
        if len(body) > REQUEST_LIMIT_BYTES:
            raise TwilioRefusal(413, 20413, "Request Entity Too Large")
        if not message["more_body"]:
            return body


async def _send(send: Send, answer: Answered) -> None:
    headers = [(b"content-length", b"%d" % len(answer.body)), (b"content-type", b"application/json"), *answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _wait_until_gone(receive: Receive, seconds: float) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
