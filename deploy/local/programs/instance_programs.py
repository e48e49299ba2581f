"""How each part of an instance is made ready, started, and found to be well."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from deploy.local.layout import HOST, SERVICES, Layout
from deploy.local.programs import kafka, postgres
from deploy.local.programs.account import hand_over_all, services_account, unprivileged_account
from deploy.local.programs.credentials import Credentials
from deploy.local.programs.environment import part_environment, process_environment
from deploy.local.programs.fetch import is_fetched
from deploy.local.programs.interpreter import OURS
from deploy.local.programs.jars import jar_folder
from deploy.local.programs.java import find_java, within_reach
from deploy.local.programs.one_off import fetch_kafka, python_command, ready_interpreter, run_one_off
from deploy.local.programs.reach import open_to_all
from deploy.local.supervisor.health import answers_ok
from deploy.local.supervisor.keeper import OnChange, Program, ProgramState
from deploy.local.supervisor.process import Command

UPGRADE_LASTS: Final = timedelta(minutes=10)


SECOND = "-2"
"""After a service's name: its second replica, which shares everything with the first but its ports and its log."""


class InstancePrograms:
    """The programs of one instance. They are asked for before it starts; `begin` gives them what they then need."""

    def __init__(
        self,
        layout: Layout,
        services: tuple[str, ...],
        part_env: Mapping[str, Mapping[str, str]],
        *,
        replicas: int = 1,
        lasting: bool,
        on_change: OnChange,
    ) -> None:
        self.part_env = {part: dict(settings) for part, settings in part_env.items()}
        self.once: dict[str, dict[str, str]] = {}
        self._layout = layout
        self._services = services
        self._seconds = tuple(f"{name}{SECOND}" for name in services if name in SERVICES and replicas > 1)
        self._lasting = lasting
        self._on_change = on_change
        self._env: dict[str, str] = {}
        self._credentials: Credentials | None = None
        self._interpreter = OURS
        self._keyring_is_stocked = asyncio.Event()
        self._topics_are_made = asyncio.Event()

    async def begin(self, credentials: Credentials, env: Mapping[str, str]) -> None:
        self._credentials, self._env = credentials, dict(env)
        self._topics_are_made.clear()
        account = services_account()
        hand_over_all(account, self._layout.keyring)
        if "sandbox" in self._services:
            self._layout.sandbox_state.mkdir(exist_ok=True)
            hand_over_all(account, self._layout.sandbox_state)
        if self._services or self._has_tls:
            self._interpreter = await ready_interpreter(self._layout)

    def wanted(self, overrides: Mapping[str, str]) -> Iterator[Program]:
        """Every program of the instance; no store that the overrides say is elsewhere."""
        if not all(f"HOTLINE_{service.upper()}_DATABASE__URL" in overrides for service in SERVICES):
            yield Program("postgres", self._prepare_postgres, self._postgres_answers, self._provide_databases)
        if "HOTLINE_KAFKA__BOOTSTRAP_SERVERS" not in overrides:
            yield Program("kafka", self._prepare_kafka, self._kafka_answers, self._provide_topics)
        for name in (*self._services, *self._seconds):
            yield Program(name, self._preparation(name), self._health_check(name), _nothing)

    @property
    def postgres_url(self) -> str:
        password = self._known_credentials.postgres_owner
        return postgres.url_for(self._layout, user=postgres.SUPERUSER, password=password, database="postgres")

    @property
    def _has_tls(self) -> bool:
        return self._env.get("HOTLINE_KAFKA__SECURITY_PROTOCOL") == "SASL_SSL"

    @property
    def _known_credentials(self) -> Credentials:
        assert self._credentials is not None, "begin() comes first"
        return self._credentials

    # --- one-off commands that the programs wait for

    async def stock_keyring(self) -> None:
        """Make the sealing keys of the days ahead. Services only read them, and stop without."""
        keyring = self._layout.keyring
        if (keyring / "index").is_dir() and not (keyring / "bus").is_dir():
            self._take_unsigned_events()
        await self._key_job("ensure")
        self._keyring_is_stocked.set()

    async def expire_keys(self) -> None:
        """Destroy those whose days are over. Every service is asked; with one of them away, nothing is destroyed."""
        asked = [f"{service}=http://{HOST}:{self._layout.ports.internal(service)}" for service in SERVICES]
        await self._key_job("expire", *asked)

    async def _key_job(self, verb: str, *arguments: str) -> None:
        module, keyring = "services.chassis.keyring", str(self._layout.keyring)
        by, env = self._interpreter, process_environment()
        await run_one_off(python_command(self._layout, "keyring", module, verb, keyring, *arguments, env=env, by=by))

    def _take_unsigned_events(self) -> None:
        """Those that the release before, which made no MACs, left on the topics."""
        until = datetime.now(UTC) + UPGRADE_LASTS
        for service in self._services:
            self.once.setdefault(service, {})["HOTLINE_KAFKA__UNSIGNED_UNTIL"] = until.isoformat()

    async def _ensure_certificate(self) -> None:
        """With which services know their Kafka, in production. It is Kafka that makes it and has its key."""
        account = unprivileged_account()
        shown, config = self._layout.kafka_trusted, self._layout.kafka_config
        for folder in (config, shown):
            folder.mkdir(exist_ok=True)
            hand_over_all(account, folder)
        by = replace(self._interpreter, account=account)
        module, folders, env = "services.chassis.bus_certificate", (str(config), str(shown)), process_environment()
        await run_one_off(python_command(self._layout, "certificate", module, "ensure", *folders, HOST, env=env, by=by))
        if account is not None:
            open_to_all(shown)

    async def make_topics(self) -> None:
        """Harmless when they exist; a new release may bring new ones."""
        if self._services:
            self._on_change("kafka", ProgramState.STARTING, "making the topics")
            env = process_environment() | self._env
            by, module = self._interpreter, "services.console"
            await run_one_off(python_command(self._layout, "topics", module, "topics", "apply", env=env, by=by))
        self._topics_are_made.set()

    # --- PostgreSQL

    async def _prepare_postgres(self) -> Command:
        program = postgres.find_postgres(self._layout)
        password = self._known_credentials.postgres_owner
        await postgres.prepare_postgres_data(program, self._layout, password, lasting=self._lasting)
        return postgres.postgres_command(program, self._layout)

    async def _postgres_answers(self) -> bool:
        return await postgres.postgres_answers(self.postgres_url)

    async def _provide_databases(self) -> None:
        passwords = {service: self._known_credentials.database_password(service) for service in SERVICES}
        await postgres.provide_databases(self.postgres_url, passwords)

    # --- Kafka

    async def _prepare_kafka(self) -> Command:
        if not is_fetched(self._layout.cache):
            self._on_change("kafka", ProgramState.STARTING, "fetching its jars, once per machine")
            await fetch_kafka(self._layout, lambda line: self._on_change("kafka", ProgramState.STARTING, line))
        account = unprivileged_account()
        java = find_java() if account is None else within_reach(find_java(), self._layout.cache)
        program = kafka.KafkaProgram(java, jar_folder(self._layout.cache), account)
        if kafka.prepare_kafka_data(program, self._layout):
            self._topics_are_made.clear()
        tls = self._has_tls
        if tls:
            await self._ensure_certificate()
        return kafka.kafka_command(program, self._layout, self._known_credentials.kafka_admin, tls=tls)

    async def _kafka_answers(self) -> bool:
        admin = f"{HOST}:{self._layout.ports.kafka_admin}"
        return await kafka.kafka_answers(admin, self._known_credentials.kafka_admin)

    async def _provide_topics(self) -> None:
        if not self._topics_are_made.is_set():
            await self.make_topics()

    # --- the services and the sandbox

    def _preparation(self, name: str) -> Callable[[], Awaitable[Command]]:
        async def prepare() -> Command:
            service = name.removesuffix(SECOND)
            if service in SERVICES:
                await self._keyring_is_stocked.wait()
                await self._topics_are_made.wait()
            settings = part_environment(self._env, service)
            if name in self._seconds:
                port = self._layout.ports.second(service)
                settings[f"HOTLINE_{service.upper()}_HTTP__PORT"] = str(port)
                settings[f"HOTLINE_{service.upper()}_HTTP__INTERNAL_PORT"] = str(port + 10)
            settings |= self.part_env.get(name, {}) | self.once.pop(name, {})
            package = f"services.{service}" if service in SERVICES else f"deploy.{name}"
            return python_command(self._layout, name, package, env=settings, by=self._interpreter)

        return prepare

    def _health_check(self, name: str) -> Callable[[], Awaitable[bool]]:
        ports = self._layout.ports
        if name in self._seconds:
            url = f"http://{HOST}:{ports.second(name.removesuffix(SECOND)) + 10}/readyz"
        elif name in SERVICES:
            url = f"http://{HOST}:{ports.internal(name)}/readyz"
        else:
            url = f"http://{HOST}:{ports.sandbox}/healthz"

        async def answers() -> bool:
            return await answers_ok(url)

        return answers


async def _nothing() -> None:
    return None
