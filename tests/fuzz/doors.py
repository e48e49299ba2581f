"""What can be asked of a service, as its own OpenAPI document says; and who may."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.chassis.auth import Role
from services.chassis.openapi import operations

STAFF: Final = "staffKey"
SOURCE: Final = "sourceKey"
WEBHOOKS: Final = ("/v1/twilio/status", "/v1/twilio/inbound")
"""Of notify, in no document: the provider's, by its signature."""


@dataclass(frozen=True, slots=True)
class Door:
    """A route and method.

    Attributes:
        roles: of staff whom it lets in; empty: no staff.
        sources: whether a source's key opens it.
        example: a body that fits; None: it takes none.
    """

    service: str
    method: str
    path: str
    roles: frozenset[Role]
    sources: bool
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    example: Any = None

    @property
    def name(self) -> str:
        return f"{self.service} {self.method} {self.path}"

    @property
    def is_webhook(self) -> bool:
        return self.path in WEBHOOKS


def doors_of(service: str, document: Mapping[str, Any]) -> Iterator[Door]:
    """Every one, with the example that its body's model carries."""
    for path, method, operation in operations(document):
        schemes = {name: scopes for each in operation.get("security", ()) for name, scopes in each.items()}
        if not schemes:
            raise ValueError(f"{method} {path} is open to everybody")
        parameters = operation.get("parameters", ())
        yield Door(
            service,
            method.upper(),
            path,
            frozenset(map(Role, schemes[STAFF] or Role)) if STAFF in schemes else frozenset(),
            SOURCE in schemes,
            tuple(each["name"] for each in parameters if each["in"] == "query"),
            tuple(each["name"] for each in parameters if each["in"] == "header"),
            _example(document, operation),
        )
    if service == "notify":
        yield from (Door(service, "POST", path, frozenset(), False) for path in WEBHOOKS)


def _example(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    name = content["schema"]["$ref"].rpartition("/")[2]
    return document["components"]["schemas"][name]["examples"][0]
