"""A fuzz from beginning to end: strangers before a clock that stands, then who may, then records; and what it found."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from deploy.local.layout import SERVICES
from services.chassis.bus import Bus
from services.chassis.bus_keys import BusKeys
from services.chassis.event_macs import EventMacs
from tests.fuzz.hostile import CANARY
from tests.fuzz.judge import LET_IN, SERVER_ERROR, faults_of
from tests.fuzz.records import Record, a_record, examples
from tests.fuzz.requests import Request, a_request
from tests.fuzz.senders import STRANGERS, Sender
from tests.fuzz.target import Target
from tests.fuzz.wire import Wire

WORKERS: Final = 12
SLICE: Final = 2000
"""So many requests of strangers between two looks at every row."""
LOOK_EVERY: Final = 1000
READ_SECONDS: Final = 120
MOST_GROWN_MIB: Final = 150
"""Of a service's memory over the whole fuzz: it is bounded, and no leak of a request's size hides in it."""
CHANGED: Final = "changed rows"
CRASHED: Final = "ended and was started again"
GREW: Final = "memory grew"
LOGGED: Final = "an error was logged"
CONTENT_LOGGED: Final = "content in a log"
HANDLER_FAILED: Final = "a handler failed"
NOT_READ: Final = "records were not read in time"
UNKEPT: Final = "a forged record was not kept"
EXPECTED_ERRORS: Final = frozenset(
    {
        "record.dead",
        "record.unauthentic",
        "event.dead",
        "event.parked",
        "request.unreadable_contact",
        "delivery.uncomposable",
        "clock.skewed",
        "page.nobody_hears",
    }
)
"""What a service says of hostile records, of clocks that stand, and of a network whose people were all sent home."""
EXPECTED_REASONS: Final = ("behind", "KeyMissing")
"""For which an event is parked without any fault of its handler: one that failed, or a key that may yet come."""
MOST_COMPLAINTS: Final = 30
KEPT: Final = ("dead_letter", "forged_kept", "outbox", "awaiting")
"""Where a forged record is kept or counted, with its copy for people; no other table may change because of one."""
FORGED: Final = "SELECT (SELECT count(*) FROM dead_letter) + coalesce(sum(dropped), 0)::bigint FROM forged_kept"

Tick = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str
    what: str
    """How to find it again; never what was sent."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


