"""Dispatch's handlers on a real PostgreSQL without Kafka: reports, replies and receipts in, texts and events out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from schemas.envelope import Data, EventData, Received, decode
from schemas.events.contact import ContactReachabilityV1
from schemas.events.delivery import VolunteerDeliveryChangedV1
from schemas.events.message import VolunteerMessageRequestedV1
from schemas.events.reply import ReplyReceivedV1
from schemas.events.report import CallerSpokenWithV1, CallerTextedV1, ReportDismissedV1, ReportHeldV1, ReportReleasedV1
from schemas.language.catalogue import LANGUAGES
from schemas.topics import EVENTS
from schemas.values import Accuracy, Channel, DeliveryState, Level, Request, Trust, uuid7
from services.chassis.database import Database
from services.chassis.sealing import Sealer, wire
from services.chassis.timers import TimerLoop
from services.dispatch.handlers.events import event_handlers, held_handlers
from services.dispatch.handlers.timers import timer_handlers
from services.dispatch.matching.geography import cell_of, cells_over
from services.dispatch.model.roster import DutyPosition, NewVolunteer, Reach, RosterRole
from services.dispatch.resources import DispatchResources
from services.dispatch.store.roster import RosterStore
from services.notify.wording import render as wording
from tests.conftest import set_clock

MIGRATIONS = Path("services/dispatch/migrations")
SOTO = (34.0437, -118.2100)
KM = 1 / 111.195
"""Degrees of latitude to a kilometre."""
SQUARE = [[-118.6, 33.7], [-117.9, 33.7], [-117.9, 34.4], [-118.6, 34.4], [-118.6, 33.7]]
SOURCE = UUID(int=77)
REACHABLE = Reach(text_reason=None, mail_reason=None)


def a_network_file(name: str = "la", *, meeting_points: bool = True, **policy: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": "RRN",
        "hotline_phone": "213-555-0142",
        "time_zone": "America/Los_Angeles",
        "languages": ["es", "en"],
        "territory": {"type": "Polygon", "coordinates": [SQUARE]},
        "zones": [{"name": "Boyle Heights", "lat": 34.0337, "lon": -118.2200}],
        "meeting_points": [{"name": "Soto St & E 3rd St", "lat": 34.0401, "lon": -118.2101}] if meeting_points else [],
        "policy": policy,
    }


def a_volunteer(callsign: str, km: float = 1, **changes: Any) -> NewVolunteer:
    facts: dict[str, Any] = {
        "volunteer_id": uuid7(),
        "callsign": callsign,
        "roles": (RosterRole.OBSERVER,),
        "level": Level.VERIFIED,
        "languages": ("es", "en"),
        "home": cell_of(SOTO[0] + km * KM, SOTO[1]),
        "radius_km": 20,
        "no_residences": False,
        **changes,
    }
    return NewVolunteer(**facts)


@dataclass
class Stand:
    """One dispatch. `texts` and `events` tell what was announced since they were last asked for."""

    database: Database
    sealer: Sealer
    resources: DispatchResources = field(init=False)
    ids: dict[str, UUID] = field(default_factory=dict)
    ahead: timedelta = timedelta()
    _seen: int = 0
    _revision: int = 1
    """Of what notify said last of anybody's reach."""

    def __post_init__(self) -> None:
        self.resources = DispatchResources(self.sealer)
        self.handlers = {**event_handlers(self.resources), **held_handlers(self.resources)}
        self.timers = timer_handlers(self.resources)

    async def set_up(
        self,
        people: Iterable[NewVolunteer],
        *,
        name: str = "la",
        lead: bool = True,
        backup: bool = False,
        reachable: bool = True,
        **network: Any,
    ) -> None:
        """A network with these people on call, ROBIN on duty and PINE as coordinator, all with a phone and consent."""
        staff = [
            a_volunteer("ROBIN", roles=(RosterRole.DUTY_LEAD,)),
            a_volunteer("WREN", roles=(RosterRole.DUTY_LEAD,)),
            a_volunteer("PINE", roles=(RosterRole.COORDINATOR,)),
        ]
        observers = list(people)
        async with self.database.unit() as unit:
            store = RosterStore(unit.connection)
            file = a_network_file(name, **network)
            await store.apply_network(name, file, cells_over(file["territory"]), unit.now)
            saved = await store.save_volunteers(name, [*staff, *observers])
            self.ids |= saved
            if reachable:
                await store.save_reach(dict.fromkeys(saved.values(), (1, REACHABLE)))
            await store.switch_on([self.ids[person.callsign] for person in observers], None)
        if lead:
            await self.on_duty("ROBIN", DutyPosition.LEAD)
        if backup:
            await self.on_duty("WREN", DutyPosition.BACKUP)

    async def on_duty(self, callsign: str, position: DutyPosition = DutyPosition.LEAD) -> None:
        async with self.database.unit() as unit:
            await RosterStore(unit.connection).set_duty(self.ids[callsign], position, None, unit.now)

    async def reach(self, callsign: str, unreachable: str | None, *, mail: bool = False) -> None:
        """Notify announces whether texts get to a person: None that they do, else why not."""
        self._revision += 1
        news = ContactReachabilityV1(
            person_id=self.ids[callsign],
            callsign=callsign,
            revision=self._revision,
            by_text=unreachable is None,
            text_reason=unreachable,
            by_mail=mail,
            mail_reason=None if mail else "no_contact",
            changed_at=await self.database.now(),
        )
        batch = [await self.received(news, news.person_id)]
        async with self.database.unit() as unit:
            await self.handlers[ContactReachabilityV1.TOPIC](unit, batch)

    async def report(self, **changes: Any) -> ReportReleasedV1:
        """A released report at Soto & 1st, seen just now."""
        now = await self.database.now()
        report_id = changes.pop("report_id", None) or uuid7()
        lat, lon = changes.pop("at", SOTO)
        place = json.dumps({"lat": lat, "lon": lon, "text": changes.pop("text", "Soto St & E 1st St")})
        facts: dict[str, Any] = {
            "report_id": report_id,
            "revision": 1,
            "network_id": "la",
            "ref": "482193",
            "source_id": SOURCE,
            "source_trust": Trust.OPERATOR,
            "channel": Channel.PHONE,
            "request": Request.OBSERVE,
            "received_at": now,
            "observed_at": now,
            "accuracy": Accuracy.INTERSECTION,
            "is_residence": False,
            "languages": ("es",),
            "sealed_place": wire(
                self.sealer.seal("case", now.date(), purpose="report.place", record=str(report_id), text=place)
            ),
            "released_by": "rule",
            **changes,
        }
        return ReportReleasedV1(**facts)

    async def received(self, data: Data, subject: UUID) -> Received[Data]:
        return Received(uuid7(), str(subject), await self.database.now(), uuid7(), data)

    async def take(self, *reports: ReportReleasedV1) -> None:
        batch = [await self.received(report, report.report_id) for report in reports]
        async with self.database.unit() as unit:
            await self.handlers[ReportReleasedV1.TOPIC](unit, batch)

    async def hold(self, report: ReportHeldV1 | ReportDismissedV1) -> None:
        batch = [await self.received(report, report.report_id)]
        async with self.database.unit() as unit:
            await self.handlers[ReportHeldV1.TOPIC](unit, batch)

    async def caller_texts(self, report_id: UUID, *, cries: bool = False, ref: str | None = None) -> None:
        """The caller of the report texted again."""
        said = CallerTextedV1(report_id=report_id, network_id="la", ref=ref, cries=cries)
        texted = await self.received(said, report_id)
        async with self.database.unit() as unit:
            await self.handlers[CallerTextedV1.TOPIC](unit, [texted])

    async def caller_is_spoken_with(self, report_id: UUID, *, ref: str = "482193", by: str = "ROBIN") -> None:
        said = CallerSpokenWithV1(report_id=report_id, network_id="la", ref=ref, spoken_by=by)
        spoken = await self.received(said, report_id)
        async with self.database.unit() as unit:
            await self.handlers[CallerSpokenWithV1.TOPIC](unit, [spoken])

    async def a_reply(self, callsign: str, text: str, consent: Any = None) -> Received[ReplyReceivedV1]:
        now, reply_id = await self.database.now(), uuid7()
        record = f"{reply_id}/{self.ids[callsign]}"
        sealed = self.sealer.seal("replies", now.date(), purpose="reply.text", record=record, text=text)
        reply = ReplyReceivedV1(
            reply_id=reply_id, person_id=self.ids[callsign], received_at=now, sealed_text=wire(sealed), consent=consent
        )
        return await self.received(reply, self.ids[callsign])

    async def hear(self, *replies: Received[ReplyReceivedV1]) -> None:
        async with self.database.unit() as unit:
            await self.handlers[ReplyReceivedV1.TOPIC](unit, replies)

    async def say(self, callsign: str, text: str, **more: Any) -> None:
        await self.hear(await self.a_reply(callsign, text, **more))

    async def takes_the_sos(self, callsign: str, *, words: str = "ACK SOS") -> None:
        """By the code of the latest that is open: nothing else takes it."""
        code = await self.fetchval("SELECT code FROM sos_call WHERE cleared_at IS NULL ORDER BY raised_at DESC LIMIT 1")
        await self.say(callsign, f"{words} {code}")

    async def became(
        self, message: VolunteerMessageRequestedV1, state: DeliveryState, reason: str | None = None
    ) -> None:
        """Notify tells what became of a message."""
        change = VolunteerDeliveryChangedV1(
            message_id=message.message_id,
            subject_id=message.subject_id,
            person_id=message.person_id,
            template=message.template,
            channel="sms",
            state=state,
            reason=reason,
            changed_at=await self.database.now(),
        )
        batch = [await self.received(change, message.subject_id)]
        async with self.database.unit() as unit:
            await self.handlers[VolunteerDeliveryChangedV1.TOPIC](unit, batch)

    async def later(self, **span: float) -> None:
        """Move the clock and fire what is due."""
        self.ahead += timedelta(**span)
        await set_clock(self.database, self.ahead)
        loop = TimerLoop(self.database, self.timers)
        while await loop._fire(200):
            continue

    async def announced(self) -> list[EventData]:
        async with self.database.connection() as connection:
            rows = await connection.fetch(
                "SELECT seq, type, payload FROM outbox WHERE seq > $1 AND topic NOT LIKE '%.dlt' ORDER BY seq",
                self._seen,
            )
        if rows:
            self._seen = rows[-1]["seq"]
        events = [decode(EVENTS[row["type"]], row["payload"]).data for row in rows]
        for message in events:
            if isinstance(message, VolunteerMessageRequestedV1):
                self._word(message)
        return events

    def _word(self, message: VolunteerMessageRequestedV1) -> None:
        """Notify must be able to word whatever dispatch asks for, in both languages."""
        params = {"org": "RRN", "hotline": "213-555-0142", **message.params}
        if message.sealed_params is not None:
            params |= Texts(self, ()).sealed(message)
        needed = {name: params[name] for name in wording.REQUIRED[message.template]}
        for language in LANGUAGES:
            word = wording.render_mail if wording.is_mail(message.template) else wording.render
            word(message.template, language, needed)

    async def texts(self) -> "Texts":
        return self.texts_in(await self.announced())

    def texts_in(self, events: Sequence[EventData]) -> "Texts":
        return Texts(self, [event for event in events if isinstance(event, VolunteerMessageRequestedV1)])

    def callsign(self, person_id: UUID) -> str:
        return next(name for name, known in self.ids.items() if known == person_id)

    async def given_up(self) -> None:
        """An hour of silence: nobody is asked about any open page any more, and nobody was texted lately."""
        async with self.database.connection() as connection:
            await connection.execute("UPDATE page SET attempt = 60, due_at = NULL WHERE open")
            await connection.execute("UPDATE addressee SET texted_at = NULL")
        await self.announced()

    async def fetchval(self, question: str, *facts: Any) -> Any:
        async with self.database.connection() as connection:
            return await connection.fetchval(question, *facts)


@dataclass
class Texts:
    """Messages asked for, to be looked at by template and call sign."""

    stand: Stand
    messages: Sequence[VolunteerMessageRequestedV1]

    def to(self, callsign: str) -> list[str]:
        """The templates that this person gets."""
        return [m.template for m in self.messages if m.person_id == self.stand.ids[callsign]]

    def of(self, *templates: str) -> set[str]:
        """Who gets one of these."""
        return {self.stand.callsign(m.person_id) for m in self.messages if m.template in templates}

    def one(self, template: str, callsign: str) -> VolunteerMessageRequestedV1:
        [found] = [m for m in self.messages if m.template == template and m.person_id == self.stand.ids[callsign]]
        return found

    def sealed(self, message: VolunteerMessageRequestedV1) -> dict[str, str]:
        assert message.sealed_params is not None
        opened = self.stand.sealer.open_text(
            message.sealed_params, purpose="message.params", record=str(message.message_id)
        )
        return dict(json.loads(opened))
