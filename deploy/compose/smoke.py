"""One report through a Compose stack of its own: `make compose-smoke` exits 0 only when a text and its answer came.

The stack has fresh secrets, fresh volumes and free ports, and is gone afterwards. Standard library only.
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
NETWORK = "deploy/local/network.toml"
VOLUNTEERS = "deploy/local/volunteers.csv"
OFFER = re.compile(r"check a report|revisar reporte")
PATIENCE_SECONDS = 30.0
HARDENED = ("intake", "dispatch", "notify", "sandbox", "keyring", "postgres", "kafka")
WAYS = (
    ("intake", "kafka/9092", True),
    ("intake", "kafka/9094", False),
    ("sandbox", "kafka/9092", False),
    ("sandbox", "postgres/5432", False),
    ("keyring", "intake.keys/8411", True),
    ("sandbox", "intake/8401", True),
    ("sandbox", "intake/8411", False),
    ("sandbox", "intake.keys/8411", False),
)
"""Who reaches what: a store is there for those on its network, Kafka's admin is let in on its loopback alone, and the
key job finds health and metrics."""


class SmokeFailed(Exception):
    """What should have happened did not; the message says what."""


class ComposeProject:
    """`docker compose` for a project of its own."""

    def __init__(self, env_file: Path) -> None:
        file = str(CHECKOUT / "deploy/compose/compose.yaml")
        self._compose = ("docker", "compose", "-p", "hotline-smoke", "--env-file", str(env_file), "-f", file)

    def run(self, *arguments: str) -> str:
        """
        Raises:
            SmokeFailed: it ended with anything but 0.
        """
        env = {name: value for name, value in os.environ.items() if not name.startswith(("HOTLINE_", "COMPOSE_"))}
        env["PWD"] = str(CHECKOUT)
        command = (*self._compose, *arguments)
        done = subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            words = " ".join(arguments[:5])
            raise SmokeFailed(f"docker compose {words} ended with {done.returncode}: {done.stderr[-3000:]}")
        return done.stdout

    def hotline(self, *arguments: str) -> Any:
        printed = self.run("run", "--rm", "--no-deps", "-T", "console", *arguments, "--json")
        return json.loads(printed) if printed.strip() else None

    def url(self, service: str, port: int) -> str:
        return f"http://{self.run('port', service, str(port)).strip()}"


def main() -> int:
    began = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {what}", flush=True)

    with tempfile.TemporaryDirectory(prefix="hotline-smoke-") as folder:
        env_file = Path(folder) / "env"
        secrets = Path(__file__).with_name("new_secrets.py")
        subprocess.run((sys.executable, str(secrets), str(env_file)), check=True, stdout=subprocess.DEVNULL)
        with env_file.open("a") as file:
            file.writelines(f"HOTLINE_{name}_PORT=0\n" for name in ("INTAKE", "DISPATCH", "NOTIFY", "SANDBOX"))
        project = ComposeProject(env_file)
        try:
            project.run("--progress", "plain", "up", "--build", "--wait")
            say("everything is healthy")
            play_a_report(project, say)
        except SmokeFailed as problem:
            print(f"broken: {problem}", file=sys.stderr)
            print(logs(project), file=sys.stderr)
            return 1
        finally:
            project.run("--profile", "*", "down", "--volumes", "--remove-orphans")
    say("gone again")
    return 0


def play_a_report(project: ComposeProject, say: Callable[[str], None]) -> None:
    """Network, volunteers, duty, on call; a report; a text; its answer; the wait text that follows."""
    for service in HARDENED:
        state = project.run("exec", "-T", service, "sh", "-c", "id -u; touch /new 2>&1 || true")
        if "Read-only file system" not in state or state.startswith("0\n"):
            raise SmokeFailed(f"{service} can write its root, or is root: {state}")
    for service, address, wanted in WAYS:
        probe = f"timeout 5 bash -c 'echo > /dev/tcp/{address}' && echo in; true"
        if (project.run("exec", "-T", service, "bash", "-c", probe).strip() == "in") != wanted:
            raise SmokeFailed(f"{service} {'does not reach' if wanted else 'reaches'} {address}")
    say("no container is root, can write its own files, or reaches a store that is not its own")

    project.hotline("network", "apply", NETWORK)
    source = project.hotline("source", "add", "Smoke hotline", "--network", "la", "--trust", "operator")
    project.hotline("volunteers", "import", VOLUNTEERS, "--network", "la")
    with (CHECKOUT / VOLUNTEERS).open(encoding="utf-8", newline="") as lines:
        people = list(csv.DictReader(lines))
    lead = next(person["callsign"] for person in people if "duty_lead" in person["roles"])
    observers = {person["phone"]: person for person in people if "observer" in person["roles"].split()}
    until_reachable(project)
    project.hotline("duty", "on", lead)
    project.hotline("on", *(person["callsign"] for person in observers.values()), "--for", "4h")
    say(f"{len(observers)} observers on call, {lead} on duty")

    intake, sandbox = project.url("intake", 8401), project.url("sandbox", 8404)
    headers = {"Authorization": f"Bearer {source['key']}", "Idempotency-Key": "compose-smoke-1"}
    posted_at = time.time()
    report = ask(f"{intake}/v1/reports", a_report(), headers)
    if report["state"] != "released":
        raise SmokeFailed(f"the report was held: {report['missing']}")
    say(f"202: report ref {report['ref']}, released")

    offer = text_that(sandbox, lambda text: text["to"] in observers and OFFER.search(text["body"]), "an offer")
    callsign = observers[offer["to"]]["callsign"]
    say(f"a text to {callsign}, {offer['accepted_at'] - posted_at * 1000:.0f} ms after the POST: {offer['body']}")
    yes = "SI 12" if observers[offer["to"]]["language"] == "es" else "Y 12"
    ask(f"{sandbox}/sandbox/phones/{offer['to']}/texts", {"body": yes}, {})
    answer = text_that(
        sandbox,
        lambda text: text["to"] == offer["to"] and text["sid"] != offer["sid"] and not OFFER.search(text["body"]),
        f"an answer to {callsign}'s {yes}",
    )
    say(f"{callsign} texts {yes}, and gets: {answer['body']}")


def until_reachable(project: ComposeProject) -> None:
    """Dispatch has heard of each of them whether texts get to them: before that it asks nobody."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        people = project.hotline("volunteers", "list", "--network", "la")["volunteers"]
        if all(person["unreachable"] != "no_contact" for person in people):
            return
    raise SmokeFailed("dispatch has not heard whether texts reach everybody")


