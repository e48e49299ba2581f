"""The phone network: takes texts, delivers them, reports their status, and brings back what people write."""

import asyncio
import os
from collections.abc import Coroutine
from dataclasses import dataclass
from urllib.parse import urlsplit

from deploy.sandbox.clock import microseconds
from deploy.sandbox.mailbox import Mailbox
from deploy.sandbox.network.consent_words import CarrierConsent, consent_in
from deploy.sandbox.network.event_feed import EventFeed, EventKind
from deploy.sandbox.network.faults import DeliveryPlan, FaultBook, FaultKind, NetworkFault, plan_delivery
from deploy.sandbox.network.journal import Journal
from deploy.sandbox.network.ledger import INBOUND, OUTBOUND, CarrierText, Ledger, StatusCallback
from deploy.sandbox.network.records import (
    RESET,
    Unfinished,
    callback_record,
    consent_record,
    label_record,
    mail_record,
    restore,
    snapshot,
    status_record,
    text_record,
)
from deploy.sandbox.network.segments import count_segments
from deploy.sandbox.settings import SandboxSettings
from deploy.sandbox.webhooks.client import WebhookAnswer, Webhooks

UNDERWAY_LIMIT = 50_000
NOT_ASKED = WebhookAnswer(None, 0)


@dataclass(frozen=True, slots=True)
class TextOrder:
    """A text somebody pays the network to deliver, checked by the API in front."""

    to: str
    sender: str
    body: str
    status_callback: str | None = None
    service_sid: str | None = None
    validity_s: int | None = None


class Carrier:
    def __init__(self, settings: SandboxSettings, journal: Journal, feed: EventFeed, faults: FaultBook) -> None:
        self.ledger = Ledger(settings.keep)
        self.mailbox = Mailbox()
        self.faults = faults
        self.callbacks_answered = 0
        self.callbacks_given_up = 0
        self._settings = settings
        self._journal = journal
        self._feed = feed
        self._webhooks = Webhooks(settings.auth_token, reached_as=reached_as(settings))
        self._usual = DeliveryPlan("delivered", settings.callbacks)
        self._underway: set[asyncio.Task[None]] = set()
        self._unfinished: Unfinished = {}

    # -- texts to phones

    def accept(self, order: TextOrder) -> CarrierText:
        """The text is in the journal when this returns; an OSError means it was not accepted."""
        route = self._usual
        hidden = False
        if self.faults:
            route = plan_delivery(route, self.faults, order.to, validity_s=order.validity_s)
            hidden = self.faults.strike(order.to, FaultKind.HIDDEN_FROM_LIST) is not None
        now = microseconds()
        segments, encoding = count_segments(order.body)
        text = CarrierText(
            sid=f"SM{random_id()}",
            direction=OUTBOUND,
            to=order.to,
            sender=order.sender,
            body=order.body,
            at_us=now,
            segments=segments,
            encoding=encoding,
            status="queued",
            updated_us=now,
            status_callback=order.status_callback,
            service_sid=order.service_sid,
            validity_s=order.validity_s,
            hidden=hidden,
        )
        if self._journal.kept:
            self._journal.write(text_record(text, route))
            self._unfinished[text.sid] = route
        self.ledger.add(text)
        self._feed.publish(EventKind.TEXT, text.as_json)
        self._start(self._deliver(text, route))
        return text

    async def _deliver(self, text: CarrierText, route: DeliveryPlan) -> None:
        if route.delay_ms:
            await asyncio.sleep(route.delay_ms / 1_000 - (microseconds() - text.at_us) / 1_000_000)
        text.status, text.error_code, text.updated_us = route.outcome, route.error_code, microseconds()
        self._journal.write_soon(status_record(text))
        self._feed.publish(EventKind.STATUS, text.status_as_json)
        await self._report(text, route)
        self._unfinished.pop(text.sid, None)

    async def _report(self, text: CarrierText, route: DeliveryPlan) -> None:
        """Post the callbacks still owed, one after the other."""
        url = text.status_callback
        if url is None:
            return
        for status in route.callbacks[len(text.callbacks or ()) :]:
            parameters = status_parameters(self._settings.account_sid, text, status)
            answer = await self._webhooks.post(url, parameters, token=random_id(), forged=route.forged)
            if answer.accepted:
                self.callbacks_answered += 1
            else:
                self.callbacks_given_up += 1
            callback = StatusCallback(status, microseconds(), answer.status, answer.attempts)
            text.callbacks = [*(text.callbacks or ()), callback]
            self._journal.write_soon(callback_record(text, callback))

    # -- texts from phones

    async def text_from_phone(self, number: str, body: str, hotline: str | None) -> tuple[CarrierText, WebhookAnswer]:
        """A person texts: the carrier acts on consent words, then the webhook hears of it."""
        hotline = hotline or self._hotline_of(number)
        now = microseconds()
        segments, encoding = count_segments(body)
        sid = f"SM{random_id()}"
        text = CarrierText(
            sid, INBOUND, hotline, number, body, now, segments, encoding, status="received", updated_us=now
        )
        if self._journal.kept:
            self._journal.write(text_record(text))
        self.ledger.add(text)
        self._apply_consent(number, hotline, consent_in(body))
        self._feed.publish(EventKind.INBOUND, text.as_json)
        answer = await self._post_inbound(text)
        if answer is not NOT_ASKED:
            callback = StatusCallback("received", microseconds(), answer.status, answer.attempts)
            text.callbacks = [callback]
            self._journal.write_soon(callback_record(text, callback))
            self._feed.publish(EventKind.STATUS, text.status_as_json)
        return text, answer

    async def _post_inbound(self, text: CarrierText) -> WebhookAnswer:
        url, signed_url = self._settings.inbound_url, self._settings.public_inbound_url
        if url is None or signed_url is None:
            return NOT_ASKED
        forged = self.faults.strike(text.sender, FaultKind.INBOUND_FORGED) is not None
        repeated = self.faults.strike(text.sender, FaultKind.INBOUND_REPEATED) or NetworkFault(
            FaultKind.INBOUND_REPEATED, times=1
        )
        parameters = inbound_parameters(self._settings.account_sid, text)
        token = random_id()
        answer = NOT_ASKED
        for _ in range(repeated.times):
            answer = await self._webhooks.post(signed_url, parameters, token=token, forged=forged)
        return answer

    def _hotline_of(self, number: str) -> str:
        """People answer whoever texted them last."""
        phone = self.ledger.known_phone(number)
        for text in reversed(phone.texts) if phone else ():
            return text.sender if text.direction == OUTBOUND else text.to
        return self.ledger.last_sender or self.hotline_number

    @property
    def hotline_number(self) -> str:
        return self._settings.hotline_number

    def _apply_consent(self, number: str, hotline: str, consent: CarrierConsent | None) -> None:
        blocked = self.ledger.phone(number).blocked
        match consent:
            case CarrierConsent.REVOKED:
                blocked.add(hotline)
            case CarrierConsent.GIVEN if hotline in blocked:
                blocked.discard(hotline)
            case _:
                return
        self._journal.write(consent_record(number, hotline, blocked=hotline in blocked))
        self._feed.publish(EventKind.PHONE, self.ledger.phone(number).as_json)

    # -- mail, names, and starting afresh

    def take_mail(self, sender: str, recipients: tuple[str, ...], source: bytes) -> None:
        mail = self.mailbox.put(sender, recipients, source, microseconds())
        if self._journal.kept:
            self._journal.write(mail_record(mail))
        self._feed.publish(EventKind.MAIL, mail.as_json)

    def name_phone(self, number: str, label: str) -> None:
        self._journal.write(label_record(number, label))
        phone = self.ledger.phone(number)
        phone.label = label
        self._feed.publish(EventKind.PHONE, phone.as_json)

    def reset(self) -> None:
        """Texts, opt-outs and mail are gone; callbacks on the way are called off."""
        for task in self._underway:
            task.cancel()
        self._unfinished.clear()
        self.ledger.clear()
        self.mailbox.clear()
        self._journal.write(RESET)
        self.compact_journal()
        self._feed.publish(EventKind.RESET, dict)

    # -- life

    def restore(self) -> None:
        """Be what the process before was, and take up what it still owed."""
        owed = restore(self._journal.open(), self.ledger, self.mailbox)
        self._unfinished.update(owed)
        self.compact_journal()
        for sid, route in owed.items():
            if text := self.ledger.get(sid):
                self._start(self._deliver(text, route))

    def compact_journal(self) -> None:
        if self._journal.kept and self._journal.lines > 4 * (len(self.ledger) + len(self.mailbox)) + 100:
            self._journal.rewrite(snapshot(self.ledger, self.mailbox, self._unfinished))

    def _start(self, work: Coroutine[None, None, None]) -> None:
        """Beyond the limit a status is never reported: a real network would not wait for a dead webhook either."""
        if len(self._underway) >= UNDERWAY_LIMIT:
            self.callbacks_given_up += 1
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._underway.add(task)
        task.add_done_callback(self._underway.discard)

    @property
    def underway(self) -> int:
        return len(self._underway)

    async def close(self, patience_s: float = 2.0) -> None:
        """Give callbacks a moment; with a journal the rest are posted after the next start."""
        if self._underway:
            await asyncio.wait(self._underway, timeout=patience_s)
        for task in self._underway:
            task.cancel()
        self._webhooks.close()
        self._journal.close()


