"""The world outside an instance: a hotline system, volunteers' phones, a mailbox and an operator at the command line.

It uses public doors only: intake's API, the phone network, SMTP's mailbox and the `hotline` command. The demo's story,
the end-to-end tests and the fault trials all act through it.
"""

import asyncio
import csv
import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from deploy.local.layout import CHECKOUT
from deploy.local.programs.environment import process_environment
from deploy.local.stack import Stack
from services.chassis.http_client import HTTPError, client

NETWORK_FILE = CHECKOUT / "deploy/local/network.toml"
VOLUNTEERS_FILE = CHECKOUT / "deploy/local/volunteers.csv"
COMMAND_SECONDS = 60
GIVE_UP_SECONDS = 20.0


class ExpectationFailed(Exception):
    """What should have happened did not; the message says what, by call sign, never by number."""


@dataclass(frozen=True, slots=True)
class SampleVolunteer:
    """A line of volunteers.csv, as the world knows them: by the phone in their hand."""

    callsign: str
    phone: str
    language: str
    level: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArrivedText:
    """A text as it arrived on a phone."""

    callsign: str
    phone: str
    body: str
    at: float
    """Seconds since the epoch, on the phone network's clock."""
    segments: int
    encoding: str
    sid: str


@dataclass(frozen=True, slots=True)
class PostedReport:
    """A report as the hotline system posted it, and the answer."""

    document: dict[str, Any]
    at: float
    answered_ms: float

    @property
    def report_id(self) -> str:
        return str(self.document["report_id"])

    @property
    def ref(self) -> str:
        return str(self.document["ref"])


