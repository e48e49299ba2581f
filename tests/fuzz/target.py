"""A stack to be fuzzed: a network with reports, missions, a cry and texts that wait, and keys of all kinds to it."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import asyncpg

from deploy.local.layout import SERVICES
from deploy.local.programs.credentials import write_privately
from deploy.local.stack import Stack
from services.chassis.auth import Role, new_key
from services.chassis.http_client import client
from services.notify.webhooks.signature import signature
from tests.conftest import at_database
from tests.faults.city import a_place, a_report, build_city, made_up_phone
from tests.fuzz.doors import INTERNAL, SANDBOX, WEBHOOKS, Door, doors_of, inside_doors, sandbox_doors
from tests.fuzz.senders import Known, SourceKeys

NETWORK: Final = "walls"
ELSEWHERE: Final = "elsewhere"
PEOPLE: Final = 20
REPORTS: Final = 12
SETTLE_SECONDS: Final = 60
OFTEN: Final = 3
"""So often as any other is a door of a service's public port tried."""
MOVE_BY_THEMSELVES: Final = frozenset({"consumer_progress"})
"""Tables that change while nobody asks for anything and the clock stands."""
FROZEN: Final = (
    "CREATE OR REPLACE FUNCTION app.now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE "
    "AS 'SELECT timestamptz ''{at}'''"
)
RUNNING: Final = (
    "CREATE OR REPLACE FUNCTION app.now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE "
    "AS 'SELECT clock_timestamp()'"
)
THERE: Final = {
    ("intake", "report_id"): "SELECT report_id::text FROM report ORDER BY report_id DESC LIMIT 50",
    ("intake", "ref"): "SELECT ref FROM report ORDER BY report_id DESC LIMIT 50",
    ("dispatch", "incident_id"): "SELECT incident_id::text FROM incident ORDER BY incident_id DESC LIMIT 50",
    ("dispatch", "code"): """
        (SELECT code FROM incident ORDER BY incident_id DESC LIMIT 30) UNION (SELECT code FROM sos_call LIMIT 20)
        UNION (SELECT code FROM page ORDER BY page_id DESC LIMIT 30) ORDER BY code
    """,
    ("dispatch", "call_id"): "SELECT call_id::text FROM sos_call ORDER BY call_id DESC LIMIT 20",
    ("dispatch", "page_id"): "SELECT page_id::text FROM page ORDER BY page_id DESC LIMIT 50",
    ("dispatch", "person_id"): "SELECT volunteer_id::text FROM volunteer ORDER BY callsign LIMIT 50",
    ("dispatch", "callsign"): "SELECT callsign FROM volunteer ORDER BY callsign LIMIT 50",
    ("notify", "sid"): "SELECT provider_sid FROM delivery WHERE provider_sid IS NOT NULL LIMIT 50",
    ("dispatch", "reply_id"): "SELECT reply_id::text FROM unread_text ORDER BY reply_id DESC LIMIT 50",
}
IN_THE_SANDBOX: Final = {"mobile": ["12015550101"], "mail": ["1"], "file": ["sandbox.css"], "fault_id": ["1", "9"]}


