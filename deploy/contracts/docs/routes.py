"""docs/reference/<service>.md and problems.md: every route and every problem, from the published OpenAPI documents."""

import json
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel

import schemas.api
from deploy.contracts.docs.fields import fields, kind_of, told_below_fields
from deploy.contracts.docs.markdown import table
from schemas.publishing.http_compatibility import OpenApiDocument

METHODS = ("get", "put", "post", "delete", "patch")
PROBLEM = "application/problem+json"
PROBLEMS_HEAD = f"""# Problems

Written by `make docs` from the published OpenAPI documents. Every answer that is not 2xx is RFC 9457, `{PROBLEM}`;
its `type` is `urn:hotline:problem:<kind>`. Kinds are stable: a client may act on them. `errors` names what is wrong
by a JSON pointer into the body, or `header:Name`, `query:name`, `path:name`, and never repeats what was sent
([R92](../rules.md#r92)).

503 and 429 come with `Retry-After`: nothing was stored, send the same request again.

"""


def published(folder: Path) -> dict[str, OpenApiDocument]:
    """The documents by service, as they were published last."""
    return {path.name.split(".")[0]: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


def reference(service: str, document: OpenApiDocument) -> str:
    operations = list(_operations(document))
    models: Mapping[str, Any] = document["components"]["schemas"]
    overview = table(
        ("route", "", "who may"),
        [
            (f"[`{method.upper()} {path}`](#{each['operationId']})", _summary(each), _who(each))
            for path, method, each in operations
        ],
    )
    return (
        f"# HTTP interface of {service}\n\nWritten by `make docs` from the published "
        f"[OpenAPI document](../../schemas/published/openapi/{service}.json), which says the same to machines. Every "
        f"refusal is an `{PROBLEM}` document: [problems](problems.md).\n\n{overview}"
        + "".join(_operation(path, method, each) for path, method, each in operations)
        + "\n## Models\n"
        + "".join(_model(name, schema) for name, schema in models.items())
    )


def problems(documents: Mapping[str, OpenApiDocument]) -> str:
    """Every kind of problem with its status and title, and the routes that answer it."""
    found: dict[tuple[str, int, str], list[str]] = {}
    for service, document in documents.items():
        for path, method, operation in _operations(document):
            for status, kind, title in _problems(operation):
                found.setdefault((kind, status, title), []).append(f"{service} `{method.upper()} {path}`")
    total = sum(1 for document in documents.values() for _ in _operations(document))
    rows = [
        (f"`{kind}`", str(status), title, _where(where, total))
        for (kind, status, title), where in sorted(found.items())
    ]
    return PROBLEMS_HEAD + table(("kind", "status", "title", "where"), rows)


def kinds(documents: Mapping[str, OpenApiDocument]) -> set[str]:
    return {
        kind
        for document in documents.values()
        for _, _, operation in _operations(document)
        for _, kind, _ in _problems(operation)
    }


def _operations(document: OpenApiDocument) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _problems(operation: Mapping[str, Any]) -> Iterator[tuple[int, str, str]]:
    for status, answer in operation["responses"].items():
        for kind, example in answer.get("content", {}).get(PROBLEM, {}).get("examples", {}).items():
            yield int(status), kind, example["value"]["title"]


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> str:
    text = " ".join(str(operation.get("description") or operation.get("summary", "")).split())
    parts = [f"\n## {operation['operationId']}\n\n`{method.upper()} {path}`. {text}\n"]
    if who := _who(operation):
        parts.append(f"\nWho may: {who}.\n")
    if given := operation.get("parameters"):
        rows = [
            (
                f"`{each['name']}`",
                each["in"],
                kind_of(each.get("schema", {})),
                "required" if each.get("required") else "",
                each.get("description", ""),
            )
            for each in given
        ]
        parts.append(f"\n{table(('parameter', 'in', 'type', '', 'meaning'), rows)}")
    if body := operation.get("requestBody"):
        parts.append(f"\nBody: {_content(body)}.\n")
        parts += [f"\n{_fields(each['schema'])}" for each in body["content"].values() if "properties" in each["schema"]]
    answers = [(status, _content(each) or each.get("description", "")) for status, each in _answers(operation)]
    parts.append(f"\n{table(('answer', ''), answers)}")
    return "".join(parts)


def _answers(operation: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for status, answer in operation["responses"].items():
        if status != "default":
            yield status, answer


def _content(answer: Mapping[str, Any]) -> str:
    """What a body is; of problems their kinds."""
    content: Mapping[str, Any] = answer.get("content", {})
    if PROBLEM in content:
        return ", ".join(f"[`{kind}`](problems.md)" for kind in content[PROBLEM].get("examples", {}))
    return ", ".join(_linked(kind_of(each.get("schema", {}))) for each in content.values())


def _linked(kind: str) -> str:
    name = kind.strip("`")
    return f"[{kind}](#{name.lower()})" if kind == f"`{name}`" and name[:1].isupper() else kind


def _model(name: str, schema: Mapping[str, Any]) -> str:
    text = " ".join(str(schema.get("description", "")).split())
    body = _fields({"title": name, **schema}) if "properties" in schema else f"{kind_of(schema)}\n"
    return f"\n### {name}\n\n{text}\n\n{body}"


def _fields(schema: Mapping[str, Any]) -> str:
    model = _models().get(str(schema.get("title")))
    return fields(schema, told_below_fields(model) if model else {})


@cache
def _models() -> dict[str, type[BaseModel]]:
    """The models of all interfaces by their names, which are unique."""
    modules = [import_module(each.name) for each in pkgutil.walk_packages(schemas.api.__path__, "schemas.api.")]
    return {
        name: each
        for module in modules
        for name, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, BaseModel)
    }


WHO = {"staffKey": "staff", "sourceKey": "a source's key", "signedRequest": "a source's signature"}


def _who(operation: Mapping[str, Any]) -> str:
    """The ways to be let in, any one of them; of staff the roles, any one of them."""
    ways = [
        WHO.get(scheme, scheme) + (f" ({', '.join(roles)})" if roles else "")
        for each in operation.get("security", ())
        for scheme, roles in each.items()
    ]
    return ", or ".join(dict.fromkeys(ways)) or "anybody"


def _summary(operation: Mapping[str, Any]) -> str:
    text = " ".join(str(operation.get("description") or operation.get("summary", "")).split())
    return text.split(". ", 1)[0].rstrip(".")


def _where(where: list[str], total: int) -> str:
    return "every route" if len(where) == total else "; ".join(where) if len(where) <= 8 else f"{len(where)} routes"
