"""Ask a process over HTTP whether it is well."""

import asyncio
import urllib.parse


async def answers_ok(url: str, *, timeout_seconds: float = 2.0) -> bool:
    """GET the address; True for a 200. Written out: so small a question needs no client library."""
    address = urllib.parse.urlsplit(url)
    request = f"GET {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n"
    try:
        async with asyncio.timeout(timeout_seconds):
            reader, writer = await asyncio.open_connection(address.hostname, address.port)
            try:
                writer.write(request.encode())
                return (await reader.readline()).split(b" ")[1:2] == [b"200"]
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
