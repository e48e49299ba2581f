"""Notify as it runs, beside the sandbox phone network in the same loop; requests come by hand instead of by Kafka."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import uvicorn

from deploy.sandbox.network.carrier import Carrier
from deploy.sandbox.network.event_feed import EventFeed
from deploy.sandbox.network.faults import FaultBook, read_fault
from deploy.sandbox.network.journal import Journal
from deploy.sandbox.network.ledger import OUTBOUND, CarrierText
from deploy.sandbox.settings import SandboxSettings
from deploy.sandbox.smtp_server import open_smtp
from deploy.sandbox.web.server import HttpServer
from deploy.sandbox.web.twilio_messages import TwilioMessages
from schemas.envelope import EventData, Received
from schemas.events.message import CallerMessageRequestedV1, VolunteerMessageRequestedV1
from schemas.events.network import NetworkChangedV1
from schemas.values import MessageClass, uuid7
from services.chassis.auth import new_key
from services.chassis.clocks import PeerClocks
from services.chassis.database import Database
from services.chassis.runtime import Service
from services.chassis.sealing import Keyring, Sealer, wire
from services.chassis.settings import KafkaSettings
from services.notify.app import build
from services.notify.delivery.sender import DeliverySender
from services.notify.delivery.text_caps import TextCaps
from services.notify.handlers.message_planner import MessagePlanner
from services.notify.settings import NotifySettings

MIGRATIONS = Path("services/notify/migrations")
ACCOUNT, TOKEN = "AC" + "7" * 32, "made-up-token"
HOTLINE, HERON_PHONE, MAPLE_PHONE, CALLER_PHONE = "+12135550142", "+12135550101", "+12135550102", "+12135550177"
HERON, MAPLE = UUID(int=0xE0), UUID(int=0xE1)
NETWORK = NetworkChangedV1(
    network_id="la",
    revision=1,
    name="RRN",
    hotline_phone="213-555-0142",
    time_zone="America/Los_Angeles",
    languages=("es", "en"),
    territory=(),
    duty_lead_on_duty=True,
)


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
        return port


async def eventually(check: Callable[[], Awaitable[Any]], seconds: float = 10) -> Any:
    """Wait until the check finds something true, and return it."""
    async with asyncio.timeout(seconds):
        while True:
            if found := await check():
                return found
            await asyncio.sleep(0.01)


class PhoneNetwork:
    """The sandbox's own parts over real HTTP and SMTP."""

    def __init__(self, inbound_url: str, callbacks: tuple[str, ...] = ("sent", "delivered")) -> None:
        settings = SandboxSettings(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            inbound_url=inbound_url,
            public_inbound_url=inbound_url,
            callbacks=callbacks,
        )
        self.faults = FaultBook(Random(1).random)
        self.carrier = Carrier(settings, Journal(None), EventFeed(), self.faults)
        self._http = HttpServer(TwilioMessages(settings, self.carrier), "127.0.0.1", 0)
        self._smtp: asyncio.Server | None = None
        self.port = self.smtp_port = 0

    async def open(self) -> None:
        self.port = await self._http.open()
        self._smtp = await open_smtp(self.carrier.take_mail, self.faults, "127.0.0.1", 0)
        self.smtp_port = self._smtp.sockets[0].getsockname()[1]

    async def close(self) -> None:
        await self._http.close()
        if self._smtp is not None:
            self._smtp.close()
        await self.carrier.close(patience_s=0.5)

    def fault(self, kind: str, **more: object) -> None:
        self.faults.add(read_fault({"kind": kind, **more}))

    def to(self, number: str) -> list[CarrierText]:
        """Texts that the provider accepted for this number."""
        phone = self.carrier.ledger.known_phone(number)
        return [text for text in phone.texts if text.direction == "outbound-api"] if phone else []

    async def text_from(self, number: str, body: str) -> int | None:
        """A person texts the hotline; returns the webhook's answer."""
        _, answer = await self.carrier.text_from_phone(number, body, HOTLINE)
        return answer.status