def status_parameters(account_sid: str, text: CarrierText, status: str) -> list[tuple[str, str]]:
    parameters = [
        ("AccountSid", account_sid),
        ("ApiVersion", "2010-04-01"),
        ("From", text.sender),
        ("MessageSid", text.sid),
        ("MessageStatus", status),
        ("SmsSid", text.sid),
        ("SmsStatus", status),
        ("To", text.to),
    ]
    if text.service_sid:
        parameters.append(("MessagingServiceSid", text.service_sid))
    if text.error_code and status == text.status:
        parameters.append(("ErrorCode", str(text.error_code)))
    return parameters


def inbound_parameters(account_sid: str, text: CarrierText) -> list[tuple[str, str]]:
    return [
        ("AccountSid", account_sid),
        ("ApiVersion", "2010-04-01"),
        ("Body", text.body),
        ("From", text.sender),
        ("MessageSid", text.sid),
        ("NumMedia", "0"),
        ("NumSegments", str(text.segments)),
        ("SmsMessageSid", text.sid),
        ("SmsSid", text.sid),
        ("SmsStatus", "received"),
        ("To", text.to),
    ]


def reached_as(settings: SandboxSettings) -> tuple[str, str] | None:
    """The public origin of the webhooks and the one they are reached under, where the two differ."""
    if not settings.public_inbound_url or not settings.inbound_url:
        return None
    public, reached = (urlsplit(url) for url in (settings.public_inbound_url, settings.inbound_url))
    origins = (f"{public.scheme}://{public.netloc}", f"{reached.scheme}://{reached.netloc}")
    return origins if origins[0] != origins[1] else None


def random_id() -> str:
    """32 hex digits, as in a SID."""
    return os.urandom(16).hex()
