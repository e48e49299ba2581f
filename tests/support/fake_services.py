"""The three services as the console meets them over real HTTP: their routes, answered by a test in their own models.

A request that no route takes, or whose body its model refuses, and an answer that is not the route's model fail the
test: what one side renames, the other side must know.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from schemas.api.common import ApiAnswer, FieldFault, ProblemDocument
from schemas.api.intake.reports import ReportSubmission
from services.dispatch.api.routers import ROUTERS as DISPATCH
from services.intake.api.routers import ROUTERS as INTAKE
from services.notify.api.routers import ROUTERS as NOTIFY

ROUTES: Final = [
    route for router in (*INTAKE, *DISPATCH, *NOTIFY) for route in router.routes if isinstance(route, APIRoute)
]
READS_BYTES: Final[dict[str, type[BaseModel]]] = {"POST /v1/reports": ReportSubmission}
"""Routes that read their body themselves, and the model they read it with."""

Answer = ApiAnswer | ProblemDocument
Reply = Answer | Callable[[Any], Answer]


@dataclass(frozen=True, slots=True)
class AskedRequest:
    name: str
    body: Any
    """The route's model; None: no body."""
    headers: dict[str, str]
    content: bytes


class FakeServices:
    """One server for all three; `replies` maps "METHOD /path" to an answer, or to a function of the body's model."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[AskedRequest] = []
        self.strays: list[str] = []
        """What fits no route, or no model."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                content = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = fake.answer(self.command, self.path, content, headers)
                status = answer.status if isinstance(answer, ProblemDocument) else 200
                document = answer.model_dump_json().encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(document)))
                self.end_headers()
                self.wfile.write(document)

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def serving(self) -> Iterator["FakeServices"]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def bodies(self, name: str) -> list[Any]:
        """What was sent to this method and path, in order."""
        return [asked.body for asked in self.asked if asked.name == name]

    def answer(self, method: str, target: str, content: bytes, headers: dict[str, str]) -> Answer:
        name = f"{method} {target}"
        route = _route_of(method, target.partition("?")[0])
        if route is None:
            return self._stray(f"{name} is no route of any service")
        model = READS_BYTES.get(f"{method} {route.path}") or _body_model(route)
        try:
            body = None if model is None else model.model_validate_json(content)
        except ValidationError as error:
            return self._stray(f"{name} does not take {content!r}: {error}")
        self.asked.append(AskedRequest(name, body, headers, content))
        reply = self.replies.get(name) or problem(404, "not-found", f"No {name}")
        answer = reply if isinstance(reply, BaseModel) else reply(body)
        if not isinstance(answer, ProblemDocument | route.response_model):
            return self._stray(f"{name} answers {route.response_model}, not {type(answer)}")
        return answer

    def _stray(self, what: str) -> ProblemDocument:
        self.strays.append(what)
        return problem(500, "stray", what)


def problem(status: int, kind: str, title: str, *errors: tuple[str, str]) -> ProblemDocument:
    faults = tuple(FieldFault(pointer=pointer, detail=detail) for pointer, detail in errors)
    return ProblemDocument(type=f"urn:hotline:problem:{kind}", title=title, status=status, errors=faults)


def _route_of(method: str, path: str) -> APIRoute | None:
    """The first that fits, as FastAPI takes it."""
    return next(
        (route for route in ROUTES if method in (route.methods or ()) and re.match(route.path_regex, path)), None
    )


def _body_model(route: APIRoute) -> type[BaseModel] | None:
    if route.body_field is None:
        return None
    model: Any = route.body_field.field_info.annotation
    assert isinstance(model, type), f"{route.path} takes one model"
    assert issubclass(model, BaseModel), f"{route.path} takes one model"
    return model
