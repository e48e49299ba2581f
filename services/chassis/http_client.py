"""The one HTTP client of the product (httpx): bounded in time, never retrying by itself, logging no URL."""

import ssl
from functools import cache
from typing import Any

import httpx

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
    """Keep-alive, no redirects, no environment proxies, no retries: that is the caller's decision (rule R93)."""
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=httpx.Timeout(total_seconds, connect=connect_seconds),
        verify=_trusting_nobody() if base_url.startswith("http://") else _trusting(),
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=4),
        follow_redirects=False,
        trust_env=False,
        headers=headers,
        **options,
    )


@cache
def _trusting() -> ssl.SSLContext:
    """Reading whom to trust takes 80 ms: once a process, not once a client."""
    return ssl.create_default_context()


@cache
def _trusting_nobody() -> ssl.SSLContext:
    """Where no TLS is meant nobody waits for that; should a request go elsewhere all the same, it fails."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
