"""Take a text that came in, once: consent words act at once, then it goes on sealed to dispatch or to intake."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from schemas.events.reply import InboundTextReceivedV1, ReplyReceivedV1
from schemas.phone_numbers import may_be_texted, one_number
from schemas.reply_text.callers_cries import cries_out
from schemas.reply_text.consent_words import ConsentWord
from schemas.reply_text.languages import language_of
from schemas.reply_text.plain_text import plain
from schemas.values import DeliveryState
from services.chassis.database import Database
from services.chassis.sealing import Sealer, wire
from services.chassis.unit_of_work import UnitOfWork
from services.notify.contacts.announcing import announce_reach, note_verdicts
from services.notify.contacts.numbers import optout_indexes, phone_indexes
from services.notify.contacts.reach import NumberVerdict
from services.notify.delivery.recent_opt_outs import RecentOptOuts
from services.notify.delivery.sender import DeliverySender
from services.notify.delivery.text_caps import TextCaps
from services.notify.inbound import answers
from services.notify.inbound.addressee import TEXTED_LATELY, addressee
from services.notify.inbound.consent import classify
from services.notify.inbound.disposition import (
    MOST_FROM_STRANGERS,
    Disposition,
    disposition_of,
    is_bare,
    report_answered,
    says_yes,
)
from services.notify.inbound.lengths import as_kept
from services.notify.model import purposes
from services.notify.model.contacts import ConsentState, KnownContact
from services.notify.model.messages import PlannedMessage, TextToCaller, Undeliverable
from services.notify.store.caller_texts import CallerTextStore
from services.notify.store.contacts import ContactStore
from services.notify.store.inbound import InboundStore
from services.notify.store.messages import MessageStore

CONSENT_OF: dict[ConsentWord, Literal["opted_out", "opted_in"]] = {
    ConsentWord.OPT_OUT: "opted_out",
    ConsentWord.OPT_IN: "opted_in",
}


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text and what is known about whoever sent it. Lives as long as one webhook call."""

    id: UUID
    sid: str
    number: str
    body: str
    indexes: tuple[bytes, ...]
    """`optout` of its number: the one of today first."""
    person: KnownContact | None
    word: ConsentWord | None
    network_id: str | None
    """Whose number was texted; None: everybody's."""
    last: TextToCaller | None
    """What a caller was texted before."""

    @property
    def optout_index(self) -> bytes:
        return self.indexes[0]


