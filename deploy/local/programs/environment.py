"""What each process of an instance is told, and no more: a service never sees another service's password."""

import os
from collections.abc import Mapping
from pathlib import Path

from deploy.local.layout import ADMIN, CHECKOUT, HOST, PRINCIPALS, SERVICES, Layout
from deploy.local.programs.credentials import Credentials, write_privately
from deploy.local.programs.postgres import url_for

FROM_NUMBER = "+12135550142"
SENDER = "dispatch@hotline.example"
SHARED = ("HOTLINE_KAFKA__", "HOTLINE_KEYRING", "HOTLINE_STAFF_KEYS", "HOTLINE_MODE", "HOTLINE_LOG_LEVEL")
PASSED_ON = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "VIRTUAL_ENV")


def instance_environment(layout: Layout, credentials: Credentials, mode: str) -> dict[str, str]:
    """Everything that the services, the sandbox and the `hotline` command need to know about this instance."""
    ports = layout.ports
    environment = {
        "HOTLINE_HOME": str(layout.home),
        "HOTLINE_PORT_BASE": str(ports.base),
        "HOTLINE_MODE": mode,
        "HOTLINE_KEYRING": str(layout.keyring),
        "HOTLINE_STAFF_KEYS": str(layout.staff_keys_file),
        "HOTLINE_STAFF_KEY": credentials.staff_key,
    }
    for service in SERVICES:
        name, port = f"HOTLINE_{service.upper()}", getattr(ports, service)
        password = credentials.database_password(service)
        database_url = url_for(layout, user=service, password=password, database=service)
        environment |= {
            f"{name}_URL": f"http://{HOST}:{port}",
            f"{name}_DATABASE__URL": database_url,
            f"{name}_HTTP__HOST": HOST,
            f"{name}_HTTP__PORT": str(port),
            f"{name}_HTTP__INTERNAL_PORT": str(ports.internal(service)),
            f"{name}_HTTP__PUBLIC_URL": f"http://{HOST}:{port}",
        }
    inbound = f"http://{HOST}:{ports.notify}/v1/twilio/inbound#rc=5&rp=all"  # try again while notify restarts
    return environment | {
        "HOTLINE_NOTIFY_SMS__BASE_URL": f"http://{HOST}:{ports.sandbox}",
        "HOTLINE_NOTIFY_SMS__ACCOUNT_SID": credentials.twilio_account_sid,
        "HOTLINE_NOTIFY_SMS__AUTH_TOKEN": credentials.twilio_auth_token,
        "HOTLINE_NOTIFY_SMS__FROM_NUMBER": FROM_NUMBER,
        "HOTLINE_NOTIFY_SMTP__HOST": HOST,
        "HOTLINE_NOTIFY_SMTP__PORT": str(ports.mailbox),
        "HOTLINE_NOTIFY_SMTP__SENDER": SENDER,
        "HOTLINE_SANDBOX_ACCOUNT_SID": credentials.twilio_account_sid,
        "HOTLINE_SANDBOX_AUTH_TOKEN": credentials.twilio_auth_token,
        "HOTLINE_SANDBOX_HOST": HOST,
        "HOTLINE_SANDBOX_PORT": str(ports.sandbox),
        "HOTLINE_SANDBOX_SMTP_PORT": str(ports.mailbox),
        "HOTLINE_SANDBOX_INBOUND_URL": inbound,
        "HOTLINE_SANDBOX_NUMBER": FROM_NUMBER,
        "HOTLINE_SANDBOX_STATE": str(layout.sandbox_state),
        "HOTLINE_SANDBOX_URL": f"http://{HOST}:{ports.sandbox}",
    }


def kafka_environment(layout: Layout, credentials: Credentials, mode: str) -> dict[str, str]:
    """Our own Kafka: where it is, and the account of each principal (rule R105); with TLS in production."""
    environment = {
        "HOTLINE_KAFKA__BOOTSTRAP_SERVERS": f"{HOST}:{layout.ports.kafka}",
        "HOTLINE_KAFKA__SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "HOTLINE_ADMIN_KAFKA__BOOTSTRAP_SERVERS": f"{HOST}:{layout.ports.kafka_admin}",
        "HOTLINE_ADMIN_KAFKA__SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "HOTLINE_ADMIN_KAFKA__SASL_MECHANISM": "PLAIN",
    }
    if mode == "production":
        environment["HOTLINE_KAFKA__SECURITY_PROTOCOL"] = "SASL_SSL"
        environment["HOTLINE_KAFKA__CA_FILE"] = str(layout.kafka_trusted / "ca.pem")
    for principal in (*PRINCIPALS, ADMIN):
        environment |= {
            f"HOTLINE_{principal.upper()}_KAFKA__USERNAME": principal,
            f"HOTLINE_{principal.upper()}_KAFKA__PASSWORD": credentials.kafka_password(principal),
        }
    return environment


def part_environment(instance: Mapping[str, str], part: str) -> dict[str, str]:
    """The share of a service or of the sandbox: what is common to all, and what bears its own name.

    Its account on Kafka bears its name here, where all of them are, and none where it alone reads it.
    """
    own = f"HOTLINE_{part.upper()}_"
    for_the_command_line = f"{own}URL"
    wanted = {
        name: value
        for name, value in instance.items()
        if name.startswith((*SHARED, own)) and name != "HOTLINE_STAFF_KEY" and name != for_the_command_line
    }
    account = {name: wanted.pop(name) for name in list(wanted) if name.startswith(f"{own}KAFKA__")}
    wanted |= {name.replace(own, "HOTLINE_"): value for name, value in account.items()}
    return process_environment() | wanted


def process_environment() -> dict[str, str]:
    """What every Python child needs: this checkout on its path, and time zones from the wheel, not the system."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return kept | {
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONTZPATH": "",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": os.environ.get("PYTHONDONTWRITEBYTECODE", ""),
    }


def write_env_file(path: Path, environment: Mapping[str, str]) -> None:
    write_privately(path, "".join(f"{name}={value}\n" for name, value in sorted(environment.items())))


def read_env_file(path: Path) -> dict[str, str]:
    pairs = (line.partition("=") for line in path.read_text().splitlines() if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def overrides_from(environment: Mapping[str, str]) -> dict[str, str]:
    """HOTLINE_* variables of the caller that override the instance's own: a database elsewhere, a log level."""
    ours = ("HOTLINE_HOME", "HOTLINE_PORT_BASE", "HOTLINE_TEST_")
    return {
        name: value for name, value in environment.items() if name.startswith("HOTLINE_") and not name.startswith(ours)
    }
