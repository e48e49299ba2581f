"""The real sandbox as a process, and a webhook receiver for what it posts."""

import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

import httpx

from deploy.sandbox.webhooks.signature import sign

ACCOUNT, TOKEN = "AC" + "7" * 32, "made-up-token"
HOTLINE, HERON, MAPLE = "+12135550142", "+12135550101", "+12135550102"
GIVE_UP_SECONDS = 10.0
PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Webhook:
    """One request that reached the receiver."""

    url: str
    form: dict[str, str]
    signature: str
    token: str

    @property
    def is_signed(self) -> bool:
        return self.signature == sign(TOKEN, self.url, self.form.items())


class Receiver:
    """Takes webhooks; answers 204, or what `answers` holds first (None: hangs up)."""

    def __init__(self) -> None:
        self.received: queue.Queue[Webhook] = queue.Queue()
        self.answers: queue.Queue[int | None] = queue.Queue()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                form = dict(parse_qsl(body.decode(), keep_blank_values=True))
                signature = self.headers.get("X-Twilio-Signature", "")
                token = self.headers.get("I-Twilio-Idempotency-Token", "")
                receiver.received.put(Webhook(f"{receiver.url}{self.path}", form, signature, token))
                try:
                    status = receiver.answers.get_nowait()
                except queue.Empty:
                    status = 204
                if status is None:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Tests say what went wrong; the server need not."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def next(self) -> Webhook:
        return self.received.get(timeout=GIVE_UP_SECONDS)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@dataclass
class Sandbox:
    """A running sandbox and a client to it."""

    process: subprocess.Popen[str]
    url: str
    smtp_port: int
    client: httpx.Client
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def messages_path(self) -> str:
        return f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"

    def send(self, to: str = HERON, body: str = "K7Q: are you near?", **more: str) -> httpx.Response:
        form = {"To": to, "From": HOTLINE, "Body": body, **more}
        return self.client.post(self.messages_path, data=form, auth=(ACCOUNT, TOKEN))

    def listed(self, **query: str) -> dict[str, Any]:
        answer = self.client.get(self.messages_path, params=query, auth=(ACCOUNT, TOKEN))
        assert answer.status_code == 200, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def fault(self, kind: str, **more: object) -> None:
        answer = self.client.post("/sandbox/faults", json={"kind": kind, **more})
        assert answer.status_code == 201, answer.text

    def text_from(self, phone: str, body: str) -> dict[str, Any]:
        answer = self.client.post(f"/sandbox/phones/{phone}/texts", json={"body": body})
        assert answer.status_code == 201, answer.text
        document: dict[str, Any] = answer.json()
        return document

    def ledger(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.get("/sandbox/messages").json()["messages"]
        return found

    def events(self, since: int = 0, kinds: str = "all", wait: int = 5) -> dict[str, Any]:
        query = {"since": str(since), "kinds": kinds, "wait": str(wait)}
        told: dict[str, Any] = self.client.get("/sandbox/events", params=query).json()
        return told

    def wait_for_status(self, status: str, since: int = 0) -> dict[str, Any]:
        while True:
            told = self.events(since, "status")
            assert told["events"], f"no text became {status}"
            for event in told["events"]:
                if event["data"]["status"] == status:
                    found: dict[str, Any] = event["data"]
                    return found
            since = told["next"]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(GIVE_UP_SECONDS)


@contextmanager
def sandbox(**settings: str) -> Iterator[Sandbox]:
    """Ports are the kernel's choice, told in the process's first line."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    environment |= {
        "HOTLINE_SANDBOX_ACCOUNT_SID": ACCOUNT,
        "HOTLINE_SANDBOX_AUTH_TOKEN": TOKEN,
        "HOTLINE_SANDBOX_PORT": "0",
        "HOTLINE_SANDBOX_SMTP_PORT": "0",
        **{f"HOTLINE_SANDBOX_{name}": value for name, value in settings.items()},
    }
    with subprocess.Popen(
        [sys.executable, "-m", "deploy.sandbox"], cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            opened = process.stderr.readline()
            ports = re.search(r"http_port=(\d+) smtp_port=(\d+)", opened)
            assert ports, opened
            url = f"http://127.0.0.1:{ports[1]}"
            with httpx.Client(base_url=url, timeout=GIVE_UP_SECONDS) as client:
                yield Sandbox(process, url, int(ports[2]), client, settings)
        finally:
            process.kill()
