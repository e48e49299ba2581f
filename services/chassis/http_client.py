"""The one HTTP client of the product (httpx): bounded in time, never retrying by itself, logging no URL."""

from typing import Any

import httpx

from services.chassis.http_transport import LeanTransport

Timeout = httpx.Timeout
HTTPError = httpx.HTTPError
Response = httpx.Response
Client = httpx.AsyncClient


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
        transport=LeanTransport(connections=connections),
        follow_redirects=False,
        trust_env=False,
        headers=headers,
        **options,
    )
