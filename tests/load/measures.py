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
from services.chassis.http_client import client
from tests.faults.city import City
from tests.faults.invariants import unsettled
from tests.load.documents import documents
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
PAGE = 500
"""Texts per read of the ledger: an answer has to stay within what the HTTP client takes."""


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
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


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


async def read_texts(stack: Stack, after: int = 0) -> tuple[list[dict[str, Any]], int]:
    """The phone network's ledger from a place on, and the next place."""
    async with client(base_url=stack.url("sandbox"), total_seconds=60) as sandbox:
        texts: list[dict[str, Any]] = []
        while True:
            query = {"after": after, "limit": PAGE}
            answer = (await sandbox.get("/sandbox/messages", params=query)).json()
            texts += answer["messages"]
            after = answer["next"]
            if len(answer["messages"]) < PAGE:
                return texts, after


async def handoffs(
    stack: Stack, city: City, people: People, reports: Iterator[bytes], *, rate: float, seconds: float
) -> dict[str, Any]:
    """From the 202 to the provider having the text, of the two that each report owes; one that failed is infinite."""
    cpu_before, began = cpu_of(stack, PARTS), time.perf_counter()
    load = Load(stack.url("intake"), city.source_key)
    answers = await load.open_loop("/v1/reports", reports, rate=rate, seconds=seconds)
    took = time.perf_counter() - began
    memory = rss_mb(stack, PARTS)
    drained = await settle(stack, 60)
    cpu_after = cpu_of(stack, PARTS)  # of the whole work: what is left undone at the end of the posts costs too
    await people.catch_up()
    texted = await moments_of_texts(stack, answers, people)
    delays = [(moment - answer.answered_at) * 1000 for answer, at in zip(answers, texted, strict=True) for moment in at]
    cpu = cpu_per_report(cpu_before, cpu_after, len(answers))
    return {
        "reports": len(answers),
        "refused": sum(answer.status != 202 for answer in answers),
        "accepted_per_s": round(len(answers) / took, 1),
        "texts": sum(delay < inf for delay in delays),
        "reports_without_two_texts": sum(inf in at for at in texted),
        "p50": finite(percentile(delays, 0.50)),
        "p99": finite(percentile(delays, 0.99)),
        "worst": finite(max(delays, default=inf)),
        "accept_p99_ms": finite(percentile([waited_ms(answer) for answer in answers], 0.99)),
        "drained_s": round(drained, 1),
        "cpu_ms_per_report": cpu,
        "rss_mb": memory,
    }


def waited_ms(answer: Answer) -> float:
    """For its 202; for ever where it was another, or none."""
    return (answer.answered_at - answer.sent_at) * 1000 if answer.status == 202 else inf


def cpu_per_report(before: dict[str, float], after: dict[str, float], reports: int) -> dict[str, float]:
    """Milliseconds by part; `total` is what running the product takes, without whoever posts."""
    by_part = {part: (after[part] - before[part]) * 1000 / max(reports, 1) for part in after}
    total = sum(used for part, used in by_part.items() if part != "generator")
    return {part: round(used, 2) for part, used in {**by_part, "total": total}.items()}


async def settle(stack: Stack, seconds: float) -> float:
    """Wait until nothing is under way, or time is up; how long that was."""
    began = time.monotonic()
    while time.monotonic() - began < seconds and await unsettled(stack):  # noqa: ASYNC110  # of other processes
        await asyncio.sleep(0.2)
    return time.monotonic() - began


async def moments_of_texts(stack: Stack, answers: Sequence[Answer], people: People) -> list[tuple[float, float]]:
    """When the first and the second text about each report were taken; infinite for what never was."""
    accepted = {place: report_id_of(answer) for place, answer in enumerate(answers) if answer.status == 202}
    database = await asyncpg.connect(stack.database_url("dispatch"))
    try:
        rows = await database.fetch(CODES, list(accepted.values()), timeout=60)
    finally:
        await database.close()
    codes = {row["report_id"]: row["code"] for row in rows}
    found: list[tuple[float, float]] = []
    for place in range(len(answers)):
        first, second = [*people.offers.get(codes.get(accepted.get(place, ""), ""), [])[:2], inf, inf][:2]
        found.append((first, second))
    return found


async def behind_flood(stack: Stack, city: City, *, flood: int = 20_000) -> dict[str, Any]:
    """A trusted report posted right behind held ones: seconds until its first text is at the provider."""
    _, after = await read_texts(stack)
    load = Load(stack.url("intake"), city.source_key)
    held = documents(11, request="information")
    left = itertools.count()

    async def one() -> None:
        connection = await load.connect()
        while next(left) < flood:
            answer = await connection.send(load.request("/v1/reports", next(held)))
            assert answer.status == 202, answer
        connection.close()

    started = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(64)))
    flooded = time.perf_counter() - started
    trusted = (await load.open_loop("/v1/reports", documents(12), rate=1000, seconds=0.001))[0]
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        texts, _ = await read_texts(stack, after)
        if texts:
            return {
                "seconds": round(texts[0]["accepted_at"] / 1000 - trusted.sent_at, 3),
                "held": flood,
                "held_per_s": round(flood / flooded),
            }
        await asyncio.sleep(0.02)
    return {"seconds": None, "held": flood, "held_per_s": round(flood / flooded)}
