"""One fault trial: reports in flight, one thing broken, everything healed, and the verdict."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

import asyncpg

from deploy.local.stack import Stack
from services.chassis.consumer_loop import OFFSETS_EVERY_SECONDS
from services.chassis.http_client import Client, HTTPError, client
from tests.faults.city import City, a_place, a_report
from tests.faults.invariants import OFFER, Verdict, gaps_read_over, judge, unsettled

REPORTS = 20
REPORTS_PER_SECOND = 40
SETTLE_SECONDS = 200
LATE_SECONDS = 60
"""Healed this long ago and still not settled: late (I7)."""


@dataclass(slots=True)
class Trial:
    """What one trial did and found."""

    kind: str
    reports: int = 0
    fired: bool = True
    settled_seconds: float = 0.0
    late: int = 0
    worst_delay_s: float = 0.0
    """From the 202 of a report to the first text about it, of the slowest."""
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
    tidy: Callable[["Field"], Awaitable[None]] = _nothing
    """What is set right again only when everything has settled: a clock, what was set aside on purpose."""
    sets_aside: int = 0
    """Records that are meant to be dead letters, at most."""
    replies: bool = False
    """Who is asked answers."""
    loses_records: bool = False
    """Kafka loses some before anybody read them. Else a gap in what a service read is a fault, repaired or not."""
    reports_per_second: float = REPORTS_PER_SECOND
    """Slower where the harm takes long: they are to be in flight all the while."""


@dataclass
class Field:
    """Where trials happen: a running stack, its city, and a hotline system that never gives up on a report."""

    stack: Stack
    city: City
    chance: random.Random
    settle_seconds: float = SETTLE_SECONDS

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {self.city.source_key}"}
        replicas = [part for part in self.stack.parts if part.startswith("intake")]
        self._intakes: list[Client] = [
            client(base_url=self.stack.url(part), headers=headers, total_seconds=5) for part in replicas
        ]
        self.sandbox: Client = client(base_url=self.stack.url("sandbox"), total_seconds=30)
        self._read_up_to = 0
        self._reading = asyncio.Lock()
        self.messages: list[dict[str, Any]] = []
        self.armed_at = 0
        self._accepted_at: dict[str, float] = {}

    async def close(self) -> None:
        for each in self._intakes:
            await each.aclose()
        await self.sandbox.aclose()

    async def run(self, kind: str, break_it: Break, *, reports: int = REPORTS) -> Trial:
        """Post reports at a steady rate, break something half way, let it settle, judge."""
        trial = Trial(kind, reports)
        await self._drain()
        first_message = len(self.messages)
        gaps = await gaps_read_over(self.stack)
        await break_it.prepare(self)
        posts = asyncio.create_task(self._post_many(reports, break_it.reports_per_second))
        answering = asyncio.create_task(self._answer_offers(first_message)) if break_it.replies else None
        await asyncio.sleep(reports / break_it.reports_per_second * self.chance.uniform(0.1, 0.6))
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
        trial.worst_delay_s = self._worst_delay(codes)
        trial.verdict = await judge(
            self.stack, accepted, codes, self.messages, posted=len(self._accepted_at), sets_aside=break_it.sets_aside
        )
        if not break_it.loses_records:
            await asyncio.sleep(2 * OFFSETS_EVERY_SECONDS)  # each group says by then how far it came
            if (gaps := await gaps_read_over(self.stack) - gaps) > 0:
                trial.verdict.broken.append(f"{gaps} gaps in what was read")
        await break_it.tidy(self)
        return trial

    def _worst_delay(self, codes: dict[str, str | None]) -> float:
        """By this machine's clock, which the phone network goes by too."""
        first: dict[str, float] = {}
        for message in self.messages:
            if (offer := OFFER.search(message["body"])) is not None:
                at = message["accepted_at"] / 1000
                first[offer[1]] = min(at, first.get(offer[1], at))
        delays = [first[code] - self._accepted_at[report] for report, code in codes.items() if code in first]
        return round(max(delays, default=0.0), 2)

    async def _post_many(self, count: int, per_second: float) -> list[str]:
        async with asyncio.TaskGroup() as group:
            tasks = []
            for _ in range(count):
                tasks.append(group.create_task(self._post_until_accepted()))
                await asyncio.sleep(1 / per_second)
        return [task.result() for task in tasks]

    async def _post_until_accepted(self) -> str:
        """As a hotline system should: the same key and body again until there is an answer below 500; each time at
        another replica, as a balancer would."""
        report, key = a_report(a_place(self.chance)), uuid4().hex
        deadline = time.monotonic() + 60
        first = self.chance.randrange(len(self._intakes))
        for intake in islice(cycle(self._intakes), first, None):
            try:
                response = await intake.post("/v1/reports", json=report, headers={"Idempotency-Key": key})
                if response.status_code == 202:
                    report_id = str(response.json()["report_id"])
                    self._accepted_at[report_id] = time.time()
                    return report_id
                if response.status_code < 500:
                    raise AssertionError(f"report refused: {response.status_code} {response.text[:200]}")
            except HTTPError:
                pass
            if time.monotonic() > deadline:
                break
            await asyncio.sleep(0.1)
        raise AssertionError("intake did not take a report for 60 s")

    async def _settle(self, accepted: list[str]) -> dict[str, str | None]:
        """Wait until every report has its incident and its texts, and nothing is under way; or until time is up."""
        deadline = time.monotonic() + self.settle_seconds
        codes: dict[str, str | None] = dict.fromkeys(accepted)
        while time.monotonic() < deadline:
            try:
                for report_id in [report_id for report_id, code in codes.items() if code is None]:
                    response = await self._intakes[0].get(f"/v1/reports/{report_id}")
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
            answer = (await self.sandbox.get("/sandbox/messages", params={"after": self._read_up_to})).json()
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
                    await self.sandbox.post(
                        f"/sandbox/phones/{message['to']}/texts", json={"body": f"{word} {offer[1]}"}
                    )
            seen = len(self.messages)
            await self._read_messages()
            await asyncio.sleep(0.02)
