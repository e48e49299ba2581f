"""What tests of intake share: the app on a fresh database."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from services.chassis.database import Database
from services.chassis.sealing import Keyring
from tests.support.intake_harness import MIGRATIONS, Stand, a_stand


@pytest.fixture
async def stand(
    make_database: Callable[..., Awaitable[Database]], keyring: Keyring, tmp_path: Path
) -> AsyncIterator[Stand]:
    async with a_stand(await make_database(MIGRATIONS), keyring, tmp_path) as stand:
        yield stand
