"""One Kafka node that is its own controller, as durable as one node can be."""

import asyncio
import re
import shutil
import struct
import subprocess
import uuid
from base64 import urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.local.layout import ADMIN, HOST, Layout, Ports
from deploy.local.programs.account import hand_over_all
from deploy.local.programs.credentials import write_privately
from deploy.local.programs.jars import KAFKA_VERSION
from deploy.local.supervisor.process import Account, Command

LITTLE_COMPILING = "-XX:TieredStopAtLevel=1"
"""The optimising compiler takes a core for minutes to save a small node less than that: at 50 reports a second on two
cores, the slowest text of a hundred took 129 ms with it and 56 without."""
STOP_SECONDS = 15.0
FORMAT_SECONDS = 60.0
KEYSTORE = "kafka.pem"
"""As `services.chassis.bus_certificate` calls it."""
METADATA, SASL_HANDSHAKE, SASL_AUTHENTICATE = 3, 17, 36

SCRAM_LOGIN = "org.apache.kafka.common.security.scram.ScramLoginModule"
PLAIN_LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule"

# Who gets in, and to what (rule R105). Services by SCRAM; the node itself and its admin on the loopback alone, with the
# password of the configuration: no data folder has to know it before the first start.
ACCESS = {
    "listener.security.protocol.map": "SERVICES:SASL_PLAINTEXT,ADMIN:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "ADMIN",
    "sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "sasl.mechanism.inter.broker.protocol": "PLAIN",
    "sasl.mechanism.controller.protocol": "PLAIN",
    "listener.name.services.sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "listener.name.services.scram-sha-512.sasl.jaas.config": f"{SCRAM_LOGIN} required;",
    "listener.name.admin.sasl.enabled.mechanisms": "PLAIN",
    "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": f"User:{ADMIN}",
    "allow.everyone.if.no.acl.found": "false",
}

# What does not depend on the instance. One node: replication 1 everywhere, nothing waits for a second.
SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    # durability and limits
    "auto.create.topics.enable": "false",
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "unclean.leader.election.enable": "false",
    "message.max.bytes": "262144",
    "log.retention.hours": "72",
    "log.roll.ms": "3600000",
    "offsets.retention.minutes": "43200",
    # internal topics of one node
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    # quick to start, to stop, to rebalance and to come back after a kill -9
    "group.initial.rebalance.delay.ms": "0",
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "400",
    # small
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
    "log.segment.bytes": "134217728",
    "log.index.size.max.bytes": "1048576",
    "log.cleaner.dedupe.buffer.size": "8388608",
}

LOGGING = """\
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601}{UTC} %p %c{1}: %m%n
logger.server.name = org.apache.kafka.common.utils.AppInfoParser
logger.server.level = info
logger.lifecycle.name = kafka.server.KafkaRaftServer
logger.lifecycle.level = info
"""


class FormatFailed(RuntimeError):
    """Kafka's own tool could not prepare an empty data folder."""


@dataclass(frozen=True, slots=True)
class KafkaProgram:
    """A Java and the jars: all that is needed to start a node."""

    java: Path
    jars: Path
    account: Account | None = None
    """Whom it runs as; None: whoever runs us."""

    def argv(self, main_class: str, *arguments: str, options: tuple[str, ...] = ()) -> tuple[str, ...]:
        memory = ("-Xms128m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", LITTLE_COMPILING)
        quiet = ("-Djava.awt.headless=true", "-Dlog4j2.disable.jmx=true")
        return (str(self.java), *memory, *quiet, *options, "-cp", f"{self.jars}/*", main_class, *arguments)


def kafka_command(program: KafkaProgram, layout: Layout, admin_password: str, *, tls: bool) -> Command:
    """Write the configuration and say how to start the node. For TLS the key is in its folder already."""
    folder = layout.kafka_config
    folder.mkdir(exist_ok=True)
    logging, properties = folder / "log4j2.properties", folder / "kafka.properties"
    write_privately(logging, LOGGING)
    keystore = folder / KEYSTORE if tls else None
    write_privately(properties, _properties(layout.kafka_data, layout.ports, admin_password, keystore))
    hand_over_all(program.account, folder)
    options = (f"-Dlog4j2.configurationFile={logging}",)
    return Command(
        name="kafka",
        argv=program.argv("kafka.Kafka", str(properties), options=options),
        log=layout.logs / "kafka.log",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        cwd=layout.run,
        account=program.account,
        umask=0o077,
        stop_seconds=STOP_SECONDS,
    )


