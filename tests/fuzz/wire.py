"""Sends requests byte by byte as they are, from many addresses, and reads what comes back."""

import asyncio
import time
from typing import Final

from tests.fuzz.judge import MOST_SECONDS, Answer

HOST: Final = "127.0.0.1"
REUSED: Final = 8
"""Requests from one address: more than ten wrong keys a minute are told to slow down, which is another answer."""


class Wire:
    """One connection at a time to each service, from an address that is another one after a few requests."""

    def __init__(self, ports: dict[str, int], worker: int) -> None:
        self._ports = ports
        self._worker = worker
        self._opened = 0
        self._used = 0
        self._streams: dict[str, tuple[asyncio.StreamReader, asyncio.StreamWriter]] = {}

    async def ask(self, service: str, content: bytes, *, whole: bool, head: bool = False) -> Answer:
        """
        Args:
            whole: it is HTTP, and another may follow; else nothing more is sent after it.
            head: its answer has no body, whatever its length says.
        """
        started = time.monotonic()
        self._used += 1
        if self._used % REUSED == 0 or not whole:
            await self.close()
        reused = service in self._streams
        try:
            async with asyncio.timeout(MOST_SECONDS):
                answer = await self._ask(service, content, whole=whole, head=head)
                if answer.status == 0 and reused and whole:  # it was closed before this one came
                    answer = await self._ask(service, content, whole=whole, head=head)
        except TimeoutError:
            answer = Answer(0)
        seconds = time.monotonic() - started
        if not whole or answer.status == 0:
            await self._drop(service)
        return Answer(answer.status, answer.content_type, answer.body, seconds)

    async def _ask(self, service: str, content: bytes, *, whole: bool, head: bool) -> Answer:
        try:
            reader, writer = await self._stream(service)
            writer.write(content)
            if not whole:
                writer.write_eof()
            answer, goes_on = await _read(reader, head=head)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await self._drop(service)
            return Answer(0)
        if not goes_on:
            await self._drop(service)
        return answer

    async def _stream(self, service: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if service not in self._streams:
            self._opened += 1
            high, low = divmod(self._opened, 250)
            local = f"127.{10 + self._worker}.{high % 250}.{low + 1}"
            opened = await asyncio.open_connection(HOST, self._ports[service], local_addr=(local, 0), limit=1 << 20)
            self._streams[service] = opened
        return self._streams[service]

    async def _drop(self, service: str) -> None:
        if opened := self._streams.pop(service, None):
            opened[1].transport.abort()

    async def close(self) -> None:
        for service in list(self._streams):
            await self._drop(service)


async def _read(reader: asyncio.StreamReader, *, head: bool) -> tuple[Answer, bool]:
    """The answer, and whether another request may follow on its connection."""
    raw = await reader.readuntil(b"\r\n\r\n")
    first, *lines = raw.decode("latin-1").split("\r\n")
    status = int(first[9:12])
    if status == 100:
        return await _read(reader, head=head)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = b""
    if not head and status not in (204, 304):
        if headers.get("transfer-encoding") == "chunked":
            while size := int(await reader.readline(), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readline()
        else:
            body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Answer(status, headers.get("content-type", ""), body), headers.get("connection") != "close"
