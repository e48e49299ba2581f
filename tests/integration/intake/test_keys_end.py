"""Keys of days end on their date, over real internal ports; never while a report is open or a service is silent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.chassis.database import Database
from services.chassis.http_listener import INTERNAL, HttpPort
from services.chassis.http_server import internal_app
from services.chassis.key_job import ServiceSilent, expire
from services.chassis.keys_in_use import KeyWatch, answer_of
from services.chassis.sealing import KeyMissing, Keyring
from services.dispatch.store.keys_in_use import KEYS_IN_USE as OF_DISPATCH
from services.notify.store.keys_in_use import KEYS_IN_USE as OF_NOTIFY
from tests.conftest import set_clock
from tests.support.intake_harness import Stand, a_caller, a_report
from tests.support.notify_harness import eventually, free_port

TEN_DAYS = timedelta(days=10)


@asynccontextmanager
async def internal_port(service: str, watch: KeyWatch) -> AsyncIterator[str]:
    async def keys() -> dict[str, Any]:
        return answer_of(service, *await watch.in_use())

    port = free_port()
    server = HttpPort(internal_app({}, {}, keys), "127.0.0.1", port, INTERNAL)
    running = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await eventually(started)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


@pytest.fixture
async def urls(
    stand: Stand, make_database: Callable[..., Awaitable[Database]], keyring: Keyring
) -> AsyncIterator[dict[str, str]]:
    others = {"dispatch": OF_DISPATCH, "notify": OF_NOTIFY}
    watches = {"intake": stand.app.state.keys}
    for service, statement in others.items():
        database = await make_database(Path(f"services/{service}/migrations"))
        watches[service] = KeyWatch(Keyring(keyring._folder, service), database, statement)
    async with AsyncExitStack() as ports:
        yield {name: await ports.enter_async_context(internal_port(name, watch)) for name, watch in watches.items()}


async def test_an_open_reports_keys_stay_and_end_with_it(stand: Stand, urls: dict[str, str], keyring: Keyring) -> None:
    day = datetime.now(UTC).date() - TEN_DAYS
    await set_clock(stand.database, -TEN_DAYS)
    long_ago = (datetime.now(UTC) - TEN_DAYS).isoformat()
    posted = await stand.posted(a_report(caller=a_caller(), observed_at=long_ago))
    async with stand.database.connection() as connection:
        await connection.execute("DELETE FROM outbox")
        sealed = await connection.fetchval("SELECT sealed_contact FROM report")
    await set_clock(stand.database, timedelta())

    kept = await expire(keyring, urls)

    def opened() -> bytes:
        return stand.sealer.open(sealed, purpose="report.contact", record=str(posted["report_id"]))

    assert f"contact/{day}" in kept.still_needed
    assert f"params/{day}" in kept.destroy
    assert not any(key_id.startswith("case/") for key_id in (*kept.destroy, *kept.still_needed))
    assert opened() == b"+12135550111"

    async with stand.database.connection() as connection:
        await connection.execute("UPDATE report SET state = 'joined', closed_at = app.now()")
    over = await expire(keyring, urls)
    await stand.app.state.keys.run()

    assert f"contact/{day}" in over.destroy
    with pytest.raises(KeyMissing):
        opened()


@pytest.mark.parametrize("silent", ["intake", "dispatch", "notify"])
async def test_with_one_service_silent_nothing_is_destroyed(
    stand: Stand, urls: dict[str, str], keyring: Keyring, silent: str
) -> None:
    before = sorted(keyring._folder.rglob("*.key"))

    with pytest.raises(ServiceSilent, match=silent):
        await expire(keyring, {**urls, silent: "http://127.0.0.1:1"})
    with pytest.raises(ServiceSilent, match=silent):
        await expire(keyring, {**urls, silent: urls["notify" if silent == "intake" else "intake"]})

    assert sorted(keyring._folder.rglob("*.key")) == before
