"""The measurements of `make bench`, one function each: what they start, what they post, what they count."""

import asyncio
import itertools
import resource
import time
from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg

from deploy.local.stack import Stack
from deploy.local.supervisor.process import processes_in
from tests.faults.city import City
from tests.faults.invariants import unsettled
from tests.load.documents import documents
from tests.load.outcome import (
    Came,
    cpu_per_report,
    failures,
    flood_seconds,
    handoff_ms,
    in_words,
    refusals,
    two_texts,
)
from tests.load.phones import People
from tests.load.raw_client import Answer, Load, report_id_of
from tests.load.shares import finite, percentile

CODES = """
    SELECT r.report_id::text AS report_id, i.code FROM report r JOIN incident i USING (incident_id)
    WHERE r.report_id = ANY($1::uuid[])
"""
ROUNDS = 3
DIFFERENT = 5000
"""Documents of a closed loop, made before it: the generator has the second core to share with PostgreSQL."""
PARTS = ("intake", "dispatch", "notify", "sandbox", "kafka", "postgres")


def cpu_of(stack: Stack, parts: tuple[str, ...]) -> dict[str, float]:
    """CPU seconds used so far, by part; PostgreSQL with all its backends."""
    used = {part: sum(map(_cpu_seconds, pids_of(stack, part))) for part in parts}
    own = resource.getrusage(resource.RUSAGE_SELF)
    used["generator"] = own.ru_utime + own.ru_stime
    return used


def pids_of(stack: Stack, part: str) -> list[int]:
    if part == "postgres":
        return processes_in(stack.layout.postgres_data)
    pid = stack.pid(part)
    return [pid] if pid else []


def _cpu_seconds(pid: int) -> float:
    """Also of its processes that have ended: a backend of PostgreSQL that read in parallel, or vacuumed."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / 100


def starts_of(stack: Stack) -> dict[str, int]:
    return {part: stack.starts(part) for part in stack.parts}


def restarted(before: dict[str, int], stack: Stack) -> list[str]:
    """What ended and was started again meanwhile, in words: its CPU time and its queues are not those of one run."""
    return [f"{part} ended and was started again" for part, starts in before.items() if stack.starts(part) != starts]


def rss_mb(stack: Stack, parts: tuple[str, ...]) -> dict[str, float]:
    """Proportional set size where the kernel tells it (shared pages counted once), in MB."""
    return {part: round(sum(map(_memory_mb, pids_of(stack, part))), 1) for part in parts}


def _memory_mb(pid: int) -> float:
    for name, field in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            for line in Path(f"/proc/{pid}/{name}").read_text().splitlines():
                if line.startswith(field):
                    return int(line.split()[1]) / 1024
        except OSError:
            continue
    return 0.0


async def accept_ratio(stack: Stack, key: str, *, connections: int = 64, seconds: float = 5) -> dict[str, float]:
    """Durable accepts a second over no-op accepts a second, in alternating rounds; the medians are compared."""
    load = Load(stack.url("intake"), key)
    held = list(itertools.islice(documents(7, request="information"), DIFFERENT))
    noop, durable = [], []
    await load.closed_loop("/v1/reports/noop", held, connections=connections, seconds=1)
    await load.closed_loop("/v1/reports", held, connections=connections, seconds=1)
    for _ in range(ROUNDS):
        noop.append(await load.closed_loop("/v1/reports/noop", held, connections=connections, seconds=seconds))
        durable.append(await load.closed_loop("/v1/reports", held, connections=connections, seconds=seconds))
    return {
        "ratio": round(median(durable) / median(noop), 3),
        "durable_per_s": round(median(durable)),
        "noop_per_s": round(median(noop)),
    }


async def drain_rate(stack: Stack) -> dict[str, float]:
    """How fast the waiting outbox is published."""
    database = await asyncpg.connect(stack.database_url("intake"))
    try:
        waiting = before = await database.fetchval("SELECT count(*) FROM outbox")
        started = time.perf_counter()
        while waiting > 0 and time.perf_counter() - started < 120:
            await asyncio.sleep(0.1)
            waiting = await database.fetchval("SELECT count(*) FROM outbox")
        return {"events": before - waiting, "events_per_s": round((before - waiting) / (time.perf_counter() - started))}
    finally:
        await database.close()


async def handoffs(
    stack: Stack, city: City, people: People, reports: Iterator[bytes], *, rate: float, seconds: float
) -> dict[str, Any]:
    """How long after its 202 the provider has the two texts that each report owes, and what all that takes."""
    cpu_before, began, starts = cpu_of(stack, PARTS), time.perf_counter(), starts_of(stack)
    load = Load(stack.url("intake"), city.source_key)
    answers = await load.open_loop("/v1/reports", reports, rate=rate, seconds=seconds)
    took = time.perf_counter() - began
    memory = rss_mb(stack, PARTS)
    settling = time.monotonic()
    settled = await all_done(stack, people, 60)
    drained = time.monotonic() - settling
    cpu_after = cpu_of(stack, PARTS)  # of the whole work: what is left undone at the end of the posts costs too
    came = Came(answers, await moments_of_texts(stack, answers, people))
    again = restarted(starts, stack)
    return {
        "reports": len(answers),
        "refused": came.refused,
        "accepted_per_s": round(sum(answer.status == 202 for answer in answers) / took, 1),
        "texts": sum(moment < inf for at in came.texted for moment in at),
        "reports_without_two_texts": came.without_two_texts,
        **handoff_ms(came),
        "accept_p99_ms": finite(percentile([waited_ms(answer) for answer in answers], 0.99)),
        "late_ms": round(percentile([(answer.sent_at - answer.due_at) * 1000 for answer in answers], 0.99), 1),
        "drained_s": round(drained, 1),
        "cpu_ms_per_report": cpu_per_report(cpu_before, cpu_after, came, settled=settled and not again),
        "rss_mb": memory,
        "failed": [*failures(came, settled=settled), *again],
    }


def waited_ms(answer: Answer) -> float:
    """For its 202; for ever where it was another, or none."""
    return (answer.answered_at - answer.sent_at) * 1000 if answer.status == 202 else inf


async def all_done(stack: Stack, people: People, seconds: float) -> bool:
    """Wait until nothing is under way in the services and nobody's reply is; False when time was up before that."""
    until = time.monotonic() + seconds
    while True:
        left, replies = await unsettled(stack), len(people.replies)
        await people.done()
        if not left and len(people.replies) == replies:
            return True
        if time.monotonic() > until:
            return False
        await asyncio.sleep(0.2)


