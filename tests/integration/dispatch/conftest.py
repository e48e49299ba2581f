"""What tests of dispatch share: its database, a stand on it, its API as staff call it, and no move that is stray."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from services.chassis.auth import new_key
from services.chassis.database import Database
from services.chassis.http_server import public_app
from services.chassis.keys_in_use import KeyWatch
from services.chassis.replay import Replay
from services.chassis.retention import Retention
from services.chassis.sealing import Keyring, Sealer
from services.chassis.staff_keys import StaffKeys
from services.chassis.telemetry import STRAY_MOVES
from services.dispatch.api.routers import ROUTERS
from services.dispatch.store.keys_in_use import KEYS_IN_USE
from services.dispatch.store.retention import KEPT
from services.dispatch.store.roster import RosterStore
from tests.support.dispatch_harness import MIGRATIONS, REACHABLE, Stand
from tests.support.dispatch_roster import a_network, a_person, put
from tests.support.dispatch_staff import Staffed
from tests.support.event_macs import macs_of


@pytest.fixture
async def database(make_database: Callable[..., Awaitable[Database]]) -> Database:
    return await make_database(MIGRATIONS)


@pytest.fixture
def stand(database: Database, sealer: Sealer) -> Stand:
    return Stand(database, sealer)


@pytest.fixture
def staffed(stand: Stand, tmp_path: Path) -> Staffed:
    return Staffed(stand, tmp_path)


def strayed() -> float:
    return sum(sample.value for metric in STRAY_MOVES.collect() for sample in metric.samples if "_total" in sample.name)


@pytest.fixture(autouse=True)
def no_stray_move() -> Iterator[None]:
    """No incident, offer or assignment moves as its table does not know."""
    before = strayed()
    yield
    assert strayed() == before


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, str]:
    """Role -> key; the file of their hashes lies beside."""
    made = {role: new_key() for role in ("admin", "operator")}
    entries = [
        {"key_id": key_id, "actor": role.upper(), "role": role, "networks": "*", "sha256": sha}
        for role, (key_id, _, sha) in made.items()
    ]
    (tmp_path / "staff.json").write_text(json.dumps(entries))
    return {role: key for role, (_, key, _) in made.items()}


@pytest.fixture
async def http(database: Database, keys: dict[str, str], tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = public_app(
        title="dispatch",
        routers=ROUTERS,
        database=database,
        staff_keys=StaffKeys(tmp_path / "staff.json"),
        replay=Replay(database, {}, [], macs_of("dispatch")),
        retention=Retention(database, KEPT),
        keys=KeyWatch(Keyring(tmp_path), database, KEYS_IN_USE),
    )
    headers = {"Authorization": f"Bearer {keys['admin']}"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://test", headers=headers
    ) as client:
        yield client


@pytest.fixture
async def network(http: httpx.AsyncClient, database: Database) -> httpx.AsyncClient:
    """The network `la` is there, with an observer, a duty lead and a trainee, and texts reach them all."""
    await put(http, a_network())
    lead = a_person("ROBIN", roles=["duty_lead"], home=None)
    people = [a_person("HERON"), lead, a_person("FINCH", level="trainee")]
    response = await http.post("/v1/networks/la/volunteers", json={"volunteers": people})
    assert response.status_code == 200, response.text
    ids = [UUID(person["volunteer_id"]) for person in response.json()["volunteers"]]
    async with database.unit() as unit:
        await RosterStore(unit.connection).save_reach(dict.fromkeys(ids, (1, REACHABLE)))
    return http
