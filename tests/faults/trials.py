"""One fault trial: reports in flight, one thing broken, everything healed, and the verdict."""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg

from deploy.local.stack import Stack
from services.chassis.failpoints import NAMES
from services.chassis.http_client import Client, HTTPError, client
from tests.faults.city import City, a_place, a_report
from tests.faults.invariants import OFFER, Verdict, judge, unsettled

REPORTS = 20
REPORTS_PER_SECOND = 40
SETTLE_SECONDS = 200
LATE_SECONDS = 60
"""Healed this long ago and still not settled: late (I7)."""

SERVICE_OF = {"I": "intake", "M": "dispatch", "T": "dispatch", "N": "notify"}
REPLYING = frozenset({"Y.stored", "Y.accepted"})


@dataclass(slots=True)
class Trial:
    """What one trial did and found."""

    kind: str
    reports: int = 0
    fired: bool = True
    settled_seconds: float = 0.0
    late: int = 0
    verdict: Verdict = field(default_factory=Verdict)


Strike = Callable[["Field"], Awaitable[bool]]
"""Breaks something while reports are in flight and waits until it runs again; False: the fault did not occur."""


async def _nothing(field: "Field") -> None:
    """Most faults need no preparation."""


@dataclass(frozen=True, slots=True)
class Break:
    """A fault: what is made ready before the reports are posted, and what happens while they are in flight."""

    strike: Strike
    prepare: Callable[["Field"], Awaitable[None]] = _nothing


@dataclass
class Field:
    """Where trials happen: a running stack, its city, and a hotline system that never gives up on a report."""

    stack: Stack
    city: City
    chance: random.Random

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.city.source_key}"}
        self._intake: Client = client(base_url=self.stack.url("intake"), headers=headers, total_seconds=5)
        self._sandbox: Client = client(base_url=self.stack.url("sandbox"), total_seconds=30)
        self._read_up_to = 0
        self._reading = asyncio.Lock()
        self.messages: list[dict[str, Any]] = []
        self.armed_at = 0

    async def close(self) -> None:
        await self._intake.aclose()
        await self._sandbox.aclose()

    async def run(self, kind: str, break_it: Break, *, reports: int = REPORTS, replies: bool = False) -> Trial:
        """Post reports at a steady rate, break something half way, let it settle, judge."""
        trial = Trial(kind, reports)
        await self._drain()
        first_message = len(self.messages)
        await break_it.prepare(self)
        posts = asyncio.create_task(self._post_many(reports))
        answering = asyncio.create_task(self._answer_offers(first_message)) if replies else None
        await asyncio.sleep(reports / REPORTS_PER_SECOND * self.chance.uniform(0.1, 0.6))
        trial.fired = await break_it.strike(self)
        healed = time.monotonic()
        accepted = await posts
        codes = await self._settle(accepted)
        trial.settled_seconds = time.monotonic() - healed
        trial.late = int(trial.settled_seconds > LATE_SECONDS)
        if answering is not None:
            answering.cancel()
            await asyncio.gather(answering, return_exceptions=True)
        await self._read_messages()
        trial.verdict = await judge(self.stack, accepted, codes, self.messages)
        return trial

    async def _post_many(self, count: int) -> list[str]:
        async with asyncio.TaskGroup() as group:
            tasks = []
            for _ in range(count):
                tasks.append(group.create_task(self._post_until_accepted()))
                await asyncio.sleep(1 / REPORTS_PER_SECOND)
        return [task.result() for task in tasks]

    async def _post_until_accepted(self) -> str:
        """As a hotline system should: the same key and body again until there is an answer below 500."""
        report, key = a_report(a_place(self.chance)), uuid4().hex
        deadline = time.monotonic() + 60
        while True:
            try:
                response = await self._intake.post("/v1/reports", json=report, headers={"Idempotency-Key": key})
                if response.status_code == 202:
                    return str(response.json()["report_id"])
                if response.status_code < 500:
                    raise AssertionError(f"report refused: {response.status_code} {response.text[:200]}")
            except HTTPError:
                pass
            if time.monotonic() > deadline:
                raise AssertionError("intake did not take a report for 60 s")
            await asyncio.sleep(0.1)

    async def _settle(self, accepted: list[str]) -> dict[str, str | None]:
        """Wait until every report has its incident and its texts, and nothing is under way; or until time is up."""
        deadline = time.monotonic() + SETTLE_SECONDS
        codes: dict[str, str | None] = dict.fromkeys(accepted)
        while time.monotonic() < deadline:
            try:
                for report_id in [report_id for report_id, code in codes.items() if code is None]:
                    response = await self._intake.get(f"/v1/reports/{report_id}")
                    codes[report_id] = response.json().get("incident_code") if response.status_code == 200 else None
                await self._read_messages()
                texted = {found[1] for message in self.messages if (found := OFFER.search(message["body"]))}
                everyone = all(code is not None and code in texted for code in codes.values())
                if everyone and await unsettled(self.stack) == 0:
                    break
            except (HTTPError, OSError, asyncpg.PostgresError, TimeoutError):
                pass
            await asyncio.sleep(0.1)
        return codes

    async def _drain(self) -> None:
        """Nothing of the trial before is under way."""
        async with asyncio.timeout(SETTLE_SECONDS):
            while True:
                try:
                    if await unsettled(self.stack) == 0:
                        break
                except (OSError, asyncpg.PostgresError, TimeoutError):
                    pass
                await asyncio.sleep(0.1)
        await self._read_messages()

    async def _read_messages(self) -> None:
        """Two tasks of a trial ask for it; each text is kept once."""
        async with self._reading:
            answer = (await self._sandbox.get("/sandbox/messages", params={"after": self._read_up_to})).json()
            self.messages += answer["messages"]
            self._read_up_to = answer["next"]

    async def _answer_offers(self, seen: int) -> None:
        """Volunteers answer for this trial's incidents: every second one who is asked accepts, the others decline.

        Offers about incidents of earlier trials stay open: whoever accepts here is withdrawn there and replaced, and if
        the replacements answered too, one trial would fill the teams of all trials before it.
        """
        before = {offer[1] for message in self.messages[:seen] if (offer := OFFER.search(message["body"]))}
        while True:
            for message in self.messages[seen:]:
                offer = OFFER.search(message["body"])
                if offer is not None and offer[1] not in before:
                    word = "SI" if self.chance.random() < 0.5 else "NO"
                    await self._sandbox.post(
                        f"/sandbox/phones/{message['to']}/texts", json={"body": f"{word} {offer[1]}"}
                    )
            seen = len(self.messages)
            await self._read_messages()
            await asyncio.sleep(0.02)


