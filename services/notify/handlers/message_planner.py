"""Everything notify reacts to: requests for messages, and how networks sign."""

import base64
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

import structlog

from schemas.envelope import EventData, Received, kind_of
from schemas.events.message import (
    CallerErasedV1,
    CallerMessageRequestedV1,
    PersonErasedV1,
    VolunteerMessageRequestedV1,
)
from schemas.events.network import NetworkChangedV1
from schemas.events.receipt import NotedByDispatchV1, NotedByIntakeV1
from schemas.phone_numbers import may_be_texted
from services.chassis.batch_handler import Handler
from services.chassis.clocks import PeerClocks
from services.chassis.errors import Reject
from services.chassis.revisions import refuse_jump
from services.chassis.sealing import KeyMissing, Sealer, Tampered
from services.chassis.unit_of_work import UnitOfWork
from services.notify.contacts.erasing import forget_callers, forget_people
from services.notify.contacts.numbers import optout_indexes
from services.notify.delivery.planning import plan
from services.notify.delivery.recorder import announce
from services.notify.delivery.text_caps import TextCaps
from services.notify.model import purposes
from services.notify.model.contacts import ConsentState, Recipient
from services.notify.model.deliveries import Announcement, Message
from services.notify.model.messages import (
    AskedBy,
    Deliverable,
    DeliveryChannel,
    PlannedMessage,
    RequestedMessage,
    Undeliverable,
)
from services.notify.store.caller_texts import CallerTextStore
from services.notify.store.contacts import ContactStore
from services.notify.store.messages import MessageStore
from services.notify.wording.placeholders import SEALED

log = structlog.get_logger()

KINDS: tuple[type[EventData], ...] = (
    VolunteerMessageRequestedV1,
    PersonErasedV1,
    CallerMessageRequestedV1,
    CallerErasedV1,
    NetworkChangedV1,
    NotedByDispatchV1,
    NotedByIntakeV1,
)


class MessagePlanner:
    """Plans messages, a batch in one transaction; `wake` tells the senders of what it committed."""

    def __init__(
        self,
        sealer: Sealer,
        *,
        production: bool,
        allow_prefixes: tuple[str, ...],
        wake: Callable[[Collection[DeliveryChannel]], None],
        caps: TextCaps,
        clocks: PeerClocks | None = None,
    ) -> None:
        self._sealer = sealer
        self._production = production
        self._allow_prefixes = allow_prefixes
        self._wake = wake
        self._clocks = clocks or PeerClocks()
        self._caps = caps

    def handlers(self) -> dict[str, Handler]:
        return {
            VolunteerMessageRequestedV1.TOPIC: self.for_people,
            CallerMessageRequestedV1.TOPIC: self.for_callers,
            NetworkChangedV1.TOPIC: self.network_changed,
        }

    async def for_people(
        self, unit: UnitOfWork, batch: Sequence[Received[VolunteerMessageRequestedV1 | PersonErasedV1]]
    ) -> None:
        """To volunteers and staff, whose numbers only notify knows; those who are erased come after their texts."""
        events = kind_of(batch, VolunteerMessageRequestedV1)
        recipients = await MessageStore(unit.connection).recipients([event.data.person_id for event in events])
        fresh = await self._plan(
            unit,
            [(self._in_our_time(request_to_person(event)), recipients.get(event.data.person_id)) for event in events],
        )
        chosen = {
            event.data.person_id: (event.data.new_language, event.at)
            for event in sorted(events, key=lambda event: event.at)
            if event.data.new_language is not None and event.data.message_id in fresh
        }
        if chosen:
            await ContactStore(unit.connection).set_languages(chosen, unit.now)
        await forget_people(unit, [event.data.person_id for event in kind_of(batch, PersonErasedV1)], self._sealer)

    async def for_callers(
        self, unit: UnitOfWork, batch: Sequence[Received[CallerMessageRequestedV1 | CallerErasedV1]]
    ) -> None:
        """To callers who said that texts are safe; the number came with the request."""
        events = kind_of(batch, CallerMessageRequestedV1)
        requests = [self._in_our_time(request_to_caller(event)) for event in events]
        indexes = {request.message_id: self._caller_index(request) for request in requests}
        known = [index for index, *_ in indexes.values() if index is not None]
        suppressed = await ContactStore(unit.connection).suppressed(
            [form for _, _, forms in indexes.values() for form in forms]
        )
        caps = await self._caps.of_numbers(unit.connection, known, unit.now)
        asked: list[tuple[RequestedMessage, Recipient]] = []
        for request in requests:
            index, allowed, forms = indexes[request.message_id]
            stopped = not suppressed.isdisjoint(forms)
            goes = index is not None and allowed and not stopped and not (self._production and request.exercise)
            cap = caps.reached((index, request.exercise), request.template) if index is not None and goes else None
            if cap is not None:
                self._caps.tell_of(cap, unit.now)
            asked.append((request, _caller(index, suppressed=stopped, allowed=allowed, capped=cap is not None)))
        await self._plan(unit, asked)
        if caps.counted:
            await CallerTextStore(unit.connection).count(caps.counted, unit.now)
        erased = [report_id for event in kind_of(batch, CallerErasedV1) for report_id in event.data.report_ids]
        await forget_callers(unit, erased)

    async def network_changed(self, unit: UnitOfWork, events: Sequence[Received[NetworkChangedV1]]) -> None:
        store = MessageStore(unit.connection)
        for event in events:
            refuse_jump(f"network {event.data.network_id}", event.data.revision, unit.now)
            await store.save_network(event.data)

    async def _plan(self, unit: UnitOfWork, asked: Sequence[tuple[RequestedMessage, Recipient | None]]) -> set[UUID]:
        """The ids of those that were not asked for before."""
        once = {request.message_id: (request, recipient) for request, recipient in asked}
        planned = [
            PlannedMessage(
                request,
                plan(request, recipient, now=unit.now, production=self._production),
                recipient.optout_index if recipient else None,
            )
            for request, recipient in once.values()
        ]
        fresh = await MessageStore(unit.connection).add(planned, unit.now)
        for each in planned:
            if isinstance(each.plan, Undeliverable) and each.request.message_id in fresh:
                announce(unit, as_ended(each.request), Announcement("none", each.plan.state, each.plan.reason))
        channels = {
            channel
            for each in planned
            if isinstance(each.plan, Deliverable) and each.request.message_id in fresh
            for channel in each.plan.channels
        }
        if channels:
            unit.after_commit.append(partial(self._wake, channels))
        return fresh

    def _in_our_time(self, request: RequestedMessage) -> RequestedMessage:
        """Until when it may go out, by our clock: it would else be over at once, or never."""
        asked_by = request.asked_by.value
        return replace(request, not_after=request.not_after and self._clocks.in_ours(asked_by, request.not_after))

    def _caller_index(self, request: RequestedMessage) -> tuple[bytes | None, bool, tuple[bytes, ...]]:
        """(blind index of the number, may be texted at all, every index it may have been stopped under); no index: the
        number cannot be read."""
        try:
            number = self._sealer.open_text(
                request.sealed_contact or b"", purpose=purposes.CALLER, record=str(request.subject_id)
            )
        except (KeyMissing, Tampered, UnicodeDecodeError):
            log.error("request.unreadable_contact", message_id=str(request.message_id))
            return None, False, ()
        forms = optout_indexes(self._sealer, number)
        return forms[0], may_be_texted(number, self._allow_prefixes), forms