@dataclass
class Stand:
    """One process of notify. `crash` drops it where it stands; another may be started on the same database."""

    settings: NotifySettings
    service: Service
    planner: MessagePlanner
    sealer: Sealer
    network: PhoneNetwork
    admin_key: str
    clocks: PeerClocks
    tasks: list["asyncio.Task[Any]"] = field(default_factory=list)
    server: uvicorn.Server | None = None

    @property
    def database(self) -> Database:
        return self.service.database

    @property
    def url(self) -> str:
        return self.settings.public_url

    @property
    def texts(self) -> DeliverySender:
        return next(loop for loop in self.service.loops if isinstance(loop, DeliverySender))

    async def start(self, *, loops: bool = True) -> None:
        await self.database.open()
        self.server = uvicorn.Server(
            uvicorn.Config(
                self.service.app,
                host="127.0.0.1",
                port=self.settings.notify_http.port,
                log_config=None,
                lifespan="off",
                http="httptools",
            )
        )
        self.tasks.append(asyncio.create_task(self.server._serve()))
        await eventually(self._listens)
        if loops:
            self.start_loops()

    async def _listens(self) -> bool:
        return self.server is not None and self.server.started

    def start_loops(self) -> None:
        """The two senders and the reconciler; Kafka's part is not needed here."""
        self.tasks += [asyncio.create_task(loop.run()) for loop in self.service.loops[1:4]]

    def start_everything(self) -> None:
        """The consumer and the relay too."""
        self.tasks += [asyncio.create_task(loop.run()) for loop in self.service.loops]

    async def stop(self) -> None:
        for loop in self.service.loops:
            loop.stop()
        if self.server is not None:
            self.server.should_exit = True
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=20)
        for stop in self.service.on_stop:
            await stop()
        await self.database.close()

    async def crash_senders(self) -> None:
        """As kill -9 would: what was claimed and posted is never recorded by this process."""
        sender = self.texts
        doomed = [*self.tasks[1:], *sender._under_way]
        for task in doomed:
            task.cancel()
        await asyncio.gather(*doomed, return_exceptions=True)
        del self.tasks[1:]

    async def ask(self, *events: EventData, at: datetime | None = None) -> None:
        """As the consumer loop would hand them over, one transaction per topic."""
        by_topic: dict[str, list[Received[Any]]] = {}
        for event in events:
            moment = at or await self.database.now()
            received = Received(uuid7(), str(getattr(event, "subject_id", "la")), moment, None, event)
            by_topic.setdefault(event.TOPIC, []).append(received)
        for topic, batch in by_topic.items():
            async with self.database.unit() as unit:
                await self.planner.handlers()[topic](unit, batch)

    async def enrol(self, person_id: UUID, phone: str, *, consent: bool = True, **more: Any) -> dict[str, Any]:
        contact = {
            "person_id": str(person_id), "network_id": "la", "callsign": "HERON", "org": None, "phone": phone,
            "email": None, "language": "es",
            "consent": {"how": "training", "at": "2026-11-20T18:00:00Z"} if consent else None,
        }  # fmt: skip
        answer = await self.call("PUT", "/v1/contacts", json={"contacts": [contact | more]})
        assert answer.status_code == 200, answer.text
        taken: dict[str, Any] = answer.json()["contacts"][0]
        return taken

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.admin_key}"} | more.pop("headers", {})
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            return await client.request(method, path, headers=headers, **more)

    async def rows(self, query: str, *values: Any) -> list[asyncpg.Record]:
        async with self.database.connection() as connection:
            return await connection.fetch(query, *values)

    async def announced(self, type_part: str = "") -> list[dict[str, Any]]:
        """Events in the outbox, in order."""
        rows = await self.rows("SELECT payload FROM outbox WHERE type LIKE $1 ORDER BY seq", f"%{type_part}%")
        return [json.loads(row["payload"]) for row in rows]

    async def outcome(self, message_id: UUID, seconds: float = 10) -> list[tuple[str, str | None]]:
        """States announced for the message, once it has ended."""

        async def told() -> list[tuple[str, str | None]]:
            events = [e["data"] for e in await self.announced("delivery")]
            states = [(d["state"], d.get("reason")) for d in events if d["message_id"] == str(message_id)]
            return states if any(state != "handed_off" for state, _ in states) else []

        states: list[tuple[str, str | None]] = await eventually(told, seconds)
        return states

    async def until_state(self, message_id: UUID, *states: str) -> None:
        async def reached() -> bool:
            rows = await self.rows("SELECT state FROM delivery WHERE message_id = $1 ORDER BY round", message_id)
            return bool(rows) and rows[0]["state"] in states

        await eventually(reached)

    async def until_idle(self) -> None:
        """Nothing waits to be sent and nothing is on its way: what the phone network has now is all it gets."""

        async def idle() -> bool:
            return not await self.rows(
                "SELECT 1 FROM delivery WHERE ended_at IS NULL OR state IN ('queued', 'sending', 'unknown')"
            )

        await eventually(idle)


