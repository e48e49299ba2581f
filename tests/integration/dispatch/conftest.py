"""What tests of dispatch share: its database, a stand on it, its API as staff call it, and no move that is stray."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from services.chassis.database import Database
from services.chassis.sealing import Sealer
from services.chassis.telemetry import STRAY_MOVES
from tests.support.dispatch_harness import MIGRATIONS, Stand
from tests.support.dispatch_staff import Staffed


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
