"""Texts by Twilio's Messages resource, or anything of its shape: one POST, and its list to look texts up in."""

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote, quote_plus, urlencode

import httpx

from services.chassis.failpoints import failpoint
from services.chassis.http_client import Timeout, Transport
from services.notify.model.deliveries import AttemptToken, DeliveryStage
from services.notify.model.evidence import (
    AcceptedByProvider,
    DeferredByProvider,
    ListedText,
    OutcomeUnknown,
    ProviderVerdict,
    RejectedByProvider,
    TextListing,
)
from services.notify.settings import SmsSettings

LONGEST_VALIDITY_SECONDS: Final = 36_000
MOST_PAGES: Final = 5
PAGE_SIZE: Final = 200
SID: Final = re.compile(r"[A-Za-z0-9]{1,64}")
"""What may be kept as the provider's id of a text; anything else that it says there is none."""
RETRY_AFTER: Final = re.compile(r"[0-9]{1,6}")
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
    "queued": DeliveryStage.ACCEPTED,
    "accepted": DeliveryStage.ACCEPTED,
    "scheduled": DeliveryStage.ACCEPTED,
    "sending": DeliveryStage.ACCEPTED,
    "sent": DeliveryStage.SENT,
    "delivered": DeliveryStage.DELIVERED,
    "read": DeliveryStage.DELIVERED,
    "undelivered": DeliveryStage.UNDELIVERED,
    "failed": DeliveryStage.FAILED,
    "canceled": DeliveryStage.FAILED,
}
"""MessageStatus as we understand it; others say nothing beyond acceptance."""
ERROR_CODES: Final[Mapping[int, ProviderVerdict]] = {
    21211: RejectedByProvider("provider:21211"),  # not a valid number
    21610: RejectedByProvider("opted_out", opted_out=True),  # STOP was texted to our number
    21614: RejectedByProvider("provider:21614"),  # not a mobile number
    30007: RejectedByProvider("provider:30007"),  # filtered: the same text meets the same answer
}
"""Codes that end a text for good, and what each lets one conclude; any other is judged by its HTTP status."""


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
        self._callback = f"&StatusCallback={callback}"
        self._after_token = quote(RETRY_CALLBACKS, safe="")
        timeout = Timeout(settings.total_seconds, connect=settings.connect_seconds)
        self._extensions: dict[str, Any] = {"timeout": timeout.as_dict(), "trace": _bytes_sent}

    async def send(
        self, to: str, body: str, *, sender: str, token: AttemptToken, now: datetime, not_after: datetime | None
    ) -> ProviderVerdict:
        """One POST. Nothing of the answer is logged: it repeats number and words."""
        addressed = f"From={quote(sender, safe='')}&To={quote(to, safe='')}"
        form = f"{addressed}{self._callback}{token}{self._after_token}&Body={quote_plus(body)}"
        if not_after is not None:
            seconds = int((not_after - now) / timedelta(seconds=1))
            form += f"&ValidityPeriod={max(1, min(seconds, LONGEST_VALIDITY_SECONDS))}"
        content = form.encode("ascii")
        request = httpx.Request("POST", self._url, headers=self._headers, content=content, extensions=self._extensions)
        try:
            answer = await self._transport.handle_async_request(request)
        except UNSENT as error:
            return DeferredByProvider(f"unreachable:{type(error).__name__}", down=True)
        except httpx.HTTPError as error:
            return OutcomeUnknown(f"no_answer:{type(error).__name__}")
        document = _document(answer)
        sid, code = document.get("sid"), document.get("code")
        return verdict_of(
            answer.status_code,
            sid=_sid(sid),
            code=_code(code),
            retry_after=_seconds(answer.headers.get("Retry-After")),
        )

    async def status(self, sid: str) -> AcceptedByProvider | None:
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
        return AcceptedByProvider(sid, found.status, found.code)

    async def find(self, to: str, body: str, *, since: datetime) -> TextListing:
        """Texts to this number with exactly these words since then, the oldest first."""
        query = urlencode({"To": to, "DateSent>": f"{since - timedelta(seconds=2):%Y-%m-%dT%H:%M:%SZ}"})
        target: httpx.URL | None = self._url.copy_with(query=f"{query}&PageSize={PAGE_SIZE}".encode())
        found: list[ListedText] = []
        for _ in range(MOST_PAGES):
            if target is None:
                break
            request = httpx.Request("GET", target, headers=self._headers, extensions=self._extensions)
            try:
                answer = await self._transport.handle_async_request(request)
            except httpx.HTTPError:
                return TextListing((), complete=False)
            document = _document(answer)
            messages = document.get("messages")
            if answer.status_code != 200 or not isinstance(messages, list):
                return TextListing((), complete=False)
            found += [_listed(each) for each in messages if isinstance(each, dict) and each.get("body") == body]
            following = document.get("next_page_uri")
            try:
                target = self._url.join(following) if isinstance(following, str) else None
            except httpx.InvalidURL:
                return TextListing(tuple(found), complete=False)
            if target is not None and (target.scheme, target.netloc) != (self._url.scheme, self._url.netloc):
                return TextListing(tuple(found), complete=False)
        return TextListing(tuple(reversed(found)), complete=target is None)


def verdict_of(
    status: int, *, sid: str | None = None, code: int | None = None, retry_after: float | None = None
) -> ProviderVerdict:
    """What the answer to a POST means: what was provably not accepted may be tried again (rule R78).

    A 503 that carries the provider's own error code comes from the provider's door and is a refusal; one without may
    come from anything on the way there, after the text was taken.
    """
    if 200 <= status < 300:
        return AcceptedByProvider(sid)
    if code is not None and code in ERROR_CODES:
        return ERROR_CODES[code]
    reason = f"provider:{code or status}"
    if status == 429 or (status == 503 and code is not None):
        return DeferredByProvider(reason, retry_after, down=True)
    if 300 <= status < 500 and (status != 408 or code is not None):
        return DeferredByProvider(reason, retry_after)
    return OutcomeUnknown(reason)


async def _bytes_sent(_: str, __: dict[str, Any]) -> None:
    await failpoint("N.bytes_sent")


def _document(answer: httpx.Response) -> dict[str, Any]:
    try:
        document = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _listed(text: dict[str, Any]) -> ListedText:
    status = STATUS.get(str(text.get("status")), DeliveryStage.ACCEPTED)
    return ListedText(_sid(text.get("sid")) or "", status, _code(text.get("error_code")))


def _sid(said: object) -> str | None:
    return said if isinstance(said, str) and SID.fullmatch(said) else None


def _code(said: object) -> int | None:
    """As a column holds it."""
    return said if isinstance(said, int) and 0 <= said < 1_000_000 else None


def _seconds(header: str | None) -> float | None:
    return float(header) if header is not None and RETRY_AFTER.fullmatch(header) else None
