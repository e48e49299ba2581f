"""Accounts and access lists of a cluster: what `hotline topics apply` makes of `schemas/access.py` (rule R105).

aiokafka has the shape of some of these requests and no method for any of them (aiokafka #955).
"""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from aiokafka.errors import KafkaError
from aiokafka.protocol.admin import CreateAclsRequest_v1, DeleteAclsRequest_v1, DescribeAclsRequest_v1
from aiokafka.protocol.api import RequestStruct, Response
from aiokafka.protocol.types import CompactArray, CompactBytes, CompactString, Int8, Int16, Int32, Schema, TaggedFields

from schemas.access import Grant
from services.chassis.bus import Bus, stop_quietly
from services.chassis.cluster import SETTLE_SECONDS, Cluster, ClusterRefused, accept

ANY: Final = 1
TOPIC, GROUP, CLUSTER = 2, 3, 4
LITERAL: Final = 3
ALLOW: Final = 3
RESOURCES: Final[Mapping[str, int]] = {"topic": TOPIC, "group": GROUP}
OPERATIONS: Final[Mapping[str, int]] = {"read": 3, "write": 4, "describe": 8, "describe_configs": 10}
ANYWHERE: Final = "*"
SECURITY_DISABLED: Final = 54
SCRAM_SHA_512: Final = 2
ITERATIONS: Final = 8192
SALT_BYTES: Final = 32
OURS: Final = "hotline."
"""With this, after the deployment's prefix, begins the name of every topic and group of ours."""


@dataclass(frozen=True, slots=True)
class Acl:
    """An entry as the cluster keeps it; the numbers are Kafka's."""

    resource: int
    name: str
    pattern: int
    principal: str
    host: str
    operation: int
    permission: int = ALLOW

    @property
    def operation_name(self) -> str:
        return next((name for name, number in OPERATIONS.items() if number == self.operation), f"#{self.operation}")


class ClusterAccess:
    """The accounts and entries of one deployment, among others that a cluster may hold."""

    def __init__(self, cluster: Cluster, bus: Bus) -> None:
        self._cluster = cluster
        self._bus = bus

    def acl_of(self, grant: Grant, username: str) -> Acl:
        """The entry that gives it to this account."""
        resource, operation = RESOURCES[grant.resource], OPERATIONS[grant.operation]
        return Acl(resource, self._bus.wire(grant.name), LITERAL, f"User:{username}", ANYWHERE, operation)

    async def present(self, usernames: Collection[str]) -> set[Acl] | None:
        """What these accounts are allowed now on anything of ours; None where the cluster checks nobody."""
        response = await self._cluster.ask(_Ready(DescribeAclsRequest_v1(ANY, None, ANY, None, None, ANY, ALLOW)))
        if response.error_code == SECURITY_DISABLED:
            return None
        accept(response.error_code, "list who may do what", response.error_message)
        principals = {f"User:{name}" for name in usernames}
        return {
            Acl(resource, name, pattern, *entry)
            for resource, name, pattern, entries in response.resources
            for entry in entries
            if entry[0] in principals and self._touches_ours(resource, name, pattern)
        }

    async def change(self, *, add: Collection[Acl], remove: Collection[Acl], usernames: Collection[str]) -> None:
        """Add before anything is removed, then wait until the broker goes by it.

        Raises:
            ClusterRefused: this account may not, or the change did not appear within 10 s.
        """
        if add:
            made = await self._cluster.ask(_Ready(CreateAclsRequest_v1([_fields(acl) for acl in add])))
            for code, message in made.creation_responses:
                accept(code, "grant access", message)
        if remove:
            gone = await self._cluster.ask(_Ready(DeleteAclsRequest_v1([_fields(acl) for acl in remove])))
            for code, message, _ in gone.filter_responses:
                accept(code, "withdraw access", message)

        async def in_force() -> bool:
            now = await self.present(usernames)
            return now is not None and now.issuperset(add) and now.isdisjoint(remove)

        await _until(in_force, "the access was accepted, but did not appear within 10 s")

    async def set_password(self, username: str, password: str, own: Bus) -> None:
        """An account for SCRAM-SHA-512, new or with a new password, which itself never leaves this process.

        Raises:
            ClusterRefused: this account may not, or `own`, which has that password, is not let in within 10 s.
        """
        salt = secrets.token_bytes(SALT_BYTES)
        salted = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ITERATIONS)
        upsertion: tuple[Any, ...] = (username, SCRAM_SHA_512, ITERATIONS, salt, salted, {})
        response = await self._cluster.ask(_Ready(AlterUserScramCredentialsRequest_v0([], [upsertion], {})))
        for _, code, message, _ in response.results:
            accept(code, f"set the password of {username}", message)
        await _until(lambda: lets_in(own), f"the password of {username} was accepted, but does not open")

    def _touches_ours(self, resource: int, name: str, pattern: int) -> bool:
        """Whether an entry lets somebody at anything of this deployment: by its name, or by a wider one."""
        ours = self._bus.wire(OURS)
        if resource == CLUSTER or name == ANYWHERE:
            return True
        return name.startswith(ours) or (pattern != LITERAL and ours.startswith(name))


async def lets_in(bus: Bus) -> bool:
    """Whether the cluster opens to the account of this bus, which answers for its address, too."""
    try:
        client = await bus.admin()
    except (KafkaError, TimeoutError):
        return False
    await stop_quietly(client)
    return True


async def _until(so: Callable[[], Awaitable[bool]], complaint: str) -> None:
    try:
        async with asyncio.timeout(SETTLE_SECONDS):
            while True:
                if await so():
                    return
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise ClusterRefused(complaint) from None


def _fields(acl: Acl) -> tuple[Any, ...]:
    return (acl.resource, acl.name, acl.pattern, acl.principal, acl.host, acl.operation, acl.permission)


class AlterUserScramCredentialsResponse_v0(Response):  # type: ignore[misc]  # aiokafka has no types
    API_KEY = 51
    API_VERSION = 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "results",
            CompactArray(
                ("user", CompactString("utf-8")),
                ("error_code", Int16),
                ("error_message", CompactString("utf-8")),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class AlterUserScramCredentialsRequest_v0(RequestStruct):  # type: ignore[misc]  # as above
    FLEXIBLE_VERSION = True
    API_KEY = 51
    API_VERSION = 0
    RESPONSE_TYPE = AlterUserScramCredentialsResponse_v0
    SCHEMA = Schema(
        (
            "deletions",
            CompactArray(("name", CompactString("utf-8")), ("mechanism", Int8), ("tags", TaggedFields)),
        ),
        (
            "upsertions",
            CompactArray(
                ("name", CompactString("utf-8")),
                ("mechanism", Int8),
                ("iterations", Int32),
                ("salt", CompactBytes),
                ("salted_password", CompactBytes),
                ("tags", TaggedFields),
            ),
        ),
        ("tags", TaggedFields),
    )


class _Ready:
    """A request as it goes over the wire; aiokafka would choose the version."""

    def __init__(self, struct: RequestStruct) -> None:
        self._struct = struct

    def prepare(self, _versions: object) -> RequestStruct:
        return self._struct