class InboundHandler:
    """`network_of`: whose number it is; None: everybody's. `hours`: opens and closes, as C9 tells them."""

    def __init__(
        self,
        *,
        database: Database,
        sealer: Sealer,
        opt_outs: RecentOptOuts,
        sender: DeliverySender,
        caps: TextCaps,
        network_of: Callable[[str], str | None],
        allow_prefixes: tuple[str, ...],
        hours: dict[str, str],
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._opt_outs = opt_outs
        self._sender = sender
        self._caps = caps
        self._network_of = network_of
        self._allow_prefixes = allow_prefixes
        self._hours = hours

    async def take(self, sid: str, number: str, body: str, *, to: str, answered: bool) -> None:
        """A replay changes nothing. `to`: the number that was texted; `answered`: the provider answered a consent word
        itself (Advanced Opt-Out).
        """
        body = as_kept(body)
        number, words = one_number(number), plain(body).words
        optout_index, *_ = indexes = optout_indexes(self._sealer, number)
        word = classify(body)
        if word is ConsentWord.OPT_OUT:
            for index in indexes:
                self._opt_outs.add(index)
        async with self._database.unit() as unit:
            people = await ContactStore(unit.connection).find(phone_indexes(self._sealer, number))
            person = await self._addressee(unit, people, body, to)
            if word is None and person is not None and person.consent is ConsentState.INVITED and says_yes(words):
                word = ConsentWord.OPT_IN
            store = InboundStore(unit.connection)
            recent, last = 0, None
            if person is None:
                last = await MessageStore(unit.connection).last_to_caller(optout_index)
                recent = await store.recent(optout_index, unit.now - answers.HELP_ANSWER_EVERY)
            inbound_id = answers.inbound_id(sid, person.person_id if person else None)
            network_id = self._network_of(to)
            text = InboundText(inbound_id, sid, number, body, indexes, person, word, network_id, last)
            about = report_answered(last, network_id, unit.now)
            matters = recent >= MOST_FROM_STRANGERS and (about is not None or cries_out(body))
            disposition = disposition_of(
                known=person is not None, word=word, words=len(words), recent=recent, matters=matters
            )
            sealed_text = self._seal_text(unit, text)
            if not await store.add(
                sid=sid,
                inbound_id=text.id,
                person_id=person.person_id if person else None,
                optout_index=optout_index,
                consent_word=word,
                disposition=disposition,
                sealed_text=sealed_text,
                now=unit.now,
            ):
                return
            numbers = await note_verdicts(unit, [(index, NumberVerdict.ARRIVES) for index in indexes])
            if word in CONSENT_OF:
                numbers = numbers.union(indexes)
            concerned = await ContactStore(unit.connection).lock(numbers)
            changed = await self._apply_consent(unit, text)
            await announce_reach(unit, concerned)
            if not answered:
                await self._answer(unit, text, changed=changed)
            self._pass_on(unit, text, disposition, sealed_text)

    async def _addressee(
        self, unit: UnitOfWork, people: Sequence[KnownContact], body: str, to: str
    ) -> KnownContact | None:
        if len(people) < 2:
            return people[0] if people else None
        texted = await ContactStore(unit.connection).last_texted(
            [each.person_id for each in people], unit.now - TEXTED_LATELY
        )
        return addressee(people, texted, words=frozenset(plain(body).words), network_id=self._network_of(to))

    async def _apply_consent(self, unit: UnitOfWork, text: InboundText) -> bool:
        """STOP and START act here, at once; True when they changed something."""
        store = ContactStore(unit.connection)
        wording = hashlib.sha256(text.body.encode()).digest()
        if text.word is None or text.word not in CONSENT_OF:
            return False
        act = store.opt_out if text.word is ConsentWord.OPT_OUT else store.opt_in
        changed = False
        for index in text.indexes:
            if text.word is ConsentWord.OPT_IN:
                self._opt_outs.lift(index)
            changed |= await act(index, how="text", evidence=text.sid, now=unit.now, wording_sha256=wording)
        return changed

    async def _answer(self, unit: UnitOfWork, text: InboundText, *, changed: bool) -> None:
        """STOP and START are confirmed once, to whom we know or have texted; HELP is answered to anybody.

        Of who cries, intake tells whether a report knows them, and answers.
        """
        match text.word:
            case ConsentWord.OPT_OUT if changed:
                planned = self._planned(unit, text, "C8", "C8", text.sid)
            case ConsentWord.OPT_IN if changed:
                planned = self._planned(unit, text, answers.OPTED_IN, "C21", text.sid)
            case ConsentWord.HELP:
                cause = answers.help_cause(unit.now)
                planned = self._planned(unit, text, "V26", "C9", cause) or await self._to_stranger(unit, text, cause)
            case _:
                return
        if planned is not None:
            await self._plan(unit, text, planned)

    async def _plan(self, unit: UnitOfWork, text: InboundText, answer: PlannedMessage) -> None:
        """It counts with what this number and all numbers get (rule R121): above that it ends as `capped`."""
        number, person = text.optout_index, text.person
        if person is None:
            caps = await self._caps.of_numbers(unit.connection, [number], unit.now)
        else:
            caps = await self._caps.of_person(unit.connection, person.person_id, number, unit.now)
        cap = caps.reached((number, False), answer.request.template)
        if cap is not None:
            answer = replace(answer, plan=Undeliverable(DeliveryState.SUPPRESSED, "capped"))
        if not await MessageStore(unit.connection).add([answer], unit.now):
            return
        if cap is not None:
            self._caps.tell_of(cap, unit.now)
            return
        await CallerTextStore(unit.connection).count(caps.counted, unit.now)
        unit.after_commit.append(self._sender.wake)

    def _planned(
        self, unit: UnitOfWork, text: InboundText, for_person: str, for_caller: str, cause: str
    ) -> PlannedMessage | None:
        person = text.person
        if person is not None:
            return answers.to_person(
                for_person, person.person_id, person.network_id, text.optout_index, cause, unit.now
            )
        if text.last is None or not may_be_texted(text.number, self._allow_prefixes):
            return None
        network_id = text.network_id or text.last.network_id
        return self._to_caller(unit, text, for_caller, cause, network_id, text.last.language)

    async def _to_stranger(self, unit: UnitOfWork, text: InboundText, cause: str) -> PlannedMessage | None:
        """Who we are, at once, to who asks and does not cry."""
        network_id = text.network_id or next(iter(await MessageStore(unit.connection).networks()), None)
        if network_id is None or cries_out(text.body) or not may_be_texted(text.number, self._allow_prefixes):
            return None
        return replace(self._to_caller(unit, text, "C9", cause, network_id, language_of(text.body)), not_before=None)

    def _to_caller(
        self, unit: UnitOfWork, text: InboundText, template: str, cause: str, network_id: str, language: str | None
    ) -> PlannedMessage:
        return answers.to_caller(
            template,
            network_id=network_id,
            language=language,
            subject_id=text.id,
            sealed_contact=self._sealer.seal(
                "contact", unit.now.date(), purpose=purposes.CALLER, record=str(text.id), text=text.number
            ),
            optout_index=text.optout_index,
            cause=cause,
            params=self._hours,
            now=unit.now,
        )

    def _seal_text(self, unit: UnitOfWork, text: InboundText) -> bytes:
        """For who reads it: of somebody we know, as theirs and nobody else's."""
        name, purpose, record = "words", purposes.INBOUND_TEXT, str(text.id)
        if text.person is not None:
            name, purpose, record = "replies", purposes.REPLY_TEXT, f"{text.id}/{text.person.person_id}"
        return self._sealer.seal(name, unit.now.date(), purpose=purpose, record=record, text=text.body)

    def _pass_on(self, unit: UnitOfWork, text: InboundText, disposition: Disposition, sealed_text: bytes) -> None:
        """A reply goes to dispatch whatever notify made of it: HELP from a mission is a call for help."""
        if text.person is not None:
            person_id = text.person.person_id
            reply = ReplyReceivedV1(
                reply_id=text.id,
                person_id=person_id,
                received_at=unit.now,
                sealed_text=wire(sealed_text),
                consent=CONSENT_OF.get(text.word) if text.word else None,
            )
            unit.announce(reply, subject=str(person_id))
        elif disposition is Disposition.REPORT:
            contact = self._sealer.seal(
                "contact", unit.now.date(), purpose=purposes.INBOUND_CONTACT, record=str(text.id), text=text.number
            )
            inbound = InboundTextReceivedV1(
                inbound_id=text.id,
                received_at=unit.now,
                sealed_contact=wire(contact),
                sealed_text=wire(sealed_text),
                network_id=text.network_id or (text.last.network_id if text.last else None),
                report_id=report_answered(text.last, text.network_id, unit.now),
                help_only=text.word is ConsentWord.HELP and is_bare(text.word, len(plain(text.body).words)),
            )
            unit.announce(inbound, subject=str(text.id))
