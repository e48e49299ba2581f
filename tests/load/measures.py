"""The measurements of `make bench`, one function each: what they start, what they post, what they count."""

import asyncio
import itertools
import json
import random
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg

from deploy.local.stack import Stack
from deploy.local.supervisor.process import processes_in
from services.chassis.http_client import client
from tests.faults.city import City, a_place, a_report
from tests.faults.invariants import OFFER, unsettled
from tests.load.raw_client import Answer, Load, percentile, report_id_of

CODES = "SELECT r.report_id::text AS report_id, i.code FROM report r JOIN incident i USING (incident_id)"
ROUNDS = 3
DIFFERENT = 5000
"""Documents of a closed loop, made before it: the generator has the second core to share with PostgreSQL."""
PAGE = 500
"""Texts per read of the ledger: an answer has to stay within what the HTTP client takes."""
REGION = SOUTH, NORTH, WEST, EAST = (33.2, 36.2, -120.4, -117.4)
"""Large enough for 20,000 places at least 2 km apart: no report joins the incident of another."""


def documents(seed: int, *, spacing_km: float = 0.0, **changes: Any) -> Iterator[bytes]:
    """Reports at random places, or on a grid whose points are at least `spacing_km` apart, in random order."""
    chance = random.Random(seed)
    if not spacing_km:
        while True:
            yield json.dumps(a_report(a_place(chance), **changes)).encode()
    step_lat, step_lon = spacing_km / 111.0, spacing_km / 92.0
    grid = [
        (SOUTH + 0.01 + row * step_lat, WEST + 0.01 + column * step_lon)
        for row in range(int((NORTH - SOUTH - 0.02) / step_lat))
        for column in range(int((EAST - WEST - 0.02) / step_lon))
    ]
    chance.shuffle(grid)
    for lat, lon in itertools.cycle(grid):
        place = {**a_place(chance), "lat": round(lat, 5), "lon": round(lon, 5)}
        yield json.dumps(a_report(place, **changes)).encode()


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds of CPU that each part used during a measurement, per second of wall time."""

    shares: dict[str, float]


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
    stack: Stack, city: City, reports: Iterator[bytes], *, rate: float, seconds: float
) -> dict[str, Any]:
    """From the 202 to the provider having the text, for every text of reports posted at a steady rate."""
    _, after = await read_texts(stack)
    parts = ("intake", "dispatch", "notify", "sandbox", "kafka", "postgres")
    cpu_before, wall_before = cpu_of(stack, parts), time.perf_counter()
    load = Load(stack.url("intake"), city.source_key)
    posting = asyncio.create_task(load.open_loop("/v1/reports", reports, rate=rate, seconds=seconds))
    behind = asyncio.create_task(_sample_backlog(stack, posting, rate))
    answers = await posting
    took = time.perf_counter() - wall_before
    cpu_after = cpu_of(stack, parts)
    memory = rss_mb(stack, parts)
    backlog = await behind
    drain_started = time.perf_counter()
    await settle(stack, 60)
    drained = time.perf_counter() - drain_started
    texts, _ = await read_texts(stack, after)
    delays, unanswered = await _delays(stack, answers, texts)
    sent = sum(1 for answer in answers if answer.status == 202)
    return {
        "reports": sent,
        "refused": len(answers) - sent,
        "accepted_per_s": round(sent / took, 1),
        "texts": len(delays),
        "reports_without_two_texts": unanswered,
        "p50": round(percentile(delays, 0.50), 1) if delays else None,
        "p99": round(percentile(delays, 0.99), 1) if delays else None,
        "worst": round(max(delays), 1) if delays else None,
        "accept_p99_ms": round(percentile([(a.answered_at - a.sent_at) * 1000 for a in answers], 0.99), 1),
        "backlog_texts": backlog,
        "drained_s": round(drained, 1),
        "cpu_ms_per_report": {
            part: round((cpu_after[part] - cpu_before[part]) * 1000 / max(sent, 1), 2) for part in cpu_after
        },
        "rss_mb": memory,
    }


async def _sample_backlog(stack: Stack, posting: "asyncio.Task[list[Answer]]", rate: float) -> list[int]:
    """Every 5 s: how many texts are still owed for the reports posted so far."""
    samples: list[int] = []
    async with client(base_url=stack.url("sandbox")) as sandbox:
        first = (await sandbox.get("/sandbox/messages", params={"limit": 1, "after": 10**9})).json()["accepted"]
        started = time.perf_counter()
        while not posting.done():
            await asyncio.sleep(5)
            accepted = (await sandbox.get("/sandbox/messages", params={"limit": 1, "after": 10**9})).json()["accepted"]
            if not posting.done():
                samples.append(round((time.perf_counter() - started) * rate * 2) - (accepted - first))
    return samples


async def settle(stack: Stack, seconds: float) -> None:
    """Wait until nothing is under way, or time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and await unsettled(stack):  # noqa: ASYNC110  # of other processes
        await asyncio.sleep(0.2)


async def _delays(stack: Stack, answers: list[Answer], texts: list[dict[str, Any]]) -> tuple[list[float], int]:
    database = await asyncpg.connect(stack.database_url("dispatch"))
    try:
        codes = {row["report_id"]: row["code"] for row in await database.fetch(CODES, timeout=60)}
    finally:
        await database.close()
    offered: dict[str, list[float]] = {}
    for text in texts:
        if (found := OFFER.search(text["body"])) is not None:
            offered.setdefault(found[1], []).append(text["accepted_at"] / 1000)
    delays: list[float] = []
    short = 0
    for answer in answers:
        if answer.status != 202:
            continue
        at = offered.get(codes.get(report_id_of(answer), ""), [])
        delays += [(moment - answer.answered_at) * 1000 for moment in at[:2]]
        short += int(len(at) < 2)
    return delays, short


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
