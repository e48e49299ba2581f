"""A PostgreSQL and a Kafka for the tests: containers where an engine answers, else the embedded pair (rule R112)."""

import asyncio
import os
import secrets
import shutil
import socket
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from docker.errors import DockerException  # type: ignore[import-untyped]
from pydantic import SecretStr

from deploy.local.layout import ADMIN, HOST, free_port_base, throwaway_layout
from deploy.local.programs.kafka import access, kafka_answers
from deploy.local.stack import Stack
from deploy.local.supervisor.instance_lock import lock_holder
from services.chassis.bus import Bus
from services.chassis.cluster import Cluster
from services.chassis.cluster_access import ClusterAccess
from services.chassis.settings import KafkaSettings
from tests.support.kafka_address import address_of

POSTGRES_IMAGE = "postgres:18"
KAFKA_IMAGE = "apache/kafka:4.3.1"
KAFKA_SECONDS = 60.0
PREFIX = "hotline-test-"
LEFT_OVER_SECONDS = 3600


@contextmanager
def provide() -> Iterator[tuple[str, str]]:
    """A superuser's PostgreSQL URL and Kafka's bootstrap servers, for one test session.

    HOTLINE_TEST_BACKEND=embedded leaves Docker alone; =docker insists on it. Without it, an engine that neither has
    nor gets the images is done without.
    """
    wish = os.environ.get("HOTLINE_TEST_BACKEND", "")
    with ExitStack() as opened:
        addresses = None
        if wish == "docker":
            addresses = opened.enter_context(containers())
        elif wish != "embedded" and docker_answers():
            try:
                addresses = opened.enter_context(containers())
            except DockerException as error:
                print(f"no containers ({type(error).__name__}): embedded PostgreSQL and Kafka", file=sys.stderr)
        yield addresses or opened.enter_context(embedded())


def docker_answers() -> bool:
    """Ask the engine itself, in three lines: the docker package leaves its socket open when nobody answers."""
    address = urllib.parse.urlsplit(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock"))
    family = socket.AF_UNIX if address.scheme == "unix" else socket.AF_INET
    with suppress(OSError), socket.socket(family) as engine:
        engine.settimeout(2)
        engine.connect(address.path if address.scheme == "unix" else (address.hostname, address.port))
        engine.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
        return b" 200 " in engine.recv(64)
    return False


@contextmanager
def embedded() -> Iterator[tuple[str, str]]:
    """The pair that `make up` uses, in a thread of its own so that any test's event loop may come and go."""
    _sweep_leftovers()
    layout = throwaway_layout(prefix=PREFIX)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="embedded backends", daemon=True)
    thread.start()
    stack = Stack(layout, services=(), lasting=False)
    try:
        asyncio.run_coroutine_threadsafe(stack.up(), loop).result()
        kafka = asyncio.run_coroutine_threadsafe(_open_kafka(stack), loop).result()
        yield stack.postgres_url, kafka
    finally:
        asyncio.run_coroutine_threadsafe(stack.down(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        shutil.rmtree(layout.home, ignore_errors=True)


def _sweep_leftovers() -> None:
    """What a test run left that was killed: folders of this user that no supervisor has held for an hour."""
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            status = home.stat()
            mine = status.st_uid == os.geteuid()
            if mine and time.time() - status.st_mtime > LEFT_OVER_SECONDS and lock_holder(home) is None:
                shutil.rmtree(home, ignore_errors=True)


async def _open_kafka(stack: Stack) -> str:
    """Let the admin in where services get in, and as they do; the address by which tests do so."""
    admin, servers = stack.kafka("admin"), stack.kafka().bootstrap_servers
    return await _open_to_admin(admin, servers)


async def _open_to_admin(admin: KafkaSettings, servers: str) -> str:
    own = admin.model_copy(update={"bootstrap_servers": servers, "sasl_mechanism": "SCRAM-SHA-512"})
    bus = Bus(admin, client_id="test")
    assert admin.username is not None
    assert admin.password is not None
    async with Cluster(bus) as cluster:
        access = ClusterAccess(cluster, bus)
        await access.set_password(admin.username, admin.password.get_secret_value(), Bus(own, client_id="test"))
    return address_of(own)


@contextmanager
def containers() -> Iterator[tuple[str, str]]:
    os.environ.setdefault("TESTCONTAINERS_CONNECTION_MODE", "docker_host")
    from testcontainers.community.postgres import PostgresContainer
    from testcontainers.core.container import DockerContainer

    port = free_port_base() + 1
    password = secrets.token_urlsafe(24)
    kafka = DockerContainer(KAFKA_IMAGE).with_bind_ports(port, port).with_bind_ports(port + 1, port + 1)
    for name, value in _kafka_environment(port, password).items():
        kafka.with_env(name, value)
    server = PostgresContainer(POSTGRES_IMAGE, driver=None)
    server.with_command("postgres -c max_connections=200 -c jit=off")
    with server as postgres, kafka:
        admin = KafkaSettings(
            bootstrap_servers=f"{HOST}:{port + 1}",
            security_protocol="SASL_PLAINTEXT",
            sasl_mechanism="PLAIN",
            username=ADMIN,
            password=SecretStr(password),
        )
        _wait_for_kafka(admin.bootstrap_servers, password)
        yield postgres.get_connection_url(), asyncio.run(_open_to_admin(admin, f"{HOST}:{port}"))


def _kafka_environment(port: int, password: str) -> dict[str, str]:
    """Any KAFKA_ variable replaces all of the image's defaults, so all of them are here."""
    access_variables = {
        "KAFKA_" + name.replace("-", "___").replace(".", "_").upper(): value for name, value in access(password).items()
    }
    return access_variables | {
        "KAFKA_NODE_ID": "1",
        "KAFKA_PROCESS_ROLES": "broker,controller",
        "KAFKA_LISTENERS": f"SERVICES://:{port},ADMIN://:{port + 1},CONTROLLER://:29093",
        "KAFKA_ADVERTISED_LISTENERS": f"SERVICES://{HOST}:{port},ADMIN://{HOST}:{port + 1}",
        "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:29093",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
        "KAFKA_MESSAGE_MAX_BYTES": "262144",
    }


def _wait_for_kafka(servers: str, password: str) -> None:
    deadline = time.monotonic() + KAFKA_SECONDS
    while not asyncio.run(kafka_answers(servers, password)):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{KAFKA_IMAGE} did not answer at {servers} within {KAFKA_SECONDS:.0f} s")
        time.sleep(0.2)