def a_report() -> dict[str, Any]:
    place = {"text": "Soto St & E 1st St", "lat": 34.0437, "lon": -118.21, "accuracy": "intersection"}
    return {
        "request": "observe",
        "channel": "phone",
        "observed_at": datetime.now(UTC).isoformat(),
        "languages": ["es"],
        "place": {**place, "is_residence": False},
        "people": 4,
        "vehicles": 2,
        "evidence": ["witness", "marked"],
    }


def text_that(sandbox: str, fits: Callable[[dict[str, Any]], object], what: str) -> dict[str, Any]:
    """Ask the pretend phone network until a text fits."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        texts: list[dict[str, Any]] = ask(f"{sandbox}/sandbox/messages", None, {})["messages"]
        if found := next((text for text in texts if fits(text)), None):
            return found
        if time.monotonic() > deadline:
            raise SmokeFailed(f"{what} did not come within {PATIENCE_SECONDS:.0f} s; {len(texts)} texts did")
        time.sleep(0.1)


def ask(url: str, document: dict[str, Any] | None, headers: dict[str, str]) -> Any:
    body = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", **headers})  # noqa: S310  # our own
    try:
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310  # as above
            return json.load(response)
    except urllib.error.HTTPError as error:
        raise SmokeFailed(f"{url} answered {error.code}: {error.read()[:500]!r}") from None
    except OSError as error:
        raise SmokeFailed(f"{url}: {error}") from None


def logs(project: ComposeProject) -> str:
    try:
        return project.run("logs", "--no-color", "--tail", os.environ.get("LINES_OF_LOG", "20"))
    except SmokeFailed as problem:
        return str(problem)


if __name__ == "__main__":
    raise SystemExit(main())
