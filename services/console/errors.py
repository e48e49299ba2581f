"""The two ways in which a command ends badly; `main` turns them into one line and an exit code."""

from typing import Any, Final

REFUSED: Final = 1
USAGE: Final = 2
UNREACHABLE: Final = 3


class CommandRefused(Exception):
    """What was asked was not done. `key` names a command's sentence in the catalogue, `facts` fill it."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts


class ServiceUnreachable(Exception):
    """A service, or Kafka, did not answer at its address."""

    def __init__(self, service: str, address: str) -> None:
        super().__init__(service)
        kafka = service == "Kafka"
        variable = "HOTLINE_KAFKA__BOOTSTRAP_SERVERS" if kafka else f"HOTLINE_{service.upper()}_URL"
        self.facts = {"service": service, "address": address, "variable": variable}
