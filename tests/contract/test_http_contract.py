"""What each service publishes of its HTTP interface: typed answers, one form of refusal, no break for callers."""

import json
import pkgutil
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from pydantic import BaseModel

import schemas.api
from deploy.contracts import publish
from deploy.contracts.openapi import ROUTERS, document_of
from schemas.publishing.http_compatibility import broken_callers

SERVICES = sorted(ROUTERS)
PUBLIC: frozenset[str] = frozenset()
"""Operations that anybody may call, as `service operation`."""


@cache
def document(service: str) -> dict[str, Any]:
    return document_of(service)


def operations(service: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in document(service)["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


OPERATIONS = [(service, route) for service in SERVICES for route, _ in operations(service)]


def operation_at(service: str, route: str) -> dict[str, Any]:
    return dict(operations(service))[route]


def resolved(service: str, schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document(service)["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas directly inside this one."""
    yield from schema.get("properties", {}).values()
    for several in ("anyOf", "oneOf", "allOf", "prefixItems"):
        yield from schema.get(several, ())
    for one in ("items", "additionalProperties"):
        if isinstance(schema.get(one), dict):
            yield schema[one]


def everything_in(service: str, schema: dict[str, Any], seen: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(model, schema) of all that a schema leads to, each model once."""
    name = schema.get("$ref", "").rpartition("/")[2]
    if name:
        if name in seen:
            return
        seen.add(name)
    schema = resolved(service, schema)
    yield name, schema
    for part in parts(schema):
        yield from everything_in(service, part, seen)


def answers(service: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(route and status, schema) of what is answered when all is well."""
    for route, operation in operations(service):
        for status, answer in operation["responses"].items():
            if status.startswith("2") and status != "204":
                for kind, content in answer["content"].items():
                    yield f"{route} {status} {kind}", content["schema"]


def is_free_form(schema: dict[str, Any]) -> bool:
    """Says nothing of what is in it: any value, an object of anything, or a list of anything."""
    if not {"$ref", "type", "anyOf", "oneOf", "allOf", "enum", "const"} & schema.keys():
        return True
    if schema.get("type") == "object" and "properties" not in schema:
        return _says_nothing(schema.get("additionalProperties"))
    if schema.get("type") == "array" and "prefixItems" not in schema:
        return _says_nothing(schema.get("items"))
    return False


def _says_nothing(inner: Any) -> bool:
    return not isinstance(inner, dict) or is_free_form(inner)


def bodies(service: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(route, schema) of what is sent to a route."""
    for route, operation in operations(service):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield route, content["schema"]


@cache
def models() -> dict[str, type[BaseModel]]:
    """The models of all interfaces by their names, which are unique."""
    modules = [import_module(each.name) for each in pkgutil.walk_packages(schemas.api.__path__, "schemas.api.")]
    return {
        name: each
        for module in modules
        for name, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, BaseModel) and each is not BaseModel
    }


def whole_models(service: str) -> Iterator[tuple[str, str]]:
    """(where, model) of each body and each answer, refusals among them."""
    refusals = {"$ref": "#/components/schemas/ProblemDocument"}
    for where, schema in (*bodies(service), *answers(service), ("refusals", refusals)):
        for each in schema.get("oneOf", schema.get("anyOf", [schema])):
            yield where, each["$ref"].rpartition("/")[2]


def examples() -> Iterator[tuple[str, Any]]:
    """(model, example) of every model that has one, wherever it stands."""
    for name, model in sorted(models().items()):
        for each in model.model_json_schema().get("examples", ()):
            yield name, each


def answered_fields() -> Iterator[tuple[str, str, str]]:
    for service in SERVICES:
        seen: set[str] = set()
        for _, schema in answers(service):
            for model, each in everything_in(service, schema, seen):
                if model:
                    yield from ((service, model, field) for field in each.get("properties", {}))


def test_nothing_that_is_generated_has_drifted() -> None:
    assert publish.drift() == []


def test_no_caller_of_a_released_document_breaks() -> None:
    assert publish.breaks() == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_answer_is_a_model_and_nothing_in_it_is_free_form(service: str) -> None:
    found = list(answers(service))
    assert found
    for where, schema in found:
        top = resolved(service, schema)
        assert "properties" in top or all("properties" in resolved(service, part) for part in top["oneOf"]), where
        for model, each in everything_in(service, schema, set()):
            assert not is_free_form(each), f"{where}: something in {model or 'it'} is free-form: {each}"


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_in_a_body_is_free_form(service: str) -> None:
    for where, schema in bodies(service):
        for model, each in everything_in(service, schema, set()):
            assert not is_free_form(each), f"{where}: something in {model or 'it'} is free-form: {each}"


@pytest.mark.parametrize("service", SERVICES)
def test_every_body_and_every_answer_has_a_whole_example(service: str) -> None:
    for where, name in whole_models(service):
        schema = document(service)["components"]["schemas"][name]
        assert schema.get("examples"), f"{where}: {name} has no example"
        for example in schema["examples"]:
            assert example.keys() == schema["properties"].keys(), f"{where}: {name}'s example is not whole"


@pytest.mark.parametrize(("name", "example"), list(examples()))
def test_an_example_is_what_its_model_takes_and_writes(name: str, example: dict[str, Any]) -> None:
    read = models()[name].model_validate_json(json.dumps(example), strict=True)

    assert read.model_dump(mode="json", exclude_unset=True) == example


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"title": "Anything", "description": "any value"},
        {"type": "array"},
        {"type": "array", "items": {}},
        {"type": "array", "items": {"title": "Anything"}},
        {"type": "array", "items": {"type": "array", "items": {}}},
        {"type": "object"},
        {"type": "object", "additionalProperties": True},
        {"type": "object", "additionalProperties": {}},
        {"type": "object", "additionalProperties": {"title": "Anything"}},
    ],
)
def test_a_schema_that_takes_anything_is_free_form(schema: dict[str, Any]) -> None:
    assert is_free_form(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"const": "lead"},
        {"$ref": "#/components/schemas/DutyHolder"},
        {"type": "array", "items": {"type": "string"}},
        {"type": "array", "prefixItems": [{"type": "number"}]},
        {"type": "object", "properties": {}},
        {"type": "object", "additionalProperties": {"type": "string"}},
    ],
)
def test_a_schema_that_says_what_it_takes_is_not(schema: dict[str, Any]) -> None:
    assert not is_free_form(schema)


@pytest.mark.parametrize("service", SERVICES)
def test_no_operation_and_no_tag_is_left_unnamed(service: str) -> None:
    ids = [operation["operationId"] for _, operation in operations(service)]
    assert len(ids) == len(set(ids))
    assert all(operation.get("tags") for _, operation in operations(service))
    assert all(operation.get("description") or operation.get("summary") for _, operation in operations(service))


@pytest.mark.parametrize(("service", "route"), OPERATIONS)
def test_every_fault_of_every_route_is_problem_json(service: str, route: str) -> None:
    responses = operation_at(service, route)["responses"]
    faults = {status: answer for status, answer in responses.items() if not status.startswith("2")}
    assert {"500", "503", "default"} <= faults.keys()
    for status, answer in faults.items():
        assert answer["content"].keys() == {"application/problem+json"}, status
        schema = answer["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/ProblemDocument"}, status


@pytest.mark.parametrize(("service", "route"), OPERATIONS)
def test_every_route_says_which_key_it_asks_for(service: str, route: str) -> None:
    operation = operation_at(service, route)
    if f"{service} {operation['operationId']}" in PUBLIC:
        assert not operation.get("security")
        return
    known = document(service)["components"]["securitySchemes"]
    assert operation["security"]
    assert all(name in known for way in operation["security"] for name in way)
    assert {"401", "403"} <= operation["responses"].keys()


@pytest.mark.parametrize(("service", "model", "field"), list(answered_fields()))
def test_a_field_of_an_answer_that_is_renamed_is_noticed(service: str, model: str, field: str) -> None:
    renamed = deepcopy(document(service))
    schema = renamed["components"]["schemas"][model]
    schema["properties"]["renamed"] = schema["properties"].pop(field)
    if field in schema.get("required", ()):
        schema["required"][schema["required"].index(field)] = "renamed"

    found = broken_callers(document(service), renamed)

    assert any(f": {field} was removed or renamed; callers may read it" in change for change in found)