def sample_volunteers(path: Path = VOLUNTEERS_FILE) -> dict[str, SampleVolunteer]:
    """Everyone of the fictional network, by call sign."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            row["callsign"]: SampleVolunteer(
                row["callsign"], row["phone"], row["language"], row["level"], tuple(re.split(r"[;| ]+", row["roles"]))
            )
            for row in csv.DictReader(lines)
        }


@dataclass
class OutsideWorld:
    """Enter it to hear the phones ring; every text that arrives is kept in `texts`."""

    stack: Stack
    volunteers: dict[str, SampleVolunteer] = field(default_factory=sample_volunteers)
    texts: list[ArrivedText] = field(default_factory=list)
    source_key: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    """Staff keys by call sign."""

    def __post_init__(self) -> None:
        self._names = {person.phone: person.callsign for person in self.volunteers.values()}
        self._intake = client(base_url=self.stack.url("intake"))
        self._sandbox = client(base_url=self.stack.url("sandbox"), total_seconds=30)
        self._rang = asyncio.Condition()
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._listening = asyncio.create_task(self._listen(), name="phones")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        await self._intake.aclose()
        await self._sandbox.aclose()

    # --- the operator

    async def hotline(self, *arguments: str, who: str | None = None) -> Any:
        """Run `hotline … --json` and return what it printed, read.

        Args:
            who: the call sign whose staff key is used; None: the local operator.
        """
        env = process_environment() | self.stack.env | ({"HOTLINE_STAFF_KEY": self.keys[who]} if who else {})
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "services.console",
            *arguments,
            "--json",
            cwd=CHECKOUT,
            env=env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(COMMAND_SECONDS):
                printed, complained = await process.communicate()
        except TimeoutError:
            process.kill()
            raise ExpectationFailed(f"hotline {' '.join(arguments[:2])} did not end") from None
        if process.returncode != 0:
            words = complained.decode(errors="replace").strip() or printed.decode(errors="replace").strip()
            raise ExpectationFailed(
                f"hotline {' '.join(arguments[:3])} ended with {process.returncode}: {words[-600:]}"
            )
        return json.loads(printed) if printed.strip() else None

    async def set_up_network(self, **policy: int | str | list[int]) -> None:
        """Apply the fictional network with some of its policy changed, import everyone, hand out keys."""
        network = self.stack.layout.run / "network.toml"
        network.touch(0o600)
        network.write_text(_with_policy(NETWORK_FILE.read_text(encoding="utf-8"), policy), encoding="utf-8")
        await self.hotline("network", "apply", str(network))
        leads = [person.callsign for person in self.volunteers.values() if "duty_lead" in person.roles]
        # One after another: each `staff add` rewrites the same file.
        for lead in leads:
            added = await self.hotline("staff", "add", lead, "--role", "duty_lead", "--network", "la")
            self.keys[lead] = added["key"]
        source, _ = await asyncio.gather(
            self.hotline("source", "add", "Valley hotline", "--network", "la", "--trust", "operator"),
            self.hotline("volunteers", "import", str(VOLUNTEERS_FILE), "--network", "la"),
        )
        self.source_key = source["key"]
        await asyncio.gather(*(self.name_phone(person) for person in self.volunteers.values()))
        await self._until_reachable()

    async def _until_reachable(self) -> None:
        """Dispatch has heard of each of them whether texts get to them: before that it asks nobody."""
        ends = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < ends:
            roster = await self.hotline("volunteers", "list", "--network", "la")
            if all(person["unreachable"] != "no_contact" for person in roster["volunteers"]):
                return
            await asyncio.sleep(0.2)
        raise ExpectationFailed("dispatch has not heard whether texts reach everybody")

    # --- the hotline system

    async def post_report(self, report: Mapping[str, Any], *, key: str | None = None) -> PostedReport:
        """POST a report with an Idempotency-Key.

        Raises:
            ExpectationFailed: not answered with 202.
        """
        headers = {"Authorization": f"Bearer {self.source_key}", "Idempotency-Key": key or uuid4().hex}
        at = time.time()
        response = await self._intake.post("/v1/reports", json=dict(report), headers=headers)
        took = (time.time() - at) * 1000
        if response.status_code != 202:
            raise ExpectationFailed(f"the report was answered with {response.status_code}: {response.text[:300]}")
        return PostedReport(response.json(), at, took)

    async def report_status(self, report_id: str) -> dict[str, Any]:
        """What the hotline system reads about its report."""
        headers = {"Authorization": f"Bearer {self.source_key}"}
        response = await self._intake.get(f"/v1/reports/{report_id}", headers=headers)
        if response.status_code != 200:
            raise ExpectationFailed(f"the status of the report was answered with {response.status_code}")
        found: dict[str, Any] = response.json()
        return found

    async def status_until(
        self, report_id: str, wanted: Callable[[dict[str, Any]], bool], what: str, seconds: float = GIVE_UP_SECONDS
    ) -> dict[str, Any]:
        """Read the status until it is as wanted."""
        deadline = time.monotonic() + seconds
        while not wanted(found := await self.report_status(report_id)):
            if time.monotonic() > deadline:
                raise ExpectationFailed(f"{what}: the status still says {found['state']}/{found['status']}")
            await asyncio.sleep(0.05)
        return found

    # --- the phones

    async def name_phone(self, person: SampleVolunteer) -> None:
        await self._sandbox.post(f"/sandbox/phones/{person.phone}", json={"label": person.callsign})

    async def send_text(self, callsign: str, body: str) -> None:
        """A person texts. The phone network delivers it as the provider would, and repeats it when not taken."""
        phone = self.volunteers[callsign].phone if callsign in self.volunteers else callsign
        response = await self._sandbox.post(f"/sandbox/phones/{phone}/texts", json={"body": body})
        answered = response.json().get("webhook_status")
        if answered not in (200, 204):
            raise ExpectationFailed(f"notify answered {answered} to the text of {callsign}")

    async def text_arrives(
        self, pattern: str, *, to: str | None = None, after: int = 0, seconds: float = GIVE_UP_SECONDS
    ) -> ArrivedText:
        """Wait for a text that matches, on one phone or any.

        Args:
            after: how many of `texts` to pass over: those that were there before.
        """
        found = await self.texts_arrive(pattern, 1, to=to, after=after, seconds=seconds)
        return found[0]

    async def texts_arrive(
        self, pattern: str, count: int, *, to: str | None = None, after: int = 0, seconds: float = GIVE_UP_SECONDS
    ) -> list[ArrivedText]:
        """Wait for so many matching texts, oldest first."""
        wanted = re.compile(pattern)

        def matching() -> list[ArrivedText]:
            return [
                text for text in self.texts[after:] if (to is None or text.callsign == to) and wanted.search(text.body)
            ]

        try:
            async with asyncio.timeout(seconds), self._rang:
                await self._rang.wait_for(lambda: len(matching()) >= count)
        except TimeoutError:
            got = ", ".join(f"{text.callsign}: {text.body[:40]!r}" for text in self.texts[-4:])
            raise ExpectationFailed(
                f"{to or 'some phone'} should have got {count}x {pattern!r}, got {len(matching())}; last texts: {got}"
            ) from None
        return matching()[:count]

    async def mail(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self._sandbox.get("/sandbox/mail")).json()["mail"]
        return found

    async def mail_arrives(self, seconds: float = GIVE_UP_SECONDS) -> dict[str, Any]:
        """The newest mail, as soon as there is one."""
        deadline = time.monotonic() + seconds
        while not (found := await self.mail()):
            if time.monotonic() > deadline:
                raise ExpectationFailed("no mail arrived")
            await asyncio.sleep(0.05)
        return found[-1]

    async def _listen(self) -> None:
        last, heard = 0, set[str]()
        while True:
            try:
                query = {"kinds": "text", "since": str(last), "wait": "5"}
                answer = (await self._sandbox.get("/sandbox/events", params=query)).json()
            except HTTPError:
                await asyncio.sleep(0.2)
                continue
            last = answer["next"]
            fresh = [event["data"] for event in answer["events"] if event["data"]["sid"] not in heard]
            heard.update(message["sid"] for message in fresh)
            if fresh:
                self.texts += [self._text_from(message) for message in fresh]
                async with self._rang:
                    self._rang.notify_all()

    def _text_from(self, message: Mapping[str, Any]) -> ArrivedText:
        phone = message["to"]
        return ArrivedText(
            self._names.get(phone, "the caller"),
            phone,
            message["body"],
            message["accepted_at"] / 1000,
            message["segments"],
            message["encoding"],
            message["sid"],
        )


def _with_policy(toml: str, policy: Mapping[str, int | str | list[int]]) -> str:
    """The network file with some policy values replaced; the rest of the text stays as it is."""
    for name, value in policy.items():
        line = f"{name} = {json.dumps(value)}"
        pattern = re.compile(rf"^{name}\s*=.*$", re.MULTILINE)
        toml = pattern.sub(line, toml) if pattern.search(toml) else toml.replace("[policy]", f"[policy]\n{line}", 1)
    return toml
