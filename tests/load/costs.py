"""`python -m tests.load.costs`: what two decisions cost: a POST by each transport, and the event of a report.

CPU time of this process alone, the least of several rounds, so that what else the machine does counts little.
The figures of ADR 5 and ADR 6 come from here.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from pydantic_core import to_json

from schemas.envelope import wrapped
from schemas.events.report import ReportReleasedV1
from services.chassis.http_transport import LeanTransport
from services.chassis.sealing import Keyring, Sealer
from services.intake.model.network import ReleaseContext
from services.intake.model.prepared import PreparedReport
from services.intake.reports.draft import ReportDraft
from services.intake.reports.factory import ReportFactory
from tests.unit.intake.test_factory import NETWORK, NOW, OPERATOR, a_draft

ROUNDS = 9
POSTS = 1500
REPORTS = 4000
BODY = b"To=%2B12135550101&From=%2B12135550142&Body=K7Q%3A+understood%2C+thank+you."
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SERVER = """
import asyncio
ANSWER = b'HTTP/1.1 201 Created\\r\\nContent-Type: application/json\\r\\nContent-Length: 8\\r\\n\\r\\n{"a": 1}'
class Provider(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.taken = transport, b""
    def data_received(self, data):
        self.taken += data
        head, found, rest = self.taken.partition(b"\\r\\n\\r\\n")
        lengths = [line.split(b":")[1] for line in head.lower().split(b"\\r\\n") if line.startswith(b"content-length")]
        if found and len(rest) >= int(lengths[0]):
            self.taken = b""
            self.transport.write(ANSWER)
async def main():
    server = await asyncio.get_running_loop().create_server(Provider, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""
"""A provider that takes everything, in a process of its own, so that its CPU time is not ours."""


def micros(seconds: float, count: int) -> float:
    return round(seconds / count * 1e6, 1)


async def posting(transport: Callable[[], httpx.AsyncBaseTransport], url: str, *, bare: bool) -> float:
    """µs of CPU for one POST on a kept connection; `bare`: by the transport alone, without the client around it."""
    least = float("inf")
    async with httpx.AsyncClient(transport=transport(), timeout=10, trust_env=False) as client:
        way = transport()

        async def one() -> None:
            if bare:
                request = httpx.Request("POST", url, content=BODY, headers=FORM)
                request.extensions["timeout"] = {"connect": 3, "read": 10, "write": 10, "pool": 10}
                response = await way.handle_async_request(request)
                await response.aread()
            else:
                response = await client.post(url, content=BODY, headers=FORM)
            assert response.status_code == 201

        for _ in range(ROUNDS):
            began = time.process_time()
            for _ in range(POSTS // ROUNDS):
                await one()
            least = min(least, (time.process_time() - began) / (POSTS // ROUNDS))
        await way.aclose()
    return micros(least, 1)


async def transports(url: str) -> None:
    ways: dict[str, Callable[[], httpx.AsyncBaseTransport]] = {
        "httpx's own": httpx.AsyncHTTPTransport,
        "lean": lambda: LeanTransport(connections=4),
    }
    for bare in (True, False):
        for name, transport in ways.items():
            cost = await posting(transport, url, bare=bare)
            print(f"one POST, {'transport alone' if bare else 'with the client'}, {name}: {cost} µs")


def with_a_provider() -> None:
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        asyncio.run(transports(f"http://127.0.0.1:{server.stdout.readline().strip()}/Messages.json"))
    finally:
        server.terminate()
        server.wait(5)


def least(work: Callable[[], object]) -> float:
    """µs of CPU for one, the least of the rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(REPORTS // ROUNDS):
            work()
        best = min(best, (time.process_time() - began) / (REPORTS // ROUNDS))
    return micros(best, 1)


def report() -> None:
    with tempfile.TemporaryDirectory() as folder:
        keyring = Keyring(Path(folder) / "keyring")
        keyring.ensure(NOW.date())
        factory = ReportFactory(Sealer(keyring))
        context = ReleaseContext(NETWORK)

        def prepare(draft: ReportDraft) -> PreparedReport:
            found = factory.prepare(
                draft,
                source=OPERATOR,
                network_id=OPERATOR.network_id,
                idempotency_key="key-12345678",
                body=b"{}",
                context=context,
                ref="482193",
                now=NOW,
            )
            assert isinstance(found, PreparedReport)
            return found

        texted, untold = a_draft(), a_draft(safe_to_text=False)
        told = prepare(texted).report.told
        model = ReportReleasedV1.model_validate_json(told)
        fields, plain = dict(model), json.loads(told)
        costs = {
            "a report prepared, all of it, its receipt too": least(lambda: prepare(texted)),
            "a report prepared, of a caller who gets no receipt": least(lambda: prepare(untold)),
            "of that: the event's data from a dict": least(lambda: to_json(plain)),
            "of that: the envelope around data that is JSON already": least(lambda: enveloped(told)),
            "instead: the event's model constructed, and dumped by its serializer": least(
                lambda: ReportReleasedV1.model_construct(**fields).__pydantic_serializer__.to_json(model)
            ),
            "instead: the event's model validated, and dumped": least(
                lambda: ReportReleasedV1(**fields).model_dump_json()
            ),
        }
        for what, cost in costs.items():
            print(f"{what}: {cost} µs")


def enveloped(data: bytes) -> bytes:
    id = "019ab5c2-9f40-7000-8000-000000000001"
    return wrapped(
        data,
        type=ReportReleasedV1.TYPE,
        event_id=id,
        subject=id,
        time="2026-11-24T14:42:00.123456Z",
        key=id,
        correlation_id=id,
    )


if __name__ == "__main__":
    report()
    with_a_provider()