class Target:
    """The stack, and what is known of it from within."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.doors: list[Door] = []
        self.known: Known
        self._stores: dict[str, asyncpg.Connection[asyncpg.Record]] = {}

    async def open(self) -> None:
        for service in SERVICES:
            self._stores[service] = await asyncpg.connect(at_database(self.stack.postgres_url, service))
            async with client(base_url=self.stack.url(service)) as http:
                document = (await http.request("GET", "/openapi.json")).json()
            self.doors += [*doors_of(service, document)] * OFTEN
            self.doors += inside_doors(service)
        provider = (self.stack.env["HOTLINE_NOTIFY_SMS__ACCOUNT_SID"], self.stack.env["HOTLINE_NOTIFY_SMS__AUTH_TOKEN"])
        self.doors += [*WEBHOOKS * OFTEN, *sandbox_doors(provider[0])]
        await build_city(self.stack, volunteers=PEOPLE, network_id=NETWORK)
        keys = self._staff_keys()
        others = await self._source("theirs", ELSEWHERE, rate=5)
        self.known = Known(
            objects={"network_id": [NETWORK], **IN_THE_SANDBOX},
            staff={role: keys[NETWORK, role] for role in Role},
            others={role: keys[ELSEWHERE, role] for role in Role},
            source=await self._source("signs", NETWORK, rate=1_000_000),
            other_source=others,
            public_url=self.stack.env["HOTLINE_NOTIFY_HTTP__PUBLIC_URL"],
            provider=provider,
            phones=[made_up_phone(number) for number in range(PEOPLE + 5)],
        )
        await self._report()
        await self._text()
        await self.look()

    async def close(self) -> None:
        for store in self._stores.values():
            await store.close()

    async def look(self) -> None:
        """What there is by now."""
        objects = self.known.objects
        for (service, name), question in THERE.items():
            objects[name] = [value for (value,) in await self._stores[service].fetch(question)]
        objects["reference"] = [*objects["code"], *objects["incident_id"], *objects["call_id"], *objects["page_id"]]
        objects["subject_id"] = [*objects["report_id"], *objects["incident_id"]]
        objects["now"] = [datetime.now(UTC).isoformat()]

    async def freeze(self) -> None:
        """The clock of the stores stands, so nothing falls due; returns when nothing changes any more."""
        for store in self._stores.values():
            await store.execute(FROZEN.format(at=await store.fetchval("SELECT clock_timestamp()")))
        before: dict[str, str] = {}
        async with asyncio.timeout(SETTLE_SECONDS):
            while before != (now := await self.rows()):
                before = now
                await asyncio.sleep(2)

    async def thaw(self) -> None:
        for store in self._stores.values():
            await store.execute(RUNNING)

    async def rows(self) -> dict[str, str]:
        """A digest of each table of each service."""
        found: dict[str, str] = {}
        for service, store in self._stores.items():
            tables = await store.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
            for (name,) in tables:
                if name not in MOVE_BY_THEMSELVES:
                    # who reads its own by a signature has used it up
                    ours = f"WHERE key_id <> '{self.known.other_source.key_id}'" if name == "nonce" else ""
                    question = f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t {ours}'  # noqa: S608
                    found[f"{service}.{name}"] = await store.fetchval(question)
        return found

    async def ask(self, service: str, question: str) -> Any:
        return await self._stores[service].fetchval(question)

    async def progress(self, service: str) -> dict[tuple[str, str, int], int]:
        """How far each group has read each partition, by its own store."""
        rows = await self._stores[service].fetch("SELECT * FROM consumer_progress")
        return {(row["consumer_group"], row["topic"], row["partition"]): row["next_offset"] for row in rows}

    def ports(self) -> dict[str, int]:
        """By the names of the doors' services."""
        ports = self.stack.layout.ports
        found = {SANDBOX: ports.sandbox}
        for service in SERVICES:
            found |= {service: getattr(ports, service), service + INTERNAL: ports.internal(service)}
        return found

    def resident_mib(self) -> dict[str, float]:
        return {service: _resident_mib(self.stack.pid(service)) for service in SERVICES}

    def logged(self) -> list[Mapping[str, Any]]:
        """Every line of the services' logs."""
        found: list[Mapping[str, Any]] = []
        for service in SERVICES:
            for line in (self.stack.layout.logs / f"{service}.log").read_text(errors="replace").splitlines():
                entry = json.loads(line) if line.startswith("{") else {"level": "error", "event": line}
                found.append({"service": service, "line": line, **entry})
        return found

    def _staff_keys(self) -> dict[tuple[str, Role], str]:
        file = self.stack.layout.staff_keys_file
        entries, keys = json.loads(file.read_text()), {}
        for network in (NETWORK, ELSEWHERE):
            for role in Role:
                key_id, keys[network, role], sha256 = new_key()
                entries.append(
                    {"key_id": key_id, "actor": "WREN", "role": role, "networks": [network], "sha256": sha256}
                )
        write_privately(file, json.dumps(entries))
        return keys

    async def _source(self, name: str, network_id: str, *, rate: int) -> SourceKeys:
        async with client(base_url=self.stack.url("intake"), headers=self._admin()) as intake:
            settings = {
                "name": name,
                "network_id": network_id,
                "trust": "operator",
                "rate_per_minute": rate,
                "burst": rate,
            }
            made = (await intake.request("POST", "/v1/sources", json=settings)).json()
            return SourceKeys(made["key"], b64decode(made["signing_secret"]))

    def _admin(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.stack.env['HOTLINE_STAFF_KEY']}"}

    async def _report(self) -> None:
        """Some are released and opened, some held."""
        chance = Random(1)
        async with client(base_url=self.stack.url("intake")) as intake:
            for number in range(REPORTS):
                place = {**a_place(chance), "is_residence": number % 4 == 0}
                headers = {"Authorization": f"Bearer {self.known.source.key}", "Idempotency-Key": f"{number:032x}"}
                answer = await intake.request("POST", "/v1/reports", json=a_report(place), headers=headers)
                if answer.status_code != 202:
                    raise RuntimeError(f"the first reports are refused: {answer.status_code}")
        await self._until("dispatch", "SELECT count(*) >= 6 FROM incident")
        await self._until("notify", "SELECT count(*) >= 8 FROM delivery WHERE state NOT IN ('queued', 'sending')")

    async def _text(self) -> None:
        """People accept, somebody cries, and somebody says what nobody understands."""
        async with client(base_url=self.stack.url("notify")) as notify:
            for number in range(1, PEOPLE + 1):
                words = ("Y 5", "SOS", "the van is white")[number % 3]
                form = {
                    "MessageSid": f"SM{number:032x}",
                    "From": made_up_phone(number),
                    "To": "+12135550142",
                    "Body": words,
                }
                path = "/v1/twilio/inbound"
                signed = signature(self.known.provider[1], self.known.public_url + path, form.items())
                await notify.request("POST", path, data=form, headers={"X-Twilio-Signature": signed})
        await self._until("dispatch", "SELECT EXISTS (SELECT FROM sos_call) AND EXISTS (SELECT FROM unread_text)")

    async def _until(self, service: str, question: str) -> None:
        async with asyncio.timeout(SETTLE_SECONDS):
            while not await self.ask(service, question):  # noqa: ASYNC110  # a store tells nobody
                await asyncio.sleep(0.1)


def _resident_mib(pid: int | None) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no such line")
