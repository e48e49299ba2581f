"""Intake as tests use it: the real app on a real database, asked over ASGI, with a source, staff and a network."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from schemas.envelope import EventData, Received, decode
from schemas.events.incident import IncidentOpenedV1, Needs
from schemas.events.network import NetworkChangedV1
from schemas.topics import EVENTS
from schemas.values import Level
from services.chassis.auth import new_key
from services.chassis.database import Database
from services.chassis.sealing import Keyring, Sealer
from services.intake.app import build
from services.intake.handlers.events import IntakeEventHandlers
from services.intake.reports.factory import ReportFactory
from services.intake.reports.ref_allocator import RefAllocator
from services.intake.settings import IntakeSettings
from services.intake.sources.directory import SourceDirectory

MIGRATIONS = Path("services/intake/migrations")
CALLER_PHONE = "+12135550111"
NETWORK = NetworkChangedV1(
    network_id="la",
    revision=1,
    name="RRN",
    hotline_phone="213-555-0142",
    time_zone="America/Los_Angeles",
    languages=("es", "en"),
    territory=("8729a56b2ffffff",),
    duty_lead_on_duty=True,
    source_open_incidents=2,
)


def a_report(**changes: Any) -> dict[str, Any]:
    """Everything that a release without a person needs."""
    return {
        "request": "observe",
        "channel": "phone",
        "observed_at": datetime.now(UTC).isoformat(),
        "languages": ["es"],
        "place": a_place(),
        "people": 4,
        "vehicles": 2,
        "evidence": ["marked"],
        **changes,
    }


def a_place(**changes: Any) -> dict[str, Any]:
    return {
        "text": "Soto St & E 1st St",
        "lat": 34.0437,
        "lon": -118.21,
        "accuracy": "intersection",
        "is_residence": False,
        **changes,
    }


def a_caller(**changes: Any) -> dict[str, Any]:
    return {"phone": CALLER_PHONE, "language": "es", "safe_to_text": True, **changes}


@dataclass
class Stand:
    """One intake. `post`, `get` and the like speak as the source unless another key is given."""

    app: FastAPI
    database: Database
    sealer: Sealer
    staff: Mapping[str, str]
    directory: SourceDirectory
    key: str = ""
    signing_secret: str = ""
    source_id: UUID | None = None

    def __post_init__(self) -> None:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://intake")
        factory = ReportFactory(self.sealer)
        self.handlers = IntakeEventHandlers(self.database, factory, RefAllocator(), default_network=None)

    async def post(
        self, report: Mapping[str, Any] | bytes, *, idempotency_key: str | None = None, key: str | None = None
    ) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {key or self.key}",
            "Idempotency-Key": idempotency_key or uuid4().hex,
            "Content-Type": "application/json",
        }
        body = report if isinstance(report, bytes) else json.dumps(report).encode()
        return await self.http.post("/v1/reports", content=body, headers=headers)

    async def posted(self, report: Mapping[str, Any]) -> dict[str, Any]:
        """A report that was taken."""
        response = await self.post(report)
        assert response.status_code == 202, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def status(self, report_id: str) -> dict[str, Any]:
        response = await self.http.get(f"/v1/reports/{report_id}", headers=self.as_source)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    @property
    def as_source(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def as_staff(self, role: str = "operator") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.staff[role]}"}

    async def add_source(self, name: str = "desk", *, who: str = "admin", **changes: Any) -> dict[str, Any]:
        document = {"name": name, "network_id": "la", "trust": "operator", **changes}
        response = await self.http.post("/v1/sources", json=document, headers=self.as_staff(who))
        assert response.status_code == 200, response.text
        made: dict[str, Any] = response.json()
        return made

    async def refresh_sources(self) -> None:
        """What the source directory does every few seconds."""
        await self.directory.refresh()

    def forget_sources(self) -> None:
        """As if the sources had been made by another process."""
        self.directory._keys.clear()

    def destroy_key(self, key_id: str) -> None:
        """By the key job, in the folder; and in what the app remembers of it."""
        self.sealer.keyring.destroy(key_id)
        self.directory._sealer.keyring.forget_destroyed()

    def opened(self, report_id: UUID, incident_id: UUID, *, code: str = "K7Q") -> IncidentOpenedV1:
        assert self.source_id is not None
        return IncidentOpenedV1(
            incident_id=incident_id,
            network_id="la",
            code=code,
            report_id=report_id,
            source_id=self.source_id,
            zone="Boyle Heights NE",
            cell="8729a1d76ffffff",
            needs=Needs(observers=2, level=Level.VERIFIED),
        )

    async def hear(self, *events: EventData, at: datetime | None = None) -> list[Received[Any]]:
        """News as the consumer gets it, all of one topic, in one transaction."""
        handler = self.handlers.handlers()[events[0].TOPIC]
        received = [Received(uuid4(), "subject", at or datetime.now(UTC), None, event) for event in events]
        async with self.database.unit() as unit:
            await handler(unit, received)
        await self.app.state.territories.refresh()  # as it does every few seconds
        return received

    async def announced(self, kind: type[EventData] | None = None) -> list[Received[Any]]:
        """What waits in the outbox, oldest first."""
        async with self.database.connection() as connection:
            rows = await connection.fetch("SELECT type, payload FROM outbox ORDER BY seq")
        events = [decode(EVENTS[row["type"]], row["payload"]) for row in rows]
        return [event for event in events if kind is None or isinstance(event.data, kind)]

    async def count(self, table: str) -> int:
        async with self.database.connection() as connection:
            found: int = await connection.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608  # our own names
        return found


def staff_file(path: Path) -> dict[str, str]:
    """A key for each role in `la`, and of another network's, by `sb` and the role; the file that makes them known."""
    keys, entries = {}, []
    actors = {"operator": "OWL", "duty_lead": "LARK", "admin": "WREN"}
    staff = [(role, role, actor, "la") for role, actor in actors.items()]
    staff += [(f"sb {role}", role, f"SB-{actor}", "sb") for role, actor in actors.items()]
    staff.append(("admin of all", "admin", "TERN", "*"))
    for name, role, actor, network_id in staff:
        key_id, key, sha256 = new_key()
        keys[name] = key
        networks = network_id if network_id == "*" else [network_id]
        entries.append({"key_id": key_id, "actor": actor, "role": role, "networks": networks, "sha256": sha256})
    path.write_text(json.dumps(entries))
    return keys


@asynccontextmanager
async def a_stand(
    database: Database, keyring: Keyring, folder: Path, *, networks: Sequence[EventData] = (NETWORK,), **changes: Any
) -> AsyncIterator[Stand]:
    """Built by app.py; only the loops do not run."""
    staff = staff_file(folder / "staff.json")
    settings = IntakeSettings(
        keyring=folder / "keyring",
        staff_keys=folder / "staff.json",
        intake_database=database._settings,
        **{"mode": "test", **changes},
    )
    service = build(settings)
    await service.database.open()
    for start in service.on_start:
        await start()
    directory = service.app.state.source_directory
    stand = Stand(service.app, service.database, Sealer(keyring), staff, directory)
    try:
        if networks:
            await stand.hear(*networks)
        made = await stand.add_source()
        stand.key, stand.signing_secret, stand.source_id = made["key"], made["signing_secret"], UUID(made["source_id"])
        yield stand
    finally:
        for stop in service.on_stop:
            await stop()
        await stand.http.aclose()
        await service.database.close()