@dataclass(slots=True)
class Campaign:
    target: Target
    seed: int
    kept: Path
    tick: Tick = lambda _phase, _count: None
    findings: list[Finding] = field(default_factory=list)
    requests: int = 0
    records: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    complaints: dict[str, int] = field(default_factory=dict)

    async def run(self, *, requests: int, records: int) -> None:
        """Three of five requests are strangers'."""
        started = {service: self.target.stack.starts(service) for service in SERVICES}
        strangers = requests * 3 // 5
        await self.target.freeze()
        await self._strangers(strangers)
        memory = self.target.resident_mib()
        await self._forged(range(records // 2))
        await self.target.thaw()
        await self._ask_all("right keys", range(strangers, requests), [Sender.RIGHT])
        await self._signed(range(records // 2, records))
        await self._is_well(started, memory)

    def report(self) -> dict[str, Any]:
        kinds = Counter(finding.kind for finding in self.findings)
        return {
            "seed": self.seed,
            "requests": self.requests,
            "records": self.records,
            "server_errors": kinds[SERVER_ERROR],
            "let_in": kinds[LET_IN] + kinds[CHANGED],
            "found": dict(sorted(kinds.items())),
            "answers": dict(sorted(self.statuses.items())),
            "logged": self.complaints,
        }

    def _complaints(self) -> dict[str, int]:
        """What the services warned of, by what and where: why an answer was as it was."""
        told = Counter(
            " ".join(str(entry.get(key, "")) for key in ("service", "event", "error", "at")).rstrip()
            for entry in self.target.logged()
            if entry.get("level") in ("warning", "error", "critical")
        )
        return dict(told.most_common(MOST_COMPLAINTS))

    def _found(self, kind: str, what: str) -> None:
        self.findings.append(Finding(kind, what))

    # --- over HTTP

    async def _strangers(self, count: int) -> None:
        for start in range(0, count, SLICE):
            numbers = range(start, min(start + SLICE, count))
            before = await self.target.rows()
            await self._ask_all("strangers", numbers, STRANGERS)
            after = await self.target.rows()
            for table in sorted(name for name in before if before[name] != after[name]):
                self._found(CHANGED, f"{table}, by strangers' requests {numbers.start} to {numbers.stop}")

    async def _ask_all(self, phase: str, numbers: range, senders: Sequence[Sender]) -> None:
        for start in range(numbers.start, numbers.stop, LOOK_EVERY):
            await self.target.look()
            shared = iter(range(start, min(start + LOOK_EVERY, numbers.stop)))
            await _together([self._ask(worker, phase, shared, senders) for worker in range(WORKERS)])

    async def _ask(self, worker: int, phase: str, numbers: Iterator[int], senders: Sequence[Sender]) -> None:
        target = self.target
        wire = Wire(target.ports(), worker)
        for number in numbers:
            request = a_request(self.seed, number, target.doors, target.known, senders)
            head = "method HEAD" in request.spoilt
            answer = await wire.ask(request.door.service, request.content, whole=request.whole, head=head)
            self.requests += 1
            self.statuses[f"{request.sender} {answer.status}"] += 1
            for kind in faults_of(request, answer, target.known):
                self._found(kind, f"{request}: {answer.status} after {answer.seconds:.1f} s")
                self._keep(request, answer.body)
            self.tick(phase, 1)
        await wire.close()

    def _keep(self, request: Request, answer: bytes) -> None:
        self.kept.mkdir(parents=True, exist_ok=True)
        (self.kept / f"{request.number}.http").write_bytes(request.content)
        (self.kept / f"{request.number}.answer").write_bytes(answer)

    # --- over Kafka

    async def _forged(self, numbers: range) -> None:
        """Each is kept or counted by every service that reads its topic, and changes nothing else."""
        before, dead = await self.target.rows(), await self._dead_letters()
        sent = await self._send("forged records", numbers, forged=True)
        after = await self.target.rows()
        for table in sorted(name for name in before if before[name] != after[name]):
            if table.partition(".")[2] not in KEPT:
                self._found(CHANGED, f"{table}, by forged records {numbers.start} to {numbers.stop}")
        due = sum(len(set(record.topic.consumers) - {"console"}) for record in sent)
        if (kept := await self._dead_letters() - dead) < due:
            self._found(UNKEPT, f"{due - kept} of {due}")

    async def _signed(self, numbers: range) -> None:
        """Whatever the producer itself says costs at most itself."""
        sent = await self._send("signed records", numbers, forged=False)
        for service in SERVICES:
            reasons = await self.target.ask(
                service,
                "SELECT string_agg(topic || ': ' || reason, ', ') FROM parked "  # noqa: S608  # our own words
                f"WHERE reason NOT IN {EXPECTED_REASONS}",
            )
            for reason in (reasons or "").split(", "):
                if reason:
                    self._found(HANDLER_FAILED, f"{service}: {reason}")
        self.kept.mkdir(parents=True, exist_ok=True)
        if any(finding.kind in (HANDLER_FAILED, NOT_READ) for finding in self.findings):
            for record in sent:
                (self.kept / f"record-{record.number}.json").write_bytes(record.value or b"")

    async def _send(self, phase: str, numbers: range, *, forged: bool) -> list[Record]:
        stack = self.target.stack
        macs = EventMacs(BusKeys(stack.layout.keyring), "")
        bus, published = Bus(stack.kafka("admin"), client_id="fuzz"), examples()
        made = [a_record(self.seed, at, self.target.known, published, macs, forged=forged) for at in numbers]
        producer = await bus.producer()
        ends: dict[tuple[str, int], int] = {}
        try:
            for record in made:
                told = await producer.send_and_wait(
                    bus.wire(record.topic.name),
                    record.value,
                    key=record.key,
                    headers=list(record.headers),
                )
                ends[told.topic, told.partition] = told.offset + 1
                self.records += 1
                self.tick(phase, 1)
        finally:
            await producer.stop()
        await self._read(ends)
        return made

    async def _read(self, ends: dict[tuple[str, int], int]) -> None:
        behind: list[str] = []
        for _ in range(READ_SECONDS * 2):
            behind = []
            for service in SERVICES:
                for (group, topic, partition), at in (await self.target.progress(service)).items():
                    if at < ends.get((topic, partition), 0):
                        behind.append(f"{group} on {topic} {partition}")
            if not behind:
                return
            await asyncio.sleep(0.5)
        self._found(NOT_READ, ", ".join(behind[:5]))

    async def _dead_letters(self) -> int:
        return sum([await self.target.ask(each, FORGED) for each in SERVICES])

    # --- when it is over

    async def _is_well(self, started: dict[str, int], memory: dict[str, float]) -> None:
        """The services are those that began, still answer, hold no more than they did, and logged nothing they may
        not."""
        stack = self.target.stack
        for service in SERVICES:
            if stack.starts(service) != started[service]:
                self._found(CRASHED, service)
            await stack.wait_ready(service)
        for service, mib in self.target.resident_mib().items():
            if mib - memory[service] > MOST_GROWN_MIB:
                self._found(GREW, f"{service}: from {memory[service]:.0f} to {mib:.0f} MiB")
        self.complaints = self._complaints()
        for entry in self.target.logged():
            if CANARY in entry["line"]:
                self._found(CONTENT_LOGGED, f"{entry['service']}: {entry['event']}")
            if entry.get("level") in ("error", "critical") and entry["event"] not in EXPECTED_ERRORS:
                self._found(LOGGED, f"{entry['service']}: {entry['event']}")


async def _together(work: Sequence[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for each in work:
            group.create_task(each)
