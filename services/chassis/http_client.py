"""The one HTTP client of the product (httpx): bounded in time and size, never retrying by itself, logging no URL."""

import asyncio
import ssl
from functools import cache
from typing import Any

import httpx

from services.chassis.http_transport import ANSWER_LIMIT

Timeout = httpx.Timeout
HTTPError = httpx.HTTPError
Response = httpx.Response
Client = httpx.AsyncClient
Transport = httpx.AsyncBaseTransport


def client(
    *,
    base_url: str = "",
    connect_seconds: float = 3,
    total_seconds: float = 10,
    connections: int = 32,
    headers: dict[str, str] | None = None,
    **options: Any,
) -> httpx.AsyncClient:
    """Keep-alive, no redirects, no environment proxies, no retries: that is the caller's decision (rule R93).

    `total_seconds` bounds a call from its start until the answer is whole; `ANSWER_LIMIT` bounds the answer's bytes.
    """
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=httpx.Timeout(total_seconds, connect=connect_seconds),
        transport=_WholeAnswers(
            verify=_trusting_nobody() if base_url.startswith("http://") else _trusting(),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=4),
            trust_env=False,
        ),
        follow_redirects=False,
        trust_env=False,
        headers={"Accept-Encoding": "identity", **(headers or {})},
        **options,
    )


class _WholeAnswers(httpx.AsyncHTTPTransport):
    """httpx's own, but that its `read` timeout, which begins anew with every byte, bounds the whole call."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """
        Raises:
            httpx.ReadTimeout: the answer was not whole in time.
            httpx.RemoteProtocolError: it is larger than `ANSWER_LIMIT` or packed; and all that httpx raises.
        """
        try:
            async with asyncio.timeout(request.extensions.get("timeout", {}).get("read")):
                answer = await super().handle_async_request(request)
                try:
                    if answer.headers.get("content-encoding", "identity").strip().lower() != "identity":
                        raise httpx.RemoteProtocolError("the answer is packed")
                    content = await _read(answer)
                finally:
                    await answer.aclose()
        except TimeoutError:
            raise httpx.ReadTimeout("no whole answer in time", request=request) from None
        return httpx.Response(answer.status_code, headers=answer.headers, content=content, request=request)


async def _read(answer: httpx.Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in answer.aiter_raw():
        size += len(part)
        if size > ANSWER_LIMIT:
            raise httpx.RemoteProtocolError("the answer is too large")
        parts.append(part)
    return b"".join(parts)


@cache
def _trusting() -> ssl.SSLContext:
    """Reading whom to trust takes 80 ms: once a process, not once a client."""
    return ssl.create_default_context()


@cache
def _trusting_nobody() -> ssl.SSLContext:
    """Where no TLS is meant nobody waits for that; should a request go elsewhere all the same, it fails."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