def kill(part: str) -> Break:
    """kill -9, at a random moment; the supervisor starts it again."""

    async def strike(field: Field) -> bool:
        since = field.stack.starts(part)
        field.stack.kill(part, signal.SIGKILL, all_of_it=part == "postgres")
        await field.stack.wait_revived(part, since=since)
        return True

    return Break(strike)


def restart(part: str) -> Break:
    """A stop as an operator does it, and a start."""

    async def strike(field: Field) -> bool:
        await field.stack.restart(part)
        return True

    return Break(strike)


def empty_kafka() -> Break:
    """The broker comes back without any of its data."""

    async def strike(field: Field) -> bool:
        await field.stack.wipe_kafka()
        return True

    return Break(strike)


def at_failpoint(name: str, service: str) -> Break:
    """kill -9 inside the service, the first time that a process passes a named place."""

    async def prepare(field: Field) -> None:
        await field.stack.restart(service, once={"HOTLINE_FAILPOINT": f"{name}:kill9"})
        field.armed_at = field.stack.starts(service)

    async def strike(field: Field) -> bool:
        try:
            await field.stack.wait_revived(service, since=field.armed_at, timeout_seconds=20)
        except TimeoutError:
            await field.stack.restart(service)  # without it: the place was not passed
            return False
        return True

    return Break(strike, prepare)


def all_kinds() -> dict[str, Break]:
    """Every kind of trial by name."""
    kinds: dict[str, Break] = {
        f"kill.{part}": kill(part) for part in ("intake", "dispatch", "notify", "kafka", "postgres")
    }
    kinds |= {
        "restart.kafka": restart("kafka"),
        "restart.postgres": restart("postgres"),
        "emptied.kafka": empty_kafka(),
    }
    for name in sorted(NAMES - {"C.in_revoke", "T.claimed", "T.post_commit"}):
        prefix = name.split(".")[0]
        services = {"R": ("intake", "dispatch", "notify"), "C": ("dispatch", "notify"), "Y": ()}.get(
            prefix, (SERVICE_OF.get(prefix, ""),)
        )
        if name in REPLYING:
            services = ("notify",) if name == "Y.stored" else ("dispatch",)
        for service in services:
            kinds[f"{name}.{service}"] = at_failpoint(name, service)
    return kinds