def _caller(index: bytes | None, *, suppressed: bool, allowed: bool, capped: bool) -> Recipient:
    return Recipient(
        consent=ConsentState.OPTED_IN,
        phone=True,
        email=False,
        suppressed=suppressed,
        allowed=allowed,
        capped=capped,
        readable=index is not None,
        optout_index=index,
    )


def _nothing_that_must_be_sealed(params: Mapping[str, str]) -> dict[str, str]:
    """
    Raises:
        Reject: a place, or somebody's own words, in clear.
    """
    if in_clear := sorted(SEALED & params.keys()):
        raise Reject(f"params in clear: {', '.join(in_clear)}")
    return dict(params)


def request_to_person(event: Received[VolunteerMessageRequestedV1]) -> RequestedMessage:
    data = event.data
    return RequestedMessage(
        message_id=data.message_id,
        asked_by=AskedBy.DISPATCH,
        network_id=data.network_id,
        subject_id=data.subject_id,
        person_id=data.person_id,
        template=data.template,
        message_class=data.message_class,
        requested_at=event.at,
        params=_nothing_that_must_be_sealed(data.params),
        sealed_params=_bytes(data.sealed_params),
        not_after=data.not_after,
        exercise=data.exercise,
        channels=data.channels,
        correlation_id=event.correlation_id,
    )


def request_to_caller(event: Received[CallerMessageRequestedV1]) -> RequestedMessage:
    data = event.data
    return RequestedMessage(
        message_id=data.message_id,
        asked_by=AskedBy.INTAKE,
        network_id=data.network_id,
        subject_id=data.subject_id,
        person_id=None,
        template=data.template,
        message_class=data.message_class,
        requested_at=event.at,
        params=_nothing_that_must_be_sealed(data.params),
        sealed_params=_bytes(data.sealed_params),
        sealed_contact=_bytes(data.sealed_contact),
        language=data.language,
        not_after=data.not_after,
        exercise=data.exercise,
        correlation_id=event.correlation_id,
    )


def as_ended(request: RequestedMessage) -> Message:
    """A message that no channel was used for, as it is announced."""
    return Message(
        message_id=request.message_id,
        asked_by=request.asked_by,
        subject_id=request.subject_id,
        person_id=request.person_id,
        template=request.template,
        urgency=0,
        not_after=None,
        requested_at=request.requested_at,
        correlation_id=request.correlation_id,
        finished=None,
        has_email=False,
        deliveries=(),
    )


def _bytes(sealed: str | None) -> bytes | None:
    """Sealed values are base64 only as long as they travel."""
    if sealed is None:
        return None
    try:
        return base64.b64decode(sealed, validate=True)
    except ValueError:
        return b""  # opens as tampered, and the message ends as failed
