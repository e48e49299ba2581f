"""Texts by Twilio's Messages resource, or anything of its shape: one POST, and its list to look texts up in."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, quote_plus, urlencode

import httpx

from services.chassis.failpoints import failpoint
from services.chassis.http_client import Timeout, Transport
from services.notify.delivery.retry import Accepted, NotAccepted, Uncertain, Verdict, judge
from services.notify.model import State, Token
from services.notify.settings import SmsSettings

LONGEST_VALIDITY_SECONDS: Final = 36_000
MOST_PAGES: Final = 5
PAGE_SIZE: Final = 200
RETRY_CALLBACKS: Final = "#rc=3&rp=all"
"""Twilio's connection override: a receipt that we answered with 503 comes again."""
UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.WriteError,
    httpx.LocalProtocolError,
)
"""After these the provider cannot have the whole request (services/chassis/http_transport.py)."""
STATUS = {
    "queued": State.ACCEPTED,
    "accepted": State.ACCEPTED,
    "scheduled": State.ACCEPTED,
    "sending": State.ACCEPTED,
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.DELIVERED,
    "undelivered": State.UNDELIVERED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}
"""MessageStatus as we understand it; others say nothing beyond acceptance."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A text of ours in the provider's list."""

    sid: str
    status: State
    code: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What the provider knows of texts to a number; `complete`: all of its pages were read."""

    texts: tuple[Listed, ...]
    complete: bool


class TwilioSms:
    """`status_url` is where receipts come in; the token of the POST is put behind it."""

    def __init__(self, transport: Transport, settings: SmsSettings, *, status_url: str) -> None:
        self._transport = transport
        self._url = httpx.URL(
            f"{settings.base_url.rstrip('/')}/2010-04-01/Accounts/{settings.account_sid}/Messages.json"
        )
        secret = f"{settings.account_sid}:{settings.auth_token.get_secret_value()}".encode()
        self._headers = httpx.Headers(
            {
                "Host": self._url.netloc.decode("ascii"),
                "Authorization": "Basic " + base64.b64encode(secret).decode("ascii"),
                "Content-Type": "application/x-www-form-urlencoded",
                "User-Agent": "hotline-dispatch",
            }
        )
        callback = quote(f"{status_url}?t=", safe="")
        self._before_token = f"From={quote(settings.from_number, safe='')}&StatusCallback={callback}"
        self._after_token = quote(RETRY_CALLBACKS, safe="")
        timeout = Timeout(settings.total_seconds, connect=settings.connect_seconds)
        self._extensions: dict[str, Any] = {"timeout": timeout.as_dict(), "trace": _bytes_sent}

    async def send(self, to: str, body: str, *, token: Token, now: datetime, not_after: datetime | None) -> Verdict:
        """One POST. Nothing of the answer is logged: it repeats number and words."""
        form = f"{self._before_token}{token}{self._after_token}&To={quote(to, safe='')}&Body={quote_plus(body)}"
        if not_after is not None:
            seconds = int((not_after - now) / timedelta(seconds=1))
            form += f"&ValidityPeriod={max(1, min(seconds, LONGEST_VALIDITY_SECONDS))}"
        content = form.encode("ascii")
        request = httpx.Request("POST", self._url, headers=self._headers, content=content, extensions=self._extensions)
        try:
            answer = await self._transport.handle_async_request(request)
        except UNSENT as error:
            return NotAccepted(f"unreachable:{type(error).__name__}", down=True)
        except httpx.HTTPError as error:
            return Uncertain(f"no_answer:{type(error).__name__}")
        document = _document(answer)
        sid, code = document.get("sid"), document.get("code")
        return judge(
            answer.status_code,
            sid=sid if isinstance(sid, str) else None,
            code=code if isinstance(code, int) else None,
            retry_after=_seconds(answer.headers.get("Retry-After")),
        )

    async def status(self, sid: str) -> Accepted | None:
        """How far a text of ours has come, for want of a receipt; None: no answer now."""
        target = self._url.copy_with(path=f"{self._url.path.removesuffix('.json')}/{quote(sid, safe='')}.json")
        request = httpx.Request("GET", target, headers=self._headers, extensions=self._extensions)
        try:
            answer = await self._transport.handle_async_request(request)
        except httpx.HTTPError:
            return None
        document = _document(answer)
        if answer.status_code != 200 or document.get("sid") != sid:
            return None
        found = _listed(document)
        return Accepted(sid, found.status, found.code)

    async def find(self, to: str, body: str, *, since: datetime) -> Listing:
        """Texts to this number with exactly these words since then, the oldest first."""
        query = urlencode({"To": to, "DateSent>": f"{since - timedelta(seconds=2):%Y-%m-%dT%H:%M:%SZ}"})
        target: httpx.URL | None = self._url.copy_with(query=f"{query}&PageSize={PAGE_SIZE}".encode())
        found: list[Listed] = []
        for _ in range(MOST_PAGES):
            if target is None:
                break
            request = httpx.Request("GET", target, headers=self._headers, extensions=self._extensions)
            try:
                answer = await self._transport.handle_async_request(request)
            except httpx.HTTPError:
                return Listing((), complete=False)
            document = _document(answer)
            messages = document.get("messages")
            if answer.status_code != 200 or not isinstance(messages, list):
                return Listing((), complete=False)
            found += [_listed(each) for each in messages if isinstance(each, dict) and each.get("body") == body]
            following = document.get("next_page_uri")
            target = self._url.join(following) if isinstance(following, str) else None
            if target is not None and target.host != self._url.host:
                return Listing(tuple(found), complete=False)
        return Listing(tuple(reversed(found)), complete=target is None)


async def _bytes_sent(_: str, __: dict[str, Any]) -> None:
    await failpoint("N.bytes_sent")


def _document(answer: httpx.Response) -> dict[str, Any]:
    try:
        document = json.loads(answer.content)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _listed(text: dict[str, Any]) -> Listed:
    code = text.get("error_code")
    status = STATUS.get(str(text.get("status")), State.ACCEPTED)
    return Listed(str(text.get("sid")), status, code if isinstance(code, int) else None)


def _seconds(header: str | None) -> float | None:
    return float(header) if header is not None and header.isascii() and header.isdigit() else None
