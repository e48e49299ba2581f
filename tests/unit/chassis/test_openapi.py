"""A service's document tells of every route how it refuses, and names no answer that is never sent."""

from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from services.chassis.auth import Staff
from services.chassis.http_access import AnyStaff, require_staff
from services.chassis.http_server import app_of_routes
from services.chassis.openapi import openapi_document, operations, refuses, takes

router = APIRouter()


class Thing(BaseModel):
    size: int


@router.get("/open")
async def read_open() -> Thing:
    return Thing(size=1)


@router.put("/things/{thing_id}", responses=refuses((409, "taken", "Somebody has it"), (422, "too-small", "Too small")))
async def replace_thing(thing_id: UUID, thing: Thing, _: AnyStaff) -> Thing:
    return thing


@router.get("/things")
async def list_things(_: Annotated[Staff, Depends(require_staff())], most: int = 3) -> Thing:
    return Thing(size=most)


class Part(BaseModel):
    name: str


class Whole(BaseModel):
    parts: list[Part]


by_hand = APIRouter()


@by_hand.post("/wholes", openapi_extra=takes(Whole))
async def post_whole(request: Request) -> Thing:
    return Thing(size=len(await request.body()))


@pytest.fixture
def document() -> dict[str, Any]:
    return openapi_document(app_of_routes(title="test", routers=[router]))


def answers(document: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [each for _, _, each in operations(document) if each["operationId"] == name]
    responses: dict[str, Any] = found["responses"]
    return responses


def test_a_function_gives_its_operation_the_name(document: dict[str, Any]) -> None:
    assert {each["operationId"] for _, _, each in operations(document)} == {"read_open", "replace_thing", "list_things"}


def test_every_fault_is_problem_json_and_nothing_else(document: dict[str, Any]) -> None:
    for _, _, operation in operations(document):
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):
                assert answer["content"].keys() == {"application/problem+json"}
                assert answer["content"]["application/problem+json"]["schema"] == {
                    "$ref": "#/components/schemas/ProblemDocument"
                }
    assert "HTTPValidationError" not in str(document)
    assert document["components"]["schemas"]["ProblemDocument"]["properties"].keys() >= {"type", "title", "status"}
    assert "FieldFault" in document["components"]["schemas"]


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("read_open", ["200", "500", "503", "default"]),
        ("list_things", ["200", "401", "403", "422", "429", "500", "503", "default"]),
        (
            "replace_thing",
            ["200", "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503", "default"],
        ),
    ],
)
def test_a_route_documents_what_its_kind_may_answer(document: dict[str, Any], name: str, statuses: list[str]) -> None:
    assert list(answers(document, name)) == statuses


def test_a_routes_own_problems_stand_beside_the_common_ones(document: dict[str, Any]) -> None:
    told = answers(document, "replace_thing")
    assert told["422"]["content"]["application/problem+json"]["examples"].keys() == {"invalid", "too-small"}
    assert told["409"]["content"]["application/problem+json"]["examples"] == {
        "taken": {"value": {"type": "urn:hotline:problem:taken", "title": "Somebody has it", "status": 409}}
    }


def test_who_needs_a_key_is_told_which(document: dict[str, Any]) -> None:
    secured = {each["operationId"]: each.get("security") for _, _, each in operations(document)}
    assert secured == {
        "read_open": None,
        "replace_thing": [{"staffKey": []}],
        "list_things": [{"staffKey": []}],
    }
    assert document["components"]["securitySchemes"]["staffKey"]["scheme"] == "bearer"


def test_a_body_that_a_route_reads_itself_stands_among_the_models() -> None:
    document = openapi_document(app_of_routes(title="test", routers=[by_hand]))

    [(_, _, operation)] = operations(document)
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Whole"}
    models = document["components"]["schemas"]
    assert models["Whole"]["properties"]["parts"]["items"] == {"$ref": "#/components/schemas/Part"}
    assert models["Part"]["required"] == ["name"]
    assert "x-models" not in operation


def test_two_models_of_one_name_are_refused() -> None:
    class Thing(BaseModel):
        colour: str

    router = APIRouter()
    router.post("/things", openapi_extra=takes(Thing))(post_whole)

    with pytest.raises(ValueError, match="two models of test are called Thing"):
        openapi_document(app_of_routes(title="test", routers=[router]))