async def moments_of_texts(stack: Stack, answers: Sequence[Answer], people: People) -> list[tuple[float, float]]:
    """When the first and the second text about each report were taken; infinite for what never was."""
    accepted = {place: report_id_of(answer) for place, answer in enumerate(answers) if answer.status == 202}
    database = await asyncpg.connect(stack.database_url("dispatch"))
    try:
        rows = await database.fetch(CODES, list(accepted.values()), timeout=60)
    finally:
        await database.close()
    codes = {row["report_id"]: row["code"] for row in rows}
    code_of = [codes.get(accepted.get(place, ""), "") for place in range(len(answers))]
    return [two_texts(people.offers.get(code, [])) for code in code_of]


async def behind_flood(stack: Stack, city: City, people: People, *, flood: int = 20_000) -> dict[str, Any]:
    """A trusted report posted right behind held ones: seconds until the first text about it is at the provider."""
    load = Load(stack.url("intake"), city.source_key)
    held = documents(11, request="information")
    left, answers = itertools.count(), list[Answer]()

    async def one() -> None:
        connection = await load.connect()
        while next(left) < flood:
            answers.append(await connection.send(load.request("/v1/reports", next(held))))
        connection.close()

    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(64)))
    flooded = time.perf_counter() - started
    trusted = (await load.open_loop("/v1/reports", documents(12), rate=1000, seconds=0.001))[0]
    deadline = time.monotonic() + 60
    came = Came([trusted], [(inf, inf)])
    while time.monotonic() < deadline and inf in came.texted[0]:
        await asyncio.sleep(0.1)
        await people.catch_up()
        came = Came([trusted], await moments_of_texts(stack, [trusted], people))
    refused = refusals(answers, good=202)
    return {
        "seconds": flood_seconds(came, refused=refused),
        "held": len(answers),
        "held_per_s": round((len(answers) - sum(refused.values())) / flooded),
        "refused": refused,
        "failed": [*([f"flood {in_words(refused)}"] if refused else []), *failures(came, settled=True)],
    }
