"""A client that a common generator makes of each published document works against the service as app.py builds it."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from deploy.contracts.openapi import document_of
from deploy.contracts.publish import PUBLISHED, ROOT
from services.chassis.auth import new_key
from services.chassis.database import Database
from services.chassis.runtime import Service
from services.chassis.sealing import Keyring
from services.dispatch import app as dispatch
from services.dispatch.settings import DispatchSettings
from services.intake import app as intake
from services.notify import app as notify
from services.notify.settings import NotifySettings
from tests.support.dispatch_harness import a_network_file
from tests.support.intake_harness import NETWORK, a_report, a_stand

GENERATOR = ROOT / ".venv/client-generator/bin/python"
SERVICES = ("dispatch", "intake", "notify")
MakeDatabase = Callable[..., Awaitable[Database]]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder with a package `<service>_client` for each service; what the generator does not understand fails."""
    assert GENERATOR.is_file(), "the generator has an environment of its own: `make integration` installs it first"
    folder = tmp_path_factory.mktemp("clients")
    (folder / "config.yaml").write_text("post_hooks: []\n")
    for service in SERVICES:
        options = {
            "--path": PUBLISHED / f"{service}.json",
            "--output-path": folder / f"{service}_client",
            "--config": folder / "config.yaml",
            "--meta": "none",
        }
        said = [str(part) for option in options.items() for part in option]
        command = [str(GENERATOR), "-m", "openapi_python_client", "generate", "--fail-on-warning", *said]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=os.environ)
        assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@dataclass
class Generated:
    """A generated client that speaks to an app, with one key."""

    service: str
    client: Any

    async def call(self, operation: str, **arguments: Any) -> Any:
        """The parsed answer of an operation, as `tag.function` names it."""
        api = importlib.import_module(f"{self.service}_client.api.{operation}")
        return (await api.asyncio_detailed(client=self.client, **arguments)).parsed

    def model(self, name: str, document: Any) -> Any:
        made: Any = getattr(importlib.import_module(f"{self.service}_client.models"), name)
        return made.from_dict(document)


@asynccontextmanager
async def speaking_to(app: FastAPI, service: str, key: str) -> AsyncIterator[Generated]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://service", headers=headers) as http:
        client = importlib.import_module(f"{service}_client").AuthenticatedClient(
            base_url="http://service", token=key, raise_on_unexpected_status=True
        )
        yield Generated(service, client.set_async_httpx_client(http))


@asynccontextmanager
async def opened(service: Service) -> AsyncIterator[FastAPI]:
    await service.database.open()
    try:
        yield service.app
    finally:
        for stop in service.on_stop:
            await stop()
        await service.database.close()


@pytest.fixture
def admin(tmp_path: Path) -> str:
    """The key of an admin, whom `staff.json` knows."""
    key_id, key, sha256 = new_key()
    entry = {"key_id": key_id, "actor": "WREN", "role": "admin", "networks": "*", "sha256": sha256}
    (tmp_path / "staff.json").write_text(json.dumps([entry]))
    return key


@pytest.mark.usefixtures("generated")
async def test_intakes_client_posts_a_report_and_reads_what_became_of_it(
    make_database: MakeDatabase, keyring: Keyring, tmp_path: Path
) -> None:
    database = await make_database(intake.MIGRATIONS)
    async with a_stand(database, keyring, tmp_path, networks=(NETWORK,)) as stand:
        assert document_of("intake")["paths"].keys() <= stand.app.openapi()["paths"].keys()
        async with speaking_to(stand.app, "intake", stand.key) as client:
            report = client.model("ReportSubmission", a_report())
            accepted = await client.call("reports.post_report", body=report, idempotency_key="key-of-report")
            status = await client.call("reports.read_report", report_id=accepted.report_id)
            unknown = await client.call("reports.read_report", report_id=UUID(int=1))

    assert (type(accepted).__name__, accepted.state, accepted.missing) == ("AcceptedReport", "released", [])
    assert (type(status).__name__, status.report_id, status.ref) == ("ReportStatus", accepted.report_id, accepted.ref)
    assert (type(unknown).__name__, unknown.type_) == ("ProblemDocument", "urn:hotline:problem:not-found")


@pytest.mark.usefixtures("generated")
async def test_dispatchs_client_applies_a_network_and_finds_it_again(
    make_database: MakeDatabase, keyring: Keyring, tmp_path: Path, admin: str
) -> None:
    database = await make_database(dispatch.MIGRATIONS)
    settings = DispatchSettings(
        keyring=keyring._folder, staff_keys=tmp_path / "staff.json", dispatch_database=database._settings
    )
    network_file = a_network_file("la")
    async with opened(dispatch.build(settings)) as app:
        assert app.openapi() == document_of("dispatch")
        async with speaking_to(app, "dispatch", admin) as client:
            network = client.model("NetworkFile", network_file)
            applied = await client.call("networks.apply_network", network_id="la", body=network)
            networks = await client.call("networks.list_networks")
            elsewhere = await client.call("networks.apply_network", network_id="oc", body=network)

    assert (type(applied).__name__, applied.network_id, applied.changed) == ("NetworkApplied", "la", True)
    assert [(type(each).__name__, each.network_id) for each in networks.networks] == [("NetworkSummary", "la")]
    assert (type(elsewhere).__name__, elsewhere.status) == ("ProblemDocument", 422)
    assert [fault.pointer for fault in elsewhere.errors] == ["/id"]


@pytest.mark.usefixtures("generated")
async def test_notifys_client_imports_a_contact(
    make_database: MakeDatabase, keyring: Keyring, tmp_path: Path, admin: str
) -> None:
    database = await make_database(notify.MIGRATIONS)
    settings = NotifySettings.model_validate(
        {
            "mode": "test",
            "keyring": keyring._folder,
            "staff_keys": tmp_path / "staff.json",
            "notify_database": database._settings,
            "notify_sms": {
                "base_url": "http://127.0.0.1:1",
                "account_sid": "AC" + "0" * 32,
                "auth_token": "0" * 32,
                "from_number": "+12135550100",
            },
            "notify_smtp": {"port": 1, "sender": "RRN <dispatch@hotline.example>"},
        }
    )
    contact = {
        "person_id": str(UUID(int=7)), "network_id": "la", "callsign": "HERON", "org": None, "phone": "+12135550142",
        "email": None, "language": "es", "consent": {"how": "training", "at": "2026-11-20T18:00:00Z"},
    }  # fmt: skip
    async with opened(notify.build(settings)) as app:
        assert app.openapi() == document_of("notify")
        async with speaking_to(app, "notify", admin) as client:
            wanted = client.model("ContactsImportRequest", {"contacts": [contact]})
            imported = await client.call("contacts.import_contacts", body=wanted)
            figures = await client.call("operations.read_operations")
        async with speaking_to(app, "notify", "hl_nobody_nothing") as stranger:
            refused = await stranger.call("operations.read_operations")

    [person] = imported.contacts
    assert (type(person).__name__, person.person_id) == ("ContactImportResult", UUID(int=7))
    assert (type(figures).__name__, figures.dead_letters) == ("OperationsFigures", 0)
    assert (type(refused).__name__, refused.status) == ("ProblemDocument", 401)
