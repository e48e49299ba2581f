"""One service over HTTP: a request's model goes in, an answer's model comes out, or why not, in one line."""

import json
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from schemas.api.common import (
    ApiAnswer,
    DiscardOrder,
    KeyFigures,
    OperationsFigures,
    ProblemDocument,
    ReplayOrder,
    ReplayOutcome,
    RetentionFigures,
    RetentionOrder,
)
from schemas.field_faults import fault_said
from services.chassis.http_client import Client, HTTPError, Response
from services.console.errors import CommandRefused, ServiceUnreachable

Answer = TypeVar("Answer", bound=ApiAnswer)
RequestModel = TypeVar("RequestModel", bound=BaseModel)
MOST_FAULTS: Final = 20


class ServiceConnection:
    """What the three have in common. Nothing is tried twice: the person who asked decides that."""

    def __init__(self, service: str, address: str, http: Client) -> None:
        self.service = service
        self._address = address
        self._http = http

    async def read_operations(self) -> OperationsFigures:
        return await self.ask("GET", "/v1/operations", OperationsFigures)

    async def replay_events(self, order: ReplayOrder) -> ReplayOutcome:
        return await self.ask("POST", "/v1/operations/replay", ReplayOutcome, body=order)

    async def discard_event(self, order: DiscardOrder) -> ReplayOutcome:
        return await self.ask("POST", "/v1/operations/discard", ReplayOutcome, body=order)

    async def read_keys(self) -> KeyFigures:
        return await self.ask("GET", "/v1/operations/keys", KeyFigures)

    async def run_retention(self, order: RetentionOrder) -> RetentionFigures:
        return await self.ask("POST", "/v1/operations/retention", RetentionFigures, body=order)

    async def ask(
        self,
        method: str,
        path: str,
        answer: type[Answer],
        *,
        body: BaseModel | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """What a request does not say is left out of it, and takes the service's default.

        Raises:
            ServiceUnreachable: nobody listens there, or it took too long.
            CommandRefused: any answer but 2xx, with the service's own reason; or one that is none of this release.
        """
        content = None if body is None else body.model_dump_json(exclude_none=True, exclude_unset=True).encode()
        kind = {} if content is None else {"content-type": "application/json"}
        try:
            response = await self._http.request(
                method, path, content=content, params=query, headers={**kind, **(headers or {})}
            )
        except HTTPError:
            raise ServiceUnreachable(self.service, self._address) from None
        if not response.is_success:
            raise _refusal(self.service, response)
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            raise CommandRefused("answer_unreadable", service=self.service, faults=faults_of(error)) from None


def request_of(model: type[RequestModel], document: Mapping[str, Any]) -> RequestModel:
    """What a person typed, as a service takes it.

    Raises:
        CommandRefused: it does not fit, with each fault.
    """
    try:
        return model.model_validate_json(
            json.dumps(document, default=str)
        )  # as bytes: some models are strict elsewhere
    except ValidationError as error:
        raise CommandRefused("request_invalid", faults=faults_of(error)) from None


def faults_of(error: ValidationError) -> tuple[tuple[str, str], ...]:
    """(`/place/lat`, what is wrong), as the services themselves name a fault."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)[:MOST_FAULTS]
    return tuple((f"/{'/'.join(map(str, fault['loc']))}", fault_said(fault["msg"])) for fault in faults)


def _refusal(service: str, response: Response) -> CommandRefused:
    """With the problem+json of the answer (RFC 9457)."""
    try:
        problem = ProblemDocument.model_validate_json(response.content)
    except ValidationError:  # whoever answered there is none of ours
        problem = ProblemDocument(type="", title=response.reason_phrase, status=response.status_code)
    return CommandRefused(
        "service_refused",
        service=service,
        status=response.status_code,
        problem=problem,
        kind=problem.type.removeprefix("urn:hotline:problem:"),
    )
