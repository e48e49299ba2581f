"""Twilio's two webhooks: receipts of our texts, and texts that came in."""

import re
from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.chassis.errors import Problem
from services.chassis.failpoints import failpoint
from services.chassis.http_server import PlainRoute
from services.chassis.telemetry import WEBHOOKS_REFUSED
from services.notify.delivery.recorder import Recorder
from services.notify.inbound.handler import InboundHandler
from services.notify.model.deliveries import DeliveryStage, attempt_token_from
from services.notify.model.evidence import AcceptedByProvider, Evidence
from services.notify.providers.twilio_sms import SID, STATUS
from services.notify.webhooks.signature import SignatureCheck

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
EMPTY_TWIML: Final = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


class TwilioWebhooks:
    """Fails closed: what is not signed by the provider changes nothing and learns nothing."""

    def __init__(self, *, check: SignatureCheck, account_sid: str, recorder: Recorder, inbound: InboundHandler) -> None:
        self._check = check
        self._account_sid = account_sid
        self._recorder = recorder
        self._inbound = inbound
        self.routes: tuple[PlainRoute, ...] = (
            PlainRoute("/v1/twilio/status", self.status, methods=["POST"], include_in_schema=False),
            PlainRoute("/v1/twilio/inbound", self.inbound, methods=["POST"], include_in_schema=False),
        )

    async def status(self, request: Request) -> Response:
        """A receipt: 204 once it is stored. Which POST it is about is in the URL that we gave with it."""
        form = await self._verified(request)
        token = attempt_token_from(request.query_params.get("t", ""))
        status = form.get("MessageStatus")
        sid = form.get("MessageSid", "")
        if token is not None and status is not None and SID.fullmatch(sid):
            code = form.get("ErrorCode", "")
            known_code = int(code) if code.isascii() and code.isdigit() and len(code) < 7 else None
            await self._recorder.record(
                Evidence(token, AcceptedByProvider(sid, STATUS.get(status, DeliveryStage.ACCEPTED), known_code))
            )
        return Response(status_code=204)

    async def inbound(self, request: Request) -> Response:
        """A text: stored, its consent word in force and its event in the outbox, before the provider hears 200."""
        form = await self._verified(request)
        sid, number = form.get("MessageSid", ""), form.get("From", "")
        if not SID.fullmatch(sid):
            raise Problem(400, "malformed", "No MessageSid")
        if E164.fullmatch(number):  # others are short codes and names: no person, and nobody to answer
            body, to = form.get("Body", ""), form.get("To", "")
            await self._inbound.take(sid, number, body, to=to, answered="OptOutType" in form)
            await failpoint("Y.stored")
        return Response(EMPTY_TWIML, media_type="text/xml")

    async def _verified(self, request: Request) -> Mapping[str, str]:
        presented = request.headers.get("x-twilio-signature")
        if presented is None:
            raise _refused()
        body = await request.body()
        query = request.scope["query_string"]
        target = request.scope["raw_path"] + (b"?" + query if query else b"")
        form = self._check.form(
            presented,
            target=target.decode("latin-1"),
            content_type=request.headers.get("content-type", ""),
            body=body,
        )
        if form is None:
            raise _refused()
        fields = dict(form)
        if fields.get("AccountSid", self._account_sid) != self._account_sid:
            raise _refused()
        return fields


def _refused() -> Problem:
    WEBHOOKS_REFUSED.inc()
    return Problem(403, "forbidden", "Not signed by the provider")
