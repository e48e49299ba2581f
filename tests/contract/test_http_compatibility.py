"""The check of HTTP documents finds every change that breaks a caller, and lets pass those that do not."""

from copy import deepcopy
from typing import Any

import pytest

from schemas.publishing.http_compatibility import broken_callers

Document = dict[str, Any]


@pytest.fixture
def old() -> Document:
    return {
        "paths": {
            "/v1/things/{thing_id}": {
                "put": {
                    "operationId": "replace_thing",
                    "security": [{"staffKey": []}, {"sourceKey": []}],
                    "parameters": [
                        {"in": "path", "name": "thing_id", "required": True, "schema": {"type": "string"}},
                        {"in": "query", "name": "most", "schema": {"type": "integer", "maximum": 10}},
                        {"in": "header", "name": "X-Key", "schema": {"type": "string"}},
                    ],
                    "requestBody": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}
                    },
                    "responses": {
                        "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                        "409": {"content": {"application/problem+json": {"schema": {}, "examples": {"taken": {}}}}},
                        "default": {"content": {"application/problem+json": {"schema": {}}}},
                    },
                }
            }
        },
        "components": {
            "securitySchemes": {
                "staffKey": {"type": "http", "scheme": "bearer"},
                "sourceKey": {"type": "http", "scheme": "bearer"},
            },
            "schemas": {
                "Order": {
                    "type": "object",
                    "required": ["size"],
                    "properties": {
                        "size": {"type": "integer", "minimum": 1},
                        "colour": {"type": "string", "enum": ["red", "blue"]},
                    },
                },
                "Thing": {
                    "type": "object",
                    "required": ["size", "state"],
                    "properties": {
                        "size": {"type": "integer"},
                        "state": {"type": "string", "enum": ["new", "old"]},
                        "owner": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]},
                    },
                },
                "A": {"type": "object", "title": "A", "required": ["a"], "properties": {"a": {"type": "string"}}},
                "B": {"type": "object", "title": "B", "required": ["b"], "properties": {"b": {"type": "string"}}},
            },
        },
    }


@pytest.fixture
def new(old: Document) -> Document:
    return deepcopy(old)


def put(document: Document) -> Document:
    found: Document = document["paths"]["/v1/things/{thing_id}"]["put"]
    return found


def schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


HERE = "PUT /v1/things/{thing_id} "


def test_the_same_document_is_compatible(old: Document, new: Document) -> None:
    assert broken_callers(old, new) == []


def test_what_may_be_added_is_added(old: Document, new: Document) -> None:
    new["paths"]["/v1/others"] = {"get": {"responses": {}}}
    put(new)["parameters"].append({"in": "query", "name": "after", "schema": {"type": "string"}})
    put(new)["responses"]["410"] = {"content": {"application/problem+json": {"schema": {}, "examples": {"gone": {}}}}}
    schema(new, "Order")["properties"]["note"] = {"type": "string"}
    schema(new, "Thing")["properties"]["note"] = {"type": "string"}
    schema(new, "Thing")["required"].append("note")
    schema(new, "Order")["properties"]["colour"]["enum"].append("green")
    schema(new, "Order")["properties"]["size"]["minimum"] = 0
    schema(new, "Order")["required"].remove("size")
    put(new)["security"].append({"signature": []})
    assert broken_callers(old, new) == []


def test_a_route_or_a_method_that_is_gone_is_found(old: Document, new: Document) -> None:
    new["paths"]["/v1/things/{thing_id}"]["patch"] = new["paths"]["/v1/things/{thing_id}"].pop("put")
    assert broken_callers(old, new) == [f"{HERE}was removed"]


def test_another_name_in_generated_clients_is_found(old: Document, new: Document) -> None:
    put(new)["operationId"] = "put_thing"
    assert broken_callers(old, new) == [f"{HERE}is put_thing in generated clients, was replace_thing"]


def test_a_parameter_that_is_renamed_is_found(old: Document, new: Document) -> None:
    put(new)["parameters"][1]["name"] = "limit"
    assert broken_callers(old, new) == [f"{HERE}query:most was removed or renamed; callers may send it"]


def test_the_case_of_a_header_does_not_matter(old: Document, new: Document) -> None:
    put(new)["parameters"][2]["name"] = "x-key"
    assert broken_callers(old, new) == []


def test_a_parameter_that_becomes_required_is_found(old: Document, new: Document) -> None:
    put(new)["parameters"][1]["required"] = True
    put(new)["parameters"].append({"in": "query", "name": "why", "required": True, "schema": {"type": "string"}})
    assert broken_callers(old, new) == [
        f"{HERE}query:most is required now; deployed callers may leave it out",
        f"{HERE}query:why is required now; deployed callers do not send it",
    ]


