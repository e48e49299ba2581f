"""The one HTTP client of the product (httpx): bounded in time, never retrying by itself, logging no URL."""

from typing import Any

import httpx

from services.chassis.http_transport import LeanTransport

Timeout = httpx.Timeout
HTTPError = httpx.HTTPError
Response = httpx.Response
Client = httpx.AsyncClient
Transport = httpx.AsyncBaseTransport


def transport(*, connections: int = 32) -> httpx.AsyncBaseTransport:
    """The way out without the client around it: a third of its CPU, for whoever makes whole requests himself."""
    return LeanTransport(connections=connections)


def client(
    *,
    base_url: str = "",
    connect_seconds: float = 3,
    total_seconds: float = 10,
    connections: int = 32,
    headers: dict[str, str] | None = None,
    **options: Any,
) -> httpx.AsyncClient:
    """Keep-alive, no redirects, no environment proxies, no retries: that is the caller's decision (DELIVERY §1.8)."""
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=httpx.Timeout(total_seconds, connect=connect_seconds),
        transport=transport(connections=connections),
        follow_redirects=False,
        trust_env=False,
        headers=headers,
        **options,
    )
