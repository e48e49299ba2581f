"""Take a text that came in, once: consent words act at once, then it goes on sealed to dispatch or to intake."""

import hashlib
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from schemas.events.reply import InboundTextReceivedV1, ReplyReceivedV1
from schemas.reply_text.plain_text import plain
from services.chassis.database import Database
from services.chassis.sealing import Sealer, wire
from services.chassis.unit_of_work import UnitOfWork
from services.notify.delivery.recent_opt_outs import Stops
from services.notify.delivery.sender import Sender
from services.notify.inbound import answers
from services.notify.inbound.consent import ConsentWord, classify
from services.notify.inbound.disposition import Fate, fate_of, says_yes
from services.notify.model import Consent
from services.notify.store.contacts import ContactStore, Known
from services.notify.store.inbound import InboundStore
from services.notify.store.messages import MessageStore, Planned
from services.notify.wording.composer import CALLER_PURPOSE

CONSENT_OF: dict[ConsentWord, Literal["opted_out", "opted_in"]] = {
    ConsentWord.OPT_OUT: "opted_out",
    ConsentWord.OPT_IN: "opted_in",
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A text and what is known about whoever sent it. Lives as long as one webhook call."""

    id: UUID
    sid: str
    number: str
    body: str
    optout_index: bytes
    person: Known | None
    word: ConsentWord | None


class Arrivals:
    """`hours`: opens and closes, as C9 tells them."""

    def __init__(
        self, *, database: Database, sealer: Sealer, stops: Stops, sender: Sender, hours: dict[str, str]
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._stops = stops
        self._sender = sender
        self._hours = hours

    async def take(self, sid: str, number: str, body: str, *, answered: bool) -> None:
        """A replay changes nothing. `answered`: the provider answered a consent word itself (Advanced Opt-Out)."""
        words = plain(body).words
        optout_index = self._sealer.blind_index("optout", number)
        phone_index = self._sealer.blind_index("contact", number)
        word = classify(body)
        if word is ConsentWord.OPT_OUT:
            self._stops.add(optout_index)
        async with self._database.unit() as unit:
            person = await ContactStore(unit.connection).find(phone_index)
            if word is None and person is not None and person.consent is Consent.INVITED and says_yes(words):
                word = ConsentWord.OPT_IN
            arrival = Arrival(answers.inbound_id(sid), sid, number, body, optout_index, person, word)
            store = InboundStore(unit.connection)
            recent = 0
            if person is None:
                recent = await store.recent(optout_index, unit.now - answers.HELP_ANSWER_EVERY)
            fate = fate_of(known=person is not None, word=word, words=len(words), recent=recent)
            sealed_text = self._seal_text(unit, arrival)
            if not await store.add(
                sid=sid,
                inbound_id=arrival.id,
                person_id=person.person_id if person else None,
                optout_index=optout_index,
                consent_word=word,
                fate=fate,
                sealed_text=sealed_text,
                now=unit.now,
            ):
                return
            changed = await self._heed(unit, arrival)
            if not answered:
                await self._answer(unit, arrival, changed=changed)
            self._pass_on(unit, arrival, fate, sealed_text)

    async def _heed(self, unit: UnitOfWork, arrival: Arrival) -> bool:
        """STOP and START act here, at once; True when they changed something."""
        store = ContactStore(unit.connection)
        wording = hashlib.sha256(arrival.body.encode()).digest()
        match arrival.word:
            case ConsentWord.OPT_OUT:
                return await store.opt_out(
                    arrival.optout_index, how="text", evidence=arrival.sid, now=unit.now, wording_sha256=wording
                )
            case ConsentWord.OPT_IN:
                self._stops.lift(arrival.optout_index)
                return await store.opt_in(
                    arrival.optout_index, how="text", evidence=arrival.sid, now=unit.now, wording_sha256=wording
                )
            case _:
                return False

    async def _answer(self, unit: UnitOfWork, arrival: Arrival, *, changed: bool) -> None:
        """STOP is confirmed once, HELP answered: to whom we know or have texted, to nobody else."""
        match arrival.word:
            case ConsentWord.OPT_OUT if changed:
                planned = await self._planned(unit, arrival, "C8", "C8", arrival.sid)
            case ConsentWord.HELP:
                planned = await self._planned(unit, arrival, "V26", "C9", answers.help_cause(unit.now))
            case _:
                return
        if planned is not None and await MessageStore(unit.connection).add([planned], unit.now):
            unit.after_commit.append(self._sender.wake)

    async def _planned(
        self, unit: UnitOfWork, arrival: Arrival, for_person: str, for_caller: str, cause: str
    ) -> Planned | None:
        person = arrival.person
        if person is not None:
            return answers.to_person(
                for_person, person.person_id, person.network_id, arrival.optout_index, cause, unit.now
            )
        last = await MessageStore(unit.connection).last_to_caller(arrival.optout_index)
        if last is None:
            return None
        network_id, language = last
        return answers.to_caller(
            for_caller,
            network_id=network_id,
            language=language,
            subject_id=arrival.id,
            sealed_contact=self._sealer.seal(
                "contact", unit.now.date(), purpose=CALLER_PURPOSE, record=str(arrival.id), text=arrival.number
            ),
            optout_index=arrival.optout_index,
            cause=cause,
            params=self._hours,
            now=unit.now,
        )

    def _seal_text(self, unit: UnitOfWork, arrival: Arrival) -> bytes:
        purpose = "inbound.text" if arrival.person is None else "reply.text"
        return self._sealer.seal("words", unit.now.date(), purpose=purpose, record=str(arrival.id), text=arrival.body)

    def _pass_on(self, unit: UnitOfWork, arrival: Arrival, fate: Fate, sealed_text: bytes) -> None:
        """A reply goes to dispatch whatever notify made of it: HELP from a mission is a call for help."""
        if arrival.person is not None:
            person_id = arrival.person.person_id
            reply = ReplyReceivedV1(
                reply_id=arrival.id,
                person_id=person_id,
                received_at=unit.now,
                sealed_text=wire(sealed_text),
                consent=CONSENT_OF.get(arrival.word) if arrival.word else None,
            )
            unit.announce(reply, subject=str(person_id))
        elif fate is Fate.REPORT:
            contact = self._sealer.seal(
                "contact", unit.now.date(), purpose="inbound.contact", record=str(arrival.id), text=arrival.number
            )
            inbound = InboundTextReceivedV1(
                inbound_id=arrival.id,
                received_at=unit.now,
                sealed_contact=wire(contact),
                sealed_text=wire(sealed_text),
            )
            unit.announce(inbound, subject=str(arrival.id))