def prepare_kafka_data(program: KafkaProgram, layout: Layout) -> bool:
    """Make sure that there is a formatted data folder; True when it is new and therefore empty.

    A folder without `meta.properties` was never finished and is thrown away. What an older release left for all to
    read, or as root, is the program's own from here on.
    """
    data = layout.kafka_data
    if (data / "meta.properties").is_file():
        hand_over_all(program.account, data)
        return False
    shutil.rmtree(data, ignore_errors=True)
    half_made = data.with_name("kafka.half-made")
    shutil.rmtree(half_made, ignore_errors=True)
    shutil.copytree(_template(layout.cache), half_made)
    meta = half_made / "meta.properties"
    text = re.sub(r"(?m)^cluster\.id=.*$", f"cluster.id={_kafka_uuid()}", meta.read_text())
    meta.write_text(re.sub(r"(?m)^directory\.id=.*$", f"directory.id={_kafka_uuid()}", text))
    hand_over_all(program.account, half_made)
    half_made.rename(data)
    return True


async def kafka_answers(bootstrap: str, admin_password: str, *, timeout_seconds: float = 1.0) -> bool:
    """True once the broker lets its admin in and names itself in its metadata: from then on topics can be made."""
    host, _, port = bootstrap.rpartition(":")
    with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, struct.error):
        async with asyncio.timeout(timeout_seconds):
            reader, writer = await asyncio.open_connection(host, int(port))

            async def ask(api_key: int, body: bytes) -> bytes:
                # version 1, correlation 1, client "up"; the answer repeats the correlation
                request = struct.pack(">hhih2s", api_key, 1, 1, 2, b"up") + body
                writer.write(struct.pack(">i", len(request)) + request)
                [size] = struct.unpack(">i", await reader.readexactly(4))
                return (await reader.readexactly(size))[4:]

            try:
                token = f"\0{ADMIN}\0{admin_password}".encode()
                await ask(SASL_HANDSHAKE, struct.pack(">h5s", 5, b"PLAIN"))
                answer = await ask(SASL_AUTHENTICATE, struct.pack(">i", len(token)) + token)
                [refusal] = struct.unpack_from(">h", answer)
                [brokers] = struct.unpack_from(">i", await ask(METADATA, struct.pack(">i", 0)))  # about no topic
                return bool(refusal == 0 and brokers > 0)
            finally:
                writer.close()
    return False


def _properties(data: Path, ports: Ports, admin_password: str, keystore: Path | None) -> str:
    brokers = f"SERVICES://{HOST}:{ports.kafka},ADMIN://{HOST}:{ports.kafka_admin}"
    mine = {
        "listeners": f"{brokers},CONTROLLER://{HOST}:{ports.kafka_controller}",
        "advertised.listeners": brokers,
        "controller.quorum.voters": f"1@{HOST}:{ports.kafka_controller}",
        "log.dirs": str(data),
    }
    everything = SETTINGS | access(admin_password, keystore) | mine
    return "".join(f"{key}={value}\n" for key, value in everything.items())


def access(admin_password: str, keystore: Path | None = None) -> dict[str, str]:
    """ACCESS, with the one password that a node knows by itself, and TLS for services where it has a key for that."""
    login = f'{PLAIN_LOGIN} required username="{ADMIN}" password="{admin_password}" user_{ADMIN}="{admin_password}";'
    names = ("listener.name.admin.plain.sasl.jaas.config", "listener.name.controller.plain.sasl.jaas.config")
    encrypted = {
        "listener.security.protocol.map": ACCESS["listener.security.protocol.map"].replace(
            "SERVICES:SASL_PLAINTEXT", "SERVICES:SASL_SSL"
        ),
        "listener.name.services.ssl.keystore.type": "PEM",
        "listener.name.services.ssl.keystore.location": str(keystore),
    }
    return ACCESS | dict.fromkeys(names, login) | (encrypted if keystore else {})


def is_formatted(cache: Path) -> bool:
    return _template(cache).is_dir()


def _template(cache: Path) -> Path:
    return cache / f"kafka-{KAFKA_VERSION}-formatted"


def format_template(program: KafkaProgram, cache: Path) -> None:
    """Let Kafka's own tool make an empty data folder, of which every instance takes a copy."""
    template = _template(cache)
    if template.is_dir():
        return
    half_made = template.with_name(template.name + ".half-made")
    shutil.rmtree(half_made, ignore_errors=True)
    half_made.mkdir()
    properties = half_made / "kafka.properties"
    properties.write_text(_properties(half_made / "data", Ports(), "unused", None))
    tool = program.argv("kafka.tools.StorageTool", "format", "-t", _kafka_uuid(), "-c", str(properties))
    done = subprocess.run(tool, capture_output=True, text=True, timeout=FORMAT_SECONDS, check=False)
    if done.returncode != 0:
        raise FormatFailed(f"Kafka's storage tool ended with {done.returncode}: {done.stderr[-2000:]}")
    (half_made / "data").rename(template)
    shutil.rmtree(half_made)


def _kafka_uuid() -> str:
    return urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
