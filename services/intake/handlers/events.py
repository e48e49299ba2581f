"""What intake does with the news of dispatch and notify: keep a report's progress, and tell callers what was found."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID, uuid5

import structlog

from schemas.envelope import EventData, Received, kind_of
from schemas.events.delivery import CallerDeliveryChangedV1
from schemas.events.incident import (
    CheckDelayedV1,
    EndingChosenV1,
    FindingReviewedV1,
    IncidentClosedV1,
    IncidentOpenedV1,
    LegalHoldChangedV1,
    ReportHeldBackV1,
    ReportLinkedV1,
    ReportUnservedV1,
)
from schemas.events.network import NetworkChangedV1
from schemas.events.receipt import NotedByDispatchV1, NotedByNotifyV1
from schemas.events.reply import InboundTextReceivedV1
from schemas.events.report import CallerTextedV1
from schemas.reply_text.callers_cries import cries_out
from schemas.reply_text.callers_thanks import only_thanks
from schemas.reply_text.languages import language_of
from schemas.values import Channel, Request, Trust, uuid7
from services.chassis.batch_handler import Handler, TellOf, Unhandled
from services.chassis.database import Database
from services.chassis.errors import Reject, TryAgain
from services.chassis.revisions import refuse_jump
from services.chassis.sealing import KeyMissing, Tampered
from services.chassis.unit_of_work import UnitOfWork
from services.intake.callers.notices import TEXT_ANSWER_FRESH, cry_taken, text_taken, whom_to_call
from services.intake.handlers.answers import tell_answer, tell_delay
from services.intake.handlers.held_back import hold_again
from services.intake.model.network import NOBODYS_NETWORK
from services.intake.model.prepared import PreparedReport
from services.intake.model.report import CallerText, TextableCaller, TextedReport
from services.intake.model.source import Source
from services.intake.reports.draft import ReportDraft
from services.intake.reports.factory import ReportFactory
from services.intake.reports.redaction import cleaned
from services.intake.reports.ref_allocator import RefAllocator
from services.intake.store.callers import CallerStore
from services.intake.store.legal_holds import HeldReportStore
from services.intake.store.news import NewsStore
from services.intake.store.reports import ReportStore

log = structlog.get_logger()

GROUP: Final = "hotline.intake.main"
KINDS: Final[tuple[type[EventData], ...]] = (
    IncidentOpenedV1,
    ReportLinkedV1,
    ReportUnservedV1,
    ReportHeldBackV1,
    FindingReviewedV1,
    EndingChosenV1,
    CheckDelayedV1,
    IncidentClosedV1,
    LegalHoldChangedV1,
    NetworkChangedV1,
    CallerDeliveryChangedV1,
    InboundTextReceivedV1,
    NotedByDispatchV1,
    NotedByNotifyV1,
)
LONGEST_TEXT: Final = 4000
UNREADABLE: Final = "(A text that could not be read; call. / Un texto que no se pudo leer; llame.)"
"""What stands in the place of its words."""
TEXTS_TO_THE_LINE: Final = UUID("8c3c0f6e-5b7a-4d9f-9a55-0c7d5d2f6b11")


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

    def tellers(self) -> Mapping[str, TellOf]:
        """Who is told of what had to be set aside."""
        return {InboundTextReceivedV1.TOPIC: self.tell_of_text}

    async def on_incidents(self, unit: UnitOfWork, events: Sequence[Received[Any]]) -> None:
        """In the order of an incident's life, which is also the order within its partition."""
        store = NewsStore(unit.connection)
        opened, linked = kind_of(events, IncidentOpenedV1), kind_of(events, ReportLinkedV1)
        if opened:
            await store.save_opened(opened)
        if opened or linked:
            await store.save_joined([*opened, *linked])
        if unserved := kind_of(events, ReportUnservedV1):
            await store.save_unserved([event.data for event in unserved])
        if held_back := kind_of(events, ReportHeldBackV1):
            await hold_again(unit, [event.data for event in held_back])
        for event in events:
            await self._tell(unit, store, event)
        if closed := kind_of(events, IncidentClosedV1):
            await store.save_closed(closed)
        if holds := kind_of(events, LegalHoldChangedV1):
            await HeldReportStore(unit.connection).save([event.data for event in holds])

    async def _tell(self, unit: UnitOfWork, store: NewsStore, event: Received[Any]) -> None:
        """What callers are told, in the order in which it was decided."""
        match event.data:
            case ReportUnservedV1():
                await tell_answer(unit, self._factory, event)
            case FindingReviewedV1() as reviewed:
                await store.save_reviewed(reviewed, reviewed_at=event.at)
                await tell_answer(unit, self._factory, event)
            case CheckDelayedV1():
                await tell_delay(unit, self._factory, event)
            case EndingChosenV1() as chosen:
                await store.save_ending(chosen)
                await tell_answer(unit, self._factory, event)

    async def on_networks(self, unit: UnitOfWork, events: Sequence[Received[NetworkChangedV1]]) -> None:
        for event in events:
            refuse_jump(f"network {event.data.network_id}", event.data.revision, unit.now)
        await NewsStore(unit.connection).save_networks([event.data for event in events])

    async def on_deliveries(self, unit: UnitOfWork, events: Sequence[Received[Any]]) -> None:
        await NewsStore(unit.connection).save_deliveries([e.data for e in kind_of(events, CallerDeliveryChangedV1)])

    async def on_texts(self, unit: UnitOfWork, events: Sequence[Received[InboundTextReceivedV1]]) -> None:
        """A text about a report joins it: the one that we texted about, else the latest of its number (rule R55).

        Any other is a report of its own. Both wait for a person; a cry has one paged at once. Nobody is answered who
        did not say that texts are safe (rule R7), but a stranger who cries, once.
        """
        store, texts = ReportStore(unit.connection), [event.data for event in events]
        default = self._default_network or await store.first_network() or NOBODYS_NETWORK
        known = await self._reports_of(unit, texts)
        done = await store.first_uses([_use_of(text, text.network_id or default) for text in texts])
        opening: dict[tuple[bytes, str], PreparedReport] = {}
        joining: list[InboundTextReceivedV1] = []
        for text in texts:
            network_id = text.network_id or default
            first = opening.get(number := (self._number_index(text), network_id))
            if _use_of(text, network_id) in done:
                continue
            if (report_id := known.get(text.inbound_id) or (first and UUID(first.report.report_id))) is not None:
                joining.append(text.model_copy(update={"report_id": report_id}))
            elif not text.help_only or self._cries(text):
                opening[number] = await self._report_of(unit, text, network_id)
        if opening:
            await self._add_reports(unit, store, list(opening.values()), texts)
        if joining:
            await self._add_texts(unit, joining)

    async def _reports_of(self, unit: UnitOfWork, texts: Sequence[InboundTextReceivedV1]) -> dict[UUID, UUID]:
        """Of each text the report that it is about, as long as it is there."""
        there = await ReportStore(unit.connection).existing([str(text.report_id) for text in texts if text.report_id])
        by_number = await CallerStore(unit.connection).reports_by_number(
            [(text.inbound_id, self._number_index(text), text.network_id) for text in texts]
        )
        answered = {
            text.inbound_id: text.report_id for text in texts if text.report_id and str(text.report_id) in there
        }
        return by_number | answered

    async def _add_reports(
        self,
        unit: UnitOfWork,
        store: ReportStore,
        prepared: Sequence[PreparedReport],
        texts: Sequence[InboundTextReceivedV1],
    ) -> None:
        callers = CallerStore(unit.connection)
        known = await callers.known_numbers({each.number_index for each in prepared if each.number_index})
        there_before, _ = await store.add_reports(sorted(prepared, key=lambda each: each.report.idempotency_key))
        cries = {str(text.inbound_id) for text in texts if self._cries(text)}
        added = [each for each in prepared if each.report.report_id not in there_before]
        crying = [each for each in added if each.report.idempotency_key in cries]
        await callers.note_cries([UUID(each.report.report_id) for each in crying])
        networks = await store.networks([each.report.network_id for each in crying])
        for report, index in ((each.report, each.number_index) for each in crying):
            texted = TextedReport(UUID(report.report_id), report.network_id, report.ref, exercise=False)
            _announce_text(unit, texted, cries=True)
            network = networks.get(report.network_id)
            if network and index and index not in known and report.sealed_contact and report.caller_language:
                language, contact = report.caller_language, report.sealed_contact
                caller = TextableCaller(texted.report_id, report.network_id, report.ref, language, False, contact)
                known.add(index)
                unit.outgoing.append(
                    self._factory.request_notice(
                        caller, whom_to_call(network), now=unit.now, fresh_for=TEXT_ANSWER_FRESH
                    )
                )

    async def _add_texts(self, unit: UnitOfWork, texts: Sequence[InboundTextReceivedV1]) -> None:
        """Beside their reports, for a person to read: all are told of, and who may be texted is answered.

        Once about a report, and each cry. Thanks are kept, and page nobody.
        """
        store = CallerStore(unit.connection)
        thanks = {text.inbound_id for text in texts if only_thanks(self._words_of(text))}
        if thanks:
            await store.keep_caller_texts([self._caller_text(text) for text in texts if text.inbound_id in thanks])
            texts = [text for text in texts if text.inbound_id not in thanks]
        cries = {text.report_id: text.inbound_id for text in texts if self._cries(text)}
        added = await store.add_caller_texts([self._caller_text(text) for text in texts], cries=cries.values())
        for each in sorted(added, key=lambda each: each.report_id):
            _announce_text(unit, each, cries=each.report_id in cries)
        reports = ReportStore(unit.connection)
        for caller in await store.callers([each.report_id for each in added]):
            cry = cries.get(caller.report_id)
            if (network := (await reports.networks([caller.network_id])).get(caller.network_id)) is not None:
                notice = cry_taken(caller.ref, network, str(cry)) if cry else text_taken(caller.ref, network)
                unit.outgoing.append(
                    self._factory.request_notice(caller, notice, now=unit.now, fresh_for=TEXT_ANSWER_FRESH)
                )

    def _caller_text(self, text: InboundTextReceivedV1) -> CallerText:
        assert text.report_id is not None, "only a text about a report joins one"
        words = self._words_of(text)
        return self._factory.caller_text(text.inbound_id, text.report_id, cleaned(words), text.received_at)

    def _number_index(self, text: InboundTextReceivedV1) -> bytes:
        return self._factory.number_index(self._number_of(text))

    def _number_of(self, text: InboundTextReceivedV1) -> str:
        return self._opened(text, text.sealed_contact, purpose="inbound.contact")

    def _cries(self, text: InboundTextReceivedV1) -> bool:
        return cries_out(self._words_of(text))

    def _words_of(self, text: InboundTextReceivedV1) -> str:
        return self._opened(text, text.sealed_text, purpose="inbound.text")[:LONGEST_TEXT]

    def _opened(self, text: InboundTextReceivedV1, sealed: str, *, purpose: str) -> str:
        """
        Raises:
            KeyMissing: it may yet come.
            Reject: it was not sealed for this text.
        """
        try:
            return self._factory.open_text(sealed, purpose=purpose, record=text.inbound_id)
        except (Tampered, ValueError) as error:
            raise Reject(f"text {text.inbound_id}: unreadable: {type(error).__name__}") from None

    async def _report_of(self, unit: UnitOfWork, text: InboundTextReceivedV1, network_id: str) -> PreparedReport:
        words = self._words_of(text)
        draft = ReportDraft(
            request=Request.OBSERVE,  # until a person has read it: a sighting must not wait behind questions
            channel=Channel.SMS,
            narrative=cleaned(words),
            phone=self._number_of(text),
            caller_language=language_of(words),
        )
        return await self._prepared(unit, draft, network_id, key=str(text.inbound_id), body=words)

    async def _prepared(
        self, unit: UnitOfWork, draft: ReportDraft, network_id: str, *, key: str, body: str
    ) -> PreparedReport:
        source = Source(_line_of(network_id), "texts to the line", network_id, Trust.PUBLIC, 1, 1)
        release_contexts, _ = await ReportStore(unit.connection).release_contexts([(source.id, network_id)])
        async with self._database.connection() as outside:  # a lease that is rolled back would be leased twice
            ref = await self._refs.take(ReportStore(outside), network_id, unit.now.date())
        prepared = self._factory.prepare(
            draft,
            source=source,
            network_id=network_id,
            idempotency_key=key,
            body=body.encode(),
            context=release_contexts[source.id, network_id],
            ref=ref,
            now=unit.now,
        )
        if not isinstance(prepared, PreparedReport):
            raise Reject(f"text {key} does not fit a report at {prepared.pointer}")
        return prepared

    # --- what could not be handled

    async def tell_of_text(self, unit: UnitOfWork, unhandled: Unhandled) -> None:
        """A text that was set aside may be a cry: it is told as one, and stands in the queue without its words, so that
        whoever is on duty can call its sender (rule R124).

        Where not even the number can be read, one report of the day stands for all of a network.
        """
        store, text = ReportStore(unit.connection), unhandled.event.data if unhandled.event is not None else None
        network_id = (text and text.network_id) or self._default_network or await store.first_network()
        network_id = network_id or NOBODYS_NETWORK
        number = self._number_if_readable(text)
        key = f"unreadable {uuid7() if number else unit.now.date()}"
        report_id = await self._report_there(unit, text, network_id, number=number, key=key)
        if report_id is None:
            draft = ReportDraft(Request.OBSERVE, Channel.SMS, narrative=cleaned(UNREADABLE), phone=number)
            prepared = await self._prepared(unit, draft, network_id, key=key, body=UNREADABLE)
            if (await store.add_reports([prepared]))[0]:
                raise TryAgain(f"another text that cannot be read opened {key}")
            report_id = UUID(prepared.report.report_id)
            await CallerStore(unit.connection).note_cries([report_id])
            crying = [TextedReport(report_id, network_id, prepared.report.ref, exercise=False)]
        else:
            words = self._factory.caller_text(uuid7(), report_id, cleaned(UNREADABLE), unit.now)
            crying = await CallerStore(unit.connection).add_caller_texts([words], cries=[words.text_id])
        for each in crying:
            _announce_text(unit, each, cries=True)

    async def _report_there(
        self, unit: UnitOfWork, text: InboundTextReceivedV1 | None, network_id: str, *, number: str | None, key: str
    ) -> UUID | None:
        """The report that a text is about which was set aside, as far as can be told."""
        store = ReportStore(unit.connection)
        if text is not None and text.report_id and await store.existing([str(text.report_id)]):
            return text.report_id
        if text is not None and number is not None:
            index = self._factory.number_index(number)
            asked = [(text.inbound_id, index, text.network_id)]
            return (await CallerStore(unit.connection).reports_by_number(asked)).get(text.inbound_id)
        uses = await store.first_uses([(_line_of(network_id), key)])
        return next((UUID(use.report_id) for use in uses.values()), None)

    def _number_if_readable(self, text: InboundTextReceivedV1 | None) -> str | None:
        try:
            return None if text is None else self._number_of(text)
        except (KeyMissing, Reject):
            return None


def _use_of(text: InboundTextReceivedV1, network_id: str) -> tuple[UUID, str]:
    """The source and the key under which a text is a report of its own."""
    return _line_of(network_id), str(text.inbound_id)


def _line_of(network_id: str) -> UUID:
    """Whose reports the texts to a network's line are."""
    return uuid5(TEXTS_TO_THE_LINE, network_id)


def _announce_text(unit: UnitOfWork, report: TextedReport, *, cries: bool) -> None:
    texted = CallerTextedV1(
        report_id=report.report_id,
        network_id=report.network_id,
        ref=report.ref,
        exercise=report.exercise,
        cries=cries,
    )
    unit.announce(texted, subject=str(report.report_id), correlation_id=report.report_id)