def a_stand(
    database_url: str,
    keyring: Keyring,
    staff_keys: Path,
    network: PhoneNetwork,
    port: int,
    kafka: KafkaSettings | None = None,
    **sms: Any,
) -> Stand:
    key_id, key, sha256 = new_key()
    staff = {"key_id": key_id, "actor": "ADMIN", "role": "admin", "networks": "*", "sha256": sha256}
    staff_keys.write_text(json.dumps([staff]))
    settings = NotifySettings.model_validate(
        {
            "mode": "test",
            "kafka": kafka or KafkaSettings(),
            "keyring": keyring._folder,
            "staff_keys": staff_keys,
            "notify_database": {"url": database_url, "pool_size": 12},
            "notify_http": {"port": port, "internal_port": 1},
            "notify_sms": {
                "base_url": f"http://127.0.0.1:{network.port}", "account_sid": ACCOUNT, "auth_token": TOKEN,
                "from_number": HOTLINE, "total_seconds": 0.5, **sms,
            },
            "notify_smtp": {"port": network.smtp_port, "sender": "RRN <dispatch@hotline.example>"},
        }
    )  # fmt: skip
    service = build(settings)
    sealer = Sealer(keyring)

    def wake(_: Collection[str]) -> None:
        for loop in service.loops:
            if isinstance(loop, DeliverySender):
                loop.wake()

    clocks = PeerClocks()
    limits = settings.notify_sms
    caps = TextCaps(a_minute=limits.callers_a_minute, a_day=limits.callers_a_day)
    planner = MessagePlanner(sealer, production=False, allow_prefixes=("+1",), wake=wake, caps=caps, clocks=clocks)
    return Stand(settings, service, planner, sealer, network, key, clocks)


def an_offer(person_id: UUID = HERON, **changes: Any) -> VolunteerMessageRequestedV1:
    fields: dict[str, Any] = {
        "message_id": uuid4(),
        "network_id": "la",
        "subject_id": uuid4(),
        "person_id": person_id,
        "template": "V5",
        "message_class": MessageClass.OFFER,
        "params": {"code": "K7Q"},
    }
    return VolunteerMessageRequestedV1(**(fields | changes))


def a_receipt_for_caller(
    sealer: Sealer, now: datetime, number: str = CALLER_PHONE, *, network_id: str = "la"
) -> CallerMessageRequestedV1:
    report_id = uuid4()
    contact = sealer.seal("contact", now.date(), purpose="report.contact", record=str(report_id), text=number)
    return CallerMessageRequestedV1(
        message_id=uuid4(),
        network_id=network_id,
        subject_id=report_id,
        template="C1",
        message_class=MessageClass.NOTICE,
        params={"ref": "482193"},
        not_after=now + timedelta(minutes=30),
        language="es-MX",
        safe_to_text=True,
        sealed_contact=wire(contact),
    )


@pytest.fixture
async def make_notify(
    make_database: Callable[..., Awaitable[Database]], keyring: Keyring, tmp_path: Path
) -> AsyncIterator[Callable[..., Awaitable[Stand]]]:
    opened: list[Stand] = []

    async def make(beside: Stand | None = None, *, loops: bool = True, **sms: Any) -> Stand:
        """`beside`: another process on the same database and phone network."""
        port = free_port()
        if beside is None:
            network = PhoneNetwork(f"http://127.0.0.1:{port}/v1/twilio/inbound")
            await network.open()
            database = await make_database(MIGRATIONS)
            url = database._settings.url.get_secret_value()
        else:
            network = beside.network
            url = beside.settings.notify_database.url.get_secret_value()
        stand = a_stand(url, keyring, tmp_path / f"staff-{port}.json", network, port, **sms)
        opened.append(stand)
        await stand.start(loops=loops)
        if beside is None:
            await stand.ask(NETWORK)
        return stand

    yield make
    for stand in opened:
        await stand.stop()
    for network in {id(stand.network): stand.network for stand in opened}.values():
        texted = {text.to for text in network.carrier.ledger.oldest_first() if text.direction == OUTBOUND}
        await network.close()
        assert texted <= {HERON_PHONE, MAPLE_PHONE, CALLER_PHONE}, "somebody was texted whom no test knows"


@pytest.fixture
async def notify(make_notify: Callable[..., Awaitable[Stand]]) -> Stand:
    stand = await make_notify()
    await stand.enrol(HERON, HERON_PHONE)
    return stand
