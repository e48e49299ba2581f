"""The three services as the console meets them over real HTTP: canned answers, and what was asked is kept."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Any]
Reply = Answer | Callable[[Any], Answer]


class Double:
    """One server for all three; `replies` maps "METHOD /path" to an answer, or to a function of the body."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[tuple[str, Any, dict[str, str]]] = []
        double = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("content-length", 0))
                body = json.loads(self.rfile.read(length)) if length else None
                name = f"{self.command} {self.path}"
                double.asked.append((name, body, {k.lower(): v for k, v in self.headers.items()}))
                reply: Reply = double.replies.get(name, (404, problem(404, "not-found", f"No {name}")))
                status, document = reply if isinstance(reply, tuple) else reply(body)
                content = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = answer

            def log_message(self, format: str, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def bodies(self, name: str) -> list[Any]:
        """What was sent to this method and path, in order."""
        return [body for asked, body, _ in self.asked if asked == name]


def problem(status: int, kind: str, title: str, *errors: tuple[str, str]) -> dict[str, Any]:
    return {
        "type": f"urn:hotline:problem:{kind}",
        "title": title,
        "status": status,
        "errors": [{"pointer": pointer, "detail": detail} for pointer, detail in errors],
    }
