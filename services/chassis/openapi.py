"""The OpenAPI document of a service: FastAPI's own, with problem+json as the answer to every fault of every route."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

from schemas.api.common import ProblemDocument

PROBLEM_JSON: Final = "application/problem+json"
REFERENCE: Final = "#/components/schemas/{model}"
FASTAPIS_OWN: Final = ("HTTPValidationError", "ValidationError")
MODELS: Final = "x-models"
"""Where an operation carries models that FastAPI does not see, until they stand among the others."""
BODY_LIMIT: Final = "x-body-limit"
"""Of an operation that takes a larger body than most, in bytes."""
LARGE_BODY: Final = {BODY_LIMIT: 1024 * 1024}
"""A thousand contacts or volunteers, a territory of many corners: `@router.put(.., openapi_extra=LARGE_BODY)`."""
METHODS: Final = ("get", "put", "post", "delete", "patch", "head", "options", "trace")


class KnownProblem(NamedTuple):
    """A way in which a route refuses: `kind` is the last part of `urn:hotline:problem:<kind>`."""

    status: int
    kind: str
    title: str


ANYWHERE: Final = (
    KnownProblem(500, "bug", "A fault of ours"),
    KnownProblem(503, "unavailable", "Not now"),
)
OF_A_KEY: Final = (
    KnownProblem(401, "unauthorized", "Who are you?"),
    KnownProblem(403, "forbidden", "Not with this key"),
    KnownProblem(429, "too-many-requests", "Slow down"),
)
OF_A_BODY: Final = (
    KnownProblem(400, "malformed", "This is not JSON"),
    KnownProblem(413, "too-large", "The body is too large"),
    KnownProblem(415, "content-encoding", "Send the body as it is"),
)
OF_A_PATH: Final = (KnownProblem(404, "not-found", "No such thing"),)
OF_INPUT: Final = (KnownProblem(422, "invalid", "Some fields do not fit"),)


def refuses(*problems: tuple[int, str, str]) -> dict[int | str, dict[str, Any]]:
    """What a route answers beyond what all do, as (status, kind, title): `@router.post(.., responses=refuses(..))`."""
    answers: dict[int | str, dict[str, Any]] = {}
    for problem in map(KnownProblem._make, problems):
        answers.setdefault(problem.status, {"description": "", "x-problems": []})["x-problems"].append(problem)
    return answers


def takes(model: type[BaseModel]) -> dict[str, Any]:
    """The body of a route that reads the bytes itself: `@router.post(.., openapi_extra=takes(ReportSubmission))`."""
    schema = model.model_json_schema(ref_template=REFERENCE)
    models = {**schema.pop("$defs", {}), model.__name__: schema}
    reference = {"$ref": REFERENCE.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": reference}}}, MODELS: models}


def operation_id(route: APIRoute) -> str:
    """The name of the route's function: what a generated client calls its own."""
    return route.name


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every (path, method, operation) of a document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def openapi_document(app: FastAPI, routers: Iterable[APIRouter] = ()) -> dict[str, Any]:
    """Of all its routes. FastAPI's own answer to a request that does not fit is nowhere in it: it is never sent."""
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    components = document.setdefault("components", {}).setdefault("schemas", {})
    for name in FASTAPIS_OWN:
        components.pop(name, None)
    problem = ProblemDocument.model_json_schema(mode="serialization", ref_template=REFERENCE)
    components.update(problem.pop("$defs", {}))
    components["ProblemDocument"] = problem
    for _, _, operation in operations(document):
        operation["responses"] = _with_problems(operation)
        for name, schema in operation.pop(MODELS, {}).items():
            if components.setdefault(name, schema) != schema:
                raise ValueError(f"two models of {app.title} are called {name}")
    for name, examples in _examples(routers):
        if examples is not None:
            components[name]["examples"] = examples
    document["components"]["schemas"] = dict(sorted(components.items()))
    return document


def _examples(routers: Iterable[APIRouter]) -> Iterator[tuple[str, Any]]:
    """(model, examples) of bodies and answers as they were written: FastAPI leaves out what is null in them."""
    for route in chain.from_iterable(router.routes for router in routers):
        if isinstance(route, APIRoute):
            body = None if route.body_field is None else route.body_field.field_info.annotation
            for each in (body, route.response_model):
                if isinstance(each, type) and issubclass(each, BaseModel):
                    yield each.__name__, each.model_json_schema().get("examples")
            for name, schema in (route.openapi_extra or {}).get(MODELS, {}).items():
                yield name, schema.get("examples")


def _with_problems(operation: Mapping[str, Any]) -> dict[str, Any]:
    """Its answers in the order of their status; one for every fault, and what else may come at the end."""
    answers: dict[str, Any] = dict(operation["responses"])
    found: dict[str, list[KnownProblem]] = {}
    for problem in _of_its_kind(operation):
        found.setdefault(str(problem.status), []).append(problem)
    for status, answer in list(answers.items()):
        if status == "default" or status >= "400":
            del answers[status]
            own = [KnownProblem(*each) for each in answer.get("x-problems", ())]
            known = found.setdefault(status, [])
            known += [each for each in own if each not in known]
    for status, problems in found.items():
        answers[status] = _answer(problems)
    answers = dict(sorted(answers.items()))
    answers["default"] = _answer([])
    return answers


def _of_its_kind(operation: Mapping[str, Any]) -> Iterator[KnownProblem]:
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    yield from ANYWHERE
    if operation.get("security"):
        yield from OF_A_KEY
    if "requestBody" in operation:
        yield from OF_A_BODY
    if "path" in places:
        yield from OF_A_PATH
    if places or "requestBody" in operation:
        yield from OF_INPUT


def _answer(problems: list[KnownProblem]) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": REFERENCE.format(model="ProblemDocument")}}
    if problems:
        content["examples"] = {
            problem.kind: {
                "value": {
                    "type": f"urn:hotline:problem:{problem.kind}",
                    "title": problem.title,
                    "status": problem.status,
                }
            }
            for problem in problems
        }
    told = "; ".join(f"`{problem.kind}`: {problem.title}" for problem in problems)
    return {"description": told or "Any other fault", "content": {PROBLEM_JSON: content}}
