"""What can be asked of a service, as its own OpenAPI document says, and of the ports beside it; and who may."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

from services.chassis.auth import Role
from services.chassis.openapi import operations

STAFF: Final = "staffKey"
SOURCE: Final = "sourceKey"
SIGNATURE: Final = "signedRequest"
SANDBOX: Final = "sandbox"
INTERNAL: Final = " inside"
"""After the name of a service: its port that only its own house reaches."""


class Guard(StrEnum):
    """What stands at a door."""

    KEY = "key"
    """Of staff, or of a source, which may sign instead where the document says so."""
    WEBHOOK = "webhook"
    """The provider's signature over the address and the form."""
    PASSWORD = "password"
    NEIGHBOUR = "neighbour"
    """Whoever is on this machine, and no page of somebody else in its browser."""
    NOBODY = "nobody"
    """Whoever reaches the port: so nothing of a report, a person or a place may be told there."""


@dataclass(frozen=True, slots=True)
class Door:
    """A route and method.

    Attributes:
        roles: of staff whom it lets in; empty: no staff.
        sources: whether a source's key opens it.
        signs: whether a source may sign in place of it.
        example: a body that fits; None: it takes none.
        form: it takes a form, not JSON.
    """

    service: str
    method: str
    path: str
    roles: frozenset[Role]
    sources: bool
    query: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    example: Any = None
    signs: bool = False
    guard: Guard = Guard.KEY
    form: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        return f"{self.service} {self.method} {self.path}"

    @property
    def is_ours(self) -> bool:
        """Of a service: what it refuses, it refuses by a problem."""
        return self.service != SANDBOX


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
            SIGNATURE in schemes,
        )


NO_ROLES: Final[frozenset[Role]] = frozenset()
SID: Final = "SM" + "a" * 32
"""A fuzz gives each form one of its own."""
STATUS_FORM: Final = {"MessageStatus": "delivered", "MessageSid": SID, "ErrorCode": "30003"}
INBOUND_FORM: Final = {"MessageSid": SID, "From": "+13235550100", "To": "+12135550142", "Body": "Y"}
TEXT_FORM: Final = {"To": "+13235550100", "From": "+12135550142", "Body": "Y"}
WEBHOOKS: Final = tuple(
    Door("notify", "POST", f"/v1/twilio/{kind}", NO_ROLES, False, guard=Guard.WEBHOOK, form=form)
    for kind, form in (("status", STATUS_FORM), ("inbound", INBOUND_FORM))
)
"""In no document: the provider's."""


def inside_doors(service: str) -> Iterator[Door]:
    """Of the port with health, figures and the keys in use; and what is none of it, but is on the public port."""
    for path in ("/healthz", "/readyz", "/metrics", "/keys-in-use", "/openapi.json", "/v1/keys", "/v1/parked"):
        yield Door(service + INTERNAL, "GET", path, NO_ROLES, False, guard=Guard.NOBODY)


def sandbox_doors(account: str) -> Iterator[Door]:
    """The provider's face, by its password; the controls and the pages, for this machine."""
    messages = f"/2010-04-01/Accounts/{account}/Messages"
    dates = ("To", "From", "DateSent", "DateSent>", "DateSent<", "PageSize", "Page", "PageToken")
    provider = partial(Door, SANDBOX, roles=NO_ROLES, sources=False, guard=Guard.PASSWORD)
    yield provider("POST", f"{messages}.json", form=TEXT_FORM)
    yield provider("GET", f"{messages}.json", query=dates)
    yield provider("GET", f"{messages}/{{sid}}.json")
    fault = {"kind": "refuse", "number": "+12015550199", "count": 1, "error_code": 30003, "ratio": 0.5}
    controls: Sequence[tuple[str, str, tuple[str, ...], Any]] = (
        ("GET", "/sandbox/messages?limit=20", ("after", "to", "direction"), None),
        ("DELETE", "/sandbox/messages", (), None),
        ("GET", "/sandbox/events?wait=0", ("since", "kinds"), None),
        ("GET", "/sandbox/mail", ("to",), None),
        ("GET", "/sandbox/faults", (), None),
        ("POST", "/sandbox/faults", (), fault),
        ("DELETE", "/sandbox/faults", (), None),
        ("DELETE", "/sandbox/faults/{fault_id}", (), None),
        ("GET", "/sandbox/phones?limit=20", ("limit",), None),
        ("GET", "/sandbox/phones/{mobile}", (), None),
        ("POST", "/sandbox/phones/{mobile}", (), {"label": "WREN"}),
        ("POST", "/sandbox/phones/{mobile}/texts", (), {"body": "Y 5", "to": "+12135550142"}),
        ("GET", "/", ("lang",), None),
        ("GET", "/phones", ("lang",), None),
        ("GET", "/phones/{mobile}", ("lang",), None),
        ("GET", "/mailbox", ("lang",), None),
        ("GET", "/mailbox/{mail}", (), None),
        ("GET", "/mailbox/{mail}/source", (), None),
        ("GET", "/static/{file}", (), None),
    )
    for method, path, query, example in controls:
        yield Door(SANDBOX, method, path, NO_ROLES, False, query, example=example, guard=Guard.NEIGHBOUR)
    yield Door(SANDBOX, "GET", "/healthz", NO_ROLES, False, guard=Guard.NOBODY)


def _example(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    name = content["schema"]["$ref"].rpartition("/")[2]
    return document["components"]["schemas"][name]["examples"][0]
