"""What callers send is told to no tracer: FastAPI's own telemetry is off, whatever the environment sets up."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from services.chassis.http_server import app_of_routes, internal_app

router = APIRouter()


@router.get("/v1/here")
async def here() -> dict[str, bool]:
    return {"here": True}


async def nothing() -> dict[str, str]:
    return {}


@pytest.mark.parametrize(
    ("app", "path"),
    [
        (app_of_routes(title="it", routers=[router]), "/v1/here"),
        (internal_app({}, {}, nothing), "/healthz"),
    ],
)
async def test_no_request_asks_for_a_tracer_a_meter_or_a_log(
    app: FastAPI, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> None:
        raise AssertionError("somebody asked")

    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", asked)
    monkeypatch.setattr("opentelemetry.metrics.get_meter_provider", asked)
    monkeypatch.setattr("opentelemetry._logs.get_logger_provider", asked)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://it") as caller:
        assert (await caller.get(path)).status_code == 200
