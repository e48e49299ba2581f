"""Whatever comes in over HTTP gets an answer with a meaning, and nothing of it is repeated back."""

import json
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field

from schemas.values import SafeText
from services.chassis.errors import FieldError, Problem
from services.chassis.http_server import app_of_routes

router = APIRouter()


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: SafeText
    size: int = Field(ge=0, le=10)


@router.post("/things")
async def make(thing: Thing, x_key: Annotated[str, Header()]) -> dict[str, Any]:
    return {"size": thing.size}


@router.get("/refused")
async def refused() -> None:
    raise Problem(409, "taken", "Taken", errors=(FieldError("/name", "taken"),), headers={"X-Why": "taken"})


@router.get("/down")
async def down() -> None:
    raise ConnectionRefusedError("10.0.0.1")


def client() -> httpx.AsyncClient:
    app = app_of_routes(title="test", routers=[router])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://test")


async def post(body: bytes | str, **headers: str) -> httpx.Response:
    async with client() as http:
        return await http.post(
            "/things", content=body, headers={"X-Key": "k", "Content-Type": "application/json", **headers}
        )


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b"{", 400, ""),
        (b"\xff\xfe", 400, ""),
        (b"[]", 422, ""),
        (b'{"name":"x"}', 422, "/size"),
        (b'{"name":"x","size":"many"}', 422, "/size"),
        (b'{"name":"x","size":11}', 422, "/size"),
        (b'{"name":"x","size":1,"extra":1}', 422, "/extra"),
        (b'{"name":"a\\u0000b","size":1}', 422, "/name"),
        (b'{"name":5,"size":1}', 422, "/name"),
        (b'{"name":"a","size":1e999}', 422, "/size"),
    ],
)
async def test_bad_input_is_a_problem_that_names_the_field(body: bytes, status: int, pointer: str) -> None:
    response = await post(body)

    problem = response.json()
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["type"].startswith("urn:hotline:problem:")
    assert pointer in [error["pointer"] for error in problem["errors"]]


async def test_a_lone_surrogate_is_refused_not_crashed_on() -> None:
    response = await post(b'{"name":"\\ud800","size":1}')

    assert response.status_code in (400, 422)


async def test_the_callers_input_is_never_repeated() -> None:
    response = await post(json.dumps({"name": "x", "size": "+12135550101"}))

    assert "+12135550101" not in response.text


async def test_a_missing_header_is_named() -> None:
    async with client() as http:
        response = await http.post("/things", json={"name": "x", "size": 1})

    assert response.json()["errors"][0]["pointer"] == "header:x-key"


async def test_too_large_a_body_is_refused_by_its_length_and_as_it_comes() -> None:
    async def chunks() -> Any:
        for _ in range(70):
            yield b"x" * 1024

    async with client() as http:
        told = await http.post("/things", content=b"x" * 70_000, headers={"X-Key": "k"})
        streamed = await http.post("/things", content=chunks(), headers={"X-Key": "k"})

    for response in (told, streamed):
        assert response.status_code == 413
        assert response.headers["content-type"] == "application/problem+json"


async def test_a_compressed_body_is_refused() -> None:
    response = await post(b"{}", **{"Content-Encoding": "gzip"})

    assert response.status_code == 415


async def test_a_problem_keeps_its_status_and_headers() -> None:
    async with client() as http:
        response = await http.get("/refused")

    assert (response.status_code, response.headers["x-why"]) == (409, "taken")
    assert response.json()["errors"] == [{"pointer": "/name", "detail": "taken"}]


async def test_what_is_not_there_is_a_problem_too() -> None:
    async with client() as http:
        missing, wrong = await http.get("/nowhere"), await http.delete("/things")

    assert (missing.status_code, wrong.status_code) == (404, 405)
    assert missing.headers["content-type"] == wrong.headers["content-type"] == "application/problem+json"


async def test_a_store_that_is_away_is_503_with_a_time_to_come_back() -> None:
    async with client() as http:
        response = await http.get("/down")

    assert response.status_code == 503
    assert response.headers["retry-after"] == "2"
    assert "10.0.0.1" not in response.text


async def test_no_browser_and_no_proxy_keeps_an_answer() -> None:
    async with client() as http:
        answers = [
            await http.get("/refused"),
            await http.get("/down"),
            await http.get("/nowhere"),
            await http.post("/things", json={"name": "x", "size": 1}, headers={"X-Key": "k"}),
            await http.post("/things", content=b"{}", headers={"Content-Encoding": "gzip"}),
        ]
        document = await http.get("/openapi.json")

    assert [answer.status_code for answer in answers] == [409, 503, 404, 200, 415]
    assert [answer.headers.get_list("cache-control") for answer in answers] == [["no-store"]] * 5
    assert "cache-control" not in document.headers


async def test_no_answer_leads_to_the_host_that_a_request_names():
    async with client() as http:
        answer = await http.get("/refused/", headers={"Host": "evil.example"})

    assert (answer.status_code, answer.json()["type"]) == (404, "urn:hotline:problem:not-found")
    assert "location" not in answer.headers
