"""What intake does with the news of dispatch and notify: keep a report's progress, and tell callers what was found."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID, uuid5

import structlog

from schemas.envelope import EventData, Received
from schemas.events.delivery import CallerDeliveryChangedV1
from schemas.events.incident import (
    EndingChosenV1,
    FindingReviewedV1,
    IncidentClosedV1,
    IncidentOpenedV1,
    ReportLinkedV1,
    ReportUnservedV1,
)
from schemas.events.network import NetworkChangedV1
from schemas.events.receipt import NotedByDispatchV1, NotedByNotifyV1
from schemas.events.reply import InboundTextReceivedV1
from schemas.events.report import CallerTextedV1
from schemas.reply_text.callers_cries import cries_out
from schemas.values import Channel, Request, Trust
from services.chassis.batch_handler import Handler
from services.chassis.database import Database
from services.chassis.errors import Reject
from services.chassis.unit_of_work import UnitOfWork
from services.intake.callers.notices import TEXT_ANSWER_FRESH, cry_taken, text_taken
from services.intake.handlers.answers import tell_ending, tell_finding, tell_unserved
from services.intake.model.network import NOBODYS_NETWORK
from services.intake.model.prepared import PreparedReport
from services.intake.model.report import CallerText
from services.intake.model.source import Source
from services.intake.reports.draft import ReportDraft
from services.intake.reports.factory import ReportFactory
from services.intake.reports.redaction import cleaned
from services.intake.reports.ref_allocator import RefAllocator
from services.intake.store.news import NewsStore
from services.intake.store.reports import ReportStore

log = structlog.get_logger()

GROUP: Final = "hotline.intake.main"
KINDS: Final[tuple[type[EventData], ...]] = (
    IncidentOpenedV1,
    ReportLinkedV1,
    ReportUnservedV1,
    FindingReviewedV1,
    EndingChosenV1,
    IncidentClosedV1,
    NetworkChangedV1,
    CallerDeliveryChangedV1,
    InboundTextReceivedV1,
    NotedByDispatchV1,
    NotedByNotifyV1,
)
LONGEST_TEXT: Final = 4000
TEXTS_TO_THE_LINE: Final = UUID("8c3c0f6e-5b7a-4d9f-9a55-0c7d5d2f6b11")

Kind = TypeVar("Kind", bound=EventData)


class IntakeEventHandlers:
    """Handlers over batches; each says the same when an event comes twice.

    Args:
        default_network: whose report a text from an unknown number becomes; None: the first network known.
    """

    def __init__(
        self, database: Database, factory: ReportFactory, refs: RefAllocator, *, default_network: str | None
    ) -> None:
        self._database = database
        self._factory = factory
        self._refs = refs
        self._default_network = default_network

    def handlers(self) -> Mapping[str, Handler]:
        """Everything intake reacts to."""
        return {
            IncidentOpenedV1.TOPIC: self.on_incidents,
            NetworkChangedV1.TOPIC: self.on_networks,
            CallerDeliveryChangedV1.TOPIC: self.on_deliveries,
            InboundTextReceivedV1.TOPIC: self.on_texts,
        }

    async def on_incidents(self, unit: UnitOfWork, events: Sequence[Received[Any]]) -> None:
        """In the order of an incident's life, which is also the order within its partition."""
        store = NewsStore(unit.connection)
        opened, linked = _of(events, IncidentOpenedV1), _of(events, ReportLinkedV1)
        if opened:
            await store.save_opened(opened)
        if opened or linked:
            await store.save_joined([*opened, *linked])
        if unserved := _of(events, ReportUnservedV1):
            await store.save_unserved([event.data for event in unserved])
        for event in events:
            await self._tell(unit, store, event)
        if closed := _of(events, IncidentClosedV1):
            await store.save_closed(closed)

    async def _tell(self, unit: UnitOfWork, store: NewsStore, event: Received[Any]) -> None:
        """What callers are told, in the order in which it was decided."""
        match event.data:
            case ReportUnservedV1():
                await tell_unserved(unit, self._factory, event)
            case FindingReviewedV1() as reviewed:
                await store.save_reviewed(reviewed, reviewed_at=event.at)
                await tell_finding(unit, self._factory, event)
            case EndingChosenV1() as chosen:
                await store.save_ending(chosen)
                await tell_ending(unit, self._factory, event)

    async def on_networks(self, unit: UnitOfWork, events: Sequence[Received[NetworkChangedV1]]) -> None:
        await NewsStore(unit.connection).save_networks([event.data for event in events])

    async def on_deliveries(self, unit: UnitOfWork, events: Sequence[Received[Any]]) -> None:
        await NewsStore(unit.connection).save_deliveries([e.data for e in _of(events, CallerDeliveryChangedV1)])

    async def on_texts(self, unit: UnitOfWork, events: Sequence[Received[InboundTextReceivedV1]]) -> None:
        """A text about a report that we know joins it; any other is one of its own, whose number is not texted.

        Both wait for a person; a cry has one paged at once.
        """
        store = ReportStore(unit.connection)
        known = await store.existing([str(event.data.report_id) for event in events if event.data.report_id])
        texts = [event.data for event in events if str(event.data.report_id) in known]
        others = [event.data for event in events if str(event.data.report_id) not in known]
        if texts:
            await self._add_texts(unit, store, texts)
        if others:
            default = self._default_network or await store.first_network() or NOBODYS_NETWORK
            prepared = [await self._report_of(unit, each, each.network_id or default) for each in others]
            prepared.sort(key=lambda each: each.report.idempotency_key)
            there_before = await store.add_reports(prepared)
            cries = {str(text.inbound_id) for text in others if self._cries(text)}
            for report in (each.report for each in prepared):
                if report.idempotency_key in cries and report.report_id not in there_before:
                    _announce_text(unit, UUID(report.report_id), report.network_id, exercise=False, cries=True)

    async def _add_texts(self, unit: UnitOfWork, store: ReportStore, texts: Sequence[InboundTextReceivedV1]) -> None:
        """Beside their reports, for a person to read: all are told of, and who may be texted is answered.

        Once about a report, and each cry.
        """
        added = await store.add_caller_texts([self._caller_text(text) for text in texts])
        cries = {text.report_id: text.inbound_id for text in texts if self._cries(text)}
        for each in sorted(added, key=lambda each: each.report_id):
            _announce_text(unit, each.report_id, each.network_id, exercise=each.exercise, cries=each.report_id in cries)
        for caller in await store.callers([each.report_id for each in added]):
            cry = cries.get(caller.report_id)
            if (network := (await store.networks([caller.network_id])).get(caller.network_id)) is not None:
                notice = cry_taken(caller.ref, network, str(cry)) if cry else text_taken(caller.ref, network)
                unit.outgoing.append(
                    self._factory.request_notice(caller, notice, now=unit.now, fresh_for=TEXT_ANSWER_FRESH)
                )

    def _caller_text(self, text: InboundTextReceivedV1) -> CallerText:
        assert text.report_id is not None, "only a text about a report joins one"
        words = self._words_of(text)
        return self._factory.caller_text(text.inbound_id, text.report_id, cleaned(words), text.received_at)

    def _cries(self, text: InboundTextReceivedV1) -> bool:
        return cries_out(self._words_of(text))

    def _words_of(self, text: InboundTextReceivedV1) -> str:
        words = self._factory.open_text(text.sealed_text, purpose="inbound.text", record=text.inbound_id)
        return words[:LONGEST_TEXT]

    async def _report_of(self, unit: UnitOfWork, text: InboundTextReceivedV1, network_id: str) -> PreparedReport:
        source = Source(uuid5(TEXTS_TO_THE_LINE, network_id), "texts to the line", network_id, Trust.PUBLIC, 1, 1)
        release_contexts, _ = await ReportStore(unit.connection).release_contexts([(source.id, network_id)])
        words = self._words_of(text)
        draft = ReportDraft(
            request=Request.OBSERVE,  # until a person has read it: a sighting must not wait behind questions
            channel=Channel.SMS,
            narrative=cleaned(words),
            phone=self._factory.open_text(text.sealed_contact, purpose="inbound.contact", record=text.inbound_id),
        )
        async with self._database.connection() as outside:  # a lease that is rolled back would be leased twice
            ref = await self._refs.take(ReportStore(outside), network_id, unit.now.date())
        prepared = self._factory.prepare(
            draft,
            source=source,
            idempotency_key=str(text.inbound_id),
            body=words.encode(),
            context=release_contexts[source.id],
            ref=ref,
            now=unit.now,
        )
        if not isinstance(prepared, PreparedReport):
            raise Reject(f"text {text.inbound_id} does not fit a report at {prepared.pointer}")
        return prepared


def _of(events: Sequence[Received[Any]], kind: type[Kind]) -> list[Received[Kind]]:
    return [event for event in events if isinstance(event.data, kind)]


def _announce_text(unit: UnitOfWork, report_id: UUID, network_id: str, *, exercise: bool, cries: bool) -> None:
    texted = CallerTextedV1(report_id=report_id, network_id=network_id, exercise=exercise, cries=cries)
    unit.announce(texted, subject=str(report_id), correlation_id=report_id)