def test_a_parameter_with_a_tighter_limit_is_found(old: Document, new: Document) -> None:
    put(new)["parameters"][1]["schema"]["maximum"] = 5
    assert broken_callers(old, new) == [f"{HERE}query:most /: maximum was 10, is 5"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda order: order["properties"].pop("size"), "request /: size was removed or renamed"),
        (lambda order: order["required"].append("colour"), "request /: colour is required now"),
        (lambda order: order["properties"]["colour"]["enum"].remove("red"), "request /colour: the value 'red' was"),
        (lambda order: order["properties"]["size"].update(minimum=2), "request /size: minimum was 1, is 2"),
        (lambda order: order["properties"]["size"].update(type="string"), "request /size: was integer, is string"),
    ],
)
def test_a_request_that_is_no_longer_taken_is_found(old: Document, new: Document, change: Any, told: str) -> None:
    change(schema(new, "Order"))
    [found] = broken_callers(old, new)
    assert found.startswith(HERE + told)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda thing: thing["properties"].pop("size"), "200 /: size was removed or renamed"),
        (lambda thing: thing["required"].remove("state"), "200 /: state may be left out now"),
        (lambda thing: thing["properties"]["state"]["enum"].append("lost"), "200 /state: the value 'lost' is new"),
        (lambda thing: thing["properties"].update(size={"type": ["integer", "null"]}), "200 /size: widened to null"),
    ],
)
def test_an_answer_that_is_no_longer_understood_is_found(old: Document, new: Document, change: Any, told: str) -> None:
    change(schema(new, "Thing"))
    [found] = broken_callers(old, new)
    assert found.startswith(HERE + told)


@pytest.mark.parametrize(("model", "field"), [("A", "a"), ("B", "b")])
def test_a_field_in_one_of_several_shapes_is_found(old: Document, new: Document, model: str, field: str) -> None:
    schema(new, model)["properties"] = {"other": {"type": "string"}}
    [found] = broken_callers(old, new)
    assert found.startswith(f"{HERE}200 /owner: {field} was removed or renamed")


def test_another_status_of_success_is_found(old: Document, new: Document) -> None:
    put(new)["responses"]["202"] = put(new)["responses"].pop("200")
    assert broken_callers(old, new) == [f"{HERE}answers 202, answered 200"]


def test_another_form_of_an_answer_is_found(old: Document, new: Document) -> None:
    put(new)["responses"]["200"]["content"] = {"text/csv": {}}
    assert broken_callers(old, new) == [f"{HERE}200: is not application/json any more"]


def test_a_kind_of_problem_that_is_renamed_is_found(old: Document, new: Document) -> None:
    put(new)["responses"]["409"]["content"]["application/problem+json"]["examples"] = {"busy": {}}
    assert broken_callers(old, new) == [
        f"{HERE}409: the problem taken was removed or renamed; callers may act on it",
    ]


def test_a_problem_that_is_gone_is_found(old: Document, new: Document) -> None:
    del put(new)["responses"]["409"]
    assert broken_callers(old, new) == [f"{HERE}409: the problem taken was removed; callers may act on it"]


@pytest.mark.parametrize(
    ("security", "told"),
    [
        ([{"staffKey": []}], "does not take sourceKey any more"),
        ([{"staffKey": [], "sourceKey": []}], "does not take sourceKey or staffKey any more"),
        ([], "asks for no key any more"),
    ],
)
def test_another_way_in_is_found(old: Document, new: Document, security: Any, told: str) -> None:
    put(new)["security"] = security
    assert broken_callers(old, new) == [HERE + told]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (["admin", "operator"], ["admin"], ["is not for operator any more"]),
        ([], ["admin"], ["is for admin only now; it was for every staffKey"]),
        (["admin"], ["admin", "operator"], []),
        (["admin"], [], []),
    ],
)
def test_a_role_that_may_no_longer_is_found(
    old: Document, new: Document, before: list[str], after: list[str], told: list[str]
) -> None:
    put(old)["security"][0]["staffKey"] = before
    put(new)["security"][0]["staffKey"] = after
    assert broken_callers(old, new) == [HERE + each for each in told]


def test_a_key_where_none_was_asked_for_is_found(old: Document, new: Document) -> None:
    del put(old)["security"]
    assert broken_callers(old, new) == [f"{HERE}asks for a key now: sourceKey or staffKey"]


def test_another_kind_of_key_is_found(old: Document, new: Document) -> None:
    new["components"]["securitySchemes"]["staffKey"]["scheme"] = "basic"
    assert broken_callers(old, new) == ["staffKey: scheme was bearer, is basic"]


def test_a_body_that_is_needed_now_or_taken_no_more_is_found(old: Document, new: Document) -> None:
    body = put(new)["requestBody"]
    body["required"] = True
    assert broken_callers(old, new) == [f"{HERE}needs a body now; deployed callers may send none"]
    body["content"] = {"text/csv": body["content"]["application/json"]}
    assert f"{HERE}does not take application/json any more" in broken_callers(old, new)
    del put(new)["requestBody"]
    assert broken_callers(old, new) == [f"{HERE}takes no body any more"]
