"""The embedded PostgreSQL and Kafka come up, stay apart, and heal from every way to be interrupted."""

import os
import shutil
import signal
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from aiokafka.admin import NewTopic

from deploy.local.layout import Layout, throwaway_layout
from deploy.local.programs.account import services_account
from deploy.local.stack import Stack
from deploy.local.supervisor.instance_lock import AlreadyRunning
from services.chassis.bus import Bus
from services.chassis.cluster import Cluster
from services.chassis.cluster_access import ClusterAccess, lets_in
from services.chassis.settings import KafkaSettings
from tests.support.live_files import looked_at


@pytest.fixture(scope="module")
async def stack() -> AsyncIterator[Stack]:
    """PostgreSQL and Kafka of this module's own, since it hurts them."""
    layout = throwaway_layout(prefix="hotline-test-")
    async with Stack(layout, services=(), lasting=False) as running:
        yield running
    shutil.rmtree(layout.home)


@pytest.fixture
def layout() -> Iterator[Layout]:
    layout = throwaway_layout(prefix="hotline-test-")
    yield layout
    shutil.rmtree(layout.home)


def password_of(settings: KafkaSettings) -> str:
    assert settings.password is not None
    return settings.password.get_secret_value()


async def topics_of(stack: Stack) -> set[str]:
    admin = await Bus(stack.kafka("admin"), client_id="test").admin()
    try:
        return {topic for topic in await admin.list_topics() if not topic.startswith("__")}
    finally:
        await admin.close()


async def make_topic(stack: Stack, name: str) -> None:
    admin = await Bus(stack.kafka("admin"), client_id="test").admin()
    try:
        await admin.create_topics([NewTopic(name, num_partitions=3, replication_factor=1)])
    finally:
        await admin.close()


async def test_each_service_has_a_database_that_the_others_cannot_enter(stack: Stack):
    own = await asyncpg.connect(stack.database_url("intake"))
    assert await own.fetchval("SELECT current_user || '@' || current_database()") == "intake@intake"
    await own.execute("CREATE TABLE mine (id int)")
    await own.close()

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(stack.database_url("intake").removesuffix("/intake") + "/dispatch")


async def test_nobody_else_reads_what_an_instance_keeps(stack: Stack):
    """Of root's staff file the services are the group, which is nobody else's."""
    home, services = stack.layout.home, services_account()
    theirs = {"staff-keys.json": "0o640"} if services else {}

    open_to_others = {
        str(path.relative_to(home)): oct(stat.S_IMODE(seen.st_mode))
        for path, seen in looked_at(home, Path.lstat)
        if not stat.S_ISLNK(seen.st_mode) and seen.st_mode & 0o077
    }

    assert open_to_others == theirs
    assert not services or stack.layout.staff_keys_file.stat().st_gid == services.gid


async def test_what_postgres_promises_is_set(stack: Stack):
    wanted = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "jit": "off",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "statement_timeout": "5s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "10s",
        "server_encoding": "UTF8",
    }
    connection = await asyncpg.connect(stack.database_url("notify"))
    try:
        found = {name: await connection.fetchval("SELECT current_setting($1)", name) for name in wanted}
    finally:
        await connection.close()

    assert found == wanted


async def test_what_was_committed_survives_the_death_of_every_postgres_process(stack: Stack):
    connection = await asyncpg.connect(stack.database_url("dispatch"))
    await connection.execute("CREATE TABLE kept (id int)")
    await connection.execute("INSERT INTO kept VALUES (1)")

    stack.kill("postgres", all_of_it=True)
    await stack.wait_ready("postgres")
    connection.terminate()

    again = await asyncpg.connect(stack.database_url("dispatch"))
    assert await again.fetchval("SELECT count(*) FROM kept") == 1
    await again.close()


async def test_a_postmaster_that_died_alone_takes_no_backend_into_the_next_life(stack: Stack):
    connection = await asyncpg.connect(stack.database_url("dispatch"))

    stack.kill("postgres")
    await stack.wait_ready("postgres")

    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError)):
        await connection.fetchval("SELECT 1")
    connection.terminate()


async def test_a_pid_file_that_names_a_strangers_process_is_no_obstacle(stack: Stack):
    await stack.stop("postgres")
    pid_file = stack.layout.postgres_data / "postmaster.pid"
    pid_file.write_text("1\n/elsewhere\n0\n5432\n\n127.0.0.1\n")

    await stack.start("postgres")


async def test_topics_survive_the_death_of_the_broker(stack: Stack):
    await make_topic(stack, "kept")
    lives = stack.starts("kafka")

    stack.kill("kafka")
    await stack.wait_revived("kafka", since=lives)

    assert "kept" in await topics_of(stack)


async def test_a_wiped_broker_comes_back_empty(stack: Stack):
    await make_topic(stack, "lost")

    await stack.wipe_kafka()

    assert await topics_of(stack) == set()


async def test_data_folders_that_were_never_finished_are_made_again(stack: Stack):
    await stack.stop("postgres")
    await stack.stop("kafka")
    (stack.layout.postgres_data / "PG_VERSION").unlink()
    (stack.layout.kafka_data / "meta.properties").unlink()
    (stack.layout.home / "postgres.half-made").mkdir()
    (stack.layout.home / "kafka.half-made").mkdir()

    await stack.start("postgres")
    await stack.start("kafka")

    assert await topics_of(stack) == set()
    connection = await asyncpg.connect(stack.database_url("intake"))
    assert await connection.fetchval("SELECT to_regclass('mine')") is None
    await connection.close()


async def test_a_halted_broker_goes_on_when_it_is_let(stack: Stack):
    await make_topic(stack, "there")
    stack.kill("kafka", signal.SIGSTOP)
    stack.kill("kafka", signal.SIGCONT)

    assert "there" in await topics_of(stack)


async def test_a_home_folder_has_one_supervisor(stack: Stack):
    with pytest.raises(AlreadyRunning, match=str(stack.layout.home)):
        await Stack(stack.layout, services=()).up()


async def test_kafka_is_not_root_and_its_files_are_its_own(stack: Stack):
    await stack.stop("kafka")
    data = stack.layout.kafka_data
    for path in (data, data / "meta.properties"):  # as an older release left them
        path.chmod(0o755)
        os.chown(path, os.geteuid(), os.getegid())

    await stack.start("kafka")
    await make_topic(stack, "private")

    pid = stack.pid("kafka")
    owner = Path(f"/proc/{pid}").stat().st_uid
    found = [seen for _, seen in looked_at(data, Path.stat)]
    found += [path.stat() for path in (data, stack.layout.kafka_config / "kafka.properties")]
    assert owner != 0
    assert len(found) > 10
    assert {(seen.st_uid, seen.st_mode & 0o077) for seen in found} == {(owner, 0)}


async def test_in_production_services_reach_kafka_by_tls_and_by_nothing_else(layout: Layout):
    async with Stack(layout, services=(), mode="production", lasting=False) as running:
        admin, intake = running.kafka("admin"), running.kafka("intake")
        bus, own = Bus(admin, client_id="test"), Bus(intake, client_id="test")
        async with Cluster(bus) as cluster:
            await ClusterAccess(cluster, bus).set_password("intake", password_of(intake), own)

        in_clear = intake.model_copy(update={"security_protocol": "SASL_PLAINTEXT"})
        by_any_authority = intake.model_copy(update={"ca_file": None})
        assert intake.security_protocol == "SASL_SSL"
        assert await lets_in(own)
        assert not await lets_in(Bus(in_clear, client_id="test"))
        assert not await lets_in(Bus(by_any_authority, client_id="test"))
